using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Sources;
using Throughline.Text;

namespace Throughline.Framing.Representations;

/// <summary>Begins a reading of a passage, or of another thing that represents the problem.</summary>
public static class MakeRepresentation
{
    /// <param name="Subject">What is read; null when a span is given instead.</param>
    /// <param name="Source">The source of the span; for a subject that is no passage, the source its words come from, if any.</param>
    /// <param name="Revision">The revision the reader saw; null takes the current one.</param>
    /// <param name="Span">The words read, when there is no subject yet. A span that somebody has read before is the same subject.</param>
    /// <param name="Id">Made by the caller so that sending twice makes one reading; null makes one here.</param>
    /// <param name="Answers">What is said of fields at once.</param>
    /// <param name="Why">For what was agreed on: why so.</param>
    /// <param name="Parties">For what was agreed on: who agreed, each once.</param>
    /// <param name="Passage">For a subject that is no passage, such as a construct: the passage that it was taken from. Its source is the subject's.</param>
    public sealed record Request(
        NodeRef? Subject, SourceId? Source = null, RevisionId? Revision = null, TextSpan? Span = null, RepresentationId? Id = null, CaseId? HeldBy = null, DateOnly? HeldOn = null,
        IReadOnlyList<FieldAnswer>? Answers = null, RepresentationOrigin Origin = RepresentationOrigin.Analyst, ExcerptId? Passage = null, string? Why = null, IReadOnlyList<AnalystId>? Parties = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ListFrameworks.Handler frameworks)
    {
        public async Task<Result<RepresentationId>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            var shelf = await frameworks.RunAsync(by.Project, cancel);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (request.Id is { } sent && await db.Representations.AnyAsync(r => r.Id == sent && r.Project == by.Project, cancel)) return sent;
            var added = await db.AddRepresentationAsync(by, request, shelf, clock.GetUtcNow().UtcDateTime, cancel);
            if (!added.Succeeded) return added.Error;
            var saved = await log.SaveAsync(db, by, new(FramingActions.Read, added.Value.Id.Node, AnswerField.Details(added.Value, null)), cancel);
            return saved.Succeeded ? added.Value.Id : saved.Error;
        }
    }

    /// <summary>Adds a representation with its answers to the context, checked; the caller saves. For modules that make readings within a larger change.</summary>
    public static async Task<Result<Representation>> AddRepresentationAsync(this ThroughlineDb db, Acting by, Request request, ListFrameworks.Shelf shelf, DateTime now, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(request);
        var about = await SubjectAsync(db, by, request, cancel);
        if (!about.Succeeded) return about.Error;
        var (subject, excerpt, source) = about.Value;
        if (Typed.Check("The reason", request.Why, Representation.MostWhy) is { } unfit) return unfit;
        if (request.Parties is { Count: > Representation.MostParties } many) return new Refused($"{many.Count} analysts are too many to agree on one reading; at most {Representation.MostParties} can.");
        if (request.HeldBy is { } person && !await db.Cases.AnyAsync(c => c.Id == person && c.Project == by.Project, cancel)) return new Missing("That case is not in this project any more. Choose another.");
        if (request.Origin != RepresentationOrigin.Suggestion
            && await db.Representations.AnyAsync(r => r.Project == by.Project && r.SubjectKind == subject.Kind && r.SubjectId == subject.Id && r.Analyst == by.Analyst && r.Origin == request.Origin && r.HeldBy == request.HeldBy, cancel))
            return new Refused("You have read this already. Open your reading and change it.");
        if (request.Origin == RepresentationOrigin.Agreed && await db.Representations.AnyAsync(r => r.Project == by.Project && r.SubjectKind == subject.Kind && r.SubjectId == subject.Id && r.Origin == RepresentationOrigin.Agreed && r.HeldBy == request.HeldBy, cancel))
            return new Refused("This has been settled already. Take that back first to settle it otherwise.");
        var one = new Representation
        {
            Id = request.Id ?? RepresentationId.New(),
            Project = by.Project,
            SubjectKind = subject.Kind,
            SubjectId = subject.Id,
            Excerpt = excerpt,
            Source = source,
            Analyst = by.Analyst,
            MadeAt = now,
            HeldBy = request.HeldBy,
            HeldOn = request.HeldOn,
            Origin = request.Origin,
            Why = request.Why?.Trim() ?? "",
            Parties = string.Join(' ', (request.Parties ?? []).Distinct().Select(id => id.Value.ToString("D"))),
        };
        db.Add(one);
        foreach (var answer in (request.Answers ?? []).GroupBy(a => a.Field).Select(g => g.Last()))
            if (AnswerField.Write(db, one, null, answer, shelf) is { } wrong) return wrong;
        return one;
    }

    /// <summary>Puts answers into a representation that another module keeps in step with a record of its own, checked; the caller saves.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static async Task<Error?> KeepAnswersInStepAsync(this ThroughlineDb db, RepresentationId id, IReadOnlyList<FieldAnswer> answers, ListFrameworks.Shelf shelf, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(answers);
        // One that its analyst took away on the page of readings is not made anew behind their back.
        var one = db.Set<Representation>().Local.FirstOrDefault(r => r.Id == id) ?? await db.Representations.SingleOrDefaultAsync(r => r.Id == id, cancel);
        if (one is null) return null;
        var there = await db.FieldReadings.Where(f => f.Representation == id).ToListAsync(cancel);
        foreach (var answer in answers.GroupBy(a => a.Field).Select(g => g.Last()))
            if (AnswerField.Write(db, one, there.Find(f => f.Field == answer.Field) ?? db.Set<FieldReading>().Local.FirstOrDefault(f => f.Representation == id && f.Field == answer.Field), answer, shelf) is { } wrong) return wrong;
        return null;
    }

    /// <summary>Takes a representation away with its answers and ties, as part of a larger change; the caller saves.</summary>
    public static async Task RemoveRepresentationAsync(this ThroughlineDb db, RepresentationId id, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        db.RemoveRange(await db.RepresentationLinks.Where(l => l.From == id || l.To == id).ToListAsync(cancel));
        db.RemoveRange(await db.FieldReadings.Where(f => f.Representation == id).ToListAsync(cancel));
        db.RemoveRange(await db.Representations.Where(r => r.Id == id).ToListAsync(cancel));
    }

    private static async Task<Result<(NodeRef, ExcerptId?, SourceId?)>> SubjectAsync(ThroughlineDb db, Acting by, Request request, CancellationToken cancel)
    {
        if ((request.Subject is { Kind: "excerpt" } read ? new ExcerptId(read.Id) : request.Subject is not null ? request.Passage : null) is { } id)
        {
            var project = by.Project;
            var of = await (from e in db.Excerpts.AsNoTracking() join s in db.Sources on e.Source equals s.Id where e.Id == id && e.Project == project select new { e.Source, s.Title, s.BinnedAt }).SingleOrDefaultAsync(cancel);
            if (of is null) return new Missing("That passage is not here any more.");
            if (of.BinnedAt is not null) return new Refused($"\"{of.Title}\" is in the bin. Take it out before you read it.");
            return (request.Subject!.Value, id, of.Source);
        }
        if (request.Subject is { } other)
        {
            if (request.Source is { } from && !await db.Sources.AnyAsync(s => s.Id == from && s.Project == by.Project, cancel)) return new Missing("The source is not in this project any more.");
            return (other, null, request.Source);
        }
        if (request is not { Source: { } source, Span: { } span }) return new AnswerInvalid("Nothing is selected to read. Select some words first.");
        // Two readers of the same words read one passage, or their readings could not be compared. An excerpt's id tells nobody who else points at it.
        var current = await db.Sources.AsNoTracking().Where(s => s.Id == source && s.Project == by.Project && s.BinnedAt == null).Select(s => (RevisionId?)s.Current).SingleOrDefaultAsync(cancel);
        if (current is { } now && (request.Revision is null || request.Revision == now))
        {
            var same = await (from r in db.Representations.AsNoTracking() join e in db.Excerpts on r.Excerpt equals e.Id where e.Source == source && e.Revision == now && e.Start == span.Start && e.End == span.End orderby e.Id select (ExcerptId?)e.Id).FirstOrDefaultAsync(cancel);
            if (same is { } known) return (known.Node, known, source);
        }
        var added = await db.AddExcerptAsync(by.Project, source, request.Revision, span, cancel);
        return added.Succeeded ? (added.Value.Id.Node, added.Value.Id, source) : added.Error;
    }
}

