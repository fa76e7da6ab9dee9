using Microsoft.EntityFrameworkCore;

namespace Throughline.Exchange.Reports;

/// <summary>Whose words a passage is, as it is printed under a quotation.</summary>
public sealed record AttributedAs(string Text, IReadOnlyList<string> MissingFields, int? SharedBy, bool IsSmallGroup);

internal static class Attribution
{
    public static async Task<IReadOnlyDictionary<ExcerptId, AttributedAs>> ForAsync(ThroughlineDb db, Acting reader, IReadOnlyCollection<ExcerptId> excerpts, CancellationToken cancel)
    {
        var rows = await (from e in db.Excerpts.AsNoTracking() join s in db.Sources on e.Source equals s.Id where e.Project == reader.Project && excerpts.Contains(e.Id) select new { e.Id, e.Source, e.Start, e.End, s.Title }).ToListAsync(cancel);
        var finder = await CaseFinder.LoadAsync(db, reader.Project, cancel);
        return rows.ToDictionary(r => r.Id, r => new AttributedAs(finder.Of(r.Source, r.Start, r.End) is [var one, ..] ? finder.Find(one)!.Name : r.Title, [], null, false));
    }
}
