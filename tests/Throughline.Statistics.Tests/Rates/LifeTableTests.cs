using Throughline.Statistics.Rates;

namespace Throughline.Statistics.Tests.Rates;

public class LifeTableTests
{
    private static readonly double[] Ages = [.. LifeTable.UsualAges];

    // The worked example of the life expectancy function in PHEindicatormethods (OHID), help page and tests: populations, deaths, values and 95 % limits to 8 digits.
    private static readonly double[] Populations = [7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601, 50209, 56416, 46411, 39820, 37978, 37039, 33288, 23306, 11936, 11936];
    private static readonly double[] Deaths = [17, 9, 4, 8, 20, 15, 24, 33, 50, 71, 100, 163, 263, 304, 536, 872, 1390, 1605, 1936, 1937];

    private static readonly double[] Expected =
    [
        80.16960813, 79.36245674, 75.44193645, 70.47299936, 65.52909542, 60.67510088, 55.78835987, 50.92752727, 46.06740425, 41.24505636,
        36.49322717, 31.83343842, 27.26027992, 22.9719144, 18.76856852, 14.95858336, 11.51684445, 8.618849241, 6.163942934, 6.16210635,
    ];

    private static readonly double[] Lower =
    [
        79.88268548, 79.0898816, 75.17407307, 70.20675732, 65.26548673, 60.41876577, 55.53801579, 50.68279939, 45.82666794, 41.00842831,
        36.26223216, 31.60996318, 27.04337271, 22.76653134, 18.57570352, 14.77985004, 11.34831778, 8.451134045, 5.978358351, 5.887683386,
    ];

    [Fact]
    public void The_published_worked_example_is_reproduced_to_its_last_digit()
    {
        var table = LifeTable.Of(Ages, Deaths, Populations).Value;
        var found = new Differences();
        for (var i = 0; i < Ages.Length; i++)
        {
            var estimate = table.Expectancy(Ages[i]).Value;
            found.Absolute($"at {Ages[i]}", Expected[i], estimate.Value, 1e-8);
            // The example was worked with 1.96 for the normal quantile, so the standard error is compared.
            found.Absolute($"error at {Ages[i]}", (Expected[i] - Lower[i]) / 1.96, estimate.StandardError, 1e-8);
        }
        found.Holds(40);
    }

    // Newell (1994): with the same death rate at all ages the expectancy is one over that rate, whatever the bands, when those who die in a band live the share of it that the rate implies.
    [Theory]
    [InlineData(0.01), InlineData(0.05)]
    public void Under_a_constant_death_rate_the_expectancy_is_its_inverse(double rate)
    {
        double[] lived = new double[Ages.Length];
        for (var i = 0; i < lived.Length; i++)
        {
            var n = i < lived.Length - 1 ? Ages[i + 1] - Ages[i] : 5;
            lived[i] = 1 / (rate * n) - 1 / (Math.Exp(rate * n) - 1);
        }
        var people = Ages.Select(_ => 10_000.0).ToArray();
        var table = LifeTable.Of(Ages, [.. people.Select(n => n * rate)], people, lived).Value;
        Assert.Equal(1 / rate, table.Bands[0].Expectancy, 1e-10 / rate);
        Assert.Equal(1 / rate, table.Bands[10].Expectancy, 1e-10 / rate);
    }

    [Fact]
    public void Survivors_and_years_lived_add_up()
    {
        var bands = LifeTable.Of(Ages, Deaths, Populations).Value.Bands;
        Assert.Equal(100_000, bands[0].Survivors);
        Assert.Equal(bands.Sum(band => band.YearsLived), bands[0].Expectancy * 100_000, 1e-6);
        for (var i = 1; i < bands.Count; i++) Assert.Equal(bands[i - 1].Survivors * (1 - bands[i - 1].DeathProbability), bands[i].Survivors, 1e-9);
        Assert.Equal(1, bands[^1].DeathProbability);
    }

