using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Text;

namespace Throughline.Coding;

/// <summary>Asks a project's sources for words: the first page at once, the rest and the counts when wanted.</summary>
public static class SearchSources
{
    /// <summary>A block of a source in which the query holds.</summary>
    /// <param name="Block">Where to go on from, and what <see cref="ReadAround"/> asks for.</param>
    /// <param name="Span">The block's place in the source's current text.</param>
    /// <param name="Text">The block's words.</param>
    /// <param name="Paragraph">What a citation calls it.</param>
    /// <param name="Page">Null where pages are not known.</param>
    /// <param name="Speaker">Who says the first hit; null outside turns.</param>
    /// <param name="Hits">Places in the source's text, in order, at least one.</param>
    /// <param name="IsLit">False when the query holds by filters or NOT alone: a hit is then the whole stretch where it holds.</param>
    /// <param name="TimedOut">A regular expression ran out of time here, so that hits may be missing.</param>
    public sealed record Passage(
        SourceId Source, int SourceNumber, string SourceTitle, SourceKind Kind, long Block, TextSpan Span, string Text, string Paragraph, string? Page, string? Speaker,
        IReadOnlyList<TextSpan> Hits, bool IsLit, bool TimedOut)
    {
        /// <summary>A hit with so many words on each side, within the passage.</summary>
        public (string Left, string Hit, string Right) Line(int hit, int words)
        {
            var within = new TextSpan(Hits[hit].Start - Span.Start, Hits[hit].End - Span.Start);
            // A whole stretch is shown by its beginning.
            if (!IsLit) within = new(within.Start, within.Start);
            var line = Kwic.AroundWords(Text, within, IsLit ? words : words * 2 + 1);
            return (line.IsCutLeft ? "… " + OneLine(line.Left.Of(Text)) : OneLine(line.Left.Of(Text)), OneLine(line.Hit.Of(Text)), line.IsCutRight ? OneLine(line.Right.Of(Text)) + " …" : OneLine(line.Right.Of(Text)));
        }

        /// <summary>A hit with at most so many characters on each side, cut at words: what fits in a column.</summary>
        public (string Left, string Hit, string Right) Line(int hit, int left, int right)
        {
            var within = new TextSpan(Hits[hit].Start - Span.Start, Hits[hit].End - Span.Start);
            if (!IsLit) return ("", "", OneLine(Kwic.Around(Text, new(within.Start, within.Start), right).Right.Of(Text)));
            return (OneLine(Kwic.Around(Text, within, left).Left.Of(Text)), OneLine(within.Of(Text)), OneLine(Kwic.Around(Text, within, right).Right.Of(Text)));
        }

        private static string OneLine(string words) => words.Replace('\n', ' ');
    }

    /// <param name="Next">What to give as <c>after</c> for the next page; null at the end.</param>
    /// <param name="Notices">What the query speaks of and the project does not have.</param>
    public sealed record Page(IReadOnlyList<Passage> Passages, long? Next, IReadOnlyList<string> Notices, bool TimedOut);

    /// <param name="IsWhole">False while still counting.</param>
    public sealed record Count(int Hits, int Passages, int Sources, bool IsWhole);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, IndexWatch watch, ListFrameworks.Handler frameworks, IEnumerable<ISetReadingsAside> setters)
    {
        /// <summary>The first passages after a place, in order of source and place.</summary>
        /// <param name="after">0 for the first page.</param>
        /// <returns>The page, or <see cref="SearchQueryInvalid"/> with what is wrong and where.</returns>
        public async Task<Result<Page>> PageAsync(Acting reader, string? query, long after, int take, CancellationToken cancel)
        {
            var parsed = SearchQuery.Parse(query);
            if (!parsed.Succeeded) return parsed.Error;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var search = await SearchRun.StartAsync(db, watch, frameworks, setters, reader, parsed.Value, cancel);
            var found = new List<Passage>();
            var timedOut = false;
            long? next = null;
            await foreach (var passage in search.ReadAsync(after, cancel))
            {
                if (passage.TimedOut && passage.Hits.Count == 0)
                {
                    timedOut = true;
                    continue;
                }
                if (found.Count == take)
                {
                    next = found[^1].Block;
                    break;
                }
                timedOut |= passage.TimedOut;
                found.Add(passage);
            }
            return new Page(await search.WithSpeakersAsync(found, cancel), next, search.Filters.Notices, timedOut);
        }

        /// <summary>Counts all that the query finds, telling how far it is now and then; can be stopped.</summary>
        public async IAsyncEnumerable<Count> CountAsync(Acting reader, string? query, [EnumeratorCancellation] CancellationToken cancel)
        {
            var parsed = SearchQuery.Parse(query);
            if (!parsed.Succeeded) yield break;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var search = await SearchRun.StartAsync(db, watch, frameworks, setters, reader, parsed.Value, cancel);
            int hits = 0, passages = 0, sources = 0, last = 0;
            var told = Environment.TickCount64;
            await foreach (var passage in search.ReadAsync(0, cancel))
            {
                if (passage.Hits.Count == 0) continue;
                hits += passage.IsLit ? passage.Hits.Count : 1;
                passages++;
                if (passage.SourceNumber != last) (last, sources) = (passage.SourceNumber, sources + 1);
                if (Environment.TickCount64 - told < 400) continue;
                told = Environment.TickCount64;
                yield return new(hits, passages, sources, false);
            }
            yield return new(hits, passages, sources, true);
        }

        /// <summary>Everything the query finds, at most so many passages; what to write into a file.</summary>
        public async Task<Result<Page>> AllAsync(Acting reader, string? query, int most, CancellationToken cancel) => await PageAsync(reader, query, 0, most, cancel);
    }
}

