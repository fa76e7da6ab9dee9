using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

[assembly: AssemblyFixture(typeof(Throughline.Web.Tests.RunningDemo))]

namespace Throughline.Web.Tests;

/// <summary>The README's first command, run as it stands there, once for all that look at what it opens; and the looking.</summary>
public sealed partial class RunningDemo : IAsyncLifetime
{
    public static readonly (int Width, int Height, bool Dark) Laptop = (1280, 800, false), Desk = (1920, 1080, true);

    [GeneratedRegex("[0-9a-f-]{36}")]
    private static partial Regex Ids();

    [GeneratedRegex("^/p/[0-9a-f-]{36}/(thread/[a-z-]+/[0-9a-f-]{36}|frameworks/[a-z0-9-]+|(codes|cases|reading|targets|equity)/[0-9a-f-]{36})$")]
    private static partial Regex OneThing();

    private readonly TempFolder _folder = new();
    private readonly ConcurrentDictionary<string, bool> _asked = new(StringComparer.Ordinal);
    private readonly Lazy<Task<string>> _link;
    private Process? _process;

    public RunningDemo() => _link = new(StartAsync);

    /// <summary>Where the program's call for a browser is written down instead: the address it asked for, a line each.</summary>
    public string Opened => _folder.File("opened.txt");

