using Microsoft.EntityFrameworkCore;
using Throughline.Synthesis.Phases;
using Throughline.Text;

namespace Throughline.Synthesis;

/// <summary>Constructs, concepts, storylines and their sentences on the thread: from the page of a study to the line of argument.</summary>
internal sealed class SynthesisThread(IDbContextFactory<ThroughlineDb> contexts) : IThreadContributor
{
    public IReadOnlyCollection<string> Kinds { get; } = ["construct", "concept", "cluster", "concept-relation", "alternative-reading", "storyline", "third-order", "claim", "phase-entry", "comparison"];

    public async Task<IReadOnlyList<ThreadNode>> DescribeAsync(Acting reader, IReadOnlyCollection<NodeRef> nodes, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = new List<ThreadNode>();
        var at = $"/p/{reader.Project.Value:D}/synthesis";
        if (Of("construct") is { Count: > 0 } constructs)
        {
            var ids = constructs.ConvertAll(id => new ConstructId(id));
            found.AddRange((await (from c in db.Constructs.AsNoTracking() join s in db.Studies on c.Study equals s.Id where c.Project == reader.Project && ids.Contains(c.Id) select new { c.Id, c.Name, s.Number, s.Label }).ToListAsync(cancel))
                .Select(c => new ThreadNode(c.Id.Node, $"Construct, study {c.Number}, {c.Label}", c.Name, $"{at}/constructs#construct-{c.Id.Value:D}", IsQuoted: true)));
        }
        if (Of("concept") is { Count: > 0 } concepts)
        {
            var ids = concepts.ConvertAll(id => new ConceptId(id));
            found.AddRange((await db.Concepts.AsNoTracking().Where(c => c.Project == reader.Project && ids.Contains(c.Id)).ToListAsync(cancel)).Select(c => new ThreadNode(c.Id.Node, "Concept", c.Name, c.Cluster is { } cluster ? $"{at}?cluster={cluster.Value:D}&concept={c.Id.Value:D}" : $"{at}?concept={c.Id.Value:D}")));
        }
        if (Of("cluster") is { Count: > 0 } clusters)
        {
            var ids = clusters.ConvertAll(id => new ClusterId(id));
            found.AddRange((await db.Clusters.AsNoTracking().Where(c => c.Project == reader.Project && ids.Contains(c.Id)).ToListAsync(cancel)).Select(c => new ThreadNode(c.Id.Node, "Cluster", c.Name, $"{at}?cluster={c.Id.Value:D}")));
        }
        if (Of("concept-relation") is { Count: > 0 } relations)
        {
            var ids = relations.ConvertAll(id => new ConceptRelationId(id));
            found.AddRange((await db.ConceptRelations.AsNoTracking().Where(r => r.Project == reader.Project && ids.Contains(r.Id)).ToListAsync(cancel)).Select(r => new ThreadNode(r.Id.Node, "Relation of two concepts", Short(r.Reason), $"{at}/clusters")));
        }
        if (Of("alternative-reading") is { Count: > 0 } alternatives)
        {
            var ids = alternatives.ConvertAll(id => new AlternativeId(id));
            found.AddRange((await db.AlternativeReadings.AsNoTracking().Where(r => r.Project == reader.Project && ids.Contains(r.Id)).ToListAsync(cancel)).Select(r => new ThreadNode(r.Id.Node, "Another reading", Short(r.Text), r.OnKind == "storyline" ? $"{at}/argument" : $"{at}/clusters")));
        }
        if (Of("storyline") is { Count: > 0 } storylines)
        {
            var ids = storylines.ConvertAll(id => new StorylineId(id));
            found.AddRange((await db.Storylines.AsNoTracking().Where(s => s.Project == reader.Project && ids.Contains(s.Id)).ToListAsync(cancel)).Select(s => new ThreadNode(s.Id.Node, "Line of argument", s.Title, $"{at}/argument#storyline-{s.Id.Value:D}")));
        }
        if (Of("third-order") is { Count: > 0 } steps)
        {
            var ids = steps.ConvertAll(id => new ThirdOrderId(id));
            found.AddRange((await db.ThirdOrders.AsNoTracking().Where(s => s.Project == reader.Project && ids.Contains(s.Id)).ToListAsync(cancel)).Select(s => new ThreadNode(s.Id.Node, "Third order, ours", s.Name, $"{at}/argument#step-{s.Id.Value:D}")));
        }
        if (Of("claim") is { Count: > 0 } claims)
        {
            var ids = claims.ConvertAll(id => new ClaimId(id));
            found.AddRange((await db.Claims.AsNoTracking().Where(c => c.Project == reader.Project && ids.Contains(c.Id)).ToListAsync(cancel)).Select(c => new ThreadNode(c.Id.Node, c.NeedsSupport ? "Claim of ours" : "Sentence of ours", Short(c.Text), $"{at}/argument#claim-{c.Id.Value:D}")));
        }
        if (Of("phase-entry") is { Count: > 0 } entries)
        {
            var ids = entries.ConvertAll(id => new PhaseEntryId(id));
            found.AddRange((await db.PhaseEntries.AsNoTracking().Where(e => e.Project == reader.Project && ids.Contains(e.Id)).ToListAsync(cancel)).Select(e => new ThreadNode(e.Id.Node, $"Phase {e.Phase}, {PhaseEntry.Names[e.Phase - 1]}", Short(e.Text), $"{at}/phases")));
        }
        if (Of("comparison") is { Count: > 0 } comparisons)
        {
            var ids = comparisons.ConvertAll(id => new ComparisonId(id));
            var hidden = await db.HiddenFromAsync(reader, cancel);
            found.AddRange((await (from c in hidden.Without(db.Comparisons.AsNoTracking(), c => c.Study, c => c.Analyst) join s in db.Studies on c.Study equals s.Id join k in db.Concepts on c.Concept equals k.Id where c.Project == reader.Project && ids.Contains(c.Id) select new { c.Id, c.Concept, s.Label, k.Name }).ToListAsync(cancel))
                .Select(c => new ThreadNode(c.Id.Node, "Comparison", $"{c.Label} with {c.Name}", $"{at}?concept={c.Concept.Value:D}")));
        }
        return found;

        List<Guid> Of(string kind) => [.. nodes.Where(n => n.Kind == kind).Select(n => n.Id).Distinct()];
    }

