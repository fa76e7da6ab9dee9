using Throughline.Statistics.Distributions;
using Throughline.Statistics.Rates;

namespace Throughline.Statistics.Agreement;

/// <summary>What differences between two values mean.</summary>
public enum MeasurementLevel
{
    /// <summary>Same or not.</summary>
    Nominal,
    /// <summary>Ordered; a difference counts by how many judgements lie between.</summary>
    Ordinal,
    /// <summary>Differences count by their square.</summary>
    Interval,
    /// <summary>Differences count by their square against the sum; values are 0 or more.</summary>
    Ratio,
}

/// <summary>Krippendorff's alpha with its parts.</summary>
/// <param name="Alpha">1 − observed / expected disagreement: 1 is perfect, 0 is chance.</param>
/// <param name="ObservedDisagreement">D_o, in the metric's own unit (nominal: a share, 0 to 1).</param>
/// <param name="ExpectedDisagreement">D_e, likewise.</param>
/// <param name="PairableUnits">Units with two judgements or more.</param>
/// <param name="PairableValues">n: the judgements in those units.</param>
public sealed record AlphaFigure(
    Coefficient Alpha, Coefficient ObservedDisagreement, Coefficient ExpectedDisagreement, long PairableUnits, long PairableValues)
{
    internal static AlphaFigure None(UndefinedReason reason) =>
        new(Coefficient.None(reason), Coefficient.None(reason), Coefficient.None(reason), 0, 0);

    internal static AlphaFigure Of(double observed, double expected, long units, long values) => new(
        expected > 0 ? Coefficient.Of(1 - observed / expected) : Coefficient.None(UndefinedReason.NoVariation),
        Coefficient.Of(observed), Coefficient.Of(expected), units, values);
}

/// <summary>Which resampling gave an interval.</summary>
public enum BootstrapMethod
{
    /// <summary>Hayes and Krippendorff's: pairs of judgements are drawn from the observed coincidences and the expected disagreement is held.
    /// Pairs within a unit are taken as independent, so the interval is narrower than one over units.</summary>
    HayesKrippendorffPairs,
    /// <summary>The plain bootstrap: whole units are drawn with replacement and alpha is worked out anew.</summary>
    Units,
    /// <summary>No draws: Wilson's score interval of a share of units, where every draw is the same.</summary>
    Wilson,
}

/// <summary>A percentile interval from a bootstrap; Wilson's of a share where draws cannot tell one.</summary>
public sealed record BootstrapInterval
{
    private readonly double[] _sorted;

    private BootstrapInterval(BootstrapMethod method, double confidence, double[] draws, int used, int undefinedDraws)
    {
        _sorted = draws.AsSpan(0, used).ToArray();
        Array.Sort(_sorted);
        (Method, Confidence, UndefinedDraws) = (method, confidence, undefinedDraws);
        Lower = Quantile((1 - confidence) / 2);
        Upper = Quantile((1 + confidence) / 2);
    }

    private BootstrapInterval(double confidence, Limits limits) =>
        (_sorted, Method, Confidence, Lower, Upper) = ([], BootstrapMethod.Wilson, confidence, limits.Lower, limits.Upper);

    /// <summary>The interval of the draws that gave a value; or why they tell none: there are none, or all are the same.</summary>
    /// <param name="method">How they were drawn.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <param name="draws">The first <paramref name="used"/> of them gave a value.</param>
    /// <param name="used">How many gave one.</param>
    /// <param name="undefinedDraws">How many gave none.</param>
    /// <param name="units">How many units were compared: of one, all draws are the same.</param>
    internal static Result<BootstrapInterval> Of(BootstrapMethod method, double confidence, double[] draws, int used, int undefinedDraws, long units)
    {
        if (units == 1) return Undefined.Because(UndefinedReason.OneUnit);
        // The data vary, or there would be no coefficient; but small data can give only draws that do not.
        if (used == 0) return Undefined.Because(UndefinedReason.NoVariation);
        var interval = new BootstrapInterval(method, confidence, draws, used, undefinedDraws);
        // The same figure worked out from other counts may differ in its last digits.
        return interval._sorted[^1] - interval._sorted[0] < 1e-12 ? Undefined.Because(UndefinedReason.DrawsAlike) : interval;
    }

    /// <summary>Wilson's interval of a share of units that is 0 or 1.</summary>
    /// <param name="share">0 or 1.</param>
    /// <param name="units">How many were compared.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    internal static BootstrapInterval Whole(double share, long units, double confidence) =>
        new(confidence, CrudeRates.Wilson(share * units, units, Normal.Reach(confidence)));

