using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Equity;
using Throughline.Targeting.Plans;
using Throughline.Targeting.Targets;

namespace Throughline.Targeting;

/// <summary>Targets, their actions, indicators, baselines and reviews on the thread: from what they rest on to what is measured, and on to when they were looked at again.</summary>
/// <remarks>A baseline is a node of its own, with its target's id: the value that was measured stays when its figure goes, and leads to the data that hold it.</remarks>
internal sealed class TargetingThread(IDbContextFactory<ThroughlineDb> contexts) : IThreadContributor
{
    public IReadOnlyCollection<string> Kinds { get; } = ["target", "action", "indicator", "baseline", "review"];

    private const string Counted = "was counted from";

    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    public async Task<IReadOnlyList<ThreadNode>> DescribeAsync(Acting reader, IReadOnlyCollection<NodeRef> nodes, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (project, found) = (reader.Project, new List<ThreadNode>());
        string At(TargetId target) => $"/p/{project.Value:D}/targets/{target.Value:D}";
        var targets = nodes.Where(n => n.Kind == "target").Select(n => new TargetId(n.Id)).ToList();
        if (targets.Count > 0)
            foreach (var t in await db.Targets.AsNoTracking().Where(t => t.Project == project && targets.Contains(t.Id)).ToListAsync(cancel)) found.Add(new(t.Id.Node, $"Target {t.Number}", t.Title, At(t.Id)));
        var actions = nodes.Where(n => n.Kind == "action").Select(n => new ActionId(n.Id)).ToList();
        if (actions.Count > 0)
            foreach (var a in await (from a in db.TargetActions.AsNoTracking() join t in db.Targets on a.Target equals t.Id where t.Project == project && actions.Contains(a.Id) select new { Action = a, t.Number }).ToListAsync(cancel))
                found.Add(new(a.Action.Id.Node, $"Action, target {a.Number}", a.Action.Words, At(a.Action.Target)));
        var indicators = nodes.Where(n => n.Kind == "indicator").Select(n => new IndicatorId(n.Id)).ToList();
        if (indicators.Count > 0)
            foreach (var i in await (from i in db.TargetIndicators.AsNoTracking() join t in db.Targets on i.Target equals t.Id where t.Project == project && indicators.Contains(i.Id) select new { Indicator = i, t.Number }).ToListAsync(cancel))
                found.Add(new(i.Indicator.Id.Node, $"Indicator, target {i.Number}", i.Indicator.Words, At(i.Indicator.Target)));
        foreach (var of in nodes.Where(n => n.Kind == "baseline").Select(n => new TargetId(n.Id)).Distinct())
            if ((await ReadTargets.RecordsAsync(db, project, of, cancel)).SingleOrDefault() is { Baseline: { } baseline } record)
                found.Add(new(of.Baseline, $"Measured value of {baseline.Fixed.Period}, the baseline of target {record.Number}", $"{TargetSentence.Now(record) ?? "no value"}: {FixBaseline.Words(baseline.Fixed)}", At(of)));
        var reviews = nodes.Where(n => n.Kind == "review").Select(n => new ReviewId(n.Id)).ToList();
        if (reviews.Count > 0)
            foreach (var r in await (from r in db.TargetReviews.AsNoTracking() join t in db.Targets on r.Target equals t.Id where t.Project == project && reviews.Contains(r.Id) select new { Review = r, t.Number }).ToListAsync(cancel))
                found.Add(new(r.Review.Id.Node, string.Create(British, $"Review of {r.Review.On:d MMMM yyyy}, target {r.Number}{(r.Review.Period.Length > 0 ? $", with data of {r.Review.Period}" : "")}"), string.Join(" ", new[] { r.Review.Learned, r.Review.Decided }.Where(w => w.Length > 0)), $"/p/{project.Value:D}/targets/board#t{r.Number}"));
        return found;
    }

