using System.Text;
using Microsoft.Playwright;
using Throughline.Equity;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Web.Tests;

/// <summary>Tables of areas in the browser: Core20, who is missed, the map, and sites chosen from them.</summary>
public class AreasPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const string Areas = "lsoa11_code,ltla22_code,ltla22_name,icb22_code,icb22_name,imd19_rank,imd19_decile,imd19_score,population,smokers_n\n"
        + "A1,L1,Ansley,I1,Merrin,1,1,80,1000,400\nA2,L1,Ansley,I1,Merrin,2,2,60,1000,300\nA3,L1,Ansley,I1,Merrin,9,8,10,1000,100\nB1,L2,Holm,I1,Merrin,3,2,50,500,150\nB2,L2,Holm,I1,Merrin,10,9,5,2000,200\nC1,L3,Tarnley,I2,Tarn,4,3,40,1000,250\nC2,L3,Tarnley,I2,Tarn,5,4,35,1000,240\nD1,L4,Scarrow,I2,Tarn,7,6,20,1000,180\n";

    private const string Outlines = """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"icb22_code":"I1","icb22_name":"Merrin"},"geometry":{"type":"Polygon","coordinates":[[[0,50],[1,50],[1,51],[0,51],[0,50]]]}},{"type":"Feature","properties":{"icb22_code":"I2","icb22_name":"Tarn"},"geometry":{"type":"Polygon","coordinates":[[[1,50],[2,50],[2,51],[1,51],[1,50]]]}}]}""";

    private const string Systems = "icb22_code,icb22_name,core20_pct,people,region\nI1,Merrin,33,7500,North\nI2,Tarn,20,4000,South\nI3,Isper,18,9000,East\nI4,Carr,5,6000,West\n";

    [Fact]
    public async Task Tables_of_areas_are_looked_at_and_sites_chosen()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        foreach (var (file, text) in new[] { ("areas.csv", Areas), ("outlines.geojson", Outlines), ("systems.csv", Systems) })
            Assert.True((await bench.Get<ImportDataset.Handler>().RunAsync(by, new(file, Encoding.UTF8.GetBytes(text)), Cancel)) is { Succeeded: true }, file);
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var (page, at) = (tab.Page, $"{server.BaseUrl}/p/{by.Project.Value:D}/equity");
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{at}/look/core20");
            // Without the period there is a picture, but no sentence.
            await Expect(page.Locator(".eqa-main .note")).ToContainTextAsync("No sentence is made of this view: it would lack the period. Say it beside the picture");
            await page.GetByLabel("Period of the numbers").FillAsync("2023");
            await page.GetByLabel("Period of the numbers").PressAsync("Tab");
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("In the areas of \"areas\" in 2023, all residents, by IMD 2019: ");
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("3 of 8 areas (LSOA 2011) are in the most deprived fifth of the nation, and 2,500 of 8,500 people");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("areas-core20", fullPage: true);
            var csv = await page.GetByRole(AriaRole.Link, new() { Name = "csv", Exact = true }).GetAttributeAsync("href");
            Assert.Contains("Merrin", await client.GetStringAsync(csv, Cancel), StringComparison.Ordinal);

            await page.GetByRole(AriaRole.Link, new() { Name = "Who is missed" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Who is missed");
            await page.GetByLabel("Larger areas").SelectOptionAsync("ltla22_code");
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("(1 of 4) misses 500 of the 2,500 people");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("areas-missed", fullPage: true);

            await page.GetByRole(AriaRole.Link, new() { Name = "Map", Exact = true }).ClickAsync();
            await Expect(page.Locator("svg.eq-svg path")).ToHaveCountAsync(2);
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("areas-map", fullPage: true);

            await page.GetByRole(AriaRole.Link, new() { Name = "Sites", Exact = true }).ClickAsync();
            await page.GetByLabel("Table of sites").SelectOptionAsync(new SelectOptionValue { Label = "systems" });
            await Expect(page.GetByLabel("Column that names sites")).ToHaveValueAsync("icb22_name");
            await page.GetByLabel("How many sites").FillAsync("2");
            await page.GetByLabel("Filters, one a line").FillAsync("core20_pct top 3");
            await page.GetByLabel("Characteristic 1", new() { Exact = true }).SelectOptionAsync("people");
            await page.GetByRole(AriaRole.Button, new() { Name = "Choose", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Say why sites are to vary on \"people\"");
            await page.GetByLabel("Why characteristic 1").FillAsync("size shapes what is possible");
            await page.GetByRole(AriaRole.Button, new() { Name = "Choose", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Say why only those sites are kept (\"core20_pct top 3\")");
            await page.GetByLabel("Why only those").FillAsync("need is greatest there");
            await page.GetByRole(AriaRole.Button, new() { Name = "Choose", Exact = true }).ClickAsync();
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("core20_pct top 3 kept 3 (the last kept has 18, the next 5)");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("areas-sites", fullPage: true);
            var record = await page.GetByRole(AriaRole.Link, new() { Name = "record as html" }).GetAttributeAsync("href");
            Assert.Contains("Sampling record", await client.GetStringAsync(record, Cancel), StringComparison.Ordinal);
            await page.GetByRole(AriaRole.Button, new() { Name = "Isper declined" }).ClickAsync();
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("1 declined");
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.Locator(".eq-sentence")).Not.ToContainTextAsync("1 declined");
            // The same by hand, with what the site said; and a constraint more than one.
            await page.GetByRole(AriaRole.Button, new() { Name = "A site declined", Exact = true }).ClickAsync();
            await page.GetByLabel("Site 1 that declined").FillAsync("Isper");
            await page.GetByLabel("What site 1 said").FillAsync("No time this year");
            await page.GetByRole(AriaRole.Button, new() { Name = "One more constraint" }).ClickAsync();
            await page.GetByLabel("Not all alike in, 2").SelectOptionAsync("people");
            await page.GetByRole(AriaRole.Button, new() { Name = "Choose again" }).ClickAsync();
            await Expect(page.GetByText("Isper declined: No time this year.")).ToBeVisibleAsync();
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("1 declined");
            var word = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "record as docx" }).ClickAsync());
            Assert.EndsWith(".docx", word.SuggestedFilename, StringComparison.Ordinal);
            Assert.Null(await word.FailureAsync());
        }, new() { Width = 1280, Height = 800 });
    }

    /// <summary>From the published file to who is missed, the sites and a target, by clicks alone.</summary>
    [Fact]
    public async Task The_real_files_lead_from_who_is_missed_over_sites_to_a_target()
    {
        var (areas, boards) = (Shared.PathOrSkip("data/lsoa11_imd2019_icb22.csv.gz"), Shared.PathOrSkip("data/icb_characteristics.csv"));
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{server.BaseUrl}/p/{by.Project.Value:D}/equity");
            var bring = page.GetByRole(AriaRole.Button, new() { Name = "Bring in a data set" });
            foreach (var (path, rows, kind) in new[] { (areas, "32,844", "recognised as a file of the Indices of Deprivation"), (boards, "42", "recognised as a table of areas") })
            {
                await bring.ClickAsync();
                await Tab.ChooseFilesAsync(page.Locator(".eq-import input[type=file]"), new FilePayload { Name = Path.GetFileName(path), MimeType = "application/octet-stream", Buffer = await File.ReadAllBytesAsync(path, Cancel) });
                await Expect(page.Locator(".eq-import [role=status]")).ToContainTextAsync($"{rows} rows, {kind}", new() { Timeout = 400_000 });
                if (path == boards) await page.GetByLabel("Vintage of the boundaries").FillAsync("ICB 2022");
                await page.GetByRole(AriaRole.Button, new() { Name = $"Import {rows} rows" }).ClickAsync();
                await Expect(page.Locator(".eq-import")).ToHaveCountAsync(0, new() { Timeout = 400_000 });
            }
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Views of Equity" }).GetByRole(AriaRole.Link, new() { Name = "Who is missed" }).ClickAsync();
            await page.GetByLabel("Table of areas").SelectOptionAsync(new SelectOptionValue { Label = "lsoa11_imd2019_icb22, LSOA 2011" });
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("In England in 2015, all residents, by IMD 2019: ");
            await page.GetByLabel("Larger areas").SelectOptionAsync("ltla22_code");
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("(62 of 309)");
            await page.GetByLabel("People living there").SelectOptionAsync("pop2020_total");
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("(62 of 309) misses 4,367,244 of the 11,301,143 people living in Core20 areas (38.6 %)");
            await tab.ScreenshotAsync("real-missed", fullPage: true);

            await page.GetByRole(AriaRole.Link, new() { Name = "Sites", Exact = true }).ClickAsync();
            await page.GetByLabel("Column that names sites").SelectOptionAsync("icb_name");
            await page.GetByLabel("Filters, one a line").FillAsync("core20_pct_lsoa_19 top 1/3");
            await page.GetByLabel("Why only those").FillAsync("need is greatest there");
            await page.GetByLabel("Characteristic 1", new() { Exact = true }).SelectOptionAsync("pop2020");
            await page.GetByLabel("Why characteristic 1").FillAsync("size shapes what is possible");
            await page.GetByRole(AriaRole.Button, new() { Name = "Choose", Exact = true }).ClickAsync();
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("core20_pct_lsoa_19 top 1/3 kept 14 (the last kept has 17.9");
            await tab.ScreenshotAsync("real-sites", fullPage: true);

            await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Targets", Exact = true }).ClickAsync();
            await page.GetByLabel("A new target’s name, as people will speak of it").FillAsync("Streets, not councils");
            await page.GetByRole(AriaRole.Button, new() { Name = "Begin a target" }).ClickAsync();
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Steps" }).GetByRole(AriaRole.Button, new() { Name = "Area" }).ClickAsync();
            await page.Locator(".tg-area select").First.SelectOptionAsync(new SelectOptionValue { Label = "lsoa11_imd2019_icb22" });
            await page.GetByLabel("Larger areas").SelectOptionAsync("ltla22_code");
            await page.GetByLabel("Residents").SelectOptionAsync("pop2020_total");
            await page.GetByLabel("Score, higher the more deprived").SelectOptionAsync("imd19_score");
            await page.GetByRole(AriaRole.Button, new() { Name = "Count them" }).ClickAsync();
            await Expect(page.Locator(".tg-area")).ToContainTextAsync("leaves out 4,367,244 of 11,301,143 people who live in the most deprived fifth (38.6 %)");
            await Expect(page.Locator(".tg-side")).ToContainTextAsync("Whom does the area miss?");
            await tab.ScreenshotAsync("real-target", fullPage: true);
        }, new() { Width = 1280, Height = 800 });
    }

    /// <summary>From the published files, by clicks alone: Core20, the map and England's slopes of life expectancy.</summary>
    [Fact]
    public async Task The_real_files_give_core20_the_map_and_the_slope_of_life_expectancy()
    {
        var files = new[]
        {
            (Shared.PathOrSkip("data/lsoa11_imd2019_icb22.csv.gz"), "32,844", "recognised as a file of the Indices of Deprivation"), (Shared.PathOrSkip("data/boundaries_icb22_ultra.geojson"), "42", "recognised as boundaries"),
            (Shared.PathOrSkip("data/life_expectancy_decile_area_2014_16.csv.gz"), "7,222", "columns guessed from their names"),
        };
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            var sentence = page.Locator(".eq-sentence");
            var views = page.GetByRole(AriaRole.Navigation, new() { Name = "Views of Equity" });
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{server.BaseUrl}/p/{by.Project.Value:D}/equity");
            foreach (var (path, rows, said) in files)
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Bring in a data set" }).ClickAsync();
                await Tab.ChooseFilesAsync(page.Locator(".eq-import input[type=file]"), new FilePayload { Name = Path.GetFileName(path), MimeType = "application/octet-stream", Buffer = await File.ReadAllBytesAsync(path, Cancel) });
                await Expect(page.Locator(".eq-import [role=status]")).ToContainTextAsync($"{rows} rows", new() { Timeout = 400_000 });
                await Expect(page.Locator(".eq-import [role=status]")).ToContainTextAsync(said);
                if (said.StartsWith("columns", StringComparison.Ordinal))
                {
                    var bring = page.Locator(".eq-import");
                    await bring.GetByLabel("What is measured").FillAsync("life expectancy at birth");
                    await bring.GetByLabel("Unit").FillAsync("years");
                    await bring.GetByLabel("Areas are ranked by").FillAsync("IMD 2015");
                }
                await page.GetByRole(AriaRole.Button, new() { Name = $"Import {rows} rows" }).ClickAsync();
                await Expect(page.Locator(".eq-import")).ToHaveCountAsync(0, new() { Timeout = 400_000 });
            }
            // The period follows from the column of people that is chosen, and can be said otherwise.
            await views.GetByRole(AriaRole.Link, new() { Name = "Core20", Exact = true }).ClickAsync();
            await Expect(sentence).ToContainTextAsync("In England in 2015, all residents, by IMD 2019: ");
            await page.GetByLabel("People living there").SelectOptionAsync("pop2020_total");
            await Expect(sentence).ToContainTextAsync("In England in 2020, all residents, by IMD 2019: 6,568 of 32,844 areas (LSOA 2011) are in the most deprived fifth of the nation, and 11,301,143 of 56,550,138 people (19.98 %) live in them");
            await page.GetByLabel("Larger areas").SelectOptionAsync("icb22_code");
            await Expect(sentence).ToContainTextAsync("14 of 42 (the last has 17.9 %, the next 17.2 %), holds 70.7 %");
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Core20", Exact = true }).Locator("tbody tr")).ToHaveCountAsync(42);
            await page.GetByLabel("Period of the numbers").FillAsync("mid-2020");
            await page.GetByLabel("Period of the numbers").PressAsync("Tab");
            await Expect(sentence).ToContainTextAsync("In England in mid-2020, all residents, by IMD 2019: ");
            await page.EvaluateAsync("scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("real-core20", fullPage: true);

            // What was said of the period is said of the next view too.
            await views.GetByRole(AriaRole.Link, new() { Name = "Map", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Map");
            await page.GetByLabel("People living there").SelectOptionAsync("pop2020_total");
            await Expect(sentence).ToContainTextAsync("In England in mid-2020, all residents, by IMD 2019: the share of people living in Core20 areas runs over 42 areas (ICB 2022) from ");
            await Expect(sentence).ToContainTextAsync("in NHS Birmingham and Solihull Integrated Care Board");
            await Expect(page.Locator("svg.eq-svg path")).ToHaveCountAsync(42);
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("real-map", fullPage: true);

            await views.GetByRole(AriaRole.Link, new() { Name = "Figures", Exact = true }).ClickAsync();
            foreach (var (people, who, slope) in new[] { ("Males", "males", "9.35 years (95 % interval 9.24 to 9.45)"), ("Females", "females", "7.27 years (95 % interval 7.17 to 7.37)") })
            {
                await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Place", Exact = true })).ToHaveValueAsync("England");
                await page.GetByRole(AriaRole.Combobox, new() { Name = "People (sex, age)", Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = people });
                await page.GetByRole(AriaRole.Textbox, new() { Name = "Period", Exact = true }).FillAsync("2014-16");
                await page.GetByRole(AriaRole.Button, new() { Name = "Make the figure" }).ClickAsync();
                await Expect(sentence).ToContainTextAsync($"In England in 2014-16, {who}: life expectancy at birth was ");
                await Expect(sentence).ToContainTextAsync($"The slope index, which uses all ten groups, is {slope}");
                await tab.ScreenshotAsync($"real-slope-{who}", fullPage: true);
            }
        }, new() { Width = 1280, Height = 800 });
    }

    [Fact]
    public async Task Every_view_of_areas_has_work_in_the_worked_example()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var project = (await new Demo.LoadDemo(bench.Get<IServiceProvider>()).RunAsync(_ => { }, Cancel)).Value;
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            foreach (var (view, says) in new[]
            {
                ("core20", "48 of 240 areas (LSOA 2021, invented) are in the most deprived fifth of the nation"), ("missed", "misses"), ("map", "runs over 26 areas (LA 2024, invented)"), ("fifths", "own fifth would take in"), ("index", "without its health domain"),
                ("funnel", "240 areas"), ("curve", "more deprived areas"), ("levels", "between"), ("kinds?higher=worse", "people living in fifth 1, most deprived"), ("equiplot", "the gap in life expectancy at birth"), ("sensitivity", "by other scales and indices"),
            })
            {
                await page.GotoAsync($"{server.BaseUrl}/p/{project.Value:D}/equity/look/{view}");
                await Expect(page.Locator(".eq-sentence")).ToContainTextAsync(says);
                await Expect(page.Locator("svg.eq-svg")).ToBeVisibleAsync();
                await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Open the rows of the file it is counted from" })).ToBeVisibleAsync();
                await page.AssertNoViolationsAsync();
                await tab.PicturesAsync($"demo-areas-{view.Split('?')[0]}", fullPage: true);
            }
            await page.GotoAsync($"{server.BaseUrl}/p/{project.Value:D}/equity/sites");
            await Expect(page.GetByLabel("Column that names sites")).ToHaveValueAsync("icb24_name");
        }, new() { Width = 1280, Height = 800 });
    }

    [Fact]
    public async Task Tables_of_two_vintages_are_put_together_by_a_lookup_and_not_without()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        foreach (var (file, text) in new[] { ("now.csv", "lsoa21_code,clinics\nE01000011,2\nE01000012,1\n"), ("people.csv", "lsoa11_code,residents,score\nE01000001,1000,10\nE01000002,3000,30\nE01000009,500,5\n"), ("lookup.csv", "LSOA11CD,LSOA21CD\nE01000001,E01000011\nE01000002,E01000011\nE01000002,E01000012\n") })
            Assert.True((await bench.Get<ImportDataset.Handler>().RunAsync(by, new(file, Encoding.UTF8.GetBytes(text)), Cancel)) is { Succeeded: true }, file);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{server.BaseUrl}/p/{by.Project.Value:D}/equity");
            await page.GetByRole(AriaRole.Link, new() { Name = "Put together" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Put tables together");
            await page.GetByLabel("The table that keeps its areas").SelectOptionAsync(new SelectOptionValue { Label = "now, LSOA 2021" });
            await page.GetByLabel("The table whose columns come to it").SelectOptionAsync(new SelectOptionValue { Label = "people, LSOA 2011" });
            await Expect(page.GetByLabel("residents")).ToBeVisibleAsync();
            await page.GetByLabel("residents").SelectOptionAsync("Count");
            await page.GetByRole(AriaRole.Button, new() { Name = "Put together", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("\"now\" has the areas of LSOA 2021 and \"people\" those of LSOA 2011. Codes alone do not say which areas are the same");
            // What was chosen is still chosen.
            await Expect(page.GetByLabel("residents")).ToHaveValueAsync("Count");
            await page.GetByLabel("Lookup, where their vintages differ").SelectOptionAsync(new SelectOptionValue { Label = "lookup: LSOA 2011 to LSOA 2021" });
            await page.GetByRole(AriaRole.Button, new() { Name = "Put together", Exact = true }).ClickAsync();
            await Expect(page.Locator(".eqa-left")).ToContainTextAsync("now with people: 2 areas. 1 area is not in the lookup: E01000009");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("areas-join", fullPage: true);

            await page.GetByLabel("What to do").SelectOptionAsync(new SelectOptionValue { Label = "carry a table over by a lookup" });
            await page.GetByLabel("The table to carry over").SelectOptionAsync(new SelectOptionValue { Label = "people, LSOA 2011" });
            await Expect(page.GetByLabel("score")).ToBeVisibleAsync();
            await page.GetByLabel("score").SelectOptionAsync("Mean");
            await page.GetByRole(AriaRole.Button, new() { Name = "Carry over" }).ClickAsync();
            await Expect(page.Locator(".eqa-left")).ToContainTextAsync("people by LSOA 2021: 2 areas.");
            await page.GetByText("The area that found nothing").ClickAsync();
            await Expect(page.Locator(".eqa-left details")).ToContainTextAsync("E01000009");
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.GetByLabel("The table to carry over").Locator("option")).ToHaveTextAsync(["now, LSOA 2021", "now with people, LSOA 2021", "people, LSOA 2011"]);
        }, new() { Width = 1280, Height = 800 });
    }

    [Fact]
    public async Task A_view_asks_for_what_it_cannot_guess_opens_its_rows_and_hides_small_counts()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var said = CodeMeanings.Write([(ColumnRole.Period, "", "2023"), (ColumnRole.Category, "", "Adults")]);
        const string Text = "lsoa11_code,icb22_code,imd19_rank,imd19_decile,population,asthma_rate,waits,started_n\nA1,I1,1,1,900,3.5,10,4\nA2,I1,2,2,1000,4.5,12,30\nB1,I2,3,5,1100,2.5,9,41\nB2,I2,4,9,1200,1.5,8,52\n";
        Assert.True((await bench.Get<ImportDataset.Handler>().RunAsync(by, new("areas.csv", Encoding.UTF8.GetBytes(Text.Replace(",started_n", ",begun", StringComparison.Ordinal)), Meanings: said), Cancel)).Succeeded);
        Assert.True((await bench.Get<ImportDataset.Handler>().RunAsync(by, new("starts.csv", Encoding.UTF8.GetBytes(Text), Meanings: said), Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{server.BaseUrl}/p/{by.Project.Value:D}/equity");
            await page.GetByRole(AriaRole.Link, new() { Name = "Who is worst off" }).ClickAsync();
            await Expect(page.Locator(".eqa-main [role=status]")).ToContainTextAsync("Choose first. Choose the column whose value is compared. \"areas.csv\" has several that it could be: \"asthma_rate\", \"waits\", \"begun\"");
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Combobox, new() { Name = "Value", Exact = true }).SelectOptionAsync("asthma_rate");
            await Expect(page.Locator(".eqa-main [role=status]")).ToContainTextAsync("Say whether more of \"asthma_rate\" is better or worse");
            await page.GetByRole(AriaRole.Combobox, new() { Name = "More of it is", Exact = true }).SelectOptionAsync("worse");
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("who fares worst in \"asthma_rate\" (more is worse) depends on the kind of inequality: by fifth of deprivation, people living in fifth 1, most deprived");

            await page.GetByRole(AriaRole.Link, new() { Name = "Funnel" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Funnel");
            await page.GetByLabel("Table of areas").SelectOptionAsync(new SelectOptionValue { Label = "starts, LSOA 2011" });
            await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("of 4 areas (LSOA 2011)");
            await page.GetByRole(AriaRole.Combobox, new() { Name = "Limits", Exact = true }).SelectOptionAsync("over");
            await Expect(page.Locator("svg.eq-svg")).ToContainTextAsync("with room for overdispersion");
            await page.GetByRole(AriaRole.Button, new() { Name = "Open the rows of the file it is counted from" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Rows of starts.csv" })).ToContainTextAsync("A2");
            await page.EvaluateAsync("scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("areas-rows", fullPage: true);
            var safe = await page.GetByRole(AriaRole.Link, new() { Name = "safe csv" }).GetAttributeAsync("href");
            var text = await client.GetStringAsync(safe, Cancel);
            Assert.Contains("A1,900,2,hidden (small)", text, StringComparison.Ordinal);
            Assert.Contains("A2,1000,3,hidden (would give another away)", text, StringComparison.Ordinal);
            Assert.Contains("B1,1100,4,40,", text, StringComparison.Ordinal);
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await client.GetAsync(safe!.Replace(".csv", ".svg", StringComparison.Ordinal), Cancel)).StatusCode);
            var rows = await page.GetByRole(AriaRole.Link, new() { Name = "all of these rows as csv" }).GetAttributeAsync("href");
            // The rows are counts as they are: asked for as safe, they are refused.
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await client.GetAsync($"{rows}&safe=yes", Cancel)).StatusCode);
            Assert.Contains("2,A1,", await client.GetStringAsync(rows, Cancel), StringComparison.Ordinal);
        }, new() { Width = 1280, Height = 800 });
    }
}
