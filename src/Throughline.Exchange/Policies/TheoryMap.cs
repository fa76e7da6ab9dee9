using System.Globalization;
using System.Security;
using System.Text;
using Throughline.Policy.Theories;

namespace Throughline.Exchange.Policies;

/// <summary>Programme theories as a picture: from the problem by its logic and mechanism to the kind of inequality, one row a theory.</summary>
public static class TheoryMap
{
    private const int Column = 250, Gap = 38, Left = 16, Top = 64, Line = 17, Pad = 12, Between = 26;
    private const int Fits = 38; // characters of 13 pixels in a column

    /// <summary>A picture that opens by itself. It takes its ink from <c>color</c>, so that a page may draw it light or dark.</summary>
    /// <param name="theories">Of one document or several; at least one.</param>
    /// <param name="nameOf">A term's name by its id.</param>
    public static string Svg(IReadOnlyList<ListTheories.Row> theories, Func<string, string> nameOf)
    {
        ArgumentNullException.ThrowIfNull(theories);
        ArgumentNullException.ThrowIfNull(nameOf);
        ArgumentOutOfRangeException.ThrowIfZero(theories.Count);
        var body = new StringBuilder();
        var several = theories.Select(t => t.Source).Distinct().Count() > 1;
        var (y, source) = (Top, theories[0].Source);
        if (several) y = Titled(body, theories[0].SourceTitle, y);
        foreach (var theory in theories)
        {
            if (theory.Source != source)
            {
                source = theory.Source;
                y = Titled(body, theory.SourceTitle, y + 6);
            }
            var cells = new[]
            {
                (Lines: Wrap(string.Create(CultureInfo.InvariantCulture, $"{theory.Number}. {theory.Problem}")), IsStated: true),
                (Lines: Steps(theory.Logic), IsStated: theory.Logic.Count > 0),
                (Lines: Steps(theory.Mechanism), IsStated: theory.Mechanism.Count > 0),
                (Lines: [.. Wrap(theory.Kinds.Count > 0 ? string.Join("; ", theory.Kinds.Select(nameOf)) : "Kind not stated"), .. Wrap("For: " + (theory.Groups.Count > 0 ? string.Join("; ", theory.Groups.Select(nameOf)) : "not stated"))], IsStated: theory.Kinds.Count > 0),
            };
            var height = cells.Max(c => c.Lines.Count) * Line + 2 * Pad;
            for (var i = 0; i < cells.Length; i++)
            {
                var x = Left + i * (Column + Gap);
                body.Append(CultureInfo.InvariantCulture, $"""<rect x="{x}" y="{y}" width="{Column}" height="{height}" rx="3" fill="none" stroke="currentColor"{(cells[i].IsStated ? "" : " stroke-dasharray=\"5 4\"")}/>""");
                for (var n = 0; n < cells[i].Lines.Count; n++) body.Append(CultureInfo.InvariantCulture, $"""<text x="{x + Pad}" y="{y + Pad + 12 + n * Line}">{SecurityElement.Escape(cells[i].Lines[n])}</text>""");
                if (i == 0) continue;
                var middle = y + height / 2;
                body.Append(CultureInfo.InvariantCulture, $"""<path d="M{x - Gap + 4} {middle}H{x - 10}" stroke="currentColor" fill="none"/><path d="M{x - 4} {middle}l-8 -4v8z" fill="currentColor"/>""");
            }
            y += height + Between;
        }
        var width = 2 * Left + 4 * Column + 3 * Gap;
        var heads = string.Concat(new[] { "Problem", "Logic", "Mechanism", "Kind of inequality, and for whom" }.Select((name, i) => string.Create(CultureInfo.InvariantCulture, $"""<text x="{Left + i * (Column + Gap)}" y="40" font-weight="600">{name}</text>""")));
        var title = SecurityElement.Escape($"Programme theories{(several ? "" : $" of {theories[0].SourceTitle}")}: problem, logic, mechanism, kind");
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y + 24}" width="{width}" height="{y + 24}" role="img" aria-label="{title}" color="#1d1b18" fill="currentColor" font-family="system-ui, sans-serif" font-size="13"><title>{title}</title>{heads}{body}<text x="{Left}" y="{y + 8}" font-size="11.5">A broken line marks what is not stated. Drawn with Throughline, after Checkland and colleagues (2025).</text></svg>
            """);
    }

    private static int Titled(StringBuilder body, string title, int y)
    {
        body.Append(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="{y + 14}" font-weight="600" font-size="14">{SecurityElement.Escape(title)}</text>""");
        return y + 28;
    }

    private static List<string> Steps(IReadOnlyList<string> steps) => steps.Count == 0 ? [BuildTheories.NotStated] : [.. steps.SelectMany((s, i) => Wrap(steps.Count == 1 ? s : string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {s}")))];

    /// <summary>Breaks at blanks; a longer word is cut.</summary>
    private static List<string> Wrap(string text)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SelectMany(w => w.Chunk(Fits).Select(part => new string(part))))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Fits)
            {
                lines.Add(line);
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        if (line.Length > 0) lines.Add(line);
        return lines;
    }
}
