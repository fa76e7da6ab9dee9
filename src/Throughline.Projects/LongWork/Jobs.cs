using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Throughline.Projects;

/// <summary>Starts, lists, stops and runs jobs.</summary>
public sealed class Jobs(IDbContextFactory<ThroughlineDb> contexts, IEnumerable<IJobHandler> handlers, ChangeFeed feed, TimeProvider clock, ILogger<Jobs> logger) : IDisposable
{
    /// <summary>How long a running job may give no sign of life before another process takes it up.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, IJobHandler> _handlers = handlers.ToDictionary(h => h.Kind);
    private readonly SemaphoreSlim _wake = new(0);

    public sealed record Line(int Ordinal, string Name, JobLineState State, string Message, NodeRef? Subject);

    public sealed record Row(JobId Id, string Kind, string Title, JobState State, bool StopAsked, string? Message, DateTime MadeAt, DateTime? StartedAt, DateTime? EndedAt, IReadOnlyList<Line> Lines)
    {
        public int Finished => Lines.Count(l => l.State is not (JobLineState.Waiting or JobLineState.Running));
        public int RefusedLines => Lines.Count(l => l.State == JobLineState.Refused);
        /// <summary>When its process last gave a sign of life; null before it was begun.</summary>
        public DateTime? BeatAt { get; init; }

        public bool IsOpen => State is JobState.Waiting or JobState.Running;
    }

