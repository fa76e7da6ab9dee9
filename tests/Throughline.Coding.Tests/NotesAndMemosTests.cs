using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;

namespace Throughline.Compare.Tests;

public class NotesAndMemosTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<ExcerptId> PassageAsync(World world, SourceId source, CodeId code)
    {
        await using var db = await world.DbAsync();
        return await db.Codings.Where(c => c.Source == source && c.Code == code).Select(c => c.Excerpt).FirstAsync(Cancel);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_line_rests_on_passages_and_a_second_analyst_checks_it(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var (write, read) = (world.Bench.Get<WriteNotes.Handler>(), world.Bench.Get<ReadNotes.Handler>());
        var passage = await PassageAsync(world, world.One, world.Waits);
        Assert.IsType<Refused>((await write.AddAsync(world.Ruth, new(world.One, world.Waits, "Waits are by the sea.", []), Cancel)).Error);
        var elsewhere = await PassageAsync(world, world.Two, world.Homes);
        Assert.IsType<Refused>((await write.AddAsync(world.Ruth, new(world.One, world.Waits, "Waits are by the sea.", [elsewhere]), Cancel)).Error);
        // What a source does not say is read in no passage: a line under a code that it does not carry rests on none.
        var silence = (await write.AddAsync(world.Ruth, new(world.One, world.Unused, "Says nothing of educating anybody.", []), Cancel)).Value;
        Assert.Equal((0, 0), (await read.RunAsync(world.Tom, world.One, Cancel)).Value.Sections.Where(s => s.Code == world.Unused).Select(s => (s.Offered.Count, s.Lines.Single().Passages.Count)).Single());
        Assert.True((await world.Bench.Get<Undo>().UndoAsync(world.Ruth, Cancel)).Succeeded);
        Assert.IsType<Missing>((await write.ChangeAsync(world.Ruth, silence, "Says little.", [], Cancel)).Error);
        var line = (await write.AddAsync(world.Ruth, new(world.One, world.Waits, "Waits are by the sea.", [passage]), Cancel)).Value;

        Assert.IsType<Refused>((await write.MarkCheckedAsync(world.Ruth, world.One, Cancel)).Error);
        Assert.IsType<Refused>((await write.AnswerAsync(world.Ruth, line, NoteAnswerKind.Agrees, null, Cancel)).Error);
        Assert.IsType<Refused>((await write.AnswerAsync(world.Tom, line, NoteAnswerKind.Queries, " ", Cancel)).Error);
        Assert.IsType<Refused>((await write.ChangeAsync(world.Tom, line, "Mine", [passage], Cancel)).Error);
        Assert.True((await write.AnswerAsync(world.Tom, line, NoteAnswerKind.Queries, "Longer than where?", Cancel)).Succeeded);
        Assert.True((await write.MarkCheckedAsync(world.Tom, world.One, Cancel)).Succeeded);
        var page = (await read.RunAsync(world.Ruth, world.One, Cancel)).Value;
        var shown = page.Sections.Single(s => s.Code == world.Waits).Lines.Single();
        Assert.Equal("People wait longer in the towns by the sea.", shown.Passages.Single().Text);
        Assert.Equal("¶ 2", shown.Passages.Single().Place);
        Assert.Equal((NoteAnswerKind.Queries, "Longer than where?", false), shown.Answers.Select(a => (a.Kind, a.Comment, a.BeforeChange)).Single());
        Assert.Equal(("Tom Hale", 0), page.Checks.Select(c => (c.Name, c.ChangedSince)).Single());

        Assert.True((await write.ChangeAsync(world.Ruth, line, "Waits are longer by the sea than inland.", [passage], Cancel)).Succeeded);
        page = (await read.RunAsync(world.Ruth, world.One, Cancel)).Value;
        Assert.Equal(1, page.Checks.Single().ChangedSince);
        Assert.True(page.Sections.SelectMany(s => s.Lines).Single().Answers.Single().BeforeChange);

        // The coding goes; the line keeps its passage.
        await using (var db = await world.DbAsync())
        {
            var coding = await db.Codings.Where(c => c.Excerpt == passage).Select(c => c.Id).SingleAsync(Cancel);
            Assert.True((await world.Bench.Get<RemoveCodings.Handler>().RunAsync(world.Ruth, [coding], Cancel)).Succeeded);
        }
        Assert.Single((await read.RunAsync(world.Ruth, world.One, Cancel)).Value.Sections.SelectMany(s => s.Lines).Single().Passages);
        var undo = world.Bench.Get<Undo>();
        Assert.True((await undo.UndoAsync(world.Ruth, Cancel)).Succeeded);
        Assert.True((await undo.UndoAsync(world.Ruth, Cancel)).Succeeded);
        Assert.Equal("Waits are by the sea.", (await read.RunAsync(world.Ruth, world.One, Cancel)).Value.Sections.SelectMany(s => s.Lines).Single().Text);
        Assert.True((await write.RemoveAsync(world.Ruth, line, Cancel)).Succeeded);
        Assert.True((await undo.UndoAsync(world.Ruth, Cancel)).Succeeded);
        Assert.Single((await read.RunAsync(world.Tom, world.One, Cancel)).Value.Sections.SelectMany(s => s.Lines).Single().Answers);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Notes_and_memos_on_blind_work_are_the_writers_alone(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, world.Two.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel)).Succeeded);
        var passage = await PassageAsync(world, world.Two, world.Homes);
        Assert.True((await world.Bench.Get<WriteNotes.Handler>().AddAsync(world.Ruth, new(world.Two, world.Homes, "Homes make people ill.", [passage]), Cancel)).Succeeded);
        Assert.True((await world.Bench.Get<WriteMemo.Handler>().AddAsync(world.Ruth, new(passage.Node, "Is this a cause?"), Cancel)).Succeeded);
        var read = world.Bench.Get<ReadNotes.Handler>();
        Assert.Empty((await read.RunAsync(world.Tom, world.Two, Cancel)).Value.Sections);
        Assert.Equal(["Ruth Adeyemi"], (await read.RunAsync(world.Tom, world.Two, Cancel)).Value.Closed);
        Assert.Equal(0, (await read.ListAsync(world.Tom, Cancel)).Single(s => s.Source == world.Two).Lines);
        Assert.Equal(1, (await read.ListAsync(world.Ruth, Cancel)).Single(s => s.Source == world.Two).Lines);
        var memos = world.Bench.Get<FindMemos.Handler>();
        Assert.Empty(await memos.RunAsync(world.Tom, new(), Cancel));
        Assert.Single(await memos.RunAsync(world.Ruth, new(Code: world.Homes), Cancel));
        var passages = await world.Bench.Get<ListPassages.Handler>().RunAsync(world.Ruth, new(new() { Codes = [world.Homes] }), Cancel);
        Assert.Equal(1, passages.Groups.Single().Passages.Single().Memos);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_memo_is_among_what_has_changed_with_the_coding_it_is_on(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var (list, write) = (world.Bench.Get<ListCodings.Handler>(), world.Bench.Get<WriteMemo.Handler>());
        var before = await list.SinceAsync(world.Tom, world.One, null, Cancel);
        var coding = before.Codings[0].Id;
        var memo = (await write.AddAsync(world.Ruth, new(coding.Node, "Longer than whom?"), Cancel)).Value;
        var after = await list.SinceAsync(world.Tom, world.One, before.Seq, Cancel);
        Assert.Equal([(coding, true)], after.Codings.Select(c => (c.Id, c.HasMemo)));
        Assert.Empty(after.Removed!);
        // What the memo was on is not known once it is gone: then everything is told.
        Assert.True((await write.RemoveAsync(world.Ruth, memo, Cancel)).Succeeded);
        var last = await list.SinceAsync(world.Tom, world.One, after.Seq, Cancel);
        Assert.Null(last.Removed);
        Assert.Equal(before.Codings, last.Codings);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_memo_on_words_makes_their_passage_and_takes_it_away_again(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var (list, write, undo) = (world.Bench.Get<ListCodings.Handler>(), world.Bench.Get<WriteMemo.Handler>(), world.Bench.Get<Undo>());
        var start = World.First.IndexOf("The board talks", StringComparison.Ordinal);
        var words = new Text.TextSpan(start, start + "The board talks of pressure.".Length);
        var id = MemoId.New();
        Assert.IsType<Refused>((await write.AddOnWordsAsync(world.Ruth, world.One, null, words, " ", id, Cancel)).Error);
        Assert.IsType<SpanInvalid>((await write.AddOnWordsAsync(world.Ruth, world.One, null, new(4000, 4010), "Far", id, Cancel)).Error);
        for (var twice = 0; twice < 2; twice++) Assert.Equal(id, (await write.AddOnWordsAsync(world.Ruth, world.One, null, words, "Whose pressure?", id, Cancel)).Value);
        var noted = Assert.Single(await NotedAsync(world.Tom));
        Assert.Equal((words.Start, words.End, world.Ruth.Analyst), (noted.Start, noted.End, noted.Analyst));
        Assert.Equal("Whose pressure?", Assert.Single(await world.Bench.Get<ListMemos.Handler>().RunAsync(world.Tom, noted.Excerpt.Node, Cancel)).Text);
        // "Passages" are those with a code and those without.
        var coding = (await list.RunAsync(world.Ruth, world.One, Cancel))[0].Id;
        Assert.True((await write.AddAsync(world.Tom, new(coding.Node, "Longer than whom?"), Cancel)).Succeeded);
        Assert.Equal(["Longer than whom?", "Whose pressure?"], (await world.Bench.Get<FindMemos.Handler>().RunAsync(world.Ruth, new(Kind: "passage"), Cancel)).Select(m => m.Text).Order(StringComparer.Ordinal));

        Assert.True((await undo.UndoAsync(world.Ruth, Cancel)).Succeeded);
        Assert.Empty(await NotedAsync(world.Ruth));
        Assert.False(await StandsAsync());
        Assert.True((await undo.RedoAsync(world.Ruth, Cancel)).Succeeded);
        Assert.Single(await NotedAsync(world.Ruth));
        // Taken away, the passage goes with it; with a second memo on it, it stays.
        Assert.True((await write.AddAsync(world.Tom, new(noted.Excerpt.Node, "The board's, it seems."), Cancel)).Succeeded);
        Assert.True((await write.RemoveAsync(world.Ruth, id, Cancel)).Succeeded);
        Assert.Equal(world.Tom.Analyst, Assert.Single(await NotedAsync(world.Ruth)).Analyst);
        Assert.True((await undo.UndoAsync(world.Ruth, Cancel)).Succeeded);
        Assert.True((await undo.UndoAsync(world.Tom, Cancel)).Succeeded);
        Assert.True((await write.RemoveAsync(world.Ruth, id, Cancel)).Succeeded);
        Assert.False(await StandsAsync());

        // While a source is read independently, another's memo on its words is not seen, nor that it lost its place.
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, world.Two.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel)).Succeeded);
        var last = World.Second.IndexOf("Nobody counts", StringComparison.Ordinal);
        Assert.True((await write.AddOnWordsAsync(world.Ruth, world.Two, null, new(last, World.Second.Length), "Who would?", null, Cancel)).Succeeded);
        Assert.Empty((await list.SinceAsync(world.Tom, world.Two, null, Cancel)).Noted);
        Assert.Single((await list.SinceAsync(world.Ruth, world.Two, null, Cancel)).Noted);
        var read = (await world.Bench.Get<ReadSource.Handler>().RunAsync(world.Ruth.Project, world.Two, null, Cancel)).Value;
        Assert.True((await world.Bench.Get<CorrectText.Handler>().ParagraphAsync(world.Ada, world.Two, read.Revision, 2, "", Cancel)).Succeeded);
        var lost = world.Bench.Get<ListLost.Handler>();
        Assert.Contains(await lost.RunAsync(world.Ruth, world.Two, Cancel), row => row.Words == "Nobody counts them.");
        Assert.DoesNotContain(await lost.RunAsync(world.Tom, world.Two, Cancel), row => row.Words == "Nobody counts them.");

        async Task<IReadOnlyList<ListCodings.Noted>> NotedAsync(Acting by) => (await list.SinceAsync(by, world.One, null, Cancel)).Noted;
        async Task<bool> StandsAsync()
        {
            await using var db = await world.DbAsync();
            return await db.Excerpts.AnyAsync(e => e.Id == noted.Excerpt, Cancel);
        }
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_passage_made_for_a_memo_goes_with_the_last_memo_on_it(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var (list, write, undo) = (world.Bench.Get<ListCodings.Handler>(), world.Bench.Get<WriteMemo.Handler>(), world.Bench.Get<Undo>());
        var start = World.First.IndexOf("The board talks", StringComparison.Ordinal);
        var words = new Text.TextSpan(start, start + "The board talks of pressure.".Length);
        var first = (await write.AddOnWordsAsync(world.Ruth, world.One, null, words, "Whose pressure?", null, Cancel)).Value;
        var passage = new ExcerptId(first.Value);
        var second = (await write.AddAsync(world.Tom, new(passage.Node, "The board's, it seems."), Cancel)).Value;
        var noted = Assert.Single((await list.SinceAsync(world.Tom, world.One, null, Cancel)).Noted);
        Assert.Equal((world.Tom.Analyst, "The board's, it seems.", 2), (noted.Analyst, noted.Text, noted.Memos));

        // Taking the first back by undo would leave the other without its place.
        Assert.Contains("stands on these words", (await undo.UndoAsync(world.Ruth, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.True((await write.RemoveAsync(world.Ruth, first, Cancel)).Succeeded);
        Assert.True(await StandsAsync());
        Assert.True((await write.RemoveAsync(world.Tom, second, Cancel)).Succeeded);
        Assert.False(await StandsAsync());
        // Nor is the first put back where its place has gone with the second.
        Assert.Contains("has gone since", (await undo.UndoAsync(world.Ruth, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.True((await undo.UndoAsync(world.Tom, Cancel)).Succeeded);
        Assert.Equal("The board's, it seems.", Assert.Single((await list.SinceAsync(world.Ruth, world.One, null, Cancel)).Noted).Text);
        Assert.True((await undo.UndoAsync(world.Ruth, Cancel)).Succeeded);
        Assert.Equal(2, Assert.Single((await list.SinceAsync(world.Ruth, world.One, null, Cancel)).Noted).Memos);
        Assert.True((await undo.RedoAsync(world.Ruth, Cancel)).Succeeded);
        Assert.True((await undo.RedoAsync(world.Tom, Cancel)).Succeeded);
        Assert.False(await StandsAsync());

        // With a line of a coding note on it, it stays after its last memo.
        Assert.True((await undo.UndoAsync(world.Tom, Cancel)).Succeeded);
        Assert.True((await world.Bench.Get<WriteNotes.Handler>().AddAsync(world.Ruth, new(world.One, world.Waits, "Pressure is spoken of.", [passage]), Cancel)).Succeeded);
        Assert.True((await write.RemoveAsync(world.Tom, second, Cancel)).Succeeded);
        Assert.True(await StandsAsync());

        async Task<bool> StandsAsync()
        {
            await using var db = await world.DbAsync();
            return await db.Excerpts.AnyAsync(e => e.Id == passage, Cancel);
        }
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Memos_are_found_by_kind_words_code_source_and_what_they_stand_beside(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var write = world.Bench.Get<WriteMemo.Handler>();
        Assert.True((await write.AddAsync(world.Ruth, new(world.Waits.Node, "Harbour speaks of buses, the moor of homes.", Context: "site: Harbour | Moorland"), Cancel)).Succeeded);
        Assert.True((await write.AddAsync(world.Tom, new(world.One.Node, "A guarded interview."), Cancel)).Succeeded);
        Assert.True((await write.AddAsync(world.Tom, new(new("project", world.Ruth.Project.Value), "Stated and revealed priorities differ."), Cancel)).Succeeded);
        var find = world.Bench.Get<FindMemos.Handler>();
        Assert.Equal(3, (await find.RunAsync(world.Ruth, new(), Cancel)).Count);
        Assert.Equal("site: Harbour | Moorland", (await find.RunAsync(world.Ruth, new(Code: world.Waits), Cancel)).Single().Context);
        Assert.Equal("A guarded interview.", (await find.RunAsync(world.Ruth, new(Source: world.One), Cancel)).Single().Text);
        Assert.Equal("A guarded interview.", (await find.RunAsync(world.Ruth, new(Text: "GUARDED"), Cancel)).Single().Text);
        Assert.Equal(2, (await find.RunAsync(world.Ruth, new(Analyst: world.Tom.Analyst), Cancel)).Count);
        Assert.Single(await find.RunAsync(world.Ruth, new(Kind: "project"), Cancel));
        Assert.Empty(await find.RunAsync(world.Ruth, new(To: new(2001, 1, 1)), Cancel));
        Assert.True((await world.Bench.Get<BinSource.Handler>().RunAsync(world.Ruth, world.One, true, Cancel)).Succeeded);
        Assert.Equal(2, (await find.RunAsync(world.Ruth, new(), Cancel)).Count);
    }
}
