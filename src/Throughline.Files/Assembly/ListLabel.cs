namespace Throughline.Files;

/// <summary>What a generated list label makes of its paragraph.</summary>
/// <remarks>A label that numbering generates is not among the words its author wrote, and a quotation that began "2.1 " would not be
/// what was said: it is taken out and kept as a paragraph number, which a quotation cites (¶2.1), as with numbers printed in a PDF.</remarks>
internal static class ListLabel
{
    /// <summary>The number as it is cited: without the full stop that ends it.</summary>
    public static string Cited(string label) => label.Length > 1 ? label.TrimEnd('.') : label;

    /// <summary>A clause number such as 2.1 numbers a paragraph of running text; any other label makes a list item.</summary>
    public static bool IsClause(string label)
    {
        var parts = Cited(label).Split('.');
        return parts.Length > 1 && parts.All(part => part.Length is > 0 and < 5 && part.All(char.IsAsciiDigit));
    }
}
