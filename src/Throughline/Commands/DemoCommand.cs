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
        {
            // What another start is making is not thrown away under it.
            var alone = await AloneAsync(address, cancel);
            if (!alone.Succeeded) return alone.Error;
            await using var held = alone.Value;
            foreach (var file in new[] { address.Value, address.Value + "-wal", address.Value + "-shm" }) File.Delete(file);
            return await MakeAsync(address, held, cancel);
        }
        return await MakeAsync(address, null, cancel);
    }

    private static async Task<Result<Done>> MakeAsync(DatabaseAddress address, DatabaseLock? held, CancellationToken cancel)
    {
        await using var services = new ServiceCollection().AddThroughline(address).BuildServiceProvider();
        var ready = await services.GetRequiredService<Database>().PrepareAsync(cancel);
        if (!ready.Succeeded) return ready.Error;
        try
        {
            var there = await FindAsync(services, cancel);
            foreach (var other in there.Where(one => one is { Project: not null, IsOurs: false }))
                await Console.Out.WriteLineAsync($"The project \"{other.Title}\" asks a question of its own, so it is left as it is; the example of that title is not made beside it.");
            if (there.All(one => one.IsThere)) return Done.Value;
            if (held is not null) return await MakeAsync(services, cancel);
            var alone = await AloneAsync(address, cancel);
            if (!alone.Succeeded) return alone.Error;
            await using var making = alone.Value;
            return await MakeAsync(services, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return new Error("Stopped before the worked example was finished. Start demo again: it is made anew.");
        }
    }

    /// <summary>What is half-made may be in the making: only who holds this tells them apart.</summary>
    private static Task<Result<DatabaseLock>> AloneAsync(DatabaseAddress address, CancellationToken cancel) =>
        DatabaseLock.TryAsync(address, "making", "The worked example is being made by another start. Wait for its link, or start demo again when it has ended.", cancel);

    /// <param name="Project">The project of its title; null where there is none.</param>
    /// <param name="IsOurs">It asks what the example asks: another project of that title is somebody's own, and is neither put aside nor made again.</param>
    private sealed record Example(string Title, FindProject.Row? Project, bool IsOurs, bool WasCutShort)
    {
        public bool IsThere => Project is not null && !WasCutShort;
    }

    /// <summary>The published analysis and the worked example, in the order in which they are made.</summary>
    private static async Task<IReadOnlyList<Example>> FindAsync(IServiceProvider services, CancellationToken cancel)
    {
        var all = await services.GetRequiredService<FindProject.Handler>().AllAsync(cancel);
        var sample = SampleProject.Read();
        return
        [
            await FindAsync(LoadCheckland.Title, LoadCheckland.Question, LoadCheckland.WasCutShortAsync),
            await FindAsync(sample.Title, sample.ResearchQuestion.Trim(), LoadDemo.WasCutShortAsync),
        ];

        async Task<Example> FindAsync(string title, string question, Func<IServiceProvider, ProjectId, CancellationToken, Task<bool>> wasCutShort)
        {
            var project = all.FirstOrDefault(p => string.Equals(p.Title, title, StringComparison.OrdinalIgnoreCase));
            var isOurs = project?.Question == question;
            return new(title, project, isOurs, isOurs && await wasCutShort(services, project!.Id, cancel));
        }
    }

    /// <summary>Makes what is missing of the worked example. What an interrupted start left half-made is put out of the way under another name, since somebody may have worked in it.</summary>
    private static async Task<Result<Done>> MakeAsync(IServiceProvider services, CancellationToken cancel)
    {
        var told = false;
        // Asked again: another start may have made it since.
        foreach (var one in (await FindAsync(services, cancel)).Where(one => !one.IsThere))
        {
            if (one.Project is not null)
            {
                var aside = await PutAsideAsync(services, one.Project, cancel);
                if (!aside.Succeeded) return aside.Error;
                await Console.Out.WriteLineAsync($"Making \"{one.Title}\" was interrupted before it was finished. It is made anew; what there was of it is kept as \"{aside.Value}\".");
            }
            if (!told) await Console.Out.WriteLineAsync("Making the worked example, once");
            told = true;
            void Say(string step) => Console.Out.WriteLine($"  {step}");
            var made = one.Title == LoadCheckland.Title ? await new LoadCheckland(services).RunAsync(Say, cancel) : await new LoadDemo(services).RunAsync(Say, cancel);
            if (!made.Succeeded) return made.Error;
        }
        return Done.Value;
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
