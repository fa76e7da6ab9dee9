using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Codebook.Tests;

public class CodebookPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<Acting> SeedAsync(TestWorkbench bench)
    {
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Naming the gap", "Ruth Adeyemi", "Which inequality do they mean?"), Cancel)).Value.Acting;
        var file = await File.ReadAllBytesAsync(RepositoryRoot.PathTo("samples/codebook.csv"), Cancel);
        Assert.True((await bench.Get<ImportCodebook.Handler>().RunAsync(by, "codebook.csv", file, Cancel)).Succeeded);
        const string text = "It means the conditions people are living in. Damp, wages, whether there is a bus.\nIn the meetings it means waiting lists, cut by postcode.";
        var source = await bench.AddTextAsync(by, "Interview 7, council leader", text);
        var codes = await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel);
        CodeId Code(string path) => codes.Single(c => c.Path == path).Id;
        var add = bench.Get<AddCodings.Handler>();
        foreach (var (path, words) in new[] { ("Conditions of life", "It means the conditions people are living in."), ("Conditions of life", "Damp, wages, whether there is a bus."), ("Healthcare only", "In the meetings it means waiting lists"), ("A linked set", "It means the conditions people are living in.") })
            Assert.True((await add.RunAsync(by, new(source, null, new(text.IndexOf(words, StringComparison.Ordinal), text.IndexOf(words, StringComparison.Ordinal) + words.Length), [new(Code($"How the aim is read > {path}"), CodingId.New())]), Cancel)).Succeeded);
        return by;
    }

    private static ILocator Row(IPage page, string name) => page.Locator($"[role=treeitem][data-name='{name}']");

    [Fact]
    public async Task The_tree_is_read_by_keyboard_and_a_code_is_changed()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await SeedAsync(bench);
        await bench.BrowseAsync(by, "/codebook", async tab =>
        {
            var page = tab.Page;
            await Tab.ListensAsync(page, "[role=treeitem]");
            await Row(page, "Conditions of life").ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Conditions of life" })).ToBeVisibleAsync();
            await Expect(page.Locator("figure blockquote").First).ToHaveTextAsync("It means the conditions people are living in.");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("codebook");
            await page.Keyboard.PressAsync("ArrowDown");
            await Expect(Row(page, "A linked set")).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("F2");
            await page.GetByLabel("Name", new() { Exact = true }).FillAsync("");
            await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Healthcare only");
            await page.GetByLabel("Definition").FillAsync("Both together.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("already has a code named \"Healthcare only\"");
            await Expect(page.GetByLabel("Definition")).ToHaveValueAsync("Both together.");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("codebook-form", fullPage: true);
            await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Joined");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
            await Expect(Row(page, "Joined")).ToBeVisibleAsync();
            await Row(page, "Joined").ClickAsync();
            await page.Keyboard.PressAsync("Alt+ArrowDown");
            await Expect(page.Locator("[role=treeitem]").Nth(3)).ToHaveAttributeAsync("data-name", "Joined");
            await Expect(Row(page, "Joined")).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Control+z");
            await Expect(page.Locator("[role=treeitem]").Nth(2)).ToHaveAttributeAsync("data-name", "Joined");
        });
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Codes_are_merged_split_and_compared_with_a_frozen_version(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await SeedAsync(bench);
        await bench.BrowseAsync(by, "/codebook", async tab =>
        {
            var page = tab.Page;
            await Tab.ListensAsync(page, "[role=treeitem]");
            await page.GetByRole(AriaRole.Button, new() { Name = "Versions" }).ClickAsync();
            await page.GetByLabel("Freeze the codebook as it stands, as").FillAsync("Pilot");
            await page.GetByRole(AriaRole.Button, new() { Name = "Freeze", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "What has changed since version 1" })).ToBeVisibleAsync();

            await Row(page, "Conditions of life").ClickAsync();
            await Row(page, "A linked set").ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "2 codes chosen" })).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("codebook-many");
            await page.GetByRole(AriaRole.Button, new() { Name = "Merge them" }).ClickAsync();
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("codebook-merge");
            await page.GetByRole(AriaRole.Button, new() { Name = "Merge into Conditions of life" }).ClickAsync();
            await Expect(Row(page, "A linked set")).ToHaveCountAsync(0);
            await Expect(page.GetByText("Joined by a merge.")).ToBeVisibleAsync();

            await page.GetByRole(AriaRole.Button, new() { Name = "Split" }).ClickAsync();
            await page.Locator(".cb-parts input").First.FillAsync("Damp and wages");
            await page.Locator(".cb-parts input").First.BlurAsync();
            await page.Locator("figure").Filter(new() { HasText = "Damp, wages" }).GetByLabel("Damp and wages").CheckAsync();
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("codebook-split");
            await page.GetByRole(AriaRole.Button, new() { Name = "Split, sending 1 passage" }).ClickAsync();
            await Expect(Row(page, "Damp and wages")).ToBeVisibleAsync();

            await page.GetByRole(AriaRole.Button, new() { Name = "Versions" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "What has changed since version 1" }).ClickAsync();
            await Expect(page.Locator(".cb-diff").Filter(new() { HasText = "Damp and wages" })).ToBeVisibleAsync();
            await Expect(page.Locator(".cb-diff").Filter(new() { HasText = "into “Conditions of life”" })).ToBeVisibleAsync();
            // What was coded under the frozen version is listed, and leads to where it was coded.
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Coded before, for another look" })).ToBeVisibleAsync();
            await Expect(page.Locator("h3 + table.files tbody tr th a")).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex("/coding/"));
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("codebook-versions", fullPage: true);
        });
        var codes = await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel);
        Assert.Equal((1, 1), (codes.Single(c => c.Name == "Conditions of life").Passages, codes.Single(c => c.Name == "Damp and wages").Passages));
    }

    [Fact]
    public async Task Codes_are_dragged_under_another_and_a_table_is_imported()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await SeedAsync(bench);
        using var folder = new TempFolder();
        var file = folder.File("more.csv");
        await File.WriteAllTextAsync(file, "path,definition\nDrift,Changed by a table\nNew one,Made by a table\n", Cancel);
        await bench.BrowseAsync(by, "/codebook", async tab =>
        {
            var page = tab.Page;
            await Tab.ListensAsync(page, "[role=treeitem]");
            await Row(page, "Healthcare only").DragToAsync(Row(page, "Which gap"));
            await Expect(page.GetByText("Moved 1 code under Which gap.")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Import and export" }).ClickAsync();
            await Tab.ChooseFilesAsync(page.Locator("input[type=file]"), file);
            await page.GetByRole(AriaRole.Button, new() { Name = "Import 2 codes" }).ClickAsync();
            await Expect(Row(page, "New one")).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export csv" }).ClickAsync());
            Assert.Contains("New one,Made by a table", await File.ReadAllTextAsync(await download.PathAsync(), Cancel), StringComparison.Ordinal);
            var book = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export xlsx" }).ClickAsync());
            var sheet = Files.SheetReader.Read("codebook.xlsx", await File.ReadAllBytesAsync(await book.PathAsync(), Cancel), Files.ReadLimits.Default, null, Cancel).Value[0];
            Assert.Contains(sheet.Rows, row => row.Cells.Contains("Which gap > Healthcare only"));

            // Several at once: moved under a third, retired, and brought back by one undo each.
            await page.GetByRole(AriaRole.Button, new() { Name = "Codes", Exact = true }).ClickAsync();
            await Row(page, "Labels").ClickAsync();
            await Row(page, "New one").ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "2 codes chosen" })).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Retire them" }).ClickAsync();
            await Expect(Row(page, "New one")).ToHaveCountAsync(0);
            await page.GetByLabel("Show 2 retired codes").CheckAsync();
            await Expect(Row(page, "New one")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("retired"));
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
            await Expect(page.Locator("[role=treeitem].retired")).ToHaveCountAsync(0);
            await Row(page, "Labels").ClickAsync();
            await Row(page, "New one").ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
            await page.Locator(".cb-place select").First.SelectOptionAsync(new SelectOptionValue { Label = "Which gap" });
            await page.Locator(".cb-place").GetByRole(AriaRole.Button).First.ClickAsync();
            await Expect(page.GetByText("Moved 2 codes under Which gap.")).ToBeVisibleAsync();
        });
        var paths = (await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel)).Where(c => !c.IsRetired).Select(c => c.Path).ToList();
        foreach (var moved in new[] { "Which gap > Healthcare only", "Which gap > Labels", "Which gap > New one" }) Assert.Contains(moved, paths);
    }

    [Fact]
    public async Task A_framework_is_read_and_a_branch_of_it_loaded()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await SeedAsync(bench);
        await bench.BrowseAsync(by, "/frameworks/alderwick-2024", async tab =>
        {
            var page = tab.Page;
            await Tab.ListensAsync(page);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Local interpretations");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("frameworks");
            await page.GetByRole(AriaRole.Button, new() { Name = "Load View of guidance as codes" }).ClickAsync();
            await Expect(page.GetByText("Loaded View of guidance")).ToBeVisibleAsync();
            await page.GotoAsync($"/p/{by.Project.Value:D}/frameworks/labels");
            await Tab.ListensAsync(page);
            await Expect(page.GetByText("Words: at risk")).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
        });
        Assert.Contains(await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel), c => c.FrameworkTerm == "alderwick-2024.view-of-guidance");
    }
}
