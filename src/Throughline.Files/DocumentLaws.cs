using System.Text;

namespace Throughline.Files;

/// <summary>The promises of <see cref="ReadDocument"/>, as a check.</summary>
public static class DocumentLaws
{
    /// <summary>Every promise the document breaks, each in a sentence; empty when it keeps them all.</summary>
    public static IReadOnlyList<string> Broken(ReadDocument document)
    {
        var broken = new List<string>();
        var text = document.Text;
        if (!IsWellFormed(text)) broken.Add("The text holds a lone surrogate.");
        else if (!text.IsNormalized(NormalizationForm.FormC)) broken.Add("The text is not NFC.");
        if (text.AsSpan().IndexOfAny("\r\0\uFEFF") >= 0) broken.Add("The text holds CR, NUL or a byte order mark.");
        var expected = 0;
        foreach (var block in document.Blocks)
        {
            if (block.Span.Start != expected) broken.Add($"Block {block.Span} does not start at {expected}.");
            if (block.Span.End > text.Length) { broken.Add($"Block {block.Span} ends beyond the text."); break; }
            if (block.Span.IsEmpty) broken.Add($"Block {block.Span} is empty.");
            if (block.Span.Of(text).Contains('\n', StringComparison.Ordinal)) broken.Add($"Block {block.Span} holds a line end.");
            if (block.Kind == BlockKind.Heading && block.Level is < 1 or > 6) broken.Add($"Heading {block.Span} has level {block.Level}.");
            if (block.Kind == BlockKind.TableCell != (block.Table > 0 && block.Row > 0 && block.Column > 0)) broken.Add($"Block {block.Span} is half a cell.");
            expected = block.Span.End + 1;
        }
        if (document.Blocks.Count == 0 ? text.Length > 0 : document.Blocks[^1].Span.End != text.Length) broken.Add("The blocks do not cover the text.");
        if (document.Marks.Any(mark => mark.Span.End > text.Length)) broken.Add("A mark lies beyond the text.");
        if (document.Marks.Zip(document.Marks.Skip(1)).Any(pair => pair.First.Span.Start > pair.Second.Span.Start)) broken.Add("The marks are out of order.");
        if (document.Pages.Any(page => page.Position > text.Length)) broken.Add("A page starts beyond the text.");
        if (document.Pages.Zip(document.Pages.Skip(1)).Any(pair => pair.First.Position >= pair.Second.Position)) broken.Add("The pages are out of order.");
        if (document.Repairs.Any(repair => repair.Span.End > text.Length)) broken.Add("A repair lies beyond the text.");
        if (document.Repairs.Zip(document.Repairs.Skip(1)).Any(pair => pair.First.Span.End > pair.Second.Span.Start)) broken.Add("Repairs overlap or are out of order.");
        if (document.Cautions.Any(caution => caution.Span.End > text.Length)) broken.Add("A caution lies beyond the text.");
        return broken;
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (char.IsSurrogate(text[i])) return false;
        }
        return true;
    }
}
