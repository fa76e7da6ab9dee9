using Throughline.Targeting.Questions;
using Throughline.Targeting.Targets;
using static Throughline.Targeting.Tests.World;

namespace Throughline.Targeting.Tests;

public class QuestionTests
{
    private static readonly QuestionContext Alone = new(Model, []);

    private static TargetRecord Narrowing => Good.With((TargetField.Kind, LifeExpectancy), (TargetField.Drivers, Box("accessibility")), (TargetField.Goal, "20"));

    /// <summary>For each question a record that raises it, and one like it that does not.</summary>
    private static readonly Dictionary<string, ((TargetRecord Record, QuestionContext Context) Raises, (TargetRecord Record, QuestionContext Context) Rests)> Cases = new()
    {
        ["kind-not-stated"] = (On(Good.With((TargetField.Kind, null))), On(Good)),
        ["no-group"] = (On(Good.With((TargetField.Group, null))), On(Good)),
        ["label"] = (On(Good.With((TargetField.LabelUsed, "labels.hard-to-reach"))), On(Good)),
        ["no-comparator"] = (On(Good.With((TargetField.Comparator, null))), On(Good)),
        ["no-area"] = (On(Good.With((TargetField.Place, null))), On(Good)),
        ["area-too-large"] = (On(Good with { Area = new() { Level = "council", Percent = 20, Missed = 500, MissedPercent = 25, Core20People = 2000 } }), On(Good with { Area = new() { Level = "practice", Percent = 20, Missed = 100, MissedPercent = 5, Core20People = 2000 } })),
        ["area-cannot-carry"] = (On(Good with { Area = new() { Level = "council", Percent = 20, Chosen = 3, Core20People = 2000, Floor = 500, Own = "Ansley", OwnCore20 = 300 } }), On(Good with { Area = new() { Level = "council", Percent = 20, Chosen = 3, Core20People = 2000, Floor = 500, BelowFloor = 2, Own = "Ansley", OwnCore20 = 600 } })),
        ["area-too-small"] = (On(Good with { Baseline = Baseline(half: 20) }), On(Good)),
        ["vintage"] = ((Good, Alone with { NewestVintage = "LSOA 2031" }), (Good, Alone with { NewestVintage = "LSOA 2021" })),
        // Boards of 2024 end with March 2026; the goal's day is a year later.
        ["vintage-retired"] = (On(Good.With((TargetField.Vintage, "ICB 2024")) with { Baseline = Baseline(vintage: "ICB 2024") }), On(Good.With((TargetField.Vintage, "ICB 2026")) with { Baseline = Baseline(vintage: "ICB 2026") })),
        ["no-baseline"] = (On(Good with { Baseline = null }), On(Good)),
        ["index-holds-outcome"] = (On(Good.With((TargetField.Kind, LifeExpectancy)) with { Baseline = Baseline(rankedBy: "IMD 2019") }), On(Good with { Baseline = Baseline(rankedBy: "IMD 2019") })),
        // A referral scheme that is to mitigate raises no question about how long people live; one that is to narrow the gap does.
        ["lever-does-not-reach"] = (On(Narrowing), On(Narrowing.With((TargetField.Aim, "aims.mitigate")))),
        ["levels-apart"] = (On(Good.With((TargetField.CauseLevel, "representation.level.policy"), (TargetField.MechanismLevel, "representation.level.individual"))), On(Good.With((TargetField.Aim, "aims.mitigate"), (TargetField.CauseLevel, "representation.level.policy"), (TargetField.MechanismLevel, "representation.level.individual")))),
        ["ripples"] = (On(Good.With((TargetField.Form, "checkland-2025.form.gradient")) with { Actions = [Action(ActionLevel.Individual, ActionApproach.Targeted, Uptake.Alike)] }), On(Good.With((TargetField.Form, "checkland-2025.form.gradient")))),
        ["no-mechanism"] = (On(Good.With((TargetField.Then, null))), On(Good)),
        ["partnership-alone"] = (On(Good.With((TargetField.Mechanism, "representation.mechanism.partnership"), (TargetField.Steps, null))), On(Good.With((TargetField.Mechanism, "representation.mechanism.partnership")))),
        ["no-aim"] = (On(Good.With((TargetField.Aim, null))), On(Good)),
        ["no-action"] = (On(Good with { Actions = [] }), On(Good)),
        ["uptake-not-said"] = (On(Good with { Actions = [Action(ActionLevel.Community, ActionApproach.Universal, Uptake.NotSaid)] }), On(Good)),
        ["uptake-widens"] = (On(Good with { Actions = [Action(ActionLevel.Community, ActionApproach.Universal, Uptake.LessInTheGroup)] }), On(Good.With((TargetField.Aim, "aims.mitigate")) with { Actions = [Action(ActionLevel.Community, ActionApproach.Universal, Uptake.LessInTheGroup)] })),
        ["no-indicator"] = (On(Good with { Indicators = [Indicator(IndicatorKind.Process, InHandsOf.Ours, 2)] }), On(Good)),
        ["indicator-too-slow"] = (On(Good with { Indicators = [Indicator(IndicatorKind.Outcome, InHandsOf.Ours, 25)] }), On(Good with { Indicators = [Indicator(IndicatorKind.Outcome, InHandsOf.Ours, 23)] })),
        ["indicator-not-ours"] = (On(Good with { Indicators = [Indicator(IndicatorKind.Outcome, InHandsOf.Others, 9), Indicator(IndicatorKind.Outcome, InHandsOf.Ours, 9)] }), On(Good with { Indicators = [Indicator(IndicatorKind.Outcome, InHandsOf.Partner, 9), Indicator(IndicatorKind.Process, InHandsOf.Others, 2), Indicator(IndicatorKind.Balancing, InHandsOf.Others, 2)] })),
        ["no-goal"] = (On(Good.With((TargetField.GoalDay, null))), On(Good)),
        // From 28 to 15 the gap closes by 46 %, to 16 by 43 %.
        ["beyond-care"] = (On(Good.With((TargetField.Kind, LifeExpectancy), (TargetField.Goal, "15"))), On(Good.With((TargetField.Kind, LifeExpectancy), (TargetField.Goal, "16")))),
        ["many-targets"] = ((Good, Alone with { Others = [Good, Good, Good, Good] }), (Good, Alone with { Others = [Good, Good, Good] })),
        ["pull-apart"] = ((Good, Alone with { Others = [Good.With((TargetField.Goal, "40")) with { Number = 2 }] }), (Good, Alone with { Others = [Good.With((TargetField.Goal, "8")) with { Number = 2 }] })),
        ["no-root-cause"] = (On(Good.With((TargetField.RootCauses, null))), On(Good.With((TargetField.RootCauses, null), (TargetField.Drivers, $"{Box("availability")} {Box("local_policy")}")))),
        ["wrong-reason"] = (On(Good.With((TargetField.AlsoMoves, null))), On(Good)),
        ["no-owner"] = (On(Good.With((TargetField.Owner, null))), On(Good)),
        ["no-review"] = (On(Good.With((TargetField.Reviews, null))), On(Good)),
        ["drifted"] = (On(Good with { Drift = [new() { Id = DriftId.New(), Field = "aim", Before = "aims.narrow-the-gap", After = "aims.mitigate" }] }), On(Good)),
        ["evidence-gone"] = ((Good, Alone with { GoneEvidence = [EvidenceId.New()] }), (Good, Alone)),
    };

