using CsCheck;

namespace Throughline.Text.Tests;

public class KwicTests
{
    private const string Text = "First block here.\nThe waiting is the harm, not the list.\nLast block.";

    private static (string Left, string Hit, string Right) Show(KwicLine line, string text) => (line.Left.Of(text), line.Hit.Of(text), line.Right.Of(text));

    [Fact]
    public void Context_is_cut_inwards_to_whole_words()
    {
        var hit = new TextSpan(Text.IndexOf("harm", StringComparison.Ordinal), Text.IndexOf("harm", StringComparison.Ordinal) + 4);
        var block = new TextSpan(18, 56);
        var line = Kwic.Around(Text, hit, 10, block);
        Assert.Equal(("is the ", "harm", ", not the"), Show(line, Text));
        Assert.True(line is { IsCutLeft: true, IsCutRight: true });
        Assert.Equal(("The waiting is the ", "harm", ", not the list."), Show(Kwic.Around(Text, hit, 100, block), Text));
        Assert.True(Kwic.Around(Text, hit, 100, block) is { IsCutLeft: false, IsCutRight: false });
    }

    [Fact]
    public void Context_is_counted_in_words()
    {
        var hit = new TextSpan(Text.IndexOf("harm", StringComparison.Ordinal), Text.IndexOf("harm", StringComparison.Ordinal) + 4);
        Assert.Equal(("is the ", "harm", ", not the"), Show(Kwic.AroundWords(Text, hit, 2), Text));
        Assert.Equal(("", "harm", ""), Show(Kwic.AroundWords(Text, hit, 0), Text));
        Assert.Equal(("The waiting is the ", "harm", ", not the list."), Show(Kwic.AroundWords(Text, hit, 50, new(18, 56)), Text));
    }

    [Fact]
    public void Unspaced_scripts_are_cut_between_characters() =>
        Assert.Equal(("康の", "不平等", "は社"), Show(Kwic.Around("健康の不平等は社会の問題です", new(3, 6), 2), "健康の不平等は社会の問題です"));

    [Fact]
    public void Context_stays_in_bounds_and_never_cuts_a_word_or_a_pair() =>
        Gen.Select(TokensTests.Texts, Gen.Int[0, 30], Gen.Double[0, 1], Gen.Double[0, 1]).Sample((text, size, from, to) =>
        {
            var words = Tokens.Of(text);
            if (words.Length == 0) return;
            var hit = words[(int)(from * (words.Length - 1))].Span;
            foreach (var line in (KwicLine[])[Kwic.Around(text, hit, size), Kwic.AroundWords(text, hit, size)])
            {
                Assert.Equal(hit.Start, line.Left.End);
                Assert.Equal(hit.End, line.Right.Start);
                Assert.False(line.Left.Start > 0 && char.IsLowSurrogate(text[line.Left.Start]) && char.IsHighSurrogate(text[line.Left.Start - 1]) && !line.Left.IsEmpty);
                Assert.False(line.Right.End < text.Length && char.IsLowSurrogate(text[line.Right.End]) && char.IsHighSurrogate(text[line.Right.End - 1]) && !line.Right.IsEmpty);
            }
            Assert.True(Kwic.Around(text, hit, size) is var around && around.Left.Length <= size && around.Right.Length <= size);
            Assert.True(Words.Of(text, Kwic.AroundWords(text, hit, size).Left).Count <= size);
        });
}