    /// <summary>The link that the command printed. The first to ask starts it.</summary>
    public Task<string> LinkAsync() => _link.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        _folder.Dispose();
    }

    /// <summary>
    /// Visits pages of the worked example, each once, and looks at it in two widths, light and dark: axe in full, and where it is wider all but the rules of colours. Then asks for every link that they hold.
    /// </summary>
    /// <param name="paths">Below the project's own address; "one" for the source that everything here is about.</param>
    /// <param name="things">Of each of these kinds of page, that stand for one thing each, the first that a page leads to is visited too; narrow alone.</param>
    /// <param name="further">What else to look at with the eyes given, from the project's address.</param>
    public async Task LookAsync(string[] paths, string[] things, Func<Eyes, string, Task>? further = null)
    {
        var link = await LinkAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(link);
            await page.GetByRole(AriaRole.Link, new() { Name = "Naming the gap" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("which inequality");
            var home = page.Url;
            await page.GotoAsync(home + "/sources");
            var one = page.GetByRole(AriaRole.Link, new() { Name = "Interview 2: council leader, System B", Exact = true });
            await Expect(one).ToBeVisibleAsync();
            var eyes = new Eyes(tab, (await one.GetAttributeAsync("href"))!.Split('/')[^1]);
            foreach (var path in paths) await eyes.LookAtAsync(home + path.Replace("/one", $"/{eyes.Source}", StringComparison.Ordinal), path, Laptop, Desk);
            var start = new Uri(home).AbsolutePath;
            foreach (var kind in things)
            {
                if (eyes.Links.FirstOrDefault(to => OneThing().IsMatch(to) && to.StartsWith(start + kind, StringComparison.Ordinal)) is not { } thing) eyes.Faults.Add($"No page leads to one of {kind}.");
                else await eyes.LookAtAsync(new Uri(new Uri(home), thing).ToString(), kind, Laptop);
            }
            if (further is not null) await further(eyes, home);
            // Every link of every page; of those that differ in their ids alone, and of those that another page has too, one.
            foreach (var to in eyes.Links.Where(to => _asked.TryAdd(Ids().Replace(to, "…"), true)))
            {
                var answer = await page.APIRequest.GetAsync(new Uri(new Uri(home), to).ToString());
                if (!answer.Ok) eyes.Faults.Add($"A link leads to {to}, which answers {answer.Status}.");
            }
            Assert.True(eyes.Faults.Count == 0, string.Join("\n\n", eyes.Faults));
        }, new() { Width = Laptop.Width, Height = Laptop.Height, Dark = Laptop.Dark });
    }

    private async Task<string> StartAsync()
    {
        // Whoever runs these tests has made the build already, in this configuration; all else is the README's command.
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        var command = (await File.ReadAllLinesAsync(RepositoryRoot.PathTo("README.md"))).First(line => line.StartsWith("dotnet run ", StringComparison.Ordinal));
        Assert.EndsWith(" demo", command, StringComparison.Ordinal);
        var words = command.Replace("dotnet run ", "run --no-build ", StringComparison.Ordinal).Replace("-c Release", $"-c {configuration}", StringComparison.Ordinal).Split(' ').ToList();
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = RepositoryRoot.FullPath, RedirectStandardOutput = true, RedirectStandardError = true };
        if (OperatingSystem.IsWindows())
        {
            words.Add("--no-browser"); // There the system itself opens what it is given; nothing can stand in for it.
        }
        else
        {
            foreach (var name in new[] { "xdg-open", "open" })
            {
                var opener = _folder.File(name);
                await File.WriteAllTextAsync(opener, $"#!/bin/sh\nprintf '%s\\n' \"$@\" >> '{Opened}'\n");
                File.SetUnixFileMode(opener, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
            start.Environment["PATH"] = $"{_folder.FullPath}:{Environment.GetEnvironmentVariable("PATH")}";
            start.Environment["DISPLAY"] = ":0";
        }
        foreach (var word in words) start.ArgumentList.Add(word);
        start.Environment["XDG_DATA_HOME"] = _folder.FullPath;
        start.Environment["THROUGHLINE_DATABASE"] = "";
        _process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            if (line.Trim().StartsWith("http://", StringComparison.Ordinal))
            {
                _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
                return line.Trim();
            }
        throw new InvalidOperationException($"demo ended without a link: {await _process.StandardError.ReadToEndAsync(patience.Token)}");
    }

    /// <summary>Looks at pages, and remembers what is wrong with them and where they lead.</summary>
    public sealed class Eyes(Tab tab, string source)
    {
        public Tab Tab => tab;

        /// <summary>The id of the source that everything here is about.</summary>
        public string Source => source;

        public List<string> Faults { get; } = [];

        /// <summary>Paths with their questions, in order.</summary>
        public SortedSet<string> Links { get; } = new(StringComparer.Ordinal);

        /// <summary>Opens a page and looks at it in each size, pictured in the colours named with it. What colours can break is looked at in the first: in another width they are the same.</summary>
        /// <param name="name">What the pictures are called after "demo".</param>
        public async Task LookAtAsync(string address, string name, params (int Width, int Height, bool Dark)[] sizes)
        {
            var page = tab.Page;
            foreach (var (size, isFirst) in sizes.Select((size, i) => (size, i == 0)))
            {
                await page.SetViewportSizeAsync(size.Width, size.Height);
                await page.EmulateMediaAsync(new() { ColorScheme = Scheme(size.Dark) });
                if (isFirst)
                {
                    await page.GotoAsync(address);
                    await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First).ToBeVisibleAsync();
                }
                await tab.SettledAsync();
                if (isFirst) await ReadAsync(name);
                // The whole page at once: what lies half under the sticky bars is only scrolled there, not small.
                await page.SetViewportSizeAsync(size.Width, Math.Clamp(await page.EvaluateAsync<int>("document.documentElement.scrollHeight") + 100, size.Height, 12_000));
                try
                {
                    await (isFirst ? page.AssertNoViolationsAsync() : page.AssertBoxesAsync());
                }
                catch (TabFailedException fault)
                {
                    Faults.Add($"{name} at {size.Width}: {fault.Message}");
                }
                await page.SetViewportSizeAsync(size.Width, size.Height);
                await tab.ScreenshotAsync($"demo{name.Replace('/', '-').Replace('?', '-').Replace('=', '-')}{(size.Dark ? "-dark" : "")}");
            }
        }

        private async Task ReadAsync(string name)
        {
            var page = tab.Page;
            foreach (var words in (await page.Locator("main [role=alert]").AllInnerTextsAsync()).Where(said => said.Trim().Length > 0)) Faults.Add($"{name}: {words}");
            Links.UnionWith(await page.EvaluateAsync<string[]>("[...document.querySelectorAll('a[href]')].filter(a => a.origin === location.origin).map(a => a.pathname + a.search).filter(to => to !== location.pathname)"));
        }

        private static ColorScheme Scheme(bool dark) => dark ? ColorScheme.Dark : ColorScheme.Light;
    }
}
