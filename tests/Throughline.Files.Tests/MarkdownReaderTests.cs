using System.Text;
using CsCheck;

namespace Throughline.Files.Tests;

public class MarkdownReaderTests
{
    private static ReadDocument Read(string text) => Corpus.Read(new MarkdownReader(), "file.md", Encoding.UTF8.GetBytes(text));

    [Fact]
    public void Any_markup_is_read_within_the_promises_or_refused() =>
        Corpus.Pick("**", "*", "_", "`", "```\n", "\n", "\n\n", "# ", "> ", "- ", "1. ", "|", "|-|\n", "[a](b)", "![c](d)", "\\*", "<b>", "<!--", "-->", "word ", "Wil ", "e\u0301", "  \n", "\0", "&amp;", "http://x.y ").Array[0, 40].Sample(parts =>
        {
            var read = Corpus.Try(new MarkdownReader(), "file.md", Encoding.UTF8.GetBytes(string.Concat(parts)));
            if (!read.Succeeded) return;
            Assert.Empty(DocumentLaws.Broken(read.Value));
            Assert.Empty(DocumentLaws.Broken(RepairText.Apply(read.Value, read.Value.Repairs).Document));
        });

    [Fact]
    public void Markup_goes_and_words_stay()
    {
        var document = Read("""
            # The *first* heading

            Some **bold** and `code` and \*stars\* &amp; a [link](https://example.org/a) here.

            > Quoted words.
            """);
        Assert.Equal(["The first heading", "Some bold and code and *stars* & a link here.", "Quoted words."], document.Lines());
        Assert.Equal((BlockKind.Heading, 1), (document.Blocks[0].Kind, document.Blocks[0].Level));
        var link = Assert.Single(document.Marks.Of(MarkKind.Link));
        Assert.Equal(("link", "https://example.org/a"), (link.Span.Of(document.Text), link.Value));
    }

    [Fact]
    public void Bold_written_with_stray_spaces_and_stars_goes_too() =>
        Assert.Equal(["Medium Term", "Foreword", "Bold words run on. Then plain words, and more."],
            Read("## **Medium Term **\n\n**Foreword**** **\n\n****\n\n**Bold words** **run on. **Then plain words, and more.").Lines());

    [Fact]
    public void Lines_that_are_bold_throughout_are_headings_but_bold_sentences_are_not()
    {
        var document = Read("**Why a new approach is needed**\n\nThere is a need.\n\n**This whole sentence is bold.**\n\n**1.1 Productivity**\n\n**It signals** the end.");
        Assert.Equal([(BlockKind.Heading, 2), (BlockKind.Paragraph, 0), (BlockKind.Paragraph, 0), (BlockKind.Heading, 3), (BlockKind.Paragraph, 0)],
            document.Blocks.Select(block => (block.Kind, block.Level)));
    }

    [Fact]
    public void Lists_and_tables_stay_legible()
    {
        var document = Read("- one\n- two\n  - deeper\n\n3. third\n4. fourth\n\n| Area | Gap |\n|---|---|\n| North | 4 **years** |\n");
        Assert.Equal(["one", "two", "deeper", "3. third", "4. fourth", "Area", "Gap", "North", "4 years"], document.Lines());
        Assert.Equal([1, 1, 2, 1, 1], document.Blocks.Take(5).Select(block => block.Level));
        Assert.Equal([(1, 1, 1, true), (1, 1, 2, true), (1, 2, 1, false), (1, 2, 2, false)], document.Blocks.Skip(5).Select(block => (block.Table, block.Row, block.Column, block.IsHeader)));
    }

    [Fact]
    public void A_line_broken_in_mid_sentence_is_joined_with_the_next_and_marked()
    {
        var document = Read("Waits have fallen this\nyear, with more people saying that it is easier to reach their GP\n\nthan a year ago.\n\nAnother paragraph by\n\nSmith and others.\n\nThe aims are:\n\naligns to a duty\n\nis easy to compare");
        Assert.Equal(["Waits have fallen this year, with more people saying that it is easier to reach their GP than a year ago.", "Another paragraph by Smith and others.", "The aims are:", "aligns to a duty", "is easy to compare"], document.Lines());
        Assert.Equal(["\n", "\n\n", "\n\n"], document.Marks.Of(MarkKind.JoinedLine).Select(mark => mark.Value));
    }

