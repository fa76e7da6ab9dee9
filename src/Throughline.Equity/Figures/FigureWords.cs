using System.Globalization;
using System.Text.RegularExpressions;
using Throughline.Statistics;
using Throughline.Statistics.Inequality;

namespace Throughline.Equity;

/// <summary>A figure in words and as a table. A sentence says the result in full, or is not given.</summary>
public static partial class FigureWords
{
    public const string AreasNotPersons = "Areas, not persons, are ranked.";

    /// <summary>A number as a reader of the figure needs it, without false precision.</summary>
    public static string Number(double value) => value.ToString(Math.Abs(value) switch { >= 10_000 => "#,##0", >= 1000 => "#,##0.0", >= 100 => "0.0", >= 0.1 or 0 => "0.00", _ => "0.0000" }, CultureInfo.InvariantCulture).Replace('-', '\u2212');

    /// <summary>"9.35 years", "41.2 %", "320.5 per 100,000".</summary>
    public static string With(double value, string unit) => unit.Length == 0 ? Number(value) : $"{Number(value)} {unit}";

    /// <summary>"95 % interval 9.24 to 9.45; 99.8 % …".</summary>
    public static string Limits(Estimate estimate)
    {
        ArgumentNullException.ThrowIfNull(estimate);
        return estimate.Intervals.Count == 0 ? "no interval: the table gives no limits" : string.Join("; ", estimate.Intervals.Select(i => i is { Lower: { } lower, Upper: { } upper }
            ? string.Create(CultureInfo.InvariantCulture, $"{i.Confidence * 100:0.#} % interval {Number(lower)} to {Number(upper)}") : string.Create(CultureInfo.InvariantCulture, $"no {i.Confidence * 100:0.#} % interval: {i.Why}")));
    }

