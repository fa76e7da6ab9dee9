using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Throughline.Files;

/// <summary>A zip of files to be brought in. Opening it unpacks nothing to keep: it counts what really comes out, and refuses what
/// would fill the machine, lead outside, or cannot be read.</summary>
public sealed class Bundle : IDisposable
{
    private readonly ZipArchive _zip;

    private Bundle(ZipArchive zip, IReadOnlyList<BundleEntry> entries) => (_zip, Entries) = (zip, entries);

    /// <summary>The files, in the archive's order, without folders and without what systems leave behind (__MACOSX, .DS_Store, Thumbs.db).</summary>
    public IReadOnlyList<BundleEntry> Entries { get; }

    /// <summary>Opens the archive, or says why not. The whole is refused where one entry's path leads outside (or is absolute), where it
    /// unpacks to too much, or where there is nothing to read; a single entry is refused (<see cref="BundleEntry.Refusal"/>) where it
    /// is under a password, damaged, too large, or an archive itself.</summary>
    public static Result<Bundle> Open(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, CancellationToken cancel = default)
    {
        ZipArchive? zip = null;
        var opened = Guarded.Read(fileName, "a zip archive", content, limits, () =>
        {
            if (FileKind.Of(content) is not { Extension: ".zip" or ".docx" or ".xlsx" or ".odt" })
                throw new UnreadableException($"\"{fileName}\" is not a zip archive. {Guarded.NothingKept} Pack the files again as .zip, or add them one by one.");
            if (CutShort.Describe(content, "a zip archive", null, "", "") is { } cut) throw new UnreadableException(cut);
            zip = ZipNames.Archive(content, Names.Instance);
            return new Bundle(zip, List(fileName, zip, limits, cancel));
        });
        if (!opened.Succeeded) zip?.Dispose();
        return opened;
    }

    private static List<BundleEntry> List(string fileName, ZipArchive zip, ReadLimits limits, CancellationToken cancel)
    {
        if (zip.Entries.Count > limits.MaxEntries)
            throw new UnreadableException(string.Create(CultureInfo.InvariantCulture, $"\"{fileName}\" holds {zip.Entries.Count:N0} files; at most {limits.MaxEntries:N0} can be brought in at once. {Guarded.NothingKept} Split it and add the parts."));
        // Paths first: an archive that tries to lead outside is not looked into.
        foreach (var entry in zip.Entries)
            if (ZipNames.Escapes(entry.FullName))
                throw new UnreadableException($"\"{fileName}\" holds a file whose path leads outside it (\"{ZipNames.Shown(entry.FullName)}\"), which no honest program writes. {Guarded.NothingKept} If you trust where it came from, unpack it yourself and add the files.");
        var entries = new List<BundleEntry>();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        long total = 0;
        foreach (var entry in zip.Entries)
        {
            cancel.ThrowIfCancellationRequested();
            var path = ZipNames.Shown(ZipNames.Normal(entry.FullName));
            if (path.EndsWith('/') || IsLeftBehind(path)) continue;
            var (refusal, length) = Count(fileName, entry, path, limits, ref total, cancel);
            entries.Add(new(entry, Distinct(path, taken), length, refusal));
        }
        if (entries.Count == 0) throw new UnreadableException($"\"{fileName}\" holds no files. {Guarded.NothingKept} Pack the files again and add it.");
        if (entries.TrueForAll(entry => entry.IsEncrypted))
            throw new UnreadableException($"\"{fileName}\" is protected by a password. {Guarded.NothingKept} Unpack it with the password and add the files, or pack them again without one.");
        return entries;
    }

