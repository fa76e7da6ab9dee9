using System.Buffers;

namespace Throughline.Statistics.Inequality;

/// <summary>Which concentration index.</summary>
public enum ConcentrationKind
{
    /// <summary>2 cov(y, r) / μ: relative; for values of 0 or more with a true zero. Between −1 and 1.</summary>
    Standard,
    /// <summary>2 cov(y, r): absolute, in the unit of the values. Among groups also called the absolute concentration index.</summary>
    Generalised,
    /// <summary>8 cov(y, r) / (upper − lower): for bounded values; the same for health and ill health but for the sign. Erreygers (2009), J Health Econ 28:504-515.</summary>
    Erreygers,
    /// <summary>2 (upper − lower) cov(y, r) / ((upper − μ)(μ − lower)): for bounded values. Wagstaff (2005), Health Econ 14:429-432.</summary>
    Wagstaff,
}

/// <summary>How the variance of a concentration index is found.</summary>
public enum ConcentrationVariance
{
    /// <summary>From each person's pull on the index, the mean's and the ranks' included; persons are a simple random sample, or one with unequal chances where weights are given.</summary>
    Linearised,
    /// <summary>Kakwani, Wagstaff and van Doorslaer (1997), J Econometrics 77:87-103: that of the standard index, the mean held fixed for the other kinds.</summary>
    Kakwani,
    /// <summary>The slope's variance in the convenient regression of 2σ²y/μ on rank: easy, and ignores that rank and mean are estimated. O'Donnell et al. (2008), Analyzing Health Equity Using Household Survey Data, ch. 8.</summary>
    Convenient,
    /// <summary>The regression of y on rank with the mean estimated too, by the delta method (the same source).</summary>
    RegressionDelta,
}

/// <summary>The bounds a measured value can have, as known of the measure, not as seen in the data.</summary>
/// <param name="Lower">The least it can be.</param>
/// <param name="Upper">The most it can be, above the lower.</param>
public readonly record struct Bounds(double Lower, double Upper)
{
    /// <summary>0 to 1: a share, or yes and no.</summary>
    public static readonly Bounds Share = new(0, 1);
}

/// <summary>A concentration index, and who is worse off by it.</summary>
/// <param name="Index">Positive where what is measured is concentrated among the least deprived (the later in rank).</param>
/// <param name="WorseOff">Which end fares worse.</param>
public sealed record ConcentrationFigure(Estimate Index, WorseOff WorseOff);

/// <summary>A point of a concentration curve: the share of people up to a rank and the share of all that is measured that they hold.</summary>
/// <param name="People">0 to 1.</param>
/// <param name="Held">0 to 1 where no value is below 0.</param>
public readonly record struct CurvePoint(double People, double Held);