    /// <summary>"fifth" for five groups in order; null where they have no such name.</summary>
    public static string? QuantileWord(IReadOnlyList<FigureGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.Where((g, i) => g.Order != i + 1).Any()) return null;
        return groups.Count switch { 3 => "third", 4 => "quarter", 5 => "fifth", 10 => "tenth", 20 => "twentieth", 100 => "hundredth", _ => null };
    }

    /// <summary>A group of a figure: "the most deprived fifth of areas" where areas are ranked by deprivation; other groups (incomes, schooling) by what the table calls them.</summary>
    public static string GroupWords(FigureResult result, int at)
    {
        ArgumentNullException.ThrowIfNull(result);
        var groups = result.Groups;
        if (QuantileWord(groups) is not { } word) return $"\"{groups[at].Label}\"";
        if (!result.RanksAreas) return at == 0 ? $"the first of {Count(groups.Count)} groups (\"{groups[at].Label}\")" : at == groups.Count - 1 ? $"the last of {Count(groups.Count)} groups (\"{groups[at].Label}\")" : $"group {at + 1} of {groups.Count} (\"{groups[at].Label}\")";
        return at == 0 ? $"the most deprived {word} of areas" : at == groups.Count - 1 ? $"the least deprived {word} of areas" : $"{word} {at + 1} of {groups.Count}";
    }

    /// <summary>"people living in the most deprived fifth of areas"; "people in the first of five groups (…)" where groups are not of areas.</summary>
    public static string PeopleIn(FigureResult result, int at)
    {
        ArgumentNullException.ThrowIfNull(result);
        return $"people {(result.RanksAreas ? "living in" : "in")} {GroupWords(result, at)}";
    }

    /// <summary>What is ranked, in the sentence that ends every result.</summary>
    public static string Ranked(FigureResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.RanksAreas ? AreasNotPersons : "Groups stand in the order that the table gives them; each is told by its average.";
    }

    /// <summary>Whether words say that something is ranked by deprivation: "Most deprived decile (IMD2019)", "deprivation_quintile".</summary>
    public static bool SayDeprivation(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return words.Contains("depriv", StringComparison.OrdinalIgnoreCase) || IndexOfDeprivation().IsMatch(words);
    }

    /// <summary>Whether an index that areas are ranked by has a health domain among others: indices of multiple deprivation, unless one domain alone is named or health is left out.</summary>
    public static bool CountsHealth(string rankedBy)
    {
        ArgumentNullException.ThrowIfNull(rankedBy);
        return (IndexOfDeprivation().IsMatch(rankedBy) || MultipleDeprivation().IsMatch(rankedBy)) && !OneDomain().IsMatch(rankedBy) && !WithoutHealth().IsMatch(rankedBy);
    }

    /// <summary>The weight of the health domain, in words, where it is published for the index that is named: 13.5 % in the English indices of 2015, 2019 and 2025 (their technical reports, section on weighting). Null for any other.</summary>
    public static string? HealthWeight(string rankedBy) => CountsHealth(rankedBy) && EnglishYear().IsMatch(rankedBy) && !OtherNation().IsMatch(rankedBy) ? "13.5 %" : null;

    [GeneratedRegex(@"(?<![A-Za-z])[WSN]?(?:IMD|IoD)(?![A-Za-z])|(?<![A-Za-z])NIMDM", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IndexOfDeprivation();

    [GeneratedRegex(@"multiple deprivation|indices of deprivation|index of deprivation", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MultipleDeprivation();

    [GeneratedRegex(@"\b(income|employment|education|crime|housing|environment|IDACI|IDAOPI)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OneDomain();

    [GeneratedRegex(@"\b(without|excluding|except|less|no|minus)\s+(?:(?:the|its|a)\s+)?health\b|\bnon-health\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WithoutHealth();

    [GeneratedRegex(@"(?<!\d)(?:20)?(?:15|19|25)(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex EnglishYear();

    [GeneratedRegex(@"WIMD|SIMD|NIMD|Wales|Welsh|Scot|Northern Ireland|\bIrish\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OtherNation();

    internal static (string? Sentence, string? Why) Sentence(FigureResult result)
    {
        var (figure, dataset) = (result.Figure, result.Dataset);
        var lacking = new List<string>();
        if (dataset.What.Length == 0) lacking.Add("what is measured");
        if (result.Unit.Length == 0) lacking.Add("the unit");
        if (figure.Place.Length == 0) lacking.Add("the place");
        if (figure.Period.Length == 0) lacking.Add("the period");
        if (figure.People.Length == 0) lacking.Add("which people (sex, age)");
        if (result.Slope.Absolute.Lower is null) lacking.Add("an interval (the table gives no limits and no standard errors)");
        if (lacking.Count > 0) return (null, $"No sentence is made of this figure: it would lack {Joined(lacking)}. A result is said in full or not at all.");
        var (first, last, groups) = (result.Groups[0], result.Groups[^1], result.Groups);
        var gap = result.Difference.Value;
        var slope = result.Slope.Absolute;
        var even = slope is { Lower: <= 0, Upper: >= 0 };
        var across = Count(groups.Count);
        var relative = result.Slope.Relative is { } r ? $", and the relative index {Number(r.Value)} ({Limits(r)})" : "";
        var none = result.Slope.Relative is null ? $" There is no relative index: {result.Slope.WhyNoRelative}" : "";
        var worse = even ? "The interval holds no difference, so the table does not show who fares worse."
            : result.Slope.WorseOff == WorseOff.First ? $"More is {(dataset.Direction == Direction.HigherIsBetter ? "better" : "worse")} here: {PeopleIn(result, 0)} fare worse."
            : $"More is {(dataset.Direction == Direction.HigherIsBetter ? "better" : "worse")} here: {PeopleIn(result, groups.Count - 1)} fare worse.";
        return ($"In {result.PlaceWords} in {figure.Period}, {Lower(result.PeopleWords)}: {dataset.What} was {With(first.Value.Value, result.Unit)} ({Limits(first.Value)}) among {PeopleIn(result, 0)} and {With(last.Value.Value, result.Unit)} ({Limits(last.Value)}) among {PeopleIn(result, groups.Count - 1)}, "
            + $"{(gap == 0 ? "the same" : $"{With(Math.Abs(gap), result.Unit)} {(gap > 0 ? "more" : "less")}")} ({Limits(gap < 0 ? Turned(result.Difference) : result.Difference)}). "
            + $"The slope index, which uses all {across} groups, is {With(slope.Value, result.Unit)} ({Limits(slope)}){relative}: the line {(slope.Value > 0 ? "rises" : slope.Value < 0 ? "falls" : "stays level")} towards {(result.RanksAreas ? "the least deprived" : GroupWords(result, groups.Count - 1))}.{none} {worse} {Ranked(result)}", null);
    }

    /// <summary>Groups and indices with their intervals and the lines they come from, for a spreadsheet.</summary>
    public static Files.SheetToWrite Sheet(FigureResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var wider = result.Figure.WithWider;
        string[] heading = ["Figure", "Measure", "Place", "Period", "People", "Group", result.RanksAreas ? "Rank (1 most deprived)" : "Rank", "Population", "Count", "Value", "Unit", "Lower 95 %", "Upper 95 %", .. wider ? new[] { "Lower 99.8 %", "Upper 99.8 %" } : [], "Method", "File", "Line"];
        var lines = new List<IReadOnlyList<Files.SheetCell>>();
        foreach (var point in result.Series)
        {
            foreach (var g in point.Groups) lines.Add(Line("value", point.Period, g.Label, g.Order, g.Population, g.Count, g.Value.Value, result.Unit, g.Value, g.Line));
            if (point.Groups.Count > 0) lines.Add(Line("average of all groups", point.Period, "", null, point.Groups.Sum(g => g.Population), null, point.Level, result.Unit, null, null));
            if (point.Slope is { } slope)
            {
                lines.Add(Line("slope index of inequality", point.Period, "", null, null, null, slope.Absolute.Value, result.Unit, slope.Absolute, null));
                if (slope.Relative is { } relative) lines.Add(Line("relative index of inequality", point.Period, "", null, null, null, relative.Value, "ratio", relative, null));
            }
        }
        lines.Add(Line(result.RanksAreas ? "difference, least less most deprived" : "difference, last less first group", result.Figure.Period, "", null, null, null, result.Difference.Value, result.Unit, result.Difference, null));
        if (result.Ratio is { } ratio) lines.Add(Line(result.RanksAreas ? "ratio, least over most deprived" : "ratio, last over first group", result.Figure.Period, "", null, null, null, ratio.Value, "ratio", ratio, null));
        return new("Figure", heading, lines);

        IReadOnlyList<Files.SheetCell> Line(string measure, string period, string group, double? order, double? people, double? count, double value, string unit, Estimate? estimate, int? line)
        {
            List<Files.SheetCell> cells = [result.Figure.Name, measure, result.PlaceWords, period, result.PeopleWords, group, order, people, count, value, unit, estimate?.Lower, estimate?.Upper];
            if (wider) cells.AddRange([estimate?.Intervals.ElementAtOrDefault(1).Lower, estimate?.Intervals.ElementAtOrDefault(1).Upper]);
            cells.AddRange([estimate?.Method ?? "", result.Dataset.FileName, line is { } at ? (Files.SheetCell)at : (Files.SheetCell)""]);
            return cells;
        }
    }

    /// <summary>How the slope index changed since an earlier period, and what it came from; null without intervals.</summary>
    public static string? ChangeSentence(FigureResult result, FigureChangeSince change)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(change);
        if (result.Sentence is null || change.Slope.Total.Lower is null) return null;
        var c = change.Slope;
        return $"In {result.PlaceWords}, {Lower(result.PeopleWords)}: from {change.Since} to {result.Figure.Period} the slope index of {result.Dataset.What} went from {With(c.Before, result.Unit)} to {With(c.After, result.Unit)}, a change of {Signed(c.Total.Value)} ({Limits(c.Total)}): {Signed(c.FromValues)} because values changed in the groups, and {Signed(c.FromShares)} because the groups' shares of people did. {Ranked(result)}";
    }

    internal static string Signed(double value) => (value > 0 ? "+" : "") + Number(value);

    /// <summary>Words as they stand within a sentence: only the first letter of ordinary words is made small.</summary>
    internal static string Lower(string words) => words.Length > 1 && char.IsUpper(words[0]) && !char.IsUpper(words[1]) ? char.ToLowerInvariant(words[0]) + words[1..] : words;

    /// <summary>The same difference, looked at from the other end.</summary>
    internal static Estimate Turned(Estimate estimate) => estimate with { Value = -estimate.Value, Intervals = [.. estimate.Intervals.Select(i => i with { Lower = -i.Upper, Upper = -i.Lower })] };

    internal static string Joined(IReadOnlyList<string> words) => words.Count == 1 ? words[0] : string.Join(", ", words.SkipLast(1)) + " and " + words[^1];

    private static string Count(int number) => number switch { 2 => "two", 3 => "three", 4 => "four", 5 => "five", 6 => "six", 7 => "seven", 8 => "eight", 9 => "nine", 10 => "ten", _ => number.ToString(CultureInfo.InvariantCulture) };
}
