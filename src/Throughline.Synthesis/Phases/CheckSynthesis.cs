using Throughline.Review.Studies;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Translation;
using Throughline.Text;

namespace Throughline.Synthesis.Phases;

/// <summary>What an honest report of the synthesis has yet to see to: claims without support, thin concepts, comparisons not made, searches that lost what they had, decisions not taken.</summary>
public static class CheckSynthesis
{
    /// <param name="Kind">A fixed word: "unsupported-claim", "count-differs", "thin-concept", "comparison-not-made", "to-settle", "no-construct", "refutation-unexplained", "construct-in-no-cell", "passage-lost", "passage-of-other-text", "study-without-report", "not-decided", "phase-empty", and those of <see cref="CheckReview.Finding"/>.</param>
    /// <param name="On">What it is about; null for the synthesis as a whole.</param>
    public sealed record Finding(string Kind, string Message, NodeRef? On);

    /// <param name="Expected">Comparisons there are to make, in all translations.</param>
    public sealed record Answer(int Studies, int Concepts, int Constructs, int Expected, int Made, IReadOnlyList<Finding> Findings);

    public sealed class Handler(ReadGrid.Handler grids, ReadStorylines.Handler storylines, CheckReview.Handler review, DecidePlan.Handler plans, LogPhase.Handler phases)
    {
        public async Task<Answer> RunAsync(Acting reader, CancellationToken cancel)
        {
            var findings = new List<Finding>();
            var all = await grids.AllAsync(reader, cancel, words: false);
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
            // Another source, or none, may have been named as the full text since: what was taken from the old one still says that it is the study's.
            var texts = together.Lines.ToDictionary(l => l.Study.Id, l => l.Study.Texts.Select(t => t.Id).ToHashSet());
            var labels = together.Lines.ToDictionary(l => l.Study.Id, l => l.Study.Label);
            findings.AddRange(constructs.Where(c => c is { Source: not null, IsBinned: false } && !texts[c.Study].Contains(c.Source.Value)).Select(c => new Finding("passage-of-other-text", $"\"{c.Name}\" was taken from a text that is the full text of none of the reports of {labels[c.Study]}. Name that text for its report again, or take the construct from the one that is named now.", c.Id.Node)));
            findings.AddRange(together.Lines.Where(l => l.Study.Reports.Count == 0).Select(l => new Finding("study-without-report", $"{l.Study.Label} has no report: nothing says where it is published.", l.Study.Id.Node)));
            var refuting = all.SelectMany(a => a.Grid.Columns.SelectMany(c => a.Grid.Lines.Where(l => a.Grid[l.Study.Id, c.Id].State == CellState.Refutes).Select(l => (Concept: c.Id.Node, l.Study.Id)))).ToLookup(r => r.Concept, r => r.Id);
            foreach (var claim in (await storylines.RunAsync(reader, cancel)).Where(s => s.Standing != StorylineStanding.Rejected).SelectMany(s => s.Steps).SelectMany(s => s.Sentences))
            {
                if (claim.IsUnsupported) findings.Add(new("unsupported-claim", $"Nothing in the review stands under \"{claim.Text}\"", claim.Id.Node));
                else if (claim is { NeedsSupport: true, Outside.Length: 0, Cited.Count: 0 } && MiscountedIn(claim, together.Lines.Count, claim.Rests.SelectMany(r => refuting[r.Node]).Distinct().Count()) is { } wrong) findings.Add(new("count-differs", wrong, claim.Id.Node));
                foreach (var work in claim.Cited.Where(w => w.Study is { } of && labels.ContainsKey(of)))
                    findings.Add(new("outside-in-review", $"\"{claim.Text}\" cites {work.Label} as outside the review, and it is a report of {labels[work.Study!.Value]}. Rest the sentence on what that study says.", claim.Id.Node));
            }
            findings.AddRange((await review.RunAsync(reader.Project, cancel)).Select(f => new Finding(f.Kind, f.Message, f.On)));
            var plan = await plans.ReadAsync(reader.Project, cancel);
            if (plan.Appraisal == AppraisalDecision.NotDecided) findings.Add(new("not-decided", "Whether the studies are appraised is not decided.", null));
            if (plan.Stance.Length == 0) findings.Add(new("not-decided", "The analysts' background is not written down.", null));
            var logged = (await phases.ListAsync(reader.Project, cancel)).Select(p => p.Phase).ToHashSet();
            for (var phase = 1; phase <= 7; phase++)
                if (!logged.Contains(phase)) findings.Add(new("phase-empty", $"The phase log says nothing of phase {phase}, {PhaseEntry.Names[phase - 1]}.", null));
            return new(together.Lines.Count, all.Sum(a => a.Grid.Columns.Count), constructs.Count, all.Sum(a => a.Grid.Expected), all.Sum(a => a.Grid.Made), findings);
        }

        /// <summary>A sentence that says of how many studies it holds, where others stand under it.</summary>
        /// <remarks>Where it says several numbers, which studies each means is not known: then only the whole is held against the review. One number may be of those that refute what it rests on.</remarks>
        private static string? MiscountedIn(ReadStorylines.Sentence claim, int included, int refuting)
        {
            var under = claim.Rests.SelectMany(r => r.Studies).Distinct().Count();
            var all = StatedCounts.In(claim.Text).Where(s => s.Counts == Countable.Study && !s.IsNarrowed).ToList();
            foreach (var stated in all)
            {
                if (all.Count == 1 && !stated.Fits(under) && !(refuting > 0 && stated.Fits(refuting))) return $"\"{claim.Text}\" says \"{stated.Words}\", and {(under == 0 ? "rests on none" : under == 1 ? "1 study stands under it" : $"{under} studies stand under it")}. Put the number right, or what it rests on.";
                if (stated.Of is { } whole && whole != included) return $"\"{claim.Text}\" says \"{stated.Words}\", and {(included == 1 ? "1 study is" : $"{included} studies are")} in the review. Put the number right.";
            }
            return null;
        }
    }
}
