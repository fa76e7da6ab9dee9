using System.Collections.Frozen;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Framing.Frameworks;

public readonly record struct TermChangeId(Guid Value) : IId<TermChangeId>
{
    public static TermChangeId New() => new(Guid.CreateVersion7());
    public static TermChangeId From(Guid value) => new(value);
}

/// <summary>What a project made of one term: its own wording, a term of its own, one retired or merged into another. The shipped file stays as it is.</summary>
public sealed class TermChange
{
    public TermChangeId Id { get; init; }
    public ProjectId Project { get; init; }
    public string Framework { get; init; } = "";
    public string Term { get; init; } = "";
    /// <summary>Under which term a term of the project's own stands; empty for a change to a shipped one, and for one at the top.</summary>
    public string Parent { get; init; } = "";
    /// <summary>Whether the term is the project's own.</summary>
    public bool IsOwn { get; init; }
    /// <summary>Empty leaves the shipped name.</summary>
    public string Name { get; set; } = "";
    /// <summary>Empty leaves the shipped definition.</summary>
    public string Definition { get; set; } = "";
    /// <summary>Not offered any more; readings that have it keep it.</summary>
    public bool IsRetired { get; set; }
    /// <summary>The term it was merged into; empty where it was not.</summary>
    public string MergedInto { get; set; } = "";
}

internal sealed class TermChangeMap : IEntityTypeConfiguration<TermChange>
{
    public void Configure(EntityTypeBuilder<TermChange> change)
    {
        change.ToTable("framing_term_change").HasKey(c => c.Id);
        change.Property(c => c.Framework).HasMaxLength(120);
        change.Property(c => c.Term).HasMaxLength(120);
        change.Property(c => c.Parent).HasMaxLength(120);
        change.Property(c => c.MergedInto).HasMaxLength(120);
        change.Property(c => c.Name).HasMaxLength(Vocabulary.MostName);
        change.HasIndex(c => new { c.Project, c.Term }).IsUnique();
        change.HasOne<Project>().WithMany().HasForeignKey(c => c.Project);
    }
}

/// <summary>A framework as a project uses it.</summary>
public static class Vocabulary
{
    /// <summary>The longest name of a term, in characters.</summary>
    public const int MostName = 160;

    /// <summary>The longest definition, in characters.</summary>
    public const int MostDefinition = 2000;

    private const string Retired = "retired", Merged = "mergedInto", Own = "ownTerm", Type = "type", Cause = "cause";

    /// <summary>Whether a project offers the term no more.</summary>
    public static bool IsRetired(FrameworkTerm term) => Facet(term, Retired) is not null;

    /// <summary>The term it was merged into; null where it was not.</summary>
    public static string? MergedInto(FrameworkTerm term) => Facet(term, Merged);

    /// <summary>Whether the project added it.</summary>
    public static bool IsOwn(FrameworkTerm term) => Facet(term, Own) is not null;

    /// <summary>The framework with a project's changes: renamed, added, and marked where retired.</summary>
    internal static Framework With(Framework framework, IReadOnlyCollection<TermChange> changes)
    {
        if (changes.Count == 0) return framework;
        var by = changes.Where(c => !c.IsOwn).ToDictionary(c => c.Term, StringComparer.Ordinal);
        var own = changes.Where(c => c.IsOwn).OrderBy(c => c.Id.Value).ToLookup(c => c.Parent, StringComparer.Ordinal);
        return framework with { Terms = [.. framework.Terms.Select(Changed), .. own[""].Select(change => Added(change, Cause))] };

        FrameworkTerm Changed(FrameworkTerm term)
        {
            var children = term.Children.Select(Changed).Concat(own[term.Id].Select(change => Added(change, Facet(term, Type) ?? Cause))).ToList();
            var now = term with { Children = children };
            return by.TryGetValue(term.Id, out var change) ? Apply(now, change) : now;
        }

        // A box of a model is of the type of the one above it, and a cause at the top: what a reading can name.
        FrameworkTerm Added(TermChange change, string type)
        {
            IReadOnlyDictionary<string, string> facets = framework.Kind == FrameworkKind.Model ? new Dictionary<string, string>(StringComparer.Ordinal) { [Type] = type } : FrozenDictionary<string, string>.Empty;
            return Apply(new(change.Term, change.Name, change.Definition, null, null, null, "A term of this project's own.", null, null, facets, [.. own[change.Term].Select(below => Added(below, type))]), change);
        }
    }

    private static FrameworkTerm Apply(FrameworkTerm term, TermChange change)
    {
        var facets = new Dictionary<string, string>(term.Facets, StringComparer.Ordinal);
        if (change.IsRetired) facets[Retired] = "true";
        if (change.MergedInto.Length > 0) facets[Merged] = change.MergedInto;
        if (change.IsOwn) facets[Own] = "true";
        return term with { Name = change.Name.Length > 0 ? change.Name : term.Name, Definition = change.Definition.Length > 0 ? change.Definition : term.Definition, Facets = facets };
    }

    /// <summary>A name as the last part of an id: small letters and digits with hyphens between.</summary>
    internal static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var c in name.Normalize(NormalizationForm.FormD).ToLowerInvariant())
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(c);
            else if (!char.IsHighSurrogate(c) && (char.IsWhiteSpace(c) || char.IsPunctuation(c)) && slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        var made = slug.ToString().Trim('-');
        return made.Length == 0 ? "term" : made.Length <= 50 ? made : made[..50].Trim('-');
    }

    private static string? Facet(FrameworkTerm term, string name) => term.Facets.TryGetValue(name, out var value) ? value : null;
}
