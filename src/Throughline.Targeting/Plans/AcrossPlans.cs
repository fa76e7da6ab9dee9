using Throughline.Framing.Representations;
using Throughline.Targeting.Modelling;
using Throughline.Targeting.Targets;

namespace Throughline.Targeting.Plans;

/// <summary>A national statement that a target interprets or restates, and what changed on the way.</summary>
/// <param name="Shifts">In words, with the fields that differ; where none does, that nothing changed, or that the two were not both read.</param>
public sealed record Answering(string Statement, string SourceTitle, string Tie, IReadOnlyList<string> Shifts);

/// <param name="Answers">What it answers; empty where nobody tied it.</param>
public sealed record PlannedTarget(TargetRecord Record, IReadOnlyList<Answering> Answers);

/// <summary>The targets of one project, archive or table.</summary>
public sealed record Plan(string Name, IReadOnlyList<PlannedTarget> Targets)
{
    /// <summary>What is the project's own and no other's, by id: boxes of its model, and terms it added to the vocabularies. Empty for a table.</summary>
    public IReadOnlyDictionary<string, string> Own { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Many targets of many plans in one grid: what everyone does, what nobody does, what has no mechanism or measure, and which are nearly the same.</summary>
public static class AcrossPlans
{
    /// <summary>From this share of common features on two targets are nearly the same. Ours.</summary>
    public const double NearlySame = 0.8;

    /// <summary>One target as the grid names it.</summary>
    public sealed record At(string Plan, int Number, string Title);

    /// <param name="Group">Empty parts are not said.</param>
    public sealed record Cell(string Kind, string Group, string Driver, string Level, string Aim, IReadOnlyList<At> Targets);

    /// <param name="Plans">In how many plans it occurs.</param>
    public sealed record Share(string Dimension, string Term, int Targets, int Plans);

    /// <param name="Similarity">Common features over all features of the two, 0 to 1.</param>
    public sealed record Pair(At One, At Other, double Similarity);

    /// <param name="Everyone">In every plan that has targets, of two or more.</param>
    /// <param name="Nobody">Terms that no target names.</param>
    /// <param name="Targets">How many are set side by side.</param>
    /// <param name="Followed">How many are left out of everything here, because another of the same plan follows them.</param>
    public sealed record Answer(int Plans, int Targets, IReadOnlyList<Cell> Grid, IReadOnlyList<Share> Shares, IReadOnlyList<Share> Everyone, IReadOnlyList<Share> Nobody, IReadOnlyList<At> NoMechanism, IReadOnlyList<At> NoMeasure, IReadOnlyList<Pair> NearDuplicates,
        IReadOnlyList<(At Target, Answering Answers)> Answering, int Followed);

    /// <param name="known">For each dimension the terms there are, so that what nobody names can be told.</param>
    public static Answer Run(IReadOnlyList<Plan> plans, IReadOnlyDictionary<string, IReadOnlyList<string>> known)
    {
        ArgumentNullException.ThrowIfNull(plans);
        ArgumentNullException.ThrowIfNull(known);
        var followed = plans.Sum(p => p.Targets.Count) - plans.Sum(p => AtWork(p).Targets.Count);
        // Two files may bear one name: what is the same plan is never judged by it.
        plans = Named([], [.. plans.Select(AtWork)]);
        var all = plans.SelectMany(p => p.Targets.Select(t => (Plan: p, t.Record, t.Answers, At: new At(p.Name, t.Record.Number, t.Record.Title)))).ToList();
        var grid = all.SelectMany(t => OrNone(t.Record.Terms(TargetField.Drivers)).SelectMany(d => OrNone(Levels(t.Record)).Select(l => (Key: (t.Record[TargetField.Kind], t.Record[TargetField.Group], d, l, t.Record[TargetField.Aim]), t.At))))
            .GroupBy(c => c.Key, c => c.At).Select(g => new Cell(g.Key.Item1, g.Key.Item2, g.Key.d, g.Key.l, g.Key.Item5, [.. g.Distinct()]))
            .OrderByDescending(c => c.Targets.Count).ThenBy(c => c.Kind, StringComparer.Ordinal).ThenBy(c => c.Group, StringComparer.Ordinal).ThenBy(c => c.Driver, StringComparer.Ordinal).ThenBy(c => c.Level, StringComparer.Ordinal).ThenBy(c => c.Aim, StringComparer.Ordinal).ToList();
        var shares = new List<Share>();
        foreach (var (dimension, of) in Dimensions)
            foreach (var term in all.SelectMany(t => of(t.Record).Distinct().Select(x => (Term: x, t.At))).GroupBy(x => x.Term).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal))
                shares.Add(new(dimension, term.Key, term.Count(), term.Select(x => x.At.Plan).Distinct().Count()));
        var having = plans.Count(p => p.Targets.Count > 0);
        var pairs = new List<Pair>();
        var features = all.ConvertAll(t => Features(t.Record));
        for (var i = 0; i < all.Count; i++)
            for (var j = i + 1; j < all.Count; j++)
                if (features[i].Count >= 4 && features[j].Count >= 4 && (double)features[i].Intersect(features[j]).Count() / features[i].Union(features[j]).Count() is >= NearlySame and var alike) pairs.Add(new(all[i].At, all[j].At, alike));
        return new(plans.Count, all.Count, grid, shares, having < 2 ? [] : [.. shares.Where(s => s.Plans == having)],
            all.Count == 0 ? [] : [.. known.SelectMany(k => k.Value.Where(t => shares.All(s => s.Dimension != k.Key || s.Term != t)).Select(t => new Share(k.Key, t, 0, 0)))],
            [.. all.Where(t => t.Record.Lines(TargetField.Steps).Count == 0 && !(t.Record.Has(TargetField.IfWe) && t.Record.Has(TargetField.Then))).Select(t => t.At)],
            [.. all.Where(t => t.Record.Indicators.All(i => i.Kind != IndicatorKind.Outcome)).Select(t => t.At)],
            [.. pairs.OrderByDescending(p => p.Similarity)], [.. all.SelectMany(t => t.Answers.Select(a => (t.At, a)))], followed);
    }

    /// <summary>A plan without the targets that another of it follows: one that was looked at again is the same target twice.</summary>
    private static Plan AtWork(Plan plan)
    {
        var followed = plan.Targets.Select(t => t.Record.Follows).OfType<TargetId>().ToHashSet();
        return followed.Count == 0 ? plan : plan with { Targets = [.. plan.Targets.Where(t => !followed.Contains(t.Record.Id))] };
    }

    /// <summary>One plan's targets under each term of a dimension.</summary>
    /// <param name="Cells">One for each of the terms, in their order.</param>
    public sealed record MatrixRow(string Plan, IReadOnlyList<IReadOnlyList<At>> Cells);

    /// <summary>The names of the dimensions, in the order of the grid.</summary>
    public static IReadOnlyList<string> DimensionNames => [.. Dimensions.Select(d => d.Name)];

    /// <summary>Plans against the terms of one dimension: which of their targets name which. Targets that another of their plan follows are left out, and so are terms that no target names; a target that names none stands under "".</summary>
    /// <param name="dimension">One of <see cref="DimensionNames"/>.</param>
    public static (IReadOnlyList<string> Terms, IReadOnlyList<MatrixRow> Rows) Matrix(IReadOnlyList<Plan> plans, string dimension)
    {
        ArgumentNullException.ThrowIfNull(plans);
        var of = Dimensions.First(d => d.Name == dimension).Of;
        plans = Named([], [.. plans.Select(AtWork)]);
        IReadOnlyList<string> terms = [.. plans.SelectMany(p => p.Targets).SelectMany(t => OrNone(of(t.Record))).GroupBy(t => t).OrderBy(g => g.Key.Length == 0).ThenByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key)];
        return (terms, [.. plans.Select(p => new MatrixRow(p.Name, [.. terms.Select(term => (IReadOnlyList<At>)[.. p.Targets.Where(t => OrNone(of(t.Record)).Contains(term)).Select(t => new At(p.Name, t.Record.Number, t.Record.Title))])]))]);
    }

