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
        var floor = new Option<double>("--floor") { Description = "The fewest people living in Core20 areas for whom a place can carry a service: the places chosen that have fewer are listed.", HelpName = "N" };
        var percent = new Option<double>("--percent") { Description = "How much is chosen, of places and of people.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var command = new Command("missed", """
            Who is missed when places are chosen at a larger area: residents of Core20 areas outside the places with the highest mean score.

            Example:
              throughline equity missed areas.csv.gz --level ltla22_code --population pop2020_total --score imd19_score
            """) { file, level, population, score, decile, percent, floor, area };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var table = await ReadAsync(parsed, parsed.GetRequiredValue(file), cancel);
            if (!table.Succeeded) return table.Error;
            var made = MissedOfTable.Run(table.Value, new(parsed.GetRequiredValue(level), parsed.GetRequiredValue(population), parsed.GetRequiredValue(score), parsed.GetValue(decile), parsed.GetValue(percent), parsed.GetValue(area), parsed.GetValue(floor)));
            if (!made.Succeeded) return made.Error;
            return new Said(new { file = table.Value.FileName, level = parsed.GetValue(level), percent = parsed.GetValue(percent), floor = parsed.GetValue(floor) > 0 ? parsed.GetValue(floor) : (double?)null, rows = made.Value },
                string.Join("\n", made.Value.Select(row => string.Create(CultureInfo.InvariantCulture,
                    $"{(row.Rule == "units" ? $"{parsed.GetValue(percent):0.#} % of places" : $"places until {parsed.GetValue(percent):0.#} % of people")}: {CommandFiles.Tell(row.Units, "place")} with {row.People:N0} people; {row.Missed:N0} of {row.Core20People:N0} Core20 residents are missed ({row.MissedPercent:0.0} %), and {row.Others:N0} others are reached")
                    + (row.BelowFloor is { } below ? string.Create(CultureInfo.InvariantCulture, $"; {below.Count:N0} of these places have fewer than {parsed.GetValue(floor):N0} people living in Core20 areas, too few for a service of their own by that floor{(below.Count > 0 ? $": {string.Join(", ", below.Take(10).Select(place => place.Name))}{(below.Count > 10 ? $" and {below.Count - 10} more" : "")}" : "")}") : ""))));
        }));
        return command;
    }

    public static Command Fifths(Cli cli)
    {
        var file = File();
        var level = new Option<string>("--level") { Description = "The column of larger areas, each with a fifth of its own.", HelpName = "COL", Required = true };
        var population = new Option<string>("--population") { Description = "The column of residents.", HelpName = "COL", Required = true };
        var rank = Column("--rank", "The column of ranks, 1 the most deprived. Without it, the one the Indices of Deprivation name so.");
        var name = Column("--name", "A column with the larger areas' names.");
        var area = Column("--area", "The column of the small areas, each once. Without it, the codes of the smallest areas there are.");
        var write = new Option<string?>("--write") { Description = "Write the table to this csv file, which must not be there yet: a row for each larger area.", HelpName = "FILE" };
        var command = new Command("fifths", """
            The nation's most deprived fifth of areas against each larger area's own: how many people are taken in by their own area's fifth, and how many left out.

            Example:
              throughline equity fifths areas.csv.gz --level icb22_code --name icb22_name --population pop2020_total
            """) { file, level, population, rank, name, area, write };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var table = await ReadAsync(parsed, parsed.GetRequiredValue(file), cancel);
            if (!table.Succeeded) return table.Error;
            var made = FifthsOfTable.Run(table.Value, new(parsed.GetRequiredValue(level), parsed.GetRequiredValue(population), parsed.GetValue(rank), parsed.GetValue(name), parsed.GetValue(area)));
            if (!made.Succeeded) return made.Error;
            var fifths = made.Value;
            if (parsed.GetValue(write) is { } path && await EquityJoinCommands.WriteAsync(path, FifthsOfTable.Sheet(fifths), cancel) is { } unwritten) return unwritten;
            return new Said(new
            {
                file = table.Value.FileName,
                areas = fifths.Areas,
                rank = fifths.Rank,
                people = fifths.People,
                inNation = fifths.InNation,
                inOwn = fifths.InOwn,
                both = fifths.Both,
                lost = fifths.Lost,
                gained = fifths.Gained,
                written = parsed.GetValue(write),
                rows = fifths.Rows,
            }, string.Create(CultureInfo.InvariantCulture, $"{fifths.InNation:N0} people live in the most deprived fifth of the nation's {fifths.Areas:N0} areas and {fifths.InOwn:N0} in that of their own larger area: going by the own fifth takes in {fifths.Gained:N0} people and leaves out {fifths.Lost:N0}\n")
                + string.Join("\n", fifths.Rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Name ?? row.Area}: {(row.HasOwn ? "" : "too few areas for a fifth of its own; ")}taken in {row.Gained:N0}, left out {row.Lost:N0}, in both {row.Both:N0}"))) + (parsed.GetValue(write) is { } to ? $"\nWritten to {to}." : ""));
        }));
        return command;
    }
}
