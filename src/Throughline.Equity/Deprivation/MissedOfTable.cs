namespace Throughline.Equity;

/// <summary>Who is missed when places are chosen at a larger area by its mean score: residents of Core20 areas who live outside the places chosen.</summary>
public static class MissedOfTable
{
    /// <param name="Level">The column of larger areas to choose among.</param>
    /// <param name="Population">The column of residents; also weighs the mean score.</param>
    /// <param name="Score">The column of scores, higher the more deprived.</param>
    /// <param name="Decile">The column of national deciles; null: the one the Indices of Deprivation name so.</param>
    /// <param name="Percent">How much is chosen: of places, or of people.</param>
    /// <param name="Area">The column of the small areas, each once; null: the codes of the smallest areas there are.</param>
    /// <param name="Floor">The fewest people living in Core20 areas for whom a place can carry a service; 0: none is asked for.</param>
    public sealed record Request(string Level, string Population, string Score, string? Decile = null, double Percent = 20, string? Area = null, double Floor = 0);

    /// <param name="Rule">"units" chooses that share of the larger areas, rounded; "people" goes on from the most deprived until that share of people is reached, with the place that crosses it.</param>
    /// <param name="Captured">Core20 residents in the places chosen.</param>
    /// <param name="Missed">Core20 residents elsewhere.</param>
    /// <param name="Others">Residents of the places chosen who do not live in Core20.</param>
    /// <param name="InCore20Percent">Of the residents of the places chosen, those who live in Core20.</param>
    /// <param name="BelowFloor">The places chosen that are too small to carry a service; null where no floor was given.</param>
    public sealed record Row(string Rule, int Units, double People, double Core20People, double Captured, double Missed, double MissedPercent, double Others, double InCore20Percent, IReadOnlyList<Place>? BelowFloor = null);

    /// <summary>A larger area that may be chosen.</summary>
    /// <param name="Core">Its people who live in Core20 areas.</param>
    public sealed record Place(string Name, double People, double Core, double Score);

    public static Result<IReadOnlyList<Row>> Run(LongTable table, Request request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var ranked = Places(table, request);
        if (!ranked.Succeeded) return ranked.Error;
        var places = ranked.Value;
        var (total, core) = (places.Sum(place => place.People), places.Sum(place => place.Core));
        if (!(core > 0)) return new TableUnfit(table.FileName, null, null, $"Nobody in \"{table.FileName}\" lives in decile 1 or 2, so nobody can be missed. Is decile 1 the most deprived?");
        var byUnits = (int)Math.Round(places.Count * request.Percent / 100, MidpointRounding.ToEven);
        var (byPeople, reached) = (0, 0.0);
        while (byPeople < places.Count && reached < total * request.Percent / 100) reached += places[byPeople++].People;
        Row Made(string rule, int units)
        {
            var chosen = places.Take(units).ToList();
            var (persons, captured) = (chosen.Sum(place => place.People), chosen.Sum(place => place.Core));
            return new(rule, units, persons, core, captured, core - captured, 100 * (core - captured) / core, persons - captured, persons > 0 ? 100 * captured / persons : 0, request.Floor > 0 ? [.. chosen.Where(place => place.Core < request.Floor)] : null);
        }
        return new Row[] { Made("units", byUnits), Made("people", byPeople) };
    }

    /// <summary>The larger areas by their people's mean score, the most deprived first.</summary>
    public static Result<IReadOnlyList<Place>> Places(LongTable table, Request request)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(request);
        var deciles = Core20OfTable.Deciles(table, request.Decile);
        if (!deciles.Succeeded) return deciles.Error;
        if (request.Percent is not (> 0 and < 100)) return new TableUnfit(table.FileName, null, null, FormattableString.Invariant($"{request.Percent} percent cannot be chosen: give more than 0 and less than 100."));
        if (!(request.Floor >= 0) || double.IsInfinity(request.Floor)) return new TableUnfit(table.FileName, null, null, FormattableString.Invariant($"A floor of {request.Floor} people is none: give 0 or more."));
        if (table.Missing([request.Level]) is { } missing) return missing;
        if (DuplicateAreas.OfAreas(table, request.Area, [request.Level], [request.Population, request.Score, .. new[] { request.Decile }.OfType<string>()]) is { } twice) return twice;
        int[] all = [.. Enumerable.Range(0, table.Count)];
        var reading = new Reading(table);
        var people = reading.Counts(request.Population, all, "population");
        var scores = reading.Numbers(request.Score, all, "score");
        if (reading.Problem is not null) return reading.Problem;
        var groups = table.GroupBy([request.Level]);
        if (!groups.Succeeded) return groups.Error;
        if (groups.Value.FirstOrDefault(group => group.Name.Length == 0) is { } none)
            return new TableUnfit(table.FileName, table.Line(none.Rows[0]), null, $"\"{table.FileName}\", line {table.Line(none.Rows[0])}: column \"{request.Level}\" is empty, so the area belongs to none. Leave it out, or complete the lookup.");
        return groups.Value.Select(group =>
        {
            var persons = group.Rows.Sum(row => people[row]);
            return new Place(group.Name, persons, group.Rows.Where(row => deciles.Value[row] <= 2).Sum(row => people[row]), persons > 0 ? group.Rows.Sum(row => scores[row] * people[row]) / persons : double.NegativeInfinity);
        }).OrderByDescending(place => place.Score).ThenBy(place => place.Name, StringComparer.Ordinal).ToList();
    }
}
