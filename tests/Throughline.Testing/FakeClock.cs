using Microsoft.Extensions.Time.Testing;

namespace Throughline.Testing;

/// <summary>A clock that moves only when it is told to; timers that rest on it fire as it moves.</summary>
public sealed class FakeClock : FakeTimeProvider
{
    /// <summary>Half past nine in the morning, UTC, on Thursday 9 May 2024.</summary>
    public static readonly DateTimeOffset Morning = new(2024, 5, 9, 9, 30, 0, TimeSpan.Zero);

    /// <summary>Starts at <see cref="Morning"/>.</summary>
    public FakeClock() : base(Morning) { }

    /// <summary>Starts at a time of the test's choosing.</summary>
    public FakeClock(DateTimeOffset start) : base(start) { }
}
