using CsCheck;
using Throughline.Statistics.Inequality;

namespace Throughline.Statistics.Tests.Inequality;

public class MeasureLawTests
{
    private static readonly Gen<(double[] People, double[] Values)> GenGroups = Gen.Select(Gen.Double[10, 1000].Array[2, 12], Gen.Double[1, 90].Array[12]).Select((people, values) => (people, values[..people.Length]));

    private static readonly InequalityMeasure[] Dispersions =
    [
        InequalityMeasure.Theil, InequalityMeasure.MeanLogDeviation, InequalityMeasure.Atkinson, InequalityMeasure.BetweenGroupVariance, InequalityMeasure.BetweenGroupDeviation, InequalityMeasure.CoefficientOfVariation,
        InequalityMeasure.MeanDifferenceFromMean, InequalityMeasure.MeanDifferenceFromBest, InequalityMeasure.IndexOfDisparity,
    ];

    private static double Of(double[] people, double[] values, InequalityMeasure measure, MeasureOptions? options = null) => Summary.Of(new Groups(people, values), measure, options).Value.Figure.Value;

    [Fact]
    public void Equal_values_are_even_by_every_measure_and_unequal_ones_by_none() => GenGroups.Sample(groups =>
    {
        double[] even = [.. groups.Values.Select(_ => groups.Values[0])];
        var apart = groups.Values.Max() - groups.Values.Min() > 1e-3;
        return Dispersions.All(measure => Math.Abs(Of(groups.People, even, measure)) < 1e-10 && (!apart || Of(groups.People, groups.Values, measure) > 0));
    });

    [Fact]
    public void Relative_measures_keep_when_all_values_are_scaled_and_absolute_ones_when_all_are_shifted() => GenGroups.Sample(groups =>
    {
        double[] scaled = [.. groups.Values.Select(y => 7 * y)], shifted = [.. groups.Values.Select(y => y + 50)];
        InequalityMeasure[] relative = [InequalityMeasure.Theil, InequalityMeasure.MeanLogDeviation, InequalityMeasure.Atkinson, InequalityMeasure.CoefficientOfVariation, InequalityMeasure.IndexOfDisparity, InequalityMeasure.Ratio, InequalityMeasure.AttributableFraction];
        InequalityMeasure[] absolute = [InequalityMeasure.Difference, InequalityMeasure.BetweenGroupVariance, InequalityMeasure.BetweenGroupDeviation, InequalityMeasure.MeanDifferenceFromMean, InequalityMeasure.MeanDifferenceFromBest, InequalityMeasure.AttributableRisk];
        return relative.All(measure => Near(Of(groups.People, groups.Values, measure), Of(groups.People, scaled, measure)))
            && absolute.All(measure => Near(Of(groups.People, groups.Values, measure), Of(groups.People, shifted, measure)));
    });

    // Population replication: a group split in two with the same value is the same society.
    [Fact]
    public void Splitting_a_group_changes_no_weighted_measure() => GenGroups.Sample(groups =>
    {
        double[] people = [groups.People[0] / 3, groups.People[0] * 2 / 3, .. groups.People[1..]], values = [groups.Values[0], .. groups.Values];
        var whole = new Groups(groups.People, groups.Values);
        var split = new Groups(people, values);
        return Dispersions.All(measure => Near(Of(groups.People, groups.Values, measure), Of(people, values, measure)))
            && Near(Concentration.OfGroups(whole, ConcentrationKind.Generalised).Value.Index.Value, Concentration.OfGroups(split, ConcentrationKind.Generalised).Value.Index.Value);
    });

    // The delta method needs slopes: each is checked against a small step.
    [Fact]
    public void Standard_errors_rest_on_the_true_slopes_of_every_measure() => GenGroups.Where(groups => groups.People.Length > 2).Sample(groups =>
    {
        foreach (var measure in Enum.GetValues<InequalityMeasure>())
            foreach (var options in (MeasureOptions[])[new() { Reference = 1, Aversion = 0.5 }, new() { Reference = 0, Weighted = false, Aversion = 2 }])
            {
                var pulls = new double[groups.Values.Length];
                var shares = groups.People.Select(n => n / groups.People.Sum()).ToArray();
                Summary.Value(shares, groups.Values, measure, options, options.Reference!.Value, pulls);
                for (var i = 0; i < pulls.Length; i++)
                {
                    double At(double step)
                    {
                        var moved = groups.Values.ToArray();
                        moved[i] += step;
                        return Summary.Value(shares, moved, measure, options, options.Reference!.Value, new double[pulls.Length]);
                    }
                    var slope = (At(1e-5) - At(-1e-5)) / 2e-5;
                    // At a kink (a group at the mean or at the reference) there is no slope to compare.
                    var kink = measure is InequalityMeasure.MeanDifferenceFromMean or InequalityMeasure.MeanDifferenceFromBest or InequalityMeasure.MeanDifferenceFromReference or InequalityMeasure.IndexOfDisparity
                        or InequalityMeasure.BetweenGroupDeviation or InequalityMeasure.CoefficientOfVariation;
                    if (kink) { if (Math.Abs(At(1e-5) + At(-1e-5) - 2 * At(0)) > 1e-8) continue; }
                    if (Math.Abs(slope - pulls[i]) > 1e-4 * Math.Max(1, Math.Abs(slope))) return false;
                }
            }
        return true;
    }, iter: 60);

