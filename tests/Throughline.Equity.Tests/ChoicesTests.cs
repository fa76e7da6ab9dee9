using System.Globalization;

namespace Throughline.Equity.Tests;

/// <summary>What another index says: the same gradient by other ways of making groups, and the most deprived fifth by one domain alone.</summary>
public class ChoicesTests
{
    [Fact]
    public void A_figure_by_another_index_is_worked_by_hand()
    {
        // Thirds of 1,000 people stand at the ranks 1/6, 1/2 and 5/6. The least-squares line through y1, y2, y3 rises by Σ(r − 1/2)y/Σ(r − 1/2)² = (y3 − y1)/3 ÷ 2/9 = 3/2 (y3 − y1), with the variance 9/4 (e1² + e3²).
        // IMD 2019:       69, 74, 78, errors 0.4: 13.5, error √(9/4 · 0.32) = 0.848528, 95 % limits 13.5 ∓ 1.959964 · 0.848528 = 11.836915 and 15.163085; mean 73⅔, ends 73⅔ ∓ 6.75, ratio 80.416667/66.916667 = 1.201743.
        // income domain:  71, 74, 76, errors 0.4: 7.5, the same error, 5.836915 and 9.163085; mean 73⅔, ends ∓ 3.75, ratio 77.416667/69.916667 = 1.107271.
        // health domain:  66, 74, 80, errors 0.6 and 0.8 at the ends: 21, error √(9/4 · (0.36 + 0.64)) = 1.5, 18.060054 and 23.939946; mean 73⅓, ends ∓ 10.5, ratio 83.833333/62.833333 = 1.334218.
        const string Csv = """
            kind,group,value,se,people
            IMD 2019,1,69,0.4,1000
            IMD 2019,2,74,0.4,1000
            IMD 2019,3,78,0.4,1000
            income domain,1,71,0.4,1000
            income domain,2,74,0.4,1000
            income domain,3,76,0.4,1000
            health domain,1,66,0.6,1000
            health domain,2,74,0.4,1000
            health domain,3,80,0.8,1000
            """;
        var table = Tables.Of(Csv);
        var columns = new Dictionary<ColumnRole, string> { [ColumnRole.Kind] = "kind", [ColumnRole.Group] = "group", [ColumnRole.Order] = "group", [ColumnRole.Value] = "value", [ColumnRole.StandardError] = "se", [ColumnRole.Population] = "people" };
        Dataset dataset = new() { Id = DatasetId.New(), Name = "Lives", FileName = table.FileName, What = "life expectancy", Unit = "years", RankedBy = "IMD 2019", Vintage = "LSOA 2011" };
        var figure = ReadFigures.Make(table, dataset, columns, new() { Dataset = dataset.Id, Name = "Lives", Place = "North", Period = "2022", People = "Males", Kind = "IMD 2019", Method = FigureMethod.Given }, 1).Value;
        var chart = FigureCharts.Sensitivity(table, figure, columns, new(ChartView.Sensitivity, null, null, new Dictionary<string, string>())).Value;
        string[] Row(string to) => [.. chart.Tables[0].Rows.Single(r => r[1].Text == to).Skip(2).Take(4).Select(c => c.Number!.Value.ToString("0.000000", CultureInfo.InvariantCulture))];
        Assert.Equal(["13.500000", "11.836915", "15.163085", "1.201743"], [.. chart.Tables[0].Rows[0].Skip(2).Take(4).Select(c => c.Number!.Value.ToString("0.000000", CultureInfo.InvariantCulture))]);
        Assert.Equal(["7.500000", "5.836915", "9.163085", "1.107271"], Row("income domain"));
        Assert.Equal(["21.000000", "18.060054", "23.939946", "1.334218"], Row("health domain"));
        Assert.Equal(["income domain", "health domain"], chart.Tables[0].Rows.Where(r => r[0].Text == "index, or how groups were made").Select(r => r[1].Text));
        Assert.Contains("the slope index of life expectancy is 13.50 years (95 % interval 11.84 to 15.16); by other scales and indices it runs from 7.50 to 21.00 years", chart.Sentence, StringComparison.Ordinal);
        // All nine rows are counted from.
        Assert.Equal(Enumerable.Range(2, 9).Select(line => (double?)line), chart.Rows().Rows.Select(r => r[0].Number));
    }

