using Microsoft.Extensions.DependencyInjection;
using Microsoft.AspNetCore.Builder;
using Throughline.Commands;
using Throughline.Storage;

namespace Throughline.Testing;

/// <summary>The whole composition over a database of a test's own, on either engine.</summary>
public sealed class TestWorkbench : IAsyncDisposable
{
    private static readonly SemaphoreSlim TemplateGate = new(1);
    private static TestDatabase? _postgresTemplate;
    private static byte[]? _sqliteTemplate;

    private readonly TempFolder _folder = new();
    private TestDatabase? _postgres;
    private ServiceProvider? _services;

    private TestWorkbench(TimeProvider? clock) => Clock = clock ?? TimeProvider.System;

    public TimeProvider Clock { get; }

    public DatabaseAddress Address { get; private set; } = null!;

    /// <summary>A folder of the test's own, that goes with it. A SQLite database lies in it.</summary>
    public TempFolder Folder => _folder;

    /// <summary>Opens an empty, migrated database.</summary>
    /// <param name="maxPages">A SQLite file's page limit.</param>
    public static async Task<TestWorkbench> OpenAsync(Engine engine, TimeProvider? clock = null, long? maxPages = null)
    {
        var bench = new TestWorkbench(clock);
        await TemplateGate.WaitAsync();
        try
        {
            if (engine == Engine.PostgreSql)
            {
                _postgresTemplate ??= await PreparePostgresAsync();
                bench._postgres = await PostgresServer.CreateDatabaseAsync(_postgresTemplate.Name);
                bench.Address = DatabaseAddress.PostgreSql(bench._postgres.ConnectionString);
            }
            else
            {
                _sqliteTemplate ??= await PrepareSqliteAsync();
                var path = bench._folder.File("throughline.db");
                await File.WriteAllBytesAsync(path, _sqliteTemplate);
                bench.Address = DatabaseAddress.SqliteFile(path) with { MaxPages = maxPages };
            }
        }
        finally
        {
            TemplateGate.Release();
        }
        return bench;
    }

    /// <summary>A service of the composition: a use case's handler, say.</summary>
    public T Get<T>() where T : notnull => (_services ??= BuildServices()).GetRequiredService<T>();

    /// <summary>Starts the real server over the same database, on a free port.</summary>
    /// <param name="add">What the server has beside the composition: an interceptor of database commands, say.</param>
    public async Task<TestServer> StartServerAsync(Action<IServiceCollection>? add = null)
    {
        var app = await Server.StartAsync(Address, 0, _folder.FullPath, CancellationToken.None, services =>
        {
            services.AddSingleton(Clock);
            add?.Invoke(services);
        });
        return new(app.Value);
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null) await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (_postgres is not null) await _postgres.DisposeAsync();
        _folder.Dispose();
    }

    private ServiceProvider BuildServices() => new ServiceCollection().AddThroughline(Address).AddSingleton(Clock).BuildServiceProvider();

    private static async Task<TestDatabase> PreparePostgresAsync()
    {
        var template = await PostgresServer.CreateDatabaseAsync();
        await PrepareAsync(DatabaseAddress.PostgreSql(template.ConnectionString));
        template.CloseConnections();
        return template;
    }

    private static async Task<byte[]> PrepareSqliteAsync()
    {
        using var folder = new TempFolder();
        var path = folder.File("template.db");
        await PrepareAsync(DatabaseAddress.SqliteFile(path));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return await File.ReadAllBytesAsync(path);
    }

    private static async Task PrepareAsync(DatabaseAddress address)
    {
        await using var services = new ServiceCollection().AddThroughline(address).BuildServiceProvider();
        var ready = await services.GetRequiredService<Database>().PrepareAsync(CancellationToken.None);
        if (!ready.Succeeded) throw new InvalidOperationException(ready.Error.Message);
    }
}

/// <summary>The real server, on a port of its own.</summary>
public sealed class TestServer(WebApplication app) : IAsyncDisposable
{
    public IServiceProvider Services => app.Services;

    /// <summary>The link that a browser opens first.</summary>
    public string Link { get; } = Server.LinkOf(app);

    /// <summary>Such as <c>http://127.0.0.1:5123</c>.</summary>
    public string BaseUrl => Link[..Link.IndexOf("/?", StringComparison.Ordinal)];

    /// <summary>A client that has opened the first link.</summary>
    public async Task<HttpClient> ClientAsync()
    {
        var client = new HttpClient(new HttpClientHandler { UseCookies = true, CookieContainer = new() }) { BaseAddress = new(BaseUrl), Timeout = TimeSpan.FromMinutes(10) };
        (await client.GetAsync(Link)).EnsureSuccessStatusCode();
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
