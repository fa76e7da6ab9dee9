using System.Globalization;
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
            Doi = CitationReader.DoiIn(Text("DOI")),
            Url = Text("URL"),
            Abstract = Text("abstract"),
            Authors = item.TryGetProperty("author", out var authors) && authors.ValueKind == JsonValueKind.Array ? [.. authors.EnumerateArray().Select(Name).Where(n => n.Length > 0)] : [],
            Other = [.. item.EnumerateObject().Where(p => !Known.Contains(p.Name)).Select(p => (StoredCharacters.Clean(p.Name), p.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object ? p.Value.GetRawText() : Plain(p.Value))).Where(p => p.Item2.Length > 0)],
        };
    }

    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => StoredCharacters.Clean(value.GetString()!, keepLines: true).Trim(),
        JsonValueKind.Array => string.Join("; ", value.EnumerateArray().Select(Plain)),
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        _ => value.GetRawText(),
    };

    private static string Name(JsonElement author)
    {
        if (author.ValueKind != JsonValueKind.Object) return Plain(author);
        string Part(string name) => author.TryGetProperty(name, out var value) ? Plain(value) : "";
        if (Part("literal") is { Length: > 0 } literal) return literal;
        var family = string.Join(" ", new[] { Part("non-dropping-particle"), Part("family") }.Where(p => p.Length > 0));
        var given = string.Join(" ", new[] { Part("given"), Part("dropping-particle") }.Where(p => p.Length > 0));
        return string.Join(", ", new[] { family, given, Part("suffix") }.Where(p => p.Length > 0));
    }

    private static string Date(JsonElement issued)
    {
        if (issued.ValueKind != JsonValueKind.Object) return Plain(issued);
        if (issued.TryGetProperty("date-parts", out var parts) && parts.ValueKind == JsonValueKind.Array)
            return string.Join("/", parts.EnumerateArray().Where(p => p.ValueKind == JsonValueKind.Array).Select(p => string.Join("-", p.EnumerateArray().Select((n, i) => i > 0 && int.TryParse(Plain(n), CultureInfo.InvariantCulture, out var number) ? number.ToString("00", CultureInfo.InvariantCulture) : Plain(n)))));
        return issued.TryGetProperty("raw", out var raw) ? Plain(raw) : issued.TryGetProperty("literal", out var literal) ? Plain(literal) : "";
    }
}
