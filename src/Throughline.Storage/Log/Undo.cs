using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Throughline.Storage;

public sealed record NothingToUndo(string Message) : Error(Message);

/// <summary>Undo is one's own last action in this project, taken back by a new entry; redo likewise.</summary>
public sealed class Undo(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, IEnumerable<LogAction> actions)
{
    public static readonly LogAction Undone = new("undo", "took back:", "An undo is taken back with redo.");
    public static readonly LogAction Redone = new("redo", "did again:", "A redo is taken back with undo.");

    private const string Passages = "source_excerpt";

    private readonly Dictionary<string, LogAction> _actions = actions.ToDictionary(action => action.Name);

    /// <param name="Entry">The entry taken back or done again.</param>
    /// <param name="Seq">The new entry's number.</param>
    public sealed record Outcome(LogEntry Entry, long Seq);

    /// <summary>What undo and redo would act on; null where there is nothing.</summary>
    public async Task<(LogEntry? ToUndo, LogEntry? ToRedo)> PeekAsync(Acting by, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await FindAsync(db, by, cancel);
    }

    public async Task<Result<Outcome>> UndoAsync(Acting by, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (entry, _) = await FindAsync(db, by, cancel);
        if (entry is null) return new NothingToUndo("There is nothing of yours to undo in this project.");
        var action = _actions.GetValueOrDefault(entry.Action);
        if (action is null) return new Refused($"The last action ({entry.Action}) was made by another version of the program and cannot be undone here.");
        if (action.CannotUndo is { } reason) return new Refused(reason);
        return await ApplyAsync(db, by, entry, backwards: true, cancel);
    }

    public async Task<Result<Outcome>> RedoAsync(Acting by, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (_, entry) = await FindAsync(db, by, cancel);
        if (entry is null) return new NothingToUndo("There is nothing of yours to do again in this project.");
        if (_actions.GetValueOrDefault(entry.Action)?.CannotRedo is { } reason) return new Refused(reason);
        return await ApplyAsync(db, by, entry, backwards: false, cancel);
    }

    private static async Task<(LogEntry? ToUndo, LogEntry? ToRedo)> FindAsync(ThroughlineDb db, Acting by, CancellationToken cancel)
    {
        // Walking back over one's own entries: what a later undo took back is passed over, until something stands.
        var undone = new Dictionary<long, bool>();
        LogEntry? redo = null;
        var redoOpen = true;
        var below = long.MaxValue;
        while (true)
        {
            var page = await db.Set<LogEntry>().AsNoTracking().Where(e => e.Project == by.Project && e.Analyst == by.Analyst && e.Seq < below)
                .OrderByDescending(e => e.Seq).Take(100).ToListAsync(cancel);
            foreach (var entry in page)
            {
                if (entry.Undoes is { } taken)
                {
                    if (undone.TryAdd(taken, true) && redoOpen)
                    {
                        redo = await db.Set<LogEntry>().AsNoTracking().SingleAsync(e => e.Project == by.Project && e.Seq == taken, cancel);
                        redoOpen = false;
                    }
                }
                else if (entry.Redoes is { } again)
                {
                    undone.TryAdd(again, false);
                }
                else
                {
                    redoOpen = false;
                    if (!undone.GetValueOrDefault(entry.Seq)) return (entry, redo);
                }
            }
            if (page.Count < 100) return (null, redo);
            below = page[^1].Seq;
        }
    }

