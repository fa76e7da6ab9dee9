using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>One anchored span of one source revision. Codings, statements, constructs and quotations all point at excerpts.</summary>
public sealed class Excerpt : IOfSource
{
    public ExcerptId Id { get; init; }
    public ProjectId Project { get; init; }
    public SourceId Source { get; init; }
    public RevisionId Revision { get; set; }
    public int Start { get; set; }
    public int End { get; set; }
    /// <summary>The text was corrected and the span could not be placed: it still points at the older revision and waits for a decision.</summary>
    public bool IsLost { get; set; }
    /// <summary>Lost, and an analyst decided to leave it on the older revision.</summary>
    public bool IsKept { get; set; }
    public TextSpan Span => new(Start, End);
    Guid? IOfSource.WordsOf => Source.Value;
}

/// <summary>A labelled span that gives an excerpt its context: the question asked, a bullet's stem, its heading, a table header.</summary>
public sealed class ExcerptContext : IOfSource, IOnTextOfAnother
{
    public ExcerptId Excerpt { get; init; }
    public int Ordinal { get; init; }
    public SourceId Source { get; init; }
    public string Label { get; init; } = "";
    public int Start { get; set; }
    public int End { get; set; }
    Guid? IOfSource.WordsOf => Source.Value;
}

internal sealed class ExcerptMap : IEntityTypeConfiguration<Excerpt>
{
    public void Configure(EntityTypeBuilder<Excerpt> excerpt)
    {
        excerpt.ToTable("source_excerpt").HasKey(e => e.Id);
        excerpt.Ignore(e => e.Span);
        excerpt.HasIndex(e => new { e.Source, e.Start, e.End });
        // Counting reads a project's places from this index alone.
        excerpt.HasIndex(e => new { e.Project, e.Source, e.Id, e.Start, e.End, e.IsLost }).HasDatabaseName("IX_source_excerpt_places");
        excerpt.HasIndex(e => e.Project).HasFilter("\"IsLost\"").HasDatabaseName("IX_source_excerpt_lost");
        excerpt.HasOne<Source>().WithMany().HasForeignKey(e => e.Source);
        excerpt.HasOne<Revision>().WithMany().HasForeignKey(e => e.Revision);
    }
}

internal sealed class ExcerptContextMap : IEntityTypeConfiguration<ExcerptContext>
{
    public void Configure(EntityTypeBuilder<ExcerptContext> context)
    {
        context.ToTable("source_excerpt_context").HasKey(c => new { c.Excerpt, c.Ordinal });
        context.Property(c => c.Ordinal).ValueGeneratedNever();
        context.HasOne<Excerpt>().WithMany().HasForeignKey(c => c.Excerpt);
    }
}
