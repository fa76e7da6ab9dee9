using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

namespace Throughline.Exchange.Reports;

/// <summary>A report as one html file that needs nothing else: no script, no address outside itself.</summary>
public static class HtmlReport
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);
    private static readonly string Style = ReadStyle();

    /// <summary>What a content security policy names to let the file's own style through: <c>sha256-…</c>.</summary>
    public static string StyleHash { get; } = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    public static string Write(ReportDocument report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>{E(report.Title)}</title>\n<style>{Style}</style>\n</head>\n<body>\n<main aria-label=\"The report\">\n<h1>{E(report.Title)}</h1>\n");
        if (report.Question.Length > 0) html.Append(CultureInfo.InvariantCulture, $"<p class=\"question\">{E(report.Question)}</p>\n");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"made\">{E(report.Made)}</p>\n");
        if (report.Front > 0)
        {
            html.Append("<div class=\"front\">\n");
            foreach (var block in report.Blocks.Take(report.Front)) Add(html, block);
            html.Append("</div>\n");
        }
        var headings = report.Blocks.OfType<ReportHeading>().Where(h => h.Level <= 2).ToList();
        if (headings.Count >= 3)
        {
            html.Append("<nav aria-label=\"Contents\"><ol>\n");
            foreach (var heading in headings) html.Append(CultureInfo.InvariantCulture, $"<li{(heading.Level == 2 ? " class=\"two\"" : "")}><a href=\"#{E(heading.Anchor)}\">{E(heading.Text)}</a></li>\n");
            html.Append("</ol></nav>\n");
        }
        foreach (var block in report.Blocks.Skip(report.Front)) Add(html, block);
        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Add(StringBuilder html, ReportBlock block)
    {
        switch (block)
        {
            case ReportHeading heading:
                html.Append(CultureInfo.InvariantCulture, $"<h{heading.Level + 1} id=\"{E(heading.Anchor)}\">{E(heading.Text)}</h{heading.Level + 1}>\n");
                break;
            case ReportParagraph paragraph:
                var look = paragraph.Look switch { ParagraphLook.Said => " class=\"said\"", ParagraphLook.Quiet => " class=\"quiet\"", ParagraphLook.Term => " class=\"term\"", _ => "" };
                html.Append(CultureInfo.InvariantCulture, $"<p{look}{(paragraph.Anchor is { } anchor ? $" id=\"{E(anchor)}\"" : "")}>{Of(paragraph.Runs)}</p>\n");
                break;
            case ReportQuotation quotation:
                html.Append(CultureInfo.InvariantCulture, $"<figure class=\"quotation\" id=\"{E(quotation.Anchor)}\"><blockquote>“{E(quotation.Words)}”</blockquote><figcaption>{E(quotation.Attribution)}{(quotation.Attribution.Length > 0 ? " · " : "")}<a href=\"#{E(quotation.LeadsTo)}\">{E(quotation.Citation)}</a></figcaption></figure>\n");
                break;
            case ReportTable table:
                // What scrolls sideways can be reached by keyboard, and so has a name.
                html.Append(CultureInfo.InvariantCulture, $"<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"{E(table.Caption)}\"><table><caption>{E(table.Caption)}</caption><thead><tr>");
                foreach (var column in table.Columns) html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\"{(column.IsNumber ? " class=\"number\"" : "")}>{E(column.Name)}</th>");
                html.Append("</tr></thead><tbody>\n");
                foreach (var row in table.Rows)
                {
                    html.Append("<tr>");
                    for (var i = 0; i < row.Count; i++) html.Append(CultureInfo.InvariantCulture, $"<td{(table.Columns[i].IsNumber ? " class=\"number\"" : "")}>{Of(row[i])}</td>");
                    html.Append("</tr>\n");
                }
                html.Append("</tbody></table></div>\n");
                break;
            case ReportDrawing drawing:
                html.Append(CultureInfo.InvariantCulture, $"<figure class=\"drawing\">{drawing.Svg}<figcaption>{E(drawing.Caption)}</figcaption></figure>\n");
                break;
            default: throw new InvalidOperationException($"A report has no way to print a {block.GetType().Name}.");
        }
    }

    private static string Of(IEnumerable<Run> runs)
    {
        var html = new StringBuilder();
        foreach (var run in runs)
        {
            if (run == Run.Break)
            {
                html.Append("<br>");
                continue;
            }
            var words = E(run.Text);
            if (run.To is { } to) words = $"<a href=\"#{E(to)}\">{words}</a>";
            if (run.IsRaised) words = $"<sup>{words}</sup>";
            if (run.IsBold) words = $"<b>{words}</b>";
            if (run.IsItalic) words = $"<i>{words}</i>";
            var faces = string.Join(' ', new[] { run.IsSaid ? "said" : "", run.IsQuiet ? "quiet" : "" }.Where(c => c.Length > 0));
            html.Append(faces.Length > 0 ? $"<span class=\"{faces}\">{words}</span>" : words);
        }
        return html.ToString();
    }

    private static string E(string text) => Encoder.Encode(text);

    private static string ReadStyle()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
