using Microsoft.EntityFrameworkCore;

namespace Throughline.Framing.Frameworks;

/// <summary>The frameworks a project may use, as the project changed them: those that come with Throughline, and its own.</summary>
public static class ListFrameworks
{
    /// <param name="Own">Null for one that comes with Throughline.</param>
    public sealed record Row(Framework Framework, OwnFrameworkId? Own);

    public sealed record Shelf(IReadOnlyList<Row> All)
    {
        /// <summary>The framework of that id, or null.</summary>
        public Framework? Find(string frameworkId) => All.FirstOrDefault(r => r.Framework.Id == frameworkId)?.Framework;

        /// <summary>The term of that id and its framework, or null.</summary>
        public (Framework Framework, FrameworkTerm Term)? FindTerm(string termId) =>
            All.SelectMany(r => r.Framework.AllTerms().Where(t => t.Id == termId).Select(t => ((Framework, FrameworkTerm)?)(r.Framework, t))).FirstOrDefault();
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, FrameworkCatalogue shipped)
    {
        /// <summary>By title; a project's own first.</summary>
        public async Task<Shelf> RunAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var own = await db.OwnFrameworks.AsNoTracking().Where(f => f.Project == project).OrderBy(f => f.Id).ToListAsync(cancel);
            var read = own.Select(f => (f.Id, Read: FrameworkFile.Parse(f.FileName, f.Yaml))).Where(f => f.Read.Succeeded);
            var changes = (await db.TermChanges.AsNoTracking().Where(c => c.Project == project).ToListAsync(cancel)).ToLookup(c => c.Framework, StringComparer.Ordinal);
            return new([.. read.Select(f => new Row(Vocabulary.With(f.Read.Value, [.. changes[f.Read.Value.Id]]), f.Id)).OrderBy(r => r.Framework.Title, StringComparer.Ordinal), .. shipped.All.Select(f => new Row(Vocabulary.With(f, [.. changes[f.Id]]), null))]);
        }
    }
}

/// <summary>Adds a framework of the analysts' own to a project.</summary>
public static class AddFramework
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ListFrameworks.Handler list, IEnumerable<IUseFrameworks> users)
    {
        /// <param name="yaml">As docs/frameworks.md describes it.</param>
        /// <returns>The framework; an error where the file is none, an id is taken, or what is made of frameworks of its kind cannot be made of it.</returns>
        public async Task<Result<Framework>> RunAsync(Acting by, string fileName, string yaml, CancellationToken cancel)
        {
            var read = FrameworkFile.Parse(fileName, yaml);
            if (!read.Succeeded) return read.Error;
            var there = await list.RunAsync(by.Project, cancel);
            var taken = there.All.Select(r => (r.Framework.Title, Ids: r.Framework.AllTerms().Select(t => t.Id).Append(r.Framework.Id).ToHashSet(StringComparer.Ordinal)))
                .Select(f => (f.Title, Id: read.Value.AllTerms().Select(t => t.Id).Prepend(read.Value.Id).FirstOrDefault(f.Ids.Contains))).FirstOrDefault(f => f.Id is not null);
            if (taken.Id is not null) return new FrameworkInvalid(fileName, 1, $"The id \"{taken.Id}\" is already used by \"{taken.Title}\". Give yours another, or take that one away first.");
            foreach (var user in users)
            {
                List<Framework> before = [.. there.All.Select(r => r.Framework)];
                if (user.WrongWith([.. before, read.Value]) is not { } wrong) continue;
                if (wrong != user.WrongWith(before)) return wrong;
                // What was wrong before hides whether this one can be used.
                if (read.Value.Kind == FrameworkKind.Lexicon) return new Error($"{wrong.Message} It stands in a lexicon that this project has already: take that one away first.");
            }
            await using var db = await contexts.CreateDbContextAsync(cancel);
            db.Add(new OwnFramework { Id = OwnFrameworkId.New(), Project = by.Project, FileName = fileName, Yaml = yaml, AddedAt = clock.GetUtcNow().UtcDateTime, AddedBy = by.Analyst });
            var saved = await log.SaveAsync(db, by, new(FramingActions.FrameworkAdded, new("project", by.Project.Value)), cancel);
            return saved.Succeeded ? read.Value : saved.Error;
        }
    }
}

/// <summary>Takes a project's own framework away. Codes made from it stay, with the ids of their terms.</summary>
public static class RemoveFramework
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, ListFrameworks.Handler list, IEnumerable<IUseFrameworks> users)
    {
        /// <summary>Says what rests on it, a sentence for each kind; empty where nothing does. Nothing is changed.</summary>
        /// <returns>An error where it is gone, or cannot be taken away because another framework needs it.</returns>
        public async Task<Result<List<string>>> RestingAsync(Acting by, OwnFrameworkId id, CancellationToken cancel)
        {
            var all = (await list.RunAsync(by.Project, cancel)).All;
            if (all.FirstOrDefault(r => r.Own == id) is not { } row) return Gone;
            if (NeededBy(all, row) is { } needed) return needed;
            var resting = new List<string>();
            foreach (var user in users) resting.AddRange(await user.RestingAsync(by, row.Framework, cancel));
            return resting;
        }

        public async Task<Result<Done>> RunAsync(Acting by, OwnFrameworkId id, CancellationToken cancel)
        {
            var all = (await list.RunAsync(by.Project, cancel)).All;
            if (all.FirstOrDefault(r => r.Own == id) is { } row && NeededBy(all, row) is { } needed) return needed;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.OwnFrameworks.SingleOrDefaultAsync(f => f.Id == id && f.Project == by.Project, cancel) is not { } framework) return Gone;
            db.Remove(framework);
            var saved = await log.SaveAsync(db, by, new(FramingActions.FrameworkRemoved, new("project", by.Project.Value)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        private static readonly Missing Gone = new("That framework is not in this project any more.");

        /// <summary>Why the others could not be used without it; null where they can, or where not all can be used as it is: then it is let go.</summary>
        private Refused? NeededBy(IReadOnlyList<ListFrameworks.Row> all, ListFrameworks.Row without)
        {
            foreach (var user in users)
                if (user.WrongWith([.. all.Select(r => r.Framework)]) is null && user.WrongWith([.. all.Where(r => r != without).Select(r => r.Framework)]) is { } wrong)
                    return new Refused($"Another framework needs this one, so it stays. Without it: {wrong.Message} Take the other away first.");
            return null;
        }
    }
}
