using System.Globalization;

namespace Throughline.Web;

/// <summary>Counts and dates as people read them.</summary>
internal static class InWords
{
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    public static string Count(int number, string one, string? many = null) => number == 1 ? $"1 {one}" : $"{number.ToString("N0", British)} {many ?? one + "s"}";

    public static string Number(long number) => number.ToString("N0", British);

    /// <summary>As in "Ruth, Tom and Ada".</summary>
    public static string Listed(IEnumerable<string> names) => names.ToList() switch { [] => "", [var one] => one, [.. var first, var last] => $"{string.Join(", ", first)} and {last}" };

    /// <summary>As in "3 March 2026".</summary>
    public static string Day(DateTime at) => at.ToLocalTime().ToString("d MMMM yyyy", British);

    /// <summary>As in "3 March 2026, 14:05".</summary>
    public static string Moment(DateTime at) => at.ToLocalTime().ToString("d MMMM yyyy, HH:mm", British);
}
