using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Framing.Representations;
using Throughline.Text;

namespace Throughline.Web.Api;

/// <summary>Readings of how passages represent the problem, and their shape.</summary>
internal static class FramingApi
{
    /// <param name="State">"stated", "implied", "not-stated" or "not-applicable".</param>
    public sealed record Answer(string State, IReadOnlyList<string>? Terms = null, string? Words = null, string? Note = null);

    /// <param name="Excerpt">The passage, or a source with a span of it.</param>
    /// <param name="Fields">Answers by field name.</param>
    public sealed record NewReading(Guid? Id, Guid? Excerpt, Guid? Source, Guid? Revision, int? Start, int? End, Dictionary<string, Answer>? Fields);

    public sealed record Made(Guid Id);

    /// <param name="HeldBy">A case; null for whoever the passage belongs to.</param>
    /// <param name="HeldOn">A day; null for the source's date.</param>
    public sealed record Held(Guid? HeldBy = null, DateOnly? HeldOn = null);

    private static readonly (string Name, FieldState State)[] States = [("stated", FieldState.Stated), ("implied", FieldState.Implied), ("not-stated", FieldState.NotStated), ("not-applicable", FieldState.NotApplicable)];

    public static void MapFraming(this RouteGroupBuilder api)
    {
        // Left out is what analysts settled to be no statement: its readings come only where they are asked for.
        api.MapGet("/readings", async (Guid? source, Guid? excerpt, bool? leftOut, HttpContext http, ListRepresentations.Handler list, CancellationToken cancel) =>
            Results.Ok((await list.RunAsync(http.Acting(), new(excerpt is { } e ? new NodeRef("excerpt", e) : null, source is { } s ? new SourceId(s) : null, LeftOut: leftOut ?? false), cancel)).Where(r => leftOut == true || !r.IsLeftOut).Select(Shown)));

        api.MapGet("/readings.{format}", async (string format, bool? leftOut, HttpContext http, ListRepresentations.Handler list, CancellationToken cancel) =>
            CompareApi.Table(format, ShapeOut.Readings(await list.RunAsync(http.Acting(), new(LeftOut: leftOut ?? false), cancel), leftOut ?? false), "readings"));

        api.MapPost("/readings", async (NewReading body, HttpContext http, MakeRepresentation.Handler make, CancellationToken cancel) =>
        {
            var answers = new List<FieldAnswer>();
            foreach (var (field, answer) in body.Fields ?? [])
            {
                var read = Read(field, answer);
                if (!read.Succeeded) return read.Error.ToProblem();
                answers.Add(read.Value);
            }
            if (body is { Start: { } from, End: { } to } && (from < 0 || to < from)) return new AnswerInvalid($"A passage from {from} to {to} is none.").ToProblem();
            var made = await make.RunAsync(http.Acting(), new(body.Excerpt is { } e ? new NodeRef("excerpt", e) : null, body.Source is { } s ? new SourceId(s) : null, body.Revision is { } r ? new RevisionId(r) : null,
                body is { Start: { } start, End: { } end } ? new TextSpan(start, end) : null, body.Id is { } id ? new RepresentationId(id) : null, Answers: answers), cancel);
            return made.Succeeded ? Results.Ok(new Made(made.Value.Value)) : made.Error.ToProblem();
        });

        api.MapPut("/readings/{id:guid}/{field}", async (Guid id, string field, Answer body, HttpContext http, AnswerField.Handler handler, ListRepresentations.Handler list, CancellationToken cancel) =>
        {
            var answer = Read(field, body);
            if (!answer.Succeeded) return (await list.RunAsync(http.Acting(), new(Id: new(id)), cancel)).Count == 0 ? new RepresentationMissing("That reading is not here any more.").ToProblem() : answer.Error.ToProblem();
            var kept = await handler.RunAsync(http.Acting(), new(id), answer.Value, cancel);
            return kept.Succeeded ? Results.NoContent() : kept.Error.ToProblem();
        });

        api.MapPut("/readings/{id:guid}/held", async (Guid id, Held body, HttpContext http, ChangeRepresentation.Handler handler, CancellationToken cancel) =>
            await handler.HoldAsync(http.Acting(), new(id), body.HeldBy is { } person ? new CaseId(person) : null, body.HeldOn, cancel) is { Succeeded: false, Error: var wrong } ? wrong.ToProblem() : Results.NoContent());

        api.MapDelete("/readings/{id:guid}/{field}", async (Guid id, string field, HttpContext http, AnswerField.Handler handler, CancellationToken cancel) =>
            await handler.ClearAsync(http.Acting(), new(id), field, cancel) is { Succeeded: false, Error: var wrong } ? wrong.ToProblem() : Results.NoContent());

        api.MapDelete("/readings/{id:guid}", async (Guid id, HttpContext http, ChangeRepresentation.Handler handler, CancellationToken cancel) =>
            await handler.RemoveAsync(http.Acting(), new(id), cancel) is { Succeeded: false, Error: var wrong } ? wrong.ToProblem() : Results.NoContent());

        // By, analyst; source and field, each as often as wanted: only these, in this order.
        api.MapGet("/shape.{format}", async (string format, HttpContext http, CountShape.Handler count, CancellationToken cancel) =>
        {
            var query = http.Request.Query;
            var sources = new List<SourceId>();
            foreach (var given in query["source"])
                if (Guid.TryParse(given, out var source)) sources.Add(new(source));
                else return new ShapeInvalid($"\"{given}\" is no id of a source.").ToProblem();
            var fields = new List<RepresentationField>();
            foreach (var given in query["field"])
                if (RepresentationField.Find(given ?? "") is { } field) fields.Add(field);
                else return new ShapeInvalid($"\"{given}\" is no field of a representation. The fields are {string.Join(", ", RepresentationField.All)}.").ToProblem();
            var asked = await count.RunAsync(http.Acting(), new(query["by"].FirstOrDefault() ?? "source", sources.Count > 0 ? sources : null, Guid.TryParse(query["analyst"], out var analyst) ? new AnalystId(analyst) : null, fields.Count > 0 ? fields : null), cancel);
            if (!asked.Succeeded) return asked.Error.ToProblem();
            var shape = asked.Value;
            return format switch
            {
                "json" => Results.Ok(new
                {
                    by = shape.By,
                    readings = shape.Readings,
                    analysts = shape.Analysts,
                    suggestions = shape.Suggestions,
                    leftOut = shape.LeftOut,
                    sets = shape.Sets.Select(s => new { key = s.Key, label = s.Label, readings = s.Readings.Count, sources = s.Sources }),
                    fields = shape.Fields.Select((f, i) => new
                    {
                        field = f.Name,
                        cells = shape.Cells[i].Select(c => new { terms = c.Terms.Select(t => new { term = t.Term, name = t.Name, stated = t.Stated, implied = t.Implied }), stated = c.Stated, implied = c.Implied, notStated = c.NotStated, notApplicable = c.NotApplicable, unread = c.Unread }),
                    }),
                }),
                "svg" => Results.File(System.Text.Encoding.UTF8.GetBytes(ShapeOut.Svg(shape)), "image/svg+xml", "shape.svg"),
                _ => CompareApi.Table(format, ShapeOut.Sheet(shape), "shape"),
            };
        });
    }

