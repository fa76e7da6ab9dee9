namespace Throughline.Statistics.Rates;

/// <summary>One area's directly standardised rate, among many.</summary>
/// <param name="Value">The rate; NaN where there are too few events.</param>
/// <param name="StandardError">Of the rate, in its unit.</param>
/// <param name="Events">All events of the area.</param>
/// <param name="Population">All persons of the area.</param>
public readonly record struct AreaRate(double Value, double StandardError, double Events, double Population)
{
    /// <summary>True when the area has fewer events than <see cref="DirectRate.FewestEvents"/>, and no rate is given.</summary>
    public bool TooFewEvents => double.IsNaN(Value);
}

/// <summary>Directly standardised rates: what an area's rate would be with the age structure of a standard population.</summary>
/// <remarks>Σ wᵢ xᵢ/nᵢ / Σ wᵢ, with variance Σ wᵢ² xᵢ/nᵢ² / (Σ wᵢ)². Interval: Dobson, Kuulasmaa, Eberle and Scherer (1991), Stat Med 10:457-462,
/// doi:10.1002/sim.4780100317: the rate, plus √(variance of the rate / events) times the distance of Byar's limits of the events from the events.
/// Assumes independent events (see <see cref="OfRepeated"/> for those that are not) and populations known without error. O(rows).</remarks>
public static class DirectRate
{
    /// <summary>Below so many events no standardised rate is given: the rule of the English public health profiles.</summary>
    public const int FewestEvents = 10;

    /// <summary>The rate of one area.</summary>
    /// <param name="counts">Events by band, 0 or more.</param>
    /// <param name="populations">Persons or person-years by band, above 0.</param>
    /// <param name="standard">The standard population by band, 0 or more, not all 0.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95.</param>
    /// <param name="multiplier">The rate is per so many.</param>
    /// <returns>The rate, or a refusal: an input out of range, or fewer than 10 events.</returns>
    public static Result<Estimate> Of(ReadOnlySpan<double> counts, ReadOnlySpan<double> populations, ReadOnlySpan<double> standard, ReadOnlySpan<double> confidences = default, double multiplier = 100_000)
    {
        var wanted = Confidence.OrDefault(confidences);
        if (Problem(counts, populations, standard) is { } problem) return problem;
        var (events, _, rate, variance) = Sums(counts, populations, standard);
        return events < FewestEvents ? TooFew(events) : Dobson(rate, variance, events, wanted, multiplier, "Dobson");
    }

    /// <summary>The rate of one area where one person may have several events (admissions, say), so that events are not independent.</summary>
    /// <param name="people">Persons by band and number of events: people[band × most + k − 1] persons had k events each, 0 or more.</param>
    /// <param name="populations">Persons or person-years by band, above 0.</param>
    /// <param name="standard">The standard population by band, 0 or more, not all 0.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95.</param>
    /// <param name="multiplier">The rate is per so many.</param>
    /// <returns>The rate of events, with an interval as wide as events that come in bundles make it.</returns>
    /// <remarks>Variance Σ wᵢ² Σₖ k² mᵢₖ / nᵢ² / (Σ wᵢ)², mᵢₖ the persons with k events: persons are independent, their events are not.
    /// Stukel, Glynn, Fisher, Sharp, Lu-Yao and Wennberg (1994), Stat Med 13:1781-1791, doi:10.1002/sim.4780131709.</remarks>
    public static Result<Estimate> OfRepeated(ReadOnlySpan<double> people, ReadOnlySpan<double> populations, ReadOnlySpan<double> standard, ReadOnlySpan<double> confidences = default, double multiplier = 100_000)
    {
        var wanted = Confidence.OrDefault(confidences);
        var bands = populations.Length;
        if (bands == 0 || people.Length % bands != 0) return new StatisticRefused(RefusalReason.UnlikeLengths, $"There are {bands} bands and {people.Length} counts of persons; each band needs the same number.");
        if (Check.Counts(people, "count of persons") is { } negative) return negative;
        var most = people.Length / bands;
        var counts = new double[bands];
        for (var band = 0; band < bands; band++)
            for (var k = 1; k <= most; k++) counts[band] += k * people[band * most + k - 1];
        if (Problem(counts, populations, standard) is { } problem) return problem;
        var (events, _, rate, _) = Sums(counts, populations, standard);
        if (events < FewestEvents) return TooFew(events);
        var (variance, weight) = (0.0, 0.0);
        for (var band = 0; band < bands; band++)
        {
            weight += standard[band];
            var share = standard[band] / populations[band];
            for (var k = 1; k <= most; k++) variance += share * share * k * k * people[band * most + k - 1];
        }
        return Dobson(rate, variance / (weight * weight), events, wanted, multiplier, "Dobson, for events that are not independent");
    }

