using Microsoft.EntityFrameworkCore;

namespace Throughline.Projects;

/// <summary>Projects by name or id, as commands and addresses name them.</summary>
public static class FindProject
{
    public sealed record Row(ProjectId Id, string Title, string Question, string AttributionPattern, int SmallestGroup, DateTime MadeAt);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        public async Task<IReadOnlyList<Row>> AllAsync(CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await db.Projects.AsNoTracking().OrderByDescending(p => p.MadeAt).Select(p => new Row(p.Id, p.Title, p.Question, p.AttributionPattern, p.SmallestGroup, p.MadeAt)).ToListAsync(cancel);
        }

        /// <summary>Finds by id, by whole title (case aside), or by the start of a title when only one project has it.</summary>
        public async Task<Result<Row>> OneAsync(string nameOrId, CancellationToken cancel)
        {
            var all = await AllAsync(cancel);
            if (Guid.TryParse(nameOrId, out var id) && all.FirstOrDefault(p => p.Id.Value == id) is { } byId) return byId;
            if (all.FirstOrDefault(p => string.Equals(p.Title, nameOrId.Trim(), StringComparison.OrdinalIgnoreCase)) is { } byTitle) return byTitle;
            var starting = all.Where(p => p.Title.StartsWith(nameOrId.Trim(), StringComparison.OrdinalIgnoreCase)).ToList();
            if (nameOrId.Trim().Length > 0 && starting.Count == 1) return starting[0];
            var known = all.Count == 0 ? "There are no projects yet; make one with: throughline project create \"Title\"." : "There are: " + string.Join(", ", all.Select(p => $"\"{p.Title}\"")) + ".";
            return starting.Count > 1
                ? new ProjectMissing($"More than one project begins with \"{nameOrId}\": {string.Join(", ", starting.Select(p => $"\"{p.Title}\""))}. Give the whole title.")
                : new ProjectMissing($"There is no project \"{nameOrId}\". {known}");
        }
    }
}
