using System.Globalization;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;

namespace Throughline.Targeting.Targets;

/// <summary>The stations of making a target, in their order.</summary>
public enum TargetStep { Kind, Comparison, Area, Gap, Drivers, Mechanism, Indicator, Review }

/// <summary>What a field takes.</summary>
public enum FieldShape
{
    /// <summary>One term of a vocabulary, by its id.</summary>
    Term,
    /// <summary>Several terms, by their ids with blanks between.</summary>
    Terms,
    /// <summary>Words on one line or more.</summary>
    Text,
    /// <summary>One thing a line.</summary>
    Lines,
    /// <summary>A finite number, with a point.</summary>
    Number,
    /// <summary>A day, yyyy-MM-dd.</summary>
    Day,
    /// <summary>Days, one a line, earliest first.</summary>
    Days,
    /// <summary>One of a fixed few.</summary>
    Choice,
    /// <summary>Not typed: the figure, the actions or the indicators. Evidence may rest on it.</summary>
    Part,
}

public sealed record TargetInvalid(string Message) : Error(Message);

public sealed record TargetMissing(string Message) : Missing(Message);

/// <summary>One field of a target. The list is closed; the terms are not.</summary>
/// <remarks>The order is that in which Checkland and colleagues (2025), doi 10.1177/13558196251334571, would have a board use their model; aim after Mackenzie and
/// colleagues (2020), doi 10.1016/j.socscimed.2020.113047; label after McMahon (2022), doi 10.1057/s41285-022-00176-6; which gap after Alderwick and colleagues (2024), doi 10.1136/bmjopen-2023-081954.</remarks>
public sealed class TargetField
{
    /// <summary>The longest value, in characters.</summary>
    public const int MostText = 2000;

    /// <summary>The largest number a field takes, either way.</summary>
    public const double MostNumber = 1e12;

    private TargetField(string name, TargetStep step, FieldShape shape, string label, string help, RepresentationField? reads = null, bool watched = false, params (string Id, string Label)[] choices) =>
        (Name, Step, Shape, Label, Help, Reads, IsWatched, Choices) = (name, step, shape, label, help, reads, watched, choices);

    /// <summary>In camelCase: the name in JSON, in a csv and in the store.</summary>
    public string Name { get; }
    public TargetStep Step { get; }
    public FieldShape Shape { get; }
    /// <summary>The name on a page.</summary>
    public string Label { get; }
    /// <summary>The name within a sentence or a table, without how it is to be typed.</summary>
    public string ShortLabel => Label.Trim('…', ' ').Replace(", one a line", "", StringComparison.Ordinal);
    /// <summary>What it asks and why, for whoever fills it in.</summary>
    public string Help { get; }
    /// <summary>The field of a representation that says the same; its vocabulary is the field's. Null where there is none.</summary>
    public RepresentationField? Reads { get; }
    /// <summary>Whether a change after the baseline is drift.</summary>
    public bool IsWatched { get; }
    public IReadOnlyList<(string Id, string Label)> Choices { get; }

