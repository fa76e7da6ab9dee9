namespace Throughline.Text;

/// <summary>A hit with what stands on either side of it, as spans of the text.</summary>
/// <param name="Left">What stands before, without white space at its outer end; empty at the start of the text.</param>
/// <param name="Hit">The hit itself.</param>
/// <param name="Right">What stands after, likewise.</param>
/// <param name="IsCutLeft">True when there is more text before <paramref name="Left"/> than is shown: an ellipsis belongs there.</param>
/// <param name="IsCutRight">True when there is more after <paramref name="Right"/>.</param>
public readonly record struct KwicLine(TextSpan Left, TextSpan Hit, TextSpan Right, bool IsCutLeft, bool IsCutRight);

/// <summary>Keyword in context: a hit with its surroundings, never cutting a word.</summary>
public static class Kwic
{
    /// <summary>The surroundings of a hit, at most so many UTF-16 units on each side, cut inwards to whole words.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hit">The hit; it lies within <paramref name="within"/>.</param>
    /// <param name="units">The most units on each side, 0 or more.</param>
    /// <param name="within">Where the surroundings may come from, such as the hit's block; the whole text when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A span reaches outside the text or the hit outside <paramref name="within"/>; units is negative.</exception>
    public static KwicLine Around(string text, TextSpan hit, int units, TextSpan? within = null)
    {
        var bounds = Check(text, hit, within);
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        var start = (int)Math.Max(bounds.Start, (long)hit.Start - units);
        if (start > bounds.Start)
            while (start < hit.Start && !IsEdge(text, start)) start++;
        var end = (int)Math.Min(bounds.End, (long)hit.End + units);
        if (end < bounds.End)
            while (end > hit.End && !IsEdge(text, end)) end--;
        return Line(text, hit, bounds, start, end);
    }

    /// <summary>The surroundings of a hit, at most so many words on each side, with the punctuation between them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hit">The hit; it lies within <paramref name="within"/>.</param>
    /// <param name="words">The most words on each side, 0 or more, counted as <see cref="Words"/> does.</param>
    /// <param name="within">Where the surroundings may come from; the whole text when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="Around"/>.</exception>
    public static KwicLine AroundWords(string text, TextSpan hit, int words, TextSpan? within = null)
    {
        var bounds = Check(text, hit, within);
        ArgumentOutOfRangeException.ThrowIfNegative(words);
        var (start, end) = (hit.Start, hit.End);
        for (var reach = 16L * words + 64; words > 0; reach *= 4)
        {
            var from = (int)Math.Max(bounds.Start, hit.Start - reach);
            var found = Words.Of(text, new(from, hit.Start));
            // The first word of a window may be the rest of a longer one, hence one to spare.
            if (found.Count <= words && from > bounds.Start) continue;
            start = found.Count > words ? found[^words].Start : bounds.Start;
            break;
        }
        for (var reach = 16L * words + 64; words > 0; reach *= 4)
        {
            var to = (int)Math.Min(bounds.End, hit.End + reach);
            var found = Words.Of(text, new(hit.End, to));
            if (found.Count <= words && to < bounds.End) continue;
            end = found.Count > words ? found[words - 1].End : bounds.End;
            break;
        }
        return Line(text, hit, bounds, start, end);
    }

    private static TextSpan Check(string text, TextSpan hit, TextSpan? within)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bounds = within ?? new(0, text.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bounds.End, text.Length, nameof(within));
        ArgumentOutOfRangeException.ThrowIfLessThan(hit.Start, bounds.Start, nameof(hit));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hit.End, bounds.End, nameof(hit));
        return bounds;
    }

    private static KwicLine Line(string text, TextSpan hit, TextSpan bounds, int start, int end)
    {
        while (start < hit.Start && char.IsWhiteSpace(text[start])) start++;
        while (end > hit.End && char.IsWhiteSpace(text[end - 1])) end--;
        return new(new(start, hit.Start), hit, new(hit.End, end),
            HasWords(text.AsSpan(bounds.Start, start - bounds.Start)), HasWords(text.AsSpan(end, bounds.End - end)));
    }

    private static bool HasWords(ReadOnlySpan<char> text) => !text.IsWhiteSpace();

    // White space on one side, or a character that is a word of its own on both.
    private static bool IsEdge(string text, int at) =>
        char.IsWhiteSpace(text[at - 1]) || char.IsWhiteSpace(text[at]) || (Letters.IsUnspaced(text[at]) && Letters.IsUnspaced(text[at - 1]));
}
