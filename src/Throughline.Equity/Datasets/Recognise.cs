using System.Globalization;

namespace Throughline.Equity;

/// <summary>Which column holds what, guessed from a heading. A guess is shown, and the user's word stands above it.</summary>
public static class Recognise
{
    /// <summary>What a heading is taken for.</summary>
    /// <param name="As">In words: "a Fingertips download"; null where the columns were guessed one by one.</param>
    public sealed record Guess(string? As, IReadOnlyDictionary<ColumnRole, string> Columns, string RankedBy = "", string Vintage = "", string From = "");

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
        foreach (var (role, names) in Usual)
            if (names.Select(name => heading.FirstOrDefault(column => Same(column, name))).FirstOrDefault(column => column is not null) is { } column && !found.ContainsValue(column)) found[role] = column;
        return new(null, found);

        bool Has(string name) => heading.Any(column => Same(column, name));
        static bool Same(string column, string name) => string.Equals(column.Trim(), name, StringComparison.OrdinalIgnoreCase);
    }

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
