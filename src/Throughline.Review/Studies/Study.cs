using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Review.Studies;

/// <summary>One piece of research, told in one or more reports. Its number stays with it once given.</summary>
public sealed class Study
{
    public const int MostLabel = 200, MostText = 1000;

    public StudyId Id { get; init; }
    public ProjectId Project { get; init; }
    /// <summary>From 1, in the order of adding, until the studies are numbered by year of data collection.</summary>
    public int Number { get; set; }
    /// <summary>How it is called for short: "Ashworth 2003".</summary>
    public string Label { get; set; } = "";
    /// <summary>The first year of data collection, by which studies are ordered; null where the reports do not say.</summary>
    public int? DataYear { get; set; }
    /// <summary>The years as the reports give them, or why there is none: "2010 to 2012", "not in the text".</summary>
    public string DataYears { get; set; } = "";
    /// <summary>Who took part, and where: "18 nurses, England".</summary>
    public string Participants { get; set; } = "";
    /// <summary>Why it left the review after it was included; null while it is in it. Its constructs and comparisons stay, out of every count.</summary>
    public string? WithdrawnWhy { get; set; }
    public AnalystId AddedBy { get; init; }
    public DateTime AddedAt { get; init; }
}

internal sealed class StudyMap : IEntityTypeConfiguration<Study>
{
    public void Configure(EntityTypeBuilder<Study> study)
    {
        study.ToTable("review_study").HasKey(s => s.Id);
        study.Property(s => s.Label).HasMaxLength(Study.MostLabel);
        study.Property(s => s.DataYears).HasMaxLength(Study.MostLabel);
        study.Property(s => s.Participants).HasMaxLength(Study.MostText);
        study.Property(s => s.WithdrawnWhy).HasMaxLength(Study.MostText);
        study.HasIndex(s => s.Project);
        study.HasOne<Project>().WithMany().HasForeignKey(s => s.Project);
        study.HasOne<Analyst>().WithMany().HasForeignKey(s => s.AddedBy);
    }
}
