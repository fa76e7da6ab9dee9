using System.CommandLine;
using Throughline.Exchange.Reports;

namespace Throughline.Commands;

internal static class ReportCommand
{
    public static Command Build(Cli cli)
    {
        var project = Cli.Project();
        var to = new Option<string>("--out") { Description = "The file to write; its ending says which kind: .docx or .html.", HelpName = "FILE", Required = true };
        var sections = new Option<string?>("--sections") { Description = $"What to put in, parted by commas: {string.Join(", ", BuildReport.AllSections.Select(NameOf))}. Without it, all.", HelpName = "NAMES" };
        var title = new Option<string?>("--title") { Description = "The report's title. Without it, the project's.", HelpName = "WORDS" };
        var matrices = new Option<string?>("--matrices-by") { Description = "Attributes for the columns of the matrices, parted by commas, or \"source\" or \"case\"; a name that has a comma in it stands in quotation marks. Without it, every category attribute.", HelpName = "NAMES" };
        var memos = new Option<string?>("--memos-on") { Description = $"Which memos, by what they are on, parted by commas: {string.Join(", ", BuildReport.MemoKinds)}. Without it, all.", HelpName = "NAMES" };
        var confirm = new Option<bool>("--confirm-consent") { Description = "Print quotations too whose consent is limited or withdrawn. Without it they are left out and named." };
        var command = new Command("report", "Write a report in which every quotation leads back to its words.\n\nExample:\n  throughline report \"Naming the gap\" --out report.docx --sections project,methods,themes,quotations") { project, to, sections, title, matrices, memos, confirm };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var path = parsed.GetRequiredValue(to);
            var kind = Path.GetExtension(path).ToLowerInvariant();
            if (kind is not (".docx" or ".html" or ".htm")) return new Error($"\"{path}\" ends in neither .docx nor .html. Name the file so that its ending says which report you want.");
            var chosen = Sections(parsed.GetValue(sections));
            if (!chosen.Succeeded) return chosen.Error;
            var on = Parts(parsed.GetValue(memos))?.Select(m => m.ToLowerInvariant()).ToHashSet();
            if (on?.FirstOrDefault(m => !BuildReport.MemoKinds.Contains(m)) is { } unknown) return new Error($"Memos are on no \"{unknown}\". They are on: {string.Join(", ", BuildReport.MemoKinds)}.");
            var built = await services.GetRequiredService<BuildReport.Handler>().RunAsync(by, new(chosen.Value.Chosen, parsed.GetValue(title), null, parsed.GetValue(confirm), Parts(parsed.GetValue(matrices)), on), cancel);
            if (!built.Succeeded) return built.Error;
            var written = await Output.WriteAsync(path, async stream =>
            {
                if (kind == ".docx")
                {
                    using var whole = new MemoryStream();
                    DocxReport.Write(whole, built.Value.Document);
                    whole.Position = 0;
                    await whole.CopyToAsync(stream, cancel);
                }
                else await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(HtmlReport.Write(built.Value.Document)), cancel);
            });
            if (!written.Succeeded) return written.Error;
            foreach (var flag in built.Value.Flags) await parsed.InvocationConfiguration.Error.WriteLineAsync(flag.Message);
            return new Said(
                new { file = written.Value, quotations = built.Value.Quotations, flags = built.Value.Flags.Select(f => new { kind = f.Kind, message = f.Message, quotation = f.Quotation?.Value, leftOut = f.LeftOut }) },
                $"Wrote {written.Value}: {built.Value.Quotations} {(built.Value.Quotations == 1 ? "quotation" : "quotations")}.");
        }));
        return command;
    }

    private static string[]? Parts(string? text) => text is null ? null : [.. CommandFiles.Names(text)];

    private sealed record Choice(IReadOnlySet<ReportSection>? Chosen);

    private static Result<Choice> Sections(string? text)
    {
        if (Parts(text) is not { Length: > 0 } names) return new Choice(null);
        var chosen = new HashSet<ReportSection>();
        foreach (var name in names)
        {
            var section = BuildReport.AllSections.Where(s => NameOf(s).Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
            if (section.Count == 0) return new Error($"There is no section \"{name}\". There are: {string.Join(", ", BuildReport.AllSections.Select(NameOf))}.");
            chosen.Add(section[0]);
        }
        return new Choice(chosen);
    }

    private static string NameOf(ReportSection section) => section == ReportSection.AuditTrail ? "audit-trail" : section.ToString().ToLowerInvariant();
}
