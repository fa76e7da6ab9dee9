using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Sources;

public enum SourceKind { Document, Transcript, Article, Answer }

/// <summary>A document, transcript, article or survey answer.</summary>
public sealed class Source : IOfSource
{
    public SourceId Id { get; init; }
    public ProjectId Project { get; init; }
    /// <summary>From 1 in the project; stays when others go.</summary>
    public int Number { get; init; }
    public string Title { get; set; } = "";
    public SourceKind Kind { get; set; }
    /// <summary>The revision that is read and coded now.</summary>
    public RevisionId Current { get; set; }
    public string FileName { get; init; } = "";
    /// <summary>Lower-case hex of the imported bytes: the same file twice is recognised by it.</summary>
    public string FileSha256 { get; init; } = "";
    public DateTime ImportedAt { get; init; }
    public AnalystId ImportedBy { get; init; }
    /// <summary>In the bin since; null otherwise.</summary>
    public DateTime? BinnedAt { get; set; }
    /// <summary>Speakers and turns were confirmed by an analyst; until then they are a proposal.</summary>
    public bool TurnsConfirmed { get; set; }
    Guid? IOfSource.WordsOf => Id.Value;
}

/// <summary>The imported file, byte for byte. Dropped on pseudonymising at import unless the analyst asks to keep it.</summary>
public sealed class Original : IOfSource
{
    public SourceId Source { get; init; }
    public byte[] Content { get; init; } = [];
    Guid? IOfSource.WordsOf => Source.Value;
}

/// <summary>One immutable text of a source, with its page map, paragraph map and marks.</summary>
public sealed class Revision : IOfSource
{
    public RevisionId Id { get; init; }
    public SourceId Source { get; init; }
    /// <summary>From 1.</summary>
    public int Number { get; init; }
    /// <summary>LF line ends, NFC, no BOM. Erasing a name is the one thing that changes it, by a mask of the same length.</summary>
    public string Text { get; set; } = "";
    /// <summary>Lower-case hex over the text's UTF-8 bytes.</summary>
    public string Sha256 { get; set; } = "";
    public int Words { get; set; }
    /// <summary>A <see cref="TextStructure"/> as JSON.</summary>
    public string Structure { get; set; } = "";
    public DateTime MadeAt { get; init; }
    public AnalystId MadeBy { get; init; }
    /// <summary>Why this revision was made: "imported", "repairs accepted", "corrected", "pseudonyms applied", "other reading order".</summary>
    public string Reason { get; init; } = "";
    Guid? IOfSource.WordsOf => Source.Value;
}

/// <summary>The same file read in its other order, kept so that the analyst can choose.</summary>
public sealed class OtherReading : IOfSource
{
    public SourceId Source { get; init; }
    public string Order { get; init; } = "";
    public string Text { get; set; } = "";
    public string Structure { get; set; } = "";
    Guid? IOfSource.WordsOf => Source.Value;
}

public enum SessionKind { Individual, Group, NotRecorded }
public enum SessionMode { InPerson, Online, Telephone, Written, NotRecorded }
public enum Consent { Given, Limited, Withdrawn, NotRecorded }

/// <summary>What is known of an interview or meeting; who asked, and why, travels with its quotations.</summary>
public sealed class SessionRecord : IOfSource
{
    public SourceId Source { get; init; }
    public SessionKind Kind { get; set; } = SessionKind.NotRecorded;
    public string People { get; set; } = "";
    public DateOnly? Date { get; set; }
    public int? Minutes { get; set; }
    public SessionMode Mode { get; set; } = SessionMode.NotRecorded;
    public Consent Consent { get; set; } = Consent.NotRecorded;
    public string ConsentNote { get; set; } = "";
    public string AskedBy { get; set; } = "";
    public string Why { get; set; } = "";

    /// <summary>Who asked and why, in one line; empty where neither is known. A reason that is a sentence of its own stands apart.</summary>
    public string Asking() => AskedBy.Length == 0 ? Why : Why.Length == 0 ? $"asked by {AskedBy}" : char.IsUpper(Why[0]) ? $"asked by {AskedBy} · {Why.TrimEnd('.')}" : $"asked by {AskedBy}, {Why}";

    Guid? IOfSource.WordsOf => Source.Value;
}

internal sealed class SourceMap : IEntityTypeConfiguration<Source>
{
    public void Configure(EntityTypeBuilder<Source> source)
    {
        source.ToTable("source").HasKey(s => s.Id);
        source.Property(s => s.Title).HasMaxLength(300);
        source.HasIndex(s => new { s.Project, s.Number }).IsUnique();
        source.HasIndex(s => new { s.Project, s.FileSha256 });
        source.HasOne<Project>().WithMany().HasForeignKey(s => s.Project);
    }
}

internal sealed class OriginalMap : IEntityTypeConfiguration<Original>
{
    public void Configure(EntityTypeBuilder<Original> original)
    {
        original.ToTable("source_original").HasKey(o => o.Source);
        original.Property(o => o.Content).HasAnnotation(ThroughlineDb.LoggedAsHash, true);
        original.HasOne<Source>().WithMany().HasForeignKey(o => o.Source);
    }
}

internal sealed class RevisionMap : IEntityTypeConfiguration<Revision>
{
    public void Configure(EntityTypeBuilder<Revision> revision)
    {
        revision.ToTable("source_revision").HasKey(r => r.Id);
        revision.Property(r => r.Text).HasAnnotation(ThroughlineDb.LoggedAsHash, true);
        revision.Property(r => r.Structure).HasAnnotation(ThroughlineDb.LoggedAsHash, true);
        revision.HasIndex(r => new { r.Source, r.Number }).IsUnique();
        revision.HasOne<Source>().WithMany().HasForeignKey(r => r.Source);
    }
}

internal sealed class OtherReadingMap : IEntityTypeConfiguration<OtherReading>
{
    public void Configure(EntityTypeBuilder<OtherReading> other)
    {
        other.ToTable("source_other_reading").HasKey(o => o.Source);
        other.Property(o => o.Text).HasAnnotation(ThroughlineDb.LoggedAsHash, true);
        other.Property(o => o.Structure).HasAnnotation(ThroughlineDb.LoggedAsHash, true);
        other.HasOne<Source>().WithMany().HasForeignKey(o => o.Source);
    }
}

internal sealed class SessionRecordMap : IEntityTypeConfiguration<SessionRecord>
{
    public void Configure(EntityTypeBuilder<SessionRecord> session)
    {
        session.ToTable("source_session").HasKey(s => s.Source);
        session.HasOne<Source>().WithMany().HasForeignKey(s => s.Source);
    }
}
