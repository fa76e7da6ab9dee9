using System.Text.RegularExpressions;

namespace Throughline.Equity;

/// <summary>Core20: the areas in the most deprived national fifth, and the people who live in them, by a larger area.</summary>
/// <remarks>An area is in it when its national decile is 1 or 2; decile 1 is the most deprived. Deciles must be national: cut within a larger area they say something else.</remarks>
public static partial class Core20OfTable
{
    /// <param name="Level">The column of larger areas, by code or name.</param>
    /// <param name="Population">The column of residents.</param>
    /// <param name="Decile">The column of national deciles; null: the one the Indices of Deprivation name so.</param>
    /// <param name="Name">A column with the larger areas' names, to be shown.</param>
    /// <param name="Score">The column of scores, for a mean score by larger area; null: none.</param>
    /// <param name="ScoreWeight">The population by which scores are averaged; null: <paramref name="Population"/>.</param>
    /// <param name="Distinct">A column whose different values are counted by larger area (councils within a board, say).</param>
    /// <param name="Area">The column of the small areas, each once; null: the codes of the smallest areas there are.</param>
    public sealed record Request(string Level, string Population, string? Decile = null, string? Name = null, string? Score = null, string? ScoreWeight = null, string? Distinct = null, string? Area = null);

    /// <param name="RankByAreas">1 has the largest share of its areas in Core20; equals share the mean of their places.</param>
    /// <param name="InTopThird">Among the first third by share of areas, its size rounded.</param>
    public sealed record Row(string Area, string? Name, int Areas, int Core20Areas, double Core20AreasPercent, double People, double Core20People, double Core20PeoplePercent, int MostDeprivedTenthAreas,
        double? MeanScore, int? Distinct, double RankByAreas, double RankByPeople, double RankByCount, double? RankByScore, bool InTopThird);

    /// <param name="HeldByTopThirdPercent">The share of all Core20 residents who live in the top third.</param>
    public sealed record Table(int Areas, int Core20Areas, double People, double Core20People, double Core20PeoplePercent, double HeldByTopThirdPercent, IReadOnlyList<Row> Rows);

    public static Result<Table> Run(LongTable table, Request request)
    {
        var deciles = Deciles(table, request.Decile);
        if (!deciles.Succeeded) return deciles.Error;
        if (table.Missing([request.Level, .. new[] { request.Name, request.Distinct }.OfType<string>()]) is { } missing) return missing;
        if (DuplicateAreas.OfAreas(table, request.Area, [request.Level, .. new[] { request.Name, request.Distinct }.OfType<string>()], [request.Population, .. new[] { request.Decile, request.Score, request.ScoreWeight }.OfType<string>()]) is { } twice) return twice;
        int[] all = [.. Enumerable.Range(0, table.Count)];
        var reading = new Reading(table);
        var people = reading.Counts(request.Population, all, "population");
        var scores = request.Score is null ? null : reading.Numbers(request.Score, all, "score");
        var weights = request.Score is null ? null : request.ScoreWeight is null ? people : reading.Counts(request.ScoreWeight, all, "population");
        if (reading.Problem is not null) return reading.Problem;
        var groups = table.GroupBy([request.Level]);
        if (!groups.Succeeded) return groups.Error;
        var rows = new List<Row>();
        foreach (var group in groups.Value)
        {
            if (group.Name.Length == 0) return new TableUnfit(table.FileName, table.Line(group.Rows[0]), null, $"\"{table.FileName}\", line {table.Line(group.Rows[0])}: column \"{request.Level}\" is empty, so the area belongs to none. Leave it out, or complete the lookup.");
            int[] core = [.. group.Rows.Where(row => deciles.Value[row] <= 2)];
            var (persons, corePersons) = (group.Rows.Sum(row => people[row]), core.Sum(row => people[row]));
            if (!(persons > 0)) return new TableUnfit(table.FileName, table.Line(group.Rows[0]), null, $"\"{table.FileName}\", line {table.Line(group.Rows[0])}, column \"{request.Population}\": nobody lives in {group.Name}, whose population is 0, so no share can be given. Leave it out, or name the column of residents.");
            rows.Add(new(group.Name, request.Name is { } name ? table.Text(group.Rows[0], name) : null, group.Rows.Length, core.Length, 100.0 * core.Length / group.Rows.Length, persons, corePersons, 100 * corePersons / persons,
                group.Rows.Count(row => deciles.Value[row] == 1), scores is null ? null : group.Rows.Sum(row => scores[row] * weights![row]) / group.Rows.Sum(row => weights![row]),
                request.Distinct is { } distinct ? group.Rows.Select(row => table.Text(row, distinct)).Distinct(StringComparer.Ordinal).Count() : null, 0, 0, 0, null, false));
        }
        var third = (int)Math.Round(rows.Count / 3.0);
        double Rank(Row row, Func<Row, double> by) => rows.Count(other => by(other) > by(row)) + (rows.Count(other => by(other) == by(row)) + 1) / 2.0;
        rows = [.. rows.Select(row => row with
        {
            RankByAreas = Rank(row, r => r.Core20AreasPercent),
            RankByPeople = Rank(row, r => r.Core20PeoplePercent),
            RankByCount = Rank(row, r => r.Core20Areas),
            RankByScore = row.MeanScore is null ? null : Rank(row, r => r.MeanScore!.Value),
            InTopThird = Rank(row, r => r.Core20AreasPercent) <= third,
        }).OrderBy(row => row.RankByAreas).ThenBy(row => row.Area, StringComparer.Ordinal)];
        var inCore = rows.Sum(row => row.Core20People);
        return inCore == 0
            ? new TableUnfit(table.FileName, null, null, $"No area of \"{table.FileName}\" is in decile 1 or 2. Is decile 1 the most deprived, and does the file hold all areas of the country?")
            : new Table(table.Count, rows.Sum(row => row.Core20Areas), rows.Sum(row => row.People), inCore, 100 * inCore / rows.Sum(row => row.People), 100 * rows.Where(row => row.InTopThird).Sum(row => row.Core20People) / inCore, rows);
    }

