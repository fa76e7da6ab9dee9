using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SQLitePCL;

namespace Throughline.Storage;

/// <summary>Reads rows of ids and whole numbers as fast as the engine gives them: for reads of hundreds of thousands of rows, where objects would cost more than the query.</summary>
/// <remarks>Only for reading. Ids come as 128-bit numbers that order as both engines order ids. Not for more than one thread.</remarks>
public sealed class RawReader : IDisposable
{
    private readonly sqlite3_stmt? _statement;
    private readonly sqlite3? _database;
    private readonly NpgsqlCommand? _command;
    private readonly NpgsqlDataReader? _reader;

    private RawReader(sqlite3 database, sqlite3_stmt statement) => (_database, _statement) = (database, statement);

    private RawReader(NpgsqlCommand command, NpgsqlDataReader reader) => (_command, _reader) = (command, reader);

    /// <summary>Begins a query. Its parameters are ids, written as @p0, @p1 and so on; names of tables and columns are in quotation marks.</summary>
    /// <remarks>The context's connection is opened and stays open with the context. PostgreSQL runs one reader for each context at a time, SQLite several.</remarks>
    public static RawReader Open(ThroughlineDb db, string sql, params ReadOnlySpan<Guid> parameters)
    {
        ArgumentNullException.ThrowIfNull(db);
        db.Database.OpenConnection();
        if (db.Database.GetDbConnection() is SqliteConnection sqlite)
        {
            var handle = sqlite.Handle!;
            Check(handle, raw.sqlite3_prepare_v2(handle, sql, out var statement));
            for (var i = 0; i < parameters.Length; i++)
            {
                var at = raw.sqlite3_bind_parameter_index(statement, $"@p{i}");
                if (at > 0) Check(handle, raw.sqlite3_bind_blob(statement, at, parameters[i].ToByteArray(true)));
            }
            return new(handle, statement);
        }
        var command = new NpgsqlCommand(sql, (NpgsqlConnection)db.Database.GetDbConnection());
        for (var i = 0; i < parameters.Length; i++) command.Parameters.AddWithValue($"p{i}", parameters[i]);
        return new(command, command.ExecuteReader());
    }

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Next()
    {
        if (_reader is not null) return _reader.Read();
        return raw.sqlite3_step(_statement) switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            var wrong => throw Fault(_database!, wrong),
        };
    }

    /// <summary>An id as a number of the same order; never null.</summary>
    public UInt128 Id(int column)
    {
        if (_reader is null) return Number(raw.sqlite3_column_blob(_statement, column));
        Span<byte> bytes = stackalloc byte[16];
        _reader.GetGuid(column).TryWriteBytes(bytes, true, out _);
        return Number(bytes);
    }

    public int WholeNumber(int column) => _reader is null ? raw.sqlite3_column_int(_statement, column) : _reader.GetInt32(column);

    /// <summary>The number of an id.</summary>
    public static UInt128 Number(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, true, out _);
        return Number(bytes);
    }

    public void Dispose()
    {
        _statement?.Dispose();
        _reader?.Dispose();
        _command?.Dispose();
    }

    private static UInt128 Number(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    private static void Check(sqlite3 database, int code)
    {
        if (code != raw.SQLITE_OK) throw Fault(database, code);
    }

    private static SqliteException Fault(sqlite3 database, int code) => new(raw.sqlite3_errmsg(database).utf8_to_string(), code);
}
