using System.Text;
using Throughline.Coding;
using Throughline.Exchange.Logs;
using Throughline.Exchange.Reports;
using Throughline.Exchange.Tables;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Web;

namespace Throughline.Compare.Tests;

/// <summary>What lists, reports and the log say of coding.</summary>
public class ToldTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<string> ReportAsync(World world)
    {
        var built = await world.Bench.Get<BuildReport.Handler>().RunAsync(world.Ruth, new(), Cancel);
        Assert.True(built.Succeeded, built.Error?.Message);
        return string.Join("\n", built.Value.Document.Blocks.OfType<ReportParagraph>().Select(p => string.Concat(p.Runs.Select(r => r.Text))));
    }

    private static async Task GiveOutAsync(World world, Throughline.Sources.SourceId source)
    {
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, source.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel)).Succeeded);
        Assert.True((await world.Bench.Get<FinishAssignment.Handler>().RunAsync(world.Ruth, source.Node, Cancel)).Succeeded);
        Assert.True((await world.Bench.Get<FinishAssignment.Handler>().RunAsync(world.Tom, source.Node, Cancel)).Succeeded);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Whoever_was_asked_to_code_and_put_no_code_differs_wherever_the_other_coded(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        await GiveOutAsync(world, world.Two);
        // What is coded once the others' work can be seen is not independent.
        await world.CodeAsync(world.Tom, world.Two, world.Homes, "Nobody counts them.");
        var agreement = world.Bench.Get<ReadAgreement.Handler>();
        var listed = Assert.Single(await agreement.ListAsync(world.Tom, Cancel));
        Assert.Equal((true, true), (listed.IsOpen, listed.IsCodedIndependently));
        Assert.Equal(["Tom Hale"], listed.Uncoded);
        var read = (await agreement.RunAsync(world.Ruth, world.Two, Cancel)).Value;
        var homes = Assert.Single(read.Codes);
        // Ruth coded one paragraph of three, Tom none: observed 2/3 and expected 1/3 · 0 + 2/3 · 1 are the same.
        Assert.Equal((0, 0), (homes.Kappa.Value, homes.UnitKappa.Value));
        Assert.Equal("Damp homes bring people back to the ward.", Assert.Single(read.Differences).Text);
        Assert.Equal(1, await agreement.ToSettleAsync(world.Ruth.Project, world.Two, [world.Ruth.Analyst, world.Tom.Analyst], Cancel));
        Assert.Contains("1 source was coded independently by two", await ReportAsync(world), StringComparison.Ordinal);
        Assert.True((await world.Bench.Get<SettleDisagreement.Handler>().RunAsync(world.Ruth, new(world.Two, homes.Code, read.Differences[0].Span.Start, read.Differences[0].Span.End, SettledAs.Neither), Cancel)).Succeeded);
        Assert.Equal(["Tom Hale"], Assert.Single(await agreement.ListAsync(world.Tom, Cancel)).Uncoded);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_source_that_was_worked_on_for_its_theories_and_that_one_did_not_code_is_not_told_as_coded_independently(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        Assert.True((await world.Bench.Get<Policy.Theories.EditTheory.Handler>().AddAsync(world.Tom, world.Two, new("Homes are damp.", [], [], [], [], "", "", []), Cancel)).Succeeded);
        await GiveOutAsync(world, world.Two);
        var agreement = world.Bench.Get<ReadAgreement.Handler>();
        var listed = Assert.Single(await agreement.ListAsync(world.Tom, Cancel));
        Assert.Equal((true, false), (listed.IsOpen, listed.IsCodedIndependently));
        Assert.Equal(["Tom Hale"], listed.Uncoded);
        var read = (await agreement.RunAsync(world.Ruth, world.Two, Cancel)).Value;
        Assert.Empty(read.Codes);
        Assert.Empty(read.Differences);
        Assert.False(read.Kappa.IsDefined);
        Assert.Equal(0, await agreement.ToSettleAsync(world.Ruth.Project, world.Two, [world.Ruth.Analyst, world.Tom.Analyst], Cancel));
        Assert.DoesNotContain("coded independently", await ReportAsync(world), StringComparison.Ordinal);
        await world.CodeAsync(world.Tom, world.One, world.Gap, "Who is left out");
        await GiveOutAsync(world, world.One);
        Assert.Equal([true, false], (await agreement.ListAsync(world.Ruth, Cancel)).Select(a => a.IsCodedIndependently));
        Assert.Contains("1 source was coded independently by two", await ReportAsync(world), StringComparison.Ordinal);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Two_who_coded_are_compared_although_a_third_worked_on_the_source_otherwise(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        Assert.True((await world.Bench.Get<Policy.Theories.EditTheory.Handler>().AddAsync(world.Ada, world.Two, new("Homes are damp.", [], [], [], [], "", "", []), Cancel)).Succeeded);
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, world.Two.Node, [world.Ruth.Analyst, world.Tom.Analyst, world.Ada.Analyst], Cancel)).Succeeded);
        await world.CodeAsync(world.Tom, world.Two, world.Homes, "Nobody counts them.");
        foreach (var analyst in new[] { world.Ruth, world.Tom, world.Ada }) Assert.True((await world.Bench.Get<FinishAssignment.Handler>().RunAsync(analyst, world.Two.Node, Cancel)).Succeeded);
        var agreement = world.Bench.Get<ReadAgreement.Handler>();
        var listed = Assert.Single(await agreement.ListAsync(world.Tom, Cancel));
        Assert.True(listed.IsCodedIndependently);
        var read = (await agreement.RunAsync(world.Ruth, world.Two, Cancel)).Value;
        Assert.Equal("Cohen's kappa", read.KappaName);
        Assert.Equal(["Ruth Adeyemi", "Tom Hale"], read.Item.Compared.Select(p => p.Name).Order());
        Assert.All(read.Differences, d => Assert.Equal(2, d.Sides.Count));
        Assert.True(read.Kappa.IsDefined);
        Assert.Equal(read.ToSettle, await agreement.ToSettleAsync(world.Ruth.Project, world.Two, [world.Ruth.Analyst, world.Tom.Analyst, world.Ada.Analyst], Cancel));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task An_analyst_whose_codings_a_correction_took_is_not_told_to_have_put_no_code(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, world.Two.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel)).Succeeded);
        await world.CodeAsync(world.Tom, world.Two, world.Waits, "Nobody counts them.");
        Assert.True((await world.Bench.Get<FinishAssignment.Handler>().RunAsync(world.Tom, world.Two.Node, Cancel)).Succeeded);
        var text = (await world.Bench.Get<Throughline.Sources.ReadSource.Handler>().RunAsync(world.Ruth.Project, world.Two, null, Cancel)).Value;
        Assert.True((await world.Bench.Get<Throughline.Sources.CorrectText.Handler>().ParagraphAsync(world.Ada, world.Two, text.Revision, 2, "", Cancel)).Succeeded);
        Assert.True((await world.Bench.Get<FinishAssignment.Handler>().RunAsync(world.Ruth, world.Two.Node, Cancel)).Succeeded);
        var agreement = world.Bench.Get<ReadAgreement.Handler>();
        var read = (await agreement.RunAsync(world.Ruth, world.Two, Cancel)).Value;
        Assert.Empty(read.Item.Uncoded);
        Assert.Empty(Assert.Single(await agreement.ListAsync(world.Ada, Cancel)).Uncoded);
        Assert.Equal((1, 1), (read.Unplaced, read.ToSettle));
        Assert.Equal(0, Assert.Single(read.Codes).Kappa.Value);
    }

    [Fact]
    public async Task A_memo_written_beside_two_columns_is_told_with_them()
    {
        await using var world = await World.OpenAsync(Engine.Sqlite);
        var write = world.Bench.Get<WriteMemo.Handler>();
        Assert.True((await write.AddAsync(world.Ruth, new(world.Waits.Node, "The moor counts nothing.", null, "site: Harbour | Moorland"), Cancel)).Succeeded);
        Assert.True((await write.AddAsync(world.Ruth, new(world.Waits.Node, "Nobody says longer than whom."), Cancel)).Succeeded);
        var report = await ReportAsync(world);
        Assert.Contains("On the code “Waits”, beside site: Harbour | Moorland\nThe moor counts nothing.", report, StringComparison.Ordinal);
        Assert.Contains("On the code “Waits”\nNobody says longer than whom.", report, StringComparison.Ordinal);
        using var table = new MemoryStream();
        Assert.True((await world.Bench.Get<ExportTables.Handler>().RunAsync(world.Ruth, "memos", TableFormat.Csv, table, Cancel)).Succeeded);
        var lines = Encoding.UTF8.GetString(table.ToArray()).TrimStart('\uFEFF').Split('\n');
        Assert.StartsWith("on,on id,subject,beside,memo,", lines[0], StringComparison.Ordinal);
        Assert.Contains("The gap > Waits,site: Harbour | Moorland,The moor counts nothing.,", lines[1], StringComparison.Ordinal);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task The_log_names_a_code_that_is_gone_by_the_name_it_had(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var code = (await world.Bench.Get<AddCode.Handler>().RunAsync(world.Ruth, new("Doors"), Cancel)).Value;
        await world.CodeAsync(world.Ruth, world.One, code, "The board talks");
        var windows = (await world.Bench.Get<AddCode.Handler>().RunAsync(world.Tom, new("Windows"), Cancel)).Value;
        Assert.True((await world.Bench.Get<ChangeCode.Handler>().RunAsync(world.Tom, windows, new("Broken windows"), Cancel)).Succeeded);
        var undo = world.Bench.Get<Undo>();
        Assert.True((await undo.UndoAsync(world.Ruth, Cancel)).Succeeded);
        var taken = await undo.UndoAsync(world.Ruth, Cancel);
        Assert.True(taken.Succeeded, taken.Error?.Message);
        var describe = world.Bench.Get<DescribeChange>();
        Assert.Equal("made the code ‘Doors’", await describe.InWordsAsync(world.Ruth, taken.Value.Entry, Cancel));
        var entries = (await world.Bench.Get<ReadLog.Handler>().RunAsync(world.Ruth, new(), Cancel)).Entries.Take(4).ToList();
        var said = await describe.InWordsAsync(world.Ruth, entries, Cancel);
        Assert.All(entries, e => Assert.Equal(e.Subject == code.Node ? "Doors" : "Broken windows", said[e.Seq].What));
        foreach (var _ in new[] { 1, 2 }) Assert.True((await undo.UndoAsync(world.Tom, Cancel)).Succeeded);
        await using var db = await world.DbAsync();
        var gone = await DescribeChange.NamesOfGoneAsync(db, world.Ruth.Project, [code.Node, windows.Node, world.Two.Node, CodeId.New().Node], Cancel);
        Assert.Equal([(code.Node, "Doors"), (windows.Node, "Windows")], gone.OrderBy(g => g.Value, StringComparer.Ordinal).Select(g => (g.Key, g.Value)));
    }
}
