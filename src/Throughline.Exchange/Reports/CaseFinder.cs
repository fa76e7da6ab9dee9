using Microsoft.EntityFrameworkCore;

namespace Throughline.Exchange.Reports;

/// <summary>Whose words each passage is: the cases tied most closely, by a span that holds it, then by its speaker, then by its source.</summary>
public sealed class CaseFinder
{
    private readonly Dictionary<CaseId, Case> _cases;
    private readonly ILookup<SourceId, CaseTie> _ties;
    private readonly Dictionary<ExcerptId, (int Start, int End)> _tied;
    private readonly ILookup<SourceId, Turn> _turns;
    private readonly HashSet<SpeakerId> _interviewers;

    private CaseFinder(Dictionary<CaseId, Case> cases, ILookup<SourceId, CaseTie> ties, Dictionary<ExcerptId, (int, int)> tied, ILookup<SourceId, Turn> turns, HashSet<SpeakerId> interviewers) =>
        (_cases, _ties, _tied, _turns, _interviewers) = (cases, ties, tied, turns, interviewers);

    /// <summary>Cases that own something that is not in the bin, by name.</summary>
    public IReadOnlyList<Case> WithWords { get; private init; } = [];

    public static async Task<CaseFinder> LoadAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel)
    {
        var cases = await db.Cases.AsNoTracking().Where(c => c.Project == project).ToDictionaryAsync(c => c.Id, cancel);
        var ties = await (from t in db.CaseTies.AsNoTracking() join s in db.Sources on t.Source equals s.Id where s.Project == project && s.BinnedAt == null select t).ToListAsync(cancel);
        var tied = await (from t in db.CaseTies join e in db.Excerpts on t.Excerpt equals e.Id where e.Project == project && !e.IsLost select new { e.Id, e.Start, e.End }).Distinct().ToListAsync(cancel);
        var bySpeaker = ties.Where(t => t.Speaker is not null).Select(t => t.Source).Distinct().ToList();
        var turns = await db.Turns.AsNoTracking().Where(t => bySpeaker.Contains(t.Source)).OrderBy(t => t.Start).ToListAsync(cancel);
        var interviewers = await db.Speakers.AsNoTracking().Where(s => bySpeaker.Contains(s.Source) && s.IsInterviewer).Select(s => s.Id).ToListAsync(cancel);
        return new(cases, ties.ToLookup(t => t.Source), tied.ToDictionary(e => e.Id, e => (e.Start, e.End)), turns.ToLookup(t => t.Source), [.. interviewers])
        {
            WithWords = [.. ties.Select(t => t.Case).Distinct().Where(cases.ContainsKey).Select(id => cases[id]).OrderBy(c => c.Name, StringComparer.CurrentCultureIgnoreCase)],
        };
    }

    /// <summary>The cases whose words a span is; none where nothing is tied.</summary>
    public IReadOnlyList<CaseId> Of(SourceId source, int start, int end)
    {
        var ties = _ties[source];
        var level = ties.Where(t => t.Excerpt is { } e && _tied.TryGetValue(e, out var span) && span.Start <= start && end <= span.End).ToList();
        if (level.Count == 0 && ties.Any(t => t.Speaker is not null))
        {
            var speakers = _turns[source].Where(t => t.Start < end && start < t.End && !_interviewers.Contains(t.Speaker)).Select(t => t.Speaker).ToHashSet();
            level = [.. ties.Where(t => t.Excerpt is null && t.Speaker is { } s && speakers.Contains(s))];
        }
        if (level.Count == 0) level = [.. ties.Where(t => t.Excerpt is null && t.Speaker is null)];
        return [.. level.Select(t => t.Case).Distinct().Where(_cases.ContainsKey)];
    }

    public Case? Find(CaseId id) => _cases.GetValueOrDefault(id);
}
