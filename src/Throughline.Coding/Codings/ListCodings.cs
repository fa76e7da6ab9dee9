using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>The codings of one source that the reader may see.</summary>
public static class ListCodings
{
    public sealed record Row(CodingId Id, CodeId Code, ExcerptId Excerpt, int Start, int End, AnalystId Analyst, DateTime At, bool IsSuggestion, bool HasMemo);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>On the source's current revision, in order of place.</summary>
        public async Task<IReadOnlyList<Row>> RunAsync(Acting reader, SourceId source, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var hidden = await db.HiddenFromAsync(reader, "source", cancel);
            var rows = await (from c in db.Codings.AsNoTracking()
                              join e in db.Excerpts.AsNoTracking() on c.Excerpt equals e.Id
                              where c.Source == source && c.Project == reader.Project && !e.IsLost
                              orderby e.Start, e.End descending, c.Id
                              select new { c.Id, c.Code, c.Excerpt, e.Start, e.End, c.Analyst, c.At, c.IsSuggestion }).ToListAsync(cancel);
            var memos = (await db.Memos.AsNoTracking().Where(m => m.Project == reader.Project && m.OnKind == "coding" && m.Source == source).Select(m => m.OnId).ToListAsync(cancel)).ToHashSet();
            return [.. rows.Where(r => !hidden.IsHidden(source.Value, r.Analyst)).Select(r => new Row(r.Id, r.Code, r.Excerpt, r.Start, r.End, r.Analyst, r.At, r.IsSuggestion, memos.Contains(r.Id.Value)))];
        }
    }
}
