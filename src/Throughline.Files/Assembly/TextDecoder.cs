using System.Runtime.InteropServices;
using System.Text;

namespace Throughline.Files;

/// <summary>A text file's characters, and how its bytes were understood.</summary>
/// <param name="Characters">As the file has them: line ends untouched, a byte order mark gone, lone surrogates and NUL still there.</param>
/// <param name="Encoding">"UTF-8", "UTF-16 little-endian", "Windows-1252" and so on.</param>
/// <param name="Mixed">Ranges of <paramref name="Characters"/> read as Windows-1252 in a file that is otherwise UTF-8; empty elsewhere.</param>
internal sealed record DecodedFile(string Characters, string Encoding, IReadOnlyList<(int Start, int End)> Mixed);

/// <summary>Finds out how a text file's bytes stand for characters.</summary>
/// <remarks>A byte order mark decides; else UTF-16 by its zero bytes; else the encoding the format declares, where it is not UTF-8; else
/// valid UTF-8; else Windows-1252, or both character by character.</remarks>
internal static class TextDecoder
{
    public static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <param name="declared">The name of the encoding the file gives itself, as html does; null where it gives none.</param>
    /// <exception cref="UnreadableException">The bytes are not text, or are in UTF-7.</exception>
    public static DecodedFile Decode(string fileName, ReadOnlySpan<byte> bytes, string? declared = null)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0])) return new(Encoding.UTF32.GetString(bytes[4..]), "UTF-32 little-endian", []);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF])) return new(new UTF32Encoding(true, false).GetString(bytes[4..]), "UTF-32 big-endian", []);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) return Utf8OrMixed(bytes[3..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return new(Utf16(bytes[2..], false), "UTF-16 little-endian", []);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return new(Utf16(bytes[2..], true), "UTF-16 big-endian", []);
        if (bytes.Length > 4 && bytes.StartsWith("+/v"u8) && bytes[3] is (byte)'8' or (byte)'9' or (byte)'+' or (byte)'/')
            throw new UnreadableException($"\"{fileName}\" is written in UTF-7, an old encoding for mail that is no longer safe to read. {Guarded.NothingKept} Open it in the program that made it and save it as text (UTF-8).");
        var sample = bytes[..Math.Min(bytes.Length, 1 << 16)];
        int zerosEven = 0, zerosOdd = 0, controls = 0;
        for (var i = 0; i < sample.Length; i++)
        {
            if (sample[i] == 0) { if (i % 2 == 0) zerosEven++; else zerosOdd++; }
            if (sample[i] < 0x20 && sample[i] is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0x0B or 0x0C)) controls++;
        }
        // In UTF-16 the Latin letters' other half is zero: on one side of the pairs nearly always, on the other never.
        var pairs = sample.Length / 2;
        if (pairs > 1 && zerosOdd > pairs * 0.4 && zerosEven < pairs * 0.05) return new(Utf16(bytes, false), "UTF-16 little-endian", []);
        if (pairs > 1 && zerosEven > pairs * 0.4 && zerosOdd < pairs * 0.05) return new(Utf16(bytes, true), "UTF-16 big-endian", []);
        if (controls > 16 && controls > sample.Length / 10)
            throw new UnreadableException($"\"{fileName}\" is not text: more than a tenth of its bytes are control characters. {Guarded.NothingKept} Open it in the program that made it and save it as text (UTF-8).");
        if (declared is not null && Named(declared) is { } encoding && encoding.CodePage != 65001)
            return new(encoding.GetString(bytes), encoding.WebName, []);
        return Utf8OrMixed(bytes);
    }

    private static Encoding? Named(string name)
    {
        name = name.Trim().Trim('"', '\'').ToLowerInvariant();
        if (name is "iso-8859-1" or "latin1" or "us-ascii" or "ascii") return Windows1252; // as browsers do (WHATWG Encoding)
        if (name.StartsWith("utf-16", StringComparison.Ordinal) || name.StartsWith("utf-32", StringComparison.Ordinal)) return null; // read as bytes, this far, it is not
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string Utf16(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        // Unit by unit, so that a lone surrogate arrives as itself and is reported, not silently replaced.
        var units = MemoryMarshal.Cast<byte, ushort>(bytes[..(bytes.Length & ~1)]).ToArray();
        if (bigEndian == BitConverter.IsLittleEndian)
            for (var i = 0; i < units.Length; i++) units[i] = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(units[i]);
        return new string(MemoryMarshal.Cast<ushort, char>(units.AsSpan()));
    }

    private static DecodedFile Utf8OrMixed(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return new(Encoding.UTF8.GetString(bytes), "UTF-8", []);
        var text = new StringBuilder(bytes.Length);
        var mixed = new List<(int, int)>();
        var multibyte = 0;
        while (bytes.Length > 0)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var used) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
                if (used > 1) multibyte++;
                bytes = bytes[used..];
            }
            else if (bytes.Length >= 3 && bytes[0] == 0xED && bytes[1] is >= 0xA0 and <= 0xBF && bytes[2] is >= 0x80 and <= 0xBF)
            {
                // A surrogate written as if it were a character of its own.
                text.Append((char)(((bytes[0] & 0xF) << 12) | ((bytes[1] & 0x3F) << 6) | (bytes[2] & 0x3F)));
                multibyte++;
                bytes = bytes[3..];
            }
            else
            {
                mixed.Add((text.Length, text.Length + 1));
                text.Append(Windows1252.GetString(bytes[..1]));
                bytes = bytes[1..];
            }
        }
        if (mixed.Count == 0) return new(text.ToString(), "UTF-8", []);
        return multibyte > 0 ? new(text.ToString(), "UTF-8 and Windows-1252", mixed) : new(text.ToString(), "Windows-1252", []);
    }
}
