using Throughline.Statistics.Areas;
using Throughline.Statistics.Inequality;
using Throughline.Statistics.Rates;

namespace Throughline.Statistics.Tests;

/// <summary>What a call leaves for the collector does not grow with its rows. Bounds are of a whole call: its answer and, where rows are shared out, the work on one core.</summary>
public class AllocationTests
{
    private const long ACall = 4096;

    /// <summary>The least of several calls after one to warm up: a buffer that is borrowed may have been given back in between.</summary>
    private static long Least(Action call)
    {
        call();
        var least = long.MaxValue;
        for (var round = 0; round < 9; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    private static double[] Rising(int n, double from, double to) => [.. Enumerable.Range(0, n).Select(i => from + (to - from) * i / n)];

    [Theory]
    [InlineData(TiedAreas.WithFirst, false), InlineData(TiedAreas.Middle, false), InlineData(TiedAreas.AsGiven, false), InlineData(TiedAreas.WithLast, true)]
    public void Quantiles_borrow_their_room(TiedAreas ties, bool byPeople)
    {
        var rule = new QuantileRule { Ties = ties };
        long Of(int n)
        {
            double[] values = [.. Enumerable.Range(0, n).Select(i => (double)(i * 7919 % 1000))], people = byPeople ? Rising(n, 1000, 2000) : [];
            var quantiles = new int[n];
            return Least(() => Assert.True(Quantiles.Assign(values, 10, quantiles, rule, people).Succeeded));
        }
        Assert.InRange(Of(1_000), 0, 256);
        Assert.InRange(Of(200_000), 0, 256);
    }

    [Theory]
    [InlineData(SlopeScale.Linear), InlineData(SlopeScale.Log), InlineData(SlopeScale.Logit)]
    public void Slope_and_relative_indices_take_no_room_for_a_group(SlopeScale scale)
    {
        const int N = 50_000;
        double[] people = Rising(N, 1000, 2000), values = Rising(N, 0.2, 0.6), errors = Rising(N, 0.01, 0.02);
        Assert.InRange(Least(() => Assert.True(Slope.Index(new Groups(people, values, errors), default, scale).Succeeded)), 1, ACall);
    }

    [Fact]
    public void Summary_measures_and_concentration_take_no_room_for_a_group()
    {
        const int N = 50_000;
        double[] people = Rising(N, 1000, 2000), values = Rising(N, 0.2, 0.6), errors = Rising(N, 0.01, 0.02);
        var options = new MeasureOptions { Reference = N - 1 };
        foreach (var measure in Enum.GetValues<InequalityMeasure>())
            Assert.InRange(Least(() => Assert.True(Summary.Of(new Groups(people, values, errors), measure, options).Succeeded)), 1, ACall);
        foreach (var kind in Enum.GetValues<ConcentrationKind>())
            Assert.InRange(Least(() => Assert.True(Concentration.OfGroups(new Groups(people, values, errors), kind, Bounds.Share).Succeeded)), 1, ACall);
        var points = new CurvePoint[N + 1];
        Assert.InRange(Least(() => Assert.True(Concentration.Curve(new Groups(people, values), points).Succeeded)), 0, ACall);
    }

    [Fact]
    public void Rates_of_many_rows_take_no_room_for_a_row()
    {
        // As many as one core takes by itself: what another did is not counted on this thread.
        foreach (var rows in new[] { 100, 4000 })
        {
            double[] counts = Rising(rows, 1, 90), people = Rising(rows, 1000, 2000), confidences = [0.95, 0.998];
            var (answers, limits) = (new double[rows], new Limits[2 * rows]);
            Assert.InRange(Least(() => Assert.True(CrudeRates.Proportions(counts, people, confidences, answers, limits).Succeeded)), 0, ACall);
            Assert.InRange(Least(() => Assert.True(CrudeRates.Rates(counts, people, confidences, answers, limits).Succeeded)), 0, ACall);
        }
        foreach (var areas in new[] { 4, 120 })
        {
            const int Bands = 19;
            double[] counts = Rising(areas * Bands, 5, 90), people = Rising(areas * Bands, 10_000, 20_000), standard = Rising(Bands, 5000, 1000), confidences = [0.95, 0.998];
            double[] ages = [0, 1, .. Enumerable.Range(1, Bands - 2).Select(i => 5.0 * i)];
            var (rates, limits) = (new AreaRate[areas], new Limits[2 * areas]);
            Assert.InRange(Least(() => Assert.True(DirectRate.Areas(counts, people, standard, confidences, rates, limits).Succeeded)), 0, ACall);
            var (years, errors) = (new double[areas], new double[areas]);
            Assert.InRange(Least(() => Assert.True(LifeTable.Areas(ages, counts, people, years, errors).Succeeded)), 0, ACall);
        }
        double[] ranks = [.. Enumerable.Range(0, 7 * 30_000).Select(i => 1.0 + i / 7)];
        var scores = new double[30_000];
        Assert.InRange(Least(() => Assert.True(DomainIndex.Scores(ranks, [.. DomainIndex.EnglishWeights], scores, 3).Succeeded)), 0, ACall);
        double[] z = Rising(30_000, -3, 3), chance = Rising(30_000, 0.01, 0.02);
        Assert.InRange(Least(() => Assert.True(Funnel.Dispersion(z, chance).Succeeded)), 0, ACall);
    }
}
