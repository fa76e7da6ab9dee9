using System.CommandLine;
using Throughline.Equity;
using Throughline.Statistics.Rates;
using static Throughline.Commands.EquityCommand;

namespace Throughline.Commands;

internal static class EquityLifeExpectancyCommand
{
    public static Command Build(Cli cli)
    {
        var file = File();
        var age = new Option<string>("--age") { Description = "The column of age bands: the age each starts at, or words that begin with it (\"5-9\", \"90+\", \"<1\").", HelpName = "COL", Required = true };
        var deaths = new Option<string>("--deaths") { Description = "The column of deaths.", HelpName = "COL", Required = true };
        var population = new Option<string>("--population") { Description = "The column of person-years.", HelpName = "COL", Required = true };
        var by = Columns("--by", "Columns whose values make groups (area, sex, period).");
        var at = new Option<double[]>("--at") { Description = "Ages to give the expectancy at. Without it, the first.", HelpName = "AGES", AllowMultipleArgumentsPerToken = true };
        var healthy = Column("--healthy", "The column of shares in good health, 0 to 1: adds healthy life expectancy by Sullivan's method.");
        var surveyed = Column("--surveyed", "The column of how many persons each share rests on: their part of the variance.");
        var fewest = new Option<double>("--fewest") { Description = "Below so many person-years in all a group has no figure.", HelpName = "N", DefaultValueFactory = _ => LifeTable.FewestPersonYears };
        var confidence = Confidence();
        var command = new Command("life-expectancy", """
            Life expectancy by Chiang's second method from a row for each age band, with the variance of Silcocks; healthy life expectancy by Sullivan's.

            Example:
              throughline equity life-expectancy deaths.csv --age band --deaths deaths --population people --by area sex --at 0 65
            """) { file, age, deaths, population, by, at, healthy, surveyed, fewest, confidence };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var levels = Confidences(parsed.GetValue(confidence));
            if (!levels.Succeeded) return levels.Error;
            var table = await ReadAsync(parsed, parsed.GetRequiredValue(file), cancel);
            if (!table.Succeeded) return table.Error;
            var made = LifeExpectancyOfTable.Run(table.Value, new(parsed.GetRequiredValue(age), parsed.GetRequiredValue(deaths), parsed.GetRequiredValue(population), Listed(parsed.GetValue(by)), parsed.GetValue(at),
                parsed.GetValue(healthy), parsed.GetValue(surveyed), levels.Value, parsed.GetValue(fewest)));
            if (!made.Succeeded) return made.Error;
            return new Said(new
            {
                file = table.Value.FileName,
                rows = made.Value.Select(row => new { group = row.Group, lines = row.Lines, age = row.Age, lifeExpectancy = Shape(row.Expectancy), healthyLifeExpectancy = Shape(row.Healthy), why = row.Why }),
            }, string.Join("\n", made.Value.Select(row => $"{Named(row.Group, row.Lines)}, at {row.Age}: {(row.Expectancy is { } years ? $"{Words(years)} years" : row.Why)}{(row.Healthy is { } well ? $"; in good health {Words(well)} years" : "")}")));
        }));
        return command;
    }
}
