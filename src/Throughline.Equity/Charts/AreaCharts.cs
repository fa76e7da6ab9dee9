using System.Globalization;
using Throughline.Files;
using Throughline.Statistics.Areas;
using Throughline.Text;

namespace Throughline.Equity;

/// <summary>Deprivation seen: Core20, who is missed, whose fifth, and which index.</summary>
internal static class AreaCharts
{
    private const string Counted = "Counted from all areas, so there is no interval.";
    internal const string ScaleSource = "Openshaw (1984), The modifiable areal unit problem, Concepts and Techniques in Modern Geography 38, Geo Books";
    internal const string AreasSource = "McLennan and others (2019), The English Indices of Deprivation 2019: research report";
    private const string RankOne = "Rank 1 and decile 1 are the most deprived.";

    /// <summary>The column that tells small areas apart, as it was said at the import; null leaves it to be guessed.</summary>
    private static string? Areas(MakeChart.Made made, string level) => made.Columns.TryGetValue(ColumnRole.Area, out var area) && area != level ? area : null;

    public static Result<Chart> Core20(MakeChart.Made made)
    {
        if (made.Level is not { } level) return made.Lacking("larger areas");
        if (made.Population is not { } population) return made.Lacking("population");
        if (made.Decile is not { } decile) return made.Lacking("national deciles");
        var core = Core20OfTable.Run(made.Table, new(level, population, decile, LabelOf(made, level), Area: Areas(made, level)));
        if (!core.Succeeded) return core.Error;
        var rows = core.Value.Rows;
        var (last, next) = (rows.Where(r => r.InTopThird).MinBy(r => r.Core20AreasPercent), rows.Where(r => !r.InTopThird).MaxBy(r => r.Core20AreasPercent));
        var many = rows.Count(r => r.InTopThird);
        var (head, why) = made.Begin(population, population, ranked: true);
        var sentence = head is null ? null : string.Create(CultureInfo.InvariantCulture, $"{head} {core.Value.Core20Areas:N0} of {core.Value.Areas:N0} areas ({made.Dataset.Vintage}) are in the most deprived fifth of the nation, and {core.Value.Core20People:N0} of {core.Value.People:N0} people ({core.Value.Core20PeoplePercent:0.00} %) live in them (column \"{population}\"). ")
            + (last is null || next is null || many < 2 ? "" : string.Create(CultureInfo.InvariantCulture, $"The third of {LevelName(level)} with the largest share of such areas, {many} of {rows.Count} (the last has {last.Core20AreasPercent:0.0} %, the next {next.Core20AreasPercent:0.0} %), holds {core.Value.HeldByTopThirdPercent:0.0} % of these people. ")) + $"{Counted} {FigureWords.AreasNotPersons}";
        var shown = rows.OrderByDescending(r => r.Core20PeoplePercent).Take(30).ToList();
        string Draw(bool alone)
        {
            const int Left = 300, Right = 900;
            var pen = new Pen(alone, 74 + 18 * shown.Count, $"Core20 by {level}");
            pen.Text(0, 16, "Share of people living in Core20 areas, %", "head");
            pen.Text(0, 33, $"the thin line is the share of areas{(rows.Count > shown.Count ? $"; the first {shown.Count} of {rows.Count}" : "")}", "soft");
            var scale = new Scale(0, Math.Max(shown.Max(r => r.Core20PeoplePercent), shown.Max(r => r.Core20AreasPercent)), Left, Right);
            foreach (var tick in scale.Ticks)
            {
                pen.Line(scale.At(tick), 44, scale.At(tick), 50 + 18 * shown.Count);
                pen.Text(scale.At(tick), 66 + 18 * shown.Count, scale.Said(tick), "soft", "middle");
            }
            for (var i = 0; i < shown.Count; i++)
            {
                var y = 50 + 18 * i;
                pen.Text(Left - 8, y + 11, Cut.To(shown[i].Name ?? shown[i].Area, 48), "name", "end");
                pen.Bar(Left, y + 2, scale.At(shown[i].Core20PeoplePercent) - Left, 11, shown[i].InTopThird ? 4 : 2);
                pen.Line(scale.At(shown[i].Core20AreasPercent), y, scale.At(shown[i].Core20AreasPercent), y + 15, "limits");
            }
            return pen.Done();
        }
        SheetToWrite table = new("Core20", ["Area", "Name", "Areas", "In Core20", "% of areas", "People", "In Core20 areas", "% of people", "In the most deprived tenth", "Rank by areas", "Rank by people", "Top third"],
                [.. rows.Select(r => (IReadOnlyList<SheetCell>)[r.Area, r.Name, r.Areas, r.Core20Areas, r.Core20AreasPercent, r.People, r.Core20People, r.Core20PeoplePercent, r.MostDeprivedTenthAreas, r.RankByAreas, r.RankByPeople, r.InTopThird ? "yes" : "no"])]);
        return made.Chart($"Core20 by {LevelName(level)}", sentence, why, Draw, [table],
            Warnings(made, core.Value.Core20People, core.Value.People), $"Core20: areas of national decile 1 or 2 (column \"{decile}\"). {RankOne} A larger area's rank is by its share of such areas; equals share the mean of their places. The stronger bars: the top third.") with
        { Safe = [(table, new(["In Core20 areas"], ["Area", "Name", "Areas", "In Core20", "% of areas", "People", "Rank by areas", "Top third"], "People"))] };
    }

