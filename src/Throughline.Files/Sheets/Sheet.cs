namespace Throughline.Files;

/// <summary>One table read from csv or xlsx. The first row that holds anything names the columns.</summary>
/// <param name="Name">The worksheet's name; for csv the file's, without its ending.</param>
/// <param name="Columns">As many as every row has cells. A column without a name is called by its letter ("Column C"), a second one
/// of a name gets a number ("Age (2)").</param>
/// <param name="Rows">In order, without rows that are empty throughout.</param>
/// <param name="Warnings">Sentences for the analyst about what was mended while reading, each with its lines.</param>
/// <param name="IsHidden">The workbook hides this worksheet.</param>
public sealed record Sheet(string Name, IReadOnlyList<string> Columns, IReadOnlyList<SheetRow> Rows, IReadOnlyList<string> Warnings, bool IsHidden = false)
{
    /// <summary>Headings with a number after each that is like one before it, so that no two are alike.</summary>
    /// <param name="keeps">By place: whether a heading stays as it is and the others give way; where two of these are alike, the later one gives way. Null: all are taken in order.</param>
    public static IReadOnlyList<string> Numbered(IReadOnlyList<string> headings, Func<int, bool>? keeps = null)
    {
        ArgumentNullException.ThrowIfNull(headings);
        var names = new string[headings.Count];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var i in Enumerable.Range(0, headings.Count).OrderBy(i => keeps?.Invoke(i) == false))
        {
            names[i] = headings[i];
            for (var n = 2; !taken.Add(names[i]); n++) names[i] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{headings[i]} ({n})");
        }
        return names;
    }
}

/// <param name="Line">Where the row starts: the line of a csv, the row number of a worksheet, from 1.</param>
/// <param name="Cells">One for each column; "" where empty. Dates are ISO 8601, numbers invariant, truth TRUE or FALSE.</param>
public sealed record SheetRow(int Line, IReadOnlyList<string> Cells);

/// <summary>A cell to be written: words, or a number that spreadsheets may count with.</summary>
public readonly record struct SheetCell
{
    private SheetCell(string? text, double? number) => (Text, Number) = (text ?? "", number);

    /// <summary>The words; "" for a number or an empty cell.</summary>
    public string Text { get; }

    /// <summary>The number, when it is one; always finite.</summary>
    public double? Number { get; }

    public static implicit operator SheetCell(string? text) => new(text, null);

    public static implicit operator SheetCell(int number) => new(null, number);

    /// <summary>A number; one that is not finite is an empty cell, since no spreadsheet has a place for it.</summary>
    public static implicit operator SheetCell(double number) => double.IsFinite(number) ? new(null, number) : new(null, null);

    public static implicit operator SheetCell(double? number) => number is { } value ? value : new SheetCell(null, null);

    public static implicit operator SheetCell(DateOnly date) => date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A table to be written.</summary>
public sealed record SheetToWrite(string Name, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<SheetCell>> Rows);
