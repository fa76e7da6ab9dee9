using System.Reflection;
using Microsoft.Playwright;

namespace Throughline.Testing;

/// <summary>How a test's tab looks at the world.</summary>
public sealed record TabOptions
{
    /// <summary>What relative addresses start from; null when the test gives whole ones.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>In CSS pixels.</summary>
    public int Width { get; init; } = 1280;

    /// <summary>In CSS pixels.</summary>
    public int Height { get; init; } = 800;

    /// <summary>True when the system asks for dark.</summary>
    public bool Dark { get; init; }
}

/// <summary>One Chromium for each test process, found on this machine, driven by Playwright. Every test gets a context of its own.</summary>
public static class TestBrowser
{
    private static readonly Lazy<Task<IBrowser>> Chromium = new(LaunchAsync);
    private static IPlaywright? _playwright;

    /// <summary>In milliseconds. What never comes fails a test late; what comes late, on a machine that does much else, does not.</summary>
    private const int LongWait = 90_000;

    /// <summary>In milliseconds, from <c>THROUGHLINE_SLOW</c>: every request to <c>/api/</c>, and the opening of each page's circuit, is held back by up to this, so that what depends on their order shows itself. What goes over an open circuit is not held back.</summary>
    private static readonly int Delay = int.TryParse(Environment.GetEnvironmentVariable("THROUGHLINE_SLOW"), System.Globalization.CultureInfo.InvariantCulture, out var slow) ? slow : 0;

    private static readonly Random Chance = new(1);

    private static int NextDelay()
    {
        lock (Chance) return Chance.Next(Delay);
    }

    /// <summary>
    /// Runs a test in a fresh tab, then fails it if a page wrote an error to its console, threw, or broke its content security policy.
    /// When the test fails, its pages are pictured in <c>artifacts/failed</c> and what they complained of is added to the message.
    /// </summary>
    public static async Task RunAsync(Func<Tab, Task> test, TabOptions? options = null)
    {
        options ??= new();
        var browser = await Chromium.Value;
        await using var context = await browser.NewContextAsync(new()
        {
            BaseURL = options.BaseUrl,
            ViewportSize = new() { Width = options.Width, Height = options.Height },
            ColorScheme = options.Dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = "en-GB",
            TimezoneId = "Europe/London",
            AcceptDownloads = true,
        });
        context.SetDefaultTimeout(LongWait);
        if (Delay > 0)
            await context.RouteAsync(address => new Uri(address).AbsolutePath is var path && (path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/_blazor/negotiate", StringComparison.Ordinal)), async route =>
            {
                await Task.Delay(NextDelay());
                await route.ContinueAsync();
            });
        var tab = new Tab(context);
        // Policies that only report do not reach the console by themselves.
        await context.AddInitScriptAsync("document.addEventListener('securitypolicyviolation', e => console.error(`Content security policy: ${e.violatedDirective} refused ${e.blockedURI || 'inline'}`));");
        // So does a page that stopped: what it says is for a person.
        await context.AddInitScriptAsync("""
            new MutationObserver((_, watch) => {
              if (!document.querySelector("main[data-stopped]") && document.getElementById("blazor-error-ui")?.style.display !== "block") return;
              watch.disconnect();
              console.error("The page has stopped: the server's log says why.");
            }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["style"] });
            """);
        await tab.OpenAsync();
        try
        {
            await test(tab);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var pictures = await tab.PictureFailureAsync();
            if (tab.Problems.Count == 0 && pictures.Count == 0) throw;
            throw new TabFailedException(
                $"Open: {string.Join("; ", await Task.WhenAll(context.Pages.Select(WhereAsync)))}\nPictures: {string.Join(", ", pictures)}\nThe pages complained of: {(tab.Problems.Count == 0 ? "nothing" : "\n" + string.Join("\n", tab.Problems))}\n{failure.Message}", failure);
        }
        tab.AssertNoProblems();
    }

    /// <summary>A page's address with the way that led to it: whether it is the browser that did not go somewhere, or the page that did not come.</summary>
    private static async Task<string> WhereAsync(IPage page)
    {
        try
        {
            var session = await page.Context.NewCDPSessionAsync(page);
            var history = (await session.SendAsync("Page.getNavigationHistory"))!.Value;
            return $"{page.Url} (step {history.GetProperty("currentIndex")} of {string.Join(' ', history.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("url").GetString()!.Split('/', 4)[^1]))})";
        }
        catch (PlaywrightException closed)
        {
            return $"{page.Url} ({closed.Message})";
        }
    }

    /// <summary>The process's one browser, for tests that open contexts of their own. It is closed with the process.</summary>
    public static Task<IBrowser> SharedAsync() => Chromium.Value;

    private static async Task<IBrowser> LaunchAsync()
    {
        var chromium = Installed.Chromium()
            ?? throw new InvalidOperationException($"There is no Chromium here. Install it with: {Installed.DebianCommand}");
        var package = typeof(TestBrowser).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "PlaywrightPackage").Value!;
        if (Environment.GetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH") is null)
            Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", package);
        _playwright = await Playwright.CreateAsync();
        // How long a page may take is measured under bench/; a test waits for what comes at all, on a machine that does much else.
        Assertions.SetDefaultExpectTimeout(LongWait);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => _playwright.Dispose();
        return await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            // Chromium refuses its sandbox to root, and containers give little shared memory.
            Args = Environment.UserName == "root" ? ["--no-sandbox", "--disable-dev-shm-usage"] : ["--disable-dev-shm-usage"],
        });
    }
}

