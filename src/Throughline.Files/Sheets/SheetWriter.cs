using System.Buffers;
using System.Globalization;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Throughline.Files;

/// <summary>Writes tables so that no spreadsheet takes a person's words for a formula.</summary>
public static class SheetWriter
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n;\t");
    private const int MostRows = 1_048_576, MostColumns = 16_384, MostInCell = 32_767;

    /// <summary>Writes csv: UTF-8, commas, CR LF, quotation marks where needed (RFC 4180).</summary>
    /// <param name="withMark">Whether a byte order mark goes first: Excel needs it to read accents, most other programs do not.</param>
    /// <remarks>Words that begin as a formula would (= + - @, tab, CR) get an apostrophe before them, unless they are a plain number;
    /// <see cref="SheetReader"/> takes it out again.</remarks>
    public static void WriteCsv(Stream to, SheetToWrite sheet, bool withMark = true)
    {
        using var writer = new StreamWriter(to, new UTF8Encoding(withMark), leaveOpen: true) { NewLine = "\r\n" };
        Line(writer, [.. sheet.Columns.Select(column => (SheetCell)column)]);
        foreach (var row in sheet.Rows) Line(writer, row);
    }

    private static void Line(StreamWriter writer, IReadOnlyList<SheetCell> cells)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            if (i > 0) writer.Write(',');
            var words = cells[i].Number is { } number ? number.ToString("R", CultureInfo.InvariantCulture) : SheetText.Neutral(cells[i].Text);
            var quoted = words.AsSpan().ContainsAny(Quoted) || (words.Length > 0 && (words[0] == ' ' || words[^1] == ' ')) || (cells.Count == 1 && words.Length == 0);
            if (quoted)
            {
                writer.Write('"');
                writer.Write(words.Replace("\"", "\"\"", StringComparison.Ordinal));
                writer.Write('"');
            }
            else writer.Write(words);
        }
        writer.WriteLine();
    }

    /// <summary>Writes a workbook. Words are inline strings, never formulas; numbers are numbers; the heading stays in view.</summary>
    /// <param name="to">Must be able to seek.</param>
    /// <param name="sheets">One or more. A name that Excel would not take, or takes twice, is changed to one it does.</param>
    /// <returns>An error where a table has more rows or columns than a worksheet can hold (1,048,576 and 16,384).</returns>
    /// <remarks>Words longer than the 32,767 characters a cell holds end in a note of how many more there are; csv and json hold them whole.</remarks>
    /// <exception cref="ArgumentException">No sheet.</exception>
    public static Result<Done> WriteXlsx(Stream to, IReadOnlyList<SheetToWrite> sheets)
    {
        if (sheets.Count == 0) throw new ArgumentException("A workbook needs a sheet.", nameof(sheets));
        foreach (var sheet in sheets)
        {
            var width = sheet.Rows.Count == 0 ? sheet.Columns.Count : Math.Max(sheet.Columns.Count, sheet.Rows.Max(row => row.Count));
            if (sheet.Rows.Count + 1 > MostRows || width > MostColumns)
                return new Error(string.Create(CultureInfo.InvariantCulture, $"\"{sheet.Name}\" has {sheet.Rows.Count:N0} rows and {width:N0} columns; a worksheet holds at most {MostRows - 1:N0} and {MostColumns:N0}. Export it as csv."));
        }
        using var book = SpreadsheetDocument.Create(to, SpreadsheetDocumentType.Workbook);
        var workbook = book.AddWorkbookPart();
        Styles(workbook.AddNewPart<WorkbookStylesPart>());
        var names = Names(sheets);
        var list = new Sheets();
        for (var i = 0; i < sheets.Count; i++)
        {
            var part = workbook.AddNewPart<WorksheetPart>();
            Rows(part, sheets[i], isFirst: i == 0);
            list.Append(new DocumentFormat.OpenXml.Spreadsheet.Sheet { Id = workbook.GetIdOfPart(part), SheetId = (uint)i + 1, Name = names[i] });
        }
        workbook.Workbook = new Workbook(list);
        return Done.Value;
    }

    private static void Styles(WorkbookStylesPart part) => part.Stylesheet = new Stylesheet(
        new Fonts(new Font(new FontSize { Val = 11 }, new FontName { Val = "Calibri" }), new Font(new Bold(), new FontSize { Val = 11 }, new FontName { Val = "Calibri" })) { Count = 2 },
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })) { Count = 2 },
        new Borders(new Border(new LeftBorder(), new RightBorder(), new TopBorder(), new BottomBorder(), new DiagonalBorder())) { Count = 1 },
        new CellStyleFormats(new CellFormat { NumberFormatId = 0, FontId = 0, FillId = 0, BorderId = 0 }) { Count = 1 },
        new CellFormats(
            new CellFormat { NumberFormatId = 0, FontId = 0, FillId = 0, BorderId = 0, FormatId = 0 },
            new CellFormat { NumberFormatId = 0, FontId = 1, FillId = 0, BorderId = 0, FormatId = 0, ApplyFont = true },
            // as text, so that a cell stays words when someone edits it
            new CellFormat { NumberFormatId = 49, FontId = 0, FillId = 0, BorderId = 0, FormatId = 0, ApplyNumberFormat = true })
        { Count = 3 },
        new CellStyles(new CellStyle { Name = "Normal", FormatId = 0, BuiltinId = 0 }) { Count = 1 });

    private static void Rows(WorksheetPart part, SheetToWrite sheet, bool isFirst)
    {
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new Worksheet());
        writer.WriteElement(new SheetViews(new SheetView(new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0, TabSelected = isFirst ? true : null }));
        if (sheet.Columns.Count > 0)
        {
            writer.WriteStartElement(new Columns());
            for (var i = 0; i < sheet.Columns.Count; i++)
            {
                var longest = Math.Max(sheet.Columns[i].Length, sheet.Rows.Take(100).Max(row => (int?)(i < row.Count ? row[i].Text.Length : 0)) ?? 0);
                writer.WriteElement(new Column { Min = (uint)i + 1, Max = (uint)i + 1, Width = Math.Clamp(longest + 2, 9, 60), CustomWidth = true });
            }
            writer.WriteEndElement();
        }
        writer.WriteStartElement(new SheetData());
        Row(writer, 1, [.. sheet.Columns.Select(column => (SheetCell)column)], style: 1);
        for (var i = 0; i < sheet.Rows.Count; i++) Row(writer, i + 2, sheet.Rows[i], style: 2);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void Row(OpenXmlWriter writer, int number, IReadOnlyList<SheetCell> cells, uint style)
    {
        writer.WriteStartElement(new Row { RowIndex = (uint)number });
        for (var i = 0; i < cells.Count; i++)
        {
            var reference = string.Create(CultureInfo.InvariantCulture, $"{SheetBuilder.Letter(i)}{number}");
            if (cells[i].Number is { } value)
                writer.WriteElement(new Cell { CellReference = reference, CellValue = new CellValue(value.ToString("R", CultureInfo.InvariantCulture)) });
            else if (cells[i].Text.Length > 0)
                writer.WriteElement(new Cell
                {
                    CellReference = reference,
                    DataType = CellValues.InlineString,
                    StyleIndex = style,
                    InlineString = new InlineString(new DocumentFormat.OpenXml.Spreadsheet.Text(Escaped(Short(cells[i].Text))) { Space = SpaceProcessingModeValues.Preserve })
                });
        }
        writer.WriteEndElement();
    }

    private static string Short(string words)
    {
        if (words.Length <= MostInCell) return words;
        var kept = MostInCell - 100;
        if (char.IsHighSurrogate(words[kept - 1])) kept--;
        return string.Create(CultureInfo.InvariantCulture, $"{words.AsSpan(0, kept)} [… {words.Length - kept:N0} more characters; csv and json hold them whole]");
    }

    private static string Escaped(string words)
    {
        StringBuilder? escaped = null;
        for (var i = 0; i < words.Length; i++)
        {
            var c = words[i];
            string? other = null;
            if (char.IsHighSurrogate(c) && i + 1 < words.Length && char.IsLowSurrogate(words[i + 1]))
            {
                escaped?.Append(c).Append(words[i + 1]);
                i++;
                continue;
            }
            if (char.IsSurrogate(c)) other = "\uFFFD";
            // a bare CR would be read back as LF; XML has no place for the others
            else if (c == '\r' || !XmlConvert.IsXmlChar(c)) other = string.Create(CultureInfo.InvariantCulture, $"_x{(int)c:X4}_");
            else if (c == '_' && i + 6 < words.Length && words[i + 1] == 'x' && words[i + 6] == '_'
                && ushort.TryParse(words.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)) other = "_x005F_";
            if (other is null) escaped?.Append(c);
            else (escaped ??= new StringBuilder(words, 0, i, words.Length + 16)).Append(other);
        }
        return escaped?.ToString() ?? words;
    }

    private static List<string> Names(IReadOnlyList<SheetToWrite> sheets)
    {
        var names = new List<string>();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "History" }; // Excel keeps that one
        foreach (var sheet in sheets)
        {
            var given = string.Concat(sheet.Name.Select(c => c is '[' or ']' or ':' or '*' or '?' or '/' or '\\' || char.IsControl(c) || char.IsSurrogate(c) ? '_' : c)).Trim().Trim('\'');
            if (given.Length == 0) given = "Sheet";
            var name = given[..Math.Min(31, given.Length)];
            for (var n = 2; !taken.Add(name); n++)
            {
                var tail = string.Create(CultureInfo.InvariantCulture, $" ({n})");
                name = given[..Math.Min(31 - tail.Length, given.Length)] + tail;
            }
            names.Add(name);
        }
        return names;
    }
}
