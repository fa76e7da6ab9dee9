using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Throughline.Files;

/// <summary>Writes citations as RIS, BibTeX or CSL-JSON. What a format has no field for is kept in its own way: in RIS as a note, in BibTeX under its name, in CSL-JSON under "custom".</summary>
public static class CitationWriter
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Ris(IEnumerable<ReadCitation> citations)
    {
        var ris = new StringBuilder();
        foreach (var c in citations)
        {
            void Line(string tag, string value)
            {
                if (value.Length > 0) ris.Append(tag).Append("  - ").Append(OneLine(value)).Append("\r\n");
            }
            Line("TY", Tagged.RisTypeOf(c.Kind));
            foreach (var author in c.Authors) Line("AU", author);
            Line("TI", c.Title);
            Line("PY", c.Date.Length > 0 ? c.Date : c.Year?.ToString(CultureInfo.InvariantCulture) ?? "");
            Line(c.Kind is "chapter" or "paper-conference" ? "T2" : "JF", c.Container);
            Line("VL", c.Volume);
            Line("IS", c.Issue);
            var pages = c.Pages.Split('-', 2);
            Line("SP", pages[0].Trim());
            if (pages.Length > 1) Line("EP", pages[1].Trim());
            Line("DO", c.Doi);
            Line("UR", c.Url);
            Line("AB", c.Abstract);
            foreach (var (name, value) in c.Other)
                if (name is [>= 'A' and <= 'Z', (>= 'A' and <= 'Z') or (>= '0' and <= '9')] && name is not ("TY" or "ER" or "AU" or "A1")) Line(name, value); // another format's AU would read back as an author more
                else if (name != "TY") Line("N1", $"{name}: {value}");
            ris.Append("ER  - \r\n\r\n");
        }
        return ris.ToString();
    }

    public static string Bib(IEnumerable<ReadCitation> citations)
    {
        var (bib, keys) = (new StringBuilder(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        foreach (var c in citations)
        {
            var wanted = c.Other.FirstOrDefault(o => o.Name == "citation-key").Value is { Length: > 0 } own ? Word(own) : Word((c.Authors.Count > 0 ? c.Authors[0].Split(',')[0] : "anon") + (c.Year?.ToString(CultureInfo.InvariantCulture) ?? ""));
            var key = wanted;
            for (var n = 2; !keys.Add(key); n++) key = $"{wanted}-{n.ToString(CultureInfo.InvariantCulture)}";
            bib.Append('@').Append(BibTex.TypeOf(c.Kind)).Append('{').Append(key);
            var named = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            void Field(string name, string value)
            {
                if (value.Length > 0 && named.Add(name)) bib.Append(",\n  ").Append(name).Append(" = {").Append(value).Append('}');
            }
            // A name without a comma is an organisation's, or one that the file did not part: braces keep it whole.
            Field("author", string.Join(" and ", c.Authors.Select(a => a.Contains(',', StringComparison.Ordinal) ? Tex(a.Split(',') is { Length: 3 } parts ? $"{parts[0]},{parts[2]},{parts[1]}" : a) : $"{{{Tex(a)}}}")));
            Field("title", Tex(c.Title));
            Field("date", Tex(c.Date));
            Field("year", c.Year?.ToString(CultureInfo.InvariantCulture) ?? "");
            Field(c.Kind is "chapter" or "paper-conference" ? "booktitle" : "journal", Tex(c.Container));
            Field("volume", Tex(c.Volume));
            Field("number", Tex(c.Issue));
            Field("pages", Tex(c.Pages.Replace("-", "--", StringComparison.Ordinal)));
            Field("doi", Tex(c.Doi));
            Field("url", Tex(c.Url));
            Field("abstract", Tex(c.Abstract));
            foreach (var group in c.Other.Where(o => o.Name is not ("citation-key" or "entry-type")).GroupBy(o => Word(o.Name), StringComparer.OrdinalIgnoreCase))
            {
                var (stem, field) = (group.Key.Length > 0 ? group.Key : "note", group.Key.Length > 0 ? group.Key : "note");
                for (var n = 2; named.Contains(field); n++) field = stem + n.ToString(CultureInfo.InvariantCulture);
                Field(field, Tex(string.Join("; ", group.Select(o => o.Value))));
            }
            bib.Append("\n}\n\n");
        }
        return bib.ToString();
    }

    public static string Csl(IEnumerable<ReadCitation> citations)
    {
        var list = new JsonArray();
        var number = 0;
        foreach (var c in citations)
        {
            var item = new JsonObject { ["id"] = c.Other.FirstOrDefault(o => o.Name is "id" or "citation-key").Value is { Length: > 0 } own ? own : $"citation-{++number}", ["type"] = c.Kind };
            void Field(string name, string value)
            {
                if (value.Length > 0) item[name] = value;
            }
            Field("title", c.Title);
            if (c.Authors.Count > 0) item["author"] = new JsonArray([.. c.Authors.Select(Name)]);
            if (c.Date.Length > 0 || c.Year is not null) item["issued"] = Issued(c);
            Field("container-title", c.Container);
            Field("volume", c.Volume);
            Field("issue", c.Issue);
            Field("page", c.Pages);
            Field("DOI", c.Doi);
            Field("URL", c.Url);
            Field("abstract", c.Abstract);
            var others = c.Other.Where(o => o.Name is not ("id" or "citation-key")).GroupBy(o => o.Name).ToList();
            if (others.Count > 0) item["custom"] = new JsonObject(others.Select(g => KeyValuePair.Create<string, JsonNode?>(g.Key, string.Join("; ", g.Select(o => o.Value)))));
            list.Add(item);
        }
        return list.ToJsonString(Readable) + "\n";
    }

    private static JsonObject Name(string author)
    {
        var parts = author.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length == 1) return new() { ["literal"] = author };
        var name = new JsonObject { ["family"] = parts[0], ["given"] = parts[1] };
        if (parts.Length > 2) name["suffix"] = string.Join(", ", parts[2..]);
        return name;
    }

    private static JsonObject Issued(ReadCitation c)
    {
        var parts = c.Date.Split('-', '/').Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).TakeWhile(n => n > 0).ToList();
        return parts.Count is > 0 and <= 3 && parts[0] == c.Year && string.Join('-', parts.Select((p, i) => p.ToString(i == 0 ? "0000" : "00", CultureInfo.InvariantCulture))) == c.Date
            ? new() { ["date-parts"] = new JsonArray(new JsonArray([.. parts.Select(p => JsonValue.Create(p))])) }
            : c.Date.Length > 0 ? new() { ["raw"] = c.Date } : new() { ["date-parts"] = new JsonArray(new JsonArray(JsonValue.Create(c.Year!.Value))) };
    }

    private static string OneLine(string value) => value.ReplaceLineEndings(" ");

    private static string Word(string text) => new([.. text.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or ':' or '_' or '.')]);

    // Signs that TeX would take for its own; unpaired braces would end the field.
    private static string Tex(string text)
    {
        var tex = new StringBuilder();
        foreach (var c in OneLine(text))
            if (c is '&' or '%' or '#' or '_' or '$') tex.Append('\\').Append(c);
            else if (c == '\\') tex.Append("\\textbackslash ");
            else if (c == '~') tex.Append("\\textasciitilde ");
            else if (c is '{' or '}') tex.Append(c == '{' ? '(' : ')');
            else tex.Append(c);
        return tex.ToString();
    }
}
