using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>All memos the reader may see, filtered.</summary>
public static class FindMemos
{
    /// <param name="Kind">"project", "source", "code", "case" or "passage"; null for any. A passage is meant whether it carries a code or not: "excerpt" and "coding" tell them apart.</param>
    /// <param name="From">The first day, UTC.</param>
    /// <param name="To">The last day, UTC.</param>
    /// <param name="Text">Words that stand in the memo, in any case.</param>
    /// <param name="Code">On the code, or on a passage that carries it.</param>
    /// <param name="On">On one of these things.</param>
    public sealed record Request(string? Kind = null, AnalystId? Analyst = null, DateOnly? From = null, DateOnly? To = null, string? Text = null, CodeId? Code = null, SourceId? Source = null, IReadOnlyCollection<NodeRef>? On = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ListMemos.Handler list)
    {
        /// <summary>Newest first; those of sources in the bin are left out.</summary>
        public async Task<IReadOnlyList<ListMemos.Row>> RunAsync(Acting reader, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            IEnumerable<ListMemos.Row> rows = await list.RunAsync(reader, request.On is { Count: 1 } one ? one.First() : null, cancel);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var binned = (await db.Sources.AsNoTracking().Where(s => s.Project == reader.Project && s.BinnedAt != null).Select(s => s.Id).ToListAsync(cancel)).ToHashSet();
            rows = rows.Where(r => r.Source is not { } s || !binned.Contains(s));
            if (request.On is { } on) rows = rows.Where(r => on.Contains(r.On));
            if (request.Kind is { Length: > 0 } kind) rows = rows.Where(r => kind == "passage" ? r.On.Kind is "excerpt" or "coding" : r.On.Kind == kind);
            if (request.Analyst is { } analyst) rows = rows.Where(r => r.Analyst == analyst);
            if (request.From is { } from) rows = rows.Where(r => DateOnly.FromDateTime(r.ChangedAt ?? r.At) >= from);
            if (request.To is { } to) rows = rows.Where(r => DateOnly.FromDateTime(r.ChangedAt ?? r.At) <= to);
            if (request.Text?.Trim() is { Length: > 0 } text) rows = rows.Where(r => r.Text.Contains(text, StringComparison.CurrentCultureIgnoreCase));
            if (request.Source is { } source) rows = rows.Where(r => r.Source == source);
            if (request.Code is { } code)
            {
                var hidden = await db.HiddenFromAsync(reader, cancel);
                var coded = await hidden.Without(db.Codings.AsNoTracking().Where(c => c.Project == reader.Project && !c.IsSuggestion && c.Code == code), c => c.Source, c => c.Excerpt, c => c.Analyst).Select(c => new { c.Id, c.Excerpt }).ToListAsync(cancel);
                var nodes = coded.Select(c => c.Id.Node).Concat(coded.Select(c => c.Excerpt.Node)).Append(code.Node).ToHashSet();
                rows = rows.Where(r => nodes.Contains(r.On));
            }
            return [.. rows];
        }
    }
}