/// <summary>Concentration indices and curves, over persons or over groups in order.</summary>
/// <remarks>r is the fractional rank: the midpoint of a person's (or group's) range in the cumulative share of people, ties sharing their common midpoint.
/// Bounds are arguments: taken from the data they would make a measure of inequality depend on who happened to be seen.
/// Wagstaff, Paci and van Doorslaer (1991), Soc Sci Med 33:545-557, doi:10.1016/0277-9536(91)90212-U.</remarks>
public static class Concentration
{
    /// <summary>An index over persons.</summary>
    /// <param name="rankedBy">What persons are ranked by, from most to least deprived as it rises (income, say); finite.</param>
    /// <param name="values">What is measured; finite, within the bounds where the kind has any.</param>
    /// <param name="weights">Persons each stands for, above 0; none is 1 each.</param>
    /// <param name="kind">Which index.</param>
    /// <param name="bounds">For <see cref="ConcentrationKind.Erreygers"/> and <see cref="ConcentrationKind.Wagstaff"/>; not used by the others.</param>
    /// <param name="variance">How the variance is found.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95. Limits are normal.</param>
    /// <param name="direction">Whether more of the value is better or worse.</param>
    public static Result<ConcentrationFigure> OfPersons(ReadOnlySpan<double> rankedBy, ReadOnlySpan<double> values, ReadOnlySpan<double> weights = default, ConcentrationKind kind = ConcentrationKind.Standard,
        Bounds? bounds = null, ConcentrationVariance variance = ConcentrationVariance.Linearised, ReadOnlySpan<double> confidences = default, Direction direction = Direction.HigherIsBetter)
    {
        var wanted = Confidence.OrDefault(confidences);
        if (Check.Lengths(values.Length, ("ranking values", rankedBy.Length)) is { } unlike) return unlike;
        if (!weights.IsEmpty && (Check.Lengths(values.Length, ("weights", weights.Length)) ?? Check.Denominators(weights, "weight")) is { } wrongWeights) return wrongWeights;
        if (values.Length < 3) return new StatisticRefused(RefusalReason.TooFewRows, $"A concentration index over persons needs three or more; there are {values.Length}.");
        if ((Check.Finite(rankedBy, "ranking value") ?? Check.Finite(values, "value")) is { } problem) return problem;
        var n = values.Length;
        var order = ArrayPool<int>.Shared.Rent(n);
        var keys = ArrayPool<double>.Shared.Rent(n);
        var y = ArrayPool<double>.Shared.Rent(n);
        var w = ArrayPool<double>.Shared.Rent(n);
        var r = ArrayPool<double>.Shared.Rent(n);
        try
        {
            rankedBy.CopyTo(keys);
            for (var i = 0; i < n; i++) order[i] = i;
            Array.Sort(keys, order, 0, n);
            var total = 0.0;
            for (var i = 0; i < n; i++)
            {
                y[i] = values[order[i]];
                w[i] = weights.IsEmpty ? 1 : weights[order[i]];
                total += w[i];
            }
            var below = 0.0;
            for (var from = 0; from < n;)
            {
                var (to, tied) = (from, 0.0);
                while (to < n && keys[to] == keys[from]) tied += w[to++];
                for (var i = from; i < to; i++) r[i] = (below + tied / 2) / total;
                below += tied;
                from = to;
            }
            for (var i = 0; i < n; i++) w[i] /= total;
            return Index(y.AsSpan(0, n), w.AsSpan(0, n), r.AsSpan(0, n), keys.AsSpan(0, n), kind, bounds, variance, wanted, direction, persons: true);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(order);
            foreach (var rented in (ReadOnlySpan<double[]>)[keys, y, w, r]) ArrayPool<double>.Shared.Return(rented);
        }
    }

    /// <summary>An index over groups in order.</summary>
    /// <param name="groups">Two or more, from the most to the least deprived. With standard errors, the variance is carried from them by the delta method
    /// (exact for the generalised index and Erreygers', which are sums of the values); without, it is that of the convenient regression, whose reach is too short for few groups.</param>
    /// <param name="kind">Which index.</param>
    /// <param name="bounds">As for <see cref="OfPersons"/>.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95. Limits are normal.</param>
    public static Result<ConcentrationFigure> OfGroups(Groups groups, ConcentrationKind kind = ConcentrationKind.Standard, Bounds? bounds = null, ReadOnlySpan<double> confidences = default)
    {
        var wanted = Confidence.OrDefault(confidences);
        if (groups.Problem() is { } problem) return problem;
        var n = groups.Count;
        var total = groups.Total();
        var work = ArrayPool<double>.Shared.Rent(2 * n);
        try
        {
            var (w, r) = (work.AsMemory(0, n), work.AsMemory(n, n));
            var below = 0.0;
            for (var i = 0; i < n; i++)
            {
                w.Span[i] = groups.Populations[i] / total;
                r.Span[i] = (below + groups.Populations[i] / 2) / total;
                below += groups.Populations[i];
            }
            var figure = Index(groups.Values, w.Span, r.Span, default, kind, bounds, ConcentrationVariance.Convenient, wanted, groups.Direction, persons: false);
            if (!figure.Succeeded || groups.StandardErrors.IsEmpty) return figure;
            var mean = groups.Mean();
            var generalised = Twice(groups.Values, w.Span, r.Span, mean);
            var (byGeneralised, byMean) = Slopes(kind, bounds, generalised, mean);
            var variance = 0.0;
            for (var i = 0; i < n; i++)
            {
                var pull = w.Span[i] * (byGeneralised * (2 * r.Span[i] - 1) + byMean);
                variance += pull * pull * groups.StandardErrors[i] * groups.StandardErrors[i];
            }
            var value = figure.Value.Index.Value;
            return figure.Value with { Index = new(value, Math.Sqrt(variance), Confidence.Around(value, Math.Sqrt(variance), wanted), kind is ConcentrationKind.Generalised or ConcentrationKind.Erreygers ? "exact normal, from the groups' standard errors" : "delta method, from the groups' standard errors") };
        }
        finally
        {
            ArrayPool<double>.Shared.Return(work);
        }
    }

