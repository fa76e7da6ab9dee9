namespace Throughline.Testing;

/// <summary>Finds the programs that tests need and that no package brings: Chromium and a PostgreSQL server.</summary>
public static class Installed
{
    /// <summary>The environment variable that names the browser to use.</summary>
    public const string ChromiumVariable = "THROUGHLINE_TEST_CHROMIUM";

    /// <summary>Chromium without a window of its own, under a name of its own: the same pages for less work.</summary>
    public const string HeadlessShell = "chromium-headless-shell";

    /// <summary>The one command that installs both on Debian and its like.</summary>
    public const string DebianCommand = "sudo apt-get update && sudo apt-get install -y chromium postgresql";

    /// <summary>The full path of a Chromium or Chrome; null when there is none.</summary>
    public static string? Chromium()
    {
        if (Environment.GetEnvironmentVariable(ChromiumVariable) is { Length: > 0 } named && File.Exists(named)) return named;
        string[] names = OperatingSystem.IsWindows() ? ["chrome.exe", "msedge.exe"] : [HeadlessShell, "chromium", "chromium-browser", "google-chrome"];
        return names.Select(OnPath).FirstOrDefault(found => found is not null)
            ?? new[]
            {
                "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                "/Applications/Chromium.app/Contents/MacOS/Chromium",
            }.FirstOrDefault(File.Exists);
    }

    /// <summary>The folder that holds <c>initdb</c> and <c>postgres</c>, the newest version first; null when there is none.</summary>
    public static string? PostgresPrograms()
    {
        // Debian keeps the server out of PATH, one folder for each version.
        const string debian = "/usr/lib/postgresql";
        IEnumerable<string> folders = Directory.Exists(debian)
            ? Directory.GetDirectories(debian)
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
        if (OnPath("initdb") is { } initdb) folders = folders.Append(Path.GetDirectoryName(initdb)!);
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    /// <summary>The full path of a program on PATH; null when it is not there.</summary>
    public static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
