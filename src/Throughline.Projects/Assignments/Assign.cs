using Microsoft.EntityFrameworkCore;

namespace Throughline.Projects;

/// <summary>Gives an item to two or more analysts, each blind to the others until all have finished.</summary>
public static class Assign
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        /// <summary>Gives several items of one kind to the same analysts, as one entry of the log and one step to undo.</summary>
        /// <param name="kind">Of the items: "excerpt".</param>
        /// <returns>How many items somebody was added to; those that all of them have already stay as they are.</returns>
        public async Task<Result<int>> RunAsync(Acting by, string kind, IReadOnlyCollection<Guid> subjects, IReadOnlyList<AnalystId> analysts, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(subjects);
            var wanted = analysts.Distinct().ToList();
            if (wanted.Count < 2) return new Refused("Independent work needs at least two different analysts. Choose two or more.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var known = await db.Analysts.AsNoTracking().Where(a => a.Project == by.Project).Select(a => a.Id).ToListAsync(cancel);
            if (wanted.Any(id => !known.Contains(id))) return new AnalystMissing("One of the analysts is not in this project.");
            var there = (await db.Assignments.AsNoTracking().Where(a => a.Project == by.Project && a.SubjectKind == kind).Select(a => new { a.SubjectId, a.Analyst }).ToListAsync(cancel)).Select(a => (a.SubjectId, a.Analyst)).ToHashSet();
            var given = 0;
            foreach (var subject in subjects.Distinct())
            {
                var added = wanted.Where(id => !there.Contains((subject, id))).ToList();
                if (added.Count == 0) continue;
                given++;
                foreach (var analyst in added)
                    db.Add(new Assignment { Id = AssignmentId.New(), Project = by.Project, SubjectKind = kind, SubjectId = subject, Analyst = analyst, AssignedAt = clock.GetUtcNow().UtcDateTime });
            }
            if (given == 0) return new Refused("All of these are given to them already.");
            var saved = await log.SaveAsync(db, by, new(ProjectActions.Assigned, new("project", by.Project.Value), new Dictionary<string, object?> { ["analysts"] = wanted.Select(a => a.Value).ToArray(), ["items"] = given, ["kind"] = kind }), cancel);
            return saved.Succeeded ? given : saved.Error;
        }

        public async Task<Result<Done>> RunAsync(Acting by, NodeRef subject, IReadOnlyList<AnalystId> analysts, CancellationToken cancel)
        {
            var wanted = analysts.Distinct().ToList();
            if (wanted.Count < 2) return new Refused("Independent work needs at least two different analysts. Choose two or more.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var known = await db.Analysts.AsNoTracking().Where(a => a.Project == by.Project).Select(a => a.Id).ToListAsync(cancel);
            if (wanted.Any(id => !known.Contains(id))) return new AnalystMissing("One of the analysts is not in this project.");
            var there = await db.Assignments.Where(a => a.Project == by.Project && a.SubjectKind == subject.Kind && a.SubjectId == subject.Id).ToListAsync(cancel);
            var added = wanted.Where(id => there.All(a => a.Analyst != id)).ToList();
            if (added.Count == 0) return new Refused("It is already assigned to them.");
            foreach (var analyst in added)
                db.Add(new Assignment { Id = AssignmentId.New(), Project = by.Project, SubjectKind = subject.Kind, SubjectId = subject.Id, Analyst = analyst, AssignedAt = clock.GetUtcNow().UtcDateTime });
            var saved = await log.SaveAsync(db, by, new(ProjectActions.Assigned, subject, new Dictionary<string, object?> { ["analysts"] = added.Select(a => a.Value).ToArray() }), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}

/// <summary>Says that one's own independent work on an item is finished.</summary>
public static class FinishAssignment
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<Done>> RunAsync(Acting by, NodeRef subject, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var mine = await db.Assignments.SingleOrDefaultAsync(a => a.Project == by.Project && a.SubjectKind == subject.Kind && a.SubjectId == subject.Id && a.Analyst == by.Analyst, cancel);
            if (mine is null) return new Missing("This is not assigned to you.");
            if (mine.FinishedAt is not null) return new Refused("You have already finished this.");
            mine.FinishedAt = clock.GetUtcNow().UtcDateTime;
            var saved = await log.SaveAsync(db, by, new(ProjectActions.Finished, subject), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}

/// <summary>Takes one's own finished reading up again, while another has yet to finish: nobody has seen it.</summary>
public static class ReopenAssignment
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<Done>> RunAsync(Acting by, NodeRef subject, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var all = await db.Assignments.Where(a => a.Project == by.Project && a.SubjectKind == subject.Kind && a.SubjectId == subject.Id).ToListAsync(cancel);
            if (all.FirstOrDefault(a => a.Analyst == by.Analyst) is not { } mine) return new Missing("This is not assigned to you.");
            if (mine.FinishedAt is null) return new Refused("You have not finished this, so it is open already.");
            // Where a further analyst was given it later, those before had finished by then and may have seen each other's.
            bool Opened(DateTime later) => all.Where(a => a.AssignedAt < later).ToList() is { Count: > 1 } before && before.Exists(a => a.Analyst == by.Analyst) && before.TrueForAll(a => a.FinishedAt <= later);
            if (all.TrueForAll(a => a.FinishedAt is not null) || all.Exists(a => Opened(a.AssignedAt))) return new Refused("All have finished, and each may have seen the other's reading, so it stays finished.");
            mine.FinishedAt = null;
            var saved = await log.SaveAsync(db, by, new(ProjectActions.Reopened, subject), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}

/// <summary>Takes back an assignment that nobody has finished.</summary>
public static class Unassign
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<Done>> RunAsync(Acting by, NodeRef subject, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var there = await db.Assignments.Where(a => a.Project == by.Project && a.SubjectKind == subject.Kind && a.SubjectId == subject.Id).ToListAsync(cancel);
            if (there.Count == 0) return new Missing("This is not assigned to anyone.");
            if (there.Any(a => a.FinishedAt is not null)) return new Refused("Somebody has finished this, so the assignment stays as a record of independent work.");
            db.RemoveRange(there);
            var saved = await log.SaveAsync(db, by, new(ProjectActions.Unassigned, subject), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}

public static class ListAssignments
{
    public sealed record Row(NodeRef Subject, AnalystId Analyst, string AnalystName, DateTime AssignedAt, DateTime? FinishedAt);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        public async Task<IReadOnlyList<Row>> RunAsync(ProjectId project, string kind, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var rows = await (from a in db.Assignments.AsNoTracking()
                              join n in db.Analysts.AsNoTracking() on a.Analyst equals n.Id
                              where a.Project == project && a.SubjectKind == kind
                              orderby a.AssignedAt, n.Name
                              select new { a.SubjectKind, a.SubjectId, a.Analyst, n.Name, a.AssignedAt, a.FinishedAt }).ToListAsync(cancel);
            return [.. rows.Select(r => new Row(new(r.SubjectKind, r.SubjectId), r.Analyst, r.Name, r.AssignedAt, r.FinishedAt))];
        }
    }
}
