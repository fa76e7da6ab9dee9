using System.Globalization;
using Throughline.Coding;
using Throughline.Equity;
using Throughline.Framing.Representations;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;
using Throughline.Sources;
using Throughline.Statistics.Inequality;
using Throughline.Targeting;
using Throughline.Targeting.Monitoring;
using Throughline.Targeting.Plans;
using Throughline.Targeting.Questions;
using Throughline.Targeting.Targets;

namespace Throughline.Demo;

/// <summary>The targets of the worked example, and what stands beside them.</summary>
internal sealed class LoadTargets(IServiceProvider services)
{
    /// <summary>The dates of the policy documents; one target that is well made, one that drifted after its baseline, and one that raises most of the questions there are.</summary>
    public async Task RunAsync(Acting by, SampleProject sample, Dictionary<string, SourceId> sources, Dictionary<string, RepresentationId> readings, Dictionary<string, StatementId> statements, Dictionary<string, CodeId> codes, CancellationToken cancel)
    {
        // The register says when each document was published: attention is followed over time.
        foreach (var document in sample.Sources.Where(s => s.Published is not null))
            Must(await Get<DescribeDocument.Handler>().RunAsync(by, sources[document.File], new(document.By ?? "", DateOnly.ParseExact(document.Published!, "yyyy-MM-dd", CultureInfo.InvariantCulture), "", document.Focus ?? "", "", null), cancel));
        var columns = new Dictionary<ColumnRole, string> { [ColumnRole.Area] = "area", [ColumnRole.Period] = "period", [ColumnRole.Group] = "fifth", [ColumnRole.Numerator] = "started", [ColumnRole.Denominator] = "referred", [ColumnRole.Population] = "people" };
        async Task<DatasetId> StartsAsync(string file, string name) => Must(await Get<ImportDataset.Handler>().RunAsync(by, new(file, SampleFiles.Read($"data/{file}"), name, columns, "starting lung rehabilitation within 90 days of referral", "%", Direction.HigherIsBetter, "income, 2019", "LSOA 2011, invented", "Invented for the worked example"), cancel));
        var before = await StartsAsync("lung-class-starts.csv", "Lung rehabilitation started, to March 2025");
        var starts = Must(await Get<AddFigure.Handler>().RunAsync(by, new(before, null, "Merrin and Holm", "2024/25", "all adults referred", Method: FigureMethod.Proportion), cancel));
        var lives = (await Get<ReadFigures.Handler>().ListAsync(by.Project, cancel)).First(f => f.Name.Contains("Females", StringComparison.Ordinal)).Id;
        var targets = Must(await Get<ImportTargets.Handler>().RunAsync(by, "targets.csv", SampleFiles.Read("targets.csv"), cancel));
        Must(await Get<FixBaseline.Handler>().RunAsync(by, targets[0], starts, cancel));
        Must(await Get<FixBaseline.Handler>().RunAsync(by, targets[1], lives, cancel));
        // One target chooses small areas, one whole councils: whom each choice would miss.
        var areas = (await Get<ListDatasets.Handler>().RunAsync(by.Project, cancel)).Single(d => d.Dataset.FileName == "small-areas.csv").Dataset.Id;
        foreach (var (target, level) in new[] { (targets[0], "lsoa21_code"), (targets[1], "lad24_code") }) Must(await Get<CheckArea.Handler>().RunAsync(by, target, new(areas, level, "people", "imd_score", "imd_decile"), cancel));
        var theories = await Get<ListTheories.Handler>().RunAsync(by, null, cancel);
        TargetId Of(IReadOnlyDictionary<string, string> row) => targets[int.Parse(row["target"], CultureInfo.InvariantCulture) - 1];
        foreach (var row in SampleFiles.Rows("target-evidence.csv"))
        {
            var node = row["kind"] switch
            {
                "reading" => readings[row["of"]].Node,
                "statement" => statements[row["of"]].Node,
                "code" => codes[row["of"]].Node,
                "theory" => theories.First(t => t.AnalystName == row["of"]).Id.Node,
                _ => starts.Node,
            };
            Must(await Get<TieEvidence.Handler>().AddAsync(by, Of(row), row["field"], node, row["note"], cancel));
        }
        var first = Must(await Get<ReadTargets.Handler>().OneAsync(by, targets[0], cancel));
        Must(await Get<LinkRepresentations.Handler>().AddAsync(by, new(first.Target.Representation, readings["S8"], RepresentationTie.Interprets, "One class of the two that the strategy promises."), cancel));
        // A year later there are new data, and with them reviews and changes.
        await StartsAsync("lung-class-starts-2025-26.csv", "Lung rehabilitation started, to March 2026");
        foreach (var row in SampleFiles.Rows("target-changes.csv"))
        {
            var (target, parts) = (Of(row), row["value"].Split(" | "));
            switch (row["step"])
            {
                case "readiness":
                    Must(await Get<NoteReadiness.Handler>().RunAsync(by, target, row["what"], Enum.Parse<Readiness>(parts[0]), parts[1], cancel));
                    break;
                case "review":
                    Must(await Get<ReviewTarget.Handler>().AddAsync(by, target, new(DateOnly.ParseExact(row["what"], "yyyy-MM-dd", CultureInfo.InvariantCulture), parts[0], parts[1]), cancel));
                    break;
                case "indicator":
                    var old = Must(await Get<ReadTargets.Handler>().OneAsync(by, target, cancel)).Record.Indicators.Single(i => i.Words == row["what"]);
                    Must(await Get<EditIndicators.Handler>().SaveAsync(by, target, old.Id, new(row["value"], IndicatorKind.Process, InHandsOf.Ours, 3), cancel));
                    break;
                default:
                    Must(await Get<SetField.Handler>().RunAsync(by, target, row["what"], Full(row["what"], row["value"]), cancel));
                    break;
            }
        }

        static string Full(string field, string term) => TargetField.Find(field)!.Reads is { } reads ? $"{reads.Vocabulary.Under ?? reads.Vocabulary.Framework}.{term}" : term;
    }

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    private static T Must<T>(Result<T> result) => result.Value;
}