    public static Result<Chart> Missed(MakeChart.Made made)
    {
        if (made.Level is not { } level) return made.Lacking("larger areas to choose among");
        if (made.Population is not { } population) return made.Lacking("population");
        if (made.Decile is not { } decile) return made.Lacking("national deciles");
        if (made.Score is not { } score) return made.Lacking("scores, higher the more deprived");
        var percent = Math.Clamp(made.Number("percent", 20), 1, 99);
        var floor = Math.Max(0, made.Number("floor", 0));
        made.Used["rule"] = made.Ask["rule"] == "people" ? "people" : "units";
        var byPeople = made.Used["rule"] == "people";
        string[] levels = [.. made.There.Levels.Append(level).Distinct(StringComparer.Ordinal)];
        var rows = new List<(string Level, MissedOfTable.Row Row, IReadOnlyList<MissedOfTable.Place> Chosen, int Places)>();
        foreach (var one in levels)
        {
            var request = new MissedOfTable.Request(one, population, score, decile, percent, Areas(made, one), floor);
            var missed = MissedOfTable.Run(made.Table, request);
            if (!missed.Succeeded)
            {
                if (one == level) return missed.Error;
                continue; // a level that the lookup does not complete says nothing here
            }
            var places = MissedOfTable.Places(made.Table, request).Value;
            var row = missed.Value[byPeople ? 1 : 0];
            rows.Add((one, row, [.. places.Take(row.Units)], places.Count));
        }
        var (_, chosen, flagged, all) = rows.First(r => r.Level == level);
        // A share of few places rounds to none at 1/2 of a place or less.
        var (head, why) = made.Begin(population, population, ranked: true);
        var sentence = head is null ? null : chosen.Units == 0 ? string.Create(CultureInfo.InvariantCulture, $"{head} {percent:0.#} % of {all:N0} {LevelName(level)} is {all * percent / 100:0.##} of a place, which rounds to none, so no place is chosen and all {chosen.Core20People:N0} people living in Core20 areas are missed. {(Math.Floor(50.0 / all) + 1 is <= 50 and var least ? string.Create(CultureInfo.InvariantCulture, $"Choose {least:0} % or more for one place, go by share of people, or choose a smaller level.") : "Go by share of people, or choose a smaller level.")} {Counted} {FigureWords.AreasNotPersons}")
            : string.Create(CultureInfo.InvariantCulture, $"{head} choosing {(byPeople ? $"the most deprived {LevelName(level)} until {percent:0.#} % of people are reached" : $"the {percent:0.#} % of {LevelName(level)} with the highest mean score")} ({chosen.Units:N0} of {all:N0}) misses {chosen.Missed:N0} of the {chosen.Core20People:N0} people living in Core20 areas ({chosen.MissedPercent:0.0} %), reaches {chosen.Captured:N0} of them, and takes in {chosen.Others:N0} people who do not live in one. ")
            + (floor > 0 ? string.Create(CultureInfo.InvariantCulture, $"{chosen.BelowFloor!.Count:N0} of the places chosen have fewer than {floor:N0} people living in Core20 areas, too few for a service of their own by that floor. ") : "") + $"{Counted} {FigureWords.AreasNotPersons}";
        string Draw(bool alone)
        {
            const int Left = 150, Right = 930;
            var pen = new Pen(alone, 112 + 46 * rows.Count, "Who is missed");
            pen.Text(0, 16, "People living in Core20 areas, and others in the places chosen", "head");
            pen.Bar(0, 28, 12, 12, 4);
            pen.Text(18, 38, "reached", "soft");
            pen.Bar(90, 28, 12, 12, -1);
            pen.Text(108, 38, "missed", "soft");
            pen.Bar(180, 28, 12, 12, 1);
            pen.Text(198, 38, "others, living elsewhere in the places chosen", "soft");
            var scale = new Scale(0, rows.Max(r => r.Row.Core20People + r.Row.Others), Left, Right);
            foreach (var tick in scale.Ticks)
            {
                pen.Line(scale.At(tick), 52, scale.At(tick), 62 + 46 * rows.Count);
                pen.Text(scale.At(tick), 80 + 46 * rows.Count, scale.Said(tick), "soft", "middle");
            }
            for (var i = 0; i < rows.Count; i++)
            {
                var (y, row) = (60 + 46 * i, rows[i].Row);
                pen.Text(Left - 8, y + 12, LevelName(rows[i].Level), rows[i].Level == level ? "head" : "name", "end");
                pen.Text(Left - 8, y + 27, string.Create(CultureInfo.InvariantCulture, $"{row.MissedPercent:0.0} % missed"), "soft", "end");
                pen.Bar(Left, y, scale.At(row.Captured) - Left, 26, 4);
                pen.Bar(scale.At(row.Captured), y, scale.At(row.Core20People) - scale.At(row.Captured), 26, -1);
                pen.Bar(scale.At(row.Core20People), y, scale.At(row.Core20People + row.Others) - scale.At(row.Core20People), 26, 1);
            }
            return pen.Done();
        }
        SheetToWrite levelsTable = new("Missed", ["Level", "Places", "Chosen", "People in them", "People in Core20 areas", "Reached", "Missed", "% missed", "Others", "% of people chosen who are in Core20"],
                [.. rows.Select(r => (IReadOnlyList<SheetCell>)[r.Level, r.Places, r.Row.Units, r.Row.People, r.Row.Core20People, r.Row.Captured, r.Row.Missed, r.Row.MissedPercent, r.Row.Others, r.Row.InCore20Percent])]);
        SheetToWrite placesTable = new("Places chosen", ["Area", "Mean score", "People", "In Core20 areas", "Below the floor"], [.. flagged.Select(p => (IReadOnlyList<SheetCell>)[p.Name, p.Score, p.People, p.Core, floor > 0 && p.Core < floor ? "yes" : "no"])]);
        return made.Chart($"Who is missed when choosing {LevelName(level)}", sentence, why, Draw, [levelsTable, placesTable],
            [new("The scale of areas decides", $"What is seen as one place at one scale is many at another: here {string.Join(", ", rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Row.MissedPercent:0.0} % are missed by {LevelName(r.Level)}")))}.", ScaleSource), .. Warnings(made, chosen.Core20People, Total(made, population))],
            $"Places are ranked by their people's mean score (column \"{score}\", weighted by \"{population}\"). {RankOne}") with
        {
            Safe = [(levelsTable, new(["People in Core20 areas", "Reached", "Missed", "Others"], ["Level", "Places", "Chosen", "People in them"], Adds: false)), (placesTable, new(["In Core20 areas"], ["Area", "Mean score", "People", "Below the floor"], "People"))],
        };
    }

