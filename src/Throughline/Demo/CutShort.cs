using Microsoft.EntityFrameworkCore;
using Throughline.Storage;

namespace Throughline.Demo;

/// <summary>Tells an example that was never finished from one that somebody works in: the change log, from which nothing is ever taken away, says how far its making came.</summary>
internal static class CutShort
{
    /// <param name="last">The action of the last step.</param>
    /// <param name="wanted">How many entries of it a finished example has.</param>
    /// <param name="after">The action that the last step comes after: earlier steps do the same as the last one does. Null where none does.</param>
    /// <param name="step">The actions between which the last step may have been interrupted. With fewer entries than wanted, an example with any other action after them was finished, by a version with a smaller one.</param>
    public static async Task<bool> IsAsync(IServiceProvider services, ProjectId project, string last, int wanted, IReadOnlyList<string> step, string? after, CancellationToken cancel)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(cancel);
        var entries = db.Set<LogEntry>().AsNoTracking().Where(e => e.Project == project);
        var from = 0L;
        if (after is not null)
        {
            if (await entries.Where(e => e.Action == after).MinAsync(e => (long?)e.Seq, cancel) is not { } begun) return true;
            from = begun;
        }
        var done = await entries.CountAsync(e => e.Action == last && e.Seq > from, cancel);
        if (done == 0) return true;
        if (done >= wanted) return false;
        return step.Contains(await entries.OrderByDescending(e => e.Seq).Select(e => e.Action).FirstAsync(cancel));
    }
}
