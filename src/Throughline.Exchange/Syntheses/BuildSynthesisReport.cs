using System.Globalization;
using Throughline.Exchange.Reports;
using Throughline.Files;
using Throughline.Review;
using Throughline.Review.Appraising;
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
        ReadExtraction.Handler extraction, ReadGrid.Handler grids, RelateConcepts.Handler relations, WriteAlternative.Handler alternatives, ReadStorylines.Handler storylines, ReadAppraisals.Handler appraisals, BuildSynthesisTables.Handler tables, TimeProvider clock)
    {
        /// <returns>Refused where no study is in the review.</returns>
        public async Task<Result<Answer>> RunAsync(Acting reader, CancellationToken cancel, ReferenceStyle style = ReferenceStyle.AuthorDate)
        {
            var project = await projects.OneAsync(reader.Project.Value.ToString(), cancel);
            if (!project.Succeeded) return project.Error;
            var first = await tables.CharacteristicsAsync(reader.Project, cancel);
            if (!first.Succeeded) return first.Error;
            var facts = await FactsAsync(reader, project.Value, cancel);
            var second = new List<(string Name, SheetToWrite Sheet)>();
            foreach (var (within, grid) in facts.Translations)
                if (BuildSynthesisTables.Handler.Translations(grid) is { Succeeded: true, Value: var sheet }) second.Add((within is null ? "All studies together" : $"Within {within}", sheet));
            var paper = new Paper(facts, style);
            paper.Plain();
            paper.Methods();
            paper.Selection();
            paper.Tables(first.Value, second);
            paper.Argument();
            paper.Appendices();
            var made = $"Made with Throughline on {clock.GetLocalNow().ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB"))}";
            return new Answer(new(project.Value.Title, project.Value.Question, made, paper.Blocks), facts.Grid.Lines.Count, facts.Concepts, facts.Unsupported,
                [.. ReportingGuide.All.SelectMany(g => g.Items.Select(i => (g.Id, i.Number, facts.Of(i).State)))]);
        }

        /// <summary>What the project holds of each item of the guidelines, without the report.</summary>
        public async Task<Result<SynthesisFacts>> StandsAsync(Acting reader, CancellationToken cancel) =>
            await projects.OneAsync(reader.Project.Value.ToString(), cancel) is var project && project.Succeeded ? await FactsAsync(reader, project.Value, cancel) : project.Error!;

        private async Task<SynthesisFacts> FactsAsync(Acting reader, FindProject.Row project, CancellationToken cancel) =>
            new(project, await plans.ReadAsync(reader.Project, cancel), await phases.ListAsync(reader.Project, cancel), await searches.RunAsync(reader.Project, cancel), await flows.RunAsync(reader.Project, cancel),
                await screening.ReadAsync(reader.Project, cancel), await citations.RunAsync(reader.Project, cancel), await extraction.RunAsync(reader.Project, cancel), await grids.AllAsync(reader, cancel),
                await relations.ListAsync(reader.Project, cancel), await alternatives.ListAsync(reader.Project, cancel), await storylines.RunAsync(reader, cancel), await appraisals.RunAsync(reader, null, cancel));
    }

    /// <summary>A state as the report and the page say it.</summary>
    public static string InWords(ReportingState state) => state switch
    {
        ReportingState.Held => "there",
        ReportingState.InPart => "in part",
        ReportingState.Missing => "missing",
        ReportingState.NotApplicable => "does not arise",
        _ => "to write",
    };

    private sealed class Paper(SynthesisFacts facts, ReferenceStyle style)
    {
        private readonly Bibliography _works = new(style, Citable(facts));
        private readonly ILookup<int, CitationId> _reports = facts.Grid.Lines.SelectMany(l => l.Study.Reports.Select(r => (l.Study.Number, r.Id))).ToLookup(r => r.Number, r => r.Id);
        private char _letter = 'A';

        public List<ReportBlock> Blocks { get; } = [];

        /// <summary>What was done and found, for someone who has never read a review.</summary>
        public void Plain()
        {
            Head(1, "In plain words", "plain");
            if (facts.Plan.Plain.Length > 0)
            {
                foreach (var paragraph in facts.Plan.Plain.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) Say(paragraph);
                return;
            }
            Quiet("A draft, made from what the project holds. Write the account on the page Phases, and it stands here instead.");
            var (studies, reports) = (facts.Grid.Lines.Count, facts.Grid.Lines.Sum(l => l.Study.Reports.Count));
            Say($"We read {SynthesisFacts.Count(studies, "piece of research", "pieces of research")}, told in {SynthesisFacts.Count(reports, "article")}, in which people were asked or watched, and set side by side what each of them says. {SynthesisFacts.Count(facts.Concepts, "idea")} came out of this. Then we wrote an account of our own that rests on them.");
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
            Blocks.Add(FlowDrawing.Of(facts.Flow));
            Table("The flow of records in numbers", [("Part", 1), ("Records or reports", 4), ("Number", 1)], CountFlow.Rows(facts.Flow).Select(r => new[] { r.Box, r.What, r.Number is { } number ? N(number) : "not known" }));
            if (facts.Flow.Unknown.Count > 0) Quiet($"How many records these gave is not known, and they are in no number: {string.Join("; ", facts.Flow.Unknown)}.");
        }

        public void Tables(SheetToWrite first, List<(string Name, SheetToWrite Sheet)> second)
        {
            Head(1, "The studies", "studies");
            var printed = (ReportTable)BuildSynthesisTables.Handler.Printed(first, "Table 1. Characteristics of the studies, in the order of their numbers", "", default).Blocks[0];
            var reports = first.Columns.ToList().IndexOf("Reports");
            var number = first.Columns.ToList().IndexOf("No.");
            Blocks.Add(printed with { Rows = [.. printed.Rows.Select((row, i) => (IReadOnlyList<IReadOnlyList<Run>>)[.. row.Select((cell, c) => c == reports && _works.Cite(_reports[(int)first.Rows[i][number].Number!.Value]) is { Count: > 0 } cited ? cited : cell)])] });
            Appraised();
            Head(1, "The translation", "translation");
            if (second.Count == 0) Quiet("There is no concept yet.");
            foreach (var (name, sheet) in second) Table($"Table 2. Translated concepts: {name}", sheet);
            if (facts.Relations.Count > 0)
                Table("How concepts are related", [("Concept", 2), ("Relation", 1), ("Concept", 2), ("Reason", 3)], facts.Relations.Select(r => new[] { Named(r.FromName, r.FromCluster), r.Kind switch { RelationKind.Reciprocal => "reciprocal", RelationKind.Refutational => "refutational", _ => "line of argument" }, Named(r.ToName, r.ToCluster), r.Reason }));
        }

        private void Appraised()
        {
            var sheet = facts.Appraisal;
            if (sheet.Chosen is not { IsUsed: true } list) return;
            Head(2, "How the studies were appraised", "appraisal");
            Say($"{sheet.Done} of {SynthesisFacts.Count(sheet.Lines.Count, "study", "studies")} appraised in full. {list.Title}: {list.Cite}, the questions in our words.{(sheet.Compared > 0 ? $" Two analysts answered {SynthesisFacts.Count(sheet.Compared, "question")} about the same study, {sheet.Alike} of them alike; {(sheet.Lines.Any(l => l.Cells.Values.Any(c => c.Differs)) ? "where they differ and it is not settled yet, the table says so" : "where they differed it was settled")}." : "")}");
            Table("Appraisal of the studies. Yes, no, ? (the reports do not tell), n/a (does not apply), differ (not settled)", [("Study", 3), .. list.Questions.Select(q => (N(q.Number), 1.0))],
                sheet.Lines.Select(l => (string[])[$"{l.Number}. {l.Label}", .. list.Questions.Select(q => l[q.Id] switch { { Differs: true } => "differ", { Stands: AppraisalSays.Yes } => "yes", { Stands: AppraisalSays.No } => "no", { Stands: AppraisalSays.Unclear } => "?", { Stands: AppraisalSays.NotApplicable } => "n/a", _ => "" })]));
            foreach (var question in list.Questions) Quiet($"{question.Number}. {question.Name}");
        }

        public void Argument()
        {
            Head(1, "Line of argument", "argument");
            var shown = facts.Storylines.Where(s => s.Standing != StorylineStanding.Rejected).OrderByDescending(s => s.Standing == StorylineStanding.Kept).ToList();
            if (shown.Count == 0) Quiet("No line of argument is written yet.");
            for (var s = 0; s < shown.Count; s++) Story(shown[s], s + 1);
            if (facts.Storylines.Where(s => s.Standing == StorylineStanding.Rejected).ToList() is { Count: > 0 } rejected)
                Table("Storylines that were tried and left", [("Storyline", 1), ("Lens", 1), ("Why it was left", 3)], rejected.Select(r => new[] { r.Title, r.Lens?.Name ?? "", r.Why }));
            if (facts.Alternatives.Count > 0)
            {
                Head(2, "Other readings", "readings");
                foreach (var reading in facts.Alternatives) Blocks.Add(new ReportParagraph([new($"Of {ReadAnew(reading.On)}: ", IsQuiet: true), reading.Text]));
            }
        }

        /// <summary>What another reading is of.</summary>
        private string ReadAnew(NodeRef on)
        {
            foreach (var (within, grid) in facts.Translations)
                if (grid.Columns.FirstOrDefault(c => c.Id.Node == on) is { } concept) return $"“{Named(concept.Name, within)}”";
            return facts.Storylines.FirstOrDefault(s => s.Id.Node == on) is { } storyline ? $"the storyline “{storyline.Title}”" : "what is not here any more";
        }

        // Reports of the studies, what was decided on in full text, and what is cited from outside the review: thousands that were left out by their titles would hand out letters between works that nobody sees.
        private static List<ListCitations.Row> Citable(SynthesisFacts facts)
        {
            var read = facts.Screening.Decisions.Where(d => d.Stage == ScreeningStage.FullText).Select(d => d.Citation).ToHashSet();
            read.UnionWith(facts.Storylines.Where(s => s.Standing != StorylineStanding.Rejected).SelectMany(s => s.Steps).SelectMany(s => s.Sentences).SelectMany(s => s.Cited).Select(w => w.Id));
            return [.. facts.Citations.Where(c => c.Study is not null || read.Contains(c.Id))];
        }

        private void Story(ReadStorylines.Row storyline, int number)
        {
            Head(2, storyline.Standing == StorylineStanding.Kept ? storyline.Title : $"{storyline.Title} (being worked on)", $"storyline-{number}");
            if (storyline.Steps.Count > 0) Blocks.Add(ArgumentDrawing.Of(storyline));
            if (storyline.Lens is { } lens) Quiet($"Told through: {lens.Name}{(lens.Name[^1] == '?' ? "" : ".")} {lens.Cite}. {storyline.Why}".Trim());
            for (var i = 0; i < storyline.Steps.Count; i++)
            {
                Head(3, storyline.Steps[i].Name, $"step-{number}-{i + 1}");
                foreach (var sentence in storyline.Steps[i].Sentences)
                {
                    var runs = new List<Run> { sentence.Text };
                    if (sentence.IsUnsupported) runs.Add(new(" Without support in the review.", IsQuiet: true));
                    else if (sentence.Rests.Count > 0)
                    {
                        runs.Add(new($" Rests on: {string.Join("; ", sentence.Rests.Select(r => r.Studies.Count > 0 ? $"{r.Name} ({(r.Studies.Count == 1 ? "study" : "studies")} {string.Join(", ", r.Studies)})" : r.Name))}. ", IsQuiet: true));
                        runs.AddRange(_works.Cite(sentence.Rests.SelectMany(r => r.Studies).Distinct().Order().SelectMany(n => _reports[n])));
                    }
                    if (sentence.Outside.Length > 0 || sentence.Cited.Count > 0) runs.Add(new($" Outside the review: {sentence.Outside}", IsItalic: true));
                    // Cited apart from what the sentence rests on.
                    if (sentence.Cited.Count > 0) runs.AddRange([sentence.Outside.Length > 0 ? " " : "", .. _works.Cite(sentence.Cited.Select(w => w.Id))]);
                    Blocks.Add(new ReportParagraph(runs));
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
            Appendix("Searches", "searches");
            Table("Searches as they were run", [("Where", 2), ("Kind", 1.5), ("Through", 1), ("On", 1), ("String", 4), ("Limits", 1.5), ("By", 1), ("Records", 1)],
                facts.Searches.Runs.Select(r => new[] { r.Database, Kind(r), r.Platform, r.RanOn?.ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB")) ?? "", r.Blocks.Replace('\n', ' '), r.Limits, r.RanBy, r.Hits is { } hits ? N(hits) : "not known" }));
            if (facts.Searches.Targets.Count > 0)
                Table("Papers that every search of a database must find", [("Paper", 4), ("Not found by", 3), ("Not known of", 2)], facts.Searches.Targets.Select(t => new[]
                {
                    t.Doi.Length > 0 ? $"{t.Title}. doi:{t.Doi}" : t.Title,
                    string.Join("; ", facts.Searches.Runs.Where(r => r.Lacks.Contains(t.Title)).Select(Named)),
                    string.Join("; ", facts.Searches.Runs.Where(r => r is { Kind: SearchKind.Database, Imported: 0 }).Select(Named)),
                }));
            Appendix("What was excluded", "excluded");
            var (reasons, order, titles) = (facts.Screening.Reasons.ToDictionary(r => r.Id, r => r.Text), facts.Screening.Reasons.Select(r => (ExclusionReasonId?)r.Id).ToList(), facts.Citations.ToDictionary(c => c.Id));
            var left = facts.Screening.Decisions.Where(d => d is { Stage: ScreeningStage.FullText, Verdict: ScreeningVerdict.Exclude } && titles.ContainsKey(d.Citation)).OrderBy(d => order.IndexOf(d.Reason)).ThenBy(d => titles[d.Citation].Title, StringComparer.OrdinalIgnoreCase).ToList();
            if (left.Count == 0) Quiet("Reports excluded, with the reason: none.");
            else
                Blocks.Add(new ReportTable("Reports excluded, with the reason", [new("Report", 4), new("Reason", 2)], [.. left.Select(IReadOnlyList<IReadOnlyList<Run>> (d) =>
                    [[titles[d.Citation].Title.Length > 0 ? titles[d.Citation].Title : "(no title)", " ", .. _works.Cite([d.Citation])], [d.Reason is { } why && reasons.TryGetValue(why, out var text) ? text : "–"]])]));
            // By their titles thousands may be left out: of these the numbers are enough.
            if (facts.Flow.ExcludedAtFirstBy is { Count: > 0 } early)
                Table("Records excluded by title and abstract, by reason", [("Reason", 4), ("Records", 1)], [.. early.Select(r => new[] { r.Reason, N(r.Records) }), .. facts.Flow.ExcludedAtFirst - early.Sum(r => r.Records) is > 0 and var rest ? [["no reason given", N(rest)]] : Array.Empty<string[]>()]);
            if (facts.Flow.Withdrawn.Count > 0) Table("Studies withdrawn after they were included", [("Study", 2), ("Reports", 1), ("Why", 4)], facts.Flow.Withdrawn.Select(w => new[] { w.Study, N(w.Reports), w.Why }));
            Extracted();
            Compared();
            Appendix("Constructs", "constructs");
            var shown = facts.Grid.Lines.ToDictionary(l => l.Study.Id, l => l.Study);
            Table("Constructs by study", [("Study", 1), ("Construct", 1.5), ("Order", 0.8), ("Words", 3), ("What it means", 2), ("Of whom, in what setting", 1.5), ("View", 1), ("Count", 1), ("Page", 0.7)],
                facts.Grid.Constructs.Values.Where(c => shown.ContainsKey(c.Study)).OrderBy(c => shown[c.Study].Number).ThenBy(c => c.Name, StringComparer.OrdinalIgnoreCase)
                    .Select(c => new[] { $"{shown[c.Study].Number}. {shown[c.Study].Label}", c.Name, c.Order == ConstructOrder.First ? "first" : "second", string.Join(" ", (string[])[.. c.Passage is { } words ? [$"“{words}”"] : Array.Empty<string>(), .. c.Context.Select(around => $"With it: “{around.Words}”")]), c.Gloss, c.Setting, c.View switch { ConstructView.Predominant => "predominant", ConstructView.Minority => "minority", _ => "" }, c.Count, c.Page ?? "" }));
            Appendix("Log of the phases", "log");
            Table("What was decided, and when", [("Phase", 1), ("On", 1), ("What", 4), ("Why", 3), ("By", 1)],
                facts.Phases.Select(p => new[] { $"{p.Phase}, {(p.IsOutcome ? "outcome" : "process")}", p.DecidedOn.ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB")), p.Text, p.Why, p.ByName }));
            foreach (var guide in ReportingGuide.All)
            {
                Appendix(guide.Name, guide.Id);
                Table($"{guide.Name}: what the project holds. {guide.Cite}; items in our words", [("No.", 0.5), ("Item", 2), ("Asks for", 3), ("State", 1), ("Here", 3)], guide.Items.Select(i =>
                {
                    var (state, words) = facts.Of(i);
                    return new[] { N(i.Number), i.FromMemory ? $"{i.Title} (from memory, not checked yet)" : i.Title, i.Asks, InWords(state), words };
                }));
            }
            Head(1, "References", "references");
            var listed = _works.List();
            if (listed.Count == 0) Quiet("Nothing is cited yet: no study has a report.");
            Blocks.AddRange(listed);
        }

        private void Extracted()
        {
            var resting = facts.Extraction.Values.Where(v => v.Passages.Count > 0).ToList();
            if (resting.Count == 0) return;
            var (shown, fields) = (facts.Grid.Lines.ToDictionary(l => l.Study.Id, l => l.Study), facts.Extraction.Fields.Select((f, i) => (f, i)).ToDictionary(f => f.f.Id, f => (f.f.Name, f.i)));
            Appendix("What was extracted, and where it stands", "extracted");
            Table("Extracted values with the passages they rest on", [("Study", 1), ("Field", 1), ("Value", 2), ("Where", 1), ("Words", 4)],
                resting.Where(v => shown.ContainsKey(v.Study)).OrderBy(v => shown[v.Study].Number).ThenBy(v => fields[v.Field].i)
                    .SelectMany(v => v.Passages.Select(p => new[] { $"{shown[v.Study].Number}. {shown[v.Study].Label}", fields[v.Field].Name, v.Text.Replace('\n', ';'), p.IsLost ? $"{p.Place}, of an earlier text" : p.Place, p.Words })));
        }

        /// <summary>Comparisons that say why, or what limits them: context is written where the translation is made.</summary>
        private void Compared()
        {
            var told = (from t in facts.Translations
                        from line in t.Grid.Lines
                        from column in t.Grid.Columns
                        let cell = t.Grid[line.Study.Id, column.Id]
                        // Where analysts compared apart and agree, the cell says it once; each has reasons and limits of their own.
                        from side in cell.Decided is { } one && (!one.IsIndependent || cell.Sides.Count == 0) ? [one] : cell.Sides
                        where side.Reason.Length + side.Limits.Length > 0
                        select new[] { $"{line.Study.Number}. {line.Study.Label}", Named(column.Name, t.Within), (side.Relation switch { CellRelation.Same => "says the same", CellRelation.Refutes => "refutes", CellRelation.Extends => "extends", _ => "none found" }) + (side.IsThin ? ", thin" : "") + (!side.IsIndependent ? "" : cell.Decided is null || cell.Sides.Count == 0 ? $" ({side.Name}; not settled)" : $" ({side.Name})"), side.Reason, side.Limits }).ToList();
            if (told.Count == 0) return;
            Appendix("Comparisons", "comparisons");
            Table("Comparisons with their reasons, and what in the setting limits them", [("Study", 1), ("Concept", 1.5), ("What it is to it", 1), ("Why", 3), ("Limited by", 2)], told);
        }

        private string Kind(ListSearches.Row run)
        {
            var kind = run.Kind switch { SearchKind.Database => "database", SearchKind.Hand => "by hand", SearchKind.CitedBy => "who cites an article", SearchKind.Outside => "outside the review", _ => "otherwise" };
            if (run.BeganFromTitle is { } began) kind += $", from “{began}”";
            if (run.RerunOf is not { } before || facts.Searches.Runs.FirstOrDefault(r => r.Id == before) is not { } earlier) return kind;
            // What changed is known only where the records of both are here.
            return $"{kind}; a rerun of {Named(earlier)}" + (run.Imported > 0 && earlier.Imported > 0 ? $": {run.OnlyHere} new, {run.OnlyBefore.Count} no more" : "; what changed is not known here");
        }

        private static string Named(ListSearches.Row run) => run.RanOn is { } day ? $"{run.Database}, {day.ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB"))}" : run.Database;

        private void Appendix(string name, string anchor) => Head(1, $"Appendix {_letter++}. {name}", anchor);

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
