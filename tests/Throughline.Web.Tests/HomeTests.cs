using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Framing.Representations;
using Throughline.Policy.Readings;
using Throughline.Policy.Statements;
using Throughline.Projects;
using Throughline.Review;
using Throughline.Review.Studies;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Synthesis;
using Throughline.Synthesis.Translation;
using Throughline.Targeting.Targets;
using Throughline.Testing;
using Throughline.Web.Home;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Web.Tests;

public class HomeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_one_stopped_is_told_by_the_days_of_this_machine()
    {
        // Half past eight in the evening of Thursday in UTC is half past six in the morning of Friday ten hours to the east.
        var clock = new FakeClock(new(2024, 5, 9, 20, 30, 0, TimeSpan.Zero));
        clock.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("East", TimeSpan.FromHours(10), "East", "East"));
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite, clock);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "A plan", "We will meet in spring.\nWe will count who waits.", SourceKind.Document);
        await bench.Get<KeepPlace.Handler>().SetAsync(by, source.Node, 0, Cancel);
        clock.Advance(TimeSpan.FromHours(5));
        Assert.Equal("You stopped at paragraph 1 today. 1 paragraph is left.", await GoOnAsync());
        clock.Advance(TimeSpan.FromHours(14));
        Assert.Equal("You stopped at paragraph 1 on Friday 10 May. 1 paragraph is left.", await GoOnAsync());

        async Task<string> GoOnAsync() => Assert.Single(await bench.Get<WhatToDoNext.Handler>().RunAsync(by, Cancel), step => step.Title == "Go on coding A plan").Why;
    }

    /// <summary>Home stays open while files come in on another page, and somebody else codes and plans.</summary>
    [Fact]
    public async Task Home_follows_what_is_done_in_other_windows()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi", "Which inequality do they mean?"), Cancel)).Value.Acting;
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}");
            ILocator Knot(string name) => page.GetByRole(AriaRole.List, new() { Name = "How far the thread reaches" }).GetByRole(AriaRole.Listitem).Filter(new() { HasTextRegex = new($"{name}$", RegexOptions.None) });
            await Expect(Knot("Sources")).ToHaveTextAsync("not yetSources");
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "No sources yet" })).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("home-empty");

            var other = await tab.Context.NewPageAsync();
            await other.GotoAsync($"/p/{by.Project.Value:D}/sources");
            await Tab.ChooseFilesAsync(other.Locator("#bring-files"), new FilePayload { Name = "A plan.txt", MimeType = "text/plain", Buffer = "We will meet in spring.\nWe will count who waits."u8.ToArray() });
            await Expect(Knot("Sources")).ToHaveTextAsync("1Sources");
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "What to do next" })).ToContainTextAsync("Begin coding A plan");
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Lately" })).ToContainTextAsync("A plan");
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Nothing measured yet" })).ToHaveCountAsync(0);

            Assert.True((await server.Services.GetRequiredService<EditTheme.Handler>().AddAsync(by, new("Who waits"), Cancel)).Succeeded);
            await Expect(Knot("Themes")).ToHaveTextAsync("1Themes");
            var unmeasured = page.GetByRole(AriaRole.Region, new() { Name = "Nothing measured yet" });
            await Expect(unmeasured.GetByRole(AriaRole.Link, new() { Name = "Begin a target" })).ToBeVisibleAsync();
            Assert.True((await server.Services.GetRequiredService<EditTarget.Handler>().AddAsync(by, "An evening class", null, Cancel)).Succeeded);
            await Expect(unmeasured.GetByRole(AriaRole.Link, new() { Name = "Open the targets" })).ToBeVisibleAsync();
            await Expect(Knot("Target")).ToHaveTextAsync("1Target");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("home-unmeasured", fullPage: true);
            await page.SetViewportSizeAsync(1920, 1080);
            await tab.PicturesAsync("home-unmeasured-wide");
        }, new() { BaseUrl = server.BaseUrl });
    }

    /// <summary>Statements given to be read, then what differs; a target whose gap nobody has measured; and nothing of what is closed.</summary>
    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Statements_to_read_and_to_settle_and_targets_wait_beside_the_coding(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var tom = by with { Analyst = (await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom", Cancel)).Value };
        var source = await bench.AddTextAsync(by, "Plan", "Inequalities in access have grown.\nInequalities in life expectancy have grown.", SourceKind.Document);
        var home = bench.Get<WhatToDoNext.Handler>();
        Assert.Equal(new(1, 0, 0, 0, 0, 0, 0), await home.CountAsync(by, Cancel));
        Assert.Equal(["Begin coding Plan"], await TitlesAsync());

        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<AssignReadings.Handler>().RunAsync(by, null, [by.Analyst, tom.Analyst], Cancel)).Succeeded);
        var rows = await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel);
        Assert.Equal(2, rows.Count);
        var read = (await home.RunAsync(by, Cancel))[0];
        Assert.Equal(("Read 2 statements given to you", $"/p/{by.Project.Value:D}/policy?statement={rows[0].Id.Value:D}"), (read.Title, read.Address));
        foreach (var row in rows) await ReadAsync(by, row, "checkland-2025.kind.access-to-care");
        await ReadAsync(tom, rows[0], "checkland-2025.kind.health-status");
        // Tom has one still to finish: that the other differs is told, of what is closed nothing is.
        Assert.Equal(["Settle 1 statement with Tom", "Begin coding Plan"], await TitlesAsync());
        await ReadAsync(tom, rows[1], "checkland-2025.kind.health-status");
        Assert.True((await bench.Get<EditTarget.Handler>().AddAsync(by, "An evening class", null, Cancel)).Succeeded);
        Assert.Equal(["Settle 2 statements with Tom", "Measure the gap of ‘An evening class’", "Begin coding Plan"], await TitlesAsync());
        Assert.Equal("You have read them and differ, 2 times on kind of inequality.", (await home.RunAsync(by, Cancel))[0].Why);
        Assert.Equal(new(1, 0, 0, 0, 0, 1, 0), await home.CountAsync(by, Cancel));

        async Task<List<string>> TitlesAsync() => [.. (await home.RunAsync(by, Cancel)).Select(step => step.Title)];

        async Task ReadAsync(Acting who, ListStatements.Row row, string kind)
        {
            Assert.True((await bench.Get<MakeRepresentation.Handler>().RunAsync(who, new(row.Excerpt.Node, Answers: [new("kind", FieldState.Stated, [kind])]), Cancel)).Succeeded);
            Assert.True((await bench.Get<FinishReading.Handler>().RunAsync(who, row.Id, Cancel)).Succeeded);
        }
    }

    /// <summary>What others were given, or what one has finished, is refused; where others differ it is theirs to settle.</summary>
    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Cells_of_the_grid_are_asked_of_those_who_have_them(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var ruth = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var tom = ruth with { Analyst = (await bench.Get<AddAnalyst.Handler>().RunAsync(ruth, "Tom", Cancel)).Value };
        var ada = ruth with { Analyst = (await bench.Get<AddAnalyst.Handler>().RunAsync(ruth, "Ada", Cancel)).Value };
        await bench.AddTextAsync(ruth, "Plan", "We will meet.", SourceKind.Document);
        var (open, apart) = (await StudyAsync("Open 2020"), await StudyAsync("Apart 2021"));
        var (first, second) = (await ConceptAsync("Being seen"), await ConceptAsync("Being heard"));
        await CompareAsync(ruth, open, first, CellRelation.Same);
        Assert.True((await bench.Get<AssignTranslation.Handler>().RunAsync(ruth, apart, [ruth.Analyst, tom.Analyst], Cancel)).Succeeded);
        // Three cells are empty: one of a study that nobody was given, two of one that Ruth and Tom were.
        Assert.Equal(["Compare 3 cells of the grid", "Compare 3 cells of the grid", "Compare 1 cell of the grid"], await GridAsync());
        foreach (var concept in new[] { first, second }) await CompareAsync(ruth, apart, concept, CellRelation.Same);
        Assert.True((await bench.Get<AssignTranslation.Handler>().FinishAsync(ruth, apart, Cancel)).Succeeded);
        Assert.Equal(["Compare 1 cell of the grid", "Compare 3 cells of the grid", "Compare 1 cell of the grid"], await GridAsync());
        await CompareAsync(tom, apart, first, CellRelation.Refutes);
        await CompareAsync(tom, apart, second, CellRelation.Same);
        Assert.True((await bench.Get<AssignTranslation.Handler>().FinishAsync(tom, apart, Cancel)).Succeeded);
        Assert.Equal(["Settle 1 comparison in the grid", "Settle 1 comparison in the grid", "Compare 1 cell of the grid"], await GridAsync());

        async Task<List<string>> GridAsync()
        {
            var said = new List<string>();
            foreach (var by in new[] { ruth, tom, ada }) said.AddRange((await bench.Get<WhatToDoNext.Handler>().RunAsync(by, Cancel)).Where(s => s.Address.EndsWith("/synthesis", StringComparison.Ordinal)).Select(s => s.Title));
            return said;
        }

        async Task<StudyId> StudyAsync(string label) => (await bench.Get<EditStudy.Handler>().AddAsync(ruth, new(label), Cancel)).Value;

        async Task<ConceptId> ConceptAsync(string name) => (await bench.Get<EditConcept.Handler>().AddAsync(ruth, new(name), Cancel)).Value;

        async Task CompareAsync(Acting by, StudyId study, ConceptId concept, CellRelation relation)
        {
            var decided = await bench.Get<CompareStudy.Handler>().DecideAsync(by, study, concept, new(relation, Reason: "As it says."), Cancel);
            Assert.True(decided.Succeeded, decided.Error?.Message);
        }
    }
}
