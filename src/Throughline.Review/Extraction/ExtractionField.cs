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
    public string Name { get; set; } = "";
    public ExtractionType Type { get; init; }
    /// <summary>One choice a line; empty for other types. For a table, the columns.</summary>
    public string Choices { get; init; } = "";
}

/// <summary>What was extracted from a study.</summary>
public sealed class ExtractionValue : IOfSource
{
    public ExtractionValueId Id { get; init; }
    public StudyId Study { get; init; }
    public ExtractionFieldId Field { get; init; }
    public ProjectId Project { get; init; }
    public string Value { get; set; } = "";
    /// <summary>The full text that its first passage stands in; null where no passage is given.</summary>
    public SourceId? Source { get; set; }
    public AnalystId ExtractedBy { get; set; }
    public DateTime ExtractedAt { get; set; }
    Guid? IOfSource.WordsOf => Source?.Value;
}

/// <summary>A passage of a full text that an extracted value rests on.</summary>
public sealed class ExtractionPassage : IOfSource
{
    public ExtractionValueId Value { get; init; }
    public ExcerptId Excerpt { get; init; }
    public ProjectId Project { get; init; }
    public SourceId Source { get; init; }
    public AnalystId ChosenBy { get; init; }
    public DateTime ChosenAt { get; init; }
    Guid? IOfSource.WordsOf => Source.Value;
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
        value.ToTable("review_extraction_value").HasKey(v => v.Id);
        value.HasIndex(v => new { v.Study, v.Field }).IsUnique();
        value.Property(v => v.Value).HasMaxLength(ExtractionField.MostText);
        value.HasIndex(v => v.Project);
        value.HasOne<Project>().WithMany().HasForeignKey(v => v.Project);
        value.HasOne<Study>().WithMany().HasForeignKey(v => v.Study);
        value.HasOne<ExtractionField>().WithMany().HasForeignKey(v => v.Field);
        value.HasOne<Source>().WithMany().HasForeignKey(v => v.Source);
        value.HasOne<Analyst>().WithMany().HasForeignKey(v => v.ExtractedBy);
    }
}

internal sealed class ExtractionPassageMap : IEntityTypeConfiguration<ExtractionPassage>
{
    public void Configure(EntityTypeBuilder<ExtractionPassage> passage)
    {
        passage.ToTable("review_extraction_passage").HasKey(p => new { p.Value, p.Excerpt });
        passage.HasIndex(p => p.Project);
        passage.HasOne<Project>().WithMany().HasForeignKey(p => p.Project);
        passage.HasOne<ExtractionValue>().WithMany().HasForeignKey(p => p.Value);
        passage.HasOne<Excerpt>().WithMany().HasForeignKey(p => p.Excerpt);
        passage.HasOne<Source>().WithMany().HasForeignKey(p => p.Source);
        passage.HasOne<Analyst>().WithMany().HasForeignKey(p => p.ChosenBy);
    }
}
