using Microsoft.EntityFrameworkCore;

namespace Throughline.Projects;

/// <summary>Does one kind of job.</summary>
public interface IJobHandler
{
    string Kind { get; }

    /// <summary>Does what is left of the job, line by line. May be called again after a restart: finished lines stay finished.</summary>
    Task<Result<Done>> RunAsync(JobRun run, CancellationToken cancel);
}

/// <summary>A job while it runs: what it needs, and where it says how far it is.</summary>
public sealed class JobRun(IDbContextFactory<ThroughlineDb> contexts, ChangeFeed feed, TimeProvider clock, Job job)
{
    public JobId Id => job.Id;
    public Acting By => new(job.Project, job.Analyst);
    public string Payload => job.Payload;

    /// <summary>The lines still to be done, in order.</summary>
    public async Task<IReadOnlyList<JobLine>> LinesLeftAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.JobLines.AsNoTracking().Where(l => l.Job == job.Id && (l.State == JobLineState.Waiting || l.State == JobLineState.Running)).OrderBy(l => l.Ordinal).ToListAsync(cancel);
    }

    public async Task<byte[]?> FileAsync(int ordinal, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.JobFiles.AsNoTracking().Where(f => f.Job == job.Id && f.Ordinal == ordinal).Select(f => f.Content).SingleOrDefaultAsync(cancel);
    }

    /// <summary>Says in words what a line is at ("page 61 of 140").</summary>
    public async Task SayAsync(int ordinal, string message, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var now = clock.GetUtcNow().UtcDateTime;
        await db.JobLines.Where(l => l.Job == job.Id && l.Ordinal == ordinal).ExecuteUpdateAsync(set => set.SetProperty(l => l.State, JobLineState.Running).SetProperty(l => l.Message, message), cancel);
        await db.Jobs.Where(j => j.Id == job.Id).ExecuteUpdateAsync(set => set.SetProperty(j => j.BeatAt, now), cancel);
        Tell();
    }

    /// <summary>Ends a line within the caller's own save, so that the work and its result are kept together, or neither is.</summary>
    public async Task FinishWithinAsync(ThroughlineDb db, int ordinal, JobLineState state, string message, NodeRef? subject, CancellationToken cancel)
    {
        var line = await db.JobLines.SingleAsync(l => l.Job == job.Id && l.Ordinal == ordinal, cancel);
        (line.State, line.Message, line.SubjectKind, line.SubjectId) = (state, message, subject?.Kind, subject?.Id);
        // Tracked, not deleted at once: a delete outside the caller's save would lose the file if the process died in between.
        if (await db.JobFiles.AsNoTracking().AnyAsync(f => f.Job == job.Id && f.Ordinal == ordinal, cancel)) db.Remove(new JobFile { Job = job.Id, Ordinal = ordinal });
    }

    /// <summary>Ends a line on its own: nothing else was changed.</summary>
    public async Task FinishAsync(int ordinal, JobLineState state, string message, NodeRef? subject, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await FinishWithinAsync(db, ordinal, state, message, subject, cancel);
        await db.SaveChangesAsync(cancel);
        Tell();
    }

    /// <summary>True when somebody has asked for the job to stop.</summary>
    public async Task<bool> StopAskedAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var now = clock.GetUtcNow().UtcDateTime;
        await db.Jobs.Where(j => j.Id == job.Id).ExecuteUpdateAsync(set => set.SetProperty(j => j.BeatAt, now), cancel);
        return await db.Jobs.AsNoTracking().Where(j => j.Id == job.Id).Select(j => j.StopAsked).SingleAsync(cancel);
    }

    internal void Tell() => feed.Tell(new(job.Project, 0, job.Analyst, new HashSet<string> { "project_job" }, new HashSet<Guid>()));
}
