using System.CommandLine;
using Throughline.Demo;
using Throughline.Projects;
using Throughline.Storage;

namespace Throughline.Commands;

internal static class DemoCommand
{
    public static Command Build(Cli cli)
    {
        var port = ServeCommand.Port();
        var quiet = ServeCommand.NoBrowser();
        var again = new Option<bool>("--fresh") { Description = "Throw away what was done in the worked example's own database and make it again; not with --database." };
        var command = new Command("demo", "Open the workbench on the worked example: three invented care systems, ten transcripts, three policy documents, partly coded; and beside it a published policy analysis set out as a project. Yours to try things on; your own projects are untouched. It has a database of its own; THROUGHLINE_DATABASE does not change that, --database does.\n\nExample:\n  throughline demo") { port, quiet, again };
        command.SetAction(async (parsed, cancel) =>
        {
            var fresh = parsed.GetValue(again);
            if (fresh && parsed.GetValue(cli.Database) is { } named)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"--fresh throws a whole database away, and {named} may hold other work. Nothing was changed. Leave --database out to make the worked example's own database again, or delete that file yourself.");
                return 1;
            }
            // A database of its own, unless one is named on the command line: trying things out never touches real work, and THROUGHLINE_DATABASE may name that.
            var address = parsed.GetValue(cli.Database) is null ? DatabaseAddress.SqliteFile(Path.Combine(DatabaseAddress.DataFolder(), "demo.db")) : cli.Address(parsed);
            if (!address.Succeeded)
            {
                await Console.Error.WriteLineAsync(address.Error.Message);
                return 1;
            }
            var made = await MakeAsync(address.Value, fresh, cancel);
            if (!made.Succeeded)
            {
                await Console.Error.WriteLineAsync(made.Error.Message);
                return 1;
            }
            return await ServeCommand.RunAsync(address.Value, parsed.GetValue(port), !parsed.GetValue(quiet), cancel);
        });
        return command;
    }

    private static async Task<Result<Done>> MakeAsync(DatabaseAddress address, bool fresh, CancellationToken cancel)
    {
        if (fresh)
            foreach (var file in new[] { address.Value, address.Value + "-wal", address.Value + "-shm" }) File.Delete(file);
        await using var services = new ServiceCollection().AddThroughline(address).BuildServiceProvider();
        var ready = await services.GetRequiredService<Database>().PrepareAsync(cancel);
        if (!ready.Succeeded) return ready.Error;
        var title = SampleProject.Read().Title;
        var there = (await services.GetRequiredService<FindProject.Handler>().AllAsync(cancel)).Select(p => p.Title).ToHashSet();
        if (there.Contains(title)) return Done.Value;
        await Console.Out.WriteLineAsync("Making the worked example, once");
        if (!there.Contains(LoadCheckland.Title))
        {
            var published = await new LoadCheckland(services).RunAsync(step => Console.Out.WriteLine($"  {step}"), cancel);
            if (!published.Succeeded) return published.Error;
        }
        var loaded = await new LoadDemo(services).RunAsync(step => Console.Out.WriteLine($"  {step}"), cancel);
        return loaded.Succeeded ? Done.Value : loaded.Error;
    }
}
