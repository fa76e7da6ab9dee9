using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>A source's text with all that lies beside it, as pages show it.</summary>
public static class ReadSource
{
    public sealed record SpeakerRow(SpeakerId Id, string Label, string Name, bool IsInterviewer);
    public sealed record TurnRow(int Number, TextSpan Span, int WordsStart, int Speaker);

    /// <param name="Speakers">In order; turns name them by index.</param>
    public sealed record Reading(
        SourceId Id, int Number, string Title, SourceKind Kind, RevisionId Revision, int RevisionNumber, bool IsCurrent, string Text, TextStructure Structure,
        IReadOnlyList<SpeakerRow> Speakers, IReadOnlyList<TurnRow> Turns, SessionRecord? Session, bool HasOriginal)
    {
        /// <summary>One line about the source: date, length, who asked and why. Empty where nothing is recorded.</summary>
        public string About
        {
            get
            {
                if (Session is null) return "";
                var british = System.Globalization.CultureInfo.GetCultureInfo("en-GB");
                var when = string.Join(", ", new[] { Session.Date?.ToString("d MMMM yyyy", british), Session.Minutes is { } m ? $"{m} minutes" : null }.Where(s => s is not null));
                var consent = Session.Consent is Consent.Limited ? "consent limited" : Session.Consent is Consent.Withdrawn ? "consent withdrawn" : "";
                return string.Join(" · ", new[] { when, Session.Asking(), consent }.Where(s => s.Length > 0));
            }
        }

        /// <summary>The turn that holds a position; null outside turns.</summary>
        public TurnRow? TurnAt(int position) => Turns.LastOrDefault(t => t.Span.Start <= position && position < Math.Max(t.Span.End, t.Span.Start + 1));
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <param name="revision">An older revision; null reads the current one.</param>
        public async Task<Result<Reading>> RunAsync(ProjectId project, SourceId id, RevisionId? revision, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Sources.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id && s.Project == project, cancel) is not { } source) return new SourceMissing("There is no such source in this project; it may have been erased.");
            var wanted = revision ?? source.Current;
            if (await db.Revisions.AsNoTracking().SingleOrDefaultAsync(r => r.Id == wanted && r.Source == id, cancel) is not { } text) return new SourceMissing("There is no such revision of this source.");
            var speakers = await db.Speakers.AsNoTracking().Where(s => s.Source == id).OrderBy(s => s.Order).ThenBy(s => s.Id).ToListAsync(cancel);
            var index = speakers.Select((s, i) => (s.Id, i)).ToDictionary(p => p.Id, p => p.i);
            // Turns lie on the current revision only.
            var turns = wanted == source.Current ? await db.Turns.AsNoTracking().Where(t => t.Source == id).OrderBy(t => t.Number).ToListAsync(cancel) : [];
            var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Source == id, cancel);
            var hasOriginal = await db.Originals.AnyAsync(o => o.Source == id, cancel);
            return new Reading(source.Id, source.Number, source.Title, source.Kind, text.Id, text.Number, wanted == source.Current, text.Text, TextStructure.FromJson(text.Structure),
                [.. speakers.Select(s => new SpeakerRow(s.Id, s.Label, s.Name, s.IsInterviewer))],
                [.. turns.Select(t => new TurnRow(t.Number, new(t.Start, t.End), t.WordsStart, index[t.Speaker]))], session, hasOriginal);
        }
    }
}
