using CsCheck;

namespace Throughline.Text.Tests;

public class SentencesTests
{
    [Theory]
    [InlineData("One. Two! Three? Four")]
    [InlineData("Gaps widened, e.g. in Leeds, i.e. the north. |Nothing was done.")]
    [InlineData("As Marmot et al. (2010) show, it is steep. |See Smith et al. 2019 for more.")]
    [InlineData("Dr. Ahmed and Mr. J. R. Lee met Prof. Khan at St. Mary's. |They agreed.")]
    [InlineData("See No. 5 and pp. 12–14, Fig. 2 and para. 3.4. |Then stop.")]
    [InlineData("Did you ask? |No. |Nobody did.")]
    [InlineData("It rose by approx. 3.5 points. |It fell by 1.2.")]
    [InlineData("2.1.3 Boards must publish data. |They should say whose.")]
    [InlineData("2.1.3. Boards must publish data. |They should say whose.")]
    [InlineData("1. Reduce gaps. |2 people left.")]
    [InlineData("a. Reduce gaps. |Then say why.")]
    [InlineData("iv. Reduce gaps. |Say why.")]
    [InlineData("Services were cut.12 |The gap grew.")]
    [InlineData("Services were cut.³ |The gap grew.[4,5] |It did.* |Yes.")]
    [InlineData("I was, um... I don't know. |It was… |They said no.")]
    [InlineData("and then... it stopped. |Good.")]
    [InlineData("“It is not fair.” |She left. |“Why?” he asked.")]
    [InlineData("She said, “It is not fair.” |Then she left.")]
    [InlineData("She said \"It is not fair.\" |\"Really?\" |Yes.")]
    [InlineData("(This was agreed.) |The plan (see p. 3. It is long) went on.")]
    [InlineData("It works (why? Nobody knows) for some. |Good.")]
    [InlineData("The plan (2025) is bold. |(See Annex A.) |It ends.")]
    [InlineData("In the U.K. waiting lists grew. |In the U.S. Government data it fell. |It was in the U.K. |The end.")]
    [InlineData("We met at 9 a.m. |Everyone came at 5 p.m. sharp.")]
    [InlineData("Plan B. |The rest is vitamin C. |It helps.")]
    [InlineData("So do I. |Nobody else does.")]
    [InlineData("She lived on High St. |The road was long. |St. Mary's is near.")]
    [InlineData("Read www.example.org/a.b today. |Or v2.0 tomorrow.")]
    [InlineData("What?! |No way!!! |Really?")]
    [InlineData("健康の不平等。|それは社会の問題です。|終わり")]
    [InlineData("هل هذا عادل؟ |نعم.")]
    [InlineData("In 2019. |The plan began.")]
    [InlineData("Trusts, ICBs, etc. |They all agreed, etc. and left.")]
    [InlineData("Fine. |👍 Next one.")]
    public void Sentences_end_where_a_reader_ends_them(string marked)
    {
        var text = marked.Replace("|", "", StringComparison.Ordinal);
        // "One. Two! Three? Four" is the plainest case, marked by its spaces.
        var expected = marked == "One. Two! Three? Four" ? ["One.", "Two!", "Three?", "Four"] : marked.Split('|').Select(sentence => sentence.Trim());
        Assert.Equal(expected, Sentences.Of(text).Select(span => span.Of(text)));
    }

    [Fact]
    public void A_block_without_a_stop_is_one_sentence_and_none_crosses_a_line()
    {
        const string text = "A heading\n• first point, with more\n\nLast. Line";
        Assert.Equal(["A heading", "• first point, with more", "Last.", "Line"], Sentences.Of(text).Select(span => span.Of(text)));
    }

    [Fact]
    public void Only_the_asked_stretch_is_cut()
    {
        const string text = "One two. Three four. Five.";
        Assert.Equal(["two.", "Thr"], Sentences.Of(text, new TextSpan(4, 12)).Select(span => span.Of(text)));
    }

    [Fact]
    public void Every_visible_character_is_in_one_sentence_and_no_pair_is_cut() => TokensTests.Texts.Sample(text =>
    {
        var covered = new bool[text.Length];
        var end = 0;
        foreach (var span in Sentences.Of(text))
        {
            Assert.True(span.Start >= end && !span.IsEmpty);
            Assert.DoesNotContain('\n', span.Of(text));
            Assert.False(char.IsWhiteSpace(text[span.Start]) || char.IsWhiteSpace(text[span.End - 1]));
            Assert.False(span.End < text.Length && char.IsHighSurrogate(text[span.End - 1]) && char.IsLowSurrogate(text[span.End]));
            covered.AsSpan(span.Start, span.Length).Fill(true);
            end = span.End;
        }
        for (var i = 0; i < text.Length; i++)
            if (!covered[i]) Assert.True(char.IsWhiteSpace(text[i]));
    });

    [Fact]
    public void A_block_reads_the_same_alone_as_among_others() =>
        Gen.Select(TokensTests.Texts, TokensTests.Texts).Sample((one, other) =>
        {
            one = one.Replace('\n', ' ').Replace('\r', ' ');
            var together = other + "\n" + one;
            Assert.Equal(Sentences.Of(one).Select(span => span.Of(one)),
                Sentences.Of(together).Where(span => span.Start > other.Length).Select(span => span.Of(together)));
        });

    [Theory]
    [InlineData("! ")]
    [InlineData("(")]
    [InlineData(". . ")]
    [InlineData("e.g. ")]
    [InlineData("a.")]
    [InlineData("No. [1] ")]
    public void A_long_text_of_marks_is_cut_in_passing(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 150_000));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.NotEmpty(Sentences.Of(text));
        // Quadratic time would take hours here; this is no measure of speed.
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(5));
    }
}
