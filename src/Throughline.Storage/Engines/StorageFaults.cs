using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Throughline.Storage;

/// <summary>The disk, or the limit set for the file, has no room for the change. Nothing of it was kept.</summary>
public sealed record StorageFull(string Message) : Error(Message);

/// <summary>Another change holds the database, or its server does not answer. Nothing was kept; the same thing may be sent again.</summary>
public sealed record StorageBusy(string Message) : Refused(Message);

/// <summary>Rows of another table point at what was to go, so it stays. Nothing was kept.</summary>
public sealed record StillRestedOn(string Message) : Refused(Message);

/// <summary>Turns what an engine refuses into what a person can act on.</summary>
public static class StorageFaults
{
    /// <summary>The error that an engine's exception stands for; null when it is nobody's but ours.</summary>
    public static Error? Read(Exception fault)
    {
        for (var inner = fault; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case SqliteException { SqliteErrorCode: 13 }:
                    return new StorageFull("The database has no room left: its disk is full, or it has reached its page limit. Nothing of this change was kept. Free some space, or raise the limit, and do it again.");
                case SqliteException { SqliteErrorCode: 10 }:
                    return new StorageFull("The disk could not be written to. Nothing of this change was kept. Check the disk and do it again.");
                case SqliteException { SqliteErrorCode: 5 or 6 }:
                case PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable }:
                    return new StorageBusy("The database is busy with another change. Nothing of this one was kept. Do it again in a moment.");
                case SqliteException { SqliteErrorCode: 8 }:
                    return new Refused("The database file may not be written to. Check that you have the right to change it.");
                case SqliteException { SqliteErrorCode: 11 or 26 }:
                    return new DatabaseUnusable("The database file is damaged, so this could not be done. Nothing was changed. Make a copy of the file as it is, and restore a backup.");
                case SqliteException { SqliteErrorCode: 14 }:
                    return new DatabaseUnusable("The database file cannot be opened any more. Check that its folder is there and that you have the right to use it.");
                case DbUpdateConcurrencyException:
                    return new Refused("Somebody else changed the same thing just now, so this was not done. Look again, and do it once more if it is still needed.");
                case SqliteException { SqliteExtendedErrorCode: 2067 or 1555 }:
                case PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }:
                    return new Refused("The same thing is there already: somebody may have added it just now. Nothing was changed; look again.");
                case SqliteException { SqliteExtendedErrorCode: 787 }:
                // A key that restricts is kept by a trigger inside SQLite, and told as one.
                case SqliteException { SqliteExtendedErrorCode: 1811, Message: var said } when said.Contains("FOREIGN KEY", StringComparison.Ordinal):
                case PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.RestrictViolation }:
                    return new StillRestedOn("Later work rests on this, so it was left as it is.");
                case PostgresException { SqlState: PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory }:
                    return new StorageFull("The PostgreSQL server has no room left. Nothing of this change was kept. Ask whoever looks after it to free some space.");
                case PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections }:
                case NpgsqlException and not PostgresException:
                    return new StorageBusy("The PostgreSQL server does not answer. What was not confirmed was not kept. Do it again when it is back.");
            }
        }
        return null;
    }
}
