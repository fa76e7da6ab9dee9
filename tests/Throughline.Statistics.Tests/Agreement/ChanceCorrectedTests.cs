using CsCheck;
using Throughline.Statistics.Agreement;

namespace Throughline.Statistics.Tests.Agreement;

public class ChanceCorrectedTests
{
    private const int Missing = int.MinValue;

    // Cohen (1968), Psychological Bulletin 70:213-220: the same distance for every disagreement gives the plain kappa.
    [Fact]
    public void With_two_values_weights_change_nothing()
    {
        var ratings = Ratings.FromTable([20, 5, 10, 15]);
        // A common textbook table: p_o 0.7, p_e 0.5, kappa 0.4.
        Assert.Equal(0.4, ChanceCorrected.CohenKappa(ratings).Value.Value, 12);
        Assert.Equal(0.4, ChanceCorrected.CohenKappa(ratings, KappaWeights.Linear).Value.Value, 12);
        Assert.Equal(0.4, ChanceCorrected.CohenKappa(ratings, KappaWeights.Quadratic).Value.Value, 12);
    }

    // Worked by hand: weights 1, 1/2, 0 (linear) and 1, 3/4, 0 (quadratic) on a table with equal margins of 1/3.
    [Fact]
    public void Weighted_kappa_counts_near_misses_for_less()
    {
        var ratings = Ratings.FromTable([20, 10, 0, 10, 10, 10, 0, 10, 20]);
        Assert.Equal((50 / 90.0 - 1 / 3.0) / (2 / 3.0), ChanceCorrected.CohenKappa(ratings).Value.Value, 12);
        Assert.Equal((70 / 90.0 - 5 / 9.0) / (4 / 9.0), ChanceCorrected.CohenKappa(ratings, KappaWeights.Linear).Value.Value, 12);
        Assert.Equal((80 / 90.0 - 2 / 3.0) / (1 / 3.0), ChanceCorrected.CohenKappa(ratings, KappaWeights.Quadratic).Value.Value, 12);
    }

    // Fleiss (1971), Psychological Bulletin 76:378-382, as tabulated by Gwet: 15 subjects, 6 psychiatrists, 5 diagnoses; kappa 0.4139.
    [Fact]
    public void Fleiss_kappa_of_counts()
    {
        int[] counts =
        [
            0, 0, 0, 6, 0, 0, 3, 0, 0, 3, 0, 1, 4, 0, 1, 0, 0, 0, 0, 6, 0, 3, 0, 3, 0, 2, 0, 4, 0, 0, 0, 0, 4, 0, 2, 2, 0, 3, 1, 0,
            2, 0, 0, 4, 0, 0, 0, 0, 0, 6, 1, 0, 0, 5, 0, 1, 1, 0, 4, 0, 0, 3, 3, 0, 0, 1, 0, 0, 5, 0, 0, 2, 0, 3, 1,
        ];
        var ratings = Ratings.FromCounts(5, counts);
        Assert.Equal(0.4139265, ChanceCorrected.FleissKappa(ratings).Value.Value, 1e-7);
        Assert.Equal(0.5511111, ChanceCorrected.PercentAgreement(ratings).Value, 1e-7);
        Assert.Equal(0.4448007, ChanceCorrected.GwetAc1(ratings).Value.Value, 1e-7);
        Assert.Equal(UndefinedReason.AnalystsNotKnown, ChanceCorrected.CohenKappa(ratings).Value.WhyUndefined!.Reason);
    }

    [Fact]
    public void Fleiss_kappa_refuses_missing_judgements() =>
        Assert.Equal(UndefinedReason.UnequalRatings,
            ChanceCorrected.FleissKappa(Ratings.FromCategories(3, [1, 1, 2, 1, Missing, 2])).Value.WhyUndefined!.Reason);

    [Fact]
    public void Two_analysts_only_for_cohen_and_scott()
    {
        var three = Ratings.FromCategories(3, [1, 1, 2]);
        Assert.Equal(UndefinedReason.NotTwoAnalysts, ChanceCorrected.CohenKappa(three).Value.WhyUndefined!.Reason);
        Assert.Equal(UndefinedReason.NotTwoAnalysts, ChanceCorrected.ScottPi(three).Value.WhyUndefined!.Reason);
    }

    [Fact]
    public void Observed_agreement_is_still_shown_where_kappa_is_undefined()
    {
        var figure = ChanceCorrected.CohenKappa(Ratings.FromCategories(2, [1, 1, 1, 1]));
        Assert.Equal(UndefinedReason.NoVariation, figure.Value.WhyUndefined!.Reason);
        Assert.Equal(1, figure.Observed.Value);
        Assert.StartsWith("undefined:", figure.Value.ToString(), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => figure.Value.Value);
    }

    [Fact]
    public void Nothing_to_compare_is_said()
    {
        Assert.Equal(UndefinedReason.NoUnits, ChanceCorrected.PercentAgreement(Ratings.FromCategories(2, [])).WhyUndefined!.Reason);
        Assert.Equal(UndefinedReason.NoPairs, ChanceCorrected.PercentAgreement(Ratings.FromCategories(2, [1, Missing, Missing, 2])).WhyUndefined!.Reason);
    }

    [Fact]
    public void Labels_numbers_and_categories_give_the_same_figures()
    {
        var byLabel = Ratings.FromLabels(2, ["b", "b", "a", "b", null, "a", "a", "a"]);
        var byNumber = Ratings.FromNumbers(2, [2.5, 2.5, 1, 2.5, double.NaN, 1, 1, 1]);
        var byCategory = Ratings.FromCategories(2, [70_000, 70_000, 1, 70_000, Missing, 1, 1, 1]);
        var kappa = ChanceCorrected.CohenKappa(byLabel).Value.Value;
        Assert.Equal(kappa, ChanceCorrected.CohenKappa(byNumber).Value.Value, 12);
        Assert.Equal(kappa, ChanceCorrected.CohenKappa(byCategory).Value.Value, 12);
        Assert.Equal(["a", "b"], byLabel.Labels);
    }

    [Fact]
    public void Kappa_does_not_depend_on_which_analyst_comes_first_nor_on_the_order_of_units() =>
        Gen.Int[0, 3].Array[40].Sample(cells =>
        {
            var swapped = cells.Chunk(2).Reverse().SelectMany(pair => pair.Reverse()).ToArray();
            var (one, other) = (ChanceCorrected.CohenKappa(Ratings.FromCategories(2, cells)).Value, ChanceCorrected.CohenKappa(Ratings.FromCategories(2, swapped)).Value);
            return one.IsDefined == other.IsDefined && (!one.IsDefined || (Math.Abs(one.Value - other.Value) < 1e-12 && one.Value <= 1 + 1e-12));
        });
}
