using Microsoft.EntityFrameworkCore;
using Throughline.Framing;
using Throughline.Text;

namespace Throughline.Coding;

public sealed record CodingMissing(string Message) : Missing(Message);

/// <summary>Moves a coding's ends, or puts another code in its place; its memos stay.</summary>
public static class ChangeCoding
{
    public sealed record Request(TextSpan? Span = null, CodeId? Code = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<long>> RunAsync(Acting by, CodingId id, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Codings.SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel) is not { } coding) return new CodingMissing("That coding is not here any more.");
            if (coding.Analyst != by.Analyst) return new Refused("This is another analyst's coding. Only its own analyst changes it; code the passage yourself to say otherwise.");
            if (request.Code is { } code)
            {
                if (!await db.Codes.AnyAsync(c => c.Id == code && c.Project == by.Project && c.RetiredAt == null, cancel)) return new CodeMissing("That code is not in the codebook any more, or has been retired.");
                coding.Code = code;
            }
            if (request.Span is { } span)
            {
                var excerpt = await db.Excerpts.SingleAsync(e => e.Id == coding.Excerpt, cancel);
                if (await db.Codings.AnyAsync(c => c.Excerpt == coding.Excerpt && c.Id != id, cancel) || await db.Representations.AnyAsync(r => r.Excerpt == coding.Excerpt, cancel))
                {
                    // Other codings, or a reading, rest on the same excerpt: this one gets its own.
                    return await MoveToOwnAsync(db, by, coding, excerpt, span, cancel);
                }
                var moved = await db.MoveAsync(excerpt, span, cancel);
                if (!moved.Succeeded) return moved.Error;
            }
            return await log.SaveAsync(db, by, new(request.Code is null ? CodingActions.CodingMoved : CodingActions.Recoded, coding.Code.Node, Details(coding)), cancel);
        }

        private async Task<Result<long>> MoveToOwnAsync(ThroughlineDb db, Acting by, CodedPassage coding, Excerpt excerpt, TextSpan span, CancellationToken cancel)
        {
            var own = new Excerpt { Id = ExcerptId.New(), Project = excerpt.Project, Source = excerpt.Source, Revision = excerpt.Revision, Start = excerpt.Start, End = excerpt.End };
            var moved = await db.MoveAsync(own, span, cancel);
            if (!moved.Succeeded) return moved.Error;
            db.Add(own);
            coding.Excerpt = own.Id;
            return await log.SaveAsync(db, by, new(CodingActions.CodingMoved, coding.Code.Node, Details(coding)), cancel);
        }
    }

    private static Dictionary<string, object?> Details(CodedPassage coding) => new() { ["source"] = coding.Source.Value, ["codings"] = new[] { coding.Id.Value } };
}

public static class RemoveCodings
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        /// <summary>Takes codings away; ids that are not there any more are passed over. The excerpt goes too when nothing else rests on it.</summary>
        public async Task<Result<long>> RunAsync(Acting by, IReadOnlyList<CodingId> ids, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var codings = await db.Codings.Where(c => c.Project == by.Project && ids.Contains(c.Id)).ToListAsync(cancel);
            if (codings.Count == 0) return 0L;
            if (codings.Any(c => c.Analyst != by.Analyst && !c.IsSuggestion)) return new Refused("Another analyst made one of these codings. Only its own analyst takes it away.");
            await db.RemoveCodingsAsync(by.Project, codings, cancel);
            return await log.SaveAsync(db, by, new(CodingActions.Uncoded, codings[0].Code.Node, new Dictionary<string, object?> { ["source"] = codings[0].Source.Value, ["codings"] = codings.Select(c => c.Id.Value).ToArray() }), cancel);
        }
    }

    /// <summary>Takes codings out of the context, and the excerpts that nothing else rests on; the caller saves.</summary>
    internal static async Task RemoveCodingsAsync(this ThroughlineDb db, ProjectId project, IReadOnlyCollection<CodedPassage> codings, CancellationToken cancel)
    {
        db.RemoveRange(codings);
        await db.RemoveUnusedAsync(project, [.. codings.Select(c => c.Excerpt)], cancel);
    }
}
