using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Coding;

/// <summary>The codings of one source that the reader may see.</summary>
public static class ListCodings
{
    public sealed record Row(CodingId Id, CodeId Code, ExcerptId Excerpt, int Start, int End, AnalystId Analyst, DateTime At, bool IsSuggestion, bool HasMemo);

    /// <summary>A passage with a memo of its own, coded or not.</summary>
    /// <param name="Analyst">The reader where one of its memos is theirs, else who wrote the first.</param>
    /// <param name="At">When that memo was written.</param>
    /// <param name="Text">The beginning of that memo.</param>
    /// <param name="Memos">How many memos on the passage the reader may see.</param>
    public sealed record Noted(ExcerptId Excerpt, int Start, int End, AnalystId Analyst, DateTime At, string Text, int Memos);

    /// <param name="Seq">The log's end when the codings were read; ask for what changed since with it.</param>
    /// <param name="Removed">Codings that are gone since; null when all codings are listed.</param>
    /// <param name="Noted">Always all of them, in order of place.</param>
    public sealed record Answer(long Seq, IReadOnlyList<Row> Codings, IReadOnlyList<CodingId>? Removed, IReadOnlyList<Noted> Noted);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>Only what changed after an entry of the log; everything where the text or more than a few hundred things changed, or a memo was removed.</summary>
        public async Task<Answer> SinceAsync(Acting reader, SourceId source, long? since, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var seq = await db.Set<LogHead>().AsNoTracking().Where(h => h.Project == reader.Project).Select(h => h.Seq).SingleOrDefaultAsync(cancel);
            if (since is { } from && from <= seq && !await MayHaveOpenedAsync(db, reader, source, from, cancel))
            {
                var of = source.Value;
                // How much a colleague does whose work is closed is told by no id either.
                var closed = hidden.On(of).ToList();
                var touched = await (from v in db.Set<LogValue>().AsNoTracking()
                                     join e in db.Set<LogEntry>() on new { v.Project, v.Seq } equals new { e.Project, e.Seq }
                                     where v.Project == reader.Project && v.Seq > @from && v.Source == of
                                         && !(closed.Contains(e.Analyst) && (v.Table == "coding_coding" || v.Table == "source_excerpt" || v.Table == "coding_memo"))
                                     select new { v.Table, v.Key }).Distinct().OrderBy(v => v.Table).ThenBy(v => v.Key).Take(501).ToListAsync(cancel);
                if (touched.Count <= 500 && touched.All(t => t.Table is "coding_coding" or "source_excerpt" or "coding_memo"))
                {
                    var codings = touched.Where(t => t.Table == "coding_coding").Select(t => new CodingId(KeyOf(t.Key))).ToHashSet();
                    var excerpts = touched.Where(t => t.Table == "source_excerpt").Select(t => new ExcerptId(KeyOf(t.Key))).ToList();
                    if (excerpts.Count > 0) codings.UnionWith(await db.Codings.AsNoTracking().Where(c => excerpts.Contains(c.Excerpt)).Select(c => c.Id).ToListAsync(cancel));
                    // A memo marks the coding it is on. What a memo was on that is gone cannot be asked any more.
                    var memos = touched.Where(t => t.Table == "coding_memo").Select(t => new MemoId(KeyOf(t.Key))).ToList();
                    var marked = memos.Count == 0 ? [] : await db.Memos.AsNoTracking().Where(m => memos.Contains(m.Id)).Select(m => new { m.OnKind, m.OnId }).ToListAsync(cancel);
                    if (marked.Count < memos.Count) return new(seq, await ReadAsync(db, reader, hidden, source, null, cancel), null, await NotedAsync(db, reader, hidden, source, cancel));
                    codings.UnionWith(marked.Where(m => m.OnKind == "coding").Select(m => new CodingId(m.OnId)));
                    var rows = codings.Count == 0 ? [] : await ReadAsync(db, reader, hidden, source, codings, cancel);
                    codings.ExceptWith(rows.Select(r => r.Id));
                    if (!hidden.Nothing && codings.Count > 0) await TakeOutClosedAsync(db, reader, hidden, codings, from, [.. touched.Where(t => t.Table == "coding_coding").Select(t => t.Key)], cancel);
                    return new(seq, rows, [.. codings], await NotedAsync(db, reader, hidden, source, cancel));
                }
            }
            return new(seq, await ReadAsync(db, reader, hidden, source, null, cancel), null, await NotedAsync(db, reader, hidden, source, cancel));
        }

        /// <summary>Whether a passage of the source that was given out by itself may have been opened, or closed, since: what others put on it was not changed by that, and is in no entry.</summary>
        private static async Task<bool> MayHaveOpenedAsync(ThroughlineDb db, Acting reader, SourceId source, long since, CancellationToken cancel)
        {
            if (!await db.Set<LogValue>().AsNoTracking().AnyAsync(v => v.Project == reader.Project && v.Seq > since && v.Table == "project_assignment", cancel)) return false;
            var given = (await db.Set<Assignment>().AsNoTracking().Where(a => a.Project == reader.Project && a.SubjectKind == "excerpt").Select(a => a.SubjectId).Distinct().ToListAsync(cancel)).ConvertAll(ExcerptId.From);
            return given.Count > 0 && await db.Excerpts.AsNoTracking().AnyAsync(e => e.Source == source && EF.Parameter(given).Contains(e.Id), cancel);
        }

