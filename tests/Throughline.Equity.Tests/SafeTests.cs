using System.Globalization;
using Throughline.Files;
using Throughline.Statistics;
using Throughline.Statistics.Areas;

namespace Throughline.Equity.Tests;

/// <summary>What leaves the project: small counts hidden with a second one, others rounded, and nothing beside them that would give them away.</summary>
public class SafeTests
{
    [Fact]
    public void A_small_count_is_hidden_with_its_row_and_with_a_second_row()
    {
        SheetToWrite sheet = new("made", ["area", "reached", "missed", "people", "rate"], [["a", 3, 40, 100, 3.0], ["b", 23, 11, 100, 23.0], ["c", 41, 62, 200, 20.5]]);
        var safe = SafeSheet.Of(sheet, new(["reached", "missed"], ["area", "people"], "people")).Value;
        Assert.Equal(["area", "people", "reached", "missed", "% of people, from the rounded count"], safe.Columns);
        string Told(int row, int column) => safe.Rows[row][column].Number?.ToString(CultureInfo.InvariantCulture) ?? safe.Rows[row][column].Text;
        Assert.Equal([SafeSheet.Hidden, SafeSheet.HiddenToo, "40", "65"], Enumerable.Range(0, 4).Select(row => Told(row, 2)));
        Assert.Equal([SafeSheet.HiddenToo, SafeSheet.HiddenToo, "60", "115"], Enumerable.Range(0, 4).Select(row => Told(row, 3)));
        Assert.Equal(("20", "all"), (Told(2, 4), Told(3, 0)));
        Assert.DoesNotContain("20.5", safe.Rows.SelectMany(r => r).Select(c => c.Number?.ToString(CultureInfo.InvariantCulture)));
        var wrong = SafeSheet.Of(sheet with { Rows = [["a", -1, 2, 3, 1.0]] }, new(["reached"], ["area"]));
        Assert.Contains("line 2, column \"reached\": \"-1\" is no count", wrong.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_add_up_within_the_words_of_a_column_and_no_sum_hides_one_alone()
    {
        var random = new Random(20261123);
        for (var trial = 0; trial < 300; trial++)
        {
            var rows = Enumerable.Range(0, 12).Select(i => (IReadOnlyList<SheetCell>)[$"a{i}", i < 5 ? "N" : "S", random.Next(trial % 3 == 0 ? 4 : 40), random.Next(60)]).ToList();
            var safe = SafeSheet.Of(new("made", ["area", "place", "n", "m"], rows), new(["n", "m"], ["area", "place"], PartOf: "place")).Value;
            foreach (var column in new[] { 2, 3 })
                foreach (var (from, to, sum) in new[] { (0, 5, 12), (5, 12, 13) })
                {
                    var hidden = Enumerable.Range(from, to - from).Append(sum).Where(row => safe.Rows[row][column].Number is null).ToList();
                    Assert.NotEqual(1, hidden.Count);
                    Assert.All(Enumerable.Range(from, to - from), row => Assert.True(rows[row][column].Number is 0 or > 7 || safe.Rows[row][column].Number is null));
                }
        }
    }

    private static FigureResult Figure(string csv, FigureMethod method, string unit = "")
    {
        var table = Tables.Of(csv);
        var columns = Recognise.Of(table.Columns).Columns;
        Dataset dataset = new() { Id = DatasetId.New(), Name = "Lives", FileName = table.FileName, What = "quitting", Unit = unit };
        var made = ReadFigures.Make(table, dataset, columns, new() { Dataset = dataset.Id, Name = "Quit", Place = "North", Period = "2022", People = "adults", Method = method }, 1);
        Assert.True(made.Succeeded, made.Error?.Message);
        return made.Value;
    }

    [Fact]
    public void A_figure_of_counts_is_made_again_from_the_rounded_ones()
    {
        var figure = Figure("period,fifth,count,eligible\n2019,1,12,100\n2019,2,31,100\n2019,3,52,100\n2022,1,18,100\n2022,2,33,100\n2022,3,57,100\n", FigureMethod.Proportion);
        var safe = SafeFigure.Of(figure).Value;
        Assert.Equal(0, safe.Hidden);
        Assert.Equal([10, 30, 50], safe.Sheet.Rows.Where(r => r[1].Text == "value" && r[3].Text == "2019").Select(r => r[8].Number!.Value));
        Assert.Equal([20.0, 35, 55], safe.Picture!.Groups.Select(g => g.Value.Value));
        // Thirds of equal people at 1/6, 1/2 and 5/6: 3/2 of the difference between the ends.
        Assert.Equal(1.5 * 35, safe.Picture.Slope.Absolute.Value, 9);
        Assert.DoesNotContain(1.5 * 39, safe.Sheet.Rows.Select(r => r[9].Number));
    }

    [Fact]
    public void A_period_with_a_hidden_group_has_neither_index_nor_picture()
    {
        var figure = Figure("period,fifth,count,eligible\n2019,1,12,100\n2019,2,31,100\n2019,3,52,100\n2022,1,3,100\n2022,2,33,100\n2022,3,57,100\n", FigureMethod.Rate);
        var safe = SafeFigure.Of(figure).Value;
        Assert.Equal((2, true), (safe.Hidden, safe.Picture is null));
        var now = safe.Sheet.Rows.Where(r => r[3].Text == "2022").ToList();
        Assert.Equal([SafeSheet.Hidden, SafeSheet.HiddenToo, ""], now.Select(r => r[8].Text));
        Assert.Equal(new double?[] { null, null, 55_000 }, now.Select(r => r[9].Number));
        Assert.Contains(safe.Sheet.Rows, r => r[3].Text == "2019" && r[1].Text == "slope index of inequality");
        // What the table gives itself stays where its group is shown, and goes where it is not.
        var given = SafeFigure.Of(Figure("period,fifth,value,count,population\n2022,1,70,4,100\n2022,2,74,30,100\n2022,3,78,40,100\n", FigureMethod.Given, "years")).Value;
        Assert.Equal(new double?[] { null, null, 78 }, given.Sheet.Rows.Select(r => r[9].Number));
        Assert.Null(given.Picture);
        // Where the table counts nobody there is nothing to hide.
        Assert.NotNull(SafeFigure.Of(Figure("period,fifth,value,population\n2022,1,70,100\n2022,2,74,100\n2022,3,78,100\n", FigureMethod.Given, "years")).Value.Picture);
    }

    [Fact]
    public void Every_view_of_areas_says_what_of_it_may_be_published()
    {
        var rows = new System.Text.StringBuilder("lsoa11_code,ltla22_code,icb22_code,imd19_rank,imd19_decile,imd19_score,population,cases_n\n");
        for (var i = 1; i <= 30; i++) rows.Append(CultureInfo.InvariantCulture, $"A{i:00},L{i % 6},I{i % 6 / 3},{i},{(i + 2) / 3},{80 - i},{500 + i},{(i % 5 == 0 ? 3 : 20 + i)}\n");
        var table = Tables.Of(rows.ToString());
        var columns = Recognise.Of(table.Columns).Columns;
        foreach (var view in new[] { ChartView.Core20, ChartView.Missed, ChartView.Fifths, ChartView.Funnel, ChartView.Curve, ChartView.Levels, ChartView.Kinds })
        {
            var chart = ChartTests.Draw(view, table, columns, new() { ["value"] = view == ChartView.Levels ? "imd19_score" : "cases_n", ["higher"] = "worse" });
            Assert.True(chart.Succeeded, $"{view}: {chart.Error?.Message}");
            var safe = chart.Value.SafeTables();
            Assert.True(safe.Succeeded, $"{view}: {safe.Error?.Message}");
            Assert.Equal(view == ChartView.Levels, chart.Value.Safe is null);
            if (view != ChartView.Funnel) continue;
            // Six areas of three cases each, by lines 6, 11 and so on: none is told, nor its share or its limits.
            Assert.Equal(6, safe.Value[0].Rows.Count(r => r[3].Text == SafeSheet.Hidden));
            Assert.Equal(["Area", "People", "Line", "Count", "% of People, from the rounded count"], safe.Value[0].Columns);
        }
    }

    [Fact]
    public void What_another_table_hides_is_hidden_here_too()
    {
        var safe = new SafeCount[4];
        Assert.True(Suppression.Nested([20, 30, 40, 90], [3, 3, 3, -1], safe, null, [true, false, false, false]).Succeeded);
        Assert.Equal([Hiding.Secondary, Hiding.Secondary, Hiding.Shown, Hiding.Shown], safe.Select(s => s.Hiding));
        Assert.Equal(RefusalReason.UnlikeLengths, Assert.IsType<StatisticRefused>(Suppression.Nested([20, 30, 40, 90], [3, 3, 3, -1], safe, null, [true]).Error).Reason);
    }
}
