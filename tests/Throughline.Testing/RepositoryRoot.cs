namespace Throughline.Testing;

/// <summary>The folder that holds the solution, found by walking up from the test's own folder.</summary>
public static class RepositoryRoot
{
    /// <summary>The full path, without a slash at the end.</summary>
    public static string FullPath { get; } = Find();

    /// <summary>A path inside it, with forward slashes.</summary>
    public static string PathTo(string relative) => Path.GetFullPath(Path.Combine(FullPath, relative));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Throughline.slnx"))) return folder.FullName;
        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Throughline.slnx.");
    }
}
