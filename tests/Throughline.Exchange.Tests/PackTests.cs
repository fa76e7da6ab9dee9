using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Exchange.Archives;
using Throughline.Exchange.Logs;
using Throughline.Exchange.Packs;
using Throughline.Framing.Representations;
using Throughline.Policy.Readings;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;
using Throughline.Projects;
using Throughline.Review;
using Throughline.Review.Studies;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Synthesis;
using Throughline.Synthesis.Constructs;
using Throughline.Synthesis.Translation;
using Throughline.Testing;
using static Throughline.Testing.Samples;

namespace Throughline.Exchange.Tests;

/// <summary>Two laptops, one project: each analyst works on a copy, and their packs bring the copies together.</summary>
public class PackTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite, Engine.PostgreSql), InlineData(Engine.PostgreSql, Engine.Sqlite)]
    public async Task Packs_merged_in_either_order_on_either_engine_give_the_same_project(Engine first, Engine second)
    {
        await using var one = await TestWorkbench.OpenAsync(first);
        var fixture = await Fixture.MakeAsync(one);
        await fixture.WriteThemeAsync();
        await using var two = await CopyAsync(one, fixture.Ruth, second);
        await using var third = await CopyAsync(one, fixture.Ruth, first);
        await using var fourth = await CopyAsync(one, fixture.Ruth, second);
        var (ruth, omar) = (fixture.Ruth, fixture.Omar);

        // Ruth, on the first: new codings, one moved, one taken away, a memo rewritten, a new code, a reading.
        var ownCodings = await OwnCodingsAsync(one, ruth, fixture.Interview1);
        Must(await one.Get<ChangeCoding.Handler>().RunAsync(ruth, ownCodings[0], Fixture.MoveTo(Fixture.First, "the line is engaged"), Cancel));
        Must(await one.Get<RemoveCodings.Handler>().RunAsync(ruth, [ownCodings[1]], Cancel));
        var waiting = Must(await one.Get<AddCode.Handler>().RunAsync(ruth, new("Access > Waiting"), Cancel));
        await fixture.CodeAsync(ruth, fixture.Interview1, "By then the day's places are gone", waiting, fixture.Phone);
        var memo = (await one.Get<ListMemos.Handler>().RunAsync(ruth, fixture.Phone.Node, Cancel)).Single(m => m.Analyst == ruth.Analyst);
        Must(await one.Get<WriteMemo.Handler>().ChangeAsync(ruth, memo.Id, "The telephone sorts people, and so does the clock.", Cancel));
        await ReadAsync(one, ruth, fixture.Policy);

        // Omar, on the second: the same words with the same code, his own code, a memo gone and another written, a reading of the same sentence.
        var copy = fixture.On(two);
        await copy.CodeAsync(omar, fixture.Interview1, "By then the day's places are gone", fixture.Phone);
        var buses = Must(await two.Get<AddCode.Handler>().RunAsync(omar, new("Buses"), Cancel));
        await copy.CodeAsync(omar, fixture.Interview2, "The buses.", buses);
        var gone = (await two.Get<ListMemos.Handler>().RunAsync(omar, fixture.Interview1.Node, Cancel)).Single();
        Must(await two.Get<WriteMemo.Handler>().RemoveAsync(omar, gone.Id, Cancel));
        Must(await two.Get<WriteMemo.Handler>().AddAsync(omar, new(buses.Node, "Late."), Cancel));
        await ReadAsync(two, omar, fixture.Policy);

        var (ruths, omars) = (await PackAsync(one, ruth), await PackAsync(two, omar));
        var preview = Must(await one.Get<MergePack.Handler>().PreviewAsync(ruth, new MemoryStream(omars), new(), Cancel));
        var before = await RowsAsync(one, ruth.Project);
        Assert.Equal(2, preview.Added["codings"]);
        Assert.Equal(1, preview.TakenAway);
        Assert.Equal(before, await RowsAsync(one, ruth.Project));

        var merged = await MergeAsync(one, ruth, omars);
        Assert.Equal(preview.Added, merged.Added);
        Assert.Empty(merged.Conflicts);
        Assert.Empty(merged.Notes);
        var other = await MergeAsync(two, omar, ruths);
        Assert.Equal((1, 1), (other.Changed, other.TakenAway));
        foreach (var (bench, packs) in new[] { (third, new[] { ruths, omars }), (fourth, new[] { omars, ruths }) })
            foreach (var pack in packs) Assert.Empty((await MergeAsync(bench, ruth, pack)).Conflicts);

        var expected = await RowsAsync(one, ruth.Project);
        Assert.NotEqual(before, expected);
        foreach (var bench in new[] { two, third, fourth })
        {
            var rows = await RowsAsync(bench, ruth.Project);
            foreach (var table in expected.Keys) Assert.Equal(expected[table], rows[table]);
            var log = await bench.Get<VerifyLog>().RunAsync(ruth.Project, Cancel);
            Assert.True(log.Holds, string.Join("\n", log.Faults.Select(f => f.Message)));
        }

        // Again, and with packs made after the merge: nothing is changed, and nothing is written to the log.
        foreach (var bench in new[] { one, two, third, fourth })
        {
            var entries = (await bench.Get<VerifyLog>().RunAsync(ruth.Project, Cancel)).Entries;
            foreach (var pack in new[] { omars, ruths, await PackAsync(one, omar), await PackAsync(two, ruth) })
            {
                var again = await MergeAsync(bench, ruth, pack);
                Assert.True(again.IsNothing, PackWords.Sentence(again, false));
                Assert.Empty(again.Conflicts);
            }
            Assert.Equal(entries, (await bench.Get<VerifyLog>().RunAsync(ruth.Project, Cancel)).Entries);
        }

        // What goes on from there travels too: the coding is moved a second time.
        Must(await one.Get<ChangeCoding.Handler>().RunAsync(ruth, ownCodings[0], Fixture.MoveTo(Fixture.First, "engaged until ten"), Cancel));
        Assert.Empty((await MergeAsync(fourth, ruth, await PackAsync(one, ruth))).Conflicts);
        Assert.Equal((await RowsAsync(one, ruth.Project))["source_excerpt"], (await RowsAsync(fourth, ruth.Project))["source_excerpt"]);
        // An older pack takes nothing back.
        Assert.True((await MergeAsync(fourth, ruth, ruths)).IsNothing);
        Assert.Equal((await RowsAsync(one, ruth.Project))["source_excerpt"], (await RowsAsync(fourth, ruth.Project))["source_excerpt"]);
        var undone = await fourth.Get<Undo>().UndoAsync(ruth, Cancel);
        Assert.Contains("not taken back as one", undone.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_both_copies_changed_is_listed_and_left_until_somebody_takes_the_packs()
    {
        await using var one = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(one);
        var second = Must(await one.Get<WriteMemo.Handler>().AddAsync(fixture.Ruth, new(fixture.Distance.Node, "How far is far?"), Cancel));
        var third = Must(await one.Get<WriteMemo.Handler>().AddAsync(fixture.Ruth, new(fixture.Interview1.Node, "Third."), Cancel));
        await using var two = await CopyAsync(one, fixture.Ruth, Engine.Sqlite);
        var memo = (await one.Get<ListMemos.Handler>().RunAsync(fixture.Ruth, fixture.Phone.Node, Cancel)).Single();

        // The same analyst worked on both copies.
        Must(await one.Get<WriteMemo.Handler>().ChangeAsync(fixture.Ruth, memo.Id, "As it is on the first.", Cancel));
        Must(await two.Get<WriteMemo.Handler>().ChangeAsync(fixture.Ruth, memo.Id, "As it is on the second.", Cancel));
        Must(await one.Get<WriteMemo.Handler>().RemoveAsync(fixture.Ruth, second, Cancel));
        Must(await two.Get<WriteMemo.Handler>().ChangeAsync(fixture.Ruth, second, "Half an hour.", Cancel));
        Must(await one.Get<WriteMemo.Handler>().ChangeAsync(fixture.Ruth, third, "Rewritten.", Cancel));
        Must(await two.Get<WriteMemo.Handler>().RemoveAsync(fixture.Ruth, third, Cancel));

        var pack = await PackAsync(two, fixture.Ruth);
        var before = await RowsAsync(one, fixture.Ruth.Project);
        var kept = await MergeAsync(one, fixture.Ruth, pack);
        Assert.Equal(["changed here, and taken away on the other copy", "changed on both copies", "taken away here, and changed on the other copy"], kept.Conflicts.Select(c => c.Why).Order(StringComparer.Ordinal));
        Assert.Equal("Interview 1", kept.Conflicts.Single(c => c.Why.StartsWith("changed here", StringComparison.Ordinal)).Where);
        Assert.Equal(before["coding_memo"], (await RowsAsync(one, fixture.Ruth.Project))["coding_memo"]);

        Assert.All((await MergeAsync(one, fixture.Ruth, pack, takeTheirs: true)).Conflicts, c => Assert.True(c.TookTheirs));
        Assert.Equal((await RowsAsync(two, fixture.Ruth.Project))["coding_memo"], (await RowsAsync(one, fixture.Ruth.Project))["coding_memo"]);
        // What was here stays in the log, and the other copy learns that it was decided.
        Assert.Contains((await one.Get<ReadLog.Handler>().ValuesAsync(fixture.Ruth, (await one.Get<VerifyLog>().RunAsync(fixture.Ruth.Project, Cancel)).Entries, Cancel)), v => v.Before?.Contains("As it is on the first.", StringComparison.Ordinal) == true);
        Assert.Empty((await MergeAsync(two, fixture.Ruth, await PackAsync(one, fixture.Ruth))).Conflicts);
    }

    [Fact]
    public async Task A_colleagues_pack_stays_closed_until_both_have_finished_and_agreement_reads_from_it()
    {
        await using var one = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(one);
        var (ruth, omar) = (fixture.Ruth, fixture.Omar);
        await using var two = await CopyAsync(one, ruth, Engine.Sqlite);
        // Given out on Omar's copy alone: Ruth's copy learns of it from the pack, and closes it to her.
        Must(await two.Get<Assign.Handler>().RunAsync(omar, fixture.Interview2.Node, [ruth.Analyst, omar.Analyst], Cancel));
        var copy = fixture.On(two);
        await copy.CodeAsync(omar, fixture.Interview2, "The buses.", fixture.Distance);
        Must(await two.Get<WriteMemo.Handler>().AddAsync(omar, new(fixture.Interview2.Node, "Canarymemo"), Cancel));
        Must(await two.Get<FinishAssignment.Handler>().RunAsync(omar, fixture.Interview2.Node, Cancel));
        var pack = await PackAsync(two, omar);

        foreach (var isPreview in new[] { true, false })
        {
            var handler = one.Get<MergePack.Handler>();
            var said = Must(isPreview ? await handler.PreviewAsync(ruth, new MemoryStream(pack), new(), Cancel) : await handler.RunAsync(ruth, new MemoryStream(pack), new(), Cancel));
            Assert.Empty(said.Added);
            Assert.Equal((2, 2, 1), (said.Closed, said.GivenOut, said.Finished));
            Assert.DoesNotContain("memo", PackWords.Sentence(said, isPreview), StringComparison.Ordinal);
        }
        Assert.DoesNotContain(await one.Get<ListMemos.Handler>().RunAsync(ruth, null, Cancel), m => m.Text == "Canarymemo");
        using (var archive = new MemoryStream())
        {
            Must(await one.Get<ArchiveProject.Handler>().RunAsync(ruth, new(), archive, Cancel));
            Assert.DoesNotContain("Canarymemo", TextOf(archive.ToArray()), StringComparison.Ordinal);
        }
        var last = (await one.Get<VerifyLog>().RunAsync(ruth.Project, Cancel)).Entries;
        for (var seq = 1L; seq <= last; seq++) Assert.DoesNotContain(await one.Get<ReadLog.Handler>().ValuesAsync(ruth, seq, Cancel), v => v.After?.Contains("Canarymemo", StringComparison.Ordinal) == true);
        // Ruth's own pack carries nothing of it back out.
        Assert.DoesNotContain("Canarymemo", TextOf(await PackAsync(one, ruth)), StringComparison.Ordinal);

        await fixture.CodeAsync(ruth, fixture.Interview2, "The buses.", fixture.Distance);
        Must(await one.Get<FinishAssignment.Handler>().RunAsync(ruth, fixture.Interview2.Node, Cancel));
        Assert.Contains(await one.Get<ListMemos.Handler>().RunAsync(ruth, null, Cancel), m => m.Text == "Canarymemo");
        var agreement = Must(await one.Get<ReadAgreement.Handler>().RunAsync(ruth, fixture.Interview2, Cancel));
        Assert.Equal("The buses.".Length, agreement.Codes.Single(c => c.Code == fixture.Distance).BothCharacters);
        // And the other copy agrees, to the figure.
        await MergeAsync(two, omar, await PackAsync(one, ruth));
        var theirs = Must(await two.Get<ReadAgreement.Handler>().RunAsync(omar, fixture.Interview2, Cancel));
        Assert.Equal(agreement.Codes.Select(c => (c.Code, c.BothCharacters, c.AnyCharacters)), theirs.Codes.Select(c => (c.Code, c.BothCharacters, c.AnyCharacters)));
    }

    [Theory, InlineData(Engine.Sqlite, Engine.PostgreSql), InlineData(Engine.PostgreSql, Engine.Sqlite)]
    public async Task A_double_reading_of_statements_on_two_copies_comes_together_with_its_theory(Engine first, Engine second)
    {
        await using var one = await TestWorkbench.OpenAsync(first);
        var fixture = await Fixture.MakeAsync(one);
        var (ruth, omar) = (fixture.Ruth, fixture.Omar);
        var statement = Must(await one.Get<ChangeStatement.Handler>().AddAsync(ruth, fixture.Policy, null, Fixture.SpanOf(Fixture.Plan, "Every practice will answer by telephone."), Cancel));
        Must(await one.Get<AssignReadings.Handler>().RunAsync(ruth, null, [ruth.Analyst, omar.Analyst], Cancel));
        await using var two = await CopyAsync(one, ruth, second);
        var excerpt = (await one.Get<ListStatements.Handler>().RunAsync(ruth, null, Cancel)).Single().Excerpt;
        foreach (var (bench, by) in new[] { (one, ruth), (two, omar) })
        {
            Must(await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(excerpt.Node, Answers: [new("measure", FieldState.Stated, [], by == ruth ? "every practice" : "by telephone", null)]), Cancel));
            Must(await bench.Get<FinishReading.Handler>().RunAsync(by, statement, Cancel));
        }
        // A statement that Omar added, and a theory of his that rests on it.
        var added = Must(await two.Get<ChangeStatement.Handler>().AddAsync(omar, fixture.Policy, null, Fixture.SpanOf(Fixture.Plan, "We will open two hundred more places a week."), Cancel));
        var theory = Must(await two.Get<EditTheory.Handler>().AddAsync(omar, fixture.Policy, new("Too few places", ["More places"], [], [], [], "", "", [added]), Cancel));

        var (ruths, omars) = (await PackAsync(one, ruth), await PackAsync(two, omar));
        Assert.Single((await MergeAsync(one, ruth, omars)).Added, a => a is { Key: "programme theories", Value: 1 });
        await MergeAsync(two, omar, ruths);
        foreach (var bench in new[] { one, two })
        {
            var together = await bench.Get<ReadTogether.Handler>().RunAsync(ruth, fixture.Policy, Cancel);
            var opened = together.Statements.Single(o => o.Statement.Id == statement);
            Assert.Equal(["Omar Said", "Ruth Adeyemi"], opened.Sides.Select(side => side.Name));
            Assert.Equal(["by telephone", "every practice"], opened.Sides.Select(side => side.Answers["measure"].Words));
            Assert.Equal(added, Assert.Single((await bench.Get<ListTheories.Handler>().RunAsync(ruth, null, Cancel)).Single(t => t.Id == theory).Statements).Id);
        }
        var (here, there) = (await RowsAsync(one, ruth.Project), await RowsAsync(two, ruth.Project));
        foreach (var table in here.Keys) Assert.Equal(here[table], there[table]);

        // What they agree on here says there, and in a copy of all, who agreed.
        Must(await one.Get<ReadTogether.Handler>().AgreeAsync(ruth, statement, [new("measure", FieldState.Stated, [], "every practice", null)], "The sentence names them.", Cancel));
        await MergeAsync(two, omar, await PackAsync(one, ruth));
        await using var three = await CopyAsync(one, ruth, second);
        foreach (var bench in new[] { one, two, three })
            Assert.Equal(["Omar Said", "Ruth Adeyemi"], (await bench.Get<ReadTogether.Handler>().RunAsync(ruth, fixture.Policy, Cancel)).Statements.Single(o => o.Statement.Id == statement).Parties);
    }

    [Theory, InlineData(Engine.Sqlite, Engine.PostgreSql), InlineData(Engine.PostgreSql, Engine.Sqlite)]
    public async Task Of_two_settlements_of_one_statement_or_draft_the_last_stands_on_every_copy_and_it_is_said(Engine first, Engine second)
    {
        await using var one = await TestWorkbench.OpenAsync(first);
        var fixture = await Fixture.MakeAsync(one);
        var (ruth, omar) = (fixture.Ruth, fixture.Omar);
        var differs = Must(await one.Get<ChangeStatement.Handler>().AddAsync(ruth, fixture.Policy, null, Fixture.SpanOf(Fixture.Plan, "Every practice will answer by telephone."), Cancel));
        var alike = Must(await one.Get<ChangeStatement.Handler>().AddAsync(ruth, fixture.Policy, null, Fixture.SpanOf(Fixture.Plan, "We will open two hundred more places a week."), Cancel));
        foreach (var statement in await one.Get<ListStatements.Handler>().RunAsync(ruth, null, Cancel))
            foreach (var by in new[] { ruth, omar })
                Must(await one.Get<MakeRepresentation.Handler>().RunAsync(by, new(statement.Excerpt.Node, Answers: [new("measure", FieldState.Stated, [], by == ruth ? "every practice" : "by telephone")]), Cancel));
        EditTheory.Request Theory(string problem) => new(problem, ["More places"], [], [], [], "", "", [alike]);
        var drafts = new List<TheoryId>();
        foreach (var by in new[] { ruth, omar }) drafts.Add(Must(await one.Get<EditTheory.Handler>().AddAsync(by, fixture.Policy, Theory("Too few places"), Cancel)));
        await using var two = await CopyAsync(one, ruth, second);
        await using var third = await CopyAsync(one, ruth, first);
        await using var fourth = await CopyAsync(one, ruth, second);

        async Task SettleAsync(TestWorkbench bench, Acting by, StatementId statement, string words, string why) =>
            Must(await bench.Get<ReadTogether.Handler>().AgreeAsync(by, statement, [new("measure", FieldState.Stated, [], words)], why, Cancel));
        await SettleAsync(one, ruth, differs, "every practice", "The sentence names them.");
        await SettleAsync(one, ruth, alike, "two hundred", "A number.");
        Must(await one.Get<SettleTheories.Handler>().AgreeAsync(ruth, drafts, Theory("Places are few"), "So.", Cancel));
        await SettleAsync(two, omar, differs, "by telephone", "That is how.");
        await SettleAsync(two, omar, alike, "two hundred", "It is a number.");
        Must(await two.Get<SettleTheories.Handler>().AgreeAsync(omar, drafts, Theory("Too few places a week"), "So.", Cancel));

        await using var fifth = await CopyAsync(two, omar, first);
        var (ruths, omars) = (await PackAsync(one, ruth), await PackAsync(two, omar));
        var preview = Must(await one.Get<MergePack.Handler>().PreviewAsync(ruth, new MemoryStream(omars), new(), Cancel));
        var merged = await MergeAsync(one, ruth, omars);
        Assert.Equal(preview.Conflicts, merged.Conflicts);
        Assert.Equal([("agreed programme theory", true), ("agreed reading", true)], merged.Conflicts.Select(c => (c.What, c.TookTheirs)).Order());
        Assert.All(merged.Conflicts, c => Assert.Contains("The one settled last stands", c.Why, StringComparison.Ordinal));
        Assert.Contains("Every practice will answer by telephone.", merged.Conflicts.Single(c => c.What == "agreed reading").Where, StringComparison.Ordinal);
        Assert.Contains("settled alike on both copies", Assert.Single(merged.Notes), StringComparison.Ordinal);
        Assert.Equal(3, merged.TakenAway);
        var other = await MergeAsync(two, omar, ruths);
        Assert.Equal([("agreed programme theory", false), ("agreed reading", false)], other.Conflicts.Select(c => (c.What, c.TookTheirs)).Order());
        Assert.True(other.IsNothing);
        foreach (var (bench, packs) in new[] { (third, new[] { ruths, omars }), (fourth, new[] { omars, ruths }) })
            Assert.Equal(2, (await MergeAsync(bench, ruth, packs[0])).Conflicts.Count + (await MergeAsync(bench, ruth, packs[1])).Conflicts.Count);
        var expected = await RowsAsync(one, ruth.Project);
        foreach (var bench in new[] { one, two, third, fourth })
        {
            var rows = await RowsAsync(bench, ruth.Project);
            foreach (var table in expected.Keys) Assert.Equal(expected[table], rows[table]);
            Assert.Equal("by telephone", (await bench.Get<ReadTogether.Handler>().RunAsync(ruth, null, Cancel)).Statements.Single(o => o.Statement.Id == differs).Agreed!["measure"].Words);
            Assert.Equal("Too few places a week", Assert.Single(await bench.Get<ListTheories.Handler>().RunAsync(ruth, null, Cancel), t => t.Origin == TheoryOrigin.Agreed).Problem);
            Assert.Equal(2, Must(await bench.Get<CountShape.Handler>().RunAsync(ruth, new(), Cancel)).Readings);
            Assert.True((await bench.Get<VerifyLog>().RunAsync(ruth.Project, Cancel)).Holds);
            // Merging both again brings nothing back.
            foreach (var pack in new[] { ruths, omars }) Assert.True((await MergeAsync(bench, ruth, pack)).IsNothing);
        }

        // Taken back and settled again on one copy, it stands on the other.
        Must(await one.Get<ReadTogether.Handler>().ReopenAsync(ruth, differs, Cancel));
        await SettleAsync(one, ruth, differs, "every practice by telephone", "Both.");
        var again = await MergeAsync(two, omar, await PackAsync(one, ruth));
        Assert.Equal(("agreed reading", true), (Assert.Single(again.Conflicts).What, again.Conflicts[0].TookTheirs));
        Assert.Equal("every practice by telephone", (await two.Get<ReadTogether.Handler>().RunAsync(omar, null, Cancel)).Statements.Single(o => o.Statement.Id == differs).Agreed!["measure"].Words);
        // The pack's is taken where it is asked for, though it is the older.
        Assert.All((await MergeAsync(fifth, omar, ruths)).Conflicts, c => Assert.False(c.TookTheirs));
        var asked = await MergeAsync(fifth, omar, ruths, takeTheirs: true);
        Assert.Equal(2, asked.Conflicts.Count(c => c.TookTheirs && c.Why.Contains("was asked for", StringComparison.Ordinal)));
        Assert.Equal("every practice", (await fifth.Get<ReadTogether.Handler>().RunAsync(omar, null, Cancel)).Statements.Single(o => o.Statement.Id == differs).Agreed!["measure"].Words);
        Assert.Equal("Places are few", Assert.Single(await fifth.Get<ListTheories.Handler>().RunAsync(omar, null, Cancel), t => t.Origin == TheoryOrigin.Agreed).Problem);
    }

    /// <summary>A statement and a draft by each of Ruth and Omar to settle, a reading by each of the three, a third analyst's theory of a later plan, and a target.</summary>
    private static async Task<(Fixture Fixture, Acting Sana, StatementId Statement, List<TheoryId> Drafts, RepresentationId Sanas, RepresentationId Ruths, TheoryId Later, Targeting.TargetId Target)> ToSettleAsync(TestWorkbench bench)
    {
        var fixture = await Fixture.MakeAsync(bench);
        var (ruth, omar) = (fixture.Ruth, fixture.Omar);
        var sana = ruth with { Analyst = Must(await bench.Get<AddAnalyst.Handler>().RunAsync(ruth, "Sana Mir", Cancel)) };
        var statement = Must(await bench.Get<ChangeStatement.Handler>().AddAsync(ruth, fixture.Policy, null, Fixture.SpanOf(Fixture.Plan, "We will open two hundred more places a week."), Cancel));
        var read = (await bench.Get<ListStatements.Handler>().RunAsync(ruth, null, Cancel)).Single();
        foreach (var by in new[] { ruth, omar }) Must(await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(read.Excerpt.Node, Answers: [new("measure", FieldState.Stated, [], "two hundred")]), Cancel));
        var drafts = new List<TheoryId>();
        foreach (var by in new[] { ruth, omar }) drafts.Add(Must(await bench.Get<EditTheory.Handler>().AddAsync(by, fixture.Policy, ForAll("Too few places"), Cancel)));
        async Task<RepresentationId> ReadAsync(Acting by, SourceId source, string text, string words) => Must(await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(null, source, Span: Fixture.SpanOf(text, words)), Cancel));
        var (sanas, ruths) = (await ReadAsync(sana, fixture.Interview2, Fixture.Second, "The buses."), await ReadAsync(ruth, fixture.Interview1, Fixture.First, "They walk in."));
        var plan = await bench.AddTextAsync(sana, "Later plan", "More places.", SourceKind.Document);
        var later = Must(await bench.Get<EditTheory.Handler>().AddAsync(sana, plan, new("Places are few", [], [], [], [], "", "", []), Cancel));
        return (fixture, sana, statement, drafts, sanas, ruths, later, Must(await bench.Get<Targeting.Targets.EditTarget.Handler>().AddAsync(ruth, "Places", null, Cancel)));
    }

    private static EditTheory.Request ForAll(string problem) => new(problem, ["More places"], [], [], ["representation.group.everyone"], "", "", []) { Aims = ["aims.narrow-the-gap"] };

    private static async Task<(RepresentationId Reading, TheoryId Theory)> SettleAsync(TestWorkbench bench, Acting by, StatementId statement, IReadOnlyList<TheoryId> drafts, string words, string problem) =>
        (Must(await bench.Get<ReadTogether.Handler>().AgreeAsync(by, statement, [new("measure", FieldState.Stated, [], words)], "So.", Cancel)), Must(await bench.Get<SettleTheories.Handler>().AgreeAsync(by, drafts, ForAll(problem), "So.", Cancel)));

    [Theory, InlineData(Engine.Sqlite, Engine.PostgreSql), InlineData(Engine.PostgreSql, Engine.Sqlite)]
    public async Task Ties_to_what_both_copies_settled_alike_lead_to_the_one_that_stands(Engine first, Engine second)
    {
        await using var one = await TestWorkbench.OpenAsync(first);
        var (fixture, sana, statement, drafts, sanas, ruthsReading, later, target) = await ToSettleAsync(one);
        var (ruth, omar) = (fixture.Ruth, fixture.Omar);
        await using var two = await CopyAsync(one, ruth, second);
        var old = await SettleAsync(one, ruth, statement, drafts, "two hundred", "Too few places");
        var stands = await SettleAsync(two, omar, statement, drafts, "two hundred", "Too few places");
        Must(await one.Get<LinkRepresentations.Handler>().AddAsync(sana, new(sanas, old.Reading, RepresentationTie.Interprets, "She reads it so."), Cancel));
        var own = Must(await one.Get<LinkRepresentations.Handler>().AddAsync(ruth, new(ruthsReading, old.Reading, RepresentationTie.Interprets, "So do I."), Cancel));
        Must(await one.Get<FollowTheories.Handler>().AddAsync(sana, old.Theory, later, default, TheoryFate.Restated, "Said again.", Cancel));
        Must(await one.Get<FindTensions.Handler>().AnswerAsync(sana, TensionRule.AllAndGap, old.Theory, null, TensionVerdict.Stands, "It pulls both ways.", Cancel));
        Must(await one.Get<Targeting.Targets.TieEvidence.Handler>().AddAsync(sana, target, "kind", old.Theory.Node, "It says why.", Cancel));
        await using var apart = await CopyAsync(one, ruth, second);
        var (ruths, omars) = (await PackAsync(one, ruth), await PackAsync(two, omar));
        await using var third = await CopyAsync(one, ruth, second);

        async Task StandAsync(TestWorkbench bench)
        {
            await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
            Assert.Equal([(stands.Reading, "She reads it so."), (stands.Reading, "So do I.")], (await db.Set<RepresentationLink>().ToListAsync(Cancel)).OrderBy(l => l.Note, StringComparer.Ordinal).Select(l => (l.To, l.Note)));
            Assert.Equal((stands.Theory, "Said again."), (await db.Set<TheoryTie>().SingleAsync(Cancel)) is var tie ? (tie.Earlier, tie.Note) : default);
            Assert.Equal((stands.Theory, "It pulls both ways."), (await db.Set<TensionAnswer>().SingleAsync(Cancel)) is var answer ? (answer.One, answer.Words) : default);
            Assert.Equal(stands.Theory.Node, (await db.Set<Targeting.Targets.TargetEvidence>().SingleAsync(Cancel)).Node);
            Assert.True((await bench.Get<VerifyLog>().RunAsync(ruth.Project, Cancel)).Holds);
        }
        foreach (var bench in new[] { one, third })
        {
            var merged = await MergeAsync(bench, ruth, omars);
            Assert.Empty(merged.Conflicts);
            Assert.Equal(2, merged.TakenAway);
            Assert.All(merged.Notes, n => Assert.Contains("ties to the other lead to it", n, StringComparison.Ordinal));
            await StandAsync(bench);
        }
        // Where the pack's does not stand, what it brings leads to the one that does.
        var brought = await MergeAsync(two, omar, ruths);
        Assert.Empty(brought.Conflicts);
        Assert.All(brought.Notes, n => Assert.Contains("ties to the other lead to it", n, StringComparison.Ordinal));
        Assert.Empty((await MergeAsync(two, omar, await PackAsync(one, sana))).Conflicts);
        await StandAsync(two);
        var expected = await RowsAsync(one, ruth.Project);
        foreach (var bench in new[] { two, third })
        {
            var rows = await RowsAsync(bench, ruth.Project);
            foreach (var table in expected.Keys) Assert.Equal(expected[table], rows[table]);
        }
        // Merging again changes nothing, and a tie that went on where nothing is merged yet goes on here too.
        foreach (var (bench, pack) in new[] { (one, ruths), (one, omars), (two, ruths), (two, omars), (third, ruths) })
            Assert.True(await MergeAsync(bench, ruth, pack) is { IsNothing: true, Conflicts: [] });
        Must(await apart.Get<LinkRepresentations.Handler>().AmendAsync(ruth, own, null, "So do I, by now.", Cancel));
        var went = await MergeAsync(two, omar, await PackAsync(apart, ruth));
        Assert.Empty(went.Conflicts);
        Assert.Equal(1, went.Changed);
        Assert.True(await MergeAsync(two, omar, ruths) is { IsNothing: true, Conflicts: [] });
        await using var last = await two.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        Assert.Equal(("So do I, by now.", stands.Reading), (await last.Set<RepresentationLink>().SingleAsync(l => l.Id == own, Cancel)) is var amended ? (amended.Note, amended.To) : default);
    }

    [Fact]
    public async Task Ties_that_go_with_what_was_settled_otherwise_are_counted_and_said()
    {
        await using var one = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (fixture, sana, statement, drafts, sanas, ruthsReading, later, _) = await ToSettleAsync(one);
        var (ruth, omar) = (fixture.Ruth, fixture.Omar);
        await using var two = await CopyAsync(one, ruth, Engine.Sqlite);
        var old = await SettleAsync(one, ruth, statement, drafts, "two hundred", "Too few places");
        await SettleAsync(two, omar, statement, drafts, "two hundred a week", "Places are few");
        foreach (var (by, reading) in new[] { (sana, sanas), (ruth, ruthsReading) }) Must(await one.Get<LinkRepresentations.Handler>().AddAsync(by, new(reading, old.Reading, RepresentationTie.Interprets), Cancel));
        Must(await one.Get<FollowTheories.Handler>().AddAsync(sana, old.Theory, later, default, TheoryFate.Restated, "Said again.", Cancel));
        var (ruths, omars) = (await PackAsync(one, ruth), await PackAsync(two, omar));

        var preview = Must(await one.Get<MergePack.Handler>().PreviewAsync(ruth, new MemoryStream(omars), new(), Cancel));
        var merged = await MergeAsync(one, ruth, omars);
        Assert.Equal(preview.Conflicts, merged.Conflicts);
        Assert.Contains("ties to the other go with it (here 2, 1 of them other analysts’).", merged.Conflicts.Single(c => c.What == "agreed reading").Why, StringComparison.Ordinal);
        Assert.Contains("ties to the other go with it (here 1, 1 of them other analysts’).", merged.Conflicts.Single(c => c.What == "agreed programme theory").Why, StringComparison.Ordinal);
        // A reading and a theory, and three ties.
        Assert.Equal(5, merged.TakenAway);
        await using (var db = await one.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel)) Assert.False(await db.Set<RepresentationLink>().AnyAsync(Cancel) || await db.Set<TheoryTie>().AnyAsync(Cancel));
        Assert.Equal(["Some ties between readings rest on what was settled otherwise here, so they were left out."], (await MergeAsync(two, omar, ruths)).Notes);
    }

    [Theory, InlineData(Engine.Sqlite, Engine.PostgreSql), InlineData(Engine.PostgreSql, Engine.Sqlite)]
    public async Task Theories_settled_apart_from_shared_drafts_come_to_the_same_on_both_copies_and_have_each_a_number(Engine first, Engine second)
    {
        await using var one = await TestWorkbench.OpenAsync(first);
        var fixture = await Fixture.MakeAsync(one);
        var (ruth, omar) = (fixture.Ruth, fixture.Omar);
        var drafts = new List<TheoryId>();
        foreach (var (by, problem) in new[] { (ruth, "Few places"), (omar, "Full lines"), (omar, "Late buses") }) drafts.Add(Must(await one.Get<EditTheory.Handler>().AddAsync(by, fixture.Policy, ForAll(problem), Cancel)));
        await using var two = await CopyAsync(one, ruth, second);
        async Task AgreeAsync(TestWorkbench bench, Acting by, string problem, params TheoryId[] from) => Must(await bench.Get<SettleTheories.Handler>().AgreeAsync(by, from, ForAll(problem), "So.", Cancel));
        // What is older than both of what it cannot stand beside is driven out, and then stands in the way of neither.
        await AgreeAsync(two, omar, "First of the two", drafts[0]);
        await AgreeAsync(one, ruth, "Both in one", drafts[0], drafts[1]);
        await AgreeAsync(one, ruth, "Of the buses", drafts[2]);
        await AgreeAsync(two, omar, "Last of the two", drafts[1]);
        var (ruths, omars) = (await PackAsync(one, ruth), await PackAsync(two, omar));
        Assert.True(Assert.Single((await MergeAsync(one, ruth, omars)).Conflicts).TookTheirs);
        Assert.False(Assert.Single((await MergeAsync(two, omar, ruths)).Conflicts).TookTheirs);
        foreach (var bench in new[] { one, two })
        {
            Assert.Equal([(1, "First of the two"), (2, "Of the buses"), (3, "Last of the two")], (await bench.Get<ListTheories.Handler>().RunAsync(ruth, null, Cancel)).Where(t => t.Origin == TheoryOrigin.Agreed).Select(t => (t.Number, t.Problem)));
            foreach (var pack in new[] { ruths, omars }) Assert.True((await MergeAsync(bench, ruth, pack)).IsNothing);
        }
        var expected = await RowsAsync(one, ruth.Project);
        var rows = await RowsAsync(two, ruth.Project);
        foreach (var table in expected.Keys) Assert.Equal(expected[table], rows[table]);
        // What is reopened takes no number from what is left, on either copy.
        var middle = (await one.Get<ListTheories.Handler>().RunAsync(ruth, null, Cancel)).Single(t => t.Problem == "Of the buses");
        Must(await one.Get<SettleTheories.Handler>().ReopenAsync(ruth, middle.Id, Cancel));
        Assert.Empty((await MergeAsync(two, omar, await PackAsync(one, ruth))).Conflicts);
        foreach (var bench in new[] { one, two })
            Assert.Equal([(1, "First of the two"), (2, "Last of the two")], (await bench.Get<ListTheories.Handler>().RunAsync(ruth, null, Cancel)).Where(t => t.Origin == TheoryOrigin.Agreed).Select(t => (t.Number, t.Problem)));
    }

    [Fact]
    public async Task What_rests_on_something_taken_away_elsewhere_stays_and_an_analyst_of_the_same_name_is_refused()
    {
        await using var one = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(one);
        var (ruth, omar) = (fixture.Ruth, fixture.Omar);
        await using var two = await CopyAsync(one, ruth, Engine.Sqlite);
        var notes = two.Get<WriteNotes.Handler>();
        ExcerptId passage;
        await using (var db = await two.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel)) passage = await db.Codings.Where(c => c.Source == fixture.Interview1 && c.Analyst == omar.Analyst).Select(c => c.Excerpt).SingleAsync(Cancel);
        var note = Must(await notes.AddAsync(omar, new(fixture.Interview1, fixture.Phone, "They all ring at eight.", [passage]), Cancel));
        Assert.Equal(1, (await MergeAsync(one, ruth, await PackAsync(two, omar))).Added["coding notes"]);
        Must(await one.Get<WriteNotes.Handler>().AnswerAsync(ruth, note, NoteAnswerKind.Queries, "All?", Cancel));
        Must(await notes.RemoveAsync(omar, note, Cancel));
        var merged = await MergeAsync(one, ruth, await PackAsync(two, omar));
        var conflict = Assert.Single(merged.Conflicts);
        Assert.Equal(("coding note", "Interview 1"), (conflict.What, conflict.Where));
        Assert.Contains("work here rests on it", conflict.Why, StringComparison.Ordinal);
        var kept = Must(await one.Get<ReadNotes.Handler>().RunAsync(ruth, fixture.Interview1, Cancel)).Sections.SelectMany(section => section.Lines).Single();
        Assert.Equal((1, 1), (kept.Passages.Count, kept.Answers.Count));

        Must(await one.Get<AddAnalyst.Handler>().RunAsync(ruth, "Iris Holm", Cancel));
        var iris = ruth with { Analyst = Must(await two.Get<AddAnalyst.Handler>().RunAsync(omar, "Iris Holm", Cancel)) };
        var refused = await one.Get<MergePack.Handler>().RunAsync(ruth, new MemoryStream(await PackAsync(two, iris)), new(), Cancel);
        Assert.Contains("an analyst called Iris Holm here already", refused.Error!.Message, StringComparison.Ordinal);
        // One of another name comes in with the pack.
        var sana = ruth with { Analyst = Must(await two.Get<AddAnalyst.Handler>().RunAsync(omar, "Sana Mir", Cancel)) };
        await fixture.On(two).CodeAsync(sana, fixture.Interview2, "The buses.", fixture.Distance);
        await MergeAsync(one, ruth, await PackAsync(two, sana));
        Assert.Contains(await one.Get<ListAnalysts.Handler>().RunAsync(ruth.Project, Cancel), a => a.Name == "Sana Mir" && a.Id == sana.Analyst);
    }

    [Fact]
    public async Task A_text_corrected_since_is_said_and_passages_wait_for_a_place_or_are_left_out()
    {
        await using var one = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(one);
        await using var two = await CopyAsync(one, fixture.Ruth, Engine.Sqlite);
        var copy = fixture.On(two);
        await copy.CodeAsync(fixture.Omar, fixture.Interview2, "The buses.", fixture.Distance);
        var pack = await PackAsync(two, fixture.Omar);
        RevisionId revision;
        await using (var db = await one.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel)) revision = (await db.Sources.SingleAsync(s => s.Id == fixture.Interview2, Cancel)).Current;

        Must(await one.Get<CorrectText.Handler>().ParagraphAsync(fixture.Ruth, fixture.Interview2, revision, 0, "INT: And what has changed?", Cancel));
        var merged = await MergeAsync(one, fixture.Ruth, pack);
        Assert.Equal(1, merged.Added["codings"]);
        Assert.Contains("“Interview 2” has been corrected here since", Assert.Single(merged.Notes), StringComparison.Ordinal);
        Assert.Single(await one.Get<ListLost.Handler>().RunAsync(fixture.Ruth, fixture.Interview2, Cancel));
        var again = await MergeAsync(one, fixture.Ruth, pack);
        Assert.True(again.IsNothing);
        Assert.Empty(again.Conflicts);

        // The other way round: the passage stands on a text that the second copy has never had.
        await fixture.CodeCorrectedAsync(fixture.Ruth, fixture.Interview2, "INT: And what has changed?\n" + Fixture.Second.Split('\n')[1], "And what has changed?", fixture.Distance);
        var refused = await MergeAsync(two, fixture.Omar, await PackAsync(one, fixture.Ruth));
        Assert.Empty(refused.Added);
        Assert.Contains("a text that this copy does not have", string.Join(" ", refused.Notes), StringComparison.Ordinal);
        Assert.True((await two.Get<VerifyLog>().RunAsync(fixture.Ruth.Project, Cancel)).Holds);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_tie_taken_away_and_made_again_elsewhere_is_there_once(Engine engine)
    {
        await using var one = await TestWorkbench.OpenAsync(engine);
        var fixture = await Fixture.MakeAsync(one);
        var omar = fixture.Omar;
        var readings = new List<RepresentationId>();
        foreach (var words in new[] { "We will open two hundred more places a week.", "Every practice will answer by telephone." })
            readings.Add(Must(await one.Get<MakeRepresentation.Handler>().RunAsync(omar, new(null, fixture.Policy, Span: Fixture.SpanOf(Fixture.Plan, words), Answers: [new("measure", FieldState.Stated, [], words, null)]), Cancel)));
        var tied = Must(await one.Get<LinkRepresentations.Handler>().AddAsync(omar, new(readings[1], readings[0], RepresentationTie.Restates, "At first."), Cancel));
        await using var two = await CopyAsync(one, fixture.Ruth, engine);
        Must(await two.Get<LinkRepresentations.Handler>().RemoveAsync(omar, tied, Cancel));
        var again = Must(await two.Get<LinkRepresentations.Handler>().AddAsync(omar, new(readings[1], readings[0], RepresentationTie.Interprets, "On second thoughts."), Cancel));

        var pack = await PackAsync(two, omar);
        var merged = await MergeAsync(one, fixture.Ruth, pack);
        Assert.Equal((1, 1), (merged.Added["ties between readings"], merged.TakenAway));
        Assert.Empty(merged.Notes);
        Assert.Empty(merged.Conflicts);
        var (here, there) = (await RowsAsync(one, fixture.Ruth.Project), await RowsAsync(two, fixture.Ruth.Project));
        Assert.Contains(again.Value.ToString("D"), Assert.Single(here["framing_link"]), StringComparison.Ordinal);
        Assert.Equal(there["framing_link"], here["framing_link"]);
        Assert.True((await MergeAsync(one, fixture.Ruth, pack)).IsNothing);
    }

    [Theory, InlineData(Engine.Sqlite, Engine.PostgreSql), InlineData(Engine.PostgreSql, Engine.Sqlite)]
    public async Task Independent_comparisons_of_one_cell_come_together_and_stay_closed_until_both_have_finished(Engine first, Engine second)
    {
        await using var one = await TestWorkbench.OpenAsync(first);
        var fixture = await Fixture.MakeAsync(one);
        var (ruth, omar) = (fixture.Ruth, fixture.Omar);
        var concept = Must(await one.Get<EditConcept.Handler>().AddAsync(ruth, new("Politics out of reach"), Cancel));
        var studies = new List<(StudyId Id, ConstructId Construct)>();
        foreach (var label in new[] { "Tremblay 2010", "Byrne 2011" })
        {
            var study = Must(await one.Get<EditStudy.Handler>().AddAsync(ruth, new(label, 2008), Cancel));
            studies.Add((study, Must(await one.Get<EditConstruct.Handler>().AddAsync(ruth, study, new("a political question", Page: "12"), null, null, null, Cancel))));
        }
        Must(await one.Get<AssignTranslation.Handler>().RunAsync(ruth, studies[0].Id, [ruth.Analyst, omar.Analyst], Cancel));
        await using var two = await CopyAsync(one, ruth, second);
        // The second study is given out after the copies have parted: the pack brings that, too.
        Must(await two.Get<AssignTranslation.Handler>().RunAsync(omar, studies[1].Id, [ruth.Analyst, omar.Analyst], Cancel));
        await DecideAsync(one, ruth, studies[0], CellRelation.Same);
        await DecideAsync(two, omar, studies[0], CellRelation.Refutes);
        await DecideAsync(two, omar, studies[1], CellRelation.Extends);

        var (ruths, omars) = (await PackAsync(one, ruth), await PackAsync(two, omar));
        var merged = await MergeAsync(one, ruth, omars);
        Assert.Empty(merged.Notes);
        Assert.Empty(merged.Added);
        Assert.Equal((4, 2), (merged.Closed, merged.GivenOut));
        var other = await MergeAsync(two, omar, ruths);
        Assert.Empty(other.Notes);
        Assert.Equal(2, other.Closed);
        Assert.Equal(CellRelation.Same, (await one.Get<ReadGrid.Handler>().RunAsync(ruth, null, Cancel))[studies[0].Id, concept].Decided!.Relation);
        var (here, there) = (await RowsAsync(one, ruth.Project), await RowsAsync(two, ruth.Project));
        Assert.Equal((3, 3), (here["synthesis_comparison"].Count, here["synthesis_comparison_construct"].Count));
        foreach (var table in here.Keys) Assert.Equal(here[table], there[table]);
        foreach (var (bench, by, packs) in new[] { (one, ruth, new[] { omars, ruths }), (two, omar, [ruths, omars]) })
            foreach (var pack in packs) Assert.True((await MergeAsync(bench, by, pack)).IsNothing);

        // When both have finished the first, each sees the other's of that.
        Must(await one.Get<AssignTranslation.Handler>().FinishAsync(ruth, studies[0].Id, Cancel));
        Must(await two.Get<AssignTranslation.Handler>().FinishAsync(omar, studies[0].Id, Cancel));
        Assert.Equal(1, (await MergeAsync(one, ruth, await PackAsync(two, omar))).Finished);
        using var archive = new MemoryStream();
        Must(await one.Get<ArchiveProject.Handler>().RunAsync(ruth, new(), archive, Cancel));
        Assert.Contains("\"Refutes\"", TextOf(archive.ToArray()), StringComparison.Ordinal);
        Assert.DoesNotContain("\"Extends\"", TextOf(archive.ToArray()), StringComparison.Ordinal);

        async Task DecideAsync(TestWorkbench bench, Acting by, (StudyId Id, ConstructId Construct) study, CellRelation relation) =>
            Must(await bench.Get<CompareStudy.Handler>().DecideAsync(by, study.Id, concept, new(relation, Reason: "As the study has it.", Constructs: [study.Construct]), Cancel));
    }

    [Fact]
    public async Task An_older_pack_does_not_give_out_what_was_taken_back_nor_finish_what_was_taken_up_again()
    {
        await using var one = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(one);
        var (ruth, omar) = (fixture.Ruth, fixture.Omar);
        Must(await one.Get<Assign.Handler>().RunAsync(ruth, fixture.Interview1.Node, [ruth.Analyst, omar.Analyst], Cancel));
        await using var two = await CopyAsync(one, ruth, Engine.Sqlite);
        Must(await two.Get<Assign.Handler>().RunAsync(omar, fixture.Interview2.Node, [ruth.Analyst, omar.Analyst], Cancel));
        Must(await two.Get<FinishAssignment.Handler>().RunAsync(omar, fixture.Interview1.Node, Cancel));
        var older = await PackAsync(two, omar);
        var merged = await MergeAsync(one, ruth, older);
        Assert.Equal((2, 1), (merged.GivenOut, merged.Finished));

        Must(await one.Get<Unassign.Handler>().RunAsync(ruth, fixture.Interview2.Node, Cancel));
        Must(await one.Get<ReopenAssignment.Handler>().RunAsync(omar, fixture.Interview1.Node, Cancel));
        var again = await MergeAsync(one, ruth, older);
        Assert.True(again.IsNothing, PackWords.Sentence(again, false));
        Assert.Equal(["Work that the pack says was finished has been taken up again here since; it stays so.", "Work that the pack says was given out has been taken back here since; it stays so (2)."], again.Notes);
        var list = one.Get<ListAssignments.Handler>();
        Assert.Equal(2, (await list.RunAsync(ruth.Project, "source", Cancel)).Count);
        Assert.All(await list.RunAsync(ruth.Project, "source", Cancel), a => Assert.Null(a.FinishedAt));

        // Finished once more on the other copy, after it was taken up again there: that is later, and comes in.
        Must(await two.Get<ReopenAssignment.Handler>().RunAsync(omar, fixture.Interview1.Node, Cancel));
        Must(await two.Get<FinishAssignment.Handler>().RunAsync(omar, fixture.Interview1.Node, Cancel));
        Assert.Equal(1, (await MergeAsync(one, ruth, await PackAsync(two, omar))).Finished);
        Assert.Single(await list.RunAsync(ruth.Project, "source", Cancel), a => a.Analyst == omar.Analyst && a.FinishedAt is not null);
    }

    [Fact]
    public async Task A_line_that_lacks_any_member_is_refused_with_its_place_and_changes_nothing()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(bench);
        await fixture.WriteThemeAsync();
        Must(await bench.Get<Assign.Handler>().RunAsync(fixture.Ruth, fixture.Interview1.Node, [fixture.Ruth.Analyst, fixture.Omar.Analyst], Cancel));
        var memo = (await bench.Get<ListMemos.Handler>().RunAsync(fixture.Ruth, fixture.Phone.Node, Cancel)).Single();
        Must(await bench.Get<WriteMemo.Handler>().AddAsync(fixture.Ruth, new(fixture.Distance.Node, "How far is far?"), Cancel));
        Must(await bench.Get<WriteMemo.Handler>().RemoveAsync(fixture.Ruth, memo.Id, Cancel));
        var pack = await PackAsync(bench, fixture.Ruth);
        var lines = new List<(string File, int Number, JsonObject Line)>();
        using (var zip = new ZipArchive(new MemoryStream(pack)))
            foreach (var entry in zip.Entries.Where(e => e.Name.EndsWith(".jsonl", StringComparison.Ordinal)))
            {
                using var reader = new StreamReader(entry.Open());
                var all = (await reader.ReadToEndAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((line, index) => (File: entry.FullName, Number: index + 1, Line: JsonNode.Parse(line)!.AsObject())).ToList();
                lines.AddRange(all.GroupBy(l => l.Line.ContainsKey("gone")).Select(kind => kind.First()));
            }
        Assert.Contains(lines, l => l.Line.ContainsKey("gone"));
        Assert.Contains(lines, l => l.File == "assignments.jsonl");
        var before = await RowsAsync(bench, fixture.Ruth.Project);
        foreach (var (file, number, line) in lines)
            foreach (var (inRow, member) in line.Select(m => (false, m.Key)).Concat(line["row"] is JsonObject row ? row.Select(m => (true, m.Key)) : []).Where(m => m.Key != "finishedAt"))
            {
                var spoilt = ArchiveTests.Changed(pack, (file, text => string.Join('\n', text.Split('\n').Select((was, index) =>
                {
                    if (index != number - 1) return was;
                    var without = line.DeepClone().AsObject();
                    (inRow ? without["row"]!.AsObject() : without).Remove(member);
                    return without.ToJsonString();
                }))), rehash: true);
                var merged = await bench.Get<MergePack.Handler>().RunAsync(fixture.Ruth, new MemoryStream(spoilt), new(), Cancel);
                Assert.False(merged.Succeeded, $"{file} without {member} came in.");
                Assert.Contains($"line {number} of {file} ", merged.Error!.Message, StringComparison.Ordinal);
                if (member is not ("row" or "gone" or "Project" or "Analyst")) Assert.Contains($"has no \"{member}\"", merged.Error.Message, StringComparison.Ordinal);
            }
        Assert.Equal(before, await RowsAsync(bench, fixture.Ruth.Project));
    }

    public static TheoryData<string, string> Spoilt => new()
    {
        { "another project's", "is of another project, \"Naming the gap\"" },
        { "cut short", "cut short" },
        { "newer", "newer version" },
        { "an archive", "not a pack of one analyst's work" },
        { "a row changed", "is not as it was written" },
        { "another analyst's row", "is another analyst's" },
        { "another project's row", "belongs to another project" },
    };

    [Theory, MemberData(nameof(Spoilt))]
    public async Task A_pack_that_does_not_belong_or_is_spoilt_is_refused_and_changes_nothing(string how, string says)
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(bench);
        var pack = await PackAsync(bench, fixture.Omar);
        var into = fixture.Ruth;
        if (how == "another project's") into = (await Fixture.MakeAsync(bench, "Another")).Ruth;
        var spoilt = how switch
        {
            "cut short" => pack[..(pack.Length / 2)],
            "newer" => ArchiveTests.Changed(pack, manifest: m => m["version"] = 2),
            "a row changed" => ArchiveTests.Changed(pack, ("tables/coding_memo.jsonl", t => t.Replace("laughed", "frowned", StringComparison.Ordinal))),
            "another analyst's row" => ArchiveTests.Changed(pack, ("tables/coding_memo.jsonl", t => t.Replace(fixture.Omar.Analyst.Value.ToString("D"), fixture.Ruth.Analyst.Value.ToString("D"), StringComparison.Ordinal)), rehash: true),
            "another project's row" => ArchiveTests.Changed(pack, ("tables/coding_memo.jsonl", t => t.Replace(fixture.Ruth.Project.Value.ToString("D"), Guid.CreateVersion7().ToString("D"), StringComparison.Ordinal)), rehash: true),
            "an archive" => await ArchiveAsync(bench, fixture.Ruth),
            _ => pack,
        };
        var before = await RowsAsync(bench, into.Project);
        var merged = await bench.Get<MergePack.Handler>().RunAsync(into, new MemoryStream(spoilt), new(), Cancel);
        Assert.False(merged.Succeeded);
        Assert.Contains(says, merged.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(before, await RowsAsync(bench, into.Project));
        if (how == "an archive") Assert.Contains("throughline pack merge", (await bench.Get<RestoreArchive.Handler>().RunAsync(new MemoryStream(pack), Cancel)).Error!.Message, StringComparison.Ordinal);
    }

    private static async Task ReadAsync(TestWorkbench bench, Acting by, SourceId source) =>
        Must(await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(null, source, Span: Fixture.SpanOf(Fixture.Plan, "We will open two hundred more places a week."), Answers: [new("measure", FieldState.Stated, [], "places a week", "Said by " + by.Analyst.Value)]), Cancel));

    private static async Task<List<CodingId>> OwnCodingsAsync(TestWorkbench bench, Acting by, SourceId source)
    {
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        return await db.Codings.Where(c => c.Source == source && c.Analyst == by.Analyst).OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(Cancel);
    }

    private static async Task<byte[]> ArchiveAsync(TestWorkbench bench, Acting by)
    {
        using var stream = new MemoryStream();
        Must(await bench.Get<ArchiveProject.Handler>().RunAsync(by, new(), stream, Cancel));
        return stream.ToArray();
    }

    internal static async Task<TestWorkbench> CopyAsync(TestWorkbench from, Acting by, Engine engine)
    {
        var copy = await TestWorkbench.OpenAsync(engine);
        Must(await copy.Get<RestoreArchive.Handler>().RunAsync(new MemoryStream(await ArchiveAsync(from, by)), Cancel));
        return copy;
    }

    internal static async Task<byte[]> PackAsync(TestWorkbench bench, Acting by)
    {
        using var stream = new MemoryStream();
        Must(await bench.Get<MakePack.Handler>().RunAsync(by, stream, Cancel));
        return stream.ToArray();
    }

    internal static async Task<MergePack.Merged> MergeAsync(TestWorkbench bench, Acting by, byte[] pack, bool takeTheirs = false) =>
        Must(await bench.Get<MergePack.Handler>().RunAsync(by, new MemoryStream(pack), new(takeTheirs), Cancel));

    /// <summary>Every row of the project but the log's, by table, in the order of keys.</summary>
    private static async Task<SortedDictionary<string, List<string>>> RowsAsync(TestWorkbench bench, ProjectId project)
    {
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var all = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var table in ProjectRows.Tables(db.Model).Where(t => !t.Name.StartsWith("log_", StringComparison.Ordinal) && t.Name != "project"))
        {
            var rows = all[table.Name] = [];
            await foreach (var row in ProjectRows.ReadAsync(db, table, project, Cancel)) rows.Add(ProjectRows.ToJson(table, row).ToJsonString());
            rows.Sort(StringComparer.Ordinal);
        }
        return all;
    }

    private static string TextOf(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        var text = new StringBuilder();
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            text.AppendLine(reader.ReadToEnd());
        }
        return text.ToString();
    }
}
