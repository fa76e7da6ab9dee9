using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Throughline.Exchange.Archives;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using static Throughline.Framing.Tests.World;

namespace Throughline.Framing.Tests;

public class RepresentationTests
{
    private const string Waits = "People living in the most deprived areas wait longer than everybody else.";
    private const string Access = "checkland-2025.kind.access-to-care", Outcomes = "checkland-2025.kind.outcomes-of-care";

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_reading_is_made_changed_undone_and_taken_away(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var id = await world.ReadAsync(world.Ruth, world.Plan, Waits, Stated(RepresentationField.Kind, Outcomes, Access), Silent(RepresentationField.Mechanism));
        var row = await world.RowAsync(world.Ruth, id);
        Assert.Equal(Waits, row.Text);
        Assert.Equal([Access, Outcomes], row.Answers["kind"].Terms.Order());
        Assert.Equal(FieldState.NotStated, row.Answers["mechanism"].State);
        Assert.Equal(2, row.FieldsRead);

        var fields = world.Get<AnswerField.Handler>();
        Must(await fields.RunAsync(world.Ruth, id, new("kind", FieldState.Implied, [Access], Note: "From the heading."), Cancel));
        Assert.Equal((FieldState.Implied, "From the heading."), ((await world.RowAsync(world.Ruth, id)).Answers["kind"].State, (await world.RowAsync(world.Ruth, id)).Answers["kind"].Note));
        Assert.Equal(0L, (await fields.RunAsync(world.Ruth, id, new("kind", FieldState.Implied, [Access], Note: "From the heading."), Cancel)).Value);
        Must(await world.Get<Undo>().UndoAsync(world.Ruth, Cancel));
        Assert.Equal(FieldState.Stated, (await world.RowAsync(world.Ruth, id)).Answers["kind"].State);
        Must(await fields.ClearAsync(world.Ruth, id, "kind", Cancel));
        Assert.False((await world.RowAsync(world.Ruth, id)).Answers.ContainsKey("kind"));
        Must(await fields.RestNotStatedAsync(world.Ruth, id, Cancel));
        Assert.Equal(RepresentationField.All.Count, (await world.RowAsync(world.Ruth, id)).FieldsRead);

        Must(await world.Get<ChangeRepresentation.Handler>().RemoveAsync(world.Ruth, id, Cancel));
        Assert.Empty(await world.Get<ListRepresentations.Handler>().RunAsync(world.Ruth, new(), Cancel));
        Must(await world.Get<Undo>().UndoAsync(world.Ruth, Cancel));
        Assert.Equal(RepresentationField.All.Count, (await world.RowAsync(world.Ruth, id)).FieldsRead);
        Assert.True((await world.Get<VerifyLog>().RunAsync(world.Ruth.Project, Cancel)).Holds);
    }

