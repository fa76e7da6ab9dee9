using System.Globalization;
using Throughline.Exchange.Reports;
using Throughline.Framing.Representations;
using Throughline.Policy.Attention;
using Throughline.Policy.Clarity;
using Throughline.Policy.Finding;
using Throughline.Policy.Statements;

namespace Throughline.Exchange.Policies;

/// <summary>An audit of policy documents as a report: what was found, how clear it may be, what competes for attention. A preview from suggestions, and marked so.</summary>
public static class AuditReport
{
    public const string Preview = "Preview from suggestions: lexicons proposed these statements and readings, and no analyst has judged them. These are not findings.";

    /// <param name="priorities">What is stated beside what is revealed, over all of them.</param>
    /// <param name="made">When and by what: one line.</param>
    public static ReportDocument Of(IReadOnlyList<(FindInText.Document Found, CountAttention.Counted Attention, IReadOnlyList<MeasureClarity.OfField> Clarity)> documents, IReadOnlyList<ReadAttention.Priority> priorities, string made, Func<string, string?> termName)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentNullException.ThrowIfNull(priorities);
        ArgumentNullException.ThrowIfNull(termName);
        var blocks = new List<ReportBlock>
        {
            new ReportParagraph([new(Preview, IsBold: true)]),
            new ReportHeading(1, "What was found", "found"),
            new ReportTable("Statements and mentions in each document", [new("Document", 4), new("Statements", 1, true), new("Woven", 1, true), new("Mentions", 1, true), new("Sentences", 1, true)],
                [.. documents.Select(d => Row(d.Found.Name, Number(d.Found.Statements.Count), Number(d.Found.Statements.Count(s => s.Found.IsWoven)), Number(d.Found.Mentions.Count), Number(d.Attention.Sentences)))]),
            new ReportHeading(1, "How clear the statements may be", "clarity"),
        };
        if (documents.All(d => d.Found.Statements.Count == 0)) blocks.Add(new ReportParagraph(["No statement about inequalities was found in these documents, so there is nothing to be clear or unclear."]));
        else
        {
            var shown = new[] { RepresentationField.Kind, RepresentationField.Group, RepresentationField.Comparator, RepresentationField.Geography, RepresentationField.Cause, RepresentationField.Mechanism, RepresentationField.WhoActs, RepresentationField.Aim, RepresentationField.Measure };
            blocks.Add(new ReportTable("Statements in which the field seems stated, of all statements in the document", [new("Document", 3), .. shown.Select(field => new ReportColumn(field.Label, 1, true))],
                [.. documents.Select(d => Row([d.Found.Name, .. shown.Select(field => d.Clarity.First(c => c.Field == field) is var c && d.Found.Statements.Count > 0 ? $"{c.Stated}/{c.Of}" : "–")]))]));
            blocks.Add(new ReportParagraph(["A document is read whole, so these are counts and not estimates from a sample. A text can be clear and wrong, or vague and kind: clarity is not quality."], ParagraphLook.Quiet));
        }
        blocks.Add(new ReportHeading(1, "What competes for attention", "attention"));
        blocks.Add(new ReportParagraph([CountAttention.Proxy], ParagraphLook.Quiet));
        blocks.Add(new ReportTable("Stated and revealed priority, as shares over all the texts", [new("Topic", 2.6), new("Stated: sentences", 1, true), new("Stated: headings", 1, true), new("Revealed: requirements", 1.1, true), new("Revealed: numeric targets", 1.1, true), new("Revealed: lines of meetings", 1.1, true), new("Revealed: minutes", 1, true)],
            [.. priorities.Select(p => Row(p.Name, Share(p.Sentences), Share(p.Headings), Share(p.Requirements), Share(p.NumericTargets), Share(p.Lines), Share(p.Minutes)))]));
        blocks.Add(new ReportParagraph(["Stated: what documents speak of and head their sections with. Revealed: what they bind people to, and what is spoken of in texts with times, such as the captions of a meeting; where there are none, these columns hold a dash. A sentence may belong to several topics."], ParagraphLook.Quiet));
        foreach (var (found, attention, _) in documents)
            blocks.Add(new ReportTable($"Share of sentences, requirements, numeric targets and headings: {found.Name}", [new("Topic", 2.4), new("Sentences", 1, true), new("Share", 0.8, true), new("Requirements", 1.2, true), new("Numeric targets", 1, true), new("Headings", 1, true), new("First mention", 1, true), new("Alone", 0.7, true)],
                [.. attention.Topics.Select(t => Row(t.Name, Number(t.Sentences), Share(attention.ShareOf(t.Sentences)), Number(t.Requirements), Number(t.NumericTargets), $"{Number(t.Headings)} of {Number(attention.Headings)}", t.FirstMention is null ? "never" : $"at {Share(t.FirstShare)}", Number(t.Alone)))]));
        blocks.Add(new ReportHeading(1, "Every statement", "statements"));
        var number = 0;
        for (var i = 0; i < documents.Count; i++)
        {
            var found = documents[i].Found;
            blocks.Add(new ReportHeading(2, found.Name, $"document-{i + 1}"));
            foreach (var row in found.Statements)
            {
                number++;
                var place = row.Found.Page is { } page ? $"page {page}" : $"characters {row.Found.Span.Start} to {row.Found.Span.End}";
                blocks.Add(new ReportQuotation(row.Found.Span.Of(found.Text).ToString().Replace('\n', ' '), $"{number}{(row.Found.IsWoven ? ", woven columns" : "")}", $"{found.Name}, {place}", $"statement-{number}", $"document-{i + 1}"));
                var read = row.Suggestions.Where(s => s.Terms.Count > 0 && s.Field != RepresentationField.LeftSilent && s.Field != RepresentationField.Discourse).Select(s => $"{s.Field.Label}: {string.Join("; ", s.Terms.Select(t => termName(t) ?? t))}{(s.State == FieldState.Implied ? " (implied)" : "")}");
                blocks.Add(new ReportParagraph([new("Suggested. ", IsBold: true), string.Join(". ", read) + "."], ParagraphLook.Quiet));
            }
            if (found.Mentions.Count > 0)
                blocks.Add(new ReportTable($"Mentions that claim nothing: {found.Name}", [new("Words", 4), new("Where", 2), new("Characters", 1.5, true)],
                    [.. found.Mentions.Select(m => Row(m.Span.Of(found.Text).ToString().Replace('\n', ' '), ListMentions.InWords(m.Where), string.Create(CultureInfo.InvariantCulture, $"{m.Span.Start} to {m.Span.End}")))]));
            if (found.Statements.Count == 0) blocks.Add(new ReportParagraph(["No statement was found."]));
        }
        return new("What these documents say about health inequalities", "", made, blocks);
    }

    private static List<IReadOnlyList<Run>> Row(params string[] cells) => [.. cells.Select(cell => (IReadOnlyList<Run>)[cell])];

    private static string Share(double? share) => share is { } one ? one.ToString("0.0 %", CultureInfo.InvariantCulture) : "–";

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
