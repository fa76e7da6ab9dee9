using System.CommandLine;
using Throughline.Storage;

namespace Throughline.Commands;

internal static class Root
{
    public static async Task<int> RunAsync(string[] args)
    {
        var database = new Option<string?>("--database") { Description = "A SQLite file or a PostgreSQL address. Default: THROUGHLINE_DATABASE, or throughline.db in your data folder.", Recursive = true };
        var port = new Option<int>("--port") { Description = "The port on this machine; 0 takes a free one.", DefaultValueFactory = _ => 0 };
        var serve = new Command("serve", "Open the workbench on your own projects.") { port };
        serve.SetAction(async (parsed, cancel) =>
        {
            var address = DatabaseAddress.Parse(parsed.GetValue(database) ?? Environment.GetEnvironmentVariable("THROUGHLINE_DATABASE"));
            if (!address.Succeeded) return Fail(address.Error);
            var app = await Server.StartAsync(address.Value, parsed.GetValue(port), DatabaseAddress.DataFolder(), cancel);
            if (!app.Succeeded) return Fail(app.Error);
            await Console.Out.WriteLineAsync($"Throughline is open at {Server.LinkOf(app.Value)}");
            await app.Value.WaitForShutdownAsync(cancel);
            return 0;
        });
        var root = new RootCommand("Throughline: from what is said about health inequalities to what is done about them.") { database, serve };
        return await root.Parse(args).InvokeAsync();
    }

    private static int Fail(Error error)
    {
        Console.Error.WriteLine(error.Message);
        return 1;
    }
}
