using System.Xml.Linq;

namespace Throughline.Equity.Tests;

/// <summary>Views of areas: on a small table whose answers are known, and on the nation's where it is beside the repository.</summary>
public class ChartTests
{
    // Two systems of two councils of three areas; the deciles are of a nation that the table is part of.
    private const string Small = """
        lsoa11_code,lsoa11_name,ltla22_code,ltla22_name,icb22_code,icb22_name,imd19_rank,imd19_decile,imd19_score,population,smokers_n,setting
        A1,A one,L1,Ansley,I1,Merrin,1,1,80,1000,400,town
        A2,A two,L1,Ansley,I1,Merrin,2,2,60,1000,300,town
        A3,A three,L1,Ansley,I1,Merrin,9,8,10,1000,100,village
        B1,B one,L2,Holm,I1,Merrin,3,2,50,500,150,village
        B2,B two,L2,Holm,I1,Merrin,10,9,5,2000,200,village
        B3,B three,L2,Holm,I1,Merrin,8,7,12,2000,250,village
        C1,C one,L3,Tarnley,I2,Tarn,4,3,40,1000,250,town
        C2,C two,L3,Tarnley,I2,Tarn,5,4,35,1000,240,town
        C3,C three,L3,Tarnley,I2,Tarn,6,5,30,1000,200,town
        D1,D one,L4,Scarrow,I2,Tarn,7,6,20,1000,180,village
        """;

    internal static Result<Chart> Draw(ChartView view, LongTable table, IReadOnlyDictionary<ColumnRole, string> columns, Dictionary<string, string>? options = null, string vintage = "LSOA 2011", (Dataset, IReadOnlyDictionary<ColumnRole, string>, LongTable)? outlines = null) =>
        MakeChart.Of(table, new() { Id = DatasetId.New(), Name = "Small areas", FileName = table.FileName, Kind = DatasetKind.Areas, Vintage = vintage, RankedBy = "IMD 2019", Meanings = Said }, columns, new(view, null, null, options ?? []), outlines);

    // What the tables here do not say themselves, as their analyst would.
    private static readonly string Said = CodeMeanings.Write([(ColumnRole.Period, "", "2023"), (ColumnRole.Category, "", "Adults")]);

    private static Chart Made(ChartView view, params (string, string)[] options)
    {
        var table = Tables.Of(Small);
        var made = Draw(view, table, Recognise.Of(table.Columns).Columns, options.ToDictionary(o => o.Item1, o => o.Item2));
        Assert.True(made.Succeeded, made.Error?.Message);
        foreach (var alone in new[] { true, false }) Assert.Equal("svg", XDocument.Parse(made.Value.Draw(alone)).Root!.Name.LocalName);
        return made.Value;
    }

    [Fact]
    public void Core20_is_counted_by_a_larger_area_and_said_in_full()
    {
        var chart = Made(ChartView.Core20, ("level", "ltla22_code"));
        Assert.StartsWith("In the areas of \"Small areas\" in 2023, adults, by IMD 2019: 3 of 10 areas (LSOA 2011) are in the most deprived fifth of the nation, and 2,500 of 11,500 people (21.74 %) live in them", chart.Sentence, StringComparison.Ordinal);
        Assert.Equal(("L1", "Ansley", 2000.0), (chart.Tables[0].Rows[0][0].Text, chart.Tables[0].Rows[0][1].Text, chart.Tables[0].Rows[0][6].Number));
        Assert.Equal("population", chart.Used["population"]);
    }