        /// <summary>Leaves out of what is gone what the reader never saw: codings that are there and closed (a pack that the reader merged brings such in too), and those taken away that rested on a closed passage.</summary>
        private static async Task TakeOutClosedAsync(ThroughlineDb db, Acting reader, Hidden hidden, HashSet<CodingId> gone, long since, List<string> keys, CancellationToken cancel)
        {
            gone.ExceptWith((await db.Codings.AsNoTracking().Where(c => gone.Contains(c.Id)).ToListAsync(cancel)).Where(hidden.Hides).Select(c => c.Id));
            var type = db.Model.FindEntityType(typeof(CodedPassage))!;
            var before = await db.Set<LogValue>().AsNoTracking().Where(v => v.Project == reader.Project && v.Seq > since && v.Table == "coding_coding" && keys.Contains(v.Key) && v.Operation == RowOperation.Removed && v.Before != null).Select(v => v.Before!).ToListAsync(cancel);
            gone.ExceptWith(before.Select(image => (CodedPassage)ProjectRows.FromImage(type, image)).Where(hidden.Hides).Select(c => c.Id));
        }

        private static async Task<IReadOnlyList<Noted>> NotedAsync(ThroughlineDb db, Acting reader, Hidden hidden, SourceId source, CancellationToken cancel)
        {
            var memos = await db.Memos.AsNoTracking().Where(m => m.Project == reader.Project && m.OnKind == "excerpt" && m.Source == source).OrderBy(m => m.At).ToListAsync(cancel);
            if (memos.Count == 0) return [];
            var seen = memos.Where(m => !hidden.Hides(m)).ToLookup(m => new ExcerptId(m.OnId));
            var ids = seen.Select(g => g.Key).ToList();
            var places = await db.Excerpts.AsNoTracking().Where(e => ids.Contains(e.Id) && !e.IsLost).OrderBy(e => e.Start).ThenByDescending(e => e.End).Select(e => new { e.Id, e.Start, e.End }).ToListAsync(cancel);
            return [.. from e in places
                       let memo = seen[e.Id].FirstOrDefault(m => m.Analyst == reader.Analyst) ?? seen[e.Id].First()
                       select new Noted(e.Id, e.Start, e.End, memo.Analyst, memo.At, Cut.To(memo.Text, 120), seen[e.Id].Count())];
        }

        private static Guid KeyOf(string key) => System.Text.Json.JsonSerializer.Deserialize<Guid[]>(key)![0];

        /// <summary>On the source's current revision, in order of place.</summary>
        public async Task<IReadOnlyList<Row>> RunAsync(Acting reader, SourceId source, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await ReadAsync(db, reader, await db.HiddenFromAsync(reader, cancel), source, null, cancel);
        }

        /// <summary>These, of whichever source; those that are not there, or closed to the reader, are passed over.</summary>
        public async Task<IReadOnlyList<Row>> OfAsync(Acting reader, IReadOnlyCollection<CodingId> ids, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var rows = new List<Row>(ids.Count);
            var hidden = await db.HiddenFromAsync(reader, cancel);
            foreach (var source in await db.Codings.AsNoTracking().Where(c => c.Project == reader.Project && ids.Contains(c.Id)).Select(c => c.Source).Distinct().ToListAsync(cancel))
                rows.AddRange(await ReadAsync(db, reader, hidden, source, ids, cancel));
            return rows;
        }

        private static async Task<IReadOnlyList<Row>> ReadAsync(ThroughlineDb db, Acting reader, Hidden hidden, SourceId source, IReadOnlyCollection<CodingId>? only, CancellationToken cancel)
        {
            var codings = db.Codings.AsNoTracking();
            if (only is not null) codings = codings.Where(c => only.Contains(c.Id));
            var rows = await (from c in codings
                              join e in db.Excerpts.AsNoTracking() on c.Excerpt equals e.Id
                              where c.Source == source && c.Project == reader.Project && !e.IsLost
                              orderby e.Start, e.End descending, c.Id
                              select new { c.Id, c.Code, c.Excerpt, e.Start, e.End, c.Analyst, c.At, c.IsSuggestion }).ToListAsync(cancel);
            var memos = (await db.Memos.AsNoTracking().Where(m => m.Project == reader.Project && m.OnKind == "coding" && m.Source == source).Select(m => new { m.OnId, m.Analyst }).ToListAsync(cancel)).ToLookup(m => m.OnId, m => m.Analyst);
            return [.. rows.Where(r => !hidden.Hides(source, r.Excerpt, r.Analyst)).Select(r => new Row(r.Id, r.Code, r.Excerpt, r.Start, r.End, r.Analyst, r.At, r.IsSuggestion, memos[r.Id.Value].Any(by => !hidden.Hides(source, r.Excerpt, by))))];
        }
    }
}
