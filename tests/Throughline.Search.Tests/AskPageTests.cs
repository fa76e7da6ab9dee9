using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Search.Tests;

public sealed class AskPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly string First = string.Join('\n',
        "Introductions and consent, three minutes, not transcribed.",
        "Q: What does the plan mean by health inequalities, here?",
        "P1: Well. If you ask what I think it means, it means the conditions people are living in. Damp, wages, whether there is a bus.",
        "P1: If you ask what it means in the meetings, it means waiting lists, cut by postcode. Both of those get called health inequalities, and nobody stops to say which one we are on.",
        "Q: When you say nobody stops, is that because it feels settled?",
        "P1: Oh, awkward. I was a housing officer for nine years. The damp is in the walls before the child is in the clinic.",
        "P1: Everyone nods at the dark bit of the map and moves on to the winter plan.");

    private static readonly string Second = string.Join('\n',
        "Q: Who is on the waiting list?",
        "P2: People who can wait. The list is a list of those who came back after the first letter; it is not a list of need.",
        "P2: We cut it by deprivation and the wait is longer where people have least. That is an inequality in waiting, not in health.",
        "Q: And the damp?",
        "P2: Housing is the council's, they tell us. So damp never reaches our list.");

    private static async Task<(Acting By, SourceId One)> FillAsync(TestWorkbench bench)
    {
        var project = (await bench.Get<CreateProject.Handler>().RunAsync(new("Naming the gap", "Ruth Adeyemi"), Cancel)).Value;
        var one = await bench.AddTextAsync(project.Acting, "Interview 7, council leader", First);
        await bench.AddTextAsync(project.Acting, "Interview 8, practice manager", Second);
        await bench.Get<AddCode.Handler>().RunAsync(project.Acting, new("Conditions > Damp and cold", Colour: 1), Cancel);
        await bench.Get<AddCode.Handler>().RunAsync(project.Acting, new("Waiting", Colour: 3), Cancel);
        return (project.Acting, one);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Asking_reading_suggesting_and_accepting_by_keyboard(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, one) = await FillAsync(bench);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{server.BaseUrl}/p/{by.Project.Value:D}/ask");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Asked lately" })).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await Expect(page.Locator("main[data-ready]")).ToBeVisibleAsync();
            await page.Locator("body").PressAsync("/");
            await Expect(page.Locator("#asked")).ToBeFocusedAsync();

            // What cannot be read is told with its place, and what was typed stays.
            await page.Keyboard.TypeAsync("damp AND (");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("cannot be read");
            await Expect(page.Locator("#asked")).ToHaveValueAsync("damp AND (");
            await page.AssertNoViolationsAsync();

            await page.Locator("#asked").FillAsync("damp");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("4 hits in 4 passages of 2 sources.");
            Assert.EndsWith("/ask?q=damp", page.Url.Split("&at=")[0], StringComparison.Ordinal);
            await Expect(page.Locator(".hit").First).ToBeFocusedAsync();
            await page.AssertNoViolationsAsync();
            await page.Keyboard.PressAsync("ArrowDown");
            await Expect(page.Locator(".hit").Nth(1)).ToHaveAttributeAsync("aria-current", "true");
            await Expect(page.Locator(".para.asked")).ToContainTextAsync("The damp is in the walls");
            await Expect(page.Locator(".para mark[data-now]")).ToHaveTextAsync("damp");
            await tab.ScreenshotAsync($"ask-light-{engine}");

            // Enter opens the place; going back finds the same hit.
            await page.Keyboard.PressAsync("Enter");
            await page.WaitForURLAsync(url => url.Contains($"/coding/{one.Value:D}#c", StringComparison.Ordinal));
            await Expect(page.Locator("main.bench")).ToBeVisibleAsync();
            await page.EvaluateAsync("history.back()");
            await Expect(page.Locator("main.ask[data-ready]")).ToBeVisibleAsync();
            await Expect(page.Locator(".hit").Nth(1)).ToHaveAttributeAsync("aria-current", "true");
            await Expect(page.Locator(".para.asked")).ToContainTextAsync("The damp is in the walls");

            await page.GetByRole(AriaRole.Button, new() { Name = "Suggest a code for these" }).ClickAsync();
            await page.Locator("#suggest-code").FillAsync("Conditions > Damp and cold");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync($"ask-suggest-{engine}");
            await page.GetByRole(AriaRole.Button, new() { Name = "Make suggestions" }).ClickAsync();
            await Expect(page.GetByText("4 suggestions of ‘Damp and cold’ in 2 sources.")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Review them" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Suggestions");
            await Expect(page.Locator(".found [role=status]")).ToHaveTextAsync("4 to review in 2 sources.");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync($"suggestions-light-{engine}");
            Assert.Equal(0, (await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel)).Sum(code => code.Passages));

            await Expect(page.Locator("main[data-ready]")).ToBeVisibleAsync();
            await page.Locator(".hit").First.FocusAsync();
            await page.Keyboard.PressAsync("a");
            await Expect(page.Locator(".found [role=status]")).ToHaveTextAsync("3 to review in 2 sources.");
            await page.Keyboard.PressAsync("d");
            await Expect(page.Locator(".found [role=status]")).ToHaveTextAsync("2 to review in 1 source.");
            await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.Locator(".found [role=status]")).ToHaveTextAsync("3 to review in 2 sources.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Accept all 3" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No suggestion waits for you" })).ToBeVisibleAsync();
            Assert.Equal(4, (await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel)).Single(code => code.Name == "Damp and cold").Passages);
        });
    }

    [Fact]
    public async Task In_the_dark_the_pages_hold_and_what_was_found_downloads()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _) = await FillAsync(bench);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{server.BaseUrl}/p/{by.Project.Value:D}/ask");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Asked lately" })).ToBeVisibleAsync();
            await tab.ScreenshotAsync("ask-start-dark");
            await page.AssertNoViolationsAsync();
            await page.GotoAsync($"{server.BaseUrl}/p/{by.Project.Value:D}/ask?q={Uri.EscapeDataString("list NEAR/6 (waiting OR need) OR inequalit*")}");
            await Expect(page.Locator(".hit").First).ToBeFocusedAsync();
            await tab.ScreenshotAsync("ask-dark");
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "What you can ask" }).ClickAsync();
            await tab.ScreenshotAsync("ask-help-dark");
            await page.AssertNoViolationsAsync();
            await page.Keyboard.PressAsync("Escape");
            var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "csv" }).ClickAsync());
            var csv = await File.ReadAllTextAsync(await download.PathAsync(), Cancel);
            Assert.Contains("Interview 7, council leader", csv, StringComparison.Ordinal);
            Assert.Equal("search.csv", download.SuggestedFilename);
            await page.SetViewportSizeAsync(1920, 1080);
            await tab.ScreenshotAsync("ask-dark-1920");
            await page.GotoAsync($"{server.BaseUrl}/p/{by.Project.Value:D}/ask?q=rainbow");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No paragraph has this" })).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
        });
    }
}
