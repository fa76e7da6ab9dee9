using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Throughline.Review.Citations;

namespace Throughline.Review.Screening;

public enum ScreeningStage { TitleAndAbstract, FullText }

public enum ScreeningVerdict
{
    Include,
    Exclude,
    Maybe,
    /// <summary>The full text could not be had.</summary>
    NotRetrieved,
}

/// <summary>Why records are excluded. Where several reasons hold, the first in order counts.</summary>
public sealed class ExclusionReason
{
    public const int MostText = 300;

    public ExclusionReasonId Id { get; init; }
    public ProjectId Project { get; init; }
    public int Position { get; set; }
    public string Text { get; init; } = "";
}

/// <summary>What was decided on a citation at one stage, by hand.</summary>
public sealed class ScreeningDecision
{
    public CitationId Citation { get; init; }
    public ScreeningStage Stage { get; init; }
    public ProjectId Project { get; init; }
    public ScreeningVerdict Verdict { get; set; }
    /// <summary>Given with every exclusion at full text, and with those by title and abstract where the analyst said why.</summary>
    public ExclusionReasonId? Reason { get; set; }
    public AnalystId Analyst { get; set; }
    public DateTime DecidedAt { get; set; }
}

internal sealed class ExclusionReasonMap : IEntityTypeConfiguration<ExclusionReason>
{
    public void Configure(EntityTypeBuilder<ExclusionReason> reason)
    {
        reason.ToTable("review_exclusion_reason").HasKey(r => r.Id);
        reason.Property(r => r.Text).HasMaxLength(ExclusionReason.MostText);
        reason.HasIndex(r => r.Project);
        reason.HasOne<Project>().WithMany().HasForeignKey(r => r.Project);
    }
}

internal sealed class ScreeningDecisionMap : IEntityTypeConfiguration<ScreeningDecision>
{
    public void Configure(EntityTypeBuilder<ScreeningDecision> decision)
    {
        decision.ToTable("review_screening").HasKey(d => new { d.Citation, d.Stage });
        decision.HasIndex(d => d.Project);
        decision.HasOne<Project>().WithMany().HasForeignKey(d => d.Project);
        decision.HasOne<Citation>().WithMany().HasForeignKey(d => d.Citation);
        decision.HasOne<ExclusionReason>().WithMany().HasForeignKey(d => d.Reason);
        decision.HasOne<Analyst>().WithMany().HasForeignKey(d => d.Analyst);
    }
}
