using System.CommandLine;
using Throughline.Coding;
using Throughline.Sources;

namespace Throughline.Commands;

/// <summary><c>codings export</c> and <c>codings import</c>.</summary>
internal static class CodingsCommand
{
    public static Command Build(Cli cli) => new("codings", "Take codings out as a table, or bring in those made elsewhere.\n\nExample:\n  throughline codings export \"Naming the gap\" --out codings.xlsx") { TableCommand.Export(cli, "codings", "Write every coding with its source, code, words, place, analyst, memo and the case's attributes."), Import(cli) };

    private static Command Import(Cli cli)
    {
        var project = Cli.Project();
        var file = new Argument<string>("FILE") { Description = "A csv or xlsx table with the columns source, code and segment, and optionally analyst, start, end and memo." };
        var command = new Command("import", "Bring in codings made elsewhere: each row is found in its source by its words, whatever became of line breaks, quotation marks, hyphens and speaker labels. start and end (UTF-16 units) decide between places equally good, and place a row without words; where the words are not found, what stands there is the first candidate. A code may be a path \"A > B > C\"; missing codes are made. Each row is reported as placed, ambiguous or not found.\n\nExample:\n  throughline codings import \"Naming the gap\" maxqda.csv") { project, file };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (!File.Exists(path)) return new Error($"There is no file \"{path}\".");
            var brought = await services.GetRequiredService<ImportCodings.Handler>().RunAsync(by, Path.GetFileName(path), await File.ReadAllBytesAsync(path, cancel), cancel);
            if (!brought.Succeeded) return brought.Error;
            var report = brought.Value;
            var left = report.Count(ImportCodings.Outcome.Ambiguous) + report.Count(ImportCodings.Outcome.NotFound) + report.Count(ImportCodings.Outcome.Refused);
            var lines = report.Rows.Where(r => r.Outcome is not (ImportCodings.Outcome.Placed or ImportCodings.Outcome.AlreadyThere)).SelectMany(r => new[] { $"Line {r.Line}, {r.Source}, {r.Code}: {r.Message}" }.Concat(r.Candidates.Select(c => $"    at {c.Span.Start}{(c.Page is { } page ? $", page {page}" : "")}: {c.Words}")));
            return new Said(
                new
                {
                    placed = report.Count(ImportCodings.Outcome.Placed),
                    alreadyThere = report.Count(ImportCodings.Outcome.AlreadyThere),
                    ambiguous = report.Count(ImportCodings.Outcome.Ambiguous),
                    notFound = report.Count(ImportCodings.Outcome.NotFound),
                    refused = report.Count(ImportCodings.Outcome.Refused),
                    codesMade = report.CodesMade,
                    analystsMade = report.AnalystsMade,
                    namesReplaced = report.NamesReplaced,
                    rows = report.Rows.Select(r => new { line = r.Line, source = r.Source, code = r.Code, segment = r.Segment, outcome = r.Outcome, message = r.Message, start = r.Span?.Start, end = r.Span?.End, score = r.Score, candidates = r.Candidates.Select(c => new { start = c.Span.Start, end = c.Span.End, score = c.Score, words = c.Words, page = c.Page }) }),
                },
                string.Join("\n", [$"{report.Count(ImportCodings.Outcome.Placed)} placed, {report.Count(ImportCodings.Outcome.AlreadyThere)} there already, {report.Count(ImportCodings.Outcome.Ambiguous)} ambiguous, {report.Count(ImportCodings.Outcome.NotFound)} not found, {report.Count(ImportCodings.Outcome.Refused)} refused; {CommandFiles.Count(report.CodesMade, "code")} and {CommandFiles.Count(report.AnalystsMade, "analyst")} made.{(report.NamesReplaced is { } names ? $" By the project's map of pseudonyms: {PseudonymMap.Said(names)}." : "")}", .. lines]), left > 0 ? 2 : 0);
        }));
        return command;
    }
}
