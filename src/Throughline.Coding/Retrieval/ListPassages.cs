using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Coding;

public enum PassageGrouping { Source, Code, Case, Attribute, Analyst }

/// <summary>Coded passages with whose words they are and where: the cells of matrices, a code's page and the columns of a comparison all open these.</summary>
/// <remarks>A passage is words at one place of a source. It is listed once, whoever coded it and with however many of the codes asked for.</remarks>
public static class ListPassages
{
    /// <summary>Which passages. What is null asks for nothing.</summary>
    public sealed record Filter
    {
        public IReadOnlyCollection<CodeId>? Codes { get; init; }
        /// <summary>Codes below those named count too.</summary>
        public bool WithDescendants { get; init; } = true;
        public IReadOnlyCollection<SourceId>? Sources { get; init; }
        public IReadOnlyCollection<AnalystId>? Analysts { get; init; }
        public CaseId? Case { get; init; }
        public bool WithoutCase { get; init; }
        /// <summary>An attribute, with <see cref="Value"/>: passages whose case has that value; a null value asks for those with none recorded.</summary>
        public AttributeId? Attribute { get; init; }
        public string? Value { get; init; }
        /// <summary>Only passages that meet one of this code.</summary>
        public CodeId? Meets { get; init; }
        /// <summary>Or of a code below that; null as for <see cref="Codes"/>.</summary>
        public bool? MeetsDescendants { get; init; }
        public CodeMeeting Meeting { get; init; }
        public int Within { get; init; } = 1;
    }

    /// <param name="By">How they stand together; a passage of two cases, codes or analysts stands in both groups.</param>
    /// <param name="ByAttribute">For <see cref="PassageGrouping.Attribute"/>.</param>
    /// <param name="Most">At most so many on this page, 1 to 500.</param>
    public sealed record Request(Filter Filter, PassageGrouping By = PassageGrouping.Source, AttributeId? ByAttribute = null, int Skip = 0, int Most = 100);

    /// <summary>One analyst's coding of a passage.</summary>
    public sealed record CodingRow(CodingId Id, CodeId Code, string CodeName, int Colour, ExcerptId Excerpt, AnalystId Analyst, string AnalystName, DateTime At);

    /// <param name="Codings">What was asked for of those on these words, in the codebook's order, then by analyst; in a group by code or by analyst, the group's own.</param>
    /// <param name="Place">"¶14", with the page where it is known: "¶14, page 3".</param>
    /// <param name="MemosOn">Which codings and excerpts have memos, of these codings and their words.</param>
    /// <param name="Memos">How many memos those are.</param>
    /// <param name="SharedBy">How many participants share the attribution; null when it names no attribute.</param>
    public sealed record Passage(SourceId Source, string SourceTitle, int Start, int End, string Text, IReadOnlyList<CodingRow> Codings, string Attribution, bool IsSmallGroup, int? SharedBy, string Place, IReadOnlyList<NodeRef> MemosOn, int Memos)
    {
        /// <summary>The codes on it, each once.</summary>
        public IReadOnlyList<string> CodeNames => [.. Codings.Select(c => c.CodeName).Distinct()];

        /// <summary>Who coded it, each once.</summary>
        public IReadOnlyList<string> AnalystNames => [.. Codings.Select(c => c.AnalystName).Distinct().Order(StringComparer.CurrentCultureIgnoreCase)];
    }

    /// <param name="Key">An id, or "=value"; "" for what has none.</param>
    /// <param name="Count">All in the group, also those on other pages.</param>
    public sealed record Group(string Key, string Label, int Count, IReadOnlyList<Passage> Passages);

    /// <param name="Total">Passages, each counted once.</param>
    /// <param name="Listed">Entries over all groups: more than <paramref name="Total"/> where a passage stands in several.</param>
    /// <param name="Sources">How many sources they lie in.</param>
    /// <param name="Cases">How many cases they belong to.</param>
    public sealed record Answer(int Total, int Listed, int Sources, int Cases, IReadOnlyList<Group> Groups);

