using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Throughline.Policy.Statements;
using Throughline.Sources;

namespace Throughline.Policy.Clarity;

public readonly record struct SlippageId(Guid Value) : IId<SlippageId>
{
    public static SlippageId New() => new(Guid.CreateVersion7());
    public static SlippageId From(Guid value) => new(value);
    public NodeRef Node => new("slippage", Value);
}

/// <summary>An analyst's record that one term is used for different things, in a document or across two.</summary>
public sealed class Slippage : IOfSource
{
    public const int MostTerm = 200, MostMeaning = 500, MostNote = 2000;

    public SlippageId Id { get; init; }
    public ProjectId Project { get; init; }
    /// <summary>The document; across two that of the first statement.</summary>
    public SourceId Source { get; init; }
    /// <summary>The term, as the document has it.</summary>
    public string Term { get; init; } = "";
    public string FirstMeaning { get; init; } = "";
    public string SecondMeaning { get; init; } = "";
    /// <summary>A statement that uses it in the first meaning; null where none is named.</summary>
    public StatementId? First { get; set; }
    /// <summary>A statement that uses it in the second meaning; null where none is named.</summary>
    public StatementId? Second { get; set; }
    public string Note { get; init; } = "";
    public AnalystId Analyst { get; init; }
    public DateTime MadeAt { get; init; }
    Guid? IOfSource.WordsOf => Source.Value;
}

internal sealed class SlippageMap : IEntityTypeConfiguration<Slippage>
{
    public void Configure(EntityTypeBuilder<Slippage> slippage)
    {
        slippage.ToTable("policy_slippage").HasKey(s => s.Id);
        slippage.Property(s => s.Term).HasMaxLength(Slippage.MostTerm);
        slippage.Property(s => s.FirstMeaning).HasMaxLength(Slippage.MostMeaning);
        slippage.Property(s => s.SecondMeaning).HasMaxLength(Slippage.MostMeaning);
        slippage.Property(s => s.Note).HasMaxLength(Slippage.MostNote);
        slippage.HasIndex(s => new { s.Project, s.Source });
        slippage.HasOne<Project>().WithMany().HasForeignKey(s => s.Project);
        slippage.HasOne<Source>().WithMany().HasForeignKey(s => s.Source);
        slippage.HasOne<Statement>().WithMany().HasForeignKey(s => s.First);
        slippage.HasOne<Statement>().WithMany().HasForeignKey(s => s.Second);
        slippage.HasOne<Analyst>().WithMany().HasForeignKey(s => s.Analyst);
    }
}
