using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Exchange.Reports;
using Throughline.Exchange.Syntheses;
using Throughline.Review.Extraction;
using Throughline.Review.Studies;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Synthesis.Tests;

/// <summary>Extracted values and the passages they rest on.</summary>
public sealed class ExtractionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_value_rests_on_passages_that_are_followed_both_ways_and_taken_back(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var (edit, rest, read) = (bench.Get<EditExtraction.Handler>(), bench.Get<RestExtraction.Handler>(), bench.Get<ReadExtraction.Handler>());
        var setting = Must(await edit.AddFieldAsync(world.By, "Setting", ExtractionType.Text, [], Cancel));
        var sample = Must(await edit.AddFieldAsync(world.By, "Sample", ExtractionType.Number, [], Cancel));
        var revision = Must(await bench.Get<ReadSource.Handler>().RunAsync(world.By.Project, world.Source, null, Cancel)).Revision;

        // Text takes the words themselves; a number is written first, and then given its place.
        var value = Must(await rest.AddAsync(world.By, world.Studies[0], setting, world.Source, revision, new(0, 12), Cancel));
        Assert.Contains("Write it first", (await rest.AddAsync(world.By, world.Studies[0], sample, world.Source, revision, new(47, 61), Cancel)).Error!.Message, StringComparison.Ordinal);
        Must(await edit.WriteAsync(world.By, world.Studies[0], sample, "11", Cancel));
        Must(await rest.AddAsync(world.By, world.Studies[0], sample, world.Source, revision, new(47, 61), Cancel));
        Must(await rest.AddAsync(world.By, world.Studies[0], setting, world.Source, revision, new(99, 105), Cancel));
        Assert.Contains("already", (await rest.AddAsync(world.By, world.Studies[0], setting, world.Source, revision, new(0, 12), Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.IsType<Refused>((await rest.AddAsync(world.By, world.Studies[1], setting, world.Source, revision, new(0, 12), Cancel)).Error);
        Assert.IsType<SpanInvalid>((await rest.AddAsync(world.By, world.Studies[0], setting, world.Source, revision, new(0, 9000), Cancel)).Error);

        var held = (await read.RunAsync(world.By.Project, Cancel)).Values.Single(v => v.Field == setting);
        Assert.Equal((value, "The managers"), (held.Id, held.Text));
        Assert.Equal([("The managers", "¶1"), ("Nobody", "¶3")], held.Passages.Select(p => (p.Words, p.Place)));

        // Down to the passage, and up from it.
        var thread = bench.Get<IEnumerable<IThreadContributor>>().ToList();
        async Task<List<ThreadEdge>> TiesAsync(NodeRef node)
        {
            var ties = new List<ThreadEdge>();
            foreach (var one in thread) ties.AddRange(await one.TiesAsync(world.By, node, Cancel));
            return ties;
        }
        var passage = held.Passages[0].Excerpt;
        Assert.Contains(new(value.Node, passage.Node, "rests on"), await TiesAsync(value.Node));
        Assert.Contains(new(value.Node, passage.Node, "rests on"), await TiesAsync(passage.Node));
        Assert.Contains(new(value.Node, world.Studies[0].Node, "was extracted from"), await TiesAsync(world.Studies[0].Node));

        var report = Must(await bench.Get<BuildSynthesisReport.Handler>().RunAsync(world.By, Cancel)).Document;
        var printed = report.Blocks.OfType<ReportTable>().Single(t => t.Caption.StartsWith("Extracted values", StringComparison.Ordinal));
        Assert.Equal(["¶1", "¶3", "¶2"], printed.Rows.Select(r => r[3][0].Text));

        // Taking a passage away leaves the value; undo brings it back; emptying the value takes its passages along, and undo those too.
        Must(await rest.RemoveAsync(world.By, value, passage, Cancel));
        Assert.Equal(["Nobody"], (await read.RunAsync(world.By.Project, Cancel)).Values.Single(v => v.Id == value).Passages.Select(p => p.Words));
        Must(await bench.Get<Undo>().UndoAsync(world.By, Cancel));
        Must(await edit.WriteAsync(world.By, world.Studies[0], setting, "", Cancel));
        Assert.DoesNotContain((await read.RunAsync(world.By.Project, Cancel)).Values, v => v.Field == setting);
        Must(await bench.Get<Undo>().UndoAsync(world.By, Cancel));
        Assert.Equal(2, (await read.RunAsync(world.By.Project, Cancel)).Values.Single(v => v.Id == value).Passages.Count);
        // A passage that something else has come to rest on stays when the values go.
        Must(await bench.Get<WriteMemo.Handler>().AddAsync(world.By, new(passage.Node, "Said by one."), Cancel));
        Must(await rest.RemoveAsync(world.By, value, passage, Cancel));
        Must(await edit.RemoveFieldAsync(world.By, setting, Cancel));
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
        {
            Assert.True(await db.Excerpts.AnyAsync(e => e.Id == passage, Cancel));
            Assert.False(await db.Excerpts.AnyAsync(e => e.Id == held.Passages[1].Excerpt, Cancel));
        }
        Must(await bench.Get<EditStudy.Handler>().RemoveAsync(world.By, world.Studies[2], Cancel));
        Assert.Single((await read.RunAsync(world.By.Project, Cancel)).Values);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_field_takes_what_its_kind_holds_and_says_what_is_wrong_with_the_rest(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var edit = bench.Get<EditExtraction.Handler>();
        foreach (var (type, choices, good, bad, says) in new (ExtractionType, string[], string, string, string)[]
        {
            (ExtractionType.Number, [], "12.5", "a dozen", "is no number"),
            (ExtractionType.Date, [], "2019-05-31", "31 May 2019", "is no date"),
            (ExtractionType.Choice, ["interviews", "diaries"], "diaries", "songs", "is none of the choices"),
            (ExtractionType.Several, ["interviews", "diaries", "groups"], "groups\ninterviews", "groups\nsongs", "is none of the choices"),
            (ExtractionType.Table, ["Who", "How many"], "nurses|18\nmanagers|11", "nurses|18\nmanagers", "has 1 cells, and the table has 2 columns"),
        })
        {
            var field = Must(await edit.AddFieldAsync(world.By, type.ToString(), type, choices, Cancel));
            Assert.Contains(says, (await edit.WriteAsync(world.By, world.Studies[0], field, bad, Cancel)).Error!.Message, StringComparison.Ordinal);
            Must(await edit.WriteAsync(world.By, world.Studies[0], field, good, Cancel));
            Assert.Equal(good, (await bench.Get<ReadExtraction.Handler>().RunAsync(world.By.Project, Cancel)).Values.Single(v => v.Field == field).Text);
        }
        Assert.IsType<Review.ReviewInvalid>((await edit.AddFieldAsync(world.By, "Method", ExtractionType.Choice, [" "], Cancel)).Error);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task When_the_full_text_is_replaced_passages_move_and_the_lost_ones_say_so(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var (edit, rest, read) = (bench.Get<EditExtraction.Handler>(), bench.Get<RestExtraction.Handler>(), bench.Get<ReadExtraction.Handler>());
        var setting = Must(await edit.AddFieldAsync(world.By, "Setting", ExtractionType.Text, [], Cancel));
        Must(await rest.AddAsync(world.By, world.Studies[0], setting, world.Source, null, new(47, 98), Cancel));
        Must(await rest.AddAsync(world.By, world.Studies[0], setting, world.Source, null, new(99, 131), Cancel));
        var (correct, revision) = (bench.Get<CorrectText.Handler>(), Must(await bench.Get<ReadSource.Handler>().RunAsync(world.By.Project, world.Source, null, Cancel)).Revision);
        Must(await correct.ParagraphAsync(world.By, world.Source, revision, 2, "", Cancel));
        revision = Must(await bench.Get<ReadSource.Handler>().RunAsync(world.By.Project, world.Source, null, Cancel)).Revision;
        Must(await correct.ParagraphAsync(world.By, world.Source, revision, 0, "A line put before.\nThe managers did not place politics elsewhere.", Cancel));
        var passages = (await read.RunAsync(world.By.Project, Cancel)).Values.Single().Passages;
        Assert.Equal([("Eleven of them called the gap a political question.", false), ("Nobody asked what the bus costs.", true)], passages.OrderBy(p => p.IsLost).Select(p => (p.Words, p.IsLost)));

        // Erasing the text takes the values that rest on it along.
        Must(await bench.Get<EraseWords.Handler>().RunAsync(world.By, new(EraseSubject.Of(world.Source), EraseReason.Withdrawn, []), Cancel));
        Assert.Empty((await read.RunAsync(world.By.Project, Cancel)).Values);
    }
}
