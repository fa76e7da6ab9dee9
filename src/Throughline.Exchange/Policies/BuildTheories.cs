using System.Globalization;
using Throughline.Exchange.Reports;
using Throughline.Framing.Frameworks;
using Throughline.Policy.Theories;

namespace Throughline.Exchange.Policies;

/// <summary>Programme theories as a report, each as a box: problem, logic, mechanism, kind, group, what is left unanswered, and the statements it rests on; then where they may pull apart, within a document and between documents.</summary>
public static class BuildTheories
{
    public const string NotStated = "not stated";

    public sealed class Handler(ListTheories.Handler list, ListFrameworks.Handler frameworks, FindTensions.Handler tensions, TimeProvider clock)
    {
        /// <param name="source">Only of this document; null for all.</param>
        public async Task<Result<ReportDocument>> RunAsync(Acting reader, SourceId? source, CancellationToken cancel)
        {
            var theories = await list.RunAsync(reader, source, cancel);
            if (theories.Count == 0) return new Refused("No programme theory has been written down yet. Write one on the page Programme theories.");
            var shelf = await frameworks.RunAsync(reader.Project, cancel);
            var blocks = new List<ReportBlock>();
            foreach (var document in theories.GroupBy(t => (t.Source, t.SourceNumber, t.SourceTitle)))
            {
                blocks.Add(new ReportHeading(1, document.Key.SourceTitle, $"document-{document.Key.SourceNumber}"));
                var drafts = document.Where(t => t.Origin == TheoryOrigin.Draft).Select(t => t.Analyst).Distinct().Count();
                foreach (var theory in document)
                {
                    var name = $"Programme theory {theory.Number}{(theory.Origin == TheoryOrigin.Agreed ? ", agreed" : drafts > 1 || theory.AgreedAs is not null ? $", {theory.AnalystName}’s draft" : "")}";
                    blocks.Add(new ReportHeading(2, name, $"theory-{theory.Id.Value:N}"));
                    blocks.Add(new ReportTable($"{name}: {document.Key.SourceTitle}", [new("Part", 1), new("What the document says", 4)],
                    [
                        Row("Problem", theory.Problem),
                        Row("Logic", Numbered(theory.Logic)),
                        Row("Mechanism", Numbered(theory.Mechanism)),
                        Row("Kind of inequality", Named(theory.Kinds, shelf)),
                        Row("Group", Named(theory.Groups, shelf)),
                        .. theory.Aims.Count > 0 ? [Row("Aim", Named(theory.Aims, shelf))] : Array.Empty<IReadOnlyList<IReadOnlyList<Run>>>(),
                        .. theory.Degree.Length > 0 ? [Row("How far the mechanism is told", Named([theory.Degree], shelf))] : Array.Empty<IReadOnlyList<IReadOnlyList<Run>>>(),
                        Row("Left unanswered", theory.Unanswered.Length > 0 ? theory.Unanswered : "nothing noted"),
                        Row("Evidence for the mechanism", theory.Evidence.Length > 0 ? theory.Evidence : "none given"),
                        .. theory.Origin == TheoryOrigin.Agreed ? [Row("Agreed by", $"{string.Join(", ", theory.AgreedBy)}{(theory.Why.Length > 0 ? $": {theory.Why}" : "")}")] : Array.Empty<IReadOnlyList<IReadOnlyList<Run>>>(),
                    ]));
                    foreach (var (statement, i) in theory.Statements.Select((s, i) => (s, i + 1)))
                        blocks.Add(new ReportQuotation(statement.Text, $"{theory.Number}.{i}", $"{statement.SourceTitle}, {(statement.Page is { } page ? $"page {page}" : $"characters {statement.Span.Start} to {statement.Span.End}")}", $"theory-{theory.Id.Value:N}-{i}", $"theory-{theory.Id.Value:N}"));
                    if (theory.Statements.Count == 0) blocks.Add(new ReportParagraph(["No statement is named that it rests on."], ParagraphLook.Quiet));
                }
            }
            var pulls = (await tensions.RunAsync(reader, cancel)).Where(t => source is not { } only || t.One.Source == only || t.Other?.Source == only).ToList();
            if (pulls.Count > 0)
            {
                blocks.Add(new ReportHeading(1, "Where they may pull apart", "tensions"));
                blocks.Add(new ReportParagraph(["Questions worked out from what the theories say of their aim, their cause and their mechanism. They are questions, not findings."], ParagraphLook.Quiet));
                foreach (var (caption, rows) in new[] { ("Within a document", pulls.FindAll(t => !t.IsAcross)), ("Between documents", pulls.FindAll(t => t.IsAcross)) }.Where(p => p.Item2.Count > 0))
                    blocks.Add(new ReportTable(caption, [new("Document", 2), new("Question", 3), new("Why it is asked", 3), new("What analysts make of it", 3)],
                        [.. rows.Select(IReadOnlyList<IReadOnlyList<Run>> (t) => [[t.IsAcross ? $"{t.One.SourceTitle}; {t.Other!.SourceTitle}{(t.IsOfVersions ? " (one takes the place of the other)" : "")}" : t.One.SourceTitle], [t.Question], [t.Reason], [t.Answers.Count == 0 ? "not answered" : string.Join(" ", t.Answers.Select(a => $"{a.AnalystName}: {InWords(a.Verdict)}. {a.Words}"))]])]));
            }
            return new ReportDocument("Programme theories", "", $"Made with Throughline on {clock.GetLocalNow().ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB"))}. After the boxes of Checkland and colleagues (2025), doi 10.1177/13558196251334571", blocks);
        }

        private static string InWords(TensionVerdict verdict) => verdict switch { TensionVerdict.Stands => "the tension stands", TensionVerdict.Reconciled => "the documents reconcile it", _ => "not a tension" };

        private static List<IReadOnlyList<Run>> Row(string part, string words) => [[new(part, IsBold: true)], [words]];

        private static string Numbered(IReadOnlyList<string> steps) => steps.Count == 0 ? NotStated : steps.Count == 1 ? steps[0] : string.Join(" ", steps.Select((s, i) => $"{i + 1}. {s}{(s[^1] is '.' or '?' or '!' ? "" : ".")}"));

        private static string Named(IReadOnlyList<string> terms, ListFrameworks.Shelf shelf) => terms.Count == 0 ? NotStated : string.Join("; ", terms.Select(t => shelf.FindTerm(t)?.Term.Name ?? t));
    }
}
