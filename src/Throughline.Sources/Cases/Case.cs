using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Sources;

public enum CaseKind { Participant, Organisation, Place, Study, Other }

/// <summary>A participant, organisation, place or study, with typed attributes.</summary>
public sealed class Case
{
    public CaseId Id { get; init; }
    public ProjectId Project { get; init; }
    public string Name { get; set; } = "";
    public CaseKind Kind { get; set; }
    /// <summary>Place among the project's cases, as they were made or stood in their table.</summary>
    public int Order { get; set; }
}

public enum AttributeType { Text, Number, Date, Category }

/// <summary>One thing recorded of every case, such as sector, role or site.</summary>
public sealed class CaseAttribute
{
    public AttributeId Id { get; init; }
    public ProjectId Project { get; init; }
    public string Name { get; set; } = "";
    public AttributeType Type { get; set; }
    public int Order { get; set; }
}

/// <summary>The value of one attribute for one case, in its canonical form: numbers with a point, dates as yyyy-MM-dd.</summary>
public sealed class CaseValue
{
    public CaseId Case { get; init; }
    public AttributeId Attribute { get; init; }
    public string Value { get; set; } = "";
}

/// <summary>What a case owns: a whole source, a speaker in it, or one span of it.</summary>
public sealed class CaseTie : IOfSource
{
    public CaseTieId Id { get; init; }
    public CaseId Case { get; init; }
    public SourceId Source { get; init; }
    public SpeakerId? Speaker { get; init; }
    /// <summary>The excerpt that is the span; null for a whole source or speaker.</summary>
    public ExcerptId? Excerpt { get; init; }
    Guid? IOfSource.WordsOf => Source.Value;
}

internal sealed class CaseMap : IEntityTypeConfiguration<Case>
{
    public void Configure(EntityTypeBuilder<Case> @case)
    {
        @case.ToTable("source_case").HasKey(c => c.Id);
        @case.Property(c => c.Name).HasMaxLength(200);
        @case.HasIndex(c => new { c.Project, c.Name }).IsUnique();
        @case.HasOne<Project>().WithMany().HasForeignKey(c => c.Project);
    }
}

internal sealed class CaseAttributeMap : IEntityTypeConfiguration<CaseAttribute>
{
    public void Configure(EntityTypeBuilder<CaseAttribute> attribute)
    {
        attribute.ToTable("source_attribute").HasKey(a => a.Id);
        attribute.Property(a => a.Name).HasMaxLength(120);
        attribute.HasIndex(a => new { a.Project, a.Name }).IsUnique();
        attribute.HasOne<Project>().WithMany().HasForeignKey(a => a.Project);
    }
}

internal sealed class CaseValueMap : IEntityTypeConfiguration<CaseValue>
{
    public void Configure(EntityTypeBuilder<CaseValue> value)
    {
        value.ToTable("source_case_value").HasKey(v => new { v.Case, v.Attribute });
        value.HasOne<Case>().WithMany().HasForeignKey(v => v.Case);
        value.HasOne<CaseAttribute>().WithMany().HasForeignKey(v => v.Attribute);
    }
}

internal sealed class CaseTieMap : IEntityTypeConfiguration<CaseTie>
{
    public void Configure(EntityTypeBuilder<CaseTie> tie)
    {
        tie.ToTable("source_case_tie").HasKey(t => t.Id);
        tie.HasIndex(t => t.Source);
        tie.HasIndex(t => t.Case);
        tie.HasOne<Case>().WithMany().HasForeignKey(t => t.Case);
        tie.HasOne<Source>().WithMany().HasForeignKey(t => t.Source);
        tie.HasOne<Speaker>().WithMany().HasForeignKey(t => t.Speaker);
        tie.HasOne<Excerpt>().WithMany().HasForeignKey(t => t.Excerpt);
    }
}
