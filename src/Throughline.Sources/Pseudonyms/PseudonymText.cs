using Throughline.Files;
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
        var read = TypedLines.Read(typed);
        if (read.Error is TypedLineInvalid wrong)
        {
            return new NameMapInvalid($"Line {wrong.Number}, {wrong.Words}: " + (wrong.Fault == TypedFault.NotClosed
                ? "a quote is opened and never closed. Close it before the comma, or double it where it belongs to the name: \"\"."
                : "words follow a closed quote. Put the whole name in quotes, and double the quotes within it: \"\"."));
        }
        if (!read.Succeeded) return read.Error;
        if (read.Value.FirstOrDefault(line => line.Parts.Count > 2) is { } many)
            return new NameMapInvalid($"Line {many.Number}, {string.Join(", ", many.Parts)}: it has more than one comma. Put a name or a pseudonym that holds a comma in quotes, as in \"Lee, Ann\", Marion.");
        return read.Value.Select(line => new NamedPseudonym(line.Parts[0], line.Parts.Count > 1 ? line.Parts[1] : "")).ToList();
    }

    private static string Quoted(string part) => part.Contains(',', StringComparison.Ordinal) || part.Contains('\n', StringComparison.Ordinal) || part.StartsWith('"') ? $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : part;
}
