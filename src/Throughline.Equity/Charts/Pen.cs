using System.Globalization;
using System.Text;

namespace Throughline.Equity;

/// <summary>Draws a picture as SVG: for a page, whose styles give the colours of its classes, or alone, with colours and faces written in.</summary>
internal sealed class Pen
{
    public const int Width = 960;
    /// <summary>Steps of one hue, from little to much: told apart without colour.</summary>
    public const int Steps = 6;
    private static readonly string[] Fills = ["#F1EDE4", "#D8D1C3", "#B5AC9C", "#8A8071", "#5C5449", "#2B2723"];
    private readonly StringBuilder _svg = new();
    private readonly bool _alone;

    public Pen(bool alone, int height, string title)
    {
        _alone = alone;
        _svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" role=\"img\" aria-label=\"{Escape(title)}: a picture of the table below\" class=\"eq-svg\"{(alone ? " font-family=\"Source Sans 3, Segoe UI, Helvetica, Arial, sans-serif\" font-size=\"12\"" : "")}><title>{Escape(title)}</title>");
        if (alone) _svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{height}\" fill=\"#FBFAF6\"/>");
    }

    public string Done() => _svg.Append("</svg>").ToString();

    public void Text(double x, double y, string text, string kind = "name", string anchor = "start") =>
        _svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" class=\"{kind}\"{(anchor == "start" ? "" : $" text-anchor=\"{anchor}\"")}{(_alone ? $" fill=\"{(kind == "soft" ? "#675F55" : "#1D1B18")}\"{(kind == "head" ? " font-weight=\"600\"" : "")}" : "")}>{Escape(text)}</text>");

    public void Line(double x1, double y1, double x2, double y2, string kind = "rule")
    {
        var (colour, width, dash) = kind switch { "limits" => ("#1D1B18", 2, ""), "limits wide" => ("#857B6C", 1, ""), "rule even" => ("#857B6C", 1, ""), "line" => ("#857B6C", 1, "4 3"), "strong" => ("#1D1B18", 1.5, ""), _ => ("#DDD7CB", 1.0, "") };
        _svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" class=\"{kind}\"{(_alone ? string.Create(CultureInfo.InvariantCulture, $" stroke=\"{colour}\" stroke-width=\"{width}\"{(dash.Length > 0 ? $" stroke-dasharray=\"{dash}\"" : "")}") : "")}/>");
    }

    public void Curve(IEnumerable<(double X, double Y)> points, string kind = "strong")
    {
        var (colour, width, dash) = kind switch { "line" => ("#857B6C", 1, "4 3"), "limits wide" => ("#857B6C", 1, ""), _ => ("#1D1B18", 1.5, "") };
        _svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#},{p.Y:0.#}")))}\" fill=\"none\" class=\"{kind}\"{(_alone ? string.Create(CultureInfo.InvariantCulture, $" stroke=\"{colour}\" stroke-width=\"{width}\"{(dash.Length > 0 ? $" stroke-dasharray=\"{dash}\"" : "")}") : "")}/>");
    }

    public void Dot(double x, double y, double radius = 5, bool open = false, string? says = null) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"{radius:0.#}\" class=\"point{(open ? " open" : "")}\"{(_alone ? $" fill=\"{(open ? "#FBFAF6" : "#1D1B18")}\" stroke=\"#1D1B18\" stroke-width=\"{(radius < 3 ? 1 : 2)}\"" : "")}{(says is null ? "/>" : $"><title>{Escape(says)}</title></circle>")}");

    /// <param name="step">0 to <see cref="Steps"/> − 1; −1 for an open bar.</param>
    public void Bar(double x, double y, double width, double height, int step) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{Math.Max(0, width):0.#}\" height=\"{height:0.#}\" class=\"{Fill(step)}\"{(_alone ? Colours(step) : "")}/>");

    /// <param name="path">An SVG path.</param>
    /// <param name="step">As for <see cref="Bar"/>.</param>
    public void Shape(string path, int step, string says) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{path}\" class=\"{Fill(step)}\"{(_alone ? Colours(step) : "")}><title>{Escape(says)}</title></path>");

    private static string Fill(int step) => step < 0 ? "m none" : string.Create(CultureInfo.InvariantCulture, $"m m{step}");

    private static string Colours(int step) => step < 0 ? " fill=\"#FBFAF6\" stroke=\"#857B6C\" stroke-width=\"1\" stroke-dasharray=\"3 2\"" : $" fill=\"{Fills[step]}\" stroke=\"#857B6C\" stroke-width=\"0.5\"";

    public static string Escape(string text) => System.Security.SecurityElement.Escape(string.Concat(text.Where(c => !char.IsControl(c)))) ?? "";
}

/// <summary>Round steps that hold all values, over a stretch of the picture.</summary>
internal sealed class Scale
{
    private readonly double _low, _high, _from, _to;

    public Scale(double least, double most, double from, double to)
    {
        if (!(most - least >= 1e-9 * Math.Max(1, Math.Abs(most)))) (least, most) = (least - Math.Max(0.5, Math.Abs(least) * 0.05), most + Math.Max(0.5, Math.Abs(most) * 0.05));
        var rough = (most - least) / 4;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        Step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        (_low, _high, _from, _to) = (Math.Floor(least / Step + 1e-9) * Step, Math.Ceiling(most / Step - 1e-9) * Step, from, to);
    }

    public double Step { get; }

    public IEnumerable<double> Ticks => Enumerable.Range(0, (int)Math.Round((_high - _low) / Step) + 1).Select(i => Math.Round(_low + i * Step, 10));

    public double At(double value) => _from + (value - _low) / (_high - _low) * (_to - _from);

    public string Said(double tick) => tick.ToString(Step >= 1 ? "#,##0" : Step >= 0.1 ? "0.0" : Step >= 0.01 ? "0.00" : "0.0000", CultureInfo.InvariantCulture);
}
