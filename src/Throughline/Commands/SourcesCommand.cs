using System.CommandLine;
using System.Globalization;
using Throughline.Sources;

namespace Throughline.Commands;

internal static class SourcesCommand
{
    public static Command Build(Cli cli)
    {
        var project = Cli.Project();
        var bin = new Option<bool>("--bin") { Description = "List what is in the bin instead." };
        var command = new Command("sources", """
            List a project's sources by number.

            Example:
              throughline sources "Naming the gap"
            """) { project, bin };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var inBin = parsed.GetValue(bin);
            var rows = await services.GetRequiredService<ListSources.Handler>().RunAsync(by.Project, inBin, cancel);
            var text = rows.Count == 0
                ? inBin ? "The bin is empty." : "There are no sources yet. Bring some in with: throughline import PROJECT PATH"
                : string.Join("\n", rows.Select(r => string.Create(CultureInfo.InvariantCulture,
                    $"{r.Number,4}  {r.Kind.ToString().ToLowerInvariant(),-10}  {r.Words,8:N0} {(r.Words == 1 ? "word" : "words"),-5}  {(r.Turns is { } turns ? string.Create(CultureInfo.InvariantCulture, $"{turns,5:N0} {(turns == 1 ? "turn" : "turns")}, {CommandFiles.Count(r.Speakers ?? 0, "speaker")}") : ""),-26}  {r.Title}").TrimEnd()));
            return new Said(rows.Select(r => new
            {
                id = r.Id.Value,
                number = r.Number,
                title = r.Title,
                kind = r.Kind,
                file = r.FileName,
                revision = r.Revision,
                characters = r.Characters,
                words = r.Words,
                turns = r.Turns,
                speakers = r.Speakers,
                turnsConfirmed = r.TurnsConfirmed,
                consent = r.Consent,
                date = r.Date,
                importedAt = r.ImportedAt,
                binnedAt = r.BinnedAt,
            }), text);
        }));
        return command;
    }
}
