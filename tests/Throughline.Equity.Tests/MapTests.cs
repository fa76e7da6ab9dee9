using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Throughline.Equity.Tests;

/// <summary>The map by command, on a table and its outlines alone.</summary>
public sealed class MapTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("throughline-map-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    // Two systems whose outlines are there, a third whose is not.
    private const string Areas = """
        lsoa11_code,ltla22_code,icb22_code,imd19_rank,imd19_decile,imd19_score,population,smokers_n
        A1,L1,I1,1,1,80,1000,400
        A2,L1,I1,2,2,60,1000,300
        A3,L2,I1,9,8,10,1000,100
        B1,L2,I1,3,2,50,500,150
        B2,L2,I1,10,9,5,4000,200
        C1,L3,I2,4,3,40,1000,250
        C2,L3,I2,5,4,30,3000,240
        D1,L4,I3,6,5,20,900,90
        """;

    private static string Feature(string code, string name, int west) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"properties\":{{\"icb22_code\":\"{code}\",\"icb22_name\":\"{name}\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[{west},50],[{west + 1},50],[{west + 1},51],[{west},50]]]}}}}");

    private static string Outlines(params string[] features) => $"{{\"features\":[{string.Join(',', features)}]}}";

    private static readonly string Boards = Outlines(Feature("I1", "Merrin", 0), Feature("I2", "Tarn", 1), Feature("I9", "Nowhere", 2));

    [Fact]
    public async Task Core20_is_mapped_with_what_could_not_be_matched()
    {
        var (areas, boards, to) = (Write("areas.csv", Areas), Write("boards.geojson", Boards), Path.Combine(_folder.FullName, "map.svg"));
        string[] ask = ["equity", "map", areas, "--boundaries", boards, "--people", "Adults", "--period", "2023", "--write", to];
        var made = await JsonAsync(ask);
        Assert.Equal("file,boundaries,value,level,vintage,sentence,why,method,steps,written,warnings,withoutOutline,withoutValue,rows", string.Join(',', made.AsObject().Select(p => p.Key)));
        // The level whose vintage the outlines have: 2,500 of Merrin's 7,500 people live in deciles 1 and 2, and none of Tarn's.
        Assert.Equal(("icb22_code", "ICB 2022", "% of people in Core20"), (Told(made["level"]), Told(made["vintage"]), Told(made["value"])));
        Assert.Equal(["I1 Merrin 33.3333 2", "I2 Tarn 0 1"], made["rows"]!.AsArray().Select(r => string.Create(CultureInfo.InvariantCulture, $"{r!["area"]} {r["name"]} {Math.Round(r["value"]!.GetValue<double>(), 4)} {r["step"]}")));
        Assert.Equal([(1, 0.0), (2, 33.3333)], made["steps"]!.AsArray().Select(s => (s!["step"]!.GetValue<int>(), Math.Round(s["most"]!.GetValue<double>(), 4))));
        Assert.Equal(("""[{"area":"I3","line":9}]""", """[{"area":"I9","name":"Nowhere","feature":3}]"""), (made["withoutOutline"]!.ToJsonString(), made["withoutValue"]!.ToJsonString()));
        Assert.Equal("In the areas of \"areas.csv\" in 2023, adults, by IMD 2019: the share of people living in Core20 areas runs over 2 areas (ICB 2022) from 0.00 % in Tarn to 33.33 % in Merrin. Counted from all areas, so there is no interval. Areas, not persons, are ranked.", Told(made["sentence"]));
        Assert.Equal(["An area is not a person", "Health is inside the index", "The scale of areas decides", "Large areas fill the map"], made["warnings"]!.AsArray().Select(w => Told(w!["title"])));
        Assert.Contains("The highest of the same numbers is 100.0 % among 4 LAs 2022, and 33.33 % among the 2 areas drawn here", made["warnings"]!.ToJsonString(), StringComparison.Ordinal);
        var drawn = XDocument.Load(to);
        Assert.Equal(("svg", 3), (drawn.Root!.Name.LocalName, drawn.Descendants().Count(e => e.Name.LocalName == "path")));
        var (again, _, error) = await RunAsync(ask);
        Assert.Equal(1, again);
        Assert.Contains("map.svg\" cannot be written", error, StringComparison.Ordinal);
        var (_, said, _) = await RunAsync("equity", "map", areas, "--boundaries", boards, "--level", "icb22_code");
        Assert.Contains("no outline: I3 (line 9)", said, StringComparison.Ordinal);
        Assert.Contains("no value: Nowhere (feature 3)", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_are_added_up_and_other_values_averaged_over_people()
    {
        var (areas, boards) = (Write("areas.csv", Areas), Write("boards.geojson", Boards));
        async Task<string[]> OfAsync(params string[] more) => [.. (await JsonAsync(["equity", "map", areas, "--boundaries", boards, .. more]))["rows"]!.AsArray().Select(r => string.Create(CultureInfo.InvariantCulture, $"{r!["area"]} {Math.Round(r["value"]!.GetValue<double>(), 4)}"))];
        // 400 + 300 + 100 + 150 + 200, and 250 + 240.
        Assert.Equal(["I1 1150", "I2 490"], await OfAsync("--value", "smokers_n"));
        // (80·1,000 + 60·1,000 + 10·1,000 + 50·500 + 5·4,000)/7,500 = 26, and (40·1,000 + 30·3,000)/4,000 = 32.5.
        Assert.Equal(["I2 32.5", "I1 26"], await OfAsync("--value", "imd19_score", "--population", "population"));
        var (exit, _, error) = await RunAsync("equity", "map", areas, "--boundaries", boards, "--value", "smokers_n", "--write", Path.Combine(_folder.FullName, "map.png"));
        Assert.Equal(1, exit);
        Assert.Contains("A map is written as svg: name a file that ends in .svg.", error, StringComparison.Ordinal);
    }

    /// <summary>What is wrong, the table, the outlines, more arguments, and words of the refusal.</summary>
    public static TheoryData<string, string, string, string, string[]> Refused => new()
    {
        { "no GeoJSON", Areas, "icb22_code,x\nI1,1\n", "", ["\"boards.geojson\" holds no outlines. Boundaries come as GeoJSON."] },
        { "half of it", Areas, Boards[..^20], "", ["\"boards.geojson\", line 1: this is not whole GeoJSON"] },
        { "no boundaries", Areas, "{\"features\":[]}", "", ["\"boards.geojson\": there are no features in it"] },
        { "points", Areas, "{\"features\":[{\"properties\":{\"icb22_code\":\"I1\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[0,50]}}]}", "", ["\"boards.geojson\", feature 1: its geometry is \"Point\". A map of areas needs polygons."] },
        { "an outline twice", Areas, Outlines(Feature("I1", "a", 0), Feature("I2", "b", 1), Feature("I1", "c", 2)), "", ["\"boards.geojson\", feature 3, column \"icb22_code\": the area \"I1\" comes twice"] },
        { "an outline of no area", Areas, Outlines(Feature("I1", "a", 0), Feature("", "b", 1)), "", ["\"boards.geojson\", feature 2, column \"icb22_code\": the cell is empty"] },
        { "an area twice", Areas + "\nA2,L1,I1,2,2,60,1000,300\n", Boards, "", ["\"areas.csv\", line 10, column \"lsoa11_code\": the area \"A2\" comes twice; it stands in line 3 already"] },
        { "other areas", Areas, Outlines(Feature("J1", "a", 0), Feature("J2", "b", 1)), "", ["\"boards.geojson\"", "the first is \"I1\" (line 2 of \"areas.csv\"). Are these the boundaries of other areas?"] },
        { "another vintage", Areas, Boards.Replace("icb22", "icb23", StringComparison.Ordinal), "--level icb22_code", ["has the areas of ICB 2022 and \"boards.geojson\" those of ICB 2023"] },
        { "no vintage", Areas, Boards.Replace("icb22_", "", StringComparison.Ordinal), "", ["Nothing says of which year the boundaries in column \"code\" of \"boards.geojson\" are"] },
        { "no larger area", Areas.Replace("D1,L4,I3", "D1,L4,", StringComparison.Ordinal), Boards, "", ["\"areas.csv\", line 9", "column \"icb22_code\" is empty"] },
        { "no number", Areas.Replace(",40,1000,", ",\"1,400\",1000,", StringComparison.Ordinal), Boards, "--value imd19_score", ["\"areas.csv\", line 7, column \"imd19_score\": \"1,400\" has a separator of thousands. Write 1400."] },
        { "a negative population", Areas.Replace(",4000,", ",-4,", StringComparison.Ordinal), Boards, "", ["\"areas.csv\", line 6, column \"population\": the population is -4"] },
        { "no decile", Areas.Replace("A3,L2,I1,9,8,", "A3,L2,I1,9,18,", StringComparison.Ordinal), Boards, "", ["\"areas.csv\", line 4, column \"imd19_decile\": \"18\" is no decile"] },
        { "no such column", Areas, Boards, "--value waits", ["\"areas.csv\" has no column \"waits\""] },
        { "nothing to show", "lsoa11_code,icb22_code,imd19_score\nA1,I1,3\nA2,I2,4\n", Boards, "", ["Say which column of \"areas.csv\" holds the value"] },
        { "another level", "icb22_code,rate\nE54000008,3\nE54000010,4\nE12000001,5\n", Outlines(Feature("E54000008", "a", 0), Feature("E54000010", "b", 1)), "--value rate", ["\"areas.csv\", line 4, column \"icb22_code\": \"E12000001\" is a code of the level region"] },
        { "another year than is said", "icb_code,rate\nE54000008,3\nE54000063,4\n", Outlines(Feature("E54000008", "a", 0), Feature("E54000010", "b", 1)), "--value rate --vintage icb22", ["\"areas.csv\", line 3, column \"icb_code\": \"E54000063\" is no code of ICB 2022: it is first in use in ICB 2023"] },
        { "an outline of another level", "icb22_code,rate\nE54000008,3\nE54000010,4\n", Outlines(Feature("E54000008", "a", 0), Feature("E12000001", "b", 1)), "--value rate", ["\"boards.geojson\", feature 2, column \"icb22_code\": \"E12000001\" is a code of the level region"] },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task What_cannot_be_mapped_is_refused_with_file_line_and_value(string what, string areas, string boards, string more, string[] words)
    {
        var (exit, output, error) = await RunAsync(["equity", "map", Write("areas.csv", areas), "--boundaries", Write("boards.geojson", boards), .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.True(exit == 1, $"{what}: ended with {exit}: {output}{error}");
        Assert.Equal("", output);
        foreach (var word in words) Assert.Contains(word, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_vintage_that_is_said_goes_before_the_headings()
    {
        var (areas, boards) = (Write("areas.csv", "icb22_code,rate\nE54000008,3\nE54000063,4\n"), Write("boards.geojson", Outlines(Feature("E54000008", "a", 0), Feature("E54000063", "b", 1))));
        var made = await JsonAsync("equity", "map", areas, "--boundaries", boards, "--value", "rate", "--vintage", "ICB 2023", "--boundaries-vintage", "ICB 2023");
        Assert.Equal(("ICB 2023", 2), (Told(made["vintage"]), made["rows"]!.AsArray().Count));
    }

    [Fact]
    public async Task The_boards_of_2022_are_mapped_with_the_values_of_the_reference()
    {
        var (areas, boards, expected) = (Tables.Require("data/lsoa11_imd2019_icb22.csv.gz"), Tables.Require("data/boundaries_icb22_ultra.geojson"), Tables.Shared("cases/equity/icb_core20.csv"));
        var to = Path.Combine(_folder.FullName, "boards.svg");
        var made = await JsonAsync("equity", "map", areas, "--boundaries", boards, "--level", "icb22_code", "--population", "pop2020_total", "--write", to);
        var rows = made["rows"]!.AsArray().ToDictionary(r => Told(r!["area"]), r => r!);
        Assert.Equal((42, "[]", "[]"), (rows.Count, made["withoutOutline"]!.ToJsonString(), made["withoutValue"]!.ToJsonString()));
        for (var at = 0; at < expected.Count; at++)
            Assert.Equal((expected.Text(at, "icb_name"), expected.Number(at, "core20_pct_pop_19").Value), (Told(rows[expected.Text(at, "icb_code")]["name"]), Math.Round(rows[expected.Text(at, "icb_code")]["value"]!.GetValue<double>(), 4)));
        Assert.StartsWith("In England in 2020, all residents, by IMD 2019: the share of people living in Core20 areas runs over 42 areas (ICB 2022) from ", Told(made["sentence"]), StringComparison.Ordinal);
        Assert.Contains("11,301,143 of 56,550,138 people (20 %) live in the areas meant", made["warnings"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(42, XDocument.Load(to).Descendants().Count(e => e.Name.LocalName == "path"));
        // The boundaries of the next vintage are others, though most codes are the same.
        var (exit, _, error) = await RunAsync("equity", "map", areas, "--boundaries", Tables.Require("data/boundaries_icb23_bsc.geojson.gz"), "--level", "icb22_code", "--population", "pop2020_total");
        Assert.Equal(1, exit);
        Assert.Contains("has the areas of ICB 2022 and", error, StringComparison.Ordinal);
    }

    private static string Told(JsonNode? node) => node!.GetValue<string>();

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static async Task<JsonNode> JsonAsync(params string[] args)
    {
        var (exit, output, error) = await RunAsync([.. args, "--json"]);
        Assert.True(exit == 0, error);
        return JsonNode.Parse(output)!;
    }

    private static async Task<(int Exit, string Out, string Error)> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "throughline.dll"), .. args]) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = System.Text.Encoding.UTF8 };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(Cancel);
        var output = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, output, await error);
    }
}
