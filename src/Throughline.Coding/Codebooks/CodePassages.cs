using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>Passages with their words, for the codebook's and a case's page.</summary>
public static class CodePassages
{
    /// <param name="Attribution">Null when not asked for.</param>
    public sealed record Row(CodingId Id, CodeId Code, string CodeName, int Colour, ExcerptId Excerpt, SourceId Source, string Title, int Start, string Words, AnalystId Analyst, string AnalystName, DateTime At, string? Attribution);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>The passages of one code that the reader may see, by source and place; suggestions and binned sources left out.</summary>
        public async Task<IReadOnlyList<Row>> OfCodeAsync(Acting reader, CodeId code, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await ReadAsync(db, reader, db.Codings.AsNoTracking().Where(c => c.Code == code), cancel);
        }

        /// <summary>The coded passages that are a case's: those it is tied to most closely.</summary>
        public async Task<IReadOnlyList<Row>> OfCaseAsync(Acting reader, CaseId @case, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var sources = await db.CaseTies.AsNoTracking().Where(t => t.Case == @case).Select(t => t.Source).Distinct().ToListAsync(cancel);
            if (sources.Count == 0) return [];
            var rows = await ReadAsync(db, reader, db.Codings.AsNoTracking().Where(c => sources.Contains(c.Source)), cancel);
            var whose = await Attribution.ForAsync(db, reader, [.. rows.Select(r => r.Excerpt).Distinct()], cancel);
            return [.. rows.Where(r => whose.TryGetValue(r.Excerpt, out var a) && a.Case == @case).Select(r => r with { Attribution = whose[r.Excerpt].Text })];
        }

        private static async Task<List<Row>> ReadAsync(ThroughlineDb db, Acting reader, IQueryable<CodedPassage> codings, CancellationToken cancel)
        {
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var seen = hidden.Without(codings.Where(c => c.Project == reader.Project && !c.IsSuggestion), c => c.Source, c => c.Excerpt, c => c.Analyst);
            var rows = await (from c in seen
                              join k in db.Codes.AsNoTracking() on c.Code equals k.Id
                              join e in db.Excerpts.AsNoTracking() on c.Excerpt equals e.Id
                              join s in db.Sources.AsNoTracking() on c.Source equals s.Id
                              join a in db.Analysts.AsNoTracking() on c.Analyst equals a.Id
                              where s.BinnedAt == null
                              orderby s.Number, e.Start, c.Id
                              select new { c.Id, c.Code, CodeName = k.Name, k.Colour, c.Excerpt, e.Revision, e.Start, e.End, c.Source, s.Title, c.Analyst, AnalystName = a.Name, c.At }).ToListAsync(cancel);
            var revisions = rows.Select(r => r.Revision).Distinct().ToList();
            var texts = await db.Revisions.AsNoTracking().Where(r => revisions.Contains(r.Id)).Select(r => new { r.Id, r.Text }).ToDictionaryAsync(r => r.Id, r => r.Text, cancel);
            return [.. rows.Select(r => new Row(r.Id, r.Code, r.CodeName, r.Colour, r.Excerpt, r.Source, r.Title, r.Start, texts[r.Revision][r.Start..Math.Min(r.End, texts[r.Revision].Length)], r.Analyst, r.AnalystName, r.At, null))];
        }
    }
}
