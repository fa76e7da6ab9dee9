using Throughline.Statistics;
using Throughline.Statistics.Areas;

namespace Throughline.Equity.Tests;

public class DomainIndexTests
{
    [Theory]
    [InlineData("lsoa11_imd2019_icb22.csv.gz", "imd19", "housing_and_access", 0.0014), InlineData("lsoa21_imd2025_icb24.csv.gz", "imd25", "housing_and_services", 0.0007)]
    public void The_published_scores_come_from_the_domains_ranks(string file, string prefix, string housing, double most)
    {
        var table = Tables.Shared($"data/{file}");
        string[] domains = ["income", "employment", "education", "health", "crime", housing, "environment"];
        var ranks = new double[table.Count * domains.Length];
        for (var row = 0; row < table.Count; row++)
            for (var d = 0; d < domains.Length; d++) ranks[row * domains.Length + d] = table.Number(row, $"{prefix}_{domains[d]}_rank").Value;
        var (scores, without) = (new double[table.Count], new double[table.Count]);
        Assert.True(DomainIndex.Scores(ranks, [.. DomainIndex.EnglishWeights], scores).Succeeded);
        var worst = Enumerable.Range(0, table.Count).Max(row => Math.Abs(scores[row] - table.Number(row, $"{prefix}_score").Value));
        Assert.InRange(worst, most / 3, most);
        // Without the health domain the others keep their proportions, and areas move.
        Assert.True(DomainIndex.Scores(ranks, [.. DomainIndex.EnglishWeights], without, 3).Succeeded);
        var healthFree = (scores[0] - 0.135 * DomainIndex.Transformed(ranks[3], table.Count)) * 0.999 / 0.864;
        Assert.Equal(healthFree, without[0], 10);
    }

    [Fact]
    public void The_transform_runs_from_a_hundred_down_and_halves_at_the_first_tenth()
    {
        Assert.Equal(100, DomainIndex.Transformed(1, 1000), 9);
        Assert.Equal(50, DomainIndex.Transformed(101, 1000), 1.0);
        Assert.InRange(DomainIndex.Transformed(1000, 1000), 0, 0.05);
        Assert.Equal(RefusalReason.OutOfBounds, Assert.IsType<StatisticRefused>(DomainIndex.Scores([1, 7], [1], new double[2]).Error).Reason);
        Assert.Equal(RefusalReason.ZeroDenominator, Assert.IsType<StatisticRefused>(DomainIndex.Scores([1, 2], [0], new double[2]).Error).Reason);
    }
}
