using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Throughline.Storage;

public sealed record DatabaseUnusable(string Message) : Error(Message);

/// <summary>Opening, migrating and copying the database as a whole.</summary>
public sealed class Database(IDbContextFactory<ThroughlineDb> contexts, DatabaseAddress address, TimeProvider clock)
{
    /// <summary>Makes the database where there is none, and brings an older one up to date; a SQLite file is backed up first.</summary>
    public async Task<Result<Done>> PrepareAsync(CancellationToken cancel)
    {
        try
        {
            if (address.Engine == Engine.Sqlite && Path.GetDirectoryName(address.Value) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var known = db.Database.GetMigrations().ToHashSet();
            var exists = address.Engine == Engine.PostgreSql || (File.Exists(address.Value) && new FileInfo(address.Value).Length > 0);
            var applied = exists ? (await AppliedAsync(db, cancel)).ToList() : [];
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
        catch (Exception bad) when (bad is SqliteException or NpgsqlException or IOException or UnauthorizedAccessException)
        {
            return StorageFaults.Read(bad) ?? new DatabaseUnusable($"{address.ForPeople()} cannot be opened: {bad.Message}");
        }
    }

    /// <summary>Where backups of a SQLite file lie: the folder <c>backups</c> beside it.</summary>
    public string BackupFolder => Path.Combine(Path.GetDirectoryName(address.Value) ?? ".", "backups");

    /// <summary>Copies the SQLite file by the engine's own online method, while it is in use.</summary>
    /// <returns>The backup's path.</returns>
    public async Task<string> BackUpAsync(string folder, string why, CancellationToken cancel)
    {
        if (address.Engine != Engine.Sqlite) throw new InvalidOperationException("Only a SQLite file is backed up from here; a PostgreSQL server has its own backups.");
        Directory.CreateDirectory(folder);
        var stamp = clock.GetUtcNow().ToString("yyyyMMdd-HHmmss-fff", System.Globalization.CultureInfo.InvariantCulture);
        var path = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(address.Value)}-{stamp}-{why}.db");
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

    private static async Task<IEnumerable<string>> AppliedAsync(ThroughlineDb db, CancellationToken cancel) => await db.Database.GetAppliedMigrationsAsync(cancel);
}
