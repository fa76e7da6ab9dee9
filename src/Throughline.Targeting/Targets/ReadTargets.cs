using Microsoft.EntityFrameworkCore;

namespace Throughline.Targeting.Targets;

/// <summary>The project's targets, each with all that is said of it.</summary>
public static class ReadTargets
{
    /// <param name="Names">Of the analysts, by id.</param>
    public sealed record Detail(Target Target, TargetRecord Record, IReadOnlyList<EvidenceRow> Evidence, IReadOnlyList<TargetAnswer> Answers, IReadOnlyList<TargetReadiness> Readiness, IReadOnlyList<TargetReview> Reviews, IReadOnlyDictionary<AnalystId, string> Names)
    {
        /// <summary>Fields that say something and rest on no evidence that is still there.</summary>
        public IReadOnlyList<TargetField> Unsupported => [.. TargetField.All.Where(f => Supports.Contains(f) && (f == TargetField.Baseline ? Record.Baseline is not null : f == TargetField.Actions ? Record.Actions.Count > 0 : f == TargetField.Indicators ? Record.Indicators.Count > 0 : Record.Has(f)) && !Evidence.Any(e => e.Field == f.Name && e.Label is not null))];

        /// <summary>The fields that make a claim about the world: names, days, numbers, money, partners’ tasks and what was left silent make none.</summary>
        public static IReadOnlyList<TargetField> Supports { get; } =
            [
                TargetField.Kind, TargetField.Form, TargetField.Group, TargetField.LabelUsed, TargetField.Comparator, TargetField.Geography, TargetField.Level, TargetField.Baseline, TargetField.Drivers, TargetField.CauseLevel, TargetField.Aim, TargetField.Because, TargetField.IfWe, TargetField.Then, TargetField.Steps,
                TargetField.Mechanism, TargetField.MechanismLevel, TargetField.RootCauses, TargetField.Actions, TargetField.Indicators, TargetField.AlsoMoves, TargetField.WhoActs, TargetField.Mandate,
            ];
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, IEnumerable<IThreadContributor> thread)
    {
        /// <summary>By number.</summary>
        public async Task<IReadOnlyList<TargetRecord>> ListAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await RecordsAsync(db, project, null, cancel);
        }

        public async Task<Result<Detail>> OneAsync(Acting reader, TargetId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Targets.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id && t.Project == reader.Project, cancel) is not { } target) return new TargetMissing("That target is not here any more.");
            var record = (await RecordsAsync(db, reader.Project, id, cancel))[0];
            var evidence = await db.TargetEvidence.AsNoTracking().Where(e => e.Target == id).OrderBy(e => e.MadeAt).ToListAsync(cancel);
            var nodes = new Dictionary<NodeRef, ThreadNode>();
            var wanted = evidence.Select(e => e.Node).Distinct().ToList();
            foreach (var contributor in thread)
                if (wanted.Where(n => contributor.Kinds.Contains(n.Kind)).ToList() is { Count: > 0 } mine)
                    foreach (var node in await contributor.DescribeAsync(reader, mine, cancel)) nodes.TryAdd(node.Node, node);
            var others = (await db.HiddenFromAsync(reader, cancel)).Others;
            var names = await db.Analysts.AsNoTracking().Where(a => a.Project == reader.Project).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
            return new Detail(target, record,
                // What is closed to the reader leaves no trace, not even of what kind it was; what is gone leaves that.
                [.. evidence.Where(e => nodes.ContainsKey(e.Node) || !others.Contains(e.Analyst)).Select(e => nodes.TryGetValue(e.Node, out var node) ? new EvidenceRow(e.Id, e.Field, e.Node, node.KindLabel, node.Label, node.Address, node.IsQuoted, e.Note, e.MadeAt) : new(e.Id, e.Field, e.Node, e.What, null, null, false, e.Note, e.MadeAt))],
                await db.TargetAnswers.AsNoTracking().Where(a => a.Target == id).ToListAsync(cancel), await db.TargetReadiness.AsNoTracking().Where(r => r.Target == id).ToListAsync(cancel),
                await db.TargetReviews.AsNoTracking().Where(r => r.Target == id).OrderBy(r => r.On).ThenBy(r => r.MadeAt).ToListAsync(cancel), names);
        }
    }

    internal static async Task<IReadOnlyList<TargetRecord>> RecordsAsync(ThroughlineDb db, ProjectId project, TargetId? only, CancellationToken cancel)
    {
        var targets = await db.Targets.AsNoTracking().Where(t => t.Project == project && (only == null || t.Id == only)).OrderBy(t => t.Number).ToListAsync(cancel);
        if (targets.Count == 0) return [];
        var ids = db.Targets.Where(t => t.Project == project && (only == null || t.Id == only)).Select(t => t.Id);
        var values = (await db.TargetValues.AsNoTracking().Where(v => ids.Contains(v.Target)).ToListAsync(cancel)).ToLookup(v => v.Target);
        var actions = (await db.TargetActions.AsNoTracking().Where(a => ids.Contains(a.Target)).OrderBy(a => a.Ordinal).ToListAsync(cancel)).ToLookup(a => a.Target);
        var indicators = (await db.TargetIndicators.AsNoTracking().Where(i => ids.Contains(i.Target)).OrderBy(i => i.Ordinal).ToListAsync(cancel)).ToLookup(i => i.Target);
        var baselines = await db.TargetBaselines.AsNoTracking().Where(b => ids.Contains(b.Target)).ToDictionaryAsync(b => b.Target, cancel);
        var areas = await db.TargetAreas.AsNoTracking().Where(a => ids.Contains(a.Target)).ToDictionaryAsync(a => a.Target, cancel);
        var drift = (await db.TargetDrifts.AsNoTracking().Where(d => ids.Contains(d.Target)).OrderBy(d => d.At).ToListAsync(cancel)).ToLookup(d => d.Target);
        return [.. targets.Select(t => new TargetRecord(t.Id, t.Number, t.Title, values[t.Id].ToDictionary(v => v.Field, v => v.Value), [.. actions[t.Id]], [.. indicators[t.Id]],
            baselines.TryGetValue(t.Id, out var b) ? new BaselineRecord(b, BaselineValues.Read(b.Values)) : null, areas.GetValueOrDefault(t.Id), [.. drift[t.Id]], t.Follows))];
    }
}
