using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Throughline.Storage;

public sealed record DatabaseUnusable(string Message) : Error(Message);

/// <summary>Opening, migrating and copying the database as a whole.</summary>
public sealed class Database(IDbContextFactory<ThroughlineDb> contexts, DatabaseAddress address, TimeProvider clock)
{
    private const string History = "__EFMigrationsHistory";

    /// <summary>Makes the database where there is none, and brings an older one up to date; a SQLite file is backed up first.</summary>
    public async Task<Result<Done>> PrepareAsync(CancellationToken cancel)
    {
        try
        {
            if (address.Engine == Engine.Sqlite && Path.GetDirectoryName(address.Value) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var known = db.Database.GetMigrations().ToHashSet();
            var found = address.Engine == Engine.Sqlite ? await LookAtFileAsync(cancel) : await LookAtServerAsync(cancel);
            if (!found.Succeeded) return found.Error;
            var applied = found.Value;
            if (applied.FirstOrDefault(name => !known.Contains(name)) is { } newer)
                return new DatabaseUnusable($"{address.ForPeople()} was written by a newer version of Throughline (it has \"{newer}\"). Nothing was changed. Open it with that version, or restore a backup made before.");
            if (applied.Count > 0 && applied.Count < known.Count && address.Engine == Engine.Sqlite)
                await BackUpAsync(BackupFolder, "before-migration", cancel);
            if (applied.Count < known.Count) await db.Database.MigrateAsync(cancel);
            await SearchIndex.EnsureAsync(db, cancel);
            return Done.Value;
        }
        catch (SqliteException bad) when (bad.SqliteErrorCode is 26 or 11)
        {
            return new DatabaseUnusable($"{address.ForPeople()} is not a Throughline database, or it is damaged ({bad.Message}). Nothing was changed. Choose another file, or restore a backup.");
        }
        catch (PostgresException bad) when (bad.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            return new DatabaseUnusable($"{address.ForPeople()} is not there: the server answers, but has no database of that name. Check the name, or have it made (createdb), and start again.");
        }
        catch (PostgresException bad) when (bad.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            return new DatabaseUnusable($"{address.ForPeople()} did not let this user in. Check the user's name and password in the address.");
        }
        catch (NpgsqlException bad) when (bad is not PostgresException)
        {
            return new DatabaseUnusable($"{address.ForPeople()} does not answer ({bad.Message}). Check the host and port, and that the server is running.");
        }
        catch (Exception bad) when (bad is SqliteException or NpgsqlException or IOException or UnauthorizedAccessException)
        {
            if (bad is SqliteException { SqliteErrorCode: 14 } && File.Exists(address.Value))
                return new DatabaseUnusable($"{address.ForPeople()} cannot be opened: the file or its folder cannot be written to. What is being done is first written beside the file, so both must be writable. Check your rights, or copy it elsewhere.");
            return bad is SqliteException { SqliteErrorCode: 14 } || StorageFaults.Read(bad) is not { } read ? new DatabaseUnusable($"{address.ForPeople()} cannot be opened: {bad.Message}") : read;
        }
    }

    /// <summary>Where backups of a SQLite file lie: the folder <c>backups</c> beside it.</summary>
    public string BackupFolder => Path.Combine(Path.GetDirectoryName(address.Value) ?? ".", "backups");

    /// <summary>The backups of this database in <see cref="BackupFolder"/>: other databases that lie in the same folder keep theirs there too, and those are not this one's to list, let go of or delete.</summary>
    /// <param name="halfMade">Also what a copy that was cut short left: it holds the same words.</param>
    public IEnumerable<FileInfo> OwnBackups(bool halfMade = false)
    {
        if (address.Engine != Engine.Sqlite || !Directory.Exists(BackupFolder)) return [];
        var names = new List<string> { BackupName };
        // A file with another ending than .db was once backed up without it; the copies are its own where no other database could have made them.
        var bare = Path.GetFileNameWithoutExtension(address.Value);
        if (bare != BackupName && !IsSharedName(bare)) names.Add(bare);
        // The time follows the name at once: study-2-20260509-… is a backup of study-2.db, not of study.db.
        var own = new Regex($@"^(?:{string.Join('|', names.Select(Regex.Escape))})-\d{{8}}-\d{{6}}-\d{{3}}-[a-z-]+\.db{(halfMade ? @"(?:\.part)?(?:-journal|-wal|-shm)?" : "")}$",
            OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? RegexOptions.IgnoreCase | RegexOptions.CultureInvariant : RegexOptions.CultureInvariant);
        return new DirectoryInfo(BackupFolder).EnumerateFiles().Where(file => own.IsMatch(file.Name));
    }

    /// <summary>Whether another file beside this one could have been backed up under the name: study.db or study.db3 beside study.sqlite, whose own -wal and -shm do not count.</summary>
    private bool IsSharedName(string bare)
    {
        var folder = Path.GetDirectoryName(address.Value) is { Length: > 0 } given ? given : ".";
        var own = Path.GetFileName(address.Value);
        return Directory.Exists(folder) && Directory.EnumerateFiles(folder).Select(Path.GetFileName).Any(name => name!.StartsWith(bare + ".", StringComparison.OrdinalIgnoreCase) && !name.Equals(own, StringComparison.OrdinalIgnoreCase) && !name.StartsWith(own + "-", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>What the names of this database's backups begin with: study for study.db, study.sqlite for study.sqlite, so that two files of one folder never share it.</summary>
    public string BackupName => Path.GetFileName(address.Value) is var name && name.EndsWith(".db", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;

    /// <summary>Copies the SQLite file by the engine's own online method, while it is in use.</summary>
    /// <returns>The backup's path.</returns>
    public async Task<string> BackUpAsync(string folder, string why, CancellationToken cancel)
    {
        if (address.Engine != Engine.Sqlite) throw new InvalidOperationException("Only a SQLite file is backed up from here; a PostgreSQL server has its own backups.");
        Directory.CreateDirectory(folder);
        var stamp = clock.GetUtcNow().ToString("yyyyMMdd-HHmmss-fff", System.Globalization.CultureInfo.InvariantCulture);
        var path = Path.Combine(folder, $"{BackupName}-{stamp}-{why}.db");
        var half = path + ".part";
        await using (var from = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = address.Value, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString))
        await using (var to = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = half, Pooling = false }.ConnectionString))
        {
            await from.OpenAsync(cancel);
            await to.OpenAsync(cancel);
            from.BackupDatabase(to);
            await using var plain = to.CreateCommand();
            plain.CommandText = "PRAGMA journal_mode=DELETE;";
            await plain.ExecuteNonQueryAsync(cancel);
        }
        File.Move(half, path);
        return path;
    }

    /// <summary>The migrations a file has had, read without a change to it: none when the file is new.</summary>
    private async Task<Result<List<string>>> LookAtFileAsync(CancellationToken cancel)
    {
        if (!File.Exists(address.Value) || new FileInfo(address.Value).Length == 0) return new List<string>();
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = address.Value, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancel);
        var tables = await ReadAsync(connection, "SELECT name FROM sqlite_master WHERE type = 'table'", cancel);
        if (tables.Contains(History)) return await ReadAsync(connection, "SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\" ORDER BY \"MigrationId\"", cancel);
        if (tables.Count == 0) return tables;
        return new DatabaseUnusable($"{address.ForPeople()} is a database of another program. Nothing was changed. Choose another file, or a name that is not used yet.");
    }

    private async Task<Result<List<string>>> LookAtServerAsync(CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(address.Value);
        await connection.OpenAsync(cancel);
        var there = await ReadAsync(connection, "SELECT relname FROM pg_class WHERE relname = '__EFMigrationsHistory' AND pg_table_is_visible(oid)", cancel);
        return there.Count == 0 ? there : await ReadAsync(connection, "SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\" ORDER BY \"MigrationId\"", cancel);
    }

    private static async Task<List<string>> ReadAsync(DbConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is written above.
        command.CommandText = sql;
#pragma warning restore CA2100
        var names = new List<string>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel)) names.Add(rows.GetString(0));
        return names;
    }
}
