namespace Throughline.Text;

/// <summary>How a span fared when its text was corrected.</summary>
public enum AnchorFate
{
    /// <summary>The same words, in their place.</summary>
    Exact,

    /// <summary>The same words, now elsewhere in the text.</summary>
    Moved,

    /// <summary>In its place, with some of its words changed; at least half of its characters are still there.</summary>
    Edited,

    /// <summary>Not found; <see cref="Reanchored.New"/> is only a guess, for a person to decide.</summary>
    Lost,
}

/// <summary>A span of an old text and where it lies in the new one.</summary>
/// <param name="Old">The span asked about.</param>
/// <param name="New">Where it lies now; for a lost one the best guess, which may be empty.</param>
/// <param name="Fate">How it fared.</param>
/// <param name="Changed">How much differs, 0 (nothing) to 1 (everything): 1 - 2k/(a+b) for k units kept of a old and b new ones.</param>
public readonly record struct Reanchored(TextSpan Old, TextSpan New, AnchorFate Fate, double Changed);

/// <summary>Carries spans from a text to its corrected version.</summary>
public static class Reanchor
{
    /// <summary>Where spans of the old text lie in the new. Every span gets an answer, in the order asked.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A span reaches past the end of the old text.</exception>
    public static IReadOnlyList<Reanchored> Spans(string oldText, string newText, IReadOnlyList<TextSpan> spans) =>
        Spans(oldText, newText, spans, TextDiff.Compare(oldText, newText));

    /// <summary>As <see cref="Spans(string, string, IReadOnlyList{TextSpan})"/>, with the changes already known.</summary>
    /// <param name="oldText">The text the spans are of.</param>
    /// <param name="newText">The corrected text.</param>
    /// <param name="spans">Spans of the old text.</param>
    /// <param name="map">Where the old text's positions lie in the new.</param>
    /// <exception cref="ArgumentException">The map is of other lengths.</exception>
    public static IReadOnlyList<Reanchored> Spans(string oldText, string newText, IReadOnlyList<TextSpan> spans, OffsetMap map)
    {
        ArgumentNullException.ThrowIfNull(oldText);
        ArgumentNullException.ThrowIfNull(newText);
        ArgumentNullException.ThrowIfNull(spans);
        ArgumentNullException.ThrowIfNull(map);
        if (map.OldLength != oldText.Length || map.NewLength != newText.Length)
            throw new ArgumentException($"The map leads from {map.OldLength} to {map.NewLength} units; the texts have {oldText.Length} and {newText.Length}.", nameof(map));
        var work = new Work(oldText, newText, map);
        var result = new Reanchored[spans.Count];
        for (var i = 0; i < result.Length; i++) result[i] = work.Place(spans[i]);
        return result;
    }

    private sealed class Work(string oldText, string newText, OffsetMap map)
    {
        private readonly OffsetMap _back = map.Inverse();
        private readonly Dictionary<TextSpan, Reanchored> _done = [];
        private SegmentFinder? _finder;

        public Reanchored Place(TextSpan span)
        {
            // Many codings lie on one excerpt.
            if (!_done.TryGetValue(span, out var placed)) _done[span] = placed = Find(span);
            return placed;
        }

        private Reanchored Find(TextSpan span)
        {
            var mapped = map.Forward(span);
            var here = WithWholeWords(span, mapped);
            if (here == mapped && map.Keeps(span)) return new(span, here, AnchorFate.Exact, 0);
            var words = oldText.AsSpan(span.Start, span.Length);
            if (newText.AsSpan(here.Start, here.Length).SequenceEqual(words)) return new(span, here, AnchorFate.Exact, 0);
            if (Occurrence(words, here) is { } moved) return new(span, moved, moved.Overlaps(here) ? AnchorFate.Exact : AnchorFate.Moved, 0);
            var kept = KeptUnits(span);
            var changed = Math.Max(0, 1 - 2.0 * kept / (span.Length + here.Length));
            if (2 * kept >= span.Length) return new(span, here, AnchorFate.Edited, changed);
            var text = words.ToString();
            if (Words.Count(text) >= 4)
            {
                _finder ??= new(newText);
                var near = _finder.Find(text, near: here.Start);
                foreach (var place in near.Places)
                    if (place.Score >= SegmentFinder.Placed && !_back.Keeps(place.Span)) return new(span, place.Span, AnchorFate.Edited, 1 - place.Score);
                if (here.IsEmpty && near.Places is [var best, ..]) return new(span, best.Span, AnchorFate.Lost, Math.Max(changed, 1 - best.Score));
            }
            return new(span, here, AnchorFate.Lost, changed);
        }

        // A letter mended at the end of a word belongs to the word: a span that ended with a whole word goes on doing so.
        private TextSpan WithWholeWords(TextSpan span, TextSpan here)
        {
            if (span.IsEmpty || here.IsEmpty) return here;
            var (start, end) = (here.Start, here.End);
            if (IsEdge(oldText, span.Start))
                while (start > 0 && !IsEdge(newText, start) && here.Start - start < LongestWord) start--;
            if (IsEdge(oldText, span.End))
                while (end < newText.Length && !IsEdge(newText, end) && end - here.End < LongestWord) end++;
            return IsEdge(newText, start) && IsEdge(newText, end) ? new(start, end) : here;
        }

        private const int LongestWord = 40;

        private static bool IsEdge(string text, int at) =>
            at <= 0 || at >= text.Length || !IsWord(text[at - 1]) || !IsWord(text[at]);

        private static bool IsWord(char unit) => char.IsLetterOrDigit(unit) && !Letters.IsUnspaced(unit);

        // The same words elsewhere, in what is new there; words that another stretch of the old text kept are that stretch's own.
        private TextSpan? Occurrence(ReadOnlySpan<char> words, TextSpan here)
        {
            if (words.IsWhiteSpace()) return null;
            // A word or two may stand anywhere; only close by, or where there is but one such, are they the same ones.
            var isShort = words.Length < 12 && !(words.Length >= 4 && IsOnce(oldText, words) && IsOnce(newText, words));
            var from = isShort ? Math.Max(0, here.Start - 40) : 0;
            var to = isShort ? Math.Min(newText.Length, here.End + 40) : newText.Length;
            TextSpan? nearest = null;
            for (int at = from, tries = 0; at <= to - words.Length && tries < 1000; tries++)
            {
                var found = newText.AsSpan(at, to - at).IndexOf(words);
                if (found < 0) break;
                var place = new TextSpan(at + found, at + found + words.Length);
                if (!_back.Keeps(place) && (nearest is not { } other || Math.Abs(place.Start - here.Start) < Math.Abs(other.Start - here.Start))) nearest = place;
                at = place.Start + 1;
            }
            return nearest;
        }

        private static bool IsOnce(ReadOnlySpan<char> text, ReadOnlySpan<char> words) => text.IndexOf(words) is >= 0 and var first && text.LastIndexOf(words) == first;

        private int KeptUnits(TextSpan span)
        {
            var kept = span.Length;
            // The changes are in order; those before the span cannot touch it.
            int low = 0, high = map.Changes.Count;
            while (low < high)
            {
                var middle = (low + high) >> 1;
                if (map.Changes[middle].Old.End > span.Start) high = middle;
                else low = middle + 1;
            }
            for (; low < map.Changes.Count && map.Changes[low].Old.Start < span.End; low++)
                kept -= Math.Max(0, Math.Min(span.End, map.Changes[low].Old.End) - Math.Max(span.Start, map.Changes[low].Old.Start));
            return kept;
        }
    }
}
