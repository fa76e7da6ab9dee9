using System.Globalization;

namespace Throughline.Equity;

/// <summary>How an area that lies in several others is shared among them.</summary>
public enum AreaFit
{
    /// <summary>It goes whole to the one with the largest weight.</summary>
    BestFit,
    /// <summary>By the lookup's weights; where it has none, in equal parts.</summary>
    Weighted,
}

/// <summary>What a column becomes when areas are put together.</summary>
public enum CarriedAs
{
    /// <summary>Persons or events: added up.</summary>
    Count,
    /// <summary>A rate, score or share: averaged, each area weighing by its people.</summary>
    Mean,
}

/// <summary>Two tables of areas whose boundaries are of different years, and no lookup between them.</summary>
public sealed record VintagesDiffer(string One, string Other, string Message) : Error(Message);

/// <summary>Carries columns of areas over to areas of another level or vintage by a lookup, and joins tables of areas by their codes.</summary>
/// <remarks>Of a count c an area takes Σ w c over the areas that lead to it; of a mean m, Σ w p m / Σ w p, p the people of each (1 where they are not given). w is 1 for the best fit, else the lookup's weights divided by their sum over
/// one area, or equal parts; the weights of a pair that comes in several rows are added up. An area whose cell is empty is left out of the mean, and counted.</remarks>
public static class CarryAreas
{
    public sealed record Column(string Name, CarriedAs As);

    /// <param name="Area">The column of codes.</param>
    /// <param name="Population">The column that weighs means; null: each area weighs alike.</param>
    public sealed record Request(string Area, IReadOnlyList<Column> Columns, string From, string To, string? Weight = null, string? Population = null, AreaFit Fit = AreaFit.Weighted);

    /// <param name="From">How many areas lead to this one.</param>
    /// <param name="Values">One a column; null where nothing led there.</param>
    public sealed record Row(string Area, int From, IReadOnlyList<double?> Values);

    /// <param name="Unmatched">Areas of the table that the lookup does not have.</param>
    /// <param name="NotReached">Areas of the lookup's other side that nothing led to.</param>
    /// <param name="Split">Areas that lie in several others.</param>
    /// <param name="EquallyShared">Of these, shared in equal parts for want of weights.</param>
    /// <param name="Empty">Cells that were empty.</param>
    public sealed record Carried(IReadOnlyList<string> Columns, IReadOnlyList<Row> Rows, IReadOnlyList<string> Unmatched, IReadOnlyList<string> NotReached, int Split, int EquallyShared, int Empty);

