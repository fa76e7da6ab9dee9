using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

public static class FreezeCodebook
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ReadCodebook.Handler read)
    {
        /// <param name="name">Such as "after three pilot transcripts"; empty is named by its number.</param>
        public async Task<Result<CodebookVersionId>> RunAsync(Acting by, string? name, string? note, CancellationToken cancel)
        {
            if (name?.Trim().Length > 200) return new Refused($"A version's name has at most 200 characters; this has {name.Trim().Length}.");
            var codes = await read.RunAsync(by, cancel);
            if (codes.Count == 0) return new Refused("The codebook has no codes yet, so there is nothing to freeze.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var number = (await db.CodebookVersions.Where(v => v.Project == by.Project).MaxAsync(v => (int?)v.Number, cancel) ?? 0) + 1;
            var version = new CodebookVersion
            {
                Id = CodebookVersionId.New(),
                Project = by.Project,
                Number = number,
                Name = string.IsNullOrWhiteSpace(name) ? $"Version {number}" : name.Trim(),
                Note = note?.Trim() ?? "",
                FrozenAt = clock.GetUtcNow().UtcDateTime,
                FrozenBy = by.Analyst,
            };
            db.Add(version);
            var position = 0;
            foreach (var c in codes) db.Add(CompareCodebooks.AsFrozen(c, version.Id, position++));
            var saved = await log.SaveAsync(db, by, new(CodingActions.VersionFrozen, new("project", by.Project.Value), new Dictionary<string, object?> { ["version"] = number, ["codes"] = codes.Count }), cancel);
            return saved.Succeeded ? version.Id : saved.Error;
        }
    }
}

public static class ListCodebookVersions
{
    public sealed record Row(CodebookVersionId Id, int Number, string Name, string Note, DateTime FrozenAt, string FrozenBy, int Codes);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>Newest first. Codes counts those in use.</summary>
        public async Task<IReadOnlyList<Row>> RunAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var counts = await (from c in db.CodebookVersionCodes join v in db.CodebookVersions on c.Version equals v.Id where v.Project == project && !c.IsRetired group c by c.Version into g select new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
            var versions = await (from v in db.CodebookVersions.AsNoTracking() join a in db.Analysts on v.FrozenBy equals a.Id where v.Project == project orderby v.Number descending select new { v, a.Name }).ToListAsync(cancel);
            return [.. versions.Select(v => new Row(v.v.Id, v.v.Number, v.v.Name, v.v.Note, v.v.FrozenAt, v.Name, counts.GetValueOrDefault(v.v.Id)))];
        }
    }
}

/// <summary>What changed between two versions, or between a version and the codebook as it stands; and which sources were coded before.</summary>
public static class CompareCodebooks
{
    public enum Change { Added, Removed, Merged, Renamed, Moved, Redefined, BroughtBack }

    /// <param name="Path">As the newer has it; the older's for what was removed or merged.</param>
    /// <param name="What">For Redefined, the parts that changed.</param>
    public sealed record Difference(Change Change, CodeId Code, string Path, string What, IReadOnlyList<(string Field, string Before, string After)> Fields);

    /// <param name="LastCoded">When the last of its codings was made that the reader may see.</param>
    /// <param name="Version">The newest version frozen before that; null when none was.</param>
    /// <param name="Passages">Its codings made before the newer codebook.</param>
    /// <param name="Affected">Those of them under codes that have since been redefined, merged, or retired.</param>
    public sealed record Earlier(SourceId Source, int Number, string Title, DateTime LastCoded, int? Version, int Passages, int Affected);

