using Microsoft.Playwright;
using Throughline.Storage;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Phases;
using Throughline.Synthesis.Translation;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Synthesis.Tests;

/// <summary>Two people at one thing: the second is told, sees what the first wrote, and loses nothing of what they typed.</summary>
public sealed class TwoPeopleTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_construct_is_moved_only_out_of_and_into_cells_as_they_were_seen(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var (construct, compare) = (await world.TakeAsync(), bench.Get<CompareStudy.Handler>());
        World.Must(await world.DecideAsync(world.By, 0, 0, CellRelation.Same, construct));
        var seen = await world.GridAsync();
        // While one looks at it, the other writes down what it is to the concept, and that the second concept was looked for in vain.
        World.Must(await compare.DecideAsync(world.Other, world.Studies[0], world.Concepts[0], new(CellRelation.Refutes, Reason: "Out of reach is performed.", Limits: "One board.", Seen: seen[world.Studies[0], world.Concepts[0]].Seen), Cancel));
        World.Must(await world.DecideAsync(world.Other, 0, 1, CellRelation.NoneFound));
        var (from, into) = (seen.SpotOf(world.Studies[0], world.Concepts[0]), seen.SpotOf(world.Studies[0], world.Concepts[1]));
        Assert.Contains("Politics out of reach", Assert.IsType<Refused>((await compare.PlaceAsync(world.By, construct, from, null, Cancel)).Error).Message, StringComparison.Ordinal);
        Assert.IsType<Refused>((await compare.PlaceAsync(world.By, construct, from, into, Cancel)).Error);
        var now = await world.GridAsync();
        from = now.SpotOf(world.Studies[0], world.Concepts[0]);
        Assert.Contains("What is counted", Assert.IsType<Refused>((await compare.PlaceAsync(world.By, construct, from, into, Cancel)).Error).Message, StringComparison.Ordinal);
        now = await world.GridAsync();
        var cell = now[world.Studies[0], world.Concepts[0]];
        Assert.Equal((CellState.Refutes, "Out of reach is performed.", "One board.", construct), (cell.State, cell.Decided!.Reason, cell.Decided.Limits, cell.Constructs.Single()));
        Assert.Equal(CellState.NoneFound, now[world.Studies[0], world.Concepts[1]].State);
        // Who has seen both may.
        World.Must(await compare.PlaceAsync(world.By, construct, from, now.SpotOf(world.Studies[0], world.Concepts[1]), Cancel));
        now = await world.GridAsync();
        Assert.Equal((CellState.NotYet, CellState.Same), (now[world.Studies[0], world.Concepts[0]].State, now[world.Studies[0], world.Concepts[1]].State));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_was_decided_for_the_whole_synthesis_is_not_written_over_unseen(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var plan = bench.Get<DecidePlan.Handler>();
        var seen = await plan.ReadAsync(world.By.Project, Cancel);
        World.Must(await plan.RunAsync(world.By, seen with { Stance = "A nurse before." }, Cancel, seen));
        Assert.IsType<Refused>((await plan.RunAsync(world.Other, seen with { Plain = "We read three studies." }, Cancel, seen)).Error);
        var now = await plan.ReadAsync(world.By.Project, Cancel);
        Assert.Equal(("A nurse before.", ""), (now.Stance, now.Plain));
        World.Must(await plan.RunAsync(world.Other, now with { Plain = "We read three studies." }, Cancel, now));
        Assert.Equal(("A nurse before.", "We read three studies."), (await plan.ReadAsync(world.By.Project, Cancel)) is var kept ? (kept.Stance, kept.Plain) : default);
    }

    [Fact]
    public async Task Two_people_at_one_cell_and_at_one_plan_are_told_and_shown_what_the_other_wrote()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        await world.TakeAsync();
        await using var server = await bench.StartServerAsync();
        var at = $"/p/{world.By.Project.Value:D}/synthesis";
        await TestBrowser.RunAsync(async ruths => await TestBrowser.RunAsync(async toms =>
        {
            var (ruth, tom) = (ruths.Page, toms.Page);
            foreach (var page in new[] { ruth, tom })
            {
                await page.GotoAsync(server.Link);
                await page.GotoAsync(at);
                await Expect(page.Locator(".syn-scroll[data-ready=true]")).ToBeVisibleAsync();
            }
            // The page is opened afresh: what is done before that would be done to the one that goes.
            var opened = new TaskCompletionSource();
            tom.Load += (_, _) => opened.TrySetResult();
            await tom.GetByLabel("coding as").SelectOptionAsync(new SelectOptionValue { Label = "Tom Hale" });
            await opened.Task.WaitAsync(Cancel);
            await Expect(tom.GetByLabel("coding as").Locator("option:checked")).ToHaveTextAsync("Tom Hale");
            await Expect(tom.Locator(".syn-scroll[data-ready=true]")).ToBeVisibleAsync();
            foreach (var page in new[] { ruth, tom })
            {
                await Cell(page).ClickAsync();
                await Expect(page.Locator(".syn-aside .eyebrow").First).ToHaveTextAsync("Tremblay 2010, against");
            }
            await Aside(ruth).GetByLabel("refutes").CheckAsync();
            await Aside(ruth).GetByLabel("a political question").CheckAsync();
            await Aside(ruth).GetByLabel("Why").FillAsync("Out of reach is performed.");
            await Aside(ruth).GetByLabel("What in the setting limits it").FillAsync("One board.");
            await Keep(ruth).ClickAsync();
            await Expect(ruth.GetByText("1 of 6 compared")).ToBeVisibleAsync();

            // Tom sees the cell as it was: he is told, sees every word of hers, and his own stay.
            await Aside(tom).GetByLabel("extends").CheckAsync();
            await Aside(tom).GetByLabel("Why").FillAsync("It goes further.");
            await Keep(tom).ClickAsync();
            var alert = Aside(tom).GetByRole(AriaRole.Alert);
            await Expect(alert).ToContainTextAsync("Somebody changed this cell while you were at it.");
            await Expect(alert).ToContainTextAsync("It now says: refutes, by “a political question”; Ruth Adeyemi decided it. Why: Out of reach is performed. Limited by: One board.");
            await Expect(Aside(tom).GetByLabel("Why")).ToHaveValueAsync("It goes further.");
            await Expect(Aside(tom).GetByLabel("extends")).ToBeCheckedAsync();
            await tom.AssertNoViolationsAsync();
            await toms.ScreenshotAsync("synthesis-two-people", fullPage: true);
            // Having read it he writes his in its place; her construct stays in the cell.
            await Aside(tom).GetByLabel("Why").FillAsync("Out of reach is performed; it goes further.");
            await Keep(tom).ClickAsync();
            await Expect(Cell(tom)).ToHaveAttributeAsync("aria-label", "Tremblay 2010, Politics out of reach: a political question; extends");
            await Expect(alert).ToHaveCountAsync(0);

            // What Ruth has before her is hers of before: she takes nothing out of what he wrote since.
            await Aside(ruth).GetByRole(AriaRole.Button, new() { Name = "Take out a political question" }).ClickAsync();
            await Expect(Aside(ruth).GetByRole(AriaRole.Alert)).ToContainTextAsync("It now says: extends, by “a political question”; Tom Hale decided it. Why: Out of reach is performed; it goes further.");
            await Expect(Cell(ruth)).ToHaveAttributeAsync("aria-label", "Tremblay 2010, Politics out of reach: a political question; extends");

            foreach (var page in new[] { ruth, tom })
            {
                await page.GotoAsync($"{at}/phases");
                await Expect(Stance(page)).ToBeEditableAsync();
            }
            await Stance(ruth).FillAsync("A nurse before.");
            await KeepPlan(ruth).ClickAsync();
            await Expect(ruth.Locator(".did")).ToContainTextAsync("Kept.");
            await Plain(tom).FillAsync("We read three studies.");
            await KeepPlan(tom).ClickAsync();
            await Expect(tom.GetByRole(AriaRole.Alert)).ToContainTextAsync("Background and stance: A nurse before.");
            await Expect(Plain(tom)).ToHaveValueAsync("We read three studies.");
            await Stance(tom).FillAsync("A nurse before. A manager.");
            await KeepPlan(tom).ClickAsync();
            await Expect(tom.Locator(".did")).ToContainTextAsync("Kept.");
            var kept = await bench.Get<DecidePlan.Handler>().ReadAsync(world.By.Project, Cancel);
            Assert.Equal(("A nurse before. A manager.", "We read three studies."), (kept.Stance, kept.Plain));
        }, new() { BaseUrl = server.BaseUrl }), new() { BaseUrl = server.BaseUrl });

        static ILocator Aside(IPage page) => page.Locator(".syn-aside");
        static ILocator Cell(IPage page) => page.Locator(".syn-cell[aria-label^='Tremblay 2010, Politics out of reach:']");
        static ILocator Keep(IPage page) => Aside(page).GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true });
        static ILocator Plan(IPage page) => page.GetByRole(AriaRole.Form, new() { Name = "Decided for the whole synthesis" });
        static ILocator Stance(IPage page) => Plan(page).GetByLabel("Who reads, and from where");
        static ILocator Plain(IPage page) => Plan(page).GetByLabel("In plain words");
        static ILocator KeepPlan(IPage page) => Plan(page).GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true });
    }

    [Fact]
    public async Task Turned_the_grid_shows_what_is_in_no_cell_and_it_is_put_into_one()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        await world.TakeAsync();
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.By.Project.Value:D}/synthesis");
            await Expect(page.Locator(".syn-scroll[data-ready=true]")).ToBeVisibleAsync();
            await page.GetByLabel("concepts down the side").CheckAsync();
            await Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = "In no cell" })).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            var chip = page.Locator("td.syn-loose .syn-chip");
            var cell = page.Locator(".syn-cell[aria-label^='Tremblay 2010, What is counted:']");
            await chip.DragToAsync(cell);
            await Expect(cell).ToHaveAttributeAsync("aria-label", "Tremblay 2010, What is counted: a political question; says the same");
            await Expect(chip).ToHaveCountAsync(0);
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task From_a_storyline_a_step_and_a_sentence_the_thread_opens_and_a_step_is_named_anew()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        var edit = bench.Get<EditStoryline.Handler>();
        var storyline = World.Must(await edit.AddAsync(world.By, new("The quiet line"), Cancel));
        var step = World.Must(await edit.AddStepAsync(world.By, storyline, "Quiet as duty", "", Cancel));
        World.Must(await edit.WriteAsync(world.By, step, new("Politics is kept out.", true, "", [world.Concepts[0].Node]), Cancel));
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            foreach (var (what, next) in new[] { ("Politics is kept out.", "Politics out of reach"), ("Quiet as duty", "Politics is kept out."), ("The quiet line", "Quiet as duty") })
            {
                await page.GotoAsync($"/p/{world.By.Project.Value:D}/synthesis/argument");
                await page.GetByRole(AriaRole.Link, new() { Name = $"Where it leads: {what}" }).ClickAsync();
                await Expect(page.Locator("main")).ToContainTextAsync(what);
                await Expect(page.Locator("main")).ToContainTextAsync(next);
                await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/thread/"));
            }
            await page.GotoAsync($"/p/{world.By.Project.Value:D}/synthesis/argument");
            await page.GetByRole(AriaRole.Button, new() { Name = "Name anew: Quiet as duty" }).ClickAsync();
            await page.GetByLabel("New name of “Quiet as duty”").FillAsync("Quiet as a duty of office");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the name" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Quiet as a duty of office" })).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
        }, new() { BaseUrl = server.BaseUrl });
    }
}
