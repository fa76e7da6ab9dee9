using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Storage;

/// <summary>The end of a project's chain: how many entries there are, and the last one's hash. Its row is the lock that puts writers in order.</summary>
public sealed class LogHead : IUnlogged
{
    public ProjectId Project { get; init; }
    public long Seq { get; set; }
    public string Hash { get; set; } = "";
}

/// <summary>One entry of the append-only, hash-chained change log.</summary>
public sealed class LogEntry : IUnlogged
{
    public ProjectId Project { get; init; }
    /// <summary>From 1, without gaps.</summary>
    public long Seq { get; init; }
    public DateTime At { get; init; }
    public AnalystId Analyst { get; init; }
    public required string Action { get; init; }
    public required string SubjectKind { get; init; }
    public Guid SubjectId { get; init; }
    /// <summary>A JSON object of ids and counts.</summary>
    public required string Details { get; init; }
    public int Rows { get; init; }
    /// <summary>SHA-256 over the hashes of the rows' values in order.</summary>
    public required string RowsHash { get; init; }
    /// <summary>The entry this one takes back; null for others.</summary>
    public long? Undoes { get; init; }
    /// <summary>The entry this one does again; null for others.</summary>
    public long? Redoes { get; init; }
    public required string Previous { get; init; }
    public required string Hash { get; init; }

    public NodeRef Subject => new(SubjectKind, SubjectId);
}

public enum RowOperation { Added, Changed, Removed }

/// <summary>One row's values before and after an entry, kept beside the chain so that they can be erased while the chain still verifies.</summary>
public sealed class LogValue : IUnlogged
{
    public ProjectId Project { get; init; }
    public long Seq { get; init; }
    public int Ordinal { get; init; }
    public required string Table { get; init; }
    /// <summary>The row's key, as a JSON array.</summary>
    public required string Key { get; init; }
    public RowOperation Operation { get; init; }
    /// <summary>The source whose words the values may hold.</summary>
    public Guid? Source { get; init; }
    /// <summary>SHA-256 of salt, before and after. It stays when the values are erased.</summary>
    public required string Hash { get; init; }
    /// <summary>Null once erased.</summary>
    public byte[]? Salt { get; set; }
    public string? Before { get; set; }
    public string? After { get; set; }
}

internal sealed class LogHeadMap : IEntityTypeConfiguration<LogHead>
{
    public void Configure(EntityTypeBuilder<LogHead> head) => head.ToTable("log_head").HasKey(h => h.Project);
}

internal sealed class LogEntryMap : IEntityTypeConfiguration<LogEntry>
{
    public void Configure(EntityTypeBuilder<LogEntry> entry)
    {
        entry.ToTable("log_entry").HasKey(e => new { e.Project, e.Seq });
        entry.Property(e => e.Seq).ValueGeneratedNever();
        entry.Property(e => e.Action).HasMaxLength(80);
        entry.Property(e => e.SubjectKind).HasMaxLength(40);
        entry.Ignore(e => e.Subject);
        entry.HasIndex(e => new { e.Project, e.Analyst, e.Seq });
        entry.HasIndex(e => new { e.Project, e.SubjectKind, e.SubjectId });
    }
}

internal sealed class LogValueMap : IEntityTypeConfiguration<LogValue>
{
    public void Configure(EntityTypeBuilder<LogValue> value)
    {
        value.ToTable("log_value").HasKey(v => new { v.Project, v.Seq, v.Ordinal });
        value.Property(v => v.Seq).ValueGeneratedNever();
        value.Property(v => v.Ordinal).ValueGeneratedNever();
        value.Property(v => v.Table).HasMaxLength(80);
        value.HasIndex(v => v.Source);
    }
}
