using System.CommandLine;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Text;

namespace Throughline.Commands;

internal static class PseudonymsCommand
{
    public static Command Build(Cli cli) => new("pseudonyms", "Put pseudonyms in the place of names.\n\nExample:\n  throughline pseudonyms apply \"Naming the gap\" names.csv --preview") { Apply(cli) };

    private static Command Apply(Cli cli)
    {
        var project = Cli.Project();
        var file = new Argument<FileInfo>("FILE") { Description = "A table (csv, xlsx) with the columns name and pseudonym." };
        var keep = new Option<bool>("--keep-originals") { Description = "Keep the imported files although they hold the names. Without it, a file that holds a name is dropped." };
        var capitals = new Option<bool>("--capitals") { Description = "A name that is written with a capital is found only with one, so that Will is not will. Here only: what comes in later is searched in any capitals." };
        var preview = new Option<bool>("--preview") { Description = "Only list what would be replaced, each with its words; change nothing." };
        var command = new Command("apply", "Replace names in every source by a map. Whole words are found, with possessives, in any capitals. Each text gets a new revision; then the names are taken out of earlier revisions, the change log, titles, memos and cases. "
            + "This cannot be undone. The map is kept with the project.\n\nExample:\n  throughline pseudonyms apply \"Naming the gap\" names.csv --preview") { project, file, keep, capitals, preview };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var from = parsed.GetRequiredValue(file);
            if (!from.Exists) return new Missing($"There is no file \"{from.FullName}\".");
            var lines = services.GetRequiredService<PseudonymMap.Handler>().ReadFile(from.Name, await File.ReadAllBytesAsync(from.FullName, cancel), cancel);
            if (!lines.Succeeded) return lines.Error;
            var apply = services.GetRequiredService<ApplyPseudonyms.Handler>();
            var letters = parsed.GetValue(capitals) ? NameCase.Capitals : NameCase.Any;
            if (parsed.GetValue(preview))
            {
                var seen = await apply.PreviewAsync(by, lines.Value, letters, cancel);
                if (!seen.Succeeded) return seen.Error;
                return new Said(
                    new { replacements = seen.Value.Replacements.Select(r => new { source = r.Number, title = r.Title, start = r.Start, before = r.Before, name = r.Name, after = r.After, pseudonym = r.Pseudonym }), elsewhere = seen.Value.Elsewhere.Select(h => new { what = h.What, times = h.Times }) },
                    string.Join('\n', seen.Value.Replacements.Select(r => $"{r.Number}: {r.Before}[{r.Name} -> {r.Pseudonym}]{r.After}").Append($"{HeldNouns.Count(seen.Value.Replacements.Count, "names")} would be replaced. Nothing was changed.")));
            }
            var done = await apply.RunAsync(by, new(lines.Value, parsed.GetValue(keep), letters), cancel);
            if (!done.Succeeded) return done.Error;
            var o = done.Value;
            return new Said(new { replaced = o.Replaced, sources = o.Sources, originalsDropped = o.OriginalsDropped, originalsKept = o.OriginalsKept, changed = o.Changed, left = o.Left },
                $"Replaced {HeldNouns.Count(o.Replaced, "names")} in {HeldNouns.Count(o.Sources, "sources")}. Original files dropped: {o.OriginalsDropped}; kept: {o.OriginalsKept}."
                + string.Concat(o.Changed.Select(c => $"\n  {HeldNouns.Count(c.Value, c.Key)}")) + (o.Left is null ? "" : "\n" + o.Left));
        }));
        return command;
    }
}
