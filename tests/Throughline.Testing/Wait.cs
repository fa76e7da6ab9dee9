using System.Diagnostics;
using Xunit;

namespace Throughline.Testing;

/// <summary>Waits for what comes of itself, and not for a time: a test that waits so is as quick as what it waits for, and ends.</summary>
public static class Wait
{
    /// <summary>What never comes fails a test late; what comes late, on a machine that does much else, does not.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(25);

    /// <summary>Asks again and again until it holds; after five minutes the test fails with these words.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string otherwise)
    {
        var cancel = TestContext.Current.CancellationToken;
        for (var since = Stopwatch.GetTimestamp(); !await holds();)
        {
            if (Stopwatch.GetElapsedTime(since) > Longest) Assert.Fail(otherwise);
            await Task.Delay(Step, cancel);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, string)"/>
    public static Task UntilAsync(Func<bool> holds, string otherwise) => UntilAsync(() => Task.FromResult(holds()), otherwise);
}
