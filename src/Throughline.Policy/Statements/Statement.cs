using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Throughline.Sources;

namespace Throughline.Policy.Statements;

public readonly record struct StatementId(Guid Value) : IId<StatementId>
{
    public static StatementId New() => new(Guid.CreateVersion7());
    public static StatementId From(Guid value) => new(value);
    public NodeRef Node => new("statement", Value);
}

/// <summary>Where a statement stands between a lexicon's proposal and an analyst's decision.</summary>
public enum Standing
{
    /// <summary>A lexicon proposed it: in no count, export or report until an analyst accepts it.</summary>
    Proposed,
    /// <summary>An analyst says that it makes a claim about inequalities.</summary>
    Accepted,
    /// <summary>An analyst says that it does not; kept, so that it is not proposed again.</summary>
    Rejected,
}

/// <summary>A passage that makes a claim about inequalities, or is proposed as one. Its words are those of its excerpt.</summary>
public sealed class Statement : IOfSource, IStandsFor
{
    public StatementId Id { get; init; }
    public ProjectId Project { get; init; }
    public SourceId Source { get; init; }
    public ExcerptId Excerpt { get; init; }
    public Standing Standing { get; set; }
    /// <summary>It stands where columns are woven line by line, so its span holds other words too.</summary>
    public bool IsWoven { get; set; }
    /// <summary>Ids of the lexicon's entries that propose it by words that stand in it, with blanks between; empty where an analyst added it, or gave it ends without such words.</summary>
    public string Entries { get; set; } = "";
    /// <summary>An earlier statement that says nearly the same: the two count once, while that one is accepted and its document not in the bin (<see cref="ListStatements.Row.CountsWith"/>). Null where it counts by itself.</summary>
    public StatementId? CountsWith { get; set; }
    public AnalystId AddedBy { get; init; }
    public DateTime AddedAt { get; init; }
    Guid? IOfSource.WordsOf => Source.Value;
    Guid IStandsFor.StandsFor => Excerpt.Value;

    internal const int MostEntries = 1000;

    /// <summary>The entries of these words, each once; as many as there is room for.</summary>
    internal static string EntriesOf(IEnumerable<Finding.LexiconHit> hits)
    {
        var entries = string.Join(' ', hits.Select(hit => hit.Entry).Distinct(StringComparer.Ordinal));
        return entries.Length <= MostEntries ? entries : entries[..entries.LastIndexOf(' ', MostEntries)];
    }
}

/// <summary>What a source is, as a policy document: the source register of a policy analysis.</summary>
public sealed class PolicyDocument : IOfSource
{
    public const int MostWords = 500;

    public SourceId Source { get; init; }
    public ProjectId Project { get; init; }
    public string Publisher { get; set; } = "";
    /// <summary>When it was published; null where that is not known.</summary>
    public DateOnly? DatedOn { get; set; }
    /// <summary>In force, draft, superseded: in the analysts' words.</summary>
    public string Status { get; set; } = "";
    /// <summary>What it is about.</summary>
    public string Focus { get; set; } = "";
    public string Address { get; set; } = "";
    /// <summary>The document it takes the place of.</summary>
    public SourceId? Supersedes { get; set; }
    Guid? IOfSource.WordsOf => Source.Value;
}

internal sealed class StatementMap : IEntityTypeConfiguration<Statement>
{
    public void Configure(EntityTypeBuilder<Statement> statement)
    {
        statement.ToTable("policy_statement").HasKey(s => s.Id);
        statement.Property(s => s.Entries).HasMaxLength(Statement.MostEntries);
        statement.HasIndex(s => s.Excerpt).IsUnique();
        statement.HasIndex(s => new { s.Project, s.Source });
        statement.HasOne<Project>().WithMany().HasForeignKey(s => s.Project);
        statement.HasOne<Source>().WithMany().HasForeignKey(s => s.Source);
        statement.HasOne<Excerpt>().WithMany().HasForeignKey(s => s.Excerpt);
        statement.HasOne<Statement>().WithMany().HasForeignKey(s => s.CountsWith);
        statement.HasOne<Analyst>().WithMany().HasForeignKey(s => s.AddedBy);
    }
}

internal sealed class PolicyDocumentMap : IEntityTypeConfiguration<PolicyDocument>
{
    public void Configure(EntityTypeBuilder<PolicyDocument> document)
    {
        document.ToTable("policy_document").HasKey(d => d.Source);
        foreach (var column in new[] { nameof(PolicyDocument.Publisher), nameof(PolicyDocument.Status), nameof(PolicyDocument.Focus), nameof(PolicyDocument.Address) })
            document.Property<string>(column).HasMaxLength(PolicyDocument.MostWords);
        document.HasIndex(d => d.Project);
        document.HasOne<Project>().WithMany().HasForeignKey(d => d.Project);
        document.HasOne<Source>().WithMany().HasForeignKey(d => d.Source);
        document.HasOne<Source>().WithMany().HasForeignKey(d => d.Supersedes);
    }
}