    public static TheoryData<string> Ids => [.. TargetQuestions.All.Select(q => q.Id)];

    [Theory, MemberData(nameof(Ids))]
    public void Each_question_is_raised_by_what_it_asks_about_and_by_nothing_like_it(string id)
    {
        var (raises, rests) = Cases[id];
        Assert.Contains(TargetQuestions.Of(raises.Record, raises.Context), r => r.Question.Id == id);
        Assert.DoesNotContain(TargetQuestions.Of(rests.Record, rests.Context), r => r.Question.Id == id);
    }

    [Fact]
    public void A_record_that_says_everything_raises_no_question() => Assert.Empty(TargetQuestions.Of(Good, Alone).Select(r => $"{r.Question.Id}: {r.Here}"));

    [Fact]
    public void A_referral_scheme_that_is_to_mitigate_raises_no_question_about_how_long_people_live()
    {
        // From 28 to 5 is more than care is held to change, by a lever that leads nowhere near.
        var scheme = Good.With((TargetField.Kind, LifeExpectancy), (TargetField.Drivers, Box("accessibility")), (TargetField.Goal, "5"));
        Assert.Equal(["lever-does-not-reach", "beyond-care"], TargetQuestions.Of(scheme, Alone).Select(q => q.Question.Id));
        foreach (var said in new[] { "absolute", "relative", "group", null })
            Assert.Empty(TargetQuestions.Of(scheme.With((TargetField.Aim, "aims.mitigate"), (TargetField.GoalOf, said), (TargetField.Goal, said == "relative" ? "1.1" : said is "group" or null ? "50" : "5")), Alone).Select(q => $"{q.Question.Id}: {q.Here}"));
    }

