using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>What counts codings, of one part of the sources.</summary>
internal interface ITally<T> where T : ITally<T>
{
    /// <param name="source">Its place in <see cref="SeenCodings.Sources"/>.</param>
    /// <param name="coded">Good during the call only.</param>
    /// <param name="texts">For reading texts; null where none was asked for.</param>
    void Add(int source, Span<Coded> coded, ThroughlineDb? texts);

    /// <summary>Takes what was counted in other sources.</summary>
    void Take(T other);
}

/// <summary>The codings of a project that a reader may see, read source by source: what matrices and the codebook count from, so that both count the same.</summary>
/// <remarks>Suggestions, sources in the bin, passages that a correction could not place and what is closed to the reader are left out before anything is counted.</remarks>
internal sealed class SeenCodings
{
    public sealed record SourceRow(SourceId Id, int Number, string Title, RevisionId Current);

    private readonly ProjectId _project;
    private readonly Hidden _hidden;
    private readonly ILookup<SourceId, Coded> _closed;
    private readonly List<AnalystId> _analysts;
    private readonly Dictionary<UInt128, int> _codes, _whose, _places;
    private readonly HashSet<UInt128> _lost;

    private SeenCodings(ProjectId project, CodeTree tree, List<SourceRow> sources, List<AnalystId> analysts, IReadOnlyCollection<AnalystId>? whose, Hidden hidden, HashSet<UInt128> lost,
        List<(SourceId Source, CodeId Code, AnalystId Analyst, int Start, int End)> closed)
    {
        (_project, Sources, _analysts, _hidden, _lost) = (project, sources, analysts, hidden, lost);
        _places = sources.Select((s, i) => (RawReader.Number(s.Id.Value), i)).ToDictionary(s => s.Item1, s => s.i);
        _whose = analysts.Select((a, i) => (a, i)).Where(a => whose is null || whose.Contains(a.a)).ToDictionary(a => RawReader.Number(a.a.Value), a => a.i);
        // A code is spoken of by its place in the tree.
        _codes = tree.Codes.Select((c, i) => (c, i)).ToDictionary(c => RawReader.Number(c.c.Id.Value), c => c.i);
        _closed = closed.Where(c => _whose.ContainsKey(RawReader.Number(c.Analyst.Value))).ToLookup(c => c.Source, c => new Coded(_codes[RawReader.Number(c.Code.Value)], _whose[RawReader.Number(c.Analyst.Value)], c.Start, c.End));
    }

    /// <summary>Those that are not in the bin, by number.</summary>
    public IReadOnlyList<SourceRow> Sources { get; }

    /// <summary>Passages that a correction could not place and about which nobody has decided yet, each counted once.</summary>
    public int Lost { get; private init; }

    public bool Has(SourceId source) => _places.ContainsKey(RawReader.Number(source.Value));

    /// <param name="whose">Whose codings; null takes everyone's.</param>
    public static async Task<SeenCodings> FindAsync(ThroughlineDb db, Acting reader, CodeTree tree, IReadOnlyCollection<AnalystId>? whose, CancellationToken cancel)
    {
        var hidden = await db.HiddenFromAsync(reader, cancel);
        var analysts = await db.Analysts.AsNoTracking().Where(a => a.Project == reader.Project).Select(a => a.Id).ToListAsync(cancel);
        var sources = await db.Sources.AsNoTracking().Where(s => s.Project == reader.Project && s.BinnedAt == null).OrderBy(s => s.Number).Select(s => new SourceRow(s.Id, s.Number, s.Title, s.Current)).ToListAsync(cancel);
        // Few passages are lost, and they are found first: a join that begins at the codings reads them all.
        var adrift = await db.Excerpts.AsNoTracking().Where(e => e.Project == reader.Project && e.IsLost).Select(e => e.Id).ToListAsync(cancel);
        var lost = new HashSet<(RevisionId, int, int)>();
        foreach (var some in adrift.Chunk(5_000))
            lost.UnionWith((await (from c in hidden.Without(db.Codings.AsNoTracking().Where(c => some.Contains(c.Excerpt) && !c.IsSuggestion), c => c.Source, c => c.Excerpt, c => c.Analyst)
                                   join e in db.Excerpts.AsNoTracking() on c.Excerpt equals e.Id
                                   join s in db.Sources on c.Source equals s.Id
                                   where s.BinnedAt == null && !e.IsKept
                                   select new { e.Revision, e.Start, e.End }).ToListAsync(cancel)).Select(e => (e.Revision, e.Start, e.End)));

        // What others put on passages that are closed to the reader by themselves; closed sources are known as a whole.
        var narrow = hidden.Narrow.Select(ExcerptId.From).ToList();
        var closed = narrow.Count == 0 ? [] : (await (from c in db.Codings.AsNoTracking().Where(c => c.Project == reader.Project && EF.Parameter(narrow).Contains(c.Excerpt)) join e in db.Excerpts on c.Excerpt equals e.Id select new { c.Excerpt, c.Source, c.Code, c.Analyst, e.Start, e.End }).ToListAsync(cancel))
            .FindAll(c => hidden.IsHidden(c.Excerpt.Value, c.Analyst)).ConvertAll(c => (c.Source, c.Code, c.Analyst, c.Start, c.End));
        return new(reader.Project, tree, sources, analysts, whose, hidden, adrift.Select(e => RawReader.Number(e.Value)).ToHashSet(), closed) { Lost = lost.Count };
    }