    [Fact]
    public void A_hyphen_that_only_broke_a_line_goes_and_one_that_belongs_stays()
    {
        var document = Read("Work on inequalities and on long-term plans for the whole of the inequal-\n\nities group and the long-\n\nterm view.");
        Assert.Equal("Work on inequalities and on long-term plans for the whole of the inequalities group and the long-term view.", document.Text);
        Assert.Single(document.Marks.Of(MarkKind.LineHyphen));
    }

    [Fact]
    public void Scripts_and_tags_are_not_words() =>
        Assert.Equal(["Before", "Seen & heard.", "After"], Read("Before\n\n<script>alert(1)</script>\n<p>Seen &amp; heard.</p>\n<!-- hidden -->\n\nAfter").Lines());

    [Fact]
    public void Two_columns_woven_line_by_line_are_flagged_and_not_joined()
    {
        var woven = """
            The council has set out a plan for the The second column says something else
            town that will, over the next five years, entirely, about the state of the roads and
            bring the services that people use most of who should pay for them when the money
            closer to their homes. The board has that was promised does not come. We have
            asked for a report on how far this has of the view that the county should carry the
            been done, and it will be given in the It is not clear who decides. The officers
            spring. In the view of the members the to whom we spoke gave three answers. There
            delay is the fault of nobody, but of the was a fourth answer in the minutes that
            times we live in. Others have said the The meeting in June came to no end, and
            same thing in other words. Our reading of in the end the matter was left to the
            """.Split('\n');
        var document = Read(string.Join("\n\n", woven));
        Assert.Contains(document.Cautions, caution => caution.Kind == CautionKind.WovenColumns);
        Assert.True(document.Blocks.Count >= woven.Length - 3, "Woven lines were joined.");
    }

    [Fact]
    public void Refusals_say_what_is_wrong()
    {
        static string Refusal(byte[] content) => Corpus.Try(new MarkdownReader(), "file.md", content).Error!.Message;
        Assert.Contains("empty", Refusal([]), StringComparison.Ordinal);
        Assert.Contains("zip archive", Refusal([(byte)'P', (byte)'K', 3, 4, 0]), StringComparison.Ordinal);
        Assert.Contains("no words", Refusal([.. "<!-- nothing -->\n\n***\n"u8]), StringComparison.Ordinal);
        Assert.Contains("Nothing from this file was kept.", Refusal(Encoding.UTF8.GetBytes(new string('>', 5000) + "x")), StringComparison.Ordinal);
    }

    public static TheoryData<string, bool> Policies => new()
    {
        { "dhsc-2025-10-year-health-plan-executive-summary.md", true },
        { "nhse-2025-26-neighbourhood-health-guidelines.md", false },
        { "nhse-2025-26-oversight-framework-methodology.md", false },
        { "nhse-2025-26-priorities-and-operational-planning-guidance.md", true },
        { "nhse-2025-planning-framework.md", true },
        { "nhse-2026-medium-term-planning-framework.md", true },
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public void Real_policy_documents_keep_no_markup_and_are_flagged_where_they_are_woven(string name, bool woven)
    {
        var document = Corpus.Read(new MarkdownReader(), Corpus.Shared("corpus", "policy", name));
        Assert.DoesNotContain("**", document.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\\(", document.Text, StringComparison.Ordinal);
        Assert.Contains(document.Blocks, block => block.Kind == BlockKind.Heading);
        Assert.Equal(woven, document.Cautions.Any(caution => caution.Kind is CautionKind.WovenColumns or CautionKind.WovenTable));
    }

    [Theory]
    [InlineData("Set the foundations of the **model** * * by * * continuing to embed.", "Set the foundations of the model by continuing to embed.")]
    [InlineData("We * *ask* * people.", "We ask people.")]
    [InlineData("A framework \\(https://example.org/impact/\\), and more.", "A framework (https://example.org/impact/), and more.")]
    [InlineData("3 * * 4", "3 * * 4")]
    [InlineData("A rule:\n\n* * *\n\nand more.", "A rule:\nand more.")]
    public void Signs_of_bold_that_a_converter_parted_go_and_escapes_after_addresses(string text, string expected) =>
        Assert.Equal(expected, Corpus.Read(new MarkdownReader(), "file.md", System.Text.Encoding.UTF8.GetBytes(text)).Text);

    [Fact]
    public void Many_signs_without_a_partner_cost_no_more_than_their_length() =>
        Assert.Contains("word", Corpus.Read(new MarkdownReader(), "file.md", System.Text.Encoding.UTF8.GetBytes("word " + string.Concat(Enumerable.Repeat("a * *", 50_000)) + " end")).Text, StringComparison.Ordinal);
}
