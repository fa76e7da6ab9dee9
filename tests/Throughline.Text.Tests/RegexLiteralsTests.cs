using System.Text.RegularExpressions;
using CsCheck;

namespace Throughline.Text.Tests;

/// <summary>What a regular expression needs of a block's terms: never so much that a match is lost.</summary>
public sealed class RegexLiteralsTests
{
    private static Candidate NeededBy(string pattern)
    {
        var parsed = SearchQuery.Parse($"/{pattern}/");
        Assert.True(parsed.Succeeded, $"/{pattern}/: {parsed.Error?.Message}");
        return parsed.Value.Candidates;
    }

    private static string Show(Candidate candidate) => candidate switch
    {
        HasPattern has => has.Pattern.Text.Trim('*'),
        AllOf all => "(" + string.Join(" & ", all.Operands.Select(Show)) + ")",
        AnyOf any => "(" + string.Join(" | ", any.Operands.Select(Show)) + ")",
        _ => "all",
    };

    [Theory]
    [InlineData(@"\bwealmier\b", "wealmier")]
    [InlineData("Health Inequalities", "(inequalities & health)")]
    [InlineData("inequalit(y|ies)", "inequalit")]
    [InlineData("(poor|rich) people", "((poor | rich) & people)")]
    [InlineData("(poor|rich)? people", "people")]
    [InlineData("colou?red", "(colo & red)")]
    [InlineData("no+t", "no")]
    [InlineData("ab{2}cd", "(ab & cd)")]
    [InlineData("ab{0,2}cd", "cd")]
    [InlineData("ab{2,cd", "(ab & cd)")]
    [InlineData("a.bc[de]+fg[^]h]ij", "(bc & fg & ij)")]
    [InlineData("[Ww]aiting", "aiting")]
    [InlineData(@"\x41\u0042cd\tef\p{Lu}gh", "(cd & ef & gh)")]
    [InlineData(@"don't", "don")]
    [InlineData(@"caf\u00e9s|cafés", "caf")]
    [InlineData(@"(?:ab)+(?<name>cd)(?'other'ef)*", "(ab & cd)")]
    [InlineData(@"\b(19|20)\d\d\b", "(19 | 20)")]
    [InlineData("ab??cd", "cd")]
    [InlineData("abcdef|", "all")]
    [InlineData("abc|d", "all")]
    [InlineData("a|b", "all")]
    [InlineData("a s", "all")]
    [InlineData(@"\d\d", "all")]
    [InlineData("(abc)*", "all")]
    [InlineData("(?i)abc", "all")]
    [InlineData("(?x)ab c # abcd", "all")]
    [InlineData("(?#why)abc", "all")]
    [InlineData("[a-z-[aeiou]]bcd", "all")]
    [InlineData(@"[\c]x]abc", "all")]
    [InlineData(@"\0123abc", "all")]
    public void The_runs_that_every_match_must_hold_are_read_from_the_expression(string pattern, string needed) => Assert.Equal(needed, Show(NeededBy(pattern)));

    [Fact]
    public void Whatever_matches_a_letter_or_digit_in_any_case_folds_to_it()
    {
        var all = new string([.. Enumerable.Range(0, 0x10000).Select(unit => (char)unit)]);
        foreach (var letter in "abcdefghijklmnopqrstuvwxyz0123456789")
            foreach (var match in new Regex(letter.ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase).EnumerateMatches(all))
                Assert.Equal(["a" + letter + "b"], Tokens.TermsOf("a" + all[match.Index] + "b"));
    }

    [Fact]
    public void A_run_of_letters_and_digits_lies_in_one_term_whatever_stands_around_it() =>
        Gen.Select(Gen.Char["abkis019SK"].Array[2, 5], TokensTests.Texts, TokensTests.Texts).Sample((units, before, after) =>
        {
            var run = new string(units);
            Assert.Contains(Tokens.TermsOf(before + run + after), term => term.Contains(run.ToLowerInvariant(), StringComparison.Ordinal));
        });

    private static readonly Gen<string> Piece = TokensTests.OneOf(
        "ab", "a", "b", "cab", "S", "1", "10", "é", "K", "’", "'s", "-", " ", "\u00AD", @"\u0301", ".", @"\b", @"\w", @"\W", @"\s", "^", "$", "[ab]", "[^a]", "[]b]", @"[\]a]", @"\.", @"\x61", @"\u0062", @"\p{L}", "{", "}", "{a", ",", "(a)", "(ab|c)", "(?:ba|)", "(?<n>ab)");

    private static readonly Gen<string> Expressions = Gen.Select(Piece, TokensTests.OneOf("", "", "", "?", "*", "+", "{2}", "{0}", "{0,1}", "{1,}", "+?", "??", "*?"), TokensTests.OneOf("", "", "", "", "|", "(", ")", ")?", "(?:", ")*"))
        .Select(parts => parts.Item1 + parts.Item2 + parts.Item3).Array[1, 6].Select(string.Concat);

    private static readonly Gen<string> Samples = TokensTests.OneOf("ab", "a", "b", "cab", "AB", "s", "1", "10", ",", "é", "e\u0301", "\u0301", "K", "’s", "'", "-", " ", " ", "\u00AD", ".", "{", "ba", "\u200D", "²", "健").Array[0, 14].Select(string.Concat);

    [Fact]
    public void No_match_is_ever_ruled_out()
    {
        int matched = 0, narrowed = 0, ruledOut = 0;
        Gen.Select(Expressions, Samples.Array[4, 4]).Sample((expression, texts) =>
        {
            var parsed = SearchQuery.Parse($"/{expression.Replace("/", "", StringComparison.Ordinal)}/");
            if (!parsed.Succeeded) return;
            var search = parsed.Value;
            foreach (var text in texts)
            {
                var isAdmitted = search.Candidates.Admits(Tokens.TermsOf(text));
                if (search.Match(text) is not null)
                {
                    Assert.True(isAdmitted, $"/{expression}/ matches \"{text}\" and {Show(search.Candidates)} rules it out");
                    if (!search.ReadsEveryBlock) Interlocked.Increment(ref narrowed);
                    Interlocked.Increment(ref matched);
                }
                else if (!isAdmitted) Interlocked.Increment(ref ruledOut);
            }
        }, iter: 20_000);
        // The cases are not empty ones: many match, of those many through a filter, and the filter leaves many out.
        Assert.True(matched > 1_000 && narrowed > 100 && ruledOut > 300, $"{matched} matched, {narrowed} of them narrowed; {ruledOut} ruled out");
    }
}
