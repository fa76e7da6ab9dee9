using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Throughline.Review.Studies;

namespace Throughline.Synthesis.Constructs;

public enum ConstructOrder
{
    /// <summary>What participants said.</summary>
    First,
    /// <summary>What the study's authors made of it.</summary>
    Second,
}

public enum ConstructView { NotSaid, Predominant, Minority }

/// <summary>What a study says, in its own terms: what is translated.</summary>
public sealed class Construct : IOfSource
{
    public const int MostName = 200, MostText = 4000;

    public ConstructId Id { get; init; }
    public ProjectId Project { get; init; }
    public StudyId Study { get; init; }
    public ConstructOrder Order { get; set; }
    /// <summary>A short name in the study's own terms, as the cell shows it.</summary>
    public string Name { get; set; } = "";
    /// <summary>What we take it to mean.</summary>
    public string Gloss { get; set; } = "";
    /// <summary>Of whom and in what setting it holds.</summary>
    public string Setting { get; set; } = "";
    public ConstructView View { get; set; }
    /// <summary>The count the study gives: "11 of 22 managers". Empty where it gives none.</summary>
    public string Count { get; set; } = "";
    /// <summary>The printed page, where no full text is attached or it has no pages.</summary>
    public string Page { get; set; } = "";
    /// <summary>The passage it was taken from; null where there is no full text.</summary>
    public ExcerptId? Excerpt { get; init; }
    public SourceId? Source { get; init; }
    public AnalystId TakenBy { get; init; }
    public DateTime TakenAt { get; init; }
    Guid? IOfSource.WordsOf => Source?.Value;
}

internal sealed class ConstructMap : IEntityTypeConfiguration<Construct>
{
    public void Configure(EntityTypeBuilder<Construct> construct)
    {
        construct.ToTable("synthesis_construct").HasKey(c => c.Id);
        foreach (var column in new[] { nameof(Construct.Name), nameof(Construct.Count), nameof(Construct.Page) }) construct.Property<string>(column).HasMaxLength(Construct.MostName);
        foreach (var column in new[] { nameof(Construct.Gloss), nameof(Construct.Setting) }) construct.Property<string>(column).HasMaxLength(Construct.MostText);
        construct.HasIndex(c => c.Project);
        construct.HasOne<Project>().WithMany().HasForeignKey(c => c.Project);
        construct.HasOne<Study>().WithMany().HasForeignKey(c => c.Study);
        construct.HasOne<Excerpt>().WithMany().HasForeignKey(c => c.Excerpt);
        construct.HasOne<Source>().WithMany().HasForeignKey(c => c.Source);
        construct.HasOne<Analyst>().WithMany().HasForeignKey(c => c.TakenBy);
    }
}