    private sealed record Light(CodingId Id, CodeId Code, ExcerptId Excerpt, SourceId Source, AnalystId Analyst, DateTime At, int Start, int End, RevisionId Revision, int Number, string Title);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        public Task<Answer> RunAsync(Acting reader, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            return RunAsync(reader, request, Math.Clamp(request.Most, 1, 500), cancel);
        }

        /// <summary>All of them, for a download.</summary>
        public Task<Answer> AllAsync(Acting reader, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            return RunAsync(reader, request with { Skip = 0 }, int.MaxValue, cancel);
        }

        private async Task<Answer> RunAsync(Acting reader, Request request, int most, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var filter = request.Filter;
            var tree = CodeTree.Of(await db.Codes.AsNoTracking().Where(c => c.Project == reader.Project).ToListAsync(cancel));
            var wanted = filter.Codes?.SelectMany(c => filter.WithDescendants ? tree.Under(c) : [c]).Distinct().ToList();
            var rows = await ReadAsync(db, reader, wanted, filter, cancel);
            if (filter.Meets is { } other)
            {
                var others = await ReadAsync(db, reader, [.. filter.MeetsDescendants ?? filter.WithDescendants ? tree.Under(other) : [other]], filter, cancel);
                rows = await MeetingAsync(db, rows, others, filter, cancel);
            }
            var cases = await CaseLookup.LoadAsync(db, reader.Project, cancel);
            var ofCases = rows.ToDictionary(r => r.Id, r => cases.Whole(r.Source) ?? cases.Of(r.Source, r.Start, r.End));
            if (filter.Case is { } one) rows = [.. rows.Where(r => ofCases[r.Id].Any(c => cases.Cases[c].Id == one))];
            if (filter.WithoutCase) rows = [.. rows.Where(r => ofCases[r.Id].Length == 0)];
            if (filter.Attribute is { } attribute) rows = [.. rows.Where(r => string.Equals(cases.ValueOf(ofCases[r.Id], attribute), filter.Value, StringComparison.OrdinalIgnoreCase))];

            var names = tree.Codes.Select((c, i) => (Code: c, Place: i)).ToDictionary(c => c.Code.Id);
            var analysts = await db.Analysts.AsNoTracking().Where(a => a.Project == reader.Project).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
            var groups = new SortedDictionary<(int, string, string), (string Label, List<Light> Rows)>();
            foreach (var row in rows)
                foreach (var (order, key, label) in GroupsOf(row))
                {
                    var at = (order, label, key);
                    if (!groups.TryGetValue(at, out var group)) groups[at] = group = (label, []);
                    group.Rows.Add(row);
                }
            var gathered = groups.Select(g => (g.Key.Item3, g.Value.Label, Passages: ByPlace(g.Value.Rows))).ToList();
            var shown = new List<(string Key, string Label, int Count, List<List<Light>> Passages)>();
            var (skip, left) = (Math.Max(0, request.Skip), most);
            foreach (var (key, label, all) in gathered)
            {
                var some = all.Skip(skip).Take(left).ToList();
                skip = Math.Max(0, skip - all.Count);
                left -= some.Count;
                if (some.Count > 0) shown.Add((key, label, all.Count, some));
            }
            var fill = await FillAsync(db, reader, [.. shown.SelectMany(g => g.Passages).SelectMany(p => p).DistinctBy(r => r.Id)], cancel);
            return new(ByPlace(rows).Count, gathered.Sum(g => g.Passages.Count), rows.Select(r => r.Source).Distinct().Count(), rows.SelectMany(r => ofCases[r.Id]).Distinct().Count(),
                [.. shown.Select(g => new Group(g.Key, g.Label, g.Count, [.. g.Passages.Select(p => fill(
                    [.. p.OrderBy(r => names[r.Code].Place).ThenBy(r => analysts[r.Analyst], StringComparer.CurrentCultureIgnoreCase).ThenBy(r => r.Id.Value)
                        .Select(r => new CodingRow(r.Id, r.Code, names[r.Code].Code.Name, names[r.Code].Code.Colour, r.Excerpt, r.Analyst, analysts[r.Analyst], r.At))], p[0]))]))]);

            IEnumerable<(int Order, string Key, string Label)> GroupsOf(Light row)
            {
                switch (request.By)
                {
                    case PassageGrouping.Code: return [(names[row.Code].Place, row.Code.Value.ToString("D"), names[row.Code].Code.Name)];
                    case PassageGrouping.Analyst: return [(0, row.Analyst.Value.ToString("D"), analysts[row.Analyst])];
                    case PassageGrouping.Case when ofCases[row.Id].Length > 0:
                        return ofCases[row.Id].Where(c => filter.Case is null || cases.Cases[c].Id == filter.Case).Select(c => (c, cases.Cases[c].Id.Value.ToString("D"), cases.Cases[c].Name));
                    case PassageGrouping.Case: return [(int.MaxValue, "", "no case")];
                    case PassageGrouping.Attribute when request.ByAttribute is { } by:
                        return cases.ValueOf(ofCases[row.Id], by) is { } value ? [(0, "=" + value, value)] : [(1, "", "not recorded")];
                    default: return [(row.Number, row.Source.Value.ToString("D"), row.Title)];
                }
            }
        }

