using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Throughline.Text;

namespace Throughline.Web.Api;

/// <summary>What the coding page asks for and sends. Positions are half-open UTF-16 ranges in the revision's text.</summary>
internal static class CodingApi
{
    public sealed record BlockJson(int S, int E, string K, int L, int N, string? P, int? T, int? R, int? C, bool? H);
    public sealed record TurnJson(int S, int W, int E, int Sp, bool Q);
    public sealed record SpeakerJson(Guid Id, string Label, string Name, bool IsInterviewer);
    public sealed record PageJson(int S, string Label);
    public sealed record RevisionJson(Guid Id, int Number);
    public sealed record SourceJson(Guid Id, int Number, string Title, string Kind, string About, RevisionJson Revision, bool IsNewest);
    public sealed record NeighbourJson(Guid Id, string Title);
    public sealed record TextJson(SourceJson Source, string Text, IReadOnlyList<BlockJson> Blocks, IReadOnlyList<TurnJson> Turns, IReadOnlyList<SpeakerJson> Speakers, IReadOnlyList<PageJson> Pages, NeighbourJson? Previous, NeighbourJson? Next, int? LastPosition);
    public sealed record CodeJson(Guid Id, Guid? Parent, string Name, string Path, string Definition, string WhenToUse, string WhenNot, string Example, int Colour, int Order, bool IsGroup, string Origin, bool Retired, int All);
    public sealed record CodebookJson(long Version, IReadOnlyList<CodeJson> Codes);
    public sealed record CodingJson(Guid Id, Guid Code, int S, int E, Guid By, DateTime At, bool Suggested, bool Memo);
    public sealed record AnalystJson(Guid Id, string Name, bool IsMe);
    public sealed record HiddenJson(Guid Analyst, string Name);
    public sealed record AssignmentJson(bool Finished);
    /// <summary>A passage with a memo of its own.</summary>
    /// <param name="Text">The beginning of the memo, one's own before others'.</param>
    /// <param name="Memos">How many stand on it.</param>
    public sealed record NotedJson(Guid Id, int S, int E, Guid By, DateTime At, string Text, int Memos);
    public sealed record CodingsJson(long Seq, IReadOnlyList<CodingJson> Codings, IReadOnlyList<Guid>? Removed, IReadOnlyList<AnalystJson> Analysts, IReadOnlyList<HiddenJson> Hidden, AssignmentJson? Assignment, IReadOnlyList<NotedJson> Noted);
    public sealed record AddCodingsJson(Guid? Revision, int S, int E, Guid[]? Codes, Guid[]? Ids);
    public sealed record SeqJson(long Seq);
    public sealed record ChangedJson(long Seq, CodingJson? Coding);
    public sealed record CodedJson(long Seq, IReadOnlyList<CodingJson> Codings);
    public sealed record ChangeCodingJson(int? S, int? E, Guid? Code);
    public sealed record RemoveCodingsJson(Guid[]? Ids);
    public sealed record AddCodeJson(string? Name, Guid? Parent, bool InVivo, Guid? Id);
    public sealed record MemoJson(Guid Id, string Text, Guid By, string ByName, DateTime At);
    /// <summary>Words of a source that a memo is on, coded or not.</summary>
    public sealed record WordsJson(Guid Source, Guid? Revision, int S, int E);
    /// <param name="Words">Instead of <paramref name="On"/>: a passage is made of them, with the memo's id.</param>
    public sealed record AddMemoJson(string? On, string? Text, Guid? Id, WordsJson? Words = null);
    public sealed record ChangeMemoJson(string? Text);
    public sealed record PlaceJson(int Position);
    public sealed record FinishJson(bool Finished);
    public sealed record UndoStateJson(string? Undo, string? Redo);
    public sealed record DidJson(string Did, Guid? Source, long Seq);

    private static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static CodingJson Of(ListCodings.Row c) => new(c.Id.Value, c.Code.Value, c.Start, c.End, c.Analyst.Value, c.At, c.IsSuggestion, c.HasMemo);

