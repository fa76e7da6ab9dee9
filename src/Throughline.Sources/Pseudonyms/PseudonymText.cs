using System.Text;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>A map of names as it is typed: a name, a comma and its pseudonym on each line, in quotes where a comma belongs to either.</summary>
/// <remarks>The quoting is that of csv: a quote within quotes is doubled, and a quoted part may run over line ends. A quote that opens no part is a letter like others.</remarks>
public static class PseudonymText
{
    /// <returns>What <see cref="Read"/> gives back unchanged, for names and pseudonyms without white space at their ends.</returns>
    public static string Write(IEnumerable<NamedPseudonym> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return string.Join('\n', lines.Select(line => $"{Quoted(line.Name)}, {Quoted(line.Pseudonym)}"));
    }

    /// <summary>Reads what was typed; lines of white space count for nothing. A line without a comma has an empty pseudonym.</summary>
    /// <returns>The lines in order, without white space at their ends; or <see cref="NameMapInvalid"/>, which names the line: more than one comma outside quotes, or a quote that is not closed, or is closed before the comma.</returns>
    public static Result<IReadOnlyList<NamedPseudonym>> Read(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        typed = typed.ReplaceLineEndings("\n");
        var lines = new List<NamedPseudonym>();
        for (int at = 0, number = 1; at < typed.Length; at++)
        {
            var (begun, first) = (at, number);
            var parts = new List<string>();
            while (true)
            {
                while (at < typed.Length && typed[at] != '\n' && char.IsWhiteSpace(typed[at])) at++;
                if (at < typed.Length && typed[at] == '"')
                {
                    var part = new StringBuilder();
                    for (at++; ; at++)
                    {
                        if (at >= typed.Length) return Wrong("a quote is opened and never closed. Close it before the comma, or double it where it belongs to the name: \"\".");
                        if (typed[at] == '"' && (at + 1 >= typed.Length || typed[at + 1] != '"')) break;
                        if (typed[at] == '"') at++;
                        if (typed[at] == '\n') number++;
                        part.Append(typed[at]);
                    }
                    at++;
                    while (at < typed.Length && typed[at] != '\n' && char.IsWhiteSpace(typed[at])) at++;
                    if (at < typed.Length && typed[at] is not (',' or '\n')) return Wrong("words follow a closed quote. Put the whole name in quotes, and double the quotes within it: \"\".");
                    parts.Add(part.ToString().Trim());
                }
                else
                {
                    var from = at;
                    while (at < typed.Length && typed[at] is not (',' or '\n')) at++;
                    parts.Add(typed[from..at].Trim());
                }
                if (at >= typed.Length || typed[at] == '\n') break;
                at++;
            }
            if (parts.Count > 2) return Wrong("it has more than one comma. Put a name or a pseudonym that holds a comma in quotes, as in \"Lee, Ann\", Marion.");
            if (parts.Count == 2 || parts[0].Length > 0) lines.Add(new(parts[0], parts.Count > 1 ? parts[1] : ""));
            number++;

            NameMapInvalid Wrong(string what)
            {
                var end = typed.IndexOf('\n', begun);
                return new($"Line {first}, {typed[begun..(end < 0 ? typed.Length : end)].Trim()}: {what}");
            }
        }
        return lines;
    }

    private static string Quoted(string part) => part.Contains(',', StringComparison.Ordinal) || part.Contains('\n', StringComparison.Ordinal) || part.StartsWith('"') ? $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : part;
}
