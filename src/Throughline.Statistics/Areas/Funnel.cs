using System.Buffers;
using Throughline.Statistics.Distributions;
using Throughline.Statistics.Rates;

namespace Throughline.Statistics.Areas;

/// <summary>Where an area lies against a funnel's limits.</summary>
public enum FunnelPlace
{
    /// <summary>Below the wide limits (99.8 %).</summary>
    FarBelow,
    /// <summary>Between the narrow and the wide limits, below.</summary>
    Below,
    /// <summary>Within the narrow limits (95 %): no more different than chance makes one in twenty.</summary>
    Within,
    /// <summary>Between the narrow and the wide limits, above.</summary>
    Above,
    /// <summary>Above the wide limits.</summary>
    FarAbove,
}

/// <summary>How much more areas differ than chance alone would make them.</summary>
/// <param name="Ratio">φ: the mean squared z after winsorising; 1 is chance alone.</param>
/// <param name="BetweenVariance">τ²: the variance between areas on the z-scores' scale; 0 where φ is not above (n − 1)/n.</param>
/// <param name="Winsorised">The share of areas at each end whose z-scores were drawn in.</param>
public sealed record Overdispersion(double Ratio, double BetweenVariance, double Winsorised);

/// <summary>Funnel limits: how far areas of a size may lie from the average by chance.</summary>
/// <remarks>Spiegelhalter (2005), Stat Med 24:1185-1202, doi:10.1002/sim.1970. Confidences are two-sided: 0.95 leaves 2.5 % outside at either end, 0.998 0.1 %.
/// An area outside is different by more than chance; that is no verdict on anybody, least of all where areas differ in what they are dealt.</remarks>
public static class Funnel
{
    /// <summary>Limits of a proportion at a size.</summary>
    /// <param name="average">The average share, 0 to 1.</param>
    /// <param name="denominator">Persons, above 0.</param>
    /// <param name="confidence">Two-sided.</param>
    /// <param name="multiplier">1 for a share, 100 for a percentage.</param>
    /// <returns>p ± z √(p(1 − p)/n), kept between 0 and the multiplier: outside them Wilson's interval of an area would not hold the average.</returns>
    public static Result<Limits> OfProportion(double average, double denominator, double confidence, double multiplier = 1)
    {
        Confidence.OrDefault([confidence]);
        if (!(average is >= 0 and <= 1)) return new StatisticRefused(RefusalReason.NotAShare, FormattableString.Invariant($"The average {average} is not between 0 and 1. Divide percentages by 100."));
        if (!(denominator > 0) || double.IsInfinity(denominator)) return Check.Denominator(denominator, "denominator", null);
        var reach = Normal.Reach(confidence) * Math.Sqrt(average * (1 - average) / denominator);
        return new Limits(multiplier * Math.Max(0, average - reach), multiplier * Math.Min(1, average + reach));
    }

    /// <summary>The size at which so many events lie exactly on a limit: how the curves of a funnel of rates or ratios are drawn.</summary>
    /// <param name="events">Events, above 0.</param>
    /// <param name="average">The average rate per person, or 1 for a ratio (the size is then in expected events); above 0.</param>
    /// <param name="confidence">Two-sided.</param>
    /// <returns>Lower: the size at which the events lie on the lower limit (their own exact upper limit over the average); Upper: on the upper one, infinite where the events' lower limit is 0.
    /// The rate there is events over that size.</returns>
    public static Result<Limits> SizeAt(double events, double average, double confidence)
    {
        Confidence.OrDefault([confidence]);
        if (!(events > 0) || double.IsInfinity(events)) return Check.Denominator(events, "count of events", null);
        if (!(average > 0) || double.IsInfinity(average)) return Check.Denominator(average, "average rate", null);
        var limits = PoissonCount.Of(events, confidence, CountInterval.Exact);
        return new Limits(limits.Upper / average, limits.Lower > 0 ? limits.Lower / average : double.PositiveInfinity);
    }

    /// <summary>Places an area whose proportion was measured.</summary>
    /// <param name="numerator">0 to the denominator.</param>
    /// <param name="denominator">Persons, above 0.</param>
    /// <param name="average">The average share, 0 to 1.</param>
    public static Result<FunnelPlace> PlaceOfProportion(double numerator, double denominator, double average)
    {
        var own = CrudeRates.Proportion(numerator, denominator, [0.95, 0.998]);
        if (!own.Succeeded) return own.Error;
        return average is >= 0 and <= 1 ? Place(own.Value, average) : new StatisticRefused(RefusalReason.NotAShare, FormattableString.Invariant($"The average {average} is not between 0 and 1. Divide percentages by 100."));
    }

