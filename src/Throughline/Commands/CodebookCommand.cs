using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Throughline.Coding;
using Throughline.Exchange.Tables;
using Throughline.Files;

namespace Throughline.Commands;

internal static class CodebookCommand
{
    public static Command Build(Cli cli) => new("codebook", "The codes of a project, in and out of tables.\n\nExample:\n  throughline codebook export \"Naming the gap\" codebook.xlsx") { Import(cli), Export(cli) };

    private static Command Import(Cli cli)
    {
        var project = Cli.Project();
        var file = new Argument<FileInfo>("FILE") { Description = $"A csv or xlsx with the columns {string.Join(", ", CodebookTable.Columns)}; only path is needed. A path is written A > B." };
        var dry = new Option<bool>("--dry-run") { Description = "Say what would be done, and do nothing." };
        var command = new Command("import", "Import codes: new paths are made, known ones updated, an empty cell leaves what is there.\n\nExample:\n  throughline codebook import \"Naming the gap\" samples/codebook.csv") { project, file, dry };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var read = await CommandFiles.ReadAsync(parsed.GetRequiredValue(file), cancel);
            if (!read.Succeeded) return read.Error;
            var import = services.GetRequiredService<ImportCodebook.Handler>();
            var isTrial = parsed.GetValue(dry);
            var name = parsed.GetRequiredValue(file).Name;
            var report = isTrial ? await import.PreviewAsync(by, name, read.Value, cancel) : await import.RunAsync(by, name, read.Value, cancel);
            if (!report.Succeeded) return report.Error;
            var r = report.Value;
            var lines = new List<string> { $"{(isTrial ? "Would import" : "Imported")} {CommandFiles.Count(r.Added + r.ParentsMade, "new code")}, {r.Updated} updated, {r.Unchanged} as they were, {r.Refused} refused." };
            lines.AddRange(r.Rows.SelectMany(row => row.Notes.Select(note => $"line {row.Line}: {(row.Path.Length > 0 ? row.Path + ": " : "")}{note}")));
            lines.AddRange(r.Warnings);
            return new Said(new { dryRun = isTrial, added = r.Added, parentsMade = r.ParentsMade, updated = r.Updated, unchanged = r.Unchanged, refused = r.Refused, rows = r.Rows.Select(row => new { line = row.Line, path = row.Path, result = row.Result, notes = row.Notes }), warnings = r.Warnings },
                string.Join("\n", lines), r.Refused > 0 ? 2 : 0);
        }));
        return command;
    }

    private static Command Export(Cli cli)
    {
        var project = Cli.Project();
        var file = new Argument<FileInfo?>("FILE") { Description = "Where to write it; its ending, .csv or .xlsx, says as what. Without it, the table is printed as csv.", Arity = ArgumentArity.ZeroOrOne };
        var retired = new Option<bool>("--retired") { Description = "Retired codes too." };
        var command = new Command("export", "Write the codebook as a table that can be imported again.\n\nExample:\n  throughline codebook export \"Naming the gap\" codebook.xlsx") { project, file, retired };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var sheet = await services.GetRequiredService<ExportCodebook.Handler>().RunAsync(by, parsed.GetValue(retired), cancel);
            if (parsed.GetValue(file) is not { } to)
            {
                var isJson = parsed.GetValue(cli.Json);
                return await Output.PrintAsync(parsed, isJson, "codebook", isJson ? "json" : "csv", (format, stream) => Task.FromResult(Printed(format, sheet, stream)));
            }
            var written = await CommandFiles.WriteAsync(to, sheet, cancel);
            return written.Succeeded ? new Said(new { file = to.FullName, codes = sheet.Rows.Count }, $"Wrote {CommandFiles.Count(sheet.Rows.Count, "code")} to {to.FullName}.") : written.Error;
        }));
        return command;
    }

    private static Result<int> Printed(TableFormat format, SheetToWrite sheet, Stream to)
    {
        if (format == TableFormat.Csv) SheetWriter.WriteCsv(to, sheet);
        else JsonSerializer.Serialize(to, sheet.Rows.Select(r => sheet.Columns.Zip(r).ToDictionary(p => p.First, p => p.Second.Number is { } n ? (object)n : p.Second.Text)), Cli.JsonOptions);
        return sheet.Rows.Count;
    }
}

/// <summary>Files that commands read and write, with refusals that say what to do.</summary>
internal static class CommandFiles
{
    public static async Task<Result<byte[]>> ReadAsync(FileInfo file, CancellationToken cancel)
    {
        try
        {
            return await File.ReadAllBytesAsync(file.FullName, cancel);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new Error($"\"{file.FullName}\" cannot be read: {fault.Message}");
        }
    }

    public static async Task<Result<Done>> WriteAsync(FileInfo file, SheetToWrite sheet, CancellationToken cancel)
    {
        using var content = new MemoryStream();
        if (string.Equals(file.Extension, ".xlsx", StringComparison.OrdinalIgnoreCase))
        {
            var written = SheetWriter.WriteXlsx(content, [sheet]);
            if (!written.Succeeded) return written.Error;
        }
        else if (string.Equals(file.Extension, ".csv", StringComparison.OrdinalIgnoreCase)) SheetWriter.WriteCsv(content, sheet);
        else return new Error($"\"{file.Name}\" ends in neither .csv nor .xlsx. Give it one of them.");
        try
        {
            await File.WriteAllBytesAsync(file.FullName, content.ToArray(), cancel);
            return Done.Value;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new Error($"\"{file.FullName}\" cannot be written: {fault.Message}");
        }
    }

    /// <summary>Names with commas between; one that holds a comma stands in quotation marks. What cannot be read so is taken as it stands.</summary>
    public static IReadOnlyList<string> Names(string given) =>
        TypedLines.Read(given.ReplaceLineEndings(" ")) is { Succeeded: true, Value: var lines } ? [.. lines.SelectMany(line => line.Parts).Where(name => name.Length > 0)]
            : given.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <param name="many">The plural where it is not the singular with an s.</param>
    public static string Count(long number, string what, string? many = null) => number == 1 ? $"1 {what}" : $"{number} {many ?? what + "s"}";

    /// <summary>With commas between thousands.</summary>
    public static string Tell(long number, string what, string? many = null) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? what : many ?? what + "s")}");
}
