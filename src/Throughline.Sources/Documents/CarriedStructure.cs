using Throughline.Files;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>Carries what lies beside a text to the text that takes its place.</summary>
internal static class CarriedStructure
{
    /// <summary>Blocks are the new text's lines, each of the kind of the old block its words came from; marks, pages, repairs and cautions move along, and go where their words went.</summary>
    public static TextStructure Carry(this TextStructure old, string text, Text.OffsetMap map) => new(
        Blocks(old, text, map),
        [.. old.Marks.Select(mark => (Mark: mark, Span: map.Forward(mark.Span))).Where(m => !m.Span.IsEmpty || m.Mark.Span.IsEmpty).Select(m => m.Mark with { Span = m.Span }).OrderBy(m => m.Span)],
        [.. old.Pages.Select(page => page with { Position = Math.Min(map.Forward(page.Position, Lean.After), text.Length) }).GroupBy(page => page.Position).Select(pages => pages.Last())],
        // A repair was judged from the words it stands among; where those changed it is no longer what was proposed.
        [.. old.Repairs.Where(repair => map.Keeps(repair.Span)).Select(repair => repair with { Span = map.Forward(repair.Span) })],
        [.. old.Cautions.Select(caution => (Caution: caution, Span: map.Forward(caution.Span))).Where(c => !c.Span.IsEmpty || c.Caution.Span.IsEmpty).Select(c => c.Caution with { Span = c.Span }).OrderBy(c => c.Span)],
        old.Order);

    private static List<Block> Blocks(TextStructure old, string text, Text.OffsetMap map)
    {
        var blocks = new List<Block>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0) end = text.Length;
            var from = map.Back(new TextSpan(start, end));
            blocks.Add(from.IsEmpty || old.Blocks.Count == 0
                ? new(new(start, end), BlockKind.Paragraph)
                : old.Blocks[old.BlockAt(from.Start)] with { Span = new(start, end) });
            start = end + 1;
        }
        return blocks;
    }
}
