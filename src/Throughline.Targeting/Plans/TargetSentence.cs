using System.Globalization;
using Throughline.Framing.Frameworks;
using Throughline.Targeting.Modelling;
using Throughline.Targeting.Targets;

namespace Throughline.Targeting.Plans;

/// <summary>A stretch of the sentence about a target.</summary>
/// <param name="IsBlank">Not said yet: the words name what belongs here.</param>
/// <param name="IsSaid">Said by the record, and so to be set apart from the frame.</param>
public sealed record SentencePart(string Text, bool IsSaid = false, bool IsBlank = false);

/// <summary>A target in one sentence, with blanks for what is not said.</summary>
public static class TargetSentence
{
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    /// <param name="model">The project's model, for the name of a kind of its own; null: such a kind is told without its name.</param>
    public static IReadOnlyList<SentencePart> Of(TargetRecord record, ListFrameworks.Shelf shelf, TargetModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(shelf);
        var parts = new List<SentencePart>();
        void Frame(string text) => parts.Add(new(text));
        void Say(string text, string blank) => parts.Add(text.Length > 0 ? new(text, IsSaid: true) : new(blank, IsBlank: true));
        string Named(TargetField field) => string.Join(", ", record.Terms(field).Select(t => Lower(shelf.FindTerm(t)?.Term.Name ?? model?.Find(t)?.Name ?? (t.StartsWith("own.", StringComparison.Ordinal) ? "a kind of the project's own" : t))));
        var kind = Named(TargetField.Kind);
        var people = record.Has(TargetField.People) ? record[TargetField.People] : Named(TargetField.Group);
        switch (record.Tail(TargetField.Aim))
        {
            case "mitigate":
                Frame("Make ");
                Say(kind, "a kind of inequality");
                Frame(" better for ");
                Say(people, "a group");
                break;
            case "equitable-service":
                Frame("Give ");
                Say(people, "a group");
                Frame(" a fair service, to be seen in ");
                Say(kind, "a kind of inequality");
                break;
            case "root-causes":
                Frame("Change what produces the difference in ");
                Between();
                break;
            case "narrow-the-gap":
                Frame("Narrow the gap in ");
                Between();
                break;
            default:
                Say("", "An aim");
                Frame(" for the difference in ");
                Between();
                break;
        }
        Frame(" in ");
        Say(record[TargetField.Place], "an area");
        Frame(", from ");
        Say(Now(record) ?? "", "a baseline");
        Frame(" to ");
        Say(record.Number1(TargetField.Goal) is { } goal ? With(record, goal) : "", "a goal");
        Frame(" by ");
        Say(record.Day(TargetField.GoalDay)?.ToString("d MMMM yyyy", British) ?? "", "a date");
        Frame(". To that end: ");
        Say(record.Actions.Count > 0 ? string.Join("; ", record.Actions.Select(a => Lower(a.Words.TrimEnd('.')))) : Lower(record[TargetField.IfWe].TrimEnd('.')), "an action");
        Frame(".");
        return parts;

        void Between()
        {
            Say(kind, "a kind of inequality");
            Frame(" between ");
            Say(people, "a group");
            Frame(" and ");
            Say(Named(TargetField.Comparator), "a comparator");
        }
    }

    /// <summary>The sentence as plain text, blanks in brackets.</summary>
    public static string Text(TargetRecord record, ListFrameworks.Shelf shelf, TargetModel? model = null) => string.Concat(Of(record, shelf, model).Select(p => p.IsBlank ? $"[{p.Text}]" : p.Text));

    /// <summary>The baseline's number that the goal is for, with its unit; null where there is none.</summary>
    public static string? Now(TargetRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Baseline?.Point is { } point && record.Of(point) is { } value ? With(record, value.Value) : null;
    }

    public static string With(TargetRecord record, double value)
    {
        ArgumentNullException.ThrowIfNull(record);
        var number = value.ToString("#,0.##", British);
        return record.GoalOf == "relative" ? $"{number} times" : record.Baseline?.Fixed.Unit is not { Length: > 0 } unit ? number : unit == "%" ? record.GoalOf == "group" ? $"{number}%" : $"{number} percentage points" : $"{number} {unit}";
    }

    /// <summary>As it stands within a sentence: a first capital goes, an abbreviation keeps its own.</summary>
    public static string Lower(string words) => words.Length > 1 && char.IsUpper(words[0]) && !char.IsUpper(words[1]) ? char.ToLowerInvariant(words[0]) + words[1..] : words;
}
