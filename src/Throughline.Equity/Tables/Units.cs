using System.Globalization;

namespace Throughline.Equity;

/// <summary>What a unit says of the values that may stand in a column: percentages are none above 100, and not all of them shares; shares are none above 1.</summary>
internal static class Units
{
    private static readonly string[] Percents = ["%", "percent", "per cent", "pct", "percentage", "percentages"];
    private static readonly string[] Shares = ["share", "shares", "proportion", "proportions", "fraction", "fractions"];
    private static readonly string[] PercentWords = ["%", "pct", "percent", "percentage"];

    public static bool IsPercent(string? unit) => unit is not null && Percents.Contains(unit.Trim(), StringComparer.OrdinalIgnoreCase);

    public static bool IsShare(string? unit) => unit is not null && Shares.Contains(unit.Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>True where a heading says that its column holds percentages: "core20_pct", "Percent", "obese (%)".</summary>
    public static bool HeadsPercents(string column) => column.Contains('%', StringComparison.Ordinal)
        || column.Split([' ', '_', '-', '.', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Any(word => PercentWords.Contains(word, StringComparer.OrdinalIgnoreCase));

    /// <summary>The first value of a column that its unit cannot hold; null where all fit. Cells that are empty or no numbers are let through.</summary>
    /// <param name="unit">As it was given; null or "" where it was not, when the heading may say that the column holds percentages.</param>
    public static TableUnfit? Problem(LongTable table, string column, string? unit)
    {
        var said = unit?.Trim() is { Length: > 0 } given ? given : null;
        var headed = said is null && HeadsPercents(column);
        if (!headed && !IsPercent(said) && !IsShare(said)) return null;
        var (first, many, most) = (-1, 0, 0.0);
        for (var row = 0; row < table.Count; row++)
        {
            if (table.Text(row, column).Length == 0 || table.Number(row, column) is not { Succeeded: true, Value: var value }) continue;
            if (IsPercent(said) && value > 100) return Unfit(row, string.Create(CultureInfo.InvariantCulture, $"the value {value} is above 100, and the unit is %. Is it a rate, or another column?"));
            if (IsShare(said) && value > 1) return Unfit(row, string.Create(CultureInfo.InvariantCulture, $"the value {value} is above 1, and the unit is {said}. Divide percentages by 100, or give the unit as \"%\"."));
            if (first < 0) first = row;
            (many, most) = (many + 1, Math.Max(most, value));
        }
        if (IsShare(said) || many < 2 || most is not (> 0 and <= 1)) return null;
        return Unfit(first, string.Create(CultureInfo.InvariantCulture, $"the unit is %, but no value is above {most}: these are shares. Multiply them by 100, or give the unit as \"share\"{(headed ? " (the heading says percent)" : "")}; where they are percentages of 1 or less indeed, say so, as in \"% of people\"."));

        TableUnfit Unfit(int row, string why) => new(table.FileName, table.Line(row), table.Text(row, column), $"\"{table.FileName}\", line {table.Line(row)}, column \"{column}\": {why}");
    }
}
