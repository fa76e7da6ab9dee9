namespace Throughline.Commands;

/// <summary>Writes a command's file whole or not at all.</summary>
internal static class Output
{
    /// <returns>The file's full path.</returns>
    public static async Task<Result<string>> WriteAsync(string path, Func<Stream, Task> write) => await WriteAsync<Done>(path, async stream =>
    {
        await write(stream);
        return Done.Value;
    }) is { Succeeded: false } failed ? failed.Error : Path.GetFullPath(path);

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
