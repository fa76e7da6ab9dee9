using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Throughline.Files;

namespace Throughline.Sources;

/// <summary>Whether a file holds a name anywhere: in its words, what lies beside them, its properties, or any part of its package.</summary>
internal static partial class OriginalSearch
{
    /// <remarks>A file that cannot be looked through to the end counts as holding the name: what is not known to be free of it is dropped.</remarks>
    public static bool Holds(string fileName, byte[] content, NameRewrite names, ReadFile reader, ReadLimits limits, CancellationToken cancel)
    {
        if (content.AsSpan().StartsWith("PK"u8) ? InPackage(content, names, limits) : content.AsSpan().StartsWith("%PDF"u8) ? InPdf(content, names, limits) : InBytes(content, names)) return true;
        var read = reader.Read(fileName, content, limits, null, cancel);
        if (!read.Succeeded) return !IsPlain(content);
        var document = read.Value;
        return new[] { document, document.OtherOrder }.OfType<ReadDocument>().Any(d => names.Find(d.Text).Count > 0 || d.Marks.Any(m => names.Find(m.Value).Count > 0))
            || document.Properties.Values.Any(value => names.Find(value).Count > 0);
    }

    private static bool IsPlain(ReadOnlySpan<byte> content) => !content[..Math.Min(content.Length, 4096)].Contains((byte)0) && !content.StartsWith("%PDF"u8);

    private static bool InBytes(ReadOnlySpan<byte> content, NameRewrite names) =>
        Says(content, names, Encoding.UTF8) || Says(content, names, Encoding.Latin1)
        // Two bytes a letter, from an even or an odd place.
        || Says(content, names, Encoding.Unicode) || Says(content, names, Encoding.BigEndianUnicode) || (content.Length > 1 && (Says(content[1..], names, Encoding.Unicode) || Says(content[1..], names, Encoding.BigEndianUnicode)));

    /// <remarks>
    /// Packed or painted bytes spell short names by chance: a name of three letters once in some 50,000 of them. There a short name counts only where words stand around it
    /// or it stands by itself, as in a picture's properties.
    /// </remarks>
    private static bool Says(ReadOnlySpan<byte> content, NameRewrite names, Encoding encoding)
    {
        var text = encoding.GetString(content);
        foreach (var span in names.Find(text))
        {
            if (span.Length > 4) return true;
            var (start, end) = (span.Start, span.End);
            while (start > 0 && IsPrinted(text[start - 1]) && span.Start - start < 12) start--;
            while (end < text.Length && IsPrinted(text[end]) && end - span.End < 12) end++;
            if (end - start >= 12 || (IsEdge(text, start - 1) && IsEdge(text, end))) return true;
        }
        return false;
    }

    private static bool IsPrinted(char c) => c is >= ' ' and <= '~' or '\t' or '\n' or '\r' || (c > '\u00A0' && char.IsLetter(c) && c < '\u0250');

    private static bool IsEdge(string text, int at) => at < 0 || at >= text.Length || text[at] == '\0';

    /// <summary>What stands between a PDF's streams, and each stream unpacked where it is packed by deflating; other packings are pictures.</summary>
    private static bool InPdf(byte[] content, NameRewrite names, ReadLimits limits)
    {
        var left = limits.MaxExpandedBytes;
        var at = 0;
        while (at < content.Length)
        {
            var begins = content.AsSpan(at).IndexOf("stream"u8);
            if (begins < 0) return InBytes(content.AsSpan(at), names);
            var ends = content.AsSpan(at + begins).IndexOf("endstream"u8);
            if (InBytes(content.AsSpan(at, begins), names)) return true;
            if (ends < 0) return InBytes(content.AsSpan(at), names);
            var body = content.AsSpan(at + begins + 6, Math.Max(0, ends - 6)).TrimStart("\r\n"u8);
            var unpacked = Unpacked(body.ToArray(), left);
            if (unpacked is not null && (left -= unpacked.Length) <= 0) return true;
            if (InBytes(unpacked ?? body, names)) return true;
            at += begins + ends + 9;
        }
        return false;
    }

    /// <summary>Null for what is not packed by deflating. What is packed beyond the limit comes as far as the limit.</summary>
    private static byte[]? Unpacked(byte[] packed, long limit)
    {
        try
        {
            using var stream = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var all = new MemoryStream();
            var buffer = new byte[81_920];
            while (all.Length < limit && stream.Read(buffer) is > 0 and var read) all.Write(buffer, 0, read);
            return all.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static bool InPackage(byte[] content, NameRewrite names, ReadLimits limits)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(content, writable: false));
            var left = limits.MaxExpandedBytes;
            foreach (var entry in zip.Entries)
            {
                if (names.Find(entry.FullName).Count > 0) return true;
                if ((left -= entry.Length) < 0) return true;
                using var stream = entry.Open();
                using var part = new MemoryStream();
                stream.CopyTo(part);
                var bytes = part.GetBuffer().AsSpan(0, (int)part.Length);
                // Word cuts a name into runs; with the tags gone it is one word again.
                if (InBytes(bytes, names) || (bytes[..Math.Min(bytes.Length, 8)].Contains((byte)'<') && names.Find(Tags().Replace(Encoding.UTF8.GetString(bytes), "")).Count > 0)) return true;
            }
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
