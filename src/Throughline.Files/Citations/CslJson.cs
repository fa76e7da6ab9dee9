using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Throughline.Files;

/// <summary>CSL-JSON: a list of items, or one item.</summary>
internal static class CslJson
{
    private static readonly HashSet<string> Known = ["type", "title", "author", "issued", "container-title", "volume", "issue", "page", "DOI", "URL", "abstract"];

    public static ReadCitations Read(string text)
    {
        var (citations, faults) = (new List<ReadCitation>(), new List<CitationFault>());
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 });
            var items = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray().ToList() : [json.RootElement];
            for (var i = 0; i < items.Count; i++)
            {
                if (items[i].ValueKind != JsonValueKind.Object)
                {
                    faults.Add(new(i + 1, $"item {i + 1} is no object but {items[i].ValueKind.ToString().ToLowerInvariant()}", true));
                    continue;
                }
                if (Of(items[i], i + 1) is not { } citation)
                {
                    faults.Add(new(i + 1, $"item {i + 1} holds half of a character (an escape such as \\ud800 without its other half)", true));
                    continue;
                }
                if (CitationReader.SaysSomething(citation)) citations.Add(citation);
                else faults.Add(new(i + 1, CitationReader.Nothing, true));
            }
        }
        catch (JsonException wrong)
        {
            // Nothing after a break can be trusted, and a list cut short has no end to find.
            faults.Add(new((int)(wrong.LineNumber ?? 0) + 1, "this is not JSON from here on, so the file may be cut short", true));
        }
        return new(CitationFormat.CslJson, citations, faults);
    }

    /// <returns>Null where an escape in it stands for no character.</returns>
    private static ReadCitation? Of(JsonElement item, int place)
    {
        try
        {
            return Read(item, place);
        }
        catch (InvalidOperationException)
        {
            return null; // GetString's way of saying that a surrogate stands alone.
        }
    }

    private static ReadCitation Read(JsonElement item, int place)
    {
        string Text(string name) => item.TryGetProperty(name, out var value) ? Plain(value) : "";
        var date = item.TryGetProperty("issued", out var issued) ? Date(issued) : "";
        var doi = CitationReader.DoiIn(Text("DOI"));
        var hasAuthors = item.TryGetProperty("author", out var authors) && authors.ValueKind == JsonValueKind.Array;
        var other = new List<(string Name, string Value)>();
        void Keep(string name, string value)
        {
            if (value.Length > 0) other.Add((StoredCharacters.Clean(name), value));
        }
        foreach (var field in item.EnumerateObject())
        {
            // Where others put what CSL has no field for.
            if (field is { Name: "custom", Value.ValueKind: JsonValueKind.Object })
                foreach (var own in field.Value.EnumerateObject())
                {
                    if (own.Value.ValueKind == JsonValueKind.Array && own.Value.GetArrayLength() > 0 && own.Value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String))
                        foreach (var one in own.Value.EnumerateArray()) Keep(own.Name, Plain(one));
                    else if (Plain(own.Value).Length > 0) Keep(own.Name, Whole(own.Value));
                }
            else if (!Known.Contains(field.Name) || (field.Name == "DOI" && doi.Length == 0) || (field.Name == "author" && !hasAuthors))
            {
                if (Plain(field.Value).Length > 0) Keep(field.Name, Whole(field.Value));
            }
            else if (field.Name == "author")
                foreach (var (author, number) in field.Value.EnumerateArray().Select((a, i) => (a, i + 1)))
                    foreach (var (part, value) in Beside(author, Part(author, "literal").Length > 0 ? WholeName : NameParts)) Keep($"author {number.ToString(CultureInfo.InvariantCulture)} {part}", value);
            else if (field.Name == "issued")
                foreach (var (part, value) in Beside(field.Value, [DatePart(field.Value)])) Keep($"issued {part}", value);
        }
        return new()
        {
            Line = place,
            Kind = Text("type") is { Length: > 0 } kind ? kind : "document",
            Title = Text("title"),
            Date = date,
            Year = CitationReader.YearIn(date),
            Container = Text("container-title"),
            Volume = Text("volume"),
            Issue = Text("issue"),
            Pages = Text("page"),
            Doi = doi,
            Url = Text("URL"),
            Abstract = Text("abstract"),
            Authors = hasAuthors ? [.. authors.EnumerateArray().Select(Name).Where(n => n.Length > 0)] : [],
            Other = other,
        };
    }

    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => StoredCharacters.Clean(value.GetString()!, keepLines: true).Trim(),
        JsonValueKind.Array => string.Join("; ", value.EnumerateArray().Select(Plain)),
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        _ => value.GetRawText(),
    };

    /// <summary>A value as words; a list or an object as JSON in one line.</summary>
    private static string Whole(JsonElement value) => value.ValueKind is JsonValueKind.Array or JsonValueKind.Object ? InOneLine(value.GetRawText()) : Plain(value);

    /// <summary>JSON without the blanks between its parts, and with characters of two halves written out: the words of the file, however it was laid out.</summary>
    private static string InOneLine(string json)
    {
        var (line, isInString) = (new StringBuilder(json.Length), false);
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (c == '"') isInString = !isInString;
            if (!isInString && char.IsWhiteSpace(c)) continue;
            if (c != '\\') line.Append(c);
            else if (HalfAt(i) is { } high && char.IsHighSurrogate(high) && HalfAt(i + 6) is { } low && char.IsLowSurrogate(low))
            {
                line.Append(high).Append(low);
                i += 11;
            }
            else line.Append(c).Append(json[++i]);
        }
        return line.ToString();

        char? HalfAt(int at) => at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u' && ushort.TryParse(json.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var half) ? (char)half : null;
    }

    /// <summary>The parts of an object that its reading leaves over.</summary>
    private static IEnumerable<(string Part, string Value)> Beside(JsonElement of, string[] read) =>
        of.ValueKind == JsonValueKind.Object ? of.EnumerateObject().Where(p => !read.Contains(p.Name) && Plain(p.Value).Length > 0).Select(p => (p.Name, Whole(p.Value))) : [];

    private static readonly string[] WholeName = ["literal"], NameParts = ["non-dropping-particle", "family", "given", "dropping-particle", "suffix"];

    private static string Part(JsonElement author, string name) => author.ValueKind == JsonValueKind.Object && author.TryGetProperty(name, out var value) ? Plain(value) : "";

    private static string Name(JsonElement author)
    {
        if (author.ValueKind != JsonValueKind.Object) return Plain(author);
        if (Part(author, "literal") is { Length: > 0 } literal) return literal;
        var family = string.Join(" ", new[] { Part(author, "non-dropping-particle"), Part(author, "family") }.Where(p => p.Length > 0));
        var given = string.Join(" ", new[] { Part(author, "given"), Part(author, "dropping-particle") }.Where(p => p.Length > 0));
        return string.Join(", ", new[] { family, given, Part(author, "suffix") }.Where(p => p.Length > 0));
    }

    /// <summary>The part of a date that is read; empty where there is none.</summary>
    private static string DatePart(JsonElement issued) => issued.ValueKind != JsonValueKind.Object ? ""
        : issued.TryGetProperty("date-parts", out var parts) && parts.ValueKind == JsonValueKind.Array ? "date-parts" : issued.TryGetProperty("raw", out _) ? "raw" : issued.TryGetProperty("literal", out _) ? "literal" : "";

    private static string Date(JsonElement issued)
    {
        if (issued.ValueKind != JsonValueKind.Object) return Plain(issued);
        if (DatePart(issued) is not { Length: > 0 } part) return "";
        var parts = issued.GetProperty(part);
        if (part == "date-parts")
            return string.Join("/", parts.EnumerateArray().Where(p => p.ValueKind == JsonValueKind.Array).Select(p => string.Join("-", p.EnumerateArray().Select((n, i) => i > 0 && int.TryParse(Plain(n), CultureInfo.InvariantCulture, out var number) ? number.ToString("00", CultureInfo.InvariantCulture) : Plain(n)))));
        return Plain(parts);
    }
}
