using Microsoft.EntityFrameworkCore;

namespace Throughline.Projects;

/// <summary>What projects, analysts and jobs hold of anybody's words.</summary>
internal sealed class ProjectWords : TextHolder
{
    protected override IReadOnlyList<HeldRows> Rows { get; } =
    [
        new HeldRows<Project>((db, project) => db.Projects.Where(p => p.Id == project), p => new(new("project", p.Id.Value), "project's title and question"),
            (nameof(Project.Title), HeldAs.Words), (nameof(Project.Question), HeldAs.Words), (nameof(Project.AttributionPattern), HeldAs.Words)),
        new HeldRows<Analyst>((db, project) => db.Analysts.Where(a => a.Project == project), a => new(new("analyst", a.Id.Value), "analyst's own name"), (nameof(Analyst.Name), HeldAs.Person)),
        new HeldRows<Analyst>((db, project) => db.Analysts.Where(a => a.Project == project), a => new(new("analyst", a.Id.Value), "analyst's stance"), (nameof(Analyst.Stance), HeldAs.Words)),
        new HeldRows<Assignment>((db, project) => db.Assignments.Where(a => a.Project == project), a => new(new(a.SubjectKind, a.SubjectId), "assignment"), (nameof(Assignment.SubjectKind), HeldAs.Technical)),
        new HeldRows<Place>((db, project) => db.Places.Where(p => p.Project == project), p => new(new(p.SubjectKind, p.SubjectId), "place"), (nameof(Place.SubjectKind), HeldAs.Technical)),
        new HeldRows<Job>((db, project) => db.Jobs.Where(j => j.Project == project), j => new(new("job", j.Id.Value), "job"),
            (nameof(Job.Kind), HeldAs.Technical), (nameof(Job.Title), HeldAs.Words), (nameof(Job.Payload), HeldAs.Words), (nameof(Job.Message), HeldAs.Words)),
        new HeldRows<JobLine>((db, project) => db.JobLines.Where(l => db.Set<Job>().Any(j => j.Id == l.Job && j.Project == project)), l => new(new("job", l.Job.Value), "line of a job"),
            (nameof(JobLine.Name), HeldAs.Words), (nameof(JobLine.Message), HeldAs.Words), (nameof(JobLine.SubjectKind), HeldAs.Technical)),
        new HeldRows<JobFile>((db, project) => db.JobFiles.Where(f => db.Set<Job>().Any(j => j.Id == f.Job && j.Project == project)), f => new(new("job", f.Job.Value), "file of a job"), (nameof(JobFile.Content), HeldAs.File)),
    ];

    /// <summary>What jobs that have ended left behind goes too: a file that waits unread may hold any name.</summary>
    public override async Task RewriteAsync(ThroughlineDb db, ProjectId project, NameRewrite rewrite, HeldTally tally, CancellationToken cancel)
    {
        await base.RewriteAsync(db, project, rewrite, tally, cancel);
        await DropLeftoversAsync(db, project, tally, cancel);
    }

    public override async Task EraseSourceAsync(ThroughlineDb db, ProjectId project, Guid source, HeldTally tally, CancellationToken cancel)
    {
        var lines = await db.JobLines.Where(l => l.SubjectKind == "source" && l.SubjectId == source && db.Set<Job>().Any(j => j.Id == l.Job && j.Project == project)).ToListAsync(cancel);
        foreach (var line in lines)
        {
            db.Entry(line).Property(l => l.Name).CurrentValue = "[erased]";
            (line.Message, line.SubjectKind, line.SubjectId) = ("", null, null);
            // An import of one file is called after it.
            var job = await db.Jobs.SingleAsync(j => j.Id == line.Job, cancel);
            if (await db.JobLines.CountAsync(l => l.Job == job.Id, cancel) == 1) job.Title = "[erased]";
        }
        tally.Add("lines of jobs", lines.Count);
        await DropLeftoversAsync(db, project, tally, cancel);
        var assignments = await db.Assignments.Where(a => a.Project == project && a.SubjectKind == "source" && a.SubjectId == source).ToListAsync(cancel);
        db.RemoveRange(assignments);
        tally.Add("assignments", assignments.Count);
        db.RemoveRange(await db.Places.Where(p => p.Project == project && p.SubjectKind == "source" && p.SubjectId == source).ToListAsync(cancel));
    }

    private static async Task DropLeftoversAsync(ThroughlineDb db, ProjectId project, HeldTally tally, CancellationToken cancel) =>
        tally.Add("files left by jobs", await db.JobFiles.Where(f => db.Set<Job>().Any(j => j.Id == f.Job && j.Project == project && j.State != JobState.Waiting && j.State != JobState.Running)).ExecuteDeleteAsync(cancel));
}
