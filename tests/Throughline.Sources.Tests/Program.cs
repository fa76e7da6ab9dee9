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

    /// <summary>All it has yet to print, line by line, to the end.</summary>
    public async IAsyncEnumerable<string> LinesAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line) yield return line;
    }

    /// <summary>As Ctrl+C does: it is asked to end. Where there are no signals there is nothing to ask with.</summary>
    public async Task InterruptAsync()
    {
        using var asking = Process.Start("kill", ["-INT", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await asking.WaitForExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int Exit, string Error)> EndAsync()
    {
        var error = await _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return (_process.ExitCode, error);
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