    public static Result<Carried> Run(LongTable table, LongTable lookup, Request request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (table.Missing([request.Area, .. request.Columns.Select(c => c.Name), .. Given(request.Population)]) is { } missing) return missing;
        if (lookup.Missing([request.From, request.To, .. Given(request.Weight)]) is { } absent) return absent;
        if (request.Columns.Count == 0) return new TableUnfit(table.FileName, null, null, "Say which columns are to be carried over.");
        var leads = new Dictionary<string, List<(string To, double Weight, int Row)>>(StringComparer.Ordinal);
        var goals = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var row = 0; row < lookup.Count; row++)
        {
            var (from, to) = (lookup.Text(row, request.From), lookup.Text(row, request.To));
            if (from.Length == 0 || to.Length == 0) continue;
            var weight = 1.0;
            if (request.Weight is { } column)
            {
                var number = lookup.Number(row, column);
                if (!number.Succeeded) return number.Error;
                if (number.Value < 0) return new TableUnfit(lookup.FileName, lookup.Line(row), lookup.Text(row, column), $"\"{lookup.FileName}\", line {lookup.Line(row)}, column \"{column}\": the weight is {lookup.Text(row, column)}; it cannot be below 0.");
                weight = number.Value;
            }
            if (known.Add(to)) goals.Add(to);
            if (!leads.TryGetValue(from, out var there)) leads[from] = there = [];
            // A pair that comes again is another part of the same share: parts add up, and without weights it is no second area.
            if (there.FindIndex(lead => lead.To == to) is >= 0 and var again)
            {
                if (request.Weight is not null) there[again] = there[again] with { Weight = there[again].Weight + weight };
            }
            else there.Add((to, weight, row));
        }
        var sums = goals.ToDictionary(goal => goal, _ => new Sum(request.Columns.Count), StringComparer.Ordinal);
        var (unmatched, seen) = (new List<string>(), new Dictionary<string, int>(StringComparer.Ordinal));
        var (split, equally, empty) = (0, 0, 0);
        for (var row = 0; row < table.Count; row++)
        {
            var area = table.Text(row, request.Area);
            if (!seen.TryAdd(area, row)) return new TableUnfit(table.FileName, table.Line(row), area, $"\"{table.FileName}\", line {table.Line(row)}: the area \"{area}\" comes twice; it stands in line {table.Line(seen[area])} already.");
            if (!leads.TryGetValue(area, out var to))
            {
                unmatched.Add(area);
                continue;
            }
            var people = 1.0;
            if (request.Population is { } population)
            {
                var number = table.Number(row, population);
                if (!number.Succeeded) return number.Error;
                if (number.Value < 0) return new TableUnfit(table.FileName, table.Line(row), table.Text(row, population), $"\"{table.FileName}\", line {table.Line(row)}, column \"{population}\": the population is {table.Text(row, population)}; it cannot be below 0.");
                people = number.Value;
            }
            if (to.Count > 1) split++;
            var total = to.Sum(lead => lead.Weight);
            if (to.Count > 1 && request.Fit == AreaFit.Weighted && (request.Weight is null || total == 0)) equally++;
            var best = to.MaxBy(lead => lead.Weight);
            foreach (var lead in to)
            {
                var weight = request.Fit == AreaFit.BestFit ? lead.Row == best.Row ? 1.0 : 0 : request.Weight is null || total == 0 ? 1.0 / to.Count : lead.Weight / total;
                if (weight == 0) continue;
                var sum = sums[lead.To];
                sum.From++;
                for (var c = 0; c < request.Columns.Count; c++)
                {
                    if (table.Text(row, request.Columns[c].Name).Length == 0)
                    {
                        empty++;
                        continue;
                    }
                    var number = table.Number(row, request.Columns[c].Name);
                    if (!number.Succeeded) return number.Error;
                    if (number.Value < 0 && request.Columns[c].As == CarriedAs.Count) return NegativeCount(table, row, request.Columns[c].Name);
                    var share = request.Columns[c].As == CarriedAs.Count ? weight : weight * people;
                    sum.Values[c] += share * number.Value;
                    sum.Weights[c] += share;
                }
            }
        }
        if (unmatched.Count == table.Count)
            return new TableUnfit(table.FileName, table.Line(0), table.Text(0, request.Area), $"No area of \"{table.FileName}\" is in column \"{request.From}\" of \"{lookup.FileName}\"; the first is \"{table.Text(0, request.Area)}\". Is the lookup of another vintage, or turned round?");
        return new Carried([.. request.Columns.Select(c => c.Name)],
            [.. goals.Where(goal => sums[goal].From > 0).Select(goal => new Row(goal, sums[goal].From, [.. request.Columns.Select((column, c) => sums[goal].Weights[c] > 0 ? column.As == CarriedAs.Count ? sums[goal].Values[c] : sums[goal].Values[c] / sums[goal].Weights[c] : (double?)null)]))],
            unmatched, [.. goals.Where(goal => sums[goal].From == 0)], split, equally, empty);
    }

    /// <summary>Why two tables of areas cannot be joined as they are; null where they can.</summary>
    public static Error? WhyApart(string name, string vintage, string otherName, string otherVintage)
    {
        if (vintage.Length == 0 || otherVintage.Length == 0) return new VintagesDiffer(vintage, otherVintage, $"Nothing says of which year the boundaries of \"{(vintage.Length == 0 ? name : otherName)}\" are, so it is joined with nothing. Say its vintage first, as in \"LSOA 2021\".");
        return AreaCodes.Same(vintage, otherVintage) ? null
            : new VintagesDiffer(vintage, otherVintage, $"\"{name}\" has the areas of {vintage} and \"{otherName}\" those of {otherVintage}. Codes alone do not say which areas are the same: bring in a lookup from {otherVintage} to {vintage}, and choose it here.");
    }

    private static string Areas(int count, string one, string many) => count == 1 ? $"1 area {one}" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} areas {many}");

    /// <summary>What the joining left over, in a sentence; empty where everything was matched.</summary>
    public static string Left(Carried carried)
    {
        ArgumentNullException.ThrowIfNull(carried);
        var parts = new List<string>();
        if (carried.Unmatched.Count > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{Areas(carried.Unmatched.Count, "is", "are")} not in the lookup: {Some(carried.Unmatched)}"));
        if (carried.NotReached.Count > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"nothing led to {carried.NotReached.Count:N0} {(carried.NotReached.Count == 1 ? "area" : "areas")}: {Some(carried.NotReached)}"));
        if (carried.Split > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{Areas(carried.Split, "lies", "lie")} in several others{(carried.EquallyShared > 0 ? $", {(carried.Split == 1 ? "" : $"{carried.EquallyShared:N0} of them ")}shared in equal parts as the lookup gives no weights" : "")}"));
        if (carried.Empty > 0) parts.Add(carried.Empty == 1 ? "one cell was empty and is left out" : string.Create(CultureInfo.InvariantCulture, $"{carried.Empty:N0} cells were empty and are left out"));
        return parts.Count == 0 ? "" : char.ToUpperInvariant(parts[0][0]) + string.Join("; ", parts)[1..] + ".";
    }

    internal static string Some(IReadOnlyList<string> areas) => string.Join(", ", areas.Take(5)) + (areas.Count > 5 ? string.Create(CultureInfo.InvariantCulture, $" and {areas.Count - 5:N0} more") : "");

    internal static TableUnfit NegativeCount(LongTable table, int row, string column) => new(table.FileName, table.Line(row), table.Text(row, column), $"\"{table.FileName}\", line {table.Line(row)}, column \"{column}\": the count is {table.Text(row, column)}; it cannot be below 0. What is no count is averaged (by command: --mean).");

    private static IEnumerable<string> Given(string? column) => column is null ? [] : [column];

    private sealed class Sum(int columns)
    {
        public int From { get; set; }
        public double[] Values { get; } = new double[columns];
        public double[] Weights { get; } = new double[columns];
    }
}
