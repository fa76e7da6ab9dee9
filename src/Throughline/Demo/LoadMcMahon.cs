using System.Globalization;
using Throughline.Projects;
using Throughline.Review;
using Throughline.Review.Citations;
using Throughline.Review.Extraction;
using Throughline.Review.Screening;
using Throughline.Review.Searches;
using Throughline.Review.Studies;
using Throughline.Synthesis;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Constructs;
using Throughline.Synthesis.Phases;
using Throughline.Synthesis.Translation;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Throughline.Demo;

/// <summary>Makes a project of a published meta-ethnography: its searches, reports, studies, translated constructs and line of argument.</summary>
/// <remarks>McMahon (2022), doi 10.1057/s41285-022-00176-6, CC BY 4.0, in our words; <c>samples/mcmahon-2022/README.md</c> says what is hers, what is ours and what is not in the text.</remarks>
public sealed class LoadMcMahon(IServiceProvider services)
{
    /// <summary>What <c>project sample</c> calls it.</summary>
    public const string Name = "mcmahon-2022";

    private const string Folder = "mcmahon-2022/";

    public async Task<Result<ProjectId>> RunAsync(Action<string> say, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(say);
        var sample = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).IgnoreUnmatchedProperties().Build().Deserialize<Described>(System.Text.Encoding.UTF8.GetString(SampleFiles.Read(Folder + "project.yaml")));
        var created = await Get<CreateProject.Handler>().RunAsync(new(sample.Title, sample.Analyst, sample.Question.Trim()), cancel);
        if (!created.Succeeded) return created.Error;
        var by = created.Value.Acting;
        say("Setting out a published meta-ethnography");
        Must(await Get<DecidePlan.Handler>().RunAsync(by, new(OrderRule.AllSecond, sample.OrderReason, AppraisalDecision.NotAppraised, sample.AppraisalReason, sample.Stance), cancel));
        foreach (var row in SampleFiles.Rows(Folder + "phases.csv"))
            Must(await Get<LogPhase.Handler>().AddAsync(by, new(int.Parse(row["phase"], CultureInfo.InvariantCulture), row["outcome"] == "yes", row["text"], row["why"], row["on"].Length > 0 ? Day(row["on"]) : null), cancel));
        await SearchAsync(by, sample, cancel);
        var studies = await GroupAsync(by, sample, cancel);
        await ArgueAsync(by, sample.Storyline, await TranslateAsync(by, sample, studies, cancel), cancel);
        return by.Project;
    }

    private async Task SearchAsync(Acting by, Described sample, CancellationToken cancel)
    {
        var missing = sample.Search.Missing;
        foreach (var database in sample.Databases)
        {
            var first = new EditSearch.Words(SearchKind.Database, database, missing, Day(sample.FirstSearch), sample.Search.Blocks, sample.Search.Limits, sample.Analyst);
            var run = Must(await Get<EditSearch.Handler>().AddAsync(by, first, cancel));
            Must(await Get<EditSearch.Handler>().AddAsync(by, first with { RanOn = Day(sample.SecondSearch), RerunOf = run }, cancel));
        }
        Must(await Get<EditSearch.Handler>().AddAsync(by, new(SearchKind.Hand, "Reference lists of all included articles", missing), cancel));
        Must(await Get<EditSearch.Handler>().AddAsync(by, new(SearchKind.CitedBy, "Citations of all included articles", missing), cancel));
        foreach (var reason in sample.Reasons) Must(await Get<Screen.Handler>().AddReasonAsync(by, reason, cancel));
    }

    private async Task<Dictionary<string, StudyId>> GroupAsync(Acting by, Described sample, CancellationToken cancel)
    {
        var fields = new List<(string Name, ExtractionFieldId Id)>();
        foreach (var field in sample.Form) fields.Add((field, Must(await Get<EditExtraction.Handler>().AddFieldAsync(by, field, ExtractionType.Text, [], cancel))));
        var studies = new Dictionary<string, StudyId>();
        foreach (var row in SampleFiles.Rows(Folder + "studies.csv"))
        {
            int? year = row["data_year"].Length > 0 ? int.Parse(row["data_year"], CultureInfo.InvariantCulture) : null;
            var study = studies[row["number"]] = Must(await Get<EditStudy.Handler>().AddAsync(by, new(row["label"], year, row["data_years"], row["participants"]), cancel));
            foreach (var (name, id) in fields) Must(await Get<EditExtraction.Handler>().WriteAsync(by, study, id, name == "Country" ? row["country"] : sample.Search.Missing, cancel));
        }
        foreach (var row in SampleFiles.Rows(Folder + "reports.csv"))
        {
            var report = Must(await Get<EditCitation.Handler>().AddAsync(by, new(row["title"], row["authors"].Split("; "), row["year"]), cancel));
            Must(await Get<EditCitation.Handler>().GroupAsync(by, report, studies[row["study"]], cancel));
        }
        return studies;
    }

    /// <summary>Each row within its cluster first, then of all studies together, with how it was carried over.</summary>
    private async Task<(Dictionary<string, ConceptId> Concepts, Dictionary<string, ConstructId> Constructs)> TranslateAsync(Acting by, Described sample, Dictionary<string, StudyId> studies, CancellationToken cancel)
    {
        var constructs = new Dictionary<string, ConstructId>();
        var placed = new List<(string Study, string Row, ConstructId Construct)>();
        foreach (var row in SampleFiles.Rows(Folder + "constructs.csv"))
        {
            var id = constructs[row["key"]] = Must(await Get<EditConstruct.Handler>().AddAsync(by, studies[row["study"]], new(row["name"], ConstructOrder.Second, row["gloss"], View: Enum.Parse<ConstructView>(row["view"]), Count: "", Page: sample.Search.Missing), null, null, null, cancel));
            foreach (var into in Parts(row["rows"])) placed.Add((row["study"], into, id));
        }
        var clusters = new Dictionary<string, ClusterId>();
        foreach (var cluster in sample.Clusters) clusters[cluster.Level] = Must(await Get<EditCluster.Handler>().AddAsync(by, new(cluster.Name, cluster.Reason, []), cancel));
        var rows = SampleFiles.Rows(Folder + "concepts.csv");
        var within = new Dictionary<string, ConceptId>();
        foreach (var row in rows.Where(r => clusters.ContainsKey(r["level"]))) within[row["row"]] = await ConceptAsync(row, clusters[row["level"]]);
        var together = new Dictionary<string, ConceptId>();
        foreach (var row in rows)
        {
            var concept = together[row["row"]] = await ConceptAsync(row, null);
            if (within.TryGetValue(row["row"], out var from)) Must(await Get<RelateConcepts.Handler>().AddAsync(by, new(from, concept, RelationKind.Reciprocal, "Translated reciprocally within its cluster, then brought together. What it was called before is not in the text."), cancel));
        }
        return (together, constructs);

        async Task<ConceptId> ConceptAsync(IReadOnlyDictionary<string, string> row, ClusterId? cluster)
        {
            var numbers = Parts(row["studies"]);
            var concept = Must(await Get<EditConcept.Handler>().AddAsync(by, new(row["name"], numbers.Length > 0 ? "" : "Number not in the text.", row["level"], cluster), cancel));
            foreach (var number in numbers)
                Must(await Get<CompareStudy.Handler>().DecideAsync(by, studies[number], concept, new(CellRelation.Same, Constructs: [.. placed.Where(p => p.Study == number && p.Row == row["row"]).Select(p => p.Construct)]), cancel));
            return concept;
        }
    }

    private async Task ArgueAsync(Acting by, Line line, (Dictionary<string, ConceptId> Concepts, Dictionary<string, ConstructId> Constructs) on, CancellationToken cancel)
    {
        var write = Get<EditStoryline.Handler>();
        var storyline = Must(await write.AddAsync(by, new(line.Title, line.Lens, StorylineStanding.Kept, line.Why, line.DoesNotFit), cancel));
        foreach (var claims in SampleFiles.Rows(Folder + "claims.csv").GroupBy(row => (row["step"], row["part"])))
        {
            var step = Must(await write.AddStepAsync(by, storyline, claims.Key.Item1, claims.Key.Item2, cancel));
            foreach (var claim in claims)
                Must(await write.WriteAsync(by, step, new(claim["text"], true, claim["outside"], [.. Parts(claim["constructs"]).Select(c => on.Constructs[c].Node), .. Parts(claim["rows"]).Select(r => on.Concepts[r].Node)]), cancel));
        }
        Must(await Get<WriteAlternative.Handler>().AddAsync(by, storyline.Node, line.Alternative, cancel));
    }

    internal sealed class Described
    {
        public string Title { get; set; } = "";
        public string Question { get; set; } = "";
        public string Analyst { get; set; } = "";
        public string OrderReason { get; set; } = "";
        public string AppraisalReason { get; set; } = "";
        public string Stance { get; set; } = "";
        public Searched Search { get; set; } = new();
        public List<string> Databases { get; set; } = [];
        public string FirstSearch { get; set; } = "";
        public string SecondSearch { get; set; } = "";
        public List<string> Reasons { get; set; } = [];
        public List<string> Form { get; set; } = [];
        public List<Clustered> Clusters { get; set; } = [];
        public Line Storyline { get; set; } = new();
    }

    internal sealed class Searched
    {
        public string Blocks { get; set; } = "";
        public string Limits { get; set; } = "";
        /// <summary>What is written where the paper's text gives nothing.</summary>
        public string Missing { get; set; } = "";
    }

    internal sealed class Clustered
    {
        public string Name { get; set; } = "";
        public string Level { get; set; } = "";
        public string Reason { get; set; } = "";
    }

    internal sealed class Line
    {
        public string Title { get; set; } = "";
        public string Lens { get; set; } = "";
        public string Why { get; set; } = "";
        public string DoesNotFit { get; set; } = "";
        public string Alternative { get; set; } = "";
    }

    private static string[] Parts(string cell) => cell.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>The sample is ours: what a use case refuses in it is a fault of the build.</summary>
    private static T Must<T>(Result<T> result) => result.Value;
}
