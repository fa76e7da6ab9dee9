using System.Collections.Frozen;

namespace Throughline.Text;

/// <summary>A pattern that cannot be read, with what is wrong in it.</summary>
public sealed record PhraseInvalid(string Pattern, string Reason) : Error($"The pattern \"{Pattern}\" cannot be read: {Reason}");

/// <summary>Where a phrase stands among the tokens of a text.</summary>
/// <param name="First">The first token's index, from 0.</param>
/// <param name="Count">How many tokens, 1 or more.</param>
public readonly record struct PhraseHit(int First, int Count);

/// <summary>Words to look for, in the small language of lexicons.</summary>
/// <remarks>
/// <para><c>|</c> parts alternatives; words follow one another; <c>*</c> in a word stands for any run of its characters; <c>(a|b c)</c> is one of
/// several, <c>(a|b)?</c> one of them or none; <c>&lt;3&gt;</c> is up to three words of any kind; <c>#</c> is a figure.</para>
/// <para>Case, accents, hyphens, apostrophes and marks between words make no difference. A long word that a converter cut in two ("inequalit ies")
/// or robbed of one of a double letter is still found.</para>
/// </remarks>
public sealed class Phrase
{
    /// <summary>The most plain sequences a pattern may unfold to.</summary>
    public const int MostSequences = 4000;

    // Below this many fixed letters a cut word is too easily another word.
    private const int ShortestCut = 6;

    // Words in their own right: what follows them is not the rest of a cut word.
    private static readonly FrozenSet<string> NeverCut = FrozenSet.ToFrozenSet(["in", "an", "a", "on", "to", "of", "or", "and", "the", "for", "by", "is", "as", "at", "be", "no", "not", "more"], StringComparer.Ordinal);

    private readonly Element[][] _sequences;
    private readonly bool[]? _firsts;

    private Phrase(string pattern, Element[][] sequences)
    {
        Pattern = pattern;
        _sequences = sequences;
        _firsts = FirstsOf(sequences);
    }

    /// <summary>The pattern as it was written.</summary>
    public string Pattern { get; }

    /// <summary>Reads a pattern.</summary>
    /// <returns>The phrase, or what is wrong with the pattern.</returns>
    public static Result<Phrase> Parse(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var reader = new Reader(pattern);
        var sequences = reader.Alternatives();
        if (reader.Wrong is { } wrong) return new PhraseInvalid(pattern, wrong);
        if (!reader.AtEnd) return new PhraseInvalid(pattern, "a bracket closes that was never opened.");
        foreach (var sequence in sequences)
        {
            if (sequence.Length == 0) return new PhraseInvalid(pattern, "an alternative is empty.");
            if (sequence[0].Gap >= 0 || sequence[^1].Gap >= 0) return new PhraseInvalid(pattern, "an alternative begins or ends with a gap.");
        }
        return new Phrase(pattern, [.. sequences]);
    }

    /// <summary>Every place where it stands, in order, not overlapping; at each place the longest.</summary>
    public IReadOnlyList<PhraseHit> Find(Token[] tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        List<PhraseHit>? hits = null;
        for (var at = 0; at < tokens.Length;)
        {
            var end = MayBegin(tokens[at].Term) ? LongestFrom(tokens, at) : -1;
            if (end <= at)
            {
                at++;
                continue;
            }
            (hits ??= []).Add(new(at, end - at));
            at = end;
        }
        return hits ?? (IReadOnlyList<PhraseHit>)[];
    }

    /// <summary>True when it stands anywhere among the tokens.</summary>
    public bool IsIn(Token[] tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        for (var at = 0; at < tokens.Length; at++)
            if (MayBegin(tokens[at].Term) && LongestFrom(tokens, at) > at) return true;
        return false;
    }

    /// <summary>True when it stands anywhere in the text.</summary>
    public bool IsIn(string text) => IsIn(Tokens.Of(text));

    /// <inheritdoc/>
    public override string ToString() => Pattern;

    private bool MayBegin(string term) => _firsts is null || term[0] >= _firsts.Length || _firsts[term[0]];

    private static bool[]? FirstsOf(Element[][] sequences)
    {
        var firsts = new bool[128];
        foreach (var sequence in sequences)
        {
            if (sequence[0].IsFigure)
            {
                for (var digit = '0'; digit <= '9'; digit++) firsts[digit] = true;
                continue;
            }
            foreach (var word in sequence[0].Words)
            {
                if (word.Prefix.Length == 0 || word.Prefix[0] >= 128) return null;
                firsts[word.Prefix[0]] = true;
            }
        }
        return firsts;
    }

    private int LongestFrom(Token[] tokens, int at)
    {
        var longest = -1;
        foreach (var sequence in _sequences) longest = Math.Max(longest, End(sequence, 0, tokens, at));
        return longest;
    }

    private static int End(Element[] sequence, int k, Token[] tokens, int at)
    {
        for (; k < sequence.Length; k++)
        {
            var element = sequence[k];
            if (element.Gap >= 0)
            {
                for (var skipped = 0; skipped <= element.Gap && at + skipped < tokens.Length; skipped++)
                    if (End(sequence, k + 1, tokens, at + skipped) is var end and > 0) return end;
                return -1;
            }
            if (at >= tokens.Length) return -1;
            var taken = element.Takes(tokens, at);
            if (taken == 0) return -1;
            at += taken;
        }
        return at;
    }

