using System.Globalization;
using Throughline.Framing.Representations;
using Throughline.Projects;
using Throughline.Review;
using Throughline.Review.Citations;
using Throughline.Review.Extraction;
using Throughline.Review.Screening;
using Throughline.Review.Searches;
using Throughline.Review.Studies;
using Throughline.Sources;
using Throughline.Synthesis;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Constructs;
using Throughline.Synthesis.Phases;
using Throughline.Synthesis.Translation;
using Throughline.Targeting.Targets;
using Throughline.Text;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Throughline.Demo;

/// <summary>The synthesis of the worked example: eight invented papers of seven studies, searched for, screened, translated into one another and argued from.</summary>
internal sealed class LoadSynthesis(IServiceProvider services, Acting by, IReadOnlyDictionary<string, AnalystId> analysts)
{
    private const string Folder = "synthesis/";

    private readonly Dictionary<string, StudyId> _studies = [];
    private readonly Dictionary<string, (SourceId Id, RevisionId Revision, SegmentFinder Finder)> _papers = [];
    private readonly Dictionary<string, ConstructId> _constructs = [];
    private readonly Dictionary<string, ConceptId> _concepts = [];

    public async Task RunAsync(CancellationToken cancel)
    {
        var sample = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Deserialize<Described>(System.Text.Encoding.UTF8.GetString(SampleFiles.Read(Folder + "review.yaml")));
        Must(await Get<DecidePlan.Handler>().RunAsync(by, new(OrderRule.AsTaken, sample.OrderReason, AppraisalDecision.NotAppraised, sample.AppraisalReason, sample.Stance, sample.Plain), cancel));
        foreach (var row in Rows("phases.csv"))
            Must(await Get<LogPhase.Handler>().AddAsync(As(row), new(int.Parse(row["phase"], CultureInfo.InvariantCulture), row["outcome"] == "yes", row["text"], row["why"], Day(row["on"])), cancel));
        await SearchAsync(cancel);
        var cited = (await Get<ListCitations.Handler>().RunAsync(by.Project, cancel)).ToDictionary(c => c.Doi, c => c.Id);
        await ScreenAsync(sample.Reasons, cited, cancel);
        await GroupAsync(sample.Form, cited, cancel);
        await TakeAsync(cancel);
        await TranslateAsync(sample.Clusters, cancel);
        await ArgueAsync(sample.Storylines, cancel);
    }

    /// <summary>Searches with what each found; then the copies among all of it are merged.</summary>
    private async Task SearchAsync(CancellationToken cancel)
    {
        foreach (var row in Rows("target-papers.csv")) Must(await Get<EditSearch.Handler>().AddTargetAsync(by, row["title"], row["doi"], cancel));
        var runs = new Dictionary<string, SearchRunId>();
        foreach (var row in Rows("searches.csv"))
        {
            CitationId? from = row["began_from"].Length > 0 ? (await Get<ListCitations.Handler>().RunAsync(by.Project, cancel)).First(c => c.Doi == row["began_from"]).Id : null;
            var run = runs[row["key"]] = Must(await Get<EditSearch.Handler>().AddAsync(As(row, "by"), new(Enum.Parse<SearchKind>(row["kind"]), row["database"], row["platform"], Day(row["on"]), row["blocks"], row["limits"], row["by"],
                int.Parse(row["hits"], CultureInfo.InvariantCulture), row["rerun_of"].Length > 0 ? runs[row["rerun_of"]] : null, from), cancel));
            var read = Must(await Get<ImportCitations.Handler>().RunAsync(As(row, "by"), row["file"], SampleFiles.Read(Folder + row["file"]), run, cancel));
            if (read.Faults.Count > 0) throw new InvalidOperationException($"{row["file"]} of the worked example, line {read.Faults[0].Line}: {read.Faults[0].Message}");
        }
        foreach (var copies in await Get<MergeCopies.Handler>().ProposeAsync(by.Project, cancel))
            Must(await Get<MergeCopies.Handler>().RunAsync(by, copies.Citations[0].Id, [.. copies.Citations.Skip(1).Select(c => c.Id)], cancel));
    }

    private async Task ScreenAsync(List<string> reasons, Dictionary<string, CitationId> cited, CancellationToken cancel)
    {
        var screen = Get<Screen.Handler>();
        var why = new Dictionary<string, ExclusionReasonId>();
        foreach (var reason in reasons) why[reason] = Must(await screen.AddReasonAsync(by, reason, cancel));
        foreach (var row in Rows("screening.csv"))
            foreach (var (stage, column) in new[] { (ScreeningStage.TitleAndAbstract, "title_and_abstract"), (ScreeningStage.FullText, "full_text") })
                if (row[column].Length > 0)
                    Must(await screen.DecideAsync(As(row), cited[row["doi"]], stage, Enum.Parse<ScreeningVerdict>(row[column]), stage == ScreeningStage.FullText && row["reason"].Length > 0 ? why[row["reason"]] : null, cancel));
    }

