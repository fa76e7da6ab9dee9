using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Throughline.Framing.Representations;
using Throughline.Targeting.Targets;

namespace Throughline.Targeting;

/// <summary>The tables of Targeting, for the modules that read them. Only Targeting writes them.</summary>
public static class TargetingTables
{
    extension(ThroughlineDb db)
    {
        public DbSet<Target> Targets => db.Set<Target>();
        public DbSet<TargetValue> TargetValues => db.Set<TargetValue>();
        public DbSet<TargetAction> TargetActions => db.Set<TargetAction>();
        public DbSet<TargetIndicator> TargetIndicators => db.Set<TargetIndicator>();
        public DbSet<TargetEvidence> TargetEvidence => db.Set<TargetEvidence>();
        public DbSet<TargetBaseline> TargetBaselines => db.Set<TargetBaseline>();
        public DbSet<TargetArea> TargetAreas => db.Set<TargetArea>();
        public DbSet<TargetDrift> TargetDrifts => db.Set<TargetDrift>();
        public DbSet<TargetAnswer> TargetAnswers => db.Set<TargetAnswer>();
        public DbSet<TargetReadiness> TargetReadiness => db.Set<TargetReadiness>();
        public DbSet<TargetReview> TargetReviews => db.Set<TargetReview>();
        public DbSet<ModelPart> TargetModelParts => db.Set<ModelPart>();
    }
}

internal sealed class TargetMap : IEntityTypeConfiguration<Target>
{
    public void Configure(EntityTypeBuilder<Target> target)
    {
        target.ToTable("targeting_target").HasKey(t => t.Id);
        target.Property(t => t.Title).HasMaxLength(Target.MostTitle);
        target.HasIndex(t => new { t.Project, t.Number }).IsUnique();
        target.HasOne<Project>().WithMany().HasForeignKey(t => t.Project);
        target.HasOne<Representation>().WithMany().HasForeignKey(t => t.Representation);
        target.HasOne<Target>().WithMany().HasForeignKey(t => t.Follows);
        target.HasOne<Analyst>().WithMany().HasForeignKey(t => t.Analyst);
    }
}

internal sealed class TargetValueMap : IEntityTypeConfiguration<TargetValue>
{
    public void Configure(EntityTypeBuilder<TargetValue> value)
    {
        value.ToTable("targeting_field").HasKey(v => new { v.Target, v.Field });
        value.Property(v => v.Field).HasMaxLength(40);
        value.Property(v => v.Value).HasMaxLength(TargetField.MostText);
        value.HasOne<Target>().WithMany().HasForeignKey(v => v.Target);
        value.HasOne<Analyst>().WithMany().HasForeignKey(v => v.Analyst);
    }
}

internal sealed class TargetActionMap : IEntityTypeConfiguration<TargetAction>
{
    public void Configure(EntityTypeBuilder<TargetAction> action)
    {
        action.ToTable("targeting_action").HasKey(a => a.Id);
        action.Property(a => a.Words).HasMaxLength(TargetAction.MostWords);
        action.Property(a => a.Driver).HasMaxLength(120);
        action.HasOne<Target>().WithMany().HasForeignKey(a => a.Target);
    }
}

internal sealed class TargetIndicatorMap : IEntityTypeConfiguration<TargetIndicator>
{
    public void Configure(EntityTypeBuilder<TargetIndicator> indicator)
    {
        indicator.ToTable("targeting_indicator").HasKey(i => i.Id);
        indicator.Property(i => i.Words).HasMaxLength(TargetIndicator.MostWords);
        indicator.HasOne<Target>().WithMany().HasForeignKey(i => i.Target);
    }
}

internal sealed class TargetEvidenceMap : IEntityTypeConfiguration<TargetEvidence>
{
    public void Configure(EntityTypeBuilder<TargetEvidence> evidence)
    {
        evidence.ToTable("targeting_evidence").HasKey(e => e.Id);
        evidence.Property(e => e.Field).HasMaxLength(40);
        evidence.Property(e => e.NodeKind).HasMaxLength(40);
        evidence.Property(e => e.What).HasMaxLength(300);
        evidence.Property(e => e.Note).HasMaxLength(600);
        evidence.Ignore(e => e.Node);
        evidence.HasIndex(e => new { e.Target, e.Field, e.NodeKind, e.NodeId }).IsUnique();
        evidence.HasIndex(e => new { e.NodeKind, e.NodeId });
        evidence.HasOne<Target>().WithMany().HasForeignKey(e => e.Target);
        evidence.HasOne<Analyst>().WithMany().HasForeignKey(e => e.Analyst);
    }
}

