using CsCheck;

namespace Throughline.Files.Tests;

/// <summary>The real files beside the repository, and this project's own small ones.</summary>
internal static class Corpus
{
    private static readonly string Root = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Throughline.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Throughline.slnx is in no folder above the tests.");
    }

    /// <summary>A file of the shared folder; the test is skipped with a sentence where that folder is absent.</summary>
    public static string Shared(params string[] path)
    {
        var full = Path.Combine([Root, "..", "shared", .. path]);
        Assert.SkipUnless(File.Exists(full), $"The shared folder beside the repository is absent: there is no {string.Join('/', path)}.");
        return full;
    }

    public static string Own(params string[] path) => Path.Combine([Root, "tests", "Throughline.Files.Tests", "data", .. path]);

    public static Result<ReadDocument> Try(IFileReader reader, string name, ReadOnlyMemory<byte> content, ReadLimits? limits = null) =>
        reader.Read(name, content, limits ?? ReadLimits.Default, null, TestContext.Current.CancellationToken);

    /// <summary>Reads, and holds the document to its promises.</summary>
    public static ReadDocument Read(IFileReader reader, string name, ReadOnlyMemory<byte> content)
    {
        var read = Try(reader, name, content);
        Assert.True(read.Succeeded, read.Error?.Message);
        Assert.Empty(DocumentLaws.Broken(read.Value));
        if (read.Value.OtherOrder is { } other) Assert.Empty(DocumentLaws.Broken(other));
        return read.Value;
    }

    public static ReadDocument Read(IFileReader reader, string path) => Read(reader, Path.GetFileName(path), File.ReadAllBytes(path));

    /// <summary>Generates one of the items.</summary>
    public static Gen<T> Pick<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);

    public static IEnumerable<Mark> Of(this IEnumerable<Mark> marks, MarkKind kind) => marks.Where(mark => mark.Kind == kind);
}
