using Npgsql;

namespace Throughline.Testing.Tests;

public class PostgresTests
{
    [Fact]
    public async Task A_database_is_made_can_be_a_template_and_is_dropped()
    {
        var cancel = TestContext.Current.CancellationToken;
        string name;
        await using (var database = await PostgresServer.CreateDatabaseAsync(cancel: cancel))
        {
            name = database.Name;
            await using (var connection = new NpgsqlConnection(database.ConnectionString))
            {
                await connection.OpenAsync(cancel);
                await using var command = new NpgsqlCommand("CREATE EXTENSION pg_trgm; CREATE TABLE words AS SELECT lower('ÉCOLE') AS word", connection);
                await command.ExecuteNonQueryAsync(cancel);
            }
            database.CloseConnections();
            await using var copy = await PostgresServer.CreateDatabaseAsync(database.Name, cancel);
            Assert.Equal("école", await AskAsync(copy.ConnectionString, "SELECT word FROM words"));
        }
        Assert.Equal(0L, await AskAsync(PostgresServer.ConnectionString, $"SELECT count(*) FROM pg_database WHERE datname = '{name}'"));
    }

    [Fact]
    public async Task A_server_of_ones_own_takes_connections_on_loopback_only_and_leaves_nothing_behind()
    {
        string folder, address;
        using (var server = TemporaryPostgres.Start())
        {
            (folder, address) = (server.Folder, server.ConnectionString + ";Pooling=false");
            Assert.True(Directory.Exists(folder));
            Assert.Equal("127.0.0.1", await AskAsync(address, "SHOW listen_addresses"));
        }
        Assert.False(Directory.Exists(folder));
        await Assert.ThrowsAsync<NpgsqlException>(() => AskAsync(address, "SELECT 1"));
    }

    private static async Task<object?> AskAsync(string address, string sql)
    {
        await using var connection = new NpgsqlConnection(address);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
