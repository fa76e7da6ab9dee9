using System.Globalization;

namespace Throughline.Equity.Tests;

/// <summary>Each warning is raised by a case it applies to, with the figure that makes it concrete, and not by one it does not.</summary>
public class WarningTests
{
    private static readonly Dictionary<ColumnRole, string> Columns = new()
    {
        [ColumnRole.Area] = "area",
        [ColumnRole.Period] = "period",
        [ColumnRole.Group] = "group",
        [ColumnRole.Order] = "group",
        [ColumnRole.Value] = "value",
        [ColumnRole.StandardError] = "se",
        [ColumnRole.Population] = "people",
    };

    private static (LongTable Table, FigureResult Result) Of(int figures, params (string Area, string Period, double[] Values)[] gradients)
    {
        var table = Tables.Of("area,period,group,value,se,people\n" + string.Concat(gradients.SelectMany(g => g.Values.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"{g.Area},{g.Period},{i + 1},{v},0.4,1000\n")))));
        Dataset dataset = new() { Id = DatasetId.New(), Name = "Made", FileName = table.FileName, What = "waiting", Unit = "weeks", RankedBy = "IMD 2019", Vintage = "LSOA 2011" };
        var made = ReadFigures.Make(table, dataset, Columns, new() { Dataset = dataset.Id, Name = "Waits", Place = gradients[0].Area, Period = gradients[^1].Period, People = "Adults", Method = FigureMethod.Given }, figures);
        Assert.True(made.Succeeded, made.Error?.Message);
        return (table, made.Value);
    }

    private static string? Said(FigureResult result, string title) => result.Warnings.SingleOrDefault(w => w.Title == title) is { } warning ? Cited(warning) : null;

    private static string Cited(FigureWarning warning)
    {
        Assert.NotEqual("", warning.Source);
        return warning.Text;
    }

    [Fact]
    public void Absolute_and_relative_disagree()
    {
        const string Title = "Absolute and relative disagree";
        // The slope is 3/2 of the ends' difference: −30, then −18; the ratio of the line's ends 15/45 = 0.33, then 5/23 = 0.22.
        Assert.Contains("From 2019 to 2022 the slope index went from −30.00 weeks to −18.00 weeks (narrower), and the relative index from 0.33 to 0.22 (wider)", Said(Of(1, ("N", "2019", [40, 30, 20]), ("N", "2022", [20, 14, 8])).Result, Title), StringComparison.Ordinal);
        // Both narrower.
        Assert.Null(Said(Of(1, ("N", "2019", [40, 30, 20]), ("N", "2022", [32, 30, 28])).Result, Title));
    }

    [Fact]
    public void The_gradient_is_not_straight()
    {
        const string Title = "The gradient is not straight";
        // The line through 70, 80 and 72 is 74 + 3 (r − 1/2): the second group lies 6 above its 74.
        Assert.Contains("The value of third 2 of 3 lies 6.00 weeks above the line (80.00 weeks)", Said(Of(1, ("N", "2022", [70, 80, 72])).Result, Title), StringComparison.Ordinal);
        Assert.Null(Said(Of(1, ("N", "2022", [70, 73, 76])).Result, Title));
    }

    [Fact]
    public void Fix_the_baseline_in_advance()
    {
        const string Title = "Fix the baseline in advance";
        // Slopes of 9, 12 and 15.
        Assert.Contains("Against 2016 the slope index changed by 6.00 weeks, against 2019 by 3.00 weeks.", Said(Of(1, ("N", "2016", [10, 13, 16]), ("N", "2019", [10, 14, 18]), ("N", "2022", [10, 15, 20])).Result, Title), StringComparison.Ordinal);
        Assert.Null(Said(Of(1, ("N", "2022", [10, 15, 20])).Result, Title));
    }

    [Fact]
    public void Many_comparisons()
    {
        const string Title = "Many comparisons";
        Assert.StartsWith("6 figures are made from \"Made\".", Said(Of(6, ("N", "2022", [10, 15, 20])).Result, Title), StringComparison.Ordinal);
        Assert.Null(Said(Of(5, ("N", "2022", [10, 15, 20])).Result, Title));
        // A funnel compares all of its areas.
        var table = Tables.Of("lsoa11_code,population,cases_n\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"A{i:00},1000,{100 + i}\n")));
        Assert.StartsWith("40 areas are compared: of so many, 2 lie outside the 95 % limits by chance alone.", Of(table, ChartView.Funnel)[Title], StringComparison.Ordinal);
        Assert.DoesNotContain(Title, Of(table, ChartView.Levels, ("value", "cases_n"), ("levels", "lsoa11_code")).Keys);
    }

    private const string Small = "lsoa11_code,icb22_code,ltla22_code,imd19_rank,imd19_decile,imd19_score,income_rank,population,smokers_n\nA,I1,L1,1,1,50,1,1000,90\nB,I1,L1,2,2,40,2,3000,80\nC,I1,L2,9,9,5,3,1000,70\nD,I2,L3,4,4,20,4,2000,60\nE,I2,L4,7,7,10,5,2000,50\n";

    [Fact]
    public void The_scale_of_areas_decides()
    {
        const string Title = "The scale of areas decides";
        var table = Tables.Of(Small);
        // A quarter of four councils is L1, where all 4,000 live; half of two systems is I1, the same people.
        Assert.Contains("here 0.0 % are missed by LAs 2022, 0.0 % are missed by ICBs 2022", Of(table, ChartView.Missed, ("level", "icb22_code"), ("percent", "50"))[Title], StringComparison.Ordinal);
        Assert.Contains("% lies between areas, within LAs 2022", Of(table, ChartView.Levels, ("value", "imd19_score"))[Title], StringComparison.Ordinal);
        Assert.Contains("The highest of the same numbers is 42.50 among 4 LAs 2022, and 35.00 among the 2 areas drawn here.", Map(("value", "imd19_score"))[Title], StringComparison.Ordinal);
        Assert.DoesNotContain(Title, Map(("value", "smokers_n")).Keys);
        Assert.DoesNotContain(Title, Of(table, ChartView.Funnel, ("count", "smokers_n")).Keys);
    }

    [Fact]
    public void A_map_warns_of_the_index_where_it_shows_it()
    {
        var share = Map();
        Assert.StartsWith("4,000 of 9,000 people (44.4 %) live in the areas meant.", share["An area is not a person"], StringComparison.Ordinal);
        Assert.StartsWith("13.5 % of IMD 2019 is a health domain", share["Health is inside the index"], StringComparison.Ordinal);
        var score = Map(("value", "imd19_score"));
        // (50·1,000 + 40·3,000 + 5·1,000)/5,000.
        Assert.StartsWith("\"imd19_score\" is one number for each area: the 35.00 of I1 is told of everybody who lives there, 5,000 people, whatever their own circumstances.", score["An area is not a person"], StringComparison.Ordinal);
        Assert.Contains("Health is inside the index", score.Keys);
        // One domain holds no other; a count of people is not of the index.
        Assert.DoesNotContain("Health is inside the index", Map(("value", "income_rank")).Keys);
        Assert.Equal(["Large areas fill the map"], Map(("value", "smokers_n")).Keys);
    }

    [Fact]
    public void Every_group_has_the_warnings_of_its_figure_and_of_several_side_by_side()
    {
        // Differences of 10 and 8; ratios of 2 and 5.
        var (table, result) = Of(1, ("N", "2022", [10, 15, 20]), ("S", "2022", [2, 6, 10]));
        var places = Seen(table, result, "place");
        Assert.StartsWith("The difference is widest in N (10.00 weeks, ratio 2.00; the average of all groups is 15.00 weeks), and the ratio furthest from 1 in S (8.00 weeks, ratio 5.00; the average of all groups is 6.00 weeks).", places["Absolute and relative disagree"], StringComparison.Ordinal);
        // Their numbers are of the figure's own row alone.
        Assert.StartsWith("In N: 1,000 of 3,000 people (33.3 %) live in the most deprived third of areas.", places["An area is not a person"], StringComparison.Ordinal);
        Assert.StartsWith("In N: areas are ranked by IMD 2019, of which 13.5 % is a health domain.", places["Health is inside the index"], StringComparison.Ordinal);
        Assert.DoesNotContain("Many comparisons", places.Keys);
        Assert.DoesNotContain("Fix the baseline in advance", places.Keys);
        // The widest difference is the widest ratio too.
        (table, result) = Of(1, ("N", "2022", [10, 15, 20]), ("S", "2022", [10, 12, 14]));
        Assert.DoesNotContain("Absolute and relative disagree", Seen(table, result, "place").Keys);

        (table, result) = Of(1, [.. Enumerable.Range(0, 7).Select(i => ("N", $"{2016 + i}", new double[] { 10, 13, 16 + i }))]);
        var periods = Seen(table, result, "period");
        Assert.StartsWith("7 gaps stand side by side, and the widest and the narrowest are named: of so many 95 % intervals 0.35 miss", periods["Many comparisons"], StringComparison.Ordinal);
        Assert.StartsWith("In 2022: 1,000 of 3,000 people", periods["An area is not a person"], StringComparison.Ordinal);
        Assert.StartsWith("Against 2016 the slope index changed by 9.00 weeks", periods["Fix the baseline in advance"], StringComparison.Ordinal);

        static Dictionary<string, string> Seen(LongTable table, FigureResult result, string by)
        {
            var chart = FigureCharts.Equiplot(table, result, Columns, new(ChartView.Equiplot, null, null, new Dictionary<string, string> { ["by"] = by }));
            Assert.True(chart.Succeeded, chart.Error?.Message);
            return chart.Value.Warnings.ToDictionary(w => w.Title, Cited);
        }
    }

    [Fact]
    public void Every_group_warns_of_small_counts_in_any_of_its_rows()
    {
        var table = Tables.Of("period,group,quit,asked\n2019,1,20,100\n2019,2,5,100\n2022,1,20,100\n2022,2,30,100\n");
        Dataset dataset = new() { Id = DatasetId.New(), Name = "Quits", FileName = table.FileName, What = "quitting" };
        var columns = new Dictionary<ColumnRole, string> { [ColumnRole.Period] = "period", [ColumnRole.Group] = "group", [ColumnRole.Order] = "group", [ColumnRole.Numerator] = "quit", [ColumnRole.Denominator] = "asked", [ColumnRole.Population] = "asked" };
        var figure = ReadFigures.Make(table, dataset, columns, new() { Dataset = dataset.Id, Name = "Quit", Period = "2022", Method = FigureMethod.Proportion }, 1).Value;
        Assert.DoesNotContain(figure.Warnings, w => w.Title == "Small numbers");
        var chart = FigureCharts.Equiplot(table, figure, columns, new(ChartView.Equiplot, null, null, new Dictionary<string, string>())).Value;
        Assert.StartsWith("1 of 4 groups rests on counts of 1 to 7, as \"2\" (2019) on 5 (line 3)", Assert.Single(chart.Warnings, w => w.Title == "Small numbers").Text, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Of(LongTable table, ChartView view, params (string, string)[] options)
    {
        var chart = ChartTests.Draw(view, table, Recognise.Of(table.Columns).Columns, options.ToDictionary(o => o.Item1, o => o.Item2));
        Assert.True(chart.Succeeded, chart.Error?.Message);
        return chart.Value.Warnings.ToDictionary(w => w.Title, Cited);
    }

    private static Dictionary<string, string> Map(params (string, string)[] options)
    {
        var (table, map) = (Tables.Of(Small), Tables.Of("""{"features":[{"properties":{"icb22_code":"I1"},"geometry":{"type":"Polygon","coordinates":[[[0,50],[1,50],[1,51],[0,50]]]}},{"properties":{"icb22_code":"I2"},"geometry":{"type":"Polygon","coordinates":[[[1,50],[2,50],[2,51],[1,50]]]}}]}""", "map.geojson"));
        var roles = Recognise.Boundaries(map.Columns);
        var chart = ChartTests.Draw(ChartView.Map, table, Recognise.Of(table.Columns).Columns, options.ToDictionary(o => o.Item1, o => o.Item2), outlines: (new() { Name = "Outlines", FileName = "map.geojson", Kind = DatasetKind.Boundaries, Vintage = roles.Vintage }, roles.Columns, map));
        Assert.True(chart.Succeeded, chart.Error?.Message);
        return chart.Value.Warnings.ToDictionary(w => w.Title, Cited);
    }
}
