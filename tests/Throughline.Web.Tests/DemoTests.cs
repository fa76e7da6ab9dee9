using Microsoft.Playwright;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Web.Tests;

/// <summary>The README's first command, and the pages of the worked example it opens that hold the texts and what is done with them.</summary>
public class DemoTests(RunningDemo demo)
{
    private static readonly string[] Texts =
    [
        "", "/notes", "/sources", "/sources/one", "/cases", "/coding/one", "/codebook", "/ask?q=poverty", "/compare", "/compare/columns", "/agreement/one", "/agreement",
        "/notes/one", "/memos", "/shape", "/shape?view=drift", "/shape?view=levels", "/vocabulary", "/frameworks", "/pseudonyms", "/suggestions", "/erase",
    ];

    [Fact]
    public async Task The_first_command_asks_for_a_browser_on_the_link_it_prints()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows the system itself opens what it is given; nothing can stand in for it.");
        var link = await demo.LinkAsync();
        await Wait.UntilAsync(() => File.Exists(demo.Opened) && File.ReadAllText(demo.Opened).EndsWith('\n'), "No browser was asked for.");
        Assert.Equal([link], await File.ReadAllLinesAsync(demo.Opened, TestContext.Current.CancellationToken));
    }

    [Fact]
    public Task Every_page_of_the_worked_example_that_holds_its_texts_passes_axe() => demo.LookAsync(Texts, ["/codes/", "/cases/", "/thread/", "/reading/", "/frameworks/"], async (eyes, home) =>
    {
        if (Environment.GetEnvironmentVariable("THROUGHLINE_SCREENSHOTS") is { Length: > 0 }) await PictureAsync(eyes.Tab.Page, $"{home}/coding/{eyes.Source}");
    });

    /// <summary>The README's picture: the coding page with a passage chosen, and the thread from it.</summary>
    private static async Task PictureAsync(IPage page, string address)
    {
        await page.GotoAsync(address);
        await Expect(page.Locator("main.bench[data-ready]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("]");
        await Expect(page.Locator(".goes")).ToContainTextAsync("Code, ");
        await page.Mouse.MoveAsync(320, 24);
        await page.ScreenshotAsync(new() { Path = RepositoryRoot.PathTo("docs/pictures/coding.png"), Animations = ScreenshotAnimations.Disabled });
    }
}

/// <summary>The pages of the worked example for the methods that come after coding, and those around all of them. A class of their own, so that they are visited beside the others.</summary>
public class DemoMethodsTests(RunningDemo demo)
{
    private static readonly string[] Methods =
    [
        "/report", "/log", "/settings", "/backups", "/equity", "/targets", "/targets/board", "/targets/across", "/targets/model",
        "/synthesis", "/synthesis/constructs", "/synthesis/clusters", "/synthesis/argument", "/synthesis/phases", "/review", "/review/citations", "/review/searches", "/review/appraisal", "/review/report",
        "/policy", "/policy/theories", "/policy/clarity", "/policy/attention", "/equity/look/core20", "/equity/join", "/equity/sites",
    ];

    [Fact]
    public Task Every_page_of_the_worked_examples_methods_passes_axe() => demo.LookAsync(Methods, ["/targets/", "/equity/"], async (eyes, home) =>
    {
        await eyes.LookAtAsync(new Uri(new Uri(home), "/").ToString(), "-projects", RunningDemo.Laptop);
        eyes.Tab.Expect("/no-such-page"); // The browser notes in its console what is not there.
        await eyes.LookAtAsync(home + "/no-such-page", "-not-found", RunningDemo.Laptop);
        Assert.Equal("There is nothing at this address", await eyes.Tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync());
    });
}