    [Fact]
    public void The_slope_of_values_on_a_line_over_rank_is_that_line() => Gen.Select(Gen.Double[10, 1000].Array[2, 30], Gen.Double[-50, 50], Gen.Double[1, 100]).Sample((people, slope, start) =>
    {
        var (total, below) = (people.Sum(), 0.0);
        var values = new double[people.Length];
        for (var i = 0; i < people.Length; i++)
        {
            values[i] = start + slope * (below + people[i] / 2) / total;
            below += people[i];
        }
        var figure = Slope.Index(new Groups(people, values)).Value;
        return Math.Abs(figure.Absolute.Value - slope) < 1e-8 && Math.Abs(figure.AtMostDeprived - start) < 1e-8;
    });

    [Fact]
    public void Turning_the_order_turns_the_slope_and_inverts_the_ratio() => GenGroups.Sample(groups =>
    {
        double[] errors = [.. groups.Values.Select((_, i) => 0.5 + i * 0.1)];
        var one = Slope.Index(new Groups(groups.People, groups.Values, errors, Direction.HigherIsWorse), default, SlopeScale.Log).Value;
        var other = Slope.Index(new Groups([.. groups.People.Reverse()], [.. groups.Values.Reverse()], [.. errors.Reverse()], Direction.HigherIsWorse), default, SlopeScale.Log).Value;
        return Near(one.Absolute.Value, -other.Absolute.Value) && Near(one.Relative!.Value, 1 / other.Relative!.Value) && Near(one.Absolute.Lower!.Value, -other.Absolute.Upper!.Value)
            && one.Absolute.Lower <= one.Absolute.Upper && one.Relative.Lower <= one.Relative.Upper
            && (one.WorseOff == WorseOff.First ? other.WorseOff == WorseOff.Last : one.WorseOff == WorseOff.Last ? other.WorseOff == WorseOff.First : other.WorseOff == WorseOff.Neither);
    });

    // Erreygers (2009): an index of bounded health and the same one of ill health are each other's mirror; so is Wagstaff's; the standard index's is not.
    [Fact]
    public void Indices_of_bounded_values_mirror_those_of_what_is_missing() => Gen.Select(Gen.Double[10, 1000].Array[6], Gen.Double[0.05, 0.95].Array[6]).Sample((people, values) =>
    {
        double[] missing = [.. values.Select(y => 1 - y)];
        double Index(double[] y, ConcentrationKind kind) => Concentration.OfGroups(new Groups(people, y), kind, Bounds.Share).Value.Index.Value;
        return Near(Index(values, ConcentrationKind.Erreygers), -Index(missing, ConcentrationKind.Erreygers)) && Near(Index(values, ConcentrationKind.Wagstaff), -Index(missing, ConcentrationKind.Wagstaff));
    });

    [Fact]
    public void Twice_the_area_between_curve_and_diagonal_is_the_index() => GenGroups.Sample(groups =>
    {
        var points = new CurvePoint[groups.People.Length + 1];
        var given = new Groups(groups.People, groups.Values);
        Assert.True(Concentration.Curve(given, points).Succeeded);
        var area = 0.0;
        for (var i = 1; i < points.Length; i++) area += (points[i].People - points[i - 1].People) * (points[i].Held + points[i - 1].Held) / 2;
        return Near(1 - 2 * area, Concentration.OfGroups(given).Value.Index.Value);
    });

    [Fact]
    public void Nested_parts_add_up_to_the_whole_and_none_is_below_zero() => Gen.Select(Gen.Double[10, 1000].Array[24], Gen.Double[1, 90].Array[24]).Sample((people, values) =>
    {
        int[] places = [.. Enumerable.Range(0, 24).Select(i => i / 4)], systems = [.. Enumerable.Range(0, 24).Select(i => i / 8)];
        foreach (var (measure, same) in new[] { (NestedMeasure.Theil, InequalityMeasure.Theil), (NestedMeasure.MeanLogDeviation, InequalityMeasure.MeanLogDeviation), (NestedMeasure.Variance, InequalityMeasure.BetweenGroupVariance) })
        {
            var parts = Nesting.Of(people, values, [places, systems], measure).Value;
            if (parts.Count != 3 || parts.Any(part => part.Value < 0) || !Near(parts.Sum(part => part.Value), Of(people, values, same)) || !Near(parts.Sum(part => part.Share!.Value), 1)) return false;
        }
        return Assert.IsType<StatisticRefused>(Nesting.Of(people, values, [systems, places], NestedMeasure.Theil).Error).Reason == RefusalReason.NotNested;
    });

