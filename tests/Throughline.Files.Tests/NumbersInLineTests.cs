namespace Throughline.Files.Tests;

public class NumbersInLineTests
{
    private static readonly string[] Talk =
    [
        "Interviewer: How did you come to work here?", "Ruth: I grew up two streets away, so I know it.", "Interviewer: What do people say to you?",
        "Ruth: They say that it is far. Two buses.", "Interviewer: And what do you say?", "Ruth: I say I know. I take them too.", "Interviewer: Thank you.",
    ];

    private static ReadDocument Read(string text, string name = "talk.txt")
    {
        var read = new ReadFile(ReadFile.AllReaders).Read(name, Fixtures.Utf8(text), ReadLimits.Default, null, TestContext.Current.CancellationToken);
        Assert.True(read.Succeeded, read.Error?.Message);
        Assert.Empty(DocumentLaws.Broken(read.Value));
        return read.Value;
    }

    private static string Numbered(IEnumerable<string> lines, string shape, int from = 1) =>
        string.Join("\n\n", lines.Select((line, i) => shape.Replace("#", (from + i).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) + " " + line));

    [Theory]
    [InlineData("#", 1), InlineData("#.", 1), InlineData("#)", 1), InlineData("[#]", 1), InlineData("(#)", 1), InlineData("¶#", 1), InlineData("00#", 1), InlineData("#", 212)]
    public void Numbers_before_speakers_are_taken_out_and_number_their_paragraphs(string shape, int from)
    {
        var read = Read("Interview 3\n\n" + Numbered(Talk, shape, from));
        Assert.Equal(["Interview 3", .. Talk], read.Lines());
        Assert.Equal(Talk.Select((line, i) => $"{line}={(shape == "00#" ? "00" : "")}{from + i}"), read.Marked(MarkKind.ParagraphNumber));
        Assert.All(read.Blocks, block => Assert.Equal(BlockKind.Paragraph, block.Kind));
    }

    [Fact]
    public void Lines_filled_to_one_width_are_parted_at_numbered_turns()
    {
        var read = Read("1 Interviewer: How did you come to work here in\nthe valley, and how long ago would you say it\n2 Ruth: I grew up two streets away, so I know it\nbetter than the people who plan it, I would say.\n3 Interviewer: What do people say to you of it?\n4 Ruth: They say it is far. Two buses, one of it\nnot after six in the evening, and none on Sunday\n5 Interviewer: And what do you say to that, Ruth?\n6 Ruth: I say I know. I take them too, each day.");
        Assert.Equal(["1", "2", "3", "4", "5", "6"], read.Marks.Of(MarkKind.ParagraphNumber).Select(mark => mark.Value));
        Assert.Equal("Ruth: They say it is far. Two buses, one of it not after six in the evening, and none on Sunday", read.Lines()[3]);
    }

    [Fact]
    public void A_paragraph_without_a_number_belongs_to_the_one_above_it_and_a_list_inside_stays()
    {
        string[] turns = [.. Talk, "Ruth: One more thing.", "Interviewer: Yes?", "Ruth: We need three of them."];
        var numbered = Numbered(turns, "#").Replace("\n\n5 ", "\n\nOne of them only until six.\n\n5 ", StringComparison.Ordinal) + "\n\n1. a bus\n\n2. a driver";
        var read = Read(numbered);
        Assert.Equal("Ruth: They say that it is far. Two buses.\nOne of them only until six.", read.Marks.Of(MarkKind.ParagraphNumber).Single(mark => mark.Value == "4").Span.Of(read.Text));
        Assert.Equal(["1. a bus", "2. a driver"], read.Lines()[^2..]);
    }

    [Fact]
    public void Paragraphs_numbered_throughout_need_no_speakers()
    {
        var lines = Enumerable.Range(0, 24).Select(i => $"The committee heard from a witness of the {(i % 2 == 0 ? "north" : "south")} about the matter and noted what was said.").ToArray();
        Assert.Equal(lines, Read(Numbered(lines, "[#]")).Lines());
        Assert.Equal(24, Read(Numbered(lines, "#")).Marks.Of(MarkKind.ParagraphNumber).Count());
    }

    [Theory]
    [InlineData("1. Introduction\n\nThis plan is for the valley.\n\n2. What we heard\n\nPeople wait.\n\n3. What we will do\n\nWe will ask them.\n\n4. Money\n\nNone.\n\n5. Who\n\nThe board.")]
    [InlineData("What we will do:\n\n1. ask people who wait\n\n2. count them\n\n3. say what we found\n\n4. say what we did\n\n5. ask again\n\n6. stop")]
    [InlineData("1. Aim: to narrow the gap\n\n2. Measure: waits\n\n3. Lead: the board\n\n4. Risk: none\n\n5. Date: May\n\n6. Review: June")]
    [InlineData("1 Liverpool\n\n2 Manchester\n\n3 Leeds\n\n4 Hull\n\n5 York\n\n6 Bath\n\n7 Wells\n\n8 Ely\n\n9 Truro\n\n10 Exeter\n\n11 Salford\n\n12 Lancaster\n\n13 Carlisle\n\n14 Durham\n\n15 Ripon\n\n16 Bradford\n\n17 Chester\n\n18 Derby\n\n19 Lincoln\n\n20 Oxford\n\n21 London")]
    [InlineData("2019 Interviewer training began.\n\n2020 It stopped.\n\n2021 It began again.\n\n2022 It grew.\n\n2023 It stopped for good.\n\n2024 Nobody asked.")]
    [InlineData("Ruth: The five:\n\n1 I see people early.\n\nImran: Yes, and\n\n2 I ask them.\n\nRuth: And\n\n3 I listen.\n\nImran: then\n\n4 I write it down.\n\nRuth: and\n\n5 I go home.")]
    public void Lists_headings_years_and_rankings_keep_their_numbers(string text)
    {
        var read = Read(text);
        Assert.Empty(read.Marks.Of(MarkKind.ParagraphNumber));
        Assert.Equal(text.Replace("\n\n", "\n", StringComparison.Ordinal), read.Text);
    }

    [Fact]
    public void Numbers_of_lines_are_left_as_they_stand()
    {
        var lines = Enumerable.Range(0, 30).Select(i => i % 2 == 0 ? "The committee heard from a witness of the valley about" : "the buses that do not come, and noted what was said of them.").ToArray();
        Assert.Empty(Read(Numbered(lines, "#")).Marks.Of(MarkKind.ParagraphNumber));
    }

    [Fact]
    public void The_real_policy_documents_and_papers_keep_every_number()
    {
        foreach (var path in new[] { Corpus.Shared("corpus", "policy", "nhse-2025-planning-framework.md"), Corpus.Shared("corpus", "papers", "mcmahon-2022-meta-ethnography.txt") })
            foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(path)!).Where(file => file.EndsWith(".md", StringComparison.Ordinal) || file.EndsWith(".txt", StringComparison.Ordinal)))
            {
                var name = Path.GetFileName(file);
                var content = File.ReadAllBytes(file);
                IFileReader reader = name.EndsWith(".md", StringComparison.Ordinal) ? new MarkdownReader() : new PlainTextReader();
                var bare = Corpus.Read(reader, name, content);
                Assert.Same(bare, NumbersInLine.TakeOut(bare));
            }
    }
}
