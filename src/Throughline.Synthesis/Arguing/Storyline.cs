using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Synthesis.Arguing;

public enum StorylineStanding
{
    Working,
    /// <summary>The line of argument of the review.</summary>
    Kept,
    /// <summary>Tried and left, with the reason.</summary>
    Rejected,
}

/// <summary>An ordered line of argument, told through a lens.</summary>
public sealed class Storyline
{
    public const int MostName = 200, MostText = 8000;

    public StorylineId Id { get; init; }
    public ProjectId Project { get; init; }
    public string Title { get; set; } = "";
    /// <summary>The id of a lens guide, or empty where none is used.</summary>
    public string Lens { get; set; } = "";
    public StorylineStanding Standing { get; set; }
    /// <summary>Why this lens, and why it was kept or rejected; what stood there before a rejection stays, above it.</summary>
    public string Why { get; set; } = "";
    /// <summary>What of the studies does not fit into it.</summary>
    public string DoesNotFit { get; set; } = "";
    public int Position { get; set; }
    public AnalystId WrittenBy { get; init; }
    public DateTime WrittenAt { get; init; }
}

/// <summary>A construct of our own: one step of a storyline.</summary>
public sealed class ThirdOrder
{
    public ThirdOrderId Id { get; init; }
    public ProjectId Project { get; init; }
    public StorylineId Storyline { get; init; }
    public int Position { get; set; }
    public string Name { get; set; } = "";
    /// <summary>The id of the lens's question that it answers; empty for none.</summary>
    public string LensPart { get; set; } = "";
    public AnalystId WrittenBy { get; init; }
    public DateTime WrittenAt { get; init; }
}

/// <summary>A sentence of ours within a step.</summary>
public sealed class Claim
{
    public const int MostText = 4000;

    public ClaimId Id { get; init; }
    public ProjectId Project { get; init; }
    public ThirdOrderId ThirdOrder { get; init; }
    public int Position { get; set; }
    public string Text { get; set; } = "";
    /// <summary>It says something of the studies, and so needs their support; a sentence that only leads on does not.</summary>
    public bool NeedsSupport { get; set; }
    /// <summary>What is said of the literature outside the review that it is set against.</summary>
    public string Outside { get; set; } = "";
    public AnalystId WrittenBy { get; init; }
    public DateTime WrittenAt { get; init; }
}

/// <summary>What a claim rests on: a concept, a construct; or, cited apart and bearing nothing, a citation outside the review.</summary>
public sealed class ClaimSupport
{
    public ClaimId Claim { get; init; }
    public string OnKind { get; init; } = "";
    public Guid OnId { get; init; }
    public ProjectId Project { get; init; }
}

internal sealed class StorylineMap : IEntityTypeConfiguration<Storyline>
{
    public void Configure(EntityTypeBuilder<Storyline> storyline)
    {
        storyline.ToTable("synthesis_storyline").HasKey(s => s.Id);
        storyline.Property(s => s.Title).HasMaxLength(Storyline.MostName);
        storyline.Property(s => s.Lens).HasMaxLength(Storyline.MostName);
        storyline.Property(s => s.Why).HasMaxLength(Storyline.MostText);
        storyline.Property(s => s.DoesNotFit).HasMaxLength(Storyline.MostText);
        storyline.HasIndex(s => s.Project);
        storyline.HasOne<Project>().WithMany().HasForeignKey(s => s.Project);
        storyline.HasOne<Analyst>().WithMany().HasForeignKey(s => s.WrittenBy);
    }
}

internal sealed class ThirdOrderMap : IEntityTypeConfiguration<ThirdOrder>
{
    public void Configure(EntityTypeBuilder<ThirdOrder> step)
    {
        step.ToTable("synthesis_third_order").HasKey(s => s.Id);
        step.Property(s => s.Name).HasMaxLength(Storyline.MostName);
        step.Property(s => s.LensPart).HasMaxLength(Storyline.MostName);
        step.HasIndex(s => s.Project);
        step.HasOne<Project>().WithMany().HasForeignKey(s => s.Project);
        step.HasOne<Storyline>().WithMany().HasForeignKey(s => s.Storyline);
        step.HasOne<Analyst>().WithMany().HasForeignKey(s => s.WrittenBy);
    }
}

internal sealed class ClaimMap : IEntityTypeConfiguration<Claim>
{
    public void Configure(EntityTypeBuilder<Claim> claim)
    {
        claim.ToTable("synthesis_claim").HasKey(c => c.Id);
        claim.Property(c => c.Text).HasMaxLength(Claim.MostText);
        claim.Property(c => c.Outside).HasMaxLength(Claim.MostText);
        claim.HasIndex(c => c.Project);
        claim.HasOne<Project>().WithMany().HasForeignKey(c => c.Project);
        claim.HasOne<ThirdOrder>().WithMany().HasForeignKey(c => c.ThirdOrder);
        claim.HasOne<Analyst>().WithMany().HasForeignKey(c => c.WrittenBy);
    }
}

internal sealed class ClaimSupportMap : IEntityTypeConfiguration<ClaimSupport>
{
    public void Configure(EntityTypeBuilder<ClaimSupport> support)
    {
        support.ToTable("synthesis_claim_support").HasKey(s => new { s.Claim, s.OnKind, s.OnId });
        support.Property(s => s.OnKind).HasMaxLength(40);
        support.HasIndex(s => new { s.Project, s.OnKind, s.OnId });
        support.HasOne<Project>().WithMany().HasForeignKey(s => s.Project);
        support.HasOne<Claim>().WithMany().HasForeignKey(s => s.Claim);
    }
}
