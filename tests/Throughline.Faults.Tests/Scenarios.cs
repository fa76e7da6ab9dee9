using System.Text;
using Throughline.Equity;
using Throughline.Files;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Policy.Clarity;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;
using Throughline.Targeting;
using Throughline.Targeting.Modelling;
using Throughline.Targeting.Monitoring;
using Throughline.Targeting.Plans;
using Throughline.Targeting.Questions;
using Throughline.Targeting.Targets;
using Throughline.Review;
using Throughline.Review.Appraising;
using Throughline.Review.Citations;
using Throughline.Review.Extraction;
using Throughline.Review.Screening;
using Throughline.Review.Searches;
using Throughline.Review.Studies;
using Throughline.Synthesis;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Constructs;
using Throughline.Synthesis.Phases;
using Throughline.Synthesis.Translation;

namespace Throughline.Faults.Tests;

/// <summary>How one action comes about: what has to be there first, then the act itself.</summary>
/// <param name="Prepare">Makes what the act needs, and gives the act, which writes one entry to the log.</param>
/// <param name="CannotRedo">The text that the act made is not in the log, so redo is refused and leaves everything as undo left it.</param>
internal sealed record Scenario(Func<Scene, Task<Func<Task>>> Prepare, bool CannotRedo = false)
{
    /// <summary>An act that needs nothing but the scene.</summary>
    public static Scenario Of(Func<Scene, Task> act) => new(scene => Task.FromResult<Func<Task>>(() => act(scene)));
}

/// <summary>A project of its own with two analysts, a transcript, a code, and one coding and memo of the first analyst's.</summary>
internal sealed class Scene
{
    public const string Words = "It means the conditions people are living in.\nDamp, wages, whether there is a bus.\nThe waiting list is the waiting list.";

    public required TestWorkbench Bench { get; init; }
    public required Acting By { get; init; }
    public required Acting Other { get; init; }
    public required SourceId Source { get; init; }
    public required CodeId Code { get; init; }
    public required CodeId OtherCode { get; init; }
    public required CodingId Coding { get; init; }
    public required MemoId Memo { get; init; }
    public required CancellationToken Cancel { get; init; }

    public T Get<T>() where T : notnull => Bench.Get<T>();

    public static async Task<Scene> MakeAsync(TestWorkbench bench, CancellationToken cancel)
    {
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new($"Project {Guid.NewGuid():N}", "Ruth Adeyemi"), cancel)).Value.Acting;
        var other = (await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom Hale", cancel)).Value;
        var source = await bench.AddTextAsync(by, "Interview 1", Words);
        var code = (await bench.Get<AddCode.Handler>().RunAsync(by, new("Aim > Conditions of life"), cancel)).Value;
        var second = (await bench.Get<AddCode.Handler>().RunAsync(by, new("Labels"), cancel)).Value;
        var coding = CodingId.New();
        Must(await bench.Get<AddCodings.Handler>().RunAsync(by, new(source, null, new(0, 8), [new(code, coding)]), cancel));
        var memo = Must(await bench.Get<WriteMemo.Handler>().AddAsync(by, new(new("coding", coding.Value), "Whose conditions?"), cancel));
        return new() { Bench = bench, By = by, Other = by with { Analyst = other }, Source = source, Code = code, OtherCode = second, Coding = coding, Memo = memo, Cancel = cancel };
    }

    public async Task<RevisionId> RevisionAsync(SourceId? of = null) => Must(await Get<ReadSource.Handler>().RunAsync(By.Project, of ?? Source, null, Cancel)).Revision;

    public async Task<CaseId> AddCaseAsync(string name = "Nurse, north") => Must(await Get<AddCase.Handler>().RunAsync(By, name, CaseKind.Participant, Cancel));

    public async Task<AttributeId> AddAttributeAsync(string name = "Sector", AttributeType type = AttributeType.Category) => Must(await Get<AddAttribute.Handler>().RunAsync(By, name, type, Cancel));

    public async Task<SourceId> AddDocumentAsync(ReadDocument document, string name = "plan.txt") =>
        Must(await Get<AddSource.Handler>().RunAsync(By, new(name, Encoding.UTF8.GetBytes(document.Text), document, name, SourceKind.Document), Cancel));

    /// <summary>A code that a search has suggested for passages: the suggestions' ids.</summary>
    public async Task<IReadOnlyList<CodingId>> SuggestAsync()
    {
        Must(await Get<SuggestCodings.Handler>().RunAsync(By, new("waiting", OtherCode, SuggestionScope.Sentence), Cancel));
        return [.. (await Get<ListSuggestions.Handler>().RunAsync(By, OtherCode, Cancel)).Select(row => row.Id)];
    }

    public async Task<DatasetId> AddDatasetAsync() =>
        Must(await Get<ImportDataset.Handler>().RunAsync(By, new("screening.csv", Encoding.UTF8.GetBytes("fifth,screened,eligible\n1,40,100\n2,60,110\n3,90,120\n"), Columns: new Dictionary<ColumnRole, string> { [ColumnRole.Numerator] = "screened" }), Cancel));

    /// <summary>What would choose two of four systems.</summary>
    public async Task<EditSites.Request> SitesAsync()
    {
        var table = Must(await Get<ImportDataset.Handler>().RunAsync(By, new("systems.csv", Encoding.UTF8.GetBytes("icb22_code,icb22_name,people,setting\na,Northby,100,town\nb,Southby,400,town\nc,Eastby,900,coast\nd,Westby,300,coast\n")), Cancel));
        return new(table, "Sites", "icb22_name", 2, [new("people", "small systems work otherwise")]);
    }

    /// <summary>A target without a field.</summary>
    public async Task<TargetId> TargetAsync() => Must(await Get<EditTarget.Handler>().AddAsync(By, "A target", null, Cancel));

    public const string PlanWords = "Inequalities in access have grown.\nDisparities in dentistry remain.";

    /// <summary>A plan with two proposed statements: their ids in order.</summary>
    public async Task<IReadOnlyList<StatementId>> StatementsAsync()
    {
        var plan = await Bench.AddTextAsync(By, "Plan", PlanWords, SourceKind.Document);
        Must(await Get<ProposeStatements.Handler>().RunAsync(By, plan, Cancel));
        return [.. (await Get<ListStatements.Handler>().RunAsync(By, plan, Cancel)).Select(statement => statement.Id)];
    }

    /// <summary>A study whose full text is here, and a field of the form without a value.</summary>
    public async Task<(StudyId Study, ExtractionFieldId Field)> AskedAsync()
    {
        var (study, citation) = (await StudyAsync(), await CitationAsync());
        Must(await Get<EditCitation.Handler>().GroupAsync(By, citation, study, Cancel));
        Must(await Get<EditCitation.Handler>().AttachAsync(By, citation, Source, Cancel));
        return (study, Must(await Get<EditExtraction.Handler>().AddFieldAsync(By, "Setting", ExtractionType.Text, [], Cancel)));
    }

    public async Task<StudyId> StudyAsync(string label = "Ashworth 2003") => Must(await Get<EditStudy.Handler>().AddAsync(By, new(label, 2003), Cancel));

    public async Task<CitationId> CitationAsync(string title = "A gap") => Must(await Get<EditCitation.Handler>().AddAsync(By, new(title, ["Ashworth, A"]), Cancel));

    public async Task<ConceptId> ConceptAsync(string name = "What is counted") => Must(await Get<EditConcept.Handler>().AddAsync(By, new(name), Cancel));

    /// <summary>A study, a concept, and a construct of the study in their cell.</summary>
    public async Task<(StudyId Study, ConceptId Concept, ConstructId Construct)> ComparedAsync()
    {
        var (study, concept) = (await StudyAsync(), await ConceptAsync());
        var construct = Must(await Get<EditConstruct.Handler>().AddAsync(By, study, new("damp as backdrop"), null, null, null, Cancel));
        Must(await Get<CompareStudy.Handler>().DecideAsync(By, study, concept, new(CellRelation.Same, Constructs: [construct]), Cancel));
        return (study, concept, construct);
    }

    /// <summary>A construct taken from the source, with a passage beside it.</summary>
    public async Task<(ConstructId Construct, RevisionId Revision)> TakenAsync()
    {
        var (study, citation) = (await StudyAsync(), await CitationAsync());
        Must(await Get<EditCitation.Handler>().GroupAsync(By, citation, study, Cancel));
        Must(await Get<EditCitation.Handler>().AttachAsync(By, citation, Source, Cancel));
        return (Must(await Get<EditConstruct.Handler>().AddAsync(By, study, new("the conditions"), Source, null, new(9, 23), Cancel, [new(0, 8)])), await RevisionAsync());
    }

    public async Task<(StorylineId Storyline, ThirdOrderId Step, ClaimId Claim)> StorylineAsync()
    {
        var storyline = Must(await Get<EditStoryline.Handler>().AddAsync(By, new("Quiet"), Cancel));
        var step = Must(await Get<EditStoryline.Handler>().AddStepAsync(By, storyline, "Quiet is part of the job", "", Cancel));
        return (storyline, step, Must(await Get<EditStoryline.Handler>().WriteAsync(By, step, new("It is kept out.", true, "", []), Cancel)));
    }

    public static EditTheory.Request Theory(string problem, params StatementId[] statements) =>
        new(problem, ["Buses stop at six"], ["Open in the evening"], ["checkland-2025.kind.access-to-care"], [], "Who pays?", "", statements);

    /// <summary>A programme theory that rests on one of two statements, and the other statement.</summary>
    public async Task<(TheoryId Theory, StatementId Other)> TheoryAsync()
    {
        var statements = await StatementsAsync();
        foreach (var one in statements) Must(await Get<ChangeStatement.Handler>().AcceptAsync(By, one, Cancel));
        var source = (await Get<ListStatements.Handler>().RunAsync(By, null, Cancel)).Single(s => s.Id == statements[0]).Source;
        return (Must(await Get<EditTheory.Handler>().AddAsync(By, source, Theory("Care is far away", statements[0]), Cancel)), statements[1]);
    }

    /// <summary>Two analysts' drafts of one problem.</summary>
    public async Task<(TheoryId First, TheoryId Second)> DraftsAsync()
    {
        var (first, _) = await TheoryAsync();
        var source = (await Get<ListTheories.Handler>().RunAsync(By, null, Cancel)).Single(t => t.Id == first).Source;
        return (first, Must(await Get<EditTheory.Handler>().AddAsync(Other, source, Theory("Care costs a fare"), Cancel)));
    }

    /// <summary>A theory that sets out from living conditions and works on individuals.</summary>
    public async Task<TheoryId> TenseAsync() =>
        Must(await Get<EditTheory.Handler>().AddAsync(By, Source, Theory("Homes are cold") with { CauseLevels = ["representation.level.living-and-working-conditions"], MechanismLevels = ["representation.level.individual"] }, Cancel));

    public async Task<ThemeId> AddThemeAsync(string name) => Must(await Get<EditTheme.Handler>().AddAsync(By, new(name, "", [Code]), Cancel));

    /// <summary>A reading of words of the interview, with its kind answered.</summary>
    public async Task<RepresentationId> ReadAsync(string words, RepresentationOrigin origin = RepresentationOrigin.Analyst)
    {
        var start = Words.IndexOf(words, StringComparison.Ordinal);
        return Must(await Get<MakeRepresentation.Handler>().RunAsync(By, new(null, Source, null, new(start, start + words.Length), Answers: [new("kind", FieldState.Stated, ["checkland-2025.kind.health-status"])], Origin: origin), Cancel));
    }

    /// <summary>A lexicon of the project's own with two entries.</summary>
    public async Task<OwnFrameworkId> LexiconAsync()
    {
        Must(await Get<AddFramework.Handler>().RunAsync(By, "ours.yaml", "id: ours\ntitle: Our words\ncitation: {authors: Us, year: 2026, title: Ours}\nversion: 1.0.0\nkind: lexicon\nterms:\n"
            + "  - {id: ours.boats, name: Boats, definition: Boats., pattern: boat*, reason: We say so., example: Boats are late., facets: {role: statement}}\n"
            + "  - {id: ours.ships, name: Ships, definition: Ships., pattern: ship*, reason: We say so., example: Ships are late., facets: {role: statement}}\n", Cancel));
        await using var db = await Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        return (await db.Set<OwnFramework>().SingleAsync(f => f.Project == By.Project, Cancel)).Id;
    }

    /// <summary>A line of coding notes that rests on the coded passage.</summary>
    public async Task<CodingNoteId> AddNoteAsync(Acting by) => Must(await Get<WriteNotes.Handler>().AddAsync(by, new(Source, Code, "Conditions, not choices.", [await ExcerptAsync()]), Cancel));

    /// <summary>The coded passage.</summary>
    public async Task<ExcerptId> ExcerptAsync()
    {
        await using var db = await Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        return (await db.Set<CodedPassage>().SingleAsync(c => c.Id == Coding, Cancel)).Excerpt;
    }

    /// <summary>The coded passage, left without a place by a correction.</summary>
    public async Task<ExcerptId> LoseAsync()
    {
        Must(await Get<CorrectText.Handler>().ParagraphAsync(By, Source, await RevisionAsync(), 0, "Nothing alike stands here now at all.", Cancel));
        await using var db = await Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        return (await db.Set<Excerpt>().SingleAsync(e => e.Project == By.Project && e.IsLost, Cancel)).Id;
    }
}

