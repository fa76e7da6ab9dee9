namespace Throughline.Statistics.Rates;

/// <summary>One age band of a life table.</summary>
/// <param name="Age">Where the band starts, in years.</param>
/// <param name="DeathProbability">q: the chance that one who reaches the band dies in it.</param>
/// <param name="Survivors">l: of 100,000 born, those who reach the band.</param>
/// <param name="YearsLived">L: the years all of them live in the band.</param>
/// <param name="Expectancy">e: the years one who reaches the band may expect.</param>
/// <param name="StandardError">Of the expectancy, in years.</param>
public readonly record struct LifeBand(double Age, double DeathProbability, double Survivors, double YearsLived, double Expectancy, double StandardError);

/// <summary>An abridged period life table.</summary>
/// <remarks>Chiang's second method: q = n M / (1 + n M (1 − a)), M deaths over population, n the band's width, a the share of it lived by those who die in it;
/// the last band is open, with q = 1 and L = l / M. Chiang (1984), The Life Table and its Applications; Newell (1994), Methods and Models in Demography.
/// Variance: Silcocks, Jenner and Reza (2001), J Epidemiol Community Health 55:38-43, doi:10.1136/jech.55.1.38: Chiang's
/// Σ lᵢ² ((1 − aᵢ) nᵢ + eᵢ₊₁)² qᵢ² (1 − qᵢ)/Dᵢ / lₓ², and for the open band, whose length of life is random too, l² / (M² D) / lₓ².
/// Deaths are taken as binomial within bands; a band without deaths adds no variance. Eayres and Williams (2004), doi:10.1136/jech.2003.009654, on small areas.
/// A period's expectancy is what its death rates would give; it is no forecast for those born in it.</remarks>
public sealed class LifeTable
{
    /// <summary>Where the bands start when nothing else is said: under 1, 1 to 4, then by fives to 90 and over.</summary>
    public static readonly IReadOnlyList<double> UsualAges = [0, 1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90];

    /// <summary>Below so many person-years in all, no life expectancy is given (Eayres and Williams 2004).</summary>
    public const double FewestPersonYears = 5_000;

    private const double Radix = 100_000;
    private readonly LifeBand[] _bands;
    private readonly double[] _deaths, _rates, _shares;

    private LifeTable(LifeBand[] bands, double[] deaths, double[] rates, double[] shares) => (_bands, _deaths, _rates, _shares) = (bands, deaths, rates, shares);

    /// <summary>The bands, youngest first.</summary>
    public IReadOnlyList<LifeBand> Bands => _bands;

    /// <summary>Makes the table.</summary>
    /// <param name="ages">Where each band starts, in years, rising; the last is open.</param>
    /// <param name="deaths">By band: 0 or more, not above the population; in the last above 0.</param>
    /// <param name="populations">By band: person-years, above 0.</param>
    /// <param name="lived">By band, the share a of it that those who die in it live: above 0, at most 1; that of the last is not used.
    /// None: 0.1 in a band of the first year of life alone, 0.5 elsewhere.</param>
    /// <param name="fewestPersonYears">Below so many in all the table is refused.</param>
    public static Result<LifeTable> Of(ReadOnlySpan<double> ages, ReadOnlySpan<double> deaths, ReadOnlySpan<double> populations, ReadOnlySpan<double> lived = default, double fewestPersonYears = FewestPersonYears)
    {
        var shares = new double[ages.Length];
        if ((AgesProblem(ages) ?? SharesProblem(ages, lived, shares)) is { } wrong) return wrong;
        if ((Check.Lengths(ages.Length, ("counts of deaths", deaths.Length), ("populations", populations.Length)) ?? RowsProblem(ages, deaths, populations, shares, fewestPersonYears, null)) is { } problem) return problem;
        var bands = new LifeBand[ages.Length];
        var rates = new double[ages.Length];
        Compute(ages, deaths, populations, shares, rates, bands);
        return new LifeTable(bands, deaths.ToArray(), rates, shares);
    }

