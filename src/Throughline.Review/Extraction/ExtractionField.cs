using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Throughline.Review.Studies;

namespace Throughline.Review.Extraction;

public enum ExtractionType
{
    Text,
    Number,
    Date,
    Choice,
    /// <summary>Several of the choices, one a line.</summary>
    Several,
    /// <summary>A small table: one row a line, cells with | between.</summary>
    Table,
}

/// <summary>One field of the project's extraction form.</summary>
public sealed class ExtractionField
{
    public const int MostName = 120, MostText = 4000;

    public ExtractionFieldId Id { get; init; }
    public ProjectId Project { get; init; }
    public int Position { get; set; }
    public string Name { get; init; } = "";
    public ExtractionType Type { get; init; }
    /// <summary>One choice a line; empty for other types. For a table, the columns.</summary>
    public string Choices { get; init; } = "";
}

/// <summary>What was extracted from a study.</summary>
public sealed class ExtractionValue : IOfSource
{
    public StudyId Study { get; init; }
    public ExtractionFieldId Field { get; init; }
    public ProjectId Project { get; init; }
    public string Value { get; set; } = "";
    /// <summary>Where it stands in the full text.</summary>
    public ExcerptId? Excerpt { get; set; }
    /// <summary>The source of that place.</summary>
    public SourceId? Source { get; set; }
    public AnalystId ExtractedBy { get; set; }
    public DateTime ExtractedAt { get; set; }
    Guid? IOfSource.WordsOf => Source?.Value;
}

internal sealed class ExtractionFieldMap : IEntityTypeConfiguration<ExtractionField>
{
    public void Configure(EntityTypeBuilder<ExtractionField> field)
    {
        field.ToTable("review_extraction_field").HasKey(f => f.Id);
        field.Property(f => f.Name).HasMaxLength(ExtractionField.MostName);
        field.Property(f => f.Choices).HasMaxLength(ExtractionField.MostText);
        field.HasIndex(f => f.Project);
        field.HasOne<Project>().WithMany().HasForeignKey(f => f.Project);
    }
}

internal sealed class ExtractionValueMap : IEntityTypeConfiguration<ExtractionValue>
{
    public void Configure(EntityTypeBuilder<ExtractionValue> value)
    {
        value.ToTable("review_extraction_value").HasKey(v => new { v.Study, v.Field });
        value.Property(v => v.Value).HasMaxLength(ExtractionField.MostText);
        value.HasIndex(v => v.Project);
        value.HasOne<Project>().WithMany().HasForeignKey(v => v.Project);
        value.HasOne<Study>().WithMany().HasForeignKey(v => v.Study);
        value.HasOne<ExtractionField>().WithMany().HasForeignKey(v => v.Field);
        value.HasOne<Excerpt>().WithMany().HasForeignKey(v => v.Excerpt);
        value.HasOne<Source>().WithMany().HasForeignKey(v => v.Source);
        value.HasOne<Analyst>().WithMany().HasForeignKey(v => v.ExtractedBy);
    }
}
