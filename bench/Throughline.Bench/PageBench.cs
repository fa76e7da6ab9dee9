using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Commands;
using Throughline.Files;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Text;

namespace Throughline.Bench;

/// <summary>The coding page of a long transcript with very many codings, served by the real server to a real Chromium on the same machine.</summary>
internal static class PageBench
{
    private const int Words = 60_000, Codes = 60, Opened = 7, Added = 50, Viewers = 10;
    private static readonly TimeSpan IdleConnections = TimeSpan.FromSeconds(145);

    public static async Task RunAsync(string engine, DatabaseAddress address, int codings)
    {
        var folder = Directory.CreateTempSubdirectory("throughline-bench-page-");
        var app = await Server.StartAsync(address, 0, folder.FullName, CancellationToken.None);
        if (!app.Succeeded) throw new InvalidOperationException(app.Error.Message);
        await using var server = new TestServer(app.Value);
        var where = await SeedAsync(server.Services, codings);
        var browser = await TestBrowser.SharedAsync();
        var (text, near) = (new List<double>(), new List<double>());
        for (var i = 0; i <= Opened; i++)
        {
            await using var context = await OpenContextAsync(browser, server);
            await context.AddInitScriptAsync(Watch);
            var page = await context.NewPageAsync();
            await page.GotoAsync(server.BaseUrl + where);
            await page.Locator("main.bench[data-ready] .br").First.WaitForAsync();
            // The first opening compiles the server's code and fills its caches.
            if (i == 0) continue;
            text.Add(await page.EvaluateAsync<double>("() => seen.text"));
            near.Add(await page.EvaluateAsync<double>("() => seen.near"));
        }
        Say($"{engine}: text readable in median {Median(text):N0} ms (slowest {text.Max():N0}), the codings beside it in {Median(near):N0} ms, counted from the request, {Opened} openings each in a fresh context");

        await using var own = await OpenContextAsync(browser, server);
        var coding = await own.NewPageAsync();
        await coding.GotoAsync(server.BaseUrl + where);
        await coding.Locator("main.bench[data-ready] .br").First.WaitForAsync();
        await coding.Keyboard.PressAsync("s");
        await coding.Keyboard.PressAsync("c");
        await coding.Keyboard.TypeAsync("Code 7");
        await coding.Keyboard.PressAsync("Enter");
        await coding.EvaluateAsync("""
            () => { window.painted = []; window.answered = [];
              const send = window.fetch; window.fetch = async (...a) => { const from = performance.now(); const got = await send(...a); if (String(a[0]?.url ?? a[0]).includes("/codings") && (a[1]?.method ?? "GET") === "POST") answered.push(performance.now() - from); return got; };
              addEventListener("keydown", e => { if (e.key !== "r") return; const t = e.timeStamp;
              requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => painted.push(performance.now() - t); c.port2.postMessage(0); }); }, true); }
            """);
        for (var i = 0; i < Added; i++)
        {
            await coding.Keyboard.PressAsync("s");
            await coding.WaitForTimeoutAsync(60);
            await coding.Keyboard.PressAsync("r");
            await coding.WaitForTimeoutAsync(140);
        }
        var painted = (await coding.EvaluateAsync<double[]>("() => painted")).Order().ToArray();
        var answered = (await coding.EvaluateAsync<double[]>("() => answered")).Order().ToArray();
        Say($"{engine}: a coding painted in median {painted[painted.Length / 2]:N0} ms, 95th percentile {painted[(int)(painted.Length * .95)]:N0} ms ({painted.Length}); acknowledged by the server in median {answered[answered.Length / 2]:N0} ms, 95th percentile {answered[(int)(answered.Length * .95)]:N0} ms ({answered.Length})");
        var gaps = await coding.EvaluateAsync<double[]>("""
            () => new Promise(done => { const gaps = []; let last = 0, y = scrollY; const end = performance.now() + 10000;
              const step = now => { if (last) gaps.push(now - last); last = now; y += 100; if (y > document.documentElement.scrollHeight - 1000) y = 0; scrollTo({ top: y, behavior: "instant" }); if (now < end) requestAnimationFrame(step); else done(gaps); };
              requestAnimationFrame(step); })
            """);
        Say($"{engine}: scrolling 100 pixels a frame for 10 s: {1000 * gaps.Length / gaps.Sum():N1} frames a second, {gaps.Count(g => g > 25)} of {gaps.Length} over 25 ms, longest {gaps.Max():N0} ms");

        // What the server holds for each open page: what ten more hold than one, each after a full collection, without the gaps between what is held. The browser
        // is driven from another process, which keeps its own record of the pages. An idle connection keeps its last answer until it is closed, after 130 s:
        // both counts are taken when those are gone.
        await own.CloseAsync();
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(PageBench).Assembly.Location);
        foreach (var word in new[] { "viewers", server.Link, where }) start.ArgumentList.Add(word);
        using var viewers = Process.Start(start)!;
        var one = await HeldForAsync(viewers, 1);
        var all = await HeldForAsync(viewers, Viewers);
        Say($"{engine}: {(all - one) / 1e6 / Viewers:N2} MB of the server's heap for each of {Viewers} viewers more than one");
        viewers.StandardInput.Close();
        await viewers.WaitForExitAsync();
        folder.Delete(recursive: true);
    }

    private static async Task<long> HeldForAsync(Process viewers, int more)
    {
        await viewers.StandardInput.WriteLineAsync(more.ToString(CultureInfo.InvariantCulture));
        await viewers.StandardInput.FlushAsync();
        if (await viewers.StandardOutput.ReadLineAsync() != "open") throw new InvalidOperationException("The viewers' pages did not open.");
        await Task.Delay(IdleConnections / 2);
        // The pools of arrays that requests share let go of what a collection has seen unused, when a minute later another one sees it so.
        Held();
        await Task.Delay(IdleConnections / 2);
        return Held();
    }

    /// <summary>For each number on standard input opens the page in so many contexts more and says so; holds them open until the input ends.</summary>
    public static async Task ViewAsync(string link, string where)
    {
        var browser = await TestBrowser.SharedAsync();
        while (await Console.In.ReadLineAsync() is { } more)
        {
            for (var i = 0; i < int.Parse(more, CultureInfo.InvariantCulture); i++)
            {
                var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
                var page = await context.NewPageAsync();
                await page.GotoAsync(link);
                await page.GotoAsync(new Uri(new Uri(link), where).ToString());
                await page.Locator("main.bench[data-ready] .br").First.WaitForAsync();
            }
            Console.WriteLine("open");
        }
        await browser.CloseAsync();
    }

    private const string Watch = """
        (() => { window.seen = {};
          // What is there when a frame begins is painted in it; a message that is sent then is read after that.
          const painted = what => { const c = new MessageChannel(); c.port1.onmessage = () => { seen[what] = performance.now(); }; c.port2.postMessage(0); };
          const look = () => {
          if (!seen.text && document.querySelector(".transcript .t")) { seen.text = -1; painted("text"); }
          if (!seen.near && document.querySelector(".br")) { seen.near = -1; painted("near"); }
          if (!(seen.near > 0)) requestAnimationFrame(look); };
          requestAnimationFrame(look); })();
        """;

    private static async Task<IBrowserContext> OpenContextAsync(IBrowser browser, TestServer server)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        var first = await context.NewPageAsync();
        await first.GotoAsync(server.Link);
        await first.CloseAsync();
        return context;
    }

    private static async Task<string> SeedAsync(IServiceProvider services, int codings)
    {
        var project = (await services.GetRequiredService<CreateProject.Handler>().RunAsync(new("Large", "First analyst"), CancellationToken.None)).Value;
        var by = project.Acting;
        var second = (await services.GetRequiredService<AddAnalyst.Handler>().RunAsync(by, "Second analyst", CancellationToken.None)).Value;
        var codes = new List<CodeId>();
        for (var i = 1; i <= Codes; i++) codes.Add((await services.GetRequiredService<AddCode.Handler>().RunAsync(by, new($"Code {i}"), CancellationToken.None)).Value);
        var text = new MadeUpText(3, 8_000).Text(Words);
        var blocks = new List<Block>();
        var start = 0;
        foreach (var line in text.Split('\n'))
        {
            blocks.Add(new(new TextSpan(start, start + line.Length), BlockKind.Paragraph));
            start += line.Length + 1;
        }
        var source = (await services.GetRequiredService<AddSource.Handler>().RunAsync(by, new("long.txt", System.Text.Encoding.UTF8.GetBytes(text), new ReadDocument { Text = text, Blocks = blocks }, "Long interview", SourceKind.Transcript, KeepOriginal: false), CancellationToken.None)).Value;
        await using var db = await services.GetRequiredService<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync();
        var revision = await db.Sources.Where(s => s.Id == source).Select(s => s.Current).SingleAsync();
        var random = new Random(20_260_101);
        for (var i = 0; i < codings; i++)
        {
            var block = blocks[random.Next(blocks.Count)].Span;
            var from = block.Start + random.Next(Math.Max(1, block.Length - 40));
            var excerpt = new Excerpt { Id = ExcerptId.New(), Project = by.Project, Source = source, Revision = revision, Start = from, End = Math.Min(text.Length, from + 20 + random.Next(200)) };
            db.AddRange(excerpt, new CodedPassage { Id = CodingId.New(), Project = by.Project, Code = codes[random.Next(Codes)], Excerpt = excerpt.Id, Source = source, Analyst = random.Next(2) == 0 ? by.Analyst : second, At = DateTime.UnixEpoch });
        }
        await db.SaveChangesAsync();
        return $"/p/{by.Project.Value:D}/coding/{source.Value:D}";
    }

    /// <summary>In bytes, without the gaps that a collection leaves between large objects.</summary>
    private static long Held()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true);
            GC.WaitForPendingFinalizers();
        }
        GC.Collect(2, GCCollectionMode.Forced, blocking: true);
        var held = 0L;
        foreach (var part in GC.GetGCMemoryInfo(GCKind.FullBlocking).GenerationInfo) held += part.SizeAfterBytes - part.FragmentationAfterBytes;
        return held;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
