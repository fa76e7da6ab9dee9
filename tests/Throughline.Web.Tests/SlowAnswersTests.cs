using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Exchange.Logs;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Web.Tests;

/// <summary>The coding page while the server takes its time: what is done meanwhile is done in the order in which it was asked for, and once.</summary>
public class SlowAnswersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_code_typed_before_the_codebook_has_come_is_the_codebooks_and_not_a_new_one() => RunAsync(async (page, scene) =>
    {
        var codebook = await Tab.HoldAsync(page, "**/codebook");
        await page.GotoAsync(scene.Address);
        await Expect(page.Locator(".transcript")).ToContainTextAsync("the conditions people");
        await page.Keyboard.PressAsync("s");
        await page.Keyboard.PressAsync("c");
        var field = page.GetByRole(AriaRole.Combobox, new() { Name = "Code for this passage" });
        await field.FillAsync("conditions");
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Code for this passage" })).ToContainTextAsync("The codebook is on its way.");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Code for this passage" })).ToContainTextAsync("What you typed is taken when it is here.");
        codebook.SetResult();
        await Expect(page.Locator(".chips li")).ToContainTextAsync("Conditions of life");
        await Expect(field).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Treeitem)).ToHaveCountAsync(2);
    });

    [Fact]
    public Task A_code_asked_for_in_the_codebook_before_it_has_come_is_made_only_when_it_is_not_there() => RunAsync(async (page, scene) =>
    {
        var codebook = await Tab.HoldAsync(page, "**/codebook");
        await page.GotoAsync(scene.Address);
        await Expect(page.Locator(".transcript")).ToContainTextAsync("the conditions people");
        await page.Keyboard.PressAsync("s");
        await page.Keyboard.PressAsync("/");
        var field = page.GetByLabel("Find or make a code");
        await field.FillAsync("choice");
        await Expect(page.Locator("#codebook-hint")).ToHaveTextAsync("The codebook is on its way.");
        await page.Keyboard.PressAsync("Enter");
        codebook.SetResult();
        await Expect(page.Locator(".chips li")).ToContainTextAsync("Choice");
        await field.FillAsync("");
        await Expect(page.GetByRole(AriaRole.Treeitem)).ToHaveCountAsync(2);
    });

    [Fact]
    public Task Undo_takes_back_what_was_done_before_it_and_not_what_was_done_while_it_waited() => RunAsync(async (page, scene) =>
    {
        await page.GotoAsync(scene.Address);
        await Expect(page.Locator("main.bench[data-ready]")).ToBeVisibleAsync();
        var sent = await Tab.HoldAsync(page, "**/codings");
        await page.Keyboard.PressAsync("s");
        await PutAsync(page, "conditions");
        await page.Keyboard.PressAsync("Control+z");
        await PutAsync(page, "choice");
        await Expect(page.Locator(".chips li")).ToHaveCountAsync(2);
        sent.SetResult();
        await Expect(page.Locator(".chips li")).ToHaveCountAsync(1);
        await Expect(page.Locator(".chips li")).ToContainTextAsync("Choice");
        await page.ReloadAsync();
        await Expect(page.Locator("main.bench[data-ready]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("]");
        await Expect(page.Locator(".chips li")).ToContainTextAsync("Choice");
        await Expect(page.Locator(".chips li")).ToHaveCountAsync(1);
    });

    [Fact]
    public Task A_memo_is_opened_with_what_it_says_and_not_written_a_second_time() => RunAsync(async (page, scene) =>
    {
        await page.GotoAsync(scene.Address);
        await Expect(page.Locator("main.bench[data-ready]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("s");
        await PutAsync(page, "conditions");
        await page.Keyboard.PressAsync("m");
        var memo = page.GetByRole(AriaRole.Textbox, new() { NameRegex = new("memo", System.Text.RegularExpressions.RegexOptions.IgnoreCase) });
        await memo.FillAsync("She starts from conditions.");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove this memo" })).ToBeVisibleAsync();
        await Wait.UntilAsync(async () => (await MemosAsync(scene)).Length == 1, "The memo was not kept.");
        var asked = await Tab.HoldAsync(page, "**/memos?on=coding*");
        await page.ReloadAsync();
        await Expect(page.Locator("main.bench[data-ready]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("]");
        await Expect(page.Locator(".chips li")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("m");
        await Expect(page.GetByText("The memo is on its way.")).ToBeVisibleAsync();
        asked.SetResult();
        await Expect(memo).ToBeFocusedAsync();
        await Expect(memo).ToHaveValueAsync("She starts from conditions.");
        await memo.PressSequentiallyAsync(" And goes on.");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "Selected passage" })).ToContainTextAsync("She starts from conditions. And goes on.");
        await Wait.UntilAsync(async () => (await MemosAsync(scene)) is ["She starts from conditions. And goes on."], "There is not just the one memo, changed.");
    });

    [Fact]
    public Task Finishing_waits_for_what_was_coded_before_it() => RunAsync(async (page, scene) =>
    {
        Assert.True((await scene.Bench.Get<Assign.Handler>().RunAsync(scene.By, scene.Source.Node, [scene.By.Analyst, scene.Second], Cancel)).Succeeded);
        await page.GotoAsync(scene.Address);
        await Expect(page.Locator("main.bench[data-ready]")).ToBeVisibleAsync();
        var sent = await Tab.HoldAsync(page, "**/codings");
        await page.Keyboard.PressAsync("s");
        await PutAsync(page, "conditions");
        await page.GetByRole(AriaRole.Button, new() { Name = "I have finished this source" }).ClickAsync();
        sent.SetResult();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Take my reading up again" })).ToBeVisibleAsync();
        // Newest first.
        var actions = (await scene.Bench.Get<ReadLog.Handler>().RunAsync(scene.By, new(), Cancel)).Entries.Select(e => e.Action).ToList();
        Assert.Equal(["assignment.finish", "coding.add"], actions.Where(a => a is "coding.add" or "assignment.finish"));
    });

    private static async Task<string[]> MemosAsync(Scene scene) => [.. (await scene.Bench.Get<ListMemos.Handler>().RunAsync(scene.By, null, Cancel)).Select(m => m.Text)];

    private static async Task PutAsync(IPage page, string typed)
    {
        var there = await page.Locator(".chips li").CountAsync();
        await page.Keyboard.PressAsync("c");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Code for this passage" }).FillAsync(typed);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".chips li")).ToHaveCountAsync(there + 1);
    }

    private sealed record Scene(TestWorkbench Bench, Acting By, AnalystId Second, SourceId Source, string Address);

    private static async Task RunAsync(Func<IPage, Scene, Task> test)
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await bench.MakeProjectAsync();
        var second = (await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom Hale", Cancel)).Value;
        var source = await bench.AddTextAsync(by, "Interview 1", "It means the conditions people are living in.");
        foreach (var name in new[] { "Conditions of life", "Choice and behaviour" }) Assert.True((await bench.Get<AddCode.Handler>().RunAsync(by, new(name), Cancel)).Succeeded);
        await bench.BrowseAsync(tab => test(tab.Page, new(bench, by, second, source, $"/p/{by.Project.Value:D}/coding/{source.Value:D}")));
    }
}
