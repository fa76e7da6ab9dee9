namespace Throughline.Text;

/// <summary>Breaks words into lines for a drawing, where nothing else does.</summary>
public static class Wrapping
{
    /// <summary>Lines of at most <paramref name="most"/> UTF-16 code units, broken at spaces where there is one, else within the word, but never within a surrogate pair.</summary>
    /// <param name="text">What is to be broken.</param>
    /// <param name="most">At least 2.</param>
    /// <returns>At least one line; white space at a break is left out.</returns>
    public static IReadOnlyList<string> Lines(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        var lines = new List<string>();
        var rest = text.Trim();
        while (rest.Length > most)
        {
            var cut = rest.LastIndexOf(' ', most);
            if (cut <= 0) cut = char.IsHighSurrogate(rest[most - 1]) ? most - 1 : most;
            lines.Add(rest[..cut].TrimEnd());
            rest = rest[cut..].TrimStart();
        }
        lines.Add(rest);
        return lines;
    }
}
