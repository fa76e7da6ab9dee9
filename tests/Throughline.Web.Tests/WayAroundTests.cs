using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Web.Tests;

/// <summary>From page to page within one window, as people go: by the bar.</summary>
public class WayAroundTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_entry_of_the_bar_leads_to_its_page_from_the_coding_page_and_back_to_the_text_coded_last()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await bench.MakeProjectAsync();
        await bench.AddTextAsync(by, "Interview 1", "It means the conditions people are living in.");
        var coded = await bench.AddTextAsync(by, "Interview 2", "Damp, wages, whether there is a bus.");
        var code = (await bench.Get<AddCode.Handler>().RunAsync(by, new("Conditions"), Cancel)).Value;
        Assert.True((await bench.Get<AddCodings.Handler>().RunAsync(by, new(coded, null, new(0, 4), [new(code, CodingId.New())]), Cancel)).Succeeded);
        await bench.BrowseAsync(by, $"/coding/{coded.Value:D}", async tab =>
        {
            var page = tab.Page;
            var bar = page.GetByRole(AriaRole.Navigation, new() { Name = "Methods" });
            await Expect(page.Locator("main.bench[data-ready]")).ToBeVisibleAsync();
            await page.EvaluateAsync("window.sameWindow = true");
            // The text is there before the bar is.
            await Expect(bar.GetByRole(AriaRole.Link, new() { Name = "Report", Exact = true })).ToBeVisibleAsync();
            var names = await bar.GetByRole(AriaRole.Link).AllInnerTextsAsync();
            Assert.True(names.Count > 10, $"The bar has {names.Count} entries.");
            foreach (var name in names)
            {
                await bar.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
                await Expect(bar.Locator("[aria-current=page]")).ToHaveTextAsync(name);
                await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveCountAsync(1);
                await Expect(page.GetByRole(AriaRole.Main)).ToHaveCountAsync(1);
            }
            await bar.GetByRole(AriaRole.Link, new() { Name = "Coding", Exact = true }).ClickAsync();
            await Expect(page.Locator("main.bench[data-ready] h1")).ToHaveTextAsync("Interview 2");
            await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/coding/{coded.Value:D}$"));
            await page.GoBackAsync();
            await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/report$"));
            await Expect(bar.Locator("[aria-current=page]")).ToHaveTextAsync("Report");
            Assert.True(await page.EvaluateAsync<bool>("window.sameWindow"), "The window was loaded anew on the way.");
        });
    }

    [Fact]
    public async Task The_next_source_is_another_text_and_not_only_another_address()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await bench.MakeProjectAsync();
        var first = await bench.AddTextAsync(by, "Interview 1", "It means the conditions people are living in.");
        await bench.AddTextAsync(by, "Interview 2", "Damp, wages, whether there is a bus.");
        await bench.BrowseAsync(by, $"/coding/{first.Value:D}", async tab =>
        {
            var page = tab.Page;
            foreach (var (way, title, words) in new[] { ("Next source", "Interview 2", "whether there is a bus"), ("Earlier source", "Interview 1", "the conditions people") })
            {
                await Expect(page.Locator("main.bench[data-ready]")).ToBeVisibleAsync();
                await page.GetByRole(AriaRole.Link, new() { Name = way }).ClickAsync();
                await Expect(page.Locator("main.bench[data-ready] h1")).ToHaveTextAsync(title);
                await Expect(page.Locator(".transcript")).ToContainTextAsync(words);
                await Expect(page.GetByRole(AriaRole.Main)).ToHaveCountAsync(1);
            }
        });
    }

    [Theory, InlineData(Engine.Sqlite, "Kept on this machine. Nothing is sent anywhere."), InlineData(Engine.PostgreSql, "Kept in your team’s database. Nothing is sent anywhere else.")]
    public async Task The_keys_line_opens_the_list_of_a_pages_keys_and_says_where_the_work_is_kept(Engine engine, string kept)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await bench.MakeProjectAsync();
        await bench.BrowseAsync(by, "/sources", async tab =>
        {
            var page = tab.Page;
            await Expect(page.Locator("footer.keys .end")).ToHaveTextAsync(kept);
            await page.Keyboard.PressAsync("?");
            var list = page.GetByRole(AriaRole.Dialog, new() { Name = "All keys" });
            await Expect(list.Locator("dt")).ToHaveTextAsync(["Bring in files", "Find a source", "Undo your last action", "Do it again", "On to the next thing, and back", "These keys"]);
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync($"keys-{engine}");
            await page.Keyboard.PressAsync("Escape");
            await Expect(list).ToHaveCountAsync(0);
            await page.GetByRole(AriaRole.Button, new() { Name = "all keys" }).ClickAsync();
            await Expect(list).ToBeVisibleAsync();
            await list.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "all keys" })).ToBeFocusedAsync();
        });
    }

    [Fact]
    public async Task A_text_that_is_read_before_the_rest_of_its_page_is_there_can_be_left_for_the_next()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await bench.MakeProjectAsync();
        var first = await bench.AddTextAsync(by, "Interview 1", "It means the conditions people are living in.");
        await bench.AddTextAsync(by, "Interview 2", "Damp, wages, whether there is a bus.");
        await bench.BrowseAsync(async tab =>
        {
            var page = tab.Page;
            // The bar and the page's own place come over the circuit: it is held back until the reader has gone on.
            var goOn = await Tab.HoldAsync(page, "**/_blazor/negotiate**");
            await page.GotoAsync($"/p/{by.Project.Value:D}/coding/{first.Value:D}");
            await Expect(page.Locator("main.bench[data-ready]")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Next source" }).ClickAsync();
            await Expect(page.Locator("main.bench[data-ready] h1")).ToHaveTextAsync("Interview 2");
            goOn.SetResult();
            await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Methods" })).ToBeVisibleAsync();
            await Expect(page.Locator("main.bench[data-ready] h1")).ToHaveTextAsync("Interview 2");
            await Expect(page.Locator(".transcript")).ToContainTextAsync("whether there is a bus");
            await Expect(page.GetByRole(AriaRole.Main)).ToHaveCountAsync(1);
        });
    }

    [Fact]
    public async Task A_memo_being_written_is_asked_about_when_a_link_would_leave_it()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await bench.MakeProjectAsync();
        var source = await bench.AddTextAsync(by, "Interview 1", "It means the conditions people are living in.");
        await bench.BrowseAsync(by, "", async tab =>
        {
            var page = tab.Page;
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Methods" }).GetByRole(AriaRole.Link, new() { Name = "Sources" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Interview 1", Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Code this text" }).ClickAsync();
            await Expect(page.Locator("main.bench[data-ready]")).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("s");
            await page.Keyboard.PressAsync("m");
            var memo = page.GetByRole(AriaRole.Textbox, new() { NameRegex = new("memo", System.Text.RegularExpressions.RegexOptions.IgnoreCase) });
            await memo.PressSequentiallyAsync("She starts from conditions");
            var asked = new TaskCompletionSource<string>();
            page.Dialog += async (_, dialog) =>
            {
                await dialog.DismissAsync();
                asked.TrySetResult(dialog.Type);
            };
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Methods" }).GetByRole(AriaRole.Link, new() { Name = "Cases" }).ClickAsync();
            Assert.Equal("beforeunload", await asked.Task.WaitAsync(TimeSpan.FromMinutes(5), Cancel));
            await Expect(memo).ToHaveValueAsync("She starts from conditions");

            // The browser's own way back asks nobody: what was typed is there again when the text is.
            await page.GoBackAsync();
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Code this text" })).ToBeVisibleAsync();
            await page.GoForwardAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Go on writing" }).ClickAsync();
            await Expect(memo).ToBeFocusedAsync();
            await Expect(memo).ToHaveValueAsync("She starts from conditions");
            await page.Keyboard.PressAsync("Control+Enter");
            await Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "Selected passage" })).ToContainTextAsync("She starts from conditions");
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Go on writing" })).ToHaveCountAsync(0);
        });
    }

    [Fact]
    public async Task Single_keys_lead_from_home_to_what_comes_next_to_the_files_and_from_every_page_to_asking()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await bench.MakeProjectAsync();
        await bench.AddTextAsync(by, "Interview 1", "Damp, wages, whether there is a bus.");
        // A passage of the second lost its words to a correction.
        var corrected = await bench.AddTextAsync(by, "Interview 2", "Nobody counts them.\nThat is all.");
        var code = (await bench.Get<AddCode.Handler>().RunAsync(by, new("Counting"), Cancel)).Value;
        Assert.True((await bench.Get<AddCodings.Handler>().RunAsync(by, new(corrected, null, new(0, 19), [new(code, CodingId.New())]), Cancel)).Succeeded);
        var revision = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, corrected, null, Cancel)).Value.Revision;
        Assert.True((await bench.Get<CorrectText.Handler>().ParagraphAsync(by, corrected, revision, 0, "", Cancel)).Succeeded);
        await bench.BrowseAsync(by, "", async tab =>
        {
            var page = tab.Page;
            // Who speaks comes before what was lost, and that before what is not begun.
            await Expect(page.Locator(".whatnext li > p:first-child")).ToHaveTextAsync(["Confirm who speaks in 2 transcripts", "Decide on 1 lost passage", "Begin coding Interview 1"]);
            await page.Keyboard.PressAsync("2");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Interview 2");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "1 passage has no place in this text" })).ToBeVisibleAsync();
            await page.GoBackAsync();
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Bring in files" })).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("3");
            await Expect(page.Locator("main.bench[data-ready] h1")).ToHaveTextAsync("Interview 1");
            await page.GoBackAsync();
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Bring in files" })).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("i");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Sources");
            await page.GoBackAsync();
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Bring in files" })).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("/");
            await Expect(page.GetByLabel("Words to find")).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync("wages");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(".hit")).ToHaveCountAsync(1);
            // A page with a field of its own keeps the key to itself.
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Methods" }).GetByRole(AriaRole.Link, new() { Name = "Sources" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sources", Level = 1 })).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("/");
            await Expect(page.GetByLabel("Find a source")).ToBeFocusedAsync();
        });
    }

    [Fact]
    public async Task Whoever_types_before_the_page_has_arrived_keeps_the_focus_and_else_it_goes_to_the_heading()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await bench.MakeProjectAsync();
        await bench.AddTextAsync(by, "Interview 1", "Damp, wages, whether there is a bus.");
        await bench.BrowseAsync(async tab =>
        {
            var page = tab.Page;
            var slow = await Tab.HoldAsync(page, "**/js/parts/field.js");
            await page.GotoAsync($"/p/{by.Project.Value:D}/ask");
            await page.GetByLabel("Words to find").FillAsync("wages");
            slow.SetResult();
            // The heading would have the focus once this file has come and done what it does.
            await page.EvaluateAsync("import('/js/parts/field.js').then(() => new Promise(done => setTimeout(done, 500)))");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(".hit")).ToHaveCountAsync(1);
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Methods" }).GetByRole(AriaRole.Link, new() { Name = "Cases" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Cases", Level = 1 })).ToBeFocusedAsync();
        });
    }

    [Fact]
    public async Task The_coding_page_left_before_it_came_leaves_nothing_behind()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await bench.MakeProjectAsync();
        var source = await bench.AddTextAsync(by, "Interview 1", "Damp, wages, whether there is a bus.");
        await bench.BrowseAsync(async tab =>
        {
            var page = tab.Page;
            var slow = await Tab.HoldAsync(page, "**/js/coding/surface.js");
            await page.GotoAsync($"/p/{by.Project.Value:D}/coding/{source.Value:D}", new() { WaitUntil = WaitUntilState.Commit });
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Methods" }).GetByRole(AriaRole.Link, new() { Name = "Cases" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Cases", Level = 1 })).ToBeVisibleAsync();
            slow.SetResult();
            await page.EvaluateAsync("import('/js/coding/page.js').then(() => new Promise(done => setTimeout(done, 500)))");
            await Expect(page.GetByRole(AriaRole.Main)).ToHaveCountAsync(1);
            await Expect(page.Locator("main.bench")).ToHaveCountAsync(0);
        });
    }

    [Fact]
    public async Task Coding_in_a_project_without_texts_says_what_comes_first()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await bench.MakeProjectAsync();
        await bench.BrowseAsync(by, "/coding", async tab =>
        {
            await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Bring in sources" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Sources");
        });
    }
}
