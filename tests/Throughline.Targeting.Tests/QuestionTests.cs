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
        ["evidence-gone"] = ((Good, Alone with { GoneEvidence = [(EvidenceId.New(), "because")] }), (Good, Alone)),
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
    public void No_question_is_raised_on_the_ground_of_an_answer_that_holds_no_more() =>
        Assert.DoesNotContain(Cases.Values.SelectMany(c => TargetQuestions.Of(c.Raises.Record, c.Raises.Context)), r => r.Ground == TargetAnswer.NoHold);

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

    [Theory]
    [InlineData("sdh", false)]
    [InlineData("local_policy", false)]
    [InlineData("resources", true)]
    [InlineData("flexible_resources", true)]
    [InlineData("accessibility", true)]
    public void A_root_cause_that_an_action_acts_on_is_one_influenced(string box, bool asks)
    {
        var action = Action(ActionLevel.Policy, ActionApproach.Universal, Uptake.Alike);
        action.Driver = Box(box);
        var raised = TargetQuestions.Of(Good.With((TargetField.RootCauses, null)) with { Actions = [action] }, Alone).SingleOrDefault(q => q.Question.Id == "no-root-cause");
        Assert.Equal(asks, raised is not null);
        if (raised is not null) Assert.Contains("the reach that counts for one: “we can influence it”", raised.Here, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("LSOA 2031", null, "The baseline's boundaries are LSOA 2021; the target's are LSOA 2031.")]
    // Newer data of the baseline's own boundaries do not hide that the target says others.
    [InlineData("LSOA 2031", "LSOA 2021", "The baseline's boundaries are LSOA 2021; the target's are LSOA 2031.")]
    [InlineData("LSOA 2011", "LSOA 2031", "The baseline's boundaries are LSOA 2021; the target's are LSOA 2011, newer data's are LSOA 2031.")]
    [InlineData("", "LSOA 2031", "The baseline's boundaries are LSOA 2021; newer data's are LSOA 2031.")]
    [InlineData("lsoa 2021", "LSOA 2021", null)]
    [InlineData("", null, null)]
    public void Boundaries_of_the_target_and_of_newer_data_are_both_looked_at(string said, string? newest, string? here) =>
        Assert.Equal(here, TargetQuestions.Of(Good.With((TargetField.Vintage, said)), Alone with { NewestVintage = newest }).SingleOrDefault(q => q.Question.Id == "vintage")?.Here);

    [Fact]
    public void Every_question_has_a_reason_a_source_and_a_place_where_it_is_answered() =>
        Assert.All(TargetQuestions.All, q => Assert.True(q.Ask.EndsWith('?') && q.Reason.Length > 20 && q.Source.Length > 5 && (q.Field is not null || q.FieldsOf is not null || (q.Elsewhere.EndsWith('.') && q.Page.StartsWith("/targets", StringComparison.Ordinal))), q.Id));

    [Fact]
    public void Where_a_question_is_answered_is_where_it_can_be()
    {
        static string In(string question) => TargetQuestions.Of(Cases[question].Raises.Record, Cases[question].Raises.Context).Single(q => q.Question.Id == question).AnsweredIn;
        Assert.Equal("Answered in: Owner.", In("no-owner"));
        Assert.Equal("Answered in: Root causes influenced.", In("no-root-cause"));
        Assert.Equal("Answered beside the question, or on the page Targets.", In("many-targets"));
        Assert.Equal("Answered beside the question. The board shows what changed, and begins the target that follows.", In("drifted"));
        // Of what has several parts it is those that are missing.
        Assert.Equal("Answered in: then.", In("no-mechanism"));
        Assert.Equal("Answered in: By.", In("no-goal"));
        Assert.Equal("Answered in: The area.", In("no-area"));
        // Of evidence that is gone it is the fields that lost it, each once.
        var gone = TargetQuestions.Of(Good, Alone with { GoneEvidence = [(EvidenceId.New(), "then"), (EvidenceId.New(), "kind"), (EvidenceId.New(), "then")] }).Single(q => q.Question.Id == "evidence-gone");
        Assert.Equal([TargetField.Kind, TargetField.Then], gone.Fields);
        Assert.Equal(("3 of the things it rested on are not there any more, or closed to you. Tied to: Kind of inequality, then.", "Answered in: Kind of inequality, then."), (gone.Here, gone.AnsweredIn));
    }

    [Fact]
    public void A_target_more_or_another_in_its_place_is_asked_about_anew()
    {
        TargetRecord[] five = [.. Enumerable.Range(2, 5).Select(n => Good with { Id = TargetId.New(), Number = n })];
        string Ground(params TargetRecord[] others) => TargetQuestions.Of(Good, Alone with { Others = others }).Single(q => q.Question.Id == "many-targets").Ground;
        Assert.NotEqual(Ground(five[..4]), Ground(five));
        Assert.NotEqual(Ground(five[..4]), Ground(five[1..]));
    }

    /// <summary>What a record says when it is asked; null where it is not.</summary>
    private static string? Here(string question, TargetRecord record) => TargetQuestions.Of(record, Alone).SingleOrDefault(q => q.Question.Id == question)?.Here;

    [Fact]
    public void Help_for_persons_is_asked_about_where_the_gap_is_between_populations_too()
    {
        var persons = Good with { Actions = [Action(ActionLevel.Individual, ActionApproach.Targeted, Uptake.Alike)] };
        Assert.Equal("Every action is aimed at persons; the gap is between populations.", Here("ripples", persons.With((TargetField.Form, "checkland-2025.form.between-populations"))));
        Assert.Null(Here("ripples", persons));
        Assert.Null(Here("ripples", persons.With((TargetField.Form, "checkland-2025.form.between-populations"), (TargetField.Aim, "aims.mitigate"))));
        Assert.Null(Here("ripples", persons.With((TargetField.Form, "checkland-2025.form.between-populations")) with { Actions = [.. persons.Actions, Action(ActionLevel.Policy, ActionApproach.Universal, Uptake.Alike)] }));
    }

    [Fact]
    public void A_relative_goal_is_held_against_what_care_can_change_and_against_its_own_interval()
    {
        // A ratio of 1.6 (1.4 to 1.8) lies 0.6 from none; two so uncertain are told apart when one is exp(1.96 × √2 × 0.0641) = 1.194 times the other.
        var relative = Good.With((TargetField.Kind, LifeExpectancy), (TargetField.GoalOf, "relative"));
        Assert.Equal("From 1.6 to 1.2 the gap would close by 67 %.", Here("beyond-care", relative.With((TargetField.Goal, "1.2"))));
        Assert.Null(Here("beyond-care", relative.With((TargetField.Goal, "1.4"))));
        Assert.Equal("The goal changes the ratio 1.143-fold; two as uncertain as the baseline are told apart from 1.194-fold on.", Here("area-too-small", relative.With((TargetField.Goal, "1.4"))));
        Assert.Null(Here("area-too-small", relative.With((TargetField.Goal, "1.2"))));
    }

    [Theory]
    [InlineData("absolute", 20, null)]
    [InlineData("absolute", 30, "The baseline's own interval, -2 to 58, does not tell the gap from none.")]
    [InlineData("relative", 30, null)]
    [InlineData("group", 30, null)]
    public void Without_a_goal_the_baselines_own_interval_is_asked_about(string of, double half, string? here) =>
        Assert.Equal(here, Here("area-too-small", Good.With((TargetField.GoalOf, of), (TargetField.Goal, null)) with { Baseline = Baseline(half: half) }));

    [Theory]
    [InlineData("representation.geography.system", null, "Its size is said, its name is not.")]
    [InlineData(null, "Northby", "Its name is said, its size is not.")]
    [InlineData(null, null, "Neither its size nor its name is said.")]
    [InlineData("representation.geography.system", "Northby", null)]
    public void Of_an_area_its_size_and_its_name_are_asked_for(string? size, string? name, string? here) => Assert.Equal(here, Here("no-area", Good.With((TargetField.Geography, size), (TargetField.Place, name))));

    [Fact]
    public void Of_a_mechanism_each_part_that_is_not_said_is_asked_for()
    {
        Assert.Equal("Not said yet: because.", Here("no-mechanism", Good.With((TargetField.Because, null))));
        Assert.Equal("Not said yet: if we.", Here("no-mechanism", Good.With((TargetField.IfWe, null))));
        Assert.Equal("Not said yet: because, if we, then.", Here("no-mechanism", Good.With((TargetField.Because, null), (TargetField.IfWe, null), (TargetField.Then, null))));
    }

    [Theory]
    [InlineData("representation.level.policy", "representation.level.individual", true)]
    [InlineData("representation.level.policy representation.level.individual", "representation.level.individual", false)]
    [InlineData("representation.level.policy", "", false)]
    [InlineData("", "representation.level.individual", false)]
    public void A_mechanism_that_shares_a_level_with_its_cause_meets_it(string cause, string mechanism, bool asks) =>
        Assert.Equal(asks, Here("levels-apart", Good.With((TargetField.CauseLevel, cause), (TargetField.MechanismLevel, mechanism))) is not null);

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
        // An area that is written in other letters is the same; two that are not named are not.
        Assert.Contains(TargetQuestions.Of(Good, Alone with { Others = [other.With((TargetField.Place, "NORTHBY"))] }), r => r.Question.Id == "pull-apart");
        Assert.DoesNotContain(TargetQuestions.Of(Good.With((TargetField.Place, null)), Alone with { Others = [other.With((TargetField.Place, null))] }), r => r.Question.Id == "pull-apart");
    }

    [Fact]
    public void Figures_without_a_place_are_the_same_only_in_one_file()
    {
        BaselineRecord Placeless(char file)
        {
            var baseline = Baseline();
            (baseline.Fixed.Place, baseline.Fixed.Sha256) = ("", new(file, 64));
            return baseline;
        }
        bool Asked(char file) => TargetQuestions.Of(Good with { Baseline = Placeless('a') }, Alone with { Others = [Good.With((TargetField.Goal, "40")) with { Id = TargetId.New(), Number = 2, Baseline = Placeless(file) }] }).Any(q => q.Question.Id == "pull-apart");
        Assert.Equal((true, false), (Asked('a'), Asked('b')));
    }

    [Fact]
    public void Every_target_that_pulls_the_other_way_is_named_and_an_answer_is_about_those_and_no_more()
    {
        var up = Good.With((TargetField.Goal, "40"), (TargetField.Place, "Southby")) with { Id = TargetId.New(), Number = 2, Title = "Up" };
        var widening = Good.With((TargetField.Goal, null)) with { Id = TargetId.New(), Number = 3, Title = "For all", Baseline = null, Actions = [Action(ActionLevel.Individual, ActionApproach.Universal, Uptake.LessInTheGroup)] };
        Raised Asked(params TargetRecord[] others) => TargetQuestions.Of(Good, Alone with { Others = others }).Single(q => q.Question.Id == "pull-apart");
        var both = Asked(up, widening);
        Assert.Equal("Target 2 (“Up”) wants the same figure to move the other way. Target 3 (“For all”), of the same kind and area, does what is taken up less in the group: “Hold a class”.", both.Here);
        foreach (var id in new[] { up.Id.Value, widening.Id.Value, widening.Actions[0].Id.Value }) Assert.Contains(id.ToString("N"), both.Ground, StringComparison.Ordinal);
        Assert.NotEqual(both.Ground, Asked(up).Ground);
        Assert.NotEqual(both.Ground, Asked(up, widening with { Actions = [Action(ActionLevel.Individual, ActionApproach.Universal, Uptake.LessInTheGroup)] }).Ground);
        // Asked of the one that widens, the words turn round.
        Assert.Equal("Target 1 (“Good”) is to narrow the gap in the same kind and area, and this one does what is taken up less in the group: “Hold a class”.", TargetQuestions.Of(widening.With((TargetField.Aim, "aims.mitigate")), Alone with { Others = [Good] }).Single(q => q.Question.Id == "pull-apart").Here);
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

    [Fact]
    public void An_answer_about_the_old_words_hands_or_kind_does_not_rest_on_the_new()
    {
        static string Ground(string question, TargetRecord record) => TargetQuestions.Of(record, Alone).Single(q => q.Question.Id == question).Ground;
        var form = (TargetField.Form, "checkland-2025.form.gradient");
        foreach (var (question, of) in new[] { ("uptake-not-said", Uptake.NotSaid), ("uptake-widens", Uptake.LessInTheGroup), ("ripples", Uptake.Alike) })
        {
            TargetRecord Acting(Action<TargetAction> change)
            {
                var action = new TargetAction { Id = Good.Actions[0].Id, Words = "Hold a class", Level = ActionLevel.Individual, Approach = ActionApproach.Targeted, Uptake = of };
                change(action);
                return Good.With(form) with { Actions = [action] };
            }
            var before = Ground(question, Acting(_ => { }));
            Assert.Equal(before, Ground(question, Acting(_ => { })));
            Assert.NotEqual(before, Ground(question, Acting(a => a.Words = "Write a letter")));
            Assert.NotEqual(before, Ground(question, Acting(a => a.Approach = ActionApproach.Universal)));
        }
        TargetRecord Judged(Action<TargetIndicator> change)
        {
            var indicator = new TargetIndicator { Id = Good.Indicators[0].Id, Words = "Deaths", Kind = IndicatorKind.Outcome, Hands = InHandsOf.Others, Months = 240 };
            change(indicator);
            return Good with { Indicators = [indicator] };
        }
        foreach (var question in new[] { "indicator-not-ours", "indicator-too-slow" })
        {
            var before = Ground(question, Judged(_ => { }));
            Assert.NotEqual(before, Ground(question, Judged(i => i.Words = "Deaths before 75")));
            Assert.NotEqual(before, Ground(question, Judged(i => i.Kind = IndicatorKind.Process)));
        }
        Assert.NotEqual(Ground("indicator-too-slow", Judged(_ => { })), Ground("indicator-too-slow", Judged(i => i.Hands = InHandsOf.Ours)));
    }

    [Theory]
    [InlineData("9999-12-31", 1)]
    [InlineData("9999-01-31", 600)]
    public void An_action_that_begins_at_the_end_of_time_is_only_slow(string begins, int months) =>
        Assert.Contains(TargetQuestions.Of(Good.With((TargetField.Begins, begins)) with { Indicators = [Indicator(IndicatorKind.Outcome, InHandsOf.Ours, months)] }, Alone), q => q.Question.Id == "indicator-too-slow");

    [Fact]
    public void Every_indicator_that_cannot_move_by_the_day_is_named_and_every_one_of_which_nobody_said()
    {
        Raised? Asked(TargetRecord record) => TargetQuestions.Of(record, Alone).SingleOrDefault(q => q.Question.Id == "indicator-too-slow");
        TargetIndicator Of(IndicatorKind kind, int? months, string words)
        {
            var indicator = Indicator(kind, InHandsOf.Ours, months);
            indicator.Words = words;
            return indicator;
        }
        var (lives, stays, starts, calls, waits) = (Of(IndicatorKind.Outcome, 120, "Lives"), Of(IndicatorKind.Process, 30, "Stays"), Of(IndicatorKind.Outcome, 9, "Starts"), Of(IndicatorKind.Process, null, "Calls"), Of(IndicatorKind.Balancing, null, "Waits"));
        var all = Asked(Good with { Indicators = [lives, stays, starts, calls, waits] })!;
        Assert.Equal("“Lives” takes 120 months to move; “Stays” takes 30 months to move. From 1 April 2025 to 31 March 2027 there are 23. Not said when it can move: “Calls”.", all.Here);
        Assert.Equal("Not said when it can move: “Calls”.", Asked(Good.With((TargetField.Begins, null)) with { Indicators = [starts, calls], Baseline = null })!.Here);
        // Once it is said, and fits, nothing is asked; without a day it is the day that is asked for.
        Assert.Null(Asked(Good with { Indicators = [starts, Of(IndicatorKind.Process, 2, "Calls"), waits] }));
        Assert.Null(Asked(Good.With((TargetField.GoalDay, null)) with { Indicators = [lives, calls] }));
        // An answer about one is none about another.
        Assert.NotEqual(all.Ground, Asked(Good with { Indicators = [lives, starts, calls] })!.Ground);
    }

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
