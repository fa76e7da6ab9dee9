using Microsoft.Playwright;
using Throughline.Review.Studies;
using Throughline.Storage;
using Throughline.Synthesis.Translation;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Synthesis.Tests;

/// <summary>The grid in a browser: cells by mouse and by key, constructs carried, undo, and a grid of a hundred by sixty.</summary>
public sealed class GridPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ILocator Cell(IPage page, string study, string concept) => page.Locator($".syn-cell[aria-label^='{study}, {concept}:']");

    [Fact]
    public async Task A_small_translation_is_made_by_mouse_and_by_keys()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        await world.TakeAsync();
        await using var server = await bench.StartServerAsync();
        foreach (var dark in new[] { false, true })
            await TestBrowser.RunAsync(async tab =>
            {
                var page = tab.Page;
                await page.GotoAsync(server.Link);
                await page.GotoAsync($"/p/{world.By.Project.Value:D}/synthesis");
                await Expect(page.Locator(".syn-scroll[data-ready=true]")).ToBeVisibleAsync();
                if (!dark)
                {
                    await Expect(page.GetByText("0 of 6 compared")).ToBeVisibleAsync();
                    await page.GetByRole(AriaRole.Button, new() { Name = "Next comparison" }).ClickAsync();
                    await Expect(page.Locator(".syn-aside h2").First).ToHaveTextAsync("Politics out of reach");
                    await page.Locator(".syn-aside").GetByLabel("refutes").CheckAsync();
                    await page.Locator(".syn-aside").GetByLabel("a political question").CheckAsync();
                    await page.Locator(".syn-aside").GetByLabel("Why").FillAsync("Out of reach is performed, not believed.");
                    await page.Locator(".syn-aside").GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
                    await Expect(page.GetByText("1 of 6 compared")).ToBeVisibleAsync();
                    await Expect(Cell(page, "Tremblay 2010", "Politics out of reach")).ToHaveAttributeAsync("aria-label", "Tremblay 2010, Politics out of reach: a political question; refutes; disconfirming");
                    await Expect(page.Locator(".syn-quoted blockquote")).ToContainTextAsync("Eleven of them called the gap a political question.");

                    // By keys alone: to the next study's cell, none found; then the construct is picked up and put down beside.
                    await Cell(page, "Tremblay 2010", "Politics out of reach").FocusAsync();
                    await page.Keyboard.PressAsync("ArrowDown");
                    await Expect(Cell(page, "Ashworth 2003", "Politics out of reach")).ToBeFocusedAsync();
                    await page.Keyboard.PressAsync("Enter");
                    await Expect(page.Locator(".syn-aside .eyebrow").First).ToHaveTextAsync("Ashworth 2003, against");
                    await page.Keyboard.PressAsync("0");
                    await Expect(page.GetByText("2 of 6 compared")).ToBeVisibleAsync();
                    // There is nothing to write a memo on, and that stands in nothing's way.
                    await page.Keyboard.PressAsync("m");
                    await Expect(page.Locator(".syn-aside").GetByRole(AriaRole.Alert)).ToContainTextAsync("There is no passage in this cell");
                    await Cell(page, "Tremblay 2010", "Politics out of reach").FocusAsync();
                    await page.Keyboard.PressAsync("p");
                    await Expect(page.Locator(".syn-carrying")).ToBeVisibleAsync();
                    await page.Keyboard.PressAsync("ArrowRight");
                    await Expect(Cell(page, "Tremblay 2010", "What is counted")).ToBeFocusedAsync();
                    await page.Keyboard.PressAsync("p");
                    await Expect(Cell(page, "Tremblay 2010", "What is counted")).ToHaveAttributeAsync("aria-label", "Tremblay 2010, What is counted: a political question; says the same");
                    await Expect(page.GetByText("2 of 6 compared")).ToBeVisibleAsync();
                    await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
                    await Expect(Cell(page, "Tremblay 2010", "Politics out of reach")).ToHaveAttributeAsync("aria-label", "Tremblay 2010, Politics out of reach: a political question; refutes; disconfirming");

                    // By mouse: dragged to the other concept.
                    await Cell(page, "Tremblay 2010", "Politics out of reach").DragToAsync(Cell(page, "Tremblay 2010", "What is counted"));
                    await Expect(Cell(page, "Tremblay 2010", "What is counted")).ToHaveAttributeAsync("aria-label", "Tremblay 2010, What is counted: a political question; says the same");
                    await page.GetByLabel("New concept").FillAsync("Names for people");
                    await page.GetByRole(AriaRole.Button, new() { Name = "Add the concept" }).ClickAsync();
                    await Expect(page.GetByText("2 of 9 compared")).ToBeVisibleAsync();
                    await page.GetByLabel("Order of concepts").SelectOptionAsync("name");
                    await Expect(page.Locator("thead tr:last-child th").Nth(1)).ToHaveTextAsync("Names for people");
                    await page.GetByLabel("Order of studies").SelectOptionAsync("name");
                    await Expect(page.Locator("tbody th").First).ToContainTextAsync("Ashworth 2003");
                    await page.GetByLabel("concepts down the side").CheckAsync();
                    await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "3 Byrne 2011" })).ToBeVisibleAsync();
                    await page.GetByLabel("concepts down the side").UncheckAsync();

                    // Given to two, blind to one another: each says what they find, both finish, and where they differ it is settled.
                    var aside = page.Locator(".syn-aside");
                    await Cell(page, "Byrne 2011", "What is counted").ClickAsync();
                    await Expect(aside.Locator(".eyebrow").First).ToHaveTextAsync("Byrne 2011, against");
                    await aside.GetByText("Translate Byrne 2011 independently").ClickAsync();
                    foreach (var analyst in new[] { "Ruth Adeyemi", "Tom Hale" }) await aside.GetByLabel(analyst).CheckAsync();
                    await aside.GetByRole(AriaRole.Button, new() { Name = "Give it to them" }).ClickAsync();
                    await Expect(page.Locator(".did")).ToContainTextAsync("Byrne 2011 is translated independently.");
                    await aside.GetByLabel("says the same").CheckAsync();
                    await aside.GetByLabel("What in the setting limits it").FillAsync("Directors alone.");
                    await aside.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
                    await Expect(Cell(page, "Byrne 2011", "What is counted")).ToHaveAttributeAsync("aria-label", "Byrne 2011, What is counted: no construct; says the same");
                    await aside.GetByRole(AriaRole.Button, new() { Name = "I have finished Byrne 2011" }).ClickAsync();
                    await Expect(aside).ToContainTextAsync("You have finished this study; the other analyst has not.");
                    await Expect(aside).ToContainTextAsync("Says the same. Limited by: Directors alone.");
                    World.Must(await world.DecideAsync(world.Other, 2, 1, CellRelation.NoneFound));
                    World.Must(await bench.Get<AssignTranslation.Handler>().FinishAsync(world.Other, world.Studies[2], Cancel));
                    await page.ReloadAsync();
                    await Expect(page.Locator(".syn-scroll[data-ready=true]")).ToBeVisibleAsync();
                    await Expect(Cell(page, "Byrne 2011", "What is counted")).ToHaveAttributeAsync("aria-label", "Byrne 2011, What is counted: differs; analysts differ");
                    await Cell(page, "Byrne 2011", "What is counted").ClickAsync();
                    await Expect(aside.Locator(".syn-sides li")).ToHaveTextAsync(["Ruth Adeyemi: says the same. Limited by: Directors alone.", "Tom Hale: none found"]);
                    await aside.GetByLabel("extends").CheckAsync();
                    await aside.GetByRole(AriaRole.Button, new() { Name = "Settle", Exact = true }).ClickAsync();
                    await Expect(Cell(page, "Byrne 2011", "What is counted")).ToHaveAttributeAsync("aria-label", "Byrne 2011, What is counted: no construct; extends");
                }
                await Expect(page.GetByText("3 of 9 compared")).ToBeVisibleAsync();
                await page.AssertNoViolationsAsync();
                await tab.ScreenshotAsync($"synthesis-grid{(dark ? "-dark" : "")}", fullPage: true);
            }, new() { BaseUrl = server.BaseUrl, Dark = dark });
    }

    [Fact]
    public async Task A_grid_of_a_hundred_by_sixty_draws_only_what_is_near_and_finds_its_last_cell()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        for (var i = 4; i <= 100; i++) World.Must(await bench.Get<EditStudy.Handler>().AddAsync(world.By, new($"Study {i}", 1900 + i), Cancel));
        for (var i = 3; i <= 60; i++) World.Must(await bench.Get<EditConcept.Handler>().AddAsync(world.By, new($"Concept {i}"), Cancel));
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.By.Project.Value:D}/synthesis");
            await Expect(page.Locator(".syn-scroll[data-ready=true]")).ToBeVisibleAsync();
            await Expect(page.GetByText("0 of 6000 compared")).ToBeVisibleAsync();
            await Expect(page.Locator("tr[data-row]").Nth(19)).ToBeAttachedAsync();
            Assert.InRange(await page.Locator("tr[data-row]").CountAsync(), 20, 40);
            // Of 6,000 cells some hundreds are drawn, and whoever hears the table is told of all of them.
            Assert.InRange(await page.Locator(".syn-cell").CountAsync(), 200, 900);
            await Expect(page.Locator("table[data-synthesis]")).ToHaveAttributeAsync("aria-colcount", "61");
            await Expect(page.Locator("table[data-synthesis]")).ToHaveAttributeAsync("aria-rowcount", "102");
            await page.Locator(".syn-scroll").EvaluateAsync("box => { box.scrollTop = box.scrollHeight; box.scrollLeft = box.scrollWidth; }");
            await Expect(Cell(page, "Study 100", "Concept 60")).ToBeVisibleAsync();
            Assert.InRange(await page.Locator("tr[data-row]").CountAsync(), 10, 40);
            await Cell(page, "Study 100", "Concept 60").ClickAsync();
            await Expect(page.Locator(".syn-aside .eyebrow").First).ToHaveTextAsync("Study 100, against");
            await page.Keyboard.PressAsync("x");
            await Expect(page.GetByText("1 of 6000 compared")).ToBeVisibleAsync();
            Assert.InRange(await page.Locator(".syn-cell").CountAsync(), 100, 900);
            await Expect(page.Locator("td", new() { Has = Cell(page, "Study 100", "Concept 60") })).ToHaveAttributeAsync("aria-colindex", "61");
            // By keys back over columns that were not drawn; the names of the studies stay in sight.
            for (var i = 59; i >= 40; i--)
            {
                await page.Keyboard.PressAsync("ArrowLeft");
                await Expect(Cell(page, "Study 100", $"Concept {i}")).ToBeFocusedAsync();
            }
            await Expect(Cell(page, "Study 100", "Concept 40")).ToBeInViewportAsync();
            await Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = "100 Study 100" })).ToBeInViewportAsync();
            await page.EvaluateAsync("scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("synthesis-grid-wide");
            // The next comparison is the first one left, in a column far from here; put another way round, the columns are the studies.
            await page.GetByLabel("Order of studies").SelectOptionAsync("name");
            await page.GetByLabel("concepts down the side").CheckAsync();
            await Expect(page.Locator("table[data-synthesis]")).ToHaveAttributeAsync("aria-colcount", "101");
            await page.GetByRole(AriaRole.Button, new() { Name = "Next comparison" }).ClickAsync();
            await Expect(page.Locator(".syn-cell[aria-pressed=true]")).ToBeFocusedAsync();
            await Expect(page.Locator(".syn-cell[aria-pressed=true]")).ToBeInViewportAsync();
        }, new() { BaseUrl = server.BaseUrl });
    }
}
