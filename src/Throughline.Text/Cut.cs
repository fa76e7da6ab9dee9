using System.Globalization;

namespace Throughline.Text;

/// <summary>Shortens words for a place that has no room for all of them.</summary>
public static class Cut
{
    private const string Ellipsis = "…";

    /// <summary>The text, or its beginning with an ellipsis. It ends at a word where that keeps at least half of the room, else within one; never within a character as it is read
    /// (a surrogate pair, a letter with its combining marks, an emoji of several code points).</summary>
    /// <param name="text">Any words; line ends count as blanks.</param>
    /// <param name="most">1 or more: the longest result in UTF-16 code units, the ellipsis with it.</param>
    public static string To(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        if (text.Length <= most) return text;
        var end = 0;
        while (end + StringInfo.GetNextTextElementLength(text, end) is var next && next <= most - Ellipsis.Length) end = next;
        var word = end;
        while (word > 0 && !char.IsWhiteSpace(text[word])) word--;
        return (word * 2 >= most ? text[..word] : text[..end]).TrimEnd() + Ellipsis;
    }

    /// <summary>The text, or its end with an ellipsis before it, by the same rules.</summary>
    /// <param name="text">Any words; line ends count as blanks.</param>
    /// <param name="most">1 or more: the longest result in UTF-16 code units, the ellipsis with it.</param>
    public static string ToLast(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        if (text.Length <= most) return text;
        var starts = StringInfo.ParseCombiningCharacters(text);
        bool IsBlank(int at) => string.IsNullOrWhiteSpace(text[starts[at]..(at + 1 < starts.Length ? starts[at + 1] : text.Length)]);
        var first = Array.FindIndex(starts, start => text.Length - start <= most - Ellipsis.Length);
        if (first < 0) return Ellipsis;
        var word = first;
        while (word < starts.Length && !IsBlank(word - 1)) word++;
        if (word == starts.Length || (text.Length - starts[word]) * 2 < most) word = first;
        while (word < starts.Length && IsBlank(word)) word++;
        return Ellipsis + (word < starts.Length ? text[starts[word]..] : "");
    }

    /// <summary>Some words of a text with what stands before and after them, shortened by the same rules.</summary>
    /// <param name="text">Any words; line ends count as blanks.</param>
    /// <param name="words">Those that are kept whole, in <paramref name="text"/>.</param>
    /// <param name="each">1 or more: the longest result on either side in UTF-16 code units, the ellipsis with it.</param>
    public static string Around(string text, TextSpan words, int each)
    {
        ArgumentNullException.ThrowIfNull(text);
        // What is farther away is not shown: a long text is not gone through for every place in it.
        var far = each + 256;
        var (from, to) = (Math.Max(0, words.Start - far), Math.Min(text.Length, words.End + far));
        return ToLast(text[from..words.Start], each) + text[words.Start..words.End] + To(text[words.End..to], each);
    }
}
