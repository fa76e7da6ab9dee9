using System.CommandLine;
using System.Globalization;
using Throughline.Equity;
using Throughline.Files;
using Throughline.Statistics;

namespace Throughline.Commands;

/// <summary>Measures from a file alone, without project or database; and data sets and figures of a project.</summary>
internal static class EquityCommand
{
    public static Command Build(Cli cli) => new("equity", """
        Rates, life expectancy and measures of inequality from a table (csv, tsv or xlsx, packed by gzip or not), its columns by name. Nothing is kept, but by import and figures, which work in a project. Formulas and sources: docs/statistics.md.

        Example:
          throughline equity rates screening.csv --method wilson --count screened --population eligible --by quintile
        """)
    {
        Sheet, EquityRatesCommand.Build(cli), EquityLifeExpectancyCommand.Build(cli), EquityMeasureCommand.Build(cli), EquityQuantileCommand.Build(cli), EquityFunnelCommand.Build(cli), EquityCore20Command.Core20(cli), EquityCore20Command.Missed(cli), EquityCore20Command.Fifths(cli), EquitySuppressCommand.Build(cli), EquityMapCommand.Build(cli), EquityJoinCommands.Carry(cli), EquityJoinCommands.Join(cli), EquityProjectCommands.Import(cli), EquityProjectCommands.Figures(cli), EquityChangeCommand.Build(cli), EquityDecomposeCommand.Build(cli),
    };

    public static Argument<string> File() => new("FILE") { Description = "A table: .csv, .tsv or .xlsx, also packed as .gz." };

    public static Option<string?> Column(string name, string description) => new(name) { Description = description, HelpName = "COL" };

    public static Option<string[]> Columns(string name, string description) => new(name) { Description = description, HelpName = "COLS", AllowMultipleArgumentsPerToken = true };

    public static Option<string?> Unit() => new("--unit") { Description = "The unit of the value: years, per 100,000, %, share. Percentages that are shares, and shares that are percentages, are refused. Without it, % where the heading says so.", HelpName = "UNIT" };

    public static Option<bool> Repeated() => new("--repeated") { Description = "An event may come to a person more than once (attendances), so that a count may be above its population. Without it, such a row is refused: columns may be swapped." };

    public static Option<string[]> Confidence() => new("--confidence") { Description = "Confidence levels, in percent or as shares.", HelpName = "95 99.8", AllowMultipleArgumentsPerToken = true };

    /// <summary>Names that may be given apart or joined by commas.</summary>
    public static string[] Listed(string[]? given) => [.. (given ?? []).SelectMany(CommandFiles.Names)];

    public static Result<double[]> Confidences(string[]? given)
    {
        if (given is null or []) return new[] { 0.95 };
        var levels = new List<double>();
        foreach (var text in Listed(given))
        {
            if (!double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var level) || level is not (> 0 and < 100) || level == 1)
                return new Error($"\"{text}\" is not a confidence. Give a percentage such as 95 or 99.8, or a share such as 0.95.");
            levels.Add(level >= 1 ? Math.Round(level / 100, 12) : level);
        }
        return levels.ToArray();
    }

    /// <summary>Of a workbook, the sheet that FILE is read from.</summary>
    public static Option<string?> Sheet { get; } = new("--sheet") { Description = "Of a workbook: the sheet FILE is read from, by name or number. Without it, the first that holds a table, below its lines of title.", HelpName = "SHEET", Recursive = true };

    /// <summary>The command's own file, from the sheet that was asked for.</summary>
    public static Task<Result<LongTable>> ReadAsync(ParseResult parsed, string path, CancellationToken cancel) => ReadAsync(path, cancel, parsed.GetValue(Sheet));

    public static async Task<Result<LongTable>> ReadAsync(string path, CancellationToken cancel, string? sheet = null)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true } info && info.Length > ReadLimits.Default.MaxBytes)
                return new Error(string.Create(CultureInfo.InvariantCulture, $"\"{path}\" is too large: it has {info.Length:N0} bytes, and at most {ReadLimits.Default.MaxBytes:N0} are read. Split it."));
            return LongTable.Read(Path.GetFileName(path), await System.IO.File.ReadAllBytesAsync(path, cancel), ReadLimits.Default, cancel, sheet);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new Error($"\"{path}\" cannot be read: {fault.Message}");
        }
    }

    public static object? Shape(Estimate? figure) => figure is null ? null : new
    {
        value = figure.Value,
        standardError = figure.StandardError,
        intervals = figure.Intervals.Select(i => new { confidence = i.Confidence, lower = i.Lower, upper = i.Upper, why = i.Why }),
        method = figure.Method,
    };

    public static string Words(Estimate figure) =>
        Number(figure.Value) + string.Concat(figure.Intervals.Select(i => i.Lower is { } lower && i.Upper is { } upper
            ? FormattableString.Invariant($"  ({i.Confidence * 100:0.###} % {Number(lower)} to {Number(upper)})") : FormattableString.Invariant($"  ({i.Confidence * 100:0.###} %: {i.Why})")));

    public static string Number(double value) => value.ToString(Math.Abs(value) switch { >= 1000 => "0.0", >= 10 => "0.00", >= 0.01 or 0 => "0.0000", _ => "0.000e0" }, CultureInfo.InvariantCulture);

    public static string Named(IReadOnlyList<string> group, IReadOnlyList<int> lines) => group.Count > 0 ? string.Join(", ", group) : lines.Count == 1 ? $"line {lines[0]}" : "all rows";
}
