using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Coding;

public sealed record MemoMissing(string Message) : Missing(Message);

public static class WriteMemo
{
    /// <param name="Id">Made by the caller so that sending twice makes one memo; null makes one here.</param>
    /// <param name="Context">What it is written beside; see <see cref="Memo.Context"/>.</param>
    public sealed record Request(NodeRef On, string? Text, MemoId? Id = null, string Context = "");

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<MemoId>> AddAsync(Acting by, Request request, CancellationToken cancel)
        {
            if (string.IsNullOrWhiteSpace(request.Text)) return new Refused("The memo is empty. Write something first.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (request.Id is { } sent && await db.Memos.AnyAsync(m => m.Id == sent && m.Project == by.Project, cancel)) return sent;
            var source = await SourceOfAsync(db, by.Project, request.On, cancel);
            if (!source.Succeeded) return source.Error;
            var memo = new Memo { Id = request.Id ?? MemoId.New(), Project = by.Project, OnKind = request.On.Kind, OnId = request.On.Id, Context = Cut.To(request.Context, 600), Text = request.Text.Trim(), Analyst = by.Analyst, At = clock.GetUtcNow().UtcDateTime, Source = source.Value };
            db.Add(memo);
            var saved = await log.SaveAsync(db, by, new(CodingActions.MemoAdded, request.On), cancel);
            return saved.Succeeded ? memo.Id : saved.Error;
        }

        /// <summary>Writes a memo on words of a source that need not be coded. The passage is made with it, under the memo's own id, and is taken back with it.</summary>
        /// <param name="revision">The revision the reader saw; null takes the current one.</param>
        /// <param name="id">Made by the caller so that sending twice makes one memo; null makes one here.</param>
        public async Task<Result<MemoId>> AddOnWordsAsync(Acting by, SourceId source, RevisionId? revision, TextSpan span, string? text, MemoId? id, CancellationToken cancel)
        {
            if (string.IsNullOrWhiteSpace(text)) return new Refused("The memo is empty. Write something first.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (id is { } sent && await db.Memos.AnyAsync(m => m.Id == sent && m.Project == by.Project, cancel)) return sent;
            var made = id ?? MemoId.New();
            var excerpt = await db.AddExcerptAsync(by.Project, source, revision, span, cancel, new ExcerptId(made.Value));
            if (!excerpt.Succeeded) return excerpt.Error;
            var on = excerpt.Value.Id.Node;
            db.Add(new Memo { Id = made, Project = by.Project, OnKind = on.Kind, OnId = on.Id, Text = text.Trim(), Analyst = by.Analyst, At = clock.GetUtcNow().UtcDateTime, Source = source });
            var saved = await log.SaveAsync(db, by, new(CodingActions.MemoAdded, on, new Dictionary<string, object?> { ["source"] = source.Value }), cancel);
            return saved.Succeeded ? made : saved.Error;
        }

        public async Task<Result<Done>> ChangeAsync(Acting by, MemoId id, string? text, CancellationToken cancel)
        {
            if (string.IsNullOrWhiteSpace(text)) return new Refused("The memo is empty. Write something, or take the memo away.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Memos.SingleOrDefaultAsync(m => m.Id == id && m.Project == by.Project, cancel) is not { } memo) return new MemoMissing("That memo is not here any more.");
            if (memo.Analyst != by.Analyst) return new Refused("This is another analyst's memo. Write one of your own beside it.");
            (memo.Text, memo.ChangedAt) = (text.Trim(), clock.GetUtcNow().UtcDateTime);
            var saved = await log.SaveAsync(db, by, new(CodingActions.MemoChanged, new(memo.OnKind, memo.OnId)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        public async Task<Result<Done>> RemoveAsync(Acting by, MemoId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Memos.SingleOrDefaultAsync(m => m.Id == id && m.Project == by.Project, cancel) is not { } memo) return new MemoMissing("That memo is not here any more.");
            if (memo.Analyst != by.Analyst) return new Refused("This is another analyst's memo, so it stays.");
            db.Remove(memo);
            // The passage goes with its last memo, unless it has come to be coded, quoted or spoken of otherwise.
            if (memo.OnKind == "excerpt") await db.RemoveUnusedAsync(by.Project, [new(memo.OnId)], cancel);
            var saved = await log.SaveAsync(db, by, new(CodingActions.MemoRemoved, new(memo.OnKind, memo.OnId)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }

    private static async Task<Result<SourceId?>> SourceOfAsync(ThroughlineDb db, ProjectId project, NodeRef on, CancellationToken cancel)
    {
        switch (on.Kind)
        {
            case "project" when on.Id == project.Value: return (SourceId?)null;
            case "code" when await db.Codes.AnyAsync(c => c.Id == new CodeId(on.Id) && c.Project == project, cancel): return (SourceId?)null;
            case "case" when await db.Cases.AnyAsync(c => c.Id == new CaseId(on.Id) && c.Project == project, cancel): return (SourceId?)null;
            case "source" when await db.Sources.AnyAsync(s => s.Id == new SourceId(on.Id) && s.Project == project, cancel): return (SourceId?)new SourceId(on.Id);
            case "coding" when await db.Codings.Where(c => c.Id == new CodingId(on.Id) && c.Project == project).Select(c => (SourceId?)c.Source).SingleOrDefaultAsync(cancel) is { } ofCoding: return (SourceId?)ofCoding;
            case "excerpt" when await db.Excerpts.Where(e => e.Id == new ExcerptId(on.Id) && e.Project == project).Select(e => (SourceId?)e.Source).SingleOrDefaultAsync(cancel) is { } ofExcerpt: return (SourceId?)ofExcerpt;
            default: return new Missing($"There is no {on.Kind} like that in this project to write a memo on.");
        }
    }
}

public static class ListMemos
{
    public sealed record Row(MemoId Id, NodeRef On, string Text, AnalystId Analyst, string AnalystName, DateTime At, DateTime? ChangedAt, SourceId? Source, string Context);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>Memos the reader may see, newest first; on one thing, or on anything when <paramref name="on"/> is null.</summary>
        public async Task<IReadOnlyList<Row>> RunAsync(Acting reader, NodeRef? on, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var memos = db.Memos.AsNoTracking().Where(m => m.Project == reader.Project);
            if (on is { } node) memos = memos.Where(m => m.OnKind == node.Kind && m.OnId == node.Id);
            var rows = await (from m in memos join a in db.Analysts on m.Analyst equals a.Id orderby m.At descending select new { Memo = m, a.Name }).ToListAsync(cancel);
            var closed = await db.ClosedAmongAsync(hidden, rows.ConvertAll(r => r.Memo), cancel);
            return [.. rows.Where(r => !closed.Contains(r.Memo.Id))
                .Select(r => new Row(r.Memo.Id, new(r.Memo.OnKind, r.Memo.OnId), r.Memo.Text, r.Memo.Analyst, r.Name, r.Memo.At, r.Memo.ChangedAt, r.Memo.Source, r.Memo.Context))];
        }
    }
}
