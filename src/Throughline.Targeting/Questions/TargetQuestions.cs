using System.Globalization;
using Throughline.Equity;
using Throughline.Targeting.Modelling;
using Throughline.Targeting.Plans;
using Throughline.Targeting.Targets;

namespace Throughline.Targeting.Questions;

/// <summary>What a question may look at beside the record itself.</summary>
/// <param name="Others">The project's other targets that no target follows; none where the record is itself followed.</param>
/// <param name="GoneEvidence">The ties that lead to something that is not there any more, or is closed to the reader, each with the name of its field.</param>
public sealed record QuestionContext(TargetModel Model, IReadOnlyList<TargetRecord> Others, IReadOnlyList<(EvidenceId Id, string Field)> GoneEvidence)
{
    public QuestionContext(TargetModel model, IReadOnlyList<TargetRecord> others) : this(model, others, []) { }

    /// <summary>Today; null where nothing depends on it.</summary>
    public DateOnly? Today { get; init; }

    /// <summary>The newest boundaries among the data that follow the baseline; null where there are none.</summary>
    public string? NewestVintage { get; init; }
}

/// <summary>A question that a record raises.</summary>
/// <param name="Ground">What of the record raised it, in ids, values and the words of actions and indicators: an answer holds until this changes.</param>
/// <param name="Here">What it is about in this record, in words.</param>
/// <param name="Fields">The fields of this record in which it can be answered; none where no field of it does.</param>
public sealed record Raised(TargetQuestion Question, string Ground, string Here, IReadOnlyList<TargetField> Fields)
{
    /// <summary>Where it can be answered, as a sentence.</summary>
    public string AnsweredIn => Fields.Count == 0 ? Question.Elsewhere : $"Answered in: {string.Join(", ", Fields.Select(f => f.ShortLabel))}.";
}

/// <summary>A question about a target: never a verdict.</summary>
/// <param name="Id">Stable.</param>
/// <param name="Ask">The question.</param>
/// <param name="Reason">Why it is asked.</param>
/// <param name="Source">Who found that it needs asking.</param>
/// <param name="Field">Where it can be answered by changing the record; null where what raised it tells the fields, or where no field of this record does it.</param>
/// <param name="Raise">What raises it; null where nothing does. It reads fields and data, never the title.</param>
public sealed record TargetQuestion(string Id, string Ask, string Reason, string Source, TargetField? Field, Func<TargetRecord, QuestionContext, (string Ground, string Here)?> Raise)
{
    /// <summary>The fields of one that is about several; null where <see cref="Field"/> says it.</summary>
    public Func<TargetRecord, QuestionContext, IReadOnlyList<TargetField>>? FieldsOf { get; init; }

    /// <summary>Where one without a field can be answered, as a sentence; empty where it has one.</summary>
    public string Elsewhere { get; init; } = "";

    /// <summary>The page that <see cref="Elsewhere"/> names: its path under the project's.</summary>
    public string Page { get; init; } = "";
}

/// <summary>All questions, as pure functions over the record.</summary>
public static class TargetQuestions
{
    /// <summary>The highest share of inequalities in health that estimates hold amenable to health care: 15 to 45 % (range given by Checkland and others 2025).</summary>
    public const double MostAmenable = 0.45;

    /// <summary>From how many missed, in percent of people living in the most deprived fifth, an area is asked about. Ours.</summary>
    public const double ManyMissed = 20;

    /// <summary>More targets than this at once are asked about. Ours: the paper says one group at first.</summary>
    public const int ManyTargets = 4;

    private const string Checkland = "Checkland and others (2025), doi:10.1177/13558196251334571", Mackenzie = "Mackenzie, Skivington and Fergie (2020), doi:10.1016/j.socscimed.2020.113047", McMahon = "McMahon (2022), doi:10.1057/s41285-022-00176-6", Alderwick = "Alderwick, Hutchings and Mays (2024), BMJ Open 14:e081954", Lorenc = "Lorenc and others (2013), a review of reviews outside health care, doi:10.1136/jech-2012-201257", Ours = "Throughline";

    private static readonly TargetField[] Theory = [TargetField.Because, TargetField.IfWe, TargetField.Then];

