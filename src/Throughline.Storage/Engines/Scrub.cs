using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Throughline.Storage;

/// <summary>Takes what was erased out of the database's own files, and lists the backups that still hold it.</summary>
public sealed class Scrub(IDbContextFactory<ThroughlineDb> contexts, DatabaseAddress address, Database database, Vocabularies vocabularies)
{
    /// <summary>A backup made before now.</summary>
    public sealed record Backup(string Name, DateTime MadeAt, long Bytes);

    /// <summary>Rewrites the file without what was deleted, and empties the write-ahead log. On PostgreSQL dead rows are given back and statistics, which hold samples of values, are made anew.</summary>
    /// <returns>Null when it is done; else a sentence that says what is left to do.</returns>
    public async Task<string?> RunAsync(CancellationToken cancel)
    {
        vocabularies.Forget();
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            await SearchIndex.CompactAsync(db, cancel);
            if (address.Engine == Engine.PostgreSql)
            {
                await db.Database.ExecuteSqlRawAsync("VACUUM (ANALYZE)", cancel);
                return null;
            }
            await db.Database.ExecuteSqlRawAsync("VACUUM", cancel);
            await db.Database.OpenConnectionAsync(cancel);
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await using var answer = await command.ExecuteReaderAsync(cancel);
            return await answer.ReadAsync(cancel) && answer.GetInt32(0) == 0 ? null : "Another page is reading, so the file's write-ahead log could not be emptied yet. Close the other pages and erase once more, or close the workbench: it empties the log as it closes.";
        }
        catch (Exception fault) when (fault is SqliteException { SqliteErrorCode: 5 or 6 } or PostgresException)
        {
            return $"What was erased is out of every table, but the database could not be tidied just now ({fault.Message}). Close other pages and do it again.";
        }
    }

    /// <summary>This database's backups beside a SQLite file, newest first; PostgreSQL keeps its own, and none is listed.</summary>
    public IReadOnlyList<Backup> Backups() => [.. database.OwnBackups(halfMade: true).OrderByDescending(f => f.LastWriteTimeUtc).Select(f => new Backup(f.Name, f.LastWriteTimeUtc, f.Length))];

    /// <summary>Deletes backups by name; names that are none of <see cref="Backups"/> are passed over.</summary>
    /// <returns>How many were deleted.</returns>
    public int Delete(IEnumerable<string> names)
    {
        var known = Backups().Select(b => b.Name).ToHashSet(StringComparer.Ordinal);
        var gone = 0;
        foreach (var name in names.Where(known.Contains))
        {
            File.Delete(Path.Combine(database.BackupFolder, name));
            gone++;
        }
        return gone;
    }
}
