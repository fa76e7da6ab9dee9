using Microsoft.EntityFrameworkCore;
using Throughline.Sources;

namespace Throughline.Policy.Statements;

/// <summary>Statements that say nearly the same and count once: with which one they count while some of them are left out or not to be seen.</summary>
internal static class CountsOnce
{
    /// <summary>With which accepted statement, in a document that is not in the bin, each statement of a project counts; those that count by themselves are not in it.</summary>
    /// <remarks>Where the one they count with is left out or in the bin, the earliest of the rest stands in its place: they still say one thing, and it is counted once.</remarks>
    public static async Task<IReadOnlyDictionary<StatementId, StatementId>> OfAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel)
    {
        var tied = await (from s in db.Statements.AsNoTracking()
                          join d in db.Sources on s.Source equals d.Id
                          where s.Project == project && (s.CountsWith != null || db.Set<Statement>().Any(o => o.CountsWith == s.Id))
                          select new { s.Id, s.CountsWith, Stands = s.Standing == Standing.Accepted && d.BinnedAt == null }).ToListAsync(cancel);
        var standing = tied.Where(t => t.Stands).Select(t => t.Id).ToHashSet();
        var with = new Dictionary<StatementId, StatementId>();
        foreach (var group in tied.Where(t => t.CountsWith is not null).GroupBy(t => t.CountsWith!.Value))
        {
            var rest = group.Select(t => t.Id).OrderBy(id => id.Value).ToList();
            if ((standing.Contains(group.Key) ? group.Key : rest.Where(standing.Contains).Select(id => (StatementId?)id).FirstOrDefault()) is not { } first) continue;
            foreach (var id in rest)
                if (id != first) with[id] = first;
        }
        return with;
    }

    /// <summary>What counted with statements that go counts with the earliest of those that stay; where none of these is accepted, each by itself. The caller saves.</summary>
    public static async Task ReleaseAsync(ThroughlineDb db, ProjectId project, IReadOnlyCollection<StatementId> going, CancellationToken cancel)
    {
        var followers = (await db.Statements.Where(s => s.Project == project && s.CountsWith != null).ToListAsync(cancel)).Where(s => going.Contains(s.CountsWith!.Value));
        var binned = await db.Sources.Where(d => d.Project == project && d.BinnedAt != null).Select(d => d.Id).ToListAsync(cancel);
        foreach (var group in followers.GroupBy(s => s.CountsWith!.Value).ToList())
        {
            var rest = group.Where(s => !going.Contains(s.Id)).OrderBy(s => s.Id.Value).ToList();
            // One in the bin leads only where no other can: it may come back.
            var first = rest.Where(s => s.Standing == Standing.Accepted).OrderBy(s => binned.Contains(s.Source)).FirstOrDefault();
            foreach (var one in group) one.CountsWith = first is null || one == first || going.Contains(one.Id) ? null : first.Id;
        }
    }
}