    public static Result<Chart> Fifths(MakeChart.Made made, LongTable whole)
    {
        if (made.Level is not { } level) return made.Lacking("larger areas");
        if (made.Population is not { } population) return made.Lacking("population");
        if (made.Rank is not { } rank) return made.Lacking("ranks, 1 the most deprived");
        var cut = FifthsOfTable.Run(made.Table, new(level, population, rank, LabelOf(made, level), Areas(made, level)), whole);
        if (!cut.Succeeded) return cut.Error;
        var (rows, few) = (cut.Value.Rows, cut.Value.Rows.Count(r => !r.HasOwn));
        var (lost, gained, both) = (cut.Value.Lost, cut.Value.Gained, cut.Value.Both);
        var (most, least) = (rows[0], rows[^1]);
        var (head, why) = made.Begin(population, population, ranked: true);
        var sentence = head is null ? null : string.Create(CultureInfo.InvariantCulture, $"{head} {both + lost:N0} people live in the most deprived fifth of areas of the nation, and {both + gained:N0} in the most deprived fifth of their own {Single(level)}. Going by each {Single(level)}'s own fifth would take in {gained:N0} people who are not in the nation's{(gained > 0 ? string.Create(CultureInfo.InvariantCulture, $", most of all in {most.Name ?? most.Area} ({most.Gained:N0})") : "")}, and leave out {lost:N0} who are{(lost > 0 ? string.Create(CultureInfo.InvariantCulture, $", most of all in {least.Name ?? least.Area} ({least.Lost:N0})") : "")}. {Counted} {FigureWords.AreasNotPersons}");
        var shown = rows.Count <= 30 ? rows : [.. rows.Take(15), .. rows.TakeLast(15)];
        string Draw(bool alone)
        {
            const int Left = 280, Right = 930;
            var pen = new Pen(alone, 82 + 18 * shown.Count, "The nation's fifth and each place's own");
            pen.Text(0, 16, "People left out (to the left) and taken in (to the right) by each place's own fifth", "head");
            if (rows.Count > shown.Count) pen.Text(0, 33, $"the first and last 15 of {rows.Count}", "soft");
            var scale = new Scale(-shown.Max(r => r.Lost), shown.Max(r => r.Gained), Left, Right);
            foreach (var tick in scale.Ticks)
            {
                pen.Line(scale.At(tick), 44, scale.At(tick), 52 + 18 * shown.Count, tick == 0 ? "rule even" : "rule");
                pen.Text(scale.At(tick), 70 + 18 * shown.Count, scale.Said(Math.Abs(tick)), "soft", "middle");
            }
            for (var i = 0; i < shown.Count; i++)
            {
                var y = 50 + 18 * i;
                pen.Text(Left - 8, y + 11, Cut.To(shown[i].Name ?? shown[i].Area, 44), "name", "end");
                pen.Bar(scale.At(-shown[i].Lost), y + 2, scale.At(0) - scale.At(-shown[i].Lost), 11, -1);
                pen.Bar(scale.At(0), y + 2, scale.At(shown[i].Gained) - scale.At(0), 11, 3);
            }
            return pen.Done();
        }
        SheetToWrite table = new("Fifths", ["Area", "Name", "People", "In the nation's most deprived fifth", "In their own area's", "In both", "Left out by own fifths", "Taken in by own fifths"], [.. rows.Select(r => (IReadOnlyList<SheetCell>)[r.Area, r.Name, r.People, r.InNation, r.InOwn, r.Both, r.Lost, r.Gained])]);
        return made.Chart($"The nation's fifth, and each {Single(level)}'s own", sentence, why, Draw, [table],
            Warnings(made, both + lost, cut.Value.People), $"Fifths of areas by column \"{rank}\", as the Indices of Deprivation cut them (⌈rank·5/n⌉). {RankOne} National: among all {whole.Count.ToString("N0", CultureInfo.InvariantCulture)} areas of the file.{(few > 0 ? $" {(few == 1 ? "1 place has" : $"{few} places have")} fewer than five areas, and no fifth of their own." : "")}") with
        {
            Safe = [(table, new(["In the nation's most deprived fifth", "In their own area's", "In both", "Left out by own fifths", "Taken in by own fifths"], ["Area", "Name", "People"]))],
        };
    }

