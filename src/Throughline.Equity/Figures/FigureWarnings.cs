using System.Globalization;
using Throughline.Statistics.Inequality;
using static Throughline.Equity.FigureWords;

namespace Throughline.Equity;

/// <summary>What a reader of a figure should bear in mind, each only where it applies, with the number that makes it concrete here.</summary>
internal static class FigureWarnings
{
    public static IReadOnlyList<FigureWarning> Of(FigureResult result, IReadOnlyDictionary<ColumnRole, string> columns, int figures)
    {
        var warnings = new List<FigureWarning>();
        var (groups, dataset) = (result.Groups, result.Dataset);
        var total = groups.Sum(g => g.Population);

        if (result.RanksAreas && QuantileWord(groups) is not null)
            warnings.Add(new("An area is not a person", string.Create(CultureInfo.InvariantCulture, $"{groups[0].Population:N0} of {total:N0} people ({100 * groups[0].Population / total:0.#} %) live in {GroupWords(result, 0)}. Not all of them are poor, and many people who are live elsewhere."),
                "McLennan and others (2019), The English Indices of Deprivation 2019: research report"));

        var small = groups.Where(g => g.Count is >= 1 and <= 7).ToList();
        if (small.Count > 0)
            warnings.Add(new("Small numbers", $"{Joined([.. small.Select(g => string.Create(CultureInfo.InvariantCulture, $"\"{g.Label}\" rests on {g.Count} (line {g.Line})"))])}. Counts of 1 to 7 are hidden and others rounded to 5 before a figure is published; this one must not leave the project as it is: the safe download does it.", ChartWords.Disclosure));

        if (CountsHealth(dataset.RankedBy))
            warnings.Add(new("Health is inside the index", $"Areas are ranked by {dataset.RankedBy}, {(HealthWeight(dataset.RankedBy) is { } weight ? $"of which {weight} is a health domain" : "which has a health domain")}. A figure about health is then in part compared with itself; look whether {With(result.Slope.Absolute.Value, result.Unit)} stands by the income domain alone.", "Adams and White (2006), J Public Health 28:379-383, doi:10.1093/pubmed/fdl061"));

        var bent = groups.Select((g, at) => (Group: g, At: at, Away: g.Value.Value - OnLine(result, at))).Where(g => g.Group.Value.StandardError is > 0 and { } error && Math.Abs(g.Away) > 2 * error).OrderByDescending(g => Math.Abs(g.Away / g.Group.Value.StandardError!.Value)).ToList();
        if (groups.Count > 2 && bent.Count > 0)
            warnings.Add(new("The gradient is not straight", $"The value of {GroupWords(result, bent[0].At)} lies {With(Math.Abs(bent[0].Away), result.Unit)} {(bent[0].Away > 0 ? "above" : "below")} the line ({With(bent[0].Group.Value.Value, result.Unit)}), more than chance explains. The slope index takes the gradient for straight{(result.Figure.Scale == SlopeScale.Linear ? "" : " on its scale")}; read it with all groups beside it.", "Mackenbach and Kunst (1997), Soc Sci Med 44:757-771, doi:10.1016/S0277-9536(96)00073-1"));

        var told = result.Series.Where(p => p.Slope is { Relative: not null }).ToList();
        if (told.Count > 1)
        {
            var (first, last) = (told[0], told[^1]);
            var (absolute, relative) = (Math.Abs(last.Slope!.Absolute.Value) - Math.Abs(first.Slope!.Absolute.Value), Math.Abs(Math.Log(last.Slope.Relative!.Value)) - Math.Abs(Math.Log(first.Slope.Relative!.Value)));
            // A change that the printed digits do not show is none to speak of.
            if (absolute * relative < 0 && Number(first.Slope.Absolute.Value) != Number(last.Slope.Absolute.Value) && Number(first.Slope.Relative.Value) != Number(last.Slope.Relative.Value))
                warnings.Add(new("Absolute and relative disagree", $"From {first.Period} to {last.Period} the slope index went from {With(first.Slope.Absolute.Value, result.Unit)} to {With(last.Slope.Absolute.Value, result.Unit)} ({(absolute > 0 ? "wider" : "narrower")}), and the relative index from {Number(first.Slope.Relative.Value)} to {Number(last.Slope.Relative.Value)} ({(relative > 0 ? "wider" : "narrower")}). Say both, with the level: {With(first.Level, result.Unit)}, then {With(last.Level, result.Unit)}.",
                    "King, Harper and Young (2012), BMJ 345:e5774, doi:10.1136/bmj.e5774"));
            warnings.Add(new("Fix the baseline in advance", $"Against {first.Period} the slope index changed by {With(last.Slope.Absolute.Value - first.Slope.Absolute.Value, result.Unit)}{(told.Count > 2 ? $", against {told[^2].Period} by {With(last.Slope.Absolute.Value - told[^2].Slope!.Absolute.Value, result.Unit)}" : "")}. Which period stands for before is to be said before looking.", "Harper and others (2010), Milbank Q 88:4-29, doi:10.1111/j.1468-0009.2010.00587.x"));
            var moved = first.Groups.Count == last.Groups.Count ? first.Groups.Zip(last.Groups, (a, b) => (b.Label, By: 100 * (b.Population / last.Groups.Sum(g => g.Population) - a.Population / first.Groups.Sum(g => g.Population)))).MaxBy(m => Math.Abs(m.By)) : default;
            if (Math.Abs(moved.By) >= 0.5)
                warnings.Add(new("The groups changed size", string.Create(CultureInfo.InvariantCulture, $"From {first.Period} to {last.Period} the share of people living in \"{moved.Label}\" changed by {moved.By:+0.0;-0.0} percentage points. Changing shares move the slope even where no group's value changes."), "Kitagawa (1955), J Am Stat Assoc 50:1168-1194, doi:10.1080/01621459.1955.10501299"));
        }

        // A service that is offered to all and taken up less where people live in more deprived areas.
        if (result.Figure.Method == FigureMethod.Proportion && result.Slope.WorseOff == WorseOff.First && dataset.Direction == Direction.HigherIsBetter && result.Slope.Absolute is { Lower: > 0 } or { Upper: < 0 })
            warnings.Add(new("What is offered to all can widen the gap", $"{With(groups[0].Value.Value, result.Unit)} among {PeopleIn(result, 0)}, against {With(groups[^1].Value.Value, result.Unit)} in {GroupWords(result, groups.Count - 1)}. Where that is uptake, more of the same offer reaches first those who are reached already: look at each group's change, not at the average alone.", "Lorenc and others (2013), J Epidemiol Community Health 67:190-193, doi:10.1136/jech-2012-201257"));

        if (groups.FirstOrDefault(g => g.Label.Contains("unknown", StringComparison.OrdinalIgnoreCase) || g.Label.Contains("not stated", StringComparison.OrdinalIgnoreCase) || g.Label.Contains("not known", StringComparison.OrdinalIgnoreCase)) is { } unknown)
            warnings.Add(new("People whose group is not known", string.Create(CultureInfo.InvariantCulture, $"\"{unknown.Label}\" holds {unknown.Population:N0} of {total:N0} people ({100 * unknown.Population / total:0.#} %). They belong to the other groups, and seldom evenly."), "Scobie, Spencer and Raleigh (2021), Ethnicity coding in English health service datasets, Nuffield Trust"));

        if (figures > 5)
            warnings.Add(new("Many comparisons", $"{figures} figures are made from \"{dataset.Name}\". Of twenty intervals of 95 %, one misses by chance alone; the 99.8 % limits are for looking at many at once.", "Bland and Altman (1995), BMJ 310:170, doi:10.1136/bmj.310.6973.170"));

        if (dataset.Vintage.Length == 0 && columns.ContainsKey(ColumnRole.Area))
            warnings.Add(new("Which boundaries", $"Nothing says of which year the boundaries of \"{result.PlaceWords}\" are. Codes and areas change between vintages: 42 integrated care boards until 31 March 2026, 36 after. Say it with the data set.", "Office for National Statistics, Code History Database"));
        return warnings;
    }

    /// <summary>The line's value at the middle of a group's share of people.</summary>
    internal static double OnLine(FigureResult result, int at)
    {
        var groups = result.Groups;
        var total = groups.Sum(g => g.Population);
        var rank = (groups.Take(at).Sum(g => g.Population) + groups[at].Population / 2) / total;
        var (start, end) = (result.Slope.AtMostDeprived, result.Slope.AtLeastDeprived);
        return result.Figure.Scale switch
        {
            SlopeScale.Log => Math.Exp(Math.Log(start) + rank * (Math.Log(end) - Math.Log(start))),
            SlopeScale.Logit when result.Figure.Method == FigureMethod.Proportion => 100 * Logit(start / 100, end / 100, rank),
            SlopeScale.Logit => Logit(start, end, rank),
            _ => start + rank * (end - start),
        };

        static double Logit(double from, double to, double at)
        {
            var x = Math.Log(from / (1 - from)) + at * (Math.Log(to / (1 - to)) - Math.Log(from / (1 - from)));
            return 1 / (1 + Math.Exp(-x));
        }
    }
}