    public static void MapCoding(this RouteGroupBuilder api)
    {
        api.MapGet("/sources/{source:guid}/text", async (Guid source, HttpContext http, ReadSource.Handler read, ListSources.Handler list, KeepPlace.Handler places, CancellationToken cancel) =>
        {
            var by = http.Acting();
            var found = await read.RunAsync(by.Project, new(source), null, cancel);
            if (!found.Succeeded) return found.Error.ToProblem();
            var reading = found.Value;
            var all = (await list.RunAsync(by.Project, bin: false, cancel)).ToList();
            var at = all.FindIndex(s => s.Id == reading.Id);
            NeighbourJson? Neighbour(int i) => at >= 0 && i >= 0 && i < all.Count ? new(all[i].Id.Value, all[i].Title) : null;
            var printed = reading.Structure.PrintedNumbers();
            return Results.Ok(new TextJson(
                new(reading.Id.Value, reading.Number, reading.Title, Name(reading.Kind), reading.About, new(reading.Revision.Value, reading.RevisionNumber), reading.IsCurrent),
                reading.Text,
                [.. reading.Structure.Blocks.Select((b, i) => new BlockJson(b.Span.Start, b.Span.End, Name(b.Kind), b.Level, i + 1, printed.GetValueOrDefault(i), b.Table == 0 ? null : b.Table, b.Row == 0 ? null : b.Row, b.Column == 0 ? null : b.Column, b.IsHeader ? true : null))],
                [.. reading.Turns.Select(t => new TurnJson(t.Span.Start, t.WordsStart, t.Span.End, t.Speaker, reading.Speakers[t.Speaker].IsInterviewer))],
                [.. reading.Speakers.Select(s => new SpeakerJson(s.Id.Value, s.Label, s.Name, s.IsInterviewer))],
                [.. reading.Structure.Pages.Select(p => new PageJson(p.Position, p.Label))],
                Neighbour(at - 1), Neighbour(at + 1), await places.GetAsync(by, reading.Id.Node, cancel)));
        });

        api.MapGet("/codebook", async (HttpContext http, ReadCodebook.Handler read, CurrentSeq seq, CancellationToken cancel) => new CodebookJson(
            await seq.OfAsync(http.Acting().Project, cancel),
            [.. (await read.RunAsync(http.Acting(), cancel)).Select(c => new CodeJson(c.Id.Value, c.Parent?.Value, c.Name, c.Path, c.Definition, c.WhenToUse, c.WhenNot, c.Example, c.Colour, c.Order, c.IsGroup, Name(c.Origin), c.IsRetired, c.Passages))]));

        api.MapGet("/sources/{source:guid}/codings", async (Guid source, long? since, HttpContext http, FindSource.Handler sources, ListCodings.Handler list, ListAnalysts.Handler analysts, ListAssignments.Handler assignments, CancellationToken cancel) =>
        {
            var by = http.Acting();
            var known = await sources.RunAsync(by.Project, source.ToString(), cancel);
            if (!known.Succeeded) return known.Error.ToProblem();
            // What is closed is told as it was before the codings were read: told after, it could say that a reading is open whose codings are not in the answer.
            var given = (await assignments.RunAsync(by.Project, "source", cancel)).Where(a => a.Subject.Id == source).ToList();
            var mine = given.FirstOrDefault(a => a.Analyst == by.Analyst);
            var closed = mine is not null && given.Any(a => a.FinishedAt is null);
            var found = await list.SinceAsync(by, new(source), since, cancel);
            var people = await analysts.RunAsync(by.Project, cancel);
            return Results.Ok(new CodingsJson(found.Seq,
                [.. found.Codings.Select(Of)],
                found.Removed is null ? null : [.. found.Removed.Select(id => id.Value)],
                [.. people.Select(p => new AnalystJson(p.Id.Value, p.Name, p.Id == by.Analyst))],
                closed ? [.. given.Where(a => a.Analyst != by.Analyst).Select(a => new HiddenJson(a.Analyst.Value, a.AnalystName))] : [],
                mine is null ? null : new(mine.FinishedAt is not null),
                [.. found.Noted.Select(n => new NotedJson(n.Excerpt.Value, n.Start, n.End, n.Analyst.Value, n.At, n.Text, n.Memos))]));
        }).Produces<CodingsJson>();

        api.MapPost("/sources/{source:guid}/codings", async (Guid source, AddCodingsJson body, HttpContext http, AddCodings.Handler add, ListCodings.Handler list, CurrentSeq seq, CancellationToken cancel) =>
        {
            if (body.Ids is null || body.Codes is null) return new SpanInvalid("Say which codes, and an id for each.").ToProblem();
            if (body.Ids.Length != body.Codes.Length) return new SpanInvalid($"There are {body.Codes.Length} codes and {body.Ids.Length} ids; each code needs one.").ToProblem();
            if (Span(body.S, body.E) is not { } span) return new SpanInvalid($"The selection {body.S} to {body.E} is not a range of the text.").ToProblem();
            var added = await add.RunAsync(http.Acting(), new(new(source), body.Revision is { } r ? new RevisionId(r) : null, span, [.. body.Codes.Zip(body.Ids, (c, i) => new AddCodings.One(new(c), new(i)))]), cancel);
            if (!added.Succeeded) return added.Error.ToProblem();
            var made = await list.OfAsync(http.Acting(), [.. body.Ids.Select(id => new CodingId(id))], cancel);
            return Results.Ok(new CodedJson(added.Value > 0 ? added.Value : await seq.OfAsync(http.Acting().Project, cancel), [.. made.Select(Of)]));
        }).Produces<CodedJson>();

        api.MapPatch("/codings/{id:guid}", async (Guid id, ChangeCodingJson body, HttpContext http, ChangeCoding.Handler change, ListCodings.Handler list, CurrentSeq seq, CancellationToken cancel) =>
        {
            var changed = await change.RunAsync(http.Acting(), new(id), new(body.S, body.E, body.Code is { } code ? new CodeId(code) : null), cancel);
            if (!changed.Succeeded) return changed.Error.ToProblem();
            var now = await list.OfAsync(http.Acting(), [new CodingId(id)], cancel);
            return Results.Ok(new ChangedJson(changed.Value > 0 ? changed.Value : await seq.OfAsync(http.Acting().Project, cancel), now.Count == 0 ? null : Of(now[0])));
        }).Produces<ChangedJson>();

        api.MapPost("/codings/remove", async (RemoveCodingsJson body, HttpContext http, RemoveCodings.Handler remove, CancellationToken cancel) =>
        {
            if (body.Ids is null) return new CodingMissing("Say which codings.").ToProblem();
            var removed = await remove.RunAsync(http.Acting(), [.. body.Ids.Select(id => new CodingId(id))], cancel);
            return removed.Succeeded ? Results.Ok(new SeqJson(removed.Value)) : removed.Error.ToProblem();
        });

        api.MapPost("/codes", async (AddCodeJson body, HttpContext http, AddCode.Handler add, ReadCodebook.Handler read, CancellationToken cancel) =>
        {
            var by = http.Acting();
            var added = await add.RunAsync(by, new(body.Name, body.Parent is { } parent ? new CodeId(parent) : null, body.InVivo ? CodeOrigin.InVivo : CodeOrigin.Inductive, Id: body.Id is { } id ? new CodeId(id) : null), cancel);
            if (!added.Succeeded) return added.Error.ToProblem();
            var c = (await read.RunAsync(by, cancel)).Single(row => row.Id == added.Value);
            return Results.Ok(new CodeJson(c.Id.Value, c.Parent?.Value, c.Name, c.Path, c.Definition, c.WhenToUse, c.WhenNot, c.Example, c.Colour, c.Order, c.IsGroup, Name(c.Origin), c.IsRetired, c.Passages));
        });

        api.MapGet("/memos", async (string on, HttpContext http, ListMemos.Handler list, CancellationToken cancel) => NodeRef.TryParse(on, out var node)
            ? Results.Ok((await list.RunAsync(http.Acting(), node, cancel)).Select(m => new MemoJson(m.Id.Value, m.Text, m.Analyst.Value, m.AnalystName, m.ChangedAt ?? m.At)))
            : new Missing($"\"{on}\" names nothing; write it as kind:id.").ToProblem());

        api.MapPost("/memos", async (AddMemoJson body, HttpContext http, WriteMemo.Handler write, CancellationToken cancel) =>
        {
            if (body.Words is { } words)
            {
                if (Span(words.S, words.E) is not { } span) return new SpanInvalid($"The selection {words.S} to {words.E} is not a range of the text.").ToProblem();
                var written = await write.AddOnWordsAsync(http.Acting(), new(words.Source), words.Revision is { } r ? new RevisionId(r) : null, span, body.Text, body.Id is { } own ? new MemoId(own) : null, cancel);
                return written.Succeeded ? Results.Ok(new { id = written.Value.Value }) : written.Error.ToProblem();
            }
            if (!NodeRef.TryParse(body.On, out var node)) return new Missing($"\"{body.On}\" names nothing; write it as kind:id.").ToProblem();
            var added = await write.AddAsync(http.Acting(), new(node, body.Text, body.Id is { } id ? new MemoId(id) : null), cancel);
            return added.Succeeded ? Results.Ok(new { id = added.Value.Value }) : added.Error.ToProblem();
        });

        api.MapPut("/memos/{id:guid}", async (Guid id, ChangeMemoJson body, HttpContext http, WriteMemo.Handler write, CancellationToken cancel) =>
        {
            var changed = await write.ChangeAsync(http.Acting(), new(id), body.Text, cancel);
            return changed.Succeeded ? Results.NoContent() : changed.Error.ToProblem();
        });

        api.MapPost("/memos/{id:guid}/remove", async (Guid id, HttpContext http, WriteMemo.Handler write, CancellationToken cancel) =>
        {
            var removed = await write.RemoveAsync(http.Acting(), new(id), cancel);
            return removed.Succeeded ? Results.NoContent() : removed.Error.ToProblem();
        });

        api.MapGet("/undo", async (HttpContext http, Undo undo, DescribeChange describe, CancellationToken cancel) =>
        {
            var by = http.Acting();
            var (toUndo, toRedo) = await undo.PeekAsync(by, cancel);
            return new UndoStateJson(toUndo is null ? null : await describe.InWordsAsync(by, toUndo, cancel), toRedo is null ? null : await describe.InWordsAsync(by, toRedo, cancel));
        });

        api.MapPost("/undo", async (HttpContext http, Undo undo, DescribeChange describe, CancellationToken cancel) =>
        {
            var by = http.Acting();
            var done = await undo.UndoAsync(by, cancel);
            return done.Succeeded ? Results.Ok(new DidJson(await describe.InWordsAsync(by, done.Value.Entry, cancel), DescribeChange.SourceOf(done.Value.Entry), done.Value.Seq)) : done.Error.ToProblem();
        });

        api.MapPost("/redo", async (HttpContext http, Undo undo, DescribeChange describe, CancellationToken cancel) =>
        {
            var by = http.Acting();
            var done = await undo.RedoAsync(by, cancel);
            return done.Succeeded ? Results.Ok(new DidJson(await describe.InWordsAsync(by, done.Value.Entry, cancel), DescribeChange.SourceOf(done.Value.Entry), done.Value.Seq)) : done.Error.ToProblem();
        });

        api.MapPost("/sources/{source:guid}/place", async (Guid source, PlaceJson body, HttpContext http, FindSource.Handler sources, KeepPlace.Handler places, CancellationToken cancel) =>
        {
            var found = await sources.RunAsync(http.Acting().Project, source.ToString(), cancel);
            if (!found.Succeeded) return found.Error.ToProblem();
            await places.SetAsync(http.Acting(), new("source", source), Math.Max(0, body.Position), cancel);
            return Results.NoContent();
        });

        api.MapPost("/sources/{source:guid}/finish", async (Guid source, FinishJson body, HttpContext http, FinishAssignment.Handler finish, ReopenAssignment.Handler reopen, CancellationToken cancel) =>
        {
            var done = body.Finished ? await finish.RunAsync(http.Acting(), new("source", source), cancel) : await reopen.RunAsync(http.Acting(), new("source", source), cancel);
            return done.Succeeded ? Results.Ok(new AssignmentJson(body.Finished)) : done.Error.ToProblem();
        });

        api.MapPost("/codings/accept", async (RemoveCodingsJson body, HttpContext http, DecideSuggestions.Handler decide, ListCodings.Handler list, CurrentSeq seq, CancellationToken cancel) =>
        {
            if (body.Ids is null) return new CodingMissing("Say which codings.").ToProblem();
            var ids = body.Ids.Select(id => new CodingId(id)).ToList();
            var done = await decide.AcceptAsync(http.Acting(), ids, cancel);
            return done.Succeeded ? Results.Ok(new CodedJson(await seq.OfAsync(http.Acting().Project, cancel), [.. (await list.OfAsync(http.Acting(), ids, cancel)).Select(Of)])) : done.Error.ToProblem();
        }).Produces<CodedJson>();

        api.MapPost("/codings/dismiss", async (RemoveCodingsJson body, HttpContext http, DecideSuggestions.Handler decide, CurrentSeq seq, CancellationToken cancel) =>
        {
            if (body.Ids is null) return new CodingMissing("Say which codings.").ToProblem();
            var done = await decide.DismissAsync(http.Acting(), [.. body.Ids.Select(id => new CodingId(id))], cancel);
            return done.Succeeded ? Results.Ok(new SeqJson(await seq.OfAsync(http.Acting().Project, cancel))) : done.Error.ToProblem();
        });

        api.MapGet("/thread/{kind}/{id:guid}", async (string kind, Guid id, HttpContext http, FollowThread follow, CancellationToken cancel) =>
        {
            var nodes = await follow.PanelAsync(http.Acting(), new(kind, id), cancel);
            return nodes.Any(n => n.Here) ? Results.Ok(new { nodes }) : new Missing("This is not in the project any more, or it is closed to you until independent work on it is finished.").ToProblem();
        });

        api.MapGet("/events", EventsAsync).ExcludeFromDescription();
    }