    // Kitagawa's example of the mean is the attributable risk's second term; here the law itself: the parts add up, and a change of one thing is all its own.
    [Fact]
    public void Change_splits_exactly_and_what_did_not_change_has_no_part() => Gen.Select(GenGroups, Gen.Double[0.5, 2].Array[12], Gen.Double[0.5, 2].Array[12]).Sample((groups, growth, rise) =>
    {
        double[] people = [.. groups.People.Select((n, i) => n * growth[i])], values = [.. groups.Values.Select((y, i) => y * rise[i])];
        var before = new Groups(groups.People, groups.Values);
        var after = new Groups(people, values);
        foreach (var measure in (InequalityMeasure[])[InequalityMeasure.Theil, InequalityMeasure.BetweenGroupVariance])
        {
            var change = Change.Of(before, after, measure).Value;
            if (!Near(change.FromShares + change.FromValues, change.Total.Value) || !Near(change.After - change.Before, change.Total.Value)) return false;
            if (Math.Abs(Change.Of(before, new Groups(groups.People, values), measure).Value.FromShares) > 1e-12 || Math.Abs(Change.Of(before, new Groups(people, groups.Values), measure).Value.FromValues) > 1e-9) return false;
        }
        var slope = Change.OfSlope(before, after).Value;
        return Near(slope.FromShares + slope.FromValues, slope.Total.Value);
    });

    [Fact]
    public void What_is_not_defined_is_refused_with_its_reason()
    {
        double[] two = [100, 100];
        Assert.Equal(RefusalReason.OneGroup, Why(Summary.Of(new Groups([100], [3]), InequalityMeasure.Theil)));
        Assert.Equal(RefusalReason.TooFewRows, Why(Slope.Index(new Groups([], []))));
        Assert.Equal(RefusalReason.ZeroDenominator, Why(Slope.Index(new Groups([0, 5], [1, 2]))));
        Assert.Equal(RefusalReason.Negative, Why(Slope.Index(new Groups([-1, 5], [1, 2]))));
        Assert.Equal(RefusalReason.Negative, Why(Slope.Index(new Groups(two, [1, 2], [0.1, -0.1]))));
        Assert.Equal(RefusalReason.NotANumber, Why(Slope.Index(new Groups(two, [1, double.NaN]))));
        Assert.Equal(RefusalReason.NotPositive, Why(Slope.Index(new Groups(two, [0, 2]), default, SlopeScale.Log)));
        Assert.Equal(RefusalReason.NotAShare, Why(Slope.Index(new Groups(two, [12, 20]), default, SlopeScale.Logit)));
        Assert.Equal(RefusalReason.NotPositive, Why(Summary.Of(new Groups(two, [0, 2]), InequalityMeasure.Ratio)));
        Assert.Equal(RefusalReason.NotPositive, Why(Summary.Of(new Groups(two, [0, 2]), InequalityMeasure.MeanLogDeviation)));
        Assert.Equal(RefusalReason.MissingGroup, Why(Summary.Of(new Groups(two, [1, 2]), InequalityMeasure.MeanDifferenceFromReference)));
        Assert.Equal(RefusalReason.OutOfBounds, Why(Concentration.OfGroups(new Groups(two, [1, 2]), ConcentrationKind.Erreygers)));
        Assert.Equal(RefusalReason.OutOfBounds, Why(Concentration.OfGroups(new Groups(two, [0.1, 20]), ConcentrationKind.Erreygers, Bounds.Share)));
        Assert.Equal(RefusalReason.NoVariation, Why(Concentration.OfGroups(new Groups(two, [1, 1]), ConcentrationKind.Wagstaff, Bounds.Share)));
        Assert.Equal(RefusalReason.NoStandardErrors, Why(Slope.Simulated(new Groups(two, [1, 2]), new Random(1))));
        Assert.Equal(RefusalReason.AboveDenominator, Why(Summary.Attributable(50, 40, 60, 100)));
        // The relative index is not defined where the line falls below 0, and says so; the slope index stands.
        var crossing = Slope.Index(new Groups(two, [1, 10])).Value;
        Assert.Null(crossing.Relative);
        Assert.Contains("above 0", crossing.WhyNoRelative, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_worse_off_follows_the_direction_given_once()
    {
        double[] people = [100, 100, 100], rising = [1, 2, 3];
        Assert.Equal(WorseOff.First, Slope.Index(new Groups(people, rising)).Value.WorseOff);
        Assert.Equal(WorseOff.Last, Slope.Index(new Groups(people, rising, default, Direction.HigherIsWorse)).Value.WorseOff);
        Assert.Equal(WorseOff.Last, Summary.Of(new Groups(people, rising, default, Direction.HigherIsWorse), InequalityMeasure.Ratio).Value.WorseOff);
        Assert.Equal(2, Summary.Of(new Groups(people, rising), InequalityMeasure.AttributableRisk).Value.Reference);
        Assert.Equal(0, Summary.Of(new Groups(people, rising, default, Direction.HigherIsWorse), InequalityMeasure.AttributableRisk).Value.Reference);
        Assert.Equal(WorseOff.First, Concentration.OfGroups(new Groups(people, rising)).Value.WorseOff);
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) <= 1e-8 * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));

    private static RefusalReason Why<T>(Result<T> result) => Assert.IsType<StatisticRefused>(result.Error).Reason;
}
