using Microsoft.EntityFrameworkCore;
using Throughline.Exchange.Archives;
using Throughline.Exchange.Logs;
using Throughline.Review.Studies;
using Throughline.Storage;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Constructs;
using Throughline.Synthesis.Phases;
using Throughline.Synthesis.Translation;
using Throughline.Testing;

namespace Throughline.Synthesis.Tests;

public sealed class GridTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_comparison_is_kept_with_its_constructs_and_what_is_left_follows(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var grid = await world.GridAsync();
        Assert.Equal((6, 0), (grid.Expected, grid.Made));
        var construct = await world.TakeAsync();
        Assert.Single((await world.GridAsync()).Unplaced);
        Must(await world.DecideAsync(world.By, 0, 0, CellRelation.Refutes, construct));
        Must(await world.DecideAsync(world.By, 1, 0, CellRelation.NoneFound));
        grid = await world.GridAsync(world.Other);
        Assert.Equal((6, 2), (grid.Expected, grid.Made));
        Assert.Empty(grid.Unplaced);
        Assert.Equal((CellState.Refutes, construct), (grid[world.Studies[0], world.Concepts[0]].State, grid[world.Studies[0], world.Concepts[0]].Constructs.Single()));
        Assert.Equal((world.Studies[0], world.Concepts[1]), grid.ToDo.First());
        var row = grid.Constructs[construct];
        Assert.Equal(World.Text[47..98], row.Passage);
        Assert.True(grid.IsThin(world.Concepts[0]));

        // None found and a construct cannot both be.
        Assert.IsType<SynthesisInvalid>((await world.DecideAsync(world.By, 0, 0, CellRelation.NoneFound)).Error);
        // A construct of another study is refused.
        Assert.IsType<Refused>((await world.DecideAsync(world.By, 1, 1, CellRelation.Same, construct)).Error);

        // Moving the construct to the other concept leaves the first cell to be compared again, and undo puts both back.
        Must(await bench.Get<CompareStudy.Handler>().PlaceAsync(world.By, construct, grid.SpotOf(world.Studies[0], world.Concepts[0]), new(world.Concepts[1], null), Cancel));
        grid = await world.GridAsync();
        Assert.Equal((CellState.NotYet, CellState.Same), (grid[world.Studies[0], world.Concepts[0]].State, grid[world.Studies[0], world.Concepts[1]].State));
        Must(await bench.Get<Undo>().UndoAsync(world.By, Cancel));
        grid = await world.GridAsync();
        Assert.Equal((CellState.Refutes, CellState.NotYet), (grid[world.Studies[0], world.Concepts[0]].State, grid[world.Studies[0], world.Concepts[1]].State));
    }

    [Fact]
    public async Task Eleven_studies_and_eight_concepts_are_eighty_eight_comparisons_and_each_made_leaves_one_less()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        for (var i = 4; i <= 11; i++) Must(await bench.Get<EditStudy.Handler>().AddAsync(world.By, new($"Study {i}", 1990 + i), Cancel));
        for (var i = 3; i <= 8; i++) Must(await bench.Get<EditConcept.Handler>().AddAsync(world.By, new($"Concept {i}"), Cancel));
        var grid = await world.GridAsync();
        Assert.Equal((88, 0, 88), (grid.Expected, grid.Made, grid.ToDo.Count()));
        Assert.Equal(88, grid.ToDo.Distinct().Count());
        var decide = bench.Get<CompareStudy.Handler>();
        for (var made = 1; made <= 88; made++)
        {
            var (study, concept) = grid.ToDo.First();
            Must(await decide.DecideAsync(world.By, study, concept, new(made % 2 == 0 ? CellRelation.NoneFound : CellRelation.Same), Cancel));
            grid = await world.GridAsync();
            Assert.Equal((88, made, 88 - made), (grid.Expected, grid.Made, grid.ToDo.Count()));
            Assert.DoesNotContain((study, concept), grid.ToDo);
        }
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Two_who_change_one_cell_at_once_are_told_and_nothing_is_written_over(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var decide = bench.Get<CompareStudy.Handler>();
        Must(await decide.DecideAsync(world.By, world.Studies[0], world.Concepts[0], new(CellRelation.Same), Cancel));
        Assert.IsType<Refused>((await decide.DecideAsync(world.Other, world.Studies[0], world.Concepts[0], new(CellRelation.Refutes), Cancel)).Error);
        Assert.Equal(CellState.Same, (await world.GridAsync())[world.Studies[0], world.Concepts[0]].State);
        var seen = (await world.GridAsync())[world.Studies[0], world.Concepts[0]].Seen;
        Must(await decide.DecideAsync(world.Other, world.Studies[0], world.Concepts[0], new(CellRelation.Refutes, Seen: seen), Cancel));
        var both = await Task.WhenAll(
            decide.DecideAsync(world.By, world.Studies[1], world.Concepts[0], new(CellRelation.Same), Cancel),
            decide.DecideAsync(world.Other, world.Studies[1], world.Concepts[0], new(CellRelation.Extends), Cancel));
        Assert.Single(both, r => r.Succeeded);
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        Assert.Equal(2, await db.Comparisons.CountAsync(Cancel));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Independent_translations_are_closed_until_both_have_finished_then_compared_and_settled(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var give = bench.Get<AssignTranslation.Handler>();
        Must(await world.DecideAsync(world.By, 1, 0, CellRelation.Same));
        Assert.IsType<Refused>((await give.RunAsync(world.By, world.Studies[1], [world.By.Analyst, world.Other.Analyst], Cancel)).Error);
        Must(await give.RunAsync(world.By, world.Studies[0], [world.By.Analyst, world.Other.Analyst], Cancel));
        var construct = await world.TakeAsync();
        Must(await world.DecideAsync(world.By, 0, 0, CellRelation.Refutes, construct));
        Assert.Equal(CellState.NotYet, (await world.GridAsync(world.Other))[world.Studies[0], world.Concepts[0]].State);
        Must(await world.DecideAsync(world.Other, 0, 0, CellRelation.Same, construct));
        Must(await world.DecideAsync(world.By, 0, 1, CellRelation.NoneFound));
        Must(await world.DecideAsync(world.Other, 0, 1, CellRelation.NoneFound));
        // What is closed is on no thread of the other's either, and its words are counted and not shown.
        var thread = bench.Get<IEnumerable<IThreadContributor>>().Single(c => c.Kinds.Contains("concept"));
        Assert.DoesNotContain(await thread.TiesAsync(world.Other, world.Concepts[0].Node, Cancel), t => t.Kind == "is refuted by");
        var log = bench.Get<ReadLog.Handler>();
        Assert.Single((await log.RunAsync(world.Other, new(world.By.Analyst, "comparison"), Cancel)).Entries); // the one for all, of another study
        Assert.Equal(3, (await log.RunAsync(world.By, new(world.By.Analyst, "comparison"), Cancel)).Entries.Count);
        using var archive = new MemoryStream();
        Must(await bench.Get<ArchiveProject.Handler>().RunAsync(world.Other, new(ArchiveForm.Full), archive, Cancel));
        using (var zip = new System.IO.Compression.ZipArchive(archive, System.IO.Compression.ZipArchiveMode.Read, leaveOpen: true))
        using (var rows = new StreamReader(zip.Entries.Single(e => e.FullName.EndsWith("synthesis_comparison.jsonl", StringComparison.Ordinal)).Open()))
            Assert.Equal(3, (await rows.ReadToEndAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length); // one for all, and the other's own two
        Must(await give.FinishAsync(world.By, world.Studies[0], Cancel));
        Assert.IsType<Refused>((await world.DecideAsync(world.By, 0, 0, CellRelation.Same)).Error);
        Assert.Equal(CellState.Same, (await world.GridAsync(world.Other))[world.Studies[0], world.Concepts[0]].State);
        Must(await give.FinishAsync(world.Other, world.Studies[0], Cancel));

        var grid = await world.GridAsync();
        Assert.Equal((CellState.Differs, CellState.NoneFound, 1), (grid[world.Studies[0], world.Concepts[0]].State, grid[world.Studies[0], world.Concepts[1]].State, grid.ToSettle));
        Assert.Equal(2, grid[world.Studies[0], world.Concepts[0]].Sides.Count);
        Must(await world.DecideAsync(world.By, 0, 0, CellRelation.Refutes, construct));
        grid = await world.GridAsync(world.Other);
        Assert.Equal((CellState.Refutes, 0, 2), (grid[world.Studies[0], world.Concepts[0]].State, grid.ToSettle, grid[world.Studies[0], world.Concepts[0]].Sides.Count));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Concepts_are_split_and_joined_without_losing_a_construct(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var edit = bench.Get<EditConcept.Handler>();
        var (one, two) = (await world.TakeAsync(), await world.WriteAsync(0, "left to parliament"));
        Must(await world.DecideAsync(world.By, 0, 0, CellRelation.Same, one, two));
        Must(await world.DecideAsync(world.By, 0, 1, CellRelation.NoneFound));
        var split = Must(await edit.SplitAsync(world.By, world.Concepts[0], new("Left to others"), [two], Cancel));
        var grid = await world.GridAsync();
        Assert.Equal([one], grid[world.Studies[0], world.Concepts[0]].Constructs);
        Assert.Equal([two], grid[world.Studies[0], split].Constructs);
        Assert.IsType<SynthesisInvalid>((await edit.AddAsync(world.By, new("LEFT to others"), Cancel)).Error);

        var joined = Must(await edit.JoinAsync(world.By, world.Concepts[1], split, Cancel));
        Assert.Equal((1, 1), (joined.Cells, joined.Differing));
        grid = await world.GridAsync();
        var cell = grid[world.Studies[0], world.Concepts[1]];
        Assert.Equal((CellState.Same, two), (cell.State, cell.Constructs.Single()));
        Assert.Contains("Left to others: same", cell.Decided!.Reason, StringComparison.Ordinal);
        Must(await bench.Get<Undo>().UndoAsync(world.By, Cancel));
        Must(await bench.Get<Undo>().UndoAsync(world.By, Cancel));
        Assert.Equal([one, two], (await world.GridAsync())[world.Studies[0], world.Concepts[0]].Constructs.Order(Comparer<ConstructId>.Create((a, b) => a.Value.CompareTo(b.Value))));

        // What an argument rests on does not go from under it; a study that was worked with is withdrawn, not taken away.
        var storyline = Must(await bench.Get<EditStoryline.Handler>().AddAsync(world.By, new("Quiet"), Cancel));
        var step = Must(await bench.Get<EditStoryline.Handler>().AddStepAsync(world.By, storyline, "Quiet is part of the job", "", Cancel));
        Must(await bench.Get<EditStoryline.Handler>().WriteAsync(world.By, step, new("Politics is kept out.", true, "", [world.Concepts[0].Node]), Cancel));
        Assert.Contains("rests on", (await edit.RemoveAsync(world.By, world.Concepts[0], Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("Withdraw it with a reason instead", Assert.IsType<Refused>((await bench.Get<EditStudy.Handler>().RemoveAsync(world.By, world.Studies[0], Cancel)).Error).Message, StringComparison.Ordinal);
        Assert.False((await bench.Get<ReadStorylines.Handler>().RunAsync(world.By, Cancel))[0].Steps[0].Sentences[0].IsUnsupported);
        Must(await bench.Get<EditStudy.Handler>().WithdrawAsync(world.By, world.Studies[0], "Retracted by its journal.", Cancel));
        Assert.Equal(2 * 2, (await world.GridAsync()).Expected);
        Assert.True((await bench.Get<ReadStorylines.Handler>().RunAsync(world.By, Cancel))[0].Steps[0].Sentences[0].IsUnsupported);
        Must(await bench.Get<EditConcept.Handler>().RemoveAsync(world.By, world.Concepts[1], Cancel));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Within_a_cluster_only_its_studies_are_compared_and_both_translations_are_kept(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var cluster = Must(await bench.Get<EditCluster.Handler>().AddAsync(world.By, new("Organisations", "What they make possible", [world.Studies[0], world.Studies[1]]), Cancel));
        var within = Must(await bench.Get<EditConcept.Handler>().AddAsync(world.By, new("Counting", "", "", cluster), Cancel));
        var decide = bench.Get<CompareStudy.Handler>();
        Must(await decide.DecideAsync(world.By, world.Studies[0], within, new(CellRelation.Same), Cancel));
        Assert.IsType<Refused>((await decide.DecideAsync(world.By, world.Studies[2], within, new(CellRelation.Same), Cancel)).Error);
        var grid = await bench.Get<ReadGrid.Handler>().RunAsync(world.By, cluster, Cancel);
        Assert.Equal((2, 1), (grid.Expected, grid.Made));
        Assert.Equal(6, (await world.GridAsync()).Expected);
        Must(await bench.Get<RelateConcepts.Handler>().AddAsync(world.By, new(within, world.Concepts[1], RelationKind.Reciprocal, "The same account, told of organisations."), Cancel));
        Assert.Equal("Organisations", (await bench.Get<RelateConcepts.Handler>().ListAsync(world.By.Project, Cancel)).Single().FromCluster);
        Assert.IsType<Refused>((await bench.Get<EditCluster.Handler>().RemoveAsync(world.By, cluster, Cancel)).Error);
        Assert.IsType<Refused>((await bench.Get<EditCluster.Handler>().ChangeAsync(world.By, cluster, new("Organisations", "", [world.Studies[1]]), Cancel)).Error);
    }

    [Fact]
    public async Task Studies_are_numbered_by_year_of_data_and_all_count_as_second_order_where_the_review_says_so()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        Must(await bench.Get<EditStudy.Handler>().NumberAsync(world.By, Cancel));
        Assert.Equal(["1 Ashworth 2003", "2 Tremblay 2010", "3 Byrne 2011"], (await bench.Get<ListStudies.Handler>().RunAsync(world.By.Project, Cancel)).Select(s => $"{s.Number} {s.Label}"));
        var first = Must(await bench.Get<EditConstruct.Handler>().AddAsync(world.By, world.Studies[0], new("“their choices”", ConstructOrder.First), null, null, null, Cancel));
        Assert.Equal(ConstructOrder.First, (await bench.Get<ListConstructs.Handler>().RunAsync(world.By.Project, Cancel)).Single().Order);
        var plan = bench.Get<DecidePlan.Handler>();
        Assert.IsType<SynthesisInvalid>((await plan.RunAsync(world.By, new(OrderRule.AllSecond, " ", AppraisalDecision.NotDecided, "", ""), Cancel)).Error);
        Must(await plan.RunAsync(world.By, new(OrderRule.AllSecond, "Quotations and accounts cannot be told apart.", AppraisalDecision.NotAppraised, "Few studies, all of use.", ""), Cancel));
        Assert.Equal(ConstructOrder.Second, (await bench.Get<ListConstructs.Handler>().RunAsync(world.By.Project, Cancel)).Single(c => c.Id == first).Order);
    }
}
