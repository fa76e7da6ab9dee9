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
    public async Task A_source_on_which_one_of_two_put_no_code_is_not_told_as_coded_independently(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        await GiveOutAsync(world, world.Two);
        // What is coded once the others' work can be seen is not independent either.
        await world.CodeAsync(world.Tom, world.Two, world.Homes, "Nobody counts them.");
        var agreement = world.Bench.Get<ReadAgreement.Handler>();
        var listed = Assert.Single(await agreement.ListAsync(world.Tom, Cancel));
        Assert.Equal((true, false), (listed.IsOpen, listed.IsCodedIndependently));
        Assert.Equal(["Tom Hale"], listed.Uncoded);
        var read = (await agreement.RunAsync(world.Ruth, world.Two, Cancel)).Value;
        Assert.Empty(read.Codes);
        Assert.Empty(read.Differences);
        Assert.False(read.Kappa.IsDefined);
        Assert.DoesNotContain("coded independently", await ReportAsync(world), StringComparison.Ordinal);
        await world.CodeAsync(world.Tom, world.One, world.Gap, "Who is left out");
        await GiveOutAsync(world, world.One);
        Assert.Equal([true, false], (await agreement.ListAsync(world.Ruth, Cancel)).Select(a => a.IsCodedIndependently));
        Assert.Contains("1 source was coded independently by two", await ReportAsync(world), StringComparison.Ordinal);
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
        var undo = world.Bench.Get<Undo>();
        Assert.True((await undo.UndoAsync(world.Ruth, Cancel)).Succeeded);
        var taken = await undo.UndoAsync(world.Ruth, Cancel);
        Assert.True(taken.Succeeded, taken.Error?.Message);
        var describe = world.Bench.Get<DescribeChange>();
        Assert.Equal("made the code ‘Doors’", await describe.InWordsAsync(world.Ruth, taken.Value.Entry, Cancel));
        var entries = (await world.Bench.Get<ReadLog.Handler>().RunAsync(world.Ruth, new(), Cancel)).Entries.Take(4).ToList();
        var said = await describe.InWordsAsync(world.Ruth, entries, Cancel);
        Assert.All(entries, e => Assert.Equal("Doors", said[e.Seq].What));
    }
}
