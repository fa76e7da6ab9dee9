using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Throughline.Sources;

namespace Throughline.Policy.Theories;

public readonly record struct TheoryTieId(Guid Value) : IId<TheoryTieId>
{
    public static TheoryTieId New() => new(Guid.CreateVersion7());
    public static TheoryTieId From(Guid value) => new(value);
    public NodeRef Node => new("theory-tie", Value);
}

/// <summary>What became of a theory in a later document.</summary>
public enum TheoryFate
{
    /// <summary>The later document says the same again.</summary>
    Restated,

    /// <summary>It is still there and is not the same.</summary>
    Changed,

    /// <summary>The later document has it no more.</summary>
    Dropped,
}

/// <summary>What became of a programme theory of one document in another.</summary>
public sealed class TheoryTie : IOfSource
{
    public const int MostNote = 1000;

    public TheoryTieId Id { get; init; }
    public ProjectId Project { get; init; }
    public TheoryId Earlier { get; init; }
    /// <summary>Null where it was dropped.</summary>
    public TheoryId? Later { get; init; }
    /// <summary>The later document.</summary>
    public SourceId Source { get; init; }
    public TheoryFate Fate { get; init; }
    public string Note { get; init; } = "";
    public AnalystId Analyst { get; init; }
    public DateTime MadeAt { get; init; }
    Guid? IOfSource.WordsOf => Source.Value;
}

internal sealed class TheoryTieMap : IEntityTypeConfiguration<TheoryTie>
{
    public void Configure(EntityTypeBuilder<TheoryTie> tie)
    {
        tie.ToTable("policy_theory_tie").HasKey(t => t.Id);
        tie.Property(t => t.Note).HasMaxLength(TheoryTie.MostNote);
        tie.HasIndex(t => new { t.Project, t.Earlier });
        tie.HasIndex(t => t.Later);
        tie.HasOne<ProgrammeTheory>().WithMany().HasForeignKey(t => t.Earlier);
        tie.HasOne<ProgrammeTheory>().WithMany().HasForeignKey(t => t.Later);
        tie.HasOne<Source>().WithMany().HasForeignKey(t => t.Source);
        tie.HasOne<Analyst>().WithMany().HasForeignKey(t => t.Analyst);
    }
}
