using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Coding;

/// <summary>An analyst put a code on an excerpt.</summary>
public sealed class CodedPassage : IOfSource
{
    public CodingId Id { get; init; }
    public ProjectId Project { get; init; }
    public CodeId Code { get; set; }
    public ExcerptId Excerpt { get; set; }
    /// <summary>The excerpt's source, kept here so that a source's codings are one index away.</summary>
    public SourceId Source { get; init; }
    public AnalystId Analyst { get; init; }
    public DateTime At { get; init; }
    /// <summary>Proposed by a rule and not accepted by an analyst: in no count, export or report.</summary>
    public bool IsSuggestion { get; set; }
    /// <summary>What proposed it, such as the search; empty when an analyst coded by hand.</summary>
    public string SuggestedBy { get; set; } = "";
    Guid? IOfSource.WordsOf => Source.Value;
}

internal static class CodingSight
{
    /// <summary>A coding is closed with its source, and with its passage where that is given out by itself.</summary>
    public static bool Hides(this Hidden hidden, CodedPassage coding) => hidden.Hides(coding.Source, coding.Excerpt, coding.Analyst);

    /// <summary>The same of whatever else an analyst does with a passage.</summary>
    public static bool Hides(this Hidden hidden, SourceId source, ExcerptId passage, AnalystId analyst) => hidden.IsHidden(source.Value, analyst) || hidden.IsHidden(passage.Value, analyst);
}

internal sealed class CodedPassageMap : IEntityTypeConfiguration<CodedPassage>
{
    public void Configure(EntityTypeBuilder<CodedPassage> coding)
    {
        coding.ToTable("coding_coding").HasKey(c => c.Id);
        coding.HasIndex(c => new { c.Source, c.Code });
        coding.HasIndex(c => c.Code);
        coding.HasIndex(c => c.Excerpt);
        coding.HasIndex(c => new { c.Project, c.Analyst });
        // Matrices read a whole project from this index alone, in the order of the excerpts' own.
        coding.HasIndex(c => new { c.Project, c.Source, c.Excerpt, c.Code, c.Analyst, c.IsSuggestion }).HasDatabaseName("IX_coding_coding_counted");
        coding.HasOne<Code>().WithMany().HasForeignKey(c => c.Code);
        coding.HasOne<Excerpt>().WithMany().HasForeignKey(c => c.Excerpt);
        coding.HasOne<Source>().WithMany().HasForeignKey(c => c.Source);
        coding.HasOne<Analyst>().WithMany().HasForeignKey(c => c.Analyst);
    }
}
