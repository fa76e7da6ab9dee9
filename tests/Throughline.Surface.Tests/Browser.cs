using System.Globalization;
using Microsoft.Playwright;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(Throughline.Surface.Tests.Chromium))]
// one browser, two cores: pages at once would only wait for each other
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace Throughline.Surface.Tests;

/// <summary>The one Chromium of the run.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IBrowser? _browser;

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser has not been started.");

    public async ValueTask InitializeAsync() => _browser = await Throughline.Testing.TestBrowser.SharedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A test's server and the windows it opens; complaints of any page fail the test when it ends.</summary>
internal sealed class Bench(FixtureServer server, IBrowser browser) : IAsyncDisposable
{
    private readonly List<IBrowserContext> _contexts = [];
    private readonly List<string> _complaints = [];

    public World World => server.World;

    public static async Task<Bench> OpenAsync(Chromium chromium, World? world = null) => new(await FixtureServer.StartAsync(world ?? Fixtures.Project()), chromium.Browser);

    public async Task<IPage> ReadAsync(Document? document = null, AnalystRow? analyst = null, int width = 1280, int height = 800, string theme = "light", string hash = "")
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light, Locale = "en-GB" });
        _contexts.Add(context);
        context.SetDefaultTimeout(90_000);
        if (analyst is not null) await context.AddCookiesAsync([new() { Name = "analyst", Value = analyst.Id.ToString(), Url = server.Address }]);
        return await AgainAsync(context, document, hash);
    }

    public async Task<IPage> AgainAsync(IBrowserContext context, Document? document = null, string hash = "")
    {
        var page = await context.NewPageAsync();
        page.PageError += (_, e) => _complaints.Add(e);
        page.Console += (_, m) =>
        {
            // lost requests are some tests' subject, and the browser reports each
            if (m.Type == "error" && !m.Text.Contains("Failed to load resource", StringComparison.Ordinal)) _complaints.Add(m.Text);
        };
        await page.GotoAsync(server.PageOf(document ?? Fixtures.First(World)) + hash);
        await page.Locator("main[data-ready]").WaitForAsync();
        // The brackets near the window are drawn after that, and once more when the fonts have come.
        await page.EvaluateAsync("() => document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100)))))");
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var c in _contexts) await c.CloseAsync();
        await server.DisposeAsync();
        Assert.Empty(_complaints);
    }
}

internal static class PageExtensions
{
    extension(IPage page)
    {
        public ILocator Passage => page.Locator("#passage-head");

        public ILocator Live => page.Locator("main > [aria-live=polite]");

        public ILocator Alert => page.Locator("main [role=alert].note");

        public ILocator Bracket(string start) => page.Locator("button.br").Filter(new() { HasText = start });

        /// <summary>Presses keys one after another.</summary>
        public async Task KeysAsync(params string[] keys)
        {
            foreach (var k in keys) await page.Keyboard.PressAsync(k);
        }

        /// <summary>Where a position of the text is on the screen: the left edge of its character, at half its height.</summary>
        public async Task<(float X, float Y)> PointAsync(Document d, int offset)
        {
            var block = d.Blocks.ToList().FindLastIndex(b => b.S <= offset);
            var found = await page.EvaluateAsync<float[]>(
                """
                ([block, at]) => {
                  const node = document.querySelectorAll(".transcript .t")[block].firstChild, range = document.createRange();
                  node.parentElement.scrollIntoView({ block: "center" });
                  range.setStart(node, at); range.setEnd(node, Math.min(node.length, at + 1));
                  const r = range.getClientRects()[0];
                  return [r.left, r.top + r.height / 2, r.right];
                }
                """, new[] { block, Math.Min(offset, d.Blocks[block].E - 1) - d.Blocks[block].S });
            return (offset >= d.Blocks[block].E ? found[2] : found[0], found[1]);
        }

        public async Task DragAsync(Document d, int s, int e)
        {
            var (x1, y1) = await page.PointAsync(d, s);
            var (x2, y2) = await page.PointAsync(d, e);
            // the second may have scrolled
            (x1, y1) = await page.StillAsync(d, s);
            (x2, y2) = await page.StillAsync(d, e);
            await page.Mouse.MoveAsync(x1 + .5f, y1);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(x1 + 12, y1 + 1, new() { Steps = 2 });
            await page.Mouse.MoveAsync(x2 + .5f, y2, new() { Steps = 5 });
            await page.Mouse.UpAsync();
        }

        public async Task<(float X, float Y)> StillAsync(Document d, int offset)
        {
            var block = d.Blocks.ToList().FindLastIndex(b => b.S <= offset);
            var found = await page.EvaluateAsync<float[]>(
                """
                ([block, at, end]) => {
                  const node = document.querySelectorAll(".transcript .t")[block].firstChild, range = document.createRange();
                  range.setStart(node, at); range.setEnd(node, Math.min(node.length, at + 1));
                  const r = range.getClientRects()[0];
                  return [end ? r.right : r.left, r.top + r.height / 2];
                }
                """, new[] { block, Math.Min(offset, d.Blocks[block].E - 1) - d.Blocks[block].S, offset >= d.Blocks[block].E ? 1 : 0 });
            return (found[0], found[1]);
        }

        public async Task<string> SelectedTextAsync() => await page.EvaluateAsync<string>("() => getSelection().toString()");
    }

    public static string Words(this Document d, CodingDto c) => d.Text[c.S..c.E];

    public static string Inv(this int n) => n.ToString(CultureInfo.InvariantCulture);
}
