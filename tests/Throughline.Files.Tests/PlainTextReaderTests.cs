using System.Text;
using CsCheck;

namespace Throughline.Files.Tests;

public class PlainTextReaderTests
{
    private static ReadDocument Read(string text) => Corpus.Read(new PlainTextReader(), "file.txt", Encoding.UTF8.GetBytes(text));

    private static Error Refusal(byte[] content) => Corpus.Try(new PlainTextReader(), "file.txt", content).Error ?? throw new InvalidOperationException("It was read.");

    [Fact]
    public void Any_bytes_are_read_within_the_promises_or_refused() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            var read = Corpus.Try(new PlainTextReader(), "file.txt", bytes);
            if (read.Succeeded) Assert.Empty(DocumentLaws.Broken(read.Value));
            else Assert.Contains("Nothing from this file was kept.", read.Error.Message, StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void A_byte_order_mark_decides_and_goes(string encoding)
    {
        var written = Encoding.GetEncoding(encoding);
        Assert.Equal("Ωmega — naïve 😀", Corpus.Read(new PlainTextReader(), "file.txt", written.GetPreamble().Concat(written.GetBytes("Ωmega — naïve 😀")).ToArray()).Text);
    }

    [Fact]
    public void Utf_16_without_a_mark_is_known_by_its_zero_bytes() =>
        Assert.Equal("Plain words, two bytes each.", Corpus.Read(new PlainTextReader(), "file.txt", Encoding.Unicode.GetBytes("Plain words, two bytes each.")).Text);

    [Fact]
    public void Windows_1252_is_read_where_the_bytes_are_not_utf_8()
    {
        var document = Corpus.Read(new PlainTextReader(), "file.txt", new byte[] { (byte)'c', (byte)'a', (byte)'f', 0xE9, (byte)' ', 0x93, (byte)'x', 0x94 });
        Assert.Equal("café “x”", document.Text);
        Assert.Equal("Windows-1252", document.Properties["Encoding"]);
        Assert.Empty(document.Cautions);
    }

    [Fact]
    public void Mixed_encodings_are_read_and_flagged_where_they_mix()
    {
        byte[] content = [.. "Naïve first.\n\n"u8, (byte)'c', (byte)'a', (byte)'f', 0xE9, .. "\n\nThird, très bien."u8];
        var document = Corpus.Read(new PlainTextReader(), "file.txt", content);
        Assert.Equal("Naïve first.\ncafé\nThird, très bien.", document.Text);
        var caution = Assert.Single(document.Cautions);
        Assert.Equal(CautionKind.MixedEncoding, caution.Kind);
        Assert.Equal("café", caution.Span.Of(document.Text));
    }

    [Fact]
    public void A_lone_surrogate_in_utf_16_is_replaced_and_said()
    {
        var document = Corpus.Read(new PlainTextReader(), "file.txt", new byte[] { 0xFF, 0xFE, (byte)'a', 0, 0x3D, 0xD8, (byte)'b', 0 });
        Assert.Equal("a\uFFFDb", document.Text);
        Assert.Equal(MarkKind.Character, Assert.Single(document.Marks).Kind);
    }

    [Fact]
    public void Right_to_left_and_combining_characters_are_kept() =>
        Assert.Equal("שלום עולם é مرحبا", Read("שלום עולם e\u0301 مرحبا").Text);

    [Fact]
    public void Null_bytes_are_taken_out_and_said()
    {
        var document = Read("One\0 two three four five six seven eight.");
        Assert.Equal("One two three four five six seven eight.", document.Text);
        Assert.Equal(MarkKind.Character, Assert.Single(document.Marks).Kind);
    }

    [Fact]
    public void Refusals_say_what_is_wrong_and_what_to_do()
    {
        Assert.Contains("empty", Refusal([]).Message, StringComparison.Ordinal);
        Assert.Contains("white space", Refusal([.. " \n\t\n"u8]).Message, StringComparison.Ordinal);
        Assert.Contains("a PNG picture", Refusal([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10]).Message, StringComparison.Ordinal);
        Assert.Contains("a PDF", Refusal([.. "%PDF-1.7"u8]).Message, StringComparison.Ordinal);
        Assert.Contains("not text", Refusal([.. Enumerable.Range(0, 400).Select(i => (byte)(i % 7))]).Message, StringComparison.Ordinal);
        var large = Corpus.Try(new PlainTextReader(), "file.txt", new byte[3 << 20], ReadLimits.Default with { MaxBytes = 1 << 20 });
        Assert.Contains("has 3.1 MB", large.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("at most 1 MB", large.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_filled_to_one_width_are_joined_and_each_join_is_a_mark()
    {
        var document = Read("""
            Access to a doctor in the evening is what people in the estate asked for
            most often, and the board had heard it before, more than once, in the in-
            equalities work of the year before and again in the spring of this year.

            Nothing came of it. The inequalities group met twice, wrote a plan for the
            north of the town, and was then wound up without a word to anybody at all.
            """);
        Assert.Equal(2, document.Blocks.Count);
        Assert.StartsWith("Access to a doctor in the evening is what people in the estate asked for most often,", document.Text, StringComparison.Ordinal);
        Assert.Contains("in the inequalities work", document.Text, StringComparison.Ordinal);
        Assert.Equal(3, document.Marks.Of(MarkKind.JoinedLine).Count());
        var hyphen = Assert.Single(document.Marks.Of(MarkKind.LineHyphen));
        Assert.Equal("equalities work", document.Text[hyphen.Span.Start..][..15]);
    }

    [Fact]
    public void Lines_of_different_lengths_stay_apart() =>
        Assert.Equal(["Bread", "Six eggs from the farm", "Milk", "A letter for the council about the bus", "Stamps"], Read("Bread\nSix eggs from the farm\nMilk\nA letter for the council about the bus\nStamps").Lines());

    [Fact]
    public void Each_turn_of_a_transcript_is_a_block_though_its_lines_are_wrapped()
    {
        var document = Read("""
            Interviewer: Could you say how the priorities for this year came to be set
            and who was in the room when that was done?
            P1: It was the usual people, really. The finance lead, two of us from the
            place team, and somebody from the trust who joined on a screen for a while.
            Interviewer: And after that?
            P1: After that it went to the board, and the board asked for fewer of them.
            """);
        Assert.Equal(4, document.Blocks.Count);
        Assert.All(document.Lines(), line => Assert.Matches("^(Interviewer|P1): ", line));
    }

    [Fact]
    public void Times_of_captions_become_marks_over_their_words()
    {
        var document = Read("# a talk\n\n00:00:03.120 Good morning and welcome\nto the meeting.\n00:01:09.5 We begin\n[1:02:03] with the minutes\n");
        Assert.Equal(["# a talk", "Good morning and welcome to the meeting.", "We begin", "with the minutes"], document.Lines());
        Assert.Equal([("00:00:03.120", "Good morning and welcome to the meeting."), ("00:01:09.500", "We begin"), ("01:02:03.000", "with the minutes")],
            document.Marks.Of(MarkKind.Time).Select(mark => (mark.Value, mark.Span.Of(document.Text))));
        Assert.Equal(BlockKind.Cue, document.Blocks[1].Kind);
    }

    [Fact]
    public void A_form_feed_starts_a_page()
    {
        var document = Read("First page.\fSecond page.");
        Assert.Equal([new PageStart(0, "1"), new PageStart(12, "2")], document.Pages);
    }

    [Fact]
    public void The_board_meetings_captions_have_a_time_for_every_utterance()
    {
        var path = Corpus.Shared("corpus", "interviews", "nhse-2025-09-23-board-meeting-captions.txt");
        var timed = File.ReadLines(path).Count(line => line.Length > 8 && char.IsDigit(line[0]) && line[2] == ':');
        var document = Corpus.Read(new PlainTextReader(), path);
        var times = document.Marks.Of(MarkKind.Time).ToList();
        Assert.Equal(timed, times.Count);
        Assert.Equal(times.Select(mark => mark.Value).Order(StringComparer.Ordinal), times.Select(mark => mark.Value));
        Assert.DoesNotContain(document.Lines(), line => line.StartsWith("00:", StringComparison.Ordinal));
    }
}
