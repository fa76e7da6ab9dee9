using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Throughline.Files;
using Throughline.Review;
using Throughline.Review.Citations;
using Throughline.Review.Screening;
using Throughline.Review.Searches;

namespace Throughline.Commands;

/// <summary>Citations in and out, and the flow of records.</summary>
internal static class CitationsCommand
{
    public static Command Build(Cli cli) => new("citations", "Bring citations into a project, or take them out.\n\nExample:\n  throughline citations import \"Naming the gap\" embase.ris") { Import(cli), Export(cli) };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Command Import(Cli cli)
    {
        var project = Cli.Project();
        var files = new Argument<FileInfo[]>("FILE") { Description = "Files of citations: RIS, PubMed's nbib, BibTeX, CSL-JSON, csv or tsv; what each is goes by its words.", Arity = ArgumentArity.OneOrMore };
        var search = new Option<string?>("--search") { Description = "The search that gave the files: what was searched, as it is written on the page Searches.", HelpName = "NAME" };
        var on = new Option<DateOnly?>("--on")
        {
            Description = "The day of that search, where several of one name are written down: 2020-05-22.",
            HelpName = "DATE",
            CustomParser = given =>
            {
                if (DateOnly.TryParseExact(given.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
                given.AddError($"\"{given.Tokens[0].Value}\" is no date. Write it as 2020-05-22.");
                return null;
            },
        };
        var command = new Command("import", """
            Bring files of citations into a project. Fields that are not known are kept as they are; what cannot be read is said by line, and the rest is read.

            Examples:
              throughline citations import "Naming the gap" embase.ris pubmed.nbib
              throughline citations import "Naming the gap" embase.ris --search Embase --on 2020-05-22
            """) { project, files, search, on };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var import = services.GetRequiredService<ImportCitations.Handler>();
            SearchRunId? run = null;
            if (parsed.GetValue(search)?.Trim() is { } name)
            {
                var runs = (await services.GetRequiredService<ListSearches.Handler>().RunAsync(by.Project, cancel)).Runs;
                var day = parsed.GetValue(on);
                var found = runs.Where(r => r.Database.Equals(name, StringComparison.OrdinalIgnoreCase) && (day is null || r.RanOn == day)).ToList();
                if (found.Count != 1) return new Error($"{(found.Count == 0 ? $"There is no search \"{name}\"{(day is { } missing ? $" of {Day(missing)}" : "")}" : $"There are {found.Count} searches \"{name}\": {(found.Select(r => r.RanOn).Distinct().Count() > 1 ? "say which with --on" : "they are not told apart by their day, so bring the file in on the page Searches")}")}. {(runs.Count == 0 ? "Write it down on the page Searches first." : $"There are: {string.Join("; ", runs.Select(r => r.RanOn is { } ran ? $"{r.Database} --on {Day(ran)}" : r.Database))}.")} Nothing was imported.");
                run = found[0].Id;
            }
            else if (parsed.GetValue(on) is not null) return new Error("--on is the day of a search: name the search with --search. Nothing was imported.");
            var (told, lines, failed) = (new List<object>(), new List<string>(), 0);
            foreach (var file in parsed.GetRequiredValue(files))
            {
                var read = await CommandFiles.ReadAsync(file, cancel);
                var done = read.Succeeded ? await import.RunAsync(by, file.Name, read.Value, run, cancel) : read.Error;
                if (!done.Succeeded)
                {
                    failed++;
                    told.Add(new { file = file.Name, format = (string?)null, added = 0, refused = done.Error.Message, faults = Array.Empty<object>() });
                    lines.Add(done.Error.Message);
                    continue;
                }
                failed += done.Value.Faults.Any(f => f.IsRefused) ? 1 : 0;
                told.Add(new { file = file.Name, format = (string?)done.Value.Format.ToString(), added = done.Value.Added.Count, refused = (string?)null, faults = done.Value.Faults.Select(f => new { line = f.Line, message = f.Message, refused = f.IsRefused }).ToArray() });
                lines.Add($"{file.Name}: {CommandFiles.Count(done.Value.Added.Count, "citation")} added");
                lines.AddRange(done.Value.Faults.Select(f => $"  line {f.Line}: {(f.IsRefused ? "refused" : "read with a doubt")}: {f.Message}"));
            }
            return new Said(new { files = told }, string.Join("\n", lines), failed > 0 ? 1 : 0);
        }));
        return command;
    }

    private static Command Export(Cli cli)
    {
        var project = Cli.Project();
        var format = new Option<string>("--format") { Description = "ris, bib (BibTeX) or csl (CSL-JSON).", Required = true, HelpName = "ris|bib|csl" };
        format.AcceptOnlyFromAmong("ris", "bib", "csl");
        var to = new Option<string?>("--out") { Description = "The file to write. Without it, the citations are printed.", HelpName = "FILE" };
        var command = new Command("export", """
            Write the citations of a project, copies left out.

            Examples:
              throughline citations export "Naming the gap" --format bib
              throughline citations export "Naming the gap" --format ris --out citations.ris
            """) { project, format, to };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var all = await services.GetRequiredService<ListCitations.Handler>().ToWriteAsync(by.Project, cancel);
            var kind = parsed.GetRequiredValue(format);
            var text = kind switch { "ris" => CitationWriter.Ris(all), "bib" => CitationWriter.Bib(all), _ => CitationWriter.Csl(all) };
            if (parsed.GetValue(to) is not { } path)
                return kind == "csl" && parsed.GetValue(cli.Json) ? new Said(JsonNode.Parse(text)!, text) : await Output.PrintWordsAsync(parsed, parsed.GetValue(cli.Json), "citations", kind, text);
            var written = await Output.WriteAsync(path, stream => stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), cancel).AsTask());
            return written.Succeeded ? new Said(new { file = written.Value, citations = all.Count }, $"Wrote {written.Value}: {CommandFiles.Count(all.Count, "citation")}.") : written.Error;
        }));
        return command;
    }

    public static Command Prisma(Cli cli)
    {
        var project = Cli.Project();
        var to = new Option<string>("--out") { Description = "The file to write; its ending says which kind: .svg or .csv.", Required = true, HelpName = "FILE" };
        var command = new Command("prisma", """
            Draw the flow of records as PRISMA 2020 does, counted from searches, copies and screening decisions.

            Example:
              throughline prisma "Naming the gap" --out flow.svg
            """) { project, to };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var path = parsed.GetRequiredValue(to);
            if (Path.GetExtension(path).ToLowerInvariant() is not (".svg" or ".csv") and var ending) return new Error($"\"{path}\" ends in \"{ending}\". Name the file .svg or .csv, so that its ending says which you want.");
            var flow = await services.GetRequiredService<CountFlow.Handler>().RunAsync(by.Project, cancel);
            var written = await Output.WriteAsync(path, async stream =>
            {
                if (path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase)) await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(CountFlow.Svg(flow)), cancel);
                else
                {
                    using var whole = new MemoryStream();
                    SheetWriter.WriteCsv(whole, new("Flow", ["Box", "What", "Number"], [.. CountFlow.Rows(flow).Select(IReadOnlyList<SheetCell> (r) => [r.Box, r.What, r.Number is { } number ? number : "not known"])]));
                    whole.Position = 0;
                    await whole.CopyToAsync(stream, cancel);
                }
            });
            if (!written.Succeeded) return written.Error;
            return new Said(new { file = written.Value, identified = flow.Identified, copies = flow.Copies, screened = flow.Screened, excluded = flow.ExcludedAtFirst, excludedBy = flow.ExcludedAtFirstBy.Select(r => new { reason = r.Reason, records = r.Records }), sought = flow.Sought, notRetrieved = flow.NotRetrieved, assessed = flow.Assessed, excludedAtFullText = flow.ExcludedAtFullText.Select(r => new { reason = r.Reason, reports = r.Reports }), waiting = flow.Waiting, undecided = flow.Undecided, studies = flow.Studies, reports = flow.Reports, unknown = flow.Unknown, otherMethods = new { identified = flow.Otherwise.Identified, copies = flow.Otherwise.Copies, screened = flow.Otherwise.Screened, excluded = flow.Otherwise.ExcludedAtFirst, excludedBy = flow.Otherwise.ExcludedAtFirstBy.Select(r => new { reason = r.Reason, records = r.Records }), sought = flow.Otherwise.Sought, notRetrieved = flow.Otherwise.NotRetrieved, assessed = flow.Otherwise.Assessed, excludedAtFullText = flow.Otherwise.ExcludedAtFullText.Select(r => new { reason = r.Reason, reports = r.Reports }) }, withdrawn = flow.Withdrawn.Select(w => new { study = w.Study, why = w.Why, reports = w.Reports }) },
                $"Wrote {written.Value}: {(flow is { Identified: 0, Unknown.Count: > 0 } ? "how many were identified is not known" : $"{flow.Identified} identified")}, {(flow.IsScreened ? $"{flow.Screened} screened" : "screening is not recorded")}, {CommandFiles.Count(flow.Studies, "study", "studies")} in {CommandFiles.Count(flow.Reports, "report")} included.");
        }));
        return command;
    }
}
