using Throughline.Statistics.Agreement;

namespace Throughline.Statistics.Tests.Agreement;

public class BinomialDrawTests
{
    // Both ways of drawing, and the mirror for p above one half. Limits are five standard errors over 40,000 draws.
    [Theory]
    [InlineData(20, 0.1)]
    [InlineData(1000, 0.004)]
    [InlineData(40, 0.4)]
    [InlineData(3_000_000, 0.27)]
    [InlineData(500, 0.93)]
    public void Draws_have_the_mean_and_variance_of_the_binomial(long trials, double p)
    {
        var random = new Random(11);
        const int draws = 40_000;
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < draws; i++)
        {
            var k = BinomialDraw.Next(random, trials, p);
            Assert.InRange(k, 0, trials);
            var deviation = k - trials * p;
            sum += deviation;
            squares += deviation * deviation;
        }
        var variance = trials * p * (1 - p);
        Assert.Equal(0, sum / draws, 5 * Math.Sqrt(variance / draws));
        Assert.Equal(variance, squares / draws, 5 * variance * Math.Sqrt(2.2 / draws));
    }

    [Fact]
    public void Draws_have_the_binomial_distribution()
    {
        var random = new Random(3);
        const int draws = 200_000;
        var counts = new int[31];
        for (var i = 0; i < draws; i++) counts[BinomialDraw.Next(random, 30, 0.45)]++;
        var probability = Math.Pow(0.55, 30);
        for (var k = 0; k <= 30; k++)
        {
            Assert.Equal(draws * probability, counts[k], 5 * Math.Sqrt(draws * probability) + 3);
            probability *= (30 - k) / (k + 1.0) * (0.45 / 0.55);
        }
    }

    [Fact]
    public void A_multinomial_shares_out_every_trial()
    {
        var counts = new long[4];
        BinomialDraw.Multinomial(new Random(1), 1_000_000, [0.5, 0.3, 0.2, 0], counts);
        Assert.Equal(1_000_000, counts.Sum());
        Assert.Equal(0, counts[3]);
        Assert.Equal(500_000, counts[0], 2500.0);
    }
}
