using System.CommandLine;
using Throughline.Demo;
using Throughline.Projects;

namespace Throughline.Commands;

internal static class ProjectCommand
{
    public static Command Build(Cli cli) => new("project", "Begin, list, show, archive and restore projects.\n\nExample:\n  throughline project create \"Naming the gap\"") { Create(cli), List(cli), Show(cli), Sample(cli), ArchiveCommands.Archive(cli), ArchiveCommands.Restore(cli) };

    private static Command Create(Cli cli)
    {
        var title = new Argument<string>("TITLE") { Description = "What the project is called." };
        var analyst = new Option<string>("--analyst") { Description = "The name of its first analyst.", HelpName = "NAME", DefaultValueFactory = _ => Environment.UserName };
        var question = new Option<string?>("--question") { Description = "The research question.", HelpName = "WORDS" };
        var pattern = new Option<string?>("--attribution") { Description = "How quotations are attributed, such as \"{role}, {site}\".", HelpName = "PATTERN" };
        var command = new Command("create", "Begin a project.\n\nExample:\n  throughline project create \"Naming the gap\" --analyst \"Ruth Adeyemi\" --attribution \"{role}, {site}\"") { title, analyst, question, pattern };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, cancel, async services =>
        {
            var created = await services.GetRequiredService<CreateProject.Handler>().RunAsync(new(parsed.GetRequiredValue(title), parsed.GetValue(analyst), parsed.GetValue(question), parsed.GetValue(pattern)), cancel);
            if (!created.Succeeded) return created.Error;
            return new Said(new { id = created.Value.Project.Value, title = parsed.GetRequiredValue(title).Trim() }, $"Began \"{parsed.GetRequiredValue(title).Trim()}\" ({created.Value.Project.Value}).");
        }));
        return command;
    }

    private static Command List(Cli cli)
    {
        var command = new Command("list", "List the projects, newest first.\n\nExample:\n  throughline project list --json");
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, cancel, async services =>
        {
            var all = await services.GetRequiredService<FindProject.Handler>().AllAsync(cancel);
            return new Said(all.Select(p => new { id = p.Id.Value, title = p.Title, question = p.Question, madeAt = p.MadeAt }),
                all.Count == 0 ? "There are no projects yet. Begin one with: throughline project create \"Title\"" : string.Join("\n", all.Select(p => $"{p.Id.Value}  {p.Title}")));
        }));
        return command;
    }

    private static Command Sample(Cli cli)
    {
        var name = new Argument<string>("NAME") { Description = $"{LoadCheckland.Name}: Checkland and colleagues (2025), a published policy analysis, credited and in our words. {LoadMcMahon.Name}: McMahon (2022), a published meta-ethnography, likewise. {Worked}: the worked example, wholly invented." };
        name.AcceptOnlyFromAmong(LoadCheckland.Name, LoadMcMahon.Name, Worked);
        var command = new Command("sample", $"Make a project from a sample, in the database of your own work.\n\nExample:\n  throughline project sample {LoadCheckland.Name}") { name };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, cancel, async services =>
        {
            var made = await (parsed.GetRequiredValue(name) switch
            {
                Worked => new LoadDemo(services).RunAsync(_ => { }, cancel),
                LoadMcMahon.Name => new LoadMcMahon(services).RunAsync(_ => { }, cancel),
                _ => new LoadCheckland(services).RunAsync(_ => { }, cancel),
            });
            if (!made.Succeeded) return made.Error;
            var title = (await services.GetRequiredService<FindProject.Handler>().OneAsync(made.Value.Value.ToString(), cancel)).Value.Title;
            return new Said(new { id = made.Value.Value, title }, $"Made \"{title}\" ({made.Value.Value}).");
        }));
        return command;
    }

    private const string Worked = "naming-the-gap";

    private static Command Show(Cli cli)
    {
        var project = Cli.Project();
        var command = new Command("show", "Show one project: its question, analysts and how much is in it.\n\nExample:\n  throughline project show \"Naming the gap\"") { project };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var found = (await services.GetRequiredService<FindProject.Handler>().OneAsync(by.Project.Value.ToString(), cancel)).Value;
            var analysts = await services.GetRequiredService<ListAnalysts.Handler>().RunAsync(by.Project, cancel);
            var sources = await services.GetRequiredService<Sources.ListSources.Handler>().RunAsync(by.Project, bin: false, cancel);
            var codes = await services.GetRequiredService<Coding.ReadCodebook.Handler>().RunAsync(by, cancel);
            var counts = await services.GetRequiredService<Coding.CountCodings.Handler>().RunAsync(by, cancel);
            var codings = sources.Sum(s => counts.GetValueOrDefault(s.Id)?.All ?? 0);
            return new Said(
                new { id = found.Id.Value, title = found.Title, question = found.Question, attribution = found.AttributionPattern, smallestGroup = found.SmallestGroup, analysts = analysts.Select(a => a.Name), sources = sources.Count, codes = codes.Count, codings },
                $"{found.Title} ({found.Id.Value})\n{found.Question}\nAnalysts: {string.Join(", ", analysts.Select(a => a.Name))}\nSources: {sources.Count}. Codes: {codes.Count}. Codings: {codings}.".Replace("\n\n", "\n", StringComparison.Ordinal));
        }));
        return command;
    }
}