    /// <summary>Studies with what was extracted of them, their reports, and the full texts of these.</summary>
    private async Task GroupAsync(List<Field> form, Dictionary<string, CitationId> cited, CancellationToken cancel)
    {
        var fields = new List<(string Name, ExtractionFieldId Id)>();
        foreach (var field in form) fields.Add((field.Name, Must(await Get<EditExtraction.Handler>().AddFieldAsync(by, field.Name, Enum.Parse<ExtractionType>(field.Type), field.Choices, cancel))));
        foreach (var row in Rows("studies.csv"))
        {
            var study = _studies[row["study"]] = Must(await Get<EditStudy.Handler>().AddAsync(by, new(row["label"], int.Parse(row["data_year"], CultureInfo.InvariantCulture), row["data_years"], row["participants"]), cancel));
            foreach (var (name, id) in fields) Must(await Get<EditExtraction.Handler>().WriteAsync(by, study, id, row[name], cancel));
        }
        Must(await Get<EditStudy.Handler>().NumberAsync(by, cancel));

        var reports = Rows("reports.csv");
        var job = Must(await Get<ImportFiles.Handler>().RunAsync(by, [.. reports.Select(r => new ImportFiles.Incoming(r["title"] + ".pdf", SampleFiles.Read($"{Folder}papers/{r["paper"]}.pdf")))], new(Kind: SourceKind.Article), cancel));
        var read = await Get<Jobs>().RunHereAsync(job, cancel);
        if (read.RefusedLines > 0) throw new InvalidOperationException("A paper of the worked example was refused: " + string.Join("; ", read.Lines.Where(l => l.State == JobLineState.Refused).Select(l => $"{l.Name}: {l.Message}")));
        for (var i = 0; i < reports.Count; i++)
        {
            var (source, report) = (new SourceId(read.Lines[i].Subject!.Value.Id), cited[reports[i]["doi"]]);
            Must(await Get<EditCitation.Handler>().GroupAsync(by, report, _studies[reports[i]["study"]], cancel));
            Must(await Get<EditCitation.Handler>().AttachAsync(by, report, source, cancel));
            var text = Must(await Get<ReadSource.Handler>().RunAsync(by.Project, source, null, cancel));
            _papers[reports[i]["paper"]] = (source, text.Revision, new(text.Text));
        }
        await Get<Jobs>().ClearAsync(by.Project, job, cancel);
    }

    private async Task TakeAsync(CancellationToken cancel)
    {
        foreach (var row in Rows("constructs.csv"))
        {
            var (source, revision, finder) = _papers[row["paper"]];
            var words = new EditConstruct.Words(row["name"], Enum.Parse<ConstructOrder>(row["order"]), row["gloss"], row["setting"], Enum.Parse<ConstructView>(row["view"]), row["count"]);
            _constructs[row["key"]] = Must(await Get<EditConstruct.Handler>().AddAsync(As(row), _studies[row["study"]], words, source, revision, Place(row["passage"]), cancel, row["context"].Length > 0 ? [Place(row["context"])] : null));

            TextSpan Place(string segment) => finder.Find(segment) is { Outcome: SegmentOutcome.Placed } found ? found.Places[0].Span : throw new InvalidOperationException($"\"{segment}\" is not in {row["paper"]} of the worked example.");
        }
        var taken = (await Get<ListConstructs.Handler>().RunAsync(by.Project, cancel)).ToDictionary(c => c.Id, c => c.Excerpt);
        foreach (var reading in Rows("readings.csv").GroupBy(row => row["construct"]))
            Must(await Get<MakeRepresentation.Handler>().RunAsync(As(reading.First()),
                new(_constructs[reading.Key].Node, Passage: taken[_constructs[reading.Key]], Answers: [.. reading.Select(row => SampleAnswer.Read(RepresentationField.Find(row["field"])!, row["answer"])!)]), cancel));
    }

