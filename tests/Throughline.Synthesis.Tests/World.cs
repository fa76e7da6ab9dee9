using Throughline.Projects;
using Throughline.Review;
using Throughline.Review.Citations;
using Throughline.Review.Studies;
using Throughline.Sources;
using Throughline.Synthesis.Constructs;
using Throughline.Synthesis.Translation;
using Throughline.Testing;

namespace Throughline.Synthesis.Tests;

/// <summary>A small review: three studies, the first with a full text, two concepts, two analysts.</summary>
internal sealed class World
{
    public const string Text = "The managers did not place politics elsewhere.\nEleven of them called the gap a political question.\nNobody asked what the bus costs.";

    public required TestWorkbench Bench { get; init; }
    public required Acting By { get; init; }
    public required Acting Other { get; init; }
    public required StudyId[] Studies { get; init; }
    public required ConceptId[] Concepts { get; init; }
    public required SourceId Source { get; init; }
    public required CitationId Report { get; init; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public T Get<T>() where T : notnull => Bench.Get<T>();

    public static async Task<World> MakeAsync(TestWorkbench bench)
    {
        var by = Must(await bench.Get<CreateProject.Handler>().RunAsync(new("Review", "Ruth Adeyemi"), Cancel)).Acting;
        var other = by with { Analyst = Must(await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom Hale", Cancel)) };
        var studies = new List<StudyId>();
        foreach (var (label, year, people) in new[] { ("Tremblay 2010", 2008, "27 staff, Canada"), ("Ashworth 2003", 2001, "18 nurses, England"), ("Byrne 2011", 2010, "12 directors, Ireland") })
            studies.Add(Must(await bench.Get<EditStudy.Handler>().AddAsync(by, new(label, year, "", people), Cancel)));
        var source = await bench.AddTextAsync(by, "Tremblay 2010, full text", Text, SourceKind.Document);
        var report = Must(await bench.Get<EditCitation.Handler>().AddAsync(by, new("Quiet about politics", ["Tremblay, Jo"], "2010"), Cancel));
        Must(await bench.Get<EditCitation.Handler>().GroupAsync(by, report, studies[0], Cancel));
        Must(await bench.Get<EditCitation.Handler>().AttachAsync(by, report, source, Cancel));
        var concepts = new List<ConceptId>();
        foreach (var (name, level) in new[] { ("Politics out of reach", "external"), ("What is counted", "organisational") })
            concepts.Add(Must(await bench.Get<EditConcept.Handler>().AddAsync(by, new(name, "", level), Cancel)));
        return new() { Bench = bench, By = by, Other = other, Studies = [.. studies], Concepts = [.. concepts], Source = source, Report = report };
    }

    /// <summary>The same review on another copy of the project.</summary>
    public World On(TestWorkbench bench) => new() { Bench = bench, By = By, Other = Other, Studies = Studies, Concepts = Concepts, Source = Source, Report = Report };

    /// <summary>A construct of the first study, taken from its full text.</summary>
    public async Task<ConstructId> TakeAsync(string name = "a political question", int start = 47, int end = 98) =>
        Must(await Get<EditConstruct.Handler>().AddAsync(By, Studies[0], new(name, Count: "11 of 27"), Source, null, new(start, end), Cancel));

    /// <summary>A construct whose page is written by hand.</summary>
    public async Task<ConstructId> WriteAsync(int study, string name) => Must(await Get<EditConstruct.Handler>().AddAsync(By, Studies[study], new(name, Page: "12"), null, null, null, Cancel));

    public async Task<Result<ComparisonId>> DecideAsync(Acting by, int study, int concept, CellRelation relation, params ConstructId[] constructs)
    {
        var cell = (await GridAsync(by))[Studies[study], Concepts[concept]];
        return await Get<CompareStudy.Handler>().DecideAsync(by, Studies[study], Concepts[concept], new(relation, Constructs: constructs.Length > 0 ? constructs : null, Seen: cell.Seen), Cancel);
    }

    public Task<ReadGrid.Grid> GridAsync(Acting? by = null) => Get<ReadGrid.Handler>().RunAsync(by ?? By, null, Cancel);
}

internal static class Spots
{
    extension(ReadGrid.Grid grid)
    {
        /// <summary>A cell as this grid shows it, for moving a construct out of it or into it.</summary>
        public CompareStudy.Spot SpotOf(StudyId study, ConceptId concept) => new(concept, grid[study, concept].Seen);
    }
}