    public async Task<IReadOnlyList<ThreadEdge>> TiesAsync(Acting reader, NodeRef node, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (project, ties) = (reader.Project, new List<ThreadEdge>());
        foreach (var e in await (from e in db.TargetEvidence.AsNoTracking() join t in db.Targets on e.Target equals t.Id where t.Project == project && e.NodeKind == node.Kind && e.NodeId == node.Id select e.Target).Distinct().ToListAsync(cancel))
            ties.Add(new(e.Node, node, "rests on"));
        switch (node.Kind)
        {
            case "figure":
                foreach (var t in await (from b in db.TargetBaselines.AsNoTracking() join t in db.Targets on b.Target equals t.Id where t.Project == project && b.Figure == node.Id select t.Id).ToListAsync(cancel)) ties.Add(new(t.Baseline, node, "was fixed from"));
                foreach (var i in await (from i in db.TargetIndicators.AsNoTracking() join t in db.Targets on i.Target equals t.Id where t.Project == project && i.Figure == node.Id select i.Id).ToListAsync(cancel)) ties.Add(new(i.Node, node, "is measured by"));
                break;
            case "dataset":
                var held = new DatasetId(node.Id);
                var hash = await db.Datasets.AsNoTracking().Where(d => d.Id == held && d.Project == project).Select(d => d.FileSha256).SingleOrDefaultAsync(cancel);
                var counted = await (from b in db.TargetBaselines.AsNoTracking() join t in db.Targets on b.Target equals t.Id where t.Project == project && b.Sha256 == hash select new { t.Id, b.Figure }).ToListAsync(cancel);
                var figures = counted.ConvertAll(b => new FigureId(b.Figure));
                var here = await db.Figures.AsNoTracking().Where(f => f.Project == project && figures.Contains(f.Id)).Select(f => f.Id).ToListAsync(cancel);
                foreach (var gone in counted.Where(b => !here.Contains(new(b.Figure)))) ties.Add(new(gone.Id.Baseline, node, Counted));
                break;
            case "baseline":
                var measured = new TargetId(node.Id);
                if (await (from b in db.TargetBaselines.AsNoTracking() join t in db.Targets on b.Target equals t.Id where t.Project == project && t.Id == measured select b).SingleOrDefaultAsync(cancel) is not { } value) return ties;
                ties.Add(new(measured.Node, node, "has as its baseline"));
                // Where the figure has gone, the rows it was counted from may be here still: the same file, by its hash.
                var fixedFrom = new FigureId(value.Figure);
                if (await db.Figures.AsNoTracking().AnyAsync(f => f.Id == fixedFrom && f.Project == project, cancel)) ties.Add(new(node, fixedFrom.Node, "was fixed from"));
                else foreach (var d in await db.Datasets.AsNoTracking().Where(d => d.Project == project && d.FileSha256 == value.Sha256).Select(d => d.Id).ToListAsync(cancel)) ties.Add(new(node, d.Node, Counted));
                foreach (var one in await db.TargetReviews.AsNoTracking().Where(r => r.Target == measured).Select(r => r.Id).ToListAsync(cancel)) ties.Add(new(one.Node, node, "looked again at"));
                break;
            case "review":
                var review = new ReviewId(node.Id);
                foreach (var of in await (from r in db.TargetReviews.AsNoTracking() join t in db.Targets on r.Target equals t.Id where t.Project == project && r.Id == review select t.Id).ToListAsync(cancel))
                {
                    ties.Add(new(node, of.Node, "looked again at"));
                    if (await db.TargetBaselines.AsNoTracking().AnyAsync(b => b.Target == of, cancel)) ties.Add(new(node, of.Baseline, "looked again at"));
                }
                break;
            case "action":
                var action = new ActionId(node.Id);
                foreach (var t in await (from a in db.TargetActions.AsNoTracking() join t in db.Targets on a.Target equals t.Id where t.Project == project && a.Id == action select t.Id).ToListAsync(cancel)) ties.Add(new(node, t.Node, "is done for"));
                break;
            case "indicator":
                var indicator = new IndicatorId(node.Id);
                foreach (var t in await (from i in db.TargetIndicators.AsNoTracking() join t in db.Targets on i.Target equals t.Id where t.Project == project && i.Id == indicator select t.Id).ToListAsync(cancel)) ties.Add(new(node, t.Node, "would show"));
                foreach (var figure in await (from i in db.TargetIndicators.AsNoTracking() join t in db.Targets on i.Target equals t.Id where t.Project == project && i.Id == indicator && i.Figure != null select i.Figure!.Value).ToListAsync(cancel)) ties.Add(new(node, new("figure", figure), "is measured by"));
                break;
            case "target":
                var id = new TargetId(node.Id);
                if (await db.Targets.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id && t.Project == project, cancel) is not { } target) return ties;
                foreach (var e in await db.TargetEvidence.AsNoTracking().Where(e => e.Target == id).Select(e => new { e.NodeKind, e.NodeId }).Distinct().ToListAsync(cancel)) ties.Add(new(node, new(e.NodeKind, e.NodeId), "rests on"));
                if (await db.TargetBaselines.AsNoTracking().AnyAsync(b => b.Target == id, cancel)) ties.Add(new(node, id.Baseline, "has as its baseline"));
                foreach (var one in await db.TargetReviews.AsNoTracking().Where(r => r.Target == id).Select(r => r.Id).ToListAsync(cancel)) ties.Add(new(one.Node, node, "looked again at"));
                foreach (var one in await db.TargetActions.AsNoTracking().Where(a => a.Target == id).Select(a => a.Id).ToListAsync(cancel)) ties.Add(new(one.Node, node, "is done for"));
                foreach (var one in await db.TargetIndicators.AsNoTracking().Where(i => i.Target == id).Select(i => i.Id).ToListAsync(cancel)) ties.Add(new(one.Node, node, "would show"));
                if (target.Follows is { } before) ties.Add(new(node, before.Node, "follows"));
                foreach (var later in await db.Targets.AsNoTracking().Where(t => t.Follows == id).Select(t => t.Id).ToListAsync(cancel)) ties.Add(new(later.Node, node, "follows"));
                break;
        }
        return ties;
    }
}