    /// <summary>The concentration curve over groups in order: their cumulative share of people against that of all that is measured.</summary>
    /// <param name="groups">Two or more, from the most to the least deprived, with values of 0 or more, not all 0.</param>
    /// <param name="points">Written: one more than the groups, from 0, 0 to 1, 1.</param>
    /// <exception cref="ArgumentException">The room for points has the wrong length.</exception>
    public static Result<Done> Curve(Groups groups, Span<CurvePoint> points)
    {
        if ((groups.Problem() ?? Check.Counts(groups.Values, "value")) is { } problem) return problem;
        if (points.Length != groups.Count + 1) throw new ArgumentException($"There must be room for {groups.Count + 1} points, not {points.Length}.", nameof(points));
        var all = groups.Total();
        var held = groups.Mean() * all;
        if (!(held > 0)) return new StatisticRefused(RefusalReason.NotPositive, "Every value is 0, so there is nothing to be shared out.");
        var (people, sum) = (0.0, 0.0);
        points[0] = new(0, 0);
        for (var i = 0; i < groups.Count; i++)
        {
            people += groups.Populations[i];
            sum += groups.Populations[i] * groups.Values[i];
            points[i + 1] = i == groups.Count - 1 ? new(1, 1) : new(people / all, sum / held);
        }
        return Done.Value;
    }

    private static Result<ConcentrationFigure> Index(ReadOnlySpan<double> y, ReadOnlySpan<double> w, ReadOnlySpan<double> r, ReadOnlySpan<double> ties, ConcentrationKind kind, Bounds? bounds, ConcentrationVariance how, double[] wanted, Direction direction, bool persons)
    {
        var mean = 0.0;
        for (var i = 0; i < y.Length; i++) mean += w[i] * y[i];
        if (Problem(y, kind, bounds, mean) is { } problem) return problem;
        var generalised = Twice(y, w, r, mean);
        var scale = kind switch
        {
            ConcentrationKind.Standard => 1 / mean,
            ConcentrationKind.Erreygers => 4 / (bounds!.Value.Upper - bounds.Value.Lower),
            ConcentrationKind.Wagstaff => (bounds!.Value.Upper - bounds.Value.Lower) / ((bounds.Value.Upper - mean) * (mean - bounds.Value.Lower)),
            _ => 1,
        };
        var value = scale * generalised;
        var worse = value == 0 ? WorseOff.Neither : value > 0 == (direction == Direction.HigherIsBetter) ? WorseOff.First : WorseOff.Last;
        if (y.Length < 3) return new ConcentrationFigure(new(value, null, [], "two groups and no standard errors give no interval"), worse);
        var (variance, method) = how switch
        {
            ConcentrationVariance.Convenient => (scale * scale * Regression(y, w, r, mean, generalised, delta: false, persons), "convenient regression on rank"),
            ConcentrationVariance.RegressionDelta => (scale * scale * Regression(y, w, r, mean, generalised, delta: true, persons), "regression on rank, delta method"),
            _ => (Pulls(y, w, r, ties, kind, bounds, mean, generalised, scale, how), how == ConcentrationVariance.Kakwani ? "Kakwani, Wagstaff and van Doorslaer" : "linearised"),
        };
        var error = Math.Sqrt(variance);
        return new ConcentrationFigure(new(value, error, Confidence.Around(value, error, wanted), method), worse);
    }

    private static double Twice(ReadOnlySpan<double> y, ReadOnlySpan<double> w, ReadOnlySpan<double> r, double mean)
    {
        var sum = 0.0;
        for (var i = 0; i < y.Length; i++) sum += w[i] * (y[i] - mean) * (r[i] - 0.5);
        return 2 * sum;
    }

    // How fast the index moves with the generalised index and with the mean.
    private static (double ByGeneralised, double ByMean) Slopes(ConcentrationKind kind, Bounds? bounds, double generalised, double mean)
    {
        switch (kind)
        {
            case ConcentrationKind.Standard: return (1 / mean, -generalised / (mean * mean));
            case ConcentrationKind.Erreygers: return (4 / (bounds!.Value.Upper - bounds.Value.Lower), 0);
            case ConcentrationKind.Wagstaff:
                var (lower, upper) = (bounds!.Value.Lower, bounds.Value.Upper);
                var below = (upper - mean) * (mean - lower);
                return ((upper - lower) / below, -(upper - lower) * generalised * (lower + upper - 2 * mean) / (below * below));
            default: return (1, 0);
        }
    }

