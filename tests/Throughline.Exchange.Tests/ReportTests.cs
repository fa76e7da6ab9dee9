using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Exchange.Reports;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Web;

namespace Throughline.Exchange.Tests;

public class ReportTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Every_quotation_is_printed_with_whose_it_is_and_leads_back_to_its_words(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var fixture = await Fixture.MakeAsync(bench);
        await fixture.WriteThemeAsync();
        var built = (await bench.Get<BuildReport.Handler>().RunAsync(fixture.Ruth, new(), Cancel)).Value;
        Assert.Equal(2, built.Quotations);
        var html = HtmlReport.Write(built.Document);
        Assert.Contains("They ring at eight and the line is engaged […]. By then the [early] places are gone, honestly.", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#words-1\">Interview 1, ¶2</a>", html, StringComparison.Ordinal);
        // The verbatim words and the question stand in the appendix.
        Assert.Contains("the line is engaged until ten. By then the day's places are gone, honestly.", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("How do people come to you?", html, StringComparison.Ordinal);
        Keep("report.html", System.Text.Encoding.UTF8.GetBytes(html));
        using var docx = new MemoryStream();
        DocxReport.Write(docx, built.Document);
        Keep("report.docx", docx.ToArray());
        docx.Position = 0;
        using var file = WordprocessingDocument.Open(docx, false);
        var faults = new OpenXmlValidator(FileFormatVersions.Office2019).Validate(file, Cancel).Select(f => $"{f.Path?.XPath}: {f.Description}").ToList();
        Assert.True(faults.Count == 0, string.Join("\n", faults.Take(10)));
        Assert.Contains("By then the [early] places are gone", file.MainDocumentPart!.Document!.Body!.InnerText, StringComparison.Ordinal);
    }

    /// <summary>A code's definition, when to use it and when not are paragraphs of one cell; a term is told by its name; a kind of case has only the columns that something is recorded in.</summary>
    [Fact]
    public async Task Cells_have_paragraphs_and_columns_have_something_in_them()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(bench);
        Assert.True((await bench.Get<AddCode.Handler>().RunAsync(fixture.Ruth, new("Broad", Definition: "Lives, not services.", WhenToUse: "It lies in lives.", WhenNot: "A cause is listed.", Origin: CodeOrigin.Framework, OriginNote: "kept as it is.", FrameworkTerm: "alderwick-2024.interpretation.broad"), Cancel)).Succeeded);
        Assert.True((await bench.Get<Sources.AddCase.Handler>().RunAsync(fixture.Ruth, "Saltby", Sources.CaseKind.Place, Cancel)).Succeeded);
        var built = (await bench.Get<BuildReport.Handler>().RunAsync(fixture.Ruth, new(), Cancel)).Value;
        var tables = built.Document.Blocks.OfType<ReportTable>().ToList();
        Assert.Contains(tables, t => t.Caption == "2 participants and what is recorded of them" && t.Columns.Select(c => c.Name).SequenceEqual(["Case", "role", "site", "Passages"]));
        Assert.Contains(tables, t => t.Caption == "1 place and what is recorded of it" && t.Columns.Select(c => c.Name).SequenceEqual(["Case", "Passages"]));
        var html = System.Net.WebUtility.HtmlDecode(HtmlReport.Write(built.Document));
        Assert.Contains("Lives, not services.<br><b>Use when: </b>It lies in lives.<br><b>Not when: </b>A cause is listed.<br><span class=\"quiet\">From a framework, “Broad” in Alderwick 2024: kept as it is.</span>", html, StringComparison.Ordinal);
        string Phone(BuildReport.Built of) => string.Concat(of.Document.Blocks.OfType<ReportTable>().Single(t => t.Columns[0].Name == "Code" && t.Columns[1].Name == "Definition and use").Rows.Single(r => r[0][0].Text.Trim() == "Phone")[2].Select(r => r.Text));
        Assert.Equal("4", Phone(built));
        await fixture.CodeAsync(fixture.Omar, fixture.Interview1, "And those who do not ring?", fixture.Phone);
        Assert.Equal("5", Phone((await bench.Get<BuildReport.Handler>().RunAsync(fixture.Ruth, new(), Cancel)).Value));
        using var docx = new MemoryStream();
        DocxReport.Write(docx, built.Document);
        docx.Position = 0;
        using var file = WordprocessingDocument.Open(docx, false);
        var cell = Assert.Single(file.MainDocumentPart!.Document!.Body!.Descendants<DocumentFormat.OpenXml.Wordprocessing.TableCell>(), c => c.InnerText.StartsWith("Lives, not services.", StringComparison.Ordinal));
        Assert.Equal(["Lives, not services.", "Use when: It lies in lives.", "Not when: A cause is listed.", "From a framework, “Broad” in Alderwick 2024: kept as it is."], cell.Elements<DocumentFormat.OpenXml.Wordprocessing.Paragraph>().Select(p => p.InnerText));
    }

    [Fact]
    public async Task A_term_is_told_as_this_project_has_it()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(bench);
        const string own = "id: ours\ntitle: Our kinds\ncitation: {authors: R. Adeyemi, year: 2026, title: Ours}\nversion: 1.0.0\nkind: typology\nnote: Ours.\nterms:\n  - {id: ours.clock, name: The clock, definition: Who can ring at eight.}\n";
        Assert.True((await bench.Get<Framing.Frameworks.AddFramework.Handler>().RunAsync(fixture.Ruth, "ours.yaml", own, Cancel)).Succeeded);
        Assert.True((await bench.Get<AddCode.Handler>().RunAsync(fixture.Ruth, new("Ringing in time", Origin: CodeOrigin.Framework, FrameworkTerm: "ours.clock"), Cancel)).Succeeded);
        var html = System.Net.WebUtility.HtmlDecode(HtmlReport.Write((await bench.Get<BuildReport.Handler>().RunAsync(fixture.Ruth, new(), Cancel)).Value.Document));
        Assert.Contains("From a framework, “The clock” in ", html, StringComparison.Ordinal);
        Assert.DoesNotContain("ours.clock", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tables_columns_hold_their_longest_word_where_the_page_has_room()
    {
        string[] roles = ["Analyst", "Commissioner", "GP", "Partnership lead", "Link worker", "Council leader"];
        var table = new ReportTable("Who spoke of what", [new("Code", 3), .. roles.Select(r => new ReportColumn(r, 1, IsNumber: true))],
            [[["Worth having for itself"], .. roles.Select(_ => (IReadOnlyList<Run>)["1"])]]);
        var widths = WidthsOf(table);
        Assert.InRange(widths.Sum(), 9354 - 7, 9354);
        // "Commissioner" in bold of 8.5 points is just under 61 points wide, and stands 7 points from its neighbours.
        Assert.True(widths[2] > 68 * 20, $"{widths[2]}");
        Assert.True(widths[0] > widths[2] && widths[2] > widths[3], string.Join(", ", widths));
        // No room for every word: each column gets a share, and none vanishes.
        var wide = WidthsOf(new ReportTable("Wide", [.. Enumerable.Range(0, 12).Select(n => new ReportColumn("percent_most_deprived_fifth_" + n))], []));
        Assert.Equal(12, wide.Count);
        Assert.All(wide, width => Assert.InRange(width, 9354 / 12 - 20, 9354 / 12 + 20));

        static List<int> WidthsOf(ReportTable table)
        {
            using var docx = new MemoryStream();
            DocxReport.Write(docx, new("Widths", "", "", [table]));
            docx.Position = 0;
            using var file = WordprocessingDocument.Open(docx, false);
            return [.. file.MainDocumentPart!.Document!.Body!.Descendants<DocumentFormat.OpenXml.Wordprocessing.GridColumn>().Select(g => int.Parse(g.Width!.Value!, System.Globalization.CultureInfo.InvariantCulture))];
        }
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Behind_every_counted_word_stand_the_cases(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var fixture = await Fixture.MakeAsync(bench);
        await fixture.WriteThemeAsync();
        var built = (await bench.Get<BuildReport.Handler>().RunAsync(fixture.Ruth, new(), Cancel)).Value;
        var counted = built.Document.Blocks.OfType<ReportParagraph>().Where(p => p.Anchor?.StartsWith("counted-", StringComparison.Ordinal) == true).Select(p => string.Concat(p.Runs.Select(r => r.Text))).ToList();
        Assert.Equal(2, counted.Count);
        // Joan's two passages and Piet's one; the plan's belongs to no case.
        Assert.StartsWith("1. “Most” in “The clock sorts”: 2 of 2 cases, 4 passages in 3 sources, coded Access > Phone. Cases: Joan (2), Piet (1).", counted[0], StringComparison.Ordinal);
        Assert.StartsWith("2. “few” in “The clock sorts”: 1 of 2 cases, 1 passage in 1 source, coded Access > Distance. Cases: Piet (1).", counted[1], StringComparison.Ordinal);
        // A word that says how many and is not counted is looked at first, once; what names no number of people is left alone.
        Assert.DoesNotContain(built.Flags, f => f.Kind == ReportFlagKind.NotCounted);
        await bench.Get<EditTheme.Handler>().ChangeAsync(fixture.Ruth, fixture.Theme, new(Text: "Some ring at eight, and some at nine. {Most: Access > Phone} wait, at most an hour, in the most crowded practice. How many more? Several."), Cancel);
        var flags = (await bench.Get<BuildReport.Handler>().RunAsync(fixture.Ruth, new(), Cancel)).Value.Flags.Where(f => f.Kind == ReportFlagKind.NotCounted).Select(f => f.Message);
        Assert.Equal(["some", "several"], flags.Select(m => m.Split('“', '”')[1]));
        Assert.Equal("“some” in “The clock sorts” rests on no count. Write {some: a code’s name} and the cases counted stand behind it, or say it without a number of people.", flags.First());
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_number_that_counts_people_or_sources_leads_to_as_many_or_is_looked_at_first(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var fixture = await Fixture.MakeAsync(bench);
        await fixture.WriteThemeAsync();
        await bench.Get<AddCode.Handler>().RunAsync(fixture.Ruth, new("Empty"), Cancel);

        // The phone: Joan and Piet, who are a receptionist and a patient at two sites, in two transcripts and a document. Distance: Piet.
        Assert.Empty(await FlagsAsync("{Both: Access > Phone} ring, {two of the two: Phone} participants wait, {all three: Phone} sources say so, {two: Phone} transcripts and {one: Phone} document among them. {At least one: Phone} of those who ring is at work; "
            + "it is so at {both: Phone} sites. {One: Distance} patient takes the bus, and {one receptionist: Phone} does not. {Nobody: Empty} walks. It takes two weeks, or five miles; one of the reasons is the bus."));
        Assert.Equal(
            [
                "“Five” in “The clock sorts” is not what it leads to: behind it stand 2 participants, coded Access > Phone. Put the number right, or name the codes that it counts.",
                "“three” in “The clock sorts” is not what it leads to: behind it stand 2 transcripts, coded Access > Phone. Put the number right, or name the codes that it counts.",
                "“two of the five” in “The clock sorts” speaks of 5 in all: 2 participants are coded, of 2 participants here. Put the number right.",
                "“Two” in “The clock sorts” is not what it leads to: behind it stands 1 case, 1 source and 1 transcript, coded Access > Distance. Put the number right, or name the codes that it counts.",
                "“two” in “The clock sorts” is not what it leads to: behind it stand 0 patients, coded Uncounted. Put the number right, or name the codes that it counts.",
                "“Several” in “The clock sorts” leads to nothing: no passage is coded Empty. Name a code that is in use, or say it without a number.",
                "“No fewer than two” in “The clock sorts” leads to nothing: no passage is coded Empty. Name a code that is in use, or say it without a number.",
                "“Nobody” in “The clock sorts” is not what it leads to: 4 passages are coded Access > Phone. Put the words right, or name the codes that they count.",
            ],
            await FlagsAsync("{Five: Phone} people ring. It is in {three: Phone} transcripts, and of {two of the five: Phone} participants. {Two: Distance} take the bus, {two: Uncounted} patients walk. {Several: Empty} stay. {No fewer than two: Empty} participants leave. {Nobody: Phone} rings."));
        // What leads nowhere at all.
        Assert.Equal(["five participants", "both interviews", "two patients", "three of the four"],
            (await FlagsAsync("Five participants said so, and both interviews end with it. Two patients wait two weeks. In three of the four it is winter. “Six people did”, she said.")).Select(m => m.Split('“', '”')[1]));

        // A memo counts in the same way; its manner of speaking is its own, and braces that name no code stay as they were typed.
        await fixture.Bench.Get<EditTheme.Handler>().ChangeAsync(fixture.Ruth, fixture.Theme, new(Text: "Nothing is counted."), Cancel);
        await bench.Get<WriteMemo.Handler>().AddAsync(fixture.Ruth, new(fixture.Distance.Node, "Four participants; several at {two: Phone} sites, and {three: Phone} participants. {todo: look again}"), Cancel);
        var built = (await bench.Get<BuildReport.Handler>().RunAsync(fixture.Ruth, new(), Cancel)).Value;
        Assert.Equal(
            [
                "“four participants” in a memo on the code “Distance” rests on no count. Write {four participants: a code’s name} and the cases counted stand behind it, or say it without a number of people.",
                "“three” in a memo on the code “Distance” is not what it leads to: behind it stand 2 participants, coded Access > Phone. Put the number right, or name the codes that it counts.",
                "“todo” in a memo on the code “Distance” rests on nothing that can be counted: there is no one code called “look again”. Name a code, or write the word without braces.",
            ],
            built.Flags.Where(f => f.Kind == ReportFlagKind.NotCounted).Select(f => f.Message));
        var said = built.Document.Blocks.OfType<ReportParagraph>().Select(p => string.Concat(p.Runs.Select(r => r.Text))).ToList();
        Assert.Contains("Four participants; several at two1 sites, and three2 participants. {todo: look again}", said);
        Assert.Contains(said, p => p.StartsWith("1. “two” in a memo on the code “Distance”: 2 of 2 cases, 4 passages in 3 sources, coded Access > Phone. Cases: Joan (2), Piet (1). Sources, 1 document and 2 transcripts: ", StringComparison.Ordinal));
        // Without the memos nothing is said of them.
        Assert.DoesNotContain((await bench.Get<BuildReport.Handler>().RunAsync(fixture.Ruth, new(new HashSet<ReportSection> { ReportSection.Themes }), Cancel)).Value.Flags, f => f.Kind == ReportFlagKind.NotCounted);

        async Task<List<string>> FlagsAsync(string text)
        {
            await bench.Get<EditTheme.Handler>().ChangeAsync(fixture.Ruth, fixture.Theme, new(Text: text), Cancel);
            return [.. (await bench.Get<BuildReport.Handler>().RunAsync(fixture.Ruth, new(), Cancel)).Value.Flags.Where(f => f.Kind == ReportFlagKind.NotCounted).Select(f => f.Message)];
        }
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Themes_and_counted_words_follow_codes_that_were_merged_and_come_back_with_undo(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var fixture = await Fixture.MakeAsync(bench);
        await fixture.WriteThemeAsync();
        var by = fixture.Ruth;
        // The theme gathers Phone and its text counts Phone and Distance; both go into a code that it has never heard of.
        var merged = await bench.Get<MergeCodes.Handler>().RunAsync(by, fixture.Uncounted, [fixture.Phone, fixture.Distance], Cancel);
        Assert.True(merged.Succeeded, merged.Error?.Message);
        Assert.Equal([fixture.Uncounted], await CodesAsync());
        Assert.Contains(await bench.Get<FollowThread>().TiesAsync(by, fixture.Uncounted.Node, Cancel), tie => tie.From == fixture.Theme.Node);
        var counted = await CountedAsync();
        Assert.StartsWith("1. “Most” in “The clock sorts”: 2 of 2 cases, 5 passages in 3 sources, coded Uncounted.", counted[0], StringComparison.Ordinal);
        Assert.StartsWith("2. “few” in “The clock sorts”: 2 of 2 cases, 5 passages in 3 sources, coded Uncounted.", counted[1], StringComparison.Ordinal);

        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Equal([fixture.Phone], await CodesAsync());
        Assert.StartsWith("2. “few” in “The clock sorts”: 1 of 2 cases, 1 passage in 1 source, coded Access > Distance.", (await CountedAsync())[1], StringComparison.Ordinal);
        // Where both are gathered already, merging leaves one.
        await bench.Get<EditTheme.Handler>().ChangeAsync(by, fixture.Theme, new("The clock sorts", "", [fixture.Phone, fixture.Distance]), Cancel);
        Assert.True((await bench.Get<MergeCodes.Handler>().RunAsync(by, fixture.Phone, [fixture.Distance], Cancel)).Succeeded);
        Assert.Equal([fixture.Phone], await CodesAsync());

        async Task<IReadOnlyList<CodeId>> CodesAsync() => (await bench.Get<ListThemes.Handler>().RunAsync(by, Cancel)).Themes.Single().Codes;
        async Task<List<string>> CountedAsync() => [.. (await bench.Get<BuildReport.Handler>().RunAsync(by, new(), Cancel)).Value.Document.Blocks.OfType<ReportParagraph>().Where(p => p.Anchor?.StartsWith("counted-", StringComparison.Ordinal) == true).Select(p => string.Concat(p.Runs.Select(r => r.Text)))];
    }

    /// <summary>Every figure counted by hand from the fixture. Omar's one coding and one memo are in Interview 1: while it is read independently, Ruth's report has neither.</summary>
    [Theory, InlineData(Engine.Sqlite, false), InlineData(Engine.PostgreSql, false), InlineData(Engine.Sqlite, true)]
    public async Task Each_section_says_what_was_done_in_real_counts(Engine engine, bool blind)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine, new FakeClock());
        var fixture = await Fixture.MakeAsync(bench);
        await fixture.WriteThemeAsync();
        if (blind) Assert.True((await bench.Get<Projects.Assign.Handler>().RunAsync(fixture.Ruth, fixture.Interview1.Node, [fixture.Ruth.Analyst, fixture.Omar.Analyst], Cancel)).Succeeded);
        var built = (await bench.Get<BuildReport.Handler>().RunAsync(fixture.Ruth, new(), Cancel)).Value;

        Assert.Equal(
            ["The research question: Who gets the early places?", $"3 sources of 89 words, 2 cases, 3 codes and {(blind ? 4 : 5)} coded passages.", "Ruth Adeyemi · 4 coded passages.", $"Omar Said · {(blind ? "0 coded passages" : "1 coded passage")}."],
            Said("project"));
        Assert.Equal(
            "The material is 3 sources (1 document and 2 transcripts), 89 words in all, in which 2 cases speak or are described. 2 sessions took place between 4 March 2024 and 11 March 2024, 80 minutes recorded. "
            + (blind ? "1 analyst put 3 codes on 4 passages of 3 sources on 9 May 2024. " : "2 analysts put 3 codes on 5 passages of 3 sources on 9 May 2024. ") + "Of the codes in use, 2 are inductive and 1 in vivo. "
            + (blind ? "Independent work on 1 source goes on; the others' readings there are left out. The analysts wrote 1 memo. " : "The analysts wrote 2 memos. ")
            + "1 theme is shown by 2 quotations from 2 sources; 1 is shortened or clarified, with […] for words left out and [ ] round words put in.",
            Assert.Single(Said("methods")));
        Assert.Equal([$"1 | Interview 1 | Transcript | 4 Mar 2024 | Given | 44 | {(blind ? 2 : 3)}", "2 | Interview 2 | Transcript | 11 Mar 2024 | Given | 29 | 1", "3 | Access plan | Document |  |  | 16 | 1"], Rows("sources"));
        Assert.Equal([$"Joan | receptionist | Northmoor | {(blind ? 2 : 3)}", "Piet | patient | Saltby | 1"], Rows("cases"));
        Assert.Equal(["Code | patient | receptionist | not recorded", $"Phone | 1 | {(blind ? 1 : 2)} | 1", "Distance | 1 | – | –", "Uncounted | – | 1 | –"], Rows("matrix-1", head: true));
        Assert.Equal(["Code | Northmoor | Saltby | not recorded", $"Phone | {(blind ? 1 : 2)} | 1 | 1", "Distance | – | 1 | –", "Uncounted | 1 | – | –"], Rows("matrix-2", head: true));
        Assert.Equal(blind ? ["On the code “Phone”", "The telephone sorts people before anybody has spoken to them.", "Ruth Adeyemi, 9 May 2024"]
            : ["On the code “Phone”", "The telephone sorts people before anybody has spoken to them.", "Ruth Adeyemi, 9 May 2024", "On “Interview 1”", "She laughed here, which the words do not show.", "Omar Said, 9 May 2024"], Said("memos"));

        var log = await bench.Get<VerifyLog>().RunAsync(fixture.Ruth.Project, Cancel);
        Assert.Equal($"Every decision is in the project's change log: {log.Entries} entries when this report was made. Each was checked then and is as it was written.", Said("audit")[0]);
        Assert.Equal($"The last entry's hash is {log.HeadHash}. Anyone with an export of the log can check it against this.", Said("audit")[^1]);
        if (blind) Assert.Equal("Omar Said works independently on what is not finished yet, so that analyst's entries are not counted below.", Said("audit")[1]);
        var trail = Rows("audit", head: true);
        Assert.Equal(blind ? "What was done | Ruth Adeyemi | First | Last" : "What was done | Ruth Adeyemi | Omar Said | First | Last", trail[0]);
        Assert.Contains(blind ? "Coded with | 4 | 9 May 2024 | 9 May 2024" : "Coded with | 4 | 1 | 9 May 2024 | 9 May 2024", trail);
        Assert.Contains(blind ? "Imported | 3 | 9 May 2024 | 9 May 2024" : "Imported | 3 | – | 9 May 2024 | 9 May 2024", trail);

        const string Closed = "1 source is being read independently: the other analysts' readings of it are in no figure here until all have finished.";
        Assert.Equal(blind, built.Flags.Any(f => f.Kind == ReportFlagKind.Blind && f.Message == Closed));
        if (!blind) return;
        var whole = System.Net.WebUtility.HtmlDecode(HtmlReport.Write(built.Document));
        Assert.DoesNotContain("She laughed here", whole, StringComparison.Ordinal);
        return;

        List<string> Said(string anchor) => [.. Under(anchor).OfType<ReportParagraph>().Select(p => string.Concat(p.Runs.Select(r => r.Text)))];
        List<string> Rows(string anchor, bool head = false) => [.. Under(anchor).OfType<ReportTable>().SelectMany(t => (head ? [string.Join(" | ", t.Columns.Select(c => c.Name))] : Array.Empty<string>()).Concat(t.Rows.Select(r => string.Join(" | ", r.Select(cell => string.Concat(cell.Select(run => run.Text)))))))];
        // What stands between a heading and the next of its own level or above.
        List<ReportBlock> Under(string anchor)
        {
            var from = built.Document.Blocks.Select((b, i) => (b, i)).Single(x => x.b is ReportHeading h && h.Anchor == anchor);
            var level = ((ReportHeading)from.b).Level;
            return [.. built.Document.Blocks.Skip(from.i + 1).TakeWhile(b => b is not ReportHeading h || h.Level > level)];
        }
    }

    private static void Keep(string name, byte[] content)
    {
        var folder = RepositoryRoot.PathTo("artifacts/reports");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, name), content);
    }

    [Fact]
    public async Task LibreOffice_draws_the_report()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(bench);
        await fixture.WriteThemeAsync();
        var built = (await bench.Get<BuildReport.Handler>().RunAsync(fixture.Ruth, new(), Cancel)).Value;
        await DrawAsync("report", built.Document, "Naming the gap", "The clock sorts", "the line is engaged");
    }

    /// <summary>Each number word of the worked example's themes is counted by as many of its transcripts as it says, and nothing in them is claimed without a count.</summary>
    [Fact]
    public async Task The_worked_examples_own_report_counts_what_it_says_and_is_drawn_by_LibreOffice()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var project = (await new Demo.LoadDemo(bench.Get<IServiceProvider>()).RunAsync(_ => { }, Cancel)).Value;
        var by = new Acting(project, (await bench.Get<Projects.ListAnalysts.Handler>().RunAsync(project, Cancel))[0].Id);
        var built = (await bench.Get<BuildReport.Handler>().RunAsync(by, new(), Cancel)).Value;
        Assert.DoesNotContain(built.Flags, f => f.Kind == ReportFlagKind.NotCounted);
        var transcripts = (await bench.Get<Sources.ListSources.Handler>().RunAsync(project, bin: false, Cancel)).Where(s => s.Kind == Sources.SourceKind.Transcript).Select(s => s.Title).ToList();
        var counted = built.Document.Blocks.OfType<ReportParagraph>().Where(p => p.Anchor?.StartsWith("counted-", StringComparison.Ordinal) == true).Select(p => string.Concat(p.Runs.Select(r => r.Text))).ToList();
        Assert.Equal([("some", 5), ("others", 7), ("all seven", 7), ("five of the seven", 5), ("six of the seven", 6), ("six of the seven", 6), ("all seven", 7), ("Six of the seven", 6)],
            counted.Select(c => (c.Split('“', '”')[1], transcripts.Count(t => c[c.IndexOf(" Sources", StringComparison.Ordinal)..].Contains(t + " (", StringComparison.Ordinal)))));
        // Each memo is headed by its day in the story. In that order they were written, and after the sessions that they speak of; the date that is kept is nobody's but the clock's.
        var memos = (await bench.Get<ListMemos.Handler>().RunAsync(by, null, Cancel)).Where(m => char.IsAsciiDigit(m.Text[0])).OrderBy(m => m.At).ToList();
        var days = memos.ConvertAll(m => DateOnly.ParseExact(m.Text[..m.Text.IndexOf('.', StringComparison.Ordinal)], "d MMMM yyyy", System.Globalization.CultureInfo.GetCultureInfo("en-GB")));
        Assert.Equal(18, memos.Count);
        Assert.Equal(days.Order(), days);
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var sessions = await db.Sessions.AsNoTracking().ToDictionaryAsync(s => s.Source.Node, s => s.Date!.Value, Cancel);
        Assert.All(memos.Zip(days), pair => Assert.True(!sessions.TryGetValue(pair.First.On, out var held) || held < pair.Second, pair.First.Text));
        await DrawAsync("worked-example", built.Document, built.Document.Title, "One aim, several problems", "The cases behind the words");
    }

    /// <summary>What LibreOffice cannot read, nobody's program can. The drawing is left in <c>artifacts/report</c> to be looked at.</summary>
    private static async Task DrawAsync(string name, ReportDocument document, params string[] printed)
    {
        var office = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "soffice")).FirstOrDefault(File.Exists);
        if (office is null) Assert.Skip("LibreOffice (soffice) is not on this machine's path: reports are checked against the format's rules alone.");
        using var folder = new TempFolder();
        var report = folder.File(name + ".docx");
        await using (var file = File.Create(report))
        {
            using var whole = new MemoryStream();
            DocxReport.Write(whole, document);
            whole.Position = 0;
            await whole.CopyToAsync(file, Cancel);
        }
        var drawn = RepositoryRoot.PathTo("artifacts/report");
        Directory.CreateDirectory(drawn);
        using var profile = new TempFolder();
        using var drawing = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(office, ["--headless", $"-env:UserInstallation={new Uri(profile.FullPath)}", "--convert-to", "pdf", "--outdir", drawn, report]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var complaints = drawing.StandardError.ReadToEndAsync(Cancel);
        _ = drawing.StandardOutput.ReadToEndAsync(Cancel);
        await drawing.WaitForExitAsync(Cancel);
        Assert.True(drawing.ExitCode == 0, await complaints);
        using var pages = UglyToad.PdfPig.PdfDocument.Open(Path.Combine(drawn, name + ".pdf"));
        var words = string.Concat(pages.GetPages().Select(page => UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor.ContentOrderTextExtractor.GetText(page)));
        foreach (var one in printed) Assert.Contains(one, words, StringComparison.Ordinal);
    }
}
