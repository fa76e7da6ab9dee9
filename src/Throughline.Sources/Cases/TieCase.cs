using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>Ties a case to what it owns: a whole source, a speaker in it, or one span of it.</summary>
public static class TieCase
{
    /// <param name="Speaker">One of the source's; null for the whole source or a span.</param>
    /// <param name="Span">On the source's current revision; null for the whole source or a speaker.</param>
    public sealed record Request(CaseId Case, SourceId Source, SpeakerId? Speaker = null, TextSpan? Span = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<CaseTieId>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (!await db.Cases.AnyAsync(c => c.Id == request.Case && c.Project == by.Project, cancel)) return new CaseMissing("That case is not here any more.");
            if (await db.Sources.AsNoTracking().Where(s => s.Id == request.Source && s.Project == by.Project).Select(s => new { s.Title, s.BinnedAt }).SingleOrDefaultAsync(cancel) is not { } source) return new SourceMissing("That source is not in this project any more.");
            if (source.BinnedAt is not null) return new Refused($"\"{source.Title}\" is in the bin. Take it out before you tie it to a case.");
            if (request.Speaker is { } speaker && !await db.Speakers.AnyAsync(s => s.Id == speaker && s.Source == request.Source, cancel)) return new SourceMissing("That speaker is not in the source any more. Open the page again.");
            var same = await db.CaseTies.AsNoTracking().Where(t => t.Case == request.Case && t.Source == request.Source && t.Speaker == request.Speaker && t.Excerpt == null).Select(t => (CaseTieId?)t.Id).FirstOrDefaultAsync(cancel);
            if (request.Span is null && same is { } already) return already;
            ExcerptId? excerpt = null;
            if (request.Span is { } span)
            {
                var added = await db.AddExcerptAsync(by.Project, request.Source, null, span, cancel);
                if (!added.Succeeded) return added.Error;
                excerpt = added.Value.Id;
            }
            var tie = new CaseTie { Id = CaseTieId.New(), Case = request.Case, Source = request.Source, Speaker = request.Span is null ? request.Speaker : null, Excerpt = excerpt };
            db.Add(tie);
            var saved = await log.SaveAsync(db, by, new(SourceActions.CaseTied, request.Case.Node, new Dictionary<string, object?> { ["source"] = request.Source.Value }), cancel);
            return saved.Succeeded ? tie.Id : saved.Error;
        }
    }
}

public static class UntieCase
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<Done>> RunAsync(Acting by, CaseTieId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var tie = await db.CaseTies.SingleOrDefaultAsync(t => t.Id == id, cancel);
            if (tie is not null && !await db.Cases.AnyAsync(c => c.Id == tie.Case && c.Project == by.Project, cancel)) tie = null;
            if (tie is null) return Done.Value;
            // The span's excerpt stays: something else may point at it, and an excerpt by itself counts for nothing.
            db.Remove(tie);
            var saved = await log.SaveAsync(db, by, new(SourceActions.CaseUntied, tie.Case.Node, new Dictionary<string, object?> { ["source"] = tie.Source.Value }), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}