    // The sum of squared pulls of each person on the index. A person's pull on the generalised index is y(2r − 1) − 2G + μ − the curve's heights (in the unit of y) before and after.
    private static double Pulls(ReadOnlySpan<double> y, ReadOnlySpan<double> w, ReadOnlySpan<double> r, ReadOnlySpan<double> ties, ConcentrationKind kind, Bounds? bounds, double mean, double generalised, double scale, ConcentrationVariance how)
    {
        var kakwani = how == ConcentrationVariance.Kakwani;
        // Kakwani's is that of the standard index, times the fixed factor between the two.
        var (byGeneralised, byMean) = kakwani ? Slopes(ConcentrationKind.Standard, null, generalised, mean) : Slopes(kind, bounds, generalised, mean);
        var (sum, plain, before) = (0.0, 0.0, 0.0);
        for (var from = 0; from < y.Length;)
        {
            var (to, tied) = (from, 0.0);
            do tied += w[to] * y[to]; while (++to < y.Length && ties.Length > 0 && ties[to] == ties[from]);
            var after = before + tied;
            for (var i = from; i < to; i++)
            {
                // Among tied persons each stands at the middle of their common step of the curve.
                var pull = byGeneralised * (y[i] * (2 * r[i] - 1) - 2 * generalised + mean - before - after) + byMean * (y[i] - mean);
                sum += w[i] * w[i] * pull * pull;
                plain += w[i] * pull * pull / y.Length;
            }
            before = after;
            from = to;
        }
        return kakwani ? plain * scale * scale * mean * mean : sum;
    }

    private static double Regression(ReadOnlySpan<double> y, ReadOnlySpan<double> w, ReadOnlySpan<double> r, double mean, double generalised, bool delta, bool persons)
    {
        var (spread, squares) = (0.0, 0.0);
        for (var i = 0; i < y.Length; i++)
        {
            spread += w[i] * (r[i] - 0.5) * (r[i] - 0.5);
            squares += w[i] * w[i];
        }
        // Persons are a sample, so the ranks' variance is the unbiased one; groups are all there are.
        var rankVariance = persons ? spread / (1 - squares) : spread;
        var slope = generalised / (2 * spread);
        var residual = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            var away = y[i] - mean - slope * (r[i] - 0.5);
            residual += w[i] * away * away;
        }
        residual /= y.Length - 2;
        var ofSlope = residual / spread;
        if (!delta) return 4 * rankVariance * rankVariance * ofSlope;
        // G = 2σ² b while μ = a + b/2 stands below it: the variance of 2σ² b / (a + b/2) times μ².
        var ofStart = residual * (1 + 0.25 / spread);
        var both = -residual * 0.5 / spread;
        var (byStart, bySlope) = (-2 * rankVariance * slope / mean, 2 * rankVariance - rankVariance * slope / mean);
        return byStart * byStart * ofStart + bySlope * bySlope * ofSlope + 2 * byStart * bySlope * both;
    }

    private static StatisticRefused? Problem(ReadOnlySpan<double> y, ConcentrationKind kind, Bounds? bounds, double mean)
    {
        if (kind is ConcentrationKind.Standard or ConcentrationKind.Generalised)
        {
            if (kind == ConcentrationKind.Generalised) return null;
            for (var i = 0; i < y.Length; i++)
                if (y[i] < 0) return new(RefusalReason.Negative, FormattableString.Invariant($"The value {y[i]} is below 0; the standard concentration index shares out what people have. Use the generalised index."));
            return mean > 0 ? null : new(RefusalReason.NotPositive, "Every value is 0, so there is nothing to be shared out.");
        }
        if (bounds is not { } known) return new(RefusalReason.OutOfBounds, "This index needs the bounds of the measure: the least and the most it can be.");
        if (!(known.Upper > known.Lower) || !double.IsFinite(known.Upper - known.Lower)) return new(RefusalReason.OutOfBounds, FormattableString.Invariant($"The bounds {known.Lower} and {known.Upper} leave no room for a value."));
        for (var i = 0; i < y.Length; i++)
            if (y[i] < known.Lower || y[i] > known.Upper) return new(RefusalReason.OutOfBounds, FormattableString.Invariant($"The value {y[i]} lies outside the bounds {known.Lower} to {known.Upper}."));
        return kind == ConcentrationKind.Wagstaff && (mean == known.Lower || mean == known.Upper) ? new(RefusalReason.NoVariation, FormattableString.Invariant($"Every value is {mean}, at a bound; Wagstaff's index is not defined there.")) : null;
    }
}
