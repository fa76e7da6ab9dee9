using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Throughline.Commands;
using Throughline.Projects;
using Throughline.Review;
using Throughline.Review.Studies;
using Throughline.Storage;
using Throughline.Synthesis;
using Throughline.Synthesis.Constructs;
using Throughline.Synthesis.Translation;
using Throughline.Testing;

namespace Throughline.Bench;

/// <summary>The translation grid of many studies by sixty concepts, nine cells in ten compared, served by the real server to a real Chromium on the same machine.</summary>
internal static class GridBench
{
    private const int Concepts = 60, Opened = 7, Decided = 20;

    public static async Task RunAsync(string engine, DatabaseAddress address, int studies)
    {
        var folder = Directory.CreateTempSubdirectory("throughline-bench-grid-");
        var app = await Server.StartAsync(address, 0, folder.FullName, CancellationToken.None);
        if (!app.Succeeded) throw new InvalidOperationException(app.Error.Message);
        await using var server = new TestServer(app.Value);
        var where = await SeedAsync(server.Services, studies);
        var browser = await TestBrowser.SharedAsync();
        var (seen, ready) = (new List<double>(), new List<double>());
        for (var i = 0; i <= Opened; i++)
        {
            await using var context = await OpenContextAsync(browser, server);
            await context.AddInitScriptAsync(Watch);
            var page = await context.NewPageAsync();
            await page.GotoAsync(server.BaseUrl + where);
            await page.WaitForFunctionAsync("() => seen.ready > 0");
            // The first opening compiles the server's code and fills its caches.
            if (i == 0) continue;
            seen.Add(await page.EvaluateAsync<double>("() => seen.text"));
            ready.Add(await page.EvaluateAsync<double>("() => seen.ready"));
        }
        Say($"{engine}: {studies} studies by {Concepts} concepts: cells readable in median {Median(seen):N0} ms (slowest {seen.Max():N0}), ready for keys in {Median(ready):N0} ms, counted from the request, {Opened} openings each in a fresh context");

        await using var own = await OpenContextAsync(browser, server);
        await own.AddInitScriptAsync(Watch);
        var grid = await own.NewPageAsync();
        await grid.GotoAsync(server.BaseUrl + where);
        await grid.WaitForFunctionAsync("() => seen.ready > 0");
        foreach (var (way, down, across) in new[] { ("down", 20, 0), ("across", 0, 30) })
        {
            var run = await grid.EvaluateAsync<double[]>("""
                ([down, across]) => new Promise(done => { const box = document.querySelector(".syn-scroll"); box.scrollTop = 0; box.scrollLeft = 0;
                  const gaps = []; let last = 0, blank = 0, sign = 1; const end = performance.now() + 10000;
                  const empty = () => { const at = box.getBoundingClientRect(); const there = document.elementFromPoint(at.left + 220, at.top + at.height / 2); return !there?.closest("tr[data-row] > :not(.syn-room)"); };
                  const step = now => { if (last) gaps.push(now - last); last = now; if (empty()) blank++;
                    if (down) { if (box.scrollTop + box.clientHeight >= box.scrollHeight - 2) sign = -1; else if (box.scrollTop <= 0) sign = 1; box.scrollTop += sign * down; }
                    if (across) { if (box.scrollLeft + box.clientWidth >= box.scrollWidth - 2) sign = -1; else if (box.scrollLeft <= 0) sign = 1; box.scrollLeft += sign * across; }
                    if (now < end) requestAnimationFrame(step);
                    else { gaps.sort((a, b) => a - b); done([1000 * gaps.length / gaps.reduce((a, b) => a + b, 0), gaps.filter(g => g > 25).length, gaps.length, gaps[gaps.length - 1], blank]); } };
                  requestAnimationFrame(step); })
                """, new[] { down, across });
            Say($"{engine}: scrolling {way}, {Math.Max(down, across)} pixels a frame for 10 s: {run[0]:N1} frames a second, {run[1]:N0} of {run[2]:N0} over 25 ms, longest {run[3]:N0} ms; {run[4]:N0} frames with nothing drawn in the middle");
        }

        await grid.EvaluateAsync("() => { document.querySelector('.syn-scroll').scrollTop = 0; document.querySelector('.syn-scroll').scrollLeft = 0; }");
        await grid.Locator(".syn-cell.syn-todo").First.ClickAsync();
        var times = new List<double>();
        for (var i = 0; i < Decided; i++)
        {
            await grid.Keyboard.PressAsync("n");
            await grid.WaitForFunctionAsync("() => document.activeElement?.matches('.syn-cell.syn-todo[aria-pressed=true]')");
            times.Add(await grid.EvaluateAsync<double>("""
                () => new Promise(done => { const cell = document.activeElement, from = performance.now();
                  const look = () => { const now = document.querySelector(`.syn-cell[data-study="${cell.dataset.study}"][data-concept="${cell.dataset.concept}"]`);
                    if (now?.classList.contains("syn-none")) requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => done(performance.now() - from); c.port2.postMessage(0); }); else requestAnimationFrame(look); };
                  cell.dispatchEvent(new KeyboardEvent("keydown", { key: "0", bubbles: true })); look(); })
                """));
        }
        Say($"{engine}: a comparison decided by key, kept and shown in median {Median(times):N0} ms, slowest {times.Max():N0} ms ({times.Count})");
        folder.Delete(recursive: true);
    }

