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
        if (InBytes(content, names)) return true;
        if (content.AsSpan().StartsWith("PK"u8) && InPackage(content, names, limits)) return true;
        var read = reader.Read(fileName, content, limits, null, cancel);
        if (!read.Succeeded) return !IsPlain(content);
        var document = read.Value;
        return new[] { document, document.OtherOrder }.OfType<ReadDocument>().Any(d => names.Find(d.Text).Count > 0 || d.Marks.Any(m => names.Find(m.Value).Count > 0))
            || document.Properties.Values.Any(value => names.Find(value).Count > 0);
    }

    private static bool IsPlain(ReadOnlySpan<byte> content) => !content[..Math.Min(content.Length, 4096)].Contains((byte)0) && !content.StartsWith("%PDF"u8);

    private static bool InBytes(byte[] content, NameRewrite names) =>
        names.Find(Encoding.UTF8.GetString(content)).Count > 0 || names.Find(Encoding.Latin1.GetString(content)).Count > 0 || names.Find(Encoding.Unicode.GetString(content)).Count > 0 || names.Find(Encoding.BigEndianUnicode.GetString(content)).Count > 0;

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
                var text = Encoding.UTF8.GetString(part.GetBuffer(), 0, (int)part.Length);
                // Word cuts a name into runs; with the tags gone it is one word again.
                if (names.Find(text).Count > 0 || names.Find(Tags().Replace(text, "")).Count > 0) return true;
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