    public async Task<IReadOnlyList<ThreadEdge>> TiesAsync(Acting reader, NodeRef node, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var ties = new List<ThreadEdge>();
        var project = reader.Project;
        if (node.Kind is "construct" or "excerpt" or "study")
            foreach (var c in await db.Constructs.AsNoTracking().Where(c => c.Project == project && (node.Kind == "construct" ? c.Id == new ConstructId(node.Id) : node.Kind == "excerpt" ? c.Excerpt == new ExcerptId(node.Id) : c.Study == new StudyId(node.Id))).ToListAsync(cancel))
            {
                if (c.Excerpt is { } excerpt && node.Kind != "study") ties.Add(new(c.Id.Node, excerpt.Node, "was taken from"));
                if (node.Kind != "excerpt") ties.Add(new(c.Id.Node, c.Study.Node, "belongs to"));
            }
        if (node.Kind is "construct" or "concept")
        {
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var cells = hidden.Without(db.Comparisons.AsNoTracking().Where(c => c.Project == project), c => c.Study, c => c.Analyst);
            ties.AddRange((await (from c in cells join l in db.ComparisonConstructs on c.Id equals l.Comparison join s in db.Studies on c.Study equals s.Id where s.WithdrawnWhy == null && (!c.IsIndependent || !db.Set<Translation.Comparison>().Any(o => o.Study == c.Study && o.Concept == c.Concept && !o.IsIndependent)) && (node.Kind == "construct" ? l.Construct == new ConstructId(node.Id) : c.Concept == new ConceptId(node.Id)) select new { c.Concept, l.Construct, c.Relation }).Distinct().ToListAsync(cancel))
                .Select(l => new ThreadEdge(l.Concept.Node, l.Construct.Node, l.Relation switch { Translation.CellRelation.Refutes => "is refuted by", Translation.CellRelation.Extends => "is extended by", _ => "translates" })));
        }
        if (node.Kind == "concept")
            foreach (var r in await db.ConceptRelations.AsNoTracking().Where(r => r.Project == project && (r.From == new ConceptId(node.Id) || r.To == new ConceptId(node.Id))).ToListAsync(cancel))
                ties.Add(new(r.To.Node, r.From.Node, r.Kind switch { Translation.RelationKind.Reciprocal => "says in other terms", Translation.RelationKind.Refutational => "contradicts", _ => "goes on from" }));
        if (node.Kind == "claim")
        {
            var on = await db.ClaimSupports.AsNoTracking().Where(s => s.Project == project && s.Claim == new ClaimId(node.Id)).ToListAsync(cancel);
            var cited = on.Where(s => s.OnKind == "citation").Select(s => new CitationId(s.OnId)).ToList();
            // What was merged into another citation since leads to that one.
            var kept = await db.Citations.AsNoTracking().Where(c => c.Project == project && cited.Contains(c.Id) && c.CopyOf != null).ToDictionaryAsync(c => c.Id.Value, c => c.CopyOf!.Value.Value, cancel);
            foreach (var s in on) ties.Add(new(node, new(s.OnKind, kept.GetValueOrDefault(s.OnId, s.OnId)), How(s.OnKind)));
            foreach (var c in await db.Claims.AsNoTracking().Where(c => c.Project == project && c.Id == new ClaimId(node.Id)).ToListAsync(cancel)) ties.Add(new(c.ThirdOrder.Node, node, "is made of"));
        }
        else
        {
            List<Guid> ids = [node.Id];
            if (node.Kind == "citation") ids.AddRange((await db.Citations.AsNoTracking().Where(c => c.Project == project && c.CopyOf == new CitationId(node.Id)).Select(c => c.Id).ToListAsync(cancel)).Select(c => c.Value));
            foreach (var s in await db.ClaimSupports.AsNoTracking().Where(s => s.Project == project && s.OnKind == node.Kind && ids.Contains(s.OnId)).ToListAsync(cancel)) ties.Add(new(s.Claim.Node, node, How(node.Kind)));
        }
        if (node.Kind == "third-order")
        {
            foreach (var c in await db.Claims.AsNoTracking().Where(c => c.Project == project && c.ThirdOrder == new ThirdOrderId(node.Id)).OrderBy(c => c.Position).ToListAsync(cancel)) ties.Add(new(node, c.Id.Node, "is made of"));
            foreach (var s in await db.ThirdOrders.AsNoTracking().Where(s => s.Project == project && s.Id == new ThirdOrderId(node.Id)).ToListAsync(cancel)) ties.Add(new(s.Storyline.Node, node, "is made of"));
        }
        if (node.Kind == "storyline")
            foreach (var s in await db.ThirdOrders.AsNoTracking().Where(s => s.Project == project && s.Storyline == new StorylineId(node.Id)).OrderBy(s => s.Position).ToListAsync(cancel)) ties.Add(new(node, s.Id.Node, "is made of"));
        return ties;
    }

    private static string How(string kind) => kind == "citation" ? "is set against" : "rests on";

    private static string Short(string text) => Cut.To(text, 200);
}
