using System.Text;
using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Framing.Representations;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Synthesis.Constructs;
using Throughline.Synthesis.Phases;
using Throughline.Synthesis.Translation;
using Throughline.Testing;

namespace Throughline.Synthesis.Tests;

/// <summary>What becomes of constructs when the text they stand in is replaced, when they are read, and when they are gathered in clusters.</summary>
public sealed class ConstructTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_full_text_that_is_replaced_takes_its_constructs_along_and_says_which_are_lost(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var (kept, lost) = (await world.TakeAsync(), await world.TakeAsync("the bus", 99, World.Text.Length));
        Must(await world.DecideAsync(world.By, 0, 0, CellRelation.Same, kept, lost));
        var before = Must(await bench.Get<ReadSource.Handler>().RunAsync(world.By.Project, world.Source, null, Cancel));
        const string Later = "A preface by the journal.\nThe managers did not place politics elsewhere.\nEleven of them called the gap a political question.";
        Must(await bench.Get<CorrectText.Handler>().FileAsync(world.By, world.Source, before.Revision, "tremblay-corrected.txt", Encoding.UTF8.GetBytes(Later), Cancel));

        var rows = (await bench.Get<ListConstructs.Handler>().RunAsync(world.By.Project, Cancel)).ToDictionary(c => c.Id);
        Assert.Equal((false, World.Text[47..98], Later.IndexOf("Eleven", StringComparison.Ordinal)), (rows[kept].IsLost, rows[kept].Passage, rows[kept].Start!.Value));
        Assert.Equal((true, "Nobody asked what the bus costs."), (rows[lost].IsLost, rows[lost].Passage));
        var found = Assert.Single((await bench.Get<CheckSynthesis.Handler>().RunAsync(world.By, Cancel)).Findings, f => f.Kind == "passage-lost");
        Assert.Equal(lost.Node, found.On);
        // Both stay in their cell; the lost one is placed again by its words.
        Assert.Equal(2, (await world.GridAsync())[world.Studies[0], world.Concepts[0]].Constructs.Count);
        var now = Must(await bench.Get<ReadSource.Handler>().RunAsync(world.By.Project, world.Source, null, Cancel));
        Must(await bench.Get<DecideExcerpt.Handler>().PlaceAtWordsAsync(world.By, rows[lost].Excerpt!.Value, now.Revision, "place politics elsewhere", Cancel));
        Assert.DoesNotContain((await bench.Get<CheckSynthesis.Handler>().RunAsync(world.By, Cancel)).Findings, f => f.Kind == "passage-lost");
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_construct_is_read_for_how_it_gives_the_problem_and_is_not_taken_away_from_under_the_reading(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var construct = await world.TakeAsync();
        var passage = (await bench.Get<ListConstructs.Handler>().RunAsync(world.By.Project, Cancel)).Single().Excerpt;
        var reading = Must(await bench.Get<MakeRepresentation.Handler>().RunAsync(world.By, new(construct.Node, Passage: passage, Answers: [FieldAnswer.Silent(RepresentationField.Group)]), Cancel));
        var row = Assert.Single(await bench.Get<ListRepresentations.Handler>().RunAsync(world.By, new(SubjectKind: "construct"), Cancel));
        Assert.Equal((reading, construct.Node, World.Text[47..98], (SourceId?)world.Source), (row.Id, row.Subject, row.Text, row.Source));
        Assert.IsType<Refused>((await bench.Get<MakeRepresentation.Handler>().RunAsync(world.By, new(construct.Node), Cancel)).Error);
        var thread = bench.Get<IEnumerable<IThreadContributor>>().ToList();
        var ties = new List<ThreadEdge>();
        foreach (var part in thread) ties.AddRange(await part.TiesAsync(world.By, construct.Node, Cancel));
        Assert.Contains(new ThreadEdge(reading.Node, construct.Node, "is a reading of"), ties);

        Assert.Contains("read how", (await bench.Get<EditConstruct.Handler>().RemoveAsync(world.By, construct, Cancel)).Error!.Message, StringComparison.Ordinal);
        Must(await bench.Get<ChangeRepresentation.Handler>().RemoveAsync(world.By, reading, Cancel));
        // What somebody wrote on its passage stays when it goes, and undo brings it back to the same words.
        Must(await bench.Get<WriteMemo.Handler>().AddAsync(world.By, new(passage!.Value.Node, "Said twice."), Cancel));
        Must(await bench.Get<EditConstruct.Handler>().RemoveAsync(world.By, construct, Cancel));
        Assert.Empty(await bench.Get<ListConstructs.Handler>().RunAsync(world.By.Project, Cancel));
        Assert.Equal("Said twice.", Assert.Single(await bench.Get<ListMemos.Handler>().RunAsync(world.By, passage.Value.Node, Cancel)).Text);
        Must(await bench.Get<Undo>().UndoAsync(world.By, Cancel));
        Assert.Equal((passage, World.Text[47..98]), Assert.Single(await bench.Get<ListConstructs.Handler>().RunAsync(world.By.Project, Cancel)) is var back ? (back.Excerpt, back.Passage) : default);
        // With nothing else on it the passage goes, and what stands beside it.
        foreach (var memo in await bench.Get<ListMemos.Handler>().RunAsync(world.By, passage.Value.Node, Cancel)) Must(await bench.Get<WriteMemo.Handler>().RemoveAsync(world.By, memo.Id, Cancel));
        Must(await bench.Get<EditConstruct.Handler>().RemoveAsync(world.By, construct, Cancel));
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel)) Assert.False(await db.Excerpts.AnyAsync(e => e.Id == passage, Cancel));
        Must(await bench.Get<Undo>().UndoAsync(world.By, Cancel));
        Assert.Equal(World.Text[47..98], Assert.Single(await bench.Get<ListConstructs.Handler>().RunAsync(world.By.Project, Cancel)).Passage);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Words_beside_a_construct_are_left_out_by_what_they_are_not_by_their_place(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var (edit, list) = (bench.Get<EditConstruct.Handler>(), bench.Get<ListConstructs.Handler>());
        var construct = await world.TakeAsync();
        var revision = Must(await bench.Get<ReadSource.Handler>().RunAsync(world.By.Project, world.Source, null, Cancel)).Revision;
        Must(await edit.AddContextAsync(world.By, construct, revision, new(0, 46), Cancel));
        var stale = (await BesideAsync()).Single();
        // While one looks at it, the other leaves it out and sets other words in its place.
        Must(await edit.RemoveContextAsync(world.Other, construct, stale, Cancel));
        Must(await edit.AddContextAsync(world.Other, construct, revision, new(99, 131), Cancel));
        var now = (await BesideAsync()).Single();
        Assert.Equal((stale.Ordinal, "Nobody asked what the bus costs."), (now.Ordinal, now.Words));
        var refused = Assert.IsType<SynthesisMissing>((await edit.RemoveContextAsync(world.By, construct, stale, Cancel)).Error);
        Assert.Contains("\"The managers did not place politics elsewhere.\"", refused.Message, StringComparison.Ordinal);
        Assert.Equal(now, (await BesideAsync()).Single());
        // Who has seen what stands there may leave it out; taken back, it is there again.
        Must(await edit.RemoveContextAsync(world.By, construct, now, Cancel));
        Assert.Empty(await BesideAsync());
        Must(await bench.Get<Undo>().UndoAsync(world.By, Cancel));
        Assert.Equal(now, (await BesideAsync()).Single());

        async Task<IReadOnlyList<ListConstructs.Around>> BesideAsync() => (await list.RunAsync(world.By.Project, Cancel, only: [construct])).Single().Context;
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task That_all_count_as_second_order_leaves_each_the_order_it_was_taken_with(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var (edit, list, plan) = (bench.Get<EditConstruct.Handler>(), bench.Get<ListConstructs.Handler>(), bench.Get<DecidePlan.Handler>());
        Must(await plan.RunAsync(world.By, new(OrderRule.AllSecond, "They cannot be told apart.", AppraisalDecision.NotDecided, "", ""), Cancel));
        var id = Must(await edit.AddAsync(world.By, world.Studies[0], new("said by a nurse", ConstructOrder.First, Page: "3"), null, null, null, Cancel));
        var row = Assert.Single(await list.RunAsync(world.By.Project, Cancel));
        Assert.Equal((ConstructOrder.Second, ConstructOrder.First), (row.Order, row.TakenOrder));
        // As the form does: what was taken goes back with the gloss that was written.
        Must(await edit.ChangeAsync(world.By, id, new(row.Name, row.TakenOrder, "She would know.", Page: "3"), Cancel));
        Must(await plan.RunAsync(world.By, new(OrderRule.AsTaken, "They can.", AppraisalDecision.NotDecided, "", ""), Cancel));
        row = Assert.Single(await list.RunAsync(world.By.Project, Cancel));
        Assert.Equal((ConstructOrder.First, "She would know."), (row.Order, row.Gloss));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_claim_does_not_rest_on_what_one_of_two_analysts_left_open(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        Must(await bench.Get<AssignTranslation.Handler>().RunAsync(world.By, world.Studies[1], [world.By.Analyst, world.Other.Analyst], Cancel));
        Must(await world.DecideAsync(world.By, 1, 0, CellRelation.Same));
        foreach (var by in new[] { world.By, world.Other }) Must(await bench.Get<AssignTranslation.Handler>().FinishAsync(by, world.Studies[1], Cancel));
        var edit = bench.Get<Arguing.EditStoryline.Handler>();
        var step = Must(await edit.AddStepAsync(world.By, Must(await edit.AddAsync(world.By, new("Quiet"), Cancel)), "Quiet is part of the job", "", Cancel));
        Must(await edit.WriteAsync(world.By, step, new("Politics is kept out.", true, "", [world.Concepts[0].Node]), Cancel));
        async Task<bool> IsUnsupportedAsync() => (await bench.Get<Arguing.ReadStorylines.Handler>().RunAsync(world.By, Cancel))[0].Steps[0].Sentences[0].IsUnsupported;
        Assert.Equal(CellState.Differs, (await world.GridAsync())[world.Studies[1], world.Concepts[0]].State);
        Assert.True(await IsUnsupportedAsync());
        Must(await world.DecideAsync(world.By, 1, 0, CellRelation.Same));
        Assert.False(await IsUnsupportedAsync());
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_cluster_whose_constructs_are_erased_does_not_become_one_of_all_studies(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var cluster = Must(await bench.Get<EditCluster.Handler>().AddAsync(world.By, new("Said by managers", "One voice", [], [await world.TakeAsync(), await world.TakeAsync("the bus", 99, World.Text.Length)]), Cancel));
        Must(await bench.Get<EditConcept.Handler>().AddAsync(world.By, new("Politics is ours", "", "", cluster), Cancel));
        Must(await bench.Get<EraseWords.Handler>().RunAsync(world.By, new(EraseSubject.Of(world.Source), EraseReason.Withdrawn, []), Cancel));
        var grid = await bench.Get<ReadGrid.Handler>().RunAsync(world.By, cluster, Cancel);
        Assert.Equal([world.Studies[0]], grid.Lines.Select(l => l.Study.Id));
        Assert.False(grid.Clusters.Single().IsAll);
        Assert.Empty(grid.Constructs);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_cluster_of_single_constructs_is_translated_by_these_alone(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var (one, two, other) = (await world.TakeAsync(), await world.WriteAsync(0, "left to parliament"), await world.WriteAsync(1, "the hard core"));
        var edit = bench.Get<EditCluster.Handler>();
        var cluster = Must(await edit.AddAsync(world.By, new("Said by managers", "One voice", [world.Studies[2]], [one]), Cancel));
        var concept = Must(await bench.Get<EditConcept.Handler>().AddAsync(world.By, new("Politics is ours", "", "", cluster), Cancel));
        var grid = await bench.Get<ReadGrid.Handler>().RunAsync(world.By, cluster, Cancel);
        Assert.Equal([world.Studies[0], world.Studies[2]], grid.Lines.Select(l => l.Study.Id));
        Assert.Equal([one], grid.Constructs.Keys);
        Assert.Equal(3, (await world.GridAsync()).Constructs.Count);

        var compare = bench.Get<CompareStudy.Handler>();
        Assert.Contains("left to parliament", (await compare.DecideAsync(world.By, world.Studies[0], concept, new(CellRelation.Same, Constructs: [two]), Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("not in the cluster", (await compare.PlaceAsync(world.By, two, null, new(concept, null), Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.IsType<Refused>((await compare.DecideAsync(world.By, world.Studies[1], concept, new(CellRelation.Same, Constructs: [other]), Cancel)).Error);
        Must(await compare.DecideAsync(world.By, world.Studies[0], concept, new(CellRelation.Same, Constructs: [one]), Cancel));

        // What was compared is not put out of sight; its whole study takes it in too, and undo parts that again.
        Assert.IsType<Refused>((await edit.ChangeAsync(world.By, cluster, new("Said by managers", "", [world.Studies[2]]), Cancel)).Error);
        Assert.IsType<Refused>((await edit.ChangeAsync(world.By, cluster, new("Said by managers", "", [world.Studies[2]], [two]), Cancel)).Error);
        Assert.Contains("in the cluster", (await bench.Get<EditConstruct.Handler>().RemoveAsync(world.By, one, Cancel)).Error!.Message, StringComparison.Ordinal);
        Must(await edit.ChangeAsync(world.By, cluster, new("Said by managers", "One voice", [world.Studies[0], world.Studies[2]], [one]), Cancel));
        Assert.Equal(2, (await bench.Get<ReadGrid.Handler>().RunAsync(world.By, cluster, Cancel)).Constructs.Count);
        Assert.Empty((await bench.Get<ReadGrid.Handler>().ColumnsAsync(world.By.Project, Cancel)).Clusters.Single().Constructs);
        Must(await bench.Get<Undo>().UndoAsync(world.By, Cancel));
        Assert.Equal([one], (await bench.Get<ReadGrid.Handler>().ColumnsAsync(world.By.Project, Cancel)).Clusters.Single().Constructs);
        Assert.Equal(["Politics out of reach", "What is counted", "Politics is ours"], (await bench.Get<ReadGrid.Handler>().ColumnsAsync(world.By.Project, Cancel)).Columns.Select(c => c.Name));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_analysts_found_apart_is_moved_by_nobody_until_it_is_settled_and_settled_it_alone_supports_a_claim(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var (one, two) = (await world.TakeAsync(), await world.WriteAsync(0, "left to parliament"));
        var give = bench.Get<AssignTranslation.Handler>();
        Must(await give.RunAsync(world.By, world.Studies[0], [world.By.Analyst, world.Other.Analyst], Cancel));
        Must(await world.DecideAsync(world.By, 0, 0, CellRelation.Same, one));
        Must(await world.DecideAsync(world.Other, 0, 0, CellRelation.NoneFound));
        foreach (var by in new[] { world.By, world.Other })
        {
            Must(await world.DecideAsync(by, 0, 1, CellRelation.Refutes, one));
            Must(await give.FinishAsync(by, world.Studies[0], Cancel));
        }
        var edit = bench.Get<Arguing.EditStoryline.Handler>();
        var step = Must(await edit.AddStepAsync(world.By, Must(await edit.AddAsync(world.By, new("Quiet"), Cancel)), "Quiet is part of the job", "", Cancel));
        Must(await edit.WriteAsync(world.By, step, new("Politics is kept out.", true, "", [world.Concepts[0].Node, world.Concepts[1].Node]), Cancel));

        var place = bench.Get<CompareStudy.Handler>();
        foreach (var concept in world.Concepts)
        {
            Assert.Contains("independently", (await place.PlaceAsync(world.By, two, null, new(concept, null), Cancel)).Error!.Message, StringComparison.Ordinal);
            Assert.Contains("independently", (await place.PlaceAsync(world.By, one, new(concept, null), null, Cancel)).Error!.Message, StringComparison.Ordinal);
        }
        var grid = await world.GridAsync();
        Assert.Equal((CellState.Differs, CellState.Refutes), (grid[world.Studies[0], world.Concepts[0]].State, grid[world.Studies[0], world.Concepts[1]].State));
        // They differ on the one and agree that the other is refuted: neither stands under the claim.
        Assert.True(await IsUnsupportedAsync());
        Must(await world.DecideAsync(world.By, 0, 0, CellRelation.Extends, one));
        Assert.False(await IsUnsupportedAsync());
        Must(await place.PlaceAsync(world.By, two, null, (await world.GridAsync()).SpotOf(world.Studies[0], world.Concepts[0]), Cancel));
        Assert.Equal(2, (await world.GridAsync())[world.Studies[0], world.Concepts[0]].Constructs.Count);
        // What was settled is on the thread, and what was overruled is not.
        var thread = bench.Get<IEnumerable<IThreadContributor>>().Single(c => c.Kinds.Contains("concept"));
        Assert.Equal(["is extended by"], (await thread.TiesAsync(world.By, world.Concepts[0].Node, Cancel)).Where(t => t.To.Kind == "construct").Select(t => t.Kind).Distinct());

        async Task<bool> IsUnsupportedAsync() => (await bench.Get<Arguing.ReadStorylines.Handler>().RunAsync(world.By, Cancel))[0].Steps[0].Sentences[0].IsUnsupported;
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Joining_makes_no_thin_account_firmer_cuts_no_reason_and_overrules_nobody(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var (compare, edit) = (bench.Get<CompareStudy.Handler>(), bench.Get<EditConcept.Handler>());
        Must(await compare.DecideAsync(world.By, world.Studies[1], world.Concepts[0], new(CellRelation.Same, IsThin: true, Reason: new('a', 3_990)), Cancel));
        Must(await compare.DecideAsync(world.By, world.Studies[1], world.Concepts[1], new(CellRelation.NoneFound, Reason: "Looked for twice."), Cancel));
        Assert.Contains("4,0", (await edit.JoinAsync(world.By, world.Concepts[0], world.Concepts[1], Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await world.GridAsync()).Columns.Count);
        var seen = (await world.GridAsync())[world.Studies[1], world.Concepts[0]].Seen;
        Must(await compare.DecideAsync(world.By, world.Studies[1], world.Concepts[0], new(CellRelation.Same, IsThin: true, Reason: "Once.", Seen: seen), Cancel));
        Must(await edit.JoinAsync(world.By, world.Concepts[0], world.Concepts[1], Cancel));
        Assert.True((await world.GridAsync())[world.Studies[1], world.Concepts[0]].IsThin);

        // A cell that was split since it was seen is not written over.
        var (one, two) = (await world.TakeAsync(), await world.WriteAsync(0, "left to parliament"));
        Must(await world.DecideAsync(world.By, 0, 0, CellRelation.Same, one, two));
        seen = (await world.GridAsync())[world.Studies[0], world.Concepts[0]].Seen;
        Must(await edit.SplitAsync(world.By, world.Concepts[0], new("Left to others"), [two], Cancel));
        Assert.IsType<Refused>((await compare.DecideAsync(world.Other, world.Studies[0], world.Concepts[0], new(CellRelation.Refutes, Seen: seen), Cancel)).Error);

        // A concept that analysts compared apart is not settled by joining another to it.
        Must(await bench.Get<AssignTranslation.Handler>().RunAsync(world.By, world.Studies[2], [world.By.Analyst, world.Other.Analyst], Cancel));
        foreach (var by in new[] { world.By, world.Other })
        {
            Must(await world.DecideAsync(by, 2, 0, CellRelation.NoneFound));
            Must(await bench.Get<AssignTranslation.Handler>().FinishAsync(by, world.Studies[2], Cancel));
        }
        var late = Must(await edit.AddAsync(world.By, new("Added late"), Cancel));
        Must(await compare.DecideAsync(world.By, world.Studies[2], late, new(CellRelation.Same), Cancel));
        Assert.Contains("Settle those cells first", (await edit.JoinAsync(world.By, world.Concepts[0], late, Cancel)).Error!.Message, StringComparison.Ordinal);
    }
}
