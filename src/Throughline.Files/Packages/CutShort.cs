using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Throughline.Files;

/// <summary>What can still be said of a zip-packed document that ends in the middle.</summary>
internal static class CutShort
{
    private const uint LocalHeader = 0x04034b50, EndOfDirectory = 0x06054b50, DirectoryHeader = 0x02014b50;

    /// <summary>The refusal, when the packed file is missing its end (or a stretch of its middle); null when it is not.</summary>
    /// <param name="what">"a Word document".</param>
    /// <param name="mainPart">The part that holds the text, such as "word/document.xml"; null for a plain archive.</param>
    /// <param name="paragraphEnd">The markup that ends one paragraph or row, "&lt;/w:p&gt;".</param>
    /// <param name="unit">"paragraph" or "row".</param>
    public static string? Describe(ReadOnlyMemory<byte> content, string what, string? mainPart, string paragraphEnd, string unit)
    {
        var bytes = content.Span;
        if (Expected(bytes) is { } expected)
            return expected <= bytes.Length ? null
                : Sentence($"It is {what}, and {Guarded.Size(expected - bytes.Length)} of its {Guarded.Size(expected)} are missing.");

        long needed = bytes.Length + 22; // an end record at the very least
        var whole = 0;
        var mainWhole = false;
        for (var at = 0L; at + 30 <= bytes.Length;)
        {
            var header = bytes[(int)at..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalHeader) break;
            var hasDescriptor = (header[6] & 8) != 0;
            var packed = BinaryPrimitives.ReadUInt32LittleEndian(header[18..]);
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]), extra = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
            var data = at + 30 + nameLength + extra;
            if (data > bytes.Length) break;
            var name = Encoding.UTF8.GetString(bytes.Slice((int)at + 30, nameLength));
            var deflated = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) == 8;
            long end;
            if (hasDescriptor && packed == 0)
            {
                var next = bytes[(int)data..].IndexOf("PK\x3\x4"u8);
                end = next < 0 ? long.MaxValue : data + next;
            }
            else end = data + packed;
            if (end > bytes.Length)
            {
                var missing = end == long.MaxValue ? null : Guarded.Size(end - bytes.Length);
                var size = end == long.MaxValue ? $"Only its first {Guarded.Size(bytes.Length)} are here."
                    : $"Its first {Guarded.Size(bytes.Length)} are here and at least {missing} are missing.";
                if (name == mainPart && deflated)
                {
                    var seen = Count(content[(int)data..], paragraphEnd);
                    return Sentence(seen == 0
                        ? $"It is {what}. {size} None of its text can be read."
                        : string.Create(CultureInfo.InvariantCulture, $"It is {what}. {size} The text after {unit} {seen:N0} cannot be read."));
                }
                return Sentence($"It is {what}. {size}{(mainWhole ? " What is missing lies after its text, but it cannot be trusted as a whole." : "")}");
            }
            mainWhole |= name == mainPart;
            whole++;
            at = end;
        }
        return whole == 0 && bytes.Length >= 30 ? null
            : Sentence($"It is {what}. Its first {Guarded.Size(bytes.Length)} are here and at least {Guarded.Size(needed - bytes.Length)} are missing: the list of its parts.");
    }

    private static string Sentence(string about) =>
        $"The file ends in the middle. {about} {Guarded.NothingKept} Copy it again from where it came from and add it, or set it aside.";

    /// <summary>The length the end record says the file has; null when there is no end record.</summary>
    private static long? Expected(ReadOnlySpan<byte> bytes)
    {
        var from = Math.Max(0, bytes.Length - 22 - 65_535);
        for (var at = bytes.Length - 22; at >= from; at--)
        {
            var record = bytes[at..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(record) != EndOfDirectory) continue;
            long size = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]), offset = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
            if (size == uint.MaxValue || offset == uint.MaxValue) return bytes.Length; // zip64: sizes lie elsewhere
            var length = offset + size + 22 + BinaryPrimitives.ReadUInt16LittleEndian(record[20..]);
            var directory = at - size;
            var isWhole = directory >= 0 && (size == 0 || BinaryPrimitives.ReadUInt32LittleEndian(bytes[(int)directory..]) == DirectoryHeader);
            return isWhole ? length : bytes.Length;
        }
        return null;
    }

    private static int Count(ReadOnlyMemory<byte> packed, string end)
    {
        var text = new StringBuilder();
        try
        {
            using var inflate = new DeflateStream(Guarded.Stream(packed), CompressionMode.Decompress);
            var buffer = new byte[8192];
            for (int read; text.Length < 20_000_000 && (read = inflate.Read(buffer)) > 0;) text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (InvalidDataException)
        {
            // what came out before the cut is what there is
        }
        int count = 0, at = 0;
        var all = text.ToString();
        while ((at = all.IndexOf(end, at, StringComparison.Ordinal)) >= 0)
        {
            count++;
            at += end.Length;
        }
        return count;
    }
}
