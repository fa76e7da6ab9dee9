using Throughline.Files;
using Throughline.Text.Transcripts;

namespace Throughline.Sources;

/// <summary>Speakers and turns as reading proposes them; an analyst confirms or mends them later.</summary>
public static class ProposedTurns
{
    /// <summary>Null where the text names no speakers.</summary>
    public static TranscriptProposal? In(ReadDocument document)
    {
        var proposal = TurnReading.Propose(TextStructure.Of(document), document.Text, new());
        return proposal.HasSpeakers && proposal.Turns.Count > 0 ? proposal : null;
    }

    /// <summary>Whether a text is a record of what was said: it has times, or speakers who take turns. Captions have times and often no speakers.</summary>
    public static bool IsOfSpeech(ReadDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Marks.Any(mark => mark.Kind is MarkKind.Time or MarkKind.Speaker) || In(document) is not null;
    }

    /// <summary>Adds the rows to the context; the caller saves.</summary>
    internal static void Add(ThroughlineDb db, SourceId source, TranscriptProposal proposal)
    {
        var speakers = proposal.Speakers.Select((s, i) => new Speaker
        {
            Id = SpeakerId.New(),
            Source = source,
            Label = s.Label,
            Name = s.Label,
            IsInterviewer = s.Role == SpeakerRole.Interviewer,
            Order = i + 1,
        }).ToDictionary(s => s.Label);
        db.AddRange(speakers.Values);
        db.AddRange(proposal.Turns.Select((t, i) => new Turn
        {
            Id = TurnId.New(),
            Source = source,
            Speaker = speakers[t.Speaker].Id,
            Number = i + 1,
            Start = t.Span.Start,
            WordsStart = TurnReading.WordsStart(t),
            End = t.Span.End,
        }));
    }
}
