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
        // Kind: both read it alike in the one and not at all in the other, so the sets vary and alpha is 1; in every draw too, so that there is no interval.
        var kinds = answer.Fields.Single(f => f.Field == RepresentationField.Kind);
        Assert.Equal((1, null, null), (kinds.Terms.Value, kinds.TermsInterval.Low, kinds.TermsInterval.High));
        Assert.Contains("same figure every time", kinds.TermsInterval.Why, StringComparison.Ordinal);
        Assert.Contains("chance", answer.Fields.Single(f => f.Field == RepresentationField.Target).TermsInterval.Why, StringComparison.Ordinal);
        // The share of the same state has an interval where kappa, without variation, has none and says so.
        Assert.All(answer.Fields, f => Assert.Equal((1, 0.342, 1), (f.Percent.Value, Math.Round(f.PercentInterval.Low!.Value, 3), f.PercentInterval.High)));
        Assert.All(answer.Fields.Where(f => !f.Kappa.IsDefined), f => Assert.Equal(f.Kappa.WhyUndefined!.Message, f.KappaInterval.Why));
        Assert.Equal((1, null, kinds.TermsInterval.Why), (kinds.Kappa.Value, kinds.KappaInterval.Low, kinds.KappaInterval.Why));
        Assert.Equal([ReadTogether.Interval.Wilson], answer.OfIntervals);

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
        Assert.Equal(new(Readers: 2, Given: 1, GivenBefore: 0, ReadOpenly: 2, WorkedApart: 0, CountElsewhere: 0), given);
        Assert.StartsWith("1 statement to be read by both, each without sight of the other. 2 were left out: read openly already", given.InWords, StringComparison.Ordinal);
        Assert.Equal([0, 0, 2], (await scene.ListAsync()).Select(s => s.Readers.Count));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_counts_once_with_another_is_in_no_figure_of_agreement_and_is_said(Engine engine)
    {
        await using var scene = await MakeAsync(engine);
        var change = scene.Get<ChangeStatement.Handler>();
        await scene.GiveAsync(scene.By, scene.Other);
        // While it is given out it counts by itself, whoever has begun.
        Assert.Contains("given out", Assert.IsType<Refused>((await change.CountWithAsync(scene.By, scene.Rows[1].Id, scene.Rows[0].Id, Cancel)).Error).Message, StringComparison.Ordinal);
        for (var row = 0; row < 3; row++)
            foreach (var who in new[] { scene.By, scene.Other }) await scene.ReadAsync(who, row, true, Kind(row == 1 && who == scene.Other ? "life-expectancy" : "access-to-care"));
        var before = await scene.TogetherAsync();
        Assert.Equal((3, 1, 2, 0), (before.Independent.Count(), before.ToSettle, before.ReadAlike, before.CountedOnce));
        foreach (var follower in new[] { 1, 2 }) Assert.True((await change.CountWithAsync(scene.By, scene.Rows[follower].Id, scene.Rows[0].Id, Cancel)).Succeeded);
        var after = await scene.TogetherAsync();
        Assert.Equal((1, 0, 1, 2), (after.Independent.Count(), after.ToSettle, after.ReadAlike, after.CountedOnce));
        Assert.Equal((1, 0), (before.Fields.Single(f => f.Field == RepresentationField.Kind).Differences, after.Fields.Single(f => f.Field == RepresentationField.Kind).Differences));
        Assert.Equal(1, (await scene.Get<ReadTogether.Handler>().AgreeAlikeAsync(scene.By, null, Cancel)).Value);
        Assert.Equal(3, after.Statements.Count); // both readings of each stay, and open
    }

    [Fact]
    public async Task What_counts_once_with_another_is_not_given_out()
    {
        await using var scene = await MakeAsync();
        Assert.True((await scene.Get<ChangeStatement.Handler>().CountWithAsync(scene.By, scene.Rows[1].Id, scene.Rows[0].Id, Cancel)).Succeeded);
        await scene.GiveAsync(scene.By, scene.Other);
        Assert.Equal([2, 0, 2], (await scene.ListAsync()).Select(s => s.Readers.Count));
    }

    [Fact]
    public async Task What_is_not_given_out_is_counted_and_said_with_the_reason()
    {
        await using var scene = await MakeAsync();
        Assert.True((await scene.Get<ChangeStatement.Handler>().CountWithAsync(scene.By, scene.Rows[1].Id, scene.Rows[0].Id, Cancel)).Succeeded);
        Assert.True((await scene.Get<Assign.Handler>().RunAsync(scene.By, scene.Rows[0].Excerpt.Node, [scene.By.Analyst, scene.Other.Analyst], Cancel)).Succeeded);
        var third = (await scene.Get<AddAnalyst.Handler>().RunAsync(scene.By, "Sana", Cancel)).Value;
        var given = (await scene.Get<AssignReadings.Handler>().RunAsync(scene.By, null, [scene.By.Analyst, scene.Other.Analyst], Cancel)).Value;
        Assert.Equal(new(Readers: 2, Given: 1, GivenBefore: 1, ReadOpenly: 0, WorkedApart: 0, CountElsewhere: 1), given);
        Assert.EndsWith("1 was given to them already. 1 was left out: it counts with another statement, and is read there.", given.InWords, StringComparison.Ordinal);
        Assert.StartsWith("2 statements to be read by all 3, each without sight of the others.", (await scene.Get<AssignReadings.Handler>().RunAsync(scene.By, null, [scene.By.Analyst, scene.Other.Analyst, third], Cancel)).Value.InWords, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Giving_out_says_the_same_whether_another_has_read_in_a_document_worked_on_apart_or_not()
    {
        await using var scene = await MakeAsync();
        var third = (await scene.Get<AddAnalyst.Handler>().RunAsync(scene.By, "Sana", Cancel)).Value;
        var newer = await scene.Bench.AddTextAsync(scene.By, "Newer plan", "Inequalities in waits have grown.", SourceKind.Document);
        Assert.True((await scene.Get<ProposeStatements.Handler>().RunAsync(scene.By, newer, Cancel)).Succeeded);
        Assert.True((await scene.Get<Assign.Handler>().RunAsync(scene.By, scene.Source.Node, [scene.By.Analyst, scene.Other.Analyst], Cancel)).Succeeded);
        Task<Result<AssignReadings.Answer>> GiveAsync() => scene.Get<AssignReadings.Handler>().RunAsync(scene.By, null, [scene.By.Analyst, third], Cancel);
        var before = Assert.IsType<Refused>((await GiveAsync()).Error);
        await scene.ReadAsync(scene.Other, 0, false, Kind("access-to-care"));
        Assert.Equal(before, (await GiveAsync()).Error);

        // Beside a document that is open to all, the number of those left out is of all that stand in the other.
        Assert.True((await scene.Get<ChangeStatement.Handler>().AcceptAllAsync(scene.By, newer, Cancel)).Succeeded);
        var given = (await GiveAsync()).Value;
        Assert.Equal(new(Readers: 2, Given: 1, GivenBefore: 0, ReadOpenly: 0, WorkedApart: 3, CountElsewhere: 0), given);
        Assert.EndsWith("3 were left out: their documents are worked on independently. Finish there first, all who were asked.", given.InWords, StringComparison.Ordinal);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task One_that_is_given_out_counts_by_itself_until_all_have_finished_though_its_first_comes_back(Engine engine)
    {
        await using var scene = await MakeAsync(engine);
        var (change, bin) = (scene.Get<ChangeStatement.Handler>(), scene.Get<BinSource.Handler>());
        var newer = await scene.Bench.AddTextAsync(scene.By, "Newer plan", "Inequalities in access have grown.", SourceKind.Document);
        Assert.True((await scene.Get<ProposeStatements.Handler>().RunAsync(scene.By, newer, Cancel)).Succeeded);
        Assert.True((await change.AcceptAllAsync(scene.By, newer, Cancel)).Succeeded);
        var first = (await scene.ListAsync())[3].Id;
        foreach (var row in new[] { 0, 1 }) Assert.True((await change.CountWithAsync(scene.By, scene.Rows[row].Id, first, Cancel)).Succeeded);
        Assert.True((await bin.RunAsync(scene.By, newer, true, Cancel)).Succeeded);
        Assert.Equal([null, scene.Rows[0].Id, null], (await scene.ListAsync()).Select(r => r.CountsWith));
        // What leads in the place of one in the bin counts with no other meanwhile.
        Assert.Contains("Other statements count with this one", (await change.CountWithAsync(scene.By, scene.Rows[0].Id, scene.Rows[2].Id, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("with a third", (await change.CountWithAsync(scene.By, scene.Rows[2].Id, scene.Rows[1].Id, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("with this one already", (await change.CountWithAsync(scene.By, scene.Rows[0].Id, scene.Rows[1].Id, Cancel)).Error!.Message, StringComparison.Ordinal);

        Assert.True((await scene.Get<Assign.Handler>().RunAsync(scene.By, scene.Rows[0].Excerpt.Node, [scene.By.Analyst, scene.Other.Analyst], Cancel)).Succeeded);
        Assert.True((await bin.RunAsync(scene.By, newer, false, Cancel)).Succeeded);
        Assert.Equal([null, first, null, null], (await scene.ListAsync()).Select(r => r.CountsWith));
        foreach (var who in new[] { scene.By, scene.Other }) await scene.ReadAsync(who, 0, true, Kind("access-to-care"));
        Assert.Equal([first, first, null, null], (await scene.ListAsync()).Select(r => r.CountsWith));
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
    public async Task Who_is_asked_after_another_was_stood_down_sees_nothing_of_what_was_left_until_they_have_finished(Engine engine)
    {
        await using var scene = await MakeAsync(engine);
        var third = scene.By with { Analyst = (await scene.Get<AddAnalyst.Handler>().RunAsync(scene.By, "Sana", Cancel)).Value };
        await scene.GiveAsync(scene.By, scene.Other);
        await scene.ReadAsync(scene.By, 0, true, Kind("access-to-care"));
        var left = await scene.ReadAsync(scene.Other, 0, false, Kind("life-expectancy"));
        Assert.Equal(1, (await scene.Get<StandDown.Handler>().RunAsync(scene.By, scene.Other.Analyst, "excerpt", null, Cancel)).Value);
        Task<IReadOnlyList<ListRepresentations.Row>> SeenAsync(Acting who) => scene.Get<ListRepresentations.Handler>().RunAsync(who, new(scene.Rows[0].Excerpt.Node), Cancel);
        Assert.Equal(2, (await SeenAsync(third)).Count);

        Assert.True((await scene.Get<Assign.Handler>().RunAsync(scene.By, scene.Rows[0].Excerpt.Node, [scene.By.Analyst, third.Analyst], Cancel)).Succeeded);
        Assert.Empty(await SeenAsync(third));
        Assert.Equal("Ruth", Assert.Single(await SeenAsync(scene.By)).AnalystName);
        Assert.IsType<RepresentationMissing>((await scene.Get<AnswerField.Handler>().RunAsync(third, left, Kind("access-to-care"), Cancel)).Error);
        // Who was taken off sees what all see who do not read it.
        Assert.Equal(2, (await SeenAsync(scene.Other)).Count);

        await scene.ReadAsync(third, 0, true, Kind("access-to-care"));
        Assert.Equal(3, (await SeenAsync(third)).Count);
        Assert.Equal("Tom", Assert.Single((await scene.TogetherAsync()).Statements[0].Apart).Name);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_was_read_before_giving_out_was_undone_or_by_one_who_was_not_asked_is_closed_to_those_who_are(Engine engine)
    {
        await using var scene = await MakeAsync(engine);
        var memo = scene.Get<Coding.WriteMemo.Handler>();
        var third = scene.By with { Analyst = (await scene.Get<AddAnalyst.Handler>().RunAsync(scene.By, "Sana", Cancel)).Value };
        Task<IReadOnlyList<ListRepresentations.Row>> SeenAsync(Acting who) => scene.Get<ListRepresentations.Handler>().RunAsync(who, new(), Cancel);
        // Sana is asked too, writes a memo, and her being asked is taken back.
        await scene.GiveAsync(scene.By, scene.Other);
        Assert.True((await scene.Get<AssignReadings.Handler>().RunAsync(scene.By, null, [scene.By.Analyst, scene.Other.Analyst, third.Analyst], Cancel)).Succeeded);
        Assert.True((await memo.AddAsync(third, new(scene.Rows[0].Excerpt.Node, "Mine alone"), Cancel)).Succeeded);
        Assert.True((await scene.Get<Undo>().UndoAsync(scene.By, Cancel)).Succeeded);
        Assert.Equal(6, await scene.AssignedAsync());
        async Task<int> MemosAsync(Acting who) => (await scene.Get<Coding.ListMemos.Handler>().RunAsync(who, scene.Rows[0].Excerpt.Node, Cancel)).Count;
        Assert.Equal((0, 0, 1), (await MemosAsync(scene.By), await MemosAsync(scene.Other), await MemosAsync(third)));
        // She reads another of her own accord.
        await scene.ReadAsync(third, 1, false, Kind("life-expectancy"));
        Assert.Equal((0, 0, 1), ((await SeenAsync(scene.By)).Count, (await SeenAsync(scene.Other)).Count, (await SeenAsync(third)).Count));

        foreach (var row in new[] { 0, 1 })
            foreach (var who in new[] { scene.By, scene.Other }) await scene.ReadAsync(who, row, true, Kind("access-to-care"));
        Assert.Equal((1, 5), (await MemosAsync(scene.By), (await SeenAsync(scene.By)).Count));
    }

    /// <summary>What a refusal says must not tell that somebody has begun to read.</summary>
    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_statement_given_out_stays_as_it_is_and_the_refusal_is_the_same_bytes_whether_another_has_read_it_or_not(Engine engine)
    {
        await using var scene = await MakeAsync(engine);
        var change = scene.Get<ChangeStatement.Handler>();
        var roof = Text.IndexOf("We must", StringComparison.Ordinal);
        var added = (await change.AddAsync(scene.By, scene.Source, null, new(roof, roof + 22), Cancel)).Value;
        foreach (var row in scene.Rows) Assert.True((await scene.Get<Assign.Handler>().RunAsync(scene.By, row.Excerpt.Node, [scene.By.Analyst, scene.Other.Analyst], Cancel)).Succeeded);
        var one = scene.Rows[1];
        async Task<byte[]> AnswersAsync()
        {
            var said = new List<Error?>
            {
                (await change.RejectAsync(scene.By, one.Id, Cancel)).Error,
                (await change.MoveAsync(scene.By, one.Id, new(one.Span.Start, one.Span.End - 1), Cancel)).Error,
                (await change.SplitAsync(scene.By, one.Id, one.Span.Start + "Inequalities in life ".Length, Cancel)).Error,
                (await change.MergeAsync(scene.By, one.Id, added, Cancel)).Error,
                (await change.MergeAsync(scene.By, added, one.Id, Cancel)).Error,
            };
            Assert.All(said, error => Assert.Contains("given out to be read independently", Assert.IsType<Refused>(error).Message, StringComparison.Ordinal));
            Assert.Single(said.Distinct());
            return System.Text.Encoding.UTF8.GetBytes(string.Join('\n', said));
        }
        var before = await AnswersAsync();
        await scene.ReadAsync(scene.Other, 1, false, Kind("access-to-care"));
        Assert.Equal(before, await AnswersAsync());
        await scene.ReadAsync(scene.By, 1, false, Kind("life-expectancy"));
        Assert.Equal(before, await AnswersAsync());
        Assert.True((await scene.Get<FinishReading.Handler>().RunAsync(scene.Other, one.Id, Cancel)).Succeeded);
        Assert.Equal(before, await AnswersAsync());
        // Once all have finished the readings are open, and the refusal says that they are there and what can be done.
        Assert.True((await scene.Get<FinishReading.Handler>().RunAsync(scene.By, one.Id, Cancel)).Succeeded);
        foreach (var refused in new[] { (await change.MoveAsync(scene.By, one.Id, new(one.Span.Start, one.Span.End - 1), Cancel)).Error, (await change.SplitAsync(scene.By, one.Id, one.Span.Start + 20, Cancel)).Error, (await change.MergeAsync(scene.By, one.Id, added, Cancel)).Error, (await change.MergeAsync(scene.By, added, one.Id, Cancel)).Error })
        {
            Assert.StartsWith("Somebody has read this statement", Assert.IsType<Refused>(refused).Message, StringComparison.Ordinal);
            Assert.EndsWith("say with the reason that it is not a statement, and add another on the right ones.", refused!.Message, StringComparison.Ordinal);
        }
        Assert.True((await change.RejectAsync(scene.By, one.Id, Cancel)).Succeeded);
        Assert.True((await change.AddAsync(scene.By, scene.Source, null, new(one.Span.Start, one.Span.End - 1), Cancel)).Succeeded);
        // What was not given out is changed as before.
        Assert.True((await change.RejectAsync(scene.By, added, Cancel)).Succeeded);
    }

    /// <summary>A proposal that turned out to be none once two had read it: it leaves every figure, and comes back with its readings.</summary>
    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_all_have_finished_can_be_settled_to_be_no_statement_and_its_readings_stay_out_of_every_figure_until_it_is_taken_in_again(Engine engine)
    {
        await using var scene = await MakeAsync(engine);
        var (change, together) = (scene.Get<ChangeStatement.Handler>(), scene.Get<ReadTogether.Handler>());
        await scene.GiveAsync(scene.By, scene.Other);
        foreach (var who in new[] { scene.By, scene.Other })
        {
            await scene.ReadAsync(who, 0, true, Kind("access-to-care"));
            await scene.ReadAsync(who, 1, true, Kind(who == scene.By ? "life-expectancy" : "outcomes-of-care"));
        }
        foreach (var (row, why) in new[] { (0, ""), (1, "Dying is about length of life.") }) Assert.True((await together.AgreeAsync(scene.By, scene.Rows[row].Id, row == 0 ? [] : [Kind("life-expectancy")], why, Cancel)).Succeeded);
        async Task<string> FiguresAsync()
        {
            var answer = await scene.TogetherAsync();
            var (slippage, clarity) = (await scene.Get<FindSlippage.Handler>().RunAsync(scene.By, ClarityOf.Consensus, null, Cancel), Assert.Single((await scene.Get<ReadClarity.Handler>().RunAsync(scene.By, ClarityOf.Consensus, null, Cancel)).Documents));
            var brief = (await scene.Get<Exchange.Policies.BuildBrief.Handler>().RunAsync(scene.By, new(scene.Source), Cancel)).Value;
            var shape = (await scene.Get<CountShape.Handler>().RunAsync(scene.By, new(), Cancel)).Value;
            var kind = answer.Fields.Single(f => f.Field == RepresentationField.Kind);
            return $"independent {answer.Independent.Count()}, differing {kind.Differences}, clarity {clarity.Statements} and {clarity.Read}, slippage {slippage.Within.Sum(r => r.StatementPairs)}, brief {brief.Statements} and {brief.Read}, shape {shape.Sets.Sum(s => s.Readings.Count)}";
        }
        const string With = "independent 2, differing 1, clarity 3 and 2, slippage 1, brief 3 and 2, shape 2", Without = "independent 1, differing 0, clarity 2 and 1, slippage 0, brief 2 and 1, shape 1";
        Assert.Equal(With, await FiguresAsync());

        Assert.True((await change.RejectAsync(scene.Other, scene.Rows[1].Id, Cancel)).Succeeded);
        Assert.Equal(Standing.Rejected, (await scene.ListAsync())[1].Standing);
        Assert.Equal(Without, await FiguresAsync());
        // Both originals and what was agreed are there as they were, and nothing takes it in by the way.
        Assert.Equal([RepresentationOrigin.Analyst, RepresentationOrigin.Analyst, RepresentationOrigin.Agreed], (await scene.Get<ListRepresentations.Handler>().RunAsync(scene.By, new(scene.Rows[1].Excerpt.Node), Cancel)).Select(r => r.Origin).Order());
        Assert.IsType<Refused>((await change.AcceptAllAsync(scene.By, scene.Source, Cancel)).Error);
        Assert.Equal(0, (await scene.Get<ProposeStatements.Handler>().RunAsync(scene.By, scene.Source, Cancel)).Value.Added);

        Assert.True((await scene.Get<Undo>().UndoAsync(scene.Other, Cancel)).Succeeded);
        Assert.Equal(With, await FiguresAsync());
        Assert.True((await change.RejectAsync(scene.By, scene.Rows[1].Id, Cancel)).Succeeded);
        Assert.Equal(Without, await FiguresAsync());
        Assert.True((await change.AcceptAsync(scene.Other, scene.Rows[1].Id, Cancel)).Succeeded);
        Assert.Equal(With, await FiguresAsync());
        Assert.True((await scene.ListAsync())[1].IsIndependent);
    }

    [Fact]
    public async Task In_a_document_that_is_worked_on_apart_a_statement_stays_as_it_is_whether_another_has_read_it_or_not()
    {
        await using var scene = await MakeAsync();
        var change = scene.Get<ChangeStatement.Handler>();
        Assert.True((await scene.Get<Assign.Handler>().RunAsync(scene.By, scene.Source.Node, [scene.By.Analyst, scene.Other.Analyst], Cancel)).Succeeded);
        var before = (await change.RejectAsync(scene.By, scene.Rows[0].Id, Cancel)).Error;
        await scene.ReadAsync(scene.Other, 0, false, Kind("access-to-care"));
        Assert.Empty(await scene.Get<ListRepresentations.Handler>().RunAsync(scene.By, new(), Cancel));
        Assert.Equal(Assert.IsType<Refused>(before), (await change.RejectAsync(scene.By, scene.Rows[0].Id, Cancel)).Error);
        // One to whom it was not given sees the reading, and waits for those who are at work all the same.
        var third = scene.By with { Analyst = (await scene.Get<AddAnalyst.Handler>().RunAsync(scene.By, "Una", Cancel)).Value };
        Assert.Equal(before, (await change.RejectAsync(third, scene.Rows[0].Id, Cancel)).Error);
        foreach (var who in new[] { scene.By, scene.Other }) Assert.True((await scene.Get<FinishAssignment.Handler>().RunAsync(who, scene.Source.Node, Cancel)).Succeeded);
        Assert.True((await change.RejectAsync(scene.By, scene.Rows[1].Id, Cancel)).Succeeded);
    }

    [Fact]
    public async Task What_was_left_out_is_not_taken_in_again_over_words_that_another_statement_has_by_now()
    {
        await using var scene = await MakeAsync();
        var change = scene.Get<ChangeStatement.Handler>();
        Assert.True((await change.RejectAsync(scene.By, scene.Rows[2].Id, Cancel)).Succeeded);
        Assert.True((await change.MoveAsync(scene.By, scene.Rows[1].Id, new(scene.Rows[1].Span.Start, scene.Rows[2].Span.End), Cancel)).Succeeded);
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

    private const string Columns = "Health inequalities are wide and the roof is old\nand they are growing in every town, so we mend\nevery year. it this spring.", Plainly = "Disparities in dentistry remain, and inequities in eye care. Boats are late.";

    /// <summary>Three lines of woven columns, a heading, and a paragraph of two sentences; a statement proposed in the columns, one in the paragraph.</summary>
    private static async Task<(Acting By, SourceId Source, string Text, ListStatements.Row Woven, ListStatements.Row Plain)> MakeWovenAsync(TestWorkbench bench)
    {
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        const string text = Columns + "\nTeeth and eyes\n" + Plainly;
        var source = await bench.AddTextAsync(by, "Plan", text, SourceKind.Document);
        var made = Made.Woven(text);
        var structure = TextStructure.Of(made) with { Blocks = [.. made.Blocks.Select((block, i) => i == 3 ? block with { Kind = Files.BlockKind.Heading, Level = 2 } : block)], Cautions = [made.Cautions[0] with { Span = new(0, Columns.Length) }] };
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
        {
            var json = structure.ToJson();
            await db.Set<Revision>().ExecuteUpdateAsync(set => set.SetProperty(r => r.Structure, json), Cancel);
        }
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        var rows = await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel);
        Assert.Equal([true, false], rows.Select(r => r.IsWoven));
        Assert.Equal([("heading", "Teeth and eyes")], rows[1].Context.Select(c => (c.Label, c.Text)));
        return (by, source, text, rows[0], rows[1]);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_statement_with_other_ends_carries_what_stands_around_these(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, _, text, woven, plain) = await MakeWovenAsync(bench);
        var change = bench.Get<ChangeStatement.Handler>();
        async Task<ListStatements.Row> RowAsync(StatementId id) => (await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel)).Single(r => r.Id == id);
        // Into the columns, and out of them: woven, without a heading, by another word; then as it was.
        Assert.True((await change.RejectAsync(by, woven.Id, Cancel)).Succeeded);
        Assert.True((await change.MoveAsync(by, plain.Id, new(0, 31), Cancel)).Succeeded);
        var moved = await RowAsync(plain.Id);
        Assert.Equal((true, "Health inequalities are wide an"), (moved.IsWoven, moved.Text));
        Assert.Empty(moved.Context);
        Assert.Equal(woven.Entries, moved.Entries);
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Equal(plain.Context.Select(c => c.Text), (await RowAsync(plain.Id)).Context.Select(c => c.Text));
        // Words that no entry proposes leave none.
        var boats = text.IndexOf("Boats", StringComparison.Ordinal);
        Assert.True((await change.MoveAsync(by, plain.Id, new(boats, boats + 15), Cancel)).Succeeded);
        Assert.Empty((await RowAsync(plain.Id)).Entries);
        Assert.Equal("Teeth and eyes", Assert.Single((await RowAsync(plain.Id)).Context).Text);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task The_parts_of_a_statement_each_carry_what_stands_around_them(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, source, text, woven, plain) = await MakeWovenAsync(bench);
        var change = bench.Get<ChangeStatement.Handler>();
        async Task<ListStatements.Row> RowAsync(StatementId id) => (await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel)).Single(r => r.Id == id);
        var at = text.IndexOf("and inequities", StringComparison.Ordinal);
        var second = await RowAsync((await change.SplitAsync(by, plain.Id, at, Cancel)).Value);
        var first = await RowAsync(plain.Id);
        Assert.Equal(plain.Entries, first.Entries.Concat(second.Entries));
        Assert.True(first.Entries.Count > 0 && second.Entries.Count > 0);
        Assert.Equal(["Teeth and eyes", "Teeth and eyes"], first.Context.Concat(second.Context).Select(c => c.Text));

        // Over the end of the columns: the part after them is not woven.
        foreach (var one in new[] { woven.Id, first.Id, second.Id }) Assert.True((await change.RejectAsync(by, one, Cancel)).Succeeded);
        var across = (await change.AddAsync(by, source, null, new(text.IndexOf("every year", StringComparison.Ordinal), at - 2), Cancel)).Value;
        Assert.True((await RowAsync(across)).IsWoven);
        var rest = await RowAsync((await change.SplitAsync(by, across, text.IndexOf("Disparities", StringComparison.Ordinal), Cancel)).Value);
        Assert.Equal((true, false), ((await RowAsync(across)).IsWoven, rest.IsWoven));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_merged_statement_carries_what_stands_around_both(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, _, _, woven, plain) = await MakeWovenAsync(bench);
        Assert.True((await bench.Get<ChangeStatement.Handler>().MergeAsync(by, plain.Id, woven.Id, Cancel)).Succeeded);
        var merged = Assert.Single(await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel));
        Assert.Equal((plain.Id, true, woven.Span.Start, plain.Span.End), (merged.Id, merged.IsWoven, merged.Span.Start, merged.Span.End));
        // The heading lies within it now, and the columns have none.
        Assert.Empty(merged.Context);
        Assert.Equal([.. woven.Entries, .. plain.Entries], merged.Entries);
    }

    [Fact]
    public async Task Woven_statements_are_told_beside_the_number_of_all_in_clarity_and_in_the_brief()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, source, _, woven, _) = await MakeWovenAsync(bench);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(woven.Excerpt.Node, Answers: [Kind("access-to-care")]), Cancel)).Succeeded);
        var document = Assert.Single((await bench.Get<ReadClarity.Handler>().RunAsync(by, ClarityOf.Consensus, null, Cancel)).Documents);
        Assert.Equal((2, 1), (document.Statements, document.Woven));
        Assert.Contains("2 statements accepted by analysts, of which 1 woven", Exchange.Reports.HtmlReport.Write((await bench.Get<Exchange.Policies.BuildBrief.Handler>().RunAsync(by, new(), Cancel)).Value.Document), StringComparison.Ordinal);
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
