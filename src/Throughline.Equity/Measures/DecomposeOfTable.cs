using Throughline.Statistics.Inequality;

namespace Throughline.Equity;

/// <summary>How much of the inequality among small areas lies within larger ones and between them, level by level.</summary>
/// <remarks>Bourguignon (1979), Econometrica 47:901-920; Shorrocks (1984), Econometrica 52:1369-1385. The parts add up exactly.</remarks>
public static class DecomposeOfTable
{
    /// <param name="Levels">Columns of larger areas, the smallest first, each wholly within the next.</param>
    /// <param name="Area">The column of the small areas, each once; null: the codes of the smallest areas there are.</param>
    /// <param name="Unit">Of the values: "%" holds none above 100 and not only shares, "share" none above 1; other units, and none, hold any.</param>
    public sealed record Request(string Value, string Population, IReadOnlyList<string> Levels, NestedMeasure Measure = NestedMeasure.Theil, string? Area = null, string? Unit = null);

    /// <param name="Between">In words: between which, within which.</param>
    public sealed record Part(string Between, double Value, double? Share);

    public sealed record Decomposed(double Total, int Areas, IReadOnlyList<Part> Parts);

    public static Result<Decomposed> Run(LongTable table, Request request)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Levels.Count == 0) return new TableUnfit(table.FileName, null, null, "Say which columns of larger areas the inequality is to be split by, the smallest first.");
        if (table.Missing(request.Levels) is { } missing) return missing;
        if (DuplicateAreas.OfAreas(table, request.Area, request.Levels, [request.Value, request.Population]) is { } twice) return twice;
        if (table.Has(request.Value) && Units.Problem(table, request.Value, request.Unit) is { } unlike) return unlike;
        int[] all = [.. Enumerable.Range(0, table.Count)];
        var reading = new Reading(table);
        var people = reading.Counts(request.Population, all, "population", above: true);
        var values = reading.Numbers(request.Value, all, "value");
        if (reading.Problem is not null) return reading.Problem;
        var levels = new List<int[]>();
        foreach (var level in request.Levels)
        {
            var (groups, of) = (new Dictionary<string, int>(StringComparer.Ordinal), new int[table.Count]);
            for (var row = 0; row < table.Count; row++)
            {
                var name = table.Text(row, level);
                if (name.Length == 0) return new TableUnfit(table.FileName, table.Line(row), null, $"\"{table.FileName}\", line {table.Line(row)}: column \"{level}\" is empty, so the area belongs to none. Leave it out, or complete the lookup.");
                if (!groups.TryGetValue(name, out of[row])) groups[name] = of[row] = groups.Count;
            }
            levels.Add(of);
        }
        var made = Nesting.Of(people, values, levels, request.Measure);
        if (!made.Succeeded) return table.At(made.Error, made.Error is Statistics.StatisticRefused { Row: { } row1 } ? row1 : null);
        return new Decomposed(made.Value.Sum(p => p.Value), table.Count, [.. made.Value.Select(p => new Part(
            p.Level == request.Levels.Count ? $"between {request.Levels[^1]}" : p.Level == 0 ? $"between small areas within {request.Levels[0]}" : $"between {request.Levels[p.Level - 1]} within {request.Levels[p.Level]}", p.Value, p.Share))]);
    }
}
