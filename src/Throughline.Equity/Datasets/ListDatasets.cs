using Microsoft.EntityFrameworkCore;

namespace Throughline.Equity;

/// <summary>The project's data sets, and what a figure can choose from in them.</summary>
public static class ListDatasets
{
    /// <param name="Columns">What each mapped column is called.</param>
    public sealed record Row(Dataset Dataset, IReadOnlyDictionary<ColumnRole, string> Columns, int Figures);

    /// <summary>What stands in the columns that a figure chooses by, in the order of the file; empty where there is no such column.</summary>
    public sealed record Choices(IReadOnlyList<string> Places, IReadOnlyList<string> Periods, IReadOnlyList<string> Categories, IReadOnlyList<string> Kinds);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, DatasetTables tables)
    {
        public async Task<IReadOnlyList<Row>> RunAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var datasets = await db.Datasets.AsNoTracking().Where(d => d.Project == project).OrderBy(d => d.Name).ToListAsync(cancel);
            var columns = (await (from c in db.DatasetColumns.AsNoTracking() join d in db.Datasets on c.Dataset equals d.Id where d.Project == project select c).ToListAsync(cancel)).ToLookup(c => c.Dataset);
            var figures = await db.Figures.Where(f => f.Project == project).GroupBy(f => f.Dataset).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
            return [.. datasets.Select(d => new Row(d, columns[d.Id].ToDictionary(c => c.Role, c => c.Name), figures.GetValueOrDefault(d.Id)))];
        }

        public async Task<Result<Choices>> ChoicesAsync(ProjectId project, DatasetId id, CancellationToken cancel)
        {
            return (await RunAsync(project, cancel)).FirstOrDefault(d => d.Dataset.Id == id) is { } row ? await ChoicesAsync(row, cancel) : new DatasetMissing("That data set is not here any more.");
        }

        /// <summary>The same of a row that has been read already.</summary>
        public async Task<Result<Choices>> ChoicesAsync(Row row, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(row);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var table = await tables.OfAsync(db, row.Dataset, cancel);
            if (!table.Succeeded) return table.Error;
            var rows = Enumerable.Range(0, table.Value.Count).Where(r => !row.Columns.TryGetValue(ColumnRole.Group, out var group) || table.Value.Text(r, group).Length > 0).ToList();
            return new Choices(In(ColumnRole.Area), In(ColumnRole.Period), In(ColumnRole.Category), In(ColumnRole.Kind));

            IReadOnlyList<string> In(ColumnRole role) => row.Columns.TryGetValue(role, out var column) ? [.. rows.Select(r => table.Value.Text(r, column)).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)] : [];
        }
    }
}
