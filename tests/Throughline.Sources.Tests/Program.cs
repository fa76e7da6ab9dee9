using System.Diagnostics;

namespace Throughline.Sources.Tests;

/// <summary>The real program, in a process of its own.</summary>
internal sealed class Program : IAsyncDisposable
{
    private readonly Process _process;

    private Program(Process process) => _process = process;

    public static Program Start(string database, string home, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "throughline.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["THROUGHLINE_DATABASE"] = database;
        start.Environment["HOME"] = home;
        start.Environment["XDG_DATA_HOME"] = home;
        return new(Process.Start(start) ?? throw new InvalidOperationException("The program did not start."));
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Exit, byte[] Out, string Error)> RunAsync(string database, string home, params string[] arguments)
    {
        await using var program = Start(database, home, arguments);
        using var output = new MemoryStream();
        var copied = program._process.StandardOutput.BaseStream.CopyToAsync(output);
        var error = await program._process.StandardError.ReadToEndAsync();
        await copied;
        await program._process.WaitForExitAsync();
        return (program._process.ExitCode, output.ToArray(), error);
    }

    /// <summary>The link that <c>serve</c> prints.</summary>
    public async Task<string> LinkAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            if (line.Trim() is { } link && link.StartsWith("http://", StringComparison.Ordinal)) return link;
        throw new InvalidOperationException(await _process.StandardError.ReadToEndAsync());
    }

    /// <summary>As <c>kill -9</c> does: nothing is tidied up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }
}
