using System.Text;
using Microsoft.Playwright;
using Throughline.Equity;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Web.Tests;

/// <summary>The page Equity: from an empty project to a figure with its sentence, its picture and its files.</summary>
public class EquityPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_table_becomes_a_figure_that_says_its_result_and_is_downloaded()
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
            await tab.PicturesAsync("equity-empty");

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
            await tab.PicturesAsync("equity-import", fullPage: true);
            await page.GetByRole(AriaRole.Button, new() { Name = "Import 10 rows" }).ClickAsync();

            await page.GetByRole(AriaRole.Button, new() { Name = "Make the figure" }).ClickAsync();
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("In Northby in 2022, males: the mortality rate under 75 was 300.0 per 100,000 (95 % interval 280.0 to 320.0) among people living in the most deprived fifth of areas");
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("More is worse here: people living in the most deprived fifth of areas fare worse. Areas, not persons, are ranked.");
            await Expect(page.Locator(".eq-warnings")).ToContainTextAsync("\"5\" rests on 6 (line 11)");
            await Expect(page.Locator("svg.eq-svg circle")).ToHaveCountAsync(5 + 3 * 2);
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("equity-figure", fullPage: true);

            foreach (var (format, holds) in new[] { ("csv", "slope index of inequality"), ("svg", "stroke=\"#1D1B18\"") })
            {
                var href = await page.GetByRole(AriaRole.Link, new() { Name = format, Exact = true }).GetAttributeAsync("href");
                Assert.Contains(holds, await client.GetStringAsync(href, Cancel), StringComparison.Ordinal);
            }
            await page.GetByRole(AriaRole.Button, new() { Name = "Take it away", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No figure yet" })).ToBeVisibleAsync();
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.Locator(".eq-sentence")).ToBeVisibleAsync();
        }, new() { Width = 1280, Height = 800 });
    }

    /// <summary>The shape of the published file: sex in codes, areas in codes, tenths, no period.</summary>
    private static byte[] Tenths()
    {
        var csv = new StringBuilder("\"Sex\",\"GeoCode\",\"Decile\",\"Pop\",\"Deaths\",\"LifeExp\",\"SE\"\n");
        foreach (var (place, people) in new[] { ("E06000001", 14_000), ("England", 8_000_000) })
            for (var sex = 1; sex <= 2; sex++)
                for (var tenth = 1; tenth <= 10; tenth++) csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"{sex},\"{place}\",{tenth},{people + tenth},{people / 90},{72 + 4 * sex + 0.9 * tenth:0.00},{(people > 1_000_000 ? 0.04 : 1.1)}\n");
        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    [Fact]
    public async Task A_file_of_codes_becomes_the_nations_slope_of_life_expectancy()
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
            await page.GetByRole(AriaRole.Button, new() { Name = "Bring in a data set" }).ClickAsync();
            await Tab.ChooseFilesAsync(page.Locator(".eq-import input[type=file]"), new FilePayload { Name = "tenths.csv", MimeType = "text/csv", Buffer = Tenths() });
            await Expect(page.Locator(".eq-import [role=status]")).ToContainTextAsync("tenths.csv: 40 rows");
            // What the codes are taken for is shown, and can be put otherwise.
            await Expect(page.GetByLabel("People (sex, age): 1 means")).ToHaveValueAsync("Males");
            await Expect(page.GetByLabel("People (sex, age): 2 means")).ToHaveValueAsync("Females");
            await Expect(page.GetByLabel("Place, or its code: ")).ToHaveCountAsync(0);
            await page.GetByLabel("What is measured").FillAsync("life expectancy at birth");
            await page.GetByLabel("Unit").FillAsync("years");
            await page.GetByLabel("Areas are ranked by").FillAsync("IMD 2015");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("equity-codes", fullPage: true);
            await page.GetByRole(AriaRole.Button, new() { Name = "Import 40 rows" }).ClickAsync();

            // The place most people live in stands first; the people by their words.
            await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Place", Exact = true })).ToHaveValueAsync("England");
            await page.GetByRole(AriaRole.Combobox, new() { Name = "People (sex, age)", Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "Females" });
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Period", Exact = true }).FillAsync("2014-16");
            await page.GetByRole(AriaRole.Button, new() { Name = "Make the figure" }).ClickAsync();
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("In England in 2014-16, females: life expectancy at birth was 80.90 years");
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("The slope index, which uses all ten groups, is 9.00 years (95 % interval ");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 2, Name = "Life expectancy at birth, Females, England, 2014-16" })).ToBeVisibleAsync();
            var safe = await page.GetByRole(AriaRole.Link, new() { Name = "safe csv" }).GetAttributeAsync("href");
            Assert.Contains("88890", await client.GetStringAsync(safe, Cancel), StringComparison.Ordinal);
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("equity-nation", fullPage: true);

            // What is said of the table can be put otherwise afterwards.
            await page.Locator(".eq-list summary").Filter(new() { HasText = "tenths" }).ClickAsync();
            await page.GetByText("Change what is said of it", new() { Exact = true }).ClickAsync();
            await page.GetByLabel("What its codes mean, one a line").FillAsync("category 1 = Males\ncategory 2 = Women and girls");
            await page.GetByRole(AriaRole.Form, new() { Name = "Change what is said of tenths" }).GetByRole(AriaRole.Button, new() { Name = "Change it" }).ClickAsync();
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("In England in 2014-16, women and girls:");
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("In England in 2014-16, females:");
        }, new() { Width = 1280, Height = 800 });
    }

    [Fact]
    public async Task A_figure_is_changed_its_change_over_time_is_parted_and_its_former_form_kept()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var csv = new StringBuilder("area,sex,period,fifth,count,eligible\n");
        foreach (var (period, worst) in new[] { ("2019", 30), ("2022", 40) })
            for (var i = 0; i < 5; i++) csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"Northby,Adults,{period},{i + 1},{(worst + 5 * i) * (period == "2022" && i == 0 ? 20 : 10)},{(period == "2022" && i == 0 ? 2000 : 1000)}\n");
        Assert.True((await bench.Get<ImportDataset.Handler>().RunAsync(by, new("quit.csv", Encoding.UTF8.GetBytes(csv.ToString()), What: "quitting within a year", Direction: Statistics.Inequality.Direction.HigherIsBetter), Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{server.BaseUrl}/p/{by.Project.Value:D}/equity");
            await page.GetByRole(AriaRole.Button, new() { Name = "Make the figure" }).ClickAsync();
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("In Northby in 2022, adults: quitting within a year was 40.00 %");
            var over = page.GetByRole(AriaRole.Region, new() { Name = "How it changed, and why" });
            await Expect(over).ToContainTextAsync("from 2019 to 2022 the slope index of quitting within a year went from 25.00 % to");
            await Expect(over).ToContainTextAsync("because the groups' shares of people did");
            await Expect(page.Locator(".eq-warnings")).ToContainTextAsync("What is offered to all can widen the gap.");

            await page.GetByText("Change this figure", new() { Exact = true }).ClickAsync();
            var form = page.GetByRole(AriaRole.Form, new() { Name = "Change this figure" });
            await form.GetByLabel("Its period").SelectOptionAsync("2019");
            await form.GetByRole(AriaRole.Button, new() { Name = "Change it" }).ClickAsync();
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("In Northby in 2019, adults: quitting within a year was 30.00 %");
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "What it was before" })).ToContainTextAsync("Ruth Adeyemi changed it: Northby, 2022, Adults, as a percentage, straight on values; slope index ");
            await Expect(over).ToHaveCountAsync(0);
            // A field half behind the bar has half its size for axe.
            await page.EvaluateAsync("scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("equity-changed", fullPage: true);
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("In Northby in 2022, adults:");
        }, new() { Width = 1280, Height = 800 });
    }
}
