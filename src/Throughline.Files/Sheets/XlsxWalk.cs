using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Throughline.Files;

/// <summary>Reads a workbook's worksheets as they stream: shared and inline strings, numbers, dates by their format, cached results.</summary>
internal sealed class XlsxWalk(PackedFile file, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel)
{
    private enum Shown { Number, Date, Time, Moment, Elapsed }

    private readonly List<string> _shared = [];
    private readonly List<Shown> _formats = [];
    private bool _from1904;
    private long _sharedCharacters;

    public IReadOnlyList<Sheet> Read()
    {
        var main = file.RelationshipsOf("").Values.FirstOrDefault(r => r.Type == "officeDocument" && !r.IsExternal)?.Target;
        if (main is null || !file.Has(main)) main = "xl/workbook.xml";
        if (file.Tree(main) is not { } workbook)
            throw new UnreadableException($"\"{file.FileName}\" is not a whole Excel workbook: the part that lists its sheets is missing. {Guarded.NothingKept} Open it in the program that made it, save it again, and add the new copy.");
        var parts = file.RelationshipsOf(main);
        _from1904 = workbook.Child("workbookPr")?.Value("date1904") is "1" or "true";
        if (parts.Values.FirstOrDefault(r => r.Type == "sharedStrings") is { } strings) Strings(strings.Target);
        if (parts.Values.FirstOrDefault(r => r.Type == "styles") is { } styles && file.Tree(styles.Target) is { } tree) Formats(tree);
        var sheets = new List<Sheet>();
        foreach (var entry in workbook.Child("sheets")?.Elements().Where(e => e.Name.LocalName == "sheet") ?? [])
        {
            if (entry.Value("id") is not { } id || !parts.TryGetValue(id, out var part) || part.Type != "worksheet") continue;
            if (file.Reader(part.Target) is not { } reader)
                throw new UnreadableException($"\"{file.FileName}\" is not a whole Excel workbook: the part that holds the sheet \"{entry.Value("name")}\" is missing. {Guarded.NothingKept} Open it in the program that made it, save it again, and add the new copy.");
            using (reader)
                if (Sheet(reader, entry.Value("name") ?? "", entry.Value("state") is "hidden" or "veryHidden") is { } sheet) sheets.Add(sheet);
        }
        return sheets.Count > 0 ? sheets : throw new UnreadableException(Guarded.NoWords(file.FileName, "an Excel workbook"));
    }

