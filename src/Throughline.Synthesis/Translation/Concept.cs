using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Throughline.Review.Studies;
using Throughline.Synthesis.Constructs;

namespace Throughline.Synthesis.Translation;

/// <summary>Studies, constructs or both that are translated among themselves first.</summary>
public sealed class Cluster
{
    public const int MostName = 120, MostText = 4000;

    public ClusterId Id { get; init; }
    public ProjectId Project { get; init; }
    public string Name { get; set; } = "";
    /// <summary>Why these belong together.</summary>
    public string Reason { get; set; } = "";
    public int Position { get; set; }
    public AnalystId MadeBy { get; init; }
    public DateTime MadeAt { get; init; }
}

/// <summary>A study in a cluster, with all its constructs. A cluster without studies and constructs takes in all of them.</summary>
public sealed class ClusterMember
{
    public ClusterId Cluster { get; init; }
    public StudyId Study { get; init; }
}

/// <summary>A single construct in a cluster, where its study as a whole is not.</summary>
public sealed class ClusterConstruct
{
    public ClusterId Cluster { get; init; }
    public ConstructId Construct { get; init; }
}

/// <summary>A column of the grid: what constructs are translated into.</summary>
public sealed class Concept
{
    public const int MostName = 120, MostText = 4000;

    public ConceptId Id { get; init; }
    public ProjectId Project { get; init; }
    public string Name { get; set; } = "";
    public string Definition { get; set; } = "";
    /// <summary>The level it is about, in the analysts' words: "individual", "organisational", "external". Table 2 is in these groups.</summary>
    public string Level { get; set; } = "";
    /// <summary>From 0, the order of columns.</summary>
    public int Position { get; set; }
    /// <summary>The cluster within which it was translated; null for a concept of all studies together.</summary>
    public ClusterId? Cluster { get; set; }
    public AnalystId MadeBy { get; init; }
    public DateTime MadeAt { get; init; }
}

/// <summary>What a study's account is to a concept. That nothing was compared yet is the absence of a comparison.</summary>
public enum CellRelation
{
    Same,
    Refutes,
    Extends,
    /// <summary>Looked for, and not there.</summary>
    NoneFound,
}

/// <summary>One cell of the grid: what one study is to one concept.</summary>
/// <remarks>While a study is given to several analysts, each has comparisons of their own; else there is one for all. Its log values are kept under the study, so that independent ones stay closed.</remarks>
public sealed class Comparison : IOfSource
{
    public const int MostText = 4000;

    public ComparisonId Id { get; init; }
    public ProjectId Project { get; init; }
    public StudyId Study { get; init; }
    public ConceptId Concept { get; init; }
    public CellRelation Relation { get; set; }
    /// <summary>It is there, but on little.</summary>
    public bool IsThin { get; set; }
    /// <summary>Why this relation, and the reading that explains it.</summary>
    public string Reason { get; set; } = "";
    /// <summary>What in the study's setting limits this translation.</summary>
    public string Limits { get; set; } = "";
    /// <summary>One of several analysts' own, made without sight of the others'.</summary>
    public bool IsIndependent { get; init; }
    public AnalystId Analyst { get; set; }
    public DateTime DecidedAt { get; set; }
    Guid? IOfSource.WordsOf => IsIndependent ? Study.Value : null;
}

/// <summary>A construct in a cell.</summary>
public sealed class ComparisonConstruct : IOfSource
{
    public ComparisonId Comparison { get; init; }
    public ConstructId Construct { get; init; }
    /// <summary>The comparison's, kept here so that blindness finds the row by itself.</summary>
    public StudyId Study { get; init; }
    public bool IsIndependent { get; init; }
    public AnalystId Analyst { get; init; }
    Guid? IOfSource.WordsOf => IsIndependent ? Study.Value : null;
}

public enum RelationKind
{
    /// <summary>Each can be said in the other's terms.</summary>
    Reciprocal,
    /// <summary>They contradict one another, and a reading explains why.</summary>
    Refutational,
    /// <summary>Together they say what neither says alone.</summary>
    LineOfArgument,
}

/// <summary>What two concepts are to one another; between a cluster's concept and one of all studies together, how the first was carried over.</summary>
public sealed class ConceptRelation
{
    public ConceptRelationId Id { get; init; }
    public ProjectId Project { get; init; }
    public ConceptId From { get; init; }
    public ConceptId To { get; init; }
    public RelationKind Kind { get; init; }
    public string Reason { get; init; } = "";
    public AnalystId MadeBy { get; init; }
    public DateTime MadeAt { get; init; }
}

/// <summary>Another way to read a concept or a storyline, kept beside the one chosen.</summary>
public sealed class AlternativeReading
{
    public AlternativeId Id { get; init; }
    public ProjectId Project { get; init; }
    public string OnKind { get; init; } = "";
    public Guid OnId { get; init; }
    public string Text { get; init; } = "";
    public AnalystId WrittenBy { get; init; }
    public DateTime WrittenAt { get; init; }
}

internal sealed class ClusterMap : IEntityTypeConfiguration<Cluster>
{
    public void Configure(EntityTypeBuilder<Cluster> cluster)
    {
        cluster.ToTable("synthesis_cluster").HasKey(c => c.Id);
        cluster.Property(c => c.Name).HasMaxLength(Cluster.MostName);
        cluster.Property(c => c.Reason).HasMaxLength(Cluster.MostText);
        cluster.HasIndex(c => c.Project);
        cluster.HasOne<Project>().WithMany().HasForeignKey(c => c.Project);
        cluster.HasOne<Analyst>().WithMany().HasForeignKey(c => c.MadeBy);
    }
}

