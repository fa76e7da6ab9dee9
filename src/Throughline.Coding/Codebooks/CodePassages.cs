using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>Passages with their words, for the codebook's and a case's page: each once, whoever coded it.</summary>
public static class CodePassages
{
    /// <param name="Codings">All on these words that the reader may see; of the one code where passages of one were asked for.</param>
    /// <param name="AnalystNames">Who made them, each once.</param>
    /// <param name="Attribution">Null when not asked for.</param>
    /// <param name="IsLost">A correction could not place it: the words are those of an earlier text.</param>
    public sealed record Row(IReadOnlyList<CodingId> Codings, IReadOnlyList<OnIt> Codes, ExcerptId Excerpt, SourceId Source, string Title, int Start, int End, string Words, IReadOnlyList<string> AnalystNames, string? Attribution, bool IsLost);

    /// <summary>A code that a passage has.</summary>
    public sealed record OnIt(CodeId Code, string Name, int Colour);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>The passages of one code that the reader may see, by source and place; suggestions and binned sources left out.</summary>
        /// <param name="withLost">Those too that a correction could not place: they are in no count, but stand under the code.</param>
        public async Task<IReadOnlyList<Row>> OfCodeAsync(Acting reader, CodeId code, CancellationToken cancel, bool withLost = false)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await ReadAsync(db, reader, db.Codings.AsNoTracking().Where(c => c.Code == code), withLost, cancel);
        }

        /// <summary>The coded passages that are a case's, as <see cref="CaseLookup"/> finds them for the counts.</summary>
        public async Task<IReadOnlyList<Row>> OfCaseAsync(Acting reader, CaseId @case, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var sources = await db.CaseTies.AsNoTracking().Where(t => t.Case == @case).Select(t => t.Source).Distinct().ToListAsync(cancel);
            if (sources.Count == 0) return [];
            var rows = await ReadAsync(db, reader, db.Codings.AsNoTracking().Where(c => sources.Contains(c.Source)), withLost: false, cancel);
            var lookup = await CaseLookup.LoadAsync(db, reader.Project, cancel);
            rows = rows.FindAll(r => lookup.Of(r.Source, r.Start, r.End).Any(c => lookup.Cases[c].Id == @case));
            var whose = await Attribution.ForAsync(db, reader, [.. rows.Select(r => r.Excerpt)], cancel);
            return rows.ConvertAll(r => r with { Attribution = whose.GetValueOrDefault(r.Excerpt)?.Text });
        }

        private static async Task<List<Row>> ReadAsync(ThroughlineDb db, Acting reader, IQueryable<CodedPassage> codings, bool withLost, CancellationToken cancel)
        {
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var seen = hidden.Without(codings.Where(c => c.Project == reader.Project && !c.IsSuggestion), c => c.Source, c => c.Excerpt, c => c.Analyst);
            var rows = await (from c in seen
                              join k in db.Codes.AsNoTracking() on c.Code equals k.Id
                              join e in db.Excerpts.AsNoTracking() on c.Excerpt equals e.Id
                              join s in db.Sources.AsNoTracking() on c.Source equals s.Id
                              join a in db.Analysts.AsNoTracking() on c.Analyst equals a.Id
                              where s.BinnedAt == null && (withLost || !e.IsLost)
                              orderby s.Number, e.Start, e.End, c.Id
                              select new { c.Id, c.Code, CodeName = k.Name, k.Colour, c.Excerpt, e.Revision, e.Start, e.End, e.IsLost, c.Source, s.Title, AnalystName = a.Name }).ToListAsync(cancel);
            var revisions = rows.Select(r => r.Revision).Distinct().ToList();
            var texts = await db.Revisions.AsNoTracking().Where(r => revisions.Contains(r.Id)).Select(r => new { r.Id, r.Text }).ToDictionaryAsync(r => r.Id, r => r.Text, cancel);
            return [.. rows.GroupBy(r => (r.Source, r.Revision, r.Start, r.End)).Select(g => new Row([.. g.Select(r => r.Id)], [.. g.Select(r => new OnIt(r.Code, r.CodeName, r.Colour)).Distinct()], g.First().Excerpt, g.Key.Source, g.First().Title, g.Key.Start, g.Key.End,
                texts[g.Key.Revision][g.Key.Start..Math.Min(g.Key.End, texts[g.Key.Revision].Length)], [.. g.Select(r => r.AnalystName).Distinct().Order(StringComparer.CurrentCultureIgnoreCase)], null, g.First().IsLost))];
        }
    }
}
