using System.CommandLine;
using System.Globalization;
using Throughline.Equity;

namespace Throughline.Commands;

internal static class SitesCommand
{
    public static Command Build(Cli cli)
    {
        var file = EquityCommand.File();
        var name = new Option<string>("--name") { Description = "The column that names sites; each once.", HelpName = "COL", Required = true };
        var filters = new Option<string[]>("--filter") { Description = "Keep sites: COL=VALUE, COL!=VALUE, COL>=N, COL<=N, COL>N, COL<N, \"COL top N\" or \"COL top 1/3\". Several follow one another.", HelpName = "FILTER" };
        var count = new Option<int>("--n") { Description = "How many sites.", HelpName = "N", DefaultValueFactory = _ => 3 };
        var vary = EquityCommand.Columns("--vary", "Columns the sites are to vary on, numbers or categories.");
        vary.Required = true;
        var constraint = EquityCommand.Columns("--not-all-same", "Columns in which the chosen may not all be alike.");
        var why = new Option<string[]>("--why") { Description = "Why the sites are to vary on a column, or be filtered by it, for the record; one for each, and those without one are named.", HelpName = "COL=WORDS", AllowMultipleArgumentsPerToken = true };
        var declined = new Option<string[]>("--declined") { Description = "A site that cannot be chosen; may be given several times.", HelpName = "SITE" };
        var choose = new Command("choose", """
            Choose a few sites that vary most, after a filter and under constraints, with alternatives, substitutes and the record of how.

            Example:
              throughline sites choose boards.csv --name board --filter "deprived top 1/3" --n 3 --vary region,population,rural --not-all-same wave --why "rural=services are further apart there"
            """) { file, name, filters, count, vary, why, constraint, declined };
        choose.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var table = await EquityCommand.ReadAsync(parsed, parsed.GetRequiredValue(file), cancel);
            if (!table.Succeeded) return table.Error;
            var reasons = new List<SiteReason>();
            foreach (var pair in parsed.GetValue(why) ?? [])
            {
                if (pair.Split('=', 2) is not [var column, var words] || column.Trim().Length == 0 || words.Trim().Length == 0) return new Error($"\"{pair}\" gives no reason. Write --why COL=WORDS, as in --why \"rural=services are further apart there\".");
                reasons.Add(new(column.Trim(), words.Trim()));
            }
            var made = ChooseSites.Run(table.Value, new(parsed.GetRequiredValue(name), parsed.GetValue(count), EquityCommand.Listed(parsed.GetValue(vary)), parsed.GetValue(filters), EquityCommand.Listed(parsed.GetValue(constraint)), parsed.GetValue(declined), reasons));
            if (!made.Succeeded) return made.Error;
            var chosen = made.Value;
            return new Said(chosen, string.Join("\n", [chosen.Record,
                .. chosen.Choice.Select(site => $"{site.Label}: {site.Name} ({string.Join(", ", site.Coarse.Select(pair => $"{pair.Key} {pair.Value}"))}); if it declines: {string.Join("; ", site.Substitutes)}"),
                .. chosen.Tied.Select(set => $"as good: {string.Join("; ", set.Names)}"),
                .. chosen.Alternatives.Select(set => string.Create(CultureInfo.InvariantCulture, $"next: {string.Join("; ", set.Names)} ({set.Variation:0.000} against {chosen.Variation:0.000})")),
                .. chosen.WithoutReason.Count > 0 ? new[] { $"no reason is given for {string.Join(", ", chosen.WithoutReason)}: say with --why COL=WORDS why each matters, or leave it out" } : [],
                .. chosen.Correlations.Select(c => $"go together: {c.One} and {c.Other}, {c.Told}")]));
        }));
        return new("sites", """
            Choosing where to look.

            Example:
              throughline sites choose boards.csv --name board --filter "deprived top 1/3" --vary region,population
            """) { EquityCommand.Sheet, choose };
    }
}
