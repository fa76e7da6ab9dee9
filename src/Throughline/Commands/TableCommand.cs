using System.CommandLine;
using Throughline.Exchange.Logs;
using Throughline.Exchange.Tables;

namespace Throughline.Commands;

/// <summary>The commands that write one of a project's tables: <c>codings export</c>, <c>memos export</c>, <c>notes export</c>, <c>cases export</c> and <c>log export</c>.</summary>
internal static class TableCommand
{
    public static Command Memos(Cli cli) => new("memos", "What the analysts thought while they read.\n\nExample:\n  throughline memos export \"Naming the gap\" --out memos.xlsx") { Export(cli, "memos", "Write every memo with what it is on, its analyst and when it was written and changed.") };

    public static Command Notes(Cli cli) => new("notes", "The coding notes: what each source says under each code, and who checked it.\n\nExample:\n  throughline notes export \"Naming the gap\" --out notes.xlsx") { Export(cli, "notes", "Write every line of the coding notes with its source, its code, the passages it rests on, and what other analysts say of it.") };

    public static Command Cases(Cli cli) => Export(cli, "cases", "Write every case with its kind and what is recorded of it, one column an attribute.");

    public static Command Log(Cli cli) => Export(cli, "log", "Write every entry of the change log with its hash, oldest first.", "entries");

    /// <param name="kind">The table, and the command it is a part of.</param>
    /// <param name="counted">What its rows are called; null takes the kind.</param>
    public static Command Export(Cli cli, string kind, string says, string? counted = null)
    {
        var of = counted ?? kind;
        var project = Cli.Project();
        var format = new Option<string?>("--format") { Description = "csv, xlsx or json. Without it, as the ending of --out says, else csv.", HelpName = "csv|xlsx|json" };
        format.AcceptOnlyFromAmong("csv", "xlsx", "json");
        var to = new Option<string?>("--out") { Description = "The file to write. Without it, the table is printed; an xlsx needs a file.", HelpName = "FILE" };
        var command = new Command("export", $"{says}\n\nExamples:\n  throughline {kind} export \"Naming the gap\" > {kind}.csv\n  throughline {kind} export \"Naming the gap\" --format xlsx --out {kind}.xlsx") { project, format, to };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var path = parsed.GetValue(to);
            var isJson = parsed.GetValue(cli.Json);
            var wanted = parsed.GetValue(format) ?? Ending(path) ?? (path is null && isJson ? "json" : "csv");
            Task<Result<int>> Write(TableFormat as_, Stream stream) => kind == "log"
                ? services.GetRequiredService<ReadLog.Handler>().ExportAsync(by, new(), as_.ToString().ToLowerInvariant(), stream, cancel)
                : services.GetRequiredService<ExportTables.Handler>().RunAsync(by, kind, as_, stream, cancel);
            if (path is null) return await Output.PrintAsync(parsed, isJson, kind, wanted, Write);
            var rows = await Output.WriteAsync(path, stream => Write(Enum.Parse<TableFormat>(wanted, ignoreCase: true), stream));
            if (!rows.Succeeded) return rows.Error;
            return new Said(new Dictionary<string, object> { ["file"] = Path.GetFullPath(path), ["format"] = wanted, [of] = rows.Value }, $"Wrote {rows.Value} {(rows.Value == 1 ? One(of) : of)} to {Path.GetFullPath(path)}.");
        }));
        return command;
    }

    private static string One(string many) => many switch { "entries" => "entry", "notes" => "line", _ => many[..^1] };

    private static string? Ending(string? path) => Path.GetExtension(path)?.ToLowerInvariant() switch { ".csv" => "csv", ".xlsx" => "xlsx", ".json" => "json", _ => null };
}