/// <summary>A test's own browser context with its first page, and what its pages complained of.</summary>
public sealed class Tab
{
    private readonly List<string> _problems = [];
    private readonly List<string> _expected = [];

    internal Tab(IBrowserContext context)
    {
        Context = context;
        context.Console += (_, message) =>
        {
            if (message.Type == "error") Note($"console: {message.Text} ({message.Location})");
        };
        context.WebError += (_, error) => Note($"uncaught: {error.Error}");
    }

    /// <summary>Opens further pages in the same session.</summary>
    public IBrowserContext Context { get; }

    /// <summary>The first page.</summary>
    public IPage Page { get; private set; } = null!;

    /// <summary>Console errors, uncaught exceptions and breaches of the content security policy so far, but for those expected.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_problems) return [.. _problems.Where(problem => !_expected.Any(words => problem.Contains(words, StringComparison.Ordinal)))];
        }
    }

    /// <summary>Lets a complaint that holds these words pass: a test of a refusal brings one on.</summary>
    public void Expect(string words)
    {
        lock (_problems) _expected.Add(words);
    }

    /// <summary>Fails the test when a page complained of anything unexpected.</summary>
    public void AssertNoProblems()
    {
        if (Problems is { Count: > 0 } problems) throw new TabFailedException("The pages complained:\n" + string.Join("\n", problems));
    }

    /// <summary>Pictures the first page, and gives the file: <c>artifacts/screenshots/name.png</c>.</summary>
    public async Task<string> ScreenshotAsync(string name, bool fullPage = false)
    {
        var path = RepositoryRoot.PathTo($"artifacts/screenshots/{name}.png");
        await Page.ScreenshotAsync(new() { Path = path, FullPage = fullPage, Animations = ScreenshotAnimations.Disabled });
        return path;
    }

    /// <summary>The same in the colours the page is in and in the others: <c>name.png</c> and <c>name-dark.png</c>.</summary>
    public async Task PicturesAsync(string name, bool fullPage = false)
    {
        var other = await Page.OtherColoursAsync();
        var own = other == ColorScheme.Dark ? ColorScheme.Light : ColorScheme.Dark;
        foreach (var colours in (ColorScheme[])[other, own])
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = colours });
            await ScreenshotAsync(colours == ColorScheme.Dark ? $"{name}-dark" : name, fullPage);
        }
    }

    /// <summary>Chooses files once the field is open: it is closed until the page listens to it, and a person's dialog takes longer than that.</summary>
    public static async Task ChooseFilesAsync(ILocator field, params string[] paths)
    {
        await Assertions.Expect(field).ToBeEnabledAsync();
        await field.SetInputFilesAsync(paths);
    }

    /// <inheritdoc cref="ChooseFilesAsync(ILocator, string[])"/>
    public static async Task ChooseFilesAsync(ILocator field, params FilePayload[] files)
    {
        await Assertions.Expect(field).ToBeEnabledAsync();
        await field.SetInputFilesAsync(files);
    }

    /// <summary>When a page answers to what is done on it.</summary>
    /// <param name="roving">The elements of which the arrow keys reach each and Tab one: where there are such, the page listens when one of them can be reached.</param>
    public static async Task ListensAsync(IPage page, string? roving = null)
    {
        await page.Locator("html[data-live]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        if (roving is not null) await Assertions.Expect(page.Locator($"{roving}[tabindex='0']")).ToHaveCountAsync(1);
    }

    /// <summary>Holds back every request to such an address until what it gives is set.</summary>
    public static async Task<TaskCompletionSource> HoldAsync(IPage page, string address)
    {
        var goOn = new TaskCompletionSource();
        await page.RouteAsync(address, async route =>
        {
            await goOn.Task;
            await route.ContinueAsync();
        });
        return goOn;
    }

    /// <summary>Goes on as another analyst of the project. The page is opened afresh: what is done before that would be done to the one that goes.</summary>
    public static async Task BecomeAsync(IPage page, string name)
    {
        var opened = new TaskCompletionSource();
        void Open(object? sender, IPage loaded) => opened.TrySetResult();
        page.Load += Open;
        await page.Locator("#coding-as").SelectOptionAsync(new SelectOptionValue { Label = name });
        await opened.Task.WaitAsync(Wait.Longest, Xunit.TestContext.Current.CancellationToken);
        page.Load -= Open;
        await Assertions.Expect(page.Locator("#coding-as option:checked")).ToHaveTextAsync(name);
    }

    /// <summary>
    /// When a page has drawn what it had to say: nothing on it has changed for 700 ms and what it frames is there; at the latest after 30 s, as some pages never rest.
    /// The network's rest says less: a page is drawn over a connection that stays open, and a frame that is sent elsewhere while it loads is never reported as done.
    /// </summary>
    public async Task SettledAsync()
    {
        await Page.Locator("main, [role=alert]").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await Page.EvaluateAsync(Rest);
    }

    private const string Rest = """
        () => new Promise(done => {
          const rest = 700, latest = performance.now() + 30_000;
          const end = () => {
            const frames = [...document.querySelectorAll("iframe")].some(f => f.contentDocument && f.contentDocument.readyState !== "complete");
            if (frames && performance.now() < latest) { timer = setTimeout(end, 200); return; }
            watch.disconnect();
            done();
          };
          let timer = setTimeout(end, rest);
          const watch = new MutationObserver(() => { if (performance.now() > latest) return; clearTimeout(timer); timer = setTimeout(end, rest); });
          watch.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
        })
        """;

    internal async Task OpenAsync() => Page = await Context.NewPageAsync();

    internal async Task<IReadOnlyList<string>> PictureFailureAsync()
    {
        var name = string.Concat((Xunit.TestContext.Current.Test?.TestDisplayName ?? "test").Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '-'));
        var taken = new List<string>();
        foreach (var page in Context.Pages)
        {
            var path = RepositoryRoot.PathTo($"artifacts/failed/{name[Math.Max(0, name.Length - 120)..]}-{taken.Count + 1}.png");
            try
            {
                await page.ScreenshotAsync(new() { Path = path, Timeout = 5000 });
                taken.Add(path);
            }
            catch (PlaywrightException pictureFailure)
            {
                // The test's own failure is the one to tell; a crashed page cannot be pictured.
                Note($"no picture: {pictureFailure.Message}");
            }
        }
        return taken;
    }

    private void Note(string problem)
    {
        lock (_problems) _problems.Add(problem);
    }
}

/// <summary>A page did what no page of ours may do, or a browser test failed; the message holds what is known.</summary>
public sealed class TabFailedException : Exception
{
    /// <summary>Says what happened.</summary>
    public TabFailedException(string message) : base(message) { }

    /// <summary>Says what happened, and what brought it on.</summary>
    public TabFailedException(string message, Exception inner) : base(message, inner) { }
}
