using Throughline.Files;

namespace Throughline.Equity.Tests;

/// <summary>Tables in workbooks as statistical offices publish them, and areas that come twice.</summary>
public class WorkbookTests
{
    private static readonly SheetToWrite Notes = new("Notes", ["English Indices of Deprivation", "", ""], [["Published", "26 September 2019", ""], ["Contact", "somebody", ""]]);

    private static SheetToWrite Behind(string name, params string[] codes) => new(name, ["File 1: Index of Multiple Deprivation", "", "", ""],
        [["This sheet contains one table.", "", "", ""], ["", "", "", ""], ["LSOA code (2011)", "LSOA name (2011)", "Index of Multiple Deprivation (IMD) Rank", "Index of Multiple Deprivation (IMD) Decile"], .. codes.Select((c, i) => (IReadOnlyList<SheetCell>)[c, $"Area {i + 1}", i + 1, i + 1])]);

    private static byte[] Workbook(params SheetToWrite[] sheets)
    {
        using var content = new MemoryStream();
        Assert.True(SheetWriter.WriteXlsx(content, sheets).Succeeded);
        return content.ToArray();
    }

    private static Result<LongTable> Read(byte[] content, string? sheet = null) => LongTable.Read("file.xlsx", content, ReadLimits.Default, TestContext.Current.CancellationToken, sheet);

