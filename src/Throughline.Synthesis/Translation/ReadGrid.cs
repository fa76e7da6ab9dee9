using Microsoft.EntityFrameworkCore;
using Throughline.Review.Studies;
using Throughline.Synthesis.Constructs;

namespace Throughline.Synthesis.Translation;

/// <summary>What a cell of the grid says.</summary>
public enum CellState
{
    NotYet,
    Same,
    Refutes,
    Extends,
    NoneFound,
    /// <summary>Analysts who compared independently differ, and nothing is settled.</summary>
    Differs,
}

/// <summary>The grid as the reader may see it: studies, concepts, what each cell says, and what is left to compare.</summary>
public static class ReadGrid
{
    public sealed record Column(ConceptId Id, string Name, string Definition, string Level, ClusterId? Cluster);

    /// <summary>One analyst's comparison, made independently, or the one for all.</summary>
    public sealed record Side(AnalystId Analyst, string Name, CellRelation Relation, bool IsThin, string Reason, string Limits, IReadOnlyList<ConstructId> Constructs, DateTime DecidedAt, bool IsIndependent);

    /// <param name="Decided">What it says, in full; null where nothing is compared or analysts differ.</param>
    /// <param name="Sides">What analysts found independently, where the reader may see it.</param>
    /// <param name="Seen">What <see cref="CompareStudy.Request.Seen"/> is to be, so that another's change in between is noticed.</param>
    public sealed record Cell(CellState State, bool IsThin, Side? Decided, IReadOnlyList<Side> Sides, DateTime? Seen = null)
    {
        public static readonly Cell Empty = new(CellState.NotYet, false, null, []);

        public IReadOnlyList<ConstructId> Constructs => Decided?.Constructs ?? [.. Sides.SelectMany(s => s.Constructs).Distinct()];
    }

    /// <param name="Given">Who translates this study independently; empty where nobody does.</param>
    public sealed record Line(ListStudies.Row Study, IReadOnlyList<(AnalystId Analyst, string Name, bool Finished)> Given)
    {
        public bool IsClosed => Given.Count > 0 && Given.Any(g => !g.Finished);
    }

    /// <param name="Studies">With all their constructs. Neither study nor construct: all are translated in it.</param>
    /// <param name="Constructs">Single constructs of other studies.</param>
    public sealed record Group(ClusterId Id, string Name, string Reason, IReadOnlyList<StudyId> Studies, IReadOnlyList<ConstructId> Constructs)
    {
        public bool IsAll => Studies.Count == 0 && Constructs.Count == 0;
    }

    public sealed class Grid(IReadOnlyList<Line> lines, IReadOnlyList<Column> columns, IReadOnlyList<Group> clusters, IReadOnlyDictionary<ConstructId, ListConstructs.Row> constructs, Dictionary<(StudyId, ConceptId), Cell> cells)
    {
        public IReadOnlyList<Line> Lines => lines;
        public IReadOnlyList<Column> Columns => columns;
        public IReadOnlyList<Group> Clusters => clusters;
        public IReadOnlyDictionary<ConstructId, ListConstructs.Row> Constructs => constructs;
        public Cell this[StudyId study, ConceptId concept] => cells.GetValueOrDefault((study, concept), Cell.Empty);
        public int Expected => lines.Count * columns.Count;
        public int Made => (from l in lines from c in columns select this[l.Study.Id, c.Id].State).Count(s => s is not (CellState.NotYet or CellState.Differs));
        public int ToSettle => Unsettled.Count();

        /// <summary>Cells still to be compared, study by study.</summary>
        public IEnumerable<(StudyId Study, ConceptId Concept)> ToDo => from l in lines from c in columns where this[l.Study.Id, c.Id].State == CellState.NotYet select (l.Study.Id, c.Id);

        /// <summary>Cells in which analysts differ and nothing is settled, study by study.</summary>
        public IEnumerable<(StudyId Study, ConceptId Concept)> Unsettled => from l in lines from c in columns where this[l.Study.Id, c.Id].State == CellState.Differs select (l.Study.Id, c.Id);

        /// <summary>Constructs of the shown studies that are in no cell shown.</summary>
        public IEnumerable<ListConstructs.Row> Unplaced
        {
            get
            {
                var placed = (from l in lines from c in columns from x in this[l.Study.Id, c.Id].Constructs select x).ToHashSet();
                var shown = lines.Select(l => l.Study.Id).ToHashSet();
                return constructs.Values.Where(c => shown.Contains(c.Study) && !placed.Contains(c.Id));
            }
        }

