namespace Throughline.Statistics.Tests;

/// <summary>The reference material beside the repository, where it is present.</summary>
internal static class SharedFolder
{
    public static string Require(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Throughline.slnx"))) continue;
            var found = Path.Combine(folder.FullName, "..", "shared", path);
            if (Path.Exists(found)) return found;
        }
        Assert.Skip($"The reference file shared/{path} is not beside the repository.");
        return "";
    }
}
