using System.Text;
using Microsoft.Playwright;
using Throughline.Review.Searches;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Phases;
using Throughline.Synthesis.Translation;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Synthesis.Tests;

/// <summary>The pages around the grid, empty and filled, and a small synthesis from import to an argument.</summary>
public sealed class PagesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_passes_axe_filled_and_the_map_is_drawn()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        var construct = await world.TakeAsync();
        Must(await world.DecideAsync(world.By, 0, 0, CellRelation.Refutes, construct));
        Must(await bench.Get<EditCluster.Handler>().AddAsync(world.By, new("Organisations", "What they make possible", [world.Studies[0]]), Cancel));
        Must(await bench.Get<RelateConcepts.Handler>().AddAsync(world.By, new(world.Concepts[0], world.Concepts[1], RelationKind.Refutational, "One denies what the other counts."), Cancel));
        Must(await bench.Get<WriteAlternative.Handler>().AddAsync(world.By, world.Concepts[0].Node, "It is about pay.", Cancel));
        Must(await bench.Get<EditSearch.Handler>().AddAsync(world.By, new(SearchKind.Database, "Embase", "Ovid", new(2018, 12, 11), "inequalit*\nleader*", Hits: 40), Cancel));
        Must(await bench.Get<LogPhase.Handler>().AddAsync(world.By, new(4, true, "One cluster.", "They speak of boards."), Cancel));
        var edit = bench.Get<EditStoryline.Handler>();
        var storyline = Must(await edit.AddAsync(world.By, new("Quiet is part of the job", "problem-discourses-effects"), Cancel));
        foreach (var (name, part) in new[] { ("The gap is told as a choice", "problem"), ("Quiet is part of the job", "effects") })
        {
            var step = Must(await edit.AddStepAsync(world.By, storyline, name, part, Cancel));
            Must(await edit.WriteAsync(world.By, step, new("Politics is named where it costs nothing.", true, "McMahon 2022", [world.Concepts[0].Node, construct.Node]), Cancel));
            Must(await edit.WriteAsync(world.By, step, new("Nobody says it twice.", true, "", []), Cancel));
        }
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            foreach (var (path, words) in new[]
            {
                ("/review", "Tremblay 2010"), ("/review/citations", "Quiet about politics"), ("/review/searches", "Records identified (n = 41)"), ("/synthesis/constructs", "a political question"), ("/synthesis/clusters", "One denies what the other counts."),
                ("/synthesis/argument", "2 claims rest on nothing that is in the review."), ("/synthesis/phases", "One cluster."),
            })
            {
                await page.GotoAsync($"/p/{world.By.Project.Value:D}{path}");
                await Expect(page.GetByText(words).First).ToBeAttachedAsync();
                if (path.EndsWith("argument", StringComparison.Ordinal)) await page.GetByText("Drawn as a map").ClickAsync();
                // What a click scrolled half under the bar is only scrolled there, not small.
                await page.EvaluateAsync("scrollTo(0, 0)");
                await page.AssertNoViolationsAsync();
                await tab.PicturesAsync($"synthesis{path.Replace('/', '-')}", fullPage: true);
            }
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task A_construct_is_taken_from_a_text_and_a_wrong_sentence_keeps_what_was_typed()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.By.Project.Value:D}/synthesis/constructs?study={world.Studies[0].Value:D}");
            var (text, form) = (page.Locator("#syn-text"), page.Locator(".syn-take form"));
            await Expect(text).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Take what is selected" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing is selected");
            await text.EvaluateAsync("area => { area.focus(); area.setSelectionRange(47, 98); }");
            await page.GetByRole(AriaRole.Button, new() { Name = "Take what is selected" }).ClickAsync();
            await Expect(page.Locator(".syn-taken")).ToContainTextAsync("Eleven of them called the gap a political question.");
            await text.EvaluateAsync("area => { area.focus(); area.setSelectionRange(0, 46); }");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add what is selected as context" }).ClickAsync();
            await Expect(page.GetByText("Context: The managers did not place politics elsewhere.")).ToBeVisibleAsync();
            await text.EvaluateAsync("area => { area.focus(); area.setSelectionRange(99, 131); }");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add what is selected as context" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Leave out context 2" }).ClickAsync();
            await Expect(page.GetByText("Context: Nobody asked what the bus costs.")).ToHaveCountAsync(0);
            // The text names no pages: the printed one is written by hand.
            await form.GetByLabel("Page", new() { Exact = true }).FillAsync("214");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add the construct" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The construct's name is empty.");
            await Expect(page.Locator(".syn-taken")).ToBeVisibleAsync();
            await page.GetByLabel("Name, in the study’s terms").FillAsync("a political question");
            await page.GetByLabel("What we take it to mean").FillAsync("It is for others to answer.");
            await page.GetByLabel("Of whom, and in what setting").FillAsync("Managers of one board in Canada");
            await form.GetByLabel("Order").SelectOptionAsync(new SelectOptionValue { Label = "first: participants’ words" });
            await form.GetByLabel("View").SelectOptionAsync(new SelectOptionValue { Label = "minority" });
            await page.GetByLabel("Count given").FillAsync("11 of 27");
            await page.EvaluateAsync("scrollTo(0, 0)");
            await tab.ScreenshotAsync("synthesis-construct", fullPage: true);
            await page.GetByRole(AriaRole.Button, new() { Name = "Add the construct" }).ClickAsync();
            await Expect(page.GetByText("1 construct taken")).ToBeVisibleAsync();
            var taken = page.Locator("li[id^=construct-]");
            await Expect(taken).ToContainTextAsync("Tremblay 2010, first order, page 214, 11 of 27, minority");
            await Expect(taken.Locator(".syn-passage")).ToHaveTextAsync(["“Eleven of them called the gap a political question.”", "With it: “The managers did not place politics elsewhere.”"]);
            await Expect(taken).ToContainTextAsync("Holds of: Managers of one board in Canada");
            await page.AssertNoViolationsAsync();

            // All of it is there to be described anew, and what the form was given for this one is not given to the next.
            await Expect(form.GetByLabel("View")).ToHaveValueAsync("NotSaid");
            await page.GetByRole(AriaRole.Button, new() { Name = "Describe a political question" }).ClickAsync();
            await Expect(form.GetByLabel("Order")).ToHaveValueAsync("First");
            await Expect(form.GetByLabel("Page", new() { Exact = true })).ToHaveValueAsync("214");
            await form.GetByLabel("Page", new() { Exact = true }).FillAsync("215");
            await Expect(form.GetByLabel("View")).ToHaveValueAsync("Minority");
            await Expect(page.GetByLabel("Of whom, and in what setting")).ToHaveValueAsync("Managers of one board in Canada");
            await form.GetByLabel("View").SelectOptionAsync(new SelectOptionValue { Label = "predominant" });
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
            await Expect(taken).ToContainTextAsync("Tremblay 2010, first order, page 215, 11 of 27, predominant");
            await Expect(taken.Locator(".syn-passage")).ToHaveCountAsync(2);

            // A passage is set beside it afterwards, and left out again; what is typed meanwhile stays.
            await page.GetByRole(AriaRole.Button, new() { Name = "Describe a political question" }).ClickAsync();
            await Expect(page.GetByLabel("What we take it to mean")).ToHaveValueAsync("It is for others to answer.");
            await page.GetByLabel("What we take it to mean").FillAsync("It is for others");
            await text.EvaluateAsync("area => { area.focus(); area.setSelectionRange(99, 131); }");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add what is selected as context" }).ClickAsync();
            await Expect(page.Locator(".did")).ToContainTextAsync("Set beside it.");
            await Expect(taken.Locator(".syn-passage").Last).ToHaveTextAsync("With it: “Nobody asked what the bus costs.”");
            await page.GetByRole(AriaRole.Button, new() { Name = "Leave out context 1" }).ClickAsync();
            await Expect(taken.Locator(".syn-passage")).ToHaveTextAsync(["“Eleven of them called the gap a political question.”", "With it: “Nobody asked what the bus costs.”"]);
            await Expect(page.GetByLabel("What we take it to mean")).ToHaveValueAsync("It is for others");
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(taken.Locator(".syn-passage")).ToHaveTextAsync(["“Eleven of them called the gap a political question.”", "With it: “The managers did not place politics elsewhere.”", "With it: “Nobody asked what the bus costs.”"]);
            // Another left those words out meanwhile, and set others in their place: these stay, and it is said.
            var (edit, beside) = (bench.Get<Constructs.EditConstruct.Handler>(), (await bench.Get<Constructs.ListConstructs.Handler>().RunAsync(world.By.Project, Cancel)).Single());
            Must(await edit.RemoveContextAsync(world.Other, beside.Id, beside.Context[^1], Cancel));
            Must(await edit.AddContextAsync(world.Other, beside.Id, Must(await bench.Get<ReadSource.Handler>().RunAsync(world.By.Project, world.Source, null, Cancel)).Revision, new(106, 131), Cancel));
            await page.GetByRole(AriaRole.Button, new() { Name = "Leave out context 2" }).ClickAsync();
            await Expect(form.GetByRole(AriaRole.Alert)).ToContainTextAsync("These words do not stand beside \"a political question\" any more: \"Nobody asked what the bus costs.\"");
            await Expect(taken.Locator(".syn-passage").Last).ToHaveTextAsync("With it: “asked what the bus costs.”");
            await page.GetByRole(AriaRole.Button, new() { Name = "Leave it" }).ClickAsync();
            foreach (var (link, address) in new[] { ("Open the page: a political question", "/coding/"), ("Where it leads: a political question", "/thread/construct/") })
            {
                await page.GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync();
                await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(address));
                await Expect(page.GetByText("Eleven of them called the gap").Or(page.GetByText("a political question")).First).ToBeVisibleAsync();
                await page.GotoAsync($"/p/{world.By.Project.Value:D}/synthesis/constructs?study={world.Studies[0].Value:D}");
            }

            // It is read for how it gives the problem, and the reading opens from it.
            await page.GetByRole(AriaRole.Link, new() { Name = "Read how it gives the problem: a political question" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "How the problem is represented" })).ToBeVisibleAsync();
            await Expect(page.Locator(".reading-text")).ToContainTextAsync("Eleven of them called the gap a political question.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Begin my reading" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Take this reading away" })).ToBeVisibleAsync();

            // The full text is replaced by one that says it in other words: the page says so, and leads to where it is placed.
            var before = Must(await bench.Get<ReadSource.Handler>().RunAsync(world.By.Project, world.Source, null, Cancel));
            Must(await bench.Get<CorrectText.Handler>().FileAsync(world.By, world.Source, before.Revision, "tremblay-corrected.txt", "The managers did not place politics elsewhere.\nFor eleven the gap was a matter of politics.\n"u8.ToArray(), Cancel));
            await page.GotoAsync($"/p/{world.By.Project.Value:D}/synthesis/constructs?study={world.Studies[0].Value:D}");
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Ruth Adeyemi’s reading of a political question" })).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Read how it gives the problem: a political question" })).ToHaveCountAsync(0);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "1 construct has no place in the text that replaced theirs" })).ToBeVisibleAsync();
            await Expect(taken).ToContainTextAsync("lost in the text that replaced it");
            await page.EvaluateAsync("scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("synthesis-construct-lost", fullPage: true);
            // Somebody has read it, so it stays.
            await page.GetByRole(AriaRole.Button, new() { Name = "Take away a political question" }).ClickAsync();
            await Expect(page.GetByText("Somebody has read how \"a political question\" represents the problem.")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Place it: a political question" }).ClickAsync();
            await page.GetByLabel("Words of this text it belongs to").FillAsync("a matter of politics");
            await page.GetByRole(AriaRole.Button, new() { Name = "Place it there" }).ClickAsync();
            await Expect(page.GetByText("The passage has its place again.")).ToBeVisibleAsync();
            await page.GotoAsync($"/p/{world.By.Project.Value:D}/synthesis/constructs?study={world.Studies[0].Value:D}");
            await Expect(taken.Locator(".syn-passage").First).ToHaveTextAsync("“a matter of politics”");
            await Expect(page.GetByText("lost in the text that replaced it")).ToHaveCountAsync(0);

            await page.GotoAsync($"/p/{world.By.Project.Value:D}/review/citations");
            var file = page.GetByLabel("Import a file");
            await Expect(file).ToBeVisibleAsync();
            await Tab.ChooseFilesAsync(file, new FilePayload { Name = "found.ris", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes("TY  - JOUR\nTI  - Quiet about politics\nAU  - Tremblay, Jo\nPY  - 2010\nER  -\nTY  - JOUR\nTI  - Cut sho") });
            await Expect(page.GetByText("0 refused, 1 read with a doubt, in found.ris.")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "They are one: keep 1" }).ClickAsync();
            await Expect(page.GetByText("Merged: they count once.")).ToBeVisibleAsync();
            await Expect(page.GetByText("2 of 2")).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await Tab.ChooseFilesAsync(file, new FilePayload { Name = "many.ris", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 120).Select(i => $"TY  - JOUR\nTI  - Number {i}\nER  -\n"))) });
            await Expect(page.GetByText("122 of 122")).ToBeVisibleAsync();
            await Expect(page.Locator("tr[id^=citation-]")).ToHaveCountAsync(100);
            await page.GetByRole(AriaRole.Button, new() { Name = "Show 100 more" }).ClickAsync();
            await Expect(page.Locator("tr[id^=citation-]")).ToHaveCountAsync(122);
        }, new() { BaseUrl = server.BaseUrl });
    }
}