    /// <summary>Life expectancy at the start of a band.</summary>
    /// <param name="age">One of the ages the bands start at.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95.</param>
    /// <returns>In years, with a normal interval; or a refusal when no band starts there.</returns>
    public Result<Estimate> Expectancy(double age = 0, ReadOnlySpan<double> confidences = default)
    {
        var wanted = Confidence.OrDefault(confidences);
        var at = Array.FindIndex(_bands, band => band.Age == age);
        if (at < 0) return new StatisticRefused(RefusalReason.AgeBands, FormattableString.Invariant($"No band starts at {age} years; they start at {string.Join(", ", _bands.Select(band => band.Age))}."));
        var band = _bands[at];
        return new Estimate(band.Expectancy, band.StandardError, Confidence.Around(band.Expectancy, band.StandardError, wanted), "Chiang's second method, variance of Silcocks");
    }

    /// <summary>Healthy life expectancy by Sullivan's method: the years in each band, counted only for the share in good health.</summary>
    /// <param name="healthy">By band, the share in good health, 0 to 1.</param>
    /// <param name="surveyed">By band, how many persons that share rests on, above 0; none leaves the survey's part out of the variance.</param>
    /// <param name="age">One of the ages the bands start at.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95.</param>
    /// <param name="withMortality">Adds the deaths' part of the variance, which is small where the survey is.</param>
    /// <remarks>Σ hᵢ Lᵢ / lₓ. Sullivan (1971), HSMHA Health Rep 86:347-354. Variance: Σ Lᵢ² hᵢ(1 − hᵢ)/mᵢ / lₓ², of the survey, as Jagger, Van Oyen and Robine (2014),
    /// Health Expectancy Calculation by the Sullivan Method; and of the deaths Σ lᵢ² ((1 − aᵢ) nᵢ hᵢ + Hᵢ₊₁)² qᵢ²(1 − qᵢ)/Dᵢ / lₓ² + l² h² / (M² D) / lₓ² (Mathers 1991), H the healthy expectancy.
    /// Assumes the share in health among the surveyed holds for all of the band, and a simple random sample.</remarks>
    public Result<Estimate> Healthy(ReadOnlySpan<double> healthy, ReadOnlySpan<double> surveyed, double age = 0, ReadOnlySpan<double> confidences = default, bool withMortality = true)
    {
        var wanted = Confidence.OrDefault(confidences);
        if (Check.Lengths(_bands.Length, ("shares in good health", healthy.Length)) is { } unlike) return unlike;
        for (var i = 0; i < healthy.Length; i++)
            if (!(healthy[i] is >= 0 and <= 1))
                return new StatisticRefused(RefusalReason.NotAShare, FormattableString.Invariant($"The share in good health is {healthy[i]} in the band from {_bands[i].Age}; it lies between 0 and 1. Divide percentages by 100."), i);
        if (!surveyed.IsEmpty && (Check.Lengths(_bands.Length, ("numbers surveyed", surveyed.Length)) ?? Check.Denominators(surveyed, "number surveyed")) is { } wrong) return wrong;
        var at = Array.FindIndex(_bands, band => band.Age == age);
        if (at < 0) return new StatisticRefused(RefusalReason.AgeBands, FormattableString.Invariant($"No band starts at {age} years."));
        var last = _bands.Length - 1;
        var (years, survey, deaths) = (0.0, 0.0, 0.0);
        for (var i = last; i >= at; i--)
        {
            var band = _bands[i];
            // Years of health still ahead of the one who comes to the next band.
            var ahead = i == last ? 0 : years / _bands[i + 1].Survivors;
            if (i == last) deaths += Square(band.Survivors * healthy[i] / _rates[i]) / _deaths[i];
            else if (_deaths[i] > 0)
            {
                var width = _bands[i + 1].Age - band.Age;
                deaths += Square(band.Survivors * ((1 - _shares[i]) * width * healthy[i] + ahead) * band.DeathProbability) * (1 - band.DeathProbability) / _deaths[i];
            }
            years += healthy[i] * band.YearsLived;
            if (!surveyed.IsEmpty) survey += Square(band.YearsLived) * healthy[i] * (1 - healthy[i]) / surveyed[i];
        }
        var start = _bands[at].Survivors;
        var error = Math.Sqrt(survey + (withMortality ? deaths : 0)) / start;
        var method = (surveyed.IsEmpty, withMortality) switch
        {
            (true, true) => "Sullivan, variance of the deaths alone",
            (false, true) => "Sullivan, variance of the survey and the deaths",
            (false, false) => "Sullivan, variance of the survey alone",
            _ => "Sullivan, no variance: neither deaths nor a survey",
        };
        return surveyed.IsEmpty && !withMortality
            ? new Estimate(years / start, null, [], method)
            : new Estimate(years / start, error, Confidence.Around(years / start, error, wanted), method);
    }

