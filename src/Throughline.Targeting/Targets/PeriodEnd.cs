using System.Globalization;
using System.Text.RegularExpressions;

namespace Throughline.Targeting.Targets;

/// <summary>The day on which a period ends, read from how tables write periods.</summary>
public static partial class PeriodEnd
{
    private static readonly string[] Months = [.. CultureInfo.InvariantCulture.DateTimeFormat.MonthNames.Take(12).Select(m => m[..3])];

    /// <summary>"2022" and "2020-22" end with December; "2023/24" with March; "April 2023 to March 2024" with March; "2024 Q1" with March, "2023/24 Q1" with June; "2024-03" with March; of two days, quarters or years the second counts.</summary>
    /// <returns>Null where the words do not say.</returns>
    public static DateOnly? Of(string period)
    {
        ArgumentNullException.ThrowIfNull(period);
        var text = period.Trim();
        // Of two days the second ends it.
        if (Iso().Matches(text) is { Count: > 0 } days && days[^1] is var day && DateOnly.TryParseExact(day.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on)) return on;
        if (Quarter().Matches(text) is { Count: > 0 } quarters && quarters[^1] is var quarter)
        {
            var (of, number) = (Year(quarter.Groups[1]), int.Parse((quarter.Groups[4].Success ? quarter.Groups[4] : quarter.Groups[3]).Value, CultureInfo.InvariantCulture));
            // The quarters of a financial year begin with April.
            return !quarter.Groups[2].Success ? Last(of, 3 * number) : number == 4 ? Last(of + 1, 3) : Last(of, 3 * number + 3);
        }
        if (MonthYear().Matches(text) is { Count: > 0 } named) return Last(Year(named[^1].Groups[2]), 1 + Array.FindIndex(Months, m => named[^1].Groups[1].Value.StartsWith(m, StringComparison.OrdinalIgnoreCase)));
        if (Range().Match(text) is { Success: true } range)
        {
            var from = Year(range.Groups[1]);
            var second = int.Parse(range.Groups[3].Value, CultureInfo.InvariantCulture);
            var to = range.Groups[3].Length == 4 ? second : from / 100 * 100 + second + (second < from % 100 && from % 100 > 90 ? 100 : 0);
            if (to > from && to - from <= 20) return range.Groups[2].Value == "/" ? Last(to, 3) : Last(to, 12);
            return range.Groups[3].Length == 2 && second is >= 1 and <= 12 ? Last(from, second) : null;
        }
        return Alone().Match(text) is { Success: true } year ? Last(Year(year), 12) : null;
    }

    private static int Year(Capture group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    private static DateOnly Last(int year, int month) => new(year, month, DateTime.DaysInMonth(year, month));

    [GeneratedRegex(@"\b(?:19|20)\d\d-\d\d-\d\d\b")]
    private static partial Regex Iso();

    [GeneratedRegex(@"\b((?:19|20)\d\d)(/\d\d(?:\d\d)?)?\s*[-/ ]?\s*Q([1-4])\b(?:\s*(?:-|–|to)\s*Q([1-4])\b)?", RegexOptions.IgnoreCase)]
    private static partial Regex Quarter();

    [GeneratedRegex(@"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\s+((?:19|20)\d\d)\b", RegexOptions.IgnoreCase)]
    private static partial Regex MonthYear();

    [GeneratedRegex(@"\b((?:19|20)\d\d)(?:/\d\d\s*(?:-|–|to)\s*\d\d(?:\d\d)?)?\s*(-|–|/|to)\s*(\d{4}|\d\d)\b")]
    private static partial Regex Range();

    [GeneratedRegex(@"\b(?:19|20)\d\d\b")]
    private static partial Regex Alone();
}
