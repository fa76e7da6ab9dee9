using Microsoft.EntityFrameworkCore;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Constructs;
using Throughline.Synthesis.Phases;
using Throughline.Synthesis.Translation;
using Throughline.Text;

namespace Throughline.Synthesis;

/// <summary>What Synthesis holds of anybody's words. A construct's passage is its excerpt's.</summary>
internal sealed class SynthesisWords : TextHolder
{
    protected override IReadOnlyList<HeldRows> Rows { get; } =
    [
        new HeldRows<SynthesisPlan>((db, project) => db.SynthesisPlans.Where(p => p.Project == project), p => new(new("project", p.Project.Value), "plan of the synthesis"), (nameof(SynthesisPlan.OrderReason), HeldAs.Words), (nameof(SynthesisPlan.AppraisalReason), HeldAs.Words), (nameof(SynthesisPlan.Stance), HeldAs.Words), (nameof(SynthesisPlan.Plain), HeldAs.Words)),
        new HeldRows<PhaseEntry>((db, project) => db.PhaseEntries.Where(e => e.Project == project), e => new(e.Id.Node, "line of the phase log"), (nameof(PhaseEntry.Text), HeldAs.Words), (nameof(PhaseEntry.Why), HeldAs.Words)),
        new HeldRows<Construct>((db, project) => db.Constructs.Where(c => c.Project == project), c => new(c.Id.Node, "construct", c.Source?.Value), (nameof(Construct.Name), HeldAs.Words), (nameof(Construct.Gloss), HeldAs.Words), (nameof(Construct.Setting), HeldAs.Words), (nameof(Construct.Count), HeldAs.Words), (nameof(Construct.Page), HeldAs.Words)),
        new HeldRows<Cluster>((db, project) => db.Clusters.Where(c => c.Project == project), c => new(c.Id.Node, "cluster"), (nameof(Cluster.Name), HeldAs.Words), (nameof(Cluster.Reason), HeldAs.Words)),
        new HeldRows<Concept>((db, project) => db.Concepts.Where(c => c.Project == project), c => new(c.Id.Node, "concept"), (nameof(Concept.Name), HeldAs.Words), (nameof(Concept.Definition), HeldAs.Words), (nameof(Concept.Level), HeldAs.Words)),
        new HeldRows<Comparison>((db, project) => db.Comparisons.Where(c => c.Project == project), c => new(c.Id.Node, "comparison", c.IsIndependent ? c.Study.Value : null, c.Analyst), (nameof(Comparison.Reason), HeldAs.Words), (nameof(Comparison.Limits), HeldAs.Words)),
        new HeldRows<ConceptRelation>((db, project) => db.ConceptRelations.Where(r => r.Project == project), r => new(r.Id.Node, "relation of concepts"), (nameof(ConceptRelation.Reason), HeldAs.Words)),
        new HeldRows<AlternativeReading>((db, project) => db.AlternativeReadings.Where(r => r.Project == project), r => new(r.Id.Node, "other reading"), (nameof(AlternativeReading.Text), HeldAs.Words), (nameof(AlternativeReading.OnKind), HeldAs.Technical)),
        new HeldRows<Storyline>((db, project) => db.Storylines.Where(s => s.Project == project), s => new(s.Id.Node, "storyline"), (nameof(Storyline.Title), HeldAs.Words), (nameof(Storyline.Why), HeldAs.Words), (nameof(Storyline.DoesNotFit), HeldAs.Words), (nameof(Storyline.Lens), HeldAs.Technical)),
        new HeldRows<ThirdOrder>((db, project) => db.ThirdOrders.Where(s => s.Project == project), s => new(s.Id.Node, "construct of our own"), (nameof(ThirdOrder.Name), HeldAs.Words), (nameof(ThirdOrder.LensPart), HeldAs.Technical)),
        new HeldRows<Claim>((db, project) => db.Claims.Where(c => c.Project == project), c => new(c.Id.Node, "sentence of the line of argument"), (nameof(Claim.Text), HeldAs.Words), (nameof(Claim.Outside), HeldAs.Words)),
        new HeldRows<ClaimSupport>((db, project) => db.ClaimSupports.Where(s => s.Project == project), s => new(s.Claim.Node, "support of a sentence"), (nameof(ClaimSupport.OnKind), HeldAs.Technical)),
    ];

