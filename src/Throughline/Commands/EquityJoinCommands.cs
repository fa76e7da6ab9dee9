using System.CommandLine;
using System.Globalization;
using Throughline.Equity;
using Throughline.Files;
using static Throughline.Commands.EquityCommand;

namespace Throughline.Commands;

/// <summary>Tables of areas put together, or carried over to other boundaries, from files alone.</summary>
internal static class EquityJoinCommands
{
    public static Command Carry(Cli cli)
    {
        var file = File();
        var area = Column("--area", "The column of codes. Without it, the first that is one.");
        var vintage = Vintage("--vintage", "The vintage of FILE's areas: \"LSOA 2011\". Without it, as the heading of the codes says.");
        var lookup = LookupFile(required: true);
        var options = new LookupOptions();
        var (counts, means) = (Columns("--count", "Columns that are added up: persons, events."), Columns("--mean", "Columns that are averaged over people: rates, scores, shares."));
        var population = Column("--population", "The column of people who weigh the means. Without it, every area weighs alike.");
        var (fit, write) = (Fit(), Write());
        var command = new Command("carry", """
            Carry a table of areas over to another level or vintage by a lookup, and list what could not be matched. Either side of the lookup may be the table's.

            Example:
              throughline equity carry people.csv --lookup lsoa11-to-lsoa21.csv --count residents --mean score --population residents --write people-2021.csv
            """) { file, area, vintage, lookup, options.From, options.To, options.FromVintage, options.ToVintage, options.Weight, counts, means, population, fit, write };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var side = await SideAsync(parsed, parsed.GetRequiredValue(file), parsed.GetValue(area), parsed.GetValue(vintage), parsed.GetValue(population), cancel);
            if (!side.Succeeded) return side.Error;
            var by = await LookupAsync(parsed, parsed.GetValue(lookup)!, options, cancel);
            if (!by.Succeeded) return by.Error;
            var made = JoinTables.Carry(side.Value, by.Value, Taken(parsed.GetValue(counts), parsed.GetValue(means)), Fitted(parsed.GetValue(fit)));
            return made.Succeeded ? await SayAsync(side.Value, JoinTables.Goal(side.Value, by.Value), made.Value, parsed.GetValue(write), cancel) : made.Error;
        }));
        return command;
    }

    public static Command Join(Cli cli)
    {
        var file = File();
        var with = new Argument<string>("OTHER") { Description = "The table whose columns come to FILE." };
        var area = Column("--area", "FILE's column of codes. Without it, the first that is one.");
        var withArea = Column("--other-area", "OTHER's column of codes. Without it, the first that is one.");
        var vintage = Vintage("--vintage", "The vintage of FILE's areas. Without it, as the heading of the codes says.");
        var withVintage = Vintage("--other-vintage", "The vintage of OTHER's areas. Without it, as the heading of the codes says.");
        var lookup = LookupFile(required: false);
        var options = new LookupOptions();
        var (counts, means) = (Columns("--count", "OTHER's columns that are added up where areas are put together, and brought over."), Columns("--mean", "OTHER's columns that are averaged over people, and brought over; words too, where no lookup is needed."));
        var population = Column("--other-population", "OTHER's column of people who weigh the means.");
        var (fit, write) = (Fit(), Write());
        var command = new Command("join", """
            Bring columns of one table of areas beside another's. Tables of two vintages are refused without a lookup between them.

            Example:
              throughline equity join areas.csv clinics.csv --count clinics --mean distance --write areas-with-clinics.csv
            """) { file, with, area, withArea, vintage, withVintage, lookup, options.From, options.To, options.FromVintage, options.ToVintage, options.Weight, counts, means, population, fit, write };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var side = await SideAsync(parsed, parsed.GetRequiredValue(file), parsed.GetValue(area), parsed.GetValue(vintage), null, cancel);
            if (!side.Succeeded) return side.Error;
            var other = await SideAsync(parsed, parsed.GetRequiredValue(with), parsed.GetValue(withArea), parsed.GetValue(withVintage), parsed.GetValue(population), cancel);
            if (!other.Succeeded) return other.Error;
            JoinTables.Lookup? between = null;
            if (parsed.GetValue(lookup) is { } path)
            {
                var by = await LookupAsync(parsed, path, options, cancel);
                if (!by.Succeeded) return by.Error;
                between = by.Value;
            }
            var made = JoinTables.Run(side.Value, other.Value, Taken(parsed.GetValue(counts), parsed.GetValue(means)), between, Fitted(parsed.GetValue(fit)));
            return made.Succeeded ? await SayAsync(side.Value, side.Value.Vintage, made.Value, parsed.GetValue(write), cancel) : made.Error;
        }));
        return command;
    }

    private sealed record LookupOptions
    {
        public Option<string?> From { get; } = Column("--from", "The lookup's column of the areas it leads from. Without it, as recognised.");
        public Option<string?> To { get; } = Column("--to", "The lookup's column of the areas it leads to. Without it, as recognised.");
        public Option<string?> FromVintage { get; } = Vintage("--from-vintage", "The vintage it leads from. Without it, as the heading says.");
        public Option<string?> ToVintage { get; } = Vintage("--to-vintage", "The vintage it leads to. Without it, as the heading says.");
        public Option<string?> Weight { get; } = Column("--weight", "The lookup's column of shares. Without it, as recognised, or equal parts.");
    }

    private static Option<string?> Vintage(string name, string description) => new(name) { Description = description, HelpName = "VINTAGE" };

    private static Option<string?> LookupFile(bool required) => new("--lookup") { Description = "A table of which areas lie in which.", HelpName = "FILE", Required = required };

    private static Option<string> Fit()
    {
        var fit = new Option<string>("--fit") { Description = "An area that lies in several is shared by the lookup's weights, or goes whole to the best fit.", HelpName = "weighted|best", DefaultValueFactory = _ => "weighted" };
        fit.AcceptOnlyFromAmong("weighted", "best");
        return fit;
    }

    private static Option<string?> Write() => new("--write") { Description = "Write the table to this csv file, which must not be there yet.", HelpName = "FILE" };

    private static AreaFit Fitted(string? fit) => fit == "best" ? AreaFit.BestFit : AreaFit.Weighted;

    private static List<CarryAreas.Column> Taken(string[]? counts, string[]? means) => [.. Listed(counts).Select(c => new CarryAreas.Column(c, CarriedAs.Count)), .. Listed(means).Select(c => new CarryAreas.Column(c, CarriedAs.Mean))];

    private static async Task<Result<JoinTables.Side>> SideAsync(ParseResult parsed, string path, string? area, string? vintage, string? population, CancellationToken cancel)
    {
        // The sheet is FILE's; another workbook has sheets of its own.
        var table = parsed.GetValue<string>("FILE") == path ? await ReadAsync(parsed, path, cancel) : await ReadAsync(path, cancel);
        if (!table.Succeeded) return table.Error;
        if ((area ?? table.Value.Columns.FirstOrDefault(c => AreaCodes.OfHeading(c) is { IsCode: true })) is not { } codes) return new TableUnfit(table.Value.FileName, null, null, $"Say with --{(parsed.CommandResult.Command.Name == "join" ? "area or --other-area" : "area")} which column of \"{table.Value.FileName}\" holds the codes. It has: {string.Join(", ", table.Value.Columns.Take(40))}.");
        return new JoinTables.Side(table.Value.FileName, table.Value, codes, vintage ?? AreaCodes.OfHeading(codes)?.Vintage ?? "", population);
    }

    private static async Task<Result<JoinTables.Lookup>> LookupAsync(ParseResult parsed, string path, LookupOptions options, CancellationToken cancel)
    {
        var table = await ReadAsync(path, cancel);
        if (!table.Succeeded) return table.Error;
        var guess = Recognise.Of(table.Value.Columns);
        var (from, to) = (parsed.GetValue(options.From) ?? guess.Columns.GetValueOrDefault(ColumnRole.Area), parsed.GetValue(options.To) ?? guess.Columns.GetValueOrDefault(ColumnRole.To));
        if (from is null || to is null) return new TableUnfit(table.Value.FileName, null, null, $"Say with --from and --to which columns of \"{table.Value.FileName}\" it leads between. It has: {string.Join(", ", table.Value.Columns.Take(40))}.");
        if (table.Value.Missing([from, to]) is { } missing) return missing;
        var (fromVintage, toVintage) = (parsed.GetValue(options.FromVintage) ?? AreaCodes.OfHeading(from)?.Vintage ?? "", parsed.GetValue(options.ToVintage) ?? AreaCodes.OfHeading(to)?.Vintage ?? "");
        if (fromVintage.Length == 0 || toVintage.Length == 0) return new TableUnfit(table.Value.FileName, null, fromVintage.Length == 0 ? from : to, $"Nothing says of which year the boundaries in column \"{(fromVintage.Length == 0 ? from : to)}\" of \"{table.Value.FileName}\" are. Give it with --{(fromVintage.Length == 0 ? "from" : "to")}-vintage.");
        return new JoinTables.Lookup(table.Value.FileName, table.Value, from, to, fromVintage, toVintage, parsed.GetValue(options.Weight) ?? guess.Columns.GetValueOrDefault(ColumnRole.Weight));
    }

    /// <summary>Writes a table as csv; null where it was written.</summary>
    public static Task<Error?> WriteAsync(string path, SheetToWrite sheet, CancellationToken cancel)
    {
        using var csv = new MemoryStream();
        SheetWriter.WriteCsv(csv, sheet, withMark: false);
        return WriteAsync(path, csv.ToArray(), cancel);
    }

    /// <summary>Writes a file that must not be there yet; null where it was written.</summary>
    public static async Task<Error?> WriteAsync(string path, byte[] csv, CancellationToken cancel)
    {
        try
        {
            // A file that is there may be somebody's own: it is never written over.
            await using var to = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await to.WriteAsync(csv, cancel);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new Error($"\"{path}\" cannot be written: {fault.Message} Nothing was kept.");
        }
    }

    private static async Task<Result<Said>> SayAsync(JoinTables.Side side, string vintage, JoinTables.Joined made, string? write, CancellationToken cancel)
    {
        using var csv = new MemoryStream();
        SheetWriter.WriteCsv(csv, made.Sheet, withMark: false);
        if (write is not null && await WriteAsync(write, csv.ToArray(), cancel) is { } unwritten) return unwritten;
        var summary = string.Create(CultureInfo.InvariantCulture, $"{CommandFiles.Tell(made.Sheet.Rows.Count, "area")} of {vintage} from {side.Table.Count:N0} of \"{side.Name}\". {(made.Left.Length == 0 ? "Every area was matched." : made.Left)}");
        return new Said(new
        {
            file = side.Name,
            vintage,
            areas = made.Sheet.Rows.Count,
            left = made.Left,
            unmatched = made.Unmatched,
            written = write,
            columns = made.Sheet.Columns,
            rows = made.Sheet.Rows.Select(row => made.Sheet.Columns.Zip(row).ToDictionary(pair => pair.First, pair => Value(pair.Second))),
        }, write is null ? $"{System.Text.Encoding.UTF8.GetString(csv.ToArray()).TrimEnd()}\n\n{summary}" : $"{summary}\nWritten to {write}.");
    }

    // A number is one in json too, where it is written as numbers are; a code with a leading 0 is none.
    private static object? Value(SheetCell cell) => cell.Number is { } number ? number : cell.Text.Length == 0 ? null : double.TryParse(cell.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) && read.ToString(CultureInfo.InvariantCulture) == cell.Text ? read : cell.Text;
}
