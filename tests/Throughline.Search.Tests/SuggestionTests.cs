using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Text;

namespace Throughline.Search.Tests;

public sealed class SuggestionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const string Words = "P1: The damp came first. Then we left, damp or not.\nP2: Damp everywhere.";

    private static async Task<(Acting By, SourceId Source, CodeId Code)> FillAsync(TestWorkbench bench)
    {
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "One", Words);
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var (one, two) = (new Speaker { Id = SpeakerId.New(), Source = source, Label = "P1" }, new Speaker { Id = SpeakerId.New(), Source = source, Label = "P2" });
        db.AddRange(one, two);
        var second = Words.IndexOf('\n', StringComparison.Ordinal) + 1;
        db.Add(new Turn { Id = TurnId.New(), Source = source, Speaker = one.Id, Number = 1, Start = 0, WordsStart = 4, End = second - 1 });
        db.Add(new Turn { Id = TurnId.New(), Source = source, Speaker = two.Id, Number = 2, Start = second, WordsStart = second + 4, End = Words.Length });
        await db.SaveChangesAsync(Cancel);
        return (by, source, (await bench.Get<AddCode.Handler>().RunAsync(by, new("Damp"), Cancel)).Value);
    }

    [Theory]
    [InlineData(SuggestionScope.Hit, new[] { "damp", "damp", "Damp" })]
    [InlineData(SuggestionScope.Sentence, new[] { "The damp came first.", "Then we left, damp or not.", "Damp everywhere." })]
    [InlineData(SuggestionScope.Paragraph, new[] { "The damp came first. Then we left, damp or not.", "Damp everywhere." })]
    [InlineData(SuggestionScope.Turn, new[] { "The damp came first. Then we left, damp or not.", "Damp everywhere." })]
    public async Task A_search_suggests_as_much_of_the_text_as_is_asked_for_without_speakers_labels(SuggestionScope scope, string[] expected)
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _, code) = await FillAsync(bench);
        var made = (await bench.Get<SuggestCodings.Handler>().RunAsync(by, new("damp", code, scope), Cancel)).Value;
        Assert.Equal(new SuggestCodings.Outcome(expected.Length, 0, 1), made);
        Assert.Equal(expected, (await bench.Get<ListSuggestions.Handler>().RunAsync(by, code, Cancel)).Select(row => row.Words));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Suggestions_count_for_nothing_until_accepted_and_then_belong_to_who_accepted(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, source, code) = await FillAsync(bench);
        var tom = (await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom", Cancel)).Value;
        await bench.Get<SuggestCodings.Handler>().RunAsync(by, new("damp", code, SuggestionScope.Sentence), Cancel);
        Assert.Equal(0, await PassagesAsync());
        var waiting = await bench.Get<ListSuggestions.Handler>().RunAsync(by, null, Cancel);
        Assert.All(waiting, row => Assert.Equal("damp", row.Query));

        Assert.Equal(1, (await bench.Get<DecideSuggestions.Handler>().AcceptAsync(by with { Analyst = tom }, [waiting[0].Id], Cancel)).Value);
        Assert.Equal(1, await PassagesAsync());
        var coding = (await bench.Get<ListCodings.Handler>().RunAsync(by, source, Cancel)).Single(c => !c.IsSuggestion);
        Assert.Equal((tom, waiting[0].Id), (coding.Analyst, coding.Id));
        // Sent twice, or decided by somebody else meanwhile: nothing more is done.
        Assert.Equal(0, (await bench.Get<DecideSuggestions.Handler>().DismissAsync(by, [waiting[0].Id], Cancel)).Value);

        Assert.Equal(2, (await bench.Get<DecideSuggestions.Handler>().DismissAsync(by, [.. waiting.Select(w => w.Id)], Cancel)).Value);
        Assert.Empty(await bench.Get<ListSuggestions.Handler>().RunAsync(by, null, Cancel));
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel)) Assert.Equal(1, await db.Excerpts.CountAsync(Cancel));

        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Equal(2, (await bench.Get<ListSuggestions.Handler>().RunAsync(by, null, Cancel)).Count);
        Assert.True((await bench.Get<Undo>().UndoAsync(by with { Analyst = tom }, Cancel)).Succeeded);
        Assert.Equal(0, await PassagesAsync());
        Assert.Equal(3, (await bench.Get<ListSuggestions.Handler>().RunAsync(by, null, Cancel)).Count);
        Assert.True((await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel)).Holds);

        async Task<int> PassagesAsync() => (await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel)).Sum(row => row.Passages);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_I_have_coded_so_or_is_suggested_already_is_skipped(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, source, code) = await FillAsync(bench);
        await bench.Get<AddCodings.Handler>().RunAsync(by, new(source, null, new TextSpan(0, 30), [new(code, CodingId.New())]), Cancel);
        var suggest = bench.Get<SuggestCodings.Handler>();
        Assert.Equal(new SuggestCodings.Outcome(2, 1, 1), (await suggest.RunAsync(by, new("damp", code, SuggestionScope.Sentence), Cancel)).Value);
        Assert.Equal(new SuggestCodings.Outcome(0, 3, 0), (await suggest.RunAsync(by, new("damp", code, SuggestionScope.Sentence), Cancel)).Value);
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Empty(await bench.Get<ListSuggestions.Handler>().RunAsync(by, null, Cancel));
    }

    [Fact]
    public async Task A_query_that_cannot_be_read_or_a_retired_code_is_refused()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _, code) = await FillAsync(bench);
        Assert.IsType<SearchQueryInvalid>((await bench.Get<SuggestCodings.Handler>().RunAsync(by, new("damp AND (", code, SuggestionScope.Hit), Cancel)).Error);
        Assert.IsType<CodeMissing>((await bench.Get<SuggestCodings.Handler>().RunAsync(by, new("damp", CodeId.New(), SuggestionScope.Hit), Cancel)).Error);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task The_latest_queries_are_kept_once_each_for_each_analyst(Engine engine)
    {
        var clock = new FakeClock();
        await using var bench = await TestWorkbench.OpenAsync(engine, clock);
        var (by, _, _) = await FillAsync(bench);
        var recent = bench.Get<RecentSearches.Handler>();
        foreach (var query in (string[])[.. Enumerable.Range(1, 25).Select(i => $"word{i}"), "word10"])
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            await recent.KeepAsync(by, query, Cancel);
        }
        var kept = await recent.ListAsync(by, Cancel);
        Assert.Equal(RecentSearches.Most, kept.Count);
        Assert.Equal(["word10", "word25", "word24"], kept.Take(3));
        await recent.ForgetAsync(by, Cancel);
        Assert.Empty(await recent.ListAsync(by, Cancel));
    }
}
