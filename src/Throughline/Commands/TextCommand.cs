using System.CommandLine;
using System.Text;
using Throughline.Files;
using Throughline.Sources;

namespace Throughline.Commands;

internal static class TextCommand
{
    public static Command Build(Cli cli)
    {
        var project = new Argument<string?>("PROJECT") { Description = "A project's title (or the start of it, when only one begins so) or its id.", Arity = ArgumentArity.ZeroOrOne };
        var source = new Argument<string?>("SOURCE") { Description = "A source's number, title, file name or id.", Arity = ArgumentArity.ZeroOrOne };
        var file = new Option<string?>("--file") { Description = "Read this file instead, as import would, and keep nothing.", HelpName = "PATH" };
        var revision = new Option<int?>("--revision") { Description = "A revision of the source, from 1. Without it, the current one.", HelpName = "NUMBER" };
        var repairs = new Option<bool>("--accept-repairs") { Description = "Print the text with every open repair made. Nothing is changed." };
        var command = new Command("text", """
            Print a stored text as UTF-8, without a byte order mark or an added newline: of a source, or of a file that is not brought in. With --json, also its SHA-256 and what lies beside it.

            Examples:
              throughline text "Naming the gap" 4 > interview.txt
              throughline text --file strategy.pdf --accept-repairs
            """) { project, source, file, revision, repairs };
        command.SetAction((parsed, cancel) =>
        {
            if (parsed.GetValue(file) is { } path)
            {
                return cli.RunAsync(parsed, async () =>
                {
                    if (parsed.GetValue(project) is not null || parsed.GetValue(revision) is not null) return new Error("Give a project and a source, or --file, not both.");
                    await using var services = new ServiceCollection().AddSources().BuildServiceProvider();
                    var limits = services.GetRequiredService<ReadLimits>();
                    byte[] content;
                    try
                    {
                        if (new FileInfo(path) is { Exists: true } info && info.Length > limits.MaxBytes) return new Error(ImportFiles.Incoming.TooLarge(path, info.Length, limits).Refusal!);
                        content = await File.ReadAllBytesAsync(path, cancel);
                    }
                    catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
                    {
                        return new Error($"\"{path}\" cannot be read: {fault.Message}");
                    }
                    var read = services.GetRequiredService<ReadText.Handler>().Run(Path.GetFileName(path), content, parsed.GetValue(repairs), cancel);
                    if (!read.Succeeded) return read.Error;
                    return await SayAsync(parsed.GetValue(cli.Json), new() { ["file"] = Path.GetFileName(path) }, read.Value);
                });
            }
            if (parsed.GetValue(project) is null || parsed.GetValue(source) is not { } wanted)
                return cli.RunAsync(parsed, () => Task.FromResult<Result<Said>>(new Error("Say which text: PROJECT and SOURCE, or --file PATH.")));
            return cli.RunAsync(parsed, project!, cancel, async (services, by) =>
            {
                var find = services.GetRequiredService<FindSource.Handler>();
                var found = await find.RunAsync(by.Project, wanted, cancel);
                if (!found.Succeeded) return found.Error;
                RevisionId? asked = null;
                if (parsed.GetValue(revision) is { } number)
                {
                    var numbered = await find.RevisionAsync(found.Value, number, cancel);
                    if (!numbered.Succeeded) return numbered.Error;
                    asked = numbered.Value;
                }
                var reading = await services.GetRequiredService<ReadSource.Handler>().RunAsync(by.Project, found.Value, asked, cancel);
                if (!reading.Succeeded) return reading.Error;
                var document = reading.Value.Structure.With(reading.Value.Text);
                if (parsed.GetValue(repairs)) document = RepairText.Apply(document, document.Repairs).Document;
                return await SayAsync(parsed.GetValue(cli.Json), new() { ["source"] = reading.Value.Id.Value, ["number"] = reading.Value.Number, ["title"] = reading.Value.Title, ["revision"] = reading.Value.RevisionNumber }, document);
            });
        });
        return command;
    }

    private static async Task<Result<Said>> SayAsync(bool asJson, Dictionary<string, object?> said, ReadDocument document)
    {
        if (!asJson)
        {
            // The bytes themselves: a writer would add a newline, and on some systems a byte order mark.
            await using var output = Console.OpenStandardOutput();
            await output.WriteAsync(Encoding.UTF8.GetBytes(document.Text));
            return new Said(said, "");
        }
        said["sha256"] = AddSource.HashOf(document.Text);
        said["characters"] = document.Text.Length;
        said["words"] = AddSource.WordsIn(document.Text);
        said["order"] = document.Order;
        said["blocks"] = document.Blocks.Select(b => new { start = b.Span.Start, end = b.Span.End, kind = b.Kind, level = b.Level, table = b.Table, row = b.Row, column = b.Column, isHeader = b.IsHeader });
        said["pages"] = document.Pages.Select(p => new { start = p.Position, label = p.Label });
        said["marks"] = document.Marks.Select(m => new { start = m.Span.Start, end = m.Span.End, kind = m.Kind, value = m.Value });
        said["repairs"] = document.Repairs.Select(r => new { start = r.Span.Start, end = r.Span.End, was = r.Span.Of(document.Text), replacement = r.Replacement, kind = r.Kind, reason = r.Reason });
        said["cautions"] = document.Cautions.Select(c => new { start = c.Span.Start, end = c.Span.End, kind = c.Kind, message = c.Message });
        said["text"] = document.Text;
        return new Said(said, "");
    }
}
