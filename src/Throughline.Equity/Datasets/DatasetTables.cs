using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Throughline.Files;

namespace Throughline.Equity;

public sealed record DatasetMissing(string Message) : Missing(Message);

/// <summary>Tables of data sets, the last few of which stay read: a file never changes under its id.</summary>
public sealed class DatasetTables
{
    private const int Kept = 4;
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
        var content = await db.DatasetFiles.AsNoTracking().Where(f => f.Dataset == dataset.Id).Select(f => f.Content).SingleAsync(cancel);
        var read = LongTable.Read(dataset.FileName, content, ReadLimits.Default, cancel);
        if (!read.Succeeded) return read.Error;
        if (_tables.TryAdd(dataset.Id, read.Value)) _order.Enqueue(dataset.Id);
        while (_order.Count > Kept && _order.TryDequeue(out var oldest)) _tables.TryRemove(oldest, out _);
        return read.Value;
    }
}
