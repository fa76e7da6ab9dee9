using Throughline.Framing.Frameworks;
using Throughline.Sources;

namespace Throughline.Framing.Representations;

/// <summary>One level or set that readings are gathered into.</summary>
/// <param name="Key">Stable, for addresses: an attribute's value, a source's or analyst's id, a year; empty where none is recorded.</param>
/// <param name="Readings">In the order of sources and places.</param>
/// <param name="Sources">How many sources they lie in.</param>
public sealed record ShapeSet(string Key, string Label, IReadOnlyList<ListRepresentations.Row> Readings, int Sources);

/// <summary>How often one term was given.</summary>
/// <param name="Brief">Its name where there is little room: the term's facet "short", or its name.</param>
public sealed record TermCount(string Term, string Name, string Brief, int Stated, int Implied)
{
    public int Total => Stated + Implied;
}

/// <summary>How one set of readings gives one field.</summary>
/// <param name="Terms">Most given first. A reading with several terms counts once for each, so they may add up to more than <see cref="Given"/>.</param>
/// <param name="Stated">Readings that state it.</param>
/// <param name="Implied">Readings that imply it.</param>
/// <param name="NotStated">Readings in which it is not stated.</param>
/// <param name="NotApplicable">Readings to which it does not apply.</param>
/// <param name="Unread">Readings in which nobody has read the field yet.</param>
public sealed record ShapeCell(IReadOnlyList<TermCount> Terms, int Stated, int Implied, int NotStated, int NotApplicable, int Unread)
{
    public int Given => Stated + Implied;

    /// <summary>What a share is out of: readings in which the field was read.</summary>
    public int Base => Given + NotStated + NotApplicable;
}

/// <summary>How readings represent the problem, field by field, over levels or sets.</summary>
/// <param name="By">What the sets are: "source", "year", "analyst", or an attribute's name.</param>
/// <param name="Readings">How many are counted.</param>
/// <param name="Analysts">By how many analysts.</param>
/// <param name="Suggestions">How many suggestions are not counted.</param>
public sealed record Shape(string By, IReadOnlyList<ShapeSet> Sets, IReadOnlyList<RepresentationField> Fields, IReadOnlyList<IReadOnlyList<ShapeCell>> Cells, int Readings, int Analysts, int Suggestions)
{
    /// <summary>How many readings that a module has set aside are not counted.</summary>
    public int LeftOut { get; init; }

    /// <summary>The largest share of a bar in any cell, 0 to 1: the one scale of the whole matrix.</summary>
    public double LargestShare => Cells.SelectMany((row, f) => row.SelectMany((cell, s) => cell.Terms.Take(3).Select(t => t.Total).Append(cell.NotStated).Select(n => Sets[s].Readings.Count == 0 ? 0 : n / (double)Sets[s].Readings.Count))).DefaultIfEmpty(0).Max();

    /// <summary>Sets that are a level, a year, a source or an analyst: all but what none is recorded of.</summary>
    public int Levels => Sets.Count(s => s.Key.Length > 0);

    /// <summary>The least movement of a share that is told as a step.</summary>
    public const double LeastStep = 0.05;

    /// <summary>How the share of a term moved since the set before, out of the readings in which the field was read.</summary>
    /// <returns>1 for more, −1 for less; 0 where it hardly moved, and where there is nothing to compare: the first set, one in which nobody has read the field, and what none is recorded of.</returns>
    public int StepOf(RepresentationField field, string term, int set)
    {
        var cells = Cells[Fields.Select((f, i) => (f, i)).First(x => x.f == field).i];
        bool Counts(int at) => Sets[at].Key.Length > 0 && cells[at].Base > 0;
        if (!Counts(set)) return 0;
        var before = set - 1;
        while (before >= 0 && !Counts(before)) before--;
        if (before < 0) return 0;
        var moved = Share(set) - Share(before);
        // A share of exactly five percentage points may be worked out a little below it.
        return Math.Abs(moved) < LeastStep - 1e-9 ? 0 : Math.Sign(moved);

        double Share(int at) => (cells[at].Terms.FirstOrDefault(t => t.Term == term)?.Total ?? 0) / (double)cells[at].Base;
    }