    // Robine, Hauet and others, Euro-REVES (1997), "How to calculate healthy life expectancy": French males, 1991, tables 1 and 3: survivors, years lived, shares without disability, expectancies to one decimal.
    [Fact]
    public void Sullivans_published_example_is_reproduced_to_its_last_digit()
    {
        double[] survivors = [89_367, 84_968, 78_012, 66_625, 48_532], years = [436_589, 408_793, 364_013, 290_533, 289_068];
        double[] healthy = [0.804, 0.714, 0.630, 0.487, 0.290], published = [12.3, 8.8, 5.8, 3.4, 1.7], variance = [0.000281, 0.000507, 0.000675, 0.000914, 0.000805], errors = [0.22, 0.21, 0.20, 0.18, 0.17];
        double[] ages = [65, 70, 75, 80, 85];
        // The table is made again from its survivors and years: a = (L − n l') / (n (l − l')), and the deaths that go with q.
        var (deaths, people, lived) = (new double[5], new double[5], new double[5]);
        for (var i = 0; i < 5; i++)
        {
            var rate = i < 4 ? (survivors[i] - survivors[i + 1]) / years[i] : survivors[i] / years[i];
            (people[i], deaths[i]) = (1e6, 1e6 * rate);
            lived[i] = i < 4 ? (years[i] - 5 * survivors[i + 1]) / (5 * (survivors[i] - survivors[i + 1])) : 0.5;
        }
        var table = LifeTable.Of(ages, deaths, people, lived).Value;
        for (var i = 0; i < 5; i++)
        {
            double[] surveyed = [.. healthy.Select((h, k) => h * (1 - h) / variance[k])];
            var figure = table.Healthy(healthy, surveyed, ages[i], withMortality: false).Value;
            Assert.Equal(published[i], Math.Round(figure.Value, 1));
            Assert.Equal(errors[i], figure.StandardError!.Value, 0.0051);
            Assert.Equal(years[i] / survivors[0] * 100_000, table.Bands[i].YearsLived, 1);
        }
    }

    [Fact]
    public void All_in_good_health_live_their_whole_expectancy_in_it_with_the_same_error()
    {
        var table = LifeTable.Of(Ages, Deaths, Populations).Value;
        var all = table.Healthy(Ages.Select(_ => 1.0).ToArray(), []).Value;
        Assert.Equal(table.Bands[0].Expectancy, all.Value, 1e-10);
        Assert.Equal(table.Bands[0].StandardError, all.StandardError!.Value, 1e-12);
        var half = table.Healthy(Ages.Select(_ => 0.5).ToArray(), []).Value;
        Assert.Equal(table.Bands[0].Expectancy / 2, half.Value, 1e-10);
        Assert.Equal(table.Bands[0].StandardError / 2, half.StandardError!.Value, 1e-12);
    }

    [Fact]
    public void Many_areas_at_once_give_what_each_gives_alone()
    {
        const int Areas = 300;
        double[] deaths = [.. Enumerable.Range(0, Areas).SelectMany(area => Deaths.Select(d => d + area % 7))];
        double[] people = [.. Enumerable.Range(0, Areas).SelectMany(area => Populations.Select(n => n + 100 * area))];
        var (values, errors) = (new double[Areas], new double[Areas]);
        Assert.True(LifeTable.Areas(Ages, deaths, people, values, errors).Succeeded);
        foreach (var area in (int[])[0, 41, 299])
        {
            var alone = LifeTable.Of(Ages, deaths.AsSpan(area * 20, 20), people.AsSpan(area * 20, 20)).Value.Bands[0];
            Assert.Equal(alone.Expectancy, values[area]);
            Assert.Equal(alone.StandardError, errors[area]);
        }
        deaths[20 * 250 + 3] = -1;
        var refused = Assert.IsType<StatisticRefused>(LifeTable.Areas(Ages, deaths, people, values, errors).Error);
        Assert.Equal((RefusalReason.Negative, 5003), (refused.Reason, refused.Row));
    }

    [Fact]
    public void What_cannot_be_a_life_table_is_refused_with_its_reason()
    {
        Assert.Equal(RefusalReason.TooFewEvents, Why(LifeTable.Of(Ages, [.. Deaths[..^1], 0], Populations)));
        Assert.Equal(RefusalReason.ZeroDenominator, Why(LifeTable.Of(Ages, Deaths, [0, .. Populations[1..]])));
        Assert.Equal(RefusalReason.AboveDenominator, Why(LifeTable.Of(Ages, Populations, Deaths)));
        Assert.Equal(RefusalReason.AgeBands, Why(LifeTable.Of([.. Ages[..^1], 85], Deaths, Populations)));
        Assert.Equal(RefusalReason.UnlikeLengths, Why(LifeTable.Of(Ages, Deaths.AsSpan(1), Populations)));
        Assert.Equal(RefusalReason.TooFewRows, Why(LifeTable.Of(Ages, [.. Deaths.Select(d => d / 400)], [.. Populations.Select(n => n / 400)])));
        Assert.Equal(RefusalReason.NotAShare, Assert.IsType<StatisticRefused>(LifeTable.Of(Ages, Deaths, Populations).Value.Healthy(Ages.Select(_ => 80.0).ToArray(), []).Error).Reason);
        Assert.Equal(RefusalReason.AgeBands, Assert.IsType<StatisticRefused>(LifeTable.Of(Ages, Deaths, Populations).Value.Expectancy(7).Error).Reason);
    }

    private static RefusalReason Why(Result<LifeTable> result) => Assert.IsType<StatisticRefused>(result.Error).Reason;
}
