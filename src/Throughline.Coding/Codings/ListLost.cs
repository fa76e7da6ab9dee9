using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>Passages that a correction left without a place, with the codings that rest on them.</summary>
public static class ListLost
{
    public sealed record Coded(CodingId Id, string Code, string By, bool IsMine);

    /// <param name="Words">As they stand in the earlier text.</param>
    /// <param name="Revision">The earlier text's number.</param>
    /// <param name="Guess">Where in the current text it may belong; empty where nothing is near.</param>
    /// <param name="IsKept">Somebody decided to leave it on the earlier text.</param>
    /// <param name="Hidden">Codings on it that are another's independent work.</param>
    public sealed record Row(ExcerptId Excerpt, int Revision, string Words, string Guess, bool IsKept, IReadOnlyList<Coded> Codings, int Hidden);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>In order of place, those still to be decided first.</summary>
        public async Task<IReadOnlyList<Row>> RunAsync(Acting reader, SourceId source, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var lost = await (from e in db.Excerpts.AsNoTracking() join r in db.Revisions.AsNoTracking() on e.Revision equals r.Id where e.Source == source && e.Project == reader.Project && e.IsLost orderby e.IsKept, e.Start select new { e.Id, e.Start, e.End, e.IsKept, r.Number, r.Text }).ToListAsync(cancel);
            if (lost.Count == 0) return [];
            var current = await (from s in db.Sources join r in db.Revisions on s.Current equals r.Id where s.Id == source select r.Text).SingleAsync(cancel);
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var ids = lost.ConvertAll(l => l.Id);
            var codings = (await (from c in db.Codings.AsNoTracking() join k in db.Codes.AsNoTracking() on c.Code equals k.Id join a in db.Analysts.AsNoTracking() on c.Analyst equals a.Id where ids.Contains(c.Excerpt) select new { c.Id, c.Excerpt, k.Name, c.Analyst, By = a.Name }).ToListAsync(cancel)).ToLookup(c => c.Excerpt);
            var raw = ids.ConvertAll(id => id.Value);
            var memos = (await db.Memos.AsNoTracking().Where(m => m.OnKind == "excerpt" && raw.Contains(m.OnId)).Select(m => new { m.OnId, m.Analyst }).ToListAsync(cancel)).ToLookup(m => new ExcerptId(m.OnId), m => m.Analyst);
            var rows = new List<Row>();
            foreach (var one in lost)
            {
                var own = codings[one.Id].ToList();
                var seen = own.Where(c => !hidden.Hides(source, one.Id, c.Analyst)).ToList();
                // What only others may see of their independent work is not shown, not even its place.
                var whose = own.Select(c => c.Analyst).Concat(memos[one.Id]).ToList();
                if (whose.Count > 0 && whose.TrueForAll(who => hidden.Hides(source, one.Id, who))) continue;
                var guess = Text.Reanchor.Spans(one.Text, current, [new(one.Start, one.End)])[0].New;
                rows.Add(new(one.Id, one.Number, one.Text[one.Start..one.End], guess.Of(current), one.IsKept, [.. seen.Select(c => new Coded(c.Id, c.Name, c.By, c.Analyst == reader.Analyst))], own.Count - seen.Count));
            }
            return rows;
        }
    }
}
