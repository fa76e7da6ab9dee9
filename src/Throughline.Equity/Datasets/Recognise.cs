using System.Globalization;
using System.Text.RegularExpressions;

namespace Throughline.Equity;

/// <summary>Which column holds what, guessed from a heading. A guess is shown, and the user's word stands above it.</summary>
public static partial class Recognise
{
    /// <summary>What a heading is taken for.</summary>
    /// <param name="As">In words: "a Fingertips download"; null where the columns were guessed one by one.</param>
    public sealed record Guess(string? As, IReadOnlyDictionary<ColumnRole, string> Columns, string RankedBy = "", string Vintage = "", string From = "", DatasetKind Kind = DatasetKind.Measures, string ToVintage = "");

    /// <summary>The name of each role as commands and pages write it.</summary>
    public static readonly IReadOnlyDictionary<ColumnRole, string> Names = new Dictionary<ColumnRole, string>
    {
        [ColumnRole.Area] = "area",
        [ColumnRole.Group] = "group",
        [ColumnRole.Order] = "order",
        [ColumnRole.Kind] = "kind",
        [ColumnRole.Period] = "period",
        [ColumnRole.Category] = "category",
        [ColumnRole.Numerator] = "numerator",
        [ColumnRole.Denominator] = "denominator",
        [ColumnRole.Value] = "value",
        [ColumnRole.Lower] = "lower",
        [ColumnRole.Upper] = "upper",
        [ColumnRole.StandardError] = "se",
        [ColumnRole.Population] = "population",
        [ColumnRole.To] = "to",
        [ColumnRole.Weight] = "weight",
        [ColumnRole.Label] = "label",
    };

    private static readonly (ColumnRole Role, string[] Headings)[] Usual =
    [
        (ColumnRole.Area, ["area", "area name", "place", "areaname", "geography", "area code", "areacode", "geocode", "area_name", "area_code"]),
        (ColumnRole.Group, ["group", "quintile", "fifth", "decile", "tenth", "quantile", "deprivation quintile", "deprivation decile", "deprivation fifth", "imd quintile", "imd decile"]),
        (ColumnRole.Order, ["order", "rank"]),
        (ColumnRole.Period, ["period", "year", "years", "time period", "timeperiod"]),
        (ColumnRole.Category, ["sex", "category", "age"]),
        (ColumnRole.Numerator, ["numerator", "count", "cases", "events", "deaths", "observed"]),
        (ColumnRole.Denominator, ["denominator", "measured", "eligible", "person-years"]),
        (ColumnRole.Value, ["value", "rate", "lifeexp", "life expectancy", "percent", "years of life"]),
        (ColumnRole.Lower, ["lower", "lowercl", "lcl", "lower limit", "lower ci 95.0 limit", "low"]),
        (ColumnRole.Upper, ["upper", "uppercl", "ucl", "upper limit", "upper ci 95.0 limit", "high"]),
        (ColumnRole.StandardError, ["se", "standard error", "stderr"]),
        (ColumnRole.Population, ["population", "pop", "total_pop", "persons", "residents", "people"]),
    ];

