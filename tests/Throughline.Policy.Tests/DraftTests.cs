using Throughline.Exchange.Policies;
using Throughline.Exchange.Reports;
using Throughline.Framing.Representations;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Policy.Tests;

/// <summary>Two drafts of one document, written apart, and what comes of them; theories across documents; tensions.</summary>
public sealed class DraftTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static EditTheory.Request Theory(string problem, params string[] kinds) => new(problem, ["Care is far away"], ["Open in the evening"], [.. kinds.Select(k => "checkland-2025.kind." + k)], [], "", "", []);

    private static async Task<(Acting By, Acting Other, SourceId Plan, SourceId Newer)> MakeAsync(TestWorkbench bench)
    {
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var other = by with { Analyst = (await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom", Cancel)).Value };
        return (by, other, await bench.AddTextAsync(by, "Plan 2019", "Inequalities in access have grown.", SourceKind.Document), await bench.AddTextAsync(by, "Plan 2024", "Inequalities remain in the towns.", SourceKind.Document));
    }

    private static async Task<IReadOnlyList<ListTheories.Row>> ListAsync(TestWorkbench bench, Acting reader, SourceId? source = null) => await bench.Get<ListTheories.Handler>().RunAsync(reader, source, Cancel);

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Drafts_are_closed_until_both_have_finished_then_settled_and_both_stay(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, other, plan, _) = await MakeAsync(bench);
        var (edit, settle, finish) = (bench.Get<EditTheory.Handler>(), bench.Get<SettleTheories.Handler>(), bench.Get<FinishAssignment.Handler>());
        Assert.True((await bench.Get<Assign.Handler>().RunAsync(by, plan.Node, [by.Analyst, other.Analyst], Cancel)).Succeeded);
        var mine = (await edit.AddAsync(by, plan, Theory("Access to clinics is unequal in the valley", "access-to-care"), Cancel)).Value;
        var theirs = (await edit.AddAsync(other, plan, Theory("Clinics in the valley: access is unequal"), Cancel)).Value;
        var alone = (await edit.AddAsync(other, plan, Theory("Homes are cold"), Cancel)).Value;

        Assert.Equal([mine], (await ListAsync(bench, by)).Select(t => t.Id));
        Assert.Equal([theirs, alone], (await ListAsync(bench, other)).Select(t => t.Id));
        Assert.All(await ListAsync(bench, by), t => Assert.False(t.Counts));
        Assert.Equal(["Ruth", "Tom"], (await settle.RunAsync(by, plan, Cancel)).Waiting);
        Assert.Contains("not here any more, or is still closed", (await settle.AgreeAsync(by, [mine, theirs], Theory("Ours"), "We say so.", Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("still to finish", Assert.IsType<Refused>((await settle.AgreeAsync(by, [mine], Theory("Ours"), "We say so.", Cancel)).Error).Message, StringComparison.Ordinal);

        foreach (var reader in new[] { by, other }) Assert.True((await finish.RunAsync(reader, plan.Node, Cancel)).Succeeded);
        var open = await settle.RunAsync(by, plan, Cancel);
        Assert.Equal([[mine, theirs], [alone]], open.Open.Select(p => p.Drafts.Select(d => d.Id)));
        Assert.Equal([TheoryPart.Problem, TheoryPart.Kinds], open.Open[0].Differing);
        Assert.All(await ListAsync(bench, by), t => Assert.False(t.Counts));

        Assert.Contains("The drafts differ", (await settle.AgreeAsync(by, [mine, theirs], Theory("Ours"), " ", Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("one analyst's", (await settle.AgreeAsync(by, [theirs, alone], Theory("Ours"), "So.", Cancel)).Error!.Message, StringComparison.Ordinal);
        var agreed = (await settle.AgreeAsync(by, [mine, theirs], Theory("Access is unequal", "access-to-care"), "Ruth named the kind.", Cancel)).Value;
        Assert.Contains("already", (await settle.AgreeAsync(other, [theirs], Theory("Again"), "So.", Cancel)).Error!.Message, StringComparison.Ordinal);
        var all = await ListAsync(bench, other, plan);
        var ours = all.Single(t => t.Origin == TheoryOrigin.Agreed);
        Assert.Equal((agreed, 1, "Ruth named the kind.", true), (ours.Id, ours.Number, ours.Why, ours.Counts));
        Assert.Equal(["Ruth", "Tom"], ours.AgreedBy);
        Assert.Equal("Access to clinics is unequal in the valley", all.Single(t => t.Id == mine).Problem);
        Assert.Equal((agreed, false), (all.Single(t => t.Id == theirs).AgreedAs, all.Single(t => t.Id == theirs).Counts));
        Assert.Contains("stays as it was written", (await edit.ChangeAsync(by, mine, Theory("Otherwise"), Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("Reopen it", (await edit.ChangeAsync(by, agreed, Theory("Otherwise"), Cancel)).Error!.Message, StringComparison.Ordinal);

        Assert.True((await settle.ReopenAsync(other, agreed, Cancel)).Succeeded);
        Assert.Equal([mine, theirs, alone], (await ListAsync(bench, by)).Select(t => t.Id));
        Assert.True((await bench.Get<Undo>().UndoAsync(other, Cancel)).Succeeded);
        Assert.Equal([theirs, mine], (await ListAsync(bench, by)).Single(t => t.Origin == TheoryOrigin.Agreed).Drafts.OrderBy(d => d != theirs));
        var html = HtmlReport.Write((await bench.Get<BuildTheories.Handler>().RunAsync(by, null, Cancel)).Value);
        Assert.Contains("Programme theory 1, agreed", html, StringComparison.Ordinal);
        Assert.Contains("Ruth, Tom: Ruth named the kind.", html, StringComparison.Ordinal);
        Assert.Contains("Tom’s draft", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drafts_that_rest_on_different_statements_differ_and_a_tie_leads_to_no_older_document()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, other, plan, newer) = await MakeAsync(bench);
        async Task<StatementId> AddAsync(SourceId source, int start, int end) => (await bench.Get<ChangeStatement.Handler>().AddAsync(by, source, null, new Text.TextSpan(start, end), Cancel)).Value;
        var again = await bench.AddTextAsync(by, "Plan 2025", "INEQUALITIES in access have grown.", SourceKind.Document);
        var (one, two) = (await AddAsync(plan, 0, 22), await AddAsync(plan, 23, 34));
        var (remain, same) = (await AddAsync(newer, 0, 33), await AddAsync(again, 0, 22));
        EditTheory.Request On(params StatementId[] statements) => Theory("Access is unequal") with { Statements = statements };
        var (edit, settle, follow) = (bench.Get<EditTheory.Handler>(), bench.Get<SettleTheories.Handler>(), bench.Get<FollowTheories.Handler>());
        var mine = (await edit.AddAsync(by, plan, On(one), Cancel)).Value;
        var theirs = (await edit.AddAsync(other, plan, On(one, two), Cancel)).Value;
        Assert.Equal([TheoryPart.Statements], Assert.Single((await settle.RunAsync(by, plan, Cancel)).Open).Differing);
        Assert.Contains("The drafts differ", (await settle.AgreeAsync(by, [mine, theirs], On(one), " ", Cancel)).Error!.Message, StringComparison.Ordinal);

        var (later, word) = ((await edit.AddAsync(by, newer, On(remain), Cancel)).Value, (await edit.AddAsync(by, again, On(same), Cancel)).Value);
        async Task DateAsync(SourceId source, int year) => Assert.True((await bench.Get<DescribeDocument.Handler>().RunAsync(by, source, new("", new DateOnly(year, 5, 1), "", "", "", null), Cancel)).Succeeded);
        await DateAsync(plan, 2024);
        // Where the date of one is not known, the analyst knows which is later.
        var tie = (await follow.AddAsync(by, mine, later, newer, TheoryFate.Restated, "", Cancel)).Value;
        Assert.True((await follow.AddAsync(by, mine, word, again, TheoryFate.Restated, "", Cancel)).Succeeded);
        var ties = (await follow.RunAsync(by, Cancel)).Ties;
        Assert.Equal([new(TheoryPart.Statements, FieldChange.Changed)], ties.Single(t => t.LaterSource == newer).Changed);
        // The same sentence in another document is the same statement said again.
        Assert.Empty(ties.Single(t => t.LaterSource == again).Changed);

        Assert.True((await follow.RemoveAsync(by, tie, Cancel)).Succeeded);
        await DateAsync(newer, 2019);
        foreach (var (to, fate) in new[] { ((TheoryId?)later, TheoryFate.Changed), (null, TheoryFate.Dropped) })
            Assert.Contains("“Plan 2024” (1 May 2019) is older than “Plan 2019” (1 May 2024)", Assert.IsType<Refused>((await follow.AddAsync(by, mine, to, newer, fate, "", Cancel)).Error).Message, StringComparison.Ordinal);
        Assert.True((await follow.AddAsync(by, later, mine, plan, TheoryFate.Changed, "", Cancel)).Succeeded);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task An_analyst_who_leaves_midway_is_stood_down_and_what_is_left_counts(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, other, plan, _) = await MakeAsync(bench);
        var (edit, stand) = (bench.Get<EditTheory.Handler>(), bench.Get<StandDown.Handler>());
        Assert.True((await bench.Get<Assign.Handler>().RunAsync(by, plan.Node, [by.Analyst, other.Analyst], Cancel)).Succeeded);
        Assert.True((await edit.AddAsync(by, plan, Theory("Access is unequal"), Cancel)).Succeeded);
        Assert.Contains("stand yourself down", (await stand.RunAsync(by, by.Analyst, "source", null, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("before their own is done", (await stand.RunAsync(by, other.Analyst, "source", null, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.True((await bench.Get<FinishAssignment.Handler>().RunAsync(by, plan.Node, Cancel)).Succeeded);
        Assert.False(Assert.Single(await ListAsync(bench, by)).Counts);
        Assert.Equal(1, (await stand.RunAsync(by, other.Analyst, "source", [plan.Value], Cancel)).Value);
        Assert.True(Assert.Single(await ListAsync(bench, by)).Counts);
        Assert.Contains("nobody to agree with", (await bench.Get<SettleTheories.Handler>().AgreeAsync(by, [(await ListAsync(bench, by))[0].Id], Theory("Ours"), "So.", Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("nothing that this analyst", (await stand.RunAsync(by, other.Analyst, "source", null, Cancel)).Error!.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_became_of_a_theory_is_said_once_with_the_parts_that_changed(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, other, plan, newer) = await MakeAsync(bench);
        var (edit, follow) = (bench.Get<EditTheory.Handler>(), bench.Get<FollowTheories.Handler>());
        Assert.True((await bench.Get<DescribeDocument.Handler>().RunAsync(by, newer, new("", new(2024, 1, 1), "", "", "", plan), Cancel)).Succeeded);
        var first = (await edit.AddAsync(by, plan, Theory("Access is unequal", "access-to-care", "experience-of-care"), Cancel)).Value;
        var second = (await edit.AddAsync(by, plan, Theory("Lives are short"), Cancel)).Value;
        var later = (await edit.AddAsync(by, newer, Theory("access is  unequal", "access-to-care") with { Mechanism = [] }, Cancel)).Value;
        Assert.Equal([first, second], (await follow.RunAsync(by, Cancel)).Unfollowed.Select(u => u.Theory.Id));

        Assert.Contains("Choose the later theory", (await follow.AddAsync(by, first, null, newer, TheoryFate.Changed, "", Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("no later theory", (await follow.AddAsync(by, first, later, newer, TheoryFate.Dropped, "", Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("one document", (await follow.AddAsync(by, first, second, plan, TheoryFate.Restated, "", Cancel)).Error!.Message, StringComparison.Ordinal);
        var tie = (await follow.AddAsync(by, first, later, newer, TheoryFate.Changed, "Only getting in is left.", Cancel)).Value;
        Assert.Contains("tied already", (await follow.AddAsync(other, first, later, newer, TheoryFate.Restated, "", Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("the other has been said", (await follow.AddAsync(by, first, null, newer, TheoryFate.Dropped, "", Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.True((await follow.AddAsync(other, second, null, newer, TheoryFate.Dropped, "", Cancel)).Succeeded);
        var said = await follow.RunAsync(by, Cancel);
        Assert.Empty(said.Unfollowed);
        // Case and blanks are no change; the mechanism is gone, and of two kinds one is left.
        Assert.Equal([new PartChange(TheoryPart.Mechanism, FieldChange.Lost), new PartChange(TheoryPart.Kinds, FieldChange.Narrowed)], said.Ties[0].Changed);
        Assert.Equal((TheoryFate.Dropped, null, "Plan 2024"), (said.Ties[1].Fate, said.Ties[1].Later, said.Ties[1].LaterTitle));
        Assert.Contains("rests on this theory", (await edit.RemoveAsync(by, first, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("Only they", (await follow.RemoveAsync(other, tie, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.True((await follow.RemoveAsync(by, tie, Cancel)).Succeeded);
        Assert.True((await edit.RemoveAsync(by, first, Cancel)).Succeeded);
        var thread = bench.Get<IEnumerable<IThreadContributor>>().Single(c => c.Kinds.Contains("theory"));
        // Naming no statement, it is of its document and of nothing else.
        Assert.Equal([new ThreadEdge(later.Node, newer.Node, "is told of")], await thread.TiesAsync(by, later.Node, Cancel));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Erasing_a_document_takes_its_theories_and_all_that_was_said_of_them(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, _, plan, newer) = await MakeAsync(bench);
        var edit = bench.Get<EditTheory.Handler>();
        var structural = Theory("Homes are cold") with { CauseLevels = ["representation.level.living-and-working-conditions"], MechanismLevels = ["representation.level.individual"] };
        var old = (await edit.AddAsync(by, plan, structural, Cancel)).Value;
        var young = (await edit.AddAsync(by, newer, Theory("Homes stay cold"), Cancel)).Value;
        Assert.True((await bench.Get<FollowTheories.Handler>().AddAsync(by, old, young, newer, TheoryFate.Restated, "", Cancel)).Succeeded);
        Assert.True((await bench.Get<FindTensions.Handler>().AnswerAsync(by, TensionRule.StructureAndPerson, old, null, TensionVerdict.Stands, "Left so.", Cancel)).Succeeded);
        Assert.True((await bench.Get<Clarity.RecordSlippage.Handler>().AddAsync(by, new(plan, "inequalities", "access", "illness"), Cancel)).Succeeded);
        var erase = bench.Get<EraseWords.Handler>();
        var preview = (await erase.PreviewAsync(by, EraseSubject.Of(plan), Cancel)).Value;
        var done = await erase.RunAsync(by, new(EraseSubject.Of(plan), EraseReason.Mistake, [.. preview.ToDecide.Select(q => q.Node)]), Cancel);
        Assert.True(done.Succeeded, done.Error?.Message);
        Assert.Equal([young], (await ListAsync(bench, by)).Select(t => t.Id));
        Assert.Empty((await bench.Get<FollowTheories.Handler>().RunAsync(by, Cancel)).Ties);
        Assert.Empty(await bench.Get<FindTensions.Handler>().RunAsync(by, Cancel));
        Assert.Empty((await bench.Get<Clarity.FindSlippage.Handler>().RunAsync(by, Clarity.ClarityOf.Consensus, null, Cancel)).ByHand);
    }

    [Fact]
    public async Task Tensions_are_questions_with_a_reason_that_one_answers_and_that_last_until_the_theories_change()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, other, plan, _) = await MakeAsync(bench);
        var (edit, find) = (bench.Get<EditTheory.Handler>(), bench.Get<FindTensions.Handler>());
        var structural = Theory("Homes are cold") with { CauseLevels = ["representation.level.living-and-working-conditions"], MechanismLevels = ["representation.level.individual"] };
        var cold = (await edit.AddAsync(by, plan, structural, Cancel)).Value;
        var access = (await edit.AddAsync(by, plan, Theory("Access is unequal", "access-to-care") with { Aims = ["aims.narrow-the-gap"], Groups = ["representation.group.everyone"] }, Cancel)).Value;
        var found = await find.RunAsync(by, Cancel);
        Assert.Equal([(TensionRule.StructureAndPerson, cold, null), (TensionRule.AllAndGap, access, (TheoryId?)null), (TensionRule.CausesAndServices, cold, access)], found.Select(t => (t.Rule, t.One.Id, t.Other?.Id)));
        Assert.Equal("Theory 1 sets out from living conditions or policy, and its mechanism works on individuals.", found[0].Reason);
        Assert.Contains("the gap stays", found[1].Question, StringComparison.Ordinal);

        Assert.Contains("why", (await find.AnswerAsync(by, TensionRule.StructureAndPerson, cold, null, TensionVerdict.Stands, " ", Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.IsType<TheoryMissing>((await find.AnswerAsync(by, TensionRule.AllAndGap, cold, null, TensionVerdict.Stands, "No.", Cancel)).Error);
        var answer = (await find.AnswerAsync(by, TensionRule.StructureAndPerson, cold, null, TensionVerdict.Stands, "Nobody says.", Cancel)).Value;
        Assert.Equal(answer, (await find.AnswerAsync(by, TensionRule.StructureAndPerson, cold, null, TensionVerdict.Reconciled, "Page 4 says.", Cancel)).Value);
        Assert.IsType<Refused>((await find.WithdrawAsync(other, answer, Cancel)).Error);
        Assert.True((await edit.ChangeAsync(by, cold, structural with { MechanismLevels = ["representation.level.policy"] }, Cancel)).Succeeded);
        var old = Assert.Single((await find.RunAsync(other, Cancel)), t => t.Rule == TensionRule.StructureAndPerson);
        Assert.Equal((false, TensionVerdict.Reconciled, "Page 4 says.", "Ruth"), (old.Arises, old.Answers[0].Verdict, old.Answers[0].Words, old.Answers[0].AnalystName));
    }

    [Fact]
    public async Task Tensions_between_documents_name_both_and_those_of_two_versions_come_first()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _, plan, newer) = await MakeAsync(bench);
        var apart = await bench.AddTextAsync(by, "Town plan", "Inequalities remain.", SourceKind.Document);
        var (edit, find) = (bench.Get<EditTheory.Handler>(), bench.Get<FindTensions.Handler>());
        var cold = (await edit.AddAsync(by, plan, Theory("Homes are cold") with { CauseLevels = ["representation.level.living-and-working-conditions"], MechanismLevels = ["representation.level.policy"] }, Cancel)).Value;
        var person = Theory("People smoke") with { MechanismLevels = ["representation.level.individual"] };
        var town = (await edit.AddAsync(by, apart, person, Cancel)).Value;
        var smoke = (await edit.AddAsync(by, newer, person, Cancel)).Value;
        Assert.True((await bench.Get<DescribeDocument.Handler>().RunAsync(by, apart, new("", null, "", "", "", plan), Cancel)).Succeeded);
        var found = await find.RunAsync(by, Cancel);
        Assert.Equal([(TensionRule.StructureAndPerson, cold, (TheoryId?)town, true), (TensionRule.StructureAndPerson, cold, smoke, false)], found.Select(t => (t.Rule, t.One.Id, t.Other?.Id, t.IsOfVersions)));
        Assert.All(found, t => Assert.True(t.IsAcross));
        Assert.Equal("Theory 1 of Plan 2019 sets out from living conditions or policy; the mechanism of theory 1 of Plan 2024 works on individuals.", found[1].Reason);

        Assert.True((await find.AnswerAsync(by, TensionRule.StructureAndPerson, cold, smoke, TensionVerdict.Stands, "The years drifted.", Cancel)).Succeeded);
        var html = HtmlReport.Write((await bench.Get<BuildTheories.Handler>().RunAsync(by, null, Cancel)).Value);
        Assert.Contains("Plan 2019; Town plan (one takes the place of the other)", html, StringComparison.Ordinal);
        Assert.Contains("Plan 2019; Plan 2024", html, StringComparison.Ordinal);
        Assert.Contains("Ruth: the tension stands. The years drifted.", html, StringComparison.Ordinal);
        // Of one document alone: what concerns it, also where the other side lies elsewhere.
        Assert.DoesNotContain("Plan 2019; Town plan", HtmlReport.Write((await bench.Get<BuildTheories.Handler>().RunAsync(by, newer, Cancel)).Value), StringComparison.Ordinal);
        Assert.True((await bench.Get<BinSource.Handler>().RunAsync(by, newer, true, Cancel)).Succeeded);
        Assert.Equal(town, Assert.Single(await find.RunAsync(by, Cancel)).Other!.Id);
    }

    [Fact]
    public async Task The_map_is_a_picture_that_opens_by_itself_and_marks_what_is_not_stated()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _, plan, _) = await MakeAsync(bench);
        Assert.True((await bench.Get<EditTheory.Handler>().AddAsync(by, plan, Theory("Access <is> unequal & far") with { Mechanism = [] }, Cancel)).Succeeded);
        var svg = TheoryMap.Svg(await ListAsync(bench, by), term => term);
        var picture = System.Xml.Linq.XDocument.Parse(svg);
        var texts = picture.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToList();
        Assert.Contains("1. Access <is> unequal & far", texts);
        Assert.Contains("Kind not stated", texts);
        Assert.Equal(2, picture.Descendants().Count(e => e.Name.LocalName == "rect" && e.Attribute("stroke-dasharray") is not null));
    }
}
