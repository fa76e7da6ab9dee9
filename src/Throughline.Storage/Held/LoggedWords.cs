using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Throughline.Storage;

/// <summary>The change log's values as held text: erased whole, with their salts; the hashes stay and the chain still verifies.</summary>
public sealed class LoggedWords : IHoldText
{
    public IReadOnlyCollection<HeldColumn> Columns { get; } =
    [
        new(typeof(LogValue), nameof(LogValue.Before), HeldAs.Logged), new(typeof(LogValue), nameof(LogValue.After), HeldAs.Logged), new(typeof(LogValue), nameof(LogValue.Salt), HeldAs.Logged),
        new(typeof(LogValue), nameof(LogValue.Table), HeldAs.Technical), new(typeof(LogValue), nameof(LogValue.Key), HeldAs.Technical), new(typeof(LogValue), nameof(LogValue.Hash), HeldAs.Technical),
        new(typeof(LogEntry), nameof(LogEntry.Action), HeldAs.Technical), new(typeof(LogEntry), nameof(LogEntry.SubjectKind), HeldAs.Technical), new(typeof(LogEntry), nameof(LogEntry.Details), HeldAs.Technical),
        new(typeof(LogEntry), nameof(LogEntry.RowsHash), HeldAs.Technical), new(typeof(LogEntry), nameof(LogEntry.Previous), HeldAs.Technical), new(typeof(LogEntry), nameof(LogEntry.Hash), HeldAs.Technical),
        new(typeof(LogHead), nameof(LogHead.Hash), HeldAs.Technical),
    ];

    public async Task<IReadOnlyList<HeldWords>> FindAsync(ThroughlineDb db, Acting reader, NameRewrite names, CancellationToken cancel)
    {
        var count = (await HoldingAsync(db, reader.Project, names, cancel)).Count;
        // Values are never shown: they are whole rows, of anybody's.
        return count == 0 ? [] : [new(new("project", reader.Project.Value), "values of the change log", null, count, "", false)];
    }

    public async Task RewriteAsync(ThroughlineDb db, ProjectId project, NameRewrite rewrite, HeldTally tally, CancellationToken cancel)
    {
        var holding = await HoldingAsync(db, project, rewrite, cancel);
        foreach (var (seq, ordinal) in holding)
            await EraseAsync(db.Set<LogValue>().Where(v => v.Project == project && v.Seq == seq && v.Ordinal == ordinal), cancel);
        tally.Add("logged values", holding.Count);
    }

    public async Task EraseSourceAsync(ThroughlineDb db, ProjectId project, Guid source, HeldTally tally, CancellationToken cancel) =>
        tally.Add("logged values", await EraseAsync(db.Set<LogValue>().Where(v => v.Project == project && v.Source == source && v.Salt != null), cancel));

    /// <summary>Erases every logged value of rows that are about to be rewritten or removed without an entry of their own: each may hold the old words, or a hash of them.</summary>
    public static async Task EraseValuesOfAsync(ThroughlineDb db, ProjectId project, IReadOnlyCollection<EntityEntry> rows, HeldTally tally, CancellationToken cancel)
    {
        foreach (var row in rows.Where(r => r.Entity is not IUnlogged))
        {
            var (table, key) = (row.Metadata.GetTableName()!, RowImage.KeyOf(row));
            tally.Add("logged values", await EraseAsync(db.Set<LogValue>().Where(v => v.Project == project && v.Table == table && v.Key == key && v.Salt != null), cancel));
        }
    }

    private static Task<int> EraseAsync(IQueryable<LogValue> values, CancellationToken cancel) =>
        values.ExecuteUpdateAsync(set => set.SetProperty(v => v.Salt, (byte[]?)null).SetProperty(v => v.Before, (string?)null).SetProperty(v => v.After, (string?)null), cancel);

    private static async Task<List<(long Seq, int Ordinal)>> HoldingAsync(ThroughlineDb db, ProjectId project, NameRewrite names, CancellationToken cancel)
    {
        var found = new List<(long, int)>();
        await foreach (var value in db.Set<LogValue>().AsNoTracking().Where(v => v.Project == project && v.Salt != null).Select(v => new { v.Seq, v.Ordinal, v.Before, v.After }).AsAsyncEnumerable().WithCancellation(cancel))
            if (Holds(value.Before, names) || Holds(value.After, names)) found.Add((value.Seq, value.Ordinal));
        return found;
    }

    private static bool Holds(string? image, NameRewrite names) => image is not null && StringsOf(JsonNode.Parse(image)).Any(text => names.Find(text).Count > 0);

    private static IEnumerable<string> StringsOf(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => StringsOf(pair.Value)),
        JsonArray list => list.SelectMany(StringsOf),
        // Ids and hashes are no words; reading them as such would only cost time.
        JsonValue value when value.TryGetValue<string>(out var text) && !Guid.TryParse(text, out _) && !text.StartsWith("sha256:", StringComparison.Ordinal) => [text],
        _ => [],
    };
}
