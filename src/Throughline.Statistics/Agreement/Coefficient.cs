using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Throughline.Statistics.Agreement;

/// <summary>Why a coefficient has no value.</summary>
public enum UndefinedReason
{
    /// <summary>There are no units at all.</summary>
    NoUnits,
    /// <summary>No unit was judged by two or more analysts, so nothing can be compared.</summary>
    NoPairs,
    /// <summary>Every comparable value is the same, so agreement expected by chance is complete and nothing can be learned beyond it.</summary>
    NoVariation,
    /// <summary>The coefficient is for exactly two analysts.</summary>
    NotTwoAnalysts,
    /// <summary>There are fewer than two analysts.</summary>
    FewerThanTwoAnalysts,
    /// <summary>Analysts judged unlike numbers of values per unit, which the coefficient does not allow.</summary>
    UnequalRatings,
    /// <summary>Who gave which value is not known, and the coefficient needs it.</summary>
    AnalystsNotKnown,
    /// <summary>One unit was compared, so how far the figure would move with other units cannot be told: of intervals alone.</summary>
    OneUnit,
    /// <summary>Every draw of the units gives the same figure, so the interval would be a point: of intervals alone.</summary>
    DrawsAlike,
}

/// <summary>No value, and why: what the page says in place of a number.</summary>
public sealed record Undefined(UndefinedReason Reason, string Message) : Error(Message)
{
    internal static Undefined Because(UndefinedReason reason) => new(reason, reason switch
    {
        UndefinedReason.NoUnits => "There is nothing to compare: no units.",
        UndefinedReason.NoPairs => "There is nothing to compare: no unit has values by two analysts.",
        UndefinedReason.NoVariation => "Every value compared is the same, so agreement beyond chance cannot be told from chance.",
        UndefinedReason.NotTwoAnalysts => "This coefficient compares exactly two analysts.",
        UndefinedReason.FewerThanTwoAnalysts => "Agreement needs two analysts or more.",
        UndefinedReason.UnequalRatings => "This coefficient needs the same number of values for every unit; Krippendorff's alpha allows missing ones.",
        UndefinedReason.OneUnit => "Only one unit was compared, and how far the figure would move with other units cannot be told from one.",
        UndefinedReason.DrawsAlike => "Drawing the units again gives the same figure every time. That does not make it certain: there are too few units that differ.",
        UndefinedReason.AnalystsNotKnown => "This coefficient needs to know which analyst gave which value; only counts are known.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    });
}

/// <summary>A coefficient's value, or why it has none. Never NaN.</summary>
public readonly record struct Coefficient
{
    private readonly double _value;

    private Coefficient(double value, Undefined? why) => (_value, WhyUndefined) = (value, why);

    /// <summary>A defined value.</summary>
    /// <exception cref="ArgumentException">The value is NaN or infinite.</exception>
    public static Coefficient Of(double value) =>
        double.IsFinite(value) ? new(value, null) : throw new ArgumentException($"A coefficient is a finite number, not {value}.", nameof(value));

    /// <summary>No value, for a reason.</summary>
    public static Coefficient None(UndefinedReason reason) => new(0, Undefined.Because(reason));

    /// <summary>True when there is a value.</summary>
    [MemberNotNullWhen(false, nameof(WhyUndefined))]
    public bool IsDefined => WhyUndefined is null;

    /// <summary>Why there is no value; null when there is one.</summary>
    public Undefined? WhyUndefined { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message says why.</exception>
    public double Value => WhyUndefined is null ? _value : throw new InvalidOperationException(WhyUndefined.Message);

    /// <summary>The value, or null where it is undefined.</summary>
    public double? OrNull => WhyUndefined is null ? _value : null;

    /// <inheritdoc/>
    public override string ToString() =>
        WhyUndefined is null ? _value.ToString("0.000", CultureInfo.InvariantCulture) : $"undefined: {WhyUndefined.Message}";
}
