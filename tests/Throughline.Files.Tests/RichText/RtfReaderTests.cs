using System.Text;

namespace Throughline.Files.Tests;

public class RtfReaderTests
{
    private static Result<ReadDocument> Rtf(string body) => new RtfReader().Read("a.rtf", Encoding.Latin1.GetBytes("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204 Arial Cyr;}{\\f2\\fcharset128 MS Mincho;}{\\f3\\fcharset2 Symbol;}}{\\stylesheet{\\s0 Normal;}{\\s1\\sbasedon0 heading 1;}{\\*\\cs10 Default;}}" + body + "}"));

    [Theory]
    [InlineData(@"caf\'e9 \'93quoted\'94 \'80", "café “quoted” €")]
    [InlineData(@"{\f1 \'cf\'f0\'e8}", "При")]
    [InlineData(@"{\f2 \'93\'fa\'96\'7b}", "日本")]
    [InlineData(@"{\f3 \'61\'b3}", "α≥")]
    [InlineData(@"\u8364 ?\u-10179?\u-8704? end", "€😀 end")]
    [InlineData(@"\uc2\u233 \'c3\'a9x{\uc0\u233 y}z", "éxéyz")]
    [InlineData(@"\uc1\u8220 \'93a\u8221 \'94", "“a”")]
    [InlineData(@"a\emdash b\endash c\lquote d\rquote\~e\_f\-g", "a—b–c‘d’\u00A0e-fg")]
    [InlineData(@"a\{b\}c\\d", @"a{b}c\d")]
    [InlineData(@"one\tab two", "one two")]
    [InlineData("wr\\\r\nap", "wr\nap")]
    [InlineData(@"keep {\*\unknown drop {nested} this}me", "keep me")]
    [InlineData(@"a{\pict\wmetafile8 0102}b{\bin3 }}}}c", "abc")]
    [InlineData(@"{\upr{old}{\*\ud{new}}}", "new")]
    [InlineData(@"a{\*\bkmkstart x}{\*\bkmkend x}b", "ab")]
    public void Characters_are_read_as_their_font_and_code_page_say(string rtf, string expected) =>
        Assert.Equal(expected, Rtf(rtf).Value.Kept().Text);

    [Fact]
    public void Headings_tables_links_notes_and_deletions_are_told_apart()
    {
        var read = Rtf(@"{\info{\title A plan}}\pard\s1 Top\par\pard {\field{\*\fldinst{HYPERLINK ""https://example.org""}}{\fldrslt the page}} here{\super\chftn{\footnote\pard Note text.}} {\deleted gone }{\v unseen}seen\par\trowd\trhdr\cellx100\cellx200\pard\intbl H1\cell H2\cell\row\trowd\cellx100\cellx200\pard\intbl a\par b\cell c\cell\row\pard{\listtext\tab 2.1\tab}Clause\par{\listtext\bullet\tab}\ls1\ilvl1 Point\par{\header Draft}").Value;
        Assert.Equal(["Heading 1: Top", "Paragraph: the page here seen", "TableCell 1.1.1 head: H1", "TableCell 1.1.2 head: H2", "TableCell 1.2.1: a", "TableCell 1.2.1: b", "TableCell 1.2.2: c", "Paragraph: Clause", "ListItem 2: Point", "Footnote: Note text."], read.Shown());
        Assert.Equal(["the page=https://example.org"], read.Marked(MarkKind.Link));
        Assert.Equal(["=gone "], read.Marked(MarkKind.Deleted));
        Assert.Equal(["Clause=2.1", "Note text.=1"], read.Marked(MarkKind.ParagraphNumber));
        Assert.Equal(["=Footnote 1", "=hidden: unseen"], read.Marked(MarkKind.Note));
        Assert.Equal("A plan", read.Properties["title"]);
    }

    [Fact]
    public void A_file_cut_short_is_refused_and_one_too_deep_too()
    {
        var whole = Encoding.ASCII.GetBytes(@"{\rtf1 One\par Two\par Three\par}");
        Assert.StartsWith("The file ends in the middle. It is an RTF document", new RtfReader().Read("a.rtf", whole[..^6]).Refusal(), StringComparison.Ordinal);
        Assert.Contains("more than 256 deep", Rtf(new string('{', 5000) + new string('}', 5000)).Refusal(), StringComparison.Ordinal);
    }
}
