namespace Throughline.Faults.Tests;

/// <summary>Several writers at once: the chain has no gaps, and nobody's change is written over unseen.</summary>
public class WritersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Eight_writers_make_a_hundred_codings_each_and_the_chain_has_no_gap(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var scene = await Scene.MakeAsync(bench, Cancel);
        var before = await bench.Get<CurrentSeq>().OfAsync(scene.By.Project, Cancel);
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            var by = writer % 2 == 0 ? scene.By : scene.Other;
            var random = new Random(writer);
            var ids = new List<CodingId>();
            for (var i = 0; i < 100; i++)
            {
                var id = CodingId.New();
                var start = random.Next(0, 40);
                var added = await bench.Get<AddCodings.Handler>().RunAsync(by, new(scene.Source, null, new(start, start + 5), [new(scene.Code, id)]), Cancel);
                Assert.True(added.Succeeded, added.Error?.Message);
                ids.Add(id);
            }
            return ids;
        }, Cancel)));

        var verified = await bench.Get<VerifyLog>().RunAsync(scene.By.Project, Cancel);
        Assert.True(verified.Holds, string.Join("\n", verified.Faults.Select(f => f.Message)));
        Assert.Equal(before + 800, verified.Entries);
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var there = (await db.Set<CodedPassage>().Where(c => c.Project == scene.By.Project).Select(c => c.Id).ToListAsync(Cancel)).ToHashSet();
        Assert.Equal(801, there.Count);
        Assert.All(made.SelectMany(ids => ids), id => Assert.Contains(id, there));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Of_changes_to_one_thing_at_once_each_is_kept_or_refused_and_none_is_lost(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var scene = await Scene.MakeAsync(bench, Cancel);
        var before = await bench.Get<CurrentSeq>().OfAsync(scene.By.Project, Cancel);
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 24).Select(i => Task.Run(() => bench.Get<WriteMemo.Handler>().ChangeAsync(scene.By, scene.Memo, $"Version {i}", Cancel), Cancel)));
        var kept = outcomes.Count(o => o.Succeeded);
        Assert.True(kept > 0);
        Assert.All(outcomes.Where(o => !o.Succeeded), o => Assert.IsType<Refused>(o.Error, exactMatch: false));

        // Each kept change begins where the one before it ended: read back through the log, they make one line.
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var values = await db.Set<LogValue>().Where(v => v.Project == scene.By.Project && v.Seq > before).OrderBy(v => v.Seq).ToListAsync(Cancel);
        Assert.Equal(kept, values.Count);
        for (var i = 1; i < values.Count; i++) Assert.Equal(values[i - 1].After, values[i].Before);

        // And so all of them can be taken back.
        for (var i = 0; i < kept; i++) Must(await bench.Get<Undo>().UndoAsync(scene.By, Cancel));
        Assert.Equal("Whose conditions?", (await db.Set<Memo>().SingleAsync(m => m.Id == scene.Memo, Cancel)).Text);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Undo_pressed_in_several_windows_at_once_takes_each_action_back_once(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var scene = await Scene.MakeAsync(bench, Cancel);
        for (var i = 0; i < 5; i++) Must(await bench.Get<AddCodings.Handler>().RunAsync(scene.By, new(scene.Source, null, new(i, i + 6), [new(scene.OtherCode, CodingId.New())]), Cancel));
        var undone = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => bench.Get<Undo>().UndoAsync(scene.By, Cancel), Cancel)));
        var done = undone.Where(u => u.Succeeded).Select(u => u.Value.Entry.Seq).ToList();
        Assert.NotEmpty(done);
        Assert.Equal(done.Count, done.Distinct().Count());
        Assert.All(undone.Where(u => !u.Succeeded), u => Assert.IsType<Refused>(u.Error, exactMatch: false));
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        Assert.Equal(5 - done.Count, await db.Set<CodedPassage>().CountAsync(c => c.Project == scene.By.Project && c.Code == scene.OtherCode, Cancel));
        Assert.True((await bench.Get<VerifyLog>().RunAsync(scene.By.Project, Cancel)).Holds);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task The_same_ids_sent_twice_at_once_make_one_coding_and_neither_sender_is_refused(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var scene = await Scene.MakeAsync(bench, Cancel);
        for (var i = 0; i < 10; i++)
        {
            var id = CodingId.New();
            var sent = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => bench.Get<AddCodings.Handler>().RunAsync(scene.By, new(scene.Source, null, new(3, 9), [new(scene.OtherCode, id)]), Cancel), Cancel)));
            Assert.All(sent, s => Assert.True(s.Succeeded, s.Error?.Message));
            Assert.Single(sent, s => s.Value > 0);
        }
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        Assert.Equal(10, await db.Set<CodedPassage>().CountAsync(c => c.Code == scene.OtherCode, Cancel));
        Assert.Equal(11, await db.Set<Excerpt>().CountAsync(e => e.Project == scene.By.Project, Cancel));
        Assert.True((await bench.Get<VerifyLog>().RunAsync(scene.By.Project, Cancel)).Holds);
    }
}
