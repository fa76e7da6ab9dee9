using System.Globalization;
using System.Text;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Framing.Representations;

/// <summary>The shape of the problem as a table for spreadsheets, and as a picture.</summary>
public static class ShapeOut
{
    /// <summary>One line for each field, set and term, then what is not stated, does not apply and has not been read.</summary>
    public static SheetToWrite Sheet(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var lines = new List<IReadOnlyList<SheetCell>>();
        for (var f = 0; f < shape.Fields.Count; f++)
            for (var s = 0; s < shape.Sets.Count; s++)
            {
                var (field, set, cell) = (shape.Fields[f], shape.Sets[s], shape.Cells[f][s]);
                foreach (var term in cell.Terms) lines.Add([field.Name, set.Label, term.Name, term.Term, term.Stated, term.Implied, term.Total, set.Readings.Count]);
                lines.Add([field.Name, set.Label, "not stated", "", "", "", cell.NotStated, set.Readings.Count]);
                if (cell.NotApplicable > 0) lines.Add([field.Name, set.Label, "not applicable", "", "", "", cell.NotApplicable, set.Readings.Count]);
                if (cell.Unread > 0) lines.Add([field.Name, set.Label, "not read yet", "", "", "", cell.Unread, set.Readings.Count]);
            }
        return new($"Shape by {shape.By}", ["Field", "Set", "Term", "Term id", "Stated", "Implied", "Readings", "Out of"], lines);
    }

    /// <summary>Every reading with every answer, one line a reading.</summary>
    /// <param name="leftOut">Whether what was set aside was asked for too: then a column says which those are.</param>
    public static SheetToWrite Readings(IReadOnlyList<ListRepresentations.Row> rows, bool leftOut)
    {
        ArgumentNullException.ThrowIfNull(rows);
        string[] column = leftOut ? ["Left out"] : [];
        return new("Readings", ["Source", "Place", "Start", "End", "Words", "Attribution", "Read by", "Read at", "Held on", .. column, .. RepresentationField.All.SelectMany(f => new[] { f.Name, $"{f.Name} terms", $"{f.Name} words", $"{f.Name} note" })],
            [.. rows.Select(r => (IReadOnlyList<SheetCell>)[r.SourceTitle, r.Place, r.Span.Start, r.Span.End, r.Text, r.Attribution, r.AnalystName, r.MadeAt.ToString("O", CultureInfo.InvariantCulture), r.HeldOn?.ToString("O", CultureInfo.InvariantCulture) ?? "", .. leftOut ? new SheetCell[] { r.IsLeftOut ? "yes" : "" } : [],
                .. RepresentationField.All.SelectMany(f => r.Answers.TryGetValue(f.Name, out var a) ? new SheetCell[] { AnswerField.InWords(a.State), string.Join(' ', a.Terms), a.Words ?? "", a.Note ?? "" } : ["", "", "", ""])])]);
    }

    /// <summary>A picture that opens by itself: three leading terms and what is not stated for each field and set, on one scale, and in figures how many readings a field does not apply to or has not been read in.</summary>
    public static string Svg(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        const int Names = 150, Column = 210, Term = 92, Bar = 84, Line = 15, Head = 52, Foot = 34;
        // A line more for what no bar shows, so that the figures of a cell add up.
        var row = (shape.Cells.Any(cells => cells.Any(cell => cell.NotApplicable + cell.Unread > 0)) ? 5 : 4) * Line + 14;
        var (width, height) = (Names + Column * shape.Sets.Count + 12, Head + row * shape.Fields.Count + Foot);
        var scale = Math.Max(shape.LargestShare, 0.0001);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"Shape of the problem by {Escape(shape.By)}\" font-family=\"Source Sans 3, Segoe UI, Helvetica, Arial, sans-serif\" font-size=\"12\" fill=\"#1D1B18\">");
        svg.Append(CultureInfo.InvariantCulture, $"<title>Shape of the problem by {Escape(shape.By)}</title><defs><pattern id=\"hatch\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><path d=\"M0 0V4\" stroke=\"#1D1B18\" stroke-width=\"2.2\"/></pattern></defs><rect width=\"{width}\" height=\"{height}\" fill=\"#FBFAF6\"/>");
        for (var s = 0; s < shape.Sets.Count; s++)
        {
            var x = Names + s * Column;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"18\" font-weight=\"600\">{Escape(Cut.To(shape.Sets[s].Label, 32))}</text><text x=\"{x}\" y=\"34\" fill=\"#675F55\">{shape.Sets[s].Readings.Count} {(shape.Sets[s].Readings.Count == 1 ? "reading" : "readings")}</text>");
        }
        for (var f = 0; f < shape.Fields.Count; f++)
        {
            var y = Head + f * row;
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"0\" x2=\"{width}\" y1=\"{y - 6}\" y2=\"{y - 6}\" stroke=\"#DDD7CB\"/><text x=\"8\" y=\"{y + 10}\" font-weight=\"600\">{Escape(shape.Fields[f].Label)}</text><text x=\"8\" y=\"{y + 25}\" fill=\"#675F55\" font-size=\"11\">{Escape(Cut.To(shape.Fields[f].Question, 26))}</text>");
            for (var s = 0; s < shape.Sets.Count; s++)
            {
                var (cell, of, x, at) = (shape.Cells[f][s], Math.Max(1, shape.Sets[s].Readings.Count), Names + s * Column, y);
                foreach (var term in cell.Terms.Take(3))
                {
                    var (stated, implied) = (Length(term.Stated, of), Length(term.Implied, of));
                    svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{at + 10}\" font-size=\"11\">{Escape(Cut.To(term.Brief, 17))}</text><rect x=\"{x + Term}\" y=\"{at + 3}\" width=\"{stated}\" height=\"7\"/>");
                    if (implied > 0) svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x + Term + stated}\" y=\"{at + 3}\" width=\"{implied}\" height=\"7\" fill=\"url(#hatch)\" stroke=\"#1D1B18\" stroke-width=\".8\"/>");
                    svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + Term + Bar + 18}\" y=\"{at + 10}\" text-anchor=\"end\" font-size=\"11\">{term.Total}</text>");
                    at += Line;
                }
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{at + 10}\" font-size=\"11\" fill=\"#675F55\">not stated</text><rect x=\"{x + Term}\" y=\"{at + 3}\" width=\"{Length(cell.NotStated, of)}\" height=\"7\" fill=\"none\" stroke=\"#1D1B18\" stroke-dasharray=\"2.5 2\"/><text x=\"{x + Term + Bar + 18}\" y=\"{at + 10}\" text-anchor=\"end\" font-size=\"11\">{cell.NotStated}</text>");
                string[] rest = [.. new[] { (cell.NotApplicable, "not applicable"), (cell.Unread, "not read") }.Where(one => one.Item1 > 0).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Item2} {one.Item1}"))];
                if (rest.Length > 0) svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{at + Line + 10}\" font-size=\"11\" fill=\"#675F55\">{string.Join(", ", rest)}</text>");
            }
        }
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"8\" y=\"{height - 12}\" fill=\"#675F55\">Solid: stated. Hatched: implied. Dashed: not stated. One scale throughout: share of a column's readings. Accepted readings only.</text></svg>");
        return svg.ToString();

        double Length(int count, int of) => Math.Round(count / (double)of / scale * Bar, 1);
    }


    private static string Escape(string text) => System.Security.SecurityElement.Escape(string.Concat(text.Where(c => !char.IsControl(c)))) ?? "";
}
