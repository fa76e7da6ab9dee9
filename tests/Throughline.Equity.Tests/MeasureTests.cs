using System.IO.Compression;
using System.Text;
using Throughline.Files;
using Throughline.Statistics.Inequality;

namespace Throughline.Equity.Tests;

public class MeasureTests
{
    private const string Fifths = """
        area,fifth,people,years,se
        A,1,900,70,0.8
        A,2,1100,73,0.6
        A,3,1000,75,0.7
        A,4,950,76,0.9
        A,5,1050,79,0.5
        B,1,900,60,0.8
        B,3,1000,75,0.7
        """;

    private static MeasureOfTable.Request Ask(string measure) => new(measure, "fifth", "people", "years", "se", By: ["area"]);

    [Fact]
    public void England_s_slope_index_of_life_expectancy_in_2014_to_2016_is_reproduced()
    {
        var rows = MeasureOfTable.Run(Tables.Shared("data/life_expectancy_decile_area_2014_16.csv.gz"), new("sii", "Decile", "Pop", "LifeExp", "SE", By: ["Sex", "GeoCode"])).Value;
        var (male, female) = (rows.Single(row => row.By is ["1", "England"]).Figure!, rows.Single(row => row.By is ["2", "England"]).Figure!);
        Assert.Equal((9.35, 9.24, 9.45), (Math.Round(male.Value, 2), Math.Round(male.Lower!.Value, 2), Math.Round(male.Upper!.Value, 2)));
        Assert.Equal((7.27, 7.17, 7.37), (Math.Round(female.Value, 2), Math.Round(female.Lower!.Value, 2), Math.Round(female.Upper!.Value, 2)));
        // One area has one of its ten groups for each sex; it is told, and the others go on.
        Assert.Equal(["E06000053", "E06000053"], rows.Where(row => row.Figure is null && row.Why!.Contains("There is one group", StringComparison.Ordinal)).Select(row => row.By[1]));
        Assert.True(rows.Count(row => row.Figure is not null) >= 720);
    }

    [Fact]
    public void Every_named_measure_has_a_figure_and_says_who_is_worse_off_where_order_counts()
    {
        foreach (var name in MeasureOfTable.Names.Keys)
        {
            var row = MeasureOfTable.Run(Tables.Of(Fifths), Ask(name) with { Reference = name == "mean-difference-reference" ? "3" : null, Bounds = new Bounds(0, 120) }).Value[0];
            Assert.True(double.IsFinite(row.Figure!.Value) && row.Figure.Lower <= row.Figure.Value && row.Figure.Value <= row.Figure.Upper, name);
            Assert.Equal(MeasureOfTable.Ordered.Contains(name) ? "1" : null, row.WorseOff);
        }
    }

