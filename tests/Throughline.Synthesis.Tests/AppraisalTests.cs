using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Throughline.Exchange.Reports;
using Throughline.Exchange.Syntheses;
using Throughline.Framing.Frameworks;
using Throughline.Projects;
using Throughline.Review;
using Throughline.Review.Appraising;
using Throughline.Review.Citations;
using Throughline.Review.Screening;
using Throughline.Review.Studies;
using Throughline.Storage;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Phases;
using Throughline.Synthesis.Translation;
using Throughline.Testing;

namespace Throughline.Synthesis.Tests;

/// <summary>Appraisal by two analysts, and the report in both styles of citing.</summary>
public sealed class AppraisalTests
{
    private const string List = "casp-qualitative", Aims = "casp-qualitative.aims", Ethics = "casp-qualitative.ethics";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Two_analysts_appraise_blind_then_compare_and_settle(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var (appraise, read, study) = (bench.Get<AppraiseStudy.Handler>(), bench.Get<ReadAppraisals.Handler>(), world.Studies[0]);
        async Task<ReadAppraisals.Cell> CellAsync(Acting by, string question) => (await read.RunAsync(by, List, Cancel)).Lines.Single(l => l.Study == study)[question];

        Must(await appraise.GiveAsync(world.By, study, List, [world.By.Analyst, world.Other.Analyst], Cancel));
        Must(await appraise.AnswerAsync(world.By, study, Aims, AppraisalSays.Yes, "Its first page.", Cancel));
        Must(await appraise.AnswerAsync(world.By, study, Ethics, AppraisalSays.Unclear, "", Cancel));
        Must(await appraise.AnswerAsync(world.Other, study, Aims, AppraisalSays.Yes, "", Cancel));
        Must(await appraise.AnswerAsync(world.Other, study, Ethics, AppraisalSays.No, "Not a word on consent.", Cancel));

        // Neither sees the other's answers, on the page or as rows, until both have finished.
        foreach (var (reader, own) in new[] { (world.By, AppraisalSays.Unclear), (world.Other, AppraisalSays.No) })
        {
            var cell = await CellAsync(reader, Ethics);
            Assert.Equal((own, false), (cell.Answers.Single().Says, cell.Differs));
            var sheet = await read.RunAsync(reader, List, Cancel);
            Assert.Equal((0, 0), (sheet.Compared, sheet.Done));
        }
        await using (var db = await bench.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
        {
            var closed = await ClosedRows.OfAsync(db, world.By, Cancel);
            Assert.All(db.AppraisalAnswers.ToList(), a => Assert.Equal(a.Analyst == world.Other.Analyst, closed.IsClosed(a)));
        }
        Assert.IsType<Refused>((await appraise.SettleAsync(world.By, study, Ethics, AppraisalSays.No, "It is silent.", Cancel)).Error);
        Must(await appraise.FinishAsync(world.By, study, List, Cancel));
        Assert.Contains("Take it up again", (await appraise.AnswerAsync(world.By, study, Aims, AppraisalSays.No, "", Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Single((await CellAsync(world.By, Ethics)).Answers);
        Must(await appraise.FinishAsync(world.Other, study, List, Cancel));

        Assert.True((await CellAsync(world.By, Ethics)).Differs);
        Assert.Equal(AppraisalSays.Yes, (await CellAsync(world.By, Aims)).Stands);
        var open = await read.RunAsync(world.By, null, Cancel);
        Assert.Equal((List, 2, 1), (open.Chosen!.Id, open.Compared, open.Alike));
        Assert.IsType<Refused>((await appraise.AnswerAsync(world.By, study, Ethics, AppraisalSays.No, "", Cancel)).Error);
        Assert.IsType<TextInvalid>((await appraise.SettleAsync(world.By, study, Ethics, AppraisalSays.No, " ", Cancel)).Error);
        Must(await appraise.SettleAsync(world.By, study, Ethics, AppraisalSays.No, "It is silent on consent.", Cancel));
        Assert.Equal((AppraisalSays.No, false, 2), (await CellAsync(world.Other, Ethics) is var settled ? settled.Stands!.Value : default, settled.Differs, settled.Answers.Count));
        Must(await bench.Get<Undo>().UndoAsync(world.By, Cancel));
        Assert.Null((await CellAsync(world.By, Ethics)).Stands);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task An_open_appraisal_is_seen_by_all_and_a_question_of_no_list_is_refused(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var (appraise, read) = (bench.Get<AppraiseStudy.Handler>(), bench.Get<ReadAppraisals.Handler>());
        foreach (var question in (await read.RunAsync(world.By, "jbi-qualitative", Cancel)).Chosen!.Questions)
            Must(await appraise.AnswerAsync(world.By, world.Studies[1], question.Id, question.Number == 6 ? AppraisalSays.NotApplicable : AppraisalSays.Yes, "", Cancel));
        var sheet = await read.RunAsync(world.Other, null, Cancel);
        Assert.Equal(("jbi-qualitative", 1), (sheet.Chosen!.Id, sheet.Done));
        Assert.IsType<ReviewMissing>((await appraise.AnswerAsync(world.By, world.Studies[1], "raphael-2011.groups", AppraisalSays.Yes, "", Cancel)).Error);
        Assert.Contains("for all to see already", (await appraise.GiveAsync(world.By, world.Studies[1], "jbi-qualitative", [world.By.Analyst, world.Other.Analyst], Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("fewer than two", (await appraise.SettleAsync(world.By, world.Studies[1], sheet.Chosen.Questions[0].Id, AppraisalSays.No, "So.", Cancel)).Error!.Message, StringComparison.Ordinal);
        // A study that was given out counts, and one that was withdrawn keeps its answers: taking the list away tells of both.
        Must(await appraise.GiveAsync(world.By, world.Studies[0], "jbi-qualitative", [world.By.Analyst, world.Other.Analyst], Cancel));
        Must(await bench.Get<EditStudy.Handler>().WithdrawAsync(world.By, world.Studies[1], "Retracted.", Cancel));
        var jbi = (await bench.Get<ListFrameworks.Handler>().RunAsync(world.By.Project, Cancel)).All.Single(r => r.Framework.Id == "jbi-qualitative").Framework;
        var resting = new List<string>();
        foreach (var user in bench.Get<IEnumerable<IUseFrameworks>>()) resting.AddRange(await user.RestingAsync(world.By, jbi, Cancel));
        Assert.Equal(["2 studies are appraised by it, or given out to be; the answers are kept, and not shown while it is away."], resting);
        Must(await bench.Get<EditStudy.Handler>().ReturnAsync(world.By, world.Studies[1], Cancel));
        Must(await appraise.AnswerAsync(world.By, world.Studies[1], sheet.Chosen.Questions[0].Id, null, "", Cancel));
        Assert.Equal(0, (await read.RunAsync(world.By, null, Cancel)).Done);

        // The report holds the table and says of ENTREQ's items on appraisal what is there.
        Must(await bench.Get<DecidePlan.Handler>().RunAsync(world.By, new(OrderRule.AsTaken, "", AppraisalDecision.Appraised, "To say how far each is trusted.", ""), Cancel));
        var report = Must(await bench.Get<BuildSynthesisReport.Handler>().RunAsync(world.By, Cancel));
        Assert.Equal([ReportingState.Held, ReportingState.Missing, ReportingState.Missing, ReportingState.Missing], report.Items.Where(i => i is { Guide: "entreq", Number: >= 10 and <= 13 }).Select(i => i.State));
        var table = report.Document.Blocks.OfType<ReportTable>().Single(t => t.Caption.StartsWith("Appraisal of", StringComparison.Ordinal));
        Assert.Equal(["2. Ashworth 2003", "–", "yes", "yes", "yes", "yes", "n/a", "yes", "yes", "yes", "yes"], table.Rows[1].Select(cell => cell[0].Text));
    }

    [Fact]
    public async Task The_report_cites_by_author_and_date_or_by_number_and_lists_what_it_cites()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        var edit = bench.Get<EditCitation.Handler>();
        async Task<CitationId> ReportAsync(int? study, EditCitation.Words words)
        {
            var id = Must(await edit.AddAsync(world.By, words, Cancel));
            if (study is { } of) Must(await edit.GroupAsync(world.By, id, world.Studies[of], Cancel));
            return id;
        }
        await ReportAsync(0, new("Loud about politics", ["Tremblay, Jo"], "2010", "Journal of Gaps", "12", "3", "1-19", "10.1000/182"));
        await ReportAsync(1, new("Counting: who does it?", ["Ashworth, Mary-Ann B", "Öberg, J. M., Jr", "World Health Organization"], "2003", "Journal of Gaps", "4"));
        await ReportAsync(2, new("A report without an author", [], "", Url: "https://example.org/report", Kind: "report"));
        await ReportAsync(2, new("Another without an author or a day", ["Ministry"], Kind: "report"));
        await ReportAsync(2, new("Likewise", ["Ministry"], Kind: "report"));
        // Left out by its title: it is in no list, and so hands out no letter.
        var unread = await ReportAsync(null, new("An earlier count", ["Ashworth, Mary-Ann B", "Öberg, J. M., Jr", "World Health Organization"], "2003"));
        Must(await bench.Get<Screen.Handler>().DecideAsync(world.By, unread, ScreeningStage.TitleAndAbstract, ScreeningVerdict.Exclude, null, Cancel));
        var left = await ReportAsync(null, new("Left out", ["Yang SQ", "Li W"], "2001"));
        var screen = bench.Get<Screen.Handler>();
        var reason = Must(await screen.AddReasonAsync(world.By, "Not about inequalities", Cancel));
        Must(await screen.DecideAsync(world.By, left, ScreeningStage.TitleAndAbstract, ScreeningVerdict.Include, null, Cancel));
        Must(await screen.DecideAsync(world.By, left, ScreeningStage.FullText, ScreeningVerdict.Exclude, reason, Cancel));
        var construct = await world.TakeAsync();
        Must(await world.DecideAsync(world.By, 0, 0, CellRelation.Same, construct));
        var storylines = bench.Get<EditStoryline.Handler>();
        var storyline = Must(await storylines.AddAsync(world.By, new("Quiet is part of the job", Standing: StorylineStanding.Kept, Why: "It holds."), Cancel));
        var step = Must(await storylines.AddStepAsync(world.By, storyline, "The gap is told as a choice", "", Cancel));
        Must(await storylines.WriteAsync(world.By, step, new("Politics is kept out.", true, "", [world.Concepts[0].Node]), Cancel));

        var build = bench.Get<BuildSynthesisReport.Handler>();
        var dated = Must(await build.RunAsync(world.By, Cancel)).Document;
        Assert.Equal(["(Tremblay 2010a; Tremblay 2010b)", "(Ashworth et al. 2003)", "(“A report without an author” no date; Ministry no date-a; Ministry no date-b)"], Column(dated, "Table 1", 4));
        Assert.Equal(["Left out (Yang and Li 2001)"], Column(dated, "Reports excluded", 0));
        Assert.Equal(
            [
                "A report without an author (no date). https://example.org/report",
                "Ashworth M-AB, Öberg JM Jr, World Health Organization (2003) Counting: who does it? Journal of Gaps 4. ",
                "Ministry (no date-a) Another without an author or a day. ",
                "Ministry (no date-b) Likewise. ",
                "Tremblay J (2010a) Loud about politics. Journal of Gaps 12(3): 1–19. doi:10.1000/182",
                "Tremblay J (2010b) Quiet about politics. ",
                "Yang SQ, Li W (2001) Left out. ",
            ], References(dated));
        Assert.Contains(dated.Blocks.OfType<ReportParagraph>(), p => Words(p.Runs) == "Politics is kept out. Rests on: Politics out of reach (study 1). (Tremblay 2010a; Tremblay 2010b)");

        var numbered = Must(await build.RunAsync(world.By, Cancel, ReferenceStyle.Numbered)).Document;
        Assert.Equal(["[1, 2]", "[3]", "[4, 5, 6]"], Column(numbered, "Table 1", 4));
        Assert.Equal(["Left out [7]"], Column(numbered, "Reports excluded", 0));
        Assert.Equal(["1. Tremblay J. Quiet about politics. 2010. ", "2. Tremblay J. Loud about politics. Journal of Gaps. 2010;12(3):1–19. doi:10.1000/182", "3. Ashworth M-AB, Öberg JM Jr, World Health Organization. Counting: who does it? Journal of Gaps. 2003;4. ", "4. A report without an author. no date. https://example.org/report", "5. Ministry. Another without an author or a day. no date. ", "6. Ministry. Likewise. no date. ", "7. Yang SQ, Li W. Left out. 2001. "], References(numbered));

        foreach (var document in new[] { dated, numbered })
        {
            // What is cited leads to its place in the list, in both kinds of file.
            var anchors = document.Blocks.OfType<ReportParagraph>().Select(p => p.Anchor).OfType<string>().Concat(document.Blocks.OfType<ReportHeading>().Select(h => h.Anchor)).ToHashSet();
            Assert.All(document.Blocks.OfType<ReportTable>().SelectMany(t => t.Rows).SelectMany(r => r).SelectMany(c => c).Select(r => r.To).OfType<string>(), to => Assert.Contains(to, anchors));
            Assert.Contains("<figure class=\"drawing\"><svg", HtmlReport.Write(document), StringComparison.Ordinal);
            using var content = new MemoryStream();
            DocxReport.Write(content, document);
            content.Position = 0;
            using var file = WordprocessingDocument.Open(content, false);
            Assert.Empty(new OpenXmlValidator(FileFormatVersions.Office2019).Validate(file, Cancel).Select(fault => $"{fault.Path?.XPath}: {fault.Description}"));
            Assert.Contains("Records identified (n = 8)", file.MainDocumentPart!.Document!.InnerText, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_review_translated_within_a_cluster_alone_is_reported_with_its_ideas_and_its_comparisons()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        var concepts = bench.Get<EditConcept.Handler>();
        foreach (var concept in world.Concepts) Must(await concepts.RemoveAsync(world.By, concept, Cancel));
        var cluster = Must(await bench.Get<EditCluster.Handler>().AddAsync(world.By, new("Boards", "They speak of boards.", [world.Studies[0], world.Studies[1]]), Cancel));
        var within = Must(await concepts.AddAsync(world.By, new("Politics is ours", "", "", cluster), Cancel));
        Must(await bench.Get<WriteAlternative.Handler>().AddAsync(world.By, within.Node, "It is about pay.", Cancel));
        foreach (var study in new[] { world.Studies[0], world.Studies[1] }) Must(await bench.Get<CompareStudy.Handler>().DecideAsync(world.By, study, within, new(CellRelation.Same), Cancel));
        var report = Must(await bench.Get<BuildSynthesisReport.Handler>().RunAsync(world.By, Cancel));
        Assert.Equal(1, report.Concepts);
        var said = report.Document.Blocks.OfType<ReportParagraph>().Select(p => Words(p.Runs)).ToList();
        Assert.Contains(said, words => words.Contains("1 idea came out of this.", StringComparison.Ordinal));
        Assert.Contains(said, words => words.StartsWith("A draft, made from", StringComparison.Ordinal));
        Must(await bench.Get<DecidePlan.Handler>().RunAsync(world.By, new(OrderRule.AsTaken, "", AppraisalDecision.NotDecided, "", "", "We read two studies.\n\nBoards call politics their own."), Cancel));
        var written = Must(await bench.Get<BuildSynthesisReport.Handler>().RunAsync(world.By, Cancel)).Document.Blocks;
        Assert.Equal(["We read two studies.", "Boards call politics their own."], written.TakeWhile(b => b is not ReportHeading { Anchor: "methods" }).OfType<ReportParagraph>().Select(p => Words(p.Runs)));
        Assert.Contains("Of “Politics is ours (within Boards)”: It is about pay.", said);
        Assert.Equal(["1, 2"], Column(report.Document, "Table 2. Translated concepts: Within Boards", 3));
        var facts = Must(await bench.Get<BuildSynthesisReport.Handler>().StandsAsync(world.By, Cancel));
        var compared = ReportingGuide.All.SelectMany(g => g.Items).First(i => i.From.Contains("compared"));
        Assert.Contains("2 of 2 comparisons made.", facts.Of(compared).Words, StringComparison.Ordinal);
    }

    private static string Words(IEnumerable<Run> runs) => string.Concat(runs.Select(r => r.Text));

    private static IEnumerable<string> Column(ReportDocument document, string caption, int column) => document.Blocks.OfType<ReportTable>().Single(t => t.Caption.StartsWith(caption, StringComparison.Ordinal)).Rows.Select(r => Words(r[column]));

    private static IEnumerable<string> References(ReportDocument document) => document.Blocks.SkipWhile(b => b is not ReportHeading { Anchor: "references" }).OfType<ReportParagraph>().Select(p => Words(p.Runs));
}
