using Microsoft.EntityFrameworkCore;

namespace Throughline.Synthesis.Translation;

/// <summary>Makes, changes and takes away clusters.</summary>
public static class EditCluster
{
    /// <param name="Studies">With all their constructs. No study and no construct: all studies are translated in it.</param>
    /// <param name="Constructs">Single constructs, of studies that are not in it as a whole.</param>
    public sealed record Words(string Name, string Reason, IReadOnlyList<StudyId> Studies, IReadOnlyList<ConstructId>? Constructs = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<ClusterId>> AddAsync(Acting by, Words words, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(words);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var last = await db.Clusters.Where(c => c.Project == by.Project).MaxAsync(c => (int?)c.Position, cancel) ?? -1;
            var cluster = new Cluster { Id = ClusterId.New(), Project = by.Project, Position = last + 1, MadeBy = by.Analyst, MadeAt = clock.GetUtcNow().UtcDateTime };
            db.Add(cluster);
            if (await WriteAsync(db, cluster, words, cancel) is { } wrong) return wrong;
            return await log.KeepAsync(db, by, SynthesisActions.ClusterAdded, cluster.Id.Node, cluster.Id, cancel);
        }

        public async Task<Result<Done>> ChangeAsync(Acting by, ClusterId id, Words words, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(words);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Clusters.SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel) is not { } cluster) return Gone();
            if (await WriteAsync(db, cluster, words, cancel) is { } wrong) return wrong;
            return await log.KeepAsync(db, by, SynthesisActions.ClusterChanged, id.Node, Done.Value, cancel);
        }

        public async Task<Result<Done>> RemoveAsync(Acting by, ClusterId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Clusters.SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel) is not { } cluster) return Gone();
            if (await db.Concepts.CountAsync(c => c.Cluster == id, cancel) is > 0 and var there) return new Refused($"{(there == 1 ? "A concept is" : $"{there} concepts are")} translated within \"{cluster.Name}\". Take {(there == 1 ? "it" : "them")} away first; nothing was changed.");
            db.RemoveRange(await db.ClusterMembers.Where(m => m.Cluster == id).ToListAsync(cancel));
            db.RemoveRange(await db.ClusterConstructs.Where(m => m.Cluster == id).ToListAsync(cancel));
            db.Remove(cluster);
            return await log.KeepAsync(db, by, SynthesisActions.ClusterRemoved, id.Node, Done.Value, cancel);
        }

        private static SynthesisMissing Gone() => new("That cluster is not in this project any more.");

        private static async Task<Error?> WriteAsync(ThroughlineDb db, Cluster cluster, Words words, CancellationToken cancel)
        {
            if (Typed.Check("The cluster's name", words.Name, Cluster.MostName, needed: true) is { } unnamed) return unnamed;
            if (Typed.Check("Why these belong together", words.Reason, Cluster.MostText) is { } longer) return longer;
            var (project, id, name) = (cluster.Project, cluster.Id, words.Name.Trim());
            var others = await db.Clusters.AsNoTracking().Where(c => c.Project == project && c.Id != id).Select(c => c.Name).ToListAsync(cancel);
            if (others.Contains(name, StringComparer.OrdinalIgnoreCase)) return new SynthesisInvalid($"There is a cluster \"{name}\" already. Choose another name.");
            var wanted = words.Studies.Distinct().ToList();
            if (await db.Studies.CountAsync(s => s.Project == project && wanted.Contains(s.Id), cancel) != wanted.Count) return new SynthesisMissing("One of these studies is not in this project any more.");
            var single = (words.Constructs ?? []).Distinct().ToList();
            var of = await db.Constructs.AsNoTracking().Where(c => c.Project == project && single.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Study, cancel);
            if (of.Count != single.Count) return new SynthesisMissing("One of these constructs is not in this project any more.");
            // A construct whose study is in the cluster is in it already.
            single.RemoveAll(c => wanted.Contains(of[c]));
            var extent = new ClusterExtent([.. wanted], single.ToDictionary(c => c, c => of[c]));
            // What was compared within the cluster would be out of sight.
            var cells = await (from c in db.Comparisons join k in db.Concepts on c.Concept equals k.Id join s in db.Studies on c.Study equals s.Id where k.Cluster == id select new { c.Id, c.Study, s.Label }).ToListAsync(cancel);
            if (cells.Find(c => !extent.Takes(c.Study)) is { } compared) return new Refused($"\"{compared.Label}\" has been compared within \"{cluster.Name}\". Take those comparisons back first; nothing was changed.");
            var ids = cells.ConvertAll(c => c.Id);
            var placed = await (from l in db.ComparisonConstructs join c in db.Constructs on l.Construct equals c.Id where ids.Contains(l.Comparison) select new { c.Id, c.Study, c.Name }).ToListAsync(cancel);
            if (placed.Find(c => !extent.Takes(c.Id, c.Study)) is { } inCell) return new Refused($"\"{inCell.Name}\" is in a cell within \"{cluster.Name}\". Take it out there first; nothing was changed.");
            (cluster.Name, cluster.Reason) = (name, words.Reason.Trim());
            var there = await db.ClusterMembers.Where(m => m.Cluster == id).ToListAsync(cancel);
            db.RemoveRange(there.Where(m => !wanted.Contains(m.Study)));
            foreach (var study in wanted.Where(s => !there.Exists(m => m.Study == s))) db.Add(new ClusterMember { Cluster = id, Study = study });
            var chosen = await db.ClusterConstructs.Where(m => m.Cluster == id).ToListAsync(cancel);
            db.RemoveRange(chosen.Where(m => !single.Contains(m.Construct)));
            foreach (var construct in single.Where(c => !chosen.Exists(m => m.Construct == c))) db.Add(new ClusterConstruct { Cluster = id, Construct = construct });
            return null;
        }
    }
}

