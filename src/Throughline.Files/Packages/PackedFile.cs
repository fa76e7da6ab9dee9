using System.Globalization;
using System.IO.Compression;
using System.Xml.Linq;
using Throughline.Text;

namespace Throughline.Files;

/// <summary>A zip-packed document (docx, xlsx, odt): its parts by name, each bounded by what really comes out of it.</summary>
/// <remarks>Our own rather than the SDK's package, which puts an invented address in the place of a malformed one, and whose tree of
/// elements has no bound on depth (docs/decisions/0008).</remarks>
internal sealed class PackedFile : IDisposable
{
    private readonly ZipArchive _zip;
    private readonly ReadLimits _limits;
    private readonly CancellationToken _cancel;
    private readonly Dictionary<string, ZipArchiveEntry> _parts = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _fileName;
    private long _expanded;

    private PackedFile(ZipArchive zip, string fileName, ReadLimits limits, CancellationToken cancel) =>
        (_zip, _fileName, _limits, _cancel) = (zip, fileName, limits, cancel);

    public string FileName => _fileName;

    /// <exception cref="UnreadableException">Not a zip, cut short, too many parts, a part's path leads out, a bomb by its own account.</exception>
    public static PackedFile Open(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits,
        string what, string mainPart, string paragraphEnd, string unit, CancellationToken cancel)
    {
        ZipArchive zip;
        if (CutShort.Describe(content, what, mainPart, paragraphEnd, unit) is { } cut) throw new UnreadableException(cut);
        try
        {
            zip = ZipNames.Archive(content, null);
            _ = zip.Entries;
        }
        catch (InvalidDataException)
        {
            throw new UnreadableException(Guarded.Damaged(fileName, what));
        }
        var file = new PackedFile(zip, fileName, limits, cancel);
        if (zip.Entries.Count > limits.MaxEntries)
            throw new UnreadableException(string.Create(CultureInfo.InvariantCulture,
                $"\"{fileName}\" holds {zip.Entries.Count:N0} parts, more than the {limits.MaxEntries:N0} allowed. {Guarded.NothingKept}"));
        long declared = 0;
        foreach (var entry in zip.Entries)
        {
            if (ZipNames.Escapes(entry.FullName))
                throw new UnreadableException($"\"{fileName}\" holds a part whose path leads outside it (\"{ZipNames.Shown(entry.FullName)}\"), which no honest program writes. {Guarded.NothingKept}");
            if (entry.IsEncrypted)
                throw new UnreadableException($"\"{fileName}\" is protected by a password. {Guarded.NothingKept} Open it in the program that made it, save it without the password, and add that copy.");
            declared += entry.Length;
            file.CheckBomb(entry, entry.Length, declared);
            file._parts.TryAdd(ZipNames.Normal(entry.FullName), entry);
        }
        return file;
    }

    public bool Has(string part) => _parts.ContainsKey(part);

    public IEnumerable<string> Parts => _parts.Keys;

    /// <summary>A part's bytes as they come; throws once more come than the limits allow.</summary>
    public Stream? Part(string name) =>
        _parts.TryGetValue(name, out var entry) ? new CountingStream(entry.Open(), bytes => Count(entry, bytes)) : null;

    /// <summary>A whole small part as a tree; null where it is missing.</summary>
    public XElement? Tree(string name)
    {
        if (Part(name) is not { } stream) return null;
        using var reader = SafeXml.Open(stream, _limits, _cancel);
        reader.MoveToContent();
        return (XElement)XNode.ReadFrom(reader);
    }

    public System.Xml.XmlReader? Reader(string name) => Part(name) is { } stream ? SafeXml.Open(stream, _limits, _cancel) : null;