    [Fact]
    public void A_table_with_a_gap_in_its_quantiles_is_told_and_alone_is_refused()
    {
        var rows = MeasureOfTable.Run(Tables.Of(Fifths), Ask("sii")).Value;
        Assert.Null(rows[1].Figure);
        Assert.Contains("Quantile 2 is missing", rows[1].Why, StringComparison.Ordinal);
        var alone = MeasureOfTable.Run(Tables.Of("fifth,people,years,se\n1,5,60,1\n3,5,70,1\n"), Ask("sii") with { By = null });
        Assert.Contains("Quantile 2 is missing", alone.Error!.Message, StringComparison.Ordinal);
        var one = MeasureOfTable.Run(Tables.Of("fifth,people,years,se\n1,5,60,1\n"), Ask("theil") with { By = null });
        Assert.Contains("There is one group", one.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,5,60,1\n1,5,70,1", "line 3: the group \"1\" comes twice"), InlineData("1,0,60,1\n2,5,70,1", "line 2, column \"people\": the population is 0"), InlineData("1,5,45%,1\n2,5,70,1", "line 2, column \"years\": \"45%\" has a percent sign"),
        InlineData("1,5,60,-1\n2,5,70,1", "the standard error is -1"), InlineData("1,5,,1\n2,5,70,1", "line 2, column \"years\": the cell is empty"), InlineData("1,\"12,345\",3,1\n2,5,70,1", "Write 12345"), InlineData("1,5,*,1\n2,5,70,1", "\"*\" is not a number")]
    public void Rows_that_do_not_hold_are_refused_with_file_line_and_value(string rows, string words)
    {
        var refused = MeasureOfTable.Run(Tables.Of($"fifth,people,years,se\n{rows}\n"), Ask("sii") with { By = null });
        Assert.Contains(words, refused.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("\"made.csv\", line ", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Percentages_where_shares_belong_are_refused()
    {
        var table = Tables.Of("fifth,people,share\n1,5,45\n2,5,60\n");
        var request = new MeasureOfTable.Request("rii", "fifth", "people", "share", Scale: SlopeScale.Logit);
        Assert.Contains("line 2: The value 45 is not between 0 and 1", MeasureOfTable.Run(table, request).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rates_are_made_by_group_and_bad_rows_refused_with_their_line()
    {
        var table = Tables.Of("area,age,deaths,people\nA,0-4,3,900\nA,5-9,12,800\nB,0-4,1,700\nB,5-9,2,600\n");
        var crude = RatesOfTable.Run(table, new(RateMethod.Byar, "deaths", "people", ["area"], Per: 1000)).Value;
        Assert.Equal([8.82353, 2.30769], crude.Select(row => Math.Round(row.Figure!.Value, 5)));
        Assert.Equal(4, RatesOfTable.Run(table, new(RateMethod.Wilson, "deaths", "people", [])).Value.Count);
        Assert.Null(RatesOfTable.Run(table, new(RateMethod.Byar, "deaths", "people", ["area"], Suppress: true)).Value[1].Figure);
        var standard = Tables.Of("age,weight\n0-4,60\n5-9,40\n", "standard.csv");
        var direct = RatesOfTable.Run(table, new(RateMethod.Dsr, "deaths", "people", ["area"], "age", "weight", Reference: standard)).Value;
        Assert.Equal(100_000 * (0.6 * 3 / 900 + 0.4 * 12 / 800), direct[0].Figure!.Value, 9);
        Assert.Contains("3 events", direct[1].Why, StringComparison.Ordinal);
        var indirect = RatesOfTable.Run(table, new(RateMethod.Isr, "deaths", "people", ["area"], "age", ReferenceCount: "weight", ReferencePopulation: "weight", Reference: standard)).Value;
        Assert.Equal(1700, indirect[0].Expected);
        Assert.Contains("\"made.csv\", line 2: The numerator 900 is above the denominator 3. Are the columns swapped?", RatesOfTable.Run(table, new(RateMethod.Wilson, "people", "deaths", [])).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("line 3: the band \"5-9\" is not in", RatesOfTable.Run(table, new(RateMethod.Dsr, "deaths", "people", ["area"], "age", "weight", Reference: Tables.Of("age,weight\n0-4,60\n", "standard.csv"))).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("has no column \"death\". It has: area, age, deaths, people.", RatesOfTable.Run(table, new(RateMethod.Wilson, "death", "people", [])).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Life_expectancy_by_group_with_healthy_years()
    {
        var rows = new StringBuilder("area,band,deaths,people,well\n");
        foreach (var area in (string[])["A", "B"])
            foreach (var (band, deaths, well) in new[] { ("<1", 40, 0.99), ("1-19", 30, 0.95), ("20-59", 300, 0.85), ("60+", area == "A" ? 900 : 0, 0.5) })
                rows.Append(System.Globalization.CultureInfo.InvariantCulture, $"{area},{band},{deaths},{(band == "60+" ? 20000 : 30000)},{well}\n");
        var made = LifeExpectancyOfTable.Run(Tables.Of(rows.ToString()), new("band", "deaths", "people", ["area"], [0, 60], "well")).Value;
        Assert.Equal([0, 60], made.Take(2).Select(row => row.Age));
        Assert.Equal(20000 / 900.0, made[1].Expectancy!.Value, 9);
        Assert.Equal(0.5 * 20000 / 900.0, made[1].Healthy!.Value, 9);
        Assert.True(made[0].Healthy!.Value < made[0].Expectancy!.Value);
        Assert.Contains("Nobody died in the last band, from 60 years", made[2].Why, StringComparison.Ordinal);
        Assert.Contains("column \"area\": \"A\" does not begin with an age", LifeExpectancyOfTable.Run(Tables.Of(rows.ToString()), new("area", "deaths", "people", [])).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("the share in good health is 99 ", LifeExpectancyOfTable.Run(Tables.Of(rows.ToString().Replace("0.99", "99", StringComparison.Ordinal)), new("band", "deaths", "people", ["area"], null, "well")).Error!.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Quantiles_and_funnels_name_their_areas_and_refuse_doubles()
    {
        var table = Tables.Of("code,board,rank,cases,people\na,N,1,10,100\nb,N,2,20,100\nc,S,3,30,100\nd,S,4,60,100\n");
        Assert.Equal([1, 1, 2, 2], QuantilesOfTable.Run(table, new("rank", 2, "code")).Value.Select(row => row.Quantile));
        Assert.Equal([1, 2, 1, 2], QuantilesOfTable.Run(table, new("rank", 2, "code", "board")).Value.Select(row => row.Quantile));
        var funnel = FunnelOfTable.Run(table, new(FunnelKind.Proportion, "cases", "people", "code")).Value;
        Assert.Equal(30, funnel.Average);
        Assert.Equal([Throughline.Statistics.Areas.FunnelPlace.FarBelow, Throughline.Statistics.Areas.FunnelPlace.Below, Throughline.Statistics.Areas.FunnelPlace.Within, Throughline.Statistics.Areas.FunnelPlace.FarAbove], funnel.Rows.Select(row => row.Place));
        Assert.True(funnel.Rows[0].NarrowAdjusted.Lower < funnel.Rows[0].Narrow.Lower);
        var twice = Tables.Of("code,rank\na,1\na,2\n");
        Assert.Contains("line 3, column \"code\": the area \"a\" comes twice; it stands in line 2 already", QuantilesOfTable.Run(twice, new("rank", 2, "code")).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzip_is_unpacked_within_limits()
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zip.Write(Encoding.UTF8.GetBytes("a,b\n1,2\n"));
        Assert.Equal((1, "made.csv.gz"), LongTable.Read("made.csv.gz", packed.ToArray(), ReadLimits.Default, TestContext.Current.CancellationToken).Value is var read ? (read.Count, read.FileName) : default);
        using var bomb = new MemoryStream();
        using (var zip = new GZipStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true)) zip.Write(new byte[8 << 20]);
        Assert.Contains("unpacks to more than can be read", LongTable.Read("bomb.csv.gz", bomb.ToArray(), ReadLimits.Default, TestContext.Current.CancellationToken).Error!.Message, StringComparison.Ordinal);
        var refused = LongTable.Read("cut.csv.gz", packed.ToArray().AsMemory(0, (int)packed.Length - 10), ReadLimits.Default, TestContext.Current.CancellationToken);
        Assert.Contains("\"cut.csv.gz\" is cut short", refused.Error!.Message, StringComparison.Ordinal);
    }
}
