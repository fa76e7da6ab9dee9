using System.Text;

namespace Throughline.Files;

/// <summary>Bytes as text, with how they were read.</summary>
/// <param name="Mixed">Bytes that were not of the encoding and were read as Windows-1252.</param>
internal sealed record BytesAsText(string Text, string Encoding, int Mixed)
{
    private static readonly UTF8Encoding Strict = new(false, true);

    public static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>A byte order mark decides; else the declared encoding; else UTF-8 where the bytes are; else, with a few stray bytes
    /// among much UTF-8, both; else UTF-16 where every other byte is NUL; else Windows-1252.</summary>
    public static BytesAsText Of(ReadOnlySpan<byte> bytes, string? declared = null)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) return Utf8(bytes[3..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return new(System.Text.Encoding.Unicode.GetString(bytes[2..]), "utf-16", 0);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return new(System.Text.Encoding.BigEndianUnicode.GetString(bytes[2..]), "utf-16be", 0);
        if (Wide(bytes) is { } wide) return new(wide.GetString(bytes), wide.WebName, 0);
        if (declared is not null && Named(declared) is { } encoding && encoding.CodePage != 65001)
            return new(encoding.GetString(bytes), encoding.WebName, 0);
        return Utf8(bytes);
    }

    public static Encoding? Named(string name)
    {
        name = name.Trim().Trim('"', '\'').ToLowerInvariant();
        if (name is "iso-8859-1" or "latin1" or "us-ascii" or "ascii") return Windows1252; // as browsers do (WHATWG Encoding)
        if (name.StartsWith("utf-16", StringComparison.Ordinal)) return null; // read as bytes, this far, it is not
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? System.Text.Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Encoding? Wide(ReadOnlySpan<byte> bytes)
    {
        var sample = bytes[..(Math.Min(bytes.Length, 512) & ~1)];
        if (sample.Length < 8) return null;
        int even = 0, odd = 0;
        for (var i = 0; i < sample.Length; i++)
            if (sample[i] == 0)
            {
                if (i % 2 == 0) even++;
                else odd++;
            }
        var most = sample.Length / 2 * 3 / 4;
        return odd >= most && even == 0 ? System.Text.Encoding.Unicode : even >= most && odd == 0 ? System.Text.Encoding.BigEndianUnicode : null;
    }

    private static BytesAsText Utf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new(Strict.GetString(bytes), "utf-8", 0);
        }
        catch (DecoderFallbackException)
        {
        }
        var text = new StringBuilder(bytes.Length);
        int strays = 0, sequences = 0;
        for (var i = 0; i < bytes.Length;)
        {
            if (Rune.DecodeFromUtf8(bytes[i..], out var rune, out var used) == System.Buffers.OperationStatus.Done)
            {
                if (used > 1) sequences++;
                text.Append(rune.ToString());
                i += used;
            }
            else
            {
                strays++;
                text.Append(Windows1252.GetString(bytes.Slice(i, 1)));
                i++;
            }
        }
        return sequences == 0 ? new(Windows1252.GetString(bytes), "windows-1252", 0) : new(text.ToString(), "utf-8", strays);
    }
}
