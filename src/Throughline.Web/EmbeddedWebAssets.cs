using System.Reflection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Throughline.Web;

/// <summary>Styles, scripts and fonts that were built into the executable, as files.</summary>
/// <remarks>Their names begin with "web/"; a base path of none leaves "web//".</remarks>
public sealed class EmbeddedWebAssets(Assembly assembly) : IFileProvider
{
    private const string Prefix = "web/";
    private readonly DateTimeOffset _built = BuiltAt(assembly);
    private readonly Dictionary<string, string> _names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(name => "/" + name[Prefix.Length..].Replace('\\', '/').TrimStart('/'), StringComparer.Ordinal);

    private byte[]? _styles;

    /// <summary>When the executable was written: of the assembly beside it, or, in a single file, of that file.</summary>
    private static DateTime BuiltAt(Assembly assembly)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".dll");
        return File.GetLastWriteTimeUtc(File.Exists(beside) ? beside : Environment.ProcessPath!);
    }

    public IFileInfo GetFileInfo(string subpath) =>
        subpath == Stylesheets.Address ? new Joined(_styles ??= Join(Stylesheets.InOrder.Select(sheet => _names[$"/css/{sheet}.css"])), Stylesheets.Address, _built)
        : _names.TryGetValue(subpath, out var name) ? new Asset(assembly, name, subpath, _built)
        : new NotFoundFileInfo(subpath);

    private byte[] Join(IEnumerable<string> names)
    {
        using var all = new MemoryStream();
        foreach (var name in names)
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            stream.CopyTo(all);
            all.WriteByte((byte)'\n');
        }
        return all.ToArray();
    }

    public IDirectoryContents GetDirectoryContents(string subpath) => NotFoundDirectoryContents.Singleton;

    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

    private sealed class Asset(Assembly assembly, string name, string path, DateTimeOffset built) : IFileInfo
    {
        private readonly Lazy<long> _length = new(() =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            return stream.Length;
        });

        public bool Exists => true;
        public long Length => _length.Value;
        public string? PhysicalPath => null;
        public string Name => Path.GetFileName(path);
        public DateTimeOffset LastModified => built;
        public bool IsDirectory => false;
        public Stream CreateReadStream() => assembly.GetManifestResourceStream(name)!;
    }

    private sealed class Joined(byte[] content, string path, DateTimeOffset built) : IFileInfo
    {
        public bool Exists => true;
        public long Length => content.Length;
        public string? PhysicalPath => null;
        public string Name => Path.GetFileName(path);
        public DateTimeOffset LastModified => built;
        public bool IsDirectory => false;
        public Stream CreateReadStream() => new MemoryStream(content, writable: false);
    }
}
