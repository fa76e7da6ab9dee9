using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Exchange.Tests;

public class PageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_report_is_chosen_looked_at_and_downloaded(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var fixture = await Fixture.MakeAsync(bench);
        await fixture.WriteThemeAsync();
        await fixture.ConsentAsync(fixture.Interview2, Consent.Limited, "not by name");
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{server.BaseUrl}/p/{fixture.Ruth.Project.Value:D}/report");
            await tab.SettledAsync();
            var preview = page.FrameLocator("iframe.preview");
            await Expect(preview.Locator("figure.quotation")).ToHaveCountAsync(1);
            await Expect(page.GetByText("is left out unless you confirm it")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Checkbox, new() { Name = "Print it" }).CheckAsync();
            await Expect(preview.Locator("figure.quotation")).ToHaveCountAsync(2);
            await page.GetByRole(AriaRole.Checkbox, new() { Name = "Codebook" }).UncheckAsync();
            await Expect(preview.Locator("#codebook")).ToHaveCountAsync(0);
            // The matrices' columns and the kinds of memo are chosen one by one.
            await Expect(preview.GetByRole(AriaRole.Heading, new() { Name = "By site" })).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Checkbox, new() { Name = "by site" }).UncheckAsync();
            await Expect(preview.GetByRole(AriaRole.Heading, new() { Name = "By site" })).ToHaveCountAsync(0);
            await page.GetByRole(AriaRole.Checkbox, new() { Name = "by case" }).CheckAsync();
            await Expect(preview.GetByRole(AriaRole.Heading, new() { Name = "By case" })).ToBeVisibleAsync();
            await Expect(preview.GetByText("On the code “Phone”")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Checkbox, new() { Name = "on codes" }).UncheckAsync();
            await Expect(preview.GetByText("On the code “Phone”")).ToHaveCountAsync(0);
            await Expect(preview.GetByText("On “Interview 1”")).ToBeVisibleAsync();
            await CheckAsync(page);
            await tab.PicturesAsync("report", fullPage: true);

            await page.Locator("summary", new() { HasText = "The clock sorts" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Choose quotations" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Quote: the line is engaged until ten" }).ClickAsync();
            await Expect(preview.Locator("figure.quotation")).ToHaveCountAsync(3);
            await CheckAsync(page);
            await tab.PicturesAsync("report-theme", fullPage: true);

            foreach (var kind in new[] { "docx", "html" })
            {
                var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = $"Download {kind}" }).ClickAsync());
                var path = bench.Folder.File("report." + kind);
                await download.SaveAsAsync(path);
                if (kind == "html")
                {
                    Assert.Contains("They ring at eight and the line is engaged […]", await File.ReadAllTextAsync(path, Cancel), StringComparison.Ordinal);
                    continue;
                }
                using var file = WordprocessingDocument.Open(path, false);
                Assert.Empty(new OpenXmlValidator(FileFormatVersions.Office2019).Validate(file, Cancel));
                Assert.Contains("They ring at eight and the line is engaged […]", file.MainDocumentPart!.Document!.Body!.InnerText, StringComparison.Ordinal);
            }
        });
    }

    [Fact]
    public async Task The_log_the_backups_and_the_thread_have_their_pages()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(bench);
        await fixture.WriteThemeAsync();
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            var at = $"{server.BaseUrl}/p/{fixture.Ruth.Project.Value:D}";
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{at}/log");
            await tab.SettledAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Verify the chain" }).ClickAsync();
            await Expect(page.GetByText("The chain holds:")).ToBeVisibleAsync();
            await page.GetByLabel("Action").SelectOptionAsync("coding.add");
            await page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
            await Expect(page.Locator(".log-list tbody tr")).ToHaveCountAsync(5);
            foreach (var kind in new[] { "csv", "json" })
            {
                // What is downloaded is what the page shows.
                var export = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = $"Download {kind}" }).ClickAsync());
                var words = await File.ReadAllTextAsync(await export.PathAsync(), Cancel);
                Assert.Equal(5, System.Text.RegularExpressions.Regex.Count(words, @"\bcoding\.add\b"));
                Assert.DoesNotContain("memo.add", words, StringComparison.Ordinal);
            }
            var workbook = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download xlsx" }).ClickAsync());
            Assert.Equal("change-log.xlsx", workbook.SuggestedFilename);
            var sheet = Throughline.Files.SheetReader.Read("change-log.xlsx", await File.ReadAllBytesAsync(await workbook.PathAsync(), Cancel), Throughline.Files.ReadLimits.Default, null, Cancel).Value[0];
            var column = sheet.Columns.ToList().IndexOf("action");
            Assert.Equal(Enumerable.Repeat("coding.add", 5), sheet.Rows.Select(row => row.Cells[column]));
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("values? of entry") }).First.ClickAsync();
            await CheckAsync(page);
            await tab.PicturesAsync("log");

            await page.GotoAsync($"{at}/thread/quotation/{fixture.Quotation.Value:D}");
            await tab.SettledAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Where this comes from, and where it goes" })).ToBeVisibleAsync();
            await Expect(page.Locator(".goes .here")).ToHaveCountAsync(1);
            await Expect(page.Locator(".thread-sides").GetByRole(AriaRole.Link, new() { Name = "The clock sorts" })).ToBeVisibleAsync();
            await CheckAsync(page);
            await tab.PicturesAsync("thread");

            await page.GotoAsync($"{at}/backups");
            await tab.SettledAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Back up now" }).ClickAsync();
            await Expect(page.GetByText("Backed up as")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Radio, new() { Name = "Full archive" }).CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Make the file" }).ClickAsync();
            var link = page.GetByRole(AriaRole.Link, new() { Name = "Download Naming the gap.throughline" });
            var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
            var path = bench.Folder.File("gap.throughline");
            await download.SaveAsAsync(path);
            await CheckAsync(page);
            await tab.PicturesAsync("backups", fullPage: true);
            await using var other = await TestWorkbench.OpenAsync(Engine.Sqlite);
            await using var archive = File.OpenRead(path);
            Assert.True((await other.Get<Archives.RestoreArchive.Handler>().RunAsync(archive, Cancel)).Succeeded);
            // A file made of one choice is not offered for another: neither further names nor other memos are in it.
            var told = page.Locator("main > .said");
            await Expect(told).ToHaveTextAsync("The full archive is ready. It holds personal data.");
            await page.GetByRole(AriaRole.Radio, new() { Name = "Public export" }).CheckAsync();
            await Expect(link).ToHaveCountAsync(0);
            // Nor is it said any more that it is ready.
            await Expect(told).ToHaveTextAsync("What goes in was changed. Make the file again.");
            var ready = page.GetByRole(AriaRole.Link, new() { Name = "Download Naming the gap public.zip" });
            await page.GetByRole(AriaRole.Button, new() { Name = "Make the file" }).ClickAsync();
            await Expect(ready).ToBeVisibleAsync();
            await Expect(told).ToHaveTextAsync("The public export is ready.");
            var again = page.GetByRole(AriaRole.Button, new() { Name = "Make the file" });
            var height = (await again.BoundingBoxAsync())!.Y;
            await page.GetByRole(AriaRole.Combobox, new() { NameRegex = new("^Memos") }).SelectOptionAsync("Codes");
            await Expect(ready).ToHaveCountAsync(0);
            await Expect(told).ToHaveTextAsync("What goes in was changed. Make the file again.");
            Assert.Equal(height, (await again.BoundingBoxAsync())!.Y);
            await again.ClickAsync();
            await Expect(ready).ToBeVisibleAsync();
            await page.GetByLabel("Further names to look for").FillAsync("Quokkavale");
            await page.GetByLabel("Further names to look for").BlurAsync();
            await Expect(ready).ToHaveCountAsync(0);

            // Somebody changes an entry beside the workbench: the page names it.
            await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel)) Assert.Equal(1, await db.Database.ExecuteSqlAsync($"update log_entry set action = 'changed' where seq = 2", Cancel));
            await page.GotoAsync($"{at}/log");
            await tab.SettledAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Verify the chain" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The chain does not hold.");
            await Expect(page.GetByRole(AriaRole.Alert).Locator("li").First).ToContainTextAsync("2");
            await CheckAsync(page);
        });
    }

    [Fact]
    public async Task Every_entry_and_every_fault_of_the_log_can_be_shown()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(bench);
        var project = fixture.Ruth.Project;
        for (var i = 0; i < 215; i++) Assert.True((await bench.Get<WriteMemo.Handler>().AddAsync(fixture.Ruth, new(new("project", project.Value), $"Thought {i}"), Cancel)).Succeeded);
        var entries = (int)(await bench.Get<VerifyLog>().RunAsync(project, Cancel)).Entries;
        Assert.InRange(entries, 216, 299);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{server.BaseUrl}/p/{project.Value:D}/log");
            await tab.SettledAsync();
            var rows = page.Locator(".log-list tbody tr");
            var older = page.GetByRole(AriaRole.Button, new() { Name = "Show older entries" });
            await Expect(rows).ToHaveCountAsync(100);
            await older.ClickAsync();
            await Expect(rows).ToHaveCountAsync(200);
            // Older entries are of what is listed, not of a filter that is only being chosen.
            await page.GetByLabel("Action").SelectOptionAsync("memo.add");
            await older.ClickAsync();
            await Expect(rows).ToHaveCountAsync(entries);
            await Expect(older).ToHaveCountAsync(0);
            Assert.Equal(Enumerable.Range(1, entries).Reverse().Select(i => $"{i}"), await page.Locator(".log-list tbody tr td:first-child").AllInnerTextsAsync());
            await page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
            await Expect(rows).ToHaveCountAsync(100);
            await Expect(rows.First.Locator("td").First).ToHaveTextAsync($"{entries}");

            await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
                await db.Set<LogEntry>().Where(e => e.Project == project && e.Seq > 2 && e.Seq <= 120).ExecuteUpdateAsync(set => set.SetProperty(e => e.Details, "{\"a\":1}"), Cancel);
            await page.GetByRole(AriaRole.Button, new() { Name = "Verify the chain" }).ClickAsync();
            var faults = page.GetByRole(AriaRole.Alert).Locator("li");
            await Expect(faults).ToHaveCountAsync(50);
            await Expect(page.Locator(".show-more")).ToContainTextAsync("and 68 more");
            await page.GetByRole(AriaRole.Button, new() { Name = "Show 50 more faults" }).ClickAsync();
            await Expect(faults).ToHaveCountAsync(100);
            await Expect(page.Locator(".show-more")).ToContainTextAsync("and 18 more");
            await page.GetByRole(AriaRole.Button, new() { Name = "Show 18 more faults" }).ClickAsync();
            await Expect(faults).ToHaveCountAsync(118);
            await Expect(page.Locator(".show-more")).ToHaveCountAsync(0);
            await Expect(faults.Last).ToContainTextAsync("Entry 120 (");
        });
    }

    [Fact]
    public async Task Codings_made_elsewhere_are_brought_in_on_the_report_page_and_each_row_is_accounted_for()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(bench);
        var empty = (await bench.Get<CreateProject.Handler>().RunAsync(new("Another study", "Ruth Adeyemi"), Cancel)).Value;
        var table = bench.Folder.File("maxqda.csv");
        await File.WriteAllTextAsync(table, "source,code,segment\nInterview 1,Mornings > Eight,They ring at eight\nInterview 1,Mornings > Eight,They\nInterview 2,Mornings,no such words\n", Cancel);
        var wrong = bench.Folder.File("wrong.csv");
        await File.WriteAllTextAsync(wrong, "who,what\nJoan,rang\n", Cancel);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            // Somebody who comes from another program finds the way on the empty codebook.
            await page.GotoAsync($"{server.BaseUrl}/p/{empty.Project.Value:D}/codebook");
            await tab.SettledAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "the codings made elsewhere" }).ClickAsync();
            await Expect(page.Locator("summary", new() { HasText = "Bring in codings made elsewhere" })).ToBeFocusedAsync();
            await page.GotoAsync($"{server.BaseUrl}/p/{fixture.Ruth.Project.Value:D}/report?bring=codings");
            await tab.SettledAsync();
            await Tab.ChooseFilesAsync(page.GetByLabel("Choose a table"), wrong);
            await Expect(page.Locator("main [role=alert]")).ToContainTextAsync("source");
            await Tab.ChooseFilesAsync(page.GetByLabel("Choose a table"), table);
            await Expect(page.GetByText("1 placed, 0 there already, 1 ambiguous, 1 not found, 0 refused.")).ToBeVisibleAsync();
            await Expect(page.Locator(".unplaced > li")).ToHaveCountAsync(2);
            await Expect(page.Locator(".unplaced > li").First.Locator("li")).ToHaveCountAsync(2);
            await Expect(page.Locator(".unplaced > li").Last).ToContainTextAsync("The words are not in this source.");
            await page.GetByText("1 row that has its place").ClickAsync();
            await Expect(page.Locator(".placed > li")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("Line 2, Interview 1, Mornings > Eight: They ring at eight\\s+Placed."));
            await CheckAsync(page);
            await tab.ScreenshotAsync("report-brought-in", fullPage: true);
            // The same file chosen once more: what it holds is there already.
            var chooser = await page.RunAndWaitForFileChooserAsync(() => page.GetByText("Choose a table").ClickAsync());
            await chooser.SetFilesAsync(table);
            await Expect(page.GetByText("0 placed, 1 there already, 1 ambiguous, 1 not found, 0 refused.")).ToBeVisibleAsync();
            // Every matrix of the report is a file of its own.
            var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "csv: codes by role" }).ClickAsync());
            await download.SaveAsAsync(bench.Folder.File("by-role.csv"));
            Assert.Contains("Mornings > Eight,0,1,0,1", await File.ReadAllTextAsync(bench.Folder.File("by-role.csv"), Cancel), StringComparison.Ordinal);
        });
        Assert.Contains(await bench.Get<ReadCodebook.Handler>().RunAsync(fixture.Ruth, Cancel), c => c.Path == "Mornings > Eight" && c.Passages == 1);
    }

    [Fact]
    public async Task An_archive_is_brought_in_on_the_page_whole_or_not_at_all()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(bench);
        var path = bench.Folder.File("gap.throughline");
        await using (var stream = File.Create(path)) Assert.True((await bench.Get<Archives.ArchiveProject.Handler>().RunAsync(fixture.Ruth, new(Archives.ArchiveForm.Full, []), stream, Cancel)).Succeeded);
        var cut = bench.Folder.File("cut.throughline");
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(path, Cancel))[..2000], Cancel);
        await using var other = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var trial = (await other.Get<CreateProject.Handler>().RunAsync(new("Trial", "Tom"), Cancel)).Value;
        await using var server = await other.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            var backups = $"{server.BaseUrl}/p/{trial.Project.Value:D}/backups";
            await page.GotoAsync(backups);
            await tab.SettledAsync();
            await Tab.ChooseFilesAsync(page.GetByLabel("Choose an archive"), cut);
            await Expect(page.Locator("main [role=alert]")).ToContainTextAsync("“cut.throughline” was refused.");
            await CheckAsync(page);
            Assert.Single(await other.Get<FindProject.Handler>().AllAsync(Cancel));
            await Tab.ChooseFilesAsync(page.GetByLabel("Choose an archive"), path);
            await Expect(page.GetByText("All that the archive holds is here: a full archive, made by Ruth")).ToBeVisibleAsync();
            await Expect(page.GetByText("Nothing was left out of it.")).ToBeVisibleAsync();
            await Expect(page.GetByText("Its change log holds: ")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Open “Naming the gap”" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Who gets the early places?");
            Assert.Contains(fixture.Ruth.Project.Value.ToString("D"), page.Url, StringComparison.Ordinal);
            // Once more: what is here is left alone.
            await page.GotoAsync(backups);
            await tab.SettledAsync();
            await Tab.ChooseFilesAsync(page.GetByLabel("Choose an archive"), path);
            await Expect(page.Locator("main [role=alert]")).ToContainTextAsync("“gap.throughline” was refused.");
            // A restored backup brings the earlier work back, and what stood in its place is kept.
            await page.GetByRole(AriaRole.Button, new() { Name = "Back up now" }).ClickAsync();
            await Expect(page.GetByText("Backed up as")).ToBeVisibleAsync();
            Assert.True((await other.Get<CreateProject.Handler>().RunAsync(new("Later", "Ada"), Cancel)).Succeeded);
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Restore the backup of") }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Restore it" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "What was there before is kept as" })).ToBeVisibleAsync();
            await Expect(page.Locator(".log-list tbody tr")).ToContainTextAsync(["before restore", "asked"]);
            Assert.DoesNotContain("Later", (await other.Get<FindProject.Handler>().AllAsync(Cancel)).Select(one => one.Title));
            // A backup is deleted only when that is said twice.
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Delete the backup of") }).First.ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Leave it" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Delete the backup of") })).ToHaveCountAsync(2);
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Delete the backup of") }).First.ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Deleted " })).ToBeVisibleAsync();
        });
        Assert.Equal(2, (await other.Get<FindProject.Handler>().AllAsync(Cancel)).Count);
        Assert.True((await other.Get<VerifyLog>().RunAsync(fixture.Ruth.Project, Cancel)).Holds);
        Assert.Equal(["asked"], other.Get<Backups>().List().Select(left => left.Why));
    }

    [Fact]
    public async Task On_a_new_machine_a_colleague_begins_from_an_archive_and_is_told_what_is_not_in_it_and_that_its_log_is_broken()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(bench);
        // Somebody changed an entry beside the workbench before the archive was made.
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel)) Assert.Equal(1, await db.Database.ExecuteSqlAsync($"update log_entry set action = 'changed' where seq = 2", Cancel));
        var path = bench.Folder.File("gap.throughline");
        await using (var stream = File.Create(path)) Assert.True((await bench.Get<Archives.ArchiveProject.Handler>().RunAsync(fixture.Ruth, new(Archives.ArchiveForm.Deidentified, ["Zebedee Quill"]), stream, Cancel)).Succeeded);
        var cut = bench.Folder.File("cut.throughline");
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(path, Cancel))[..2000], Cancel);
        await using var other = await TestWorkbench.OpenAsync(Engine.Sqlite);
        await using var server = await other.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Begin your first project" })).ToBeVisibleAsync();
            await Tab.ChooseFilesAsync(page.GetByLabel("Choose an archive"), cut);
            await Expect(page.Locator("main [role=alert]")).ToContainTextAsync("“cut.throughline” was refused.");
            await Tab.ChooseFilesAsync(page.GetByLabel("Choose an archive"), path);
            await Expect(page.GetByText("All that the archive holds is here: a de-identified archive, made by Ruth")).ToBeVisibleAsync();
            await Expect(page.GetByText("Left out of it: 3 original files")).ToBeVisibleAsync();
            await Expect(page.Locator("main [role=alert]")).ToContainTextAsync("Its change log does not hold.");
            await Expect(page.Locator(".projects-list").GetByRole(AriaRole.Link, new() { Name = "Naming the gap" })).ToBeVisibleAsync();
            await CheckAsync(page);
            await tab.ScreenshotAsync("projects-brought-in", fullPage: true);
            await page.GetByRole(AriaRole.Link, new() { Name = "Open “Naming the gap”" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Who gets the early places?");
        });
    }

    /// <summary>The title is drawn a moment after the page.</summary>
    private static async Task CheckAsync(IPage page)
    {
        await Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("Throughline$"));
        // The whole page at once: a control half under a bar that stays in view would count as too small.
        var (width, height) = (page.ViewportSize!.Width, page.ViewportSize.Height);
        await page.SetViewportSizeAsync(width, Math.Clamp(await page.EvaluateAsync<int>("document.documentElement.scrollHeight") + 100, height, 12_000));
        await page.EvaluateAsync("scrollTo(0, 0)");
        await page.AssertNoViolationsAsync();
        await page.SetViewportSizeAsync(width, height);
    }
}
