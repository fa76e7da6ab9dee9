using System.Text;
using System.Text.Json.Nodes;
using Throughline.Coding;
using Throughline.Exchange.Tables;
using Throughline.Files;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Exchange.Tests;

public class CodingsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Segments_as_other_programs_leave_them_are_found_by_their_words(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var fixture = await Fixture.MakeAsync(bench);
        const string Csv = """
            source,code,segment,analyst,memo
            Interview 1,Access > Phone,"They ring at eight and the line
            is engaged until ten.",,
            interview 1.txt,Access > Phone > Busy line,"By then the day’s places are gone, hon-
            estly.",New Person,Her tone was flat.
            Interview 2,Distance,"P2: The buses. If you live out at Saltby",,
            Access plan,Promise,will,,
            Access plan,Promise,We will close the telephone exchange,,
            Interview 9,Promise,anything,,
            """;
        var read = await bench.Get<ImportCodings.Handler>().RunAsync(fixture.Ruth, "codings.csv", Encoding.UTF8.GetBytes(Csv), Cancel);
        Assert.True(read.Succeeded, read.Error?.Message);
        var report = read.Value;
        Assert.Equal([ImportCodings.Outcome.Placed, ImportCodings.Outcome.Placed, ImportCodings.Outcome.Placed], report.Rows.Take(3).Select(r => r.Outcome));
        Assert.Equal("They ring at eight and the line is engaged until ten.", report.Rows[0].Span!.Value.Of(Fixture.First));
        Assert.StartsWith("By then the day's places are gone, honestly", report.Rows[1].Span!.Value.Of(Fixture.First), StringComparison.Ordinal);
        Assert.Contains("If you live out at Saltby", report.Rows[2].Span!.Value.Of(Fixture.Second), StringComparison.Ordinal);
        Assert.Equal(ImportCodings.Outcome.Ambiguous, report.Rows[3].Outcome);
        Assert.Equal(2, report.Rows[3].Candidates.Count);
        Assert.Equal(ImportCodings.Outcome.NotFound, report.Rows[4].Outcome);
        Assert.Equal(ImportCodings.Outcome.Refused, report.Rows[5].Outcome);
        Assert.Equal(1, report.AnalystsMade);
        // The same file again changes nothing.
        var again = (await bench.Get<ImportCodings.Handler>().RunAsync(fixture.Ruth, "codings.csv", Encoding.UTF8.GetBytes(Csv), Cancel)).Value;
        Assert.Equal(0, again.Count(ImportCodings.Outcome.Placed));
        Assert.Equal(3, again.Count(ImportCodings.Outcome.AlreadyThere));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Codings_go_out_as_csv_xlsx_and_json_and_come_back_as_they_were(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var fixture = await Fixture.MakeAsync(bench);
        await bench.AddTextAsync(fixture.Ruth, "Sums", "=1+1 is what she wrote on the board.");
        var export = bench.Get<ExportTables.Handler>();
        using var json = new MemoryStream();
        Assert.Equal(6, (await export.RunAsync(fixture.Ruth, "codings", TableFormat.Json, json, Cancel)).Value);
        var row = JsonNode.Parse(Encoding.UTF8.GetString(json.ToArray()))!.AsArray().Single(r => r!["segment"]!.GetValue<string>() == "They ring at eight")!;
        Assert.Equal(("Interview 1", "Access > Phone", 36, 54, "Omar Said", "Joan", "receptionist", "Northmoor"),
            (row["source"]!.GetValue<string>(), row["code"]!.GetValue<string>(), row["start"]!.GetValue<int>(), row["end"]!.GetValue<int>(), row["analyst"]!.GetValue<string>(), row["case"]!.GetValue<string>(), row["role"]!.GetValue<string>(), row["site"]!.GetValue<string>()));
        using var csv = new MemoryStream();
        await export.RunAsync(fixture.Ruth, "codings", TableFormat.Csv, csv, Cancel);
        var back = (await bench.Get<ImportCodings.Handler>().RunAsync(fixture.Ruth, "codings.csv", csv.ToArray(), Cancel)).Value;
        Assert.All(back.Rows, r => Assert.Equal(ImportCodings.Outcome.AlreadyThere, r.Outcome));
        using var xlsx = new MemoryStream();
        await export.RunAsync(fixture.Ruth, "codings", TableFormat.Xlsx, xlsx, Cancel);
        Assert.Equal(6, SheetReader.Read("codings.xlsx", xlsx.ToArray(), ReadLimits.Default, null, Cancel).Value[0].Rows.Count);
    }
}
