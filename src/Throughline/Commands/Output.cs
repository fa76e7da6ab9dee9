using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Throughline.Exchange.Tables;

namespace Throughline.Commands;

/// <summary>Writes a command's file whole or not at all, or prints a table.</summary>
internal static class Output
{
    /// <returns>The file's full path.</returns>
    public static async Task<Result<string>> WriteAsync(string path, Func<Stream, Task> write) => await WriteAsync<Done>(path, async stream =>
    {
        await write(stream);
        return Done.Value;
    }) is { Succeeded: false } failed ? failed.Error : Path.GetFullPath(path);

    /// <summary>Prints a table where no file was named: csv as it is, json as it is or as the one value of <c>--json</c>.</summary>
    /// <param name="format">csv, xlsx (refused: it is bytes, not lines) or json.</param>
    public static async Task<Result<Said>> PrintAsync(ParseResult parsed, bool isJson, string what, string format, Func<TableFormat, Stream, Task<Result<int>>> write)
    {
        if (format == "xlsx") return new Error($"An xlsx is a file, not lines for the screen. Name it with --out {what}.xlsx, or choose --format csv or json.");
        if (isJson && format != "json") return new Error($"--json prints one JSON value, and --format {format} is none. Leave one of them out, or name a file with --out {what}.{format}.");
        using var whole = new MemoryStream();
        var rows = await write(format == "json" ? TableFormat.Json : TableFormat.Csv, whole);
        if (!rows.Succeeded) return rows.Error;
        // The mark at the start is for spreadsheets that open a file; what reads lines would take it for a letter.
        var text = Encoding.UTF8.GetString(whole.ToArray()).TrimStart('\uFEFF');
        if (format == "json") return new Said(JsonNode.Parse(text)!, text);
        await parsed.InvocationConfiguration.Output.WriteAsync(text);
        return new Said(text, "");
    }

    /// <summary>Prints words that are no table where no file was named. They are printed as they are, and are no value of <c>--json</c>.</summary>
    public static async Task<Result<Said>> PrintWordsAsync(ParseResult parsed, bool isJson, string what, string ending, string words)
    {
        if (isJson) return new Error($"--json prints one JSON value, and {ending} is none. Leave it out, or name a file with --out {what}.{ending}.");
        await parsed.InvocationConfiguration.Output.WriteAsync(words);
        return new Said(words, "");
    }

    /// <summary>Writes beside the file first, so that what was there stays when the work fails.</summary>
    public static async Task<Result<T>> WriteAsync<T>(string path, Func<Stream, Task<Result<T>>> write)
    {
        string? half = null;
        try
        {
            var full = Path.GetFullPath(path);
            if (Path.GetDirectoryName(full) is { Length: > 0 } folder && !Directory.Exists(folder)) return new Error($"There is no folder \"{folder}\" to write \"{Path.GetFileName(full)}\" in. Make it, or choose another.");
            if (Directory.Exists(full)) return new Error($"\"{full}\" is a folder. Name a file in it.");
            half = full + ".part";
            Result<T> result;
            await using (var stream = new FileStream(half, FileMode.Create, FileAccess.ReadWrite, FileShare.None)) result = await write(stream);
            if (result.Succeeded) File.Move(half, full, overwrite: true);
            else File.Delete(half);
            return result;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            if (half is not null && File.Exists(half)) File.Delete(half);
            return new Error($"\"{path}\" cannot be written: {wrong.Message}");
        }
    }
}
