using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Representations;
using Throughline.Policy.Clarity;
using Throughline.Policy.Readings;
using Throughline.Policy.Statements;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Policy.Tests;

/// <summary>What counts as agreement, what is kept of it, and what becomes of work given out when statements change.</summary>
public sealed class TogetherTests
{
    private const string Text = "Inequalities in access have grown.\nInequalities in life expectancy have grown.\nInequalities remain.\nWe must mend the roof.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private sealed record Scene(TestWorkbench Bench, Acting By, Acting Other, SourceId Source, IReadOnlyList<ListStatements.Row> Rows) : IAsyncDisposable
    {
        public T Get<T>() where T : notnull => Bench.Get<T>();
        public async Task<IReadOnlyList<ListStatements.Row>> ListAsync() => await Get<ListStatements.Handler>().RunAsync(By, null, Cancel);
        public Task<ReadTogether.Answer> TogetherAsync() => Get<ReadTogether.Handler>().RunAsync(By, null, Cancel);
        public ValueTask DisposeAsync() => Bench.DisposeAsync();

        public async Task GiveAsync(params Acting[] to) => Assert.True((await Get<AssignReadings.Handler>().RunAsync(By, null, [.. to.Select(t => t.Analyst)], Cancel)).Succeeded);

        public async Task<RepresentationId> ReadAsync(Acting who, int row, bool finish, params FieldAnswer[] answers)
        {
            var made = await Get<MakeRepresentation.Handler>().RunAsync(who, new(Rows[row].Excerpt.Node, Answers: answers), Cancel);
            Assert.True(made.Succeeded, made.Error?.Message);
            if (finish) Assert.True((await Get<FinishReading.Handler>().RunAsync(who, Rows[row].Id, Cancel)).Succeeded);
            return made.Value;
        }

        public async Task<int> AssignedAsync()
        {
            await using var db = await Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
            return await db.Set<Assignment>().CountAsync(Cancel);
        }
    }