    [Fact]
    public void A_table_is_found_behind_notes_and_below_lines_of_title()
    {
        var content = Workbook(Notes, Behind("IMD2019", "E01000001", "E01000002"), Behind("IMD2015", "E01000009"));
        var read = Read(content).Value;
        Assert.Equal(("IMD2019", 2), (read.Sheet, read.Count));
        Assert.Equal(["Notes", "IMD2019", "IMD2015"], read.Sheets);
        Assert.Equal(["LSOA code (2011)", "LSOA name (2011)", "Index of Multiple Deprivation (IMD) Rank", "Index of Multiple Deprivation (IMD) Decile"], read.Columns);
        Assert.Equal(("E01000001", 2.0, 5), (read.Text(0, "LSOA code (2011)"), read.Number(1, "Index of Multiple Deprivation (IMD) Decile").Value, read.Line(0)));
        Assert.Equal(DatasetKind.Areas, Recognise.Of(read.Columns).Kind);
        Assert.Equal("E01000009", Read(content, "imd2015").Value.Text(0, "LSOA code (2011)"));
        Assert.Equal("IMD2015", Read(content, "3").Value.Sheet);
        Assert.Contains("has no sheet \"IMD2010\". It has: \"Notes\", \"IMD2019\", \"IMD2015\".", Read(content, "IMD2010").Error!.Message, StringComparison.Ordinal);
        Assert.Contains("is no workbook, so it has no sheet \"x\"", LongTable.Read("a.csv", "a,b\n1,2\n"u8.ToArray(), ReadLimits.Default, TestContext.Current.CancellationToken, "x").Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_heading_in_the_first_row_stays_one_and_a_heading_nobody_knows_is_found_by_its_look()
    {
        var plain = Read(Workbook(new SheetToWrite("One", ["alpha", "beta"], [["x", 1], ["y", 2]]))).Value;
        Assert.Equal((2, 2), (plain.Count, plain.Line(0)));
        var below = Read(Workbook(new SheetToWrite("Table 2", ["Starts by practice, England", "", ""], [["practice", "started", "2024"], ["a", 4, 100], ["b", 9, 120]]))).Value;
        Assert.Equal(["practice", "started", "2024"], below.Columns);
        Assert.Equal((2, 9.0), (below.Count, below.Number(1, "started").Value));
        // Words alone, without a number below any row: the first row, as ever.
        Assert.Equal(["who", "what"], Read(Workbook(new SheetToWrite("Words", ["who", "what"], [["a", "b"], ["c", "d"]]))).Value.Columns);
    }

    [Fact]
    public void Areas_that_come_twice_are_refused_and_ages_of_one_area_are_not()
    {
        const string Head = "lsoa11_code,ltla22_code,imd19_decile,imd19_score,people\n";
        var twice = Tables.Of(Head + "E01000001,L1,1,60,100\nE01000002,L1,9,5,100\nE01000001,L2,1,61,90\n");
        const string Says = "line 4, column \"lsoa11_code\": the area \"E01000001\" comes twice; it stands in line 2 already";
        Assert.Contains(Says, Core20OfTable.Run(twice, new("ltla22_code", "people")).Error!.Message, StringComparison.Ordinal);
        Assert.Contains(Says, MissedOfTable.Run(twice, new("ltla22_code", "people", "imd19_score")).Error!.Message, StringComparison.Ordinal);
        Assert.Contains(Says, DecomposeOfTable.Run(twice, new("imd19_score", "people", ["ltla22_code"])).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("column \"place\": the area \"a\" comes twice", Core20OfTable.Run(Tables.Of("place,town,decile,people\na,T,1,100\na,T,1,90\n"), new("town", "people", "decile", Area: "place")).Error!.Message, StringComparison.Ordinal);
        var rates = Tables.Of("area,fifth,cases,people\nA,1,5,100\nB,1,7,100\nA,1,6,90\n");
        Assert.Contains("line 4, column \"area\": the area \"A\" comes twice; it stands in line 2 already", RatesOfTable.Run(rates, new(RateMethod.Wilson, "cases", "people", ["fifth"])).Error!.Message, StringComparison.Ordinal);
        Assert.True(RatesOfTable.Run(Tables.Of("area,age,cases,people\nA,0-4,5,100\nB,0-4,7,100\nA,5-9,6,90\n"), new(RateMethod.Wilson, "cases", "people", ["area"])).Succeeded);
        Assert.Contains("A mean is not made safe", RatesOfTable.Run(rates, new(RateMethod.Mean, "cases", null, [], Suppress: true)).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_is_split_into_rates_and_shares_and_levels_add_up()
    {
        const string Two = "years,fifth,people,rate,se\n2014,1,1000,10,1\n2014,2,1000,20,1\n2019,1,3000,10,1\n2019,2,1000,24,1\n";
        MeasureOfTable.Request of = new("sii", "fifth", "people", "rate", "se");
        var slope = Assert.Single(ChangeOfTable.Run(Tables.Of(Two), new(of, "years", "2014", "2019")).Value);
        // Of two groups the slope is twice the difference, whatever their shares: 20, then 28.
        Assert.Equal((20.0, 28.0, 8.0, 0.0), (Math.Round(slope.Change.Before, 9), Math.Round(slope.Change.After, 9), Math.Round(slope.Change.FromValues, 9), Math.Round(slope.Change.FromShares, 9)));
        Assert.Equal([2, 3, 4, 5], slope.Lines);
        var variance = Assert.Single(ChangeOfTable.Run(Tables.Of(Two), new(of with { Measure = "variance" }, "years", "2014", "2019")).Value).Change;
        // Variances s₁s₂d²: 25 and 36.75; with later values alone 49, with later shares alone 18.75.
        Assert.Equal((25.0, 36.75), (Math.Round(variance.Before, 9), Math.Round(variance.After, 9)));
        Assert.Equal(((49 - 25 + 36.75 - 18.75) / 2, (18.75 - 25 + 36.75 - 49) / 2), (Math.Round(variance.FromValues, 9), Math.Round(variance.FromShares, 9)));
        Assert.Contains("has no rows of \"2012\". Its periods are 2014, 2019.", ChangeOfTable.Run(Tables.Of(Two), new(of, "years", "2012", "2019")).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("the groups of 2014 are 1, 2, those of 2019 1, 3", ChangeOfTable.Run(Tables.Of(Two.Replace("2019,2", "2019,3", StringComparison.Ordinal)), new(of with { Measure = "variance" }, "years", "2014", "2019")).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("The change of \"rii\" is not split", ChangeOfTable.Run(Tables.Of(Two), new(of with { Measure = "rii" }, "years", "2014", "2019")).Error!.Message, StringComparison.Ordinal);

        // Means of places 15 and 35, of all 25: between 100, within 25 in either.
        var parts = DecomposeOfTable.Run(Tables.Of("area,place,people,rate\na,N,100,10\nb,N,100,20\nc,S,100,30\nd,S,100,40\n"), new("rate", "people", ["place"], Statistics.Inequality.NestedMeasure.Variance)).Value;
        Assert.Equal((125.0, 4), (Math.Round(parts.Total, 9), parts.Areas));
        Assert.Equal([("between small areas within place", 25.0), ("between place", 100.0)], parts.Parts.Select(p => (p.Between, Math.Round(p.Value, 9))));
    }

    [Fact]
    public void Boards_of_2026_are_reached_where_the_lookup_leads_and_the_rest_is_listed()
    {
        var (areas, lookup) = (Tables.Shared("data/lsoa21_imd2025_icb24.csv.gz"), Tables.Shared("data/lookup_lsoa21_icb26_partial.csv.gz"));
        var open = Enumerable.Range(0, lookup.Count).Where(row => lookup.Text(row, "icb26_code").Length == 0).Select(row => lookup.Text(row, "lsoa21_code")).ToList();
        var carried = JoinTables.Carry(new("areas", areas, "lsoa21_code", "LSOA 2021", "census21_residents"), new("lookup", lookup, "lsoa21_code", "icb26_code", "LSOA 2021", "ICB 2026"), [new("census21_residents", CarriedAs.Count), new("imd25_score", CarriedAs.Mean)]).Value;
        Assert.Equal(open.Order(), carried.Unmatched.Order());
        Assert.Contains($"{open.Count:N0} areas are not in the lookup: ", carried.Left, StringComparison.Ordinal);
        var gone = open.ToHashSet();
        var people = Enumerable.Range(0, areas.Count).Where(row => !gone.Contains(areas.Text(row, "lsoa21_code"))).Sum(row => areas.Number(row, "census21_residents").Value);
        Assert.Equal(people, carried.Sheet.Rows.Sum(r => double.Parse(r[1].Text, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(Enumerable.Range(0, lookup.Count).Select(row => lookup.Text(row, "icb26_code")).Where(c => c.Length > 0).Distinct().Order(), carried.Sheet.Rows.Select(r => r[0].Text).Order());
        // Sub-ICB locations of each vintage come with the board they lie in: 42 until 2025, 36 from 2026.
        var boards = Tables.Shared("data/sicbl_icb_2023_2026_imd2025.csv");
        Assert.Equal([("2023", 42), ("2024", 42), ("2025", 42), ("2026", 36)], boards.GroupBy(["sicbl_vintage"]).Value.Select(g => (g.Name, g.Rows.Select(row => boards.Text(row, "icb_code")).Distinct().Count())).OrderBy(g => g.Name));
        foreach (var vintage in new[] { "2025", "2026" })
        {
            int[] rows = [.. Enumerable.Range(0, boards.Count).Where(row => boards.Text(row, "sicbl_vintage") == vintage)];
            var of = boards.Only(rows);
            var sums = JoinTables.Carry(new("locations", of, "sicbl_code", $"sub-ICB {vintage}", "pop_mid2022"), new("boards", of, "sicbl_code", "icb_code", $"sub-ICB {vintage}", $"ICB {vintage}"), [new("pop_mid2022", CarriedAs.Count)]).Value;
            Assert.Equal(rows.Sum(row => boards.Number(row, "pop_mid2022").Value), sums.Sheet.Rows.Sum(r => double.Parse(r[1].Text, System.Globalization.CultureInfo.InvariantCulture)));
            Assert.Empty(sums.Unmatched);
        }
    }

    [Theory]
    [InlineData("ICB 2022", "2023-03-31"), InlineData("ICB 2024", "2026-03-31"), InlineData("icb24", "2026-03-31"), InlineData("sub-ICB 2025", "2026-03-31"), InlineData("CCG 2021", "2022-06-30"), InlineData("LA 2022", "2023-03-31"), InlineData("LA 2019", "2020-03-31"),
     InlineData("ICB 2026", null), InlineData("LSOA 2011", null), InlineData("LA 2024", null), InlineData("ICB 2024, invented", null), InlineData("", null)]
    public void A_vintage_knows_the_last_day_of_its_areas(string vintage, string? last) => Assert.Equal(last, AreaCodes.Retired(vintage)?.LastDay.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
}
