using System.Globalization;

namespace Throughline.Storage;

/// <summary>What is held, as reports count it: "1 turn", "1,204 values of a case".</summary>
public static class HeldNouns
{
    // What stands after the first of these says more of the thing, and is counted with it: "values of a case".
    private static readonly string[] Links = [" of ", " on ", " about ", " in ", " to ", " between ", " left "];

    // Said alike of one and of many.
    private static readonly HashSet<string> Same = ["evidence", "words"];

    /// <param name="one">"value of a case", "title or file name".</param>
    /// <returns>"values of a case", "titles or file names"; what is in the plural already stays.</returns>
    public static string Plural(string one) => Each(one, word => word.EndsWith('s') ? word
        : word.EndsWith('y') && word.Length > 1 && !"aeiou".Contains(word[^2], StringComparison.Ordinal) ? word[..^1] + "ies"
        : word.EndsWith("ch", StringComparison.Ordinal) || word.EndsWith("sh", StringComparison.Ordinal) || word.EndsWith('x') ? word + "es" : word + "s");

    /// <summary>A number and what it counts.</summary>
    /// <param name="what">In the plural, as <see cref="HeldTally.Add"/> takes it.</param>
    public static string Count(int count, string what) => count == 1 ? $"1 {Singular(what)}" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}");

    private static string Singular(string many)
    {
        var head = Head(many);
        // "themes' texts" are a theme's text.
        var owned = string.Join(' ', many[..head].Split(' ').Select(word => word.EndsWith("s'", StringComparison.Ordinal) ? One(word[..^1]) + "'s" : word));
        return Each(owned + many[head..], One);
    }

    private static string One(string word) => !word.EndsWith('s') || word.EndsWith("ss", StringComparison.Ordinal) ? word
        : word.EndsWith("ies", StringComparison.Ordinal) && word.Length > 4 ? word[..^3] + "y"
        : word.EndsWith("ches", StringComparison.Ordinal) || word.EndsWith("shes", StringComparison.Ordinal) || word.EndsWith("xes", StringComparison.Ordinal) ? word[..^2] : word[..^1];

    private static int Head(string what) => Links.Select(link => what.IndexOf(link, StringComparison.Ordinal)).Where(at => at > 0).DefaultIfEmpty(what.Length).Min();

    /// <summary>Changes the noun, and each of two that are joined by "and" or "or".</summary>
    private static string Each(string what, Func<string, string> change)
    {
        var head = Head(what);
        var words = what[..head].Split(' ');
        for (var i = 0; i < words.Length; i++)
            if ((i == words.Length - 1 || words[i + 1] is "and" or "or") && !Same.Contains(words[i])) words[i] = change(words[i]);
        return string.Join(' ', words) + what[head..];
    }
}