    /// <summary>Unpacks to nowhere, counting, and looks at the first bytes.</summary>
    private static (Error? Refusal, long Length) Count(string fileName, ZipArchiveEntry entry, string path, ReadLimits limits, ref long total, CancellationToken cancel)
    {
        if (entry.IsEncrypted)
            return (Guarded.Refuse(path, $"\"{path}\" is protected by a password. {Guarded.NothingKept} Unpack it with the password and add it by itself."), 0);
        long length = 0;
        var first = new byte[64];
        var known = 0;
        try
        {
            using var stream = entry.Open();
            var buffer = new byte[81_920];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                cancel.ThrowIfCancellationRequested();
                for (var i = 0; i < read && known < first.Length; i++) first[known++] = buffer[i];
                length += read;
                total += read;
                if (total > limits.MaxExpandedBytes || ZipNames.IsBomb(entry.CompressedLength, length, limits))
                    throw new UnreadableException($"\"{fileName}\" unpacks to far more than it should (\"{path}\": {Guarded.Size(entry.CompressedLength)} become more than {Guarded.Size(length)}). It was stopped before it could fill the machine. {Guarded.NothingKept} If you trust it, unpack it yourself and add the files.");
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            return (Guarded.Refuse(path, $"\"{path}\" cannot be unpacked: it is damaged or packed in a way not known here. {Guarded.NothingKept} Add it by itself."), length);
        }
        if (length > limits.MaxBytes) return (Guarded.Refuse(path, Guarded.TooLarge(path, length, limits)), length);
        var isPacked = first.AsSpan(0, known).StartsWith("PK\x3\x4"u8);
        var isArchive = (isPacked && !EndsAsDocument(path)) || path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)
            || first.AsSpan(0, known).StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) || first.AsSpan(0, known).StartsWith("Rar!"u8) || first.AsSpan(0, known).StartsWith((ReadOnlySpan<byte>)[0x37, 0x7A, 0xBC, 0xAF]);
        return isArchive
            ? (Guarded.Refuse(path, $"\"{path}\" is an archive inside an archive, which is not opened. {Guarded.NothingKept} Unpack it and add what is in it."), length)
            : (null, length);
    }

    // Documents of these kinds are packed themselves; their readers have their own limits.
    private static bool EndsAsDocument(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".docx" or ".docm" or ".xlsx" or ".xlsm" or ".odt" or ".pptx" or ".ods" or ".odp" or ".epub";

    private static bool IsLeftBehind(string path) =>
        path.StartsWith("__MACOSX/", StringComparison.OrdinalIgnoreCase) || path.Contains("/__MACOSX/", StringComparison.OrdinalIgnoreCase)
        || path[(path.LastIndexOf('/') + 1)..] is var name && (name.StartsWith("._", StringComparison.Ordinal) || name.StartsWith("~$", StringComparison.Ordinal)
            || name.Equals(".DS_Store", StringComparison.OrdinalIgnoreCase) || name.Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase) || name.Equals("desktop.ini", StringComparison.OrdinalIgnoreCase));

    private static string Distinct(string path, HashSet<string> taken)
    {
        if (taken.Add(path)) return path;
        var dot = path.LastIndexOf('.');
        var (stem, ending) = dot > path.LastIndexOf('/') ? (path[..dot], path[dot..]) : (path, "");
        for (var n = 2; ; n++)
            if (string.Create(CultureInfo.InvariantCulture, $"{stem} ({n}){ending}") is var other && taken.Add(other)) return other;
    }

    public void Dispose() => _zip.Dispose();

    /// <summary>Names that do not say they are UTF-8: UTF-8 all the same where their bytes are (macOS), else code page 437 (APPNOTE, appendix D).</summary>
    private sealed class Names : Encoding
    {
        public static readonly Names Instance = new();
        private static readonly UTF8Encoding Strict = new(false, true);
        private static readonly Encoding Dos = CodePagesEncodingProvider.Instance.GetEncoding(437)!;

        private static Encoding For(byte[] bytes, int index, int count)
        {
            try
            {
                Strict.GetCharCount(bytes, index, count);
                return Strict;
            }
            catch (DecoderFallbackException)
            {
                return Dos;
            }
        }

        public override int GetByteCount(char[] chars, int index, int count) => Strict.GetByteCount(chars, index, count);
        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => Strict.GetBytes(chars, charIndex, charCount, bytes, byteIndex);
        public override int GetCharCount(byte[] bytes, int index, int count) => For(bytes, index, count).GetCharCount(bytes, index, count);
        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) => For(bytes, byteIndex, byteCount).GetChars(bytes, byteIndex, byteCount, chars, charIndex);
        public override int GetMaxByteCount(int charCount) => Strict.GetMaxByteCount(charCount);
        public override int GetMaxCharCount(int byteCount) => byteCount + 1;
    }
}

/// <summary>One file of a bundle.</summary>
public sealed class BundleEntry
{
    private readonly ZipArchiveEntry _entry;

    internal BundleEntry(ZipArchiveEntry entry, string path, long length, Error? refusal) => (_entry, Path, Length, Refusal) = (entry, path, length, refusal);

    /// <summary>Its path within the bundle with "/" between folders, fit to print, each one once: a second file of one path gets a number.</summary>
    public string Path { get; }

    /// <summary>The last step of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Bytes unpacked, as counted; 0 where it could not be unpacked.</summary>
    public long Length { get; }

    /// <summary>Why this one cannot be read; null where it can.</summary>
    public Error? Refusal { get; }

    internal bool IsEncrypted => _entry.IsEncrypted;

    /// <summary>Unpacks it into memory. Not for two threads at once.</summary>
    public Result<byte[]> Read()
    {
        if (Refusal is not null) return Refusal;
        try
        {
            using var stream = _entry.Open();
            var bytes = new byte[Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            return Guarded.Refuse(Path, $"\"{Path}\" cannot be unpacked: it is damaged. {Guarded.NothingKept} Add it by itself.");
        }
    }
}