    /// <summary>Places an area whose events were counted, against how many the average would give.</summary>
    /// <param name="events">Events, 0 or more.</param>
    /// <param name="expected">Events the average would give in this area, above 0.</param>
    public static Result<FunnelPlace> PlaceOfCount(double events, double expected)
    {
        var own = CrudeRates.Rate(events, expected, [0.95, 0.998], 1);
        return own.Succeeded ? Place(own.Value, 1) : own.Error;
    }

    /// <summary>How much more areas differ than chance, from their z-scores.</summary>
    /// <param name="z">One an area, finite; two or more.</param>
    /// <param name="standardErrors">Of each area on the scale of the z-scores, above 0; as many, or none where only the ratio is wanted.</param>
    /// <param name="winsorise">The share of areas at each end whose z is drawn in to the next, 0 to below 0.5; 0.1 is usual.</param>
    /// <remarks>φ = Σ z²/n. τ² = (nφ − (n − 1)) / (Σw − Σw²/Σw), w = 1/se², where nφ is above n − 1; else 0. Spiegelhalter (2005), and Spiegelhalter, Sherlaw-Johnson, Bardsley et al. (2012), J R Stat Soc A 175:1-47.</remarks>
    public static Result<Overdispersion> Dispersion(ReadOnlySpan<double> z, ReadOnlySpan<double> standardErrors = default, double winsorise = 0.1)
    {
        if (winsorise is not (>= 0 and < 0.5)) throw new ArgumentOutOfRangeException(nameof(winsorise), winsorise, "The share drawn in at each end is 0 or more and below a half.");
        if (Check.Finite(z, "z-score") is { } problem) return problem;
        if (!standardErrors.IsEmpty && (Check.Lengths(z.Length, ("standard errors", standardErrors.Length)) ?? Check.Denominators(standardErrors, "standard error")) is { } wrong) return wrong;
        var n = z.Length;
        if (n < 2) return new StatisticRefused(RefusalReason.TooFewRows, "Overdispersion is between two areas or more.");
        // Borrowed, as the room of quantiles is.
        var sorted = ArrayPool<double>.Shared.Rent(n);
        z.CopyTo(sorted);
        Array.Sort(sorted, 0, n);
        var cut = (int)Math.Floor(winsorise * n);
        var (low, high) = (sorted[cut], sorted[n - 1 - cut]);
        ArrayPool<double>.Shared.Return(sorted);
        var squares = 0.0;
        foreach (var one in z) squares += Math.Pow(Math.Clamp(one, low, high), 2);
        var (sum, sumOfSquares) = (0.0, 0.0);
        foreach (var error in standardErrors)
        {
            sum += 1 / (error * error);
            sumOfSquares += 1 / (error * error * error * error);
        }
        var between = standardErrors.IsEmpty || squares <= n - 1 ? 0 : (squares - (n - 1)) / (sum - sumOfSquares / sum);
        return new Overdispersion(squares / n, between, winsorise);
    }

    /// <summary>Limits about an average that leave room for overdispersion.</summary>
    /// <param name="average">On a scale where errors are near enough normal: a share, the square root of a rate, the logarithm of a ratio.</param>
    /// <param name="standardError">Of an area of the size in question, on that scale.</param>
    /// <param name="overdispersion">From <see cref="Dispersion"/>, with standard errors for the additive kind.</param>
    /// <param name="confidence">Two-sided.</param>
    /// <param name="additive">Adds τ² to each area's variance (areas differ in ways not measured); otherwise multiplies it by φ where that is above 1 (errors are wider than thought).</param>
    public static Limits WithOverdispersion(double average, double standardError, Overdispersion overdispersion, double confidence, bool additive = true)
    {
        ArgumentNullException.ThrowIfNull(overdispersion);
        ArgumentOutOfRangeException.ThrowIfNegative(standardError);
        Confidence.OrDefault([confidence]);
        var variance = standardError * standardError;
        var reach = Normal.Reach(confidence) * Math.Sqrt(additive ? variance + overdispersion.BetweenVariance : variance * Math.Max(1, overdispersion.Ratio));
        return new(average - reach, average + reach);
    }

    private static FunnelPlace Place(Estimate own, double average) =>
        own.Intervals[1].Upper < average ? FunnelPlace.FarBelow : own.Intervals[1].Lower > average ? FunnelPlace.FarAbove
        : own.Intervals[0].Upper < average ? FunnelPlace.Below : own.Intervals[0].Lower > average ? FunnelPlace.Above : FunnelPlace.Within;
}
