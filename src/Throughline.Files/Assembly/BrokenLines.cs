using System.Text.RegularExpressions;

namespace Throughline.Files;

/// <summary>Tells where printing, not writing, ended a line: by how it ends and how the next begins.</summary>
internal static partial class BrokenLines
{
    /// <summary>English words after which no sentence, heading or list item ends: determiners, prepositions, conjunctions, auxiliaries.</summary>
    private static readonly HashSet<string> Unfinished = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "an", "the", "this", "these", "those", "our", "their", "its", "your", "his", "her", "my", "of", "to", "in", "on", "for", "by", "with", "from", "at", "into",
        "and", "or", "but", "nor", "as", "than", "that", "which", "who", "whose", "is", "are", "was", "were", "be", "been", "being", "will", "would", "can", "could", "should",
        "shall", "may", "might", "must", "has", "have", "had", "not", "between", "against", "through", "during", "across", "towards", "within", "without", "via", "per", "if",
        "when", "where", "while", "because", "so", "such", "each", "every", "any", "no", "more", "most", "very", "also", "both", "either", "including",
    };

    /// <summary>Words after which a noun must come: the next word cannot be one of <see cref="Follower"/>.</summary>
    private static readonly HashSet<string> NeedsNoun = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "an", "the", "our", "their", "its", "your", "my", "of", "into", "every", "towards", "between", "against",
    };

    private static readonly HashSet<string> Follower = new(StringComparer.OrdinalIgnoreCase)
    {
        "of", "to", "in", "on", "for", "by", "with", "from", "at", "into", "and", "or", "but", "is", "are", "was", "were", "be", "been", "will", "would", "can", "could",
        "should", "may", "must", "has", "have", "had", "which", "who", "that", "than", "as", "if", "so", "we", "they", "it", "he", "she",
    };

    /// <summary>Words that, with a capital, begin a sentence.</summary>
    private static readonly HashSet<string> Opener = new(StringComparer.Ordinal)
    {
        "The", "This", "These", "Those", "It", "We", "They", "There", "That", "In", "As", "If", "For", "By", "At", "And", "But", "Our", "To", "When", "While", "However", "Over", "On", "From", "With", "A", "An",
    };

    /// <summary>Words after which a name or a title with a capital is usual.</summary>
    private static readonly HashSet<string> BeforeName = new(StringComparer.Ordinal) { "the", "a", "an", "this", "our", "its", "their", "of", "and", "or", "for", "in", "by", "with", "from", "at", "see", "as", "called" };

    [GeneratedRegex(@"^(?:[•◦▪●■–—·‣-]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})[.)])\s+\S")]
    private static partial Regex ItemStart();

    public static bool StartsItem(string text) => ItemStart().IsMatch(text);

    /// <summary>The text stops without an end: no full stop, colon or the like, brackets and quotation marks aside.</summary>
    public static bool EndsOpen(string text)
    {
        var end = text.AsSpan().TrimEnd().TrimEnd("\"'”’)]»*");
        return end.Length > 0 && !".!?:;…".Contains(end[^1], StringComparison.Ordinal);
    }

    /// <summary>The text cannot end here: after a comma, a hyphen, an open bracket or a word that wants another.</summary>
    public static bool MustGoOn(string text)
    {
        var end = text.AsSpan().TrimEnd();
        if (end.Length < 2) return false;
        if (end[^1] is ',' or '/' or '&' or '(' or '–' || (LineEnds.IsHyphen(end[^1]) && char.IsLetterOrDigit(end[^2]))) return true;
        return Unfinished.Contains(LastWord(text)) && char.IsLower(end[^1]);
    }

    /// <summary>The text begins as the rest of a sentence: in lower case, or with a bracket or dash before such.</summary>
    public static bool StartsInMiddle(string text)
    {
        var start = text.AsSpan().TrimStart().TrimStart("(–— ‘“\"'");
        return start.Length > 0 && char.IsLower(start[0]) && !ItemStart().IsMatch(text.TrimStart());
    }

    /// <summary>Two pieces that cannot be one sentence, though the first is unfinished.</summary>
    public static bool Clash(string text, string next)
    {
        if (!EndsOpen(text)) return StartsInMiddle(next) && !text.TrimEnd().EndsWith(':') && !text.TrimEnd().EndsWith(';');
        var first = FirstWord(next);
        if (NeedsNoun.Contains(LastWord(text)) && Follower.Contains(first)) return true;
        return MustGoOn(text) && (Opener.Contains(first) || StartsItem(next));
    }

    /// <summary>Places inside a text where one sentence breaks off and another begins without a stop.</summary>
    /// <param name="isCommon">True for a word that the document writes in lower case, but at the start of a sentence.</param>
    public static int ClashesInside(string text, Func<string, bool> isCommon)
    {
        var clashes = 0;
        foreach (Match match in OpenThenOpener().Matches(text))
        {
            var next = match.Groups["next"].Value;
            if (next == "A" || Titled(text, match)) continue;
            if (Opener.Contains(next) || (isCommon(next) && !BeforeName.Contains(match.Groups["before"].Value))) clashes++;
        }
        foreach (Match match in TwoWords().Matches(text))
            if (NeedsNoun.Contains(match.Groups["a"].Value) && Follower.Contains(match.Groups["b"].Value) && match.Groups["b"].Value is not ("in" or "it" or "on" or "for" or "that" or "which" or "as" or "if" or "we" or "they" or "he" or "she" or "who" or "so" or "than" or "at" or "by" or "to" or "from" or "with" or "can" or "may" or "will" or "must" or "well")) clashes++;
        return clashes + (StartsItem(text) ? 0 : BulletInside().Count(text));
    }

    private static bool Titled(string text, Match match)
    {
        // In a title each word has a capital: "Getting It Right First Time".
        var after = match.Index + match.Length;
        return after < text.Length && char.IsUpper(text[after]);
    }

    /// <summary>A bullet in the middle of a sentence.</summary>
    [GeneratedRegex(@"[\p{L}\d,] [•▪●] ")]
    private static partial Regex BulletInside();

    [GeneratedRegex(@"(?<![\p{L}’'])(?<before>\p{Ll}[’'\p{Ll}]*) (?<next>[A-Z][a-z]*) ")]
    private static partial Regex OpenThenOpener();

    [GeneratedRegex(@"\b(?<a>[a-z]+) (?=(?<b>[a-z]+)\b)")]
    private static partial Regex TwoWords();

    public static string LastWord(string text)
    {
        var end = text.AsSpan().TrimEnd();
        var start = end.Length;
        while (start > 0 && (char.IsLetter(end[start - 1]) || end[start - 1] is '’' or '\'')) start--;
        return end[start..].ToString();
    }

    public static string FirstWord(string text) => LineEnds.FirstLetters(text.AsSpan().TrimStart());
}
