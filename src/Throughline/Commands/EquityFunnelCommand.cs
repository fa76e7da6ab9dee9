using System.CommandLine;
using System.Globalization;
using Throughline.Equity;
using Throughline.Statistics;
using static Throughline.Commands.EquityCommand;

namespace Throughline.Commands;

internal static class EquityFunnelCommand
{
    public static Command Build(Cli cli)
    {
        var file = File();
        var of = new Option<string>("--of") { Description = "proportion (numerators of denominators), rate (events among persons) or ratio (observed against expected events).", HelpName = "proportion|rate|ratio", Required = true };
        of.AcceptOnlyFromAmong("proportion", "rate", "ratio");
        var count = new Option<string>("--count") { Description = "The column of numerators, events or observed events.", HelpName = "COL", Required = true };
        var population = new Option<string>("--population") { Description = "The column of denominators, persons or expected events.", HelpName = "COL", Required = true };
        var area = Column("--area", "The column that names areas; each once.");
        var average = new Option<double?>("--average") { Description = "A share, a rate per person or a ratio to compare with. Without it, that of all areas together; for ratios 1.", HelpName = "X" };
        var per = new Option<double?>("--per") { Description = "The multiplier. Without it 100, and 100000 for rates.", HelpName = "N" };
        var repeated = Repeated();
        var command = new Command("funnel", """
            Place areas against funnel limits at 95 and 99.8 %, with and without room for overdispersion. An area is placed by its own interval.

            Example:
              throughline equity funnel admissions.csv --of rate --count admissions --population people --area code
            """) { file, of, count, population, area, average, per, repeated };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var table = await ReadAsync(parsed, parsed.GetRequiredValue(file), cancel);
            if (!table.Succeeded) return table.Error;
            var made = FunnelOfTable.Run(table.Value, new(Enum.Parse<FunnelKind>(parsed.GetValue(of)!, ignoreCase: true), parsed.GetRequiredValue(count), parsed.GetRequiredValue(population), parsed.GetValue(area), parsed.GetValue(average), parsed.GetValue(per), Once: !parsed.GetValue(repeated)));
            if (!made.Succeeded) return made.Error;
            var funnel = made.Value;
            object Limits(Limits narrow, Limits wide) => new { lower95 = narrow.Lower, upper95 = narrow.Upper, lower998 = wide.Lower, upper998 = wide.Upper };
            return new Said(new
            {
                file = table.Value.FileName,
                of = parsed.GetValue(of),
                average = funnel.Average,
                per = funnel.Per,
                overdispersion = funnel.Overdispersion is { } over ? new { ratio = over.Ratio, betweenVariance = over.BetweenVariance, winsorised = over.Winsorised } : null,
                rows = funnel.Rows.Select(row => new
                {
                    area = row.Area,
                    line = row.Line,
                    count = row.Count,
                    population = row.Population,
                    value = row.Value,
                    limits = Limits(row.Narrow, row.Wide),
                    withOverdispersion = Limits(row.NarrowAdjusted, row.WideAdjusted),
                    place = row.Place,
                }),
            }, $"Average {Number(funnel.Average)}" + (funnel.Overdispersion is { } shown ? $"; overdispersion {shown.Ratio.ToString("0.00", CultureInfo.InvariantCulture)}" : "") + "\n"
                + string.Join("\n", funnel.Rows.Select(row => $"{row.Area ?? $"line {row.Line}"}: {Number(row.Value)}, 95 % limits {Number(row.Narrow.Lower)} to {Number(row.Narrow.Upper)}, {PlaceWords(row.Place)}")));
        }));
        return command;
    }

    private static string PlaceWords(Throughline.Statistics.Areas.FunnelPlace place) => place switch
    {
        Throughline.Statistics.Areas.FunnelPlace.FarBelow => "below the 99.8 % limit",
        Throughline.Statistics.Areas.FunnelPlace.Below => "below the 95 % limit",
        Throughline.Statistics.Areas.FunnelPlace.Above => "above the 95 % limit",
        Throughline.Statistics.Areas.FunnelPlace.FarAbove => "above the 99.8 % limit",
        _ => "within the limits",
    };
}
