using System.Buffers;

namespace Throughline.Statistics.Inequality;

/// <summary>A measure of inequality among groups.</summary>
public enum InequalityMeasure
{
    /// <summary>The last group's value less the first's.</summary>
    Difference,
    /// <summary>The last group's value over the first's.</summary>
    Ratio,
    /// <summary>Σ s (y/μ) ln(y/μ). Theil (1967), Economics and Information Theory. 0 is even; no upper bound for groups.</summary>
    Theil,
    /// <summary>−Σ s ln(y/μ): the mean log deviation.</summary>
    MeanLogDeviation,
    /// <summary>1 − (Σ s (y/μ)^(1−ε))^(1/(1−ε)), for ε = 1 the geometric mean over the mean. Atkinson (1970), J Econ Theory 2:244-263. 0 to 1.</summary>
    Atkinson,
    /// <summary>Σ s (y − μ)²: in the unit of the value, squared.</summary>
    BetweenGroupVariance,
    /// <summary>Its root: in the unit of the value.</summary>
    BetweenGroupDeviation,
    /// <summary>100 times that root over μ: a percentage.</summary>
    CoefficientOfVariation,
    /// <summary>The mean of |y − μ|.</summary>
    MeanDifferenceFromMean,
    /// <summary>The mean of |y − the best group's|.</summary>
    MeanDifferenceFromBest,
    /// <summary>The mean of |y − the reference group's|.</summary>
    MeanDifferenceFromReference,
    /// <summary>100 times the mean of |y − μ| over μ: a percentage. Pearcy and Keppel (2002), Public Health Rep 117:273-280.</summary>
    IndexOfDisparity,
    /// <summary>The reference group's value less μ: how the average would change if all groups had the reference's value.</summary>
    AttributableRisk,
    /// <summary>100 times that over μ: a percentage.</summary>
    AttributableFraction,
}

/// <summary>What a measure needs beside the groups.</summary>
public sealed record MeasureOptions
{
    /// <summary>The group others are compared with, from 0. Null: the best by the groups' direction; for the attributable risk and fraction of groups in order, give the last.</summary>
    public int? Reference { get; init; }

    /// <summary>Whether groups weigh by their populations in mean differences and the index of disparity (s is the share of people); otherwise each counts once. μ always weighs by population.</summary>
    public bool Weighted { get; init; } = true;

    /// <summary>Atkinson's aversion to inequality, above 0.</summary>
    public double Aversion { get; init; } = 1;
}

/// <summary>A measure with its interval and who is worse off by it.</summary>
/// <param name="Measure">Which.</param>
/// <param name="Figure">In the measure's unit.</param>
/// <param name="WorseOff">For the difference and the ratio, which end fares worse; null for measures that take no order.</param>
/// <param name="Reference">The group compared with, from 0, where the measure has one.</param>
public sealed record MeasureFigure(InequalityMeasure Measure, Estimate Figure, WorseOff? WorseOff, int? Reference);

