using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Policy.Readings;
using Throughline.Policy.Statements;
using Throughline.Statistics.Agreement;

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
        {
            var answer = await together.RunAsync(http.Acting(), source is { } id ? new SourceId(id) : null, cancel);
            return Results.Ok(new
            {
                statements = answer.Independent.Count(),
                readOpenly = answer.Openly.Count(),
                readers = answer.Readers,
                stillClosed = answer.StillClosed,
                toSettle = answer.ToSettle,
                fields = answer.Fields.Select(f => new { field = f.Field.Name, percent = Figure(f.Percent), percentInterval = Between(f.PercentInterval), kappa = Figure(f.Kappa), kappaInterval = Between(f.KappaInterval), alpha = Figure(f.Alpha), alphaInterval = Between(f.AlphaInterval), termsAlpha = Figure(f.Terms), termsAlphaInterval = Between(f.TermsInterval), differences = f.Differences }),
                opened = answer.Statements.Where(s => s.Sides.Count > 1).Select(s => new { statement = s.Statement.Id.Value, independent = s.IsIndependent, readings = s.Sides.Select(side => side.Reading.Value), apart = s.Apart.Select(side => side.Reading.Value), differing = s.Differing, agreed = s.Statement.Agreed?.Value, parties = s.Parties, why = s.Why.Length > 0 ? s.Why : null }),
            });
        });
    }

    private static object Between(ReadTogether.Interval interval) => new { low = interval.Low, high = interval.High, why = interval.Why };

    private static object Figure(Coefficient value) => new { value = value.OrNull, why = value.WhyUndefined?.Message };
}