    /// <summary>Independent comparisons are closed by study, everything else by source.</summary>
    public override async Task<IReadOnlyList<HeldWords>> FindAsync(ThroughlineDb db, Acting reader, NameRewrite names, CancellationToken cancel)
    {
        var hidden = await db.HiddenFromAsync(reader, cancel);
        var closed = hidden.Nothing ? [] : (await db.Comparisons.AsNoTracking().Where(c => c.Project == reader.Project && c.IsIndependent).Select(c => new { c.Id, c.Study, c.Analyst }).ToListAsync(cancel)).Where(c => hidden.IsHidden(c.Study.Value, c.Analyst)).Select(c => c.Id.Node).ToHashSet();
        return [.. (await base.FindAsync(db, reader, names, cancel)).Select(f => f.Node.Kind != "comparison" ? f : closed.Contains(f.Node) ? f with { Source = null, Context = "", IsHidden = true } : f with { Source = null })];
    }

    public override async Task EraseSourceAsync(ThroughlineDb db, ProjectId project, Guid source, HeldTally tally, CancellationToken cancel)
    {
        var id = new SourceId(source);
        var constructs = await db.Constructs.Where(c => c.Source == id && c.Project == project).ToListAsync(cancel);
        if (constructs.Count == 0) return;
        var ids = constructs.ConvertAll(c => c.Id);
        var links = await db.ComparisonConstructs.Where(l => ids.Contains(l.Construct)).ToListAsync(cancel);
        var emptied = links.ConvertAll(l => l.Comparison);
        var left = (await db.ComparisonConstructs.Where(l => emptied.Contains(l.Comparison) && !ids.Contains(l.Construct)).Select(l => l.Comparison).ToListAsync(cancel)).ToHashSet();
        db.RemoveRange(links);
        // A cell whose every construct is erased is to be compared again.
        var gone = emptied.Where(c => !left.Contains(c)).Distinct().ToList();
        db.RemoveRange(await db.Comparisons.Where(c => gone.Contains(c.Id)).ToListAsync(cancel));
        var keys = ids.ConvertAll(c => c.Value);
        db.RemoveRange(await db.ClaimSupports.Where(s => s.Project == project && s.OnKind == "construct" && keys.Contains(s.OnId)).ToListAsync(cancel));
        var single = await db.ClusterConstructs.Where(c => ids.Contains(c.Construct)).ToListAsync(cancel);
        foreach (var lost in single.GroupBy(c => c.Cluster))
        {
            var cluster = lost.Key;
            if (await db.ClusterMembers.AnyAsync(m => m.Cluster == cluster, cancel) || await db.ClusterConstructs.AnyAsync(c => c.Cluster == cluster && !ids.Contains(c.Construct), cancel)) continue;
            // A cluster of nothing would take in every study: it keeps the studies that its constructs were of.
            db.AddRange(constructs.Where(c => lost.Any(l => l.Construct == c.Id)).Select(c => c.Study).Distinct().Select(study => new ClusterMember { Cluster = cluster, Study = study }));
        }
        db.RemoveRange(single);
        db.RemoveRange(constructs);
        tally.Add("constructs", constructs.Count);
        tally.Add("comparisons", gone.Count);
    }

