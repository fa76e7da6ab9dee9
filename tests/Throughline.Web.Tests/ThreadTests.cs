using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Targeting.Targets;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Web.Tests;

/// <summary>Where things come from and where they go: on their pages, by link, and for nobody of another project.</summary>
public class ThreadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private sealed record World(Acting By, SourceId Source, CodeId Code, CaseId Case, MemoId Memo);

    private static async Task<World> MakeAsync(TestWorkbench bench, string title)
    {
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new(title, "Ruth Adeyemi"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "Interview 1", string.Join("\n", Enumerable.Range(1, 60).Select(i => $"Line {i} says little.")) + "\nPeople wait longer in the towns by the sea. Nobody asks why.", SourceKind.Document);
        var code = (await bench.Get<AddCode.Handler>().RunAsync(by, new("Waits"), Cancel)).Value;
        await bench.Get<AddCode.Handler>().RunAsync(by, new("Money"), Cancel);
        var text = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, Cancel)).Value.Text;
        var at = text.IndexOf("People wait", StringComparison.Ordinal);
        Assert.True((await bench.Get<AddCodings.Handler>().RunAsync(by, new(source, null, new(at, at + 43), [new(code, CodingId.New())]), Cancel)).Succeeded);
        var one = (await bench.Get<AddCase.Handler>().RunAsync(by, "Harbour nurse", CaseKind.Participant, Cancel)).Value;
        Assert.True((await bench.Get<TieCase.Handler>().RunAsync(by, new(one, source, null, null), Cancel)).Succeeded);
        var memo = (await bench.Get<WriteMemo.Handler>().AddAsync(by, new(code.Node, "Longer than whom?"), Cancel)).Value;
        return new(by, source, code, one, memo);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_thread_is_followed_from_any_of_its_nodes_and_another_projects_is_not_there(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (mine, other) = (await MakeAsync(bench, "Mine"), await MakeAsync(bench, "Other"));
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        string Address(Acting by, NodeRef node) => $"/api/projects/{by.Project.Value:D}/thread/{node.Kind}/{node.Id:D}";
        foreach (var (node, expected) in new[]
        {
            (mine.Source.Node, "case source excerpt code memo"), (mine.Code.Node, "case source excerpt code memo theme"),
            (mine.Case.Node, "case source excerpt code memo"), (mine.Memo.Node, "case source excerpt code memo"),
        })
        {
            var answer = JsonNode.Parse(await client.GetStringAsync(Address(mine.By, node), Cancel))!["nodes"]!.AsArray();
            Assert.Equal(expected, string.Join(' ', answer.Select(n => n!["kind"]!.GetValue<string>())));
            Assert.Equal(node.Kind, answer.Single(n => n!["here"]!.GetValue<bool>())!["kind"]!.GetValue<string>());
        }
        foreach (var node in new[] { mine.Source.Node, mine.Code.Node, mine.Case.Node, mine.Memo.Node, new("code", Guid.CreateVersion7()), new("project", mine.By.Project.Value), new("nothing", Guid.CreateVersion7()) })
        {
            var refused = await client.GetAsync(Address(other.By, node), Cancel);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
            Assert.DoesNotContain("Waits", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
    }

    /// <summary>A thread ends in a dashed knot that says what is missing, from the code to the value that is looked at again.</summary>
    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_is_not_tied_yet_ends_the_thread_and_says_what_is_missing(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine, new FakeClock(new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero)));
        var mine = await MakeAsync(bench, "Mine");
        var (by, follow) = (mine.By, bench.Get<FollowThread>());
        var coding = (await follow.TiesAsync(by, mine.Code.Node, Cancel)).Single(t => t.To.Kind == "excerpt").To;
        var at = $"/p/{by.Project.Value:D}";
        foreach (var node in new[] { coding, mine.Code.Node }) Assert.Equal(("Theme", "Not yet. Codes are gathered into themes in the report", $"{at}/report"), await MissingAsync(node));
        // What stands beside the thread, or gathers many of them, is missing nothing.
        foreach (var node in new[] { mine.Source.Node, mine.Case.Node, mine.Memo.Node }) Assert.Null(await MissingAsync(node));

        var theme = (await bench.Get<EditTheme.Handler>().AddAsync(by, new("Who waits"), Cancel)).Value;
        Assert.True((await bench.Get<EditTheme.Handler>().ChangeAsync(by, theme, new(Codes: [mine.Code]), Cancel)).Succeeded);
        foreach (var node in new[] { coding, mine.Code.Node, theme.Node }) Assert.Equal(("Target", "Not yet. No target rests on this", $"{at}/targets"), await MissingAsync(node));

        var target = (await bench.Get<EditTarget.Handler>().AddAsync(by, "An evening class", null, Cancel)).Value;
        Assert.True((await bench.Get<TieEvidence.Handler>().AddAsync(by, target, "because", theme.Node, null, Cancel)).Succeeded);
        foreach (var node in new[] { coding, theme.Node, target.Node }) Assert.Equal(("Measured value", "Not yet. No baseline is fixed", $"{at}/targets/{target.Value:D}"), await MissingAsync(node));
        Assert.True((await bench.Get<SetField.Handler>().RunAsync(by, target, TargetField.Reviews.Name, "2026-01-31\n2027-01-31", Cancel)).Succeeded);
        Assert.Equal("Not yet. No baseline is fixed. Due 31 January 2027", (await MissingAsync(target.Node))?.Label);

        // Where more rests on it than the panel shows, nothing is said to be missing.
        for (var i = 0; i < 5; i++) await bench.Get<EditTheme.Handler>().AddAsync(by, new($"Another {i}", Codes: [mine.Code]), Cancel);
        Assert.Null(await MissingAsync(mine.Code.Node));

        async Task<(string KindLabel, string Label, string? Href)?> MissingAsync(NodeRef node)
        {
            var panel = await follow.PanelAsync(by, node, Cancel);
            Assert.Contains(panel, n => n.Here);
            Assert.DoesNotContain(panel.SkipLast(1), n => n.Open);
            return panel[^1] is { Open: true } open ? (open.KindLabel, open.Label, open.Href) : null;
        }
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Where_another_has_coded_a_source_blind_is_in_no_thread(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var mine = await MakeAsync(bench, "Mine");
        var tom = mine.By with { Analyst = (await bench.Get<AddAnalyst.Handler>().RunAsync(mine.By, "Tom Hale", Cancel)).Value };
        Assert.True((await bench.Get<Assign.Handler>().RunAsync(mine.By, mine.Source.Node, [mine.By.Analyst, tom.Analyst], Cancel)).Succeeded);
        var follow = bench.Get<FollowThread>();
        Assert.Contains(await follow.PanelAsync(mine.By, mine.Source.Node, Cancel), n => n.Kind == "excerpt");
        Assert.DoesNotContain(await follow.PanelAsync(tom, mine.Source.Node, Cancel), n => n.Kind is "excerpt" or "code");
    }

    [Fact]
    public async Task Pages_send_one_content_security_policy_and_nobody_may_frame_them()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var mine = await MakeAsync(bench, "Mine");
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        foreach (var path in new[] { "/", $"/p/{mine.By.Project.Value:D}", $"/p/{mine.By.Project.Value:D}/sources", $"/api/projects/{mine.By.Project.Value:D}/codebook" })
        {
            var answer = await client.GetAsync(path, Cancel);
            answer.EnsureSuccessStatusCode();
            Assert.Contains("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Case_memo_and_source_have_the_panel_and_a_link_to_a_passage_opens_it()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var mine = await MakeAsync(bench, "Mine");
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            var at = $"/p/{mine.By.Project.Value:D}";
            await page.GotoAsync(server.Link);
            foreach (var (name, path) in new[] { ("case", $"/cases/{mine.Case.Value:D}"), ("memo", $"/memos?memo={mine.Memo.Value:D}"), ("source", $"/sources/{mine.Source.Value:D}") })
            {
                await page.GotoAsync(at + path);
                var panel = page.GetByRole(AriaRole.Region, new() { Name = "Where this comes from, and where it goes" });
                await Expect(panel.Locator("li")).ToHaveCountAsync(5);
                await Expect(panel.Locator("[aria-current=true]")).ToHaveCountAsync(1);
                await page.AssertNoViolationsAsync();
                await panel.ScrollIntoViewIfNeededAsync();
                await tab.PicturesAsync($"thread-on-{name}");
            }
            // From the thread page to the words themselves.
            await page.GetByRole(AriaRole.Region, new() { Name = "Where this comes from, and where it goes" }).GetByRole(AriaRole.Link, new() { NameRegex = new("^People wait longer") }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Open it where it stands" }).ClickAsync();
            var bench = page.Locator("main.bench[data-ready]");
            await Expect(bench).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "Selected passage" })).ToContainTextAsync("People wait longer in the towns by the sea.");
            await Expect(page.Locator(".transcript").GetByText("People wait longer")).ToBeInViewportAsync();
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task What_is_shown_while_coding_is_remembered_and_said()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var mine = await MakeAsync(bench, "Mine");
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            var address = $"/p/{mine.By.Project.Value:D}/coding/{mine.Source.Value:D}";
            await page.GotoAsync(server.Link);
            await page.GotoAsync(address + "#c" + (await PlaceAsync()));
            await page.Locator("main.bench[data-ready]").WaitForAsync();
            await page.Keyboard.PressAsync("f");
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Only ‘Waits’ is shown" })).ToBeAttachedAsync();
            await page.ReloadAsync();
            await Expect(page.GetByText("As you left it:")).ToBeVisibleAsync();
            await Expect(page.Locator(".note", new() { HasText = "only ‘Waits’ is shown" })).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Show all codings" }).ClickAsync();
            await Expect(page.GetByText("As you left it:")).ToHaveCountAsync(0);
            await page.ReloadAsync();
            await page.Locator("main.bench[data-ready]").WaitForAsync();
            await Expect(page.GetByText("As you left it:")).ToHaveCountAsync(0);
        }, new() { BaseUrl = server.BaseUrl });

        async Task<int> PlaceAsync() => (await bench.Get<ReadSource.Handler>().RunAsync(mine.By.Project, mine.Source, null, Cancel)).Value.Text.IndexOf("People wait", StringComparison.Ordinal);
    }
}
