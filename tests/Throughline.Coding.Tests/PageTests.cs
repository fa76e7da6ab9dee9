using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Compare.Tests;

public class PageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<World> FilledAsync()
    {
        var world = await World.OpenAsync(Engine.Sqlite);
        await world.CodeAsync(world.Tom, world.One, world.Gap, "longer in the towns");
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, world.Two.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel)).Succeeded);
        await world.CodeAsync(world.Tom, world.Two, world.Homes, "Damp homes bring people back");
        await world.CodeAsync(world.Ruth, world.Two, world.Waits, "Nobody counts them.");
        Assert.True((await world.Bench.Get<WriteMemo.Handler>().AddAsync(world.Ruth, new(world.Waits.Node, "Nobody says longer than whom."), Cancel)).Succeeded);
        return world;
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_cell_of_the_matrix_opens_its_passages(bool dark)
    {
        await using var world = await FilledAsync();
        await using var server = await world.Bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/compare?columns=site");
            var cell = page.GetByRole(AriaRole.Button, new() { NameRegex = new("passages: Waits, Harbour$") });
            await Expect(cell).ToHaveTextAsync("2/5");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync($"compare-matrix-{(dark ? "dark" : "light")}");
            await cell.ClickAsync();
            var side = page.GetByRole(AriaRole.Complementary);
            await Expect(side.Locator("blockquote")).ToHaveTextAsync(["People wait longer in the towns by the sea.", "I see it every day."]);
            await Expect(page.Locator("#cell-title")).ToBeFocusedAsync();
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync($"compare-cell-{(dark ? "dark" : "light")}");
            // by keyboard: from the open cell to its neighbour
            await cell.FocusAsync();
            await page.Keyboard.PressAsync("ArrowRight");
            await page.Keyboard.PressAsync("Enter");
            await Expect(side.Locator(".eyebrow")).ToHaveTextAsync("Moorland");
            await page.GetByRole(AriaRole.Button, new() { Name = "Chart" }).ClickAsync();
            await Expect(page.Locator("figure.chart svg")).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync($"compare-chart-{(dark ? "dark" : "light")}");
            await page.Locator(".choices select").First.SelectOptionAsync("code");
            await Expect(page.GetByLabel("Codes meet")).ToBeVisibleAsync();
        }, new() { BaseUrl = server.BaseUrl, Dark = dark });
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_codes_page_its_columns_and_the_memos_hold_together(bool dark)
    {
        await using var world = await FilledAsync();
        await using var server = await world.Bench.StartServerAsync();
        var at = $"/p/{world.Ruth.Project.Value:D}";
        var tone = dark ? "dark" : "light";
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{at}/codes/{world.Gap.Value:D}");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("The gap");
            await Expect(page.Locator(".passage")).ToHaveCountAsync(7);
            await page.GetByLabel("with the codes below it").UncheckAsync();
            await Expect(page.Locator(".passage")).ToHaveCountAsync(2);
            await page.GetByLabel("Grouped by").SelectOptionAsync("analyst");
            await Expect(page.Locator(".group > h2")).ToHaveTextAsync(["Ruth Adeyemi 1", "Tom Hale 1"]);
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync($"compare-code-{tone}");

            await page.GotoAsync($"{at}/compare/columns?code={world.Waits.Value:N}");
            await Expect(page.Locator(".column h2")).ToHaveTextAsync(["Harbour", "Moorland", "not recorded"]);
            await page.AssertNoViolationsAsync();
            await page.GetByLabel("What differs between Harbour and Moorland").FillAsync("The moor counts nothing.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the memo" }).ClickAsync();
            await Expect(page.Locator(".differs .words")).ToHaveTextAsync("The moor counts nothing.");
            await tab.ScreenshotAsync($"compare-columns-{tone}");

            await page.GotoAsync($"{at}/memos");
            await Expect(page.Locator(".jotting .words")).ToHaveTextAsync(["The moor counts nothing.", "Nobody says longer than whom."]);
            await Expect(page.Locator(".jotting .eyebrow").First).ToContainTextAsync("site: Harbour | Moorland");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync($"compare-memos-{tone}");
            await page.GetByLabel("Words").FillAsync("whom");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(".jotting .words")).ToHaveTextAsync(["Nobody says longer than whom."]);
        }, new() { BaseUrl = server.BaseUrl, Dark = dark });
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Agreement_opens_when_both_have_finished_and_a_difference_is_settled(bool dark)
    {
        await using var world = await FilledAsync();
        await using var server = await world.Bench.StartServerAsync();
        var at = $"/p/{world.Ruth.Project.Value:D}";
        var tone = dark ? "dark" : "light";
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{at}/agreement/{world.Two.Value:D}");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Closed" })).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync($"compare-closed-{tone}");
            Assert.True((await world.Bench.Get<FinishAssignment.Handler>().RunAsync(world.Tom, world.Two.Node, Cancel)).Succeeded);
            await page.GotoAsync($"{at}/agreement");
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "I have finished Interview 2" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Interview 2" }).ClickAsync();
            await Expect(page.Locator(".difference")).ToHaveCountAsync(2);
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync($"compare-agreement-{tone}", fullPage: true);
            await page.Locator(".difference").First.GetByRole(AriaRole.Button, new() { Name = "Adopt Tom Hale’s" }).ClickAsync();
            await Expect(page.Locator(".settled")).ToContainTextAsync("Settled by Ruth Adeyemi");
            await Expect(page.Locator(".settle [role=status]")).ToContainTextAsync("1 of 2 differences");
        }, new() { BaseUrl = server.BaseUrl, Dark = dark });
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_coding_note_is_written_on_a_passage(bool dark)
    {
        await using var world = await FilledAsync();
        await using var server = await world.Bench.StartServerAsync();
        var at = $"/p/{world.Ruth.Project.Value:D}";
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{at}/notes");
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Interview 1" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Write a line under Waits" }).ClickAsync();
            await page.GetByRole(AriaRole.Textbox, new() { Name = "A line under Waits" }).FillAsync("Waits are longer in the towns by the sea.");
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the line" }).ClickAsync();
            await Expect(page.Locator(".line .words")).ToHaveTextAsync("Waits are longer in the towns by the sea.");
            await Expect(page.Locator(".line .rests")).ToContainTextAsync("People wait longer");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync($"compare-notes-{(dark ? "dark" : "light")}");
        }, new() { BaseUrl = server.BaseUrl, Dark = dark });
    }

    [Fact]
    public async Task Downloads_hold_what_the_page_shows()
    {
        await using var world = await FilledAsync();
        await using var server = await world.Bench.StartServerAsync();
        using var client = await server.ClientAsync();
        var api = $"/api/projects/{world.Ruth.Project.Value:D}";
        var csv = await client.GetStringAsync($"{api}/matrix.csv?columns=site", Cancel);
        Assert.Contains("The gap > Waits,2,1,1,4\r\n", csv, StringComparison.Ordinal);
        Assert.StartsWith("<svg", await client.GetStringAsync($"{api}/matrix.svg?columns=code", Cancel), StringComparison.Ordinal);
        var book = await client.GetByteArrayAsync($"{api}/matrix.xlsx", Cancel);
        Assert.Equal((byte)'P', book[0]);
        Assert.Contains("People wait longer in the towns by the sea.", await client.GetStringAsync($"{api}/codes/{world.Waits.Value:D}/passages.csv", Cancel), StringComparison.Ordinal);
        Assert.Contains("Nobody says longer than whom.", await client.GetStringAsync($"{api}/memos.csv", Cancel), StringComparison.Ordinal);
        Assert.Contains("<p>Nobody says longer than whom.</p>", await client.GetStringAsync($"{api}/memos.html", Cancel), StringComparison.Ordinal);
        // Ruth reads as herself: Tom's coding of the blind source is in no download.
        Assert.DoesNotContain("Tom Hale", await client.GetStringAsync($"{api}/codes/{world.Homes.Value:D}/passages.csv", Cancel), StringComparison.Ordinal);
    }
}
