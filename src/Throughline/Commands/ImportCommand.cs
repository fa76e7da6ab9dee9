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
            var files = Gather(parsed.GetRequiredValue(paths), services.GetRequiredService<ReadLimits>(), services.GetRequiredService<ReadFile>(), cancel: cancel);
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
            var started = await StartAsync();
            if (!started.Succeeded) return started.Error;
            var (said, asJson) = (new bool[started.Value.Lines], parsed.GetValue(cli.Json));
            string? progress = null;
            var done = await services.GetRequiredService<Jobs>().RunHereAsync(by.Project, started.Value.Job, TellAsync, cancel);
            var rest = done.Lines.Where(l => !said[l.Ordinal]).Select(LineOf).ToList();
            if (done.Message is { } message) rest.Add(message + (done.State == JobState.Stopped && rest.Count > 0 ? $" {CommandFiles.Count(rest.Count, "file")} not begun; import {(rest.Count == 1 ? "it" : "them")} again to go on: what is here already is recognised." : ""));
            var text = string.Join("\n", rest);
            return new Said(
                new
                {
                    job = done.Id.Value,
                    state = done.State,
                    message = done.Message,
                    files = done.Lines.Select(l => new { name = l.Name, state = l.State, message = l.Message, source = l.Subject is { Kind: "source" } subject ? subject.Id : (Guid?)null }),
                },
                text, done.State == JobState.Done && done.RefusedLines == 0 ? 0 : 1);

            async Task<Result<(JobId Job, int Lines)>> StartAsync()
            {
                try
                {
                    var job = await services.GetRequiredService<ImportFiles.Handler>().RunAsync(by, files.Value, new(parsed.GetValue(repairs), parsed.GetValue(kind), survey, parsed.GetValue(originals)), cancel);
                    return job.Succeeded ? (job.Value, (await services.GetRequiredService<Jobs>().FindAsync(job.Value, CancellationToken.None))!.Lines.Count) : job.Error;
                }
                catch (OperationCanceledException) when (cancel.IsCancellationRequested)
                {
                    return new Error("Stopped before a file was begun. Nothing was brought in.");
                }
            }

            // Results go to stdout as each file ends; what is being read, which is of no use afterwards, to stderr.
            async Task TellAsync(Jobs.Row row)
            {
                foreach (var line in row.Lines.Where(l => !said[l.Ordinal] && l.State is not (JobLineState.Waiting or JobLineState.Running)))
                {
                    said[line.Ordinal] = true;
                    if (!asJson) await parsed.InvocationConfiguration.Output.WriteLineAsync(LineOf(line));
                }
                if (asJson || row.Lines.FirstOrDefault(l => l.State == JobLineState.Running) is not { } now) return;
                var at = $"{now.Ordinal + 1} of {row.Lines.Count}: {OneLine(now.Name)}, {OneLine(now.Message)}{(row.StopAsked ? ", stopping" : "")}";
                if (at != progress) await parsed.InvocationConfiguration.Error.WriteLineAsync(progress = at);
            }
        }));
        return command;
    }

    private static string LineOf(Jobs.Line l) => l.State switch
    {
        JobLineState.Done => $"{OneLine(l.Name)}: {OneLine(l.Message)}",
        JobLineState.Known => $"{OneLine(l.Name)}: {OneLine(l.Message)}; left as it is",
        JobLineState.Refused => $"{OneLine(l.Name)}: refused. {OneLine(l.Message)}",
        _ => $"{OneLine(l.Name)}: not begun",
    };

    /// <summary>A file's name may hold a line feed: in a list it must not look like two files.</summary>
    private static string OneLine(string words) => words.Any(char.IsControl) ? string.Concat(words.Select(c => c switch { '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", _ when char.IsControl(c) => $"\\u{(int)c:x4}", _ => c.ToString() })) : words;

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

    /// <summary>Reads the files that are to come in. A recording among them is told by its first bytes, and what the import has no room for by its length: neither is read.</summary>
    internal static Result<List<ImportFiles.Incoming>> Gather(IEnumerable<string> paths, ReadLimits limits, ReadFile reader, long together = ImportFiles.MaxTogether, CancellationToken cancel = default)
    {
        var files = new List<ImportFiles.Incoming>();
        var room = together;
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
                        files.Add(Take(file, $"{top.Name}/{Path.GetRelativePath(top.FullName, file.FullName).Replace('\\', '/')}"));
                }
                else if (File.Exists(path))
                {
                    files.Add(Take(new FileInfo(path), Path.GetFileName(path)));
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

        ImportFiles.Incoming Take(FileInfo file, string name)
        {
            if (cancel.IsCancellationRequested) return new(name, null, "Stopped before it was read.");
            if (file.Length > limits.MaxBytes) return ImportFiles.Incoming.TooLarge(name, file.Length, limits);
            try
            {
                using var stream = file.OpenRead();
                var start = new byte[Math.Min(stream.Length, ReadFile.TellingBytes)];
                stream.ReadExactly(start);
                if (reader.RefusalByStart(file.Name, start) is { } refusal) return new(name, null, refusal);
                if (stream.Length > room) return ImportFiles.Incoming.TooMany(name);
                var content = new byte[stream.Length];
                start.CopyTo(content, 0);
                stream.ReadExactly(content.AsSpan(start.Length));
                room -= content.Length;
                return new(name, content);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return new(name, null, $"The file cannot be read from the disk: {fault.Message}");
            }
        }
    }
}
