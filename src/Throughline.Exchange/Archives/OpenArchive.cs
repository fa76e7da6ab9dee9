using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Throughline.Exchange.Archives;

/// <summary>Opens an archive or a pack, with every file checked against the manifest before anything of it is used.</summary>
internal static class OpenArchive
{
    public const long MostInLine = 256L << 20;
    private const long MostBytes = 16L << 30, MostInFile = 1L << 30;
    private const int MostFiles = 100_000, MostRatio = 1000;

    public static ArchiveInvalid Damaged(string what, string kind = "archive") => new($"The {kind} is damaged or has been changed since it was made: {what}. Nothing was changed. Use another copy of it.");

    /// <param name="format">What the manifest says it is.</param>
    /// <param name="kind">The same as a person says it: "archive", "pack".</param>
    public static async Task<Result<(ZipArchive Zip, ArchiveManifest Manifest)>> OpenAsync(Stream archive, CancellationToken cancel, string format = ArchiveManifest.FormatName, string kind = "archive")
    {
        ZipArchive? zip = null;
        try
        {
            zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8);
            var manifest = await CheckAsync(zip, format, kind, cancel);
            if (manifest.Succeeded) return (zip, manifest.Value);
            zip.Dispose();
            return manifest.Error;
        }
        catch (Exception wrong) when (wrong is InvalidDataException or EndOfStreamException or NotSupportedException or IOException)
        {
            zip?.Dispose();
            return new ArchiveInvalid($"This is not a Throughline {kind}, or it has been cut short. Nothing was changed. Use another copy of it.");
        }
    }

    private static async Task<Result<ArchiveManifest>> CheckAsync(ZipArchive zip, string format, string kind, CancellationToken cancel)
    {
        if (zip.Entries.Count > MostFiles) return new ArchiveInvalid($"The {kind} holds {zip.Entries.Count:N0} files; no {kind} of ours has more than {MostFiles:N0}. Nothing was changed.");
        if (zip.GetEntry("manifest.json") is not { } stated) return new ArchiveInvalid($"This is not a Throughline {kind}: it has no manifest.json. Nothing was changed.");
        if (stated.Length > 64 << 20) return Damaged("its manifest is too large", kind);
        ArchiveManifest? manifest;
        try
        {
            await using var stream = stated.Open();
            var json = await JsonNode.ParseAsync(stream, cancellationToken: cancel);
            switch (json?["format"]?.GetValue<string>())
            {
                case { } said when said == format: break;
                case ArchiveManifest.PackName: return new ArchiveInvalid("This is a pack of one analyst's work, not an archive of a project. Nothing was changed. Merge it into its project: throughline pack merge PROJECT FILE.");
                case ArchiveManifest.FormatName: return new ArchiveInvalid("This is an archive of a project, not a pack of one analyst's work. Nothing was changed. Bring it in with: throughline project restore FILE.");
                default: return new ArchiveInvalid($"This is not a Throughline {kind}: its manifest.json is another program's. Nothing was changed.");
            }
            // The version is read by itself, since a newer manifest may not read as ours.
            if (json["version"]?.GetValue<int>() is not { } version) return Damaged("its manifest has no version", kind);
            if (version > ArchiveManifest.CurrentVersion) return new ArchiveInvalid($"This {kind} is of format {version}, made by a newer version of Throughline ({json["program"]}); this one reads up to {ArchiveManifest.CurrentVersion}. Nothing was changed. {(kind == "archive" ? "Restore it" : "Merge it")} with that version.");
            manifest = json.Deserialize<ArchiveManifest>(ArchiveManifest.Json);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or FormatException)
        {
            return Damaged("its manifest cannot be read", kind);
        }
        if (manifest is not { Files: { } files, Project: not null, MadeBy: not null, LeftOut: not null }) return Damaged("its manifest is incomplete", kind);
        var listed = new HashSet<string>(StringComparer.Ordinal);
        long total = 0;
        foreach (var file in files)
        {
            if (!listed.Add(file.Name)) return Damaged($"\"{file.Name}\" is listed twice", kind);
            total += file.Bytes;
            if (file.Bytes < 0 || total > MostBytes || (file.Bytes > MostInFile && !file.Name.StartsWith("tables/", StringComparison.Ordinal))) return new ArchiveInvalid($"The {kind} would unpack to more than can be taken in (\"{file.Name}\", {file.Bytes:N0} bytes). Nothing was changed.");
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            if (!seen.Add(entry.FullName)) return Damaged($"\"{entry.FullName}\" is in it twice", kind);
            if (entry.FullName != "manifest.json" && !listed.Contains(entry.FullName)) return Damaged($"\"{entry.FullName}\" is not in its manifest", kind);
        }
        foreach (var file in files)
        {
            if (zip.GetEntry(file.Name) is not { } entry) return Damaged($"\"{file.Name}\" is missing", kind);
            if (entry.Length != file.Bytes) return Damaged($"\"{file.Name}\" has {entry.Length:N0} bytes where the manifest says {file.Bytes:N0}", kind);
            if (entry.Length > 10 << 20 && entry.Length / Math.Max(1, entry.CompressedLength) > MostRatio) return new ArchiveInvalid($"\"{file.Name}\" is packed {entry.Length / Math.Max(1, entry.CompressedLength):N0} to 1, which nothing of ours is. Nothing was changed.");
            if (await HashAsync(entry, file.Bytes, cancel) != file.Sha256) return Damaged($"\"{file.Name}\" is not as it was written", kind);
        }
        return manifest;
    }

    /// <summary>Null where more comes out than was said.</summary>
    private static async Task<string?> HashAsync(ZipArchiveEntry entry, long bytes, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var stream = entry.Open();
        var buffer = new byte[81920];
        long read = 0;
        for (int n; (n = await stream.ReadAsync(buffer, cancel)) > 0;)
        {
            if ((read += n) > bytes) return null;
            hash.AppendData(buffer, 0, n);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
