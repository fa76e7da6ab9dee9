using System.IO.Compression;
using Throughline.Exchange.Policies;
using Throughline.Exchange.Reports;
using Throughline.Framing.Representations;
using Throughline.Policy.Statements;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;

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
