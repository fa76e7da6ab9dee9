using System.Globalization;
using Throughline.Framing.Frameworks;
using Throughline.Targeting.Modelling;
using Throughline.Targeting.Targets;

namespace Throughline.Targeting.Plans;

/// <summary>Choices and values as people read them.</summary>
public static class TargetWords
{
    public static string Of(ActionLevel level) => level switch { ActionLevel.Individual => "individual", ActionLevel.Community => "community", ActionLevel.LivingAndWorkingConditions => "living and working conditions", _ => "policy" };

    public static string Of(ActionApproach approach) => approach switch { ActionApproach.Targeted => "targeted", ActionApproach.Universal => "universal", _ => "proportionate to need" };

    public static string Of(Uptake uptake) => uptake switch { Uptake.NotSaid => "not said", Uptake.MoreInTheGroup => "more in the group", Uptake.Alike => "alike", _ => "less in the group" };

    public static string Of(IndicatorKind kind) => kind switch { IndicatorKind.Outcome => "outcome", IndicatorKind.Process => "process", _ => "balancing" };

    public static string Of(InHandsOf hands) => hands switch { InHandsOf.Ours => "ours", InHandsOf.Partner => "a partner", _ => "others" };

    public static string Of(Readiness state) => state switch { Readiness.NotSaid => "not said", Readiness.InPlace => "in place", Readiness.Partly => "partly", _ => "missing" };

    public static string Of(BoxReach reach) => reach switch { BoxReach.Ours => "ours", BoxReach.Influence => "we can influence it", BoxReach.Partner => "a partner’s", BoxReach.National => "national", BoxReach.Outside => "beyond us all", _ => "" };

    public static string Of(TargetStep step) => step switch
    {
        TargetStep.Kind => "Kind of inequality",
        TargetStep.Comparison => "Comparison and people",
        TargetStep.Area => "Area",
        TargetStep.Gap => "The gap now",
        TargetStep.Drivers => "Drivers within reach",
        TargetStep.Mechanism => "Aim, mechanism and action",
        TargetStep.Indicator => "Indicator and goal",
        _ => "Owner, review and widening",
    };

    /// <summary>A field's value: names of terms in place of ids, days in words, lines joined.</summary>
    public static string Value(TargetField field, string value, ListFrameworks.Shelf shelf, TargetModel model)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(shelf);
        ArgumentNullException.ThrowIfNull(model);
        if (value.Length == 0) return "";
        return field.Shape switch
        {
            FieldShape.Term or FieldShape.Terms => string.Join(", ", value.Split(' ').Select(t => shelf.FindTerm(t)?.Term.Name ?? model.Find(t)?.Name ?? t)),
            FieldShape.Lines => string.Join("; ", value.Split('\n')),
            FieldShape.Day or FieldShape.Days => string.Join("; ", value.Split('\n').Select(d => TargetField.Day(d)?.ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB")) ?? d)),
            FieldShape.Choice => field.Choices.FirstOrDefault(c => c.Id == value).Label ?? value,
            _ => value,
        };
    }
}
