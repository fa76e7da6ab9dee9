using System.Text.RegularExpressions;

namespace Throughline.Files;

/// <summary>Formats of tagged lines: RIS, nbib and Web of Science.</summary>
internal static partial class Tagged
{
    private static readonly Dictionary<string, string> RisKinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["JOUR"] = "article-journal",
        ["JFULL"] = "article-journal",
        ["EJOUR"] = "article-journal",
        ["ABST"] = "article-journal",
        ["INPR"] = "article-journal",
        ["Journal Article"] = "article-journal",
        ["MGZN"] = "article-magazine",
        ["NEWS"] = "article-newspaper",
        ["BOOK"] = "book",
        ["EDBOOK"] = "book",
        ["EBOOK"] = "book",
        ["CHAP"] = "chapter",
        ["ECHAP"] = "chapter",
        ["CONF"] = "paper-conference",
        ["CPAPER"] = "paper-conference",
        ["THES"] = "thesis",
        ["RPRT"] = "report",
        ["GOVDOC"] = "report",
        ["ELEC"] = "webpage",
        ["WEB"] = "webpage",
        ["BLOG"] = "post-weblog",
        ["DATA"] = "dataset",
        ["PAT"] = "patent",
        ["UNPB"] = "manuscript",
        ["STAT"] = "legislation",
        ["CASE"] = "legal_case",
        ["MAP"] = "map",
        ["VIDEO"] = "motion_picture",
        ["SOUND"] = "song",
        ["COMP"] = "software",
    };

    internal static string RisTypeOf(string kind) => RisKinds.FirstOrDefault(k => k.Value == kind).Key ?? "GEN";

    private sealed class Record(int line)
    {
        public int Line => line;
        public List<(string Tag, string Value)> Fields { get; } = [];

        public string First(params ReadOnlySpan<string> tags)
        {
            foreach (var tag in tags)
                if (Fields.FirstOrDefault(f => f.Tag == tag && f.Value.Length > 0) is { Tag: not null } found) return found.Value;
            return "";
        }

        /// <summary>The fields that are not one of the used, and the further values of those that were used once.</summary>
        public List<(string, string)> Rest(IReadOnlyCollection<string> used, params ReadOnlySpan<string> values)
        {
            var spent = new List<string>([.. values]);
            var rest = new List<(string, string)>();
            foreach (var (tag, value) in Fields)
            {
                if (value.Length == 0) continue;
                if (used.Contains(tag) && (used.Count(u => u == tag) > 1 || spent.Remove(value))) continue;
                rest.Add((tag, value));
            }
            return rest;
        }
    }

    public static ReadCitations Ris(string text, CancellationToken cancel)
    {
        var (citations, faults) = (new List<ReadCitation>(), new List<CitationFault>());
        Record? open = null;
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            if (number % 5000 == 0) cancel.ThrowIfCancellationRequested();
            var match = RisLine().Match(raw.TrimStart('\uFEFF'));
            if (!match.Success)
            {
                // Between records exporters write numbers and headings; within one, a field goes on in the next line.
                if (open is not null && raw.Trim().Length > 0 && open.Fields.Count > 0) open.Fields[^1] = (open.Fields[^1].Tag, $"{open.Fields[^1].Value} {raw.Trim()}".Trim());
                continue;
            }
            var (tag, value) = (match.Groups["tag"].Value, match.Groups["value"].Value.Trim());
            if (tag == "TY")
            {
                if (open is not null)
                {
                    faults.Add(new(open.Line, $"the record that begins here is not ended by ER before the next begins on line {number}; it was read as far as it goes", false));
                    Close();
                }
                open = new(number);
                open.Fields.Add((tag, value));
            }
            else if (open is null)
            {
                if (tag != "ER") faults.Add(new(number, $"\"{tag}  - {Short(value)}\" stands outside any record: no TY comes before it", true));
            }
            else if (tag == "ER") Close();
            else open.Fields.Add((tag, value));
        }
        if (open is not null)
        {
            faults.Add(new(open.Line, "the record that begins here is not ended by ER, so the file may be cut short; it was read as far as it goes", false));
            Close();
        }
        return new(CitationFormat.Ris, citations, faults);

        void Close()
        {
            var record = open!;
            open = null;
            var authors = record.Fields.Where(f => f.Tag is "AU" or "A1" && f.Value.Length > 0).Select(f => Name(f.Value)).ToList();
            var title = record.First("TI", "T1", "BT", "CT");
            var container = record.First("JF", "JO", "T2", "JA", "J2");
            var date = record.First("PY", "Y1", "DA");
            var doi = record.First("DO") is var given && CitationReader.DoiIn(given) is { Length: > 0 } found ? found : CitationReader.DoiIn(record.First("L3", "L2", "M3"));
            var (volume, issue, from, to, url, summary, type) = (record.First("VL"), record.First("IS"), record.First("SP"), record.First("EP"), record.First("UR"), record.First("AB", "N2"), record.First("TY"));
            Keep(new ReadCitation
            {
                Line = record.Line,
                Kind = RisKinds.GetValueOrDefault(type, "document"),
                Title = title,
                Authors = authors,
                Date = date,
                Year = CitationReader.YearIn(date) ?? CitationReader.YearIn(record.First("DA")),
                Container = container,
                Volume = volume,
                Issue = issue,
                Pages = to.Length > 0 && from.Length > 0 && !from.Contains('-', StringComparison.Ordinal) ? $"{from}-{to}" : from.Length > 0 ? from : to,
                Doi = doi,
                Url = url,
                Abstract = summary,
                Other = [.. (RisKinds.ContainsKey(type) || type.Length == 0 ? Array.Empty<(string, string)>() : [("TY", type)]),
                    .. record.Rest(["TY", "TY", "AU", "AU", "A1", "A1", "TI", "T1", "BT", "CT", "JF", "JO", "T2", "JA", "J2", "PY", "Y1", "DA", "DO", "VL", "IS", "SP", "SP", "EP", "EP", "UR", "AB", "N2"], title, container, date, doi.Length > 0 ? record.First("DO") : "", volume, issue, url, summary)],
            }, citations, faults);
        }
    }

    public static ReadCitations Nbib(string text, CancellationToken cancel)
    {
        var (citations, faults) = (new List<ReadCitation>(), new List<CitationFault>());
        foreach (var record in Blocks(text, NbibLine(), "PMID", null, faults, cancel))
        {
            var authors = record.Fields.Where(f => f.Tag == "FAU" && f.Value.Length > 0).Select(f => f.Value).ToList();
            var full = authors.Count > 0;
            if (!full) authors = [.. record.Fields.Where(f => f.Tag is "AU" or "CN" && f.Value.Length > 0).Select(f => f.Value)];
            var (title, container, date, volume, issue, pages, summary) = (record.First("TI", "BTI", "TT"), record.First("JT", "TA"), record.First("DP", "DEP"), record.First("VI"), record.First("IP"), record.First("PG"), record.First("AB"));
            var doiField = record.Fields.FirstOrDefault(f => f.Tag is "LID" or "AID" && f.Value.Contains("[doi]", StringComparison.OrdinalIgnoreCase)).Value ?? "";
            Keep(new ReadCitation
            {
                Line = record.Line,
                Kind = record.First("BTI").Length > 0 ? "book" : "article-journal",
                Title = title,
                Authors = authors,
                Date = date,
                Year = CitationReader.YearIn(date),
                Container = container,
                Volume = volume,
                Issue = issue,
                Pages = pages,
                Abstract = summary,
                Doi = CitationReader.DoiIn(doiField),
                Other = record.Rest([full ? "FAU" : "AU", full ? "FAU" : "AU", "TI", "BTI", "TT", "JT", "TA", "DP", "DEP", "VI", "IP", "PG", "AB", "LID", "AID"], title, container, date, volume, issue, pages, summary, doiField),
            }, citations, faults);
        }
        return new(CitationFormat.Nbib, citations, faults);
    }

    public static ReadCitations WebOfScience(string text, CancellationToken cancel)
    {
        var (citations, faults) = (new List<ReadCitation>(), new List<CitationFault>());
        foreach (var record in Blocks(text, WosLine(), "PT", "ER", faults, cancel))
        {
            var full = record.Fields.Any(f => f.Tag == "AF" && f.Value.Length > 0);
            var authors = record.Fields.Where(f => f.Tag == (full ? "AF" : "AU")).SelectMany(f => f.Value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
            string One(params ReadOnlySpan<string> tags) => record.First(tags).Replace('\n', ' ');
            var (title, container, date, volume, issue, from, to, doi, summary) = (One("TI"), One("SO"), One("PY"), One("VL"), One("IS"), One("BP"), One("EP"), One("DI"), One("AB"));
            Keep(new ReadCitation
            {
                Line = record.Line,
                Kind = One("PT") switch { "B" => "book", "S" => "chapter", "P" => "patent", _ => "article-journal" },
                Title = title,
                Authors = authors,
                Date = date,
                Year = CitationReader.YearIn(date),
                Container = container,
                Volume = volume,
                Issue = issue,
                Pages = to.Length > 0 && from.Length > 0 ? $"{from}-{to}" : from.Length > 0 ? from : One("AR"),
                Doi = CitationReader.DoiIn(doi),
                Abstract = summary,
                Other = [.. record.Rest([full ? "AF" : "AU", full ? "AF" : "AU", "PT", "PT", "TI", "TI", "SO", "SO", "PY", "PY", "VL", "VL", "IS", "IS", "BP", "BP", "EP", "EP", "DI", "DI", "AB", "AB"]).Select(f => (f.Item1, f.Item2.Replace('\n', f.Item1 is "AU" or "AF" or "CR" ? ';' : ' ')))],
            }, citations, faults);
        }
        return new(CitationFormat.WebOfScience, citations, faults);
    }

    private static List<Record> Blocks(string text, Regex line, string begins, string? ends, List<CitationFault> faults, CancellationToken cancel)
    {
        var records = new List<Record>();
        Record? open = null;
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            if (number % 5000 == 0) cancel.ThrowIfCancellationRequested();
            var match = line.Match(raw);
            if (match.Success)
            {
                var (tag, value) = (match.Groups["tag"].Value, match.Groups["value"].Value.Trim());
                if (tag == begins)
                {
                    if (open is not null && ends is not null) faults.Add(new(open.Line, $"the record that begins here is not ended by {ends} before the next begins on line {number}; it was read as far as it goes", false));
                    records.Add(open = new(number));
                }
                else if (tag == ends) { open = null; continue; }
                if (open is null)
                {
                    if (tag is not ("FN" or "VR" or "EF" or "ER")) faults.Add(new(number, $"\"{tag} {Short(value)}\" stands outside any record: no {begins} comes before it", true));
                    continue;
                }
                open.Fields.Add((tag, value));
            }
            else if (open is { Fields.Count: > 0 } && raw.Length > 0 && char.IsWhiteSpace(raw[0]) && raw.Trim().Length > 0)
                open.Fields[^1] = (open.Fields[^1].Tag, open.Fields[^1].Value + (ends is null ? " " : "\n") + raw.Trim());
        }
        if (open is not null && ends is not null) faults.Add(new(open.Line, $"the record that begins here is not ended by {ends}, so the file may be cut short; it was read as far as it goes", false));
        return records;
    }

    private static void Keep(ReadCitation citation, List<ReadCitation> citations, List<CitationFault> faults)
    {
        if (CitationReader.SaysSomething(citation)) citations.Add(citation);
        else faults.Add(new(citation.Line, CitationReader.Nothing, true));
    }

    /// <summary>"Shannon,Claude E." with a blank after the comma.</summary>
    private static string Name(string name) => name.IndexOf(',', StringComparison.Ordinal) is > 0 and var comma && comma + 1 < name.Length && name[comma + 1] != ' ' ? $"{name[..comma]}, {name[(comma + 1)..].Trim()}" : name.TrimEnd(',', ' ');

    private static string Short(string value) => value.Length <= 40 ? value : value[..37] + "…";

    [GeneratedRegex(@"^\s?(?<tag>[A-Z][A-Z0-9]) {1,2}-(?: ?(?<value>.*))?$")]
    private static partial Regex RisLine();

    [GeneratedRegex(@"^(?<tag>[A-Z]{2,4}) *- ?(?<value>.*)$")]
    private static partial Regex NbibLine();

    [GeneratedRegex(@"^(?<tag>[A-Z][A-Z0-9])(?: (?<value>.*))?$")]
    private static partial Regex WosLine();
}