/// <summary>Measures of inequality among groups that need no line through them.</summary>
/// <remarks>s is a group's share of people, y its value, μ the mean over people. Intervals carry the groups' standard errors by the delta method, populations fixed: exact for the difference and the attributable risk,
/// on the logarithm for the ratio. Where true inequality is near 0, measures that cannot be negative are pushed up by chance, and their intervals are not to be trusted: compare with the size of the standard errors.
/// The best group is chosen from the data, which the interval does not know. Definitions as in the WHO's Handbook on Health Inequality Monitoring (2013) and HEAT's technical notes. O(groups), no allocation a group.</remarks>
public static class Summary
{
    /// <summary>One measure.</summary>
    /// <param name="groups">Two or more; from the most to the least deprived for the difference and the ratio.</param>
    /// <param name="measure">Which.</param>
    /// <param name="options">What it needs beside the groups.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95.</param>
    public static Result<MeasureFigure> Of(Groups groups, InequalityMeasure measure, MeasureOptions? options = null, ReadOnlySpan<double> confidences = default)
    {
        options ??= new();
        var wanted = Confidence.OrDefault(confidences);
        if ((groups.Problem() ?? Unfit(groups, measure, options)) is { } problem) return problem;
        var reference = options.Reference ?? (HasReference(measure) ? Best(groups) : (int?)null);
        var rented = ArrayPool<double>.Shared.Rent(2 * groups.Count);
        try
        {
            var (shares, pulls) = (rented.AsMemory(0, groups.Count), rented.AsMemory(groups.Count, groups.Count));
            var total = groups.Total();
            for (var i = 0; i < groups.Count; i++) shares.Span[i] = groups.Populations[i] / total;
            var value = Value(shares.Span, groups.Values, measure, options, reference ?? 0, pulls.Span);
            WorseOff? worse = measure == InequalityMeasure.Difference ? groups.Worse(value) : measure == InequalityMeasure.Ratio ? groups.Worse(value - 1) : null;
            if (groups.StandardErrors.IsEmpty) return new MeasureFigure(measure, new(value, null, [], "no standard errors were given"), worse, reference);
            var variance = 0.0;
            for (var i = 0; i < groups.Count; i++) variance += pulls.Span[i] * pulls.Span[i] * groups.StandardErrors[i] * groups.StandardErrors[i];
            var error = Math.Sqrt(variance);
            var figure = measure switch
            {
                InequalityMeasure.Ratio => new Estimate(value, error, Confidence.AroundOnLog(value, error / value, wanted), "delta method on the logarithm"),
                InequalityMeasure.Difference or InequalityMeasure.AttributableRisk => new(value, error, Confidence.Around(value, error, wanted), "exact normal, from the groups' standard errors"),
                _ => new(value, error, Confidence.Around(value, error, wanted), "delta method, from the groups' standard errors"),
            };
            return new MeasureFigure(measure, figure, worse, reference);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    /// <summary>The attributable risk and fraction of a reference group, with Walter's interval, from how many people have the outcome.</summary>
    /// <param name="referenceCases">Persons of the reference group with the outcome, above 0.</param>
    /// <param name="referencePopulation">Persons of the reference group.</param>
    /// <param name="cases">Persons of all groups with the outcome, above 0.</param>
    /// <param name="population">Persons of all groups, more than the reference's.</param>
    /// <param name="multiplier">1 for shares, 100 for percentages.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95.</param>
    /// <returns>The risk (reference less all, times the multiplier) and the fraction (in percent), limits normal.</returns>
    /// <remarks>The fraction's standard error is √(c n (a d (n − c) + b c²) / ((a + c)³ (c + d)³)), with c and d the reference's persons with and without the outcome, a and b the others';
    /// the risk's is the fraction's times the share in all. Walter (1978), Am J Epidemiol 108:341-344. Both are on the scale of their estimates.</remarks>
    public static Result<(Estimate Risk, Estimate Fraction)> Attributable(double referenceCases, double referencePopulation, double cases, double population, double multiplier = 1, ReadOnlySpan<double> confidences = default)
    {
        var wanted = Confidence.OrDefault(confidences);
        if ((Check.Denominators([referencePopulation, population], "population") ?? Check.Counts([referenceCases, cases], "count")) is { } problem) return problem with { Row = null };
        var (a, b, c, d) = (cases - referenceCases, population - referencePopulation - (cases - referenceCases), referenceCases, referencePopulation - referenceCases);
        if (!(a >= 0 && b >= 0 && d >= 0 && population > referencePopulation))
            return new StatisticRefused(RefusalReason.AboveDenominator, FormattableString.Invariant($"{referenceCases} of {referencePopulation} persons in the reference do not fit into {cases} of {population} persons in all."));
        if (!(c > 0)) return new StatisticRefused(RefusalReason.TooFewEvents, "Nobody in the reference group has the outcome, so the fraction's interval is not defined.");
        var (all, fraction) = (cases / population, c / referencePopulation / (cases / population) - 1);
        var error = Math.Sqrt(c * population * (a * d * (population - c) + b * c * c) / (Math.Pow(a + c, 3) * Math.Pow(c + d, 3)));
        return (new(multiplier * fraction * all, multiplier * error * all, Confidence.Around(multiplier * fraction * all, multiplier * error * all, wanted), "Walter"),
            new Estimate(100 * fraction, 100 * error, Confidence.Around(100 * fraction, 100 * error, wanted), "Walter"));
    }

    /// <summary>The group that fares best, from 0; the first of several alike.</summary>
    public static int Best(Groups groups)
    {
        var best = 0;
        for (var i = 1; i < groups.Count; i++)
            if (groups.Direction == Direction.HigherIsBetter ? groups.Values[i] > groups.Values[best] : groups.Values[i] < groups.Values[best]) best = i;
        return best;
    }

    internal static bool HasReference(InequalityMeasure measure) =>
        measure is InequalityMeasure.MeanDifferenceFromBest or InequalityMeasure.MeanDifferenceFromReference or InequalityMeasure.AttributableRisk or InequalityMeasure.AttributableFraction;

    /// <summary>The measure, and how fast it moves with each value.</summary>
    internal static double Value(ReadOnlySpan<double> shares, ReadOnlySpan<double> values, InequalityMeasure measure, MeasureOptions options, int reference, Span<double> pulls)
    {
        var n = values.Length;
        var mean = 0.0;
        for (var i = 0; i < n; i++) mean += shares[i] * values[i];
        pulls.Clear();
        switch (measure)
        {
            case InequalityMeasure.Difference:
                (pulls[0], pulls[n - 1]) = (-1, 1);
                return values[n - 1] - values[0];
            case InequalityMeasure.Ratio:
                (pulls[0], pulls[n - 1]) = (-values[n - 1] / (values[0] * values[0]), 1 / values[0]);
                return values[n - 1] / values[0];
            case InequalityMeasure.Theil:
                var theil = 0.0;
                for (var i = 0; i < n; i++) theil += values[i] == 0 ? 0 : shares[i] * (values[i] / mean) * Math.Log(values[i] / mean);
                // d/dy of Σ s (y/μ) ln(y/μ): s/μ (ln(y/μ) − T); the terms in dμ add up to T.
                for (var i = 0; i < n; i++) pulls[i] = values[i] == 0 ? 0 : shares[i] / mean * (Math.Log(values[i] / mean) - theil);
                return theil;
            case InequalityMeasure.MeanLogDeviation:
                var deviation = 0.0;
                for (var i = 0; i < n; i++)
                {
                    deviation -= shares[i] * Math.Log(values[i] / mean);
                    pulls[i] = shares[i] * (1 / mean - 1 / values[i]);
                }
                return deviation;
            case InequalityMeasure.Atkinson:
                var (power, inner) = (1 - options.Aversion, 0.0);
                if (options.Aversion == 1)
                {
                    for (var i = 0; i < n; i++) inner += shares[i] * Math.Log(values[i]);
                    var even = Math.Exp(inner);
                    for (var i = 0; i < n; i++) pulls[i] = shares[i] * even / mean * (1 / mean - 1 / values[i]);
                    return 1 - even / mean;
                }
                for (var i = 0; i < n; i++) inner += shares[i] * Math.Pow(values[i], power);
                var equal = Math.Pow(inner, 1 / power);
                for (var i = 0; i < n; i++) pulls[i] = shares[i] * (equal / (mean * mean) - equal / inner * Math.Pow(values[i], power - 1) / mean);
                return 1 - equal / mean;
            case InequalityMeasure.BetweenGroupVariance:
            case InequalityMeasure.BetweenGroupDeviation:
            case InequalityMeasure.CoefficientOfVariation:
                var variance = 0.0;
                for (var i = 0; i < n; i++) variance += shares[i] * (values[i] - mean) * (values[i] - mean);
                var root = Math.Sqrt(variance);
                for (var i = 0; i < n; i++)
                {
                    var ofVariance = 2 * shares[i] * (values[i] - mean);
                    var ofRoot = root > 0 ? ofVariance / (2 * root) : 0;
                    pulls[i] = measure switch
                    {
                        InequalityMeasure.BetweenGroupVariance => ofVariance,
                        InequalityMeasure.BetweenGroupDeviation => ofRoot,
                        _ => 100 * (ofRoot / mean - root * shares[i] / (mean * mean)),
                    };
                }
                return measure switch { InequalityMeasure.BetweenGroupVariance => variance, InequalityMeasure.BetweenGroupDeviation => root, _ => 100 * root / mean };
            case InequalityMeasure.AttributableRisk:
                for (var i = 0; i < n; i++) pulls[i] = (i == reference ? 1 : 0) - shares[i];
                return values[reference] - mean;
            case InequalityMeasure.AttributableFraction:
                for (var i = 0; i < n; i++) pulls[i] = 100 * ((i == reference ? 1 / mean : 0) - values[reference] * shares[i] / (mean * mean));
                return 100 * (values[reference] - mean) / mean;
            default:
                return FromCentre(shares, values, measure, options, reference, mean, pulls);
        }
    }

    private static double FromCentre(ReadOnlySpan<double> shares, ReadOnlySpan<double> values, InequalityMeasure measure, MeasureOptions options, int reference, double mean, Span<double> pulls)
    {
        var n = values.Length;
        var fromMean = measure is InequalityMeasure.MeanDifferenceFromMean or InequalityMeasure.IndexOfDisparity;
        var centre = fromMean ? mean : values[reference];
        var (sum, signs) = (0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            var weight = options.Weighted ? shares[i] : 1.0 / n;
            var sign = Math.Sign(values[i] - centre);
            sum += weight * Math.Abs(values[i] - centre);
            signs += weight * sign;
            pulls[i] = weight * sign;
        }
        for (var i = 0; i < n; i++) pulls[i] -= signs * (fromMean ? shares[i] : i == reference ? 1 : 0);
        if (measure != InequalityMeasure.IndexOfDisparity) return sum;
        for (var i = 0; i < n; i++) pulls[i] = 100 * (pulls[i] / mean - sum * shares[i] / (mean * mean));
        return 100 * sum / mean;
    }

    private static StatisticRefused? Unfit(Groups groups, InequalityMeasure measure, MeasureOptions options)
    {
        if (options.Reference is { } reference && (reference < 0 || reference >= groups.Count))
            return new(RefusalReason.MissingGroup, $"There is no group number {reference + 1} to compare with; there are {groups.Count}.");
        if (measure == InequalityMeasure.MeanDifferenceFromReference && options.Reference is null)
            return new(RefusalReason.MissingGroup, "Say which group the others are compared with.");
        if (measure == InequalityMeasure.Atkinson && !(options.Aversion > 0 && double.IsFinite(options.Aversion)))
            return new(RefusalReason.OutOfBounds, FormattableString.Invariant($"Atkinson's aversion is {options.Aversion}; it is above 0."));
        var positive = measure is InequalityMeasure.MeanLogDeviation or InequalityMeasure.Atkinson;
        var notNegative = positive || measure is InequalityMeasure.Theil or InequalityMeasure.CoefficientOfVariation or InequalityMeasure.IndexOfDisparity or InequalityMeasure.AttributableFraction or InequalityMeasure.Ratio;
        for (var i = 0; i < groups.Count && notNegative; i++)
            if (groups.Values[i] < 0 || (positive && groups.Values[i] == 0))
                return new(RefusalReason.NotPositive, FormattableString.Invariant($"The value {groups.Values[i]}{Check.Where(i)} is {(groups.Values[i] < 0 ? "below 0" : "0")}, where this measure is not defined. Use an absolute measure: the difference, the slope index or the between-group variance."), i);
        if (measure == InequalityMeasure.Ratio && (groups.Values[0] == 0 || groups.Values[^1] == 0))
            return new(RefusalReason.NotPositive, "One of the two groups has the value 0, so their ratio is not defined. Use the difference.", groups.Values[0] == 0 ? 0 : groups.Count - 1);
        return notNegative && groups.Mean() == 0 ? new(RefusalReason.NotPositive, "Every value is 0, so nothing can be relative to their mean.") : null;
    }
}