    /// <summary>Each half of the sources on a thread and a connection of its own.</summary>
    /// <param name="places">Where codings stand matters; else all stand at 0, and less is read.</param>
    /// <param name="texts">The tally reads texts.</param>
    public async Task<T> CountAsync<T>(IDbContextFactory<ThroughlineDb> contexts, bool places, bool texts, Func<T> begin, CancellationToken cancel) where T : ITally<T>
    {
        var ids = _places.Keys.Order().ToArray();
        if (ids.Length == 0) return begin();
        var parts = Math.Clamp(Math.Min(Environment.ProcessorCount, ids.Length / 8), 1, 4);
        var work = Enumerable.Range(0, parts).Select(part => Task.Run(async () =>
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            await using var read = texts ? await contexts.CreateDbContextAsync(cancel) : null;
            var tally = begin();
            var (from, to) = (ids[ids.Length * part / parts], part + 1 == parts ? (UInt128?)null : ids[ids.Length * (part + 1) / parts]);
            void Each(UInt128 source, Span<Coded> coded)
            {
                if (_places.TryGetValue(source, out var place) && Open(Sources[place].Id, coded) is { IsEmpty: false } open) tally.Add(place, open, read); // else it is in the bin
            }
            // A closed coding is told from an open one by its place.
            if (places || _closed.Count > 0) CodedSources.Read(db, _project, from, to, _codes, _whose, Each, cancel);
            else CodedSources.ReadWithoutPlaces(db, _project, from, to, _lost, _codes, _whose, Each, cancel);
            return tally;
        }, cancel)).ToList();
        var tallies = await Task.WhenAll(work);
        foreach (var other in tallies.Skip(1)) tallies[0].Take(other);
        return tallies[0];
    }

    /// <summary>What is open to the reader, at the front of the same span.</summary>
    private Span<Coded> Open(SourceId source, Span<Coded> coded)
    {
        var others = _hidden.On(source.Value);
        var single = _closed[source].ToHashSet();
        if (others.Count == 0 && single.Count == 0) return coded;
        var kept = 0;
        foreach (var one in coded)
            if (!others.Contains(_analysts[one.Analyst]) && !single.Contains(one)) coded[kept++] = one;
        return coded[..kept];
    }
}

/// <summary>Codings of one source gathered by the words they stand on. Words are a passage once, whoever coded them and with however many codes.</summary>
/// <remarks>Used again for each source, since there may be many.</remarks>
internal sealed class ByWords
{
    private readonly Dictionary<ulong, int> _at = [];
    private int[] _first = [], _next = [];

    /// <summary>How many places the codings stand on.</summary>
    public int Count { get; private set; }

    public void Gather(ReadOnlySpan<Coded> coded)
    {
        _at.Clear();
        Count = 0;
        if (_next.Length < coded.Length) (_first, _next) = (new int[2 * coded.Length], new int[2 * coded.Length]);
        for (var i = 0; i < coded.Length; i++)
        {
            // Spans begin and end near each other: spread over the whole of a number they fall into boxes of their own.
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_at, unchecked((((ulong)(uint)coded[i].Start << 32) | (uint)coded[i].End) * 0x9E3779B97F4A7C15), out var isThere);
            if (!isThere) _first[place = Count++] = -1;
            (_next[i], _first[place]) = (_first[place], i);
        }
    }

    /// <summary>A coding of a place, by its number in what was gathered.</summary>
    public int First(int place) => _first[place];

    /// <summary>The next of the same place; -1 after the last.</summary>
    public int Next(int coding) => _next[coding];
}
