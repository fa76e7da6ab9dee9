using Microsoft.EntityFrameworkCore;

namespace Throughline.Sources;

/// <summary>Keeps what is known of an interview or meeting. Who asked, and why, travels with its quotations.</summary>
public static class RecordSession
{
    public sealed record Request(SessionKind Kind, string People, DateOnly? Date, int? Minutes, SessionMode Mode, Consent Consent, string ConsentNote, string AskedBy, string Why);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<Done>> RunAsync(Acting by, SourceId id, Request request, CancellationToken cancel)
        {
            if (request.Minutes is < 1 or > 1440) return new Refused($"A session lasts 1 to 1,440 minutes; this is {request.Minutes}. Leave it empty where the length is not known.");
            if (request.Date is { Year: < 1900 or > 2200 } date) return new Refused($"The year {date.Year} cannot be right. Write the date of the session, or leave it empty.");
            if (request.Consent is Consent.Limited or Consent.Withdrawn && string.IsNullOrWhiteSpace(request.ConsentNote))
                return new Refused(request.Consent == Consent.Limited ? "Say in the note what the consent does not cover." : "Say in the note when and how consent was withdrawn, so that others know what to do.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (!await db.Sources.AnyAsync(s => s.Id == id && s.Project == by.Project, cancel)) return new SourceMissing("The source is not in this project any more.");
            var record = await db.Sessions.SingleOrDefaultAsync(s => s.Source == id, cancel);
            if (record is null) db.Add(record = new SessionRecord { Source = id });
            (record.Kind, record.People, record.Date, record.Minutes, record.Mode) = (request.Kind, request.People.Trim(), request.Date, request.Minutes, request.Mode);
            (record.Consent, record.ConsentNote, record.AskedBy, record.Why) = (request.Consent, request.ConsentNote.Trim(), request.AskedBy.Trim(), request.Why.Trim());
            var saved = await log.SaveAsync(db, by, new(WordActions.SessionRecorded, id.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}