    [Theory, InlineData("aims.narrow-the-gap", true), InlineData("aims.mitigate", false), InlineData("aims.equitable-service", false)]
    public void Whether_an_index_holds_the_outcome_is_asked_of_who_wants_to_narrow_a_gap(string aim, bool asks)
    {
        var scheme = Good.With((TargetField.Kind, LifeExpectancy), (TargetField.Aim, aim), (TargetField.GoalOf, "absolute")) with { Baseline = Baseline(rankedBy: "IMD 2019") };
        Assert.Equal(asks, TargetQuestions.Of(scheme, Alone).Any(q => q.Question.Id == "index-holds-outcome"));
    }

    [Fact]
    public void A_lever_is_what_the_actions_act_on_and_a_driver_only_ticked_is_none()
    {
        var near = Alone.Model.Boxes.First(b => b.Type != "inequality" && Alone.Model.Reaches(b.Id, LifeExpectancy, throughCare: false));
        var ticked = Narrowing.With((TargetField.Drivers, $"{near.Id} {Box("accessibility")}"));
        Assert.DoesNotContain(TargetQuestions.Of(ticked, Alone), q => q.Question.Id == "lever-does-not-reach");
        TargetAction On(string driver)
        {
            var action = Action(ActionLevel.Community, ActionApproach.Targeted, Uptake.Alike);
            action.Driver = driver;
            return action;
        }
        var raised = TargetQuestions.Of(ticked with { Actions = [On(Box("accessibility")), On("")] }, Alone).Single(q => q.Question.Id == "lever-does-not-reach");
        Assert.Contains($"from {Alone.Model.Find(Box("accessibility"))!.Name.ToLowerInvariant()} to this kind", raised.Here, StringComparison.Ordinal);
        Assert.DoesNotContain(TargetQuestions.Of(ticked with { Actions = [On(Box("accessibility")), On(near.Id)] }, Alone), q => q.Question.Id == "lever-does-not-reach");
    }

    [Fact]
    public void What_others_control_is_named()
    {
        string Here(params TargetIndicator[] indicators) => TargetQuestions.Of(Good with { Indicators = indicators }, Alone).Single(q => q.Question.Id == "indicator-not-ours").Here;
        Assert.Equal("Of the outcomes 1 of 2 is in the hands of others: “Started within 90 days”.", Here(Indicator(IndicatorKind.Outcome, InHandsOf.Others, 9), Indicator(IndicatorKind.Outcome, InHandsOf.Ours, 9)));
        Assert.Equal("No outcome is named; of the processes every one is in the hands of others: “Started within 90 days”.", Here(Indicator(IndicatorKind.Process, InHandsOf.Others, 9)));
    }

    [Theory]
    [InlineData("lsoa21", false)]
    [InlineData("LSOA (2021)", false)]
    [InlineData("LSOA 2011", true)]
    public void The_same_boundaries_in_other_letters_raise_no_question(string newest, bool asks) =>
        Assert.Equal(asks, TargetQuestions.Of(Good, Alone with { NewestVintage = newest }).Any(q => q.Question.Id == "vintage"));

    [Fact]
    public void Every_question_has_a_reason_a_source_and_a_place_where_it_is_answered() =>
        Assert.All(TargetQuestions.All, q => Assert.True(q.Ask.EndsWith('?') && q.Reason.Length > 20 && q.Source.Length > 5 && TargetField.All.Contains(q.Field), q.Id));

    [Fact]
    public void A_title_is_never_read()
    {
        foreach (var (record, context) in Cases.Values.SelectMany(c => new[] { c.Raises, c.Rests }))
            Assert.Equal(TargetQuestions.Of(record, context).Select(r => (r.Question.Id, r.Ground)), TargetQuestions.Of(record with { Title = "Partnership for the hard to reach to narrow the gap in life expectancy" }, context).Select(r => (r.Question.Id, r.Ground)));
    }

    [Fact]
    public void Two_targets_of_which_one_widens_what_the_other_narrows_pull_apart()
    {
        var other = Good.With((TargetField.Goal, null)) with { Number = 2, Baseline = null, Actions = [Action(ActionLevel.Individual, ActionApproach.Universal, Uptake.LessInTheGroup)] };
        Assert.Contains(TargetQuestions.Of(Good, Alone with { Others = [other] }), r => r.Question.Id == "pull-apart");
        Assert.DoesNotContain(TargetQuestions.Of(Good, Alone with { Others = [other.With((TargetField.Place, "Southby"))] }), r => r.Question.Id == "pull-apart");
    }

