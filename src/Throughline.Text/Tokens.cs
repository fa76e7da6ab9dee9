using System.Globalization;
using System.Text;

namespace Throughline.Text;

/// <summary>One searchable word of a text.</summary>
/// <param name="Span">Where it stands, in the text it was taken from; a possessive ending is inside.</param>
/// <param name="Term">Its folded form (see <see cref="Folding"/>).</param>
/// <param name="IsPossessive">True when a final 's was left out of <paramref name="Term"/>.</param>
/// <param name="IsJoined">True when nothing but a hyphen stands between it and the token before.</param>
public readonly record struct Token(TextSpan Span, string Term, bool IsPossessive, bool IsJoined);

/// <summary>A hyphenated word: tokens with nothing but hyphens between them, and the one word they make.</summary>
/// <param name="First">The first token's index.</param>
/// <param name="Count">How many tokens, 2 to <see cref="Tokens.LongestCompound"/>.</param>
/// <param name="Term">The parts run together: wellbeing for well-being.</param>
public readonly record struct Compound(int First, int Count, string Term);

/// <summary>Cuts a text into searchable words.</summary>
/// <remarks>
/// A token is a run of letters, digits and their marks; an apostrophe between letters belongs to it (don’t, O'Brien), a decimal point or a
/// thousands comma between digits does (3.5; 1,000 is 1000), and so do the stops of initials (N.H.S. is nhs). A hyphen separates, and its
/// parts also make a <see cref="Compound"/>, so that well-being is found as well-being, as "well being" and as wellbeing. In scripts written without spaces
/// every character is a token, so that any run of them is found as a phrase; Hangul is spaced. An emoji with its joined parts is one token,
/// without its skin tone. All else, and a lone surrogate, separates. A surrogate pair is never cut.
/// </remarks>
public static class Tokens
{
    /// <summary>The most parts a hyphenated word may have to count as one.</summary>
    public const int LongestCompound = 8;

    /// <summary>The tokens of a text, in order.</summary>
    public static Token[] Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Of(text, new TextSpan(0, text.Length));
    }

    /// <summary>The tokens that lie in a span of a text, in order; their spans count from the text's start.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The span reaches past the end of the text.</exception>
    public static Token[] Of(string text, TextSpan within)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(within.End, text.Length, nameof(within));
        return Cut(text, within, wildcards: false);
    }

    /// <summary>The hyphenated words among a text's tokens, in order.</summary>
    public static IReadOnlyList<Compound> CompoundsOf(ReadOnlySpan<Token> tokens)
    {
        List<Compound>? found = null;
        for (var i = 1; i < tokens.Length; i++)
        {
            if (!tokens[i].IsJoined) continue;
            var first = i - 1;
            while (i + 1 < tokens.Length && tokens[i + 1].IsJoined) i++;
            var count = i - first + 1;
            if (count > LongestCompound) continue;
            var term = new StringBuilder();
            foreach (var part in tokens.Slice(first, count)) term.Append(part.Term);
            (found ??= []).Add(new(first, count, term.ToString()));
        }
        return found ?? (IReadOnlyList<Compound>)[];
    }

    /// <summary>What an index of a text must hold for <c>SearchQuery.Candidates</c>: every token's term and every compound's, once each, in order of first use.</summary>
    public static IReadOnlyCollection<string> TermsOf(string text)
    {
        var tokens = Of(text);
        var terms = new List<string>(tokens.Length);
        var seen = new HashSet<string>(tokens.Length, StringComparer.Ordinal);
        foreach (var token in tokens)
            if (seen.Add(token.Term)) terms.Add(token.Term);
        foreach (var compound in CompoundsOf(tokens))
            if (seen.Add(compound.Term)) terms.Add(compound.Term);
        return terms;
    }

    internal static Token[] Cut(string text, TextSpan within, bool wildcards)
    {
        var tokens = new List<Token>(within.Length / 6 + 1);
        var pool = within.Length > 2000 ? new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>() : default;
        var pooled = within.Length > 2000;
        Span<char> lower = stackalloc char[48];
        var scanner = new TokenScanner(text.AsSpan(within.Start, within.Length), wildcards);
        while (scanner.MoveNext())
        {
            var word = text.AsSpan(within.Start + scanner.Start, scanner.Length);
            string? term = null;
            var possessive = false;
            if (pooled && word.Length <= lower.Length && scanner.IsPlain)
            {
                System.Text.Ascii.ToLower(word, lower, out var length);
                if (!pool.TryGetValue(lower[..length], out term)) pool.Add(lower[..length]);
                if (term is null) pool.TryGetValue(lower[..length], out term);
            }
            term ??= Folding.Fold(word, wildcards, out possessive);
            if (term.Length == 0) continue;
            var start = within.Start + scanner.Start;
            tokens.Add(new(new(start, start + scanner.Length), term, possessive, scanner.IsJoined && tokens.Count > 0));
        }
        return [.. tokens];
    }
}

