using System.Globalization;
using Throughline.Statistics.Areas;

namespace Throughline.Equity;

/// <summary>Small counts of a long table hidden and the others rounded, with secondary suppression for areas that lie in larger ones. An explicit step, on a copy.</summary>
public static class SuppressionOfTable
{
    /// <param name="Count">The column of counts: whole numbers, 0 or more.</param>
    /// <param name="Area">The column that names areas; each once.</param>
    /// <param name="Within">Columns of larger areas whose sums are published too, the smallest first; the sum of all always is.</param>
    /// <param name="Rule">None: 1 to 7 hidden, others rounded to 5.</param>
    public sealed record Request(string Count, string Area, IReadOnlyList<string> Within, SuppressionRule? Rule = null);

    /// <param name="Level">The column the area stands in; null for the sum of all.</param>
    /// <param name="Line">Of the file; null for a sum.</param>
    public sealed record Row(string? Level, string Area, int? Line, SafeCount Count);

    /// <returns>The areas in the order of the file, then each larger level's sums, then the sum of all; or a refusal with file, line and value.</returns>
    public static Result<IReadOnlyList<Row>> Run(LongTable table, Request request)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(request);
        if (table.Missing([request.Area, .. request.Within]) is { } missing) return missing;
        if (DuplicateAreas.OfAreas(table, request.Area, request.Within, [request.Count]) is { } twice) return twice;
        var rule = request.Rule ?? new();
        if (rule.SmallFrom < 0 || rule.SmallTo < rule.SmallFrom || rule.RoundTo < 1)
            return new TableUnfit(table.FileName, null, null, FormattableString.Invariant($"Counts of {rule.SmallFrom} to {rule.SmallTo} cannot be hidden and others rounded to {rule.RoundTo}: give a range from 0 or more, and 1 or more to round to."));
        int[] all = [.. Enumerable.Range(0, table.Count)];
        var reading = new Reading(table);
        var given = reading.Counts(request.Count, all, "count");
        if (reading.Problem is not null) return reading.Problem;
        var (rows, counts, parents) = (new List<(string? Level, string Area, int? Line)>(), new List<long>(), new List<int>());
        for (var row = 0; row < table.Count; row++)
        {
            var name = table.Text(row, request.Area);
            if (name.Length == 0) return Unfit(row, request.Area, "the cell is empty, so the count is of no area.");
            if (given[row] != Math.Floor(given[row]) || given[row] > 1e15) return Unfit(row, request.Count, $"\"{table.Text(row, request.Count)}\" is no count. Counts are whole numbers, 0 or more.");
            rows.Add((request.Area, name, table.Line(row)));
            counts.Add((long)given[row]);
            parents.Add(-1);
        }
        // Level by level, the node that each row of the file has come to.
        var at = all;
        foreach (var level in request.Within)
        {
            var nodes = new Dictionary<string, int>(StringComparer.Ordinal);
            var next = new int[table.Count];
            var summed = new HashSet<int>();
            foreach (var row in all)
            {
                var name = table.Text(row, level);
                if (name.Length == 0) return Unfit(row, level, "the cell is empty, so the area belongs to none. Leave it out, or complete the lookup.");
                if (!nodes.TryGetValue(name, out var node))
                {
                    nodes[name] = node = rows.Count;
                    rows.Add((level, name, null));
                    counts.Add(0);
                    parents.Add(-1);
                }
                if (parents[at[row]] != -1 && parents[at[row]] != node) return Unfit(row, level, $"\"{rows[at[row]].Area}\" lies in \"{rows[parents[at[row]]].Area}\" and in \"{name}\". Give the columns of --within from the smallest areas to the largest, each wholly within the next.");
                parents[at[row]] = node;
                if (summed.Add(at[row])) counts[node] += counts[at[row]];
                next[row] = node;
            }
            at = next;
        }
        var tops = Enumerable.Range(0, rows.Count).Where(i => parents[i] == -1).ToList();
        // One larger area that holds everything is the sum of all already.
        if (tops.Count > 1)
        {
            foreach (var top in tops) parents[top] = rows.Count;
            rows.Add((null, "all", null));
            counts.Add(tops.Sum(top => counts[top]));
            parents.Add(-1);
        }
        var safe = new SafeCount[rows.Count];
        var made = Suppression.Nested(counts.ToArray(), parents.ToArray(), safe, rule);
        if (!made.Succeeded) return table.At(made.Error);
        return rows.Select((row, i) => new Row(row.Level, row.Area, row.Line, safe[i])).ToList();

        TableUnfit Unfit(int row, string column, string why) => new(table.FileName, table.Line(row), table.Text(row, column), string.Create(CultureInfo.InvariantCulture, $"\"{table.FileName}\", line {table.Line(row)}, column \"{column}\": {why}"));
    }
}
