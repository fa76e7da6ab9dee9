using Throughline.Statistics.Distributions;

namespace Throughline.Statistics.Inequality;

/// <summary>On which scale the straight line is drawn.</summary>
public enum SlopeScale
{
    /// <summary>The values themselves.</summary>
    Linear,
    /// <summary>Their logarithms: for rates, which cannot be below 0.</summary>
    Log,
    /// <summary>Their log-odds: for shares between 0 and 1.</summary>
    Logit,
}

/// <summary>What the standard errors measure.</summary>
public enum ErrorScale
{
    /// <summary>The values. On the log scale each is divided by the value, on the logit scale by p(1 − p).</summary>
    OfValues,
    /// <summary>The transformed values, as (log upper − log lower) / 2z gives.</summary>
    OfTransformed,
}

/// <summary>The slope and relative index of inequality.</summary>
/// <param name="Absolute">The slope index: the line's value at the least deprived end less that at the most deprived end, in the unit of the values.</param>
/// <param name="Relative">The relative index: the value at the least deprived end over that at the most deprived end; null where that is 0 or below, with the reason.</param>
/// <param name="WhyNoRelative">Why there is no relative index; null where there is one.</param>
/// <param name="AtMostDeprived">The line's value at rank 0.</param>
/// <param name="AtLeastDeprived">The line's value at rank 1.</param>
/// <param name="WorseOff">Which end fares worse.</param>
public sealed record SlopeFigure(Estimate Absolute, Estimate? Relative, string? WhyNoRelative, double AtMostDeprived, double AtLeastDeprived, WorseOff WorseOff);

/// <summary>Slope and relative index of inequality from groups in order.</summary>
/// <remarks>A line is drawn by least squares, each group weighing by its population, over relative rank: the midpoint of the group's range in the cumulative share of
/// people, 0 the most deprived person and 1 the least. It uses all groups, not two extremes; it takes the relation to be straight on the scale chosen, and the order as given.
/// Mackenbach and Kunst (1997), Soc Sci Med 44:757-771, doi:10.1016/S0277-9536(96)00073-1; Low and Low (2004), J Public Health 26:390-395, doi:10.1093/pubmed/fdh175.
/// The line's ends are weighted sums of the values, so with normal errors: the linear slope index has an exact normal interval; the linear relative index, a ratio of two normals, Fieller's (1954);
/// the log relative index is exact on its logarithm; the others by the delta method. O(groups), no allocation a group.</remarks>
public static class Slope
{
    /// <summary>Both indices, with intervals from the groups' standard errors.</summary>
    /// <param name="groups">Two or more, from the most to the least deprived. Above 0 on the log scale, between 0 and 1 on the logit scale.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95.</param>
    /// <param name="scale">Where the line is straight.</param>
    /// <param name="errors">What the standard errors measure.</param>
    /// <returns>The indices; without standard errors their intervals are empty. Or a refusal.</returns>
    public static Result<SlopeFigure> Index(Groups groups, ReadOnlySpan<double> confidences = default, SlopeScale scale = SlopeScale.Linear, ErrorScale errors = ErrorScale.OfValues)
    {
        var wanted = Confidence.OrDefault(confidences);
        if ((groups.Problem() ?? OutOfScale(groups, scale)) is { } problem) return problem;
        var line = Line.Fit(groups, scale, errors);
        return Figure(groups, line, scale, wanted, !groups.StandardErrors.IsEmpty, "exact normal, from the groups' standard errors");
    }

