using System.Globalization;

namespace Throughline.Files;

/// <summary>Words in a csv cell that a spreadsheet would take for a formula, and back.</summary>
internal static class SheetText
{
    private static bool Triggers(char c) => c is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠';

    /// <summary>An apostrophe before what would be a formula. A plain number such as -5 stays a number.</summary>
    public static string Neutral(string words)
    {
        var bare = words.AsSpan().TrimStart('\'').TrimStart(' ');
        return bare.Length > 0 && Triggers(bare[0]) && (words[0] == '\'' || !IsNumber(words)) ? "'" + words : words;
    }

    /// <summary>Takes that apostrophe out again.</summary>
    public static string Restored(string words)
    {
        if (words.Length < 2 || words[0] != '\'') return words;
        var bare = words.AsSpan().TrimStart('\'').TrimStart(' ');
        return bare.Length > 0 && Triggers(bare[0]) ? words[1..] : words;
    }

    private static bool IsNumber(string words) =>
        double.TryParse(words, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _);
}
