using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;

namespace Throughline.Text.Tests;

public class SearchTests
{
    private sealed record Block(string Id, string Text, Dictionary<string, string[]> Known);

    private sealed record Hit(string Id, int[][] Spans);

    private sealed record Check(string? Find, string[]? All, string[]? Any, string[]? None, string[][]? Where);

    private sealed record Case(string Query, Check Check, Hit[] Expected);

    private sealed record Table(Block[] Texts, Case[] Queries);

    private static readonly Table Data = JsonSerializer.Deserialize<Table>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "search", "search.json")), JsonSerializerOptions.Web)!;

    private static readonly Dictionary<string, Case> ByQuery = Data.Queries.ToDictionary(item => item.Query);

    public static IEnumerable<TheoryDataRow<string>> Queries => Data.Queries.Select(item => new TheoryDataRow<string>(item.Query));

    private static SearchQuery Parse(string query)
    {
        var parsed = SearchQuery.Parse(query);
        Assert.True(parsed.Succeeded, parsed.Error?.Message);
        return parsed.Value;
    }

    // As a storage layer would: values compared by the filter's own rule, a code with the codes below it.
    private static bool Holds(Block block, FilterNode filter)
    {
        var values = block.Known.GetValueOrDefault(filter.Name, []);
        return filter.Kind == FilterKind.Code
            ? values.Any(path => Enumerable.Range(0, path.Split(" > ").Length).Any(depth =>
                filter.IsValue(path.Split(" > ")[depth]) || filter.IsValue(string.Join(" > ", path.Split(" > ")[..(depth + 1)]))))
            : values.Any(filter.IsValue);
    }

    private static string Show(IEnumerable<Hit> hits) =>
        string.Join("; ", hits.Select(hit => $"{hit.Id}: {string.Join(' ', hit.Spans.Select(span => $"{span[0]}-{span[1]}={Data.Texts.Single(text => text.Id == hit.Id).Text[span[0]..span[1]]}"))}"));

    private static int[][] Pairs(IEnumerable<TextSpan> spans) => [.. spans.Select(span => new[] { span.Start, span.End })];

    [Fact]
    public void The_table_has_at_least_two_hundred_queries_no_two_alike() => Assert.True(ByQuery.Count >= 200);

    [Theory]
    [MemberData(nameof(Queries))]
    public void A_query_finds_what_the_table_says(string query)
    {
        var search = Parse(query);
        var found = from block in Data.Texts
                    let match = search.Match(block.Text, filter => Holds(block, filter))
                    where match is not null
                    select new Hit(block.Id, Pairs(match.Spans));
        Assert.Equal(Show(ByQuery[query].Expected), Show(found));
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void The_table_says_what_a_plain_regular_expression_finds(string query)
    {
        var (check, expected) = (ByQuery[query].Check, ByQuery[query].Expected);
        const RegexOptions options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
        var hits = new List<Hit>();
        foreach (var block in Data.Texts)
        {
            bool Has(string pattern) => Regex.IsMatch(block.Text, pattern, options);
            if (check.All?.All(Has) == false || check.Any?.Any(Has) == false || check.None?.Any(Has) == true) continue;
            if (check.Where?.All(pair => pair[0][0] == '!' ^ IsKnown(block, pair[0].TrimStart('!'), pair[1])) == false) continue;
            var spans = new SortedSet<TextSpan>();
            if (check.Find is not null)
                foreach (Match match in Regex.Matches(block.Text, check.Find, options))
                {
                    var groups = match.Groups.Cast<Group>().Skip(1).Where(group => group.Success).SelectMany(group => group.Captures).ToArray();
                    foreach (var part in groups.Length > 0 ? groups : [match])
                        if (part.Length > 0) spans.Add(new(part.Index, part.Index + part.Length));
                }
            if (check.Find is not null && spans.Count == 0) continue;
            hits.Add(new(block.Id, Pairs(spans)));
        }
        Assert.Equal(Show(hits), Show(expected));
    }

    private static bool IsKnown(Block block, string name, string value) => block.Known.GetValueOrDefault(name, [])
        .Any(known => known == value || (name == "code" && $" > {known} > ".Contains($" > {value} > ", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Queries))]
    public void The_candidates_miss_no_block_that_matches(string query)
    {
        var search = Parse(query);
        foreach (var block in Data.Texts)
            if (search.Match(block.Text, filter => Holds(block, filter)) is not null)
            {
                Assert.True(search.Candidates.Admits(Tokens.TermsOf(block.Text)), block.Id);
                Assert.All(search.RequiredFilters, filter => Assert.True(Holds(block, filter)));
            }
    }

    [Fact]
    public void The_candidates_leave_out_most_blocks_that_do_not_match()
    {
        var narrowed = Data.Queries.Select(item => Parse(item.Query)).Where(search => !search.ReadsEveryBlock).ToArray();
        var read = narrowed.Sum(search => Data.Texts.Count(block => search.Candidates.Admits(Tokens.TermsOf(block.Text))));
        var matched = narrowed.Sum(search => Data.Texts.Count(block => search.Match(block.Text, filter => Holds(block, filter)) is not null));
        Assert.True(read < 2 * matched, $"{read} blocks read for {matched} that match");
    }

    [Fact]
    public void Candidates_are_a_tree_an_index_can_run()
    {
        Assert.Equal(new HasTerm("trust"), Parse("Trust").Candidates);
        Assert.Equal(new HasPrefix("ineq"), Parse("ineq*").Candidates);
        Assert.Equal(new HasPattern(Pattern.Of("*equal*")!), Parse("*equal*").Candidates);
        Assert.Equal(new AllOf([new HasTerm("a"), new HasTerm("b")]), Parse("a NEAR/3 b NOT c").Candidates);
        Assert.Equal(new AnyOf([new AllOf([new HasTerm("well"), new HasTerm("being")]), new HasTerm("wellbeing")]), Parse("well-being").Candidates);
        Assert.Same(AllBlocks.Value, Parse("NOT a").Candidates);
        Assert.Same(AllBlocks.Value, Parse("a OR /b/").Candidates);
        Assert.True(Parse("/b/ a").UsesRegex);
        Assert.Equal(["sector"], Parse("sector:NHS (a OR site:Moor)").RequiredFilters.Select(filter => filter.Name));
    }

    [Theory]
    [InlineData(null, 0, "Type something")]
    [InlineData("   ", 0, "Type something")]
    [InlineData("(care", 0, "never closed")]
    [InlineData("care)", 4, "no opening")]
    [InlineData("care AND", 8, "missing")]
    [InlineData("OR care", 0, "both sides")]
    [InlineData("care AND OR trust", 9, "both sides")]
    [InlineData("NOT", 3, "missing")]
    [InlineData("()", 1, "before this parenthesis")]
    [InlineData("\"open phrase", 0, "never closed")]
    [InlineData("trust & care", 6, "no letter")]
    [InlineData("\"\"", 0, "no letter")]
    [InlineData("*", 0, "at least one letter")]
    [InlineData("?? *", 0, "at least one letter")]
    [InlineData("a NEAR/x b", 7, "0 to 1000")]
    [InlineData("a NEAR/99999999999 b", 7, "0 to 1000")]
    [InlineData("a NEAR/3x b", 7, "whole number")]
    [InlineData("a NEAR (b AND c)", 2, "outside the NEAR")]
    [InlineData("a NEAR NOT b", 2, "outside the NEAR")]
    [InlineData("a NEAR site:b", 2, "outside the NEAR")]
    [InlineData("/(/", 2, "cannot be read")]
    [InlineData("a /open", 2, "never closed")]
    [InlineData("/[/", 2, "cannot be read")]
    [InlineData("//", 0, "empty")]
    [InlineData("/a/xyz", 3, "flag")]
    [InlineData(@"/(a)\1/", 0, "not supported")]
    [InlineData("/(?=a)b/", 0, "not supported")]
    [InlineData("speaker: Nurse", 7, "straight after the colon")]
    [InlineData("\"\":x", 0, "name before its colon")]
    public void A_query_that_cannot_be_read_is_refused_with_the_place(string? query, int position, string reason)
    {
        var error = Assert.IsType<SearchQueryInvalid>(SearchQuery.Parse(query).Error);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(position, error.Position);
    }

    [Fact]
    public void Hostile_queries_are_refused_or_end()
    {
        Assert.IsType<SearchQueryInvalid>(SearchQuery.Parse(new string('(', 3000)).Error);
        Assert.IsType<SearchQueryInvalid>(SearchQuery.Parse(string.Concat(Enumerable.Repeat("NOT ", 900)) + "a").Error);
        Assert.IsType<SearchQueryInvalid>(SearchQuery.Parse(string.Concat(Enumerable.Repeat("a NEAR ", 500)) + "a").Error);
        Assert.IsType<SearchQueryInvalid>(SearchQuery.Parse(new string('a', 5000)).Error);
        Assert.NotNull(Parse(string.Join(' ', Enumerable.Repeat("a", 2000))).Match("a"));
        Assert.Null(Parse("/(a+)+$/").Match(new string('a', 20000) + "b"));
        Assert.Null(Parse(string.Concat(Enumerable.Repeat("*a", 100)) + "b").Match(new string('a', 5000)));
        Assert.NotNull(Parse("a NEAR/9 a NEAR/9 a NEAR/9 a").Match(string.Concat(Enumerable.Repeat("a ", 3000))));
    }

    [Fact]
    public void Any_query_is_read_or_refused_and_any_match_lies_in_the_text() =>
        Gen.Select(TokensTests.OneOf("a", "care", "well-being", "\"", "(", ")", "AND", "OR", "NOT", "NEAR/2", "NEAR", "/", "*", "?", "in*", "不平等", "site:", "x:y", "'s", "[", "\\", "\uD800", "👍", "–").Array[0, 8], TokensTests.Texts)
            .Sample((parts, text) =>
            {
                foreach (var separator in (string[])["", " "])
                {
                    var parsed = SearchQuery.Parse(string.Join(separator, parts));
                    if (!parsed.Succeeded)
                    {
                        Assert.InRange(Assert.IsType<SearchQueryInvalid>(parsed.Error).Position, 0, string.Join(separator, parts).Length);
                        continue;
                    }
                    if (parsed.Value.Match(text) is not { } match) continue;
                    Assert.True(parsed.Value.Candidates.Admits(Tokens.TermsOf(text)));
                    var end = 0;
                    foreach (var span in match.Spans)
                    {
                        Assert.True(span.Start >= end && !span.IsEmpty && span.End <= text.Length);
                        end = span.End;
                    }
                }
            });

    [Fact]
    public void Near_is_the_same_both_ways() =>
        Gen.Select(Gen.Int[0, 6], TokensTests.OneOf("a", "b", "c", "b-a").Array[0, 14]).Sample((distance, words) =>
        {
            var text = string.Join(' ', words);
            var one = Parse($"a NEAR/{distance} b").Match(text);
            Assert.Equal(one?.Spans, Parse($"b NEAR/{distance} a").Match(text)?.Spans);
            var flat = text.Replace('-', ' ').Split(' ');
            var near = from i in Enumerable.Range(0, flat.Length)
                       from j in Enumerable.Range(0, flat.Length)
                       where flat[i] == "a" && flat[j] == "b" && Math.Abs(i - j) - 1 <= distance
                       select i;
            Assert.Equal(near.Any(), one is not null);
        });

    [Fact]
    public void A_pattern_matches_as_the_regular_expression_does() =>
        Gen.Select(Gen.Char["ab*?"].Array[1, 8], Gen.Char["ab"].Array[0, 10]).Sample((pattern, term) =>
        {
            var expected = Regex.IsMatch(new string(term), "^" + new string(pattern).Replace("*", ".*", StringComparison.Ordinal).Replace("?", ".", StringComparison.Ordinal) + "$");
            Assert.Equal(expected, Pattern.Of(new string(pattern))!.Matches(term));
        });
}
