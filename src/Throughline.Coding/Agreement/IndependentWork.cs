using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>A source's codings as they stood when each analyst's work was first opened to the others: what came after is taken back, from the change log.</summary>
/// <remarks>Agreement is about independent work. Settling, and anything coded after the work was opened, must not raise it.</remarks>
internal static class IndependentWork
{
    public sealed record Span(CodeId Code, AnalystId Analyst, int Start, int End);

    /// <param name="Revision">The text that was coded; null where nothing was.</param>
    /// <param name="Unplaced">Codings that have no place in that text: a correction lost them, or they stand in another revision.</param>
    /// <param name="Coders">Who had coded anything, whether or not it has a place.</param>
    public sealed record Work(RevisionId? Revision, IReadOnlyList<Span> Spans, int Unplaced, IReadOnlySet<AnalystId> Coders);

    private sealed record CodingThen(CodeId Code, ExcerptId Excerpt, AnalystId Analyst, bool IsSuggestion);
    private sealed record PlaceThen(RevisionId Revision, int Start, int End, bool IsLost);

    public static async Task<Work> ReadAsync(ThroughlineDb db, ProjectId project, SourceId source, IReadOnlyCollection<AnalystId> analysts, CancellationToken cancel)
    {
        var codings = (await db.Codings.AsNoTracking().Where(c => c.Source == source && c.Project == project).ToListAsync(cancel)).ToDictionary(c => c.Id.Value, c => new CodingThen(c.Code, c.Excerpt, c.Analyst, c.IsSuggestion));
        var places = (await db.Excerpts.AsNoTracking().Where(e => e.Source == source && e.Project == project).ToListAsync(cancel)).ToDictionary(e => e.Id.Value, e => new PlaceThen(e.Revision, e.Start, e.End, e.IsLost));
        var opened = (await OpenedAsync(db, project, [source], cancel))[source].ToDictionary(o => o.Key, o => o.Value.Seq);
        long Until(AnalystId analyst) => opened.GetValueOrDefault(analyst, long.MaxValue);
        var (first, last) = opened.Count == 0 ? (long.MaxValue, long.MaxValue) : (opened.Values.Min(), opened.Values.Max());
        var of = source.Value;
        var later = await db.Set<LogValue>().AsNoTracking().Where(v => v.Project == project && v.Seq > first && v.Source == of && (v.Table == "coding_coding" || v.Table == "source_excerpt"))
            .OrderByDescending(v => v.Seq).ThenByDescending(v => v.Ordinal).ToListAsync(cancel);
        // Codings first: whose a passage was decides how far back it is taken.
        foreach (var value in later.OrderBy(v => v.Table != "coding_coding"))
        {
            var key = JsonSerializer.Deserialize<Guid[]>(value.Key)![0];
            // What has been erased since cannot be read back; it stays as it is now.
            if (value.Salt is null) continue;
            using var before = value.Before is { } image ? JsonDocument.Parse(image) : null;
            if (value.Table == "coding_coding")
            {
                var was = before is null ? null : new CodingThen(new(before.RootElement.GetProperty("Code").GetGuid()), new(before.RootElement.GetProperty("Excerpt").GetGuid()), new(before.RootElement.GetProperty("Analyst").GetGuid()), before.RootElement.GetProperty("IsSuggestion").GetBoolean());
                if (was is null && !codings.ContainsKey(key)) continue;
                if (value.Seq <= Until(was?.Analyst ?? codings[key].Analyst)) continue;
                if (was is null) codings.Remove(key);
                else codings[key] = was;
                continue;
            }
            var place = before is null ? null : new PlaceThen(new(before.RootElement.GetProperty("Revision").GetGuid()), before.RootElement.GetProperty("Start").GetInt32(), before.RootElement.GetProperty("End").GetInt32(), before.RootElement.GetProperty("IsLost").GetBoolean());
            if (value.Seq > last)
            {
                if (place is null) places.Remove(key);
                else places[key] = place;
            }
            // Between two openings, what one of the earlier analysts took away or moved stands as it was; where a correction took all passages along, they stay there.
            else if (place is not null && (!places.TryGetValue(key, out var now) || now.Revision == place.Revision) && codings.Values.Any(c => c.Excerpt.Value == key && Until(c.Analyst) < value.Seq)) places[key] = place;
        }
        var made = codings.Values.Where(c => !c.IsSuggestion && analysts.Contains(c.Analyst)).ToList();
        var held = made.Where(c => places.TryGetValue(c.Excerpt.Value, out var at) && !at.IsLost).Select(c => (Coding: c, Place: places[c.Excerpt.Value])).ToList();
        var coders = made.Select(c => c.Analyst).ToHashSet();
        if (held.Count == 0) return new(null, [], made.Count, coders);
        var revision = held.CountBy(h => h.Place.Revision).MaxBy(r => r.Value).Key;
        var placed = held.Where(h => h.Place.Revision == revision).ToList();
        return new(revision, [.. placed.Select(h => new Span(h.Coding.Code, h.Coding.Analyst, h.Place.Start, h.Place.End)).Distinct()], made.Count - placed.Count, coders);
    }

