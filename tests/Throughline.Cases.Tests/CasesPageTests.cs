using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Cases.Tests;

public class CasesPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<Acting> SeedAsync(TestWorkbench bench)
    {
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Naming the gap", "Ruth Adeyemi", "Which inequality do they mean?", "{role}, {site}"), Cancel)).Value.Acting;
        var file = await File.ReadAllBytesAsync(RepositoryRoot.PathTo("samples/cases.csv"), Cancel);
        await bench.AddTextAsync(by, "Board paper", "We will tackle inequalities in access.\nNobody in the room stops to say which one we are on.");
        Assert.True((await bench.Get<ImportCases.Handler>().RunAsync(by, new("cases.csv", file), Cancel)).Succeeded);
        return by;
    }

    private static ILocator Cell(IPage page, string name, string label) => page.Locator($"tr:has(th:text-is('{name}')) [data-label='{label} of {name}']");

    [Fact]
    public async Task The_grid_is_worked_like_a_spreadsheet()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await SeedAsync(bench);
        await bench.BrowseAsync(by, "/cases", async tab =>
        {
            var page = tab.Page;
            await Tab.ListensAsync(page, "tbody *");
            var years = Cell(page, "GP B", "years_in_post");
            await Expect(years).ToHaveTextAsync("17");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("cases");

            // Typing replaces, Enter keeps and goes down; a value of the wrong type is refused and stays.
            await years.ClickAsync();
            await page.Keyboard.TypeAsync("18");
            await page.Keyboard.PressAsync("Enter");
            await Expect(years).ToHaveTextAsync("18");
            await Expect(Cell(page, "Practice nurse A", "years_in_post")).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync("nine");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "\"nine\" is not a number" })).ToBeVisibleAsync();
            await Expect(page.Locator(".cs-edit input")).ToHaveValueAsync("nine");
            await tab.PicturesAsync("cases-refused");
            await page.Keyboard.PressAsync("Escape");
            await Expect(Cell(page, "Practice nurse A", "years_in_post")).ToHaveTextAsync("9");
            await Expect(Cell(page, "Practice nurse A", "years_in_post")).ToBeFocusedAsync();

            // Arrows move; Tab keeps and goes right; Ctrl+Z takes back.
            await page.Keyboard.PressAsync("ArrowUp");
            await Expect(years).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Control+z");
            await Expect(years).ToHaveTextAsync("17");

            // Sorting and filtering.
            await page.GetByRole(AriaRole.Button, new() { Name = "Filter by column" }).ClickAsync();
            await page.GetByLabel("Only where years_in_post holds").FillAsync(">14");
            await Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
            await page.GetByLabel("Only where years_in_post holds").FillAsync("");
            await page.GetByRole(AriaRole.Button, new() { Name = "years_in_post", Exact = true }).ClickAsync();
            await Expect(page.Locator("tbody tr").First).ToContainTextAsync("Group 2 commissioner");
            await page.AssertNoViolationsAsync();
        });
    }

    [Fact]
    public async Task A_paste_from_a_spreadsheet_fills_cells_and_marks_what_does_not_fit()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await SeedAsync(bench);
        await bench.BrowseAsync(by, "/cases", async tab =>
        {
            var page = tab.Page;
            await Tab.ListensAsync(page, "tbody *");
            var site = Cell(page, "GP B", "site");
            await site.ClickAsync();
            await page.EvaluateAsync("""
                () => {
                  const data = new DataTransfer();
                  data.setData('text/plain', 'System Z\t20\r\n"System\nY"\tlots\r\n');
                  document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
                }
                """);
            await Expect(site).ToHaveTextAsync("System Z");
            await Expect(Cell(page, "GP B", "years_in_post")).ToHaveTextAsync("20");
            await Expect(Cell(page, "Practice nurse A", "site")).ToHaveTextAsync("System Y");
            await Expect(Cell(page, "Practice nurse A", "years_in_post")).ToHaveTextAsync("lots");
            await Expect(page.GetByText("1 value not taken")).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
        });
        var grid = await bench.Get<ReadCases.Handler>().RunAsync(by.Project, Cancel);
        Assert.Equal("9", grid.Rows.Single(r => r.Name == "Practice nurse A").Values[grid.Columns.Single(c => c.Name == "years_in_post").Id]);
    }

    [Fact]
    public async Task Values_typed_down_a_column_are_all_kept_however_late_each_is_answered()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await SeedAsync(bench);
        var writes = new HeldWrites();
        await bench.BrowseAsync(by, "/cases", async tab =>
        {
            var page = tab.Page;
            await Tab.ListensAsync(page, "tbody *");
            string[] names = [.. await page.Locator("tbody th").AllInnerTextsAsync()];
            var before = await KeptAsync(names);
            await Cell(page, names[0], "years_in_post").ClickAsync();
            using (writes.Hold())
            {
                await page.Keyboard.TypeAsync("21\n22\n23\n");
                await Expect(Cell(page, names[3], "years_in_post")).ToBeFocusedAsync();
                Assert.Equal(before, await KeptAsync(names));
            }
            foreach (var (name, value) in names.Zip(["21", "22", "23"])) await Expect(Cell(page, name, "years_in_post")).ToHaveTextAsync(value);
            await Wait.UntilAsync(async () => (await KeptAsync(names)) is ["21", "22", "23"], "not all three were kept");
        }, watch: writes);

        async Task<string?[]> KeptAsync(string[] names)
        {
            var grid = await bench.Get<ReadCases.Handler>().RunAsync(by.Project, Cancel);
            var years = grid.Columns.Single(c => c.Name == "years_in_post").Id;
            return [.. names.Take(3).Select(name => grid.Rows.Single(r => r.Name == name).Values.GetValueOrDefault(years))];
        }
    }

    [Fact]
    public async Task Several_cells_are_chosen_copied_pasted_and_cleared_each_as_one_change()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await SeedAsync(bench);
        await bench.BrowseAsync(by, "/cases", async tab =>
        {
            var page = tab.Page;
            await Tab.ListensAsync(page, "tbody *");
            string[] names = [.. await page.Locator("tbody th").AllInnerTextsAsync()];
            var (first, second, third) = (names[0], names[1], names[2]);
            var (a, b, c) = (await ValueAsync(first), await ValueAsync(second), await ValueAsync(third));

            // By keyboard: two rows, two columns.
            await Cell(page, first, "site").ClickAsync();
            await page.Keyboard.PressAsync("Shift+ArrowDown");
            await page.Keyboard.PressAsync("Shift+ArrowRight");
            await Expect(page.Locator("tbody [aria-selected=true].cs-in")).ToHaveCountAsync(4);
            Assert.Equal($"{a.Site}\t{a.Years}\n{b.Site}\t{b.Years}", await CopiedAsync());
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("cases-range");
            // By mouse: a drag down one column.
            await Cell(page, first, "site").HoverAsync();
            await page.Mouse.DownAsync();
            await Cell(page, third, "site").HoverAsync();
            await page.Mouse.UpAsync();
            Assert.Equal($"{a.Site}\n{b.Site}\n{c.Site}", await CopiedAsync());
            // One value goes into all of them, and one undo takes it back.
            await PasteAsync("System Q");
            foreach (var name in (string[])[first, second, third]) await Expect(Cell(page, name, "site")).ToHaveTextAsync("System Q");
            await page.Keyboard.PressAsync("Control+z");
            await Expect(Cell(page, first, "site")).ToHaveTextAsync(a.Site);
            await Expect(Cell(page, third, "site")).ToHaveTextAsync(c.Site);
            // Copied from here and pasted here, below.
            await Cell(page, first, "site").ClickAsync();
            await page.Keyboard.PressAsync("Shift+ArrowRight");
            var copied = await CopiedAsync();
            await Cell(page, third, "site").ClickAsync();
            await PasteAsync(copied);
            await Expect(Cell(page, third, "site")).ToHaveTextAsync(a.Site);
            await Expect(Cell(page, third, "years_in_post")).ToHaveTextAsync(a.Years);
            await page.Keyboard.PressAsync("Control+z");
            await Expect(Cell(page, third, "years_in_post")).ToHaveTextAsync(c.Years);
            // Cleared, but never a name.
            await page.Locator("tbody th").First.ClickAsync();
            await page.Keyboard.PressAsync("Shift+End");
            await page.Keyboard.PressAsync("Delete");
            await Expect(Cell(page, first, "site")).ToHaveTextAsync("");
            await Expect(page.Locator("tbody th").First).ToHaveTextAsync(first);
            await page.Keyboard.PressAsync("Control+z");
            await Expect(Cell(page, first, "site")).ToHaveTextAsync(a.Site);
            // A plain arrow chooses one again.
            await page.Keyboard.PressAsync("ArrowDown");
            await Expect(page.Locator("tbody .cs-in")).ToHaveCountAsync(0);

            async Task<(string Site, string Years)> ValueAsync(string name) => (await Cell(page, name, "site").InnerTextAsync(), await Cell(page, name, "years_in_post").InnerTextAsync());
            Task<string> CopiedAsync() => page.EvaluateAsync<string>("""
                () => {
                  const data = new DataTransfer();
                  document.activeElement.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }));
                  return data.getData('text/plain');
                }
                """);
            Task PasteAsync(string text) => page.EvaluateAsync("""
                text => {
                  const data = new DataTransfer();
                  data.setData('text/plain', text);
                  document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
                }
                """, text);
        });
    }

    [Fact]
    public async Task A_table_is_seen_before_it_is_imported_and_one_undo_takes_it_back()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await bench.MakeProjectAsync("Naming the gap");
        await bench.BrowseAsync(by, "/cases", async tab =>
        {
            var page = tab.Page;
            await Tab.ListensAsync(page);
            await Expect(page.GetByText("No cases yet")).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("cases-empty");
            await page.GetByRole(AriaRole.Button, new() { Name = "Import a table" }).First.ClickAsync();
            await Tab.ChooseFilesAsync(page.Locator("input[type=file]"), RepositoryRoot.PathTo("samples/cases.csv"));
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Import 23 cases" })).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("cases-import", fullPage: true);
            await page.GetByRole(AriaRole.Button, new() { Name = "Import 23 cases" }).ClickAsync();
            await Expect(page.Locator("tbody tr[data-case]")).ToHaveCountAsync(23);
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.GetByText("No cases yet")).ToBeVisibleAsync();
        });
    }

    [Fact]
    public async Task All_differences_and_all_rows_with_something_left_out_can_be_shown_before_an_import()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await bench.MakeProjectAsync("Naming the gap");
        string Table(int beds, string source) => "case,beds,source\n" + string.Concat(Enumerable.Range(1, 417).Select(i => $"Site {i},{beds},{source}\n"));
        Assert.True((await bench.Get<ImportCases.Handler>().RunAsync(by, new("cases.csv", System.Text.Encoding.UTF8.GetBytes(Table(10, ""))), Cancel)).Succeeded);
        var file = bench.Folder.File("later.csv");
        await File.WriteAllTextAsync(file, Table(12, "No such report"), Cancel);
        await bench.BrowseAsync(by, "/cases", async tab =>
        {
            var page = tab.Page;
            await Tab.ListensAsync(page);
            await page.GetByRole(AriaRole.Button, new() { Name = "Import a table" }).First.ClickAsync();
            await Tab.ChooseFilesAsync(page.Locator("input[type=file]"), file);
            await AllAsync("417 differences between the project and the file, or within it", "differences");
            await page.GetByText("417 rows with something left out").ClickAsync();
            await AllAsync("417 rows with something left out", "rows");

            async Task AllAsync(string summary, string what)
            {
                var part = page.Locator("details", new() { HasText = summary });
                var rows = part.Locator("tbody tr");
                await Expect(rows).ToHaveCountAsync(200);
                await Expect(part.Locator(".show-more")).ToContainTextAsync("and 217 more");
                await part.GetByRole(AriaRole.Button, new() { Name = $"Show 200 more {what}" }).ClickAsync();
                await Expect(rows).ToHaveCountAsync(400);
                await part.GetByRole(AriaRole.Button, new() { Name = $"Show 17 more {what}" }).ClickAsync();
                await Expect(rows).ToHaveCountAsync(417);
                await Expect(part.Locator(".show-more")).ToHaveCountAsync(0);
                Assert.Equal(Enumerable.Range(1, 417).Select(i => $"Site {i}"), await part.Locator("tbody th").AllInnerTextsAsync());
            }
        });
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_cases_page_ties_words_to_it_and_shows_what_was_coded_there(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await SeedAsync(bench);
        var one = (await bench.Get<ReadCases.Handler>().RunAsync(by.Project, Cancel)).Rows.Single(r => r.Name == "NHS director A");
        var source = (await bench.Get<ListSources.Handler>().RunAsync(by.Project, bin: false, Cancel)).Single();
        var code = (await bench.Get<AddCode.Handler>().RunAsync(by, new("Cannot say which"), Cancel)).Value;
        Assert.True((await bench.Get<AddCodings.Handler>().RunAsync(by, new(source.Id, null, new(39, 60), [new(code, CodingId.New())]), Cancel)).Succeeded);
        await bench.BrowseAsync(by, $"/cases/{one.Id.Value:D}", async tab =>
        {
            var page = tab.Page;
            await Tab.ListensAsync(page);
            await page.Locator(".cs-tie select").First.SelectOptionAsync(source.Id.Value.ToString("D"));
            await page.Locator(".cs-tie select").Nth(1).SelectOptionAsync("words");
            await page.GetByLabel("The words, as they stand in it").FillAsync("Nobody in the room stops to say which one we are on.");
            await Expect(page.GetByText("Found 1 time")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Tie it to NHS director A" }).ClickAsync();
            await Expect(page.Locator("figure blockquote")).ToHaveTextAsync("Nobody in the room st");
            await Expect(page.GetByText("NHS director, System A")).ToBeVisibleAsync();
            await page.GetByLabel("A memo on this case").FillAsync("She names two problems and a silence.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the memo" }).ClickAsync();
            var memo = page.Locator(".jotting");
            await Expect(memo.Locator(".words")).ToHaveTextAsync("She names two problems and a silence.");
            await memo.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
            await memo.GetByLabel("Memo").FillAsync("She names two problems.");
            await memo.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
            await Expect(memo.Locator(".words")).ToHaveTextAsync("She names two problems.");
            await memo.GetByRole(AriaRole.Button, new() { Name = "Take away" }).ClickAsync();
            await Expect(memo).ToHaveCountAsync(0);
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
            await Expect(memo.Locator(".words")).ToHaveTextAsync("She names two problems.");
            await page.GetByLabel("years_in_post").FillAsync("long");
            await page.GetByLabel("years_in_post").BlurAsync();
            await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "\"long\" is not a number" })).ToBeVisibleAsync();
            await Expect(page.GetByLabel("years_in_post")).ToHaveValueAsync("long");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync($"case-{engine}", fullPage: true);
        });
    }

    [Fact]
    public async Task The_settings_try_an_attribution_before_it_is_kept()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await SeedAsync(bench);
        await bench.BrowseAsync(by, "/settings", async tab =>
        {
            var page = tab.Page;
            await Tab.ListensAsync(page);
            await Expect(page.Locator(".cs-try")).ToContainTextAsync("NHS director, System A");
            var pattern = page.Locator("input[aria-describedby=try]");
            await pattern.FillAsync("{role} in {sector");
            await Expect(page.Locator(".cs-try")).ToContainTextAsync("is not closed");
            await pattern.FillAsync("{role} in {sektor}");
            await Expect(page.Locator(".cs-try")).ToContainTextAsync("No attribute is called \"sektor\"");
            await pattern.FillAsync("{role}, {sector}");
            await Expect(page.Locator(".cs-try")).ToContainTextAsync("NHS director, NHS");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("settings", fullPage: true);
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).First.ClickAsync();
            await Expect(page.GetByText("Kept the settings.")).ToBeVisibleAsync();
        });
        Assert.Equal("{role}, {sector}", (await bench.Get<FindProject.Handler>().OneAsync("Naming", Cancel)).Value.AttributionPattern);
    }
}
