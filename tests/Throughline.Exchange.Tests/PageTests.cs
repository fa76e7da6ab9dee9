using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Microsoft.Playwright;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Exchange.Tests;

public class PageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite, false), InlineData(Engine.PostgreSql, true)]
    public async Task A_report_is_chosen_looked_at_and_downloaded(Engine engine, bool dark)
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
            await page.GotoAsync($"{server.BaseUrl}/p/{fixture.Ruth.Project.Value:D}/report", new() { WaitUntil = WaitUntilState.NetworkIdle });
            var preview = page.FrameLocator("iframe.preview");
            await Expect(preview.Locator("figure.quotation")).ToHaveCountAsync(1);
            await Expect(page.GetByText("is left out unless you confirm it")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Checkbox, new() { Name = "Print it" }).CheckAsync();
            await Expect(preview.Locator("figure.quotation")).ToHaveCountAsync(2);
            await page.GetByRole(AriaRole.Checkbox, new() { Name = "Codebook" }).UncheckAsync();
            await Expect(preview.Locator("#codebook")).ToHaveCountAsync(0);
            await CheckAsync(page);
            await tab.ScreenshotAsync(dark ? "report-dark" : "report-light", fullPage: true);

            await page.Locator("summary", new() { HasText = "The clock sorts" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Choose quotations" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Quote: the line is engaged until ten" }).ClickAsync();
            await Expect(preview.Locator("figure.quotation")).ToHaveCountAsync(3);
            await CheckAsync(page);
            await tab.ScreenshotAsync(dark ? "report-theme-dark" : "report-theme-light", fullPage: true);

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
        }, new() { Dark = dark });
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_log_the_backups_and_the_thread_have_their_pages(bool dark)
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
            await page.GotoAsync($"{at}/log", new() { WaitUntil = WaitUntilState.NetworkIdle });
            await page.GetByRole(AriaRole.Button, new() { Name = "Verify the chain" }).ClickAsync();
            await Expect(page.GetByText("The chain holds:")).ToBeVisibleAsync();
            await page.GetByLabel("Action").SelectOptionAsync("coding.add");
            await page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
            await Expect(page.Locator(".log-list tbody tr")).ToHaveCountAsync(5);
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("values? of entry") }).First.ClickAsync();
            await CheckAsync(page);
            await tab.ScreenshotAsync(dark ? "log-dark" : "log-light");

            await page.GotoAsync($"{at}/thread/quotation/{fixture.Quotation.Value:D}", new() { WaitUntil = WaitUntilState.NetworkIdle });
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Where this comes from, and where it goes" })).ToBeVisibleAsync();
            await Expect(page.Locator(".goes .here")).ToHaveCountAsync(1);
            await Expect(page.Locator(".thread-sides").GetByRole(AriaRole.Link, new() { Name = "The clock sorts" })).ToBeVisibleAsync();
            await CheckAsync(page);
            await tab.ScreenshotAsync(dark ? "thread-dark" : "thread-light");

            await page.GotoAsync($"{at}/backups", new() { WaitUntil = WaitUntilState.NetworkIdle });
            await page.GetByRole(AriaRole.Button, new() { Name = "Back up now" }).ClickAsync();
            await Expect(page.GetByText("Backed up as")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Radio, new() { Name = "Full archive" }).CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Make the file" }).ClickAsync();
            var link = page.GetByRole(AriaRole.Link, new() { Name = "Download Naming the gap.throughline" });
            var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
            var path = bench.Folder.File("gap.throughline");
            await download.SaveAsAsync(path);
            await CheckAsync(page);
            await tab.ScreenshotAsync(dark ? "backups-dark" : "backups-light", fullPage: true);
            await using var other = await TestWorkbench.OpenAsync(Engine.Sqlite);
            await using var archive = File.OpenRead(path);
            Assert.True((await other.Get<Archives.RestoreArchive.Handler>().RunAsync(archive, Cancel)).Succeeded);
        }, new() { Dark = dark });
    }

    /// <summary>The title is drawn a moment after the page.</summary>
    private static async Task CheckAsync(IPage page)
    {
        await Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("Throughline$"));
        // A control half under the bar that stays in view would count as too small.
        await page.EvaluateAsync("scrollTo(0, 0)");
        await page.AssertNoViolationsAsync();
    }
}
