using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Coding;

/// <summary>The suggestions that wait for a decision.</summary>
public static class ListSuggestions
{
    /// <param name="Query">The search that proposed it.</param>
    /// <param name="Words">The words it stands on.</param>
    /// <param name="AskedBy">Whose search it was.</param>
    public sealed record Row(CodingId Id, CodeId Code, string CodeName, int Colour, string Query, SourceId Source, int SourceNumber, string SourceTitle, TextSpan Span, string Words, AnalystId AskedBy, string AskedByName);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>In order of source and place; those hidden from the reader, or in sources in the bin, left out.</summary>
        public async Task<IReadOnlyList<Row>> RunAsync(Acting reader, CodeId? code, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var waiting = hidden.Without(db.Codings.AsNoTracking().Where(c => c.Project == reader.Project && c.IsSuggestion && (code == null || c.Code == code)), c => c.Source, c => c.Excerpt, c => c.Analyst);
            var rows = await (from c in waiting
                              join e in db.Excerpts.AsNoTracking() on c.Excerpt equals e.Id
                              join s in db.Sources.AsNoTracking() on c.Source equals s.Id
                              join k in db.Codes.AsNoTracking() on c.Code equals k.Id
                              join a in db.Analysts.AsNoTracking() on c.Analyst equals a.Id
                              where s.BinnedAt == null && !e.IsLost
                              orderby s.Number, e.Start, e.End, c.Id
                              select new { c.Id, c.Code, Name = k.Name, k.Colour, c.SuggestedBy, Source = s.Id, s.Number, s.Title, e.Revision, e.Start, e.End, c.Analyst, By = a.Name }).ToListAsync(cancel);
            var found = new List<Row>(rows.Count);
            foreach (var group in rows.GroupBy(r => r.Revision))
            {
                var text = await db.Revisions.AsNoTracking().Where(r => r.Id == group.Key).Select(r => r.Text).SingleAsync(cancel);
                found.AddRange(group.Select(r => new Row(r.Id, r.Code, r.Name, r.Colour, r.SuggestedBy, r.Source, r.Number, r.Title, new(r.Start, r.End), text[r.Start..r.End], r.Analyst, r.By)));
            }
            return found;
        }
    }
}

/// <summary>Decides on suggestions, singly or many at once. Accepting makes the analyst the coding's author; dismissing takes the suggestion away. Both can be undone.</summary>
public static class DecideSuggestions
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        /// <returns>How many were accepted; those decided meanwhile are passed over.</returns>
        public async Task<Result<int>> AcceptAsync(Acting by, IReadOnlyList<CodingId> ids, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var waiting = await WaitingAsync(db, by, ids, cancel);
            if (waiting.Count == 0) return 0;
            if (await db.WhyNotCodedAsync(by.Project, [.. waiting.Select(c => c.Code).Distinct()], cancel) is { } refused) return refused;
            var now = clock.GetUtcNow().UtcDateTime;
            foreach (var coding in waiting)
            {
                var entry = db.Entry(coding);
                coding.IsSuggestion = false;
                // The query stays with it: how the passage was found is part of its record.
                entry.Property(c => c.Analyst).CurrentValue = by.Analyst;
                entry.Property(c => c.At).CurrentValue = now;
            }
            var saved = await log.SaveAsync(db, by, new(AskingActions.Accepted, waiting[0].Code.Node, Details(waiting)), cancel);
            return saved.Succeeded ? waiting.Count : saved.Error;
        }

        /// <returns>How many were dismissed.</returns>
        public async Task<Result<int>> DismissAsync(Acting by, IReadOnlyList<CodingId> ids, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var waiting = await WaitingAsync(db, by, ids, cancel);
            if (waiting.Count == 0) return 0;
            db.RemoveRange(waiting);
            // An excerpt made for the suggestion goes with it, unless something else has come to rest on it.
            await db.RemoveUnusedAsync(by.Project, [.. waiting.Select(c => c.Excerpt)], cancel);
            var saved = await log.SaveAsync(db, by, new(AskingActions.Dismissed, waiting[0].Code.Node, Details(waiting)), cancel);
            return saved.Succeeded ? waiting.Count : saved.Error;
        }

        private static async Task<List<CodedPassage>> WaitingAsync(ThroughlineDb db, Acting by, IReadOnlyList<CodingId> ids, CancellationToken cancel)
        {
            var hidden = await db.HiddenFromAsync(by, cancel);
            var found = new List<CodedPassage>(ids.Count);
            foreach (var some in ids.Distinct().Chunk(500)) found.AddRange(await db.Codings.Where(c => c.Project == by.Project && c.IsSuggestion && some.Contains(c.Id)).ToListAsync(cancel));
            return [.. found.Where(c => !hidden.Hides(c))];
        }

        private static Dictionary<string, object?> Details(List<CodedPassage> codings)
        {
            var details = new Dictionary<string, object?> { ["suggestions"] = codings.Count };
            var sources = codings.Select(c => c.Source).Distinct().ToList();
            if (sources.Count == 1) details["source"] = sources[0].Value;
            return details;
        }
    }
}
