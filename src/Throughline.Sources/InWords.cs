using System.Globalization;

namespace Throughline.Sources;

/// <summary>Counts as people read them: "1 turn", "1,204 words".</summary>
internal static class InWords
{
    public static string Count(int number, string what) => number == 1 ? $"1 {what}" : string.Create(CultureInfo.InvariantCulture, $"{number:N0} {what}s");

    /// <summary>B, kB of 1,000 and MB of 1,000,000.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(bytes / 1000.0)} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.#} MB"),
    };
}
