using System.Globalization;
using System.Text;

namespace Throughline.Text;

/// <summary>The one normal form in which words are compared, for search, for names and for finding passages again.</summary>
/// <remarks>
/// A folded word is lower case, without accents, and composed (NFC). Compatibility forms are undone (ﬁ is fi, full-width letters are letters,
/// digits of any script are 0 to 9). Letters that a person without that keyboard types otherwise fold too: ß is ss, æ is ae, œ is oe, þ is th,
/// ø is o, ł is l, đ and ð are d, ħ is h, ı is i. Vowel points of Arabic and Hebrew go; vowel signs of Indic scripts and of Thai, and the
/// voicing marks of kana, stay, for there they are the word. Apostrophes go (don’t is dont); a final possessive 's goes and is told by a flag.
/// Soft hyphens, joiners, direction marks, variation selectors and skin tones go.
/// </remarks>
public static class Folding
{
    /// <summary>True for every mark used as an apostrophe: ' ’ ‘ ʼ ′ ´ ` and the full-width one.</summary>
    public static bool IsApostrophe(char unit) => unit is '\'' or '’' or '‘' or 'ʼ' or 'ʹ' or '′' or '‛' or '´' or '`' or '＇' or '\u02BB';

    /// <summary>True for every mark used as a hyphen within a word: - ‐ ‑ ‒ – − and their small and full-width forms. An em dash is not one.</summary>
    public static bool IsHyphen(char unit) => unit is '-' or '\u2010' or '\u2011' or '\u2012' or '–' or '\u2212' or '\uFE63' or '\uFF0D' or '\u058A' or '\u05BE';

    /// <summary>True for every mark used as a double quotation mark: " “ ” „ « » and their kin.</summary>
    public static bool IsDoubleQuote(char unit) => unit is '"' or '“' or '”' or '„' or '‟' or '«' or '»' or '″' or '＂' or '〝' or '〞';

    /// <summary>Folds one word, as <see cref="Tokens"/> does, without its possessive.</summary>
    /// <param name="word">Letters and digits; anything else in it is left out.</param>
    /// <returns>The folded word; empty when there was no letter, digit or pictograph in it.</returns>
    public static string Fold(ReadOnlySpan<char> word) => Fold(word, wildcards: false, out _);

    /// <summary>All words of a text, folded, with one space between them: equal for two texts that say the same words.</summary>
    public static string Key(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var key = new StringBuilder(text.Length);
        foreach (var token in Tokens.Of(text))
        {
            if (key.Length > 0) key.Append(' ');
            key.Append(token.Term);
        }
        return key.ToString();
    }

    internal static string Fold(ReadOnlySpan<char> word, bool wildcards, out bool possessive)
    {
        possessive = word.Length > 2 && word[^1] is 's' or 'S' && IsApostrophe(word[^2]);
        if (possessive) word = word[..^2];
        // Nearly every word: plain letters, an apostrophe, or signs that fold to themselves.
        Span<char> buffer = word.Length <= 128 ? stackalloc char[word.Length] : new char[word.Length];
        var length = 0;
        foreach (var unit in word)
            if (char.IsAsciiLetterOrDigit(unit)) buffer[length++] = char.ToLowerInvariant(unit);
            else if (wildcards && unit is '*' or '?') buffer[length++] = unit;
            else if (unit == '.' && length > 0 && char.IsAsciiDigit(buffer[length - 1])) buffer[length++] = unit;
            else if (unit is >= '\u4E00' and <= '\u9FFF' or >= '\uAC00' and <= '\uD7A3' or >= '\u3041' and <= '\u3096' or >= '\u0E01' and <= '\u0E30') buffer[length++] = unit;
            else if (unit >= 128 && !IsApostrophe(unit)) return FoldSlowly(word, wildcards);
        while (length > 0 && buffer[length - 1] == '.') length--;
        return new string(buffer[..length]);
    }

