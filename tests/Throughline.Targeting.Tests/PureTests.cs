using System.Globalization;
using System.Text;
using Throughline.Files;
using Throughline.Framing.Frameworks;
using Throughline.Targeting.Modelling;
using Throughline.Targeting.Monitoring;
using Throughline.Targeting.Plans;
using Throughline.Targeting.Targets;
using static Throughline.Targeting.Tests.World;

namespace Throughline.Targeting.Tests;

public class PureTests
{
    [Theory]
    [InlineData(Access, "availability accessibility flexibility")]
    [InlineData(Outcomes, "behaviours prioritisation recovery")]
    public void The_worked_paths_of_the_paper_come_first(string kind, string drivers)
    {
        var leading = Model.LeadingTo(kind);
        Assert.Equal(drivers.Split(' ').Order(), leading.Take(3).Select(d => d.Box.Id[(d.Box.Id.LastIndexOf('.') + 1)..]).Order());
        Assert.All(leading.Take(3), d => Assert.True(d.InPath));
        Assert.All(leading.Skip(3), d => Assert.False(d.InPath));
    }

    [Fact]
    public void What_is_inferred_stays_marked_and_every_kind_of_the_vocabulary_but_not_stated_has_a_box()
    {
        Assert.Contains(Model.Arrows, a => a.Basis == "inferred" && a.From == Box("sdh") && a.To == Box("access"));
        Assert.True(Model.Find(Box("stigma"))!.IsInferred);
        Assert.False(Model.Find(Box("availability"))!.IsInferred);
        // Of every box that is no kind it is inferred that inequality shows there; of kinds the paper says so.
        Assert.All(Model.Boxes.Where(b => b.IsVisible), b => Assert.Equal(b.Type != "inequality", b.IsVisibleInferred));
        Assert.Equal(6, Model.Boxes.Count(b => b.IsVisibleInferred));
        Assert.All(TargetField.Kind.Reads!.Vocabulary.TermsOf(Shelf.Find("checkland-2025")!), t => Assert.NotNull(TargetModel.BoxOf(t.Id)));
        Assert.Equal(BoxReach.Influence, Model.Find(Box("sdh"))!.Reach);
    }

