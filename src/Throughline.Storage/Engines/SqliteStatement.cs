using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace Throughline.Storage;

/// <summary>One statement that is run thousands of times on SQLite, where a command's objects would cost more than the work.</summary>
/// <remarks>For writing within a transaction that holds the file already: it does not wait for another writer. Parameters are written as ?1, ?2 and so on. Not for more than one thread.</remarks>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(ThroughlineDb db, string sql)
    {
        if (db.Database.CurrentTransaction is null) throw new InvalidOperationException("A statement that does not wait needs a transaction that holds the database.");
        _database = ((SqliteConnection)db.Database.GetDbConnection()).Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <param name="at">The parameter's number, from 1; its value stays from one run to the next.</param>
    public void Bind(int at, long value) => Check(raw.sqlite3_bind_int64(_statement, at, value));

    public void Bind(int at, string? value) => Check(value is null ? raw.sqlite3_bind_null(_statement, at) : raw.sqlite3_bind_text(_statement, at, value));

    /// <summary>Runs it to its end.</summary>
    /// <returns>The first column of the row it returns, as a whole number; 0 where it returns none.</returns>
    public long Run()
    {
        var answer = 0L;
        var step = raw.sqlite3_step(_statement);
        if (step == raw.SQLITE_ROW)
        {
            answer = raw.sqlite3_column_int64(_statement, 0);
            // What RETURNING tells comes before the statement has ended.
            while (step == raw.SQLITE_ROW) step = raw.sqlite3_step(_statement);
        }
        if (step != raw.SQLITE_DONE)
        {
            var fault = Fault(step);
            _ = raw.sqlite3_reset(_statement);
            throw fault;
        }
        Check(raw.sqlite3_reset(_statement));
        return answer;
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw Fault(code);
    }

    private SqliteException Fault(int code) => new(raw.sqlite3_errmsg(_database).utf8_to_string(), code & 0xFF, raw.sqlite3_extended_errcode(_database));
}
