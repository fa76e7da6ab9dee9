using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>How many passages there are, and how many each code has. A passage is words at one place of a source: it counts once, whoever coded it and with however many codes.</summary>
public static class CountPassages
{
    /// <param name="Passages">Each once, whatever its codes.</param>
    /// <param name="ByCode">Codes on no passage are left out.</param>
    public sealed record Answer(int Passages, IReadOnlyDictionary<CodeId, OfCode> ByCode);

    public sealed record OfCode(int Passages, int Sources);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>Of those that the reader may see; suggestions, sources in the bin and passages that a correction could not place are left out.</summary>
        public async Task<Answer> RunAsync(Acting reader, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var tree = CodeTree.Of(await db.Codes.AsNoTracking().Where(c => c.Project == reader.Project).ToListAsync(cancel));
            return await ReadAsync(contexts, db, reader, tree, cancel);
        }
    }

    internal static async Task<Answer> ReadAsync(IDbContextFactory<ThroughlineDb> contexts, ThroughlineDb db, Acting reader, CodeTree tree, CancellationToken cancel)
    {
        var seen = await SeenCodings.FindAsync(db, reader, tree, null, cancel);
        var tally = await seen.CountAsync(contexts, places: true, texts: false, () => new Tally(tree.Codes.Count), cancel);
        return new(tally.All, tree.Codes.Select((c, i) => (c.Id, Count: new OfCode(tally.Passages[i], tally.Sources[i]))).Where(c => c.Count.Passages > 0).ToDictionary(c => c.Id, c => c.Count));
    }

    /// <summary>The same of a few codes, by the database: for many, reading everything once is faster.</summary>
    internal static async Task<Dictionary<CodeId, OfCode>> OfAsync(ThroughlineDb db, Acting reader, IReadOnlyCollection<CodeId> codes, CancellationToken cancel)
    {
        var hidden = await db.HiddenFromAsync(reader, cancel);
        var seen = hidden.Without(db.Codings.AsNoTracking().Where(c => c.Project == reader.Project && !c.IsSuggestion && codes.Contains(c.Code)), c => c.Source, c => c.Excerpt, c => c.Analyst);
        return await (from c in seen
                      join e in db.Excerpts on c.Excerpt equals e.Id
                      join s in db.Sources on c.Source equals s.Id
                      where s.BinnedAt == null && !e.IsLost
                      select new { c.Code, c.Source, e.Start, e.End }).Distinct()
            .GroupBy(p => p.Code).Select(g => new { g.Key, Passages = g.Count(), Sources = g.Select(p => p.Source).Distinct().Count() }).ToDictionaryAsync(g => g.Key, g => new OfCode(g.Passages, g.Sources), cancel);
    }

    private sealed class Tally(int codes) : ITally<Tally>
    {
        private readonly ByWords _words = new();
        private readonly int[] _lastPassage = new int[codes], _lastSource = new int[codes];
        private int _passage, _source;

        public int All { get; private set; }
        public int[] Passages { get; } = new int[codes];
        public int[] Sources { get; } = new int[codes];

        public void Add(int source, Span<Coded> coded, ThroughlineDb? texts)
        {
            _source++;
            _words.Gather(coded);
            All += _words.Count;
            for (var place = 0; place < _words.Count; place++)
            {
                _passage++;
                for (var i = _words.First(place); i >= 0; i = _words.Next(i))
                {
                    var code = coded[i].Code;
                    if (_lastPassage[code] == _passage) continue;
                    _lastPassage[code] = _passage;
                    Passages[code]++;
                    if (_lastSource[code] == _source) continue;
                    _lastSource[code] = _source;
                    Sources[code]++;
                }
            }
        }

        public void Take(Tally other)
        {
            All += other.All;
            for (var i = 0; i < Passages.Length; i++)
            {
                Passages[i] += other.Passages[i];
                Sources[i] += other.Sources[i];
            }
        }
    }
}
