using Microsoft.EntityFrameworkCore;
using Throughline.Statistics.Inequality;
using Throughline.Text;

namespace Throughline.Equity;

public sealed record FigureInvalid(string Message) : Error(Message);

/// <summary>Saves a measure of a data set; one that cannot be made is refused with the reason, and not saved.</summary>
public static class AddFigure
{
    /// <param name="Place">What stands in the column of places; without such a column, the place in words.</param>
    /// <param name="Period">Likewise; null is the last one in the data set.</param>
    /// <param name="Method">Null: the value where the data set has one, otherwise a percentage.</param>
    public sealed record Request(DatasetId Dataset, string? Name = null, string? Place = null, string? Period = null, string? People = null, string? Kind = null, FigureMethod? Method = null, SlopeScale Scale = SlopeScale.Linear, bool WithWider = false);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, DatasetTables tables, ListDatasets.Handler datasets, TimeProvider clock)
    {
        public async Task<Result<FigureId>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            if ((await datasets.RunAsync(by.Project, cancel)).FirstOrDefault(d => d.Dataset.Id == request.Dataset) is not { } row) return new DatasetMissing("That data set is not here any more.");
            var choices = await datasets.ChoicesAsync(by.Project, request.Dataset, cancel);
            if (!choices.Succeeded) return choices.Error;
            var figure = new Figure
            {
                Id = FigureId.New(),
                Project = by.Project,
                Dataset = request.Dataset,
                Place = Chosen(request.Place, choices.Value.Widest is { } widest ? [widest] : choices.Value.Places),
                Period = request.Period?.Trim() is { Length: > 0 } period ? period : choices.Value.Periods.Order(StringComparer.Ordinal).LastOrDefault() ?? "",
                People = Chosen(request.People, choices.Value.Categories),
                Kind = Chosen(request.Kind, choices.Value.Kinds),
                Method = request.Method ?? (row.Columns.ContainsKey(ColumnRole.Value) ? FigureMethod.Given : FigureMethod.Proportion),
                Scale = request.Scale,
                WithWider = request.WithWider,
                MadeAt = clock.GetUtcNow().UtcDateTime,
                MadeBy = by.Analyst,
            };
            figure.Name = request.Name?.Trim() is { Length: > 0 } name ? name : NameOf(figure, row.Dataset);
            if (figure.Name.Length > Dataset.MaxWords) return new FigureInvalid($"A figure's name has at most {Dataset.MaxWords} characters; this has {figure.Name.Length}.");
            foreach (var words in new[] { figure.Place, figure.Period, figure.People, figure.Kind })
                if (words.Length > Dataset.MaxWords) return new FigureInvalid($"A place, period or kind of people has at most {Dataset.MaxWords} characters; \"{Cut.To(words, 40)}\" has {words.Length}.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var made = await ReadFigures.MakeAsync(db, tables, figure, cancel);
            if (!made.Succeeded) return made.Error;
            db.Add(figure);
            var saved = await log.SaveAsync(db, by, new(EquityActions.FigureAdded, figure.Id.Node), cancel);
            return saved.Succeeded ? figure.Id : saved.Error;
        }

        /// <summary>What a figure is called where nobody has named it.</summary>
        internal static string NameOf(Figure figure, Dataset dataset)
        {
            var what = dataset.What.Length > 0 ? dataset.What : dataset.Name;
            return string.Join(", ", new[] { char.ToUpperInvariant(what[0]) + what[1..], dataset.Meant(ColumnRole.Category, figure.People), dataset.Meant(ColumnRole.Area, figure.Place), figure.Period }.Where(w => w.Length > 0));
        }

        private static string Chosen(string? asked, IReadOnlyList<string> there) => asked?.Trim() is { Length: > 0 } given ? given : there.Count > 0 ? there[0] : "";
    }
}

