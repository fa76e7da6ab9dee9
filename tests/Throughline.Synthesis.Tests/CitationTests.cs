using System.Text;
using Throughline.Files;
using Throughline.Projects;
using Throughline.Review.Citations;
using Throughline.Review.Screening;
using Throughline.Review.Searches;
using Throughline.Storage;
using Throughline.Synthesis.Phases;
using Throughline.Testing;

namespace Throughline.Synthesis.Tests;

public sealed class CitationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ReadCitations Read(string text, string name = "made.txt") => CitationReader.Read(name, Encoding.UTF8.GetBytes(text), ReadLimits.Default, Cancel).Value;

    [Fact]
    public void Ris_keeps_author_order_unknown_tags_and_goes_on_in_the_next_line()
    {
        var read = Read("1.\nTY  - JOUR\nAU  - Shannon,Claude E.\nAU  - Weaver, Warren\nTI  - A theory\n  of communication\nJF  - Bell\nPY  - 1948/07//\nSP  - 379\nEP  - 423\nXQ  - Odd\nXQ  - Odder\nDO  - https://doi.org/10.1002/j.1538-7305.1948.tb01338.x.\nER  - \n");
        Assert.Equal(CitationFormat.Ris, read.Format);
        var one = Assert.Single(read.Citations);
        Assert.Empty(read.Faults);
        Assert.Equal(["Shannon, Claude E.", "Weaver, Warren"], one.Authors);
        Assert.Equal(("A theory of communication", 1948, "1948/07//", "379-423", 2, "article-journal", "10.1002/j.1538-7305.1948.tb01338.x"), (one.Title, one.Year, one.Date, one.Pages, one.Line, one.Kind, one.Doi));
        Assert.Equal([("XQ", "Odd"), ("XQ", "Odder")], one.Other);
    }

    [Fact]
    public void A_truncated_file_is_read_as_far_as_it_goes_and_says_so_by_line()
    {
        var read = Read("TY  - JOUR\nTI  - Whole\nER  - \nAU  - Lost, A\nTY  - JOUR\nTI  - Cut sho");
        Assert.Equal(["Whole", "Cut sho"], read.Citations.Select(c => c.Title));
        Assert.Equal([(4, true), (5, false)], read.Faults.Select(f => (f.Line, f.IsRefused)).Order());
        Assert.Contains("cut short", read.Faults.Single(f => f.Line == 5).Message, StringComparison.Ordinal);
        var two = Read("TY  - JOUR\nTI  - Open\nTY  - BOOK\nTI  - Next\nER  -\nTY  - GEN\nER  -\n");
        Assert.Equal(["Open", "Next"], two.Citations.Select(c => c.Title));
        Assert.Equal([(1, false), (6, true)], two.Faults.Select(f => (f.Line, f.IsRefused)));
        Assert.IsType<FileUnreadable>(CitationReader.Read("none.ris", "TY  - GEN\nER  -\n"u8.ToArray(), ReadLimits.Default, Cancel).Error);
        Assert.False(CitationReader.Read("letter.txt", "Dear Ruth,\nno citation here.\n"u8.ToArray(), ReadLimits.Default, Cancel).Succeeded);
    }

    [Fact]
    public void What_no_field_took_up_is_kept_beside()
    {
        // A range in SP leaves its EP; of what comes twice the second stays; a DO without a DOI stays though another field has one; a type that is not known.
        var ris = Read("TY  - ODD\nTI  - T\nVL  - 12\nSP  - 101-112\nEP  - 12\nIS  - 3\nIS  - 4\nDO  - not given\nL3  - 10.1/x\nAB  - One\nAB  - Two\nER  -\nTY  - JOUR\nTI  - U\nSP  - 7\nSP  - 9\nEP  - 8\nER  -\nTY  - JOUR\nTI  - V\nEP  - 8\nDO  - 10.2/y\nER  -\n").Citations;
        Assert.Equal(("101-112", "12", "3", "10.1/x", "One", "document"), (ris[0].Pages, ris[0].Volume, ris[0].Issue, ris[0].Doi, ris[0].Abstract, ris[0].Kind));
        Assert.Equal([("TY", "ODD"), ("EP", "12"), ("IS", "4"), ("DO", "not given"), ("L3", "10.1/x"), ("AB", "Two")], ris[0].Other);
        Assert.Equal(("7-8", "8", "10.2/y"), (ris[1].Pages, ris[2].Pages, ris[2].Doi));
        Assert.Equal([("SP", "9")], ris[1].Other);
        Assert.Empty(ris[2].Other);
        var wos = Read("FN Clarivate\nVR 1.0\nPT J\nAU Berg, J\nTI T\nTI Again\nEP 12\nDI none\nAR e7\nER\n\nPT X\nAU Vries, K\nTI U\nBP 3\nEP 9\nDI 10.1/x\nER\n\nEF\n");
        Assert.Equal(CitationFormat.WebOfScience, wos.Format);
        Assert.Equal([("e7", ""), ("3-9", "10.1/x")], wos.Citations.Select(c => (c.Pages, c.Doi)));
        Assert.Equal([("TI", "Again"), ("EP", "12"), ("DI", "none"), ("AR", "e7")], wos.Citations[0].Other);
        Assert.Equal([("PT", "X")], wos.Citations[1].Other);
        var nbib = Read("PMID- 1\nTI  - T\nFAU - Berg, Jan\nLID - none [doi]\nAID - 10.1/x [doi]\nAID - S1 [pii]\nVI  - 1\nVI  - 2\n").Citations.Single();
        Assert.Equal(("10.1/x", "1"), (nbib.Doi, nbib.Volume));
        Assert.Equal([("PMID", "1"), ("LID", "none [doi]"), ("AID", "S1 [pii]"), ("VI", "2")], nbib.Other);
        // A field goes on where its blanks at the front were lost; what stands alone is said by line.
        var broken = Read("PMID- 1\nTI  - Long\nand longer\nFAU - Berg, Jan\n\nPage 2 of 3\n\nPMID- 2\nTI  - T\n");
        Assert.Equal(["Long and longer", "T"], broken.Citations.Select(c => c.Title));
        Assert.Equal((6, true), Assert.Single(broken.Faults) is var stray ? (stray.Line, stray.IsRefused) : default);
        // Of types that come to one kind, what the kind does not say; a DOI that is none; a year that the date does not have.
        var bib = Read("@mastersthesis{a, title = {T}, doi = {not given}, date = {2019-03}, year = {2019}, note = {One}, note = {Two}}\n@book{b, title = {U}, date = {2019}, year = {2020}, doi = {10.1/x}}\n").Citations;
        Assert.Equal(("thesis", "", "2019-03"), (bib[0].Kind, bib[0].Doi, bib[0].Date));
        Assert.Equal([("citation-key", "a"), ("entry-type", "mastersthesis"), ("doi", "not given"), ("note", "One"), ("note", "Two")], bib[0].Other);
        Assert.Equal([("citation-key", "b"), ("year", "2020")], bib[1].Other);
        Assert.Equal([("TY", "EBOOK")], Read("TY  - EBOOK\nTI  - T\nER  -\n").Citations.Single().Other);
        var csl = Read("""
            [{"title":"T","DOI":"none","author":[{"family":"Berg","given":"Jan","ORCID":"0000"},{"literal":"WHO","isInstitution":true}],"issued":{"date-parts":[[2020]],"season":2},"categories":[],"note":"n","custom":{"KW":["a","b"],"x":{"y":1}}},
             {"title":"U","author":"Berg, Jan","issued":{"raw":"in press"},"odd":{ "a" : "\ud83d\ude00 \" \n" }}]
            """).Citations;
        Assert.Equal([("DOI", "none"), ("author 1 ORCID", "0000"), ("author 2 isInstitution", "true"), ("issued season", "2"), ("note", "n"), ("KW", "a"), ("KW", "b"), ("x", "{\"y\":1}")], csl[0].Other);
        Assert.Equal([("author", "Berg, Jan"), ("odd", "{\"a\":\"\U0001F600 \\\" \\n\"}")], csl[1].Other);
        var rows = Read("Title,Pages,Page start,Page end,DOI,Document Type\nA,e7,3,9,none,Review\nB,,3,9,10.1/x,Article\nC,,,9,,Data set\n", "made.csv").Citations;
        Assert.Equal(["e7", "3-9", ""], rows.Select(c => c.Pages));
        Assert.Equal([("Page start", "3"), ("Page end", "9"), ("DOI", "none"), ("Document Type", "Review")], rows[0].Other);
        Assert.Empty(rows[1].Other);
        Assert.Equal([("Page end", "9"), ("Document Type", "Data set")], rows[2].Other);
    }

    [Fact]
    public void A_field_of_one_format_is_no_other_field_when_it_is_written_in_another()
    {
        // In nbib IS is an ISSN and AU a short name; in Web of Science SP is who paid for a conference.
        var nbib = Read("PMID- 1\nTI  - T\nFAU - Berg, Jan\nAU  - Berg J\nIS  - 1932-6203\n").Citations;
        var back = Read(CitationWriter.Ris(nbib)).Citations.Single();
        Assert.Equal(("", "Berg, Jan"), (back.Issue, back.Authors.Single()));
        Assert.Equal([("N1", "PMID: 1"), ("N1", "AU: Berg J"), ("N1", "IS: 1932-6203")], back.Other);
        var wos = Read("FN Clarivate\nVR 1.0\nPT J\nAU Berg, J\nTI T\nSP A fund\nEP 12\nAR e7\nER\n\nEF\n").Citations;
        back = Read(CitationWriter.Ris(wos)).Citations.Single();
        Assert.Equal("e7", back.Pages);
        Assert.Equal([("SP", "A fund"), ("N1", "EP: 12"), ("AR", "e7")], back.Other);
        // Types that come to one kind stay what they were, until the kind is described anew.
        Assert.Equal([("TY", "CPAPER"), ("JO", "Short")], Read(CitationWriter.Ris(Read("TY  - CPAPER\nTI  - T\nJF  - Long\nJO  - Short\nER  -\n").Citations)).Citations.Single().Other);
        var thesis = Read("@mastersthesis{a, title = {T}}\n").Citations.Single();
        Assert.StartsWith("@mastersthesis{a,", CitationWriter.Bib([thesis]), StringComparison.Ordinal);
        Assert.StartsWith("@book{a,", CitationWriter.Bib([thesis with { Kind = "book" }]), StringComparison.Ordinal);
        // Signs of JSON and of TeX are words in BibTeX; variables of CSL stand under their own names, the rest under "custom".
        ReadCitation odd = new() { Line = 0, Kind = "book", Title = "T", Other = [("odd", "{\"a\": ['' --- ``]}"), ("note", "n"), ("editor", "[{\"family\":\"May\"}]"), ("KW", "a"), ("KW", "b"), ("list", "[\"a\"]"), ("bracket", "[Erratum]"), ("title", "Another")] };
        Assert.Contains(("odd", "{\"a\": ['' --- ``]}"), Read(CitationWriter.Bib([odd])).Citations.Single().Other);
        var json = System.Text.Json.Nodes.JsonNode.Parse(CitationWriter.Csl([odd]))![0]!;
        Assert.Equal(("n", "May", "T", "Another", 2), (json["note"]!.GetValue<string>(), json["editor"]![0]!["family"]!.GetValue<string>(), json["title"]!.GetValue<string>(), json["custom"]!["title"]!.GetValue<string>(), json["custom"]!["KW"]!.AsArray().Count));
        Assert.Equal(odd.Other.Order(), Read(CitationWriter.Csl([odd])).Citations.Single().Other.Where(o => o.Name != "id").Order());
    }

    [Theory]
    [InlineData("2014//", 2014), InlineData("July 2009", 2009), InlineData("1/2/1998", 1998), InlineData("in press", null), InlineData("20", null), InlineData("c2003-", 2003), InlineData("98765", null), InlineData("2019 Jan 5", 2019), InlineData("", null)]
    public void A_year_is_found_in_dates_of_every_shape(string date, int? year) => Assert.Equal(year, CitationReader.YearIn(date));

    [Fact]
    public void BibTeX_reads_strings_braces_accents_and_names_of_every_form()
    {
        var read = Read("@string{bmj = \"BMJ {Open}\"}\n@comment{nothing}\n@article{alder24,\n author = {de la Cruz, Ana and Jean von Berg and {World Health Organization} and May, Keith, and Ho{\\'e}, \\\"Ulf},\n title = \"Caf\\'e {NHS} \\& care\", journal = bmj # { 2}, year = 2024, month = mar, pages = {1--9}, doi = {10.1136/x}, mycolumn = {kept}\n}\n@misc{open, title = {no end\n@book{b, title={Next}, editor={E, F}}\n");
        Assert.Equal(CitationFormat.BibTex, read.Format);
        var one = read.Citations[0];
        Assert.Equal(["de la Cruz, Ana", "von Berg, Jean", "World Health Organization", "May, Keith", "Hoé, Ülf"], one.Authors);
        Assert.Equal(("Café NHS & care", "BMJ Open 2", "2024-03", 2024, "1-9", "10.1136/x", 3), (one.Title, one.Container, one.Date, one.Year, one.Pages, one.Doi, one.Line));
        Assert.Contains(("mycolumn", "kept"), one.Other);
        Assert.Contains(("citation-key", "alder24"), one.Other);
        Assert.Equal("Next", read.Citations[^1].Title);
        Assert.Equal(7, Assert.Single(read.Faults).Line);
    }

    [Fact]
    public void Csl_nbib_and_tables_are_known_by_their_words()
    {
        var csl = Read("""[{"id":"x","type":"book","title":"T","author":[{"family":"Berg","non-dropping-particle":"van","given":"Jan"},{"literal":"WHO"}],"issued":{"date-parts":[[2020,3]]},"odd":{"a":1}}, 7]""").Citations[0];
        Assert.Equal((CitationFormat.CslJson, "2020-03", 2020), (Read("[{\"title\":\"T\"}]").Format, csl.Date, csl.Year));
        Assert.Equal(["van Berg, Jan", "WHO"], csl.Authors);
        Assert.Equal([("id", "x"), ("odd", "{\"a\":1}")], csl.Other);
        var nbib = Read("\nPMID- 30689646\nOWN - NLM\nFAU - Yang, Sui\nAU  - Yang S\nTI  - Ecosystem services: A\n      response.\nJT  - PloS one\nDP  - 2019\nLID - 10.1371/journal.pone.0209483 [doi]\n\nPMID- 2\nTI  - Two\n").Citations;
        Assert.Equal(["Ecosystem services: A response.", "Two"], nbib.Select(c => c.Title));
        Assert.Equal(("10.1371/journal.pone.0209483", "Yang, Sui", 2), (nbib[0].Doi, nbib[0].Authors.Single(), nbib[0].Line));
        Assert.Contains(("OWN", "NLM"), nbib[0].Other);
        var table = Read("Title;Author Names;Publication Year;DOI;Odd column\nA;Berg J.; de Vries K.;2011;10.1/x;kept\n".Replace("Berg J.; de", "\"Berg J.; de", StringComparison.Ordinal).Replace("K.;", "K.\";", StringComparison.Ordinal), "made.csv").Citations.Single();
        Assert.Equal(["Berg J.", "de Vries K."], table.Authors);
        Assert.Equal([("Odd column", "kept")], table.Other);
        Assert.Contains("cut short", CitationReader.Read("cut.json", "[{\"title\":\"T\"},{\"ti"u8.ToArray(), ReadLimits.Default, Cancel).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        ReadCitation[] made =
        [
            new() { Line = 0, Kind = "article-journal", Title = "Gaps & “labels”: 50% of them, #1_a", Authors = ["Adeyemi, Ruth", "de la Cruz, Ana, Jr", "World Health Organization"], Date = "2019-05", Year = 2019, Container = "Soc Theory Health", Volume = "20", Issue = "2", Pages = "1-19", Doi = "10.1057/s41285-022-00176-6", Url = "https://example.org/a_b", Abstract = "One line.", Other = [("KW", "equity"), ("KW", "policy")] },
            new() { Line = 0, Kind = "book", Title = "A book", Authors = [], Date = "c. 2003", Year = 2003 },
        ];
        foreach (var (format, text) in new[] { (CitationFormat.Ris, CitationWriter.Ris(made)), (CitationFormat.BibTex, CitationWriter.Bib(made)), (CitationFormat.CslJson, CitationWriter.Csl(made)) })
        {
            var back = Read(text);
            Assert.Equal((format, 2, 0), (back.Format, back.Citations.Count, back.Faults.Count));
            foreach (var (one, other) in made.Zip(back.Citations))
            {
                Assert.Equal((one.Title, one.Year, one.Date, one.Container, one.Volume, one.Issue, one.Pages, one.Doi, one.Url, one.Abstract, one.Kind), (other.Title, other.Year, other.Date, other.Container, other.Volume, other.Issue, other.Pages, other.Doi, other.Url, other.Abstract, other.Kind));
                Assert.Equal(one.Authors, other.Authors);
            }
        }
        Assert.Equal(made[0].Other, Read(CitationWriter.Ris(made)).Citations[0].Other);
    }

    [Fact]
    public void Every_file_of_the_reference_set_is_read_or_refused_with_a_line()
    {
        var folder = Shared.PathOrSkip("cases/citations");
        var (told, lost) = (new List<string>(), new List<string>());
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            var read = CitationReader.Read(Path.GetFileName(file), File.ReadAllBytes(file), ReadLimits.Default, Cancel);
            told.Add(read.Succeeded ? $"{Path.GetFileName(file)}: {read.Value.Format}, {read.Value.Citations.Count} read, {string.Join(" | ", read.Value.Faults.Take(4).Select(f => $"{f.Line}{(f.IsRefused ? "!" : "?")} {f.Message}"))}" : $"{Path.GetFileName(file)}: {read.Error.Message}");
            Assert.True(read.Succeeded ? read.Value.Citations.Count > 0 : read.Error.Message.Contains("line", StringComparison.OrdinalIgnoreCase), told[^1]);
            if (!read.Succeeded) continue;
            Assert.All(read.Value.Faults, f => Assert.True(f.Line > 0 && f.Message.Length > 0, told[^1]));
            // What was read can be written and read again, in every format, with nothing lost on the way.
            foreach (var text in new[] { CitationWriter.Ris(read.Value.Citations), CitationWriter.Bib(read.Value.Citations), CitationWriter.Csl(read.Value.Citations) })
            {
                var back = Read(text);
                Assert.True(back.Citations.Count == read.Value.Citations.Count, $"{told[^1]} came back as {back.Citations.Count} from {back.Format}");
                foreach (var (one, other) in read.Value.Citations.Zip(back.Citations))
                {
                    if (!one.Authors.SequenceEqual(other.Authors)) lost.Add($"{told[^1]}, line {one.Line}: [{string.Join(" | ", one.Authors)}] came back from {back.Format} as [{string.Join(" | ", other.Authors)}]");
                    if (back.Format == CitationFormat.Ris && read.Value.Format == CitationFormat.Ris && !one.Other.SequenceEqual(other.Other)) lost.Add($"{told[^1]}, line {one.Line}: [{string.Join(" | ", one.Other.Except(other.Other))}] came back from RIS as [{string.Join(" | ", other.Other.Except(one.Other))}]");
                    lost.AddRange(one.Other.Where(o => !Holds(back.Format, other, o)).Select(o => $"{told[^1]}, line {one.Line}: {o} is not in what came back from {back.Format}: [{string.Join(" | ", other.Other)}]"));
                }
            }
        }
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join("\n", told));
        Assert.True(lost.Count == 0, string.Join("\n", lost));
        // A file's own list of the same records in another format says the same.
        foreach (var name in new[] { "bibtex", "biblatex" })
        {
            var bib = CitationReader.Read("a.bib", File.ReadAllBytes(Path.Combine(folder, $"citationjs_{name}-input.bib")), ReadLimits.Default, Cancel).Value.Citations;
            var csl = CitationReader.Read("a.json", File.ReadAllBytes(Path.Combine(folder, $"citationjs_{name}-csl.json")), ReadLimits.Default, Cancel).Value.Citations;
            var keyed = csl.Where(c => c.Other.Any(o => o.Name == "citation-key")).GroupBy(c => c.Other.First(o => o.Name == "citation-key").Value).ToDictionary(g => g.Key, g => g.First());
            var both = bib.Select(b => (Bib: b, Csl: keyed.GetValueOrDefault(b.Other.First(o => o.Name == "citation-key").Value))).Where(p => p.Csl is not null).ToList();
            Assert.NotEmpty(both);
            Assert.All(both, p => Assert.Equal(p.Csl!.Authors.Count, p.Bib.Authors.Count));
            Assert.All(both, p => Assert.Equal(p.Csl!.Year, p.Bib.Year));
        }

        // A field that is not known here comes back by its name; in RIS, where its name is no tag, in a note; in BibTeX beside others of its name, and as the issue where it is called its number.
        static bool Holds(CitationFormat format, ReadCitation back, (string Name, string Value) field) => format switch
        {
            CitationFormat.Ris => back.Other.Any(o => Flat(o.Value) == Flat(o.Name == field.Name ? field.Value : o.Name == "N1" ? $"{field.Name}: {field.Value}" : "\0")),
            CitationFormat.BibTex => back.Other.Append(("date", back.Date)).Append(("number", back.Issue)).Any(o => (o.Item1.StartsWith(InBib(field.Name), StringComparison.OrdinalIgnoreCase) || o.Item1 is "date" or "note") && Flat(o.Item2).Contains(field.Name == "citation-key" ? InBib(field.Value) : Flat(field.Value), StringComparison.OrdinalIgnoreCase)),
            _ => back.Other.Any(o => o.Name == field.Name && Flat(o.Value) == Flat(field.Value)),
        };
        static string Flat(string value) => System.Text.RegularExpressions.Regex.Replace(value, @"\s+", " ").Trim().Normalize(NormalizationForm.FormC);
        static string InBib(string name) => new([.. name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or ':' or '_' or '.')]);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_merged_copy_lends_its_full_text_and_takes_it_back_when_it_is_parted(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Review", "Ruth"), Cancel)).Value.Acting;
        var edit = bench.Get<EditCitation.Handler>();
        var kept = Must(await edit.AddAsync(by, new("A gap", ["Berg, J"], "2010"), Cancel));
        var copy = Must(await edit.AddAsync(by, new("A gap.", ["Berg, Jan"], "2010"), Cancel));
        var text = await bench.AddTextAsync(by, "A gap, full text", "The gap is named.");
        Must(await edit.AttachAsync(by, copy, text, Cancel));
        var (copies, list) = (bench.Get<MergeCopies.Handler>(), bench.Get<ListCitations.Handler>());
        Must(await copies.RunAsync(by, kept, [copy], Cancel));
        Assert.Equal(text, (await list.RunAsync(by.Project, Cancel)).Single().Source);
        Must(await copies.PartAsync(by, copy, Cancel));
        Assert.Equal([null, text], (await list.RunAsync(by.Project, Cancel)).Select(c => c.Source));
    }

    [Fact]
    public async Task A_long_word_in_a_reason_is_broken_in_the_drawing_and_an_empty_review_is_drawn_too()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Review", "Ruth"), Cancel)).Value.Acting;
        var flows = bench.Get<CountFlow.Handler>();
        System.Xml.Linq.XDocument.Parse(CountFlow.Svg(await flows.RunAsync(by.Project, Cancel)));
        var citation = Must(await bench.Get<EditCitation.Handler>().AddAsync(by, new("A gap", ["Berg, J"]), Cancel));
        var screen = bench.Get<Screen.Handler>();
        var reason = Must(await screen.AddReasonAsync(by, "See https://" + new string('w', 80), Cancel));
        Must(await screen.DecideAsync(by, citation, ScreeningStage.TitleAndAbstract, ScreeningVerdict.Include, null, Cancel));
        Must(await screen.DecideAsync(by, citation, ScreeningStage.FullText, ScreeningVerdict.Exclude, reason, Cancel));
        var drawing = CountFlow.Draw(await flows.RunAsync(by.Project, Cancel));
        Assert.All(drawing.Boxes.SelectMany(b => b.Lines), l => Assert.InRange(l.Length, 1, 46));
        Assert.Contains(drawing.Boxes, b => string.Concat(b.Lines).Contains(new string('w', 80), StringComparison.Ordinal));
        Assert.All(drawing.Boxes, b => Assert.True(b.Height >= b.Lines.Count * drawing.Line && b.X + b.Width <= drawing.Width && b.Y + b.Height <= drawing.Height));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_was_found_otherwise_has_a_branch_of_its_own_and_reasons_are_put_in_order(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Review", "Ruth"), Cancel)).Value.Acting;
        var (search, import, screen) = (bench.Get<EditSearch.Handler>(), bench.Get<ImportCitations.Handler>(), bench.Get<Screen.Handler>());
        var database = Must(await search.AddAsync(by, new(SearchKind.Database, "Embase"), Cancel));
        var hand = Must(await search.AddAsync(by, new(SearchKind.Hand, "References of included studies", Hits: 5), Cancel));
        static byte[] Ris(params string[] titles) => Encoding.UTF8.GetBytes(string.Concat(titles.Select(t => $"TY  - JOUR\nTI  - {t}\nER  -\n")));
        Must(await import.RunAsync(by, "hand.ris", Ris("Found by both", "By hand alone", "By hand, and not to be had", "By hand, and about access"), hand, Cancel));
        Must(await import.RunAsync(by, "database.ris", Ris("Found by both", "By the database alone"), database, Cancel));
        var all = (await bench.Get<ListCitations.Handler>().RunAsync(by.Project, Cancel)).ToDictionary(c => (c.Title, c.FileName), c => c.Id);
        Must(await bench.Get<MergeCopies.Handler>().RunAsync(by, all[("Found by both", "hand.ris")], [all[("Found by both", "database.ris")]], Cancel));
        var (late, first) = (Must(await screen.AddReasonAsync(by, "Not about inequalities", Cancel)), Must(await screen.AddReasonAsync(by, "Only about access", Cancel)));
        foreach (var id in all.Where(c => c.Key != ("Found by both", "database.ris")).Select(c => c.Value)) Must(await screen.DecideAsync(by, id, ScreeningStage.TitleAndAbstract, ScreeningVerdict.Include, null, Cancel));
        foreach (var (title, file, verdict, why) in new (string, string, ScreeningVerdict, Review.ExclusionReasonId?)[]
        {
            ("Found by both", "hand.ris", ScreeningVerdict.Include, null), ("By hand alone", "hand.ris", ScreeningVerdict.Include, null), ("By hand, and not to be had", "hand.ris", ScreeningVerdict.NotRetrieved, null),
            ("By hand, and about access", "hand.ris", ScreeningVerdict.Exclude, first), ("By the database alone", "database.ris", ScreeningVerdict.Exclude, late),
        }) Must(await screen.DecideAsync(by, all[(title, file)], ScreeningStage.FullText, verdict, why, Cancel));

        var flow = await bench.Get<CountFlow.Handler>().RunAsync(by.Project, Cancel);
        // A work that the database gave too is counted there, though it was found by hand first.
        Assert.Equal((2, 0, 2, 0, 2, 0, 2, 0), Numbers(flow.Searched));
        Assert.Equal((5, 1, 3, 0, 3, 1, 2, 0), Numbers(flow.Otherwise));
        Assert.Equal((7, 1, 1), (flow.Identified, flow.Copies, flow.NotImported));
        Assert.Equal([("Not about inequalities", 1), ("Only about access", 1)], flow.ExcludedAtFullText);
        Assert.Equal([("Only about access", 1)], flow.Otherwise.ExcludedAtFullText);
        var rows = CountFlow.Rows(flow);
        Assert.Contains(("Identification, other methods", "Records from other methods: References of included studies", 5), rows);
        Assert.Contains(("Screening, other methods", "Reports not retrieved", 1), rows);
        Assert.Contains(("Screening", "Reports assessed for eligibility", 2), rows);
        var drawing = CountFlow.Draw(flow);
        Assert.Contains(drawing.Boxes, b => b.Lines.SequenceEqual(["By other methods"]));
        Assert.Equal(2, drawing.Boxes.Count(b => string.Join(' ', b.Lines) == "Reports assessed for eligibility (n = 2)"));
        Assert.All(drawing.Boxes, b => Assert.True(b.Height >= b.Lines.Count * drawing.Line && b.X + b.Width <= drawing.Width && b.Y + b.Height <= drawing.Height));
        Assert.All(drawing.Boxes.SelectMany((one, i) => drawing.Boxes.Skip(i + 1).Select(other => (one, other))), p => Assert.False(p.one.X < p.other.X + p.other.Width && p.other.X < p.one.X + p.one.Width && p.one.Y < p.other.Y + p.other.Height && p.other.Y < p.one.Y + p.one.Height));
        System.Xml.Linq.XDocument.Parse(CountFlow.Svg(flow));

        // A study that left after it was included is neither excluded nor included: it has its own box, and the numbers add up.
        var studies = bench.Get<Review.Studies.EditStudy.Handler>();
        foreach (var title in new[] { "Found by both", "By hand alone" })
        {
            var study = Must(await studies.AddAsync(by, new(title), Cancel));
            Must(await bench.Get<EditCitation.Handler>().GroupAsync(by, all[(title, "hand.ris")], study, Cancel));
            if (title == "By hand alone") Must(await studies.WithdrawAsync(by, study, "It was retracted.", Cancel));
        }
        flow = await bench.Get<CountFlow.Handler>().RunAsync(by.Project, Cancel);
        Assert.Equal([("By hand alone", "It was retracted.", 1)], flow.Withdrawn);
        Assert.Equal(flow.Assessed - flow.ExcludedAtFullText.Sum(r => r.Reports), flow.Reports + flow.Withdrawn.Sum(w => w.Reports));
        Assert.Contains(("Included", "Reports of a study withdrawn after inclusion: By hand alone, It was retracted.", 1), CountFlow.Rows(flow));
        Assert.Contains(CountFlow.Draw(flow).Boxes, b => b.Lines[0] == "Withdrawn after" && string.Join(' ', b.Lines).EndsWith("By hand alone (reports: n = 1)", StringComparison.Ordinal));
        Must(await bench.Get<Undo>().UndoAsync(by, Cancel));

        // The first reason counts, so their order is the analysts' to make.
        Must(await screen.MoveReasonAsync(by, first, Cancel));
        Assert.Equal(["Only about access", "Not about inequalities"], (await screen.ReadAsync(by.Project, Cancel)).Reasons.Select(r => r.Text));
        Assert.Equal("Only about access", (await bench.Get<CountFlow.Handler>().RunAsync(by.Project, Cancel)).ExcludedAtFullText[0].Reason);
        Assert.IsType<Refused>((await screen.MoveReasonAsync(by, first, Cancel)).Error);
        Must(await bench.Get<Undo>().UndoAsync(by, Cancel));
        Assert.Equal("Not about inequalities", (await screen.ReadAsync(by.Project, Cancel)).Reasons[0].Text);

        static (int, int, int, int, int, int, int, int) Numbers(CountFlow.Branch b) => (b.Identified, b.NotImported, b.Screened, b.ExcludedAtFirst, b.Sought, b.NotRetrieved, b.Assessed, b.Waiting);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_no_database_can_keep_is_taken_out_of_a_file_or_refused_by_item(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Review", "Ruth"), Cancel)).Value.Acting;
        var import = bench.Get<ImportCitations.Handler>();
        Must(await import.RunAsync(by, "nul.ris", "TY  - JOUR\nTI  - A\0 gap\nAU  - Be\0rg, J\nER  -\n"u8.ToArray(), null, Cancel));
        var csl = Must(await import.RunAsync(by, "half.json", Encoding.UTF8.GetBytes("""[{"title":"Whole \u0000one"},{"title":"Half \ud800"},{"title":"Next","author":[{"family":"O\ud83d\ude00"}]}]"""), null, Cancel));
        Assert.Equal([(2, true)], csl.Faults.Select(f => (f.Line, f.IsRefused)));
        Assert.Equal(["A gap", "Whole one", "Next"], (await bench.Get<ListCitations.Handler>().RunAsync(by.Project, Cancel)).Select(c => c.Title));
        Assert.IsType<TextInvalid>((await bench.Get<EditCitation.Handler>().AddAsync(by, new("A\0 gap", []), Cancel)).Error);
        Assert.IsType<TextInvalid>((await bench.Get<Screen.Handler>().AddReasonAsync(by, "half \ud800", Cancel)).Error);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Copies_are_proposed_merged_by_hand_and_parted_by_undo_and_the_flow_counts_them(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Review", "Ruth"), Cancel)).Value.Acting;
        var search = bench.Get<EditSearch.Handler>();
        var run = Must(await search.AddAsync(by, new(SearchKind.Database, "Embase", "not in the text", new(2018, 12, 11), "inequalit* OR gap\nleader*", Hits: 3), Cancel));
        var again = Must(await search.AddAsync(by, new(SearchKind.Database, "Embase", "", new(2020, 5, 22), "inequalit* OR gap\nleader*", RerunOf: run), Cancel));
        Must(await search.AddAsync(by, new(SearchKind.Database, "Scopus", "", new(2018, 12, 11), "gap"), Cancel));
        Must(await search.AddTargetAsync(by, "Quiet about politics", "", Cancel));
        Must(await search.AddTargetAsync(by, "Never retrieved", "10.1000/182", Cancel));
        var import = bench.Get<ImportCitations.Handler>();
        Must(await import.RunAsync(by, "one.ris", "TY  - JOUR\nTI  - Quiet about politics\nAU  - Tremblay, J\nPY  - 2010\nER  -\nTY  - JOUR\nTI  - Gone later\nPY  - 2011\nER  -\n"u8.ToArray(), run, Cancel));
        var second = Must(await import.RunAsync(by, "two.ris", "TY  - JOUR\nTI  - Quiet About Politics.\nAU  - Tremblay, Jo\nPY  - 2010\nER  -\nTY  - JOUR\nTI  - New one\nER  -\nAU  - loose\n"u8.ToArray(), again, Cancel));
        Assert.Equal(9, Assert.Single(second.Faults).Line);
        var copies = bench.Get<MergeCopies.Handler>();
        var proposal = Assert.Single(await copies.ProposeAsync(by.Project, Cancel));
        Assert.Equal([1, 3], proposal.Citations.Select(c => c.Number));
        Must(await copies.RunAsync(by, proposal.Citations[0].Id, [proposal.Citations[1].Id], Cancel));
        Assert.Empty(await copies.ProposeAsync(by.Project, Cancel));
        Must(await bench.Get<Undo>().UndoAsync(by, Cancel));
        Assert.Single(await copies.ProposeAsync(by.Project, Cancel));
        Must(await bench.Get<Undo>().RedoAsync(by, Cancel));
        Assert.Equal(3, (await bench.Get<ListCitations.Handler>().RunAsync(by.Project, Cancel)).Count);

        var runs = (await bench.Get<ListSearches.Handler>().RunAsync(by.Project, Cancel)).Runs;
        Assert.Equal(["Gone later"], runs.Single(r => r.Id == again).OnlyBefore);
        Assert.Equal(1, runs.Single(r => r.Id == again).OnlyHere);
        Assert.Equal(["Never retrieved", "Never retrieved", ""], runs.OrderBy(r => r.Imported == 0).Select(r => string.Join("; ", r.Lacks)));
        var found = (await bench.Get<CheckSynthesis.Handler>().RunAsync(by, Cancel)).Findings;
        Assert.Contains(found, f => f.Kind == "rerun-lost" && f.Message.Contains("Gone later", StringComparison.Ordinal));
        Assert.Contains(found, f => f.Kind == "rerun-missing" && f.Message.Contains("Scopus", StringComparison.Ordinal));

        var screen = bench.Get<Screen.Handler>();
        var all = await bench.Get<ListCitations.Handler>().RunAsync(by.Project, Cancel);
        var reason = Must(await screen.AddReasonAsync(by, "Not about inequalities", Cancel));
        Assert.IsType<Refused>((await screen.DecideAsync(by, all[0].Id, ScreeningStage.FullText, ScreeningVerdict.Include, null, Cancel)).Error);
        Must(await screen.DecideAsync(by, all[0].Id, ScreeningStage.TitleAndAbstract, ScreeningVerdict.Include, null, Cancel));
        // By title and abstract a reason may be given, and need not.
        Must(await screen.DecideAsync(by, all[1].Id, ScreeningStage.TitleAndAbstract, ScreeningVerdict.Exclude, reason, Cancel));
        Assert.IsType<Refused>((await screen.RemoveReasonAsync(by, reason, Cancel)).Error);
        Assert.Equal([("Not about inequalities", 1)], (await bench.Get<CountFlow.Handler>().RunAsync(by.Project, Cancel)).ExcludedAtFirstBy);
        Must(await screen.DecideAsync(by, all[1].Id, ScreeningStage.TitleAndAbstract, ScreeningVerdict.Exclude, null, Cancel));
        Assert.Empty((await bench.Get<CountFlow.Handler>().RunAsync(by.Project, Cancel)).ExcludedAtFirstBy);
        Must(await bench.Get<Undo>().UndoAsync(by, Cancel));
        Must(await screen.DecideAsync(by, all[2].Id, ScreeningStage.TitleAndAbstract, ScreeningVerdict.Exclude, null, Cancel));
        Assert.Equal([("Records excluded", 2), ("Records excluded: Not about inequalities", 1), ("Records excluded: no reason given", 1)], CountFlow.Rows(await bench.Get<CountFlow.Handler>().RunAsync(by.Project, Cancel)).Where(r => r.What.StartsWith("Records excluded", StringComparison.Ordinal)).Select(r => (r.What, r.Number!.Value)));
        Must(await screen.DecideAsync(by, all[2].Id, ScreeningStage.TitleAndAbstract, null, null, Cancel));
        Assert.False((await screen.DecideAsync(by, all[0].Id, ScreeningStage.FullText, ScreeningVerdict.Exclude, null, Cancel)).Succeeded);
        Must(await screen.DecideAsync(by, all[0].Id, ScreeningStage.FullText, ScreeningVerdict.Exclude, reason, Cancel));
        Assert.IsType<Refused>((await screen.RemoveReasonAsync(by, reason, Cancel)).Error);
        var flow = await bench.Get<CountFlow.Handler>().RunAsync(by.Project, Cancel);
        Assert.Equal((5, 1, 2, 1, 1, 1, 1), (flow.Identified, flow.Copies, flow.Screened, flow.ExcludedAtFirst, flow.Sought, flow.Assessed, flow.Waiting));
        Assert.Equal(["Scopus, 11 December 2018"], flow.Unknown);
        Assert.Equal([("Not about inequalities", 1)], flow.ExcludedAtFullText);
        System.Xml.Linq.XDocument.Parse(CountFlow.Svg(flow));

        // Full text is for what was included; while it is decided on there, the first decision stands.
        Assert.IsType<Refused>((await screen.DecideAsync(by, all[0].Id, ScreeningStage.TitleAndAbstract, ScreeningVerdict.Maybe, null, Cancel)).Error);
        Must(await screen.DecideAsync(by, all[2].Id, ScreeningStage.TitleAndAbstract, ScreeningVerdict.Maybe, null, Cancel));
        Assert.IsType<Refused>((await screen.DecideAsync(by, all[2].Id, ScreeningStage.FullText, ScreeningVerdict.Include, null, Cancel)).Error);
        // What was decided on a citation counts no more once it is a copy of another; parted, it counts again.
        Must(await copies.RunAsync(by, all[2].Id, [all[1].Id], Cancel));
        flow = await bench.Get<CountFlow.Handler>().RunAsync(by.Project, Cancel);
        Assert.Equal((2, 1, 0, 1), (flow.Copies, flow.Screened, flow.ExcludedAtFirst, flow.Waiting));
        Must(await copies.PartAsync(by, all[1].Id, Cancel));
        flow = await bench.Get<CountFlow.Handler>().RunAsync(by.Project, Cancel);
        Assert.Equal((1, 2, 1, 1), (flow.Copies, flow.Screened, flow.ExcludedAtFirst, flow.Waiting));
    }
}
