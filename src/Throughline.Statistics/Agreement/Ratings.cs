using System.Runtime.InteropServices;

namespace Throughline.Statistics.Agreement;

/// <summary>What each analyst judged each unit to be, any number of analysts, judgements may be missing.</summary>
/// <remarks>Units with the same judgements are held once with their number, so that all coefficients and their bootstraps cost by the number of
/// distinct patterns, not of units. Building is O(units × analysts).</remarks>
public sealed class Ratings
{
    // Distinct rows × width; a category's index, or -1 where missing.
    private readonly int[] _cells;
    private readonly long[] _weights;
    private readonly double[] _values;

    private Ratings(int width, int[] cells, long[] weights, double[] values, bool whoIsKnown, IReadOnlyList<string>? labels)
    {
        Analysts = width;
        _cells = cells;
        _weights = weights;
        _values = values;
        WhoIsKnown = whoIsKnown;
        Labels = labels;
        foreach (var weight in weights) Units += weight;
    }

    /// <summary>How many analysts; for counts (<see cref="FromCounts"/>) the largest number of judgements of a unit.</summary>
    public int Analysts { get; }

    /// <summary>How many units there are, judged or not.</summary>
    public long Units { get; }

    /// <summary>The values that occur, ascending. For labels, their positions 0, 1, 2, … in <see cref="Labels"/>.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>The labels in ordinal order; null where the values are numbers.</summary>
    public IReadOnlyList<string>? Labels { get; }

    /// <summary>False when only counts are known, so that analysts cannot be told apart.</summary>
    public bool WhoIsKnown { get; }

    internal int Patterns => _weights.Length;

    internal ReadOnlySpan<int> Pattern(int index) => _cells.AsSpan(index * Analysts, Analysts);

    internal ReadOnlySpan<long> Weights => _weights;

    internal ReadOnlySpan<double> ValueSpan => _values;

    /// <summary>The same patterns of judgement as often as given; those that are given 0 times are left out.</summary>
    /// <param name="times">As many as there are patterns, each 0 or more.</param>
    internal Ratings Drawn(ReadOnlySpan<long> times)
    {
        var (kept, weights) = (new List<int>(), new List<long>());
        for (var p = 0; p < Patterns; p++)
        {
            if (times[p] == 0) continue;
            kept.AddRange(Pattern(p));
            weights.Add(times[p]);
        }
        return new(Analysts, [.. kept], [.. weights], _values, WhoIsKnown, Labels);
    }

    /// <summary>Ratings from whole numbers; the numbers are the values for ordered levels of measurement.</summary>
    /// <param name="analysts">How many, at least 1.</param>
    /// <param name="cells">Units × analysts, unit by unit. <see cref="int.MinValue"/> stands for missing.</param>
    /// <exception cref="ArgumentException">The cells do not fill whole units.</exception>
    public static Ratings FromCategories(int analysts, ReadOnlySpan<int> cells) => FromRuns(analysts, cells, []);

    /// <summary>Ratings of runs of like units, such as stretches of characters.</summary>
    /// <param name="analysts">How many, at least 1.</param>
    /// <param name="cells">Runs × analysts, run by run. <see cref="int.MinValue"/> stands for missing.</param>
    /// <param name="lengths">How many units each run holds, 0 or more; empty means 1 each.</param>
    /// <exception cref="ArgumentException">The cells do not fill whole runs, or there are not as many lengths as runs.</exception>
    public static Ratings FromRuns(int analysts, ReadOnlySpan<int> cells, ReadOnlySpan<long> lengths)
    {
        CheckShape(analysts, cells.Length, lengths.Length);
        var (low, high) = (int.MaxValue, int.MinValue);
        foreach (var cell in cells)
        {
            if (cell == int.MinValue) continue;
            if (cell < low) low = cell;
            if (cell > high) high = cell;
        }
        if (low > high) return Build(analysts, cells, lengths, new Lookup(0, []), []);
        if ((long)high - low < 4096)
        {
            var index = new int[high - low + 1];
            foreach (var cell in cells)
                if (cell != int.MinValue) index[cell - low] = 1;
            var values = new List<double>();
            for (var i = 0; i < index.Length; i++)
            {
                if (index[i] == 0) continue;
                index[i] = values.Count;
                values.Add((double)low + i);
            }
            return Build(analysts, cells, lengths, new Lookup(low, index), [.. values]);
        }
        var numbers = new double[cells.Length];
        for (var i = 0; i < cells.Length; i++) numbers[i] = cells[i] == int.MinValue ? double.NaN : cells[i];
        return FromNumbers(analysts, numbers, lengths);
    }

