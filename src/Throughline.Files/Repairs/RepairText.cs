using System.Text;
using Throughline.Text;

namespace Throughline.Files;

/// <summary>A document with accepted repairs in it, and where everything went.</summary>
public sealed record RepairedText(ReadDocument Document, OffsetMap Offsets);

/// <summary>Applies the repairs an analyst accepted.</summary>
public static class RepairText
{
    /// <summary>The document with its accepted repairs made: blocks, marks, pages, cautions and the repairs not accepted move along.</summary>
    /// <param name="accepted">Repairs of this document, in any order. None may overlap another.</param>
    /// <returns>The document, and the map from the text as read to the text as repaired.</returns>
    /// <exception cref="ArgumentException">Two repairs overlap, or one lies beyond the text.</exception>
    /// <remarks>The other reading order, where there is one, is not touched: it has repairs of its own.</remarks>
    public static RepairedText Apply(ReadDocument document, IReadOnlyList<Repair> accepted)
    {
        var repairs = accepted.OrderBy(repair => repair.Span.Start).ThenBy(repair => repair.Span.End).ToList();
        var old = document.Text;
        var map = OffsetMap.Replacing(old.Length, Changes(old, repairs));
        var text = new StringBuilder(old.Length);
        var at = 0;
        foreach (var repair in repairs)
        {
            text.Append(old, at, repair.Span.Start - at).Append(repair.Replacement);
            at = repair.Span.End;
        }
        text.Append(old, at, old.Length - at);
        var repaired = text.ToString();
        if (!repaired.IsNormalized(NormalizationForm.FormC)) throw new ArgumentException("A repair's replacement would not leave the text in NFC.", nameof(accepted));

        var taken = repairs.ToHashSet();
        return new(document with
        {
            Text = repaired,
            Blocks = Blocks(document, repaired, map),
            Marks = [.. document.Marks.Select(mark => mark with { Span = map.Forward(mark.Span) }).OrderBy(mark => mark.Span)],
            Pages = Pages(document, map),
            Repairs = [.. document.Repairs.Where(repair => !taken.Contains(repair) && !repairs.Exists(done => done.Span.Overlaps(repair.Span))).Select(repair => repair with { Span = map.Forward(repair.Span) })],
            Cautions = [.. document.Cautions.Select(caution => caution with { Span = map.Forward(caution.Span) }).OrderBy(caution => caution.Span)],
        }, map);
    }

    /// <summary>The repairs as changes of the map. A letter that comes back at a word's end belongs to that word, and an excerpt that ends
    /// with it must take it in; a mere insertion would stay outside. So the character before it counts as changed along with it.</summary>
    private static List<(TextSpan Old, int NewLength)> Changes(string old, List<Repair> repairs)
    {
        var changes = new List<(TextSpan Old, int NewLength)>(repairs.Count);
        foreach (var repair in repairs)
        {
            var (span, length) = (repair.Span, repair.Replacement.Length);
            if (span.IsEmpty && changes.Count > 0 && changes[^1].Old.End == span.Start)
            {
                changes[^1] = (changes[^1].Old, changes[^1].NewLength + length);
                continue;
            }
            if (span.IsEmpty && span.Start is > 0 and var at && at <= old.Length && old[at - 1] != '\n')
            {
                var before = at > 1 && char.IsLowSurrogate(old[at - 1]) ? 2 : 1;
                (span, length) = (new(at - before, at), length + before);
            }
            changes.Add((span, length));
        }
        return changes;
    }

    private static List<Block> Blocks(ReadDocument document, string text, OffsetMap map)
    {
        var blocks = new List<Block>();
        var index = 0;
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0) end = text.Length;
            // Lines that became one are of the kind of the first of them that kept a letter.
            while (index < document.Blocks.Count && map.Forward(document.Blocks[index].Span).End <= start) index++;
            blocks.Add(document.Blocks[Math.Min(index, document.Blocks.Count - 1)] with { Span = new(start, end) });
            start = end + 1;
        }
        return blocks;
    }

    private static List<PageStart> Pages(ReadDocument document, OffsetMap map)
    {
        var pages = new List<PageStart>();
        foreach (var page in document.Pages)
        {
            var at = map.Forward(page.Position);
            if (pages.Count > 0 && pages[^1].Position == at) pages[^1] = page with { Position = at };
            else pages.Add(page with { Position = at });
        }
        return pages;
    }
}
