using System.Text.RegularExpressions;

namespace Throughline.Text;

// One query over one block.
internal sealed class SearchEvaluation(SearchBlock block, Func<FilterNode, bool>? filter)
{
    private bool _timedOut;

    // A stretch of tokens (for NEAR) and the spans that light up for it.
    private readonly record struct Place(int First, int End, IReadOnlyList<TextSpan> Spans);

    public SearchMatch? Match(SearchNode root)
    {
        var spans = new List<TextSpan>();
        if (!Holds(root, spans)) return null;
        return new(Merged(spans), _timedOut);
    }

    private bool Holds(SearchNode node, List<TextSpan> spans)
    {
        switch (node)
        {
            case AndNode and:
                var before = spans.Count;
                foreach (var operand in and.Operands)
                    if (!Holds(operand, spans))
                    {
                        spans.RemoveRange(before, spans.Count - before);
                        return false;
                    }
                return true;
            case OrNode or:
                var any = false;
                foreach (var operand in or.Operands) any |= Holds(operand, spans);
                return any;
            case NotNode not:
                return !Holds(not.Operand, []);
            case FilterNode asked:
                return filter is not null && filter(asked);
            case RegexNode regex:
                var found = Find(regex);
                spans.AddRange(found);
                return found.Count > 0;
            default:
                var places = PlacesOf(node);
                foreach (var place in places) spans.AddRange(place.Spans);
                return places.Count > 0;
        }
    }

    private List<Place> PlacesOf(SearchNode node) => node switch
    {
        TermNode term => PlacesOf(term),
        OrNode or => [.. or.Operands.SelectMany(PlacesOf)],
        NearNode near => PlacesOf(near),
        RegexNode regex => [.. Find(regex).Select(PlaceOf)],
        _ => throw new InvalidOperationException($"{node.GetType().Name} has no place in a text."),
    };

    private List<Place> PlacesOf(TermNode term)
    {
        var places = new List<Place>();
        var tokens = block.Tokens;
        for (var first = 0; first < tokens.Length; first++)
        {
            var end = EndOf(term.Words, 0, first);
            if (end < 0) continue;
            places.Add(new(first, end, [new TextSpan(tokens[first].Span.Start, tokens[end - 1].Span.End)]));
        }
        // A part of a hyphenated word that matches by itself says it more closely than the whole word does.
        if (term.Words is [{ } only])
        {
            var compounds = new List<Place>();
            var seen = 0;
            foreach (var compound in block.Compounds)
            {
                var after = compound.First + compound.Count;
                if (!only.Whole.Matches(compound.Term) || !Fits(only, only.Whole, after - 1)) continue;
                while (seen < places.Count && places[seen].End <= compound.First) seen++;
                if (seen < places.Count && places[seen].First < after) continue;
                compounds.Add(new(compound.First, after, [new TextSpan(tokens[compound.First].Span.Start, tokens[after - 1].Span.End)]));
            }
            places.AddRange(compounds);
        }
        return places;
    }

    // Where the words from this one on end, when they begin at this token; -1 when they do not.
    private int EndOf(IReadOnlyList<SearchWord> words, int word, int token)
    {
        if (word == words.Count) return token;
        if (token >= block.Tokens.Length) return -1;
        var asked = words[word];
        if (asked.Parts.Count > 1 && token + asked.Parts.Count <= block.Tokens.Length)
        {
            var last = token + asked.Parts.Count - 1;
            var fits = !asked.IsPossessive || block.Tokens[last].IsPossessive;
            for (var i = 0; fits && i < asked.Parts.Count; i++) fits = asked.Parts[i].Matches(block.Tokens[token + i].Term);
            if (fits && EndOf(words, word + 1, last + 1) is >= 0 and var end) return end;
        }
        if (Fits(asked, asked.Whole, token) && asked.Whole.Matches(block.Tokens[token].Term) && EndOf(words, word + 1, token + 1) is >= 0 and var afterToken) return afterToken;
        // A single word over a hyphenated one is looked for apart, after its parts.
        if (words.Count > 1 && CompoundAt(token) is { } compound)
        {
            var after = compound.First + compound.Count;
            if (Fits(asked, asked.Whole, after - 1) && asked.Whole.Matches(compound.Term) && EndOf(words, word + 1, after) is >= 0 and var end) return end;
        }
        return -1;
    }

    private Compound? CompoundAt(int token)
    {
        int low = 0, high = block.Compounds.Count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (block.Compounds[middle].First >= token) high = middle;
            else low = middle + 1;
        }
        return low < block.Compounds.Count && block.Compounds[low].First == token ? block.Compounds[low] : null;
    }

    private bool Fits(SearchWord asked, Pattern pattern, int lastToken) => !asked.IsPossessive || !pattern.IsExact || block.Tokens[lastToken].IsPossessive;

    private List<Place> PlacesOf(NearNode near)
    {
        var left = PlacesOf(near.Left);
        var right = PlacesOf(near.Right);
        if (left.Count == 0 || right.Count == 0) return [];
        left.Sort((a, b) => a.First.CompareTo(b.First));
        right.Sort((a, b) => a.First.CompareTo(b.First));
        var longest = right.Max(place => place.End - place.First);
        var places = new List<Place>();
        foreach (var one in left)
        {
            // Only those that begin late enough to reach, and not too late.
            var from = LowerBound(right, one.First - near.Distance - longest);
            for (var i = from; i < right.Count && right[i].First <= one.End + near.Distance; i++)
            {
                var other = right[i];
                var between = other.First >= one.End ? other.First - one.End : one.First >= other.End ? one.First - other.End : -1;
                if (between < 0 || between > near.Distance) continue;
                places.Add(new(Math.Min(one.First, other.First), Math.Max(one.End, other.End), [.. one.Spans, .. other.Spans]));
                if (places.Count >= MostPlaces) return places;
            }
        }
        return places;
    }

    // Chained NEARs of a word said thousands of times in one block could otherwise grow without bound.
    private const int MostPlaces = 100_000;

    private static int LowerBound(List<Place> places, int first)
    {
        int low = 0, high = places.Count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (places[middle].First >= first) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private Place PlaceOf(TextSpan span)
    {
        var tokens = block.Tokens;
        int low = 0, high = tokens.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (tokens[middle].Span.End > span.Start) high = middle;
            else low = middle + 1;
        }
        var end = low;
        while (end < tokens.Length && tokens[end].Span.Start < span.End) end++;
        return new(low, end, [span]);
    }

    private List<TextSpan> Find(RegexNode regex)
    {
        var found = new List<TextSpan>();
        try
        {
            foreach (var match in regex.Expression.EnumerateMatches(block.Text))
                if (match.Length > 0) found.Add(new(match.Index, match.Index + match.Length));
        }
        catch (RegexMatchTimeoutException)
        {
            _timedOut = true;
        }
        return found;
    }

    private static TextSpan[] Merged(List<TextSpan> spans)
    {
        spans.Sort();
        var merged = new List<TextSpan>(spans.Count);
        foreach (var span in spans)
            if (merged.Count > 0 && merged[^1].Overlaps(span)) merged[^1] = new(merged[^1].Start, Math.Max(merged[^1].End, span.End));
            else merged.Add(span);
        return [.. merged];
    }
}
