using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Playwright;
using Throughline.Demo;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Web.Tests;

/// <summary>
/// A database across a network answers after the page's first drawing, where SQLite answers before it. Every page must come to life either way.
/// </summary>
public class SlowDatabaseTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_comes_to_life_when_the_database_answers_late()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var project = (await new LoadDemo(bench.Get<IServiceProvider>()).RunAsync(_ => { }, Cancel)).Value;
        await using var server = await bench.StartServerAsync(services => services.AddSingleton<IInterceptor, Late>());
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            var home = $"{server.BaseUrl}/p/{project.Value:D}";
            await page.GotoAsync(home + "/sources");
            var first = page.Locator("main a[href*='/sources/']").First;
            await Expect(first).ToBeVisibleAsync();
            var source = (await first.GetAttributeAsync("href"))!.Split('/')[^1];
            var dead = new List<string>();
            // Each with what its script, or its last reading, puts there.
            foreach (var (path, alive) in new[]
            {
                ("", "main h1"), ($"/coding/{source}", "main.bench[data-ready] .transcript"), ("/codebook", "main [role=tree] [role=treeitem]"), ("/ask?q=poverty", "main.ask[data-ready] .hit"),
                ("/cases", "main table td"), ("/compare", "main table td"), ("/compare/columns", "main h1"), ("/suggestions", "main h1"), ($"/sources/{source}", "main h1"),
                ("/memos", "main h1"), ("/report", "main h1"), ("/log", "main table td"), ("/agreement", "main h1"),
            })
            {
                await page.GotoAsync(home + path);
                try
                {
                    await page.Locator(alive).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
                }
                catch (TimeoutException)
                {
                    dead.Add($"{path}: no {alive}");
                }
            }
            Assert.True(dead.Count == 0, string.Join("\n", dead));
        });
    }

    [Fact]
    public async Task What_was_asked_for_is_done_though_the_page_is_left_at_once()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var project = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value;
        await using var server = await bench.StartServerAsync(services => services.AddSingleton<IInterceptor, Late>());
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{project.Project.Value:D}/memos");
            await page.GetByLabel("Write a memo on the project").FillAsync("They blame the buses.");
            // Both in one turn of the browser: nothing is drawn between them.
            await page.EvaluateAsync("""
                () => {
                  [...document.querySelectorAll("main button")].find(b => /^Keep/.test(b.textContent)).click();
                  [...document.querySelectorAll("nav a")].find(a => a.textContent === "Cases").click();
                }
                """);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Cases", Level = 1 })).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Methods" }).GetByRole(AriaRole.Link, new() { Name = "Memos" }).ClickAsync();
            await Expect(page.Locator("main")).ToContainTextAsync("They blame the buses.");
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task A_page_that_stops_says_so_and_can_be_opened_again()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var project = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value;
        var broken = new Broken();
        await using var server = await bench.StartServerAsync(services => services.AddSingleton<IInterceptor>(broken));
        await TestBrowser.RunAsync(async tab =>
        {
            tab.Expect("The page has stopped");
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{project.Project.Value:D}/cases");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Cases", Level = 1 })).ToBeVisibleAsync();
            broken.Is = true;
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Methods" }).GetByRole(AriaRole.Link, new() { Name = "Memos" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("What you had kept is kept");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("page-stopped");
            broken.Is = false;
            await page.GetByRole(AriaRole.Link, new() { Name = "Open the page again" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Memos", Level = 1 })).ToBeVisibleAsync();
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task A_fault_that_nothing_foresees_ends_neither_the_server_nor_the_jobs_that_come_after_it()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var project = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value;
        var broken = new Broken();
        await using var server = await bench.StartServerAsync(services => services.AddSingleton<IInterceptor>(broken));
        var jobs = server.Services.GetRequiredService<Jobs>();
        broken.Is = true;
        // Called to look for work, the server cannot read whether there is any.
        await jobs.StopAsync(project.Project, JobId.New(), Cancel);
        await broken.WorkWasLookedFor.Task.WaitAsync(TimeSpan.FromMinutes(5), Cancel);
        broken.Is = false;
        var job = (await jobs.StartAsync(project.Acting, "of no kind", "Work that comes after", "{}", [], Cancel)).Value;
        await Wait.UntilAsync(async () => !(await jobs.FindAsync(job, Cancel))!.IsOpen, "The job that came after was not done.");
        Assert.False(server.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested, "The server is stopping.");
        using var client = await server.ClientAsync();
        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.GetAsync($"/p/{project.Project.Value:D}/cases", Cancel)).StatusCode);
    }

    /// <summary>Fails as nothing of ours foresees.</summary>
    private sealed class Broken : DbCommandInterceptor
    {
        public volatile bool Is;

        public TaskCompletionSource WorkWasLookedFor { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (!Is) return ValueTask.FromResult(result);
            if (command.CommandText.Contains("FROM \"project_job\"", StringComparison.Ordinal)) WorkWasLookedFor.TrySetResult();
            throw new InvalidOperationException("Broken on purpose by a test.");
        }
    }

    /// <summary>Answers after the page has been drawn for the first time, without holding a thread.</summary>
    private sealed class Late : DbCommandInterceptor
    {
        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            await Task.Delay(80, cancellationToken);
            return result;
        }
    }
}