        private static async Task<List<Light>> ReadAsync(ThroughlineDb db, Acting reader, List<CodeId>? codes, Filter filter, CancellationToken cancel)
        {
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var codings = hidden.Without(db.Codings.AsNoTracking().Where(c => c.Project == reader.Project && !c.IsSuggestion), c => c.Source, c => c.Excerpt, c => c.Analyst);
            if (codes is not null) codings = codings.Where(c => codes.Contains(c.Code));
            if (filter.Sources is { } sources) codings = codings.Where(c => sources.Contains(c.Source));
            if (filter.Analysts is { } analysts) codings = codings.Where(c => analysts.Contains(c.Analyst));
            var rows = await (from c in codings
                              join e in db.Excerpts.AsNoTracking() on c.Excerpt equals e.Id
                              join s in db.Sources.AsNoTracking() on c.Source equals s.Id
                              where s.BinnedAt == null && !e.IsLost
                              orderby s.Number, e.Start, e.End, c.Id
                              select new { c.Id, c.Code, c.Excerpt, c.Source, c.Analyst, c.At, e.Start, e.End, e.Revision, s.Number, s.Title }).ToListAsync(cancel);
            return [.. rows.Select(r => new Light(r.Id, r.Code, r.Excerpt, r.Source, r.Analyst, r.At, r.Start, r.End, r.Revision, r.Number, r.Title))];
        }

        /// <summary>Codings of the same words together; they come in order of place.</summary>
        private static List<List<Light>> ByPlace(List<Light> rows)
        {
            var passages = new List<List<Light>>();
            foreach (var row in rows)
            {
                if (passages.Count > 0 && passages[^1][0] is var last && (last.Source, last.Start, last.End) == (row.Source, row.Start, row.End)) passages[^1].Add(row);
                else passages.Add([row]);
            }
            return passages;
        }

