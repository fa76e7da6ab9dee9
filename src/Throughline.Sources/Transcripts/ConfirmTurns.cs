using Microsoft.EntityFrameworkCore;
using Throughline.Text.Transcripts;

namespace Throughline.Sources;

/// <summary>Reads a revision as a transcript with what an analyst has already said of its speakers.</summary>
internal static class TurnReading
{
    public static TranscriptProposal Propose(TextStructure structure, string text, TranscriptHints hints) => TranscriptReading.Propose(
        [.. structure.Blocks.Select(b => (b.Span, b.Span.Of(text)))],
        hints with
        {
            Headings = [.. structure.Blocks.Where(b => b.Kind == Files.BlockKind.Heading).Select(b => b.Span)],
            SpeakerMarks = [.. structure.Marks.Where(m => m.Kind == Files.MarkKind.Speaker && !m.Span.IsEmpty).OrderBy(m => m.Span.Start).Select(m => (m.Span, m.Value))],
        });

    /// <summary>Where the words begin, after the label and any time.</summary>
    public static int WordsStart(ProposedTurn turn) => turn.Words.Count > 0 ? turn.Words[0].Start : turn.Label?.End ?? turn.Span.Start;

    /// <summary>Puts turns in the place of others, row by row, so that the log holds only what differs.</summary>
    public static void Put(ThroughlineDb db, SourceId source, IReadOnlyList<Turn> there, IReadOnlyList<(SpeakerId Speaker, ProposedTurn Turn)> turns)
    {
        for (var i = 0; i < turns.Count; i++)
        {
            var (speaker, turn) = turns[i];
            var row = i < there.Count ? there[i] : new Turn { Id = TurnId.New(), Source = source };
            (row.Speaker, row.Number, row.Start, row.WordsStart, row.End) = (speaker, i + 1, turn.Span.Start, WordsStart(turn), turn.Span.End);
            if (i >= there.Count) db.Add(row);
        }
        db.RemoveRange(there.Skip(turns.Count));
    }

    /// <summary>Reads turns anew where the words came into another order; known speakers stay who they are.</summary>
    public static async Task ReadAnewAsync(ThroughlineDb db, SourceId source, Revision revision, IReadOnlyList<Turn> there, CancellationToken cancel)
    {
        var speakers = await db.Speakers.Where(s => s.Source == source).ToListAsync(cancel);
        var proposal = Propose(TextStructure.FromJson(revision.Structure), revision.Text, new() { KnownSpeakers = [.. speakers.Select(s => s.Label)] });
        var order = speakers.Count;
        var turns = new List<(SpeakerId, ProposedTurn)>();
        foreach (var turn in proposal.Turns)
        {
            var speaker = speakers.FirstOrDefault(s => s.Label == turn.Speaker);
            if (speaker is null)
            {
                speaker = new Speaker { Id = SpeakerId.New(), Source = source, Label = turn.Speaker, Name = turn.Speaker, Order = ++order };
                speakers.Add(speaker);
                db.Add(speaker);
            }
            turns.Add((speaker.Id, turn));
        }
        Put(db, source, there, turns);
    }
}

/// <summary>Speakers and turns as the text proposes them, for an analyst to confirm.</summary>
public static class ProposeTurns
{
    /// <param name="Label">As the text has it.</param>
    /// <param name="Name">As quotations name the speaker; the label until somebody says otherwise.</param>
    /// <param name="IsSpeaker">Taken for a speaker, by the text or by the analyst.</param>
    /// <param name="MayBe">Another label that this may be the same speaker as; null where nothing says so.</param>
    public sealed record Row(string Label, string Name, bool IsInterviewer, bool IsSpeaker, int Turns, int Words, double QuestionShare, string? MayBe, string Reason);

