using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Projects;

public readonly record struct AssignmentId(Guid Value) : IId<AssignmentId>
{
    public static AssignmentId New() => new(Guid.CreateVersion7());
    public static AssignmentId From(Guid value) => new(value);
}

/// <summary>One analyst's share of an item given to several for independent work.</summary>
public sealed class Assignment
{
    public AssignmentId Id { get; init; }
    public ProjectId Project { get; init; }
    public string SubjectKind { get; init; } = "";
    public Guid SubjectId { get; init; }
    public AnalystId Analyst { get; init; }
    public DateTime AssignedAt { get; init; }
    public DateTime? FinishedAt { get; set; }
}

internal sealed class AssignmentMap : IEntityTypeConfiguration<Assignment>
{
    public void Configure(EntityTypeBuilder<Assignment> assignment)
    {
        assignment.ToTable("project_assignment").HasKey(a => a.Id);
        assignment.Property(a => a.SubjectKind).HasMaxLength(40);
        assignment.HasIndex(a => new { a.Project, a.SubjectKind, a.SubjectId, a.Analyst }).IsUnique();
        assignment.HasOne<Analyst>().WithMany().HasForeignKey(a => a.Analyst);
    }
}
