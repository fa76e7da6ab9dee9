using System.Reflection;

namespace Throughline.Demo;

/// <summary>The worked example's files, built into the executable from <c>samples/</c>.</summary>
internal static class SampleFiles
{
    private const string Prefix = "samples/";
    private static readonly Assembly Here = typeof(SampleFiles).Assembly;

    public static byte[] Read(string path)
    {
        using var stream = Here.GetManifestResourceStream(Prefix + path) ?? throw new InvalidOperationException($"The worked example has no file {path}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A table's rows, each a dictionary by column name.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(string path)
    {
        var sheet = Files.SheetReader.Read(path, Read(path), Files.ReadLimits.Default).Value[0];
        return [.. sheet.Rows.Select(row => sheet.Columns.Zip(row.Cells).ToDictionary(pair => pair.First, pair => pair.Second))];
    }
}
