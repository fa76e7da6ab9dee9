using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Text.Transcripts;

namespace Throughline.Sources;

/// <summary>What a transcript says of its own session (date, length, who was there), for an analyst to take over into the record. Nothing is stored.</summary>
public static class ProposeSession
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>Only parts that the record does not hold yet.</summary>
        public async Task<IReadOnlyList<SessionFinding>> RunAsync(ProjectId project, SourceId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var found = await (from s in db.Sources.AsNoTracking() join r in db.Revisions.AsNoTracking() on s.Current equals r.Id where s.Id == id && s.Project == project select new { s.Kind, r.Text, r.Structure }).SingleOrDefaultAsync(cancel);
            if (found is null || found.Kind is SourceKind.Answer or SourceKind.Article) return [];
            var record = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Source == id, cancel);
            var structure = TextStructure.FromJson(found.Structure);
            var turns = TurnReading.Propose(structure, found.Text, new());
            // A plan has a date and an author too; only where people speak is it a session's.
            if (found.Kind != SourceKind.Transcript && turns.Turns.Count == 0) return [];
            var last = turns.Times.Select(time => time.Value).Concat(structure.Marks.Where(m => m.Kind == Files.MarkKind.Time).Select(m => TimeOf(m.Value))).DefaultIfEmpty().Max();
            var first = await db.Turns.AsNoTracking().Where(t => t.Source == id).MinAsync(t => (int?)t.Start, cancel) ?? (turns.Turns.Count > 0 ? turns.Turns[0].Span.Start : null);
            return [.. SessionReading.Read(structure, found.Text, first, turns.IsGroup ? turns.Speakers.Count(s => s.Role != SpeakerRole.Interviewer) : 0, last > TimeSpan.Zero ? last : null)
                .Where(finding => record is null || IsOpen(record, finding.Part))];
        }
    }

    private static bool IsOpen(SessionRecord record, SessionPart part) => part switch
    {
        SessionPart.People => record.People.Length == 0,
        SessionPart.Date => record.Date is null,
        SessionPart.Minutes => record.Minutes is null,
        SessionPart.Consent => record.Consent == Consent.NotRecorded,
        SessionPart.AskedBy => record.AskedBy.Length == 0,
        SessionPart.Why => record.Why.Length == 0,
        SessionPart.Kind => record.Kind == SessionKind.NotRecorded,
        SessionPart.Mode => record.Mode == SessionMode.NotRecorded,
        _ => false,
    };

    private static TimeSpan TimeOf(string value) => TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var time) ? time : TimeSpan.Zero;
}
