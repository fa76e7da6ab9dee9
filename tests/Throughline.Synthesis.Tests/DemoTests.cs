using Throughline.Demo;
using Throughline.Exchange.Reports;
using Throughline.Exchange.Syntheses;
using Throughline.Projects;
using Throughline.Review.Citations;
using Throughline.Review.Screening;
using Throughline.Review.Searches;
using Throughline.Review.Studies;
using Throughline.Storage;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Constructs;
using Throughline.Synthesis.Phases;
using Throughline.Synthesis.Translation;
using Throughline.Testing;

namespace Throughline.Synthesis.Tests;

/// <summary>The synthesis of the worked example: that its numbers add up, and that what it leaves to be done is what is found.</summary>
public sealed class DemoTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_worked_example_is_a_whole_synthesis_with_two_comparisons_left_and_its_faults_are_found()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var project = (await new LoadDemo(bench.Get<IServiceProvider>()).RunAsync(_ => { }, Cancel)).Value;
        var by = new Acting(project, (await bench.Get<ListAnalysts.Handler>().RunAsync(project, Cancel)).Single(a => a.Name == "Ruth Adeyemi").Id);

        // 39 records, 20 of them copies; of 19 screened 7 are left out, 12 sought, 1 not to be had, 3 of 11 left out with a reason.
        var flow = await bench.Get<CountFlow.Handler>().RunAsync(project, Cancel);
        Assert.Equal((39, 20, 19, 7, 12, 1, 11, 0), (flow.Identified, flow.Copies, flow.Screened, flow.ExcludedAtFirst, flow.Sought, flow.NotRetrieved, flow.Assessed, flow.Waiting));
        Assert.Equal((3, 7, 8, 0), (flow.ExcludedAtFullText.Sum(r => r.Reports), flow.Studies, flow.Reports, flow.NotImported));
        Assert.Equal(flow.Identified - flow.Copies, flow.Screened);
        Assert.Equal(flow.Screened - flow.ExcludedAtFirst, flow.Sought);
        Assert.Equal(flow.Assessed - flow.ExcludedAtFullText.Sum(r => r.Reports), flow.Reports);
        Assert.Empty(flow.Unknown);
        Assert.Empty(await bench.Get<MergeCopies.Handler>().ProposeAsync(project, Cancel));
        Assert.Equal(["The cost of home visits in a port city"], (await bench.Get<ListSearches.Handler>().RunAsync(project, Cancel)).Runs.SelectMany(r => r.OnlyBefore));

        var grid = await bench.Get<ReadGrid.Handler>().RunAsync(by, null, Cancel);
        Assert.Equal((49, 47, 0), (grid.Expected, grid.Made, grid.ToSettle));
        Assert.Equal([2001, 2004, 2008, 2010, 2012, 2015, 2017], grid.Lines.Select(l => l.Study.DataYear!.Value));
        Assert.Equal(2, grid.Lines.Single(l => l.Study.Label == "Lindgate 2006").Study.Reports.Count);
        Assert.Equal(["everyone, and so whoever comes first"], grid.Unplaced.Select(c => c.Name));
        Assert.All(grid.Constructs.Values, c => Assert.True(c is { Passage.Length: > 0, Page.Length: > 0, IsLost: false }));
        Assert.Equal("413", grid.Constructs.Values.Single(c => c.Name == "discussed and not minuted").Page);
        Assert.Equal(4, grid.Constructs.Values.Count(c => c.Order == ConstructOrder.First));
        Assert.Contains(grid.Constructs.Values, c => c.Context.Count > 0);
        foreach (var cluster in grid.Clusters)
        {
            var within = await bench.Get<ReadGrid.Handler>().RunAsync(by, cluster.Id, Cancel);
            Assert.Equal((within.Expected, 0), (within.Made, within.ToSettle));
        }
        // One study was translated by both, apart; where they differed it is settled.
        var brightwell = grid.Lines.Single(l => l.Study.Label == "Brightwell 2017");
        Assert.Equal(2, brightwell.Given.Count);
        Assert.Equal(2, grid.Columns.Count(c => grid[brightwell.Study.Id, c.Id] is { Decided.IsIndependent: false, Sides.Count: 2 }));
        var relations = await bench.Get<RelateConcepts.Handler>().ListAsync(project, Cancel);
        Assert.Equal([(RelationKind.Reciprocal, 6), (RelationKind.Refutational, 1), (RelationKind.LineOfArgument, 2)], relations.GroupBy(r => r.Kind).OrderBy(g => g.Key).Select(g => (g.Key, g.Count())));

        var lines = await bench.Get<ReadStorylines.Handler>().RunAsync(by, Cancel);
        Assert.Equal([StorylineStanding.Kept, StorylineStanding.Rejected], lines.Select(l => l.Standing));
        // From a sentence of the argument the thread goes up to a target, and down to the words of a paper.
        var claim = lines[0].Steps[0].Sentences.Single(c => c.Text.EndsWith("is called a choice.", StringComparison.Ordinal));
        var thread = bench.Get<IEnumerable<IThreadContributor>>().ToList();
        async Task<List<ThreadEdge>> TiesAsync(NodeRef node)
        {
            var ties = new List<ThreadEdge>();
            foreach (var part in thread) ties.AddRange(await part.TiesAsync(by, node, Cancel));
            return ties;
        }
        Assert.Contains(await TiesAsync(claim.Id.Node), t => t.From.Kind == "target");
        var construct = claim.Rests.First(r => r.Kind == "construct").Node;
        Assert.Contains(await TiesAsync(construct), t => t.From == construct && t.To.Kind == "excerpt");
        var found = await CheckAsync();
        Assert.Equal(["comparison-not-made", "rerun-lost", "unsupported-claim"], found.Select(f => f.Kind).Order(StringComparer.Ordinal));
        Assert.Contains("Achterberg 2020 is not yet compared with \"A name that turns into a cause\", \"Having been there\"", found.Single(f => f.Kind == "comparison-not-made").Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 7), (await bench.Get<LogPhase.Handler>().ListAsync(project, Cancel)).Select(p => p.Phase).Distinct());

        // Of how many studies a sentence says that it holds is held against those that stand under it: five of the seven here.
        foreach (var (says, wrong) in new[]
        {
            ("In five of the seven studies it is called a choice, for two weeks or one of the reasons.", null),
            ("In six studies it is called a choice.", "\"In six studies it is called a choice.\" says \"six studies\", and 5 studies stand under it. Put the number right, or what it rests on."),
            ("In five of the eight studies it is called a choice.", "\"In five of the eight studies it is called a choice.\" says \"five of the eight studies\", and 7 studies are in the review. Put the number right."),
            ("Five studies call it a choice, and two studies do not.", null),
            ("Five studies call it a choice, and two of the eight studies do not.", "\"Five studies call it a choice, and two of the eight studies do not.\" says \"two of the eight studies\", and 7 studies are in the review. Put the number right."),
            (claim.Text, null),
        })
        {
            Must(await bench.Get<EditStoryline.Handler>().RewriteAsync(by, claim.Id, new(says, true, claim.Outside, [.. claim.Rests.Select(r => r.Node)]), Cancel));
            Assert.Equal(wrong is null ? [] : [(wrong, claim.Id.Node)], (await CheckAsync()).Where(f => f.Kind == "count-differs").Select(f => (f.Message, f.On!.Value)));
        }

        // What claims nothing, and what literature outside the review says, is not counted.
        Must(await bench.Get<EditStoryline.Handler>().RewriteAsync(by, claim.Id, new("Six studies were read.", false, "", []), Cancel));
        Assert.DoesNotContain(await CheckAsync(), f => f.Kind == "count-differs");
        Must(await bench.Get<EditStoryline.Handler>().RewriteAsync(by, claim.Id, new("Four studies of others say so.", true, "Berg 2010", [.. claim.Rests.Select(r => r.Node)]), Cancel));
        Assert.DoesNotContain(await CheckAsync(), f => f.Kind == "count-differs");
        Must(await bench.Get<EditStoryline.Handler>().RewriteAsync(by, claim.Id, new(claim.Text, true, claim.Outside, [.. claim.Rests.Select(r => r.Node)]), Cancel));

        var report = HtmlReport.Write((await bench.Get<BuildSynthesisReport.Handler>().RunAsync(by, Cancel)).Value.Document);
        foreach (var words in new[] { "Somebody else’s politics", "discussed and not minuted", "Known, argued and kept out of the minutes" }) Assert.Contains(words, System.Net.WebUtility.HtmlDecode(report), StringComparison.Ordinal);

        // Planted: of the studies that hold a concept all but one are withdrawn, then that one too, and what rested on them is found.
        var names = grid.Columns.Single(c => c.Name == "A name that turns into a cause");
        var holding = grid.StudiesOf(names.Id).ToList();
        foreach (var line in holding.Skip(1)) Must(await bench.Get<EditStudy.Handler>().WithdrawAsync(by, line.Study.Id, "Planted.", Cancel));
        Assert.Contains($"rests on one study, {holding[0].Study.Label}", (await CheckAsync()).Single(f => f.Kind == "thin-concept" && f.On == names.Id.Node).Message, StringComparison.Ordinal);
        Must(await bench.Get<EditStudy.Handler>().WithdrawAsync(by, holding[0].Study.Id, "Planted.", Cancel));
        Assert.Contains(await CheckAsync(), f => f.Kind == "unsupported-claim" && f.Message.Contains("comes to look like the cause", StringComparison.Ordinal));

        async Task<IReadOnlyList<CheckSynthesis.Finding>> CheckAsync() => (await bench.Get<CheckSynthesis.Handler>().RunAsync(by, Cancel)).Findings;
    }
}
