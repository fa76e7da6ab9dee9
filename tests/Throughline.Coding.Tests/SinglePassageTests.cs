using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;

namespace Throughline.Compare.Tests;

/// <summary>A passage given out by itself for independent work is as closed as a whole source is.</summary>
public class SinglePassageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_is_closed_on_a_single_passage_is_on_no_page_and_told_by_no_id(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var list = world.Bench.Get<ListCodings.Handler>();
        var closed = await world.CodeAsync(world.Tom, world.One, world.Homes, "The board talks of pressure.");
        var open = await world.CodeAsync(world.Tom, world.One, world.Homes, "People wait longer in the towns by the sea.");
        var memo = (await world.Bench.Get<WriteMemo.Handler>().AddAsync(world.Tom, new(closed.Node, "Tom says so alone."), Cancel)).Value;
        ExcerptId passage;
        await using (var db = await world.DbAsync()) passage = db.Codings.Single(c => c.Id == closed).Excerpt;
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, passage.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel)).Succeeded);

        Assert.Contains(open, await ReadAsync(world.Ruth));
        Assert.DoesNotContain(closed, await ReadAsync(world.Ruth));
        Assert.Contains(closed, await ReadAsync(world.Tom));
        Assert.DoesNotContain(memo, (await world.Bench.Get<ListMemos.Handler>().RunAsync(world.Ruth, null, Cancel)).Select(m => m.Id));
        Assert.Contains(memo, (await world.Bench.Get<ListMemos.Handler>().RunAsync(world.Tom, null, Cancel)).Select(m => m.Id));

        var split = await world.Bench.Get<SplitCode.Handler>().RunAsync(world.Ruth, new(world.Homes, [new([closed], "Pressure")]), Cancel);
        Assert.Contains("hidden from you", split.Error?.Message, StringComparison.Ordinal);

        // What changed since: neither that it was changed nor that it is gone.
        var since = (await list.SinceAsync(world.Ruth, world.One, null, Cancel)).Seq;
        Assert.True((await world.Bench.Get<ChangeCoding.Handler>().RunAsync(world.Tom, closed, new(Code: world.Waits), Cancel)).Succeeded);
        var changed = await list.SinceAsync(world.Ruth, world.One, since, Cancel);
        Assert.NotNull(changed.Removed);
        Assert.DoesNotContain(closed, changed.Codings.Select(c => c.Id).Concat(changed.Removed));
        Assert.True((await world.Bench.Get<RemoveCodings.Handler>().RunAsync(world.Tom, [closed], Cancel)).Succeeded);
        Assert.True((await world.Bench.Get<RemoveCodings.Handler>().RunAsync(world.Tom, [open], Cancel)).Succeeded);
        var gone = await list.SinceAsync(world.Ruth, world.One, since, Cancel);
        Assert.Equal([open], gone.Removed);

        async Task<List<CodingId>> ReadAsync(Acting reader) => [.. (await list.RunAsync(reader, world.One, Cancel)).Select(c => c.Id)];
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_lost_passage_on_which_only_closed_work_rests_is_not_listed(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var closed = await world.CodeAsync(world.Tom, world.One, world.Homes, "The board talks of pressure.");
        ExcerptId passage;
        await using (var db = await world.DbAsync())
        {
            passage = db.Codings.Single(c => c.Id == closed).Excerpt;
            db.Excerpts.Single(e => e.Id == passage).IsLost = true;
            await db.SaveChangesAsync(Cancel);
        }
        var lost = world.Bench.Get<ListLost.Handler>();
        Assert.Contains(passage, (await lost.RunAsync(world.Ruth, world.One, Cancel)).Select(r => r.Excerpt));
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, passage.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel)).Succeeded);
        Assert.DoesNotContain(passage, (await lost.RunAsync(world.Ruth, world.One, Cancel)).Select(r => r.Excerpt));
        Assert.Contains(passage, (await lost.RunAsync(world.Tom, world.One, Cancel)).Select(r => r.Excerpt));
    }
    /// <summary>SQLite takes no more than 32,766 values in one query.</summary>
    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Many_passages_given_out_one_by_one_are_closed_in_every_count(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var closed = await world.CodeAsync(world.Tom, world.One, world.Homes, "The board talks of pressure.");
        var before = (await world.MatrixAsync(world.Ruth, new("source"))).Rows.Single(r => r.Code == world.Homes).Total;
        await using (var db = await world.DbAsync())
        {
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            var passage = db.Codings.Single(c => c.Id == closed).Excerpt;
            foreach (var item in Enumerable.Range(0, 17_000).Select(_ => Guid.CreateVersion7()).Append(passage.Value))
                foreach (var by in new[] { world.Ruth, world.Tom, world.Ada })
                    db.Add(new Assignment { Id = AssignmentId.New(), Project = by.Project, SubjectKind = "excerpt", SubjectId = item, Analyst = by.Analyst, AssignedAt = new DateTime(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc) });
            await db.SaveChangesAsync(Cancel);
        }
        Assert.Equal(before - 1, (await world.MatrixAsync(world.Ruth, new("source"))).Rows.Single(r => r.Code == world.Homes).Total);
        Assert.Equal(before - 1, (await world.MatrixAsync(world.Ruth, new("case"))).Rows.Single(r => r.Code == world.Homes).Total);
        Assert.DoesNotContain(closed, (await world.Bench.Get<ListPassages.Handler>().RunAsync(world.Ruth, new(new() { Codes = [world.Homes] }), Cancel)).Groups.SelectMany(g => g.Passages).SelectMany(p => p.Codings).Select(c => c.Id));
        Assert.DoesNotContain(closed, (await world.Bench.Get<ListCodings.Handler>().RunAsync(world.Ruth, world.One, Cancel)).Select(c => c.Id));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_passage_goes_with_its_last_coding_although_it_has_a_context_and_undo_brings_both_back(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var coding = await world.CodeAsync(world.Tom, world.One, world.Homes, "The board talks of pressure.");
        ExcerptId passage;
        await using (var db = await world.DbAsync())
        {
            passage = db.Codings.Single(c => c.Id == coding).Excerpt;
            db.Add(new ExcerptContext { Excerpt = passage, Ordinal = 0, Source = world.One, Label = "question", Start = 0, End = 29 });
            await db.SaveChangesAsync(Cancel);
        }
        Assert.True((await world.Bench.Get<RemoveCodings.Handler>().RunAsync(world.Tom, [coding], Cancel)).Succeeded);
        Assert.Equal((0, 0), await CountAsync());
        Assert.True((await world.Bench.Get<Undo>().UndoAsync(world.Tom, Cancel)).Succeeded);
        Assert.Equal((1, 1), await CountAsync());
        Assert.True((await world.Bench.Get<Undo>().RedoAsync(world.Tom, Cancel)).Succeeded);
        Assert.Equal((0, 0), await CountAsync());

        async Task<(int, int)> CountAsync()
        {
            await using var db = await world.DbAsync();
            return (await db.Excerpts.CountAsync(e => e.Id == passage, Cancel), await db.ExcerptContexts.CountAsync(c => c.Excerpt == passage, Cancel));
        }
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Moving_a_coding_moves_nothing_else_that_rests_on_its_passage(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        const string words = "The board talks of pressure.";
        var change = world.Bench.Get<ChangeCoding.Handler>();
        var alone = await world.CodeAsync(world.Tom, world.One, world.Homes, words);
        var quoted = await world.CodeAsync(world.Tom, world.One, world.Waits, words);
        var (passage, other) = (await PassageAsync(quoted), await PassageAsync(alone));
        Assert.True((await world.Bench.Get<ChooseQuotation.Handler>().AddAsync(world.Ruth, passage, null, null, Cancel)).Succeeded);
        var start = World.First.IndexOf(words, StringComparison.Ordinal);
        Assert.True((await change.RunAsync(world.Tom, alone, new(End: start + 9), Cancel)).Succeeded);
        Assert.True((await change.RunAsync(world.Tom, quoted, new(End: start + 9), Cancel)).Succeeded);
        // By itself it keeps its passage; with a colleague's quotation on that it gets one of its own.
        Assert.Equal(other, await PassageAsync(alone));
        Assert.NotEqual(passage, await PassageAsync(quoted));
        await using (var db = await world.DbAsync()) Assert.Equal(start + words.Length, db.Excerpts.Single(e => e.Id == passage).End);
        Assert.True((await world.Bench.Get<Undo>().UndoAsync(world.Tom, Cancel)).Succeeded);
        Assert.Equal(passage, await PassageAsync(quoted));

        // What was given out to be read apart stays the words that were given out, and closed.
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, passage.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel)).Succeeded);
        Assert.Contains("given out", (await change.RunAsync(world.Tom, quoted, new(End: start + 9), Cancel)).Error?.Message, StringComparison.Ordinal);

        async Task<ExcerptId> PassageAsync(CodingId id)
        {
            await using var db = await world.DbAsync();
            return db.Codings.Single(c => c.Id == id).Excerpt;
        }
    }
}
