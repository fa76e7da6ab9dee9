using CsvHelper;

namespace Throughline.Files;

/// <summary>One line of what somebody typed, in its parts; white space at their ends is gone.</summary>
/// <param name="Number">From 1; of its first line, where a quoted part runs over line ends.</param>
public sealed record TypedLine(int Number, IReadOnlyList<string> Parts);

public enum TypedFault { NotClosed, WordsAfterQuote }

/// <summary>A line that could be read in two ways.</summary>
/// <param name="Words">Its first line, as it was typed.</param>
public sealed record TypedLineInvalid(int Number, string Words, TypedFault Fault)
    : Error($"Line {Number}, {Words}: {(Fault == TypedFault.NotClosed ? "a quote is opened and never closed." : "words follow a closed quote.")}");

/// <summary>Lines with commas between their parts as a person types them. A part in quotes keeps its commas and line ends, and a quote within it is doubled; a quote that opens no part is a letter like others.</summary>
public static class TypedLines
{
    /// <summary>Reads them all; lines of white space count for nothing.</summary>
    public static Result<IReadOnlyList<TypedLine>> Read(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        typed = typed.ReplaceLineEndings("\n");
        TypedLineInvalid? wrong = null;
        using var reader = CsvReader.FromText(typed, new CsvReaderOptions
        {
            HasHeader = false,
            Separator = ',',
            TrimWhitespace = true,
            TrackLineNumbers = true,
            OnMalformedRecord = record =>
            {
                TypedFault? fault = record.Reason switch { CsvMalformedReason.UnterminatedQuote => TypedFault.NotClosed, CsvMalformedReason.TextAfterClosingQuote => TypedFault.WordsAfterQuote, _ => null };
                if (fault is { } what) wrong ??= new((int)record.LineNumber, record.RawRecord.ToString().TrimStart('\n').Split('\n')[0].Trim(), what);
            },
        });
        var lines = new List<TypedLine>();
        while (wrong is null && reader.Read())
        {
            string[] parts = [.. reader.Current.ToArray().Select(part => part.Trim())];
            if (parts.Length > 1 || parts[0].Length > 0) lines.Add(new((int)reader.LineNumber, parts));
        }
        return wrong is null ? lines : wrong;
    }
}
