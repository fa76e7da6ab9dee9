using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Throughline.Sources;

namespace Throughline.Framing.Representations;

public readonly record struct RepresentationId(Guid Value) : IId<RepresentationId>
{
    public static RepresentationId New() => new(Guid.CreateVersion7());
    public static RepresentationId From(Guid value) => new(value);
    public NodeRef Node => new("representation", Value);
}

public readonly record struct RepresentationLinkId(Guid Value) : IId<RepresentationLinkId>
{
    public static RepresentationLinkId New() => new(Guid.CreateVersion7());
    public static RepresentationLinkId From(Guid value) => new(value);
    public NodeRef Node => new("restatement", Value);
}

/// <summary>How a representation came about.</summary>
public enum RepresentationOrigin
{
    /// <summary>An analyst's own reading.</summary>
    Analyst,

    /// <summary>Proposed by a rule: in no count, export or report until an analyst accepts it.</summary>
    Suggestion,

    /// <summary>What analysts agreed on. The readings it came from stay; where it stands, it is counted in their place.</summary>
    Agreed,
}

/// <summary>One analyst's reading of how something represents the problem.</summary>
public sealed class Representation : IOfSource, IOfSeveral, IReadAlone
{
    /// <summary>The longest reason, in characters.</summary>
    public const int MostWhy = 500;

    /// <summary>The most analysts who can agree on one reading.</summary>
    public const int MostParties = 50;

    public RepresentationId Id { get; init; }
    public ProjectId Project { get; init; }
    /// <summary>What is read: "excerpt" for a passage; a construct, a target or another node of the thread.</summary>
    public string SubjectKind { get; init; } = "";
    public Guid SubjectId { get; init; }
    /// <summary>The passage, where the subject is one.</summary>
    public ExcerptId? Excerpt { get; init; }
    /// <summary>The source whose words are read; null where the subject is in none.</summary>
    public SourceId? Source { get; init; }
    public AnalystId Analyst { get; init; }
    public DateTime MadeAt { get; init; }
    /// <summary>Whose view it is, where that is not whoever the passage belongs to.</summary>
    public CaseId? HeldBy { get; set; }
    /// <summary>When it was held, where that is not the source's own date.</summary>
    public DateOnly? HeldOn { get; set; }
    public RepresentationOrigin Origin { get; set; }
    /// <summary>Of what was agreed on: why so. Empty where nothing had to be settled.</summary>
    public string Why { get; init; } = "";
    /// <summary>Of what was agreed on: the ids of those who agreed, with a blank between them. Empty for every other reading.</summary>
    public string Parties { get; init; } = "";
    public NodeRef Subject => new(SubjectKind, SubjectId);

    /// <summary><see cref="Parties"/> as ids, in the order in which they were recorded.</summary>
    public IReadOnlyList<AnalystId> AgreedBy => [.. Parties.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => new AnalystId(Guid.Parse(id)))];
    Guid? IOfSource.WordsOf => Source?.Value;
    bool IOfSeveral.IsOfSeveral => Origin == RepresentationOrigin.Agreed;
    AnalystId? IReadAlone.ReadBy => Origin == RepresentationOrigin.Analyst ? Analyst : null;
}

/// <summary>One field of a representation, answered. A field without a row has not been read yet, which is not the same as not stated.</summary>
public sealed class FieldReading : IOfSource
{
    public RepresentationId Representation { get; init; }
    /// <summary>The name of a <see cref="RepresentationField"/>.</summary>
    public string Field { get; init; } = "";
    public FieldState State { get; set; }
    /// <summary>Ids of framework terms with a blank between them, in the vocabulary's order; empty unless stated or implied.</summary>
    public string Terms { get; set; } = "";
    /// <summary>The passage's own words, such as an amount, where the field takes them.</summary>
    public string Words { get; set; } = "";
    public string Note { get; set; } = "";
    /// <summary>The representation's, kept here so that blindness and erasing find the row by itself.</summary>
    public AnalystId Analyst { get; init; }
    public SourceId? Source { get; init; }
    Guid? IOfSource.WordsOf => Source?.Value;
}