    /// <summary>Counts. Pure.</summary>
    /// <param name="fields">Which fields; null for all.</param>
    public static Shape Of(string by, IReadOnlyList<ShapeSet> sets, ListFrameworks.Shelf shelf, IReadOnlyList<RepresentationField>? fields, int suggestions)
    {
        ArgumentNullException.ThrowIfNull(sets);
        ArgumentNullException.ThrowIfNull(shelf);
        var shown = fields ?? RepresentationField.All;
        var names = shelf.All.SelectMany(r => r.Framework.AllTerms()).GroupBy(t => t.Id).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var all = sets.SelectMany(s => s.Readings).DistinctBy(r => r.Id).ToList();
        return new(by, sets, shown, [.. shown.Select(field => (IReadOnlyList<ShapeCell>)[.. sets.Select(set => CellOf(field, set, names))])], all.Count, all.Select(r => r.Analyst).Distinct().Count(), suggestions);
    }

    private static ShapeCell CellOf(RepresentationField field, ShapeSet set, Dictionary<string, FrameworkTerm> names)
    {
        var counts = new Dictionary<string, (int Stated, int Implied)>(StringComparer.Ordinal);
        int stated = 0, implied = 0, not = 0, na = 0, unread = 0;
        foreach (var reading in set.Readings)
        {
            if (!reading.Answers.TryGetValue(field.Name, out var answer))
            {
                unread++;
                continue;
            }
            switch (answer.State)
            {
                case FieldState.NotStated: not++; continue;
                case FieldState.NotApplicable: na++; continue;
                case FieldState.Stated: stated++; break;
                default: implied++; break;
            }
            var given = answer.Terms.Select(t => RolledUp(field, t)).Distinct().ToList();
            // Only words were given: they are counted together, and open with the cell.
            if (given.Count == 0) given.Add("");
            foreach (var term in given)
            {
                var (s, i) = counts.GetValueOrDefault(term);
                counts[term] = answer.State == FieldState.Stated ? (s + 1, i) : (s, i + 1);
            }
        }
        return new([.. counts.Select(c => Counted(c.Key, c.Value.Stated, c.Value.Implied)).OrderByDescending(t => t.Total).ThenBy(t => t.Name, StringComparer.Ordinal)], stated, implied, not, na, unread);

        TermCount Counted(string term, int said, int meant)
        {
            if (term.Length == 0) return new("", "in its own words", "own words", said, meant);
            if (!names.TryGetValue(term, out var known)) return new(term, term, term, said, meant);
            return new(term, known.Name, known.Facets.TryGetValue("short", out var brief) ? brief : Vocabulary.IsOwn(known) ? known.Name : Lower(known.Name), said, meant);
        }
    }

    /// <summary>Without the capital of a sentence's beginning; an abbreviation keeps its own.</summary>
    private static string Lower(string name) => name.Length > 1 && char.IsUpper(name[0]) && char.IsLower(name[1]) ? char.ToLowerInvariant(name[0]) + name[1..] : name;

    /// <summary>Discourses are counted in their three bands; every other field by the terms given.</summary>
    internal static string RolledUp(RepresentationField field, string term)
    {
        if (field != RepresentationField.Discourse) return term;
        var parts = term.Split('.');
        return parts.Length > 2 ? $"{parts[0]}.{parts[1]}" : term;
    }
}

