using System.Globalization;
using System.Text.RegularExpressions;

namespace Throughline.Equity;

/// <summary>Levels and vintages of areas, as headings, codes and people write them.</summary>
/// <remarks>Areas of one level change: a code is only known with the year of its boundaries. Integrated care boards were 42 until 31 March 2026 and 36 after, and two had changed their code in 2024.</remarks>
public static partial class AreaCodes
{
    /// <summary>What a heading says of a column of areas.</summary>
    /// <param name="Level">"LSOA", "sub-ICB".</param>
    /// <param name="Year">Of the boundaries; null where the heading does not say.</param>
    /// <param name="IsCode">Codes; otherwise names.</param>
    public sealed record Heading(string Column, string Level, int? Year, bool IsCode)
    {
        /// <summary>"LSOA 2021"; "" where the year is not said.</summary>
        public string Vintage => Year is { } year ? string.Create(CultureInfo.InvariantCulture, $"{Level} {year}") : "";
    }

    private static readonly (string Level, string[] Words, string[] Prefixes)[] Levels =
    [
        ("OA", ["output area", "oa"], ["E00", "W00", "S00", "N00"]),
        ("LSOA", ["lower layer super output area", "lsoa"], ["E01", "W01", "S01"]),
        ("MSOA", ["middle layer super output area", "msoa"], ["E02", "W02", "S02"]),
        ("ward", ["electoral ward", "ward", "wd"], ["E05", "W05", "S13"]),
        ("LA", ["local authority district", "lower tier local authority", "local authority", "ltla", "lad", "la"], ["E06", "E07", "E08", "E09", "W06", "S12", "N09"]),
        ("upper-tier LA", ["upper tier local authority", "county and unitary authority", "utla", "ctyua"], ["E06", "E08", "E09", "E10", "W06", "S12", "N09"]),
        ("sub-ICB", ["sub integrated care board location", "sub icb location", "sub-icb location", "sub-icb", "sub icb", "sicbl", "sicb"], ["E38"]),
        ("ICB", ["integrated care board", "icb"], ["E54"]),
        ("CCG", ["clinical commissioning group", "ccg"], ["E38"]),
        ("region", ["region", "rgn"], ["E12"]),
    ];

    /// <summary>What a heading says; null where it is no column of areas.</summary>
    public static Heading? OfHeading(string heading)
    {
        ArgumentNullException.ThrowIfNull(heading);
        var text = heading.Trim().ToLowerInvariant().Replace('_', ' ').Replace('.', ' ');
        foreach (var (level, words, _) in Levels)
            foreach (var word in words)
            {
                if (!text.StartsWith(word, StringComparison.Ordinal)) continue;
                var rest = text[word.Length..];
                if (rest.Length > 0 && !(char.IsAsciiDigit(rest[0]) || rest[0] is ' ' or '(' or '-' || rest is "cd" or "cdh" or "nm" or "nmw")) continue;
                var match = Ends().Match(rest.TrimEnd());
                if (!match.Success) continue;
                var year = Digits().Match(rest) is { Success: true } found ? int.Parse(found.Value, CultureInfo.InvariantCulture) : (int?)null;
                return new(heading, level, year < 100 ? 2000 + year : year, match.Groups["code"].Success);
            }
        return null;
    }

    /// <summary>Of some columns, the one that holds the codes of the smallest areas; null where none holds codes.</summary>
    internal static string? Smallest(IEnumerable<string> columns) => columns.Select(OfHeading).OfType<Heading>().Where(h => h.IsCode).MinBy(h => Array.FindIndex(Levels, l => l.Level == h.Level))?.Column;

