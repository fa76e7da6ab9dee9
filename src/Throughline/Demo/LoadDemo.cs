using Throughline.Coding;
using Throughline.Equity;
using Throughline.Framing.Representations;
using Throughline.Policy.Readings;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Statistics.Inequality;
using Throughline.Synthesis;

namespace Throughline.Demo;

/// <summary>Makes the worked example in an empty database, by the same use cases that pages and commands call.</summary>
public sealed class LoadDemo(IServiceProvider services)
{
    /// <summary>Whether making it ended before its last step, which is to say what was given out and finished. Statements, a document and a study are given out and finished before that; the storylines come between.</summary>
    public static Task<bool> WasCutShortAsync(IServiceProvider services, ProjectId project, CancellationToken cancel) =>
        CutShort.IsAsync(services, project, ProjectActions.Finished.Name, SampleProject.Read().Assignments.Sum(a => a.Finished.Count), [ProjectActions.Assigned.Name, ProjectActions.Finished.Name], SynthesisActions.StorylineAdded.Name, cancel);

    /// <param name="say">Told in words what is being done.</param>
    public async Task<Result<ProjectId>> RunAsync(Action<string> say, CancellationToken cancel)
    {
        var sample = SampleProject.Read();
        var created = await Get<CreateProject.Handler>().RunAsync(new(sample.Title, sample.Analysts[0].Name, sample.ResearchQuestion.Trim(), sample.Attribution), cancel);
        if (!created.Succeeded) return created.Error;
        var by = created.Value.Acting;
        var analysts = new Dictionary<string, AnalystId> { [sample.Analysts[0].Name] = by.Analyst };
        foreach (var person in sample.Analysts.Skip(1)) analysts[person.Name] = Must(await Get<AddAnalyst.Handler>().RunAsync(by, person.Name, cancel));

        say($"Reading {sample.Sources.Count} files");
        var files = sample.Sources.Select(s => new ImportFiles.Incoming(s.File[(s.File.LastIndexOf('/') + 1)..], SampleFiles.Read(s.File))).ToList();
        var job = Must(await Get<ImportFiles.Handler>().RunAsync(by, files, new(), cancel));
        var done = await Get<Jobs>().RunHereAsync(job, cancel);
        if (done.RefusedLines > 0) throw new InvalidOperationException("A file of the worked example was refused: " + string.Join("; ", done.Lines.Where(l => l.State == JobLineState.Refused).Select(l => $"{l.Name}: {l.Message}")));
        var sources = new Dictionary<string, SourceId>();
        for (var i = 0; i < files.Count; i++)
        {
            var id = new SourceId(done.Lines[i].Subject!.Value.Id);
            sources[sample.Sources[i].File] = id;
            var kind = sample.Sources[i].Kind == "transcript" ? SourceKind.Transcript : SourceKind.Document;
            Must(await Get<RenameSource.Handler>().RunAsync(by, id, sample.Sources[i].Title, kind, cancel));
        }
        await Get<Jobs>().ClearAsync(by.Project, job, cancel);

        say("Confirming who speaks");
        foreach (var source in sample.Sources.Where(s => s.Session is not null)) await RecordAsync(by, sources[source.File], source.Session!, cancel);

        say("Adding the cases");
        Must(await Get<ImportCases.Handler>().RunAsync(by, new("cases.csv", SampleFiles.Read("cases.csv")), cancel));

        say("Making the codebook");
        Must(await Get<ImportCodebook.Handler>().RunAsync(by, "codebook.csv", SampleFiles.Read("codebook.csv"), cancel));

        say("Placing the codings");
        var placed = Must(await Get<ImportCodings.Handler>().RunAsync(by, "codings.csv", SampleFiles.Read("codings.csv"), cancel));
        if (placed.Rows.FirstOrDefault(r => r.Outcome != ImportCodings.Outcome.Placed) is { } lost)
            throw new InvalidOperationException($"Line {lost.Line} of the worked example's codings was not placed: {lost.Message} ({lost.Source}: \"{lost.Segment}\")");

        say("Writing the memos");
        var cases = (await Get<ReadCases.Handler>().RunAsync(by.Project, cancel)).Rows.ToDictionary(c => c.Name, c => c.Id);
        var codes = (await Get<ReadCodebook.Handler>().RunAsync(by, cancel)).ToDictionary(c => c.Path, c => c.Id);
        foreach (var row in SampleFiles.Rows("memos.csv").OrderBy(row => row["date"], StringComparer.Ordinal))
        {
            var on = row["on"] switch
            {
                "project" => new NodeRef("project", by.Project.Value),
                "source" => sources[row["target"]].Node,
                "code" => codes[row["target"]].Node,
                "excerpt" => await CodedAsync(by, sources, row["target"].Split(" > "), cancel),
                _ => cases[row["target"]].Node,
            };
            Must(await Get<WriteMemo.Handler>().AddAsync(by with { Analyst = analysts[row["analyst"]] }, new(on, $"{Day(row["date"])}. {row["text"]}"), cancel));
        }

        await new LoadNotes(services).RunAsync(by, sources, analysts, codes, cancel);

        say("Gathering the themes");
        foreach (var theme in SampleFiles.Rows("themes.csv").GroupBy(row => row["theme"])) await GatherAsync(by, theme, sources, codes, cancel);

        say("Measuring the gap");
        await MeasureAsync(by, cancel);

        say("Reading how the problem is represented");
        var read = await ReadAsync(by, sources, analysts, cases, cancel);

        say("Making three targets");
        await new LoadTargets(services).RunAsync(by, sample, sources, read.Readings, read.Statements, codes, cancel);

        say("Translating seven studies into one another");
        await new LoadSynthesis(services, by, analysts).RunAsync(cancel);

        foreach (var assignment in sample.Assignments)
        {
            var subject = sources[assignment.Source].Node;
            Must(await Get<Assign.Handler>().RunAsync(by, subject, [.. assignment.Analysts.Select(a => analysts[a])], cancel));
            foreach (var name in assignment.Finished) Must(await Get<FinishAssignment.Handler>().RunAsync(by with { Analyst = analysts[name] }, subject, cancel));
        }
        return by.Project;
    }