    public static Guess Of(IReadOnlyList<string> heading)
    {
        ArgumentNullException.ThrowIfNull(heading);
        var found = new Dictionary<ColumnRole, string>();
        if (Has("Indicator ID") && Has("Category Type") && Has("Time period") && Has("Lower CI 95.0 limit"))
        {
            foreach (var (role, name) in new[]
            {
                (ColumnRole.Area, "Area Name"), (ColumnRole.Group, "Category"), (ColumnRole.Kind, "Category Type"), (ColumnRole.Period, "Time period"), (ColumnRole.Category, "Sex"), (ColumnRole.Numerator, "Count"),
                (ColumnRole.Value, "Value"), (ColumnRole.Lower, "Lower CI 95.0 limit"), (ColumnRole.Upper, "Upper CI 95.0 limit"), (ColumnRole.Population, "Denominator"),
            })
                if (Has(name)) found[role] = heading.First(column => Same(column, name));
            return new("a Fingertips download", found, From: "Fingertips, Department of Health and Social Care");
        }
        if (OfAreas(heading) is { } areas) return areas;
        foreach (var (role, names) in Usual)
            if (names.Select(name => heading.FirstOrDefault(column => Same(column, name))).FirstOrDefault(column => column is not null) is { } column && !found.ContainsValue(column)) found[role] = column;
        return new(null, found);

        bool Has(string name) => heading.Any(column => Same(column, name));
        static bool Same(string column, string name) => string.Equals(column.Trim(), name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The properties of a GeoJSON file: the first that is a code.</summary>
    internal static Guess Boundaries(IReadOnlyList<string> properties)
    {
        var codes = properties.Select(AreaCodes.OfHeading).OfType<AreaCodes.Heading>().ToList();
        var found = new Dictionary<ColumnRole, string>();
        if ((codes.FirstOrDefault(c => c.IsCode)?.Column ?? properties.FirstOrDefault(p => p.Contains("code", StringComparison.OrdinalIgnoreCase))) is { } area) found[ColumnRole.Area] = area;
        if ((codes.FirstOrDefault(c => !c.IsCode)?.Column ?? properties.FirstOrDefault(p => p.Contains("name", StringComparison.OrdinalIgnoreCase))) is { } name) found[ColumnRole.Label] = name;
        return new("boundaries", found, Vintage: codes.FirstOrDefault(c => c.IsCode)?.Vintage ?? "", Kind: DatasetKind.Boundaries);
    }

    // A file of areas as their publishers head it; null where the heading is another's.
    private static Guess? OfAreas(IReadOnlyList<string> heading)
    {
        var areas = heading.Select(AreaCodes.OfHeading).ToArray();
        var codes = areas.OfType<AreaCodes.Heading>().Where(a => a.IsCode).ToList();
        if (codes.Count == 0) return null;
        var others = heading.Where((_, i) => areas[i] is null).ToList();
        var found = new Dictionary<ColumnRole, string> { [ColumnRole.Area] = codes[0].Column };
        if (areas.OfType<AreaCodes.Heading>().FirstOrDefault(a => !a.IsCode && a.Level == codes[0].Level && a.Year == codes[0].Year) is { } name) found[ColumnRole.Label] = name.Column;
        var population = others.FirstOrDefault(c => People().IsMatch(c));
        if (population is not null) found[ColumnRole.Population] = population;
        if (others.Any(c => Imd().IsMatch(c)))
        {
            // The year is in the columns' names, or follows from the boundaries the publisher used: councils of 2019 for the indices of 2019.
            var year = others.Select(c => ImdYear().Match(c)).FirstOrDefault(m => m.Success) is { } told ? int.Parse(told.Groups[1].Value, CultureInfo.InvariantCulture) + 2000
                : codes.FirstOrDefault(c => c.Level == "LA")?.Year switch { 2010 or 2013 => 2015, 2019 => 2019, 2024 => 2025, _ => codes[0].Year == 2021 ? 2025 : (int?)null };
            return new("a file of the Indices of Deprivation; rank 1 and decile 1 are the most deprived", found, year is { } known ? $"IMD {known}" : "", codes[0].Vintage, "Ministry of Housing, Communities and Local Government, English Indices of Deprivation", DatasetKind.Areas);
        }
        var weight = others.FirstOrDefault(c => Share().IsMatch(c));
        if (codes.Skip(1).FirstOrDefault(c => c.Level == codes[0].Level && c.Year != codes[0].Year) is var again && (again ?? codes.Skip(1).FirstOrDefault(c => c.Level != codes[0].Level)) is { } to
            && others.All(c => c == weight || Idle().IsMatch(c)))
        {
            found[ColumnRole.To] = to.Column;
            if (weight is not null) found[ColumnRole.Weight] = weight;
            found.Remove(ColumnRole.Population);
            return new("a lookup between areas", found, Vintage: codes[0].Vintage, From: "Office for National Statistics", Kind: DatasetKind.Lookup, ToVintage: to.Vintage);
        }
        if (others.Count(c => Age().IsMatch(c)) >= 5) return new("population estimates", found, Vintage: codes[0].Vintage, From: "Office for National Statistics", Kind: DatasetKind.Areas);
        // One row for each of several periods or groups is a table of measures, though its areas have codes.
        if (heading.Any(c => Usual.Where(u => u.Role is ColumnRole.Group or ColumnRole.Period or ColumnRole.Category).Any(u => u.Headings.Contains(c.Trim(), StringComparer.OrdinalIgnoreCase)))) return null;
        return others.Count > 0 ? new("a table of areas", found, Vintage: codes[0].Vintage, Kind: DatasetKind.Areas) : null;
    }

    [GeneratedRegex(@"^(imd\d{0,4}[ _]?(rank|decile|score)|index of multiple deprivation.*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Imd();

    [GeneratedRegex(@"^imd(?:20)?(\d\d)[ _]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ImdYear();

    [GeneratedRegex(@"^(total[ _]?population.*|all ages|total|population|residents|people|persons|pop\d{4}_total|census\d\d_residents|total population: mid.*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    internal static partial Regex People();

    [GeneratedRegex(@"^(weight|share|proportion|percent(age)?|population[ _]share|overlap.*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Share();

    [GeneratedRegex(@"^(chgind|change[ _]code|object[ _]?id|fid|shape.*|.*(cd|nm|nmw|code|name|_h|cdh))$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Idle();

    [GeneratedRegex(@"^(age[ _]?.*\d.*|[fmp]?\d{1,2}(\+|-\d{1,2})?|90\+?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Age();

    private static readonly string[] Ordinals = ["", "", "second", "third", "fourth", "fifth"];
    private static readonly (string Word, int Of)[] Quantiles = [("decile", 10), ("tenth", 10), ("quintile", 5), ("quartile", 4), ("quarter", 4), ("tercile", 3), ("tertile", 3)];

    /// <summary>A group's rank from its own words, 1 the most deprived: "2", "Q2", "Second most deprived decile (IMD2019)". Null where they do not tell.</summary>
    public static double? RankOf(string group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var text = group.Trim().ToLowerInvariant();
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return number;
        if (text.Length > 1 && text[0] is 'q' or 'd' && int.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var short_)) return short_;
        var (most, least) = (text.Contains("most deprived", StringComparison.Ordinal) || text.Contains("more deprived", StringComparison.Ordinal), text.Contains("least deprived", StringComparison.Ordinal) || text.Contains("less deprived", StringComparison.Ordinal));
        if (most == least) return null;
        var place = Math.Max(1, Array.FindIndex(Ordinals, word => word.Length > 0 && text.StartsWith(word, StringComparison.Ordinal)));
        if (most) return place;
        var of = Quantiles.FirstOrDefault(q => text.Contains(q.Word, StringComparison.Ordinal)).Of;
        if (of == 0 && text.Contains("fifth", StringComparison.Ordinal)) of = 5;
        return of == 0 ? null : of + 1 - place;
    }
}