    [Theory]
    [InlineData("type", "bubble", "a box is a cause, a driver or an inequality")]
    [InlineData("reach", "everybody", "the reach \"everybody\"")]
    public void A_model_with_a_facet_that_is_none_is_refused(string facet, string value, string why)
    {
        var framework = Shelf.Find(TargetModel.FrameworkId)!;
        var first = framework.Terms[0];
        var broken = framework with { Terms = [first with { Facets = new Dictionary<string, string>(first.Facets) { [facet] = value } }, .. framework.Terms.Skip(1)] };
        Assert.Contains(why, TargetModel.Of(broken, []).Error!.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("driver", true, true), InlineData("cause", false, false), InlineData("inequality", false, true)]
    public void A_box_of_ones_own_shows_inequality_where_it_is_said_so_and_a_kind_always_does(string type, bool said, bool shows)
    {
        var part = new ModelPart { Id = ModelPartId.New(), Name = "Transport to care", BoxType = type, Reach = type == "inequality" ? "" : "partner", IsVisible = said };
        var box = TargetModel.Of(Shelf.Find(TargetModel.FrameworkId)!, [part]).Value.Find(TargetModel.BoxIdOf(part))!;
        Assert.Equal((true, shows, false), (box.IsOwn, box.IsVisible, box.IsVisibleInferred));
    }

    [Fact]
    public void A_model_with_an_arrow_to_nowhere_is_refused() =>
        Assert.Contains("one of these is no box", TargetModel.Of(Shelf.Find(TargetModel.FrameworkId)! with { Arrows = [new FrameworkArrow(Box("sdh"), Box("nowhere"), "text")] }, []).Error!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("2022", "2022-12-31")]
    [InlineData("2020-22", "2022-12-31")]
    [InlineData("2020 - 22", "2022-12-31")]
    [InlineData("2009-11", "2011-12-31")]
    [InlineData("1999-01", "2001-12-31")]
    [InlineData("2023/24", "2024-03-31")]
    [InlineData("2018 to 2020", "2020-12-31")]
    [InlineData("April 2023 to March 2024", "2024-03-31")]
    [InlineData("2024 Q2", "2024-06-30")]
    [InlineData("2023 Q1 to 2023 Q4", "2023-12-31")]
    [InlineData("2023 Q1 - Q3", "2023-09-30")]
    [InlineData("2022/23 Q4 - 2023/24 Q1", "2023-06-30")]
    [InlineData("2024-03", "2024-03-31")]
    [InlineData("2024-02-29", "2024-02-29")]
    [InlineData("2023-04-01 to 2024-03-31", "2024-03-31")]
    [InlineData("2023/24 Q1", "2023-06-30")]
    [InlineData("2023/24 Q3", "2023-12-31")]
    [InlineData("2023/24 Q4", "2024-03-31")]
    [InlineData("2020/21 - 2022/23", "2023-03-31")]
    [InlineData("2018/19 - 22/23", "2023-03-31")]
    [InlineData("2020/21 to 2022/23", "2023-03-31")]
    [InlineData("wave two", null)]
    [InlineData("", null)]
    public void The_day_a_period_ends_is_read_from_its_words(string period, string? ends) => Assert.Equal(ends, PeriodEnd.Of(period)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    // As the authors' own program computes them, round(log2(n) + 3) and qbinom(0.05, n − 1, 0.5) (package qicharts2 of R): useful observations, upper limit for the longest run, lower limit for crossings.
    [Theory]
    [InlineData(10, 6, 2)]
    [InlineData(11, 6, 2)]
    [InlineData(12, 7, 3)]
    [InlineData(16, 7, 4)]
    [InlineData(20, 7, 6)]
    [InlineData(22, 7, 7)]
    [InlineData(23, 8, 7)]
    [InlineData(24, 8, 8)]
    public void The_limits_of_run_charts_are_those_published(int useful, int run, int crossings)
    {
        Assert.Equal(run, RunChart.MostRunOf(useful));
        Assert.Equal(crossings, RunChart.FewestCrossingsOf(useful));
    }

    [Fact]
    public void A_shift_is_seen_and_chance_is_left_alone()
    {
        Assert.True(RunChart.Of([5, 6, 5, 6, 5, 6, 1, 1, 1, 1, 1, 1, 1, 1], 6).IsUnusual);
        Assert.False(RunChart.Of([5, 6, 5, 7, 4, 6, 5, 7, 4, 6, 5, 7]).IsUnusual);
        Assert.Contains("the rules need 10", RunChart.Of([1, 2, 3]).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void The_path_is_straight_from_the_beginning_of_the_action_to_the_goal_and_level_after()
    {
        var (path, _) = FollowTarget.Path(Good.With((TargetField.Begins, "2026-03-31")));
        Assert.Equal(28, path!(new(2025, 12, 31)));
        Assert.Equal(19, path(new(2026, 9, 29))!.Value, 1);
        Assert.Equal(10, path(new(2028, 1, 1)));
        Assert.Equal("No goal is set.", FollowTarget.Path(Good.With((TargetField.Goal, null))).Why);
    }

    [Fact]
    public void A_sentence_has_blanks_for_what_is_not_said()
    {
        var empty = new TargetRecord(TargetId.New(), 1, "x", new Dictionary<string, string>(), [], [], null, null, []);
        Assert.Equal("[An aim] for the difference in [a kind of inequality] between [a group] and [a comparator] in [an area], from [a baseline] to [a goal] by [a date]. To that end: [an action].", TargetSentence.Text(empty, Shelf));
        Assert.StartsWith("Narrow the gap in access to care between people living in the most deprived areas and ", TargetSentence.Text(Good, Shelf), StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("from 28 percentage points to 10 percentage points by 31 March 2027. To that end: hold a class.", TargetSentence.Text(Good, Shelf), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("goal", "many", "is no number")]
    [InlineData("goal", "1.7e308", "beyond anything measured")]
    [InlineData("goalDate", "2027-02-30", "is no day")]
    [InlineData("kind", "checkland-2025.kind.access-to-care checkland-2025.kind.life-expectancy", "takes one term")]
    [InlineData("kind", "poverty", "none of its terms")]
    [InlineData("goalOf", "everything", "is none of absolute, relative, group")]
    [InlineData("owner", "half a \0", "half of a character")]
    [InlineData("baseline", "x", "is not typed in")]
    public void What_a_field_cannot_take_is_refused_with_the_value(string field, string value, string why) => Assert.Contains(why, TargetField.Find(field)!.Check(value, Shelf, []).Error!.Message, StringComparison.Ordinal);

    [Fact]
    public void A_csv_comes_back_as_it_was_written()
    {
        var action = Action(ActionLevel.Community, ActionApproach.Targeted, Uptake.Alike);
        action.Driver = Box("availability");
        var good = Good with { Title = "=HYPERLINK(1)", Actions = [.. Good.Actions, action] };
        Assert.DoesNotContain("\n=HYPERLINK", Encoding.UTF8.GetString(TargetCsv.Write([good])), StringComparison.Ordinal);
        var rows = TargetCsv.Read("plans.csv", TargetCsv.Write([good]), Shelf, Model, TestContext.Current.CancellationToken).Value;
        var again = TargetCsv.Record(rows[0], 1);
        Assert.Equal(good.Title, again.Title);
        Assert.Equal(good.Fields.OrderBy(f => f.Key), again.Fields.OrderBy(f => f.Key));
        Assert.Equal(good.Actions.Select(a => (a.Words, a.Level, a.Approach, a.Uptake, a.Driver)), again.Actions.Select(a => (a.Words, a.Level, a.Approach, a.Uptake, a.Driver)));
        Assert.Equal(Good.Indicators.Select(a => (a.Words, a.Kind, a.Hands, a.Months)), again.Indicators.Select(a => (a.Words, a.Kind, a.Hands, a.Months)));
    }

    [Fact]
    public void A_workbook_of_targets_is_read_as_the_csv_is()
    {
        var csv = TargetCsv.Write([Good, Good with { Title = "Two", Number = 2 }]);
        var sheet = SheetReader.Read("plans.csv", csv, ReadLimits.Default, null, TestContext.Current.CancellationToken).Value[0];
        using var book = new MemoryStream();
        Must(SheetWriter.WriteXlsx(book, [new("Targets", sheet.Columns, [.. sheet.Rows.Select(r => (IReadOnlyList<SheetCell>)[.. r.Cells.Select(c => (SheetCell)c)])])]));
        IReadOnlyList<TargetRecord> Read(string name, byte[] content) => [.. TargetCsv.Read(name, content, Shelf, Model, TestContext.Current.CancellationToken).Value.Select((r, i) => TargetCsv.Record(r, i + 1))];
        var (rows, again) = (Read("plans.csv", csv), Read("plans.xlsx", book.ToArray()));
        Assert.Equal(["Good", "Two"], again.Select(r => r.Title));
        foreach (var (one, other) in rows.Zip(again))
        {
            Assert.Equal(one.Fields.OrderBy(f => f.Key), other.Fields.OrderBy(f => f.Key));
            Assert.Equal(one.Actions.Select(a => (a.Words, a.Level, a.Approach, a.Uptake)), other.Actions.Select(a => (a.Words, a.Level, a.Approach, a.Uptake)));
            Assert.Equal(one.Indicators.Select(i => (i.Words, i.Kind, i.Hands, i.Months)), other.Indicators.Select(i => (i.Words, i.Kind, i.Hands, i.Months)));
        }
    }

    [Theory]
    [InlineData("name\nX\n", "column \"name\"")]
    [InlineData("title,kind\nX,poverty\n", "line 2, column \"kind\"")]
    [InlineData("title,actions\nX,Do it ; everywhere\n", "line 2, column \"actions\"")]
    [InlineData("title,indicators\nX,Deaths ; outcome ; ours ; soon\n", "line 2, column \"indicators\"")]
    [InlineData("title,goalDate\nX,2027-03-31\nY,spring\n", "line 3, column \"goalDate\"")]
    [InlineData("title,owner\n,Ann\n", "line 2, column \"title\"")]
    [InlineData("title,actions\nX,Do it ; community ; targeted ; alike ; magic\n", "no cause or driver of the model")]
    public void A_csv_that_cannot_be_read_says_line_and_column(string csv, string why)
    {
        var error = TargetCsv.Read("plans.csv", Encoding.UTF8.GetBytes(csv), Shelf, Model, TestContext.Current.CancellationToken).Error!.Message;
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Across_plans_tell_what_all_do_none_do_and_which_are_nearly_the_same()
    {
        var twin = Good.With((TargetField.Owner, "Somebody else")) with { Id = TargetId.New(), Title = "Words that are nothing alike" };
        var other = Good.With((TargetField.Kind, Outcomes), (TargetField.Group, "representation.group.disabled"), (TargetField.Drivers, Box("recovery")), (TargetField.Steps, null), (TargetField.IfWe, null)) with { Id = TargetId.New(), Number = 2, Indicators = [] };
        var answer = AcrossPlans.Run([new("A", [new(Good, [])]), new("B", [new(twin, []), new(other, [])])], AcrossPlans.Known(Shelf, Model));
        Assert.Equal(3, answer.Targets);
        Assert.Contains(answer.Everyone, s => s is { Dimension: "kind", Term: Access });
        Assert.DoesNotContain(answer.Everyone, s => s.Term == Outcomes);
        Assert.Contains(answer.Nobody, s => s is { Dimension: "group", Term: "representation.group.inclusion-health.homelessness" });
        Assert.DoesNotContain(answer.Nobody, s => s.Term == "representation.group.disabled");
        Assert.Equal(["not said", "living and working conditions", "another project’s own", Model.Find(Box("local_policy"))!.Name], new[] { "", "livingAndWorkingConditions", "own.0193", Box("local_policy") }.Select(t => AcrossPlans.Name(t, Shelf, Model, [])));
        Assert.Contains(answer.Nobody, s => s is { Dimension: "driver" } && s.Term == Box("local_policy"));
        Assert.Equal(("A", "B"), (Assert.Single(answer.NearDuplicates).One.Plan, answer.NearDuplicates[0].Other.Plan));
        Assert.Equal(2, Assert.Single(answer.NoMechanism).Number);
        Assert.Equal(2, Assert.Single(answer.NoMeasure).Number);
        Assert.Equal(2, answer.Grid[0].Targets.Count);

        // One that was looked at again is counted once, as it is now.
        var again = Good.With((TargetField.Owner, "The next")) with { Id = TargetId.New(), Number = 3, Follows = Good.Id };
        var looked = AcrossPlans.Run([new("A", [new(Good, []), new(again, [])])], AcrossPlans.Known(Shelf, Model));
        Assert.Equal((1, 1), (looked.Targets, looked.Followed));
        Assert.Empty(looked.NearDuplicates);
        Assert.Equal([3], looked.Grid.SelectMany(c => c.Targets).Select(t => t.Number));
        Assert.Equal([3], AcrossPlans.Matrix([new("A", [new(Good, []), new(again, [])])], "kind").Rows[0].Cells[0].Select(t => t.Number));
        Assert.Equal(0, answer.Followed);
        // What is a project's own is named with its plan; a copy of the project that calls it otherwise, beside it.
        Plan Having(string plan, string name) => new(plan, []) { Own = new Dictionary<string, string> { ["own.0193"] = name } };
        Assert.Equal("Transport to care (A)", AcrossPlans.Name("own.0193", Shelf, Model, [Having("A", "Transport to care"), new("B", [])]));
        Assert.Equal("Transport to care (A, B) / Buses (C)", AcrossPlans.Name("own.0193", Shelf, Model, [Having("A", "Transport to care"), Having("B", "Transport to care"), Having("C", "Buses")]));

        // Two files of one name are two plans.
        var same = AcrossPlans.Run([new("plan", [new(Good, [])]), new("plan", [new(twin, [])])], AcrossPlans.Known(Shelf, Model));
        Assert.Equal((2, "plan", "plan (2)"), (same.Plans, same.NearDuplicates[0].One.Plan, same.NearDuplicates[0].Other.Plan));
        Assert.Contains(same.Everyone, s => s is { Dimension: "kind", Term: Access });
        // Nor does a name made for one take another's.
        Assert.Equal(["plan", "plan (2)", "plan (2) (2)"], AcrossPlans.Named([], [new("plan", []), new("plan", []), new("plan (2)", [])]).Select(p => p.Name));
        Assert.Equal("plan (3)", Assert.Single(AcrossPlans.Named([new("plan", []), new("plan (2)", [])], [new("plan", [])])).Name);

        var (terms, rows) = AcrossPlans.Matrix([new("A", [new(Good, [])]), new("B", [new(twin, []), new(other, [])])], "kind");
        Assert.Equal([Access, Outcomes], terms);
        Assert.Equal(["1 0", "1 1"], rows.Select(r => string.Join(' ', r.Cells.Select(c => c.Count))));
        Assert.Equal("Words that are nothing alike", rows[1].Cells[0][0].Title);
        Assert.Equal(["", "0"], AcrossPlans.Matrix([new("A", [new(Good with { Actions = [] }, [])]), new("C", [])], "level") is var (levels, cells) ? [levels[0], cells[1].Cells[0].Count.ToString(CultureInfo.InvariantCulture)] : []);
    }
}
