using Throughline.Framing.Representations;
using Throughline.Storage;
using static Throughline.Framing.Tests.World;

namespace Throughline.Framing.Tests;

public class ShapeTests
{
    private const string Access = "checkland-2025.kind.access-to-care", Outcomes = "checkland-2025.kind.outcomes-of-care";

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Every_cell_adds_up_to_its_readings_and_silence_is_counted(Engine engine)
    {
        await using var world = await FilledAsync(engine);
        var shape = Must(await world.Get<CountShape.Handler>().RunAsync(world.Ruth, new("level"), Cancel));
        Assert.Equal((5, 2), (shape.Readings, shape.Analysts));
        Assert.Equal(["System leaders", "Not recorded"], shape.Sets.Select(s => s.Label));
        Assert.Equal([3, 2], shape.Sets.Select(s => s.Readings.Count));
        for (var f = 0; f < shape.Fields.Count; f++)
            for (var s = 0; s < shape.Sets.Count; s++)
            {
                var cell = shape.Cells[f][s];
                Assert.Equal(shape.Sets[s].Readings.Count, cell.Base + cell.Unread);
                Assert.True(cell.Terms.Sum(t => t.Total) >= cell.Given);
                Assert.All(cell.Terms, t => Assert.InRange(t.Total, 1, cell.Given));
            }
        var kind = shape.Cells[shape.Fields.ToList().IndexOf(RepresentationField.Kind)];
        Assert.Equal([(Access, 0, 1)], kind[0].Terms.Select(t => (t.Term, t.Stated, t.Implied)));
        Assert.Equal((2, 0), (kind[0].NotStated, kind[0].Unread));
        Assert.Equal([(Access, 1, 1), (Outcomes, 1, 0)], kind[1].Terms.Select(t => (t.Term, t.Stated, t.Implied)));
        Assert.Equal(1, shape.LargestShare); // both readings of the plan give access to care
        // What no bar shows is told in figures, so that a cell of the picture adds up too; a picture without such has no line for it.
        var (svg, read) = (ShapeOut.Svg(shape), Must(await world.Get<CountShape.Handler>().RunAsync(world.Ruth, new("level", Fields: [RepresentationField.Kind]), Cancel)));
        var cells = shape.Cells.SelectMany(c => c).ToList();
        Assert.Equal(cells.Count(c => c.Unread > 0), svg.Split(">not read ").Length - 1 + svg.Split(", not read ").Length - 1);
        Assert.Equal(cells.Count(c => c.NotApplicable > 0), svg.Split(">not applicable ").Length - 1);
        Assert.Contains(cells, c => c.Unread > 0);
        Assert.DoesNotContain("not read", ShapeOut.Svg(read), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_read_is_no_share_and_what_has_no_place_is_no_step()
    {
        await using var world = await FilledAsync(Engine.Sqlite);
        var rows = (await world.Get<ListRepresentations.Handler>().RunAsync(world.Ruth, new(), Cancel)).ToList();
        const string narrow = "representation.aim.narrow-the-gap";
        ListRepresentations.Row Aims(int row, FieldState? state) => rows[row] with { Answers = state is { } given ? new Dictionary<string, FieldAnswer> { ["aim"] = new("aim", given, given == FieldState.Stated ? [narrow] : []) } : new Dictionary<string, FieldAnswer>() };
        ShapeSet Set(string key, params FieldState?[] states) => new(key, key.Length == 0 ? "Not recorded" : key, [.. states.Select((s, i) => Aims(i, s))], 1);
        var shelf = await world.Get<Framing.Frameworks.ListFrameworks.Handler>().RunAsync(world.Ruth.Project, Cancel);
        Shape Of(params ShapeSet[] sets) => Shape.Of("level", sets, shelf, [RepresentationField.Aim], 0);

        // One of two, then one of one that was read and three that were not: the share rises, and does not fall for want of reading.
        var shape = Of(Set("A", FieldState.Stated, FieldState.NotStated), Set("B", FieldState.Stated, null, null, null), Set("C", null, null), Set("D", FieldState.NotStated), Set("", FieldState.Stated));
        Assert.Equal([0, 1, 0, -1, 0], Enumerable.Range(0, 5).Select(s => shape.StepOf(RepresentationField.Aim, narrow, s)));
        Assert.Equal(4, shape.Levels);
        // Half of those read in both: no step, however many have not been read.
        Assert.Equal(0, Of(Set("A", FieldState.Stated, FieldState.NotStated), Set("B", FieldState.Stated, FieldState.NotStated, null, null)).StepOf(RepresentationField.Aim, narrow, 1));
    }

    [Fact]
    public async Task Discourses_roll_up_to_their_bands_and_words_alone_are_counted_together()
    {
        await using var world = await World.OpenAsync(Engine.Sqlite);
        await world.ReadAsync(world.Ruth, world.Talk, "Half of it is smoking.", Stated(RepresentationField.Discourse, "raphael-2011.access-and-lifestyle.risk-factors", "raphael-2011.access-and-lifestyle.need-of-services"), new FieldAnswer("target", FieldState.Stated, [], "half of it"));
        var shape = Must(await world.Get<CountShape.Handler>().RunAsync(world.Ruth, new(Fields: [RepresentationField.Discourse, RepresentationField.Target]), Cancel));
        Assert.Equal(("raphael-2011.access-and-lifestyle", 1), (shape.Cells[0][0].Terms.Single().Term, shape.Cells[0][0].Terms.Single().Stated));
        Assert.Equal("in its own words", Assert.Single(shape.Cells[1][0].Terms).Name);
    }

    [Fact]
    public async Task An_agreed_reading_stands_in_the_place_of_those_it_came_from()
    {
        await using var world = await World.OpenAsync(Engine.Sqlite);
        const string words = "It is about everyone, really.";
        await world.ReadAsync(world.Ruth, world.Talk, words, Stated(RepresentationField.Kind, Access));
        await world.ReadAsync(world.Tom, world.Talk, words, Silent(RepresentationField.Kind));
        Assert.Equal(2, Must(await world.Get<CountShape.Handler>().RunAsync(world.Ruth, new(), Cancel)).Readings);
        Must(await world.Get<MakeRepresentation.Handler>().RunAsync(world.Ruth, new(null, world.Talk, null, Words(TalkText, words), Answers: [Implied(RepresentationField.Kind, Access)], Origin: RepresentationOrigin.Agreed), Cancel));
        // Nobody settles it a second time beside the first.
        Assert.Contains("settled already", (await world.Get<MakeRepresentation.Handler>().RunAsync(world.Tom, new(null, world.Talk, null, Words(TalkText, words), Answers: [Silent(RepresentationField.Kind)], Origin: RepresentationOrigin.Agreed), Cancel)).Error!.Message, StringComparison.Ordinal);
        var shape = Must(await world.Get<CountShape.Handler>().RunAsync(world.Ruth, new(Fields: [RepresentationField.Kind]), Cancel));
        Assert.Equal((1, 1, 0), (shape.Readings, shape.Cells[0][0].Implied, shape.Cells[0][0].NotStated));
        // By analyst, and of one analyst, each counts as it was made: who wrote the agreement down did not read it for both.
        var apart = Must(await world.Get<CountShape.Handler>().RunAsync(world.Ruth, new("analyst", Fields: [RepresentationField.Kind]), Cancel));
        Assert.Equal([("Ruth Adeyemi", 1, 0, 0), ("Tom Hale", 0, 0, 1)], apart.Sets.Select((s, i) => (s.Label, apart.Cells[0][i].Stated, apart.Cells[0][i].Implied, apart.Cells[0][i].NotStated)));
        var one = Must(await world.Get<CountShape.Handler>().RunAsync(world.Ruth, new(Analyst: world.Tom.Analyst, Fields: [RepresentationField.Kind]), Cancel));
        Assert.Equal((1, 1), (one.Readings, one.Cells[0][0].NotStated));
    }

    [Fact]
    public async Task Causes_and_mechanisms_at_different_levels_are_found()
    {
        await using var world = await FilledAsync(Engine.Sqlite);
        var shape = Must(await world.Get<CountShape.Handler>().RunAsync(world.Ruth, new("source", [world.Talk]), Cancel));
        var cross = LevelCross.Of(Assert.Single(shape.Sets));
        Assert.Equal((2, 1), (cross.Both, cross.Apart.Count));
        Assert.Equal(1, cross.Counts[3][0]);
        Assert.Equal(1, cross.Counts[0][0]);
        Assert.Equal(2, cross.Counts.Sum(row => row.Sum()));
    }

    [Fact]
    public async Task A_text_that_names_a_cause_in_one_sentence_and_acts_at_another_level_in_the_next_is_found()
    {
        await using var world = await World.OpenAsync(Engine.Sqlite);
        await world.ReadAsync(world.Ruth, world.Plan, "People living in the most deprived areas wait longer than everybody else.", Stated(RepresentationField.CauseLevel, "representation.level.policy"));
        await world.ReadAsync(world.Ruth, world.Plan, "Boards must open Saturday clinics by March.", Stated(RepresentationField.MechanismLevel, "representation.level.organisation", "representation.level.individual"));
        await world.ReadAsync(world.Ruth, world.Talk, "Half of it is smoking.", Stated(RepresentationField.CauseLevel, "representation.level.individual"));
        var shape = Must(await world.Get<CountShape.Handler>().RunAsync(world.Ruth, new("source"), Cancel));
        Assert.All(shape.Sets, set => Assert.Equal(0, LevelCross.Of(set).Both));
        var text = Assert.Single(TextLevels.Of(shape.Sets.SelectMany(s => s.Readings)));
        Assert.Equal(("National plan 2024", 0), (text.Title, text.Shared));
        Assert.Equal(["representation.level.policy"], text.Causes.Select(c => c.Level));
        Assert.Equal([("representation.level.individual", 1), ("representation.level.organisation", 1)], text.Mechanisms.Select(m => (m.Level, m.Readings.Count)));
    }

    [Fact]
    public async Task Readings_are_gathered_by_source_year_analyst_or_attribute_and_by_nothing_else()
    {
        await using var world = await FilledAsync(Engine.Sqlite);
        var count = world.Get<CountShape.Handler>();
        Assert.Equal(["National plan 2024", "Interview 1"], Must(await count.RunAsync(world.Ruth, new("source"), Cancel)).Sets.Select(s => s.Label));
        Assert.Equal(["2023", "No date"], Must(await count.RunAsync(world.Ruth, new("year"), Cancel)).Sets.Select(s => s.Label));
        Assert.Equal(["Ruth Adeyemi", "Tom Hale"], Must(await count.RunAsync(world.Ruth, new("analyst"), Cancel)).Sets.Select(s => s.Label));
        Assert.Equal(1, Must(await count.RunAsync(world.Ruth, new("source", Analyst: world.Tom.Analyst), Cancel)).Readings);
        Assert.Contains("Gather by source, year, analyst, level.", (await count.RunAsync(world.Ruth, new("sector"), Cancel)).Error!.Message, StringComparison.Ordinal);
    }

    /// <summary>Two readings of the plan and three of the interview.</summary>
    internal static async Task<World> FilledAsync(Engine engine)
    {
        var world = await World.OpenAsync(engine);
        await world.ReadAsync(world.Ruth, world.Plan, "People living in the most deprived areas wait longer than everybody else.", Stated(RepresentationField.Kind, Access, Outcomes), Stated(RepresentationField.Comparator, "representation.comparator.rest-of-population"), Stated(RepresentationField.Group, "representation.group.deprived-areas"));
        var boards = await world.ReadAsync(world.Ruth, world.Plan, "Boards must open Saturday clinics by March.", Implied(RepresentationField.Kind, Access), Stated(RepresentationField.Mechanism, "representation.mechanism.removing-barriers"));
        Must(await world.Get<ChangeRepresentation.Handler>().HoldAsync(world.Ruth, boards, null, new(2023, 4, 1), Cancel));
        await world.ReadAsync(world.Ruth, world.Talk, "It is about everyone, really.", Implied(RepresentationField.Kind, Access), Stated(RepresentationField.Group, "representation.group.everyone"));
        await world.ReadAsync(world.Ruth, world.Talk, "we tell them to eat better", Silent(RepresentationField.Kind), Stated(RepresentationField.CauseLevel, "representation.level.living-and-working-conditions"), Stated(RepresentationField.MechanismLevel, "representation.level.individual"));
        await world.ReadAsync(world.Tom, world.Talk, "Half of it is smoking.", Silent(RepresentationField.Kind), Stated(RepresentationField.CauseLevel, "representation.level.individual"), Stated(RepresentationField.MechanismLevel, "representation.level.individual"));
        return world;
    }
}
