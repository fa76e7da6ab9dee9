using System.CommandLine;
using Throughline.Equity;
using Throughline.Statistics.Inequality;
using static Throughline.Commands.EquityCommand;

namespace Throughline.Commands;

internal static class EquityMeasureCommand
{
    public static Command Build(Cli cli)
    {
        var file = File();
        var measure = new Option<string>("--measure") { Description = $"One of: {string.Join(", ", MeasureOfTable.Names.Keys)}.", HelpName = "NAME", Required = true };
        measure.AcceptOnlyFromAmong([.. MeasureOfTable.Names.Keys]);
        var group = new Option<string>("--group") { Description = "The column that names the groups.", HelpName = "COL", Required = true };
        var population = new Option<string>("--population") { Description = "The column of persons in each group.", HelpName = "COL", Required = true };
        var value = new Option<string>("--value") { Description = "The column of what was measured.", HelpName = "COL", Required = true };
        var error = Column("--se", "The column of standard errors. Without it or limits there are no intervals.");
        var lower = Column("--lower", "The column of lower 95 % limits, from which standard errors are taken.");
        var upper = Column("--upper", "The column of upper 95 % limits.");
        var order = Column("--order", "The column of ranks, 1 the most deprived. Without it, the group column where it holds numbers.");
        var by = Columns("--by", "Columns whose values make tables of their own (area, sex, period).");
        var better = new Option<string>("--higher-is") { Description = "Whether more of the value is better or worse.", HelpName = "better|worse", DefaultValueFactory = _ => "better" };
        better.AcceptOnlyFromAmong("better", "worse");
        var scale = new Option<string>("--scale") { Description = "For sii and rii, where the line is straight: linear, log or logit.", HelpName = "linear|log|logit", DefaultValueFactory = _ => "linear" };
        scale.AcceptOnlyFromAmong("linear", "log", "logit");
        var reference = new Option<string?>("--reference") { Description = "The group others are compared with. Without it, the best.", HelpName = "GROUP" };
        var bounds = new Option<double[]>("--bounds") { Description = "For erreygers and wagstaff: the least and the most the value can be.", HelpName = "LEAST MOST", AllowMultipleArgumentsPerToken = true, Arity = new(2, 2) };
        var plain = new Option<bool>("--unweighted") { Description = "In mean differences and the index of disparity, count every group once." };
        var aversion = new Option<double>("--aversion") { Description = "Atkinson's aversion to inequality, above 0.", HelpName = "E", DefaultValueFactory = _ => 1 };
        var draws = new Option<int?>("--draws") { Description = "For sii and rii: limits from so many simulated draws (100 or more) in place of the closed form.", HelpName = "N" };
        var seed = new Option<int>("--seed") { Description = "The seed of the draws.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var unit = Unit();
        var confidence = Confidence();
        var command = new Command("measure", """
            A measure of inequality among groups. A positive difference, slope or concentration index says that the value rises towards the least deprived.

            Examples:
              throughline equity measure life.csv --measure sii --group decile --population people --value years --se se --by area sex
              throughline equity measure deaths.csv --measure rii --scale log --higher-is worse --group fifth --population people --value rate --lower low --upper high
            """) { file, measure, group, population, value, error, lower, upper, order, by, better, scale, reference, bounds, plain, aversion, draws, seed, unit, confidence };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var levels = Confidences(parsed.GetValue(confidence));
            if (!levels.Succeeded) return levels.Error;
            if (parsed.GetValue(draws) is < 100) return new Error($"{parsed.GetValue(draws)} draws are too few for limits. Give 100 or more.");
            var table = await ReadAsync(parsed, parsed.GetRequiredValue(file), cancel);
            if (!table.Succeeded) return table.Error;
            Bounds? known = parsed.GetValue(bounds) is [var least, var most] ? new(least, most) : null;
            var made = MeasureOfTable.Run(table.Value, new(parsed.GetRequiredValue(measure), parsed.GetRequiredValue(group), parsed.GetRequiredValue(population), parsed.GetRequiredValue(value), parsed.GetValue(error), parsed.GetValue(order),
                Listed(parsed.GetValue(by)), parsed.GetValue(lower), parsed.GetValue(upper), parsed.GetValue(better) == "worse" ? Direction.HigherIsWorse : Direction.HigherIsBetter,
                Enum.Parse<SlopeScale>(parsed.GetValue(scale)!, ignoreCase: true), parsed.GetValue(reference), known, !parsed.GetValue(plain), parsed.GetValue(aversion), levels.Value, parsed.GetValue(draws), parsed.GetValue(seed), parsed.GetValue(unit)));
            if (!made.Succeeded) return made.Error;
            return new Said(new
            {
                file = table.Value.FileName,
                measure = parsed.GetValue(measure),
                unit = parsed.GetValue(unit),
                higherIs = parsed.GetValue(better),
                rows = made.Value.Select(row => new { by = row.By, groups = row.Groups, lines = row.Lines, figure = Shape(row.Figure), worseOff = row.WorseOff, comparedWith = row.ComparedWith, why = row.Why }),
            }, string.Join("\n", made.Value.Select(row => $"{(row.By.Count > 0 ? string.Join(", ", row.By) + ": " : "")}{MeasureOfTable.Names[parsed.GetValue(measure)!]} {(row.Figure is { } figure ? Words(figure) : $"not given: {row.Why}")}{(row.WorseOff is { } who ? $"; worse off: {who}" : "")}{(row.ComparedWith is { } with ? $"; compared with {with}" : "")}")));
        }));
        return command;
    }
}
