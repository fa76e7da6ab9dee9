using System.Globalization;

namespace Throughline.Files;

/// <summary>Puts raw rows together as a <see cref="Sheet"/>, holding them to one width.</summary>
internal sealed class SheetBuilder(string fileName, string name, string lineWord, ReadLimits limits, bool isHidden = false)
{
    private const int MostCells = 20_000_000, MostColumns = 16_384, LinesNamed = 10;

    private readonly List<(int Line, string[] Cells)> _rows = [];
    private readonly List<string> _warnings = [];
    private long _cells, _characters;

    public void Add(int line, string[] cells)
    {
        var width = cells.Length;
        while (width > 0 && cells[width - 1].Length == 0) width--;
        if (width == 0) return;
        if (width > MostColumns) throw new UnreadableException(string.Create(CultureInfo.InvariantCulture, $"\"{fileName}\" has {width:N0} columns in {lineWord} {line:N0}; at most {MostColumns:N0} can be read. {Guarded.NothingKept}"));
        _cells += width;
        foreach (var cell in cells) _characters += cell.Length;
        if (_cells > MostCells || _characters > limits.MaxCharacters)
            throw new UnreadableException(string.Create(CultureInfo.InvariantCulture, $"\"{fileName}\" is too large a table: more than {MostCells:N0} cells or {limits.MaxCharacters:N0} characters by {lineWord} {line:N0}. {Guarded.NothingKept} Split it and add the parts."));
        _rows.Add((line, cells));
    }

    public void Warn(string warning) => _warnings.Add(warning);

    /// <param name="isStrict">A row wider than the heading is a fault in the file (csv), not a stray note beside the table (xlsx).</param>
    public Sheet? Build(bool isStrict)
    {
        if (_rows.Count == 0) return null;
        var heading = _rows[0].Cells;
        var named = heading.Length;
        while (named > 0 && heading[named - 1].Length == 0) named--;
        // A column that the heading leaves without a name but has a place for is a column.
        var used = _rows.Max(row => Used(row.Cells));
        var width = Math.Max(named, isStrict ? Math.Min(used, heading.Length) : used);
        var wide = _rows.Where(row => Used(row.Cells) > width).ToList();
        if (wide.Count > 0)
            throw new UnreadableException(string.Create(CultureInfo.InvariantCulture,
                $"\"{fileName}\" is ragged: {lineWord} {wide[0].Line:N0} has {Used(wide[0].Cells)} cells and the heading {width}{(wide.Count > 1 ? $", and so with {Others(wide)}" : "")}. A comma or a quotation mark is missing or too many. {Guarded.NothingKept} Mend the lines in the program that made it, or save it as .xlsx, and add it again."));
        if ((long)width * _rows.Count > MostCells)
            throw new UnreadableException(string.Create(CultureInfo.InvariantCulture, $"\"{fileName}\" is too large a table: {_rows.Count:N0} rows of {width:N0} columns, more than {MostCells:N0} cells. {Guarded.NothingKept} Split it and add the parts."));
        var narrow = isStrict ? _rows.Where(row => row.Cells.Length < width).ToList() : [];
        if (narrow.Count > 0)
            _warnings.Add(string.Create(CultureInfo.InvariantCulture, $"{lineWord[..1].ToUpperInvariant()}{lineWord[1..]} {narrow[0].Line:N0} has {narrow[0].Cells.Length} cells and the heading {width}{(narrow.Count > 1 ? $", and so with {Others(narrow)}" : "")}. The missing cells, at the end, were taken as empty."));
        var rows = new List<SheetRow>(_rows.Count - 1);
        for (var i = 1; i < _rows.Count; i++) rows.Add(new(_rows[i].Line, Fit(_rows[i].Cells, width)));
        return new(name, Names(heading, width), rows, _warnings, isHidden);
    }

    private static int Used(string[] cells)
    {
        var width = cells.Length;
        while (width > 0 && cells[width - 1].Length == 0) width--;
        return width;
    }

    private string Others(List<(int Line, string[] Cells)> rows)
    {
        var named = string.Join(", ", rows.Skip(1).Take(LinesNamed).Select(row => row.Line.ToString(CultureInfo.InvariantCulture)));
        return rows.Count - 1 > LinesNamed ? string.Create(CultureInfo.InvariantCulture, $"{lineWord}s {named} and {rows.Count - 1 - LinesNamed:N0} more") : $"{lineWord}{(rows.Count > 2 ? "s" : "")} {named}";
    }

    private static string[] Fit(string[] cells, int width)
    {
        if (cells.Length == width) return cells;
        var fitted = new string[width];
        for (var i = 0; i < width; i++) fitted[i] = i < cells.Length ? cells[i] : "";
        return fitted;
    }

    private static IReadOnlyList<string> Names(string[] heading, int width)
    {
        var names = new string[width];
        for (var i = 0; i < width; i++)
        {
            var given = i < heading.Length ? string.Join(' ', heading[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : "";
            names[i] = given.Length == 0 ? "Column " + Letter(i) : given;
        }
        return Sheet.Numbered(names);
    }

    public static string Letter(int index)
    {
        var letters = "";
        for (var n = index + 1; n > 0; n = (n - 1) / 26) letters = (char)('A' + (n - 1) % 26) + letters;
        return letters;
    }

    /// <summary>A cell's words as stored text wants them: NFC, LF, without characters that are not text.</summary>
    public static string Clean(string words) => StoredCharacters.Clean(words, keepLines: true);
}
