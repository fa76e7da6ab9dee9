using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
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
        Must(await world.DecideAsync(world.By, 0, 0, CellRelation.Same, construct));
        var seen = await world.GridAsync();
        // While one looks at it, the other writes down what it is to the concept, and that the second concept was looked for in vain.
        Must(await compare.DecideAsync(world.Other, world.Studies[0], world.Concepts[0], new(CellRelation.Refutes, Reason: "Out of reach is performed.", Limits: "One board.", Seen: seen[world.Studies[0], world.Concepts[0]].Seen), Cancel));
        Must(await world.DecideAsync(world.Other, 0, 1, CellRelation.NoneFound));
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
        Must(await compare.PlaceAsync(world.By, construct, from, now.SpotOf(world.Studies[0], world.Concepts[1]), Cancel));
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
        Must(await plan.RunAsync(world.By, seen with { Stance = "A nurse before." }, Cancel, seen));
        Assert.IsType<Refused>((await plan.RunAsync(world.Other, seen with { Plain = "We read three studies." }, Cancel, seen)).Error);
        var now = await plan.ReadAsync(world.By.Project, Cancel);
        Assert.Equal(("A nurse before.", ""), (now.Stance, now.Plain));
        Must(await plan.RunAsync(world.Other, now with { Plain = "We read three studies." }, Cancel, now));
        Assert.Equal(("A nurse before.", "We read three studies."), (await plan.ReadAsync(world.By.Project, Cancel)) is var kept ? (kept.Stance, kept.Plain) : default);
    }

    /// <summary>Both have read what there is before either writes: who comes second is refused by what the database holds, not by what was seen.</summary>
    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Of_two_who_keep_at_the_same_moment_one_is_refused_and_nothing_of_the_other_is_lost(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var both = new AtOnce();
        await using var services = new ServiceCollection().AddThroughline(bench.Address).AddSingleton(bench.Clock).AddSingleton<IInterceptor>(both).BuildServiceProvider();
        var (compare, plan) = (services.GetRequiredService<CompareStudy.Handler>(), services.GetRequiredService<DecidePlan.Handler>());
        var (study, concept) = (world.Studies[0], world.Concepts[0]);

        // A cell of which there is nothing yet; then the same cell again.
        foreach (var (hers, his) in new[] { (CellRelation.Same, CellRelation.Refutes), (CellRelation.Extends, CellRelation.NoneFound) })
        {
            var seen = (await world.GridAsync())[study, concept].Seen;
            var done = await TwiceAsync(async by => (await compare.DecideAsync(by, study, concept, new(by == world.By ? hers : his, Reason: $"{by.Analyst.Value}", Seen: seen), Cancel)).Error);
            var cell = (await world.GridAsync())[study, concept].Decided!;
            Assert.Equal((done.Analyst, done == world.By ? hers : his, $"{done.Analyst.Value}"), (cell.Analyst, cell.Relation, cell.Reason));
        }
        // One keeps it, the other takes it back.
        var last = (await world.GridAsync())[study, concept].Seen;
        var kept = await TwiceAsync(async by => by == world.By ? (await compare.DecideAsync(by, study, concept, new(CellRelation.Same, Reason: "Kept.", Seen: last), Cancel)).Error : (await compare.ClearAsync(by, study, concept, last, Cancel)).Error);
        Assert.Equal(kept == world.By ? "Kept." : null, (await world.GridAsync())[study, concept].Decided?.Reason);

        // The plan, before there is one and after.
        for (var round = 1; round <= 2; round++)
        {
            var seen = await plan.ReadAsync(world.By.Project, Cancel);
            var done = await TwiceAsync(async by => (await plan.RunAsync(by, by == world.By ? seen with { Stance = $"A nurse, {round}." } : seen with { Plain = $"We read, {round}." }, Cancel, seen)).Error);
            Assert.Equal(done == world.By ? seen with { Stance = $"A nurse, {round}." } : seen with { Plain = $"We read, {round}." }, await plan.ReadAsync(world.By.Project, Cancel));
        }

        // Who did it; the other was refused, and told to look again.
        async Task<Acting> TwiceAsync(Func<Acting, Task<Error?>> act)
        {
            both.Begin();
            Acting[] people = [world.By, world.Other];
            var errors = await Task.WhenAll(people.Select(by => Task.Run(() => act(by), Cancel)));
            var refused = Assert.Single(errors.OfType<Refused>());
            Assert.Contains("ook again", refused.Message, StringComparison.Ordinal);
            return people[Array.IndexOf(errors, null)];
        }
    }

    /// <summary>Holds back the first of two transactions until the second is asked for.</summary>
    private sealed class AtOnce : DbTransactionInterceptor
    {
        private TaskCompletionSource _both = new();
        private int _come;

        public void Begin() => (_both, _come) = (new(TaskCreationOptions.RunContinuationsAsynchronously), 0);

        public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
        {
            if (Interlocked.Increment(ref _come) == 2) _both.TrySetResult();
            await _both.Task.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);
            return result;
        }
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

            // T says that it is thin, and not so after all; what is thin is a list of its own.
            await cell.FocusAsync();
            await page.Keyboard.PressAsync("t");
            await Expect(cell).ToHaveAttributeAsync("aria-label", "Tremblay 2010, What is counted: a political question; says the same; thin");
            await page.GetByText("All comparisons, by what they say").ClickAsync();
            await page.GetByLabel("Comparisons to show").SelectOptionAsync(new SelectOptionValue { Label = "thin (1)" });
            await Expect(page.Locator(".syn-work-list li").GetByRole(AriaRole.Button)).ToHaveTextAsync(["What is counted"]);
            await page.GetByRole(AriaRole.Button, new() { Name = "Tremblay 2010, What is counted: thin" }).ClickAsync();
            await Expect(cell).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("t");
            await Expect(cell).ToHaveAttributeAsync("aria-label", "Tremblay 2010, What is counted: a political question; says the same");
            await Expect(page.Locator(".syn-work-list")).ToHaveCountAsync(0);

            // When all is compared, the next thing to do is where two who compared apart differ.
            foreach (var (study, concept) in new[] { (0, 0), (1, 0), (1, 1) }) Must(await world.DecideAsync(world.By, study, concept, CellRelation.NoneFound));
            var assign = bench.Get<AssignTranslation.Handler>();
            Must(await assign.RunAsync(world.By, world.Studies[2], [world.By.Analyst, world.Other.Analyst], Cancel));
            foreach (var (by, relation) in new[] { (world.By, CellRelation.Same), (world.Other, CellRelation.NoneFound) })
            {
                foreach (var concept in new[] { 0, 1 }) Must(await world.DecideAsync(by, 2, concept, relation));
                Must(await assign.FinishAsync(by, world.Studies[2], Cancel));
            }
            await page.ReloadAsync();
            await Expect(page.Locator(".syn-scroll[data-ready=true]")).ToBeVisibleAsync();
            await Expect(page.GetByText("4 of 6 compared, 2 to settle")).ToBeVisibleAsync();
            // Every comparison is in a list by what it says, and opens from there.
            await page.GetByText("All comparisons, by what they say").ClickAsync();
            var listed = page.Locator(".syn-work-list li");
            await Expect(page.GetByText("None.", new() { Exact = true })).ToBeVisibleAsync();
            await page.GetByLabel("Comparisons to show").SelectOptionAsync(new SelectOptionValue { Label = "analysts differ (2)" });
            await Expect(listed.GetByRole(AriaRole.Button)).ToHaveTextAsync(["Politics out of reach", "What is counted"]);
            await page.GetByLabel("Comparisons to show").SelectOptionAsync(new SelectOptionValue { Label = "none found (3)" });
            await Expect(listed).ToContainTextAsync(["Tremblay 2010", "Ashworth 2003"]);
            await page.GetByRole(AriaRole.Button, new() { Name = "Ashworth 2003, What is counted: none found" }).ClickAsync();
            await Expect(page.Locator(".syn-aside .eyebrow").First).ToHaveTextAsync("Ashworth 2003, against");
            await Expect(page.Locator(".syn-cell[aria-label^='Ashworth 2003, What is counted:']")).ToBeFocusedAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Next comparison" }).ClickAsync();
            await Expect(page.Locator(".did")).ToContainTextAsync("All is compared. Analysts differ in 2 cells: settle what each says.");
            await Expect(page.Locator(".syn-aside .eyebrow").First).ToHaveTextAsync("Byrne 2011, against");
            await Expect(page.Locator(".syn-aside h2")).ToHaveTextAsync("Politics out of reach");
            await page.Locator(".syn-aside").GetByLabel("extends").CheckAsync();
            await page.Locator(".syn-aside").GetByRole(AriaRole.Button, new() { Name = "Settle", Exact = true }).ClickAsync();
            await Expect(page.GetByText("5 of 6 compared, 1 to settle")).ToBeVisibleAsync();
            await page.Locator(".syn-cell[aria-label^='Byrne 2011, Politics out of reach:']").FocusAsync();
            await page.Keyboard.PressAsync("n");
            await Expect(page.Locator(".syn-aside h2")).ToHaveTextAsync("What is counted");
            await Expect(page.Locator(".syn-cell[aria-label^='Byrne 2011, What is counted:']")).ToBeFocusedAsync();

            // What was settled is taken back: they differ again.
            await page.Locator(".syn-cell[aria-label^='Byrne 2011, Politics out of reach:']").ClickAsync();
            await Expect(page.Locator(".syn-aside h2")).ToHaveTextAsync("Politics out of reach");
            await page.Locator(".syn-aside").GetByRole(AriaRole.Button, new() { Name = "Not compared after all" }).ClickAsync();
            await Expect(page.GetByText("4 of 6 compared, 2 to settle")).ToBeVisibleAsync();
            await page.Locator(".syn-cell[aria-label^='Ashworth 2003, What is counted:']").ClickAsync();
            await Expect(page.Locator(".syn-aside .eyebrow").First).ToHaveTextAsync("Ashworth 2003, against");
            await page.Locator(".syn-aside").GetByRole(AriaRole.Button, new() { Name = "Not compared after all" }).ClickAsync();
            await Expect(page.GetByText("3 of 6 compared, 2 to settle")).ToBeVisibleAsync();

            // Of a cell with several constructs the second is moved from the panel: by its button and a click, by key, by the mouse.
            var second = Must(await bench.Get<Constructs.EditConstruct.Handler>().AddAsync(world.By, world.Studies[0], new("the bus"), world.Source, null, new(99, 131), Cancel));
            var (from, into) = (page.Locator(".syn-cell[aria-label^='Tremblay 2010, What is counted:']"), page.Locator(".syn-cell[aria-label^='Tremblay 2010, Politics out of reach:']"));
            var now = await world.GridAsync();
            Must(await bench.Get<CompareStudy.Handler>().PlaceAsync(world.By, second, null, now.SpotOf(world.Studies[0], world.Concepts[1]), Cancel));
            await page.ReloadAsync();
            await Expect(page.Locator(".syn-scroll[data-ready=true]")).ToBeVisibleAsync();
            var move = page.Locator(".syn-aside").GetByRole(AriaRole.Button, new() { Name = "Move the bus" });
            foreach (var how in new[] { "click", "key", "mouse" })
            {
                await Expect(from).ToHaveAttributeAsync("aria-label", "Tremblay 2010, What is counted: a political question +1; the bus; says the same");
                await from.ClickAsync();
                await Expect(page.Locator(".syn-quoted blockquote")).ToHaveTextAsync(["“Eleven of them called the gap a political question.”", "“Nobody asked what the bus costs.”"]);
                if (how == "mouse") await move.DragToAsync(into);
                else if (how == "click")
                {
                    await move.ClickAsync();
                    await Expect(page.Locator(".syn-carrying")).ToBeVisibleAsync();
                    await into.ClickAsync();
                }
                else
                {
                    await move.FocusAsync();
                    await page.Keyboard.PressAsync("p");
                    await Expect(from).ToBeFocusedAsync();
                    await page.Keyboard.PressAsync("ArrowLeft");
                    await Expect(into).ToBeFocusedAsync();
                    await page.Keyboard.PressAsync("p");
                }
                await Expect(into).ToHaveAttributeAsync("aria-label", "Tremblay 2010, Politics out of reach: the bus; says the same");
                await Expect(from).ToHaveAttributeAsync("aria-label", "Tremblay 2010, What is counted: a political question; says the same");
                await Expect(page.Locator(".syn-carrying, .syn-carried")).ToHaveCountAsync(0);
                await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            }
            await Expect(from).ToHaveAttributeAsync("aria-label", "Tremblay 2010, What is counted: a political question +1; the bus; says the same");
            await page.EvaluateAsync("scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("synthesis-cell-of-two", fullPage: true);
            // One of them is taken out of the cell; from the other the page opens.
            await from.ClickAsync();
            await page.Keyboard.PressAsync("m");
            await Expect(page.Locator(".syn-aside .write textarea")).ToBeFocusedAsync();
            await page.Locator(".syn-aside").GetByRole(AriaRole.Button, new() { Name = "Take out the bus" }).ClickAsync();
            await Expect(from).ToHaveAttributeAsync("aria-label", "Tremblay 2010, What is counted: a political question; says the same");
            await page.Locator(".syn-aside").GetByRole(AriaRole.Link, new() { Name = "open the page" }).ClickAsync();
            await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/coding/{world.Source.Value:D}#c47$"));
            await Expect(page.GetByText("Eleven of them called the gap a political question.").First).ToBeVisibleAsync();
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task From_a_storyline_a_step_and_a_sentence_the_thread_opens_and_a_step_is_named_anew()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        var edit = bench.Get<EditStoryline.Handler>();
        var storyline = Must(await edit.AddAsync(world.By, new("The quiet line"), Cancel));
        var step = Must(await edit.AddStepAsync(world.By, storyline, "Quiet as duty", "", Cancel));
        Must(await edit.WriteAsync(world.By, step, new("Politics is kept out.", true, "", [world.Concepts[0].Node]), Cancel));
        Must(await edit.WriteAsync(world.By, step, new("Nobody says it twice.", false, "", []), Cancel));
        Must(await edit.AddStepAsync(world.By, storyline, "What it allows", "", Cancel));
        var work = Must(await bench.Get<Review.Citations.EditCitation.Handler>().AddAsync(world.By, new("Elsewhere too", ["Marmot, M"], "2012", "Lancet"), Cancel));
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

            // A sentence is rewritten, set against literature that is cited apart, and put before another; a step is put before another.
            var said = page.Locator(".did");
            await page.GetByRole(AriaRole.Button, new() { Name = "Rewrite: Politics is kept out." }).ClickAsync();
            var sentence = page.GetByRole(AriaRole.Form, new() { Name = "Sentence of Quiet as a duty of office" });
            await Expect(sentence.GetByLabel("Sentence", new() { Exact = true })).ToHaveValueAsync("Politics is kept out.");
            await Expect(sentence.GetByRole(AriaRole.Checkbox, new() { Name = "Politics out of reach" })).ToBeCheckedAsync();
            await sentence.GetByLabel("Sentence", new() { Exact = true }).FillAsync("Politics is kept out of the room.");
            await sentence.GetByLabel("Find a citation").FillAsync("elsewhere 2012");
            await sentence.GetByRole(AriaRole.Checkbox, new() { Name = "Elsewhere too Marmot, M 2012" }).CheckAsync();
            await sentence.GetByLabel("Literature outside the review, in words").FillAsync("As in other countries:");
            await tab.ScreenshotAsync("synthesis-sentence", fullPage: true);
            await sentence.GetByRole(AriaRole.Button, new() { Name = "Keep the sentence" }).ClickAsync();
            await Expect(said).ToContainTextAsync("Kept.");
            await Expect(page.Locator(".syn-claim")).ToHaveTextAsync(["Politics is kept out of the room.", "Nobody says it twice."]);
            await Expect(page.GetByText("Outside the review: As in other countries: Marmot 2012")).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Marmot 2012" })).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex($"citation={work.Value:D}$"));
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Move up: Politics is kept out of the room." })).ToBeDisabledAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Move up: Nobody says it twice." }).ClickAsync();
            await Expect(page.Locator(".syn-claim")).ToHaveTextAsync(["Nobody says it twice.", "Politics is kept out of the room."]);
            await page.GetByRole(AriaRole.Button, new() { Name = "Move What it allows up" }).ClickAsync();
            await Expect(page.Locator(".syn-steps h3")).ToContainTextAsync(["What it allows", "Quiet as a duty of office"]);
            await said.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.Locator(".syn-steps h3")).ToContainTextAsync(["Quiet as a duty of office", "What it allows"]);

            // Another way to tell it is kept beside.
            await page.GetByRole(AriaRole.Button, new() { Name = "Describe The quiet line" }).ClickAsync();
            await page.GetByLabel("Another way to tell it, kept beside").FillAsync("As a story of fear.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
            await Expect(page.GetByText("It could also be told so: As a story of fear. Ruth Adeyemi")).ToBeVisibleAsync();
            await page.EvaluateAsync("scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();

            // Each is taken away, and undo brings it back; a storyline goes when its steps have gone.
            foreach (var (button, words) in new[] { ("Take away this way to tell it: As a story of fear.", "It could also be told so:"), ("Take away: Nobody says it twice.", "Nobody says it twice."), ("Take away Quiet as a duty of office", "Politics is kept out of the room.") })
            {
                await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
                await Expect(said).ToContainTextAsync("Taken away.");
                await Expect(page.GetByRole(AriaRole.Article).GetByText(words)).ToHaveCountAsync(0);
                await said.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
                await Expect(page.GetByRole(AriaRole.Article).GetByText(words)).ToBeVisibleAsync();
            }
            await page.GetByRole(AriaRole.Button, new() { Name = "Take away The quiet line" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("\"The quiet line\" has steps.");
            await page.GetByText("Drawn as a map").ClickAsync();
            Assert.EndsWith(".svg", (await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Take the map as SVG" }).ClickAsync())).SuggestedFilename, StringComparison.Ordinal);
        }, new() { BaseUrl = server.BaseUrl });
    }
}