    /// <summary>Ratings from numbers.</summary>
    /// <param name="analysts">How many, at least 1.</param>
    /// <param name="cells">Units × analysts, unit by unit. NaN stands for missing.</param>
    /// <param name="lengths">How many like units each row stands for; empty means 1 each.</param>
    /// <exception cref="ArgumentException">The cells do not fill whole units, or one is infinite.</exception>
    public static Ratings FromNumbers(int analysts, ReadOnlySpan<double> cells, ReadOnlySpan<long> lengths = default)
    {
        CheckShape(analysts, cells.Length, lengths.Length);
        var distinct = new HashSet<double>();
        foreach (var cell in cells)
        {
            if (double.IsInfinity(cell)) throw new ArgumentException("A rating is a finite number, or NaN where missing.", nameof(cells));
            if (!double.IsNaN(cell)) distinct.Add(cell);
        }
        double[] values = [.. distinct];
        Array.Sort(values);
        var coded = new int[cells.Length];
        for (var i = 0; i < cells.Length; i++) coded[i] = double.IsNaN(cells[i]) ? int.MinValue : Array.BinarySearch(values, cells[i]);
        return Build(analysts, coded, lengths, new Lookup(0, [.. Enumerable.Range(0, values.Length)]), values);
    }

    /// <summary>Ratings from labels, such as code names. Two labels are the same when they are the same characters.</summary>
    /// <param name="analysts">How many, at least 1.</param>
    /// <param name="cells">Units × analysts, unit by unit. Null stands for missing.</param>
    /// <exception cref="ArgumentException">The cells do not fill whole units.</exception>
    public static Ratings FromLabels(int analysts, IReadOnlyList<string?> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        CheckShape(analysts, cells.Count, 0);
        string[] labels = [.. cells.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var coded = new int[cells.Count];
        for (var i = 0; i < coded.Length; i++)
            coded[i] = cells[i] is { } label ? Array.BinarySearch(labels, label, StringComparer.Ordinal) : int.MinValue;
        int[] identity = [.. Enumerable.Range(0, labels.Length)];
        var built = Build(analysts, coded, [], new Lookup(0, identity), [.. identity.Select(i => (double)i)]);
        return new(analysts, built._cells, built._weights, built._values, true, labels);
    }

    /// <summary>Ratings known only as counts: for each unit, how many analysts gave each category.</summary>
    /// <param name="categories">How many categories there are, at least 1; their values are 0, 1, 2, ….</param>
    /// <param name="counts">Units × categories, unit by unit; each 0 or more.</param>
    /// <exception cref="ArgumentException">The counts do not fill whole units, or one is negative.</exception>
    public static Ratings FromCounts(int categories, ReadOnlySpan<int> counts)
    {
        CheckShape(categories, counts.Length, 0);
        var units = counts.Length / categories;
        var width = 1;
        for (var u = 0; u < units; u++)
        {
            var total = 0;
            foreach (var count in counts.Slice(u * categories, categories))
            {
                if (count < 0) throw new ArgumentException($"Unit {u} has the negative count {count}.", nameof(counts));
                total += count;
            }
            width = Math.Max(width, total);
        }
        var cells = new int[units * width];
        Array.Fill(cells, int.MinValue);
        for (var u = 0; u < units; u++)
        {
            var next = u * width;
            for (var c = 0; c < categories; c++)
                for (var n = 0; n < counts[u * categories + c]; n++) cells[next++] = c;
        }
        int[] identity = [.. Enumerable.Range(0, categories)];
        var built = Build(width, cells, [], new Lookup(0, identity), [.. identity.Select(i => (double)i)]);
        return new(width, built._cells, built._weights, built._values, false, null);
    }

    /// <summary>Ratings of two analysts from a square table of how often the first gave the row's and the second the column's category.</summary>
    /// <param name="table">Row by row; a square number of counts, each 0 or more.</param>
    /// <exception cref="ArgumentException">The table is not square, or a count is negative.</exception>
    public static Ratings FromTable(ReadOnlySpan<long> table)
    {
        var size = (int)Math.Round(Math.Sqrt(table.Length));
        if (size * size != table.Length || size == 0) throw new ArgumentException($"A table of two analysts is square; {table.Length} counts are not.", nameof(table));
        var cells = new int[table.Length * 2];
        for (var i = 0; i < table.Length; i++) (cells[2 * i], cells[2 * i + 1]) = (i / size, i % size);
        return FromRuns(2, cells, table);
    }

    private readonly ref struct Lookup(int low, ReadOnlySpan<int> index)
    {
        private readonly ReadOnlySpan<int> _index = index;

        public int Of(int cell) => cell == int.MinValue ? -1 : _index[cell - low];
    }

    private static void CheckShape(int width, int cells, int lengths)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width, "analysts");
        if (cells % width != 0) throw new ArgumentException($"{cells} cells do not fill whole units of {width}.", nameof(cells));
        if (lengths != 0 && lengths != cells / width) throw new ArgumentException($"There are {lengths} lengths for {cells / width} runs.", nameof(lengths));
    }

    private static Ratings Build(int width, ReadOnlySpan<int> cells, ReadOnlySpan<long> lengths, Lookup lookup, double[] values)
    {
        var rows = cells.Length / width;
        var radix = values.Length + 1;
        var patterns = Math.Pow(radix, width);
        return patterns <= 1 << 16
            ? BuildByPattern(width, rows, radix, (int)patterns, cells, lengths, lookup, values)
            : BuildByHash(width, rows, cells, lengths, lookup, values);
    }

    // Few possible patterns: each is a number in base (categories + 1), and units are only counted.
    private static Ratings BuildByPattern(
        int width, int rows, int radix, int patterns, ReadOnlySpan<int> cells, ReadOnlySpan<long> lengths, Lookup lookup, double[] values)
    {
        var totals = new long[patterns];
        for (var row = 0; row < rows; row++)
        {
            var key = 0;
            foreach (var cell in cells.Slice(row * width, width)) key = key * radix + lookup.Of(cell) + 1;
            totals[key] += Length(lengths, row);
        }
        var used = 0;
        foreach (var total in totals)
            if (total > 0) used++;
        var (kept, weights) = (new int[used * width], new long[used]);
        var next = 0;
        for (var key = 0; key < patterns; key++)
        {
            if (totals[key] == 0) continue;
            weights[next] = totals[key];
            var rest = key;
            for (var i = width - 1; i >= 0; i--, rest /= radix) kept[next * width + i] = rest % radix - 1;
            next++;
        }
        return new(width, kept, weights, values, true, null);
    }

    private static Ratings BuildByHash(int width, int rows, ReadOnlySpan<int> cells, ReadOnlySpan<long> lengths, Lookup lookup, double[] values)
    {
        var coded = new int[cells.Length];
        for (var i = 0; i < cells.Length; i++) coded[i] = lookup.Of(cells[i]);
        var totals = new Dictionary<int, long>(new RowComparer(coded, width));
        for (var row = 0; row < rows; row++)
        {
            var length = Length(lengths, row);
            if (length > 0) CollectionsMarshal.GetValueRefOrAddDefault(totals, row, out _) += length;
        }
        var (kept, weights) = (new int[totals.Count * width], new long[totals.Count]);
        var next = 0;
        foreach (var (row, total) in totals)
        {
            coded.AsSpan(row * width, width).CopyTo(kept.AsSpan(next * width));
            weights[next++] = total;
        }
        return new(width, kept, weights, values, true, null);
    }

    private static long Length(ReadOnlySpan<long> lengths, int row)
    {
        if (lengths.IsEmpty) return 1;
        return lengths[row] >= 0 ? lengths[row] : throw new ArgumentException($"Run {row} has the negative length {lengths[row]}.", nameof(lengths));
    }

    private sealed class RowComparer(int[] cells, int width) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => cells.AsSpan(x * width, width).SequenceEqual(cells.AsSpan(y * width, width));

        public int GetHashCode(int row)
        {
            var hash = new HashCode();
            hash.AddBytes(MemoryMarshal.AsBytes(cells.AsSpan(row * width, width)));
            return hash.ToHashCode();
        }
    }
}
