using System.CommandLine;
using Throughline.Exchange.Archives;

namespace Throughline.Commands;

/// <summary><c>project archive</c> and <c>project restore</c>.</summary>
internal static class ArchiveCommands
{
    public static Command Archive(Cli cli)
    {
        var project = Cli.Project();
        var to = new Option<string>("--out") { Description = "The file to write, such as gap.throughline; a public export is a .zip.", HelpName = "FILE", Required = true };
        var form = new Option<string>("--form") { Description = "full: everything, personal data and originals included. deidentified: proved to hold none of the project's known names; originals left out. public: codebook, matrices and chosen memos only.", HelpName = "full|deidentified|public", DefaultValueFactory = _ => "full" };
        form.AcceptOnlyFromAmong("full", "deidentified", "public");
        var names = new Option<string?>("--names") { Description = "For deidentified: a text file of further names to look for, one a line.", HelpName = "FILE" };
        var memos = new Option<string>("--memos") { Description = "For public: which memos go in. They may quote what people said.", HelpName = "none|project|codes|all", DefaultValueFactory = _ => "none" };
        memos.AcceptOnlyFromAmong("none", "project", "codes", "all");
        var command = new Command("archive", "Write a project to one file that restores on either engine.\n\nExample:\n  throughline project archive \"Naming the gap\" --out gap.throughline --form deidentified") { project, to, form, names, memos };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var path = parsed.GetRequiredValue(to);
            string[] given = [];
            if (parsed.GetValue(names) is { } list)
            {
                if (!File.Exists(list)) return new Error($"There is no file \"{list}\" with names.");
                given = await File.ReadAllLinesAsync(list, cancel);
            }
            if (parsed.GetValue(form) == "public")
            {
                var which = Enum.Parse<PublicMemos>(parsed.GetValue(memos)!, ignoreCase: true);
                var published = await Output.WriteAsync(path, stream => services.GetRequiredService<PublishProject.Handler>().RunAsync(by, new(which, given), stream, cancel));
                return published.Succeeded ? Say(path, published.Value.Manifest, "It holds the codebook, the matrices and the memos chosen; no source text.") : published.Error;
            }
            var wanted = parsed.GetValue(form) == "full" ? ArchiveForm.Full : ArchiveForm.Deidentified;
            var made = await Output.WriteAsync(path, stream => services.GetRequiredService<ArchiveProject.Handler>().RunAsync(by, new(wanted, given), stream, cancel));
            if (!made.Succeeded) return made.Error;
            if (wanted == ArchiveForm.Full) await parsed.InvocationConfiguration.Error.WriteLineAsync("This archive holds personal data: what people said, the original files, and names. Keep it as you keep the recordings.");
            return Say(path, made.Value.Manifest, wanted == ArchiveForm.Full ? "" : "None of the project's known names is in it.");
        }));
        return command;
    }

    public static Command Restore(Cli cli)
    {
        var from = new Argument<string>("FILE") { Description = "A .throughline archive." };
        var command = new Command("restore", "Bring a project back from an archive, whole or not at all. A project that is here already is left alone.\n\nExample:\n  throughline project restore gap.throughline --database other.db") { from };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, cancel, async services =>
        {
            var path = parsed.GetRequiredValue(from);
            if (!File.Exists(path)) return new Error($"There is no file \"{path}\".");
            await using var stream = File.OpenRead(path);
            var restored = await services.GetRequiredService<RestoreArchive.Handler>().RunAsync(stream, cancel);
            if (!restored.Succeeded) return restored.Error;
            var (project, title, manifest, log) = restored.Value;
            return new Said(new { project = project.Value, title, form = manifest.Form, madeAt = manifest.MadeAt, madeBy = manifest.MadeBy.Name, logHolds = log.Holds, logEntries = log.Entries, leftOut = manifest.LeftOut },
                $"Restored \"{title}\" ({project.Value}), archived by {manifest.MadeBy.Name} on {manifest.MadeAt:yyyy-MM-dd HH:mm} UTC. " + (log.Holds ? $"Its change log verifies: {CommandFiles.Count(log.Entries, "entry", "entries")}." : $"Its change log had {CommandFiles.Count(log.Faults.Count, "fault")} when it was archived and still has: {log.Faults[0].Message}"));
        }));
        return command;
    }

    private static Said Say(string path, ArchiveManifest manifest, string note)
    {
        var full = Path.GetFullPath(path);
        var left = manifest.LeftOut;
        var closed = left.SealedEntries > 0 ? $" {CommandFiles.Count(left.Rows, "row")} of independent work that is still closed to you {(left.Rows == 1 ? "was" : "were")} left out." : "";
        return new(new { file = full, form = manifest.Form, project = manifest.Project.Id, files = manifest.Files.Count, bytes = new FileInfo(full).Length, leftOut = left },
            $"Wrote {full} ({new FileInfo(full).Length:N0} bytes). {note}{closed}".TrimEnd());
    }
}