    /// <summary>The table as it is written: a row for each larger area, as <see cref="ChooseSites"/> takes it.</summary>
    public static Files.SheetToWrite Sheet(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new("Core20", ["area", "name", "areas", "core20_areas", "core20_areas_pct", "people", "core20_people", "core20_people_pct", "most_deprived_tenth_areas", "mean_score", "distinct", "rank_areas", "rank_people", "rank_count", "rank_score", "top_third"],
            [.. table.Rows.Select(r => (IReadOnlyList<Files.SheetCell>)[r.Area, r.Name, r.Areas, r.Core20Areas, r.Core20AreasPercent, r.People, r.Core20People, r.Core20PeoplePercent, r.MostDeprivedTenthAreas, r.MeanScore, (double?)r.Distinct, r.RankByAreas, r.RankByPeople, r.RankByCount, r.RankByScore, r.InTopThird ? "yes" : "no"])]);
    }

    /// <summary>The national deciles of a table's rows, 1 to 10.</summary>
    internal static Result<int[]> Deciles(LongTable table, string? column)
    {
        if (column is null)
        {
            string[] known = [.. table.Columns.Where(name => DecileName().IsMatch(name))];
            if (known.Length != 1)
                return new TableUnfit(table.FileName, null, null, $"\"{table.FileName}\" has {(known.Length == 0 ? "no column" : $"{known.Length} columns")} that the Indices of Deprivation would name its decile. Say which with --decile.");
            column = known[0];
        }
        var reading = new Reading(table);
        var numbers = reading.Numbers(column, [.. Enumerable.Range(0, table.Count)], "decile");
        if (reading.Problem is not null) return reading.Problem;
        var deciles = new int[numbers.Length];
        for (var row = 0; row < numbers.Length; row++)
        {
            if (numbers[row] is not (>= 1 and <= 10) || numbers[row] != Math.Floor(numbers[row]))
                return new TableUnfit(table.FileName, table.Line(row), table.Text(row, column), $"\"{table.FileName}\", line {table.Line(row)}, column \"{column}\": \"{table.Text(row, column)}\" is no decile; deciles are 1 to 10.");
            deciles[row] = (int)numbers[row];
        }
        return deciles;
    }

    [GeneratedRegex(@"^(imd\d*[ _]?decile|Index of Multiple Deprivation \(IMD\) Decile.*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DecileName();
}
