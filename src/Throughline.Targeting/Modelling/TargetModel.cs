using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Targeting.Targets;

namespace Throughline.Targeting.Modelling;

/// <summary>In whose hands a box lies.</summary>
public enum BoxReach
{
    /// <summary>A kind of inequality is in nobody's hands.</summary>
    None,
    Ours,
    /// <summary>We can influence it and do not hold it.</summary>
    Influence,
    Partner,
    National,
    Outside,
}

/// <param name="Brief">A name short enough for a box of a picture.</param>
/// <param name="Type">cause, driver or inequality.</param>
/// <param name="CanAct">Whether a local health system could act there.</param>
/// <param name="IsVisible">Whether inequality shows, or can be measured, there.</param>
/// <param name="IsVisibleInferred">That inequality shows there is inferred: its dot is drawn hollow and dashed.</param>
/// <param name="IsInferred">That it is a box of the published figure is inferred: drawn dashed.</param>
/// <param name="IsOwn">The project's own, not the paper's: drawn differently.</param>
public sealed record ModelBox(string Id, string Name, string Brief, string Definition, string Type, BoxReach Reach, bool CanAct, bool IsVisible, bool IsVisibleInferred, bool IsInferred, bool IsOwn);

/// <param name="Basis">stated, text, inferred or own.</param>
public sealed record ModelArrow(string From, string To, string Basis);

/// <param name="Kind">The box of the kind it begins from.</param>
public sealed record WorkedPath(string Name, string Definition, string Kind, IReadOnlyList<string> Drivers);

public sealed record ModelInvalid(string Message) : Error(Message);

/// <summary>Causes, sites of action and kinds of inequality as data: the published part, and a project's own beside it.</summary>
/// <remarks>After Checkland and colleagues (2025), doi 10.1177/13558196251334571, reconstructed from the paper's text; see the framework checkland-2025-model.</remarks>
public sealed record TargetModel(IReadOnlyList<ModelBox> Boxes, IReadOnlyList<ModelArrow> Arrows, IReadOnlyList<WorkedPath> Paths)
{
    public const string FrameworkId = "checkland-2025-model";