    private static string FoldSlowly(ReadOnlySpan<char> word, bool wildcards)
    {
        var whole = new StringBuilder(word.Length);
        foreach (var rune in word.EnumerateRunes()) whole.Append(rune.ToString()); // a lone surrogate becomes U+FFFD, which normalising accepts
        var folded = new StringBuilder(word.Length);
        foreach (var rune in whole.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            // Within a pictograph the joiner is what makes a family of three people.
            if (rune.Value == 0x200D && folded.Length > 0 && Letters.IsPictograph(LastRune(folded))) folded.Append('\u200D');
            if (Letters.IsDroppedMark(rune.Value)) continue;
            var category = Rune.GetUnicodeCategory(rune);
            if (category == UnicodeCategory.DecimalDigitNumber) folded.Append((char)('0' + (int)Rune.GetNumericValue(rune)));
            else if (Expand(rune.Value) is { } expanded) folded.Append(expanded);
            else if (Letters.IsLetterCategory(category) || Letters.IsMarkCategory(category))
                folded.Append(Rune.ToLowerInvariant(rune).ToString());
            else if (Letters.IsPictograph(rune.Value) && !Letters.IsSkinTone(rune.Value)) folded.Append(rune.ToString());
            else if (wildcards && rune.Value is '*' or '?') folded.Append((char)rune.Value);
            else if (rune.Value == '.' && folded.Length > 0 && char.IsAsciiDigit(folded[^1])) folded.Append('.');
        }
        while (folded.Length > 0 && folded[^1] is ('.' or '\u200D')) folded.Length--;
        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    private static int LastRune(StringBuilder text) =>
        char.IsLowSurrogate(text[^1]) && text.Length > 1 && char.IsHighSurrogate(text[^2]) ? char.ConvertToUtf32(text[^2], text[^1]) : text[^1];

    private static string? Expand(int rune) => rune switch
    {
        'ß' or 'ẞ' => "ss",
        'æ' or 'Æ' => "ae",
        'œ' or 'Œ' => "oe",
        'þ' or 'Þ' => "th",
        'ø' or 'Ø' => "o",
        'ł' or 'Ł' => "l",
        'đ' or 'Đ' or 'ð' or 'Ð' => "d",
        'ħ' or 'Ħ' => "h",
        'ı' => "i",
        'ς' => "σ",
        0x02BC or 0x02BB or 0x02B9 => "",
        _ => null,
    };
}

// What the tokeniser and the folder need to know of a character.
internal static class Letters
{
    public static bool IsLetterCategory(UnicodeCategory category) => category is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
        or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber;

    public static bool IsMarkCategory(UnicodeCategory category) =>
        category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    public static bool IsDroppedMark(int rune) => rune is >= 0x0300 and <= 0x036F or >= 0x0483 and <= 0x0489 or >= 0x0591 and <= 0x05BD or 0x05BF or 0x05C1
        or 0x05C2 or 0x05C4 or 0x05C5 or 0x05C7 or >= 0x0610 and <= 0x061A or 0x0640 or >= 0x064B and <= 0x065F or 0x0670 or >= 0x06D6 and <= 0x06DC
        or >= 0x06DF and <= 0x06E8 or >= 0x06EA and <= 0x06ED or >= 0x1AB0 and <= 0x1AFF or >= 0x1DC0 and <= 0x1DFF or >= 0x20D0 and <= 0x20FF
        or >= 0xFE00 and <= 0xFE0F or >= 0xFE20 and <= 0xFE2F or >= 0xE0100 and <= 0xE01EF || IsIgnored(rune);

    /// <summary>Invisible: soft hyphen, joiners, direction marks, byte order mark.</summary>
    public static bool IsIgnored(int rune) =>
        rune is 0x00AD or 0x034F or >= 0x200C and <= 0x200F or >= 0x202A and <= 0x202E or >= 0x2060 and <= 0x2064 or >= 0x2066 and <= 0x2069 or 0xFEFF;

    public static bool IsSkinTone(int rune) => rune is >= 0x1F3FB and <= 0x1F3FF;

    public static bool IsRegional(int rune) => rune is >= 0x1F1E6 and <= 0x1F1FF;

    public static bool IsPictograph(int rune) => rune is >= 0x1F000 and <= 0x1FAFF or >= 0x2600 and <= 0x27BF or >= 0x231A and <= 0x23FF or >= 0x2B1B and <= 0x2B55;

    /// <summary>Scripts written without spaces: Han, kana, bopomofo, Thai, Lao, Myanmar, Khmer, Yi.</summary>
    public static bool IsUnspaced(int rune) => rune is >= 0x0E01 and <= 0x0E4F or >= 0x0E81 and <= 0x0ECF or >= 0x0EDC and <= 0x0EDF or >= 0x1000 and <= 0x103F
        or >= 0x1050 and <= 0x108F or >= 0x1780 and <= 0x17D3 or >= 0x2E80 and <= 0x2FDF or >= 0x3005 and <= 0x3007 or >= 0x3021 and <= 0x3029
        or >= 0x3031 and <= 0x303C or >= 0x3041 and <= 0x312F or >= 0x31A0 and <= 0x31BF or >= 0x31F0 and <= 0x31FF or >= 0x3400 and <= 0x4DBF
        or >= 0x4E00 and <= 0x9FFF or >= 0xA000 and <= 0xA48C or >= 0xF900 and <= 0xFAFF or >= 0xFF66 and <= 0xFF9D or >= 0x1B000 and <= 0x1B16F
        or >= 0x20000 and <= 0x3FFFD;
}
