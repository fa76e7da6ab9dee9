using System.Globalization;
using System.Text.Json;

namespace Throughline.Targeting.Targets;

/// <summary>One group of a baseline.</summary>
public sealed record BaselineGroup(string Label, double Population, double Value, double? Lower, double? Upper, double? Count);

/// <summary>A number with its 95 % interval, where there is one.</summary>
public sealed record Measured(double Value, double? Lower, double? Upper)
{
    /// <summary>Half the interval's width over 1.96; null where there is no interval.</summary>
    public double? Error => Lower is { } low && Upper is { } high ? (high - low) / (2 * 1.959964) : null;

    /// <summary>The same on the logarithm, for ratios.</summary>
    public double? LogError => Lower is > 0 and { } low && Upper is > 0 and { } high ? (Math.Log(high) - Math.Log(low)) / (2 * 1.959964) : null;
}

/// <summary>What a figure says at one period.</summary>
/// <param name="InGroup">The value in the group that did worse at the baseline.</param>
public sealed record BaselinePoint(string Period, double Level, Measured? Absolute, Measured? Relative, Measured? InGroup);

/// <summary>The numbers of a baseline.</summary>
/// <param name="WorseIsLast">Whether the last group did worse when it was fixed, by the slope over all groups; null where that was not looked at, and the first is meant by "the group".</param>
public sealed record BaselineValues(IReadOnlyList<BaselineGroup> Groups, IReadOnlyList<BaselinePoint> Series, bool? WorseIsLast = null)
{
    public static BaselineValues Read(string json) => JsonSerializer.Deserialize<BaselineValues>(json, Json) ?? new([], []);

    public string Write() => JsonSerializer.Serialize(this, Json);

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
}

/// <summary>A baseline with its numbers read.</summary>
public sealed record BaselineRecord(TargetBaseline Fixed, BaselineValues Values)
{
    /// <summary>The numbers at the baseline's own period; null where the copy lacks them.</summary>
    public BaselinePoint? Point => Values.Series.FirstOrDefault(p => p.Period == Fixed.Period);

    /// <summary>The day its period ends; null where its words do not say.</summary>
    public DateOnly? Ends => PeriodEnd.Of(Fixed.Period);

    /// <summary>Whether the groups are of areas by deprivation, as their words or the index say; other groups (incomes, schooling) have no such names.</summary>
    public bool IsByDeprivation => Fixed.RankedBy.Length > 0 || Equity.FigureWords.SayDeprivation(Fixed.Grouping) || Values.Groups.Any(g => Equity.FigureWords.SayDeprivation(g.Label));

    /// <summary>The first group in words: "the most deprived group", or by its label.</summary>
    public string FirstGroup => IsByDeprivation ? "the most deprived group" : Values.Groups.Count > 0 ? $"the group “{Values.Groups[0].Label}”" : "the first group";

    /// <summary>The last group in words.</summary>
    public string LastGroup => IsByDeprivation ? "the least deprived group" : Values.Groups.Count > 0 ? $"the group “{Values.Groups[^1].Label}”" : "the last group";

    /// <summary>The group that did worse when it was fixed, in words: the one that a goal for "the group" is about.</summary>
    public string WorseGroup => Values.WorseIsLast == true ? LastGroup : FirstGroup;

    /// <summary>That group, and that it did worse, where that is known.</summary>
    public string InWorseGroup => $"In {WorseGroup}{(Values.WorseIsLast is null ? "" : ", which did worse")}";
}

/// <summary>Evidence with what it is now.</summary>
/// <param name="Label">Its own words or name; null when it is gone or closed to the reader.</param>
public sealed record EvidenceRow(EvidenceId Id, string Field, NodeRef Node, string What, string? Label, string? Address, bool IsQuoted, string Note, DateTime At);

/// <summary>A target with all that is said of it, as questions and monitoring read it. It is made alike from a project and from a csv.</summary>
/// <param name="Fields">By field name; what is not written is absent.</param>
public sealed record TargetRecord(
    TargetId Id, int Number, string Title, IReadOnlyDictionary<string, string> Fields, IReadOnlyList<TargetAction> Actions, IReadOnlyList<TargetIndicator> Indicators, BaselineRecord? Baseline, TargetArea? Area,
    IReadOnlyList<TargetDrift> Drift, TargetId? Follows = null)
{
    /// <summary>The field's value; empty where it is not written.</summary>
    public string this[TargetField field]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(field);
            return Fields.GetValueOrDefault(field.Name, "");
        }
    }

    public bool Has(TargetField field) => this[field].Length > 0;

    public IReadOnlyList<string> Terms(TargetField field) => this[field].Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<string> Lines(TargetField field) => this[field].Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public double? Number1(TargetField field) => double.TryParse(this[field], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public DateOnly? Day(TargetField field) => TargetField.Day(this[field]);

    public IReadOnlyList<DateOnly> Days(TargetField field) => [.. Lines(field).Select(TargetField.Day).OfType<DateOnly>()];

    /// <summary>The last part of a term's id: "narrow-the-gap" of "aims.narrow-the-gap".</summary>
    public string Tail(TargetField field) => this[field] is { Length: > 0 } id ? id[(id.LastIndexOf('.') + 1)..] : "";

    /// <summary>Which number of the figure the goal is for; the absolute gap where nobody has said, and the group's own value where the aim is to mitigate.</summary>
    public string GoalOf => GoalOfWhere(this[TargetField.GoalOf], this[TargetField.Aim]);

    /// <param name="said">The field's value; empty where it is not written.</param>
    /// <param name="aim">The aim's term.</param>
    internal static string GoalOfWhere(string said, string aim) => said.Length > 0 ? said : aim[(aim.LastIndexOf('.') + 1)..] is "mitigate" or "equitable-service" ? "group" : "absolute";

    public Measured? Of(BaselinePoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return GoalOf switch { "relative" => point.Relative, "group" => point.InGroup, _ => point.Absolute };
    }
}
