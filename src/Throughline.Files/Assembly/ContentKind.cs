using System.Globalization;

namespace Throughline.Files;

/// <summary>What a file's first bytes say it is, whatever its name ends in.</summary>
internal static class ContentKind
{
    private static readonly (byte[] Signature, string Name)[] Signatures =
    [
        ("%PDF-"u8.ToArray(), "a PDF"),
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "a PNG picture"),
        ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
        ("GIF8"u8.ToArray(), "a GIF picture"),
        ([(byte)'P', (byte)'K', 3, 4], "a zip archive or a Word, Excel or OpenDocument file"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Word or Excel file, or an encrypted one"),
        ([0x1F, 0x8B], "a gzip archive"),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF], "a 7-Zip archive"),
        ("{\\rtf"u8.ToArray(), "a rich text (RTF) file"),
        ("ID3"u8.ToArray(), "a sound file"),
        ("RIFF"u8.ToArray(), "a sound or film file"),
        ("SQLite format 3"u8.ToArray(), "a database"),
        ([0x7F, (byte)'E', (byte)'L', (byte)'F'], "a program"),
        ([(byte)'M', (byte)'Z', 0x90, 0], "a program"),
    ];

    /// <summary>The kind in words, or null when the bytes have no known beginning.</summary>
    public static string? Of(ReadOnlySpan<byte> content)
    {
        foreach (var (signature, name) in Signatures)
            if (content.StartsWith(signature)) return name;
        return content.Length >= 12 && content[4..8].SequenceEqual("ftyp"u8) ? "a film or sound file" : null;
    }

    /// <summary>A refusal for a file that is empty or too large; null when its size is fair.</summary>
    public static FileUnreadable? RefuseSize(string fileName, int bytes, ReadLimits limits)
    {
        if (bytes == 0) return new(fileName, $"\"{fileName}\" is empty: it holds 0 bytes. Nothing was kept. Save it again from the program it came from.");
        if (bytes > limits.MaxBytes)
            return new(fileName, string.Create(CultureInfo.InvariantCulture, $"\"{fileName}\" is {bytes / 1048576.0:0.#} MB; the limit is {limits.MaxBytes / 1048576.0:0.#} MB. Nothing was kept. Split it, or import the parts you need."));
        return null;
    }
}
