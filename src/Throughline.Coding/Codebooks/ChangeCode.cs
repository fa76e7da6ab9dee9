using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>Changes what a code says of itself. The framework term it stands for is not touched by a new name.</summary>
public static class ChangeCode
{
    /// <summary>What is null stays.</summary>
    /// <param name="Colour">0 to 24; 0 for a code that only gathers others.</param>
    /// <param name="OriginNote">For an abductive code, which prior idea it revises and why: it must say.</param>
    public sealed record Request(string? Name = null, string? Definition = null, string? WhenToUse = null, string? WhenNot = null, string? Example = null, int? Colour = null, CodeOrigin? Origin = null, string? OriginNote = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<Done>> RunAsync(Acting by, CodeId id, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Codes.SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel) is not { } code) return new CodeMissing("That code is not in the codebook any more.");
            if (request.Name is not null)
            {
                var name = CodeName.Parse(request.Name);
                if (!name.Succeeded) return name.Error;
                if (name.Value.Text.Contains('>', StringComparison.Ordinal)) return new CodeNameInvalid("A code's name cannot hold >, which stands between the names of a path. To move a code, drag it, or use Move.");
                var siblings = await db.Codes.AsNoTracking().Where(c => c.Project == by.Project && c.Parent == code.Parent && c.Id != id && c.MergedInto == null).Select(c => c.Name).ToListAsync(cancel);
                if (siblings.FirstOrDefault(s => string.Equals(s, name.Value.Text, StringComparison.OrdinalIgnoreCase)) is { } taken) return new CodeNameTaken(taken);
                code.Name = name.Value.Text;
            }
            if (request.Colour is { } colour)
            {
                if (colour is < 0 or > 24) return new CodeNameInvalid($"A colour is a number from 1 to 24, or 0 for a code that only gathers others; this is {colour}.");
                code.Colour = colour;
            }
            code.Definition = request.Definition?.Trim() ?? code.Definition;
            code.WhenToUse = request.WhenToUse?.Trim() ?? code.WhenToUse;
            code.WhenNot = request.WhenNot?.Trim() ?? code.WhenNot;
            code.Example = request.Example?.Trim() ?? code.Example;
            code.Origin = request.Origin ?? code.Origin;
            code.OriginNote = request.OriginNote?.Trim() ?? code.OriginNote;
            if (request.Origin is CodeOrigin.Abductive && code.OriginNote.Length == 0) return new CodeNameInvalid("An abductive code revises a prior idea: say which, and why.");
            if (request.Definition is not null) code.ToReview = false;
            if (!db.ChangeTracker.HasChanges()) return Done.Value;
            var saved = await log.SaveAsync(db, by, new(CodingActions.CodeChanged, id.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}

/// <summary>Retires codes, or brings them back. A retired code keeps its codings and takes no new ones.</summary>
public static class RetireCodes
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        /// <summary>Retiring takes what stands under the codes with them; bringing back brings those they stand under.</summary>
        /// <returns>How many codes were changed.</returns>
        public async Task<Result<int>> RunAsync(Acting by, IReadOnlyList<CodeId> ids, bool retire, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var all = await db.Codes.Where(c => c.Project == by.Project).ToListAsync(cancel);
            var byId = all.ToDictionary(c => c.Id);
            if (ids.Count == 0 || ids.Any(id => !byId.ContainsKey(id))) return new CodeMissing("One of the codes is not in the codebook any more. Open the page again.");
            var chosen = new HashSet<CodeId>();
            foreach (var id in ids)
            {
                if (retire) CodeTrees.AddWithDescendants(all, id, chosen);
                else for (CodeId? up = id; up is { } one && chosen.Add(one); up = byId[one].Parent) { }
            }
            if (!retire && chosen.Select(id => byId[id]).FirstOrDefault(c => c.MergedInto is not null) is { } merged)
                return new Refused($"\"{merged.Name}\" was merged into \"{byId[merged.MergedInto!.Value].Name}\", so its codings are there. Undo the merge, or split that code.");
            if (!retire)
                foreach (var code in chosen.Select(id => byId[id]).Where(c => c.RetiredAt is not null))
                    if (all.Any(c => c.Id != code.Id && c.Parent == code.Parent && c.RetiredAt is null && string.Equals(c.Name, code.Name, StringComparison.OrdinalIgnoreCase))) return new CodeNameTaken(code.Name);
            var now = clock.GetUtcNow().UtcDateTime;
            var changed = chosen.Select(id => byId[id]).Where(c => c.RetiredAt is null == retire).ToList();
            foreach (var code in changed) code.RetiredAt = retire ? now : null;
            if (changed.Count == 0) return 0;
            var saved = await log.SaveAsync(db, by, new(retire ? CodingActions.CodeRetired : CodingActions.CodeBroughtBack, ids[0].Node, new Dictionary<string, object?> { ["codes"] = changed.Select(c => c.Id.Value).ToArray() }), cancel);
            return saved.Succeeded ? changed.Count : saved.Error;
        }
    }
}

