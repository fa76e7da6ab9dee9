using System.CommandLine;
using System.Globalization;
using Throughline.Equity;
using Throughline.Statistics.Areas;
using static Throughline.Commands.EquityCommand;

namespace Throughline.Commands;

internal static class EquitySuppressCommand
{
    public static Command Build(Cli cli)
    {
        var file = File();
        var count = new Option<string>("--count") { Description = "The column of counts: whole numbers, 0 or more.", HelpName = "COL", Required = true };
        var area = new Option<string>("--area") { Description = "The column that names areas; each once.", HelpName = "COL", Required = true };
        var within = Columns("--within", "Columns of larger areas whose sums are shown too, the smallest first.");
        var from = new Option<long>("--small-from") { Description = "The least count that is hidden.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var to = new Option<long>("--small-to") { Description = "The most that is hidden.", HelpName = "N", DefaultValueFactory = _ => 7 };
        var round = new Option<long>("--round") { Description = "What others are rounded to; 1 leaves them as they are.", HelpName = "N", DefaultValueFactory = _ => 5 };
        var command = new Command("suppress", """
            Hide small counts, round the others, and hide a second count wherever a sum would give the first away. The sum of all, and of each larger area, is shown with them.

            Example:
              throughline equity suppress starts.csv --count started --area lsoa21_code --within lad24_code icb24_code
            """) { file, count, area, within, from, to, round };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var table = await ReadAsync(parsed, parsed.GetRequiredValue(file), cancel);
            if (!table.Succeeded) return table.Error;
            var rule = new SuppressionRule(parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(round));
            var made = SuppressionOfTable.Run(table.Value, new(parsed.GetRequiredValue(count), parsed.GetRequiredValue(area), Listed(parsed.GetValue(within)), rule));
            if (!made.Succeeded) return made.Error;
            return new Said(new
            {
                file = table.Value.FileName,
                smallFrom = rule.SmallFrom,
                smallTo = rule.SmallTo,
                roundTo = rule.RoundTo,
                small = made.Value.Count(row => row.Count.Hiding == Hiding.Small),
                secondary = made.Value.Count(row => row.Count.Hiding == Hiding.Secondary),
                rows = made.Value.Select(row => new { level = row.Level, area = row.Area, line = row.Line, shown = row.Count.Shown, hiding = row.Count.Hiding switch { Hiding.Small => "small", Hiding.Secondary => "secondary", _ => "shown" } }),
            }, string.Join("\n", made.Value.Select(row => $"{row.Area}: {(row.Count.Shown is { } shown ? shown.ToString(CultureInfo.InvariantCulture) : row.Count.Hiding == Hiding.Small ? SafeSheet.Hidden : SafeSheet.HiddenToo)}")));
        }));
        return command;
    }
}
