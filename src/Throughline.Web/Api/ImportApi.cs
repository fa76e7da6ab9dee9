using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Throughline.Files;

namespace Throughline.Web.Api;

/// <summary>Where files arrive: a multipart body read part by part, so that no file is held twice and a too large one is not held at all.</summary>
internal static class ImportApi
{
    public sealed record StartedJson(Guid Job);

    public static void MapImports(this RouteGroupBuilder api)
    {
        // Parts: "options" (JSON, optional, first) and any number of "file", each with its path as the file name.
        api.MapPost("/imports", async (HttpContext http, ImportFiles.Handler import, ReadLimits limits, CancellationToken cancel) =>
        {
            var arrived = await ReceiveAsync(http.Request, limits, cancel);
            if (!arrived.Succeeded) return arrived.Error.ToProblem();
            var (files, options) = arrived.Value;
            var started = await import.RunAsync(http.Acting(), files, options, cancel);
            return started.Succeeded ? Results.Accepted(null, new StartedJson(started.Value.Value)) : started.Error.ToProblem();
        }).Accepts<IFormFile>("multipart/form-data").Produces<StartedJson>(StatusCodes.Status202Accepted).WithMetadata(new Endpoints.BodyLimit(2L << 30));

        // The same, for one table: what is in it, and how it might be mapped. Nothing is kept.
        api.MapPost("/imports/sheet", async (HttpContext http, ReadSurvey.Handler read, ReadLimits limits, CancellationToken cancel) =>
        {
            var arrived = await ReceiveAsync(http.Request, limits, cancel);
            if (!arrived.Succeeded) return arrived.Error.ToProblem();
            var file = arrived.Value.Files.Count == 1 ? arrived.Value.Files[0] : null;
            if (file?.Content is null) return new ImportEmpty(file?.Refusal ?? "Send one table.").ToProblem();
            var sheets = read.Run(file.Path, file.Content, cancel);
            return sheets.Succeeded ? Results.Json(sheets.Value, Endpoints.Json) : sheets.Error.ToProblem();
        }).Accepts<IFormFile>("multipart/form-data").Produces<IReadOnlyList<ReadSurvey.Preview>>().WithMetadata(new Endpoints.BodyLimit(2L << 30));
    }

    private sealed record Arrived(List<ImportFiles.Incoming> Files, ImportFiles.Options Options);

    private static async Task<Result<Arrived>> ReceiveAsync(HttpRequest request, ReadLimits limits, CancellationToken cancel)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
            return new ImportEmpty("Send the files as multipart/form-data.");
        var files = new List<ImportFiles.Incoming>();
        var options = new ImportFiles.Options();
        var held = 0L;
        var reader = new MultipartReader(boundary, request.Body);
        while (await reader.ReadNextSectionAsync(cancel) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) continue;
            var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
            if (name is null)
            {
                if (HeaderUtilities.RemoveQuotes(disposition.Name).Value != "options") continue;
                try
                {
                    var given = await ReadAsync(section.Body, 1 << 20, cancel);
                    if (given.Content is not null) options = JsonSerializer.Deserialize<ImportFiles.Options>(given.Content, Endpoints.Json) ?? options;
                }
                catch (JsonException bad)
                {
                    return new ImportEmpty($"The options cannot be read: {bad.Message}");
                }
                continue;
            }
            var path = PathOf(name);
            // What would not fit any more is counted and let go, so that the rest still arrives.
            var room = Math.Min(limits.MaxBytes, Math.Max(0, ImportFiles.MaxTogether - held));
            var (content, length) = await ReadAsync(section.Body, room, cancel);
            held += content?.Length ?? 0;
            files.Add(content is not null ? new(path, content)
                : length > limits.MaxBytes ? ImportFiles.Incoming.TooLarge(path, length, limits)
                : ImportFiles.Incoming.TooMany(path));
        }
        return new Arrived(files, options);
    }

    /// <summary>The bytes, or null when there are more than fit; and how many there were.</summary>
    private static async Task<(byte[]? Content, long Length)> ReadAsync(Stream body, long room, CancellationToken cancel)
    {
        using var held = new MemoryStream();
        var buffer = new byte[81_920];
        var length = 0L;
        int read;
        while ((read = await body.ReadAsync(buffer, cancel)) > 0)
        {
            length += read;
            if (length <= room) held.Write(buffer, 0, read);
            else held.SetLength(0);
        }
        return (length <= room ? held.ToArray() : null, length);
    }

    /// <summary>The path as the browser names it, without what could lead anywhere: it is a name to show, never a place to write.</summary>
    private static string PathOf(string name)
    {
        var steps = name.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(step => step is not ("." or ".."));
        var path = string.Concat(string.Join('/', steps).Where(c => !char.IsControl(c)));
        return path.Length == 0 ? "file" : path.Length <= 400 ? path : path[^400..];
    }
}
