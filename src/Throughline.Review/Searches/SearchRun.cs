using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Review.Searches;

public enum SearchKind
{
    /// <summary>A bibliographic database, with its exact string.</summary>
    Database,
    /// <summary>By hand: references of an article, contents of a journal.</summary>
    Hand,
    /// <summary>Who cites an article.</summary>
    CitedBy,
    /// <summary>A website, an organisation, a colleague.</summary>
    Other,
    /// <summary>No search for studies: literature that the line of argument is set against. What came only from here, and was neither screened nor grouped to a study, is in no number of the flow.</summary>
    Outside,
}

/// <summary>One search as it was run on one day.</summary>
public sealed class SearchRun
{
    public const int MostShort = 300, MostText = 20_000;

    public SearchRunId Id { get; init; }
    public ProjectId Project { get; init; }
    public SearchKind Kind { get; set; }
    /// <summary>The database, or what was searched.</summary>
    public string Database { get; set; } = "";
    /// <summary>Through what it was searched (Ovid, EBSCO), or why that is not known: "not in the text".</summary>
    public string Platform { get; set; } = "";
    public DateOnly? RanOn { get; set; }
    /// <summary>The exact string, one block a line.</summary>
    public string Blocks { get; set; } = "";
    public string Limits { get; set; } = "";
    public string RanBy { get; set; } = "";
    /// <summary>How many records it gave; null where that was not written down.</summary>
    public int? Hits { get; set; }
    /// <summary>The run that this one repeats at a later day.</summary>
    public SearchRunId? RerunOf { get; set; }
    /// <summary>The article that a hand or citation search began from.</summary>
    public CitationId? BeganFrom { get; set; }
    public AnalystId AddedBy { get; init; }
    public DateTime AddedAt { get; init; }
}

/// <summary>A paper known beforehand, that a good search must find.</summary>
public sealed class TargetPaper
{
    public TargetPaperId Id { get; init; }
    public ProjectId Project { get; init; }
    public string Title { get; init; } = "";
    public string Doi { get; init; } = "";
    public AnalystId AddedBy { get; init; }
    public DateTime AddedAt { get; init; }
}

internal sealed class SearchRunMap : IEntityTypeConfiguration<SearchRun>
{
    public void Configure(EntityTypeBuilder<SearchRun> run)
    {
        run.ToTable("review_search_run").HasKey(r => r.Id);
        foreach (var column in new[] { nameof(SearchRun.Database), nameof(SearchRun.Platform), nameof(SearchRun.RanBy) }) run.Property<string>(column).HasMaxLength(SearchRun.MostShort);
        run.Property(r => r.Blocks).HasMaxLength(SearchRun.MostText);
        run.Property(r => r.Limits).HasMaxLength(SearchRun.MostText);
        run.HasIndex(r => r.Project);
        run.HasOne<Project>().WithMany().HasForeignKey(r => r.Project);
        run.HasOne<SearchRun>().WithMany().HasForeignKey(r => r.RerunOf);
        run.HasOne<Analyst>().WithMany().HasForeignKey(r => r.AddedBy);
    }
}

internal sealed class TargetPaperMap : IEntityTypeConfiguration<TargetPaper>
{
    public void Configure(EntityTypeBuilder<TargetPaper> paper)
    {
        paper.ToTable("review_target_paper").HasKey(p => p.Id);
        paper.Property(p => p.Title).HasMaxLength(SearchRun.MostText);
        paper.Property(p => p.Doi).HasMaxLength(SearchRun.MostShort);
        paper.HasIndex(p => p.Project);
        paper.HasOne<Project>().WithMany().HasForeignKey(p => p.Project);
        paper.HasOne<Analyst>().WithMany().HasForeignKey(p => p.AddedBy);
    }
}