    /// <summary>Every question, in the order in which a target is made.</summary>
    public static IReadOnlyList<TargetQuestion> All { get; } =
    [
        new("kind-not-stated", "Which inequality is it?", "Different kinds find different people worst off. A record that names only causes has not said which difference is meant.", Checkland, TargetField.Kind,
            (r, _) => r.Has(TargetField.Kind) ? null : (r[TargetField.Drivers], r.Has(TargetField.Drivers) ? "Only causes and drivers are named so far." : "No kind is chosen.")),
        new("no-group", "Who is it that does worse?", "Without a group nobody can say whom it reached. One group at first.", Checkland, TargetField.Group, (r, _) => r.Has(TargetField.Group) ? null : ("", "No group is chosen.")),
        new("label", "Whose problem does the name make it?", "A label places the problem in the people who bear it, and not in what puts them there.", McMahon, TargetField.LabelUsed,
            (r, _) => r.Has(TargetField.LabelUsed) ? (r[TargetField.LabelUsed], $"Used: {string.Join(", ", r.Terms(TargetField.LabelUsed).Select(t => t[(t.LastIndexOf('.') + 1)..].Replace('-', ' ')))}.") : null),
        new("no-comparator", "Compared with whom?", "An inequality lies between two sides. Without the other side a group may do better while the gap widens.", Checkland, TargetField.Comparator, (r, _) => r.Has(TargetField.Comparator) ? null : ("", "No comparison is chosen.")),
        new("no-area", "Over which area?", "Too large an area misses people within it; too small cannot carry a service. Its size depends on the action.", Checkland, TargetField.Geography,
            (r, _) => r.Has(TargetField.Geography) && r.Has(TargetField.Place) ? null : ($"{r[TargetField.Geography]}|{r.Has(TargetField.Place)}", r.Has(TargetField.Geography) ? "Its size is said, its name is not." : r.Has(TargetField.Place) ? "Its name is said, its size is not." : "Neither its size nor its name is said.")) { FieldsOf = (r, _) => Missing(r, TargetField.Geography, TargetField.Place) },
        new("area-too-large", "Whom does the area miss?", "Choosing large areas by their average leaves out people who live in deprived streets of better-off areas.", Checkland, TargetField.Place,
            (r, _) => r.Area is { } a && (a.MissedPercent >= ManyMissed || a is { OwnChosen: false, OwnCore20: > 0 })
                ? (F($"{a.Sha256}|{a.Level}|{a.Percent}{(a.OwnChosen is { } taken ? $"|{a.Own}|{(taken ? "chosen" : "passed over")}" : "")}"), F($"Choosing the {a.Percent:0.#} % of areas by {a.Level} that score worst leaves out {a.Missed:N0} people of the most deprived fifth ({a.MissedPercent:0.#} %). {OwnArea(a)}")) : null),
        new("area-cannot-carry", "Can so small an area carry a service?", "Too large an area misses people within it; in one too small a service of its own reaches few and does not last.", Checkland, TargetField.Place,
            (r, _) => r.Area is not { Floor: > 0 } a ? null
                : a.OwnCore20 is { } own ? own < a.Floor ? (F($"{a.Sha256}|{a.Level}|{a.Own}|{a.Floor}"), F($"In {a.Own} live {own:N0} people of the most deprived fifth; a service of its own is held to need {a.Floor:N0}.")) : null
                : a.BelowFloor > 0 ? (F($"{a.Sha256}|{a.Level}|{a.Percent}|{a.Floor}"), F($"{a.BelowFloor} of the {a.Chosen} areas chosen by {a.Level} have fewer than {a.Floor:N0} people of the most deprived fifth, which a service of its own is held to need.")) : null),
        new("area-too-small", "Would anybody see the change here?", "In a small area chance alone moves a figure further than most actions do.", "The intervals of the baseline itself; two independent figures of the same width", TargetField.Goal, TooSmall),
        new("vintage", "Are the boundaries still the same?", "Areas are redrawn. Figures of two vintages do not compare.", "Office for National Statistics, Code History Database", TargetField.Vintage,
            (r, c) => r.Baseline is { Fixed.Vintage: { Length: > 0 } v } && new[] { (Whose: "the target's", Of: r[TargetField.Vintage]), (Whose: "newer data's", Of: c.NewestVintage ?? "") }.Where(o => o.Of.Length > 0 && !AreaCodes.Same(o.Of, v)).ToList() is { Count: > 0 } unlike
                ? ($"{v}|{string.Join('|', unlike.Select(o => o.Of))}", $"The baseline's boundaries are {v}; {string.Join(", ", unlike.Select(o => $"{o.Whose} are {o.Of}"))}.") : null),
        new("vintage-retired", "Will these areas still be there?", "Areas are abolished and put together; a figure of areas that are gone is made no more, and the goal cannot be seen.", "Office for National Statistics, Code History Database", TargetField.Vintage,
            (r, c) => (r.Baseline is { Fixed.Vintage: { Length: > 0 } fixedAs } ? fixedAs : r[TargetField.Vintage]) is { Length: > 0 } vintage && AreaCodes.Retired(vintage) is var (last, after) && (r.Day(TargetField.GoalDay) > last || c.Today > last)
                ? ($"{vintage}|{last:o}", F($"The areas of {vintage} were in force until {last:d MMMM yyyy}: {after}.")) : null),
        new("no-baseline", "How large is the gap now?", "A gap that was not measured first cannot be seen to narrow.", Checkland, TargetField.Baseline, (r, _) => r.Baseline is null ? ("", "No figure is fixed as the baseline.") : null),
        new("index-holds-outcome", "Is the outcome part of the index?", "An index that counts illness and death compares a figure about health in part with itself. Where it was measured the difference was small; leaving health out is the better practice all the same.", "Adams and White (2006), doi:10.1093/pubmed/fdl061; McCartney and others (2023), doi:10.1016/j.puhe.2023.06.028", TargetField.Baseline,
            (r, _) => Aim(r) is not ("mitigate" or "equitable-service") && r.Baseline?.Fixed.RankedBy is { } by && FigureWords.CountsHealth(by) && TargetModel.IsOfHealth(r[TargetField.Kind])
                ? ($"{by}|{r[TargetField.Kind]}", $"Areas are ranked by {by}, which counts health among its domains{(FigureWords.HealthWeight(by) is { } weight ? $" ({weight} of its weight)" : "")}. Look whether the gap stands by the income domain alone.") : null),
        new("lever-does-not-reach", "By which way does this reach what is claimed?", "A lever on care can be worth having for those it serves, and still not narrow a gap in health.", $"{Mackenzie}; {Checkland}", TargetField.Drivers,
            (r, c) => Aim(r) == "narrow-the-gap" && r.Has(TargetField.Kind) && Levers(r) is { Count: > 0 } levers && levers.All(d => !c.Model.Reaches(d, r[TargetField.Kind], throughCare: false))
                ? ($"{r[TargetField.Aim]}|{r[TargetField.Kind]}|{string.Join(' ', levers)}", $"In the model no arrow leads from {Names(levers, c)} to this kind without passing through another. If the aim is to mitigate, or a fair service, say so.") : null),
        new("levels-apart", "How does that mechanism meet that cause?", "A cause in conditions or policy is not undone by a mechanism in the person.", $"{Mackenzie}; {McMahon}", TargetField.MechanismLevel,
            (r, _) => Aim(r) is not ("mitigate" or "equitable-service") && r.Has(TargetField.CauseLevel) && r.Has(TargetField.MechanismLevel) && !r.Terms(TargetField.CauseLevel).Intersect(r.Terms(TargetField.MechanismLevel)).Any()
                ? ($"{r[TargetField.Aim]}|{r[TargetField.CauseLevel]}|{r[TargetField.MechanismLevel]}", $"The cause is said to lie in {Short(r[TargetField.CauseLevel])}; the mechanism works in {Short(r[TargetField.MechanismLevel])}.") : null),
        new("ripples", "How would help for persons become a gradient for a population?", "That one person at a time adds up to a flatter gradient is hoped for more often than shown.", Mackenzie, TargetField.Actions,
            (r, _) => Aim(r) == "narrow-the-gap" && r.Actions.Count > 0 && r.Actions.All(a => a.Level == ActionLevel.Individual) && r.Tail(TargetField.Form) is "gradient" or "between-populations"
                ? ($"{r[TargetField.Form]}|{Parts(r.Actions)}", $"Every action is aimed at persons; the gap is {(r.Tail(TargetField.Form) == "gradient" ? "a gradient" : "between populations")}.") : null),
        new("no-mechanism", "Because of what, by doing what, with what result?", "Most plans name an aim and an action and leave out how one leads to the other.", Checkland, TargetField.Because,
            (r, _) => Missing(r, Theory) is { Count: > 0 } missing ? (string.Join(' ', missing), $"Not said yet: {string.Join(", ", missing.Select(f => f.ShortLabel.ToLowerInvariant()))}.") : null) { FieldsOf = (r, _) => Missing(r, Theory) },
        new("partnership-alone", "What does the partnership do?", "Working together is often named as the mechanism, with thin evidence and no step.", Checkland, TargetField.Steps,
            (r, _) => r.Terms(TargetField.Mechanism).Contains("representation.mechanism.partnership") && r.Lines(TargetField.Steps).Count == 0 ? (r[TargetField.Mechanism], "Partnership is named; no step is.") : null),
        new("no-aim", "In which direction?", "Narrowing a gap and giving decent care to those worst off are both worth having, and want different actions and measures.", Mackenzie, TargetField.Aim, (r, _) => r.Has(TargetField.Aim) ? null : ("", "No aim is chosen.")),
        new("no-action", "What is done?", "An aim without an action is a wish.", Checkland, TargetField.Actions, (r, _) => r.Actions.Count == 0 ? ("", "No action is written.") : null),
        new("uptake-not-said", "Who will take it up?", "Prevention that leaves it to each person was found more likely to widen differences than change further upstream, and seldom does anybody report who took it up.", Lorenc, TargetField.Actions,
            (r, _) => r.Actions.Where(a => a.Uptake == Uptake.NotSaid).ToList() is { Count: > 0 } open ? (Parts(open), F($"Not said for {open.Count} of {r.Actions.Count} actions.")) : null),
        new("uptake-widens", "Would this widen the gap?", "An action that helps those better off more widens the difference, whatever it does on average: an inequality that the intervention makes.", Lorenc, TargetField.Actions,
            (r, _) => Aim(r) == "narrow-the-gap" && r.Actions.Where(a => a.Uptake == Uptake.LessInTheGroup).ToList() is { Count: > 0 } less ? (Parts(less), F($"Expected to be taken up less in the group: {less.Count} of {r.Actions.Count} actions.")) : null),
        new("no-indicator", "How would anyone know?", "A regime of what could realistically follow from action is what policy lacks.", Checkland, TargetField.Indicators,
            (r, _) => r.Indicators.Any(i => i.Kind == IndicatorKind.Outcome) ? null : (F($"{r.Indicators.Count}"), r.Indicators.Count == 0 ? "No indicator is written." : "No indicator is of an outcome.")),
        new("indicator-too-slow", "Can it move by then?", "An indicator that cannot move by its date will say that nothing worked.", Checkland, TargetField.Indicators, TooSlow),
        new("indicator-not-ours", "Who can move it?", "Judged on what one does not control, people look for other numbers.", Alderwick, TargetField.Indicators,
            (r, _) => (r.Indicators.Any(i => i.Kind == IndicatorKind.Outcome) ? IndicatorKind.Outcome : IndicatorKind.Process) is var judged && r.Indicators.Where(i => i.Kind == judged && i.Hands == InHandsOf.Others).ToList() is { Count: > 0 } theirs
                ? (string.Join('|', theirs.Select(Part)), $"{(judged == IndicatorKind.Outcome ? "Of the outcomes" : "No outcome is named; of the processes")} {(r.Indicators.Count(i => i.Kind == judged) == theirs.Count ? "every one" : F($"{theirs.Count} of {r.Indicators.Count(i => i.Kind == judged)}"))} is in the hands of others: {string.Join("; ", theirs.Select(i => $"“{i.Words}”"))}.") : null),
        new("no-goal", "How much, by when?", "An aim is a direction. Without a size and a day nobody can say whether the path is right.", Checkland, TargetField.Goal,
            (r, _) => r.Has(TargetField.Goal) && r.Has(TargetField.GoalDay) ? null : ($"{r[TargetField.Goal]}|{r[TargetField.GoalDay]}", r.Has(TargetField.Goal) ? "There is a number and no day." : r.Has(TargetField.GoalDay) ? "There is a day and no number." : "There is neither a number nor a day.")) { FieldsOf = (r, _) => Missing(r, TargetField.Goal, TargetField.GoalDay) },
        new("beyond-care", "Can care do so much?", "Estimates of the share of inequalities in health that health care can change run from 15 to 45 %.", Checkland, TargetField.Goal, BeyondCare),
        new("many-targets", "Which comes first?", "One group at first, then widen: many targets at once end as none.", Checkland, null,
            (_, c) => c.Others.Count + 1 > ManyTargets ? (string.Join('|', c.Others.Select(t => t.Id.Value.ToString("N"))), F($"There are {c.Others.Count + 1} targets at once.")) : null) { Elsewhere = "Answered beside the question, or on the page Targets.", Page = "/targets" },
        new("pull-apart", "Do these two pull against each other?", "Approaches in tension stand side by side in the same plans.", Checkland, TargetField.Aim, PullApart),
        new("no-root-cause", "Is anything done about root causes?", "A health system does not hold them and can influence them: as employer, buyer, neighbour and witness.", Checkland, TargetField.RootCauses, NoRootCause),
        new("wrong-reason", "Could the gap close for the wrong reason?", "If fewer people are referred, or others are coded, it narrows on paper.", Ours, TargetField.AlsoMoves, (r, _) => r.Has(TargetField.AlsoMoves) ? null : ("", "Nothing is listed that could move the measure too.")),
        new("no-owner", "Who answers for it?", "Strategies without somebody who acts are a known risk of unclear aims.", Alderwick, TargetField.Owner, (r, _) => r.Has(TargetField.Owner) ? null : ("", "No owner is named.")),
        new("no-review", "When will it be looked at again?", "Re-assess regularly, and widen over time.", Checkland, TargetField.Reviews, (r, _) => r.Has(TargetField.Reviews) ? null : ("", "No day of review is set.")),
        new("drifted", "Is it still the same target?", "Aims drift over the stages of a programme, toward what is easier to do and to show.", Mackenzie, null,
            (r, _) => r.Drift.Count > 0 ? (string.Join('|', r.Drift.Select(d => d.Id.Value.ToString("N"))), $"Changed after the baseline: {string.Join(", ", r.Drift.Select(d => (TargetField.Find(d.Field)?.Label ?? d.Field).ToLowerInvariant()).Distinct())}.") : null) { Elsewhere = "Answered beside the question. The board shows what changed, and begins the target that follows.", Page = "/targets/board" },
        new("evidence-gone", "What does it rest on now?", "Evidence that was tied here has been erased or taken away.", Ours, null,
            (_, c) => c.GoneEvidence.Count > 0 ? (string.Join('|', c.GoneEvidence.Select(e => e.Id.Value.ToString("N"))), F($"{c.GoneEvidence.Count} of the things it rested on {(c.GoneEvidence.Count == 1 ? "is" : "are")} not there any more, or closed to you. Tied to: {string.Join(", ", Lost(c).Select(f => f.ShortLabel))}.")) : null) { FieldsOf = (_, c) => Lost(c) },
    ];