    public override async Task<IReadOnlyList<Quoting>> QuotingAsync(ThroughlineDb db, Acting reader, Guid source, IReadOnlyList<TextSpan>? within, CancellationToken cancel)
    {
        var id = new SourceId(source);
        var current = await db.Sources.AsNoTracking().Where(s => s.Id == id).Select(s => s.Current).SingleAsync(cancel);
        var rows = await (from c in db.Constructs.AsNoTracking() join e in db.Excerpts on c.Excerpt equals e.Id join a in db.Analysts on c.TakenBy equals a.Id where c.Source == id && c.Project == reader.Project orderby e.Start select new { c.Id, c.Name, By = a.Name, e.Revision, e.Start, e.End }).ToListAsync(cancel);
        var quoting = rows.Where(r => within is null || r.Revision != current || within.Any(w => w.Overlaps(new(r.Start, r.End)))).Select(r => new Quoting(r.Id.Node, "construct", r.Name, r.By, within is not null, false)).ToList();
        // Our own words about the studies may repeat some of a text's.
        var said = new SharedWords("");
        foreach (var text in await db.Revisions.AsNoTracking().Where(r => r.Source == id).Select(r => r.Text).ToListAsync(cancel)) said.Add(new(text, within is null || within.All(w => w.End <= text.Length) ? within : null));
        var hidden = await db.HiddenFromAsync(reader, cancel);
        foreach (var row in await (from c in db.Comparisons.AsNoTracking() join a in db.Analysts on c.Analyst equals a.Id where c.Project == reader.Project select new { Cell = c, a.Name }).ToListAsync(cancel))
            if (said.AreIn(row.Cell.Reason) || said.AreIn(row.Cell.Limits))
            {
                var closed = hidden.IsHidden(row.Cell.Study.Value, row.Cell.Analyst);
                quoting.Add(new(row.Cell.Id.Node, "comparison", closed ? "" : row.Cell.Reason, closed ? "" : row.Name, true, closed));
            }
        foreach (var row in await (from c in db.Claims.AsNoTracking() join a in db.Analysts on c.WrittenBy equals a.Id where c.Project == reader.Project select new { Claim = c, a.Name }).ToListAsync(cancel))
            if (said.AreIn(row.Claim.Text) || said.AreIn(row.Claim.Outside)) quoting.Add(new(row.Claim.Id.Node, "sentence of the line of argument", row.Claim.Text, row.Name, true, false));
        foreach (var row in await db.Concepts.AsNoTracking().Where(c => c.Project == reader.Project).ToListAsync(cancel))
            if (said.AreIn(row.Definition)) quoting.Add(new(row.Id.Node, "concept", row.Name, "", true, false));
        return quoting;
    }

    public override async Task EraseQuotingAsync(ThroughlineDb db, ProjectId project, Guid source, IReadOnlyList<TextSpan>? within, IReadOnlyCollection<NodeRef> chosen, HeldTally tally, CancellationToken cancel)
    {
        const string Erased = "(erased)";
        var comparisons = chosen.Where(n => n.Kind == "comparison").Select(n => new ComparisonId(n.Id)).ToList();
        foreach (var cell in await db.Comparisons.Where(c => c.Project == project && comparisons.Contains(c.Id)).ToListAsync(cancel))
        {
            (cell.Reason, cell.Limits) = (Erased, "");
            tally.Add("comparisons' texts");
        }
        var claims = chosen.Where(n => n.Kind == "claim").Select(n => new ClaimId(n.Id)).ToList();
        foreach (var claim in await db.Claims.Where(c => c.Project == project && claims.Contains(c.Id)).ToListAsync(cancel))
        {
            (claim.Text, claim.Outside) = (Erased, "");
            tally.Add("sentences of the line of argument");
        }
        var concepts = chosen.Where(n => n.Kind == "concept").Select(n => new ConceptId(n.Id)).ToList();
        foreach (var concept in await db.Concepts.Where(c => c.Project == project && concepts.Contains(c.Id)).ToListAsync(cancel))
        {
            concept.Definition = Erased;
            tally.Add("definitions of concepts");
        }
        var constructs = chosen.Where(n => n.Kind == "construct").Select(n => new ConstructId(n.Id)).ToList();
        foreach (var construct in await db.Constructs.Where(c => c.Project == project && constructs.Contains(c.Id)).ToListAsync(cancel))
        {
            (construct.Name, construct.Gloss, construct.Setting, construct.Count) = (Erased, "", "", "");
            tally.Add("constructs' words");
        }
    }
}
