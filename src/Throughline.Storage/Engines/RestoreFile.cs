using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Throughline.Storage;

public sealed record BackupUnusable(string Message) : Error(Message);

/// <summary>Puts a backup in the place of the SQLite database, while it is in use.</summary>
/// <remarks>
/// The engine's own online method is run backwards, from the backup into the open database, as one transaction: other connections see the old state until it commits and the new one
/// after, a stop in the middle leaves the old state, and no file is swapped under a running server.
/// </remarks>
public sealed class RestoreFile(IDbContextFactory<ThroughlineDb> contexts, DatabaseAddress address, Database database)
{
    /// <param name="NeedsMigration">It was made by an older version and is brought up to date once it is in place.</param>
    public sealed record Checked(string Path, long Bytes, bool NeedsMigration);

    /// <summary>Whether a file is a sound Throughline database of this version or an older one; nothing is changed.</summary>
    public async Task<Result<Checked>> CheckAsync(string path, CancellationToken cancel)
    {
        if (address.Engine != Engine.Sqlite) return new Refused("The work is in a PostgreSQL database. Its backups are made and restored with the server's own tools (pg_dump and pg_restore); ask whoever looks after it.");
        var full = System.IO.Path.GetFullPath(path);
        if (!File.Exists(full)) return new Missing($"There is no file \"{full}\".");
        if (string.Equals(full, System.IO.Path.GetFullPath(address.Value), StringComparison.Ordinal)) return new BackupUnusable("That file is the database itself, not a backup of it. Choose a file from the backups folder.");
        try
        {
            await using var connection = Open(full);
            await connection.OpenAsync(cancel);
            if (await TextAsync(connection, "PRAGMA integrity_check(1)", cancel) is not "ok" and var found) return new BackupUnusable($"\"{full}\" is damaged ({found}). Nothing was changed. Choose another backup.");
            if (await TextAsync(connection, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('__EFMigrationsHistory', 'log_head', 'project')", cancel) != "3")
                return new BackupUnusable($"\"{full}\" is a SQLite file, but not of Throughline. Nothing was changed. Choose a backup that Throughline made.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var known = db.Database.GetMigrations().ToHashSet();
            var applied = new List<string>();
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT MigrationId FROM __EFMigrationsHistory";
            await using (var rows = await command.ExecuteReaderAsync(cancel))
                while (await rows.ReadAsync(cancel)) applied.Add(rows.GetString(0));
            if (applied.FirstOrDefault(m => !known.Contains(m)) is { } newer) return new BackupUnusable($"\"{full}\" was made by another version of Throughline (it has \"{newer}\", which this one does not know). Nothing was changed. Restore it with that version.");
            return new Checked(full, new FileInfo(full).Length, applied.Count < known.Count);
        }
        catch (SqliteException bad)
        {
            return StorageFaults.Read(bad) is Refused busy ? busy : new BackupUnusable($"\"{full}\" is not a SQLite database, or it is damaged ({bad.Message}). Nothing was changed. Choose another backup.");
        }
        catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
        {
            return new BackupUnusable($"\"{full}\" cannot be read: {bad.Message}");
        }
    }

    /// <summary>Backs up the present database, then puts the backup in its place.</summary>
    /// <returns>Where the present one was backed up to.</returns>
    public async Task<Result<string>> RunAsync(string path, CancellationToken cancel)
    {
        var checkedFile = await CheckAsync(path, cancel);
        if (!checkedFile.Succeeded) return checkedFile.Error;
        try
        {
            var before = await database.BackUpAsync(database.BackupFolder, "before-restore", cancel);
            await using (var from = Open(checkedFile.Value.Path))
            await using (var to = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = address.Value, Pooling = false, DefaultTimeout = 30 }.ConnectionString))
            {
                await from.OpenAsync(cancel);
                await to.OpenAsync(cancel);
                await ExecuteAsync(to, "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA busy_timeout=30000;" + (address.MaxPages is { } pages ? $" PRAGMA max_page_count={pages};" : ""), cancel);
                from.BackupDatabase(to);
                await ExecuteAsync(to, "PRAGMA journal_mode=WAL; PRAGMA wal_checkpoint(TRUNCATE);", cancel);
            }
            SqliteConnection.ClearAllPools();
            var ready = await database.PrepareAsync(cancel);
            return ready.Succeeded ? before : ready.Error;
        }
        catch (Exception fault) when (StorageFaults.Read(fault) is { } told)
        {
            return told;
        }
        catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
        {
            return new StorageFull($"The present database could not be backed up first ({bad.Message}), so nothing was restored. Free some space and do it again.");
        }
    }

    private static SqliteConnection Open(string path) => new(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);

    private static async Task<string?> TextAsync(SqliteConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(await command.ExecuteScalarAsync(cancel), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancel);
    }
}
