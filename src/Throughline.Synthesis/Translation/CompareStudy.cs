using Microsoft.EntityFrameworkCore;

namespace Throughline.Synthesis.Translation;

/// <summary>Says what one study is to one concept, puts constructs into cells, and takes both back.</summary>
/// <remarks>While a study is given to several analysts and not all have finished, each writes comparisons of their own. When all have, what is written settles between them.</remarks>
public static class CompareStudy
{
    /// <param name="Constructs">The cell's constructs, of this study; null leaves them as they are.</param>
    /// <param name="Seen">When the cell as the analyst saw it was decided; null when it was empty. Another state now is refused.</param>
    public sealed record Request(CellRelation Relation, bool IsThin = false, string Reason = "", string Limits = "", IReadOnlyList<ConstructId>? Constructs = null, DateTime? Seen = null);

    /// <summary>A cell of a construct's study, as the analyst who moves the construct saw it.</summary>
    /// <param name="Seen">As in <see cref="Request"/>.</param>
    public sealed record Spot(ConceptId Concept, DateTime? Seen);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<ComparisonId>> DecideAsync(Acting by, StudyId study, ConceptId concept, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            if (Typed.Check("The reason", request.Reason, Comparison.MostText) is { } wrong) return wrong;
            if (Typed.Check("What limits it", request.Limits, Comparison.MostText) is { } longer) return longer;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var place = await PlaceAsync(db, by, study, concept, cancel);
            if (!place.Succeeded) return place.Error;
            var (mode, cell) = place.Value;
            if (Changed(cell, request.Seen) is { } changed) return changed;
            if (cell is null) db.Add(cell = New(by, study, concept, mode));
            var links = await LinksAsync(db, cell.Id, cancel);
            var wanted = request.Relation == CellRelation.NoneFound ? [] : request.Constructs?.Distinct().ToList();
            if (request.Relation == CellRelation.NoneFound && request.Constructs is { Count: > 0 }) return new SynthesisInvalid("A cell with a construct cannot say that none was found. Take the construct out, or say what it is to the concept.");
            if (request.Relation == CellRelation.NoneFound && request.Constructs is null && links.Count > 0) return new SynthesisInvalid("There is a construct in this cell, so it cannot say that none was found. Take it out first; nothing was changed.");
            if (wanted is not null)
            {
                if (await ForeignAsync(db, concept, study, wanted, cancel) is { } foreign) return foreign;
                db.RemoveRange(links.Where(l => !wanted.Contains(l.Construct)));
                foreach (var construct in wanted.Where(c => !links.Exists(l => l.Construct == c))) db.Add(Link(cell, construct, by));
            }
            (cell.Relation, cell.IsThin, cell.Reason, cell.Limits) = (request.Relation, request.IsThin && request.Relation != CellRelation.NoneFound, request.Reason.Trim(), request.Limits.Trim());
            if (!db.ChangeTracker.HasChanges()) return cell.Id;
            (cell.Analyst, cell.DecidedAt) = (by.Analyst, clock.GetUtcNow().UtcDateTime);
            return await log.KeepAsync(db, by, mode == Mode.Settling ? SynthesisActions.Settled : SynthesisActions.Compared, concept.Node, cell.Id, cancel, Details(study));
        }

        /// <summary>Makes a cell empty again: not yet compared.</summary>
        public async Task<Result<Done>> ClearAsync(Acting by, StudyId study, ConceptId concept, DateTime? seen, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var place = await PlaceAsync(db, by, study, concept, cancel);
            if (!place.Succeeded) return place.Error;
            if (place.Value.Cell is not { } cell) return new Refused("There is no comparison here to take back.");
            if (Changed(cell, seen) is { } changed) return changed;
            db.RemoveRange(await LinksAsync(db, cell.Id, cancel));
            db.Remove(cell);
            return await log.KeepAsync(db, by, SynthesisActions.Cleared, concept.Node, Done.Value, cancel, Details(study));
        }

