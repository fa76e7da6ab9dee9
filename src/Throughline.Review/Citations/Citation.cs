using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Throughline.Review.Searches;
using Throughline.Review.Studies;

namespace Throughline.Review.Citations;

/// <summary>One record of the literature, as it was imported or written down. Once it is grouped to a study it is a report of that study.</summary>
public sealed class Citation
{
    public const int MostShort = 500, MostText = 4000, MostLong = 100_000;

    public CitationId Id { get; init; }
    public ProjectId Project { get; init; }
    /// <summary>From 1, in the order of adding.</summary>
    public int Number { get; init; }
    /// <summary>The kind as CSL names it: "article-journal", "book", "document".</summary>
    public string Kind { get; set; } = "";
    public string Title { get; set; } = "";
    /// <summary>One author a line in the file's order, "Family, Given" where the file tells the parts apart.</summary>
    public string Authors { get; set; } = "";
    public int? Year { get; set; }
    /// <summary>The date as the file gives it.</summary>
    public string Date { get; set; } = "";
    /// <summary>The journal or book it stands in.</summary>
    public string Container { get; set; } = "";
    public string Volume { get; set; } = "";
    public string Issue { get; set; } = "";
    public string Pages { get; set; } = "";
    /// <summary>Without "https://doi.org/", in the file's case.</summary>
    public string Doi { get; set; } = "";
    public string Url { get; set; } = "";
    public string Abstract { get; init; } = "";
    /// <summary>All other fields of the record, a JSON array of [name, value] in the file's order.</summary>
    public string Other { get; init; } = "[]";
    /// <summary>The file it was read from; empty where it was written by hand.</summary>
    public string FileName { get; init; } = "";
    /// <summary>The line of that file on which the record begins; 0 where it was written by hand.</summary>
    public int Line { get; init; }
    /// <summary>The search that gave it; null where none is named.</summary>
    public SearchRunId? Run { get; set; }
    /// <summary>The citation that this is a copy of; null where it counts by itself.</summary>
    public CitationId? CopyOf { get; set; }
    public StudyId? Study { get; set; }
    /// <summary>Its full text.</summary>
    public SourceId? Source { get; set; }
    public AnalystId AddedBy { get; init; }
    public DateTime AddedAt { get; init; }

    public IReadOnlyList<string> AuthorList => Authors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

internal sealed class CitationMap : IEntityTypeConfiguration<Citation>
{
    public void Configure(EntityTypeBuilder<Citation> citation)
    {
        citation.ToTable("review_citation").HasKey(c => c.Id);
        citation.Ignore(c => c.AuthorList);
        foreach (var column in new[] { nameof(Citation.Kind), nameof(Citation.Date), nameof(Citation.Container), nameof(Citation.Volume), nameof(Citation.Issue), nameof(Citation.Pages), nameof(Citation.Doi), nameof(Citation.FileName) })
            citation.Property<string>(column).HasMaxLength(Citation.MostShort);
        foreach (var column in new[] { nameof(Citation.Title), nameof(Citation.Url) }) citation.Property<string>(column).HasMaxLength(Citation.MostText);
        citation.HasIndex(c => new { c.Project, c.Number }).IsUnique();
        citation.HasOne<Project>().WithMany().HasForeignKey(c => c.Project);
        citation.HasOne<SearchRun>().WithMany().HasForeignKey(c => c.Run);
        citation.HasOne<Citation>().WithMany().HasForeignKey(c => c.CopyOf);
        citation.HasOne<Study>().WithMany().HasForeignKey(c => c.Study);
        citation.HasOne<Source>().WithMany().HasForeignKey(c => c.Source);
        citation.HasOne<Analyst>().WithMany().HasForeignKey(c => c.AddedBy);
    }
}
