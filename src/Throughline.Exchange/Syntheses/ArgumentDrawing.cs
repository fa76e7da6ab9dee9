using Throughline.Exchange.Reports;
using Throughline.Synthesis.Arguing;
using Throughline.Text;

namespace Throughline.Exchange.Syntheses;

/// <summary>The map of a line of argument as a drawing of a report: in a document its steps go down the page with what each rests on beside it, since a page is narrow; on the web it is the page's own map.</summary>
internal static class ArgumentDrawing
{
    public static ReportDrawing Of(ReadStorylines.Row storyline)
    {
        const int Line = 18, Pad = 10, Gap = 26, Wide = 320, Across = 48, Left = 10, Most = 46;
        var (boxes, arrows) = (new List<DrawnBox>(), new List<DrawnArrow>());
        var y = 10;
        foreach (var step in storyline.Steps)
        {
            var one = Wrapping.Lines(step.Name, Most).ToList();
            var rests = step.Sentences.SelectMany(s => s.Rests).DistinctBy(r => r.Node).Select(r => r.Studies.Count > 0 ? $"{r.Name} ({string.Join(", ", r.Studies)})" : r.Name).ToList();
            if (step.Sentences.Count(s => s.IsUnsupported) is > 0 and var loose) rests.Add($"{loose} {(loose == 1 ? "claim" : "claims")} without support");
            var two = rests.SelectMany(r => Wrapping.Lines(r, Most)).ToList();
            var (high, beside) = (one.Count * Line + 2 * Pad, two.Count * Line + 2 * Pad);
            var height = two.Count == 0 ? high : Math.Max(high, beside);
            boxes.Add(new(Left, y, Wide, height, one));
            if (two.Count > 0)
            {
                boxes.Add(new(Left + Wide + Across, y, Wide, beside, two));
                arrows.Add(new(Left + Wide, y + beside / 2, Left + Wide + Across - 2, y + beside / 2));
            }
            if (step != storyline.Steps[^1]) arrows.Add(new(Left + Wide / 2, y + height, Left + Wide / 2, y + height + Gap - 2));
            y += height + Gap;
        }
        return new($"{storyline.Title}: its steps, and what each rests on, with the numbers of the studies", $"{storyline.Title}: {string.Join(", then ", storyline.Steps.Select(s => s.Name))}", Left + 2 * Wide + Across + 10, y - Gap + 10, Line, boxes, arrows, ArgumentMap.Svg(storyline));
    }
}
