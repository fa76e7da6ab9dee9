using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>Sources, speakers, cases and excerpts on the thread.</summary>
internal sealed class SourceThread(IDbContextFactory<ThroughlineDb> contexts) : IThreadContributor
{
    public IReadOnlyCollection<string> Kinds { get; } = ["source", "case", "attribute", "excerpt", "project", "analyst"];

    public async Task<IReadOnlyList<ThreadNode>> DescribeAsync(Acting reader, IReadOnlyCollection<NodeRef> nodes, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var at = $"/p/{reader.Project.Value:D}";
        var found = new List<ThreadNode>();
        if (Ids("project") is { Count: > 0 }) found.AddRange((await db.Projects.AsNoTracking().Where(p => p.Id == reader.Project).ToListAsync(cancel)).Select(p => new ThreadNode(new("project", p.Id.Value), "Project", p.Title, at)));
        if (Ids("analyst") is { Count: > 0 }) found.AddRange((await db.Analysts.AsNoTracking().Where(a => a.Project == reader.Project).ToListAsync(cancel)).Select(a => new ThreadNode(new("analyst", a.Id.Value), "Analyst", a.Name, null)).Where(n => nodes.Contains(n.Node)));
        if (Ids("source") is { Count: > 0 } sources)
        {
            var ids = sources.ConvertAll(SourceId.From);
            foreach (var s in await db.Sources.AsNoTracking().Where(s => s.Project == reader.Project && ids.Contains(s.Id)).ToListAsync(cancel))
                found.Add(new(s.Id.Node, $"{s.Kind}, source {s.Number}", s.Title, $"{at}/coding/{s.Id.Value:D}"));
        }
        if (Ids("case") is { Count: > 0 } cases)
        {
            var ids = cases.ConvertAll(CaseId.From);
            foreach (var c in await db.Cases.AsNoTracking().Where(c => c.Project == reader.Project && ids.Contains(c.Id)).ToListAsync(cancel))
                found.Add(new(c.Id.Node, $"Case, {c.Kind.ToString().ToLowerInvariant()}", c.Name, $"{at}/cases/{c.Id.Value:D}"));
        }
        if (Ids("attribute") is { Count: > 0 } attributes)
        {
            var ids = attributes.ConvertAll(AttributeId.From);
            foreach (var a in await db.Attributes.AsNoTracking().Where(a => a.Project == reader.Project && ids.Contains(a.Id)).ToListAsync(cancel))
                found.Add(new(new("attribute", a.Id.Value), $"Attribute, {a.Type.ToString().ToLowerInvariant()}", a.Name, $"{at}/cases"));
        }
        if (Ids("excerpt") is { Count: > 0 } excerpts)
        {
            var ids = excerpts.ConvertAll(ExcerptId.From);
            var rows = await (from e in db.Excerpts.AsNoTracking()
                              join s in db.Sources.AsNoTracking() on e.Source equals s.Id
                              join r in db.Revisions.AsNoTracking() on e.Revision equals r.Id
                              where e.Project == reader.Project && ids.Contains(e.Id)
                              select new { e.Id, e.Start, e.End, Source = s.Id, s.Title, r.Number, r.Text }).ToListAsync(cancel);
            foreach (var e in rows)
                found.Add(new(e.Id.Node, $"Passage, in {e.Title}, revision {e.Number}", Quote(e.Text, new(e.Start, e.End)), $"{at}/coding/{e.Source.Value:D}#c{e.Start}", IsQuoted: true));
        }
        return found;

        List<Guid> Ids(string kind) => [.. nodes.Where(n => n.Kind == kind).Select(n => n.Id)];
    }

    public async Task<IReadOnlyList<ThreadEdge>> TiesAsync(Acting reader, NodeRef node, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        switch (node.Kind)
        {
            case "excerpt":
                var excerpt = new ExcerptId(node.Id);
                var own = await db.Excerpts.AsNoTracking().Where(e => e.Id == excerpt && e.Project == reader.Project).Select(e => (SourceId?)e.Source).SingleOrDefaultAsync(cancel);
                return own is { } source ? [new(node, source.Node, "is in")] : [];
            case "source":
                var id = new SourceId(node.Id);
                var cases = await db.CaseTies.AsNoTracking().Where(t => t.Source == id).Select(t => t.Case).Distinct().ToListAsync(cancel);
                return [.. cases.Select(c => new ThreadEdge(node, c.Node, "belongs to"))];
            case "case":
                var of = new CaseId(node.Id);
                var sources = await db.CaseTies.AsNoTracking().Where(t => t.Case == of).Select(t => t.Source).Distinct().ToListAsync(cancel);
                return [.. sources.Select(s => new ThreadEdge(s.Node, node, "belongs to"))];
            default:
                return [];
        }
    }

    /// <summary>The words of a span, cut at a word when long.</summary>
    private static string Quote(string text, TextSpan span)
    {
        var words = span.Of(text).Replace('\n', ' ');
        return Cut.To(words, 120);
    }
}
