using Throughline.Policy;
using Throughline.Policy.Clarity;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;
using Throughline.Projects;
using Throughline.Sources;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Throughline.Demo;

/// <summary>Makes a project of a published policy analysis: its source register, its nine programme theories and the slippage it records.</summary>
/// <remarks>Checkland and colleagues (2025), doi 10.1177/13558196251334571, CC BY 4.0, in our words; <c>samples/checkland-2025/README.md</c> says what is theirs and what is ours.</remarks>
public sealed class LoadCheckland(IServiceProvider services)
{
    /// <summary>What <c>project sample</c> calls it.</summary>
    public const string Name = "checkland-2025";

    private const string Folder = "checkland-2025/";

    public static string Title => Sample().Title;

    public static string Question => Sample().Question.Trim();

    /// <summary>Whether making it ended before its last step, which is to record the slippage of terms.</summary>
    public static Task<bool> WasCutShortAsync(IServiceProvider services, ProjectId project, CancellationToken cancel) =>
        CutShort.IsAsync(services, project, PolicyActions.SlippageRecorded.Name, SampleFiles.Rows(Folder + "slippage.csv").Count, [PolicyActions.SlippageRecorded.Name], null, cancel);

    public async Task<Result<ProjectId>> RunAsync(Action<string> say, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(say);
        var sample = Sample();
        var created = await Get<CreateProject.Handler>().RunAsync(new(sample.Title, sample.Analyst, sample.Question.Trim()), cancel);
        if (!created.Succeeded) return created.Error;
        var by = created.Value.Acting;
        say($"Setting out a published analysis of {sample.Documents.Count} policy documents");
        var job = Must(await Get<ImportFiles.Handler>().RunAsync(by, [.. sample.Documents.Select(d => new ImportFiles.Incoming(d.File[(d.File.LastIndexOf('/') + 1)..], SampleFiles.Read(Folder + d.File)))], new(), cancel));
        var done = await Get<Jobs>().RunHereAsync(job, cancel);
        if (done.RefusedLines > 0) throw new InvalidOperationException("A file of the published analysis was refused: " + string.Join("; ", done.Lines.Where(l => l.State == JobLineState.Refused).Select(l => $"{l.Name}: {l.Message}")));
        var sources = new Dictionary<string, SourceId>();
        for (var i = 0; i < sample.Documents.Count; i++)
        {
            var document = sample.Documents[i];
            var id = sources[document.File] = new SourceId(done.Lines[i].Subject!.Value.Id);
            Must(await Get<RenameSource.Handler>().RunAsync(by, id, document.Title, SourceKind.Document, cancel));
            Must(await Get<DescribeDocument.Handler>().RunAsync(by, id, new(document.Publisher, document.DatedOn.Length > 0 ? DateOnly.Parse(document.DatedOn, System.Globalization.CultureInfo.InvariantCulture) : null, document.Status, document.Focus, document.Address, null), cancel));
        }
        await Get<Jobs>().ClearAsync(by.Project, job, cancel);
        foreach (var row in SampleFiles.Rows(Folder + "theories.csv"))
            Must(await Get<EditTheory.Handler>().AddAsync(by, sources[row["document"]], SampleTheory.Read(row, reading => throw new InvalidOperationException($"The published analysis has no statements, and so no reading {reading}.")), cancel));
        foreach (var row in SampleFiles.Rows(Folder + "slippage.csv"))
            Must(await Get<RecordSlippage.Handler>().AddAsync(by, new(sources[row["document"]], row["term"], row["first"], row["second"], Note: row["note"]), cancel));
        return by.Project;
    }

    private static Described Sample() =>
        new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).IgnoreUnmatchedProperties().Build().Deserialize<Described>(System.Text.Encoding.UTF8.GetString(SampleFiles.Read(Folder + "project.yaml")));

    internal sealed class Described
    {
        public string Title { get; set; } = "";
        public string Question { get; set; } = "";
        public string Analyst { get; set; } = "";
        public List<Document> Documents { get; set; } = [];
    }

    internal sealed class Document
    {
        public string File { get; set; } = "";
        public string Title { get; set; } = "";
        public string Publisher { get; set; } = "";
        public string DatedOn { get; set; } = "";
        public string Status { get; set; } = "";
        public string Focus { get; set; } = "";
        public string Address { get; set; } = "";
    }

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>The sample is ours: what a use case refuses in it is a fault of the build.</summary>
    private static T Must<T>(Result<T> result) => result.Value;
}
