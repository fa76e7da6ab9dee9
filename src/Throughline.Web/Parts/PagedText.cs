using System.Text;
using Throughline.Text;

namespace Throughline.Web.Parts;

/// <summary>A text as a field shows it to be selected in: with a line at each page that names it. What is selected is given in positions of the text itself.</summary>
public sealed class PagedText
{
    private readonly List<(int At, int Length, int Position)> _lines = [];
    private readonly int _length;

    public PagedText(string text, TextStructure structure)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(structure);
        _length = text.Length;
        var shown = new StringBuilder();
        var from = 0;
        foreach (var page in structure.Pages.Where(p => p.Position < text.Length).OrderBy(p => p.Position))
        {
            shown.Append(text, from, page.Position - from);
            from = page.Position;
            var line = $"{(shown.Length == 0 || shown[^1] == '\n' ? "" : "\n")}──── page {page.Label} ────\n";
            _lines.Add((shown.Length, line.Length, page.Position));
            shown.Append(line);
        }
        Shown = shown.Append(text, from, text.Length - from).ToString();
    }

    public string Shown { get; }

    /// <param name="start">Of what is selected in <see cref="Shown"/>.</param>
    /// <param name="end">Not itself selected.</param>
    /// <returns>Null where nothing of the text is selected: nothing at all, or only the name of a page.</returns>
    public TextSpan? Selected(int start, int end) => (PositionOf(start), PositionOf(end)) is var (from, to) && from < to ? new TextSpan(from, to) : null;

    private int PositionOf(int shown)
    {
        var before = 0;
        foreach (var (at, length, position) in _lines)
        {
            if (shown <= at) break;
            if (shown < at + length) return position;
            before += length;
        }
        return Math.Clamp(shown - before, 0, _length);
    }
}
