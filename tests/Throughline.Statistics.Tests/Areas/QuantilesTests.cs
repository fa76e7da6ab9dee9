using CsCheck;
using Throughline.Statistics.Areas;

namespace Throughline.Statistics.Tests.Areas;

public class QuantilesTests
{
    private static int[] Assign(double[] values, int count, QuantileRule? rule = null, double[]? populations = null)
    {
        var quantiles = new int[values.Length];
        Assert.True(Quantiles.Assign(values, count, quantiles, rule, populations).Succeeded);
        return quantiles;
    }

    // MHCLG (2019, 2025), English Indices of Deprivation, File 1: ranks and deciles as published, 32,844 and 33,755 areas.
    [Theory]
    [InlineData("lsoa11_imd2019_icb22.csv.gz", "imd19_rank", "imd19_decile"), InlineData("lsoa21_imd2025_icb24.csv.gz", "imd25_rank", "imd25_decile")]
    public void The_published_deciles_of_the_Indices_come_from_their_ranks(string file, string rank, string decile)
    {
        using var unpacked = new StreamReader(new System.IO.Compression.GZipStream(File.OpenRead(SharedFolder.Require($"data/{file}")), System.IO.Compression.CompressionMode.Decompress));
        var heads = unpacked.ReadLine()!.Split(',').Select(head => head.Trim('"')).ToArray();
        var (at, to) = (Array.IndexOf(heads, rank), Array.IndexOf(heads, decile));
        var (ranks, published) = (new List<double>(), new List<int>());
        while (unpacked.ReadLine() is { } line)
        {
            // No name in these two columns' way holds a comma unless it is quoted.
            var cells = System.Text.RegularExpressions.Regex.Matches(line, "(?:^|,)(\"[^\"]*\"|[^,]*)").Select(match => match.Groups[1].Value.Trim('"')).ToArray();
            ranks.Add(double.Parse(cells[at], System.Globalization.CultureInfo.InvariantCulture));
            published.Add(int.Parse(cells[to], System.Globalization.CultureInfo.InvariantCulture));
        }
        Assert.True(ranks.Count > 30_000);
        Assert.Equal(published, Assign([.. ranks], 10, new() { Cut = QuantileCut.Indices }));
        // The other rule puts a few areas elsewhere, at the cuts alone.
        var other = Assign([.. ranks], 10);
        Assert.InRange(other.Zip(published).Count(pair => pair.First != pair.Second), 0, 9);
    }

    [Fact]
    public void Ties_go_where_the_rule_says()
    {
        double[] values = [1, 2, 2, 2, 2, 3, 4, 5];
        Assert.Equal([1, 1, 1, 1, 1, 3, 4, 4], Assign(values, 4));
        Assert.Equal([1, 3, 3, 3, 3, 3, 4, 4], Assign(values, 4, new() { Ties = TiedAreas.WithLast }));
        Assert.Equal([1, 2, 2, 2, 2, 3, 4, 4], Assign(values, 4, new() { Ties = TiedAreas.Middle }));
        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4], Assign(values, 4, new() { Ties = TiedAreas.AsGiven }));
        Assert.Equal([4, 2, 3, 3, 4, 2, 1, 1], Assign([1, 2.1, 2.1, 2, 2, 3, 4, 5], 4, new() { One = QuantileOne.Highest, Ties = TiedAreas.AsGiven }));
    }

    [Fact]
    public void By_population_an_area_goes_where_its_middle_falls()
    {
        Assert.Equal([1, 1, 2, 4, 5], Assign([10, 20, 30, 40, 50], 5, null, [10, 10, 20, 40, 20]));
    }

    [Fact]
    public void Without_ties_quantiles_differ_in_size_by_at_most_one_and_turning_the_order_turns_them() =>
        Gen.Select(Gen.Int[2, 12], Gen.Int[12, 300], Gen.Int[0, 1]).Sample((count, n, cut) =>
        {
            var random = new Random(n);
            double[] values = [.. Enumerable.Range(0, n).Select(i => i + random.NextDouble() / 2).OrderBy(_ => random.Next())];
            var rule = new QuantileRule { Cut = (QuantileCut)cut };
            var one = Assign(values, count, rule);
            var sizes = Enumerable.Range(1, count).Select(q => one.Count(x => x == q)).ToArray();
            // The two rules are each other's mirror: what one gives its first, the other gives its last.
            var turned = Assign(values, count, new() { Cut = (QuantileCut)(1 - cut), One = QuantileOne.Highest });
            return sizes.Max() - sizes.Min() <= 1 && one.Zip(turned).All(pair => pair.First == count + 1 - pair.Second);
        });

    [Fact]
    public void Missing_values_too_few_areas_and_gaps_are_refused()
    {
        var room = new int[3];
        Assert.Equal((RefusalReason.NotANumber, 1), Refused(Quantiles.Assign([1, double.NaN, 3], 2, room)));
        Assert.Equal(RefusalReason.TooFewRows, Refused(Quantiles.Assign([1, 2, 3], 5, room)).Reason);
        Assert.Equal(RefusalReason.MissingGroup, Refused(Quantiles.Complete([1, 2, 4, 5])).Reason);
        Assert.Equal((RefusalReason.MissingGroup, 2), Refused(Quantiles.Complete([1, 2, 2])));
        Assert.True(Quantiles.Complete([3, 1, 2]).Succeeded);
    }

    private static (RefusalReason Reason, int? Row) Refused(Result<Done> result) => Assert.IsType<StatisticRefused>(result.Error) is var why ? (why.Reason, why.Row) : default;
}
