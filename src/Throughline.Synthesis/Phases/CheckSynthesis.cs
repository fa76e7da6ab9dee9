using Throughline.Review.Searches;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Translation;

namespace Throughline.Synthesis.Phases;

/// <summary>What an honest report of the synthesis has yet to see to: claims without support, thin concepts, comparisons not made, searches that lost what they had, decisions not taken.</summary>
public static class CheckSynthesis
{
    /// <param name="Kind">A fixed word: "unsupported-claim", "thin-concept", "comparison-not-made", "to-settle", "no-construct", "refutation-unexplained", "construct-in-no-cell", "passage-lost", "rerun-lost", "rerun-missing", "target-not-found", "not-decided", "phase-empty", "study-without-report".</param>
    /// <param name="On">What it is about; null for the synthesis as a whole.</param>
    public sealed record Finding(string Kind, string Message, NodeRef? On);

    /// <param name="Expected">Comparisons there are to make, in all translations.</param>
    public sealed record Answer(int Studies, int Concepts, int Constructs, int Expected, int Made, IReadOnlyList<Finding> Findings);

    public sealed class Handler(ReadGrid.Handler grids, ReadStorylines.Handler storylines, ListSearches.Handler searches, DecidePlan.Handler plans, LogPhase.Handler phases)
    {
        public async Task<Answer> RunAsync(Acting reader, CancellationToken cancel)
        {
            var findings = new List<Finding>();
            var all = await grids.AllAsync(reader, cancel);
            var together = all[0].Grid;
            foreach (var (within, grid) in all)
            {
                var where = within is null ? "" : $" within {within}";
                foreach (var column in grid.Columns)
                {
                    var holding = grid.Holding(column.Id).ToList();
                    if (grid.IsThin(column.Id)) findings.Add(new("thin-concept", holding.Count == 0 ? $"\"{column.Name}\"{where} is held by no study." : holding.Count == 1 ? $"\"{column.Name}\"{where} rests on one study, {holding[0].Study.Label}." : $"\"{column.Name}\"{where} rests on thin accounts alone.", column.Id.Node));
                    foreach (var line in grid.Lines)
                    {
                        var cell = grid[line.Study.Id, column.Id];
                        if (cell.State == CellState.Differs) findings.Add(new("to-settle", $"{line.Study.Label} and \"{column.Name}\"{where}: analysts differ, and nothing is settled.", column.Id.Node));
                        if (cell.State is CellState.Same or CellState.Extends or CellState.Refutes && cell.Constructs.Count == 0) findings.Add(new("no-construct", $"{line.Study.Label} and \"{column.Name}\"{where}: no construct shows what was compared.", column.Id.Node));
                        if (cell is { State: CellState.Refutes, Decided.Reason.Length: 0 }) findings.Add(new("refutation-unexplained", $"{line.Study.Label} refutes \"{column.Name}\"{where}, and no reading explains it.", column.Id.Node));
                    }
                }
                var (names, open) = (grid.Columns.ToDictionary(c => c.Id, c => c.Name), grid.ToDo.ToLookup(t => t.Study, t => t.Concept));
                foreach (var line in grid.Lines.Where(l => open.Contains(l.Study.Id)))
                    findings.Add(new("comparison-not-made", $"{line.Study.Label} is not yet compared with {string.Join(", ", open[line.Study.Id].Select(c => $"\"{names[c]}\""))}{where}.", line.Study.Id.Node));
            }
            var placed = all.SelectMany(a => a.Grid.Lines.SelectMany(l => a.Grid.Columns.SelectMany(c => a.Grid[l.Study.Id, c.Id].Constructs))).ToHashSet();
            var shown = together.Lines.Select(l => l.Study.Id).ToHashSet();
            var constructs = together.Constructs.Values.Where(c => shown.Contains(c.Study)).ToList();
            findings.AddRange(constructs.Where(c => !placed.Contains(c.Id)).Select(c => new Finding("construct-in-no-cell", $"\"{c.Name}\" is in no cell of the grid.", c.Id.Node)));
            findings.AddRange(constructs.Where(c => c.IsLost || c.IsBinned).Select(c => new Finding("passage-lost", c.IsLost ? $"The text of \"{c.Name}\" was replaced since, and its passage could not be placed in the new one." : $"The text of \"{c.Name}\" is in the bin.", c.Id.Node)));
            findings.AddRange(together.Lines.Where(l => l.Study.Reports.Count == 0).Select(l => new Finding("study-without-report", $"{l.Study.Label} has no report: nothing says where it is published.", l.Study.Id.Node)));
            foreach (var storyline in (await storylines.RunAsync(reader, cancel)).Where(s => s.Standing != StorylineStanding.Rejected))
                foreach (var claim in storyline.Steps.SelectMany(s => s.Sentences).Where(c => c.IsUnsupported))
                    findings.Add(new("unsupported-claim", $"Nothing in the review stands under \"{claim.Text}\"", claim.Id.Node));
            await SearchesAsync(reader, findings, cancel);
            var plan = await plans.ReadAsync(reader.Project, cancel);
            if (plan.Appraisal == AppraisalDecision.NotDecided) findings.Add(new("not-decided", "Whether the studies are appraised is not decided.", null));
            if (plan.Stance.Length == 0) findings.Add(new("not-decided", "The analysts' background is not written down.", null));
            var logged = (await phases.ListAsync(reader.Project, cancel)).Select(p => p.Phase).ToHashSet();
            for (var phase = 1; phase <= 7; phase++)
                if (!logged.Contains(phase)) findings.Add(new("phase-empty", $"The phase log says nothing of phase {phase}, {PhaseEntry.Names[phase - 1]}.", null));
            return new(together.Lines.Count, all.Sum(a => a.Grid.Columns.Count), constructs.Count, all.Sum(a => a.Grid.Expected), all.Sum(a => a.Grid.Made), findings);
        }

        private async Task SearchesAsync(Acting reader, List<Finding> findings, CancellationToken cancel)
        {
            var runs = (await searches.RunAsync(reader.Project, cancel)).Runs;
            foreach (var run in runs)
            {
                foreach (var paper in run.Lacks) findings.Add(new("target-not-found", $"The search of {run.Database} did not find the target paper \"{paper}\".", run.Id.Node));
                if (run.OnlyBefore.Count > 0) findings.Add(new("rerun-lost", $"The rerun in {run.Database} lost {run.OnlyBefore.Count} {(run.OnlyBefore.Count == 1 ? "record" : "records")} that the earlier run had: {string.Join("; ", run.OnlyBefore.Take(3))}.", run.Id.Node));
            }
            // Where one database was searched again, the others were too, or a part of the literature is older than the rest.
            var databases = runs.Where(r => r.Kind == SearchKind.Database).ToList();
            var again = databases.Where(r => r.RerunOf is not null).Select(r => r.RerunOf!.Value).ToHashSet();
            if (again.Count > 0)
                findings.AddRange(databases.Where(r => r.RerunOf is null && !again.Contains(r.Id)).Select(r => new Finding("rerun-missing", $"The search of {r.Database} was not run again, though others were.", r.Id.Node)));
        }
    }
}
