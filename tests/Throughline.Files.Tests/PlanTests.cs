namespace Throughline.Files.Tests;

/// <summary>One text in three formats, as LibreOffice writes them.</summary>
public class PlanTests
{
    private static readonly string[] Expected =
    [
        "Heading 1: What we will do",
        "Paragraph: People living in the eastern wards wait longer than anyone else. See the waiting times.",
        "Paragraph: We said this last year, and the year  before.",
        "Heading 2: Commitments",
        "ListItem 1: Open the clinic on Saturdays.",
        "Paragraph: In both sites by June.",
        "Paragraph: With interpreters.",
        "ListItem 1: Publish the figures.",
        "Paragraph: What people told us:",
        "ListItem 1: the bus stops at six",
        "ListItem 2: and at one on Sundays",
        "ListItem 1: letters come in English only",
        "TableCell 1.1.1 head: Ward",
        "TableCell 1.1.2 head: Weeks waited",
        "TableCell 1.2.1: East Harrow",
        "TableCell 1.2.2: 19",
        "TableCell 1.3.1: Vale Top",
        "TableCell 1.3.2: 7",
        "TableCell 1.3.2: (estimated)",
        "Paragraph: Facilitator: What changed?",
        "Paragraph: Resident 2: Nothing, and we said so at the time. Café and naïve, Łódź, ½ “quoted”.",
        "Paragraph: The last word.",
        "Paragraph: Boxed: ask the residents first.",
        "Footnote: Counted in March, by ward.",
    ];

    [Theory]
    [InlineData("plan.docx")]
    [InlineData("plan.odt")]
    [InlineData("plan.rtf")]
    public void The_same_text_in_each_format_reads_the_same(string file)
    {
        var read = new ReadFile(ReadFile.AllReaders).Read(file, Fixtures.Data("office/" + file), ReadLimits.Default, null, TestContext.Current.CancellationToken).Value;
        // An RTF box stands where it is anchored, the others' after its paragraph; nothing else differs.
        // LibreOffice does not write into RTF that a row is a heading.
        var expected = file == "plan.rtf" ? [.. Expected.Select(line => line.Replace(" head:", ":", StringComparison.Ordinal))] : Expected;
        Assert.Equal(expected.Order(), read.Shown().Order());
        Assert.Equal(expected[..21], read.Shown()[..21]);
        Assert.Equal(["=deprived"], read.Marked(MarkKind.Deleted).Select(mark => mark.TrimEnd()));
        Assert.Equal(["the waiting times=https://example.org/waits"], read.Marked(MarkKind.Link));
        Assert.Equal(["Open the clinic on Saturdays.=1", "In both sites by June.=1.1", "With interpreters.=1.2", "Publish the figures.=2", "Counted in March, by ward.=1"], read.Marked(MarkKind.ParagraphNumber));
        Assert.Contains(read.Marks, mark => mark.Kind == MarkKind.Note && mark.Value == "R. Okafor: Who is we?");
        Assert.Contains(read.Marks, mark => mark.Kind == MarkKind.Note && mark.Value == "Footnote 1");
        Assert.Equal(["=Harrow Vale, draft for comment"], read.Marked(MarkKind.RunningHeader));
        Assert.Single(read.Marked(MarkKind.JoinedLine));
        Assert.Equal("Harrow Vale plan", read.Properties["title"]);
        Assert.Equal("R. Okafor", read.Properties["author"]);
    }
}
