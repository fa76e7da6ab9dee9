namespace Throughline.Files;

public enum CitationFormat { Ris, Nbib, WebOfScience, BibTex, CslJson, Csv }

/// <summary>One record of a file of citations.</summary>
public sealed record ReadCitation
{
    /// <summary>The line on which the record begins, from 1; for CSL-JSON the record's place in the list.</summary>
    public required int Line { get; init; }
    /// <summary>The kind as CSL names it; "document" where the file's own kind is not known.</summary>
    public string Kind { get; init; } = "document";
    public string Title { get; init; } = "";
    /// <summary>In the file's order, "Family, Given" where the file tells the parts apart.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];
    /// <summary>The first number of four digits in <see cref="Date"/> that can be a year (1000 to 2199); null where there is none.</summary>
    public int? Year { get; init; }
    /// <summary>As the file gives it.</summary>
    public string Date { get; init; } = "";
    public string Container { get; init; } = "";
    public string Volume { get; init; } = "";
    public string Issue { get; init; } = "";
    public string Pages { get; init; } = "";
    /// <summary>From "10." on; empty where what stands there is none.</summary>
    public string Doi { get; init; } = "";
    public string Url { get; init; } = "";
    public string Abstract { get; init; } = "";
    /// <summary>All other fields with their names in the file, in its order.</summary>
    public IReadOnlyList<(string Name, string Value)> Other { get; init; } = [];
}

/// <summary>A record or a line that was not read, or was read with a doubt.</summary>
/// <param name="IsRefused">Nothing of it was kept; else it was read as far as it goes.</param>
public sealed record CitationFault(int Line, string Message, bool IsRefused);

public sealed record ReadCitations(CitationFormat Format, IReadOnlyList<ReadCitation> Citations, IReadOnlyList<CitationFault> Faults);
