using System.Globalization;
using System.Text.RegularExpressions;

namespace Throughline.Equity;

/// <summary>Levels and vintages of areas, as headings, codes and people write them.</summary>
/// <remarks>Areas of one level change: a code is only known with the year of its boundaries. Integrated care boards were 42 until 31 March 2026 and 36 after, and two had changed their code in 2023.</remarks>
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
        ("ward", ["electoral ward", "ward", "wd"], ["E05", "W05", "S13", "N08"]),
        ("LA", ["local authority district", "lower tier local authority", "local authority", "ltla", "lad", "la"], ["E06", "E07", "E08", "E09", "W06", "S12", "N09"]),
        ("upper-tier LA", ["upper tier local authority", "county and unitary authority", "utla", "ctyua"], ["E06", "E08", "E09", "E10", "W06", "S12", "N09"]),
        ("sub-ICB", ["sub integrated care board location", "sub icb location", "sub-icb location", "sub-icb", "sub icb", "sicbl", "sicb"], ["E38"]),
        ("ICB", ["integrated care board", "icb"], ["E54"]),
        ("CCG", ["clinical commissioning group", "ccg"], ["E38"]),
        ("region", ["region", "rgn"], ["E12", "E40", "W92", "S92", "N92"]),
        ("nation", [], ["E92", "W92", "S92", "N92", "K02", "K03", "K04"]),
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

    // From which vintage to which a number was in use, where the number alone tells: the code histories of the Office for National Statistics. Statistical areas get new numbers with each census,
    // councils, boards and their locations when they are put together (the days stand above). What was given up at a census is not told by its number; a lookup between the two knows it.
    private static readonly (string Prefix, int First, int Last, int From, int Until)[] Lives =
    [
        ("E01", 32483, 33768, 2011, Ever), ("E01", 33769, 35762, 2021, Ever), ("E01", 35763, 99999999, 2022, Ever),
        ("E02", 6782, 6934, 2011, Ever), ("E02", 6935, 7117, 2021, Ever), ("E02", 7118, 99999999, 2022, Ever),
        ("E06", 28, 29, 0, 2018), ("E06", 58, 59, 2019, Ever), ("E06", 60, 60, 2020, Ever), ("E06", 61, 62, 2021, Ever), ("E06", 63, 66, 2023, Ever),
        ("E07", 4, 7, 0, 2019), ("E07", 26, 31, 0, 2022), ("E07", 48, 53, 0, 2018), ("E07", 150, 156, 0, 2020), ("E07", 163, 169, 0, 2022), ("E07", 187, 189, 0, 2022), ("E07", 190, 191, 0, 2018),
        ("E07", 201, 201, 0, 2018), ("E07", 204, 206, 0, 2018), ("E07", 244, 245, 2019, Ever), ("E07", 246, 246, 2019, 2022),
        ("E10", 2, 2, 0, 2019), ("E10", 6, 6, 0, 2022), ("E10", 9, 9, 0, 2018), ("E10", 21, 21, 0, 2020), ("E10", 23, 23, 0, 2022), ("E10", 27, 27, 0, 2022),
        ("E38", 246, 246, 0, 2022), ("E38", 248, 248, 0, 2022), ("E38", 252, 253, 0, 2025), ("E38", 264, 264, 2023, 2025), ("E38", 265, 265, 2023, Ever), ("E38", 266, 268, 2026, Ever),
        ("E54", 22, 28, 0, 2025), ("E54", 34, 34, 0, 2025), ("E54", 42, 42, 0, 2025), ("E54", 44, 44, 0, 2025), ("E54", 52, 53, 0, 2022), ("E54", 56, 56, 0, 2025), ("E54", 63, 64, 2023, 2025), ("E54", 65, 71, 2026, Ever),
    ];

    private const int Ever = int.MaxValue;

    /// <summary>The vintages a code was in use in, as far as its number tells: from and until which, both included; 0 and <see cref="int.MaxValue"/> where it does not tell.</summary>
    internal static (int From, int Until) LifeOf(string code)
    {
        if (IsOfficial(code))
        {
            var number = int.Parse(code.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture) % 1_000_000;
            foreach (var life in Lives)
                if (number >= life.First && number <= life.Last && code.StartsWith(life.Prefix, StringComparison.Ordinal)) return (life.From, life.Until);
        }
        return (0, Ever);
    }

    /// <summary>The first code of a column that is not one of the areas the others are: no code at all, of another level, or of another year's boundaries. Null where all may belong; empty cells are let through.</summary>
    /// <param name="vintage">"LSOA 2021" where it is known; without it the heading's own, and without that the codes are held against one another.</param>
    /// <remarks>Codes are looked at where at least half are those of the Office for National Statistics. Of their year only what the number tells is known.</remarks>
    internal static TableUnfit? Stranger(LongTable table, string column, string? vintage = null)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        var official = 0;
        for (var row = 0; row < table.Count; row++)
            if (table.Text(row, column) is { Length: > 0 } code && first.TryAdd(code, row) && IsOfficial(code)) official++;
        if (official == 0) return null;
        if (2 * official < first.Count)
        {
            var (lone, where) = first.First(pair => IsOfficial(pair.Key));
            return Unfit(where, lone, $"\"{lone}\" is a code of the Office for National Statistics, and the others are not. Areas of two kinds are not mixed in one column: leave it out.");
        }
        if (first.FirstOrDefault(pair => !IsOfficial(pair.Key)) is { Key: { } odd, Value: var at }) return Unfit(at, odd, $"\"{odd}\" is not a code as the others are: a letter and eight digits.");
        // A remark after a comma says that the areas are not the real ones, whose histories are not theirs.
        var said = (vintage is { Length: > 0 } ? OfHeading((vintage.Contains(',', StringComparison.Ordinal) ? vintage[..vintage.IndexOf(',', StringComparison.Ordinal)] : vintage).Trim() + " code") : null) ?? OfHeading(column);
        var known = Levels.FirstOrDefault(l => l.Level == said?.Level);
        if (known.Level is null)
        {
            var many = Levels.Select(l => (Level: l, Count: first.Keys.Count(code => l.Prefixes.Contains(code[..3])))).MaxBy(l => l.Count);
            if (many.Count == 0 || 2 * many.Count < first.Count) return null;
            known = many.Level;
        }
        // "Local authority" heads both tiers: counties among them tell which.
        if (known.Level == "LA" && Levels.First(l => l.Level == "upper-tier LA") is var upper && first.Keys.All(code => upper.Prefixes.Contains(code[..3]))) known = upper;
        if (first.FirstOrDefault(pair => !known.Prefixes.Contains(pair.Key[..3])) is { Key: { } other, Value: var there })
        {
            var own = Levels.Where(l => l.Prefixes.Contains(other[..3])).Select(l => l.Level).ToList();
            return Unfit(there, other, $"\"{other}\" is {(own.Count > 0 ? $"a code of the level {string.Join(" or ", own)}" : "no code of that level")}, where {known.Level} codes begin with {string.Join(", ", known.Prefixes)}. Levels and vintages are not mixed in one column.");
        }
        if (vintage?.Contains(',', StringComparison.Ordinal) == true) return null;
        var year = said?.Year;
        var (latest, earliest) = (("", Row: -1, From: 0), ("", Row: -1, Until: Ever));
        foreach (var (code, row) in first)
        {
            var (from, until) = LifeOf(code);
            if (year is { } of && (of < from || of > until))
                return Unfit(row, code, $"\"{code}\" is no code of {known.Level} {of}: {(of > until ? $"it was last in use in {known.Level} {until}" : Beyond(code) ? "no area has been given a number so high" : $"it is first in use in {known.Level} {from}")}. Vintages are not mixed in one column: carry the table over by a lookup (equity carry), or give the vintage the codes are of.");
            if (from > latest.From) latest = (code, row, from);
            if (until < earliest.Until) earliest = (code, row, until);
        }
        if (latest.From <= earliest.Until) return null;
        var (old, young) = (earliest.Item1, latest.Item1);
        return latest.Row > earliest.Row
            ? Unfit(latest.Row, young, $"\"{young}\" is in use since {known.Level} {latest.From}, and \"{old}\" in line {table.Line(earliest.Row)} until {known.Level} {earliest.Until} alone. Vintages are not mixed in one column: carry the one part over by a lookup first (equity carry).")
            : Unfit(earliest.Row, old, $"\"{old}\" was in use until {known.Level} {earliest.Until}, and \"{young}\" in line {table.Line(latest.Row)} is since {known.Level} {latest.From}. Vintages are not mixed in one column: carry the one part over by a lookup first (equity carry).");

        TableUnfit Unfit(int row, string code, string why) => new(table.FileName, table.Line(row), code, $"\"{table.FileName}\", {(table.Outlines is null ? "line" : "feature")} {table.Line(row)}, column \"{column}\": {why}");
    }

    // Beyond the last number of the latest census.
    private static bool Beyond(string code) => LifeOf(code).From == 2022;

    /// <summary>The first area of a table that a lookup has only among those of the other vintage; null where there is none, or the lookup leads between levels.</summary>
    /// <param name="own">The lookup's column of the table's own areas.</param>
    internal static TableUnfit? OfTheOther(LongTable table, string area, string vintage, LongTable lookup, string own, string other, string otherVintage, string lookupName)
    {
        if (OfHeading(vintage + " code")?.Level is not { } level || OfHeading(otherVintage + " code")?.Level != level || Same(vintage, otherVintage)) return null;
        var (here, there) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        for (var row = 0; row < lookup.Count; row++)
        {
            here.Add(lookup.Text(row, own));
            there.Add(lookup.Text(row, other));
        }
        for (var row = 0; row < table.Count; row++)
            if (table.Text(row, area) is { Length: > 0 } code && !here.Contains(code) && there.Contains(code))
                return new(table.FileName, table.Line(row), code, $"\"{table.FileName}\", {(table.Outlines is null ? "line" : "feature")} {table.Line(row)}, column \"{area}\": \"{code}\" is an area of {otherVintage} and none of {vintage}, by \"{lookupName}\". Vintages are not mixed in one column: take it out, or give the vintage the codes are of.");
        return null;
    }

    internal static bool IsOfficial(string code)
    {
        if (code.Length != 9 || !"EWSNKJ".Contains(code[0], StringComparison.Ordinal)) return false;
        for (var i = 1; i < 9; i++)
            if (!char.IsAsciiDigit(code[i])) return false;
        return true;
    }

    [GeneratedRegex(@"((?<code>(^|[ \d])(cd|cdh|code|code h|code nhs|nhs code)( ?\(\d{4}\))?)|((^|[ \d])(nm|nmw|name)( ?\(\d{4}\))?))$", RegexOptions.CultureInvariant)]
    private static partial Regex Ends();

    [GeneratedRegex(@"(?<!\d)(\d{4}|\d{2})(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
