using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Throughline.Exchange.Policies;
using Throughline.Exchange.Reports;
using Throughline.Framing.Representations;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Policy.Tests;

public sealed class TheoryTests
{
    private const string Text = "Inequalities in access have grown.\nPeople in the poorest streets die younger.\nDisparities in dentistry remain.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static EditTheory.Request Theory(string problem, string[]? kinds = null, params StatementId[] statements) =>
        new(problem, ["Care is far away", "", "So people come late"], [], kinds ?? [], [], "Who pays?", "", statements);

    private static async Task<(Acting By, Acting Other, IReadOnlyList<ListStatements.Row> Rows)> MakeAsync(TestWorkbench bench)
    {
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var other = by with { Analyst = (await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom", Cancel)).Value };
        var source = await bench.AddTextAsync(by, "Plan", Text, SourceKind.Document);
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, source, Cancel)).Succeeded);
        return (by, other, await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_merge_of_terms_shows_and_rewrites_theories_and_is_undone_with_them(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, _, rows) = await MakeAsync(bench);
        const string carers = "representation.group.carers", older = "representation.group.older", named = "representation.degree.named", described = "representation.degree.described";
        var edit = bench.Get<EditTheory.Handler>();
        Assert.True((await edit.AddAsync(by, rows[0].Source, Theory("Access is unequal") with { Groups = [carers, older], Mechanism = ["Bring clinics nearer"], Degree = named }, Cancel)).Succeeded);
        Assert.True((await edit.AddAsync(by, rows[0].Source, Theory("Lives are shorter") with { Groups = [older] }, Cancel)).Succeeded);
        async Task<(string Groups, string Degree)> FirstAsync() => (await bench.Get<ListTheories.Handler>().RunAsync(by, null, Cancel))[0] is var t ? (string.Join(' ', t.Groups), t.Degree) : default;
        var change = bench.Get<ChangeVocabulary.Handler>();
        var merge = new ChangeVocabulary.Request("group", ChangeVocabulary.Step.Merge, carers, Into: older);
        Assert.Contains("in 0 readings and 1 programme theory,", (await change.PreviewAsync(by, merge, Cancel)).Value.InWords, StringComparison.Ordinal);
        Assert.Contains("0 readings and 2 programme theories keep it.", (await change.PreviewAsync(by, new("group", ChangeVocabulary.Step.Retire, older), Cancel)).Value.InWords, StringComparison.Ordinal);
        var before = await FirstAsync();
        Assert.True((await change.RunAsync(by, merge, Cancel)).Succeeded);
        Assert.Equal((older, named), await FirstAsync());
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Equal(before, await FirstAsync());
        Assert.True((await change.RunAsync(by, new("mechanismDegree", ChangeVocabulary.Step.Merge, named, Into: described), Cancel)).Succeeded);
        Assert.Equal(described, (await FirstAsync()).Degree);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Theories_are_numbered_kept_in_order_closed_while_blind_and_follow_a_merge(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, other, rows) = await MakeAsync(bench);
        var (edit, list, source) = (bench.Get<EditTheory.Handler>(), bench.Get<ListTheories.Handler>(), rows[0].Source);
        var first = (await edit.AddAsync(by, source, Theory("Access is unequal", ["checkland-2025.kind.access-to-care"], rows[0].Id, rows[1].Id), Cancel)).Value;
        Assert.True((await edit.AddAsync(by, source, Theory("Lives are shorter"), Cancel)).Succeeded);
        var told = await list.RunAsync(other, null, Cancel);
        Assert.Equal([(1, "Access is unequal"), (2, "Lives are shorter")], told.Select(t => (t.Number, t.Problem)));
        Assert.Equal(["Care is far away", "So people come late"], told[0].Logic);
        Assert.Equal([rows[0].Id, rows[1].Id], told[0].Statements.Select(s => s.Id));

        Assert.IsType<Refused>((await edit.ChangeAsync(other, first, Theory("Mine now"), Cancel)).Error);
        Assert.IsType<TheoryInvalid>((await edit.AddAsync(by, source, Theory("  "), Cancel)).Error);
        Assert.IsType<TheoryInvalid>((await edit.AddAsync(by, source, Theory("Invented", ["checkland-2025.kind.not-stated"]), Cancel)).Error);
        Assert.IsType<TheoryInvalid>((await edit.AddAsync(by, source, Theory("Nowhere", null, StatementId.New()), Cancel)).Error);

        // While a statement it rests on is read blind, the theory is closed to the other reader, on the thread too.
        var thread = bench.Get<IEnumerable<IThreadContributor>>().Single(c => c.Kinds.Contains("theory"));
        Assert.Contains(await thread.TiesAsync(other, rows[0].Id.Node, Cancel), e => e.From == first.Node);
        Assert.True((await bench.Get<Assign.Handler>().RunAsync(by, rows[0].Excerpt.Node, [by.Analyst, other.Analyst], Cancel)).Succeeded);
        Assert.Equal(["Lives are shorter"], (await list.RunAsync(other, null, Cancel)).Select(t => t.Problem));
        Assert.DoesNotContain(await thread.TiesAsync(other, rows[1].Id.Node, Cancel), e => e.From == first.Node);
        Assert.Equal(2, (await list.RunAsync(by, null, Cancel)).Count);

        Assert.True((await bench.Get<ChangeStatement.Handler>().MergeAsync(by, rows[2].Id, rows[1].Id, Cancel)).Succeeded);
        Assert.Equal([rows[0].Id, rows[2].Id], (await list.RunAsync(by, null, Cancel))[0].Statements.Select(s => s.Id).OrderBy(id => rows.ToList().FindIndex(r => r.Id == id)));
        Assert.True((await edit.RemoveAsync(by, first, Cancel)).Succeeded);
        Assert.Equal([(1, "Lives are shorter")], (await list.RunAsync(by, null, Cancel)).Select(t => (t.Number, t.Problem)));
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Equal([(1, "Access is unequal"), (2, "Lives are shorter")], (await list.RunAsync(by, null, Cancel)).Select(t => (t.Number, t.Problem)));
    }

