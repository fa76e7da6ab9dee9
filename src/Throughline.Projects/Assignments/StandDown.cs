using Microsoft.EntityFrameworkCore;

namespace Throughline.Projects;

/// <summary>Takes an analyst who has left off independent work that they had not finished, so that it does not stay closed for ever.</summary>
public static class StandDown
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        /// <summary>Takes the analyst off every item of a kind that they have not finished and all the others have.</summary>
        /// <param name="kind">"source" or "excerpt".</param>
        /// <param name="among">Only these items; null for all.</param>
        /// <returns>How many items. What the analyst had done of them stays on the record, and opens.</returns>
        public async Task<Result<int>> RunAsync(Acting by, AnalystId leaving, string kind, IReadOnlyCollection<Guid>? among, CancellationToken cancel)
        {
            if (leaving == by.Analyst) return new Refused("You cannot stand yourself down. Finish what you have, or let another analyst do it.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (!await db.Analysts.AnyAsync(a => a.Id == leaving && a.Project == by.Project, cancel)) return new AnalystMissing("That analyst is not in this project.");
            var all = (await db.Assignments.Where(a => a.Project == by.Project && a.SubjectKind == kind).ToListAsync(cancel)).Where(a => among is null || among.Contains(a.SubjectId)).ToLookup(a => a.SubjectId);
            var open = all.Where(item => item.Any(a => a.Analyst == leaving && a.FinishedAt is null)).ToList();
            if (open.Count == 0) return new Refused("There is nothing that this analyst has still to finish here.");
            // Whoever is left must have finished: otherwise they would see unfinished work before their own is done.
            var free = open.Where(item => item.Any(a => a.Analyst != leaving) && item.Where(a => a.Analyst != leaving).All(a => a.FinishedAt is not null)).ToList();
            if (free.Count == 0) return new Refused("The other readers have still to finish too, and would see this work before their own is done. Finish first; then stand the analyst down.");
            foreach (var item in free) db.RemoveRange(item.Where(a => a.Analyst == leaving));
            var saved = await log.SaveAsync(db, by, new(ProjectActions.StoodDown, new("analyst", leaving.Value), new Dictionary<string, object?> { ["items"] = free.Count, ["kind"] = kind }), cancel);
            return saved.Succeeded ? free.Count : saved.Error;
        }
    }
}
