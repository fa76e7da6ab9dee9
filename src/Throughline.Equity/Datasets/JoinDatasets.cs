using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Files;

namespace Throughline.Equity;

/// <summary>Puts two tables of areas together, or carries one over to another level or vintage, as a new data set. Boundaries of different years are never joined without a lookup.</summary>
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
            public string Area => Columns[ColumnRole.Area];
        }

        public async Task<Result<Joined>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            var (of, with) = (await SideAsync(by.Project, request.Of, cancel), await SideAsync(by.Project, request.With, cancel));
            if (!of.Succeeded) return of.Error;
            if (!with.Succeeded) return with.Error;
            if (request.Columns.Count == 0) return new TableUnfit(with.Value.Dataset.FileName, null, null, $"Say which columns of \"{with.Value.Dataset.Name}\" are to be brought over.");
            if (with.Value.Table.Missing(request.Columns.Select(c => c.Name)) is { } missing) return missing;
            Dictionary<string, string[]> found;
            var (left, how, unmatched) = ("", "by code", (IReadOnlyList<string>)[]);
            if (CarryAreas.WhyApart(of.Value.Dataset.Name, of.Value.Dataset.Vintage, with.Value.Dataset.Name, with.Value.Dataset.Vintage) is { } apart)
            {
                if (request.Lookup is not { } lookupId) return apart;
                var lookup = await SideAsync(by.Project, lookupId, cancel);
                if (!lookup.Succeeded) return lookup.Error;
                var carried = Carry(with.Value, lookup.Value, request.Columns, request.Fit, of.Value.Dataset.Vintage);
                if (!carried.Succeeded) return carried.Error;
                found = carried.Value.Rows.ToDictionary(row => row.Area, row => row.Values.Select(Written).ToArray(), StringComparer.Ordinal);
                (left, how) = (CarryAreas.Left(carried.Value), $"by {lookup.Value.Dataset.Name}, {InWords(request.Fit)}");
            }
            else
            {
                found = new(StringComparer.Ordinal);
                for (var row = 0; row < with.Value.Table.Count; row++)
                {
                    var area = with.Value.Table.Text(row, with.Value.Area);
                    if (found.TryAdd(area, [.. request.Columns.Select(c => with.Value.Table.Text(row, c.Name))])) continue;
                    return new TableUnfit(with.Value.Dataset.FileName, with.Value.Table.Line(row), area, $"\"{with.Value.Dataset.FileName}\", line {with.Value.Table.Line(row)}: the area \"{area}\" comes twice in \"{with.Value.Dataset.Name}\", so it cannot say which of them stands beside an area. Carry the table over to the lookup's other side instead.");
                }
            }
            var table = of.Value.Table;
            string[] names = [.. request.Columns.Select(c => Free(table, c.Name))];
            var rows = new List<IReadOnlyList<SheetCell>>(table.Count);
            var none = new List<string>();
            for (var row = 0; row < table.Count; row++)
            {
                var area = table.Text(row, of.Value.Area);
                if (!found.TryGetValue(area, out var values)) none.Add(area);
                rows.Add([.. table.Columns.Select(column => (SheetCell)table.Text(row, column)), .. (values ?? [.. names.Select(_ => "")]).Select(value => (SheetCell)value)]);
            }
            if (none.Count == table.Count) return new TableUnfit(table.FileName, table.Line(0), table.Text(0, of.Value.Area), $"No area of \"{of.Value.Dataset.Name}\" has a row in \"{with.Value.Dataset.Name}\"; the first is \"{none[0]}\". Are the columns of codes the right ones?");
            unmatched = none;
            if (none.Count > 0) left = string.Create(CultureInfo.InvariantCulture, $"{none.Count:N0} of {table.Count:N0} areas found nothing in \"{with.Value.Dataset.Name}\": {CarryAreas.Some(none)}. {left}").Trim();
            return await KeepAsync(by, request.Name ?? $"{of.Value.Dataset.Name} with {with.Value.Dataset.Name}", of.Value.Dataset, of.Value.Columns, of.Value.Dataset.Vintage,
                $"{of.Value.Dataset.Name}, with {with.Value.Dataset.Name} {how}", new("joined", [.. table.Columns, .. names], rows), left, unmatched, cancel);
        }

        public async Task<Result<Joined>> CarryAsync(Acting by, CarryRequest request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            var (of, lookup) = (await SideAsync(by.Project, request.Of, cancel), await SideAsync(by.Project, request.Lookup, cancel));
            if (!of.Succeeded) return of.Error;
            if (!lookup.Succeeded) return lookup.Error;
            var to = AreaCodes.Same(lookup.Value.Dataset.ToVintage, of.Value.Dataset.Vintage) ? lookup.Value.Dataset.Vintage : lookup.Value.Dataset.ToVintage;
            var carried = Carry(of.Value, lookup.Value, request.Columns, request.Fit, to);
            if (!carried.Succeeded) return carried.Error;
            var heading = $"{AreaCodes.Normal(to).ToLowerInvariant().Replace(' ', '_').Replace(",", "", StringComparison.Ordinal)}_code";
            return await KeepAsync(by, request.Name ?? $"{of.Value.Dataset.Name} by {to}", of.Value.Dataset, new Dictionary<ColumnRole, string> { [ColumnRole.Area] = heading }, to, $"{of.Value.Dataset.Name}, carried over by {lookup.Value.Dataset.Name}, {InWords(request.Fit)}",
                new("carried", [heading, .. carried.Value.Columns, "areas_from"], [.. carried.Value.Rows.Select(row => (IReadOnlyList<SheetCell>)[row.Area, .. row.Values.Select(value => (SheetCell)Written(value)), row.From])]), CarryAreas.Left(carried.Value), carried.Value.Unmatched, cancel);
        }

        private static Result<CarryAreas.Carried> Carry(Side table, Side lookup, IReadOnlyList<CarryAreas.Column> columns, AreaFit fit, string goal)
        {
            if (lookup.Dataset.Kind != DatasetKind.Lookup) return new TableUnfit(lookup.Dataset.FileName, null, null, $"\"{lookup.Dataset.Name}\" is no lookup. Choose one that leads from {table.Dataset.Vintage} to {goal}.");
            var straight = AreaCodes.Same(lookup.Dataset.Vintage, table.Dataset.Vintage) && AreaCodes.Same(lookup.Dataset.ToVintage, goal);
            var turned = AreaCodes.Same(lookup.Dataset.ToVintage, table.Dataset.Vintage) && AreaCodes.Same(lookup.Dataset.Vintage, goal);
            if (!straight && !turned)
                return new VintagesDiffer(table.Dataset.Vintage, goal, $"\"{lookup.Dataset.Name}\" leads from {lookup.Dataset.Vintage} to {lookup.Dataset.ToVintage}, and \"{table.Dataset.Name}\" has the areas of {table.Dataset.Vintage}. Bring in a lookup from {table.Dataset.Vintage} to {goal}.");
            // The weights of a lookup are shares of the areas it leads from; turned round they say nothing.
            return CarryAreas.Run(table.Table, lookup.Table, new(table.Area, columns, straight ? lookup.Area : lookup.Columns[ColumnRole.To], straight ? lookup.Columns[ColumnRole.To] : lookup.Area, straight ? lookup.Columns.GetValueOrDefault(ColumnRole.Weight) : null, table.Columns.GetValueOrDefault(ColumnRole.Population), fit));
        }

        private async Task<Result<Side>> SideAsync(ProjectId project, DatasetId id, CancellationToken cancel)
        {
            if ((await list.RunAsync(project, cancel)).FirstOrDefault(d => d.Dataset.Id == id) is not { } row) return new DatasetMissing("That data set is not here any more.");
            if (row.Dataset.Kind == DatasetKind.Measures || !row.Columns.ContainsKey(ColumnRole.Area)) return new TableUnfit(row.Dataset.FileName, null, null, $"\"{row.Dataset.Name}\" is no table of areas: it has rows for groups or periods. Bring its file in again as a table of areas.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var table = await tables.OfAsync(db, row.Dataset, cancel);
            return table.Succeeded ? new Side(row.Dataset, row.Columns, table.Value) : table.Error;
        }

        private async Task<Result<Joined>> KeepAsync(Acting by, string name, Dataset like, IReadOnlyDictionary<ColumnRole, string> columns, string vintage, string from, SheetToWrite sheet, string left, IReadOnlyList<string> unmatched, CancellationToken cancel)
        {
            using var content = new MemoryStream();
            SheetWriter.WriteCsv(content, sheet);
            static string Short(string words) => words.Length <= Dataset.MaxWords ? words : words[..(Dataset.MaxWords - 1)] + "…";
            name = Short(name);
            var imported = await import.RunAsync(by, new($"{string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? c : '-'))}.csv", content.ToArray(), name, columns, "", "", like.Direction, like.RankedBy, vintage, Short(from), DatasetKind.Areas), cancel);
            return imported.Succeeded ? new Joined(imported.Value, name, sheet.Rows.Count, left, unmatched) : imported.Error;
        }

        private static string Free(LongTable table, string name)
        {
            if (!table.Has(name)) return name;
            var number = 2;
            while (table.Has($"{name} ({number})")) number++;
            return $"{name} ({number})";
        }

        private static string Written(double? value) => value is { } number ? Math.Round(number, 9).ToString(CultureInfo.InvariantCulture) : "";

        private static string InWords(AreaFit fit) => fit == AreaFit.BestFit ? "best fit" : "weighted";
    }
}
