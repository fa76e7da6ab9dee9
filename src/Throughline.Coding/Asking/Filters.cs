using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Framing;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Text;

namespace Throughline.Coding;

/// <summary>A source that is not in the bin, as searches know it.</summary>
internal sealed record LiveSource(SourceId Id, int Number, string Title, SourceKind Kind, RevisionId Current);

/// <summary>Where a filter holds: whole sources, and spans of others.</summary>
internal sealed class Extent
{
    private readonly HashSet<int> _sources = [];
    private readonly Dictionary<int, List<TextSpan>> _spans = [];

    /// <summary>The numbers of the sources where it holds somewhere.</summary>
    public IEnumerable<int> Sources => _sources.Concat(_spans.Keys);

    public void Add(int source) => _sources.Add(source);

    public void Add(int source, TextSpan span)
    {
        if (!_spans.TryGetValue(source, out var spans)) _spans[source] = spans = [];
        spans.Add(span);
    }

    /// <summary>Sorts and joins what overlaps or touches; called once, after the last span.</summary>
    public Extent Close()
    {
        foreach (var (source, spans) in _spans)
        {
            spans.Sort();
            var joined = new List<TextSpan>(spans.Count);
            foreach (var span in spans)
                if (joined.Count > 0 && span.Start <= joined[^1].End) joined[^1] = new(joined[^1].Start, Math.Max(joined[^1].End, span.End));
                else joined.Add(span);
            _spans[source] = joined;
        }
        return this;
    }

    public bool Touches(int source, TextSpan span) => _sources.Contains(source) || Within(source, span).Any();

    public bool Holds(int source, TextSpan span) => _sources.Contains(source) || Within(source, span).Any(own => own.Contains(span));

    /// <summary>What of a span it covers.</summary>
    public IEnumerable<TextSpan> Within(int source, TextSpan span)
    {
        if (_sources.Contains(source)) return [span];
        return _spans.TryGetValue(source, out var spans) ? Cut(spans, span) : [];
    }

    private static IEnumerable<TextSpan> Cut(List<TextSpan> spans, TextSpan within)
    {
        int low = 0, high = spans.Count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (spans[middle].End > within.Start) high = middle;
            else low = middle + 1;
        }
        for (; low < spans.Count && spans[low].Start < within.End; low++)
            yield return new(Math.Max(spans[low].Start, within.Start), Math.Min(spans[low].End, within.End));
    }
}

/// <summary>A query's filters, each resolved to where in the project it holds, as far as the reader may see.</summary>
internal sealed class Filters
{
    private readonly Dictionary<FilterNode, Extent> _extents = [];

    public required IReadOnlyDictionary<int, LiveSource> Sources { get; init; }

    /// <summary>What a filter speaks of and the project does not have; sentences for the analyst.</summary>
    public List<string> Notices { get; } = [];

    public Extent Of(FilterNode node) => _extents[node];

    public static async Task<Filters> ResolveAsync(ThroughlineDb db, ListFrameworks.Handler frameworks, IEnumerable<ISetReadingsAside> setters, Acting reader, SearchQuery query, CancellationToken cancel)
    {
        var live = await db.Sources.AsNoTracking().Where(s => s.Project == reader.Project && s.BinnedAt == null)
            .Select(s => new LiveSource(s.Id, s.Number, s.Title, s.Kind, s.Current)).ToListAsync(cancel);
        var filters = new Filters { Sources = live.ToDictionary(s => s.Number) };
        var byId = live.ToDictionary(s => s.Id);
        foreach (var node in NodesOf(query.Root).Distinct())
            filters._extents[node] = (await (node.Kind switch
            {
                FilterKind.Source => Task.FromResult(filters.OfSource(node)),
                FilterKind.Speaker => filters.OfSpeakerAsync(db, reader, node, byId, cancel),
                FilterKind.Case => filters.OfCaseAsync(db, reader, node, byId, cancel),
                FilterKind.Code => filters.OfCodeAsync(db, reader, node, byId, cancel),
                FilterKind.Analyst => filters.OfAnalystAsync(db, reader, node, byId, cancel),
                FilterKind.Reading => filters.OfReadingAsync(db, frameworks, setters, reader, node, byId, cancel),
                _ => filters.OfAttributeAsync(db, reader, node, byId, cancel),
            })).Close();
        return filters;
    }

