using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Throughline.Faults.Tests;

/// <summary>A full disk is an error with a sentence: nothing half done, the database sound, and work goes on when there is room again.</summary>
public class FullDiskTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_its_page_limit_a_database_refuses_every_kind_of_write_and_stays_whole()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var scene = await Scene.MakeAsync(bench, Cancel);
        var full = bench.Address with { MaxPages = await PagesAsync(bench.Address.Value) };

        var writes = new Dictionary<string, Func<IServiceProvider, int, Task<Error?>>>
        {
            ["coding"] = async (s, i) => (await s.GetRequiredService<AddCodings.Handler>().RunAsync(scene.By, new(scene.Source, null, new(i % 30, i % 30 + 5), [new(scene.Code, CodingId.New())]), Cancel)).Error,
            ["code"] = async (s, i) => (await s.GetRequiredService<AddCode.Handler>().RunAsync(scene.By, new($"Code {i}", Definition: new string('d', 900)), Cancel)).Error,
            ["memo"] = async (s, i) => (await s.GetRequiredService<WriteMemo.Handler>().AddAsync(scene.By, new(new("project", scene.By.Project.Value), new string('m', 2000) + i), Cancel)).Error,
            ["case"] = async (s, i) => (await s.GetRequiredService<AddCase.Handler>().RunAsync(scene.By, $"Case {i} {new string('c', 150)}", CaseKind.Participant, Cancel)).Error,
            ["analyst"] = async (s, i) => (await s.GetRequiredService<AddAnalyst.Handler>().RunAsync(scene.By, $"Analyst {i} {new string('a', 100)}", Cancel)).Error,
            ["import"] = async (s, i) =>
            {
                var text = string.Join("\n\n", Enumerable.Range(0, 40).Select(line => $"Paragraph {line} of file {i}, with some words in it."));
                var job = await s.GetRequiredService<ImportFiles.Handler>().RunAsync(scene.By, [new($"file {i}.txt", Encoding.UTF8.GetBytes(text))], new(), Cancel);
                if (!job.Succeeded) return job.Error;
                var done = await s.GetRequiredService<Jobs>().RunHereAsync(job.Value, Cancel);
                return done.State == JobState.Done && done.RefusedLines == 0 ? null : new StorageFull(done.Message ?? done.Lines[0].Message);
            },
            ["project"] = async (s, i) => (await s.GetRequiredService<CreateProject.Handler>().RunAsync(new($"Project {i}", "Ruth", new string('q', 900)), Cancel)).Error,
        };
        foreach (var (what, write) in writes)
        {
            SqliteConnection.ClearAllPools();
            full = full with { MaxPages = await PagesAsync(bench.Address.Value) };
            await using (var services = new ServiceCollection().AddThroughline(full).BuildServiceProvider())
            {
                Error? refused = null;
                var before = await LoggedRows.ReadAsync(bench, Cancel);
                for (var i = 0; i < 400 && refused is null; i++)
                {
                    before = await LoggedRows.ReadAsync(bench, Cancel);
                    try
                    {
                        refused = await write(services, i);
                    }
                    catch (Exception fault) when (StorageFaults.Read(fault) is not null)
                    {
                        refused = StorageFaults.Read(fault);
                    }
                }
                Assert.True(refused is StorageFull, $"{what}: {refused?.Message ?? "never refused"}");
                Assert.Contains("room", refused!.Message, StringComparison.Ordinal);
                Assert.True(LoggedRows.Difference(before, await LoggedRows.ReadAsync(bench, Cancel)) is "", $"{what} was half done");
            }
            await SoundAsync(bench, scene.By.Project);

            // With the limit gone, the same thing is done.
            SqliteConnection.ClearAllPools();
            var again = await write(bench.Get<IServiceProvider>(), 1000);
            Assert.True(again is null, $"{what} once there was room: {again?.Message}");
        }
        await SoundAsync(bench, scene.By.Project);
    }

    [Fact]
    public async Task The_api_answers_507_with_the_sentence_and_then_goes_on()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var scene = await Scene.MakeAsync(bench, Cancel);
        SqliteConnection.ClearAllPools();
        var full = bench.Address with { MaxPages = await PagesAsync(bench.Address.Value) };
        var api = $"/api/projects/{scene.By.Project.Value:D}";
        var url = $"{api}/sources/{scene.Source.Value:D}/codings";
        var acknowledged = new List<Guid>();
        await using (var server = new TestServer((await Commands.Server.StartAsync(full, 0, bench.Folder.FullPath, Cancel)).Value))
        {
            using var client = await server.ClientAsync();
            HttpResponseMessage? refused = null;
            for (var i = 0; i < 400 && refused is null; i++)
            {
                var id = Guid.CreateVersion7();
                var answer = await client.PostAsJsonAsync(url, Body(id), Cancel);
                if (answer.IsSuccessStatusCode) acknowledged.Add(id);
                else refused = answer;
            }
            Assert.Equal(HttpStatusCode.InsufficientStorage, refused!.StatusCode);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
            Assert.Contains("no room left", (await refused.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
            // What is there can still be read, and small unlogged writes answer in the same way or succeed.
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(url, Cancel)).StatusCode);
            var place = await client.PostAsJsonAsync($"{api}/sources/{scene.Source.Value:D}/place", new { position = 3 }, Cancel);
            Assert.True(place.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.InsufficientStorage, $"{place.StatusCode}");
        }
        SqliteConnection.ClearAllPools();
        await SoundAsync(bench, scene.By.Project);
        await using (var server = await bench.StartServerAsync())
        {
            using var client = await server.ClientAsync();
            var id = Guid.CreateVersion7();
            (await client.PostAsJsonAsync(url, Body(id), Cancel)).EnsureSuccessStatusCode();
            acknowledged.Add(id);
            var there = (await client.GetFromJsonAsync<JsonObject>(url, Cancel))!["codings"]!.AsArray().Select(c => c!["id"]!.GetValue<Guid>()).ToHashSet();
            Assert.Equal([.. acknowledged.Append(scene.Coding.Value).Order()], there.Order());
        }

        object Body(Guid id) => new { s = 0, e = 8, codes = new[] { scene.Code.Value }, ids = new[] { id } };
    }

    [Fact]
    public async Task On_a_really_full_disk_a_command_says_so_and_nothing_is_damaged()
    {
        using var folder = new TempFolder();
        using var disk = SmallDisk.TryMount(folder.File("disk"), "6m") ?? throw OpeningTests.Skip("This test mounts a disk of 6 MB in memory; this machine does not let it.");
        var database = Path.Combine(disk.FullPath, "work.db");
        Assert.Equal(0, (await Executable.RunAsync(folder.FullPath, Cancel, "project", "create", "Trial", "--database", database)).ExitCode);
        for (var i = 0; i < 12; i++) await File.WriteAllTextAsync(folder.File($"long {i}.txt"), string.Join("\n\n", Enumerable.Range(0, 2500).Select(line => $"Paragraph {line} of file {i}, with a few words in it to fill the disk, {line * 7919} of them.")), Cancel);
        var ended = await Executable.RunAsync(folder.FullPath, Cancel, ["import", "Trial", .. Enumerable.Range(0, 12).Select(i => folder.File($"long {i}.txt")), "--database", database]);
        Assert.NotEqual(0, ended.ExitCode);
        Assert.Contains("no room left", ended.Out + ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Out + ended.Error, StringComparison.Ordinal);

        // With more room the same file is opened, is sound, and takes in what was refused.
        disk.Grow("200m");
        var after = await Executable.RunAsync(folder.FullPath, Cancel, ["import", "Trial", .. Enumerable.Range(0, 12).Select(i => folder.File($"long {i}.txt")), "--database", database]);
        Assert.True(after.ExitCode == 0, after.Out + after.Error);
        Assert.Equal("ok", await ScalarAsync(database, "PRAGMA integrity_check"));
        await using var services = new ServiceCollection().AddThroughline(DatabaseAddress.SqliteFile(database)).BuildServiceProvider();
        var project = (await services.GetRequiredService<FindProject.Handler>().AllAsync(Cancel)).Single().Id;
        Assert.Equal(12, (await services.GetRequiredService<ListSources.Handler>().RunAsync(project, bin: false, Cancel)).Count);
        var verified = await services.GetRequiredService<VerifyLog>().RunAsync(project, Cancel);
        Assert.True(verified.Holds, string.Join("\n", verified.Faults.Select(f => f.Message)));
    }

    private static async Task SoundAsync(TestWorkbench bench, ProjectId project)
    {
        Assert.Equal("ok", await ScalarAsync(bench.Address.Value, "PRAGMA integrity_check"));
        var verified = await bench.Get<VerifyLog>().RunAsync(project, Cancel);
        Assert.True(verified.Holds, string.Join("\n", verified.Faults.Select(f => f.Message)));
    }

    private static async Task<long> PagesAsync(string path) => long.Parse(await ScalarAsync(path, "PRAGMA page_count"), System.Globalization.CultureInfo.InvariantCulture) + 2;

    private static async Task<string> ScalarAsync(string path, string sql)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are written above.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToString(await command.ExecuteScalarAsync(Cancel), System.Globalization.CultureInfo.InvariantCulture)!;
    }
}
