using System.Text;
using Microsoft.EntityFrameworkCore;
using Throughline.Equity;
using Throughline.Exchange.Plans;
using Throughline.Exchange.Reports;
using Throughline.Framing.Representations;
using Throughline.Policy.Statements;
using Throughline.Projects;
using Throughline.Review.Citations;
using Throughline.Review.Studies;
using Throughline.Sources;
using Throughline.Statistics.Inequality;
using Throughline.Storage;
using Throughline.Synthesis.Constructs;
using Throughline.Targeting.Modelling;
using Throughline.Targeting.Monitoring;
using Throughline.Targeting.Plans;
using Throughline.Targeting.Questions;
using Throughline.Targeting.Targets;
using Throughline.Testing;
using static Throughline.Targeting.Tests.World;

namespace Throughline.Targeting.Tests;

public class StoredTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_target_is_one_record_and_one_representation_and_every_step_can_be_undone(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Kind, Access), (TargetField.Drivers, $"{Box("availability")} {Box("flexibility")}"), (TargetField.Steps, "Call\nHold"), (TargetField.Goal, "12.5"));
        async Task<IReadOnlyDictionary<string, FieldAnswer>> AnswersAsync() => (await bench.Get<ListRepresentations.Handler>().RunAsync(by, new(id.Node), Cancel)).Single().Answers;
        var answers = await AnswersAsync();
        Assert.Equal([Access], answers["kind"].Terms);
        Assert.Equal([Box("availability"), Box("flexibility")], answers["cause"].Terms.OrderBy(t => t.Contains("flex", StringComparison.Ordinal)));
        Assert.Equal(["representation.degree.with-steps"], answers["mechanismDegree"].Terms);
        Assert.Equal(["representation.reach.ours"], answers["reach"].Terms);
        Assert.Equal("12.5", answers["target"].Words);

        Assert.False(Must(await bench.Get<SetField.Handler>().RunAsync(by, id, "goal", " 12.50 ", Cancel)));
        Must(await bench.Get<SetField.Handler>().RunAsync(by, id, "kind", "", Cancel));
        Assert.Equal(FieldState.NotStated, (await AnswersAsync())["kind"].State);
        for (var i = 0; i < 6; i++) Must(await bench.Get<Undo>().UndoAsync(by, Cancel));
        Assert.Empty(await bench.Get<ReadTargets.Handler>().ListAsync(by.Project, Cancel));
        Assert.Empty(await bench.Get<ListRepresentations.Handler>().RunAsync(by, new(), Cancel));
        for (var i = 0; i < 6; i++) Must(await bench.Get<Undo>().RedoAsync(by, Cancel));
        var again = Assert.Single(await bench.Get<ReadTargets.Handler>().ListAsync(by.Project, Cancel));
        Assert.Equal(("", "12.5"), (again[TargetField.Kind], again[TargetField.Goal]));
        Must(await bench.Get<EditTarget.Handler>().RemoveAsync(by, id, Cancel));
        Assert.Empty(await bench.Get<ListRepresentations.Handler>().RunAsync(by, new(), Cancel));
        Assert.True((await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel)).Holds);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_years_data_are_found_by_themselves_and_set_beside_baseline_and_path(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var first = await DatasetAsync(bench, by, "to 2025", Table(("2023/24", 38), ("2024/25", 40)), Cancel);
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Aim, "aims.narrow-the-gap"), (TargetField.Goal, "5"), (TargetField.GoalDay, "2027-03-31"));
        Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, id, await FigureAsync(bench, by, first, "2024/25", Cancel), Cancel));
        async Task<Following> FollowAsync() => await bench.Get<FollowTarget.Handler>().RunAsync(by.Project, (await bench.Get<ReadTargets.Handler>().ListAsync(by.Project, Cancel)).Single(t => t.Id == id), Cancel, near: true);
        var before = await FollowAsync();
        Assert.Equal(["2023/24", "2024/25"], before.Observations.Select(o => o.Point.Period));
        Assert.Null(before.Latest);
        // Five groups of equal size, 5 points apart: the slope over the whole range is 25.
        Assert.Equal(25, before.Target.Baseline!.Point!.Absolute!.Value, 6);

        await DatasetAsync(bench, by, "2026", Table(("2025/26", 52)), Cancel);
        var after = await FollowAsync();
        Assert.Equal("2025/26", after.Latest!.Point.Period);
        Assert.Equal(10, after.Latest.Point.Absolute!.Value, 6);
        // Half way in time from 25 to 5.
        Assert.Equal(15, after.Latest.Expected!.Value, 6);
        Assert.Equal(-15, after.Latest.Change!.Value, 6);
        // Each share of 400 has its error; the slope weighs them 2.5 and 1.25 either way about the middle.
        Assert.True(after.Latest.Change.Lower < -15 && after.Latest.Change.Upper > -15);
        Assert.Contains("on the path", after.Latest.Says, StringComparison.Ordinal);

        // The same boundaries in other letters do compare, and raise no question.
        await DatasetAsync(bench, by, "2026 again", Table(("2025/26", 52)), Cancel, vintage: "lsoa21");
        Assert.Null((await FollowAsync()).Observations[^1].WhyNot);
        Assert.Equal("lsoa21", (await FollowAsync()).Latest!.Vintage);
        Assert.DoesNotContain(Must(await bench.Get<ReadQuestions.Handler>().RunAsync(by, id, Cancel)), q => q.Raised.Question.Id == "vintage");

        // Other boundaries do not compare: shown, and left out of the verdict.
        await DatasetAsync(bench, by, "2027, new boundaries", Table(("2026/27", 59)), Cancel, vintage: "LSOA 2031");
        var unlike = await FollowAsync();
        Assert.Equal("2025/26", unlike.Latest!.Point.Period);
        Assert.Contains("boundaries are LSOA 2031", unlike.Observations[^1].WhyNot, StringComparison.Ordinal);
        Assert.Contains(Must(await bench.Get<ReadQuestions.Handler>().RunAsync(by, id, Cancel)), q => q.Raised.Question.Id == "vintage" && q.Raised.Here.Contains("LSOA 2031", StringComparison.Ordinal));

        // What almost matches is named with why it is not taken; what has nothing to do with it is not.
        Must(await bench.Get<ImportDataset.Handler>().RunAsync(by, new("south.csv", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Table(("2025/26", 52))).Replace("Northby", "Southby", StringComparison.Ordinal)), "South"), Cancel));
        Must(await bench.Get<ImportDataset.Handler>().RunAsync(by, new("words.csv", Table(("2025/26", 53)), "Other words", What: "started in time", Vintage: "LSOA 2021"), Cancel));
        Must(await bench.Get<ImportDataset.Handler>().RunAsync(by, new("turned.csv", Table(("2025/26", 54)), "Turned", What: "starting within 90 days", Unit: "%", Direction: Statistics.Inequality.Direction.HigherIsWorse), Cancel));
        Must(await bench.Get<ImportDataset.Handler>().RunAsync(by, new("lives.csv", "area,period,group,value,people\nNorthby,2026,1,70,10\nNorthby,2026,2,71,10\n"u8.ToArray(), "Lives", What: "life expectancy", Unit: "years"), Cancel));
        var near = (await FollowAsync()).NotTaken;
        Assert.Equal(["Other words: it is said to measure \"started in time\", and the baseline \"starting within 90 days\".", "South: the baseline's place is \"Northby\", and it has \"Southby\".", "Turned: it says that more is worse, and the baseline that more is better."],
            near.Select(n => $"{n.DatasetName}: {n.Why}").Order(StringComparer.Ordinal));

        // The baseline stays when its own data are revised, or taken away.
        await DatasetAsync(bench, by, "2025 revised", Table(("2024/25", 44)), Cancel);
        Assert.Contains("and not 25", (await FollowAsync()).Revised, StringComparison.Ordinal);
        Must(await bench.Get<RemoveDataset.Handler>().RunAsync(by, first, Cancel));
        Assert.Equal(25, (await FollowAsync()).Target.Baseline!.Point!.Absolute!.Value, 6);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_changes_after_the_baseline_is_drift_and_what_lies_before_it_is_refused(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var data = await DatasetAsync(bench, by, "data", Table(("2022/23", 30), ("2024/25", 40)), Cancel);
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Kind, Access), (TargetField.Aim, "aims.narrow-the-gap"), (TargetField.Owner, "The lead"), (TargetField.GoalDay, "2025-03-31"));
        var figure = await FigureAsync(bench, by, data, "2024/25", Cancel);
        async Task<IReadOnlyList<TargetDrift>> DriftAsync() => Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, id, Cancel)).Record.Drift;
        var set = bench.Get<SetField.Handler>();

        Assert.Contains("is not after this figure, whose period 2024/25 ends on 31 March 2025", (await bench.Get<FixBaseline.Handler>().RunAsync(by, id, figure, Cancel)).Error!.Message, StringComparison.Ordinal);
        Must(await set.RunAsync(by, id, "goalDate", "2027-03-31", Cancel));
        var indicator = Must(await bench.Get<EditIndicators.Handler>().SaveAsync(by, id, null, new("Started within 90 days", IndicatorKind.Outcome, InHandsOf.Ours, 9), Cancel));
        Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, id, figure, Cancel));
        Assert.Empty(await DriftAsync());

        Assert.Contains("By: 1 March 2024 is not after the baseline", (await set.RunAsync(by, id, "goalDate", "2024-03-01", Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("is not after the baseline", (await set.RunAsync(by, id, "reviewDates", "2026-01-01\n2025-01-01", Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("before the baseline", (await bench.Get<ReviewTarget.Handler>().AddAsync(by, id, new(new(2024, 5, 1), "Too soon", ""), Cancel)).Error!.Message, StringComparison.Ordinal);

        // Said for the first time is no drift; said otherwise is.
        Must(await set.RunAsync(by, id, "comparator", "representation.comparator.least-deprived", Cancel));
        Assert.Empty(await DriftAsync());
        Must(await set.RunAsync(by, id, "aim", "aims.mitigate", Cancel));
        Must(await set.RunAsync(by, id, "owner", "", Cancel));
        Must(await bench.Get<EditIndicators.Handler>().SaveAsync(by, id, indicator, new("People seen", IndicatorKind.Process, InHandsOf.Ours, 2), Cancel));
        Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, id, await FigureAsync(bench, by, data, "2022/23", Cancel), Cancel));
        // No goal stood yet and no review: that the aim brings another number with it changed nothing that was judged.
        Assert.Equal(["aim", "owner", "indicators", "baseline"], (await DriftAsync()).Select(d => d.Field));
        Assert.Equal(("Outcome: Started within 90 days (in the hands of us; 9 months until it can move)", "Process: People seen (in the hands of us; 2 months until it can move)"), ((await DriftAsync())[2].Before, (await DriftAsync())[2].After));
        Assert.Equal(("aims.narrow-the-gap", "aims.mitigate"), ((await DriftAsync())[0].Before, (await DriftAsync())[0].After));
        var asked = Must(await bench.Get<ReadQuestions.Handler>().RunAsync(by, id, Cancel)).Select(q => q.Raised.Question.Id).ToList();
        Assert.Contains("drifted", asked);
        Assert.Contains("no-owner", asked);
        // Undo takes the change and its mark back together.
        Must(await bench.Get<Undo>().UndoAsync(by, Cancel));
        Must(await bench.Get<Undo>().UndoAsync(by, Cancel));
        Assert.Equal(3, (await DriftAsync()).Count);

        // What was emptied and is said anew is drift too, and so is an indicator in the place of one that was taken away.
        Must(await set.RunAsync(by, id, "owner", "The chair", Cancel));
        Must(await bench.Get<EditIndicators.Handler>().RemoveAsync(by, id, indicator, Cancel));
        Must(await bench.Get<EditIndicators.Handler>().SaveAsync(by, id, null, new("Heard of it", IndicatorKind.Process, InHandsOf.Ours), Cancel));
        Assert.Equal([("owner", "", "The chair"), ("indicators", "Process: People seen (in the hands of us; 2 months until it can move)", ""), ("indicators", "", "Process: Heard of it (in the hands of us; months until it can move not said)")],
            (await DriftAsync()).Skip(3).Select(d => (d.Field, d.Before, d.After)));
    }

    /// <summary>For each field that is watched two values it takes.</summary>
    private static readonly Dictionary<string, (string One, string Other)> Watched = new()
    {
        ["kind"] = (Access, Outcomes),
        ["form"] = ("checkland-2025.form.between-groups", "checkland-2025.form.gradient"),
        ["group"] = ("representation.group.deprived-areas", "representation.group.disabled"),
        ["comparator"] = ("representation.comparator.least-deprived", "representation.comparator.average-here"),
        ["geography"] = ("representation.geography.system", "representation.geography.place"),
        ["place"] = ("Northby", "Southby"),
        ["geographyLevel"] = ("alderwick-2024.which-gap.within-places", "alderwick-2024.which-gap.between-places"),
        ["vintage"] = ("LSOA 2021", "LSOA 2031"),
        ["aim"] = ("aims.narrow-the-gap", "aims.root-causes"),
        ["goalOf"] = ("absolute", "relative"),
        ["goal"] = ("5", "6"),
        ["goalDate"] = ("2027-03-31", "2028-03-31"),
        ["begins"] = ("2025-04-01", "2026-04-01"),
        ["owner"] = ("The lead", "The chair"),
    };

    public static TheoryData<string> WatchedFields => [.. TargetField.All.Where(f => f.IsWatched).Select(f => f.Name)];

    [Theory, MemberData(nameof(WatchedFields))]
    public async Task A_change_of_a_watched_field_is_drift_after_the_baseline_and_none_before_it(string field)
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench, Cancel);
        var (one, other) = Watched[field];
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Find(field)!, one), (TargetField.Find(field)!, other), (TargetField.Find(field)!, one));
        Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, id, await FigureAsync(bench, by, await DatasetAsync(bench, by, "data", Table(("2024/25", 40)), Cancel), "2024/25", Cancel), Cancel));
        async Task<IReadOnlyList<TargetDrift>> DriftAsync() => Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, id, Cancel)).Record.Drift;
        Assert.Empty(await DriftAsync());
        Must(await bench.Get<SetField.Handler>().RunAsync(by, id, field, other, Cancel));
        var drift = Assert.Single(await DriftAsync());
        Assert.Equal((field, one, other), (drift.Field, drift.Before, drift.After));
    }

    [Fact]
    public async Task A_field_that_is_not_watched_changes_without_drift()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench, Cancel);
        var unwatched = TargetField.All.Where(f => !f.IsWatched && f.Shape is (FieldShape.Text or FieldShape.Lines)).ToList();
        var id = await TargetAsync(bench, by, Cancel, [.. unwatched.Select(f => (f, "One"))]);
        Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, id, await FigureAsync(bench, by, await DatasetAsync(bench, by, "data", Table(("2024/25", 40)), Cancel), "2024/25", Cancel), Cancel));
        foreach (var field in unwatched) Assert.True(Must(await bench.Get<SetField.Handler>().RunAsync(by, id, field.Name, "Another", Cancel)));
        Assert.Empty(Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, id, Cancel)).Record.Drift);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task An_indicator_leads_to_the_figure_that_measures_it_and_the_figure_back(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var figure = await FigureAsync(bench, by, await DatasetAsync(bench, by, "data", Table(("2022/23", 30)), Cancel), "2022/23", Cancel);
        var id = await TargetAsync(bench, by, Cancel);
        var indicator = Must(await bench.Get<EditIndicators.Handler>().SaveAsync(by, id, null, new("Started", IndicatorKind.Outcome, InHandsOf.Ours, 9, figure.Value), Cancel));
        var thread = bench.Get<IEnumerable<IThreadContributor>>().Single(c => c.Kinds.Contains("indicator"));
        foreach (var node in new NodeRef[] { indicator.Node, new("figure", figure.Value) })
            Assert.Contains(await thread.TiesAsync(by, node, Cancel), e => e.From == indicator.Node && e.To == new NodeRef("figure", figure.Value) && e.Kind == "is measured by");
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task The_measured_value_leads_back_to_the_rows_it_was_counted_from_and_on_to_reviews(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, other) = (await ProjectAsync(bench, Cancel), await ProjectAsync(bench, Cancel, "Another"));
        var data = await DatasetAsync(bench, by, "data", Table(("2023/24", 30), ("2024/25", 40)), Cancel);
        var figure = await FigureAsync(bench, by, data, "2024/25", Cancel);
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Aim, "aims.narrow-the-gap"));
        var follow = bench.Get<Web.FollowThread>();
        Assert.Empty(await follow.PanelAsync(by, id.Baseline, Cancel));
        Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, id, figure, Cancel));
        var review = Must(await bench.Get<ReviewTarget.Handler>().AddAsync(by, id, new(new(2026, 7, 31), "They came.", "Go on."), Cancel));
        // A target is read as a passage is: that reading goes on from it, and is of no matter here.
        async Task<List<(string, bool)>> PanelAsync(NodeRef node) => [.. (await follow.PanelAsync(by, node, Cancel)).Where(n => n.Kind != "representation").Select(n => (n.Kind, n.Here))];
        Assert.Equal([("dataset", false), ("figure", false), ("baseline", true), ("target", false), ("review", false)], await PanelAsync(id.Baseline));
        Assert.Equal([("dataset", false), ("figure", false), ("baseline", false), ("target", false), ("review", true)], await PanelAsync(review.Node));
        var described = (await follow.DescribeAsync(by, [id.Baseline, review.Node], Cancel)).ToDictionary(n => n.Node.Kind);
        Assert.Equal(("Measured value of 2024/25, the baseline of target 1", "25 percentage points: starting within 90 days, all adults, Northby, 2024/25, ranked by income"), (described["baseline"].KindLabel, described["baseline"].Label));
        Assert.Equal(("Review of 31 July 2026, target 1", "They came. Go on."), (described["review"].KindLabel, described["review"].Label));
        Assert.Empty(await follow.PanelAsync(other, id.Baseline, Cancel));
        Assert.Empty(await follow.PanelAsync(other, review.Node, Cancel));
        Assert.IsType<TargetInvalid>((await bench.Get<TieEvidence.Handler>().AddAsync(by, id, "because", id.Baseline, null, Cancel)).Error);

        // The figure goes: the value stays, and the rows are found by their file.
        Must(await bench.Get<RemoveFigure.Handler>().RunAsync(by, figure, Cancel));
        Assert.Equal([("dataset", false), ("baseline", true), ("target", false), ("review", false)], await PanelAsync(id.Baseline));
        Assert.Equal([("dataset", true), ("baseline", false), ("target", false), ("review", false)], await PanelAsync(data.Node));

        // What is part of a target is evidence for another, and none for itself.
        var action = Must(await bench.Get<EditActions.Handler>().SaveAsync(by, id, null, new("Call", ActionLevel.Community, ActionApproach.Targeted, Uptake.NotSaid), Cancel));
        var indicator = Must(await bench.Get<EditIndicators.Handler>().SaveAsync(by, id, null, new("Started", IndicatorKind.Outcome, InHandsOf.Ours, 9, null), Cancel));
        var next = await TargetAsync(bench, by, Cancel);
        foreach (var part in new[] { review.Node, action.Node, indicator.Node })
        {
            Assert.IsType<TargetInvalid>((await bench.Get<TieEvidence.Handler>().AddAsync(by, id, "because", part, null, Cancel)).Error);
            Must(await bench.Get<TieEvidence.Handler>().AddAsync(by, next, "because", part, null, Cancel));
        }
    }

    [Fact]
    public async Task A_cause_that_a_project_adds_to_its_vocabulary_is_no_box_of_the_model()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench, Cancel);
        var before = (await bench.Get<ReadModel.Handler>().RunAsync(by.Project, Cancel)).Model.Boxes.Count;
        Must(await bench.Get<ChangeVocabulary.Handler>().RunAsync(by, new("cause", ChangeVocabulary.Step.Add, null, "Weather"), Cancel));
        Assert.Equal(before, (await bench.Get<ReadModel.Handler>().RunAsync(by.Project, Cancel)).Model.Boxes.Count);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Half_a_line_of_readiness_leaves_the_other_half_as_it_is(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var id = await TargetAsync(bench, by, Cancel);
        async Task<(Readiness, string)?> NoteAsync(Readiness? state, string? note)
        {
            Must(await bench.Get<NoteReadiness.Handler>().RunAsync(by, id, "leader", state, note, Cancel));
            return Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, id, Cancel)).Readiness is [var one] ? (one.State, one.Note) : null;
        }
        Assert.Equal((Readiness.NotSaid, "One of two."), await NoteAsync(null, "One of two."));
        Assert.Equal((Readiness.Partly, "One of two."), await NoteAsync(Readiness.Partly, null));
        Assert.Equal((Readiness.Partly, ""), await NoteAsync(null, ""));
        Assert.Null(await NoteAsync(Readiness.NotSaid, null));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_change_of_measure_by_the_same_words_is_drift_and_fixing_the_same_again_is_none(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var data = await DatasetAsync(bench, by, "data", Table(("2023/24", 38), ("2024/25", 40)), Cancel);
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Aim, "aims.narrow-the-gap"));
        var figure = await FigureAsync(bench, by, data, "2024/25", Cancel);
        var fix = bench.Get<FixBaseline.Handler>();
        async Task<TargetDrift> LastAsync(int count)
        {
            var drift = Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, id, Cancel)).Record.Drift;
            Assert.Equal(count, drift.Count);
            return drift[^1];
        }
        Must(await fix.RunAsync(by, id, figure, Cancel));
        Must(await fix.RunAsync(by, id, figure, Cancel));
        Assert.Empty(Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, id, Cancel)).Record.Drift);

        // The same period on another scale.
        const string Words = "starting within 90 days, all adults, Northby, 2024/25, ranked by income";
        var odds = Must(await bench.Get<AddFigure.Handler>().RunAsync(by, new(data, null, "Northby", "2024/25", "all adults", Method: FigureMethod.Proportion, Scale: SlopeScale.Logit), Cancel));
        Must(await fix.RunAsync(by, id, odds, Cancel));
        var scale = await LastAsync(1);
        Assert.Equal(("baseline", $"{Words}; scale Linear", $"{Words}; scale Logit"), (scale.Field, scale.Before, scale.After));

        // The same period from a revised file, with other boundaries.
        var revised = await DatasetAsync(bench, by, "data revised", Table(("2024/25", 44)), Cancel, vintage: "LSOA 2031");
        Must(await fix.RunAsync(by, id, Must(await bench.Get<AddFigure.Handler>().RunAsync(by, new(revised, null, "Northby", "2024/25", "all adults", Method: FigureMethod.Proportion, Scale: SlopeScale.Logit), Cancel)), Cancel));
        var file = await LastAsync(2);
        Assert.Matches($"^{Words}; boundaries LSOA 2021; file \"data\", sha256 [0-9a-f]{{64}}$", file.Before);
        Assert.Matches($"^{Words}; boundaries LSOA 2031; file \"data revised\", sha256 [0-9a-f]{{64}}$", file.After);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Another_number_to_judge_by_is_drift_once_there_is_something_to_judge(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var data = await DatasetAsync(bench, by, "data", Table(("2024/25", 40)), Cancel);
        var set = bench.Get<SetField.Handler>();
        async Task<TargetId> FixedAsync(params (TargetField, string)[] fields)
        {
            var made = await TargetAsync(bench, by, Cancel, fields);
            Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, made, await FigureAsync(bench, by, data, "2024/25", Cancel), Cancel));
            return made;
        }
        async Task<IReadOnlyList<(string, string, string)>> DriftAsync(TargetId of) => [.. Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, of, Cancel)).Record.Drift.Select(d => (d.Field, d.Before, d.After))];

        // Said for the first time while the target is being made, and no other than it was: none.
        var id = await FixedAsync((TargetField.Aim, "aims.narrow-the-gap"));
        Must(await set.RunAsync(by, id, "goalOf", "relative", Cancel));
        Must(await set.RunAsync(by, id, "goalOf", "", Cancel));
        Assert.Equal([("goalOf", "relative", "absolute")], await DriftAsync(id));
        Must(await set.RunAsync(by, id, "goalOf", "absolute", Cancel));
        Assert.Single(await DriftAsync(id));

        // Once a goal stands, the first word is a change of what it was for; so is an aim that brings another number.
        var standing = await FixedAsync((TargetField.Aim, "aims.narrow-the-gap"), (TargetField.Goal, "5"));
        Must(await set.RunAsync(by, standing, "goalOf", "relative", Cancel));
        Assert.Equal([("goalOf", "absolute", "relative")], await DriftAsync(standing));
        var turned = await FixedAsync((TargetField.Aim, "aims.narrow-the-gap"), (TargetField.Goal, "5"));
        Must(await set.RunAsync(by, turned, "aim", "aims.mitigate", Cancel));
        Assert.Equal([("aim", "aims.narrow-the-gap", "aims.mitigate"), ("goalOf", "absolute", "group")], (await DriftAsync(turned)).Order());

        // So is another day from which an effect is expected, and an indicator given into other hands or more time.
        var day = await FixedAsync((TargetField.Begins, "2025-04-01"));
        Must(await set.RunAsync(by, day, "begins", "2026-04-01", Cancel));
        var edit = bench.Get<EditIndicators.Handler>();
        var indicator = Must(await edit.SaveAsync(by, day, null, new("Started", IndicatorKind.Outcome, InHandsOf.Ours, 9), Cancel));
        Must(await edit.SaveAsync(by, day, indicator, new("Started", IndicatorKind.Outcome, InHandsOf.Others, 9), Cancel));
        Must(await edit.SaveAsync(by, day, indicator, new("Started", IndicatorKind.Outcome, InHandsOf.Others), Cancel));
        Assert.Equal([("begins", "2025-04-01", "2026-04-01"), ("indicators", "Outcome: Started (in the hands of us; 9 months until it can move)", "Outcome: Started (in the hands of others; 9 months until it can move)"), ("indicators", "Outcome: Started (in the hands of others; 9 months until it can move)", "Outcome: Started (in the hands of others; months until it can move not said)")], await DriftAsync(day));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Evidence_is_followed_and_what_is_erased_leaves_a_field_unsupported(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var source = await bench.AddTextAsync(by, "A plan", "Inequalities in access to classes have grown since last year.", SourceKind.Document);
        var statement = Must(await bench.Get<ChangeStatement.Handler>().AddAsync(by, source, null, new(0, 34), Cancel));
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Because, "Classes are far away."), (TargetField.Then, "Inequalities in access to classes have grown since."));
        var action = Must(await bench.Get<EditActions.Handler>().SaveAsync(by, id, null, new("Act where Inequalities in access to classes have grown", ActionLevel.Community, ActionApproach.Targeted, Uptake.NotSaid), Cancel));
        Must(await bench.Get<AnswerQuestion.Handler>().RunAsync(by, id, "uptake-not-said", "We count it from May.", Cancel));
        var tied = Must(await bench.Get<TieEvidence.Handler>().AddAsync(by, id, "because", statement.Node, "said so", Cancel));
        Assert.IsType<Refused>((await bench.Get<TieEvidence.Handler>().AddAsync(by, id, "because", statement.Node, null, Cancel)).Error);
        Assert.IsType<TargetMissing>((await bench.Get<TieEvidence.Handler>().AddAsync(by, id, "because", new("statement", Guid.NewGuid()), null, Cancel)).Error);
        async Task<ReadTargets.Detail> DetailAsync() => Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, id, Cancel));
        var before = await DetailAsync();
        Assert.Equal("Inequalities in access to classes ", Assert.Single(before.Evidence).Label);
        Assert.Equal([TargetField.Then, TargetField.Actions], before.Unsupported);
        Assert.Contains("have grown", Assert.Single(before.Answers).Ground, StringComparison.Ordinal);
        Must(await bench.Get<EditActions.Handler>().SaveAsync(by, id, action, new("Act where it is worst", ActionLevel.Community, ActionApproach.Targeted, Uptake.NotSaid), Cancel));
        Assert.Contains(await TiesAsync(statement.Node), e => e.From == id.Node && e.Kind == "rests on");

        // The field that repeats the source's words is listed, and has to be decided about.
        var erase = bench.Get<EraseWords.Handler>();
        Assert.False((await erase.RunAsync(by, new(EraseSubject.Of(source), EraseReason.Mistake), Cancel)).Succeeded);
        Must(await erase.RunAsync(by, new(EraseSubject.Of(source), EraseReason.Mistake, [id.Node]), Cancel));
        var after = await DetailAsync();
        Assert.Null(Assert.Single(after.Evidence).Label);
        Assert.Equal("statement of an erased source", after.Evidence[0].What);
        Assert.Equal("[erased]", after.Record[TargetField.Then]);
        Assert.Equal(("We count it from May.", TargetAnswer.NoHold), (Assert.Single(after.Answers).Answer, after.Answers[0].Ground));
        Assert.DoesNotContain("said", after.Evidence[0].Note, StringComparison.Ordinal);
        Assert.Contains(TargetField.Because, after.Unsupported);
        Assert.Contains(Must(await bench.Get<ReadQuestions.Handler>().RunAsync(by, id, Cancel)), q => q.Raised.Question.Id == "evidence-gone" && q.Raised.Fields.SequenceEqual([TargetField.Because]));
        var plan = Must(await bench.Get<BuildPlan.Handler>().RunAsync(by, new(id), Cancel));
        var html = HtmlReport.Write(plan);
        Assert.Contains("not there any more", html, StringComparison.Ordinal);
        Assert.Contains("unsupported", html, StringComparison.Ordinal);
        Must(await bench.Get<TieEvidence.Handler>().RemoveAsync(by, id, tied, Cancel));
        Assert.Empty((await DetailAsync()).Evidence);

        async Task<List<ThreadEdge>> TiesAsync(NodeRef node)
        {
            var ties = new List<ThreadEdge>();
            foreach (var contributor in bench.Get<IEnumerable<IThreadContributor>>()) ties.AddRange(await contributor.TiesAsync(by, node, Cancel));
            return ties;
        }
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task An_answered_question_rests_until_what_raised_it_changes(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var id = await TargetAsync(bench, by, Cancel, (TargetField.LabelUsed, "labels.hard-to-reach"));
        async Task<ReadQuestions.Row> LabelAsync() => Must(await bench.Get<ReadQuestions.Handler>().RunAsync(by, id, Cancel)).Single(q => q.Raised.Question.Id == "label");
        Assert.False((await LabelAsync()).Rests);
        Must(await bench.Get<AnswerQuestion.Handler>().RunAsync(by, id, "label", "It is the guidance's word; we do not use it.", Cancel));
        Assert.True((await LabelAsync()).Rests);
        Must(await bench.Get<SetField.Handler>().RunAsync(by, id, "label", "labels.hard-to-reach labels.vulnerable", Cancel));
        Assert.False((await LabelAsync()).Rests);
        Assert.NotNull((await LabelAsync()).Answer);
        Assert.IsType<Refused>((await bench.Get<AnswerQuestion.Handler>().RunAsync(by, id, "drifted", "No.", Cancel)).Error);
        // Printed: where it can be answered, what was answered, and by whom.
        Assert.Matches("Whose problem does the name make it\\?.*Answered in: Label used for them\\..*It is the guidance.*Ruth Adeyemi, \\d+ \\w+ \\d{4}, before what raised it changed; open again", HtmlReport.Write(Must(await bench.Get<BuildPlan.Handler>().RunAsync(by, new(id), Cancel))).Replace('\n', ' '));
        // Answered anew, undone, the first answer stands again as it stood; undone too, there is none.
        Must(await bench.Get<AnswerQuestion.Handler>().RunAsync(by, id, "label", "We dropped both words.", Cancel));
        Assert.Equal((true, "We dropped both words."), ((await LabelAsync()).Rests, (await LabelAsync()).Answer!.Answer));
        Must(await bench.Get<Undo>().UndoAsync(by, Cancel));
        Assert.Equal((false, "It is the guidance's word; we do not use it."), ((await LabelAsync()).Rests, (await LabelAsync()).Answer!.Answer));
        foreach (var rests in new[] { true, false })
        {
            Must(await bench.Get<Undo>().UndoAsync(by, Cancel));
            Assert.Equal((rests, rests), ((await LabelAsync()).Rests, (await LabelAsync()).Answer is not null));
        }
        for (var i = 0; i < 2; i++) Must(await bench.Get<Undo>().RedoAsync(by, Cancel));
        Must(await bench.Get<AnswerQuestion.Handler>().RunAsync(by, id, "label", "", Cancel));
        Assert.Null((await LabelAsync()).Answer);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task An_answer_does_not_rest_again_once_its_question_was_raised_no_more(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Kind, Access));
        var (set, actions, indicators) = (bench.Get<SetField.Handler>(), bench.Get<EditActions.Handler>(), bench.Get<EditIndicators.Handler>());
        async Task<ReadQuestions.Row?> AskedAsync(string question) => Must(await bench.Get<ReadQuestions.Handler>().RunAsync(by, id, Cancel)).SingleOrDefault(q => q.Raised.Question.Id == question);
        async Task AnsweredAsync(params string[] questions)
        {
            foreach (var question in questions)
            {
                Must(await bench.Get<AnswerQuestion.Handler>().RunAsync(by, id, question, $"Later: {question}.", Cancel));
                Assert.True((await AskedAsync(question))!.Rests);
            }
        }
        async Task OpenAsync(string question) => Assert.Equal((false, $"Later: {question}."), (await AskedAsync(question)) is { } asked ? (asked.Rests, asked.Answer?.Answer) : default);

        await AnsweredAsync("no-owner", "no-group", "no-comparator", "no-aim", "wrong-reason", "no-review", "no-action", "no-indicator");
        foreach (var (question, field, value) in new[] { ("no-owner", "owner", "The lead"), ("no-group", "group", "representation.group.deprived-areas"), ("no-comparator", "comparator", "representation.comparator.least-deprived"), ("no-aim", "aim", "aims.mitigate"), ("wrong-reason", "alsoMoves", "Fewer referrals"), ("no-review", "reviewDates", "2027-01-31") })
        {
            Must(await set.RunAsync(by, id, field, value, Cancel));
            Assert.Null(await AskedAsync(question));
            Must(await set.RunAsync(by, id, field, "", Cancel));
            await OpenAsync(question);
        }
        var action = Must(await actions.SaveAsync(by, id, null, new("Hold a class", ActionLevel.Community, ActionApproach.Targeted, Uptake.Alike), Cancel));
        var indicator = Must(await indicators.SaveAsync(by, id, null, new("Starts", IndicatorKind.Outcome, InHandsOf.Ours, 9), Cancel));
        Must(await actions.RemoveAsync(by, id, action, Cancel));
        Must(await indicators.RemoveAsync(by, id, indicator, Cancel));
        await OpenAsync("no-action");
        await OpenAsync("no-indicator");

        // What goes on being raised while other fields change keeps its hold, and who answered stays as it was.
        await AnsweredAsync("no-owner");
        Must(await set.RunAsync(by, id, "money", "48,000", Cancel));
        var kept = (await AskedAsync("no-owner"))!;
        Assert.Equal((true, by.Analyst), (kept.Rests, kept.Answer!.Analyst));
        // Undo of what let an answer go gives it its hold again: the target is what it was when it was answered.
        Must(await set.RunAsync(by, id, "owner", "The chair", Cancel));
        Must(await bench.Get<Undo>().UndoAsync(by, Cancel));
        Assert.True((await AskedAsync("no-owner"))!.Rests);
        Must(await bench.Get<Undo>().RedoAsync(by, Cancel));
        Must(await set.RunAsync(by, id, "owner", "", Cancel));
        await OpenAsync("no-owner");

        // A baseline that was fixed is not taken away; its first lets the answer go.
        await AnsweredAsync("no-baseline");
        Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, id, await FigureAsync(bench, by, await DatasetAsync(bench, by, "data", Table(("2024/25", 40)), Cancel), "2024/25", Cancel), Cancel));
        Assert.Equal(TargetAnswer.NoHold, Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, id, Cancel)).Answers.Single(a => a.Question == "no-baseline").Ground);
        Assert.True((await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel)).Holds);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_successor_keeps_what_was_said_and_leaves_baseline_and_goal_behind(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Kind, Access), (TargetField.Goal, "5"));
        Must(await bench.Get<EditActions.Handler>().SaveAsync(by, id, null, new("Hold a class", ActionLevel.Community, ActionApproach.Targeted, Uptake.Alike), Cancel));
        var next = Must(await bench.Get<EditTarget.Handler>().AddAsync(by, "Widened", id, Cancel));
        var record = Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, next, Cancel)).Record;
        Assert.Equal((Access, "", 1, id), (record[TargetField.Kind], record[TargetField.Goal], record.Actions.Count, record.Follows));
        Assert.Equal([Access], (await bench.Get<ListRepresentations.Handler>().RunAsync(by, new(next.Node), Cancel)).Single().Answers["kind"].Terms);
        Assert.IsType<Refused>((await bench.Get<EditTarget.Handler>().RemoveAsync(by, id, Cancel)).Error);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_target_that_is_followed_is_not_set_against_its_own_successor(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Kind, Access), (TargetField.Place, "Northby"), (TargetField.Aim, "aims.narrow-the-gap"));
        Must(await bench.Get<EditActions.Handler>().SaveAsync(by, id, null, new("Write to everyone", ActionLevel.Individual, ActionApproach.Universal, Uptake.LessInTheGroup), Cancel));
        for (var i = 0; i < 3; i++) await TargetAsync(bench, by, Cancel);
        async Task<IEnumerable<string>> AskedAsync(TargetId of) => Must(await bench.Get<ReadQuestions.Handler>().RunAsync(by, of, Cancel)).Select(q => q.Raised.Question.Id).Where(q => q is "many-targets" or "pull-apart");
        Assert.Empty(await AskedAsync(id));
        var next = Must(await bench.Get<EditTarget.Handler>().AddAsync(by, "Widened", id, Cancel));
        // Five are written down, and four are at work.
        Assert.Empty(await AskedAsync(id));
        Assert.Empty(await AskedAsync(next));
        var fifth = await TargetAsync(bench, by, Cancel, (TargetField.Kind, Access), (TargetField.Place, "northby"), (TargetField.Aim, "aims.narrow-the-gap"));
        Assert.Equal(["many-targets", "pull-apart"], await AskedAsync(next));
        Assert.Equal(["many-targets", "pull-apart"], await AskedAsync(fifth));
        Assert.Empty(await AskedAsync(id));
        Assert.Equal([0, 1, 1, 1, 1, 1], (await bench.Get<ReadQuestions.Handler>().AllAsync(by, Cancel)).Select(t => t.Asked.Count(q => q.Raised.Question.Id == "many-targets")));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_successor_leaves_the_baselines_evidence_behind_and_follows_a_term_that_was_merged(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var source = await bench.AddTextAsync(by, "A plan", "Inequalities in access to classes have grown since last year.", SourceKind.Document);
        var statement = Must(await bench.Get<ChangeStatement.Handler>().AddAsync(by, source, null, new(0, 34), Cancel));
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Kind, Access), (TargetField.Because, "Classes are far away."));
        foreach (var field in new[] { TargetField.Because, TargetField.Baseline }) Must(await bench.Get<TieEvidence.Handler>().AddAsync(by, id, field.Name, statement.Node, null, Cancel));
        var change = bench.Get<ChangeVocabulary.Handler>();
        var merge = new ChangeVocabulary.Request("kind", ChangeVocabulary.Step.Merge, Access, Into: Outcomes);
        Assert.Contains("1 reading and 1 target,", Must(await change.PreviewAsync(by, merge, Cancel)).InWords, StringComparison.Ordinal);
        Must(await change.RunAsync(by, merge, Cancel));
        Assert.Equal((Outcomes, Outcomes), await KindsAsync());
        // Undone as a whole, and done again.
        Must(await bench.Get<Undo>().UndoAsync(by, Cancel));
        Assert.Equal((Access, Access), await KindsAsync());
        Must(await bench.Get<Undo>().RedoAsync(by, Cancel));
        Assert.Equal((Outcomes, Outcomes), await KindsAsync());
        var next = Must(await bench.Get<EditTarget.Handler>().AddAsync(by, "Widened", id, Cancel));
        var detail = Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, next, Cancel));
        Assert.Equal((Outcomes, "because"), (detail.Record[TargetField.Kind], Assert.Single(detail.Evidence).Field));

        // In the target's own record, and in its reading.
        async Task<(string, string)> KindsAsync() =>
            (Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, id, Cancel)).Record[TargetField.Kind], (await bench.Get<ListRepresentations.Handler>().RunAsync(by, new(id.Node), Cancel)).Single().Answers["kind"].Terms.Single());
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task The_model_is_extended_for_one_project_and_stays_published_in_another(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, other) = (await ProjectAsync(bench, Cancel), await ProjectAsync(bench, Cancel, "Another"));
        var box = Must(await bench.Get<ExtendModel.Handler>().AddAsync(by, new("Transport to care", "driver", "partner", "Our own.", [Box("access")], IsVisible: true), Cancel));
        var (model, own) = await bench.Get<ReadModel.Handler>().RunAsync(by.Project, Cancel);
        Assert.True(model.Find(box) is { IsOwn: true, IsVisible: true });
        Assert.Contains(model.LeadingTo(Access), d => d.Box.Id == box && d.Basis == "own");
        Assert.Empty((await bench.Get<ReadModel.Handler>().RunAsync(other.Project, Cancel)).Own);
        Assert.IsType<ModelInvalid>((await bench.Get<ExtendModel.Handler>().AddAsync(by, new("transport to care", "driver", "ours", "", []), Cancel)).Error);
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Drivers, $"{box} {Box("availability")}"));
        Assert.Contains("\"A target\" names", (await bench.Get<ExtendModel.Handler>().RemoveAsync(by, own.Single(p => !p.IsArrow).Id, Cancel)).Error!.Message, StringComparison.Ordinal);
        Must(await bench.Get<SetField.Handler>().RunAsync(by, id, "drivers", Box("availability"), Cancel));
        Must(await bench.Get<ExtendModel.Handler>().RemoveAsync(by, own.Single(p => !p.IsArrow).Id, Cancel));
        Assert.Empty((await bench.Get<ReadModel.Handler>().RunAsync(by.Project, Cancel)).Own);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_kind_of_ones_own_can_be_a_targets_kind_and_stays_while_it_is(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var extend = bench.Get<ExtendModel.Handler>();
        var kind = Must(await extend.AddAsync(by, new("Sleep", "inequality", "", "Hours slept.", []), Cancel));
        var box = Must(await extend.AddAsync(by, new("Quiet streets", "driver", "partner", "", [kind]), Cancel));
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Kind, kind), (TargetField.Aim, "aims.narrow-the-gap"), (TargetField.Drivers, Box("availability")));
        Assert.Contains("none of its terms", (await bench.Get<SetField.Handler>().RunAsync(by, id, "kind", box, Cancel)).Error!.Message, StringComparison.Ordinal);
        var (model, own) = await bench.Get<ReadModel.Handler>().RunAsync(by.Project, Cancel);
        Assert.Equal([box], model.LeadingTo(kind).Select(d => d.Box.Id));
        var detail = Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, id, Cancel));
        Assert.StartsWith("Narrow the gap in sleep between ", TargetSentence.Text(detail.Record, Shelf, model), StringComparison.Ordinal);
        // No arrow leads from that driver to a kind of the project's own; another does.
        Assert.Contains(Must(await bench.Get<ReadQuestions.Handler>().RunAsync(by, id, Cancel)), q => q.Raised.Question.Id == "lever-does-not-reach");
        Must(await bench.Get<SetField.Handler>().RunAsync(by, id, "drivers", box, Cancel));
        Assert.DoesNotContain(Must(await bench.Get<ReadQuestions.Handler>().RunAsync(by, id, Cancel)), q => q.Raised.Question.Id == "lever-does-not-reach");
        Assert.Contains("is about the kind \"Sleep\"", (await extend.RemoveAsync(by, own.Single(p => p.Name == "Sleep").Id, Cancel)).Error!.Message, StringComparison.Ordinal);
        var written = TargetCsv.Write([detail.Record]);
        Assert.Equal(kind, TargetCsv.Read("plan.csv", written, Shelf, model, Cancel).Value[0].Fields["kind"]);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task An_indicator_of_process_is_followed_by_its_figure_and_an_area_measured_against_a_floor(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var data = await DatasetAsync(bench, by, "data", Table(("2023/24", 30), ("2024/25", 40)), Cancel);
        var figure = await FigureAsync(bench, by, data, "2024/25", Cancel);
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Aim, "aims.narrow-the-gap"));
        Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, id, figure, Cancel));
        var edit = bench.Get<EditIndicators.Handler>();
        Assert.IsType<FigureMissing>((await edit.SaveAsync(by, id, null, new("Started", IndicatorKind.Process, InHandsOf.Ours, 2, Guid.NewGuid()), Cancel)).Error);
        var indicator = Must(await edit.SaveAsync(by, id, null, new("Started", IndicatorKind.Process, InHandsOf.Ours, 2, figure.Value), Cancel));
        Must(await edit.SaveAsync(by, id, null, new("Seen at all", IndicatorKind.Balancing, InHandsOf.Ours, 2), Cancel));
        async Task<TargetRecord> RecordAsync() => Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, id, Cancel)).Record;
        var row = Assert.Single(await bench.Get<FollowIndicators.Handler>().RunAsync(by.Project, await RecordAsync(), Cancel));
        // Fifths of equal size from the worst to 60, in whole per cents: 40, 45, 50, 55, 60, a slope of 25; the year before 30, 37, 45, 52, 60, one of 37.5.
        Assert.Equal(("2024/25", 50.0, 25.0, "2023/24", 44.8, 37.5), (row.Latest!.Period, Math.Round(row.Latest.Level, 6), Math.Round(row.Latest.Absolute!.Value, 6), row.First!.Period, Math.Round(row.First.Level, 6), Math.Round(row.First.Absolute!.Value, 6)));
        // To be measured by nothing any more is a change of the indicator, and drift.
        Must(await edit.SaveAsync(by, id, indicator, new("Started", IndicatorKind.Process, InHandsOf.Ours, 2), Cancel));
        var drift = Assert.Single((await RecordAsync()).Drift);
        Assert.Equal(("indicators", "Process: Started (in the hands of us; 2 months until it can move)"), (drift.Field, drift.After));
        Assert.StartsWith("Process: Started (in the hands of us; 2 months until it can move), measured by \"", drift.Before, StringComparison.Ordinal);
        Must(await edit.SaveAsync(by, id, indicator, new("Started", IndicatorKind.Process, InHandsOf.Ours, 2, figure.Value), Cancel));
        Must(await bench.Get<RemoveFigure.Handler>().RunAsync(by, figure, Cancel));
        Assert.Null(Assert.Single(await bench.Get<FollowIndicators.Handler>().RunAsync(by.Project, await RecordAsync(), Cancel)).Latest);

        const string Areas = "small,council,people,score,decile\na,North,100,50,1\nb,North,300,40,2\nc,North,100,5,9\nd,South,200,41,2\ne,South,800,2,10\nf,West,500,20,5\n";
        var areas = Must(await bench.Get<ImportDataset.Handler>().RunAsync(by, new("areas.csv", Encoding.UTF8.GetBytes(Areas), "Areas", new Dictionary<ColumnRole, string> { [ColumnRole.Area] = "small", [ColumnRole.Population] = "people" }, Vintage: "made up", Kind: DatasetKind.Areas), Cancel));
        var check = bench.Get<CheckArea.Handler>();
        Assert.Contains("No area of column \"council\" is \"East\". It has \"North\"", (await check.RunAsync(by, id, new(areas, "council", "people", "score", "decile", 33, 500, "East"), Cancel)).Error!.Message, StringComparison.Ordinal);
        var told = Must(await check.RunAsync(by, id, new(areas, "council", "people", "score", "decile", 33, 500, "south"), Cancel));
        Assert.Equal((1, 1, "South", 200.0), (told.Chosen, told.BelowFloor, told.Own, told.OwnCore20));
        // By their people's mean score North (35) comes first, then West (20) and South (9.8): the rule chooses one of the three.
        Assert.Equal((3, 3, false), (told.OwnRank, told.Areas, told.OwnChosen));
        Assert.Equal("In South live 200 people of the most deprived fifth; a service of its own is held to need 500. By its average it is number 3 of 3: that rule would not choose it.", CheckArea.OwnWords((await RecordAsync()).Area!));
        Assert.Contains("By its average it is number 3 of 3: that rule would not choose it.", HtmlReport.Write(Must(await bench.Get<BuildPlan.Handler>().RunAsync(by, new(id), Cancel))), StringComparison.Ordinal);
        Assert.Contains(Must(await bench.Get<ReadQuestions.Handler>().RunAsync(by, id, Cancel)), q => q.Raised.Question.Id == "area-too-large" && q.Raised.Here.EndsWith("It would pass over South, this target's own area, where 200 of these people live: number 3 of 3 by its average.", StringComparison.Ordinal));
        Assert.True(Must(await check.RunAsync(by, id, new(areas, "council", "people", "score", "decile", 33, 0, "North"), Cancel)).OwnChosen);
        Assert.Null(Must(await check.RunAsync(by, id, new(areas, "council", "people", "score", "decile", 33), Cancel)).OwnChosen);
        Must(await check.RunAsync(by, id, new(areas, "council", "people", "score", "decile", 33, 500, "south"), Cancel));
        Assert.Contains(Must(await bench.Get<ReadQuestions.Handler>().RunAsync(by, id, Cancel)), q => q.Raised.Question.Id == "area-cannot-carry" && q.Raised.Here == "In South live 200 people of the most deprived fifth; a service of its own is held to need 500.");
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_table_is_imported_whole_or_not_at_all(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var import = bench.Get<ImportTargets.Handler>();
        Assert.Contains("line 3", (await import.RunAsync(by, "plans.csv", Encoding.UTF8.GetBytes("title,kind\nOne,access-to-care\nTwo,poverty\n"), Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Empty(await bench.Get<ReadTargets.Handler>().ListAsync(by.Project, Cancel));
        Assert.Equal(2, Must(await import.RunAsync(by, "plans.csv", TargetCsv.Write([Good, Good with { Title = "Two" }]), Cancel)).Count);
        var all = await bench.Get<ReadTargets.Handler>().ListAsync(by.Project, Cancel);
        Assert.Equal([1, 2], all.Select(t => t.Number));
        Assert.Equal(Good.Fields.Count, all[1].Fields.Count);
        Must(await bench.Get<Undo>().UndoAsync(by, Cancel));
        Assert.Empty(await bench.Get<ReadTargets.Handler>().ListAsync(by.Project, Cancel));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Data_that_do_not_compare_never_take_the_place_of_data_that_do(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Aim, "aims.narrow-the-gap"));
        Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, id, await FigureAsync(bench, by, await DatasetAsync(bench, by, "to 2025", Table(("2024/25", 40)), Cancel), "2024/25", Cancel), Cancel));
        async Task<Following> FollowAsync() => await bench.Get<FollowTarget.Handler>().RunAsync(by.Project, Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, id, Cancel)).Record, Cancel);
        await DatasetAsync(bench, by, "2026", Table(("2025/26", 52)), Cancel);
        await DatasetAsync(bench, by, "both years by another index", Table(("2024/25", 20), ("2025/26", 20), ("2026/27", 20)), Cancel, rankedBy: "IMD 2019");
        var following = await FollowAsync();
        Assert.Equal(("2025/26", 10), (following.Latest!.Point.Period, Math.Round(following.Latest.Point.Absolute!.Value, 6)));
        // The baseline's own data stand: what another index says of its year is no revision of them.
        Assert.Null(following.Revised);
        Assert.Contains("ranked by IMD 2019", following.Observations[^1].WhyNot, StringComparison.Ordinal);

        // The same words in another unit do not compare either.
        var lives = await TargetAsync(bench, by, Cancel);
        async Task<DatasetId> LivesAsync(string name, string unit, string period, int first) => Must(await bench.Get<ImportDataset.Handler>().RunAsync(by, new(name + ".csv", Encoding.UTF8.GetBytes($"area,period,fifth,lives,people\nNorthby,{period},1,{first},10000\nNorthby,{period},2,{first + 5},10000\n"), name,
            new Dictionary<ColumnRole, string> { [ColumnRole.Area] = "area", [ColumnRole.Period] = "period", [ColumnRole.Group] = "fifth", [ColumnRole.Value] = "lives", [ColumnRole.Population] = "people" }, "how long people live", unit, Direction.HigherIsBetter, "income", "LSOA 2021", "Made up"), Cancel));
        var years = Must(await bench.Get<AddFigure.Handler>().RunAsync(by, new(await LivesAsync("in years", "years", "2024", 70), null, "Northby", "2024", "", Method: FigureMethod.Given), Cancel));
        Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, lives, years, Cancel));
        await LivesAsync("in months", "months", "2025", 840);
        var followed = await bench.Get<FollowTarget.Handler>().RunAsync(by.Project, Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, lives, Cancel)).Record, Cancel);
        Assert.Null(followed.Latest);
        Assert.Equal("Its unit is months, the baseline's years.", followed.Observations[^1].WhyNot);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_table_of_another_year_is_read_as_the_baselines_was(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var bring = bench.Get<BringNewData.Handler>();
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Aim, "aims.narrow-the-gap"));
        Assert.Contains("no baseline yet", (await bring.RunAsync(by, id, new("2026.csv", Table(("2025/26", 52))), Cancel)).Error!.Message, StringComparison.Ordinal);
        Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, id, await FigureAsync(bench, by, await DatasetAsync(bench, by, "to 2025", Table(("2024/25", 40)), Cancel), "2024/25", Cancel), Cancel));

        Assert.Contains("started", (await bring.RunAsync(by, id, new("wrong.csv", Encoding.UTF8.GetBytes("area,period,fifth,came,referred,people\nNorthby,2025/26,1,10,20,30\n")), Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Single(await bench.Get<ListDatasets.Handler>().RunAsync(by.Project, Cancel));
        var brought = Must(await bring.RunAsync(by, id, new("2026.csv", Table(("2025/26", 52))), Cancel));
        Assert.Equal("\"2026\" adds 2025/26.", brought.Says);
        Assert.Equal(("2025/26", (string?)null), Assert.Single(brought.Periods));
        var set = (await bench.Get<ListDatasets.Handler>().RunAsync(by.Project, Cancel)).Single(d => d.Dataset.Id == brought.Dataset);
        Assert.Equal(("starting within 90 days", "LSOA 2021", "income", "started"), (set.Dataset.What, set.Dataset.Vintage, set.Dataset.RankedBy, set.Columns[ColumnRole.Numerator]));

        Assert.Equal("\"2027\" adds 2026/27, which does not compare (Its boundaries are LSOA 2031, the baseline's LSOA 2021).", Must(await bring.RunAsync(by, id, new("2027.csv", Table(("2026/27", 55)), Vintage: "LSOA 2031"), Cancel)).Says);
        Assert.Contains("nothing later", Must(await bring.RunAsync(by, id, new("2020.csv", Table(("2019/20", 30))), Cancel)).Says, StringComparison.Ordinal);
        var elsewhere = Encoding.UTF8.GetString(Table(("2025/26", 30))).Replace("Northby", "Southby", StringComparison.Ordinal);
        Assert.Contains("the baseline's place is \"Northby\"; the table has \"Southby\"", Must(await bring.RunAsync(by, id, new("south.csv", Encoding.UTF8.GetBytes(elsewhere)), Cancel)).Says, StringComparison.Ordinal);
        // A second table of the same name is refused, as anywhere.
        Assert.Contains("already a data set called \"2026\"", (await bring.RunAsync(by, id, new("2026.csv", Table(("2025/26", 53))), Cancel)).Error!.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Arrows_of_ones_own_lead_to_a_kind_and_what_an_action_acts_on_stays(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var extend = bench.Get<ExtendModel.Handler>();
        var box = Must(await extend.AddAsync(by, new("Transport to care", "driver", "partner", "", []), Cancel));
        Must(await extend.ConnectAsync(by, box, Box("access"), Cancel));
        Must(await extend.ConnectAsync(by, Box("sdh"), box, Cancel));
        Assert.Contains("already", (await extend.ConnectAsync(by, box, Box("access"), Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("already", (await extend.ConnectAsync(by, Box("availability"), Box("access"), Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.IsType<ModelInvalid>((await extend.ConnectAsync(by, box, box, Cancel)).Error);
        Assert.IsType<ModelInvalid>((await extend.ConnectAsync(by, box, "", Cancel)).Error);
        var (model, own) = await bench.Get<ReadModel.Handler>().RunAsync(by.Project, Cancel);
        Assert.Contains(model.LeadingTo(Access), d => d.Box.Id == box && d.Basis == "own");
        Must(await extend.RemoveAsync(by, own.Single(p => p.IsArrow && p.From == box).Id, Cancel));
        Assert.DoesNotContain((await bench.Get<ReadModel.Handler>().RunAsync(by.Project, Cancel)).Model.LeadingTo(Access), d => d.Box.Id == box);

        // The reach of a target counts the project's own boxes too.
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Drivers, box));
        Assert.Equal(["representation.reach.partner"], (await bench.Get<ListRepresentations.Handler>().RunAsync(by, new(id.Node), Cancel)).Single().Answers["reach"].Terms);
        Must(await bench.Get<SetField.Handler>().RunAsync(by, id, "drivers", "", Cancel));
        var edit = bench.Get<EditActions.Handler>();
        Assert.Contains("no cause or driver of the model", (await edit.SaveAsync(by, id, null, new("Drive them", ActionLevel.Community, ActionApproach.Targeted, Uptake.Alike, "magic"), Cancel)).Error!.Message, StringComparison.Ordinal);
        var action = Must(await edit.SaveAsync(by, id, null, new("Drive them", ActionLevel.Community, ActionApproach.Targeted, Uptake.Alike, box), Cancel));
        Assert.Contains("An action of \"A target\" acts on \"Transport to care\"", (await extend.RemoveAsync(by, own.Single(p => !p.IsArrow).Id, Cancel)).Error!.Message, StringComparison.Ordinal);
        Must(await edit.RemoveAsync(by, id, action, Cancel));
        Must(await extend.RemoveAsync(by, own.Single(p => !p.IsArrow).Id, Cancel));
        Assert.Empty((await bench.Get<ReadModel.Handler>().RunAsync(by.Project, Cancel)).Own);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_tie_to_what_is_closed_leaves_no_trace_until_it_is_opened(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var ruth = await ProjectAsync(bench, Cancel);
        var tom = ruth with { Analyst = Must(await bench.Get<AddAnalyst.Handler>().RunAsync(ruth, "Tom Hale", Cancel)) };
        var source = await bench.AddTextAsync(ruth, "A plan", "Inequalities in access to classes have grown since last year.", SourceKind.Document);
        var id = await TargetAsync(bench, ruth, Cancel, (TargetField.Because, "Classes are far away."));
        Must(await bench.Get<Assign.Handler>().RunAsync(ruth, source.Node, [ruth.Analyst, tom.Analyst], Cancel));
        var reading = Must(await bench.Get<MakeRepresentation.Handler>().RunAsync(tom, new(null, source, null, new(0, 34), Answers: [new("group", FieldState.NotStated, [])]), Cancel));
        Must(await bench.Get<TieEvidence.Handler>().AddAsync(tom, id, "because", reading.Node, "as I read it", Cancel));
        async Task<ReadTargets.Detail> AsAsync(Acting reader) => Must(await bench.Get<ReadTargets.Handler>().OneAsync(reader, id, Cancel));
        Assert.Single((await AsAsync(tom)).Evidence);
        Assert.Empty((await AsAsync(ruth)).Evidence);
        Assert.DoesNotContain(Must(await bench.Get<ReadQuestions.Handler>().RunAsync(ruth, id, Cancel)), q => q.Raised.Question.Id == "evidence-gone");
        // A target that follows takes the tie along as its author's, and it stays as closed.
        var next = Must(await bench.Get<EditTarget.Handler>().AddAsync(ruth, "Widened", id, Cancel));
        Assert.Empty(Must(await bench.Get<ReadTargets.Handler>().OneAsync(ruth, next, Cancel)).Evidence);
        foreach (var who in new[] { ruth, tom }) Must(await bench.Get<FinishAssignment.Handler>().RunAsync(who, source.Node, Cancel));
        Assert.Equal("as I read it", Assert.Single((await AsAsync(ruth)).Evidence).Note);
        Assert.Single(Must(await bench.Get<ReadTargets.Handler>().OneAsync(ruth, next, Cancel)).Evidence);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_construct_is_evidence_and_leads_to_the_text_it_was_taken_from(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        var source = await bench.AddTextAsync(by, "Tremblay 2010, full text", "Eleven of them called the gap a political question.", SourceKind.Document);
        var study = Must(await bench.Get<EditStudy.Handler>().AddAsync(by, new("Tremblay 2010", 2008, "", "27 staff"), Cancel));
        var report = Must(await bench.Get<EditCitation.Handler>().AddAsync(by, new("Quiet about politics", ["Tremblay, Jo"], "2010"), Cancel));
        Must(await bench.Get<EditCitation.Handler>().GroupAsync(by, report, study, Cancel));
        Must(await bench.Get<EditCitation.Handler>().AttachAsync(by, report, source, Cancel));
        var taken = Must(await bench.Get<EditConstruct.Handler>().AddAsync(by, study, new("a political question"), source, null, new(27, 50), Cancel));
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Because, "It is called politics."));
        Must(await bench.Get<TieEvidence.Handler>().AddAsync(by, id, "because", taken.Node, null, Cancel));
        var detail = Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, id, Cancel));
        Assert.Equal(("a political question", "Construct, study 1, Tremblay 2010"), (detail.Evidence[0].Label, detail.Evidence[0].What));
        Assert.Empty(detail.Unsupported);
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        Assert.Equal(source.Value, (await db.TargetEvidence.SingleAsync(Cancel)).Source);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Questions_of_all_targets_are_those_of_each_and_plans_are_read_as_whoever_is_named(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, other) = (await ProjectAsync(bench, Cancel), await ProjectAsync(bench, Cancel, "Another"));
        Must(await bench.Get<ImportTargets.Handler>().RunAsync(by, "plans.csv", TargetCsv.Write([Good, (Good with { Title = "Two" }).With((TargetField.Kind, null))]), Cancel));
        var all = await bench.Get<ReadQuestions.Handler>().AllAsync(by, Cancel);
        Assert.Equal(2, all.Count);
        foreach (var (detail, asked) in all) Assert.Equal(Must(await bench.Get<ReadQuestions.Handler>().RunAsync(by, detail.Target.Id, Cancel)).Select(q => (q.Raised.Question.Id, q.Raised.Ground)), asked.Select(q => (q.Raised.Question.Id, q.Raised.Ground)));

        var source = await bench.AddTextAsync(by, "A plan", "Inequalities in access to classes have grown since last year.", SourceKind.Document);
        var statement = Must(await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(null, source, null, new(0, 34), Answers: [new("group", FieldState.NotStated, []), new("aim", FieldState.Stated, ["aims.mitigate"])]), Cancel));
        Must(await bench.Get<LinkRepresentations.Handler>().AddAsync(by, new(all[0].Detail.Target.Representation, statement, RepresentationTie.Interprets), Cancel));
        var gather = bench.Get<GatherPlans.Handler>();
        foreach (var name in new[] { null, "ruth adeyemi" })
        {
            var read = Must(await gather.RunAsync(null, name, Cancel));
            Assert.Equal([("Trial", 2), ("Another", 0)], read.Plans.Select(p => (p.Name, p.Targets.Count)));
            var answers = Assert.Single(read.Plans[0].Targets[0].Answers);
            Assert.Equal(("interprets", "Inequalities in access to classes "), (answers.Tie, answers.Statement));
            Assert.Equal(["another aim", "fields that changed: Group (gained), Aim (changed)"], answers.Shifts);
            Assert.True(read.IsRead);
        }
        // The printed plan says which statement it answers and what changed on the way.
        var printed = HtmlReport.Write(Must(await bench.Get<BuildPlan.Handler>().RunAsync(by, new(all[0].Detail.Target.Id), Cancel)));
        Assert.Matches("Statements this target answers, and what changed on the way.*Inequalities in access to classes .*A plan.*interprets it.*another aim", printed.Replace('\n', ' '));
        Assert.DoesNotContain("Statements this target answers", HtmlReport.Write(Must(await bench.Get<BuildPlan.Handler>().RunAsync(by, new(all[1].Detail.Target.Id), Cancel))), StringComparison.Ordinal);

        // As somebody who is not in a project nothing is read that could be closed to them.
        var stranger = Must(await gather.RunAsync(by.Project, "Nobody", Cancel));
        Assert.Empty(Assert.Single(stranger.Plans).Targets[0].Answers);
        Assert.False(stranger.IsRead);
        Assert.IsType<ProjectMissing>((await gather.RunAsync(ProjectId.New(), null, Cancel)).Error);
        Assert.Empty((await gather.RunAsync(other.Project, null, Cancel)).Value.Plans[0].Targets);

        // What is each project's own goes with its plan, and is named with it.
        var box = Must(await bench.Get<ExtendModel.Handler>().AddAsync(other, new("Transport to care", "driver", "partner", "", []), Cancel));
        Must(await bench.Get<ImportTargets.Handler>().RunAsync(other, "plans.csv", TargetCsv.Write([Good]), Cancel));
        var both = Must(await gather.RunAsync(null, null, Cancel));
        Assert.Empty(both.Plans[0].Own);
        Assert.Equal((box, "Transport to care"), (Assert.Single(both.Plans[1].Own).Key, both.Plans[1].Own[box]));
        Assert.Equal("Transport to care (Another)", AcrossPlans.Name(box, both.Shelf, both.Model, both.Plans));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_plan_and_a_review_print_with_intervals_and_name_the_groups_as_they_are(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, Cancel);
        // More is worse here, and more in the last group; the groups are no areas by deprivation.
        async Task<DatasetId> WaitsAsync(string name, params (string, int)[] periods) => Must(await bench.Get<ImportDataset.Handler>().RunAsync(by, new(name + ".csv", Table(periods), name, new Dictionary<ColumnRole, string> { [ColumnRole.Area] = "area", [ColumnRole.Period] = "period", [ColumnRole.Group] = "fifth", [ColumnRole.Numerator] = "started", [ColumnRole.Denominator] = "referred", [ColumnRole.Population] = "people" },
            "waiting over a year", "%", Direction.HigherIsWorse, "", "LSOA 2021", "Made up"), Cancel));
        var figure = Must(await bench.Get<AddFigure.Handler>().RunAsync(by, new(await WaitsAsync("to 2025", ("2024/25", 40)), null, "Northby", "2024/25", "all adults", Method: FigureMethod.Proportion), Cancel));
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Kind, Access), (TargetField.Aim, "aims.mitigate"), (TargetField.Goal, "50"), (TargetField.GoalDay, "2027-03-31"), (TargetField.AlsoMoves, "Fewer referrals"));
        Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, id, figure, Cancel));
        Must(await bench.Get<TieEvidence.Handler>().AddAsync(by, id, "baseline", figure.Node, "Where it is from", Cancel));
        Must(await bench.Get<EditIndicators.Handler>().SaveAsync(by, id, null, new("Waits", IndicatorKind.Process, InHandsOf.Ours, 2, figure.Value), Cancel));
        await WaitsAsync("2026", ("2025/26", 52));
        var review = Must(await bench.Get<ReviewTarget.Handler>().AddAsync(by, id, new(new(2026, 7, 31), "They were called.", ""), Cancel));
        var record = Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, id, Cancel)).Record;
        // The one who does worse is the last, at the baseline and after.
        Assert.Equal((60.0, "the group “5”"), (Math.Round(record.Baseline!.Point!.InGroup!.Value, 6), record.Baseline.WorseGroup));
        var latest = (await bench.Get<FollowTarget.Handler>().RunAsync(by.Project, record, Cancel)).Latest!;
        Assert.Equal(60, latest.Point.InGroup!.Value, 6);

        var document = Must(await bench.Get<BuildPlan.Handler>().RunAsync(by, new(id), Cancel));
        var html = HtmlReport.Write(document);
        Assert.DoesNotContain("deprived", html.Replace("Whether areas", "", StringComparison.Ordinal), StringComparison.Ordinal);
        static string Within(Measured m) => $"{FollowTarget.N(m.Value)} ({FollowTarget.N(m.Lower!.Value)} to {FollowTarget.N(m.Upper!.Value)})";
        foreach (var words in new[] { Within(latest.Point.Absolute!), Within(latest.Point.Relative!), Within(latest.Point.InGroup), Within(latest.Change!), "In the group “5”, which did worse", "was 40% in the group “1” and 60% in the group “5”", "The baseline rests on: ", "Indicators by their figures", "What else could move it: Fewer referrals." })
            Assert.Contains(words, html, StringComparison.Ordinal);
        // The plain-language page stands before the contents, and on a page of its own.
        Assert.InRange(html.IndexOf("Nobody has been named who answers for it.", StringComparison.Ordinal), html.IndexOf("<div class=\"front\">", StringComparison.Ordinal), html.IndexOf("<nav aria-label=\"Contents\">", StringComparison.Ordinal));
        Assert.Contains(".front { break-after: page; }", html, StringComparison.Ordinal);
        using var docx = new MemoryStream();
        DocxReport.Write(docx, document);
        var text = new Files.ReadFile(Files.ReadFile.AllReaders).Read("plan.docx", docx.ToArray(), Files.ReadLimits.Default, null, Cancel).Value.Text;
        Assert.InRange(text.IndexOf("Nobody has been named who answers for it.", StringComparison.Ordinal), 0, text.IndexOf("Questions, not verdicts", StringComparison.Ordinal));
        await using (var zip = new System.IO.Compression.ZipArchive(docx))
        {
            using var body = new StreamReader(zip.GetEntry("word/document.xml")!.Open());
            Assert.Single(System.Text.RegularExpressions.Regex.Matches(await body.ReadToEndAsync(Cancel), "<w:br w:type=\"page\""));
        }

        // A review of then says what stood then, and heads what stands now with today.
        await WaitsAsync("2027", ("2026/27", 55));
        var then = HtmlReport.Write(Must(await bench.Get<BuildPlan.Handler>().RunAsync(by, new(id, review), Cancel)));
        Assert.Contains("The newest data were of 2025/26", then, StringComparison.Ordinal);
        Assert.Contains($">How it stands now, {TimeProvider.System.GetLocalNow().ToString("d MMMM yyyy", System.Globalization.CultureInfo.GetCultureInfo("en-GB"))}<", then, StringComparison.Ordinal);
        Assert.DoesNotContain(">How it stands<", then, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_claimed_of_form_gap_cause_aim_mechanism_and_who_acts_wants_evidence_and_names_do_not()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench, Cancel);
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Form, "checkland-2025.form.gradient"), (TargetField.LabelUsed, "labels.vulnerable"), (TargetField.Level, "alderwick-2024.which-gap.within-places"), (TargetField.CauseLevel, "representation.level.policy"), (TargetField.Aim, "aims.mitigate"),
            (TargetField.Mechanism, "representation.mechanism.partnership"), (TargetField.MechanismLevel, "representation.level.individual"), (TargetField.Place, "Northby"), (TargetField.Owner, "The lead"), (TargetField.Money, "48,000"), (TargetField.GoalDay, "2027-03-31"), (TargetField.WhoActs, "representation.actor.trust"));
        var figure = await FigureAsync(bench, by, await DatasetAsync(bench, by, "data", Table(("2024/25", 40)), Cancel), "2024/25", Cancel);
        Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, id, figure, Cancel));
        async Task<IReadOnlyList<TargetField>> UnsupportedAsync() => Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, id, Cancel)).Unsupported;
        Assert.Equal([TargetField.Form, TargetField.LabelUsed, TargetField.Level, TargetField.Baseline, TargetField.CauseLevel, TargetField.Aim, TargetField.Mechanism, TargetField.MechanismLevel, TargetField.WhoActs], await UnsupportedAsync());
        Assert.Matches("The baseline rests on: .{0,40}unsupported", HtmlReport.Write(Must(await bench.Get<BuildPlan.Handler>().RunAsync(by, new(id), Cancel))));
        foreach (var field in new[] { TargetField.Baseline, TargetField.WhoActs }) Must(await bench.Get<TieEvidence.Handler>().AddAsync(by, id, field.Name, figure.Node, null, Cancel));
        Assert.DoesNotContain(await UnsupportedAsync(), f => f == TargetField.Baseline || f == TargetField.WhoActs);
    }

    [Fact]
    public async Task Boards_that_are_abolished_before_the_goals_day_are_asked_about_with_what_is_stored()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench, Cancel);
        async Task<IEnumerable<string>> AskedAsync(string vintage, string day)
        {
            var data = await DatasetAsync(bench, by, $"{vintage} to {day}", Table(("2022/23", vintage.Length + day[3])), Cancel, vintage: vintage);
            var id = await TargetAsync(bench, by, Cancel, (TargetField.Aim, "aims.narrow-the-gap"), (TargetField.GoalDay, day));
            Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, id, await FigureAsync(bench, by, data, "2022/23", Cancel), Cancel));
            return Must(await bench.Get<ReadQuestions.Handler>().RunAsync(by, id, Cancel)).Where(q => q.Raised.Question.Id == "vintage-retired").Select(q => q.Raised.Here);
        }
        Assert.Contains("The areas of ICB 2024 were in force until 31 March 2026: 36 boards took the place of 42.", await AskedAsync("ICB 2024", "2027-03-31"));
        // Statistical areas are followed by others without a day: nothing is asked until newer data come.
        Assert.Empty(await AskedAsync("LSOA 2011", "2027-03-31"));
    }

    [Fact]
    public async Task A_target_on_the_real_figures_has_its_baseline_its_checks_and_its_printed_plan()
    {
        var small = await File.ReadAllBytesAsync(Shared.PathOrSkip("data/lsoa11_imd2019_icb22.csv.gz"), Cancel);
        var lives = await File.ReadAllBytesAsync(Shared.PathOrSkip("data/life_expectancy_decile_area_2014_16.csv.gz"), Cancel);
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench, Cancel);
        var areas = Must(await bench.Get<ImportDataset.Handler>().RunAsync(by, new("lsoa11_imd2019_icb22.csv.gz", small, "Small areas", new Dictionary<ColumnRole, string> { [ColumnRole.Value] = "imd19_score", [ColumnRole.Population] = "pop2020_total" }), Cancel));
        var data = Must(await bench.Get<ImportDataset.Handler>().RunAsync(by, new("life_expectancy_decile_area_2014_16.csv.gz", lives, "Lives", new Dictionary<ColumnRole, string>
        {
            [ColumnRole.Area] = "GeoCode",
            [ColumnRole.Category] = "Sex",
            [ColumnRole.Group] = "Decile",
            [ColumnRole.Population] = "Pop",
            [ColumnRole.Value] = "LifeExp",
            [ColumnRole.StandardError] = "SE",
        }, "life expectancy at birth", "years", Statistics.Inequality.Direction.HigherIsBetter, "IMD 2015", "LSOA 2011", "PHE"), Cancel));
        var figure = Must(await bench.Get<AddFigure.Handler>().RunAsync(by, new(data, null, "England", "2014-16", "1", Method: FigureMethod.Given), Cancel));
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Kind, LifeExpectancy), (TargetField.Aim, "aims.narrow-the-gap"), (TargetField.Drivers, Box("accessibility")), (TargetField.Vintage, "LSOA 2011"));
        Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, id, figure, Cancel));
        var check = Must(await bench.Get<CheckArea.Handler>().RunAsync(by, id, new(areas, "ltla22_code", "pop2020_total", "imd19_score"), Cancel));
        Must(await bench.Get<TieEvidence.Handler>().AddAsync(by, id, "kind", figure.Node, "Who does worse in it", Cancel));
        var record = Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, id, Cancel)).Record;

        // The same numbers as the figure they were copied from, under the file's own hash.
        var made = Must(await bench.Get<ReadFigures.Handler>().RunAsync(by.Project, figure, Cancel));
        Assert.Equal(made.Slope.Absolute.Value, record.Baseline!.Point!.Absolute!.Value);
        Assert.Equal(made.Slope.Absolute.Lower, record.Baseline.Point.Absolute.Lower);
        Assert.Equal(10, record.Baseline.Values.Groups.Count);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(lives)), record.Baseline.Fixed.Sha256);
        // Between men of the most and least deprived tenths of England the slope was above nine years.
        Assert.InRange(record.Baseline.Point.Absolute.Value, 9, 10);
        // "equity missed" says the same of the same file.
        var missed = MissedOfTable.Run(LongTable.Read("lsoa11_imd2019_icb22.csv.gz", small, Files.ReadLimits.Default, Cancel).Value, new("ltla22_code", "pop2020_total", "imd19_score")).Value.Single(r => r.Rule == "units");
        Assert.Equal((missed.Missed, missed.MissedPercent, missed.Units), (check.Missed, check.MissedPercent, check.Chosen));
        var asked = Must(await bench.Get<ReadQuestions.Handler>().RunAsync(by, id, Cancel)).Select(q => q.Raised.Question.Id).ToList();
        Assert.Contains("index-holds-outcome", asked);
        Assert.Contains("area-too-large", asked);
        Assert.Contains("lever-does-not-reach", asked);
        Assert.Contains(Must(await bench.Get<ReadQuestions.Handler>().RunAsync(by, id, Cancel)), q => q.Raised.Question.Id == "area-too-large" && q.Raised.Here.EndsWith("That is of the rule; the target's own area is not named.", StringComparison.Ordinal));

        // A later year, invented from the real one: half a year more in the most deprived tenth, less towards the middle.
        var later = new MemoryStream();
        using (var unpacked = new StreamReader(new System.IO.Compression.GZipStream(new MemoryStream(lives), System.IO.Compression.CompressionMode.Decompress)))
        {
            var lines = (await unpacked.ReadToEndAsync(Cancel)).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
            var heads = lines[0].Split(',').Select(h => h.Trim('"')).ToList();
            var (tenth, expects) = (heads.IndexOf("Decile"), heads.IndexOf("LifeExp"));
            await using var written = new StreamWriter(later, leaveOpen: true);
            await written.WriteAsync($"{lines[0]},Period\n");
            foreach (var line in lines.Skip(1))
            {
                var cells = line.Split(',');
                if (double.TryParse(cells[tenth].Trim('"'), System.Globalization.CultureInfo.InvariantCulture, out var group) && double.TryParse(cells[expects].Trim('"'), System.Globalization.CultureInfo.InvariantCulture, out var years))
                    cells[expects] = (years + (group <= 5 ? 0.6 - 0.1 * group : 0)).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
                await written.WriteAsync($"{string.Join(',', cells)},2017-19\n");
            }
        }
        var next = Must(await bench.Get<ImportDataset.Handler>().RunAsync(by, new("later.csv", later.ToArray(), "Lives, later", new Dictionary<ColumnRole, string>
        {
            [ColumnRole.Area] = "GeoCode",
            [ColumnRole.Category] = "Sex",
            [ColumnRole.Period] = "Period",
            [ColumnRole.Group] = "Decile",
            [ColumnRole.Population] = "Pop",
            [ColumnRole.Value] = "LifeExp",
            [ColumnRole.StandardError] = "SE",
        }, "life expectancy at birth", "years", Statistics.Inequality.Direction.HigherIsBetter, "IMD 2015", "lsoa11", "Invented"), Cancel));
        var following = await bench.Get<FollowTarget.Handler>().RunAsync(by.Project, record, Cancel);
        Assert.Equal("2017-19", following.Latest!.Point.Period);
        Assert.InRange(following.Latest.Change!.Value, -0.8, -0.3);
        // The later year fixed in its place is a change of measure.
        Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, id, Must(await bench.Get<AddFigure.Handler>().RunAsync(by, new(next, null, "England", "2017-19", "1", Method: FigureMethod.Given), Cancel)), Cancel));
        var drift = Assert.Single(Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, id, Cancel)).Record.Drift);
        Assert.Contains("2014-16", drift.Before, StringComparison.Ordinal);
        Assert.Contains("2017-19", drift.After, StringComparison.Ordinal);
        Must(await bench.Get<Undo>().UndoAsync(by, Cancel));

        var document = Must(await bench.Get<BuildPlan.Handler>().RunAsync(by, new(id), Cancel));
        var html = HtmlReport.Write(document);
        foreach (var words in new[] { "In plain language", "Whom the area would miss", check.Sha256, record.Baseline.Fixed.Sha256, "Is the outcome part of the index?", "unsupported", "life expectancy at birth" }) Assert.Contains(words, html, StringComparison.Ordinal);
        using var docx = new MemoryStream();
        DocxReport.Write(docx, document);
        Assert.Contains("In plain language", new Files.ReadFile(Files.ReadFile.AllReaders).Read("plan.docx", docx.ToArray(), Files.ReadLimits.Default, null, Cancel).Value.Text, StringComparison.Ordinal);
    }
}
