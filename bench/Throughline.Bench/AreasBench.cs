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
    private const int Years = 10, Indicators = 100;

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
        foreach (var (view, options) in new (ChartView, Dictionary<string, string>)[]
        {
            (ChartView.Core20, []), (ChartView.Missed, []), (ChartView.Fifths, []), (ChartView.Funnel, new() { ["count"] = "count_n" }), (ChartView.Curve, new() { ["count"] = "count_n" }), (ChartView.Levels, new() { ["value"] = "indicator_50" }), (ChartView.Kinds, new() { ["value"] = "indicator_99" }),
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
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine}: {view} opened in median {times[times.Count / 2]:N0} ms, slowest {times[^1]:N0} ms, of {times.Count}"));
        }
        await server.StopAsync();
        folder.Delete(recursive: true);
    }

    private static string Made(int areas, Random random)
    {
        var csv = new StringBuilder("lsoa21_code,ltla24_code,icb24_code,region24_code,imd25_rank,imd25_decile,imd25_score,population,count_n");
        for (var i = 1; i <= Indicators; i++) csv.Append(CultureInfo.InvariantCulture, $",indicator_{i}");
        csv.Append('\n');
        int[] ranks = [.. Enumerable.Range(1, areas)];
        random.Shuffle(ranks);
        for (var a = 0; a < areas; a++)
        {
            var council = a * 296L / areas;
            csv.Append(CultureInfo.InvariantCulture, $"E01{a:000000},E06{council:000000},E54{council * 42 / 296:000000},E12{council * 42 / 296 * 9 / 42:000000},{ranks[a]},{1 + (ranks[a] - 1) * 10L / areas},{80.0 * (areas - ranks[a]) / areas:0.000},{1000 + random.Next(1500)},{random.Next(400)}");
            for (var i = 0; i < Indicators; i++) csv.Append(CultureInfo.InvariantCulture, $",{random.Next(1000) / 10.0:0.#}");
            csv.Append('\n');
        }
        return csv.ToString();
    }
}
