using CsCheck;

namespace Throughline.Text.Tests;

public class SegmentFinderTests
{
    private const string Text = """
        INTERVIEWER: What gets in the way?
        NURSE: It’s the letters. People don’t come back after the first letter, and “nobody” asks why.
        INTERVIEWER: And the board?
        NURSE: The board talks about well-being and health inequalities every month. Nothing changes.
        GP: People don’t come back. We see the same families, year after year, and the housing is damp.
        NURSE: Nothing changes. I have said so in every meeting since the spring of 2019.
        """;

    private static readonly SegmentFinder Finder = new(Text);

    [Theory]
    [InlineData("The board talks about well-being", "The board talks about well-being")]
    [InlineData("the board\ntalks  about well‐\nbeing", "The board talks about well-being")]
    [InlineData("health inequal-\nities every month.", "health inequalities every month.")]
    [InlineData("health inequalitiesevery month", "health inequalities every month")]
    [InlineData("and \"nobody\" asks why.", "and “nobody” asks why.")]
    [InlineData("\"nobody\"", "“nobody”")]
    [InlineData("It's the letters. People don't come back after", "It’s the letters. People don’t come back after")]
    [InlineData("oard talks about", "oard talks about")]
    [InlineData("We see the same famihes, year aftcr year, and the housing", "We see the same families, year after year, and the housing")]
    [InlineData("asks why. And the board? The board talks about", "asks why.\nINTERVIEWER: And the board?\nNURSE: The board talks about")]
    [InlineData("Nothing changes. GP: People don't come back", "Nothing changes.\nGP: People don’t come back")]
    [InlineData("GP: People don't ... the housing is damp.", "GP: People don’t come back. We see the same families, year after year, and the housing is damp.")]
    [InlineData("It’s the letters […] after the first letter", "It’s the letters. People don’t come back after the first letter")]
    [InlineData("every month. Nothing changes. DOCTOR: People don't come back. We see", "every month. Nothing changes.\nGP: People don’t come back. We see")]
    [InlineData("I HAVE SAID SO", "I have said so")]
    [InlineData("2019.", "2019.")]
    public void A_segment_is_placed(string segment, string found)
    {
        var search = Finder.Find(segment);
        Assert.True(search.Outcome == SegmentOutcome.Placed, $"{search.Outcome}: {string.Join(" | ", search.Places.Select(place => $"{place.Score:0.00} {place.Span.Of(Text)}"))}");
        Assert.Equal(found, search.Places[0].Span.Of(Text));
    }

    [Fact]
    public void A_segment_in_two_places_is_ambiguous_until_told_where()
    {
        var search = Finder.Find("Nothing changes.");
        Assert.Equal(SegmentOutcome.Ambiguous, search.Outcome);
        Assert.Equal(["Nothing changes.", "Nothing changes."], search.Places.Select(place => place.Span.Of(Text)));
        var second = Text.LastIndexOf("Nothing", StringComparison.Ordinal);
        Assert.Equal(second, Assert.Single(Finder.Find("Nothing changes.", near: second - 5).Places).Span.Start);
    }

    [Fact]
    public void Of_two_places_the_one_letter_for_letter_is_meant()
    {
        var finder = new SegmentFinder("the list, and The List");
        var search = finder.Find("The List");
        Assert.Equal((SegmentOutcome.Placed, new TextSpan(14, 22)), (search.Outcome, search.Places[0].Span));
    }

    [Theory]
    [InlineData("We were told that the money had gone to other places instead")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("…")]
    [InlineData("👍")]
    public void What_is_not_there_is_not_found(string segment) => Assert.Equal(SegmentOutcome.NotFound, Finder.Find(segment).Outcome);

    [Fact]
    public void What_is_half_there_comes_back_as_a_candidate()
    {
        var search = Finder.Find("the same families come to us again and again, and the housing is poor");
        Assert.Equal(SegmentOutcome.NotFound, search.Outcome);
        Assert.Contains("families", search.Places[0].Span.Of(Text), StringComparison.Ordinal);
    }

    private static readonly Gen<string> Long = Gen.Int[0, 5000].Array[50, 600].Select(words => string.Join(' ', words.Select((word, i) => $"{(char)('a' + word % 26)}{(char)('a' + word / 26 % 26)}{word}{(i % 12 == 11 ? ".\n" : "")}")));

    [Fact]
    public void Whatever_stands_in_a_text_is_found_there() => Gen.Select(Long, Gen.Double[0, 1], Gen.Int[4, 60]).Sample((text, from, count) =>
    {
        var words = Words.Of(text);
        var first = (int)(from * Math.Max(0, words.Count - count));
        var span = new TextSpan(words[first].Start, words[Math.Min(words.Count - 1, first + count)].End);
        var search = new SegmentFinder(text).Find(span.Of(text).Replace(' ', '\n').ToUpperInvariant());
        Assert.Contains(span, search.Places.Select(place => place.Span));
        Assert.Equal(1, search.Places[0].Score);
    });

    [Fact]
    public void A_long_segment_with_a_speaker_put_in_is_found() => Gen.Select(Long, Gen.Int[1, 20]).Sample((text, at) =>
    {
        var words = Words.Of(text);
        if (words.Count < 40) return;
        var span = new TextSpan(words[3].Start, words[^4].End);
        var segment = span.Of(text);
        var cut = segment.IndexOf(' ', segment.Length / 2 + at);
        var search = new SegmentFinder(text).Find(segment[..cut] + "\nSPEAKER 2:" + segment[cut..]);
        Assert.Equal((SegmentOutcome.Placed, span), (search.Outcome, search.Places[0].Span));
    });

    [Fact]
    public void Any_segment_of_any_text_gets_an_answer_in_bounds() => Gen.Select(TokensTests.Texts, TokensTests.Texts).Sample((text, segment) =>
    {
        foreach (var place in new SegmentFinder(text).Find(segment).Places)
        {
            Assert.True(place.Span.End <= text.Length && !place.Span.IsEmpty);
            Assert.InRange(place.Score, 0, 1);
        }
    });
}
