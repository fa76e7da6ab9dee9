using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Coding;

public sealed record CodingMissing(string Message) : Missing(Message);

/// <summary>Moves a coding's ends, or puts another code in its place; its memos stay. Sending the same again changes nothing.</summary>
public static class ChangeCoding
{
    /// <param name="Start">Where it is to start; null leaves that end where it is.</param>
    /// <param name="End">Where it is to end; null leaves that end where it is.</param>
    /// <param name="Code">Null leaves the code.</param>
    public sealed record Request(int? Start = null, int? End = null, CodeId? Code = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        /// <returns>The log entry's number; 0 when the coding is like that already, and nothing was logged.</returns>
        public async Task<Result<long>> RunAsync(Acting by, CodingId id, Request request, CancellationToken cancel)
        {
            if (request is { Start: null, End: null, Code: null }) return new SpanInvalid("Nothing was said that should change in this coding. Say where it starts (s), where it ends (e), or which code it has (code).");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Codings.SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel) is not { } coding) return new CodingMissing("That coding is not here any more.");
            if (coding.Analyst != by.Analyst) return new Refused("This is another analyst's coding. Only its own analyst changes it; code the passage yourself to say otherwise.");
            var isRecoded = request.Code is { } other && other != coding.Code;
            if (isRecoded)
            {
                var code = request.Code!.Value;
                if (await db.WhyNotCodedAsync(by.Project, [code], cancel) is { } refused) return refused;
                coding.Code = code;
            }
            var excerpt = await db.Excerpts.SingleAsync(e => e.Id == coding.Excerpt, cancel);
            var (start, end) = (request.Start ?? excerpt.Start, request.End ?? excerpt.End);
            var isMoved = (start, end) != (excerpt.Start, excerpt.End);
            if (isMoved)
            {
                if (start < 0 || end < start) return new SpanInvalid($"The selection {start} to {end} is not a range of the text: it starts at 0 or later, and ends after its start.");
                var passage = excerpt.Id.Value;
                if (await db.Set<Assignment>().AnyAsync(a => a.Project == by.Project && a.SubjectKind == "excerpt" && a.SubjectId == passage && a.FinishedAt == null, cancel)) return new Refused("This passage is given out for independent work, so its ends stay where they are until all have finished.");
                // Something else rests on the same excerpt, a coding or a quotation or whatever it may be: this one gets its own.
                if ((await db.RestingOnAsync(by.Project, [excerpt.Id], except: coding, cancel)).Count > 0)
                {
                    excerpt = new Excerpt { Id = ExcerptId.New(), Project = excerpt.Project, Source = excerpt.Source, Revision = excerpt.Revision, Start = excerpt.Start, End = excerpt.End };
                    db.Add(excerpt);
                    coding.Excerpt = excerpt.Id;
                }
                var moved = await db.MoveAsync(excerpt, new TextSpan(start, end), cancel);
                if (!moved.Succeeded) return moved.Error;
            }
            if (!isMoved && !isRecoded) return 0L;
            return await log.SaveAsync(db, by, new(isRecoded ? CodingActions.Recoded : CodingActions.CodingMoved, coding.Code.Node, Details(coding)), cancel);
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
