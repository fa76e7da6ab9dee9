using System.Globalization;
using Throughline.Files;
using Throughline.Statistics;

namespace Throughline.Equity;

/// <summary>A table with one row for each area or group, period and category, its columns by name; each row knows its line in the file.</summary>
public sealed class LongTable
{
    private readonly Sheet? _sheet;
    private readonly PackedTable? _packed;
    private int[]? _only;
    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);

    private LongTable(string fileName, Sheet? sheet, PackedTable? packed)
    {
        (FileName, _sheet, _packed) = (fileName, sheet, packed);
        Columns = sheet?.Columns ?? packed!.Names;
        for (var i = 0; i < Columns.Count; i++) _columns[Columns[i]] = i;
    }

    public string FileName { get; }

    public int Count => _only?.Length ?? _sheet?.Rows.Count ?? _packed!.Rows;

    public IReadOnlyList<string> Columns { get; }

    /// <summary>The outlines of the areas, where the file is one of boundaries: one a row.</summary>
    internal IReadOnlyList<AreaOutline>? Outlines { get; private init; }

    /// <summary>The line of a row in its file, from 1.</summary>
    public int Line(int row) => _sheet is null ? _packed!.Line(Row(row)) : _sheet.Rows[Row(row)].Line;

    /// <summary>The same table with these rows alone.</summary>
    internal LongTable Only(int[] rows) => new(FileName, _sheet, _packed) { _only = _only is null ? rows : [.. rows.Select(row => _only[row])] };

    private int Row(int row) => _only is null ? row : _only[row];

    /// <summary>Of a workbook: the worksheet the table stands in. "" of other files.</summary>
    public string Sheet { get; private init; } = "";

    /// <summary>Of a workbook: its worksheets, in order. None of other files.</summary>
    public IReadOnlyList<string> Sheets { get; private init; } = [];

    /// <summary>Reads csv, tsv, a worksheet of an xlsx, or the properties of a GeoJSON file of areas, packed by gzip or not.</summary>
    /// <param name="sheet">The worksheet, by its name or its number from 1; null or "": the first that holds a table, whose heading may stand below lines of title.</param>
    public static Result<LongTable> Read(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, CancellationToken cancel = default, string? sheet = null)
    {
        var unpacked = Unpacked.Of(fileName, content, limits);
        if (!unpacked.Succeeded) return unpacked.Error;
        if (GeoJson.IsOne(unpacked.Value.Content.Span))
        {
            var areas = GeoJson.Read(fileName, unpacked.Value.Content, cancel);
            return areas.Succeeded ? new LongTable(fileName, areas.Value.Properties, null) { Outlines = areas.Value.Outlines } : areas.Error;
        }
        var sheets = SheetReader.Read(unpacked.Value.FileName, unpacked.Value.Content, limits, null, cancel);
        if (!sheets.Succeeded) return sheets.Error;
        var isWorkbook = unpacked.Value.Content.Span.StartsWith("PK"u8);
        if (!isWorkbook && sheet is { Length: > 0 }) return new TableUnfit(fileName, null, sheet, $"\"{fileName}\" is no workbook, so it has no sheet \"{sheet}\". Leave the sheet out.");
        var found = isWorkbook ? FindTable.In(fileName, sheets.Value, sheet is { Length: > 0 } ? sheet : null) : sheets.Value[0];
        if (!found.Succeeded) return found.Error;
        return found.Value.Rows.Count == 0
            ? new TableUnfit(fileName, null, null, $"\"{fileName}\" has a heading but no rows.")
            : new LongTable(fileName, found.Value, null) { Sheet = isWorkbook ? found.Value.Name : "", Sheets = isWorkbook ? [.. sheets.Value.Select(s => s.Name)] : [] };
    }

    /// <summary>The table column by column, as the database keeps it beside the file.</summary>
    internal byte[] Pack() => PackedTable.Pack(_sheet ?? throw new InvalidOperationException("A table that was unpacked is packed already."));

    /// <summary>Opens what <see cref="Pack"/> made; null where it is of another making.</summary>
    internal static LongTable? Unpack(string fileName, byte[] packed) => PackedTable.Open(packed) is { } opened ? new(fileName, null, opened) : null;

    /// <summary>True where a packed table keeps the column as numbers; false where it is not known without reading.</summary>
    internal bool IsAllNumbers(string column) => _packed?.IsNumbers(_columns[column.Trim()]) == true;

    public bool Has(string column) => _columns.ContainsKey(column.Trim());

    /// <summary>The words of a cell; "" where it is empty.</summary>
    public string Text(int row, string column) => _sheet is null ? _packed!.Text(Row(row), _columns[column.Trim()]) : _sheet.Rows[Row(row)].Cells[_columns[column.Trim()]];

    /// <summary>A refusal of the library, with the file and line of its row.</summary>
    /// <param name="refused">What the library says.</param>
    /// <param name="row">The row it speaks of, where it names none itself; null for the whole file.</param>
    public TableUnfit At(Error refused, int? row = null)
    {
        var message = refused.Message;
        if (refused is StatisticRefused { Row: { } named }) message = message.Replace($" in row {named + 1}", "", StringComparison.Ordinal);
        return new(FileName, row is { } known ? Line(known) : null, null, row is { } shown ? $"\"{FileName}\", line {Line(shown)}: {message}" : $"\"{FileName}\": {message}");
    }

    /// <summary>Rows in groups by what stands in some columns, in the order of their first row; one group without a name where there are no columns.</summary>
    public Result<IReadOnlyList<RowGroup>> GroupBy(IReadOnlyList<string> columns, IEnumerable<int>? rows = null)
    {
        if (Missing(columns) is { } missing) return missing;
        var groups = new Dictionary<string, (string[] Key, List<int> Rows)>();
        foreach (var row in rows ?? Enumerable.Range(0, Count))
        {
            string[] key = [.. columns.Select(column => Text(row, column))];
            var name = string.Join('\u001f', key);
            if (!groups.TryGetValue(name, out var group)) groups[name] = group = (key, []);
            group.Rows.Add(row);
        }
        return groups.Values.Select(group => new RowGroup(group.Key, [.. group.Rows])).ToList();
    }

    /// <summary>Why these columns are not all there; null where they are.</summary>
    public TableUnfit? Missing(IEnumerable<string> columns) => columns.FirstOrDefault(column => !Has(column)) is { } missing
        ? new(FileName, null, missing, $"\"{FileName}\" has no column \"{missing}\". It has: {string.Join(", ", Columns.Take(40))}{(Columns.Count > 40 ? " and more" : "")}.") : null;

    /// <summary>A number, or why the cell holds none.</summary>
    public Result<double> Number(int row, string column)
    {
        if (_packed is not null && _packed.Number(Row(row), _columns[column.Trim()]) is var there && !double.IsNaN(there)) return there;
        var text = Text(row, column);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return number;
        TableUnfit Unfit(string why) => new(FileName, Line(row), text, $"\"{FileName}\", line {Line(row)}, column \"{column}\": {why}");
        if (text.Length == 0) return Unfit("the cell is empty where a number is needed. Fill it, or leave the row out.");
        if (Thousands(text) is { } whole) return Unfit($"\"{text}\" has a separator of thousands. Write {whole}.");
        if (text.Count(c => c == ',') == 1 && text.Replace(',', '.') is var pointed && double.TryParse(pointed, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) return Unfit($"\"{text}\" has a decimal comma. Write {pointed}.");
        var bare = new string([.. text.Where(c => !IsSeparator(c))]);
        if (bare != text && double.TryParse(bare, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) return Unfit($"\"{text}\" has a separator within the number. Write {bare}, if that is what is meant.");
        return bare.EndsWith('%') && double.TryParse(bare[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? Unfit($"\"{text}\" has a percent sign. Write {bare[..^1]} for a percentage throughout, or divide by 100 for a share.")
            : Unfit($"\"{text}\" is not a number. Counts that are hidden cannot be counted with: leave their rows out.");
    }

    /// <summary>A number written with separators of thousands, without them: "1,234.5", "12 345", "1'234'567". Null of any other text.</summary>
    internal static string? Thousands(string text)
    {
        var at = text.Length > 0 && text[0] is '-' or '+' ? 1 : 0;
        // No group of thousands begins with 0: "0,125" has a decimal comma.
        if (at < text.Length && text[at] == '0') return null;
        var (start, digits, separator) = (at, 0, '\0');
        for (; at < text.Length && text[at] != '.'; at++)
        {
            if (char.IsAsciiDigit(text[at])) digits++;
            else if (IsSeparator(text[at]) && (separator == '\0' ? digits is >= 1 and <= 3 : text[at] == separator && digits == 3)) (separator, digits) = (text[at], 0);
            else return null;
        }
        if (separator == '\0' || digits != 3) return null;
        for (var i = at + 1; i < text.Length; i++)
            if (!char.IsAsciiDigit(text[i])) return null;
        return at > start ? new([.. text.Where(c => !IsSeparator(c))]) : null;
    }

    // The space, the spaces that do not break a line, and the apostrophes in use.
    private static bool IsSeparator(char c) => c is ',' or ' ' or '\u00A0' or '\u2009' or '\u202F' or '\'' or '\u2019';
}

/// <summary>Rows that belong together.</summary>
/// <param name="Key">What stands in the columns they were grouped by.</param>
/// <param name="Rows">From 0.</param>
public sealed record RowGroup(IReadOnlyList<string> Key, int[] Rows)
{
    public string Name => string.Join(", ", Key);
}

/// <summary>A table that does not hold what is asked of it: the file, the line and the value that stand in the way.</summary>
public sealed record TableUnfit(string FileName, int? Line, string? Value, string Message) : Error(Message);

/// <summary>Columns read one after another; the first thing wrong is kept and everything after it is empty.</summary>
internal sealed class Reading(LongTable table)
{
    public Error? Problem { get; private set; }

    public double[] Fail(Error problem)
    {
        Problem ??= problem;
        return [];
    }

    public double[] Numbers(string? column, int[] rows, string what)
    {
        if (Problem is not null) return [];
        if (column is null) Problem = new TableUnfit(table.FileName, null, null, $"Say which column of \"{table.FileName}\" holds the {what}.");
        else if (table.Missing([column]) is { } missing) Problem = missing;
        if (Problem is not null) return [];
        var numbers = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var number = table.Number(rows[i], column!);
            if (!number.Succeeded)
            {
                Problem = number.Error;
                return [];
            }
            numbers[i] = number.Value;
        }
        return numbers;
    }

    public double[] Counts(string? column, int[] rows, string what, bool above = false)
    {
        var numbers = Numbers(column, rows, what);
        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] > 0 || (numbers[i] == 0 && !above)) continue;
            var value = numbers[i].ToString(CultureInfo.InvariantCulture);
            Problem = new TableUnfit(table.FileName, table.Line(rows[i]), value, $"\"{table.FileName}\", line {table.Line(rows[i])}, column \"{column}\": the {what} is {value}; it must be {(above ? "above 0" : "0 or more")}.");
            return [];
        }
        return numbers;
    }
}