    /// <summary>The boxes that stand for the kinds of the representation's vocabulary.</summary>
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["checkland-2025.kind.health-status"] = "checkland-2025-model.health_status",
        ["checkland-2025.kind.life-expectancy"] = "checkland-2025-model.life_expectancy",
        ["checkland-2025.kind.healthy-life-expectancy"] = "checkland-2025-model.healthy_life_expectancy",
        ["checkland-2025.kind.likelihood-of-illness"] = "checkland-2025-model.likelihood",
        ["checkland-2025.kind.access-to-care"] = "checkland-2025-model.access",
        ["checkland-2025.kind.experience-of-care"] = "checkland-2025-model.experience",
        ["checkland-2025.kind.outcomes-of-care"] = "checkland-2025-model.outcomes_of_care",
    };

    private static readonly HashSet<string> InCare = ["checkland-2025-model.access", "checkland-2025-model.experience", "checkland-2025-model.outcomes_of_care"];

    /// <summary>Whether a kind lies in health, and not in care. Of a project's own kind nothing says it.</summary>
    public static bool IsOfHealth(string kindTerm) => Kinds.TryGetValue(kindTerm, out var box) && !InCare.Contains(box);

    /// <summary>The box of a kind; null for one the model does not have.</summary>
    /// <remarks>A kind of the project's own is its box.</remarks>
    public static string? BoxOf(string kindTerm)
    {
        ArgumentNullException.ThrowIfNull(kindTerm);
        return kindTerm.StartsWith("own.", StringComparison.Ordinal) ? kindTerm : Kinds.GetValueOrDefault(kindTerm);
    }

    /// <summary>The kinds of inequality that the project added.</summary>
    public IReadOnlyList<ModelBox> OwnKinds => [.. Boxes.Where(b => b is { IsOwn: true, Type: "inequality" })];

    public ModelBox? Find(string id) => Boxes.FirstOrDefault(b => b.Id == id);

    /// <summary>Causes and drivers that an arrow leads from to this kind, with how: those of a worked path first, then what the paper says, then what is inferred, then the project's own.</summary>
    public IReadOnlyList<(ModelBox Box, string Basis, bool InPath)> LeadingTo(string kindTerm)
    {
        if (BoxOf(kindTerm) is not { } kind) return [];
        var path = Paths.Where(p => p.Kind == kind).SelectMany(p => p.Drivers).ToHashSet();
        return [.. Arrows.Where(a => a.To == kind).Select(a => (Box: Find(a.From)!, a.Basis, InPath: path.Contains(a.From))).Where(d => d.Box.Type != "inequality")
            .OrderBy(d => !d.InPath).ThenBy(d => d.Basis switch { "stated" => 0, "text" => 1, "inferred" => 2, _ => 3 }).ThenBy(d => d.Box.Reach)];
    }

    /// <summary>Whether arrows lead from a box to a kind, over other boxes where need be.</summary>
    /// <param name="throughCare">Whether the way may pass through another kind of inequality in care. From illness to how long people live the way is short; from who gets an appointment it is not.</param>
    public bool Reaches(string box, string kindTerm, bool throughCare)
    {
        if (BoxOf(kindTerm) is not { } kind) return false;
        var seen = new HashSet<string> { box };
        var open = new Queue<string>([box]);
        while (open.TryDequeue(out var at))
            foreach (var arrow in Arrows.Where(a => a.From == at))
            {
                if (arrow.To == kind) return true;
                if (!throughCare && InCare.Contains(arrow.To)) continue;
                if (seen.Add(arrow.To)) open.Enqueue(arrow.To);
            }
        return false;
    }

    /// <summary>Reads the model from its framework and puts a project's own parts beside it.</summary>
    /// <returns>The model, or the first thing wrong: a type or reach that is none, an arrow without an end, a path to something that is no kind.</returns>
    public static Result<TargetModel> Of(Framework framework, IReadOnlyList<ModelPart> own)
    {
        ArgumentNullException.ThrowIfNull(framework);
        ArgumentNullException.ThrowIfNull(own);
        var boxes = new List<ModelBox>();
        foreach (var term in framework.AllTerms())
        {
            // A term that a project added to the vocabulary is a word for a cause, not a box: it has no reach and no arrows.
            if (Vocabulary.IsOwn(term)) continue;
            var type = Facet(term, "type");
            if (type is "guide" or "step" or "path") continue;
            if (type is not ("cause" or "driver" or "inequality")) return new ModelInvalid($"\"{term.Id}\" is of the type \"{type}\"; a box is a cause, a driver or an inequality.");
            var reach = Facet(term, "reach") switch { null => BoxReach.None, "ours" => BoxReach.Ours, "influence" => BoxReach.Influence, "partner" => BoxReach.Partner, "national" => BoxReach.National, "outside" => BoxReach.Outside, _ => (BoxReach)(-1) };
            if ((int)reach < 0) return new ModelInvalid($"\"{term.Id}\" has the reach \"{Facet(term, "reach")}\"; there are ours, influence, partner, national and outside.");
            if (type == "inequality" != (reach == BoxReach.None)) return new ModelInvalid($"\"{term.Id}\": causes and drivers have a reach, kinds of inequality have none.");
            boxes.Add(new(term.Id, term.Name, Facet(term, "short") ?? term.Name, term.Definition, type, reach, Facet(term, "action") == "true", Facet(term, "visible") == "true", Facet(term, "visibleBasis") == "inferred", Facet(term, "basis") == "inferred" || Facet(term, "boxBasis") == "inferred", false));
        }
        foreach (var part in own.Where(p => !p.IsArrow))
            boxes.Add(new(BoxIdOf(part), part.Name, part.Name, part.Note, part.BoxType, part.BoxType == "inequality" ? BoxReach.None : Enum.TryParse<BoxReach>(part.Reach, ignoreCase: true, out var r) ? r : BoxReach.Outside, part.BoxType == "driver", part.IsVisible || part.BoxType == "inequality", false, false, true));
        var ids = boxes.Select(b => b.Id).ToHashSet(StringComparer.Ordinal);
        var arrows = new List<ModelArrow>();
        foreach (var arrow in framework.Arrows)
        {
            if (!ids.Contains(arrow.From) || !ids.Contains(arrow.To)) return new ModelInvalid($"An arrow leads from \"{arrow.From}\" to \"{arrow.To}\"; one of these is no box.");
            arrows.Add(new(arrow.From, arrow.To, arrow.Basis));
        }
        // A box of the project's own may have gone by an undo of somebody else's: its arrows are then drawn no more.
        arrows.AddRange(own.Where(p => p.IsArrow && ids.Contains(p.From) && ids.Contains(p.To)).Select(p => new ModelArrow(p.From, p.To, "own")));
        var paths = new List<WorkedPath>();
        foreach (var term in framework.AllTerms().Where(t => Facet(t, "type") == "path"))
        {
            var path = new WorkedPath(term.Name, term.Definition, Facet(term, "inequality") ?? "", (Facet(term, "drivers") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
            if (boxes.Find(b => b.Id == path.Kind) is not { Type: "inequality" } || path.Drivers.FirstOrDefault(d => !ids.Contains(d)) is not null) return new ModelInvalid($"The worked path \"{term.Name}\" leads to or over something that is no box of the model.");
            paths.Add(path);
        }
        return new TargetModel(boxes, arrows, paths);

        static string? Facet(FrameworkTerm term, string name) => term.Facets.TryGetValue(name, out var value) ? value : null;
    }

    public static string BoxIdOf(ModelPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return $"own.{part.Id.Value:N}";
    }
}

/// <summary>The model as a project uses it.</summary>
public static class ReadModel
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ListFrameworks.Handler frameworks)
    {
        public async Task<(TargetModel Model, IReadOnlyList<ModelPart> Own)> RunAsync(ProjectId project, CancellationToken cancel)
        {
            var (_, model, own) = await AllAsync(project, cancel);
            return (model, own);
        }

        /// <summary>The model, and the shelf of frameworks whose words it is told in, read once.</summary>
        public async Task<(ListFrameworks.Shelf Shelf, TargetModel Model)> WithShelfAsync(ProjectId project, CancellationToken cancel)
        {
            var (shelf, model, _) = await AllAsync(project, cancel);
            return (shelf, model);
        }

        private async Task<(ListFrameworks.Shelf Shelf, TargetModel Model, IReadOnlyList<ModelPart> Own)> AllAsync(ProjectId project, CancellationToken cancel)
        {
            var shelf = await frameworks.RunAsync(project, cancel);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var own = await db.TargetModelParts.AsNoTracking().Where(p => p.Project == project).OrderBy(p => p.Id).ToListAsync(cancel);
            return (shelf, TargetModel.Of(shelf.Find(TargetModel.FrameworkId)!, own).Value, own);
        }
    }
}

