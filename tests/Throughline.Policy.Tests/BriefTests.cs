using System.IO.Compression;
using Throughline.Exchange.Policies;
using Throughline.Exchange.Reports;
using Throughline.Files;
using Throughline.Framing.Representations;
using Throughline.Policy.Statements;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Text;

namespace Throughline.Policy.Tests;

public sealed class BriefTests
{
    private const string Text = "Inequalities in access have grown.\nPeople in the poorest streets die younger.\nDisparities in dentistry remain.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<(Acting By, Acting Other, IReadOnlyList<ListStatements.Row> Rows)> MakeAsync(TestWorkbench bench)
    {
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var other = by with { Analyst = (await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom", Cancel)).Value };
        var source = await bench.AddTextAsync(by, "Plan", Text, SourceKind.Document);
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        return (by, other, await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel));
    }

    private static Task<Result<BuildBrief.Answer>> BriefAsync(TestWorkbench bench, Acting by) => bench.Get<BuildBrief.Handler>().RunAsync(by, new(), Cancel);

    [Fact]
    public async Task Proposals_and_unread_statements_make_no_brief_and_the_refusal_says_what_to_do()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _, rows) = await MakeAsync(bench);
        Assert.Contains("Find statements on the Policy page", Assert.IsType<Refused>((await BriefAsync(bench, by)).Error).Message, StringComparison.Ordinal);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAsync(by, rows[0].Id, Cancel)).Succeeded);
        Assert.Contains("Read one by yourself", Assert.IsType<Refused>((await BriefAsync(bench, by)).Error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_count_of_a_field_is_out_of_the_statements_it_applies_to()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _, rows) = await MakeAsync(bench);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, rows[0].Source, Cancel)).Succeeded);
        for (var row = 0; row < 3; row++)
            Assert.True((await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(rows[row].Excerpt.Node, Answers:
                [row == 0 ? new("kind", FieldState.Stated, ["checkland-2025.kind.access-to-care"]) : new("kind", FieldState.NotApplicable, []), new("group", row < 2 ? FieldState.NotApplicable : FieldState.NotStated, [])]), Cancel)).Succeeded);
        var html = HtmlReport.Write((await BriefAsync(bench, by)).Value.Document);
        Assert.Contains("(1 of 1)", html, StringComparison.Ordinal);
        Assert.Contains("1 of 1<", html, StringComparison.Ordinal);
        Assert.DoesNotContain("of 3)", html, StringComparison.Ordinal);
        Assert.Contains("Each is out of the sentences that could say it.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_is_printed_as_a_paper_prints_it_with_what_announces_it_and_what_it_stands_under()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var plan = System.Text.Encoding.UTF8.GetBytes("# A plan\n\n## Better lives\n\nBy 2030 every integrated care board must:\n\n- mend the roof\n- reduce inequalities in access to planned care\n\nOf dentists we ask:\n\n- reduce inequalities in oral health\n");
        var job = (await bench.Get<ImportFiles.Handler>().RunAsync(by, [new("plan.md", plan)], new(Kind: SourceKind.Document), Cancel)).Value;
        var source = new SourceId((await bench.Get<Jobs>().RunHereAsync(job, Cancel)).Lines.Single(l => l.Subject is { Kind: "source" }).Subject!.Value.Id);
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, source, Cancel)).Succeeded);
        var rows = await bench.Get<ListStatements.Handler>().RunAsync(by, source, Cancel);
        Assert.Equal(["reduce inequalities in access to planned care", "reduce inequalities in oral health"], rows.Select(r => r.Text));
        foreach (var (row, kind) in rows.Zip(["access-to-care", "outcomes-of-care"]))
            Assert.True((await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(row.Excerpt.Node, Answers: [new("kind", FieldState.Stated, ["checkland-2025.kind." + kind]), new("whoActs", FieldState.NotStated, [])]), Cancel)).Succeeded);
        var blocks = (await BriefAsync(bench, by)).Value.Document.Blocks;
        var claims = blocks.OfType<ReportQuotation>().ToList();
        // Another bullet stands between the first and what announces it, nothing before the second.
        Assert.Equal(["By 2030 every integrated care board must: … reduce inequalities in access to planned care", "Of dentists we ask: reduce inequalities in oral health"], claims.Select(c => c.Words));
        Assert.All(claims, claim => Assert.EndsWith(", under “Better lives”", claim.Citation, StringComparison.Ordinal));
        string[] said = [.. blocks.OfType<ReportParagraph>().Select(p => string.Concat(p.Runs.Select(r => r.Text)))];
        Assert.Contains("As one reader read it, with its heading and the words that announce it:", said);
        // The question about several kinds names the statements of each.
        Assert.Contains(said, words => words.EndsWith("Where they conflict, which comes first? Access to care (1); Outcomes of care (2).", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_quotation_is_printed_without_the_page_number_that_runs_through_it_and_open_repairs_are_told()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        const string words = "Inequalities in access to care have grown 12 | The plan in the poorest streets.";
        var folio = words.IndexOf(" 12", StringComparison.Ordinal);
        var document = new ReadDocument { Text = words, Blocks = [new(new(0, words.Length), BlockKind.Paragraph)], Repairs = [new(new TextSpan(folio, folio + " 12 | The plan ".Length), " ", RepairKind.FolioLine, "made"), new(new TextSpan(0, 0), "", RepairKind.LeftOverHyphen, "made")] };
        Assert.True((await bench.Get<AddSource.Handler>().RunAsync(by, new("plan.txt", System.Text.Encoding.UTF8.GetBytes(words), document, "Plan", SourceKind.Document), Cancel)).Succeeded);
        var source = (await bench.Get<DescribeDocument.Handler>().ListAsync(by.Project, Cancel))[0].Source;
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, source, Cancel)).Succeeded);
        var row = Assert.Single(await bench.Get<ListStatements.Handler>().RunAsync(by, source, Cancel));
        Assert.Equal(words, row.Text);
        Assert.True((await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(row.Excerpt.Node, Answers: [new("kind", FieldState.Stated, ["checkland-2025.kind.access-to-care"])]), Cancel)).Succeeded);
        var html = HtmlReport.Write((await BriefAsync(bench, by)).Value.Document);
        Assert.Contains("Inequalities in access to care have grown in the poorest streets.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("12 | The plan", html, StringComparison.Ordinal);
        Assert.Contains("2 repairs proposed for Plan are not decided yet.", html, StringComparison.Ordinal);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_brief_tells_what_is_meant_and_left_open_and_prints_every_claim_with_its_place(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, other, rows) = await MakeAsync(bench);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, rows[0].Source, Cancel)).Succeeded);
        async Task ReadAsync(Acting who, int row, string kind) => Assert.True((await bench.Get<MakeRepresentation.Handler>().RunAsync(who,
            new(rows[row].Excerpt.Node, Answers: [new("kind", FieldState.Stated, ["checkland-2025.kind." + kind]), new("group", row == 1 ? FieldState.Stated : FieldState.NotStated, row == 1 ? ["representation.group.deprived-areas"] : [])]), Cancel)).Succeeded);
        await ReadAsync(by, 0, "access-to-care");
        await ReadAsync(by, 1, "life-expectancy");
        // The third is given to two; one of them has not finished, and nothing of either reading may be told.
        Assert.True((await bench.Get<Assign.Handler>().RunAsync(by, rows[2].Excerpt.Node, [by.Analyst, other.Analyst], Cancel)).Succeeded);
        await ReadAsync(other, 2, "experience-of-care");

        foreach (var reader in new[] { by, other })
        {
            var brief = (await BriefAsync(bench, reader)).Value;
            Assert.Equal((1, 3, 2, 2), (brief.Documents, brief.Statements, brief.Read, brief.Questions));
            var html = HtmlReport.Write(brief.Document);
            Assert.DoesNotContain("Experience of care", html, StringComparison.OrdinalIgnoreCase);
            foreach (var row in rows) Assert.Contains(row.Text, html, StringComparison.Ordinal);
            Assert.Contains("Plan, ¶2", html, StringComparison.Ordinal);
            Assert.Contains("Who is it that does worse?", html, StringComparison.Ordinal);
            Assert.Contains("mean 2 different kinds of inequality", html, StringComparison.Ordinal);
            Assert.DoesNotContain("In which direction should it move", html, StringComparison.Ordinal);
            Assert.Contains("Being read.", html, StringComparison.Ordinal);
        }
        // An amount in words alone is a meaning, beside the terms.
        var single = (await bench.Get<ListRepresentations.Handler>().RunAsync(by, new(), Cancel)).Single(r => r.Excerpt == rows[0].Excerpt);
        Assert.True((await bench.Get<AnswerField.Handler>().RunAsync(by, single.Id, new("target", FieldState.Stated, [], "a tenth fewer"), Cancel)).Succeeded);
        Assert.Contains("in its own words: “a tenth fewer”", HtmlReport.Write((await BriefAsync(bench, by)).Value.Document), StringComparison.Ordinal);
        using var docx = new MemoryStream();
        DocxReport.Write(docx, (await BriefAsync(bench, by)).Value.Document);
        using var zip = new ZipArchive(docx, ZipArchiveMode.Read);
        using var words = new StreamReader(zip.GetEntry("word/document.xml")!.Open());
        Assert.Contains("Who is it that does worse?", await words.ReadToEndAsync(Cancel), StringComparison.Ordinal);
    }
}
