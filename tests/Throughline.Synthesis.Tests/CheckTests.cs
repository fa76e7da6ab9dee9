using System.Text;
using Throughline.Exchange.Syntheses;
using Throughline.Projects;
using Throughline.Review;
using Throughline.Review.Citations;
using Throughline.Review.Extraction;
using Throughline.Review.Screening;
using Throughline.Review.Searches;
using Throughline.Review.Studies;
using Throughline.Storage;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Phases;
using Throughline.Testing;

namespace Throughline.Synthesis.Tests;

/// <summary>What the check finds in the records of a review, and that the flow says what is not decided.</summary>
public sealed class CheckTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<List<CheckSynthesis.Finding>> FindAsync(TestWorkbench bench, Acting by, string kind) => [.. (await bench.Get<CheckSynthesis.Handler>().RunAsync(by, Cancel)).Findings.Where(f => f.Kind == kind)];

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_report_whose_screening_and_study_disagree_is_found_and_one_not_decided_on_is_in_the_flow(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = Must(await bench.Get<CreateProject.Handler>().RunAsync(new("Review", "Ruth"), Cancel)).Acting;
        var (edit, screen, flows) = (bench.Get<EditCitation.Handler>(), bench.Get<Screen.Handler>(), bench.Get<CountFlow.Handler>());
        var reason = Must(await screen.AddReasonAsync(by, "Only about access", Cancel));
        var ids = new List<CitationId>();
        foreach (var title in new[] { "Kept", "Kept and loose", "Left out and grouped", "Not to be had and grouped", "In doubt", "Not looked at" })
        {
            ids.Add(Must(await edit.AddAsync(by, new(title, ["Berg, J"]), Cancel)));
            Must(await screen.DecideAsync(by, ids[^1], ScreeningStage.TitleAndAbstract, ScreeningVerdict.Include, null, Cancel));
        }
        foreach (var (i, verdict) in new[] { ScreeningVerdict.Include, ScreeningVerdict.Include, ScreeningVerdict.Exclude, ScreeningVerdict.NotRetrieved, ScreeningVerdict.Maybe }.Index())
            Must(await screen.DecideAsync(by, ids[i], ScreeningStage.FullText, verdict, verdict == ScreeningVerdict.Exclude ? reason : null, Cancel));
        var study = Must(await bench.Get<EditStudy.Handler>().AddAsync(by, new("Berg 2010", 2008), Cancel));
        foreach (var i in new[] { 0, 2, 3, 4 }) Must(await edit.GroupAsync(by, ids[i], study, Cancel));

        var flow = await flows.RunAsync(by.Project, Cancel);
        Assert.Equal((6, 1, 3, 2, 0), (flow.Sought, flow.NotRetrieved, flow.Assessed, flow.Undecided, flow.Waiting));
        Assert.Contains(("Screening", "Reports not decided on yet", 2), CountFlow.Rows(flow));
        Assert.Contains(CountFlow.Draw(flow).Boxes, b => string.Join(' ', b.Lines) == "Reports sought for retrieval (n = 6) not decided on yet (n = 2)");
        Assert.Equal(["Kept and loose"], flow.WithoutStudy.Select(r => r.Title));
        Assert.Equal([("Left out and grouped", "Berg 2010", false), ("Not to be had and grouped", "Berg 2010", true)], flow.LeftOutInStudy.Select(r => (r.Title, r.Study!, r.IsNotRetrieved)));
        Assert.Equal([("In doubt", "Berg 2010")], flow.UndecidedInStudy.Select(r => (r.Title, r.Study!)));
        Assert.Equal(ids[1].Node, Assert.Single(await FindAsync(bench, by, "included-without-study")).On);
        var undecided = Assert.Single(await FindAsync(bench, by, "undecided-in-study"));
        Assert.Equal((ids[4].Node, "Citation 5, \"In doubt\", is a report of Berg 2010 and is not decided on at full text: the flow counts it as included and as not decided on yet."), (undecided.On, undecided.Message));
        Assert.Equal([ids[2].Node, ids[3].Node], (await FindAsync(bench, by, "excluded-in-study")).Select(f => f.On!.Value));
        Assert.Contains("counts it twice", (await FindAsync(bench, by, "excluded-in-study"))[0].Message, StringComparison.Ordinal);
        var said = await FlowItemAsync();
        Assert.Equal(ReportingState.Missing, said.State);
        Assert.Contains("2 reports not decided on yet at full text; 1 included report of no study; 2 reports left out and yet of a study; 1 report of a study not decided on at full text.", said.Words, StringComparison.OrdinalIgnoreCase);

        // Put right, nothing is left to say of it.
        Must(await edit.GroupAsync(by, ids[1], study, Cancel));
        foreach (var i in new[] { 2, 3, 4 }) Must(await edit.GroupAsync(by, ids[i], null, Cancel));
        foreach (var i in new[] { 4, 5 }) Must(await screen.DecideAsync(by, ids[i], ScreeningStage.FullText, ScreeningVerdict.Exclude, reason, Cancel));
        flow = await flows.RunAsync(by.Project, Cancel);
        Assert.Equal((0, 0, 0, 0), (flow.Undecided, flow.WithoutStudy.Count, flow.LeftOutInStudy.Count, flow.UndecidedInStudy.Count));
        Assert.Equal(flow.Assessed - flow.ExcludedAtFullText.Sum(r => r.Reports), flow.Reports);
        Assert.DoesNotContain(CountFlow.Rows(flow), r => r.What == "Reports not decided on yet");
        Assert.Equal(ReportingState.Held, (await FlowItemAsync()).State);

        async Task<(ReportingState State, string Words)> FlowItemAsync()
        {
            var facts = Must(await bench.Get<BuildSynthesisReport.Handler>().StandsAsync(by, Cancel));
            return facts.Of(ReportingGuide.All.SelectMany(g => g.Items).First(i => i.From is ["flow"]));
        }
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_rerun_whose_records_were_never_imported_is_found(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = Must(await bench.Get<CreateProject.Handler>().RunAsync(new("Review", "Ruth"), Cancel)).Acting;
        var (search, import) = (bench.Get<EditSearch.Handler>(), bench.Get<ImportCitations.Handler>());
        var first = Must(await search.AddAsync(by, new(SearchKind.Database, "Embase", RanOn: new(2018, 12, 11)), Cancel));
        var again = Must(await search.AddAsync(by, new(SearchKind.Database, "Embase", RanOn: new(2020, 5, 22), RerunOf: first), Cancel));
        Must(await import.RunAsync(by, "one.ris", Encoding.UTF8.GetBytes("TY  - JOUR\nTI  - A gap\nER  -\n"), first, Cancel));
        var found = Assert.Single(await FindAsync(bench, by, "rerun-unknown"));
        Assert.Equal(again.Node, found.On);
        Assert.Contains("the records of the rerun are not imported", found.Message, StringComparison.Ordinal);
        Must(await import.RunAsync(by, "two.ris", Encoding.UTF8.GetBytes("TY  - JOUR\nTI  - A gap\nER  -\n"), again, Cancel));
        Assert.Empty(await FindAsync(bench, by, "rerun-unknown"));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Which_search_gave_a_citation_is_said_afterwards_and_a_field_is_named_anew(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var hand = Must(await bench.Get<EditSearch.Handler>().AddAsync(world.By, new(SearchKind.Hand, "References of included studies"), Cancel));
        var (edit, flows) = (bench.Get<EditCitation.Handler>(), bench.Get<CountFlow.Handler>());
        Must(await edit.FoundByAsync(world.By, world.Report, hand, Cancel));
        Assert.Equal([("References of included studies", 1)], (await flows.RunAsync(world.By.Project, Cancel)).Otherwise.Found);
        Assert.IsType<ReviewMissing>((await edit.FoundByAsync(world.By, world.Report, SearchRunId.New(), Cancel)).Error);
        Must(await edit.FoundByAsync(world.By, world.Report, null, Cancel));
        Assert.Empty((await flows.RunAsync(world.By.Project, Cancel)).Otherwise.Found);

        var form = bench.Get<EditExtraction.Handler>();
        var (country, years) = (Must(await form.AddFieldAsync(world.By, "Country", ExtractionType.Text, [], Cancel)), Must(await form.AddFieldAsync(world.By, "Years", ExtractionType.Text, [], Cancel)));
        Must(await form.WriteAsync(world.By, world.Studies[0], country, "Canada", Cancel));
        Assert.Contains("already", (await form.RenameFieldAsync(world.By, years, "COUNTRY", Cancel)).Error!.Message, StringComparison.Ordinal);
        Must(await form.RenameFieldAsync(world.By, country, " Country of the data ", Cancel));
        var read = await bench.Get<ReadExtraction.Handler>().RunAsync(world.By.Project, Cancel);
        Assert.Equal(("Country of the data", "Canada"), (read.Fields[0].Name, read.Values.Single(v => v.Field == country).Text));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_was_taken_from_a_text_that_is_no_longer_the_studys_is_found(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var construct = await world.TakeAsync();
        var field = Must(await bench.Get<EditExtraction.Handler>().AddFieldAsync(world.By, "Setting", ExtractionType.Text, [], Cancel));
        Must(await bench.Get<RestExtraction.Handler>().AddAsync(world.By, world.Studies[0], field, world.Source, null, new(0, 12), Cancel));
        Assert.Empty(await FindAsync(bench, world.By, "passage-of-other-text"));
        var edit = bench.Get<EditCitation.Handler>();
        Must(await edit.AttachAsync(world.By, world.Report, await bench.AddTextAsync(world.By, "The version of record", World.Text, Sources.SourceKind.Document), Cancel));
        Assert.Equal([construct.Node.Kind, "extraction-value"], (await FindAsync(bench, world.By, "passage-of-other-text")).Select(f => f.On!.Value.Kind));
        Must(await edit.AttachAsync(world.By, world.Report, null, Cancel));
        Assert.Equal(2, (await FindAsync(bench, world.By, "passage-of-other-text")).Count);
        Must(await edit.AttachAsync(world.By, world.Report, world.Source, Cancel));
        Assert.Empty(await FindAsync(bench, world.By, "passage-of-other-text"));
    }

    [Fact]
    public async Task Numbers_that_do_not_follow_the_years_of_data_are_found_until_the_studies_are_numbered_anew()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        var studies = bench.Get<EditStudy.Handler>();
        Assert.Equal(world.Studies[1].Node, Assert.Single(await FindAsync(bench, world.By, "numbers-not-by-year")).On);
        Must(await studies.NumberAsync(world.By, Cancel));
        Must(await studies.AddAsync(world.By, new("Without a year"), Cancel));
        Assert.Empty(await FindAsync(bench, world.By, "numbers-not-by-year"));
        var early = Must(await studies.AddAsync(world.By, new("Early 1999", 1997), Cancel));
        Assert.Contains("Early 1999 (1997) comes after Byrne 2011 (2010)", Assert.Single(await FindAsync(bench, world.By, "numbers-not-by-year")).Message, StringComparison.Ordinal);
        Must(await studies.WithdrawAsync(world.By, early, "It was retracted.", Cancel));
        Assert.Empty(await FindAsync(bench, world.By, "numbers-not-by-year"));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Where_nothing_was_screened_a_report_of_a_study_misses_no_decision(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        Assert.Empty((await bench.Get<CountFlow.Handler>().RunAsync(world.By.Project, Cancel)).UndecidedInStudy);
        var other = Must(await bench.Get<EditCitation.Handler>().AddAsync(world.By, new("Of something else", []), Cancel));
        Must(await bench.Get<Screen.Handler>().DecideAsync(world.By, other, ScreeningStage.TitleAndAbstract, ScreeningVerdict.Exclude, null, Cancel));
        Assert.Equal(world.Report.Node, Assert.Single(await FindAsync(bench, world.By, "undecided-in-study")).On);
        // A study that was withdrawn is not among the included.
        Must(await bench.Get<EditStudy.Handler>().WithdrawAsync(world.By, world.Studies[0], "It was retracted.", Cancel));
        Assert.Empty(await FindAsync(bench, world.By, "undecided-in-study"));
    }

    [Fact]
    public void Lenses_are_shipped_with_their_questions()
    {
        Assert.Equal([("bacchi-2009", 6), ("willig-2013", 6), ("levitas-2005", 3), ("levitas-2013", 3), ("problem-discourses-effects", 3)], LensGuide.All.Select(l => (l.Id, l.Parts.Count)));
        Assert.Equal(["archaeology", "ontology", "architecture"], LensGuide.Find("levitas-2013")!.Parts.Select(p => p.Id));
        Assert.All(LensGuide.All, l => Assert.True(l is { Name.Length: > 0, Cite.Length: > 0 } && l.Parts.All(p => p is { Name.Length: > 0, Asks.Length: > 0 }) && l.Parts.Select(p => p.Id).Distinct().Count() == l.Parts.Count, l.Id));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_storyline_keeps_the_lens_it_was_tried_through_and_says_why_it_was_left_beside_why_it_was_begun(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var (edit, lenses) = (bench.Get<EditStoryline.Handler>(), LensGuide.All.Select(l => l.Id).ToList());
        var storyline = Must(await edit.AddAsync(world.By, new("Quiet"), Cancel));
        Must(await edit.ChangeAsync(world.By, storyline, new("Quiet", lenses[0], Why: "It asks what is left silent."), Cancel));
        Must(await edit.ChangeAsync(world.By, storyline, new("Quiet", lenses[1], Why: "It asks what is left silent."), Cancel));
        var step = Must(await edit.AddStepAsync(world.By, storyline, "Quiet is part of the job", "", Cancel));
        foreach (var lens in new[] { lenses[0], "" })
            Assert.Contains("Begin another storyline", Assert.IsType<Refused>((await edit.ChangeAsync(world.By, storyline, new("Quiet", lens, Why: "Better."), Cancel)).Error).Message, StringComparison.Ordinal);

        Assert.IsType<SynthesisInvalid>((await edit.ChangeAsync(world.By, storyline, new("Quiet", lenses[1], StorylineStanding.Rejected, "It asks what is left silent."), Cancel)).Error);
        Must(await edit.ChangeAsync(world.By, storyline, new("Quiet", lenses[1], StorylineStanding.Rejected, "Too little fits."), Cancel));
        Assert.Equal("It asks what is left silent.\nRejected: Too little fits.", (await ReadAsync()).Why);
        Must(await edit.ChangeStepAsync(world.By, step, "Quiet is what the job is", "", false, Cancel));
        Assert.Equal("Quiet is what the job is", (await ReadAsync()).Steps.Single().Name);

        async Task<ReadStorylines.Row> ReadAsync() => Assert.Single(await bench.Get<ReadStorylines.Handler>().RunAsync(world.By, Cancel));
    }
}
