using Throughline.Framing.Representations;

namespace Throughline.Demo;

/// <summary>A field's answer as <c>samples/representations.csv</c> writes it: how it is given, the last parts of its terms, the passage's words after a bar.</summary>
internal static class SampleAnswer
{
    /// <summary>"stated: access-to-care outcomes-of-care", "stated: by-year | by March 2026", "not stated"; null where the cell is empty, as the field was not read.</summary>
    public static FieldAnswer? Read(RepresentationField field, string cell)
    {
        if (cell.Length == 0) return null;
        var bar = cell.IndexOf('|', StringComparison.Ordinal);
        var (head, words) = bar < 0 ? (cell, null) : (cell[..bar].Trim(), cell[(bar + 1)..].Trim());
        var colon = head.IndexOf(':', StringComparison.Ordinal);
        var (given, terms) = colon < 0 ? (head, "") : (head[..colon], head[(colon + 1)..]);
        var state = given switch
        {
            "stated" => FieldState.Stated,
            "implied" => FieldState.Implied,
            "not stated" => FieldState.NotStated,
            "not applicable" => FieldState.NotApplicable,
            _ => throw new InvalidOperationException($"The worked example says \"{given}\" of {field.Name}."),
        };
        var stem = field.Vocabulary.Under ?? field.Vocabulary.Framework;
        return new(field.Name, state, [.. terms.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(term => $"{stem}.{term}")], words);
    }
}
