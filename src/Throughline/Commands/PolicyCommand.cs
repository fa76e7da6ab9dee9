using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Exchange.Policies;
using Throughline.Exchange.Reports;
using Throughline.Files;
using Throughline.Framing;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Policy;
using Throughline.Policy.Attention;
using Throughline.Policy.Clarity;
using Throughline.Policy.Finding;
using Throughline.Policy.Readings;
using Throughline.Policy.Statements;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Statistics.Agreement;
using Throughline.Storage;

namespace Throughline.Commands;

internal static class PolicyCommand
{
    public static Command Build(Cli cli) => new("policy", "Read policy documents for what they say about health inequalities: find statements, weigh attention, audit.\n\nExample:\n  throughline policy audit policies/ --report audit.docx")
    {
        Statements(cli),
        AttentionCommand(cli),
        Audit(cli),
        Give(cli),
        Agreement(cli),
        Brief(cli),
        PolicyTablesCommand.Theories(cli),
        PolicyTablesCommand.Clarity(cli),
        PolicyTablesCommand.Slippage(cli),
    };

    internal static Argument<string[]> Paths() => new("PATH") { Description = "Files, or folders with all that is in them: any kind that import takes.", Arity = ArgumentArity.OneOrMore };

    private static Option<bool> Repairs() => new("--accept-repairs") { Description = "Make every proposed repair first. Positions are then those of the text that \"text --file PATH --accept-repairs\" prints." };

    /// <summary>What the file commands need: readers, frameworks and lexicons, no database.</summary>
    internal static ServiceProvider Services() => new ServiceCollection().AddSources().AddFraming().AddPolicy().BuildServiceProvider();

