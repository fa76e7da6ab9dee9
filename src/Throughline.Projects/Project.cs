using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Projects;

/// <summary>The unit of work, membership and export.</summary>
public sealed class Project
{
    public ProjectId Id { get; init; }
    public string Title { get; set; } = "";
    /// <summary>The research question, in the researcher's words.</summary>
    public string Question { get; set; } = "";
    /// <summary>How quotations are attributed: names of attributes in braces, as in <c>{role}, {site}</c>.</summary>
    public string AttributionPattern { get; set; } = "{name}";
    /// <summary>Attribution values shared by fewer people than this are flagged before they are printed.</summary>
    public int SmallestGroup { get; set; } = 3;
    public DateTime MadeAt { get; init; }
}

/// <summary>A person whose decisions are recorded.</summary>
public sealed class Analyst
{
    public AnalystId Id { get; init; }
    public ProjectId Project { get; init; }
    public string Name { get; set; } = "";
    /// <summary>The analyst's background and stance, where they have written it.</summary>
    public string Stance { get; set; } = "";
}

internal sealed class ProjectMap : IEntityTypeConfiguration<Project>
{
    public void Configure(EntityTypeBuilder<Project> project)
    {
        project.ToTable("project").HasKey(p => p.Id);
        project.Property(p => p.Title).HasMaxLength(200);
    }
}

internal sealed class AnalystMap : IEntityTypeConfiguration<Analyst>
{
    public void Configure(EntityTypeBuilder<Analyst> analyst)
    {
        analyst.ToTable("project_analyst").HasKey(a => a.Id);
        analyst.Property(a => a.Name).HasMaxLength(120);
        analyst.HasIndex(a => new { a.Project, a.Name }).IsUnique();
        analyst.HasOne<Project>().WithMany().HasForeignKey(a => a.Project);
    }
}

public static class ProjectTables
{
    extension(ThroughlineDb db)
    {
        public DbSet<Project> Projects => db.Set<Project>();
        public DbSet<Analyst> Analysts => db.Set<Analyst>();
        internal DbSet<Assignment> Assignments => db.Set<Assignment>();
        internal DbSet<Job> Jobs => db.Set<Job>();
        internal DbSet<JobLine> JobLines => db.Set<JobLine>();
        internal DbSet<JobFile> JobFiles => db.Set<JobFile>();
        internal DbSet<Place> Places => db.Set<Place>();
    }
}
