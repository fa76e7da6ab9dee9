using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Exchange.Tests;

public class BackupTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_is_restored_under_a_running_server_and_what_was_there_is_kept()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(bench);
        await using var server = await bench.StartServerAsync();
        var backups = bench.Get<Backups>();
        var made = await backups.MakeAsync(Cancel);
        Assert.True(made.Succeeded, made.Error?.Message);
        await bench.AddTextAsync(fixture.Ruth, "Interview 3", "Brought in after the backup.");
        Assert.Equal(4, await SourcesAsync());

        var restored = await backups.RestoreAsync(made.Value.Name, Cancel);
        Assert.True(restored.Succeeded, restored.Error?.Message);
        Assert.Equal(3, await SourcesAsync());
        Assert.True((await bench.Get<VerifyLog>().RunAsync(fixture.Ruth.Project, Cancel)).Holds);
        Assert.Equal("before-restore", restored.Value.Why);
        // And back again, from what the restore kept.
        Assert.True((await backups.RestoreAsync(restored.Value.Name, Cancel)).Succeeded);
        Assert.Equal(4, await SourcesAsync());
        await bench.AddTextAsync(fixture.Ruth, "Interview 4", "Work goes on.");
        Assert.Equal(5, await SourcesAsync());

        async Task<int> SourcesAsync() => (await bench.Get<ListSources.Handler>().RunAsync(fixture.Ruth.Project, false, Cancel)).Count;
    }

    [Fact]
    public async Task What_is_no_sound_backup_is_refused_and_nothing_is_changed()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(bench);
        var backups = bench.Get<Backups>();
        var words = bench.Folder.File("words.db");
        await File.WriteAllTextAsync(words, "These are words, not a database, and they are long enough to be a page or two of nothing at all.", Cancel);
        Assert.Contains("not a SQLite database", (await backups.RestoreAsync(words, Cancel)).Error!.Message, StringComparison.Ordinal);
        var other = bench.Folder.File("other.db");
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={other};Pooling=False"))
        {
            await connection.OpenAsync(Cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE songs (name TEXT)";
            await command.ExecuteNonQueryAsync(Cancel);
        }
        Assert.Contains("not of Throughline", (await backups.RestoreAsync(other, Cancel)).Error!.Message, StringComparison.Ordinal);
        var newer = (await backups.MakeAsync(Cancel)).Value;
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={newer.Path};Pooling=False"))
        {
            await connection.OpenAsync(Cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Later', '99')";
            await command.ExecuteNonQueryAsync(Cancel);
        }
        Assert.Contains("29990101000000_Later", (await backups.RestoreAsync(newer.Name, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.IsType<Missing>((await backups.RestoreAsync("nothing.db", Cancel)).Error);
        Assert.Equal(3, (await bench.Get<ListSources.Handler>().RunAsync(fixture.Ruth.Project, false, Cancel)).Count);
        Assert.DoesNotContain(backups.List(), b => b.Why == "before-restore");
    }

    [Fact]
    public async Task A_file_of_an_earlier_version_is_backed_up_before_it_is_brought_up_to_date_and_once()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(bench);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        // The next version, which knows one migration more than the file has had.
        await using (var next = new ServiceCollection().AddThroughline(bench.Address).ConfigureDbContext<ThroughlineDb>(options => options.ReplaceService<IMigrationsAssembly, OneMore>()).BuildServiceProvider())
            for (var start = 1; start <= 2; start++)
            {
                var prepared = await next.GetRequiredService<Database>().PrepareAsync(Cancel);
                Assert.True(prepared.Succeeded, prepared.Error?.Message);
            }
        Assert.Equal(1L, await AskAsync(bench.Address.Value, "SELECT count(*) FROM sqlite_master WHERE name = 'later'"));
        var backup = Assert.Single(bench.Get<Backups>().List());
        Assert.Equal("before-migration", backup.Why);
        Assert.Equal(0L, await AskAsync(backup.Path, "SELECT count(*) FROM sqlite_master WHERE name = 'later'"));
        Assert.Equal(3L, await AskAsync(backup.Path, "SELECT count(*) FROM source"));

        // This version refuses what the next one has made of the file, and takes the backup back.
        Assert.Contains("newer version", (await bench.Get<Database>().PrepareAsync(Cancel)).Error!.Message, StringComparison.Ordinal);
        var restored = await bench.Get<Backups>().RestoreAsync(backup.Name, Cancel);
        Assert.True(restored.Succeeded, restored.Error?.Message);
        Assert.Equal(3, (await bench.Get<ListSources.Handler>().RunAsync(fixture.Ruth.Project, false, Cancel)).Count);

        static async Task<long> AskAsync(string file, string question)
        {
            await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False");
            await connection.OpenAsync(Cancel);
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every question is written above.
            command.CommandText = question;
#pragma warning restore CA2100
            return (long)(await command.ExecuteScalarAsync(Cancel))!;
        }
    }

#pragma warning disable EF1001 // There is no public way to name one migration more than an assembly has.
    private sealed class OneMore(ICurrentDbContext context, IDbContextOptions options, IMigrationsIdGenerator ids, IDiagnosticsLogger<DbLoggerCategory.Migrations> logger)
        : Microsoft.EntityFrameworkCore.Migrations.Internal.MigrationsAssembly(context, options, ids, logger)
    {
        public override IReadOnlyDictionary<string, TypeInfo> Migrations => new SortedDictionary<string, TypeInfo>(base.Migrations.ToDictionary(), StringComparer.Ordinal) { ["29990101000000_Later"] = typeof(Later).GetTypeInfo() };
    }
#pragma warning restore EF1001

    [Migration("29990101000000_Later")]
    private sealed class Later : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("CREATE TABLE later (id INTEGER)");
    }

    [Fact]
    public async Task A_backup_is_deleted_by_its_name_and_nothing_else_is()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        await Fixture.MakeAsync(bench);
        var backups = bench.Get<Backups>();
        var (first, second) = ((await backups.MakeAsync(Cancel)).Value, (await backups.MakeAsync(Cancel)).Value);
        Assert.True(backups.Delete(first.Name).Succeeded);
        Assert.False(File.Exists(first.Path));
        Assert.Equal([second.Name], backups.List().Select(b => b.Name));
        Assert.IsType<Missing>(backups.Delete(first.Name).Error);
        // A path is no name of a backup: the work itself, and files beside it, stay.
        var beside = bench.Folder.File("beside.db");
        await File.WriteAllTextAsync(beside, "words", Cancel);
        foreach (var name in new[] { "../" + Path.GetFileName(bench.Address.Value), "../beside.db", bench.Address.Value, beside, "" }) Assert.IsType<Missing>(backups.Delete(name).Error);
        Assert.True(File.Exists(bench.Address.Value));
        Assert.True(File.Exists(beside));
        Assert.Single(backups.List());
    }

    [Fact]
    public async Task Scheduled_backups_are_made_when_due_and_the_old_ones_let_go()
    {
        var clock = new FakeClock();
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite, clock);
        await Fixture.MakeAsync(bench);
        var backups = bench.Get<Backups>();
        var asked = (await backups.MakeAsync(Cancel)).Value;
        for (var day = 0; day < 40; day++)
        {
            Assert.NotNull((await backups.RunDueAsync(Cancel)).Value);
            Assert.Null((await backups.RunDueAsync(Cancel)).Value);
            clock.Advance(TimeSpan.FromHours(24));
        }
        var kept = backups.List();
        Assert.Contains(kept, b => b.Name == asked.Name);
        var days = kept.Where(b => b.Why == "scheduled").Select(b => b.MadeAt.Date).ToList();
        // Seven days to 17 June, and the newest of each of the last four weeks: of the current one it is among the seven.
        Assert.Equal(7, days.Count(d => d > new DateTime(2024, 6, 10)));
        Assert.Equal(new DateTime(2024, 6, 17), days.Max());
        Assert.Equal(9, days.Count);
        Assert.False((await Task.FromResult(backups.SetSchedule(new(true, 0)))).Succeeded);
        Assert.True(backups.SetSchedule(new(false)).Succeeded);
        clock.Advance(TimeSpan.FromDays(3));
        Assert.Null((await backups.RunDueAsync(Cancel)).Value);
    }

    [Theory]
    [InlineData("study-2.db")] // Its name begins like the first one's.
    [InlineData("study.sqlite")] // Its name differs in the ending alone.
    [InlineData("demo.db")]
    public async Task Databases_in_one_folder_leave_each_others_backups_alone(string beside)
    {
        var clock = new FakeClock();
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite, clock);
        await Fixture.MakeAsync(bench);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        File.Copy(bench.Address.Value, bench.Folder.File("study.db"));
        File.Copy(bench.Address.Value, bench.Folder.File(beside));
        await using var first = Over("study.db");
        await using var second = Over(beside);
        var (one, other) = (first.GetRequiredService<Backups>(), second.GetRequiredService<Backups>());
        Assert.Equal(one.Folder, other.Folder);

        // Each is due on its own, and lets go of its own alone.
        var others = new List<string>();
        for (var day = 0; day < 3; day++)
        {
            others.Add(Assert.IsType<BackupRow>((await other.RunDueAsync(Cancel)).Value).Name);
            Assert.NotNull((await one.RunDueAsync(Cancel)).Value);
            clock.Advance(TimeSpan.FromHours(24));
        }
        Assert.True(one.SetSchedule(new(KeepDaily: 1, KeepWeekly: 0)).Succeeded);
        Assert.Equal(new BackupSchedule(), other.Schedule());
        Assert.NotNull((await one.RunDueAsync(Cancel)).Value);
        var own = Assert.Single(one.List());
        Assert.Equal(others.Order(), other.List().Select(b => b.Name).Order());

        // What one erases, deletes or restores by name is never the other's.
        Assert.IsType<Missing>(one.Delete(others[0]).Error);
        Assert.Contains("no backup of study.db", (await one.RestoreAsync(others[0], Cancel)).Error!.Message, StringComparison.Ordinal);
        var scrub = first.GetRequiredService<Scrub>();
        Assert.Equal([own.Name], scrub.Backups().Select(b => b.Name));
        Assert.Equal(0, scrub.Delete(others));
        // A copy that was cut short holds the same words, and goes too.
        await File.WriteAllTextAsync(own.Path + ".part", "half", Cancel);
        await File.WriteAllTextAsync(other.List()[0].Path + ".part", "half", Cancel);
        Assert.Equal(2, scrub.Delete(scrub.Backups().Select(b => b.Name)));
        Assert.Empty(one.List());
        Assert.Equal(others.Order(), other.List().Select(b => b.Name).Order());
        Assert.Equal(others.Count + 1, second.GetRequiredService<Scrub>().Backups().Count);
        Assert.True((await other.RestoreAsync(others[^1], Cancel)).Succeeded);
        Assert.True((await one.RestoreAsync(other.List()[0].Path, Cancel)).Succeeded); // By its path it is meant.

        ServiceProvider Over(string file) => new ServiceCollection().AddThroughline(DatabaseAddress.SqliteFile(bench.Folder.File(file))).AddSingleton<TimeProvider>(clock).BuildServiceProvider();
    }

    /// <summary>Files with other endings than .db were once backed up without them, so that which of two such files a copy is of cannot be told.</summary>
    [Fact]
    public async Task A_backup_of_either_of_two_files_belongs_to_neither()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        File.Copy(bench.Address.Value, bench.Folder.File("study.sqlite"));
        await using var one = new ServiceCollection().AddThroughline(DatabaseAddress.SqliteFile(bench.Folder.File("study.sqlite"))).BuildServiceProvider();
        var scrub = one.GetRequiredService<Scrub>();
        Directory.CreateDirectory(bench.Folder.File("backups"));
        File.Copy(bench.Address.Value, Path.Combine(bench.Folder.File("backups"), "study-20260101-080000-000-daily.db"));
        await File.WriteAllTextAsync(bench.Folder.File("study.sqlite-wal"), "", Cancel);
        Assert.Single(scrub.Backups()); // Nothing else could have made it.
        File.Copy(bench.Address.Value, bench.Folder.File("study.db3"));
        Assert.Empty(scrub.Backups());
    }

    [Fact]
    public async Task On_PostgreSql_the_servers_own_tools_are_named()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.PostgreSql);
        var refused = await bench.Get<Backups>().MakeAsync(Cancel);
        Assert.Contains("pg_dump", refused.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("pg_dump", (await bench.Get<Backups>().RestoreAsync("any.db", Cancel)).Error!.Message, StringComparison.Ordinal);
    }
}