    /// <summary>Both indices, with the limits found by drawing the groups' values again: what the English public health profiles do.</summary>
    /// <param name="groups">As for <see cref="Index"/>, with standard errors.</param>
    /// <param name="random">Seeded by the caller, so that a report can be made again.</param>
    /// <param name="draws">How many, 100 or more.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95.</param>
    /// <param name="scale">Where the line is straight; draws are normal on that scale.</param>
    /// <param name="errors">What the standard errors measure.</param>
    /// <returns>The same values as <see cref="Index"/>; limits are quantiles of the draws, with a noise of about 1/√draws of their width.</returns>
    public static Result<SlopeFigure> Simulated(Groups groups, Random random, int draws = 100_000, ReadOnlySpan<double> confidences = default, SlopeScale scale = SlopeScale.Linear, ErrorScale errors = ErrorScale.OfValues)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 100);
        var wanted = Confidence.OrDefault(confidences);
        if ((groups.Problem() ?? OutOfScale(groups, scale)) is { } problem) return problem;
        if (groups.StandardErrors.IsEmpty) return new StatisticRefused(RefusalReason.NoStandardErrors, "A simulation needs the groups' standard errors.");
        var line = Line.Fit(groups, scale, errors);
        // The ends of the line are jointly normal, so they are drawn, not the groups.
        var (absolute, relative) = (new double[draws], new double[draws]);
        var spread = Math.Sqrt(line.VarianceIntercept);
        var share = line.VarianceIntercept > 0 ? line.Covariance / line.VarianceIntercept : 0;
        var rest = Math.Sqrt(Math.Max(0, line.VarianceSlope - share * line.Covariance));
        for (var d = 0; d < draws; d++)
        {
            var start = spread * Normal.Draw(random);
            var low = Back(line.Intercept + start, scale);
            var high = Back(line.Intercept + start + line.Slope + share * start + rest * Normal.Draw(random), scale);
            (absolute[d], relative[d]) = (high - low, high / low);
        }
        Array.Sort(absolute);
        Array.Sort(relative);
        var method = FormattableString.Invariant($"percentiles of {draws} draws");
        var figure = Figure(groups, line, scale, wanted, false, method);
        return figure with
        {
            Absolute = new(figure.Absolute.Value, null, Confidence.Each(wanted, c => (Percentile(absolute, (1 - c) / 2), Percentile(absolute, (1 + c) / 2))), method),
            Relative = figure.Relative is { } ratio ? new(ratio.Value, null, Confidence.Each(wanted, c => (Percentile(relative, (1 - c) / 2), Percentile(relative, (1 + c) / 2))), method) : null,
        };
    }

    /// <summary>Both indices on the linear scale where no standard errors are known: intervals from how far the groups lie off the line.</summary>
    /// <param name="groups">Three or more; their standard errors are not used.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95.</param>
    /// <remarks>The sandwich variance HC1 (MacKinnon and White 1985, J Econometrics 29:305-325) and a normal reach; the relative index by the delta method on its logarithm.
    /// It answers another question than <see cref="Index"/>: the groups as a sample of groups. With few groups it is too narrow: of 2,000 samples with five groups 80 % of the 95 % intervals held the true value, with 100 groups 95 %.</remarks>
    public static Result<SlopeFigure> FromScatter(Groups groups, ReadOnlySpan<double> confidences = default)
    {
        var wanted = Confidence.OrDefault(confidences);
        if (groups.Problem(3) is { } problem) return problem;
        var line = Line.Fit(new Groups(groups.Populations, groups.Values, default, groups.Direction), SlopeScale.Linear, ErrorScale.OfValues).WithScatter(groups);
        const string Method = "robust (HC1), from the scatter about the line";
        var absolute = new Estimate(line.Slope, Math.Sqrt(line.VarianceSlope), Confidence.Around(line.Slope, Math.Sqrt(line.VarianceSlope), wanted), Method);
        var (low, high) = (line.Intercept, line.Intercept + line.Slope);
        if (!(low > 0 && high > 0)) return new SlopeFigure(absolute, null, NoRatio(low, high), low, high, groups.Worse(line.Slope));
        var (byIntercept, bySlope) = (1 / high - 1 / low, 1 / high);
        var error = Math.Sqrt(byIntercept * byIntercept * line.VarianceIntercept + bySlope * bySlope * line.VarianceSlope + 2 * byIntercept * bySlope * line.Covariance);
        return new SlopeFigure(absolute, new(high / low, high / low * error, Confidence.AroundOnLog(high / low, error, wanted), Method), null, low, high, groups.Worse(line.Slope));
    }

    private static SlopeFigure Figure(Groups groups, Line line, SlopeScale scale, double[] wanted, bool withIntervals, string exact)
    {
        var (low, high) = (Back(line.Intercept, scale), Back(line.Intercept + line.Slope, scale));
        var value = high - low;
        var worse = groups.Worse(line.Slope);
        if (scale == SlopeScale.Linear)
        {
            var error = Math.Sqrt(line.VarianceSlope);
            var absolute = withIntervals ? new Estimate(value, error, Confidence.Around(value, error, wanted), exact) : new(value, null, [], "no standard errors were given");
            return !(low > 0 && high > 0)
                ? new(absolute, null, NoRatio(low, high), low, high, worse)
                : new(absolute, withIntervals ? Fieller(line, high / low, wanted) : new(high / low, null, [], "no standard errors were given"), null, low, high, worse);
        }
        if (!withIntervals) return new(new(value, null, [], "no standard errors were given"), new(high / low, null, [], "no standard errors were given"), null, low, high, worse);
        // How fast the ends move with the line's start and slope.
        var (atLow, atHigh) = scale == SlopeScale.Log ? (low, high) : (low * (1 - low), high * (1 - high));
        var absoluteError = Deviation(line, atHigh - atLow, atHigh);
        var logError = Deviation(line, atHigh / high - atLow / low, atHigh / high);
        return new(new(value, absoluteError, Confidence.Around(value, absoluteError, wanted), "delta method"),
            new(high / low, high / low * logError, Confidence.AroundOnLog(high / low, logError, wanted), scale == SlopeScale.Log ? "exact normal on the logarithm" : "delta method on the logarithm"), null, low, high, worse);
    }

    private static double Deviation(Line line, double byIntercept, double bySlope) =>
        Math.Sqrt(Math.Max(0, byIntercept * byIntercept * line.VarianceIntercept + bySlope * bySlope * line.VarianceSlope + 2 * byIntercept * bySlope * line.Covariance));

    // All ratios r for which high − r low is not further from 0 than its own standard error allows. Fieller (1954), J R Stat Soc B 16:175-185.
    private static Estimate Fieller(Line line, double ratio, double[] wanted)
    {
        var low = line.Intercept;
        var high = line.Intercept + line.Slope;
        var (varianceLow, varianceHigh, both) = (line.VarianceIntercept, line.VarianceIntercept + line.VarianceSlope + 2 * line.Covariance, line.VarianceIntercept + line.Covariance);
        var error = Math.Sqrt(Math.Max(0, varianceHigh - 2 * ratio * both + ratio * ratio * varianceLow)) / low;
        return new(ratio, error, Array.ConvertAll(wanted, confidence =>
        {
            var z2 = Math.Pow(Normal.Reach(confidence), 2);
            var a = low * low - z2 * varianceLow;
            if (a <= 0) return new Interval(confidence, null, null, "The value at the most deprived end is not clearly different from 0, so the ratio has no limits.");
            var b = low * high - z2 * both;
            var root = Math.Sqrt(Math.Max(0, b * b - a * (high * high - z2 * varianceHigh)));
            return new(confidence, (b - root) / a, (b + root) / a);
        }), "Fieller");
    }

    private static string NoRatio(double low, double high) =>
        FormattableString.Invariant($"The line reaches {Math.Min(low, high):0.###}: a ratio needs both ends above 0. Draw the line on the log scale, or give the slope index alone.");

    private static StatisticRefused? OutOfScale(Groups groups, SlopeScale scale)
    {
        for (var i = 0; i < groups.Count && scale != SlopeScale.Linear; i++)
        {
            var value = groups.Values[i];
            if (scale == SlopeScale.Log && !(value > 0)) return new(RefusalReason.NotPositive, FormattableString.Invariant($"The value {value}{Check.Where(i)} has no logarithm. Use the linear scale, or leave the group out."), i);
            if (scale == SlopeScale.Logit && !(value is > 0 and < 1))
                return new(RefusalReason.NotAShare, FormattableString.Invariant($"The value {value}{Check.Where(i)} is not between 0 and 1, so it has no log-odds. Divide percentages by 100; use the linear scale where a share is 0 or 1."), i);
        }
        return null;
    }

    private static double Back(double x, SlopeScale scale) => scale switch
    {
        SlopeScale.Log => Math.Exp(x),
        SlopeScale.Logit => 1 / (1 + Math.Exp(-x)),
        _ => x,
    };

    // Between order statistics, as R's default quantile does (Hyndman and Fan 1996, type 7).
    private static double Percentile(double[] sorted, double p)
    {
        var at = p * (sorted.Length - 1);
        var below = (int)Math.Floor(at);
        return below + 1 < sorted.Length ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    /// <summary>The line with the variances of its start and slope.</summary>
    private readonly record struct Line(double Intercept, double Slope, double VarianceIntercept, double VarianceSlope, double Covariance)
    {
        public static Line Fit(Groups groups, SlopeScale scale, ErrorScale errors)
        {
            var total = groups.Total();
            var (below, rank, value, spread, product) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for (var i = 0; i < groups.Count; i++)
            {
                value += groups.Populations[i] / total * To(groups.Values[i], scale);
                rank += groups.Populations[i] / total * (below + groups.Populations[i] / 2) / total;
                below += groups.Populations[i];
            }
            below = 0;
            for (var i = 0; i < groups.Count; i++)
            {
                var share = groups.Populations[i] / total;
                var away = (below + groups.Populations[i] / 2) / total - rank;
                below += groups.Populations[i];
                spread += share * away * away;
                product += share * away * (To(groups.Values[i], scale) - value);
            }
            var slope = product / spread;
            var (ofIntercept, ofSlope, of) = (0.0, 0.0, 0.0);
            below = 0;
            for (var i = 0; i < groups.StandardErrors.Length; i++)
            {
                var share = groups.Populations[i] / total;
                var pull = share * ((below + groups.Populations[i] / 2) / total - rank) / spread; // of this value on the slope
                below += groups.Populations[i];
                var error = groups.StandardErrors[i];
                if (errors == ErrorScale.OfValues && scale == SlopeScale.Log) error /= groups.Values[i];
                if (errors == ErrorScale.OfValues && scale == SlopeScale.Logit) error /= groups.Values[i] * (1 - groups.Values[i]);
                var variance = error * error;
                var start = share - rank * pull;
                ofIntercept += start * start * variance;
                ofSlope += pull * pull * variance;
                of += start * pull * variance;
            }
            return new(value - slope * rank, slope, ofIntercept, ofSlope, of);
        }

        public Line WithScatter(Groups groups)
        {
            var total = groups.Total();
            var (below, rank, spread) = (0.0, 0.0, 0.0);
            for (var i = 0; i < groups.Count; i++)
            {
                rank += groups.Populations[i] / total * (below + groups.Populations[i] / 2) / total;
                below += groups.Populations[i];
            }
            below = 0;
            for (var i = 0; i < groups.Count; i++)
            {
                var away = (below + groups.Populations[i] / 2) / total - rank;
                below += groups.Populations[i];
                spread += groups.Populations[i] / total * away * away;
            }
            var (ofIntercept, ofSlope, of, widened) = (0.0, 0.0, 0.0, groups.Count / (groups.Count - 2.0));
            below = 0;
            for (var i = 0; i < groups.Count; i++)
            {
                var share = groups.Populations[i] / total;
                var place = (below + groups.Populations[i] / 2) / total;
                below += groups.Populations[i];
                var residual = groups.Values[i] - Intercept - Slope * place;
                var pull = share * (place - rank) / spread;
                var start = share - rank * pull;
                ofIntercept += start * start * residual * residual * widened;
                ofSlope += pull * pull * residual * residual * widened;
                of += start * pull * residual * residual * widened;
            }
            return this with { VarianceIntercept = ofIntercept, VarianceSlope = ofSlope, Covariance = of };
        }

        private static double To(double value, SlopeScale scale) => scale switch
        {
            SlopeScale.Log => Math.Log(value),
            SlopeScale.Logit => Math.Log(value / (1 - value)),
            _ => value,
        };
    }
}
