using CsCheck;

namespace Throughline.Files.Tests;

public class TextAssemblyTests
{
    private static ReadDocument Build(Action<TextAssembly> fill)
    {
        var assembly = new TextAssembly();
        fill(assembly);
        return assembly.Build(ReadLimits.Default);
    }

    [Fact]
    public void Whatever_is_fed_to_it_the_document_keeps_its_promises() =>
        Gen.Select(Gen.Char.Array[0, 12], Gen.Int[0, 12], Gen.Int[0, 12]).Array[0, 8].Sample(blocks =>
        {
            var document = Build(assembly =>
            {
                foreach (var (characters, start, length) in blocks)
                {
                    assembly.StartPage("p");
                    assembly.Append(characters);
                    assembly.AddMark(Math.Min(start, assembly.Position), Math.Min(start + length, assembly.Position), MarkKind.Link, "x");
                    assembly.EndBlock();
                }
            });
            Assert.Empty(DocumentLaws.Broken(document));
        });

    [Fact]
    public void Surrogates_combining_marks_and_line_ends_in_any_mix_keep_the_promises() =>
        Corpus.Pick('a', 'e', '\u0301', '\u0308', '\uD83D', '\uDE00', '\n', '\r', '\0', '\u2028', ' ', '\uFEFF', '\u1100', '\u1161', '\u0915', '\u094D').Array[0, 20].Array[1, 4].Sample(blocks =>
            Assert.Empty(DocumentLaws.Broken(Build(assembly =>
            {
                foreach (var block in blocks) { assembly.Append(block); assembly.EndBlock(); }
            }))));

    [Fact]
    public void A_mark_follows_its_words_through_composition()
    {
        var document = Build(assembly =>
        {
            assembly.Append("  cafe\u0301 no\u0308rd");
            assembly.AddMark(8, 13, MarkKind.Link, "north");
            assembly.EndBlock();
        });
        Assert.Equal("café nörd", document.Text);
        Assert.Equal("nörd", document.Marks[0].Span.Of(document.Text));
    }

    [Fact]
    public void Null_characters_and_lone_surrogates_are_cleaned_and_said()
    {
        var document = Build(assembly => { assembly.Append("a\0b\uD83Dc"); assembly.EndBlock(); });
        Assert.Equal("ab\uFFFDc", document.Text);
        Assert.Equal(["U+0000 taken out", "lone surrogate U+D83D replaced"], document.Marks.Select(mark => mark.Value));
        Assert.Equal([1, 2], document.Marks.Select(mark => mark.Span.Start));
    }

    [Fact]
    public void A_block_of_white_space_is_no_block_and_its_marks_stay_as_points()
    {
        var document = Build(assembly =>
        {
            assembly.AddBetween(MarkKind.RunningHeader, "Annual report");
            assembly.Append(" \t ");
            Assert.False(assembly.EndBlock());
            assembly.Append("Words");
            Assert.True(assembly.EndBlock());
        });
        Assert.Equal("Words", document.Text);
        Assert.Equal(new Mark(new(0, 0), MarkKind.RunningHeader, "Annual report"), Assert.Single(document.Marks));
    }

    [Fact]
    public void Broken_promises_are_named()
    {
        var good = Build(assembly => { assembly.Append("One"); assembly.EndBlock(); assembly.Append("Two"); assembly.EndBlock(); });
        Assert.Empty(DocumentLaws.Broken(good));
        Assert.NotEmpty(DocumentLaws.Broken(good with { Text = "One Two" + "\n" }));
        Assert.NotEmpty(DocumentLaws.Broken(good with { Text = "One\rTwo" }));
        Assert.NotEmpty(DocumentLaws.Broken(good with { Blocks = [good.Blocks[0]] }));
        Assert.NotEmpty(DocumentLaws.Broken(good with { Marks = [new(new(0, 99), MarkKind.Note, "")] }));
        Assert.NotEmpty(DocumentLaws.Broken(good with { Pages = [new(3, "2"), new(1, "1")] }));
    }

    [Fact]
    public void More_text_than_the_limit_is_refused_with_both_numbers()
    {
        var assembly = new TextAssembly();
        assembly.Append("Twelve chars");
        var refusal = Assert.Throws<UnreadableException>(() => assembly.Build(ReadLimits.Default with { MaxCharacters = 10 })).Message;
        Assert.Contains("12", refusal, StringComparison.Ordinal);
        Assert.Contains("10", refusal, StringComparison.Ordinal);
    }
}
