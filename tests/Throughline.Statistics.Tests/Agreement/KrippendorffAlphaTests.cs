using CsCheck;
using Throughline.Statistics.Agreement;

namespace Throughline.Statistics.Tests.Agreement;

public class KrippendorffAlphaTests
{
    private const int Missing = int.MinValue;

    // Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section E: four observers, twelve units, values 1 to 5.
    private static readonly Ratings SectionE = Ratings.FromCategories(4,
    [
        1, 1, Missing, 1, 2, 2, 3, 2, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 1, 2, 3, 4, 4, 4, 4, 4, 1, 1, 2, 1, 2, 2, 2, 2,
        Missing, 5, 5, 5, Missing, Missing, 1, 1, Missing, Missing, 3, Missing,
    ]);

    [Theory]
    [InlineData(MeasurementLevel.Nominal, 0.743)]
    [InlineData(MeasurementLevel.Ordinal, 0.815)]
    [InlineData(MeasurementLevel.Interval, 0.849)]
    [InlineData(MeasurementLevel.Ratio, 0.797)]
    public void The_published_example_with_missing_judgements(MeasurementLevel level, double alpha)
    {
        var figure = KrippendorffAlpha.Of(SectionE, level);
        Assert.Equal(alpha, figure.Alpha.Value, 0.0005);
        Assert.Equal((11, 40), (figure.PairableUnits, figure.PairableValues));
    }

    [Theory]
    [InlineData(MeasurementLevel.Nominal)]
    [InlineData(MeasurementLevel.Ordinal)]
    [InlineData(MeasurementLevel.Interval)]
    [InlineData(MeasurementLevel.Ratio)]
    public void The_fast_sums_are_those_of_the_definition(MeasurementLevel level) =>
        Gen.Select(Gen.Int[2, 5], Gen.Int[0, 9].Array[60], Gen.Bool.Array[60]).Sample((analysts, values, there) =>
        {
            var units = 60 / analysts;
            int[] cells = [.. Enumerable.Range(0, units * analysts).Select(i => there[i] ? values[i] : Missing)];
            var ours = KrippendorffAlpha.Of(Ratings.FromCategories(analysts, cells), level).Alpha;
            var defined = ByDefinition(analysts, cells, level);
            return defined is null ? !ours.IsDefined : Math.Abs(ours.Value - defined.Value) < 1e-9;
        });

    [Fact]
    public void Undefined_cases_give_reasons()
    {
        Assert.Equal(UndefinedReason.NoUnits, Why(Ratings.FromCategories(2, [])));
        Assert.Equal(UndefinedReason.NoPairs, Why(Ratings.FromCategories(2, [1, Missing])));
        Assert.Equal(UndefinedReason.NoPairs, Why(Ratings.FromCategories(2, [Missing, Missing])));
        Assert.Equal(UndefinedReason.NoVariation, Why(Ratings.FromCategories(2, [1, 1, 1, 1])));
        Assert.Equal(UndefinedReason.FewerThanTwoAnalysts, Why(Ratings.FromCategories(1, [1, 2])));

        static UndefinedReason Why(Ratings ratings) => KrippendorffAlpha.Of(ratings, MeasurementLevel.Nominal).Alpha.WhyUndefined!.Reason;
    }

    [Fact]
    public void Ratio_refuses_negative_values() =>
        Assert.Throws<ArgumentException>(() => KrippendorffAlpha.Of(Ratings.FromNumbers(2, [-1, 2]), MeasurementLevel.Ratio));

