using System.Globalization;
using System.Text;

namespace Throughline.Files;

/// <summary>Numbers as list labels show them.</summary>
internal static class Numbers
{
    /// <param name="format">WordprocessingML's numFmt values; ODF and HTML formats are turned into them by their readers.</param>
    public static string Shown(int number, string format) => format switch
    {
        "lowerLetter" => Letters(number, 'a'),
        "upperLetter" => Letters(number, 'A'),
        "lowerRoman" => Roman(number).ToLowerInvariant(),
        "upperRoman" => Roman(number),
        "decimalZero" => number.ToString("00", CultureInfo.InvariantCulture),
        "ordinal" => number.ToString(CultureInfo.InvariantCulture) + (number % 100 is 11 or 12 or 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" }),
        "none" => "",
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    // a … z, then aa, bb, … as Word counts.
    private static string Letters(int number, char first) =>
        number is < 1 or > 780 ? number.ToString(CultureInfo.InvariantCulture) : new string((char)(first + (number - 1) % 26), (number - 1) / 26 + 1);

    private static string Roman(int number)
    {
        if (number is < 1 or > 3999) return number.ToString(CultureInfo.InvariantCulture);
        ReadOnlySpan<int> values = [1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1];
        string[] signs = ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"];
        var roman = new StringBuilder();
        for (var i = 0; i < values.Length; i++)
            for (; number >= values[i]; number -= values[i]) roman.Append(signs[i]);
        return roman.ToString();
    }

    /// <summary>A number from a file, held within bounds so that counting on from it cannot overflow.</summary>
    public static int Parse(string? text, int otherwise = 0) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, -1_000_000, 1_000_000) : otherwise;
}
