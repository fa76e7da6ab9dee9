using Microsoft.EntityFrameworkCore;
using Throughline.Framing;
using Throughline.Framing.Representations;
using Throughline.Policy;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;
using Throughline.Sources;
using Throughline.Text;

namespace Throughline.Targeting.Targets;

/// <summary>Ties something on the thread to a field of a target as its evidence, or unties it.</summary>
public static class TieEvidence
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, IEnumerable<IThreadContributor> thread)
    {
        /// <param name="node">A passage, code, construct, statement, reading, programme theory, figure or another thing on the thread that the analyst may see.</param>
        public async Task<Result<EvidenceId>> AddAsync(Acting by, TargetId target, string field, NodeRef node, string? note, CancellationToken cancel)
        {
            if (TargetField.Find(field) is null) return new TargetInvalid($"\"{field}\" is no field of a target.");
            if (note?.Trim().Length > 600) return new TargetInvalid($"A note on evidence has at most 600 characters; this has {note.Trim().Length}.");
            if (node.Kind is "target" or "baseline" && node.Id == target.Value) return new TargetInvalid("A target is no evidence for itself.");
            ThreadNode? found = null;
            foreach (var contributor in thread.Where(c => c.Kinds.Contains(node.Kind))) found ??= (await contributor.DescribeAsync(by, [node], cancel)).FirstOrDefault(n => n.Node == node);
            if (found is null) return new TargetMissing("What was to be evidence is not here any more, or is closed to you.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var of = await db.TargetAsync(by, target, cancel);
            if (!of.Succeeded) return of.Error;
            if (await IsPartAsync(db, target, node, cancel)) return new TargetInvalid($"{found.KindLabel}: what is part of a target is no evidence for it. Tie what it rests on itself.");
            if (await db.TargetEvidence.AnyAsync(e => e.Target == target && e.Field == field && e.NodeKind == node.Kind && e.NodeId == node.Id, cancel)) return new Refused("This is tied to the field already.");
            var evidence = new TargetEvidence
            {
                Id = EvidenceId.New(),
                Target = target,
                Field = field,
                NodeKind = node.Kind,
                NodeId = node.Id,
                What = Cut.To(found.KindLabel, 300),
                Note = note?.Trim() ?? "",
                Source = await SourceAsync(db, by, node, cancel),
                Analyst = by.Analyst,
                MadeAt = clock.GetUtcNow().UtcDateTime,
            };
            db.Add(evidence);
            var saved = await log.SaveAsync(db, by, new(TargetingActions.EvidenceAdded, target.Node, new Dictionary<string, object?> { ["field"] = field }), cancel);
            return saved.Succeeded ? evidence.Id : saved.Error;
        }

        public async Task<Result<Done>> RemoveAsync(Acting by, TargetId target, EvidenceId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var of = await db.TargetAsync(by, target, cancel);
            if (!of.Succeeded) return of.Error;
            if (await db.TargetEvidence.SingleOrDefaultAsync(e => e.Id == id && e.Target == target, cancel) is not { } evidence) return new TargetMissing("That evidence is not tied any more.");
            db.Remove(evidence);
            var saved = await log.SaveAsync(db, by, new(TargetingActions.EvidenceRemoved, target.Node, new Dictionary<string, object?> { ["field"] = evidence.Field }), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        private static async Task<bool> IsPartAsync(ThroughlineDb db, TargetId target, NodeRef node, CancellationToken cancel)
        {
            var (action, indicator, review) = (new ActionId(node.Id), new IndicatorId(node.Id), new ReviewId(node.Id));
            return node.Kind switch
            {
                "action" => await db.TargetActions.AnyAsync(a => a.Id == action && a.Target == target, cancel),
                "indicator" => await db.TargetIndicators.AnyAsync(i => i.Id == indicator && i.Target == target, cancel),
                "review" => await db.TargetReviews.AnyAsync(r => r.Id == review && r.Target == target, cancel),
                _ => false,
            };
        }

        /// <summary>The one source that a thing on the thread was taken from, as its own module says: a construct's study text. Null where there are several, or none.</summary>
        private async Task<Guid?> AlongTheThreadAsync(ThroughlineDb db, Acting by, NodeRef node, CancellationToken cancel)
        {
            var sources = new HashSet<Guid>();
            foreach (var contributor in thread)
                foreach (var tie in (await contributor.TiesAsync(by, node, cancel)).Where(t => t.From == node && t.To.Kind is "excerpt" or "source"))
                {
                    if (await SourceAsync(db, by, tie.To, cancel) is { } source) sources.Add(source);
                    if (sources.Count > 1) return null;
                }
            return sources.Count == 1 ? sources.Single() : null;
        }

        private async Task<Guid?> SourceAsync(ThroughlineDb db, Acting by, NodeRef node, CancellationToken cancel)
        {
            switch (node.Kind)
            {
                case "source": return node.Id;
                case "excerpt":
                    var excerpt = new ExcerptId(node.Id);
                    return (await db.Excerpts.AsNoTracking().Where(e => e.Id == excerpt).Select(e => (SourceId?)e.Source).SingleOrDefaultAsync(cancel))?.Value;
                case "statement":
                    var statement = new StatementId(node.Id);
                    return (await db.Statements.AsNoTracking().Where(s => s.Id == statement).Select(s => (SourceId?)s.Source).SingleOrDefaultAsync(cancel))?.Value;
                case "theory":
                    var theory = new TheoryId(node.Id);
                    return (await db.Theories.AsNoTracking().Where(t => t.Id == theory).Select(t => (SourceId?)t.Source).SingleOrDefaultAsync(cancel))?.Value;
                case "representation":
                    var reading = new RepresentationId(node.Id);
                    return (await db.Representations.AsNoTracking().Where(r => r.Id == reading).Select(r => r.Source).SingleOrDefaultAsync(cancel))?.Value;
                default: return await AlongTheThreadAsync(db, by, node, cancel);
            }
        }
    }
}
