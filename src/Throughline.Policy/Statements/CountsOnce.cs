using Microsoft.EntityFrameworkCore;
using Throughline.Sources;

namespace Throughline.Policy.Statements;

/// <summary>Statements that say nearly the same and count once: with which one they count while some of them are left out or not to be seen.</summary>
internal static class CountsOnce
{
    /// <summary>With which accepted statement, in a document that is not in the bin, each statement of a project counts; those that count by themselves are not in it.</summary>
    /// <remarks>
    /// Where the one they count with is left out or in the bin, the first of the rest, by document and place, stands in its place: they still say one thing, and it is counted once.
    /// One that is given out counts by itself until everybody who was asked has finished, or they would read for nothing and not know it.
    /// </remarks>
    public static async Task<IReadOnlyDictionary<StatementId, StatementId>> OfAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel)
    {
        var tied = await (from s in db.Statements.AsNoTracking()
                          join d in db.Sources on s.Source equals d.Id
                          join e in db.Excerpts on s.Excerpt equals e.Id
                          where s.Project == project && (s.CountsWith != null || db.Set<Statement>().Any(o => o.CountsWith == s.Id))
                          orderby d.Number, e.Start
                          select new { s.Id, s.CountsWith, s.Excerpt, Stands = s.Standing == Standing.Accepted && d.BinnedAt == null }).ToListAsync(cancel);
        var givenOut = (await db.Set<Assignment>().AsNoTracking().Where(a => a.Project == project && a.FinishedAt == null).Select(a => a.SubjectId).ToListAsync(cancel)).ToHashSet();
        var standing = tied.Where(t => t.Stands).Select(t => t.Id).ToHashSet();
        var with = new Dictionary<StatementId, StatementId>();
        foreach (var group in tied.Where(t => t.CountsWith is not null).GroupBy(t => t.CountsWith!.Value))
        {
            var first = standing.Contains(group.Key) ? group.Key : group.FirstOrDefault(t => t.Stands)?.Id;
            if (first is not { } leader) continue;
            foreach (var one in group.Where(t => t.Id != leader && !givenOut.Contains(t.Excerpt.Value))) with[one.Id] = leader;
        }
        return with;
    }

    /// <summary>What counted with statements that go counts with the first of those that stay, by document and place; where none of these is accepted, each by itself. The caller saves.</summary>
    public static async Task ReleaseAsync(ThroughlineDb db, ProjectId project, IReadOnlyCollection<StatementId> going, CancellationToken cancel)
    {
        var followers = (await db.Statements.Where(s => s.Project == project && s.CountsWith != null).ToListAsync(cancel)).Where(s => going.Contains(s.CountsWith!.Value));
        var documents = await db.Sources.Where(d => d.Project == project).Select(d => new { d.Id, d.Number, IsBinned = d.BinnedAt != null }).ToDictionaryAsync(d => d.Id, cancel);
        var starts = await (from s in db.Statements join e in db.Excerpts on s.Excerpt equals e.Id where s.Project == project && s.CountsWith != null select new { s.Id, e.Start }).ToDictionaryAsync(s => s.Id, s => s.Start, cancel);
        foreach (var group in followers.GroupBy(s => s.CountsWith!.Value).ToList())
        {
            var rest = group.Where(s => !going.Contains(s.Id)).OrderBy(s => documents[s.Source].Number).ThenBy(s => starts[s.Id]).ThenBy(s => s.Id.Value).ToList();
            // One in the bin leads only where no other can: it may come back.
            var first = rest.Where(s => s.Standing == Standing.Accepted).OrderBy(s => documents[s.Source].IsBinned).FirstOrDefault();
            foreach (var one in group) one.CountsWith = first is null || one == first || going.Contains(one.Id) ? null : first.Id;
        }
    }
}
