using Microsoft.EntityFrameworkCore;

namespace Throughline.Review;

/// <summary>Studies, their reports and searches on the thread.</summary>
internal sealed class ReviewThread(IDbContextFactory<ThroughlineDb> contexts) : IThreadContributor
{
    public IReadOnlyCollection<string> Kinds { get; } = ["study", "citation", "search-run", "target-paper", "exclusion-reason", "extraction-field"];

    public async Task<IReadOnlyList<ThreadNode>> DescribeAsync(Acting reader, IReadOnlyCollection<NodeRef> nodes, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = new List<ThreadNode>();
        var at = $"/p/{reader.Project.Value:D}/review";
        if (Of("study") is { Count: > 0 } studies)
        {
            var ids = studies.ConvertAll(id => new StudyId(id));
            found.AddRange((await db.Studies.AsNoTracking().Where(s => s.Project == reader.Project && ids.Contains(s.Id)).ToListAsync(cancel)).Select(s => new ThreadNode(s.Id.Node, s.WithdrawnWhy is null ? $"Study {s.Number}" : $"Study {s.Number}, withdrawn", s.Label, $"{at}#study-{s.Id.Value:D}")));
        }
        if (Of("citation") is { Count: > 0 } citations)
        {
            var ids = citations.ConvertAll(id => new CitationId(id));
            found.AddRange((await db.Citations.AsNoTracking().Where(c => c.Project == reader.Project && ids.Contains(c.Id)).Select(c => new { c.Id, c.Title, c.Year, c.Authors, c.Study }).ToListAsync(cancel)).Select(c => new ThreadNode(c.Id.Node, c.Study is null ? "Citation" : "Report of a study", Short(c.Title.Length > 0 ? c.Title : c.Authors.Replace('\n', ';')), $"{at}/citations?citation={c.Id.Value:D}", IsQuoted: true)));
        }
        if (Of("search-run") is { Count: > 0 } runs)
        {
            var ids = runs.ConvertAll(id => new SearchRunId(id));
            found.AddRange((await db.SearchRuns.AsNoTracking().Where(r => r.Project == reader.Project && ids.Contains(r.Id)).ToListAsync(cancel)).Select(r => new ThreadNode(r.Id.Node, "Search", r.RanOn is { } day ? $"{r.Database}, {day:d MMMM yyyy}" : r.Database, $"{at}/searches")));
        }
        if (Of("target-paper") is { Count: > 0 } papers)
        {
            var ids = papers.ConvertAll(id => new TargetPaperId(id));
            found.AddRange((await db.TargetPapers.AsNoTracking().Where(p => p.Project == reader.Project && ids.Contains(p.Id)).ToListAsync(cancel)).Select(p => new ThreadNode(p.Id.Node, "Target paper", Short(p.Title), $"{at}/searches")));
        }
        if (Of("exclusion-reason") is { Count: > 0 } reasons)
        {
            var ids = reasons.ConvertAll(id => new ExclusionReasonId(id));
            found.AddRange((await db.ExclusionReasons.AsNoTracking().Where(r => r.Project == reader.Project && ids.Contains(r.Id)).ToListAsync(cancel)).Select(r => new ThreadNode(r.Id.Node, "Reason to exclude", r.Text, $"{at}/citations")));
        }
        if (Of("extraction-field") is { Count: > 0 } fields)
        {
            var ids = fields.ConvertAll(id => new ExtractionFieldId(id));
            found.AddRange((await db.ExtractionFields.AsNoTracking().Where(f => f.Project == reader.Project && ids.Contains(f.Id)).ToListAsync(cancel)).Select(f => new ThreadNode(f.Id.Node, "Field of the extraction form", f.Name, at)));
        }
        return found;

        List<Guid> Of(string kind) => [.. nodes.Where(n => n.Kind == kind).Select(n => n.Id).Distinct()];
    }

    public async Task<IReadOnlyList<ThreadEdge>> TiesAsync(Acting reader, NodeRef node, CancellationToken cancel)
    {
        if (node.Kind is not ("study" or "citation" or "source")) return [];
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var ties = new List<ThreadEdge>();
        foreach (var c in await db.Citations.AsNoTracking().Where(c => c.Project == reader.Project && c.CopyOf == null && (node.Kind == "study" ? c.Study == new StudyId(node.Id) : node.Kind == "citation" ? c.Id == new CitationId(node.Id) : c.Source == new SourceId(node.Id))).Select(c => new { c.Id, c.Study, c.Source }).ToListAsync(cancel))
        {
            if (c.Study is { } study && node.Kind != "source") ties.Add(new(study.Node, c.Id.Node, "is told in"));
            if (c.Source is { } text && node.Kind != "study") ties.Add(new(c.Id.Node, text.Node, "has the full text"));
        }
        return ties;
    }

    private static string Short(string text) => text.Length <= 200 ? text : text[..197].TrimEnd() + "…";
}
