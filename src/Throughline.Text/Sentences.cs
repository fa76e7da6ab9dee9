using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Throughline.Text;

/// <summary>Finds the sentences of a text, for selecting and counting: English policy prose and transcripts, and the full stops of other scripts.</summary>
/// <remarks>
/// A block ends at a line feed and no sentence crosses one; a block without a stop is one sentence. Closing quotation marks and brackets, and note
/// marks after a stop (raised figures, [12], * and †, a bare figure set against the stop), belong to the sentence they follow. A stop does not end a
/// sentence after an abbreviation or an initial, within a number or a clause number (2.1.3), after the number or letter that opens an item, before a
/// small letter, or within brackets that opened in mid-sentence. Every character that is not white space lies in exactly one sentence.
/// </remarks>
public static class Sentences
{
    // Followed by what they belong to, so that they never end a sentence before a word that could go on.
    private static readonly FrozenSet<string> Leading = FrozenSet.ToFrozenSet(
        ["dr", "mr", "mrs", "ms", "mx", "prof", "rev", "hon", "cllr", "sen", "rep", "gov", "lt", "col", "gen", "sgt", "capt", "cdr", "messrs", "mme", "mlle", "fr", "st", "ste", "mt",
         "vs", "v", "cf", "viz", "e.g", "eg", "i.e", "ie", "approx", "ca", "incl", "esp", "resp", "asst", "assoc"], StringComparer.OrdinalIgnoreCase);

    // Abbreviations before a figure; before anything else they are words ("No." is an answer).
    private static readonly FrozenSet<string> BeforeFigures = FrozenSet.ToFrozenSet(
        ["no", "nos", "p", "pp", "para", "paras", "fig", "figs", "tab", "vol", "vols", "ch", "chs", "chap", "sec", "sect", "art", "arts", "eq", "eqs", "ref", "refs", "app", "c", "cl", "reg", "regs",
         "s", "ss", "tel", "ext", "ed", "edn", "pt", "ver", "n", "nn", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "est", "max", "min", "av", "avg", "circa"],
        StringComparer.OrdinalIgnoreCase);

    // May stand in mid-sentence or end it: a capital decides.
    private static readonly FrozenSet<string> Trailing = FrozenSet.ToFrozenSet(
        ["a.m", "p.m", "am", "pm", "etc", "al", "ibid", "op", "loc", "cit"], StringComparer.OrdinalIgnoreCase);

    // Words that open a sentence far more often than they follow an initial, a street or the letters of a name.
    private static readonly FrozenSet<string> Openers = FrozenSet.ToFrozenSet(
        ["A", "An", "The", "This", "That", "These", "Those", "It", "It's", "He", "She", "We", "They", "You", "I", "I'm", "There", "Here", "What", "Which", "Who", "Why", "How", "When", "Where",
         "In", "On", "At", "By", "For", "From", "To", "Of", "With", "As", "If", "But", "And", "Or", "So", "Yet", "Not", "No", "Yes", "However", "Although", "While", "Because", "Since", "After", "Before",
         "Then", "Now", "Our", "My", "Your", "His", "Her", "Their", "Its", "Some", "Many", "Most", "All", "Each", "Every", "Both", "Such", "One", "Two", "Three", "Is", "Are", "Was", "Were", "Do", "Does", "Did",
         "Can", "Could", "Will", "Would", "Should", "Has", "Have", "Had", "Let", "Please", "People", "Well", "Also", "Thus", "Therefore", "Moreover", "Nobody", "Everyone", "Under", "Over", "Between", "During"],
        StringComparer.Ordinal);

