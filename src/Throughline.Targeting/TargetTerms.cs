using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Representations;
using Throughline.Targeting.Targets;

namespace Throughline.Targeting;

/// <summary>The terms that the fields of targets hold.</summary>
internal sealed class TargetTerms : IHoldTerms
{
    public async Task<IReadOnlyList<HeldTerm>> FindAsync(ThroughlineDb db, Acting by, string term, CancellationToken cancel)
    {
        var project = by.Project;
        var values = await (from value in db.TargetValues join target in db.Targets on value.Target equals target.Id where target.Project == project && value.Value.Contains(term) select value).ToListAsync(cancel);
        return [.. values.Where(v => TargetField.Find(v.Field) is { Reads: not null, Shape: FieldShape.Term or FieldShape.Terms } && Terms(v).Contains(term))
            .GroupBy(v => v.Target)
            .Select(of => new HeldTerm("target", "targets", false, into => { foreach (var value in of) value.Value = string.Join(' ', Terms(value).Select(t => t == term ? into : t).Distinct()); }))];
    }

    private static string[] Terms(TargetValue value) => value.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
