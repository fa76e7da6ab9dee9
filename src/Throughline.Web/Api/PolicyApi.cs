using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Exchange.Policies;
using Throughline.Policy.Readings;
using Throughline.Policy.Statements;

namespace Throughline.Web.Api;

/// <summary>Statements as the reader may see them, and how far those agree who read them without sight of each other.</summary>
internal static class PolicyApi
{
    public static void MapPolicy(this RouteGroupBuilder api)
    {
        api.MapGet("/statements", async (Guid? source, HttpContext http, ListStatements.Handler list, CancellationToken cancel) =>
            Results.Ok((await list.RunAsync(http.Acting(), source is { } id ? new SourceId(id) : null, cancel)).Select(s => new
            {
                id = s.Id.Value,
                source = s.Source.Value,
                sourceTitle = s.SourceTitle,
                excerpt = s.Excerpt.Value,
                page = s.Page,
                start = s.Span.Start,
                end = s.Span.End,
                text = s.Text,
                standing = s.Standing switch { Standing.Proposed => "proposed", Standing.Accepted => "accepted", _ => "rejected" },
                woven = s.IsWoven,
                lost = s.IsLost,
                context = s.Context.Select(c => new { label = c.Label, start = c.Span.Start, end = c.Span.End }),
                countsWith = s.CountsWith?.Value,
                readers = s.Readers.Select(r => new { analyst = r.Name, finishedAt = r.FinishedAt }),
                independent = s.IsIndependent,
                mine = s.Mine?.Value,
                agreed = s.Agreed?.Value,
            })));

        api.MapGet("/statements/agreement", async (Guid? source, HttpContext http, ReadTogether.Handler together, CancellationToken cancel) =>
            Results.Ok(AgreementTold.Of(await together.RunAsync(http.Acting(), source is { } id ? new SourceId(id) : null, cancel), each: true)));
    }
}
