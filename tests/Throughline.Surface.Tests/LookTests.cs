using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Throughline.Surface.Tests;

public class LookTests(Chromium chromium)
{
    private static readonly string? s_shots = Environment.GetEnvironmentVariable("THROUGHLINE_SHOTS");

    [Theory]
    [InlineData(1280, 800, "light")]
    [InlineData(1280, 800, "dark")]
    [InlineData(1920, 1080, "light")]
    [InlineData(1920, 1080, "dark")]
    public async Task The_page_passes_axe_with_a_passage_selected_and_with_none(int width, int height, string theme)
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var page = await bench.ReadAsync(width: width, height: height, theme: theme);
        await AssertAccessible(page);
        await page.Bracket("Left unsaid").First.ClickAsync();
        await page.GetByText("Gathered under").WaitForAsync();
        await AssertAccessible(page);
        await Shot(page, $"coding-{width}-{theme}");
    }

    [Fact]
    public async Task Every_part_that_opens_passes_axe()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var page = await bench.ReadAsync();
        await page.KeysAsync("s", "c");
        await page.GetByRole(AriaRole.Combobox).FillAsync("wi");
        await AssertAccessible(page);
        await Shot(page, "picker");
        await page.KeysAsync("Escape", "l");
        await page.GetByRole(AriaRole.Dialog, new() { Name = "Codings in this source" }).WaitForAsync();
        await AssertAccessible(page);
        await Shot(page, "table");
        await page.KeysAsync("Escape", "?");
        await page.GetByRole(AriaRole.Dialog, new() { Name = "All keys" }).WaitForAsync();
        await AssertAccessible(page);
        await Shot(page, "keys");
        await page.KeysAsync("Escape", "m");
        await page.Locator("textarea").WaitForAsync();
        bench.World.RefuseNext = "A memo needs words.";
        await page.Locator("textarea").FillAsync("x");
        await page.KeysAsync("Control+Enter");
        await page.Alert.WaitForAsync();
        await AssertAccessible(page);
        await Shot(page, "refused");
    }

    [Fact]
    public async Task A_document_keeps_its_headings_lists_table_pages_and_printed_numbers()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var paper = bench.World.Documents.Values.Single(d => d.Source.Kind == "document");
        var page = await bench.ReadAsync(paper);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What we will do" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".transcript").GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator(".transcript").GetByRole(AriaRole.Columnheader)).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator(".transcript").GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator(".no").Nth(1)).ToHaveTextAsync("14");
        await Assertions.Expect(page.Locator(".pg").First).ToHaveTextAsync("p. 3");
        // a cell can be coded, and its bracket stands beside the table
        var cell = paper.Blocks.First(b => b.K == "tableCell" && paper.Text[b.S..b.E] == "11 of 40");
        await page.DragAsync(paper, cell.S, cell.E);
        await page.KeysAsync("c");
        await page.GetByRole(AriaRole.Combobox).FillAsync("What gets counted");
        await page.KeysAsync("Enter");
        await Assertions.Expect(page.Bracket("What gets counted")).ToHaveCountAsync(1);
        await AssertAccessible(page);
        await Shot(page, "document");
    }

    [Fact]
    public async Task A_page_crowded_with_codings_passes_axe_and_no_label_covers_another()
    {
        await using var bench = await Bench.OpenAsync(chromium, Fixtures.Large(new Random(4)));
        var page = await bench.ReadAsync();
        await page.KeysAsync("]", "]");
        await AssertAccessible(page);
        await Shot(page, "crowded");
        Assert.Equal(0, await page.EvaluateAsync<int>("""
            () => { const b = [...document.querySelectorAll(".lb, .more")].map(x => x.getBoundingClientRect()).sort((x, y) => x.top - y.top);
              return b.filter((x, i) => i && x.top < b[i - 1].bottom - 1).length; }
            """));
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(1920)]
    public async Task The_pulled_thread_passes_behind_the_labels_in_the_margin(int width)
    {
        await using var bench = await Bench.OpenAsync(chromium, Fixtures.Large(new Random(4)));
        var page = await bench.ReadAsync(width: width, height: 1000);
        var crossed = 0;
        for (var i = 0; i < 40 && crossed < 3; i++)
        {
            await page.KeysAsync("]");
            await page.WaitForFunctionAsync("() => document.querySelector('.here .knot')");
            // A label that the line of the thread runs through.
            var box = await page.EvaluateAsync<float[]?>("""
                () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
                  const pull = document.querySelector(".pull");
                  if (pull.hidden) return done(null);
                  const p = pull.getBoundingClientRect(), y = pull.classList.contains("up") ? p.bottom : p.top;
                  for (const l of document.querySelectorAll(".lb")) { const r = l.getBoundingClientRect();
                    if (r.top < y - 3 && r.bottom > y + 3 && r.left > p.left && r.right < p.right) return done([r.left, r.top, r.width, r.height]); }
                  done(null);
                })))
                """);
            if (box is null) continue;
            crossed++;
            PageScreenshotOptions label = new() { Clip = new() { X = box[0], Y = box[1], Width = box[2], Height = box[3] } };
            var with = await page.ScreenshotAsync(label);
            if (crossed == 1) await Shot(page, $"behind-{width}");
            await page.EvaluateAsync("() => { document.querySelector('.pull').style.visibility = 'hidden'; }");
            Assert.Equal(await page.ScreenshotAsync(label), with);
            await page.EvaluateAsync("() => { document.querySelector('.pull').style.visibility = ''; }");
        }
        Assert.NotEqual(0, crossed);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(1920)]
    public async Task A_label_too_long_for_the_margin_is_cut_in_its_name_and_never_in_how_many_coded_it(int width)
    {
        var world = Fixtures.Project();
        var d = Fixtures.First(world);
        var code = Fixtures.Code(world, "Winter");
        world.Codes[code.Id] = code with { Name = "Winter and everything with a queue that has to come before anything else" };
        Fixtures.Put(world, d, code, "you cannot bring a staircase to a call about queues. I do not say that bitterly.", Fixtures.Tom);
        await using var bench = await Bench.OpenAsync(chromium, world);
        var page = await bench.ReadAsync(width: width, height: 1600);
        var label = page.Bracket("Winter and everything").Locator(".lb");
        await Assertions.Expect(label).ToHaveAttributeAsync("title", "Winter and everything with a queue that has to come before anything else ×2");
        await Assertions.Expect(label.Locator(".times")).ToHaveTextAsync(" ×2");
        Assert.True(await label.EvaluateAsync<bool>("""
            e => { const nm = e.querySelector(".nm"), n = e.querySelector(".times"), r = n.getBoundingClientRect();
              return nm.scrollWidth > nm.clientWidth && n.scrollWidth <= n.clientWidth + 1 && r.left >= nm.getBoundingClientRect().right - 1 && r.right <= e.getBoundingClientRect().right
                && e.getBoundingClientRect().right <= document.querySelector(".side").getBoundingClientRect().left; }
            """));
        await AssertAccessible(page);
        await page.Bracket("Winter and everything").ClickAsync();
        await Shot(page, $"long-label-{width}");
    }

    [Fact]
    public async Task A_speaker_with_a_long_name_is_named_above_the_turn_and_an_interviewer_by_a_q()
    {
        var world = Fixtures.Project();
        var was = Fixtures.First(world);
        var d = was with { Speakers = [was.Speakers[0] with { Label = "Interviewer" }, was.Speakers[1] with { Label = "NHS leader, ICS A" }] };
        world.Documents[d.Source.Id] = d;
        await using var bench = await Bench.OpenAsync(chromium, world);
        var page = await bench.ReadAsync(d);
        await Assertions.Expect(page.Locator(".sp").First).ToHaveTextAsync("NHS leader, ICS A");
        await Assertions.Expect(page.Locator(".no b").First).ToHaveTextAsync("Q");
        // the bracket still stands beside its own line
        var bracket = await page.Bracket("Conditions of life").BoundingBoxAsync();
        var (_, y) = await page.StillAsync(d, Fixtures.Coding(world, "Conditions of life").S);
        Assert.InRange(y, bracket!.Y, bracket.Y + 28);
        await Shot(page, "long-names");
    }

    [Fact]
    public async Task On_paper_every_coding_is_drawn_at_the_paper_width_and_the_screen_comes_back_after()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var page = await bench.ReadAsync(height: 300);
        await Assertions.Expect(page.Locator("button.br")).Not.ToHaveCountAsync(0);
        var drawn = await page.Locator("button.br").CountAsync();
        Assert.True(drawn < bench.World.Codings.Count);
        await page.EvaluateAsync("() => dispatchEvent(new Event('beforeprint'))");
        Assert.True(await page.Locator("button.br").CountAsync() >= bench.World.Codings.Count - 2);
        var width = await page.Locator(".reader-in").EvaluateAsync<float>("e => e.getBoundingClientRect().width");
        Assert.InRange(width, 679, 681);
        await page.EvaluateAsync("() => dispatchEvent(new Event('afterprint'))");
        await Assertions.Expect(page.Locator("button.br")).ToHaveCountAsync(drawn);
        if (s_shots is not null) await page.PdfAsync(new() { Path = Path.Combine(s_shots, "paper.pdf"), PreferCSSPageSize = true, Format = "A4" });
    }

    [Theory]
    [InlineData(800)]
    [InlineData(420)]
    public async Task A_small_screen_needs_no_sideways_scrolling(int width)
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var page = await bench.ReadAsync(width: width);
        await page.Bracket("Fair treatment").First.ClickAsync();
        Assert.Equal(width, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        await Shot(page, $"small-{width}");
    }

    [Fact]
    public async Task Forced_colours_keep_brackets_and_states()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var page = await bench.ReadAsync();
        await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        await page.Bracket("Fair treatment").First.ClickAsync();
        var border = await page.Bracket("Fair treatment").First.EvaluateAsync<string>("e => getComputedStyle(e).borderRightStyle");
        Assert.Equal("solid", border);
        await Shot(page, "forced");
    }

    [Fact]
    public async Task The_choice_of_light_or_dark_is_remembered()
    {
        await using var bench = await Bench.OpenAsync(chromium);
        var page = await bench.ReadAsync(theme: "light");
        await page.GetByRole(AriaRole.Button, new() { Name = "Light or dark" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        var other = await bench.AgainAsync(page.Context);
        await Assertions.Expect(other.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    internal static async Task AssertAccessible(IPage page)
    {
        var result = await page.RunAxe();
        Assert.True(result.Violations.Length == 0, string.Join("\n", result.Violations.Select(v => $"{v.Id}: {v.Help}\n  " + string.Join("\n  ", v.Nodes.Take(4).Select(n => n.Html)))));
    }

    internal static async Task Shot(IPage page, string name)
    {
        if (s_shots is null) return;
        Directory.CreateDirectory(s_shots);
        await page.ScreenshotAsync(new() { Path = Path.Combine(s_shots, $"{name}.png") });
    }
}
