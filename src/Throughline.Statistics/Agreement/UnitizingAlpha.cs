namespace Throughline.Statistics.Agreement;

/// <summary>A unit one analyst marked on a continuum and the category they gave it.</summary>
/// <param name="Start">First position, inclusive.</param>
/// <param name="End">One past the last.</param>
/// <param name="Category">0 or more.</param>
public readonly record struct CategorisedUnit(int Start, int End, int Category);

/// <summary>Krippendorff's first alpha for unitizing, by category and over all.</summary>
/// <param name="Overall">Over all categories: 1 − Σ D_o / Σ D_e.</param>
/// <param name="PerCategory">By category, in ascending order.</param>
public sealed record AlphaU(Coefficient Overall, IReadOnlyList<(int Category, Coefficient Alpha, double ObservedDisagreement, double ExpectedDisagreement)> PerCategory);

/// <summary>The later family of alphas for unitizing a textual continuum.</summary>
/// <param name="Unitizing">uα: agreement on where units lie and what they are, gaps included.</param>
/// <param name="Binary">|uα: agreement on what is a unit and what is a gap, whatever the categories.</param>
/// <param name="Coding">cuα: agreement on categories where two analysts both have a unit.</param>
/// <param name="PerCategory">(k)uα: agreement on one category where two analysts both have a unit, and the share of that category's length so comparable.</param>
public sealed record UnitizingFamily(
    Coefficient Unitizing, Coefficient Binary, Coefficient Coding, IReadOnlyList<(int Category, Coefficient Alpha, Coefficient Coverage)> PerCategory)
{
    internal static UnitizingFamily None(UndefinedReason reason) =>
        new(Coefficient.None(reason), Coefficient.None(reason), Coefficient.None(reason), []);
}

/// <summary>Agreement between analysts who choose the units themselves: Krippendorff's alphas for unitizing.</summary>
public static class UnitizingAlpha
{
    /// <summary>α_U of 1995: a disagreement grows with the square of how far the ends of overlapping units lie apart, and with the square of a unit that lies in another's gap.</summary>
    /// <param name="length">L, the length of the continuum, above 0 when there are units.</param>
    /// <param name="unitsPerAnalyst">For each of two or more analysts, their units. Categories may overlap each other; units of one analyst and
    /// category that overlap are taken as one, units that touch stay two.</param>
    /// <exception cref="ArgumentException">A unit ends before it starts or lies outside the continuum.</exception>
    /// <remarks>
    /// <para>D_o = Σᵢ Σ_{j≠i} Σ_g Σ_h δ² / (m(m − 1)L²), with δ² of two overlapping units (b_i − b_j)² + (e_i − e_j)², of a unit wholly in a gap its length
    /// squared, else 0.</para>
    /// <para>D_e = (2/L) Σ units [ (N − 1)/3 (2l³ − 3l² + l) + l² Σ gaps of length l_h ≥ l of (l_h − l + 1) ] / ( mL(mL − 1) − Σ units l(l − 1) ).</para>
    /// <para>Krippendorff (1995), Sociological Methodology 25:47-76, doi:10.2307/271061, with the sign as corrected in Krippendorff (2004),
    /// Content Analysis, 2nd ed., p. 251-256. O(analysts² × units × log units).</para>
    /// </remarks>
    public static AlphaU Compute1995(int length, IReadOnlyList<IReadOnlyList<CategorisedUnit>> unitsPerAnalyst)
    {
        ArgumentNullException.ThrowIfNull(unitsPerAnalyst);
        if (unitsPerAnalyst.Count < 2) return new(Coefficient.None(UndefinedReason.FewerThanTwoAnalysts), []);
        int[] categories = [.. unitsPerAnalyst.SelectMany(units => units).Select(unit => unit.Category).Distinct().Order()];
        if (categories.Length == 0) return new(Coefficient.None(UndefinedReason.NoUnits), []);
        var results = new List<(int, Coefficient, double, double)>();
        var (observed, expected) = (0.0, 0.0);
        foreach (var category in categories)
        {
            List<(int Start, int End)>[] units =
                [.. unitsPerAnalyst.Select(mine => Spans.Merge(mine.Where(unit => unit.Category == category).Select(unit => (unit.Start, unit.End)), length))];
            var (o, e) = (Observed1995(length, units), Expected1995(length, units));
            observed += o;
            expected += e;
            results.Add((category, Ratio(o, e), o, e));
        }
        return new(Ratio(observed, expected), results);
    }

