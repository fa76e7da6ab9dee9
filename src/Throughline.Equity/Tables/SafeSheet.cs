using System.Globalization;
using Throughline.Files;
using Throughline.Statistics.Areas;

namespace Throughline.Equity;

/// <summary>A table made fit to be shown: counts of 1 to 7 hidden, others rounded to 5, a second one hidden where subtraction would give the first away. An explicit step, on a copy.</summary>
/// <remarks>Every other number of a row is left out, since it is made of the count or would give it away; a share is made again from the rounded count.</remarks>
public static class SafeSheet
{
    public const string Hidden = "hidden (small)", HiddenToo = "hidden (would give another away)";

    /// <summary>Hides and rounds one column of counts.</summary>
    /// <param name="sheet">The whole table.</param>
    /// <param name="count">The column of counts, whole numbers.</param>
    /// <param name="population">The column of persons, kept as it is; null: none, and no share is made.</param>
    /// <param name="area">The column that names rows.</param>
    /// <param name="partOf">The column of the larger area each row is part of, whose sums are published too; null: the sum of all is.</param>
    public static Result<SheetToWrite> Of(SheetToWrite sheet, string count, string? population, string area, string? partOf)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        int At(string name) => sheet.Columns.ToList().FindIndex(column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase));
        foreach (var name in new[] { count, population, area, partOf }.OfType<string>())
            if (At(name) < 0) return new TableUnfit(sheet.Name, null, name, $"\"{sheet.Name}\" has no column \"{name}\". It has: {string.Join(", ", sheet.Columns.Take(40))}.");
        var rows = sheet.Rows.Count;
        var parents = sheet.Rows.Select(row => partOf is null ? "all" : row[At(partOf)].Text).ToList();
        var larger = parents.Distinct(StringComparer.Ordinal).ToList();
        // The parts, their larger areas, and the sum of all where there are several of those.
        var top = larger.Count > 1 ? 1 : 0;
        var (counts, above) = (new long[rows + larger.Count + top], new int[rows + larger.Count + top]);
        Array.Fill(above, -1);
        for (var i = 0; i < rows; i++)
        {
            var cell = sheet.Rows[i][At(count)];
            var number = cell.Number ?? (double.TryParse(cell.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : double.NaN);
            if (!(number >= 0) || number != Math.Floor(number)) return new TableUnfit(sheet.Name, i + 2, cell.Text, $"\"{sheet.Name}\", line {i + 2}, column \"{count}\": \"{(cell.Number is { } given ? given.ToString(CultureInfo.InvariantCulture) : cell.Text)}\" is no count. Counts are whole numbers, 0 or more.");
            counts[i] = (long)number;
            above[i] = rows + larger.IndexOf(parents[i]);
            counts[above[i]] += counts[i];
        }
        for (var g = 0; g < larger.Count && top == 1; g++)
        {
            above[rows + g] = rows + larger.Count;
            counts[^1] += counts[rows + g];
        }
        var safe = new SafeCount[counts.Length];
        var made = Suppression.Nested(counts, above, safe);
        if (!made.Succeeded) return made.Error;
        SheetCell Shown(int i) => safe[i].Shown is { } value ? (double)value : safe[i].Hiding == Hiding.Small ? Hidden : HiddenToo;
        List<string> heading = [area];
        if (partOf is not null) heading.Add(partOf);
        heading.Add(count);
        if (population is not null) heading.AddRange([population, "% from the rounded count"]);
        var lines = new List<IReadOnlyList<SheetCell>>();
        for (var i = 0; i < rows; i++)
        {
            List<SheetCell> line = [Cell(sheet.Rows[i][At(area)])];
            if (partOf is not null) line.Add(parents[i]);
            line.Add(Shown(i));
            if (population is not null)
            {
                var people = sheet.Rows[i][At(population)];
                var persons = people.Number ?? (double.TryParse(people.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : double.NaN);
                line.AddRange([people, safe[i].Shown is { } value && persons > 0 ? 100 * value / persons : (double?)null]);
            }
            lines.Add(line);
        }
        for (var g = 0; g < larger.Count + top; g++)
        {
            List<SheetCell> line = [partOf is null || g == larger.Count ? "all" : larger[g]];
            if (partOf is not null) line.Add(g == larger.Count ? "" : "all of it");
            line.Add(Shown(rows + g));
            if (population is not null) line.AddRange([new double?(), new double?()]);
            lines.Add(line);
        }
        return new SheetToWrite(sheet.Name, heading, lines);

        static SheetCell Cell(SheetCell cell) => cell;
    }
}
