using System.CommandLine;
using Throughline.Exchange.Packs;
using Throughline.Projects;

namespace Throughline.Commands;

/// <summary><c>pack make</c> and <c>pack merge</c>: two people work apart on copies of one project.</summary>
internal static class PackCommand
{
    public static Command Build(Cli cli) => new("pack", "Carry one analyst's decisions between copies of a project.\n\nExample:\n  throughline pack make \"Naming the gap\" --analyst \"Ruth Adeyemi\" --out ruth.throughline-pack") { Make(cli), Merge(cli) };

    private static Command Make(Cli cli)
    {
        var project = Cli.Project();
        var analyst = new Option<string?>("--analyst") { Description = "Whose decisions. Without it, those of --as.", HelpName = "NAME" };
        var to = new Option<string>("--out") { Description = "The file to write, such as ruth.throughline-pack.", HelpName = "FILE", Required = true };
        var command = new Command("make", "Write one analyst's decisions to a file, for another copy of the same project. It holds what that analyst decided and nobody else's.\n\nExample:\n  throughline pack make \"Naming the gap\" --analyst \"Ruth Adeyemi\" --out ruth.throughline-pack") { project, analyst, to };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            if (parsed.GetValue(analyst) is { } name)
            {
                var all = await services.GetRequiredService<ListAnalysts.Handler>().RunAsync(by.Project, cancel);
                if (all.FirstOrDefault(a => string.Equals(a.Name, name.Trim(), StringComparison.OrdinalIgnoreCase)) is not { } whose) return new AnalystMissing($"There is no analyst \"{name}\" in this project. There are: {string.Join(", ", all.Select(a => a.Name))}.");
                by = by with { Analyst = whose.Id };
            }
            var path = parsed.GetRequiredValue(to);
            var made = await Output.WriteAsync(path, stream => services.GetRequiredService<MakePack.Handler>().RunAsync(by, stream, cancel));
            if (!made.Succeeded) return made.Error;
            var (manifest, rows, takenAway) = made.Value;
            var full = Path.GetFullPath(path);
            return new Said(new { file = full, project = manifest.Project.Id, analyst = manifest.MadeBy.Name, rows, takenAway, bytes = new FileInfo(full).Length },
                $"Wrote {full} ({new FileInfo(full).Length:N0} bytes): {CommandFiles.Tell(rows, "row")} of {manifest.MadeBy.Name}'s decisions, and {CommandFiles.Tell(takenAway, "that was", "that were")} taken away. It may quote what people said; keep it as you keep the recordings.");
        }));
        return command;
    }

    private static Command Merge(Cli cli)
    {
        var project = Cli.Project();
        var from = new Argument<string>("FILE") { Description = "A .throughline-pack file." };
        var preview = new Option<bool>("--preview") { Description = "Say what would come in, and change nothing." };
        var theirs = new Option<bool>("--take-theirs") { Description = "Where both copies changed the same thing, take the pack's. Without it, what is here stays; of two settlements of one thing, the last." };
        var command = new Command("merge", "Take in an analyst's pack, whole or not at all. Merging it again changes nothing. Where both copies changed the same thing, it is listed and the exit code is 2.\n\nExample:\n  throughline pack merge \"Naming the gap\" omar.throughline-pack --preview") { project, from, preview, theirs };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var path = parsed.GetRequiredValue(from);
            if (!File.Exists(path)) return new Error($"There is no file \"{path}\".");
            await using var stream = File.OpenRead(path);
            var handler = services.GetRequiredService<MergePack.Handler>();
            var request = new MergePack.Request(parsed.GetValue(theirs));
            var isPreview = parsed.GetValue(preview);
            var merged = isPreview ? await handler.PreviewAsync(by, stream, request, cancel) : await handler.RunAsync(by, stream, request, cancel);
            if (!merged.Succeeded) return merged.Error;
            var m = merged.Value;
            return new Said(new { analyst = m.Analyst, madeAt = m.MadeAt, merged = !isPreview && !m.IsNothing, added = m.Added, m.Changed, m.TakenAway, m.Closed, m.GivenOut, m.Finished, conflicts = m.Conflicts.Select(c => new { c.What, c.Id, c.Where, c.Why, c.TookTheirs }), m.Notes },
                string.Join("\n", new[] { PackWords.Sentence(m, isPreview) }.Concat(m.Conflicts.Select(c => "  " + PackWords.Of(c))).Concat(m.Notes)), m.Conflicts.Any(c => !c.TookTheirs || !request.TakeTheirs) ? 2 : 0);
        }));
        return command;
    }
}