    private void Strings(string part)
    {
        using var reader = file.Reader(part);
        if (reader is null) return;
        reader.MoveToContent();
        reader.Read();
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "si")
            {
                var words = Words((XElement)XNode.ReadFrom(reader));
                _sharedCharacters += words.Length;
                if (_sharedCharacters > limits.MaxCharacters) throw new UnreadableException(string.Create(CultureInfo.InvariantCulture, $"\"{file.FileName}\" holds more than {limits.MaxCharacters:N0} characters. {Guarded.NothingKept} Split it and add the parts."));
                _shared.Add(words);
            }
            else reader.Read();
        }
    }

    // Rich text is runs; phonetic guides (rPh) are not words of the cell.
    private static string Words(XElement item)
    {
        var words = new StringBuilder();
        foreach (var child in item.Elements())
            if (child.Name.LocalName == "t") words.Append(child.Value);
            else if (child.Name.LocalName == "r") words.Append(child.Child("t")?.Value);
        return SheetBuilder.Clean(Unescaped(words.ToString()));
    }

    // Characters that XML cannot hold are written _xHHHH_ (ECMA-376 part 1, 22.9.2.19).
    private static string Unescaped(string words)
    {
        if (!words.Contains("_x", StringComparison.Ordinal)) return words;
        var plain = new StringBuilder(words.Length);
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == '_' && i + 6 < words.Length && words[i + 1] == 'x' && words[i + 6] == '_'
                && ushort.TryParse(words.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                plain.Append((char)code);
                i += 6;
            }
            else plain.Append(words[i]);
        }
        return plain.ToString();
    }

    private Sheet? Sheet(XmlReader reader, string name, bool isHidden)
    {
        var sheet = new SheetBuilder(file.FileName, name, "row", limits, isHidden);
        var line = 0;
        var cells = new List<string>();
        var uncounted = 0;
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element || reader.LocalName != "row") continue;
            line = int.TryParse(reader.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given > line ? given : line + 1;
            cells.Clear();
            if ((line & 255) == 0)
            {
                cancel.ThrowIfCancellationRequested();
                progress?.Report(line);
            }
            if (reader.IsEmptyElement) continue;
            var depth = reader.Depth;
            reader.Read();
            while (!reader.EOF && reader.Depth > depth)
            {
                if (reader.NodeType != XmlNodeType.Element || reader.LocalName != "c")
                {
                    reader.Read();
                    continue;
                }
                var column = Column(reader.GetAttribute("r")) ?? cells.Count;
                if (column > 16_383) throw new UnreadableException(Guarded.Damaged(file.FileName, "an Excel workbook"));
                var (type, style) = (reader.GetAttribute("t"), reader.GetAttribute("s"));
                var cell = (XElement)XNode.ReadFrom(reader);
                var raw = cell.Child("v")?.Value;
                if (raw is null && cell.Child("f") is not null) uncounted++;
                while (cells.Count <= column) cells.Add("");
                cells[column] = Value(type, style, raw, cell).Trim();
            }
            sheet.Add(line, [.. cells]);
        }
        if (uncounted > 0) sheet.Warn(string.Create(CultureInfo.InvariantCulture, $"Cells with a formula whose result was not saved: {uncounted:N0}. They were taken as empty. Open the file in a spreadsheet, save it, and add it again."));
        return sheet.Build(isStrict: false);
    }

    private static int? Column(string? reference)
    {
        if (reference is null) return null;
        var column = 0;
        foreach (var c in reference)
        {
            if (!char.IsAsciiLetter(c)) break;
            column = column * 26 + (char.ToUpperInvariant(c) - 'A' + 1);
            if (column > 16_384) return 16_384;
        }
        return column == 0 ? null : column - 1;
    }

    private string Value(string? type, string? style, string? raw, XElement cell)
    {
        switch (type)
        {
            case "s":
                return raw is not null && int.TryParse(raw, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < _shared.Count ? _shared[at] : "";
            case "inlineStr":
                return cell.Child("is") is { } inline ? Words(inline) : "";
            case "str":
                return SheetBuilder.Clean(Unescaped(raw ?? ""));
            case "b":
                return raw is "1" or "true" ? "TRUE" : raw is null ? "" : "FALSE";
            case "e" or "d":
                return raw ?? "";
        }
        if (raw is null or "") return "";
        if (!double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return SheetBuilder.Clean(raw);
        var shown = style is not null && int.TryParse(style, NumberStyles.None, CultureInfo.InvariantCulture, out var format) && format < _formats.Count ? _formats[format] : Shown.Number;
        return shown == Shown.Number || Moment(number, shown) is not { } moment
            // Spreadsheets hold 15 digits: 0.1 + 0.2 is shown, and meant, as 0.3.
            ? number.ToString("G15", CultureInfo.InvariantCulture) is var digits && digits.Contains('E', StringComparison.Ordinal) && Math.Abs(number) is < 1e21 and >= 1e-6 ? ((decimal)number).ToString(CultureInfo.InvariantCulture) : digits
            : moment;
    }

    private string? Moment(double number, Shown shown)
    {
        if (shown == Shown.Elapsed)
        {
            var seconds = Math.Round(number * 86_400);
            return Math.Abs(seconds) > 1e12 ? null : string.Create(CultureInfo.InvariantCulture, $"{(long)seconds / 3600:00}:{Math.Abs((long)seconds / 60 % 60):00}:{Math.Abs((long)seconds % 60):00}");
        }
        if (number is < 0 or >= 2_958_466) return null; // beyond 31 December 9999
        // Day 60 is 29 February 1900, which never was; days before it are one off (as 1-2-3 counted).
        var start = _from1904 ? new DateTime(1904, 1, 1) : number < 60 ? new DateTime(1899, 12, 31) : new DateTime(1899, 12, 30);
        if (_from1904 && number > 2_957_003) return null;
        var moment = start.AddSeconds(Math.Round(number * 86_400));
        if (shown == Shown.Time || (shown == Shown.Moment && number < 1)) return moment.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        return moment.TimeOfDay == TimeSpan.Zero ? moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : moment.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
    }

    private void Formats(XElement styles)
    {
        var codes = new Dictionary<int, string>();
        foreach (var format in styles.Child("numFmts")?.Elements() ?? []) codes[Numbers.Parse(format.Value("numFmtId"), -1)] = format.Value("formatCode") ?? "";
        foreach (var format in styles.Child("cellXfs")?.Elements().Where(e => e.Name.LocalName == "xf") ?? [])
        {
            var id = Numbers.Parse(format.Value("numFmtId"));
            // Built-in formats: ECMA-376 part 1, 18.8.30.
            _formats.Add(codes.TryGetValue(id, out var code) ? Kind(code) : id switch
            {
                14 or 15 or 16 or 17 or >= 27 and <= 31 or 36 or >= 50 and <= 54 or 57 or 58 => Shown.Date,
                18 or 19 or 20 or 21 or 32 or 33 or 34 or 35 or 45 or 47 or 55 or 56 => Shown.Time,
                22 => Shown.Moment,
                46 => Shown.Elapsed,
                _ => Shown.Number,
            });
        }
    }

    private static Shown Kind(string code)
    {
        bool day = false, time = false, elapsed = false;
        var section = code.Split(';')[0];
        for (var i = 0; i < section.Length; i++)
        {
            var c = char.ToLowerInvariant(section[i]);
            if (c == '\\' || c == '_' || c == '*') i++;
            else if (c == '"') i = section.IndexOf('"', i + 1) is > 0 and var end ? end : section.Length;
            else if (c == '[')
            {
                var close = section.IndexOf(']', i);
                if (close < 0) break;
                var inner = section[(i + 1)..close].ToLowerInvariant();
                elapsed |= inner.Length > 0 && (inner.All(x => x == 'h') || inner.All(x => x == 'm') || inner.All(x => x == 's'));
                i = close;
            }
            else if (c is 'y' or 'd') day = true;
            else if (c is 'h' or 's') time = true;
            else if (c is 'm') day |= !time && !section.Contains(':', StringComparison.Ordinal);
            else if (c is '0' or '#' or '?' && !day && !time && !elapsed && section.IndexOfAny(['y', 'd', 'h', 'Y', 'D', 'H']) < 0) return Shown.Number;
            else if (c is 'g' && section.AsSpan(i).StartsWith("general", StringComparison.OrdinalIgnoreCase)) return Shown.Number;
        }
        return elapsed ? Shown.Elapsed : day && time ? Shown.Moment : day ? Shown.Date : time ? Shown.Time : Shown.Number;
    }
}