    /// <summary>How it was made.</summary>
    public BootstrapMethod Method { get; }
    /// <summary>The share of draws between the limits, such as 0.95.</summary>
    public double Confidence { get; }
    /// <summary>The lower limit.</summary>
    public double Lower { get; }
    /// <summary>The upper limit.</summary>
    public double Upper { get; }
    /// <summary>Draws that gave a value.</summary>
    public int Draws => _sorted.Length;
    /// <summary>Draws left out because every value in them was the same.</summary>
    public int UndefinedDraws { get; }

    /// <summary>The share of draws below a value: the chance of failing to reach it. NaN where nothing was drawn.</summary>
    public double ShareBelow(double value)
    {
        var at = Array.BinarySearch(_sorted, value);
        if (at < 0) at = ~at;
        while (at > 0 && _sorted[at - 1] >= value) at--;
        return at / (double)_sorted.Length;
    }

    // Linear between order statistics (Hyndman and Fan's definition 7).
    private double Quantile(double share)
    {
        var at = share * (_sorted.Length - 1);
        var below = (int)Math.Floor(at);
        return below + 1 < _sorted.Length ? _sorted[below] + (at - below) * (_sorted[below + 1] - _sorted[below]) : _sorted[below];
    }
}

/// <summary>Krippendorff's alpha: any number of analysts, missing judgements, four levels of measurement.</summary>
/// <remarks>Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; Krippendorff (2004), Content Analysis, 2nd ed., ch. 11;
/// Hayes and Krippendorff (2007), Commun Methods Meas 1(1):77-89, doi:10.1080/19312450709336664.</remarks>
public static class KrippendorffAlpha
{
    /// <summary>Alpha of the ratings.</summary>
    /// <param name="ratings">Units with fewer than two judgements are left out, as alpha defines.</param>
    /// <param name="level">How values differ. Labels allow nominal; with other levels their order counts.</param>
    /// <exception cref="ArgumentException">The level is ratio and a value is negative.</exception>
    /// <remarks>α = 1 − D_o / D_e; D_o = (1/n) Σᵤ (1/(mᵤ − 1)) Σ_{i≠j} δ²(vᵢ, vⱼ); D_e = (1/(n(n − 1))) Σ_c Σ_k n_c n_k δ²_ck.
    /// δ²: nominal 0 or 1; interval (c − k)²; ordinal (n_c/2 + Σ between + n_k/2)², which is the squared difference of mid-ranks; ratio ((c − k)/(c + k))².
    /// O(patterns × analysts²), and O(categories²) for ratio only.</remarks>
    public static AlphaFigure Of(Ratings ratings, MeasurementLevel level)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        if (ratings.Units == 0) return AlphaFigure.None(UndefinedReason.NoUnits);
        var worker = new Worker(ratings, level);
        var alpha = worker.Compute(ratings.Weights);
        return alpha ?? AlphaFigure.None(ratings.Analysts < 2 ? UndefinedReason.FewerThanTwoAnalysts : UndefinedReason.NoPairs);
    }

    /// <summary>One alpha over several codes: disagreements are added before they are divided.</summary>
    /// <param name="perCode">One figure a code over the same units; those with nothing to compare are left out, those without variation add nothing expected.</param>
    /// <remarks>α = 1 − Σ D_o / Σ D_e, as Krippendorff (2004), p. 256, combines the categories of his alpha for unitizing.</remarks>
    public static AlphaFigure Combined(IEnumerable<AlphaFigure> perCode)
    {
        ArgumentNullException.ThrowIfNull(perCode);
        var (observed, expected, any, units, values) = (0.0, 0.0, false, 0L, 0L);
        foreach (var figure in perCode)
        {
            if (figure.ObservedDisagreement.OrNull is not { } o || figure.ExpectedDisagreement.OrNull is not { } e) continue;
            any = true;
            observed += o;
            expected += e;
            units = Math.Max(units, figure.PairableUnits);
            values = Math.Max(values, figure.PairableValues);
        }
        return any ? AlphaFigure.Of(observed, expected, units, values) : AlphaFigure.None(UndefinedReason.NoUnits);
    }

    /// <summary>Hayes and Krippendorff's bootstrap of alpha, from the coincidences.</summary>
    /// <param name="ratings">As for <see cref="Of"/>.</param>
    /// <param name="level">As for <see cref="Of"/>.</param>
    /// <param name="random">Seeded by the caller, so that a report can be made again.</param>
    /// <param name="draws">How many, at least 1.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <returns>The interval; or the <see cref="Undefined"/> that alpha itself is, and where one unit was compared or all draws are the same.</returns>
    /// <remarks>Each draw takes Σᵤ mᵤ(mᵤ − 1)/2 pairs with replacement from the observed coincidences o_ck / n (so a unit's pairs weigh by its judgements) and
    /// gives 1 − mean δ² / D_e, with D_e that of the data. A draw whose pairs all fall on one value shows no variation and counts 0, not 1.
    /// Hayes and Krippendorff (2007); Krippendorff (2006, revised 2011), Algorithm for bootstrapping a distribution of alpha.
    /// The counts of all pairs are drawn at once as one multinomial: O(draws × coinciding value pairs), whatever the number of units.</remarks>
    public static Result<BootstrapInterval> BootstrapPairs(
        Ratings ratings, MeasurementLevel level, Random random, int draws = 1000, double confidence = 0.95)
    {
        CheckBootstrap(random, draws, confidence);
        var alpha = Of(ratings, level);
        if (!alpha.Alpha.IsDefined) return alpha.Alpha.WhyUndefined;
        var (probabilities, differences, diagonal, pairs) = new Worker(ratings, level).Coincidences();
        var expected = alpha.ExpectedDisagreement.Value;
        var counts = new long[probabilities.Length];
        var alphas = new double[draws];
        for (var d = 0; d < draws; d++)
        {
            BinomialDraw.Multinomial(random, pairs, probabilities, counts);
            var (disagreement, alone) = (0.0, false);
            for (var i = 0; i < counts.Length; i++)
            {
                disagreement += counts[i] * differences[i];
                alone |= diagonal[i] && counts[i] == pairs;
            }
            alphas[d] = alone ? 0 : 1 - disagreement / pairs / expected;
        }
        return BootstrapInterval.Of(BootstrapMethod.HayesKrippendorffPairs, confidence, alphas, draws, 0, alpha.PairableUnits);
    }

    /// <summary>The plain bootstrap of alpha over whole units.</summary>
    /// <param name="ratings">As for <see cref="Of"/>.</param>
    /// <param name="level">As for <see cref="Of"/>.</param>
    /// <param name="random">Seeded by the caller.</param>
    /// <param name="draws">How many, at least 1.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <returns>The interval; or the <see cref="Undefined"/> that alpha itself is, and where one unit was compared or all draws are the same. Draws without variation are left out and counted.</returns>
    /// <remarks>Units are drawn with replacement as one multinomial over the distinct patterns of judgement; alpha is worked out anew, ordinal ranks too.
    /// O(draws × patterns). Efron and Tibshirani (1993), An Introduction to the Bootstrap, ch. 13.</remarks>
    public static Result<BootstrapInterval> BootstrapUnits(
        Ratings ratings, MeasurementLevel level, Random random, int draws = 1000, double confidence = 0.95)
    {
        CheckBootstrap(random, draws, confidence);
        var alpha = Of(ratings, level);
        if (!alpha.Alpha.IsDefined) return alpha.Alpha.WhyUndefined;
        var worker = new Worker(ratings, level);
        var probabilities = new double[ratings.Patterns];
        for (var p = 0; p < probabilities.Length; p++) probabilities[p] = ratings.Weights[p] / (double)ratings.Units;
        var counts = new long[probabilities.Length];
        var alphas = new double[draws];
        var used = 0;
        for (var d = 0; d < draws; d++)
        {
            BinomialDraw.Multinomial(random, ratings.Units, probabilities, counts);
            if (worker.Compute(counts)?.Alpha.OrNull is { } value) alphas[used++] = value;
        }
        return BootstrapInterval.Of(BootstrapMethod.Units, confidence, alphas, used, draws - used, alpha.PairableUnits);
    }

    internal static void CheckBootstrap(Random random, int draws, double confidence)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        if (confidence is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
    }

    private sealed class Worker
    {
        private readonly Ratings _ratings;
        private readonly MeasurementLevel _level;
        private readonly int[] _judged;
        private readonly double[] _scale;    // value by category: as rated, or mid-rank for ordinal
        private readonly long[] _totals;     // n_c
        private readonly double[]? _within;  // Σ_{i≠j} δ² / (m − 1) by pattern, where it does not depend on the draw

        public Worker(Ratings ratings, MeasurementLevel level)
        {
            (_ratings, _level) = (ratings, level);
            var values = ratings.ValueSpan;
            if (level == MeasurementLevel.Ratio && values.Length > 0 && values[0] < 0)
                throw new ArgumentException($"Ratio values are 0 or more; {values[0]} is not.", nameof(level));
            _scale = values.ToArray();
            _totals = new long[values.Length];
            _judged = new int[ratings.Patterns];
            for (var p = 0; p < _judged.Length; p++)
                foreach (var category in ratings.Pattern(p))
                    if (category >= 0) _judged[p]++;
            // Far from zero, squares lose digits; differences do not mind a shift.
            if (level == MeasurementLevel.Interval && _scale.Length > 0)
            {
                var middle = _scale[_scale.Length / 2];
                for (var i = 0; i < _scale.Length; i++) _scale[i] -= middle;
            }
            if (level == MeasurementLevel.Ordinal) return;
            _within = new double[_judged.Length];
            for (var p = 0; p < _judged.Length; p++) _within[p] = Within(p);
        }

        public AlphaFigure? Compute(ReadOnlySpan<long> weights)
        {
            Array.Clear(_totals);
            var (units, n) = (0L, 0L);
            for (var p = 0; p < _judged.Length; p++)
            {
                if (_judged[p] < 2 || weights[p] == 0) continue;
                units += weights[p];
                n += weights[p] * _judged[p];
                foreach (var category in _ratings.Pattern(p))
                    if (category >= 0) _totals[category] += weights[p];
            }
            if (n == 0) return null;
            if (_level == MeasurementLevel.Ordinal) RankByTotals();
            var observed = 0.0;
            for (var p = 0; p < _judged.Length; p++)
                if (_judged[p] >= 2 && weights[p] > 0) observed += weights[p] * (_within?[p] ?? Within(p));
            return AlphaFigure.Of(observed / n, Expected(n) / n / (n - 1), units, n);
        }

        /// <summary>The cells of the coincidence matrix above and on its diagonal, as probabilities, with their δ², and how many pairs there are.</summary>
        public (double[] Probabilities, double[] Differences, bool[] Diagonal, long Pairs) Coincidences()
        {
            _ = Compute(_ratings.Weights); // sets ordinal ranks
            var cells = new Dictionary<(int, int), double>();
            var (pairs, n) = (0L, 0.0);
            for (var p = 0; p < _judged.Length; p++)
            {
                if (_judged[p] < 2) continue;
                pairs += _ratings.Weights[p] * _judged[p] * (_judged[p] - 1) / 2;
                n += (double)_ratings.Weights[p] * _judged[p];
                var pattern = _ratings.Pattern(p);
                for (var i = 0; i < pattern.Length; i++)
                {
                    for (var j = i + 1; pattern[i] >= 0 && j < pattern.Length; j++)
                    {
                        if (pattern[j] < 0) continue;
                        var key = pattern[i] < pattern[j] ? (pattern[i], pattern[j]) : (pattern[j], pattern[i]);
                        cells[key] = cells.GetValueOrDefault(key) + 2.0 * _ratings.Weights[p] / (_judged[p] - 1);
                    }
                }
            }
            var ordered = cells.OrderByDescending(cell => cell.Value).ThenBy(cell => cell.Key).ToArray();
            return ([.. ordered.Select(cell => cell.Value / n)], [.. ordered.Select(cell => Difference(cell.Key.Item1, cell.Key.Item2))],
                [.. ordered.Select(cell => cell.Key.Item1 == cell.Key.Item2)], pairs);
        }

        private void RankByTotals()
        {
            var below = 0.0;
            for (var c = 0; c < _totals.Length; c++)
            {
                _scale[c] = below + _totals[c] / 2.0;
                below += _totals[c];
            }
            for (var c = 0; c < _totals.Length; c++) _scale[c] -= below / 2;
        }

        private double Within(int p)
        {
            if (_judged[p] < 2) return 0;
            var pattern = _ratings.Pattern(p);
            var sum = 0.0;
            for (var i = 0; i < pattern.Length; i++)
            {
                if (pattern[i] < 0) continue;
                for (var j = i + 1; j < pattern.Length; j++)
                    if (pattern[j] >= 0) sum += 2 * Difference(pattern[i], pattern[j]);
            }
            return sum / (_judged[p] - 1);
        }

        private double Difference(int c, int k)
        {
            if (c == k) return 0;
            if (_level == MeasurementLevel.Nominal) return 1;
            var difference = _scale[c] - _scale[k];
            if (_level == MeasurementLevel.Ratio) difference /= _scale[c] + _scale[k];
            return difference * difference;
        }

        private double Expected(long n)
        {
            var sum = 0.0;
            switch (_level)
            {
                case MeasurementLevel.Nominal:
                    foreach (var total in _totals) sum += total * (double)(n - total);
                    return sum;
                case MeasurementLevel.Ratio:
                    for (var c = 0; c < _totals.Length; c++)
                        for (var k = c + 1; k < _totals.Length; k++) sum += 2.0 * _totals[c] * _totals[k] * Difference(c, k);
                    return sum;
                default:
                    var mean = 0.0;
                    for (var c = 0; c < _totals.Length; c++) mean += _totals[c] / (double)n * _scale[c];
                    for (var c = 0; c < _totals.Length; c++) sum += _totals[c] * (_scale[c] - mean) * (_scale[c] - mean);
                    return 2 * n * sum;
            }
        }
    }
}
