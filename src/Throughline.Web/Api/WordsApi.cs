using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Throughline.Web.Api;

internal static class WordsApi
{
    /// <summary>The imported file, byte for byte, always as a download: nothing that came from outside is opened here.</summary>
    internal static void MapWords(this RouteGroupBuilder api) => api.MapGet("/sources/{source:guid}/original", async (Guid source, HttpContext http, ReadOriginal.Handler read, CancellationToken cancel) =>
    {
        var found = await read.RunAsync(http.Acting().Project, new(source), cancel);
        if (!found.Succeeded) return found.Error.ToProblem();
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.File(found.Value.Content, "application/octet-stream", found.Value.Name);
    });
}