        /// <summary>Those of <paramref name="rows"/> that meet one of <paramref name="others"/> in the same source.</summary>
        /// <remarks>A code stands on a passage once, whoever put it there: what another analyst coded alike is no meeting.</remarks>
        private static async Task<List<Light>> MeetingAsync(ThroughlineDb db, List<Light> rows, List<Light> others, Filter filter, CancellationToken cancel)
        {
            var bySource = others.ToLookup(o => o.Source);
            var kept = new List<Light>();
            foreach (var source in rows.GroupBy(r => r.Source).Where(g => bySource.Contains(g.Key)))
            {
                List<Light> mine = [.. source];
                var theirs = bySource[source.Key].Select(KeyOf).ToHashSet();
                var text = filter.Meeting != CodeMeeting.Near ? null : await db.Revisions.AsNoTracking().Where(r => r.Id == mine[0].Revision).Select(r => r.Text).SingleAsync(cancel);
                var breaks = text is null ? null : Meetings.BreaksOf(text);
                List<(CodeId Code, int Start, int End)> all = [.. mine.Select(KeyOf).Union(theirs)];
                var stretches = all.Select(r => breaks is null ? (r.Start, r.End) : Meetings.InParagraphs(r.Start, r.End, breaks, filter.Within)).ToArray();
                var columns = all.Select(r => theirs.Contains(r) ? 0 : -1).ToArray();
                var met = Meetings.Sweep(stretches, columns, 1, filter.Meeting == CodeMeeting.SamePassage);
                var meeting = all.Where((_, i) => met[i] != 0).ToHashSet();
                kept.AddRange(mine.Where(m => meeting.Contains(KeyOf(m))));
            }
            return kept;

            static (CodeId Code, int Start, int End) KeyOf(Light row) => (row.Code, row.Start, row.End);
        }

        /// <returns>What makes a passage of its codings and one of their places.</returns>
        private static async Task<Func<IReadOnlyList<CodingRow>, Light, Passage>> FillAsync(ThroughlineDb db, Acting reader, List<Light> rows, CancellationToken cancel)
        {
            var revisions = rows.Select(r => r.Revision).Distinct().ToList();
            var texts = (await db.Revisions.AsNoTracking().Where(r => revisions.Contains(r.Id)).Select(r => new { r.Id, r.Text, r.Structure }).ToListAsync(cancel))
                .ToDictionary(r => r.Id, r => (r.Text, Structure: TextStructure.FromJson(r.Structure)));
            var attributed = await Attribution.ForAsync(db, reader, [.. rows.Select(r => r.Excerpt).Distinct()], cancel);
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var sources = rows.Select(r => (SourceId?)r.Source).Distinct().ToList();
            var memos = (await hidden.Without(db.Memos.AsNoTracking().Where(m => m.Project == reader.Project && m.Source != null && sources.Contains(m.Source) && (m.OnKind == "coding" || m.OnKind == "excerpt")), m => m.Source!.Value, m => m.Analyst)
                .Select(m => new { m.OnKind, m.OnId, m.Analyst }).ToListAsync(cancel)).ToLookup(m => new NodeRef(m.OnKind, m.OnId), m => m.Analyst);
            return (codings, at) =>
            {
                var (text, structure) = texts[at.Revision];
                var by = attributed.GetValueOrDefault(at.Excerpt);
                var open = codings.SelectMany(c => new[] { (c.Id.Node, c.Excerpt), (c.Excerpt.Node, c.Excerpt) }).Distinct().Select(n => (n.Node, Count: memos[n.Node].Count(analyst => !hidden.Hides(at.Source, n.Excerpt, analyst)))).Where(n => n.Count > 0).ToList();
                return new(at.Source, at.Title, at.Start, at.End, new TextSpan(at.Start, Math.Min(at.End, text.Length)).Of(text).ToString(), codings,
                    by?.Text ?? at.Title, by?.IsSmallGroup ?? false, by?.SharedBy, PlaceOf(structure, at.Start), [.. open.Select(n => n.Node)], open.Sum(n => n.Count));
            };
        }
    }

    /// <summary>Where a position is, as a citation says it.</summary>
    internal static string PlaceOf(TextStructure structure, int position)
    {
        if (structure.Blocks.Count == 0) return "";
        var paragraph = $"¶ {structure.ParagraphLabel(structure.BlockAt(position))}";
        return structure.PageAt(position) is { } page ? $"{paragraph}, page {page}" : paragraph;
    }
}
