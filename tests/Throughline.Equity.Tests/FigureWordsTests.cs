namespace Throughline.Equity.Tests;

/// <summary>What sentences say of groups and of indices: no more than the data set does.</summary>
public class FigureWordsTests
{
    [Theory]
    [InlineData("IMD 2019", true, "13.5 %"), InlineData("imd 2025", true, "13.5 %"), InlineData("IMD19", true, "13.5 %"), InlineData("IoD 2025", true, "13.5 %"), InlineData("English Indices of Deprivation 2015", true, "13.5 %"),
     InlineData("Index of Multiple Deprivation", true, null), InlineData("IMD 2010", true, null), InlineData("WIMD 2019", true, null), InlineData("SIMD 2020", true, null), InlineData("Scottish Index of Multiple Deprivation 2025", true, null),
     InlineData("IMD 2019 without the health domain", false, null), InlineData("IMD 2019 without its health domain", false, null), InlineData("IMD 2019 without health", false, null),
     InlineData("income domain of IMD 2019", false, null), InlineData("income", false, null), InlineData("timid 2019", false, null), InlineData("", false, null)]
    public void An_index_counts_health_where_it_does_and_its_weight_is_told_where_it_is_published(string rankedBy, bool counts, string? weight)
    {
        Assert.Equal(counts, FigureWords.CountsHealth(rankedBy));
        Assert.Equal(weight, FigureWords.HealthWeight(rankedBy));
    }

    private static FigureResult Of(string csv, string rankedBy = "")
    {
        var table = Tables.Of(csv);
        Dataset dataset = new() { Id = DatasetId.New(), Name = "Quits", FileName = table.FileName, What = "quitting", Unit = "%", RankedBy = rankedBy };
        var made = ReadFigures.Make(table, dataset, new Dictionary<ColumnRole, string> { [ColumnRole.Group] = table.Columns[0], [ColumnRole.Order] = "order", [ColumnRole.Numerator] = "quit", [ColumnRole.Denominator] = "asked", [ColumnRole.Population] = "asked" },
            new() { Dataset = dataset.Id, Name = "Quit", Place = "North", Period = "2022", People = "Adults", Method = FigureMethod.Proportion }, 1);
        Assert.True(made.Succeeded, made.Error?.Message);
        return made.Value;
    }

    private const string Rows = "order,quit,asked\nLowest,1,120,1000\nLow,2,180,1000\nMiddle,3,230,1000\nHigh,4,260,1000\nHighest,5,330,1000\n";

    [Fact]
    public void Groups_of_income_are_no_areas_and_nobody_lives_in_them()
    {
        var figure = Of("income," + Rows);
        Assert.False(figure.RanksAreas);
        Assert.StartsWith("In North in 2022, adults: quitting was 12.00 % (95 % interval 10.13 to 14.16) among people in the first of five groups (\"Lowest\") and 33.00 %", figure.Sentence, StringComparison.Ordinal);
        Assert.EndsWith("the line rises towards the last of five groups (\"Highest\"). More is better here: people in the first of five groups (\"Lowest\") fare worse. Groups stand in the order that the table gives them; each is told by its average.", figure.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("depriv", figure.Sentence, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(figure.Warnings, w => w.Title == "An area is not a person");
        foreach (var svg in new[] { FigureSvg.Draw(figure, true), FigureSvg.Draw(figure, false) })
        {
            Assert.DoesNotContain("deprived", svg, StringComparison.Ordinal);
            Assert.Contains("Lowest", svg, StringComparison.Ordinal);
        }
        var sheet = FigureWords.Sheet(figure);
        Assert.Contains("Rank", sheet.Columns);
        Assert.DoesNotContain(sheet.Rows, row => row[1].Text.Contains("deprived", StringComparison.Ordinal));
    }

    [Theory, InlineData("income", "IMD 2019"), InlineData("deprivation quintile", ""), InlineData("imd_quintile", "")]
    public void Areas_are_meant_where_the_data_set_or_its_heading_says_so(string heading, string rankedBy)
    {
        var figure = Of($"{heading},{Rows}", rankedBy);
        Assert.Contains("among people living in the most deprived fifth of areas and", figure.Sentence, StringComparison.Ordinal);
        Assert.EndsWith("Areas, not persons, are ranked.", figure.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_gradients_small_groups_keep_the_view_of_choices_from_being_published()
    {
        static Result<Chart> View(int small)
        {
            var table = Tables.Of($"kind,group,order,quit,asked\none,a,1,20,100\none,b,2,30,100\ntwo,a,1,{small},100\ntwo,b,2,40,100\n");
            Dataset dataset = new() { Id = DatasetId.New(), Name = "Quits", FileName = table.FileName, What = "quitting", Unit = "%" };
            var columns = new Dictionary<ColumnRole, string> { [ColumnRole.Kind] = "kind", [ColumnRole.Group] = "group", [ColumnRole.Order] = "order", [ColumnRole.Numerator] = "quit", [ColumnRole.Denominator] = "asked", [ColumnRole.Population] = "asked" };
            var figure = ReadFigures.Make(table, dataset, columns, new() { Dataset = dataset.Id, Name = "Quit", Kind = "one", Method = FigureMethod.Proportion }, 1).Value;
            return FigureCharts.Sensitivity(table, figure, columns, new(ChartView.Sensitivity, null, null, new Dictionary<string, string>()));
        }
        Assert.Null(View(20).Value.Safe);
        var unsafe_ = View(3).Value;
        Assert.Contains("of which the table gives no count", Assert.IsType<ViewUnsafe>(unsafe_.SafeTables().Error).Message, StringComparison.Ordinal);
    }
}
