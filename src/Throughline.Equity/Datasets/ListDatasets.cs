using Microsoft.EntityFrameworkCore;

namespace Throughline.Equity;

/// <summary>The project's data sets, and what a figure can choose from in them.</summary>
public static class ListDatasets
{
    /// <param name="Columns">What each mapped column is called.</param>
    /// <param name="Sites">How many choices of sites are made from it.</param>
    public sealed record Row(Dataset Dataset, IReadOnlyDictionary<ColumnRole, string> Columns, int Figures, int Sites = 0);

    /// <summary>What stands in the columns that a figure chooses by, in the order of the file; empty where there is no such column.</summary>
    public sealed record Choices(IReadOnlyList<string> Places, IReadOnlyList<string> Periods, IReadOnlyList<string> Categories, IReadOnlyList<string> Kinds)
    {
        internal Lazy<string?>? WidestOf { get; init; }

        /// <summary>The place most people live in, where the table tells: a nation before its parts. Null where it does not. The whole table is gone through when it is first asked for.</summary>
        public string? Widest => WidestOf?.Value;
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, DatasetTables tables)
    {
        public async Task<IReadOnlyList<Row>> RunAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var datasets = await db.Datasets.AsNoTracking().Where(d => d.Project == project).OrderBy(d => d.Name).ToListAsync(cancel);
            var columns = (await (from c in db.DatasetColumns.AsNoTracking() join d in db.Datasets on c.Dataset equals d.Id where d.Project == project select c).ToListAsync(cancel)).ToLookup(c => c.Dataset);
            var figures = await db.Figures.Where(f => f.Project == project).GroupBy(f => f.Dataset).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
            var sites = await db.SiteChoices.Where(c => c.Project == project).GroupBy(c => c.Dataset).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
            return [.. datasets.Select(d => new Row(d, columns[d.Id].ToDictionary(c => c.Role, c => c.Name), figures.GetValueOrDefault(d.Id), sites.GetValueOrDefault(d.Id)))];
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
            return new Choices(In(ColumnRole.Area), In(ColumnRole.Period), In(ColumnRole.Category), In(ColumnRole.Kind)) { WidestOf = new(Widest) };

            string? Widest()
            {
                if (!row.Columns.TryGetValue(ColumnRole.Area, out var area) || (row.Columns.GetValueOrDefault(ColumnRole.Population) ?? row.Columns.GetValueOrDefault(ColumnRole.Denominator)) is not { } people) return null;
                var sums = new Dictionary<string, double>(StringComparer.Ordinal);
                foreach (var r in rows)
                    if (table.Value.Number(r, people) is { Succeeded: true } number) sums[table.Value.Text(r, area)] = sums.GetValueOrDefault(table.Value.Text(r, area)) + number.Value;
                return sums.Where(s => s.Key.Length > 0).OrderByDescending(s => s.Value).Select(s => s.Key).FirstOrDefault();
            }

            IReadOnlyList<string> In(ColumnRole role) => row.Columns.TryGetValue(role, out var column) ? [.. rows.Select(r => table.Value.Text(r, column)).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)] : [];
        }
    }
}
