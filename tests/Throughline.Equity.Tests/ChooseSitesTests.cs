namespace Throughline.Equity.Tests;

public class ChooseSitesTests
{
    private const string Boards = """
        board,deprived,region,people,beds,wave
        a,50,North,100,10,1
        b,40,North,900,90,1
        c,30,South,500,50,1
        d,20,South,120,12,2
        e,10,East,880,88,2
        f,5,East,510,51,2
        """;

    private static ChooseSites.Chosen Choose(ChooseSites.Request request, string? csv = null)
    {
        var made = ChooseSites.Run(Tables.Of(csv ?? Boards), request);
        Assert.True(made.Succeeded, made.Error?.Message);
        return made.Value;
    }

    [Fact]
    public void A_table_of_thousands_is_not_compared_pair_by_pair()
    {
        var table = Tables.Of("area,people\n" + string.Concat(Enumerable.Range(0, 1001).Select(i => $"a{i},{i}\n")));
        Assert.Contains("1,001 sites are too many to compare pair by pair; at most 1,000 are", ChooseSites.Run(table, new("area", 3, ["people"])).Error!.Message, StringComparison.Ordinal);
        Assert.True(ChooseSites.Run(table, new("area", 3, ["people"], ["people<100"])).Succeeded);
    }

    [Fact]
    public void The_set_that_varies_most_is_chosen_named_and_told_coarsely()
    {
        var chosen = Choose(new("board", 2, ["region", "people"]));
        Assert.True(chosen.Exhaustive);
        // The furthest apart by people (100 and 900, 100 and 880), in unlike regions.
        Assert.Equal(["a", "e"], chosen.Choice.Select(site => site.Name));
        Assert.Equal(["A", "B"], chosen.Choice.Select(site => site.Label));
        Assert.Equal("low", chosen.Choice[0].Coarse["people"]);
        Assert.DoesNotContain("100", string.Join(' ', chosen.Choice[0].Coarse.Values), StringComparison.Ordinal);
        // With a gone, the largest against the smallest of those left in another region.
        Assert.Equal(["b", "d"], Choose(new("board", 2, ["region", "people"], Declined: ["a"])).Choice.Select(site => site.Name));
        Assert.Contains("2 were chosen that vary most on region, people", chosen.Record, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_keeps_the_highest_share_and_tells_its_margin()
    {
        var chosen = Choose(new("board", 2, ["region", "people"], ["deprived top 1/2", "people>=100"]));
        Assert.Equal(["a", "b", "c"], chosen.Eligible);
        Assert.Equal((3, "30", "20"), (chosen.Filters[0].Kept, chosen.Filters[0].LastIn, chosen.Filters[0].FirstOut));
    }

    [Fact]
    public void The_chosen_may_not_all_be_of_one_wave()
    {
        var free = Choose(new("board", 2, ["people"], ["deprived top 1/2"]));
        Assert.Equal(["a", "b"], free.Choice.Select(site => site.Name));
        var refused = ChooseSites.Run(Tables.Of(Boards), new("board", 2, ["people"], ["deprived top 1/2"], ["wave"]));
        Assert.Contains("differ in wave", refused.Error!.Message, StringComparison.Ordinal);
        var ruled = Choose(new("board", 2, ["people"], null, ["wave"]));
        Assert.Equal(2, ruled.Choice.Select(site => "abc".Contains(site.Name, StringComparison.Ordinal)).Distinct().Count());
        Assert.All(ruled.Choice.SelectMany(site => site.Substitutes.Select(other => (site, other))), pair => Assert.NotEqual("abc".Contains(ruled.Choice.Single(site => site != pair.site).Name, StringComparison.Ordinal), "abc".Contains(pair.other, StringComparison.Ordinal)));
    }

    [Fact]
    public void Two_columns_that_say_the_same_count_once_together()
    {
        var chosen = Choose(new("board", 2, ["region", "people", "beds"]));
        Assert.Equal(0.5, chosen.Weights["people"], 2);
        Assert.Equal(1, chosen.Weights["region"], 9);
        Assert.True(chosen.Correlations.Single().R > 0.99);
        Assert.Equal(Choose(new("board", 2, ["region", "people"])).Choice.Select(site => site.Name), chosen.Choice.Select(site => site.Name));
    }

    [Fact]
    public void Sets_that_vary_as_much_are_told()
    {
        var chosen = Choose(new("board", 2, ["kind"]), "board,kind\na,x\nb,y\nc,y\n");
        Assert.Equal(["a", "b"], chosen.Choice.Select(site => site.Name));
        Assert.Equal(["a", "c"], chosen.Tied.Single().Names);
        Assert.Equal(["b", "c"], chosen.Alternatives.Single().Names);
    }

    [Theory]
    [InlineData("deprived >", "no filter"), InlineData("size>=3", "no column \"size\""), InlineData("deprived top 9", "would keep 9 of 6"), InlineData("deprived>=much", "not a number"), InlineData("deprived>=60", "cannot be chosen from 0")]
    public void A_filter_that_does_not_hold_is_refused(string filter, string words) =>
        Assert.Contains(words, ChooseSites.Run(Tables.Of(Boards), new("board", 2, ["people"], [filter])).Error!.Message, StringComparison.Ordinal);

    [Fact]
    public void Categories_that_go_together_share_their_weight_and_those_of_chance_do_not()
    {
        // Type says the same as region, and people go with type alone; colour goes with nothing.
        var csv = "site,region,type,people,colour\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"s{i},{(i < 6 ? "North" : "South")},{(i < 6 ? "city" : "shire")},{(i < 6 ? 100 + i % 3 : 900 + i % 3)},{(i % 2 == 0 ? "red" : "blue")}\n"));
        var chosen = Choose(new("site", 3, ["region", "type", "people", "colour"], Why: [new("people", "size shapes what is possible.")]), csv);
        Assert.Equal([("region", "type", "V"), ("region", "people", "eta"), ("type", "people", "eta")], chosen.Correlations.Select(c => (c.One, c.Other, c.Measure)));
        Assert.Equal(1, chosen.Correlations[0].R, 9);
        Assert.InRange(chosen.Correlations[1].R, 0.999, 1);
        // Three that say the same have a third of a weight each, one that says something else its own.
        Assert.Equal((0.33, 0.33, 0.33, 1.0), (Math.Round(chosen.Weights["region"], 2), Math.Round(chosen.Weights["type"], 2), Math.Round(chosen.Weights["people"], 2), Math.Round(chosen.Weights["colour"], 2)));
        Assert.Contains("those that go together share their weight", chosen.Record, StringComparison.Ordinal);
        Assert.EndsWith(" Why each characteristic: people, size shapes what is possible. No reason is given for region, type, colour.", chosen.Record, StringComparison.Ordinal);
        Assert.Contains("A reason is given for \"beds\"", ChooseSites.Run(Tables.Of(csv), new("site", 3, ["people"], Why: [new("beds", "x")])).Error!.Message, StringComparison.Ordinal);
        // A name for each site goes with everything, and says nothing.
        Assert.Empty(Choose(new("site", 3, ["people", "site"]), csv).Correlations);
    }

    [Fact]
    public void Several_constraints_hold_at_once()
    {
        var chosen = Choose(new("board", 2, ["people"], NotAllSame: ["region", "wave"]));
        Assert.NotEqual(chosen.Choice[0].Values, chosen.Choice[1].Values);
        var (regions, waves) = (Tables.Of(Boards), chosen.Choice.Select(s => s.Line).ToList());
        Assert.Equal((2, 2), (waves.Select(l => regions.Text(l - 2, "region")).Distinct().Count(), waves.Select(l => regions.Text(l - 2, "wave")).Distinct().Count()));
    }

    [Fact]
    public void Fourteen_of_the_42_boards_are_the_most_deprived_third_with_its_margin()
    {
        var boards = Tables.Shared("cases/equity/icb_core20.csv");
        var chosen = ChooseSites.Run(boards, new("icb_name", 3, ["pop2020", "n_lad22", "core20_pct_pop_19"], ["core20_pct_lsoa_19 top 1/3"])).Value;
        Assert.Equal((14, 17.9, 17.2), (chosen.Eligible.Count, Math.Round(double.Parse(chosen.Filters[0].LastIn!, System.Globalization.CultureInfo.InvariantCulture), 1), Math.Round(double.Parse(chosen.Filters[0].FirstOut!, System.Globalization.CultureInfo.InvariantCulture), 1)));
        Assert.Equal(Enumerable.Range(0, boards.Count).Where(row => boards.Text(row, "top_tercile_19") == "TRUE").Select(row => boards.Text(row, "icb_name")).Order(), chosen.Eligible.Order());
        Assert.Equal(3, chosen.Choice.Count);
    }
}