public enum RepresentationTie
{
    /// <summary>A person or body takes a view of what the other says: a leader on a national aim.</summary>
    Interprets,

    /// <summary>The same problem said again elsewhere or later: a local plan of a national one.</summary>
    Restates,
}

/// <summary>One representation interprets or restates another.</summary>
public sealed class RepresentationLink : IOfSource
{
    public RepresentationLinkId Id { get; init; }
    public ProjectId Project { get; init; }
    /// <summary>The one that came after.</summary>
    public RepresentationId From { get; init; }
    /// <summary>The one it interprets or restates.</summary>
    public RepresentationId To { get; init; }
    public RepresentationTie Tie { get; set; }
    /// <summary>Names of <see cref="Shift"/> with a blank between them, as an analyst amended them; null while they are computed.</summary>
    public string? Amended { get; set; }
    public string Note { get; set; } = "";
    public AnalystId Analyst { get; init; }
    public DateTime MadeAt { get; init; }
    /// <summary>The source of <see cref="From"/>.</summary>
    public SourceId? Source { get; init; }
    Guid? IOfSource.WordsOf => Source?.Value;
}

internal sealed class RepresentationMap : IEntityTypeConfiguration<Representation>
{
    public void Configure(EntityTypeBuilder<Representation> representation)
    {
        representation.ToTable("framing_representation").HasKey(r => r.Id);
        representation.Property(r => r.SubjectKind).HasMaxLength(40);
        representation.Property(r => r.Why).HasMaxLength(Representation.MostWhy);
        representation.Property(r => r.Parties).HasMaxLength(Representation.MostParties * 37);
        representation.Ignore(r => r.Subject);
        representation.Ignore(r => r.AgreedBy);
        representation.HasIndex(r => new { r.Project, r.SubjectKind, r.SubjectId });
        representation.HasIndex(r => new { r.Source, r.Analyst });
        representation.HasOne<Project>().WithMany().HasForeignKey(r => r.Project);
        representation.HasOne<Excerpt>().WithMany().HasForeignKey(r => r.Excerpt);
        representation.HasOne<Source>().WithMany().HasForeignKey(r => r.Source);
        representation.HasOne<Case>().WithMany().HasForeignKey(r => r.HeldBy);
        representation.HasOne<Analyst>().WithMany().HasForeignKey(r => r.Analyst);
    }
}

internal sealed class FieldReadingMap : IEntityTypeConfiguration<FieldReading>
{
    public void Configure(EntityTypeBuilder<FieldReading> field)
    {
        field.ToTable("framing_field").HasKey(f => new { f.Representation, f.Field });
        field.Property(f => f.Field).HasMaxLength(40);
        field.Property(f => f.Words).HasMaxLength(AnswerField.MostWords);
        field.Property(f => f.Note).HasMaxLength(AnswerField.MostNote);
        field.HasOne<Representation>().WithMany().HasForeignKey(f => f.Representation);
    }
}

internal sealed class RepresentationLinkMap : IEntityTypeConfiguration<RepresentationLink>
{
    public void Configure(EntityTypeBuilder<RepresentationLink> link)
    {
        link.ToTable("framing_link").HasKey(l => l.Id);
        link.Property(l => l.Amended).HasMaxLength(600);
        link.Property(l => l.Note).HasMaxLength(AnswerField.MostNote);
        link.HasIndex(l => new { l.Project, l.From, l.To }).IsUnique();
        link.HasIndex(l => l.To);
        link.HasOne<Representation>().WithMany().HasForeignKey(l => l.From);
        link.HasOne<Representation>().WithMany().HasForeignKey(l => l.To);
        link.HasOne<Analyst>().WithMany().HasForeignKey(l => l.Analyst);
    }
}
