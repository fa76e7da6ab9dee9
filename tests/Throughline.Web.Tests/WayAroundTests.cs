using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Web.Tests;

/// <summary>From page to page within one window, as people go: by the bar.</summary>
public class WayAroundTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_entry_of_the_bar_leads_to_its_page_from_the_coding_page_and_back_to_the_text_coded_last()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var project = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value;
        await bench.AddTextAsync(project.Acting, "Interview 1", "It means the conditions people are living in.");
        var coded = await bench.AddTextAsync(project.Acting, "Interview 2", "Damp, wages, whether there is a bus.");
        var code = (await bench.Get<AddCode.Handler>().RunAsync(project.Acting, new("Conditions"), Cancel)).Value;
        Assert.True((await bench.Get<AddCodings.Handler>().RunAsync(project.Acting, new(coded, null, new(0, 4), [new(code, CodingId.New())]), Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{project.Project.Value:D}/coding/{coded.Value:D}");
            var bar = page.GetByRole(AriaRole.Navigation, new() { Name = "Methods" });
            await Expect(page.Locator("main.bench[data-ready]")).ToBeVisibleAsync();
            await page.EvaluateAsync("window.sameWindow = true");
            foreach (var name in await bar.GetByRole(AriaRole.Link).AllInnerTextsAsync())
            {
                await bar.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
                await Expect(bar.Locator("[aria-current=page]")).ToHaveTextAsync(name);
                await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveCountAsync(1);
                await Expect(page.GetByRole(AriaRole.Main)).ToHaveCountAsync(1);
            }
            await bar.GetByRole(AriaRole.Link, new() { Name = "Coding", Exact = true }).ClickAsync();
            await Expect(page.Locator("main.bench[data-ready] h1")).ToHaveTextAsync("Interview 2");
            await page.GoBackAsync();
            await Expect(bar.Locator("[aria-current=page]")).ToHaveTextAsync("Report");
            Assert.True(await page.EvaluateAsync<bool>("window.sameWindow"), "The window was loaded anew on the way.");
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Coding_in_a_project_without_texts_says_what_comes_first()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var project = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value;
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            await tab.Page.GotoAsync(server.Link);
            await tab.Page.GotoAsync($"/p/{project.Project.Value:D}/coding");
            await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Bring in sources" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Sources");
        }, new() { BaseUrl = server.BaseUrl });
    }
}
