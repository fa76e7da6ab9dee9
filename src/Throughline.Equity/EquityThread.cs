using Microsoft.EntityFrameworkCore;

namespace Throughline.Equity;

/// <summary>Data sets and figures on the thread.</summary>
internal sealed class EquityThread(IDbContextFactory<ThroughlineDb> contexts) : IThreadContributor
{
    public IReadOnlyCollection<string> Kinds { get; } = ["dataset", "figure", "sites"];

    public async Task<IReadOnlyList<ThreadNode>> DescribeAsync(Acting reader, IReadOnlyCollection<NodeRef> nodes, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var at = $"/p/{reader.Project.Value:D}/equity";
        var datasets = nodes.Where(n => n.Kind == "dataset").Select(n => new DatasetId(n.Id)).ToList();
        var figures = nodes.Where(n => n.Kind == "figure").Select(n => new FigureId(n.Id)).ToList();
        var found = new List<ThreadNode>();
        if (datasets.Count > 0)
            foreach (var d in await db.Datasets.AsNoTracking().Where(d => d.Project == reader.Project && datasets.Contains(d.Id)).ToListAsync(cancel))
                found.Add(new(d.Id.Node, $"Data set, {d.Rows:N0} {(d.Rows == 1 ? "row" : "rows")} of {d.FileName}", d.Name, $"{at}#d{d.Id.Value:D}"));
        if (figures.Count > 0)
            foreach (var f in await db.Figures.AsNoTracking().Where(f => f.Project == reader.Project && figures.Contains(f.Id)).ToListAsync(cancel))
                found.Add(new(f.Id.Node, "Figure", f.Name, $"{at}/{f.Id.Value:D}"));
        var choices = nodes.Where(n => n.Kind == "sites").Select(n => new SiteChoiceId(n.Id)).ToList();
        if (choices.Count > 0)
            foreach (var c in await db.SiteChoices.AsNoTracking().Where(c => c.Project == reader.Project && choices.Contains(c.Id)).ToListAsync(cancel))
                found.Add(new(c.Id.Node, "Choice of sites", c.Name, $"{at}/sites/{c.Id.Value:D}"));
        return found;
    }

    public async Task<IReadOnlyList<ThreadEdge>> TiesAsync(Acting reader, NodeRef node, CancellationToken cancel)
    {
        if (!Kinds.Contains(node.Kind)) return [];
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var figures = db.Figures.AsNoTracking().Where(f => f.Project == reader.Project);
        figures = node.Kind == "figure" ? figures.Where(f => f.Id == new FigureId(node.Id)) : figures.Where(f => f.Dataset == new DatasetId(node.Id));
        if (node.Kind != "figure")
        {
            var sites = db.SiteChoices.AsNoTracking().Where(c => c.Project == reader.Project);
            sites = node.Kind == "sites" ? sites.Where(c => c.Id == new SiteChoiceId(node.Id)) : sites.Where(c => c.Dataset == new DatasetId(node.Id));
            var chosen = (await sites.Select(c => new { c.Id, c.Dataset }).ToListAsync(cancel)).Select(c => new ThreadEdge(c.Id.Node, c.Dataset.Node, "is chosen from")).ToList();
            if (node.Kind == "sites") return chosen;
            return [.. (await figures.Select(f => new { f.Id, f.Dataset }).ToListAsync(cancel)).Select(f => new ThreadEdge(f.Id.Node, f.Dataset.Node, "is measured in")), .. chosen];
        }
        return [.. (await figures.Select(f => new { f.Id, f.Dataset }).ToListAsync(cancel)).Select(f => new ThreadEdge(f.Id.Node, f.Dataset.Node, "is measured in"))];
    }
}