/// <summary>One entry for each action that can be undone. A module that declares an action adds its line here.</summary>
internal static class Scenarios
{
    private const string OwnFramework = """
        id: own-trust
        title: Trust
        citation:
          authors: Okoro R
          year: 2024
          title: Trust in clinics
          publication: A journal
        version: 1.0.0
        kind: typology
        terms:
          - id: own-trust.lost
            name: Lost
            definition: It was there and is gone.
        """;

    public static readonly IReadOnlyDictionary<string, Scenario> All = new Dictionary<string, Scenario>
    {
        ["project.change"] = Scenario.Of(async s => Must(await s.Get<ChangeProject.Handler>().RunAsync(s.By, new(Question: "Which inequality?", SmallestGroup: 5), s.Cancel))),
        ["analyst.add"] = Scenario.Of(async s => Must(await s.Get<AddAnalyst.Handler>().RunAsync(s.By, "Ann Osei", s.Cancel))),
        ["analyst.change"] = Scenario.Of(async s => Must(await s.Get<ChangeAnalyst.Handler>().RunAsync(s.By, s.Other.Analyst, "Thomas Hale", "A nurse before.", s.Cancel))),
        ["assignment.assign"] = Scenario.Of(async s => Must(await s.Get<Assign.Handler>().RunAsync(s.By, new("source", s.Source.Value), [s.By.Analyst, s.Other.Analyst], s.Cancel))),
        ["assignment.remove"] = new(async s =>
        {
            Must(await s.Get<Assign.Handler>().RunAsync(s.By, new("source", s.Source.Value), [s.By.Analyst, s.Other.Analyst], s.Cancel));
            return async () => Must(await s.Get<Unassign.Handler>().RunAsync(s.By, new("source", s.Source.Value), s.Cancel));
        }),
        ["assignment.finish"] = new(async s =>
        {
            Must(await s.Get<Assign.Handler>().RunAsync(s.By, new("source", s.Source.Value), [s.By.Analyst, s.Other.Analyst], s.Cancel));
            return async () => Must(await s.Get<FinishAssignment.Handler>().RunAsync(s.By, new("source", s.Source.Value), s.Cancel));
        }),

        ["source.import"] = Scenario.Of(s => s.Bench.AddTextAsync(s.By, "Interview 2", "Other words.")),
        ["source.rename"] = Scenario.Of(async s => Must(await s.Get<RenameSource.Handler>().RunAsync(s.By, s.Source, "Interview one", SourceKind.Document, s.Cancel))),
        ["source.bin"] = Scenario.Of(async s => Must(await s.Get<BinSource.Handler>().RunAsync(s.By, s.Source, intoBin: true, s.Cancel))),
        ["source.restore"] = new(async s =>
        {
            Must(await s.Get<BinSource.Handler>().RunAsync(s.By, s.Source, intoBin: true, s.Cancel));
            return async () => Must(await s.Get<BinSource.Handler>().RunAsync(s.By, s.Source, intoBin: false, s.Cancel));
        }),
        ["source.correct"] = new(async s =>
        {
            var revision = await s.RevisionAsync();
            return async () => Must(await s.Get<CorrectText.Handler>().ParagraphAsync(s.By, s.Source, revision, 0, "Now, it means the conditions people live in.", s.Cancel));
        }, CannotRedo: true),
        ["source.repair"] = new(async s =>
        {
            const string text = "The dura-\ntion of it.";
            var source = await s.AddDocumentAsync(new() { Text = text, Blocks = [new(new(0, 9), BlockKind.Paragraph), new(new(10, text.Length), BlockKind.Paragraph)], Repairs = [new(new(8, 10), "", RepairKind.LeftOverHyphen, "A word broken at the line's end.")] });
            var revision = await s.RevisionAsync(source);
            return async () => Must(await s.Get<AcceptRepairs.Handler>().RunAsync(s.By, new(source, revision), s.Cancel));
        }, CannotRedo: true),
        ["source.order"] = new(async s =>
        {
            var source = await s.AddDocumentAsync(new()
            {
                Text = "Left. Right.",
                Order = "across",
                Blocks = [new(new(0, 12), BlockKind.Paragraph)],
                OtherOrder = new() { Text = "Right. Left.", Order = "down", Blocks = [new(new(0, 12), BlockKind.Paragraph)] },
            });
            var revision = await s.RevisionAsync(source);
            return async () => Must(await s.Get<ChooseOrder.Handler>().RunAsync(s.By, source, revision, s.Cancel));
        }, CannotRedo: true),
        ["source.turns"] = new(async s =>
        {
            var source = await s.Bench.AddTextAsync(s.By, "Interview 3", "INT: What does it mean to you?\nP1: The conditions people are living in.\nINT: And here?\nP1: Damp, and wages.\nINT: Who decides?\nP1: Nobody I know.");
            var revision = await s.RevisionAsync(source);
            return async () => Must(await s.Get<ConfirmTurns.Handler>().RunAsync(s.By, source, revision, [new("INT", true, null, "Interviewer", true), new("P1", true, null, null, false)], s.Cancel));
        }),
        ["source.session"] = Scenario.Of(async s => Must(await s.Get<RecordSession.Handler>().RunAsync(s.By, s.Source, new(SessionKind.Individual, "One nurse", new DateOnly(2024, 5, 9), 48, SessionMode.Online, Consent.Given, "", "Ruth Adeyemi", "To hear how it is seen."), s.Cancel))),
        ["excerpt.place"] = new(async s =>
        {
            var excerpt = await s.LoseAsync();
            var revision = await s.RevisionAsync();
            return async () => Must(await s.Get<DecideExcerpt.Handler>().PlaceAsync(s.By, excerpt, revision, new(0, 7), s.Cancel));
        }),
        ["excerpt.keep"] = new(async s =>
        {
            var excerpt = await s.LoseAsync();
            return async () => Must(await s.Get<DecideExcerpt.Handler>().KeepAsync(s.By, excerpt, s.Cancel));
        }),
        ["pseudonyms.map"] = new(async s =>
        {
            Must(await s.Get<PseudonymMap.Handler>().WriteAsync(s.By, [new("Margaret", "Anna"), new("Harlow", "Northtown")], s.Cancel));
            return async () => Must(await s.Get<PseudonymMap.Handler>().WriteAsync(s.By, [new("Margaret", "Joan")], s.Cancel));
        }),

        ["case.add"] = Scenario.Of(s => s.AddCaseAsync()),
        ["case.change"] = new(async s =>
        {
            var @case = await s.AddCaseAsync();
            return async () => Must(await s.Get<ChangeCase.Handler>().RunAsync(s.By, @case, "Nurse, south", CaseKind.Other, s.Cancel));
        }),
        ["case.remove"] = new(async s =>
        {
            var (@case, attribute) = (await s.AddCaseAsync(), await s.AddAttributeAsync());
            Must(await s.Get<SetCaseValues.Handler>().RunAsync(s.By, [new(@case, attribute, "Health")], s.Cancel));
            Must(await s.Get<TieCase.Handler>().RunAsync(s.By, new(@case, s.Source), s.Cancel));
            return async () => Must(await s.Get<RemoveCases.Handler>().RunAsync(s.By, [@case], s.Cancel));
        }),
        ["case.values"] = new(async s =>
        {
            var (one, two, sector, age) = (await s.AddCaseAsync("One"), await s.AddCaseAsync("Two"), await s.AddAttributeAsync(), await s.AddAttributeAsync("Age", AttributeType.Number));
            Must(await s.Get<SetCaseValues.Handler>().RunAsync(s.By, [new(one, sector, "Health"), new(two, age, "41")], s.Cancel));
            return async () => Must(await s.Get<SetCaseValues.Handler>().RunAsync(s.By, [new(one, sector, "Council"), new(one, age, "35"), new(two, age, "")], s.Cancel));
        }),
        ["case.tie"] = new(async s =>
        {
            var @case = await s.AddCaseAsync();
            return async () => Must(await s.Get<TieCase.Handler>().RunAsync(s.By, new(@case, s.Source, Span: new(0, 8)), s.Cancel));
        }),
        ["case.untie"] = new(async s =>
        {
            var @case = await s.AddCaseAsync();
            var tie = Must(await s.Get<TieCase.Handler>().RunAsync(s.By, new(@case, s.Source), s.Cancel));
            return async () => Must(await s.Get<UntieCase.Handler>().RunAsync(s.By, tie, s.Cancel));
        }),
        ["case.import"] = new(async s =>
        {
            await s.AddCaseAsync("One");
            return async () => Must(await s.Get<ImportCases.Handler>().RunAsync(s.By, new("cases.csv", Encoding.UTF8.GetBytes("case,Sector,Age\nOne,Health,41\nTwo,Council,35\n")), s.Cancel));
        }),
        ["attribute.add"] = Scenario.Of(s => s.AddAttributeAsync()),
        ["attribute.change"] = new(async s =>
        {
            var (@case, age) = (await s.AddCaseAsync(), await s.AddAttributeAsync("Age", AttributeType.Text));
            await s.AddAttributeAsync("Sector");
            Must(await s.Get<SetCaseValues.Handler>().RunAsync(s.By, [new(@case, age, "41.0")], s.Cancel));
            return async () => Must(await s.Get<ChangeAttribute.Handler>().RunAsync(s.By, age, new("Years", AttributeType.Number, 1), s.Cancel));
        }),
        ["attribute.remove"] = new(async s =>
        {
            var (@case, sector) = (await s.AddCaseAsync(), await s.AddAttributeAsync());
            Must(await s.Get<SetCaseValues.Handler>().RunAsync(s.By, [new(@case, sector, "Health")], s.Cancel));
            return async () => Must(await s.Get<RemoveAttribute.Handler>().RunAsync(s.By, sector, s.Cancel));
        }),

        ["code.add"] = Scenario.Of(async s => Must(await s.Get<AddCode.Handler>().RunAsync(s.By, new("Mechanisms > Wages > Low pay", Definition: "What people are paid."), s.Cancel))),
        ["coding.add"] = Scenario.Of(async s => Must(await s.Get<AddCodings.Handler>().RunAsync(s.By, new(s.Source, null, new(9, 30), [new(s.Code, CodingId.New()), new(s.OtherCode, CodingId.New())]), s.Cancel))),
        ["coding.move"] = Scenario.Of(async s => Must(await s.Get<ChangeCoding.Handler>().RunAsync(s.By, s.Coding, new(0, 20), s.Cancel))),
        ["coding.recode"] = Scenario.Of(async s => Must(await s.Get<ChangeCoding.Handler>().RunAsync(s.By, s.Coding, new(Code: s.OtherCode), s.Cancel))),
        ["coding.remove"] = Scenario.Of(async s => Must(await s.Get<RemoveCodings.Handler>().RunAsync(s.By, [s.Coding], s.Cancel))),
        ["coding.import"] = Scenario.Of(async s => Must(await s.Get<ImportCodings.Handler>().RunAsync(s.By, "codings.csv", Encoding.UTF8.GetBytes("source,code,segment,analyst,memo\nInterview 1,Living > Damp,\"Damp, wages\",Sue Park,Said twice\nInterview 1,Labels,whether there is a bus,,\n"), s.Cancel))),
        ["coding.suggest"] = Scenario.Of(s => s.SuggestAsync()),
        ["coding.accept"] = new(async s =>
        {
            var waiting = await s.SuggestAsync();
            return async () => Must(await s.Get<DecideSuggestions.Handler>().AcceptAsync(s.By, waiting, s.Cancel));
        }),
        ["coding.dismiss"] = new(async s =>
        {
            var waiting = await s.SuggestAsync();
            return async () => Must(await s.Get<DecideSuggestions.Handler>().DismissAsync(s.By, waiting, s.Cancel));
        }),
        ["memo.add"] = Scenario.Of(async s => Must(await s.Get<WriteMemo.Handler>().AddAsync(s.By, new(new("code", s.Code.Value), "What counts as a condition?"), s.Cancel))),
        ["memo.change"] = Scenario.Of(async s => Must(await s.Get<WriteMemo.Handler>().ChangeAsync(s.By, s.Memo, "Whose, and where?", s.Cancel))),
        ["memo.remove"] = Scenario.Of(async s => Must(await s.Get<WriteMemo.Handler>().RemoveAsync(s.By, s.Memo, s.Cancel))),

        ["code.change"] = Scenario.Of(async s => Must(await s.Get<ChangeCode.Handler>().RunAsync(s.By, s.Code, new("Conditions", "Where and how people live.", Colour: 7), s.Cancel))),
        ["code.move"] = Scenario.Of(async s => Must(await s.Get<MoveCodes.Handler>().RunAsync(s.By, new([s.Code], s.OtherCode), s.Cancel))),
        ["code.retire"] = Scenario.Of(async s => Must(await s.Get<RetireCodes.Handler>().RunAsync(s.By, [s.Code], retire: true, s.Cancel))),
        ["code.bring-back"] = new(async s =>
        {
            Must(await s.Get<RetireCodes.Handler>().RunAsync(s.By, [s.Code], retire: true, s.Cancel));
            return async () => Must(await s.Get<RetireCodes.Handler>().RunAsync(s.By, [s.Code], retire: false, s.Cancel));
        }),
        ["code.merge"] = new(async s =>
        {
            // On the same words too, so that two codings become one and its memo moves.
            Must(await s.Get<AddCodings.Handler>().RunAsync(s.By, new(s.Source, null, new(0, 8), [new(s.OtherCode, CodingId.New())]), s.Cancel));
            Must(await s.Get<AddCodings.Handler>().RunAsync(s.By, new(s.Source, null, new(20, 40), [new(s.Code, CodingId.New())]), s.Cancel));
            return async () => Must(await s.Get<MergeCodes.Handler>().RunAsync(s.By, s.OtherCode, [s.Code], s.Cancel));
        }),
        ["code.split"] = Scenario.Of(async s => Must(await s.Get<SplitCode.Handler>().RunAsync(s.By, new(s.Code, [new([s.Coding], NewName: "Housing")]), s.Cancel))),
        ["codebook.import"] = Scenario.Of(async s => Must(await s.Get<ImportCodebook.Handler>().RunAsync(s.By, "codebook.csv", Encoding.UTF8.GetBytes("path,definition\nLabels,Names that are used.\nMechanisms > Wages,What people are paid.\n"), s.Cancel))),
        ["codebook.framework"] = Scenario.Of(async s => Must(await s.Get<LoadFramework.Handler>().RunAsync(s.By, new("levitas-2013"), s.Cancel))),
        ["codebook.freeze"] = Scenario.Of(async s => Must(await s.Get<FreezeCodebook.Handler>().RunAsync(s.By, "After the pilot", "Agreed by both.", s.Cancel))),
        ["dataset.import"] = new(s => Task.FromResult<Func<Task>>(() => s.AddDatasetAsync()), CannotRedo: true),
        ["dataset.change"] = new(async s =>
        {
            var dataset = await s.AddDatasetAsync();
            return async () => Must(await s.Get<ChangeDataset.Handler>().RunAsync(s.By, dataset, new("uptake of screening", "%", RankedBy: "IMD 2019"), s.Cancel));
        }),
        ["dataset.remove"] = new(async s =>
        {
            var dataset = await s.AddDatasetAsync();
            Must(await s.Get<AddFigure.Handler>().RunAsync(s.By, new(dataset), s.Cancel));
            return async () => Must(await s.Get<RemoveDataset.Handler>().RunAsync(s.By, dataset, s.Cancel));
        }),
        ["figure.add"] = new(async s =>
        {
            var dataset = await s.AddDatasetAsync();
            return async () => Must(await s.Get<AddFigure.Handler>().RunAsync(s.By, new(dataset), s.Cancel));
        }),
        ["figure.change"] = new(async s =>
        {
            var figure = Must(await s.Get<AddFigure.Handler>().RunAsync(s.By, new(await s.AddDatasetAsync()), s.Cancel));
            return async () => Must(await s.Get<EditFigure.Handler>().RunAsync(s.By, figure, new(Place: "Northby"), s.Cancel));
        }),
        ["sites.choose"] = new(async s =>
        {
            var sites = await s.SitesAsync();
            return async () => Must(await s.Get<EditSites.Handler>().AddAsync(s.By, sites, s.Cancel));
        }),
        ["sites.change"] = new(async s =>
        {
            var sites = await s.SitesAsync();
            var choice = Must(await s.Get<EditSites.Handler>().AddAsync(s.By, sites, s.Cancel));
            return async () => Must(await s.Get<EditSites.Handler>().ChangeAsync(s.By, choice, sites with { Declined = [new("Northby", "No time")] }, s.Cancel));
        }),
        ["sites.remove"] = new(async s =>
        {
            var choice = Must(await s.Get<EditSites.Handler>().AddAsync(s.By, await s.SitesAsync(), s.Cancel));
            return async () => Must(await s.Get<EditSites.Handler>().RemoveAsync(s.By, choice, s.Cancel));
        }),
        ["figure.remove"] = new(async s =>
        {
            var figure = Must(await s.Get<AddFigure.Handler>().RunAsync(s.By, new(await s.AddDatasetAsync()), s.Cancel));
            return async () => Must(await s.Get<RemoveFigure.Handler>().RunAsync(s.By, figure, s.Cancel));
        }),
        ["representation.make"] = Scenario.Of(s => s.ReadAsync("Damp")),
        ["representation.remove"] = new(async s =>
        {
            var id = await s.ReadAsync("Damp");
            return async () => Must(await s.Get<ChangeRepresentation.Handler>().RemoveAsync(s.By, id, s.Cancel));
        }),
        ["representation.answer"] = new(async s =>
        {
            var id = await s.ReadAsync("Damp");
            return async () => Must(await s.Get<AnswerField.Handler>().RunAsync(s.By, id, new("cause", FieldState.Implied, ["checkland-2025-model.sdh"]), s.Cancel));
        }),
        ["representation.clear"] = new(async s =>
        {
            var id = await s.ReadAsync("Damp");
            return async () => Must(await s.Get<AnswerField.Handler>().ClearAsync(s.By, id, "kind", s.Cancel));
        }),
        ["representation.rest"] = new(async s =>
        {
            var id = await s.ReadAsync("Damp");
            return async () => Must(await s.Get<AnswerField.Handler>().RestNotStatedAsync(s.By, id, s.Cancel));
        }),
        ["representation.hold"] = new(async s =>
        {
            var (id, person) = (await s.ReadAsync("Damp"), await s.AddCaseAsync());
            return async () => Must(await s.Get<ChangeRepresentation.Handler>().HoldAsync(s.By, id, person, new(2024, 5, 1), s.Cancel));
        }),
        ["representation.accept"] = new(async s =>
        {
            var id = await s.ReadAsync("Damp", RepresentationOrigin.Suggestion);
            return async () => Must(await s.Get<ChangeRepresentation.Handler>().AcceptAsync(s.By, id, s.Cancel));
        }),
        ["representation.link"] = new(async s =>
        {
            var (from, to) = (await s.ReadAsync("Damp"), await s.ReadAsync("wages"));
            return async () => Must(await s.Get<LinkRepresentations.Handler>().AddAsync(s.By, new(from, to, RepresentationTie.Restates), s.Cancel));
        }),
        ["representation.link-amend"] = new(async s =>
        {
            var link = Must(await s.Get<LinkRepresentations.Handler>().AddAsync(s.By, new(await s.ReadAsync("Damp"), await s.ReadAsync("wages"), RepresentationTie.Restates), s.Cancel));
            return async () => Must(await s.Get<LinkRepresentations.Handler>().AmendAsync(s.By, link, [Shift.Narrowed], "Only damp is left.", s.Cancel));
        }),
        ["representation.unlink"] = new(async s =>
        {
            var link = Must(await s.Get<LinkRepresentations.Handler>().AddAsync(s.By, new(await s.ReadAsync("Damp"), await s.ReadAsync("wages"), RepresentationTie.Restates), s.Cancel));
            return async () => Must(await s.Get<LinkRepresentations.Handler>().RemoveAsync(s.By, link, s.Cancel));
        }),
        ["vocabulary.add"] = Scenario.Of(async s => Must(await s.Get<ChangeVocabulary.Handler>().RunAsync(s.By, new("group", ChangeVocabulary.Step.Add, null, "People on boats", "Living afloat."), s.Cancel))),
        ["vocabulary.rename"] = Scenario.Of(async s => Must(await s.Get<ChangeVocabulary.Handler>().RunAsync(s.By, new("group", ChangeVocabulary.Step.Rename, "representation.group.carers", "People who care unpaid"), s.Cancel))),
        ["vocabulary.retire"] = Scenario.Of(async s => Must(await s.Get<ChangeVocabulary.Handler>().RunAsync(s.By, new("group", ChangeVocabulary.Step.Retire, "representation.group.staff"), s.Cancel))),
        ["vocabulary.bring-back"] = new(async s =>
        {
            Must(await s.Get<ChangeVocabulary.Handler>().RunAsync(s.By, new("group", ChangeVocabulary.Step.Retire, "representation.group.staff"), s.Cancel));
            return async () => Must(await s.Get<ChangeVocabulary.Handler>().RunAsync(s.By, new("group", ChangeVocabulary.Step.BringBack, "representation.group.staff"), s.Cancel));
        }),
        ["vocabulary.merge"] = new(async s =>
        {
            var id = await s.ReadAsync("Damp");
            Must(await s.Get<AnswerField.Handler>().RunAsync(s.By, id, new("group", FieldState.Stated, ["representation.group.carers"]), s.Cancel));
            return async () => Must(await s.Get<ChangeVocabulary.Handler>().RunAsync(s.By, new("group", ChangeVocabulary.Step.Merge, "representation.group.carers", Into: "representation.group.older"), s.Cancel));
        }),
        ["framework.add"] = Scenario.Of(async s => Must(await s.Get<AddFramework.Handler>().RunAsync(s.By, "own.yaml", OwnFramework, s.Cancel))),
        ["framework.entry-add"] = new(async s =>
        {
            var own = await s.LexiconAsync();
            return async () => Must(await s.Get<ChangeEntry.Handler>().AddAsync(s.By, own, new("Rafts", "", "raft*", "We say so.", "Rafts are late.", "statement"), s.Cancel));
        }),
        ["framework.entry-change"] = new(async s =>
        {
            var own = await s.LexiconAsync();
            return async () => Must(await s.Get<ChangeEntry.Handler>().ChangeAsync(s.By, own, "ours.boats", new("Boats", "", "boat*|raft*", "We say so.", "Rafts are late.", "statement"), s.Cancel));
        }),
        ["framework.entry-remove"] = new(async s =>
        {
            var own = await s.LexiconAsync();
            return async () => Must(await s.Get<ChangeEntry.Handler>().RemoveAsync(s.By, own, "ours.ships", s.Cancel));
        }),
        ["framework.remove"] = new(async s =>
        {
            Must(await s.Get<AddFramework.Handler>().RunAsync(s.By, "own.yaml", OwnFramework, s.Cancel));
            await using var db = await s.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(s.Cancel);
            var own = (await db.Set<OwnFramework>().SingleAsync(f => f.Project == s.By.Project, s.Cancel)).Id;
            return async () => Must(await s.Get<RemoveFramework.Handler>().RunAsync(s.By, own, s.Cancel));
        }),

        ["note.add"] = Scenario.Of(async s => await s.AddNoteAsync(s.By)),
        ["note.change"] = new(async s =>
        {
            var (note, excerpt) = (await s.AddNoteAsync(s.By), await s.ExcerptAsync());
            return async () => Must(await s.Get<WriteNotes.Handler>().ChangeAsync(s.By, note, "Conditions, and who makes them.", [excerpt], s.Cancel));
        }),
        ["note.remove"] = new(async s =>
        {
            var note = await s.AddNoteAsync(s.By);
            return async () => Must(await s.Get<WriteNotes.Handler>().RemoveAsync(s.By, note, s.Cancel));
        }),
        ["note.answer"] = new(async s =>
        {
            var note = await s.AddNoteAsync(s.Other);
            return async () => Must(await s.Get<WriteNotes.Handler>().AnswerAsync(s.By, note, NoteAnswerKind.Queries, "Where is this said?", s.Cancel));
        }),
        ["note.check"] = new(async s =>
        {
            await s.AddNoteAsync(s.Other);
            return async () => Must(await s.Get<WriteNotes.Handler>().MarkCheckedAsync(s.By, s.Source, s.Cancel));
        }),
        ["statement.propose"] = new(async s =>
        {
            var plan = await s.Bench.AddTextAsync(s.By, "Plan", Scene.PlanWords, SourceKind.Document);
            return async () => Must(await s.Get<ProposeStatements.Handler>().RunAsync(s.By, plan, s.Cancel));
        }),
        ["statement.add"] = Scenario.Of(async s => Must(await s.Get<ChangeStatement.Handler>().AddAsync(s.By, s.Source, null, new(0, 45), s.Cancel))),
        ["statement.accept"] = new(async s =>
        {
            var first = (await s.StatementsAsync())[0];
            return async () => Must(await s.Get<ChangeStatement.Handler>().AcceptAsync(s.By, first, s.Cancel));
        }),
        ["statement.reject"] = new(async s =>
        {
            var first = (await s.StatementsAsync())[0];
            return async () => Must(await s.Get<ChangeStatement.Handler>().RejectAsync(s.By, first, s.Cancel));
        }),
        ["statement.move"] = new(async s =>
        {
            var first = (await s.StatementsAsync())[0];
            return async () => Must(await s.Get<ChangeStatement.Handler>().MoveAsync(s.By, first, new(0, 12), s.Cancel));
        }),
        ["statement.split"] = new(async s =>
        {
            var first = (await s.StatementsAsync())[0];
            return async () => Must(await s.Get<ChangeStatement.Handler>().SplitAsync(s.By, first, 13, s.Cancel));
        }),
        ["statement.merge"] = new(async s =>
        {
            var all = await s.StatementsAsync();
            return async () => Must(await s.Get<ChangeStatement.Handler>().MergeAsync(s.By, all[0], all[1], s.Cancel));
        }),
        ["statement.count-once"] = new(async s =>
        {
            var all = await s.StatementsAsync();
            Must(await s.Get<ChangeStatement.Handler>().AcceptAsync(s.By, all[0], s.Cancel));
            return async () => Must(await s.Get<ChangeStatement.Handler>().CountWithAsync(s.By, all[1], all[0], s.Cancel));
        }),
        ["study.add"] = Scenario.Of(s => s.StudyAsync()),
        ["study.change"] = new(async s =>
        {
            var study = await s.StudyAsync();
            return async () => Must(await s.Get<EditStudy.Handler>().ChangeAsync(s.By, study, new("Ashworth 2004", 2004), s.Cancel));
        }),
        ["study.remove"] = new(async s =>
        {
            var study = await s.StudyAsync();
            Must(await s.Get<EditCitation.Handler>().GroupAsync(s.By, await s.CitationAsync(), study, s.Cancel));
            return async () => Must(await s.Get<EditStudy.Handler>().RemoveAsync(s.By, study, s.Cancel));
        }),
        ["study.withdraw"] = new(async s =>
        {
            var study = await s.StudyAsync();
            return async () => Must(await s.Get<EditStudy.Handler>().WithdrawAsync(s.By, study, "Retracted.", s.Cancel));
        }),
        ["study.return"] = new(async s =>
        {
            var study = await s.StudyAsync();
            Must(await s.Get<EditStudy.Handler>().WithdrawAsync(s.By, study, "Retracted.", s.Cancel));
            return async () => Must(await s.Get<EditStudy.Handler>().ReturnAsync(s.By, study, s.Cancel));
        }),
        ["study.number"] = new(async s =>
        {
            await s.StudyAsync();
            Must(await s.Get<EditStudy.Handler>().AddAsync(s.By, new("Earlier", 1999), s.Cancel));
            return async () => Must(await s.Get<EditStudy.Handler>().NumberAsync(s.By, s.Cancel));
        }),
        ["citation.import"] = Scenario.Of(async s => Must(await s.Get<ImportCitations.Handler>().RunAsync(s.By, "one.ris", "TY  - JOUR\nTI  - A gap\nER  - \n"u8.ToArray(), null, s.Cancel))),
        ["citation.add"] = Scenario.Of(s => s.CitationAsync()),
        ["citation.change"] = new(async s =>
        {
            var citation = await s.CitationAsync();
            return async () => Must(await s.Get<EditCitation.Handler>().ChangeAsync(s.By, citation, new("A wider gap", ["Berg, J"], "2011", Volume: "4"), s.Cancel));
        }),
        ["citation.found"] = new(async s =>
        {
            var citation = await s.CitationAsync();
            var run = Must(await s.Get<EditSearch.Handler>().AddAsync(s.By, new(SearchKind.Hand, "References of included studies"), s.Cancel));
            return async () => Must(await s.Get<EditCitation.Handler>().FoundByAsync(s.By, citation, run, s.Cancel));
        }),
        ["citation.remove"] = new(async s =>
        {
            var citation = await s.CitationAsync();
            return async () => Must(await s.Get<EditCitation.Handler>().RemoveAsync(s.By, citation, s.Cancel));
        }),
        ["citation.group"] = new(async s =>
        {
            var (study, citation) = (await s.StudyAsync(), await s.CitationAsync());
            return async () => Must(await s.Get<EditCitation.Handler>().GroupAsync(s.By, citation, study, s.Cancel));
        }),
        ["citation.attach"] = new(async s =>
        {
            var citation = await s.CitationAsync();
            return async () => Must(await s.Get<EditCitation.Handler>().AttachAsync(s.By, citation, s.Source, s.Cancel));
        }),
        ["citation.merge"] = new(async s =>
        {
            var (one, other) = (await s.CitationAsync(), await s.CitationAsync());
            return async () => Must(await s.Get<MergeCopies.Handler>().RunAsync(s.By, one, [other], s.Cancel));
        }),
        ["citation.part"] = new(async s =>
        {
            var (one, other) = (await s.CitationAsync(), await s.CitationAsync());
            Must(await s.Get<MergeCopies.Handler>().RunAsync(s.By, one, [other], s.Cancel));
            return async () => Must(await s.Get<MergeCopies.Handler>().PartAsync(s.By, other, s.Cancel));
        }),
        ["search.add"] = Scenario.Of(async s => Must(await s.Get<EditSearch.Handler>().AddAsync(s.By, new(SearchKind.Database, "Embase"), s.Cancel))),
        ["search.change"] = new(async s =>
        {
            var run = Must(await s.Get<EditSearch.Handler>().AddAsync(s.By, new(SearchKind.Database, "Embase"), s.Cancel));
            return async () => Must(await s.Get<EditSearch.Handler>().ChangeAsync(s.By, run, new(SearchKind.Database, "Embase", Hits: 7), s.Cancel));
        }),
        ["search.remove"] = new(async s =>
        {
            var run = Must(await s.Get<EditSearch.Handler>().AddAsync(s.By, new(SearchKind.Database, "Embase"), s.Cancel));
            return async () => Must(await s.Get<EditSearch.Handler>().RemoveAsync(s.By, run, s.Cancel));
        }),
        ["target-paper.add"] = Scenario.Of(async s => Must(await s.Get<EditSearch.Handler>().AddTargetAsync(s.By, "A gap", "", s.Cancel))),
        ["target-paper.remove"] = new(async s =>
        {
            var paper = Must(await s.Get<EditSearch.Handler>().AddTargetAsync(s.By, "A gap", "", s.Cancel));
            return async () => Must(await s.Get<EditSearch.Handler>().RemoveTargetAsync(s.By, paper, s.Cancel));
        }),
        ["exclusion-reason.add"] = Scenario.Of(async s => Must(await s.Get<Screen.Handler>().AddReasonAsync(s.By, "No interviews", s.Cancel))),
        ["exclusion-reason.move"] = new(async s =>
        {
            Must(await s.Get<Screen.Handler>().AddReasonAsync(s.By, "No interviews", s.Cancel));
            var second = Must(await s.Get<Screen.Handler>().AddReasonAsync(s.By, "No leaders", s.Cancel));
            return async () => Must(await s.Get<Screen.Handler>().MoveReasonAsync(s.By, second, s.Cancel));
        }),
        ["exclusion-reason.remove"] = new(async s =>
        {
            var reason = Must(await s.Get<Screen.Handler>().AddReasonAsync(s.By, "No interviews", s.Cancel));
            return async () => Must(await s.Get<Screen.Handler>().RemoveReasonAsync(s.By, reason, s.Cancel));
        }),
        ["screening.decide"] = new(async s =>
        {
            var citation = await s.CitationAsync();
            return async () => Must(await s.Get<Screen.Handler>().DecideAsync(s.By, citation, ScreeningStage.TitleAndAbstract, ScreeningVerdict.Include, null, s.Cancel));
        }),
        ["extraction-field.add"] = Scenario.Of(async s => Must(await s.Get<EditExtraction.Handler>().AddFieldAsync(s.By, "Country", ExtractionType.Text, [], s.Cancel))),
        ["extraction-field.rename"] = new(async s =>
        {
            var field = Must(await s.Get<EditExtraction.Handler>().AddFieldAsync(s.By, "Country", ExtractionType.Text, [], s.Cancel));
            return async () => Must(await s.Get<EditExtraction.Handler>().RenameFieldAsync(s.By, field, "Country of the data", s.Cancel));
        }),
        ["extraction-field.remove"] = new(async s =>
        {
            var field = Must(await s.Get<EditExtraction.Handler>().AddFieldAsync(s.By, "Country", ExtractionType.Text, [], s.Cancel));
            Must(await s.Get<EditExtraction.Handler>().WriteAsync(s.By, await s.StudyAsync(), field, "England", s.Cancel));
            return async () => Must(await s.Get<EditExtraction.Handler>().RemoveFieldAsync(s.By, field, s.Cancel));
        }),
        ["extraction.write"] = new(async s =>
        {
            var (field, study) = (Must(await s.Get<EditExtraction.Handler>().AddFieldAsync(s.By, "Country", ExtractionType.Text, [], s.Cancel)), await s.StudyAsync());
            return async () => Must(await s.Get<EditExtraction.Handler>().WriteAsync(s.By, study, field, "England", s.Cancel));
        }),
        ["extraction.rest"] = new(async s =>
        {
            var (study, field) = await s.AskedAsync();
            return async () => Must(await s.Get<RestExtraction.Handler>().AddAsync(s.By, study, field, s.Source, null, new(9, 23), s.Cancel));
        }),
        ["extraction.unrest"] = new(async s =>
        {
            var (study, field) = await s.AskedAsync();
            var value = Must(await s.Get<RestExtraction.Handler>().AddAsync(s.By, study, field, s.Source, null, new(9, 23), s.Cancel));
            var passage = (await s.Get<ReadExtraction.Handler>().RunAsync(s.By.Project, s.Cancel)).Values.Single().Passages.Single();
            return async () => Must(await s.Get<RestExtraction.Handler>().RemoveAsync(s.By, value, passage.Excerpt, s.Cancel));
        }),
        ["appraisal.answer"] = new(async s =>
        {
            var study = await s.StudyAsync();
            return async () => Must(await s.Get<AppraiseStudy.Handler>().AnswerAsync(s.By, study, "casp-qualitative.aims", AppraisalSays.Yes, "Told on its first page.", s.Cancel));
        }),
        ["appraisal.settle"] = new(async s =>
        {
            var (study, appraise) = (await s.StudyAsync(), s.Get<AppraiseStudy.Handler>());
            Must(await appraise.AnswerAsync(s.By, study, "casp-qualitative.aims", AppraisalSays.Yes, "", s.Cancel));
            Must(await appraise.AnswerAsync(s.Other, study, "casp-qualitative.aims", AppraisalSays.No, "", s.Cancel));
            return async () => Must(await appraise.SettleAsync(s.By, study, "casp-qualitative.aims", AppraisalSays.Yes, "It is on page 2.", s.Cancel));
        }),

        ["synthesis.plan"] = Scenario.Of(async s => Must(await s.Get<DecidePlan.Handler>().RunAsync(s.By, new(OrderRule.AllSecond, "They cannot be told apart.", AppraisalDecision.NotDecided, "", "A nurse before."), s.Cancel))),
        ["construct.add"] = new(async s =>
        {
            var (study, citation) = (await s.StudyAsync(), await s.CitationAsync());
            Must(await s.Get<EditCitation.Handler>().GroupAsync(s.By, citation, study, s.Cancel));
            Must(await s.Get<EditCitation.Handler>().AttachAsync(s.By, citation, s.Source, s.Cancel));
            return async () => Must(await s.Get<EditConstruct.Handler>().AddAsync(s.By, study, new("the conditions"), s.Source, null, new(9, 23), s.Cancel, [new(0, 8)]));
        }),
        ["construct.change"] = new(async s =>
        {
            var (_, _, construct) = await s.ComparedAsync();
            return async () => Must(await s.Get<EditConstruct.Handler>().ChangeAsync(s.By, construct, new("damp, named"), s.Cancel));
        }),
        ["construct.context"] = new(async s =>
        {
            var (construct, revision) = await s.TakenAsync();
            return async () => Must(await s.Get<EditConstruct.Handler>().AddContextAsync(s.By, construct, revision, new(24, 30), s.Cancel));
        }),
        ["construct.uncontext"] = new(async s =>
        {
            var (construct, _) = await s.TakenAsync();
            var beside = (await s.Get<ListConstructs.Handler>().RunAsync(s.By.Project, s.Cancel, only: [construct])).Single().Context[0];
            return async () => Must(await s.Get<EditConstruct.Handler>().RemoveContextAsync(s.By, construct, beside, s.Cancel));
        }),
        ["construct.remove"] = new(async s =>
        {
            var construct = Must(await s.Get<EditConstruct.Handler>().AddAsync(s.By, await s.StudyAsync(), new("damp as backdrop"), null, null, null, s.Cancel));
            return async () => Must(await s.Get<EditConstruct.Handler>().RemoveAsync(s.By, construct, s.Cancel));
        }),
        ["concept.add"] = Scenario.Of(s => s.ConceptAsync()),
        ["concept.change"] = new(async s =>
        {
            var concept = await s.ConceptAsync();
            return async () => Must(await s.Get<EditConcept.Handler>().ChangeAsync(s.By, concept, new("Counting", "What is measured", "organisational"), s.Cancel));
        }),
        ["concept.remove"] = new(async s =>
        {
            var (_, concept, _) = await s.ComparedAsync();
            return async () => Must(await s.Get<EditConcept.Handler>().RemoveAsync(s.By, concept, s.Cancel));
        }),
        ["concept.move"] = new(async s =>
        {
            var (one, other) = (await s.ConceptAsync(), await s.ConceptAsync("Labels"));
            return async () => Must(await s.Get<EditConcept.Handler>().MoveAsync(s.By, other, one, s.Cancel));
        }),
        ["concept.join"] = new(async s =>
        {
            var (_, concept, _) = await s.ComparedAsync();
            var other = await s.ConceptAsync("Labels");
            return async () => Must(await s.Get<EditConcept.Handler>().JoinAsync(s.By, other, concept, s.Cancel));
        }),
        ["concept.split"] = new(async s =>
        {
            var (_, concept, construct) = await s.ComparedAsync();
            return async () => Must(await s.Get<EditConcept.Handler>().SplitAsync(s.By, concept, new("Damp"), [construct], s.Cancel));
        }),
        ["comparison.decide"] = new(async s =>
        {
            var (study, concept) = (await s.StudyAsync(), await s.ConceptAsync());
            return async () => Must(await s.Get<CompareStudy.Handler>().DecideAsync(s.By, study, concept, new(CellRelation.NoneFound), s.Cancel));
        }),
        ["comparison.clear"] = new(async s =>
        {
            var (study, concept, _) = await s.ComparedAsync();
            var seen = (await s.Get<ReadGrid.Handler>().RunAsync(s.By, null, s.Cancel))[study, concept].Seen;
            return async () => Must(await s.Get<CompareStudy.Handler>().ClearAsync(s.By, study, concept, seen, s.Cancel));
        }),
        ["comparison.place"] = new(async s =>
        {
            var (study, concept, construct) = await s.ComparedAsync();
            var other = await s.ConceptAsync("Labels");
            var seen = (await s.Get<ReadGrid.Handler>().RunAsync(s.By, null, s.Cancel))[study, concept].Seen;
            return async () => Must(await s.Get<CompareStudy.Handler>().PlaceAsync(s.By, construct, new(concept, seen), new(other, null), s.Cancel));
        }),
        ["comparison.settle"] = new(async s =>
        {
            var (study, concept) = (await s.StudyAsync(), await s.ConceptAsync());
            Must(await s.Get<AssignTranslation.Handler>().RunAsync(s.By, study, [s.By.Analyst, s.Other.Analyst], s.Cancel));
            Must(await s.Get<CompareStudy.Handler>().DecideAsync(s.By, study, concept, new(CellRelation.Same), s.Cancel));
            Must(await s.Get<AssignTranslation.Handler>().FinishAsync(s.By, study, s.Cancel));
            Must(await s.Get<AssignTranslation.Handler>().FinishAsync(s.Other, study, s.Cancel));
            return async () => Must(await s.Get<CompareStudy.Handler>().DecideAsync(s.By, study, concept, new(CellRelation.Extends), s.Cancel));
        }),
        ["cluster.add"] = Scenario.Of(async s => Must(await s.Get<EditCluster.Handler>().AddAsync(s.By, new("Organisations", "", []), s.Cancel))),
        ["cluster.change"] = new(async s =>
        {
            var (cluster, study) = (Must(await s.Get<EditCluster.Handler>().AddAsync(s.By, new("Organisations", "", []), s.Cancel)), await s.StudyAsync());
            return async () => Must(await s.Get<EditCluster.Handler>().ChangeAsync(s.By, cluster, new("Organisations", "They speak of boards.", [study]), s.Cancel));
        }),
        ["cluster.remove"] = new(async s =>
        {
            var cluster = Must(await s.Get<EditCluster.Handler>().AddAsync(s.By, new("Organisations", "", [await s.StudyAsync()]), s.Cancel));
            return async () => Must(await s.Get<EditCluster.Handler>().RemoveAsync(s.By, cluster, s.Cancel));
        }),
        ["concept-relation.add"] = new(async s =>
        {
            var (one, other) = (await s.ConceptAsync(), await s.ConceptAsync("Labels"));
            return async () => Must(await s.Get<RelateConcepts.Handler>().AddAsync(s.By, new(one, other, RelationKind.Refutational, "One denies the other."), s.Cancel));
        }),
        ["concept-relation.remove"] = new(async s =>
        {
            var relation = Must(await s.Get<RelateConcepts.Handler>().AddAsync(s.By, new(await s.ConceptAsync(), await s.ConceptAsync("Labels"), RelationKind.Reciprocal, "Alike."), s.Cancel));
            return async () => Must(await s.Get<RelateConcepts.Handler>().RemoveAsync(s.By, relation, s.Cancel));
        }),
        ["alternative.add"] = new(async s =>
        {
            var concept = await s.ConceptAsync();
            return async () => Must(await s.Get<WriteAlternative.Handler>().AddAsync(s.By, concept.Node, "It is about pay.", s.Cancel));
        }),
        ["alternative.remove"] = new(async s =>
        {
            var reading = Must(await s.Get<WriteAlternative.Handler>().AddAsync(s.By, (await s.ConceptAsync()).Node, "It is about pay.", s.Cancel));
            return async () => Must(await s.Get<WriteAlternative.Handler>().RemoveAsync(s.By, reading, s.Cancel));
        }),
        ["storyline.add"] = Scenario.Of(async s => Must(await s.Get<EditStoryline.Handler>().AddAsync(s.By, new("Quiet", "bacchi-2009"), s.Cancel))),
        ["storyline.change"] = new(async s =>
        {
            var (storyline, _, _) = await s.StorylineAsync();
            return async () => Must(await s.Get<EditStoryline.Handler>().ChangeAsync(s.By, storyline, new("Quiet", "", StorylineStanding.Rejected, "Too little fits."), s.Cancel));
        }),
        ["storyline.remove"] = new(async s =>
        {
            var storyline = Must(await s.Get<EditStoryline.Handler>().AddAsync(s.By, new("Quiet"), s.Cancel));
            return async () => Must(await s.Get<EditStoryline.Handler>().RemoveAsync(s.By, storyline, s.Cancel));
        }),
        ["third-order.add"] = new(async s =>
        {
            var (storyline, _, _) = await s.StorylineAsync();
            return async () => Must(await s.Get<EditStoryline.Handler>().AddStepAsync(s.By, storyline, "What it makes possible", "", s.Cancel));
        }),
        ["third-order.change"] = new(async s =>
        {
            var (storyline, _, _) = await s.StorylineAsync();
            var second = Must(await s.Get<EditStoryline.Handler>().AddStepAsync(s.By, storyline, "What it makes possible", "", s.Cancel));
            return async () => Must(await s.Get<EditStoryline.Handler>().ChangeStepAsync(s.By, second, "What it allows", "", true, s.Cancel));
        }),
        ["third-order.remove"] = new(async s =>
        {
            var (_, step, _) = await s.StorylineAsync();
            return async () => Must(await s.Get<EditStoryline.Handler>().RemoveStepAsync(s.By, step, s.Cancel));
        }),
        ["claim.add"] = new(async s =>
        {
            var ((_, step, _), concept, work) = (await s.StorylineAsync(), await s.ConceptAsync(), await s.CitationAsync());
            return async () => Must(await s.Get<EditStoryline.Handler>().WriteAsync(s.By, step, new("It is counted.", true, "As others count.", [concept.Node], [work]), s.Cancel));
        }),
        ["claim.move"] = new(async s =>
        {
            var (_, step, _) = await s.StorylineAsync();
            var second = Must(await s.Get<EditStoryline.Handler>().WriteAsync(s.By, step, new("It is counted.", true, "", []), s.Cancel));
            return async () => Must(await s.Get<EditStoryline.Handler>().MoveUpAsync(s.By, second, s.Cancel));
        }),
        ["claim.change"] = new(async s =>
        {
            var ((_, _, claim), concept) = (await s.StorylineAsync(), await s.ConceptAsync());
            return async () => Must(await s.Get<EditStoryline.Handler>().RewriteAsync(s.By, claim, new("It is counted.", true, "", [concept.Node]), s.Cancel));
        }),
        ["claim.remove"] = new(async s =>
        {
            var (_, _, claim) = await s.StorylineAsync();
            return async () => Must(await s.Get<EditStoryline.Handler>().TakeAwayAsync(s.By, claim, s.Cancel));
        }),
        ["phase.add"] = Scenario.Of(async s => Must(await s.Get<LogPhase.Handler>().AddAsync(s.By, new(4, false, "Two clusters.", "They speak of two things."), s.Cancel))),
        ["phase.remove"] = new(async s =>
        {
            var entry = Must(await s.Get<LogPhase.Handler>().AddAsync(s.By, new(4, true, "Two clusters.", ""), s.Cancel));
            return async () => Must(await s.Get<LogPhase.Handler>().RemoveAsync(s.By, entry, s.Cancel));
        }),

        ["theory.add"] = new(async s =>
        {
            var source = await s.Bench.AddTextAsync(s.By, "Plan", Scene.PlanWords, SourceKind.Document);
            return async () => Must(await s.Get<EditTheory.Handler>().AddAsync(s.By, source, Scene.Theory("Care is far away"), s.Cancel));
        }),
        ["theory.change"] = new(async s =>
        {
            var (theory, statement) = await s.TheoryAsync();
            return async () => Must(await s.Get<EditTheory.Handler>().ChangeAsync(s.By, theory, Scene.Theory("Care costs a fare", statement), s.Cancel));
        }),
        ["theory.remove"] = new(async s =>
        {
            var (theory, _) = await s.TheoryAsync();
            return async () => Must(await s.Get<EditTheory.Handler>().RemoveAsync(s.By, theory, s.Cancel));
        }),
        ["theory.agree"] = new(async s =>
        {
            var (first, second) = await s.DraftsAsync();
            return async () => Must(await s.Get<SettleTheories.Handler>().AgreeAsync(s.By, [first, second], Scene.Theory("Care is far away and costs a fare"), "Both are true.", s.Cancel));
        }),
        ["theory.reopen"] = new(async s =>
        {
            var (first, second) = await s.DraftsAsync();
            var agreed = Must(await s.Get<SettleTheories.Handler>().AgreeAsync(s.By, [first, second], Scene.Theory("Care is far away and costs a fare"), "Both are true.", s.Cancel));
            return async () => Must(await s.Get<SettleTheories.Handler>().ReopenAsync(s.By, agreed, s.Cancel));
        }),
        ["theory.tie"] = new(async s =>
        {
            var (theory, _) = await s.TheoryAsync();
            return async () => Must(await s.Get<FollowTheories.Handler>().AddAsync(s.By, theory, null, s.Source, TheoryFate.Dropped, "Not a word of it.", s.Cancel));
        }),
        ["theory.untie"] = new(async s =>
        {
            var (theory, _) = await s.TheoryAsync();
            var tie = Must(await s.Get<FollowTheories.Handler>().AddAsync(s.By, theory, null, s.Source, TheoryFate.Dropped, "Not a word of it.", s.Cancel));
            return async () => Must(await s.Get<FollowTheories.Handler>().RemoveAsync(s.By, tie, s.Cancel));
        }),
        ["tension.answer"] = new(async s =>
        {
            var theory = await s.TenseAsync();
            return async () => Must(await s.Get<FindTensions.Handler>().AnswerAsync(s.By, TensionRule.StructureAndPerson, theory, null, TensionVerdict.Stands, "It is left so.", s.Cancel));
        }),
        ["tension.withdraw"] = new(async s =>
        {
            var theory = await s.TenseAsync();
            var answer = Must(await s.Get<FindTensions.Handler>().AnswerAsync(s.By, TensionRule.StructureAndPerson, theory, null, TensionVerdict.Stands, "It is left so.", s.Cancel));
            return async () => Must(await s.Get<FindTensions.Handler>().WithdrawAsync(s.By, answer, s.Cancel));
        }),
        ["slippage.record"] = Scenario.Of(async s => Must(await s.Get<RecordSlippage.Handler>().AddAsync(s.By, new(s.Source, "outcomes", "health", "what care achieves"), s.Cancel))),
        ["slippage.remove"] = new(async s =>
        {
            var slippage = Must(await s.Get<RecordSlippage.Handler>().AddAsync(s.By, new(s.Source, "outcomes", "health", "what care achieves"), s.Cancel));
            return async () => Must(await s.Get<RecordSlippage.Handler>().RemoveAsync(s.By, slippage, s.Cancel));
        }),
        ["assignment.stand-down"] = new(async s =>
        {
            Must(await s.Get<Assign.Handler>().RunAsync(s.By, new("source", s.Source.Value), [s.By.Analyst, s.Other.Analyst], s.Cancel));
            Must(await s.Get<FinishAssignment.Handler>().RunAsync(s.By, new("source", s.Source.Value), s.Cancel));
            return async () => Must(await s.Get<StandDown.Handler>().RunAsync(s.By, s.Other.Analyst, "source", null, s.Cancel));
        }),
        ["policy-document.describe"] = Scenario.Of(async s => Must(await s.Get<DescribeDocument.Handler>().RunAsync(s.By, s.Source, new("The town", new(2025, 1, 30), "in force", "Dentistry", "https://example.org", null), s.Cancel))),
        ["target.add"] = Scenario.Of(async s => await s.TargetAsync()),
        ["target.import"] = Scenario.Of(async s => Must(await s.Get<ImportTargets.Handler>().RunAsync(s.By, "plans.csv", Encoding.UTF8.GetBytes("title,kind,actions,indicators\nClass,access-to-care,Hold it,Starts\n"), s.Cancel))),
        ["target.rename"] = OnTarget((s, target) => s.Get<EditTarget.Handler>().RenameAsync(s.By, target, "Another name", s.Cancel)),
        ["target.field"] = OnTarget((s, target) => s.Get<SetField.Handler>().RunAsync(s.By, target, "kind", "checkland-2025.kind.access-to-care", s.Cancel)),
        ["target.actions"] = OnTarget((s, target) => s.Get<EditActions.Handler>().SaveAsync(s.By, target, null, new("Hold a class", ActionLevel.Community, ActionApproach.Targeted, Uptake.Alike), s.Cancel)),
        ["target.indicators"] = OnTarget((s, target) => s.Get<EditIndicators.Handler>().SaveAsync(s.By, target, null, new("Starts", IndicatorKind.Outcome, InHandsOf.Ours, 9), s.Cancel)),
        ["target.evidence"] = OnTarget((s, target) => s.Get<TieEvidence.Handler>().AddAsync(s.By, target, "because", s.Code.Node, "Said often.", s.Cancel)),
        ["target.evidence-remove"] = new(async s =>
        {
            var target = await s.TargetAsync();
            var tied = Must(await s.Get<TieEvidence.Handler>().AddAsync(s.By, target, "because", s.Code.Node, null, s.Cancel));
            return async () => Must(await s.Get<TieEvidence.Handler>().RemoveAsync(s.By, target, tied, s.Cancel));
        }),
        ["target.baseline"] = new(async s =>
        {
            var (target, figure) = (await s.TargetAsync(), Must(await s.Get<AddFigure.Handler>().RunAsync(s.By, new(await s.AddDatasetAsync(), Place: "Northby", Period: "2024", People: "all"), s.Cancel)));
            return async () => Must(await s.Get<FixBaseline.Handler>().RunAsync(s.By, target, figure, s.Cancel));
        }),
        ["target.area"] = new(async s =>
        {
            var (target, areas) = (await s.TargetAsync(), Must(await s.Get<ImportDataset.Handler>().RunAsync(s.By, new("areas.csv", Encoding.UTF8.GetBytes("area,council,people,score,imd_decile\na,x,100,40,1\nb,x,100,30,3\nc,y,100,10,8\nd,y,100,35,2\ne,z,100,5,9\n"), Columns: new Dictionary<ColumnRole, string> { [ColumnRole.Value] = "score" }), s.Cancel)));
            return async () => Must(await s.Get<CheckArea.Handler>().RunAsync(s.By, target, new(areas, "council", "people", "score"), s.Cancel));
        }),
        ["target.answer"] = OnTarget((s, target) => s.Get<AnswerQuestion.Handler>().RunAsync(s.By, target, "no-owner", "The board meets on it in May.", s.Cancel)),
        ["target.readiness"] = OnTarget((s, target) => s.Get<NoteReadiness.Handler>().RunAsync(s.By, target, "leader", Readiness.Partly, "One of two.", s.Cancel)),
        ["target.review"] = OnTarget((s, target) => s.Get<ReviewTarget.Handler>().AddAsync(s.By, target, new(new(2026, 1, 31), "People came.", "Go on."), s.Cancel)),
        ["target.review-remove"] = new(async s =>
        {
            var target = await s.TargetAsync();
            var review = Must(await s.Get<ReviewTarget.Handler>().AddAsync(s.By, target, new(new(2026, 1, 31), "People came.", ""), s.Cancel));
            return async () => Must(await s.Get<ReviewTarget.Handler>().RemoveAsync(s.By, target, review, s.Cancel));
        }),
        ["target.remove"] = new(async s =>
        {
            var target = await s.TargetAsync();
            Must(await s.Get<SetField.Handler>().RunAsync(s.By, target, "kind", "checkland-2025.kind.access-to-care", s.Cancel));
            Must(await s.Get<EditActions.Handler>().SaveAsync(s.By, target, null, new("Hold a class", ActionLevel.Community, ActionApproach.Targeted, Uptake.Alike), s.Cancel));
            Must(await s.Get<ReviewTarget.Handler>().AddAsync(s.By, target, new(new(2026, 1, 31), "People came.", ""), s.Cancel));
            return async () => Must(await s.Get<EditTarget.Handler>().RemoveAsync(s.By, target, s.Cancel));
        }),
        ["target-model.extend"] = Scenario.Of(async s => Must(await s.Get<ExtendModel.Handler>().AddAsync(s.By, new("Transport to care", "driver", "partner", "Ours.", ["checkland-2025-model.access"]), s.Cancel))),
        ["target-model.remove"] = new(async s =>
        {
            Must(await s.Get<ExtendModel.Handler>().AddAsync(s.By, new("Transport to care", "driver", "partner", "Ours.", ["checkland-2025-model.access"]), s.Cancel));
            var box = (await s.Get<ReadModel.Handler>().RunAsync(s.By.Project, s.Cancel)).Own.Single(p => !p.IsArrow);
            return async () => Must(await s.Get<ExtendModel.Handler>().RemoveAsync(s.By, box.Id, s.Cancel));
        }),
        ["agreement.settle"] = new(async s =>
        {
            // One analyst has coded the passage, the other has not; both have finished.
            Must(await s.Get<Assign.Handler>().RunAsync(s.By, new("source", s.Source.Value), [s.By.Analyst, s.Other.Analyst], s.Cancel));
            foreach (var analyst in new[] { s.By, s.Other }) Must(await s.Get<FinishAssignment.Handler>().RunAsync(analyst, new("source", s.Source.Value), s.Cancel));
            return async () => Must(await s.Get<SettleDisagreement.Handler>().RunAsync(s.By, new(s.Source, s.Code, 0, 8, SettledAs.Neither), s.Cancel));
        }),

        ["theme.add"] = Scenario.Of(async s => Must(await s.Get<EditTheme.Handler>().AddAsync(s.By, new("Weather, not wages", "How it is spoken of.", [s.Code, s.OtherCode]), s.Cancel))),
        ["theme.change"] = new(async s =>
        {
            var theme = await s.AddThemeAsync("One");
            return async () => Must(await s.Get<EditTheme.Handler>().ChangeAsync(s.By, theme, new("Another", "Other words.", [s.OtherCode]), s.Cancel));
        }),
        ["theme.remove"] = new(async s =>
        {
            var theme = await s.AddThemeAsync("One");
            return async () => Must(await s.Get<EditTheme.Handler>().RemoveAsync(s.By, theme, s.Cancel));
        }),
        ["theme.order"] = new(async s =>
        {
            var theme = await s.AddThemeAsync("One");
            await s.AddThemeAsync("Two");
            return async () => Must(await s.Get<EditTheme.Handler>().MoveAsync(s.By, theme, 1, s.Cancel));
        }),
        ["theme.passages"] = new(async s =>
        {
            var (theme, excerpt) = (await s.AddThemeAsync("One"), await s.ExcerptAsync());
            return async () => Must(await s.Get<EditTheme.Handler>().GatherAsync(s.By, theme, excerpt, gathered: true, s.Cancel));
        }),
        ["quotation.add"] = new(async s =>
        {
            var (theme, excerpt) = (await s.AddThemeAsync("One"), await s.ExcerptAsync());
            return async () => Must(await s.Get<ChooseQuotation.Handler>().AddAsync(s.By, excerpt, theme, null, s.Cancel));
        }),
        ["quotation.change"] = new(async s =>
        {
            var quotation = Must(await s.Get<ChooseQuotation.Handler>().AddAsync(s.By, await s.ExcerptAsync(), null, null, s.Cancel));
            var theme = await s.AddThemeAsync("One");
            return async () => Must(await s.Get<ChooseQuotation.Handler>().PlaceAsync(s.By, quotation, theme, 0, s.Cancel));
        }),
        ["quotation.remove"] = new(async s =>
        {
            var quotation = Must(await s.Get<ChooseQuotation.Handler>().AddAsync(s.By, await s.ExcerptAsync(), null, null, s.Cancel));
            return async () => Must(await s.Get<ChooseQuotation.Handler>().RemoveAsync(s.By, quotation, s.Cancel));
        }),
    };

    /// <summary>An act on a target that is there.</summary>
    private static Scenario OnTarget<T>(Func<Scene, TargetId, Task<Result<T>>> act) => new(async s =>
    {
        var target = await s.TargetAsync();
        return async () => Must(await act(s, target));
    });
}