    private static async Task<Scene> MakeAsync(Engine engine = Engine.Sqlite)
    {
        var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var other = by with { Analyst = (await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom", Cancel)).Value };
        var source = await bench.AddTextAsync(by, "Plan", Text, SourceKind.Document);
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, source, Cancel)).Succeeded);
        return new(bench, by, other, source, await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel));
    }

    private static async Task<SourceId> ImportAsync(TestWorkbench bench, Acting by, string markdown)
    {
        var job = (await bench.Get<ImportFiles.Handler>().RunAsync(by, [new("plan.md", System.Text.Encoding.UTF8.GetBytes(markdown))], new(Kind: SourceKind.Document), Cancel)).Value;
        return new((await bench.Get<Jobs>().RunHereAsync(job, Cancel)).Lines.Single(l => l.Subject is { Kind: "source" }).Subject!.Value.Id);
    }

    private static FieldAnswer Kind(string kind) => new("kind", FieldState.Stated, ["checkland-2025.kind." + kind]);

    private static FieldAnswer Target(string words) => new("target", FieldState.Stated, [], words);

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Two_amounts_are_not_alike_and_what_was_agreed_keeps_why_and_who(Engine engine)
    {
        await using var scene = await MakeAsync(engine);
        await scene.GiveAsync(scene.By, scene.Other);
        var mine = await scene.ReadAsync(scene.By, 0, true, Kind("access-to-care"), Target("10 %"));
        await scene.ReadAsync(scene.Other, 0, true, Kind("access-to-care"), Target("20 %"));
        await scene.ReadAsync(scene.By, 1, true, Target("10 %"));
        await scene.ReadAsync(scene.Other, 1, true, Target(" 10 % "));
        var together = scene.Get<ReadTogether.Handler>();
        var answer = await scene.TogetherAsync();
        Assert.Equal(["target"], answer.Statements[0].Differing);
        Assert.Empty(answer.Statements[1].Differing);
        Assert.Equal((1, 1), (answer.ReadAlike, answer.ToSettle));
        // The same state and no terms: the coefficients are of these, and are not touched by the words.
        Assert.Equal(1, answer.Fields.Single(f => f.Field == RepresentationField.Target).Percent.Value);
        Assert.All(answer.Fields, f => Assert.Equal((f.Alpha.IsDefined, f.Terms.IsDefined), (f.AlphaInterval.Why is null, f.TermsInterval.Why is null)));
        // Kind: both read it alike in the one and not at all in the other, so the sets vary and alpha is 1 with an interval.
        var kinds = answer.Fields.Single(f => f.Field == RepresentationField.Kind);
        Assert.Equal((1, 1, 1), (kinds.Terms.Value, kinds.TermsInterval.Low, kinds.TermsInterval.High));
        Assert.Contains("chance", answer.Fields.Single(f => f.Field == RepresentationField.Target).TermsInterval.Why, StringComparison.Ordinal);
        // The share of the same state has an interval where kappa, without variation, has none and says so.
        Assert.All(answer.Fields, f => Assert.Equal((f.Percent.Value, f.Percent.Value), (f.PercentInterval.Low, f.PercentInterval.High)));
        Assert.All(answer.Fields, f => Assert.Equal(f.Kappa.WhyUndefined?.Message, f.KappaInterval.Why));
        Assert.Equal((1, 1, 1), (kinds.Kappa.Value, kinds.KappaInterval.Low, kinds.KappaInterval.High));

        Assert.Contains("why", (await together.AgreeAsync(scene.Other, scene.Rows[0].Id, [Target("20 %")], " ", Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("at most 500", (await together.AgreeAsync(scene.Other, scene.Rows[0].Id, [Target("20 %")], new string('x', 501), Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.True((await together.AgreeAsync(scene.Other, scene.Rows[0].Id, [Target("20 %")], "The table says 20.", Cancel)).Succeeded);
        var settled = (await scene.TogetherAsync()).Statements[0];
        Assert.Equal(("Tom", "The table says 20.", "20 %"), (settled.AgreedBy, settled.Why, settled.Agreed!["target"].Words));
        Assert.Equal(["Ruth", "Tom"], settled.Parties);
        // It is recorded, and not told from the hour: a machine whose clock is a day behind says the same.
        await TurnAsync(-1);
        Assert.Equal(["Ruth", "Tom"], (await scene.TogetherAsync()).Statements[0].Parties);
        var answering = scene.Get<AnswerField.Handler>();
        Assert.Contains("Reopen", (await answering.RunAsync(scene.By, mine, Target("20 %"), Cancel)).Error!.Message, StringComparison.Ordinal);
        await TurnAsync(1);
        // One who was no party to it goes on with a reading of their own, also where the clock says that the agreement came after it.
        var third = scene.By with { Analyst = (await scene.Get<AddAnalyst.Handler>().RunAsync(scene.By, "Sana", Cancel)).Value };
        var theirs = await scene.ReadAsync(third, 0, false, Kind("access-to-care"));
        await TurnAsync(1);
        Assert.True((await answering.RunAsync(third, theirs, Kind("life-expectancy"), Cancel)).Succeeded);
        await TurnAsync(-1);
        // The original stays as it was made, until the agreement is taken back, by either.
        Assert.Contains("Reopen", (await answering.RunAsync(scene.By, mine, Target("20 %"), Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("Reopen", (await scene.Get<ChangeRepresentation.Handler>().RemoveAsync(scene.By, mine, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.True((await together.ReopenAsync(scene.By, scene.Rows[0].Id, Cancel)).Succeeded);
        // Nor after that: both have seen the other's by now.
        Assert.Contains("finished", (await answering.RunAsync(scene.By, mine, Target("20 %"), Cancel)).Error!.Message, StringComparison.Ordinal);

        async Task TurnAsync(int days)
        {
            await using var db = await scene.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
            await db.Set<Representation>().Where(r => r.Origin == RepresentationOrigin.Agreed).ExecuteUpdateAsync(set => set.SetProperty(r => r.MadeAt, r => r.MadeAt.AddDays(days)), Cancel);
        }
    }

    /// <summary>Who was not asked to read a statement has no judgement of it, rather than one of their own that differs from all others.</summary>
    [Fact]
    public async Task A_statement_that_a_third_was_not_given_counts_by_those_who_read_it()
    {
        await using var scene = await MakeAsync();
        var third = scene.By with { Analyst = (await scene.Get<AddAnalyst.Handler>().RunAsync(scene.By, "Sana", Cancel)).Value };
        async Task ReadBothAsync(int row, Acting one, Acting other)
        {
            Assert.True((await scene.Get<Assign.Handler>().RunAsync(scene.By, scene.Rows[row].Excerpt.Node, [one.Analyst, other.Analyst], Cancel)).Succeeded);
            foreach (var who in new[] { one, other }) await scene.ReadAsync(who, row, true, row == 0 ? [Kind("access-to-care")] : []);
        }
        await ReadBothAsync(0, scene.By, scene.Other);
        await ReadBothAsync(1, scene.Other, third);
        var kinds = (await scene.TogetherAsync()).Fields.Single(f => f.Field == RepresentationField.Kind);
        Assert.Equal((1, 1, 1), (kinds.Percent.Value, kinds.Alpha.Value, kinds.Terms.Value));
        Assert.Contains("two analysts", kinds.KappaInterval.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_two_read_openly_can_be_settled_and_is_no_agreement()
    {
        await using var scene = await MakeAsync();
        foreach (var who in new[] { scene.By, scene.Other })
        {
            await scene.ReadAsync(who, 0, false, Kind("access-to-care"));
            await scene.ReadAsync(who, 1, false, [.. RepresentationField.All.Select(f => FieldAnswer.Silent(f))]);
        }
        var answer = await scene.TogetherAsync();
        Assert.Equal((0, 2, 0), (answer.Independent.Count(), answer.Openly.Count(), answer.Readers));
        Assert.All(answer.Fields, f => Assert.False(f.Percent.IsDefined));
        // Nobody has said that the first is read to the end: what is not answered is not alike yet.
        Assert.Equal(1, answer.ReadAlike);
        Assert.Equal(1, (await scene.Get<ReadTogether.Handler>().AgreeAlikeAsync(scene.By, null, Cancel)).Value);
        Assert.Null((await scene.ListAsync())[0].Agreed);
        Assert.NotNull((await scene.ListAsync())[1].Agreed);
        // Given out now, only what nobody has read in sight of another is read blind.
        var given = (await scene.Get<AssignReadings.Handler>().RunAsync(scene.By, null, [scene.By.Analyst, scene.Other.Analyst], Cancel)).Value;
        Assert.Equal(new(Readers: 2, Given: 1, GivenBefore: 0, ReadOpenly: 2, CountElsewhere: 0), given);
        Assert.StartsWith("1 statement to be read by both, each without sight of the other. 2 were left out: read openly already", given.InWords, StringComparison.Ordinal);
        Assert.Equal([0, 0, 2], (await scene.ListAsync()).Select(s => s.Readers.Count));
    }

    [Fact]
    public async Task What_is_not_given_out_is_counted_and_said_with_the_reason()
    {
        await using var scene = await MakeAsync();
        Assert.True((await scene.Get<ChangeStatement.Handler>().CountWithAsync(scene.By, scene.Rows[1].Id, scene.Rows[0].Id, Cancel)).Succeeded);
        Assert.True((await scene.Get<Assign.Handler>().RunAsync(scene.By, scene.Rows[0].Excerpt.Node, [scene.By.Analyst, scene.Other.Analyst], Cancel)).Succeeded);
        var third = (await scene.Get<AddAnalyst.Handler>().RunAsync(scene.By, "Sana", Cancel)).Value;
        var given = (await scene.Get<AssignReadings.Handler>().RunAsync(scene.By, null, [scene.By.Analyst, scene.Other.Analyst], Cancel)).Value;
        Assert.Equal(new(Readers: 2, Given: 1, GivenBefore: 1, ReadOpenly: 0, CountElsewhere: 1), given);
        Assert.EndsWith("1 was given to them already. 1 was left out: it counts with another statement, and is read there.", given.InWords, StringComparison.Ordinal);
        Assert.StartsWith("2 statements to be read by all 3, each without sight of the others.", (await scene.Get<AssignReadings.Handler>().RunAsync(scene.By, null, [scene.By.Analyst, scene.Other.Analyst, third], Cancel)).Value.InWords, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reading_that_another_may_have_seen_is_not_taken_up_again_when_a_third_is_asked()
    {
        await using var scene = await MakeAsync();
        await scene.GiveAsync(scene.By, scene.Other);
        await scene.ReadAsync(scene.By, 0, true, Kind("access-to-care"));
        await scene.ReadAsync(scene.Other, 0, true, Kind("life-expectancy"));
        await scene.ReadAsync(scene.By, 1, true, Kind("access-to-care"));
        var third = (await scene.Get<AddAnalyst.Handler>().RunAsync(scene.By, "Ines", Cancel)).Value;
        Assert.True((await scene.Get<AssignReadings.Handler>().RunAsync(scene.By, null, [scene.By.Analyst, scene.Other.Analyst, third], Cancel)).Succeeded);
        var reopen = scene.Get<ReopenAssignment.Handler>();
        Assert.Contains("stays finished", (await reopen.RunAsync(scene.By, scene.Rows[0].Excerpt.Node, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.True((await reopen.RunAsync(scene.By, scene.Rows[1].Excerpt.Node, Cancel)).Succeeded);
    }

    [Fact]
    public async Task Statements_are_given_out_in_one_step_and_who_leaves_has_their_reading_kept_apart()
    {
        await using var scene = await MakeAsync();
        await scene.GiveAsync(scene.By, scene.Other);
        Assert.Equal(6, await scene.AssignedAsync());
        Assert.True((await scene.Get<Undo>().UndoAsync(scene.By, Cancel)).Succeeded);
        Assert.Equal(0, await scene.AssignedAsync());
        await scene.GiveAsync(scene.By, scene.Other);
        Assert.Contains("already", (await scene.Get<AssignReadings.Handler>().RunAsync(scene.By, null, [scene.By.Analyst, scene.Other.Analyst], Cancel)).Error!.Message, StringComparison.Ordinal);
        await scene.ReadAsync(scene.By, 0, true, Kind("access-to-care"));
        await scene.ReadAsync(scene.Other, 0, true, Kind("access-to-care"));
        await scene.ReadAsync(scene.By, 1, true, Kind("life-expectancy"));
        await scene.ReadAsync(scene.Other, 1, false, Kind("outcomes-of-care"));
        Assert.Equal(1, (await scene.Get<StandDown.Handler>().RunAsync(scene.By, scene.Other.Analyst, "excerpt", null, Cancel)).Value);
        var answer = await scene.TogetherAsync();
        Assert.Equal(scene.Rows[0].Id, Assert.Single(answer.Independent.ToList()).Statement.Id);
        Assert.Equal((0, 0), (answer.Openly.Count(), answer.ToSettle));
        var left = answer.Statements[1];
        Assert.Equal("Ruth", Assert.Single(left.Sides).Name);
        Assert.Equal("Tom", Assert.Single(left.Apart).Name);
        Assert.Equal(0, answer.Fields.Single(f => f.Field == RepresentationField.Kind).Differences);
        // Of the two that the leaver had begun, the one finished by the other counts; the one that both finished is still to be settled or recorded.
        Assert.Equal([scene.Rows[1].Id], (await scene.Get<ReadClarity.Handler>().CountedAsync(scene.By, ClarityOf.Consensus, null, Cancel)).Where(c => c.Answers is not null).Select(c => c.Statement.Id));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Work_given_out_goes_with_a_statement_that_is_split_merged_or_left_out(Engine engine)
    {
        await using var scene = await MakeAsync(engine);
        var change = scene.Get<ChangeStatement.Handler>();
        await scene.GiveAsync(scene.By, scene.Other);
        Assert.Equal(6, await scene.AssignedAsync());
        // Nobody reads what is no statement, and what is taken back is given out again.
        Assert.True((await change.RejectAsync(scene.By, scene.Rows[2].Id, Cancel)).Succeeded);
        Assert.Equal(4, await scene.AssignedAsync());
        Assert.True((await scene.Get<Undo>().UndoAsync(scene.By, Cancel)).Succeeded);
        Assert.Equal(6, await scene.AssignedAsync());
        Assert.True((await change.RejectAsync(scene.By, scene.Rows[2].Id, Cancel)).Succeeded);

        var second = (await change.SplitAsync(scene.By, scene.Rows[1].Id, scene.Rows[1].Span.Start + "Inequalities in life ".Length, Cancel)).Value;
        Assert.Equal(6, await scene.AssignedAsync());
        Assert.Equal(["Ruth", "Tom"], (await scene.ListAsync()).Single(s => s.Id == second).Readers.Select(r => r.Name));
        Assert.True((await change.MergeAsync(scene.By, scene.Rows[1].Id, second, Cancel)).Succeeded);
        Assert.Equal(4, await scene.AssignedAsync());
        Assert.Equal(["Ruth", "Tom"], (await scene.ListAsync())[1].Readers.Select(r => r.Name));

        // A statement given to nobody takes the readers of the one it is merged with; one given to others stays apart.
        var roof = Text.IndexOf("We must", StringComparison.Ordinal);
        var added = (await change.AddAsync(scene.By, scene.Source, null, new(roof, roof + 22), Cancel)).Value;
        var third = (await scene.Get<AddAnalyst.Handler>().RunAsync(scene.By, "Ines", Cancel)).Value;
        Assert.True((await scene.Get<Assign.Handler>().RunAsync(scene.By, (await scene.ListAsync()).Single(s => s.Id == added).Excerpt.Node, [scene.By.Analyst, third], Cancel)).Succeeded);
        Assert.Contains("different readers", (await change.MergeAsync(scene.By, scene.Rows[1].Id, added, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.True((await scene.Get<Undo>().UndoAsync(scene.By, Cancel)).Succeeded);
        Assert.True((await change.MergeAsync(scene.By, added, scene.Rows[1].Id, Cancel)).Succeeded);
        Assert.Equal(["Ruth", "Tom"], (await scene.ListAsync()).Single(s => s.Id == added).Readers.Select(r => r.Name));

        // What was left out cannot be taken in again over words that another statement has by now.
        Assert.Contains("by now", (await change.AcceptAsync(scene.By, scene.Rows[2].Id, Cancel)).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_added_by_hand_has_its_stem_and_heading_and_is_woven_where_columns_are()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        const string plan = "# A plan\n\n## Better lives\n\nBy 2030 every system must:\n\n- publish its accounts\n- mend the roof\n";
        var source = await ImportAsync(bench, by, plan);
        var text = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, Cancel)).Value.Text;
        var at = text.IndexOf("mend the roof", StringComparison.Ordinal);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AddAsync(by, source, null, new(at, at + 13), Cancel)).Succeeded);
        var row = Assert.Single(await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel));
        Assert.Equal([("heading", "Better lives"), ("stem", "By 2030 every system must:")], row.Context.Select(c => (c.Label, c.Text)));
        Assert.False(row.IsWoven);
        var woven = Made.Woven("Health inequalities are wide and the roof is old\nand they are growing in every town, so we mend\nevery year. it this spring.");
        var (around, isWoven) = Finding.StatementFinder.Around(woven, new(10, 30));
        Assert.Empty(around);
        Assert.True(isWoven);
    }

    [Fact]
    public async Task Mentions_are_listed_with_where_they_stand()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var source = await ImportAsync(bench, by, "# A plan against inequalities\n\nThe roof is mended. Inequalities in access have grown.\n");
        var found = (await bench.Get<ListMentions.Handler>().RunAsync(by, source, Cancel)).Value;
        Assert.Equal([("A plan against inequalities", "in the title")], found.Select(m => (m.Text, ListMentions.InWords(m.Where))));
    }
}
