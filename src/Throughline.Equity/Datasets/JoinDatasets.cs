using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Equity;

/// <summary>Puts two data sets of areas together, or carries one over to another level or vintage, as a new data set.</summary>
public static class JoinDatasets
{
    /// <param name="Of">The table that keeps its areas and all its columns.</param>
    /// <param name="With">The table, or lookup, whose columns come to it.</param>
    /// <param name="Columns">Which of its columns.</param>
    /// <param name="Lookup">Between the two vintages; null where they are the same.</param>
    public sealed record Request(DatasetId Of, DatasetId With, IReadOnlyList<CarryAreas.Column> Columns, DatasetId? Lookup = null, AreaFit Fit = AreaFit.Weighted, string? Name = null);

    /// <param name="Of">The table to carry over.</param>
    public sealed record CarryRequest(DatasetId Of, DatasetId Lookup, IReadOnlyList<CarryAreas.Column> Columns, AreaFit Fit = AreaFit.Weighted, string? Name = null);

    /// <param name="Left">What was left over, in a sentence; empty where all was matched.</param>
    /// <param name="Unmatched">Areas that found nothing.</param>
    public sealed record Joined(DatasetId Id, string Name, int Rows, string Left, IReadOnlyList<string> Unmatched);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, DatasetTables tables, ListDatasets.Handler list, ImportDataset.Handler import)
    {
        private sealed record Side(Dataset Dataset, IReadOnlyDictionary<ColumnRole, string> Columns, LongTable Table)
        {
            public JoinTables.Side Areas => new(Dataset.Name, Table, Columns[ColumnRole.Area], Dataset.Vintage, Columns.GetValueOrDefault(ColumnRole.Population));

            public Result<JoinTables.Lookup> Lookup => Dataset.Kind == DatasetKind.Lookup ? new JoinTables.Lookup(Dataset.Name, Table, Columns[ColumnRole.Area], Columns[ColumnRole.To], Dataset.Vintage, Dataset.ToVintage, Columns.GetValueOrDefault(ColumnRole.Weight))
                : new TableUnfit(Dataset.FileName, null, null, $"\"{Dataset.Name}\" is no lookup. Choose one that leads from the one vintage to the other.");
        }

        public async Task<Result<Joined>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            var (of, with) = (await SideAsync(by.Project, request.Of, cancel), await SideAsync(by.Project, request.With, cancel));
            if (!of.Succeeded) return of.Error;
            if (!with.Succeeded) return with.Error;
            JoinTables.Lookup? lookup = null;
            if (request.Lookup is { } lookupId)
            {
                var side = await SideAsync(by.Project, lookupId, cancel);
                if (!side.Succeeded) return side.Error;
                var read = side.Value.Lookup;
                if (!read.Succeeded) return read.Error;
                lookup = read.Value;
            }
            var joined = JoinTables.Run(of.Value.Areas, with.Value.Areas, request.Columns, lookup, request.Fit);
            if (!joined.Succeeded) return joined.Error;
            var (one, other) = (of.Value.Dataset, with.Value.Dataset);
            var how = AreaCodes.Same(one.Vintage, other.Vintage) ? "by code" : $"by {lookup!.Name}, {InWords(request.Fit)}";
            return await KeepAsync(by, request.Name ?? $"{one.Name} with {other.Name}", one, of.Value.Columns, one.Vintage, $"{one.Name}, with {other.Name} {how}", joined.Value, cancel);
        }

        public async Task<Result<Joined>> CarryAsync(Acting by, CarryRequest request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            var (of, side) = (await SideAsync(by.Project, request.Of, cancel), await SideAsync(by.Project, request.Lookup, cancel));
            if (!of.Succeeded) return of.Error;
            if (!side.Succeeded) return side.Error;
            var lookup = side.Value.Lookup;
            if (!lookup.Succeeded) return lookup.Error;
            var carried = JoinTables.Carry(of.Value.Areas, lookup.Value, request.Columns, request.Fit);
            if (!carried.Succeeded) return carried.Error;
            var to = JoinTables.Goal(of.Value.Areas, lookup.Value);
            return await KeepAsync(by, request.Name ?? $"{of.Value.Dataset.Name} by {to}", of.Value.Dataset, new Dictionary<ColumnRole, string> { [ColumnRole.Area] = JoinTables.Heading(to) }, to, $"{of.Value.Dataset.Name}, carried over by {lookup.Value.Name}, {InWords(request.Fit)}", carried.Value, cancel);
        }

        private async Task<Result<Side>> SideAsync(ProjectId project, DatasetId id, CancellationToken cancel)
        {
            if ((await list.RunAsync(project, cancel)).FirstOrDefault(d => d.Dataset.Id == id) is not { } row) return new DatasetMissing("That data set is not here any more.");
            if (row.Dataset.Kind == DatasetKind.Measures || !row.Columns.ContainsKey(ColumnRole.Area)) return new TableUnfit(row.Dataset.FileName, null, null, $"\"{row.Dataset.Name}\" is no table of areas: it has rows for groups or periods. Bring its file in again as a table of areas.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var table = await tables.OfAsync(db, row.Dataset, cancel);
            return table.Succeeded ? new Side(row.Dataset, row.Columns, table.Value) : table.Error;
        }

        private async Task<Result<Joined>> KeepAsync(Acting by, string name, Dataset like, IReadOnlyDictionary<ColumnRole, string> columns, string vintage, string from, JoinTables.Joined joined, CancellationToken cancel)
        {
            using var content = new MemoryStream();
            SheetWriter.WriteCsv(content, joined.Sheet);
            static string Short(string words) => Cut.To(words, Dataset.MaxWords);
            name = Short(name);
            var imported = await import.RunAsync(by, new($"{string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? c : '-'))}.csv", content.ToArray(), name, columns, "", "", like.Direction, like.RankedBy, vintage, Short(from), DatasetKind.Areas), cancel);
            return imported.Succeeded ? new Joined(imported.Value, name, joined.Sheet.Rows.Count, joined.Left, joined.Unmatched) : imported.Error;
        }

        private static string InWords(AreaFit fit) => fit == AreaFit.BestFit ? "best fit" : "weighted";
    }
}
