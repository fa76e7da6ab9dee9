using System.Globalization;

namespace Throughline.Surface.Tests;

/// <summary>
/// Times of the page on a long document, for the benchmark pages: printed, never judged. Runs only when THROUGHLINE_MEASURE names a file to write to.
/// </summary>
public class MeasureTests(Chromium chromium)
{
    [Theory]
    [InlineData(2_000)]
    [InlineData(20_000)]
    public async Task Times_of_a_long_document(int codings)
    {
        var file = Environment.GetEnvironmentVariable("THROUGHLINE_MEASURE");
        Assert.SkipWhen(file is null, "Set THROUGHLINE_MEASURE to a file to have the times written there.");
        await using var bench = await Bench.OpenAsync(chromium, Fixtures.Large(new Random(1), codings));
        var first = new List<double>();
        var near = new List<double>();
        const string watch = """
            (() => { window.seen = {}; const look = () => {
              if (!seen.text && document.querySelector(".transcript .t")) { seen.text = -1; requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => { seen.text = performance.now(); }; c.port2.postMessage(0); }); }
              if (!seen.near && document.querySelector(".br")) { seen.near = -1; requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => { seen.near = performance.now(); }; c.port2.postMessage(0); }); }
              if (!(seen.near > 0)) requestAnimationFrame(look); };
              requestAnimationFrame(look); })();
            """;
        for (var i = 0; i < 5; i++)
        {
            var context = await chromium.Browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
            await context.AddInitScriptAsync(watch);
            var load = await bench.AgainAsync(context);
            first.Add(await load.EvaluateAsync<double>("() => seen.text"));
            near.Add(await load.EvaluateAsync<double>("() => seen.near"));
            await context.CloseAsync();
        }
        var page = await bench.ReadAsync(height: 900);
        await page.KeysAsync("s", "c");
        await page.Keyboard.TypeAsync("Code 7");
        await page.KeysAsync("Enter");
        await page.EvaluateAsync("""
            () => { window.times = []; window.scripts = []; addEventListener("keydown", e => { if (e.key !== "r") return; const t = e.timeStamp, from = performance.now();
              queueMicrotask(() => scripts.push(performance.now() - from));
              requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => times.push(performance.now() - t); c.port2.postMessage(0); }); }, true); }
            """);
        for (var i = 0; i < 50; i++)
        {
            await page.KeysAsync("s");
            await page.WaitForTimeoutAsync(40);
            await page.KeysAsync("r");
            await page.WaitForTimeoutAsync(60);
        }
        var adds = (await page.EvaluateAsync<double[]>("() => times")).Order().ToArray();
        var steps = await page.EvaluateAsync<double[]>("""
            () => new Promise(done => { const gaps = []; let last = 0, y = scrollY; const end = performance.now() + 10000;
              const step = now => { if (last) gaps.push(now - last); last = now; y += 100; if (y > document.documentElement.scrollHeight - 1000) y = 0; scrollTo({ top: y, behavior: "instant" }); if (now < end) requestAnimationFrame(step); else done(gaps); };
              requestAnimationFrame(step); })
            """);
        var invariant = CultureInfo.InvariantCulture;
        await File.AppendAllTextAsync(file!, string.Create(invariant,
            $"{codings} codings: first text {Median(first):0} ms, near codings {Median(near):0} ms, add painted median {adds[adds.Length / 2]:0.0} p95 {adds[(int)(adds.Length * .95)]:0.0} ms ({adds.Length}), scroll {1000 * steps.Length / steps.Sum():0.0} fps at 6,000 px/s, {steps.Count(g => g > 25)} frames over 25 ms, worst {steps.Max():0} ms\n"), TestContext.Current.CancellationToken);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
