using System.Text;

namespace Throughline.Files;

/// <summary>BibTeX and BibLaTeX: entries, @string, braces and quotes, joined parts, and the commonest letters of LaTeX.</summary>
internal sealed class BibTex
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["article"] = "article-journal",
        ["book"] = "book",
        ["mvbook"] = "book",
        ["collection"] = "book",
        ["proceedings"] = "book",
        ["booklet"] = "pamphlet",
        ["inbook"] = "chapter",
        ["bookinbook"] = "chapter",
        ["incollection"] = "chapter",
        ["suppbook"] = "chapter",
        ["inproceedings"] = "paper-conference",
        ["conference"] = "paper-conference",
        ["phdthesis"] = "thesis",
        ["mastersthesis"] = "thesis",
        ["thesis"] = "thesis",
        ["techreport"] = "report",
        ["report"] = "report",
        ["online"] = "webpage",
        ["electronic"] = "webpage",
        ["www"] = "webpage",
        ["unpublished"] = "manuscript",
        ["patent"] = "patent",
        ["dataset"] = "dataset",
        ["software"] = "software",
    };

    private static readonly Dictionary<string, string> Months = new(StringComparer.OrdinalIgnoreCase) { ["jan"] = "01", ["feb"] = "02", ["mar"] = "03", ["apr"] = "04", ["may"] = "05", ["jun"] = "06", ["jul"] = "07", ["aug"] = "08", ["sep"] = "09", ["oct"] = "10", ["nov"] = "11", ["dec"] = "12" };

    private readonly string _text;
    private readonly Dictionary<string, string> _strings = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<CitationFault> _faults = [];
    private int _at, _line = 1, _counted;

    private BibTex(string text) => _text = text;

    internal static string TypeOf(string kind) => kind switch { "article-journal" or "article-magazine" or "article-newspaper" => "article", "book" => "book", "chapter" => "incollection", "paper-conference" => "inproceedings", "thesis" => "phdthesis", "report" => "techreport", "manuscript" => "unpublished", _ => "misc" };

    /// <summary>The kind of a type of entry; "document" where the type is not known.</summary>
    internal static string KindOf(string type) => Kinds.GetValueOrDefault(type, "document");

    public static ReadCitations Read(string text, CancellationToken cancel)
    {
        var reader = new BibTex(text);
        var citations = new List<ReadCitation>();
        while ((reader._at = text.IndexOf('@', reader._at)) >= 0)
        {
            cancel.ThrowIfCancellationRequested();
            var (line, begun) = (reader.Line(reader._at), reader._at);
            reader._at++;
            var type = reader.Word();
            if (type.Length == 0 || !reader.Skip('{', '(')) continue;
            if (type.Equals("comment", StringComparison.OrdinalIgnoreCase) || type.Equals("preamble", StringComparison.OrdinalIgnoreCase))
            {
                reader._at--;
                reader.Braced();
                continue;
            }
            var isString = type.Equals("string", StringComparison.OrdinalIgnoreCase);
            var key = isString ? "" : reader.Until(',', '}', ')').Trim();
            if (!isString) reader.Skip(',', ',');
            var fields = new List<(string Name, string Value)>();
            if (!reader.Fields(fields))
            {
                reader._faults.Add(new(line, $"the entry \"{key}\" that begins here has no end, or a field of it none; nothing of it was kept", true));
                // The next entry begins at the start of a line.
                var next = text.IndexOf("\n@", begun + 1, StringComparison.Ordinal);
                if (next < 0) break;
                reader._at = next + 1;
                continue;
            }
            if (isString)
            {
                foreach (var (name, value) in fields) reader._strings[name] = value;
                continue;
            }
            var citation = Of(line, type, key, fields);
            if (CitationReader.SaysSomething(citation)) citations.Add(citation);
            else reader._faults.Add(new(line, CitationReader.Nothing, true));
        }
        return new(CitationFormat.BibTex, citations, reader._faults);
    }

    private static ReadCitation Of(int line, string type, string key, List<(string Name, string Value)> fields)
    {
        var used = new HashSet<int>();
        int Find(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
                for (var i = 0; i < fields.Count; i++)
                    if (fields[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase) && fields[i].Value.Trim().Length > 0) return i;
            return -1;
        }
        string Take(params ReadOnlySpan<string> names)
        {
            if (Find(names) is not (>= 0 and var at)) return "";
            used.Add(at);
            return fields[at].Value;
        }
        var authors = Names(Take("author"));
        var date = Plain(Take("date", "year"));
        var month = Plain(fields.FirstOrDefault(f => f.Name.Equals("month", StringComparison.OrdinalIgnoreCase)).Value ?? "");
        if (date.Length == 4 && Months.TryGetValue(month.Length >= 3 ? month[..3] : "", out var digits))
        {
            Take("month");
            date = $"{date}-{digits}";
        }
        // A year beside a date that has it says nothing more.
        else if (Find("year") is >= 0 and var of && Plain(fields[of].Value) is { Length: 4 } year && CitationReader.YearIn(year) == CitationReader.YearIn(date)) used.Add(of);
        var doi = Find("doi") is >= 0 and var held ? CitationReader.DoiIn(Plain(fields[held].Value)) : "";
        if (doi.Length > 0) Take("doi");
        var citation = new ReadCitation
        {
            Line = line,
            Kind = KindOf(type),
            Title = Plain(Take("title")),
            Authors = authors,
            Date = date,
            Year = CitationReader.YearIn(date),
            Container = Plain(Take("journaltitle", "journal", "booktitle")),
            Volume = Plain(Take("volume")),
            Issue = Plain(Take("number", "issue")),
            Pages = Plain(Take("pages")).Replace("--", "-", StringComparison.Ordinal).Replace('–', '-'),
            Url = Plain(Take("url")),
            Abstract = Plain(Take("abstract")),
            Doi = doi,
        };
        return citation with { Other = [("citation-key", key), .. type.Equals(TypeOf(KindOf(type)), StringComparison.OrdinalIgnoreCase) && Kinds.ContainsKey(type) ? Array.Empty<(string, string)>() : [("entry-type", type)], .. fields.Where((f, i) => !used.Contains(i) && f.Value.Trim().Length > 0).Select(f => (f.Name, Plain(f.Value)))] };
    }

    /// <summary>Names with "and" between them, braces kept whole; "First von Last" becomes "von Last, First".</summary>
    private static List<string> Names(string value)
    {
        var names = new List<string>();
        var (depth, begun) = (0, 0);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '{') depth++;
            else if (value[i] == '}') depth--;
            else if (depth == 0 && char.IsWhiteSpace(value[i]) && i + 4 < value.Length && value.AsSpan(i + 1, 3).Equals("and", StringComparison.OrdinalIgnoreCase) && char.IsWhiteSpace(value[i + 4]))
            {
                names.Add(value[begun..i]);
                begun = i + 5;
            }
        }
        names.Add(value[begun..]);
        return [.. names.Select(Name).Where(n => n.Length > 0)];
    }

    private static string Name(string raw)
    {
        var name = raw.Trim();
        if (name is ['{', .., '}'] && !name[1..^1].Contains('{', StringComparison.Ordinal)) return Plain(name);
        // A comma at the end, or two together, part nothing.
        var parts = Split(name, ',').FindAll(p => p.Trim().Length > 0);
        if (parts.Count == 0) return "";
        // "Last, Jr, First" is written "Last, First, Jr".
        if (parts.Count == 3) return $"{Plain(parts[0])}, {Plain(parts[2])}, {Plain(parts[1])}";
        if (parts.Count > 1) return string.Join(", ", parts.Select(Plain));
        name = parts[0].Trim();
        var words = Split(name, ' ').Where(w => w.Length > 0).ToList();
        if (words.Count < 2) return Plain(name);
        var von = words.FindIndex(1, w => char.IsLower(w[0]));
        var last = von > 0 && von < words.Count - 1 ? von : words.Count - 1;
        return $"{Plain(string.Join(' ', words[last..]))}, {Plain(string.Join(' ', words[..last]))}";
    }

    private static List<string> Split(string text, char at)
    {
        var parts = new List<string>();
        var (depth, begun) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '{') depth++;
            else if (text[i] == '}') depth--;
            else if (depth == 0 && (text[i] == at || (at == ' ' && text[i] is '\n' or '\t' or '~')))
            {
                parts.Add(text[begun..i]);
                begun = i + 1;
            }
        }
        parts.Add(text[begun..]);
        return parts;
    }

    private bool Fields(List<(string, string)> fields)
    {
        while (true)
        {
            Blank();
            if (_at >= _text.Length) return false;
            if (_text[_at] is '}' or ')')
            {
                _at++;
                return true;
            }
            if (_text[_at] == ',')
            {
                _at++;
                continue;
            }
            var name = Word();
            if (name.Length == 0 || !Skip('=', '=')) return false;
            var value = new StringBuilder();
            do
            {
                Blank();
                if (_at >= _text.Length) return false;
                if (_text[_at] == '{')
                {
                    if (Braced() is not { } inside) return false;
                    value.Append(inside);
                }
                else if (_text[_at] == '"')
                {
                    if (Quoted() is not { } inside) return false;
                    value.Append(inside);
                }
                else
                {
                    var word = Until(',', '}', '#', '\n').Trim();
                    value.Append(_strings.TryGetValue(word, out var known) ? known : word);
                }
                Blank();
            }
            while (Skip('#', '#'));
            fields.Add((name, value.ToString()));
        }
    }

    private string? Braced()
    {
        var (depth, begun) = (0, _at + 1);
        for (; _at < _text.Length; _at++)
        {
            if (_text[_at] == '\\') _at++;
            else if (_text[_at] == '{' || (_text[_at] == '(' && _at == begun - 1)) depth++;
            else if (_text[_at] is '}' && --depth == 0) return _text[begun.._at++];
        }
        return null;
    }

    private string? Quoted()
    {
        var (depth, begun) = (0, ++_at);
        for (; _at < _text.Length; _at++)
        {
            if (_text[_at] == '\\') _at++;
            else if (_text[_at] == '{') depth++;
            else if (_text[_at] == '}') depth--;
            else if (_text[_at] == '"' && depth == 0) return _text[begun.._at++];
        }
        return null;
    }

    private string Word()
    {
        Blank();
        var begun = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '-' or '_' or ':' or '.' or '+' or '/')) _at++;
        return _text[begun.._at];
    }

    private string Until(params ReadOnlySpan<char> ends)
    {
        var begun = _at;
        while (_at < _text.Length && !ends.Contains(_text[_at])) _at++;
        return _text[begun.._at];
    }

    private bool Skip(char one, char other)
    {
        Blank();
        if (_at >= _text.Length || (_text[_at] != one && _text[_at] != other)) return false;
        _at++;
        return true;
    }

    private void Blank()
    {
        while (_at < _text.Length && (char.IsWhiteSpace(_text[_at]) || _text[_at] == '%'))
            if (_text[_at] == '%') Until('\n');
            else _at++;
    }

    private int Line(int at)
    {
        for (; _counted < at; _counted++)
            if (_text[_counted] == '\n') _line++;
        return _line;
    }

    private static readonly Dictionary<char, char> Accents = new() { ['\''] = '\u0301', ['`'] = '\u0300', ['^'] = '\u0302', ['"'] = '\u0308', ['~'] = '\u0303', ['='] = '\u0304', ['.'] = '\u0307', ['u'] = '\u0306', ['v'] = '\u030C', ['H'] = '\u030B', ['c'] = '\u0327', ['k'] = '\u0328', ['r'] = '\u030A', ['d'] = '\u0323', ['b'] = '\u0331' };
    private static readonly Dictionary<string, string> Letters = new() { ["ss"] = "ß", ["o"] = "ø", ["O"] = "Ø", ["l"] = "ł", ["L"] = "Ł", ["ae"] = "æ", ["AE"] = "Æ", ["oe"] = "œ", ["OE"] = "Œ", ["aa"] = "å", ["AA"] = "Å", ["i"] = "ı", ["j"] = "ȷ", ["dh"] = "ð", ["DH"] = "Ð", ["th"] = "þ", ["TH"] = "Þ", ["textendash"] = "–", ["textemdash"] = "—", ["ldots"] = "…", ["dots"] = "…", ["textquoteright"] = "’", ["textquoteleft"] = "‘", ["textbackslash"] = "\\", ["textbraceleft"] = "{", ["textbraceright"] = "}", ["textasciitilde"] = "~", ["LaTeX"] = "LaTeX", ["TeX"] = "TeX", ["BibTeX"] = "BibTeX" };

    /// <summary>The words without braces and commands, accents as letters, blanks as one blank.</summary>
    internal static string Plain(string value)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c is '{' or '}' or '$') continue;
            if (c == '~') plain.Append(' ');
            else if (char.IsWhiteSpace(c)) { if (plain.Length > 0 && plain[^1] != ' ') plain.Append(' '); }
            else if (c == '-' && value.AsSpan(i).StartsWith("---")) { plain.Append('—'); i += 2; }
            else if (c == '`' && value.AsSpan(i).StartsWith("``")) { plain.Append('“'); i++; }
            else if (c == '\'' && value.AsSpan(i).StartsWith("''")) { plain.Append('”'); i++; }
            else if (c == '\\' && i + 1 < value.Length) i = Command(value, i + 1, plain);
            else plain.Append(c);
        }
        return plain.ToString().Trim().Normalize(NormalizationForm.FormC);
    }

    private static int Command(string value, int at, StringBuilder plain)
    {
        var end = at;
        while (end < value.Length && char.IsAsciiLetter(value[end])) end++;
        var name = value[at..end];
        // An accent: a sign, or one letter before a brace or a blank.
        if ((name.Length == 0 || (name.Length == 1 && end < value.Length && value[end] is '{' or ' ')) && Accents.TryGetValue(value[at], out var accent))
        {
            var on = name.Length == 0 ? at + 1 : end;
            while (on < value.Length && value[on] is '{' or ' ') on++;
            if (on < value.Length && value[on] == '\\' && on + 1 < value.Length && value[on + 1] is 'i' or 'j') on++;
            if (on >= value.Length) return value.Length - 1;
            plain.Append(value[on]).Append(accent);
            return on;
        }
        if (name.Length == 0)
        {
            plain.Append(value[at]); // \& \% \_ \# \$ \{
            return at;
        }
        if (Letters.TryGetValue(name, out var letter)) plain.Append(letter);
        return end < value.Length && value[end] == ' ' ? end : end - 1;
    }
}
