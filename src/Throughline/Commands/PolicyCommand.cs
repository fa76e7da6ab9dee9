using System.CommandLine;
using System.Globalization;
using Throughline.Framing;
using Throughline.Framing.Representations;
using Throughline.Policy;
using Throughline.Policy.Finding;
using Throughline.Sources;
using Throughline.Text;

namespace Throughline.Commands;

internal static class PolicyCommand
{
    public static Command Build(Cli cli) => new("policy", "Read policy documents for what they say about health inequalities: find statements, weigh attention, audit.")
    {
        Statements(cli),
    };

    internal static Argument<string[]> Paths() => new("PATH") { Description = "Files, or folders with all that is in them: any kind that import takes.", Arity = ArgumentArity.OneOrMore };

    /// <summary>What the file commands need: readers, frameworks and lexicons, no database.</summary>
    internal static ServiceProvider Services() => new ServiceCollection().AddSources().AddFraming().AddPolicy().BuildServiceProvider();

    private static Command Statements(Cli cli)
    {
        var paths = Paths();
        var command = new Command("statements", """
            Find every statement about health inequalities in policy documents, with the fields that its words suggest. Nothing is kept. What is found are suggestions for an analyst.

            Examples:
              throughline policy statements strategy.pdf plan.docx
              throughline policy statements policies/ --json > statements.json
            """) { paths };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            await using var services = Services();
            var read = PolicyFiles.Read(services, parsed.GetRequiredValue(paths), cancel);
            if (!read.Succeeded) return read.Error;
            foreach (var refusal in read.Value.Refused) await Console.Error.WriteLineAsync(refusal);
            var found = FindInText.Run(services.GetRequiredService<PolicyLexicons>(), read.Value.Documents);
            var lines = new List<string>();
            foreach (var document in found)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{document.Name}: {document.Statements.Count} statement{(document.Statements.Count == 1 ? "" : "s")}, {document.Mentions.Count} mention{(document.Mentions.Count == 1 ? "" : "s")}"));
                foreach (var row in document.Statements) lines.Add($"  {row.Found.Span.Start}–{row.Found.Span.End}{(row.Found.IsWoven ? " (woven)" : "")}  {OneLine(row.Found.Span.Of(document.Text))}");
            }
            lines.Add("These are suggestions from lexicons, not findings.");
            return new Said(Json(found), string.Join("\n", lines), read.Value.Refused.Count == 0 ? 0 : 1);
        }));
        return command;
    }

    internal static string OneLine(ReadOnlySpan<char> words) => words.ToString().Replace('\n', ' ');

    internal static object Json(IReadOnlyList<FindInText.Document> found) => new
    {
        statements = found.SelectMany(document => document.Statements.Select(row => new
        {
            source = document.Name,
            textSha256 = document.Sha256,
            page = row.Found.Page,
            start = row.Found.Span.Start,
            end = row.Found.Span.End,
            text = row.Found.Span.Of(document.Text).ToString(),
            woven = row.Found.IsWoven,
            context = row.Found.Context.Select(c => new { label = c.Label, start = c.Span.Start, end = c.Span.End }),
            matched = row.Found.Matched.Select(m => m.Span.Of(document.Text).ToString()).Distinct(),
            hits = row.Found.Matched.Select(m => new { entry = m.Entry, start = m.Span.Start, end = m.Span.End }),
            suggestions = row.Suggestions.ToDictionary(s => s.Field.Name, s => s.Terms),
            suggestionStates = row.Suggestions.ToDictionary(s => s.Field.Name, s => s.State),
            suggestionWords = row.Suggestions.Where(s => s.Words.Count > 0).ToDictionary(s => s.Field.Name, s => s.Words),
            evidence = row.Suggestions.Where(s => s.Evidence.Count > 0).ToDictionary(s => s.Field.Name, s => s.Evidence.Select(e => new { term = e.Term, start = e.Span.Start, end = e.Span.End })),
            alike = row.Alike,
        })),
        mentions = found.SelectMany(document => document.Mentions.Select(mention => new
        {
            source = document.Name,
            start = mention.Span.Start,
            end = mention.Span.End,
            text = mention.Span.Of(document.Text).ToString(),
            where = mention.Where,
        })),
    };
}