    public static readonly TargetField Kind = new("kind", TargetStep.Kind, FieldShape.Term, "Kind of inequality", "Which difference is meant. Different kinds find different people worst off. Social determinants are a cause, not a kind.", RepresentationField.Kind, true);
    public static readonly TargetField Form = new("form", TargetStep.Kind, FieldShape.Term, "Form", "Between populations, between groups within one, or along the whole gradient.", RepresentationField.Form, true);
    public static readonly TargetField Group = new("group", TargetStep.Comparison, FieldShape.Term, "Group", "Who does worse. One group at first: the others wait, with a date.", RepresentationField.Group, true);
    public static readonly TargetField People = new("people", TargetStep.Comparison, FieldShape.Text, "The people, in your words", "As the sentence above should name them, people first: “people living in …”.");
    public static readonly TargetField LabelUsed = new("label", TargetStep.Comparison, FieldShape.Terms, "Label used for them", "What the papers of your system call these people. Some labels place the problem in the person.", RepresentationField.LabelUsed);
    public static readonly TargetField Comparator = new("comparator", TargetStep.Comparison, FieldShape.Term, "Compared with whom", "The other side. Without it nobody can say whether a gap narrowed.", RepresentationField.Comparator, true);
    public static readonly TargetField Geography = new("geography", TargetStep.Area, FieldShape.Term, "Size of the area", "How large the area is that the action covers. The right size depends on the action.", RepresentationField.Geography, true);
    public static readonly TargetField Place = new("place", TargetStep.Area, FieldShape.Text, "The area", "Its name.", null, true);
    public static readonly TargetField Level = new("geographyLevel", TargetStep.Area, FieldShape.Term, "Which gap", "Within places, between them, or between the system and the nation.", RepresentationField.GeographyLevel, true);
    public static readonly TargetField Vintage = new("vintage", TargetStep.Area, FieldShape.Text, "Boundaries of", "The vintage of the boundaries, as the data name it: “LSOA 2021”. Areas are redrawn, and figures of two vintages do not compare.", null, true);
    public static readonly TargetField Baseline = new("baseline", TargetStep.Gap, FieldShape.Part, "Baseline", "The gap now, with its data, period and index, fixed so that nobody can move it later.");
    public static readonly TargetField Drivers = new("drivers", TargetStep.Drivers, FieldShape.Terms, "Drivers", "What acts on this kind of inequality and can and should be acted on from here.", RepresentationField.Cause);
    public static readonly TargetField CauseLevel = new("causeLevel", TargetStep.Drivers, FieldShape.Terms, "Level of the cause", "Where the cause lies.", RepresentationField.CauseLevel);
    public static readonly TargetField Aim = new("aim", TargetStep.Mechanism, FieldShape.Term, "Aim", "The direction. Narrowing a gap and giving decent care to those worst off are both worth having, and are not the same.", RepresentationField.Aim, true);
    public static readonly TargetField Because = new("because", TargetStep.Mechanism, FieldShape.Text, "Because …", "Why the difference is there.");
    public static readonly TargetField IfWe = new("ifWe", TargetStep.Mechanism, FieldShape.Text, "… if we …", "What is done.");
    public static readonly TargetField Then = new("then", TargetStep.Mechanism, FieldShape.Text, "… then …", "What follows, for whom.");
    public static readonly TargetField Steps = new("steps", TargetStep.Mechanism, FieldShape.Lines, "Step by step, one a line", "How one leads to the other. “We work together” is no step.");
    public static readonly TargetField Mechanism = new("mechanism", TargetStep.Mechanism, FieldShape.Terms, "Mechanism", "What kind of mechanism that is.", RepresentationField.Mechanism);
    public static readonly TargetField MechanismLevel = new("mechanismLevel", TargetStep.Mechanism, FieldShape.Terms, "Level of the mechanism", "Where it works.", RepresentationField.MechanismLevel);
    public static readonly TargetField RootCauses = new("rootCauses", TargetStep.Mechanism, FieldShape.Lines, "Root causes influenced, one a line", "What is said, given in evidence or decided beyond care. A health system can influence root causes, and does not hold them.");
    public static readonly TargetField Actions = new("actions", TargetStep.Mechanism, FieldShape.Part, "Actions", "What is done, at which level, for whom, and who is expected to take it up.");
    public static readonly TargetField Indicators = new("indicators", TargetStep.Indicator, FieldShape.Part, "Indicators", "Outcome: what should differ. Process: what must happen first. Balancing: what must not get worse.");
    public static readonly TargetField GoalOf = new("goalOf", TargetStep.Indicator, FieldShape.Choice, "The goal is for", "Which of the figure’s numbers is to reach the goal.", null, true, ("absolute", "the absolute gap (slope index)"), ("relative", "the relative gap (relative index)"), ("group", "the value in the group that did worse at the baseline"));
    public static readonly TargetField Goal = new("goal", TargetStep.Indicator, FieldShape.Number, "Goal", "The number to reach, in the unit of the baseline. An aim is a direction; a goal is a size.", RepresentationField.Target, true);
    public static readonly TargetField GoalDay = new("goalDate", TargetStep.Indicator, FieldShape.Day, "By", "The day by which the data should show it.", RepresentationField.Date, true);
    public static readonly TargetField Begins = new("begins", TargetStep.Indicator, FieldShape.Day, "Action begins", "From when an effect could be expected at all.", null, true);
    public static readonly TargetField AlsoMoves = new("alsoMoves", TargetStep.Indicator, FieldShape.Lines, "What else could move the measure, one a line", "Fewer referrals, other coding, people moving in or out, a national programme.");
    public static readonly TargetField Owner = new("owner", TargetStep.Review, FieldShape.Text, "Owner", "One person or post that answers for it.", null, true);
    public static readonly TargetField Partners = new("partners", TargetStep.Review, FieldShape.Lines, "Partners and what each does, one a line", "A name without a task is no partner: “Northquay council: opens the hall in the evening”.");
    public static readonly TargetField WhoActs = new("whoActs", TargetStep.Review, FieldShape.Terms, "Who acts", "In whose hands it is.", RepresentationField.WhoActs);
    public static readonly TargetField Money = new("money", TargetStep.Review, FieldShape.Text, "Money", "How much, from where, until when.", RepresentationField.Money);
    public static readonly TargetField Mandate = new("mandate", TargetStep.Review, FieldShape.Text, "The mandate it answers", "Which duty or guidance. Tie the statement itself below, so that it can be seen what became of it.");
    public static readonly TargetField Reviews = new("reviewDates", TargetStep.Review, FieldShape.Days, "Review days, one a line", "yyyy-mm-dd. On each, see what was learned; widen to the next group when this one is on its way.");
    public static readonly TargetField LeftSilent = new("leftSilent", TargetStep.Review, FieldShape.Text, "Left silent", "What this target does not act on, and whether that is a choice you would defend.", RepresentationField.LeftSilent);

