using Microsoft.EntityFrameworkCore;

namespace Throughline.Storage;

/// <summary>How far a project's change log has come.</summary>
public sealed class CurrentSeq(IDbContextFactory<ThroughlineDb> contexts)
{
    public async Task<long> OfAsync(ProjectId project, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Set<LogHead>().AsNoTracking().Where(h => h.Project == project).Select(h => h.Seq).SingleOrDefaultAsync(cancel);
    }
}