    /// <summary>The family of 2016: uα, |uα, cuα and (k)uα, by lengths of intersections.</summary>
    /// <param name="length">L, the length of the continuum.</param>
    /// <param name="unitsPerAnalyst">For each of two or more analysts, their units, which do not overlap: one position has one category. For codes that
    /// overlap use <see cref="ComputePerCode"/>.</param>
    /// <exception cref="ArgumentException">A unit lies outside the continuum, or two units of one analyst overlap.</exception>
    /// <remarks>
    /// <para>Observed coincidences ℓ_ck = Σᵢ Σ_{j≠i} (length that i calls c and j calls k) / (m − 1), φ standing for gaps. Expected
    /// ε_ck = ℓ.. (ℓ_c ℓ_k − [c = k] s_c) / (ℓ..² − Σ s), with s_c = Σ l² over units of category c, since a unit cannot be paired with itself, and Σ l over gaps,
    /// whose positions are single. uα = 1 − Σ_{c≠k} ℓ_ck / Σ_{c≠k} ε_ck. |uα the same with all units as one category.</para>
    /// <para>cuα uses the coincidences of units alone; s_c then counts, squared, the length of each unit on which some other analyst has a unit too.
    /// (k)uα = 1 − (ε*_k / ℓ*_k) (ℓ*_k − ℓ*_kk) / (ε*_k − ε*_kk).</para>
    /// <para>Krippendorff, Mathet, Bouvry and Widlöcher (2016), Quality and Quantity 50(6):2347-2364, doi:10.1007/s11135-015-0266-1;
    /// Krippendorff (2019), Content Analysis, 4th ed., section 12.6. O(unit ends × analysts²).</para>
    /// </remarks>
    public static UnitizingFamily Compute2016(int length, IReadOnlyList<IReadOnlyList<CategorisedUnit>> unitsPerAnalyst)
    {
        ArgumentNullException.ThrowIfNull(unitsPerAnalyst);
        var analysts = unitsPerAnalyst.Count;
        if (analysts < 2) return UnitizingFamily.None(UndefinedReason.FewerThanTwoAnalysts);
        if (length == 0) return UnitizingFamily.None(UndefinedReason.NoUnits);
        int[] categories = [.. unitsPerAnalyst.SelectMany(units => units).Select(unit => unit.Category).Distinct().Order()];
        var size = categories.Length + 1; // 0 is the gap
        CategorisedUnit[][] units = [.. unitsPerAnalyst.Select((mine, analyst) => InOrder(mine, analyst, length))];
        var observed = new double[size, size];
        var self = new double[size];      // Σ l² of units, Σ l of gaps
        var pairable = new double[size];  // Σ (length of the unit where another has a unit)²
        Sweep(length, units, categories, observed, self, pairable);

        var binaryObserved = new double[2, 2];
        var binarySelf = new double[2];
        for (var c = 0; c < size; c++)
        {
            binarySelf[Math.Min(c, 1)] += self[c];
            for (var k = 0; k < size; k++) binaryObserved[Math.Min(c, 1), Math.Min(k, 1)] += observed[c, k];
        }
        var coding = new double[size, size];
        for (var c = 1; c < size; c++)
            for (var k = 1; k < size; k++) coding[c, k] = observed[c, k];
        var codingExpected = Expected2016(coding, pairable);
        var perCategory = new List<(int, Coefficient, Coefficient)>();
        for (var k = 1; k < size; k++)
        {
            var (length1, length2, chance) = (Column(coding, k), Column(observed, k), codingExpected is null ? 0 : Column(codingExpected, k));
            var alpha = length1 == 0 ? Coefficient.None(UndefinedReason.NoPairs)
                : codingExpected is null || chance - codingExpected[k, k] <= 0 ? Coefficient.None(UndefinedReason.NoVariation)
                : Coefficient.Of(1 - chance / length1 * (length1 - coding[k, k]) / (chance - codingExpected[k, k]));
            perCategory.Add((categories[k - 1], alpha, length2 == 0 ? Coefficient.None(UndefinedReason.NoPairs) : Coefficient.Of(length1 / length2)));
        }
        return new(Alpha2016(observed, self), Alpha2016(binaryObserved, binarySelf), Alpha2016(coding, pairable), perCategory);
    }

