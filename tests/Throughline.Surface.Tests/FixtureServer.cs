using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace Throughline.Surface.Tests;

/// <summary>Serves the page's own files and, from a <see cref="Surface.Tests.World"/> in memory, its API; on loopback, under the product's content security policy.</summary>
internal sealed class FixtureServer : IAsyncDisposable
{
    private const string Policy = "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);
    private readonly WebApplication _app;

    private FixtureServer(WebApplication app, World world) => (_app, World) = (app, world);

    public World World { get; }

    public string Address => _app.Urls.First();

    public string PageOf(Document d) => $"{Address}/projects/{World.Project}/sources/{d.Source.Id}/coding";

    public static async Task<FixtureServer> StartAsync(World world)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(o => o.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var root = Path.Combine(Repository.Root, "src", "Throughline.Web", "wwwroot");
        app.Use(async (http, next) =>
        {
            http.Response.Headers.ContentSecurityPolicy = Policy;
            if (world.IsDown && http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
            {
                http.Abort();
                return;
            }
            await next(http);
        });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(root) });
        app.MapGet("/projects/{project}/sources/{source}/coding", (string project, Guid source, HttpContext http) =>
            Results.Content(Shell(project, source, world.NameOf(Reader(http, world))), "text/html; charset=utf-8"));
        Map(app.MapGroup("/api/projects/{project}"), world);
        await app.StartAsync();
        return new(app, world);
    }

    // every module at once, rather than each after the one that asks for it; the two roman faces with them
    private static readonly string s_preloads = string.Join('\n', new[]
    {
        "page", "api", "codebook", "dom", "fuzzy", "inspector", "keys", "outbox", "picker", "runs", "store", "surface", "table", "text",
    }.Select(m => $"<link rel=\"modulepreload\" href=\"/js/coding/{m}.js\">").Concat(new[] { "source-serif-4", "source-sans-3" }
        .Select(f => $"<link rel=\"preload\" as=\"font\" type=\"font/woff2\" crossorigin href=\"/fonts/{f}-latin-wght-normal.woff2\">")));

    private static Guid Reader(HttpContext http, World world) => Guid.TryParse(http.Request.Cookies["analyst"], out var id) ? id : world.Analysts[0].Id;

    private static void Map(RouteGroupBuilder api, World world)
    {
        IResult Answer(Func<object?> work)
        {
            try
            {
                var answer = work();
                return answer is null ? Results.NoContent() : Results.Json(answer, s_json);
            }
            catch (RefusedException e)
            {
                return Results.Problem(e.Message, statusCode: StatusCodes.Status409Conflict);
            }
        }
        async Task<IResult> Write(HttpContext http, Func<object?> work)
        {
            if (world.Held is { } held) await held.Task;
            var answer = Answer(work);
            if (!world.LoseNextAnswer) return answer;
            world.LoseNextAnswer = false;
            http.Abort();
            return Results.Empty;
        }
        api.MapGet("sources/{s:guid}/text", (Guid s) => Answer(() => world.Text(s)));
        api.MapGet("codebook", () => Answer(world.Codebook));
        api.MapGet("sources/{s:guid}/codings", async (Guid s, int? since, HttpContext http) =>
        {
            var answer = Answer(() => world.CodingsOf(s, since, Reader(http, world)));
            if (since is not null && world.HeldChanges is { } held)
            {
                Interlocked.Increment(ref world.ChangesHeld);
                await held.Task;
            }
            return answer;
        });
        api.MapPost("sources/{s:guid}/codings", (Guid s, AddBody b, HttpContext http) => Write(http, () => world.Add(s, Reader(http, world), b.Revision, b.S, b.E, b.Codes, b.Ids)));
        api.MapPatch("codings/{id:guid}", (Guid id, ChangeBody b, HttpContext http) => Write(http, () => world.Change(id, Reader(http, world), b.S, b.E, b.Code)));
        api.MapPost("codings/remove", (IdsBody b, HttpContext http) => Write(http, () => world.Remove(Reader(http, world), b.Ids, "removed")));
        api.MapPost("codings/dismiss", (IdsBody b, HttpContext http) => Write(http, () => world.Remove(Reader(http, world), b.Ids, "dismissed")));
        api.MapPost("codings/accept", (IdsBody b, HttpContext http) => Write(http, () => world.Accept(Reader(http, world), b.Ids)));
        api.MapPost("codes", (CodeBody b, HttpContext http) => Write(http, () => world.MakeCode(Reader(http, world), b.Name, b.InVivo, b.Id)));
        api.MapPost("undo", Task<IResult> (HttpContext http, CancellationToken _) => Write(http, () => world.TurnBack(Reader(http, world), undo: true)));
        api.MapPost("redo", Task<IResult> (HttpContext http, CancellationToken _) => Write(http, () => world.TurnBack(Reader(http, world), undo: false)));
        api.MapGet("undo", (HttpContext http) => Answer(() => world.Undoable(Reader(http, world))));
        api.MapGet("memos", (string on) => Answer(() => world.MemosOn(on)));
        api.MapPost("memos", (MemoBody b, HttpContext http) => Write(http, () => b.Words is { } words ? world.KeepMemoOnWords(Reader(http, world), words.Source, words.S, words.E, b.Text, b.Id ?? Guid.CreateVersion7()) : world.KeepMemo(Reader(http, world), b.On ?? "", b.Text, b.Id ?? Guid.CreateVersion7())));
        api.MapPut("memos/{id:guid}", (Guid id, MemoBody b, HttpContext http) => Write(http, () => world.ChangeMemo(id, b.Text)));
        api.MapPost("memos/{id:guid}/remove", (Guid id, HttpContext http) => Write(http, () => world.RemoveMemo(Reader(http, world), id)));
        api.MapGet("thread/coding/{id:guid}", (Guid id) => Answer(() => world.Thread(id)));
        api.MapPost("sources/{s:guid}/place", (Guid s, PlaceBody b) => Answer(() =>
        {
            world.KeepPlace(s, b.Position);
            return null;
        }));
        api.MapPost("sources/{s:guid}/finish", (Guid s, FinishBody b, HttpContext http) => Write(http, () => world.Finish(s, Reader(http, world), b.Finished)));
        api.MapGet("events", async (HttpContext http) =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync(": open\n\n", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            try
            {
                await foreach (var (seq, source, what) in world.Listen(http.RequestAborted).ReadAllAsync(http.RequestAborted))
                {
                    await http.Response.WriteAsync($"event: changed\ndata: {JsonSerializer.Serialize(new { seq, source, what }, s_json)}\n\n", http.RequestAborted);
                    await http.Response.Body.FlushAsync(http.RequestAborted);
                }
            }
            catch (OperationCanceledException)
            {
                // the page was left
            }
        });
    }

    private sealed record AddBody(Guid Revision, int S, int E, IReadOnlyList<Guid> Codes, IReadOnlyList<Guid> Ids);
    private sealed record ChangeBody(int? S, int? E, Guid? Code);
    private sealed record IdsBody(IReadOnlyList<Guid> Ids);
    private sealed record CodeBody(string Name, bool InVivo, Guid? Id);
    private sealed record MemoBody(string? On, string Text, Guid? Id, WordsBody? Words);
    private sealed record WordsBody(Guid Source, int S, int E);
    private sealed record PlaceBody(int Position);
    private sealed record FinishBody(bool Finished);

    private static string Shell(string project, Guid source, string analyst) => $"""
        <!DOCTYPE html>
        <html lang="en-GB">
        <head>
        <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Coding · Throughline</title>
        <script src="/js/theme.js"></script>
        <link rel="stylesheet" href="/css/throughline.css"><link rel="stylesheet" href="/css/coding.css">
        {s_preloads}
        <script type="module" src="/js/coding/boot.js"></script>
        </head>
        <body>
        <a class="skip" href="#main">Skip to the work</a>
        <header class="top">
        <a class="brand" href="/"><svg viewBox="0 0 28 16" aria-hidden="true"><path d="M1 11H12C18.500 11 18 2.500 13.700 2.500 9.400 2.500 9.400 11 16 11H27"/></svg>Throughline</a>
        <span class="project">Three harbours</span>
        <nav class="nav" aria-label="Methods"><a href="/">Home</a><a href="/sources">Sources</a><a href="/coding" aria-current="page">Coding</a></nav>
        <div class="tools"><button class="tool" type="button" data-command="undo"><svg class="i" aria-hidden="true"><use href="/img/symbols.svg#i-undo"/></svg>Undo</button>
        <span class="who">coding as <b>{analyst}</b></span>
        <button class="tool" type="button" data-command="theme" aria-label="Light or dark"><svg class="i" aria-hidden="true"><use href="/img/symbols.svg#i-theme"/></svg></button></div>
        </header>
        <main id="main" class="bench" data-project="{project}" data-source="{source}"></main>
        </body>
        </html>
        """;

    public async ValueTask DisposeAsync()
    {
        World.IsDown = false;
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await _app.StopAsync(soon.Token);
        }
        catch (OperationCanceledException)
        {
            // pages still listening are cut off
        }
        await _app.DisposeAsync();
    }
}

internal static class Repository
{
    /// <summary>The folder that holds Throughline.slnx.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Throughline.slnx"))) return at.FullName;
        }
        throw new InvalidOperationException($"No Throughline.slnx above {AppContext.BaseDirectory}.");
    }
}