    [Fact]
    public async Task A_theory_prints_as_a_box_that_says_what_is_not_stated()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _, rows) = await MakeAsync(bench);
        Assert.IsType<Refused>((await bench.Get<BuildTheories.Handler>().RunAsync(by, null, Cancel)).Error);
        Assert.True((await bench.Get<EditTheory.Handler>().AddAsync(by, rows[0].Source, Theory("Access is unequal", ["checkland-2025.kind.access-to-care"], rows[0].Id), Cancel)).Succeeded);
        var html = HtmlReport.Write((await bench.Get<BuildTheories.Handler>().RunAsync(by, null, Cancel)).Value);
        Assert.Contains("1. Care is far away. 2. So people come late.", html, StringComparison.Ordinal);
        Assert.Contains("<td><b>Mechanism</b></td><td>not stated</td>", html, StringComparison.Ordinal);
        Assert.Contains("<td>Access to care</td>", html, StringComparison.Ordinal);
        Assert.Contains(rows[0].Text, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_theory_is_written_in_the_browser()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _, rows) = await MakeAsync(bench);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy/theories");
            var write = page.GetByRole(AriaRole.Button, new() { Name = "Write a theory" });
            await OpenAsync(write, page.GetByLabel("Problem"));
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Say first what the document takes the problem to be.");
            await page.GetByLabel("Problem").FillAsync("Access is unequal");
            await page.GetByLabel("Logic, one step a line").FillAsync("Care is far away\nSo people come late");
            await page.GetByLabel("Kind of inequality").SelectOptionAsync("checkland-2025.kind.access-to-care");
            await page.GetByLabel(rows[0].Text).CheckAsync();
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "1. Access is unequal" })).ToBeVisibleAsync();
            await Expect(page.Locator(".policy-box dd").Nth(1)).ToHaveTextAsync("not stated");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("policy-theories", fullPage: true);
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Drafts_are_written_apart_settled_tied_and_their_tensions_answered_in_the_browser()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, other, rows) = await MakeAsync(bench);
        var (edit, source) = (bench.Get<EditTheory.Handler>(), rows[0].Source);
        var newer = await bench.AddTextAsync(by, "Newer plan", "Inequalities in access have grown.", SourceKind.Document);
        Assert.True((await edit.AddAsync(by, source, Theory("Access is unequal", ["checkland-2025.kind.access-to-care"], rows[0].Id) with { CauseLevels = ["representation.level.living-and-working-conditions"] }, Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy/theories");
            await OpenAsync(page.GetByRole(AriaRole.Button, new() { Name = "Write them apart, blind: Plan", Exact = true }), page.GetByRole(AriaRole.Button, new() { Name = "I have finished this document: Plan" }));
            Assert.True((await edit.AddAsync(other, source, Theory("Access to dentists is unequal") with { MechanismLevels = ["representation.level.individual"] }, Cancel)).Succeeded);
            Assert.True((await bench.Get<FinishAssignment.Handler>().RunAsync(other, source.Node, Cancel)).Succeeded);
            Assert.DoesNotContain("dentists is unequal", await page.ContentAsync(), StringComparison.Ordinal);
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "I have finished this document: Plan" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The drafts side by side" })).ToBeVisibleAsync();
            await Expect(page.Locator(".policy-together")).ToContainTextAsync("Tom, theory 1");

            await OpenAsync(page.GetByRole(AriaRole.Button, new() { Name = "Settle this one: Access is unequal" }), page.GetByLabel("Why you settled on this"));
            await page.GetByRole(AriaRole.Button, new() { Name = "Record what we agreed" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The drafts differ.");
            await page.GetByLabel("Why you settled on this").FillAsync("The kind is named in the first statement.");
            await page.GetByText("Aim, levels and means").ClickAsync();
            await page.GetByLabel("Where the mechanism works").SelectOptionAsync("representation.level.individual");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("theories-settling", fullPage: true);
            await page.GetByRole(AriaRole.Button, new() { Name = "Record what we agreed" }).ClickAsync();
            await Expect(page.GetByText("Agreed by Ruth and Tom, recorded by Ruth.")).ToBeVisibleAsync();
            await Expect(page.GetByText("2 drafts that this came from")).ToBeVisibleAsync();
            await Expect(page.Locator(".policy-map svg")).ToContainTextAsync("Access to care");

            await OpenAsync(page.GetByRole(AriaRole.Button, new() { Name = "Answer: Theory 1 sets out from living conditions" }), page.GetByLabel("Because"));
            await page.GetByLabel("Because").FillAsync("The plan does not say.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the answer" }).ClickAsync();
            await Expect(page.Locator(".policy-tension")).ToContainTextAsync("Ruth: the tension stands. The plan does not say.");

            await page.Locator(".policy-ties select").Nth(0).SelectOptionAsync(new SelectOptionValue { Label = "Plan: 1. Access is unequal" });
            await page.Locator(".policy-ties select").Nth(1).SelectOptionAsync(new SelectOptionValue { Label = "dropped" });
            await Expect(page.GetByLabel("in the document")).ToBeVisibleAsync();
            await page.GetByLabel("in the document").SelectOptionAsync(newer.Value.ToString());
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the tie" }).ClickAsync();
            await Expect(page.Locator(".policy-ties")).ToContainTextAsync("dropped in Newer plan");
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("theories-settled", fullPage: true);
            await page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.Locator(".policy-ties")).Not.ToContainTextAsync("dropped in Newer plan");
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Questions_between_two_documents_are_drawn_when_these_are_opened()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _, rows) = await MakeAsync(bench);
        var edit = bench.Get<EditTheory.Handler>();
        Assert.True((await edit.AddAsync(by, rows[0].Source, Theory("Homes are cold") with { CauseLevels = ["representation.level.living-and-working-conditions"], MechanismLevels = ["representation.level.policy"] }, Cancel)).Succeeded);
        var newer = await bench.AddTextAsync(by, "Newer plan", "Inequalities in access have grown.", SourceKind.Document);
        foreach (var problem in new[] { "People smoke", "People drink" }) Assert.True((await edit.AddAsync(by, newer, Theory(problem) with { MechanismLevels = ["representation.level.individual"] }, Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy/theories");
            var pair = page.Locator(".policy-tensions summary").Filter(new() { HasText = "Plan and Newer plan: 2 questions" });
            await Expect(pair).ToBeVisibleAsync();
            await Expect(page.Locator(".policy-tension")).ToHaveCountAsync(0);
            await pair.ClickAsync();
            await Expect(page.Locator(".policy-tension")).ToHaveCountAsync(2);
            await OpenAsync(page.Locator(".policy-tension").First.GetByRole(AriaRole.Button), page.GetByLabel("Because"));
            await page.GetByLabel("Because").FillAsync("Neither says.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the answer" }).ClickAsync();
            // Answered, it is drawn and open still, and its line counts it.
            await Expect(page.Locator(".policy-tensions summary").First).ToContainTextAsync("2 questions, 1 answered");
            await Expect(page.Locator(".policy-tension").First).ToContainTextAsync("Neither says.");
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Clarity_slippage_and_attention_are_seen_in_the_browser()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _, rows) = await MakeAsync(bench);
        for (var i = 0; i < 2; i++)
            Assert.True((await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(rows[i].Excerpt.Node, Answers: [new("kind", FieldState.Stated, [i == 0 ? "checkland-2025.kind.access-to-care" : "checkland-2025.kind.life-expectancy"]), FieldAnswer.Silent(RepresentationField.Group)]), Cancel)).Succeeded);
        Assert.True((await bench.Get<EditTheory.Handler>().AddAsync(by, rows[0].Source, Theory("Access is unequal", ["checkland-2025.kind.access-to-care"], rows[0].Id), Cancel)).Succeeded);
        var newer = await bench.AddTextAsync(by, "Newer plan", "Homes are cold.", SourceKind.Document);
        Assert.True((await bench.Get<EditTheory.Handler>().AddAsync(by, newer, Theory("Homes are cold"), Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy/clarity");
            await Expect(page.Locator(".policy-strips")).ToContainTextAsync("stated in 2, implied in 0, not stated in 0, not applicable in 0, not read in 1 of 3 statements");
            await Expect(page.Locator(".policy-gaps")).ToContainTextAsync("the group is not stated in 2 of 2");
            await OpenAsync(page.GetByRole(AriaRole.Button, new() { Name = "1/1 say: Kind, Plan" }), page.GetByRole(AriaRole.Heading, new() { Name = "Plan: Kind" }));
            // All documents together open theirs, with the document's name.
            await OpenAsync(page.GetByRole(AriaRole.Button, new() { Name = "1/2 say: Kind, all documents" }), page.GetByRole(AriaRole.Heading, new() { Name = "All documents: Kind" }));
            await Expect(page.Locator(".policy-told .policy-opened li").Last).ToContainTextAsync("Homes are cold, Newer plan");
            await page.Locator(".policy-strips").GetByLabel("Field").SelectOptionAsync("group");
            await Expect(page.Locator(".policy-strips")).ToContainTextAsync("stated in 0, implied in 0, not stated in 2");
            await page.Locator(".policy-slips select").First.SelectOptionAsync(rows[0].Source.Value.ToString());
            await page.GetByRole(AriaRole.Button, new() { Name = "Record", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("one term with two meanings");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Term", Exact = true }).FillAsync("inequalities");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Used for", Exact = true }).FillAsync("getting in");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "and for", Exact = true }).FillAsync("length of life");
            await page.GetByRole(AriaRole.Button, new() { Name = "Record", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Terms that analysts have recorded" })).ToContainTextAsync("getting in");
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("policy-clarity", fullPage: true);

            await page.GotoAsync($"/p/{by.Project.Value:D}/policy/attention");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Stated and revealed priority" })).ToBeVisibleAsync();
            await Expect(page.Locator(".policy-own-topic").First).ToContainTextAsync("100.0 %");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("policy-attention", fullPage: true);
        }, new() { BaseUrl = server.BaseUrl });
    }

    /// <summary>Clicks once, and waits for what the click opens: clicked again, it would be another thing.</summary>
    private static async Task OpenAsync(ILocator press, ILocator opens)
    {
        await press.ClickAsync();
        await Expect(opens).ToBeVisibleAsync();
    }
}