    private static TextSpan? Span(int start, int end) => start >= 0 && end >= start ? new TextSpan(start, end) : null;

    /// <summary>What a page asks for again: a correction changes the source and moves codings, so one change may be several.</summary>
    private static IEnumerable<string> WhatChanged(IReadOnlySet<string> tables)
    {
        var any = false;
        foreach (var (what, of) in new[]
        {
            ("source", new[] { "source", "source_revision", "source_speaker", "source_turn" }), ("codebook", ["coding_code"]),
            ("codings", ["coding_coding", "source_excerpt", "project_assignment"]), ("memos", ["coding_memo"]),
        })
            if (tables.Overlaps(of))
            {
                any = true;
                yield return what;
            }
        if (!any) yield return "project";
    }

    private static async Task EventsAsync(HttpContext http, ChangeFeed feed, ILogger<ChangeFeed> logger, CancellationToken cancel)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        // Before it is said: what is saved from then on is told.
        var changes = feed.ListenAsync(http.Acting().Project, cancel);
        await http.Response.WriteAsync(": open\n\n", cancel);
        await http.Response.Body.FlushAsync(cancel);
        try
        {
            await foreach (var saved in changes)
            {
                foreach (var what in WhatChanged(saved.Tables))
                {
                    var json = JsonSerializer.Serialize(new { seq = saved.Seq, source = saved.Sources.Count == 1 ? saved.Sources.First() : (Guid?)null, what });
                    await http.Response.WriteAsync($"event: changed\ndata: {json}\n\n", cancel);
                }
                await http.Response.Body.FlushAsync(cancel);
            }
        }
        catch (OperationCanceledException)
        {
            logger.LogDebug("A listener left");
        }
    }
}
