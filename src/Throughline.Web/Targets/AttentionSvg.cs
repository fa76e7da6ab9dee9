using System.Globalization;
using System.Net;
using System.Text;
using Throughline.Targeting.Monitoring;
using Throughline.Text;

namespace Throughline.Web.Targets;

/// <summary>Attention over time: the share of sentences on inequalities in each dated document, and of what takes most beside them.</summary>
internal static class AttentionSvg
{
    private const int Wide = 900, High = 250, Left = 46, Right = 640, Top = 14, Bottom = 206;

    public static string Draw(IReadOnlyList<FollowAttention.Row> rows)
    {
        if (rows.Count == 0) return "";
        var lines = new List<(string Name, string Look, List<(int Day, double Share)> Points)>();
        void Add(string id, string name, string look) => lines.Add((name, look, [.. rows.Select(r => (r.Dated.DayNumber, Topic: r.Topics.FirstOrDefault(t => t.Id == id))).Where(p => p.Topic is not null).Select(p => (p.DayNumber, p.Topic!.Share))]));
        foreach (var ((id, name), at) in FollowAttention.Competing(rows).Select((t, at) => (t, at))) Add(id, name, $"other o{at + 1}");
        if (rows[0].Inequalities is { } own) Add(own.Id, own.Name, "own");
        var (first, last) = (rows[0].Dated.DayNumber, rows[^1].Dated.DayNumber);
        var most = Math.Max(0.05, lines.SelectMany(l => l.Points).Max(p => p.Share)) * 1.08;
        double X(int day) => last == first ? (Left + Right) / 2.0 : Left + 14 + (double)(day - first) / (last - first) * (Right - Left - 28);
        double Y(double share) => Bottom - share / most * (Bottom - Top);
        var svg = new StringBuilder();
        var said = string.Join("; ", lines.AsEnumerable().Reverse().Select(l => $"{l.Name}: {string.Join(", ", rows.Zip(l.Points, (r, p) => $"{r.Dated.Year} {Percent(p.Share)}"))}"));
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"tg-chart tg-attention\" viewBox=\"0 0 {Wide} {High}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode($"Share of sentences by topic. {said}")}\">");
        var step = most > 0.5 ? 0.2 : most > 0.2 ? 0.1 : most > 0.1 ? 0.05 : 0.02;
        for (var tick = 0.0; tick <= most; tick += step)
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"ax\" d=\"M{Left} {Y(tick):0.#}H{Right}\"/><text x=\"{Left - 6}\" y=\"{Y(tick) + 4:0.#}\" text-anchor=\"end\">{100 * tick:0}%</text>");
        foreach (var line in lines)
        {
            if (line.Points.Count > 1) svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{line.Look}\" d=\"M{string.Join('L', line.Points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.Day):0.#} {Y(p.Share):0.#}")))}\"/>");
            foreach (var (day, share) in line.Points) svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"{(line.Look == "own" ? "pt" : "sm")}\" cx=\"{X(day):0.#}\" cy=\"{Y(share):0.#}\" r=\"{(line.Look == "own" ? "3.75" : "2.25")}\"/>");
        }
        // Names stand at the ends of their lines, pushed apart where two would meet.
        var below = double.NegativeInfinity;
        foreach (var line in lines.Where(l => l.Points.Count > 0).OrderBy(l => Y(l.Points[^1].Share)))
        {
            below = Math.Max(Y(line.Points[^1].Share) + 4, below + 15);
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{(line.Look == "own" ? "own" : "name")}\" x=\"{Right + 8}\" y=\"{below:0.#}\">{WebUtility.HtmlEncode(Cut.To(line.Name, 34))} {Percent(line.Points[^1].Share)}</text>");
        }
        var right = double.NegativeInfinity;
        foreach (var row in rows)
        {
            var x = X(row.Dated.DayNumber);
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"ax\" d=\"M{x:0.#} {Bottom}v5\"/>");
            // A day whose words would run into those before it is in the table.
            if (x - right < 64) continue;
            right = x;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{Bottom + 20}\" text-anchor=\"middle\">{row.Dated.ToString("MMM yyyy", CultureInfo.GetCultureInfo("en-GB"))}</text>");
        }
        return svg.Append("</svg>").ToString();
    }

    public static string Percent(double share) => share.ToString("0.0%", CultureInfo.InvariantCulture);
}
