using System.CommandLine;
using Throughline.Equity;
using static Throughline.Commands.EquityCommand;

namespace Throughline.Commands;

internal static class EquityRatesCommand
{
    public static Command Build(Cli cli)
    {
        var file = File();
        var method = new Option<string>("--method") { Description = "wilson (a proportion), byar (a crude rate), mean, dsr (directly standardised) or isr (indirectly standardised).", HelpName = "METHOD", Required = true };
        method.AcceptOnlyFromAmong("wilson", "byar", "mean", "dsr", "isr");
        var count = new Option<string>("--count") { Description = "The column of events or numerators; for mean, of values.", HelpName = "COL", Required = true };
        var population = Column("--population", "The column of persons or denominators.");
        var by = Columns("--by", "Columns whose values make groups, apart or joined by commas. Without it, every row by itself, or one group where rows must be taken together.");
        var band = Column("--band", "The column of age bands, for standardised rates.");
        var standard = Column("--standard", "For dsr: the column of the standard population, or esp2013 for the European Standard Population 2013.");
        var referenceCount = Column("--reference-count", "For isr: the column of the reference's events.");
        var referencePopulation = Column("--reference-population", "For isr: the column of the reference's persons.");
        var reference = new Option<string?>("--reference") { Description = "A second table with the standard or the reference, joined by --band.", HelpName = "FILE" };
        var per = new Option<double?>("--per") { Description = "The multiplier. Without it: 100 for wilson, 100000 for byar and dsr, 1 for mean and for the ratio of isr.", HelpName = "N" };
        var area = Column("--area", "The column of areas, of which no two rows may be alike but for what is counted. Without it, the first that is named as one.");
        var confidence = Confidence();
        var suppress = new Option<bool>("--suppress") { Description = "Hide figures from counts of 1 to 7, round other counts to 5, and make the figures from those." };
        var repeated = Repeated();
        var command = new Command("rates", """
            Proportions, rates, means and standardised rates with their intervals.

            Examples:
              throughline equity rates screening.csv --method wilson --count screened --population eligible --by quintile
              throughline equity rates deaths.csv --method dsr --count deaths --population people --by area --band age --standard esp2013 --confidence 95 99.8
            """) { file, method, count, population, by, band, standard, referenceCount, referencePopulation, reference, per, area, confidence, suppress, repeated };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var levels = Confidences(parsed.GetValue(confidence));
            if (!levels.Succeeded) return levels.Error;
            var table = await ReadAsync(parsed, parsed.GetRequiredValue(file), cancel);
            if (!table.Succeeded) return table.Error;
            LongTable? other = null;
            if (parsed.GetValue(reference) is { } path)
            {
                var read = await ReadAsync(path, cancel);
                if (!read.Succeeded) return read.Error;
                other = read.Value;
            }
            var how = Enum.Parse<RateMethod>(parsed.GetValue(method)!, ignoreCase: true);
            var made = RatesOfTable.Run(table.Value, new(how, parsed.GetValue(count), parsed.GetValue(population), Listed(parsed.GetValue(by)), parsed.GetValue(band), parsed.GetValue(standard),
                parsed.GetValue(referenceCount), parsed.GetValue(referencePopulation), other, parsed.GetValue(per), levels.Value, parsed.GetValue(suppress), parsed.GetValue(area), Once: !parsed.GetValue(repeated)));
            if (!made.Succeeded) return made.Error;
            return new Said(new
            {
                file = table.Value.FileName,
                method = parsed.GetValue(method),
                rows = made.Value.Select(row => new
                {
                    group = row.Group,
                    lines = row.Lines,
                    count = row.Count,
                    population = row.Population,
                    expected = row.Expected,
                    figure = Shape(row.Figure),
                    rate = Shape(row.Rate),
                    why = row.Why,
                }),
            }, string.Join("\n", made.Value.Select(row => $"{Named(row.Group, row.Lines)}: {(row.Figure is { } figure ? Words(figure) : row.Why)}{(row.Rate is { } rate ? $"; rate {Words(rate)}" : "")}")));
        }));
        return command;
    }
}