    /// <summary>The sentences that lie in a span of a text, in order, without the white space between them.</summary>
    /// <param name="text">The text; blocks are parted by line feeds.</param>
    /// <param name="within">Where to look; a sentence that begins before it or ends after it is cut to it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The span reaches past the end of the text.</exception>
    public static IReadOnlyList<TextSpan> Of(ReadOnlySpan<char> text, TextSpan within)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(within.End, text.Length, nameof(within));
        var sentences = new List<TextSpan>();
        var at = within.Start;
        while (at < within.End)
        {
            var feed = text[at..within.End].IndexOfAny('\n', '\r');
            var end = feed < 0 ? within.End : at + feed;
            AddBlock(text[..end], at, sentences);
            at = end + 1;
        }
        return sentences;
    }

    /// <summary>The sentences of a whole text, in order.</summary>
    public static IReadOnlyList<TextSpan> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Of(text, new TextSpan(0, text.Length));
    }

    private static void AddBlock(ReadOnlySpan<char> text, int start, List<TextSpan> sentences)
    {
        var first = start;
        while (first < text.Length && char.IsWhiteSpace(text[first])) first++;
        var at = first;
        var closesAt = -1; // of the outermost bracket that opened in mid-sentence
        while (at < text.Length)
        {
            var unit = text[at];
            if (unit is '(' or '[' && at > first && closesAt < at) closesAt = ClosingOf(text, at);
            if (!IsStop(unit) || at < closesAt)
            {
                at++;
                continue;
            }
            var end = EndOfStops(text, at, out var isEllipsis);
            var after = EndOfClosers(text, end);
            var marked = EndOfNoteMarks(text, at, after);
            if (Ends(text, first, at, isEllipsis, after, marked))
            {
                sentences.Add(new(first, marked));
                first = marked;
                while (first < text.Length && char.IsWhiteSpace(text[first])) first++;
                at = first;
                closesAt = -1;
            }
            else at = end;
        }
        var last = text.Length;
        while (last > first && char.IsWhiteSpace(text[last - 1])) last--;
        if (last > first) sentences.Add(new(first, last));
    }

    private static bool IsStop(char unit) => unit is '.' or '!' or '?' or '…' or '‽' or '⁇' or '⁈' or '⁉' || IsFullWidthStop(unit);

    // These need no space after them.
    private static bool IsFullWidthStop(char unit) => unit is '。' or '！' or '？' or '｡' or '．' or '؟' or '۔' or '।' or '॥' or '።';

    private static int ClosingOf(ReadOnlySpan<char> text, int open)
    {
        var depth = 0;
        // An aside longer than this was most likely never closed.
        for (var i = open; i < text.Length && i < open + 400; i++)
        {
            if (text[i] is '(' or '[') depth++;
            else if (text[i] is ')' or ']' && --depth == 0) return i;
        }
        return -1;
    }

    private static int EndOfStops(ReadOnlySpan<char> text, int at, out bool isEllipsis)
    {
        var end = at;
        var stops = 0;
        isEllipsis = false;
        while (end < text.Length)
        {
            if (IsStop(text[end]))
            {
                isEllipsis |= text[end] == '…';
                stops += text[end] == '.' ? 1 : 0;
                end++;
            }
            // ". . ." is an ellipsis too.
            else if (text[end] is ' ' or '\u00A0' && end + 1 < text.Length && text[end + 1] == '.' && text[end - 1] == '.' && (end + 2 >= text.Length || !char.IsLetterOrDigit(text[end + 2]))) end++;
            else break;
        }
        isEllipsis |= stops > 1;
        return end;
    }

    private static int EndOfClosers(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && (text[at] is ')' or ']' or '}' or '’' or '\'' or '”' or '"' or '»' or '›' or '」' or '』' or '）' or '】' || IsStop(text[at]))) at++;
        return at;
    }

    // Raised figures, daggers, [12] and, right against the stop after a letter, a bare figure.
    private static int EndOfNoteMarks(ReadOnlySpan<char> text, int stop, int at)
    {
        var end = at;
        while (end < text.Length)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(text[end]) == UnicodeCategory.OtherNumber || text[end] is '*' or '†' or '‡' or '§') end++;
            else if (text[end] == '[' && IsFigures(text, end + 1, out var close) && close < text.Length && text[close] == ']') end = close + 1;
            else break;
        }
        if (end == at && stop > 0 && char.IsLetter(text[stop - 1]) && IsFigures(text, at, out var figures) && figures - at <= 8 && (figures == text.Length || char.IsWhiteSpace(text[figures])))
            end = figures;
        return end;
    }

    // 1 to 3 figures, or several such with commas or dashes between.
    private static bool IsFigures(ReadOnlySpan<char> text, int at, out int end)
    {
        end = at;
        while (true)
        {
            var from = end;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            if (end == from || end - from > 3) return false;
            if (end + 1 < text.Length && text[end] is ',' or '-' or '–' && char.IsAsciiDigit(text[end + 1])) end++;
            else return true;
        }
    }

    private static bool Ends(ReadOnlySpan<char> text, int first, int stop, bool isEllipsis, int after, int marked)
    {
        if (marked == text.Length) return true;
        if (IsFullWidthStop(text[stop])) return true;
        if (!char.IsWhiteSpace(text[marked])) return false;
        var next = NextWord(text, marked, out var opensQuote);
        if (next.IsEmpty) return true;
        if (Rune.DecodeFromUtf16(next, out var head, out _) != System.Buffers.OperationStatus.Done) return true;
        if (Rune.IsLower(head)) return false;
        var word = WordBefore(text, first, stop);
        if (isEllipsis) return !next.SequenceEqual("I") && !next.StartsWith("I'", StringComparison.Ordinal) && !next.StartsWith("I’", StringComparison.Ordinal);
        if (text[stop] != '.') return true;
        if (word.IsEmpty) return stop > first;
        // What opens an item: 1. 2.1.3. a. iv. Q.
        var opens = IsOnlyItemMark(text, first, stop, word);
        if (opens) return false;
        // A closing mark or a note after the stop: no abbreviation goes on after that.
        if (after > stop + 1 || marked > after) return !Leading.Contains(word.ToString());
        // et al. (2010), et al. 2010
        if (word.Equals("al", StringComparison.OrdinalIgnoreCase) && (Rune.IsDigit(head) || text[NextVisible(text, marked)] is '(' or '[')) return false;
        if (Rune.IsDigit(head)) return !BeforeFigures.Contains(word.ToString()) && !Leading.Contains(word.ToString()) && !IsInitial(word);
        var name = word.ToString();
        var opener = !opensQuote && Openers.Contains(Straight(next));
        // High St. The road: a street, not a saint.
        if (Leading.Contains(name)) return opener && name is "St" && IsCapitalised(WordBefore(text, first, stop - word.Length - 1));
        if (Trailing.Contains(name)) return text[NextVisible(text, marked)] is not ('(' or '[');
        if (word.Contains('.') && !char.IsAsciiDigit(word[^1])) return opener;
        if (IsInitial(word)) return opener || word is "I";
        return true;
    }

    private static string Straight(ReadOnlySpan<char> word) => word.ToString().Replace('’', '\'');

    private static bool IsInitial(ReadOnlySpan<char> word) => word.Length == 1 && char.IsUpper(word[0]);

    private static bool IsCapitalised(ReadOnlySpan<char> word) => word.Length > 0 && char.IsUpper(word[0]);

    private static bool IsOnlyItemMark(ReadOnlySpan<char> text, int first, int stop, ReadOnlySpan<char> word)
    {
        var start = stop - word.Length;
        if (start - first > 20) return false;
        for (var i = first; i < start; i++)
            if (char.IsLetterOrDigit(text[i])) return false;
        if (char.IsAsciiDigit(word[0]))
        {
            foreach (var unit in word)
                if (!char.IsAsciiDigit(unit) && unit != '.') return word.Length <= 4;
            return true;
        }
        if (word.Length == 1) return true;
        foreach (var unit in word)
            if (unit is not ('i' or 'v' or 'x' or 'I' or 'V' or 'X')) return false;
        return word.Length <= 5;
    }

    private static int NextVisible(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        return at;
    }

    // The next run of letters, figures and apostrophes; what opens a quotation or a bracket before it is passed over.
    private static ReadOnlySpan<char> NextWord(ReadOnlySpan<char> text, int at, out bool opensQuote)
    {
        at = NextVisible(text, at);
        opensQuote = false;
        var start = at;
        // No further than marks reach: a text of nothing but stops must not be read again from every one.
        var limit = Math.Min(text.Length, at + 40);
        while (start < limit && !char.IsLetterOrDigit(text[start]) && !char.IsSurrogate(text[start]))
        {
            opensQuote |= text[start] is '“' or '‘' or '"' or '\'' or '«';
            start++;
        }
        var end = start;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || char.IsSurrogate(text[end]) || (Folding.IsApostrophe(text[end]) && end + 1 < text.Length && char.IsLetter(text[end + 1])))) end++;
        return text[start..end];
    }

    // The run of letters, figures and inner stops before a stop.
    private static ReadOnlySpan<char> WordBefore(ReadOnlySpan<char> text, int first, int stop)
    {
        var end = Math.Max(stop, first);
        while (end > first && char.IsWhiteSpace(text[end - 1])) end--;
        if (end != stop && stop > end && text[stop] == '.') return [];
        var start = end;
        while (start > first && (char.IsLetterOrDigit(text[start - 1]) || (text[start - 1] == '.' && start - 1 > first && char.IsLetterOrDigit(text[start - 2])))) start--;
        return text[start..end];
    }
}