internal sealed class ClusterMemberMap : IEntityTypeConfiguration<ClusterMember>
{
    public void Configure(EntityTypeBuilder<ClusterMember> member)
    {
        member.ToTable("synthesis_cluster_member").HasKey(m => new { m.Cluster, m.Study });
        member.HasOne<Cluster>().WithMany().HasForeignKey(m => m.Cluster);
        member.HasOne<Study>().WithMany().HasForeignKey(m => m.Study);
    }
}

internal sealed class ClusterConstructMap : IEntityTypeConfiguration<ClusterConstruct>
{
    public void Configure(EntityTypeBuilder<ClusterConstruct> member)
    {
        member.ToTable("synthesis_cluster_construct").HasKey(m => new { m.Cluster, m.Construct });
        member.HasOne<Cluster>().WithMany().HasForeignKey(m => m.Cluster);
        member.HasOne<Construct>().WithMany().HasForeignKey(m => m.Construct);
    }
}

internal sealed class ConceptMap : IEntityTypeConfiguration<Concept>
{
    public void Configure(EntityTypeBuilder<Concept> concept)
    {
        concept.ToTable("synthesis_concept").HasKey(c => c.Id);
        concept.Property(c => c.Name).HasMaxLength(Concept.MostName);
        concept.Property(c => c.Level).HasMaxLength(Concept.MostName);
        concept.Property(c => c.Definition).HasMaxLength(Concept.MostText);
        concept.HasIndex(c => c.Project);
        concept.HasOne<Project>().WithMany().HasForeignKey(c => c.Project);
        concept.HasOne<Cluster>().WithMany().HasForeignKey(c => c.Cluster);
        concept.HasOne<Analyst>().WithMany().HasForeignKey(c => c.MadeBy);
    }
}

internal sealed class ComparisonMap : IEntityTypeConfiguration<Comparison>
{
    public void Configure(EntityTypeBuilder<Comparison> comparison)
    {
        comparison.ToTable("synthesis_comparison").HasKey(c => c.Id);
        comparison.Property(c => c.Reason).HasMaxLength(Comparison.MostText);
        comparison.Property(c => c.Limits).HasMaxLength(Comparison.MostText);
        // Two at once on one cell: the database has the last word.
        comparison.HasIndex(c => new { c.Study, c.Concept }).IsUnique().HasFilter("NOT \"IsIndependent\"").HasDatabaseName("IX_synthesis_comparison_cell");
        comparison.HasIndex(c => new { c.Study, c.Concept, c.Analyst }).IsUnique().HasFilter("\"IsIndependent\"").HasDatabaseName("IX_synthesis_comparison_own");
        comparison.HasIndex(c => c.Project);
        comparison.HasOne<Project>().WithMany().HasForeignKey(c => c.Project);
        comparison.HasOne<Study>().WithMany().HasForeignKey(c => c.Study);
        comparison.HasOne<Concept>().WithMany().HasForeignKey(c => c.Concept);
        comparison.HasOne<Analyst>().WithMany().HasForeignKey(c => c.Analyst);
    }
}

internal sealed class ComparisonConstructMap : IEntityTypeConfiguration<ComparisonConstruct>
{
    public void Configure(EntityTypeBuilder<ComparisonConstruct> link)
    {
        link.ToTable("synthesis_comparison_construct").HasKey(l => new { l.Comparison, l.Construct });
        link.HasIndex(l => l.Construct);
        link.HasOne<Comparison>().WithMany().HasForeignKey(l => l.Comparison);
        link.HasOne<Construct>().WithMany().HasForeignKey(l => l.Construct);
    }
}

internal sealed class ConceptRelationMap : IEntityTypeConfiguration<ConceptRelation>
{
    public void Configure(EntityTypeBuilder<ConceptRelation> relation)
    {
        relation.ToTable("synthesis_concept_relation").HasKey(r => r.Id);
        relation.Property(r => r.Reason).HasMaxLength(Concept.MostText);
        relation.HasIndex(r => r.Project);
        relation.HasOne<Project>().WithMany().HasForeignKey(r => r.Project);
        relation.HasOne<Concept>().WithMany().HasForeignKey(r => r.From);
        relation.HasOne<Concept>().WithMany().HasForeignKey(r => r.To);
        relation.HasOne<Analyst>().WithMany().HasForeignKey(r => r.MadeBy);
    }
}

internal sealed class AlternativeReadingMap : IEntityTypeConfiguration<AlternativeReading>
{
    public void Configure(EntityTypeBuilder<AlternativeReading> reading)
    {
        reading.ToTable("synthesis_alternative").HasKey(r => r.Id);
        reading.Property(r => r.OnKind).HasMaxLength(40);
        reading.Property(r => r.Text).HasMaxLength(Concept.MostText);
        reading.HasIndex(r => new { r.Project, r.OnKind, r.OnId });
        reading.HasOne<Project>().WithMany().HasForeignKey(r => r.Project);
        reading.HasOne<Analyst>().WithMany().HasForeignKey(r => r.WrittenBy);
    }
}
