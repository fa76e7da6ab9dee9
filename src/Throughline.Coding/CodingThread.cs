using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Coding;

/// <summary>Codes, codings and memos on the thread.</summary>
internal sealed class CodingThread(IDbContextFactory<ThroughlineDb> contexts) : IThreadContributor
{
    public IReadOnlyCollection<string> Kinds { get; } = ["code", "coding", "memo"];

    public async Task<IReadOnlyList<ThreadNode>> DescribeAsync(Acting reader, IReadOnlyCollection<NodeRef> nodes, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var hidden = await db.HiddenFromAsync(reader, cancel);
        var at = $"/p/{reader.Project.Value:D}";
        var found = new List<ThreadNode>();
        if (Ids("code") is { Count: > 0 } codeIds)
        {
            var ids = codeIds.ConvertAll(CodeId.From);
            var codes = await db.Codes.AsNoTracking().Where(c => c.Project == reader.Project && ids.Contains(c.Id)).ToListAsync(cancel);
            var counts = await CountPassages.OfAsync(db, reader, ids, cancel);
            foreach (var c in codes)
            {
                var (passages, sources) = counts.TryGetValue(c.Id, out var n) ? (n.Passages, n.Sources) : (0, 0);
                found.Add(new(c.Id.Node, $"Code, {Count(passages, "passage")} in {Count(sources, "source")}", c.Name, $"{at}/codes/{c.Id.Value:D}"));
            }
        }
        if (Ids("coding") is { Count: > 0 } codingIds)
        {
            var ids = codingIds.ConvertAll(CodingId.From);
            var rows = await (from c in db.Codings.AsNoTracking()
                              join k in db.Codes.AsNoTracking() on c.Code equals k.Id
                              join a in db.Analysts.AsNoTracking() on c.Analyst equals a.Id
                              join e in db.Excerpts.AsNoTracking() on c.Excerpt equals e.Id
                              where c.Project == reader.Project && ids.Contains(c.Id)
                              select new { c.Id, c.Source, c.Excerpt, c.Analyst, Code = k.Name, By = a.Name, e.Start }).ToListAsync(cancel);
            foreach (var c in rows.Where(c => !hidden.Hides(c.Source, c.Excerpt, c.Analyst)))
                found.Add(new(c.Id.Node, $"Coding, by {c.By}", c.Code, $"{at}/coding/{c.Source.Value:D}#c{c.Start}"));
        }
        if (Ids("memo") is { Count: > 0 } memoIds)
        {
            var ids = memoIds.ConvertAll(MemoId.From);
            var rows = await (from m in db.Memos.AsNoTracking() join a in db.Analysts on m.Analyst equals a.Id where m.Project == reader.Project && ids.Contains(m.Id) select new { Memo = m, a.Name }).ToListAsync(cancel);
            var closed = await db.ClosedAmongAsync(hidden, rows.ConvertAll(m => m.Memo), cancel);
            foreach (var m in rows.Where(m => !closed.Contains(m.Memo.Id)))
                found.Add(new(m.Memo.Id.Node, $"Memo, by {m.Name}", Cut.To(m.Memo.Text, 120), $"{at}/memos?memo={m.Memo.Id.Value:D}", IsQuoted: true));
        }
        return found;

        List<Guid> Ids(string kind) => [.. nodes.Where(n => n.Kind == kind).Select(n => n.Id)];
    }

    public async Task<IReadOnlyList<ThreadEdge>> TiesAsync(Acting reader, NodeRef node, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var hidden = await db.HiddenFromAsync(reader, cancel);
        var codings = hidden.Without(db.Codings.AsNoTracking().Where(c => c.Project == reader.Project && !c.IsSuggestion), c => c.Source, c => c.Excerpt, c => c.Analyst);
        var ties = new List<ThreadEdge>();
        switch (node.Kind)
        {
            case "coding":
                var one = new CodingId(node.Id);
                foreach (var c in await codings.Where(c => c.Id == one).ToListAsync(cancel)) ties.AddRange([new(node, c.Excerpt.Node, "codes"), new(c.Code.Node, node, "is made of")]);
                break;
            case "excerpt":
                var excerpt = new ExcerptId(node.Id);
                foreach (var code in await codings.Where(c => c.Excerpt == excerpt).Select(c => c.Code).Distinct().ToListAsync(cancel)) ties.Add(new(code.Node, node, "is made of"));
                break;
            case "code":
                var of = new CodeId(node.Id);
                foreach (var e in await codings.Where(c => c.Code == of).Select(c => c.Excerpt).Distinct().OrderBy(e => e).Take(200).ToListAsync(cancel)) ties.Add(new(node, e.Node, "is made of"));
                break;
            case "source":
                // By the codings that the reader may see: an excerpt alone would tell where another has coded.
                var within = new SourceId(node.Id);
                var spans = from c in codings join e in db.Excerpts on c.Excerpt equals e.Id where c.Source == within && !e.IsLost orderby e.Start, e.End select e.Id;
                foreach (var e in (await spans.Take(1000).ToListAsync(cancel)).Distinct().Take(200)) ties.Add(new(e.Node, node, "is in"));
                break;
            case "memo":
                var memo = new MemoId(node.Id);
                foreach (var m in await SeenAsync(db.Memos.Where(m => m.Id == memo))) ties.Add(new(node, new(m.OnKind, m.OnId), "is on"));
                return ties;
        }
        foreach (var m in await SeenAsync(db.Memos.Where(m => m.OnKind == node.Kind && m.OnId == node.Id))) ties.Add(new(m.Id.Node, node, "is on"));
        return ties;

        async Task<IEnumerable<Memo>> SeenAsync(IQueryable<Memo> memos)
        {
            var found = await memos.AsNoTracking().Where(m => m.Project == reader.Project).ToListAsync(cancel);
            var closed = await db.ClosedAmongAsync(hidden, found, cancel);
            return found.Where(m => !closed.Contains(m.Id));
        }
    }

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number.ToString("N0", System.Globalization.CultureInfo.GetCultureInfo("en-GB"))} {what}s";
}