/// <summary>Adds a box or an arrow of the project's own to the model, or takes one away. The published part stays as it is.</summary>
public static class ExtendModel
{
    /// <param name="BoxType">cause, driver or inequality.</param>
    /// <param name="Reach">ours, influence, partner or national; of no matter for an inequality.</param>
    /// <param name="ActsOn">Boxes it acts on, each by an arrow.</param>
    /// <param name="IsVisible">Whether inequality shows, or can be measured, there; of no matter for an inequality.</param>
    public sealed record Request(string Name, string BoxType, string Reach, string Note, IReadOnlyList<string> ActsOn, bool IsVisible = false);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, ReadModel.Handler read)
    {
        /// <returns>The new box's id within the model.</returns>
        public async Task<Result<string>> AddAsync(Acting by, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            var name = request.Name.Trim();
            if (name.Length is 0 or > ModelPart.MostName) return new ModelInvalid($"A box has a name of 1 to {ModelPart.MostName} characters; this has {name.Length}.");
            if (request.BoxType is not ("cause" or "driver" or "inequality")) return new ModelInvalid($"\"{request.BoxType}\" is no type of box: cause, driver or inequality.");
            if (request.BoxType != "inequality" && request.Reach is not ("ours" or "influence" or "partner" or "national" or "outside")) return new ModelInvalid($"\"{request.Reach}\" is no reach: ours, influence, partner, national or outside.");
            var (model, _) = await read.RunAsync(by.Project, cancel);
            if (model.Boxes.FirstOrDefault(b => string.Equals(b.Name, name, StringComparison.OrdinalIgnoreCase)) is { } there) return new ModelInvalid($"There is a box \"{there.Name}\" already. Choose another name.");
            if (request.ActsOn.FirstOrDefault(to => model.Find(to) is null) is { } gone) return new ModelInvalid($"\"{gone}\" is no box of the model.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var box = new ModelPart { Id = ModelPartId.New(), Project = by.Project, Name = name, BoxType = request.BoxType, Reach = request.BoxType == "inequality" ? "" : request.Reach, Note = request.Note.Trim(), IsVisible = request.IsVisible && request.BoxType != "inequality", Analyst = by.Analyst };
            db.Add(box);
            foreach (var to in request.ActsOn.Distinct()) db.Add(new ModelPart { Id = ModelPartId.New(), Project = by.Project, IsArrow = true, From = TargetModel.BoxIdOf(box), To = to, Analyst = by.Analyst });
            var saved = await log.SaveAsync(db, by, new(TargetingActions.ModelExtended, new("project", by.Project.Value)), cancel);
            return saved.Succeeded ? TargetModel.BoxIdOf(box) : saved.Error;
        }

        /// <summary>Adds an arrow of the project's own between two boxes, published or own.</summary>
        public async Task<Result<Done>> ConnectAsync(Acting by, string from, string to, CancellationToken cancel)
        {
            var (model, _) = await read.RunAsync(by.Project, cancel);
            if (new[] { from, to }.FirstOrDefault(end => model.Find(end) is null) is { } gone) return new ModelInvalid(gone.Length == 0 ? "Choose the box the arrow begins at, and the box it leads to." : $"\"{gone}\" is no box of the model.");
            if (from == to) return new ModelInvalid("An arrow leads from one box to another. Choose two.");
            if (model.Arrows.Any(a => a.From == from && a.To == to)) return new ModelInvalid($"An arrow leads from \"{model.Find(from)!.Name}\" to \"{model.Find(to)!.Name}\" already.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            db.Add(new ModelPart { Id = ModelPartId.New(), Project = by.Project, IsArrow = true, From = from, To = to, Analyst = by.Analyst });
            var saved = await log.SaveAsync(db, by, new(TargetingActions.ModelExtended, new("project", by.Project.Value)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        /// <summary>Takes an arrow, or a box with its arrows, of the project's own away; a box is refused while a target or one of its actions names it.</summary>
        public async Task<Result<Done>> RemoveAsync(Acting by, ModelPartId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.TargetModelParts.SingleOrDefaultAsync(p => p.Id == id && p.Project == by.Project, cancel) is not { } part) return new Missing("That part of the model is not here any more.");
            var box = TargetModel.BoxIdOf(part);
            var project = by.Project;
            if (!part.IsArrow && await (from v in db.TargetValues join t in db.Targets on v.Target equals t.Id where t.Project == project && v.Field == "drivers" && v.Value.Contains(box) select t.Title).FirstOrDefaultAsync(cancel) is { } title)
                return new Refused($"\"{title}\" names \"{part.Name}\" as a driver. Take it out of that target first.");
            if (!part.IsArrow && await (from v in db.TargetValues join t in db.Targets on v.Target equals t.Id where t.Project == project && v.Field == "kind" && v.Value == box select t.Title).FirstOrDefaultAsync(cancel) is { } about)
                return new Refused($"\"{about}\" is about the kind \"{part.Name}\". Choose another kind there first.");
            if (!part.IsArrow && await (from a in db.TargetActions join t in db.Targets on a.Target equals t.Id where t.Project == project && a.Driver == box select t.Title).FirstOrDefaultAsync(cancel) is { } acting)
                return new Refused($"An action of \"{acting}\" acts on \"{part.Name}\". Change that action first.");
            db.RemoveRange(await db.TargetModelParts.Where(p => p.Project == project && p.IsArrow && (p.From == box || p.To == box)).ToListAsync(cancel));
            db.Remove(part);
            var saved = await log.SaveAsync(db, by, new(TargetingActions.ModelPartRemoved, new("project", by.Project.Value)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}
