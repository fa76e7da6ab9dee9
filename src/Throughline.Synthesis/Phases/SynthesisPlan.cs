using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Synthesis.Phases;

public enum OrderRule
{
    /// <summary>Each construct is first or second order, as it was taken.</summary>
    AsTaken,
    /// <summary>First and second order cannot be told apart in these reports, so all count as second.</summary>
    AllSecond,
}

public enum AppraisalDecision { NotDecided, Appraised, NotAppraised }

/// <summary>What was decided for the whole synthesis, each with its reason, and who we are.</summary>
public sealed class SynthesisPlan
{
    public const int MostText = 8000;

    public ProjectId Project { get; init; }
    public OrderRule OrderRule { get; set; }
    public string OrderReason { get; set; } = "";
    public AppraisalDecision Appraisal { get; set; }
    public string AppraisalReason { get; set; } = "";
    /// <summary>The analysts' background, and from where they read.</summary>
    public string Stance { get; set; } = "";
    /// <summary>What was done and found, in words for someone who has never read a review; empty where the report is to draft it.</summary>
    public string Plain { get; set; } = "";
}

/// <summary>What was decided or came out in one of the seven phases.</summary>
public sealed class PhaseEntry
{
    public const int MostText = 8000;

    /// <summary>Noblit and Hare's seven phases, as eMERGe names them (France and colleagues 2019, doi 10.1186/s12874-018-0600-0).</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "Selecting meta-ethnography and getting started", "Deciding what is relevant", "Reading included studies", "Determining how studies are related",
        "Translating studies into one another", "Synthesising translations", "Expressing the synthesis",
    ];

    public PhaseEntryId Id { get; init; }
    public ProjectId Project { get; init; }
    /// <summary>1 to 7.</summary>
    public int Phase { get; init; }
    /// <summary>What came out, rather than how it was gone about.</summary>
    public bool IsOutcome { get; init; }
    public string Text { get; init; } = "";
    public string Why { get; init; } = "";
    /// <summary>The day of the decision, which may be earlier than the day of writing.</summary>
    public DateOnly DecidedOn { get; init; }
    public AnalystId WrittenBy { get; init; }
    public DateTime WrittenAt { get; init; }
}

internal sealed class SynthesisPlanMap : IEntityTypeConfiguration<SynthesisPlan>
{
    public void Configure(EntityTypeBuilder<SynthesisPlan> plan)
    {
        plan.ToTable("synthesis_plan").HasKey(p => p.Project);
        foreach (var column in new[] { nameof(SynthesisPlan.OrderReason), nameof(SynthesisPlan.AppraisalReason), nameof(SynthesisPlan.Stance), nameof(SynthesisPlan.Plain) }) plan.Property<string>(column).HasMaxLength(SynthesisPlan.MostText);
        plan.HasOne<Project>().WithMany().HasForeignKey(p => p.Project);
    }
}

internal sealed class PhaseEntryMap : IEntityTypeConfiguration<PhaseEntry>
{
    public void Configure(EntityTypeBuilder<PhaseEntry> entry)
    {
        entry.ToTable("synthesis_phase_entry").HasKey(e => e.Id);
        entry.Property(e => e.Text).HasMaxLength(PhaseEntry.MostText);
        entry.Property(e => e.Why).HasMaxLength(PhaseEntry.MostText);
        entry.HasIndex(e => e.Project);
        entry.HasOne<Project>().WithMany().HasForeignKey(e => e.Project);
        entry.HasOne<Analyst>().WithMany().HasForeignKey(e => e.WrittenBy);
    }
}
