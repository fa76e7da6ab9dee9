using Npgsql;

namespace Throughline.Testing;

/// <summary>The real PostgreSQL that tests run against: the one the build started, or else one of this process's own, started when first asked for.</summary>
public static class PostgresServer
{
    private static readonly Lazy<string> Server = new(Find);
    private static TemporaryPostgres? _own;

    /// <summary>How to reach it as a superuser, in its own <c>postgres</c> database.</summary>
    public static string ConnectionString => Server.Value;

    /// <summary>Makes a database that is dropped when disposed.</summary>
    /// <param name="template">The name of a database nobody is connected to, to copy (its migrations already applied, say); null for an empty one.</param>
    /// <param name="cancel">Stops waiting for the server.</param>
    public static async Task<TestDatabase> CreateDatabaseAsync(string? template = null, CancellationToken cancel = default)
    {
        var name = $"test_{Guid.CreateVersion7():N}";
        await ExecuteAsync($"CREATE DATABASE {name}" + (template is null ? "" : $" TEMPLATE {Quoted(template)}"), cancel);
        // A pool holds its connections for minutes, and every database has a pool: a small one keeps the server from running out.
        var connection = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name, MaxPoolSize = 20, ConnectionIdleLifetime = 10, ConnectionPruningInterval = 5 };
        return new(name, connection.ConnectionString);
    }

    internal static async Task ExecuteAsync(string sql, CancellationToken cancel = default)
    {
        var address = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static string Quoted(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable(TemporaryPostgres.Variable) is { Length: > 0 } given) return given;
        _own = TemporaryPostgres.Start();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => _own.Dispose();
        return _own.ConnectionString;
    }
}

/// <summary>A database of a test's own.</summary>
/// <param name="Name">Its name, which may serve as the template of others once nobody is connected.</param>
/// <param name="ConnectionString">How to reach it.</param>
public sealed record TestDatabase(string Name, string ConnectionString) : IAsyncDisposable
{
    /// <summary>Closes this process's idle connections to it, so that it can be a template.</summary>
    public void CloseConnections()
    {
        using var connection = new NpgsqlConnection(ConnectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    /// <summary>Drops it, with whatever is still connected.</summary>
    public async ValueTask DisposeAsync()
    {
        CloseConnections();
        await PostgresServer.ExecuteAsync($"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
    }
}