    private const string Watch = """
        (() => { window.seen = {}; const look = () => {
          if (!seen.text && document.querySelector(".syn-cell:not(.syn-todo)")) { seen.text = -1; requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => { seen.text = performance.now(); }; c.port2.postMessage(0); }); }
          if (!seen.ready && document.querySelector(".syn-scroll[data-ready=true]")) seen.ready = performance.now();
          if (!(seen.ready > 0 && seen.text > 0)) requestAnimationFrame(look); };
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

    private static async Task<string> SeedAsync(IServiceProvider services, int studies)
    {
        var by = (await services.GetRequiredService<CreateProject.Handler>().RunAsync(new("Large", "First analyst"), CancellationToken.None)).Value.Acting;
        await using var db = await services.GetRequiredService<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync();
        var (random, words) = (new Random(20_260_101), new MadeUpText(3, 2_000));
        string Some(int many) => string.Join(' ', Enumerable.Range(0, many).Select(_ => words.Words[random.Next(600)]));
        var columns = Enumerable.Range(0, Concepts).Select(i => new Concept { Id = ConceptId.New(), Project = by.Project, Name = $"{i + 1} {Some(3)}", Level = $"Level {i / 20 + 1}", Position = i, MadeBy = by.Analyst }).ToList();
        db.AddRange(columns);
        for (var i = 0; i < studies; i++)
        {
            var study = new Study { Id = StudyId.New(), Project = by.Project, Number = i + 1, Label = $"Study {i + 1}", DataYear = 1920 + i % 100, Participants = Some(4), AddedBy = by.Analyst };
            db.Add(study);
            var constructs = Enumerable.Range(0, 12).Select(_ => new Construct { Id = ConstructId.New(), Project = by.Project, Study = study.Id, Order = ConstructOrder.Second, Name = Some(3), Gloss = Some(12), Page = "12", TakenBy = by.Analyst }).ToList();
            db.AddRange(constructs);
            foreach (var column in columns.Where(_ => random.Next(10) > 0))
            {
                var relation = (CellRelation)random.Next(4);
                var cell = new Comparison { Id = ComparisonId.New(), Project = by.Project, Study = study.Id, Concept = column.Id, Relation = relation, IsThin = relation != CellRelation.NoneFound && random.Next(6) == 0, Reason = Some(10), Analyst = by.Analyst, DecidedAt = DateTime.UnixEpoch };
                db.Add(cell);
                if (relation != CellRelation.NoneFound) db.Add(new ComparisonConstruct { Comparison = cell.Id, Construct = constructs[random.Next(constructs.Count)].Id, Study = study.Id, Analyst = by.Analyst });
            }
        }
        await db.SaveChangesAsync();
        return $"/p/{by.Project.Value:D}/synthesis";
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
