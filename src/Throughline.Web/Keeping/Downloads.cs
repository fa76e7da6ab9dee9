using System.Collections.Concurrent;

namespace Throughline.Web.Keeping;

/// <summary>Files made for one download: kept in the system's temporary folder until fetched, forgotten, or an hour has passed.</summary>
public sealed class Downloads(TimeProvider clock) : IDisposable
{
    private sealed record Kept(ProjectId Project, string Path, string Name, DateTimeOffset Until);

    private readonly ConcurrentDictionary<Guid, Kept> _kept = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("throughline-").FullName;

    /// <summary>An empty file to be written, known by the id given back.</summary>
    public (Guid Id, FileStream Stream) Begin(ProjectId project, string name)
    {
        foreach (var (old, file) in _kept.Where(k => k.Value.Until < clock.GetUtcNow())) Forget(old);
        var id = Guid.CreateVersion7();
        var path = Path.Combine(_folder, id.ToString("N"));
        _kept[id] = new(project, path, name, clock.GetUtcNow().AddHours(1));
        return (id, new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None));
    }

    public (string Path, string Name)? Find(ProjectId project, Guid id) => _kept.TryGetValue(id, out var kept) && kept.Project == project ? (kept.Path, kept.Name) : null;

    public void Forget(Guid id)
    {
        if (_kept.TryRemove(id, out var kept)) File.Delete(kept.Path);
    }

    public void Dispose()
    {
        _kept.Clear();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}