        /// <summary>Studies that hold a concept: say the same, extend it or refute it.</summary>
        public IEnumerable<Line> StudiesOf(ConceptId concept) => lines.Where(l => this[l.Study.Id, concept].State is CellState.Same or CellState.Extends or CellState.Refutes);

        /// <summary>Studies on which a concept rests: they say the same or extend it.</summary>
        public IEnumerable<Line> Holding(ConceptId concept) => lines.Where(l => this[l.Study.Id, concept].State is CellState.Same or CellState.Extends);

        /// <summary>A concept that rests on one study alone, or on thin accounts alone.</summary>
        public bool IsThin(ConceptId concept)
        {
            var holding = Holding(concept).ToList();
            return holding.Count <= 1 || holding.TrueForAll(l => this[l.Study.Id, concept].IsThin);
        }
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ListStudies.Handler studies, ListConstructs.Handler constructs)
    {
        /// <param name="cluster">The cluster whose translation is shown; null for all studies together.</param>
        /// <param name="words">As <see cref="ListConstructs.Handler.RunAsync"/> has it.</param>
        public async Task<Grid> RunAsync(Acting reader, ClusterId? cluster, CancellationToken cancel, bool words = true) => Of(await ReadAsync(reader, words, cancel), cluster);

        /// <summary>Every translation: of all studies together first, then within each cluster.</summary>
        /// <param name="words">As <see cref="ListConstructs.Handler.RunAsync"/> has it.</param>
        /// <returns>With the cluster's name; null for all studies together.</returns>
        public async Task<IReadOnlyList<(string? Within, Grid Grid)>> AllAsync(Acting reader, CancellationToken cancel, bool words = true)
        {
            var review = await ReadAsync(reader, words, cancel);
            return [(null, Of(review, null)), .. review.Clusters.Select(c => ((string?)c.Name, Of(review, c.Id)))];
        }

        private sealed record Review(Acting Reader, IReadOnlyList<ListStudies.Row> Studies, IReadOnlyList<ListConstructs.Row> Constructs, List<Group> Clusters, List<Column> Columns, ILookup<Guid, (AnalystId, string, bool)> Given, Dictionary<AnalystId, string> Names, ILookup<(StudyId, ConceptId), Comparison> Cells, ILookup<ComparisonId, ConstructId> Links);

        private async Task<Review> ReadAsync(Acting reader, bool words, CancellationToken cancel)
        {
            var all = await studies.RunAsync(reader.Project, cancel);
            var taken = await constructs.RunAsync(reader.Project, cancel, words);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var clusters = await GroupsAsync(db, reader.Project, cancel);
            var columns = await db.Concepts.AsNoTracking().Where(c => c.Project == reader.Project).OrderBy(c => c.Position).ThenBy(c => c.Id).Select(c => new Column(c.Id, c.Name, c.Definition, c.Level, c.Cluster)).ToListAsync(cancel);
            var given = (await (from a in db.Set<Assignment>().AsNoTracking() join n in db.Analysts on a.Analyst equals n.Id where a.Project == reader.Project && a.SubjectKind == "study" orderby n.Name select new { a.SubjectId, a.Analyst, n.Name, a.FinishedAt }).ToListAsync(cancel)).ToLookup(a => a.SubjectId, a => (a.Analyst, a.Name, a.FinishedAt is not null));
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var names = await db.Analysts.AsNoTracking().Where(a => a.Project == reader.Project).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
            var rows = (await hidden.Without(db.Comparisons.AsNoTracking().Where(c => c.Project == reader.Project), c => c.Study, c => c.Analyst).ToListAsync(cancel)).ToLookup(c => (c.Study, c.Concept));
            var links = (await (from l in db.ComparisonConstructs.AsNoTracking() join c in db.Comparisons on l.Comparison equals c.Id where c.Project == reader.Project orderby l.Construct select new { l.Comparison, l.Construct }).ToListAsync(cancel)).ToLookup(l => l.Comparison, l => l.Construct);
            return new(reader, all, taken, clusters, columns, given, names, rows, links);
        }

        private static Grid Of(Review review, ClusterId? cluster)
        {
            var taken = review.Constructs.ToDictionary(c => c.Id);
            HashSet<StudyId>? within = null;
            if (review.Clusters.Find(c => c.Id == cluster) is { IsAll: false } group)
            {
                var (whole, single) = (group.Studies.ToHashSet(), group.Constructs.ToHashSet());
                foreach (var outside in taken.Values.Where(c => !whole.Contains(c.Study) && !single.Contains(c.Id)).ToList()) taken.Remove(outside.Id);
                within = [.. whole, .. taken.Values.Select(c => c.Study)];
            }
            var lines = review.Studies.Where(s => within is null || within.Contains(s.Id)).Select(s => new Line(s, [.. review.Given[s.Id.Value]])).ToList();
            var columns = review.Columns.FindAll(c => c.Cluster == cluster);
            var cells = new Dictionary<(StudyId, ConceptId), Cell>();
            foreach (var line in lines)
                foreach (var column in columns)
                    if (review.Cells[(line.Study.Id, column.Id)].Select(c => new Side(c.Analyst, review.Names.GetValueOrDefault(c.Analyst, ""), c.Relation, c.IsThin, c.Reason, c.Limits, [.. review.Links[c.Id]], c.DecidedAt, c.IsIndependent)).ToList() is { Count: > 0 } sides)
                        cells[(line.Study.Id, column.Id)] = CellOf(review.Reader, line, sides);
            return new(lines, columns, review.Clusters, taken, cells);
        }

        /// <summary>The columns of every translation: of all studies together first, then within each cluster.</summary>
        public async Task<(IReadOnlyList<Column> Columns, IReadOnlyList<Group> Clusters)> ColumnsAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var clusters = await GroupsAsync(db, project, cancel);
            var columns = await db.Concepts.AsNoTracking().Where(c => c.Project == project).OrderBy(c => c.Position).ThenBy(c => c.Id).Select(c => new Column(c.Id, c.Name, c.Definition, c.Level, c.Cluster)).ToListAsync(cancel);
            return ([.. columns.OrderBy(c => c.Cluster is { } id ? clusters.FindIndex(k => k.Id == id) : -1)], clusters);
        }

