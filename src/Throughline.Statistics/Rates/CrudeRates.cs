using Throughline.Statistics.Distributions;

namespace Throughline.Statistics.Rates;

/// <summary>Proportions, crude rates and means, one or by the million.</summary>
public static class CrudeRates
{
    /// <summary>A proportion with Wilson's score interval.</summary>
    /// <param name="numerator">0 to <paramref name="denominator"/>.</param>
    /// <param name="denominator">Persons, above 0.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95.</param>
    /// <param name="multiplier">1 for a share, 100 for a percentage.</param>
    /// <returns>The proportion times the multiplier, or a <see cref="StatisticRefused"/>.</returns>
    /// <remarks>(2x + z² ± z √(z² + 4x(1 − p))) / (2(n + z²)). Wilson (1927), J Am Stat Assoc 22:209-212, doi:10.1080/01621459.1927.10502953;
    /// Newcombe (1998), Stat Med 17:857-872. Assumes independent persons.</remarks>
    public static Result<Estimate> Proportion(double numerator, double denominator, ReadOnlySpan<double> confidences = default, double multiplier = 1)
    {
        var wanted = Confidence.OrDefault(confidences);
        if (ProportionProblem(numerator, denominator, null) is { } problem) return problem;
        return new Estimate(multiplier * numerator / denominator, null, Confidence.Each(wanted, confidence =>
        {
            var limits = Wilson(numerator, denominator, Normal.Reach(confidence));
            return (multiplier * limits.Lower, multiplier * limits.Upper);
        }), "Wilson");
    }

    /// <summary>A crude rate with the exact interval below 10 events and Byar's from 10.</summary>
    /// <param name="count">Events, 0 or more.</param>
    /// <param name="population">Persons or person-years, above 0.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95.</param>
    /// <param name="multiplier">The rate is per so many.</param>
    /// <param name="interval">The interval's method.</param>
    /// <remarks>See <see cref="PoissonCount"/>. Assumes independent events and a population known without error.</remarks>
    public static Result<Estimate> Rate(double count, double population, ReadOnlySpan<double> confidences = default, double multiplier = 100_000, CountInterval interval = CountInterval.ExactBelowTen)
    {
        var wanted = Confidence.OrDefault(confidences);
        if (RateProblem(count, population, null) is { } problem) return problem;
        var scale = multiplier / population;
        return new Estimate(count * scale, null, Confidence.Each(wanted, confidence =>
        {
            var limits = PoissonCount.Of(count, confidence, interval);
            return (scale * limits.Lower, scale * limits.Upper);
        }), MethodOf(count, interval));
    }

    /// <summary>A mean with Student's interval.</summary>
    /// <param name="values">Two or more, finite.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95.</param>
    /// <remarks>x̄ ± t(n − 1) s/√n, s with n − 1. Assumes independent values whose mean is near enough normal.
    /// Armitage, Berry and Matthews (2002), Statistical Methods in Medical Research, ch. 4, doi:10.1002/9780470773666.</remarks>
    public static Result<Estimate> Mean(ReadOnlySpan<double> values, ReadOnlySpan<double> confidences = default)
    {
        if (Check.Finite(values, "value") is { } problem) return problem;
        if (values.Length < 2) return new StatisticRefused(RefusalReason.TooFewRows, $"A mean's interval needs two values or more; there {(values.Length == 1 ? "is one" : "is none")}.");
        var mean = 0.0;
        foreach (var value in values) mean += value / values.Length;
        var squares = 0.0;
        foreach (var value in values) squares += (value - mean) * (value - mean);
        return Mean(mean, Math.Sqrt(squares / (values.Length - 1)), values.Length, confidences);
    }

    /// <summary>A mean with Student's interval, from its summary.</summary>
    /// <param name="mean">Finite.</param>
    /// <param name="standardDeviation">Of the values, with n − 1; 0 or more.</param>
    /// <param name="count">How many values, 2 or more.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95.</param>
    public static Result<Estimate> Mean(double mean, double standardDeviation, double count, ReadOnlySpan<double> confidences = default)
    {
        var wanted = Confidence.OrDefault(confidences);
        if (!double.IsFinite(mean)) return new StatisticRefused(RefusalReason.NotANumber, "The mean is missing or not a number.");
        if (!(standardDeviation >= 0) || double.IsInfinity(standardDeviation)) return Check.Count(standardDeviation, "standard deviation", null);
        if (!(count >= 2) || double.IsInfinity(count)) return new StatisticRefused(RefusalReason.TooFewRows, FormattableString.Invariant($"A mean's interval needs two values or more; there are {count}."));
        var error = standardDeviation / Math.Sqrt(count);
        return new Estimate(mean, error, Confidence.Each(wanted, confidence =>
        {
            var reach = StudentT.Reach(confidence, count - 1) * error;
            return (mean - reach, mean + reach);
        }), "Student's t");
    }

