using System.Globalization;
using System.Text.RegularExpressions;
using Throughline.Files;
using Throughline.Statistics.Areas;

namespace Throughline.Equity;

/// <summary>The nation's most deprived fifth of areas against the most deprived fifth of each larger area's own: who is taken in by the second, and who is left out.</summary>
/// <remarks>Fifths are cut as the Indices of Deprivation cut them, ⌈rank·5/n⌉. Rank 1 is the most deprived.</remarks>
public static partial class FifthsOfTable
{
    /// <param name="Level">The column of larger areas, each with a fifth of its own.</param>
    /// <param name="Population">The column of residents.</param>
    /// <param name="Rank">The column of ranks, 1 the most deprived; null: the one the Indices of Deprivation name so.</param>
    /// <param name="Name">A column with the larger areas' names, to be shown.</param>
    /// <param name="Area">The column of the small areas, each once; null: the codes of the smallest areas there are.</param>
    public sealed record Request(string Level, string Population, string? Rank = null, string? Name = null, string? Area = null);

    /// <summary>A larger area, in persons.</summary>
    /// <param name="InNation">Who live in the nation's most deprived fifth of areas.</param>
    /// <param name="InOwn">Who live in their own larger area's; 0 where it has none.</param>
    /// <param name="Lost">In the nation's and not in their own.</param>
    /// <param name="Gained">In their own and not in the nation's.</param>
    /// <param name="HasOwn">False where it has fewer than five areas, and no fifth of its own.</param>
    public sealed record Row(string Area, string? Name, int Areas, double People, double InNation, double InOwn, double Both, double Lost, double Gained, bool HasOwn);

    /// <param name="Areas">Of the nation, from which its fifth is cut.</param>
    /// <param name="Rank">The column areas are ranked by.</param>
    /// <param name="Rows">Those who gain most first.</param>
    public sealed record Table(int Areas, string Rank, double People, double InNation, double InOwn, double Both, double Lost, double Gained, IReadOnlyList<Row> Rows);

    /// <param name="nation">The table of the whole nation, where <paramref name="table"/> is a part of it.</param>
    public static Result<Table> Run(LongTable table, Request request, LongTable? nation = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Rank is null && table.Columns.Where(name => RankName().IsMatch(name)).ToArray() is var named && named.Length != 1)
            return new TableUnfit(table.FileName, null, null, $"\"{table.FileName}\" has {(named.Length == 0 ? "no column" : $"{named.Length} columns")} that the Indices of Deprivation would name its rank. Say which with --rank.");
        var rank = request.Rank ?? table.Columns.First(name => RankName().IsMatch(name));
        if (table.Missing([request.Level, request.Population, rank, .. request.Name is { } label ? new[] { label } : []]) is { } missing) return missing;
        if (DuplicateAreas.OfAreas(table, request.Area, [request.Level, .. request.Name is { } beside ? new[] { beside } : []], [request.Population, rank]) is { } twice) return twice;
        int[] all = [.. Enumerable.Range(0, table.Count)];
        var reading = new Reading(table);
        var people = reading.Counts(request.Population, all, "population");
        if (reading.Problem is not null) return reading.Problem;
        var rule = new QuantileRule { Cut = QuantileCut.Indices };
        var national = Most(nation ?? table, rank, rule);
        if (!national.Succeeded) return national.Error;
        // A table of a part of the nation has ranks beyond its number of rows: a few missing areas do not make it one.
        var of = nation ?? table;
        if (Enumerable.Range(0, of.Count).FirstOrDefault(row => of.Number(row, rank).Value > 1.05 * of.Count, -1) is >= 0 and var beyond)
            return new TableUnfit(of.FileName, of.Line(beyond), of.Text(beyond, rank), string.Create(CultureInfo.InvariantCulture, $"\"{of.FileName}\", line {of.Line(beyond)}, column \"{rank}\": rank {of.Text(beyond, rank)} is beyond the {of.Count:N0} areas of the file, which is a part of the nation. The nation's fifth is cut among all of its areas: give the file of the whole."));
        var groups = table.GroupBy([request.Level]);
        if (!groups.Succeeded) return groups.Error;
        var rows = new List<Row>();
        foreach (var group in groups.Value)
        {
            if (group.Name.Length == 0) return new TableUnfit(table.FileName, table.Line(group.Rows[0]), "", $"\"{table.FileName}\", line {table.Line(group.Rows[0])}: column \"{request.Level}\" is empty, so the area belongs to none. Leave it out, or complete the lookup.");
            // A place of fewer than five areas has no fifth of its own.
            var hasOwn = group.Rows.Length >= 5;
            HashSet<int> own = [];
            if (hasOwn)
            {
                var made = Most(table.Only(group.Rows), rank, rule);
                if (!made.Succeeded) return made.Error;
                own = made.Value;
            }
            double People(Func<bool, bool, bool> which) => group.Rows.Where(row => which(national.Value.Contains(table.Line(row)), own.Contains(table.Line(row)))).Sum(row => people[row]);
            rows.Add(new(group.Name, request.Name is { } name ? table.Text(group.Rows[0], name) : null, group.Rows.Length, group.Rows.Sum(row => people[row]), People((n, _) => n), People((_, o) => o), People((n, o) => n && o), People((n, o) => n && !o), People((n, o) => !n && o), hasOwn));
        }
        if (!rows.Exists(row => row.HasOwn)) return new TableUnfit(table.FileName, null, request.Level, $"No area of column \"{request.Level}\" has five areas or more, so none has a fifth of its own. Choose a larger level.");
        rows = [.. rows.OrderByDescending(row => row.Gained - row.Lost).ThenBy(row => row.Area, StringComparer.Ordinal)];
        return new Table((nation ?? table).Count, rank, rows.Sum(r => r.People), rows.Sum(r => r.InNation), rows.Sum(r => r.InOwn), rows.Sum(r => r.Both), rows.Sum(r => r.Lost), rows.Sum(r => r.Gained), rows);
    }

    // The lines of the most deprived fifth.
    private static Result<HashSet<int>> Most(LongTable table, string rank, QuantileRule rule)
    {
        int[] all = [.. Enumerable.Range(0, table.Count)];
        var reading = new Reading(table);
        var ranks = reading.Counts(rank, all, "rank", above: true);
        if (reading.Problem is not null) return reading.Problem;
        var fifths = new int[ranks.Length];
        var made = Quantiles.Assign(ranks, 5, fifths, rule);
        return made.Succeeded ? all.Where(row => fifths[row] == 1).Select(table.Line).ToHashSet() : table.At(made.Error);
    }

    /// <summary>The table as it is written: a row for each larger area.</summary>
    public static SheetToWrite Sheet(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new("Fifths", ["area", "name", "areas", "people", "in_nations_fifth", "in_own_fifth", "in_both", "lost", "gained", "has_own_fifth"],
            [.. table.Rows.Select(r => (IReadOnlyList<SheetCell>)[r.Area, r.Name, r.Areas, r.People, r.InNation, r.InOwn, r.Both, r.Lost, r.Gained, r.HasOwn ? "yes" : "no"])]);
    }

    [GeneratedRegex(@"^(imd\d*[ _]?rank|Index of Multiple Deprivation \(IMD\) Rank.*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RankName();
}
