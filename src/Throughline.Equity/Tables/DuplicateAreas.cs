namespace Throughline.Equity;

/// <summary>Areas that come twice in a table, and would be counted twice; and codes that are none of the areas beside them.</summary>
internal static class DuplicateAreas
{
    // What heads a column that says of each row which level its area is of, as in a Fingertips download.
    private static readonly string[] TellLevels = ["area type", "area_type", "areatype", "area level", "geography type"];

    private static readonly string[] Named = ["area", "area code", "area_code", "areacode", "area name", "area_name", "areaname", "geocode", "geography", "place", "practice", "practice code"];

    /// <summary>Rows of one area that are alike but for what is measured: periods, ages and groups may each have one of their own.</summary>
    /// <param name="area">The column of areas; null: the first that is named as one.</param>
    /// <param name="measured">Columns of what is counted or measured, which tell no two rows apart.</param>
    /// <returns>The second row of the first that comes twice; null where none does, or nothing names areas.</returns>
    public static TableUnfit? Among(LongTable table, string? area, IReadOnlyList<string> measured)
    {
        if (area is not null && table.Missing([area]) is { } missing) return missing;
        if ((area ?? Guess(table, [])) is not { } column) return null;
        return Twice(table, column, [column, .. table.Columns.Where(c => !string.Equals(c, column, StringComparison.OrdinalIgnoreCase) && !measured.Contains(c, StringComparer.OrdinalIgnoreCase))]);
    }

    /// <summary>The same of a table with one row for each area: a column of codes has each once, whatever stands beside it, and codes, those of larger areas too, are of one level and year as far as they tell.</summary>
    /// <param name="larger">Columns of larger areas, in which many rows are alike.</param>
    /// <param name="vintage">Of the first of the larger areas, or of the areas where none are larger; null: as the heading says.</param>
    public static TableUnfit? OfAreas(LongTable table, string? area, IReadOnlyList<string> larger, IReadOnlyList<string> measured, string? vintage = null)
    {
        if (TwiceOfAreas(table, area, larger, measured) is { } twice) return twice;
        var own = area ?? Guess(table, larger);
        var dated = larger.Count > 0 ? larger[0] : own;
        foreach (var column in larger.Prepend(own))
            if (column is not null && table.Has(column) && AreaCodes.Stranger(table, column, column == dated ? vintage : null) is { } stranger) return stranger;
        return null;
    }

    /// <summary>A code of another level or year than the others of its column, where rows of several areas are looked at together; or no code among them.</summary>
    /// <param name="area">The column of areas; null: the first that is named as one.</param>
    /// <param name="by">Columns whose values each have a figure of their own, so that areas of several levels may stand in them, as the nation beside its parts; not where the heading names the level.</param>
    /// <param name="alone">Every row has a figure of its own: then levels that another column tells apart may stand together.</param>
    public static TableUnfit? Mixed(LongTable table, string? area, IReadOnlyList<string> by, bool alone)
    {
        var told = table.Columns.Any(c => TellLevels.Contains(c.Trim(), StringComparer.OrdinalIgnoreCase) && (alone || by.Contains(c, StringComparer.OrdinalIgnoreCase)));
        foreach (var column in by.Prepend(area ?? Guess(table, [])).OfType<string>().Where(table.Has).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var says = AreaCodes.OfHeading(column) is { IsCode: true };
            if (!says && (told || by.Contains(column, StringComparer.OrdinalIgnoreCase))) continue;
            if (Stranger(table, column, by) is { } stranger) return says ? stranger : stranger with { Message = $"{stranger.Message} For a figure of each area, whatever its level, name the column with --by." };
        }
        return null;
    }

    /// <summary>A code of another level or year than those it shares a figure with: each value of the other columns grouped by, as each year, has areas of its own.</summary>
    /// <remarks>Other columns of areas, as a name beside its code, set no areas apart: a code is held against all of them.</remarks>
    internal static TableUnfit? Stranger(LongTable table, string column, IReadOnlyList<string> by)
    {
        string[] others = [.. by.Where(c => table.Has(c) && !string.Equals(c.Trim(), column.Trim(), StringComparison.OrdinalIgnoreCase) && AreaCodes.OfHeading(c) is null && !Named.Contains(c.Trim(), StringComparer.OrdinalIgnoreCase))];
        if (others.Length == 0) return AreaCodes.Stranger(table, column);
        foreach (var part in table.GroupBy(others).Value)
            if (AreaCodes.Stranger(table.Only(part.Rows), column) is { } stranger) return stranger;
        return null;
    }

    private static TableUnfit? TwiceOfAreas(LongTable table, string? area, IReadOnlyList<string> larger, IReadOnlyList<string> measured)
    {
        if (area is not null && table.Missing([area]) is { } missing) return missing;
        if (area is not null) return Twice(table, area, [area]);
        // Where another column names every row, the small areas are in that one, and these codes are of larger ones.
        if (AreaCodes.Smallest(table.Columns.Except(larger, StringComparer.OrdinalIgnoreCase)) is { } codes) return Twice(table, codes, [codes]) is { } twice && !table.Columns.Any(c => c != codes && NamesEveryRow(table, c)) ? twice : null;
        return Guess(table, larger) is { } column ? Twice(table, column, [column, .. table.Columns.Where(c => !string.Equals(c, column, StringComparison.OrdinalIgnoreCase) && !measured.Contains(c, StringComparer.OrdinalIgnoreCase))]) : null;
    }

    private static bool NamesEveryRow(LongTable table, string column)
    {
        if (table.IsAllNumbers(column)) return false;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var row = 0; row < table.Count; row++)
            if (table.Text(row, column) is not { Length: > 0 } name || double.TryParse(name, System.Globalization.CultureInfo.InvariantCulture, out _) || !seen.Add(name)) return false;
        return true;
    }

    private static string? Guess(LongTable table, IReadOnlyList<string> larger)
    {
        var columns = table.Columns.Except(larger, StringComparer.OrdinalIgnoreCase).ToList();
        return AreaCodes.Smallest(columns) ?? columns.Find(c => Named.Contains(c.Trim(), StringComparer.OrdinalIgnoreCase));
    }

    internal static TableUnfit? Twice(LongTable table, string area, IReadOnlyList<string> key)
    {
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var row = 0; row < table.Count; row++)
        {
            if (table.Text(row, area) is not { Length: > 0 } name) continue;
            var all = key.Count == 1 ? name : string.Join('\u001f', key.Select(column => table.Text(row, column)));
            if (!seen.TryAdd(all, row))
                return new(table.FileName, table.Line(row), name, $"\"{table.FileName}\", line {table.Line(row)}, column \"{area}\": the area \"{name}\" comes twice; it stands in line {table.Line(seen[all])} already. Leave one out, or name the column that tells areas apart (by command: --area).");
        }
        return null;
    }
}
