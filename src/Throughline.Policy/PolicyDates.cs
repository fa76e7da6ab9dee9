using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Representations;
using Throughline.Sources;

namespace Throughline.Policy;

/// <summary>The dates of policy documents, from the source register.</summary>
internal sealed class PolicyDates : IDateSources
{
    public async Task<IReadOnlyDictionary<SourceId, DateOnly>> DatesAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel) =>
        await db.PolicyDocuments.AsNoTracking().Where(d => d.Project == project && d.DatedOn != null).ToDictionaryAsync(d => d.Source, d => d.DatedOn!.Value, cancel);
}