    /// <summary>Plans beside those that are there already, each with a name that no other bears.</summary>
    public static IReadOnlyList<Plan> Named(IReadOnlyList<Plan> there, IReadOnlyList<Plan> more)
    {
        ArgumentNullException.ThrowIfNull(there);
        ArgumentNullException.ThrowIfNull(more);
        var taken = there.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        return [.. more.Select(p => p with { Name = Free(p.Name, taken) })];
    }

    private static string Free(string name, HashSet<string> taken)
    {
        var free = name;
        for (var n = 2; !taken.Add(free); n++) free = $"{name} ({n})";
        return free;
    }

    /// <summary>The terms there are of each dimension, of the model and of the vocabularies.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Known(Framing.Frameworks.ListFrameworks.Shelf shelf, TargetModel model)
    {
        ArgumentNullException.ThrowIfNull(shelf);
        ArgumentNullException.ThrowIfNull(model);
        IReadOnlyList<string> Of(RepresentationField field) => shelf.Find(field.Vocabulary.Framework) is { } framework ? [.. field.Vocabulary.TermsOf(framework).Where(t => !Framing.Frameworks.Vocabulary.IsRetired(t)).Select(t => t.Id)] : [];
        return new Dictionary<string, IReadOnlyList<string>>
        {
            ["kind"] = [.. Of(RepresentationField.Kind), .. model.OwnKinds.Select(b => b.Id)],
            ["group"] = Of(RepresentationField.Group),
            ["driver"] = [.. model.Boxes.Where(b => b.Type != "inequality" && b.Reach is BoxReach.Ours or BoxReach.Influence).Select(b => b.Id)],
            ["level"] = [.. Enum.GetValues<ActionLevel>().Select(TargetCsv.Camel)],
            ["aim"] = Of(RepresentationField.Aim),
        };
    }

