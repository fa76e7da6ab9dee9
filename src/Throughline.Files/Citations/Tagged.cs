using System.Text.RegularExpressions;
using Throughline.Text;

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

    /// <summary>The kind of a type of RIS; "document" where the type is not known.</summary>
    internal static string KindOfRis(string type) => RisKinds.GetValueOrDefault(type, "document");

    private sealed class Record(int line)
    {
        private readonly HashSet<int> _used = [];

        public int Line => line;
        public List<(string Tag, string Value)> Fields { get; } = [];

        /// <summary>The first value of the first of these tags that has one. It stays among the rest.</summary>
        public string First(params ReadOnlySpan<string> tags) => Find(tags) is >= 0 and var at ? Fields[at].Value : "";

        /// <summary>The same, and no more among the rest: the citation says it.</summary>
        public string Take(params ReadOnlySpan<string> tags) => Find(tags) is >= 0 and var at ? Take(at) : "";

        public string Take(int at)
        {
            _used.Add(at);
            return Fields[at].Value;
        }

        /// <summary>All values of these tags in the file's order, no more among the rest.</summary>
        public List<string> TakeAll(params string[] tags) => [.. Enumerable.Range(0, Fields.Count).Where(i => Fields[i].Value.Length > 0 && tags.Contains(Fields[i].Tag)).Select(Take)];

        /// <summary>The fields that were not taken: of a tag that comes twice the further value, of a range whose other end is missing the one that is there.</summary>
        public List<(string Tag, string Value)> Rest() => [.. Fields.Where((f, i) => f.Value.Length > 0 && !_used.Contains(i))];

        private int Find(ReadOnlySpan<string> tags)
        {
            foreach (var tag in tags)
                if (Fields.FindIndex(f => f.Tag == tag && f.Value.Length > 0) is >= 0 and var at) return at;
            return -1;
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
            var authors = record.TakeAll("AU", "A1").ConvertAll(Name);
            var title = record.Take("TI", "T1", "BT", "CT");
            var container = record.Take("JF", "JO", "T2", "JA", "J2");
            var (daily, date) = (record.First("DA"), record.Take("PY", "Y1", "DA"));
            var doi = CitationReader.DoiIn(record.First("DO"));
            if (doi.Length > 0) record.Take("DO");
            else doi = CitationReader.DoiIn(record.First("L3", "L2", "M3"));
            var (from, to) = (record.First("SP"), record.First("EP"));
            var isRange = from.Length > 0 && to.Length > 0 && !from.Contains('-', StringComparison.Ordinal);
            if (from.Length > 0) record.Take("SP");
            if (isRange || from.Length == 0) record.Take("EP");
            // Of types that come to one kind the commonest alone is said by it: EBOOK stays beside "book".
            var kind = KindOfRis(record.First("TY"));
            if (record.First("TY").Equals(RisTypeOf(kind), StringComparison.OrdinalIgnoreCase)) record.Take("TY");
            Keep(new ReadCitation
            {
                Line = record.Line,
                Kind = kind,
                Title = title,
                Authors = authors,
                Date = date,
                Year = CitationReader.YearIn(date) ?? CitationReader.YearIn(daily),
                Container = container,
                Volume = record.Take("VL"),
                Issue = record.Take("IS"),
                Pages = isRange ? $"{from}-{to}" : from.Length > 0 ? from : to,
                Doi = doi,
                Url = record.Take("UR"),
                Abstract = record.Take("AB", "N2"),
                Other = record.Rest(),
            }, citations, faults);
        }
    }

    public static ReadCitations Nbib(string text, CancellationToken cancel)
    {
        var (citations, faults) = (new List<ReadCitation>(), new List<CitationFault>());
        foreach (var record in Blocks(text, NbibLine(), "PMID", null, faults, cancel))
        {
            var authors = record.TakeAll("FAU");
            if (authors.Count == 0)
            {
                authors = [.. record.Fields.Where(f => f.Tag is "AU" or "CN" && f.Value.Length > 0).Select(f => f.Value)];
                record.TakeAll("AU");
            }
            var (kind, date) = (record.First("BTI").Length > 0 ? "book" : "article-journal", record.Take("DP", "DEP"));
            var doi = record.Fields.FindIndex(f => f.Tag is "LID" or "AID" && f.Value.Contains("[doi]", StringComparison.OrdinalIgnoreCase) && CitationReader.DoiIn(f.Value).Length > 0);
            Keep(new ReadCitation
            {
                Line = record.Line,
                Kind = kind,
                Title = record.Take("TI", "BTI", "TT"),
                Authors = authors,
                Date = date,
                Year = CitationReader.YearIn(date),
                Container = record.Take("JT", "TA"),
                Volume = record.Take("VI"),
                Issue = record.Take("IP"),
                Pages = record.Take("PG"),
                Abstract = record.Take("AB"),
                Doi = doi < 0 ? "" : CitationReader.DoiIn(record.Take(doi)),
                Other = record.Rest(),
            }, citations, faults);
        }
        return new(CitationFormat.Nbib, citations, faults);
    }

    public static ReadCitations WebOfScience(string text, CancellationToken cancel)
    {
        var (citations, faults) = (new List<ReadCitation>(), new List<CitationFault>());
        foreach (var record in Blocks(text, WosLine(), "PT", "ER", faults, cancel))
        {
            var authors = record.TakeAll(record.First("AF").Length > 0 ? "AF" : "AU").SelectMany(a => a.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
            string One(string tag) => record.Take(tag).Replace('\n', ' ');
            var date = One("PY");
            var (from, to) = (record.First("BP").Replace('\n', ' '), record.First("EP").Replace('\n', ' '));
            if (from.Length > 0) record.Take("BP");
            if (from.Length > 0 && to.Length > 0) record.Take("EP");
            var doi = CitationReader.DoiIn(record.First("DI").Replace('\n', ' '));
            if (doi.Length > 0) record.Take("DI");
            var kind = record.First("PT") switch { "J" => "article-journal", "B" => "book", "S" => "chapter", "P" => "patent", _ => null };
            if (kind is not null) record.Take("PT");
            Keep(new ReadCitation
            {
                Line = record.Line,
                Kind = kind ?? "article-journal",
                Title = One("TI"),
                Authors = authors,
                Date = date,
                Year = CitationReader.YearIn(date),
                Container = One("SO"),
                Volume = One("VL"),
                Issue = One("IS"),
                Pages = from.Length > 0 && to.Length > 0 ? $"{from}-{to}" : from.Length > 0 ? from : record.First("AR").Replace('\n', ' '),
                Doi = doi,
                Abstract = One("AB"),
                Other = [.. record.Rest().Select(f => (f.Tag, f.Value.Replace('\n', f.Tag is "AU" or "AF" or "CR" ? ';' : ' ')))],
            }, citations, faults);
        }
        return new(CitationFormat.WebOfScience, citations, faults);
    }

    private static List<Record> Blocks(string text, Regex line, string begins, string? ends, List<CitationFault> faults, CancellationToken cancel)
    {
        var records = new List<Record>();
        Record? open = null;
        var (number, isAfterBlank) = (0, false);
        foreach (var raw in text.Split('\n'))
        {
            number++;
            if (number % 5000 == 0) cancel.ThrowIfCancellationRequested();
            if (raw.Trim().Length == 0)
            {
                isAfterBlank = true;
                continue;
            }
            var match = line.Match(raw);
            if (match.Success)
            {
                isAfterBlank = false;
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
            // A field goes on in the next line, also where its blanks at the front were lost; after an empty line it is over.
            else if (open is { Fields.Count: > 0 } && (char.IsWhiteSpace(raw[0]) || !isAfterBlank))
                open.Fields[^1] = (open.Fields[^1].Tag, open.Fields[^1].Value + (ends is null ? " " : "\n") + raw.Trim());
            else if (records.Count > 0) faults.Add(new(number, $"\"{Short(raw.Trim())}\" stands in no field of a record", true));
            isAfterBlank = false;
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

    private static string Short(string value) => Cut.To(value, 40);

    [GeneratedRegex(@"^\s?(?<tag>[A-Z][A-Z0-9]) {1,2}-(?: ?(?<value>.*))?$")]
    private static partial Regex RisLine();

    [GeneratedRegex(@"^(?<tag>[A-Z]{2,4}) *- ?(?<value>.*)$")]
    private static partial Regex NbibLine();

    [GeneratedRegex(@"^(?<tag>[A-Z][A-Z0-9])(?: (?<value>.*))?$")]
    private static partial Regex WosLine();
}
