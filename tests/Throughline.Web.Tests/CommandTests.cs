using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Commands;
using Throughline.Equity;
using Throughline.Files;
using Throughline.Framing.Representations;
using Throughline.Policy.Clarity;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;
using Throughline.Projects;
using Throughline.Review;
using Throughline.Review.Citations;
using Throughline.Review.Searches;
using Throughline.Review.Studies;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Synthesis;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Constructs;
using Throughline.Synthesis.Phases;
using Throughline.Synthesis.Translation;
using Throughline.Targeting;
using Throughline.Targeting.Modelling;
using Throughline.Targeting.Monitoring;
using Throughline.Targeting.Questions;
using Throughline.Targeting.Targets;
using Throughline.Testing;

namespace Throughline.Web.Tests;

/// <summary>Every command is documented as it is, and its <c>--json</c> is of the documented shape.</summary>
public class CommandTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The commands that do something themselves, by their whole name.</summary>
    private static List<(string Name, Command Command)> All()
    {
        var found = new List<(string, Command)>();
        Walk(Root.Tree(), "");
        return found;

        void Walk(Command command, string above)
        {
            foreach (var one in command.Subcommands)
            {
                found.Add(($"{above} {one.Name}".Trim(), one));
                Walk(one, $"{above} {one.Name}".Trim());
            }
        }
    }

    [Fact]
    public void Every_command_and_option_is_named_in_the_document_and_nothing_else_is()
    {
        var missing = new List<string>();
        foreach (var (name, command) in All().Where(c => c.Command.Action is not null))
        {
            var section = CommandDocument.Of(name);
            if (section.Length == 0) missing.Add($"{name} has no section");
            else
            {
                missing.AddRange(command.Options.Where(o => !o.Recursive && !section.Contains(o.Name, StringComparison.Ordinal)).Select(o => $"{name} {o.Name}"));
                missing.AddRange(command.Arguments.Where(a => !section.Contains(a.Name, StringComparison.Ordinal)).Select(a => $"{name} {a.Name}"));
                if (!section.Contains("```\nthroughline " + name, StringComparison.Ordinal)) missing.Add($"{name} has no example");
                if (CommandDocument.ShapesOf(name).Count == 0 && !section.Contains("no `--json` value", StringComparison.Ordinal)) missing.Add($"{name} does not say what --json prints");
            }
        }
        missing.AddRange(CommandDocument.Names.Except(All().Where(c => c.Command.Action is not null).Select(c => c.Name)).Select(name => $"the document speaks of {name}, which is no command"));
        Assert.True(missing.Count == 0, string.Join("\n", missing));
    }

    [Fact]
    public void Every_help_describes_the_command_its_parts_and_an_example_that_can_be_read()
    {
        var faults = new List<string>();
        foreach (var (name, command) in All())
        {
            var description = command.Description ?? "";
            var example = description.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.StartsWith("throughline " + name.Split(' ')[0], StringComparison.Ordinal));
            if (!description.Contains("Example", StringComparison.Ordinal) || example is null) faults.Add($"{name} has no example");
            else
            {
                var line = System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(example.Replace('\'', '"').Split(" > ")[0]).Skip(1).ToArray();
                faults.AddRange(Root.Tree().Parse(line).Errors.Select(e => $"{name}: its example is refused: {e.Message}"));
            }
            faults.AddRange(command.Options.Where(o => string.IsNullOrWhiteSpace(o.Description)).Select(o => $"{name} {o.Name} is not described"));
            faults.AddRange(command.Arguments.Where(a => string.IsNullOrWhiteSpace(a.Description)).Select(a => $"{name} {a.Name} is not described"));
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Fact]
    public async Task Every_command_prints_json_of_the_documented_shape()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var checkedNames = new HashSet<string>();
        string File(string name, string content)
        {
            var path = bench.Folder.File(name);
            System.IO.File.WriteAllText(path, content);
            return path;
        }
        var interview = File("P1.txt", "A: How do people come?\nB: They ring at eight and the line is engaged until ten, says Oduya.\nA: And then?\nB: They walk in. We never counted them.\nA: Anything else?\nB: No, that is all.\n");
        var wil = File("Plan.md", string.Concat(Enumerable.Range(1, 12).Select(i => $"In year {i} we will meet.\n\n")) + "Then we wil rest.\n");
        var cases = File("cases.csv", "case,sector,source,speaker\nNurse,NHS,P1,B\n,Council,P1,B\n");
        var again = File("cases2.csv", "case,sector\nNurse,Council\n");
        var codings = File("codings.csv", "source,code,segment\nP1,Access > Phone,the line is engaged until ten\nP1,Access > Phone,no such words are here\nP1,Access > Phone,They\n");
        var codebook = File("codebook.csv", "path,definition,colour\nAccess > Distance,How far,99\nUncounted,,\n");
        var names = File("names.csv", "name,pseudonym\nOduya,Marlow\n");

        await IsAsync("project create", 0, "project", "create", "Trial", "--analyst", "Ruth", "--attribution", "{sector}");
        await IsAsync("import", 0, "import", "Trial", interview, wil);
        await IsAsync("project list", 0, "project", "list");
        await IsAsync("sources", 0, "sources", "Trial");
        await IsAsync("text", 0, "text", "Trial", "2");
        await IsAsync("text", 0, 1, "text", "--file", wil);
        await IsAsync("cases import", 2, "cases", "import", "Trial", cases);
        var changed = await IsAsync("cases import", 0, "cases", "import", "Trial", again, "--dry-run");
        Assert.Equal("NHS", changed["conflicts"]![0]!["before"]!.GetValue<string>());
        await IsAsync("codings import", 2, "codings", "import", "Trial", codings);
        await IsAsync("codebook import", 0, "codebook", "import", "Trial", codebook);
        await IsAsync("codebook export", 0, "codebook", "export", "Trial", bench.Folder.File("out.csv"));
        Assert.Equal(4, (await IsAsync("codebook export", 0, 1, "codebook", "export", "Trial")).AsArray().Count);
        Assert.Equal(1, (await IsAsync("project show", 0, "project", "show", "Trial"))["codings"]!.GetValue<int>());
        await IsAsync("codings export", 0, "codings", "export", "Trial", "--out", bench.Folder.File("out.xlsx"));
        Assert.Equal("the line is engaged until ten", (await IsAsync("codings export", 0, 1, "codings", "export", "Trial"))[0]!["segment"]!.GetValue<string>());
        var uptake = File("uptake.csv", "fifth,people,uptake,low,high,place,years,sex\n1,900,60,57,63,Northby,2024,persons\n2,950,66,63,69,Northby,2024,persons\n3,1000,71,68,74,Northby,2024,persons\n");
        var dataset = await IsAsync("equity import", 0, "equity", "import", "Trial", uptake, "--column", "group=fifth", "value=uptake", "area=place", "period=years", "population=people", "lower=low", "upper=high", "--what", "uptake of screening", "--unit", "%", "--ranked-by", "IMD 2019");
        Assert.Equal(("uptake", 3), (dataset["name"]!.GetValue<string>(), dataset["rows"]!.GetValue<int>()));
        var wards = await IsAsync("equity import", 0, "equity", "import", "Trial", File("wards.csv", "lsoa21_code,imd25_rank,imd25_decile,people,smokers_n\nX1,1,1,900,100\nX2,2,9,800,40\nX3,3,9,700,30\n"), "--period", "2023", "--people", "adults aged 18 and over");
        Assert.Equal("""[{"role":"period","code":"","words":"2023"},{"role":"category","code":"","words":"adults aged 18 and over"}]""", wards["meanings"]!.ToJsonString());
        var trial = (await bench.Get<FindProject.Handler>().OneAsync("Trial", Cancel)).Value.Id;
        var funnel = await bench.Get<MakeChart.Handler>().RunAsync(trial, new(ChartView.Funnel, new DatasetId(wards["id"]!.GetValue<Guid>()), null, new Dictionary<string, string> { ["count"] = "smokers_n" }), Cancel);
        Assert.StartsWith("In the areas of \"wards\" in 2023, adults aged 18 and over: of 3 areas", funnel.Value.Sentence, StringComparison.Ordinal);
        var ruth = (await bench.Get<ListAnalysts.Handler>().RunAsync(trial, Cancel))[0].Id;
        Assert.True((await bench.Get<AddFigure.Handler>().RunAsync(new(trial, ruth), new(new(dataset["id"]!.GetValue<Guid>())), Cancel)).Succeeded);
        var figure = (await IsAsync("equity figures", 0, "equity", "figures", "Trial"))["figures"]![0]!;
        Assert.StartsWith("In Northby in 2024, persons: uptake of screening was 60.00 % (95 % interval 57.00 to 63.00) among people living in the most deprived third of areas", figure["sentence"]!.GetValue<string>(), StringComparison.Ordinal);
        var matrix = await IsAsync("matrix", 0, "matrix", "Trial", "--columns", "sector");
        Assert.Equal([("Access", true, null), ("Access > Phone", false, 1), ("Access > Distance", false, 0), ("Uncounted", false, 0)], Rows(matrix));
        var collapsed = await IsAsync("matrix", 0, "matrix", "Trial", "--columns", "sector", "--collapse");
        Assert.Equal([("Access", false, 1), ("Uncounted", false, 0)], Rows(collapsed));
        Assert.Equal(1, (await IsAsync("search", 0, "search", "Trial", "engaged speaker:P9 OR engaged"))["hits"]!.GetValue<int>());

        var citations = await IsAsync("citations import", 1, "citations", "import", "Trial", File("found.ris", "TY  - JOUR\nTI  - Gaps in care\nAU  - Ashworth, A\nER  - \nTY  - GEN\nER  - \n"));
        Assert.Equal((1, 5), (citations["files"]![0]!["added"]!.GetValue<int>(), citations["files"]![0]!["faults"]![0]!["line"]!.GetValue<int>()));
        await IsAsync("citations export", 0, "citations", "export", "Trial", "--format", "csl", "--out", bench.Folder.File("out.json"));
        Assert.Equal(1, (await IsAsync("prisma", 0, "prisma", "Trial", "--out", bench.Folder.File("flow.svg")))["identified"]!.GetValue<int>());
        var reader = new Acting(trial, ruth);
        foreach (var year in new[] { 2018, 2020 }) Assert.True((await bench.Get<Throughline.Review.Searches.EditSearch.Handler>().AddAsync(reader, new(Throughline.Review.Searches.SearchKind.Database, "Embase", RanOn: new(year, 5, 22)), Cancel)).Succeeded);
        await IsAsync("citations import", 0, "citations", "import", "Trial", File("embase.ris", "TY  - JOUR\nTI  - A gap that Embase gave\nER  - \n"), "--search", "embase", "--on", "2020-05-22");
        Assert.Equal([0, 1], (await bench.Get<Throughline.Review.Searches.ListSearches.Handler>().RunAsync(trial, Cancel)).Runs.Select(r => r.Imported));
        Assert.True((await bench.Get<Throughline.Review.Studies.EditStudy.Handler>().AddAsync(reader, new("Ashworth 2003", 2003), Cancel)).Succeeded);
        Assert.True((await bench.Get<Throughline.Synthesis.Translation.EditConcept.Handler>().AddAsync(reader, new("What is counted"), Cancel)).Succeeded);
        var left = await IsAsync("synthesis check", 1, "synthesis", "check", "Trial");
        Assert.Contains("comparison-not-made", left["findings"]!.AsArray().Select(f => f!["kind"]!.GetValue<string>()));
        Assert.Equal(Enumerable.Range(1, 19), left["emerge"]!.AsArray().Select(i => i!["number"]!.GetValue<int>()));
        Assert.Equal(1, (await IsAsync("synthesis table1", 0, "synthesis", "table1", "Trial", "--out", bench.Folder.File("table1.docx")))["rows"]!.GetValue<int>());
        Assert.Equal(1, (await IsAsync("synthesis table2", 0, "synthesis", "table2", "Trial", "--out", bench.Folder.File("table2.csv")))["rows"]!.GetValue<int>());
        Assert.Equal([19, 21], (await IsAsync("synthesis report", 0, "synthesis", "report", "Trial", "--out", bench.Folder.File("synthesis.docx")))["guides"]!.AsArray().Select(g => g!["items"]!.GetValue<int>()));

        await QuoteAsync(bench);
        var report = await IsAsync("report", 0, "report", "Trial", "--out", bench.Folder.File("out.html"));
        Assert.Equal("smallGroup", report["flags"]![0]!["kind"]!.GetValue<string>());
        Assert.True((await IsAsync("log verify", 0, "log", "verify", "Trial"))["holds"]!.GetValue<bool>());
        await NoteAsync(bench);
        foreach (var (kind, of, rows) in new[] { ("memos", "memos", 2), ("notes", "notes", 1), ("cases", "cases", 1) })
        {
            Assert.Equal(rows, (await IsAsync($"{kind} export", 0, kind, "export", "Trial", "--out", bench.Folder.File($"{kind}.xlsx")))[of]!.GetValue<int>());
            Assert.Equal(rows, (await IsAsync($"{kind} export", 0, 1, kind, "export", "Trial")).AsArray().Count);
        }
        var entries = (await IsAsync("log export", 0, 1, "log", "export", "Trial")).AsArray();
        Assert.Equal("project.create", entries[0]!["action"]!.GetValue<string>());
        Assert.Equal(entries.Count, (await IsAsync("log export", 0, "log", "export", "Trial", "--format", "xlsx", "--out", bench.Folder.File("log.xlsx")))["entries"]!.GetValue<int>());
        await IsAsync("backup", 0, "backup", "Trial");
        var backup = (await IsAsync("backup list", 0, "backup", "list"))[0]!["name"]!.GetValue<string>();
        await IsAsync("project archive", 0, "project", "archive", "Trial", "--out", bench.Folder.File("out.throughline"));
        await IsAsync("project archive", 0, "project", "archive", "Trial", "--out", bench.Folder.File("out.zip"), "--form", "public");
        Assert.Equal("Checkland 2025", (await IsAsync("project sample", 0, "project", "sample", "checkland-2025", "--database", bench.Folder.File("sample.db")))["title"]!.GetValue<string>());
        await IsAsync("project restore", 0, "project", "restore", bench.Folder.File("out.throughline"), "--database", bench.Folder.File("other.db"));
        var copy = bench.Folder.File("other.db");
        await IsAsync("codings import", 2, "codings", "import", "Trial", File("more.csv", "source,code,segment\nP1,Access > Phone,They walk in.\nP1,Access > Phone,no such words\n"), "--database", copy);
        Assert.Equal("Ruth", (await IsAsync("pack make", 0, "pack", "make", "Trial", "--analyst", "ruth", "--out", bench.Folder.File("ruth.throughline-pack"), "--database", copy))["analyst"]!.GetValue<string>());
        Assert.False((await IsAsync("pack merge", 0, "pack", "merge", "Trial", bench.Folder.File("ruth.throughline-pack"), "--preview"))["merged"]!.GetValue<bool>());
        Assert.Equal(1, (await IsAsync("pack merge", 0, "pack", "merge", "Trial", bench.Folder.File("ruth.throughline-pack"), "--take-theirs"))["added"]!["codings"]!.GetValue<int>());
        await IsAsync("pseudonyms apply", 0, 1, "pseudonyms", "apply", "Trial", names, "--preview");
        await IsAsync("pseudonyms apply", 0, "pseudonyms", "apply", "Trial", names);
        await IsAsync("erase", 0, 1, "erase", "Trial", "source", "1", "--why", "withdrawn", "--preview");
        var erased = await IsAsync("erase", 0, "erase", "Trial", "source", "1", "--why", "withdrawn");
        Assert.Equal(backup, erased["backupsLeft"]!.AsArray()[^1]!.GetValue<string>());
        await IsAsync("backup restore", 0, "backup", "restore", backup);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel)) await db.Database.ExecuteSqlAsync($"update log_entry set action = 'changed' where seq = 2", Cancel);
        Assert.Equal(2, (await IsAsync("log verify", 2, "log", "verify", "Trial"))["faults"]![0]!["seq"]!.GetValue<int>());

        var fifths = File("fifths.csv", "area,fifth,age,people,cases,years,se\nA,1,0,9000,40,70,0.8\nA,2,40,9000,60,73,0.6\nA,3,80,9000,90,75,0.7\n");
        await IsAsync("equity rates", 0, "equity", "rates", fifths, "--method", "wilson", "--count", "cases", "--population", "people");
        await IsAsync("equity life-expectancy", 0, "equity", "life-expectancy", fifths, "--age", "age", "--deaths", "cases", "--population", "people");
        await IsAsync("equity measure", 0, "equity", "measure", fifths, "--measure", "sii", "--group", "fifth", "--population", "people", "--value", "years", "--se", "se", "--by", "area");
        await IsAsync("equity change", 0, "equity", "change", File("spans.csv", "years,fifth,people,rate,se\n2014,1,1000,10,1\n2014,2,1000,20,1\n2019,1,3000,10,1\n2019,2,1000,24,1\n"), "--period", "years", "--from", "2014", "--to", "2019", "--group", "fifth", "--population", "people", "--value", "rate", "--se", "se");
        await IsAsync("equity decompose", 0, "equity", "decompose", fifths, "--value", "years", "--population", "people", "--levels", "area", "--area", "fifth");
        await IsAsync("equity quantile", 0, "equity", "quantile", fifths, "--value", "years", "--quantiles", "3");
        await IsAsync("equity funnel", 0, "equity", "funnel", fifths, "--of", "rate", "--count", "cases", "--population", "people", "--area", "fifth");
        await IsAsync("equity core20", 0, "equity", "core20", fifths, "--level", "area", "--population", "people", "--decile", "fifth", "--score", "years");
        await IsAsync("equity missed", 0, "equity", "missed", fifths, "--level", "fifth", "--population", "people", "--decile", "fifth", "--score", "years");
        await IsAsync("equity missed", 0, "equity", "missed", fifths, "--level", "fifth", "--population", "people", "--decile", "fifth", "--score", "years", "--percent", "40", "--floor", "10000");
        var ranks = File("ranks.csv", "area,place,rank,people\nA,N,1,90\nB,N,2,80\nC,N,3,70\nD,N,4,60\nE,N,5,50\n");
        await IsAsync("equity fifths", 0, "equity", "fifths", ranks, "--level", "place", "--population", "people", "--rank", "rank");
        var (places, outlines) = (File("places.csv", "lad24_code,imd25_rank,imd25_decile,people\nX1,1,1,900\nX2,2,9,800\nX3,3,9,700\n"), File("outlines.geojson", """{"features":[{"properties":{"lad24_code":"X1","lad24_name":"Northby"},"geometry":{"type":"Polygon","coordinates":[[[0,50],[1,50],[1,51],[0,50]]]}},{"properties":{"lad24_code":"X2","lad24_name":"Southby"},"geometry":{"type":"Polygon","coordinates":[[[1,50],[2,50],[2,51],[1,50]]]}},{"properties":{"lad24_code":"X9","lad24_name":"Nowhere"},"geometry":{"type":"Polygon","coordinates":[[[2,50],[3,50],[3,51],[2,50]]]}}]}"""));
        var map = await IsAsync("equity map", 0, "equity", "map", places, "--boundaries", outlines, "--write", bench.Folder.File("map.svg"));
        Assert.Equal((100, "X3", "Nowhere"), (map["rows"]![0]!["value"]!.GetValue<double>(), map["withoutOutline"]![0]!["area"]!.GetValue<string>(), map["withoutValue"]![0]!["name"]!.GetValue<string>()));
        await IsAsync("equity suppress", 0, "equity", "suppress", fifths, "--count", "cases", "--area", "fifth", "--within", "area");
        var (small, leads) = (File("small.csv", "lsoa11_code,residents\nE01000001,1000\nE01000009,500\n"), File("leads.csv", "LSOA11CD,LSOA21CD\nE01000001,E01000011\n"));
        await IsAsync("equity carry", 0, "equity", "carry", small, "--lookup", leads, "--count", "residents", "--write", bench.Folder.File("carried.csv"));
        await IsAsync("equity join", 0, "equity", "join", small, small, "--count", "residents");
        await IsAsync("sites choose", 0, "sites", "choose", fifths, "--name", "fifth", "--filter", "cases>=40", "--n", "2", "--vary", "years,cases");
        await IsAsync("agreement", 0, "agreement", File("readings.csv", "unit,Ruth,Amir\n1,a,a\n2,a,b\n3,b,b\n"));
        await IsAsync("agreement", 0, 1, "agreement", File("marked.csv", "analyst,start,end,category\nRuth,10,14,gap\nAmir,10,15,gap\n"), "--units", "start,end,category", "--length", "40");

        var plan = File("inequalities.md", "# A plan\n\nEvery system must:\n\n- narrow the gap in life expectancy between its richest and poorest towns\n- publish its accounts by 2030\n");
        await IsAsync("policy statements", 0, "policy", "statements", plan, "--accept-repairs");
        await IsAsync("policy attention", 0, "policy", "attention", plan, "--accept-repairs");
        await IsAsync("policy audit", 0, "policy", "audit", plan, "--accept-repairs", "--report", bench.Folder.File("audit.html"));
        await IsAsync("policy agreement", 0, "policy", "agreement", "Trial");
        var by = await ActingAsync(bench);
        var policy = await bench.AddTextAsync(by, "Dental strategy", "Inequalities in access have grown.", SourceKind.Document);
        var said = (await bench.Get<ChangeStatement.Handler>().AddAsync(by, policy, null, new(0, 34), Cancel)).Value;
        var passage = (await bench.Get<ListStatements.Handler>().RunAsync(by, policy, Cancel)).Single(s => s.Id == said).Excerpt.Node;
        Assert.True((await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(passage, Answers: [new("group", FieldState.NotStated, [])]), Cancel)).Succeeded);
        await IsAsync("policy brief", 0, "policy", "brief", "Trial", "--out", bench.Folder.File("brief.docx"), "--source", "Dental");
        await IsAsync("policy brief", 0, "policy", "brief", "Trial", "--out", bench.Folder.File("plain.html"), "--plain");
        var printed = (await IsAsync("policy brief", 0, 1, "policy", "brief", "Trial", "--plain"))["html"]!.GetValue<string>();
        Assert.Contains("In plain language", printed, StringComparison.Ordinal);
        Assert.Contains("In plain language", (await RunAsync(bench, "policy", "brief", "Trial", "--plain")).Out, StringComparison.Ordinal);
        Assert.True((await bench.Get<EditTheory.Handler>().AddAsync(by, policy, new("Access is unequal", ["It grows"], [], ["checkland-2025.kind.access-to-care"], [], "How", "", [said]), Cancel)).Succeeded);
        Assert.True((await bench.Get<RecordSlippage.Handler>().AddAsync(by, new(policy, "inequalities", "access", "length of life", said), Cancel)).Succeeded);
        Assert.Equal("Access is unequal", (await IsAsync("policy theories", 0, "policy", "theories", "Trial"))["theories"]![0]!["problem"]!.GetValue<string>());
        await IsAsync("policy theories", 0, 1, "policy", "theories", "Trial", "--out", bench.Folder.File("theories.xlsx"));
        Assert.Single((await IsAsync("policy slippage", 0, "policy", "slippage", "Trial"))["recorded"]!.AsArray());
        await IsAsync("policy slippage", 0, 1, "policy", "slippage", "Trial", "--out", bench.Folder.File("slippage.csv"));
        Assert.Equal(2, (await IsAsync("policy clarity", 0, "policy", "clarity", "Trial"))["readings"]!.AsArray().Count);
        await IsAsync("policy clarity", 0, 1, "policy", "clarity", "Trial", "--out", bench.Folder.File("clarity.json"));
        Assert.Equal(1, (await IsAsync("policy audit", 0, "policy", "audit", plan, "--project", "Trial"))["project"]!["added"]!.GetValue<int>());

        var plans = File("plans.csv", "title,kind,group,drivers,aim,actions,indicators,goal,goalDate\nA class,access-to-care,deprived-areas,availability,narrow-the-gap,Hold it ; community ; targeted ; alike,Starts ; outcome ; ours ; 9,2,2027-03-31\nThe same again,access-to-care,deprived-areas,availability,narrow-the-gap,Hold it ; community,,,\n");
        var target = new TargetId((await IsAsync("targets import", 0, "targets", "import", "Trial", plans))["targets"]![0]!.GetValue<Guid>());
        Assert.True((await bench.Get<FixBaseline.Handler>().RunAsync(by, target, new(figure["id"]!.GetValue<Guid>()), Cancel)).Succeeded);
        Assert.True((await bench.Get<SetField.Handler>().RunAsync(by, target, "aim", "aims.mitigate", Cancel)).Succeeded);
        Assert.True((await bench.Get<ReviewTarget.Handler>().AddAsync(by, target, new(new(2026, 1, 31), "People came.", ""), Cancel)).Succeeded);
        Assert.True((await bench.Get<TieEvidence.Handler>().AddAsync(by, target, "because", new("statement", said.Value), null, Cancel)).Succeeded);
        Assert.Equal(2, (await IsAsync("targets list", 0, "targets", "list", "Trial"))["targets"]!.AsArray().Count);
        Assert.Equal("2024", (await IsAsync("targets show", 0, "targets", "show", "Trial", "A class"))["baseline"]!["period"]!.GetValue<string>());
        Assert.Contains("drifted", (await IsAsync("targets check", 0, "targets", "check", "Trial", "--target", "1"))["targets"]![0]!["questions"]!.AsArray().Select(q => q!["id"]!.GetValue<string>()));
        Assert.True((await bench.Get<AnswerQuestion.Handler>().RunAsync(by, target, "no-owner", "The board names one in May.", Cancel)).Succeeded);
        var asked = await RunAsync(bench, "targets", "check", "Trial", "--target", "1");
        Assert.Matches("Resting: Who answers for it\\? Answered by Ruth on \\d{4}-\\d\\d-\\d\\d: The board names one in May\\.", asked.Out);
        Assert.Contains("Answered beside the question. The board shows what changed", asked.Out, StringComparison.Ordinal);
        Assert.Contains("Answered in: Compared with whom.", asked.Out, StringComparison.Ordinal);
        var answered = (await IsAsync("targets check", 0, "targets", "check", "Trial", "--target", "1"))["targets"]![0]!["questions"]!.AsArray().Single(q => q!["id"]!.GetValue<string>() == "no-owner")!;
        Assert.Equal("Ruth", answered["answeredBy"]!.GetValue<string>());
        await IsAsync("targets report", 0, "targets", "report", "Trial", "1", "--out", bench.Folder.File("plan.docx"));
        await IsAsync("targets report", 0, "targets", "report", "Trial", "1", "--out", bench.Folder.File("review.html"), "--review", "2026-01-31");
        await IsAsync("targets board", 0, "targets", "board", "Trial");
        // A statement that the target interprets, and a driver of the project's own: both go with it across plans.
        var one = (await bench.Get<ReadTargets.Handler>().OneAsync(by, target, Cancel)).Value;
        var reading = (await bench.Get<ListRepresentations.Handler>().RunAsync(by, new(), Cancel)).First(r => r.Excerpt is not null).Id;
        Assert.True((await bench.Get<LinkRepresentations.Handler>().AddAsync(by, new(one.Target.Representation, reading, RepresentationTie.Interprets), Cancel)).Succeeded);
        var lifts = (await bench.Get<ExtendModel.Handler>().AddAsync(by, new("Lifts by volunteers", "driver", "partner", "", []), Cancel)).Value;
        Assert.True((await bench.Get<SetField.Handler>().RunAsync(by, target, "drivers", $"checkland-2025-model.availability {lifts}", Cancel)).Succeeded);
        var archive = bench.Folder.File("trial.throughline");
        await IsAsync("project archive", 0, "project", "archive", "Trial", "--out", archive);
        var across = await IsAsync("targets across", 0, "targets", "across", "Trial", plans, archive);
        Assert.Equal((3, 6), (across["plans"]!.GetValue<int>(), across["targets"]!.GetValue<int>()));
        var shifts = across["answers"]!.AsArray().Single(a => a!["target"]!["plan"]!.GetValue<string>() == "Trial")!;
        Assert.Equal(("interprets", "A class"), (shifts["tie"]!.GetValue<string>(), shifts["target"]!["title"]!.GetValue<string>()));
        Assert.Contains("Group (gained)", shifts["shifts"]!.AsArray().Last()!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal([("Trial", "Lifts by volunteers"), ("Trial (2)", "Lifts by volunteers")], across["own"]!.AsArray().Select(o => (o!["plan"]!.GetValue<string>(), o["name"]!.GetValue<string>())));
        Assert.Contains("Lifts by volunteers (Trial, Trial (2))", (await RunAsync(bench, "targets", "across", "Trial", plans, archive)).Out, StringComparison.Ordinal);
        // A whole database file and a workbook, beside the archive: the same targets each time.
        var book = bench.Folder.File("book.xlsx");
        await using (var to = System.IO.File.Create(book))
        {
            var sheet = SheetReader.Read("plans.csv", await System.IO.File.ReadAllBytesAsync(plans, Cancel), ReadLimits.Default, null, Cancel).Value[0];
            Assert.True(SheetWriter.WriteXlsx(to, [new("Targets", sheet.Columns, [.. sheet.Rows.Select(r => (IReadOnlyList<SheetCell>)[.. r.Cells.Select(c => (SheetCell)c)])])]).Succeeded);
        }
        var beside = await IsAsync("targets across", 0, "targets", "across", bench.Folder.File("throughline.db"), book, archive);
        Assert.Equal((3, 6), (beside["plans"]!.GetValue<int>(), beside["targets"]!.GetValue<int>()));
        Assert.Equal(["Trial", "Trial (2)", "book"], beside["grid"]!.AsArray().SelectMany(c => c!["targets"]!.AsArray()).Select(t => t!["plan"]!.GetValue<string>()).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(2, beside["answers"]!.AsArray().Count);
        Assert.Equal(6, (await IsAsync("targets across", 0, "targets", "across", "Trial", plans, archive, "--as", "ruth"))["targets"]!.GetValue<int>());
        var (refused, _, why) = await RunAsync(bench, "targets", "across", "Trial", plans, archive, "--as", "Nobody");
        Assert.Equal(1, refused);
        Assert.Contains("no analyst \"Nobody\" in any project or archive", why, StringComparison.Ordinal);
        Assert.Equal(2, (await IsAsync("targets import", 0, "targets", "import", "Trial", book))["targets"]!.AsArray().Count);

        // Given to a second reader at the end: from here on the two are blind to each other.
        Assert.True((await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Sana", Cancel)).Succeeded);
        Assert.Equal(1, (await IsAsync("policy give", 0, "policy", "give", "Trial", "--to", "Sana", "--to", "ruth", "--source", "Dental"))["given"]!.GetValue<int>());
        var (nothing, _, whyNot) = await RunAsync(bench, "policy", "give", "Trial", "--to", "Sana", "--to", "Ruth", "--source", "Dental");
        Assert.Equal(1, nothing);
        Assert.Contains("given to them already", whyNot, StringComparison.Ordinal);

        var withJson = All().Where(c => c.Command.Action is not null && CommandDocument.ShapesOf(c.Name).Count > 0).Select(c => c.Name);
        Assert.Empty(withJson.Except(checkedNames));

        static IEnumerable<(string, bool, int?)> Rows(JsonNode matrix) => matrix["rows"]!.AsArray().Select(r => (r!["path"]!.GetValue<string>(), r["isGroup"]!.GetValue<bool>(), r["total"]?.GetValue<int>()));

        Task<JsonNode> IsAsync(string name, int exit, params object[] rest)
        {
            var shape = rest[0] is int at ? at : 0;
            return CheckAsync(name, exit, shape, [.. rest.OfType<string>()]);
        }

        async Task<JsonNode> CheckAsync(string name, int exit, int shape, string[] args)
        {
            var (code, output, error) = await RunAsync(bench, [.. args, "--json"]);
            Assert.True(code == exit, $"{name} ended with {code}, not {exit}: {error}");
            var value = JsonNode.Parse(output)!;
            Assert.Null(CommandDocument.Difference(CommandDocument.ShapesOf(name)[shape], value));
            checkedNames.Add(name);
            return value;
        }
    }

    [Fact]
    public async Task The_worked_example_is_never_made_anew_over_a_database_that_is_named()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel);
        var refused = await RunAsync(bench, "demo", "--fresh", "--no-browser");
        Assert.Equal(1, refused.Exit);
        Assert.Contains("Nothing was changed.", refused.Error, StringComparison.Ordinal);
        Assert.True((await bench.Get<FindProject.Handler>().OneAsync("Trial", Cancel)).Succeeded);
    }

    [Fact]
    public async Task Tables_are_printed_where_no_file_is_named_and_what_is_no_line_of_text_is_refused()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "One", "The line is engaged.");
        var code = (await bench.Get<AddCode.Handler>().RunAsync(by, new("=Phone"), Cancel)).Value;
        await bench.Get<AddCodings.Handler>().RunAsync(by, new(source, null, new(4, 8), [new(code, CodingId.New())]), Cancel);

        var (exit, output, error) = await RunAsync(bench, "codings", "export", "Trial");
        Assert.Equal((0, ""), (exit, error));
        Assert.StartsWith("source,source number,code,segment,start,end,", output, StringComparison.Ordinal);
        Assert.StartsWith("One,1,'=Phone,line,4,8,1,,1,Ruth,", output.Split("\r\n")[1], StringComparison.Ordinal);
        (exit, output, _) = await RunAsync(bench, "codings", "export", "Trial", "--format", "json");
        Assert.Equal((0, "=Phone"), (exit, JsonNode.Parse(output)![0]!["code"]!.GetValue<string>()));
        (exit, output, _) = await RunAsync(bench, "codebook", "export", "Trial");
        Assert.Equal((0, "path,definition,"), (exit, output[..16]));

        (exit, output, error) = await RunAsync(bench, "codings", "export", "Trial", "--format", "xlsx");
        Assert.Equal((1, ""), (exit, output));
        Assert.Contains("--out codings.xlsx", error, StringComparison.Ordinal);
        (exit, output, error) = await RunAsync(bench, "codings", "export", "Trial", "--format", "csv", "--json");
        Assert.Equal((1, ""), (exit, output));
        Assert.Contains("--json prints one JSON value", error, StringComparison.Ordinal);
        // A line that cannot be read is no result: standard output stays empty.
        (exit, output, error) = await RunAsync(bench, "erase", "Trial", "name", "Oduya", "--why", "because", "--json");
        Assert.Equal((1, ""), (exit, output));
        Assert.Contains("'withdrawn'", error, StringComparison.Ordinal);
        Assert.EndsWith("How it is written: throughline erase --help\n", error.Replace("\r", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_holds_a_comma_can_be_given_to_every_command()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var code = (await bench.Get<AddCode.Handler>().RunAsync(by, new("Phone"), Cancel)).Value;
        await bench.Get<AddCodings.Handler>().RunAsync(by, new(await bench.AddTextAsync(by, "One", "The line is engaged."), null, new(4, 8), [new(code, CodingId.New())]), Cancel);
        await File.WriteAllTextAsync(bench.Folder.File("cases.csv"), "case,source,\"Role, at the time\",Site\nAnn,One,Manager,North\nBen,,Nurse,South\n", Cancel);
        var (exit, output, error) = await RunAsync(bench, "cases", "import", "Trial", bench.Folder.File("cases.csv"));
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("New attributes: \"Role, at the time\", Site.", output, StringComparison.Ordinal);
        (exit, output, _) = await RunAsync(bench, "matrix", "Trial", "--columns", "Role, at the time", "--json");
        Assert.Equal(0, exit);
        Assert.Contains("Manager", output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(bench.Folder.File("survey.csv"), "Respondent,\"Age, years\",\"What, if anything, helps?\",Sector\nCarl,44,The early bus helps.,NHS\n", Cancel);
        (exit, output, error) = await RunAsync(bench, "import", "Trial", bench.Folder.File("survey.csv"), "--case", "Respondent", "--attributes", "\"Age, years:number\", Sector", "--answers", "\"What, if anything, helps?\"");
        // What is being read is told while it is read: a file read at once leaves nothing there.
        Assert.True(exit == 0 && error is "" or "1 of 1: survey.csv, reading\n", error);
        (exit, output, _) = await RunAsync(bench, "cases", "export", "Trial");
        Assert.Equal((0, "case,kind,\"Role, at the time\",Site,\"Age, years\",Sector"), (exit, output.Split("\r\n")[0]));
        Assert.Contains("44", output, StringComparison.Ordinal);

        (exit, output, error) = await RunAsync(bench, "report", "Trial", "--out", bench.Folder.File("report.html"), "--sections", "matrices", "--matrices-by", "\"Role, at the time\",Site");
        Assert.Equal(0, exit);
        var report = await File.ReadAllTextAsync(bench.Folder.File("report.html"), Cancel);
        Assert.Contains("Role, at the time", report, StringComparison.Ordinal);
        Assert.Contains("Manager", report, StringComparison.Ordinal);

        await File.WriteAllTextAsync(bench.Folder.File("areas.csv"), "\"Age, years\",deaths,people\nunder 75,10,1000\n75 and over,40,1000\n", Cancel);
        (exit, output, error) = await RunAsync(bench, "equity", "rates", bench.Folder.File("areas.csv"), "--method", "byar", "--count", "deaths", "--population", "people", "--by", "\"Age, years\"");
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("75 and over", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_a_kind_is_told_in_the_singular()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "One", "P1: Buses.");
        var revision = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, Cancel)).Value.Revision;
        Assert.True((await bench.Get<ConfirmTurns.Handler>().RunAsync(by, source, revision, [new("P1", true, null, null, false)], Cancel)).Succeeded);
        await bench.AddTextAsync(by, "Two", "Buses");
        var code = (await bench.Get<AddCode.Handler>().RunAsync(by, new("Distance"), Cancel)).Value;
        await bench.Get<AddCodings.Handler>().RunAsync(by, new(source, null, new(4, 9), [new(code, CodingId.New())]), Cancel);
        await File.WriteAllTextAsync(bench.Folder.File("cases.csv"), "case,site\nAnn,North\n", Cancel);
        await File.WriteAllTextAsync(bench.Folder.File("codings.csv"), "source,code,segment,analyst\nTwo,Waits,Buses,Omar\n", Cancel);
        await File.WriteAllTextAsync(bench.Folder.File("codes.csv"), "path\nFees\n", Cancel);
        await File.WriteAllTextAsync(bench.Folder.File("names.csv"), "name,pseudonym\nNobody,[x]\n", Cancel);
        await File.WriteAllTextAsync(bench.Folder.File("units.csv"), "unit,Ann,Ben\n7,a,a\n", Cancel);
        var plan = bench.Folder.File("plan.txt");
        await File.WriteAllTextAsync(plan, "We will reduce the gap in life expectancy between the most and least deprived areas.", Cancel);
        var said = new List<string>();
        foreach (var line in new string[][]
        {
            ["project", "show", "Trial"], ["sources", "Trial"], ["search", "Trial", "source:Two buses"], ["matrix", "Trial", "--columns", "source"], ["cases", "import", "Trial", bench.Folder.File("cases.csv")], ["codings", "import", "Trial", bench.Folder.File("codings.csv")],
            ["codebook", "import", "Trial", bench.Folder.File("codes.csv")], ["pseudonyms", "apply", "Trial", bench.Folder.File("names.csv"), "--preview"], ["log", "verify", "Trial"], ["agreement", bench.Folder.File("units.csv")],
            ["policy", "statements", plan], ["policy", "attention", plan], ["report", "Trial", "--out", bench.Folder.File("r.html")], ["project", "archive", "Trial", "--out", bench.Folder.File("t.throughline")],
        })
        {
            var (_, output, error) = await RunAsync(bench, line);
            said.Add($"{string.Join(' ', line.Take(2))}: {output}{error}");
        }
        var wrong = said.SelectMany(text => System.Text.RegularExpressions.Regex.Matches(text, @"(?<![\d.,:])\b1 (?!as\b|is\b|was\b|has\b|this\b|across\b)[a-z]+s\b").Select(m => $"{text[..text.IndexOf(':', StringComparison.Ordinal)]}: {m.Value}")).ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.Contains(said, text => text.Contains("1 turn, 1 speaker", StringComparison.Ordinal));
        Assert.Contains(said, text => text.Contains("1 code and 1 analyst made", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 0, true, false, true)]
    [InlineData(0, 0, true, false, false)]
    [InlineData(1, 1, true, false, false)]
    [InlineData(1, 0, false, false, false)]
    [InlineData(1, 0, true, true, false)]
    public void A_window_of_its_own_is_kept_open_after_an_error_alone(int exitCode, int arguments, bool isOwn, bool isInputRedirected, bool isKept)
    {
        Assert.Equal(isKept, OwnWindow.IsKeptOpen(exitCode, arguments, isOwn, isInputRedirected));
        Assert.True(OperatingSystem.IsWindows() || !OwnWindow.IsOwn());
    }

    [Fact]
    public async Task A_review_is_printed_where_no_file_is_named_and_written_in_every_form_and_style()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var studies = bench.Get<Throughline.Review.Studies.EditStudy.Handler>();
        var study = (await studies.AddAsync(by, new("Ashworth 2003", 2001), Cancel)).Value;
        var edit = bench.Get<Throughline.Review.Citations.EditCitation.Handler>();
        var report = (await edit.AddAsync(by, new("Gaps in care", ["Ashworth, Ann"], "2003"), Cancel)).Value;
        Assert.True((await edit.GroupAsync(by, report, study, Cancel)).Succeeded);
        Assert.True((await bench.Get<Throughline.Synthesis.Translation.EditConcept.Handler>().AddAsync(by, new("What is counted"), Cancel)).Succeeded);
        // A field of the form may bear the name of a column that is always there.
        var form = bench.Get<Throughline.Review.Extraction.EditExtraction.Handler>();
        var field = (await form.AddFieldAsync(by, "Study", Throughline.Review.Extraction.ExtractionType.Text, [], Cancel)).Value;
        Assert.True((await form.WriteAsync(by, study, field, "Interviews", Cancel)).Succeeded);

        foreach (var (kind, begins) in new[] { ("ris", "TY  - JOUR"), ("bib", "@article{"), ("csl", "[") })
        {
            var (exit, output, error) = await RunAsync(bench, "citations", "export", "Trial", "--format", kind);
            Assert.Equal((0, ""), (exit, error));
            Assert.StartsWith(begins, output.TrimStart(), StringComparison.Ordinal);
            Assert.Contains("Gaps in care", output, StringComparison.Ordinal);
            var path = bench.Folder.File($"out.{kind}");
            Assert.Equal(0, (await RunAsync(bench, "citations", "export", "Trial", "--format", kind, "--out", path)).Exit);
            Assert.Equal(output.Trim(), (await File.ReadAllTextAsync(path, Cancel)).Trim());
        }
        Assert.Equal("Gaps in care", JsonNode.Parse((await RunAsync(bench, "citations", "export", "Trial", "--format", "csl", "--json")).Out)![0]!["title"]!.GetValue<string>());
        var refused = await RunAsync(bench, "citations", "export", "Trial", "--format", "ris", "--json");
        Assert.Equal((1, ""), (refused.Exit, refused.Out));
        Assert.Contains("--out citations.ris", refused.Error, StringComparison.Ordinal);

        var printed = await RunAsync(bench, "synthesis", "table1", "Trial");
        Assert.Equal((0, ""), (printed.Exit, printed.Error));
        Assert.Equal("No.,Study,Years of data,Who took part,Reports,Study", printed.Out.Split("\r\n")[0]);
        var row = JsonNode.Parse((await RunAsync(bench, "synthesis", "table1", "Trial", "--json")).Out)![0]!;
        Assert.Equal((1, "Ashworth 2003", "Interviews"), (row["No."]!.GetValue<int>(), row["Study"]!.GetValue<string>(), row["Study (field)"]!.GetValue<string>()));
        Assert.Contains("What is counted", (await RunAsync(bench, "synthesis", "table2", "Trial")).Out, StringComparison.Ordinal);

        printed = await RunAsync(bench, "synthesis", "report", "Trial", "--style", "numbered");
        Assert.Equal((0, ""), (printed.Exit, printed.Error));
        Assert.Contains("[1]", Words(printed.Out), StringComparison.Ordinal);
        foreach (var (style, cited) in new[] { ("numbered", "[1]"), ("author-date", "Ashworth 2003") })
        {
            var path = bench.Folder.File($"{style}.html");
            Assert.Equal(0, (await RunAsync(bench, "synthesis", "report", "Trial", "--out", path, "--style", style)).Exit);
            var html = await File.ReadAllTextAsync(path, Cancel);
            Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.OrdinalIgnoreCase);
            Assert.Contains(cited, Words(html), StringComparison.Ordinal);
            Assert.Equal(style == "numbered", Words(html).Contains("[1]", StringComparison.Ordinal));
        }
        refused = await RunAsync(bench, "synthesis", "report", "Trial", "--json");
        Assert.Equal((1, ""), (refused.Exit, refused.Out));

        var flow = bench.Folder.File("flow.csv");
        Assert.Equal(0, (await RunAsync(bench, "prisma", "Trial", "--out", flow)).Exit);
        Assert.StartsWith("Box,What,Number\r\n", (await File.ReadAllTextAsync(flow, Cancel)).TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.Contains("Included,Reports of included studies,1", await File.ReadAllTextAsync(flow, Cancel), StringComparison.Ordinal);

        static string Words(string html) => System.Text.RegularExpressions.Regex.Replace(html, "<[^>]*>", "");
    }

    [Fact]
    public async Task The_check_of_a_synthesis_finds_each_planted_fault_and_nothing_where_there_is_none()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var (searches, import, studies, citations) = (bench.Get<EditSearch.Handler>(), bench.Get<ImportCitations.Handler>(), bench.Get<EditStudy.Handler>(), bench.Get<EditCitation.Handler>());
        var (concepts, compare, story, take) = (bench.Get<EditConcept.Handler>(), bench.Get<CompareStudy.Handler>(), bench.Get<EditStoryline.Handler>(), bench.Get<EditConstruct.Handler>());
        async Task<SearchRunId> FoundAsync(int year, SearchRunId? rerunOf, params string[] titles)
        {
            var run = (await searches.AddAsync(by, new(SearchKind.Database, "Embase", RanOn: new(year, 5, 22), Hits: titles.Length, RerunOf: rerunOf), Cancel)).Value;
            Assert.True((await import.RunAsync(by, $"{year}.ris", System.Text.Encoding.UTF8.GetBytes(string.Concat(titles.Select(t => $"TY  - JOUR\nTI  - {t}\nER  -\n"))), run, Cancel)).Succeeded);
            return run;
        }
        async Task<StudyId> StudyAsync(string label, int year)
        {
            var study = (await studies.AddAsync(by, new(label, year), Cancel)).Value;
            var report = (await citations.AddAsync(by, new($"The report of {label}", [], "2011"), Cancel)).Value;
            Assert.True((await citations.GroupAsync(by, report, study, Cancel)).Succeeded);
            return study;
        }
        async Task SaysAsync(StudyId study, ConceptId concept, string? construct)
        {
            var shown = construct is null ? null : (ConstructId[])[(await take.AddAsync(by, study, new(construct, Page: "12"), null, null, null, Cancel)).Value];
            Assert.True((await compare.DecideAsync(by, study, concept, new(shown is null ? CellRelation.NoneFound : CellRelation.Same, Constructs: shown), Cancel)).Succeeded);
        }

        // A synthesis in which there is nothing to see to.
        var first = await FoundAsync(2018, null, "Quiet about politics", "The hard core");
        await FoundAsync(2020, first, "Quiet about politics", "The hard core", "Fairness, said aloud");
        var (ashworth, tremblay) = (await StudyAsync("Ashworth 2003", 2001), await StudyAsync("Tremblay 2010", 2008));
        var counted = (await concepts.AddAsync(by, new("What is counted"), Cancel)).Value;
        await SaysAsync(ashworth, counted, "the hard core");
        await SaysAsync(tremblay, counted, "a figure for the board");
        var step = (await story.AddStepAsync(by, (await story.AddAsync(by, new("Quiet is part of the job"), Cancel)).Value, "Known, and not said", "", Cancel)).Value;
        Assert.True((await story.WriteAsync(by, step, new("What is counted is done.", true, "", [counted.Node]), Cancel)).Succeeded);
        Assert.True((await bench.Get<DecidePlan.Handler>().RunAsync(by, new(OrderRule.AsTaken, "", AppraisalDecision.NotAppraised, "Few studies, all of use.", "Two former nurses."), Cancel)).Succeeded);
        for (var phase = 1; phase <= 7; phase++) Assert.True((await bench.Get<LogPhase.Handler>().AddAsync(by, new(phase, false, "As planned.", ""), Cancel)).Succeeded);
        var (exit, output, _) = await RunAsync(bench, "synthesis", "check", "Trial");
        Assert.True(exit == 0, output);
        Assert.Contains("Nothing is left to see to.", output, StringComparison.Ordinal);

        // Planted: a claim on nothing, a concept of one study, a rerun that lost a record, a study that is not compared.
        Assert.True((await story.WriteAsync(by, step, new("Nobody says it twice.", true, "", []), Cancel)).Succeeded);
        var politics = (await concepts.AddAsync(by, new("Politics out of reach"), Cancel)).Value;
        await SaysAsync(ashworth, politics, null);
        await SaysAsync(tremblay, politics, "a political question");
        await FoundAsync(2022, first, "The hard core");
        await StudyAsync("Byrne 2011", 2010);
        (exit, output, _) = await RunAsync(bench, "synthesis", "check", "Trial", "--json");
        Assert.Equal(1, exit);
        Assert.Equal(
        [
            ("comparison-not-made", "Byrne 2011 is not yet compared with \"What is counted\", \"Politics out of reach\"."),
            ("rerun-lost", "The rerun in Embase lost 1 record that the earlier run had: Quiet about politics."),
            ("thin-concept", "\"Politics out of reach\" rests on one study, Tremblay 2010."),
            ("unsupported-claim", "Nothing in the review stands under \"Nobody says it twice.\""),
        ], JsonNode.Parse(output)!["findings"]!.AsArray().Select(f => (f!["kind"]!.GetValue<string>(), f["message"]!.GetValue<string>())).OrderBy(f => f.Item1, StringComparer.Ordinal));
    }

    private static async Task QuoteAsync(TestWorkbench bench)
    {
        var by = await ActingAsync(bench);
        var source = (await bench.Get<FindSource.Handler>().RunAsync(by.Project, "P1", Cancel)).Value;
        var theme = (await bench.Get<EditTheme.Handler>().AddAsync(by, new("The clock sorts", "Who can ring at eight.", []), Cancel)).Value;
        Assert.True((await bench.Get<ChooseQuotation.Handler>().AddSpanAsync(by, source, null, new(26, 60), theme, null, Cancel)).Succeeded);
    }

    private static async Task NoteAsync(TestWorkbench bench)
    {
        var by = await ActingAsync(bench);
        var source = (await bench.Get<FindSource.Handler>().RunAsync(by.Project, "P1", Cancel)).Value;
        var coded = (await bench.Get<ListCodings.Handler>().RunAsync(by, source, Cancel))[0];
        Assert.True((await bench.Get<WriteNotes.Handler>().AddAsync(by, new(source, coded.Code, "The line is engaged.", [coded.Excerpt]), Cancel)).Succeeded);
        Assert.True((await bench.Get<WriteMemo.Handler>().AddAsync(by, new(coded.Code.Node, "The telephone sorts people."), Cancel)).Succeeded);
        Assert.True((await bench.Get<WriteMemo.Handler>().AddOnWordsAsync(by, source, null, new(0, 12), "Who asks?", null, Cancel)).Succeeded);
    }

    private static async Task<Acting> ActingAsync(TestWorkbench bench)
    {
        var project = (await bench.Get<FindProject.Handler>().OneAsync("Trial", Cancel)).Value;
        return new(project.Id, (await bench.Get<ListAnalysts.Handler>().RunAsync(project.Id, Cancel))[0].Id);
    }

    private static async Task<(int Exit, string Out, string Error)> RunAsync(TestWorkbench bench, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await Root.RunAsync(args.Contains("--database") ? args : [.. args, "--database", bench.Address.Value], output, error);
        return (exit, output.ToString(), error.ToString());
    }
}
