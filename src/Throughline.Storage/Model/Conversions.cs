using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Throughline.Storage;

/// <summary>Typed ids are uuid columns on PostgreSQL.</summary>
internal sealed class IdToGuid<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => FromGuid(value)) where TId : struct, IId<TId>
{
    private static TId FromGuid(Guid value) => TId.From(value);
}

/// <summary>Typed ids are 16-byte blobs on SQLite, big-endian so that version 7 ids sort by time.</summary>
internal sealed class IdToBytes<TId>() : ValueConverter<TId, byte[]>(id => id.Value.ToByteArray(true), value => FromBytes(value)) where TId : struct, IId<TId>
{
    private static TId FromBytes(byte[] value) => TId.From(new Guid(value, true));
}

internal sealed class GuidToBytes() : ValueConverter<Guid, byte[]>(id => id.ToByteArray(true), value => new Guid(value, true));

/// <summary>Times are UTC, to the microsecond: PostgreSQL and the change log keep no finer, and undo puts back what the log kept. SQLite forgets the kind, so it is set on reading.</summary>
internal sealed class UtcDateTime() : ValueConverter<DateTime, DateTime>(value => ToMicroseconds(value), value => DateTime.SpecifyKind(value, DateTimeKind.Utc))
{
    private static DateTime ToMicroseconds(DateTime value)
    {
        var utc = value.ToUniversalTime();
        return new(utc.Ticks - utc.Ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
    }
}