/// <summary>Takes a figure away; its data set stays.</summary>
public static class RemoveFigure
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<Done>> RunAsync(Acting by, FigureId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Figures.SingleOrDefaultAsync(f => f.Id == id && f.Project == by.Project, cancel) is not { } figure) return new FigureMissing("That figure is not here any more.");
            db.RemoveRange(await db.FigureSteps.Where(s => s.Figure == id).ToListAsync(cancel));
            db.Remove(figure);
            var saved = await log.SaveAsync(db, by, new(EquityActions.FigureRemoved, id.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}

/// <summary>Changes what a figure measures. What it was stays beside it.</summary>
public static class EditFigure
{
    /// <summary>Null leaves a thing as it is.</summary>
    public sealed record Request(string? Name = null, string? Place = null, string? Period = null, string? People = null, string? Kind = null, FigureMethod? Method = null, SlopeScale? Scale = null, bool? WithWider = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, DatasetTables tables, TimeProvider clock)
    {
        public async Task<Result<Done>> RunAsync(Acting by, FigureId id, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Figures.SingleOrDefaultAsync(f => f.Id == id && f.Project == by.Project, cancel) is not { } figure) return new FigureMissing("That figure is not here any more.");
            var before = await ReadFigures.MakeAsync(db, tables, figure, cancel);
            var dataset = await db.Datasets.AsNoTracking().SingleAsync(d => d.Id == figure.Dataset, cancel);
            var (said, isNamed) = (Said(figure, dataset), figure.Name != AddFigure.Handler.NameOf(figure, dataset));
            figure.Place = request.Place?.Trim() ?? figure.Place;
            figure.Period = request.Period?.Trim() ?? figure.Period;
            figure.People = request.People?.Trim() ?? figure.People;
            figure.Kind = request.Kind?.Trim() ?? figure.Kind;
            figure.Method = request.Method ?? figure.Method;
            figure.Scale = request.Scale ?? figure.Scale;
            figure.WithWider = request.WithWider ?? figure.WithWider;
            // A name that says the period and the place follows them, unless somebody has given another.
            if (request.Name?.Trim() is { Length: > 0 } name && name != figure.Name) figure.Name = name;
            else if (!isNamed) figure.Name = AddFigure.Handler.NameOf(figure, dataset);
            foreach (var words in new[] { figure.Name, figure.Place, figure.Period, figure.People, figure.Kind })
                if (words.Length > Dataset.MaxWords) return new FigureInvalid($"A name, place, period or kind of people has at most {Dataset.MaxWords} characters; \"{Cut.To(words, 40)}\" has {words.Length}.");
            if (!db.ChangeTracker.HasChanges()) return Done.Value;
            var made = await ReadFigures.MakeAsync(db, tables, figure, cancel);
            if (!made.Succeeded) return made.Error;
            // Another name alone measures the same.
            if (said != Said(figure, dataset)) db.Add(new FigureStep { Id = FigureStepId.New(), Figure = id, Said = said, Slope = before.Succeeded ? before.Value.Slope.Absolute.Value : double.MinValue, ChangedAt = clock.GetUtcNow().UtcDateTime, ChangedBy = by.Analyst });
            var saved = await log.SaveAsync(db, by, new(EquityActions.FigureChanged, id.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }

    /// <summary>What a figure measures, in words.</summary>
    internal static string Said(Figure figure, Dataset dataset) => string.Join(", ", new[] { dataset.Meant(ColumnRole.Area, figure.Place), figure.Period, dataset.Meant(ColumnRole.Category, figure.People), dataset.Meant(ColumnRole.Kind, figure.Kind), figure.Method switch { FigureMethod.Proportion => "as a percentage", FigureMethod.Rate => "as a rate", _ => "as given" }, figure.Scale switch { SlopeScale.Log => "straight on logarithms", SlopeScale.Logit => "straight on log-odds", _ => "straight on values" } }.Where(w => w.Length > 0));
}

/// <summary>What a figure was before each change, the last first.</summary>
public static class FigureHistory
{
    /// <param name="Slope">The slope index it had; null where it could not be made then.</param>
    public sealed record Step(string Said, double? Slope, DateTime ChangedAt, string By);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        public async Task<IReadOnlyList<Step>> RunAsync(ProjectId project, FigureId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var (figures, analysts) = (db.Figures, db.Set<Analyst>());
            var rows = await (from s in db.FigureSteps.AsNoTracking()
                              join a in analysts on s.ChangedBy equals a.Id
                              where s.Figure == id && figures.Any(f => f.Id == id && f.Project == project)
                              orderby s.ChangedAt descending
                              select new { s.Said, s.Slope, s.ChangedAt, a.Name }).ToListAsync(cancel);
            return [.. rows.Select(r => new Step(r.Said, r.Slope == double.MinValue ? null : r.Slope, r.ChangedAt, r.Name))];
        }
    }
}
