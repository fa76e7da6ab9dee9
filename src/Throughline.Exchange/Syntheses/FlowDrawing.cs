using Throughline.Exchange.Reports;
using Throughline.Review.Screening;

namespace Throughline.Exchange.Syntheses;

/// <summary>The flow of records as a drawing of a report.</summary>
internal static class FlowDrawing
{
    public static ReportDrawing Of(CountFlow.Flow flow)
    {
        var drawing = CountFlow.Draw(flow);
        // Names of stages stand above their boxes here: word processors differ in how they turn words.
        const int Above = 19, Room = 12;
        return new("The flow of records, in the form of PRISMA 2020 (Page and colleagues 2021, doi 10.1136/bmj.n71)", drawing.Says, drawing.Width, drawing.Height + Room, drawing.Line,
            [.. drawing.Boxes.Select(b => new DrawnBox(b.X, b.Y + Room, b.Width, b.Height, b.Lines)), .. drawing.Stages.Select(s => new DrawnBox(drawing.Boxes[0].X, s.From + Room - Above, 150, Above, [s.Name], IsHead: true))],
            [.. drawing.Arrows.Select(a => new DrawnArrow(a.X, a.Y + Room, a.ToX, a.ToY + Room))], CountFlow.Svg(flow));
    }
}