    /// <summary>Life expectancy at the first age of many areas at once, on all cores, without keeping their tables.</summary>
    /// <param name="ages">Where each band starts, alike for all areas.</param>
    /// <param name="deaths">Area by area, one row a band.</param>
    /// <param name="populations">As the deaths.</param>
    /// <param name="expectancies">Written: one an area, in years.</param>
    /// <param name="standardErrors">Written: one an area, in years.</param>
    /// <param name="lived">As for <see cref="Of"/>.</param>
    /// <param name="fewestPersonYears">As for <see cref="Of"/>.</param>
    /// <returns>Done, or the first area that is refused, with its row.</returns>
    /// <exception cref="ArgumentException">The room for answers has the wrong length.</exception>
    public static Result<Done> Areas(ReadOnlyMemory<double> ages, ReadOnlyMemory<double> deaths, ReadOnlyMemory<double> populations, Memory<double> expectancies, Memory<double> standardErrors, ReadOnlySpan<double> lived = default, double fewestPersonYears = FewestPersonYears)
    {
        var count = ages.Length;
        var shares = new double[count];
        if ((AgesProblem(ages.Span) ?? SharesProblem(ages.Span, lived, shares)) is { } wrong) return wrong;
        if (deaths.Length % count != 0 || deaths.Length != populations.Length)
            return new StatisticRefused(RefusalReason.UnlikeLengths, $"There are {deaths.Length} counts of deaths, {populations.Length} populations and {count} bands; each area needs one row a band.");
        var areas = deaths.Length / count;
        if (expectancies.Length != areas || standardErrors.Length != areas) throw new ArgumentException($"There must be room for {areas} areas.");
        return RowWork.Each(areas, (from, to) =>
        {
            var bands = new LifeBand[count];
            var rates = new double[count];
            for (var area = from; area < to; area++)
            {
                var d = deaths.Span.Slice(area * count, count);
                var n = populations.Span.Slice(area * count, count);
                if (RowsProblem(ages.Span, d, n, shares, fewestPersonYears, area * count) is { } problem) return problem;
                Compute(ages.Span, d, n, shares, rates, bands);
                expectancies.Span[area] = bands[0].Expectancy;
                standardErrors.Span[area] = bands[0].StandardError;
            }
            return null;
        }, 64);
    }

    private static void Compute(ReadOnlySpan<double> ages, ReadOnlySpan<double> deaths, ReadOnlySpan<double> populations, ReadOnlySpan<double> shares, Span<double> rates, Span<LifeBand> bands)
    {
        var last = ages.Length - 1;
        var survivors = Radix;
        for (var i = 0; i <= last; i++)
        {
            var rate = deaths[i] / populations[i];
            rates[i] = rate;
            if (i == last)
            {
                bands[i] = new(ages[i], 1, survivors, survivors / rate, 0, 0);
                break;
            }
            var width = ages[i + 1] - ages[i];
            var q = width * rate / (1 + width * rate * (1 - shares[i]));
            var next = survivors * (1 - q);
            bands[i] = new(ages[i], q, survivors, width * (next + shares[i] * (survivors - next)), 0, 0);
            survivors = next;
        }
        var (years, variance, ahead) = (0.0, 0.0, 0.0);
        for (var i = last; i >= 0; i--)
        {
            var band = bands[i];
            years += band.YearsLived;
            if (i == last) variance = Square(band.Survivors / rates[i]) / deaths[i];
            else if (deaths[i] > 0)
            {
                variance += Square(band.Survivors * ((1 - shares[i]) * (ages[i + 1] - ages[i]) + ahead) * band.DeathProbability) * (1 - band.DeathProbability) / deaths[i];
            }
            ahead = years / band.Survivors;
            bands[i] = band with { Expectancy = ahead, StandardError = Math.Sqrt(variance) / band.Survivors };
        }
    }

