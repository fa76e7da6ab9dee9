using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Throughline.Exchange.Policies;
using Throughline.Exchange.Reports;
using Throughline.Exchange.Tables;
using Throughline.Framing.Frameworks;
using Throughline.Policy.Clarity;
using Throughline.Policy.Theories;

namespace Throughline.Commands;

/// <summary><c>policy theories</c>, <c>policy slippage</c> and <c>policy clarity</c>: what a project's policy analysis has come to.</summary>
internal static class PolicyTablesCommand
{
    private static readonly string[] Tables = [".csv", ".xlsx", ".json"], Boxes = [".docx", ".html", ".htm", ".svg", .. Tables];

    public static Command Theories(Cli cli)
    {
        var project = Cli.Project();
        var to = Out("the theories as boxes (.docx, .html), as a map (.svg) or as a table (.csv, .xlsx, .json)");
        var command = new Command("theories", """
            Programme theories of each document: problem, logic, mechanism, kinds and groups, what is left unanswered, the statements they rest on; what became of them in later documents; and where they may pull apart.

            Examples:
              throughline policy theories "Checkland 2025"
              throughline policy theories "Naming the gap" --out theories.docx
            """) { project, to };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var theories = await services.GetRequiredService<ListTheories.Handler>().RunAsync(by, null, cancel);
            if (parsed.GetValue(to) is { } path)
            {
                if (Ending(path, Boxes) is { } wrong) return wrong;
                var written = await Output.WriteAsync(path, async stream => Path.GetExtension(path).ToLowerInvariant() switch
                {
                    ".docx" or ".html" or ".htm" => await BoxesAsync(services, by, path, stream, cancel),
                    ".svg" => await MapAsync(services, by, theories, stream, cancel),
                    _ => await services.GetRequiredService<ExportTables.Handler>().RunAsync(by, "theories", FormatOf(path), stream, cancel),
                });
                return written.Succeeded ? new Said(new { file = Path.GetFullPath(path), theories = written.Value }, $"Wrote {Path.GetFullPath(path)}: {Count(written.Value, "theory", "theories")}.") : written.Error;
            }
            var ties = (await services.GetRequiredService<FollowTheories.Handler>().RunAsync(by, cancel)).Ties;
            var tensions = await services.GetRequiredService<FindTensions.Handler>().RunAsync(by, cancel);
            var shelf = await services.GetRequiredService<ListFrameworks.Handler>().RunAsync(by.Project, cancel);
            return new Said(
                new
                {
                    theories = theories.Select(t => new
                    {
                        document = t.SourceTitle,
                        documentNumber = t.SourceNumber,
                        number = t.Number,
                        origin = t.Origin == TheoryOrigin.Agreed ? "agreed" : "draft",
                        analysts = t.Origin == TheoryOrigin.Agreed ? t.AgreedBy : [t.AnalystName],
                        counts = t.Counts,
                        problem = t.Problem,
                        logic = t.Logic,
                        mechanism = t.Mechanism,
                        kinds = t.Kinds,
                        groups = t.Groups,
                        aims = t.Aims,
                        causeLevels = t.CauseLevels,
                        means = t.Means,
                        mechanismLevels = t.MechanismLevels,
                        mechanismDegree = t.Degree.Length > 0 ? t.Degree : null,
                        unanswered = t.Unanswered,
                        evidence = t.Evidence,
                        why = t.Why,
                        statements = t.Statements.Select(s => new { start = s.Span.Start, end = s.Span.End, page = s.Page, text = s.Text }),
                    }),
                    ties = ties.Select(t => new
                    {
                        document = t.Earlier.SourceTitle,
                        number = t.Earlier.Number,
                        fate = t.Fate,
                        laterDocument = t.LaterTitle,
                        laterNumber = t.Later?.Number,
                        changed = t.Changed.Select(c => c.Part),
                        note = t.Note,
                        analyst = t.AnalystName,
                    }),
                    tensions = tensions.Select(t => new
                    {
                        document = t.One.SourceTitle,
                        otherDocument = t.IsAcross ? t.Other!.SourceTitle : null,
                        versions = t.IsOfVersions,
                        theories = t.Other is { } other ? new[] { t.One.Number, other.Number } : [t.One.Number],
                        question = t.Question,
                        reason = t.Reason,
                        arises = t.Arises,
                        answers = t.Answers.Select(a => new { verdict = a.Verdict, words = a.Words, analyst = a.AnalystName }),
                    }),
                },
                Text(theories, shelf, ties.Count, tensions.Count(t => t.Arises)));
        }));
        return command;
    }

    public static Command Slippage(Cli cli)
    {
        var project = Cli.Project();
        var to = Out("a table (.csv, .xlsx, .json)");
        var command = new Command("slippage", """
            One term used for different things, within a document and across documents: worked out from the readings that count, and recorded by analysts.

            Example:
              throughline policy slippage "Naming the gap" --out slippage.csv
            """) { project, to };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            if (parsed.GetValue(to) is { } path) return await TableAsync(services, by, path, "slippage", n => $"{n} {(n == 1 ? "pair" : "pairs")} of meanings", cancel);
            var found = await services.GetRequiredService<FindSlippage.Handler>().RunAsync(by, ClarityOf.Consensus, null, cancel);
            if (found.Unusable is { } unusable) return unusable;
            var shelf = await services.GetRequiredService<ListFrameworks.Handler>().RunAsync(by.Project, cancel);
            string Means(FindSlippage.Meaning meaning) => string.Join(", ", meaning.Terms.Select(t => shelf.FindTerm(t)?.Term.Name ?? t)) + (meaning.IsCause ? " (a cause; no kind)" : "");
            var lines = new List<string>();
            foreach (var row in found.Within.Concat(found.Across)) lines.AddRange(row.Pairs.Select(p => $"“{row.Term}”, {(row.Source is null ? "across documents" : row.Title)}: {Means(row.Meanings[p.First])} / {Means(row.Meanings[p.Second])}"));
            lines.AddRange(found.ByHand.Select(r => $"“{r.Term}”, {r.Documents}, recorded by {r.AnalystName}: {r.FirstMeaning} / {r.SecondMeaning}"));
            if (lines.Count == 0) lines.Add("No term is used for different things in the readings that count, and none is recorded.");
            object Row(FindSlippage.Row row) => new
            {
                document = row.Source is null ? null : row.Title,
                term = row.Term,
                entry = row.Entry,
                meanings = row.Meanings.Select(m => new { terms = m.Terms, isCause = m.IsCause, statements = m.Statements.Select(s => s.Text) }),
                pairs = row.Pairs.Select(p => new[] { p.First, p.Second }),
                statementPairs = row.StatementPairs,
            };
            return new Said(
                new
                {
                    within = found.Within.Select(Row),
                    across = found.Across.Select(Row),
                    recorded = found.ByHand.Select(r => new { document = r.Documents, term = r.Term, firstMeaning = r.FirstMeaning, secondMeaning = r.SecondMeaning, first = r.First?.Text, second = r.Second?.Text, note = r.Note, analyst = r.AnalystName }),
                },
                string.Join("\n", lines));
        }));
        return command;
    }

    public static Command Clarity(Cli cli)
    {
        var project = Cli.Project();
        var to = Out("a table (.csv, .xlsx, .json)");
        var command = new Command("clarity", """
            In how many statements of each document every field is stated, implied and not stated, by each reader and in the readings that count: agreed on, or of the one person who was to read. Then the same over the programme theories of each document, also where a project has no statements.

            Example:
              throughline policy clarity "Naming the gap" --out clarity.xlsx
            """) { project, to };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            if (parsed.GetValue(to) is { } path) return await TableAsync(services, by, path, "clarity", n => $"{n} {(n == 1 ? "line" : "lines")}", cancel);
            var sides = await services.GetRequiredService<ReadClarity.Handler>().BesideAsync(by, cancel);
            var lines = new List<string>();
            foreach (var side in sides)
                foreach (var document in side.Documents.Where(d => d.Read > 0))
                {
                    lines.Add(string.Create(CultureInfo.InvariantCulture, $"{document.Title}, {(side.Analyst is null ? side.Name : $"{side.Name}’s readings")}: {CommandFiles.Count(document.Statements, "statement")}{PolicyCommand.Woven(document.Woven)}; {document.Read} read"));
                    lines.AddRange(document.Fields.Select(f => string.Create(CultureInfo.InvariantCulture, $"  {f.Field.Label,-28}{Part(f, f.Stated)} stated{Part(f, f.Implied)} implied{Part(f, f.NotStated)} not stated, of {f.Applies}")));
                }
            static string Part(MeasureClarity.OfField of, int count) => string.Create(CultureInfo.InvariantCulture, $"{count,5}{(of.ShareOf(count) is { } share ? string.Create(CultureInfo.InvariantCulture, $" ({share:0%})") : " (–)"),-7}");
            var told = await services.GetRequiredService<ReadTheoryClarity.Handler>().RunAsync(by, ClarityOf.Consensus, null, cancel);
            if (lines.Count == 0) lines.Add("No accepted statement has a reading yet.");
            else lines.Add("Shares are of the statements read to which a field applies.");
            foreach (var document in told.Documents)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{document.Title}, programme theories that count: {document.Theories.Count}"));
                lines.AddRange(document.Cells.Select(cell => string.Create(CultureInfo.InvariantCulture, $"  {InWords(cell.Asked),-28}{cell.Given.Count,5} of {document.Theories.Count} ({(double)cell.Given.Count / document.Theories.Count:0%}) say it")));
            }
            return new Said(
                new
                {
                    readings = sides.Select(side => new
                    {
                        by = side.Analyst is null ? null : side.Name,
                        documents = side.Documents.Select(d => new
                        {
                            document = d.Title,
                            documentNumber = d.Number,
                            statements = d.Statements,
                            woven = d.Woven,
                            read = d.Read,
                            fields = d.Fields.ToDictionary(f => f.Field.Name, f => new { stated = f.Stated, implied = f.Implied, notStated = f.NotStated, notApplicable = f.NotApplicable, applies = f.Applies }),
                        }),
                    }),
                    theories = told.Documents.Select(d => new
                    {
                        document = d.Title,
                        documentNumber = d.Number,
                        theories = d.Theories.Count,
                        said = d.Cells.ToDictionary(c => JsonNamingPolicy.CamelCase.ConvertName(c.Asked.ToString()), c => c.Given.Count),
                    }),
                },
                string.Join("\n", lines));
        }));
        return command;
    }

    private static string InWords(TheoryAsked asked) => asked switch
    {
        TheoryAsked.Kind => "Kind",
        TheoryAsked.Group => "Group",
        TheoryAsked.Aim => "Aim",
        TheoryAsked.Mechanism => "Mechanism",
        _ => "How it works",
    };

    private static Option<string?> Out(string what) => new("--out") { Description = $"Write {what}; the ending says which.", HelpName = "FILE" };

    private static Error? Ending(string path, string[] known) => known.Contains(Path.GetExtension(path).ToLowerInvariant()) ? null : new Error($"\"{path}\" ends in none of {string.Join(", ", known)}. Name the file so that its ending says what you want.");

    private static TableFormat FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch { ".xlsx" => TableFormat.Xlsx, ".json" => TableFormat.Json, _ => TableFormat.Csv };

    private static async Task<Result<Said>> TableAsync(IServiceProvider services, Acting by, string path, string kind, Func<int, string> count, CancellationToken cancel)
    {
        if (Ending(path, Tables) is { } wrong) return wrong;
        var written = await Output.WriteAsync(path, stream => services.GetRequiredService<ExportTables.Handler>().RunAsync(by, kind, FormatOf(path), stream, cancel));
        return written.Succeeded ? new Said(new { file = Path.GetFullPath(path), rows = written.Value }, $"Wrote {Path.GetFullPath(path)}: {count(written.Value)}.") : written.Error;
    }

    private static async Task<Result<int>> BoxesAsync(IServiceProvider services, Acting by, string path, Stream stream, CancellationToken cancel)
    {
        var built = await services.GetRequiredService<BuildTheories.Handler>().RunAsync(by, null, cancel);
        if (!built.Succeeded) return built.Error;
        if (Path.GetExtension(path).Equals(".docx", StringComparison.OrdinalIgnoreCase))
        {
            using var whole = new MemoryStream();
            DocxReport.Write(whole, built.Value);
            whole.Position = 0;
            await whole.CopyToAsync(stream, cancel);
        }
        else await stream.WriteAsync(Encoding.UTF8.GetBytes(HtmlReport.Write(built.Value)), cancel);
        return (await services.GetRequiredService<ListTheories.Handler>().RunAsync(by, null, cancel)).Count;
    }

    private static async Task<Result<int>> MapAsync(IServiceProvider services, Acting by, IReadOnlyList<ListTheories.Row> theories, Stream stream, CancellationToken cancel)
    {
        var counting = theories.Where(t => t.Counts).ToList();
        if (counting.Count == 0) return new Error("No programme theory counts here yet: one must be agreed on, or written by the only person who was to write.");
        var shelf = await services.GetRequiredService<ListFrameworks.Handler>().RunAsync(by.Project, cancel);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(TheoryMap.Svg(counting, term => shelf.FindTerm(term)?.Term.Name ?? term)), cancel);
        return counting.Count;
    }

    private static string Text(IReadOnlyList<ListTheories.Row> theories, ListFrameworks.Shelf shelf, int ties, int tensions)
    {
        if (theories.Count == 0) return "No programme theory has been written down yet. Write one on the page Programme theories.";
        string Named(IReadOnlyList<string> terms) => terms.Count == 0 ? BuildTheories.NotStated : string.Join("; ", terms.Select(t => shelf.FindTerm(t)?.Term.Name ?? t));
        var lines = new List<string>();
        foreach (var document in theories.GroupBy(t => (t.Source, t.SourceTitle)))
        {
            lines.Add(document.Key.SourceTitle);
            foreach (var theory in document)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"  {theory.Number}. {theory.Problem}{(theory.Origin == TheoryOrigin.Agreed ? " (agreed)" : theory.Counts ? "" : $" ({theory.AnalystName}’s draft)")}"));
                lines.Add($"     logic:     {(theory.Logic.Count == 0 ? BuildTheories.NotStated : string.Join("; ", theory.Logic))}");
                lines.Add($"     mechanism: {(theory.Mechanism.Count == 0 ? BuildTheories.NotStated : string.Join("; ", theory.Mechanism))}");
                lines.Add($"     kind:      {Named(theory.Kinds)}");
                lines.Add($"     group:     {Named(theory.Groups)}");
            }
        }
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"{Count(theories.Count, "theory", "theories")}, {Count(ties, "tie", "ties")} to later documents, {Count(tensions, "question", "questions")} about tensions."));
        return string.Join("\n", lines);
    }

    private static string Count(int number, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? one : many)}");
}
