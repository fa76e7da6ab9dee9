namespace Throughline.Files;

/// <summary>Citations as rows of a table, its columns known by what databases and tools call them.</summary>
internal static class CitationTable
{
    private static readonly Dictionary<string, string[]> Names = new()
    {
        ["title"] = ["title", "document title", "primary title", "article title", "ti", "t1"],
        ["authors"] = ["authors", "author", "author names", "first authors", "author full names", "au", "a1"],
        ["date"] = ["year", "publication year", "date", "publication date", "py", "date of publication", "published"],
        ["container"] = ["source title", "journal", "publication title", "source", "journal name", "secondary title", "journal title", "publication name", "container title"],
        ["volume"] = ["volume", "vol", "vl"],
        ["issue"] = ["issue", "number", "is", "issue number"],
        ["pages"] = ["pages", "page", "page range"],
        ["from"] = ["page start", "start page", "first page", "sp"],
        ["to"] = ["page end", "end page", "last page", "ep"],
        ["doi"] = ["doi", "do", "doi link"],
        ["url"] = ["url", "link", "urls", "full text link", "open url link", "pdf link"],
        ["abstract"] = ["abstract", "ab", "notes abstract", "summary"],
        ["kind"] = ["type of reference", "document type", "publication type", "type", "item type"],
    };

    /// <summary>Null where no column is one of titles, authors, DOIs or abstracts.</summary>
    public static ReadCitations? Read(Sheet sheet)
    {
        var roles = new Dictionary<string, int>();
        foreach (var (role, names) in Names)
            foreach (var name in names)
                if (!roles.ContainsKey(role) && Find(sheet.Columns, name) is >= 0 and var at && !roles.ContainsValue(at)) roles[role] = at;
        if (!roles.ContainsKey("title") && !roles.ContainsKey("authors") && !roles.ContainsKey("doi") && !roles.ContainsKey("abstract")) return null;
        var (citations, faults) = (new List<ReadCitation>(), new List<CitationFault>());
        foreach (var row in sheet.Rows)
        {
            var used = new HashSet<int>();
            string First(string role) => roles.TryGetValue(role, out var at) ? row.Cells[at].Trim() : "";
            string Of(string role)
            {
                if (roles.TryGetValue(role, out var at)) used.Add(at);
                return First(role);
            }
            var (date, pages, doi, type) = (Of("date"), Of("pages"), CitationReader.DoiIn(First("doi")), First("kind"));
            if (pages.Length == 0 && First("from").Length > 0) pages = First("to").Length > 0 ? $"{Of("from")}-{Of("to")}" : Of("from");
            if (doi.Length > 0) Of("doi");
            if (Plain.Contains(type.ToLowerInvariant())) Of("kind");
            var citation = new ReadCitation
            {
                Line = row.Line,
                Kind = Kind(type),
                Title = Of("title"),
                Authors = Authors(Of("authors")),
                Date = date,
                Year = CitationReader.YearIn(date),
                Container = Of("container"),
                Volume = Of("volume"),
                Issue = Of("issue"),
                Pages = pages,
                Doi = doi,
                Url = Of("url"),
                Abstract = Of("abstract"),
            };
            // What no field took up: columns that are not known, and what their fields could not hold.
            citation = citation with { Other = [.. sheet.Columns.Select((name, i) => (name, Value: row.Cells[i].Trim(), i)).Where(c => c.Value.Length > 0 && !used.Contains(c.i)).Select(c => (c.name, c.Value))] };
            if (CitationReader.SaysSomething(citation)) citations.Add(citation);
            else faults.Add(new(row.Line, CitationReader.Nothing, true));
        }
        return new(CitationFormat.Csv, citations, faults);
    }

    private static int Find(IReadOnlyList<string> columns, string name)
    {
        for (var i = 0; i < columns.Count; i++)
            if (columns[i].Trim().Replace('_', ' ').Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }

    /// <summary>Words that the kind says as well; "review" or "in press" say more than it.</summary>
    private static readonly HashSet<string> Plain = ["article", "article-journal", "jour", "journal article", "book", "book chapter", "chapter", "conference paper", "thesis", "report"];

    private static string Kind(string words) => words.ToLowerInvariant() switch
    {
        "" or "article" or "jour" or "journal article" or "review" or "journal" or "journals" or "article-journal" => "article-journal",
        "book" => "book",
        "book chapter" or "chapter" => "chapter",
        "conference paper" or "conferences" or "ieee conferences" => "paper-conference",
        "thesis" => "thesis",
        "report" => "report",
        _ => "document",
    };

    /// <summary>Names with semicolons or "and" between; commas part names only where there are no semicolons and every part looks like a whole name.</summary>
    private static string[] Authors(string cell)
    {
        if (cell is ['[', .., ']']) cell = cell[1..^1].Replace("'", "", StringComparison.Ordinal);
        char[] by = cell.Contains(';', StringComparison.Ordinal) ? [';'] : cell.Contains('|', StringComparison.Ordinal) ? ['|'] : cell.Contains('\n', StringComparison.Ordinal) ? ['\n'] : [];
        if (by.Length > 0) return cell.Split(by, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (cell.Contains(" and ", StringComparison.Ordinal)) return cell.Split(" and ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var parts = cell.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 1 && parts.All(p => p.Contains(' ', StringComparison.Ordinal)) ? parts : cell.Length > 0 ? [cell] : [];
    }
}