    [Fact]
    public void Runs_stand_for_that_many_units()
    {
        var runs = Ratings.FromRuns(2, [1, 1, 0, 1, 0, 0], [3, 2, 4]);
        var single = Ratings.FromCategories(2, [1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Equal(KrippendorffAlpha.Of(single, MeasurementLevel.Nominal).Alpha.Value, KrippendorffAlpha.Of(runs, MeasurementLevel.Nominal).Alpha.Value, 14);
    }

    [Fact]
    public void Many_categories_and_analysts_are_held_by_pattern_too()
    {
        var random = new Random(7);
        var cells = Enumerable.Range(0, 12 * 60).Select(_ => random.Next(5) == 0 ? Missing : random.Next(40)).ToArray();
        Assert.Equal(ByDefinition(12, cells, MeasurementLevel.Ordinal)!.Value,
            KrippendorffAlpha.Of(Ratings.FromCategories(12, cells), MeasurementLevel.Ordinal).Alpha.Value, 1e-10);
    }

    // Hayes and Krippendorff (2007), Commun Methods Meas 1:77-89, p. 84: five observers, forty units, ordinal; alpha .7598 from 239 pairs.
    private static readonly Ratings Hayes2007 = Ratings.FromCategories(5, [.. (
        "112.2 1101. 2333. .00.0 000.0 000.0 102.1 1.20. 222.2 2111. .100. 0000. 1222. 33223 111.1 111.1 212.2 1233. 1101. 000.0 " +
        "0011. 00.00 2333. 0000. 12.22 0111. 00010 1212. 1122. 112.2 110.0 2121. 22.22 3222. 222.2 223.2 222.2 22.12 2222. 111.1")
        .Where(c => c != ' ').Select(c => c == '.' ? Missing : c - '0')]);

    [Fact]
    public void The_pairs_bootstrap_spreads_as_239_independent_pairs_do()
    {
        var figure = KrippendorffAlpha.Of(Hayes2007, MeasurementLevel.Ordinal);
        Assert.Equal(0.7598, figure.Alpha.Value, 0.00005);
        var interval = KrippendorffAlpha.BootstrapPairs(Hayes2007, MeasurementLevel.Ordinal, new Random(2007), 20_000).Value;
        Assert.Equal(BootstrapMethod.HayesKrippendorffPairs, interval.Method);
        // The draws' standard deviation follows from the coincidences: sd(δ²) / (√239 D_e). With 20,000 draws it is met within 2 %.
        var halfWidth = (interval.Upper - interval.Lower) / 2;
        Assert.Equal(1.96 * PairDeviation() / Math.Sqrt(239), halfWidth, 0.05 * halfWidth);
        Assert.InRange(figure.Alpha.Value, interval.Lower, interval.Upper);
        Assert.Equal(0.5, interval.ShareBelow(figure.Alpha.Value), 0.06);
    }

    [Fact]
    public void The_units_bootstrap_is_that_of_drawing_units_one_by_one()
    {
        var interval = KrippendorffAlpha.BootstrapUnits(Hayes2007, MeasurementLevel.Nominal, new Random(1), 4000).Value;
        var random = new Random(2);
        var cells = Cells(Hayes2007);
        var plain = new double[4000];
        for (var d = 0; d < plain.Length; d++)
        {
            int[] drawn = [.. Enumerable.Range(0, 40).SelectMany(_ => cells[random.Next(40)])];
            plain[d] = KrippendorffAlpha.Of(Ratings.FromCategories(5, drawn), MeasurementLevel.Nominal).Alpha.Value;
        }
        Array.Sort(plain);
        // Two samplings of one distribution: the limits' own sampling error at 4,000 draws is near 0.004.
        Assert.Equal(plain[100], interval.Lower, 0.02);
        Assert.Equal(plain[3899], interval.Upper, 0.02);
        Assert.Equal(BootstrapMethod.Units, interval.Method);
    }

    [Fact]
    public void A_seed_gives_the_same_interval_again()
    {
        var one = KrippendorffAlpha.BootstrapPairs(SectionE, MeasurementLevel.Nominal, new Random(5), 200).Value;
        var two = KrippendorffAlpha.BootstrapPairs(SectionE, MeasurementLevel.Nominal, new Random(5), 200).Value;
        Assert.Equal((one.Lower, one.Upper), (two.Lower, two.Upper));
    }

    [Fact]
    public void Where_alpha_is_undefined_so_is_its_interval()
    {
        var none = KrippendorffAlpha.BootstrapUnits(Ratings.FromCategories(2, [1, 1]), MeasurementLevel.Nominal, new Random(1));
        Assert.Equal(UndefinedReason.NoVariation, Assert.IsType<Undefined>(none.Error).Reason);
    }

    [Fact]
    public void Draws_without_variation_are_counted_and_left_out()
    {
        var interval = KrippendorffAlpha.BootstrapUnits(Ratings.FromCategories(2, [1, 1, 1, 1, 1, 2]), MeasurementLevel.Nominal, new Random(1), 1000).Value;
        // All three drawn units are of the first kind with probability 8/27.
        Assert.Equal(8000 / 27.0, interval.UndefinedDraws, 60.0);
        Assert.Equal(1000, interval.Draws + interval.UndefinedDraws);
        Assert.True(interval.Lower < interval.Upper);
    }

    [Fact]
    public void An_interval_that_would_be_a_point_is_undefined_and_a_whole_share_has_Wilsons()
    {
        // All agree, and the values vary: alpha and kappa are 1, and so in every draw in which they are defined.
        var agreed = Ratings.FromCategories(2, [1, 1, 1, 1, 2, 2]);
        Assert.Equal(UndefinedReason.DrawsAlike, Assert.IsType<Undefined>(KrippendorffAlpha.BootstrapUnits(agreed, MeasurementLevel.Nominal, new Random(1)).Error).Reason);
        Assert.Equal(UndefinedReason.DrawsAlike, Assert.IsType<Undefined>(ChanceCorrected.BootstrapUnits(agreed, of => ChanceCorrected.CohenKappa(of).Value, new Random(1)).Error).Reason);
        IReadOnlySet<string> a = new HashSet<string> { "a" }, b = new HashSet<string> { "b" };
        Assert.Equal(UndefinedReason.DrawsAlike, Assert.IsType<Undefined>(SetAlpha.BootstrapUnits(2, [a, a, b, b], new Random(1)).Error).Reason);
        // n of n: from n / (n + z²) to 1, with z² = 3.841459.
        var whole = ChanceCorrected.PercentAgreementInterval(agreed, new Random(1)).Value;
        Assert.Equal((BootstrapMethod.Wilson, 0, 1.0), (whole.Method, whole.Draws, whole.Upper));
        Assert.Equal(3 / 6.841459, whole.Lower, 1e-6);
        var none = ChanceCorrected.PercentAgreementInterval(Ratings.FromCategories(2, [1, 2, 2, 1]), new Random(1)).Value;
        Assert.Equal(0, none.Lower);
        Assert.Equal(3.841459 / 5.841459, none.Upper, 1e-6);
        // Where the draws differ it is theirs; where three analysts agree in part everywhere alike, no share of units is whole.
        Assert.Equal(BootstrapMethod.Units, ChanceCorrected.PercentAgreementInterval(Ratings.FromCategories(2, [1, 1, 1, 2, 2, 2]), new Random(1)).Value.Method);
        Assert.Equal(UndefinedReason.DrawsAlike, Assert.IsType<Undefined>(ChanceCorrected.PercentAgreementInterval(Ratings.FromCategories(3, [1, 1, 2, 2, 2, 1]), new Random(1)).Error).Reason);
    }

    [Fact]
    public void Of_one_unit_there_is_no_interval()
    {
        // Units that only one has judged are not compared, and make it no surer.
        foreach (int[] cells in new[] { new[] { 1, 2 }, [1, 1], [1, 2, 1, int.MinValue] })
        {
            var one = Ratings.FromCategories(2, cells);
            Assert.Equal(UndefinedReason.OneUnit, Assert.IsType<Undefined>(ChanceCorrected.PercentAgreementInterval(one, new Random(1)).Error).Reason);
        }
        var differing = Ratings.FromCategories(2, [1, 2]);
        Assert.Equal(UndefinedReason.OneUnit, Assert.IsType<Undefined>(ChanceCorrected.BootstrapUnits(differing, of => ChanceCorrected.CohenKappa(of).Value, new Random(1)).Error).Reason);
        Assert.Equal(UndefinedReason.OneUnit, Assert.IsType<Undefined>(KrippendorffAlpha.BootstrapUnits(differing, MeasurementLevel.Nominal, new Random(1)).Error).Reason);
        Assert.Equal(UndefinedReason.OneUnit, Assert.IsType<Undefined>(KrippendorffAlpha.BootstrapPairs(differing, MeasurementLevel.Nominal, new Random(1)).Error).Reason);
    }

    private static List<int[]> Cells(Ratings ratings)
    {
        var cells = new List<int[]>();
        for (var p = 0; p < ratings.Patterns; p++)
            for (var n = 0L; n < ratings.Weights[p]; n++) cells.Add([.. ratings.Pattern(p).ToArray().Select(c => c < 0 ? Missing : c)]);
        return cells;
    }

    private static double PairDeviation()
    {
        var (probabilities, differences) = (new List<double>(), new List<double>());
        var cells = Cells(Hayes2007).Select(unit => unit.Where(c => c != Missing).ToArray()).ToArray();
        var totals = cells.SelectMany(unit => unit).GroupBy(c => c).ToDictionary(g => g.Key, g => (double)g.Count());
        var n = totals.Values.Sum();
        foreach (var unit in cells)
        {
            for (var i = 0; i < unit.Length; i++)
                for (var j = 0; j < unit.Length; j++)
                    if (i != j)
                    {
                        probabilities.Add(1 / (n * (unit.Length - 1)));
                        differences.Add(OrdinalDifference(totals, unit[i], unit[j]));
                    }
        }
        var mean = probabilities.Zip(differences, (p, d) => p * d).Sum();
        var variance = probabilities.Zip(differences, (p, d) => p * (d - mean) * (d - mean)).Sum();
        return Math.Sqrt(variance) / KrippendorffAlpha.Of(Hayes2007, MeasurementLevel.Ordinal).ExpectedDisagreement.Value;
    }

    private static double OrdinalDifference(Dictionary<int, double> totals, int c, int k)
    {
        if (c == k) return 0;
        var (low, high) = (Math.Min(c, k), Math.Max(c, k));
        var between = totals.Where(t => t.Key >= low && t.Key <= high).Sum(t => t.Value) - (totals[low] + totals[high]) / 2;
        return between * between;
    }

    // The definition, written out over every pair of values.
    private static double? ByDefinition(int analysts, int[] cells, MeasurementLevel level)
    {
        int[][] units = [.. cells.Chunk(analysts).Select(unit => unit.Where(c => c != Missing).ToArray()).Where(unit => unit.Length > 1)];
        var values = units.SelectMany(unit => unit).ToArray();
        if (values.Length == 0) return null;
        var totals = values.GroupBy(v => v).ToDictionary(g => g.Key, g => (double)g.Count());
        double Delta(int c, int k) => c == k ? 0 : level switch
        {
            MeasurementLevel.Nominal => 1,
            MeasurementLevel.Interval => Math.Pow(c - k, 2),
            MeasurementLevel.Ratio => Math.Pow((c - k) / (double)(c + k), 2),
            _ => OrdinalDifference(totals, c, k),
        };
        var observed = units.Sum(unit => unit.SelectMany(c => unit.Select(k => Delta(c, k))).Sum() / (unit.Length - 1)) / values.Length;
        var expected = values.SelectMany(c => values.Select(k => Delta(c, k))).Sum() / values.Length / (values.Length - 1.0);
        return expected == 0 ? null : 1 - observed / expected;
    }
}
