using System.CommandLine;
using Throughline.Projects;

namespace Throughline.Commands;

/// <summary><c>backup PROJECT</c> and <c>backup restore FILE</c>.</summary>
internal static class BackupCommand
{
    public static Command Build(Cli cli)
    {
        var project = Cli.Project();
        project.Arity = ArgumentArity.ZeroOrOne;
        var command = new Command("backup", "Copy the database file, while it is in use, into the folder backups beside it. The copy holds every project in the file. On PostgreSQL use the server's own tools.\n\nExample:\n  throughline backup \"Naming the gap\"") { project, Restore(cli), List(cli) };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, cancel, async services =>
        {
            if (parsed.GetValue(project) is { Length: > 0 } name && await services.GetRequiredService<FindProject.Handler>().OneAsync(name, cancel) is { Succeeded: false } unknown) return unknown.Error;
            var made = await services.GetRequiredService<Backups>().MakeAsync(cancel);
            return made.Succeeded ? new Said(Shape(made.Value), $"Backed up to {made.Value.Path} ({made.Value.Bytes:N0} bytes).") : made.Error;
        }));
        return command;
    }

    private static Command Restore(Cli cli)
    {
        var file = new Argument<string>("FILE") { Description = "A backup: its name in the backups folder, or a path." };
        var command = new Command("restore", "Put a backup in the place of the database. What is there now is backed up first.\n\nExample:\n  throughline backup restore throughline-20260509-093000-000-scheduled.db") { file };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, cancel, async services =>
        {
            var restored = await services.GetRequiredService<Backups>().RestoreAsync(parsed.GetRequiredValue(file), cancel);
            return restored.Succeeded ? new Said(new { restored = parsed.GetRequiredValue(file), before = Shape(restored.Value) }, $"Restored {parsed.GetRequiredValue(file)}. What was there before is in {restored.Value.Path}.") : restored.Error;
        }));
        return command;
    }

    private static Command List(Cli cli)
    {
        var command = new Command("list", "List the backups, newest first.\n\nExample:\n  throughline backup list");
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, cancel, services =>
        {
            var backups = services.GetRequiredService<Backups>();
            if (!backups.AreHere) return Task.FromResult<Result<Said>>(Backups.NotHere);
            var all = backups.List();
            return Task.FromResult<Result<Said>>(new Said(all.Select(Shape), all.Count == 0 ? "There are no backups yet." : string.Join("\n", all.Select(b => $"{b.Name}  {b.Bytes:N0} bytes"))));
        }));
        return command;
    }

    private static object Shape(BackupRow row) => new { name = row.Name, file = row.Path, madeAt = row.MadeAt, bytes = row.Bytes, why = row.Why };
}
