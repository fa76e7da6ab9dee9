using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Exchange.Logs;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Compare.Tests;

/// <summary>The coding page and its API as docs/coding-api.md tells them, on the server that everybody uses.</summary>
public partial class CodingPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task Each_field_of_a_changed_coding_stands_alone_and_the_answer_holds_the_coding(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var id = await world.CodeAsync(world.Ruth, world.One, world.Gap, "We never ask");
        await using var server = await world.Bench.StartServerAsync();
        using var client = await server.ClientAsync();
        var api = $"/api/projects/{world.Ruth.Project.Value:D}";
        var start = World.First.IndexOf("We never ask", StringComparison.Ordinal);
        var end = start + "We never ask".Length;

        async Task<(long Seq, JsonNode Coding)> Change(object body)
        {
            var answer = await client.PatchAsJsonAsync($"{api}/codings/{id.Value:D}", body, Cancel);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
            var json = (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancel))!;
            return (json["seq"]!.GetValue<long>(), json["coding"]!);
        }
        async Task<string> Stored()
        {
            var all = (await client.GetFromJsonAsync<JsonNode>($"{api}/sources/{world.One.Value:D}/codings", Cancel))!["codings"]!.AsArray();
            var one = all.Single(c => c!["id"]!.GetValue<Guid>() == id.Value)!;
            return $"{one["s"]}-{one["e"]} {one["code"]}";
        }

        var moved = await Change(new { e = end + 4 });
        Assert.Equal($"{start}-{end + 4} {world.Gap.Value:D}", $"{moved.Coding["s"]}-{moved.Coding["e"]} {moved.Coding["code"]}");
        Assert.Equal($"{start}-{end + 4} {world.Gap.Value:D}", await Stored());
        await Change(new { s = start + 3 });
        Assert.Equal($"{start + 3}-{end + 4} {world.Gap.Value:D}", await Stored());
        var recoded = await Change(new { code = world.Money.Value });
        Assert.Equal($"{start + 3}-{end + 4} {world.Money.Value:D}", await Stored());
        Assert.Equal(["by", "at", "suggested", "memo", "id", "code", "s", "e"], recoded.Coding.AsObject().Select(x => x.Key).OrderBy(k => Array.IndexOf(["by", "at", "suggested", "memo", "id", "code", "s", "e"], k)));
        // The page sends again what it got no answer for: what is so already is no change, and stands in no log.
        Assert.Equal(recoded.Seq, (await Change(new { s = start + 3, code = world.Money.Value })).Seq);
        Assert.Equal(["coding.recode", "coding.move", "coding.move", "coding.add"], (await world.Bench.Get<ReadLog.Handler>().RunAsync(world.Ruth, new(), Cancel)).Entries.Select(e => e.Action).Take(4));

        async Task Refused(object body, params string[] words)
        {
            var answer = await client.PatchAsJsonAsync($"{api}/codings/{id.Value:D}", body, Cancel);
            Assert.InRange((int)answer.StatusCode, 400, 499);
            var detail = (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["detail"]!.GetValue<string>();
            foreach (var word in words) Assert.Contains(word, detail, StringComparison.Ordinal);
        }
        await Refused(new { }, "Nothing was said that should change", "(e)");
        await Refused(new { s = end + 9 }, $"{end + 9} to {end + 4}");
        await Refused(new { s = -1 }, "-1 to ");
        await Refused(new { e = 5000 }, "5000", $"{World.First.Length} characters");
        await Refused(new { code = Guid.Empty }, "not in the codebook");
        Assert.Equal($"{start + 3}-{end + 4} {world.Money.Value:D}", await Stored());
        // Taken back one by one.
        foreach (var (undo, left) in new[] { ("recoded", $"{start + 3}-{end + 4} {world.Gap.Value:D}"), ("moved", $"{start}-{end + 4} {world.Gap.Value:D}"), ("moved", $"{start}-{end} {world.Gap.Value:D}") })
        {
            var done = (await (await client.PostAsJsonAsync($"{api}/undo", new { }, Cancel)).Content.ReadFromJsonAsync<JsonNode>(Cancel))!;
            Assert.Contains(undo, done["did"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.Equal(left, await Stored());
        }
    }

    [Fact]
    public async Task What_adds_and_accepts_codings_answers_with_them()
    {
        await using var world = await World.OpenAsync(Engine.Sqlite);
        await using var server = await world.Bench.StartServerAsync();
        using var client = await server.ClientAsync();
        var api = $"/api/projects/{world.Ruth.Project.Value:D}";
        var (one, two) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var body = new { s = 0, e = 3, codes = new[] { world.Gap.Value, world.Money.Value }, ids = new[] { one, two } };
        var seqs = new List<long>();
        for (var turn = 0; turn < 2; turn++)
        {
            var answer = await client.PostAsJsonAsync($"{api}/sources/{world.One.Value:D}/codings", body, Cancel);
            var json = (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancel))!;
            Assert.Equal(new[] { one, two }.Order(), json["codings"]!.AsArray().Select(c => c!["id"]!.GetValue<Guid>()).Order());
            seqs.Add(json["seq"]!.GetValue<long>());
        }
        Assert.Equal(seqs[0], seqs[1]);
        Assert.True((await world.Bench.Get<SuggestCodings.Handler>().RunAsync(world.Ruth, new("board", world.Homes, SuggestionScope.Sentence), Cancel)).Succeeded);
        var waiting = Assert.Single(await world.Bench.Get<ListSuggestions.Handler>().RunAsync(world.Ruth, null, Cancel)).Id.Value;
        var accepted = await client.PostAsJsonAsync($"{api}/codings/accept", new { ids = new[] { waiting } }, Cancel);
        var coding = Assert.Single((await accepted.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["codings"]!.AsArray())!;
        Assert.Equal((waiting, false, world.Ruth.Analyst.Value), (coding["id"]!.GetValue<Guid>(), coding["suggested"]!.GetValue<bool>(), coding["by"]!.GetValue<Guid>()));
        // A name may be a path.
        var made = await client.PostAsJsonAsync($"{api}/codes", new { name = "Doors > Shut", inVivo = false, id = Guid.CreateVersion7() }, Cancel);
        Assert.Equal("Doors > Shut", (await made.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["path"]!.GetValue<string>());
        // What undo did is told in words alone: the page says before them that it was taken back, and knows the name of what is gone.
        var undone = await client.PostAsJsonAsync($"{api}/undo", new { }, Cancel);
        Assert.Equal("made the code ‘Shut’", (await undone.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["did"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_end_that_was_moved_by_key_or_dragged_is_there_after_a_reload_and_taken_back_by_undo()
    {
        await using var world = await World.OpenAsync(Engine.Sqlite);
        var id = await world.CodeAsync(world.Ruth, world.One, world.Gap, "We never ask");
        await using var server = await world.Bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/coding/{world.One.Value:D}#coding={id.Value:D}");
            await ReadyAsync(page);
            var quote = page.Locator("main .what.serif").First;
            await Expect(quote).ToContainTextAsync("We never ask");
            await page.Keyboard.PressAsync("Alt+ArrowRight");
            await StoredAsync(world, id, "We never ask who");
            await page.ReloadAsync();
            await ReadyAsync(page);
            await Expect(quote).ToContainTextAsync("We never ask who");
            await page.Keyboard.PressAsync("Alt+Shift+ArrowRight");
            await StoredAsync(world, id, "never ask who");
            // The grip is dragged to behind "pays".
            var to = await page.EvaluateAsync<float[]>("""
                () => {
                  const node = [...document.querySelectorAll(".transcript .t")].map(t => t.firstChild).find(n => n.data?.includes("who pays for")), range = document.createRange();
                  const at = node.data.indexOf("pays") + 4;
                  range.setStart(node, at - 1); range.setEnd(node, at);
                  const r = range.getBoundingClientRect();
                  return [r.right, r.top + r.height / 2];
                }
                """);
            var grip = (await page.Locator(".grip.end").BoundingBoxAsync())!;
            await page.Mouse.MoveAsync(grip.X + grip.Width / 2, grip.Y + grip.Height / 2);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(to[0] + 30, to[1], new() { Steps = 4 });
            await page.Mouse.MoveAsync(to[0] - .5f, to[1], new() { Steps = 4 });
            await page.Mouse.UpAsync();
            await StoredAsync(world, id, "never ask who pays");
            await page.ReloadAsync();
            await ReadyAsync(page);
            await Expect(quote).ToContainTextAsync("never ask who pays");
            foreach (var left in (string[])["never ask who", "We never ask who", "We never ask"])
            {
                await page.Keyboard.PressAsync("Control+z");
                await StoredAsync(world, id, left);
            }
            await page.ReloadAsync();
            await ReadyAsync(page);
            await Expect(quote).ToHaveTextAsync("“We never ask”");
            await Expect(page.Locator("main [role=alert].note")).ToHaveCountAsync(0);
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task A_reading_that_opens_while_a_coding_of_ones_own_is_on_its_way_is_shown_whole()
    {
        await using var world = await World.OpenAsync(Engine.Sqlite);
        var source = await world.Bench.AddTextAsync(world.Ruth, "Ferry", "The ferry stops at six. After that you stay where you are.");
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, source.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel)).Succeeded);
        Assert.True((await world.Bench.Get<AddCodings.Handler>().RunAsync(world.Tom, new(source, null, new(4, 9), [new(world.Gap, CodingId.New())]), Cancel)).Succeeded);
        await using var server = await world.Bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/coding/{source.Value:D}#at=0-3");
            await ReadyAsync(page);
            var counted = page.Locator(".keys .end");
            await Expect(counted).ToHaveTextAsync("0 codings here, 0 codes");
            // The coding waits on its way to the server, and so does the question that Tom's finishing raises; that question is answered only when Ruth has finished too.
            TaskCompletionSource coded = new(TaskCreationOptions.RunContinuationsAsynchronously), asked = new(TaskCreationOptions.RunContinuationsAsynchronously), answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await page.RouteAsync($"**/sources/{source.Value:D}/codings", async route =>
            {
                if (route.Request.Method == "POST") await coded.Task;
                await route.ContinueAsync();
            });
            await page.RouteAsync($"**/sources/{source.Value:D}/codings?since=*", async route =>
            {
                asked.TrySetResult();
                await answered.Task;
                await route.ContinueAsync();
            });
            await page.Keyboard.PressAsync("c");
            await page.Locator(".picker input").FillAsync("Waits");
            await page.Keyboard.PressAsync("Enter");
            await Expect(counted).ToHaveTextAsync("1 coding here, 1 code");
            Assert.True((await server.Services.GetRequiredService<FinishAssignment.Handler>().RunAsync(world.Tom, source.Node, Cancel)).Succeeded);
            await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
            coded.SetResult();
            await page.RunAndWaitForResponseAsync(
                () => page.GetByRole(AriaRole.Button, new() { Name = "I have finished this source" }).ClickAsync(),
                response => response.Url.EndsWith("/finish", StringComparison.Ordinal) && response.Ok);
            answered.SetResult();
            await Expect(counted).ToHaveTextAsync("2 codings here, 2 codes");
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Enter_makes_the_code_that_was_typed_unless_it_plainly_fits_another()
    {
        await using var world = await World.OpenAsync(Engine.Sqlite);
        Assert.True((await world.Bench.Get<AddCode.Handler>().RunAsync(world.Ruth, new("Must come first"), Cancel)).Succeeded);
        await using var server = await world.Bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/coding/{world.One.Value:D}#at=0-3");
            await ReadyAsync(page);
            await page.Keyboard.PressAsync("c");
            var field = page.Locator(".picker input");
            foreach (var (typed, first, hint) in new[] { ("mcf", "Must come first", "Enter takes ‘Must come first’"), ("wts", "Waits", "Enter takes ‘Waits’"), ("dam hom", "Damp homes", "Enter takes ‘Damp homes’") })
            {
                await field.FillAsync(typed);
                await Expect(page.Locator(".picker [role=option]").First.Locator(".nm")).ToHaveTextAsync(first);
                await Expect(page.Locator(".picker .hint")).ToContainTextAsync(hint);
            }
            await field.FillAsync("Cost");
            await Expect(page.Locator(".picker [role=option] .nm")).ToHaveTextAsync(["Make ‘Cost’", "Must come first"]);
            await Expect(page.Locator(".picker .hint")).ToContainTextAsync("Enter makes a new code");
            await page.Keyboard.PressAsync("ArrowDown");
            await Expect(page.Locator(".picker .hint")).ToContainTextAsync("Enter takes ‘Must come first’");
            await page.Keyboard.PressAsync("ArrowUp");
            await page.Keyboard.PressAsync("Enter");
            await Wait.UntilAsync(async () => (await Kept(world)).Contains("Cost: Who"), "the words were not coded with the code that was typed");
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Every_call_that_the_pages_files_make_is_answered_by_the_server_and_kept()
    {
        await using var world = await World.OpenAsync(Engine.Sqlite);
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, world.One.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel)).Succeeded);
        Assert.True((await world.Bench.Get<SuggestCodings.Handler>().RunAsync(world.Ruth, new("bus OR board", world.Homes, SuggestionScope.Sentence), Cancel)).Succeeded);
        await using var server = await world.Bench.StartServerAsync();
        var at = $"/p/{world.Ruth.Project.Value:D}/coding/{world.One.Value:D}";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var refused = new List<string>();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            page.Response += (_, response) =>
            {
                var path = new Uri(response.Url).AbsolutePath;
                if (!path.StartsWith("/api/projects/", StringComparison.Ordinal)) return;
                lock (seen)
                {
                    seen.Add($"{response.Request.Method} {Ids().Replace(path["/api/projects/".Length..], "{}")["{}/".Length..]}");
                    if (response.Status >= 400) refused.Add($"{response.Request.Method} {path}: {response.Status}");
                }
            };
            await page.GotoAsync(server.Link);
            await page.GotoAsync(at);
            await ReadyAsync(page);
            var chips = page.Locator(".chips li");
            var memo = page.GetByRole(AriaRole.Textbox, new() { NameRegex = new("memo") });
            async Task PutAsync(string code)
            {
                await page.Keyboard.PressAsync("c");
                await page.GetByRole(AriaRole.Combobox, new() { Name = "Code for this passage" }).FillAsync(code);
                await page.Keyboard.PressAsync("Enter");
            }
            async Task WriteAsync(string words)
            {
                await page.Keyboard.PressAsync("m");
                await memo.FillAsync(words);
                await page.Keyboard.PressAsync("Control+Enter");
                await Expect(page.Locator("p.memo").Filter(new() { HasText = words })).ToBeVisibleAsync();
            }
            // On words that nobody coded yet: a memo; then the code, a new one, its memo changed.
            await page.GotoAsync($"{at}#at=30-36");
            await WriteAsync("Who are people?");
            await page.Keyboard.PressAsync("Escape");
            await page.GotoAsync($"{at}#at=37-48");
            await PutAsync("Waits");
            await Expect(chips.Filter(new() { HasText = "Waits" }).First).ToBeVisibleAsync();
            await PutAsync("Quite new here");
            await Expect(chips.Filter(new() { HasText = "Quite new here" })).ToBeVisibleAsync();
            await WriteAsync("Longer than whom?");
            await WriteAsync("Longer than whom, and since when?");
            await page.Keyboard.PressAsync("Alt+ArrowRight");
            await page.Keyboard.PressAsync("e");
            await page.Locator(".picker input").FillAsync("Money");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(".chips li[aria-current]")).ToContainTextAsync("Money");
            await Wait.UntilAsync(async () => await Kept(world) is var rows && rows.Contains("Money: wait longer in"), "the end and the code were not kept");
            await page.GetByRole(AriaRole.Button, new() { Name = "Remove this memo" }).First.ClickAsync();
            await Expect(page.Locator("p.memo").Filter(new() { HasText = "since when" })).ToHaveCountAsync(0);
            // Taken away, brought back, taken away again.
            await page.Locator("main.bench .transcript").FocusAsync();
            await page.Keyboard.PressAsync("Delete");
            await Wait.UntilAsync(async () => !(await Kept(world)).Contains("Money: wait longer in"), "it was not removed");
            await page.Keyboard.PressAsync("Control+z");
            await Wait.UntilAsync(async () => (await Kept(world)).Contains("Money: wait longer in"), "it was not brought back");
            await page.Keyboard.PressAsync("Control+Shift+z");
            await Wait.UntilAsync(async () => !(await Kept(world)).Contains("Money: wait longer in"), "it was not removed again");
            // One suggestion is taken, one is not.
            var bus = World.First.IndexOf("We never", StringComparison.Ordinal);
            await page.GotoAsync($"{at}#at={bus}-{World.First.IndexOf('\n', bus)}");
            await page.Keyboard.PressAsync("a");
            await Wait.UntilAsync(async () => (await Kept(world)).Contains("Damp homes: We never ask who pays for the bus."), "the suggestion was not accepted");
            var board = World.First.IndexOf("The board", StringComparison.Ordinal);
            await page.GotoAsync($"{at}#at={board}-{World.First.Length}");
            await page.Keyboard.PressAsync("d");
            await Wait.UntilAsync(async () => (await world.Bench.Get<ListSuggestions.Handler>().RunAsync(world.Ruth, null, Cancel)).Count == 0, "the suggestion was not dismissed");
            // A coding chosen shows where it leads.
            await page.Locator("button.br").First.ClickAsync();
            await Wait.UntilAsync(() =>
            {
                lock (seen) return seen.Contains("GET thread/coding/{}");
            }, "the thread was not asked for");
            await page.GetByRole(AriaRole.Button, new() { Name = "I have finished this source" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Take my reading up again" })).ToBeVisibleAsync();
            // What the page shows is what the server kept.
            var shown = await BracketsAsync(page);
            // Where reading stopped is kept a moment after scrolling.
            await page.EvaluateAsync("() => dispatchEvent(new Event('scroll'))");
            await Wait.UntilAsync(() =>
            {
                lock (seen) return seen.Contains("POST sources/{}/place");
            }, "the place was not kept");
            await page.ReloadAsync();
            await ReadyAsync(page);
            await Wait.UntilAsync(async () => (await BracketsAsync(page)).SequenceEqual(shown), "after a reload the page shows something else");
            await Expect(page.Locator("main [role=alert].note")).ToHaveCountAsync(0);
        }, new() { BaseUrl = server.BaseUrl });
        var calls = CallsOfThePage();
        Assert.InRange(calls.Count, 18, 40);
        Assert.Empty(refused);
        // What lasts as long as the page has no answer yet; every test of a page listens to it.
        Assert.Empty(calls.Except(seen).Except(["GET events"]));
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Ids();

    [GeneratedRegex("""method: "(?<m>\w+)", path: [`"](?<p>[^`"]+)[`"]|\bapi\.(?<get>get)\([`"](?<p>[^`"]+)[`"]|\bapi\.send\("(?<m>\w+)", (?:[`"](?<p>[^`"]+)[`"]|(?<way>way))|\bapi\.(?<leave>leave)\([`"](?<p>[^`"]+)[`"]|(?<listen>\bapi\.listen)\(""")]
    private static partial Regex Calls();

    [GeneratedRegex(@"\$\{[^}]*\}")]
    private static partial Regex Holes();

    /// <summary>As they are written in the page's files: method and path, with {} for each id.</summary>
    private static HashSet<string> CallsOfThePage()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(RepositoryRoot.PathTo("src/Throughline.Web/wwwroot/js/coding"), "*.js"))
            foreach (var call in Calls().Matches(File.ReadAllText(file)).Cast<Match>())
            {
                if (call.Groups["listen"].Success) found.Add("GET events");
                else if (call.Groups["way"].Success) found.UnionWith(["POST undo", "POST redo"]);
                else found.Add($"{(call.Groups["get"].Success ? "GET" : call.Groups["leave"].Success ? "POST" : call.Groups["m"].Value)} {Holes().Replace(call.Groups["p"].Value.Split('?')[0], "{}")}");
            }
        return found;
    }

    private static async Task<List<string>> Kept(World world)
    {
        await using var db = await world.DbAsync();
        var rows = await (from c in db.Codings join e in db.Set<Excerpt>() on c.Excerpt equals e.Id join k in db.Codes on c.Code equals k.Id where c.Source == world.One && !c.IsSuggestion select new { k.Name, e.Start, e.End }).ToListAsync(Cancel);
        return [.. rows.Select(r => $"{r.Name}: {World.First[r.Start..r.End]}")];
    }

    private static Task StoredAsync(World world, CodingId id, string words) => Wait.UntilAsync(async () =>
    {
        await using var db = await world.DbAsync();
        var span = await (from c in db.Codings join e in db.Set<Excerpt>() on c.Excerpt equals e.Id where c.Id == id select new { e.Start, e.End }).SingleAsync(Cancel);
        return World.First[span.Start..span.End] == words;
    }, $"the coding did not come to be on “{words}”");

    private static Task ReadyAsync(IPage page) => Expect(page.Locator("main.bench[data-ready]")).ToBeVisibleAsync();

    private static async Task<IReadOnlyList<string>> BracketsAsync(IPage page) => [.. (await page.Locator("button.br").AllTextContentsAsync()).Order(StringComparer.Ordinal)];
}
