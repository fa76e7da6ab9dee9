using Throughline.Exchange.Archives;
using Throughline.Exchange.Packs;
using Throughline.Framing.Representations;
using Throughline.Review.Appraising;
using Throughline.Review.Studies;
using Throughline.Storage;
using Throughline.Synthesis.Constructs;
using Throughline.Synthesis.Translation;
using Throughline.Testing;

namespace Throughline.Synthesis.Tests;

/// <summary>Two analysts translate one study on two copies of the project, and their packs bring it together.</summary>
public sealed class PackTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite, Engine.PostgreSql), InlineData(Engine.PostgreSql, Engine.Sqlite)]
    public async Task Independent_translations_travel_stay_closed_and_then_compare(Engine first, Engine second)
    {
        await using var one = await TestWorkbench.OpenAsync(first);
        var world = await World.MakeAsync(one);
        var (ruth, tom) = (world.By, world.Other);
        var shared = await world.TakeAsync();
        await using var two = await TestWorkbench.OpenAsync(second);
        using (var archive = new MemoryStream())
        {
            Must(await one.Get<ArchiveProject.Handler>().RunAsync(ruth, new(ArchiveForm.Full), archive, Cancel));
            archive.Position = 0;
            Must(await two.Get<RestoreArchive.Handler>().RunAsync(archive, Cancel));
        }
        var copy = world.On(two);

        // The study is given out on the first copy after the copies parted. Ruth finds a refutation and nothing; Tom, on the second, sees the same words otherwise.
        Must(await one.Get<AssignTranslation.Handler>().RunAsync(ruth, world.Studies[0], [ruth.Analyst, tom.Analyst], Cancel));
        Must(await world.DecideAsync(ruth, 0, 0, CellRelation.Refutes, shared));
        Must(await world.DecideAsync(ruth, 0, 1, CellRelation.NoneFound));
        Must(await two.Get<MergePack.Handler>().RunAsync(tom, new MemoryStream(await PackAsync(one, ruth)), new(), Cancel));
        Assert.Equal(2, (await copy.GridAsync(tom)).Lines.Single(l => l.Study.Id == world.Studies[0]).Given.Count);
        Assert.Equal(CellState.NotYet, (await copy.GridAsync(tom))[world.Studies[0], world.Concepts[0]].State);
        var own = Must(await two.Get<EditConstruct.Handler>().AddAsync(tom, world.Studies[0], new("not elsewhere", Page: "411"), null, null, null, Cancel));
        Must(await copy.DecideAsync(tom, 0, 0, CellRelation.Same, shared, own));
        Must(await copy.DecideAsync(tom, 0, 1, CellRelation.NoneFound));

        // Tom's pack on Ruth's copy: it is there, and closed to her, in the grid and in what the merge says.
        var brought = Must(await one.Get<MergePack.Handler>().RunAsync(ruth, new MemoryStream(await PackAsync(two, tom)), new(), Cancel));
        Assert.Empty(brought.Conflicts);
        Assert.Empty(brought.Notes);
        Assert.DoesNotContain("comparisons", brought.Added.Keys);
        Assert.True(brought.Closed >= 2);
        Assert.Equal(CellState.Refutes, (await world.GridAsync(ruth))[world.Studies[0], world.Concepts[0]].State);
        Assert.Contains((await world.GridAsync(ruth)).Constructs.Values, c => c.Id == own);

        // Both finish, each on their own copy; with the packs exchanged both copies say the same.
        Must(await two.Get<AssignTranslation.Handler>().FinishAsync(tom, world.Studies[0], Cancel));
        Must(await one.Get<AssignTranslation.Handler>().FinishAsync(ruth, world.Studies[0], Cancel));
        var (ruths, toms) = (await PackAsync(one, ruth), await PackAsync(two, tom));
        Must(await one.Get<MergePack.Handler>().RunAsync(ruth, new MemoryStream(toms), new(), Cancel));
        Must(await two.Get<MergePack.Handler>().RunAsync(tom, new MemoryStream(ruths), new(), Cancel));
        foreach (var (bench, by) in new[] { (world, ruth), (copy, tom) })
        {
            var grid = await bench.GridAsync(by);
            Assert.Equal((CellState.Differs, CellState.NoneFound), (grid[world.Studies[0], world.Concepts[0]].State, grid[world.Studies[0], world.Concepts[1]].State));
            var sides = grid[world.Studies[0], world.Concepts[0]].Sides;
            Assert.Equal([("Ruth Adeyemi", CellRelation.Refutes, 1), ("Tom Hale", CellRelation.Same, 2)], sides.Select(s => (s.Name, s.Relation, s.Constructs.Count)));
        }
        foreach (var bench in new[] { one, two })
            foreach (var pack in new[] { ruths, toms }) Assert.True(Must(await bench.Get<MergePack.Handler>().RunAsync(ruth, new MemoryStream(pack), new(), Cancel)).IsNothing);
    }

    [Fact]
    public async Task A_study_given_out_to_be_appraised_after_the_copies_parted_is_closed_on_both()
    {
        const string list = "jbi-qualitative";
        await using var one = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(one);
        var (ruth, tom) = (world.By, world.Other);
        await using var two = await TestWorkbench.OpenAsync(Engine.Sqlite);
        using (var archive = new MemoryStream())
        {
            Must(await one.Get<ArchiveProject.Handler>().RunAsync(ruth, new(ArchiveForm.Full), archive, Cancel));
            archive.Position = 0;
            Must(await two.Get<RestoreArchive.Handler>().RunAsync(archive, Cancel));
        }
        var question = (await one.Get<ReadAppraisals.Handler>().RunAsync(ruth, list, Cancel)).Chosen!.Questions[0].Id;
        Must(await one.Get<AppraiseStudy.Handler>().GiveAsync(ruth, world.Studies[0], list, [ruth.Analyst, tom.Analyst], Cancel));
        Must(await one.Get<AppraiseStudy.Handler>().AnswerAsync(ruth, world.Studies[0], question, AppraisalSays.No, "", Cancel));

        var merged = Must(await two.Get<MergePack.Handler>().RunAsync(tom, new MemoryStream(await PackAsync(one, ruth)), new(), Cancel));
        Assert.Empty(merged.Notes);
        async Task<ReadAppraisals.Line> SeenAsync() => (await two.Get<ReadAppraisals.Handler>().RunAsync(tom, list, Cancel)).Lines.Single(l => l.Study == world.Studies[0]);
        Assert.Equal((2, 0), ((await SeenAsync()).Given.Count, (await SeenAsync())[question].Answers.Count));
        Must(await two.Get<AppraiseStudy.Handler>().AnswerAsync(tom, world.Studies[0], question, AppraisalSays.Yes, "", Cancel));
        Assert.Equal(AppraisalSays.Yes, Assert.Single((await SeenAsync())[question].Answers).Says);
    }

    [Fact]
    public async Task A_reading_of_a_construct_that_cannot_come_in_stays_out_with_it()
    {
        await using var one = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(one);
        var (ruth, tom) = (world.By, world.Other);
        await using var two = await TestWorkbench.OpenAsync(Engine.Sqlite);
        using (var archive = new MemoryStream())
        {
            Must(await one.Get<ArchiveProject.Handler>().RunAsync(ruth, new(ArchiveForm.Full), archive, Cancel));
            archive.Position = 0;
            Must(await two.Get<RestoreArchive.Handler>().RunAsync(archive, Cancel));
        }
        // The second copy has a study of its own, with a construct, and a construct of a study that both have; Tom reads both.
        var study = Must(await two.Get<EditStudy.Handler>().AddAsync(tom, new("Only here 2019"), Cancel));
        var far = Must(await two.Get<EditConstruct.Handler>().AddAsync(tom, study, new("not elsewhere", Page: "4"), null, null, null, Cancel));
        var near = Must(await two.Get<EditConstruct.Handler>().AddAsync(tom, world.Studies[1], new("the hard core", Page: "12"), null, null, null, Cancel));
        foreach (var construct in new[] { far, near })
            Must(await two.Get<MakeRepresentation.Handler>().RunAsync(tom, new(construct.Node, Answers: [FieldAnswer.Silent(RepresentationField.Group)]), Cancel));

        var merged = Must(await one.Get<MergePack.Handler>().RunAsync(ruth, new MemoryStream(await PackAsync(two, tom)), new(), Cancel));
        var read = Assert.Single(await one.Get<ListRepresentations.Handler>().RunAsync(ruth, new(SubjectKind: "construct"), Cancel));
        Assert.Equal(near.Node, read.Subject);
        Assert.Equal([near], (await world.GridAsync()).Constructs.Keys);
        Assert.Contains(merged.Notes, n => n.StartsWith("Some readings rest on what is not in this copy", StringComparison.Ordinal));
    }

    private static async Task<byte[]> PackAsync(TestWorkbench bench, Acting by)
    {
        using var stream = new MemoryStream();
        Must(await bench.Get<MakePack.Handler>().RunAsync(by, stream, Cancel));
        return stream.ToArray();
    }
}
