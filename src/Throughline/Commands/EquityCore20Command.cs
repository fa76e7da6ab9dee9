using System.CommandLine;
using System.Globalization;
using Throughline.Equity;
using static Throughline.Commands.EquityCommand;

namespace Throughline.Commands;

internal static class EquityCore20Command
{
    public static Command Core20(Cli cli)
    {
        var file = File();
        var level = new Option<string>("--level") { Description = "The column of larger areas.", HelpName = "COL", Required = true };
        var population = new Option<string>("--population") { Description = "The column of residents.", HelpName = "COL", Required = true };
        var decile = Column("--decile", "The column of national deciles, 1 the most deprived. Without it, the one the Indices of Deprivation name so.");
        var name = Column("--name", "A column with the larger areas' names.");
        var score = Column("--score", "The column of scores, for each larger area's mean.");
        var weight = Column("--score-weight", "The population that weighs the mean. Without it, that of --population.");
        var area = Column("--area", "The column of the small areas, each once. Without it, the codes of the smallest areas there are.");
        var write = new Option<string?>("--write") { Description = "Write the table to this csv file, which must not be there yet: a row for each larger area, as sites are chosen from.", HelpName = "FILE" };
        var distinct = Column("--distinct", "A column whose different values are counted in each larger area.");
        var command = new Command("core20", """
            The areas in the most deprived national fifth and the people who live in them, by a larger area.

            Example:
              throughline equity core20 areas.csv.gz --level icb22_code --name icb22_name --population pop2020_total
            """) { file, level, population, decile, name, score, weight, distinct, area, write };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var table = await ReadAsync(parsed, parsed.GetRequiredValue(file), cancel);
            if (!table.Succeeded) return table.Error;
            var made = Core20OfTable.Run(table.Value, new(parsed.GetRequiredValue(level), parsed.GetRequiredValue(population), parsed.GetValue(decile), parsed.GetValue(name), parsed.GetValue(score), parsed.GetValue(weight), parsed.GetValue(distinct), parsed.GetValue(area)));
            if (!made.Succeeded) return made.Error;
            var core = made.Value;
            if (parsed.GetValue(write) is { } path && await EquityJoinCommands.WriteAsync(path, Core20OfTable.Sheet(core), cancel) is { } unwritten) return unwritten;
            return new Said(new
            {
                file = table.Value.FileName,
                areas = core.Areas,
                core20Areas = core.Core20Areas,
                people = core.People,
                core20People = core.Core20People,
                core20PeoplePercent = core.Core20PeoplePercent,
                heldByTopThirdPercent = core.HeldByTopThirdPercent,
                written = parsed.GetValue(write),
                rows = core.Rows,
            }, string.Create(CultureInfo.InvariantCulture, $"Core20: {core.Core20Areas:N0} of {core.Areas:N0} areas, {core.Core20People:N0} of {core.People:N0} people ({core.Core20PeoplePercent:0.00} %); the top third of larger areas by share of areas holds {core.HeldByTopThirdPercent:0.0} % of them\n")
                + string.Join("\n", core.Rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.RankByAreas,3}  {row.Name ?? row.Area}: {row.Core20AreasPercent:0.0} % of areas, {row.Core20PeoplePercent:0.0} % of people"))) + (parsed.GetValue(write) is { } to ? $"\nWritten to {to}." : ""));
        }));
        return command;
    }

    public static Command Missed(Cli cli)
    {
        var file = File();
        var level = new Option<string>("--level") { Description = "The column of larger areas to choose among.", HelpName = "COL", Required = true };
        var population = new Option<string>("--population") { Description = "The column of residents.", HelpName = "COL", Required = true };
        var score = new Option<string>("--score") { Description = "The column of scores, higher the more deprived; places are chosen by their residents' mean.", HelpName = "COL", Required = true };
        var decile = Column("--decile", "The column of national deciles, 1 the most deprived. Without it, the one the Indices of Deprivation name so.");
        var area = Column("--area", "The column of the small areas, each once. Without it, the codes of the smallest areas there are.");
        var percent = new Option<double>("--percent") { Description = "How much is chosen, of places and of people.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var command = new Command("missed", """
            Who is missed when places are chosen at a larger area: residents of Core20 areas outside the places with the highest mean score.

            Example:
              throughline equity missed areas.csv.gz --level ltla22_code --population pop2020_total --score imd19_score
            """) { file, level, population, score, decile, percent, area };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var table = await ReadAsync(parsed, parsed.GetRequiredValue(file), cancel);
            if (!table.Succeeded) return table.Error;
            var made = MissedOfTable.Run(table.Value, new(parsed.GetRequiredValue(level), parsed.GetRequiredValue(population), parsed.GetRequiredValue(score), parsed.GetValue(decile), parsed.GetValue(percent), parsed.GetValue(area)));
            if (!made.Succeeded) return made.Error;
            return new Said(new { file = table.Value.FileName, level = parsed.GetValue(level), percent = parsed.GetValue(percent), rows = made.Value },
                string.Join("\n", made.Value.Select(row => string.Create(CultureInfo.InvariantCulture,
                    $"{(row.Rule == "units" ? $"{parsed.GetValue(percent):0.#} % of places" : $"places until {parsed.GetValue(percent):0.#} % of people")}: {row.Units:N0} places with {row.People:N0} people; {row.Missed:N0} of {row.Core20People:N0} Core20 residents are missed ({row.MissedPercent:0.0} %), and {row.Others:N0} others are reached"))));
        }));
        return command;
    }
}