    public sealed record Proposal(RevisionId Revision, bool IsConfirmed, IReadOnlyList<Row> Rows, int Turns, int Times, IReadOnlyList<string> Reasons);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        public async Task<Result<Proposal>> RunAsync(ProjectId project, SourceId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var found = await (from s in db.Sources.AsNoTracking() join r in db.Revisions.AsNoTracking() on s.Current equals r.Id where s.Id == id && s.Project == project select new { s.TurnsConfirmed, Revision = r }).SingleOrDefaultAsync(cancel);
            if (found is null) return new SourceMissing("There is no such source in this project; it may have been erased.");
            var stored = await db.Speakers.AsNoTracking().Where(s => s.Source == id).OrderBy(s => s.Order).ToListAsync(cancel);
            var turns = await db.Turns.AsNoTracking().Where(t => t.Source == id).ToListAsync(cancel);
            var text = found.Revision.Text;
            // What was confirmed stands; the reading without hints still says what else there is.
            var proposal = TurnReading.Propose(TextStructure.FromJson(found.Revision.Structure), text, new());
            var rows = new List<Row>();
            foreach (var speaker in stored)
            {
                var proposed = proposal.Speakers.FirstOrDefault(p => p.Label == speaker.Label || p.Spellings.Contains(speaker.Label));
                var own = turns.Where(t => t.Speaker == speaker.Id).ToList();
                rows.Add(new(speaker.Label, speaker.Name, speaker.IsInterviewer, true, own.Count, own.Sum(t => AddSource.WordsIn(text.AsSpan(t.WordsStart, t.End - t.WordsStart))), proposed?.QuestionShare ?? 0,
                    proposal.Merges.FirstOrDefault(m => m.From == speaker.Label)?.Into, proposed is null ? "" : string.Join(" ", proposed.Reasons)));
            }
            foreach (var other in proposal.Speakers.Where(p => rows.All(r => r.Label != p.Label && !p.Spellings.Contains(r.Label))))
                rows.Add(new(other.Label, other.Label, other.Role == SpeakerRole.Interviewer, stored.Count == 0, other.Turns, other.Words, other.QuestionShare, proposal.Merges.FirstOrDefault(m => m.From == other.Label)?.Into, string.Join(" ", other.Reasons)));
            foreach (var doubtful in proposal.Doubtful.Where(d => rows.All(r => r.Label != d.Label)))
                rows.Add(new(doubtful.Label, doubtful.Label, false, false, doubtful.Count, 0, 0, null, doubtful.Reason));
            return new Proposal(found.Revision.Id, found.TurnsConfirmed, rows, turns.Count > 0 ? turns.Count : proposal.Turns.Count, proposal.Times.Count, proposal.Reasons);
        }
    }
}

/// <summary>Keeps what an analyst says of a transcript's speakers, and stores the turns that follow from it.</summary>
public static class ConfirmTurns
{
    /// <param name="Label">A label as proposed.</param>
    /// <param name="IsSpeaker">False: the words stand for no speaker, and belong to the turn before.</param>
    /// <param name="SameAs">Another label in the list that is the same speaker; null for none.</param>
    public sealed record Decision(string Label, bool IsSpeaker, string? SameAs, string? Name, bool IsInterviewer);

