using Microsoft.EntityFrameworkCore;

namespace Throughline.Projects;

public sealed record AnalystNameInvalid(string Message) : Error(Message);
public sealed record AnalystMissing(string Message) : Missing(Message);

public static class AddAnalyst
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<AnalystId>> RunAsync(Acting by, string? name, CancellationToken cancel)
        {
            var checkedName = CheckName(name);
            if (!checkedName.Succeeded) return checkedName.Error;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var names = await db.Analysts.AsNoTracking().Where(a => a.Project == by.Project).Select(a => a.Name).ToListAsync(cancel);
            if (names.Any(n => string.Equals(n, checkedName.Value, StringComparison.OrdinalIgnoreCase)))
                return new AnalystNameInvalid($"There is already an analyst called \"{checkedName.Value}\" in this project.");
            var analyst = new Analyst { Id = AnalystId.New(), Project = by.Project, Name = checkedName.Value };
            db.Add(analyst);
            var saved = await log.SaveAsync(db, by, new(ProjectActions.AnalystAdded, new("analyst", analyst.Id.Value)), cancel);
            return saved.Succeeded ? analyst.Id : saved.Error;
        }
    }

    internal static Result<string> CheckName(string? input) => input?.Trim() switch
    {
        null or "" => new AnalystNameInvalid("An analyst needs a name: every decision is recorded under one."),
        { Length: > 120 } text => new AnalystNameInvalid($"A name has at most 120 characters; this has {text.Length}."),
        { } text => text,
    };
}

public static class ChangeAnalyst
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<Done>> RunAsync(Acting by, AnalystId id, string? name, string? stance, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Analysts.SingleOrDefaultAsync(a => a.Id == id && a.Project == by.Project, cancel) is not { } analyst) return new AnalystMissing("That analyst is not in this project.");
            if (name is not null)
            {
                var checkedName = AddAnalyst.CheckName(name);
                if (!checkedName.Succeeded) return checkedName.Error;
                analyst.Name = checkedName.Value;
            }
            if (stance is not null) analyst.Stance = stance.Trim();
            var saved = await log.SaveAsync(db, by, new(ProjectActions.AnalystChanged, new("analyst", id.Value)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}

public static class ListAnalysts
{
    public sealed record Row(AnalystId Id, string Name, string Stance);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>In the order they joined.</summary>
        public async Task<IReadOnlyList<Row>> RunAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await db.Analysts.AsNoTracking().Where(a => a.Project == project).OrderBy(a => a.Id).Select(a => new Row(a.Id, a.Name, a.Stance)).ToListAsync(cancel);
        }
    }
}
