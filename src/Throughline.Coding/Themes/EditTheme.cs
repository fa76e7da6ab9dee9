using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

public sealed record ThemeInvalid(string Message) : Error(Message);
public sealed record ThemeMissing(string Message) : Missing(Message);

/// <summary>Makes, changes, orders and takes away themes.</summary>
public static class EditTheme
{
    /// <param name="Codes">The codes it gathers, each with the codes under it; null leaves them as they are.</param>
    public sealed record Request(string? Name = null, string? Text = null, IReadOnlyCollection<CodeId>? Codes = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<ThemeId>> AddAsync(Acting by, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var themes = await db.Themes.AsNoTracking().Where(t => t.Project == by.Project).ToListAsync(cancel);
            var name = CheckName(request.Name, themes, null);
            if (!name.Succeeded) return name.Error;
            var theme = new Theme { Id = ThemeId.New(), Project = by.Project, Name = name.Value, Text = request.Text?.Trim() ?? "", Order = themes.Count == 0 ? 0 : themes.Max(t => t.Order) + 1, MadeAt = clock.GetUtcNow().UtcDateTime, MadeBy = by.Analyst };
            db.Add(theme);
            if (await SetCodesAsync(db, theme, request.Codes, cancel) is { } wrong) return wrong;
            var saved = await log.SaveAsync(db, by, new(ThemeActions.ThemeAdded, theme.Id.Node), cancel);
            return saved.Succeeded ? theme.Id : saved.Error;
        }

        public async Task<Result<Done>> ChangeAsync(Acting by, ThemeId id, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var themes = await db.Themes.Where(t => t.Project == by.Project).ToListAsync(cancel);
            if (themes.SingleOrDefault(t => t.Id == id) is not { } theme) return Gone;
            if (request.Name is not null)
            {
                var name = CheckName(request.Name, themes, id);
                if (!name.Succeeded) return name.Error;
                theme.Name = name.Value;
            }
            if (request.Text is not null) theme.Text = request.Text.Trim();
            if (await SetCodesAsync(db, theme, request.Codes, cancel) is { } wrong) return wrong;
            if (!db.ChangeTracker.HasChanges()) return Done.Value;
            var saved = await log.SaveAsync(db, by, new(ThemeActions.ThemeChanged, id.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        /// <summary>Takes the theme away. Its quotations stay, under no theme; its codes and passages are untouched.</summary>
        public async Task<Result<Done>> RemoveAsync(Acting by, ThemeId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Themes.SingleOrDefaultAsync(t => t.Id == id && t.Project == by.Project, cancel) is not { } theme) return Gone;
            foreach (var quotation in await db.Quotations.Where(q => q.Theme == id).ToListAsync(cancel)) quotation.Theme = null;
            db.RemoveRange(await db.ThemeCodes.Where(c => c.Theme == id).ToListAsync(cancel));
            db.RemoveRange(await db.ThemePassages.Where(p => p.Theme == id).ToListAsync(cancel));
            db.Remove(theme);
            var saved = await log.SaveAsync(db, by, new(ThemeActions.ThemeRemoved, id.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        /// <summary>Puts the theme one place earlier or later in the report.</summary>
        public async Task<Result<Done>> MoveAsync(Acting by, ThemeId id, int places, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var themes = (await db.Themes.Where(t => t.Project == by.Project).ToListAsync(cancel)).OrderBy(t => t.Order).ThenBy(t => t.Id.Value).ToList();
            var at = themes.FindIndex(t => t.Id == id);
            if (at < 0) return Gone;
            var theme = themes[at];
            themes.RemoveAt(at);
            themes.Insert(Math.Clamp(at + places, 0, themes.Count), theme);
            for (var i = 0; i < themes.Count; i++) themes[i].Order = i;
            if (!db.ChangeTracker.HasChanges()) return Done.Value;
            var saved = await log.SaveAsync(db, by, new(ThemeActions.ThemesOrdered, new("project", by.Project.Value)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        /// <summary>Puts a passage with the theme by itself, or takes it out again.</summary>
        public async Task<Result<Done>> GatherAsync(Acting by, ThemeId id, ExcerptId excerptId, bool gathered, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (!await db.Themes.AnyAsync(t => t.Id == id && t.Project == by.Project, cancel)) return Gone;
            var there = await db.ThemePassages.SingleOrDefaultAsync(p => p.Theme == id && p.Excerpt == excerptId, cancel);
            if (gathered && there is null)
            {
                if (await db.Excerpts.AsNoTracking().SingleOrDefaultAsync(e => e.Id == excerptId && e.Project == by.Project, cancel) is not { } excerpt) return new Missing("That passage is not here any more.");
                db.Add(new ThemePassage { Theme = id, Excerpt = excerptId, Source = excerpt.Source, Analyst = by.Analyst });
            }
            else if (!gathered && there is not null) db.Remove(there);
            else return Done.Value;
            var saved = await log.SaveAsync(db, by, new(ThemeActions.PassagesGathered, id.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        private static ThemeMissing Gone => new("That theme is not here any more.");

        private static Result<string> CheckName(string? input, List<Theme> themes, ThemeId? own) => input?.Trim() switch
        {
            null or "" => new ThemeInvalid("A theme needs a name."),
            { Length: > Theme.MaxName } text => new ThemeInvalid($"A theme's name has at most {Theme.MaxName} characters; this has {text.Length}."),
            { } text when themes.Any(t => t.Id != own && string.Equals(t.Name, text, StringComparison.OrdinalIgnoreCase)) => new ThemeInvalid($"There is already a theme called \"{text}\". Choose another name."),
            { } text => text,
        };

        private static async Task<Error?> SetCodesAsync(ThroughlineDb db, Theme theme, IReadOnlyCollection<CodeId>? wanted, CancellationToken cancel)
        {
            if (wanted is null) return null;
            var ids = wanted.Distinct().ToList();
            if (await db.Codes.CountAsync(c => c.Project == theme.Project && ids.Contains(c.Id), cancel) < ids.Count) return new CodeMissing("One of the codes is not in the codebook any more. Open the page again.");
            var there = await db.ThemeCodes.Where(c => c.Theme == theme.Id).ToListAsync(cancel);
            db.RemoveRange(there.Where(c => !ids.Contains(c.Code)));
            db.AddRange(ids.Where(c => there.All(t => t.Code != c)).Select(c => new ThemeCode { Theme = theme.Id, Code = c }));
            return null;
        }
    }
}