    /// <summary>Both alphas for codes that may overlap: each code is a continuum of its own, with and without the code; then all together.</summary>
    /// <param name="length">L, the length of the continuum.</param>
    /// <param name="unitsPerAnalyst">For each analyst, coded spans; different codes may overlap freely, overlapping spans of one code are taken as one.</param>
    /// <returns>Per code the α_U of 1995 and the uα of 2016 (which for one code is also its |uα), and each combined as 1 − Σ D_o / Σ D_e.</returns>
    /// <exception cref="ArgumentException">A unit ends before it starts or lies outside the continuum.</exception>
    public static (AlphaU Alpha1995, IReadOnlyList<(int Category, Coefficient Alpha)> Alpha2016, Coefficient Combined2016) ComputePerCode(
        int length, IReadOnlyList<IReadOnlyList<CategorisedUnit>> unitsPerAnalyst)
    {
        ArgumentNullException.ThrowIfNull(unitsPerAnalyst);
        var first = Compute1995(length, unitsPerAnalyst);
        if (unitsPerAnalyst.Count < 2) return (first, [], Coefficient.None(UndefinedReason.FewerThanTwoAnalysts));
        if (first.PerCategory.Count == 0) return (first, [], Coefficient.None(UndefinedReason.NoUnits));
        var results = new List<(int, Coefficient)>();
        var (observed, expected) = (0.0, 0.0);
        foreach (var (category, _, _, _) in first.PerCategory)
        {
            CategorisedUnit[][] units =
            [
                .. unitsPerAnalyst.Select(mine => Spans.Merge(mine.Where(unit => unit.Category == category).Select(unit => (unit.Start, unit.End)), length)
                    .Select(span => new CategorisedUnit(span.Start, span.End, category)).ToArray()),
            ];
            var (coincidences, self) = (new double[2, 2], new double[2]);
            Sweep(length, units, [category], coincidences, self, new double[2]);
            results.Add((category, Alpha2016(coincidences, self)));
            observed += OffDiagonal(coincidences);
            expected += Expected2016(coincidences, self) is { } chance ? OffDiagonal(chance) : 0;
        }
        return (first, results, Ratio(observed, expected));
    }

    private static Coefficient Ratio(double observed, double expected) =>
        expected > 0 ? Coefficient.Of(1 - observed / expected) : Coefficient.None(UndefinedReason.NoVariation);

    private static double Observed1995(int length, List<(int Start, int End)>[] units)
    {
        var sum = 0.0;
        for (var i = 0; i < units.Length; i++)
        {
            for (var j = 0; j < units.Length; j++)
            {
                if (i == j) continue;
                var from = 0;
                foreach (var (start, end) in units[i])
                {
                    while (from < units[j].Count && units[j][from].End <= start) from++;
                    var met = false;
                    for (var h = from; h < units[j].Count && units[j][h].Start < end; h++)
                    {
                        met = true;
                        // Each meeting is seen from both sides, as the sum over i ≠ j asks.
                        sum += Square(start - units[j][h].Start) + Square(end - units[j][h].End);
                    }
                    // The same unit in the other's gap is seen as (i, j) and as (j, i).
                    if (!met) sum += 2 * Square(end - start);
                }
            }
        }
        return sum / (units.Length * (units.Length - 1.0) * length * length);
    }

    private static double Expected1995(int length, List<(int Start, int End)>[] units)
    {
        var gaps = new List<double>();
        var count = 0;
        foreach (var mine in units)
        {
            count += mine.Count;
            var at = 0;
            foreach (var (start, end) in mine)
            {
                if (start > at) gaps.Add(start - at);
                at = end;
            }
            if (at < length) gaps.Add(length - at);
        }
        gaps.Sort();
        var sums = new double[gaps.Count + 1]; // of the gaps from here up
        for (var g = gaps.Count - 1; g >= 0; g--) sums[g] = sums[g + 1] + gaps[g];
        var (total, inside) = (0.0, 0.0);
        foreach (var (start, end) in units.SelectMany(mine => mine))
        {
            double l = end - start;
            var from = FirstAtLeast(gaps, l);
            total += (count - 1) / 3.0 * (2 * l * l * l - 3 * l * l + l) + l * l * (sums[from] - (gaps.Count - from) * (l - 1));
            inside += l * (l - 1);
        }
        var all = (double)units.Length * length;
        var denominator = all * (all - 1) - inside;
        return denominator > 0 ? 2.0 / length * total / denominator : 0;
    }