    /// <summary>The relationships of a part, by id.</summary>
    public Dictionary<string, Relationship> RelationshipsOf(string part)
    {
        var slash = part.LastIndexOf('/');
        var folder = slash < 0 ? "" : part[..(slash + 1)];
        var found = new Dictionary<string, Relationship>(StringComparer.Ordinal);
        if (Tree($"{folder}_rels/{part[(slash + 1)..]}.rels") is not { } tree) return found;
        foreach (var relationship in tree.Elements().Where(e => e.Name.LocalName == "Relationship"))
        {
            var id = (string?)relationship.Attribute("Id") ?? "";
            var type = (string?)relationship.Attribute("Type") ?? "";
            var target = (string?)relationship.Attribute("Target") ?? "";
            var external = (string?)relationship.Attribute("TargetMode") == "External";
            found[id] = new(type[(type.LastIndexOf('/') + 1)..], external ? target : Resolve(folder, target), external);
        }
        return found;
    }

    private string Resolve(string folder, string target)
    {
        if (target.StartsWith('/')) return target[1..];
        var path = new List<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var step in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step == ".") continue;
            if (step != "..") path.Add(step);
            else if (path.Count > 0) path.RemoveAt(path.Count - 1);
            else throw new UnreadableException($"\"{_fileName}\" names a part outside itself (\"{ZipNames.Shown(target)}\"), which no honest program writes. {Guarded.NothingKept}");
        }
        return string.Join('/', path);
    }

    private void Count(ZipArchiveEntry entry, long bytesOfPart)
    {
        _expanded += bytesOfPart;
        CheckBomb(entry, 0, _expanded);
    }

    private void CheckBomb(ZipArchiveEntry entry, long length, long total)
    {
        if (total > _limits.MaxExpandedBytes || ZipNames.IsBomb(entry.CompressedLength, length, _limits))
            throw new UnreadableException($"\"{_fileName}\" unpacks to far more than a document holds ({Guarded.Size(Math.Max(total, length))} so far). It was stopped before it could fill the machine. {Guarded.NothingKept}");
    }

    public void Dispose() => _zip.Dispose();
}

/// <param name="Type">The last step of the relationship's type: "styles", "hyperlink".</param>
/// <param name="Target">A part's name, or the address when external.</param>
internal sealed record Relationship(string Type, string Target, bool IsExternal);

internal static class ZipNames
{
    // The list of parts is read whole before it can be counted, at some 400 bytes of memory for each 46 of the file.
    private const int MostListed = 500_000;

    /// <exception cref="UnreadableException">The archive lists more than anyone packs.</exception>
    /// <exception cref="InvalidDataException">Not a zip.</exception>
    public static ZipArchive Archive(ReadOnlyMemory<byte> content, System.Text.Encoding? names)
    {
        var listed = 0;
        for (var rest = content.Span; rest.IndexOf("PK\x1\x2"u8) is >= 0 and var at; rest = rest[(at + 4)..])
            if (++listed > MostListed)
                throw new UnreadableException(string.Create(CultureInfo.InvariantCulture, $"The archive lists more than {MostListed:N0} files, more than anyone packs. {Guarded.NothingKept} Split it and add the parts."));
        return new ZipArchive(Guarded.Stream(content), ZipArchiveMode.Read, false, names);
    }

    public static bool Escapes(string name)
    {
        var path = name.Replace('\\', '/');
        return path.StartsWith('/') || (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0]))
            || path.Split('/').Contains("..");
    }

    public static string Normal(string name) => name.Replace('\\', '/');

    /// <summary>A name fit to print: no control characters, not endless.</summary>
    public static string Shown(string name)
    {
        var clean = string.Concat(name.Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u202E' or '\u202D' or '\u2066' or '\u2067' ? '_' : c));
        return Cut.To(clean, 120);
    }

    /// <summary>More than the ratio allows, above 1 MB unpacked.</summary>
    public static bool IsBomb(long packed, long unpacked, ReadLimits limits) =>
        unpacked > 1 << 20 && unpacked / Math.Max(1, packed) > limits.MaxRatio;
}

/// <summary>Reads through, telling how many bytes each read gave.</summary>
internal sealed class CountingStream(Stream inner, Action<long> count) : Stream
{
    public override int Read(byte[] buffer, int offset, int size) => Told(inner.Read(buffer, offset, size));

    public override int Read(Span<byte> buffer) => Told(inner.Read(buffer));

    private int Told(int read)
    {
        if (read > 0) count(read);
        return read;
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
