using Microsoft.EntityFrameworkCore;

namespace Throughline.Projects;

public sealed record TitleInvalid(string Message) : Error(Message);
public sealed record ProjectMissing(string Message) : Missing(Message);

public static class CreateProject
{
    public const int MaxTitle = 200;

    /// <param name="Analyst">The name of the first analyst.</param>
    public sealed record Request(string? Title, string? Analyst, string? Question = null, string? AttributionPattern = null);

    public sealed record Created(ProjectId Project, AnalystId Analyst)
    {
        public Acting Acting => new(Project, Analyst);
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<Created>> RunAsync(Request request, CancellationToken cancel)
        {
            var title = CheckTitle(request.Title);
            if (!title.Succeeded) return title.Error;
            var name = AddAnalyst.CheckName(request.Analyst);
            if (!name.Succeeded) return name.Error;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var taken = (await db.Projects.AsNoTracking().Select(p => p.Title).ToListAsync(cancel)).Any(t => string.Equals(t, title.Value, StringComparison.OrdinalIgnoreCase));
            if (taken) return new TitleInvalid($"There is already a project called \"{title.Value}\". Choose another title.");
            var created = new Created(ProjectId.New(), AnalystId.New());
            db.Add(new Project
            {
                Id = created.Project,
                Title = title.Value,
                Question = request.Question?.Trim() ?? "",
                AttributionPattern = string.IsNullOrWhiteSpace(request.AttributionPattern) ? "{name}" : request.AttributionPattern.Trim(),
                MadeAt = clock.GetUtcNow().UtcDateTime,
            });
            db.Add(new Analyst { Id = created.Analyst, Project = created.Project, Name = name.Value });
            var saved = await log.SaveAsync(db, created.Acting, new(ProjectActions.Created, new("project", created.Project.Value)), cancel);
            return saved.Succeeded ? created : saved.Error;
        }
    }

    internal static Result<string> CheckTitle(string? input) => input?.Trim() switch
    {
        null or "" => new TitleInvalid("A project needs a title."),
        { Length: > MaxTitle } text => new TitleInvalid($"A title has at most {MaxTitle} characters; this has {text.Length}."),
        { } text => text,
    };
}

/// <summary>Changes the title, question, attribution or the smallest group that may be named.</summary>
public static class ChangeProject
{
    public sealed record Request(string? Title = null, string? Question = null, string? AttributionPattern = null, int? SmallestGroup = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<Done>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Projects.SingleOrDefaultAsync(p => p.Id == by.Project, cancel) is not { } project) return new ProjectMissing("The project is not here any more.");
            if (request.Title is not null)
            {
                var title = CreateProject.CheckTitle(request.Title);
                if (!title.Succeeded) return title.Error;
                project.Title = title.Value;
            }
            if (request.Question is not null) project.Question = request.Question.Trim();
            if (request.AttributionPattern is not null) project.AttributionPattern = request.AttributionPattern.Trim();
            if (request.SmallestGroup is { } smallest)
            {
                if (smallest is < 1 or > 100) return new TitleInvalid($"The smallest group is a number from 1 to 100; this is {smallest}.");
                project.SmallestGroup = smallest;
            }
            var saved = await log.SaveAsync(db, by, new(ProjectActions.Changed, new("project", by.Project.Value)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}
