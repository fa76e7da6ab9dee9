using System.CommandLine;
using System.Globalization;
using System.Text;
using Throughline.Coding;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Commands;

internal static class MatrixCommand
{
    public static Command Build(Cli cli)
    {
        var project = Cli.Project();
        var rows = new Option<string>("--rows") { Description = "What the rows are: code.", HelpName = "code", DefaultValueFactory = _ => "code" };
        var columns = new Option<string>("--columns") { Description = "What the columns are: case, source, code (where codes overlap), or an attribute's name.", HelpName = "case|source|code|ATTRIBUTE", DefaultValueFactory = _ => "case" };
        var count = new Option<string>("--count") { Description = "What each cell counts: passages, sources, cases or words.", HelpName = "passages|sources|cases|words", DefaultValueFactory = _ => "passages" };
        count.AcceptOnlyFromAmong("passages", "sources", "cases", "words");
        var meet = new Option<string>("--meet") { Description = "For codes as columns: where passages overlap, stand on the same words, or lie near each other.", HelpName = "overlap|same|near", DefaultValueFactory = _ => "overlap" };
        meet.AcceptOnlyFromAmong("overlap", "same", "near");
        var within = new Option<int>("--within") { Description = "For near: at most so many paragraphs apart.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var collapse = new Option<bool>("--collapse") { Description = "Count each top code with all that is below it, one row each." };
        var to = new Option<string?>("--out") { Description = "Write it to a file: .csv, .xlsx or .svg.", HelpName = "FILE" };
        var command = new Command("matrix", """
            Count codes against cases, sources, an attribute's values, or each other.

            Examples:
              throughline matrix "Naming the gap" --rows code --columns sector --count cases
              throughline matrix "Naming the gap" --rows code --columns code --meet near --within 2 --out together.xlsx
            """) { project, rows, columns, count, meet, within, collapse, to };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            if (!string.Equals(parsed.GetValue(rows), "code", StringComparison.OrdinalIgnoreCase)) return new MatrixUnknown($"The rows of a matrix are codes, not \"{parsed.GetValue(rows)}\". Give --rows code.");
            var request = new CountMatrix.Request(parsed.GetValue(columns)!, Enum.Parse<MatrixCount>(parsed.GetValue(count)!, ignoreCase: true),
                parsed.GetValue(meet) switch { "same" => CodeMeeting.SamePassage, "near" => CodeMeeting.Near, _ => CodeMeeting.Overlap }, parsed.GetValue(within),
                Collapsed: parsed.GetValue(collapse) ? [.. (await services.GetRequiredService<ReadCodebook.Handler>().RunAsync(by, cancel)).Where(c => c.Parent is null).Select(c => c.Id)] : null);
            var counted = await services.GetRequiredService<CountMatrix.Handler>().RunAsync(by, request, cancel);
            if (!counted.Succeeded) return counted.Error;
            var matrix = counted.Value;
            var text = Text(matrix);
            if (parsed.GetValue(to) is { } file)
            {
                var written = await WriteAsync(file, matrix, cancel);
                if (!written.Succeeded) return written.Error;
                text = $"Wrote {matrix.Rows.Count.ToString("N0", CultureInfo.InvariantCulture)} rows and {matrix.Columns.Count.ToString("N0", CultureInfo.InvariantCulture)} columns to {file}.";
            }
            return new Said(MatrixOut.Value(matrix), text);
        }));
        return command;
    }

    private static async Task<Result<Done>> WriteAsync(string file, Matrix matrix, CancellationToken cancel)
    {
        using var held = new MemoryStream();
        switch (Path.GetExtension(file).ToLowerInvariant())
        {
            case ".csv":
                SheetWriter.WriteCsv(held, MatrixOut.Sheet(matrix));
                break;
            case ".xlsx":
                var written = SheetWriter.WriteXlsx(held, [MatrixOut.Sheet(matrix)]);
                if (!written.Succeeded) return written.Error;
                break;
            case ".svg":
                held.Write(Encoding.UTF8.GetBytes(MatrixOut.Svg(matrix, alone: true)));
                break;
            case var other:
                return new Error($"A matrix is written as .csv, .xlsx or .svg, not \"{other}\". Give --out a name that ends in one of them.");
        }
        try
        {
            await File.WriteAllBytesAsync(file, held.ToArray(), cancel);
            return Done.Value;
        }
        catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
        {
            return new Error($"{file} could not be written: {bad.Message}");
        }
    }

    /// <summary>Lines for a person: a name column, then numbers under their heads.</summary>
    private static string Text(Matrix matrix)
    {
        if (matrix.Rows.Count == 0) return "There are no codes yet.";
        var names = Math.Min(48, matrix.Rows.Max(r => r.Path.Length));
        var widths = matrix.Columns.Select((c, i) => Math.Clamp(c.Label.Length, 5, 16)).ToList();
        var lines = new List<string> { $"{"".PadRight(names)}  {string.Join("  ", matrix.Columns.Select((c, i) => Cut.To(c.Label, widths[i]).PadLeft(widths[i])))}    all" };
        for (var r = 0; r < matrix.Rows.Count; r++)
            lines.Add($"{Cut.To(matrix.Rows[r].Path, names).PadRight(names)}  {string.Join("  ", matrix.Counts[r].Select((n, i) => (n?.ToString(CultureInfo.InvariantCulture) ?? (matrix.Rows[r].IsHeading ? "" : "-")).PadLeft(widths[i])))}  {(matrix.Rows[r].IsHeading ? "" : matrix.Rows[r].Total.ToString(CultureInfo.InvariantCulture)),5}".TrimEnd());
        if (matrix.By != MatrixBy.Code)
            lines.Add($"{"out of".PadRight(names)}  {string.Join("  ", matrix.Columns.Select((c, i) => c.Base.ToString(CultureInfo.InvariantCulture).PadLeft(widths[i])))}");
        lines.Add($"Each cell: {MatrixOut.CountWord(matrix.Count)}, out of {MatrixOut.BaseWord(matrix)}.");
        if (matrix.NotFound.Any()) lines.Add($"Expected and not found: {string.Join("; ", matrix.NotFound.Select(r => r.Path))}.");
        if (matrix.Lost > 0) lines.Add($"{CommandFiles.Count(matrix.Lost, "passage")} could not be placed after a correction and {(matrix.Lost == 1 ? "is" : "are")} in no cell.");
        return string.Join("\n", lines);
    }

}
