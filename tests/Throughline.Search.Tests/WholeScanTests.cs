using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Text;

namespace Throughline.Search.Tests;

/// <summary>What the index lets through against reading every paragraph: wildcards and regular expressions made at random over texts made at random.</summary>
public sealed class WholeScanTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly string[] Stems = ["heal", "wait", "qual", "damp", "post", "care", "trust", "pover", "unequal", "housing"];
    private static readonly string[] Ends = ["", "s", "ing", "ity", "ities", "th", "ed", "’s", "-up", "é"];

    private static string Word(Random random) => Stems[random.Next(Stems.Length)] + Ends[random.Next(Ends.Length)] + (random.Next(8) == 0 ? random.Next(100).ToString(System.Globalization.CultureInfo.InvariantCulture) : "");

    private static string Part(Random random)
    {
        var word = Word(random);
        var from = random.Next(word.Length - 1);
        return word.Substring(from, random.Next(1, Math.Min(5, word.Length - from) + 1));
    }

    private static string Asked(Random random) => random.Next(9) switch
    {
        0 => $"*{Wild(random)}*",
        1 => $"*{Wild(random)}",
        2 => $"*{Wild(random)}*{Wild(random)}*",
        3 => $"?{Wild(random)}* OR *{Wild(random)}?",
        4 => $"/{Part(random)}/",
        5 => $@"/\b{Part(random)}\w*\s+\w*{Part(random)}/",
        6 => $"/({Part(random)}|{Part(random)}){Part(random)}?/",
        7 => $"/{Part(random)}[a-z]?{Part(random)}+/c",
        _ => $"/{Part(random)}/ NEAR/2 *{Wild(random)}*",
    };

    private static string Wild(Random random) => string.Concat(Part(random).Where(char.IsAsciiLetterOrDigit).DefaultIfEmpty('a'));

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Nothing_is_lost_through_the_index(Engine engine)
    {
        var random = new Random(50_318);
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var paragraphs = new List<(int Source, string Text)>();
        for (var source = 1; source <= 4; source++)
        {
            var texts = Enumerable.Range(0, 30).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(1, 7)).Select(_ => random.Next(40) == 0 ? new string('x', 130) + Word(random) : Word(random)))).ToArray();
            await bench.AddTextAsync(by, $"Source {source}", string.Join('\n', texts));
            paragraphs.AddRange(texts.Select(text => (source, text)));
        }
        var search = bench.Get<SearchSources.Handler>();
        int hits = 0, narrowed = 0;
        for (var i = 0; i < 400; i++)
        {
            var query = SearchQuery.Parse(Asked(random));
            if (!query.Succeeded) continue;
            var expected = paragraphs.Where(one => query.Value.Match(one.Text) is not null).ToList();
            var page = (await search.PageAsync(by, query.Value.Text, 0, 1000, Cancel)).Value;
            Assert.True(expected.SequenceEqual(page.Passages.Select(p => (p.SourceNumber, p.Text))), $"{query.Value.Text} on {engine}: {page.Passages.Count} found of {expected.Count}");
            hits += expected.Count;
            if (!query.Value.ReadsEveryBlock && expected.Count > 0) narrowed++;
        }
        Assert.True(hits > 2000 && narrowed > 100, $"{hits} hits; {narrowed} queries that hit went through the index");
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_part_of_a_word_is_found_as_the_words_come_and_go(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var search = bench.Get<SearchSources.Handler>();
        await bench.AddTextAsync(by, "One", "Inequality is said here.");
        Assert.Equal(["One"], await TitlesAsync("*qualit*"));
        var two = await bench.AddTextAsync(by, "Two", "Qualitatively other.");
        Assert.Equal(["One", "Two"], await TitlesAsync("*qualit*"));
        Assert.Equal(["One", "Two"], await TitlesAsync("/qualit/"));
        await bench.Get<BinSource.Handler>().RunAsync(by, two, intoBin: true, Cancel);
        Assert.Equal(["One"], await TitlesAsync("*qualit*"));
        await bench.Get<BinSource.Handler>().RunAsync(by, two, intoBin: false, Cancel);
        // Another project has its own words.
        var other = (await bench.Get<CreateProject.Handler>().RunAsync(new("Other", "Mina"), Cancel)).Value.Acting;
        await bench.AddTextAsync(other, "Theirs", "Equality.");
        Assert.Equal(["Theirs"], (await search.PageAsync(other, "*qualit*", 0, 10, Cancel)).Value.Passages.Select(p => p.SourceTitle));
        Assert.Equal(["One", "Two"], await TitlesAsync("*qualit*"));

        async Task<IEnumerable<string>> TitlesAsync(string query) => (await search.PageAsync(by, query, 0, 10, Cancel)).Value.Passages.Select(p => p.SourceTitle);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Words_that_are_each_common_and_seldom_together_are_found_page_by_page(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var together = new List<string>();
        for (var source = 1; source <= 3; source++)
            await bench.AddTextAsync(by, $"Source {source}", string.Join('\n', Enumerable.Range(0, 900).Select(Paragraph)));

        string Paragraph(int at)
        {
            var both = at % 90 == 77;
            if (both) together.Add($"Waits {together.Count} are long where housing is damp.");
            return both ? together[^1] : at % 2 == 0 ? $"Waits are long, {at}." : $"Housing is damp, {at}.";
        }

        foreach (var asked in (string[])["waits housing", "waits NEAR/6 housing", "hous* AND wait*"])
        {
            var found = new List<string>();
            for (long? after = 0; after is { } from;)
            {
                var page = (await bench.Get<SearchSources.Handler>().PageAsync(by, asked, from, 4, Cancel)).Value;
                found.AddRange(page.Passages.Select(p => p.Text));
                after = page.Next;
            }
            Assert.Equal(together, found);
            SearchSources.Count? count = null;
            await foreach (var soFar in bench.Get<SearchSources.Handler>().CountAsync(by, asked, Cancel)) count = soFar;
            Assert.Equal((together.Count, 3), (count!.Passages, count.Sources));
        }
        Assert.Equal(together[10..20], (await bench.Get<SearchSources.Handler>().PageAsync(by, "source:\"Source 2\" waits housing", 0, 100, Cancel)).Value.Passages.Select(p => p.Text));
    }
}
