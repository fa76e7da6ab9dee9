namespace Throughline.Testing;

/// <summary>A folder of a test's own, removed with what it holds.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>Makes an empty folder.</summary>
    public TempFolder() => FullPath = Directory.CreateTempSubdirectory("throughline-test-").FullName;

    /// <summary>Its full path.</summary>
    public string FullPath { get; }

    /// <summary>The full path of a file in it.</summary>
    public string File(string name) => Path.Combine(FullPath, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(FullPath)) Directory.Delete(FullPath, recursive: true);
    }
}
