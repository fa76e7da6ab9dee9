using Microsoft.EntityFrameworkCore;

namespace Throughline.Storage;

public enum LogFaultKind { Changed, Missing, Swapped, Truncated, ValuesChanged, BrokenLink }

/// <summary>One place where the log is not as it was written.</summary>
/// <param name="Seq">The entry's number.</param>
public sealed record LogFault(LogFaultKind Kind, long Seq, string Message);

/// <param name="Entries">How many entries were read.</param>
/// <param name="ErasedValues">Row values that were erased on purpose; their hashes still stand in the chain.</param>
public sealed record LogVerification(long Entries, long ErasedValues, string HeadHash, IReadOnlyList<LogFault> Faults)
{
    public bool Holds => Faults.Count == 0;

    /// <summary>Entries that came with a restored archive without their content, because it was closed to whoever made the archive.</summary>
    public int SealedEntries { get; init; }
}

/// <summary>Reads a project's whole log and says whether every entry is as it was written.</summary>
public sealed class VerifyLog(IDbContextFactory<ThroughlineDb> contexts)
{
    public async Task<LogVerification> RunAsync(ProjectId project, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await WithinAsync(db, project, cancel);
    }

    /// <summary>Reads the log as the caller's own transaction sees it.</summary>
    public static async Task<LogVerification> WithinAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel)
    {
        var faults = new List<LogFault>();
        var head = await db.Set<LogHead>().AsNoTracking().SingleOrDefaultAsync(h => h.Project == project, cancel);
        var entries = await db.Set<LogEntry>().AsNoTracking().Where(e => e.Project == project).OrderBy(e => e.Seq).ToListAsync(cancel);
        var allowed = entries.Where(e => e.Action == Chain.Restored && Chain.HashOf(e) == e.Hash).Select(e => (e.Seq, Sealed: SealedBy(e))).OrderByDescending(e => e.Seq).FirstOrDefault();
        var isSealed = entries.Where(e => e.Action == Chain.Sealed).Select(e => e.Seq).ToHashSet();
        // Only what a restore says came sealed may be: otherwise sealing would be a way to hide a change.
        if (isSealed.Count != allowed.Sealed || isSealed.Any(seq => seq > allowed.Seq)) isSealed = [];
        var broken = entries.Where(e => !isSealed.Contains(e.Seq) && Chain.HashOf(e) != e.Hash).ToList();
        var swapped = new HashSet<long>();
        foreach (var one in broken)
            foreach (var other in broken)
                if (one.Seq < other.Seq && Chain.HashOf(one, other.Seq) == one.Hash && Chain.HashOf(other, one.Seq) == other.Hash)
                {
                    faults.Add(new(LogFaultKind.Swapped, one.Seq, $"Entries {one.Seq} and {other.Seq} have been swapped."));
                    swapped.Add(one.Seq);
                    swapped.Add(other.Seq);
                }
        foreach (var entry in broken.Where(e => !swapped.Contains(e.Seq)))
            faults.Add(new(LogFaultKind.Changed, entry.Seq, $"Entry {entry.Seq} ({entry.Action}) has been changed since it was written."));

        long expected = 1;
        var previous = Chain.Genesis;
        foreach (var entry in entries)
        {
            if (entry.Seq > expected)
                faults.Add(new(LogFaultKind.Missing, expected, entry.Seq - 1 == expected ? $"Entry {expected} is missing." : $"Entries {expected} to {entry.Seq - 1} are missing."));
            else if (entry.Previous != previous && !swapped.Contains(entry.Seq) && !swapped.Contains(entry.Seq - 1))
                faults.Add(new(LogFaultKind.BrokenLink, entry.Seq, $"Entry {entry.Seq} does not follow from entry {entry.Seq - 1}."));
            expected = entry.Seq + 1;
            previous = entry.Hash;
        }
        var last = entries.Count == 0 ? 0 : entries[^1].Seq;
        if (head is not null && head.Seq > last)
            faults.Add(new(LogFaultKind.Truncated, last + 1, $"The end is missing: the log should have {head.Seq} entries and has {last}."));
        else if (head is null && last > 0)
            faults.Add(new(LogFaultKind.Truncated, last, "The record of the log's end is missing."));
        else if (head is null)
            faults.Add(new(LogFaultKind.Truncated, 1, "The whole log is missing: every project has at least the entry of its beginning."));
        else if (head is not null && (head.Seq != last || head.Hash != previous) && !swapped.Contains(last))
            faults.Add(new(LogFaultKind.Truncated, last, $"The log's end is not as it was left: it should end at entry {head.Seq} with another hash."));

        var erased = await VerifyValuesAsync(db, project, entries, faults, cancel);
        return new(entries.Count, erased, previous, [.. faults.OrderBy(f => f.Seq)]) { SealedEntries = isSealed.Count };
    }

    private static int SealedBy(LogEntry restore)
    {
        using var details = System.Text.Json.JsonDocument.Parse(restore.Details);
        return details.RootElement.TryGetProperty("sealed", out var sealedOf) && sealedOf.TryGetInt32(out var number) ? number : 0;
    }

    private static async Task<long> VerifyValuesAsync(ThroughlineDb db, ProjectId project, List<LogEntry> entries, List<LogFault> faults, CancellationToken cancel)
    {
        long erased = 0;
        var bySeq = entries.ToDictionary(e => e.Seq);
        var seen = new HashSet<long>();
        var group = new List<LogValue>();
        await foreach (var value in db.Set<LogValue>().AsNoTracking().Where(v => v.Project == project).OrderBy(v => v.Seq).ThenBy(v => v.Ordinal).AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (group.Count > 0 && group[0].Seq != value.Seq) Check();
            group.Add(value);
        }
        if (group.Count > 0) Check();
        foreach (var entry in entries.Where(e => e.Rows > 0 && !seen.Contains(e.Seq)))
            faults.Add(new(LogFaultKind.ValuesChanged, entry.Seq, $"The values of entry {entry.Seq} are missing."));
        return erased;

        void Check()
        {
            var seq = group[0].Seq;
            seen.Add(seq);
            // Erasing takes the values with their salt; a salt gone by itself would let the values be changed unseen.
            erased += group.Count(v => v.Salt is null && v.Before is null && v.After is null);
            foreach (var value in group.Where(v => v.Salt is null && (v.Before is not null || v.After is not null)))
                faults.Add(new(LogFaultKind.ValuesChanged, seq, $"A value of entry {seq} ({value.Table}) cannot be checked: what it was sealed with is gone, but the value is not."));
            foreach (var value in group.Where(v => v.Salt is not null && RowImage.HashOf(v.Salt, v.Before, v.After) != v.Hash))
                faults.Add(new(LogFaultKind.ValuesChanged, seq, $"A value of entry {seq} ({value.Table}) has been changed since it was written."));
            if (!bySeq.TryGetValue(seq, out var entry)) faults.Add(new(LogFaultKind.ValuesChanged, seq, $"There are values of an entry {seq}, but no such entry."));
            else if (Chain.RowsHashOf(group) != entry.RowsHash)
                faults.Add(new(LogFaultKind.ValuesChanged, seq, $"The values of entry {seq} are not those it was written with."));
            group.Clear();
        }
    }
}
