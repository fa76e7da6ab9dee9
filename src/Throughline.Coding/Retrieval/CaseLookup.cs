using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>Which cases a passage belongs to, for a whole project: those tied by a span that holds it, else by its speaker, else by its source.</summary>
/// <remarks>The same order as attribution has, so that a passage stands under the case it is attributed to. Several cases tied equally closely (a person and a place) all have it.</remarks>
public sealed class CaseLookup
{
    private readonly Dictionary<SourceId, Ties> _bySource = [];
    private readonly Dictionary<(int Case, AttributeId Attribute), string> _values = [];

    private sealed record Ties(int[] Whole, (int Start, int End, int Case)[] Spans, Dictionary<SpeakerId, int[]> Speakers)
    {
        public (int Start, int End, SpeakerId Speaker, bool Asks)[] Turns { get; set; } = [];
        public bool IsWhole => Spans.Length == 0 && Speakers.Count == 0;
    }

    public sealed record One(CaseId Id, string Name, CaseKind Kind);

    /// <summary>People first, then by name; other methods speak of cases by their place here.</summary>
    public IReadOnlyList<One> Cases { get; private init; } = [];

    /// <summary>Case and source, once for each pair tied in any way.</summary>
    public IReadOnlyList<(int Case, SourceId Source)> Pairs { get; private init; } = [];

    public static async Task<CaseLookup> LoadAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        var cases = (await db.Cases.AsNoTracking().Where(c => c.Project == project).ToListAsync(cancel)).OrderBy(c => c.Kind).ThenBy(c => c.Name, StringComparer.CurrentCultureIgnoreCase).ToList();
        var place = cases.Select((c, i) => (c.Id, i)).ToDictionary(c => c.Id, c => c.i);
        var ties = await (from t in db.CaseTies.AsNoTracking() join c in db.Cases on t.Case equals c.Id where c.Project == project select t).ToListAsync(cancel);
        var spans = await (from t in db.CaseTies
                           join c in db.Cases on t.Case equals c.Id
                           join e in db.Excerpts on t.Excerpt equals e.Id
                           where c.Project == project && !e.IsLost
                           select new { e.Id, e.Start, e.End }).Distinct().ToDictionaryAsync(e => e.Id, cancel);
        var lookup = new CaseLookup
        {
            Cases = [.. cases.Select(c => new One(c.Id, c.Name, c.Kind))],
            Pairs = [.. ties.Select(t => (place[t.Case], t.Source)).Distinct()],
        };
        foreach (var value in await (from v in db.CaseValues.AsNoTracking() join c in db.Cases on v.Case equals c.Id where c.Project == project && v.Value != "" select v).ToListAsync(cancel))
            lookup._values[(place[value.Case], value.Attribute)] = value.Value;
        foreach (var source in ties.GroupBy(t => t.Source))
            lookup._bySource[source.Key] = new(
                [.. source.Where(t => t.Excerpt is null && t.Speaker is null).Select(t => place[t.Case]).Distinct().Order()],
                [.. source.Where(t => t.Excerpt is { } e && spans.ContainsKey(e)).Select(t => (spans[t.Excerpt!.Value].Start, spans[t.Excerpt!.Value].End, place[t.Case]))],
                source.Where(t => t.Excerpt is null && t.Speaker is not null).GroupBy(t => t.Speaker!.Value).ToDictionary(g => g.Key, g => g.Select(t => place[t.Case]).Distinct().Order().ToArray()));
        var spoken = lookup._bySource.Where(s => s.Value.Speakers.Count > 0).Select(s => s.Key).ToList();
        foreach (var some in spoken.Chunk(500))
        {
            var turns = await (from t in db.Turns.AsNoTracking()
                               join s in db.Speakers on t.Speaker equals s.Id
                               where some.Contains(t.Source)
                               orderby t.Source, t.Start
                               select new { t.Source, t.Start, t.End, t.Speaker, s.IsInterviewer }).ToListAsync(cancel);
            foreach (var of in turns.GroupBy(t => t.Source)) lookup._bySource[of.Key].Turns = [.. of.Select(t => (t.Start, t.End, t.Speaker, t.IsInterviewer))];
        }
        return lookup;
    }

    /// <summary>The cases of every passage of a source, where they are the same for all; null where it depends on the place.</summary>
    public int[]? Whole(SourceId source) => !_bySource.TryGetValue(source, out var ties) ? [] : ties.IsWhole ? ties.Whole : null;

    /// <summary>The cases whose words a span is, by their places in <see cref="Cases"/>; none where nothing is tied.</summary>
    public int[] Of(SourceId source, int start, int end)
    {
        if (!_bySource.TryGetValue(source, out var ties)) return [];
        if (ties.Spans.Length > 0)
        {
            int[] held = [.. ties.Spans.Where(s => s.Start <= start && end <= s.End).Select(s => s.Case).Distinct().Order()];
            if (held.Length > 0) return held;
        }
        return ties.Speakers.Count > 0 && SpeakerOf(ties, start, end) is { } speaker && ties.Speakers.TryGetValue(speaker, out var said) ? said : ties.Whole;
    }

    /// <summary>What is recorded of the first of the cases that has a value; null where none has.</summary>
    public string? ValueOf(ReadOnlySpan<int> cases, AttributeId attribute)
    {
        foreach (var one in cases)
            if (_values.TryGetValue((one, attribute), out var value)) return value;
        return null;
    }

    /// <summary>Who says most of a span; who was asked before who asks.</summary>
    private static SpeakerId? SpeakerOf(Ties ties, int start, int end)
    {
        int low = 0, high = ties.Turns.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ties.Turns[middle].End <= start) low = middle + 1;
            else high = middle;
        }
        var said = new Dictionary<SpeakerId, (bool Asks, int Characters)>();
        for (; low < ties.Turns.Length && ties.Turns[low].Start < end; low++)
        {
            var turn = ties.Turns[low];
            var shared = Math.Min(end, turn.End) - Math.Max(start, turn.Start);
            said[turn.Speaker] = (turn.Asks, said.GetValueOrDefault(turn.Speaker).Characters + shared);
        }
        return said.Count == 0 ? null : said.OrderBy(s => s.Value.Asks).ThenByDescending(s => s.Value.Characters).First().Key;
    }
}
