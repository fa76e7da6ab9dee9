using Microsoft.EntityFrameworkCore;

namespace Throughline.Sources;

/// <summary>All cases of a project with their attributes' values, as the grid shows them.</summary>
public static class ReadCases
{
    /// <param name="Choices">Category attributes: the values in use, in alphabetical order.</param>
    public sealed record Column(AttributeId Id, string Name, AttributeType Type, int Order, IReadOnlyList<string> Choices);

    /// <param name="Values">Canonical values by attribute; absent where none is recorded.</param>
    /// <param name="Sources">How many sources out of the bin it owns, wholly or in part.</param>
    public sealed record Row(CaseId Id, string Name, CaseKind Kind, IReadOnlyDictionary<AttributeId, string> Values, int Sources);

    public sealed record Grid(IReadOnlyList<Column> Columns, IReadOnlyList<Row> Rows);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>Columns in their order, rows in theirs.</summary>
        public async Task<Grid> RunAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var attributes = await db.Attributes.AsNoTracking().Where(a => a.Project == project).OrderBy(a => a.Order).ThenBy(a => a.Id).ToListAsync(cancel);
            var cases = await db.Cases.AsNoTracking().Where(c => c.Project == project).OrderBy(c => c.Order).ThenBy(c => c.Id).ToListAsync(cancel);
            var values = await (from v in db.CaseValues.AsNoTracking() join c in db.Cases on v.Case equals c.Id where c.Project == project select v).ToListAsync(cancel);
            var ties = await (from t in db.CaseTies join s in db.Sources on t.Source equals s.Id where s.Project == project && s.BinnedAt == null select new { t.Case, t.Source }).Distinct().ToListAsync(cancel);
            var sources = ties.GroupBy(t => t.Case).ToDictionary(g => g.Key, g => g.Count());
            var byCase = values.ToLookup(v => v.Case);
            var byAttribute = values.ToLookup(v => v.Attribute);
            return new(
                [.. attributes.Select(a => new Column(a.Id, a.Name, a.Type, a.Order, a.Type == AttributeType.Category ? [.. byAttribute[a.Id].Select(v => v.Value).Distinct().Order(StringComparer.CurrentCultureIgnoreCase)] : []))],
                [.. cases.Select(c => new Row(c.Id, c.Name, c.Kind, byCase[c.Id].ToDictionary(v => v.Attribute, v => v.Value), sources.GetValueOrDefault(c.Id)))]);
        }
    }
}

/// <summary>One case with what it owns.</summary>
public static class ReadCase
{
    public enum TieScope { Source, Speaker, Span }

    /// <param name="Words">A span's words, cut short; null for a whole source or speaker.</param>
    public sealed record Tie(CaseTieId Id, TieScope Scope, SourceId Source, string Title, string FileName, string? Speaker, int? Start, int? End, string? Words, bool IsLost);

    public sealed record One(CaseId Id, string Name, CaseKind Kind, IReadOnlyList<(ReadCases.Column Attribute, string Value)> Values, IReadOnlyList<Tie> Ties);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ReadCases.Handler cases)
    {
        public async Task<Result<One>> RunAsync(ProjectId project, CaseId id, CancellationToken cancel)
        {
            var grid = await cases.RunAsync(project, cancel);
            if (grid.Rows.FirstOrDefault(r => r.Id == id) is not { } row) return new CaseMissing("There is no such case in this project; it may have been taken away.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var ties = await (from t in db.CaseTies.AsNoTracking()
                              join s in db.Sources.AsNoTracking() on t.Source equals s.Id
                              where t.Case == id && s.BinnedAt == null
                              orderby s.Number, t.Id
                              select new { t, s.Title, s.FileName }).ToListAsync(cancel);
            var speakers = ties.Select(t => t.t.Speaker).OfType<SpeakerId>().ToList();
            var names = await db.Speakers.AsNoTracking().Where(s => speakers.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Label, cancel);
            var spans = ties.Select(t => t.t.Excerpt).OfType<ExcerptId>().ToList();
            var words = await (from e in db.Excerpts.AsNoTracking() join r in db.Revisions.AsNoTracking() on e.Revision equals r.Id where spans.Contains(e.Id) select new { e.Id, e.Start, e.End, e.IsLost, r.Text }).ToDictionaryAsync(e => e.Id, cancel);
            return new One(row.Id, row.Name, row.Kind, [.. grid.Columns.Select(c => (c, row.Values.GetValueOrDefault(c.Id, "")))], [.. ties.Select(t =>
            {
                var span = t.t.Excerpt is { } e ? words[e] : null;
                var scope = span is not null ? TieScope.Span : t.t.Speaker is not null ? TieScope.Speaker : TieScope.Source;
                return new Tie(t.t.Id, scope, t.t.Source, t.Title, t.FileName, t.t.Speaker is { } s ? names[s] : null, span?.Start, span?.End,
                    span is null ? null : CaseValueRules.Short(span.Text[span.Start..Math.Min(span.End, span.Text.Length)].Replace('\n', ' ')), span?.IsLost ?? false);
            })]);
        }
    }
}