    /// <summary>Within each cluster first, then of all studies together; one study by two analysts apart, who then settle where they differ.</summary>
    private async Task TranslateAsync(List<Clustered> described, CancellationToken cancel)
    {
        var clusters = new Dictionary<string, ClusterId>();
        foreach (var cluster in described) clusters[cluster.Key] = Must(await Get<EditCluster.Handler>().AddAsync(by, new(cluster.Name, cluster.Reason, [.. cluster.Studies.Select(s => _studies[s])]), cancel));
        foreach (var row in Rows("concepts.csv"))
            _concepts[row["key"]] = Must(await Get<EditConcept.Handler>().AddAsync(by, new(row["name"], row["definition"], row["level"], row["cluster"].Length > 0 ? clusters[row["cluster"]] : null), cancel));
        var cells = Rows("cells.csv");
        var apart = cells.Where(row => row["step"] == "apart").Select(row => _studies[row["study"]]).Distinct().ToList();
        foreach (var study in apart) Must(await Get<AssignTranslation.Handler>().RunAsync(by, study, [.. analysts.Values], cancel));
        foreach (var row in cells.Where(row => row["step"] != "settled")) await CompareAsync(row);
        foreach (var study in apart)
            foreach (var analyst in analysts.Values) Must(await Get<AssignTranslation.Handler>().FinishAsync(by with { Analyst = analyst }, study, cancel));
        foreach (var row in cells.Where(row => row["step"] == "settled")) await CompareAsync(row);
        foreach (var row in Rows("relations.csv"))
            Must(await Get<RelateConcepts.Handler>().AddAsync(As(row), new(_concepts[row["from"]], _concepts[row["to"]], Enum.Parse<RelationKind>(row["kind"]), row["reason"]), cancel));

        async Task CompareAsync(IReadOnlyDictionary<string, string> row) =>
            Must(await Get<CompareStudy.Handler>().DecideAsync(As(row), _studies[row["study"]], _concepts[row["concept"]],
                new(Enum.Parse<CellRelation>(row["relation"]), row["thin"] == "yes", row["reason"], row["limits"], row["constructs"].Length > 0 ? [.. Parts(row["constructs"]).Select(c => _constructs[c])] : null), cancel));
    }

    private async Task ArgueAsync(List<Told> told, CancellationToken cancel)
    {
        var write = Get<EditStoryline.Handler>();
        var storylines = new Dictionary<string, StorylineId>();
        foreach (var line in told) storylines[line.Key] = Must(await write.AddAsync(by, new(line.Title, line.Lens, Enum.Parse<StorylineStanding>(line.Standing), line.Why, line.DoesNotFit), cancel));
        foreach (var sentences in Rows("storylines.csv").GroupBy(row => (row["storyline"], row["step"], row["part"])))
        {
            var step = Must(await write.AddStepAsync(by, storylines[sentences.Key.Item1], sentences.Key.Item2, sentences.Key.Item3, cancel));
            foreach (var row in sentences)
            {
                var claim = Must(await write.WriteAsync(by, step, new(row["text"], row["claims"] == "yes", row["outside"], [.. Parts(row["support"]).Select(on => _concepts.TryGetValue(on, out var concept) ? concept.Node : _constructs[on].Node)]), cancel));
                // The thread goes up to what is done: the first target rests on a sentence of the argument.
                if (row["target_field"].Length > 0) Must(await Get<TieEvidence.Handler>().AddAsync(by, (await Get<ReadTargets.Handler>().ListAsync(by.Project, cancel))[0].Id, row["target_field"], claim.Node, row["target_note"], cancel));
            }
        }
        foreach (var row in Rows("alternatives.csv"))
            Must(await Get<WriteAlternative.Handler>().AddAsync(As(row), storylines.TryGetValue(row["on"], out var line) ? line.Node : _concepts[row["on"]].Node, row["text"], cancel));
    }

    private sealed class Described
    {
        public string OrderReason { get; set; } = "";
        public string AppraisalReason { get; set; } = "";
        public string Stance { get; set; } = "";
        public string Plain { get; set; } = "";
        public List<string> Reasons { get; set; } = [];
        public List<Field> Form { get; set; } = [];
        public List<Clustered> Clusters { get; set; } = [];
        public List<Told> Storylines { get; set; } = [];
    }

    private sealed class Field
    {
        public string Name { get; set; } = "";
        public string Type { get; set; } = "";
        public List<string> Choices { get; set; } = [];
    }

    private sealed class Clustered
    {
        public string Key { get; set; } = "";
        public string Name { get; set; } = "";
        public string Reason { get; set; } = "";
        public List<string> Studies { get; set; } = [];
    }

    private sealed class Told
    {
        public string Key { get; set; } = "";
        public string Title { get; set; } = "";
        public string Lens { get; set; } = "";
        public string Standing { get; set; } = "";
        public string Why { get; set; } = "";
        public string DoesNotFit { get; set; } = "";
    }

    private static IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(string file) => SampleFiles.Rows(Folder + file);

    private Acting As(IReadOnlyDictionary<string, string> row, string column = "analyst") => by with { Analyst = analysts[row[column]] };

    private static string[] Parts(string cell) => cell.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>The worked example is ours: what a use case refuses in it is a fault of the build.</summary>
    private static T Must<T>(Result<T> result) => result.Value;
}
