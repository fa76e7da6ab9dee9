using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Throughline.Policy.Statements;
using Throughline.Sources;

namespace Throughline.Policy.Theories;

public readonly record struct TheoryId(Guid Value) : IId<TheoryId>
{
    public static TheoryId New() => new(Guid.CreateVersion7());
    public static TheoryId From(Guid value) => new(value);
    public NodeRef Node => new("theory", Value);
}

/// <summary>How a programme theory came about.</summary>
public enum TheoryOrigin
{
    /// <summary>One analyst's own draft.</summary>
    Draft,

    /// <summary>What analysts agreed on. The drafts it came from stay as they were written.</summary>
    Agreed,
}

/// <summary>What a document takes the problem to be and how it is meant to change: a numbered problem, the steps of its logic and of its mechanism, and what it leaves unanswered.</summary>
/// <remarks>After the boxes of Checkland and colleagues (2025), doi 10.1177/13558196251334571.</remarks>
public sealed class ProgrammeTheory : IOfSource, IOfSeveral
{
    public const int MostProblem = 1000, MostText = 4000, MostWhy = 1000;

    public TheoryId Id { get; init; }
    public ProjectId Project { get; init; }
    public SourceId Source { get; init; }
    public TheoryOrigin Origin { get; init; }
    /// <summary>Of a draft: from 1, among its analyst's drafts of the document. What was agreed is numbered where it is listed, in the order in which it was agreed: here it has 0, or a number of before this was so, which nothing reads.</summary>
    public int Number { get; set; }
    public string Problem { get; set; } = "";
    /// <summary>Why the problem is as it is and what follows, one step a line, in order.</summary>
    public string Logic { get; set; } = "";
    /// <summary>How it is meant to change, one step a line, in order; empty where that is not stated.</summary>
    public string Mechanism { get; set; } = "";
    /// <summary>Ids of terms of the field kind, with blanks between; empty where no kind is stated.</summary>
    public string Kinds { get; set; } = "";
    /// <summary>Ids of terms of the field group, with blanks between; empty where no group is stated.</summary>
    public string Groups { get; set; } = "";
    /// <summary>Ids of terms of the field aim, with blanks between.</summary>
    public string Aims { get; set; } = "";
    /// <summary>Ids of terms of the field level of cause, with blanks between.</summary>
    public string CauseLevels { get; set; } = "";
    /// <summary>Ids of terms of the field mechanism, with blanks between: the means it relies on.</summary>
    public string Means { get; set; } = "";
    /// <summary>Ids of terms of the field level of mechanism, with blanks between.</summary>
    public string MechanismLevels { get; set; } = "";
    /// <summary>Id of a term of the field mechanism, how far told; empty where there is no mechanism or nobody has said.</summary>
    public string Degree { get; set; } = "";
    /// <summary>What the document leaves unanswered.</summary>
    public string Unanswered { get; set; } = "";
    /// <summary>What evidence there is for the mechanism.</summary>
    public string Evidence { get; set; } = "";
    /// <summary>Of what was agreed: why so.</summary>
    public string Why { get; set; } = "";
    /// <summary>Who wrote it; of what was agreed, who recorded it.</summary>
    public AnalystId Analyst { get; init; }
    public DateTime MadeAt { get; init; }
    Guid? IOfSource.WordsOf => Source.Value;
    bool IOfSeveral.IsOfSeveral => Origin == TheoryOrigin.Agreed;
}

/// <summary>A statement that a programme theory rests on.</summary>
public sealed class TheoryStatement : IOfSource, IRestsOnPart
{
    public TheoryId Theory { get; init; }
    public StatementId Statement { get; init; }
    /// <summary>The theory's, kept here so that blindness and erasing find the row by itself.</summary>
    public SourceId Source { get; init; }
    public AnalystId Analyst { get; init; }
    Guid? IOfSource.WordsOf => Source.Value;
    Guid IRestsOnPart.Whole => Theory.Value;
}

/// <summary>A draft that an agreed theory came from.</summary>
public sealed class TheoryDraft : IOfSource, IRestsOnPart
{
    public TheoryId Agreed { get; init; }
    public TheoryId Draft { get; init; }
    public SourceId Source { get; init; }
    /// <summary>Who recorded the agreement.</summary>
    public AnalystId Analyst { get; init; }
    Guid? IOfSource.WordsOf => Source.Value;
    Guid IRestsOnPart.Whole => Agreed.Value;
}

internal sealed class ProgrammeTheoryMap : IEntityTypeConfiguration<ProgrammeTheory>
{
    public void Configure(EntityTypeBuilder<ProgrammeTheory> theory)
    {
        theory.ToTable("policy_theory").HasKey(t => t.Id);
        theory.Property(t => t.Problem).HasMaxLength(ProgrammeTheory.MostProblem);
        theory.Property(t => t.Why).HasMaxLength(ProgrammeTheory.MostWhy);
        theory.Property(t => t.Degree).HasMaxLength(200);
        foreach (var column in new[]
        {
            nameof(ProgrammeTheory.Logic), nameof(ProgrammeTheory.Mechanism), nameof(ProgrammeTheory.Kinds), nameof(ProgrammeTheory.Groups), nameof(ProgrammeTheory.Aims), nameof(ProgrammeTheory.CauseLevels),
            nameof(ProgrammeTheory.Means), nameof(ProgrammeTheory.MechanismLevels), nameof(ProgrammeTheory.Unanswered), nameof(ProgrammeTheory.Evidence),
        })
            theory.Property<string>(column).HasMaxLength(ProgrammeTheory.MostText);
        theory.HasIndex(t => new { t.Project, t.Source });
        theory.HasOne<Project>().WithMany().HasForeignKey(t => t.Project);
        theory.HasOne<Source>().WithMany().HasForeignKey(t => t.Source);
        theory.HasOne<Analyst>().WithMany().HasForeignKey(t => t.Analyst);
    }
}

internal sealed class TheoryStatementMap : IEntityTypeConfiguration<TheoryStatement>
{
    public void Configure(EntityTypeBuilder<TheoryStatement> link)
    {
        link.ToTable("policy_theory_statement").HasKey(l => new { l.Theory, l.Statement });
        link.HasIndex(l => l.Statement);
        link.HasOne<ProgrammeTheory>().WithMany().HasForeignKey(l => l.Theory);
        link.HasOne<Statement>().WithMany().HasForeignKey(l => l.Statement);
    }
}

internal sealed class TheoryDraftMap : IEntityTypeConfiguration<TheoryDraft>
{
    public void Configure(EntityTypeBuilder<TheoryDraft> link)
    {
        link.ToTable("policy_theory_draft").HasKey(l => new { l.Agreed, l.Draft });
        link.HasIndex(l => l.Draft);
        link.HasOne<ProgrammeTheory>().WithMany().HasForeignKey(l => l.Agreed);
        link.HasOne<ProgrammeTheory>().WithMany().HasForeignKey(l => l.Draft);
    }
}
