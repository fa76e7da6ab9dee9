using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Projects;
using Throughline.Storage;
using static Throughline.Framing.Tests.World;
using Step = Throughline.Framing.Representations.ChangeVocabulary.Step;

namespace Throughline.Framing.Tests;

public class VocabularyTests
{
    private const string Carers = "representation.group.carers", Older = "representation.group.older", Sentence = "It is about everyone, really.";

    private static async Task<IReadOnlyList<FrameworkTerm>> GroupsAsync(World world) =>
        RepresentationField.Group.Vocabulary.TermsOf((await world.Get<ListFrameworks.Handler>().RunAsync(world.Ruth.Project, Cancel)).Find("representation")!);

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_project_words_adds_and_retires_its_own_terms_and_the_shipped_ones_stay(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var change = world.Get<ChangeVocabulary.Handler>();
        var id = await world.ReadAsync(world.Ruth, world.Talk, Sentence, Stated(RepresentationField.Group, Carers));
        Must(await change.RunAsync(world.Ruth, new("group", Step.Add, "representation.group.inclusion-health", "People living on boats", "Living afloat."), Cancel));
        Must(await change.RunAsync(world.Ruth, new("group", Step.Rename, Carers, "People who care unpaid"), Cancel));
        Must(await change.RunAsync(world.Ruth, new("group", Step.Retire, Carers), Cancel));
        var groups = await GroupsAsync(world);
        var boats = groups.Single(t => t.Name == "People living on boats");
        Assert.Equal("representation.group.inclusion-health.people-living-on-boats", boats.Id);
        Assert.True(Vocabulary.IsOwn(boats));
        Assert.Equal(("People who care unpaid", true), (groups.Single(t => t.Id == Carers).Name, Vocabulary.IsRetired(groups.Single(t => t.Id == Carers))));
        Assert.Equal("Unpaid carers", FrameworkCatalogue.Load().FindTerm(Carers)!.Value.Term.Name);

        // What a reading has it keeps; a new reading cannot take it.
        Must(await world.Get<AnswerField.Handler>().RunAsync(world.Ruth, id, Implied(RepresentationField.Group, Carers, boats.Id), Cancel));
        var other = await world.ReadAsync(world.Ruth, world.Talk, "Half of it is smoking.");
        Assert.Contains("retired", (await world.Get<AnswerField.Handler>().RunAsync(world.Ruth, other, Stated(RepresentationField.Group, Carers), Cancel)).Error!.Message, StringComparison.Ordinal);
        Must(await change.RunAsync(world.Ruth, new("group", Step.BringBack, Carers), Cancel));
        Must(await world.Get<AnswerField.Handler>().RunAsync(world.Ruth, other, Stated(RepresentationField.Group, Carers), Cancel));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Merging_shows_first_what_it_touches_and_undo_puts_it_back(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var change = world.Get<ChangeVocabulary.Handler>();
        var one = await world.ReadAsync(world.Ruth, world.Talk, Sentence, Stated(RepresentationField.Group, Carers, Older));
        var two = await world.ReadAsync(world.Tom, world.Talk, Sentence, Implied(RepresentationField.Group, Carers));
        await world.ReadAsync(world.Ruth, world.Talk, "Half of it is smoking.", Stated(RepresentationField.Group, Older));
        var merge = new ChangeVocabulary.Request("group", Step.Merge, Carers, Into: Older);
        var preview = Must(await change.PreviewAsync(world.Ruth, merge, Cancel));
        Assert.Equal([one, two], preview.Readings.Order(Comparer<RepresentationId>.Create((a, b) => a.Value.CompareTo(b.Value))));
        Assert.True(preview.Rewritten);
        Assert.Contains("2 readings", preview.InWords, StringComparison.Ordinal);
        Assert.Equal([Carers, Older], (await world.RowAsync(world.Ruth, one)).Answers["group"].Terms.Order());

        Must(await change.RunAsync(world.Ruth, merge, Cancel));
        Assert.Equal([Older], (await world.RowAsync(world.Ruth, one)).Answers["group"].Terms);
        Assert.Equal([Older], (await world.RowAsync(world.Ruth, two)).Answers["group"].Terms);
        Assert.Equal(Older, Vocabulary.MergedInto((await GroupsAsync(world)).Single(t => t.Id == Carers)));
        Must(await world.Get<Undo>().UndoAsync(world.Ruth, Cancel));
        Assert.Equal([Carers, Older], (await world.RowAsync(world.Ruth, one)).Answers["group"].Terms.Order());
        Assert.Equal([Carers], (await world.RowAsync(world.Ruth, two)).Answers["group"].Terms);
        Assert.False(Vocabulary.IsRetired((await GroupsAsync(world)).Single(t => t.Id == Carers)));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_project_adds_causes_of_its_own_to_the_model(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var change = world.Get<ChangeVocabulary.Handler>();
        Must(await change.RunAsync(world.Ruth, new("cause", Step.Add, null, "Weather", "Cold and heat."), Cancel));
        Must(await change.RunAsync(world.Ruth, new("cause", Step.Add, "checkland-2025-model.sdh", "Damp homes"), Cancel));
        Must(await change.RunAsync(world.Ruth, new("cause", Step.Add, "checkland-2025-model.sdh.damp-homes", "Landlords who do not mend"), Cancel));
        var model = (await world.Get<ListFrameworks.Handler>().RunAsync(world.Ruth.Project, Cancel)).Find("checkland-2025-model")!;
        var causes = RepresentationField.Cause.Vocabulary.TermsOf(model);
        string[] own = ["checkland-2025-model.sdh.damp-homes", "checkland-2025-model.sdh.damp-homes.landlords-who-do-not-mend", "checkland-2025-model.weather"];
        Assert.Equal(own, causes.Where(Vocabulary.IsOwn).Select(t => t.Id));
        Assert.All(causes.Where(Vocabulary.IsOwn), t => Assert.Equal("cause", t.Facets["type"]));
        // A reading takes them, and where one is merged into another follows.
        var id = await world.ReadAsync(world.Ruth, world.Talk, Sentence, Stated(RepresentationField.Cause, own[0], own[2]));
        Must(await change.RunAsync(world.Ruth, new("cause", Step.Merge, own[2], Into: own[0]), Cancel));
        Assert.Equal([own[0]], (await world.RowAsync(world.Ruth, id)).Answers["cause"].Terms);
        Must(await world.Get<Undo>().UndoAsync(world.Ruth, Cancel));
        Assert.Equal([own[0], own[2]], (await world.RowAsync(world.Ruth, id)).Answers["cause"].Terms.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_merge_waits_until_nobody_reads_blind_and_other_mistakes_are_told()
    {
        await using var world = await World.OpenAsync(Engine.Sqlite);
        var change = world.Get<ChangeVocabulary.Handler>();
        Must(await world.Get<Assign.Handler>().RunAsync(world.Ruth, world.Plan.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel));
        await Refused(new("group", Step.Merge, Carers, Into: Older), "reading independently");
        await Refused(new("group", Step.Merge, Carers, Into: Carers), "another term");
        await Refused(new("group", Step.Add, null, "unpaid CARERS"), "already");
        await Refused(new("group", Step.Add, null, "  "), "needs a name");
        await Refused(new("cause", Step.Add, "representation.group.carers", "Weather"), "no term of Cause");
        await Refused(new("group", Step.Rename, "representation.group.nobody", "X"), "no term of Group");
        await Refused(new("group", Step.BringBack, Carers), "not retired");
        await Refused(new("who", Step.Retire, Carers), "no field");

        async Task Refused(ChangeVocabulary.Request request, string because) => Assert.Contains(because, (await change.RunAsync(world.Ruth, request, Cancel)).Error!.Message, StringComparison.Ordinal);
    }
}
