using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Text;

namespace Throughline.Review;

/// <summary>Studies, their reports and searches on the thread.</summary>
internal sealed class ReviewThread(IDbContextFactory<ThroughlineDb> contexts, ListFrameworks.Handler frameworks) : IThreadContributor
{
    public IReadOnlyCollection<string> Kinds { get; } = ["study", "citation", "search-run", "target-paper", "exclusion-reason", "extraction-field", "extraction-value", "appraisal"];

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
            found.AddRange((await db.SearchRuns.AsNoTracking().Where(r => r.Project == reader.Project && ids.Contains(r.Id)).ToListAsync(cancel)).Select(r => new ThreadNode(r.Id.Node, "Search", r.RanOn is { } day ? string.Create(CultureInfo.GetCultureInfo("en-GB"), $"{r.Database}, {day:d MMMM yyyy}") : r.Database, $"{at}/searches")));
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
        if (Of("extraction-value") is { Count: > 0 } values)
        {
            var ids = values.ConvertAll(id => new ExtractionValueId(id));
            found.AddRange((await (from v in db.ExtractionValues.AsNoTracking() join f in db.ExtractionFields on v.Field equals f.Id join s in db.Studies on v.Study equals s.Id where v.Project == reader.Project && ids.Contains(v.Id) select new { v.Id, v.Value, f.Name, s.Number, s.Label }).ToListAsync(cancel))
                .Select(v => new ThreadNode(v.Id.Node, $"{v.Name}, extracted from study {v.Number}, {v.Label}", Short(v.Value.Replace('\n', ';')), $"{at}?value={v.Id.Value:D}#value-{v.Id.Value:D}")));
        }
        if (Of("appraisal") is { Count: > 0 } appraisals)
        {
            var wanted = appraisals.ToHashSet();
            var lists = (await frameworks.RunAsync(reader.Project, cancel)).All.Where(r => r.Framework.Kind == FrameworkKind.Checklist).Select(r => r.Framework).ToList();
            foreach (var study in await db.Studies.AsNoTracking().Where(s => s.Project == reader.Project).Select(s => new { s.Id, s.Number, s.Label }).ToListAsync(cancel))
                found.AddRange(lists.Where(l => wanted.Contains(AppraisalId.Of(study.Id, l.Id).Value)).Select(l => new ThreadNode(AppraisalId.Of(study.Id, l.Id).Node, $"Appraisal of study {study.Number}, {study.Label}", l.Title, $"{at}/appraisal?list={Uri.EscapeDataString(l.Id)}&study={study.Id.Value:D}")));
        }
        return found;

        List<Guid> Of(string kind) => [.. nodes.Where(n => n.Kind == kind).Select(n => n.Id).Distinct()];
    }

    public async Task<IReadOnlyList<ThreadEdge>> TiesAsync(Acting reader, NodeRef node, CancellationToken cancel)
    {
        if (node.Kind is not ("study" or "citation" or "source" or "excerpt" or "extraction-value")) return [];
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var ties = new List<ThreadEdge>();
        if (node.Kind is "excerpt" or "extraction-value" or "study")
            foreach (var p in await (from p in db.ExtractionPassages.AsNoTracking() join v in db.ExtractionValues on p.Value equals v.Id where p.Project == reader.Project && (node.Kind == "excerpt" ? p.Excerpt == new ExcerptId(node.Id) : node.Kind == "study" ? v.Study == new StudyId(node.Id) : v.Id == new ExtractionValueId(node.Id)) select new { v.Id, v.Study, p.Excerpt }).ToListAsync(cancel))
            {
                if (node.Kind != "study") ties.Add(new(p.Id.Node, p.Excerpt.Node, "rests on"));
                if (node.Kind != "excerpt") ties.Add(new(p.Id.Node, p.Study.Node, "was extracted from"));
            }
        if (node.Kind is "excerpt" or "extraction-value") return [.. ties.Distinct()];
        foreach (var c in await db.Citations.AsNoTracking().Where(c => c.Project == reader.Project && c.CopyOf == null && (node.Kind == "study" ? c.Study == new StudyId(node.Id) : node.Kind == "citation" ? c.Id == new CitationId(node.Id) : c.Source == new SourceId(node.Id))).Select(c => new { c.Id, c.Study, c.Source }).ToListAsync(cancel))
        {
            if (c.Study is { } study && node.Kind != "source") ties.Add(new(study.Node, c.Id.Node, "is told in"));
            if (c.Source is { } text && node.Kind != "study") ties.Add(new(c.Id.Node, text.Node, "has the full text"));
        }
        return [.. ties.Distinct()];
    }

    private static string Short(string text) => Cut.To(text, 200);
}
