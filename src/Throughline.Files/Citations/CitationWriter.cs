using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Throughline.Files;

/// <summary>Writes citations as RIS, BibTeX or CSL-JSON. What a format has no field for is kept in its own way: in RIS under its tag, else as a note; in BibTeX under its name; in CSL-JSON under the name of a variable of CSL, else under "custom".</summary>
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
            Line("TY", c.Other.FirstOrDefault(o => o.Name == "TY").Value is { Length: > 0 } type && Tagged.KindOfRis(type) == c.Kind ? type : Tagged.RisTypeOf(c.Kind));
            foreach (var author in c.Authors) Line("AU", author);
            Line("TI", c.Title);
            Line("PY", c.Date.Length > 0 ? c.Date : c.Year?.ToString(CultureInfo.InvariantCulture) ?? "");
            // JF is read before T2.
            Line(c.Kind is "chapter" or "paper-conference" && !c.Other.Any(o => o.Name is "JF" or "JO") ? "T2" : "JF", c.Container);
            Line("VL", c.Volume);
            Line("IS", c.Issue);
            var pages = c.Pages.Split('-', 2);
            Line("SP", pages[0].Trim());
            if (pages.Length > 1) Line("EP", pages[1].Trim());
            Line("DO", c.Doi);
            Line("UR", c.Url);
            Line("AB", c.Abstract);
            foreach (var (name, value) in c.Other)
                if (name is [>= 'A' and <= 'Z', (>= 'A' and <= 'Z') or (>= '0' and <= '9')] && !IsOfAField(c, name, value)) Line(name, value);
                else if (name != "TY") Line("N1", $"{name}: {value}");
            ris.Append("ER  - \r\n\r\n");
        }
        return ris.ToString();
    }

    /// <summary>Under this tag of another format the value would be read back from RIS as what it is not: nbib's AU as an author more, its IS, an ISSN, as the issue where there is none.</summary>
    private static bool IsOfAField(ReadCitation c, string tag, string value) => tag switch
    {
        "TY" or "ER" or "AU" or "A1" => true,
        "TI" or "T1" or "BT" or "CT" => c.Title.Length == 0,
        "JF" or "JO" or "T2" or "JA" or "J2" => c.Container.Length == 0,
        "PY" or "Y1" or "DA" => c.Date.Length == 0 && c.Year is null,
        "DO" or "L3" or "L2" or "M3" => c.Doi.Length == 0 && CitationReader.DoiIn(value).Length > 0,
        "SP" => c.Pages.Length == 0,
        "EP" => !c.Pages.Contains('-', StringComparison.Ordinal),
        "VL" => c.Volume.Length == 0,
        "IS" => c.Issue.Length == 0,
        "UR" => c.Url.Length == 0,
        "AB" or "N2" => c.Abstract.Length == 0,
        _ => false,
    };

    public static string Bib(IEnumerable<ReadCitation> citations)
    {
        var (bib, keys) = (new StringBuilder(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        foreach (var c in citations)
        {
            var wanted = c.Other.FirstOrDefault(o => o.Name == "citation-key").Value is { Length: > 0 } own ? Word(own) : Word((c.Authors.Count > 0 ? c.Authors[0].Split(',')[0] : "anon") + (c.Year?.ToString(CultureInfo.InvariantCulture) ?? ""));
            var key = wanted;
            for (var n = 2; !keys.Add(key); n++) key = $"{wanted}-{n.ToString(CultureInfo.InvariantCulture)}";
            bib.Append('@').Append(c.Other.FirstOrDefault(o => o.Name == "entry-type").Value is { Length: > 0 } type && Word(type) == type && BibTex.KindOf(type) == c.Kind ? type : BibTex.TypeOf(c.Kind)).Append('{').Append(key);
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
            Field("pages", Tex(c.Pages).Replace("-", "--", StringComparison.Ordinal));
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
            var id = c.Other.FirstOrDefault(o => o is { Name: "id", Value.Length: > 0 });
            var item = new JsonObject { ["id"] = id.Value ?? c.Other.FirstOrDefault(o => o is { Name: "citation-key", Value.Length: > 0 }).Value ?? $"citation-{++number}", ["type"] = c.Kind };
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
            var custom = new JsonObject();
            foreach (var group in c.Other.Where(o => o != id && o.Value.Length > 0).GroupBy(o => o.Name, o => o.Value))
            {
                if (group.Count() > 1) custom[group.Key] = new JsonArray([.. group.Select(v => JsonValue.Create(v))]);
                else if (Variables.Contains(group.Key) && !item.ContainsKey(group.Key)) item[group.Key] = Whole(group.Single());
                else
                {
                    // A list of words stands in "custom" for several fields of one name.
                    var whole = Whole(group.Single());
                    custom[group.Key] = whole is JsonArray words && words.All(w => w?.GetValueKind() == JsonValueKind.String) ? JsonValue.Create(group.Single()) : whole;
                }
            }
            if (custom.Count > 0) item["custom"] = custom;
            list.Add(item);
        }
        return list.ToJsonString(Readable) + "\n";
    }

    /// <summary>Variables of CSL 1.0.2 that are no field of a citation here; what else a record holds stands under "custom", as its schema has it.</summary>
    private static readonly HashSet<string> Variables =
    [
        "citation-key", "categories", "language", "journalAbbreviation", "shortTitle",
        "chair", "collection-editor", "compiler", "composer", "container-author", "contributor", "curator", "director", "editor", "editorial-director", "executive-producer", "guest", "host", "illustrator", "interviewer", "narrator", "organizer", "original-author", "performer", "producer", "recipient", "reviewed-author", "script-writer", "series-creator", "translator",
        "accessed", "available-date", "event-date", "original-date", "submitted",
        "annote", "archive", "archive_collection", "archive_location", "archive-place", "authority", "call-number", "chapter-number", "citation-number", "citation-label", "collection-number", "collection-title", "container-title-short", "dimensions", "division", "edition", "event", "event-title", "event-place", "first-reference-note-number", "genre", "ISBN", "ISSN", "jurisdiction", "keyword", "locator", "medium", "note", "number", "number-of-pages", "number-of-volumes", "original-publisher", "original-publisher-place", "original-title", "page-first", "part", "part-title", "PMCID", "PMID", "printing", "publisher", "publisher-place", "references", "reviewed-genre", "reviewed-title", "scale", "section", "source", "status", "supplement", "title-short", "version", "volume-title", "volume-title-short", "year-suffix",
    ];

    /// <summary>What was read as JSON in one line, as JSON again; all else as words.</summary>
    private static JsonNode? Whole(string value)
    {
        if (value is not ['{' or '[', ..]) return JsonValue.Create(value);
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            return JsonValue.Create(value);
        }
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

    // Signs that TeX would take for its own; unpaired braces would end the field, and two quotes or three hyphens would be one sign.
    private static string Tex(string text)
    {
        var tex = new StringBuilder();
        var line = OneLine(text);
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if ((c is '\'' or '`' && i > 0 && line[i - 1] == c) || (c == '-' && i > 1 && line[i - 1] == c && line[i - 2] == c)) tex.Append("{}").Append(c);
            else if (c is '&' or '%' or '#' or '_' or '$') tex.Append('\\').Append(c);
            else if (c == '\\') tex.Append("\\textbackslash ");
            else if (c == '~') tex.Append("\\textasciitilde ");
            else if (c is '{' or '}') tex.Append(c == '{' ? "\\textbraceleft " : "\\textbraceright ");
            else tex.Append(c);
        }
        return tex.ToString();
    }
}