    private static StatisticRefused? AgesProblem(ReadOnlySpan<double> ages)
    {
        if (ages.Length < 2) return new(RefusalReason.AgeBands, $"A life table needs two age bands or more; there {(ages.Length == 1 ? "is one" : "is none")}.");
        if (!(ages[0] >= 0) || double.IsInfinity(ages[0])) return new(RefusalReason.AgeBands, FormattableString.Invariant($"The first band starts at {ages[0]} years; an age is 0 or more."), 0);
        for (var i = 1; i < ages.Length; i++)
            if (!(ages[i] > ages[i - 1]) || double.IsInfinity(ages[i]))
                return new(RefusalReason.AgeBands, FormattableString.Invariant($"A band that starts at {ages[i]} years follows one that starts at {ages[i - 1]}; each band starts later than the one before."), i);
        return null;
    }

    private static StatisticRefused? SharesProblem(ReadOnlySpan<double> ages, ReadOnlySpan<double> lived, double[] shares)
    {
        if (lived.IsEmpty)
        {
            Array.Fill(shares, 0.5);
            if (ages[0] == 0 && ages[1] == 1) shares[0] = 0.1;
            return null;
        }
        if (Check.Lengths(ages.Length, ("shares of a band lived", lived.Length)) is { } unlike) return unlike;
        for (var i = 0; i < lived.Length; i++)
            if (!(lived[i] is > 0 and <= 1)) return new(RefusalReason.NotAShare, FormattableString.Invariant($"The share of a band lived by those who die in it is {lived[i]}; it lies above 0 and at most at 1."), i);
        lived.CopyTo(shares);
        return null;
    }

    private static StatisticRefused? RowsProblem(ReadOnlySpan<double> ages, ReadOnlySpan<double> deaths, ReadOnlySpan<double> populations, ReadOnlySpan<double> shares, double fewest, int? first)
    {
        var total = 0.0;
        for (var i = 0; i < ages.Length; i++)
        {
            var row = (first ?? 0) + i;
            if (!(populations[i] > 0) || double.IsInfinity(populations[i])) return Check.Denominator(populations[i], "population", row);
            if (!(deaths[i] >= 0) || double.IsInfinity(deaths[i])) return Check.Count(deaths[i], "count of deaths", row);
            if (deaths[i] > populations[i]) return new(RefusalReason.AboveDenominator, FormattableString.Invariant($"There are {deaths[i]} deaths in a population of {populations[i]}{Check.Where(row)}. Are the columns swapped?"), row);
            if (i < ages.Length - 1 && (ages[i + 1] - ages[i]) * deaths[i] / populations[i] * shares[i] > 1)
                return new(RefusalReason.AboveDenominator, FormattableString.Invariant($"The death rate in the band from {ages[i]} years is so high that more than all would die in it{Check.Where(row)}. Use narrower bands."), row);
            total += populations[i];
        }
        if (deaths[^1] == 0) return new(RefusalReason.TooFewEvents, FormattableString.Invariant($"Nobody died in the last band, from {ages[^1]} years; without a death its length of life is not known. Join years, or start the last band earlier."), (first ?? 0) + ages.Length - 1);
        return total < fewest ? new(RefusalReason.TooFewRows, FormattableString.Invariant($"There are {total} person-years in all; life expectancy is not given below {fewest}. Join areas or years."), first) : null;
    }

    private static double Square(double x) => x * x;
}
