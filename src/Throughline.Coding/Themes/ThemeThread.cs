using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Coding;

/// <summary>Themes and quotations on the thread.</summary>
internal sealed class ThemeThread(IDbContextFactory<ThroughlineDb> contexts) : IThreadContributor
{
    public IReadOnlyCollection<string> Kinds { get; } = ["theme", "quotation"];

    public async Task<IReadOnlyList<ThreadNode>> DescribeAsync(Acting reader, IReadOnlyCollection<NodeRef> nodes, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = new List<ThreadNode>();
        var at = $"/p/{reader.Project.Value:D}";
        var themeIds = nodes.Where(n => n.Kind == "theme").Select(n => new ThemeId(n.Id)).ToList();
        if (themeIds.Count > 0)
        {
            var themes = await db.Themes.AsNoTracking().Where(t => t.Project == reader.Project && themeIds.Contains(t.Id)).ToListAsync(cancel);
            found.AddRange(themes.Select(t => new ThreadNode(t.Id.Node, "Theme, in the report", t.Name, $"{at}/report?theme={t.Id.Value:D}")));
        }
        var quotationIds = nodes.Where(n => n.Kind == "quotation").Select(n => new QuotationId(n.Id)).ToList();
        if (quotationIds.Count > 0)
        {
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var rows = await (from q in hidden.Without(db.Quotations.AsNoTracking().Where(q => q.Project == reader.Project && quotationIds.Contains(q.Id)), q => q.Source, q => q.Excerpt, q => q.Analyst)
                              join e in db.Excerpts.AsNoTracking() on q.Excerpt equals e.Id
                              join s in db.Sources.AsNoTracking() on q.Source equals s.Id
                              join r in db.Revisions.AsNoTracking() on e.Revision equals r.Id
                              where s.BinnedAt == null
                              select new { q.Id, q.Edited, e.Start, e.End, s.Title, r.Text }).ToListAsync(cancel);
            foreach (var q in rows)
            {
                var words = q.Edited ?? PrintedWords.Collapsed(q.Text[q.Start..q.End]);
                found.Add(new(q.Id.Node, $"Quotation, from {q.Title}", Cut.To(words, 120), $"{at}/report?quotation={q.Id.Value:D}", IsQuoted: true));
            }
        }
        return found;
    }

    public async Task<IReadOnlyList<ThreadEdge>> TiesAsync(Acting reader, NodeRef node, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var hidden = await db.HiddenFromAsync(reader, cancel);
        var quotations = hidden.Without(db.Quotations.AsNoTracking().Where(q => q.Project == reader.Project), q => q.Source, q => q.Excerpt, q => q.Analyst);
        var passages = hidden.Without(db.ThemePassages.AsNoTracking(), p => p.Source, p => p.Excerpt, p => p.Analyst);
        var ties = new List<ThreadEdge>();
        switch (node.Kind)
        {
            case "quotation":
                var quotation = new QuotationId(node.Id);
                foreach (var q in await quotations.Where(q => q.Id == quotation).ToListAsync(cancel))
                {
                    ties.Add(new(node, q.Excerpt.Node, "quotes"));
                    if (q.Theme is { } under) ties.Add(new(under.Node, node, "is shown by"));
                }
                break;
            case "theme":
                var theme = new ThemeId(node.Id);
                if (!await db.Themes.AnyAsync(t => t.Id == theme && t.Project == reader.Project, cancel)) break;
                foreach (var code in await db.ThemeCodes.AsNoTracking().Where(c => c.Theme == theme).Select(c => c.Code).ToListAsync(cancel)) ties.Add(new(node, code.Node, "gathers"));
                foreach (var excerpt in await passages.Where(p => p.Theme == theme).Select(p => p.Excerpt).ToListAsync(cancel)) ties.Add(new(node, excerpt.Node, "gathers"));
                foreach (var q in await quotations.Where(q => q.Theme == theme).OrderBy(q => q.Order).Select(q => q.Id).ToListAsync(cancel)) ties.Add(new(node, q.Node, "is shown by"));
                break;
            case "code":
                var of = new CodeId(node.Id);
                foreach (var gathering in await (from c in db.ThemeCodes join t in db.Themes on c.Theme equals t.Id where c.Code == of && t.Project == reader.Project select t.Id).ToListAsync(cancel)) ties.Add(new(gathering.Node, node, "gathers"));
                break;
            case "excerpt":
                var words = new ExcerptId(node.Id);
                foreach (var q in await quotations.Where(q => q.Excerpt == words).Select(q => q.Id).ToListAsync(cancel)) ties.Add(new(q.Node, node, "quotes"));
                foreach (var gathering in await (from p in passages join t in db.Themes on p.Theme equals t.Id where p.Excerpt == words && t.Project == reader.Project select t.Id).ToListAsync(cancel)) ties.Add(new(gathering.Node, node, "gathers"));
                break;
        }
        return ties;
    }
}