    private static readonly string[] Domains = ["income", "employment", "education", "health", "crime", "housing", "environment"];

    /// <summary>Whether a heading is of a domain of an index of deprivation: "Employment Rank", "health_score".</summary>
    internal static bool IsOfDomain(string column) => Array.Exists(Domains, d => column.Contains(d, StringComparison.OrdinalIgnoreCase)) && Array.Exists(Places, p => column.Contains(p, StringComparison.OrdinalIgnoreCase));

    private static readonly string[] Places = ["rank", "decile", "score"];

    public static Result<Chart> Index(MakeChart.Made made)
    {
        if (made.Population is not { } population) return made.Lacking("population");
        var ranks = new string[Domains.Length];
        for (var d = 0; d < Domains.Length; d++)
        {
            var stem = Domains[d] == "environment" ? "environment" : Domains[d];
            var found = made.There.Numbers.Where(c => c.Contains(stem, StringComparison.OrdinalIgnoreCase) && c.Contains("rank", StringComparison.OrdinalIgnoreCase) && !(stem == "income" && (c.Contains("IDACI", StringComparison.OrdinalIgnoreCase) || c.Contains("children", StringComparison.OrdinalIgnoreCase) || c.Contains("older", StringComparison.OrdinalIgnoreCase)))).OrderBy(c => c.Length).FirstOrDefault();
            if (found is null) return made.Lacking($"ranks of the {stem} domain (the index is made again from its seven domains)");
            ranks[d] = found;
        }
        var n = made.Table.Count;
        if (n < 5) return new TableUnfit(made.Dataset.FileName, null, null, $"\"{made.Dataset.FileName}\" has {n} areas: a fifth of them needs five or more.");
        int[] all = [.. Enumerable.Range(0, n)];
        var reading = new Reading(made.Table);
        var people = reading.Counts(population, all, "population");
        var domain = ranks.Select(r => reading.Numbers(r, all, "rank")).ToArray();
        if (reading.Problem is not null) return reading.Problem;
        var flat = new double[n * Domains.Length];
        for (var i = 0; i < n; i++)
            for (var d = 0; d < Domains.Length; d++) flat[i * Domains.Length + d] = domain[d][i];
        var (whole, without) = (new double[n], new double[n]);
        var scored = DomainIndex.Scores(flat, [.. DomainIndex.EnglishWeights], whole);
        if (!scored.Succeeded) return made.Table.At(scored.Error, (scored.Error as Statistics.StatisticRefused)?.Row);
        scored = DomainIndex.Scores(flat, [.. DomainIndex.EnglishWeights], without, 3);
        if (!scored.Succeeded) return made.Table.At(scored.Error);
        // ⌈rank·5/n⌉ is 1, the cut of the Indices of Deprivation and of the other views.
        var fifth = n / 5;
        HashSet<int> Worst(Func<int, double> by) => [.. all.OrderBy(by).ThenBy(i => i).Take(fifth)];
        var index = Worst(i => -whole[i]);
        var ways = new (string Name, HashSet<int> Areas)[] { ("the index, made again from its domains", index), ("the index without its health domain", Worst(i => -without[i])), ("the income domain alone", Worst(i => domain[0][i])), ("the health domain alone", Worst(i => domain[3][i])) };
        double People(IEnumerable<int> areas) => areas.Sum(i => people[i]);
        var rows = ways.Select(w => (w.Name, Areas: w.Areas.Count, Total: People(w.Areas), Shared: w.Areas.Count(index.Contains), SharedPeople: People(w.Areas.Where(index.Contains)), Joined: People(w.Areas.Where(i => !index.Contains(i))), Left: People(index.Where(i => !w.Areas.Contains(i))))).ToList();
        // The published score, where the file has it, says how well the index was made again.
        var error = made.Score is { } score && score.StartsWith("imd", StringComparison.OrdinalIgnoreCase) ? all.Max(i => made.Table.Number(i, score) is { Succeeded: true } s ? Math.Abs(s.Value - whole[i]) : 0) : (double?)null;
        var (head, why) = made.Begin(population, population, ranked: true);
        var sentence = head is null ? null : string.Create(CultureInfo.InvariantCulture, $"{head} without its health domain the index puts {rows[1].Joined:N0} other people in the most deprived fifth of areas and takes {rows[1].Left:N0} out ({rows[1].Shared:N0} of {fifth:N0} areas stay); by the income domain alone {rows[2].Joined:N0} come in and {rows[2].Left:N0} go out ({rows[2].Shared:N0} areas stay). {Counted} {FigureWords.AreasNotPersons}");
        string Draw(bool alone)
        {
            const int Left = 280, Right = 930;
            var pen = new Pen(alone, 110 + 40 * rows.Count, "Which index");
            pen.Text(0, 16, "People living in the most deprived fifth of areas, by each index", "head");
            pen.Bar(0, 28, 12, 12, 4);
            pen.Text(18, 38, "in the whole index's fifth too", "soft");
            pen.Bar(210, 28, 12, 12, 1);
            pen.Text(228, 38, "only by this one", "soft");
            var scale = new Scale(0, rows.Max(r => r.Total), Left, Right);
            foreach (var tick in scale.Ticks)
            {
                pen.Line(scale.At(tick), 52, scale.At(tick), 62 + 40 * rows.Count);
                pen.Text(scale.At(tick), 80 + 40 * rows.Count, scale.Said(tick), "soft", "middle");
            }
            for (var i = 0; i < rows.Count; i++)
            {
                var y = 60 + 40 * i;
                pen.Text(Left - 8, y + 15, rows[i].Name, "name", "end");
                pen.Bar(Left, y, scale.At(rows[i].SharedPeople) - Left, 22, 4);
                pen.Bar(scale.At(rows[i].SharedPeople), y, scale.At(rows[i].Total) - scale.At(rows[i].SharedPeople), 22, 1);
            }
            return pen.Done();
        }
        SheetToWrite table = new("Indices", ["Index", "Areas in its most deprived fifth", "People", "Areas shared with the whole index", "People shared", "People only here", "People left out"], [.. rows.Select(r => (IReadOnlyList<SheetCell>)[r.Name, r.Areas, r.Total, r.Shared, r.SharedPeople, r.Joined, r.Left])]);
        return made.Chart("Which index: whole, without health, income alone", sentence, why, Draw, [table],
            Warnings(made, rows[0].Total, people.Sum()), $"The index is made again from the ranks of its seven domains (docs/statistics.md){(error is { } far ? string.Create(CultureInfo.InvariantCulture, $"; the published scores come out within {far:0.0000}") : "")}. Its most deprived fifth is the first {fifth.ToString("N0", CultureInfo.InvariantCulture)} of {n.ToString("N0", CultureInfo.InvariantCulture)} areas (⌈rank·5/n⌉ is 1). {RankOne}") with
        {
            Safe = [(table, new(["People", "People shared", "People only here", "People left out"], ["Index", "Areas in its most deprived fifth", "Areas shared with the whole index"], Adds: false))],
        };
    }

