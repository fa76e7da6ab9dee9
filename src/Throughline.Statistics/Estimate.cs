using Throughline.Statistics.Distributions;

namespace Throughline.Statistics;

/// <summary>Why a statistic is not given.</summary>
public enum RefusalReason
{
    /// <summary>There are no rows at all, or fewer than the statistic needs.</summary>
    TooFewRows,
    /// <summary>A number is missing, infinite or not a number.</summary>
    NotANumber,
    /// <summary>A count, population, weight or standard error is below 0.</summary>
    Negative,
    /// <summary>A population, denominator or expected count is 0.</summary>
    ZeroDenominator,
    /// <summary>A numerator is above its denominator.</summary>
    AboveDenominator,
    /// <summary>A share lies outside 0 to 1, as a percentage does.</summary>
    NotAShare,
    /// <summary>A value lies outside the bounds given for it.</summary>
    OutOfBounds,
    /// <summary>A value is 0 or less where its logarithm or a ratio to it is needed.</summary>
    NotPositive,
    /// <summary>There is one group, and an inequality needs two.</summary>
    OneGroup,
    /// <summary>Groups that should be numbered 1, 2, 3 without a gap are not.</summary>
    MissingGroup,
    /// <summary>There are too few events for the interval's method.</summary>
    TooFewEvents,
    /// <summary>All values that must differ are the same.</summary>
    NoVariation,
    /// <summary>Age bands are out of order, or do not fit.</summary>
    AgeBands,
    /// <summary>A small group lies in more than one larger group.</summary>
    NotNested,
    /// <summary>Standard errors are needed and none are given.</summary>
    NoStandardErrors,
    /// <summary>Lists that belong together have unlike lengths.</summary>
    UnlikeLengths,
}

/// <summary>No figure, and why, with the value that stands in the way.</summary>
/// <param name="Reason">The kind of reason.</param>
/// <param name="Message">A sentence with the value and what to do.</param>
/// <param name="Row">The row of the input, from 0, where one row is to blame.</param>
public sealed record StatisticRefused(RefusalReason Reason, string Message, int? Row = null) : Error(Message);

/// <summary>An interval of one confidence.</summary>
/// <param name="Confidence">Above 0 and below 1.</param>
/// <param name="Lower">The lower limit; null where there is none.</param>
/// <param name="Upper">The upper limit; null where there is none.</param>
/// <param name="Why">Why there is no interval; null where there is one.</param>
public readonly record struct Interval(double Confidence, double? Lower, double? Upper, string? Why = null);

/// <summary>Two limits, for results by the thousand.</summary>
/// <param name="Lower">The lower limit, in the unit of the value.</param>
/// <param name="Upper">The upper limit.</param>
public readonly record struct Limits(double Lower, double Upper);

/// <summary>A figure with its intervals and how they were made.</summary>
/// <param name="Value">In the unit the function states.</param>
/// <param name="StandardError">In the unit of the value, or null where the interval does not rest on one.</param>
/// <param name="Intervals">One for each confidence asked for, in that order; empty where the data give no interval.</param>
/// <param name="Method">The interval's method, or why there is none.</param>
public sealed record Estimate(double Value, double? StandardError, IReadOnlyList<Interval> Intervals, string Method)
{
    /// <summary>The first interval's lower limit.</summary>
    public double? Lower => Intervals.Count > 0 ? Intervals[0].Lower : null;

    /// <summary>The first interval's upper limit.</summary>
    public double? Upper => Intervals.Count > 0 ? Intervals[0].Upper : null;
}

/// <summary>Confidences, and intervals that rest on a standard error.</summary>
internal static class Confidence
{
    public static double[] OrDefault(ReadOnlySpan<double> confidences)
    {
        if (confidences.IsEmpty) return [0.95];
        foreach (var confidence in confidences)
            if (confidence is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(confidences), confidence, "A confidence lies between 0 and 1: 0.95, not 95.");
        return confidences.ToArray();
    }

    public static double[] Reaches(double[] confidences) => Array.ConvertAll(confidences, Normal.Reach);

    public static Interval[] Each(double[] confidences, Func<double, (double Lower, double Upper)> limits) => Array.ConvertAll(confidences, confidence =>
    {
        var (lower, upper) = limits(confidence);
        return double.IsFinite(lower) && double.IsFinite(upper) ? new Interval(confidence, lower, upper) : new(confidence, null, null, "The limits are not finite.");
    });

    public static Interval[] Around(double value, double standardError, double[] confidences) => Each(confidences, confidence =>
    {
        var reach = Normal.Reach(confidence) * standardError;
        return (value - reach, value + reach);
    });

    /// <summary>Symmetric on the logarithm, for what is above 0.</summary>
    public static Interval[] AroundOnLog(double value, double standardErrorOfLog, double[] confidences) => Each(confidences, confidence =>
    {
        var reach = Math.Exp(Normal.Reach(confidence) * standardErrorOfLog);
        return (value / reach, value * reach);
    });
}

/// <summary>Checks every function makes alike.</summary>
internal static class Check
{
    public static StatisticRefused? Lengths(int expected, params ReadOnlySpan<(string Name, int Length)> others)
    {
        foreach (var (name, length) in others)
            if (length != expected) return new(RefusalReason.UnlikeLengths, FormattableString.Invariant($"There are {expected} rows but {length} {name}."));
        return null;
    }

    public static StatisticRefused? Counts(ReadOnlySpan<double> counts, string what)
    {
        for (var i = 0; i < counts.Length; i++)
            if (!(counts[i] >= 0) || double.IsInfinity(counts[i])) return Count(counts[i], what, i);
        return null;
    }

    public static StatisticRefused Count(double value, string what, int? row) => double.IsFinite(value)
        ? new(RefusalReason.Negative, FormattableString.Invariant($"A {what} is {value}{Where(row)}. It cannot be below 0."), row)
        : new(RefusalReason.NotANumber, FormattableString.Invariant($"A {what} is missing or not a number{Where(row)}."), row);

    public static StatisticRefused? Denominators(ReadOnlySpan<double> values, string what)
    {
        for (var i = 0; i < values.Length; i++)
            if (!(values[i] > 0) || double.IsInfinity(values[i])) return Denominator(values[i], what, i);
        return null;
    }

    public static StatisticRefused Denominator(double value, string what, int? row) => value == 0
        ? new(RefusalReason.ZeroDenominator, $"A {what} is 0{Where(row)}. A rate needs one above 0: leave the row out, or join it with its neighbour.", row)
        : Count(value, what, row);

    public static StatisticRefused? Finite(ReadOnlySpan<double> values, string what)
    {
        for (var i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i])) return new(RefusalReason.NotANumber, $"A {what} is missing or not a number{Where(i)}.", i);
        return null;
    }

    public static string Where(int? row) => row is { } at ? FormattableString.Invariant($" in row {at + 1}") : "";
}