        /// <summary>Puts a construct into a cell of its study, taking it out of another where one is named. An empty cell then says that it is the same; a cell that it leaves empty is to be compared again.</summary>
        /// <param name="from">The cell that it leaves; null leaves it where else it is.</param>
        /// <param name="into">Null: it is only taken out.</param>
        /// <returns>Refused where somebody changed one of the two cells since it was seen: what they wrote would go with the cell, or would say something else than they meant.</returns>
        public async Task<Result<Done>> PlaceAsync(Acting by, ConstructId construct, Spot? from, Spot? into, CancellationToken cancel)
        {
            if (from?.Concept == into?.Concept) return Done.Value;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Constructs.AsNoTracking().SingleOrDefaultAsync(c => c.Id == construct && c.Project == by.Project, cancel) is not { } of) return new SynthesisMissing("That construct is not in this project any more.");
            if (from is { } left)
            {
                var place = await PlaceAsync(db, by, of.Study, left.Concept, cancel);
                if (!place.Succeeded) return place.Error;
                if (await UnsettledAsync(db, of.Study, left.Concept, place.Value, cancel) is { } unsettled) return unsettled;
                if (place.Value.Cell is not { } cell) return NotThere();
                if (await MovedAsync(db, cell, left, cancel) is { } moved) return moved;
                var links = await LinksAsync(db, cell.Id, cancel);
                if (links.Find(l => l.Construct == construct) is not { } link) return NotThere();
                db.Remove(link);
                if (links.Count == 1) db.Remove(cell);
                else (cell.Analyst, cell.DecidedAt) = (by.Analyst, clock.GetUtcNow().UtcDateTime);
            }
            if (into is { } to)
            {
                var place = await PlaceAsync(db, by, of.Study, to.Concept, cancel);
                if (!place.Succeeded) return place.Error;
                if (await UnsettledAsync(db, of.Study, to.Concept, place.Value, cancel) is { } unsettled) return unsettled;
                if (await ForeignAsync(db, to.Concept, of.Study, [construct], cancel) is { } foreign) return foreign;
                var (mode, cell) = place.Value;
                if (await MovedAsync(db, cell, to, cancel) is { } moved) return moved;
                if (cell is null) db.Add(cell = New(by, of.Study, to.Concept, mode));
                else if ((await LinksAsync(db, cell.Id, cancel)).Exists(l => l.Construct == construct)) return new Refused($"\"{of.Name}\" is in that cell already.");
                if (cell.Relation == CellRelation.NoneFound) cell.Relation = CellRelation.Same;
                db.Add(Link(cell, construct, by));
                (cell.Analyst, cell.DecidedAt) = (by.Analyst, clock.GetUtcNow().UtcDateTime);
            }
            return await log.KeepAsync(db, by, SynthesisActions.Placed, construct.Node, Done.Value, cancel, Details(of.Study));
        }

        private enum Mode { Together, Own, Settling }

        private static async Task<Result<(Mode Mode, Comparison? Cell)>> PlaceAsync(ThroughlineDb db, Acting by, StudyId study, ConceptId concept, CancellationToken cancel)
        {
            if (await db.Studies.AsNoTracking().SingleOrDefaultAsync(s => s.Id == study && s.Project == by.Project, cancel) is not { } found) return new SynthesisMissing("That study is not in this project any more.");
            if (found.WithdrawnWhy is not null) return new Refused($"\"{found.Label}\" was withdrawn from the review. Take it back first; nothing was changed.");
            if (await db.Concepts.AsNoTracking().SingleOrDefaultAsync(c => c.Id == concept && c.Project == by.Project, cancel) is not { } column) return new SynthesisMissing("That concept is not in this project any more. Load the page again.");
            if (column.Cluster is { } cluster && !(await ClusterExtent.OfAsync(db, cluster, cancel)).Takes(study)) return new Refused($"\"{found.Label}\" is not in the cluster of \"{column.Name}\". Add it to the cluster first; nothing was changed.");
            var key = study.Value;
            var given = await db.Set<Assignment>().AsNoTracking().Where(a => a.Project == by.Project && a.SubjectKind == "study" && a.SubjectId == key).ToListAsync(cancel);
            var mine = given.Find(a => a.Analyst == by.Analyst);
            var mode = given.Count == 0 ? Mode.Together : given.TrueForAll(a => a.FinishedAt is not null) ? Mode.Settling : Mode.Own;
            if (mode == Mode.Own && mine is null) return new Refused($"\"{found.Label}\" is being translated independently by others. What they found can be settled when all have finished.");
            if (mode == Mode.Own && mine!.FinishedAt is not null) return new Refused($"You have finished \"{found.Label}\", and the other analyst has not. Take it up again to change something.");
            var analyst = by.Analyst;
            var cell = mode == Mode.Own
                ? await db.Comparisons.SingleOrDefaultAsync(c => c.Study == study && c.Concept == concept && c.IsIndependent && c.Analyst == analyst, cancel)
                : await db.Comparisons.SingleOrDefaultAsync(c => c.Study == study && c.Concept == concept && !c.IsIndependent, cancel);
            return (mode, cell);
        }

        private static Refused? Changed(Comparison? cell, DateTime? seen) => cell?.DecidedAt == seen ? null : new("Somebody changed this cell while you were at it. What you wrote is still here: look at the cell as it is now, then decide again.");

        private static async Task<Refused?> MovedAsync(ThroughlineDb db, Comparison? cell, Spot spot, CancellationToken cancel) => cell?.DecidedAt == spot.Seen ? null
            : new($"Somebody changed the cell of \"{await db.Concepts.Where(c => c.Id == spot.Concept).Select(c => c.Name).SingleAsync(cancel)}\" since you saw it. Look at what it says now, then move the construct again; nothing was changed.");

        private static Comparison New(Acting by, StudyId study, ConceptId concept, Mode mode) => new() { Id = ComparisonId.New(), Project = by.Project, Study = study, Concept = concept, IsIndependent = mode == Mode.Own, Analyst = by.Analyst };

        private static ComparisonConstruct Link(Comparison cell, ConstructId construct, Acting by) => new() { Comparison = cell.Id, Construct = construct, Study = cell.Study, IsIndependent = cell.IsIndependent, Analyst = by.Analyst };

        private static Task<List<ComparisonConstruct>> LinksAsync(ThroughlineDb db, ComparisonId cell, CancellationToken cancel) => db.ComparisonConstructs.Where(l => l.Comparison == cell).ToListAsync(cancel);

        private static Refused NotThere() => new("The construct is not in that cell any more. Load the page again; nothing was changed.");

        // What several analysts found apart is theirs: a construct moved about would settle it behind their backs.
        private static async Task<Refused?> UnsettledAsync(ThroughlineDb db, StudyId study, ConceptId concept, (Mode Mode, Comparison? Cell) place, CancellationToken cancel) =>
            place is { Mode: Mode.Settling, Cell: null } && await db.Comparisons.AnyAsync(c => c.Study == study && c.Concept == concept && c.IsIndependent, cancel)
                ? new("Analysts compared this cell independently. Choose it, settle what it says and keep it; then its constructs can be moved. Nothing was changed.")
                : null;

        private static async Task<Error?> ForeignAsync(ThroughlineDb db, ConceptId concept, StudyId study, List<ConstructId> constructs, CancellationToken cancel)
        {
            if (await db.Constructs.CountAsync(c => constructs.Contains(c.Id) && c.Study == study, cancel) != constructs.Count) return new Refused("One of these constructs is not of this study, or is gone. Load the page again; nothing was changed.");
            if (await db.Concepts.AsNoTracking().Where(c => c.Id == concept).Select(c => c.Cluster).SingleAsync(cancel) is not { } cluster) return null;
            var extent = await ClusterExtent.OfAsync(db, cluster, cancel);
            var outside = constructs.Where(c => !extent.Takes(c, study)).ToList();
            if (outside.Count == 0) return null;
            var first = outside[0];
            return new Refused($"\"{await db.Constructs.Where(c => c.Id == first).Select(c => c.Name).SingleAsync(cancel)}\" is not in the cluster that this concept is translated in. Add it to the cluster first; nothing was changed.");
        }

        private static Dictionary<string, object?> Details(StudyId study) => new() { ["study"] = study.Value };
    }
}

/// <summary>Gives studies to several analysts to translate without sight of one another.</summary>
public static class AssignTranslation
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, Assign.Handler assign, FinishAssignment.Handler finish, ReopenAssignment.Handler reopen)
    {
        public async Task<Result<Done>> RunAsync(Acting by, StudyId study, IReadOnlyList<AnalystId> analysts, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(analysts);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Studies.AsNoTracking().SingleOrDefaultAsync(s => s.Id == study && s.Project == by.Project, cancel) is not { } found) return new SynthesisMissing("That study is not in this project any more.");
            return await db.Comparisons.AnyAsync(c => c.Study == study && !c.IsIndependent, cancel)
                ? new Refused($"\"{found.Label}\" has been compared for all to see already, so nobody can be blind to that. Give a study out before it is compared.")
                : await assign.RunAsync(by, study.Node, analysts, cancel);
        }

        public Task<Result<Done>> FinishAsync(Acting by, StudyId study, CancellationToken cancel) => finish.RunAsync(by, study.Node, cancel);

        public Task<Result<Done>> ReopenAsync(Acting by, StudyId study, CancellationToken cancel) => reopen.RunAsync(by, study.Node, cancel);
    }
}
