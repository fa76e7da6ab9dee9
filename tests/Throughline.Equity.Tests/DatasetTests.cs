using System.Text;
using Microsoft.EntityFrameworkCore;
using Throughline.Exchange.Archives;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Statistics.Inequality;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Equity.Tests;

/// <summary>Data sets and figures as a project keeps them, on both engines.</summary>
public class DatasetTests
{
    private const string Fifths = """
        area,sex,period,fifth,years,low,high,people
        Northby,Females,2014-16,1,79.0,78.5,79.5,1000
        Northby,Females,2014-16,2,81.0,80.5,81.5,1000
        Northby,Females,2014-16,3,82.0,81.5,82.5,1000
        Northby,Females,2014-16,4,83.0,82.5,83.5,1000
        Northby,Females,2014-16,5,84.5,84.0,85.0,1000
        Northby,Females,2017-19,1,78.0,77.5,78.5,1200
        Northby,Females,2017-19,2,81.0,80.5,81.5,1000
        Northby,Females,2017-19,3,82.0,81.5,82.5,1000
        Northby,Females,2017-19,4,83.5,83.0,84.0,1000
        Northby,Females,2017-19,5,85.0,84.5,85.5,1000
        """;

    private static readonly Dictionary<ColumnRole, string> Named = new() { [ColumnRole.Value] = "years", [ColumnRole.Period] = "period", [ColumnRole.Upper] = "high", [ColumnRole.Lower] = "low", [ColumnRole.Population] = "people" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ImportDataset.Request Ask(string csv = Fifths, string file = "life.csv") =>
        new(file, Encoding.UTF8.GetBytes(csv), Columns: Named, What: "life expectancy at birth", Unit: "years", Direction: Direction.HigherIsBetter, RankedBy: "IMD 2019", Vintage: "LSOA 2011");

    private static async Task<Acting> ProjectAsync(TestWorkbench bench, string title = "Trial") => (await bench.Get<CreateProject.Handler>().RunAsync(new(title, "Ruth Adeyemi"), Cancel)).Value.Acting;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Codes_are_recognised_named_and_said(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var csv = new StringBuilder("Sex,GeoCode,Decile,Pop,LifeExp,SE\n");
        foreach (var (place, people) in new[] { ("X06000001", 1000), ("E92000001", 9000) })
            for (var sex = 1; sex <= 2; sex++)
                for (var tenth = 1; tenth <= 10; tenth++) csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"{sex},{place},{tenth},{people},{70 + sex + tenth},0.1\n");
        var content = Encoding.UTF8.GetBytes(csv.ToString());
        var importing = bench.Get<ImportDataset.Handler>();
        var preview = (await importing.PreviewAsync(by, "tenths.csv", content, Cancel)).Value;
        Assert.Equal(["1", "2"], preview.CodesFor(ColumnRole.Category, preview.Mapping[ColumnRole.Category]));
        Assert.Empty(preview.CodesFor(ColumnRole.Group, preview.Mapping[ColumnRole.Group]));
        Assert.Equal([(ColumnRole.Category, "1", "Males"), (ColumnRole.Category, "2", "Females")], CodeMeanings.Read(preview.Meanings));
        var dataset = (await importing.RunAsync(by, new("tenths.csv", content, What: "life expectancy at birth", Unit: "years", Direction: Direction.HigherIsBetter), Cancel)).Value;
        // The nation before a place in it, though it stands later in the file.
        var id = (await bench.Get<AddFigure.Handler>().RunAsync(by, new(dataset, People: "2", Period: "2014-16"), Cancel)).Value;
        var figure = (await bench.Get<ReadFigures.Handler>().RunAsync(by.Project, id, Cancel)).Value;
        Assert.Equal("Life expectancy at birth, Females, England, 2014-16", figure.Figure.Name);
        Assert.StartsWith("In England in 2014-16, females: life expectancy at birth was 73.00 years", figure.Sentence, StringComparison.Ordinal);
        // Another word for a code is another sentence, and can be taken back.
        Assert.True((await bench.Get<ChangeDataset.Handler>().RunAsync(by, dataset, new(Meanings: CodeMeanings.Write([(ColumnRole.Category, "2", "Women and girls")])), Cancel)).Succeeded);
        Assert.StartsWith("In England in 2014-16, women and girls:", (await bench.Get<ReadFigures.Handler>().RunAsync(by.Project, id, Cancel)).Value.Sentence, StringComparison.Ordinal);
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.StartsWith("In England in 2014-16, females:", (await bench.Get<ReadFigures.Handler>().RunAsync(by.Project, id, Cancel)).Value.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_period_and_the_people_of_a_table_of_areas_are_said_at_the_import()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        var importing = bench.Get<ImportDataset.Handler>();
        var csv = Encoding.UTF8.GetBytes("lsoa21_code,imd25_rank,sex,smokers_n,adults\nX1,1,M,100,900\nX2,2,F,40,800\n");
        async Task<IReadOnlyList<(ColumnRole, string, string)>> SaidAsync(string name, string? period, string? people, string? meanings = null)
        {
            var made = await importing.RunAsync(by, new("areas.csv", csv, name, Columns: new Dictionary<ColumnRole, string> { [ColumnRole.Category] = "sex" }, Meanings: meanings, Period: period, People: people), Cancel);
            Assert.True(made.Succeeded, made.Error?.Message);
            return CodeMeanings.Read((await bench.Get<ListDatasets.Handler>().RunAsync(by.Project, Cancel)).Single(d => d.Dataset.Id == made.Value).Dataset.Meanings);
        }
        // Beside the codes that are recognised.
        (ColumnRole, string, string)[] codes = [(ColumnRole.Category, "M", "Males"), (ColumnRole.Category, "F", "Females")];
        var said = await SaidAsync("one", " 2023 ", null);
        Assert.Equal(codes.Append((ColumnRole.Period, "", "2023")).Order(), said.Order());
        // What is said by itself stands above what the meanings say of the whole table, each apart.
        Assert.Equal([(ColumnRole.Category, "", "adults"), (ColumnRole.Period, "", "2024")], await SaidAsync("two", "2024", null, CodeMeanings.Write([(ColumnRole.Period, "", "2020"), (ColumnRole.Category, "", "adults")])));
        Assert.Equal([(ColumnRole.Period, "", "2020"), (ColumnRole.Category, "", "women")], await SaidAsync("three", "", "women", CodeMeanings.Write([(ColumnRole.Period, "", "2020"), (ColumnRole.Category, "", "adults")])));
        // A table of measures says them in columns, or with each figure.
        var measures = await importing.RunAsync(by, Ask() with { People = "adults" }, Cancel);
        Assert.Contains("\"adults\" is said of all numbers of a table of areas, and \"life.csv\" is none", measures.Error!.Message, StringComparison.Ordinal);
        var long_ = await importing.RunAsync(by, new("areas.csv", csv, "four", People: new string('a', Dataset.MaxWords + 1)), Cancel);
        Assert.Contains("which people they are of has at most", long_.Error!.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_name_made_by_itself_follows_what_is_measured_and_codes_are_guessed_where_nobody_said_them(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var importing = bench.Get<ImportDataset.Handler>();
        var csv = Encoding.UTF8.GetBytes("Sex,period,Decile,Pop,LifeExp,SE\n" + string.Concat(from period in (string[])["2014-16", "2017-19"] from tenth in Enumerable.Range(1, 3) select $"1,{period},{tenth},100,{70 + tenth},0.1\n"));
        var old = (await importing.RunAsync(by, new("old.csv", csv, What: "life expectancy", Unit: "years", Meanings: ""), Cancel)).Value;
        Assert.Equal([(ColumnRole.Category, "1", "Males")], CodeMeanings.Read((await importing.PreviewAsync(by, "new.csv", csv, Cancel)).Value.Meanings));
        var id = (await bench.Get<AddFigure.Handler>().RunAsync(by, new(old), Cancel)).Value;
        var edit = bench.Get<EditFigure.Handler>();
        async Task<string> NameAsync() => (await bench.Get<ReadFigures.Handler>().ListAsync(by.Project, Cancel)).Single(f => f.Id == id).Name;
        Assert.Equal("Life expectancy, 1, 2017-19", await NameAsync());
        Assert.True((await edit.RunAsync(by, id, new(Name: "Life expectancy, 1, 2017-19", Period: "2014-16"), Cancel)).Succeeded);
        Assert.Equal("Life expectancy, 1, 2014-16", await NameAsync());
        Assert.True((await edit.RunAsync(by, id, new(Name: "Our measure"), Cancel)).Succeeded);
        Assert.True((await edit.RunAsync(by, id, new(Period: "2017-19"), Cancel)).Succeeded);
        Assert.Equal("Our measure", await NameAsync());
    }

    [Fact]
    public async Task The_published_slope_of_life_expectancy_in_england_is_made_from_the_file_as_it_is()
    {
        var path = Tables.Require("data/life_expectancy_decile_area_2014_16.csv.gz");
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        var dataset = (await bench.Get<ImportDataset.Handler>().RunAsync(by, new("life_expectancy.csv.gz", await File.ReadAllBytesAsync(path, Cancel), What: "life expectancy at birth", Unit: "years", RankedBy: "IMD 2015"), Cancel)).Value;
        foreach (var (sex, words) in new[] { ("1", "In England in 2014-16, males: |the slope index, which uses all ten groups, is 9.35 years (95 % interval 9.24 to 9.45)"), ("2", "In England in 2014-16, females: |the slope index, which uses all ten groups, is 7.27 years (95 % interval 7.17 to 7.37)") })
        {
            var id = (await bench.Get<AddFigure.Handler>().RunAsync(by, new(dataset, Period: "2014-16", People: sex), Cancel)).Value;
            var sentence = (await bench.Get<ReadFigures.Handler>().RunAsync(by.Project, id, Cancel)).Value.Sentence!;
            Assert.StartsWith(words.Split('|')[0], sentence, StringComparison.Ordinal);
            Assert.Contains(words.Split('|')[1], sentence, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_change_over_time_is_parted_into_values_and_shares_of_people()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        var dataset = (await bench.Get<ImportDataset.Handler>().RunAsync(by, Ask(), Cancel)).Value;
        var id = (await bench.Get<AddFigure.Handler>().RunAsync(by, new(dataset), Cancel)).Value;
        var figure = (await bench.Get<ReadFigures.Handler>().RunAsync(by.Project, id, Cancel)).Value;
        var change = Assert.Single(figure.Changes);
        Assert.Equal("2014-16", change.Since);
        Assert.Equal(figure.Slope.Absolute.Value - figure.Series[0].Slope!.Absolute.Value, change.Slope.Total.Value, 9);
        Assert.Equal(change.Slope.Total.Value, change.Slope.FromValues + change.Slope.FromShares, 9);
        // The first fifth grew and others did not, so some of it came from shares.
        Assert.NotEqual(0, change.Slope.FromShares);
        var said = FigureWords.ChangeSentence(figure, change)!;
        Assert.StartsWith("In Northby, females: from 2014-16 to 2017-19 the slope index of life expectancy at birth went from ", said, StringComparison.Ordinal);
        Assert.Contains("because the groups' shares of people did. Areas, not persons, are ranked.", said, StringComparison.Ordinal);
        // Nothing comes before the first period.
        Assert.True((await bench.Get<EditFigure.Handler>().RunAsync(by, id, new(Period: "2014-16"), Cancel)).Succeeded);
        Assert.Empty((await bench.Get<ReadFigures.Handler>().RunAsync(by.Project, id, Cancel)).Value.Changes);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task An_erased_name_stays_nowhere_in_what_was_made_of_a_file(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var csv = Encoding.UTF8.GetBytes("place,fifth,value,people,note\nNorthby,1,3,100,Quillon Ashgrove said so\nNorthby,2,4,100,\n");
        var kept = (await bench.Get<ImportDataset.Handler>().RunAsync(by, new("named.csv", csv, Name: "Kept"), Cancel)).Value;
        Assert.True((await bench.Get<ImportDataset.Handler>().RunAsync(by, new("named.csv", csv, Name: "Taken back"), Cancel)).Succeeded);
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        // What is made of a file is not in the log, so taking the import back leaves it until the next one.
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel)) Assert.Equal(2, await db.DatasetCells.CountAsync(Cancel));
        var erased = await bench.Get<EraseWords.Handler>().RunAsync(by, new(EraseSubject.OfName("Quillon Ashgrove").Value, EraseReason.Withdrawn), Cancel);
        Assert.True(erased.Succeeded, erased.Error?.Message);
        await using var after = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        Assert.Equal((0, 0), (await after.DatasetCells.CountAsync(Cancel), await after.DatasetFiles.CountAsync(Cancel)));
        var row = (await bench.Get<ListDatasets.Handler>().RunAsync(by.Project, Cancel)).Single(d => d.Dataset.Id == kept);
        Assert.IsType<DatasetMissing>((await bench.Get<DatasetTables>().OfAsync(after, row.Dataset, Cancel)).Error);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_figure_says_its_result_in_full_and_each_group_knows_its_line(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var dataset = (await bench.Get<ImportDataset.Handler>().RunAsync(by, Ask(), Cancel)).Value;
        var id = (await bench.Get<AddFigure.Handler>().RunAsync(by, new(dataset, WithWider: true), Cancel)).Value;
        var figure = (await bench.Get<ReadFigures.Handler>().RunAsync(by.Project, id, Cancel)).Value;
        Assert.Equal("Life expectancy at birth, Females, Northby, 2017-19", figure.Figure.Name);
        Assert.Equal([7, 8, 9, 10, 11], figure.Groups.Select(g => g.Line));
        Assert.Equal(2, figure.Groups[0].Value.Intervals.Count);
        // By hand: least squares of the values on ridits of 1200, 1000, 1000, 1000, 1000 people.
        double[] people = [1200, 1000, 1000, 1000, 1000], values = [78, 81, 82, 83.5, 85];
        var (rank, below) = (new double[5], 0.0);
        for (var i = 0; i < 5; i++, below += people[i - 1]) rank[i] = (below + people[i] / 2) / 5200;
        var (meanRank, meanValue) = (rank.Zip(people, (r, p) => r * p / 5200).Sum(), values.Zip(people, (v, p) => v * p / 5200).Sum());
        var slope = Enumerable.Range(0, 5).Sum(i => people[i] * (rank[i] - meanRank) * (values[i] - meanValue)) / Enumerable.Range(0, 5).Sum(i => people[i] * (rank[i] - meanRank) * (rank[i] - meanRank));
        Assert.Equal(slope, figure.Slope.Absolute.Value, 9);
        Assert.Equal(meanValue, figure.Level, 9);
        Assert.Equal(7, figure.Difference.Value, 9);
        Assert.StartsWith("In Northby in 2017-19, females: life expectancy at birth was 78.00 years (95 % interval 77.50 to 78.50; 99.8 % interval ", figure.Sentence, StringComparison.Ordinal);
        Assert.Contains("among people living in the most deprived fifth of areas", figure.Sentence, StringComparison.Ordinal);
        Assert.Contains("7.00 years more (95 % interval 6.29 to 7.71;", figure.Sentence, StringComparison.Ordinal);
        Assert.EndsWith("people living in the most deprived fifth of areas fare worse. Areas, not persons, are ranked.", figure.Sentence, StringComparison.Ordinal);
        Assert.Equal(["2014-16", "2017-19"], figure.Series.Select(p => p.Period));
        var warned = figure.Warnings.Select(w => w.Title).ToList();
        Assert.Contains("Health is inside the index", warned);
        Assert.Contains("An area is not a person", warned);
        Assert.Contains("The groups changed size", warned);
        Assert.DoesNotContain("Small numbers", warned);
        Assert.DoesNotContain("Which boundaries", warned);
        var ties = await new EquityThread(bench.Get<IDbContextFactory<ThroughlineDb>>()).TiesAsync(by, dataset.Node, Cancel);
        Assert.Equal((id.Node, dataset.Node), (Assert.Single(ties).From, ties[0].To));
        var other = await ProjectAsync(bench, "Other");
        Assert.IsType<FigureMissing>((await bench.Get<ReadFigures.Handler>().RunAsync(other.Project, id, Cancel)).Error);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_mapping_is_remembered_for_the_next_table_with_the_same_heading(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var import = bench.Get<ImportDataset.Handler>();
        Assert.Empty((await import.PreviewAsync(by, "other.csv", Encoding.UTF8.GetBytes("alpha,beta\n1,2\n"), Cancel)).Value.Mapping);
        Assert.True((await import.RunAsync(by, Ask(), Cancel)).Succeeded);
        var again = (await import.PreviewAsync(by, "next.csv", Encoding.UTF8.GetBytes(Fifths), Cancel)).Value;
        Assert.Equal(("life", "years", "life expectancy at birth", "IMD 2019"), (again.LikeDataset, again.Mapping[ColumnRole.Value], again.What, again.RankedBy));
        Assert.Contains("already a data set called \"life\"", (await import.RunAsync(by, Ask(), Cancel)).Error!.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Data_sets_travel_in_an_archive_and_a_de_identified_one_says_that_the_rows_stayed_behind(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var id = (await bench.Get<AddFigure.Handler>().RunAsync(by, new((await bench.Get<ImportDataset.Handler>().RunAsync(by, Ask(), Cancel)).Value), Cancel)).Value;
        var before = (await bench.Get<ReadFigures.Handler>().RunAsync(by.Project, id, Cancel)).Value;
        foreach (var form in new[] { ArchiveForm.Full, ArchiveForm.Deidentified })
        {
            var archive = new MemoryStream();
            var made = await bench.Get<ArchiveProject.Handler>().RunAsync(by, new(form, ["Oduya"]), archive, Cancel);
            Assert.True(made.Succeeded, made.Error?.Message);
            await using var other = await TestWorkbench.OpenAsync(engine == Engine.Sqlite ? Engine.PostgreSql : Engine.Sqlite);
            var restored = await other.Get<RestoreArchive.Handler>().RunAsync(new MemoryStream(archive.ToArray()), Cancel);
            Assert.True(restored.Succeeded, restored.Error?.Message);
            var after = await other.Get<ReadFigures.Handler>().RunAsync(by.Project, id, Cancel);
            if (form == ArchiveForm.Full) Assert.Equal(before.Sentence, after.Value.Sentence);
            else Assert.Contains("Import \"life.csv\" again", after.Error!.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("1,-4,100\n2,5,100\n", "line 2, column \"cases\": the numerator is -4")]
    [InlineData("1,4,0\n2,5,100\n", "line 2, column \"people\": the population is 0")]
    [InlineData("1,4,100\n2,\"1,005\",2000\n", "line 3, column \"cases\": \"1,005\" has a separator of thousands")]
    [InlineData("1,4,100\n1,5,100\n", "line 3, column \"fifth\": 1 comes twice; it stands in line 2 already")]
    [InlineData("1,4,100\n2,*,100\n", "line 3, column \"cases\": \"*\" is not a number")]
    public async Task Bad_rows_are_refused_with_file_line_and_value_and_nothing_is_kept(string rows, string told)
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        var refused = await bench.Get<ImportDataset.Handler>().RunAsync(by, new("bad.csv", Encoding.UTF8.GetBytes("fifth,cases,people\n" + rows), Columns: new Dictionary<ColumnRole, string> { [ColumnRole.Denominator] = "people", [ColumnRole.Population] = "people" }), Cancel);
        Assert.Contains("\"bad.csv\", " + told.Replace("the population is 0", "the denominator is 0", StringComparison.Ordinal), refused.Error!.Message, StringComparison.Ordinal);
        Assert.Empty(await bench.Get<ListDatasets.Handler>().RunAsync(by.Project, Cancel));
    }

    [Fact]
    public async Task Swapped_limits_a_missing_group_and_a_column_that_is_not_there_are_refused()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        var import = bench.Get<ImportDataset.Handler>();
        var swapped = await import.RunAsync(by, Ask() with { Columns = new Dictionary<ColumnRole, string>(Named) { [ColumnRole.Lower] = "high", [ColumnRole.Upper] = "low" } }, Cancel);
        Assert.Contains("line 2, column \"years\": the value 79 does not lie between its limits 79.5 and 78.5. Are the columns swapped?", swapped.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("has no column \"age\"", (await import.RunAsync(by, Ask() with { Columns = new Dictionary<ColumnRole, string> { [ColumnRole.Value] = "age" } }, Cancel)).Error!.Message, StringComparison.Ordinal);
        var gap = (await import.RunAsync(by, Ask(string.Join('\n', Fifths.Split('\n').Where(line => !line.Contains("2017-19,3", StringComparison.Ordinal)))), Cancel)).Value;
        Assert.Contains("group 3 is missing before line 9", (await bench.Get<AddFigure.Handler>().RunAsync(by, new(gap), Cancel)).Error!.Message, StringComparison.Ordinal);
        // An earlier period that is whole can be measured; the other stands beside it with the reason.
        var earlier = (await bench.Get<ReadFigures.Handler>().RunAsync(by.Project, (await bench.Get<AddFigure.Handler>().RunAsync(by, new(gap, Period: "2014-16"), Cancel)).Value, Cancel)).Value;
        Assert.Contains("group 3 is missing", earlier.Series[1].Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Small_counts_are_warned_of_and_without_place_or_interval_there_is_no_sentence()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        var dataset = (await bench.Get<ImportDataset.Handler>().RunAsync(by, new("few.csv", Encoding.UTF8.GetBytes("group,order,cases,denominator\nTowns,1,3,900\nVillages,2,0,800\nNot stated,3,12,700\n"), What: "admissions", Direction: Direction.HigherIsWorse), Cancel)).Value;
        var figure = (await bench.Get<ReadFigures.Handler>().RunAsync(by.Project, (await bench.Get<AddFigure.Handler>().RunAsync(by, new(dataset, Method: FigureMethod.Rate), Cancel)).Value, Cancel)).Value;
        Assert.Null(figure.Sentence);
        Assert.Equal("No sentence is made of this figure: it would lack the place, the period and which people (sex, age). A result is said in full or not at all.", figure.WhyNoSentence);
        Assert.Contains("\"Towns\" rests on 3 (line 2)", figure.Warnings.Single(w => w.Title == "Small numbers").Text, StringComparison.Ordinal);
        Assert.Contains("700 of 2,400 people (29.2 %)", figure.Warnings.Single(w => w.Title == "People whose group is not known").Text, StringComparison.Ordinal);
        Assert.True(figure.Groups[1].Value.StandardError > 0);
        var said = (await bench.Get<ReadFigures.Handler>().RunAsync(by.Project, (await bench.Get<AddFigure.Handler>().RunAsync(by, new(dataset, null, "Northby", "2024", "Persons", null, FigureMethod.Rate), Cancel)).Value, Cancel)).Value.Sentence;
        Assert.StartsWith("In Northby in 2024, persons: admissions was 333.3 per 100,000 (95 % interval ", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", 1.0), InlineData("Q3", 3.0), InlineData("Most deprived decile (IMD2019)", 1.0), InlineData("Second most deprived decile (IMD2019)", 2.0), InlineData("Fifth more deprived decile (IMD2019)", 5.0)]
    [InlineData("Fifth less deprived decile (IMD2019)", 6.0), InlineData("Least deprived decile (IMD2019)", 10.0), InlineData("Second least deprived quintile", 4.0), InlineData("Urban", null)]
    public void A_group_s_rank_is_read_from_its_words(string group, double? rank) => Assert.Equal(rank, Recognise.RankOf(group));

    [Fact]
    public void A_fingertips_download_is_recognised_as_it_is()
    {
        var table = Tables.Shared("data/ae_attendances_0_4_fingertips93930_pcn.csv.gz");
        var guess = Recognise.Of(table.Columns);
        Assert.Equal(("a Fingertips download", "Category", "Denominator"), (guess.As, guess.Columns[ColumnRole.Group], guess.Columns[ColumnRole.Population]));
    }

    [Fact]
    public void England_s_figure_of_2014_to_2016_is_made_from_the_published_file()
    {
        var table = Tables.Shared("data/life_expectancy_decile_area_2014_16.csv.gz");
        var columns = new Dictionary<ColumnRole, string> { [ColumnRole.Area] = "GeoCode", [ColumnRole.Category] = "Sex", [ColumnRole.Group] = "Decile", [ColumnRole.Population] = "Pop", [ColumnRole.Value] = "LifeExp", [ColumnRole.StandardError] = "SE" };
        var made = ReadFigures.Make(table, new() { FileName = table.FileName, What = "life expectancy at birth", Unit = "years" }, columns, new() { Place = "England", People = "1", Period = "2014-16" }, 1).Value;
        Assert.Contains("The slope index, which uses all ten groups, is 9.35 years (95 % interval 9.24 to 9.45), and the relative index ", made.Sentence, StringComparison.Ordinal);
    }
}
