using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Throughline.Faults.Tests;

/// <summary>Who is let in, what a stranger, another site or another project's address gets, and what the API says of itself.</summary>
public class AccessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_the_token_or_with_a_wrong_one_every_address_answers_403()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var scene = await Scene.MakeAsync(bench, Cancel);
        await using var server = await bench.StartServerAsync();
        var endpoints = await EndpointsAsync(server);
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(server.BaseUrl) };
        var project = scene.By.Project.Value.ToString();
        foreach (var address in Pages(scene).Concat(["/css/throughline.css", "/_framework/blazor.web.js", "/api/openapi.json", "/nowhere", $"/?token={new string('0', 64)}", "/?token=short"]))
            foreach (var cookie in new[] { null, "throughline=" + new string('0', 64), "throughline=" })
                await RefusedAsync(new(HttpMethod.Get, address), cookie, address);
        foreach (var endpoint in endpoints)
            await RefusedAsync(new(endpoint.Method, Fill(endpoint.Path, project, scene)) { Content = endpoint.Method == HttpMethod.Get ? null : JsonContent.Create(new { }) }, null, endpoint.Path);

        async Task RefusedAsync(HttpRequestMessage request, string? cookie, string what)
        {
            if (cookie is not null) request.Headers.Add("Cookie", cookie);
            var answer = await stranger.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{what} answered {answer.StatusCode} to a stranger with {cookie ?? "no cookie"}");
            Assert.False(answer.Headers.Contains("Set-Cookie"), what);
        }
    }

    [Fact]
    public async Task The_first_link_becomes_a_cookie_that_scripts_and_other_sites_do_not_have_and_leaves_the_address()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        await using var server = await bench.StartServerAsync();
        var token = server.Link[(server.Link.IndexOf("token=", StringComparison.Ordinal) + 6)..];
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var answer = await client.GetAsync(server.Link + "&next=1", Cancel);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.DoesNotContain(token, answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bench.Folder.File("access.key")));

        await TestBrowser.RunAsync(async tab =>
        {
            var referred = new System.Collections.Concurrent.ConcurrentQueue<string>();
            tab.Page.Request += (_, request) =>
            {
                foreach (var header in request.Headers.Where(h => h.Key is "referer" or "origin")) referred.Enqueue(header.Value);
            };
            await tab.Page.GotoAsync(server.Link);
            await tab.Page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
            Assert.DoesNotContain(token, tab.Page.Url, StringComparison.Ordinal);
            Assert.DoesNotContain(token, await tab.Page.ContentAsync(), StringComparison.Ordinal);
            Assert.DoesNotContain(token, await tab.Page.EvaluateAsync<string>("document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"), StringComparison.Ordinal);
            Assert.DoesNotContain(referred, value => value.Contains(token, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Every_answer_carries_the_content_security_policy_and_its_fellows()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var scene = await Scene.MakeAsync(bench, Cancel);
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        using var stranger = new HttpClient { BaseAddress = new(server.BaseUrl) };
        foreach (var address in Pages(scene).Concat(["/css/throughline.css", "/js/coding/page.js", "/api/openapi.json", "/nowhere", $"/api/projects/{scene.By.Project.Value:D}/codebook"]))
            foreach (var who in new[] { client, stranger })
            {
                var answer = await who.GetAsync(address, Cancel);
                // Where there are two policies, both bind; ours comes first and is the stricter.
                var policy = answer.Headers.GetValues("Content-Security-Policy").First();
                foreach (var directive in new[] { "default-src 'self'", "script-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'self'", "form-action 'self'" })
                    Assert.Contains(directive, policy, StringComparison.Ordinal);
                Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
                Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
                if (answer.Content.Headers.ContentType?.MediaType != "text/html") continue;
                var html = await answer.Content.ReadAsStringAsync(Cancel);
                Assert.DoesNotContain(" style=\"", html, StringComparison.Ordinal);
                Assert.DoesNotContain("https://", html.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.Ordinal);
            }
    }

    [Fact]
    public async Task The_server_listens_on_loopback_only()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        await using var server = await bench.StartServerAsync();
        var bound = server.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()!.Addresses;
        Assert.All(bound, address => Assert.Equal("127.0.0.1", new Uri(address).Host));
        var port = new Uri(server.BaseUrl).Port;
        var listening = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(end => end.Port == port).ToList();
        Assert.NotEmpty(listening);
        Assert.All(listening, end => Assert.True(IPAddress.IsLoopback(end.Address), end.ToString()));
    }

    [Fact]
    public async Task What_another_origin_sends_is_refused_even_with_the_cookie()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var scene = await Scene.MakeAsync(bench, Cancel);
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        var api = $"/api/projects/{scene.By.Project.Value:D}";
        var before = await LoggedRows.ReadAsync(bench, Cancel);
        foreach (var (name, value) in new[] { ("Origin", "http://127.0.0.1:1"), ("Origin", "http://localhost:8888"), ("Origin", "https://example.org"), ("Origin", "null"), ("Origin", "nonsense"), ("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Site", "cross-site") })
        {
            foreach (var (address, content) in new (string, HttpContent)[] { ($"{api}/undo", new StringContent("")), ($"{api}/undo", new FormUrlEncodedContent([])), ($"{api}/codes", JsonContent.Create(new { name = "Sent from elsewhere" })), ($"/p/{scene.By.Project.Value:D}/as", new FormUrlEncodedContent([new("analyst", scene.Other.Analyst.Value.ToString())])) })
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
                request.Headers.Add(name, value);
                Assert.True((await client.SendAsync(request, Cancel)).StatusCode == HttpStatusCode.Forbidden, $"{address} with {name}: {value}");
            }
            using var socket = new HttpRequestMessage(HttpMethod.Get, "/_blazor?id=1");
            socket.Headers.Add("Upgrade", "websocket");
            socket.Headers.Add("Connection", "Upgrade");
            socket.Headers.Add(name, value);
            Assert.True((await client.SendAsync(socket, Cancel)).StatusCode == HttpStatusCode.Forbidden, $"a socket with {name}: {value}");
        }
        Assert.Equal("", LoggedRows.Difference(before, await LoggedRows.ReadAsync(bench, Cancel)));

        using var own = new HttpRequestMessage(HttpMethod.Post, $"{api}/undo");
        own.Headers.Add("Origin", server.BaseUrl);
        own.Headers.Add("Sec-Fetch-Site", "same-origin");
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(own, Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_form_of_a_page_on_another_port_of_this_machine_does_nothing_here()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var scene = await Scene.MakeAsync(bench, Cancel);
        await using var server = await bench.StartServerAsync();
        await using var elsewhere = await AttackerAsync($"{server.BaseUrl}/api/projects/{scene.By.Project.Value:D}/undo");
        var before = await LoggedRows.ReadAsync(bench, Cancel);
        await TestBrowser.RunAsync(async tab =>
        {
            tab.Expect("403");
            tab.Expect("favicon.ico"); // The other site has none.
            await tab.Page.GotoAsync(server.Link);
            await tab.Page.GotoAsync(elsewhere.Urls.First());
            await tab.Page.GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();
            await Microsoft.Playwright.Assertions.Expect(tab.Page.Locator("body")).ToContainTextAsync("was not done");
        });
        Assert.Equal("", LoggedRows.Difference(before, await LoggedRows.ReadAsync(bench, Cancel)));
    }

    [Fact]
    public async Task No_path_leads_out_of_the_files_that_are_served()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        await using var server = await bench.StartServerAsync();
        var token = server.Link[(server.Link.IndexOf("token=", StringComparison.Ordinal) + 6)..];
        foreach (var path in new[]
        {
            "/../../../../etc/passwd", "/css/../../../../../etc/passwd", "/css/..%2f..%2f..%2fetc%2fpasswd", "/css/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/..\\..\\etc\\passwd",
            "/css/....//....//etc/passwd", "//etc/passwd", "/access.key", "/css/../access.key", "/css/%252e%252e/access.key", "/throughline.db", "/css/\0/../access.key",
        })
        {
            // Written to the socket as it stands: a client would tidy the path first.
            using var socket = new System.Net.Sockets.TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, new Uri(server.BaseUrl).Port, Cancel);
            await using var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.Latin1.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: throughline={token}\r\nConnection: close\r\n\r\n"), Cancel);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var answer = await reader.ReadToEndAsync(Cancel);
            Assert.True(answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), $"{path} answered {answer.Split('\n')[0]}");
            Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
            Assert.DoesNotContain(token, answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Bodies_too_large_or_broken_are_refused_and_never_a_fault_of_the_server()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var scene = await Scene.MakeAsync(bench, Cancel);
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        // So that the answer comes before the body is sent, however late it comes.
        using var patient = new HttpClient(new SocketsHttpHandler { CookieContainer = new(), Expect100ContinueTimeout = TimeSpan.FromMinutes(5) }) { BaseAddress = new(server.BaseUrl) };
        (await patient.GetAsync(server.Link, Cancel)).EnsureSuccessStatusCode();
        patient.DefaultRequestHeaders.ExpectContinue = true;
        var large = await patient.PostAsync($"/api/projects/{scene.By.Project.Value:D}/codes", new StringContent($"{{\"name\":\"{new string('x', 9 << 20)}\"}}", Encoding.UTF8, "application/json"), Cancel);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);

        var faults = new List<string>();
        foreach (var endpoint in (await EndpointsAsync(server)).Where(e => e.Method != HttpMethod.Get))
            foreach (var body in new[]
            {
                "", "null", "[]", "{", "{}", "\"\"", "{\"name\":\"\\ud800\",\"text\":\"\\ud800\",\"on\":\"\\udfff\"}", "{\"ids\":null,\"codes\":null}", "{\"s\":-5,\"e\":-1,\"ids\":[],\"codes\":[]}",
                "{\"s\":2147483647,\"e\":2147483648}", "{\"position\":99999999999}", "{\"on\":\"source:nothing\",\"text\":\"a\\u0000b\"}", "{\"name\":\"a\\u0000b\"}", string.Concat(Enumerable.Repeat("[", 5000)),
            })
            {
                var answer = await client.SendAsync(new(endpoint.Method, Fill(endpoint.Path, scene.By.Project.Value.ToString(), scene)) { Content = new StringContent(body, Encoding.UTF8, "application/json") }, Cancel);
                if ((int)answer.StatusCode >= 500) faults.Add($"{endpoint.Method} {endpoint.Path} answered {(int)answer.StatusCode} to {body[..Math.Min(80, body.Length)]}");
            }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
        Assert.True((await bench.Get<VerifyLog>().RunAsync(scene.By.Project, Cancel)).Holds);
    }

    [Fact]
    public async Task A_project_that_is_not_there_answers_404_everywhere()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var scene = await Scene.MakeAsync(bench, Cancel);
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        foreach (var endpoint in await EndpointsAsync(server))
        {
            var answer = await client.SendAsync(new(endpoint.Method, Fill(endpoint.Path, Guid.NewGuid().ToString(), scene)) { Content = BodyOf(endpoint, scene) }, Cancel);
            Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{endpoint.Method} {endpoint.Path} answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Cancel)}");
        }
    }

    [Fact]
    public async Task Nothing_of_one_project_is_reached_through_anothers_address()
    {
        const string canary = "quillfeather";
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (mine, theirs) = (await Scene.MakeAsync(bench, Cancel), await Scene.MakeAsync(bench, Cancel));
        Must(await bench.Get<RenameSource.Handler>().RunAsync(theirs.By, theirs.Source, canary, null, Cancel));
        Must(await bench.Get<WriteMemo.Handler>().ChangeAsync(theirs.By, theirs.Memo, canary, Cancel));
        Must(await bench.Get<AddCode.Handler>().RunAsync(theirs.By, new(canary), Cancel));
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        var faults = new List<string>();
        var theirRows = await TheirsAsync();
        foreach (var endpoint in await EndpointsAsync(server))
        {
            var path = Fill(endpoint.Path, mine.By.Project.Value.ToString(), theirs);
            var answer = await client.SendAsync(new(endpoint.Method, path) { Content = BodyOf(endpoint, theirs) }, Cancel);
            var said = await answer.Content.ReadAsStringAsync(Cancel);
            var names = new[] { "{source}", "{code}", "{id}" }.Any(id => endpoint.Path.Contains(id, StringComparison.Ordinal));
            if (names && answer.StatusCode != HttpStatusCode.NotFound) faults.Add($"{endpoint.Method} {endpoint.Path} answered {answer.StatusCode} for another project's id: {said[..Math.Min(200, said.Length)]}");
            if (said.Contains(canary, StringComparison.OrdinalIgnoreCase)) faults.Add($"{endpoint.Method} {endpoint.Path} told another project's words: {said}");
            if ((int)answer.StatusCode >= 500) faults.Add($"{endpoint.Method} {endpoint.Path} answered {answer.StatusCode}");
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
        Assert.Equal(theirRows, await TheirsAsync());
        foreach (var page in Pages(theirs).Where(page => page.Contains(theirs.Source.Value.ToString("D"), StringComparison.Ordinal)))
        {
            var html = await client.GetStringAsync(page.Replace(theirs.By.Project.Value.ToString("D"), mine.By.Project.Value.ToString("D"), StringComparison.Ordinal), Cancel);
            Assert.DoesNotContain(canary, html, StringComparison.Ordinal);
        }

        async Task<List<string>> TheirsAsync() => [.. (await LoggedRows.ReadAsync(bench, Cancel)).Where(row => row.Contains(theirs.By.Project.Value.ToString(), StringComparison.Ordinal))];
    }

    [Fact]
    public async Task The_api_describes_itself_as_approved()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        var document = await client.GetFromJsonAsync<JsonObject>("/api/openapi.json", Cancel);
        document!.Remove("servers"); // The port differs each time.
        var received = document.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n";
        var approved = RepositoryRoot.PathTo("tests/Throughline.Faults.Tests/openapi.approved.json");
        if (Environment.GetEnvironmentVariable("THROUGHLINE_APPROVE") == "1") await File.WriteAllTextAsync(approved, received, Cancel);
        var wanted = File.Exists(approved) ? (await File.ReadAllTextAsync(approved, Cancel)).ReplaceLineEndings("\n") : "";
        if (wanted == received) return;
        var (before, after) = (wanted.Split('\n'), received.Split('\n'));
        var changed = before.Except(after).Take(40).Select(line => "- " + line).Concat(after.Except(before).Take(40).Select(line => "+ " + line));
        Assert.Fail($"The API has changed. If that is meant, run this test with THROUGHLINE_APPROVE=1 and commit {Path.GetFileName(approved)}, and say so in docs/coding-api.md.\n{string.Join("\n", changed)}");
    }

    private sealed record Endpoint(HttpMethod Method, string Path);

    /// <summary>Every endpoint that the API's own document names.</summary>
    private static async Task<List<Endpoint>> EndpointsAsync(TestServer server)
    {
        using var client = await server.ClientAsync();
        var document = await client.GetFromJsonAsync<JsonObject>("/api/openapi.json", Cancel);
        var all = document!["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(way => new Endpoint(HttpMethod.Parse(way.Key), path.Key))).ToList();
        Assert.True(all.Count > 20, "The API's document names too few endpoints to be the whole API.");
        return all;
    }

    /// <summary>The address with a project's id, and a scene's ids for the rest.</summary>
    private static string Fill(string path, string project, Scene of)
    {
        var steps = path.Split('/');
        for (var i = 0; i < steps.Length; i++)
        {
            if (!steps[i].Contains('{', StringComparison.Ordinal)) continue;
            steps[i] = steps[i] switch
            {
                "{project}" => project,
                "{source}" => of.Source.Value.ToString(),
                "{source}.{format}" => $"{of.Source.Value}.html",
                "{code}" => of.Code.Value.ToString(),
                "{storyline}" => Guid.Empty.ToString(),
                "{figure}.{format}" => $"{Guid.Empty}.csv",
                "{view}.{format}" => "core20.csv",
                "{choice}.{format}" => $"{Guid.Empty}.docx",
                "{target}" => Guid.Empty.ToString(),
                "{kind}" when steps.Contains("tables") => "codings",
                "{kind}" => "coding",
                "{id}" when steps.Contains("codings") || steps.Contains("thread") => of.Coding.Value.ToString(),
                "{id}" when steps.Contains("memos") => of.Memo.Value.ToString(),
                "{id}" when steps.Contains("readings") => of.Coding.Value.ToString(), // no reading of anybody's
                "{field}" => "kind",
                "{id}" when steps.Contains("sources") => of.Source.Value.ToString(),
                var other when other.EndsWith(".{format}", StringComparison.Ordinal) && other.Count(c => c == '{') == 1 => other.Replace("{format}", "csv", StringComparison.Ordinal),
                var other => throw new InvalidOperationException($"This test does not know what \"{other}\" in {path} stands for. Say it here."),
            };
        }
        var filled = string.Join('/', steps);
        // What a GET needs in its query.
        return filled.EndsWith("/memos", StringComparison.Ordinal) ? $"{filled}?on=source:{of.Source.Value:N}" : filled.Contains("/search.", StringComparison.Ordinal) ? $"{filled}?q=conditions" : filled;
    }

    /// <summary>A body that would do something, were the ids in it the project's own.</summary>
    private static HttpContent? BodyOf(Endpoint endpoint, Scene of) => endpoint.Method == HttpMethod.Get ? null : endpoint.Path.Contains("/imports", StringComparison.Ordinal) ? new MultipartFormDataContent { { new StringContent("case,Sector\nOne,Health\n"), "file", "table.csv" } } : JsonContent.Create(new
    {
        s = 0,
        e = 8,
        codes = new[] { of.Code.Value },
        ids = new[] { of.Coding.Value },
        code = of.OtherCode.Value,
        position = 3,
        finished = true,
        name = "Sent to a neighbour",
        parent = of.Code.Value,
        on = $"source:{of.Source.Value:N}",
        text = "Sent to a neighbour",
        id = of.Memo.Value,
    });

    private static IEnumerable<string> Pages(Scene scene)
    {
        var project = $"/p/{scene.By.Project.Value:D}";
        return ["/", project, $"{project}/sources", $"{project}/cases", $"{project}/coding", $"{project}/coding/{scene.Source.Value:D}", $"{project}/codebook", $"{project}/ask", $"{project}/memos", $"{project}/compare", $"{project}/shape", $"{project}/vocabulary", $"{project}/report", $"{project}/equity", $"{project}/targets", $"{project}/targets/board", $"{project}/synthesis", $"{project}/synthesis/constructs", $"{project}/synthesis/clusters", $"{project}/synthesis/argument", $"{project}/synthesis/phases", $"{project}/review", $"{project}/review/citations", $"{project}/review/searches", $"{project}/log"];
    }

    /// <summary>A page on another port of this machine, with a form that sends to an address of ours.</summary>
    private static async Task<WebApplication> AttackerAsync(string target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/", () => Results.Content($"<!DOCTYPE html><title>Elsewhere</title><link rel=icon href=data:,><form method=post action=\"{target}\"><button>Win a prize</button></form>", "text/html"));
        await app.StartAsync(Cancel);
        return app;
    }
}
