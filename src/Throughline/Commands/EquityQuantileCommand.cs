using System.CommandLine;
using Throughline.Equity;
using Throughline.Statistics.Areas;
using static Throughline.Commands.EquityCommand;

namespace Throughline.Commands;

internal static class EquityQuantileCommand
{
    public static Command Build(Cli cli)
    {
        var file = File();
        var value = new Option<string>("--value") { Description = "The column areas are ranked by.", HelpName = "COL", Required = true };
        var count = new Option<int>("--quantiles") { Description = "How many: 5 for fifths, 10 for tenths.", HelpName = "N", DefaultValueFactory = _ => 5 };
        var area = Column("--area", "The column that names areas; each once.");
        var within = Column("--within", "The column of larger areas: quantiles within each, not of all.");
        var population = Column("--population", "The column of persons: quantiles of equal numbers of people, not of areas.");
        var one = new Option<string>("--one") { Description = "Which end is quantile 1: lowest (ranks, 1 the most deprived) or highest (scores).", HelpName = "lowest|highest", DefaultValueFactory = _ => "lowest" };
        one.AcceptOnlyFromAmong("lowest", "highest");
        var ties = new Option<string>("--ties") { Description = "Where equal values go: first, last, middle (all together) or given (apart, in the file's order).", HelpName = "first|last|middle|given", DefaultValueFactory = _ => "first" };
        ties.AcceptOnlyFromAmong("first", "last", "middle", "given");
        var cut = new Option<string>("--cut") { Description = "Where areas that cannot be shared out evenly go: profiles (rule of the public health profiles) or indices (rule of the Indices of Deprivation).", HelpName = "profiles|indices", DefaultValueFactory = _ => "profiles" };
        cut.AcceptOnlyFromAmong("profiles", "indices");
        var command = new Command("quantile", """
            Put areas into quantiles, of all areas or within larger ones.

            Example:
              throughline equity quantile areas.csv.gz --value rank --quantiles 10 --cut indices --area lsoa --within board
            """) { file, value, count, area, within, population, one, ties, cut };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var table = await ReadAsync(parsed, parsed.GetRequiredValue(file), cancel);
            if (!table.Succeeded) return table.Error;
            var rule = new QuantileRule
            {
                One = parsed.GetValue(one) == "highest" ? QuantileOne.Highest : QuantileOne.Lowest,
                Ties = parsed.GetValue(ties) switch { "last" => TiedAreas.WithLast, "middle" => TiedAreas.Middle, "given" => TiedAreas.AsGiven, _ => TiedAreas.WithFirst },
                Cut = parsed.GetValue(cut) == "indices" ? QuantileCut.Indices : QuantileCut.Profiles,
            };
            var made = QuantilesOfTable.Run(table.Value, new(parsed.GetRequiredValue(value), parsed.GetValue(count), parsed.GetValue(area), parsed.GetValue(within), parsed.GetValue(population), rule));
            if (!made.Succeeded) return made.Error;
            return new Said(new
            {
                file = table.Value.FileName,
                quantiles = parsed.GetValue(count),
                one = parsed.GetValue(one),
                ties = parsed.GetValue(ties),
                cut = parsed.GetValue(population) is null ? parsed.GetValue(cut) : "population",
                rows = made.Value.Select(row => new { area = row.Area, within = row.Within, line = row.Line, value = row.Value, quantile = row.Quantile }),
            }, string.Join("\n", made.Value.Select(row => $"{row.Area ?? $"line {row.Line}"}{(row.Within is { } larger ? $" in {larger}" : "")}: {row.Quantile}")));
        }));
        return command;
    }
}