    public static IEnumerable<FilterNode> NodesOf(SearchNode node) => node switch
    {
        FilterNode filter => [filter],
        AndNode and => and.Operands.SelectMany(NodesOf),
        OrNode or => or.Operands.SelectMany(NodesOf),
        NotNode not => NodesOf(not.Operand),
        _ => [],
    };

    private Extent OfSource(FilterNode node)
    {
        var extent = new Extent();
        var found = false;
        foreach (var source in Sources.Values)
            if (node.IsValue(source.Title) || node.Value.Trim().TrimStart('#') == source.Number.ToString(CultureInfo.InvariantCulture))
            {
                extent.Add(source.Number);
                found = true;
            }
        if (!found) Notices.Add($"No source is called “{node.Value}” or has that number. A * stands for any letters: source:{node.Value.Split(' ')[0]}*");
        return extent;
    }

    private async Task<Extent> OfSpeakerAsync(ThroughlineDb db, Acting reader, FilterNode node, Dictionary<SourceId, LiveSource> live, CancellationToken cancel)
    {
        var speakers = (await (from p in db.Speakers.AsNoTracking() join s in db.Sources.AsNoTracking() on p.Source equals s.Id where s.Project == reader.Project && s.BinnedAt == null select p).ToListAsync(cancel))
            .Where(p => node.IsValue(p.Label) || (p.Name.Length > 0 && node.IsValue(p.Name))).ToList();
        if (speakers.Count == 0) Notices.Add($"No speaker is called “{node.Value}”.");
        var extent = new Extent();
        await AddTurnsAsync(db, extent, speakers.ConvertAll(p => p.Id), live, cancel);
        return extent;
    }

    private static async Task AddTurnsAsync(ThroughlineDb db, Extent extent, List<SpeakerId> speakers, Dictionary<SourceId, LiveSource> live, CancellationToken cancel)
    {
        foreach (var some in speakers.Chunk(500))
            foreach (var turn in await db.Turns.AsNoTracking().Where(t => some.Contains(t.Speaker)).Select(t => new { t.Source, t.Start, t.End }).ToListAsync(cancel))
                if (live.TryGetValue(turn.Source, out var source)) extent.Add(source.Number, new(turn.Start, turn.End));
    }

    private async Task<Extent> OfCaseAsync(ThroughlineDb db, Acting reader, FilterNode node, Dictionary<SourceId, LiveSource> live, CancellationToken cancel)
    {
        var cases = (await db.Cases.AsNoTracking().Where(c => c.Project == reader.Project).Select(c => new { c.Id, c.Name }).ToListAsync(cancel)).Where(c => node.IsValue(c.Name)).Select(c => c.Id).ToList();
        if (cases.Count == 0) Notices.Add($"No case is called “{node.Value}”.");
        return await OfCasesAsync(db, cases, live, cancel);
    }

    private async Task<Extent> OfAttributeAsync(ThroughlineDb db, Acting reader, FilterNode node, Dictionary<SourceId, LiveSource> live, CancellationToken cancel)
    {
        var attributes = await db.Attributes.AsNoTracking().Where(a => a.Project == reader.Project).OrderBy(a => a.Order).ThenBy(a => a.Name).ToListAsync(cancel);
        var named = attributes.Where(a => IsSame(a.Name, node.Name)).ToDictionary(a => a.Id);
        if (named.Count == 0)
        {
            Notices.Add(attributes.Count == 0 ? $"There is no attribute “{node.Name}”: cases have no attributes yet. For the words themselves, put them in quotation marks."
                : $"There is no attribute “{node.Name}”. There are: {string.Join(", ", attributes.Select(a => a.Name))}; and source, speaker, case, code, analyst, reading. For the words themselves, put them in quotation marks.");
            return new Extent();
        }
        var ids = named.Keys.ToList();
        var values = await db.CaseValues.AsNoTracking().Where(v => ids.Contains(v.Attribute)).ToListAsync(cancel);
        var cases = values.Where(v => HasValue(node, named[v.Attribute].Type, v.Value)).Select(v => v.Case).Distinct().ToList();
        if (cases.Count == 0) Notices.Add($"No case has {named.Values.First().Name} “{node.Value}”.");
        return await OfCasesAsync(db, cases, live, cancel);
    }

