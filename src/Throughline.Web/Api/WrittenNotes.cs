using Throughline.Exchange.Reports;

namespace Throughline.Web.Api;

/// <summary>Memos and coding notes as documents: docx and html are made from these alone.</summary>
internal static class WrittenNotes
{
    /// <param name="subject">What a memo is on, in words.</param>
    public static ReportDocument OfMemos(IReadOnlyList<ListMemos.Row> memos, Func<ListMemos.Row, string> subject, string project, DateTime now)
    {
        var blocks = new List<ReportBlock>();
        foreach (var (group, i) in memos.GroupBy(subject).Select((g, i) => (g, i)))
        {
            blocks.Add(new ReportHeading(2, group.Key, $"memo-{i + 1}"));
            foreach (var memo in group)
            {
                blocks.AddRange(Paragraphs(memo.Text).Select(p => new ReportParagraph([new(p, IsSaid: true)], ParagraphLook.Said)));
                blocks.Add(new ReportParagraph([$"{memo.AnalystName}, {InWords.Moment(memo.ChangedAt ?? memo.At)}{(memo.ChangedAt is null ? "" : ", changed")}{(memo.Context.Length > 0 ? $", beside {memo.Context}" : "")}"], ParagraphLook.Quiet));
            }
        }
        if (memos.Count == 0) blocks.Add(new ReportParagraph(["No memo fits this choice."], ParagraphLook.Quiet));
        return new("Memos", "", $"{project}, {InWords.Count(memos.Count, "memo")}, {InWords.Day(now)}", blocks);
    }

    /// <param name="attributions">Whose each passage is.</param>
    public static ReportDocument OfNotes(ReadNotes.Page notes, IReadOnlyDictionary<ExcerptId, AttributedAs> attributions, string project, DateTime now)
    {
        var blocks = new List<ReportBlock>();
        foreach (var check in notes.Checks) blocks.Add(new ReportParagraph([$"Checked against the transcript by {check.Name} on {InWords.Day(check.At)}{(check.ChangedSince > 0 ? $"; {InWords.Count(check.ChangedSince, "line")} changed since" : "")}."]));
        if (notes.Closed.Count > 0) blocks.Add(new ReportParagraph([$"The notes of {string.Join(" and ", notes.Closed)} are closed until independent work on this source is finished."], ParagraphLook.Quiet));
        var quotation = 0;
        foreach (var section in notes.Sections.Where(s => s.Lines.Count > 0))
        {
            blocks.Add(new ReportHeading(2, section.Path, $"code-{section.Code.Value:N}"));
            foreach (var line in section.Lines)
            {
                var anchor = $"line-{line.Id.Value:N}";
                blocks.Add(new ReportParagraph([line.Text, new($" {line.AnalystName}, {InWords.Day(line.ChangedAt ?? line.At)}", IsQuiet: true)], ParagraphLook.Body, anchor));
                foreach (var passage in line.Passages)
                    blocks.Add(new ReportQuotation(PrintedWords.Collapsed(passage.Text), attributions.GetValueOrDefault(passage.Excerpt)?.Text ?? "", $"{notes.Title}, {passage.Place}", $"quotation-{++quotation}", anchor));
                foreach (var answer in line.Answers)
                    blocks.Add(new ReportParagraph([$"{answer.Name} {(answer.Kind == NoteAnswerKind.Agrees ? "agrees" : "queries")}{(answer.Comment.Length > 0 ? $": {answer.Comment}" : "")}{(answer.BeforeChange ? " (before the line was changed)" : "")}, {InWords.Day(answer.At)}."], ParagraphLook.Quiet));
            }
        }
        if (notes.Sections.All(s => s.Lines.Count == 0)) blocks.Add(new ReportParagraph(["No line has been written yet."], ParagraphLook.Quiet));
        return new($"Coding notes: {notes.Title}", "", $"{project}, {InWords.Day(now)}", blocks);
    }

    private static string[] Paragraphs(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