/// <summary>What a cluster takes in: studies with all their constructs, and single constructs of others. Neither: everything.</summary>
internal sealed record ClusterExtent(HashSet<StudyId> Studies, Dictionary<ConstructId, StudyId> Constructs)
{
    private bool IsAll => Studies.Count == 0 && Constructs.Count == 0;

    public bool Takes(StudyId study) => IsAll || Studies.Contains(study) || Constructs.ContainsValue(study);

    /// <param name="of">The construct's study.</param>
    public bool Takes(ConstructId construct, StudyId of) => IsAll || Studies.Contains(of) || Constructs.ContainsKey(construct);

    public static async Task<ClusterExtent> OfAsync(ThroughlineDb db, ClusterId cluster, CancellationToken cancel) => new(
        [.. await db.ClusterMembers.AsNoTracking().Where(m => m.Cluster == cluster).Select(m => m.Study).ToListAsync(cancel)],
        await (from m in db.ClusterConstructs.AsNoTracking() join c in db.Constructs on m.Construct equals c.Id where m.Cluster == cluster select new { c.Id, c.Study }).ToDictionaryAsync(c => c.Id, c => c.Study, cancel));
}

/// <summary>Says with a reason what two concepts are to one another, and lists it.</summary>
public static class RelateConcepts
{
    public sealed record Request(ConceptId From, ConceptId To, RelationKind Kind, string Reason);