/// <summary>Says whose view a reading is of and when it was held, accepts a suggestion, or takes a reading away.</summary>
public static class ChangeRepresentation
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        /// <param name="by">Who acts.</param>
        /// <param name="heldBy">A case; null for whoever the passage belongs to.</param>
        /// <param name="heldOn">A day; null for the source's own date.</param>
        public async Task<Result<Done>> HoldAsync(Acting by, RepresentationId id, CaseId? heldBy, DateOnly? heldOn, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var own = await AnswerField.FreeAsync(db, by, id, cancel);
            if (!own.Succeeded) return own.Error;
            if (heldBy is { } person && !await db.Cases.AnyAsync(c => c.Id == person && c.Project == by.Project, cancel)) return new Missing("That case is not in this project any more. Choose another.");
            (own.Value.HeldBy, own.Value.HeldOn) = (heldBy, heldOn);
            var saved = await log.SaveAsync(db, by, new(FramingActions.Held, id.Node, AnswerField.Details(own.Value, null)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        /// <summary>Makes a suggestion one's own reading: the suggestion goes, a reading with its answers comes.</summary>
        public async Task<Result<RepresentationId>> AcceptAsync(Acting by, RepresentationId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Representations.SingleOrDefaultAsync(r => r.Id == id && r.Project == by.Project && r.Origin == RepresentationOrigin.Suggestion, cancel) is not { } suggested)
                return new RepresentationMissing("That suggestion is not here any more.");
            if (await db.Representations.AnyAsync(r => r.Project == by.Project && r.SubjectKind == suggested.SubjectKind && r.SubjectId == suggested.SubjectId && r.Analyst == by.Analyst && r.Origin == RepresentationOrigin.Analyst, cancel))
                return new Refused("You have read this already. Take from the suggestion field by field.");
            var own = new Representation
            {
                Id = RepresentationId.New(),
                Project = by.Project,
                SubjectKind = suggested.SubjectKind,
                SubjectId = suggested.SubjectId,
                Excerpt = suggested.Excerpt,
                Source = suggested.Source,
                Analyst = by.Analyst,
                MadeAt = clock.GetUtcNow().UtcDateTime,
                HeldBy = suggested.HeldBy,
                HeldOn = suggested.HeldOn,
            };
            db.Add(own);
            foreach (var field in await db.FieldReadings.Where(f => f.Representation == id).ToListAsync(cancel))
            {
                db.Add(new FieldReading { Representation = own.Id, Field = field.Field, State = field.State, Terms = field.Terms, Words = field.Words, Note = field.Note, Analyst = by.Analyst, Source = own.Source });
                db.Remove(field);
            }
            db.Remove(suggested);
            var saved = await log.SaveAsync(db, by, new(FramingActions.SuggestionAccepted, own.Id.Node, AnswerField.Details(own, null)), cancel);
            return saved.Succeeded ? own.Id : saved.Error;
        }

        /// <summary>Takes a reading away, with its answers and its ties. Its passage stays: other work may rest on it.</summary>
        public async Task<Result<Done>> RemoveAsync(Acting by, RepresentationId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var one = await db.Representations.SingleOrDefaultAsync(r => r.Id == id && r.Project == by.Project, cancel);
            if (one is not { Origin: RepresentationOrigin.Suggestion })
            {
                var own = await AnswerField.FreeAsync(db, by, id, cancel);
                if (!own.Succeeded) return own.Error;
                one = own.Value;
            }
            return await TakeAwayAsync(db, by, one, cancel);
        }

        /// <summary>Takes back what was agreed on, whoever recorded it. The readings it came from stay.</summary>
        public async Task<Result<Done>> ReopenAsync(Acting by, RepresentationId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Representations.SingleOrDefaultAsync(r => r.Id == id && r.Project == by.Project && r.Origin == RepresentationOrigin.Agreed, cancel) is not { } one || (await Sight.OfAsync(db, by, cancel)).IsHidden(one))
                return new RepresentationMissing("Nothing agreed is here any more.");
            return await TakeAwayAsync(db, by, one, cancel);
        }

        private async Task<Result<Done>> TakeAwayAsync(ThroughlineDb db, Acting by, Representation one, CancellationToken cancel)
        {
            var id = one.Id;
            var links = await db.RepresentationLinks.Where(l => l.From == id || l.To == id).ToListAsync(cancel);
            if (links.Any(l => l.Analyst != by.Analyst)) return new Refused("Another analyst has tied a reading to this one. Ask them to take the tie away first.");
            db.RemoveRange(links);
            db.RemoveRange(await db.FieldReadings.Where(f => f.Representation == id).ToListAsync(cancel));
            db.Remove(one);
            var saved = await log.SaveAsync(db, by, new(FramingActions.Unread, id.Node, AnswerField.Details(one, null)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}
