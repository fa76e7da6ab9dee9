using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Throughline.Faults.Tests;

/// <summary>The program is killed in the middle of a burst of codings made by key in the browser.</summary>
public class KilledTests
{
    private const int Codings = 1000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(20240509)]
    public async Task A_thousand_codings_made_in_the_browser_survive_the_programs_death(int seed)
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var text = string.Join('\n', Enumerable.Range(0, 300).Select(p => string.Join(' ', Enumerable.Range(0, 4).Select(s => $"In paragraph {p} this is what was said, and it was sentence {s}."))));
        var source = await bench.AddTextAsync(by, "Interview 1", text, SourceKind.Document);
        Must(await bench.Get<AddCode.Handler>().RunAsync(by, new("Damp"), Cancel));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();

        var port = FreePort();
        var killAfter = new Random(seed).Next(100, 400);
        var serving = await Serving.StartAsync(bench.Folder.FullPath, bench.Address.Value, port, Cancel);
        try
        {
            await TestBrowser.RunAsync(async tab =>
            {
                foreach (var brought in new[] { "net::ERR", "WebSocket", "_blazor", "blazor.web.js", "Failed to fetch", "Connection", "connection" }) tab.Expect(brought);
                var page = tab.Page;
                var acknowledged = new ConcurrentDictionary<Guid, bool>();
                var sent = new ConcurrentBag<Guid>();
                page.Request += (_, request) =>
                {
                    foreach (var id in IdsIn(request)) sent.Add(id);
                };
                page.Response += (_, answer) =>
                {
                    if (answer.Status == 200) foreach (var id in IdsIn(answer.Request)) acknowledged[id] = true;
                };
                await page.GotoAsync(serving.Link);
                await page.GotoAsync($"{serving.Base}p/{by.Project.Value:D}/coding/{source.Value:D}");
                await page.Locator("main[data-ready]").WaitForAsync();

                // The first by its name; from then on S selects the next sentence and R codes it again.
                await page.Keyboard.PressAsync("s");
                await page.Keyboard.PressAsync("c");
                await page.GetByRole(AriaRole.Combobox, new() { Name = "Code for this passage" }).FillAsync("Damp");
                await page.Keyboard.PressAsync("Enter");
                await Wait.UntilAsync(() => acknowledged.Count == 1, "the first coding was not acknowledged");

                var killing = Task.Run(async () =>
                {
                    await Wait.UntilAsync(() => acknowledged.Count >= killAfter, "the burst did not come this far");
                    await serving.KillAsync();
                }, Cancel);
                for (var i = 1; i < Codings; i++)
                {
                    await page.Keyboard.PressAsync("s");
                    await page.Keyboard.PressAsync("r");
                }
                await killing;
                await Assertions.Expect(page.Locator("main.bench .note", new() { HasText = "Keep this page open" })).ToBeVisibleAsync();

                // What the page was told is there, in a database that is sound.
                var told = acknowledged.Keys.ToHashSet();
                Assert.InRange(told.Count, killAfter, Codings - 1);
                var kept = await KeptAsync(bench, by.Project);
                Assert.Empty(told.Except(kept));
                await SoundAsync(bench, by.Project);
                await tab.ScreenshotAsync("killed-in-a-burst");

                // The page finds the new process by itself, and sends what was not answered, under the same ids.
                await serving.DisposeAsync();
                serving = await Serving.StartAsync(bench.Folder.FullPath, bench.Address.Value, port, Cancel);
                await Wait.UntilAsync(() => acknowledged.Count >= Codings, $"only {acknowledged.Count} of {Codings} were acknowledged in the end");
                kept = await KeptAsync(bench, by.Project);
                Assert.Equal(Codings, kept.Count);
                Assert.Equal(sent.Distinct().Order(), kept.Order());
                await SoundAsync(bench, by.Project);
                await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
                Assert.Equal(Codings, await db.Set<LogEntry>().CountAsync(e => e.Project == by.Project && e.Action == CodingActions.Coded.Name, Cancel));
                Assert.Equal(Codings, await db.Set<Excerpt>().Select(e => e.Start).Distinct().CountAsync(Cancel));

                // And it is the same page to the eye.
                await page.Locator("main[data-ready]").WaitForAsync();
                await Assertions.Expect(page.Locator("main.bench .note", new() { HasText = "Keep this page open" })).ToHaveCountAsync(0);
                await tab.ScreenshotAsync("after-the-kill");
            });
        }
        finally
        {
            await serving.DisposeAsync();
        }
    }

    private static IEnumerable<Guid> IdsIn(IRequest request)
    {
        if (request.Method != "POST" || !new Uri(request.Url).AbsolutePath.EndsWith("/codings", StringComparison.Ordinal) || request.PostData is null) return [];
        return JsonNode.Parse(request.PostData)!["ids"]!.AsArray().Select(id => id!.GetValue<Guid>());
    }

    private static async Task<HashSet<Guid>> KeptAsync(TestWorkbench bench, ProjectId project)
    {
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        return [.. (await db.Set<CodedPassage>().Where(c => c.Project == project).Select(c => c.Id).ToListAsync(Cancel)).Select(id => id.Value)];
    }

    private static async Task SoundAsync(TestWorkbench bench, ProjectId project)
    {
        var verified = await bench.Get<VerifyLog>().RunAsync(project, Cancel);
        Assert.True(verified.Holds, string.Join("\n", verified.Faults.Select(f => f.Message)));
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        Assert.Equal(["ok"], await db.Database.SqlQueryRaw<string>("SELECT integrity_check AS \"Value\" FROM pragma_integrity_check").ToListAsync(Cancel));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
