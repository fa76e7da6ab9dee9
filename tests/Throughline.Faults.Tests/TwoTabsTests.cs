using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Faults.Tests;

/// <summary>One source open in two tabs: each sees at once what is done in the other, and none codes a text that is no longer there.</summary>
public class TwoTabsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(true, Engine.Sqlite), InlineData(false, Engine.Sqlite), InlineData(false, Engine.PostgreSql)]
    public async Task What_is_coded_in_one_tab_is_seen_in_the_other(bool sameAnalyst, Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var scene = await Scene.MakeAsync(bench, Cancel);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(one => TestBrowser.RunAsync(async two =>
        {
            // What one tab takes back is gone while the other still asks for its thread; the browser notes the answer in its console.
            foreach (var tab in new[] { one, two }) tab.Expect("/thread/coding/");
            await OpenAsync(one, server, scene, scene.By.Analyst);
            await OpenAsync(two, server, scene, sameAnalyst ? scene.By.Analyst : scene.Other.Analyst);
            // The coding that is there already is drawn after the page is ready.
            await Expect(two.Page.Locator(".br:visible")).Not.ToHaveCountAsync(0);
            var before = await ShownAsync(two.Page);
            await CodeAsync(one.Page, "Labels");
            await Wait.UntilAsync(async () => await ShownAsync(two.Page) == before + 1, "the coding made in the first tab did not appear in the second");

            // And the other way, and taken back.
            await CodeAsync(two.Page, "Labels", paragraph: 3);
            await Wait.UntilAsync(async () => await ShownAsync(one.Page) == before + 2, "the coding made in the second tab did not appear in the first");
            await two.Page.Keyboard.PressAsync("Control+z");
            await Wait.UntilAsync(async () => await ShownAsync(one.Page) == before + 1, "what the second tab took back did not go from the first");
        }));
        Assert.True((await bench.Get<VerifyLog>().RunAsync(scene.By.Project, Cancel)).Holds);
    }

    [Fact]
    public async Task A_text_corrected_meanwhile_is_said_so_and_a_coding_of_the_earlier_text_is_refused_with_a_sentence()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var scene = await Scene.MakeAsync(bench, Cancel);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            tab.Expect("409"); // The browser notes every refusal in its console.
            await OpenAsync(tab, server, scene, scene.By.Analyst);
            var revision = await scene.RevisionAsync();
            Must(await server.Services.GetRequiredService<CorrectText.Handler>().ParagraphAsync(scene.Other, scene.Source, revision, 2, "The waiting list is not the list.", Cancel));
            await Expect(tab.Page.GetByText("This source was changed in another window.")).ToBeVisibleAsync();

            await CodeAsync(tab.Page, "Labels");
            var note = tab.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "The text has been corrected since this page was opened" });
            await Expect(note).ToBeVisibleAsync();
            await tab.ScreenshotAsync("coding-a-stale-text");
            await Expect(tab.Page.Locator(".br:visible")).ToHaveCountAsync(1);

            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Load it again" }).ClickAsync();
            await Expect(tab.Page.Locator("main[data-ready]")).ToContainTextAsync("The waiting list is not the list.");
            await CodeAsync(tab.Page, "Labels");
            await Wait.UntilAsync(async () => (await bench.Get<ListCodings.Handler>().SinceAsync(scene.By, scene.Source, null, Cancel)).Codings.Count == 2, "the coding of the newer text was not kept");
        });
    }

    private static async Task OpenAsync(Tab tab, TestServer server, Scene scene, AnalystId analyst)
    {
        await tab.Page.GotoAsync(server.Link);
        var form = tab.Context.APIRequest.CreateFormData();
        form.Set("analyst", analyst.Value.ToString());
        var chosen = await tab.Context.APIRequest.PostAsync($"{server.BaseUrl}/p/{scene.By.Project.Value:D}/as", new() { Form = form, MaxRedirects = 0 });
        Assert.Equal(302, chosen.Status);
        await tab.Page.GotoAsync($"{server.BaseUrl}/p/{scene.By.Project.Value:D}/coding/{scene.Source.Value:D}");
        await tab.Page.Locator("main[data-ready]").WaitForAsync();
    }

    private static async Task CodeAsync(IPage page, string code, int paragraph = 2)
    {
        await page.Keyboard.PressAsync("Escape");
        for (var i = 0; i < paragraph; i++) await page.Keyboard.PressAsync("p");
        await page.Keyboard.PressAsync("c");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Code for this passage" }).FillAsync(code);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>How many codings the page lists.</summary>
    private static async Task<int> ShownAsync(IPage page) => await page.Locator(".br:visible").CountAsync();
}
