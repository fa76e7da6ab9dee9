using System.CommandLine;
using Throughline.Equity;
using Throughline.Statistics.Inequality;
using static Throughline.Commands.EquityCommand;

namespace Throughline.Commands;

internal static class EquityChangeCommand
{
    public static Command Build(Cli cli)
    {
        var file = File();
        var measure = new Option<string>("--measure") { Description = $"One of: {string.Join(", ", ChangeOfTable.Names)}.", HelpName = "NAME", DefaultValueFactory = _ => "sii" };
        measure.AcceptOnlyFromAmong([.. ChangeOfTable.Names]);
        var period = new Option<string>("--period") { Description = "The column of periods.", HelpName = "COL", Required = true };
        var from = new Option<string>("--from") { Description = "The earlier period, as the column writes it.", HelpName = "PERIOD", Required = true };
        var to = new Option<string>("--to") { Description = "The later period.", HelpName = "PERIOD", Required = true };
        var group = new Option<string>("--group") { Description = "The column that names the groups.", HelpName = "COL", Required = true };
        var population = new Option<string>("--population") { Description = "The column of persons in each group.", HelpName = "COL", Required = true };
        var value = new Option<string>("--value") { Description = "The column of what was measured: a rate, a mean.", HelpName = "COL", Required = true };
        var error = Column("--se", "The column of standard errors. Without it or limits there are no intervals.");
        var lower = Column("--lower", "The column of lower 95 % limits, from which standard errors are taken.");
        var upper = Column("--upper", "The column of upper 95 % limits.");
        var order = Column("--order", "The column of ranks, 1 the most deprived. Without it, the group column where it holds numbers.");
        var by = Columns("--by", "Columns whose values make tables of their own (area, sex).");
        var better = new Option<string>("--higher-is") { Description = "Whether more of the value is better or worse.", HelpName = "better|worse", DefaultValueFactory = _ => "better" };
        better.AcceptOnlyFromAmong("better", "worse");
        var scale = new Option<string>("--scale") { Description = "For sii, where the line is straight: linear, log or logit.", HelpName = "linear|log|logit", DefaultValueFactory = _ => "linear" };
        scale.AcceptOnlyFromAmong("linear", "log", "logit");
        var reference = new Option<string?>("--reference") { Description = "The group others are compared with. Without it, the best of each period.", HelpName = "GROUP" };
        var unit = Unit();
        var confidence = Confidence();
        var command = new Command("change", """
            How a measure of inequality changed between two periods, split into what came from changed rates in the groups and what from changed shares of people (Kitagawa).

            Example:
              throughline equity change life.csv --period years --from 2014-16 --to 2017-19 --group fifth --population people --value e0 --lower low --upper high --by area sex
            """) { file, measure, period, from, to, group, population, value, error, lower, upper, order, by, better, scale, reference, unit, confidence };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var levels = Confidences(parsed.GetValue(confidence));
            if (!levels.Succeeded) return levels.Error;
            var table = await ReadAsync(parsed, parsed.GetRequiredValue(file), cancel);
            if (!table.Succeeded) return table.Error;
            var made = ChangeOfTable.Run(table.Value, new(new(parsed.GetValue(measure)!, parsed.GetRequiredValue(group), parsed.GetRequiredValue(population), parsed.GetRequiredValue(value), parsed.GetValue(error), parsed.GetValue(order),
                Listed(parsed.GetValue(by)), parsed.GetValue(lower), parsed.GetValue(upper), parsed.GetValue(better) == "worse" ? Direction.HigherIsWorse : Direction.HigherIsBetter,
                Enum.Parse<SlopeScale>(parsed.GetValue(scale)!, ignoreCase: true), parsed.GetValue(reference), Confidences: levels.Value, Unit: parsed.GetValue(unit)), parsed.GetRequiredValue(period), parsed.GetRequiredValue(from), parsed.GetRequiredValue(to)));
            if (!made.Succeeded) return made.Error;
            return new Said(new
            {
                file = table.Value.FileName,
                measure = parsed.GetValue(measure),
                from = parsed.GetValue(from),
                to = parsed.GetValue(to),
                unit = parsed.GetValue(unit),
                higherIs = parsed.GetValue(better),
                rows = made.Value.Select(row => new { by = row.By, groups = row.Groups, lines = row.Lines, before = row.Change.Before, after = row.Change.After, total = Shape(row.Change.Total), fromRates = row.Change.FromValues, fromShares = row.Change.FromShares }),
            }, string.Join("\n", made.Value.Select(row => $"{(row.By.Count > 0 ? string.Join(", ", row.By) + ": " : "")}{MeasureOfTable.Names[parsed.GetValue(measure)!]} from {Number(row.Change.Before)} ({parsed.GetValue(from)}) to {Number(row.Change.After)} ({parsed.GetValue(to)}), a change of {Words(row.Change.Total)}: {Number(row.Change.FromValues)} from changed rates, {Number(row.Change.FromShares)} from changed shares of people")));
        }));
        return command;
    }
}

internal static class EquityDecomposeCommand
{
    public static Command Build(Cli cli)
    {
        var file = File();
        var value = new Option<string>("--value") { Description = "The column of what was measured in each small area.", HelpName = "COL", Required = true };
        var population = new Option<string>("--population") { Description = "The column of persons.", HelpName = "COL", Required = true };
        var levels = Columns("--levels", "Columns of larger areas, the smallest first, each wholly within the next.");
        levels.Required = true;
        var measure = new Option<string>("--measure") { Description = "theil, mld (mean log deviation) or variance.", HelpName = "NAME", DefaultValueFactory = _ => "theil" };
        measure.AcceptOnlyFromAmong("theil", "mld", "variance");
        var area = Column("--area", "The column of the small areas, each once. Without it, the codes of the smallest areas there are.");
        var unit = Unit();
        var command = new Command("decompose", """
            How much of the inequality among small areas lies within larger ones and how much between them, level by level: neighbourhoods in places, places in systems, systems in the nation.

            Example:
              throughline equity decompose areas.csv.gz --value imd19_score --population pop2020_total --levels sicbl22_code icb22_code
            """) { file, value, population, levels, measure, area, unit };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var table = await ReadAsync(parsed, parsed.GetRequiredValue(file), cancel);
            if (!table.Succeeded) return table.Error;
            var made = DecomposeOfTable.Run(table.Value, new(parsed.GetRequiredValue(value), parsed.GetRequiredValue(population), Listed(parsed.GetValue(levels)), parsed.GetValue(measure) switch { "mld" => NestedMeasure.MeanLogDeviation, "variance" => NestedMeasure.Variance, _ => NestedMeasure.Theil }, parsed.GetValue(area), parsed.GetValue(unit)));
            if (!made.Succeeded) return made.Error;
            return new Said(new
            {
                file = table.Value.FileName,
                measure = parsed.GetValue(measure),
                areas = made.Value.Areas,
                total = made.Value.Total,
                parts = made.Value.Parts,
            }, $"{MeasureOfTable.Names[parsed.GetValue(measure)!]} among {made.Value.Areas} small areas: {Number(made.Value.Total)}\n" + string.Join("\n", made.Value.Parts.Select(p => $"{p.Between}: {Number(p.Value)}{(p.Share is { } share ? FormattableString.Invariant($" ({100 * share:0.0} %)") : "")}")));
        }));
        return command;
    }
}
