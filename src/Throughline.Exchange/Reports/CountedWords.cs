using System.Text.RegularExpressions;
using Throughline.Text;

namespace Throughline.Exchange.Reports;

/// <summary>Counted words in the text of a theme or a memo: <c>{several: Code name}</c> prints "several" with a number that leads to the cases counted.</summary>
/// <remarks>
/// Before the colon stands the word that is printed; after it a code by its name or path (<c>Access > Phone</c>), several parted by semicolons, or <c>theme</c> for all that the theme gathers.
/// The codes under a code count too. A number among the words (<c>{six of the seven: Phone} transcripts</c>) is held against what is counted.
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

    [GeneratedRegex(@"“[^“”]*”|""[^""\n]*""", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^(?:none|nobody|no\s?one|no(?!\s+(?:fewer|less|more)\b)|not one|neither)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Nobody();

    /// <summary>Whether words say that there is none: nothing needs to stand behind these.</summary>
    public static bool SaysNone(string word) => Nobody().IsMatch(word);

    /// <summary>Words that say how many without a count behind them, each once, in lower case and in their order. What is quoted was said by somebody else.</summary>
    /// <param name="nouns">What is counted in this project, beside participants, interviews and the like: "nurses", "systems".</param>
    /// <param name="onlyNumbers">Leaves out words like "several": in notes they are more often a manner of speaking.</param>
    public static IReadOnlyList<string> PlainIn(string text, IReadOnlySet<string>? nouns = null, bool onlyNumbers = false)
    {
        text = Pattern().Replace(text, m => new string('\uFFFC', m.Length));
        var stated = StatedCounts.In(text, nouns);
        var found = stated.Select(s => (At: s.Start, s.Words)).ToList();
        if (!onlyNumbers)
            found.AddRange(Uncounted().Matches(Quoted().Replace(text, m => new string('\uFFFC', m.Length))).Where(m => !stated.Any(s => s.Start <= m.Index && m.Index < s.Start + s.Length)).Select(m => (m.Index, m.Value)));
        return [.. found.OrderBy(f => f.At).Select(f => f.Words.ToLowerInvariant()).Distinct()];
    }

    public static IReadOnlyList<Marker> In(string text) => [.. Pattern().Matches(text).Select(m => new Marker(m.Index, m.Length, m.Groups[1].Value,
        [.. m.Groups[2].Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(n => n.Trim('"', '“', '”', '‘', '’', '\''))]))];
}
