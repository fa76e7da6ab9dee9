using System.Text.RegularExpressions;

namespace Throughline.Exchange.Reports;

/// <summary>Counted words in a theme's text: <c>{several: Code name}</c> prints "several" with a number that leads to the cases counted.</summary>
/// <remarks>
/// Before the colon stands the word that is printed; after it a code by its name or path (<c>Access > Phone</c>), several parted by semicolons, or <c>theme</c> for all that the theme gathers.
/// The codes under a code count too.
/// </remarks>
public static partial class CountedWords
{
    /// <param name="Word">What is printed: "several", "most of those in Northmoor".</param>
    /// <param name="Names">What is counted, as written.</param>
    public sealed record Marker(int Start, int Length, string Word, IReadOnlyList<string> Names);

    [GeneratedRegex(@"\{\s*([^{}:]{1,80}?)\s*:\s*([^{}]{1,400}?)\s*\}", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    public static IReadOnlyList<Marker> In(string text) => [.. Pattern().Matches(text).Select(m => new Marker(m.Index, m.Length, m.Groups[1].Value,
        [.. m.Groups[2].Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(n => n.Trim('"', '“', '”', '‘', '’', '\''))]))];
}
