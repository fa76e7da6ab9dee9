namespace Throughline.Text.Transcripts;

/// <summary>What is known beside the text and helps to read it as a transcript. All of it may be absent.</summary>
public sealed record TranscriptHints
{
    /// <summary>Names that are speakers, however seldom they occur.</summary>
    public IReadOnlyCollection<string> KnownSpeakers { get; init; } = [];

    /// <summary>Labels that an analyst has said are not speakers.</summary>
    public IReadOnlyCollection<string> NotSpeakers { get; init; } = [];

    /// <summary>Speakers that the format itself names (a caption's voice), each with the span of the words said. Trusted as they stand.</summary>
    public IReadOnlyList<(TextSpan Span, string Name)> SpeakerMarks { get; init; } = [];

    /// <summary>Where the file shows words bold or otherwise set off; a label there needs no colon.</summary>
    public IReadOnlyList<TextSpan> Emphasis { get; init; } = [];

    /// <summary>The document's headings. A label that stands once on one above the conversation is its title, not a speaker.</summary>
    public IReadOnlyList<TextSpan> Headings { get; init; } = [];

    /// <summary>Merges that an analyst accepted: a label and the label it becomes.</summary>
    public IReadOnlyDictionary<string, string> Merge { get; init; } = new Dictionary<string, string>();
}

/// <summary>What a speaker seems to do.</summary>
public enum SpeakerRole
{
    /// <summary>Asks, leads or chairs.</summary>
    Interviewer,
    /// <summary>Answers or takes part.</summary>
    Participant,
    /// <summary>The text does not tell.</summary>
    Unclear,
}

/// <summary>A speaker as proposed.</summary>
/// <param name="Label">The commonest spelling.</param>
/// <param name="Spellings">All spellings that differ only by case, spaces or points.</param>
/// <param name="Turns">How many turns.</param>
/// <param name="Words">How many words, labels and times left out.</param>
/// <param name="QuestionShare">The share of turns with a question mark, 0 to 1.</param>
/// <param name="Role">Proposed role.</param>
/// <param name="Confidence">0 to 1, that this is a speaker.</param>
/// <param name="Reasons">Sentences for the analyst: why a speaker, and why this role.</param>
public sealed record ProposedSpeaker(
    string Label, IReadOnlyList<string> Spellings, int Turns, int Words, double QuestionShare,
    SpeakerRole Role, double Confidence, IReadOnlyList<string> Reasons);

/// <summary>A stretch of a transcript by one speaker.</summary>
/// <param name="Speaker">A <see cref="ProposedSpeaker.Label"/>.</param>
/// <param name="Span">From the label to the end of the last words, in positions of the document.</param>
/// <param name="Words">What was said: the turn without labels, times and stage directions that stand alone; in order, not empty each.</param>
/// <param name="Label">Where the label stands that opens the turn, its colon or brackets and white space included; null where a mark named the speaker.</param>
/// <param name="Time">The time printed or timed at its beginning, where there is one.</param>
/// <param name="FirstBlock">Index of the block it begins in.</param>
/// <param name="LastBlock">Index of the block it ends in; the same when it lies in one.</param>
/// <param name="IsQuestion">True when its words hold a question mark.</param>
public sealed record ProposedTurn(
    string Speaker, TextSpan Span, IReadOnlyList<TextSpan> Words, TextSpan? Label, TimeSpan? Time, int FirstBlock, int LastBlock, bool IsQuestion);

/// <summary>A time printed in the text, which is not part of what was said.</summary>
public sealed record PrintedTime(TextSpan Span, TimeSpan Value);

/// <summary>What a passage is that nobody said.</summary>
public enum NonSpeechKind
{
    /// <summary>Title, date and the like before the first speaker.</summary>
    FrontMatter,
    /// <summary>A line of its own such as "[Recording paused]".</summary>
    StageDirection,
    /// <summary>A remark within somebody's words such as "(laughs)". It stays in the words.</summary>
    Aside,
}

/// <summary>A passage that nobody said.</summary>
public sealed record NonSpeech(TextSpan Span, NonSpeechKind Kind, string Text);

/// <summary>Two labels that may be one speaker. Nothing is merged until an analyst accepts it.</summary>
/// <param name="From">The rarer label.</param>
/// <param name="Into">The commoner label.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record ProposedMerge(string From, string Into, double Confidence, string Reason);

/// <summary>A label that might be a speaker and was not taken for one.</summary>
public sealed record DoubtfulLabel(string Label, int Count, TextSpan First, string Reason);

/// <summary>How a text reads as a transcript. A proposal: an analyst confirms it.</summary>
public sealed record TranscriptProposal
{
    /// <summary>The speakers, in the order in which they first speak. Empty where none are named.</summary>
    public required IReadOnlyList<ProposedSpeaker> Speakers { get; init; }
    /// <summary>The turns in order, not overlapping. Empty where no speakers are named.</summary>
    public required IReadOnlyList<ProposedTurn> Turns { get; init; }
    /// <summary>Passages that nobody said, in order.</summary>
    public required IReadOnlyList<NonSpeech> NonSpeech { get; init; }
    /// <summary>Printed times, in order.</summary>
    public required IReadOnlyList<PrintedTime> Times { get; init; }
    /// <summary>Labels that may be one speaker.</summary>
    public required IReadOnlyList<ProposedMerge> Merges { get; init; }
    /// <summary>Labels looked at and not taken.</summary>
    public required IReadOnlyList<DoubtfulLabel> Doubtful { get; init; }
    /// <summary>0 to 1, that this reading of speakers is right; 0 where none are named.</summary>
    public required double Confidence { get; init; }
    /// <summary>Sentences for the analyst.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }
    /// <summary>True when speakers were found.</summary>
    public bool HasSpeakers => Speakers.Count > 0;
    /// <summary>True when two people or more answer: a group interview or a meeting.</summary>
    public bool IsGroup => Speakers.Count(speaker => speaker.Role != SpeakerRole.Interviewer) > 1;
}
