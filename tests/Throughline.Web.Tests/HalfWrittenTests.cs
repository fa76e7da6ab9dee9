using Microsoft.Playwright;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Web.Tests;

/// <summary>Words that are typed and not yet kept are not lost by a link, by undo or by another analyst's turn.</summary>
public class HalfWrittenTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_memo_that_is_half_written_is_asked_for_before_the_page_is_left()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var project = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value;
        Assert.True((await bench.Get<AddAnalyst.Handler>().RunAsync(project.Acting, "Tom Hale", Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            var asked = new List<string>();
            var leave = false;
            page.Dialog += (_, dialog) =>
            {
                asked.Add(dialog.Type);
                _ = leave ? dialog.AcceptAsync() : dialog.DismissAsync();
            };
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{project.Project.Value:D}/memos");
            var memo = page.Locator("#new-memo");
            var bar = page.GetByRole(AriaRole.Navigation, new() { Name = "Methods" });
            await memo.ClickAsync();
            await page.Keyboard.TypeAsync("What a clinic cannot mend");

            await bar.GetByRole(AriaRole.Link, new() { Name = "Cases", Exact = true }).ClickAsync();
            await Expect(memo).ToHaveValueAsync("What a clinic cannot mend");
            Assert.Equal(["beforeunload"], asked);

            await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).First.ClickAsync();
            await Expect(page.Locator("#bar-said")).ToHaveTextAsync("Keep what you are writing first, or empty it: then undo.");
            await page.GetByLabel("coding as").SelectOptionAsync(new SelectOptionValue { Label = "Tom Hale" });
            await Expect(page.Locator("#bar-said")).ToHaveTextAsync("Keep what you are writing first, or empty it: then choose who codes.");
            await Expect(page.GetByLabel("coding as").Locator("option:checked")).ToHaveTextAsync("Ruth Adeyemi");
            await Expect(memo).ToBeFocusedAsync();

            // What is kept, or emptied, holds nobody back.
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the memo", Exact = true }).ClickAsync();
            await Expect(memo).ToHaveValueAsync("");
            await Expect(page.GetByText("What a clinic cannot mend", new() { Exact = true })).ToBeVisibleAsync();
            await memo.FillAsync("And another");
            await memo.FillAsync("");
            await bar.GetByRole(AriaRole.Link, new() { Name = "Cases", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Cases" })).ToBeVisibleAsync();
            Assert.Single(asked);

            // Who says so leaves it behind.
            leave = true;
            await bar.GetByRole(AriaRole.Link, new() { Name = "Memos", Exact = true }).ClickAsync();
            await memo.ClickAsync();
            await page.Keyboard.TypeAsync("Not worth it");
            await bar.GetByRole(AriaRole.Link, new() { Name = "Cases", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Cases" })).ToBeVisibleAsync();
            Assert.Equal(2, asked.Count);
        }, new() { BaseUrl = server.BaseUrl });
    }
}
