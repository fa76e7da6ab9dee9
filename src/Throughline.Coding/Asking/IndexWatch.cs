using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Coding;

/// <summary>Sees to it that the index holds what is searched. Every change is in the log, so that a log that has not moved since the last look means an index that is in step.</summary>
public sealed class IndexWatch(Vocabularies vocabularies)
{
    private readonly ConcurrentDictionary<ProjectId, long> _seen = [];

    /// <summary>What to ask the index for, once it is in step.</summary>
    internal async Task<SearchPlan> PlanAsync(ThroughlineDb db, ProjectId project, Candidate candidate, CancellationToken cancel)
    {
        await SeeToAsync(db, project, cancel);
        return await SearchIndex.PlanAsync(db, vocabularies, project, candidate, cancel);
    }

    private async Task SeeToAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel)
    {
        // Read first: what is logged while the index is looked at is looked at again next time.
        var seq = await db.Set<LogHead>().AsNoTracking().Where(h => h.Project == project).Select(h => h.Seq).SingleOrDefaultAsync(cancel);
        if (_seen.TryGetValue(project, out var seen) && seen == seq) return;
        await db.CatchUpAsync(project, cancel);
        _seen[project] = seq;
    }
}
