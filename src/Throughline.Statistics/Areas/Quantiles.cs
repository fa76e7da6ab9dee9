using System.Buffers;

namespace Throughline.Statistics.Areas;

/// <summary>Which end is quantile 1.</summary>
public enum QuantileOne
{
    /// <summary>The lowest values: ranks where 1 is most deprived.</summary>
    Lowest,
    /// <summary>The highest values: scores where more is more deprived.</summary>
    Highest,
}

/// <summary>Where areas of the same value go.</summary>
public enum TiedAreas
{
    /// <summary>All with the first of them, in the quantile nearer to 1.</summary>
    WithFirst,
    /// <summary>All with the last of them.</summary>
    WithLast,
    /// <summary>All where their middle falls.</summary>
    Middle,
    /// <summary>Apart, in the order they are given: quantiles stay equal in size, areas with the same value may not.</summary>
    AsGiven,
}

/// <summary>Which quantiles take one area more when the areas cannot be shared out evenly.</summary>
public enum QuantileCut
{
    /// <summary>1 + ⌊(rank − 1) q / n⌋: the rule of the English public health profiles.</summary>
    Profiles,
    /// <summary>⌈rank q / n⌉: the rule of the English Indices of Deprivation.</summary>
    Indices,
}

/// <summary>How areas are put into quantiles.</summary>
public sealed record QuantileRule
{
    /// <summary>Which end is quantile 1.</summary>
    public QuantileOne One { get; init; } = QuantileOne.Lowest;

    /// <summary>Where areas of the same value go.</summary>
    public TiedAreas Ties { get; init; } = TiedAreas.WithFirst;

    /// <summary>Where the cuts are, when areas count alike; not used when they weigh by population.</summary>
    public QuantileCut Cut { get; init; } = QuantileCut.Profiles;
}

/// <summary>Puts areas into quantiles: fifths or tenths, of all or within a larger area.</summary>
public static class Quantiles
{
    /// <summary>Quantiles of equal numbers of areas, or with populations of equal numbers of people.</summary>
    /// <param name="values">One an area, finite; at least as many as quantiles.</param>
    /// <param name="count">How many quantiles, 2 or more.</param>
    /// <param name="quantiles">Written: 1 to <paramref name="count"/> for each area.</param>
    /// <param name="rule">Which end is 1, ties, cuts.</param>
    /// <param name="populations">None: areas count alike. Else an area goes where the middle of its people's range in the cumulative population falls.</param>
    /// <returns>Done, or a refusal.</returns>
    /// <exception cref="ArgumentException">The room for answers has the wrong length, or fewer than two quantiles are asked for.</exception>
    /// <remarks>O(n log n), without allocation. With ties a quantile can be empty: the caller is to look.</remarks>
    public static Result<Done> Assign(ReadOnlySpan<double> values, int count, Span<int> quantiles, QuantileRule? rule = null, ReadOnlySpan<double> populations = default)
    {
        rule ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        if (quantiles.Length != values.Length) throw new ArgumentException($"There must be room for {values.Length} quantiles.", nameof(quantiles));
        if (Check.Finite(values, "value") is { } problem) return problem;
        if (!populations.IsEmpty && (Check.Lengths(values.Length, ("populations", populations.Length)) ?? Check.Denominators(populations, "population")) is { } wrong) return wrong;
        var n = values.Length;
        if (n < count) return new StatisticRefused(RefusalReason.TooFewRows, $"{n} areas cannot be put into {count} quantiles.");
        // Borrowed, not allocated: a call leaves nothing to be collected, however many areas it takes.
        var (keys, order) = (ArrayPool<double>.Shared.Rent(n), ArrayPool<int>.Shared.Rent(n));
        try
        {
            Sort(values, rule, keys, order, apart: rule.Ties == TiedAreas.AsGiven || !populations.IsEmpty);
            Cut(keys, order.AsSpan(0, n), count, quantiles, rule, populations);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(keys);
            ArrayPool<int>.Shared.Return(order);
        }
        return Done.Value;
    }

    // Values in order from quantile 1, with where each came from. Apart: the equal must stand in the order they were given, of which a sort keeps nothing.
    private static void Sort(ReadOnlySpan<double> values, QuantileRule rule, double[] keys, int[] order, bool apart)
    {
        var n = values.Length;
        for (var i = 0; i < n; i++) (keys[i], order[i]) = (rule.One == QuantileOne.Highest ? -values[i] : values[i], i);
        // Numbers are compared as they are, which is several times faster than asking a function.
        Array.Sort(keys, order, 0, n);
        if (!apart) return;
        for (var from = 0; from < n;)
        {
            var to = from + 1;
            while (to < n && keys[to] == keys[from]) to++;
            if (to - from > 1) Array.Sort(order, from, to - from);
            from = to;
        }
    }

    private static void Cut(double[] keys, ReadOnlySpan<int> order, int count, Span<int> quantiles, QuantileRule rule, ReadOnlySpan<double> populations)
    {
        var n = order.Length;
        var total = 0.0;
        foreach (var population in populations) total += population;
        var below = 0.0;
        for (var from = 0; from < n;)
        {
            var to = from + 1;
            while (rule.Ties != TiedAreas.AsGiven && to < n && keys[to] == keys[from]) to++;
            if (populations.IsEmpty)
            {
                var rank = rule.Ties switch { TiedAreas.WithLast => 2L * to, TiedAreas.Middle => from + 1L + to, _ => 2L * (from + 1) }; // twice the rank, so that middles are whole
                var quantile = rule.Cut == QuantileCut.Profiles ? 1 + (rank - 2) * count / (2L * n) : (rank * count + 2L * n - 1) / (2L * n);
                for (var i = from; i < to; i++) quantiles[order[i]] = (int)quantile;
            }
            else
            {
                var people = 0.0;
                for (var i = from; i < to; i++) people += populations[order[i]];
                var middle = rule.Ties switch
                {
                    TiedAreas.WithFirst => below + populations[order[from]] / 2,
                    TiedAreas.WithLast => below + people - populations[order[to - 1]] / 2,
                    _ => below + people / 2,
                };
                for (var i = from; i < to; i++) quantiles[order[i]] = Math.Min(count, 1 + (int)Math.Floor(middle / total * count));
                below += people;
            }
            from = to;
        }
    }

    /// <summary>Looks whether groups numbered by quantile are complete: 1 to the largest, each once.</summary>
    /// <param name="quantiles">In any order.</param>
    /// <returns>Done, or the first that is missing, comes twice or is no quantile.</returns>
    public static Result<Done> Complete(ReadOnlySpan<int> quantiles)
    {
        var seen = new HashSet<int>();
        for (var i = 0; i < quantiles.Length; i++)
        {
            if (quantiles[i] < 1) return new StatisticRefused(RefusalReason.MissingGroup, $"Quantile {quantiles[i]}{Check.Where(i)} is below 1.", i);
            if (!seen.Add(quantiles[i])) return new StatisticRefused(RefusalReason.MissingGroup, $"Quantile {quantiles[i]} comes twice{Check.Where(i)}.", i);
        }
        for (var quantile = 1; quantile <= seen.Count; quantile++)
            if (!seen.Contains(quantile)) return new StatisticRefused(RefusalReason.MissingGroup, $"Quantile {quantile} is missing: there are {seen.Count}, up to {seen.Max()}.");
        return Done.Value;
    }
}
