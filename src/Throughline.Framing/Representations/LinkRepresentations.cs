using Microsoft.EntityFrameworkCore;

namespace Throughline.Framing.Representations;

/// <summary>Says that one representation interprets or restates another, and what changed on the way.</summary>
public static class LinkRepresentations
{
    /// <param name="From">The one that came after: the leader's, the local plan's.</param>
    /// <param name="To">The one it interprets or restates.</param>
    /// <param name="Note">The analyst's remark.</param>
    public sealed record Request(RepresentationId From, RepresentationId To, RepresentationTie Tie, string? Note = null, RepresentationLinkId? Id = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<RepresentationLinkId>> AddAsync(Acting by, Request request, CancellationToken cancel)
        {
            if (request.From == request.To) return new Refused("A reading cannot be tied to itself. Choose another.");
            if (Typed.Check("The note", request.Note, AnswerField.MostNote) is { } unfit) return unfit;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (request.Id is { } sent && await db.RepresentationLinks.AnyAsync(l => l.Id == sent && l.Project == by.Project, cancel)) return sent;
            var sight = await Sight.OfAsync(db, by, cancel);
            var ends = await db.Representations.AsNoTracking().Where(r => r.Project == by.Project && (r.Id == request.From || r.Id == request.To)).ToListAsync(cancel);
            if (ends.Count(e => !sight.IsHidden(e) && e.Origin != RepresentationOrigin.Suggestion) < 2) return new RepresentationMissing("One of the two readings is not here any more, or is only a suggestion.");
            if (await db.RepresentationLinks.AnyAsync(l => (l.From == request.From && l.To == request.To) || (l.From == request.To && l.To == request.From), cancel)) return new Refused("These two readings are tied already.");
            var link = new RepresentationLink
            {
                Id = request.Id ?? RepresentationLinkId.New(),
                Project = by.Project,
                From = request.From,
                To = request.To,
                Tie = request.Tie,
                Note = request.Note?.Trim() ?? "",
                Analyst = by.Analyst,
                MadeAt = clock.GetUtcNow().UtcDateTime,
                Source = ends.Single(e => e.Id == request.From).Source,
            };
            db.Add(link);
            var saved = await log.SaveAsync(db, by, new(FramingActions.Linked, request.From.Node, Details(link)), cancel);
            return saved.Succeeded ? link.Id : saved.Error;
        }

        /// <summary>Puts the analyst's own list of shifts in the place of the computed one.</summary>
        /// <param name="shifts">Null goes back to what is computed.</param>
        public async Task<Result<Done>> AmendAsync(Acting by, RepresentationLinkId id, IReadOnlyCollection<Shift>? shifts, string? note, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var own = await OwnAsync(db, by, id, cancel);
            if (!own.Succeeded) return own.Error;
            own.Value.Amended = shifts is null ? null : string.Join(' ', shifts.Distinct().Order());
            own.Value.Note = note?.Trim() ?? "";
            if (Typed.Check("The note", note, AnswerField.MostNote) is { } unfit) return unfit;
            var saved = await log.SaveAsync(db, by, new(FramingActions.LinkAmended, own.Value.From.Node, Details(own.Value)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        public async Task<Result<Done>> RemoveAsync(Acting by, RepresentationLinkId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var own = await OwnAsync(db, by, id, cancel);
            if (!own.Succeeded) return own.Error;
            db.Remove(own.Value);
            var saved = await log.SaveAsync(db, by, new(FramingActions.Unlinked, own.Value.From.Node, Details(own.Value)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        private static async Task<Result<RepresentationLink>> OwnAsync(ThroughlineDb db, Acting by, RepresentationLinkId id, CancellationToken cancel)
        {
            if (await db.RepresentationLinks.SingleOrDefaultAsync(l => l.Id == id && l.Project == by.Project, cancel) is not { } link) return new RepresentationMissing("That tie is not here any more.");
            return link.Analyst == by.Analyst ? link : new Refused("Another analyst tied these readings. Only they change it.");
        }

        private static Dictionary<string, object?> Details(RepresentationLink link)
        {
            var details = new Dictionary<string, object?> { ["to"] = link.To.Value };
            if (link.Source is { } source) details["source"] = source.Value;
            return details;
        }
    }
}
