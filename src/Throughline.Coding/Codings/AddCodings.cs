using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Coding;

/// <summary>Puts one or several codes on a span of a source. Sending the same ids again changes nothing.</summary>
public static class AddCodings
{
    public sealed record One(CodeId Code, CodingId Id);

    /// <param name="Revision">The revision the reader saw.</param>
    public sealed record Request(SourceId Source, RevisionId? Revision, TextSpan Span, IReadOnlyList<One> Codes);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        /// <returns>The log entry's number; 0 when everything was there already.</returns>
        public async Task<Result<long>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            if (request.Codes.Count == 0) return new CodeMissing("Choose a code.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var ids = request.Codes.Select(c => c.Id).ToList();
            var there = await db.Codings.AsNoTracking().Where(c => c.Project == by.Project && ids.Contains(c.Id)).Select(c => c.Id).ToListAsync(cancel);
            var wanted = request.Codes.Where(c => !there.Contains(c.Id)).DistinctBy(c => c.Code).ToList();
            if (wanted.Count == 0) return 0L;
            if (await db.WhyNotCodedAsync(by.Project, [.. wanted.Select(c => c.Code)], cancel) is { } refused) return refused;
            var now = clock.GetUtcNow().UtcDateTime;
            var excerpt = await db.AddExcerptAsync(by.Project, request.Source, request.Revision, request.Span, cancel);
            if (!excerpt.Succeeded) return excerpt.Error;
            foreach (var one in wanted)
                db.Add(new CodedPassage { Id = one.Id, Project = by.Project, Code = one.Code, Excerpt = excerpt.Value.Id, Source = request.Source, Analyst = by.Analyst, At = now });
            var saved = await log.SaveAsync(db, by, new(CodingActions.Coded, wanted[0].Code.Node, new Dictionary<string, object?> { ["source"] = request.Source.Value, ["codings"] = wanted.Select(w => w.Id.Value).ToArray() }), cancel);
            // The same ids sent twice at once: the other one made them in this very moment.
            if (saved is { Succeeded: false, Error: Refused and not StorageBusy } && await AllThereAsync(by, [.. wanted.Select(w => w.Id)], cancel)) return 0L;
            return saved;
        }

        private async Task<bool> AllThereAsync(Acting by, List<CodingId> ids, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await db.Codings.CountAsync(c => c.Project == by.Project && ids.Contains(c.Id), cancel) == ids.Count;
        }
    }
}
