using System.Diagnostics;

namespace Throughline.Faults.Tests;

/// <summary>The built program itself, run as a person runs it: another process, with a data folder of the test's own.</summary>
internal static class Executable
{
    internal sealed record Ended(int ExitCode, string Out, string Error);

    public static ProcessStartInfo Start(string dataFolder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "throughline.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["XDG_DATA_HOME"] = dataFolder;
        start.Environment["THROUGHLINE_DATABASE"] = "";
        return start;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<Ended> RunAsync(string dataFolder, CancellationToken cancel, params string[] arguments)
    {
        using var process = Process.Start(Start(dataFolder, arguments))!;
        try
        {
            var (said, complained) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
            await process.WaitForExitAsync(cancel).WaitAsync(TimeSpan.FromMinutes(3), cancel);
            return new(process.ExitCode, await said, await complained);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}

/// <summary>The program serving, until it is killed.</summary>
internal sealed class Serving : IAsyncDisposable
{
    private readonly Process _process;

    private Serving(Process process, string link) => (_process, Link) = (process, link);

    /// <summary>The link it printed.</summary>
    public string Link { get; }

    public Uri Base => new(new Uri(Link).GetLeftPart(UriPartial.Authority));

    /// <summary>All it wrote since, to both outputs.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Said { get; } = new();

    /// <param name="port">0 takes a free one.</param>
    public static Task<Serving> StartAsync(string dataFolder, string database, int port, CancellationToken cancel) =>
        StartAsync(Executable.Start(dataFolder, "serve", "--database", database, "--no-browser", "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture)), cancel);

    /// <param name="start">Of a command that serves.</param>
    public static async Task<Serving> StartAsync(ProcessStartInfo start, CancellationToken cancel)
    {
        var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
                if (line.Trim().StartsWith("http://", StringComparison.Ordinal))
                {
                    var serving = new Serving(process, line.Trim());
                    serving.Follow(process.StandardOutput);
                    serving.Follow(process.StandardError);
                    return serving;
                }
            throw new InvalidOperationException($"The program ended without a link: {await process.StandardError.ReadToEndAsync(cancel)}");
        }
        catch
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    private void Follow(StreamReader output) => _ = Task.Run(async () =>
    {
        while (await output.ReadLineAsync() is { } line) Said.Enqueue(line);
    });

    /// <summary>Ends it as a pulled plug does: on Unix this is SIGKILL, which no process can catch.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }
}
