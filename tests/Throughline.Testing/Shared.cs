using Xunit;

namespace Throughline.Testing;

/// <summary>The reference files that lie beside the repository in <c>../shared</c>, and are not part of it.</summary>
public static class Shared
{
    /// <summary>The full path of a file or folder in it; skips the test, with a sentence that says so, where it is absent.</summary>
    /// <param name="relative">Such as "corpus/policy".</param>
    public static string PathOrSkip(string relative)
    {
        var path = RepositoryRoot.PathTo(Path.Combine("..", "shared", relative));
        if (!Path.Exists(path)) Assert.Skip($"This test reads ../shared/{relative} beside the repository, which is not there.");
        return path;
    }
}