    /// <summary>The ids of questions that a record and the targets beside it raise. Of the others newer data, or what became of evidence, have the last word, which their grounds name.</summary>
    internal static IReadOnlySet<string> OfRecord { get; } = All.Select(q => q.Id).Where(id => id is not ("vintage" or "evidence-gone")).ToHashSet(StringComparer.Ordinal);

    /// <summary>The questions a record raises, in order.</summary>
    public static IReadOnlyList<Raised> Of(TargetRecord record, QuestionContext context)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(context);
        return [.. All.Select(q => q.Raise(record, context) is { } raised ? new Raised(q, raised.Ground, raised.Here, q.FieldsOf?.Invoke(record, context) ?? (q.Field is { } field ? [field] : [])) : null).OfType<Raised>()];
    }

    /// <summary>An indicator as a ground holds it: another kind, other hands or other words are another thing to have answered about.</summary>
    private static string Part(TargetIndicator indicator) => $"{indicator.Id.Value:N} {indicator.Kind} {indicator.Hands} {indicator.Words}";

    private static string Parts(IEnumerable<TargetAction> actions) => string.Join('|', actions.Select(a => $"{a.Id.Value:N} {a.Level} {a.Approach} {a.Uptake} {a.Words}"));

    /// <summary>What the rule would do with the target's own area, where it is named.</summary>
    private static string OwnArea(TargetArea a) => a.OwnCore20 is not { } own ? "That is of the rule; the target's own area is not named."
        : a.OwnChosen is false ? F($"It would pass over {a.Own}, this target's own area, where {own:N0} of these people live: number {a.OwnRank} of {a.Areas} by its average.")
        : F($"In {a.Own}, this target's own area, live {own:N0} people of that fifth{(a.OwnChosen is true ? F($", and the rule would choose it, number {a.OwnRank} of {a.Areas} by its average") : "")}; a target for it alone leaves out the others.");

    /// <summary>So many months later; the last day there is where that lies beyond it.</summary>
    private static DateOnly Later(DateOnly from, int months) => months > (9999 - from.Year) * 12 + 12 - from.Month ? DateOnly.MaxValue : from.AddMonths(months);

    private static IReadOnlyList<TargetField> Missing(TargetRecord record, params IEnumerable<TargetField> fields) => [.. fields.Where(f => !record.Has(f))];

    /// <summary>The fields that lost evidence, in the order of the record.</summary>
    private static IReadOnlyList<TargetField> Lost(QuestionContext context) => [.. TargetField.All.Where(f => context.GoneEvidence.Any(e => e.Field == f.Name))];

    private static string Aim(TargetRecord record) => record.Tail(TargetField.Aim);

    private static (string, string)? TooSmall(TargetRecord r, QuestionContext context)
    {
        if (r.Baseline?.Point is not { } point || r.Of(point) is not { } now) return null;
        var (absolute, unit) = (r.GoalOf != "relative", r.GoalOf == "relative" ? "times" : r.Baseline.Fixed.Unit);
        if ((absolute ? now.Error : now.LogError) is not { } error) return null;
        // Two figures as wide as this one must lie so far apart before an interval of 95 % tells them apart.
        var least = 1.959964 * Math.Sqrt(2) * error;
        if (r.Number1(TargetField.Goal) is { } goal)
        {
            if (!absolute && (goal <= 0 || now.Value <= 0)) return null;
            var change = absolute ? Math.Abs(goal - now.Value) : Math.Abs(Math.Log(goal / now.Value));
            return change < least ? (F($"{now.Value}|{error:R}|{goal}"), absolute ? F($"The goal changes the figure by {change:0.##} {unit}; two figures as uncertain as the baseline are told apart from {least:0.##} {unit} on.") : F($"The goal changes the ratio {Math.Exp(change):0.###}-fold; two as uncertain as the baseline are told apart from {Math.Exp(least):0.###}-fold on.")) : null;
        }
        var none = absolute ? 0 : 1;
        return r.GoalOf != "group" && now.Lower <= none && now.Upper >= none ? (F($"{now.Value}|{error:R}"), F($"The baseline's own interval, {now.Lower:0.##} to {now.Upper:0.##}, does not tell the gap from none.")) : null;
    }

    private static (string, string)? TooSlow(TargetRecord r, QuestionContext context)
    {
        if (r.Day(TargetField.GoalDay) is not { } by) return null;
        var judged = r.Indicators.Where(i => i.Kind != IndicatorKind.Balancing).ToList();
        var (said, grounds) = (new List<string>(), new List<string>());
        if ((r.Day(TargetField.Begins) ?? r.Baseline?.Ends) is { } from && judged.Where(i => i.Months is { } months && Later(from, months) > by).ToList() is { Count: > 0 } slow)
        {
            grounds.Add(F($"{from:o}|{by:o}|{string.Join('|', slow.Select(i => $"{i.Months} {Part(i)}"))}"));
            said.Add(F($"{string.Join("; ", slow.Select(i => F($"“{i.Words}” takes {i.Months} {(i.Months == 1 ? "month" : "months")} to move")))}. From {from:d MMMM yyyy} to {by:d MMMM yyyy} there are {((by.Year - from.Year) * 12) + by.Month - from.Month}."));
        }
        if (judged.Where(i => i.Months is null).ToList() is { Count: > 0 } unsaid)
        {
            grounds.Add($"not said: {string.Join('|', unsaid.Select(Part))}");
            said.Add($"Not said when it can move: {Quoted(unsaid.Select(i => i.Words))}.");
        }
        return said.Count == 0 ? null : (string.Join('|', grounds), string.Join(" ", said));
    }

    private static (string, string)? BeyondCare(TargetRecord r, QuestionContext context)
    {
        if (Aim(r) != "narrow-the-gap" || !TargetModel.IsOfHealth(r[TargetField.Kind]) || r.GoalOf == "group" || r.Number1(TargetField.Goal) is not { } goal || r.Baseline?.Point is not { } point || r.Of(point) is not { } now) return null;
        var (gap, left) = r.GoalOf == "relative" ? (Math.Abs(now.Value - 1), Math.Abs(goal - 1)) : (Math.Abs(now.Value), Math.Abs(goal));
        return gap > 0 && (gap - left) / gap is var share && share > MostAmenable ? (F($"{now.Value}|{goal}"), F($"From {now.Value:0.##} to {goal:0.##} the gap would close by {100 * share:0} %.")) : null;
    }

    private static (string, string)? PullApart(TargetRecord r, QuestionContext context)
    {
        var pulling = context.Others.SelectMany(other => Against(r, other)).ToList();
        return pulling.Count == 0 ? null : (string.Join('|', pulling.Select(p => p.Ground)), string.Join(" ", pulling.Select(p => p.Here)));
    }

    private static IEnumerable<(string Ground, string Here)> Against(TargetRecord r, TargetRecord other)
    {
        // The same measure, wanted to go up by one and down by the other.
        if (r.Baseline is { Point: { } mine } && other.Baseline is { Point: { } theirs } && SameFigure(r.Baseline.Fixed, other.Baseline.Fixed) && r.GoalOf == other.GoalOf
            && r.Number1(TargetField.Goal) is { } goal && other.Number1(TargetField.Goal) is { } wanted && r.Of(mine) is { } now && other.Of(theirs) is { } then && (goal - now.Value) * (wanted - then.Value) < 0)
            yield return (F($"{other.Id.Value:N} {goal} {wanted}"), $"{Called(other)} wants the same figure to move the other way.");
        if (!r.Has(TargetField.Kind) || r[TargetField.Kind] != other[TargetField.Kind] || !r.Has(TargetField.Place) || !SamePlace(r[TargetField.Place], other[TargetField.Place])) yield break;
        // One is to narrow the gap; the other does what the group takes up less.
        foreach (var (narrowing, widening) in new[] { (r, other), (other, r) })
            if (Aim(narrowing) == "narrow-the-gap" && widening.Actions.Where(a => a.Uptake == Uptake.LessInTheGroup).ToList() is { Count: > 0 } less)
                yield return ($"{other.Id.Value:N} {Parts(less)}", ReferenceEquals(narrowing, r) ? $"{Called(other)}, of the same kind and area, does what is taken up less in the group: {Quoted(less.Select(a => a.Words))}." : $"{Called(other)} is to narrow the gap in the same kind and area, and this one does what is taken up less in the group: {Quoted(less.Select(a => a.Words))}.");
    }

    /// <summary>Of figures without a place only those of one file are of the same.</summary>
    private static bool SameFigure(TargetBaseline one, TargetBaseline other) => one.What == other.What && one.People == other.People && (one.Place.Length > 0 ? SamePlace(one.Place, other.Place) : other.Place.Length == 0 && one.Sha256 == other.Sha256);

    private static bool SamePlace(string one, string other) => string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string Called(TargetRecord target) => F($"Target {target.Number} (“{target.Title}”)");

    private static string Quoted(IEnumerable<string> words) => string.Join("; ", words.Select(w => $"“{w}”"));

    /// <summary>What is acted on, where the actions say it; else the drivers chosen.</summary>
    private static IReadOnlyList<string> Levers(TargetRecord r) => r.Actions.Select(a => a.Driver).Where(d => d.Length > 0).Distinct().ToList() is { Count: > 0 } acted ? acted : r.Terms(TargetField.Drivers);

    private static (string, string)? NoRootCause(TargetRecord r, QuestionContext c)
    {
        // Chosen, or acted on.
        var drivers = r.Terms(TargetField.Drivers).Concat(r.Actions.Select(a => a.Driver)).Where(d => d.Length > 0).Distinct().ToList();
        if (r.Has(TargetField.RootCauses) || drivers.Any(d => c.Model.Find(d)?.Reach == BoxReach.Influence)) return null;
        return (string.Join(' ', drivers), $"No root cause is written down, and no driver that is chosen or acted on is of the reach that counts for one: “{TargetWords.Of(BoxReach.Influence)}”. Is that a choice you would defend to those concerned?");
    }

    private static string Names(IReadOnlyList<string> boxes, QuestionContext c) => string.Join(", ", boxes.Select(d => c.Model.Find(d)?.Name.ToLowerInvariant() ?? d));

    private static string Short(string terms) => string.Join(" and ", terms.Split(' ').Select(t => t[(t.LastIndexOf('.') + 1)..].Replace('-', ' ')));

    private static string F(FormattableString text) => text.ToString(CultureInfo.GetCultureInfo("en-GB"));
}
