using System.CommandLine;
using Throughline.Equity;
using Throughline.Statistics.Inequality;
using static Throughline.Commands.EquityCommand;

namespace Throughline.Commands;

/// <summary>Data sets and figures of a project.</summary>
internal static class EquityProjectCommands
{
    public static Command Import(Cli cli)
    {
        var project = Cli.Project();
        var file = new Argument<FileInfo>("FILE") { Description = "A table with a row for each area or group, period and category: .csv, .tsv or .xlsx, also packed as .gz." };
        var columns = new Option<string[]>("--column") { Description = $"What a column holds, as role=NAME; roles are {string.Join(", ", Recognise.Names.Values)}. An empty NAME says that nothing does. Without it, the last table with the same heading is followed, or the heading is guessed at.", HelpName = "role=NAME", AllowMultipleArgumentsPerToken = true };
        var name = new Option<string?>("--name") { Description = "What the data set is called. Without it, the file's name.", HelpName = "NAME" };
        var what = new Option<string?>("--what") { Description = "What is measured, as it stands within a sentence.", HelpName = "WORDS" };
        var unit = new Option<string?>("--unit") { Description = "Its unit: years, per 100,000, %.", HelpName = "UNIT" };
        var better = new Option<string?>("--higher-is") { Description = "Whether more of it is better or worse. Without it: better.", HelpName = "better|worse" };
        better.AcceptOnlyFromAmong("better", "worse");
        var ranked = new Option<string?>("--ranked-by") { Description = "What areas are ranked by, with its year: IMD 2019.", HelpName = "INDEX" };
        var vintage = new Option<string?>("--vintage") { Description = "The vintage of the areas' boundaries: LSOA 2011.", HelpName = "VINTAGE" };
        var from = new Option<string?>("--from") { Description = "Who published the table, and where.", HelpName = "WORDS" };
        var kind = new Option<string?>("--kind") { Description = "What the table is of: measures, areas (a row for each), lookup or boundaries (GeoJSON). Without it, as recognised.", HelpName = "KIND" };
        kind.AcceptOnlyFromAmong("measures", "areas", "lookup", "boundaries");
        var means = new Option<string[]>("--means") { Description = "What a code in a cell means, as role:CODE=WORDS; roles are area, category, kind and group. Codes of sex are recognised.", HelpName = "role:CODE=WORDS", AllowMultipleArgumentsPerToken = true };
        var period = new Option<string?>("--period") { Description = "Of a table of areas: the period of its numbers, where no column says it. Sentences say it, or are not made.", HelpName = "WORDS" };
        var people = new Option<string?>("--people") { Description = "Of a table of areas: which people its numbers are of: adults aged 18 and over.", HelpName = "WORDS" };
        var toVintage = new Option<string?>("--to-vintage") { Description = "Of a lookup: the vintage of the areas it leads to.", HelpName = "VINTAGE" };
        var command = new Command("import", """
            Bring a table into a project as a data set, from which figures are made.

            Example:
              throughline equity import "Naming the gap" life.csv --column group=fifth period=years value=e0 population=people --what "life expectancy at birth" --unit years
            """) { project, file, columns, name, what, unit, better, ranked, vintage, from, kind, toVintage, means, period, people };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var read = await CommandFiles.ReadAsync(parsed.GetRequiredValue(file), cancel);
            if (!read.Succeeded) return read.Error;
            var mapping = new Dictionary<ColumnRole, string>();
            foreach (var pair in parsed.GetValue(columns) ?? [])
            {
                var cut = pair.IndexOf('=', StringComparison.Ordinal);
                if (cut < 0 || Recognise.Names.FirstOrDefault(n => n.Value == pair[..cut].Trim()) is not { Value: not null } role)
                    return new Error($"\"{pair}\" does not say what a column holds. Write role=NAME; roles are {string.Join(", ", Recognise.Names.Values)}.");
                mapping[role.Key] = pair[(cut + 1)..];
            }
            var meanings = new List<(ColumnRole, string, string)>();
            foreach (var said in parsed.GetValue(means) ?? [])
            {
                var (colon, equals) = (said.IndexOf(':', StringComparison.Ordinal), said.IndexOf('=', StringComparison.Ordinal));
                if (colon < 1 || equals < colon + 2 || Recognise.Names.FirstOrDefault(n => n.Value == said[..colon].Trim()) is not { Value: not null } role || !CodeMeanings.Roles.Contains(role.Key))
                    return new Error($"\"{said}\" does not say what a code means. Write role:CODE=WORDS, as in category:1=Males; roles are {string.Join(", ", CodeMeanings.Roles.Select(r => Recognise.Names[r]))}.");
                meanings.Add((role.Key, said[(colon + 1)..equals], said[(equals + 1)..]));
            }
            Direction? direction = parsed.GetValue(better) switch { "better" => Direction.HigherIsBetter, "worse" => Direction.HigherIsWorse, _ => null };
            var imported = await services.GetRequiredService<ImportDataset.Handler>().RunAsync(by, new(parsed.GetRequiredValue(file).Name, read.Value, parsed.GetValue(name), mapping, parsed.GetValue(what), parsed.GetValue(unit), direction, parsed.GetValue(ranked), parsed.GetValue(vintage), parsed.GetValue(from),
                parsed.GetValue(kind) is { } given ? Enum.Parse<DatasetKind>(given, ignoreCase: true) : null, parsed.GetValue(toVintage), meanings.Count > 0 ? CodeMeanings.Write(meanings) : null, parsed.GetValue(Sheet), parsed.GetValue(period), parsed.GetValue(people)), cancel);
            if (!imported.Succeeded) return imported.Error;
            var row = (await services.GetRequiredService<ListDatasets.Handler>().RunAsync(by.Project, cancel)).First(d => d.Dataset.Id == imported.Value);
            return new Said(new
            {
                id = row.Dataset.Id.Value,
                name = row.Dataset.Name,
                file = row.Dataset.FileName,
                sheet = row.Dataset.Sheet,
                sha256 = row.Dataset.FileSha256,
                kind = row.Dataset.Kind,
                rows = row.Dataset.Rows,
                what = row.Dataset.What,
                unit = row.Dataset.Unit,
                higherIs = row.Dataset.Direction == Direction.HigherIsBetter ? "better" : "worse",
                rankedBy = row.Dataset.RankedBy,
                vintage = row.Dataset.Vintage,
                toVintage = row.Dataset.ToVintage,
                from = row.Dataset.From,
                columns = row.Columns.OrderBy(c => c.Key).Select(c => new { role = Recognise.Names[c.Key], column = c.Value }),
                meanings = CodeMeanings.Read(row.Dataset.Meanings).Select(m => new { role = Recognise.Names[m.Role], code = m.Code, words = m.Words }),
            }, $"Imported {CommandFiles.Count(row.Dataset.Rows, "row")} of {row.Dataset.FileName} as \"{row.Dataset.Name}\": {string.Join(", ", row.Columns.OrderBy(c => c.Key).Select(c => $"{Recognise.Names[c.Key]} from \"{c.Value}\""))}.{string.Concat(CodeMeanings.Read(row.Dataset.Meanings).Select(m => m.Code.Length > 0 ? $" {m.Code} is taken for {m.Words} ({Recognise.Names[m.Role]})." : $" {(m.Role == ColumnRole.Period ? "The period of its numbers" : "Which people they are of")}: {m.Words}."))}");
        }));
        return command;
    }

    public static Command Figures(Cli cli)
    {
        var project = Cli.Project();
        var command = new Command("figures", "The figures of a project, each with its sentence and the lines of the file it rests on.\n\nExample:\n  throughline equity figures \"Naming the gap\"") { project };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var read = services.GetRequiredService<ReadFigures.Handler>();
            var (told, lines) = (new List<object>(), new List<string>());
            foreach (var row in await read.ListAsync(by.Project, cancel))
            {
                var made = await read.RunAsync(by.Project, row.Id, cancel);
                var result = made.Succeeded ? made.Value : null;
                told.Add(new
                {
                    id = row.Id.Value,
                    name = row.Name,
                    dataset = row.DatasetName,
                    place = result?.PlaceWords,
                    period = result?.Figure.Period,
                    people = result?.PeopleWords,
                    unit = result?.Unit,
                    groups = result?.Groups.Select(g => new { group = g.Label, rank = g.Order, population = g.Population, count = g.Count, figure = Shape(g.Value), line = g.Line }),
                    level = result?.Level,
                    slopeIndex = Shape(result?.Slope.Absolute),
                    relativeIndex = Shape(result?.Slope.Relative),
                    difference = Shape(result?.Difference),
                    ratio = Shape(result?.Ratio),
                    changes = result?.Changes.Select(c => new { since = c.Since, before = c.Slope.Before, after = c.Slope.After, total = Shape(c.Slope.Total), fromValues = c.Slope.FromValues, fromShares = c.Slope.FromShares }),
                    worseOff = result?.Slope.WorseOff,
                    sentence = result?.Sentence,
                    why = made.Succeeded ? result!.WhyNoSentence : made.Error.Message,
                    warnings = result?.Warnings.Select(w => new { title = w.Title, text = w.Text, source = w.Source }),
                });
                lines.Add($"{row.Name}\n  {result?.Sentence ?? result?.WhyNoSentence ?? made.Error!.Message}");
            }
            return new Said(new { figures = told }, lines.Count == 0 ? "There are no figures yet. Import a table, and make one on the page Equity." : string.Join("\n", lines));
        }));
        return command;
    }
}
