using Throughline.Exchange.Reports;
using Throughline.Exchange.Syntheses;
using Throughline.Review;
using Throughline.Review.Citations;
using Throughline.Review.Screening;
using Throughline.Review.Searches;
using Throughline.Storage;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Phases;
using Throughline.Testing;

namespace Throughline.Synthesis.Tests;

/// <summary>Literature outside the review: cited apart, in the references and on the thread, under no claim and in no number of the flow.</summary>
public sealed class OutsideTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_sentence_cites_literature_outside_the_review_apart_and_nothing_rests_on_it(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var (edit, cite, read) = (bench.Get<EditStoryline.Handler>(), bench.Get<EditCitation.Handler>(), bench.Get<ReadStorylines.Handler>());
        var work = Must(await cite.AddAsync(world.By, new("Elsewhere too", ["Marmot, M", "Allen, J", "Bell, R"], "2012", "Lancet"), Cancel));
        var storyline = Must(await edit.AddAsync(world.By, new("Quiet"), Cancel));
        var step = Must(await edit.AddStepAsync(world.By, storyline, "Quiet as duty", "", Cancel));
        var claim = Must(await edit.WriteAsync(world.By, step, new("Politics is kept out.", true, "as in other countries", [], [work]), Cancel));
        var sentence = await SentenceAsync();
        Assert.Equal((true, "Marmot et al. 2012", "Elsewhere too", "as in other countries"), (sentence.IsUnsupported, sentence.Cited.Single().Label, sentence.Cited.Single().Title, sentence.Outside));
        Assert.Empty(sentence.Rests);
        Assert.Contains((await bench.Get<CheckSynthesis.Handler>().RunAsync(world.By, Cancel)).Findings, f => f.Kind == "unsupported-claim" && f.On == claim.Node);
        foreach (var node in new[] { claim.Node, work.Node })
        {
            var ties = new List<ThreadEdge>();
            foreach (var part in bench.Get<IEnumerable<IThreadContributor>>()) ties.AddRange(await part.TiesAsync(world.By, node, Cancel));
            Assert.Contains(new ThreadEdge(claim.Node, work.Node, "is set against"), ties);
        }

        // Resting on what a study says, it is cited with its place in the list, apart from the study's report.
        Must(await world.DecideAsync(world.By, 0, 0, Translation.CellRelation.Same, await world.TakeAsync()));
        Must(await edit.RewriteAsync(world.By, claim, new("Politics is kept out.", true, "as in other countries", [world.Concepts[0].Node], [work]), Cancel));
        Assert.False((await SentenceAsync()).IsUnsupported);
        var html = System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Replace(HtmlReport.Write(Must(await bench.Get<BuildSynthesisReport.Handler>().RunAsync(world.By, Cancel)).Document), "<[^>]*>", ""));
        Assert.Contains("Rests on: Politics out of reach (study 1). (Tremblay 2010) Outside the review: as in other countries (Marmot et al. 2012)", html, StringComparison.Ordinal);
        Assert.Contains("Marmot M, Allen J, Bell R (2012) Elsewhere too. Lancet.", html, StringComparison.Ordinal);
        var facts = Must(await bench.Get<BuildSynthesisReport.Handler>().StandsAsync(world.By, Cancel));
        Assert.Contains("Set against literature outside the review.", facts.Of(ReportingGuide.All.SelectMany(g => g.Items).First(i => i.From.Contains("outside"))).Words, StringComparison.Ordinal);

        // A report of the review is no literature outside it.
        Assert.Contains("is a report of a study", Assert.IsType<Refused>((await edit.RewriteAsync(world.By, claim, new("Politics is kept out.", true, "", [], [world.Report]), Cancel)).Error).Message, StringComparison.Ordinal);
        Assert.IsType<SynthesisMissing>((await edit.RewriteAsync(world.By, claim, new("Politics is kept out.", true, "", [], [CitationId.New()]), Cancel)).Error);
        Assert.IsType<SynthesisInvalid>((await edit.RewriteAsync(world.By, claim, new("Politics is kept out.", true, "", [work.Node]), Cancel)).Error);

        // Merged into another it is cited as that one; taken away it says so, and undo brings it back.
        var same = Must(await cite.AddAsync(world.By, new("Elsewhere, too", ["Marmot, Michael"], "2012"), Cancel));
        Must(await bench.Get<MergeCopies.Handler>().RunAsync(world.By, same, [work], Cancel));
        Assert.Equal((same, "Marmot 2012"), (await SentenceAsync()).Cited.Single() is var merged ? (merged.Id, merged.Label) : default);
        Must(await bench.Get<Undo>().UndoAsync(world.By, Cancel));
        Must(await cite.RemoveAsync(world.By, work, Cancel));
        Assert.Equal(("a work that was taken away since", ""), (await SentenceAsync()).Cited.Single() is var gone ? (gone.Label, gone.Title) : default);
        Must(await bench.Get<BuildSynthesisReport.Handler>().RunAsync(world.By, Cancel));
        Must(await bench.Get<Undo>().UndoAsync(world.By, Cancel));
        Assert.Equal("Marmot et al. 2012", (await SentenceAsync()).Cited.Single().Label);

        // Sentences are put in another order, and no sentence goes above the first.
        var second = Must(await edit.WriteAsync(world.By, step, new("Nobody says it twice.", false, "", []), Cancel));
        Must(await edit.MoveUpAsync(world.By, second, Cancel));
        Must(await edit.MoveUpAsync(world.By, second, Cancel));
        Assert.Equal([second, claim], (await read.RunAsync(world.By, Cancel)).Single().Steps.Single().Sentences.Select(s => s.Id));
        Must(await bench.Get<Undo>().UndoAsync(world.By, Cancel));
        Assert.Equal([claim, second], (await read.RunAsync(world.By, Cancel)).Single().Steps.Single().Sentences.Select(s => s.Id));

        async Task<ReadStorylines.Sentence> SentenceAsync() => (await read.RunAsync(world.By, Cancel)).Single().Steps.Single().Sentences.Single(s => s.Id == claim);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_was_brought_in_only_to_be_cited_is_in_no_number_of_the_flow(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        var (search, import, list, flows) = (bench.Get<EditSearch.Handler>(), bench.Get<ImportCitations.Handler>(), bench.Get<ListCitations.Handler>(), bench.Get<CountFlow.Handler>());
        var database = Must(await search.AddAsync(world.By, new(SearchKind.Database, "Embase"), Cancel));
        Must(await import.RunAsync(world.By, "found.ris", "TY  - JOUR\nTI  - Found\nER  -\nTY  - JOUR\nTI  - Both\nER  -\n"u8.ToArray(), database, Cancel));
        var before = await flows.RunAsync(world.By.Project, Cancel);
        Assert.Equal((3, 0, 3), (before.Identified, before.Copies, before.Waiting));
        var outside = Must(await search.AddAsync(world.By, new(SearchKind.Outside, "What it is set against", Hits: 7), Cancel));
        Must(await import.RunAsync(world.By, "outside.ris", "TY  - JOUR\nTI  - Elsewhere\nER  -\nTY  - JOUR\nTI  - Both\nER  -\n"u8.ToArray(), outside, Cancel));
        var ids = (await list.RunAsync(world.By.Project, Cancel)).ToDictionary(c => (c.Title, c.FileName), c => c.Id);
        // Until it is said that two are one, the second is not counted; kept in the place of the database's, the work is counted where the database gave it.
        await SameAsync();
        Must(await bench.Get<MergeCopies.Handler>().RunAsync(world.By, ids[("Both", "outside.ris")], [ids[("Both", "found.ris")]], Cancel));
        await SameAsync();
        Must(await bench.Get<Undo>().UndoAsync(world.By, Cancel));
        Must(await bench.Get<MergeCopies.Handler>().RunAsync(world.By, ids[("Both", "found.ris")], [ids[("Both", "outside.ris")]], Cancel));
        await SameAsync();
        // Screened, it is a record of the review after all.
        Must(await bench.Get<Screen.Handler>().DecideAsync(world.By, ids[("Elsewhere", "outside.ris")], ScreeningStage.TitleAndAbstract, ScreeningVerdict.Exclude, null, Cancel));
        var after = await flows.RunAsync(world.By.Project, Cancel);
        Assert.Equal((4, 0, 1, 3), (after.Identified, after.Copies, after.Screened, after.Waiting));
        Assert.Equal(after.Identified - after.Copies, after.Screened + after.Waiting);

        async Task SameAsync()
        {
            var flow = await flows.RunAsync(world.By.Project, Cancel);
            Assert.Equal((before.Identified, before.Copies, before.Screened, before.Waiting, before.Unknown.Count), (flow.Identified, flow.Copies, flow.Screened, flow.Waiting, flow.Unknown.Count));
            Assert.Equal(CountFlow.Rows(before), CountFlow.Rows(flow));
        }
    }
}
