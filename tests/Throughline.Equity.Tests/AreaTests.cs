using System.Globalization;
using System.Text;
using Throughline.Files;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Equity.Tests;

/// <summary>Tables of areas: recognised, held to their vintage, joined and looked at.</summary>
public class AreaTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("LSOA code (2011)", "LSOA 2011"), InlineData("lsoa21_code", "LSOA 2021"), InlineData("LSOA21CD", "LSOA 2021"), InlineData("ICB23CDH", "ICB 2023"), InlineData("Local Authority District code (2019)", "LA 2019"), InlineData("ltla24_code", "LA 2024"),
        InlineData("sicbl24_code_nhs", "sub-ICB 2024"), InlineData("MSOA 2021 Code", "MSOA 2021"), InlineData("RGN24CD", "region 2024"), InlineData("icb_code", "")]
    public void A_heading_says_its_level_and_year(string heading, string vintage) => Assert.Equal(vintage, AreaCodes.OfHeading(heading)!.Vintage);

    [Theory, InlineData("imd_rank"), InlineData("Total"), InlineData("large"), InlineData("label code")]
    public void Other_headings_are_no_areas(string heading) => Assert.Null(AreaCodes.OfHeading(heading));

    [Fact]
    public void Vintages_are_one_however_they_are_written()
    {
        Assert.True(AreaCodes.Same("lsoa11", "LSOA (2011)"));
        Assert.False(AreaCodes.Same("LSOA 2011", "LSOA 2021"));
        Assert.False(AreaCodes.Same("LSOA 2011", "LSOA 2011, invented"));
    }

    [Theory]
    [InlineData("LSOA code (2011),LSOA name (2011),Local Authority District code (2019),Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)", DatasetKind.Areas, "LSOA 2011", "", "IMD 2019"),
     InlineData("LSOA code (2021),LSOA name (2021),Local Authority District code (2024),Index of Multiple Deprivation (IMD) Rank", DatasetKind.Areas, "LSOA 2021", "", "IMD 2025"),
     InlineData("LSOA11CD,LSOA11NM,CHGIND,LSOA21CD,LSOA21NM,LAD22CD,LAD22NM,ObjectId", DatasetKind.Lookup, "LSOA 2011", "LSOA 2021", ""),
     InlineData("LSOA21CD,LSOA21NM,SICBL24CD,SICBL24NM,ICB24CD,ICB24NM", DatasetKind.Lookup, "LSOA 2021", "sub-ICB 2024", ""),
     InlineData("LSOA 2021 Code,LSOA 2021 Name,Total,F0,F1,F2,M0,M1,M2", DatasetKind.Areas, "LSOA 2021", "", ""),
     InlineData("area_code,area_name,period,value", DatasetKind.Measures, "", "", "")]
    public void Published_files_are_recognised_by_their_heading(string heading, DatasetKind kind, string vintage, string to, string ranked)
    {
        var guess = Recognise.Of(heading.Split(','));
        Assert.Equal((kind, vintage, to, ranked), (guess.Kind, guess.Vintage, guess.ToVintage, guess.RankedBy));
    }

    [Fact]
    public void Counts_are_shared_and_means_weigh_by_people()
    {
        var table = Tables.Of("code,n,rate,people\na,10,5,100\nb,20,8,300\nc,30,2,50\nz,1,1,1\n");
        var lookup = Tables.Of("from,to,share\na,X,1\nb,X,0.25\nb,Y,0.75\nc,Y,1\nd,W,1\n", "lookup.csv");
        CarryAreas.Request request = new("code", [new("n", CarriedAs.Count), new("rate", CarriedAs.Mean)], "from", "to", "share", "people");
        var carried = CarryAreas.Run(table, lookup, request).Value;
        Assert.Equal([("X", 15.0, (5 * 100 + 8 * 75) / 175.0), ("Y", 45.0, (8 * 225 + 2 * 50) / 275.0)], carried.Rows.Select(r => (r.Area, r.Values[0]!.Value, r.Values[1]!.Value)));
        Assert.Equal((1, 0), (carried.Split, carried.EquallyShared));
        Assert.Equal(["z"], carried.Unmatched);
        Assert.Equal(["W"], carried.NotReached);
        var best = CarryAreas.Run(table, lookup, request with { Fit = AreaFit.BestFit }).Value;
        Assert.Equal([10.0, 50.0], best.Rows.Select(r => r.Values[0]!.Value));
        var equal = CarryAreas.Run(table, lookup, request with { Weight = null }).Value;
        Assert.Equal((20.0, 1), (equal.Rows[0].Values[0]!.Value, equal.EquallyShared));
        Assert.Contains("shared in equal parts", CarryAreas.Left(equal), StringComparison.Ordinal);
        // Nothing is lost or made on the way.
        Assert.Equal(60, carried.Rows.Sum(r => r.Values[0]!.Value), 12);
        Assert.Contains("turned round?", CarryAreas.Run(table, lookup, request with { From = "to", To = "from" }).Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lsoa21_code,imd25_rank\nE01000001,1\nE02000002,2\n", "areas.csv", "\"areas.csv\", line 3, column \"lsoa21_code\": \"E02000002\" is a code of the level MSOA"),
     InlineData("lsoa21_code,imd25_rank\nE01000001,1\nX9,2\n", "areas.csv", "line 3, column \"lsoa21_code\": \"X9\" is not a code as the others are"),
     InlineData("lsoa21_code,imd25_rank\nE01000001,1\nE01000001,2\n", "areas.csv", "line 3, column \"lsoa21_code\": the area \"E01000001\" comes twice; it stands in line 2"),
     InlineData("lsoa21_code,imd25_rank\n,1\n", "areas.csv", "line 2, column \"lsoa21_code\": the cell is empty"),
     InlineData("lsoa21_code,imd25_rank,population\nE01000001,1,\"1,234\"\n", "areas.csv", "line 2, column \"population\": \"1,234\" has a separator of thousands. Write 1234."),
     InlineData("lsoa21_code,imd25_rank,population\nE01000001,1,-4\n", "areas.csv", "line 2, column \"population\": the population is -4"),
     InlineData("icb_code,imd_rank\nE54000001,1\n", "areas.csv", "Nothing says of which year the boundaries in column \"icb_code\""),
     InlineData("area,fifth,numerator,denominator\nA,1,-3,10\nA,2,3,10\n", "m.csv", "\"m.csv\", line 2, column \"numerator\": the numerator is -3"),
     InlineData("area,fifth,numerator,denominator\nA,1,3,0\n", "m.csv", "line 2, column \"denominator\": the denominator is 0"),
     InlineData("area,fifth,value,lower,upper\nA,1,5,6,4\n", "m.csv", "line 2, column \"value\": the value 5 does not lie between its limits 6 and 4. Are the columns swapped?"),
     InlineData("area,fifth,value\nA,1,3\nA,1,4\n", "m.csv", "line 3, column \"fifth\": A, 1 comes twice; it stands in line 2"),
     InlineData("area,fifth,value\nA,1,\"3,000\"\n", "m.csv", "line 2, column \"value\": \"3,000\" has a separator of thousands"),
     InlineData("area,fifth,value\nA,1,0.4\nA,2,0.6\n", "percent.csv", "line 2, column \"value\": the unit is %, but no value is above 0.6"),
     InlineData("area,fifth,value\nA,1,40\nA,2,400\n", "percent.csv", "line 3, column \"value\": the value 400 is above 100, and the unit is %")]
    public async Task Bad_input_is_refused_with_file_line_and_value(string csv, string file, string words)
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await StartAsync(bench);
        var refused = await bench.Get<ImportDataset.Handler>().RunAsync(by, new(file, Encoding.UTF8.GetBytes(csv), Unit: file == "percent.csv" ? "%" : null), Cancel);
        Assert.False(refused.Succeeded);
        Assert.Contains(words, refused.Error.Message, StringComparison.Ordinal);
        Assert.Empty(await bench.Get<ListDatasets.Handler>().RunAsync(by.Project, Cancel));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Areas_of_two_vintages_are_joined_by_a_lookup_or_not_at_all(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await StartAsync(bench);
        var old = await ImportAsync(bench, by, "old.csv", "lsoa11_code,cases_n,population\nE01000001,10,100\nE01000002,20,300\nE01000009,5,50\n");
        var now = await ImportAsync(bench, by, "new.csv", "lsoa21_code,imd25_rank\nE01000001,1\nE01000012,2\nE01000013,3\n");
        var apart = await bench.Get<JoinDatasets.Handler>().RunAsync(by, new(now, old, [new("cases_n", CarriedAs.Count)]), Cancel);
        Assert.IsType<VintagesDiffer>(apart.Error);
        Assert.Contains("\"new\" has the areas of LSOA 2021 and \"old\" those of LSOA 2011. Codes alone do not say which areas are the same: bring in a lookup from LSOA 2011 to LSOA 2021", apart.Error.Message, StringComparison.Ordinal);
        var wrong = await ImportAsync(bench, by, "wrong.csv", "MSOA11CD,MSOA21CD\nE02000001,E02000001\n");
        Assert.Contains("leads from MSOA 2011 to MSOA 2021", (await bench.Get<JoinDatasets.Handler>().RunAsync(by, new(now, old, [new("cases_n", CarriedAs.Count)], wrong), Cancel)).Error!.Message, StringComparison.Ordinal);
        var lookup = await ImportAsync(bench, by, "lookup.csv", "LSOA11CD,LSOA21CD\nE01000001,E01000001\nE01000002,E01000012\nE01000002,E01000013\n");
        var joined = (await bench.Get<JoinDatasets.Handler>().RunAsync(by, new(now, old, [new("cases_n", CarriedAs.Count)], lookup), Cancel)).Value;
        Assert.Contains("1 area is not in the lookup: E01000009", joined.Left, StringComparison.Ordinal);
        Assert.Equal(3, joined.Rows);
        var carried = (await bench.Get<JoinDatasets.Handler>().CarryAsync(by, new(old, lookup, [new("cases_n", CarriedAs.Count)]), Cancel)).Value;
        Assert.Equal(["E01000009"], carried.Unmatched);
        var row = (await bench.Get<ListDatasets.Handler>().RunAsync(by.Project, Cancel)).Single(d => d.Dataset.Id == carried.Id);
        Assert.Equal((DatasetKind.Areas, "LSOA 2021"), (row.Dataset.Kind, row.Dataset.Vintage));
        // What an undone import leaves behind is no data set, and the name is free again.
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.True((await bench.Get<JoinDatasets.Handler>().CarryAsync(by, new(old, lookup, [new("cases_n", CarriedAs.Count)]), Cancel)).Succeeded);
    }

    [Fact]
    public void A_packed_table_gives_every_cell_back_as_it_was()
    {
        var random = new Random(7);
        var csv = new StringBuilder("code,whole,tenths,mixed,text,empty,large\n");
        for (var i = 0; i < 500; i++)
            csv.Append(CultureInfo.InvariantCulture, $"E{i:00000000},{(i % 9 == 0 ? "" : random.Next(-500, 5000))},{(random.Next(2000) / 10.0).ToString(CultureInfo.InvariantCulture)},{(i % 50 == 0 ? "5.10" : "7")},{(i % 2 == 0 ? "Urban" : "Rural")},,{random.NextDouble().ToString(CultureInfo.InvariantCulture)}\n");
        var read = Tables.Of(csv.ToString());
        var packed = LongTable.Unpack("made.csv", read.Pack())!;
        Assert.Equal(read.Columns, packed.Columns);
        for (var row = 0; row < read.Count; row++)
        {
            Assert.Equal(read.Line(row), packed.Line(row));
            foreach (var column in read.Columns) Assert.Equal(read.Text(row, column), packed.Text(row, column));
        }
        Assert.Equal(read.Number(3, "large").Value, packed.Number(3, "large").Value);
        Assert.Null(LongTable.Unpack("made.csv", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]));
    }

    [Theory]
    [InlineData("{\"type\":\"FeatureCollection\",\"features\":[{\"properties\":{\"icb22_code\":\"a\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}]}", "feature 1: its geometry is \"Point\""), InlineData("{\"features\":[", "this is not whole GeoJSON"), InlineData("{}", "no features"),
     InlineData("{\"features\":[{\"properties\":{\"icb22_code\":\"a\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1]]]}}]}", "feature 1: a ring has fewer than four points")]
    public void Outlines_that_do_not_hold_are_refused(string json, string words) =>
        Assert.Contains(words, LongTable.Read("map.geojson", Encoding.UTF8.GetBytes(json), ReadLimits.Default, Cancel).Error!.Message, StringComparison.Ordinal);

    private static async Task<Acting> StartAsync(TestWorkbench bench) => (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;

    private static async Task<DatasetId> ImportAsync(TestWorkbench bench, Acting by, string file, string csv) => (await bench.Get<ImportDataset.Handler>().RunAsync(by, new(file, Encoding.UTF8.GetBytes(csv)), Cancel)).Value;
}