    /// <summary>Keeps the job and its files, so that it is done even if the program stops now.</summary>
    public async Task<Result<JobId>> StartAsync(Acting by, string kind, string title, string payload, IReadOnlyList<(string Name, byte[]? Content)> lines, CancellationToken cancel)
    {
        var id = JobId.New();
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            db.Add(new Job { Id = id, Project = by.Project, Analyst = by.Analyst, Kind = kind, Title = title, Payload = payload, MadeAt = clock.GetUtcNow().UtcDateTime });
            for (var i = 0; i < lines.Count; i++)
            {
                db.Add(new JobLine { Job = id, Ordinal = i, Name = lines[i].Name });
                if (lines[i].Content is { } content) db.Add(new JobFile { Job = id, Ordinal = i, Content = content });
            }
            await db.SaveChangesAsync(cancel);
        }
        catch (Exception fault) when (StorageFaults.Read(fault) is not null)
        {
            return StorageFaults.Read(fault)!;
        }
        _wake.Release();
        Tell(by.Project);
        return id;
    }

    public async Task<IReadOnlyList<Row>> ListAsync(ProjectId project, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var jobs = await db.Jobs.AsNoTracking().Where(j => j.Project == project && !j.Cleared).OrderByDescending(j => j.MadeAt).Take(20).ToListAsync(cancel);
        var ids = jobs.Select(j => j.Id).ToList();
        var lines = (await db.JobLines.AsNoTracking().Where(l => ids.Contains(l.Job)).OrderBy(l => l.Ordinal).ToListAsync(cancel)).ToLookup(l => l.Job);
        return [.. jobs.Select(j => RowOf(j, lines[j.Id]))];
    }

    public async Task<Row?> FindAsync(JobId id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var job = await db.Jobs.AsNoTracking().SingleOrDefaultAsync(j => j.Id == id, cancel);
        return job is null ? null : RowOf(job, await db.JobLines.AsNoTracking().Where(l => l.Job == id).OrderBy(l => l.Ordinal).ToListAsync(cancel));
    }

    public async Task StopAsync(ProjectId project, JobId id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.Jobs.Where(j => j.Id == id && j.Project == project).ExecuteUpdateAsync(set => set.SetProperty(j => j.StopAsked, true), cancel);
        _wake.Release();
    }

    /// <summary>Puts a finished job out of sight, with the files of lines that were never done.</summary>
    public async Task ClearAsync(ProjectId project, JobId id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (!await db.Jobs.AnyAsync(j => j.Id == id && j.Project == project && j.State != JobState.Running && j.State != JobState.Waiting, cancel)) return;
        await db.JobFiles.Where(f => f.Job == id).ExecuteDeleteAsync(cancel);
        await db.Jobs.Where(j => j.Id == id).ExecuteUpdateAsync(set => set.SetProperty(j => j.Cleared, true), cancel);
        Tell(project);
    }

    /// <summary>Puts a refused line out of sight: its message is taken off the list of what is left to do.</summary>
    public async Task SetAsideAsync(ProjectId project, JobId id, int ordinal, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (!await db.Jobs.AnyAsync(j => j.Id == id && j.Project == project, cancel)) return;
        await db.JobLines.Where(l => l.Job == id && l.Ordinal == ordinal && l.State == JobLineState.Refused).ExecuteUpdateAsync(set => set.SetProperty(l => l.State, JobLineState.SetAside), cancel);
        Tell(project);
    }

    /// <summary>Takes up the next job that waits, or that a stopped process left; false when there is none.</summary>
    public async Task<bool> RunNextAsync(CancellationToken cancel)
    {
        Job? job;
        await using (var db = await contexts.CreateDbContextAsync(cancel))
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var silentSince = now - Silence;
            job = await db.Jobs.AsNoTracking().Where(j => j.State == JobState.Waiting || (j.State == JobState.Running && j.BeatAt < silentSince)).OrderBy(j => j.MadeAt).FirstOrDefaultAsync(cancel);
            if (job is null) return false;
            var seen = job.BeatAt;
            // Only one process wins the claim.
            var claimed = await db.Jobs.Where(j => j.Id == job.Id && j.BeatAt == seen).ExecuteUpdateAsync(set => set
                .SetProperty(j => j.State, JobState.Running).SetProperty(j => j.BeatAt, now).SetProperty(j => j.StartedAt, j => j.StartedAt ?? now), cancel);
            if (claimed == 0) return true;
        }
        await RunAsync(job, cancel);
        return true;
    }

    /// <summary>Runs one job here and now, and gives what came of it. Where another process (a server over the same database) took it up first, waits for that one.</summary>
    public async Task<Row> RunHereAsync(JobId id, CancellationToken cancel)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancel))
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var claimed = await db.Jobs.Where(j => j.Id == id && j.State == JobState.Waiting).ExecuteUpdateAsync(set => set.SetProperty(j => j.State, JobState.Running).SetProperty(j => j.BeatAt, now).SetProperty(j => j.StartedAt, now), cancel);
            if (claimed == 1) await RunAsync(await db.Jobs.AsNoTracking().SingleAsync(j => j.Id == id, cancel), cancel);
        }
        while (true)
        {
            var row = (await FindAsync(id, cancel))!;
            if (!row.IsOpen) return row;
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancel);
        }
    }

    /// <summary>Runs one job here and now, and tells how far it is as it goes.</summary>
    /// <param name="tell">Called now and then with the job as it stands, and once more when it has ended.</param>
    /// <param name="stop">Stops the job as its button does: what is being read is let go, what is done stays, and nobody goes on with the rest later. A process that is killed asks for nothing, and its job goes on.</param>
    public async Task<Row> RunHereAsync(ProjectId project, JobId id, Func<Row, Task> tell, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(tell);
        var running = RunHereAsync(id, CancellationToken.None);
        var asked = false;
        try
        {
            while (true)
            {
                var ended = await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(200), asked ? CancellationToken.None : stop)) == running;
                if (!ended && !asked && stop.IsCancellationRequested)
                {
                    asked = true;
                    await StopAsync(project, id, CancellationToken.None);
                }
                if (ended) await running; // Throws what it threw.
                var row = (await FindAsync(id, CancellationToken.None))!;
                await tell(row);
                if (ended) return row;
            }
        }
        catch when (!running.IsCompleted)
        {
            // Nobody listens any more. The job is stopped and waited for, so that it does not go on unseen while what it works with is closed.
            await StopAsync(project, id, CancellationToken.None);
            await running;
            throw;
        }
    }

    public void Dispose() => _wake.Dispose();

    internal Task WaitAsync(TimeSpan atMost, CancellationToken cancel) => _wake.WaitAsync(atMost, cancel);

    private void Tell(ProjectId project) => feed.Tell(new(project, 0, default, new HashSet<string> { "project_job" }, new HashSet<Guid>()));

    private async Task RunAsync(Job job, CancellationToken cancel)
    {
        var run = new JobRun(contexts, feed, clock, job);
        var state = JobState.Done;
        string? message = null;
        try
        {
            if (!_handlers.TryGetValue(job.Kind, out var handler)) throw new InvalidOperationException($"Nothing here can do a job of the kind {job.Kind}.");
            var outcome = await handler.RunAsync(run, cancel);
            if (!outcome.Succeeded) (state, message) = (JobState.Failed, outcome.Error.Message);
            else if (await run.StopAskedAsync(cancel) && (await run.LinesLeftAsync(cancel)).Count > 0) (state, message) = (JobState.Stopped, "Stopped. What was already brought in is kept.");
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return; // The process is closing: the job stays running without a sign of life, and is taken up again.
        }
        catch (Exception fault)
        {
            logger.LogError(fault, "Job {Job} of kind {Kind} failed", job.Id.Value, job.Kind);
            (state, message) = (JobState.Failed, StorageFaults.Read(fault)?.Message ?? "The work stopped because of a fault in the program. What was already done is kept; the rest can be started again.");
        }
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        var now = clock.GetUtcNow().UtcDateTime;
        await db.Jobs.Where(j => j.Id == job.Id).ExecuteUpdateAsync(set => set.SetProperty(j => j.State, state).SetProperty(j => j.Message, message).SetProperty(j => j.EndedAt, now), CancellationToken.None);
        await db.JobFiles.Where(f => f.Job == job.Id).ExecuteDeleteAsync(CancellationToken.None);
        run.Tell();
    }

    private static Row RowOf(Job job, IEnumerable<JobLine> lines) => new(job.Id, job.Kind, job.Title, job.State, job.StopAsked, job.Message, job.MadeAt, job.StartedAt, job.EndedAt,
        [.. lines.Select(l => new Line(l.Ordinal, l.Name, l.State, l.Message, l.SubjectKind is null ? null : new NodeRef(l.SubjectKind, l.SubjectId!.Value)))])
    { BeatAt = job.BeatAt };
}

/// <summary>Runs jobs one after the other while the server is up.</summary>
public sealed class JobService(Jobs jobs, ILogger<JobService> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await jobs.RunNextAsync(stoppingToken)) { }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Whatever it is, it may pass, and it must not end the server: pages and the work of others go on.
                logger.LogWarning(fault, "The next job could not be taken up; trying again soon");
            }
            await jobs.WaitAsync(Pause, stoppingToken);
        }
    }
}
