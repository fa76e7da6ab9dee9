using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Text;

namespace Throughline.Search.Tests;

public sealed class SearchSourcesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<Acting> ProjectAsync(TestWorkbench bench) => (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;

    private static async Task<string[]> FoundAsync(TestWorkbench bench, Acting by, string query)
    {
        var page = await bench.Get<SearchSources.Handler>().PageAsync(by, query, 0, 1000, Cancel);
        Assert.True(page.Succeeded, page.Error?.Message);
        return [.. page.Value.Passages.SelectMany(p => p.Hits.Select(hit => $"{p.SourceNumber}:{p.Text[(hit.Start - p.Span.Start)..(hit.End - p.Span.Start)]}"))];
    }

    private static async Task<ThroughlineDb> OpenAsync(TestWorkbench bench) => await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_source_is_found_as_soon_as_it_is_saved_and_not_while_it_is_in_the_bin(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var source = await bench.AddTextAsync(by, "One", "Damp walls.\nCold rooms.");
        await using (var db = await OpenAsync(bench)) Assert.Equal(0, await db.CatchUpAsync(by.Project, Cancel));
        Assert.Equal(["1:Damp"], await FoundAsync(bench, by, "damp"));
        await bench.Get<BinSource.Handler>().RunAsync(by, source, intoBin: true, Cancel);
        Assert.Empty(await FoundAsync(bench, by, "damp"));
        await bench.Get<BinSource.Handler>().RunAsync(by, source, intoBin: false, Cancel);
        Assert.Equal(["1:Damp"], await FoundAsync(bench, by, "damp"));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_new_revision_takes_the_old_ones_place_and_so_does_a_text_changed_behind_the_contexts_back(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var source = await bench.AddTextAsync(by, "One", "Damp walls in Kelderby.");
        await bench.AddTextAsync(by, "Two", "Damp stairs.");
        await using (var db = await OpenAsync(bench))
        {
            var old = await db.Revisions.AsNoTracking().SingleAsync(r => r.Source == source, Cancel);
            var text = "Damp roofs in Kelderby, and mould.";
            var next = new Revision { Id = RevisionId.New(), Source = source, Number = 2, Text = text, Sha256 = AddSource.HashOf(text), Structure = old.Structure.Replace("[0,23]", $"[0,{text.Length}]", StringComparison.Ordinal), MadeBy = by.Analyst, Reason = "corrected" };
            db.Add(next);
            (await db.Sources.SingleAsync(s => s.Id == source, Cancel)).Current = next.Id;
            await db.SaveChangesAsync(Cancel);
        }
        Assert.Empty(await FoundAsync(bench, by, "walls"));
        Assert.Equal(["1:Damp", "2:Damp"], await FoundAsync(bench, by, "damp"));
        Assert.Equal(["1:roofs"], await FoundAsync(bench, by, "*oof*"));

        await using (var db = await OpenAsync(bench))
        {
            const string masked = "Damp roofs in ████████, and mould.";
            await db.Revisions.Where(r => r.Source == source && r.Number == 2).ExecuteUpdateAsync(set => set.SetProperty(r => r.Text, masked).SetProperty(r => r.Sha256, AddSource.HashOf(masked)), Cancel);
            // Whoever changes a text past the context says so in the log; that is what the next search heeds.
            await bench.Get<ChangeLog>().SaveAsync(db, by, new(SourceActions.Renamed, source.Node), Cancel);
        }
        Assert.Empty(await FoundAsync(bench, by, "kelderby"));
        Assert.Equal(["1:mould"], await FoundAsync(bench, by, "mould"));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_source_taken_out_of_the_index_leaves_none_of_its_words_there(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var source = await bench.AddTextAsync(by, "One", "Zebedaxia spoke of the damp.\nZebedaxia left.");
        await bench.AddTextAsync(by, "Two", "Damp stairs.");
        await using (var db = await OpenAsync(bench))
        {
            Assert.Equal(1, await CountAsync(db, "SELECT count(*) AS \"Value\" FROM search_term WHERE term = 'zebedaxia'"));
            await SearchIndex.RemoveAsync(db, source.Value, Cancel);
            await SearchIndex.CompactAsync(db, Cancel);
            Assert.Equal(0, await CountAsync(db, "SELECT count(*) AS \"Value\" FROM search_term WHERE term = 'zebedaxia'"));
            Assert.Equal(1, await CountAsync(db, "SELECT blocks AS \"Value\" FROM search_term WHERE term = 'damp'"));
            Assert.Equal(0, await CountAsync(db, "SELECT count(*) AS \"Value\" FROM search_block WHERE text LIKE '%ebedaxia%'"));
            if (engine == Engine.Sqlite)
            {
                // The rest of the source is the eraser's; here the index alone must hold nothing in the file.
                await db.Originals.Where(o => o.Source == source).ExecuteDeleteAsync(Cancel);
                await db.Revisions.Where(r => r.Source == source).ExecuteDeleteAsync(Cancel);
                await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", Cancel);
            }
        }
        if (engine == Engine.PostgreSql) return;
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        var bytes = await File.ReadAllBytesAsync(bench.Address.Value, Cancel);
        Assert.Equal(-1, bytes.AsSpan().IndexOf("zebedaxia"u8));
        Assert.Equal(-1, bytes.AsSpan().IndexOf("Zebedaxia left"u8));

        static async Task<int> CountAsync(ThroughlineDb db, string sql) => await db.Database.SqlQueryRaw<int>(sql).SingleAsync(Cancel);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_code_holds_hits_to_its_passages_with_the_codes_below_it(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var source = await bench.AddTextAsync(by, "One", "The damp came first. Then the damp came back.\nNo damp here.");
        var above = (await bench.Get<AddCode.Handler>().RunAsync(by, new("Homes"), Cancel)).Value;
        var below = (await bench.Get<AddCode.Handler>().RunAsync(by, new("Damp and cold", above), Cancel)).Value;
        await bench.Get<AddCodings.Handler>().RunAsync(by, new(source, null, new(0, 20), [new(below, CodingId.New())]), Cancel);
        var all = await bench.Get<SearchSources.Handler>().PageAsync(by, "damp", 0, 10, Cancel);
        Assert.Equal(3, all.Value.Passages.Sum(p => p.Hits.Count));
        Assert.Equal([new TextSpan(4, 8)], await HitsAsync("code:Homes damp"));
        Assert.Equal([new TextSpan(4, 8)], await HitsAsync("code:\"Homes > Damp and cold\" damp"));
        Assert.Equal([new TextSpan(30, 34), new TextSpan(49, 53)], await HitsAsync("damp NOT code:Homes"));
        Assert.Equal([new TextSpan(0, 20)], await HitsAsync("code:Homes"));
        Assert.Equal([new TextSpan(21, 45), new TextSpan(46, 59)], await HitsAsync("NOT code:Homes"));
        Assert.Equal(["No code is called “Hoems”."], (await bench.Get<SearchSources.Handler>().PageAsync(by, "code:Hoems damp", 0, 10, Cancel)).Value.Notices);

        async Task<TextSpan[]> HitsAsync(string query) => [.. (await bench.Get<SearchSources.Handler>().PageAsync(by, query, 0, 100, Cancel)).Value.Passages.SelectMany(p => p.Hits)];
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_colleagues_codings_are_not_searched_while_both_read_blind_and_suggestions_never(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var tom = (await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom", Cancel)).Value;
        var source = await bench.AddTextAsync(by, "One", "The damp came first.");
        var code = (await bench.Get<AddCode.Handler>().RunAsync(by, new("Homes"), Cancel)).Value;
        await bench.Get<SuggestCodings.Handler>().RunAsync(by, new("damp", code, SuggestionScope.Sentence), Cancel);
        Assert.Empty(await FoundAsync(bench, by, "code:Homes damp"));
        await bench.Get<AddCodings.Handler>().RunAsync(by with { Analyst = tom }, new(source, null, new(0, 20), [new(code, CodingId.New())]), Cancel);
        Assert.Equal(["1:damp"], await FoundAsync(bench, by, "analyst:Tom damp"));
        await bench.Get<Assign.Handler>().RunAsync(by, source.Node, [by.Analyst, tom], Cancel);
        Assert.Empty(await FoundAsync(bench, by, "analyst:Tom damp"));
        Assert.Empty(await FoundAsync(bench, by, "code:Homes damp"));
        Assert.Equal(["1:damp"], await FoundAsync(bench, by with { Analyst = tom }, "code:Homes damp"));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Attributes_compare_numbers_and_dates(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var ages = new[] { ("34", "2024-01-15"), ("65", "2024-06-30"), ("70.5", "2025-02-01") };
        await using (var db = await OpenAsync(bench))
        {
            var age = new CaseAttribute { Id = AttributeId.New(), Project = by.Project, Name = "Age", Type = AttributeType.Number };
            var met = new CaseAttribute { Id = AttributeId.New(), Project = by.Project, Name = "Met on", Type = AttributeType.Date };
            db.AddRange(age, met);
            foreach (var ((years, date), i) in ages.Select((a, i) => (a, i)))
            {
                var source = await bench.AddTextAsync(by, $"S{i + 1}", "Damp.");
                var person = new Case { Id = CaseId.New(), Project = by.Project, Name = $"P{i + 1}" };
                db.AddRange(person, new CaseValue { Case = person.Id, Attribute = age.Id, Value = years }, new CaseValue { Case = person.Id, Attribute = met.Id, Value = date }, new CaseTie { Id = CaseTieId.New(), Case = person.Id, Source = source });
            }
            await db.SaveChangesAsync(Cancel);
        }
        Assert.Equal(["2:Damp", "3:Damp"], await FoundAsync(bench, by, "age:>=65 damp"));
        Assert.Equal(["3:Damp"], await FoundAsync(bench, by, "age:>65 damp"));
        Assert.Equal(["1:Damp"], await FoundAsync(bench, by, "age:<65 damp"));
        Assert.Equal(["1:Damp", "2:Damp"], await FoundAsync(bench, by, "age:30..65 damp"));
        Assert.Equal(["2:Damp"], await FoundAsync(bench, by, "age:65 damp"));
        Assert.Equal(["1:Damp", "2:Damp"], await FoundAsync(bench, by, "\"met on\":2024-01..2024 damp"));
        Assert.Equal(["1:Damp", "2:Damp"], await FoundAsync(bench, by, "\"met on\":<=2024-06 damp"));
        Assert.Empty(await FoundAsync(bench, by, "\"met on\":>2025 damp"));
        Assert.Empty(await FoundAsync(bench, by, "age:>old damp"));
        Assert.StartsWith("There is no attribute “sect”. There are: ", (await bench.Get<SearchSources.Handler>().PageAsync(by, "sect:NHS damp", 0, 10, Cancel)).Value.Notices.Single(), StringComparison.Ordinal);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Pages_follow_one_another_in_order_of_source_and_place_and_the_count_is_of_all(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        for (var s = 1; s <= 7; s++) await bench.AddTextAsync(by, $"S{s}", string.Join('\n', Enumerable.Range(1, 90).Select(p => p % 3 == 0 ? $"Damp {p}, damp again." : $"Dry {p}.")));
        var search = bench.Get<SearchSources.Handler>();
        var seen = new List<long>();
        long? next = 0;
        while (next is { } after)
        {
            var page = (await search.PageAsync(by, "damp", after, 17, Cancel)).Value;
            seen.AddRange(page.Passages.Select(p => p.Block));
            next = page.Next;
        }
        Assert.Equal(7 * 30, seen.Count);
        Assert.Equal(seen.Order().Distinct(), seen);
        SearchSources.Count? last = null;
        await foreach (var count in search.CountAsync(by, "damp", Cancel)) last = count;
        Assert.Equal(new SearchSources.Count(7 * 60, 7 * 30, 7, true), last);
        var only = (await search.PageAsync(by, "source:S3 damp", 0, 1000, Cancel)).Value;
        Assert.All(only.Passages, p => Assert.Equal(3, p.SourceNumber));
        Assert.Equal(30, only.Passages.Count);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Words_longer_than_the_index_keeps_are_found_whole_and_by_any_part(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var one = new string('a', 400) + "tail";
        await bench.AddTextAsync(by, "One", $"{one} here.\n{new string('a', 400)}other there.");
        Assert.Equal([$"1:{one}"], await FoundAsync(bench, by, one));
        Assert.Equal([$"1:{one}"], await FoundAsync(bench, by, "*tail"));
        Assert.Equal([$"1:{one}"], await FoundAsync(bench, by, new string('a', 400) + "t*"));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Captions_are_searched_across_their_cues(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        const string text = "so what we know about the waiting\nlist is that it is longer where\npeople have least";
        var blocks = new List<Files.Block>();
        var at = 0;
        foreach (var line in text.Split('\n'))
        {
            blocks.Add(new(new(at, at + line.Length), Files.BlockKind.Cue));
            at += line.Length + 1;
        }
        await bench.Get<AddSource.Handler>().RunAsync(by, new("c.vtt", [1], new() { Text = text, Blocks = blocks }, "Board", SourceKind.Transcript), Cancel);
        Assert.Equal(["1:waiting\nlist"], await FoundAsync(bench, by, "\"waiting list\""));
    }

    [Fact]
    public async Task Another_projects_words_are_never_found()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        var other = (await bench.Get<CreateProject.Handler>().RunAsync(new("Other", "Mina"), Cancel)).Value.Acting;
        await bench.AddTextAsync(other, "Theirs", "Damp.\nDry.");
        Assert.Empty(await FoundAsync(bench, by, "damp"));
        await bench.AddTextAsync(by, "Ours", "Damp here.");
        Assert.Equal(["1:Damp"], await FoundAsync(bench, by, "damp"));
        Assert.Equal(["1:Damp here."], await FoundAsync(bench, by, "NOT dry"));
        var theirs = (await bench.Get<SearchSources.Handler>().PageAsync(other, "damp", 0, 10, Cancel)).Value.Passages.Single();
        Assert.Empty(await bench.Get<ReadAround.Handler>().RunAsync(by, theirs.Block, 3, 3, Cancel));
        Assert.Equal(2, (await bench.Get<ReadAround.Handler>().RunAsync(other, theirs.Block, 3, 3, Cancel)).Count);
    }
}
