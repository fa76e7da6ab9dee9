using Npgsql;

namespace Throughline.Storage;

public sealed record LockTaken(string Message) : Refused(Message);

/// <summary>Held while one process does to a database what no other may do at the same time. It goes with the process, however that ends.</summary>
public sealed class DatabaseLock : IAsyncDisposable
{
    private readonly IAsyncDisposable _held;

    private DatabaseLock(IAsyncDisposable held) => _held = held;

    /// <param name="name">What is done: the end of a file beside a SQLite file, or the key of an advisory lock of a PostgreSQL database.</param>
    /// <param name="taken">What to say where another process does it now.</param>
    public static async Task<Result<DatabaseLock>> TryAsync(DatabaseAddress address, string name, string taken, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentException.ThrowIfNullOrEmpty(name);
        try
        {
            IAsyncDisposable? held = address.Engine == Engine.Sqlite ? OfFile(address.Value, name) : await OfServerAsync(address.Value, name, cancel);
            return held is null ? new LockTaken(taken) : new DatabaseLock(held);
        }
        catch (Exception bad) when (bad is UnauthorizedAccessException or NpgsqlException)
        {
            return new DatabaseUnusable($"{address.ForPeople()} cannot be opened: {bad.Message}");
        }
    }

    public ValueTask DisposeAsync() => _held.DisposeAsync();

    private static FileStream? OfFile(string database, string name)
    {
        if (Path.GetDirectoryName(database) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        try
        {
            // The file stays, empty: whoever deleted it could delete one that another has just opened.
            return new FileStream($"{database}.{name}", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task<NpgsqlConnection?> OfServerAsync(string database, string name, CancellationToken cancel)
    {
        // A connection of its own: one that went back to a pool would keep the lock.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        var isHeld = false;
        try
        {
            await connection.OpenAsync(cancel);
            await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtext(@name))", connection);
            command.Parameters.AddWithValue("name", $"throughline.{name}");
            isHeld = await command.ExecuteScalarAsync(cancel) is true;
            return isHeld ? connection : null;
        }
        finally
        {
            if (!isHeld) await connection.DisposeAsync();
        }
    }
}
