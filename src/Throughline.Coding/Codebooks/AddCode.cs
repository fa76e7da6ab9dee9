using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

public static class AddCode
{
    /// <param name="Name">A name, or a path "A > B" whose missing parents are made.</param>
    /// <param name="Id">Made by the caller so that sending twice makes one code; null makes one here.</param>
    /// <param name="Colour">1 to 24; null takes the next that is least used.</param>
    public sealed record Request(string? Name, CodeId? Parent = null, CodeOrigin Origin = CodeOrigin.Inductive, string Definition = "", string WhenToUse = "", string WhenNot = "", string Example = "",
        string OriginNote = "", string? FrameworkTerm = null, int? Colour = null, CodeId? Id = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<CodeId>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (request.Id is { } sent && await db.Codes.AnyAsync(c => c.Id == sent && c.Project == by.Project, cancel)) return sent;
            var added = await AddAsync(db, by, request, clock.GetUtcNow().UtcDateTime, cancel);
            if (!added.Succeeded) return added.Error;
            var saved = await log.SaveAsync(db, by, new(CodingActions.CodeAdded, added.Value.Id.Node), cancel);
            return saved.Succeeded ? added.Value.Id : saved.Error;
        }
    }

    /// <summary>Adds the code, and the parents its path names, to the context; the caller saves.</summary>
    internal static async Task<Result<Code>> AddAsync(ThroughlineDb db, Acting by, Request request, DateTime now, CancellationToken cancel)
    {
        var parts = (request.Name ?? "").Split('>', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0) return new CodeNameInvalid("A code needs a name.");
        await db.Codes.Where(c => c.Project == by.Project).LoadAsync(cancel);
        var codes = db.Codes.Local;
        if (request.Parent is { } given && codes.All(c => c.Id != given)) return new CodeMissing("The code it should stand under is not here any more.");
        var parent = request.Parent;
        for (var i = 0; i < parts.Length; i++)
        {
            var name = CodeName.Parse(parts[i]);
            if (!name.Succeeded) return name.Error;
            var last = i == parts.Length - 1;
            var same = codes.FirstOrDefault(c => c.Parent == parent && string.Equals(c.Name, name.Value.Text, StringComparison.OrdinalIgnoreCase));
            if (same is not null && last) return new CodeNameTaken(same.Name);
            if (same is null)
            {
                var siblings = codes.Where(c => c.Parent == parent).ToList();
                same = new Code
                {
                    Id = last && request.Id is { } id ? id : CodeId.New(),
                    Project = by.Project,
                    Parent = parent,
                    Name = name.Value.Text,
                    Order = siblings.Count == 0 ? 0 : siblings.Max(c => c.Order) + 1,
                    MadeAt = now,
                    MadeBy = by.Analyst,
                    Colour = last ? request.Colour is { } colour ? Math.Clamp(colour, 0, 24) : NextColour(codes) : 0,
                };
                if (last)
                {
                    (same.Definition, same.WhenToUse, same.WhenNot, same.Example) = (request.Definition, request.WhenToUse, request.WhenNot, request.Example);
                    (same.Origin, same.OriginNote, same.FrameworkTerm) = (request.Origin, request.OriginNote, request.FrameworkTerm);
                }
                db.Add(same);
                if (last) return same;
            }
            parent = same.Id;
        }
        throw new InvalidOperationException("A path always ends in a code.");
    }

    /// <summary>The least used of the 24, the lowest first.</summary>
    internal static int NextColour(IEnumerable<Code> codes)
    {
        var used = codes.Where(c => c.Colour > 0).GroupBy(c => c.Colour).ToDictionary(g => g.Key, g => g.Count());
        return Enumerable.Range(1, 24).OrderBy(colour => used.GetValueOrDefault(colour)).ThenBy(colour => colour).First();
    }
}
