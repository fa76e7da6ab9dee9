using System.Globalization;
using System.Text.RegularExpressions;
using Throughline.Statistics.Areas;

namespace Throughline.Equity;

/// <summary>What headings say of a column's period and people, and the warnings that views of areas share.</summary>
internal static partial class ChartWords
{
    public const string Everybody = "all residents";

    /// <summary>The years a heading names: "2020" of "pop2020_total", "2021" of "census21_residents", "2014-16"; null where it names none.</summary>
    public static string? PeriodIn(string heading)
    {
        if (Years().Match(heading) is { Success: true } years) return years.Value;
        return ShortYear().Match(heading) is { Success: true } two ? $"20{two.Groups[1].Value}" : null;
    }

    /// <summary>Whom a heading of a column of people names: everybody of "population", adults of "adults"; null where it does not say.</summary>
    public static string? PeopleIn(string heading) => Recognise.People().IsMatch(heading.Trim()) ? Everybody : Kind().Match(heading.Trim()) is { Success: true } kind ? kind.Groups[1].Value.ToLowerInvariant() : null;

    /// <summary>Counts that are small enough to tell of persons; null where there are none.</summary>
    /// <param name="of">What one of them is called, and its line; line 0 for several rows together.</param>
    /// <param name="many">What they are: "areas", "groups".</param>
    public static FigureWarning? SmallNumbers(IReadOnlyList<double> counts, Func<int, (string Name, int Line)> of, string many)
    {
        var rule = new SuppressionRule();
        List<int> small = [.. Enumerable.Range(0, counts.Count).Where(i => counts[i] >= rule.SmallFrom && counts[i] <= rule.SmallTo)];
        if (small.Count == 0) return null;
        var least = small.MinBy(i => counts[i]);
        var (name, line) = of(least);
        return new("Small numbers", string.Create(CultureInfo.InvariantCulture, $"{small.Count:N0} of {counts.Count:N0} {many} {(small.Count == 1 ? "rests" : "rest")} on counts of {rule.SmallFrom} to {rule.SmallTo}, as {name} on {counts[least]}{(line > 0 ? $" (line {line})" : "")}: one event more or less moves {(small.Count == 1 ? "its value" : "their values")} much, and it can tell who was counted. Such counts are hidden and others rounded to {rule.RoundTo} before anything is published; this must not leave the project as it is: the safe download does it."), Disclosure);
    }

    public const string Disclosure = "NHS Digital (2018), Disclosure control methodology for Hospital Episode Statistics and the Emergency Care Data Set";

    [GeneratedRegex(@"(?<!\d)(?:19|20)\d\d(?:[-/\u2013](?:(?:19|20)\d\d|\d\d))?(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Years();

    [GeneratedRegex(@"(?:census|imd|iod)[ _-]?(\d\d)(?!\d)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ShortYear();

    // Alone, or with a year: of "women_aged_50" nobody says here which women.
    [GeneratedRegex(@"^(?:total|all|number of)?[ _-]*(adults|children|women|men|females|males|girls|boys|pupils|patients|mothers|infants|babies)[ _-]*(?:\(?(?:19|20)\d\d\)?)?[ _-]*(?:n|total|count)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Kind();
}
