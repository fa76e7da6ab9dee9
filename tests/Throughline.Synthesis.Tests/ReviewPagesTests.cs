using Microsoft.Playwright;
using Throughline.Review.Appraising;
using Throughline.Review.Citations;
using Throughline.Review.Extraction;
using Throughline.Review.Searches;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Synthesis.Tests;

/// <summary>Intake and report, walked from page to page in one window.</summary>
public sealed class ReviewPagesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_extracted_value_gets_its_passage_and_opens_it()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        await world.TakeAsync();
        Must(await bench.Get<EditExtraction.Handler>().AddFieldAsync(world.By, "Setting", ExtractionType.Text, [], Cancel));
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.By.Project.Value:D}/review");
            await page.GetByRole(AriaRole.Button, new() { Name = "Passages of Setting, Tremblay 2010" }).ClickAsync();
            var text = page.Locator("#rest-text");
            await Expect(text).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Take what is selected as its value" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing is selected");
            await text.EvaluateAsync("area => { area.focus(); area.setSelectionRange(0, 12); }");
            await page.GetByRole(AriaRole.Button, new() { Name = "Take what is selected as its value" }).ClickAsync();
            await Expect(page.GetByLabel("Setting of Tremblay 2010", new() { Exact = true })).ToHaveValueAsync("The managers");
            await page.GetByLabel("Or a passage taken already").SelectOptionAsync(new SelectOptionValue { Index = 1 });
            await page.GetByRole(AriaRole.Button, new() { Name = "Rest it on this passage" }).ClickAsync();
            await Expect(page.Locator(".rev-passages li")).ToHaveCountAsync(2);
            await page.EvaluateAsync("scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("review-passages", fullPage: true);
            await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).Last.ClickAsync();
            await Expect(page.Locator(".rev-passages li")).ToHaveCountAsync(1);
            await page.GetByRole(AriaRole.Button, new() { Name = "Take away the passage ¶1" }).ClickAsync();
            await Expect(page.Locator(".rev-passages li")).ToHaveCountAsync(0);
            await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).Last.ClickAsync();
            await Expect(page.Locator(".rev-passages li")).ToHaveCountAsync(1);

            // A study is described anew; one without anything is taken away, as a field is; from a report the way leads to its citation and its constructs.
            await page.GetByRole(AriaRole.Button, new() { Name = "Describe Ashworth 2003" }).ClickAsync();
            await Expect(page.GetByLabel("Who took part, and where")).ToHaveValueAsync("18 nurses, England");
            await page.GetByLabel("Who took part, and where").FillAsync("18 nurses, England and Wales");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
            await Expect(page.GetByText("18 nurses, England and Wales")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Take away Byrne 2011" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Describe Byrne 2011" })).ToHaveCountAsync(0);
            await page.GetByRole(AriaRole.Button, new() { Name = "Take away the field Setting" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Setting" })).ToHaveCountAsync(0);
            await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).Last.ClickAsync();
            await Expect(page.GetByLabel("Setting of Tremblay 2010", new() { Exact = true })).ToHaveValueAsync("The managers");
            await page.GetByRole(AriaRole.Link, new() { Name = "take constructs" }).ClickAsync();
            await Expect(page.Locator("#syn-text")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^The managers"));
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the synthesis" }).GetByRole(AriaRole.Link, new() { Name = "Studies" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Tremblay 2010", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Describe citation 1" })).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the synthesis" }).GetByRole(AriaRole.Link, new() { Name = "Studies" }).ClickAsync();

            // A study that was withdrawn when the page was opened comes back with what was extracted of it.
            await page.GetByRole(AriaRole.Button, new() { Name = "Withdraw Tremblay 2010" }).ClickAsync();
            await page.GetByLabel("Why", new() { Exact = true }).FillAsync("Thought to be a copy.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Withdraw", Exact = true }).ClickAsync();
            await Expect(page.GetByText("withdrawn: Thought to be a copy.")).ToBeVisibleAsync();
            await page.ReloadAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Take back Tremblay 2010" }).ClickAsync();
            await Expect(page.GetByLabel("Setting of Tremblay 2010", new() { Exact = true })).ToHaveValueAsync("The managers");
            await page.GetByRole(AriaRole.Link, new() { Name = "Setting of Tremblay 2010 rests on ¶1 of Tremblay 2010, full text" }).ClickAsync();
            await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/coding/{world.Source.Value:D}#c0$"));
            await Expect(page.GetByText("The managers did not place politics elsewhere.").First).ToBeVisibleAsync();
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Two_people_appraise_on_the_page_and_settle_where_they_differ()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        Must(await bench.Get<AppraiseStudy.Handler>().AnswerAsync(world.Other, world.Studies[0], "casp-qualitative.aims", AppraisalSays.No, "It never says.", Cancel));
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.By.Project.Value:D}/review");
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the synthesis" }).GetByRole(AriaRole.Link, new() { Name = "Appraisal" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "1 Tremblay 2010: appraise" }).ClickAsync();
            var mine = page.GetByLabel("My answer to question 1", new() { Exact = true });
            await Expect(mine).ToBeVisibleAsync();
            await mine.SelectOptionAsync("Yes");
            await Expect(page.GetByText("Answered question 1.")).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "they differ", Exact = true })).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Settle it: question 1" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Choose what stands for question 1 first.");
            await page.GetByLabel("What stands for question 1").SelectOptionAsync("Yes");
            await page.GetByLabel("Why it is settled so, for question 1").FillAsync("It is told on page 2.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Settle it: question 1" }).ClickAsync();
            // What was settled is taken back, and stands again; another list has questions of its own.
            var settled = page.GetByText("It is told on page 2.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Take it back: what was settled on question 1" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Settle it: question 1" })).ToBeVisibleAsync();
            await Expect(settled).ToHaveCountAsync(0);
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(settled).ToBeVisibleAsync();
            var lists = page.GetByLabel("List of questions");
            var first = await lists.InputValueAsync();
            await lists.SelectOptionAsync(new SelectOptionValue { Index = 1 });
            await Expect(settled).ToHaveCountAsync(0);
            await lists.SelectOptionAsync(first);
            await page.GetByRole(AriaRole.Link, new() { Name = "Add a list of your own" }).ClickAsync();
            await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/frameworks$"));
            await Expect(page.GetByText("Add your own (yaml)").First).ToBeVisibleAsync();
            await page.GoBackAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Decide, with the reason" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Phases" })).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the synthesis" }).GetByRole(AriaRole.Link, new() { Name = "Appraisal" }).ClickAsync();
            // Another study is given to both, blind to one another: one finishes, and takes it up again.
            await page.GetByRole(AriaRole.Button, new() { Name = "2 Ashworth 2003: appraise" }).ClickAsync();
            await page.GetByText("Give it to several analysts, blind to one another").ClickAsync();
            foreach (var analyst in new[] { "Ruth Adeyemi", "Tom Hale" }) await page.GetByLabel(analyst).CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Give it to them" }).ClickAsync();
            await Expect(page.GetByText("Given to Ruth Adeyemi and Tom Hale to appraise without sight of one another.")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "I have finished this study" }).ClickAsync();
            await Expect(page.GetByText("You have finished. The others have not.")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Take it up again" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "I have finished this study" })).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "1 Tremblay 2010: appraise" }).ClickAsync();
            await Expect(page.GetByText("It is told on page 2.")).ToBeVisibleAsync();
            await page.EvaluateAsync("scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("review-appraisal", fullPage: true);
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the synthesis" }).GetByRole(AriaRole.Link, new() { Name = "Report" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Report of the synthesis" })).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("review-report", fullPage: true);
            await page.GetByLabel("Publications are cited").SelectOptionAsync("numbered");
            var word = page.GetByRole(AriaRole.Link, new() { Name = "Report, Word" });
            await Expect(word).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex("style=numbered$"));
            var file = await page.RunAndWaitForDownloadAsync(() => word.ClickAsync());
            Assert.Equal("synthesis.docx", file.SuggestedFilename);
            Assert.Null(await file.FailureAsync());
            foreach (var (name, made) in new[] { ("Table 1, csv", "table-1.csv"), ("Table 2, Excel", "table-2.xlsx") })
                Assert.Equal(made, (await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync())).SuggestedFilename);
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Searches_name_the_target_papers_they_lack_a_rerun_is_compared_and_a_hand_search_begins_from_an_article()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        var search = bench.Get<EditSearch.Handler>();
        var first = Must(await search.AddAsync(world.By, new(SearchKind.Database, "Embase", "Ovid", new(2018, 12, 11), "inequalit*\nleader*", Hits: 2), Cancel));
        Must(await bench.Get<ImportCitations.Handler>().RunAsync(world.By, "one.ris", "TY  - JOUR\nTI  - Early one\nER  -\nTY  - JOUR\nTI  - Lost later\nER  -\n"u8.ToArray(), first, Cancel));
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.By.Project.Value:D}/review/searches");

            // A search is written down with all that is known of it; it is there when the page is opened again, and is rewritten.
            var (form, said) = (page.Locator("form[aria-labelledby=run-form]"), page.Locator(".did"));
            var scopus = page.GetByRole(AriaRole.Region, new() { Name = "Runs" }).GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Scopus" });
            (string Field, string Value)[] typed = [("What was searched", "Scopus"), ("Platform", "Elsevier"), ("Run on", "2019-01-31"), ("Hits", "1204"), ("By whom", "T. Hale, librarian"), ("The exact string, one block a line", "(inequalit* OR gap)\nnurse* W/3 \"view*\""), ("Limits", "English; 2000 to 2018")];
            foreach (var (field, value) in typed) await form.GetByLabel(field).FillAsync(value);
            await form.GetByRole(AriaRole.Button, new() { Name = "Keep the search" }).ClickAsync();
            await Expect(said).ToContainTextAsync("Kept the search.");
            await Expect(form.GetByLabel("What was searched")).ToHaveValueAsync("");
            await page.ReloadAsync();
            await Expect(scopus).ToContainTextAsync("Elsevier, 31 January 2019, T. Hale, librarian");
            await Expect(scopus).ToContainTextAsync("1204 hits, 0 imported");
            await scopus.GetByText("The string").ClickAsync();
            await Expect(scopus.Locator("code")).ToHaveTextAsync(["(inequalit* OR gap)", "nurse* W/3 \"view*\""]);
            await Expect(scopus.GetByText("Limits: English; 2000 to 2018")).ToBeVisibleAsync();
            await scopus.GetByRole(AriaRole.Button, new() { Name = "Rewrite the search of Scopus, 31 January 2019" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Rewrite the search" })).ToBeVisibleAsync();
            foreach (var (field, value) in typed) await Expect(form.GetByLabel(field)).ToHaveValueAsync(value);
            await form.GetByLabel("Hits").FillAsync("some");
            await form.GetByRole(AriaRole.Button, new() { Name = "Keep the search" }).ClickAsync();
            await Expect(form.GetByRole(AriaRole.Alert)).ToContainTextAsync("“some” is no number of hits.");
            await form.GetByLabel("Hits").FillAsync("1,310");
            await form.GetByLabel("By whom").FillAsync("Ruth Adeyemi");
            await form.GetByRole(AriaRole.Button, new() { Name = "Keep the search" }).ClickAsync();
            await Expect(scopus).ToContainTextAsync("1310 hits, 0 imported");
            await Expect(scopus).ToContainTextAsync("Elsevier, 31 January 2019, Ruth Adeyemi");
            await scopus.GetByRole(AriaRole.Button, new() { Name = "Take away the search of Scopus, 31 January 2019" }).ClickAsync();
            await Expect(scopus).ToHaveCountAsync(0);
            await said.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(scopus).ToContainTextAsync("1310 hits, 0 imported");

            await page.GetByLabel("Title").FillAsync("A paper that any good string finds");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add the paper" }).ClickAsync();
            await Expect(page.GetByText("Target papers it did not find: A paper that any good string finds")).ToBeVisibleAsync();

            await page.GetByRole(AriaRole.Button, new() { Name = "It was run again: Embase, 11 December 2018" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "A rerun" })).ToBeVisibleAsync();
            await page.GetByLabel("Run on").FillAsync("2020-05-22");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the search" }).ClickAsync();
            await Expect(page.GetByText("A rerun; its records are not here, so what changed is not known")).ToBeVisibleAsync();

            await page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the synthesis" }).GetByRole(AriaRole.Link, new() { Name = "Citations" }).ClickAsync();
            await page.GetByLabel("found by").SelectOptionAsync(new SelectOptionValue { Label = "Embase 22 May 2020" });
            await Tab.ChooseFilesAsync(page.GetByLabel("Import a file"), new FilePayload { Name = "two.ris", MimeType = "text/plain", Buffer = "TY  - JOUR\nTI  - Early one\nER  -\nTY  - JOUR\nTI  - Quite new\nER  -\n"u8.ToArray() });
            await Expect(page.GetByText("Imported 2 citations from two.ris.")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "They are one: keep 2, and merge the others into it" }).ClickAsync();
            await Expect(page.GetByText("Merged: they count once.")).ToBeVisibleAsync();
            await page.GetByText("1 citation is merged into another, and counts no more").ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Citation 4 counts by itself again" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "They are one: keep 2, and merge the others into it" })).ToBeVisibleAsync();
            // The second may be the better one to keep; and it is taken back.
            await page.GetByRole(AriaRole.Button, new() { Name = "They are one: keep 4, and merge the others into it" }).ClickAsync();
            await Expect(page.GetByText("Merged: they count once.")).ToBeVisibleAsync();
            await Expect(page.GetByText("1 citation is merged into another, and counts no more")).ToBeVisibleAsync();
            await Expect(page.GetByText("2. Early one")).ToContainTextAsync("A copy of 4");
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "They are one: keep 4, and merge the others into it" })).ToBeVisibleAsync();

            // One is written down by hand, found again by its words, and it is said which search gave it.
            var byHand = page.GetByRole(AriaRole.Form, new() { Name = "Write a citation down" });
            await byHand.GetByLabel("Title").FillAsync("By hand and late");
            await byHand.GetByLabel("Authors").FillAsync("Adeyemi, Ruth; Hale, Tom");
            await byHand.GetByLabel("Date").FillAsync("2015-03");
            await byHand.GetByLabel("DOI").FillAsync("not one");
            await byHand.GetByRole(AriaRole.Button, new() { Name = "Add the citation" }).ClickAsync();
            await Expect(byHand.GetByRole(AriaRole.Alert)).ToContainTextAsync("is no DOI");
            await byHand.GetByLabel("DOI").FillAsync("10.5555/by-hand");
            await byHand.GetByRole(AriaRole.Button, new() { Name = "Add the citation" }).ClickAsync();
            await Expect(page.Locator("tbody")).ToContainTextAsync("Adeyemi, Ruth; Hale, Tom (2015)");
            await page.GetByLabel("Find", new() { Exact = true }).FillAsync("late hale 2015");
            await Expect(page.GetByText("1 of 6")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Describe citation 6" }).ClickAsync();
            await page.GetByLabel("The search that found citation 6").SelectOptionAsync(new SelectOptionValue { Label = "Embase 11 Dec 2018" });
            await Expect(page.Locator(".did")).ToContainTextAsync("Said which search found citation 6.");
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.GetByLabel("The search that found citation 6").Locator("option:checked")).ToHaveTextAsync("no search named");
            await page.GetByRole(AriaRole.Button, new() { Name = "Take away citation 6" }).ClickAsync();
            await Expect(page.GetByText("0 of 5")).ToBeVisibleAsync();
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.GetByText("1 of 6")).ToBeVisibleAsync();

            await page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the synthesis" }).GetByRole(AriaRole.Link, new() { Name = "Searches" }).ClickAsync();
            await Expect(page.GetByText("A rerun: 1 new, and 1 of the earlier run are not in it: Lost later")).ToBeVisibleAsync();
            await page.GetByLabel("Kind").SelectOptionAsync("CitedBy");
            await page.GetByLabel("The article it began from").SelectOptionAsync(new SelectOptionValue { Label = "1. Quiet about politics" });
            await page.GetByLabel("What was searched").FillAsync("Google Scholar");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the search" }).ClickAsync();
            await Expect(page.GetByText("Began from “Quiet about politics”")).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("review-searches", fullPage: true);
            await page.GetByRole(AriaRole.Button, new() { Name = "Take away the target paper A paper that any good string finds" }).ClickAsync();
            await Expect(page.GetByText("Target papers it did not find")).ToHaveCountAsync(0);
        }, new() { BaseUrl = server.BaseUrl });
    }
}