/// <summary>The words of a text as a reader sees them: hyphenated words whole, with their apostrophes and figures.</summary>
public static class Words
{
    /// <summary>The spans of the words that lie in a span of a text, in order.</summary>
    /// <remarks>Cut as <see cref="Tokens"/> does, but a hyphenated word is one. Used to count words, to move by word and to snap to words.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The span reaches past the end of the text.</exception>
    public static IReadOnlyList<TextSpan> Of(ReadOnlySpan<char> text, TextSpan within)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(within.End, text.Length, nameof(within));
        var words = new List<TextSpan>();
        var scanner = new TokenScanner(text.Slice(within.Start, within.Length), wildcards: false);
        while (scanner.MoveNext())
        {
            var start = within.Start + scanner.Start;
            if (scanner.IsJoined && words.Count > 0) words[^1] = new(words[^1].Start, start + scanner.Length);
            else words.Add(new(start, start + scanner.Length));
        }
        return words;
    }

    /// <summary>The spans of all words of a text, in order.</summary>
    public static IReadOnlyList<TextSpan> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Of(text, new TextSpan(0, text.Length));
    }

    /// <summary>How many words a text has.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        var scanner = new TokenScanner(text, wildcards: false);
        while (scanner.MoveNext())
            if (!scanner.IsJoined || count == 0) count++;
        return count;
    }
}

