using Throughline.Files;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>A document that has just been read, with pseudonyms in the place of names before anything of it is kept.</summary>
internal static class MaskedDocument
{
    /// <summary>Names go from the text, from what lies beside it, and from the other reading order. The count is of the text's.</summary>
    public static (ReadDocument Document, int Replaced) Of(ReadDocument document, NameRewrite names)
    {
        var masked = Masker.Replace(document.Text, names.Map!, names.Letters);
        var beside = TextStructure.Of(document).Carry(masked.Text, masked.Map);
        beside = beside with
        {
            Marks = [.. beside.Marks.Select(m => m with { Value = names.Apply(m.Value) })],
            Repairs = [.. beside.Repairs.Select(r => r with { Replacement = names.Apply(r.Replacement), Reason = names.Apply(r.Reason) })],
            Cautions = [.. beside.Cautions.Select(c => c with { Message = names.Apply(c.Message) })],
        };
        return (beside.With(masked.Text) with
        {
            Properties = document.Properties.ToDictionary(p => p.Key, p => names.Apply(p.Value)),
            OtherOrder = document.OtherOrder is { } other ? Of(other, names).Document : null,
        }, masked.Replacements.Count);
    }
}
