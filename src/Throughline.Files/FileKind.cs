using System.Text;

namespace Throughline.Files;

/// <summary>What a file is by its first bytes, whatever its name says.</summary>
/// <param name="Words">With its article: "a Word document".</param>
/// <param name="Extension">The ending its reader goes by; null where none reads it.</param>
/// <param name="Advice">What to do instead, where it cannot be read.</param>
internal sealed record FileKind(string Words, string? Extension, string? Advice = null)
{
    private const string OleWord = "Open it in Word or LibreOffice, save it as .docx, and add that.";

    /// <summary>Null where the bytes carry no signature, as plain text does not.</summary>
    public static FileKind? Of(ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])) return Ole(bytes);
        if (bytes.StartsWith("PK\x3\x4"u8) || bytes.StartsWith("PK\x5\x6"u8)) return Zip(content);
        if (IsPdf(bytes)) return new("a PDF", ".pdf");
        if (bytes.StartsWith("{\\rtf"u8)) return new("an RTF document", ".rtf");
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])) return Picture("a PNG picture");
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return Picture("a JPEG picture");
        if (bytes.StartsWith("GIF8"u8)) return Picture("a GIF picture");
        if (bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8)) return Picture("a TIFF picture");
        if (bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8)) return Picture("a WebP picture");
        if (bytes.Length > 12 && bytes.StartsWith("RIFF"u8)) return Recording("a sound or film recording");
        if (bytes.Length > 12 && bytes[4..8].SequenceEqual("ftyp"u8)) return Recording("a sound or film recording");
        if (bytes.StartsWith("ID3"u8) || bytes.StartsWith("OggS"u8) || bytes.StartsWith("fLaC"u8)) return Recording("a sound recording");
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) return new("a gzip archive", null, "Unpack it and add what is in it.");
        if (bytes.StartsWith("7z\xBC\xAF"u8) || bytes.StartsWith((ReadOnlySpan<byte>)[0x37, 0x7A, 0xBC, 0xAF])) return new("a 7-Zip archive", null, "Unpack it and add the files, or a .zip of them.");
        if (bytes.StartsWith("Rar!"u8)) return new("a RAR archive", null, "Unpack it and add the files, or a .zip of them.");
        if (bytes.StartsWith("MZ"u8) && bytes.Length > 64 && bytes[..64].Contains((byte)0)) return new("a program", null, "Programs are never opened here.");
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F'])) return new("a program", null, "Programs are never opened here.");
        if (bytes.StartsWith("SQLite format 3\0"u8)) return new("a database", null, "Export what you need from it as .csv or .docx.");
        var start = bytes[..Math.Min(512, bytes.Length)];
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) start = start[3..];
        var opening = Encoding.ASCII.GetString(start).TrimStart();
        if (opening.StartsWith("WEBVTT", StringComparison.Ordinal)) return new("a caption file", ".vtt");
        if (opening.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || opening.StartsWith("<html", StringComparison.OrdinalIgnoreCase)) return new("a web page", ".html");
        return null;
    }

    // What stands before the mark may be a stray line end or a few odd bytes, not words: a text may speak of "%PDF-".
    private static bool IsPdf(ReadOnlySpan<byte> bytes) =>
        bytes[..Math.Min(64, bytes.Length)].IndexOf("%PDF-"u8) is >= 0 and var at && !bytes[..at].ContainsAnyInRange((byte)'!', (byte)'~');

    private static FileKind Picture(string what) => new(what, null, "Run text recognition on it and add the result as text, .docx or .pdf.");

    private static FileKind Recording(string what) => new(what, null, "Transcribe it and add the transcript.");

    private static FileKind Zip(ReadOnlyMemory<byte> content)
    {
        // The names of parts stand in the local headers, so that a file cut short is known too.
        var names = content.Span;
        if (names.IndexOf("mimetypeapplication/vnd.oasis.opendocument.text"u8) is >= 0 and < 200) return new("an OpenDocument text", ".odt");
        if (names.IndexOf("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"u8) is >= 0 and < 200) return new("an OpenDocument spreadsheet", null, "Save it as .xlsx or .csv and add that.");
        if (names.IndexOf("mimetypeapplication/epub+zip"u8) is >= 0 and < 200) return new("an EPUB book", null, "Save it as .docx or .html and add that.");
        return Folder(content) switch
        {
            "word/" => new("a Word document", ".docx"),
            "xl/" => new("an Excel workbook", ".xlsx"),
            "ppt/" => new("a PowerPoint presentation", null, "Save it as .pdf and add that."),
            _ => new("a zip archive", ".zip"),
        };
    }

    /// <summary>The folder that tells an office package's kind; null in any other archive.</summary>
    private static string? Folder(ReadOnlyMemory<byte> content)
    {
        string[] folders = ["word/", "xl/", "ppt/"];
        try
        {
            using var zip = ZipNames.Archive(content, null);
            var names = zip.Entries.Select(entry => ZipNames.Normal(entry.FullName)).ToList();
            return names.Contains("[Content_Types].xml") ? Array.Find(folders, folder => names.Exists(name => name.StartsWith(folder, StringComparison.OrdinalIgnoreCase))) : null;
        }
        catch (Exception fault) when (fault is InvalidDataException or UnreadableException)
        {
            // Cut short, perhaps before the list of types, which some programs write last.
            return Array.Find(folders, folder => content.Span.IndexOf(Encoding.ASCII.GetBytes(folder)) is >= 0 and var at && content.Span[..at].LastIndexOf("PK\x3\x4"u8) == at - 30);
        }
    }

    private static FileKind Ole(ReadOnlySpan<byte> bytes)
    {
        bool Holds(ReadOnlySpan<byte> all, string stream) => all.IndexOf(Encoding.Unicode.GetBytes(stream)) >= 0;
        if (Holds(bytes, "EncryptedPackage"))
            return new("an office file protected by a password", null, "Open it in the program that made it, save it without the password, and add that copy.");
        if (Holds(bytes, "WordDocument")) return new("a Word document of the old kind (.doc)", null, OleWord);
        if (Holds(bytes, "Workbook") || Holds(bytes, "Book")) return new("an Excel workbook of the old kind (.xls)", null, "Open it in Excel or LibreOffice, save it as .xlsx or .csv, and add that.");
        if (Holds(bytes, "PowerPoint Document")) return new("a PowerPoint presentation of the old kind (.ppt)", null, "Save it as .pdf and add that.");
        return new("an office file of an old kind", null, "Open it in the program that made it, save it as .docx, and add that.");
    }

    public string Refusal(string fileName) => $"\"{fileName}\" is {Words}, which cannot be read here. {Guarded.NothingKept} {Advice}";

    /// <summary>Refuses a file that is plainly something else than the text its name promises. A web page's or a caption file's opening words
    /// may stand in a text that speaks of them.</summary>
    /// <param name="promised">What the name says it is: "plain text".</param>
    /// <exception cref="UnreadableException">The bytes begin as another format.</exception>
    public static void RefuseUnlessText(string fileName, string promised, ReadOnlyMemory<byte> content)
    {
        if (Of(content) is { Extension: not (".html" or ".vtt") } kind)
            throw new UnreadableException($"\"{fileName}\" is named as {promised} but is {kind.Words}. {Guarded.NothingKept} Give it the ending of what it is, or export it again as {promised}.");
    }

    /// <summary>Office files of the old kind, and new ones under a password, are one container; say which.</summary>
    /// <exception cref="UnreadableException">The bytes are such a container.</exception>
    public static void RefuseOle(string fileName, ReadOnlyMemory<byte> content)
    {
        if (content.Span.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]))
            throw new UnreadableException(Ole(content.Span).Refusal(fileName));
    }
}
