using System.Text;
using Throughline.Text;

namespace Throughline.Files;

/// <summary>Where each position of a text lies after a change, and the other way round.</summary>
/// <remarks>A position inside a changed range moves to the start of what replaced it, or, for an end, to its end. Mapping never
/// reverses order. O(log n) a position, n changes.</remarks>
public sealed class OffsetMap
{
    private readonly (int Start, int End, int NewStart, int NewEnd)[] _changes;

    /// <param name="changes">Ranges of the old text and how long what replaced each is; in order, not overlapping.</param>
    /// <exception cref="ArgumentException">The ranges overlap or are out of order.</exception>
    public OffsetMap(IEnumerable<(TextSpan Span, int NewLength)> changes)
    {
        var list = new List<(int, int, int, int)>();
        int shift = 0, last = 0;
        foreach (var (span, length) in changes)
        {
            if (span.Start < last) throw new ArgumentException($"The change at {span} overlaps the one before it, which ends at {last}.", nameof(changes));
            list.Add((span.Start, span.End, span.Start + shift, span.Start + shift + length));
            shift += length - span.Length;
            last = span.End;
        }
        _changes = [.. list];
    }

    /// <summary>Where a position of the old text lies in the new one, as the start of a span.</summary>
    public int Map(int position) => Move(position, false, false);

    /// <summary>Where a position of the old text lies in the new one, as the end (exclusive) of a span.</summary>
    public int MapEnd(int position) => Move(position, false, true);

    /// <summary>Where a position of the new text lay in the old one, as the start of a span.</summary>
    public int MapBack(int position) => Move(position, true, false);

    /// <summary>Where a position of the new text lay in the old one, as the end of a span.</summary>
    public int MapBackEnd(int position) => Move(position, true, true);

    /// <summary>A span of the old text in the new one: what was changed inside or at its edges comes with it.</summary>
    public TextSpan Map(TextSpan span)
    {
        var start = Map(span.Start);
        return new(start, span.IsEmpty ? start : Math.Max(start, MapEnd(span.End)));
    }

    /// <summary>A span of the new text in the old one.</summary>
    public TextSpan MapBack(TextSpan span)
    {
        var start = MapBack(span.Start);
        return new(start, span.IsEmpty ? start : Math.Max(start, MapBackEnd(span.End)));
    }

    private int Move(int position, bool back, bool asEnd)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        int low = 0, high = _changes.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if ((back ? _changes[middle].NewStart : _changes[middle].Start) <= position) low = middle + 1;
            else high = middle;
        }
        if (low == 0) return position;
        var (start, end, newStart, newEnd) = _changes[low - 1];
        var (fromStart, fromEnd, toStart, toEnd) = back ? (newStart, newEnd, start, end) : (start, end, newStart, newEnd);
        if (position > fromEnd || (position == fromEnd && position > fromStart)) return toEnd + (position - fromEnd);
        // At the change's start, or inside it. An insertion belongs to the text before it.
        if (fromStart == fromEnd) return toEnd;
        if (position == fromStart) return toStart;
        return asEnd ? toEnd : toStart;
    }
}

/// <summary>A document with accepted repairs in it, and where everything went.</summary>
public sealed record RepairedText(ReadDocument Document, OffsetMap Offsets);

/// <summary>Applies the repairs an analyst accepted.</summary>
public static class RepairText
{
    /// <summary>The document with its accepted repairs made: blocks, marks, pages, cautions and the repairs not accepted move along.</summary>
    /// <param name="accepted">Repairs of this document, in any order. None may overlap another.</param>
    /// <exception cref="ArgumentException">Two repairs overlap, or one lies beyond the text.</exception>
    /// <remarks>The other reading order, where there is one, is not touched: it has repairs of its own.</remarks>
    public static RepairedText Apply(ReadDocument document, IReadOnlyList<Repair> accepted)
    {
        var repairs = accepted.OrderBy(repair => repair.Span.Start).ThenBy(repair => repair.Span.End).ToList();
        if (repairs.Count > 0 && repairs.Max(repair => repair.Span.End) > document.Text.Length) throw new ArgumentException("A repair lies beyond the text of this document.", nameof(accepted));
        var old = document.Text;
        // Composition with a neighbour must not change the text behind the map's back: such a repair takes the neighbour in.
        var map = new OffsetMap(repairs.Select(repair => (repair.Span, repair.Replacement.Length)));
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
            Marks = [.. document.Marks.Select(mark => mark with { Span = map.Map(mark.Span) }).OrderBy(mark => mark.Span)],
            Pages = Pages(document, map, repaired),
            Repairs = [.. document.Repairs.Where(repair => !taken.Contains(repair) && !repairs.Exists(done => done.Span.Overlaps(repair.Span))).Select(repair => repair with { Span = map.Map(repair.Span) })],
            Cautions = [.. document.Cautions.Select(caution => caution with { Span = map.Map(caution.Span) }).OrderBy(caution => caution.Span)],
        }, map);
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
            while (index < document.Blocks.Count && map.MapEnd(document.Blocks[index].Span.End) <= start) index++;
            blocks.Add(document.Blocks[Math.Min(index, document.Blocks.Count - 1)] with { Span = new(start, end) });
            start = end + 1;
        }
        return blocks;
    }

    private static List<PageStart> Pages(ReadDocument document, OffsetMap map, string text)
    {
        var pages = new List<PageStart>();
        foreach (var page in document.Pages)
        {
            var at = Math.Min(map.Map(page.Position), text.Length);
            if (pages.Count > 0 && pages[^1].Position == at) pages[^1] = page with { Position = at };
            else pages.Add(page with { Position = at });
        }
        return pages;
    }
}
