using Throughline.Files;
using Throughline.Sources;

namespace Throughline.Commands;

/// <summary>Reads files for the policy commands as import would, and keeps nothing.</summary>
internal static class PolicyFiles
{
    /// <summary>The documents that could be read, with the refusals of those that could not.</summary>
    /// <param name="acceptRepairs">Make every proposed repair first: positions are then those of <c>text --file PATH --accept-repairs</c>.</param>
    /// <returns>An error where no path names a file, or none could be read.</returns>
    public static Result<(IReadOnlyList<(string Name, ReadDocument Read)> Documents, IReadOnlyList<string> Refused)> Read(IServiceProvider services, IReadOnlyList<string> paths, bool acceptRepairs, CancellationToken cancel)
    {
        var limits = services.GetRequiredService<ReadLimits>();
        var reader = services.GetRequiredService<ReadText.Handler>();
        var documents = new List<(string, ReadDocument)>();
        var refused = new List<string>();
        try
        {
            foreach (var path in paths.SelectMany(Files))
            {
                if (!File.Exists(path))
                {
                    refused.Add($"There is no file or folder \"{path}\".");
                    continue;
                }
                if (new FileInfo(path).Length > limits.MaxBytes)
                {
                    refused.Add(ImportFiles.Incoming.TooLarge(path, new FileInfo(path).Length, limits).Refusal!);
                    continue;
                }
                var read = reader.Run(Path.GetFileName(path), File.ReadAllBytes(path), acceptRepairs, cancel);
                if (read.Succeeded) documents.Add((Path.GetFileName(path), read.Value));
                else refused.Add(read.Error.Message);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            refused.Add($"A file cannot be read from the disk: {fault.Message}");
        }
        if (documents.Count == 0) return new Error(refused.Count > 0 ? string.Join("\n", refused) : $"There are no files in {string.Join(", ", paths.Select(p => $"\"{p}\""))}.");
        return (documents, refused);
    }

    private static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path)) return [path];
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint };
        return Directory.EnumerateFiles(path, "*", options).Order(StringComparer.Ordinal);
    }
}
