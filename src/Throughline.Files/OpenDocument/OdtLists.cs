using System.Text;
using System.Xml.Linq;

namespace Throughline.Files;

/// <summary>List styles of an OpenDocument text and the labels they generate.</summary>
internal sealed class OdtLists
{
    private sealed record Level(bool IsNumber, string Format, string Prefix, string Suffix, int Shown, int Start);

    private readonly Dictionary<string, Level?[]> _styles = new(StringComparer.Ordinal);

    public void Add(XElement style)
    {
        var name = style.Name.LocalName == "outline-style" ? Outline : style.Value("name");
        if (name is null) return;
        var levels = new Level?[10];
        foreach (var level in style.Elements())
        {
            var at = Numbers.Parse(level.Value("level")) - 1;
            if (at is < 0 or > 9) continue;
            var isNumber = level.Name.LocalName is "list-level-style-number" or "outline-level-style";
            var format = level.Value("num-format") switch { "a" => "lowerLetter", "A" => "upperLetter", "i" => "lowerRoman", "I" => "upperRoman", "" or null => "none", _ => "decimal" };
            levels[at] = new(isNumber && format != "none", format, level.Value("num-prefix") ?? "", level.Value("num-suffix") ?? "",
                Math.Clamp(Numbers.Parse(level.Value("display-levels"), 1), 1, 10), Numbers.Parse(level.Value("start-value"), 1));
        }
        _styles[name] = levels;
    }

    public const string Outline = "\0outline";

    public bool IsNumbered(string? style, int level) => style is not null && _styles.TryGetValue(style, out var levels) && levels[Math.Min(level, 9)] is { IsNumber: true };

    /// <summary>Counts one item on; "" for a bullet or an unnumbered level.</summary>
    public string Next(string? style, int level, int?[] counts, int? startAt)
    {
        level = Math.Clamp(level, 0, 9);
        if (style is null || !_styles.TryGetValue(style, out var levels) || levels[level] is not { } own) return "";
        counts[level] = startAt ?? (counts[level] is { } before ? before + 1 : own.Start);
        for (var deeper = level + 1; deeper < 10; deeper++) counts[deeper] = null;
        if (!own.IsNumber) return "";
        var label = new StringBuilder(own.Prefix);
        for (var at = Math.Max(0, level - own.Shown + 1); at <= level; at++)
        {
            if (levels[at] is not { IsNumber: true } shown) continue;
            if (label.Length > own.Prefix.Length) label.Append('.');
            label.Append(Numbers.Shown(counts[at] ?? shown.Start, shown.Format));
        }
        return label.Append(own.Suffix).ToString().Trim();
    }
}
