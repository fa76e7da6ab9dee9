using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Throughline.Coding;
using Throughline.Exchange.Reports;
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

    private static void Keep(string name, byte[] content)
    {
        var folder = RepositoryRoot.PathTo("artifacts/reports");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, name), content);
    }

    /// <summary>What LibreOffice cannot read, nobody's program can. The drawing is left in <c>artifacts/report</c> to be looked at.</summary>
    [Fact]
    public async Task LibreOffice_draws_the_report()
    {
        var office = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "soffice")).FirstOrDefault(File.Exists);
        if (office is null) Assert.Skip("LibreOffice (soffice) is not on this machine's path: reports are checked against the format's rules alone.");
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(bench);
        await fixture.WriteThemeAsync();
        var built = (await bench.Get<BuildReport.Handler>().RunAsync(fixture.Ruth, new(), Cancel)).Value;
        var report = bench.Folder.File("report.docx");
        await using (var file = File.Create(report))
        {
            using var whole = new MemoryStream();
            DocxReport.Write(whole, built.Document);
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
        using var pages = UglyToad.PdfPig.PdfDocument.Open(Path.Combine(drawn, "report.pdf"));
        var words = string.Concat(pages.GetPages().Select(page => UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor.ContentOrderTextExtractor.GetText(page)));
        foreach (var printed in new[] { "Naming the gap", "The clock sorts", "the line is engaged" }) Assert.Contains(printed, words, StringComparison.Ordinal);
    }
}
