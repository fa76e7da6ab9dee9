using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>A source's codings as they stood when the last of its analysts finished: what came after is taken back, from the change log.</summary>
/// <remarks>Agreement is about independent work. Settling, and anything coded after the work was opened, must not raise it.</remarks>
internal static class IndependentWork
{
    public sealed record Span(CodeId Code, AnalystId Analyst, int Start, int End);

    /// <param name="Revision">The text that was coded; null where nothing was.</param>
    public sealed record Work(RevisionId? Revision, IReadOnlyList<Span> Spans);

    private sealed record CodingThen(CodeId Code, ExcerptId Excerpt, AnalystId Analyst, bool IsSuggestion);
    private sealed record PlaceThen(RevisionId Revision, int Start, int End, bool IsLost);

    public static async Task<Work> ReadAsync(ThroughlineDb db, ProjectId project, SourceId source, IReadOnlyCollection<AnalystId> analysts, CancellationToken cancel)
    {
        var codings = (await db.Codings.AsNoTracking().Where(c => c.Source == source && c.Project == project).ToListAsync(cancel)).ToDictionary(c => c.Id.Value, c => new CodingThen(c.Code, c.Excerpt, c.Analyst, c.IsSuggestion));
        var places = (await db.Excerpts.AsNoTracking().Where(e => e.Source == source && e.Project == project).ToListAsync(cancel)).ToDictionary(e => e.Id.Value, e => new PlaceThen(e.Revision, e.Start, e.End, e.IsLost));
        var finished = await db.Set<LogEntry>().AsNoTracking().Where(e => e.Project == project && e.Action == ProjectActions.Finished.Name && e.SubjectId == source.Value).MaxAsync(e => (long?)e.Seq, cancel) ?? long.MaxValue;
        var of = source.Value;
        var later = await db.Set<LogValue>().AsNoTracking().Where(v => v.Project == project && v.Seq > finished && v.Source == of && (v.Table == "coding_coding" || v.Table == "source_excerpt"))
            .OrderByDescending(v => v.Seq).ThenByDescending(v => v.Ordinal).ToListAsync(cancel);
        foreach (var value in later)
        {
            var key = JsonSerializer.Deserialize<Guid[]>(value.Key)![0];
            // What has been erased since cannot be read back; it stays as it is now.
            if (value.Salt is null) continue;
            if (value.Before is not { } image)
            {
                if (value.Table == "coding_coding") codings.Remove(key);
                else places.Remove(key);
                continue;
            }
            using var row = JsonDocument.Parse(image);
            var was = row.RootElement;
            if (value.Table == "coding_coding")
                codings[key] = new(new(was.GetProperty("Code").GetGuid()), new(was.GetProperty("Excerpt").GetGuid()), new(was.GetProperty("Analyst").GetGuid()), was.GetProperty("IsSuggestion").GetBoolean());
            else
                places[key] = new(new(was.GetProperty("Revision").GetGuid()), was.GetProperty("Start").GetInt32(), was.GetProperty("End").GetInt32(), was.GetProperty("IsLost").GetBoolean());
        }
        var held = codings.Values.Where(c => !c.IsSuggestion && analysts.Contains(c.Analyst) && places.TryGetValue(c.Excerpt.Value, out var at) && !at.IsLost)
            .Select(c => (Coding: c, Place: places[c.Excerpt.Value])).ToList();
        if (held.Count == 0) return new(null, []);
        var revision = held.CountBy(h => h.Place.Revision).MaxBy(r => r.Value).Key;
        return new(revision, [.. held.Where(h => h.Place.Revision == revision).Select(h => new Span(h.Coding.Code, h.Coding.Analyst, h.Place.Start, h.Place.End)).Distinct()]);
    }
}