    private static Result<FieldAnswer> Read(string field, Answer? answer)
    {
        var state = States.FirstOrDefault(s => s.Name == answer?.State);
        return state.Name is null
            ? new AnswerInvalid($"\"{answer?.State}\" is not how a field can be given. It is one of {string.Join(", ", States.Select(s => s.Name))}.")
            : new FieldAnswer(field, state.State, [.. (answer!.Terms ?? []).Where(t => t is not null)], answer.Words, answer.Note);
    }

    private static object Shown(ListRepresentations.Row row) => new
    {
        id = row.Id.Value,
        subject = new { kind = row.Subject.Kind, id = row.Subject.Id },
        source = row.Source?.Value,
        sourceTitle = row.SourceTitle,
        place = row.Place,
        start = row.Span.Start,
        end = row.Span.End,
        text = row.Text,
        attribution = row.Attribution,
        analyst = row.AnalystName,
        madeAt = row.MadeAt,
        heldBy = row.HeldBy?.Value,
        heldOn = row.HeldOn,
        agreed = row.Origin == RepresentationOrigin.Agreed,
        leftOut = row.IsLeftOut,
        why = row.Why.Length > 0 ? row.Why : null,
        fields = row.Answers.ToDictionary(a => a.Key, a => new Answer(States.First(s => s.State == a.Value.State).Name, a.Value.Terms, a.Value.Words, a.Value.Note)),
    };
}
