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
        try
        {
            return await MakeAsync(services, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return new Error("Stopped before the worked example was finished. Start demo again: it is made anew.");
        }
    }

    /// <summary>Makes what is missing of the worked example. What an interrupted start left half-made is put out of the way under another name, since somebody may have worked in it.</summary>
    internal static async Task<Result<Done>> MakeAsync(IServiceProvider services, CancellationToken cancel)
    {
        var (example, published) = (SampleProject.Read().Title, LoadCheckland.Title);
        var there = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var project in await services.GetRequiredService<FindProject.Handler>().AllAsync(cancel))
        {
            var cutShort = (project.Title == example && await LoadDemo.WasCutShortAsync(services, project.Id, cancel)) || (project.Title == published && await LoadCheckland.WasCutShortAsync(services, project.Id, cancel));
            if (!cutShort)
            {
                there.Add(project.Title);
                continue;
            }
            var aside = await PutAsideAsync(services, project, cancel);
            if (!aside.Succeeded) return aside.Error;
            there.Add(aside.Value);
            await Console.Out.WriteLineAsync($"Making \"{project.Title}\" was interrupted before it was finished. It is made anew; what there was of it is kept as \"{aside.Value}\".");
        }
        if (there.Contains(example)) return Done.Value;
        await Console.Out.WriteLineAsync("Making the worked example, once");
        if (!there.Contains(published))
        {
            var made = await new LoadCheckland(services).RunAsync(step => Console.Out.WriteLine($"  {step}"), cancel);
            if (!made.Succeeded) return made.Error;
        }
        var loaded = await new LoadDemo(services).RunAsync(step => Console.Out.WriteLine($"  {step}"), cancel);
        return loaded.Succeeded ? Done.Value : loaded.Error;
    }

    private static async Task<Result<string>> PutAsideAsync(IServiceProvider services, FindProject.Row project, CancellationToken cancel)
    {
        var by = new Acting(project.Id, (await services.GetRequiredService<ListAnalysts.Handler>().RunAsync(project.Id, cancel))[0].Id);
        // Its import would go on by itself.
        var jobs = services.GetRequiredService<Jobs>();
        foreach (var job in (await jobs.ListAsync(project.Id, cancel)).Where(j => j.IsOpen)) await jobs.StopAsync(project.Id, job.Id, cancel);
        for (var number = 1; ; number++)
        {
            var title = $"{project.Title} (interrupted{(number == 1 ? "" : $" {number}")})";
            if ((await services.GetRequiredService<FindProject.Handler>().AllAsync(cancel)).Any(p => string.Equals(p.Title, title, StringComparison.OrdinalIgnoreCase))) continue;
            var renamed = await services.GetRequiredService<ChangeProject.Handler>().RunAsync(by, new(title), cancel);
            return renamed.Succeeded ? title : renamed.Error;
        }
    }
}
