using System.Text;
using Microsoft.Playwright;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Web.Tests;

/// <summary>The page Equity: from an empty project to a figure with its sentence, its picture and its files.</summary>
public class EquityPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_table_becomes_a_figure_that_says_its_result_and_is_downloaded(bool dark)
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{server.BaseUrl}/p/{by.Project.Value:D}/equity");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No data sets yet" })).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync($"equity-empty{(dark ? "-dark" : "")}");

            await page.GetByRole(AriaRole.Button, new() { Name = "Bring in a data set" }).ClickAsync();
            await Tab.ChooseFilesAsync(page.Locator(".eq-import input[type=file]"), new FilePayload { Name = "bad.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("fifth,rate,people\n1,40,0\n") });
            await page.GetByRole(AriaRole.Button, new() { Name = "Import 1 row" }).ClickAsync();
            await Expect(page.Locator(".eq-import [role=alert]")).ToContainTextAsync("\"bad.csv\", line 2, column \"people\": the population is 0");

            var csv = new StringBuilder("area,sex,period,fifth,rate,lower,upper,count,people\n");
            foreach (var (period, worst) in new[] { ("2019", 400), ("2022", 300) })
                for (var i = 0; i < 5; i++) csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"Northby,Males,{period},{i + 1},{worst - i * worst / 6},{worst - i * worst / 6 - 20},{worst - i * worst / 6 + 20},{(i == 4 ? 6 : 100)},{10_000 + i * 100}\n");
            await Tab.ChooseFilesAsync(page.Locator(".eq-import input[type=file]"), new FilePayload { Name = "deaths.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(csv.ToString()) });
            await Expect(page.Locator(".eq-import [role=status]")).ToContainTextAsync("deaths.csv: 10 rows; columns guessed from their names");
            // A second file's columns stand where the first one's stood.
            await Expect(page.GetByLabel("Group of areas or people")).ToHaveValueAsync("fifth");
            await Expect(page.Locator(".eq-fields label").Filter(new() { HasTextRegex = new("^Value") }).Locator("select")).ToHaveValueAsync("rate");
            await page.GetByLabel("What is measured").FillAsync("the mortality rate under 75");
            await page.GetByLabel("Unit").FillAsync("per 100,000");
            await page.GetByLabel("More of it is").SelectOptionAsync("worse");
            await page.GetByLabel("Areas are ranked by").FillAsync("IMD 2019");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync($"equity-import{(dark ? "-dark" : "")}", fullPage: true);
            await page.GetByRole(AriaRole.Button, new() { Name = "Import 10 rows" }).ClickAsync();

            await page.GetByRole(AriaRole.Button, new() { Name = "Make the figure" }).ClickAsync();
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("In Northby in 2022, males: the mortality rate under 75 was 300.0 per 100,000 (95 % interval 280.0 to 320.0) among people living in the most deprived fifth of areas");
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("More is worse here: people living in the most deprived fifth of areas fare worse. Areas, not persons, are ranked.");
            await Expect(page.Locator(".eq-warnings")).ToContainTextAsync("\"5\" rests on 6 (line 11)");
            await Expect(page.Locator("svg.eq-svg circle")).ToHaveCountAsync(5 + 3 * 2);
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync($"equity-figure{(dark ? "-dark" : "")}", fullPage: true);

            foreach (var (format, holds) in new[] { ("csv", "slope index of inequality"), ("svg", "stroke=\"#1D1B18\"") })
            {
                var href = await page.GetByRole(AriaRole.Link, new() { Name = format, Exact = true }).GetAttributeAsync("href");
                Assert.Contains(holds, await client.GetStringAsync(href, Cancel), StringComparison.Ordinal);
            }
            await page.GetByRole(AriaRole.Button, new() { Name = "Take it away", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No figure yet" })).ToBeVisibleAsync();
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.Locator(".eq-sentence")).ToBeVisibleAsync();
        }, new() { Dark = dark, Width = 1280, Height = 800 });
    }
}
