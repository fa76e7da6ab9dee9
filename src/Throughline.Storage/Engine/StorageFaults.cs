using Microsoft.Data.Sqlite;
using Npgsql;

namespace Throughline.Storage;

/// <summary>The disk, or the limit set for the file, has no room for the change. Nothing of it was kept.</summary>
public sealed record StorageFull(string Message) : Error(Message);

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
                    return new Refused("The database is busy with another change. Nothing of this one was kept. Do it again in a moment.");
                case SqliteException { SqliteErrorCode: 8 }:
                    return new Refused("The database file may not be written to. Check that you have the right to change it.");
                case SqliteException { SqliteExtendedErrorCode: 2067 or 1555 }:
                case PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }:
                    return new Refused("The same thing is there already: somebody may have added it just now. Nothing was changed; look again.");
                case SqliteException { SqliteExtendedErrorCode: 787 }:
                case PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.RestrictViolation }:
                    return new Refused("Later work rests on this, so it was left as it is.");
                case PostgresException { SqlState: PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory }:
                    return new StorageFull("The PostgreSQL server has no room left. Nothing of this change was kept. Ask whoever looks after it to free some space.");
            }
        }
        return null;
    }
}
