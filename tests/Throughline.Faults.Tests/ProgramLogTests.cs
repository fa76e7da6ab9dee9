using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Throughline.Faults.Tests;

/// <summary>Interview text is personal data: what the program writes of its own running holds ids, never words.</summary>
public class ProgramLogTests
{
    private const string Canary = "Quillfeather";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Neither_words_nor_the_token_come_into_the_programs_own_log(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var written = new Written();
        var app = await Commands.Server.StartAsync(bench.Address, 0, bench.Folder.FullPath, Cancel, services => services.AddLogging(logging => logging.AddProvider(written).SetMinimumLevel(LogLevel.Information)));
        await using (var server = new TestServer(app.Value))
        {
            var created = (await server.Services.GetRequiredService<CreateProject.Handler>().RunAsync(new($"Project {Canary}", $"Ruth {Canary}", $"Who is {Canary}?"), Cancel)).Value;
            using var client = await server.ClientAsync();
            var api = $"/api/projects/{created.Project.Value:D}";

            // Brought in as a person brings it in; one file is refused, and faults are logged too.
            using var files = new MultipartFormDataContent
            {
                { new ByteArrayContent(Encoding.UTF8.GetBytes($"INT: Who are you?\n\n{Canary}: I am {Canary}.\n\nINT: And who else?\n\n{Canary}: Nobody.\n\nINT: Thank you, {Canary}.\n\n{Canary}: Yes.")), "file", $"{Canary}.txt" },
                { new ByteArrayContent(Encoding.UTF8.GetBytes($"%PDF-1.7 {Canary}")), "file", $"{Canary}.pdf" },
                { new ByteArrayContent(Encoding.UTF8.GetBytes($"PK {Canary}")), "file", $"{Canary}.docx" },
            };
            (await client.PostAsync($"{api}/imports", files, Cancel)).EnsureSuccessStatusCode();
            var jobs = server.Services.GetRequiredService<Jobs>();
            await Wait.UntilAsync(async () => (await jobs.ListAsync(created.Project, Cancel)).All(j => !j.IsOpen), "the import did not end");
            var source = (await server.Services.GetRequiredService<ListSources.Handler>().RunAsync(created.Project, bin: false, Cancel))[0].Id.Value;

            var code = (await (await client.PostAsJsonAsync($"{api}/codes", new { name = Canary }, Cancel)).Content.ReadFromJsonAsync<JsonObject>(Cancel))!["id"]!.GetValue<Guid>();
            (await client.PostAsJsonAsync($"{api}/sources/{source:D}/codings", new { s = 0, e = 8, codes = new[] { code }, ids = new[] { Guid.CreateVersion7() } }, Cancel)).EnsureSuccessStatusCode();
            (await client.PostAsJsonAsync($"{api}/memos", new { on = $"source:{source:N}", text = $"Memo on {Canary}" }, Cancel)).EnsureSuccessStatusCode();
            await client.PostAsJsonAsync($"{api}/codes", new { name = Canary }, Cancel);
            await client.PostAsync($"{api}/codes", new StringContent($"{{\"name\": {Canary}}}", Encoding.UTF8, "application/json"), Cancel);
            await client.PostAsJsonAsync($"{api}/memos", new { on = Canary, text = Canary }, Cancel);
            await client.GetAsync($"{api}/search.csv?q={Canary}", Cancel);
            await client.GetAsync($"/p/{created.Project.Value:D}", Cancel);

            // A clash that the database itself refuses, with the values in question.
            await using var db = await server.Services.GetRequiredService<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
            db.Add(new Analyst { Id = AnalystId.New(), Project = created.Project, Name = $"Ruth {Canary}" });
            await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Cancel));

            var token = server.Link[(server.Link.IndexOf("token=", StringComparison.Ordinal) + 6)..];
            Assert.True(written.Lines.Count > 10, "Nothing was logged, so nothing was tried.");
            Assert.Contains(written.Lines, line => line.Contains("DbUpdateException", StringComparison.Ordinal));
            Assert.DoesNotContain(written.Lines, line => line.Contains(Canary, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(written.Lines, line => line.Contains(token, StringComparison.Ordinal));
        }
    }

    private sealed class Written : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose() { }
    }
}
