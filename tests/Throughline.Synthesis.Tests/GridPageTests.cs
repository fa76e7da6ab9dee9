using Microsoft.Playwright;
using Throughline.Review.Studies;
using Throughline.Storage;
using Throughline.Synthesis.Arguing;
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
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.By.Project.Value:D}/synthesis");
            await Expect(page.Locator(".syn-scroll[data-ready=true]")).ToBeVisibleAsync();
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

            // The window is closed in the middle: what was compared is there when it opens again, and the work goes on at the next.
            await page.ReloadAsync();
            await Expect(page.Locator(".syn-scroll[data-ready=true]")).ToBeVisibleAsync();
            await Expect(page.GetByText("1 of 6 compared")).ToBeVisibleAsync();
            await Expect(Cell(page, "Tremblay 2010", "Politics out of reach")).ToHaveAttributeAsync("aria-label", "Tremblay 2010, Politics out of reach: a political question; refutes; disconfirming");
            await Expect(Cell(page, "Tremblay 2010", "What is counted")).ToHaveAttributeAsync("aria-label", "Tremblay 2010, What is counted: next to compare");
            await page.GetByRole(AriaRole.Button, new() { Name = "Next comparison" }).ClickAsync();
            await Expect(page.Locator(".syn-aside h2").First).ToHaveTextAsync("What is counted");
            await Expect(Cell(page, "Tremblay 2010", "What is counted")).ToBeFocusedAsync();

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
            await aside.GetByRole(AriaRole.Button, new() { Name = "Take Byrne 2011 up again" }).ClickAsync();
            await Expect(aside.GetByLabel("What in the setting limits it")).ToHaveValueAsync("Directors alone.");
            await aside.GetByRole(AriaRole.Button, new() { Name = "I have finished Byrne 2011" }).ClickAsync();
            await Expect(aside).ToContainTextAsync("You have finished this study; the other analyst has not.");
            await Expect(aside).ToContainTextAsync("Says the same. Limited by: Directors alone.");
            Must(await world.DecideAsync(world.Other, 2, 1, CellRelation.NoneFound));
            Must(await bench.Get<AssignTranslation.Handler>().FinishAsync(world.Other, world.Studies[2], Cancel));
            await page.ReloadAsync();
            await Expect(page.Locator(".syn-scroll[data-ready=true]")).ToBeVisibleAsync();
            await Expect(Cell(page, "Byrne 2011", "What is counted")).ToHaveAttributeAsync("aria-label", "Byrne 2011, What is counted: differs; analysts differ");
            var gaps = page.GetByRole(AriaRole.Region, new() { Name = "To look at again" });
            await Expect(gaps).ToContainTextAsync("Byrne 2011 and “What is counted”: analysts differ, and nothing is settled");
            await gaps.GetByRole(AriaRole.Button, new() { Name = "Byrne 2011 and “What is counted”" }).ClickAsync();
            await Expect(aside.Locator(".syn-sides li")).ToHaveTextAsync(["Ruth Adeyemi: says the same. Limited by: Directors alone.", "Tom Hale: none found"]);
            await aside.GetByLabel("extends").CheckAsync();
            await aside.GetByRole(AriaRole.Button, new() { Name = "Settle", Exact = true }).ClickAsync();
            await Expect(Cell(page, "Byrne 2011", "What is counted")).ToHaveAttributeAsync("aria-label", "Byrne 2011, What is counted: no construct; extends");
            await Expect(page.GetByText("3 of 9 compared")).ToBeVisibleAsync();
            // What a click scrolled half under the bar is only scrolled there, not small.
            await page.EvaluateAsync("scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("synthesis-grid", fullPage: true);
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task A_grid_of_a_hundred_by_sixty_draws_only_what_is_near_and_finds_its_last_cell()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        for (var i = 4; i <= 100; i++) Must(await bench.Get<EditStudy.Handler>().AddAsync(world.By, new($"Study {i}", 1900 + i), Cancel));
        for (var i = 3; i <= 60; i++) Must(await bench.Get<EditConcept.Handler>().AddAsync(world.By, new($"Concept {i}"), Cancel));
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
                // A column that is not drawn yet cannot be gone to.
                await Expect(Cell(page, "Study 100", $"Concept {i}")).ToBeAttachedAsync();
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

    [Fact]
    public async Task Concepts_are_described_moved_split_joined_and_taken_away_below_the_grid()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        Must(await world.DecideAsync(world.By, 0, 0, CellRelation.Same, await world.TakeAsync(), await world.WriteAsync(0, "left to parliament")));
        Must(await world.DecideAsync(world.By, 0, 1, CellRelation.NoneFound));
        Must(await world.DecideAsync(world.By, 1, 1, CellRelation.Extends, await world.WriteAsync(1, "the hard core")));
        var edit = bench.Get<EditStoryline.Handler>();
        var step = Must(await edit.AddStepAsync(world.By, Must(await edit.AddAsync(world.By, new("Quiet is part of the job"), Cancel)), "Known, and not said", "", Cancel));
        Must(await edit.WriteAsync(world.By, step, new("Politics is kept out.", true, "", [world.Concepts[0].Node]), Cancel));
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            var (panel, names, said) = (page.GetByRole(AriaRole.Region, new() { Name = "Concepts", Exact = true }), page.Locator("thead tr:last-child th[aria-colindex]"), page.Locator(".did"));
            Task StandsAsync(string study, string concept, string rest) => Expect(Cell(page, study, concept)).ToHaveAttributeAsync("aria-label", $"{study}, {concept}: {rest}");
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.By.Project.Value:D}/synthesis");
            await Expect(page.Locator(".syn-scroll[data-ready=true]")).ToBeVisibleAsync();
            await Expect(names).ToHaveTextAsync(["Study", "Politics out of reach", "What is counted"]);
            await panel.GetByText("Name, move, join or split concepts").ClickAsync();

            // Described: the new name heads the column, and what it means is read beside a cell of it.
            await panel.GetByRole(AriaRole.Button, new() { Name = "Describe What is counted" }).ClickAsync();
            var described = panel.Locator("li form");
            await described.GetByLabel("Name").FillAsync("What counts");
            await described.GetByLabel("Level").FillAsync("boards");
            await described.GetByLabel("What it means").FillAsync("Numbers stand in for people.");
            await described.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
            await Expect(names).ToHaveTextAsync(["Study", "Politics out of reach", "What counts"]);
            await Cell(page, "Ashworth 2003", "What counts").ClickAsync();
            await Expect(page.Locator(".syn-aside")).ToContainTextAsync("Numbers stand in for people.");

            // Moved.
            await panel.GetByRole(AriaRole.Button, new() { Name = "Move What counts left" }).ClickAsync();
            await Expect(names).ToHaveTextAsync(["Study", "What counts", "Politics out of reach"]);
            await Expect(page.Locator(".syn-levels th")).ToHaveTextAsync(["boards", "external"]);
            await Expect(panel.GetByRole(AriaRole.Button, new() { Name = "Move What counts left" })).ToBeDisabledAsync();

            // Split: the constructs that are chosen go over, with what was said of them.
            await panel.GetByRole(AriaRole.Button, new() { Name = "Split Politics out of reach" }).ClickAsync();
            await panel.GetByLabel("Name of the new concept").FillAsync("Left to others");
            await panel.GetByRole(AriaRole.Button, new() { Name = "Split", Exact = true }).ClickAsync();
            await Expect(panel.GetByRole(AriaRole.Alert)).ToContainTextAsync("Choose the constructs that go into the new concept first");
            await panel.GetByRole(AriaRole.Checkbox, new() { Name = "left to parliament" }).CheckAsync();
            await panel.GetByRole(AriaRole.Button, new() { Name = "Split", Exact = true }).ClickAsync();
            await Expect(said).ToContainTextAsync("Split “Politics out of reach”.");
            await StandsAsync("Tremblay 2010", "Left to others", "left to parliament; says the same");
            await StandsAsync("Tremblay 2010", "Politics out of reach", "a political question; says the same");
            await Expect(page.GetByText("4 of 9 compared")).ToBeVisibleAsync();
            await page.EvaluateAsync("scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("synthesis-concepts", fullPage: true);

            // Joined to one that had found nothing: what is found stands, both are told, and one step takes it back.
            await panel.GetByLabel("Join Left to others into").SelectOptionAsync(new SelectOptionValue { Label = "What counts" });
            await Expect(said).ToContainTextAsync("Joined. In one cell the two had said different things");
            await Expect(names).ToHaveTextAsync(["Study", "What counts", "Politics out of reach"]);
            await StandsAsync("Tremblay 2010", "What counts", "left to parliament; says the same");
            await StandsAsync("Ashworth 2003", "What counts", "the hard core; extends");
            await Cell(page, "Tremblay 2010", "What counts").ClickAsync();
            await Expect(page.Locator(".syn-aside").GetByLabel("Why")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^Left to others: "));
            await said.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await StandsAsync("Tremblay 2010", "Left to others", "left to parliament; says the same");
            await StandsAsync("Tremblay 2010", "What counts", "looked for, none found");

            // Taken away with its comparisons; what the argument rests on stays.
            await panel.GetByRole(AriaRole.Button, new() { Name = "Take away Left to others" }).ClickAsync();
            await Expect(said).ToContainTextAsync("Took away “Left to others” with its comparisons.");
            await Expect(page.GetByText("3 of 6 compared")).ToBeVisibleAsync();
            await Expect(page.Locator(".syn-chip")).ToHaveTextAsync(["left to parliament"]);
            await panel.GetByRole(AriaRole.Button, new() { Name = "Take away Politics out of reach" }).ClickAsync();
            await Expect(panel.GetByRole(AriaRole.Alert)).ToContainTextAsync("A sentence of the line of argument rests on \"Politics out of reach\".");
            await Expect(names).ToHaveTextAsync(["Study", "What counts", "Politics out of reach", "In no cell"]);
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task A_form_is_built_and_filled_and_the_grid_is_ordered_by_it()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            var (form, values) = (page.GetByRole(AriaRole.Region, new() { Name = "What is extracted" }), page.Locator(".rev-form td[id^=value-]"));
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.By.Project.Value:D}/review");
            foreach (var (name, kind, choices) in new[] { ("Interviews", "number", ""), ("Spoken with", "several of several", "nurses\nmanagers\nThe public, by letter"), ("Sites", "small table", "Place\nPeople"), ("Held on", "date", ""), ("Method", "one of several", "interviews\ndiaries") })
            {
                await form.GetByLabel("New field").FillAsync(name);
                await form.GetByLabel("Kind").SelectOptionAsync(new SelectOptionValue { Label = kind });
                if (choices.Length > 0) await form.GetByLabel(kind == "small table" ? "Columns, one a line" : "Choices, one a line").FillAsync(choices);
                await form.GetByRole(AriaRole.Button, new() { Name = "Add the field" }).ClickAsync();
                await Expect(form.GetByRole(AriaRole.Columnheader, new() { Name = name })).ToBeVisibleAsync();
                await Expect(form.GetByLabel("New field")).ToHaveValueAsync("");
            }

            // What is no number stays in its box until it is mended.
            async Task WriteAsync(string field, string study, string value)
            {
                await form.GetByLabel($"{field} of {study}", new() { Exact = true }).FillAsync(value);
                await page.Keyboard.PressAsync("Tab");
            }
            await WriteAsync("Interviews", "Tremblay 2010", "twelve");
            await Expect(form.GetByRole(AriaRole.Alert)).ToContainTextAsync("\"twelve\" is no number, and Interviews holds numbers.");
            await Expect(form.GetByLabel("Interviews of Tremblay 2010", new() { Exact = true })).ToHaveValueAsync("twelve");
            var kept = 0;
            foreach (var (study, number) in new[] { ("Tremblay 2010", "12"), ("Ashworth 2003", "100"), ("Byrne 2011", "9") })
            {
                await WriteAsync("Interviews", study, number);
                await Expect(values).ToHaveCountAsync(++kept);
            }
            await Expect(form.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);

            // What may be written stands under the box, for everyone.
            await Expect(form.GetByLabel("Spoken with of Byrne 2011", new() { Exact = true })).ToHaveAccessibleDescriptionAsync("One a line: nurses; managers; The public, by letter");
            await Expect(form.GetByText("A row a line: Place | People").First).ToBeVisibleAsync();
            await WriteAsync("Spoken with", "Byrne 2011", "nurses\ndirectors");
            await Expect(form.GetByRole(AriaRole.Alert)).ToContainTextAsync("\"directors\" is none of the choices of Spoken with");
            await WriteAsync("Spoken with", "Byrne 2011", "nurses\nmanagers");
            await Expect(values).ToHaveCountAsync(++kept);
            await WriteAsync("Sites", "Byrne 2011", "Cork | 7\nSligo");
            await Expect(form.GetByRole(AriaRole.Alert)).ToContainTextAsync("The row \"Sligo\" has 1 cells, and the table has 2 columns (Place, People).");
            await WriteAsync("Sites", "Byrne 2011", "Cork | 7\nSligo | 5");
            await Expect(values).ToHaveCountAsync(++kept);
            await WriteAsync("Held on", "Byrne 2011", "2009-05-31");
            await Expect(values).ToHaveCountAsync(++kept);
            await form.GetByLabel("Method of Byrne 2011", new() { Exact = true }).SelectOptionAsync("diaries");
            await Expect(values).ToHaveCountAsync(++kept);
            await form.GetByRole(AriaRole.Button, new() { Name = "Name anew: Held on" }).ClickAsync();
            await form.GetByLabel("New name of “Held on”").FillAsync("Last talk");
            await form.GetByRole(AriaRole.Button, new() { Name = "Keep the name" }).ClickAsync();
            await Expect(form.GetByRole(AriaRole.Columnheader, new() { Name = "Last talk" })).ToBeVisibleAsync();
            await page.EvaluateAsync("scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("review-extraction", fullPage: true);
            await page.ReloadAsync();
            await Expect(form.GetByLabel("Spoken with of Byrne 2011", new() { Exact = true })).ToHaveValueAsync("nurses\nmanagers");
            await Expect(form.GetByLabel("Sites of Byrne 2011", new() { Exact = true })).ToHaveValueAsync("Cork | 7\nSligo | 5");
            await Expect(form.GetByLabel("Last talk of Byrne 2011", new() { Exact = true })).ToHaveValueAsync("2009-05-31");
            await Expect(form.GetByLabel("Method of Byrne 2011", new() { Exact = true })).ToHaveValueAsync("diaries");
            await Expect(form.GetByLabel("Interviews of Tremblay 2010", new() { Exact = true })).ToHaveValueAsync("12");

            // Nine comes before twelve, and twelve before a hundred.
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the synthesis" }).GetByRole(AriaRole.Link, new() { Name = "Grid", Exact = true }).ClickAsync();
            await Expect(page.Locator(".syn-scroll[data-ready=true]")).ToBeVisibleAsync();
            foreach (var (by, first, second, third) in new[]
            {
                ("Interviews", "Byrne 2011", "Tremblay 2010", "Ashworth 2003"), ("year of data", "Ashworth 2003", "Tremblay 2010", "Byrne 2011"), ("their numbers", "Tremblay 2010", "Ashworth 2003", "Byrne 2011"),
                ("who took part", "Byrne 2011", "Ashworth 2003", "Tremblay 2010"), ("Spoken with", "Byrne 2011", "Tremblay 2010", "Ashworth 2003"),
            })
            {
                await page.GetByLabel("Order of studies").SelectOptionAsync(new SelectOptionValue { Label = by });
                await Expect(page.Locator("tbody th[scope=row]")).ToContainTextAsync([first, second, third]);
            }
        }, new() { BaseUrl = server.BaseUrl });
    }
}