    private async Task<(Dictionary<string, RepresentationId> Readings, Dictionary<string, StatementId> Statements)> ReadAsync(Acting by, Dictionary<string, SourceId> sources, Dictionary<string, AnalystId> analysts, Dictionary<string, CaseId> cases, CancellationToken cancel)
    {
        var texts = new Dictionary<string, (RevisionId Revision, Text.SegmentFinder Finder)>();
        var readings = new Dictionary<string, RepresentationId>();
        var statements = new Dictionary<string, (StatementId Id, NodeRef Passage)>();
        var rows = SampleFiles.Rows("representations.csv");
        var documents = rows.Select(row => row["source"]).Where(file => file.StartsWith("policy/", StringComparison.Ordinal)).Distinct().ToList();
        var proposed = await ProposeAsync(documents);
        foreach (var row in rows)
        {
            var text = await TextOfAsync(row["source"]);
            var answers = RepresentationField.All.Select(field => SampleAnswer.Read(field, row[field.Name])).OfType<FieldAnswer>().ToList();
            var reader = by with { Analyst = analysts[row["analyst"]] };
            var span = text.Finder.Find(row["segment"]).Places[0].Span;
            // What is read in a policy document is a statement of it.
            var isStatement = documents.Contains(row["source"]);
            if (isStatement) statements[row["reading"]] = await TakeAsync(reader, row["source"], text.Revision, span);
            readings[row["reading"]] = Must(await Get<MakeRepresentation.Handler>().RunAsync(reader,
                new(isStatement ? statements[row["reading"]].Passage : null, sources[row["source"]], text.Revision, span, HeldBy: row["held_by"] is { Length: > 0 } person ? cases[person] : null, Answers: answers), cancel));
        }
        await RejectAsync();
        await ReadTwiceAsync();
        foreach (var row in SampleFiles.Rows("restatements.csv"))
            Must(await Get<LinkRepresentations.Handler>().AddAsync(by, new(readings[row["from"]], readings[row["to"]], row["tie"] == "interprets" ? RepresentationTie.Interprets : RepresentationTie.Restates, row["note"]), cancel));
        var ids = statements.ToDictionary(pair => pair.Key, pair => pair.Value.Id);
        await TellAsync(by, sources, analysts, ids, cancel);
        return (readings, ids);

        async Task<(RevisionId Revision, Text.SegmentFinder Finder)> TextOfAsync(string file)
        {
            if (texts.TryGetValue(file, out var text)) return text;
            var read = Must(await Get<ReadSource.Handler>().RunAsync(by.Project, sources[file], null, cancel));
            return texts[file] = (read.Revision, new(read.Text));
        }

        async Task<Dictionary<string, List<ListStatements.Row>>> ProposeAsync(IReadOnlyList<string> files)
        {
            var found = new Dictionary<string, List<ListStatements.Row>>();
            foreach (var file in files)
            {
                Must(await Get<ProposeStatements.Handler>().RunAsync(by, sources[file], cancel));
                found[file] = [.. await Get<ListStatements.Handler>().RunAsync(by, sources[file], cancel)];
            }
            return found;
        }

        // A proposal on these words is accepted, with the ends that the reader gives it; where the lexicons proposed none the reader adds one.
        async Task<(StatementId Id, NodeRef Passage)> TakeAsync(Acting reader, string file, RevisionId revision, Text.TextSpan span)
        {
            var change = Get<ChangeStatement.Handler>();
            if (proposed[file].Find(row => row.Span.Overlaps(span)) is { } there)
            {
                proposed[file].Remove(there);
                if (there.Span != span) Must(await change.MoveAsync(reader, there.Id, span, cancel));
                Must(await change.AcceptAsync(reader, there.Id, cancel));
                return (there.Id, there.Excerpt.Node);
            }
            var added = Must(await change.AddAsync(reader, sources[file], revision, span, cancel));
            return (added, (await Get<ListStatements.Handler>().RunAsync(reader, sources[file], cancel)).Single(s => s.Id == added).Excerpt.Node);
        }

        // What a lexicon proposed and the readers hold for no statement; why is a memo on the passage.
        async Task RejectAsync()
        {
            foreach (var row in SampleFiles.Rows("rejected-statements.csv"))
            {
                var reader = by with { Analyst = analysts[row["analyst"]] };
                var span = (await TextOfAsync(row["source"])).Finder.Find(row["segment"]).Places[0].Span;
                var rejected = proposed[row["source"]].Single(s => s.Span.Overlaps(span));
                proposed[row["source"]].Remove(rejected);
                Must(await Get<ChangeStatement.Handler>().RejectAsync(reader, rejected.Id, cancel));
                Must(await Get<WriteMemo.Handler>().AddAsync(reader, new(rejected.Excerpt.Node, row["why"]), cancel));
            }
            if (proposed.Values.SelectMany(left => left).FirstOrDefault() is { } undecided)
                throw new InvalidOperationException($"Nobody in the worked example decides on this proposal: \"{undecided.Text}\" ({undecided.SourceTitle})");
        }

        // The second reader reads each statement apart: what they read differently is in the table, all else alike. Then the two settle it.
        async Task ReadTwiceAsync()
        {
            var different = SampleFiles.Rows("double-readings.csv").ToLookup(row => row["reading"]);
            foreach (var row in rows.Where(row => statements.ContainsKey(row["reading"])))
            {
                var (first, second) = (by with { Analyst = analysts[row["analyst"]] }, by with { Analyst = analysts.Single(p => p.Key != row["analyst"]).Value });
                var (statement, passage) = statements[row["reading"]];
                Must(await Get<Assign.Handler>().RunAsync(first, passage, [first.Analyst, second.Analyst], cancel));
                var theirs = different[row["reading"]].ToDictionary(d => d["field"], d => SampleAnswer.Read(RepresentationField.Find(d["field"])!, d["second"])!);
                var own = RepresentationField.All.Select(field => SampleAnswer.Read(field, row[field.Name])).OfType<FieldAnswer>().ToDictionary(a => a.Field);
                Must(await Get<MakeRepresentation.Handler>().RunAsync(second, new(passage, Answers: [.. own.Values.Select(a => theirs.GetValueOrDefault(a.Field, a)), .. theirs.Values.Where(a => !own.ContainsKey(a.Field))]), cancel));
                foreach (var reader in new[] { first, second }) Must(await Get<FinishReading.Handler>().RunAsync(reader, statement, cancel));
                var settled = different[row["reading"]].Select(d => (d["agreed"] == "second" ? theirs[d["field"]] : own.GetValueOrDefault(d["field"]) ?? FieldAnswer.Silent(RepresentationField.Find(d["field"])!))).ToList();
                var why = string.Join(". ", different[row["reading"]].Select(d => d["why"]).Distinct());
                // What restates or interprets it is tied to what was agreed.
                readings[row["reading"]] = Must(await Get<ReadTogether.Handler>().AgreeAsync(first, statement, settled, why, cancel));
            }
        }
    }

