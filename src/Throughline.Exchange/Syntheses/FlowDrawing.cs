using Throughline.Exchange.Reports;
using Throughline.Review.Screening;

namespace Throughline.Exchange.Syntheses;

/// <summary>The flow of records as a drawing of a report.</summary>
internal static class FlowDrawing
{
    public static ReportDrawing Of(CountFlow.Flow flow)
    {
        var drawing = CountFlow.Draw(flow);
        return new("The flow of records, in the form of PRISMA 2020 (Page and colleagues 2021, doi 10.1136/bmj.n71)", drawing.Says, drawing.Width, drawing.Height, drawing.Line,
            [.. drawing.Boxes.Select(b => new DrawnBox(b.X, b.Y, b.Width, b.Height, b.Lines)), .. drawing.Stages.Select(s => new DrawnBox(4, s.From, 22, s.To - s.From, [s.Name], IsSide: true))],
            [.. drawing.Arrows.Select(a => new DrawnArrow(a.X, a.Y, a.ToX, a.ToY))], CountFlow.Svg(flow));
    }
}