    private async Task<Result<Outcome>> ApplyAsync(ThroughlineDb db, Acting by, LogEntry entry, bool backwards, CancellationToken cancel)
    {
        var values = await db.Set<LogValue>().AsNoTracking().Where(v => v.Project == by.Project && v.Seq == entry.Seq).OrderBy(v => v.Ordinal).ToListAsync(cancel);
        if (backwards) values.Reverse();
        var types = db.Model.GetEntityTypes().Where(t => t.GetTableName() is not null).GroupBy(t => t.GetTableName()!).ToDictionary(g => g.Key, g => g.First());
        foreach (var value in values)
        {
            if (value.Salt is null) return new Refused("What this changed has since been erased, so it cannot be put back.");
            if (!types.TryGetValue(value.Table, out var type)) return new Refused("This was made by another version of the program and cannot be put back here.");
            var (from, to) = backwards ? (value.After, value.Before) : (value.Before, value.After);
            var key = RowImage.Key(type, value.Key);
            var row = await db.FindAsync(type.ClrType, key!, cancel);
            if ((row is null) != (from is null) || (row is not null && RowImage.Of(db.Entry(row).CurrentValues) != from))
                return new Refused(await WhoChangedItAsync(db, by, entry, value, cancel));
            if (to is null) db.Remove(row!);
            else if (row is null)
            {
                if (RowImage.HasHashedValues(type)) return new Refused("The text itself is not kept in the log, so this cannot be put back. Import the file again.");
                if (typeof(IOnTextOfAnother).IsAssignableFrom(type.ClrType) && !values.Exists(v => v.Table == Passages)
                    && await db.Set<LogValue>().AsNoTracking().AnyAsync(v => v.Project == by.Project && v.Seq > entry.Seq && v.Source == value.Source && v.Table == "source_revision" && v.Operation == RowOperation.Added, cancel))
                    return new Refused("The text was corrected since, and these words have no place in it any more. Choose them again.");
                row = Activator.CreateInstance(type.ClrType, nonPublic: true)!;
                Write(db, row, type, to);
                db.Add(row);
            }
            else Write(db, row, type, to);
        }
        if (await WithoutPlaceAsync(db, by, values, backwards, cancel) is { } without) return new Refused(without);
        var change = new Change(backwards ? Undone : Redone, entry.Subject, new Dictionary<string, object?> { ["action"] = entry.Action, ["entry"] = entry.Seq });
        var saved = await log.SaveAsync(db, by, change, backwards ? entry.Seq : null, backwards ? null : entry.Seq, cancel);
        return saved.Succeeded ? new Outcome(entry, saved.Value) : saved.Error;
    }

    /// <summary>A memo and its passage know each other by id alone, so no key of the database keeps one from being put back without the other.</summary>
    private static async Task<string?> WithoutPlaceAsync(ThroughlineDb db, Acting by, List<LogValue> values, bool backwards, CancellationToken cancel)
    {
        var gone = values.Where(v => v.Table == Passages && (backwards ? v.Before : v.After) is null).Select(v => IdOf(v.Key)).ToList();
        if (gone.Count > 0 && (await NamedRows.AmongAsync(db, by.Project, "excerpt", gone, cancel)).Count > 0)
            return "A memo or something else stands on these words by now, so their passage stays. Take that away first, or take yours away by hand.";
        var passages = db.Model.GetEntityTypes().First(t => t.GetTableName() == Passages);
        foreach (var added in db.ChangeTracker.Entries().Where(e => e.State == EntityState.Added).ToList())
            if (NamedRows.Of(db, added.Entity) is { Kind: "excerpt" } on && await db.FindAsync(passages.ClrType, RowImage.Key(passages, $"[\"{on.Id:D}\"]")!, cancel) is null)
                return "The passage this stood on has gone since, with what was on it last. Choose the words in the text and write it again.";
        return null;

        static Guid IdOf(string key) => System.Text.Json.JsonSerializer.Deserialize<Guid[]>(key)![0];
    }

    private static void Write(ThroughlineDb db, object row, IEntityType type, string image)
    {
        var target = db.Entry(row);
        foreach (var (name, value) in RowImage.Values(type, image)) target.Property(name).CurrentValue = value;
    }

    private static async Task<string> WhoChangedItAsync(ThroughlineDb db, Acting by, LogEntry entry, LogValue value, CancellationToken cancel)
    {
        var later = await db.Set<LogValue>().AsNoTracking().Where(v => v.Project == by.Project && v.Seq > entry.Seq && v.Table == value.Table && v.Key == value.Key)
            .OrderByDescending(v => v.Seq).Select(v => (long?)v.Seq).FirstOrDefaultAsync(cancel);
        return later is { } seq
            ? $"Later work rests on this: entry {seq} of the change log changed the same thing. Take that back first, or change it by hand."
            : "What this changed is no longer as it was left, so it cannot be put back. Change it by hand.";
    }
}