    /// <summary>The day in the story, as the writer of a note would put it at its head: what is kept here is dated by the log, and that is the day on which the example is made.</summary>
    private static string Day(string date) => DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture).ToString("d MMMM yyyy", System.Globalization.CultureInfo.GetCultureInfo("en-GB"));

    /// <summary>The coded passage that holds these words.</summary>
    private async Task<NodeRef> CodedAsync(Acting by, Dictionary<string, SourceId> sources, string[] place, CancellationToken cancel) =>
        Must(await Get<ReadNotes.Handler>().RunAsync(by, sources[place[0]], cancel)).Sections.SelectMany(s => s.Offered).First(p => p.Text.Contains(place[1], StringComparison.Ordinal)).Excerpt.Node;

    private const string WrittenApart = "policy/system-a-strategy-well-here.md";

    private async Task TellAsync(Acting by, Dictionary<string, SourceId> sources, Dictionary<string, AnalystId> analysts, Dictionary<string, StatementId> statements, CancellationToken cancel)
    {
        var told = new Dictionary<string, TheoryId>();
        var apart = sources[WrittenApart].Node;
        Must(await Get<Assign.Handler>().RunAsync(by, apart, [.. analysts.Values], cancel));
        foreach (var row in SampleFiles.Rows("theories.csv").Where(row => row["from"].Length == 0))
            told[row["draft"]] = Must(await Get<EditTheory.Handler>().AddAsync(by with { Analyst = analysts[row["analyst"]] }, sources[row["source"]], SampleTheory.Read(row, r => statements[r]), cancel));
        foreach (var analyst in analysts.Values) Must(await Get<FinishAssignment.Handler>().RunAsync(by with { Analyst = analyst }, apart, cancel));
        foreach (var row in SampleFiles.Rows("theories.csv").Where(row => row["from"].Length > 0))
            told[row["draft"]] = Must(await Get<SettleTheories.Handler>().AgreeAsync(by with { Analyst = analysts[row["analyst"]] }, [.. SampleTheory.Parts(row["from"]).Select(d => told[d])], SampleTheory.Read(row, r => statements[r]), row["why"], cancel));
        foreach (var row in SampleFiles.Rows("theory-ties.csv"))
            Must(await Get<FollowTheories.Handler>().AddAsync(by with { Analyst = analysts[row["analyst"]] }, told[row["earlier"]], row["later"].Length > 0 ? told[row["later"]] : null, sources[row["source"]], Enum.Parse<TheoryFate>(row["fate"]), row["note"], cancel));
        foreach (var row in SampleFiles.Rows("tensions.csv"))
            Must(await Get<FindTensions.Handler>().AnswerAsync(by with { Analyst = analysts[row["analyst"]] }, Enum.Parse<TensionRule>(row["rule"]), told[row["one"]], row["other"].Length > 0 ? told[row["other"]] : null, Enum.Parse<TensionVerdict>(row["verdict"]), row["words"], cancel));
    }

    private async Task RecordAsync(Acting by, SourceId source, SampleProject.SampleSession session, CancellationToken cancel)
    {
        var proposed = Must(await Get<ProposeTurns.Handler>().RunAsync(by.Project, source, cancel));
        var decisions = proposed.Rows.Select(row => new ConfirmTurns.Decision(row.Label, row.Label == session.Interviewer.Label || session.People.Contains(row.Label), null, row.Label == session.Interviewer.Label ? session.Interviewer.Name : row.Name, row.Label == session.Interviewer.Label)).ToList();
        if (decisions.Any(d => d.IsSpeaker)) Must(await Get<ConfirmTurns.Handler>().RunAsync(by, source, proposed.Revision, decisions, cancel));
        Must(await Get<RecordSession.Handler>().RunAsync(by, source, new(
            session.Kind == "group" ? SessionKind.Group : SessionKind.Individual, string.Join(", ", session.People), DateOnly.Parse(session.Date, System.Globalization.CultureInfo.InvariantCulture), session.Minutes,
            session.Mode.StartsWith("video", StringComparison.Ordinal) ? SessionMode.Online : SessionMode.InPerson,
            session.Consent == "limited" ? Consent.Limited : Consent.Given, session.ConsentNote, session.AskedBy, session.Why), cancel));
    }

    private async Task GatherAsync(Acting by, IGrouping<string, IReadOnlyDictionary<string, string>> theme, Dictionary<string, SourceId> sources, Dictionary<string, CodeId> codes, CancellationToken cancel)
    {
        var text = string.Join("\n\n", theme.Where(row => row["part"] == "text").Select(row => row["value"]));
        var id = Must(await Get<EditTheme.Handler>().AddAsync(by, new(theme.Key, text, [.. theme.Where(row => row["part"] == "code").Select(row => codes[row["value"]])]), cancel));
        foreach (var row in theme.Where(row => row["part"] == "quotation"))
        {
            var reading = Must(await Get<ReadSource.Handler>().RunAsync(by.Project, sources[row["source"]], null, cancel));
            var place = new Text.SegmentFinder(reading.Text).Find(row["value"]).Places[0].Span;
            Must(await Get<ChooseQuotation.Handler>().AddSpanAsync(by, reading.Id, reading.Revision, place, id, null, cancel));
        }
    }

    private async Task MeasureAsync(Acting by, CancellationToken cancel)
    {
        const string File = "life-expectancy-by-fifth.csv";
        var dataset = Must(await Get<ImportDataset.Handler>().RunAsync(by, new(File, SampleFiles.Read($"data/{File}"), "Life expectancy by deprivation fifth", new Dictionary<ColumnRole, string>
        {
            [ColumnRole.Area] = "area",
            [ColumnRole.Category] = "sex",
            [ColumnRole.Period] = "period",
            [ColumnRole.Group] = "fifth",
            [ColumnRole.Numerator] = "deaths",
            [ColumnRole.Denominator] = "person_years",
            [ColumnRole.Value] = "life_expectancy",
            [ColumnRole.Lower] = "lower",
            [ColumnRole.Upper] = "upper",
            [ColumnRole.Population] = "people",
        }, "life expectancy at birth", "years", Direction.HigherIsBetter, "IMD 2019", "LSOA 2011, invented", "Invented for the worked example"), cancel));
        foreach (var sex in new[] { "Females", "Males" }) Must(await Get<AddFigure.Handler>().RunAsync(by, new(dataset, null, "System A", "2020-22", sex, Method: FigureMethod.Given), cancel));
        await AreasAsync(by, cancel);
    }

    /// <summary>A nation that does not exist: its small areas, its systems, and the outlines of its councils and areas.</summary>
    private async Task AreasAsync(Acting by, CancellationToken cancel)
    {
        const string From = "Invented for the worked example", Ranked = "IMD 2025, invented";
        // Published tables of areas seldom say their year in a cell; whoever brings them in does.
        var period = CodeMeanings.Write([(ColumnRole.Period, "", "2024")]);
        foreach (var (file, name, ranked, vintage) in new[]
        {
            ("small-areas.csv", "Small areas", Ranked, "LSOA 2021, invented"), ("systems.csv", "Twelve systems", Ranked, "ICB 2024, invented"),
            ("councils.geojson", "Outlines of councils", null, "LA 2024, invented"), ("small-areas.geojson", "Outlines of small areas", null, "LSOA 2021, invented"),
        })
            Must(await Get<ImportDataset.Handler>().RunAsync(by, new(file, SampleFiles.Read($"data/{file}"), name, RankedBy: ranked, Vintage: vintage, From: From, Meanings: ranked is null ? null : period), cancel));
    }

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>The worked example is ours: what a use case refuses in it is a fault of the build.</summary>
    internal static T Must<T>(Result<T> result) => result.Value;
}