    private static double Total(MakeChart.Made made, string population) => Enumerable.Range(0, made.Table.Count).Sum(row => made.Table.Number(row, population) is { Succeeded: true } number ? number.Value : 0);

    internal static string LevelName(string column) => AreaCodes.OfHeading(column) is { } heading ? heading.Vintage.Length > 0 ? $"{heading.Level}s {heading.Year}" : $"{heading.Level}s" : $"\"{column}\"";

    internal static string Single(string column) => AreaCodes.OfHeading(column)?.Level ?? $"\"{column}\"";

    /// <summary>The column of names beside a column of codes.</summary>
    internal static string? LabelOf(MakeChart.Made made, string level) => AreaCodes.OfHeading(level) is { IsCode: true } heading
        ? made.Table.Columns.FirstOrDefault(c => AreaCodes.OfHeading(c) is { IsCode: false } name && name.Level == heading.Level && name.Year == heading.Year) : null;

    internal static IReadOnlyList<FigureWarning> Warnings(MakeChart.Made made, double core, double people)
    {
        var warnings = new List<FigureWarning>
        {
            new("An area is not a person", string.Create(CultureInfo.InvariantCulture, $"{core:N0} of {people:N0} people ({100 * core / people:0.#} %) live in the areas meant. Not all of them are poor, and many people who are live elsewhere."), AreasSource),
        };
        if (HealthInside(made) is { } health) warnings.Add(health);
        return warnings;
    }

    /// <summary>Null where areas are ranked by no index with a health domain.</summary>
    internal static FigureWarning? HealthInside(MakeChart.Made made) => !FigureWords.CountsHealth(made.Dataset.RankedBy) ? null
        : new("Health is inside the index", $"{(FigureWords.HealthWeight(made.Dataset.RankedBy) is { } weight ? $"{weight} of {made.Dataset.RankedBy} is a health domain" : $"{made.Dataset.RankedBy} has a health domain")}: an inequality of health measured against it is in part compared with itself. The view \"Which index\" shows who would be counted without it.", "Adams and White (2006), J Public Health 28:379-383, doi:10.1093/pubmed/fdl061");
}
