using System.Diagnostics;
using System.Text.Json.Nodes;
using Throughline.Framing.Representations;
using Throughline.Testing;

namespace Throughline.Policy.Tests;

/// <summary>The file commands as they are run: the documented shape, the exit codes, the report.</summary>
public sealed class PolicyCommandTests
{
    private const string Plan = "# A plan against inequalities\n\n## Better lives\n\nBy 2030 every system must:\n\n- publish its accounts\n- narrow the gap in life expectancy between its richest and poorest towns\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal static async Task<(int Exit, string Out, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "throughline.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        var error = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await output, error);
    }

    [Fact]
    public async Task Statements_have_the_documented_shape_and_their_text_is_the_slice()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("plan.md"), Plan, Cancel);
        var text = (await RunAsync("text", "--file", folder.File("plan.md"))).Out;
        var (exit, output, error) = await RunAsync("policy", "statements", folder.File("plan.md"), "--json");
        Assert.Equal((0, ""), (exit, error));
        var json = JsonNode.Parse(output)!;
        Assert.Equal(["statements", "mentions"], json.AsObject().Select(p => p.Key));
        var statement = Assert.Single(json["statements"]!.AsArray())!;
        Assert.Equal(["source", "textSha256", "page", "start", "end", "text", "woven", "context", "matched", "hits", "suggestions", "suggestionStates", "suggestionWords", "evidence", "alike"], statement.AsObject().Select(p => p.Key));
        Assert.Equal(RepresentationField.All.Select(f => f.Name), statement["suggestions"]!.AsObject().Select(p => p.Key));
        Assert.Equal("checkland-2025.kind.life-expectancy", statement["suggestions"]!["kind"]![0]!.GetValue<string>());
        Assert.Equal("representation.strength.requirement", statement["suggestions"]!["strength"]![0]!.GetValue<string>());
        Assert.Equal(statement["text"]!.GetValue<string>(), text[statement["start"]!.GetValue<int>()..statement["end"]!.GetValue<int>()]);
        Assert.Equal(["heading", "stem"], statement["context"]!.AsArray().Select(c => c!["label"]!.GetValue<string>()));
        Assert.Equal(["label", "start", "end"], statement["context"]![0]!.AsObject().Select(p => p.Key));
        var mention = Assert.Single(json["mentions"]!.AsArray())!;
        Assert.Equal(["source", "start", "end", "text", "where"], mention.AsObject().Select(p => p.Key));
        Assert.Equal("title", mention["where"]!.GetValue<string>());
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))), statement["textSha256"]!.GetValue<string>());
    }

    [Fact]
    public async Task With_repairs_accepted_every_span_is_a_slice_of_the_repaired_text()
    {
        using var folder = new TempFolder();
        // A double letter that a converter drew as one: often enough that it is known for a fault, and the repair moves what comes after.
        const string damaged = """
            # Plan

            Al of the towns wil tel you that care is local. They wil also tel you that smal teams cal on people who fel il and stil wait. Wel being is wel understood, il ness is not, and skil s wil fal behind.

            We wil narrow the gap in life expectancy between towns. Al councils wil do so, and al wil tel of it in ful. Health inequalities wil fal where smal towns stil wait. It wil be ful y told, and al wil be wel.
            """;
        await File.WriteAllTextAsync(folder.File("plan.md"), damaged, Cancel);
        var (plain, repaired) = ((await RunAsync("text", "--file", folder.File("plan.md"))).Out, (await RunAsync("text", "--file", folder.File("plan.md"), "--accept-repairs")).Out);
        Assert.NotEqual(plain, repaired);
        foreach (var (text, arguments) in new[] { (plain, Array.Empty<string>()), (repaired, ["--accept-repairs"]) })
        {
            var found = JsonNode.Parse((await RunAsync(["policy", "statements", folder.File("plan.md"), "--json", .. arguments])).Out)!["statements"]!.AsArray();
            Assert.NotEmpty(found);
            Assert.All(found, s => Assert.Equal(s!["text"]!.GetValue<string>(), text[s["start"]!.GetValue<int>()..s["end"]!.GetValue<int>()]));
            Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))), found[0]!["textSha256"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task An_audit_for_a_project_tells_what_the_projects_own_lexicon_proposes()
    {
        await using var bench = await TestWorkbench.OpenAsync(Throughline.Storage.Engine.Sqlite);
        var by = (await bench.Get<Throughline.Projects.CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        const string own = "id: own\ntitle: Ours\ncitation: {authors: Us, year: 2026, title: Ours}\nversion: 1.0.0\nkind: lexicon\nnote: Ours.\nterms:\n  - id: own.one\n    name: Left ashore\n    definition: Left ashore.\n    example: Some are left ashore.\n    pattern: \"left ashore\"\n    reason: Our word for it.\n    facets: {role: statement, topic: topics.digital}\n";
        Assert.True((await bench.Get<Throughline.Framing.Frameworks.AddFramework.Handler>().RunAsync(by, "own.yaml", own, Cancel)).Succeeded);
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("plan.md"), "# Plan\n\nSome of our people are left ashore. The roof is mended.\n", Cancel);
        var without = JsonNode.Parse((await RunAsync("policy", "audit", folder.File("plan.md"), "--json")).Out)!;
        Assert.Empty(without["found"]!["statements"]!.AsArray());
        var (exit, output, error) = await RunAsync("policy", "audit", folder.File("plan.md"), "--project", "Trial", "--json", "--database", bench.Address.Value);
        Assert.Equal((0, ""), (exit, error));
        var json = JsonNode.Parse(output)!;
        Assert.Equal(1, json["project"]!["proposed"]!.GetValue<int>());
        Assert.Single(json["found"]!["statements"]!.AsArray());
        Assert.Equal(1, json["documents"]![0]!["attention"]!["topics"]!.AsArray().Single(t => t!["topic"]!.GetValue<string>() == "topics.digital")!["sentences"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_audit_keeps_captions_as_the_transcript_they_are_so_that_attention_counts_them_as_talk()
    {
        await using var bench = await TestWorkbench.OpenAsync(Throughline.Storage.Engine.Sqlite);
        var by = (await bench.Get<Throughline.Projects.CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("plan.md"), Plan, Cancel);
        await File.WriteAllTextAsync(folder.File("board.vtt"), "WEBVTT\n\n00:00:01.000 --> 00:00:05.000\nHealth inequalities between our towns are widening.\n\n00:01:05.000 --> 00:01:09.000\nWe turn to the waiting list.\n", Cancel);
        await File.WriteAllTextAsync(folder.File("timed.txt"), "[00:00:01] Inequalities in access come first.\n[00:01:10] The waiting list is long.\n[00:02:15] We close.\n", Cancel);
        var (exit, output, error) = await RunAsync("policy", "audit", folder.File("plan.md"), folder.File("board.vtt"), folder.File("timed.txt"), "--project", "Trial", "--json", "--database", bench.Address.Value);
        Assert.Equal((0, ""), (exit, error));
        var kept = JsonNode.Parse(output)!["project"]!;
        Assert.Equal((3, 2), (kept["added"]!.GetValue<int>(), kept["transcripts"]!.GetValue<int>()));
        var choices = await bench.Get<Attention.ReadAttention.Handler>().ChoicesAsync(by, Cancel);
        Assert.Equal([false, true, true], choices.OrderBy(c => c.IsMeeting).Select(c => c.IsMeeting));
        Assert.All(choices.Where(c => c.IsMeeting), c => Assert.True(c.IsDefault));
        var statements = await bench.Get<Statements.ListStatements.Handler>().RunAsync(by, null, Cancel);
        Assert.Equal(kept["proposed"]!.GetValue<int>(), statements.Count);
        Assert.All(statements, s => Assert.DoesNotContain(choices, c => c.IsMeeting && c.Source == s.Source));
    }

    [Fact]
    public async Task An_audit_names_what_lies_in_the_bin_and_proposes_in_a_paper_as_in_a_document()
    {
        await using var bench = await TestWorkbench.OpenAsync(Throughline.Storage.Engine.Sqlite);
        var by = (await bench.Get<Throughline.Projects.CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        using var folder = new TempFolder();
        foreach (var (name, kind) in new[] { ("plan.md", Sources.SourceKind.Document), ("paper.md", Sources.SourceKind.Article) })
        {
            await File.WriteAllTextAsync(folder.File(name), $"# {name}\n\n{Plan}", Cancel);
            var job = await bench.Get<Sources.ImportFiles.Handler>().RunAsync(by, [new(name, await File.ReadAllBytesAsync(folder.File(name), Cancel))], new(Kind: kind), Cancel);
            Assert.Equal(0, (await bench.Get<Projects.Jobs>().RunHereAsync(job.Value, Cancel)).RefusedLines);
        }
        string[] audit = ["policy", "audit", folder.File("plan.md"), folder.File("paper.md"), "--project", "Trial", "--database", bench.Address.Value];
        var sources = await bench.Get<Sources.ListSources.Handler>().RunAsync(by.Project, bin: false, Cancel);
        var (plan, paper) = (sources.Single(s => s.FileName == "plan.md"), sources.Single(s => s.FileName == "paper.md"));
        Assert.True((await bench.Get<Sources.BinSource.Handler>().RunAsync(by, plan.Id, intoBin: true, Cancel)).Succeeded);
        var (exit, output, error) = await RunAsync(audit);
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains($"In the bin, so nothing was proposed there: \"{plan.Title}\". Take it out of the bin", output, StringComparison.Ordinal);
        Assert.DoesNotContain("transcript", output, StringComparison.Ordinal);
        var statements = await bench.Get<Statements.ListStatements.Handler>().RunAsync(by, null, Cancel);
        Assert.NotEmpty(statements);
        Assert.All(statements, s => Assert.Equal(paper.Id, s.Source));
        var kept = JsonNode.Parse((await RunAsync([.. audit, "--json"])).Out)!["project"]!;
        Assert.Equal((2, 0, plan.Title), (kept["known"]!.GetValue<int>(), kept["transcripts"]!.GetValue<int>(), kept["inBin"]!.AsArray().Single()!.GetValue<string>()));
    }

    [Fact]
    public async Task A_bad_file_is_named_and_the_others_go_on()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("plan.md"), Plan, Cancel);
        await File.WriteAllTextAsync(folder.File("empty.md"), "", Cancel);
        var some = await RunAsync("policy", "statements", folder.File("plan.md"), folder.File("empty.md"), folder.File("gone.md"), "--json");
        Assert.Equal(1, some.Exit);
        Assert.Contains("empty.md", some.Error, StringComparison.Ordinal);
        Assert.Contains("There is no file or folder", some.Error, StringComparison.Ordinal);
        Assert.Single(JsonNode.Parse(some.Out)!["statements"]!.AsArray());
        var none = await RunAsync("policy", "attention", folder.File("gone.md"), "--json");
        Assert.Equal((1, ""), (none.Exit, none.Out));
        var wrong = await RunAsync("policy", "audit", folder.File("plan.md"), "--report", folder.File("audit.xyz"));
        Assert.Equal(1, wrong.Exit);
        Assert.Contains("neither .docx nor .html", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_audit_of_the_samples_says_that_it_is_a_preview_and_writes_both_reports()
    {
        using var folder = new TempFolder();
        foreach (var name in new[] { "audit.docx", "audit.html" })
        {
            var (exit, output, error) = await RunAsync("policy", "audit", RepositoryRoot.PathTo("samples/policy"), "--report", folder.File(name), "--json");
            Assert.Equal((0, ""), (exit, error));
            var json = JsonNode.Parse(output)!;
            Assert.True(json["preview"]!.GetValue<bool>());
            Assert.Equal(["preview", "note", "report", "project", "documents", "priorities", "found"], json.AsObject().Select(p => p.Key));
            Assert.Null(json["project"]);
            Assert.Equal(3, json["documents"]!.AsArray().Count);
            Assert.All(json["documents"]!.AsArray(), d => Assert.True(d!["statements"]!.GetValue<int>() > 5));
            Assert.Equal(RepresentationField.All.Select(f => f.Name), json["documents"]![0]!["clarity"]!.AsObject().Select(p => p.Key));
        }
        var html = await File.ReadAllTextAsync(folder.File("audit.html"), Cancel);
        Assert.Contains("These are not findings.", html, StringComparison.Ordinal);
        Assert.Contains("clarity is not quality", html, StringComparison.Ordinal);
        Assert.Contains("Stated and revealed priority", html, StringComparison.Ordinal);
        Assert.Contains("First mention", html, StringComparison.Ordinal);
        using var docx = DocumentFormat.OpenXml.Packaging.WordprocessingDocument.Open(folder.File("audit.docx"), false);
        Assert.Contains("These are not findings.", docx.MainDocumentPart!.Document!.InnerText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transcript_counts_as_what_was_said_whether_it_is_timed_or_not_and_a_plan_as_what_is_laid_down()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("plan.md"), Plan, Cancel);
        await File.WriteAllTextAsync(folder.File("board.txt"), "Chair: Good morning. We begin with waiting times.\n\nDirector: Health inequalities between our towns are widening.\n\nChair: Thank you. What is to be done?\n\nDirector: Inequalities in access come first.\n", Cancel);
        async Task<JsonNode> InequalitiesAsync(params string[] names) => JsonNode.Parse((await RunAsync(["policy", "attention", .. names.Select(folder.File), "--json"])).Out)!["priorities"]!.AsArray().Single(p => p!["topic"]!.GetValue<string>() == "topics.inequalities")!;
        var said = await InequalitiesAsync("board.txt");
        Assert.Null(said["stated"]!["sentences"]);
        Assert.True(said["revealed"]!["lines"]!.GetValue<double>() > 0.2);
        Assert.Null(said["revealed"]!["minutes"]);
        var laid = await InequalitiesAsync("plan.md");
        Assert.Null(laid["revealed"]!["lines"]);
        Assert.True(laid["stated"]!["sentences"]!.GetValue<double>() > 0);
        // Beside each other each keeps its own base.
        var both = await InequalitiesAsync("plan.md", "board.txt");
        Assert.Equal((laid["stated"]!["sentences"]!.GetValue<double>(), said["revealed"]!["lines"]!.GetValue<double>()), (both["stated"]!["sentences"]!.GetValue<double>(), both["revealed"]!["lines"]!.GetValue<double>()));
    }

    [Fact]
    public async Task Statements_in_words_say_of_each_document_how_many_are_woven()
    {
        using var folder = new TempFolder();
        // Two columns, printed line by line as one.
        string[] columns =
        [
            "The council has set out a plan for the The second column says something else", "town that will, over the next five years, entirely, about the state of the roads and", "bring the services that people use most of who should pay for them when the money",
            "closer to their homes. The board has that was promised does not come. Health inequalities", "asked for a report on how far this has of the view that the county should carry the", "been done, and it will be given in the It is not clear who decides. The officers",
            "spring. In the view of the members the to whom we spoke gave three answers. There", "delay is the fault of nobody, but of the was a fourth answer in the minutes that", "times we live in. Others have said the The meeting in June came to no end, and", "same thing in other words. Our reading of in the end the matter was left to the",
        ];
        await File.WriteAllTextAsync(folder.File("columns.md"), string.Join("\n\n", columns), Cancel);
        await File.WriteAllTextAsync(folder.File("plan.md"), Plan, Cancel);
        var (exit, output, _) = await RunAsync("policy", "statements", folder.File("columns.md"), folder.File("plan.md"));
        Assert.Equal(0, exit);
        Assert.Contains("columns.md: 1 statement, of which 1 woven, 0 mentions", output, StringComparison.Ordinal);
        Assert.Contains("plan.md: 1 statement, 1 mention", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n'), line => line.Contains(" (woven)  ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Agreement_without_readings_says_why_there_is_no_figure()
    {
        await using var bench = await TestWorkbench.OpenAsync(Throughline.Storage.Engine.Sqlite);
        await bench.Get<Throughline.Projects.CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel);
        var (exit, output, error) = await RunAsync("policy", "agreement", "Trial", "--json", "--database", bench.Address.Value);
        Assert.Equal((0, ""), (exit, error));
        var json = JsonNode.Parse(output)!;
        Assert.Equal(["statements", "readOpenly", "readers", "stillClosed", "toSettle", "countedOnce", "fields"], json.AsObject().Select(p => p.Key));
        var field = json["fields"]![0]!;
        Assert.Equal(["field", "percent", "percentInterval", "kappa", "kappaInterval", "alpha", "alphaInterval", "termsAlpha", "termsAlphaInterval", "differences"], field.AsObject().Select(p => p.Key));
        Assert.Null(field["alpha"]!["value"]);
        Assert.NotEmpty(field["alpha"]!["why"]!.GetValue<string>());
        foreach (var interval in new[] { "percentInterval", "kappaInterval", "alphaInterval", "termsAlphaInterval" })
        {
            Assert.Null(field[interval]!["low"]);
            Assert.NotEmpty(field[interval]!["why"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task Attention_has_the_documented_shape()
    {
        var (exit, output, _) = await RunAsync("policy", "attention", RepositoryRoot.PathTo("samples/policy"), "--json");
        Assert.Equal(0, exit);
        var json = JsonNode.Parse(output)!;
        Assert.Equal(["note", "documents", "priorities"], json.AsObject().Select(p => p.Key));
        var first = json["documents"]![0]!;
        Assert.Equal(["source", "textSha256", "sentences", "words", "requirements", "numericTargets", "headings", "topics", "minutes"], first.AsObject().Select(p => p.Key));
        Assert.Equal(["topic", "name", "sentences", "sentenceShare", "words", "wordShare", "requirements", "requirementShare", "numericTargets", "numericTargetShare", "headings", "headingShare", "firstMention", "alone", "together", "places"], first["topics"]![0]!.AsObject().Select(p => p.Key));
        Assert.Equal(10, first["topics"]!.AsArray().Count);
        Assert.Equal(10, json["priorities"]!.AsArray().Count);
        Assert.All(json["priorities"]!.AsArray(), p => Assert.Null(p!["revealed"]!["lines"]));
        var (_, told, _) = await RunAsync("policy", "attention", RepositoryRoot.PathTo("samples/policy"));
        Assert.Contains(" headings, first at ", told, StringComparison.Ordinal);
        Assert.Contains("beside revealed", told, StringComparison.Ordinal);
    }
}
