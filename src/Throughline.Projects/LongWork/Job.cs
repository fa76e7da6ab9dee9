using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Projects;

public readonly record struct JobId(Guid Value) : IId<JobId>
{
    public static JobId New() => new(Guid.CreateVersion7());
    public static JobId From(Guid value) => new(value);
}

public enum JobState { Waiting, Running, Done, Stopped, Failed }

public enum JobLineState { Waiting, Running, Done, Refused, Known, SetAside }

/// <summary>Long work: it survives a restart, shows progress, and can be stopped.</summary>
public sealed class Job : IUnlogged
{
    public JobId Id { get; init; }
    public ProjectId Project { get; init; }
    public AnalystId Analyst { get; init; }
    public string Kind { get; init; } = "";
    public string Title { get; set; } = "";
    /// <summary>What the work needs, as JSON.</summary>
    public string Payload { get; init; } = "{}";
    public JobState State { get; set; }
    public bool StopAsked { get; set; }
    public string? Message { get; set; }
    public DateTime MadeAt { get; init; }
    public DateTime? StartedAt { get; set; }
    public DateTime? EndedAt { get; set; }
    /// <summary>When the process that runs it last gave a sign; a running job without one is taken up again.</summary>
    public DateTime? BeatAt { get; set; }
    /// <summary>Put away by the analyst.</summary>
    public bool Cleared { get; set; }
}

/// <summary>One item of a job and what came of it.</summary>
public sealed class JobLine : IUnlogged
{
    public JobId Job { get; init; }
    public int Ordinal { get; init; }
    public string Name { get; init; } = "";
    public JobLineState State { get; set; }
    /// <summary>One line for the person: "58 turns, 2 speakers", or why it was refused.</summary>
    public string Message { get; set; } = "";
    public string? SubjectKind { get; set; }
    public Guid? SubjectId { get; set; }
}

/// <summary>A file waiting to be taken in; gone once its line is finished.</summary>
public sealed class JobFile : IUnlogged
{
    public JobId Job { get; init; }
    public int Ordinal { get; init; }
    public byte[] Content { get; init; } = [];
}

internal sealed class JobMap : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> job)
    {
        job.ToTable("project_job").HasKey(j => j.Id);
        job.Property(j => j.Kind).HasMaxLength(40);
        job.HasIndex(j => new { j.Project, j.State });
    }
}

internal sealed class JobLineMap : IEntityTypeConfiguration<JobLine>
{
    public void Configure(EntityTypeBuilder<JobLine> line)
    {
        line.ToTable("project_job_line").HasKey(l => new { l.Job, l.Ordinal });
        line.Property(l => l.Ordinal).ValueGeneratedNever();
        line.HasOne<Job>().WithMany().HasForeignKey(l => l.Job);
    }
}

internal sealed class JobFileMap : IEntityTypeConfiguration<JobFile>
{
    public void Configure(EntityTypeBuilder<JobFile> file)
    {
        file.ToTable("project_job_file").HasKey(f => new { f.Job, f.Ordinal });
        file.Property(f => f.Ordinal).ValueGeneratedNever();
        file.HasOne<Job>().WithMany().HasForeignKey(f => f.Job);
    }
}