    private static Command Statements(Cli cli)
    {
        var (paths, repairs) = (Paths(), Repairs());
        var command = new Command("statements", """
            Find every statement about health inequalities in policy documents, with the fields that its words suggest. Nothing is kept. What is found are suggestions for an analyst.

            Examples:
              throughline policy statements strategy.pdf plan.docx
              throughline policy statements policies/ --json > statements.json
            """) { paths, repairs };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            await using var services = Services();
            var read = PolicyFiles.Read(services, parsed.GetRequiredValue(paths), parsed.GetValue(repairs), cancel);
            if (!read.Succeeded) return read.Error;
            foreach (var refusal in read.Value.Refused) await Console.Error.WriteLineAsync(refusal);
            var found = FindInText.Run(services.GetRequiredService<PolicyLexicons>(), read.Value.Documents);
            var lines = new List<string>();
            foreach (var document in found)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{document.Name}: {document.Statements.Count} statement{(document.Statements.Count == 1 ? "" : "s")}{Woven(document.Statements.Count(s => s.Found.IsWoven))}, {document.Mentions.Count} mention{(document.Mentions.Count == 1 ? "" : "s")}"));
                foreach (var row in document.Statements) lines.Add($"  {row.Found.Span.Start}–{row.Found.Span.End}{(row.Found.IsWoven ? " (woven)" : "")}  {OneLine(row.Found.Span.Of(document.Text))}");
            }
            lines.Add("These are suggestions from lexicons, not findings.");
            return new Said(Json(found), string.Join("\n", lines), read.Value.Refused.Count == 0 ? 0 : 1);
        }));
        return command;
    }

    private static Command AttentionCommand(Cli cli)
    {
        var (paths, repairs) = (Paths(), Repairs());
        var command = new Command("attention", """
            Count what share of documents speaks of inequalities and of the topics that compete with them: sentences, words, requirements, numeric targets, headings. Transcripts are told apart from documents by their speakers or times; captions are counted by minute.

            Examples:
              throughline policy attention plan.docx guidance.pdf
              throughline policy attention board-meeting.vtt --json
            """) { paths, repairs };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            await using var services = Services();
            var read = PolicyFiles.Read(services, parsed.GetRequiredValue(paths), parsed.GetValue(repairs), cancel);
            if (!read.Succeeded) return read.Error;
            foreach (var refusal in read.Value.Refused) await Console.Error.WriteLineAsync(refusal);
            var topics = services.GetRequiredService<CountAttention.TopicSet>();
            var counted = read.Value.Documents.Select(d => (d.Name, d.Read.Text, Counted: CountAttention.Run(d.Read, topics), IsMeeting: IsMeeting(d.Read))).ToList();
            var lines = new List<string>();
            foreach (var (name, _, counts, isMeeting) in counted)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name}{(isMeeting ? " (transcript)" : "")}: {CommandFiles.Count(counts.Sentences, "sentence")}, {CommandFiles.Count(counts.Requirements, "requirement")}, {CommandFiles.Count(counts.NumericTargets, "numeric target")}"));
                lines.AddRange(counts.Topics.OrderByDescending(t => t.Sentences).Select(t => string.Create(CultureInfo.InvariantCulture, $"  {t.Name,-28}{t.Sentences,5} {(t.Sentences == 1 ? "sentence" : "sentences"),-9} {counts.ShareOf(t.Sentences) ?? 0,7:0.0%}{t.Requirements,5} {(t.Requirements == 1 ? "requirement" : "requirements"),-12}{t.NumericTargets,5} numeric {(t.NumericTargets == 1 ? "target" : "targets")}{t.Headings,4} headings, {(t.FirstShare is { } first ? string.Create(CultureInfo.InvariantCulture, $"first at {first:0.0%}") : "never mentioned")}")));
            }
            var priorities = ReadAttention.Compare([.. counted.Select(d => (d.Counted, d.IsMeeting))]);
            lines.Add("Stated (sentences, headings of documents) beside revealed (requirements, numeric targets of documents; lines of transcripts, minutes where they are timed):");
            lines.AddRange(priorities.Select(p => string.Create(CultureInfo.InvariantCulture, $"  {p.Name,-28}{Share(p.Sentences)}{Share(p.Headings)}  |{Share(p.Requirements)}{Share(p.NumericTargets)}{Share(p.Lines)}{Share(p.Minutes)}")));
            static string Share(double? share) => share is { } one ? string.Create(CultureInfo.InvariantCulture, $"{one,8:0.0%}") : "       –";
            lines.Add(CountAttention.Proxy);
            return new Said(new { note = CountAttention.Proxy, documents = counted.Select(d => AttentionJson(d.Name, AddSource.HashOf(d.Text), d.Counted)), priorities = PrioritiesJson(priorities) }, string.Join("\n", lines), read.Value.Refused.Count == 0 ? 0 : 1);
        }));
        return command;
    }

    /// <summary>What has times, or speakers who take turns, is a record of what was said; the rest lays something down.</summary>
    private static bool IsMeeting(ReadDocument read) => ProposedTurns.IsOfSpeech(read);

    private static object PrioritiesJson(IReadOnlyList<ReadAttention.Priority> priorities) => priorities.Select(p => new
    {
        topic = p.Topic,
        name = p.Name,
        stated = new { sentences = p.Sentences, headings = p.Headings },
        revealed = new { requirements = p.Requirements, numericTargets = p.NumericTargets, lines = p.Lines, minutes = p.Minutes },
    });

    private static object AttentionJson(string name, string hash, CountAttention.Counted counts)
    {
        double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;
        return new
        {
            source = name,
            textSha256 = hash,
            sentences = counts.Sentences,
            words = counts.Words,
            requirements = counts.Requirements,
            numericTargets = counts.NumericTargets,
            headings = counts.Headings,
            topics = counts.Topics.Select(t => new
            {
                topic = t.Id,
                name = t.Name,
                sentences = t.Sentences,
                sentenceShare = Share(t.Sentences, counts.Sentences),
                words = t.Words,
                wordShare = Share(t.Words, counts.Words),
                requirements = t.Requirements,
                requirementShare = Share(t.Requirements, counts.Requirements),
                numericTargets = t.NumericTargets,
                numericTargetShare = Share(t.NumericTargets, counts.NumericTargets),
                headings = t.Headings,
                headingShare = Share(t.Headings, counts.Headings),
                firstMention = t.FirstMention is { } first ? new { start = first.Start, end = first.End, share = t.FirstShare } : null,
                alone = t.Alone,
                together = t.Together.Select(o => new { topic = o.Id, sentences = o.Sentences }),
                places = t.Places.Select(p => new { start = p.Span.Start, end = p.Span.End, with = p.With }),
            }),
            minutes = counts.Minutes?.Select(m => new { minute = m.Minute, sentences = m.Sentences, topics = m.ByTopic }),
        };
    }

    private static Command Audit(Cli cli)
    {
        var (paths, repairs) = (Paths(), Repairs());
        var report = new Option<string?>("--report") { Description = "Write a report too; its ending says which kind: .docx or .html.", HelpName = "FILE" };
        var project = new Option<string?>("--project") { Description = "Keep it too: the documents are brought into this project, and what is found is proposed there, for analysts to accept, read and settle. Documents that are there already stay as they are.", HelpName = "PROJECT" };
        var command = new Command("audit", """
            Audit policy documents in one go: every statement about health inequalities, how clear each may be, and what competes with them for attention. The result is a preview from suggestions. With --project the project's own lexicons and topics count too.

            Examples:
              throughline policy audit policies/
              throughline policy audit plan.docx guidance.pdf --report audit.docx
              throughline policy audit policies/ --project "Naming the gap"
            """) { paths, report, project, repairs };
        command.SetAction((parsed, cancel) => parsed.GetValue(project) is { } name ? cli.RunAsync(parsed, name, cancel, (services, by) => RunAsync(parsed, services, by, cancel)) : cli.RunAsync(parsed, async () =>
        {
            await using var services = Services();
            return await RunAsync(parsed, services, null, cancel);
        }));
        return command;

        async Task<Result<Said>> RunAsync(ParseResult parsed, IServiceProvider services, Acting? by, CancellationToken cancel)
        {
            var file = parsed.GetValue(report);
            var kind = Path.GetExtension(file ?? ".html").ToLowerInvariant();
            if (kind is not (".docx" or ".html" or ".htm")) return new Error($"\"{file}\" ends in neither .docx nor .html. Name the file so that its ending says which report you want.");
            var read = PolicyFiles.Read(services, parsed.GetRequiredValue(paths), parsed.GetValue(repairs), cancel);
            if (!read.Succeeded) return read.Error;
            foreach (var refusal in read.Value.Refused) await Console.Error.WriteLineAsync(refusal);
            var (lexicons, topics) = (services.GetRequiredService<PolicyLexicons>(), services.GetRequiredService<CountAttention.TopicSet>());
            Func<string, string?> nameOf = id => services.GetRequiredService<FrameworkCatalogue>().FindTerm(id)?.Term.Name;
            if (by is { } within)
            {
                // A project's own entries propose there: what is told and what is kept is one finding.
                var shelf = await services.GetRequiredService<ListFrameworks.Handler>().RunAsync(within.Project, cancel);
                var own = PolicyLexicons.Of(shelf.All.Select(row => row.Framework));
                if (!own.Succeeded) return own.Error;
                var ownTopics = CountAttention.TopicSet.Of(shelf.All.Select(row => row.Framework), own.Value.Inequality);
                if (!ownTopics.Succeeded) return ownTopics.Error;
                (lexicons, topics, nameOf) = (own.Value, ownTopics.Value, id => shelf.FindTerm(id)?.Term.Name);
            }
            var found = FindInText.Run(lexicons, read.Value.Documents);
            var audited = found.Zip(read.Value.Documents, (f, d) => (Found: f, Attention: CountAttention.Run(d.Read, topics), Clarity: MeasureClarity.Run(f.Statements.Select(s => s.Suggestions.ToDictionary(x => x.Field, x => x.State))))).ToList();
            var priorities = ReadAttention.Compare([.. audited.Zip(read.Value.Documents, (a, d) => (a.Attention, IsMeeting(d.Read)))]);
            string? written = null;
            if (file is not null)
            {
                var document = AuditReport.Of(audited, priorities, "Preview from suggestions, made by Throughline", nameOf);
                var wrote = await Output.WriteAsync(file, stream => WriteAsync(stream, document, kind, cancel));
                if (!wrote.Succeeded) return wrote.Error;
                written = wrote.Value;
            }
            var lines = new List<string> { AuditReport.Preview };
            foreach (var (doc, attention, clarity) in audited)
            {
                int Stated(RepresentationField field) => clarity.First(c => c.Field == field).Stated;
                var share = attention.Topics.FirstOrDefault(t => t.Id == "topics.inequalities")?.Sentences ?? 0;
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{doc.Name}: {CommandFiles.Count(doc.Statements.Count, "statement")} in {CommandFiles.Count(attention.Sentences, "sentence")} ({attention.ShareOf(share) ?? 0:0.0%}); kind stated in {Stated(RepresentationField.Kind)}, group in {Stated(RepresentationField.Group)}, comparator in {Stated(RepresentationField.Comparator)}, mechanism in {Stated(RepresentationField.Mechanism)}, measure in {Stated(RepresentationField.Measure)}"));
            }
            if (written is not null) lines.Add($"Wrote {written}.");
            object? kept = null;
            if (by is { } acting)
            {
                var keeping = await KeepAsync(services, acting, parsed.GetRequiredValue(paths), parsed.GetValue(repairs), cancel);
                if (!keeping.Succeeded) return keeping.Error;
                var (added, known, proposed, transcripts, binned) = keeping.Value;
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"Kept: {added} {(added == 1 ? "document" : "documents")} brought in, {known} there already, {proposed} {(proposed == 1 ? "statement" : "statements")} proposed. Accept and read them on the page Policy."));
                if (transcripts > 0) lines.Add(string.Create(CultureInfo.InvariantCulture, $"{transcripts} of them {(transcripts == 1 ? "is kept as the transcript it is: it counts" : "are kept as the transcripts they are: they count")} on the page Attention under what is talked of, and no statement is proposed there."));
                if (binned.Count > 0) lines.Add($"In the bin, so nothing was proposed there: {string.Join(", ", binned.Select(title => $"\"{title}\""))}. Take {(binned.Count == 1 ? "it" : "them")} out of the bin on the page Sources and run this again.");
                kept = new { id = acting.Project.Value, added, known, proposed, transcripts, inBin = binned };
            }
            return new Said(
                new
                {
                    preview = true,
                    note = AuditReport.Preview,
                    report = written,
                    project = kept,
                    documents = audited.Select(a => new
                    {
                        source = a.Found.Name,
                        textSha256 = a.Found.Sha256,
                        statements = a.Found.Statements.Count,
                        woven = a.Found.Statements.Count(s => s.Found.IsWoven),
                        mentions = a.Found.Mentions.Count,
                        clarity = a.Clarity.ToDictionary(c => c.Field.Name, c => new { stated = c.Stated, implied = c.Implied, notStated = c.NotStated, notApplicable = c.NotApplicable }),
                        attention = AttentionJson(a.Found.Name, a.Found.Sha256, a.Attention),
                    }),
                    priorities = PrioritiesJson(priorities),
                    found = Json(found),
                },
                string.Join("\n", lines), read.Value.Refused.Count == 0 ? 0 : 1);
        }
    }

    /// <summary>Brings documents into a project, those there already left as they are, and has statements proposed in each.</summary>
    private static async Task<Result<(int Added, int Known, int Proposed, int Transcripts, IReadOnlyList<string> Binned)>> KeepAsync(IServiceProvider services, Acting by, IReadOnlyList<string> paths, bool acceptRepairs, CancellationToken cancel)
    {
        var files = ImportCommand.Gather(paths, services.GetRequiredService<ReadLimits>(), services.GetRequiredService<ReadFile>(), cancel: cancel);
        if (!files.Succeeded) return files.Error;
        var started = await services.GetRequiredService<ImportFiles.Handler>().RunAsync(by, files.Value, new(AcceptRepairs: acceptRepairs, TimedAreTranscripts: true), cancel);
        if (!started.Succeeded) return started.Error;
        var done = await services.GetRequiredService<Jobs>().RunHereAsync(started.Value, cancel);
        await using var db = await services.GetRequiredService<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(cancel);
        var ids = done.Lines.Where(l => l.Subject is { Kind: "source" }).Select(l => new SourceId(l.Subject!.Value.Id)).Distinct().ToList();
        var (proposed, transcripts, binned) = (0, 0, new List<string>());
        foreach (var source in await db.Set<Source>().AsNoTracking().Where(s => ids.Contains(s.Id)).OrderBy(s => s.Number).Select(s => new { s.Id, s.Title, s.Kind, s.BinnedAt }).ToListAsync(cancel))
        {
            if (source.BinnedAt is not null)
            {
                binned.Add(source.Title);
                continue;
            }
            // What was said in a meeting is counted by attention, and lays nothing down that statements could be proposed in.
            if (source.Kind == SourceKind.Transcript)
            {
                transcripts++;
                continue;
            }
            var found = await services.GetRequiredService<ProposeStatements.Handler>().RunAsync(by, source.Id, cancel);
            if (!found.Succeeded) return found.Error;
            proposed += found.Value.Added;
        }
        return (done.Lines.Count(l => l.State == JobLineState.Done), done.Lines.Count(l => l.State == JobLineState.Known), proposed, transcripts, binned);
    }

    private static Option<string?> OneDocument() => new("--source") { Description = "Only this document: its title (or the start of it, when only one begins so) or its number. Without it, every document with statements.", HelpName = "TITLE|NUMBER" };

    /// <summary>The document of that title or number; null where none was asked for.</summary>
    private static async Task<Result<SourceId?>> DocumentAsync(IServiceProvider services, Acting by, string? name, CancellationToken cancel)
    {
        if (name is null) return (SourceId?)null;
        var documents = await services.GetRequiredService<DescribeDocument.Handler>().ListAsync(by.Project, cancel);
        var found = documents.Where(d => d.Title.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase) || d.Number.ToString(CultureInfo.InvariantCulture) == name.Trim()).ToList();
        if (found.Count == 0) found = [.. documents.Where(d => d.Title.StartsWith(name.Trim(), StringComparison.OrdinalIgnoreCase))];
        return found.Count == 1 ? found[0].Source : new Error($"{(found.Count == 0 ? "No" : "More than one")} document is called \"{name}\". There are: {string.Join(", ", documents.Select(d => $"{d.Number}. {d.Title}"))}.");
    }

    private static Command Give(Cli cli)
    {
        var (project, only) = (Cli.Project(), OneDocument());
        var to = new Option<string[]>("--to") { Description = "An analyst who is to read; once for each, two or more.", HelpName = "NAME", Required = true, Arity = ArgumentArity.OneOrMore };
        var command = new Command("give", """
            Give the accepted statements to two or more analysts, each to read without sight of the others until all have finished. What is left out is counted, with the reason.

            Example:
              throughline policy give "Naming the gap" --to "Ruth Adeyemi" --to "Tom Hale" --source "Well Here"
            """) { project, to, only };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var people = await services.GetRequiredService<ListAnalysts.Handler>().RunAsync(by.Project, cancel);
            var readers = new List<AnalystId>();
            foreach (var name in parsed.GetRequiredValue(to))
            {
                if (people.FirstOrDefault(a => string.Equals(a.Name, name.Trim(), StringComparison.OrdinalIgnoreCase)) is not { } reader) return new AnalystMissing($"There is no analyst \"{name}\" in this project. There are: {string.Join(", ", people.Select(a => a.Name))}.");
                readers.Add(reader.Id);
            }
            var source = await DocumentAsync(services, by, parsed.GetValue(only), cancel);
            if (!source.Succeeded) return source.Error;
            var given = await services.GetRequiredService<AssignReadings.Handler>().RunAsync(by, source.Value, readers, cancel);
            if (!given.Succeeded) return given.Error;
            var told = given.Value;
            return new Said(new { readers = told.Readers, given = told.Given, givenBefore = told.GivenBefore, readOpenly = told.ReadOpenly, workedApart = told.WorkedApart, countElsewhere = told.CountElsewhere }, told.InWords);
        }));
        return command;
    }

    private static Command Agreement(Cli cli)
    {
        var project = Cli.Project();
        var command = new Command("agreement", """
            How far readers of a project's statements agree, field by field, on their readings before consensus. Only statements given to two or more without sight of each other, and finished by all of them, count.

            Example:
              throughline policy agreement "Naming the gap" --json
            """) { project };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var answer = await services.GetRequiredService<ReadTogether.Handler>().RunAsync(by, null, cancel);
            var (twice, openly) = (answer.Independent.Count(), answer.Openly.Count());
            var reasons = answer.Fields.SelectMany(f => f.Reasons).Distinct().ToList();
            string Because(string why) => string.Create(CultureInfo.InvariantCulture, $"undefined ({reasons.IndexOf(why) + 1})");
            string Number((Coefficient Value, ReadTogether.Interval Interval) one) => one.Value.IsDefined
                ? string.Create(CultureInfo.InvariantCulture, $"{one.Value.Value:0.00} [{(one.Interval.Why is { } why ? Because(why) : string.Create(CultureInfo.InvariantCulture, $"{one.Interval.Low:0.00}, {one.Interval.High:0.00}"))}]") : Because(one.Value.WhyUndefined.Message);
            var lines = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{CommandFiles.Count(twice, "statement")} read by more than one without sight of each other, {openly} read openly (not counted), {answer.StillClosed} still closed, {answer.ToSettle} to settle{(answer.CountedOnce > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {CommandFiles.Count(answer.CountedOnce, "that counts once with another is", "that count once with another are")} left out") : "")}") };
            if (twice > 0)
            {
                lines.Add("In brackets an interval of 95 %, by drawing whole statements again.");
                lines.AddRange(answer.Fields.Select(f => string.Concat($"  {f.Field.Label,-26}", string.Concat(new[] { "same", "kappa", "alpha", "terms" }.Zip(f.Coefficients, (name, one) => $" {name} {Number(one),-20}")), $" {f.Differences} differ")));
                lines.AddRange(reasons.Select((why, i) => string.Create(CultureInfo.InvariantCulture, $"  ({i + 1}) {why}")));
                lines.AddRange(answer.OfIntervals);
            }
            return new Said(AgreementTold.Of(answer, each: false), string.Join("\n", lines));
        }));
        return command;
    }

    private static Command Brief(Cli cli)
    {
        var project = Cli.Project();
        var to = new Option<string?>("--out") { Description = "The file to write; its ending says which kind: .docx or .html. Without it the brief is printed as html.", HelpName = "FILE" };
        var only = OneDocument();
        var plain = new Option<bool>("--plain") { Description = "Only the page in plain language, as a file of its own." };
        var command = new Command("brief", """
            Write a brief on policy documents: a plain-language page, what they mean by health inequalities, what they leave open, questions to their authors, and every claim with its words and place.
            It rests on readings that were agreed on, or made by the one person who was asked to read; never on suggestions.

            Examples:
              throughline policy brief "Naming the gap" --out brief.docx --source "Well Here"
              throughline policy brief "Naming the gap" --out plain.html --plain
              throughline policy brief "Naming the gap" > brief.html
            """) { project, to, only, plain };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var path = parsed.GetValue(to);
            var kind = Path.GetExtension(path ?? ".html").ToLowerInvariant();
            if (kind is not (".docx" or ".html" or ".htm")) return new Error($"\"{path}\" ends in neither .docx nor .html. Name the file so that its ending says which brief you want.");
            var source = await DocumentAsync(services, by, parsed.GetValue(only), cancel);
            if (!source.Succeeded) return source.Error;
            var built = await services.GetRequiredService<BuildBrief.Handler>().RunAsync(by, new(source.Value, parsed.GetValue(plain)), cancel);
            if (!built.Succeeded) return built.Error;
            var (brief, count, statements, read, questions) = built.Value;
            if (path is null && parsed.GetValue(cli.Json)) return new Said(new { file = (string?)null, documents = count, statements, read, questions, html = HtmlReport.Write(brief) }, "");
            if (path is null) return await Output.PrintWordsAsync(parsed, false, "brief", "html", HtmlReport.Write(brief));
            var written = await Output.WriteAsync(path, stream => WriteAsync(stream, brief, kind, cancel));
            if (!written.Succeeded) return written.Error;
            return new Said(new { file = written.Value, documents = count, statements, read, questions }, string.Create(CultureInfo.InvariantCulture, $"Wrote {written.Value}: {read} of {statements} statements read, {questions} {(questions == 1 ? "question" : "questions")} to the authors."));
        }));
        return command;
    }

    private static async Task WriteAsync(Stream stream, ReportDocument document, string kind, CancellationToken cancel)
    {
        if (kind == ".docx")
        {
            using var whole = new MemoryStream();
            DocxReport.Write(whole, document);
            whole.Position = 0;
            await whole.CopyToAsync(stream, cancel);
        }
        else await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(HtmlReport.Write(document)), cancel);
    }

    internal static string Woven(int woven) => woven == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", of which {woven} woven");

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
