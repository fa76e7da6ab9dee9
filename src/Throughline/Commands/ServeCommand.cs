using System.CommandLine;
using System.Diagnostics;
using Throughline.Storage;

namespace Throughline.Commands;

internal static class ServeCommand
{
    public static Command Build(Cli cli)
    {
        var port = Port();
        var quiet = NoBrowser();
        var command = new Command("serve", "Open the workbench on your own projects, in your browser, on this machine only.\n\nExample:\n  throughline serve --database work.db --port 5080") { port, quiet };
        command.SetAction((parsed, cancel) => OpenAsync(cli, parsed, parsed.GetValue(port), !parsed.GetValue(quiet), cancel));
        return command;
    }

    /// <summary>Serves the database that the command line or the environment names until interrupted.</summary>
    /// <param name="port">0 takes a free one.</param>
    public static async Task<int> OpenAsync(Cli cli, ParseResult parsed, int port, bool openBrowser, CancellationToken cancel)
    {
        var address = cli.Address(parsed);
        return address.Succeeded ? await RunAsync(address.Value, port, openBrowser, cancel) : await FailAsync(address.Error);
    }

    public static Option<int> Port() => new("--port") { Description = "The port on this machine; 0 takes a free one.", HelpName = "NUMBER", DefaultValueFactory = _ => 0 };

    public static Option<bool> NoBrowser() => new("--no-browser") { Description = "Only print the link; do not open a browser." };

    /// <summary>Serves until interrupted.</summary>
    public static async Task<int> RunAsync(DatabaseAddress address, int port, bool openBrowser, CancellationToken cancel)
    {
        Result<WebApplication> app;
        try
        {
            app = await Server.StartAsync(address, port, DatabaseAddress.DataFolder(), cancel);
        }
        catch (IOException taken)
        {
            return await FailAsync(new Error($"Port {port} on this machine cannot be used: {taken.Message} Choose another with --port, or leave it out."));
        }
        if (!app.Succeeded) return await FailAsync(app.Error);
        await using var running = app.Value;
        var link = Server.LinkOf(running);
        await Console.Out.WriteLineAsync($"Throughline is open at\n\n  {link}\n\nThe work is kept in {address.ForPeople()}. Nothing is sent anywhere. Press Ctrl+C to close.");
        if (openBrowser) OpenBrowser(link);
        await running.WaitForShutdownAsync(cancel);
        return 0;
    }

    private static void OpenBrowser(string link)
    {
        var hasDisplay = !OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 } || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 };
        if (!hasDisplay) return;
        try
        {
            using var _ = OperatingSystem.IsWindows() ? Process.Start(new ProcessStartInfo(link) { UseShellExecute = true })
                : Process.Start(new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", link) { RedirectStandardError = true, RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.Error.WriteLine("No browser could be opened from here; open the link above in one.");
        }
    }

    private static async Task<int> FailAsync(Error error)
    {
        await Console.Error.WriteLineAsync(error.Message);
        return 1;
    }
}
