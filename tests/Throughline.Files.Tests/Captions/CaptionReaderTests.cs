namespace Throughline.Files.Tests;

public class CaptionReaderTests
{
    private static ReadDocument Read(string text, string name = "a.vtt") => new CaptionReader().Read(name, Fixtures.Utf8(text)).Value;

    [Fact]
    public void Cues_are_blocks_with_their_times_and_voices()
    {
        var read = Read("WEBVTT - a meeting\nKind: captions\n\nNOTE not said\nat all\n\nSTYLE\n::cue { color: red }\n\nintro\n00:01.500 --> 00:04.000 align:start\n<v Amina Farah>Good <i>morning</i> &amp; welcome\nto the group.</v>\n\n2\n01:00:05,000 --> 01:00:09.250\n<v Dr. Lee>Thank<00:05.100> you.</v>\n- Yes.\n");
        Assert.Equal(["Cue: Good morning & welcome to the group.", "Cue: Thank you.", "Cue: - Yes."], read.Shown());
        Assert.Equal(["Good morning & welcome to the group.=00:00:01.500", "Thank you.=01:00:05.000", "- Yes.=01:00:05.000"], read.Marked(MarkKind.Time));
        Assert.Equal(["Good morning & welcome to the group.=Amina Farah", "Thank you.=Dr. Lee"], read.Marked(MarkKind.Speaker));
        Assert.Single(read.Marked(MarkKind.JoinedLine));
    }

    [Fact]
    public void SubRip_is_read_with_its_own_tags_and_without_blank_lines() =>
        Assert.Equal(["Cue: We waited", "Cue: {not a tag} 5 < 6", "Cue: for years."],
            Read("1\r\n00:00:01,000 --> 00:00:02,000\r\n{\\an8}<font color=\"#fff\">We waited</font>\r\n\r\n2\r\n00:00:02,500 --> 00:00:03,000\r\n{not a tag} 5 < 6\r\n3\r\n00:00:04,000 --> 00:00:05,000\r\nfor years.\r\n", "a.srt").Shown());

    [Fact]
    public void Rolling_captions_are_said_once()
    {
        var read = Read("WEBVTT\n\n00:00.000 --> 00:02.000\ngood morning everybody\n\n00:02.000 --> 00:02.010\ngood morning everybody\n\n00:02.010 --> 00:04.000\ngood morning everybody\nand welcome to the\n\n00:04.000 --> 00:04.010\nand welcome to the\n\n00:04.010 --> 00:06.000\nand welcome to the\nmeeting of the board\n");
        Assert.Equal(["good morning everybody", "and welcome to the", "meeting of the board"], read.Lines());
        Assert.Contains("(4 times)", read.Cautions.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Captions_that_grow_are_said_once_and_a_short_answer_twice_is_kept()
    {
        Assert.Equal(["We were told to wait.", "So we did."], Read("WEBVTT\n\n00:00.000 --> 00:01.000\nWe were\n\n00:01.000 --> 00:02.000\nWe were told to\n\n00:02.000 --> 00:03.000\nWe were told to wait.\n\n00:03.000 --> 00:04.000\nSo we did.\n").Lines());
        Assert.Equal(["Did you ask?", "No.", "No.", "Not once?", "No."], Read("WEBVTT\n\n00:00.000 --> 00:01.000\nDid you ask?\n\n00:01.000 --> 00:02.000\nNo.\n\n00:02.000 --> 00:03.000\nNo.\n\n00:03.000 --> 00:04.000\nNot once?\n\n00:04.000 --> 00:05.000\nNo.\n").Lines());
    }

    [Fact]
    public void Lines_outside_any_time_are_kept_and_told()
    {
        var read = Read("WEBVTT\n\n00:00.000 --> 00:01.000\nOne.\n\n00:99.000 --> 00:02.000\nTwo.\n\n00:03.000 --> 00:04.000\nThree.\n");
        Assert.Contains("Two.", read.Lines());
        Assert.Contains(read.Cautions, caution => caution.Kind == CautionKind.DamagedText);
        Assert.Contains("holds no timed captions", new CaptionReader().Read("a.srt", Fixtures.Utf8("Just words\n")).Refusal(), StringComparison.Ordinal);
    }
}
