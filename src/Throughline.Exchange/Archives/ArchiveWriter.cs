using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Throughline.Exchange.Archives;

/// <summary>Writes an archive's files one after the other, and last the manifest with their hashes.</summary>
internal sealed class ArchiveWriter(Stream to, DateTime madeAt) : IDisposable
{
    // Zip keeps local times from 1980 on; UTC is written so that the same project gives the same bytes anywhere.
    private readonly DateTimeOffset _stamp = new(madeAt.Year < 1980 ? new DateTime(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc) : DateTime.SpecifyKind(madeAt, DateTimeKind.Utc));
    private readonly ZipArchive _zip = new(to, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
    private readonly List<ArchiveManifest.FileOf> _files = [];

    public IReadOnlyList<ArchiveManifest.FileOf> Files => _files;

    /// <param name="write">Writes the file and gives its number of rows; null where it has none.</param>
    public async Task AddAsync(string name, Func<Stream, Task<int?>> write)
    {
        var entry = _zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = _stamp;
        await using var into = entry.Open();
        await using var counted = new HashingStream(into);
        var rows = await write(counted);
        await counted.FlushAsync();
        _files.Add(new(name, counted.Written, counted.Hash(), rows));
    }

    public async Task FinishAsync(ArchiveManifest manifest, CancellationToken cancel)
    {
        var entry = _zip.CreateEntry("manifest.json", CompressionLevel.Optimal);
        entry.LastWriteTime = _stamp;
        await using var into = entry.Open();
        await JsonSerializer.SerializeAsync(into, manifest with { Files = _files }, ArchiveManifest.Json, cancel);
    }

    public void Dispose() => _zip.Dispose();

    private sealed class HashingStream(Stream under) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public long Written { get; private set; }
        public string Hash() => Convert.ToHexStringLower(_hash.GetHashAndReset());
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => Written;
        public override long Position { get => Written; set => throw new NotSupportedException(); }
        public override void Flush() => under.Flush();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _hash.AppendData(buffer);
            Written += buffer.Length;
            under.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
