using Throughline.Statistics.Areas;

namespace Throughline.Equity;

/// <summary>Quantiles for the areas of a long table, of all or within larger areas.</summary>
public static class QuantilesOfTable
{
    /// <param name="Area">The column that names areas; none: lines.</param>
    /// <param name="Within">The column of larger areas; none: of all areas together.</param>
    /// <param name="Population">The column of persons, for quantiles of equal numbers of people.</param>
    public sealed record Request(string Value, int Count, string? Area = null, string? Within = null, string? Population = null, QuantileRule? Rule = null);

    public sealed record Row(string? Area, string? Within, int Line, double Value, int Quantile);

    public static Result<IReadOnlyList<Row>> Run(LongTable table, Request request)
    {
        if (table.Missing([request.Value, .. request.Area is { } a ? new[] { a } : []]) is { } missing) return missing;
        if (DuplicateAreas.OfAreas(table, request.Area, request.Within is { } of ? [of] : [], [request.Value, .. request.Population is { } p ? new[] { p } : []]) is { } twice) return twice;
        if (request.Count < 2) return new TableUnfit(table.FileName, null, null, $"{request.Count} is not a number of quantiles: give 2 or more.");
        var groups = table.GroupBy(request.Within is { } larger ? [larger] : []);
        if (!groups.Succeeded) return groups.Error;
        var rows = new Row[table.Count];
        foreach (var group in groups.Value)
        {
            var reading = new Reading(table);
            var values = reading.Numbers(request.Value, group.Rows, "value");
            var people = request.Population is null ? [] : reading.Counts(request.Population, group.Rows, "population", above: true);
            if (reading.Problem is not null) return reading.Problem;
            var quantiles = new int[values.Length];
            var made = Quantiles.Assign(values, request.Count, quantiles, request.Rule, people);
            if (!made.Succeeded) return new TableUnfit(table.FileName, table.Line(group.Rows[0]), null, $"\"{table.FileName}\", line {table.Line(group.Rows[0])}{(group.Name.Length > 0 ? $", {group.Name}" : "")}: {made.Error.Message}");
            for (var i = 0; i < values.Length; i++)
            {
                var row = group.Rows[i];
                var name = request.Area is null ? null : table.Text(row, request.Area);
                rows[row] = new(name, request.Within is null ? null : group.Name, table.Line(row), values[i], quantiles[i]);
            }
        }
        return rows;
    }
}