/// <summary>One query over one project.</summary>
internal sealed class SearchRun
{
    private readonly ThroughlineDb _db;
    private readonly SearchQuery _query;
    private readonly SearchPlan _plan;
    private readonly FilterNode[] _denied;

    private SearchRun(ThroughlineDb db, SearchQuery query, Filters filters, SearchPlan plan)
    {
        (_db, _query, Filters, _plan) = (db, query, filters, plan);
        // NOT code:… beside words rules out the hits that lie there, not every block that has some of it.
        _denied = query.Root switch
        {
            NotNode { Operand: FilterNode only } => [only],
            AndNode and => [.. and.Operands.OfType<NotNode>().Select(not => not.Operand).OfType<FilterNode>()],
            _ => [],
        };
    }

    public Filters Filters { get; }

    public static async Task<SearchRun> StartAsync(ThroughlineDb db, IndexWatch watch, ListFrameworks.Handler frameworks, IEnumerable<ISetReadingsAside> setters, Acting reader, SearchQuery query, CancellationToken cancel)
    {
        var plan = await watch.PlanAsync(db, reader.Project, query.Candidates, cancel);
        return new(db, query, await Filters.ResolveAsync(db, frameworks, setters, reader, query, cancel), plan);
    }

    /// <summary>Passages in order. One that timed out may come without a hit.</summary>
    public async IAsyncEnumerable<SearchSources.Passage> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        var where = Filters.Sources.Keys.ToHashSet();
        foreach (var required in _query.RequiredFilters) where.IntersectWith(Filters.Of(required).Sources);
        await foreach (var block in SearchIndex.ReadAsync(_db, _plan, where, after, cancel))
            if (Match(block) is { } passage) yield return passage;
    }

    private SearchSources.Passage? Match(IndexedBlock block)
    {
        var span = block.Span;
        foreach (var required in _query.RequiredFilters)
            if (!Filters.Of(required).Touches(block.Source, span)) return null;
        var match = _query.Match(new SearchBlock(block.Text), node => _denied.Contains(node) ? Filters.Of(node).Holds(block.Source, span) : Filters.Of(node).Touches(block.Source, span));
        if (match is null) return null;
        var hits = match.Spans.Select(hit => new TextSpan(block.Start + hit.Start, block.Start + hit.End)).Where(hit => IsAllowed(block.Source, hit)).ToList();
        var lit = match.Spans.Count > 0;
        if (!lit) hits = StretchesOf(block.Source, span, block.Text);
        if (hits.Count == 0 && !match.TimedOut) return null;
        var source = Filters.Sources[block.Source];
        return new(source.Id, source.Number, source.Title, source.Kind, block.Id, span, block.Text, block.Paragraph, block.Page, null, hits, lit, match.TimedOut);
    }

    private bool IsAllowed(int source, TextSpan hit) =>
        _query.RequiredFilters.All(filter => Filters.Of(filter).Holds(source, hit)) && !_denied.Any(filter => Filters.Of(filter).Touches(source, hit));

    // Where the filters hold within the block, without white space at the ends.
    private List<TextSpan> StretchesOf(int source, TextSpan block, string text)
    {
        List<TextSpan> stretches = [block];
        foreach (var filter in _query.RequiredFilters) stretches = [.. stretches.SelectMany(s => Filters.Of(filter).Within(source, s))];
        foreach (var filter in _denied)
            stretches = [.. stretches.SelectMany(s => Without(s, Filters.Of(filter).Within(source, s)))];
        return [.. stretches.Select(Trim).Where(s => !s.IsEmpty)];

        TextSpan Trim(TextSpan s)
        {
            var (start, end) = (s.Start - block.Start, s.End - block.Start);
            while (start < end && char.IsWhiteSpace(text[start])) start++;
            while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
            return new(block.Start + start, block.Start + end);
        }
    }

    private static IEnumerable<TextSpan> Without(TextSpan whole, IEnumerable<TextSpan> holes)
    {
        var at = whole.Start;
        foreach (var hole in holes)
        {
            if (hole.Start > at) yield return new(at, hole.Start);
            at = hole.End;
        }
        if (at < whole.End) yield return new(at, whole.End);
    }

    /// <summary>Says who speaks, for one page of passages.</summary>
    public async Task<IReadOnlyList<SearchSources.Passage>> WithSpeakersAsync(List<SearchSources.Passage> passages, CancellationToken cancel)
    {
        var found = new List<SearchSources.Passage>(passages.Count);
        foreach (var group in passages.GroupBy(p => p.Source))
        {
            if (group.First().Kind != SourceKind.Transcript)
            {
                found.AddRange(group);
                continue;
            }
            var (id, first, last) = (group.Key, group.First().Span.Start, group.Last().Span.End);
            var turns = await (from t in _db.Turns.AsNoTracking()
                               join p in _db.Speakers.AsNoTracking() on t.Speaker equals p.Id
                               where t.Source == id && t.End > first && t.Start < last
                               orderby t.Start
                               select new { t.Start, t.End, p.Name, p.Label }).ToListAsync(cancel);
            foreach (var passage in group)
            {
                var at = passage.Hits[0].Start;
                var turn = turns.LastOrDefault(t => t.Start <= at && t.End > at);
                found.Add(turn is null ? passage : passage with { Speaker = turn.Name.Length > 0 ? turn.Name : turn.Label });
            }
        }
        return found;
    }
}
