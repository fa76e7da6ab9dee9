using System.CommandLine;
using Throughline.Sources;

namespace Throughline.Commands;

internal static class CasesCommand
{
    public static Command Build(Cli cli) => new("cases", "Participants, organisations, places and studies, with what is recorded of them.\n\nExample:\n  throughline cases import \"Naming the gap\" samples/cases.csv") { Import(cli), TableCommand.Cases(cli) };

    private static Command Import(Cli cli)
    {
        var project = Cli.Project();
        var file = new Argument<FileInfo>("FILE") { Description = "A csv or xlsx. A column called case (or name, participant, respondent) names each; source and speaker say what it owns; every other column is an attribute." };
        var keep = new Option<bool>("--keep-existing") { Description = "Where the project has another value already, keep it and list the difference. Without it, the file's value is taken." };
        var dry = new Option<bool>("--dry-run") { Description = "Say what would be done, and do nothing." };
        var command = new Command("import", "Import cases, attributes and ties from a table.\n\nExample:\n  throughline cases import \"Naming the gap\" samples/cases.csv") { project, file, keep, dry };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var read = await CommandFiles.ReadAsync(parsed.GetRequiredValue(file), cancel);
            if (!read.Succeeded) return read.Error;
            var import = services.GetRequiredService<ImportCases.Handler>();
            var request = new ImportCases.Request(parsed.GetRequiredValue(file).Name, read.Value, KeepExisting: parsed.GetValue(keep));
            var isTrial = parsed.GetValue(dry);
            var report = isTrial ? await import.PreviewAsync(by, request, cancel) : await import.RunAsync(by, request, cancel);
            if (!report.Succeeded) return report.Error;
            var r = report.Value;
            var lines = new List<string> { $"{(isTrial ? "Would import" : "Imported")} {CommandFiles.Count(r.CasesAdded, "new case")}, {r.CasesUpdated} updated, {r.CasesUnchanged} as they were; {CommandFiles.Count(r.ValuesWritten, "value")}, {CommandFiles.Count(r.TiesMade, "tie")}." };
            if (r.NamesReplaced is { } names) lines.Add($"By the project's map of pseudonyms: {PseudonymMap.Said(names)}.");
            if (r.NewAttributes.Count > 0) lines.Add($"New attributes: {string.Join(", ", r.NewAttributes.Select(name => name.Contains(',', StringComparison.Ordinal) ? $"\"{name}\"" : name))}.");
            lines.AddRange(r.Conflicts.Select(c => $"line {c.Line}: {c.Case}, {c.Attribute}: \"{c.Before}\" or \"{c.InFile}\"; \"{c.Taken}\" stands"));
            lines.AddRange(r.Noted.SelectMany(row => row.Notes.Select(note => $"line {row.Line}: {(row.Case.Length > 0 ? row.Case + ": " : "")}{note}")));
            lines.AddRange(r.Warnings);
            return new Said(new
            {
                dryRun = isTrial,
                casesAdded = r.CasesAdded,
                casesUpdated = r.CasesUpdated,
                casesUnchanged = r.CasesUnchanged,
                values = r.ValuesWritten,
                ties = r.TiesMade,
                newAttributes = r.NewAttributes,
                columns = r.Mappings.Select(m => new { column = m.Column, holds = m.Holds, attribute = m.Holds == ImportCases.Holds.Attribute ? m.Attribute : null, type = m.Holds == ImportCases.Holds.Attribute ? m.Type : (AttributeType?)null }),
                conflicts = r.Conflicts.Select(c => new { line = c.Line, @case = c.Case, attribute = c.Attribute, before = c.Before, inFile = c.InFile, taken = c.Taken }),
                rows = r.Rows.Select(row => new { line = row.Line, @case = row.Case, result = row.Result, notes = row.Notes }),
                namesReplaced = r.NamesReplaced,
                warnings = r.Warnings,
            }, string.Join("\n", lines), r.Rows.Any(row => row.Result == ImportCases.RowResult.Refused) ? 2 : 0);
        }));
        return command;
    }
}