internal static class CodeTrees
{
    public static void AddWithDescendants(IReadOnlyCollection<Code> all, CodeId id, HashSet<CodeId> into)
    {
        if (!into.Add(id)) return;
        foreach (var child in all.Where(c => c.Parent == id)) AddWithDescendants(all, child.Id, into);
    }

    /// <summary>Siblings as the tree shows them.</summary>
    public static List<Code> Children(IEnumerable<Code> all, CodeId? parent) =>
        [.. all.Where(c => c.Parent == parent).OrderBy(c => c.Order).ThenBy(c => c.Name, StringComparer.CurrentCultureIgnoreCase).ThenBy(c => c.Id.Value)];
}

/// <summary>Moves codes, one or many, under another or to the top, at a place among what is there.</summary>
public static class MoveCodes
{
    /// <param name="Under">Null for the top of the codebook.</param>
    /// <param name="Before">The sibling they come before; null puts them last.</param>
    public sealed record Request(IReadOnlyList<CodeId> Codes, CodeId? Under, CodeId? Before = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<Done>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var all = await db.Codes.Where(c => c.Project == by.Project).ToListAsync(cancel);
            var byId = all.ToDictionary(c => c.Id);
            if (request.Codes.Count == 0 || request.Codes.Any(id => !byId.ContainsKey(id)) || (request.Under is { } u && !byId.ContainsKey(u))) return new CodeMissing("One of the codes is not in the codebook any more. Open the page again.");
            var chosen = request.Codes.ToHashSet();
            // What stands under a chosen code goes with it; it is not moved out by itself.
            var moving = Ordered(all).Where(c => chosen.Contains(c.Id) && !Above(byId, c).Any(chosen.Contains)).ToList();
            if (request.Under is { } under && moving.FirstOrDefault(c => c.Id == under || Above(byId, byId[under]).Contains(c.Id)) is { } loop)
                return new Refused($"\"{loop.Name}\" cannot stand under \"{byId[under].Name}\", which stands under it or is the same. Choose another place.");
            var siblings = CodeTrees.Children(all, request.Under).Where(c => !moving.Contains(c)).ToList();
            foreach (var code in moving)
                if (code.MergedInto is null && siblings.Concat(moving.Where(m => m != code)).FirstOrDefault(s => s.MergedInto is null && string.Equals(s.Name, code.Name, StringComparison.OrdinalIgnoreCase)) is { } taken) return new CodeNameTaken(taken.Name);
            var at = request.Before is { } before ? siblings.FindIndex(c => c.Id == before) : siblings.Count;
            siblings.InsertRange(at < 0 ? siblings.Count : at, moving);
            foreach (var code in moving) code.Parent = request.Under;
            for (var i = 0; i < siblings.Count; i++) siblings[i].Order = i;
            if (!db.ChangeTracker.HasChanges()) return Done.Value;
            var saved = await log.SaveAsync(db, by, new(CodingActions.CodesMoved, request.Under?.Node ?? new("project", by.Project.Value), new Dictionary<string, object?> { ["codes"] = moving.Select(c => c.Id.Value).ToArray() }), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        private static IEnumerable<CodeId> Above(Dictionary<CodeId, Code> byId, Code code)
        {
            for (var up = code.Parent; up is { } one; up = byId[one].Parent) yield return one;
        }

        private static IEnumerable<Code> Ordered(List<Code> all, CodeId? parent = null) => CodeTrees.Children(all, parent).SelectMany(c => Ordered(all, c.Id).Prepend(c));
    }
}
