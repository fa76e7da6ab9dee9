using System.Globalization;
using Throughline.Exchange.Reports;
using Throughline.Files;
using Throughline.Review.Citations;
using Throughline.Review.Extraction;
using Throughline.Review.Screening;
using Throughline.Review.Searches;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Constructs;
using Throughline.Synthesis.Phases;
using Throughline.Synthesis.Translation;

namespace Throughline.Exchange.Syntheses;

/// <summary>The report of a meta-ethnography: a plain account, methods, flow, tables 1 and 2, the line of argument with what it rests on, and appendices with the status of eMERGe and ENTREQ.</summary>
public static class BuildSynthesisReport
{
    /// <param name="Unsupported">Claims printed without support in the review.</param>
    /// <param name="Items">Items of the guidelines with their state.</param>
    public sealed record Answer(ReportDocument Document, int Studies, int Concepts, int Unsupported, IReadOnlyList<(string Guide, int Number, ReportingState State)> Items);

    public sealed class Handler(
        FindProject.Handler projects, DecidePlan.Handler plans, LogPhase.Handler phases, ListSearches.Handler searches, CountFlow.Handler flows, Screen.Handler screening, ListCitations.Handler citations,
        ReadExtraction.Handler extraction, ReadGrid.Handler grids, RelateConcepts.Handler relations, WriteAlternative.Handler alternatives, ReadStorylines.Handler storylines, BuildSynthesisTables.Handler tables, TimeProvider clock)
    {
        /// <returns>Refused where no study is in the review.</returns>
        public async Task<Result<Answer>> RunAsync(Acting reader, CancellationToken cancel)
        {
            var project = await projects.OneAsync(reader.Project.Value.ToString(), cancel);
            if (!project.Succeeded) return project.Error;
            var first = await tables.CharacteristicsAsync(reader.Project, cancel);
            if (!first.Succeeded) return first.Error;
            var facts = new SynthesisFacts(project.Value, await plans.ReadAsync(reader.Project, cancel), await phases.ListAsync(reader.Project, cancel), await searches.RunAsync(reader.Project, cancel), await flows.RunAsync(reader.Project, cancel),
                await screening.ReadAsync(reader.Project, cancel), await citations.RunAsync(reader.Project, cancel), await extraction.RunAsync(reader.Project, cancel), await grids.RunAsync(reader, null, cancel),
                await relations.ListAsync(reader.Project, cancel), await alternatives.ListAsync(reader.Project, cancel), await storylines.RunAsync(reader, cancel));
            var second = new List<(string Name, SheetToWrite Sheet)>();
            foreach (var (name, cluster) in facts.Grid.Clusters.Select(c => ($"Within {c.Name}", (Throughline.Synthesis.ClusterId?)c.Id)).Prepend(("All studies together", null)))
                if (await tables.TranslationsAsync(reader, cluster, cancel) is { Succeeded: true, Value: var sheet }) second.Add((name, sheet));
            var paper = new Paper(facts);
            paper.Plain();
            paper.Methods();
            paper.Selection();
            paper.Tables(first.Value, second);
            paper.Argument();
            paper.Appendices();
            var made = $"Made with Throughline on {clock.GetLocalNow().ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB"))}";
            return new Answer(new(project.Value.Title, project.Value.Question, made, paper.Blocks), facts.Grid.Lines.Count, facts.Grid.Columns.Count, facts.Storylines.Where(s => s.Standing != StorylineStanding.Rejected).SelectMany(s => s.Steps).SelectMany(s => s.Sentences).Count(s => s.IsUnsupported),
                [.. ReportingGuide.All.SelectMany(g => g.Items.Select(i => (g.Id, i.Number, facts.Of(i).State)))]);
        }
    }

    private sealed class Paper(SynthesisFacts facts)
    {
        public List<ReportBlock> Blocks { get; } = [];

        /// <summary>What was done and found, for someone who has never read a review.</summary>
        public void Plain()
        {
            Head(1, "In plain words", "plain");
            var (studies, reports) = (facts.Grid.Lines.Count, facts.Grid.Lines.Sum(l => l.Study.Reports.Count));
            Say($"We read {SynthesisFacts.Count(studies, "piece of research", "pieces of research")}, told in {SynthesisFacts.Count(reports, "article")}, in which people were asked or watched, and set side by side what each of them says. {SynthesisFacts.Count(facts.Grid.Columns.Count, "idea")} came out of this. Then we wrote an account of our own that rests on them.");
            foreach (var storyline in facts.Storylines.Where(s => s.Standing == StorylineStanding.Kept))
            {
                foreach (var step in storyline.Steps) Say($"{step.Name}. {string.Join(" ", step.Sentences.Select(s => s.Text))}");
                if (storyline.DoesNotFit.Length > 0) Say($"Not everything fits. {storyline.DoesNotFit}");
            }
            Say("Others could read the same research in another way. What each sentence rests on is told further below.");
        }

        public void Methods()
        {
            Head(1, "Methods", "methods");
            for (var phase = 1; phase <= PhaseEntry.Names.Count; phase++)
            {
                Head(2, $"{phase}. {PhaseEntry.Names[phase - 1]}", $"phase-{phase}");
                var lines = facts.Phases.Where(p => p.Phase == phase).ToList();
                if (lines.Count == 0) Quiet("The phase log says nothing of this phase.");
                foreach (var line in lines) Say(line.Why.Length > 0 ? $"{line.Text} {line.Why}" : line.Text);
                if (phase == 3) Decided();
            }
            Head(2, "Who read, and from where", "stance");
            if (facts.Plan.Stance.Length > 0) Say(facts.Plan.Stance);
            else Quiet("Not written down.");
        }

        private void Decided()
        {
            Say(facts.Plan.OrderRule == OrderRule.AllSecond ? $"All constructs count as second order. {facts.Plan.OrderReason}" : $"Each construct has the order it was taken with. {facts.Plan.OrderReason}".Trim());
            Say(facts.Plan.Appraisal switch
            {
                AppraisalDecision.Appraised => $"The studies were appraised. {facts.Plan.AppraisalReason}",
                AppraisalDecision.NotAppraised => $"The studies were not appraised. {facts.Plan.AppraisalReason}",
                _ => "Whether the studies are appraised is not decided.",
            });
        }

        public void Selection()
        {
            Head(1, "Selection of studies", "selection");
            Table("The flow of records", [("Part", 1), ("Records or reports", 4), ("Number", 1)], CountFlow.Rows(facts.Flow).Select(r => new[] { r.Box, r.What, N(r.Number) }));
            if (facts.Flow.Unknown.Count > 0) Quiet($"How many records these gave is not known, and they are in no number: {string.Join("; ", facts.Flow.Unknown)}.");
        }

        public void Tables(SheetToWrite first, List<(string Name, SheetToWrite Sheet)> second)
        {
            Head(1, "The studies", "studies");
            Table("Table 1. Characteristics of the studies, in the order of their numbers", first);
            Head(1, "The translation", "translation");
            if (second.Count == 0) Quiet("There is no concept yet.");
            foreach (var (name, sheet) in second) Table($"Table 2. Translated concepts: {name}", sheet);
            if (facts.Relations.Count > 0)
                Table("How concepts are related", [("Concept", 2), ("Relation", 1), ("Concept", 2), ("Reason", 3)], facts.Relations.Select(r => new[] { Named(r.FromName, r.FromCluster), r.Kind switch { RelationKind.Reciprocal => "reciprocal", RelationKind.Refutational => "refutational", _ => "line of argument" }, Named(r.ToName, r.ToCluster), r.Reason }));
        }

        public void Argument()
        {
            Head(1, "Line of argument", "argument");
            var shown = facts.Storylines.Where(s => s.Standing != StorylineStanding.Rejected).OrderByDescending(s => s.Standing == StorylineStanding.Kept).ToList();
            if (shown.Count == 0) Quiet("No line of argument is written yet.");
            for (var s = 0; s < shown.Count; s++) Story(shown[s], s + 1);
            if (facts.Storylines.Where(s => s.Standing == StorylineStanding.Rejected).ToList() is { Count: > 0 } rejected)
                Table("Storylines that were tried and left", [("Storyline", 1), ("Why it was left", 3)], rejected.Select(r => new[] { r.Title, r.Why }));
            if (facts.Alternatives.Count > 0)
            {
                Head(2, "Other readings", "readings");
                foreach (var reading in facts.Alternatives) Say(reading.Text);
            }
        }

        private void Story(ReadStorylines.Row storyline, int number)
        {
            Head(2, storyline.Standing == StorylineStanding.Kept ? storyline.Title : $"{storyline.Title} (being worked on)", $"storyline-{number}");
            if (storyline.Lens is { } lens) Quiet($"Told through: {lens.Name}. {lens.Cite}. {storyline.Why}".Trim());
            for (var i = 0; i < storyline.Steps.Count; i++)
            {
                Head(3, storyline.Steps[i].Name, $"step-{number}-{i + 1}");
                foreach (var sentence in storyline.Steps[i].Sentences)
                {
                    var rests = sentence.Rests.Select(r => r.Studies.Count > 0 ? $"{r.Name} ({string.Join(", ", r.Studies)})" : r.Name).ToList();
                    var after = sentence.IsUnsupported ? "Without support in the review." : rests.Count > 0 ? $"Rests on: {string.Join("; ", rests)}." : "";
                    Blocks.Add(new ReportParagraph([sentence.Text, new(after.Length > 0 ? $" {after}" : "", IsQuiet: true), new(sentence.Outside.Length > 0 ? $" Outside the review: {sentence.Outside}" : "", IsItalic: true)]));
                }
            }
            if (storyline.DoesNotFit.Length > 0)
            {
                Head(3, "What does not fit", $"unfit-{number}");
                Say(storyline.DoesNotFit);
            }
        }

        public void Appendices()
        {
            Head(1, "Appendix A. Searches", "searches");
            Table("Searches as they were run", [("Where", 2), ("Through", 1), ("On", 1), ("String", 4), ("Limits", 2), ("By", 1), ("Records", 1)],
                facts.Searches.Runs.Select(r => new[] { r.Database, r.Platform, r.RanOn?.ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB")) ?? "", r.Blocks.Replace('\n', ' '), r.Limits, r.RanBy, r.Hits is { } hits ? N(hits) : "not known" }));
            Head(1, "Appendix B. Excluded at full text", "excluded");
            var (reasons, titles) = (facts.Screening.Reasons.ToDictionary(r => r.Id, r => r.Text), facts.Citations.ToDictionary(c => c.Id));
            Table("Reports excluded, with the reason", [("Report", 4), ("Reason", 2)],
                facts.Screening.Decisions.Where(d => d is { Stage: ScreeningStage.FullText, Verdict: ScreeningVerdict.Exclude } && titles.ContainsKey(d.Citation)).Select(d => new[] { Printed(titles[d.Citation]), d.Reason is { } why && reasons.TryGetValue(why, out var text) ? text : "" }));
            Head(1, "Appendix C. Constructs", "constructs");
            var shown = facts.Grid.Lines.ToDictionary(l => l.Study.Id, l => l.Study);
            Table("Constructs by study", [("Study", 1), ("Construct", 2), ("Order", 1), ("What it means", 3), ("View", 1), ("Count", 1), ("Page", 1)],
                facts.Grid.Constructs.Values.Where(c => shown.ContainsKey(c.Study)).OrderBy(c => shown[c.Study].Number).ThenBy(c => c.Name, StringComparer.OrdinalIgnoreCase)
                    .Select(c => new[] { $"{shown[c.Study].Number}. {shown[c.Study].Label}", c.Name, c.Order == ConstructOrder.First ? "first" : "second", c.Gloss, c.View switch { ConstructView.Predominant => "predominant", ConstructView.Minority => "minority", _ => "" }, c.Count, c.Page ?? "" }));
            Head(1, "Appendix D. Log of the phases", "log");
            Table("What was decided, and when", [("Phase", 1), ("On", 1), ("What", 4), ("Why", 3), ("By", 1)],
                facts.Phases.Select(p => new[] { $"{p.Phase}, {(p.IsOutcome ? "outcome" : "process")}", p.DecidedOn.ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB")), p.Text, p.Why, p.ByName }));
            var letter = 'E';
            foreach (var guide in ReportingGuide.All)
            {
                Head(1, $"Appendix {letter++}. {guide.Name}", guide.Id);
                Table($"{guide.Name}: what the project holds. {guide.Cite}; items in our words", [("No.", 0.5), ("Item", 2), ("Asks for", 3), ("State", 1), ("Here", 3)], guide.Items.Select(i =>
                {
                    var (state, words) = facts.Of(i);
                    return new[] { N(i.Number), i.FromMemory ? $"{i.Title} (from memory, not checked yet)" : i.Title, i.Asks, InWords(state), words };
                }));
            }
            Head(1, "Reports of the studies", "reports");
            foreach (var citation in facts.Citations.Where(c => c.Study is { } study && shown.ContainsKey(study)).OrderBy(Printed, StringComparer.OrdinalIgnoreCase)) Say(Printed(citation));
        }

        private static string InWords(ReportingState state) => state switch
        {
            ReportingState.Held => "there",
            ReportingState.InPart => "in part",
            ReportingState.Missing => "missing",
            ReportingState.NotApplicable => "does not arise",
            _ => "to write",
        };

        private static string Printed(ListCitations.Row c)
        {
            var by = c.Authors.Count > 0 ? string.Join("; ", c.Authors) : "No author given";
            var place = string.Join(" ", new[] { c.Container, c.Volume, c.Issue.Length > 0 ? $"({c.Issue})" : "", c.Pages }.Where(p => p.Length > 0));
            return $"{by} ({c.Year?.ToString(CultureInfo.InvariantCulture) ?? "no year"}) {c.Title.TrimEnd('.')}.{(place.Length > 0 ? $" {place}." : "")}{(c.Doi.Length > 0 ? $" doi {c.Doi}" : "")}";
        }

        private static string Named(string name, string? cluster) => cluster is null ? name : $"{name} (within {cluster})";

        private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);

        private void Head(int level, string text, string anchor) => Blocks.Add(new ReportHeading(level, text, anchor));

        private void Say(string text) => Blocks.Add(new ReportParagraph([text]));

        private void Quiet(string text) => Blocks.Add(new ReportParagraph([text], ParagraphLook.Quiet));

        private void Table(string caption, SheetToWrite sheet) => Blocks.AddRange(BuildSynthesisTables.Handler.Printed(sheet, caption, "", default).Blocks);

        private void Table(string caption, (string Name, double Weight)[] columns, IEnumerable<string[]> rows)
        {
            var all = rows.ToList();
            if (all.Count == 0) Quiet($"{caption}: none.");
            else Blocks.Add(new ReportTable(caption, [.. columns.Select(c => new ReportColumn(c.Name, c.Weight))], [.. all.Select(IReadOnlyList<IReadOnlyList<Run>> (row) => [.. row.Select(IReadOnlyList<Run> (cell) => [cell.Length > 0 ? cell : "–"])])]));
        }
    }
}
