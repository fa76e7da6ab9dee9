using Microsoft.Playwright;
using Throughline.Framing.Representations;
using Throughline.Policy.Readings;
using Throughline.Policy.Statements;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Policy.Tests;

public sealed class PolicyPageTests
{
    private const string Text = "The plan has three parts.\nBy 2028 every integrated care board must reduce inequalities in access to planned care, so that people in the most deprived areas wait no longer than anyone else.\nPeople in the poorest streets die younger than those by the park.\nWe must mend the roof.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_is_found_read_blind_settled_and_counted_in_the_browser()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var other = by with { Analyst = (await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom Hale", Cancel)).Value };
        await bench.AddTextAsync(by, "A Fairer Start", Text, SourceKind.Document);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy");
            await page.GetByRole(AriaRole.Button, new() { Name = "Find statements" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "2 statements proposed" })).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Accept all 2 proposed" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Read it twice, blind" }).ClickAsync();
            await Expect(page.GetByText("Tom Hale’s reading is closed to you")).ToBeVisibleAsync();
            await Expect(page.GetByText("If it is not a statement, say so when all who were asked have finished it.")).ToBeVisibleAsync();
            await Expect(page.GetByText("Not a statement", new() { Exact = true })).ToHaveCountAsync(0);

            await page.GetByRole(AriaRole.Button, new() { Name = "Kind of inequality", Exact = true }).ClickAsync();
            await Expect(page.Locator(".policy-evidence").First).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("policy", fullPage: true);
            await page.GetByRole(AriaRole.Button, new() { Name = "Accept", Exact = false }).Last.ClickAsync();
            await Expect(page.Locator(".policy-terms")).ToContainTextAsync("Access to care");
            // One key says how it is given, another finishes.
            await page.GetByRole(AriaRole.Button, new() { Name = "Kind of inequality", Exact = true }).FocusAsync();
            await page.Keyboard.PressAsync("2");
            await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "implied 2" })).ToBeCheckedAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Kind of inequality", Exact = true }).FocusAsync();
            await page.Keyboard.PressAsync("f");
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Finished." })).ToBeVisibleAsync();

            var rows = await bench.Get<ListStatements.Handler>().RunAsync(other, null, Cancel);
            Assert.Null(rows[0].Mine);
            Assert.True((await bench.Get<MakeRepresentation.Handler>().RunAsync(other, new(rows[0].Excerpt.Node, Answers: [new("kind", FieldState.Stated, ["checkland-2025.kind.outcomes-of-care"])]), Cancel)).Succeeded);
            Assert.True((await bench.Get<FinishReading.Handler>().RunAsync(other, rows[0].Id, Cancel)).Succeeded);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy?statement={rows[0].Id.Value:D}");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Where you differ" })).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Record what we agreed" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The readings differ in \"Kind of inequality\"");
            await page.GetByRole(AriaRole.Button, new() { Name = "Adopt Ruth Adeyemi’s reading of Kind of inequality" }).ClickAsync();
            await page.GetByLabel("Why").FillAsync("Waiting is access.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Record what we agreed" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Settled, recorded by Ruth Adeyemi" })).ToBeVisibleAsync();
            // Scrolled half way, the bar at the top covers half of some row, wherever the page happens to stand.
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await page.Locator(".policy-clarity select").SelectOptionAsync(new SelectOptionValue { Label = "preview from suggestions" });
            await Expect(page.GetByText("No analyst has made these readings.")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Kind of inequality: open 1 disagreement" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Kind of inequality: where the readings differ" })).ToBeVisibleAsync();
            await Expect(page.Locator(".policy-agreement")).ToContainTextAsync("Tom Hale: Outcomes of care (stated)");
            await page.GetByRole(AriaRole.Button, new() { Name = "stated: Kind of inequality, A Fairer Start" }).ClickAsync();
            await Expect(page.Locator(".policy-states .policy-pick").First).ToBeVisibleAsync();
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("policy-settled", fullPage: true);

            // The brief; what claims nothing; a reading taken up again; and a reader who has left.
            var brief = await page.RunAndWaitForDownloadAsync(() => page.Locator(".policy-brief").GetByRole(AriaRole.Link, new() { Name = "Word", Exact = true }).ClickAsync());
            Assert.Equal("A Fairer Start what it means by health inequalities.docx", brief.SuggestedFilename);
            var plain = await page.RunAndWaitForDownloadAsync(() => page.Locator(".policy-brief").GetByRole(AriaRole.Link, new() { Name = "Plain-language page alone" }).ClickAsync());
            Assert.Contains("in plain language", plain.SuggestedFilename, StringComparison.Ordinal);
            Assert.Contains("How we read it", await File.ReadAllTextAsync(await plain.PathAsync(), Cancel), StringComparison.Ordinal);
            await page.GetByText("Mentions that claim nothing").ClickAsync();
            await Expect(page.GetByText("Every hit of the lexicon stands in a statement.")).ToBeVisibleAsync();
            await page.Locator(".policy-list").GetByText("People in the poorest streets").ClickAsync();
            await Expect(page.Locator(".policy-statement")).ToContainTextAsync("poorest streets");
            await page.GetByRole(AriaRole.Button, new() { Name = "Kind of inequality", Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Radio, new() { Name = "not stated 3" }).CheckAsync();
            await Expect(page.Locator(".policy-form h2")).ToContainTextAsync("1 of 24 fields");
            await page.GetByRole(AriaRole.Button, new() { Name = "Finish and go on" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Tom Hale has left: go on without them" })).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Take it up again" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Open again to you" })).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Tom Hale has left: go on without them" })).ToHaveCountAsync(0);
            await page.GetByRole(AriaRole.Button, new() { Name = "Finish and go on" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Tom Hale has left: go on without them" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "1 statement goes on without Tom Hale." })).ToBeVisibleAsync();
            await Expect(page.GetByText("is closed to you")).ToHaveCountAsync(0);
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("policy-left", fullPage: true);

            // What has been read turns out to be no statement: with the reason; and one undo takes it in again.
            await page.GetByText("Not a statement", new() { Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Leave it out" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Say in a few words why it is not a statement.");
            await page.GetByLabel("Reason").FillAsync("It tells of two parks and claims nothing.");
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("policy-no-statement", fullPage: true);
            await page.GetByRole(AriaRole.Button, new() { Name = "Leave it out" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "The readings stay, and the reason is a memo on its words." })).ToBeVisibleAsync();
            await Expect(page.GetByText("1 left out")).ToBeVisibleAsync();
            Assert.Equal("It tells of two parks and claims nothing.", Assert.Single(await bench.Get<Coding.ListMemos.Handler>().RunAsync(by, rows[1].Excerpt.Node, Cancel)).Text);
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.GetByText("1 left out")).ToHaveCountAsync(0);
            Assert.Equal([Standing.Accepted, Standing.Accepted], (await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel)).Select(s => s.Standing));
        }, new() { BaseUrl = server.BaseUrl });
    }

    /// <summary>Whether the thread begins at the end of the words and ends at the open field's line.</summary>
    private const string IsJoined = """
        () => {
          const pull = document.querySelector(".policy-work > .pull");
          const words = [...document.querySelectorAll(".policy-statement .policy-evidence-now")].at(-1), field = document.querySelector(".policy-fields .policy-current");
          if (!pull || pull.hidden || !words || !field) return false;
          const range = document.createRange();
          range.selectNodeContents(words);
          const p = pull.getBoundingClientRect(), end = [...range.getClientRects()].at(-1), f = field.getBoundingClientRect(), rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
          return Math.abs(p.left - end.right) < 1.5 && Math.abs(p.right - (f.left - .75 * rem)) < 2 && Math.min(Math.abs(p.top - end.bottom), Math.abs(p.bottom - end.bottom)) < 2.5 && p.top <= f.bottom + 1 && p.bottom >= f.top - 1;
        }
        """;

    [Theory, InlineData(1280), InlineData(1920)]
    public async Task A_statement_stands_among_its_neighbours_and_its_words_are_joined_to_the_field_that_is_open(int width)
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var plan = System.Text.Encoding.UTF8.GetBytes("# A Fairer Start\n\n## 3.4 Fair waiting\n\nLong waits are not shared alike. Recovery has been slower there.\n\nBy March 2028 we expect that:\n\n- every provider publishes its waiting list\n- integrated care boards will reduce inequalities in access to planned care, so that people living in the most deprived areas wait no longer than anyone else\n- no one is removed from a list for missing a single appointment\n\nWe will say more in technical guidance.\n\n## 3.5 Roofs\n\nRoofs are mended. People in the poorest streets die younger.\n");
        var job = (await bench.Get<ImportFiles.Handler>().RunAsync(by, [new("A Fairer Start.md", plan)], new(Kind: SourceKind.Document), Cancel)).Value;
        var source = new SourceId((await bench.Get<Jobs>().RunHereAsync(job, Cancel)).Lines.Single(l => l.Subject is { Kind: "source" }).Subject!.Value.Id);
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, source, Cancel)).Succeeded);
        var rows = await bench.Get<ListStatements.Handler>().RunAsync(by, source, Cancel);
        var at = rows.Single(r => r.Text.StartsWith("integrated care boards will", StringComparison.Ordinal));
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy?statement={at.Id.Value:D}");
            await Expect(page.GetByLabel("reading as")).ToBeVisibleAsync();
            await Expect(page.Locator("#policy-statement-title")).ToContainTextAsync($"statement {rows.Index().Single(r => r.Item == at).Index + 1} of {rows.Count}");
            await Expect(page.Locator(".policy-sheet p:not(.small)")).ToHaveTextAsync(["3.4 Fair waiting", "Recovery has been slower there.", "By March 2028 we expect that:", "every provider publishes its waiting list", at.Text, "no one is removed from a list for missing a single appointment", "We will say more in technical guidance."]);
            await Expect(page.Locator(".policy-sheet .policy-item")).ToHaveTextAsync(["every provider publishes its waiting list", at.Text, "no one is removed from a list for missing a single appointment"]);
            await Expect(page.Locator(".policy-links")).ToContainTextAsync("Kept with the statement: heading and stem");
            await Expect(page.Locator(".policy-work > .pull")).ToBeHiddenAsync();

            await page.Locator("#policy-field-group").ClickAsync();
            await page.WaitForFunctionAsync(IsJoined);
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync($"policy-thread-{width}");
            await page.EvaluateAsync("window.scrollBy(0, 300)");
            await page.WaitForFunctionAsync(IsJoined);
            await page.SetViewportSizeAsync(width - 100, 900);
            await page.WaitForFunctionAsync(IsJoined);
            // The words that the reader takes from it join it too, wherever the field stands.
            await page.Locator("#policy-field-money").ClickAsync();
            await Expect(page.Locator(".policy-work > .pull")).ToBeHiddenAsync();
            await page.GetByLabel("In the statement’s own words").FillAsync("wait no longer");
            await page.GetByLabel("In the statement’s own words").PressAsync("Tab");
            await page.WaitForFunctionAsync(IsJoined);
            await Expect(page.Locator(".policy-evidence-now")).ToHaveTextAsync(["wait no longer"]);
            await tab.PicturesAsync($"policy-thread-words-{width}", fullPage: true);
            // One above the other there is no way between them.
            await page.SetViewportSizeAsync(900, 900);
            await Expect(page.Locator(".policy-work > .pull")).ToBeHiddenAsync();
        }, new() { BaseUrl = server.BaseUrl, Width = width });
    }

    [Fact]
    public async Task What_stands_around_a_statement_follows_a_correction_made_elsewhere()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "Plan", "Roofs are mended.\nInequalities in access have grown.\nChairs are new.", SourceKind.Document);
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, source, Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy");
            var sheet = page.Locator(".policy-sheet p:not(.small)");
            await Expect(sheet).ToHaveTextAsync(["Roofs are mended.", "Inequalities in access have grown.", "Chairs are new."]);
            await Tab.ListensAsync(page);
            var read = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, Cancel)).Value;
            Assert.True((await bench.Get<CorrectText.Handler>().ParagraphAsync(by, source, read.Revision, 2, "Chairs and tables are new.", Cancel)).Succeeded);
            // What is done next on the page reads the document again.
            await page.Locator("#policy-field-kind").ClickAsync();
            await page.GetByRole(AriaRole.Radio, new() { Name = "not stated 3" }).CheckAsync();
            await Expect(sheet).ToHaveTextAsync(["Roofs are mended.", "Inequalities in access have grown.", "Chairs and tables are new."]);
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task A_document_is_described_and_its_statements_added_moved_split_and_merged_by_keyboard()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "A Fairer Start", Text, SourceKind.Document);
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy");
            var open = page.GetByRole(AriaRole.Button, new() { Name = "Change its ends, split, merge, or add another" });
            await Expect(page.GetByText("2 statements").First).ToBeVisibleAsync();
            await page.WaitForFunctionAsync("() => window.Blazor !== undefined");
            await page.GetByText("About this document").ClickAsync();
            await page.GetByLabel("Publisher").FillAsync("The Ministry");
            await page.GetByLabel("Date").FillAsync("2025-04-01");
            await page.GetByLabel("Status").FillAsync("in force");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
            await Expect(page.GetByText("About this document: The Ministry, 1 April 2025, in force")).ToBeVisibleAsync();

            // The statement's words are selected at first; three times to the left with Shift makes them three shorter.
            await open.FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator("#policy-text")).ToBeFocusedAsync();
            for (var i = 0; i < 3; i++) await page.Keyboard.PressAsync("Shift+ArrowLeft");
            await page.GetByRole(AriaRole.Button, new() { Name = "Take the selected words" }).PressAsync("Enter");
            await Expect(page.Locator(".policy-taken")).ToContainTextAsync("wait no longer than anyone el”");
            // Scrolled half way, the bar at the top covers half of some row, wherever the page happens to stand.
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("policy-ends", fullPage: true);
            await page.GetByRole(AriaRole.Button, new() { Name = "Make these its ends" }).PressAsync("Enter");
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Its ends are changed." })).ToBeVisibleAsync();
            await Expect(page.Locator("#policy-statement-title")).ToBeFocusedAsync();

            var roof = Text.IndexOf("We must mend", StringComparison.Ordinal);
            await open.PressAsync("Enter");
            await Expect(page.Locator("#policy-text")).ToBeFocusedAsync();
            await page.GetByLabel("From", new() { Exact = true }).FillAsync($"{roof}");
            await page.GetByLabel("to", new() { Exact = true }).FillAsync($"{roof + 22}");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add as a statement" }).PressAsync("Enter");
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Added as a statement." })).ToBeVisibleAsync();
            await Expect(page.Locator(".policy-statement")).ToContainTextAsync("We must mend the roof.");
            await Expect(page.Locator("#policy-statement-title")).ToBeFocusedAsync();

            await open.PressAsync("Enter");
            await Expect(page.Locator("#policy-text")).ToBeFocusedAsync();
            await page.GetByLabel("From", new() { Exact = true }).FillAsync($"{roof + 8}");
            await page.GetByRole(AriaRole.Button, new() { Name = "Split before these words" }).PressAsync("Enter");
            await Expect(page.GetByText("4 statements").First).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Split in two." })).ToBeVisibleAsync();
            await Expect(page.Locator("#policy-statement-title")).ToBeFocusedAsync();
            await open.PressAsync("Enter");
            await Expect(page.Locator("#policy-text")).ToBeFocusedAsync();
            await page.GetByLabel("Merge with").SelectOptionAsync(new SelectOptionValue { Label = "mend the roof." });
            // A key on a button that is still closed goes nowhere.
            var merge = page.GetByRole(AriaRole.Button, new() { Name = "Merge", Exact = true });
            await Expect(merge).ToBeEnabledAsync();
            await merge.PressAsync("Enter");
            await Expect(page.GetByText("3 statements").First).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Not a statement" }).ClickAsync();
            await page.GetByText("1 left out").ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "It is a statement: We must mend the roof." }).ClickAsync();
            await Expect(page.GetByText("3 statements").First).ToBeVisibleAsync();
        }, new() { BaseUrl = server.BaseUrl });
        var rows = await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel);
        Assert.Equal("We must mend the roof.", rows[^1].Text);
        Assert.Equal("The Ministry", (await bench.Get<DescribeDocument.Handler>().ListAsync(by.Project, Cancel))[0].Said!.Publisher);
    }

    [Fact]
    public async Task One_analyst_alone_is_told_how_to_add_another_and_sees_in_the_stem_what_it_suggests()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var plan = System.Text.Encoding.UTF8.GetBytes("# A plan\n\n## Better lives\n\nBy 2030 every integrated care board must:\n\n- reduce inequalities in access to planned care\n- mend the roof\n");
        var job = (await bench.Get<ImportFiles.Handler>().RunAsync(by, [new("plan.md", plan)], new(Kind: SourceKind.Document), Cancel)).Value;
        var source = new SourceId((await bench.Get<Jobs>().RunHereAsync(job, Cancel)).Lines.Single(l => l.Subject is { Kind: "source" }).Subject!.Value.Id);
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, source, Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy");
            await Expect(page.Locator(".policy-statement")).ToContainTextAsync("reduce inequalities in access");
            var stem = page.Locator(".policy-around").Filter(new() { HasText = "By 2030 every integrated care board must:" });
            await Expect(stem.Locator(".policy-evidence").First).ToBeVisibleAsync();
            await Expect(stem.Locator(".policy-evidence[data-n]").First).ToBeVisibleAsync();
            await Expect(page.Locator(".policy-agreement")).ToContainTextAsync("there is one analyst here");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("policy-alone", fullPage: true);
            await page.Locator(".policy-agreement").GetByRole(AriaRole.Link, new() { Name = "Add a second analyst" }).ClickAsync();
            await Expect(page.GetByLabel("Another analyst")).ToBeVisibleAsync();
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task A_document_without_statements_says_so_on_every_page_and_what_to_do()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        await bench.AddTextAsync(by, "Roofs", "We must mend the roof.\nBoats are late.", SourceKind.Document);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy");
            await Expect(page.GetByText("No statement has been found in this document yet. Finding proposes; you decide what is one.")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Find statements" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "statements proposed" })).ToContainTextAsync("0 mentions that claim nothing");
            await Expect(page.GetByText("It has been looked through: no word of the lexicon stands in it.")).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy/clarity");
            await Expect(page.GetByText("No statement has been accepted here, so clarity is counted over programme theories alone.")).ToBeVisibleAsync();
            await Expect(page.GetByText("There are no statements to work it out from.")).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy/theories");
            await Expect(page.GetByText("No programme theory yet.")).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task A_document_that_is_repaired_and_brought_in_again_shows_which_readings_came_along_and_which_found_no_place()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "A Fairer Start", Text, SourceKind.Document);
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, source, Cancel)).Succeeded);
        var rows = await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel);
        foreach (var row in rows) Assert.True((await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(row.Excerpt.Node, Answers: [new("kind", FieldState.Stated, ["checkland-2025.kind.life-expectancy"])]), Cancel)).Succeeded);
        var read = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, Cancel)).Value;
        const string again = "The plan has four parts.\nBy 2028 every integrated care board must reduce inequalities in access to planned care, so that people in the most deprived areas wait no longer than anyone else.\nEvery bridge is painted once a year.\nWe must mend the roof.";
        Assert.True((await bench.Get<CorrectText.Handler>().FileAsync(by, source, read.Revision, "again.txt", System.Text.Encoding.UTF8.GetBytes(again), Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy");
            await Expect(page.Locator(".policy-lost")).ToHaveTextAsync("1 statement found no place in the corrected text. The readings are kept; place the words on the document’s own page.");
            await Expect(page.Locator(".policy-list")).ToContainTextAsync("no place in the corrected text");
            await Expect(page.Locator(".policy-statement")).ToContainTextAsync("reduce inequalities in access to planned care");
            await Expect(page.Locator(".policy-form h2")).ToContainTextAsync("1 of 24 fields");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("policy-again", fullPage: true);
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task A_document_without_a_statement_says_that_it_was_looked_through_and_lists_its_mentions()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var plan = System.Text.Encoding.UTF8.GetBytes("# Health inequalities\n\nThe roof is mended, and the chairs are new.\n\n# Inequalities in access\n\nThe kitchen opens at noon.\n");
        var job = (await bench.Get<ImportFiles.Handler>().RunAsync(by, [new("plan.md", plan)], new(Kind: SourceKind.Document), Cancel)).Value;
        Assert.Equal(JobLineState.Done, (await bench.Get<Jobs>().RunHereAsync(job, Cancel)).Lines.Single().State);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy");
            await Expect(page.GetByText("It has been looked through: 2 mentions stand in it, and claim nothing.")).ToBeVisibleAsync();
            await Expect(page.Locator(".policy-mentions[open] li")).ToHaveCountAsync(2);
            await Expect(page.Locator(".policy-mentions")).ToContainTextAsync("in the title");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("policy-mentions-alone", fullPage: true);
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Without_documents_the_page_says_what_comes_first()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            await tab.Page.GotoAsync(server.Link);
            await tab.Page.GotoAsync($"/p/{by.Project.Value:D}/policy");
            await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Bring documents in" })).ToBeVisibleAsync();
            await tab.Page.AssertNoViolationsAsync();
        }, new() { BaseUrl = server.BaseUrl });
    }
}
