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
    private readonly int _ids;
    private readonly byte[] _row;

    private RawReader(sqlite3 database, sqlite3_stmt statement, int ids) => (_database, _statement, _ids, _row) = (database, statement, ids, new byte[16 * ids]);

    private RawReader(NpgsqlCommand command, NpgsqlDataReader reader, int ids) => (_command, _reader, _ids, _row) = (command, reader, ids, []);

    /// <summary>Begins a query.</summary>
    /// <param name="ids">Columns of ids that are never null. SQLite gives them joined to one value: each call across to it costs more than the bytes.</param>
    /// <param name="numbers">Columns of whole numbers.</param>
    /// <param name="rest">From FROM on, with parameters written as @p0, @p1 and so on; names of tables and columns are in quotation marks.</param>
    /// <remarks>The context's connection is opened and stays open with the context. PostgreSQL runs one reader for each context at a time, SQLite several.</remarks>
    public static RawReader Open(ThroughlineDb db, IReadOnlyList<string> ids, IReadOnlyList<string> numbers, string rest, params ReadOnlySpan<Guid> parameters)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(numbers);
        db.Database.OpenConnection();
        if (db.Database.GetDbConnection() is SqliteConnection sqlite)
        {
            var handle = sqlite.Handle!;
            Check(handle, raw.sqlite3_prepare_v2(handle, $"SELECT {string.Join(", ", [string.Join(" || ", ids.Select(Quoted)), .. numbers.Select(Quoted)])} {rest}", out var statement));
            for (var i = 0; i < parameters.Length; i++)
            {
                var at = raw.sqlite3_bind_parameter_index(statement, $"@p{i}");
                if (at > 0) Check(handle, raw.sqlite3_bind_blob(statement, at, parameters[i].ToByteArray(true)));
            }
            return new(handle, statement, ids.Count);
        }
        var command = new NpgsqlCommand($"SELECT {string.Join(", ", ids.Concat(numbers).Select(Quoted))} {rest}", (NpgsqlConnection)db.Database.GetDbConnection());
        for (var i = 0; i < parameters.Length; i++) command.Parameters.AddWithValue($"p{i}", parameters[i]);
        return new(command, command.ExecuteReader(), ids.Count);

        static string Quoted(string column) => $"\"{column}\"";
    }

    /// <summary>Has PostgreSQL read in the order of an index, and join two such reads as they run, in this context's own transaction, which begins here and ends with the context.</summary>
    /// <remarks>Left to itself, a server that has no figures of the tables yet looks each row up alone or sorts all of them, and one that has compiles the query and divides it among processes
    /// that hand every row on: good for sums, not for reading everything. SQLite reads so anyhow.</remarks>
    public static void KeepOrder(ThroughlineDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (db.Engine == Engine.Sqlite) return;
        db.Database.BeginTransaction();
        db.Database.ExecuteSqlRaw("SET LOCAL enable_nestloop = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_sort = off; SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0");
    }

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Next()
    {
        if (_reader is not null) return _reader.Read();
        switch (raw.sqlite3_step(_statement))
        {
            case raw.SQLITE_ROW:
                raw.sqlite3_column_blob(_statement, 0).CopyTo(_row);
                return true;
            case raw.SQLITE_DONE: return false;
            case var wrong: throw Fault(_database!, wrong);
        }
    }

    /// <summary>An id as a number of the same order.</summary>
    /// <param name="column">Its place among the ids, from 0.</param>
    public UInt128 Id(int column)
    {
        if (_reader is null) return Number(_row.AsSpan(16 * column, 16));
        Span<byte> bytes = stackalloc byte[16];
        _reader.GetGuid(column).TryWriteBytes(bytes, true, out _);
        return Number(bytes);
    }

    /// <param name="column">Its place among the numbers, from 0.</param>
    public int WholeNumber(int column) => _reader is null ? raw.sqlite3_column_int(_statement, column + 1) : _reader.GetInt32(_ids + column);

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
