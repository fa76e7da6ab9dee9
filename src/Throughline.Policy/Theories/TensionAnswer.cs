using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Throughline.Sources;

namespace Throughline.Policy.Theories;

public readonly record struct TensionAnswerId(Guid Value) : IId<TensionAnswerId>
{
    public static TensionAnswerId New() => new(Guid.CreateVersion7());
    public static TensionAnswerId From(Guid value) => new(value);
    public NodeRef Node => new("tension", Value);
}

/// <summary>Why two things that theories say may pull apart.</summary>
public enum TensionRule
{
    /// <summary>The problem or the aim lies in society or living conditions, and the mechanism works on individuals.</summary>
    StructureAndPerson,

    /// <summary>Better access for all, and a narrower gap.</summary>
    AllAndGap,

    /// <summary>Acting on wider determinants, and improving services, with the same means.</summary>
    CausesAndServices,
}

/// <summary>What an analyst makes of a question about a tension.</summary>
public enum TensionVerdict
{
    /// <summary>It pulls both ways, and the documents leave it so.</summary>
    Stands,

    /// <summary>The documents say how the two go together, or which comes first.</summary>
    Reconciled,

    /// <summary>It is none, read with the text.</summary>
    NotOne,
}

/// <summary>An analyst's answer to a question about a tension between theories, or within one.</summary>
public sealed class TensionAnswer : IOfSource
{
    public const int MostWords = 2000;

    public TensionAnswerId Id { get; init; }
    public ProjectId Project { get; init; }
    public TensionRule Rule { get; init; }
    public TheoryId One { get; init; }
    /// <summary>Null where the tension lies within one theory.</summary>
    public TheoryId? Other { get; init; }
    public TensionVerdict Verdict { get; set; }
    public string Words { get; set; } = "";
    /// <summary>The document of <see cref="One"/>.</summary>
    public SourceId Source { get; init; }
    public AnalystId Analyst { get; init; }
    public DateTime MadeAt { get; init; }
    Guid? IOfSource.WordsOf => Source.Value;
}

internal sealed class TensionAnswerMap : IEntityTypeConfiguration<TensionAnswer>
{
    public void Configure(EntityTypeBuilder<TensionAnswer> answer)
    {
        answer.ToTable("policy_tension").HasKey(a => a.Id);
        answer.Property(a => a.Words).HasMaxLength(TensionAnswer.MostWords);
        answer.HasIndex(a => new { a.Project, a.One });
        answer.HasIndex(a => a.Other);
        answer.HasOne<ProgrammeTheory>().WithMany().HasForeignKey(a => a.One);
        answer.HasOne<ProgrammeTheory>().WithMany().HasForeignKey(a => a.Other);
        answer.HasOne<Source>().WithMany().HasForeignKey(a => a.Source);
        answer.HasOne<Analyst>().WithMany().HasForeignKey(a => a.Analyst);
    }
}
