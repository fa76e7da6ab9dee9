using Microsoft.EntityFrameworkCore;
using Throughline.Sources;

namespace Throughline.Policy.Theories;

/// <summary>A document is given out for its programme theories too, and then nobody need code it.</summary>
internal sealed class TheoryWork : IWorkOnSources
{
    public async Task<IReadOnlyList<(SourceId Source, AnalystId Analyst)>> OnAsync(ThroughlineDb db, ProjectId project, IReadOnlyCollection<SourceId> sources, CancellationToken cancel) =>
        [.. (await db.Theories.AsNoTracking().Where(t => t.Project == project && t.Origin == TheoryOrigin.Draft && sources.Contains(t.Source)).Select(t => new { t.Source, t.Analyst }).Distinct().ToListAsync(cancel)).Select(t => (t.Source, t.Analyst))];
}
