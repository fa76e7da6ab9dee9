using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Coding;

/// <summary>One line of a source's coding notes: what an analyst says of one code in this source, tied to passages.</summary>
public sealed class CodingNote : IOfSource
{
    public CodingNoteId Id { get; init; }
    public ProjectId Project { get; init; }
    public SourceId Source { get; init; }
    public CodeId Code { get; init; }
    /// <summary>Place under its heading, from 0.</summary>
    public int Order { get; set; }
    public string Text { get; set; } = "";
    public AnalystId Analyst { get; init; }
    public DateTime At { get; init; }
    public DateTime? ChangedAt { get; set; }
    Guid? IOfSource.WordsOf => Source.Value;
}

/// <summary>A passage that a line rests on.</summary>
public sealed class NotePassage : IOfSource
{
    public CodingNoteId Note { get; init; }
    public ExcerptId Excerpt { get; init; }
    public SourceId Source { get; init; }
    Guid? IOfSource.WordsOf => Source.Value;
}

public enum NoteAnswerKind { Agrees, Queries }

/// <summary>What another analyst says of a line after reading it against the transcript.</summary>
public sealed class NoteAnswer : IOfSource
{
    public CodingNoteId Note { get; init; }
    public AnalystId Analyst { get; init; }
    public SourceId Source { get; init; }
    public NoteAnswerKind Kind { get; set; }
    public string Comment { get; set; } = "";
    public DateTime At { get; set; }
    Guid? IOfSource.WordsOf => Source.Value;
}

/// <summary>A source's coding notes were checked against its transcript by an analyst who did not write them all.</summary>
public sealed class NotesCheck : IOfSource
{
    public SourceId Source { get; init; }
    public AnalystId Analyst { get; init; }
    public ProjectId Project { get; init; }
    public DateTime At { get; set; }
    Guid? IOfSource.WordsOf => Source.Value;
}

internal sealed class CodingNoteMap : IEntityTypeConfiguration<CodingNote>
{
    public void Configure(EntityTypeBuilder<CodingNote> note)
    {
        note.ToTable("coding_note").HasKey(n => n.Id);
        note.HasIndex(n => new { n.Source, n.Code, n.Order });
        note.HasIndex(n => n.Project);
        note.HasOne<Source>().WithMany().HasForeignKey(n => n.Source);
        note.HasOne<Code>().WithMany().HasForeignKey(n => n.Code);
        note.HasOne<Analyst>().WithMany().HasForeignKey(n => n.Analyst);
    }
}

internal sealed class NotePassageMap : IEntityTypeConfiguration<NotePassage>
{
    public void Configure(EntityTypeBuilder<NotePassage> passage)
    {
        passage.ToTable("coding_note_passage").HasKey(p => new { p.Note, p.Excerpt });
        passage.HasIndex(p => p.Excerpt);
        passage.HasOne<CodingNote>().WithMany().HasForeignKey(p => p.Note);
        passage.HasOne<Excerpt>().WithMany().HasForeignKey(p => p.Excerpt);
    }
}

internal sealed class NoteAnswerMap : IEntityTypeConfiguration<NoteAnswer>
{
    public void Configure(EntityTypeBuilder<NoteAnswer> answer)
    {
        answer.ToTable("coding_note_answer").HasKey(a => new { a.Note, a.Analyst });
        answer.HasOne<CodingNote>().WithMany().HasForeignKey(a => a.Note);
        answer.HasOne<Analyst>().WithMany().HasForeignKey(a => a.Analyst);
    }
}

internal sealed class NotesCheckMap : IEntityTypeConfiguration<NotesCheck>
{
    public void Configure(EntityTypeBuilder<NotesCheck> check)
    {
        check.ToTable("coding_notes_check").HasKey(c => new { c.Source, c.Analyst });
        check.HasOne<Source>().WithMany().HasForeignKey(c => c.Source);
        check.HasOne<Analyst>().WithMany().HasForeignKey(c => c.Analyst);
    }
}
