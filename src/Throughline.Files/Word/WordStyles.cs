using System.Globalization;
using System.Xml.Linq;

namespace Throughline.Files;

/// <summary>What a paragraph style says, with what it takes from the styles it is based on.</summary>
/// <param name="Heading">1 to 6; 0: not a heading.</param>
internal sealed record WordStyle(int Heading, bool IsCaption, string? NumId, int NumLevel);

internal sealed class WordStyles
{
    private static readonly WordStyle Plain = new(0, false, null, 0);
    private readonly Dictionary<string, XElement> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WordStyle> _known = new(StringComparer.Ordinal);
    private readonly string? _default;

    public WordStyles(XElement? styles)
    {
        foreach (var style in styles?.Elements().Where(e => e.Name.LocalName == "style") ?? [])
        {
            if (style.Value("styleId") is not { } id) continue;
            _byId.TryAdd(id, style);
            if (style.Value("type") is "paragraph" && style.Value("default") is "1" or "true") _default = id;
        }
    }

    public WordStyle Of(string? id)
    {
        id ??= _default;
        if (id is null) return Plain;
        if (!_known.TryGetValue(id, out var style)) _known[id] = style = Resolve(id);
        return style;
    }

    /// <summary>The list a numbering style (not a paragraph's) points at.</summary>
    public string? NumIdOf(string styleId) =>
        _byId.TryGetValue(styleId, out var style) ? style.Child("pPr")?.Child("numPr")?.Child("numId")?.Value("val") : null;

    private WordStyle Resolve(string id)
    {
        int? outline = null, fromName = null, level = null;
        var caption = false;
        string? numId = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = id; at is not null && seen.Add(at) && _byId.TryGetValue(at, out var style); at = style.Child("basedOn")?.Value("val"))
        {
            var properties = style.Child("pPr");
            if (properties?.Child("outlineLvl")?.Value("val") is { } own) outline ??= Numbers.Parse(own, 9);
            // The id is in the language of the program that wrote the file; the name of a built-in style is always English.
            fromName ??= HeadingOf(style.Child("name")?.Value("val") ?? at);
            caption |= string.Equals(style.Child("name")?.Value("val"), "caption", StringComparison.OrdinalIgnoreCase);
            numId ??= properties?.Child("numPr")?.Child("numId")?.Value("val");
            if (properties?.Child("numPr")?.Child("ilvl")?.Value("val") is { } depth) level ??= Numbers.Parse(depth);
        }
        var heading = fromName ?? (outline is >= 0 and < 9 ? outline.Value + 1 : 0);
        return new(Math.Min(heading, 6), caption, numId, Math.Clamp(level ?? 0, 0, 8));
    }

    private static int? HeadingOf(string name)
    {
        name = name.Trim().ToLowerInvariant();
        if (name == "title") return 1;
        if (name.StartsWith("heading ", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(8), NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level is >= 1 and <= 9) return level;
        return null;
    }
}

internal static class WordXml
{
    // By local name: the transitional and the strict vocabulary differ in their namespaces only.
    public static XElement? Child(this XElement element, string name)
    {
        for (var node = element.FirstNode; node is not null; node = node.NextNode)
            if (node is XElement child && child.Name.LocalName == name) return child;
        return null;
    }

    public static string? Value(this XElement element, string attribute)
    {
        for (var a = element.FirstAttribute; a is not null; a = a.NextAttribute)
            if (a.Name.LocalName == attribute && !a.IsNamespaceDeclaration) return a.Value;
        return null;
    }

    /// <summary>A switch such as w:b: present means on unless it says off.</summary>
    public static bool IsOn(this XElement? element) => element is not null && element.Value("val") is not ("0" or "false" or "off");
}