    // The last day on which areas of a level were those of the vintages up to a year, and what came after. Office for National Statistics, Code History Database:
    // clinical commissioning groups until the Health and Care Act 2022; two boards with other codes from April 2023; 36 boards and new sub-ICB locations from April 2026;
    // the councils of Buckinghamshire (2020), Northamptonshire (2021), and Cumbria, North Yorkshire and Somerset (2023).
    private static readonly (string Level, int UpTo, DateOnly Last, string After)[] Retirements =
    [
        ("CCG", 9999, new(2022, 6, 30), "integrated care boards took their place"),
        ("ICB", 2022, new(2023, 3, 31), "two boards have other codes since"),
        ("ICB", 2025, new(2026, 3, 31), "36 boards took the place of 42"),
        ("sub-ICB", 2025, new(2026, 3, 31), "some locations have other codes and boards since"),
        ("LA", 2019, new(2020, 3, 31), "the councils of Buckinghamshire were put together"),
        ("LA", 2020, new(2021, 3, 31), "the councils of Northamptonshire were put together"),
        ("LA", 2022, new(2023, 3, 31), "the councils of Cumbria, North Yorkshire and Somerset were put together"),
    ];

    /// <summary>The last day on which a vintage's areas were in force, and what came after; null where that is not known, or they still are. Vintages of statistical areas (LSOA, MSOA) are followed by others without a day.</summary>
    public static (DateOnly LastDay, string After)? Retired(string vintage)
    {
        ArgumentNullException.ThrowIfNull(vintage);
        // A remark after a comma says that the areas are not the real ones.
        if (vintage.Contains(',', StringComparison.Ordinal) || OfHeading(vintage.Trim() + " code") is not { Year: { } year } heading) return null;
        return Retirements.Where(r => r.Level == heading.Level && year <= r.UpTo).Select(r => ((DateOnly, string)?)(r.Last, r.After)).FirstOrDefault();
    }

    /// <summary>A vintage as it is compared: "lsoa11", "LSOA (2011)" and "LSOA 2011" are one. Others are compared by their words.</summary>
    public static string Normal(string vintage)
    {
        ArgumentNullException.ThrowIfNull(vintage);
        var words = string.Join(' ', vintage.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        // A remark after a comma, as in "LSOA 2011, invented", tells areas that are not the real ones apart.
        var (bare, remark) = words.IndexOf(',', StringComparison.Ordinal) is > 0 and var comma ? (words[..comma], words[comma..].ToLowerInvariant()) : (words, "");
        if (OfHeading(bare + " code") is { Year: not null } heading) return heading.Vintage + remark;
        return words.ToLowerInvariant();
    }

    public static bool Same(string one, string other) => string.Equals(Normal(one), Normal(other), StringComparison.Ordinal);

    /// <summary>Why a code does not belong to its level; null where it may.</summary>
    /// <param name="official">True where the column holds the nine-character codes of the Office for National Statistics.</param>
    internal static string? WhyNot(string code, string? level, bool official)
    {
        if (!official) return null;
        if (!Official().IsMatch(code)) return $"\"{code}\" is not a code as the others are: a letter and eight digits.";
        if (Levels.FirstOrDefault(l => l.Level == level) is not { Level: not null } known || known.Prefixes.Contains(code[..3])) return null;
        var own = Levels.Where(l => l.Prefixes.Contains(code[..3])).Select(l => l.Level).ToList();
        return $"\"{code}\" is {(own.Count > 0 ? $"a code of the level {string.Join(" or ", own)}" : "no code of that level")}, where {level} codes begin with {string.Join(", ", known.Prefixes)}. Levels and vintages are not mixed in one column.";
    }

    internal static bool IsOfficial(string code) => Official().IsMatch(code);

    [GeneratedRegex(@"((?<code>(^|[ \d])(cd|cdh|code|code h|code nhs|nhs code)( ?\(\d{4}\))?)|((^|[ \d])(nm|nmw|name)( ?\(\d{4}\))?))$", RegexOptions.CultureInvariant)]
    private static partial Regex Ends();

    [GeneratedRegex(@"(?<!\d)(\d{4}|\d{2})(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    [GeneratedRegex(@"^[EWSNKJ]\d{8}$", RegexOptions.CultureInvariant)]
    private static partial Regex Official();
}