// One pass over a text; positions count from the start of the span it was given.
internal ref struct TokenScanner
{
    private enum Kind : byte { Other, Letter, Digit, Mark, Single, Pictograph, Ignored }

    private readonly ReadOnlySpan<char> _text;
    private readonly bool _wildcards;
    private int _at;
    private int _hyphenAt;

    public TokenScanner(ReadOnlySpan<char> text, bool wildcards)
    {
        _text = text;
        _wildcards = wildcards;
        _at = 0;
        _hyphenAt = -1;
    }

    public int Start { get; private set; }

    public int Length { get; private set; }

    /// <summary>Only a hyphen stands between this token and the one before.</summary>
    public bool IsJoined { get; private set; }

    /// <summary>ASCII letters and digits, nothing else.</summary>
    public bool IsPlain { get; private set; }

    public bool MoveNext()
    {
        while (_at < _text.Length)
        {
            var kind = Look(_at, out var rune, out var width);
            if (kind is Kind.Letter or Kind.Digit or Kind.Single or Kind.Pictograph)
            {
                IsJoined = _hyphenAt >= 0 && _at == _hyphenAt + 1;
                Start = _at;
                IsPlain = true;
                var end = kind switch
                {
                    Kind.Single => EndOfSingle(_at + width),
                    Kind.Pictograph => EndOfPictograph(rune, _at + width),
                    _ => EndOfWord(),
                };
                if (kind is Kind.Single or Kind.Pictograph) IsPlain = false;
                Length = end - Start;
                _at = end;
                _hyphenAt = end < _text.Length && Folding.IsHyphen(_text[end]) ? end : -1;
                return true;
            }
            _at += width;
        }
        return false;
    }

    private readonly Kind Look(int at, out int rune, out int width)
    {
        var unit = _text[at];
        rune = unit;
        width = 1;
        if (unit < 128)
            return char.IsAsciiLetter(unit) ? Kind.Letter : char.IsAsciiDigit(unit) ? Kind.Digit : _wildcards && unit is '*' or '?' ? Kind.Letter : Kind.Other;
        if (Folding.IsApostrophe(unit)) return Kind.Other;
        if (char.IsSurrogate(unit))
        {
            if (Rune.DecodeFromUtf16(_text[at..], out var decoded, out width) != System.Buffers.OperationStatus.Done) { width = 1; return Kind.Other; }
            rune = decoded.Value;
        }
        if (Letters.IsIgnored(rune)) return Kind.Ignored;
        if (Letters.IsPictograph(rune)) return Kind.Pictograph;
        var category = CharUnicodeInfo.GetUnicodeCategory(rune);
        if (Letters.IsMarkCategory(category) || rune is 0xFF9E or 0xFF9F) return Kind.Mark;
        if (category == UnicodeCategory.DecimalDigitNumber) return Kind.Digit;
        // A raised figure is a note's mark, not part of the word it follows.
        if (category == UnicodeCategory.OtherNumber) return Kind.Single;
        if (!Letters.IsLetterCategory(category)) return Kind.Other;
        return Letters.IsUnspaced(rune) ? Kind.Single : Kind.Letter;
    }

    private readonly Kind KindAt(int at) => at < _text.Length ? Look(at, out _, out _) : Kind.Other;

    private readonly int EndOfSingle(int at)
    {
        var end = at;
        while (at < _text.Length && Look(at, out _, out var width) is Kind.Mark or Kind.Ignored && width > 0)
        {
            at += width;
            if (Look(at - width, out _, out _) == Kind.Mark) end = at;
        }
        return end;
    }

    private readonly int EndOfPictograph(int first, int at)
    {
        if (Letters.IsRegional(first) && at < _text.Length && Look(at, out var second, out var secondWidth) == Kind.Pictograph && Letters.IsRegional(second))
            return at + secondWidth;
        while (at < _text.Length)
        {
            var kind = Look(at, out var rune, out var width);
            if (kind == Kind.Mark || rune is >= 0xE0020 and <= 0xE007F || (kind == Kind.Pictograph && Letters.IsSkinTone(rune))) at += width;
            else if (rune == 0x200D && KindAt(at + 1) == Kind.Pictograph)
            {
                Look(at + 1, out _, out var next);
                at += 1 + next;
            }
            else break;
        }
        return at;
    }

    private int EndOfWord()
    {
        var at = _at;
        var end = at;
        var onlyDigits = true;
        var initials = true; // single letters, each followed by a stop, so far
        var runes = 0;
        while (at < _text.Length)
        {
            var kind = Look(at, out _, out var width);
            if (kind is Kind.Letter or Kind.Digit)
            {
                if (_text[at] >= 128 || (_wildcards && _text[at] is '*' or '?')) IsPlain = false;
                if (kind == Kind.Letter) onlyDigits = false;
                else initials = false;
                if (++runes > 1 && end == at && at > 0 && _text[at - 1] != '.') initials = false;
                at += width;
                end = at;
                continue;
            }
            if (kind is Kind.Mark)
            {
                IsPlain = false;
                at += width;
                end = at;
                continue;
            }
            if (kind is Kind.Ignored)
            {
                at += width;
                if (KindAt(at) is not (Kind.Letter or Kind.Digit or Kind.Mark or Kind.Ignored)) break;
                IsPlain = false;
                continue;
            }
            if (end != at) break;
            var unit = _text[at];
            var next = KindAt(at + 1);
            if (Folding.IsApostrophe(unit) && next == Kind.Letter && (!onlyDigits || _text[at + 1] is 's' or 'S'))
            {
                IsPlain = false;
                initials = false;
                at++;
                end = at;
                continue;
            }
            if (onlyDigits && next == Kind.Digit && (unit == '.' || (unit == ',' && IsThousand(at + 1))))
            {
                IsPlain = false;
                at++;
                end = at;
                continue;
            }
            if (initials && unit == '.' && next == Kind.Letter && IsSingleLetterAt(at + 1))
            {
                IsPlain = false;
                at++;
                end = at;
                continue;
            }
            break;
        }
        return end;
    }

    private readonly bool IsThousand(int at) =>
        KindAt(at) == Kind.Digit && KindAt(at + 1) == Kind.Digit && KindAt(at + 2) == Kind.Digit && KindAt(at + 3) != Kind.Digit;

    private readonly bool IsSingleLetterAt(int at)
    {
        Look(at, out _, out var width);
        return KindAt(at + width) is Kind.Other && !(at + width < _text.Length && Folding.IsApostrophe(_text[at + width]));
    }
}
