using Microsoft.EntityFrameworkCore;

namespace Throughline.Sources;

public sealed record SourceMissing(string Message) : Missing(Message);

public static class ListSources
{
    public sealed record Row(SourceId Id, int Number, string Title, SourceKind Kind, string FileName, int Revision, int Characters, int Words, int? Turns, int? Speakers, bool TurnsConfirmed, DateTime ImportedAt, DateTime? BinnedAt, Consent? Consent, DateOnly? Date, AnalystId ImportedBy);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>In order of number; those in the bin only when asked for.</summary>
        public async Task<IReadOnlyList<Row>> RunAsync(ProjectId project, bool bin, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var sources = await db.Sources.AsNoTracking().Where(s => s.Project == project && (s.BinnedAt != null) == bin).OrderBy(s => s.Number).ToListAsync(cancel);
            var revisions = await (from r in db.Revisions.AsNoTracking()
                                   join s in db.Sources on r.Id equals s.Current
                                   where s.Project == project
                                   select new { r.Source, r.Number, Characters = r.Text.Length, r.Words }).ToDictionaryAsync(r => r.Source, cancel);
            var turns = await (from t in db.Turns join s in db.Sources on t.Source equals s.Id where s.Project == project group t by t.Source into g select new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
            var speakers = await (from t in db.Speakers join s in db.Sources on t.Source equals s.Id where s.Project == project group t by t.Source into g select new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
            var sessions = await (from t in db.Sessions.AsNoTracking() join s in db.Sources on t.Source equals s.Id where s.Project == project select t).ToDictionaryAsync(t => t.Source, cancel);
            return [.. sources.Select(s => new Row(s.Id, s.Number, s.Title, s.Kind, s.FileName, revisions[s.Id].Number, revisions[s.Id].Characters, revisions[s.Id].Words,
                turns.TryGetValue(s.Id, out var t) ? t : null, speakers.TryGetValue(s.Id, out var p) ? p : null, s.TurnsConfirmed, s.ImportedAt, s.BinnedAt,
                sessions.GetValueOrDefault(s.Id)?.Consent, sessions.GetValueOrDefault(s.Id)?.Date, s.ImportedBy))];
        }
    }
}

/// <summary>A source by its number, title, file name or id, as commands name it.</summary>
public static class FindSource
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        public async Task<Result<SourceId>> RunAsync(ProjectId project, string name, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var all = await db.Sources.AsNoTracking().Where(s => s.Project == project).OrderBy(s => s.BinnedAt != null).ThenBy(s => s.Number).Select(s => new { s.Id, s.Number, s.Title, s.FileName }).ToListAsync(cancel);
            name = name.Trim();
            if (Guid.TryParse(name, out var id) && all.Any(s => s.Id.Value == id)) return SourceId.From(id);
            if (int.TryParse(name.TrimStart('#'), System.Globalization.CultureInfo.InvariantCulture, out var number) && all.FirstOrDefault(s => s.Number == number) is { } byNumber) return byNumber.Id;
            foreach (var same in (Func<string, bool>[])[title => string.Equals(title, name, StringComparison.OrdinalIgnoreCase), title => string.Equals(Path.GetFileNameWithoutExtension(title), name, StringComparison.OrdinalIgnoreCase)])
            {
                var found = all.Where(s => same(s.Title) || same(s.FileName)).ToList();
                if (found.Count == 1) return found[0].Id;
                if (found.Count > 1) return new SourceMissing($"More than one source is called \"{name}\": give its number instead ({string.Join(", ", found.Select(s => s.Number))}).");
            }
            var near = all.Where(s => s.Title.Contains(name, StringComparison.OrdinalIgnoreCase) || s.FileName.Contains(name, StringComparison.OrdinalIgnoreCase)).Take(5).ToList();
            return new SourceMissing($"There is no source \"{name}\" in this project." + (near.Count > 0 ? $" Did you mean {string.Join(", ", near.Select(s => $"{s.Number} \"{s.Title}\""))}?" : ""));
        }

        /// <summary>A revision of a source by its number, from 1.</summary>
        public async Task<Result<RevisionId>> RevisionAsync(SourceId source, int number, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var all = await db.Revisions.AsNoTracking().Where(r => r.Source == source).OrderBy(r => r.Number).Select(r => new { r.Id, r.Number }).ToListAsync(cancel);
            return all.FirstOrDefault(r => r.Number == number) is { } found ? found.Id
                : new SourceMissing($"The source has no revision {number}; it has {string.Join(", ", all.Select(r => r.Number))}.");
        }
    }
}