        private static async Task<List<Group>> GroupsAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel)
        {
            var members = (await (from m in db.ClusterMembers.AsNoTracking() join c in db.Clusters on m.Cluster equals c.Id where c.Project == project select m).ToListAsync(cancel)).ToLookup(m => m.Cluster, m => m.Study);
            var single = (await (from m in db.ClusterConstructs.AsNoTracking() join c in db.Clusters on m.Cluster equals c.Id where c.Project == project select m).ToListAsync(cancel)).ToLookup(m => m.Cluster, m => m.Construct);
            return (await db.Clusters.AsNoTracking().Where(c => c.Project == project).OrderBy(c => c.Position).ThenBy(c => c.Id).ToListAsync(cancel)).ConvertAll(c => new Group(c.Id, c.Name, c.Reason, [.. members[c.Id]], [.. single[c.Id]]));
        }

        private static Cell CellOf(Acting reader, Line line, List<Side> sides)
        {
            var own = sides.Where(s => s.IsIndependent).OrderBy(s => s.Name, StringComparer.OrdinalIgnoreCase).ToList();
            if (sides.Find(s => !s.IsIndependent) is { } settled) return Says(settled, own, settled.DecidedAt);
            if (line.IsClosed) return own.Find(s => s.Analyst == reader.Analyst) is { } mine ? Says(mine, [], mine.DecidedAt) : Cell.Empty;
            // An analyst who finished without comparing this cell left it open: there is nothing to agree with.
            var agreed = own.Count == line.Given.Count && own.TrueForAll(s => s.Relation == own[0].Relation && s.IsThin == own[0].IsThin);
            return agreed ? Says(own[0] with { Constructs = [.. own.SelectMany(s => s.Constructs).Distinct()] }, own, null) : new(CellState.Differs, false, null, own);
        }

        private static Cell Says(Side side, IReadOnlyList<Side> own, DateTime? seen) => new(side.Relation switch { CellRelation.Same => CellState.Same, CellRelation.Refutes => CellState.Refutes, CellRelation.Extends => CellState.Extends, _ => CellState.NoneFound }, side.IsThin, side, own, seen);
    }
}
