using System.Text;
using Microsoft.EntityFrameworkCore;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Web.Tests;

/// <summary>An import whose process was killed: the page says that it goes on by itself, and when; then it does.</summary>
public class BrokenOffJobTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_without_a_sign_of_life_says_when_it_goes_on_and_goes_on()
    {
        var clock = new FakeClock();
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite, clock);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var started = (await bench.Get<ImportFiles.Handler>().RunAsync(by, [new("Plan.txt", Encoding.UTF8.GetBytes("Nobody says which inequality.")), new("Empty.txt", [])], new(), Cancel)).Value;
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
        {
            // As a process leaves it that was killed twelve seconds ago.
            var job = await db.Set<Job>().SingleAsync(j => j.Id == started, Cancel);
            (job.State, job.StartedAt, job.BeatAt) = (JobState.Running, clock.GetUtcNow().UtcDateTime.AddSeconds(-20), clock.GetUtcNow().UtcDateTime.AddSeconds(-12));
            await db.SaveChangesAsync(Cancel);
        }
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}");
            await Expect(page.GetByText("no sign of it for 12 seconds: if it was broken off, it goes on by itself within 23 seconds, with what is done kept")).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            clock.Advance(TimeSpan.FromSeconds(10));
            await Expect(page.GetByText("within 13 seconds")).ToBeVisibleAsync();
            clock.Advance(TimeSpan.FromSeconds(10));
            await Expect(page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "Brought in 1 file" })).ToBeVisibleAsync();
            // What was refused is explained here too.
            await Expect(page.GetByRole(Microsoft.Playwright.AriaRole.Row, new() { Name = "Empty.txt refused" })).ToBeVisibleAsync();
            await Expect(page.Locator(".imp .note")).ToContainTextAsync("Nothing from this file was kept.");
        }, new() { BaseUrl = server.BaseUrl });
        Assert.Equal(["Plan"], (await bench.Get<ListSources.Handler>().RunAsync(by.Project, false, Cancel)).Select(s => s.Title));
    }
}
