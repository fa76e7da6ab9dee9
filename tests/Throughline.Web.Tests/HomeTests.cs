using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Web.Home;

namespace Throughline.Web.Tests;

public class HomeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_one_stopped_is_told_by_the_days_of_this_machine()
    {
        // Half past eight in the evening of Thursday in UTC is half past six in the morning of Friday ten hours to the east.
        var clock = new FakeClock(new(2024, 5, 9, 20, 30, 0, TimeSpan.Zero));
        clock.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("East", TimeSpan.FromHours(10), "East", "East"));
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite, clock);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "A plan", "We will meet in spring.\nWe will count who waits.", SourceKind.Document);
        await bench.Get<KeepPlace.Handler>().SetAsync(by, source.Node, 0, Cancel);
        clock.Advance(TimeSpan.FromHours(5));
        Assert.Equal("You stopped at paragraph 1 today. 1 paragraph is left.", await GoOnAsync());
        clock.Advance(TimeSpan.FromHours(14));
        Assert.Equal("You stopped at paragraph 1 on Friday 10 May. 1 paragraph is left.", await GoOnAsync());

        async Task<string> GoOnAsync() => Assert.Single(await bench.Get<WhatToDoNext.Handler>().RunAsync(by, Cancel), step => step.Title == "Go on coding A plan").Why;
    }
}
