using Throughline.Framing.Representations;
using Throughline.Policy.Attention;
using Throughline.Policy.Clarity;
using Throughline.Policy.Readings;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Policy.Tests;

/// <summary>Which reading counts, what a term is used for, clarity of theories, attention, and what happens to readings when a document changes under them.</summary>
public sealed class ClarityTests
{
    private const string Text = "Inequalities in access have grown.\nInequalities in life expectancy have grown.\nInequalities remain.\nWe must mend the roof.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<(Acting By, Acting Other, SourceId Source, IReadOnlyList<ListStatements.Row> Rows)> MakeAsync(TestWorkbench bench)
    {
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var other = by with { Analyst = (await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom", Cancel)).Value };
        var source = await bench.AddTextAsync(by, "Plan", Text, SourceKind.Document);
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, source, Cancel)).Succeeded);
        return (by, other, source, await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel));
    }

    private static async Task ReadAsync(TestWorkbench bench, Acting who, ListStatements.Row row, string? kind, string? cause = null) => Assert.True((await bench.Get<MakeRepresentation.Handler>().RunAsync(who, new(row.Excerpt.Node, Answers:
    [
        kind is null ? FieldAnswer.Silent(RepresentationField.Kind) : new("kind", FieldState.Stated, ["checkland-2025.kind." + kind]),
        cause is null ? FieldAnswer.Silent(RepresentationField.Cause) : new("cause", FieldState.Stated, ["checkland-2025-model." + cause]),
    ]), Cancel)).Succeeded);

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task One_term_for_different_things_is_found_from_readings_that_count_and_recorded_by_hand(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, other, source, rows) = await MakeAsync(bench);
        var find = bench.Get<FindSlippage.Handler>();
        Assert.Equal(3, rows.Count);
        await ReadAsync(bench, by, rows[0], "access-to-care");
        Assert.Empty((await find.RunAsync(by, ClarityOf.Consensus, null, Cancel)).Within);
        await ReadAsync(bench, by, rows[1], "life-expectancy");
        await ReadAsync(bench, by, rows[2], null, "sdh");
        var slip = Assert.Single((await find.RunAsync(other, ClarityOf.Consensus, null, Cancel)).Within, r => r.Entry == "inequality.inequality");
        Assert.Equal((3, 3, 3), (slip.Meanings.Count, slip.Pairs.Count, slip.StatementPairs));
        Assert.True(slip.Meanings.Single(m => m.IsCause).Statements.Single().Id == rows[2].Id);
        Assert.Empty((await find.RunAsync(other, ClarityOf.Analyst, null, Cancel)).Within);

        // A statement given to two readers has no reading that counts, and makes no pair, until they are done.
        Assert.True((await bench.Get<Assign.Handler>().RunAsync(by, rows[1].Excerpt.Node, [by.Analyst, other.Analyst], Cancel)).Succeeded);
        Assert.Equal(1, Assert.Single((await find.RunAsync(by, ClarityOf.Consensus, null, Cancel)).Within, r => r.Entry == "inequality.inequality").StatementPairs);

        var record = bench.Get<RecordSlippage.Handler>();
        Assert.Contains("one term with two meanings", (await record.AddAsync(by, new(source, "inequalities", "access", " "), Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("the same", (await record.AddAsync(by, new(source, "inequalities", "access", "Access "), Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.IsType<StatementMissing>((await record.AddAsync(by, new(source, "inequalities", "access", "illness", StatementId.New()), Cancel)).Error);
        var made = (await record.AddAsync(by, new(source, "inequalities", "access", "length of life", rows[0].Id, rows[1].Id, "Seen twice."), Cancel)).Value;
        Assert.Equal(rows[1].Id, Assert.Single((await find.RunAsync(by, ClarityOf.Consensus, null, Cancel)).ByHand).Second!.Id);
        // It tells what its recorder reads in a statement that is being read blind.
        Assert.Empty((await find.RunAsync(other, ClarityOf.Consensus, null, Cancel)).ByHand);
        Assert.Contains("Only they", (await record.RemoveAsync(other, made, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.True((await record.RemoveAsync(by, made, Cancel)).Succeeded);
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Single((await find.RunAsync(by, ClarityOf.Consensus, null, Cancel)).ByHand);
    }

    [Fact]
    public async Task A_merge_of_two_statements_leaves_a_recorded_slippage_with_the_one_that_stays()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _, source, rows) = await MakeAsync(bench);
        Assert.True((await bench.Get<RecordSlippage.Handler>().AddAsync(by, new(source, "inequalities", "access", "length of life", rows[0].Id, rows[1].Id), Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().MergeAsync(by, rows[0].Id, rows[1].Id, Cancel)).Succeeded);
        var one = Assert.Single((await bench.Get<FindSlippage.Handler>().RunAsync(by, ClarityOf.Consensus, null, Cancel)).ByHand);
        Assert.Equal((rows[0].Id, null), (one.First!.Id, one.Second?.Id));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_slippage_across_documents_is_recorded_of_both_is_on_the_thread_of_both_and_can_be_undone(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, other, source, rows) = await MakeAsync(bench);
        var newer = await bench.AddTextAsync(by, "Newer plan", "Inequalities in illness have grown.", SourceKind.Document);
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, newer, Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, newer, Cancel)).Succeeded);
        var there = (await bench.Get<ListStatements.Handler>().RunAsync(by, newer, Cancel))[0];
        await ReadAsync(bench, by, rows[0], "access-to-care");
        await ReadAsync(bench, by, there, "health-status");
        var find = bench.Get<FindSlippage.Handler>();
        var across = Assert.Single((await find.RunAsync(by, ClarityOf.Consensus, null, Cancel)).Across);
        var (_, first, _, second) = across.Example;
        Assert.Equal([source, newer], new[] { first.Source, second.Source }.OrderBy(s => s != source));

        var record = (await bench.Get<RecordSlippage.Handler>().AddAsync(by, new(first.Source, across.Term, "getting in", "being ill", first.Id, second.Id), Cancel)).Value;
        var kept = Assert.Single((await find.RunAsync(other, ClarityOf.Consensus, null, Cancel)).ByHand);
        Assert.Equal(first.SourceTitle + " and " + second.SourceTitle, kept.Documents);
        var thread = bench.Get<IEnumerable<IThreadContributor>>().Single(c => c.Kinds.Contains("slippage"));
        foreach (var end in new[] { first, second }) Assert.Contains(new ThreadEdge(record.Node, end.Id.Node, "is seen in"), await thread.TiesAsync(other, end.Id.Node, Cancel));
        // Closed where either document is worked on apart.
        foreach (var document in new[] { source, newer })
        {
            Assert.True((await bench.Get<Assign.Handler>().RunAsync(by, document.Node, [by.Analyst, other.Analyst], Cancel)).Succeeded);
            Assert.Empty(await find.RecordedAsync(other, Cancel));
            Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
            Assert.Single(await find.RecordedAsync(other, Cancel));
        }
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Empty(await find.RecordedAsync(by, Cancel));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_reader_who_leaves_midway_is_stood_down_and_the_finished_reading_counts(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, other, source, rows) = await MakeAsync(bench);
        Assert.True((await bench.Get<AssignReadings.Handler>().RunAsync(by, source, [by.Analyst, other.Analyst], Cancel)).Succeeded);
        await ReadAsync(bench, by, rows[0], "access-to-care");
        await ReadAsync(bench, other, rows[0], "outcomes-of-care");
        await ReadAsync(bench, by, rows[1], "life-expectancy");
        Assert.True((await bench.Get<FinishReading.Handler>().RunAsync(by, rows[0].Id, Cancel)).Succeeded);
        var clarity = bench.Get<ReadClarity.Handler>();
        Assert.Equal(0, Assert.Single((await clarity.RunAsync(by, ClarityOf.Consensus, null, Cancel)).Documents).Read);
        // Only the statement that the one who stays has finished opens; the others wait for them.
        Assert.Equal(1, (await bench.Get<StandDown.Handler>().RunAsync(by, other.Analyst, "excerpt", null, Cancel)).Value);
        var counted = Assert.Single((await clarity.RunAsync(by, ClarityOf.Consensus, null, Cancel)).Documents);
        Assert.Equal(1, counted.Read);
        Assert.Equal(1, counted.Fields.First(f => f.Field == RepresentationField.Kind).Stated);
        var opened = Assert.Single((await bench.Get<ReadTogether.Handler>().RunAsync(by, source, Cancel)).Statements);
        Assert.Equal("Ruth", Assert.Single(opened.Sides).Name);
        Assert.Equal("Tom", Assert.Single(opened.Apart).Name);
        Assert.Equal(["access-to-care"], (await clarity.CountedAsync(by, ClarityOf.Consensus, null, Cancel)).First(c => c.Answers is not null).Answers!["kind"].Terms.Select(t => t.Split('.')[^1]));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task When_the_text_is_corrected_readings_go_with_their_words_and_what_found_no_place_is_listed(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, _, source, rows) = await MakeAsync(bench);
        foreach (var row in rows) await ReadAsync(bench, by, row, "access-to-care");
        var read = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, Cancel)).Value;
        var mended = await bench.Get<CorrectText.Handler>().ParagraphAsync(by, source, read.Revision, 3, "We must mend the roof and the stairs.", Cancel);
        Assert.True(mended.Succeeded);
        Assert.Equal(rows.Select(r => r.Text), (await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel)).Select(r => r.Text));
        read = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, Cancel)).Value;
        Assert.True((await bench.Get<CorrectText.Handler>().ParagraphAsync(by, source, read.Revision, 1, "Nothing of the sort is said here.", Cancel)).Succeeded);
        var after = await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel);
        Assert.Equal(3, after.Count);
        Assert.Equal([rows[1].Id], after.Where(r => r.IsLost).Select(r => r.Id));
        Assert.All(after, r => Assert.NotNull(r.Mine));
        Assert.Equal(3, Assert.Single((await bench.Get<ReadClarity.Handler>().RunAsync(by, ClarityOf.Consensus, null, Cancel)).Documents).Read);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_document_that_is_repaired_and_then_brought_in_again_keeps_its_readings_or_lists_them(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        // A double letter that a converter drew as one: often enough that it is known for a fault.
        const string damaged = "# Plan\n\nAl of the towns wil tel you that care is local. They wil also tel you that smal teams cal on people who fel il and stil wait. Wel being is wel understood, il ness is not, and skil s wil fal behind.\n\nWe wil narrow the gap in life expectancy between towns. Al councils wil do so, and al wil tel of it in ful. Health inequalities wil fal where smal towns stil wait. It wil be ful y told, and al wil be wel.\n";
        var job = (await bench.Get<ImportFiles.Handler>().RunAsync(by, [new("plan.md", System.Text.Encoding.UTF8.GetBytes(damaged))], new(Kind: SourceKind.Document), Cancel)).Value;
        var source = new SourceId((await bench.Get<Jobs>().RunHereAsync(job, Cancel)).Lines.Single(l => l.Subject is { Kind: "source" }).Subject!.Value.Id);
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, source, Cancel)).Succeeded);
        Task<IReadOnlyList<ListStatements.Row>> ListAsync() => bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel);
        var rows = await ListAsync();
        Assert.Equal(["We wil narrow the gap in life expectancy between towns.", "Health inequalities wil fal where smal towns stil wait."], rows.Select(r => r.Text));
        foreach (var row in rows) await ReadAsync(bench, by, row, "life-expectancy");

        var read = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, Cancel)).Value;
        Assert.True((await bench.Get<AcceptRepairs.Handler>().RunAsync(by, new(source, read.Revision), Cancel)).Succeeded);
        var repaired = await ListAsync();
        Assert.Equal(rows.Select(r => r.Id), repaired.Select(r => r.Id));
        Assert.Equal(["We will narrow the gap in life expectancy between towns.", "Health inequalities will fall where small towns still wait."], repaired.Select(r => r.Text));
        Assert.All(repaired, r => Assert.True(r is { IsLost: false, Mine: not null }));
        Assert.Equal(2, Assert.Single((await bench.Get<ReadClarity.Handler>().RunAsync(by, ClarityOf.Consensus, null, Cancel)).Documents).Read);

        read = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, Cancel)).Value;
        const string again = "# Plan\n\nA preface that was not there before.\n\nWe will narrow the gap in life expectancy between towns. Every bridge is painted once a year.\n";
        Assert.True((await bench.Get<CorrectText.Handler>().FileAsync(by, source, read.Revision, "plan-2.md", System.Text.Encoding.UTF8.GetBytes(again), Cancel)).Succeeded);
        var after = await ListAsync();
        var kept = after.Single(r => r.Id == rows[0].Id);
        Assert.Equal(("We will narrow the gap in life expectancy between towns.", false, false), (kept.Text, kept.IsLost, kept.Mine is null));
        var lost = after.Single(r => r.Id == rows[1].Id);
        Assert.True(lost is { IsLost: true, Mine: not null });
        Assert.All(await bench.Get<ListRepresentations.Handler>().RunAsync(by, new(), Cancel), r => Assert.Equal(["checkland-2025.kind.life-expectancy"], r.Answers["kind"].Terms));
    }

    [Fact]
    public async Task Without_statements_clarity_is_counted_over_theories_and_an_empty_project_counts_nothing()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var measure = bench.Get<ReadTheoryClarity.Handler>();
        Assert.Equal(0, (await measure.RunAsync(by, ClarityOf.Consensus, null, Cancel)).Theories);
        Assert.Empty((await bench.Get<ReadClarity.Handler>().RunAsync(by, ClarityOf.Consensus, null, Cancel)).Documents);
        Assert.Empty((await bench.Get<FindSlippage.Handler>().RunAsync(by, ClarityOf.Consensus, null, Cancel)).Within);
        Assert.Empty((await bench.Get<ReadAttention.Handler>().RunAsync(by, [], Cancel)).Value.Sources);
        Assert.Empty(await bench.Get<FindTensions.Handler>().RunAsync(by, Cancel));
        var plan = await bench.AddTextAsync(by, "Plan", "We must mend the roof.", SourceKind.Document);
        var edit = bench.Get<EditTheory.Handler>();
        Assert.True((await edit.AddAsync(by, plan, new("Roofs leak", [], ["Mend them"], ["checkland-2025.kind.health-status"], [], "", "", []) { Degree = "representation.degree.named" }, Cancel)).Succeeded);
        Assert.True((await edit.AddAsync(by, plan, new("Stairs rot", [], ["So that people can climb, mend them"], [], ["representation.group.older"], "", "", []) { Degree = "representation.degree.described" }, Cancel)).Succeeded);
        var told = await measure.RunAsync(by, ClarityOf.Consensus, null, Cancel);
        Assert.Equal([(TheoryAsked.Kind, 1), (TheoryAsked.Group, 1), (TheoryAsked.Aim, 0), (TheoryAsked.Mechanism, 2), (TheoryAsked.HowItWorks, 1)], told.All.Select(c => (c.Asked, c.Given.Count)));
        Assert.Equal(0, (await measure.RunAsync(by, ClarityOf.Suggestions, null, Cancel)).Theories);
    }

    [Fact]
    public async Task Attention_puts_what_documents_state_beside_what_they_require_and_what_meetings_speak_of()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var plan = await bench.AddTextAsync(by, "Plan", "We care about health inequalities.\nHealth inequalities matter to us.\nTrusts must cut waiting lists for elective surgery by 20%.\nTrusts will recover ambulance response times.", SourceKind.Document);
        var meeting = await bench.AddTextAsync(by, "Board", "The ambulance response times are poor.\nThank you, chair.", SourceKind.Transcript);
        var attend = bench.Get<ReadAttention.Handler>();
        Assert.Equal([(plan, false), (meeting, true)], (await attend.ChoicesAsync(by, Cancel)).Select(c => (c.Source, c.IsMeeting)));
        var answer = (await attend.RunAsync(by, [plan, meeting], Cancel)).Value;
        var own = answer.Priorities.Single(p => p.Topic == "topics.inequalities");
        Assert.Equal((0.5, 0.0, 0.0, 0.0), (own.Sentences, own.Requirements, own.NumericTargets, own.Lines));
        Assert.Null(own.Minutes);
        Assert.Null(own.Headings);
        Assert.Contains(answer.Priorities, p => p.Requirements > 0 && p.Lines > 0);
    }
}
