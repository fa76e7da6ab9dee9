namespace Throughline.Statistics.Areas;

/// <summary>An index of multiple deprivation made again from the ranks of its domains, whole or without one of them.</summary>
/// <remarks>Each domain's rank becomes R = (areas − rank + 1)/areas, 1 for the most deprived, then X = −23 ln(1 − R (1 − e^(−100/23))), which runs from 0 to 100 with half of it in the most deprived tenth, so that little deprivation in
/// one domain does not cancel much in another; the index is Σ w X. McLennan, Noble, Noble, Plunkett, Wright and Gutacker (2019), The English Indices of Deprivation 2019: technical report, MHCLG, ch. 3 and appendix E.
/// From published ranks the published scores of 2019 come out within 0.0014 and those of 2025 within 0.0007: ranks are whole numbers where the index used unrounded ones, and scores are printed to 3 decimals.</remarks>
public static class DomainIndex
{
    /// <summary>The weights of the English indices of 2019 and 2025: income, employment, education, health, crime, housing and services, living environment. As published they add up to 0.999, and the published scores with them.</summary>
    public static readonly IReadOnlyList<double> EnglishWeights = [0.225, 0.225, 0.135, 0.135, 0.093, 0.093, 0.093];

    /// <summary>A domain's transformed rank.</summary>
    /// <param name="rank">1 the most deprived, up to <paramref name="areas"/>.</param>
    /// <param name="areas">How many areas are ranked.</param>
    /// <returns>100 for the most deprived, near 0 for the least.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rank is not one of so many areas.</exception>
    public static double Transformed(double rank, int areas)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(areas);
        if (!(rank >= 1 && rank <= areas)) throw new ArgumentOutOfRangeException(nameof(rank), rank, $"A rank of {areas} areas lies between 1 and {areas}.");
        return -23 * Math.Log(1 - (areas - rank + 1) / areas * (1 - Math.Exp(-100.0 / 23)));
    }

    /// <summary>The scores of all areas.</summary>
    /// <param name="ranks">Area by area, one rank a domain, 1 the most deprived.</param>
    /// <param name="weights">One a domain, 0 or more, used as they are.</param>
    /// <param name="scores">Written: one an area; higher is more deprived.</param>
    /// <param name="without">A domain to leave out, from 0: the others keep their proportions and take its weight among them, so that scores stay on one scale. None: the whole index.</param>
    /// <returns>Done, or the first row whose rank does not hold.</returns>
    /// <exception cref="ArgumentException">The room for scores has the wrong length.</exception>
    public static Result<Done> Scores(ReadOnlySpan<double> ranks, ReadOnlySpan<double> weights, Span<double> scores, int? without = null)
    {
        if (weights.IsEmpty || ranks.Length % weights.Length != 0) return new StatisticRefused(RefusalReason.UnlikeLengths, $"There are {ranks.Length} ranks and {weights.Length} weights; each area needs one rank a domain.");
        if (Check.Counts(weights, "weight") is { } negative) return negative;
        if (without is { } index && (index < 0 || index >= weights.Length)) throw new ArgumentOutOfRangeException(nameof(without), without, $"There are {weights.Length} domains.");
        var (total, left) = (0.0, 0.0);
        for (var domain = 0; domain < weights.Length; domain++)
        {
            total += weights[domain];
            if (domain != without) left += weights[domain];
        }
        if (!(left > 0)) return new StatisticRefused(RefusalReason.ZeroDenominator, "Every domain that is left has the weight 0.");
        var areas = ranks.Length / weights.Length;
        if (scores.Length != areas) throw new ArgumentException($"There must be room for {areas} scores.", nameof(scores));
        for (var area = 0; area < areas; area++)
        {
            var score = 0.0;
            for (var domain = 0; domain < weights.Length; domain++)
            {
                if (domain == without) continue;
                var rank = ranks[area * weights.Length + domain];
                if (!(rank >= 1 && rank <= areas)) return new StatisticRefused(RefusalReason.OutOfBounds, FormattableString.Invariant($"The rank {rank}{Check.Where(area)} is not one of {areas} areas. Rank 1 is the most deprived, and all areas must be there."), area);
                score += weights[domain] * total / left * Transformed(rank, areas);
            }
            scores[area] = score;
        }
        return Done.Value;
    }
}