    /// <summary>The rates of many areas at once, on all cores.</summary>
    /// <param name="counts">Area by area, each with as many rows as <paramref name="standard"/>.</param>
    /// <param name="populations">As the counts.</param>
    /// <param name="standard">The standard population by band.</param>
    /// <param name="confidences">Each above 0 and below 1.</param>
    /// <param name="areas">Written: one an area. An area with fewer than 10 events has no value.</param>
    /// <param name="limits">Written: for area a and confidence c at a × confidences + c; NaN where there is no value.</param>
    /// <param name="multiplier">The rate is per so many.</param>
    /// <returns>Done, or the first row that is refused.</returns>
    /// <exception cref="ArgumentException">The room for answers has the wrong length.</exception>
    public static Result<Done> Areas(ReadOnlyMemory<double> counts, ReadOnlyMemory<double> populations, ReadOnlyMemory<double> standard, ReadOnlySpan<double> confidences, Memory<AreaRate> areas, Memory<Limits> limits, double multiplier = 100_000)
    {
        var bands = standard.Length;
        if (bands == 0 || counts.Length % bands != 0 || counts.Length != populations.Length)
            return new StatisticRefused(RefusalReason.UnlikeLengths, $"There are {counts.Length} counts, {populations.Length} populations and {bands} bands; each area needs one row a band.");
        if (StandardProblem(standard.Span) is { } wrong) return wrong;
        var cutters = Array.ConvertAll(Confidence.OrDefault(confidences), confidence => new PoissonCount.Cutter(confidence, CountInterval.Byar));
        var rows = counts.Length / bands;
        RowWork.Room(rows, cutters.Length, areas.Length, limits.Length);
        return RowWork.Each(rows, (from, to) =>
        {
            var allCounts = counts.Span;
            var allPopulations = populations.Span;
            var weights = standard.Span;
            var answers = areas.Span;
            var bounds = limits.Span;
            for (var area = from; area < to; area++)
            {
                var x = allCounts.Slice(area * bands, bands);
                var n = allPopulations.Slice(area * bands, bands);
                for (var band = 0; band < bands; band++)
                {
                    if (!(n[band] > 0) || double.IsInfinity(n[band])) return Check.Denominator(n[band], "population", area * bands + band);
                    if (!(x[band] >= 0) || double.IsInfinity(x[band])) return Check.Count(x[band], "count", area * bands + band);
                }
                var (events, persons, rate, variance) = Sums(x, n, weights);
                var given = events >= FewestEvents;
                answers[area] = new(given ? multiplier * rate : double.NaN, given ? multiplier * Math.Sqrt(variance) : double.NaN, events, persons);
                var step = multiplier * Math.Sqrt(variance / events);
                for (var c = 0; c < cutters.Length; c++)
                {
                    var each = cutters[c].Of(events);
                    bounds[area * cutters.Length + c] = given
                        ? new(multiplier * rate + step * (each.Lower - events), multiplier * rate + step * (each.Upper - events))
                        : new(double.NaN, double.NaN);
                }
            }
            return null;
        }, 256);
    }

    private static (double Events, double Persons, double Rate, double Variance) Sums(ReadOnlySpan<double> counts, ReadOnlySpan<double> populations, ReadOnlySpan<double> standard)
    {
        var (events, persons, weight, rate, variance) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var band = 0; band < standard.Length; band++)
        {
            var share = standard[band] / populations[band];
            var part = share * counts[band];
            events += counts[band];
            persons += populations[band];
            weight += standard[band];
            rate += part;
            variance += share * part;
        }
        return (events, persons, rate / weight, variance / (weight * weight));
    }

    private static Estimate Dobson(double rate, double variance, double events, double[] confidences, double multiplier, string method)
    {
        var step = Math.Sqrt(variance / events);
        return new(multiplier * rate, multiplier * Math.Sqrt(variance), Confidence.Each(confidences, confidence =>
        {
            var limits = PoissonCount.Of(events, confidence, CountInterval.Byar);
            return (multiplier * (rate + step * (limits.Lower - events)), multiplier * (rate + step * (limits.Upper - events)));
        }), method);
    }

    private static StatisticRefused TooFew(double events) =>
        new(RefusalReason.TooFewEvents, FormattableString.Invariant($"There are {events} events; a directly standardised rate needs {FewestEvents} or more. Join areas or years, or use an indirectly standardised ratio."));

    private static StatisticRefused? Problem(ReadOnlySpan<double> counts, ReadOnlySpan<double> populations, ReadOnlySpan<double> standard) =>
        counts.Length == 0 ? new(RefusalReason.TooFewRows, "There are no bands to standardise over.")
        : Check.Lengths(counts.Length, ("populations", populations.Length), ("bands of the standard", standard.Length))
            ?? Check.Denominators(populations, "population") ?? Check.Counts(counts, "count") ?? StandardProblem(standard);

    private static StatisticRefused? StandardProblem(ReadOnlySpan<double> standard)
    {
        if (Check.Counts(standard, "standard population") is { } negative) return negative;
        foreach (var weight in standard)
            if (weight > 0) return null;
        return new(RefusalReason.ZeroDenominator, "The standard population is 0 in every band.");
    }
}
