using System.Globalization;
using System.Text;
using Throughline.Text;

namespace Throughline.Equity;

/// <summary>A figure as a picture: every group with its interval, and beside it, over time, the level, the absolute and the relative inequality.</summary>
public static class FigureSvg
{
    private const int Width = 960, Height = 330, Top = 52, Bottom = 284;

    /// <param name="result">The figure with its numbers.</param>
    /// <param name="alone">True for a file that is opened by itself: colours and faces are written in. False for a page, whose styles give them.</param>
    public static string Draw(FigureResult result, bool alone)
    {
        ArgumentNullException.ThrowIfNull(result);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\" aria-label=\"{Escape(result.Figure.Name)}: a picture of the table below\" class=\"eq-svg\"{(alone ? " font-family=\"Source Sans 3, Segoe UI, Helvetica, Arial, sans-serif\" font-size=\"12\"" : "")}>");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Escape(result.Figure.Name)}</title>");
        if (alone) svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#FBFAF6\"/>");
        Gradient(svg, result, alone);
        var points = result.Series;
        Over(svg, alone, 492, "Level", $"average, {result.Unit}", points, p => p.Groups.Count > 0 ? (p.Level, null, null) : null, result.Figure.Period, null);
        Over(svg, alone, 656, "Absolute", $"slope index, {result.Unit}", points, p => p.Slope is { } s ? (s.Absolute.Value, s.Absolute.Lower, s.Absolute.Upper) : null, result.Figure.Period, 0);
        Over(svg, alone, 820, "Relative", "relative index, ratio", points, p => p.Slope?.Relative is { } r ? (r.Value, r.Lower, r.Upper) : null, result.Figure.Period, 1);
        return svg.Append("</svg>").ToString();
    }

    private static void Gradient(StringBuilder svg, FigureResult result, bool alone)
    {
        const int Left = 52, Right = 436;
        var groups = result.Groups;
        var (least, most) = (groups.Min(g => g.Value.Intervals.Min(i => i.Lower) ?? g.Value.Value), groups.Max(g => g.Value.Intervals.Max(i => i.Upper) ?? g.Value.Value));
        var axis = new Axis(least, most);
        Text(svg, alone, 0, 16, "head", $"{Capital(result.Dataset.What.Length > 0 ? result.Dataset.What : result.Dataset.Name)}, {result.Unit}", 600);
        Text(svg, alone, 0, 33, "soft", $"{Cut.To(result.PeopleWords, 24)}, {Cut.To(result.PlaceWords, 28)}, {result.Figure.Period}; bars are 95 % intervals");
        foreach (var tick in axis.Ticks)
        {
            Rule(svg, alone, Left, Right, axis.At(tick));
            Text(svg, alone, Left - 8, axis.At(tick) + 4, "soft", Tick(tick, axis.Step), anchor: "end");
        }
        double X(int at) => Left + (at + 0.5) * (Right - Left) / groups.Count;
        // The fitted line, at the middle of each group's share of people.
        svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{string.Join(' ', groups.Select((_, at) => string.Create(CultureInfo.InvariantCulture, $"{X(at):0.#},{axis.At(FigureWarnings.OnLine(result, at)):0.#}")))}\" fill=\"none\" class=\"line\"{Stroke(alone, "#857B6C", 1, "4 3")}/>");
        for (var at = 0; at < groups.Count; at++)
        {
            var group = groups[at];
            for (var i = group.Value.Intervals.Count - 1; i >= 0; i--)
                if (group.Value.Intervals[i] is { Lower: { } lower, Upper: { } upper }) svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(at):0.#}\" x2=\"{X(at):0.#}\" y1=\"{axis.At(lower):0.#}\" y2=\"{axis.At(upper):0.#}\" class=\"limits{(i > 0 ? " wide" : "")}\"{Stroke(alone, i > 0 ? "#857B6C" : "#1D1B18", i > 0 ? 1 : 2)}/>");
            Point(svg, alone, X(at), axis.At(group.Value.Value), open: at == 0, here: true);
            var label = result.RanksAreas && FigureWords.QuantileWord(groups) is not null ? (at + 1).ToString(CultureInfo.InvariantCulture) : Cut.To(group.Label, Math.Max(4, 60 / groups.Count));
            Text(svg, alone, X(at), Bottom + 18, "name", label, anchor: "middle");
        }
        if (result.RanksAreas && FigureWords.QuantileWord(groups) is { } word)
        {
            Text(svg, alone, Left, Bottom + 38, "soft", $"most deprived {word} (open)");
            Text(svg, alone, Right, Bottom + 38, "soft", $"least deprived {word}", anchor: "end");
        }
    }

    private static void Over(StringBuilder svg, bool alone, int left, string title, string unit, IReadOnlyList<FigurePoint> points, Func<FigurePoint, (double Value, double? Lower, double? Upper)?> of, string here, double? none)
    {
        const int Wide = 132, Margin = 38;
        Text(svg, alone, left, 16, "head", title, 600);
        Text(svg, alone, left, 33, "soft", Cut.To(unit, 24));
        var told = points.Select(of).OfType<(double Value, double? Lower, double? Upper)>().ToList();
        if (told.Count == 0)
        {
            Text(svg, alone, left, Top + 24, "soft", "not defined here");
            return;
        }
        var axis = new Axis(Math.Min(told.Min(p => p.Lower ?? p.Value), none ?? double.PositiveInfinity), Math.Max(told.Max(p => p.Upper ?? p.Value), none ?? double.NegativeInfinity));
        foreach (var tick in axis.Ticks)
        {
            Rule(svg, alone, left + Margin, left + Wide, axis.At(tick), tick == none);
            Text(svg, alone, left + Margin - 6, axis.At(tick) + 4, "soft", Tick(tick, axis.Step), anchor: "end");
        }
        double X(int at) => left + Margin + (at + 0.5) * (Wide - Margin) / points.Count;
        for (var at = 0; at < points.Count; at++)
        {
            if (of(points[at]) is not { } point) continue;
            if (at > 0 && of(points[at - 1]) is { } before) svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(at - 1):0.#}\" x2=\"{X(at):0.#}\" y1=\"{axis.At(before.Value):0.#}\" y2=\"{axis.At(point.Value):0.#}\" class=\"line\"{Stroke(alone, "#857B6C", 1)}/>");
            if (point is { Lower: { } lower, Upper: { } upper }) svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(at):0.#}\" x2=\"{X(at):0.#}\" y1=\"{axis.At(lower):0.#}\" y2=\"{axis.At(upper):0.#}\" class=\"limits\"{Stroke(alone, "#1D1B18", 2)}/>");
        }
        for (var at = 0; at < points.Count; at++)
            if (of(points[at]) is { } point) Point(svg, alone, X(at), axis.At(point.Value), open: false, here: points[at].Period == here || points.Count == 1);
        Text(svg, alone, left + Margin, Bottom + 18, "name", Cut.To(points[0].Period, 9), anchor: points.Count == 1 ? "start" : "start");
        if (points.Count > 1) Text(svg, alone, left + Wide, Bottom + 18, "name", Cut.To(points[^1].Period, 9), anchor: "end");
        if (none is { } even) Text(svg, alone, left, Bottom + 38, "soft", even == 0 ? "0 is even" : "1 is even");
    }

    /// <summary>Round steps that hold all values, from the bottom of the picture to its top.</summary>
    private sealed class Axis
    {
        public Axis(double least, double most)
        {
            if (most - least < 1e-9 * Math.Max(1, Math.Abs(most))) (least, most) = (least - Math.Max(0.5, Math.Abs(least) * 0.05), most + Math.Max(0.5, Math.Abs(most) * 0.05));
            var rough = (most - least) / 4;
            var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
            Step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
            (Low, High) = (Math.Floor(least / Step) * Step, Math.Ceiling(most / Step) * Step);
        }

        public double Step { get; }
        private double Low { get; }
        private double High { get; }
        public IEnumerable<double> Ticks => Enumerable.Range(0, (int)Math.Round((High - Low) / Step) + 1).Select(i => Math.Round(Low + i * Step, 10));
        public double At(double value) => Bottom - (value - Low) / (High - Low) * (Bottom - Top);
    }

    private static string Tick(double value, double step) => value.ToString(step >= 1 ? "#,##0" : step >= 0.1 ? "0.0" : step >= 0.01 ? "0.00" : "0.0000", CultureInfo.InvariantCulture);

    private static void Point(StringBuilder svg, bool alone, double x, double y, bool open, bool here) =>
        svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"{(here ? 5 : 3.5)}\" class=\"point{(open ? " open" : "")}\"{(alone ? $" fill=\"{(open ? "#FBFAF6" : "#1D1B18")}\" stroke=\"#1D1B18\" stroke-width=\"2\"" : "")}/>");

    private static void Rule(StringBuilder svg, bool alone, double from, double to, double y, bool strong = false) =>
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{from:0.#}\" x2=\"{to:0.#}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\" class=\"rule{(strong ? " even" : "")}\"{Stroke(alone, strong ? "#857B6C" : "#DDD7CB", 1)}/>");

    private static void Text(StringBuilder svg, bool alone, double x, double y, string kind, string text, int weight = 400, string anchor = "start") =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" class=\"{kind}\"{(anchor == "start" ? "" : $" text-anchor=\"{anchor}\"")}{(alone ? $" fill=\"{(kind == "soft" ? "#675F55" : "#1D1B18")}\" font-weight=\"{weight}\"" : "")}>{Escape(text)}</text>");

    private static string Stroke(bool alone, string colour, double width, string? dash = null) => alone ? string.Create(CultureInfo.InvariantCulture, $" stroke=\"{colour}\" stroke-width=\"{width}\"{(dash is null ? "" : $" stroke-dasharray=\"{dash}\"")}") : "";

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];


    private static string Escape(string text) => System.Security.SecurityElement.Escape(string.Concat(text.Where(c => !char.IsControl(c)))) ?? "";
}
