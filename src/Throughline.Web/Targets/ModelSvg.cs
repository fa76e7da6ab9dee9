using System.Globalization;
using System.Net;
using System.Text;
using Throughline.Targeting.Modelling;
using Throughline.Text;

namespace Throughline.Web.Targets;

/// <summary>The model as a picture: causes, where a system can act, kinds in care and kinds in health, with the arrows between them. Inferred parts are dashed; a project's own are dotted and marked.</summary>
internal static class ModelSvg
{
    private const int Wide = 146, High = 34, Row = 42, Top = 22;
    private static readonly int[] Columns = [0, 206, 412, 618];

    /// <summary>Rows of the published boxes, by the last part of their ids, so that arrows seldom cross.</summary>
    private static readonly Dictionary<string, int> Rows = new(StringComparer.Ordinal)
    {
        ["sdh"] = 1,
        ["stigma"] = 4,
        ["behaviours"] = 7,
        ["flexible_resources"] = 9,
        ["local_policy"] = 0,
        ["intelligence"] = 1,
        ["flexibility"] = 2,
        ["availability"] = 3,
        ["accessibility"] = 4,
        ["resources"] = 5,
        ["prioritisation"] = 6,
        ["recovery"] = 7,
        ["prevention"] = 8,
        ["experience"] = 1,
        ["access"] = 3,
        ["outcomes_of_care"] = 6,
        ["likelihood"] = 8,
        ["healthy_life_expectancy"] = 3,
        ["health_status"] = 5,
        ["life_expectancy"] = 7,
    };

    private static readonly HashSet<string> InHealth = ["healthy_life_expectancy", "health_status", "life_expectancy"];

