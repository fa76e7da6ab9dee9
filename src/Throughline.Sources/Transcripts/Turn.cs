using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Sources;

/// <summary>Somebody who speaks in a transcript.</summary>
public sealed class Speaker : IOfSource
{
    public SpeakerId Id { get; init; }
    public SourceId Source { get; init; }
    /// <summary>As the transcript has it: "INT", "P1".</summary>
    public string Label { get; set; } = "";
    /// <summary>As quotations name the speaker, before the attribution pattern.</summary>
    public string Name { get; set; } = "";
    public bool IsInterviewer { get; set; }
    public int Order { get; set; }
    Guid? IOfSource.WordsOf => Source.Value;
}

/// <summary>A stretch of a transcript by one speaker, in the source's current revision.</summary>
public sealed class Turn : IOfSource
{
    public TurnId Id { get; init; }
    public SourceId Source { get; init; }
    public SpeakerId Speaker { get; set; }
    /// <summary>From 1.</summary>
    public int Number { get; set; }
    public int Start { get; set; }
    /// <summary>Where the words begin, after the label and any time.</summary>
    public int WordsStart { get; set; }
    public int End { get; set; }
    Guid? IOfSource.WordsOf => Source.Value;
}

internal sealed class SpeakerMap : IEntityTypeConfiguration<Speaker>
{
    public void Configure(EntityTypeBuilder<Speaker> speaker)
    {
        speaker.ToTable("source_speaker").HasKey(s => s.Id);
        speaker.HasIndex(s => s.Source);
        speaker.HasOne<Source>().WithMany().HasForeignKey(s => s.Source);
    }
}

internal sealed class TurnMap : IEntityTypeConfiguration<Turn>
{
    public void Configure(EntityTypeBuilder<Turn> turn)
    {
        turn.ToTable("source_turn").HasKey(t => t.Id);
        turn.HasIndex(t => new { t.Source, t.Number });
        turn.HasOne<Source>().WithMany().HasForeignKey(t => t.Source);
        turn.HasOne<Speaker>().WithMany().HasForeignKey(t => t.Speaker);
    }
}
