using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Sources.Tests;

public class KilledImportTests
{
    private const int Files = 200;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A minute later: a job that has given no sign of life for half of one is taken up again.</summary>
    private sealed class MinuteLater : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddMinutes(1);
    }

    [Theory, InlineData(1, Engine.Sqlite), InlineData(15, Engine.Sqlite), InlineData(40, Engine.Sqlite), InlineData(15, Engine.PostgreSql)]
    public async Task An_import_killed_in_the_middle_is_finished_by_the_next_start_with_nothing_twice_and_nothing_half(int after, Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine, new MinuteLater());
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var jobs = bench.Get<Jobs>();
        await using (var program = Program.Start(bench.Address.Value, bench.Folder.FullPath, "serve", "--no-browser"))
        {
            var link = await program.LinkAsync();
            using var client = new HttpClient(new HttpClientHandler { CookieContainer = new() }) { BaseAddress = new(link[..link.IndexOf("/?", StringComparison.Ordinal)]), Timeout = TimeSpan.FromMinutes(10) };
            (await client.GetAsync(link, Cancel)).EnsureSuccessStatusCode();
            using var body = new MultipartFormDataContent();
            for (var i = 1; i <= Files; i++) body.Add(new ByteArrayContent(Made.Interview(60, $"clinic {i}")), "file", $"Interview {i}.txt");
            (await client.PostAsync($"/api/projects/{by.Project.Value:D}/imports", body, Cancel)).EnsureSuccessStatusCode();
            while (Assert.Single(await jobs.ListAsync(by.Project, Cancel)).Finished < after) await Task.Delay(5, Cancel);
            await program.KillAsync();
        }

        var left = Assert.Single(await jobs.ListAsync(by.Project, Cancel));
        Assert.Equal(JobState.Running, left.State);
        Assert.InRange(left.Finished, after, Files - 1);
        await AssertWholeAsync(left.Finished);

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await using (await bench.StartServerAsync())
        {
            await Wait.UntilAsync(async () => !Assert.Single(await jobs.ListAsync(by.Project, Cancel)).IsOpen, "The next start did not finish the import.");
        }
        var done = Assert.Single(await jobs.ListAsync(by.Project, Cancel));
        Assert.Equal(JobState.Done, done.State);
        Assert.All(done.Lines, l => Assert.Equal((JobLineState.Done, "120 turns, 2 speakers"), (l.State, l.Message)));
        await AssertWholeAsync(Files);

        async Task AssertWholeAsync(int sources)
        {
            await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
            var all = await db.Sources.AsNoTracking().OrderBy(s => s.Number).ToListAsync(Cancel);
            Assert.Equal(Enumerable.Range(1, sources), all.Select(s => s.Number));
            Assert.Equal(sources, all.Select(s => s.FileSha256).Distinct().Count());
            Assert.Equal(sources, await db.Revisions.CountAsync(Cancel));
            Assert.Equal(sources, await db.Originals.CountAsync(Cancel));
            Assert.Equal(sources * 2, await db.Speakers.CountAsync(Cancel));
            Assert.Equal(sources * 120, await db.Turns.CountAsync(Cancel));
            Assert.Equal(Files - sources, await db.Set<JobFile>().CountAsync(Cancel));
            Assert.True((await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel)).Holds);
        }
    }

    [Fact]
    public async Task An_import_by_command_that_is_interrupted_stops_says_what_was_not_begun_and_is_not_gone_on_with()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("This test sends a signal.");
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite, new MinuteLater());
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var folder = Directory.CreateDirectory(bench.Folder.File("interviews")).FullName;
        for (var i = 1; i <= Files; i++) await File.WriteAllBytesAsync(Path.Combine(folder, $"Interview {i:000}.txt"), Made.Interview(60, $"clinic {i}"), Cancel);
        var lines = new List<string>();
        await using var program = Program.Start(bench.Address.Value, bench.Folder.FullPath, "import", "Trial", folder);
        await foreach (var line in program.LinesAsync())
        {
            lines.Add(line);
            if (lines.Count == 1) await program.InterruptAsync();
        }
        var (exit, error) = await program.EndAsync();

        Assert.NotEqual(0, exit);
        Assert.Contains($" of {Files}: interviews/Interview ", error, StringComparison.Ordinal);
        var done = lines.Count(l => l.EndsWith(": 120 turns, 2 speakers", StringComparison.Ordinal));
        var left = lines.Count(l => l.EndsWith(": not begun", StringComparison.Ordinal));
        Assert.InRange(done, 1, Files - 1);
        Assert.Equal(Files, done + left);
        Assert.Contains($"Stopped. What was already brought in is kept. {left} file", lines[^1], StringComparison.Ordinal);
        var job = Assert.Single(await bench.Get<Jobs>().ListAsync(by.Project, Cancel));
        Assert.Equal((JobState.Stopped, done), (job.State, job.Finished));

        // A minute later a server finds nothing to go on with.
        Assert.False(await bench.Get<Jobs>().RunNextAsync(Cancel));
        Assert.Equal(done, (await bench.Get<ListSources.Handler>().RunAsync(by.Project, bin: false, Cancel)).Count);
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        Assert.Equal(0, await db.Set<JobFile>().CountAsync(Cancel));
        Assert.True((await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel)).Holds);
    }

    [Theory, InlineData("Making the codebook"), InlineData("Setting out a published analysis"), InlineData("Making three targets")]
    public async Task A_worked_example_whose_making_was_cut_short_is_made_anew_and_what_there_was_is_kept(string at)
    {
        using var home = new TempFolder();
        var database = home.File("demo.db");
        await using (var program = Program.Start(database, home.FullPath, "demo", "--no-browser", "--database", database))
        {
            await foreach (var line in program.LinesAsync())
                if (line.Contains(at, StringComparison.Ordinal)) break;
            await program.KillAsync();
        }
        var said = new List<string>();
        await using (var program = Program.Start(database, home.FullPath, "demo", "--no-browser", "--database", database))
        {
            await foreach (var line in program.LinesAsync())
            {
                said.Add(line);
                if (line.Contains("http://", StringComparison.Ordinal)) break;
            }
            await program.KillAsync();
        }
        Assert.Contains(said, l => l.Contains("was interrupted before it was finished. It is made anew", StringComparison.Ordinal));
        await using var services = new ServiceCollection().AddThroughline(DatabaseAddress.SqliteFile(database)).BuildServiceProvider();
        var all = await services.GetRequiredService<FindProject.Handler>().AllAsync(Cancel);
        Assert.Equal(3, all.Count);
        Assert.EndsWith(" (interrupted)", Assert.Single(all, p => p.Title.Contains("interrupted", StringComparison.Ordinal)).Title, StringComparison.Ordinal);
        foreach (var project in all.Where(p => !p.Title.Contains("interrupted", StringComparison.Ordinal)))
            Assert.True((await services.GetRequiredService<VerifyLog>().RunAsync(project.Id, Cancel)).Holds);

        // What is finished stays as it is, also once somebody has worked in it.
        await using var third = Program.Start(database, home.FullPath, "demo", "--no-browser", "--database", database);
        await foreach (var line in third.LinesAsync())
        {
            Assert.DoesNotContain("interrupted", line, StringComparison.Ordinal);
            Assert.DoesNotContain("Making", line, StringComparison.Ordinal);
            if (line.Contains("http://", StringComparison.Ordinal)) break;
        }
        await third.KillAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    /// <summary>The database is somebody's: a project of theirs has the title of an example. A second start is impatient while the first makes the examples.</summary>
    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_start_leaves_alone_what_another_is_making_and_a_project_of_ones_own_with_the_same_title(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var own = (await bench.Get<CreateProject.Handler>().RunAsync(new(Demo.LoadCheckland.Title, "Ruth Adeyemi", "What did we make of it?"), Cancel)).Value.Project;
        string[] demo = ["demo", "--no-browser", "--database", bench.Address.Value];
        await using ((await DatabaseLock.TryAsync(bench.Address, "making", "", Cancel)).Value)
        {
            var (exit, _, error) = await Program.RunAsync(bench.Address.Value, bench.Folder.FullPath, demo);
            Assert.Equal((1, "The worked example is being made by another start. Wait for its link, or start demo again when it has ended."), (exit, error.Trim()));
        }
        Assert.Equal(own, Assert.Single(await bench.Get<FindProject.Handler>().AllAsync(Cancel)).Id);
        var said = new List<string>();
        await using (var first = Program.Start(bench.Address.Value, bench.Folder.FullPath, demo))
        {
            await foreach (var line in first.LinesAsync())
            {
                said.Add(line);
                if (line.Contains("Making the codebook", StringComparison.Ordinal)) Assert.IsType<LockTaken>((await DatabaseLock.TryAsync(bench.Address, "making", "", Cancel)).Error);
                if (line.Contains("http://", StringComparison.Ordinal)) break;
            }
            await first.KillAsync();
        }
        Assert.Contains(said, l => l.Contains("asks a question of its own, so it is left as it is", StringComparison.Ordinal));
        var all = await bench.Get<FindProject.Handler>().AllAsync(Cancel);
        Assert.Equal(2, all.Count);
        Assert.Equal((own, Demo.LoadCheckland.Title), all.Where(p => p.Id == own).Select(p => (p.Id, p.Title)).Single());
        var example = all.Single(p => p.Id != own);
        Assert.DoesNotContain("interrupted", example.Title, StringComparison.Ordinal);
        Assert.False(await Demo.LoadDemo.WasCutShortAsync(bench.Get<IServiceProvider>(), example.Id, Cancel));
    }
}
