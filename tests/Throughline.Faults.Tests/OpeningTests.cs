using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Throughline.Faults.Tests;

/// <summary>What is not a database of this program, or not one it may use, is refused with a sentence, and left as it was.</summary>
public class OpeningTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_from_a_newer_version_is_refused_and_left_as_it_was()
    {
        await using var bench = await FilledAsync();
        await using (var connection = await OpenAsync(bench.Address.Value))
            await RunAsync(connection, "INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Later', '99.0.0'); PRAGMA journal_mode=DELETE;");
        await RefusedAndUntouchedAsync(bench.Address.Value, "newer version", "29990101000000_Later");
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_and_left_as_it_was()
    {
        using var folder = new TempFolder();
        await using (var connection = await OpenAsync(folder.File("places.sqlite")))
            await RunAsync(connection, "CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT); INSERT INTO moz_places VALUES (1, 'https://example.org');");
        await RefusedAndUntouchedAsync(folder.File("places.sqlite"), "another program");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_was()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("letter.docx"), string.Concat(Enumerable.Repeat("This is a letter. ", 500)), Cancel);
        await RefusedAndUntouchedAsync(folder.File("letter.docx"), "not a Throughline database");
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public async Task A_file_damaged_in_the_middle_gives_a_sentence_not_a_crash(int seed)
    {
        await using var bench = await FilledAsync();
        var path = bench.Address.Value;
        var bytes = await File.ReadAllBytesAsync(path, Cancel);
        var random = new Random(seed);
        // Every page but the first: what each begins with says how it is to be read.
        for (var page = 1; page * 4096 < bytes.Length; page++)
            for (var i = 0; i < 60; i++) bytes[page * 4096 + i] = (byte)random.Next(256);
        await File.WriteAllBytesAsync(path, bytes, Cancel);

        var ended = await Executable.RunAsync(bench.Folder.FullPath, Cancel, "sources", "Trial", "--database", path);
        AssertSentence(ended, "damaged");
    }

    [Fact]
    public async Task A_folder_in_the_files_place_is_refused()
    {
        using var folder = new TempFolder();
        AssertSentence(await Executable.RunAsync(folder.FullPath, Cancel, "project", "list", "--database", folder.FullPath), "is a folder");
    }

    [Fact]
    public async Task A_file_that_may_only_be_read_is_refused_when_something_is_to_be_written()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("This test makes a file read-only by mounting its folder so, which only Linux does here.");
        await using var bench = await FilledAsync();
        using var mounted = SmallDisk.TryMount(bench.Folder.File("disk"), "8m") ?? throw Skip("This test mounts a small disk and makes it read-only; this machine does not let it.");
        File.Copy(bench.Address.Value, Path.Combine(mounted.FullPath, "work.db"));
        mounted.MakeReadOnly();
        AssertSentence(await Executable.RunAsync(bench.Folder.FullPath, Cancel, "project", "create", "Another", "--database", Path.Combine(mounted.FullPath, "work.db")), "work.db", "written");
    }

    [Fact]
    public async Task A_postgres_address_that_does_not_answer_says_where_it_was_sought()
    {
        using var folder = new TempFolder();
        var ended = await Executable.RunAsync(folder.FullPath, Cancel, "project", "list", "--database", "postgresql://ruth:secret-word@127.0.0.1:9/inequalities");
        AssertSentence(ended, "postgresql://127.0.0.1:9/inequalities", "does not answer");
        Assert.DoesNotContain("secret-word", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_postgres_database_that_is_missing_is_not_made_in_silence()
    {
        using var folder = new TempFolder();
        var address = new NpgsqlConnectionStringBuilder(PostgresServer.ConnectionString) { Database = $"missing_{Guid.CreateVersion7():N}" };
        AssertSentence(await Executable.RunAsync(folder.FullPath, Cancel, "project", "list", "--database", address.ConnectionString), address.Database, "no database of that name");
    }

    [Fact]
    public async Task A_postgres_user_who_is_not_let_in_is_told()
    {
        using var folder = new TempFolder();
        var address = new NpgsqlConnectionStringBuilder(PostgresServer.ConnectionString) { Username = "nobody_of_that_name", Password = "secret-word" };
        var ended = await Executable.RunAsync(folder.FullPath, Cancel, "project", "list", "--database", address.ConnectionString);
        AssertSentence(ended, "did not let this user in");
        Assert.DoesNotContain("secret-word", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_on_a_bad_file_does_not_start_and_says_why()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("work.db"), string.Concat(Enumerable.Repeat("This is a letter. ", 500)), Cancel);
        AssertSentence(await Executable.RunAsync(folder.FullPath, Cancel, "serve", "--no-browser", "--database", folder.File("work.db")), "not a Throughline database");
    }

    internal static Exception Skip(string why)
    {
        Assert.Skip(why);
        return new UnreachableException();
    }

    private static void AssertSentence(Executable.Ended ended, params string[] words)
    {
        Assert.NotEqual(0, ended.ExitCode);
        Assert.All(words, word => Assert.Contains(word, ended.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", ended.Error, StringComparison.Ordinal);
        Assert.Equal("", ended.Out);
    }

    private static async Task RefusedAndUntouchedAsync(string path, params string[] words)
    {
        SqliteConnection.ClearAllPools();
        var before = await File.ReadAllBytesAsync(path, Cancel);
        var ended = await Executable.RunAsync(Path.GetDirectoryName(path)!, Cancel, "project", "list", "--database", path);
        AssertSentence(ended, words);
        Assert.Contains(path, ended.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(path, Cancel));
        Assert.False(File.Exists(path + "-wal"));
    }

    private static async Task<TestWorkbench> FilledAsync()
    {
        var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        for (var i = 0; i < 5; i++) await bench.AddTextAsync(by, $"Interview {i}", Scene.Words);
        SqliteConnection.ClearAllPools();
        return bench;
    }

    private static async Task<SqliteConnection> OpenAsync(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancel);
        return connection;
    }

    private static async Task RunAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are written above.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancel);
    }
}

/// <summary>A disk of a few megabytes in memory, where the test run may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => FullPath = path;

    public string FullPath { get; }

    /// <summary>Null where mounting is not allowed.</summary>
    public static SmallDisk? TryMount(string path, string size)
    {
        if (!OperatingSystem.IsLinux()) return null;
        Directory.CreateDirectory(path);
        return Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", path) == 0 ? new(path) : null;
    }

    public void MakeReadOnly()
    {
        if (Run("mount", "-o", "remount,ro", FullPath) != 0) throw new InvalidOperationException($"{FullPath} could not be made read-only.");
    }

    public void Grow(string size)
    {
        if (Run("mount", "-o", $"remount,size={size}", FullPath) != 0) throw new InvalidOperationException($"{FullPath} could not be made larger.");
    }

    public void Dispose()
    {
        // Lazily: a pooled connection may still hold a file on it.
        SqliteConnection.ClearAllPools();
        Run("umount", "-l", FullPath);
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
