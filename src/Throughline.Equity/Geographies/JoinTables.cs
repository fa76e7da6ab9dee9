using System.Globalization;
using Throughline.Files;

namespace Throughline.Equity;

/// <summary>Puts two tables of areas together by their codes, or carries one over to other areas, as a table that can be written. Boundaries of different years are never joined without a lookup.</summary>
public static class JoinTables
{
    /// <summary>A table with a row for each area.</summary>
    /// <param name="Name">What it is called in sentences.</param>
    /// <param name="Area">The column of codes.</param>
    /// <param name="Vintage">Of which year the boundaries are; "" where nothing says it.</param>
    /// <param name="Population">The column that weighs means; null: each area weighs alike.</param>
    public sealed record Side(string Name, LongTable Table, string Area, string Vintage, string? Population = null);

    /// <summary>Which areas lie in which.</summary>
    /// <param name="Weight">The share of each area that goes there; null where the lookup gives none.</param>
    public sealed record Lookup(string Name, LongTable Table, string From, string To, string FromVintage, string ToVintage, string? Weight = null);

    /// <param name="Left">What was left over, in a sentence; empty where all was matched.</param>
    /// <param name="Unmatched">Areas that found nothing.</param>
    public sealed record Joined(SheetToWrite Sheet, string Left, IReadOnlyList<string> Unmatched);