    private readonly struct Element
    {
        private Element(Pattern[] words, int gap, bool isFigure) => (Words, Gap, IsFigure) = (words, gap, isFigure);

        public Pattern[] Words { get; }
        /// <summary>-1 for none.</summary>
        public int Gap { get; }
        public bool IsFigure { get; }

        public static Element OneOf(Pattern[] words) => new(words, -1, false);
        public static Element Between(int most) => new([], most, false);
        public static readonly Element Figure = new([], -1, true);

        /// <summary>How many tokens it takes at a place; 0 where it does not fit.</summary>
        public int Takes(Token[] tokens, int at)
        {
            var term = tokens[at].Term;
            if (IsFigure) return char.IsAsciiDigit(term[0]) ? 1 : 0;
            foreach (var word in Words)
            {
                if (word.Matches(term))
                    return word.IsPrefix && term.Length == word.Prefix.Length && term.Length >= ShortestCut && at + 1 < tokens.Length && tokens[at + 1].Term is "y" or "ies" or "es" or "ty" or "ity" or "ities" ? 2 : 1;
            }
            foreach (var word in Words)
            {
                if (word.Prefix.Length < ShortestCut || term.Length == 0) continue;
                if (LacksALetter(word, term)) return 1;
                if (at + 1 >= tokens.Length || (NeverCut.Contains(term) && !tokens[at + 1].IsJoined) || !word.Prefix.StartsWith(term[..Math.Min(term.Length, 2)], StringComparison.Ordinal)) continue;
                var rest = tokens[at + 1].Term;
                if (word.Matches(term + rest) || word.Matches(term + "l" + rest)) return 2;
            }
            return 0;
        }

        // "il ness" and "ilness" for illness: converters lose one of a double l.
        private static bool LacksALetter(Pattern word, string term) =>
            word.Prefix.Contains("ll", StringComparison.Ordinal) && term.Length >= ShortestCut - 1 && term.StartsWith(word.Prefix.Replace("ll", "l", StringComparison.Ordinal), StringComparison.Ordinal)
            && word.Matches(word.Prefix + term[word.Prefix.Replace("ll", "l", StringComparison.Ordinal).Length..]);
    }

    private sealed class Reader(string pattern)
    {
        private int _at;

        public string? Wrong { get; private set; }
        public bool AtEnd => _at >= pattern.Length;

        public List<Element[]> Alternatives()
        {
            var all = new List<Element[]>();
            do all.AddRange(One());
            while (Wrong is null && Take('|'));
            if (all.Count > MostSequences) Wrong ??= $"it unfolds to more than {MostSequences} sequences.";
            return all;
        }

        private List<Element[]> One()
        {
            List<List<Element>> open = [[]];
            while (Wrong is null && !AtEnd && pattern[_at] is not '|' and not ')')
            {
                var unit = pattern[_at];
                if (char.IsWhiteSpace(unit) || Folding.IsHyphen(unit)) _at++;
                else if (unit == '<') Gap(open);
                else if (unit == '(') open = Group(open);
                else if (unit == '#')
                {
                    _at++;
                    foreach (var sequence in open) sequence.Add(Element.Figure);
                }
                else
                {
                    var from = _at;
                    while (!AtEnd && !char.IsWhiteSpace(pattern[_at]) && pattern[_at] is not ('|' or '(' or ')' or '<' or '#') && !Folding.IsHyphen(pattern[_at])) _at++;
                    if (Text.Pattern.Of(pattern[from.._at]) is not { } word) Wrong = $"\"{pattern[from.._at]}\" is not a word.";
                    else foreach (var sequence in open) sequence.Add(Element.OneOf([word]));
                }
            }
            return open.ConvertAll(sequence => sequence.ToArray());
        }

        private void Gap(List<List<Element>> open)
        {
            var close = pattern.IndexOf('>', _at);
            if (close < 0 || !int.TryParse(pattern.AsSpan(_at + 1, close - _at - 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var most) || most is < 1 or > 30)
            {
                Wrong = "a gap is <n> with n from 1 to 30.";
                return;
            }
            _at = close + 1;
            foreach (var sequence in open) sequence.Add(Element.Between(most));
        }

        private List<List<Element>> Group(List<List<Element>> open)
        {
            _at++;
            var inner = Alternatives();
            if (Wrong is not null) return open;
            if (!Take(')'))
            {
                Wrong = "a bracket is not closed.";
                return open;
            }
            var optional = Take('?');
            // A choice of single words stays one element; anything else unfolds.
            if (inner.TrueForAll(sequence => sequence is [{ Gap: -1, IsFigure: false }])) inner = [[Element.OneOf([.. inner.SelectMany(sequence => sequence[0].Words)])]];
            var unfolded = new List<List<Element>>();
            foreach (var sequence in open)
            {
                if (optional) unfolded.Add([.. sequence]);
                foreach (var one in inner) unfolded.Add([.. sequence, .. one]);
            }
            if (unfolded.Count > MostSequences) Wrong = $"it unfolds to more than {MostSequences} sequences.";
            return unfolded;
        }

        private bool Take(char unit)
        {
            if (AtEnd || pattern[_at] != unit) return false;
            _at++;
            return true;
        }
    }
}