    /// <param name="Newer">Null for the codebook as it stands.</param>
    public sealed record Comparison(ListCodebookVersions.Row Older, ListCodebookVersions.Row? Newer, IReadOnlyList<Difference> Differences, IReadOnlyList<Earlier> CodedEarlier);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ReadCodebook.Handler read, ListCodebookVersions.Handler versions)
    {
        /// <param name="newer">Null for the codebook as it stands.</param>
        public async Task<Result<Comparison>> RunAsync(Acting reader, CodebookVersionId older, CodebookVersionId? newer, CancellationToken cancel)
        {
            var all = await versions.RunAsync(reader.Project, cancel);
            if (all.FirstOrDefault(v => v.Id == older) is not { } first) return new CodeMissing("That version of the codebook is not in this project.");
            var second = newer is { } n ? all.FirstOrDefault(v => v.Id == n) : null;
            if (newer is not null && second is null) return new CodeMissing("That version of the codebook is not in this project.");
            if (second is not null && second.Number < first.Number) (first, second) = (second, first);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var before = await FrozenAsync(db, first.Id, cancel);
            var after = second is null ? [.. (await read.RunAsync(reader, cancel)).Select((c, i) => AsFrozen(c, default, i))] : await FrozenAsync(db, second.Id, cancel);
            var differences = Differences(before, after);
            return new Comparison(first, second, differences, await EarlierAsync(db, reader, second?.FrozenAt, differences, all, cancel));
        }

        private static Task<List<CodebookVersionCode>> FrozenAsync(ThroughlineDb db, CodebookVersionId id, CancellationToken cancel) =>
            db.CodebookVersionCodes.AsNoTracking().Where(c => c.Version == id).OrderBy(c => c.Position).ToListAsync(cancel);

        private static async Task<List<Earlier>> EarlierAsync(ThroughlineDb db, Acting reader, DateTime? until, List<Difference> differences, IReadOnlyList<ListCodebookVersions.Row> versions, CancellationToken cancel)
        {
            // A source is due another look when it was last coded before the codes it uses came to be what they are.
            var changed = differences.Where(d => d.Change is Change.Redefined or Change.Merged or Change.Removed).Select(d => d.Code).ToHashSet();
            var added = differences.Any(d => d.Change is Change.Added or Change.BroughtBack);
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var seen = hidden.Without(db.Codings.AsNoTracking().Where(c => c.Project == reader.Project && !c.IsSuggestion), c => c.Source, c => c.Excerpt, c => c.Analyst);
            var codings = await (from c in seen join s in db.Sources on c.Source equals s.Id where s.BinnedAt == null select new { c.Source, s.Number, s.Title, c.Code, c.At }).ToListAsync(cancel);
            var newest = until ?? versions.Max(v => v.FrozenAt);
            var intoChanged = differences.Where(d => d.Change == Change.Merged).Select(d => d.Code).ToHashSet();
            return [.. codings.GroupBy(c => (c.Source, c.Number, c.Title)).Select(g =>
            {
                var last = g.Max(c => c.At);
                return new Earlier(g.Key.Source, g.Key.Number, g.Key.Title, last, versions.Where(v => v.FrozenAt <= last).Select(v => (int?)v.Number).Max(), g.Count(c => c.At <= newest), g.Count(c => c.At <= newest && (changed.Contains(c.Code) || intoChanged.Contains(c.Code))));
            }).Where(e => e.LastCoded <= newest && (e.Affected > 0 || added)).OrderByDescending(e => e.Affected).ThenBy(e => e.Number)];
        }
    }

    internal static CodebookVersionCode AsFrozen(ReadCodebook.Row c, CodebookVersionId version, int position) => new()
    {
        Version = version,
        Code = c.Id,
        Parent = c.Parent,
        Name = c.Name,
        Path = c.Path,
        Position = position,
        Definition = c.Definition,
        WhenToUse = c.WhenToUse,
        WhenNot = c.WhenNot,
        Example = c.Example,
        Colour = c.Colour,
        Origin = c.Origin,
        OriginNote = c.OriginNote,
        FrameworkTerm = c.FrameworkTerm,
        IsRetired = c.IsRetired,
        MergedInto = c.MergedInto,
    };

    /// <summary>In the order of the newer codebook; what is gone stands where the older had it, last.</summary>
    internal static List<Difference> Differences(IReadOnlyList<CodebookVersionCode> before, IReadOnlyList<CodebookVersionCode> after)
    {
        var found = new List<Difference>();
        var old = before.ToDictionary(c => c.Code);
        var now = after.ToDictionary(c => c.Code);
        foreach (var code in after)
        {
            if (!old.TryGetValue(code.Code, out var was))
            {
                if (!code.IsRetired) found.Add(new(Change.Added, code.Code, code.Path, "", []));
                continue;
            }
            if (code.IsRetired)
            {
                if (was.IsRetired && was.MergedInto == code.MergedInto) continue;
                found.Add(code.MergedInto is { } into
                    ? new(Change.Merged, code.Code, was.Path, now.TryGetValue(into, out var stays) ? $"into “{stays.Name}”" : "into a code that is gone", [])
                    : new(Change.Removed, code.Code, was.Path, "retired", []));
                continue;
            }
            if (was.IsRetired) found.Add(new(Change.BroughtBack, code.Code, code.Path, "", []));
            if (was.Name != code.Name) found.Add(new(Change.Renamed, code.Code, code.Path, $"from “{was.Name}”", []));
            if (was.Parent != code.Parent) found.Add(new(Change.Moved, code.Code, code.Path, was.Parent is null ? "from the top" : $"from {ParentPath(was.Path)}", []));
            var fields = new List<(string, string, string)>();
            Field("definition", was.Definition, code.Definition);
            Field("when to use", was.WhenToUse, code.WhenToUse);
            Field("when not", was.WhenNot, code.WhenNot);
            Field("example", was.Example, code.Example);
            Field("origin", Origin(was), Origin(code));
            if (fields.Count > 0) found.Add(new(Change.Redefined, code.Code, code.Path, string.Join(", ", fields.Select(f => f.Item1)), fields));

            void Field(string name, string one, string other)
            {
                if (one != other) fields.Add((name, one, other));
            }
        }
        foreach (var code in before.Where(c => !c.IsRetired && !now.ContainsKey(c.Code))) found.Add(new(Change.Removed, code.Code, code.Path, "", []));
        return found;

        static string Origin(CodebookVersionCode c) => string.Join(". ", new[] { CodebookTable.NameOf(c.Origin), c.FrameworkTerm ?? "", c.OriginNote }.Where(s => s.Length > 0));
        static string ParentPath(string path) => path.LastIndexOf(" > ", StringComparison.Ordinal) is var at and > 0 ? path[..at] : path;
    }
}