/// <summary>At which levels causes and mechanisms lie within one set of readings.</summary>
/// <param name="Counts">By level of cause, then by level of mechanism; a reading with several levels counts in each pair.</param>
/// <param name="Apart">Readings whose cause and mechanism share no level.</param>
/// <param name="Both">Readings that give both.</param>
public sealed record LevelCross(ShapeSet Set, IReadOnlyList<IReadOnlyList<int>> Counts, IReadOnlyList<ListRepresentations.Row> Apart, int Both)
{
    public static IReadOnlyList<string> Levels { get; } =
        ["representation.level.individual", "representation.level.community", "representation.level.organisation", "representation.level.living-and-working-conditions", "representation.level.policy"];

    /// <summary>The readings that a cell counts.</summary>
    /// <param name="cause">Its row, as an index of <see cref="Levels"/>.</param>
    /// <param name="mechanism">Its column, likewise.</param>
    public IReadOnlyList<ListRepresentations.Row> Behind(int cause, int mechanism) =>
        [.. Set.Readings.Where(r => TermsOf(r, RepresentationField.CauseLevel).Contains(Levels[cause]) && TermsOf(r, RepresentationField.MechanismLevel).Contains(Levels[mechanism]))];

    /// <summary>Counts. Pure.</summary>
    public static LevelCross Of(ShapeSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var counts = Levels.Select(_ => new int[Levels.Count]).ToArray();
        var apart = new List<ListRepresentations.Row>();
        var both = 0;
        foreach (var reading in set.Readings)
        {
            var (causes, mechanisms) = (TermsOf(reading, RepresentationField.CauseLevel), TermsOf(reading, RepresentationField.MechanismLevel));
            if (causes.Count == 0 || mechanisms.Count == 0) continue;
            both++;
            if (!causes.Intersect(mechanisms).Any()) apart.Add(reading);
            for (var c = 0; c < Levels.Count; c++)
                for (var m = 0; m < Levels.Count; m++)
                    if (causes.Contains(Levels[c]) && mechanisms.Contains(Levels[m])) counts[c][m]++;
        }
        return new(set, counts, apart, both);
    }

    internal static IReadOnlyList<string> TermsOf(ListRepresentations.Row reading, RepresentationField field) =>
        reading.Answers.TryGetValue(field.Name, out var answer) && answer.State is FieldState.Stated or FieldState.Implied ? answer!.Terms : [];
}

/// <summary>At which levels one text puts causes, and at which its mechanisms work, in whichever of its readings: a text may name a cause in one sentence and act at another level in the next.</summary>
/// <param name="Causes">The levels given, from the individual to policy, each with its readings.</param>
/// <param name="Mechanisms">Likewise.</param>
public sealed record TextLevels(SourceId Source, string Title, IReadOnlyList<TextLevels.AtLevel> Causes, IReadOnlyList<TextLevels.AtLevel> Mechanisms)
{
    /// <param name="Level">A term of <c>representation.level</c>.</param>
    public sealed record AtLevel(string Level, IReadOnlyList<ListRepresentations.Row> Readings);

    /// <summary>How many levels have both.</summary>
    public int Shared => Causes.Select(c => c.Level).Intersect(Mechanisms.Select(m => m.Level)).Count();

    /// <summary>The texts in which both a level of cause and one of mechanism are given; those that share no level first, else in the order of the readings. Pure.</summary>
    public static IReadOnlyList<TextLevels> Of(IEnumerable<ListRepresentations.Row> readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        return [.. readings.Where(r => r.Source is not null).GroupBy(r => r.Source!.Value)
            .Select(g => new TextLevels(g.Key, g.First().SourceTitle, At(g, RepresentationField.CauseLevel), At(g, RepresentationField.MechanismLevel)))
            .Where(t => t.Causes.Count > 0 && t.Mechanisms.Count > 0).OrderBy(t => t.Shared > 0)];

        static List<AtLevel> At(IEnumerable<ListRepresentations.Row> of, RepresentationField field) =>
            [.. LevelCross.Levels.Select(level => new AtLevel(level, [.. of.Where(r => LevelCross.TermsOf(r, field).Contains(level))])).Where(l => l.Readings.Count > 0)];
    }
}
