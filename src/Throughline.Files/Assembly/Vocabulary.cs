using System.Runtime.InteropServices;

namespace Throughline.Files;

/// <summary>How often each word stands in a document, in lower case: the evidence for what one of its words should be.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public Vocabulary(IEnumerable<string> texts)
    {
        foreach (var text in texts) Add(text);
    }

    /// <summary>Counts the runs of letters, with hyphens and apostrophes inside a word kept; broken line ends are not words.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        var i = 0;
        while (i < text.Length)
        {
            if (!char.IsLetter(text[i])) { i++; continue; }
            var start = i;
            while (i < text.Length && (char.IsLetter(text[i]) || (IsInner(text[i]) && i + 1 < text.Length && char.IsLetter(text[i + 1])))) i++;
            if (i < text.Length && text[i] is '-' or '\u00AD') { i++; continue; } // "inequal-" at a line's end is half a word
            Count(text[start..i]);
            if (text[start..i].Contains('-'))
                foreach (var part in text[start..i].Split('-')) Count(text[start..i][part]);
        }
    }

    private static bool IsInner(char c) => c is '-' or '\'' or '’' or '\u2010';

    private void Count(ReadOnlySpan<char> word) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, word.ToString().ToLowerInvariant(), out _)++;

    public int Of(string word) => _counts.GetValueOrDefault(word.ToLowerInvariant());

    public bool Has(string word) => Of(word) > 0;
}

/// <summary>What to do with a hyphen that ends a printed line.</summary>
internal static class LineEnds
{
    public static bool IsHyphen(char c) => c is '-' or '\u00AD' or '\u2010';

    /// <summary>Whether a hyphen between the two halves only broke the line, judged by how the document writes the word elsewhere.</summary>
    /// <param name="left">The letters before the hyphen.</param>
    /// <param name="right">The letters that begin the next line.</param>
    /// <returns>True: take the hyphen out. False: it belongs to the word.</returns>
    public static bool OnlyBreaks(string left, string right, char hyphen, Vocabulary words)
    {
        if (hyphen == '\u00AD') return true;
        if (left.Length == 0 || right.Length == 0 || !char.IsLower(right[0]) || !char.IsLetter(left[^1])) return false;
        var joined = words.Of(left + right);
        var hyphened = words.Of(left + "-" + right);
        if (joined != hyphened) return joined > hyphened;
        // Seen neither way: two words that both stand alone make a compound; a half that is no word was cut from one.
        return !(words.Has(left) && words.Has(right));
    }

    /// <summary>The run of letters that ends the text, without its last hyphen.</summary>
    public static string LastLetters(ReadOnlySpan<char> text)
    {
        var end = text.Length;
        if (end > 0 && IsHyphen(text[end - 1])) end--;
        var start = end;
        while (start > 0 && char.IsLetter(text[start - 1])) start--;
        return text[start..end].ToString();
    }

    public static string FirstLetters(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (end < text.Length && char.IsLetter(text[end])) end++;
        return text[..end].ToString();
    }

    /// <summary>Adds a printed line to the open block of which it is the continuation, and records what stood between the two.</summary>
    /// <param name="soFar">The text of the block's last line as appended.</param>
    /// <param name="between">What stood between the two lines in the file.</param>
    public static void Join(TextAssembly assembly, string soFar, string next, string between)
    {
        // A hyphen after white space or another hyphen is a dash.
        var hyphen = soFar.Length > 1 && IsHyphen(soFar[^1]) && char.IsLetterOrDigit(soFar[^2]) && (next.Length == 0 || char.IsLetterOrDigit(next[0]));
        if (!hyphen && !soFar.EndsWith('/')) assembly.Append(" ");
        assembly.AddPoint(MarkKind.JoinedLine, between);
        assembly.Append(next);
    }

    /// <summary>True when the hyphen that ends the line is to be left out before the next line is joined.</summary>
    public static bool DropsHyphen(string line, string next, Vocabulary words) =>
        line.Length > 1 && IsHyphen(line[^1]) && char.IsLetter(line[^2]) && OnlyBreaks(LastLetters(line), FirstLetters(next), line[^1], words);
}
