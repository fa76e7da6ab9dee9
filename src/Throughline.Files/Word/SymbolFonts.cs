namespace Throughline.Files;

/// <summary>Characters of the fonts that draw signs on the places of letters, as Unicode.</summary>
internal static class SymbolFonts
{
    // Adobe's Symbol encoding (Unicode's mapping table ADOBE/symbol.txt), from 0x20.
    private const string Symbol =
        " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";
    private const string SymbolHigh =
        "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑";

    private static readonly Dictionary<int, string> Wingdings = new()
    {
        [0x4A] = "☺",
        [0x4B] = "😐",
        [0x4C] = "☹",
        [0x6C] = "●",
        [0x6E] = "■",
        [0x6F] = "☐",
        [0x71] = "❑",
        [0x72] = "❒",
        [0x76] = "❖",
        [0x9F] = "•",
        [0xA7] = "▪",
        [0xA8] = "☐",
        [0xD8] = "➢",
        [0xDF] = "←",
        [0xE0] = "→",
        [0xE1] = "↑",
        [0xE2] = "↓",
        [0xE8] = "➔",
        [0xEF] = "⇦",
        [0xF0] = "⇨",
        [0xFB] = "✗",
        [0xFC] = "✓",
        [0xFD] = "☒",
        [0xFE] = "☑",
    };

    public static bool IsSymbolFont(string? font) => font is not null
        && (font.Equals("Symbol", StringComparison.OrdinalIgnoreCase) || font.StartsWith("Wingdings", StringComparison.OrdinalIgnoreCase));

    /// <summary>The sign, or null where it is not known.</summary>
    public static string? Of(string? font, int code)
    {
        if (code is >= 0xF000 and <= 0xF0FF) code -= 0xF000;
        else if (code > 0xFF) return code < 0xE000 ? ((char)code).ToString() : null;
        if (font is not null && font.Equals("Wingdings", StringComparison.OrdinalIgnoreCase)) return Wingdings.GetValueOrDefault(code);
        if (font is not null && font.Equals("Symbol", StringComparison.OrdinalIgnoreCase))
            return code >= 0x20 && code - 0x20 < Symbol.Length ? Symbol[code - 0x20].ToString()
                : code >= 0xA0 && code - 0xA0 < SymbolHigh.Length ? SymbolHigh[code - 0xA0].ToString() : null;
        return null;
    }
}
