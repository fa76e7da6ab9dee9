using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml;

namespace Throughline.Files;

/// <summary>Thrown inside a reader where the file cannot be read on; its message is the whole refusal. Never leaves a reader.</summary>
internal sealed class UnreadableException(string message) : Exception(message);

/// <summary>What every reader does the same: sizes checked first, bad data turned into a refusal.</summary>
internal static class Guarded
{
    public const string NothingKept = "Nothing from this file was kept.";

    /// <param name="what">The format in words, with its article: "a Word document".</param>
    public static Result<T> Read<T>(string fileName, string what, ReadOnlyMemory<byte> content, ReadLimits limits, Func<T> read)
    {
        if (content.IsEmpty) return Refuse(fileName, Empty(fileName));
        if (content.Length > limits.MaxBytes) return Refuse(fileName, TooLarge(fileName, content.Length, limits));
        try
        {
            return read();
        }
        catch (UnreadableException refusal)
        {
            return Refuse(fileName, refusal.Message);
        }
        catch (Exception fault) when (IsBadData(fault))
        {
            return Refuse(fileName, Damaged(fileName, what));
        }
    }

    public static Error Refuse(string fileName, string message) => new FileUnreadable(fileName, message);

    public static string Empty(string fileName) =>
        $"\"{fileName}\" is empty: it holds 0 bytes. {NothingKept} Copy it again from where it came from and add it.";

    public static string TooLarge(string fileName, long bytes, ReadLimits limits) =>
        $"\"{fileName}\" is too large: it has {Size(bytes)} and at most {Size(limits.MaxBytes)} can be read. {NothingKept} Split it, or take the pictures out, and add the parts.";

    /// <param name="characters">How many there are, where all have been counted.</param>
    public static string TooLong(ReadLimits limits, int? characters = null) => string.Create(CultureInfo.InvariantCulture,
        $"The text is too long: it has {(characters is null ? $"more than {limits.MaxCharacters:N0} characters." : $"{characters:N0} characters, more than {limits.MaxCharacters:N0}.")} {NothingKept} Split the file and add the parts.");

    public static string Damaged(string fileName, string what) =>
        $"\"{fileName}\" is damaged: it begins as {what} but cannot be read as one. {NothingKept} Open it in the program that made it, save it again, and add the new copy.";

    public static string OnlyWhiteSpace(string fileName) =>
        $"\"{fileName}\" holds only white space. {NothingKept} Save it again from the program it came from.";

    public static string NoWords(string fileName, string what) =>
        $"\"{fileName}\" holds no words: it is {what} without text. {NothingKept} If its words are in a picture, run text recognition first and add the result.";

    /// <summary>Bytes as people say them: B, kB of 1,000, MB of 1,000,000.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(bytes / 1000.0)} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.#} MB"),
    };

    /// <summary>Bytes as a stream, without copying them where they lie in an array.</summary>
    public static MemoryStream Stream(ReadOnlyMemory<byte> content) =>
        MemoryMarshal.TryGetArray(content, out var array) ? new(array.Array!, array.Offset, array.Count, false) : new(content.ToArray(), false);

    /// <summary>What parsers throw when the bytes are not what they should be; those of other people's PDF and zip code also stumble
    /// (index, cast, null) where they trusted a value. Anything else is our own fault and goes through.</summary>
    public static bool IsBadData(Exception fault) => fault is
        XmlException or InvalidDataException or IOException or FormatException or ArgumentException or OverflowException
        or IndexOutOfRangeException or KeyNotFoundException or InvalidOperationException or NotSupportedException or InvalidCastException
        or NullReferenceException or ArithmeticException or CsvHelper.CsvFormatException
        or UglyToad.PdfPig.Core.PdfDocumentFormatException;
}
