namespace Throughline.Equity;

/// <summary>A value of areas on a map, from two files alone: a table and the outlines of its areas.</summary>
public static class MapOfTable
{
    /// <param name="Value">The column that is shown; null: the share of people living in Core20 areas, where the table has national deciles and people.</param>
    /// <param name="Level">The column of larger areas that are drawn; null: the table's own areas, or the level whose vintage the outlines have.</param>
    /// <param name="Population">The column of people, who weigh a larger area's mean; null: as recognised.</param>
    /// <param name="Decile">The column of national deciles, 1 the most deprived; null: as recognised.</param>
    /// <param name="Area">The column of the table's areas, each once; null: the codes of the smallest areas there are.</param>
    /// <param name="Vintage">Of the areas that are drawn; null: as the heading says.</param>
    /// <param name="OutlineArea">The property of the outlines that holds codes; null: as recognised.</param>
    /// <param name="OutlineVintage">Null: as the property's name says.</param>
    /// <param name="RankedBy">What areas are ranked by; null: as recognised.</param>
    /// <param name="Period">Of the numbers, for the sentence; null: as a heading says.</param>
    /// <param name="People">Whom they are of, for the sentence.</param>
    public sealed record Request(string? Value = null, string? Level = null, string? Population = null, string? Decile = null, string? Area = null, string? Vintage = null, string? OutlineArea = null, string? OutlineVintage = null, string? RankedBy = null, string? Period = null, string? People = null);

    /// <param name="Number">From 1, the lowest.</param>
    public sealed record Step(int Number, double Least, double Most);

    /// <param name="Step">The step of the value, from 1, the lowest.</param>
    public sealed record Row(string Area, string Name, double Value, int Step);

    /// <param name="Name">Null where the file has none.</param>
    /// <param name="Line">Of the table, or the number of the outline's feature.</param>
    public sealed record Left(string Area, string? Name, int Line);

    /// <param name="Level">The column of larger areas; null where the table's own are drawn.</param>
    /// <param name="Rows">The highest value first.</param>
    /// <param name="WithoutOutline">Areas of the table that the outlines do not have.</param>
    /// <param name="WithoutValue">Outlines for which the table has no value.</param>
    public sealed record Mapped(Chart Chart, string Value, string? Level, string Vintage, IReadOnlyList<Step> Steps, IReadOnlyList<Row> Rows, IReadOnlyList<Left> WithoutOutline, IReadOnlyList<Left> WithoutValue);

    /// <param name="outlines">A GeoJSON file of areas.</param>
    /// <returns>The map with the table beside it; or a refusal with file, line or feature, and value.</returns>
    public static Result<Mapped> Run(LongTable table, LongTable outlines, Request request)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(outlines);
        ArgumentNullException.ThrowIfNull(request);
        if (outlines.Outlines is null) return new TableUnfit(outlines.FileName, null, null, $"\"{outlines.FileName}\" holds no outlines. Boundaries come as GeoJSON.");
        if (table.Missing(new[] { request.Value, request.Level, request.Population, request.Decile, request.Area }.OfType<string>()) is { } missing) return missing;
        if (outlines.Missing(new[] { request.OutlineArea }.OfType<string>()) is { } absent) return absent;

        var shape = new Dictionary<ColumnRole, string>(Recognise.Boundaries(outlines.Columns).Columns);
        if (request.OutlineArea is { } property) shape[ColumnRole.Area] = property;
        if (!shape.TryGetValue(ColumnRole.Area, out var code)) return new TableUnfit(outlines.FileName, null, null, $"Say which property of \"{outlines.FileName}\" holds the areas' codes. It has: {string.Join(", ", outlines.Columns.Take(40))}.");
        Dataset of = new() { Name = outlines.FileName, FileName = outlines.FileName, Kind = DatasetKind.Boundaries, Vintage = request.OutlineVintage ?? AreaCodes.OfHeading(code)?.Vintage ?? "" };
        if (ImportDataset.ProblemOfAreas(outlines, shape, DatasetKind.Boundaries, of.Vintage, "") is { } unfit) return unfit;

        var guess = Recognise.Of(table.Columns);
        var columns = new Dictionary<ColumnRole, string>(guess.Columns);
        if ((request.Area ?? AreaCodes.Smallest(table.Columns) ?? columns.GetValueOrDefault(ColumnRole.Area) ?? request.Level) is not { } area)
            return new TableUnfit(table.FileName, null, null, $"Say which column of \"{table.FileName}\" holds the areas' codes. It has: {string.Join(", ", table.Columns.Take(40))}{(table.Columns.Count > 40 ? " and more" : "")}.");
        if (!string.Equals(columns.GetValueOrDefault(ColumnRole.Area), area, StringComparison.OrdinalIgnoreCase)) columns.Remove(ColumnRole.Label);
        columns[ColumnRole.Area] = area;
        string[] measured = [.. new[] { request.Value, request.Population, request.Decile }.OfType<string>()];
        if (DuplicateAreas.OfAreas(table, request.Level is null ? area : request.Area, request.Level is { } larger ? [larger] : [], measured, request.Vintage) is { } twice) return twice;

        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, given) in new[] { ("value", request.Value), ("level", request.Level), ("population", request.Population), ("decile", request.Decile), ("vintage", request.Vintage), ("period", request.Period), ("people", request.People) })
            if (given is not null) options[name] = given;
        Dataset dataset = new() { Name = table.FileName, FileName = table.FileName, Kind = DatasetKind.Areas, Vintage = request.Vintage ?? AreaCodes.OfHeading(area)?.Vintage ?? guess.Vintage, RankedBy = request.RankedBy ?? guess.RankedBy };
        var made = new MakeChart.Made(table, dataset, columns, new(ChartView.Map, null, null, options), MakeChart.ColumnsOf(table, columns));
        if (request.Value is null && !made.OffersCore20) return made.Lacking("value");
        var map = MapChart.Make(made, of, shape, outlines);
        if (!map.Succeeded) return map.Error;
        var drawn = map.Value.Level ?? area;
        // The level that the outlines chose is held to what a level is that was asked for.
        if (AreaCodes.Stranger(table, drawn, map.Value.Vintage) is { } stranger) return stranger;
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var row = 0; row < table.Count; row++)
        {
            if (table.Text(row, drawn) is not { Length: > 0 } name) return new TableUnfit(table.FileName, table.Line(row), "", $"\"{table.FileName}\", line {table.Line(row)}: column \"{drawn}\" is empty, so the row is of no area that is drawn. Leave it out, or complete it.");
            lines.TryAdd(name, table.Line(row));
        }
        return new Mapped(map.Value.Chart, map.Value.Value, map.Value.Level, map.Value.Vintage, [.. map.Value.Steps.Select((s, i) => new Step(i + 1, s.Least, s.Most))], [.. map.Value.Rows.Select(r => new Row(r.Code, r.Name, r.Value, r.Step))],
            [.. map.Value.Unknown.Select(c => new Left(c, null, lines[c]))], [.. map.Value.Empty.Select(row => new Left(outlines.Text(row, code), shape.TryGetValue(ColumnRole.Label, out var label) && outlines.Text(row, label) is { Length: > 0 } name ? name : null, outlines.Line(row)))]);
    }
}
