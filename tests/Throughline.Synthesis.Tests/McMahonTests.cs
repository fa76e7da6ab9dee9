using Throughline.Demo;
using Throughline.Exchange.Reports;
using Throughline.Exchange.Syntheses;
using Throughline.Projects;
using Throughline.Review.Screening;
using Throughline.Review.Searches;
using Throughline.Storage;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Constructs;
using Throughline.Synthesis.Phases;
using Throughline.Synthesis.Translation;
using Throughline.Testing;

namespace Throughline.Synthesis.Tests;

/// <summary>The published synthesis as a project, held against the facts that its author gives (doi 10.1057/s41285-022-00176-6).</summary>
public sealed class McMahonTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task The_project_holds_the_papers_studies_searches_table_and_storyline(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var project = (await new LoadMcMahon(bench.Get<IServiceProvider>()).RunAsync(_ => { }, Cancel)).Value;
        var by = new Acting(project, (await bench.Get<ListAnalysts.Handler>().RunAsync(project, Cancel))[0].Id);

        var grid = await bench.Get<ReadGrid.Handler>().RunAsync(by, null, Cancel);
        Assert.Equal(Enumerable.Range(1, 11), grid.Lines.Select(l => l.Study.Number));
        Assert.Equal(13, grid.Lines.Sum(l => l.Study.Reports.Count));
        Assert.Equal([2009, 2012], grid.Lines[0].Study.Reports.Select(r => r.Year!.Value));
        Assert.Equal([1, 2], grid.Lines.Where(l => l.Study.DataYear is not null).Select(l => l.Study.Number));
        Assert.All(grid.Lines.Skip(2), l => Assert.Equal("not in the text", l.Study.DataYears));

        // Nineteen rows, three of them without a number; study 10 is counted nowhere.
        int[][] numbers = [[4, 7], [4, 7], [1, 2], [], [3, 4, 5, 6, 7], [5, 9], [9], [], [1, 2, 6, 8, 11], [1, 2, 11], [1, 2, 11], [11], [5, 7, 11], [1, 2], [1, 6, 11], [6, 11], [1, 11], [6], []];
        Assert.Equal(numbers, grid.Columns.Select(c => grid.StudiesOf(c.Id).Select(l => l.Study.Number).ToArray()));
        Assert.Equal([("individual", 8), ("organisational", 10), ("external", 1)], grid.Columns.GroupBy(c => c.Level).Select(g => (g.Key, g.Count())));
        Assert.Equal(3, grid.Columns.Count(c => c.Definition == "Number not in the text."));
        Assert.Equal(2, grid.Clusters.Count);
        foreach (var (cluster, rows) in grid.Clusters.Zip([10, 8])) Assert.Equal(rows, (await bench.Get<ReadGrid.Handler>().RunAsync(by, cluster.Id, Cancel)).Columns.Count);
        Assert.Equal(18, (await bench.Get<RelateConcepts.Handler>().ListAsync(project, Cancel)).Count(r => r is { Kind: RelationKind.Reciprocal, FromCluster: not null, ToCluster: null }));
        Assert.All(await bench.Get<ListConstructs.Handler>().RunAsync(project, Cancel), c => Assert.Equal((ConstructOrder.Second, "not in the text"), (c.Order, c.Page)));

        var runs = (await bench.Get<ListSearches.Handler>().RunAsync(project, Cancel)).Runs.Where(r => r.Kind == SearchKind.Database).ToList();
        Assert.Equal([(new DateOnly(2018, 12, 11), 4), (new DateOnly(2020, 5, 22), 4)], runs.GroupBy(r => r.RanOn!.Value).Select(g => (g.Key, g.Count())));
        Assert.All(runs, r => Assert.True(r is { Platform: "not in the text", Hits: null } && r.Blocks.Split('\n').Length == 2 && r.RerunOf is null == (r.RanOn!.Value.Year == 2018)));
        var flow = await bench.Get<CountFlow.Handler>().RunAsync(project, Cancel);
        Assert.Equal((10, 11, 13), (flow.Unknown.Count, flow.Studies, flow.Reports));
        // What its text does not count is not counted here: the reports are what is included, not what was found.
        var drawn = CountFlow.Draw(flow);
        Assert.Equal(2, drawn.Boxes.Count(b => string.Join(' ', b.Lines).StartsWith("Records identified: number not known", StringComparison.Ordinal)));
        Assert.DoesNotContain("(n = 0)", CountFlow.Svg(flow), StringComparison.Ordinal);
        Assert.All(CountFlow.Rows(flow), r => Assert.Equal(r.Box == "Included", r.Number is not null));

        var plan = await bench.Get<DecidePlan.Handler>().ReadAsync(project, Cancel);
        Assert.Equal((OrderRule.AllSecond, AppraisalDecision.NotAppraised), (plan.OrderRule, plan.Appraisal));
        var storyline = Assert.Single(await bench.Get<ReadStorylines.Handler>().RunAsync(by, Cancel));
        Assert.Equal(["problem", "discourses", "effects"], storyline.Steps.Select(s => s.LensPart));
        Assert.DoesNotContain(storyline.Steps.SelectMany(s => s.Sentences), s => s.IsUnsupported);

        // What the text leaves open is found; nothing of what it gives is.
        var left = (await bench.Get<CheckSynthesis.Handler>().RunAsync(by, Cancel)).Findings.Select(f => f.Kind).ToHashSet();
        Assert.Superset(new HashSet<string> { "comparison-not-made", "thin-concept", "no-construct" }, left);
        Assert.DoesNotContain(left, kind => kind is "unsupported-claim" or "rerun-missing" or "not-decided" or "phase-empty" or "study-without-report");
        // The report says of each item of both guidelines what is there, and of those from memory that they are.
        var report = (await bench.Get<BuildSynthesisReport.Handler>().RunAsync(by, Cancel)).Value;
        Assert.Equal((11, 19, 0), (report.Studies, report.Concepts, report.Unsupported));
        Assert.Equal([("emerge", 19), ("entreq", 21)], report.Items.GroupBy(i => i.Guide).Select(g => (g.Key, g.Count())));
        Assert.Equal([11, 12, 13], report.Items.Where(i => i.State == ReportingState.NotApplicable).Select(i => i.Number));
        Assert.Equal([("emerge", 8), ("entreq", 7), ("entreq", 9)], report.Items.Where(i => i.State == ReportingState.Missing).Select(i => (i.Guide, i.Number)));
        Assert.Equal(("emerge", 19), report.Items.Where(i => i.State == ReportingState.ToWrite).Select(i => (i.Guide, i.Number)).Single());
        var html = HtmlReport.Write(report.Document);
        foreach (var words in new[] { "In plain words", "Table 2. Translated concepts: Within", "Number", "not in the text", "Rests on: ", "from memory, not checked yet", "22 May 2020", "Number not in the text.", "Numbers of the flow: not in the text.", "Set against research" }) Assert.Contains(words, html, StringComparison.Ordinal);
        Assert.DoesNotContain("Without support in the review", html, StringComparison.Ordinal);
        Assert.All(ReportingGuide.All, g => Assert.Equal(Enumerable.Range(1, g.Items.Count), g.Items.Select(i => i.Number)));
        var anchors = report.Document.Blocks.OfType<ReportHeading>().Select(h => h.Anchor).ToList();
        Assert.Equal(anchors.Count, anchors.Distinct().Count());

        Assert.IsType<TitleInvalid>((await new LoadMcMahon(bench.Get<IServiceProvider>()).RunAsync(_ => { }, Cancel)).Error);
    }
}
