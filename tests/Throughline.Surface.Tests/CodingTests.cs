using Microsoft.Playwright;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Surface.Tests;

public class CodingTests(Chromium chromium)
{
    private static async Task<IReadOnlyList<CodingDto>> After(World world, int count)
    {
        // what the server holds is the claim; it arrives a moment after the page has painted
        await Wait.UntilAsync(() => world.Locked(() => world.Codings.Count) == count, $"there are not {count} codings");
        return world.Locked(() => world.Codings.Values.Select(c => c.Coding).OrderBy(c => c.Id).ToList());
    }

    private static async Task CodeWith(IPage page, string name)
    {
        await page.KeysAsync("c");
        await page.GetByRole(AriaRole.Combobox).FillAsync(name);
        await page.KeysAsync("Enter");
    }

    [Fact]
    public async Task A_passage_is_coded_by_keys_alone()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var (world, d) = (bench.World, Fixtures.First(bench.World));
        var before = world.Codings.Count;
        var page = await bench.ReadAsync();
        await page.KeysAsync("t");
        await Expect(page.Live).ToContainTextAsync("Turn selected");
        await page.KeysAsync("t", "s", "s", "Shift+s");
        await Expect(page.Passage).ToContainTextAsync("¶ 3");
        await page.KeysAsync("c");
        await page.Keyboard.TypeAsync("wntr");
        await page.KeysAsync("Enter");
        await Expect(page.Live).ToContainTextAsync("Coded ‘Winter’, paragraph 3");
        await After(world, before + 1);
        var made = world.Codings.Values.Select(c => c.Coding).Single(c => world.Codes[c.Code].Name == "Winter" && c.S < d.Turns[2].S);
        Assert.Equal("I think it is asking two things and hoping nobody notices. One is whether people here are poorer in health than people elsewhere, because of rents, and shift work, and the price of a bus.", d.Words(made));
        Assert.Equal(Fixtures.Ruth.Id, made.By);
        await Expect(page.Locator(".chips li[aria-current]")).ToContainTextAsync("Winter");
        await Expect(page.Locator("[role=treeitem][aria-selected=true]")).ToContainTextAsync("Winter2 here");
    }

    [Fact]
    public async Task Paragraph_keys_step_on_and_back_and_take_in_and_give_up()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var d = Fixtures.First(bench.World);
        var page = await bench.ReadAsync();
        string Text(int from, int to) => d.Text[d.Blocks[from].S..d.Blocks[to].E];
        await page.KeysAsync("p", "p");
        Assert.Equal(Text(1, 1), (await page.SelectedTextAsync()).Trim());
        await page.KeysAsync("Shift+j");
        await Expect(page.Passage).ToContainTextAsync("¶ 2 to 3");
        await page.KeysAsync("Shift+k");
        await Expect(page.Passage).ToContainTextAsync("¶ 2,");
        await page.KeysAsync("j", "j", "k");
        await Expect(page.Passage).ToContainTextAsync("¶ 3,");
        await page.KeysAsync("Escape");
        await Expect(page.Passage).ToHaveTextAsync("Nothing selected");
    }

    [Fact]
    public async Task What_is_dragged_over_is_what_is_coded()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var (world, d) = (bench.World, Fixtures.First(bench.World));
        var page = await bench.ReadAsync();
        var before = world.Codings.Count;
        var random = new Random(7);
        var wanted = new HashSet<(int, int)>();
        for (var i = 0; i < 12; i++)
        {
            var s = random.Next(200, 2400);
            var e = s + random.Next(8, 420);
            while (char.IsWhiteSpace(d.Text[s])) s++;
            while (char.IsWhiteSpace(d.Text[e - 1]) || d.Text[e] == '\n') e--;
            await page.KeysAsync("Escape");
            await page.DragAsync(d, s, e);
            await Expect(page.Passage).ToContainTextAsync("word");
            await CodeWith(page, "Winter");
            if (!wanted.Add((s, e))) continue;
            await After(world, before + wanted.Count);
        }
        var got = world.Codings.Values.Select(c => c.Coding).Where(c => world.Codes[c.Code].Name == "Winter").Select(c => (c.S, c.E)).ToHashSet();
        Assert.Superset(wanted, got);
    }

    [Fact]
    public async Task A_drag_never_cuts_a_character_in_two()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var world = bench.World;
        var paper = world.Documents.Values.Single(d => d.Source.Kind == "document");
        var page = await bench.ReadAsync(paper);
        var emoji = paper.Text.IndexOf("👩", StringComparison.Ordinal);
        await page.EvaluateAsync("""
            ([block, s, e]) => { const n = document.querySelectorAll(".transcript .t")[block].firstChild; getSelection().setBaseAndExtent(n, s, n, e); }
            """, new[] { 1, emoji - paper.Blocks[1].S + 1, emoji - paper.Blocks[1].S + 4 });
        await Expect(page.Passage).ToContainTextAsync("¶ 14");
        var before = world.Codings.Count;
        await CodeWith(page, "Labels");
        await After(world, before + 1);
        var made = world.Codings.Values.Single(c => c.Source == paper.Source.Id).Coding;
        Assert.Equal("👩🏽‍⚕️", paper.Words(made));
    }

    [Fact]
    public async Task Several_codes_are_put_on_one_passage_at_once_and_repeated_with_one_key()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var world = bench.World;
        var before = world.Codings.Count;
        var page = await bench.ReadAsync();
        await page.KeysAsync("s", "c");
        await page.Keyboard.TypeAsync("winter");
        await page.KeysAsync("Shift+Enter");
        await page.Keyboard.TypeAsync("soft");
        await page.KeysAsync("Shift+Enter", "Enter");
        await After(world, before + 2);
        await Expect(page.Live).ToContainTextAsync("Coded ‘Winter’ and ‘Soft words’");
        await page.KeysAsync("s", "r");
        await After(world, before + 4);
        await page.KeysAsync("r");
        await Expect(page.Live).ToContainTextAsync("is there already");
        await After(world, before + 4);
    }

    [Fact]
    public async Task A_new_code_is_made_by_typing_its_name_and_one_in_vivo_from_the_words()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var (world, d) = (bench.World, Fixtures.First(bench.World));
        var page = await bench.ReadAsync();
        await page.KeysAsync("s", "c");
        await page.Keyboard.TypeAsync("Words for people > Kind silences");
        await page.KeysAsync("Enter");
        await Wait.UntilAsync(() => world.Locked(() => world.Codes.Values.Any(c => c.Path == "Words for people > Kind silences")), "the code did not come");
        await Expect(page.GetByRole(AriaRole.Treeitem).Filter(new() { HasText = "Kind silences" })).ToContainTextAsync("1");
        var at = d.Text.IndexOf("painted the same blue", StringComparison.Ordinal);
        await page.DragAsync(d, at, at + 21);
        await page.KeysAsync("i");
        await Expect(page.Live).ToContainTextAsync("Coded ‘painted the same blue’");
        await Wait.UntilAsync(() => world.Locked(() => world.Codes.Values.Any(c => c.Name == "painted the same blue" && c.Origin == "inVivo")), "the code in vivo did not come");
        await Wait.UntilAsync(() => world.Locked(() => world.Codings.Values.Any(c => world.Codes[c.Coding.Code].Name == "painted the same blue" && c.Coding.S == at)), "its coding did not come");
    }

    [Fact]
    public async Task A_long_passage_is_refused_as_a_code_in_vivo_and_stays_selected()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var page = await bench.ReadAsync();
        await page.KeysAsync("t", "t", "i");
        await Expect(page.Alert).ToContainTextAsync("at most 120 characters");
        await Expect(page.Passage).ToContainTextAsync("¶ 3");
    }

    [Fact]
    public async Task Ends_move_by_word_and_sentence_and_by_dragging_a_grip()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var (world, d) = (bench.World, Fixtures.First(bench.World));
        var page = await bench.ReadAsync();
        var id = Fixtures.Coding(world, "Fair treatment").Id;
        await page.Bracket("Fair treatment").ClickAsync();
        CodingDto Now() => world.Locked(() => world.Codings[id].Coding);
        await page.KeysAsync("Alt+ArrowRight", "Alt+ArrowRight");
        await Wait.UntilAsync(() => d.Words(Now()) == "whether our own clinic treats everyone who walks in the same. Those are", "the end two words on did not come");
        await page.KeysAsync("Alt+ArrowLeft", "Alt+Shift+ArrowRight");
        await Wait.UntilAsync(() => d.Words(Now()) == "our own clinic treats everyone who walks in the same. Those", "the end back, the start on did not come");
        await page.KeysAsync("Alt+ArrowDown");
        await Wait.UntilAsync(() => d.Words(Now()).EndsWith("different jobs.", StringComparison.Ordinal), "the end to the sentence's end did not come");
        await page.KeysAsync("Alt+Shift+ArrowLeft");
        await Wait.UntilAsync(() => d.Words(Now()).StartsWith("whether", StringComparison.Ordinal), "the start back did not come");
        // the grip
        var target = d.Text.IndexOf("Those are different", StringComparison.Ordinal) + "Those".Length;
        var box = await page.Locator(".grip.end").BoundingBoxAsync();
        var (x, y) = await page.StillAsync(d, target);
        await page.Mouse.MoveAsync(box!.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(x + 40, y, new() { Steps = 4 });
        await page.Mouse.MoveAsync(x + .5f, y, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await Wait.UntilAsync(() => Now().E == target, "the end where it was dropped did not come");
    }

    [Fact]
    public async Task Another_code_takes_a_codings_place_and_the_memo_stays()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var world = bench.World;
        var page = await bench.ReadAsync();
        var id = Fixtures.Coding(world, "Left unsaid").Id;
        await page.Bracket("Left unsaid").First.ClickAsync();
        await Expect(page.Locator("p.memo")).ToContainTextAsync("a silence between them");
        await page.KeysAsync("e");
        await page.GetByRole(AriaRole.Combobox).FillAsync("Soft words");
        await page.KeysAsync("Enter");
        await Wait.UntilAsync(() => world.Locked(() => world.Codes[world.Codings[id].Coding.Code].Name == "Soft words"), "the other code did not come");
        await Expect(page.Live).ToContainTextAsync("its memo stays");
        await Expect(page.Locator("p.memo")).ToContainTextAsync("a silence between them");
    }

    [Fact]
    public async Task Removing_undoing_and_doing_again_follow_the_server()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var world = bench.World;
        var before = world.Codings.Count;
        var page = await bench.ReadAsync();
        await page.Bracket("Fair treatment").ClickAsync();
        await page.KeysAsync("Delete");
        await Expect(page.Bracket("Fair treatment")).ToHaveCountAsync(0);
        await After(world, before - 1);
        await page.KeysAsync("Control+z");
        await Expect(page.Live).ToContainTextAsync("Undone: removed ‘Fair treatment’, paragraph 3");
        await Expect(page.Bracket("Fair treatment")).ToHaveCountAsync(1);
        await After(world, before);
        await page.KeysAsync("Control+Shift+z");
        await Expect(page.Bracket("Fair treatment")).ToHaveCountAsync(0);
        await After(world, before - 1);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true })).ToHaveAttributeAsync("title", "Undo: removed ‘Fair treatment’, paragraph 3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
        await After(world, before);
        await page.KeysAsync("Control+z");
        await Expect(page.Alert).ToContainTextAsync("There is nothing of yours to undo.");
    }

    [Fact]
    public async Task A_memo_is_written_with_a_key_and_kept_when_refused()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var world = bench.World;
        var page = await bench.ReadAsync();
        var id = Fixtures.Coding(world, "Winter").Id;
        await page.Bracket("Winter").ClickAsync();
        await page.KeysAsync("m");
        await page.Keyboard.TypeAsync("Compare with the second clinic. s t c m");
        world.RefuseNext = "The project is being restored; try again in a minute.";
        await page.KeysAsync("Control+Enter");
        await Expect(page.Alert).ToContainTextAsync("being restored");
        await Expect(page.Locator("textarea")).ToHaveValueAsync("Compare with the second clinic. s t c m");
        await page.Locator("textarea").FocusAsync();
        await page.KeysAsync("Control+Enter");
        await Wait.UntilAsync(() => world.Locked(() => world.Memos.GetValueOrDefault($"coding:{id}")?.Count == 1), "the memo did not come");
        await Expect(page.Locator("p.memo")).ToHaveTextAsync("Compare with the second clinic. s t c m");

        // On words that carry no code: the memo is on them, not on the source, and is marked beside them.
        await page.KeysAsync("Escape", "t");
        await Expect(page.Locator("#passage-head")).ToContainTextAsync("Selected passage");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Memo", Exact = true })).ToContainTextAsync("Write a memo on these words");
        await page.KeysAsync("m");
        await page.Keyboard.TypeAsync("She begins elsewhere.");
        world.RefuseNext = "The project is being restored; try again in a minute.";
        await page.KeysAsync("Control+Enter");
        await Expect(page.Alert).ToContainTextAsync("being restored");
        await Expect(page.Locator("button.br.noted")).ToHaveCountAsync(0);
        await Expect(page.Locator("textarea")).ToHaveValueAsync("She begins elsewhere.");
        await page.Locator("textarea").FocusAsync();
        await page.KeysAsync("Control+Enter");
        await Wait.UntilAsync(() => world.Locked(() => world.Passages.Count == 1 && world.Memos[$"excerpt:{world.Passages.Keys.Single()}"].Single().Text == "She begins elsewhere."), "the memo on the words");
        await Expect(page.Locator("button.br.noted")).ToHaveCountAsync(1);
        await page.KeysAsync("Escape");
        await page.Locator("button.br.noted").ClickAsync();
        await Expect(page.Locator("p.memo")).ToHaveTextAsync("She begins elsewhere.");
        await page.KeysAsync("Control+z");
        await Expect(page.Locator("button.br.noted")).ToHaveCountAsync(0);
        await page.KeysAsync("Control+Shift+z");
        await Expect(page.Locator("button.br.noted")).ToHaveCountAsync(1);
        // Coded too, the words still lead to the memo, and choosing them again means the coding.
        await page.KeysAsync("c");
        await page.Keyboard.TypeAsync("Winter");
        await page.KeysAsync("Enter");
        await Expect(page.Locator("p.memo")).ToHaveTextAsync("She begins elsewhere.");
        await page.KeysAsync("Escape", "t");
        await Expect(page.Locator(".chips li[aria-current=true]")).ToContainTextAsync("Winter");
    }

    [Fact]
    public async Task Brackets_of_codings_that_share_lines_never_share_a_column()
    {
        await using var bench = await Bench.OpenAsync(chromium, Fixtures.Large(new Random(3)));
        var page = await bench.ReadAsync();
        const string collisions = """
            () => { let n = 0; for (const lane of document.querySelectorAll(".lane")) {
              const b = [...lane.querySelectorAll(".br")].map(x => [getComputedStyle(x).getPropertyValue("--col"), x.getBoundingClientRect()]);
              for (let i = 0; i < b.length; i++) for (let k = 0; k < i; k++) if (b[i][0] === b[k][0] && b[i][1].top < b[k][1].bottom - .5 && b[k][1].top < b[i][1].bottom - .5) n++; }
              return n; }
            """;
        await Expect(page.Locator(".br").Nth(30)).ToBeAttachedAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>(collisions));
        Assert.True(await page.EvaluateAsync<int>("() => Math.max(...[...document.querySelectorAll('.br')].map(b => Number(getComputedStyle(b).getPropertyValue('--col'))))") <= 4);
        for (var i = 0; i < 12; i++)
        {
            await page.KeysAsync("s", "c");
            await page.Keyboard.TypeAsync($"Code {i + 1}");
            await page.KeysAsync("Enter");
        }
        Assert.Equal(0, await page.EvaluateAsync<int>(collisions));
    }

    [Fact]
    public async Task Plus_n_opens_the_paragraphs_own_list()
    {
        await using var bench = await Bench.OpenAsync(chromium, Fixtures.Large(new Random(3)));
        var page = await bench.ReadAsync();
        var more = page.Locator("button.more").First;
        await Expect(more).ToHaveAccessibleNameAsync(new System.Text.RegularExpressions.Regex(@"^\+\d+ more in paragraph \d+"));
        await more.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Heading)).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^Codings in paragraph \d+$"));
        foreach (var button in await dialog.GetByRole(AriaRole.Button, new() { Name = "Go to" }).AllAsync())
        {
            var box = await button.BoundingBoxAsync();
            Assert.True(box!.Height >= 24 && box.Width >= 24);
        }
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Go to" }).Last.ClickAsync();
        await Expect(page.Passage).ToContainTextAsync("Selected passage");
    }

    [Fact]
    public async Task The_table_pages_through_every_coding_and_removes_one()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var world = bench.World;
        var before = world.Codings.Count;
        var page = await bench.ReadAsync();
        await page.KeysAsync("l");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator("tbody tr")).ToHaveCountAsync(20);
        await Expect(dialog.Locator(".pager")).ToContainTextAsync($"1 to 20 of {before} codings");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Later" }).ClickAsync();
        await Expect(dialog.Locator("tbody tr")).ToHaveCountAsync(before - 20);
        await dialog.GetByRole(AriaRole.Combobox).SelectOptionAsync(new SelectOptionValue { Label = "Money moved" });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await After(world, before - 1);
    }

    [Fact]
    public async Task The_table_has_the_memos_on_words_and_leads_to_them_by_keyboard()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var world = bench.World;
        var before = world.Codings.Count;
        var page = await bench.ReadAsync();
        await page.KeysAsync("t", "m");
        await page.Keyboard.TypeAsync("She begins elsewhere.");
        await page.KeysAsync("Control+Enter");
        await Wait.UntilAsync(() => world.Locked(() => world.Passages.Count == 1), "the memo on the words");
        var (_, start, end) = world.Passages.Values.Single();
        var words = string.Join(' ', world.Documents.Values.Single(d => d.Source.Id == world.Passages.Values.Single().Source).Text[start..end].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        await page.KeysAsync("Escape", "Escape", "l");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator(".pager")).ToContainTextAsync($"1 to 20 of {before + 1}: {before} codings and 1 passage with a memo");
        await dialog.GetByRole(AriaRole.Combobox).SelectOptionAsync(new SelectOptionValue { Label = "Memos on words" });
        await Expect(dialog.Locator(".pager")).ToContainTextAsync("1 to 1 of 1 passage with a memo");
        var row = dialog.Locator("tbody tr");
        await Expect(row).ToHaveCountAsync(1);
        await Expect(row).ToContainTextAsync("Memo");
        await Expect(row.Locator("q")).ToContainTextAsync(words[..20]);
        await Expect(row).ToContainTextAsync("She begins elsewhere.");
        await Expect(row).ToContainTextAsync(world.NameOf(world.Memos.Values.SelectMany(m => m).Single(m => m.Text == "She begins elsewhere.").By));
        // The next stop after the filter is the row's own button, as for a coding.
        await dialog.GetByRole(AriaRole.Combobox).FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(row.GetByRole(AriaRole.Button)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Passage).ToContainTextAsync("Selected passage");
        await Expect(page.Locator("p.memo")).ToHaveTextAsync("She begins elsewhere.");
        // Taken back elsewhere, it leaves the table that is open.
        await page.KeysAsync("Escape", "l");
        await Expect(dialog.Locator(".pager")).ToContainTextAsync("1 passage with a memo");
        world.RemoveMemo(world.Memos.Values.SelectMany(m => m).Single(m => m.Text == "She begins elsewhere.").By, world.Passages.Keys.Single());
        await Expect(dialog.Locator(".pager")).ToContainTextAsync($"1 to 20 of {before} codings");
    }

    [Fact]
    public async Task A_second_memo_on_one_passage_and_an_edit_of_it_are_in_the_table_at_once()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var world = bench.World;
        var page = await bench.ReadAsync();
        await page.KeysAsync("t", "m");
        await page.Keyboard.TypeAsync("She begins elsewhere.");
        await page.KeysAsync("Control+Enter");
        await Wait.UntilAsync(() => world.Locked(() => world.Passages.Count == 1), "the memo on the words");
        var on = $"excerpt:{world.Passages.Keys.Single()}";
        var mine = world.MemosOn(on).Single();
        // A colleague's comes in too, and one's own goes: then one's own is the second.
        world.KeepMemo(world.Analysts.First(a => a.Id != mine.By).Id, on, "Does she?", Guid.CreateVersion7());
        await page.KeysAsync("Escape", "Escape", "l");
        var dialog = page.GetByRole(AriaRole.Dialog);
        var row = dialog.Locator("tbody tr:has(.code.noted)");
        await Expect(row).ToContainTextAsync("and 1 other");
        await Expect(row).ToContainTextAsync("She begins elsewhere.");
        world.RemoveMemo(mine.By, mine.Id);
        await Expect(row).ToContainTextAsync("Does she?");
        await Expect(row).Not.ToContainTextAsync("and 1 other");
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator("p.memo")).ToHaveTextAsync("Does she?");

        await page.KeysAsync("m");
        await page.Keyboard.TypeAsync("She does.");
        await page.KeysAsync("Control+Enter");
        await Wait.UntilAsync(() => world.MemosOn(on).Count == 2, "the second memo");
        await page.KeysAsync("Escape", "l");
        await Expect(row).ToContainTextAsync("She does.");
        await Expect(row).ToContainTextAsync("and 1 other");
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await page.KeysAsync("m");
        await Expect(page.Locator("textarea")).ToHaveValueAsync("She does.");
        await page.Locator("textarea").FillAsync("She does so twice.");
        await page.KeysAsync("Control+Enter");
        await Wait.UntilAsync(() => world.MemosOn(on).Any(m => m.Text == "She does so twice."), "the edit");
        await page.KeysAsync("Escape", "l");
        await Expect(row).ToContainTextAsync("She does so twice.");
        await Expect(row).ToContainTextAsync("and 1 other");
    }

    [Fact]
    public async Task A_reading_that_is_blind_is_named_and_not_shown_until_both_have_finished()
    {
        var world = Fixtures.Project();
        var d = Fixtures.First(world);
        d.Blind = true;
        d.Finished[Fixtures.Ruth.Id] = false;
        d.Finished[Fixtures.Tom.Id] = true;
        Fixtures.Put(world, d, Fixtures.Code(world, "Winter"), "Does anyone say that out loud?", Fixtures.Tom);
        await using var bench = await Bench.OpenAsync(chromium, world);
        var page = await bench.ReadAsync();
        await Expect(page.GetByText("Tom’s reading stays hidden until you both finish.")).ToBeVisibleAsync();
        await Expect(page.Bracket("Tom Okafor")).ToHaveCountAsync(0);
        await Expect(page.Locator(".keys")).ToContainTextAsync("24 codings here");
        await page.GetByRole(AriaRole.Button, new() { Name = "I have finished this source" }).ClickAsync();
        await Expect(page.Bracket("Winter, paragraph 4, Tom Okafor")).ToHaveCountAsync(1);
        await Expect(page.GetByText("stays hidden")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Codings_are_shown_by_one_some_or_all_analysts_and_runs_of_several_are_doubled()
    {
        var world = Fixtures.Project();
        var d = Fixtures.First(world);
        Fixtures.Put(world, d, Fixtures.Code(world, "Winter"), "you cannot bring a staircase to a call about queues. I do not say that bitterly.", Fixtures.Tom);
        Fixtures.Put(world, d, Fixtures.Code(world, "Labels"), "Does anyone say that out loud?", Fixtures.Tom);
        await using var bench = await Bench.OpenAsync(chromium, world);
        var page = await bench.ReadAsync(height: 1600);
        await Expect(page.Bracket("Winter ×2, paragraph 9, Ruth Pell and Tom Okafor")).ToHaveCountAsync(1);
        Assert.Equal("double", await page.Locator("button.br.many").First.EvaluateAsync<string>("e => getComputedStyle(e).borderRightStyle"));
        await page.KeysAsync("w");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Tom Okafor" }).UncheckAsync();
        await Expect(page.Locator("button.br.many")).ToHaveCountAsync(0);
        await Expect(page.Bracket("Tom Okafor")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Tom Okafor" }).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Ruth Pell" }).UncheckAsync();
        await Expect(page.Locator(".keys")).ToContainTextAsync("2 codings here, 2 codes");
    }

    [Fact]
    public async Task Another_analysts_coding_is_not_changed_and_the_page_says_whose_it_is()
    {
        var world = Fixtures.Project();
        Fixtures.Put(world, Fixtures.First(world), Fixtures.Code(world, "Labels"), "Does anyone say that out loud?", Fixtures.Tom);
        await using var bench = await Bench.OpenAsync(chromium, world);
        var page = await bench.ReadAsync();
        var writes = world.Writes;
        await page.Bracket("Tom Okafor").First.ClickAsync();
        await page.KeysAsync("Delete");
        await Expect(page.Alert).ToContainTextAsync("This coding is Tom Okafor’s");
        await Expect(page.Bracket("Tom Okafor")).ToHaveCountAsync(1);
        Assert.Equal(writes, world.Writes);
    }

    [Fact]
    public async Task One_code_is_shown_alone_and_all_again()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var page = await bench.ReadAsync();
        await page.Bracket("Left unsaid").First.ClickAsync();
        await page.KeysAsync("f");
        await Expect(page.Locator(".keys")).ToContainTextAsync("3 codings here, 1 code");
        await Expect(page.Bracket("Fair treatment")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show all" }).ClickAsync();
        await Expect(page.Bracket("Fair treatment")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Suggestions_are_drawn_apart_and_accepted_or_dismissed_by_key()
    {
        var world = Fixtures.Project();
        var d = Fixtures.First(world);
        var first = Fixtures.Put(world, d, Fixtures.Code(world, "Winter"), "we moved on to winter beds", Fixtures.Ruth, suggested: true);
        var second = Fixtures.Put(world, d, Fixtures.Code(world, "Winter"), "Does anyone say that out loud?", Fixtures.Ruth, suggested: true);
        await using var bench = await Bench.OpenAsync(chromium, world);
        var page = await bench.ReadAsync(height: 1200);
        await Expect(page.Locator("button.br.sugg")).ToHaveCountAsync(2);
        await Expect(page.Locator(".keys")).ToContainTextAsync("24 codings here");
        await page.Bracket("Winter?, paragraph 7, suggestion").ClickAsync();
        await page.KeysAsync("a");
        await Wait.UntilAsync(() => world.Locked(() => !world.Codings[first.Id].Coding.Suggested), "the first was not accepted");
        await Expect(page.Locator(".keys")).ToContainTextAsync("25 codings here");
        await page.Bracket("Winter?, paragraph 4, suggestion").ClickAsync();
        await page.KeysAsync("d");
        await Wait.UntilAsync(() => world.Locked(() => !world.Codings.ContainsKey(second.Id)), "the second was not dismissed");
        await Expect(page.Locator("button.br.sugg")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_lane_is_one_tab_stop_and_arrows_walk_it_to_codings_far_away()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var page = await bench.ReadAsync(height: 400);
        await Expect(page.Locator("button.br[tabindex='0']")).ToHaveCountAsync(1);
        await page.Bracket("Conditions of life").FocusAsync();
        for (var i = 0; i < 23; i++) await page.KeysAsync("ArrowDown");
        Assert.StartsWith("Left unsaid, paragraph 21", await page.EvaluateAsync<string>("() => document.activeElement.textContent"), StringComparison.Ordinal);
        await Expect(page.Locator("button.br[tabindex='0']")).ToHaveCountAsync(1);
        await page.KeysAsync("ArrowDown");
        await Expect(page.Live).ToContainTextAsync("last coding");
        await page.KeysAsync("Enter");
        await Expect(page.Passage).ToContainTextAsync("¶ 21");
        await page.KeysAsync("[");
        await Expect(page.Passage).ToContainTextAsync("¶ 19");
    }

    [Fact]
    public async Task The_codebook_is_a_tree_with_one_tab_stop_that_marks_several()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var world = bench.World;
        var before = world.Codings.Count;
        var page = await bench.ReadAsync();
        await Expect(page.Locator("[role=treeitem][tabindex='0']")).ToHaveCountAsync(1);
        await page.KeysAsync("s");
        await page.Locator("[role=treeitem][tabindex='0']").FocusAsync();
        await page.KeysAsync("ArrowDown", " ", "ArrowDown", "Enter");
        await After(world, before + 2);
        await page.Locator("[role=treeitem][tabindex='0']").FocusAsync();
        await page.KeysAsync("Home", "ArrowLeft");
        await Expect(page.GetByRole(AriaRole.Treeitem).Filter(new() { HasText = "Conditions of life" })).ToHaveCountAsync(0);
        await page.KeysAsync("ArrowRight");
        await Expect(page.GetByRole(AriaRole.Treeitem).Filter(new() { HasText = "Conditions of life" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Single_letters_rest_in_a_field_and_can_be_turned_off()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var page = await bench.ReadAsync();
        await page.KeysAsync("/");
        await page.Keyboard.TypeAsync("st");
        await Expect(page.Passage).ToHaveTextAsync("Nothing selected");
        await Expect(page.Locator(".codebook input")).ToHaveValueAsync("st");
        await page.KeysAsync("Escape", "Escape", "?");
        await page.GetByRole(AriaRole.Checkbox).UncheckAsync();
        await page.KeysAsync("Escape", "s");
        await Expect(page.Passage).ToHaveTextAsync("Nothing selected");
        await page.Locator(".keys").GetByRole(AriaRole.Button, new() { Name = "sentence" }).ClickAsync();
        await Expect(page.Passage).ToContainTextAsync("Selected passage");
        await page.ReloadAsync();
        await page.Locator("main[data-ready]").WaitForAsync();
        await page.KeysAsync("s");
        await Expect(page.Passage).ToHaveTextAsync("Nothing selected");
    }

    [Fact]
    public async Task The_thread_is_pulled_from_the_passage_to_the_panel()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var page = await bench.ReadAsync();
        await page.Bracket("Left unsaid").First.ClickAsync();
        await page.GetByText("Gathered under").WaitForAsync();
        const string gap = """
            () => { const p = document.querySelector(".pull").getBoundingClientRect(), k = document.querySelector(".here .knot").getBoundingClientRect();
              const up = document.querySelector(".pull").classList.contains("up"), edge = document.querySelector(".side").getBoundingClientRect().left;
              return Math.max(Math.abs(p.right - (up ? edge : k.left + k.width / 2)), Math.abs((up ? p.top : p.bottom) - (k.top + k.height / 2))); }
            """;
        await page.WaitForFunctionAsync($"() => ({gap})() <= 3");
        await page.Mouse.WheelAsync(0, 120);
        await page.WaitForFunctionAsync("() => scrollY > 100");
        await page.WaitForFunctionAsync($"() => ({gap})() <= 3");
        await page.Mouse.WheelAsync(0, 5000);
        await Expect(page.Locator(".pull")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_click_on_coded_words_chooses_the_shortest_coding_there_and_a_gutter_click_the_paragraph_or_turn()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var (world, d) = (bench.World, Fixtures.First(bench.World));
        var page = await bench.ReadAsync();
        var (x, y) = await page.PointAsync(d, Fixtures.Coding(world, "What gets counted").S + 4);
        await page.Mouse.ClickAsync(x, y);
        await Expect(page.Locator(".chips li[aria-current]")).ToContainTextAsync("What gets counted");
        await page.Locator(".no span").Nth(3).ClickAsync();
        await Expect(page.Live).ToContainTextAsync("Paragraph selected, paragraph 4");
        await page.Locator(".no b").Nth(1).ClickAsync();
        await Expect(page.Live).ToContainTextAsync("Turn selected, paragraph 3");
    }

    [Fact]
    public async Task The_place_is_remembered_and_a_link_opens_at_its_passage()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var (world, d) = (bench.World, Fixtures.First(bench.World));
        var page = await bench.ReadAsync(height: 500);
        await page.Mouse.MoveAsync(500, 300);
        await page.Mouse.WheelAsync(0, 1200);
        await Wait.UntilAsync(() => world.Locked(() => d.LastPosition > 1000), "the place did not come");
        var other = await bench.ReadAsync(height: 500);
        await other.WaitForFunctionAsync("() => scrollY > 600");
        var coding = Fixtures.Coding(world, "Money moved");
        var linked = await bench.ReadAsync(hash: $"#at={coding.S.Inv()}-{coding.E.Inv()}");
        Assert.Equal(d.Words(coding), await linked.SelectedTextAsync());
    }

    [Fact]
    public async Task The_browsers_find_reaches_text_far_from_the_window()
    {
        await using var bench = await Bench.OpenAsync(chromium, Fixtures.Large(new Random(5), 500));
        var page = await bench.ReadAsync();
        var d = Fixtures.First(bench.World);
        var words = d.Text.Substring(d.Blocks[470].S + 40, 40);
        Assert.True(await page.EvaluateAsync<bool>("w => window.find(w)", words));
        Assert.Equal(words.Trim(), (await page.SelectedTextAsync()).Trim());
    }

    [Fact]
    public async Task A_source_that_is_not_there_says_so_and_offers_to_try_again()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var page = await bench.ReadAsync();
        var gone = Guid.CreateVersion7();
        await page.GotoAsync(page.Url.Replace(Fixtures.First(bench.World).Source.Id.ToString(), gone.ToString(), StringComparison.Ordinal));
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync($"There is no source {gone}.");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToBeVisibleAsync();
    }
}
