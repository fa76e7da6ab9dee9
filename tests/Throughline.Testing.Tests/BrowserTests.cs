namespace Throughline.Testing.Tests;

public class BrowserTests
{
    private const string GoodPage = """<!doctype html><html lang="en"><head><title>Good</title></head><body><main><h1>Good</h1><p>Words.</p></main></body></html>""";

    [Fact]
    public Task A_sound_page_passes_axe_and_can_be_pictured() => TestBrowser.RunAsync(async tab =>
    {
        await tab.Page.SetContentAsync(GoodPage);
        await tab.Page.AssertNoViolationsAsync();
        Assert.True(new FileInfo(await tab.ScreenshotAsync("testing-good-page")).Length > 1000);
    });

    [Fact]
    public Task Axe_names_the_rule_and_the_element_at_fault() => TestBrowser.RunAsync(async tab =>
    {
        await tab.Page.SetContentAsync(GoodPage.Replace("<p>", """<img src="data:," /><button aria-label="Remove">Keep</button><p style="color:#bbb;background:#fff">""", StringComparison.Ordinal));
        var failure = await Assert.ThrowsAsync<TabFailedException>(tab.Page.AssertNoViolationsAsync);
        Assert.Contains("image-alt", failure.Message, StringComparison.Ordinal);
        Assert.Contains("color-contrast", failure.Message, StringComparison.Ordinal);
        Assert.Contains("label-content-name-mismatch", failure.Message, StringComparison.Ordinal);
        Assert.Contains("<img", failure.Message, StringComparison.Ordinal);
    });

    [Fact]
    public async Task A_console_error_fails_the_test_unless_it_was_expected()
    {
        var failure = await Assert.ThrowsAsync<TabFailedException>(() => TestBrowser.RunAsync(tab => tab.Page.EvaluateAsync("console.error('the lane is gone')")));
        Assert.Contains("the lane is gone", failure.Message, StringComparison.Ordinal);

        await TestBrowser.RunAsync(async tab =>
        {
            tab.Expect("the lane is gone");
            await tab.Page.EvaluateAsync("console.error('the lane is gone')");
        });
    }

    [Fact]
    public async Task A_breach_of_the_content_security_policy_fails_the_test()
    {
        var failure = await Assert.ThrowsAsync<TabFailedException>(() => TestBrowser.RunAsync(async tab =>
        {
            await tab.Page.RouteAsync("**/*", route => route.FulfillAsync(new()
            {
                ContentType = "text/html",
                Headers = new Dictionary<string, string> { ["Content-Security-Policy"] = "script-src 'self'", ["Content-Type"] = "text/html" },
                Body = GoodPage.Replace("<p>", "<script>document.title = 'run'</script><p>", StringComparison.Ordinal),
            }));
            await tab.Page.GotoAsync("http://throughline.test/");
            Assert.Equal("Good", await tab.Page.TitleAsync());
        }));
        Assert.Contains("Content security policy: script-src", failure.Message, StringComparison.OrdinalIgnoreCase);
    }
}
