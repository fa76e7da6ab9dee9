using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Throughline.Testing;

/// <summary>A PostgreSQL server of its own on a free loopback port, gone with its data when the process that started it ends, however it ends.</summary>
/// <remarks>
/// A small shell, the guard, holds the server and waits on its standard input. That pipe closes when it is disposed, but also
/// when this process is killed, so nothing has to run here for the server to stop and its folder to go.
/// Writes are not flushed to disk: this is for tests, and never for data that matters.
/// </remarks>
public sealed class TemporaryPostgres : IDisposable
{
    /// <summary>The environment variable that names a server to use instead: an Npgsql connection string of a superuser.</summary>
    public const string Variable = "THROUGHLINE_TEST_POSTGRES";

    // Signals meant for the terminal's group are ignored: only the closed pipe ends the server, and then in order.
    private const string Guard = """
        trap '' INT HUP TERM
        folder=$1; shift
        "$@" > "$folder/log" 2>&1 < /dev/null &
        server=$!
        cat > /dev/null
        kill -QUIT "$server" 2> /dev/null
        wait "$server"
        rm -rf "$folder"
        """;

    private readonly Process _guard;

    private TemporaryPostgres(Process guard, string folder, int port) => (_guard, Folder, Port) = (guard, folder, port);

    /// <summary>Where its data and its log lie.</summary>
    public string Folder { get; }

    /// <summary>The loopback port it listens on.</summary>
    public int Port { get; }

    /// <summary>How to reach it, as its superuser.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres");

    /// <summary>Makes a cluster and starts it; returns when it takes connections.</summary>
    /// <exception cref="InvalidOperationException">There is no server to run, or it would not start; says what it printed.</exception>
    public static TemporaryPostgres Start()
    {
        if (OperatingSystem.IsWindows())
            throw new InvalidOperationException($"On Windows, start a PostgreSQL server and give its address in {Variable}, such as \"Host=127.0.0.1;Username=postgres;Password=...\".");
        var programs = Installed.PostgresPrograms()
            ?? throw new InvalidOperationException($"There is no PostgreSQL server here. Install it with: {Installed.DebianCommand}");

        var folder = Directory.CreateTempSubdirectory("throughline-postgres-").FullName;
        try
        {
            // The server refuses to run as root; Debian's package makes a user for it.
            string[] asUser = Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
            if (asUser.Length > 0) Run(["chown", "postgres:postgres", folder]);
            var data = Path.Combine(folder, "data");
            Run([.. asUser, Path.Combine(programs, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                OperatingSystem.IsLinux() ? "--locale=C.UTF-8" : "--locale=en_US.UTF-8", "--no-sync", "--no-instructions"]);

            // Another process may take the port between the look and the start.
            for (var attempt = 1; ; attempt++)
            {
                var port = FreePort();
                var guard = StartGuard(folder, [.. asUser, Path.Combine(programs, "postgres"), "-D", data,
                    "-p", port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                    "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200",
                    "-c", "shared_buffers=64MB", "-c", "dynamic_shared_memory_type=mmap", "-c", "autovacuum_naptime=10min"]);
                if (IsReady(data, Path.Combine(folder, "log"), out var log)) return new(guard, folder, port);
                if (attempt < 5 && log.Contains("Address already in use", StringComparison.Ordinal))
                {
                    guard.Kill();
                    guard.WaitForExit();
                    guard.Dispose();
                    continue;
                }
                Stop(guard);
                throw new InvalidOperationException($"PostgreSQL did not start. It printed:\n{log}");
            }
        }
        catch
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Stops the server and removes its folder.</summary>
    public void Dispose() => Stop(_guard);

    private static void Stop(Process guard)
    {
        using (guard)
        {
            guard.StandardInput.Close();
            guard.WaitForExit(TimeSpan.FromSeconds(20));
        }
    }

    private static Process StartGuard(string folder, string[] server)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, WorkingDirectory = "/" };
        foreach (var argument in (string[])["-c", Guard, "guard", folder, .. server]) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static bool IsReady(string data, string logFile, out string log)
    {
        log = "";
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < TimeSpan.FromMinutes(4))
        {
            // The eighth line of this file is the server's own word for its state.
            var state = Path.Combine(data, "postmaster.pid");
            if (File.Exists(state) && ReadShared(state).Split('\n') is { Length: >= 8 } lines && lines[7].Trim() == "ready") return true;
            log = File.Exists(logFile) ? ReadShared(logFile) : "";
            if (log.Contains("FATAL", StringComparison.Ordinal)) return false;
            Thread.Sleep(30);
        }
        return false;
    }

    private static string ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Run(string[] command)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var argument in command[1..]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)} failed:\n{output}{errors.GetAwaiter().GetResult()}");
    }
}
