using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Throughline.Equity.Tests;

/// <summary>The commands that work on a file alone, by their documented json.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("throughline-equity-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Every_command_prints_json_of_the_documented_shape()
    {
        var file = await WriteAsync("fifths.csv", "area,fifth,age,people,cases,years,se,well\nA,1,0,9000,40,70,0.8,0.6\nA,2,40,9000,60,73,0.6,0.7\nA,3,80,9000,90,75,0.7,0.8\n");
        const string Figure = "value,standardError,intervals,method";
        var rates = await JsonAsync("equity", "rates", file, "--method", "wilson", "--count", "cases", "--population", "people", "--confidence", "95", "99.8");
        Assert.Equal(("file,method,rows", "group,lines,count,population,expected,figure,rate,why", Figure), (Keys(rates), Keys(rates["rows"]![0]!), Keys(rates["rows"]![0]!["figure"]!)));
        Assert.Equal("""[{"confidence":0.95,"lower":0.32657,"upper":0.6046,"why":null},{"confidence":0.998,"lower":0.27413,"upper":0.71981,"why":null}]""", Rounded(rates["rows"]![0]!["figure"]!["intervals"]!));
        var life = await JsonAsync("equity", "life-expectancy", file, "--age", "age", "--deaths", "cases", "--population", "people", "--healthy", "well");
        Assert.Equal(("file,rows", "group,lines,age,lifeExpectancy,healthyLifeExpectancy,why", Figure), (Keys(life), Keys(life["rows"]![0]!), Keys(life["rows"]![0]!["healthyLifeExpectancy"]!)));
        var measure = await JsonAsync("equity", "measure", file, "--measure", "sii", "--group", "fifth", "--population", "people", "--value", "years", "--se", "se", "--by", "area");
        Assert.Equal(("file,measure,unit,higherIs,rows", "by,groups,lines,figure,worseOff,comparedWith,why", """["1","2","3"]"""), (Keys(measure), Keys(measure["rows"]![0]!), measure["rows"]![0]!["groups"]!.ToJsonString()));
        Assert.Equal(7.5, measure["rows"]![0]!["figure"]!["value"]!.GetValue<double>(), 9);
        var quantile = await JsonAsync("equity", "quantile", file, "--value", "years", "--quantiles", "3");
        Assert.Equal(("file,quantiles,one,ties,cut,rows", "area,within,line,value,quantile"), (Keys(quantile), Keys(quantile["rows"]![0]!)));
        var small = await WriteAsync("small.csv", "area,place,system,n\na,N,S,3\nb,N,S,20\nc,N,S,41\nd,M,S,30\ne,M,S,30\nf,O,T,66\n");
        var safe = await JsonAsync("equity", "suppress", small, "--count", "n", "--area", "area", "--within", "place,system");
        Assert.Equal(("file,smallFrom,smallTo,roundTo,small,secondary,rows", "level,area,line,shown,hiding"), (Keys(safe), Keys(safe["rows"]![0]!)));
        Assert.Equal(["a", "b", "c 40", "d 30", "e 30", "f 65", "N 65", "M 60", "O 65", "S 125", "T 65", "all 190"], safe["rows"]!.AsArray().Select(row => $"{row!["area"]} {row["shown"]}".Trim()));
        Assert.Equal((1, 1), (safe["small"]!.GetValue<int>(), safe["secondary"]!.GetValue<int>()));
        var funnel = await JsonAsync("equity", "funnel", file, "--of", "rate", "--count", "cases", "--population", "people", "--area", "fifth");
        Assert.Equal(("file,of,average,per,overdispersion,rows", "ratio,betweenVariance,winsorised", "area,line,count,population,value,limits,withOverdispersion,place", "lower95,upper95,lower998,upper998", "farBelow"),
            (Keys(funnel), Keys(funnel["overdispersion"]!), Keys(funnel["rows"]![0]!), Keys(funnel["rows"]![0]!["limits"]!), funnel["rows"]![0]!["place"]!.GetValue<string>() is "farBelow" or "below" ? "farBelow" : "not"));
        var core = await JsonAsync("equity", "core20", file, "--level", "area", "--population", "people", "--decile", "fifth", "--score", "years");
        Assert.Equal(("file,areas,core20Areas,people,core20People,core20PeoplePercent,heldByTopThirdPercent,written,rows", "area,name,areas,core20Areas,core20AreasPercent,people,core20People,core20PeoplePercent,mostDeprivedTenthAreas,meanScore,distinct,rankByAreas,rankByPeople,rankByCount,rankByScore,inTopThird"), (Keys(core), Keys(core["rows"]![0]!)));
        var missed = await JsonAsync("equity", "missed", file, "--level", "fifth", "--population", "people", "--decile", "fifth", "--score", "years");
        Assert.Equal(("file,level,percent,floor,rows", "rule,units,people,core20People,captured,missed,missedPercent,others,inCore20Percent,belowFloor"), (Keys(missed), Keys(missed["rows"]![0]!)));
        var sites = await JsonAsync("sites", "choose", file, "--name", "fifth", "--filter", "cases>=50", "--n", "2", "--vary", "years,cases");
        Assert.Equal(("sites,filters,eligible,choice,variation,exhaustive,tied,alternatives,weights,correlations,record,withoutReason", "label,name,line,values,coarse,substitutes", "filter,kept,lastIn,firstOut"), (Keys(sites), Keys(sites["choice"]![0]!), Keys(sites["filters"]![0]!)));
    }

    [Fact]
    public async Task The_real_files_give_their_figures_by_command()
    {
        var areas = Tables.Require("data/lsoa11_imd2019_icb22.csv.gz");
        var to = Path.Combine(_folder.FullName, "core20.csv");
        var core = await JsonAsync("equity", "core20", areas, "--level", "icb22_code", "--name", "icb22_name", "--population", "pop2020_total", "--write", to);
        Assert.Equal((6568, 11_301_143.0), (core["core20Areas"]!.GetValue<int>(), core["core20People"]!.GetValue<double>()));
        // The table that was written is what sites are chosen from: the most deprived third, with its margin at the cut.
        var sites = await JsonAsync("sites", "choose", to, "--name", "name", "--filter", "core20_areas_pct top 1/3", "--n", "3", "--vary", "people,core20_people_pct", "--why", "people=size shapes what is possible", "core20_people_pct=need differs");
        Assert.Equal((42, 14), (sites["sites"]!.GetValue<int>(), sites["eligible"]!.AsArray().Count));
        double Cut(string side) => Math.Round(double.Parse(sites["filters"]![0]![side]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture), 1);
        Assert.Equal((17.9, 17.2), (Cut("lastIn"), Cut("firstOut")));
        Assert.Contains("Why each characteristic: people, size shapes what is possible; core20_people_pct, need differs.", sites["record"]!.GetValue<string>(), StringComparison.Ordinal);
        var life = Tables.Require("data/life_expectancy_decile_area_2014_16.csv.gz");
        var england = (await JsonAsync("equity", "measure", life, "--measure", "sii", "--group", "Decile", "--population", "Pop", "--value", "LifeExp", "--se", "SE", "--by", "Sex", "GeoCode"))["rows"]!.AsArray().Where(r => r!["by"]![1]!.GetValue<string>() == "England").ToDictionary(r => r!["by"]![0]!.GetValue<string>(), r => r!["figure"]!);
        Assert.Equal(("9.35 9.24 9.45", "7.27 7.17 7.37"), (Told(england["1"]), Told(england["2"])));
        var parts = await JsonAsync("equity", "decompose", areas, "--value", "imd19_score", "--population", "pop2020_total", "--levels", "sicbl22_code", "icb22_code");
        Assert.Equal(1, parts["parts"]!.AsArray().Sum(p => p!["share"]!.GetValue<double>()), 9);

        static string Told(JsonNode figure) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{figure["value"]!.GetValue<double>():0.00} {figure["intervals"]![0]!["lower"]!.GetValue<double>():0.00} {figure["intervals"]![0]!["upper"]!.GetValue<double>():0.00}");
    }

    [Fact]
    public async Task Every_cell_of_the_boards_reference_comes_out_of_the_command()
    {
        var (older, newer, expected) = (Tables.Require("data/lsoa11_imd2019_icb22.csv.gz"), Tables.Require("data/lsoa21_imd2025_icb24.csv.gz"), Tables.Shared("cases/equity/icb_core20.csv"));
        async Task<Dictionary<string, JsonNode>> RowsAsync(params string[] args) => (await JsonAsync(["equity", "core20", .. args]))["rows"]!.AsArray().ToDictionary(row => row!["area"]!.GetValue<string>(), row => row!);
        var by2019 = await RowsAsync(older, "--level", "icb22_code", "--name", "icb22_name", "--population", "pop2020_total", "--score", "imd19_score", "--score-weight", "pop2015_total", "--distinct", "ltla22_code");
        var by2015 = await RowsAsync(older, "--level", "icb22_code", "--population", "pop2015_total");
        var by2025 = await RowsAsync(newer, "--level", "icb24_code", "--population", "census21_residents", "--distinct", "ltla24_code");
        var of2019 = new Dictionary<string, string>
        {
            ["n_lsoa11"] = "areas",
            ["core20_n_19"] = "core20Areas",
            ["core20_pct_lsoa_19"] = "core20AreasPercent",
            ["pop2020"] = "people",
            ["core20_pop_19"] = "core20People",
            ["core20_pct_pop_19"] = "core20PeoplePercent",
            ["n_lad22"] = "distinct",
            ["n_lsoa_decile1_19"] = "mostDeprivedTenthAreas",
            ["imd19_popw_score"] = "meanScore",
            ["rank_19"] = "rankByAreas",
            ["rank_pop_19"] = "rankByPeople",
            ["rank_score_19"] = "rankByScore",
            ["rank_n_19"] = "rankByCount",
            ["top_tercile_19"] = "inTopThird",
        };
        var of2015 = new Dictionary<string, string> { ["pop2015"] = "people", ["core20_pct_pop2015_19"] = "core20PeoplePercent" };
        var of2025 = new Dictionary<string, string>
        {
            ["n_lsoa21"] = "areas",
            ["core20_n_25"] = "core20Areas",
            ["core20_pct_lsoa_25"] = "core20AreasPercent",
            ["pop_census2021"] = "people",
            ["core20_pop_25"] = "core20People",
            ["core20_pct_pop_25"] = "core20PeoplePercent",
            ["n_ltla24"] = "distinct",
            ["rank_25"] = "rankByAreas",
            ["top_tercile_25"] = "inTopThird",
        };
        var (failures, compared) = (new List<string>(), 0);
        for (var at = 0; at < expected.Count; at++)
        {
            var (code, code2024) = (expected.Text(at, "icb_code"), expected.Text(at, "icb_code_2024"));
            Assert.Equal(expected.Text(at, "icb_name"), by2019[code]["name"]!.GetValue<string>());
            foreach (var (row, columns) in new[] { (by2019[code], of2019), (by2015[code], of2015), (by2025[code2024], of2025) })
                foreach (var (column, key) in columns)
                {
                    compared++;
                    var told = row[key]!.GetValueKind() == System.Text.Json.JsonValueKind.Number ? Math.Round(row[key]!.GetValue<double>(), 4).ToString(System.Globalization.CultureInfo.InvariantCulture) : row[key]!.GetValue<bool>() ? "TRUE" : "FALSE";
                    if (told != expected.Text(at, column)) failures.Add($"{code} {column}: {told}, not {expected.Text(at, column)}");
                }
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(20)));
        // Every column of the reference but the two codes and the name, for each of the boards.
        Assert.Equal((42, 25, 42 * 25), (by2019.Count, expected.Columns.Count - 3, compared));
        Assert.Equal(42, by2025.Count);
    }

    [Fact]
    public async Task Every_row_of_the_reference_on_who_is_missed_comes_out_of_the_command()
    {
        var (older, newer, expected) = (Tables.Require("data/lsoa11_imd2019_icb22.csv.gz"), Tables.Require("data/lsoa21_imd2025_icb24.csv.gz"), Tables.Shared("cases/equity/core20_misclassification.csv"));
        var columns = new Dictionary<string, string> { ["MSOA11"] = "msoa11_code", ["LTLA22"] = "ltla22_code", ["sub-ICB22"] = "sicbl22_code", ["ICB22"] = "icb22_code", ["MSOA21"] = "msoa21_code", ["LTLA24"] = "ltla24_code", ["ICB24"] = "icb24_code" };
        var keys = new Dictionary<string, string> { ["core20_pop"] = "core20People", ["captured"] = "captured", ["missed"] = "missed", ["missed_pct"] = "missedPercent", ["false_pop"] = "others", ["flagged_units"] = "units", ["flagged_pop"] = "people", ["ppv_pct"] = "inCore20Percent" };
        var made = new Dictionary<string, JsonArray>();
        foreach (var (level, column) in columns)
        {
            string[] of = column.EndsWith("24_code", StringComparison.Ordinal) || column.EndsWith("21_code", StringComparison.Ordinal) ? [newer, "--population", "census21_residents", "--score", "imd25_score"] : [older, "--population", "pop2020_total", "--score", "imd19_score"];
            made[level] = (await JsonAsync(["equity", "missed", .. of, "--level", column]))["rows"]!.AsArray();
        }
        var failures = new List<string>();
        for (var at = 0; at < expected.Count; at++)
        {
            var rule = expected.Text(at, "rule").StartsWith("top", StringComparison.Ordinal) ? "units" : "people";
            var row = made[expected.Text(at, "level")].Single(r => r!["rule"]!.GetValue<string>() == rule)!;
            failures.AddRange(from key in keys
                              let told = Math.Round(row[key.Value]!.GetValue<double>(), 2)
                              where told != expected.Number(at, key.Key).Value
                              select $"{expected.Text(at, "level")} {rule} {key.Key}: {told}, not {expected.Text(at, key.Key)}");
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.Equal((14, 8), (expected.Count, expected.Columns.Count - 4));
    }

    [Fact]
    public async Task A_change_levels_and_a_sheet_by_command()
    {
        var file = await WriteAsync("two.csv", "years,fifth,people,rate,se\n2014,1,1000,10,1\n2014,2,1000,20,1\n2019,1,3000,10,1\n2019,2,1000,24,1\n");
        var change = await JsonAsync("equity", "change", file, "--period", "years", "--from", "2014", "--to", "2019", "--group", "fifth", "--population", "people", "--value", "rate", "--se", "se");
        Assert.Equal(("file,measure,from,to,unit,higherIs,rows", "by,groups,lines,before,after,total,fromRates,fromShares"), (Keys(change), Keys(change["rows"]![0]!)));
        Assert.Equal((8.0, 8.0), (Math.Round(change["rows"]![0]!["total"]!["value"]!.GetValue<double>(), 9), Math.Round(change["rows"]![0]!["fromRates"]!.GetValue<double>(), 9)));
        var parts = await JsonAsync("equity", "decompose", await WriteAsync("four.csv", "area,place,people,rate\na,N,100,10\nb,N,100,20\nc,S,100,30\nd,S,100,40\n"), "--value", "rate", "--population", "people", "--levels", "place", "--measure", "variance");
        Assert.Equal(("file,measure,areas,total,parts", "between,value,share"), (Keys(parts), Keys(parts["parts"]![0]!)));
        var book = Path.Combine(_folder.FullName, "book.xlsx");
        await using (var content = File.Create(book))
            Files.SheetWriter.WriteXlsx(content, [new("Notes", ["About"], [["made up"]]), new("One", ["group", "people", "n"], [["a", 100, 20], ["b", 100, 40]]), new("Two", ["group", "people", "n"], [["a", 100, 60], ["b", 100, 80]])]);
        async Task<double> FirstAsync(params string[] sheet) => (await JsonAsync(["equity", "rates", book, "--method", "wilson", "--count", "n", "--population", "people", "--by", "group", .. sheet]))["rows"]![0]!["figure"]!["value"]!.GetValue<double>();
        Assert.Equal((20.0, 60.0), (await FirstAsync(), await FirstAsync("--sheet", "Two")));
    }

    [Fact]
    public async Task Tables_are_carried_over_and_joined_by_command()
    {
        var people = await WriteAsync("people.csv", "lsoa11_code,residents,score\nE01000001,1000,10\nE01000002,3000,30\nE01000009,500,5\n");
        var lookup = await WriteAsync("lookup.csv", "LSOA11CD,LSOA21CD\nE01000001,E01000011\nE01000002,E01000011\nE01000002,E01000012\n");
        var to = Path.Combine(_folder.FullName, "people-2021.csv");
        var carried = await JsonAsync("equity", "carry", people, "--lookup", lookup, "--count", "residents", "--mean", "score", "--population", "residents", "--write", to);
        Assert.Equal("file,vintage,areas,left,unmatched,written,columns,rows", Keys(carried));
        Assert.Equal(("LSOA 2021", """["lsoa_2021_code","residents","score","areas_from"]""", """["E01000009"]"""), (carried["vintage"]!.GetValue<string>(), carried["columns"]!.ToJsonString(), carried["unmatched"]!.ToJsonString()));
        // Half of the second area's 3,000 people: 2,500 in all, their mean (1,000·10 + 1,500·30)/2,500.
        Assert.Equal("""[{"lsoa_2021_code":"E01000011","residents":2500,"score":22,"areas_from":2},{"lsoa_2021_code":"E01000012","residents":1500,"score":30,"areas_from":1}]""", carried["rows"]!.ToJsonString());
        Assert.Contains("1 area is not in the lookup: E01000009", carried["left"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("lsoa_2021_code,residents,score,areas_from", (await File.ReadAllLinesAsync(to, Cancel))[0]);
        var (again, _, error) = await RunAsync("equity", "carry", people, "--lookup", lookup, "--count", "residents", "--write", to);
        Assert.Equal(1, again);
        Assert.Contains("Nothing was kept", error, StringComparison.Ordinal);

        var now = await WriteAsync("now.csv", "LSOA21CD,clinics\nE01000011,2\nE01000012,1\n");
        (again, _, error) = await RunAsync("equity", "join", now, people, "--count", "residents");
        Assert.Equal(1, again);
        Assert.Contains("\"now.csv\" has the areas of LSOA 2021 and \"people.csv\" those of LSOA 2011", error, StringComparison.Ordinal);
        var joined = await JsonAsync("equity", "join", now, people, "--count", "residents", "--lookup", lookup);
        Assert.Equal("""[{"LSOA21CD":"E01000011","clinics":2,"residents":2500},{"LSOA21CD":"E01000012","clinics":1,"residents":1500}]""", joined["rows"]!.ToJsonString());
        (again, _, error) = await RunAsync("equity", "join", now, await WriteAsync("bare.csv", "place,n\nE01000011,2\n"), "--other-area", "place", "--count", "n");
        Assert.Contains("Nothing says of which year the boundaries of \"bare.csv\" are", error, StringComparison.Ordinal);
        var bare = await JsonAsync("equity", "join", now, Path.Combine(_folder.FullName, "bare.csv"), "--other-area", "place", "--other-vintage", "lsoa21", "--mean", "n");
        Assert.Equal("""[{"LSOA21CD":"E01000011","clinics":2,"n":2},{"LSOA21CD":"E01000012","clinics":1,"n":null}]""", bare["rows"]!.ToJsonString());
    }

    [Theory]
    [InlineData("wide.csv", "unit,Ruth,Amir\n1,a,a\n2,a,b\n3,b,b\n4,,b\n", "wide"), InlineData("long.csv", "unit,reader,value\n1,Ruth,a\n1,Amir,a\n2,Ruth,a\n2,Amir,b\n3,Ruth,b\n3,Amir,b\n4,Amir,b\n", "long")]
    public async Task Agreement_is_the_same_in_both_forms(string name, string csv, string form)
    {
        var told = await JsonAsync("agreement", await WriteAsync(name, csv));
        Assert.Equal(("file,form,unitColumn,units,analysts,values,coefficients,categories,bootstrap", form, "unit", 4, """["Ruth","Amir"]"""),
            (Keys(told), told["form"]!.GetValue<string>(), told["unitColumn"]!.GetValue<string>(), told["units"]!.GetValue<int>(), told["analysts"]!.ToJsonString()));
        var coefficients = told["coefficients"]!;
        Assert.Equal("percentAgreement,allAgree,cohenKappa,cohenKappaMaximum,scottPi,fleissKappa,bennettS,gwetAc1,krippendorffAlphaNominal,cohenKappaObserved,cohenKappaExpected,observedDisagreement,expectedDisagreement", Keys(coefficients));
        Assert.Equal((2 / 3.0, 0.4, 4 / 9.0), (coefficients["percentAgreement"]!["value"]!.GetValue<double>(), Math.Round(coefficients["cohenKappa"]!["value"]!.GetValue<double>(), 12), coefficients["krippendorffAlphaNominal"]!["value"]!.GetValue<double>()));
        double Value(string name) => coefficients[name]!["value"]!.GetValue<double>();
        Assert.Equal(Value("cohenKappa"), (Value("cohenKappaObserved") - Value("cohenKappaExpected")) / (1 - Value("cohenKappaExpected")), 12);
        Assert.Equal(Value("krippendorffAlphaNominal"), 1 - Value("observedDisagreement") / Value("expectedDisagreement"), 12);
        Assert.InRange(Value("cohenKappaMaximum"), Value("cohenKappa"), 1);
        var categories = told["categories"]!.AsArray();
        Assert.All(categories, c => Assert.Equal("category,given,percentAgreement,cohenKappa,krippendorffAlpha", Keys(c!)));
        Assert.InRange(categories.Count, 2, 4);
        Assert.Contains("same number of values", coefficients["fleissKappa"]!["why"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("of,confidence,lower,upper,draws,undefinedDraws,seed,why", Keys(told["bootstrap"]!));
        foreach (var drawn in new[] { "percentAgreement", "cohenKappa", "krippendorffAlphaNominal" })
        {
            var interval = coefficients[drawn]!["interval"]!;
            Assert.Equal("lower,upper,draws,undefinedDraws,method,why", Keys(interval));
            Assert.Equal("bootstrap", interval["method"]!.GetValue<string>());
            Assert.InRange(Value(drawn), interval["lower"]!.GetValue<double>(), interval["upper"]!.GetValue<double>());
            Assert.Equal(1000, interval["draws"]!.GetValue<int>() + interval["undefinedDraws"]!.GetValue<int>());
        }
        Assert.Null(coefficients["scottPi"]!["interval"]);
    }

    [Fact]
    public async Task One_unit_has_no_interval_and_units_that_all_agree_have_Wilsons()
    {
        var one = (await JsonAsync("agreement", await WriteAsync("one.csv", "unit,Ruth,Amir\n1,yes,no\n")))["coefficients"]!;
        foreach (var drawn in new[] { "percentAgreement", "cohenKappa", "krippendorffAlphaNominal" })
        {
            Assert.Equal(0, one[drawn]!["value"]!.GetValue<double>());
            Assert.Null(one[drawn]!["interval"]!["lower"]);
            Assert.Contains("Only one unit", one[drawn]!["interval"]!["why"]!.GetValue<string>(), StringComparison.Ordinal);
        }
        var three = (await JsonAsync("agreement", await WriteAsync("three.csv", "unit,Ruth,Amir\n1,yes,yes\n2,yes,yes\n3,no,no\n")))["coefficients"]!;
        // Wilson: 3 / (3 + 1.96²).
        Assert.Equal(("wilson", 0.439), (three["percentAgreement"]!["interval"]!["method"]!.GetValue<string>(), Math.Round(three["percentAgreement"]!["interval"]!["lower"]!.GetValue<double>(), 3)));
        Assert.Contains("same figure every time", three["cohenKappa"]!["interval"]!["why"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agreement_on_sets_counts_none_as_an_empty_set()
    {
        var told = await JsonAsync("agreement", await WriteAsync("sets.csv", "unit,Ruth,Amir\n1,a;b,a\n2,none,none\n3,b,b\n4,c,c\n"), "--sets", ";", "--draws", "0");
        Assert.Equal("krippendorffAlphaMasi,krippendorffAlphaJaccard,krippendorffAlphaNominal,observedDisagreement,expectedDisagreement", Keys(told["coefficients"]!));
        Assert.Null(told["bootstrap"]);
        Assert.InRange(told["coefficients"]!["krippendorffAlphaMasi"]!["value"]!.GetValue<double>(), 0.7, 0.99);
    }

    [Fact]
    public async Task An_interval_that_there_is_not_says_why()
    {
        var told = await JsonAsync("agreement", await WriteAsync("same.csv", "unit,Ruth,Amir\n1,a,a\n2,a,a\n"));
        // Drawn again it is always 1: Wilson's interval of 2 of 2 is 2 / (2 + 1.96²) to 1.
        Assert.Equal((1, 0.342, 1), (Of("percentAgreement", "value"), Math.Round(Of("percentAgreement", "lower"), 3), Of("percentAgreement", "upper")));
        foreach (var why in new[] { told["bootstrap"]!["why"], told["coefficients"]!["cohenKappa"]!["interval"]!["why"], told["coefficients"]!["cohenKappa"]!["why"] }) Assert.Contains("Every value compared is the same", why!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(told["bootstrap"]!["lower"]);
        var (_, output, _) = await RunAsync("agreement", Path.Combine(_folder.FullName, "same.csv"));
        Assert.Contains("no interval of Cohen's kappa: Every value compared is the same", output, StringComparison.Ordinal);

        double Of(string coefficient, string part) => (part == "value" ? told["coefficients"]![coefficient]!["value"] : told["coefficients"]![coefficient]!["interval"]![part])!.GetValue<double>();
    }

    [Fact]
    public async Task Units_that_analysts_chose_themselves_have_the_alpha_for_unitizing()
    {
        // Two who marked the same but for one unit that Amir ends a position later, and a third who marked nothing.
        var file = await WriteAsync("marked.csv", "analyst,start,end,category\nRuth,10,14,gap\nRuth,20,22,need\nAmir,10,15,gap\nAmir,20,22,need\n");
        var told = await JsonAsync("agreement", file, "--units", "start,end,category", "--length", "40");
        Assert.Equal(("file,form,units,analysts,begin,length,coefficients,categories", "units", 4, """["Ruth","Amir"]"""), (Keys(told), told["form"]!.GetValue<string>(), told["units"]!.GetValue<int>(), told["analysts"]!.ToJsonString()));
        Assert.Equal(["gap", "need"], told["categories"]!.AsArray().Select(c => c!["category"]!.GetValue<string>()));
        var (gap, need) = (told["categories"]![0]!, told["categories"]![1]!);
        // D_o = 2 (0² + 1²) / (2 · 1 · 40²)
        Assert.Equal(1.0 / 1600, gap["observedDisagreement"]!.GetValue<double>(), 12);
        Assert.Equal((1, 1), (need["krippendorffAlphaU"]!["value"]!.GetValue<double>(), need["krippendorffAlphaU2016"]!["value"]!.GetValue<double>()));
        var (observed, expected) = (gap["observedDisagreement"]!.GetValue<double>() + need["observedDisagreement"]!.GetValue<double>(), gap["expectedDisagreement"]!.GetValue<double>() + need["expectedDisagreement"]!.GetValue<double>());
        Assert.Equal(1 - observed / expected, told["coefficients"]!["krippendorffAlphaU"]!["value"]!.GetValue<double>(), 12);
        // A begin moves nothing, and one who marked nothing counts.
        var moved = await JsonAsync("agreement", await WriteAsync("moved.csv", "who,from,to,what\nRuth,110,114,gap\nRuth,120,122,need\nAmir,110,115,gap\nAmir,120,122,need\n"), "--units", "from", "to", "what", "--length", "40", "--begin", "100", "--analyst", "who");
        Assert.Equal(told["coefficients"]!.ToJsonString(), moved["coefficients"]!.ToJsonString());
        var third = await JsonAsync("agreement", await WriteAsync("third.csv", await File.ReadAllTextAsync(file, Cancel) + "Sana,,,\n"), "--units", "start,end,category", "--length", "40");
        Assert.Equal(3, third["analysts"]!.AsArray().Count);
        Assert.True(third["coefficients"]!["krippendorffAlphaU"]!["value"]!.GetValue<double>() < told["coefficients"]!["krippendorffAlphaU"]!["value"]!.GetValue<double>());
        var (_, output, _) = await RunAsync("agreement", file, "--units", "start,end,category", "--length", "40");
        Assert.Contains("need: marked 2 times, alpha of 1995 1.000, of 2016 1.000", output, StringComparison.Ordinal);

        foreach (var (args, refusal) in new (string[], string)[]
        {
            (["--units", "start,end,category"], "Give --length"), (["--units", "start,end", "--length", "40"], "names three columns"), (["--units", "start,end,code", "--length", "40"], "has no column \"code\""),
            (["--units", "start,end,category", "--length", "14"], "line 3: the unit runs from 20 to 22"), (["--length", "40"], "Give --units"), (["--units", "start,end,category", "--length", "0"], "holds no unit"),
        })
        {
            var (exit, _, error) = await RunAsync(["agreement", file, .. args]);
            Assert.Equal(1, exit);
            Assert.Contains(refusal, error, StringComparison.Ordinal);
        }
    }

    /// <summary>Every published value that a coefficient of ours answers, through the command; gamma is not one of them.</summary>
    [Fact]
    public async Task The_published_cases_come_out_of_the_command()
    {
        var cases = JsonNode.Parse(await File.ReadAllTextAsync(Throughline.Testing.Shared.PathOrSkip("cases/agreement/agreement_cases.json"), Cancel))!["cases"]!.AsArray().Select(c => c!).Where(c => (string)c["kind"]! != "gamma").ToList();
        var checkedValues = 0;
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = Cancel }, async (one, _) =>
        {
            var (id, kind, input) = ((string)one["id"]!, (string)one["kind"]!, one["input"]!);
            var unitizing = kind.StartsWith("unitizing", StringComparison.Ordinal);
            var file = await WriteAsync($"{id}.csv", unitizing ? Units(input) : Table(kind, input));
            var told = await JsonAsync(unitizing
                ? ["agreement", file, "--units", "start,end,category", "--length", input["continuum_length"]!.ToString(), "--begin", input["continuum_begin"]!.ToString()]
                : ["agreement", file, "--unit", "unit", "--draws", "0"]);
            foreach (var (name, expected) in one["expected"]!.AsObject())
            {
                if (name == "chance_agreement_stated") continue; // the source does not say by which formula
                if (name == "per_category")
                {
                    foreach (var (category, parts) in expected!.AsObject())
                    {
                        var ours = told["categories"]!.AsArray().Single(c => (string)c!["category"]! == category)!;
                        foreach (var (part, value) in parts!.AsObject())
                            Near($"{id} {category} {part}", value!, (part switch { "D_o" => ours["observedDisagreement"], "D_e" => ours["expectedDisagreement"], _ => ours["krippendorffAlphaU"]!["value"] })?.GetValue<double>(), (one["per_key_tolerance"]?[part] ?? one["tolerance"]!).GetValue<double>());
                    }
                    continue;
                }
                double? Value(string key) => told["coefficients"]![key]!["value"]?.GetValue<double>();
                Near($"{id} {name}", expected!, name switch
                {
                    "percent_agreement" or "holsti_cr" => Value("percentAgreement"),
                    "all_coders_agree" => Value("allAgree"),
                    "cohen_kappa" => Value("cohenKappa"),
                    "cohen_expected" => Value("cohenKappaExpected"),
                    "cohen_kappa_max" => Value("cohenKappaMaximum"),
                    "scott_pi" => Value("scottPi"),
                    "fleiss_kappa" => Value("fleissKappa"),
                    "bennett_s_brennan_prediger" => Value("bennettS"),
                    "gwet_ac1" => Value("gwetAc1"),
                    "krippendorff_alpha_nominal" => Value("krippendorffAlphaNominal"),
                    "krippendorff_alpha_ordinal" => Value("krippendorffAlphaOrdinal"),
                    "krippendorff_alpha_interval" => Value("krippendorffAlphaInterval"),
                    "krippendorff_alpha_ratio" => Value("krippendorffAlphaRatio"),
                    "observed_disagreement_nominal" => Value("observedDisagreement"),
                    "expected_disagreement_nominal" => Value("expectedDisagreement"),
                    "pairwise_percent_agreement" => 1 - Value("observedDisagreement"),
                    "alpha_U" => Value("krippendorffAlphaU"),
                    _ => throw new NotSupportedException($"The reference file asks for {name}, which this test does not know."),
                }, one["tolerance"]!.GetValue<double>());
            }
        });
        Assert.True(cases.Count >= 20 && checkedValues >= 60, $"Only {cases.Count} cases with {checkedValues} values were looked at.");

        void Near(string what, JsonNode expected, double? ours, double tolerance)
        {
            Interlocked.Increment(ref checkedValues);
            if (expected.GetValueKind() == System.Text.Json.JsonValueKind.String) Assert.True(ours is null, $"{what}: {ours}, not undefined");
            else Assert.True(ours is { } value && Math.Abs(value - expected.GetValue<double>()) <= tolerance, $"{what}: {ours}, not {expected}");
        }

        static string Table(string kind, JsonNode input)
        {
            List<string[]> rows = [];
            var of = (input["data"] ?? input["table"])!.AsArray().Select(row => row!.AsArray().Select(cell => cell?.ToString() ?? "").ToArray()).ToList();
            if (kind == "nominal_units") rows = of;
            else if (kind == "contingency")
            {
                for (var i = 0; i < of.Count; i++)
                    for (var j = 0; j < of.Count; j++) rows.AddRange(Enumerable.Repeat(new[] { $"c{i}", $"c{j}" }, int.Parse(of[i][j], System.Globalization.CultureInfo.InvariantCulture)));
            }
            else rows = of.ConvertAll(counts => counts.SelectMany((count, c) => Enumerable.Repeat($"c{c}", int.Parse(count, System.Globalization.CultureInfo.InvariantCulture))).ToArray());
            return $"unit,{string.Join(',', rows[0].Select((_, i) => $"r{i}"))}\n" + string.Concat(rows.Select((row, i) => $"{i},{string.Join(',', row)}\n"));
        }

        static string Units(JsonNode input)
        {
            // The file refers to the four examples of Krippendorff (1995), p. 57, stretched.
            var units = input["units"] is JsonArray given ? given.Select(u => ((int)u![2]!, (int)u[0]!, (int)u[0]! + (int)u[1]!, (string)u[3]!))
                : Statistics.Tests.Agreement.Krippendorff1995.Units.Select(u => (u.Analyst, u.Unit.Start * (int)input["scale"]!, u.Unit.End * (int)input["scale"]!, ((char)u.Unit.Category).ToString()));
            return "analyst,start,end,category\n" + string.Concat(Enumerable.Range(0, (int)input["observers"]!).Select(observer => $"r{observer},,,\n")) + string.Concat(units.Select(u => $"r{u.Item1},{u.Item2},{u.Item3},{u.Item4}\n"));
        }
    }

    [Fact]
    public async Task What_could_not_be_meant_is_refused()
    {
        var file = await WriteAsync("mean.csv", "area,cases,people\nA,5,10\nB,3,10\n");
        var (exit, _, error) = await RunAsync("equity", "rates", file, "--method", "mean", "--count", "cases", "--suppress");
        Assert.Equal(1, exit);
        Assert.Contains("A mean is not made safe", error, StringComparison.Ordinal);
        (exit, _, error) = await RunAsync("sites", "choose", file, "--name", "area", "--n", "2", "--vary", "cases", "--why", "cases");
        Assert.Equal(1, exit);
        Assert.Contains("\"cases\" gives no reason. Write --why COL=WORDS", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_nation_s_fifth_and_each_place_s_own_by_command()
    {
        // Five areas of one place and five of another: by rank the nation's fifth are N1 and N2, the own fifths N1 and S1.
        var file = await WriteAsync("ten.csv", "code,place,rank,people\n" + string.Concat(Enumerable.Range(1, 5).Select(i => $"N{i},North,{i},{100 * i}\n")) + string.Concat(Enumerable.Range(1, 5).Select(i => $"S{i},South,{i + 5},{10 * i}\n")) + "O1,Other,11,7\n");
        var to = Path.Combine(_folder.FullName, "fifths.csv");
        var made = await JsonAsync("equity", "fifths", file, "--level", "place", "--population", "people", "--rank", "rank", "--area", "code", "--write", to);
        Assert.Equal(("file,areas,rank,people,inNation,inOwn,both,lost,gained,written,rows", "area,name,areas,people,inNation,inOwn,both,lost,gained,hasOwn"), (Keys(made), Keys(made["rows"]![0]!)));
        // ⌈rank·5/11⌉ is 1 up to rank 2.
        Assert.Equal((300.0, 110.0, 100.0, 200.0, 10.0), (Of("inNation"), Of("inOwn"), Of("both"), Of("lost"), Of("gained")));
        Assert.Equal(["South 10 0 True", "Other 0 0 False", "North 0 200 True"], made["rows"]!.AsArray().Select(row => $"{row!["area"]} {row["gained"]} {row["lost"]} {row["hasOwn"]!.GetValue<bool>()}"));
        Assert.Equal(["area,name,areas,people,in_nations_fifth,in_own_fifth,in_both,lost,gained,has_own_fifth", "South,,5,150,0,10,0,0,10,yes"], (await File.ReadAllLinesAsync(to, Cancel))[..2]);
        var (exit, _, error) = await RunAsync("equity", "fifths", file, "--level", "code", "--population", "people", "--rank", "rank");
        Assert.Equal(1, exit);
        Assert.Contains("none has a fifth of its own", error, StringComparison.Ordinal);

        double Of(string key) => made[key]!.GetValue<double>();
    }

    [Fact]
    public async Task Places_too_small_to_carry_a_service_are_named_by_command()
    {
        var file = await WriteAsync("small.csv", "place,decile,people,score\nNorth,1,900,50\nNorth,5,100,10\nSouth,1,300,40\nSouth,9,700,5\nEast,9,1000,4\nWest,9,1000,3\n");
        var missed = await JsonAsync("equity", "missed", file, "--level", "place", "--population", "people", "--decile", "decile", "--score", "score", "--percent", "50", "--floor", "500");
        Assert.Equal(500, missed["floor"]!.GetValue<double>());
        Assert.Equal(["South"], missed["rows"]![0]!["belowFloor"]!.AsArray().Select(place => place!["name"]!.GetValue<string>()));
        Assert.Equal("name,people,core,score", Keys(missed["rows"]![0]!["belowFloor"]![0]!));
        var (_, said, _) = await RunAsync("equity", "missed", file, "--level", "place", "--population", "people", "--decile", "decile", "--score", "score", "--percent", "50", "--floor", "500");
        Assert.Contains("1 of these places have fewer than 500 people living in Core20 areas, too few for a service of their own by that floor: South", said, StringComparison.Ordinal);
        Assert.Null((await JsonAsync("equity", "missed", file, "--level", "place", "--population", "people", "--decile", "decile", "--score", "score"))["rows"]![0]!["belowFloor"]);
        var (exit, _, error) = await RunAsync("equity", "missed", file, "--level", "place", "--population", "people", "--decile", "decile", "--score", "score", "--floor", "-1");
        Assert.Equal(1, exit);
        Assert.Contains("A floor of -1 people is none", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_characteristic_without_a_reason_is_named_by_command()
    {
        var file = await WriteAsync("boards.csv", "board,region,people,deprived\na,N,1,9\nb,S,5,8\nc,N,9,7\nd,S,2,1\n");
        string[] ask = ["sites", "choose", file, "--name", "board", "--n", "2", "--vary", "region,people", "--filter", "deprived top 3", "--why", "people=size shapes what is possible"];
        var told = await JsonAsync(ask);
        Assert.Equal("""["region","deprived"]""", told["withoutReason"]!.ToJsonString());
        Assert.EndsWith("Why each characteristic: people, size shapes what is possible. No reason is given for region, deprived.", told["record"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("no reason is given for region, deprived: say with --why", (await RunAsync(ask)).Out, StringComparison.Ordinal);
        var whole = await JsonAsync([.. ask, "region=services are organised by region", "deprived=need is greatest there"]);
        Assert.Equal("[]", whole["withoutReason"]!.ToJsonString());
        Assert.DoesNotContain("No reason", whole["record"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_go_to_stderr_with_file_line_and_value()
    {
        var file = await WriteAsync("bad.csv", "area,cases,people\nA,5,10\nB,-3,10\n");
        var (exit, output, error) = await RunAsync("equity", "rates", file, "--method", "byar", "--count", "cases", "--population", "people", "--json");
        Assert.Equal((1, "", "\"bad.csv\", line 3, column \"cases\": the count is -3; it must be 0 or more.\n"), (exit, output, error.ReplaceLineEndings("\n")));
        (exit, _, error) = await RunAsync("equity", "rates", Path.Combine(_folder.FullName, "none.csv"), "--method", "byar", "--count", "cases", "--population", "people");
        Assert.NotEqual(0, exit);
        Assert.Contains("none.csv", error, StringComparison.Ordinal);
        (exit, _, error) = await RunAsync("equity", "rates", file, "--method", "byar", "--count", "cases", "--population", "people", "--confidence", "120");
        Assert.Contains("\"120\" is not a confidence", error, StringComparison.Ordinal);
        (exit, _, error) = await RunAsync("agreement", await WriteAsync("twice.csv", "unit,coder,code\n1,Ruth,a\n1,Ruth,b\n"));
        Assert.Contains("\"twice.csv\", line 3: Ruth judged the unit \"1\" in line 2 already", error, StringComparison.Ordinal);
    }

    private static string Keys(JsonNode node) => string.Join(',', node.AsObject().Select(pair => pair.Key));

    private static string Rounded(JsonNode node) => System.Text.RegularExpressions.Regex.Replace(node.ToJsonString(), @"\d+\.\d{6,}", match => Math.Round(double.Parse(match.Value, System.Globalization.CultureInfo.InvariantCulture), 5).ToString(System.Globalization.CultureInfo.InvariantCulture));

    private async Task<string> WriteAsync(string name, string words)
    {
        var path = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(path, words, Cancel);
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
