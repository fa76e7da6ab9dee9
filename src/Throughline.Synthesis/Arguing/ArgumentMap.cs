using System.Globalization;
using System.Net;
using System.Text;
using Throughline.Text;

namespace Throughline.Synthesis.Arguing;

/// <summary>A storyline drawn: its steps in a row from left to right, and under each what it rests on. Colours are the reader's own.</summary>
public static class ArgumentMap
{
    public static string Svg(ReadStorylines.Row storyline)
    {
        ArgumentNullException.ThrowIfNull(storyline);
        const int Wide = 210, Gap = 40, Line = 17, Pad = 9, Left = 8;
        var columns = storyline.Steps.Select(step => (Step: step, Name: Wrapping.Lines(step.Name, 28), Rests: step.Sentences.SelectMany(s => s.Rests).DistinctBy(r => r.Node).Select(r => (r.Kind, Lines: Wrapping.Lines(r.Studies.Count > 0 ? $"{r.Name} ({string.Join(", ", r.Studies)})" : r.Name, 30))).ToList(), Loose: step.Sentences.Count(s => s.IsUnsupported))).ToList();
        var head = columns.Count == 0 ? 0 : columns.Max(c => c.Name.Count) * Line + 2 * Pad;
        var svg = new StringBuilder();
        var bottom = head;
        for (var i = 0; i < columns.Count; i++)
        {
            var x = Left + i * (Wide + Gap);
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"8\" width=\"{Wide}\" height=\"{head}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.6\"/>");
            Words(x + Pad, 8 + Pad + 13, columns[i].Name, bold: true);
            if (i > 0) svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x - Gap} {8 + head / 2}H{x - 2}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.4\" marker-end=\"url(#map-arrow)\"/>");
            var y = 8 + head + 18;
            foreach (var (kind, lines) in columns[i].Rests)
            {
                var height = lines.Count * Line + 2 * 5;
                svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x + 12} {y - 18}V{y}\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".6\"/><rect x=\"{x}\" y=\"{y}\" width=\"{Wide}\" height=\"{height}\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".6\"{(kind == "construct" ? " rx=\"9\"" : "")}/>");
                Words(x + Pad, y + 5 + 12, lines, bold: false);
                y += height + 18;
            }
            if (columns[i].Loose > 0)
            {
                Words(x, y, [$"{columns[i].Loose} {(columns[i].Loose == 1 ? "claim" : "claims")} without support"], bold: false);
                y += Line;
            }
            bottom = Math.Max(bottom, y);
        }
        var width = Left * 2 + columns.Count * Wide + Math.Max(0, columns.Count - 1) * Gap;
        var label = WebUtility.HtmlEncode($"{storyline.Title}: {string.Join(", then ", storyline.Steps.Select(s => s.Name))}");
        return string.Create(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"syn-map\" viewBox=\"0 0 {Math.Max(width, 120)} {bottom + 10}\" width=\"{Math.Max(width, 120)}\" height=\"{bottom + 10}\" role=\"img\" aria-label=\"{label}\" font-family=\"'Source Sans 3', 'Segoe UI', Arial, sans-serif\" font-size=\"13\"><defs><marker id=\"map-arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 8 4 0 8Z\" fill=\"currentColor\"/></marker></defs>{svg}</svg>\n");

        void Words(int x, int y, IReadOnlyList<string> lines, bool bold)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\" fill=\"currentColor\"{(bold ? " font-weight=\"600\"" : "")}>");
            for (var l = 0; l < lines.Count; l++) svg.Append(CultureInfo.InvariantCulture, $"<tspan x=\"{x}\" dy=\"{(l == 0 ? 0 : Line)}\">{WebUtility.HtmlEncode(lines[l])}</tspan>");
            svg.Append("</text>");
        }
    }
}
