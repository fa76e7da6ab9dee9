using System.Globalization;
using System.Net;
using System.Text;
using Throughline.Targeting.Monitoring;
using Throughline.Targeting.Targets;

namespace Throughline.Web.Targets;

/// <summary>Every group of a baseline with its interval: as it was measured, with the fitted line, or as a ratio to the last group on a log scale.</summary>
internal static class GapSvg
{
    private const int Wide = 330, High = 206, Left = 42, Right = 322, Top = 14, Bottom = 160;
    private static readonly double[] Ratios = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10, 20];

    /// <param name="relative">Over the value of the last group, the least deprived. Its interval takes the two groups as independent, on the logarithm.</param>
    /// <returns>Empty where it cannot be drawn: fewer than two groups, or a ratio of values not above 0.</returns>
    public static string Draw(BaselineRecord baseline, bool relative)
    {
        var groups = baseline.Values.Groups;
        if (groups.Count < 2 || relative && groups.Any(g => g.Value <= 0)) return "";
        var points = groups.Select((g, at) => relative ? OverLast(groups, at) : new Measured(g.Value, g.Lower, g.Upper)).ToList();
        var (least, most) = (points.Min(p => p.Lower ?? p.Value), points.Max(p => p.Upper ?? p.Value));
        if (relative) (least, most) = (Math.Log(Math.Min(least, 1)) - 0.06, Math.Log(Math.Max(most, 1)) + 0.06);
        else if (most - least < 1e-9) (least, most) = (least - 1, most + 1);
        else (least, most) = (least - (most - least) * 0.08, most + (most - least) * 0.08);
        double X(int at) => Left + (at + 0.5) * (Right - Left) / groups.Count;
        double Y(double value) => Bottom - ((relative ? Math.Log(value) : value) - least) / (most - least) * (Bottom - Top);
        var svg = new StringBuilder();
        var said = string.Join(", ", groups.Zip(points, (g, p) => $"{g.Label} {FollowTarget.N(p.Value)}"));
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"tg-chart\" viewBox=\"0 0 {Wide} {High}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode($"{(relative ? $"Ratio to the {(baseline.IsByDeprivation ? "least deprived" : "last")} group" : "Value")} by group{(baseline.IsByDeprivation ? ", most deprived first" : "")}: {said}")}\">");
        foreach (var tick in relative ? Thin(Ratios.Where(t => Math.Log(t) >= least && Math.Log(t) <= most)) : Ticks(least, most))
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"ax{(relative && tick == 1 ? " one" : "")}\" d=\"M{Left} {Y(tick):0.#}H{Right}\"/><text x=\"{Left - 6}\" y=\"{Y(tick) + 4:0.#}\" text-anchor=\"end\">{tick.ToString("0.####", CultureInfo.InvariantCulture).Replace('-', '−')}</text>");
        if (!relative && baseline.Fixed.Scale == "Linear" && Line(groups) is var (slope, middle))
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"fit\" d=\"M{X(0):0.#} {Y(middle + slope * (Rank(groups, 0) - 0.5)):0.#}L{X(groups.Count - 1):0.#} {Y(middle + slope * (Rank(groups, groups.Count - 1) - 0.5)):0.#}\"/>");
        for (var at = 0; at < points.Count; at++)
        {
            if (points[at] is { Lower: { } low, Upper: { } high }) svg.Append(CultureInfo.InvariantCulture, $"<path class=\"ci\" d=\"M{X(at):0.#} {Y(low):0.#}V{Y(high):0.#}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"{(at == (baseline.Values.WorseIsLast == true ? points.Count - 1 : 0) ? "em" : "pt")}\" cx=\"{X(at):0.#}\" cy=\"{Y(points[at].Value):0.#}\" r=\"3.75\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(at):0.#}\" y=\"{Bottom + 16}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(groups.Count > 6 || groups[at].Label.Length > 8 ? (at + 1).ToString(CultureInfo.InvariantCulture) : groups[at].Label)}</text>");
        }
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{Bottom + 34}\">{(baseline.IsByDeprivation ? "most deprived" : "first group")}</text><text x=\"{Right}\" y=\"{Bottom + 34}\" text-anchor=\"end\">{(baseline.IsByDeprivation ? "least deprived" : "last group")}</text>");
        return svg.Append("</svg>").ToString();
    }

    private static Measured OverLast(IReadOnlyList<BaselineGroup> groups, int at)
    {
        var (group, last) = (groups[at], groups[^1]);
        var ratio = group.Value / last.Value;
        if (at == groups.Count - 1 || new Measured(group.Value, group.Lower, group.Upper).LogError is not { } one || new Measured(last.Value, last.Lower, last.Upper).LogError is not { } other) return new(ratio, null, null);
        var reach = 1.959964 * Math.Sqrt(one * one + other * other);
        return new(ratio, ratio * Math.Exp(-reach), ratio * Math.Exp(reach));
    }

    /// <summary>The middle of a group's share of people, 0 the most deprived person.</summary>
    private static double Rank(IReadOnlyList<BaselineGroup> groups, int at) => (groups.Take(at).Sum(g => g.Population) + groups[at].Population / 2) / groups.Sum(g => g.Population);

    /// <summary>The straight line through all groups, each weighed by its people: its rise over the whole, and its height at the middle.</summary>
    private static (double Slope, double Middle) Line(IReadOnlyList<BaselineGroup> groups)
    {
        var people = groups.Sum(g => g.Population);
        var mean = groups.Sum(g => g.Population * g.Value) / people;
        double with = 0, own = 0;
        for (var at = 0; at < groups.Count; at++)
        {
            var away = Rank(groups, at) - 0.5;
            with += groups[at].Population * away * (groups[at].Value - mean);
            own += groups[at].Population * away * away;
        }
        return (with / own, mean);
    }

    private static IEnumerable<double> Ticks(double least, double most)
    {
        var size = Math.Pow(10, Math.Floor(Math.Log10((most - least) / 3)));
        var step = new[] { 1, 2, 5, 10 }.Select(n => n * size).First(s => (most - least) / s <= 5.5);
        return Enumerable.Range((int)Math.Ceiling(least / step), 8).Select(i => Math.Round(i * step, 10)).TakeWhile(t => t <= most);
    }

    /// <summary>At most six of them, 1 among them where it is there.</summary>
    private static IEnumerable<double> Thin(IEnumerable<double> ticks)
    {
        var all = ticks.ToList();
        var every = (all.Count + 5) / 6;
        var one = Math.Max(0, all.IndexOf(1));
        return all.Where((_, at) => (at - one) % every == 0);
    }
}