    /// <param name="FromCluster">Where the concept was translated; null for all studies together.</param>
    public sealed record Row(ConceptRelationId Id, ConceptId From, string FromName, string? FromCluster, ConceptId To, string ToName, string? ToCluster, RelationKind Kind, string Reason, string By);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<IReadOnlyList<Row>> ListAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var clusters = await db.Clusters.AsNoTracking().Where(c => c.Project == project).ToDictionaryAsync(c => c.Id, c => c.Name, cancel);
            var rows = await (from r in db.ConceptRelations.AsNoTracking()
                              join f in db.Concepts on r.From equals f.Id
                              join t in db.Concepts on r.To equals t.Id
                              join a in db.Analysts on r.MadeBy equals a.Id
                              where r.Project == project
                              orderby r.Id
                              select new { Relation = r, From = f, To = t, a.Name }).ToListAsync(cancel);
            string? Of(ClusterId? id) => id is { } known ? clusters.GetValueOrDefault(known) : null;
            return [.. rows.Select(r => new Row(r.Relation.Id, r.From.Id, r.From.Name, Of(r.From.Cluster), r.To.Id, r.To.Name, Of(r.To.Cluster), r.Relation.Kind, r.Relation.Reason, r.Name))];
        }

        public async Task<Result<ConceptRelationId>> AddAsync(Acting by, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            if (request.From == request.To) return new SynthesisInvalid("A concept is not related to itself. Choose two.");
            if (Typed.Check("The reason", request.Reason, Concept.MostText, needed: true) is { } wrong) return wrong;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Concepts.CountAsync(c => c.Project == by.Project && (c.Id == request.From || c.Id == request.To), cancel) != 2) return new SynthesisMissing("One of the concepts is not in this project any more.");
            if (await db.ConceptRelations.AnyAsync(r => r.Kind == request.Kind && ((r.From == request.From && r.To == request.To) || (r.From == request.To && r.To == request.From)), cancel)) return new Refused("The two are related like that already. Take that relation back to write it anew.");
            var relation = new ConceptRelation { Id = ConceptRelationId.New(), Project = by.Project, From = request.From, To = request.To, Kind = request.Kind, Reason = request.Reason.Trim(), MadeBy = by.Analyst, MadeAt = clock.GetUtcNow().UtcDateTime };
            db.Add(relation);
            return await log.KeepAsync(db, by, SynthesisActions.Related, relation.Id.Node, relation.Id, cancel);
        }

        public async Task<Result<Done>> RemoveAsync(Acting by, ConceptRelationId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.ConceptRelations.SingleOrDefaultAsync(r => r.Id == id && r.Project == by.Project, cancel) is not { } relation) return new SynthesisMissing("That relation is not here any more.");
            db.Remove(relation);
            return await log.KeepAsync(db, by, SynthesisActions.Unrelated, id.Node, Done.Value, cancel);
        }
    }
}

/// <summary>Keeps other ways to read a concept or a storyline beside the one chosen.</summary>
public static class WriteAlternative
{
    public sealed record Row(AlternativeId Id, NodeRef On, string Text, string By, DateTime WrittenAt);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<IReadOnlyList<Row>> ListAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return [.. (await (from r in db.AlternativeReadings.AsNoTracking() join a in db.Analysts on r.WrittenBy equals a.Id where r.Project == project orderby r.Id select new { Reading = r, a.Name }).ToListAsync(cancel))
                .Select(r => new Row(r.Reading.Id, new(r.Reading.OnKind, r.Reading.OnId), r.Reading.Text, r.Name, r.Reading.WrittenAt))];
        }

        /// <param name="on">A concept or a storyline.</param>
        public async Task<Result<AlternativeId>> AddAsync(Acting by, NodeRef on, string text, CancellationToken cancel)
        {
            if (Typed.Check("The other reading", text, Concept.MostText, needed: true) is { } wrong) return wrong;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var known = on.Kind switch
            {
                "concept" => await db.Concepts.AnyAsync(c => c.Project == by.Project && c.Id == new ConceptId(on.Id), cancel),
                "storyline" => await db.Storylines.AnyAsync(s => s.Project == by.Project && s.Id == new StorylineId(on.Id), cancel),
                _ => false,
            };
            if (!known) return new SynthesisMissing("What this is another reading of is not here any more.");
            var reading = new AlternativeReading { Id = AlternativeId.New(), Project = by.Project, OnKind = on.Kind, OnId = on.Id, Text = text.Trim(), WrittenBy = by.Analyst, WrittenAt = clock.GetUtcNow().UtcDateTime };
            db.Add(reading);
            return await log.KeepAsync(db, by, SynthesisActions.AlternativeWritten, reading.Id.Node, reading.Id, cancel);
        }

        public async Task<Result<Done>> RemoveAsync(Acting by, AlternativeId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.AlternativeReadings.SingleOrDefaultAsync(r => r.Id == id && r.Project == by.Project, cancel) is not { } reading) return new SynthesisMissing("That reading is not here any more.");
            db.Remove(reading);
            return await log.KeepAsync(db, by, SynthesisActions.AlternativeRemoved, id.Node, Done.Value, cancel);
        }
    }
}
