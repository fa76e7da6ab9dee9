using System.Globalization;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Exchange.Reports;

/// <summary>Where a quotation stands, so that a reader finds it again.</summary>
public static class Citation
{
    /// <summary>Source, place and revision: "P1, ¶14", "Plan, p. 12", "Plan, under “Access”, ¶3"; ", revision 2" follows from the second on.</summary>
    /// <remarks>A printed paragraph number comes first, then the page; where neither is known, the nearest heading and the paragraph's place in the text.</remarks>
    public static string Of(string title, TextStructure structure, string text, TextSpan span, int revision)
    {
        ArgumentNullException.ThrowIfNull(structure);
        ArgumentNullException.ThrowIfNull(text);
        var words = string.Create(CultureInfo.InvariantCulture, $"{title}, {PlaceOf(structure, text, span)}");
        return revision > 1 ? string.Create(CultureInfo.InvariantCulture, $"{words}, revision {revision}") : words;
    }

    /// <summary>Only the place: "¶14", "¶14–16", "p. 12", "under “Access”, ¶3".</summary>
    public static string PlaceOf(TextStructure structure, string text, TextSpan span)
    {
        ArgumentNullException.ThrowIfNull(structure);
        ArgumentNullException.ThrowIfNull(text);
        if (structure.Blocks.Count == 0) return "¶1";
        var last = Math.Max(span.Start, span.End - 1);
        var (from, to) = (structure.BlockAt(span.Start), structure.BlockAt(last));
        var page = structure.PageAt(span.Start) is { } first ? structure.PageAt(last) is { } other && other != first ? $"pp. {first}–{other}" : $"p. {first}" : null;
        if (PrintedNumber(structure, from) is { } number)
        {
            var until = PrintedNumber(structure, to);
            return $"¶{number}" + (until is not null && until != number ? $"–{until}" : "");
        }
        if (page is not null) return page;
        var paragraph = string.Create(CultureInfo.InvariantCulture, $"¶{from + 1}") + (to > from ? string.Create(CultureInfo.InvariantCulture, $"–{to + 1}") : "");
        return structure.HeadingAbove(span.Start) is { } heading && heading.Span.End < span.Start ? $"under “{Short(heading.Span.Of(text))}”, {paragraph}" : paragraph;
    }

    /// <summary>The number printed beside a paragraph; null where none is.</summary>
    public static string? PrintedNumber(TextStructure structure, int block)
    {
        ArgumentNullException.ThrowIfNull(structure);
        var at = structure.Blocks[block].Span.Start;
        return structure.Marks.LastOrDefault(m => m.Kind == MarkKind.ParagraphNumber && m.Span.Start <= at && at < Math.Max(m.Span.End, m.Span.Start + 1))?.Value;
    }

    private static string Short(string words) => Cut.To(words, 60);
}
