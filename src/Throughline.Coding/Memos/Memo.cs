using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Coding;

/// <summary>An analyst's note on a project, source, excerpt, coding, code or case.</summary>
public sealed class Memo : IOfSource
{
    public MemoId Id { get; init; }
    public ProjectId Project { get; init; }
    public string OnKind { get; init; } = "";
    public Guid OnId { get; init; }
    /// <summary>What it was written beside, such as the columns of a comparison: "site|Harbour|Moorland"; empty for most.</summary>
    public string Context { get; init; } = "";
    public string Text { get; set; } = "";
    public AnalystId Analyst { get; init; }
    public DateTime At { get; init; }
    public DateTime? ChangedAt { get; set; }
    /// <summary>The source it speaks of; null for memos on codes, cases and the project.</summary>
    public SourceId? Source { get; init; }
    Guid? IOfSource.WordsOf => Source?.Value;
}

internal static class MemoSight
{
    /// <summary>A memo is closed with the source it speaks of, and with the very thing it is on.</summary>
    public static bool Hides(this Hidden hidden, Memo memo) => (memo.Source is { } source && hidden.IsHidden(source.Value, memo.Analyst)) || hidden.IsHidden(memo.OnId, memo.Analyst);

    /// <summary>Those of the memos that are closed, also where a coding they are on rests on a passage that is given out by itself.</summary>
    public static async Task<HashSet<MemoId>> ClosedAmongAsync(this ThroughlineDb db, Hidden hidden, IReadOnlyCollection<Memo> memos, CancellationToken cancel)
    {
        var closed = memos.Where(hidden.Hides).Select(m => m.Id).ToHashSet();
        var others = hidden.Others;
        var onCodings = memos.Where(m => m.OnKind == "coding" && others.Contains(m.Analyst)).ToLookup(m => new CodingId(m.OnId));
        foreach (var some in onCodings.Select(g => g.Key).Chunk(500))
            foreach (var c in await db.Codings.AsNoTracking().Where(c => some.Contains(c.Id)).Select(c => new { c.Id, c.Source, c.Excerpt }).ToListAsync(cancel))
                closed.UnionWith(onCodings[c.Id].Where(m => hidden.Hides(c.Source, c.Excerpt, m.Analyst)).Select(m => m.Id));
        return closed;
    }
}

internal sealed class MemoMap : IEntityTypeConfiguration<Memo>
{
    public void Configure(EntityTypeBuilder<Memo> memo)
    {
        memo.ToTable("coding_memo").HasKey(m => m.Id);
        memo.Property(m => m.OnKind).HasMaxLength(40);
        memo.Property(m => m.Context).HasMaxLength(600);
        memo.HasIndex(m => new { m.Project, m.OnKind, m.OnId });
        memo.HasOne<Project>().WithMany().HasForeignKey(m => m.Project);
        memo.HasOne<Analyst>().WithMany().HasForeignKey(m => m.Analyst);
    }
}
