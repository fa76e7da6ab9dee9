using System.Text.RegularExpressions;

namespace Throughline.Files;

/// <summary>Reads citations: RIS, PubMed's nbib, the tagged form of Web of Science, BibTeX, CSL-JSON and tables. What the file is goes by its words, not by its name.</summary>
/// <remarks>Unknown fields are kept with their names, authors keep their order, and what cannot be read is refused by line while the rest is read.</remarks>
public static partial class CitationReader
{
    public static readonly IReadOnlyCollection<string> Extensions = [".ris", ".nbib", ".bib", ".json", ".csv", ".tsv", ".txt", ".ciw"];

    /// <summary>The file's citations, perhaps with faults; or a refusal of the whole file, when nothing in it is a citation.</summary>
    public static Result<ReadCitations> Read(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, CancellationToken cancel = default) =>
        Guarded.Read(fileName, "a file of citations", content, limits, () => Choose(fileName, content, limits, cancel));

    private static ReadCitations Choose(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, CancellationToken cancel)
    {
        var text = StoredCharacters.Clean(TextDecoder.Decode(fileName, content.Span).Characters, keepLines: true);
        if (string.IsNullOrWhiteSpace(text)) throw new UnreadableException(Guarded.OnlyWhiteSpace(fileName));
        var start = text.AsSpan().TrimStart();
        ReadCitations read;
        if (start[0] is '[' or '{') read = CslJson.Read(text);
        else if (RisStart().IsMatch(text)) read = Tagged.Ris(text, cancel);
        else if (NbibStart().IsMatch(text)) read = Tagged.Nbib(text, cancel);
        else if (WosStart().IsMatch(text)) read = Tagged.WebOfScience(text, cancel);
        else if (BibStart().IsMatch(text)) read = BibTex.Read(text, cancel);
        else
        {
            var sheets = SheetReader.Read(fileName, content, limits, null, cancel);
            if (!sheets.Succeeded) throw new UnreadableException(sheets.Error.Message);
            var table = CitationTable.Read(sheets.Value[0]);
            if (table is null) throw new UnreadableException($"\"{fileName}\" holds no citation that can be read: it has no RIS, PubMed, Web of Science or BibTeX record, and no column for titles, authors or DOIs. Export it as RIS and try again.");
            read = table;
        }
        return read.Citations.Count > 0 ? read
            : throw new UnreadableException($"Nothing in \"{fileName}\" could be kept. {(read.Faults.Count > 0 ? $"Line {read.Faults[0].Line}: {read.Faults[0].Message}" : "It has no record of a citation.")}{(read.Faults.Count > 1 ? $" There are {read.Faults.Count} such lines." : "")}");
    }

    /// <summary>The first year from 1000 to 2199 in a date of any shape.</summary>
    public static int? YearIn(string date) => Year().Match(date) is { Success: true } found ? int.Parse(found.ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : null;

    /// <summary>A DOI without what stands before and after it; empty where there is none.</summary>
    public static string DoiIn(string text) => Doi().Match(text) is { Success: true } found ? Trimmed(found.Value) : "";

    // A bracket belongs to the DOI when it was opened in it.
    private static string Trimmed(string doi)
    {
        while (doi.Length > 0 && (doi[^1] is '.' or ',' or ';' or ']' || (doi[^1] == ')' && doi.Count(c => c == ')') > doi.Count(c => c == '(')))) doi = doi[..^1];
        return doi;
    }

    /// <summary>A record holds something by which it can be known again.</summary>
    internal static bool SaysSomething(ReadCitation citation) => citation.Title.Length > 0 || citation.Authors.Count > 0 || citation.Doi.Length > 0 || citation.Abstract.Length > 0 || citation.Url.Length > 0;

    internal const string Nothing = "this record has no title, no author, no DOI and no abstract, so it cannot be told from others";

    [GeneratedRegex(@"^\s*TY {1,2}-", RegexOptions.Multiline)]
    private static partial Regex RisStart();

    [GeneratedRegex(@"^PMID *- *\d", RegexOptions.Multiline)]
    private static partial Regex NbibStart();

    [GeneratedRegex(@"\A\s*(FN [^\n]*\n|VR [^\n]*\n|PT [A-Z]\b)")]
    private static partial Regex WosStart();

    [GeneratedRegex(@"^\s*@\s*[A-Za-z]+\s*[{(]", RegexOptions.Multiline)]
    private static partial Regex BibStart();

    [GeneratedRegex(@"(?<!\d)(1\d{3}|2[01]\d{2})(?!\d)")]
    private static partial Regex Year();

    [GeneratedRegex(@"10\.\d{1,9}(\.\d+)*/[^\s""<>]+|(?<![\d.])10\.\d+(?![\d.])")]
    private static partial Regex Doi();
}
