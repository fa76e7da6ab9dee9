using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Throughline.Files;

namespace Throughline.Equity;

public sealed record DatasetMissing(string Message) : Missing(Message);

/// <summary>Tables of data sets, the last few of which stay read: a file never changes under its id.</summary>
public sealed class DatasetTables(IDbContextFactory<ThroughlineDb> contexts)
{
    private const int Kept = 6;
    private readonly ConcurrentQueue<DatasetId> _order = new();
    private readonly ConcurrentDictionary<DatasetId, LongTable> _tables = new();

    public async Task<Result<LongTable>> OfAsync(ThroughlineDb db, Dataset dataset, CancellationToken cancel)
    {
        if (!await db.DatasetFiles.AnyAsync(f => f.Dataset == dataset.Id, cancel))
        {
            _tables.TryRemove(dataset.Id, out _);
            return new DatasetMissing($"The rows of \"{dataset.Name}\" are not here: they were left out of an archive, or erased with a name. Import \"{dataset.FileName}\" again.");
        }
        if (_tables.TryGetValue(dataset.Id, out var there)) return there;
        var packed = dataset.Kind == DatasetKind.Boundaries ? null : await db.DatasetCells.AsNoTracking().Where(c => c.Dataset == dataset.Id).Select(c => c.Content).SingleOrDefaultAsync(cancel);
        if (packed is null || LongTable.Unpack(dataset.FileName, packed) is not { } table)
        {
            var content = await db.DatasetFiles.AsNoTracking().Where(f => f.Dataset == dataset.Id).Select(f => f.Content).SingleAsync(cancel);
            var read = LongTable.Read(dataset.FileName, content, ReadLimits.Default, cancel, dataset.Sheet);
            if (!read.Succeeded) return read.Error;
            table = read.Value;
            // Who reads within a writing transaction would wait for itself.
            // It is remembered before: where the file is erased meanwhile, it is forgotten again.
            Remember(dataset.Id, table);
            if (dataset.Kind != DatasetKind.Boundaries && db.Database.CurrentTransaction is null) await KeepAsync(dataset.Id, table.Pack(), cancel);
            return table;
        }
        Remember(dataset.Id, table);
        return table;
    }

    private void Remember(DatasetId id, LongTable table)
    {
        if (_tables.TryAdd(id, table)) _order.Enqueue(id);
        while (_order.Count > Kept && _order.TryDequeue(out var oldest)) _tables.TryRemove(oldest, out _);
    }

    /// <summary>Forgets a table, with what was made from it.</summary>
    internal void Forget(DatasetId id) => _tables.TryRemove(id, out _);

    // The file alone is enough to go on with: where another writer was first, or the disk is full, it is read again next time.
    private async Task KeepAsync(DatasetId id, byte[] packed, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        try
        {
            db.RemoveRange(await db.DatasetCells.Where(c => c.Dataset == id).ToListAsync(cancel));
            await db.SaveChangesAsync(cancel);
            db.Add(new DatasetCells { Dataset = id, Content = packed });
            await db.SaveChangesAsync(cancel);
            // The file may have been erased while its columns were packed: nothing made from it stays.
            if (await db.DatasetFiles.AnyAsync(f => f.Dataset == id, cancel)) return;
            db.RemoveRange(await db.DatasetCells.Where(c => c.Dataset == id).ToListAsync(cancel));
            await db.SaveChangesAsync(cancel);
            Forget(id);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
        }
    }
}
