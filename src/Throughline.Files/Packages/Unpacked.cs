using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace Throughline.Files;

/// <summary>A file packed by gzip, as public data often are (areas.csv.gz), unpacked within the limits.</summary>
public static class Unpacked
{
    /// <summary>The file's own name and bytes where it is packed by gzip; the same name and bytes where it is not.</summary>
    /// <returns>Refused where it unpacks to more than the limits allow, to more than <see cref="ReadLimits.MaxRatio"/> times its size above 1 MB, or is damaged.</returns>
    public static Result<(string FileName, ReadOnlyMemory<byte> Content)> Of(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits)
    {
        if (content.Length > limits.MaxBytes) return Guarded.Refuse(fileName, Guarded.TooLarge(fileName, content.Length, limits));
        if (!content.Span.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) return (fileName, content);
        var inner = fileName.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? fileName[..^3] : fileName;
        return Guarded.Read<(string, ReadOnlyMemory<byte>)>(fileName, "a gzip archive", content, limits, () =>
        {
            using var packed = new GZipStream(Guarded.Stream(content), CompressionMode.Decompress);
            using var all = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (int read; (read = packed.Read(buffer)) > 0;)
            {
                all.Write(buffer, 0, read);
                if (all.Length > limits.MaxBytes || (all.Length > 1 << 20 && all.Length / content.Length > limits.MaxRatio))
                    throw new UnreadableException(string.Create(CultureInfo.InvariantCulture,
                        $"\"{fileName}\" unpacks to more than can be read ({Guarded.Size(all.Length)} so far, from {Guarded.Size(content.Length)}). {Guarded.NothingKept} Split it and add the parts."));
            }
            // The unpacker takes the end of a file for its end; the last four bytes tell how long it should have been (RFC 1952, of files in one part).
            if (content.Length < 18 || BinaryPrimitives.ReadUInt32LittleEndian(content.Span[^4..]) != (uint)all.Length)
                throw new UnreadableException($"\"{fileName}\" is cut short, or packed in several parts. {Guarded.NothingKept} Copy it again from where it came from, or unpack it first.");
            return (inner, all.ToArray());
        });
    }
}