    private static double Square(double value) => value * value;

    private static int FirstAtLeast(List<double> ascending, double value)
    {
        var (low, high) = (0, ascending.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ascending[middle] < value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static CategorisedUnit[] InOrder(IReadOnlyList<CategorisedUnit> mine, int analyst, int length)
    {
        CategorisedUnit[] ordered = [.. mine.Where(unit => unit.Start != unit.End).OrderBy(unit => unit.Start).ThenBy(unit => unit.End)];
        for (var i = 0; i < ordered.Length; i++)
        {
            Spans.Check(ordered[i].Start, ordered[i].End, length);
            if (i > 0 && ordered[i].Start < ordered[i - 1].End)
                throw new ArgumentException(
                    $"Analyst {analyst} has overlapping units at {ordered[i].Start}. Where codes overlap, compare each code on its own with {nameof(ComputePerCode)}.", nameof(mine));
        }
        return ordered;
    }

    private static void Sweep(int length, CategorisedUnit[][] units, int[] categories, double[,] observed, double[] self, double[] pairable)
    {
        var analysts = units.Length;
        SortedSet<int> cuts = [0, length];
        foreach (var unit in units.SelectMany(mine => mine))
        {
            cuts.Add(unit.Start);
            cuts.Add(unit.End);
        }
        foreach (var mine in units)
        {
            double covered = 0;
            foreach (var unit in mine)
            {
                covered += unit.End - unit.Start;
                self[Index(unit)] += Square(unit.End - unit.Start);
            }
            self[0] += length - covered;
        }
        var (next, now) = (new int[analysts], new int[analysts]);
        var met = units.Select(mine => new double[mine.Length]).ToArray();
        var start = -1;
        foreach (var cut in cuts)
        {
            if (start >= 0)
            {
                double run = cut - start;
                for (var i = 0; i < analysts; i++)
                {
                    while (next[i] < units[i].Length && units[i][next[i]].End <= start) next[i]++;
                    now[i] = next[i] < units[i].Length && units[i][next[i]].Start <= start ? Index(units[i][next[i]]) : 0;
                }
                var inUnits = now.Count(category => category != 0);
                for (var i = 0; i < analysts; i++)
                {
                    if (now[i] != 0 && inUnits > 1) met[i][next[i]] += run;
                    for (var j = 0; j < analysts; j++)
                        if (i != j) observed[now[i], now[j]] += run / (analysts - 1);
                }
            }
            start = cut;
        }
        for (var i = 0; i < analysts; i++)
            for (var u = 0; u < units[i].Length; u++) pairable[Index(units[i][u])] += Square(met[i][u]);

        int Index(CategorisedUnit unit) => Array.BinarySearch(categories, unit.Category) + 1;
    }

    private static Coefficient Alpha2016(double[,] observed, double[] self)
    {
        var total = 0.0;
        foreach (var length in observed) total += length;
        if (total == 0) return Coefficient.None(UndefinedReason.NoPairs);
        return Expected2016(observed, self) is { } expected
            ? Ratio(OffDiagonal(observed), OffDiagonal(expected))
            : Coefficient.None(UndefinedReason.NoVariation);
    }

    // Null where chance has nothing to pair: a single unit alone.
    private static double[,]? Expected2016(double[,] observed, double[] self)
    {
        var size = self.Length;
        var (columns, total, selfTotal) = (new double[size], 0.0, 0.0);
        for (var k = 0; k < size; k++)
        {
            columns[k] = Column(observed, k);
            total += columns[k];
            selfTotal += self[k];
        }
        var denominator = total * total - selfTotal;
        if (denominator <= 0) return null;
        var expected = new double[size, size];
        for (var c = 0; c < size; c++)
            for (var k = 0; k < size; k++)
                expected[c, k] = total * (columns[c] * columns[k] - (c == k ? self[c] : 0)) / denominator;
        return expected;
    }

    private static double Column(double[,] matrix, int column)
    {
        var sum = 0.0;
        for (var row = 0; row < matrix.GetLength(0); row++) sum += matrix[row, column];
        return sum;
    }

    private static double OffDiagonal(double[,] matrix)
    {
        var sum = 0.0;
        for (var c = 0; c < matrix.GetLength(0); c++)
            for (var k = 0; k < matrix.GetLength(1); k++)
                if (c != k) sum += matrix[c, k];
        return sum;
    }
}
