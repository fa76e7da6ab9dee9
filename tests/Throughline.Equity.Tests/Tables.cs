using System.Text;
using Throughline.Files;

namespace Throughline.Equity.Tests;

internal static class Tables
{
    public static LongTable Of(string csv, string name = "made.csv") => LongTable.Read(name, Encoding.UTF8.GetBytes(csv), ReadLimits.Default).Value;

    /// <summary>A table of the reference material beside the repository, where it is present.</summary>
    public static LongTable Shared(string path) => LongTable.Read(Path.GetFileName(path), File.ReadAllBytes(Require(path)), ReadLimits.Default).Value;

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
