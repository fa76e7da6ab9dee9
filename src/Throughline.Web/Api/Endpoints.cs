using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Throughline.Web.Sessions;

namespace Throughline.Web.Api;

internal static class Endpoints
{
    /// <summary>How answers that are not plain records of numbers and words are written: choices by their name.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>The chosen analyst is kept in a cookie; the page is then opened afresh, so that nothing of the other's view stays.</summary>
    public static void MapAnalystChoice(this IEndpointRouteBuilder routes) => routes.MapPost("/p/{project:guid}/as",
        async (Guid project, HttpContext context, ListAnalysts.Handler analysts, CancellationToken cancel) =>
        {
            var form = await context.Request.ReadFormAsync(cancel);
            var known = await analysts.RunAsync(new(project), cancel);
            if (Guid.TryParse(form["analyst"], out var chosen) && known.Any(a => a.Id.Value == chosen)) LocalAccess.RememberAnalyst(context, new(project), new(chosen));
            var back = form["back"].ToString();
            // Pages send no referrer, so the form says where the person was; a redirect never leaves the project.
            return Results.LocalRedirect(back.StartsWith($"/p/{project:D}/", StringComparison.OrdinalIgnoreCase) ? back : $"/p/{project:D}");
        }).DisableAntiforgery().ExcludeFromDescription();

    /// <summary>The largest body of a request, in bytes, unless its endpoint says another; imports do.</summary>
    private const long MaxBody = 8L << 20;

    /// <summary>How large a request's body may be.</summary>
    public sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;

    public static void MapProjectApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/projects/{project:guid}").AddEndpointFilter(RequireProjectAsync).DisableAntiforgery().WithMetadata(new BodyLimit(MaxBody));
        api.MapCoding();
        api.MapWords();
        api.MapExchange();
        api.MapAsk();
        api.MapImports();
        api.MapTables();
        api.MapCompare();
        api.MapEquity();
        api.MapTargets();
        api.MapPolicy();
        api.MapFraming();
        api.MapSynthesis();
    }

    /// <summary>Finds who acts before any handler runs; a project that is not there answers 404.</summary>
    private static async ValueTask<object?> RequireProjectAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        // SameSite=Strict keeps other sites out; a JSON body that a plain form cannot send does so twice.
        if (!HttpMethods.IsGet(http.Request.Method) && http.Request.ContentLength > 0 && !http.Request.HasJsonContentType() && !http.Request.HasFormContentType)
            return Results.Problem("Send JSON.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        var project = Guid.Parse((string)http.Request.RouteValues["project"]!);
        try
        {
            return await WithinProjectAsync(context, next, project);
        }
        // What reading or a small unlogged write meets (a full disk, a server gone): the page is told as of any other refusal.
        catch (Exception fault) when (StorageFaults.Read(fault) is not null)
        {
            return StorageFaults.Read(fault)!.ToProblem();
        }
    }

    private static async ValueTask<object?> WithinProjectAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next, Guid project)
    {
        var http = context.HttpContext;
        var analysts = await ((ListAnalysts.Handler)http.RequestServices.GetService(typeof(ListAnalysts.Handler))!).RunAsync(new(project), http.RequestAborted);
        if (analysts.Count == 0) return Results.Problem("There is no such project here.", statusCode: StatusCodes.Status404NotFound);
        var chosen = http.User.AnalystIn(new(project));
        // A page says whom it was drawn for: another window may have chosen somebody else since, and what is done here is still this analyst's.
        if (http.Request.Headers[AnalystHeader] is [{ Length: > 0 } named])
        {
            if (!Guid.TryParse(named, out var id) || analysts.All(a => a.Id.Value != id))
                return Results.Problem("The analyst whom this page was opened for is not in this project. Load the page again.", statusCode: StatusCodes.Status409Conflict);
            chosen = new(id);
        }
        http.Features.Set(new ActingFeature(new(new(project), (analysts.FirstOrDefault(a => a.Id == chosen) ?? analysts[0]).Id)));
        return await next(context);
    }

    /// <summary>Names the analyst whom a request is made as; without it, the one chosen in this browser.</summary>
    private const string AnalystHeader = "Throughline-Analyst";

    internal sealed record ActingFeature(Acting By);

    /// <summary>Who acts in this request.</summary>
    public static Acting Acting(this HttpContext context) => context.Features.Get<ActingFeature>()?.By ?? throw new InvalidOperationException("The address is outside a project.");

    /// <summary>An error as problem details; what is missing answers 404, what is refused 409, what may be sent again in a moment 503, the rest 400.</summary>
    public static IResult ToProblem(this Error error) => Results.Problem(error.Message, statusCode: error switch
    {
        Missing => StatusCodes.Status404NotFound,
        StorageBusy => StatusCodes.Status503ServiceUnavailable,
        DatabaseUnusable => StatusCodes.Status500InternalServerError,
        Refused => StatusCodes.Status409Conflict,
        StorageFull => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status400BadRequest,
    });
}
