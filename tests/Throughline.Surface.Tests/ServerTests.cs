using Microsoft.Playwright;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Surface.Tests;

public class ServerTests(Chromium chromium)
{
    [Fact]
    public async Task What_the_server_refuses_is_taken_back_and_said_and_the_passage_stays_selected()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var world = bench.World;
        var before = world.Codings.Count;
        world.Held = new();
        var page = await bench.ReadAsync();
        await page.KeysAsync("t", "t");
        world.RefuseNext = "The disk is full: 0 bytes are left. Make room, then try again.";
        await page.KeysAsync("c");
        await page.Keyboard.TypeAsync("winter");
        await page.KeysAsync("Enter");
        // painted before the answer came
        await Expect(page.Bracket("Winter, paragraph 3")).ToHaveCountAsync(1);
        world.Held.SetResult();
        world.Held = null;
        await Expect(page.Alert).ToContainTextAsync("The disk is full: 0 bytes are left.");
        await Expect(page.Bracket("Winter, paragraph 3")).ToHaveCountAsync(0);
        await Expect(page.Passage).ToContainTextAsync("¶ 3");
        Assert.Equal(before, world.Codings.Count);
        await page.KeysAsync("r");
        await Wait.UntilAsync(() => world.Locked(() => world.Codings.Count) == before + 1, "the second try did not come");
    }

    [Fact]
    public async Task A_late_answer_does_not_undo_what_was_done_since()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var world = bench.World;
        var page = await bench.ReadAsync();
        var before = world.Codings.Count;
        world.HeldChanges = new();
        await page.KeysAsync("t", "t", "c");
        await page.Keyboard.TypeAsync("winter");
        await page.KeysAsync("Enter");
        await Wait.UntilAsync(() => world.Locked(() => world.Codings.Count) == before + 1, "the coding did not come");
        // what has changed is asked for, and looked up before the memo is there
        await Wait.UntilAsync(() => world.ChangesHeld > 0, "the question what has changed did not come");
        await page.KeysAsync("m");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "New memo" }).FillAsync("Said before the winter, too.");
        await page.KeysAsync("Control+Enter");
        await Wait.UntilAsync(() => world.Locked(() => world.Memos.Values.Sum(memos => memos.Count(memo => memo.Text == "Said before the winter, too."))) == 1, "the memo did not come");
        await Expect(page.GetByText("wait here")).ToHaveCountAsync(0);
        world.HeldChanges.SetResult();
        world.HeldChanges = null;
        var side = page.GetByRole(AriaRole.Complementary, new() { Name = "Selected passage" });
        await Expect(side.GetByText("Said before the winter, too.", new() { Exact = true })).ToBeVisibleAsync();
        // once more from the server, after everything has come
        await page.KeysAsync("Escape");
        await page.Bracket("Winter, paragraph 3").First.ClickAsync();
        await Expect(side.GetByText("Said before the winter, too.", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_refused_code_name_comes_back_to_be_mended()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var world = bench.World;
        var before = (world.Codes.Count, world.Codings.Count);
        var page = await bench.ReadAsync();
        world.RefuseNext = "A code name may not hold a line break.";
        await page.KeysAsync("s", "c");
        await page.Keyboard.TypeAsync("Odd name");
        await page.KeysAsync("Enter");
        await Expect(page.Locator(".picker [role=alert]")).ToContainTextAsync("may not hold a line break");
        await Expect(page.GetByRole(AriaRole.Combobox)).ToHaveValueAsync("Odd name");
        Assert.Equal(before, (world.Codes.Count, world.Codings.Count));
        await page.KeysAsync("Enter");
        await Wait.UntilAsync(() => world.Locked(() => (world.Codes.Count, world.Codings.Count)) == (before.Item1 + 1, before.Item2 + 1), "it was not mended");
    }

    [Fact]
    public async Task What_is_coded_while_the_server_is_away_waits_visibly_and_arrives_once()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var world = bench.World;
        var before = world.Codings.Count;
        var page = await bench.ReadAsync();
        world.IsDown = true;
        await page.KeysAsync("s", "c");
        await page.Keyboard.TypeAsync("winter");
        await page.KeysAsync("Enter", "s", "r", "s", "r");
        await Expect(page.GetByText("3 changes wait here")).ToBeVisibleAsync();
        // a reload in the middle loses nothing
        world.IsDown = false;
        world.LoseNextAnswer = true;
        await page.GetByRole(AriaRole.Button, new() { Name = "Try now" }).ClickAsync();
        await Wait.UntilAsync(() => world.Locked(() => world.Codings.Count) == before + 3, "all three did not come");
        await Expect(page.GetByText("wait here")).ToHaveCountAsync(0);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.Equal(before + 3, world.Locked(() => world.Codings.Count));
    }

    [Fact]
    public async Task What_waits_survives_a_reload_and_can_be_taken_back_before_it_leaves()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var world = bench.World;
        var before = world.Codings.Count;
        var page = await bench.ReadAsync();
        page.Dialog += (_, d) => _ = d.AcceptAsync();
        world.IsDown = true;
        await page.KeysAsync("s", "c");
        await page.Keyboard.TypeAsync("winter");
        await page.KeysAsync("Enter", "s", "r");
        await Expect(page.GetByText("2 changes wait here")).ToBeVisibleAsync();
        await page.KeysAsync("Control+z");
        await Expect(page.Live).ToContainTextAsync("Taken back before it was sent");
        await Expect(page.GetByText("1 change waits here")).ToBeVisibleAsync();
        world.IsDown = false;
        await page.ReloadAsync();
        await page.Locator("main[data-ready]").WaitForAsync();
        await Wait.UntilAsync(() => world.Locked(() => world.Codings.Count) == before + 1, "the one that waited did not come");
    }

    [Fact]
    public async Task Two_tabs_on_one_source_see_each_others_work()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var world = bench.World;
        var first = await bench.ReadAsync();
        var second = await bench.AgainAsync(first.Context);
        var third = await bench.ReadAsync(analyst: Fixtures.Tom);
        await first.KeysAsync("t", "t", "c");
        await first.Keyboard.TypeAsync("winter");
        await first.KeysAsync("Enter");
        await Expect(second.Bracket("Winter, paragraph 3, Ruth Pell")).ToHaveCountAsync(1);
        await Expect(third.Bracket("Winter, paragraph 3, Ruth Pell")).ToHaveCountAsync(1);
        await Expect(third.Locator(".who")).ToContainTextAsync("Tom Okafor");
        await second.Bracket("Winter, paragraph 3, Ruth Pell").ClickAsync();
        await second.KeysAsync("Delete");
        await Expect(first.Bracket("Winter, paragraph 3, Ruth Pell")).ToHaveCountAsync(0);
        await third.KeysAsync("s", "c");
        await third.Keyboard.TypeAsync("A code of Tom’s");
        await third.KeysAsync("Enter");
        await Expect(first.GetByRole(AriaRole.Treeitem).Filter(new() { HasText = "A code of Tom’s" })).ToHaveCountAsync(1);
        await Expect(first.Bracket("Tom Okafor")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_thousand_codings_in_a_burst_all_arrive()
    {
        await using var bench = await Bench.OpenAsync(chromium, Fixtures.Large(new Random(11), 200));
        var world = bench.World;
        var before = world.Codings.Count;
        var page = await bench.ReadAsync();
        await page.KeysAsync("s", "c");
        await page.Keyboard.TypeAsync("Code 7");
        await page.KeysAsync("Enter");
        await page.EvaluateAsync("""
            async () => { for (let i = 0; i < 999; i++) { for (const key of ["s", "r"]) document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })); if (i % 50 === 0) await new Promise(r => setTimeout(r)); } }
            """);
        await Wait.UntilAsync(() => world.Locked(() => world.Codings.Count) >= before + 1_000, "a thousand did not come");
        Assert.Equal(before + 1_000, world.Locked(() => world.Codings.Count));
        await Expect(page.Locator(".keys")).ToContainTextAsync("1,200 codings here");
    }
}
