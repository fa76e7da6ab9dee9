using Microsoft.EntityFrameworkCore;

namespace Throughline.Synthesis.Translation;

/// <summary>Adds, describes, moves, joins, splits and takes away concepts, the columns of the grid.</summary>
public static class EditConcept
{
    /// <param name="Cluster">The cluster within which it is translated; null for all studies together.</param>
    public sealed record Words(string Name, string Definition = "", string Level = "", ClusterId? Cluster = null);

    /// <param name="Differing">Cells in which the two had said different things: what the joined one says now is the first's, and the other's is written in the reason.</param>
    public sealed record Joined(int Cells, int Differing);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<ConceptId>> AddAsync(Acting by, Words words, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(words);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var made = await NewAsync(db, by, words, cancel);
            return made.Succeeded ? await log.KeepAsync(db, by, SynthesisActions.ConceptAdded, made.Value.Id.Node, made.Value.Id, cancel) : made.Error;
        }

        public async Task<Result<Done>> ChangeAsync(Acting by, ConceptId id, Words words, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(words);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await FindAsync(db, by, id, cancel) is not { } concept) return Gone();
            if (words.Cluster != concept.Cluster && await db.Comparisons.AnyAsync(c => c.Concept == id, cancel)) return new Refused($"Studies are compared with \"{concept.Name}\" already, within where it is. Add a concept there instead, and say how the two are related; nothing was changed.");
            if (await WriteAsync(db, concept, words, cancel) is { } wrong) return wrong;
            return await log.KeepAsync(db, by, SynthesisActions.ConceptChanged, id.Node, Done.Value, cancel);
        }

        /// <param name="before">The concept it is put before; null puts it last.</param>
        public async Task<Result<Done>> MoveAsync(Acting by, ConceptId id, ConceptId? before, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var all = await db.Concepts.Where(c => c.Project == by.Project).OrderBy(c => c.Position).ThenBy(c => c.Id).ToListAsync(cancel);
            if (all.Find(c => c.Id == id) is not { } moved) return Gone();
            if (before is { } there && all.All(c => c.Id != there)) return Gone();
            all.Remove(moved);
            all.Insert(before is { } at ? all.FindIndex(c => c.Id == at) : all.Count, moved);
            for (var i = 0; i < all.Count; i++) all[i].Position = i;
            return await log.KeepAsync(db, by, SynthesisActions.ConceptMoved, id.Node, Done.Value, cancel);
        }

        /// <summary>Takes a concept away with its comparisons. Refused where something rests on it.</summary>
        public async Task<Result<Done>> RemoveAsync(Acting by, ConceptId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await FindAsync(db, by, id, cancel) is not { } concept) return Gone();
            if (await RestingAsync(db, by, concept, cancel) is { } resting) return resting;
            if (await db.ConceptRelations.AnyAsync(r => r.From == id || r.To == id, cancel)) return new Refused($"\"{concept.Name}\" is related to another concept. Take the relation back first; nothing was changed.");
            if (await OpenWorkAsync(db, by, [id], cancel) is { } open) return open;
            var comparisons = await db.Comparisons.Where(c => c.Concept == id).ToListAsync(cancel);
            var ids = comparisons.ConvertAll(c => c.Id);
            db.RemoveRange(await db.ComparisonConstructs.Where(l => ids.Contains(l.Comparison)).ToListAsync(cancel));
            db.RemoveRange(comparisons);
            db.RemoveRange(await db.AlternativeReadings.Where(r => r.Project == by.Project && r.OnKind == "concept" && r.OnId == id.Value).ToListAsync(cancel));
            db.Remove(concept);
            return await log.KeepAsync(db, by, SynthesisActions.ConceptRemoved, id.Node, Done.Value, cancel, new Dictionary<string, object?> { ["comparisons"] = comparisons.Count });
        }

        /// <summary>Joins one concept to another: its constructs and comparisons go over, and it is taken away.</summary>
        public async Task<Result<Joined>> JoinAsync(Acting by, ConceptId into, ConceptId from, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (into == from) return new Refused("A concept cannot be joined to itself. Choose another.");
            if (await FindAsync(db, by, into, cancel) is not { } kept || await FindAsync(db, by, from, cancel) is not { } gone) return Gone();
            if (kept.Cluster != gone.Cluster) return new Refused($"\"{gone.Name}\" and \"{kept.Name}\" are translated in different clusters. Say how they are related instead; nothing was changed.");
            if (await OpenWorkAsync(db, by, [into, from], cancel) is { } open) return open;
            if (await db.Comparisons.AnyAsync(c => c.Concept == from && c.IsIndependent, cancel)) return new Refused($"\"{gone.Name}\" was compared independently by several analysts, and those comparisons stay as they were made. Say how the two concepts are related instead; nothing was changed.");
            var there = (await db.Comparisons.Where(c => c.Concept == into && !c.IsIndependent).ToListAsync(cancel)).ToDictionary(c => c.Study);
            var moved = await db.Comparisons.Where(c => c.Concept == from).ToListAsync(cancel);
            var apart = (await db.Comparisons.AsNoTracking().Where(c => c.Concept == into && c.IsIndependent).Select(c => c.Study).Distinct().ToListAsync(cancel)).ToHashSet();
            if (moved.Exists(c => apart.Contains(c.Study) && !there.ContainsKey(c.Study))) return new Refused($"\"{kept.Name}\" was compared independently by several analysts, and what they found is not settled in every cell that \"{gone.Name}\" would join. Settle those cells first; nothing was changed.");
            var movedIds = moved.ConvertAll(c => c.Id);
            var links = (await db.ComparisonConstructs.Where(l => movedIds.Contains(l.Comparison)).ToListAsync(cancel)).ToLookup(l => l.Comparison);
            var keptIds = there.Values.Select(c => c.Id).ToList();
            var held = (await db.ComparisonConstructs.AsNoTracking().Where(l => keptIds.Contains(l.Comparison)).ToListAsync(cancel)).Select(l => (l.Comparison, l.Construct)).ToHashSet();
            var differing = 0;
            foreach (var old in moved)
            {
                if (!there.TryGetValue(old.Study, out var cell))
                {
                    cell = New(db, by, old.Study, into, old.Relation, old.IsThin, old.Reason, old.Limits);
                }
                else
                {
                    if (cell.Relation != old.Relation)
                    {
                        differing++;
                        var said = $"{gone.Name}: {InWords(old.Relation)}. {old.Reason}".Trim();
                        cell.Reason = cell.Reason.Length == 0 ? said : $"{cell.Reason}\n{said}";
                        if (cell.Relation == CellRelation.NoneFound) (cell.Relation, cell.IsThin) = (old.Relation, old.IsThin);
                    }
                    else if (old.Reason.Length > 0) cell.Reason = cell.Reason.Length == 0 ? old.Reason : $"{cell.Reason}\n{old.Reason}";
                    // That nothing was found for the one makes a thin account of the other no firmer.
                    if (old.Relation != CellRelation.NoneFound) cell.IsThin = cell.IsThin && old.IsThin;
                    cell.Limits = cell.Limits.Length == 0 ? old.Limits : old.Limits.Length == 0 ? cell.Limits : $"{cell.Limits}\n{old.Limits}";
                    if ((TooLong("reason", cell.Reason) ?? TooLong("limit", cell.Limits)) is { } longer) return longer;
                    (cell.Analyst, cell.DecidedAt) = (by.Analyst, clock.GetUtcNow().UtcDateTime);
                }
                foreach (var link in links[old.Id])
                {
                    db.Remove(link);
                    if (!held.Contains((cell.Id, link.Construct))) db.Add(new ComparisonConstruct { Comparison = cell.Id, Construct = link.Construct, Study = cell.Study, Analyst = by.Analyst });
                }
                db.Remove(old);
            }
            var (fromKey, intoKey) = (from.Value, into.Value);
            foreach (var relation in await db.ConceptRelations.Where(r => r.From == from || r.To == from).ToListAsync(cancel))
            {
                db.Remove(relation);
                var (one, other) = (relation.From == from ? into : relation.From, relation.To == from ? into : relation.To);
                if (one != other) db.Add(new ConceptRelation { Id = ConceptRelationId.New(), Project = by.Project, From = one, To = other, Kind = relation.Kind, Reason = relation.Reason, MadeBy = relation.MadeBy, MadeAt = relation.MadeAt });
            }
            var supported = await db.ClaimSupports.Where(s => s.Project == by.Project && s.OnKind == "concept" && (s.OnId == fromKey || s.OnId == intoKey)).ToListAsync(cancel);
            foreach (var support in supported.Where(s => s.OnId == fromKey))
            {
                db.Remove(support);
                if (!supported.Exists(s => s.OnId == intoKey && s.Claim == support.Claim)) db.Add(new Arguing.ClaimSupport { Claim = support.Claim, OnKind = "concept", OnId = intoKey, Project = by.Project });
            }
            foreach (var reading in await db.AlternativeReadings.Where(r => r.Project == by.Project && r.OnKind == "concept" && r.OnId == fromKey).ToListAsync(cancel))
            {
                db.Remove(reading);
                db.Add(new AlternativeReading { Id = AlternativeId.New(), Project = by.Project, OnKind = "concept", OnId = intoKey, Text = reading.Text, WrittenBy = reading.WrittenBy, WrittenAt = reading.WrittenAt });
            }
            if (gone.Definition.Length > 0) kept.Definition = kept.Definition.Length == 0 ? gone.Definition : $"{kept.Definition}\n{gone.Name}: {gone.Definition}";
            if (TooLong("definition", kept.Definition) is { } defined) return defined;
            db.Remove(gone);
            return await log.KeepAsync(db, by, SynthesisActions.ConceptsJoined, into.Node, new Joined(moved.Count, differing), cancel, new Dictionary<string, object?> { ["joined"] = from.Value, ["cells"] = moved.Count, ["differing"] = differing });
        }

        /// <summary>Makes a new concept of some constructs of another. Each new cell says what the old one said; a cell left without a construct is to be compared again.</summary>
        public async Task<Result<ConceptId>> SplitAsync(Acting by, ConceptId from, Words words, IReadOnlyList<ConstructId> constructs, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(words);
            ArgumentNullException.ThrowIfNull(constructs);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await FindAsync(db, by, from, cancel) is not { } old) return Gone();
            if (constructs.Count == 0) return new Refused("Choose the constructs that go into the new concept first; nothing was changed.");
            if (await OpenWorkAsync(db, by, [from], cancel) is { } open) return open;
            var cells = await db.Comparisons.Where(c => c.Concept == from && !c.IsIndependent).ToListAsync(cancel);
            var ids = cells.ConvertAll(c => c.Id);
            var links = await db.ComparisonConstructs.Where(l => ids.Contains(l.Comparison)).ToListAsync(cancel);
            if (constructs.FirstOrDefault(c => !links.Exists(l => l.Construct == c)) is var missing && missing != default) return new Refused($"One of these constructs is not in a cell of \"{old.Name}\". Load the page again; nothing was changed.");
            var made = await NewAsync(db, by, words with { Cluster = old.Cluster, Level = words.Level.Length > 0 ? words.Level : old.Level }, cancel);
            if (!made.Succeeded) return made.Error;
            foreach (var cell in cells)
            {
                var going = links.FindAll(l => l.Comparison == cell.Id && constructs.Contains(l.Construct));
                if (going.Count == 0) continue;
                var copy = New(db, by, cell.Study, made.Value.Id, cell.Relation, cell.IsThin, cell.Reason, cell.Limits);
                foreach (var link in going)
                {
                    db.Remove(link);
                    db.Add(new ComparisonConstruct { Comparison = copy.Id, Construct = link.Construct, Study = cell.Study, Analyst = by.Analyst });
                }
                if (links.FindAll(l => l.Comparison == cell.Id).Count == going.Count) db.Remove(cell);
                else (cell.Analyst, cell.DecidedAt) = (by.Analyst, clock.GetUtcNow().UtcDateTime);
            }
            return await log.KeepAsync(db, by, SynthesisActions.ConceptSplit, made.Value.Id.Node, made.Value.Id, cancel, new Dictionary<string, object?> { ["from"] = from.Value, ["constructs"] = constructs.Count });
        }

        private Comparison New(ThroughlineDb db, Acting by, StudyId study, ConceptId concept, CellRelation relation, bool thin, string reason, string limits)
        {
            var cell = new Comparison { Id = ComparisonId.New(), Project = by.Project, Study = study, Concept = concept, Relation = relation, IsThin = thin, Reason = reason, Limits = limits, Analyst = by.Analyst, DecidedAt = clock.GetUtcNow().UtcDateTime };
            db.Add(cell);
            return cell;
        }

        private async Task<Result<Concept>> NewAsync(ThroughlineDb db, Acting by, Words words, CancellationToken cancel)
        {
            var last = await db.Concepts.Where(c => c.Project == by.Project).MaxAsync(c => (int?)c.Position, cancel) ?? -1;
            var concept = new Concept { Id = ConceptId.New(), Project = by.Project, Position = last + 1, MadeBy = by.Analyst, MadeAt = clock.GetUtcNow().UtcDateTime };
            if (await WriteAsync(db, concept, words, cancel) is { } wrong) return wrong;
            db.Add(concept);
            return concept;
        }

        private static async Task<Error?> WriteAsync(ThroughlineDb db, Concept concept, Words words, CancellationToken cancel)
        {
            if (Typed.Check("The concept's name", words.Name, Concept.MostName, needed: true) is { } unnamed) return unnamed;
            if (Typed.Check("The definition", words.Definition, Concept.MostText) is { } longer) return longer;
            if (Typed.Check("The level", words.Level, Concept.MostName) is { } level) return level;
            var (project, id, cluster, name) = (concept.Project, concept.Id, words.Cluster, words.Name.Trim());
            if (cluster is { } within && !await db.Clusters.AnyAsync(c => c.Id == within && c.Project == project, cancel)) return new SynthesisMissing("That cluster is not here any more.");
            var others = await db.Concepts.AsNoTracking().Where(c => c.Project == project && c.Id != id && c.Cluster == cluster).Select(c => c.Name).ToListAsync(cancel);
            if (others.Contains(name, StringComparer.OrdinalIgnoreCase)) return new SynthesisInvalid($"There is a concept \"{name}\" here already. Choose another name, or join the two.");
            (concept.Name, concept.Definition, concept.Level, concept.Cluster) = (name, words.Definition.Trim(), words.Level.Trim(), cluster);
            return null;
        }

        private static SynthesisMissing Gone() => new("That concept is not in this project any more.");

        private static Refused? TooLong(string what, string text) => text.Length <= Comparison.MostText ? null : new($"Joined, a {what} would have {text.Length:N0} characters, and at most {Comparison.MostText:N0} can be kept. Shorten one of the two first; nothing was changed.");

        private static string InWords(CellRelation relation) => relation switch { CellRelation.Same => "same", CellRelation.Refutes => "refutes", CellRelation.Extends => "extends", _ => "none found" };

        private static async Task<Concept?> FindAsync(ThroughlineDb db, Acting by, ConceptId id, CancellationToken cancel) => await db.Concepts.SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel);

        private static async Task<Error?> RestingAsync(ThroughlineDb db, Acting by, Concept concept, CancellationToken cancel)
        {
            var key = concept.Id.Value;
            var resting = await db.ClaimSupports.CountAsync(s => s.Project == by.Project && s.OnKind == "concept" && s.OnId == key, cancel);
            return resting == 0 ? null : new Refused($"{(resting == 1 ? "A sentence" : $"{resting} sentences")} of the line of argument {(resting == 1 ? "rests" : "rest")} on \"{concept.Name}\". Change that first; nothing was changed.");
        }

        // A column changed under somebody's independent work would show that there is some, and spoil it.
        private static async Task<Error?> OpenWorkAsync(ThroughlineDb db, Acting by, IReadOnlyList<ConceptId> concepts, CancellationToken cancel)
        {
            var open = db.Set<Assignment>().Where(a => a.Project == by.Project && a.SubjectKind == "study" && a.FinishedAt == null).Select(a => a.SubjectId);
            var studies = (await db.Comparisons.AsNoTracking().Where(c => concepts.Contains(c.Concept) && c.IsIndependent).Select(c => c.Study).Distinct().ToListAsync(cancel)).ConvertAll(s => s.Value);
            return (await open.ToListAsync(cancel)).Exists(studies.Contains) ? new Refused("A study is being translated independently by several analysts, into this concept too. Change it when all have finished; nothing was changed.") : null;
        }
    }
}