    private static async Task<Extent> OfCasesAsync(ThroughlineDb db, List<CaseId> cases, Dictionary<SourceId, LiveSource> live, CancellationToken cancel)
    {
        var extent = new Extent();
        var speakers = new List<SpeakerId>();
        foreach (var some in cases.Chunk(500))
        {
            var ties = await (from t in db.CaseTies.AsNoTracking()
                              join e in db.Excerpts.AsNoTracking() on t.Excerpt equals (ExcerptId?)e.Id into of
                              from e in of.DefaultIfEmpty()
                              where some.Contains(t.Case)
                              select new { t.Source, t.Speaker, t.Excerpt, Start = e == null ? 0 : e.Start, End = e == null ? 0 : e.End, IsLost = e != null && e.IsLost }).ToListAsync(cancel);
            foreach (var tie in ties)
                if (tie.Speaker is { } speaker) speakers.Add(speaker);
                else if (!live.TryGetValue(tie.Source, out var source)) continue;
                else if (tie.Excerpt is null) extent.Add(source.Number);
                else if (!tie.IsLost) extent.Add(source.Number, new(tie.Start, tie.End));
        }
        await AddTurnsAsync(db, extent, [.. speakers.Distinct()], live, cancel);
        return extent;
    }

    private async Task<Extent> OfCodeAsync(ThroughlineDb db, Acting reader, FilterNode node, Dictionary<SourceId, LiveSource> live, CancellationToken cancel)
    {
        var codes = await db.Codes.AsNoTracking().Where(c => c.Project == reader.Project).Select(c => new { c.Id, c.Parent, c.Name, c.MergedInto }).ToListAsync(cancel);
        var byId = codes.ToDictionary(c => c.Id);
        var children = codes.ToLookup(c => c.Parent);
        var wanted = new HashSet<CodeId>();
        foreach (var code in codes)
        {
            var path = code.Name;
            for (var up = code.Parent; up is { } parent && byId.TryGetValue(parent, out var above); up = above.Parent) path = $"{above.Name} > {path}";
            if (node.IsValue(code.Name) || node.IsValue(path)) Take(code.Id);
        }
        if (wanted.Count == 0) Notices.Add($"No code is called “{node.Value}”.");
        return await OfCodingsAsync(db, reader, codings => codings.Where(c => wanted.Contains(c.Code)), live, cancel);

        void Take(CodeId id)
        {
            if (!wanted.Add(id)) return;
            if (byId[id].MergedInto is { } into) Take(into);
            foreach (var child in children[id]) Take(child.Id);
        }
    }

    private async Task<Extent> OfAnalystAsync(ThroughlineDb db, Acting reader, FilterNode node, Dictionary<SourceId, LiveSource> live, CancellationToken cancel)
    {
        var analysts = (await db.Analysts.AsNoTracking().Where(a => a.Project == reader.Project).Select(a => new { a.Id, a.Name }).ToListAsync(cancel)).Where(a => node.IsValue(a.Name)).Select(a => a.Id).ToList();
        if (analysts.Count == 0) Notices.Add($"No analyst is called “{node.Value}”.");
        return await OfCodingsAsync(db, reader, codings => codings.Where(c => analysts.Contains(c.Analyst)), live, cancel);
    }

