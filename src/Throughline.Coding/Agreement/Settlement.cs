using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Coding;

public readonly record struct SettlementId(Guid Value) : IId<SettlementId>
{
    public static SettlementId New() => new(Guid.CreateVersion7());
    public static SettlementId From(Guid value) => new(value);
}

public enum SettledAs { One, Both, Neither }

/// <summary>What an analyst decided where independent codings differed. The independent codings themselves stay as the record of that work.</summary>
public sealed class Settlement : IOfSource, IOfSeveral
{
    public SettlementId Id { get; init; }
    public ProjectId Project { get; init; }
    public SourceId Source { get; init; }
    public CodeId Code { get; init; }
    /// <summary>The stretch on which they differed, in the text as it was coded independently.</summary>
    public int Start { get; init; }
    public int End { get; init; }
    public SettledAs As { get; init; }
    /// <summary>Whose coding was adopted; null for both or neither.</summary>
    public AnalystId? Adopted { get; init; }
    public AnalystId Analyst { get; init; }
    public DateTime At { get; init; }
    Guid? IOfSource.WordsOf => Source.Value;
    bool IOfSeveral.IsOfSeveral => true;
}

internal sealed class SettlementMap : IEntityTypeConfiguration<Settlement>
{
    public void Configure(EntityTypeBuilder<Settlement> settled)
    {
        settled.ToTable("coding_settlement").HasKey(s => s.Id);
        settled.HasIndex(s => new { s.Source, s.Code, s.Start, s.End, s.Analyst }).IsUnique();
        settled.HasOne<Source>().WithMany().HasForeignKey(s => s.Source);
        settled.HasOne<Code>().WithMany().HasForeignKey(s => s.Code);
        settled.HasOne<Analyst>().WithMany().HasForeignKey(s => s.Analyst);
        settled.HasOne<Analyst>().WithMany().HasForeignKey(s => s.Adopted);
    }
}