    [Fact]
    public void The_most_deprived_fifth_by_another_index_is_worked_by_hand()
    {
        // Of ten areas a rank becomes X(1) = 100, X(2) = 50.43, X(3) = 35.86, X(4) = 27.01, X(5) = 20.63, X(6) = 15.65, …, X(10) = 2.39; the weights are 0.225 income, 0.135 health, and 0.639 for the five others, in which each area has one rank.
        //     income  health  others   whole: 0.225 X + 0.135 X + 0.639 X            without health: (0.225 X + 0.639 X) · 0.999/0.864
        // A   2       2       1        11.35 +  6.81 + 63.90 = 82.05                  87.01
        // B   3       1       3         8.07 + 13.50 + 22.91 = 44.48                  35.82
        // C   4       10      2         6.08 +  0.32 + 32.22 = 38.62                  44.29
        // D   1       6       6        22.50 +  2.11 + 10.00 = 34.61                  37.58
        // E   5       3       4         4.64 +  4.84 + 17.26 = 26.74                  25.32, and F to J less.
        // So the fifth, two areas, is A and B by the whole index, A and C without health, D and A by income alone, B and A by health alone.
        const string Csv = """
            lsoa11_code,population,income_rank,health_rank,employment_rank,education_rank,crime_rank,housing_rank,environment_rank
            A,1000,2,2,1,1,1,1,1
            B,2000,3,1,3,3,3,3,3
            C,3000,4,10,2,2,2,2,2
            D,4000,1,6,6,6,6,6,6
            E,500,5,3,4,4,4,4,4
            F,500,6,4,5,5,5,5,5
            G,500,7,5,7,7,7,7,7
            H,500,8,7,8,8,8,8,8
            I,500,9,8,9,9,9,9,9
            J,500,10,9,10,10,10,10,10
            """;
        var table = Tables.Of(Csv);
        var made = ChartTests.Draw(ChartView.Index, table, new Dictionary<ColumnRole, string> { [ColumnRole.Area] = "lsoa11_code", [ColumnRole.Population] = "population" });
        Assert.True(made.Succeeded, made.Error?.Message);
        string Row(string index) => string.Join(' ', made.Value.Tables[0].Rows.Single(r => r[0].Text == index).Skip(1).Select(c => c.Number!.Value.ToString(CultureInfo.InvariantCulture)));
        // Areas, people, areas shared with the whole index, people shared, people only here, people left out.
        Assert.Equal("2 3000 2 3000 0 0", Row("the index, made again from its domains"));
        Assert.Equal("2 4000 1 1000 3000 2000", Row("the index without its health domain"));
        Assert.Equal("2 5000 1 1000 4000 2000", Row("the income domain alone"));
        Assert.Equal("2 3000 2 3000 0 0", Row("the health domain alone"));
        Assert.Contains("without its health domain the index puts 3,000 other people in the most deprived fifth of areas and takes 2,000 out (1 of 2 areas stay); by the income domain alone 4,000 come in and 2,000 go out (1 areas stay).", made.Value.Sentence, StringComparison.Ordinal);
        Assert.Contains("has 4 areas: a fifth of them needs five or more", ChartTests.Draw(ChartView.Index, Tables.Of(string.Join('\n', Csv.ReplaceLineEndings("\n").Split('\n').Take(5)) + "\n"), new Dictionary<ColumnRole, string> { [ColumnRole.Area] = "lsoa11_code", [ColumnRole.Population] = "population" }).Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lsoa11_imd2019_icb22.csv.gz", "imd19", "pop2020_total", 6568), InlineData("lsoa21_imd2025_icb24.csv.gz", "imd25", "census21_residents", 6751)]
    public void The_fifths_of_domains_alone_are_those_of_the_published_deciles(string file, string index, string population, int areas)
    {
        var table = Tables.Shared($"data/{file}");
        var columns = new Dictionary<ColumnRole, string>(Recognise.Of(table.Columns).Columns) { [ColumnRole.Population] = population };
        var made = ChartTests.Draw(ChartView.Index, table, columns, vintage: index == "imd19" ? "LSOA 2011" : "LSOA 2021");
        Assert.True(made.Succeeded, made.Error?.Message);
        foreach (var domain in new[] { "income", "health" })
        {
            int[] published = [.. Enumerable.Range(0, table.Count).Where(row => table.Number(row, $"{index}_{domain}_decile").Value <= 2)], whole = [.. Enumerable.Range(0, table.Count).Where(row => table.Number(row, $"{index}_decile").Value <= 2)];
            double People(IEnumerable<int> rows) => rows.Sum(row => table.Number(row, population).Value);
            var told = made.Value.Tables[0].Rows.Single(r => r[0].Text == $"the {domain} domain alone");
            Assert.Equal((areas, published.Length, People(published)), (published.Length, (int)told[1].Number!.Value, told[2].Number!.Value));
            // The index made again errs by up to 0.0014, which moves a few areas at its cut and none else.
            Assert.InRange(told[3].Number!.Value, published.Intersect(whole).Count() - 3, published.Intersect(whole).Count() + 3);
        }
    }
}