    /// <summary>Many proportions at once, on all cores.</summary>
    /// <param name="numerators">One a row, as for <see cref="Proportion"/>.</param>
    /// <param name="denominators">One a row.</param>
    /// <param name="confidences">Each above 0 and below 1.</param>
    /// <param name="values">One a row, written.</param>
    /// <param name="limits">Written: for row r and confidence c at r × confidences + c.</param>
    /// <param name="multiplier">1 for a share, 100 for a percentage.</param>
    /// <returns>Done, or the first row that is refused.</returns>
    /// <exception cref="ArgumentException">The room for answers has the wrong length.</exception>
    public static Result<Done> Proportions(ReadOnlyMemory<double> numerators, ReadOnlyMemory<double> denominators, ReadOnlySpan<double> confidences, Memory<double> values, Memory<Limits> limits, double multiplier = 1)
    {
        var reaches = Confidence.Reaches(Confidence.OrDefault(confidences));
        var rows = numerators.Length;
        if (Check.Lengths(rows, ("denominators", denominators.Length)) is { } unlike) return unlike;
        RowWork.Room(rows, reaches.Length, values.Length, limits.Length);
        return RowWork.Each(rows, (from, to) =>
        {
            var x = numerators.Span;
            var n = denominators.Span;
            var answers = values.Span;
            var bounds = limits.Span;
            for (var row = from; row < to; row++)
            {
                if (ProportionProblem(x[row], n[row], row) is { } problem) return problem;
                answers[row] = multiplier * x[row] / n[row];
                for (var c = 0; c < reaches.Length; c++)
                {
                    var each = Wilson(x[row], n[row], reaches[c]);
                    bounds[row * reaches.Length + c] = new(multiplier * each.Lower, multiplier * each.Upper);
                }
            }
            return null;
        });
    }

    /// <summary>Many crude rates at once, on all cores.</summary>
    /// <param name="counts">One a row, as for <see cref="Rate"/>.</param>
    /// <param name="populations">One a row.</param>
    /// <param name="confidences">Each above 0 and below 1.</param>
    /// <param name="values">One a row, written.</param>
    /// <param name="limits">Written: for row r and confidence c at r × confidences + c.</param>
    /// <param name="multiplier">The rate is per so many.</param>
    /// <returns>Done, or the first row that is refused.</returns>
    /// <exception cref="ArgumentException">The room for answers has the wrong length.</exception>
    public static Result<Done> Rates(ReadOnlyMemory<double> counts, ReadOnlyMemory<double> populations, ReadOnlySpan<double> confidences, Memory<double> values, Memory<Limits> limits, double multiplier = 100_000)
    {
        var cutters = Array.ConvertAll(Confidence.OrDefault(confidences), confidence => new PoissonCount.Cutter(confidence, CountInterval.ExactBelowTen));
        var rows = counts.Length;
        if (Check.Lengths(rows, ("populations", populations.Length)) is { } unlike) return unlike;
        RowWork.Room(rows, cutters.Length, values.Length, limits.Length);
        return RowWork.Each(rows, (from, to) =>
        {
            var x = counts.Span;
            var n = populations.Span;
            var answers = values.Span;
            var bounds = limits.Span;
            for (var row = from; row < to; row++)
            {
                if (RateProblem(x[row], n[row], row) is { } problem) return problem;
                var scale = multiplier / n[row];
                answers[row] = x[row] * scale;
                for (var c = 0; c < cutters.Length; c++)
                {
                    var each = cutters[c].Of(x[row]);
                    bounds[row * cutters.Length + c] = new(scale * each.Lower, scale * each.Upper);
                }
            }
            return null;
        });
    }

    internal static Limits Wilson(double x, double n, double z)
    {
        var p = x / n;
        var middle = 2 * x + z * z;
        var reach = z * Math.Sqrt(z * z + 4 * x * (1 - p));
        var below = 2 * (n + z * z);
        // At the ends the limit is exact: 0 of n has the lower limit 0, n of n the upper limit 1.
        return new(x == 0 ? 0 : (middle - reach) / below, x == n ? 1 : (middle + reach) / below);
    }

    internal static string MethodOf(double count, CountInterval interval) => interval switch
    {
        CountInterval.Byar => "Byar",
        CountInterval.Exact => "exact Poisson",
        _ => count < 10 ? "exact Poisson" : "Byar",
    };

    private static StatisticRefused? ProportionProblem(double x, double n, int? row)
    {
        if (!(n > 0) || double.IsInfinity(n)) return Check.Denominator(n, "denominator", row);
        if (!(x >= 0) || double.IsInfinity(x)) return Check.Count(x, "numerator", row);
        return x > n ? new(RefusalReason.AboveDenominator, FormattableString.Invariant($"The numerator {x} is above the denominator {n}{Check.Where(row)}. Are the columns swapped?"), row) : null;
    }

    private static StatisticRefused? RateProblem(double x, double n, int? row)
    {
        if (!(n > 0) || double.IsInfinity(n)) return Check.Denominator(n, "population", row);
        return !(x >= 0) || double.IsInfinity(x) ? Check.Count(x, "count", row) : null;
    }
}

/// <summary>Work over many rows, split among the cores.</summary>
internal static class RowWork
{
    private const int Fewest = 4096;

    public delegate StatisticRefused? Part(int from, int to);

    /// <returns>Done, or the refusal of the earliest row.</returns>
    public static Result<Done> Each(int rows, Part work, int fewest = Fewest)
    {
        var parts = Math.Clamp(rows / Math.Max(1, fewest), 1, Environment.ProcessorCount * 4);
        if (parts == 1) return work(0, rows) is { } problem ? problem : Done.Value;
        var problems = new StatisticRefused?[parts];
        Parallel.For(0, parts, part => problems[part] = work((int)((long)rows * part / parts), (int)((long)rows * (part + 1) / parts)));
        foreach (var problem in problems)
            if (problem is not null) return problem;
        return Done.Value;
    }

    public static void Room(int rows, int confidences, int values, int limits)
    {
        if (values != rows || limits != rows * confidences)
            throw new ArgumentException($"There must be room for {rows} values and {rows * confidences} limits, not {values} and {limits}.");
    }
}