    [Theory]
    [InlineData("IMD 2019", true)]
    [InlineData("imd 2025", true)]
    [InlineData("Index of Multiple Deprivation 2019", true)]
    [InlineData("income domain of IMD 2019", false)]
    [InlineData("income", false)]
    public void Only_an_index_that_counts_health_is_asked_whether_it_holds_the_outcome(string rankedBy, bool asks) =>
        Assert.Equal(asks, TargetQuestions.Of(Good.With((TargetField.Kind, LifeExpectancy)) with { Baseline = Baseline(rankedBy: rankedBy) }, Alone).Any(q => q.Question.Id == "index-holds-outcome"));

    [Fact]
    public void An_answer_about_one_action_does_not_rest_on_another()
    {
        string Ground() => TargetQuestions.Of(Good with { Actions = [Action(ActionLevel.Community, ActionApproach.Universal, Uptake.NotSaid)] }, Alone).Single(q => q.Question.Id == "uptake-not-said").Ground;
        Assert.NotEqual(Ground(), Ground());
    }

    [Theory]
    [InlineData("9999-12-31", 1)]
    [InlineData("9999-01-31", 600)]
    public void An_action_that_begins_at_the_end_of_time_is_only_slow(string begins, int months) =>
        Assert.Contains(TargetQuestions.Of(Good.With((TargetField.Begins, begins)) with { Indicators = [Indicator(IndicatorKind.Outcome, InHandsOf.Ours, months)] }, Alone), q => q.Question.Id == "indicator-too-slow");

    [Fact]
    public void Boundaries_that_are_gone_today_are_asked_about_without_a_goal()
    {
        var gone = Good.With((TargetField.GoalDay, null)) with { Baseline = Baseline(vintage: "ICB 2024") };
        bool Asked(DateOnly today) => TargetQuestions.Of(gone, Alone with { Today = today }).Any(q => q.Question.Id == "vintage-retired");
        Assert.Equal((false, true), (Asked(new(2026, 3, 31)), Asked(new(2026, 4, 1))));
        Assert.Contains("36 boards took the place of 42", TargetQuestions.Of(gone, Alone with { Today = new(2026, 4, 1) }).Single(q => q.Question.Id == "vintage-retired").Here, StringComparison.Ordinal);
    }

    [Theory, InlineData(2, 5.0, true, "It would pass over Ansley, this target's own area, where 300 of these people live: number 2 of 5 by its average."), InlineData(1, 5.0, false, ""),
        InlineData(1, 25.0, true, "In Ansley, this target's own area, live 300 people of that fifth, and the rule would choose it, number 1 of 5 by its average; a target for it alone leaves out the others.")]
    public void A_rule_is_asked_about_when_it_misses_many_or_would_pass_over_the_targets_own_area(int rank, double missed, bool asks, string says)
    {
        var area = new TargetArea { Level = "council", Percent = 20, Chosen = 1, Core20People = 2000, Missed = 20 * missed, MissedPercent = missed, Own = "Ansley", OwnCore20 = 300, OwnRank = rank, Areas = 5 };
        var raised = TargetQuestions.Of(Good with { Area = area }, Alone).SingleOrDefault(q => q.Question.Id == "area-too-large");
        Assert.Equal(asks, raised is not null);
        if (raised is not null) Assert.EndsWith(says, raised.Here, StringComparison.Ordinal);
        // Nobody of that fifth lives in an area that is passed over: then nothing is asked of it.
        Assert.Equal(missed >= TargetQuestions.ManyMissed, TargetQuestions.Of(Good with { Area = With(area, 0) }, Alone).Any(q => q.Question.Id == "area-too-large"));
        // An answer given before the rule's choice was known does not rest on it.
        if (raised is not null) Assert.NotEqual(TargetQuestions.Of(Good with { Area = With(area, 300, null) }, Alone).SingleOrDefault(q => q.Question.Id == "area-too-large")?.Ground, raised.Ground);

        static TargetArea With(TargetArea of, double core, int? at = 2) => new() { Level = of.Level, Percent = of.Percent, Chosen = of.Chosen, Core20People = of.Core20People, Missed = of.Missed, MissedPercent = of.MissedPercent, Own = of.Own, OwnCore20 = core, OwnRank = at, Areas = 5 };
    }

    [Fact]
    public void Of_areas_chosen_that_are_too_small_the_question_tells_how_many() =>
        Assert.Contains(TargetQuestions.Of(Good with { Area = new() { Level = "council", Percent = 20, Chosen = 3, Core20People = 2000, Floor = 500, BelowFloor = 2 } }, Alone), q => q.Question.Id == "area-cannot-carry" && q.Here.StartsWith("2 of the 3 areas chosen by council have fewer than 500 people", StringComparison.Ordinal));

    private static (TargetRecord, QuestionContext) On(TargetRecord record) => (record, Alone);
}