internal sealed class TargetBaselineMap : IEntityTypeConfiguration<TargetBaseline>
{
    public void Configure(EntityTypeBuilder<TargetBaseline> baseline)
    {
        baseline.ToTable("targeting_baseline").HasKey(b => b.Target);
        baseline.Property(b => b.Sha256).HasMaxLength(64);
        baseline.HasOne<Target>().WithMany().HasForeignKey(b => b.Target);
        baseline.HasOne<Analyst>().WithMany().HasForeignKey(b => b.Analyst);
    }
}

internal sealed class TargetAreaMap : IEntityTypeConfiguration<TargetArea>
{
    public void Configure(EntityTypeBuilder<TargetArea> area)
    {
        area.ToTable("targeting_area").HasKey(a => a.Target);
        area.Property(a => a.Sha256).HasMaxLength(64);
        area.HasOne<Target>().WithMany().HasForeignKey(a => a.Target);
        area.HasOne<Analyst>().WithMany().HasForeignKey(a => a.Analyst);
    }
}

internal sealed class TargetDriftMap : IEntityTypeConfiguration<TargetDrift>
{
    public void Configure(EntityTypeBuilder<TargetDrift> drift)
    {
        drift.ToTable("targeting_drift").HasKey(d => d.Id);
        drift.Property(d => d.Field).HasMaxLength(40);
        drift.Property(d => d.Before).HasMaxLength(TargetField.MostText);
        drift.Property(d => d.After).HasMaxLength(TargetField.MostText);
        drift.HasOne<Target>().WithMany().HasForeignKey(d => d.Target);
        drift.HasOne<Analyst>().WithMany().HasForeignKey(d => d.Analyst);
    }
}

internal sealed class TargetAnswerMap : IEntityTypeConfiguration<TargetAnswer>
{
    public void Configure(EntityTypeBuilder<TargetAnswer> answer)
    {
        answer.ToTable("targeting_answer").HasKey(a => new { a.Target, a.Question });
        answer.Property(a => a.Question).HasMaxLength(60);
        answer.Property(a => a.Answer).HasMaxLength(TargetField.MostText);
        answer.HasOne<Target>().WithMany().HasForeignKey(a => a.Target);
        answer.HasOne<Analyst>().WithMany().HasForeignKey(a => a.Analyst);
    }
}

internal sealed class TargetReadinessMap : IEntityTypeConfiguration<TargetReadiness>
{
    public void Configure(EntityTypeBuilder<TargetReadiness> line)
    {
        line.ToTable("targeting_readiness").HasKey(r => new { r.Target, r.Item });
        line.Property(r => r.Item).HasMaxLength(40);
        line.Property(r => r.Note).HasMaxLength(600);
        line.HasOne<Target>().WithMany().HasForeignKey(r => r.Target);
        line.HasOne<Analyst>().WithMany().HasForeignKey(r => r.Analyst);
    }
}

internal sealed class TargetReviewMap : IEntityTypeConfiguration<TargetReview>
{
    public void Configure(EntityTypeBuilder<TargetReview> review)
    {
        review.ToTable("targeting_review").HasKey(r => r.Id);
        review.Property(r => r.Learned).HasMaxLength(TargetField.MostText);
        review.Property(r => r.Decided).HasMaxLength(TargetField.MostText);
        review.HasOne<Target>().WithMany().HasForeignKey(r => r.Target);
        review.HasOne<Analyst>().WithMany().HasForeignKey(r => r.Analyst);
    }
}

internal sealed class ModelPartMap : IEntityTypeConfiguration<ModelPart>
{
    public void Configure(EntityTypeBuilder<ModelPart> part)
    {
        part.ToTable("targeting_model_part").HasKey(p => p.Id);
        part.Property(p => p.Name).HasMaxLength(ModelPart.MostName);
        part.HasIndex(p => p.Project);
        part.HasOne<Project>().WithMany().HasForeignKey(p => p.Project);
        part.HasOne<Analyst>().WithMany().HasForeignKey(p => p.Analyst);
    }
}
