using System.Globalization;
using System.Text;

namespace Throughline.Files;

/// <summary>Which characters stored text may hold, and what becomes of the others: the one rule of both builders.</summary>
/// <remarks>A line end inside a block becomes a space. Control characters but the tab, the byte order mark and U+FFFE/U+FFFF are taken
/// out; a lone surrogate becomes U+FFFD; both leave a <see cref="MarkKind.Character"/> mark whose value is worded here. A soft hyphen only
/// says where a line may break: it is taken out with a <see cref="MarkKind.LineHyphen"/> mark, so that a search finds the word.</remarks>
internal static class StoredCharacters
{
    public const char Replacement = '\uFFFD';

    public static bool IsLineEnd(char c) => c is '\n' or '\r' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029';

    /// <summary>A character that no text means: it leaves nothing behind. Surrogates are asked about in pairs, elsewhere.</summary>
    public static bool IsNoText(char c) => (char.IsControl(c) && c != '\t' && !IsLineEnd(c)) || c is '\uFEFF' or '\uFFFE' or '\uFFFF';

    /// <summary>Marks on one letter. Living scripts need fewer than ten; ordering them costs the square of their number.</summary>
    private const int MostMarks = 1000;

    /// <summary>Whether the text is in NFC.</summary>
    /// <exception cref="UnreadableException">More accents stand on one letter than anyone writes.</exception>
    public static bool IsComposed(string text)
    {
        var run = 0;
        foreach (var c in text)
        {
            run = c >= '\u0300' && CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? run + 1 : 0;
            if (run > MostMarks)
                throw new UnreadableException(string.Create(CultureInfo.InvariantCulture, $"The file is not text people write: more than {MostMarks:N0} accents stand on one letter. {Guarded.NothingKept}"));
        }
        return text.IsNormalized(NormalizationForm.FormC);
    }

    /// <summary>The value of the mark a character leaves that was taken out.</summary>
    public static string TakenOut(char c) => string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4} taken out");

    /// <summary>The value of the mark a lone surrogate leaves.</summary>
    public static string Replaced(char c) => string.Create(CultureInfo.InvariantCulture, $"lone surrogate U+{(int)c:X4} replaced");

    /// <summary>A cell's words, or a value kept beside the text, by the same rule, in NFC; nothing is marked.</summary>
    /// <param name="keepLines">Line ends stay, as LF; else each becomes a space.</param>
    public static string Clean(string value, bool keepLines = false)
    {
        if (!value.AsSpan().ContainsAnyExceptInRange(' ', '~')) return value;
        if (keepLines) value = value.ReplaceLineEndings("\n");
        var clean = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (IsLineEnd(c)) clean.Append(keepLines && c == '\n' ? '\n' : ' ');
            else if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1])) clean.Append(c).Append(value[++i]);
            else if (char.IsSurrogate(c)) clean.Append(Replacement);
            else if (c != '\u00AD' && !IsNoText(c)) clean.Append(c);
        }
        var text = clean.ToString();
        return IsComposed(text) ? text : text.Normalize(NormalizationForm.FormC);
    }
}

/// <summary>A text in NFC, and where places in the text before composition have gone.</summary>
internal readonly struct Composed
{
    private readonly Dictionary<int, int>? _places;
    private readonly int _length;

    private Composed(string text, Dictionary<int, int>? places) => (Text, _places, _length) = (text, places, text.Length);

    public string Text { get; }

    public int Of(int place) => _places is null ? Math.Min(place, _length) : _places.GetValueOrDefault(place, _length);

    public static Composed Of(string raw, List<int> places)
    {
        if (StoredCharacters.IsComposed(raw)) return new(raw, null);
        places.Sort();
        var map = new Dictionary<int, int>();
        var text = new StringBuilder(raw.Length);
        var next = 0;
        for (var from = 0; from < raw.Length;)
        {
            // Only marks and the later parts of a Hangul syllable compose with what stands before them: a piece may be cut before anything else.
            var to = from + 1;
            while (to < raw.Length && Continues(raw, to)) to++;
            var piece = raw[from..to];
            for (; next < places.Count && places[next] < to; next++)
            {
                var within = Math.Max(0, places[next] - from);
                // Between a letter and its accent there is no place in NFC: take the place after the letter they became.
                map[places[next]] = text.Length + (within == 0 ? 0 : within > 4096 ? piece.Length : Whole(piece, within).Normalize(NormalizationForm.FormC).Length);
            }
            text.Append(piece.Normalize(NormalizationForm.FormC));
            from = to;
        }
        for (; next < places.Count; next++) map[places[next]] = text.Length;
        return new(text.ToString(), map);
    }

    private static bool Continues(string text, int i) =>
        text[i] >= '\u0300' && (char.IsLowSurrogate(text[i]) || text[i] is >= '\u1160' and <= '\u11FF'
            || CharUnicodeInfo.GetUnicodeCategory(text, i) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);

    private static string Whole(string piece, int length) =>
        char.IsHighSurrogate(piece[length - 1]) && length < piece.Length ? piece[..(length + 1)] : piece[..length];
}