    /// <summary>Every field, in the order in which it is met.</summary>
    public static IReadOnlyList<TargetField> All { get; } =
    [
        Kind, Form, Group, People, LabelUsed, Comparator, Geography, Place, Level, Vintage, Baseline, Drivers, CauseLevel, Aim, Because, IfWe, Then, Steps, Mechanism, MechanismLevel, RootCauses, Actions,
        Indicators, GoalOf, Goal, GoalDay, Begins, AlsoMoves, Owner, Partners, WhoActs, Money, Mandate, Reviews, LeftSilent,
    ];

    /// <summary>The field of that name, or null. Names are exact.</summary>
    public static TargetField? Find(string name) => All.FirstOrDefault(field => field.Name == name);

    /// <summary>A value as it is stored, or why it cannot be.</summary>
    /// <param name="shelf">The project's frameworks.</param>
    /// <param name="ownBoxes">Ids of boxes the project added to the model: for the kind those of inequalities.</param>
    /// <param name="held">What the field holds now: a retired term that is there already may stay.</param>
    public Result<string> Check(string? value, ListFrameworks.Shelf shelf, IReadOnlyCollection<string> ownBoxes, string held = "")
    {
        ArgumentNullException.ThrowIfNull(shelf);
        ArgumentNullException.ThrowIfNull(ownBoxes);
        ArgumentNullException.ThrowIfNull(held);
        var text = (value ?? "").Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
        if (Typed.Check(Label, text, MostText) is { } unfit) return unfit;
        if (text.Length == 0) return Shape == FieldShape.Part ? new TargetInvalid($"{Label} is not typed in. It has its own form.") : "";
        switch (Shape)
        {
            case FieldShape.Part: return new TargetInvalid($"{Label} is not typed in. It has its own form.");
            case FieldShape.Text: return text;
            case FieldShape.Lines: return string.Join('\n', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            case FieldShape.Number:
                return !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number) ? new TargetInvalid($"{Label}: \"{text}\" is no number. Write it with a point and without a unit: 12.5.")
                    : Math.Abs(number) > MostNumber ? new TargetInvalid($"{Label}: {text} is beyond anything measured; at most {MostNumber:0} either way.") : number.ToString(CultureInfo.InvariantCulture);
            case FieldShape.Day:
                return Day(text) is { } day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : new TargetInvalid($"{Label}: \"{text}\" is no day. Write it as 2027-03-31.");
            case FieldShape.Days:
                var days = new List<DateOnly>();
                foreach (var one in text.Split(['\n', ' ', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                {
                    if (Day(one) is not { } on) return new TargetInvalid($"{Label}: \"{one}\" is no day. Write each as 2027-03-31, one a line.");
                    days.Add(on);
                }
                return string.Join('\n', days.Distinct().Order().Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
            case FieldShape.Choice:
                return Choices.FirstOrDefault(c => c.Id == text).Id ?? (Result<string>)new TargetInvalid($"{Label}: \"{text}\" is none of {string.Join(", ", Choices.Select(c => c.Id))}.");
        }
        var terms = text.Split((char[])[' ', '\n', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        if (Shape == FieldShape.Term && terms.Count > 1) return new TargetInvalid($"{Label} takes one term; {terms.Count} are given. Choose one: a target has one kind, one group, one comparison. Begin another target for the rest.");
        var vocabulary = Reads!.Vocabulary;
        if (shelf.Find(vocabulary.Framework) is not { } framework) return new Missing($"The framework \"{vocabulary.Framework}\" that {Label} takes its terms from is not in this project.");
        var known = vocabulary.TermsOf(framework);
        var before = held.Split(' ');
        foreach (var term in terms)
        {
            if (TakesOwn && ownBoxes.Contains(term)) continue;
            if (known.FirstOrDefault(t => t.Id == term) is not { } found) return new TargetInvalid($"{Label}: \"{term}\" is none of its terms. Choose one from its list.");
            if (Vocabulary.IsRetired(found) && !before.Contains(term)) return new TargetInvalid($"{Label}: \"{found.Name}\" has been retired. Choose another.");
        }
        return string.Join(' ', known.Select(t => t.Id).Where(terms.Contains).Concat(terms.Where(t => TakesOwn && ownBoxes.Contains(t))));
    }

    /// <summary>A day written yyyy-MM-dd; null where it is none.</summary>
    public static DateOnly? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>Whether boxes of the project's own model stand beside the vocabulary's terms.</summary>
    internal bool TakesOwn => this == Drivers || this == Kind;

    /// <summary>The ids of those boxes of the model that the field takes.</summary>
    internal IReadOnlyCollection<string> OwnOf(Modelling.TargetModel model) => !TakesOwn ? [] : this == Kind ? [.. model.OwnKinds.Select(b => b.Id)] : [.. model.Boxes.Where(b => b.IsOwn).Select(b => b.Id)];

    public override string ToString() => Name;
}
