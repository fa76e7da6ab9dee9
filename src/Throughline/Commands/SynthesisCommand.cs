using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Throughline.Exchange.Reports;
using Throughline.Exchange.Syntheses;
using Throughline.Exchange.Tables;
using Throughline.Files;
using Throughline.Synthesis;
using Throughline.Synthesis.Phases;
using Throughline.Synthesis.Translation;

namespace Throughline.Commands;

/// <summary>Meta-ethnography: what is left to see to, its two tables, and its report.</summary>
internal static class SynthesisCommand
{
    public static Command Build(Cli cli) => new("synthesis", "A meta-ethnography: check it, and write its tables and its report.\n\nExample:\n  throughline synthesis check \"Naming the gap\"") { Check(cli), Table(cli, 1), Table(cli, 2), Report(cli) };

    private static Command Check(Cli cli)
    {
        var project = Cli.Project();
        var command = new Command("check", """
            Say what a synthesis has yet to see to: claims without support, thin concepts, comparisons not made, searches that lost records, decisions not taken;
            and which items of eMERGe the project answers. The exit code is 1 when there is anything to see to.

            Example:
              throughline synthesis check "Naming the gap" --json
            """) { project };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var answer = await services.GetRequiredService<CheckSynthesis.Handler>().RunAsync(by, cancel);
            var lines = new List<string> { $"{answer.Made} of {answer.Expected} comparisons made: {answer.Studies} {(answer.Studies == 1 ? "study" : "studies")}, {CommandFiles.Count(answer.Concepts, "concept")}, {CommandFiles.Count(answer.Constructs, "construct")}" };
            lines.AddRange(answer.Findings.Select(f => $"  {f.Kind}: {f.Message}"));
            if (answer.Findings.Count == 0) lines.Add("Nothing is left to see to.");
            var facts = await services.GetRequiredService<BuildSynthesisReport.Handler>().StandsAsync(by, cancel);
            if (!facts.Succeeded) return facts.Error;
            var guide = ReportingGuide.All.Single(g => g.Id == "emerge");
            var emerge = guide.Items.Select(i => (Item: i, Stands: facts.Value.Of(i))).ToList();
            lines.Add($"{guide.Name}: {emerge.Count(i => i.Stands.State == ReportingState.Held)} of {emerge.Count} there");
            lines.AddRange(emerge.Where(i => i.Stands.State is ReportingState.Missing or ReportingState.InPart).Select(i => $"  {i.Item.Number}. {i.Item.Title}, {BuildSynthesisReport.InWords(i.Stands.State)}: {i.Stands.Words}"));
            return new Said(new { studies = answer.Studies, concepts = answer.Concepts, constructs = answer.Constructs, expected = answer.Expected, made = answer.Made, findings = answer.Findings.Select(f => new { kind = f.Kind, message = f.Message, on = f.On?.ToString() }), emerge = emerge.Select(i => new { number = i.Item.Number, title = i.Item.Title, state = BuildSynthesisReport.InWords(i.Stands.State), here = i.Stands.Words, fromMemory = i.Item.FromMemory }) }, string.Join("\n", lines), answer.Findings.Count == 0 ? 0 : 1);
        }));
        return command;
    }

    private static Command Table(Cli cli, int which)
    {
        var project = Cli.Project();
        var to = new Option<string?>("--out") { Description = "The file to write; its ending says which kind: .docx, .html, .csv or .xlsx. Without it, the table is printed as csv.", HelpName = "FILE" };
        var within = new Option<string?>("--cluster") { Description = "Only the translation within this cluster, by its name. Without it, of all studies together.", HelpName = "NAME" };
        var command = new Command($"table{which}", which == 1
            ? "Write table 1: the studies in the order of their numbers, with what was extracted.\n\nExample:\n  throughline synthesis table1 \"Naming the gap\" --out table1.docx"
            : "Write table 2: the concepts by level, with the numbers of the studies that hold them and their constructs.\n\nExample:\n  throughline synthesis table2 \"Naming the gap\" --out table2.docx") { project, to };
        if (which == 2) command.Add(within);
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var path = parsed.GetValue(to);
            var kind = path is null ? ".csv" : Path.GetExtension(path).ToLowerInvariant();
            if (kind is not (".docx" or ".html" or ".csv" or ".xlsx")) return new Error($"\"{path}\" ends in \"{kind}\". Name the file .docx, .html, .csv or .xlsx, so that its ending says which you want.");
            ClusterId? cluster = null;
            if (which == 2 && parsed.GetValue(within) is { } name)
            {
                var clusters = (await services.GetRequiredService<ReadGrid.Handler>().RunAsync(by, null, cancel)).Clusters;
                if (clusters.FirstOrDefault(c => c.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)) is not { } found) return new Error($"There is no cluster \"{name}\". There are: {string.Join(", ", clusters.Select(c => c.Name))}.");
                cluster = found.Id;
            }
            var build = services.GetRequiredService<BuildSynthesisTables.Handler>();
            var sheet = which == 1 ? await build.CharacteristicsAsync(by.Project, cancel) : await build.TranslationsAsync(by, cluster, cancel);
            if (!sheet.Succeeded) return sheet.Error;
            if (path is null)
            {
                var isJson = parsed.GetValue(cli.Json);
                return await Output.PrintAsync(parsed, isJson, $"table{which}", isJson ? "json" : "csv", (format, stream) => Task.FromResult(Printed(format, sheet.Value, stream)));
            }
            Error? refused = null;
            var written = await Output.WriteAsync(path, async stream =>
            {
                using var whole = new MemoryStream();
                var printed = BuildSynthesisTables.Handler.Printed(sheet.Value, sheet.Value.Name, "", services.GetRequiredService<TimeProvider>().GetLocalNow());
                if (kind == ".docx") DocxReport.Write(whole, printed);
                else if (kind == ".html") whole.Write(System.Text.Encoding.UTF8.GetBytes(HtmlReport.Write(printed)));
                else if (kind == ".csv") SheetWriter.WriteCsv(whole, sheet.Value);
                else if (SheetWriter.WriteXlsx(whole, [sheet.Value]) is { Succeeded: false } bad) refused = bad.Error;
                whole.Position = 0;
                await whole.CopyToAsync(stream, cancel);
            });
            if (refused is not null) return refused;
            return written.Succeeded ? new Said(new { file = written.Value, rows = sheet.Value.Rows.Count }, $"Wrote {written.Value}: {CommandFiles.Count(sheet.Value.Rows.Count, "row")}.") : written.Error;
        }));
        return command;
    }

    private static Result<int> Printed(TableFormat format, SheetToWrite sheet, Stream to)
    {
        if (format == TableFormat.Csv) SheetWriter.WriteCsv(to, sheet);
        else
        {
            var rows = new JsonArray();
            foreach (var row in sheet.Rows)
            {
                var told = new JsonObject();
                // A field of the form may be called as a column is that every table has.
                foreach (var (name, cell) in sheet.Columns.Zip(row)) told[told.ContainsKey(name) ? $"{name} (field)" : name] = cell.Number is { } number ? JsonValue.Create(number) : JsonValue.Create(cell.Text);
                rows.Add((JsonNode)told);
            }
            JsonSerializer.Serialize(to, rows, Cli.JsonOptions);
        }
        return sheet.Rows.Count;
    }

    private static Command Report(Cli cli)
    {
        var project = Cli.Project();
        var to = new Option<string?>("--out") { Description = "The file to write; its ending says which kind: .docx or .html. Without it, the report is printed as html.", HelpName = "FILE" };
        var style = new Option<string>("--style") { Description = "How publications are cited: author-date, such as (Tremblay 2010), or numbered in the order of citing, such as [3].", HelpName = "author-date|numbered", DefaultValueFactory = _ => "author-date" };
        style.AcceptOnlyFromAmong("author-date", "numbered");
        var command = new Command("report", """
            Write the report of a synthesis: a plain account, methods, flow, tables 1 and 2, the line of argument with what it rests on, and as appendices searches, excluded reports, constructs, the phase log, and what of eMERGe and ENTREQ the project holds.

            Example:
              throughline synthesis report "Naming the gap" --out synthesis.docx --style numbered
            """) { project, to, style };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var path = parsed.GetValue(to);
            var kind = path is null ? ".html" : Path.GetExtension(path).ToLowerInvariant();
            if (kind is not (".docx" or ".html")) return new Error($"\"{path}\" ends in \"{kind}\". Name the file .docx or .html, so that its ending says which you want.");
            var built = await services.GetRequiredService<BuildSynthesisReport.Handler>().RunAsync(by, cancel, parsed.GetValue(style) == "numbered" ? ReferenceStyle.Numbered : ReferenceStyle.AuthorDate);
            if (!built.Succeeded) return built.Error;
            var answer = built.Value;
            if (path is null) return await Output.PrintWordsAsync(parsed, parsed.GetValue(cli.Json), "synthesis", "html", HtmlReport.Write(answer.Document));
            var written = await Output.WriteAsync(path, async stream =>
            {
                using var whole = new MemoryStream();
                if (kind == ".docx") DocxReport.Write(whole, answer.Document);
                else whole.Write(System.Text.Encoding.UTF8.GetBytes(HtmlReport.Write(answer.Document)));
                whole.Position = 0;
                await whole.CopyToAsync(stream, cancel);
            });
            if (!written.Succeeded) return written.Error;
            int Of(string guide, ReportingState state) => answer.Items.Count(i => i.Guide == guide && i.State == state);
            var guides = ReportingGuide.All.Select(g => new { guide = g.Id, items = g.Items.Count, there = Of(g.Id, ReportingState.Held), inPart = Of(g.Id, ReportingState.InPart), missing = Of(g.Id, ReportingState.Missing), doesNotArise = Of(g.Id, ReportingState.NotApplicable), toWrite = Of(g.Id, ReportingState.ToWrite) }).ToList();
            var lines = new List<string> { $"Wrote {written.Value}: {(answer.Studies == 1 ? "1 study" : $"{answer.Studies} studies")}, {CommandFiles.Count(answer.Concepts, "concept")}." };
            if (answer.Unsupported > 0) lines.Add($"  {CommandFiles.Count(answer.Unsupported, "claim")} without support, marked so.");
            lines.AddRange(guides.Select(g => $"  {g.guide}: {g.there} of {g.items} items there, {g.inPart} in part, {g.missing} missing"));
            return new Said(new { file = written.Value, studies = answer.Studies, concepts = answer.Concepts, unsupported = answer.Unsupported, guides }, string.Join("\n", lines));
        }));
        return command;
    }
}
