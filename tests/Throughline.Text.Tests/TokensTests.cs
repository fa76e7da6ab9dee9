using System.Text;
using CsCheck;

namespace Throughline.Text.Tests;

public class TokensTests
{
    // Words, marks, quotes, unspaced scripts, right-to-left, emoji, lone surrogates and controls, well mixed.
    internal static readonly Gen<string> Texts = Gen.OneOf(
        OneOf("inequality", "Well-being", "don’t", "N.H.S.", "3.5", "1,000", "e\u0301galite\u0301", "Straße", "不平等", "がん", "カ\u3099", "สุขภาพ", "건강", "שלום", "مُحَمَّد",
            "👍🏽", "👨‍👩‍👧", "🇬🇧", "a\u00ADb", "²", "Dr.", "et al.", "“", "”", "(", ")", "…", "?", "!", ".", ". ", "\n", " ", " ", "’", "'s", "\uD800", "\uDC00", "\0", "\uFEFF", "\u200F", "\u0301", "-", "–", "*", "/"),
        Gen.Char.Select(unit => unit.ToString())).Array[0, 30].Select(string.Concat);

    internal static Gen<string> OneOf(params string[] parts) => Gen.Int[0, parts.Length - 1].Select(i => parts[i]);

    [Theory]
    [InlineData("Health INEQUALITIES", "health inequalities")]
    [InlineData("café CAFÉ cafe\u0301", "cafe cafe cafe")]
    [InlineData("Straße Søren Łódź Æther", "strasse soren lodz aether")]
    [InlineData("don't don’t donʼt dont", "dont dont dont dont")]
    [InlineData("Sarah's Sarah’s James' O’Brien's", "sarah sarah james obrien")]
    [InlineData("well-being well‐being well–being wellbeing", "well being well being well being wellbeing")]
    [InlineData("co\u00ADoperate", "cooperate")]
    [InlineData("3.5 1,000 12,34 2.1.3 in 2019. Then", "3.5 1000 12 34 2.1.3 in 2019 then")]
    [InlineData("N.H.S. U.K. e.g. end.Next", "nhs uk eg end next")]
    [InlineData("ﬁnance ＮＨＳ １２", "finance nhs 12")]
    [InlineData("inequalities² and gaps¹²", "inequalities 2 and gaps 1 2")]
    [InlineData("健康の不平等", "健 康 の 不 平 等")]
    [InlineData("か\u3099ん がん", "が ん が ん")]
    [InlineData("건강 불평등", "건강 불평등")]
    [InlineData("مُحَمَّد محمد", "محمد محمد")]
    [InlineData("ok 👍🏽👍 👨‍👩‍👧 🇬🇧🇫🇷", "ok 👍 👍 👨‍👩‍👧 🇬🇧 🇫🇷")]
    [InlineData("a\uD800b", "a b")]
    [InlineData("£5 & 10% — R&D 24/7 snake_case", "5 10 r d 24 7 snake case")]
    [InlineData("COVID-19", "covid 19")]
    [InlineData("the 1990's", "the 1990")]
    public void A_text_folds_to_these_words(string text, string words) => Assert.Equal(words, Folding.Key(text));

    [Fact]
    public void A_possessive_is_told_and_lies_in_the_span()
    {
        var token = Tokens.Of("The nurse’s view")[1];
        Assert.Equal(("nurse", true, new TextSpan(4, 11)), (token.Term, token.IsPossessive, token.Span));
    }

    [Fact]
    public void A_hyphenated_word_is_also_indexed_as_one()
    {
        Assert.Equal(["face", "to", "well", "being", "facetoface", "wellbeing"], Tokens.TermsOf("Face-to-face well-being"));
        Assert.Empty(Tokens.CompoundsOf(Tokens.Of("spaced - apart, a—b")));
    }

    [Theory]
    [InlineData("Face-to-face, don’t: 3.5%", "Face-to-face|don’t|3.5")]
    [InlineData("– dash – only -", "dash|only")]
    [InlineData("不平等 ok", "不|平|等|ok")]
    public void Words_are_whole(string text, string words) =>
        Assert.Equal(words.Split('|'), Words.Of(text).Select(span => span.Of(text)));

    [Fact]
    public void Tokens_are_in_order_apart_in_bounds_and_never_cut_a_pair() => Texts.Sample(text =>
    {
        var end = 0;
        foreach (var token in Tokens.Of(text))
        {
            Assert.True(token.Span.Start >= end && !token.Span.IsEmpty && token.Span.End <= text.Length);
            Assert.False(char.IsLowSurrogate(text[token.Span.Start]) && token.Span.Start > 0 && char.IsHighSurrogate(text[token.Span.Start - 1]));
            Assert.False(char.IsHighSurrogate(text[token.Span.End - 1]) && token.Span.End < text.Length && char.IsLowSurrogate(text[token.Span.End]));
            Assert.NotEqual("", token.Term);
            end = token.Span.End;
        }
        Assert.Equal(Words.Count(text), Words.Of(text).Count);
    });

    [Fact]
    public void Folding_twice_is_folding_once() => Texts.Sample(text =>
    {
        var once = Folding.Key(text);
        Assert.Equal(once, Folding.Key(once));
    });

    [Fact]
    public void Composed_and_decomposed_and_upper_case_fold_alike() =>
        OneOf("égalité", "Łódź", "Ångström", "naïve", "건강", "ガン", "Ελλάδα", "чай", "señor", "İstanbul").Array[1, 6].Select(parts => string.Join(' ', parts)).Sample(text =>
        {
            Assert.Equal(Folding.Key(text), Folding.Key(text.Normalize(NormalizationForm.FormD)));
            Assert.Equal(Folding.Key(text), Folding.Key(text.ToUpperInvariant()));
        });

    [Fact]
    public void A_long_text_is_cut_as_its_parts_are() => Texts.Sample(text =>
    {
        var padded = string.Concat(Enumerable.Repeat("padding words ", 200)) + "\n" + text;
        var offset = padded.Length - text.Length;
        Assert.Equal(Tokens.Of(text).Select(token => (token.Span.Start + offset, token.Term)), Tokens.Of(padded, new(offset - 1, padded.Length)).Select(token => (token.Span.Start, token.Term)));
        Assert.Equal(Tokens.Of(text).Select(token => token.Term), Tokens.Of(padded).Skip(400).Select(token => token.Term));
    });
}