    /// <summary>Passages with a reading that gives a term of that name or id, or keeps these words or has them in a note. What a module has set aside is not among them.</summary>
    private async Task<Extent> OfReadingAsync(ThroughlineDb db, ListFrameworks.Handler frameworks, IEnumerable<ISetReadingsAside> setters, Acting reader, FilterNode node, Dictionary<SourceId, LiveSource> live, CancellationToken cancel)
    {
        var extent = new Extent();
        var names = (await frameworks.RunAsync(reader.Project, cancel)).All.SelectMany(r => r.Framework.AllTerms()).GroupBy(t => t.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Name, StringComparer.Ordinal);
        var words = SearchQuery.Parse($"\"{node.Value.Replace('"', ' ')}\"");
        var sight = await Sight.OfAsync(db, reader, cancel);
        var aside = await setters.AsideAsync(db, reader.Project, cancel);
        var ofPassages = db.Representations.AsNoTracking().Where(r => r.Project == reader.Project && r.Excerpt != null && r.Origin != RepresentationOrigin.Suggestion);
        // As much of a reading as says who may see it, and as much of its fields as is compared.
        var readings = (await ofPassages.Select(r => new Representation { Id = r.Id, SubjectId = r.SubjectId, Excerpt = r.Excerpt, Source = r.Source, Analyst = r.Analyst, Origin = r.Origin }).ToListAsync(cancel))
            .Where(r => !aside.Contains(r.Excerpt!.Value) && !sight.IsHidden(r)).ToDictionary(r => r.Id);
        var wanted = new HashSet<ExcerptId>();
        foreach (var field in await (from f in db.FieldReadings.AsNoTracking()
                                     join r in ofPassages on f.Representation equals r.Id
                                     where f.Terms != "" || f.Words != "" || f.Note != ""
                                     select new { f.Representation, f.Terms, f.Words, f.Note }).ToListAsync(cancel))
            if (readings.TryGetValue(field.Representation, out var reading) && (field.Terms.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(IsTerm) || Holds(field.Words) || Holds(field.Note))) wanted.Add(reading.Excerpt!.Value);
        if (wanted.Count == 0) Notices.Add($"No reading gives “{node.Value}”, as a term or in its words.");
        foreach (var some in wanted.Chunk(500))
            foreach (var e in await db.Excerpts.AsNoTracking().Where(e => some.Contains(e.Id) && !e.IsLost).Select(e => new { e.Source, e.Start, e.End }).ToListAsync(cancel))
                if (live.TryGetValue(e.Source, out var source)) extent.Add(source.Number, new(e.Start, e.End));
        return extent;

        bool IsTerm(string term) => node.IsValue(names.GetValueOrDefault(term, term)) || node.IsValue(term[(term.LastIndexOf('.') + 1)..]);

        bool Holds(string text) => text.Length > 0 && words.Succeeded && words.Value.Match(new SearchBlock(text)) is not null;
    }

    private static async Task<Extent> OfCodingsAsync(ThroughlineDb db, Acting reader, Func<IQueryable<CodedPassage>, IQueryable<CodedPassage>> which, Dictionary<SourceId, LiveSource> live, CancellationToken cancel)
    {
        var hidden = await db.HiddenFromAsync(reader, cancel);
        var seen = hidden.Without(which(db.Codings.AsNoTracking().Where(c => c.Project == reader.Project && !c.IsSuggestion)), c => c.Source, c => c.Excerpt, c => c.Analyst);
        var spans = await (from c in seen join e in db.Excerpts.AsNoTracking() on c.Excerpt equals e.Id where !e.IsLost select new { c.Source, e.Start, e.End }).ToListAsync(cancel);
        var extent = new Extent();
        foreach (var span in spans)
            if (live.TryGetValue(span.Source, out var source)) extent.Add(source.Number, new(span.Start, span.End));
        return extent;
    }

    private static bool IsSame(string one, string other) => Tokens.Of(one).Select(t => t.Term).SequenceEqual(Tokens.Of(other).Select(t => t.Term), StringComparer.Ordinal);

    /// <summary>Whether a case's value is the one asked for. Numbers and dates also take &gt;, &gt;=, &lt;, &lt;= and a range: <c>age:&gt;=65</c>, <c>date:2024-01..2024-06</c>.</summary>
    internal static bool HasValue(FilterNode node, AttributeType type, string value)
    {
        if (type is not (AttributeType.Number or AttributeType.Date)) return node.IsValue(value);
        var asked = node.Value.Trim();
        var range = asked.Split("..", 2, StringSplitOptions.TrimEntries);
        if (range.Length == 2) return (range[0].Length == 0 || Compare(type, value, range[0], upper: false) >= 0) && (range[1].Length == 0 || Compare(type, value, range[1], upper: true) <= 0);
        foreach (var (sign, holds) in Signs)
            if (asked.StartsWith(sign, StringComparison.Ordinal)) return Compare(type, value, asked[sign.Length..].Trim(), upper: sign is ">" or "<=") is { } order && holds(order);
        return node.IsValue(value) || Compare(type, value, asked, upper: false) == 0;
    }

    private static readonly (string Sign, Func<int, bool> Holds)[] Signs = [(">=", order => order >= 0), ("<=", order => order <= 0), (">", order => order > 0), ("<", order => order < 0)];

    // Null when either is not of the type. A shorter date stands for its first day, or its last where that is the upper end.
    private static int? Compare(AttributeType type, string value, string asked, bool upper)
    {
        if (type == AttributeType.Number)
            return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var given) && double.TryParse(asked, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var bound) ? given.CompareTo(bound) : null;
        return value.Length == 10 && asked.Length is 4 or 7 or 10 ? string.CompareOrdinal(value, upper && asked.Length < 10 ? asked + "-99-99"[(asked.Length == 4 ? 0 : 3)..] : asked) : null;
    }
}
