using System.Globalization;
using Throughline.Files;

namespace Throughline.Equity;

/// <summary>Finds the table in a workbook as statistical offices publish them: behind sheets of notes, and below lines of title.</summary>
internal static class FindTable
{
    // A heading further down than this is none that anybody would look for.
    private const int MostAbove = 40;

    /// <param name="wanted">The worksheet by its name, or its number from 1; null: the first that holds a table that is recognised or looks like one.</param>
    public static Result<Sheet> In(string fileName, IReadOnlyList<Sheet> sheets, string? wanted)
    {
        if (wanted is not null)
        {
            var named = sheets.FirstOrDefault(s => string.Equals(s.Name.Trim(), wanted.Trim(), StringComparison.OrdinalIgnoreCase))
                ?? (int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= sheets.Count ? sheets[number - 1] : null);
            if (named is null) return new TableUnfit(fileName, null, wanted, $"\"{fileName}\" has no sheet \"{wanted}\". It has: {string.Join(", ", sheets.Select(s => $"\"{s.Name}\""))}.");
            return Below(named) ?? named;
        }
        // A file of one table whose first row is its heading, as most are.
        foreach (var sheet in sheets.Where(s => !s.IsHidden))
            if (Below(sheet) is { } found) return found;
        return sheets[0];
    }

    // The sheet from its heading on; null where no row of it is one.
    private static Sheet? Below(Sheet sheet)
    {
        var rows = new List<SheetRow>(Math.Min(MostAbove, sheet.Rows.Count + 1)) { new(0, sheet.Columns) };
        rows.AddRange(sheet.Rows.Take(MostAbove));
        var at = rows.FindIndex(row => Recognise.Of(Cells(row)).As is not null);
        if (at < 0) at = Enumerable.Range(0, rows.Count).Where(i => IsHeading(rows[i].Cells) && HoldsNumbers(sheet, i)).DefaultIfEmpty(-1).First();
        if (at < 0) return null;
        if (at == 0) return sheet;
        // Columns beyond the heading that hold nothing below it go with the lines of title.
        var below = sheet.Rows.Skip(at).ToList();
        var width = sheet.Columns.Count;
        while (width > 1 && rows[at].Cells[width - 1].Length == 0 && below.All(row => row.Cells[width - 1].Length == 0)) width--;
        return new(sheet.Name, Names(rows[at].Cells, width), [.. below.Select(row => width == row.Cells.Count ? row : new SheetRow(row.Line, [.. row.Cells.Take(width)]))], sheet.Warnings, sheet.IsHidden);
    }

    private static List<string> Cells(SheetRow row) => [.. row.Cells.Where(c => c.Length > 0)];

    // A name in nearly every column, no two alike and none a number: a year is one that a heading may have.
    private static bool IsHeading(IReadOnlyList<string> cells)
    {
        var said = cells.Where(c => c.Length > 0 && !c.StartsWith("Column ", StringComparison.Ordinal)).ToList();
        return said.Count >= 2 && said.Count >= 0.8 * cells.Count && said.Distinct(StringComparer.OrdinalIgnoreCase).Count() == said.Count && !said.Any(c => IsNumber(c) && c.Length != 4) && said.Any(c => !IsNumber(c));
    }

    // Of the rows that follow, most have a number in some column.
    private static bool HoldsNumbers(Sheet sheet, int at)
    {
        var some = sheet.Rows.Skip(at).Take(200).ToList();
        return some.Count > 0 && some.Count(row => row.Cells.Any(IsNumber)) > some.Count / 2;
    }

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _);

    private static string[] Names(IReadOnlyList<string> heading, int width)
    {
        var (names, taken) = (new string[width], new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        for (var i = 0; i < width; i++)
        {
            var given = string.Join(' ', heading[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            if (given.Length == 0) given = string.Create(CultureInfo.InvariantCulture, $"Column {i + 1}");
            var name = given;
            for (var n = 2; !taken.Add(name); n++) name = string.Create(CultureInfo.InvariantCulture, $"{given} ({n})");
            names[i] = name;
        }
        return names;
    }
}
