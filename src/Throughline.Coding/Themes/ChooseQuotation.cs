using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Coding;

public sealed record QuotationMissing(string Message) : Missing(Message);

/// <summary>Chooses an excerpt for the report, says how it is printed and where it stands.</summary>
public static class ChooseQuotation
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        /// <summary>Chooses an excerpt that is already there (a coded passage). One excerpt is quoted once under each theme.</summary>
        public async Task<Result<QuotationId>> AddAsync(Acting by, ExcerptId excerptId, ThemeId? theme, string? printed, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Excerpts.AsNoTracking().SingleOrDefaultAsync(e => e.Id == excerptId && e.Project == by.Project, cancel) is not { } excerpt) return new Missing("That passage is not here any more.");
            return await AddAsync(db, by, excerpt, theme, printed, cancel);
        }

        /// <summary>Chooses a span of a source that nothing rests on yet.</summary>
        public async Task<Result<QuotationId>> AddSpanAsync(Acting by, SourceId source, RevisionId? revision, TextSpan span, ThemeId? theme, string? printed, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var excerpt = await db.AddExcerptAsync(by.Project, source, revision, span, cancel);
            return excerpt.Succeeded ? await AddAsync(db, by, excerpt.Value, theme, printed, cancel) : excerpt.Error;
        }

        private async Task<Result<QuotationId>> AddAsync(ThroughlineDb db, Acting by, Excerpt excerpt, ThemeId? theme, string? printed, CancellationToken cancel)
        {
            if (theme is { } wanted && !await db.Themes.AnyAsync(t => t.Id == wanted && t.Project == by.Project, cancel)) return new ThemeMissing("That theme is not here any more.");
            if (await db.Sources.AnyAsync(s => s.Id == excerpt.Source && s.BinnedAt != null, cancel)) return new Refused("Its source is in the bin. Take it out before you quote it.");
            var words = await PrintedAsync(db, excerpt, printed, cancel);
            if (!words.Succeeded) return words.Error;
            var there = await db.Quotations.AsNoTracking().Where(q => q.Project == by.Project && q.Theme == theme).ToListAsync(cancel);
            if (there.FirstOrDefault(q => q.Excerpt == excerpt.Id) is { } same) return same.Id;
            var quotation = new Quotation { Id = QuotationId.New(), Project = by.Project, Excerpt = excerpt.Id, Source = excerpt.Source, Theme = theme, Order = there.Count == 0 ? 0 : there.Max(q => q.Order) + 1, Edited = words.Value, Analyst = by.Analyst, At = clock.GetUtcNow().UtcDateTime };
            db.Add(quotation);
            var saved = await log.SaveAsync(db, by, new(ThemeActions.Quoted, quotation.Id.Node, Details(quotation)), cancel);
            return saved.Succeeded ? quotation.Id : saved.Error;
        }

        /// <param name="printed">The printed form; empty prints the words as they are. Null leaves it.</param>
        public async Task<Result<Done>> EditAsync(Acting by, QuotationId id, string? printed, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Quotations.SingleOrDefaultAsync(q => q.Id == id && q.Project == by.Project, cancel) is not { } quotation) return Gone;
            var excerpt = await db.Excerpts.AsNoTracking().SingleAsync(e => e.Id == quotation.Excerpt, cancel);
            var words = await PrintedAsync(db, excerpt, printed, cancel);
            if (!words.Succeeded) return words.Error;
            quotation.Edited = words.Value;
            return await SaveAsync(db, by, ThemeActions.QuotationChanged, quotation, cancel);
        }

        /// <summary>Puts the quotation under another theme, or under none; and so many places earlier (below 0) or later.</summary>
        public async Task<Result<Done>> PlaceAsync(Acting by, QuotationId id, ThemeId? theme, int places, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Quotations.SingleOrDefaultAsync(q => q.Id == id && q.Project == by.Project, cancel) is not { } quotation) return Gone;
            if (theme is { } wanted && !await db.Themes.AnyAsync(t => t.Id == wanted && t.Project == by.Project, cancel)) return new ThemeMissing("That theme is not here any more.");
            var others = (await db.Quotations.Where(q => q.Project == by.Project && q.Theme == theme && q.Id != id).ToListAsync(cancel)).OrderBy(q => q.Order).ThenBy(q => q.Id.Value).ToList();
            var at = quotation.Theme == theme ? others.Count(q => q.Order < quotation.Order) + places : others.Count;
            quotation.Theme = theme;
            others.Insert(Math.Clamp(at, 0, others.Count), quotation);
            for (var i = 0; i < others.Count; i++) others[i].Order = i;
            return await SaveAsync(db, by, ThemeActions.QuotationChanged, quotation, cancel);
        }

        /// <summary>Takes the quotation out of the report. Its excerpt goes too when nothing else rests on it.</summary>
        public async Task<Result<Done>> RemoveAsync(Acting by, QuotationId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Quotations.SingleOrDefaultAsync(q => q.Id == id && q.Project == by.Project, cancel) is not { } quotation) return Gone;
            db.Remove(quotation);
            return await SaveAsync(db, by, ThemeActions.QuotationRemoved, quotation, cancel);
        }

        private async Task<Result<Done>> SaveAsync(ThroughlineDb db, Acting by, LogAction action, Quotation quotation, CancellationToken cancel)
        {
            if (!db.ChangeTracker.HasChanges()) return Done.Value;
            var saved = await log.SaveAsync(db, by, new(action, quotation.Id.Node, Details(quotation)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        private static QuotationMissing Gone => new("That quotation is not here any more.");

        private static Dictionary<string, object?> Details(Quotation quotation) => new() { ["source"] = quotation.Source.Value, ["excerpt"] = quotation.Excerpt.Value };

        private static async Task<Result<string?>> PrintedAsync(ThroughlineDb db, Excerpt excerpt, string? printed, CancellationToken cancel)
        {
            if (string.IsNullOrWhiteSpace(printed)) return (string?)null;
            var text = await db.Revisions.AsNoTracking().Where(r => r.Id == excerpt.Revision).Select(r => r.Text).SingleAsync(cancel);
            return PrintedWords.Check(excerpt.Span.Of(text), printed);
        }
    }
}
