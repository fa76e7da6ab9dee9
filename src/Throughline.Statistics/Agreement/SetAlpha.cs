namespace Throughline.Statistics.Agreement;

/// <summary>How far apart two sets of terms are.</summary>
public enum SetDistance
{
    /// <summary>1 − J M, with J the terms in both over those in either, and M 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0 where they do not. Passonneau (2006), LREC, 831-836.</summary>
    Masi,
    /// <summary>1 − J.</summary>
    Jaccard,
    /// <summary>1 unless the sets are equal.</summary>
    Nominal,
}

/// <summary>Krippendorff's alpha where an analyst may choose several terms of a vocabulary for one unit.</summary>
/// <remarks>α = 1 − D_o / D_e with the distance of two sets in place of δ². Two empty sets are equal (both say: none of these), so their distance is 0; an empty and another set share nothing, so theirs is 1.
/// A set that is not there (the analyst did not judge the unit) is not an empty set. Krippendorff (2011); Passonneau (2006). O(units × analysts² + distinct sets²).</remarks>
public static class SetAlpha
{
    /// <summary>The distance of two sets, 0 to 1.</summary>
    /// <param name="one">May be empty.</param>
    /// <param name="other">May be empty.</param>
    /// <param name="distance">Which.</param>
    public static double Between(IReadOnlySet<string> one, IReadOnlySet<string> other, SetDistance distance = SetDistance.Masi)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var both = one.Count(other.Contains);
        var either = one.Count + other.Count - both;
        if (both == either) return 0;
        if (distance == SetDistance.Nominal) return 1;
        var jaccard = both / (double)either;
        return distance == SetDistance.Jaccard ? 1 - jaccard
            : both == 0 ? 1 : 1 - jaccard * (both == one.Count || both == other.Count ? 2.0 / 3 : 1.0 / 3);
    }

    /// <summary>Alpha, with what it is made of.</summary>
    /// <param name="analysts">How many, at least 1.</param>
    /// <param name="cells">Unit by unit, one set an analyst; null where that analyst did not judge the unit.</param>
    /// <param name="distance">Which.</param>
    public static AlphaFigure Of(int analysts, IReadOnlyList<IReadOnlySet<string>?> cells, SetDistance distance = SetDistance.Masi)
    {
        var judged = new Judged(analysts, cells, distance);
        if (judged.Units == 0) return AlphaFigure.None(UndefinedReason.NoUnits);
        Span<long> once = new long[judged.Units];
        once.Fill(1);
        return judged.Alpha(once) ?? AlphaFigure.None(analysts < 2 ? UndefinedReason.FewerThanTwoAnalysts : UndefinedReason.NoPairs);
    }

    /// <summary>The bootstrap of alpha over whole units.</summary>
    /// <param name="analysts">As for <see cref="Of"/>.</param>
    /// <param name="cells">As for <see cref="Of"/>.</param>
    /// <param name="random">Seeded by the caller, so that a report can be made again.</param>
    /// <param name="distance">As for <see cref="Of"/>.</param>
    /// <param name="draws">How many, at least 1.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <returns>The interval; or the <see cref="Undefined"/> that alpha itself is, and where one unit was compared or all draws are the same. Draws without variation are left out and counted.</returns>
    public static Result<BootstrapInterval> BootstrapUnits(int analysts, IReadOnlyList<IReadOnlySet<string>?> cells, Random random, SetDistance distance = SetDistance.Masi, int draws = 1000, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        if (confidence is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
        var alpha = Of(analysts, cells, distance);
        if (!alpha.Alpha.IsDefined) return alpha.Alpha.WhyUndefined;
        var judged = new Judged(analysts, cells, distance);
        var (times, alphas, used) = (new long[judged.Units], new double[draws], 0);
        for (var d = 0; d < draws; d++)
        {
            Array.Clear(times);
            for (var i = 0; i < times.Length; i++) times[random.Next(times.Length)]++;
            if (judged.Alpha(times)?.Alpha.OrNull is { } value) alphas[used++] = value;
        }
        return BootstrapInterval.Of(BootstrapMethod.Units, confidence, alphas, used, draws - used, alpha.PairableUnits);
    }

    private sealed class Judged
    {
        private readonly int _analysts, _sets;
        private readonly int[] _cells;         // the set's number, or −1
        private readonly double[] _distances;

        public Judged(int analysts, IReadOnlyList<IReadOnlySet<string>?> cells, SetDistance distance)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(analysts);
            ArgumentNullException.ThrowIfNull(cells);
            if (cells.Count % analysts != 0) throw new ArgumentException($"{cells.Count} sets are not whole units of {analysts} analysts.", nameof(cells));
            _analysts = analysts;
            var known = new Dictionary<string, int>();
            var sets = new List<IReadOnlySet<string>>();
            _cells = new int[cells.Count];
            for (var i = 0; i < _cells.Length; i++)
            {
                _cells[i] = -1;
                if (cells[i] is not { } set) continue;
                var key = string.Join('\u001f', set.Order(StringComparer.Ordinal).Select(term => $"{term.Length}:{term}"));
                if (!known.TryGetValue(key, out var number))
                {
                    known[key] = number = sets.Count;
                    sets.Add(set);
                }
                _cells[i] = number;
            }
            _sets = sets.Count;
            _distances = new double[_sets * _sets];
            for (var a = 0; a < _sets; a++)
                for (var b = 0; b < a; b++) _distances[a * _sets + b] = _distances[b * _sets + a] = Between(sets[a], sets[b], distance);
        }

        public int Units => _cells.Length / _analysts;

        public AlphaFigure? Alpha(ReadOnlySpan<long> times)
        {
            var totals = new long[_sets];
            var (units, values, observed) = (0L, 0L, 0.0);
            for (var unit = 0; unit < Units; unit++)
            {
                if (times[unit] == 0) continue;
                var row = _cells.AsSpan(unit * _analysts, _analysts);
                var (judged, apart) = (0, 0.0);
                for (var i = 0; i < row.Length; i++)
                {
                    if (row[i] < 0) continue;
                    judged++;
                    for (var j = 0; j < i; j++)
                        if (row[j] >= 0) apart += 2 * _distances[row[i] * _sets + row[j]];
                }
                if (judged < 2) continue;
                units += times[unit];
                values += times[unit] * judged;
                observed += times[unit] * apart / (judged - 1);
                foreach (var set in row)
                    if (set >= 0) totals[set] += times[unit];
            }
            if (values == 0) return null;
            var expected = 0.0;
            for (var a = 0; a < _sets; a++)
                for (var b = 0; b < a; b++) expected += 2.0 * totals[a] * totals[b] * _distances[a * _sets + b];
            return AlphaFigure.Of(observed / values, expected / values / (values - 1), units, values);
        }
    }
}
