using Throughline.Files;
using Throughline.Statistics;
using Throughline.Statistics.Areas;

namespace Throughline.Equity;

/// <summary>A figure fit to be published: counts of 1 to 7 hidden with a second one, others rounded to 5, and what is made of counts made again from the rounded ones. An explicit step, on a copy.</summary>
/// <remarks>Where a group of a period is hidden, the average and the indices of that period are left out: with the other groups known they would tell it.
/// Overlapping figures (persons beside males and females, a nation beside its parts) are not compared: publish one of them.</remarks>
public static class SafeFigure
{
    /// <param name="Sheet">Groups and indices of every period.</param>
    /// <param name="Picture">The figure to be drawn; null where its own period has hidden groups.</param>
    /// <param name="Hidden">How many groups are hidden, over all periods.</param>
    public sealed record Safe(SheetToWrite Sheet, FigureResult? Picture, int Hidden);

    /// <summary>True where some group rests on a count to be hidden.</summary>
    internal static bool Hides(IReadOnlyList<FigureGroup> groups, SuppressionRule? rule = null)
    {
        rule ??= new();
        return groups.Any(g => g.Count is { } count && Math.Round(count) is var whole && whole >= rule.SmallFrom && whole <= rule.SmallTo);
    }

    /// <summary>True where the figure rests on counts at all.</summary>
    public static bool Counts(FigureResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Series.Any(p => p.Groups.Any(g => g.Count is not null));
    }

    /// <summary>The figure as it may be published; a figure without counts as it is.</summary>
    public static Result<Safe> Of(FigureResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!Counts(result)) return new Safe(FigureWords.Sheet(result), result, 0);
        string[] heading = ["Figure", "Measure", "Place", "Period", "People", "Group", result.RanksAreas ? "Rank (1 most deprived)" : "Rank", "Population", "Count", "Value", "Unit", "Lower 95 %", "Upper 95 %", "Method", "File", "Line"];
        var (lines, series, hidden) = (new List<IReadOnlyList<SheetCell>>(), new List<FigurePoint>(), 0);
        foreach (var point in result.Series)
        {
            if (point.Groups.Count == 0)
            {
                series.Add(point);
                continue;
            }
            var n = point.Groups.Count;
            var (counts, parents, safe) = (new long[n + 1], new int[n + 1], new SafeCount[n + 1]);
            parents[n] = -1;
            for (var i = 0; i < n; i++)
            {
                counts[i] = (long)Math.Round(point.Groups[i].Count ?? 0);
                counts[n] += counts[i];
                parents[i] = n;
            }
            var made = Suppression.Nested(counts, parents, safe);
            if (!made.Succeeded) return made.Error;
            var unseen = safe.Take(n).Count(s => s.Shown is null);
            hidden += unseen;
            var groups = new FigureGroup[n];
            for (var i = 0; i < n; i++)
            {
                var group = point.Groups[i];
                var again = safe[i].Shown is not { } shown ? null : result.Figure.Method == FigureMethod.Given ? group.Value : Again(result.Figure, shown, group.Among);
                groups[i] = group with { Count = safe[i].Shown, Value = again ?? group.Value };
                lines.Add(Line(result, "value", point.Period, group, safe[i].Shown is { } told ? (double)told : safe[i].Hiding == Hiding.Small ? SafeSheet.Hidden : SafeSheet.HiddenToo, again));
                if (safe[i].Shown is not null && again is null) unseen++;
            }
            var whole = unseen == 0 ? result.Figure.Method == FigureMethod.Given ? point with { Groups = groups } : ReadFigures.Again(result, point, groups) : new FigurePoint(point.Period, [], double.NaN, null, "some of its groups are hidden");
            series.Add(whole);
            if (whole.Groups.Count == 0) continue;
            lines.Add([result.Figure.Name, "average of all groups", result.PlaceWords, point.Period, result.PeopleWords, "", "", whole.Groups.Sum(g => g.Population), "", whole.Level, result.Unit, "", "", "", result.Dataset.FileName, ""]);
            if (whole.Slope is not { } slope) continue;
            lines.Add(Index("slope index of inequality", point.Period, slope.Absolute, result.Unit));
            if (slope.Relative is { } relative) lines.Add(Index("relative index of inequality", point.Period, relative, "ratio"));
        }
        var own = series.FirstOrDefault(p => p.Period == result.Figure.Period);
        var picture = own is { Groups.Count: > 0, Slope: { } line } ? result with { Groups = own.Groups, Level = own.Level, Slope = line, Series = series, Sentence = null, WhyNoSentence = null, Warnings = [] } : null;
        return new Safe(new("Figure", heading, lines), picture, hidden);

        IReadOnlyList<SheetCell> Index(string measure, string period, Estimate estimate, string unit) =>
            [result.Figure.Name, measure, result.PlaceWords, period, result.PeopleWords, "", "", "", "", estimate.Value, unit, estimate.Lower, estimate.Upper, estimate.Method, result.Dataset.FileName, ""];
    }

    // The value from the rounded count; null where rounding has put it above the people it is among.
    private static Estimate? Again(Figure figure, long count, double? among) => among is { } people && ReadFigures.Estimated(figure, count, people) is { Succeeded: true } made ? made.Value : null;

    private static List<SheetCell> Line(FigureResult result, string measure, string period, FigureGroup group, SheetCell count, Estimate? value) =>
        [result.Figure.Name, measure, result.PlaceWords, period, result.PeopleWords, group.Label, group.Order, group.Population, count, value?.Value, result.Unit, value?.Lower, value?.Upper, value?.Method ?? "", result.Dataset.FileName, group.Line];
}
