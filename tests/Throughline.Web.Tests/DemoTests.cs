using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Web.Tests;

/// <summary>The README's first command, run as it stands there, and the pages it opens.</summary>
public sealed partial class DemoTests : IAsyncLifetime
{
    [GeneratedRegex("[0-9a-f-]{36}")]
    private static partial Regex Ids();

    [GeneratedRegex("^/p/[0-9a-f-]{36}/(thread/[a-z-]+/[0-9a-f-]{36}|frameworks/[a-z0-9-]+|(codes|cases|reading|targets|equity)/[0-9a-f-]{36})$")]
    private static partial Regex OneThing();

    private readonly TempFolder _home = new();
    private Process? _demo;
    private string _link = "";

    public async ValueTask InitializeAsync()
    {
        // The build that this test is part of has been made already; all else is the README's command.
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = RepositoryRoot.FullPath, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in new[] { "run", "--no-build", "--project", "src/Throughline", "-c", configuration, "--", "demo", "--no-browser" }) start.ArgumentList.Add(word);
        start.Environment["XDG_DATA_HOME"] = _home.FullPath;
        start.Environment["THROUGHLINE_DATABASE"] = "";
        _demo = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (await _demo.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            if (line.Trim().StartsWith("http://", StringComparison.Ordinal))
            {
                _link = line.Trim();
                _ = _demo.StandardOutput.ReadToEndAsync(CancellationToken.None);
                _ = _demo.StandardError.ReadToEndAsync(CancellationToken.None);
                return;
            }
        throw new InvalidOperationException($"demo ended without a link: {await _demo.StandardError.ReadToEndAsync(patience.Token)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_demo is not null)
        {
            _demo.Kill(entireProcessTree: true);
            await _demo.WaitForExitAsync();
            _demo.Dispose();
        }
        _home.Dispose();
    }

    [Fact]
    public async Task The_first_command_opens_the_worked_example_and_every_page_of_it_passes_axe()
    {
        foreach (var dark in new[] { false, true })
            await TestBrowser.RunAsync(async tab =>
            {
                var page = tab.Page;
                await page.GotoAsync(_link);
                await page.GetByRole(AriaRole.Link, new() { Name = "Naming the gap" }).ClickAsync();
                await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("which inequality");
                var home = page.Url;
                await page.GotoAsync(home + "/sources");
                await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Interview 2: council leader, System B", Exact = true })).ToBeVisibleAsync();
                var source = (await page.GetByRole(AriaRole.Link, new() { Name = "Interview 2: council leader, System B", Exact = true }).GetAttributeAsync("href"))!.Split('/')[^1];
                var faults = new List<string>();
                var links = new SortedSet<string>(StringComparer.Ordinal);
                foreach (var path in new[]
                {
                    "", "/notes", "/sources", $"/sources/{source}", "/cases", $"/coding/{source}", "/codebook", "/ask?q=poverty", "/compare", "/compare/columns", $"/agreement/{source}", "/agreement",
                    $"/notes/{source}", "/memos", "/shape", "/shape?view=drift", "/shape?view=levels", "/vocabulary", "/report", "/log", "/settings", "/frameworks", "/pseudonyms", "/suggestions", "/erase", "/backups", "/equity", "/targets", "/targets/board", "/targets/across", "/targets/model",
                    "/synthesis", "/synthesis/constructs", "/synthesis/clusters", "/synthesis/argument", "/synthesis/phases", "/review", "/review/citations", "/review/searches", "/review/appraisal", "/review/report",
                    "/policy", "/policy/theories", "/policy/clarity", "/policy/attention", "/equity/look/core20", "/equity/join", "/equity/sites",
                })
                    await LookAtAsync(home + path, path);
                if (!dark)
                {
                    // Of each kind of page that stands for one thing, the first that a page leads to.
                    var start = new Uri(home).AbsolutePath;
                    foreach (var kind in new[] { "/codes/", "/cases/", "/thread/", "/reading/", "/frameworks/", "/targets/", "/equity/" })
                    {
                        if (links.FirstOrDefault(link => OneThing().IsMatch(link) && link.StartsWith(start + kind, StringComparison.Ordinal)) is not { } one) faults.Add($"No page leads to one of {kind}.");
                        else await LookAtAsync(new Uri(new Uri(home), one).ToString(), kind);
                    }
                    await LookAtAsync(new Uri(new Uri(home), "/").ToString(), "-projects");
                    tab.Expect("404"); // The browser notes in its console what is not there.
                    await LookAtAsync(home + "/no-such-page", "-not-found");
                    if (Environment.GetEnvironmentVariable("THROUGHLINE_SCREENSHOTS") is { Length: > 0 }) await PictureAsync(page, $"{home}/coding/{source}");
                }

                async Task LookAtAsync(string address, string path)
                {
                    await page.GotoAsync(address);
                    await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First).ToBeVisibleAsync();
                    await tab.SettledAsync();
                    foreach (var words in (await page.Locator("main [role=alert]").AllInnerTextsAsync()).Where(said => said.Trim().Length > 0)) faults.Add($"{path}: {words}");
                    links.UnionWith(await page.EvaluateAsync<string[]>("[...document.querySelectorAll('a[href]')].filter(a => a.origin === location.origin).map(a => a.pathname + a.search).filter(to => to !== location.pathname)"));
                    // The whole page at once: what lies half under the sticky bars is only scrolled there, not small.
                    var (width, height) = (page.ViewportSize!.Width, page.ViewportSize.Height);
                    await page.SetViewportSizeAsync(width, Math.Clamp(await page.EvaluateAsync<int>("document.documentElement.scrollHeight") + 100, height, 12_000));
                    try
                    {
                        await page.AssertNoViolationsAsync();
                    }
                    catch (TabFailedException fault)
                    {
                        faults.Add($"{path}{(dark ? " (dark)" : "")}: {fault.Message}");
                    }
                    // The other colours at this width: the same boxes, so what colours can break.
                    await page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Light : ColorScheme.Dark });
                    try
                    {
                        await page.AssertColoursAsync();
                    }
                    catch (TabFailedException fault)
                    {
                        faults.Add($"{path}{(dark ? "" : " (dark)")} at {width}: {fault.Message}");
                    }
                    await page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
                    await page.SetViewportSizeAsync(width, height);
                    await tab.ScreenshotAsync($"demo{path.Replace(source, "one", StringComparison.Ordinal).Replace('/', '-').Replace('?', '-').Replace('=', '-')}{(dark ? "-dark" : "")}");
                }
                // Every link of every page; of those that differ in their ids alone, one.
                foreach (var link in links.DistinctBy(link => Ids().Replace(link, "…")))
                {
                    var answer = await page.APIRequest.GetAsync(new Uri(new Uri(home), link).ToString());
                    if (!answer.Ok) faults.Add($"A link leads to {link}, which answers {answer.Status}.");
                }
                Assert.True(faults.Count == 0, string.Join("\n\n", faults));
            }, new() { Dark = dark, Width = dark ? 1920 : 1280, Height = dark ? 1080 : 800 });
    }

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
