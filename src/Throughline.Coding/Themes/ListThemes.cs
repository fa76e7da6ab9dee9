using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>The themes in report order, with what each gathers and the quotations chosen for it.</summary>
public static class ListThemes
{
    /// <param name="Words">What was said, verbatim.</param>
    /// <param name="Printed">How it is printed; the words themselves unless edited.</param>
    /// <param name="IsLost">Its text was corrected and the excerpt could not be placed.</param>
    public sealed record QuotationRow(QuotationId Id, ExcerptId Excerpt, SourceId Source, string SourceTitle, int Start, int End, RevisionId Revision, ThemeId? Theme, string Words, string Printed, bool IsEdited, AnalystId Analyst, bool IsLost);

    /// <param name="Codes">Those chosen; the codes under them count too.</param>
    public sealed record Row(ThemeId Id, string Name, string Text, int Order, IReadOnlyList<CodeId> Codes, IReadOnlyList<ExcerptId> Passages, IReadOnlyList<QuotationRow> Quotations);

    /// <param name="Unplaced">Quotations under no theme.</param>
    public sealed record Answer(IReadOnlyList<Row> Themes, IReadOnlyList<QuotationRow> Unplaced);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        public async Task<Answer> RunAsync(Acting reader, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var themes = await db.Themes.AsNoTracking().Where(t => t.Project == reader.Project).ToListAsync(cancel);
            var ids = themes.ConvertAll(t => t.Id);
            var codes = (await db.ThemeCodes.AsNoTracking().Where(c => ids.Contains(c.Theme)).ToListAsync(cancel)).ToLookup(c => c.Theme, c => c.Code);
            var passages = (await (from p in hidden.Without(db.ThemePassages.AsNoTracking().Where(p => ids.Contains(p.Theme)), p => p.Source, p => p.Excerpt, p => p.Analyst)
                                   join s in db.Sources on p.Source equals s.Id
                                   where s.BinnedAt == null
                                   select new { p.Theme, p.Excerpt }).ToListAsync(cancel)).ToLookup(p => p.Theme, p => p.Excerpt);
            var rows = await (from q in hidden.Without(db.Quotations.AsNoTracking().Where(q => q.Project == reader.Project), q => q.Source, q => q.Excerpt, q => q.Analyst)
                              join e in db.Excerpts.AsNoTracking() on q.Excerpt equals e.Id
                              join s in db.Sources.AsNoTracking() on q.Source equals s.Id
                              where s.BinnedAt == null
                              select new { Quotation = q, e.Start, e.End, e.Revision, e.IsLost, s.Title }).ToListAsync(cancel);
            var revisions = rows.Select(r => r.Revision).Distinct().ToList();
            var texts = await db.Revisions.AsNoTracking().Where(r => revisions.Contains(r.Id)).Select(r => new { r.Id, r.Text }).ToDictionaryAsync(r => r.Id, r => r.Text, cancel);
            var quotations = rows.OrderBy(r => r.Quotation.Order).ThenBy(r => r.Quotation.Id.Value).Select(r =>
            {
                var words = PrintedWords.Collapsed(texts[r.Revision][r.Start..r.End]);
                return new QuotationRow(r.Quotation.Id, r.Quotation.Excerpt, r.Quotation.Source, r.Title, r.Start, r.End, r.Revision, r.Quotation.Theme, words, r.Quotation.Edited ?? words, r.Quotation.Edited is not null, r.Quotation.Analyst, r.IsLost);
            }).ToLookup(q => q.Theme);
            return new([.. themes.OrderBy(t => t.Order).ThenBy(t => t.Id.Value).Select(t => new Row(t.Id, t.Name, t.Text, t.Order, [.. codes[t.Id]], [.. passages[t.Id]], [.. quotations[t.Id]]))], [.. quotations[null]]);
        }
    }
}
