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

    /// <remarks>"the most deprived", "at most", "how many", "most likely", "for some time" and the like name no number of people.</remarks>
    [GeneratedRegex(@"(?<!\b(?:the|at|its|our|your|their|whose|his|her|how|as|too)\s+)\b(?:several|most|some|many|few)\b(?!\s+(?:deprived|likely|often|important|recent|time|extent|detail|years?|months?|weeks?|days?|hours?|minutes?)\b)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Uncounted();

    /// <summary>Words in a theme's text that say how many without a count behind them, each once, in lower case.</summary>
    public static IReadOnlyList<string> PlainIn(string text) => [.. Uncounted().Matches(Pattern().Replace(text, "\uFFFC")).Select(m => m.Value.ToLowerInvariant()).Distinct()];

    public static IReadOnlyList<Marker> In(string text) => [.. Pattern().Matches(text).Select(m => new Marker(m.Index, m.Length, m.Groups[1].Value,
        [.. m.Groups[2].Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(n => n.Trim('"', '“', '”', '‘', '’', '\''))]))];
}