    /// <summary>Who had coded anything of several sources when their work was first opened. A source's log is replayed only where one of its analysts has no coding left that was there by then.</summary>
    /// <param name="analysts">Of each source, who it was given to.</param>
    public static async Task<IReadOnlyDictionary<SourceId, IReadOnlySet<AnalystId>>> CodersAsync(ThroughlineDb db, ProjectId project, IReadOnlyDictionary<SourceId, IReadOnlyList<AnalystId>> analysts, CancellationToken cancel)
    {
        var sources = analysts.Keys.ToList();
        var first = (await (from c in db.Codings.AsNoTracking() where c.Project == project && !c.IsSuggestion && sources.Contains(c.Source) group c.At by new { c.Source, c.Analyst } into own select new { own.Key.Source, own.Key.Analyst, At = own.Min() }).ToListAsync(cancel))
            .ToDictionary(c => (c.Source, c.Analyst), c => c.At);
        var opened = await OpenedAsync(db, project, sources, cancel);
        var coders = new Dictionary<SourceId, IReadOnlySet<AnalystId>>();
        foreach (var (source, of) in analysts)
        {
            var at = opened[source].ToDictionary(o => o.Key, o => o.Value.At);
            bool HasCoded(AnalystId analyst) => first.TryGetValue((source, analyst), out var coded) && coded < at.GetValueOrDefault(analyst, DateTime.MaxValue);
            coders[source] = of.All(HasCoded) ? of.ToHashSet() : (await ReadAsync(db, project, source, of, cancel)).Coders;
        }
        return coders;
    }

    private sealed record Opening(long Seq, DateTime At);

    /// <summary>For each analyst of a source the entry with which their work was first opened to the others: all who were assigned then had finished. A further analyst, assigned later, has a later one.</summary>
    private static async Task<IReadOnlyDictionary<SourceId, Dictionary<AnalystId, Opening>>> OpenedAsync(ThroughlineDb db, ProjectId project, IReadOnlyCollection<SourceId> sources, CancellationToken cancel)
    {
        string[] kinds = [ProjectActions.Assigned.Name, ProjectActions.Unassigned.Name, ProjectActions.Finished.Name, ProjectActions.Reopened.Name];
        var of = sources.Select(s => s.Value).ToList();
        var entries = (await db.Set<LogEntry>().AsNoTracking().Where(e => e.Project == project && of.Contains(e.SubjectId) && (kinds.Contains(e.Action) || e.Undoes != null || e.Redoes != null)).OrderBy(e => e.Seq).ToListAsync(cancel)).ToLookup(e => e.SubjectId);
        return sources.ToDictionary(s => s, s => OpenedBy([.. entries[s.Value]]));
    }

    /// <param name="entries">Of one source, in order.</param>
    private static Dictionary<AnalystId, Opening> OpenedBy(IReadOnlyList<LogEntry> entries)
    {
        var bySeq = entries.ToDictionary(e => e.Seq);
        // What was taken back was not done, unless it was done again: then it was done later.
        var undone = entries.Where(e => e.Undoes is not null).Select(e => e.Undoes!.Value).ToHashSet();
        var (assigned, finished, opened) = (new HashSet<AnalystId>(), new HashSet<AnalystId>(), new Dictionary<AnalystId, Opening>());
        foreach (var entry in entries)
        {
            if (undone.Contains(entry.Seq) || entry.Undoes is not null) continue;
            var did = entry;
            while (did.Redoes is { } again && bySeq.TryGetValue(again, out var origin)) did = origin.Undoes is { } taken && bySeq.TryGetValue(taken, out var first) ? first : origin;
            if (did.Action == ProjectActions.Assigned.Name)
            {
                using var details = JsonDocument.Parse(did.Details);
                if (details.RootElement.TryGetProperty("analysts", out var added)) assigned.UnionWith(added.EnumerateArray().Select(a => new AnalystId(a.GetGuid())));
            }
            else if (did.Action == ProjectActions.Unassigned.Name) assigned.Clear();
            else if (did.Action == ProjectActions.Finished.Name) finished.Add(did.Analyst);
            else if (did.Action == ProjectActions.Reopened.Name) finished.Remove(did.Analyst);
            if (assigned.Count > 0 && assigned.IsSubsetOf(finished))
                foreach (var analyst in assigned) opened.TryAdd(analyst, new(entry.Seq, entry.At));
        }
        // A log that came sealed with an archive does not say who was assigned.
        if (opened.Count == 0 && entries.LastOrDefault(e => e.Action == ProjectActions.Finished.Name) is { } end)
            foreach (var analyst in finished) opened[analyst] = new(end.Seq, end.At);
        return opened;
    }
}
