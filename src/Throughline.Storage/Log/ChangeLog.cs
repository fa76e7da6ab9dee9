using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Throughline.Storage;

/// <summary>Saves what a context holds together with its entry in the change log, in one transaction.</summary>
public sealed class ChangeLog(TimeProvider clock, ChangeFeed feed)
{
    /// <summary>Saves and gives the entry's number. On an error nothing was kept, and the context is to be thrown away.</summary>
    /// <remarks>Where the caller has opened a transaction, it is used and left open for the caller to commit. Listeners are told when it is committed, and not before.</remarks>
    public Task<Result<long>> SaveAsync(ThroughlineDb db, Acting by, Change change, CancellationToken cancel) =>
        SaveAsync(db, by, change, undoes: null, redoes: null, cancel);

    /// <summary>Saves where something was changed, and gives the value back; where nothing was, nothing is written in the log.</summary>
    public async Task<Result<T>> KeepAsync<T>(ThroughlineDb db, Acting by, LogAction action, NodeRef on, T value, CancellationToken cancel, IReadOnlyDictionary<string, object?>? details = null)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (!db.ChangeTracker.HasChanges()) return value;
        var saved = await SaveAsync(db, by, new(action, on, details), cancel);
        return saved.Succeeded ? value : saved.Error;
    }

    internal async Task<Result<long>> SaveAsync(ThroughlineDb db, Acting by, Change change, long? undoes, long? redoes, CancellationToken cancel)
    {
        var outer = db.Database.CurrentTransaction;
        try
        {
            await using var own = outer is null ? await db.Database.BeginTransactionAsync(cancel) : null;
            var head = await LockHeadAsync(db, by.Project, cancel);
            var values = Capture(db, by.Project, head.Seq);
            await db.SaveChangesAsync(cancel);

            var unsigned = EntryOf(head, by, change, values, undoes, redoes, hash: "");
            var entry = EntryOf(head, by, change, values, undoes, redoes, Chain.HashOf(unsigned));
            db.Add(entry);
            db.AddRange(values);
            await db.SaveChangesAsync(cancel);
            await db.Set<LogHead>().Where(h => h.Project == by.Project).ExecuteUpdateAsync(set => set.SetProperty(h => h.Hash, entry.Hash), cancel);
            var told = new Saved(by.Project, head.Seq, by.Analyst, values.Select(v => v.Table).ToHashSet(), values.Where(v => v.Source is not null).Select(v => v.Source!.Value).ToHashSet());
            db.WhenCommitted.Add(() => feed.Tell(told));
            if (own is not null) await own.CommitAsync(cancel);
            foreach (var value in values) db.Entry(value).State = EntityState.Detached;
            db.Entry(entry).State = EntityState.Detached;
            return head.Seq;
        }
        catch (Exception fault) when (StorageFaults.Read(fault) is not null)
        {
            return StorageFaults.Read(fault)!;
        }

        LogEntry EntryOf((long Seq, string Hash, DateTime At) head, Acting who, Change what, List<LogValue> rows, long? undo, long? redo, string hash) => new()
        {
            Project = who.Project,
            Seq = head.Seq,
            At = head.At,
            Analyst = who.Analyst,
            Action = what.Action.Name,
            SubjectKind = what.Subject.Kind,
            SubjectId = what.Subject.Id,
            Details = JsonSerializer.Serialize(what.Details ?? new Dictionary<string, object?>()),
            Rows = rows.Count,
            RowsHash = Chain.RowsHashOf(rows),
            Undoes = undo,
            Redoes = redo,
            Previous = head.Hash,
            Hash = hash,
        };
    }

    private async Task<(long Seq, string Hash, DateTime At)> LockHeadAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel)
    {
        // The update takes the row's lock on PostgreSQL and the writer's lock on SQLite, so entries are numbered without gaps.
        var moved = await db.Set<LogHead>().Where(h => h.Project == project).ExecuteUpdateAsync(set => set.SetProperty(h => h.Seq, h => h.Seq + 1), cancel);
        // PostgreSQL keeps microseconds; anything finer would not come back as it was hashed.
        var now = clock.GetUtcNow().UtcDateTime;
        now = new DateTime(now.Ticks - now.Ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
        if (moved == 1)
        {
            var head = await db.Set<LogHead>().AsNoTracking().SingleAsync(h => h.Project == project, cancel);
            return (head.Seq, head.Hash, now);
        }
        var first = new LogHead { Project = project, Seq = 1, Hash = Chain.Genesis };
        db.Add(first);
        return (1, Chain.Genesis, now);
    }

    private static List<LogValue> Capture(ThroughlineDb db, ProjectId project, long seq)
    {
        var values = new List<LogValue>();
        foreach (var entry in db.ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted))
        {
            if (entry.Entity is IUnlogged) continue;
            var before = entry.State == EntityState.Added ? null : RowImage.Of(entry.OriginalValues);
            var after = entry.State == EntityState.Deleted ? null : RowImage.Of(entry.CurrentValues);
            if (before == after) continue;
            var salt = RandomNumberGenerator.GetBytes(16);
            values.Add(new LogValue
            {
                Project = project,
                Seq = seq,
                Ordinal = values.Count,
                Table = entry.Metadata.GetTableName()!,
                Key = RowImage.KeyOf(entry),
                Operation = entry.State switch { EntityState.Added => RowOperation.Added, EntityState.Deleted => RowOperation.Removed, _ => RowOperation.Changed },
                Source = (entry.Entity as IOfSource)?.WordsOf,
                Salt = salt,
                Before = before,
                After = after,
                Hash = RowImage.HashOf(salt, before, after),
            });
        }
        return values;
    }
}
