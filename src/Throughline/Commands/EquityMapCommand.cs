using System.CommandLine;
using System.Globalization;
using System.Text;
using Throughline.Equity;
using static Throughline.Commands.EquityCommand;

namespace Throughline.Commands;

internal static class EquityMapCommand
{
    public static Command Build(Cli cli)
    {
        var file = File();
        var boundaries = new Option<string>("--boundaries") { Description = "The outlines of the areas: a GeoJSON file, also packed as .gz.", HelpName = "GEOJSON", Required = true };
        var value = Column("--value", "The column that is shown. Without it, the share of people living in Core20 areas, where the table has national deciles and people.");
        var level = Column("--level", "The column of larger areas that are drawn, whose value is the sum of a count, or the people's mean of another. Without it, the table's own areas, or the level that the outlines are of.");
        var population = Column("--population", "The column of people. Without it, as recognised.");
        var decile = Column("--decile", "The column of national deciles, 1 the most deprived. Without it, as recognised.");
        var area = Column("--area", "The column of the table's areas, each once. Without it, the codes of the smallest areas there are.");
        var vintage = Vintage("--vintage", "The vintage of the areas that are drawn: \"LSOA 2021\". Without it, as the heading of their codes says.");
        var code = Column("--boundaries-area", "The property of the outlines that holds codes. Without it, as recognised.");
        var boundariesVintage = Vintage("--boundaries-vintage", "The vintage of the outlines. Without it, as the name of that property says.");
        var ranked = new Option<string?>("--ranked-by") { Description = "What areas are ranked by, with its year: IMD 2019. Without it, as recognised.", HelpName = "INDEX" };
        var period = new Option<string?>("--period") { Description = "The period of the numbers, for the sentence. Without it, as a heading says.", HelpName = "WORDS" };
        var people = new Option<string?>("--people") { Description = "Which people the numbers are of, for the sentence. Without it, as a heading says.", HelpName = "WORDS" };
        var write = new Option<string?>("--write") { Description = "Write the picture to this svg file, which must not be there yet.", HelpName = "FILE" };
        var command = new Command("map", """
            A value of areas on a map, in up to five steps of one hue, with the table behind it: areas without an outline and outlines without a value are listed.

            Example:
              throughline equity map areas.csv.gz --boundaries icb22.geojson --level icb22_code --population pop2020_total --write map.svg
            """) { file, boundaries, value, level, population, decile, area, vintage, code, boundariesVintage, ranked, period, people, write };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var to = parsed.GetValue(write);
            if (to is not null && !to.EndsWith(".svg", StringComparison.OrdinalIgnoreCase)) return new Error($"\"{to}\" is no name of a picture. A map is written as svg: name a file that ends in .svg.");
            var table = await ReadAsync(parsed, parsed.GetRequiredValue(file), cancel);
            if (!table.Succeeded) return table.Error;
            var outlines = await ReadAsync(parsed.GetRequiredValue(boundaries), cancel);
            if (!outlines.Succeeded) return outlines.Error;
            var made = MapOfTable.Run(table.Value, outlines.Value, new(parsed.GetValue(value), parsed.GetValue(level), parsed.GetValue(population), parsed.GetValue(decile), parsed.GetValue(area), parsed.GetValue(vintage), parsed.GetValue(code), parsed.GetValue(boundariesVintage), parsed.GetValue(ranked), parsed.GetValue(period), parsed.GetValue(people)));
            if (!made.Succeeded) return made.Error;
            var map = made.Value;
            if (to is not null && await EquityJoinCommands.WriteAsync(to, Encoding.UTF8.GetBytes(map.Chart.Draw(true)), cancel) is { } unwritten) return unwritten;
            return new Said(new
            {
                file = table.Value.FileName,
                boundaries = outlines.Value.FileName,
                value = map.Value,
                level = map.Level,
                vintage = map.Vintage,
                sentence = map.Chart.Sentence,
                why = map.Chart.WhyNoSentence,
                method = map.Chart.Method,
                steps = map.Steps.Select(s => new { step = s.Number, least = s.Least, most = s.Most }),
                written = to,
                warnings = map.Chart.Warnings.Select(w => new { title = w.Title, text = w.Text, source = w.Source }),
                withoutOutline = map.WithoutOutline.Select(l => new { area = l.Area, line = l.Line }),
                withoutValue = map.WithoutValue.Select(l => new { area = l.Area, name = l.Name, feature = l.Line }),
                rows = map.Rows.Select(r => new { area = r.Area, name = r.Name, value = r.Value, step = r.Step }),
            }, string.Join("\n", [map.Chart.Sentence ?? map.Chart.WhyNoSentence!,
                .. map.Rows.Select(r => $"{r.Name}: {Number(r.Value)} (step {r.Step} of {map.Steps.Count})"),
                .. map.WithoutOutline.Select(l => $"no outline: {l.Area} (line {l.Line})"),
                .. map.WithoutValue.Select(l => string.Create(CultureInfo.InvariantCulture, $"no value: {l.Name ?? l.Area} (feature {l.Line})")),
                .. map.Chart.Warnings.Select(w => $"{w.Title}. {w.Text}"),
                .. to is null ? [] : new[] { $"Written to {to}." }]));
        }));
        return command;
    }

    private static Option<string?> Vintage(string name, string description) => new(name) { Description = description, HelpName = "VINTAGE" };
}
