using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>Writes, changes, answers and checks the lines of a source's coding notes.</summary>
public static class WriteNotes
{
    /// <param name="Passages">The passages it rests on, at least one, all of this source; none where the source has no passage with the code, for what it does not say is found out by reading too.</param>
    public sealed record Line(SourceId Source, CodeId Code, string? Text, IReadOnlyCollection<ExcerptId> Passages);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<CodingNoteId>> AddAsync(Acting by, Line line, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(line);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await CheckAsync(db, by, line, cancel) is { } wrong) return wrong;
            var last = await db.CodingNotes.AsNoTracking().Where(n => n.Source == line.Source && n.Code == line.Code).MaxAsync(n => (int?)n.Order, cancel) ?? -1;
            var note = new CodingNote { Id = CodingNoteId.New(), Project = by.Project, Source = line.Source, Code = line.Code, Order = last + 1, Text = line.Text!.Trim(), Analyst = by.Analyst, At = Now };
            db.Add(note);
            db.AddRange(line.Passages.Distinct().Select(p => new NotePassage { Note = note.Id, Excerpt = p, Source = line.Source }));
            var saved = await log.SaveAsync(db, by, new(CodingActions.NoteWritten, line.Source.Node, Details(note)), cancel);
            return saved.Succeeded ? note.Id : saved.Error;
        }

        /// <summary>Only its own analyst changes a line. What others answered to it stays, and is shown as of before the change.</summary>
        public async Task<Result<Done>> ChangeAsync(Acting by, CodingNoteId id, string? text, IReadOnlyCollection<ExcerptId> passages, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var found = await OwnAsync(db, by, id, cancel);
            if (!found.Succeeded) return found.Error;
            var note = found.Value;
            if (await CheckAsync(db, by, new(note.Source, note.Code, text, passages), cancel) is { } wrong) return wrong;
            (note.Text, note.ChangedAt) = (text!.Trim(), Now);
            var there = await db.NotePassages.Where(p => p.Note == id).ToListAsync(cancel);
            db.RemoveRange(there.Where(p => !passages.Contains(p.Excerpt)));
            db.AddRange(passages.Distinct().Where(p => there.All(t => t.Excerpt != p)).Select(p => new NotePassage { Note = id, Excerpt = p, Source = note.Source }));
            return await SaveAsync(db, by, new(CodingActions.NoteChanged, note.Source.Node, Details(note)), cancel);
        }

        public async Task<Result<Done>> RemoveAsync(Acting by, CodingNoteId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var found = await OwnAsync(db, by, id, cancel);
            if (!found.Succeeded) return found.Error;
            db.RemoveRange(await db.NotePassages.Where(p => p.Note == id).ToListAsync(cancel));
            db.RemoveRange(await db.NoteAnswers.Where(a => a.Note == id).ToListAsync(cancel));
            db.Remove(found.Value);
            return await SaveAsync(db, by, new(CodingActions.NoteRemoved, found.Value.Source.Node, Details(found.Value)), cancel);
        }

        /// <summary>Agrees with, or queries, another analyst's line; a query says why.</summary>
        public async Task<Result<Done>> AnswerAsync(Acting by, CodingNoteId id, NoteAnswerKind kind, string? comment, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var hidden = await db.HiddenFromAsync(by, cancel);
            if (await db.CodingNotes.AsNoTracking().SingleOrDefaultAsync(n => n.Id == id && n.Project == by.Project, cancel) is not { } note || hidden.IsHidden(note.Source.Value, note.Analyst)) return new Missing("That line is not here any more.");
            if (note.Analyst == by.Analyst) return new Refused("You wrote this line. A second analyst checks it.");
            if (kind == NoteAnswerKind.Queries && string.IsNullOrWhiteSpace(comment)) return new Refused("Say what you query, so that the line can be mended.");
            var answer = await db.NoteAnswers.SingleOrDefaultAsync(a => a.Note == id && a.Analyst == by.Analyst, cancel);
            if (answer is null) db.Add(answer = new NoteAnswer { Note = id, Analyst = by.Analyst, Source = note.Source });
            (answer.Kind, answer.Comment, answer.At) = (kind, comment?.Trim() ?? "", Now);
            return await SaveAsync(db, by, new(CodingActions.NoteAnswered, note.Source.Node, Details(note)), cancel);
        }

        /// <summary>Says that the notes were checked against the transcript. Somebody else must have written at least one line.</summary>
        public async Task<Result<Done>> MarkCheckedAsync(Acting by, SourceId source, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var hidden = await db.HiddenFromAsync(by, cancel);
            var authors = await db.CodingNotes.AsNoTracking().Where(n => n.Source == source && n.Project == by.Project).Select(n => n.Analyst).Distinct().ToListAsync(cancel);
            authors = [.. authors.Where(a => !hidden.IsHidden(source.Value, a))];
            if (authors.Count == 0) return new Refused("There are no lines to check yet.");
            if (authors.All(a => a == by.Analyst)) return new Refused("You wrote every line. A second analyst checks the notes against the transcript.");
            var check = await db.NotesChecks.SingleOrDefaultAsync(c => c.Source == source && c.Analyst == by.Analyst, cancel);
            if (check is null) db.Add(check = new NotesCheck { Source = source, Analyst = by.Analyst, Project = by.Project });
            check.At = Now;
            return await SaveAsync(db, by, new(CodingActions.NotesChecked, source.Node), cancel);
        }

        private DateTime Now => clock.GetUtcNow().UtcDateTime;

        private async Task<Result<Done>> SaveAsync(ThroughlineDb db, Acting by, Change change, CancellationToken cancel)
        {
            var saved = await log.SaveAsync(db, by, change, cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        private static async Task<Result<CodingNote>> OwnAsync(ThroughlineDb db, Acting by, CodingNoteId id, CancellationToken cancel)
        {
            if (await db.CodingNotes.SingleOrDefaultAsync(n => n.Id == id && n.Project == by.Project, cancel) is not { } note) return new Missing("That line is not here any more.");
            return note.Analyst == by.Analyst ? note : new Refused("Another analyst wrote this line. Query it, or write one of your own.");
        }

        private static async Task<Error?> CheckAsync(ThroughlineDb db, Acting by, Line line, CancellationToken cancel)
        {
            if (string.IsNullOrWhiteSpace(line.Text)) return new Refused("The line is empty. Write what the passages say.");
            if (!await db.Sources.AnyAsync(s => s.Id == line.Source && s.Project == by.Project && s.BinnedAt == null, cancel)) return new SourceMissing("The source is not in this project any more, or is in the bin.");
            if (!await db.Codes.AnyAsync(c => c.Id == line.Code && c.Project == by.Project, cancel)) return new CodeMissing("The code is not in the codebook any more.");
            if (line.Passages.Count == 0)
            {
                var hidden = await db.HiddenFromAsync(by, cancel);
                var seen = hidden.Without(db.Codings.AsNoTracking().Where(c => c.Source == line.Source && c.Code == line.Code && !c.IsSuggestion), c => c.Source, c => c.Excerpt, c => c.Analyst);
                if (await seen.AnyAsync(cancel)) return new Refused("A coding note rests on passages, and this code has some in this source. Choose at least one.");
                return null;
            }
            var passages = line.Passages.Distinct().ToList();
            return await db.Excerpts.CountAsync(e => passages.Contains(e.Id) && e.Source == line.Source, cancel) == passages.Count ? null : new Refused("One of the passages is not in this source any more. Choose again.");
        }

        private static Dictionary<string, object?> Details(CodingNote note) => new() { ["source"] = note.Source.Value, ["note"] = note.Id.Value, ["code"] = note.Code.Value };
    }
}