    [Fact]
    public async Task What_cannot_be_an_answer_is_refused_with_its_reason()
    {
        await using var world = await World.OpenAsync(Engine.Sqlite);
        var id = await world.ReadAsync(world.Ruth, world.Plan, Waits);
        await Refused(new("kinds", FieldState.Stated, [Access]), "no field");
        await Refused(new("kind", FieldState.Stated, []), "choose what is stated");
        await Refused(new("kind", FieldState.NotStated, [Access]), "has no terms");
        await Refused(new("kind", FieldState.Stated, ["checkland-2025-model.sdh"]), "no term of Kind");
        await Refused(new("kind", FieldState.Stated, ["checkland-2025.kind.not-stated"]), "no term of Kind");
        await Refused(new("kind", FieldState.Stated, [Access], Words: "waits"), "takes terms only");
        await Refused(new("strength", FieldState.Stated, ["representation.strength.aspiration", "representation.strength.requirement"]), "takes one term");
        await Refused(new("date", FieldState.Stated, [], Words: new string('x', AnswerField.MostWords + 1)), "this has 501");
        await Refused(new("date", FieldState.Stated, [], Words: "by \0"), "after 3 characters");
        await Refused(new("date", FieldState.NotStated, [], Note: "\ud83d"), "half of a character");
        Assert.True((await world.Get<AnswerField.Handler>().RunAsync(world.Ruth, id, new("date", FieldState.Stated, [], Words: "by March"), Cancel)).Succeeded);
        Assert.Contains("another analyst's reading", (await world.Get<AnswerField.Handler>().RunAsync(world.Tom, id, new("kind", FieldState.Stated, [Access]), Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("already", (await world.Get<MakeRepresentation.Handler>().RunAsync(world.Ruth, new(null, world.Plan, null, Words(PlanText, Waits)), Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.IsType<AnswerInvalid>((await world.Get<MakeRepresentation.Handler>().RunAsync(world.Ruth, new(null), Cancel)).Error);

        async Task Refused(FieldAnswer answer, string because)
        {
            var error = (await world.Get<AnswerField.Handler>().RunAsync(world.Ruth, id, answer, Cancel)).Error;
            Assert.True(error is AnswerInvalid or TextInvalid);
            Assert.Contains(because, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Two_readers_of_the_same_words_read_one_passage_and_blind_ones_see_only_their_own(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        Must(await world.Get<Assign.Handler>().RunAsync(world.Ruth, world.Plan.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel));
        var ruths = await world.ReadAsync(world.Ruth, world.Plan, Waits, Stated(RepresentationField.Kind, Access));
        var toms = await world.ReadAsync(world.Tom, world.Plan, Waits, Implied(RepresentationField.Kind, Outcomes));
        var seen = Assert.Single(await world.Get<ListRepresentations.Handler>().RunAsync(world.Tom, new(), Cancel));
        Assert.Equal(toms, seen.Id);
        Assert.IsType<RepresentationMissing>((await world.Get<AnswerField.Handler>().RunAsync(world.Tom, ruths, Silent(RepresentationField.Kind), Cancel)).Error);
        Assert.IsType<RepresentationMissing>((await world.Get<LinkRepresentations.Handler>().AddAsync(world.Tom, new(toms, ruths, RepresentationTie.Restates), Cancel)).Error);
        var thread = world.Get<IEnumerable<IThreadContributor>>().Single(t => t.Kinds.Contains("representation"));
        Assert.Empty(await thread.DescribeAsync(world.Tom, [ruths.Node], Cancel));
        Assert.DoesNotContain(await thread.TiesAsync(world.Tom, seen.Subject, Cancel), tie => tie.From == ruths.Node);
        var shape = Must(await world.Get<CountShape.Handler>().RunAsync(world.Tom, new(), Cancel));
        Assert.Equal(1, shape.Readings);

        Must(await world.Get<FinishAssignment.Handler>().RunAsync(world.Ruth, world.Plan.Node, Cancel));
        Assert.Single(await world.Get<ListRepresentations.Handler>().RunAsync(world.Tom, new(), Cancel));
        Must(await world.Get<FinishAssignment.Handler>().RunAsync(world.Tom, world.Plan.Node, Cancel));
        var both = await world.Get<ListRepresentations.Handler>().RunAsync(world.Tom, new(seen.Subject), Cancel);
        Assert.Equal([ruths, toms], both.Select(r => r.Id));
        Assert.Contains(await thread.TiesAsync(world.Tom, seen.Subject, Cancel), tie => tie.From == ruths.Node && tie.Kind == "is a reading of");
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_suggestion_counts_only_once_it_is_accepted(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var suggested = Must(await world.Get<MakeRepresentation.Handler>().RunAsync(world.Ruth, new(null, world.Plan, null, Words(PlanText, Waits), Answers: [Stated(RepresentationField.Kind, Access)], Origin: RepresentationOrigin.Suggestion), Cancel));
        Assert.Empty(await world.Get<ListRepresentations.Handler>().RunAsync(world.Ruth, new(), Cancel));
        Assert.Equal(0, Must(await world.Get<CountShape.Handler>().RunAsync(world.Ruth, new(), Cancel)).Readings);
        Assert.IsType<Refused>((await world.Get<AnswerField.Handler>().RunAsync(world.Ruth, suggested, Silent(RepresentationField.Kind), Cancel)).Error);
        var accepted = Must(await world.Get<ChangeRepresentation.Handler>().AcceptAsync(world.Tom, suggested, Cancel));
        var row = await world.RowAsync(world.Ruth, accepted);
        Assert.Equal((world.Tom.Analyst, RepresentationOrigin.Analyst), (row.Analyst, row.Origin));
        Assert.Equal([Access], row.Answers["kind"].Terms);
        Assert.Equal(1, Must(await world.Get<CountShape.Handler>().RunAsync(world.Ruth, new(), Cancel)).Readings);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_restatement_says_what_changed_and_an_analyst_may_amend_it(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var national = await world.ReadAsync(world.Ruth, world.Plan, Waits, Stated(RepresentationField.Kind, Access), Stated(RepresentationField.MechanismLevel, "representation.level.organisation"), Stated(RepresentationField.Comparator, "representation.comparator.rest-of-population"));
        var leader = await world.ReadAsync(world.Tom, world.Talk, "we tell them to eat better", Silent(RepresentationField.Kind), Stated(RepresentationField.MechanismLevel, "representation.level.individual"), Silent(RepresentationField.Comparator));
        var links = world.Get<LinkRepresentations.Handler>();
        var tie = Must(await links.AddAsync(world.Ruth, new(leader, national, RepresentationTie.Interprets, "The board's answer."), Cancel));
        Assert.IsType<Refused>((await links.AddAsync(world.Tom, new(national, leader, RepresentationTie.Restates), Cancel)).Error);
        var read = Assert.Single(Must(await world.Get<ReadLinks.Handler>().RunAsync(world.Tom, leader, Cancel)));
        Assert.Equal([Shift.MovedToIndividual, Shift.KindLost, Shift.ComparatorLost], read.Shifts);
        Assert.False(read.IsAmended);
        Assert.Equal($"fields that changed: Kind of inequality (lost), {RepresentationField.Comparator.Label} (lost), {RepresentationField.MechanismLevel.Label} (changed)", read.Told[^1]);
        Assert.Equal($"moved to the individual in 1; kind lost in 1; comparator lost in 1; fields that changed: Kind of inequality in 1, {RepresentationField.Comparator.Label} in 1, {RepresentationField.MechanismLevel.Label} in 1", ReadLinks.Summary([read]));
        Assert.Contains(read.Fields, f => f.Field == RepresentationField.Kind && f.Change == FieldChange.Lost);
        Assert.IsType<Refused>((await links.AmendAsync(world.Tom, tie, [], null, Cancel)).Error);
        Must(await links.AmendAsync(world.Ruth, tie, [Shift.Softened, Shift.MovedToIndividual], "Kind is meant by the heading.", Cancel));
        read = Assert.Single(Must(await world.Get<ReadLinks.Handler>().RunAsync(world.Tom, leader, Cancel)));
        Assert.Equal([Shift.MovedToIndividual, Shift.Softened], read.Shifts);
        Assert.True(read.IsAmended);
        Must(await links.AmendAsync(world.Ruth, tie, null, null, Cancel));
        Assert.Equal(3, Assert.Single(Must(await world.Get<ReadLinks.Handler>().RunAsync(world.Tom, leader, Cancel))).Shifts.Count);
        Assert.Contains("tied a reading", (await world.Get<ChangeRepresentation.Handler>().RemoveAsync(world.Tom, leader, Cancel)).Error!.Message, StringComparison.Ordinal);
        Must(await links.RemoveAsync(world.Ruth, tie, Cancel));
        Must(await world.Get<ChangeRepresentation.Handler>().RemoveAsync(world.Tom, leader, Cancel));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Erasing_a_source_takes_its_readings_and_ties_and_the_chain_holds(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var talk = await world.ReadAsync(world.Ruth, world.Talk, "Half of it is smoking.", new FieldAnswer("target", FieldState.Stated, [], "half of it", "Half of it is smoking, she says."));
        var plan = await world.ReadAsync(world.Ruth, world.Plan, Waits, new FieldAnswer("kind", FieldState.Stated, [Access], Note: "Compare: Those families do not come, so we tell them to eat better."));
        Must(await world.Get<LinkRepresentations.Handler>().AddAsync(world.Ruth, new(talk, plan, RepresentationTie.Interprets), Cancel));
        var quoting = Must(await world.Get<EraseWords.Handler>().PreviewAsync(world.Ruth, EraseSubject.Of(world.Talk), Cancel)).Quoting.Where(q => q.Kind == "reading").ToList();
        Assert.Equal([(talk.Node, false), (plan.Node, true)], quoting.Select(q => (q.Node, q.HoldsWords)).OrderBy(q => q.HoldsWords));
        Must(await world.Get<EraseWords.Handler>().RunAsync(world.Ruth, new(EraseSubject.Of(world.Talk), EraseReason.Withdrawn, [plan.Node]), Cancel));
        var left = Assert.Single(await world.Get<ListRepresentations.Handler>().RunAsync(world.Ruth, new(), Cancel));
        Assert.Equal("[erased]", left.Answers["kind"].Note);
        await using var db = await world.DbAsync();
        Assert.Empty(await db.Set<RepresentationLink>().ToListAsync(Cancel));
        Assert.True((await world.Get<VerifyLog>().RunAsync(world.Ruth.Project, Cancel)).Holds);
    }

    [Theory, InlineData(Engine.Sqlite, Engine.PostgreSql), InlineData(Engine.PostgreSql, Engine.Sqlite)]
    public async Task An_archive_carries_readings_to_the_other_engine_and_leaves_closed_ones_behind(Engine from, Engine into)
    {
        await using var world = await World.OpenAsync(from);
        var national = await world.ReadAsync(world.Ruth, world.Talk, "Half of it is smoking.", Stated(RepresentationField.Kind, Access));
        var toms = await world.ReadAsync(world.Tom, world.Talk, "It is about everyone, really.", Implied(RepresentationField.Kind, Outcomes));
        Must(await world.Get<LinkRepresentations.Handler>().AddAsync(world.Tom, new(toms, national, RepresentationTie.Restates), Cancel));
        Must(await world.Get<ChangeVocabulary.Handler>().RunAsync(world.Ruth, new("group", ChangeVocabulary.Step.Add, null, "People living on boats"), Cancel));
        Must(await world.Get<Assign.Handler>().RunAsync(world.Ruth, world.Plan.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel));
        var closed = await world.ReadAsync(world.Ruth, world.Plan, Waits, new FieldAnswer("kind", FieldState.Stated, [Access], Note: "canary"));

        using var whole = new MemoryStream();
        Must(await world.Get<ArchiveProject.Handler>().RunAsync(world.Tom, new(), whole, Cancel));
        whole.Position = 0;
        using (var zip = new ZipArchive(whole, ZipArchiveMode.Read, leaveOpen: true))
            foreach (var entry in zip.Entries)
            {
                using var read = new StreamReader(entry.Open());
                Assert.DoesNotContain("canary", await read.ReadToEndAsync(Cancel), StringComparison.OrdinalIgnoreCase);
            }
        await using var other = await TestWorkbench.OpenAsync(into);
        whole.Position = 0;
        var restored = Must(await other.Get<RestoreArchive.Handler>().RunAsync(whole, Cancel));
        Assert.True(restored.Log.Holds);
        var there = await other.Get<ListRepresentations.Handler>().RunAsync(world.Ruth, new(), Cancel);
        Assert.Equal([toms, national], there.Select(r => r.Id));
        Assert.DoesNotContain(there, r => r.Id == closed);
        Assert.Equal([Outcomes], there[0].Answers["kind"].Terms);
        Assert.Single(Must(await other.Get<ReadLinks.Handler>().RunAsync(world.Ruth, national, Cancel)));
        Assert.Contains((await other.Get<ListFrameworks.Handler>().RunAsync(world.Ruth.Project, Cancel)).Find("representation")!.AllTerms(), t => t.Name == "People living on boats");
    }
}