    [Fact]
    public void Who_is_missed_follows_the_level_the_cut_and_the_floor()
    {
        // A quarter of four councils is Ansley, by mean score: its 2,000 are reached and Holm's 500 missed.
        var chart = Made(ChartView.Missed, ("level", "ltla22_code"), ("percent", "25"), ("floor", "2500"));
        Assert.Contains("(1 of 4) misses 500 of the 2,500 people living in Core20 areas (20.0 %), reaches 2,000 of them, and takes in 1,000 people who do not live in one. 1 of the places chosen have fewer than 2,500", chart.Sentence, StringComparison.Ordinal);
        var half = Made(ChartView.Missed, ("level", "icb22_code"), ("percent", "50"));
        Assert.Contains("(1 of 2) misses 2,500 of the 2,500", half.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_s_own_fifth_takes_in_people_whom_the_nation_s_leaves_out()
    {
        var chart = Made(ChartView.Fifths, ("level", "icb22_code"));
        // The nation's fifth of ten is A1 and A2. Merrin's own, of six, is A1 alone (⌈2·5/6⌉ is 2); Tarn has four areas, and no fifth of its own.
        Assert.Contains("take in 0 people who are not in the nation's", chart.Sentence, StringComparison.Ordinal);
        Assert.Contains("leave out 1,000 who are, most of all in Merrin (1,000)", chart.Sentence, StringComparison.Ordinal);
        Assert.Contains("1 place has fewer than five areas", chart.Method, StringComparison.Ordinal);
    }

    [Fact]
    public void Codes_of_two_offices_for_the_same_areas_are_one_level()
    {
        var csv = new System.Text.StringBuilder("lsoa11_code,sicbl22_code,sicbl22_code_h,icb22_code_h,icb22_code,ltla22_code,ltla23_code,people\n");
        for (var i = 0; i < 60; i++) csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"E0100{i:0000},E3800{i / 5:0000},{i / 5}X,Q{i / 20},E5400000{i / 20},E0600000{i / 15},E0600000{i / 30},{i}\n");
        var levels = MakeChart.ColumnsOf(Tables.Of(csv.ToString()), new Dictionary<ColumnRole, string> { [ColumnRole.Area] = "lsoa11_code" }).Levels;
        // Two vintages of councils are two levels.
        Assert.Equal(["sicbl22_code", "ltla22_code", "icb22_code", "ltla23_code"], levels);
        // The same heading for other areas is a level of its own.
        var other = csv.ToString().Replace("sicbl22_code_h", "sicbl22_code_nhs", StringComparison.Ordinal).Replace(",11X,", ",10X,", StringComparison.Ordinal);
        Assert.Contains("sicbl22_code_nhs", MakeChart.ColumnsOf(Tables.Of(other), new Dictionary<ColumnRole, string> { [ColumnRole.Area] = "lsoa11_code" }).Levels);
    }

    [Fact]
    public void Levels_add_up_and_kinds_name_the_worst_off()
    {
        var levels = Made(ChartView.Levels, ("value", "imd19_score"));
        Assert.Equal(["ltla22_code", "icb22_code"], levels.Used["levels"].Split('|'));
        Assert.Equal(100, levels.Tables[0].Rows.SkipLast(1).Sum(r => r[2].Number!.Value), 9);
        var kinds = Made(ChartView.Kinds, ("value", "imd19_score"), ("higher", "worse"), ("groups", "ltla22_code|setting"));
        Assert.Contains("by fifth of deprivation, people living in fifth 1, most deprived", kinds.Sentence, StringComparison.Ordinal);
        Assert.Equal(["Ansley", "town"], kinds.Tables[0].Rows.Skip(1).Select(r => r[2].Text));
    }

    [Fact]
    public void A_funnel_and_a_concentration_curve_are_made_of_counts()
    {
        var funnel = Made(ChartView.Funnel, ("count", "smokers_n"));
        Assert.Contains("of 10 areas", funnel.Sentence, StringComparison.Ordinal);
        var curve = Made(ChartView.Curve, ("count", "smokers_n"));
        Assert.Contains("more deprived areas", curve.Sentence, StringComparison.Ordinal);
        Assert.Equal((100, 100), (curve.Tables[0].Rows[^1][0].Number!.Value, curve.Tables[0].Rows[^1][1].Number!.Value));
        var table = Tables.Of(Small);
        var swapped = Draw(ChartView.Funnel, table, Recognise.Of(table.Columns).Columns, new() { ["count"] = "population", ["population"] = "smokers_n" });
        Assert.Contains("line 2: the count 1000 is above the population 400. Are the columns swapped", swapped.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("has no column \"nothing\"", Draw(ChartView.Funnel, table, Recognise.Of(table.Columns).Columns, new() { ["count"] = "nothing" }).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_needs_outlines_of_its_own_vintage()
    {
        const string Square = """{"properties":{"icb22_code":"I1","icb22_name":"Merrin"},"geometry":{"type":"Polygon","coordinates":[[[0,50],[1,50],[1,51],[0,50]]]}},{"properties":{"icb22_code":"I2","icb22_name":"Tarn"},"geometry":{"type":"MultiPolygon","coordinates":[[[[1,50],[2,50],[2,51],[1,50]]]]}}""";
        var map = Tables.Of($"{{\"features\":[{Square}]}}", "map.geojson");
        var table = Tables.Of(Small);
        var roles = Recognise.Boundaries(map.Columns);
        Dataset outlines = new() { Name = "Outlines", FileName = "map.geojson", Kind = DatasetKind.Boundaries, Vintage = roles.Vintage };
        var made = Draw(ChartView.Map, table, Recognise.Of(table.Columns).Columns, null, outlines: (outlines, roles.Columns, map));
        Assert.True(made.Succeeded, made.Error?.Message);
        // 2,500 of Merrin's 7,500, and none of Tarn's.
        Assert.Contains("33.33 % in Merrin", made.Value.Sentence!, StringComparison.Ordinal);
        Assert.Equal(2, XDocument.Parse(made.Value.Draw(true)).Descendants().Count(e => e.Name.LocalName == "path"));
        outlines.Vintage = "ICB 2023";
        var apart = Draw(ChartView.Map, table, Recognise.Of(table.Columns).Columns, new() { ["level"] = "icb22_code" }, outlines: (outlines, roles.Columns, map));
        Assert.IsType<VintagesDiffer>(apart.Error);
    }

    [Fact]
    public void A_sentence_has_its_period_and_people_or_is_not_made()
    {
        var table = Tables.Of(Small.Replace("population,", "eligible,", StringComparison.Ordinal));
        var columns = Recognise.Of(table.Columns).Columns;
        Chart Of(ChartView view, string meanings, string ranked, params (string, string)[] options) => Drawn(MakeChart.Of(table, new() { Name = "Small areas", FileName = "made.csv", Kind = DatasetKind.Areas, Vintage = "LSOA 2011", RankedBy = ranked, Meanings = meanings }, columns,
            new(view, null, null, new Dictionary<string, string>(options.Select(o => KeyValuePair.Create(o.Item1, o.Item2))) { ["population"] = "eligible", ["count"] = "smokers_n" }), null));
        var bare = Of(ChartView.Funnel, "", "IMD 2019");
        Assert.Null(bare.Sentence);
        Assert.StartsWith("No sentence is made of this view: it would lack the period and which people (sex, age).", bare.WhyNoSentence, StringComparison.Ordinal);
        var half = Of(ChartView.Curve, "", "", ("period", "2023"));
        Assert.Contains("it would lack which people (sex, age) and what areas are ranked by.", half.WhyNoSentence, StringComparison.Ordinal);
        Assert.StartsWith("In the areas of \"Small areas\" in 2023, women aged 25 to 64: of 10 areas", Of(ChartView.Funnel, "", "", ("period", "2023"), ("people", "women aged 25 to 64")).Sentence, StringComparison.Ordinal);
        // What is said beside the picture stands above what is said of the table.
        Assert.StartsWith("In the areas of \"Small areas\" in 2022, adults, by IMD 2019: the ", Of(ChartView.Curve, Said, "IMD 2019", ("period", "2022")).Sentence, StringComparison.Ordinal);
        var level = Of(ChartView.Levels, "", "IMD 2019", ("value", "imd19_score"));
        Assert.StartsWith("In the areas of \"Small areas\" in 2019, all residents: of the inequality in \"imd19_score\"", level.Sentence, StringComparison.Ordinal);
        Assert.Contains("period \"2019\" from \"imd19_score\"", level.Method, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pop2020_total", "2020"), InlineData("census21_residents", "2021"), InlineData("Total population: mid 2015 (excluding prisoners)", "2015"), InlineData("deaths_2014-16", "2014-16"), InlineData("imd19_score", "2019"), InlineData("pop_65plus", null), InlineData("indicator_99", null), InlineData("E01020301", null)]
    public void A_heading_says_its_years(string heading, string? years) => Assert.Equal(years, ChartWords.PeriodIn(heading));

    [Theory]
    [InlineData("pop2020_total", "all residents"), InlineData("Residents", "all residents"), InlineData("adults", "adults"), InlineData("women_2020", "women"), InlineData("children_n", "children"), InlineData("women_aged_50", null), InlineData("pop2020_65plus", null), InlineData("eligible", null)]
    public void A_heading_says_whom_it_counts(string heading, string? people) => Assert.Equal(people, ChartWords.PeopleIn(heading));

    [Fact]
    public void Shares_of_groups_have_their_intervals()
    {
        var chart = Made(ChartView.Kinds, ("groups", "setting"), ("higher", "worse"), ("value", "smokers_n"));
        var groups = chart.Tables[1];
        var town = groups.Rows.Single(r => r[1].Text == "town");
        // Wilson's limits of 1,390 among 5,000 people.
        var wilson = Statistics.Rates.CrudeRates.Proportion(1390, 5000, [0.95], 100).Value;
        Assert.Equal(["Count", "Value", "Lower 95 %", "Upper 95 %"], groups.Columns.TakeLast(4));
        Assert.Equal(new[] { 1390, wilson.Value, wilson.Lower, wilson.Upper }, town.TakeLast(4).Select(c => c.Number));
        Assert.Contains($"people living in town (27.80, {FigureWords.Limits(wilson)}; against 13.54, 95 % interval ", chart.Sentence, StringComparison.Ordinal);
        Assert.Contains("Wilson's interval", chart.Method, StringComparison.Ordinal);
        Assert.Equal(town[5].Number, chart.Tables[0].Rows[^1][chart.Tables[0].Columns.ToList().IndexOf("Worst off, lower 95 %")].Number);
        // Visits may be more than people: they are events.
        var visits = Tables.Of("lsoa11_code,setting,population,visits_n\nA,town,100,250\nB,village,200,220\nC,village,100,90\n");
        var often = Drawn(Draw(ChartView.Kinds, visits, Recognise.Of(visits.Columns).Columns, new() { ["higher"] = "worse", ["value"] = "visits_n" }));
        Assert.Equal(Statistics.Rates.CrudeRates.Rate(250, 100, [0.95], 100).Value.Upper, often.Tables[1].Rows[0][^1].Number);
        var nobody = Tables.Of("lsoa11_code,setting,population,visits_n\nA,town,100,250\nB,village,0,220\nC,village,100,90\n");
        Assert.Contains("line 3: \"visits_n\" is 220, and column \"population\" has nobody there", Draw(ChartView.Kinds, nobody, Recognise.Of(nobody.Columns).Columns, new() { ["higher"] = "worse", ["value"] = "visits_n" }).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Views_warn_of_small_numbers_where_there_are_any()
    {
        var csv = new System.Text.StringBuilder("lsoa11_code,icb22_code,imd19_rank,imd19_decile,population,cases_n,asthma_rate\n");
        for (var i = 1; i <= 20; i++) csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"A{i:00},I{i % 2},{i},{(i + 1) / 2},{1000 + i},{(i is 4 or 9 ? i - 1 : 20 + i)},{i / 2.0}\n");
        var table = Tables.Of(csv.ToString());
        var columns = Recognise.Of(table.Columns).Columns;
        IReadOnlyList<string> Of(ChartView view, params (string, string)[] options) => [.. Drawn(Draw(view, table, columns, new(options.Select(o => KeyValuePair.Create(o.Item1, o.Item2))))).Warnings.Where(w => w.Title == "Small numbers").Select(w => w.Text)];
        // 3 in line 5; of 8 in line 10 nobody is told.
        const string One = "1 of 20 areas rests on counts of 1 to 7, as \"A04\" on 3 (line 5)";
        Assert.StartsWith(One, Assert.Single(Of(ChartView.Funnel, ("count", "cases_n"))), StringComparison.Ordinal);
        Assert.StartsWith(One, Assert.Single(Of(ChartView.Curve, ("count", "cases_n"))), StringComparison.Ordinal);
        Assert.StartsWith(One, Assert.Single(Of(ChartView.Levels, ("value", "cases_n"))), StringComparison.Ordinal);
        Assert.Empty(Of(ChartView.Funnel, ("count", "cases_n"), ("level", "icb22_code")));
        Assert.Empty(Of(ChartView.Kinds, ("value", "cases_n"), ("higher", "worse")));
        Assert.Contains("does not say how many events the values of \"asthma_rate\" rest on. Half of its 20 areas have fewer than 1,011 people", Assert.Single(Of(ChartView.Levels, ("value", "asthma_rate"))), StringComparison.Ordinal);
        var few = Tables.Of("lsoa11_code,setting,population,cases_n\nA,town,100,2\nB,town,200,3\nC,village,100,90\n");
        Assert.StartsWith("1 of 2 groups rests on counts of 1 to 7, as \"town\" (setting) on 5:", Drawn(Draw(ChartView.Kinds, few, Recognise.Of(few.Columns).Columns, new() { ["higher"] = "worse", ["value"] = "cases_n" })).Warnings[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_credits_the_index_with_its_own_numbers_alone()
    {
        var table = Tables.Of("icb22_code,icb22_name,imd19_score,population,smokers_n,lag\nI1,Merrin,30,7500,1400,4\nI2,Tarn,20,4000,870,6\n");
        var map = Tables.Of("""{"features":[{"properties":{"icb22_code":"I1"},"geometry":{"type":"Polygon","coordinates":[[[0,50],[1,50],[1,51],[0,50]]]}},{"properties":{"icb22_code":"I2"},"geometry":{"type":"Polygon","coordinates":[[[1,50],[2,50],[2,51],[1,50]]]}}]}""", "map.geojson");
        var roles = Recognise.Boundaries(map.Columns);
        string? Of(string value, string vintage = "ICB 2022") => Drawn(Draw(ChartView.Map, table, Recognise.Of(table.Columns).Columns, new() { ["value"] = value }, vintage, (new() { Name = "Outlines", FileName = "map.geojson", Kind = DatasetKind.Boundaries, Vintage = roles.Vintage }, roles.Columns, map))).Sentence;
        Assert.StartsWith("In the areas of \"Small areas\" in 2023, adults, by IMD 2019: column \"imd19_score\" runs over 2 areas (ICB 2022) from 20.00 in I2 to 30.00 in I1.", Of("imd19_score"), StringComparison.Ordinal);
        foreach (var value in new[] { "smokers_n", "lag" })
        {
            Assert.StartsWith($"In the areas of \"Small areas\" in 2023, adults: column \"{value}\" runs over 2 areas", Of(value), StringComparison.Ordinal);
            Assert.DoesNotContain("IMD", Of(value), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_map_adds_counts_up_over_larger_areas()
    {
        var table = Tables.Of(Small);
        var map = Tables.Of("""{"features":[{"properties":{"icb22_code":"I1"},"geometry":{"type":"Polygon","coordinates":[[[0,50],[1,50],[1,51],[0,50]]]}},{"properties":{"icb22_code":"I2"},"geometry":{"type":"Polygon","coordinates":[[[1,50],[2,50],[2,51],[1,50]]]}}]}""", "map.geojson");
        var roles = Recognise.Boundaries(map.Columns);
        var chart = Drawn(Draw(ChartView.Map, table, Recognise.Of(table.Columns).Columns, new() { ["value"] = "smokers_n" }, outlines: (new() { Name = "Outlines", FileName = "map.geojson", Kind = DatasetKind.Boundaries, Vintage = roles.Vintage }, roles.Columns, map)));
        // 400 + 300 + 100 + 150 + 200 + 250, and 250 + 240 + 200 + 180.
        Assert.Equal([1400, 870], chart.Tables[0].Rows.Select(r => r[2].Number!.Value));
        Assert.Contains("the sum of column \"smokers_n\" runs over 2 areas", chart.Sentence, StringComparison.Ordinal);
        Assert.NotNull(chart.Safe);
    }

    [Theory]
    [InlineData(new[] { 45.45, 45.45, 45.45, 45.45 }, new[] { 45.45, 45.45 })]
    [InlineData(new[] { 0.0, 33 }, new[] { 0.0, 0, 33, 33 })]
    [InlineData(new[] { 1.0, 2, 3, 4, 5, 6, 7 }, new[] { 1.0, 2, 3, 4, 5, 7 })]
    [InlineData(new[] { 0.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100 }, new[] { 0.0, 100 })]
    [InlineData(new[] { 1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }, new[] { 1.0, 2, 3, 4, 5, 7, 8, 9, 10, 12 })]
    public void A_map_of_few_areas_has_few_steps_and_parts_no_equals(double[] sorted, double[] spans) =>
        Assert.Equal(spans, MapChart.Steps(sorted).SelectMany(s => new[] { s.Least, s.Most }));

    [Fact]
    public void The_whole_index_is_taken_before_its_domains_in_the_publishers_file()
    {
        // The headings of the publisher's file of all ranks, deciles and scores, whose domains have shorter names than the index.
        string[] heading = ["LSOA code (2011)", "LSOA name (2011)", "Local Authority District code (2019)", "Local Authority District name (2019)", "Index of Multiple Deprivation (IMD) Score", "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)", "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)", "Income Score (rate)", "Income Rank (where 1 is most deprived)", "Income Decile (where 1 is most deprived 10% of LSOAs)", "Crime Score", "Crime Rank (where 1 is most deprived)", "Crime Decile (where 1 is most deprived 10% of LSOAs)", "Total population: mid 2015 (excluding prisoners)"];
        var csv = new System.Text.StringBuilder(string.Join(',', heading) + "\n");
        for (var i = 1; i <= 20; i++) csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"E01{i:000000},A {i},E06{1 + i % 3:000000},L {1 + i % 3},{80 - i},{i},{(i + 1) / 2},0.1,{21 - i},{(22 - i) / 2},1,{21 - i},{(22 - i) / 2},{1000 + i}\n");
        var table = Tables.Of(csv.ToString(), "file7.csv");
        var guess = Recognise.Of(table.Columns);
        Assert.Equal(DatasetKind.Areas, guess.Kind);
        var chart = Drawn(Draw(ChartView.Core20, table, guess.Columns));
        Assert.StartsWith("Index of Multiple Deprivation (IMD) Decile", chart.Used["decile"], StringComparison.Ordinal);
        // Areas 1 to 4, the two most deprived tenths of twenty.
        Assert.Contains("In England in 2023, adults, by IMD 2019: 4 of 20 areas (LSOA 2011) are in the most deprived fifth of the nation, and 4,010 of", chart.Sentence, StringComparison.Ordinal);
        Assert.Contains("Taken by their headings: ", chart.Method, StringComparison.Ordinal);
        Assert.Equal("Index of Multiple Deprivation (IMD) Score", Drawn(Draw(ChartView.Missed, table, guess.Columns)).Used["score"]);
        var opened = chart.Rows!();
        Assert.Equal((20, "Line", 2.0, "E01000001"), (opened.Rows.Count, opened.Columns[0], opened.Rows[0][0].Number!.Value, opened.Rows[0][1].Text));
    }

    [Fact]
    public void A_table_of_part_of_a_nation_is_not_called_the_nation()
    {
        var csv = new System.Text.StringBuilder("lsoa11_code,icb22_code,imd19_rank,imd19_decile,population\n");
        for (var i = 1; i <= 5; i++) csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"E01{i:000000},E54000001,{i * 900},{i},1000\n");
        var table = Tables.Of(csv.ToString());
        Assert.Contains("In the areas of \"Small areas\"", Drawn(Draw(ChartView.Core20, table, Recognise.Of(table.Columns).Columns)).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_worst_off_is_asked_for_where_the_column_is_not_plain()
    {
        var table = Tables.Of("lsoa11_code,icb22_code,imd19_rank,imd19_decile,imd19_score,population,asthma_rate,waits,setting\nA,I1,1,1,50,1000,3,10,town\nB,I2,2,9,20,1000,2,14,country\n");
        var asked = Draw(ChartView.Kinds, table, Recognise.Of(table.Columns).Columns).Error;
        Assert.IsType<ToChoose>(asked);
        Assert.Contains("several that it could be: \"asthma_rate\", \"waits\"", asked.Message, StringComparison.Ordinal);
        var direction = Draw(ChartView.Kinds, table, Recognise.Of(table.Columns).Columns, new() { ["value"] = "waits" }).Error;
        Assert.Contains("Say whether more of \"waits\" is better or worse", Assert.IsType<ToChoose>(direction).Message, StringComparison.Ordinal);
        // A count is compared for each so many people, and says so: 800 of 3,000 in towns and 520 of 4,500 in villages of Merrin.
        var counted = Made(ChartView.Kinds, ("groups", "setting"), ("higher", "worse"));
        Assert.Equal("share", counted.Used["as"]);
        Assert.Contains("who fares worst in \"smokers_n for each 100 of population\"", counted.Sentence, StringComparison.Ordinal);
        Assert.Contains("value from \"smokers_n\"", counted.Method, StringComparison.Ordinal);
        Assert.Equal(["town", "village"], counted.Tables[1].Rows.Where(r => r[0].Text == "setting").Select(r => r[1].Text));
        Assert.Equal([1390, 880], counted.Tables[1].Rows.Where(r => r[0].Text == "setting").Select(r => r[3].Number!.Value));
    }

    [Theory, InlineData(1000, 2400, "1000,1500,2000"), InlineData(1200, 1900, "1200,1400,1600,1800"), InlineData(800, 60_000, "1000,2000,5000,10000,20000,50000"), InlineData(90, 1_200_000, "100,1000,10000,100000,1000000")]
    public void A_funnel_always_has_numbers_along_its_foot(double least, double most, string ticks)
    {
        var made = MeasureCharts.SizeTicks(least, most);
        Assert.InRange(made.Count, 2, 10);
        Assert.All(made, size => Assert.InRange(size, least, most));
        Assert.Equal(ticks, string.Join(',', made));
    }

    [Fact]
    public void A_funnel_leaves_room_for_overdispersion_when_asked()
    {
        var csv = new System.Text.StringBuilder("lsoa11_code,population,cases_n\n");
        for (var i = 0; i < 60; i++) csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"A{i:00},{1000 + i * 10},{150 + i % 7 * 20}\n");
        var table = Tables.Of(csv.ToString());
        var columns = Recognise.Of(table.Columns).Columns;
        int Outside(Chart chart, string column) => chart.Tables[0].Rows.Count(r => r[chart.Tables[0].Columns.ToList().IndexOf(column)].Text.Contains("99.8", StringComparison.Ordinal));
        var chance = Drawn(Draw(ChartView.Funnel, table, columns));
        var over = Drawn(Draw(ChartView.Funnel, table, columns, new() { ["limits"] = "over" }));
        Assert.True(Outside(chance, "Place") > 10);
        Assert.Equal(0, Outside(over, "Place, overdispersed"));
        Assert.Contains("with room for that, 0 lie above and 0 below", chance.Sentence, StringComparison.Ordinal);
        int Filled(Chart chart) => XDocument.Parse(chart.Draw(false)).Descendants().Count(e => (string?)e.Attribute("class") == "point");
        Assert.Equal(Outside(chance, "Place"), Filled(chance));
        Assert.Equal(0, Filled(over));
    }

    [Fact]
    public void Areas_of_one_rank_stand_together_on_the_curve_whatever_their_order()
    {
        string Curve(params string[] rows) => Drawn(Draw(ChartView.Curve, Tables.Of("lsoa11_code,imd19_rank,population,cases_n\n" + string.Join('\n', rows) + "\n"), Recognise.Of(["lsoa11_code", "imd19_rank", "population", "cases_n"]).Columns)).Sentence!;
        string[] rows = ["A,1,1000,90", "B,1,1000,10", "C,2,1000,50", "D,2,1000,40", "E,3,1000,60"];
        Assert.Equal(Curve(rows), Curve([.. rows.Reverse()]));
        Assert.Contains("does not show among whom", Curve(rows), StringComparison.Ordinal);
    }

    [Fact]
    public void Choosing_no_place_says_why()
    {
        var none = Made(ChartView.Missed, ("level", "icb22_code"), ("percent", "20"));
        Assert.Contains("20 % of 2 ICBs 2022 is 0.4 of a place, which rounds to none, so no place is chosen and all 2,500 people living in Core20 areas are missed. Choose 26 % or more for one place", none.Sentence, StringComparison.Ordinal);
        Assert.Contains("(1 of 2) misses", Made(ChartView.Missed, ("level", "icb22_code"), ("percent", "26")).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_group_is_drawn_for_each_period_or_place_and_the_widest_gap_named()
    {
        var (table, result, columns) = Lives();
        var periods = Drawn(FigureCharts.Equiplot(table, result, columns, new(ChartView.Equiplot, null, null, new Dictionary<string, string>())));
        Assert.Contains("In North, males: the gap in life expectancy between people living in the most deprived third of areas and in the least deprived third of areas is widest in 2022, 9.00 years more in the latter (95 % interval ", periods.Sentence, StringComparison.Ordinal);
        Assert.Contains("narrowest in 2019, 6.00 years more in the latter", periods.Sentence, StringComparison.Ordinal);
        Assert.Equal(["70", "73", "76", "69", "74", "78"], periods.Tables[0].Rows.Select(r => r[5].Number!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(6, XDocument.Parse(periods.Draw(true)).Descendants().Count(e => e.Name.LocalName == "circle"));
        var places = Drawn(FigureCharts.Equiplot(table, result, columns, new(ChartView.Equiplot, null, null, new Dictionary<string, string> { ["by"] = "place" })));
        Assert.Equal(["North", "South"], places.Tables[0].Rows.Select(r => r[0].Text).Distinct());
        Assert.Equal([5, 6, 7, 8, 9, 10], places.Rows().Rows.Select(r => r[0].Number!.Value));
        Assert.StartsWith("In 2022, males: the gap", places.Sentence, StringComparison.Ordinal);
        Assert.Contains("widest in North", places.Sentence, StringComparison.Ordinal);
        var unmapped = FigureCharts.Equiplot(table, result, columns, new(ChartView.Equiplot, null, null, new Dictionary<string, string> { ["by"] = "kind" }));
        Assert.Contains("has no column for that", unmapped.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_figure_would_be_by_other_choices_is_set_beside_it()
    {
        var (table, result, columns) = Lives();
        var chart = Drawn(FigureCharts.Sensitivity(table, result, columns, new(ChartView.Sensitivity, null, null, new Dictionary<string, string>())));
        var rows = chart.Tables[0].Rows;
        Assert.Equal(["as it is", "scale of the line", "scale of the line", "baseline period"], rows.Select(r => r[0].Text));
        // Thirds of equal people at 1/6, 1/2 and 5/6: the slope is 3/2 of the difference between the ends.
        Assert.Equal(13.5, rows[0][2].Number!.Value, 9);
        Assert.Equal(13.5 - 9, rows[3][6].Number!.Value, 9);
        // What comes after the figure's own period is no baseline.
        var (_, earlier, _) = Lives("2019");
        Assert.DoesNotContain("baseline period", Drawn(FigureCharts.Sensitivity(table, earlier, columns, new(ChartView.Sensitivity, null, null, new Dictionary<string, string>()))).Tables[0].Rows.Select(r => r[0].Text));
        // Years above 1 have no log-odds, and the table says so rather than leaving the row out.
        Assert.Null(rows[2][2].Number);
        Assert.NotEqual("", rows[2][7].Text);
        Assert.InRange(rows[1][2].Number!.Value, 13, 14);
        Assert.Contains("its change depends on the baseline: +4.5", chart.Sentence, StringComparison.Ordinal);
        // The rows of North in both years, as the file has them; South's are in no choice here.
        Assert.Equal([2, 3, 4, 5, 6, 7], chart.Rows().Rows.Select(r => r[0].Number!.Value));
        Assert.Equal(("Line", "area", "2022", 78), (chart.Rows().Columns[0], chart.Rows().Columns[1], chart.Rows().Rows[5][3].Text, chart.Rows().Rows[5][chart.Rows().Columns.ToList().IndexOf("value")].Number!.Value));
        Assert.Equal(3, XDocument.Parse(chart.Draw(true)).Descendants().Count(e => e.Name.LocalName == "circle"));
    }

    private static Chart Drawn(Result<Chart> made)
    {
        Assert.True(made.Succeeded, made.Error?.Message);
        return made.Value;
    }

    private static (LongTable Table, FigureResult Result, IReadOnlyDictionary<ColumnRole, string> Columns) Lives(string when = "2022")
    {
        var csv = new System.Text.StringBuilder("area,sex,period,group,value,se,people\n");
        foreach (var (area, period, values) in new[] { ("North", "2019", new[] { 70, 73, 76 }), ("North", "2022", [69, 74, 78]), ("South", "2022", [72, 74, 77]) })
            for (var i = 0; i < 3; i++) csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"{area},Males,{period},{i + 1},{values[i]},0.4,1000\n");
        var table = Tables.Of(csv.ToString());
        var columns = Recognise.Of(table.Columns).Columns;
        var dataset = new Dataset { Id = DatasetId.New(), Name = "Lives", FileName = table.FileName, What = "life expectancy", Unit = "years", RankedBy = "income", Vintage = "LSOA 2021" };
        var figure = new Figure { Dataset = dataset.Id, Name = "Lives", Place = "North", Period = when, People = "Males", Method = FigureMethod.Given };
        return (table, ReadFigures.Make(table, dataset, columns, figure, 1).Value, columns);
    }

    [Fact]
    public void The_nation_s_core20_is_drawn_and_said_from_the_published_files()
    {
        var table = Tables.Shared("data/lsoa11_imd2019_icb22.csv.gz");
        var columns = new Dictionary<ColumnRole, string>(Recognise.Of(table.Columns).Columns) { [ColumnRole.Population] = "pop2020_total" };
        Result<Chart> Draw(ChartView view, LongTable of, IReadOnlyDictionary<ColumnRole, string> roles, Dictionary<string, string>? options = null, (Dataset, IReadOnlyDictionary<ColumnRole, string>, LongTable)? outlines = null) =>
            MakeChart.Of(of, new() { Id = DatasetId.New(), Name = "Areas", FileName = of.FileName, Kind = DatasetKind.Areas, Vintage = "LSOA 2011", RankedBy = "IMD 2019" }, roles, new(view, null, null, options ?? []), outlines);
        var core = Draw(ChartView.Core20, table, columns, new() { ["level"] = "icb22_code" }).Value;
        Assert.Contains("In England in 2020, all residents, by IMD 2019: 6,568 of 32,844 areas (LSOA 2011) are in the most deprived fifth of the nation, and 11,301,143 of 56,550,138 people (19.98 %)", core.Sentence, StringComparison.Ordinal);
        Assert.Contains("14 of 42 (the last has 17.9 %, the next 17.2 %), holds 70.7 %", core.Sentence, StringComparison.Ordinal);
        var missed = Draw(ChartView.Missed, table, columns, new() { ["level"] = "ltla22_code" }).Value;
        Assert.Contains("misses 4,367,244 of the 11,301,143", missed.Sentence, StringComparison.Ordinal);
        Assert.Contains("(38.6 %)", missed.Sentence, StringComparison.Ordinal);
        var index = Draw(ChartView.Index, table, columns).Value;
        Assert.Contains("come out within 0.0014", index.Method, StringComparison.Ordinal);
        var map = Tables.Shared("data/boundaries_icb22_ultra.geojson");
        var roles = Recognise.Boundaries(map.Columns);
        var drawn = Draw(ChartView.Map, table, columns, null, outlines: (new() { Name = "ICBs", FileName = map.FileName, Vintage = roles.Vintage }, roles.Columns, map));
        Assert.True(drawn.Succeeded, drawn.Error?.Message);
        Assert.StartsWith("In England in 2020, all residents, by IMD 2019: the share of people living in Core20 areas runs over 42 areas (ICB 2022) from ", drawn.Value.Sentence!, StringComparison.Ordinal);
        Assert.Contains("Birmingham and Solihull", drawn.Value.Sentence!, StringComparison.Ordinal);
        Assert.Equal(42, XDocument.Parse(drawn.Value.Draw(true)).Descendants().Count(e => e.Name.LocalName == "path"));
        foreach (var view in new[] { ChartView.Fifths, ChartView.Levels, ChartView.Kinds })
            Assert.True(Draw(view, table, columns, view == ChartView.Kinds ? new() { ["value"] = "imd19_score", ["higher"] = "worse" } : null).Succeeded, view.ToString());
    }

    [Fact]
    public void A_published_lookup_carries_the_nation_s_people_over_and_loses_none()
    {
        var people = Tables.Shared("data/lsoa11_pop2020_persons_5yr.csv.gz");
        var lookup = Tables.Shared("data/lookup_lsoa11_lsoa21.csv.gz");
        var guess = Recognise.Of(lookup.Columns);
        Assert.Equal((DatasetKind.Lookup, "LSOA 2011", "LSOA 2021"), (guess.Kind, guess.Vintage, guess.ToVintage));
        Assert.Equal(DatasetKind.Areas, Recognise.Of(people.Columns).Kind);
        var carried = CarryAreas.Run(people, lookup, new("lsoa11_code", [new("total_population", CarriedAs.Count)], guess.Columns[ColumnRole.Area], guess.Columns[ColumnRole.To])).Value;
        Assert.Equal(33_755, carried.Rows.Count);
        Assert.Empty(carried.Unmatched);
        Assert.Equal(56_550_138, carried.Rows.Sum(r => r.Values[0]!.Value), 1e-3);
        Assert.Equal(carried.Split, carried.EquallyShared);
    }
}
