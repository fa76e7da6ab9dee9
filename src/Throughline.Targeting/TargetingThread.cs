using Microsoft.EntityFrameworkCore;

namespace Throughline.Targeting;

/// <summary>Targets, their actions and indicators on the thread: from what they rest on to what is measured.</summary>
internal sealed class TargetingThread(IDbContextFactory<ThroughlineDb> contexts) : IThreadContributor
{
    public IReadOnlyCollection<string> Kinds { get; } = ["target", "action", "indicator"];

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
                foreach (var t in await (from b in db.TargetBaselines.AsNoTracking() join t in db.Targets on b.Target equals t.Id where t.Project == project && b.Figure == node.Id select t.Id).ToListAsync(cancel)) ties.Add(new(t.Node, node, "has as its baseline"));
                foreach (var i in await (from i in db.TargetIndicators.AsNoTracking() join t in db.Targets on i.Target equals t.Id where t.Project == project && i.Figure == node.Id select i.Id).ToListAsync(cancel)) ties.Add(new(i.Node, node, "is measured by"));
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
                foreach (var figure in await db.TargetBaselines.AsNoTracking().Where(b => b.Target == id).Select(b => b.Figure).ToListAsync(cancel)) ties.Add(new(node, new("figure", figure), "has as its baseline"));
                foreach (var one in await db.TargetActions.AsNoTracking().Where(a => a.Target == id).Select(a => a.Id).ToListAsync(cancel)) ties.Add(new(one.Node, node, "is done for"));
                foreach (var one in await db.TargetIndicators.AsNoTracking().Where(i => i.Target == id).Select(i => i.Id).ToListAsync(cancel)) ties.Add(new(one.Node, node, "would show"));
                if (target.Follows is { } before) ties.Add(new(node, before.Node, "follows"));
                foreach (var later in await db.Targets.AsNoTracking().Where(t => t.Follows == id).Select(t => t.Id).ToListAsync(cancel)) ties.Add(new(later.Node, node, "follows"));
                break;
        }
        return ties;
    }
}
