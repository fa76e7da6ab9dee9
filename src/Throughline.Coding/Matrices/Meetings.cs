namespace Throughline.Coding;

/// <summary>When two codes are said to meet.</summary>
public enum CodeMeeting
{
    /// <summary>Their passages share at least one character.</summary>
    Overlap,
    /// <summary>They stand on the very same words.</summary>
    SamePassage,
    /// <summary>They stand in the same paragraph or within so many paragraphs of each other.</summary>
    Near,
}

/// <summary>Finds, for every passage of one source, which codes it meets, by one sweep over passages in order.</summary>
internal static class Meetings
{
    /// <summary>Whose passages meet, as half-open stretches: they overlap, or are the same.</summary>
    /// <param name="stretches">In any order; the answer is by place in this list.</param>
    /// <param name="columns">The column of each passage; -1 for one that stands in none.</param>
    /// <param name="width">How many columns there are.</param>
    /// <param name="same">True asks for the very same stretch.</param>
    /// <returns>For each passage a row of <c>(width + 63) / 64</c> words whose bits are the columns it meets.</returns>
    /// <remarks>A passage never meets itself, but it meets others of its own column. O(n log n + meetings).</remarks>
    public static ulong[] Sweep(ReadOnlySpan<(int Start, int End)> stretches, ReadOnlySpan<int> columns, int width, bool same)
    {
        var words = (width + 63) / 64;
        var met = new ulong[stretches.Length * words];
        var order = new int[stretches.Length];
        var keys = new long[stretches.Length];
        for (var i = 0; i < order.Length; i++) (order[i], keys[i]) = (i, ((long)stretches[i].Start << 32) | (uint)stretches[i].End);
        Array.Sort(keys, order);
        var open = new int[16];
        var count = 0;
        for (var n = 0; n < order.Length; n++)
        {
            var i = order[n];
            var (start, end) = stretches[i];
            var kept = 0;
            for (var o = 0; o < count; o++)
            {
                var j = open[o];
                if (same ? stretches[j] != stretches[i] : stretches[j].End <= start) continue;
                open[kept++] = j;
                if (columns[j] >= 0) met[i * words + columns[j] / 64] |= 1UL << (columns[j] % 64);
                if (columns[i] >= 0) met[j * words + columns[i] / 64] |= 1UL << (columns[i] % 64);
            }
            count = kept;
            if (count == open.Length) Array.Resize(ref open, count * 2);
            open[count++] = i;
        }
        return met;
    }

    /// <summary>Passages as stretches of paragraphs, lengthened so that those within <paramref name="within"/> paragraphs of each other overlap.</summary>
    /// <param name="breaks">Where paragraphs end, ascending.</param>
    public static (int Start, int End) InParagraphs(int start, int end, int[] breaks, int within) =>
        (ParagraphOf(start, breaks), ParagraphOf(Math.Max(start, end - 1), breaks) + 1 + within);

    /// <summary>Where paragraphs end: the text has one LF between blocks and none inside.</summary>
    public static int[] BreaksOf(string text)
    {
        var breaks = new List<int>();
        for (var at = text.IndexOf('\n', StringComparison.Ordinal); at >= 0; at = text.IndexOf('\n', at + 1)) breaks.Add(at);
        return [.. breaks];
    }

    private static int ParagraphOf(int position, int[] breaks)
    {
        var found = Array.BinarySearch(breaks, position);
        return found < 0 ? ~found : found;
    }
}
