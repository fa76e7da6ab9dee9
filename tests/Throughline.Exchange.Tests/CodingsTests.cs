using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Exchange.Tables;
using Throughline.Files;
using Throughline.Projects;
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
    public async Task The_tables_of_other_programs_come_as_they_are_by_their_own_column_names(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var fixture = await Fixture.MakeAsync(bench);
        var import = bench.Get<ImportCodings.Handler>();
        // Beginning and end are paragraphs there, and decide nothing here.
        const string Maxqda = """
            Color,Document group,Document name,Code,Beginning,End,Segment
            ●,Interviews,Interview 1,Access > Walking in,4,4,They walk in.
            ●,Interviews,Interview 2,Distance,2,2,The buses.
            """;
        var read = (await import.RunAsync(fixture.Ruth, "coded segments.csv", Encoding.UTF8.GetBytes(Maxqda), Cancel)).Value;
        Assert.Equal([ImportCodings.Outcome.Placed, ImportCodings.Outcome.Placed], read.Rows.Select(r => r.Outcome));
        Assert.Equal(("They walk in.", "Access > Walking in"), (read.Rows[0].Span!.Value.Of(Fixture.First).ToString(), read.Rows[0].Code));

        const string Dedoose = """
            Media Title,Excerpt Range,Excerpt Creator,Excerpt Date,Excerpt Copy,Resource Creator,Resource Date,Codes Applied Combined,Code: Waits Applied,Code: Waits Range,Code: Waits Weight,Code: Waits\At night Applied,Code: Fees Applied
            Interview 1.txt,37-90,Iris Holm,1/2/2026,They ring at eight and the line is engaged until ten.,Iris Holm,1/1/2026,"Waits, At night",True,0-10,1,TRUE,False
            Interview 1.txt,91-99,Iris Holm,1/2/2026,Nobody did.,Iris Holm,1/1/2026,,False,,,False,False
            """;
        read = (await import.RunAsync(fixture.Ruth, "excerpts.csv", Encoding.UTF8.GetBytes(Dedoose), Cancel)).Value;
        Assert.Equal([(2, "Waits", ImportCodings.Outcome.Placed), (2, "Waits > At night", ImportCodings.Outcome.Placed), (3, "", ImportCodings.Outcome.Refused)], read.Rows.Select(r => (r.Line, r.Code, r.Outcome)));
        Assert.Equal((2, 1), (read.CodesMade, read.AnalystsMade));
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var iris = await db.Analysts.Where(a => a.Name == "Iris Holm").Select(a => a.Id).SingleAsync(Cancel);
        Assert.Equal(["At night", "Waits"], await (from c in db.Codings join k in db.Codes on c.Code equals k.Id where c.Analyst == iris orderby k.Name select k.Name).ToListAsync(Cancel));
        Assert.False(await db.Codes.AnyAsync(c => c.Name == "Fees", Cancel));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_row_that_is_not_placed_makes_no_analyst_and_no_part_of_its_codes_path(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var fixture = await Fixture.MakeAsync(bench);
        var csv = $"""
            source,code,segment,analyst
            Interview 1,Promise,We will close the telephone exchange,Nobody Yet
            Interview 1,Fees > Deposits > {new string('x', 121)},They ring at eight,Nobody Yet
            Interview 9,Promise,anything,Nobody Yet
            Interview 1,Fees,They ring at eight,Omar Said
            """;
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var (analysts, codes) = (await db.Analysts.Select(a => a.Name).ToListAsync(Cancel), await db.Codes.Select(c => c.Name).ToListAsync(Cancel));
        var report = (await bench.Get<ImportCodings.Handler>().RunAsync(fixture.Ruth, "codings.csv", Encoding.UTF8.GetBytes(csv), Cancel)).Value;
        Assert.Equal([ImportCodings.Outcome.NotFound, ImportCodings.Outcome.Refused, ImportCodings.Outcome.Refused, ImportCodings.Outcome.Placed], report.Rows.Select(r => r.Outcome));
        Assert.Contains("at most 120 characters", report.Rows[1].Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (report.CodesMade, report.AnalystsMade));
        Assert.Equivalent(analysts, await db.Analysts.Select(a => a.Name).ToListAsync(Cancel), strict: true);
        Assert.Equivalent(codes.Append("Fees"), await db.Codes.Select(c => c.Name).ToListAsync(Cancel), strict: true);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Start_and_end_decide_between_places_and_place_a_row_without_words(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var fixture = await Fixture.MakeAsync(bench);
        int will = Fixture.Plan.LastIndexOf("will", StringComparison.Ordinal), open = Fixture.Plan.IndexOf("open", StringComparison.Ordinal), early = Fixture.Second.IndexOf("so the early", StringComparison.Ordinal);
        var import = bench.Get<ImportCodings.Handler>();
        var sheet = new SheetToWrite("Codings", ["source", "code", "segment", "start", "end"],
        [
            Row("Access plan", "Promise", "will", $"{will}", ""),
            Row("Access plan", "Promise", "will", "", $"{will + 4}"),
            // As a page leaves it: broken at a hyphen, with the speakers' labels.
            Row("Interview 2", "Distance", "INT: What has chan-\nged? P2: The bu-\nses. If you live out at Salt-\nby", "", ""),
            Row("Access plan", "Promise", "", $"{open}", $"{open + 28}"),
            Row("Access plan", "Promise", "We close the exchange for good", $"{open}", $"{open + 28}"),
            Row("Access plan", "Promise", "", "4000", "4010"),
            Row("Interview 2", "Distance", "so the early places were never yours", $"{early}", "4"),
        ]);
        using var wrong = new MemoryStream();
        SheetWriter.WriteXlsx(wrong, [sheet]);
        var refused = (await import.RunAsync(fixture.Ruth, "codings.xlsx", wrong.ToArray(), Cancel)).Error;
        Assert.Equal($"Line 8: end is 4 and start {early}; the end must come after the start. Nothing was changed.", refused?.Message);

        using var xlsx = new MemoryStream();
        SheetWriter.WriteXlsx(xlsx, [sheet with { Rows = [.. sheet.Rows.Take(6)] }]);
        var report = (await import.RunAsync(fixture.Ruth, "codings.xlsx", xlsx.ToArray(), Cancel)).Value;
        Assert.Equal([ImportCodings.Outcome.Placed, ImportCodings.Outcome.AlreadyThere, ImportCodings.Outcome.Placed, ImportCodings.Outcome.Placed, ImportCodings.Outcome.NotFound, ImportCodings.Outcome.NotFound], report.Rows.Select(r => r.Outcome));
        Assert.Equal(will, report.Rows[0].Span!.Value.Start);
        Assert.EndsWith("If you live out at Saltby", report.Rows[2].Span!.Value.Of(Fixture.Second).ToString(), StringComparison.Ordinal);
        Assert.Equal(("open two hundred more places", "Placed by its start and end; the row has no words."), (report.Rows[3].Span!.Value.Of(Fixture.Plan).ToString(), report.Rows[3].Message));
        Assert.Equal("open two hundred more places", report.Rows[4].Candidates[0].Words);

        static IReadOnlyList<SheetCell> Row(params string[] cells) => [.. cells.Select(c => (SheetCell)c)];
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task An_export_comes_into_another_project_with_the_same_texts(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var fixture = await Fixture.MakeAsync(bench);
        using var out1 = new MemoryStream();
        await bench.Get<ExportTables.Handler>().RunAsync(fixture.Ruth, "codings", TableFormat.Xlsx, out1, Cancel);
        var other = (await bench.Get<Projects.CreateProject.Handler>().RunAsync(new("Another desk", "Iris Holm"), Cancel)).Value.Acting;
        // The texts stand under the same titles, and come in another order.
        await bench.AddTextAsync(other, "Access plan", Fixture.Plan, Sources.SourceKind.Document);
        await bench.AddTextAsync(other, "Interview 2", Fixture.Second);
        await bench.AddTextAsync(other, "Interview 1", Fixture.First);
        var report = (await bench.Get<ImportCodings.Handler>().RunAsync(other, "codings.xlsx", out1.ToArray(), Cancel)).Value;
        Assert.All(report.Rows, r => Assert.Equal(ImportCodings.Outcome.Placed, r.Outcome));
        // Ruth and Omar; the codes with the group that two of them stand under.
        Assert.Equal((6, 4, 2), (report.Rows.Count, report.CodesMade, report.AnalystsMade));
        Assert.Equal(await RowsAsync(fixture.Ruth), await RowsAsync(other));

        async Task<List<string>> RowsAsync(Acting by)
        {
            using var json = new MemoryStream();
            await bench.Get<ExportTables.Handler>().RunAsync(by, "codings", TableFormat.Json, json, Cancel);
            return [.. JsonNode.Parse(Encoding.UTF8.GetString(json.ToArray()))!.AsArray().Select(r => $"{r!["source"]} | {r["code"]} | {r["segment"]} | {r["start"]} | {r["end"]} | {r["analyst"]}").Order(StringComparer.Ordinal)];
        }
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
