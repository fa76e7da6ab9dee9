using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Coding;

/// <summary>Settles one difference between independent codings. The acting analyst's own codings become what was decided; the others' stay as they are.</summary>
public static class SettleDisagreement
{
    /// <param name="Start">The difference's span, as <see cref="ReadAgreement"/> gave it.</param>
    /// <param name="Adopted">Whose coding is adopted, for <see cref="SettledAs.One"/>.</param>
    public sealed record Request(SourceId Source, CodeId Code, int Start, int End, SettledAs As, AnalystId? Adopted = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ReadAgreement.Handler agreement)
    {
        public async Task<Result<SettlementId>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            var read = await agreement.RunAsync(by, request.Source, cancel);
            if (!read.Succeeded) return read.Error;
            if (read.Value.Differences.FirstOrDefault(d => d.Code == request.Code && d.Span.Start == request.Start && d.Span.End == request.End) is not { } difference) return new Missing("There is no such difference here any more. Open the page again.");
            if (!read.Value.SameText) return new Refused("The text has been corrected since it was coded. Settle this on the coding page, where the passages stand now.");
            if (difference.Settlements.Any(s => s.By == by.Analyst)) return new Refused("You have settled this already. Take that back first to settle it otherwise.");
            IReadOnlyList<TextSpan> wanted;
            switch (request.As)
            {
                case SettledAs.Neither:
                    wanted = [];
                    break;
                case SettledAs.Both:
                    wanted = [.. difference.Sides.SelectMany(s => s.Spans).Distinct()];
                    break;
                default:
                    if (difference.Sides.FirstOrDefault(s => s.Analyst == request.Adopted) is not { } side) return new Missing("Choose whose coding to adopt.");
                    wanted = side.Spans;
                    break;
            }

            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (wanted.Count > 0 && await db.WhyNotCodedAsync(by.Project, [request.Code], cancel) is { } refused) return refused;
            var me = by.Analyst;
            var own = await (from c in db.Codings
                             join e in db.Excerpts on c.Excerpt equals e.Id
                             where c.Source == request.Source && c.Code == request.Code && c.Analyst == me && !c.IsSuggestion && !e.IsLost && e.Start < request.End && e.End > request.Start
                             select new { Coding = c, e.Start, e.End }).ToListAsync(cancel);
            var gone = own.Where(o => !wanted.Contains(new(o.Start, o.End))).Select(o => o.Coding).ToList();
            await db.RemoveCodingsAsync(by.Project, gone, cancel);
            var now = clock.GetUtcNow().UtcDateTime;
            foreach (var span in wanted.Where(w => !own.Any(o => o.Start == w.Start && o.End == w.End)))
            {
                var excerpt = await db.AddExcerptAsync(by.Project, request.Source, null, span, cancel);
                if (!excerpt.Succeeded) return excerpt.Error;
                db.Add(new CodedPassage { Id = CodingId.New(), Project = by.Project, Code = request.Code, Excerpt = excerpt.Value.Id, Source = request.Source, Analyst = by.Analyst, At = now });
            }
            var settled = new Settlement
            {
                Id = SettlementId.New(),
                Project = by.Project,
                Source = request.Source,
                Code = request.Code,
                Start = request.Start,
                End = request.End,
                As = request.As,
                Adopted = request.As == SettledAs.One ? request.Adopted : null,
                Analyst = by.Analyst,
                At = now,
            };
            db.Add(settled);
            var saved = await log.SaveAsync(db, by, new(CodingActions.DisagreementSettled, request.Code.Node, new Dictionary<string, object?> { ["source"] = request.Source.Value, ["settlement"] = settled.Id.Value }), cancel);
            return saved.Succeeded ? settled.Id : saved.Error;
        }
    }
}
