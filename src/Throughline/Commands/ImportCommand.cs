using System.CommandLine;
using Throughline.Files;
using Throughline.Projects;
using Throughline.Sources;

namespace Throughline.Commands;

internal static class ImportCommand
{
    public static Command Build(Cli cli)
    {
        var project = Cli.Project();
        var paths = new Argument<string[]>("PATH") { Description = "Files, folders (with all that is in them) or zips.", Arity = ArgumentArity.OneOrMore };
        var repairs = new Option<bool>("--accept-repairs") { Description = "Make every proposed repair at once, as revision 2. Revision 1 stays what the file gave." };
        var kind = new Option<SourceKind?>("--kind") { Description = "What the files are: document, transcript, article or answer. Without it, a text with speakers is a transcript and any other a document.", HelpName = "KIND" };
        var @case = new Option<string?>("--case") { Description = "Take csv and xlsx tables in as surveys: the column that names the case, one case a row.", HelpName = "COLUMN" };
        var attributes = new Option<string[]>("--attributes") { Description = "With --case: the columns that become attributes, with commas between; a type may follow a colon (text, number, date, category), as in \"Age:number\". A column that has a comma in its name stands in quotation marks, or the option is given again for each.", HelpName = "COLUMNS", AllowMultipleArgumentsPerToken = false };
        var answers = new Option<string[]>("--answers") { Description = "With --case: the columns of open answers that become sources, with commas between. A column that has a comma in its name stands in quotation marks, or the option is given again for each.", HelpName = "COLUMNS", AllowMultipleArgumentsPerToken = false };
        var originals = new Option<bool>("--keep-originals") { Description = "Keep imported files although they hold names that the project's map of pseudonyms replaces. Without it such a file is dropped once it is read." };
        var sheet = new Option<string?>("--sheet") { Description = "With --case: the worksheet of an xlsx. Without it, the first that is not hidden.", HelpName = "NAME" };
        var command = new Command("import", """
            Bring files in as sources: txt, md, html, docx, odt, rtf, pdf, vtt, srt, csv and xlsx; one, many, a folder or a zip. A file that cannot be read is refused with the reason, and the others go on.

            Examples:
              throughline import "Naming the gap" interviews/ strategy.pdf
              throughline import "Naming the gap" survey.csv --case Respondent --attributes "Sector,Age:number" --answers "What gets in the way?"
            """) { project, paths, repairs, kind, originals, @case, attributes, answers, sheet };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var files = Gather(parsed.GetRequiredValue(paths), services.GetRequiredService<ReadLimits>());
            if (!files.Succeeded) return files.Error;
            SurveyPlan? survey = null;
            if (parsed.GetValue(@case) is { } column)
            {
                var typed = Attributes(Split(parsed.GetValue(attributes)));
                if (!typed.Succeeded) return typed.Error;
                survey = new(column, typed.Value, Split(parsed.GetValue(answers)), parsed.GetValue(sheet));
            }
            else if (parsed.GetValue(attributes) is { Length: > 0 } || parsed.GetValue(answers) is { Length: > 0 })
            {
                return new Error("--attributes and --answers need --case: the column that names the case.");
            }
            var started = await services.GetRequiredService<ImportFiles.Handler>().RunAsync(by, files.Value, new(parsed.GetValue(repairs), parsed.GetValue(kind), survey, parsed.GetValue(originals)), cancel);
            if (!started.Succeeded) return started.Error;
            var done = await services.GetRequiredService<Jobs>().RunHereAsync(started.Value, cancel);
            var text = string.Join("\n", done.Lines.Select(l => l.State switch
            {
                JobLineState.Done => $"{l.Name}: {l.Message}",
                JobLineState.Known => $"{l.Name}: {l.Message}; left as it is",
                JobLineState.Refused => $"{l.Name}: refused. {l.Message}",
                _ => $"{l.Name}: not begun",
            }));
            if (done.Message is { } message) text += "\n" + message;
            return new Said(
                new
                {
                    job = done.Id.Value,
                    state = done.State,
                    message = done.Message,
                    files = done.Lines.Select(l => new { name = l.Name, state = l.State, message = l.Message, source = l.Subject is { Kind: "source" } subject ? subject.Id : (Guid?)null }),
                },
                text, done.State == JobState.Done && done.RefusedLines == 0 ? 0 : 1);
        }));
        return command;
    }

    private static List<string> Split(string[]? given) => given switch
    {
        null => [],
        [var one] => [.. CommandFiles.Names(one)],
        _ => [.. given.Select(g => g.TrimStart().StartsWith('"') && CommandFiles.Names(g) is [var whole] ? whole : g.Trim()).Where(g => g.Length > 0)],
    };

    private static Result<List<SurveyAttribute>> Attributes(List<string> columns)
    {
        var typed = new List<SurveyAttribute>();
        foreach (var column in columns)
        {
            var colon = column.LastIndexOf(':');
            if (colon > 0 && Enum.TryParse<AttributeType>(column[(colon + 1)..].Trim(), ignoreCase: true, out var type) && Enum.IsDefined(type)) typed.Add(new(column[..colon].Trim(), type));
            else typed.Add(new(column, AttributeType.Category));
        }
        return typed;
    }

    internal static Result<List<ImportFiles.Incoming>> Gather(IEnumerable<string> paths, ReadLimits limits)
    {
        var files = new List<ImportFiles.Incoming>();
        foreach (var path in paths)
        {
            try
            {
                if (Directory.Exists(path))
                {
                    // Hidden files and links are passed over: what the analyst does not see in the folder is not meant.
                    var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint };
                    var top = new DirectoryInfo(path);
                    foreach (var file in top.EnumerateFiles("*", options).OrderBy(f => f.FullName, StringComparer.Ordinal))
                        files.Add(Read(file, $"{top.Name}/{Path.GetRelativePath(top.FullName, file.FullName).Replace('\\', '/')}", limits));
                }
                else if (File.Exists(path))
                {
                    files.Add(Read(new FileInfo(path), Path.GetFileName(path), limits));
                }
                else
                {
                    return new Error($"There is no file or folder \"{path}\".");
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return new Error($"\"{path}\" cannot be read: {fault.Message}");
            }
        }
        return files.Count > 0 ? files : new Error($"There are no files in {string.Join(", ", paths.Select(p => $"\"{p}\""))}.");
    }

    private static ImportFiles.Incoming Read(FileInfo file, string name, ReadLimits limits)
    {
        if (file.Length > limits.MaxBytes) return ImportFiles.Incoming.TooLarge(name, file.Length, limits);
        try
        {
            return new(name, File.ReadAllBytes(file.FullName));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new(name, null, $"The file cannot be read from the disk: {fault.Message}");
        }
    }
}
