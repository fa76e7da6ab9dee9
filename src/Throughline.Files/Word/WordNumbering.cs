using System.Text;
using System.Xml.Linq;

namespace Throughline.Files;

/// <summary>The labels that Word's numbering generates, counted as the document goes.</summary>
internal sealed class WordNumbering
{
    private sealed record Level(string Format, string Text, int Start, bool AllDecimal, int Restart);
    private sealed record List(string Abstract, Level?[] Levels, int?[] StartAgain);

    private readonly Dictionary<string, List> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int?[]> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<(string, int)> _begun = [];

    public WordNumbering(XElement? numbering, WordStyles styles)
    {
        if (numbering is null) return;
        var abstracts = new Dictionary<string, XElement>(StringComparer.Ordinal);
        var abstractOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var element in numbering.Elements())
        {
            if (element.Name.LocalName == "abstractNum" && element.Value("abstractNumId") is { } id) abstracts.TryAdd(id, element);
            if (element.Name.LocalName == "num" && element.Value("numId") is { } num && element.Child("abstractNumId")?.Value("val") is { } of)
                abstractOf.TryAdd(num, of);
        }
        foreach (var num in numbering.Elements().Where(e => e.Name.LocalName == "num"))
        {
            if (num.Value("numId") is not { } numId || !abstractOf.TryGetValue(numId, out var abstractId) || !abstracts.TryGetValue(abstractId, out var definition)) continue;
            // A list may only point at a numbering style, whose own list holds the levels.
            if (definition.Child("numStyleLink")?.Value("val") is { } link && styles.NumIdOf(link) is { } linked
                && abstractOf.TryGetValue(linked, out var target) && abstracts.TryGetValue(target, out var resolved))
                (abstractId, definition) = (target, resolved);
            var levels = new Level?[9];
            var again = new int?[9];
            foreach (var level in definition.Elements().Where(e => e.Name.LocalName == "lvl")) Put(levels, level);
            foreach (var change in num.Elements().Where(e => e.Name.LocalName == "lvlOverride"))
            {
                var at = Numbers.Parse(change.Value("ilvl"), -1);
                if (at is < 0 or > 8) continue;
                if (change.Child("lvl") is { } own) Put(levels, own);
                if (change.Child("startOverride")?.Value("val") is { } start) again[at] = Numbers.Parse(start, 1);
            }
            _lists.TryAdd(numId, new(abstractId, levels, again));
        }
    }

    private static void Put(Level?[] levels, XElement level)
    {
        var at = Numbers.Parse(level.Value("ilvl"), -1);
        if (at is < 0 or > 8) return;
        levels[at] = new(level.Child("numFmt")?.Value("val") ?? "decimal", level.Child("lvlText")?.Value("val") ?? "",
            Numbers.Parse(level.Child("start")?.Value("val"), 0), level.Child("isLgl").IsOn(), Numbers.Parse(level.Child("lvlRestart")?.Value("val"), -1));
    }

    /// <summary>Counts one paragraph on and gives its label: "" for a bullet, null where the list is not known.</summary>
    public string? Next(string numId, int level)
    {
        if (!_lists.TryGetValue(numId, out var list) || list.Levels[level] is not { } own) return null;
        if (!_counts.TryGetValue(list.Abstract, out var counts)) _counts[list.Abstract] = counts = new int?[9];
        if (list.StartAgain[level] is { } start && _begun.Add((numId, level))) counts[level] = start;
        else counts[level] = counts[level] is { } before ? before + 1 : own.Start;
        for (var deeper = level + 1; deeper < 9; deeper++)
            if (list.Levels[deeper] is not { Restart: 0 }) counts[deeper] = null;
        if (own.Format == "bullet") return "";
        var label = new StringBuilder();
        for (var i = 0; i < own.Text.Length; i++)
        {
            if (own.Text[i] == '%' && i + 1 < own.Text.Length && own.Text[i + 1] is >= '1' and <= '9')
            {
                var at = own.Text[++i] - '1';
                var format = list.Levels[at]?.Format ?? "decimal";
                label.Append(Numbers.Shown(counts[at] ?? list.Levels[at]?.Start ?? 1, own.AllDecimal && format != "none" ? "decimal" : format));
            }
            else label.Append(own.Text[i]);
        }
        return label.ToString().Trim();
    }
}