    /// <summary>A term of any dimension as people read it; what is a project's own, with the plan it is of.</summary>
    /// <param name="plans">The plans set side by side, each with a name of its own; see <see cref="Named"/>.</param>
    public static string Name(string term, Framing.Frameworks.ListFrameworks.Shelf shelf, TargetModel model, IReadOnlyList<Plan> plans)
    {
        ArgumentNullException.ThrowIfNull(term);
        ArgumentNullException.ThrowIfNull(shelf);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(plans);
        // A copy of a project has the boxes of the one it was made from, and may call them otherwise.
        if (plans.Where(p => p.Own.ContainsKey(term)).GroupBy(p => p.Own[term]).ToList() is { Count: > 0 } own) return string.Join(" / ", own.Select(named => $"{named.Key} ({string.Join(", ", named.Select(p => p.Name))})"));
        return term.Length == 0 ? "not said" : shelf.FindTerm(term)?.Term.Name ?? model.Find(term)?.Name ?? (Enum.TryParse<ActionLevel>(term, ignoreCase: true, out var level) ? TargetWords.Of(level) : term.StartsWith("own.", StringComparison.Ordinal) ? "another project’s own" : term);
    }

    private static readonly (string Name, Func<TargetRecord, IEnumerable<string>> Of)[] Dimensions =
    [
        ("kind", r => r.Terms(TargetField.Kind)), ("group", r => r.Terms(TargetField.Group)), ("driver", r => r.Terms(TargetField.Drivers)), ("level", Levels), ("aim", r => r.Terms(TargetField.Aim)),
    ];

    private static IEnumerable<string> Levels(TargetRecord record) => record.Actions.Select(a => TargetCsv.Camel(a.Level)).Distinct();

    private static IEnumerable<string> OrNone(IEnumerable<string> terms) => terms.DefaultIfEmpty("");

    /// <summary>What a target is, apart from its words.</summary>
    private static HashSet<string> Features(TargetRecord record) =>
        [.. new[] { TargetField.Kind, TargetField.Form, TargetField.Group, TargetField.Comparator, TargetField.Level, TargetField.Drivers, TargetField.Aim, TargetField.Mechanism }.SelectMany(f => record.Terms(f).Select(t => $"{f.Name}={t}")), .. Levels(record).Select(l => $"level={l}")];
}

/// <summary>A project's targets with what they answer.</summary>
public static class ReadPlan
{
    public sealed class Handler(ReadTargets.Handler targets, ListRepresentations.Handler readings, ReadLinks.Handler links, ReadModel.Handler models)
    {
        public async Task<Plan> RunAsync(Acting reader, string name, CancellationToken cancel)
        {
            var records = await targets.ListAsync(reader.Project, cancel);
            if (records.Count == 0) return new(name, []);
            var among = await links.AmongAsync(reader, await readings.RunAsync(reader, new(), cancel), cancel);
            return new(name, [.. records.Select(r => new PlannedTarget(r, [.. among.Where(l => l.From.Subject == r.Id.Node)
                .Select(Told)]))])
            { Own = await OwnAsync(reader.Project, cancel) };
        }

        private async Task<IReadOnlyDictionary<string, string>> OwnAsync(ProjectId project, CancellationToken cancel)
        {
            var (shelf, model) = await models.WithShelfAsync(project, cancel);
            var own = model.Boxes.Where(b => b.IsOwn).ToDictionary(b => b.Id, b => b.Name, StringComparer.Ordinal);
            foreach (var term in shelf.All.SelectMany(f => f.Own is not null ? f.Framework.AllTerms() : f.Framework.AllTerms().Where(Framing.Frameworks.Vocabulary.IsOwn))) own.TryAdd(term.Id, term.Name);
            return own;
        }

        /// <summary>The statements that one target answers.</summary>
        public async Task<IReadOnlyList<Answering>> OfAsync(Acting reader, ReadTargets.Detail detail, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(detail);
            var representation = detail.Target.Representation;
            return await links.RunAsync(reader, representation, cancel) is { Succeeded: true } ties ? [.. ties.Value.Where(l => l.From.Id == representation).Select(Told)] : [];
        }

        private static Answering Told(ReadLinks.Row link) => new(link.To.Text, link.To.SourceTitle, link.Tie == RepresentationTie.Interprets ? "interprets" : "restates", link.Told);
    }
}