    public sealed record Confirmed(int Speakers, int Turns);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<Confirmed>> RunAsync(Acting by, SourceId id, RevisionId revision, IReadOnlyList<Decision> decisions, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var open = await NewRevision.OpenAsync(db, by.Project, id, revision, cancel);
            if (!open.Succeeded) return open.Error;
            var (source, current) = open.Value;
            var kept = decisions.Where(d => d.IsSpeaker && d.SameAs is null).ToList();
            if (kept.Count == 0) return new Refused("No speaker is ticked. Tick those who speak, or set the source's kind to document.");
            if (decisions.FirstOrDefault(d => d is { IsSpeaker: true, SameAs: not null } && kept.All(k => k.Label != d.SameAs)) is { } astray)
                return new Refused($"\"{astray.Label}\" is to be the same speaker as \"{astray.SameAs}\", which is not ticked as a speaker of its own. Tick it, or choose another.");
            var structure = TextStructure.FromJson(current.Structure);
            var proposal = TurnReading.Propose(structure, current.Text, new()
            {
                KnownSpeakers = [.. decisions.Where(d => d.IsSpeaker).Select(d => d.Label)],
                NotSpeakers = [.. decisions.Where(d => !d.IsSpeaker).Select(d => d.Label)],
                Merge = decisions.Where(d => d is { IsSpeaker: true, SameAs: not null }).ToDictionary(d => d.Label, d => d.SameAs!),
            });
            if (proposal.Turns.Count == 0) return new Refused("With these speakers no turn is left. Tick at least one whose label stands before words in the text.");

            var stored = await db.Speakers.Where(s => s.Source == id).ToListAsync(cancel);
            var speakers = new Dictionary<string, Speaker>(StringComparer.Ordinal);
            foreach (var (proposed, i) in proposal.Speakers.Select((p, i) => (p, i)))
            {
                bool IsIt(string label) => label == proposed.Label || proposed.Spellings.Contains(label);
                var decision = kept.FirstOrDefault(d => IsIt(d.Label));
                var speaker = stored.FirstOrDefault(s => IsIt(s.Label));
                if (speaker is null) db.Add(speaker = new Speaker { Id = SpeakerId.New(), Source = id });
                else stored.Remove(speaker);
                speaker.Label = proposed.Label;
                speaker.Name = string.IsNullOrWhiteSpace(decision?.Name) ? proposed.Label : decision.Name.Trim();
                speaker.IsInterviewer = decision?.IsInterviewer ?? proposed.Role == SpeakerRole.Interviewer;
                speaker.Order = i + 1;
                speakers[proposed.Label] = speaker;
            }
            if (await MoveTiesAsync(db, stored, decisions, speakers, cancel) is { } tied) return tied;
            db.RemoveRange(stored);
            var there = await db.Turns.Where(t => t.Source == id).OrderBy(t => t.Number).ToListAsync(cancel);
            TurnReading.Put(db, id, there, [.. proposal.Turns.Select(t => (speakers[t.Speaker].Id, t))]);
            source.TurnsConfirmed = true;
            if (source.Kind == SourceKind.Document) source.Kind = SourceKind.Transcript;
            var saved = await log.SaveAsync(db, by, new(WordActions.TurnsConfirmed, id.Node, new Dictionary<string, object?> { ["speakers"] = speakers.Count, ["turns"] = proposal.Turns.Count }), cancel);
            return saved.Succeeded ? new Confirmed(speakers.Count, proposal.Turns.Count) : saved.Error;
        }

        // A case tied to a merged speaker goes with the merge; one tied to a speaker who is none would be left without words.
        private static async Task<Error?> MoveTiesAsync(ThroughlineDb db, List<Speaker> going, IReadOnlyList<Decision> decisions, Dictionary<string, Speaker> speakers, CancellationToken cancel)
        {
            foreach (var speaker in going)
            {
                var into = decisions.FirstOrDefault(d => d.Label == speaker.Label)?.SameAs;
                foreach (var tie in await db.CaseTies.Where(t => t.Speaker == speaker.Id).ToListAsync(cancel))
                {
                    if (into is null || speakers.Values.FirstOrDefault(s => s.Label == into) is not { } target)
                    {
                        var name = await db.Cases.Where(c => c.Id == tie.Case).Select(c => c.Name).SingleAsync(cancel);
                        return new Refused($"The case \"{name}\" is tied to \"{speaker.Label}\". Untie it on the Cases page first, or merge the speaker with another.");
                    }
                    db.Remove(tie);
                    if (!await db.CaseTies.AnyAsync(t => t.Case == tie.Case && t.Speaker == target.Id, cancel))
                        db.Add(new CaseTie { Id = CaseTieId.New(), Case = tie.Case, Source = tie.Source, Speaker = target.Id });
                }
            }
            return null;
        }
    }
}
