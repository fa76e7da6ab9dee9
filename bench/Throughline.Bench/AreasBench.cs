using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Commands;
using Throughline.Equity;
using Throughline.Projects;
using Throughline.Storage;

namespace Throughline.Bench;

/// <summary>Tables of areas in a database: a data set for each of ten years, each with a hundred indicators; every view opened with nothing kept in memory.</summary>
internal static class AreasBench
{
    private const int Years = 10, Indicators = 100, Neighbourhoods = 6856;

    public static async Task RunAsync(string engine, DatabaseAddress address, int areas)
    {
        var folder = Directory.CreateTempSubdirectory("throughline-bench-areas-");
        var app = await Server.StartAsync(address, 0, folder.FullName, CancellationToken.None);
        if (!app.Succeeded) throw new InvalidOperationException(app.Error.Message);
        await using var server = app.Value;
        var services = server.Services;
        var by = (await services.GetRequiredService<CreateProject.Handler>().RunAsync(new("Bench", "Ruth Adeyemi"), CancellationToken.None)).Value.Acting;
        var random = new Random(20261122);
        var sets = new List<DatasetId>();
        var watch = Stopwatch.GetTimestamp();
        for (var year = 0; year < Years; year++)
        {
            var content = Encoding.UTF8.GetBytes(Made(areas, random));
            var imported = await services.GetRequiredService<ImportDataset.Handler>().RunAsync(by, new($"year-{year}.csv", content, $"Year {year}"), CancellationToken.None);
            if (!imported.Succeeded) throw new InvalidOperationException(imported.Error.Message);
            sets.Add(imported.Value);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine}: {areas:N0} areas x {Indicators} indicators x {Years} years imported in {Stopwatch.GetElapsedTime(watch).TotalSeconds:N1} s"));
        foreach (var (file, vintage, count) in new[] { ("systems.geojson", "icb24_code", 42), ("neighbourhoods.geojson", "msoa21_code", Neighbourhoods) })
            if ((await services.GetRequiredService<ImportDataset.Handler>().RunAsync(by, new(file, Outlines(vintage, count, random)), CancellationToken.None)) is { Succeeded: false } unfit) throw new InvalidOperationException(unfit.Error.Message);
        var outlines = (await services.GetRequiredService<ListDatasets.Handler>().RunAsync(by.Project, CancellationToken.None)).Where(d => d.Dataset.Kind == DatasetKind.Boundaries).ToDictionary(d => d.Dataset.FileName, d => d.Dataset.Id.Value.ToString("D"));
        foreach (var (view, options) in new (ChartView, Dictionary<string, string>)[]
        {
            (ChartView.Map, new() { ["boundaries"] = outlines["systems.geojson"] }), (ChartView.Map, new() { ["boundaries"] = outlines["neighbourhoods.geojson"], ["level"] = "msoa21_code" }),
            (ChartView.Map, new() { ["boundaries"] = outlines["systems.geojson"], ["level"] = "icb24_code", ["value"] = "indicator_50" }), (ChartView.Map, new() { ["boundaries"] = outlines["neighbourhoods.geojson"], ["level"] = "msoa21_code", ["value"] = "indicator_50" }), (ChartView.Index, []),
            (ChartView.Core20, []), (ChartView.Missed, []), (ChartView.Fifths, []), (ChartView.Funnel, new() { ["count"] = "count_n" }), (ChartView.Curve, new() { ["count"] = "count_n" }), (ChartView.Levels, new() { ["value"] = "indicator_50", ["levels"] = "ltla24_code|icb24_code|region24_code" }), (ChartView.Kinds, new() { ["value"] = "indicator_99", ["higher"] = "worse" }),
        })
        {
            var times = new List<double>();
            foreach (var set in sets)
            {
                // A new reader each time: nothing is kept in memory from the last.
                var draw = ActivatorUtilities.CreateInstance<MakeChart.Handler>(services, ActivatorUtilities.CreateInstance<DatasetTables>(services));
                watch = Stopwatch.GetTimestamp();
                var made = await draw.RunAsync(by.Project, new(view, set, null, options), CancellationToken.None);
                if (!made.Succeeded) throw new InvalidOperationException(made.Error.Message);
                made.Value.Draw(false);
                times.Add(Stopwatch.GetElapsedTime(watch).TotalMilliseconds);
            }
            times.Sort();
            // A map shows Core20, which rests on the index, unless a column without it is asked for.
            var of = (view == ChartView.Map ? options.ContainsKey("value") ? " without index" : " with index" : "") + (options.TryGetValue("level", out var level) ? $" by {level}" : "");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine}: {view}{of} opened in median {times[times.Count / 2]:N0} ms, slowest {times[^1]:N0} ms, of {times.Count}"));
        }
        var measures = await services.GetRequiredService<ImportDataset.Handler>().RunAsync(by, new("fifths.csv", Encoding.UTF8.GetBytes(Fifths(random)), What: "made up", Unit: "years"), CancellationToken.None);
        if (!measures.Succeeded) throw new InvalidOperationException(measures.Error.Message);
        var figure = await services.GetRequiredService<AddFigure.Handler>().RunAsync(by, new(measures.Value), CancellationToken.None);
        if (!figure.Succeeded) throw new InvalidOperationException(figure.Error.Message);
        foreach (var (view, options) in new (ChartView, Dictionary<string, string>)[] { (ChartView.Equiplot, new() { ["by"] = "place" }), (ChartView.Sensitivity, []) })
        {
            var times = new List<double>();
            for (var i = 0; i < Years; i++)
            {
                var fresh = ActivatorUtilities.CreateInstance<DatasetTables>(services);
                var draw = ActivatorUtilities.CreateInstance<MakeChart.Handler>(services, fresh, ActivatorUtilities.CreateInstance<ReadFigures.Handler>(services, fresh));
                watch = Stopwatch.GetTimestamp();
                var made = await draw.RunAsync(by.Project, new(view, null, figure.Value, options), CancellationToken.None);
                if (!made.Succeeded) throw new InvalidOperationException(made.Error.Message);
                made.Value.Draw(false);
                times.Add(Stopwatch.GetElapsedTime(watch).TotalMilliseconds);
            }
            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine}: {view} of a figure among 42 places, ten groups, ten years opened in median {times[times.Count / 2]:N0} ms, slowest {times[^1]:N0} ms, of {times.Count}"));
        }
        await server.StopAsync();
        folder.Delete(recursive: true);
    }

    private static string Made(int areas, Random random)
    {
        var csv = new StringBuilder("lsoa21_code,msoa21_code,ltla24_code,icb24_code,region24_code,imd25_rank,imd25_decile,imd25_score,population,count_n,income_rank,employment_rank,education_rank,health_rank,crime_rank,housing_rank,environment_rank");
        for (var i = 1; i <= Indicators; i++) csv.Append(CultureInfo.InvariantCulture, $",indicator_{i}");
        csv.Append('\n');
        int[] ranks = [.. Enumerable.Range(1, areas)];
        random.Shuffle(ranks);
        var domains = Enumerable.Range(0, 7).Select(_ =>
        {
            int[] one = [.. Enumerable.Range(1, areas)];
            random.Shuffle(one);
            return one;
        }).ToArray();
        for (var a = 0; a < areas; a++)
        {
            var council = a * 296L / areas;
            csv.Append(CultureInfo.InvariantCulture, $"E01{a:000000},E02{a * (long)Neighbourhoods / areas:000000},E06{council:000000},E54{council * 42 / 296:000000},E12{council * 42 / 296 * 9 / 42:000000},{ranks[a]},{1 + (ranks[a] - 1) * 10L / areas},{80.0 * (areas - ranks[a]) / areas:0.000},{1000 + random.Next(1500)},{random.Next(400)}");
            for (var d = 0; d < 7; d++) csv.Append(CultureInfo.InvariantCulture, $",{domains[d][a]}");
            for (var i = 0; i < Indicators; i++) csv.Append(CultureInfo.InvariantCulture, $",{random.Next(1000) / 10.0:0.#}");
            csv.Append('\n');
        }
        return csv.ToString();
    }

    /// <summary>Areas in a grid, each a ring of forty points.</summary>
    private static byte[] Outlines(string code, int count, Random random)
    {
        var (json, wide) = (new StringBuilder("{\"type\":\"FeatureCollection\",\"features\":["), (int)Math.Ceiling(Math.Sqrt(count)));
        for (var a = 0; a < count; a++)
        {
            var (x, y) = (-5 + 6.0 * (a % wide) / wide, 50 + 5.0 * (a / wide) / wide);
            var ring = Enumerable.Range(0, 40).Select(i => string.Create(CultureInfo.InvariantCulture, $"[{x + (0.4 + random.NextDouble() / 10) * 6 / wide * Math.Cos(i * Math.PI / 20):0.00000},{y + (0.4 + random.NextDouble() / 10) * 5 / wide * Math.Sin(i * Math.PI / 20):0.00000}]")).ToList();
            json.Append(CultureInfo.InvariantCulture, $"{(a > 0 ? "," : "")}{{\"type\":\"Feature\",\"properties\":{{\"{code}\":\"{(code[0] == 'i' ? "E54" : "E02")}{a:000000}\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{string.Join(',', ring)},{ring[0]}]]}}}}");
        }
        return Encoding.UTF8.GetBytes(json.Append("]}").ToString());
    }

    private static string Fifths(Random random)
    {
        var csv = new StringBuilder("area,sex,period,group,value,se,people\n");
        for (var place = 0; place < 42; place++)
            for (var year = 0; year < Years; year++)
                for (var group = 1; group <= 10; group++) csv.Append(CultureInfo.InvariantCulture, $"Place {place},Persons,{2013 + year},{group},{70 + group + random.NextDouble():0.00},0.2,{1000 + random.Next(500)}\n");
        return csv.ToString();
    }
}
