namespace Throughline.Statistics.Rates;

/// <summary>An indirectly standardised ratio and rate.</summary>
/// <param name="Observed">Events seen.</param>
/// <param name="Expected">Events that the reference's rates would give here.</param>
/// <param name="ReferenceRate">The reference's crude rate, per the multiplier of the rate.</param>
/// <param name="Ratio">Observed over expected, times the multiplier of the ratio.</param>
/// <param name="Rate">The ratio times the reference's crude rate.</param>
public sealed record IndirectFigure(double Observed, double Expected, double ReferenceRate, Estimate Ratio, Estimate Rate);

/// <summary>Indirect standardisation: how many events, against how many the reference's rates would give.</summary>
/// <remarks>Σ xᵢ / Σ nᵢ Xᵢ/Nᵢ. Interval: that of the observed count (<see cref="PoissonCount"/>) over the expected, which is taken as known.
/// Ratios of two areas are not comparable with each other, only each with the reference. Breslow and Day (1987), ch. 2.</remarks>
public static class IndirectRate
{
    /// <summary>The ratio and rate of one area.</summary>
    /// <param name="observed">Events of the area in all, 0 or more.</param>
    /// <param name="populations">Persons of the area by band, 0 or more (a band may be empty), not all 0.</param>
    /// <param name="referenceCounts">Events of the reference by band, 0 or more.</param>
    /// <param name="referencePopulations">Persons of the reference by band, above 0.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95.</param>
    /// <param name="ratioMultiplier">1 for a ratio, 100 for one in percent.</param>
    /// <param name="rateMultiplier">The rate is per so many.</param>
    public static Result<IndirectFigure> Of(double observed, ReadOnlySpan<double> populations, ReadOnlySpan<double> referenceCounts, ReadOnlySpan<double> referencePopulations,
        ReadOnlySpan<double> confidences = default, double ratioMultiplier = 1, double rateMultiplier = 100_000)
    {
        if (Check.Lengths(populations.Length, ("counts of the reference", referenceCounts.Length), ("populations of the reference", referencePopulations.Length)) is { } unlike) return unlike;
        if ((Check.Counts(populations, "population") ?? Check.Counts(referenceCounts, "count of the reference") ?? Check.Denominators(referencePopulations, "population of the reference")) is { } wrong) return wrong;
        var (expected, events, persons) = (0.0, 0.0, 0.0);
        for (var band = 0; band < populations.Length; band++)
        {
            expected += populations[band] * referenceCounts[band] / referencePopulations[band];
            events += referenceCounts[band];
            persons += referencePopulations[band];
        }
        return Of(observed, expected, persons > 0 ? events / persons : 0, confidences, ratioMultiplier, rateMultiplier);
    }

    /// <summary>The same where the expected count is known.</summary>
    /// <param name="observed">Events, 0 or more.</param>
    /// <param name="expected">Events expected, above 0.</param>
    /// <param name="referenceRate">The reference's crude rate per person, 0 or more; 0 where no rate is wanted.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95.</param>
    /// <param name="ratioMultiplier">1 for a ratio, 100 for one in percent.</param>
    /// <param name="rateMultiplier">The rate is per so many.</param>
    public static Result<IndirectFigure> Of(double observed, double expected, double referenceRate, ReadOnlySpan<double> confidences = default, double ratioMultiplier = 1, double rateMultiplier = 100_000)
    {
        var wanted = Confidence.OrDefault(confidences);
        if (!(observed >= 0) || double.IsInfinity(observed)) return Check.Count(observed, "observed count", null);
        if (!(expected > 0) || double.IsInfinity(expected)) return Check.Denominator(expected, "expected count", null);
        if (!(referenceRate >= 0) || double.IsInfinity(referenceRate)) return Check.Count(referenceRate, "reference rate", null);
        Estimate Scaled(double by) => new(observed / expected * by, null, Confidence.Each(wanted, confidence =>
        {
            var limits = PoissonCount.Of(observed, confidence);
            return (limits.Lower / expected * by, limits.Upper / expected * by);
        }), CrudeRates.MethodOf(observed, CountInterval.ExactBelowTen));
        return new IndirectFigure(observed, expected, referenceRate * rateMultiplier, Scaled(ratioMultiplier), Scaled(referenceRate * rateMultiplier));
    }
}