    /// <param name="kind">The box of the kind that is chosen; null where none is.</param>
    /// <param name="chosen">Boxes of the drivers that are chosen.</param>
    /// <param name="ticks">What the ids of the checkboxes beside the picture begin with, followed by the box: a click on a cause or driver then ticks its own. By keyboard the checkboxes themselves are used. Null: the picture is only looked at.</param>
    public static string Draw(TargetModel model, string? kind, IReadOnlyCollection<string> chosen, string? ticks = null)
    {
        var places = Place(model);
        var height = Top + Row * (places.Values.Max(p => p.Row) + 1);
        var lit = chosen.Where(places.ContainsKey).ToHashSet(StringComparer.Ordinal);
        if (kind is not null) lit.Add(kind);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"tg-model\" viewBox=\"-24 0 792 {height}\" role=\"img\" aria-labelledby=\"tg-model-t tg-model-d\"><title id=\"tg-model-t\">Causes, sites of action and kinds of inequality</title><desc id=\"tg-model-d\">{E(Say(model, kind, chosen))}</desc>");
        svg.Append("<defs><marker id=\"tg-ah\" viewBox=\"0 0 6 6\" refX=\"5.5\" refY=\"3\" markerWidth=\"6\" markerHeight=\"6\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0 6 3 0 6Z\"/></marker><marker id=\"tg-al\" viewBox=\"0 0 6 6\" refX=\"5.5\" refY=\"3\" markerWidth=\"7\" markerHeight=\"7\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0 6 3 0 6Z\"/></marker></defs>");
        foreach (var (x, name) in Columns.Zip(["Causes", "Where a system can act", "Kinds, in care", "Kinds, in health"])) svg.Append(CultureInfo.InvariantCulture, $"<text class=\"hd\" x=\"{x}\" y=\"11\">{name}</text>");
        foreach (var arrow in model.Arrows.OrderBy(a => lit.Contains(a.From) && lit.Contains(a.To)))
        {
            var on = lit.Contains(arrow.From) && lit.Contains(arrow.To);
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{(arrow.Basis is "inferred" ? "inf" : arrow.Basis is "own" ? "own" : "")}{(on ? " lit" : "")}\" marker-end=\"url(#{(on ? "tg-al" : "tg-ah")})\" d=\"{Way(places[arrow.From], places[arrow.To])}\"/>");
        }
        foreach (var box in model.Boxes)
        {
            var (column, row) = places[box.Id];
            var off = box.Type != "inequality" && box.Reach is BoxReach.National or BoxReach.Outside;
            svg.Append(CultureInfo.InvariantCulture, $"<g class=\"{(box.IsInferred ? "inf " : "")}{(box.IsOwn ? "own " : "")}{(off ? "off " : "")}{(lit.Contains(box.Id) ? "lit" : "")}\"><title>{E(box.Name)}{(box.Reach == BoxReach.None ? "" : $": {E(Targeting.Plans.TargetWords.Of(box.Reach))}")}</title><rect x=\"{Columns[column]}\" y=\"{Top + row * Row}\" width=\"{Wide}\" height=\"{High}\" rx=\"1\"/>{Reach(box.Reach, Columns[column], Top + row * Row, High)}{Label(box.Name, Columns[column] + 8, Top + row * Row)}");
            if (box.IsVisible && box.Type != "inequality") svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"{(box.IsVisibleInferred ? "inf" : "seen")}\" cx=\"{Columns[column] + Wide - 7}\" cy=\"{Top + row * Row + 7}\" r=\"{(box.IsVisibleInferred ? "3" : "2.5")}\"/>");
            if (ticks is not null && box.Type != "inequality") svg.Append(CultureInfo.InvariantCulture, $"<foreignObject x=\"{Columns[column]}\" y=\"{Top + row * Row}\" width=\"{Wide}\" height=\"{High}\"><label class=\"tg-hit\" for=\"{E(ticks + box.Id)}\"></label></foreignObject>");
            svg.Append("</g>");
        }
        return svg.Append("</svg>").ToString();
    }

    private static Dictionary<string, (int Column, int Row)> Place(TargetModel model)
    {
        var places = new Dictionary<string, (int Column, int Row)>(StringComparer.Ordinal);
        foreach (var box in model.Boxes)
        {
            var tail = box.Id[(box.Id.LastIndexOf('.') + 1)..];
            var column = box.Type switch { "cause" => 0, "driver" => 1, _ => InHealth.Contains(tail) ? 3 : 2 };
            var taken = places.Values.Where(p => p.Column == column).Select(p => p.Row).ToHashSet();
            places[box.Id] = (column, !box.IsOwn && Rows.TryGetValue(tail, out var row) && !taken.Contains(row) ? row : Math.Max(10, taken.DefaultIfEmpty(9).Max() + 1));
        }
        return places;
    }

    private static string Way((int Column, int Row) from, (int Column, int Row) to)
    {
        var (x1, y1, x2, y2) = (Columns[from.Column] + Wide, Middle(from.Row), Columns[to.Column], Middle(to.Row));
        if (from.Column == to.Column)
        {
            // Neighbours in a column are tied straight; others go round on the left, clear of what lies between.
            var x = Columns[from.Column] + Wide / 2;
            if (Math.Abs(from.Row - to.Row) == 1) return from.Row < to.Row ? $"M{x} {y1 + 17:0.#}V{y2 - 18:0.#}" : $"M{x} {y1 - 17:0.#}V{y2 + 18:0.#}";
            var left = Columns[from.Column];
            return string.Create(CultureInfo.InvariantCulture, $"M{left} {y1}C{left - 22} {y1} {left - 22} {y2} {left - 1} {y2}");
        }
        if (to.Column < from.Column) return string.Create(CultureInfo.InvariantCulture, $"M{Columns[from.Column]} {y1}C{Columns[from.Column] - 34} {y1} {x2 + Wide + 34} {y2} {x2 + Wide + 1} {y2}");
        if (to.Column == from.Column + 1) return string.Create(CultureInfo.InvariantCulture, $"M{x1} {y1}C{x1 + 32} {y1} {x2 - 32} {y2} {x2 - 1} {y2}");
        // Over a column in between, through the gap between two of its boxes that lies nearest.
        var path = new StringBuilder();
        path.Append(CultureInfo.InvariantCulture, $"M{x1} {y1}");
        var (x0, y0) = (x1, (double)y1);
        for (var column = from.Column + 1; column < to.Column; column++)
        {
            var gap = Top + Row * Math.Round((y2 - Top - High - 4) / Row) + High + 4;
            path.Append(CultureInfo.InvariantCulture, $"C{x0 + 30} {y0} {Columns[column] - 30} {gap} {Columns[column] - 8} {gap}H{Columns[column] + Wide + 8}");
            (x0, y0) = (Columns[column] + Wide + 8, gap);
        }
        return path.Append(CultureInfo.InvariantCulture, $"C{x0 + 26} {y0} {x2 - 30} {y2} {x2 - 1} {y2}").ToString();

        static double Middle(int row) => Top + row * Row + High / 2.0;
    }

    private static string Say(TargetModel model, string? kind, IReadOnlyCollection<string> chosen)
    {
        var names = chosen.Select(c => model.Find(c)?.Name).OfType<string>().ToList();
        var reached = kind is null ? null : model.Find(kind)?.Name;
        return $"{(names.Count > 0 ? $"Chosen: {InWords.Listed(names)}. " : "Nothing is chosen. ")}{(reached is null ? "" : $"The kind is {reached}. ")}Dashed parts are inferred; a dot marks where inequality can be seen, a hollow dashed one where that is inferred.";
    }

    /// <summary>A box's name, on two lines where one is too short for it.</summary>
    private static string Label(string name, int x, int top)
    {
        const int most = 24;
        if (name.Length <= most) return string.Create(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{top + 21}\">{E(name)}</text>");
        var blank = name.LastIndexOf(' ', most);
        var (first, second) = blank < 1 ? (name[..most], name[most..]) : (name[..blank], name[(blank + 1)..]);
        second = Cut.To(second, most);
        return string.Create(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{top + 14}\"><tspan>{E(first)}</tspan><tspan x=\"{x}\" dy=\"13\">{E(second)}</tspan></text>");
    }

    /// <summary>In whose hands a box lies, as the look of its left edge: full, in two parts, outlined; none where it is national or beyond us all.</summary>
    private static string Reach(BoxReach reach, int x, int top, int high) => reach switch
    {
        BoxReach.Ours => $"<path class=\"hand\" d=\"M{x} {top}h4v{high}h-4z\"/>",
        BoxReach.Influence => $"<path class=\"hand\" d=\"M{x} {top}h4v{high * 2 / 5}h-4zM{x} {top + high * 3 / 5}h4v{high - high * 3 / 5}h-4z\"/>",
        BoxReach.Partner => $"<path class=\"hand partner\" d=\"M{x + 1} {top + 1}h4v{high - 2}h-4z\"/>",
        _ => "",
    };

    /// <summary>What the left edges of boxes mean.</summary>
    public static string ReachLegend { get; } = "<ul class=\"tg-legend tg-hands\">" + string.Concat(new[] { BoxReach.Ours, BoxReach.Influence, BoxReach.Partner, BoxReach.National }
        .Select(r => $"<li><svg width=\"14\" height=\"16\" aria-hidden=\"true\"><rect x=\"1\" y=\"1\" width=\"12\" height=\"14\" class=\"{(r == BoxReach.National ? "off" : "")}\"/>{Reach(r, 1, 1, 14)}</svg>{(r == BoxReach.National ? "national, or beyond us all" : Targeting.Plans.TargetWords.Of(r))}</li>"))
        + "<li><svg width=\"10\" height=\"10\" aria-hidden=\"true\"><circle cx=\"5\" cy=\"5\" r=\"2.5\" class=\"seen\"/></svg>inequality shows there</li><li><svg width=\"10\" height=\"10\" aria-hidden=\"true\"><circle cx=\"5\" cy=\"5\" r=\"3\" class=\"inf\"/></svg>so it is inferred</li></ul>";

    private static string E(string text) => WebUtility.HtmlEncode(text);
}
