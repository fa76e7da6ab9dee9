using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Representations;
using Throughline.Policy.Statements;
using Throughline.Sources;

namespace Throughline.Policy;

/// <summary>Readings of what was settled to be no statement are in no figure.</summary>
internal sealed class PolicyAside : ISetReadingsAside
{
    public async Task<IReadOnlyList<ExcerptId>> AsideAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel) =>
        await db.Statements.AsNoTracking().Where(s => s.Project == project && s.Standing == Standing.Rejected).Select(s => s.Excerpt).ToListAsync(cancel);
}