    /// <summary>Columns of one table beside another's, which keeps its areas and all its columns.</summary>
    /// <param name="lookup">Between the two vintages; null where they are the same.</param>
    public static Result<Joined> Run(Side of, Side with, IReadOnlyList<CarryAreas.Column> columns, Lookup? lookup = null, AreaFit fit = AreaFit.Weighted)
    {
        ArgumentNullException.ThrowIfNull(of);
        ArgumentNullException.ThrowIfNull(with);
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0) return new TableUnfit(with.Table.FileName, null, null, $"Say which columns of \"{with.Name}\" are to be brought over.");
        if ((of.Table.Missing([of.Area]) ?? with.Table.Missing([with.Area, .. columns.Select(c => c.Name)])) is { } missing) return missing;
        // An area may have a row for each month or sex, and in a lookup for each that it leads to: rows are doubled that are alike in all but numbers.
        var guess = Recognise.Of(of.Table.Columns).Columns;
        string[] measured = [.. of.Table.Columns.Where(c => !guess.Any(g => g.Value == c && g.Key is ColumnRole.Period or ColumnRole.Category or ColumnRole.Group or ColumnRole.Kind)
            && Enumerable.Range(0, of.Table.Count).All(row => of.Table.Text(row, c).Length == 0 || of.Table.Number(row, c).Succeeded))];
        if (DuplicateAreas.Among(of.Table, of.Area, measured) is { } doubled) return doubled;
        if ((AreaCodes.Stranger(of.Table, of.Area, of.Vintage) ?? AreaCodes.Stranger(with.Table, with.Area, with.Vintage)) is { } stranger) return stranger;
        Dictionary<string, string[]> found;
        var left = "";
        if (CarryAreas.WhyApart(of.Name, of.Vintage, with.Name, with.Vintage) is { } apart)
        {
            if (lookup is null || of.Vintage.Length == 0 || with.Vintage.Length == 0) return apart;
            var carried = Carried(with, lookup, columns, fit, of.Vintage);
            if (!carried.Succeeded) return carried.Error;
            var (own, other, otherVintage) = Sides(of, lookup);
            if (AreaCodes.OfTheOther(of.Table, of.Area, of.Vintage, lookup.Table, own, other, otherVintage, lookup.Name) is { } foreign) return foreign;
            found = carried.Value.Rows.ToDictionary(row => row.Area, row => row.Values.Select(Written).ToArray(), StringComparer.Ordinal);
            left = CarryAreas.Left(carried.Value);
        }
        else
        {
            found = new(StringComparer.Ordinal);
            for (var row = 0; row < with.Table.Count; row++)
            {
                var area = with.Table.Text(row, with.Area);
                // What is brought over as it is written is counted with later.
                foreach (var column in columns)
                {
                    if (LongTable.Thousands(with.Table.Text(row, column.Name)) is not null) return with.Table.Number(row, column.Name).Error!;
                    if (column.As == CarriedAs.Count && with.Table.Number(row, column.Name) is { Succeeded: true, Value: < 0 }) return CarryAreas.NegativeCount(with.Table, row, column.Name);
                }
                if (found.TryAdd(area, [.. columns.Select(c => with.Table.Text(row, c.Name))])) continue;
                return new TableUnfit(with.Table.FileName, with.Table.Line(row), area, $"\"{with.Table.FileName}\", line {with.Table.Line(row)}: the area \"{area}\" comes twice in \"{with.Name}\", so it cannot say which of them stands beside an area. Carry the table over to the lookup's other side instead.");
            }
        }
        var table = of.Table;
        string[] names = [.. columns.Select(c => Free(table, c.Name))];
        var rows = new List<IReadOnlyList<SheetCell>>(table.Count);
        var none = new List<string>();
        for (var row = 0; row < table.Count; row++)
        {
            var area = table.Text(row, of.Area);
            if (!found.TryGetValue(area, out var values)) none.Add(area);
            rows.Add([.. table.Columns.Select(column => (SheetCell)table.Text(row, column)), .. (values ?? [.. names.Select(_ => "")]).Select(value => (SheetCell)value)]);
        }
        if (none.Count == table.Count) return new TableUnfit(table.FileName, table.Line(0), table.Text(0, of.Area), $"No area of \"{of.Name}\" has a row in \"{with.Name}\"; the first is \"{none[0]}\". Are the columns of codes the right ones?");
        if (none.Count > 0) left = string.Create(CultureInfo.InvariantCulture, $"{none.Count:N0} of {table.Count:N0} areas found nothing in \"{with.Name}\": {CarryAreas.Some(none)}. {left}").Trim();
        return new Joined(new("joined", [.. table.Columns, .. names], rows), left, none);
    }

    /// <summary>A table carried over to the areas a lookup leads to, from either of its sides.</summary>
    /// <returns>A column of codes named after their vintage, the columns carried, and how many areas lead to each.</returns>
    public static Result<Joined> Carry(Side of, Lookup lookup, IReadOnlyList<CarryAreas.Column> columns, AreaFit fit = AreaFit.Weighted)
    {
        ArgumentNullException.ThrowIfNull(of);
        ArgumentNullException.ThrowIfNull(lookup);
        if (of.Table.Missing([of.Area]) is { } missing) return missing;
        if (AreaCodes.Stranger(of.Table, of.Area, of.Vintage) is { } stranger) return stranger;
        var to = Goal(of, lookup);
        var carried = Carried(of, lookup, columns, fit, to);
        if (!carried.Succeeded) return carried.Error;
        return new Joined(new("carried", [Heading(to), .. carried.Value.Columns, "areas_from"], [.. carried.Value.Rows.Select(row => (IReadOnlyList<SheetCell>)[row.Area, .. row.Values.Select(value => (SheetCell)Written(value)), row.From])]), CarryAreas.Left(carried.Value), carried.Value.Unmatched);
    }

    /// <summary>The vintage a table comes to by a lookup: its other side.</summary>
    public static string Goal(Side of, Lookup lookup)
    {
        ArgumentNullException.ThrowIfNull(of);
        ArgumentNullException.ThrowIfNull(lookup);
        return AreaCodes.Same(lookup.ToVintage, of.Vintage) ? lookup.FromVintage : lookup.ToVintage;
    }

    /// <summary>What a column of codes of a vintage is called: "lsoa_2021_code".</summary>
    public static string Heading(string vintage) => $"{AreaCodes.Normal(vintage).ToLowerInvariant().Replace(' ', '_').Replace(",", "", StringComparison.Ordinal)}_code";

    private static Result<CarryAreas.Carried> Carried(Side of, Lookup lookup, IReadOnlyList<CarryAreas.Column> columns, AreaFit fit, string goal)
    {
        var straight = AreaCodes.Same(lookup.FromVintage, of.Vintage) && AreaCodes.Same(lookup.ToVintage, goal);
        var turned = AreaCodes.Same(lookup.ToVintage, of.Vintage) && AreaCodes.Same(lookup.FromVintage, goal);
        if (!straight && !turned)
            return new VintagesDiffer(of.Vintage, goal, $"\"{lookup.Name}\" leads from {lookup.FromVintage} to {lookup.ToVintage}, and \"{of.Name}\" has the areas of {(of.Vintage.Length > 0 ? of.Vintage : "no vintage that is said")}. Bring in a lookup from {(of.Vintage.Length > 0 ? of.Vintage : "theirs")} to {goal}.");
        if (lookup.Table.Missing([lookup.From, lookup.To]) is { } missing) return missing;
        if ((AreaCodes.Stranger(lookup.Table, lookup.From, lookup.FromVintage) ?? AreaCodes.Stranger(lookup.Table, lookup.To, lookup.ToVintage)) is { } stranger) return stranger;
        var (own, other, otherVintage) = Sides(of, lookup);
        if (AreaCodes.OfTheOther(of.Table, of.Area, of.Vintage, lookup.Table, own, other, otherVintage, lookup.Name) is { } foreign) return foreign;
        // The weights of a lookup are shares of the areas it leads from; turned round they say nothing.
        return CarryAreas.Run(of.Table, lookup.Table, new(of.Area, columns, straight ? lookup.From : lookup.To, straight ? lookup.To : lookup.From, straight ? lookup.Weight : null, of.Population, fit));
    }

    // The lookup's column of a table's own areas, and that of the others with their vintage.
    private static (string Own, string Other, string OtherVintage) Sides(Side of, Lookup lookup) => AreaCodes.Same(lookup.FromVintage, of.Vintage) ? (lookup.From, lookup.To, lookup.ToVintage) : (lookup.To, lookup.From, lookup.FromVintage);

    private static string Free(LongTable table, string name)
    {
        if (!table.Has(name)) return name;
        var number = 2;
        while (table.Has($"{name} ({number})")) number++;
        return $"{name} ({number})";
    }

    private static string Written(double? value) => value is { } number ? Math.Round(number, 9).ToString(CultureInfo.InvariantCulture) : "";
}
