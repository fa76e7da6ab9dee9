using System.Globalization;
using System.Net;
using System.Text;
using Throughline.Targeting.Monitoring;
using Throughline.Targeting.Targets;
using Throughline.Text;

namespace Throughline.Web.Targets;

/// <summary>One measure of a target over time: points with intervals, the baseline open, the expected path dashed, what does not compare crossed.</summary>
internal static class FollowSvg
{
    private const int Wide = 330, High = 190, Left = 44, Right = 322, Top = 12, Bottom = 160;

    /// <param name="of">The number shown.</param>
    /// <param name="path">Whether the goal's path is of this number.</param>
    public static string Draw(Following following, string title, Func<BaselinePoint, Measured?> of, bool path)
    {
        var points = following.Observations.Select(o => (Row: o, Value: of(o.Point))).Where(p => p.Value is not null).Select(p => (p.Row, Value: p.Value!)).ToList();
        if (points.Count == 0) return "";
        var goal = path ? following.Target.Number1(TargetField.Goal) : null;
        var numbers = points.SelectMany(p => new[] { p.Value.Lower ?? p.Value.Value, p.Value.Upper ?? p.Value.Value }).Concat(goal is { } g ? [g] : []).ToList();
        var (least, most) = (numbers.Min(), numbers.Max());
        if (most - least < 1e-9) (least, most) = (least - 1, most + 1);
        var pad = (most - least) * 0.08;
        (least, most) = (least - pad, most + pad);
        // Round numbers, three to six of them.
        var size = Math.Pow(10, Math.Floor(Math.Log10((most - least) / 3)));
        var step = new[] { 1, 2, 5, 10 }.Select(n => n * size).First(s => (most - least) / s <= 5.5);
        var goalAt = path && goal is not null && following.WhyNoPath is null;
        var places = points.Count + (goalAt ? 1 : 0);
        // By the calendar, so that a straight path is straight and a missing year is a gap; one after another where a period's words do not say when it ends.
        var days = points.Select(p => p.Row.Ends?.DayNumber).Concat(goalAt ? [following.Target.Day(TargetField.GoalDay)?.DayNumber] : []).OfType<int>().ToList();
        var dated = days.Count == places && places > 1 && days.Zip(days.Skip(1)).All(d => d.First < d.Second);
        double X(int at) => places == 1 ? (Left + Right) / 2.0 : Left + 14 + (dated ? (double)(days[at] - days[0]) / (days[^1] - days[0]) : (double)at / (places - 1)) * (Right - Left - 28.0);
        // Where periods lie close together not every one is named.
        var named = -1000.0;
        // "goal" stands at the end, and no period near it is named.
        bool HasRoom(int at) => !goalAt || X(places - 1) - X(at) >= 40;
        double Y(double value) => Bottom - (value - least) / (most - least) * (Bottom - Top);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"tg-chart\" viewBox=\"0 0 {Wide} {High}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode($"{title}: {string.Join(", ", points.Select(p => $"{p.Row.Point.Period} {FollowTarget.N(p.Value.Value)}"))}")}\">");
        foreach (var tick in Enumerable.Range((int)Math.Ceiling(least / step), 8).Select(i => i * step).TakeWhile(t => t <= most))
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"ax\" d=\"M{Left} {Y(tick):0.#}H{Right}\"/><text x=\"{Left - 6}\" y=\"{Y(tick) + 4:0.#}\" text-anchor=\"end\">{tick.ToString(step >= 1 ? "0" : step >= 0.1 ? "0.0" : step >= 0.01 ? "0.00" : "0.000", CultureInfo.InvariantCulture).Replace('-', '−')}</text>");
        var first = points.FindIndex(p => p.Row.IsBaseline);
        if (goalAt && first >= 0)
        {
            var way = new StringBuilder();
            for (var i = first; i < points.Count; i++)
                if (points[i].Row.Expected is { } expected) way.Append(CultureInfo.InvariantCulture, $"{(way.Length == 0 ? "M" : "L")}{X(i):0.#} {Y(expected):0.#}");
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"way\" d=\"{way}L{X(places - 1):0.#} {Y(goal!.Value):0.#}\"/><text x=\"{X(places - 1):0.#}\" y=\"{Bottom + 16}\" text-anchor=\"middle\">goal</text>");
        }
        if (path && following.Runs.Why is null && following.Runs.Median >= least && following.Runs.Median <= most)
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"mid\" d=\"M{X(0):0.#} {Y(following.Runs.Median):0.#}H{X(points.Count - 1):0.#}\"/>");
        for (var i = 0; i < points.Count; i++)
        {
            var (row, value) = points[i];
            if (value is { Lower: { } low, Upper: { } high }) svg.Append(CultureInfo.InvariantCulture, $"<path class=\"ci\" d=\"M{X(i):0.#} {Y(low):0.#}V{Y(high):0.#}\"/>");
            svg.Append(row.WhyNot is not null ? string.Create(CultureInfo.InvariantCulture, $"<path class=\"no\" d=\"M{X(i) - 4:0.#} {Y(value.Value) - 4:0.#}l8 8m0 -8l-8 8\"/>") : string.Create(CultureInfo.InvariantCulture, $"<circle class=\"{(row.IsBaseline ? "em" : "pt")}\" cx=\"{X(i):0.#}\" cy=\"{Y(value.Value):0.#}\" r=\"3.75\"/>"));
            // The baseline's period goes before others: where it is named, its neighbours make room for it.
            if (!HasRoom(i) || !row.IsBaseline && (X(i) - named < 46 || first > i && HasRoom(first) && X(first) - X(i) < 46)) continue;
            named = X(i);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(i):0.#}\" y=\"{Bottom + 16}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(Cut.To(row.Point.Period, 9))}</text>");
        }
        return svg.Append("</svg>").ToString();
    }
}
