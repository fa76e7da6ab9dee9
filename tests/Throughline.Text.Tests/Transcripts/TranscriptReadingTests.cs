using CsCheck;
using Throughline.Text.Transcripts;

namespace Throughline.Text.Tests.Transcripts;

public class TranscriptReadingTests
{
    [Fact]
    public void Role_labels_with_colons_make_turns_and_an_interviewer()
    {
        const string text = """
            INT: Thanks for making the time. What does tackling inequalities mean here?
            P1: Honestly? It depends who you ask. For me it is about who gets seen first.
            INT: Can you say more about that?
            P1: We look at the waiting list.
            And then we look at who is not on it.
            INT: Who is not on it?
            P1: People who gave up asking.
            """;
        var read = Read(text);
        Assert.Equal(["INT", "P1"], read.Speakers.Select(s => s.Label));
        Assert.Equal(SpeakerRole.Interviewer, read.Speakers[0].Role);
        Assert.Equal(SpeakerRole.Participant, read.Speakers[1].Role);
        Assert.Equal(6, read.Turns.Count);
        Assert.Equal(["We look at the waiting list.", "And then we look at who is not on it."], Words(text, read.Turns[3]));
        Assert.Equal("P1: ", read.Turns[3].Label!.Value.Of(text));
        Assert.Equal((3, 4), (read.Turns[3].FirstBlock, read.Turns[3].LastBlock));
        Assert.True(read.Turns[2].IsQuestion);
        Assert.False(read.IsGroup);
        Assert.InRange(read.Confidence, 0.7, 1);
        Assert.NotEmpty(read.Reasons);
    }

    [Theory]
    [InlineData("Interviewer: So how did it start?\nA7: We had a small grant.\nInterviewer: And then?\nA7: I asked for more.", "Interviewer,A7")]
    [InlineData("GP 2 - I think we all know it.\nGP 3 - Yes, we do.\nGP 2 - But knowing is not doing, is it?\nGP 3 - No.", "GP 2,GP 3")]
    [InlineData("SPEAKER_00: So shall we begin?\nSPEAKER_01: Yes, I am ready.\nSPEAKER_00: Okay, who are you?\nSPEAKER_01: I run the clinic.", "SPEAKER_00,SPEAKER_01")]
    [InlineData("[Facilitator] Who wants to start?\n[Ruth] I can.\n[Facilitator] Thank you.\n[Ruth] We meet on Mondays.\n[Imran] I come when I can.\n[Imran] Not always.", "Facilitator,Ruth,Imran")]
    [InlineData("Ruth\tI came here in May.\nImran\tWe met that week, didn't we?\nRuth\tYes, we did.\nImran\tI remember.", "Ruth,Imran")]
    [InlineData("**Ruth:** I came here in May.\n**Imran:** We met, didn't we?\n**Ruth:** Yes.\n**Imran:** I remember it.", "Ruth,Imran")]
    [InlineData("**Ruth** I came here in May.\n**Imran** We met, didn't we?\n**Ruth** Yes.\n**Imran** I remember it.", "Ruth,Imran")]
    [InlineData("Ruth Okoro\nI came here in May.\nImran Shah\nWe met, didn't we?\nRuth Okoro\nYes, I think so.\nImran Shah\nI remember it.", "Ruth Okoro,Imran Shah")]
    [InlineData("Ruth Okoro  0:03\nI came here in May.\nImran Shah  0:09\nWe met, didn't we?\nRuth Okoro  0:15\nYes, I think so.", "Ruth Okoro,Imran Shah")]
    [InlineData("[00:00:03] P1: I came in May.\n[00:00:09] INT: And what did you find?\n[00:00:15] P1: We found nobody.", "P1,INT")]
    [InlineData("P1 [00:12:31]: I came in May.\nINT [00:12:40]: And what did you find?\nP1 [00:12:55]: We found nobody.", "P1,INT")]
    [InlineData("P1 (12:31) I came in May.\nP2 (12:40) I did too.\nP1 (12:55) We both did.\nP2 (12:58) Yes.", "P1,P2")]
    [InlineData("12:31 Ruth: I came in May.\n12:40 Imran: What did you find?\n12:51 Ruth: We found nobody.\n12:59 Imran: Oh, I see.", "Ruth,Imran")]
    [InlineData("Q: How many are you?\nA: We are nine.\nQ: And last year?\nA: I think twelve.", "Q,A")]
    [InlineData("1.  Dan: Do you use it?\n2.  Participant: Yeah, we do.\n3.  Dan: Why?\n4.  Participant: I like it.", "Dan,Participant")]
    [InlineData("int: do you use it?\np1: yeah, we do.\nint: why?\np1: i like it.", "int,p1")]
    [InlineData("P1 I came in May.\nP2 I did too, I think.\nP1 We both did.\nP2 Yes.", "P1,P2")]
    [InlineData("#00:00:03-2# INT: And you?\n#00:00:09-1# P1: I came in May.\n#00:00:15-0# INT: Why?", "INT,P1")]
    [InlineData(">> RUTH: I came in May.\n>> IMRAN: Did you?\n>> RUTH: Yes, I did.\n>> IMRAN: Okay.", "RUTH,IMRAN")]
    [InlineData("FACILITATOR\n\nSo how did you begin?\n\nWOMAN 1\n\nWe had a grant.\n\nMAN 2\n\nI did not know.\n\nFACILITATOR\n\nAnd then?\n\nWOMAN 1\n\nWe grew.", "FACILITATOR,WOMAN 1,MAN 2")]
    [InlineData("1\n00:00:01.000 --> 00:00:04.000\nRuth: How did you begin?\n\n2\n00:00:05.000 --> 00:00:09.000\nImran: We had a grant.\n\n3\n00:00:13.000 --> 00:00:15.000\nRuth: And then?\n\n4\n00:00:17.000 --> 00:00:19.000\nImran: I left.", "Ruth,Imran")]
    [InlineData("R.B.: So how did you begin?\nM.S.: We had a grant, I think.\nR.B.: And then?\nM.S.: Then we grew.", "R.B.,M.S.")]
    [InlineData("Interviewer 1: How did you begin?\nNHS leader, ICS A: We had a grant.\nInterviewer 2: And then?\nCouncil officer: I was there.\nInterviewer 1: Thank you.\nCouncil officer: Yes.", "Interviewer 1,NHS leader, ICS A,Interviewer 2,Council officer")]
    public void Many_ways_of_typing_labels_are_read(string text, string speakers)
    {
        var read = Read(text);
        Assert.Equal(speakers, string.Join(',', read.Speakers.Select(s => s.Label)));
        var words = string.Join(' ', read.Turns.SelectMany(turn => Words(text, turn)));
        foreach (var speaker in read.Speakers) Assert.DoesNotContain(speaker.Label + ":", words, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\d\d:\d\d|\*\*|#", words);
    }

    [Theory]
    [InlineData("INT|Can you tell me how it began?|P1|I saw a poster.|INT|And what did you think of it?|P1|I thought it was for others.")]
    [InlineData("INT:|Can you tell me how it began?|P1:|I saw a poster.|INT:|And what did you think of it?|P1:|I thought it was for others.")]
    [InlineData("00:01|INT:|Can you tell me how it began?|00:09|P1:|I saw a poster.|00:15|INT:|And what did you think of it?|00:21|P1:|I thought it was for others.")]
    [InlineData("INT:|00:01|Can you tell me how it began?|P1:|00:09|I saw a poster.|INT:|00:15|And what did you think of it?|P1:|00:21|I thought it was for others.")]
    [InlineData("Ruth Okoro:|Can you tell me how it began?|Imran Shah:|I saw a poster.|Ruth Okoro:|And what did you think of it?|Imran Shah:|I thought it was for others.")]
    public void Labels_in_a_column_of_their_own_are_read_with_a_colon_and_without(string cells)
    {
        var text = cells.Replace('|', '\n');
        var read = Read(text);
        Assert.Equal(2, read.Speakers.Count);
        Assert.Equal(SpeakerRole.Interviewer, read.Speakers[0].Role);
        Assert.Equal(["Can you tell me how it began?", "I saw a poster.", "And what did you think of it?", "I thought it was for others."], read.Turns.Select(turn => Words(text, turn).Single()));
    }

    [Theory]
    [InlineData("Group 2: the practice team", "FAC,GP 1,PN")]
    [InlineData("Voice 3 - a carer in the valley", "FAC,GP 1,PN")]
    [InlineData("Manager 4: finance, system B", "FAC,GP 1,PN")]
    public void A_title_over_a_conversation_is_not_a_speaker(string title, string speakers)
    {
        var text = title + "\nFAC: Who would like to begin?\nGP 1: I will, if I may.\nFAC: Go on.\nPN: He always does.\nGP 1: We see it every day, don't we?\nPN: Yes.";
        var read = Read(text);
        Assert.Equal(speakers, string.Join(',', read.Speakers.Select(s => s.Label)));
        Assert.Equal(text.IndexOf('\n', StringComparison.Ordinal) + 1, read.Turns[0].Span.Start);
        Assert.Equal(title.Split([':', '-'])[0].Trim(), Assert.Single(read.Doubtful).Label);
    }

    [Fact]
    public void Who_speaks_first_and_only_once_is_no_title()
    {
        Assert.Equal("Chair,Ann Lee,Imran Shah", string.Join(',', Read("Chair: Order, order in the hall\nAnn Lee: Thank you, I will begin.\nImran Shah: Did you?\nAnn Lee: I did.\nImran Shah: Oh, I see.").Speakers.Select(s => s.Label)));
        Assert.Equal("GP 2,Ann Lee,Imran Shah", string.Join(',', Read("GP 2: Is everybody here?\nAnn Lee: Thank you, I will begin.\nImran Shah: Did you?\nAnn Lee: I did.\nImran Shah: Oh, I see.").Speakers.Select(s => s.Label)));
    }

    [Theory]
    [InlineData("Interview 4\nDate: 3 May 2024\nInterviewer: Ruth Adeyemi\nParticipant: Imran Shah (link worker)\nInterviewer: So how did it start?\nParticipant: I saw a poster.\nInterviewer: Where was it?\nParticipant: In the library, I think.")]
    [InlineData("Interviewer: Ruth Adeyemi and Tom Hale\nLength: 41 minutes\nMode: telephone\nInterviewer: So how did it start?\nParticipant: I saw a poster.\nInterviewer: Where was it?\nParticipant: In the library, I think.")]
    public void A_cover_sheet_that_names_people_is_no_turn(string text)
    {
        var read = Read(text);
        Assert.Equal(["Interviewer", "Participant"], read.Speakers.Select(s => s.Label));
        Assert.Equal(4, read.Turns.Count);
        Assert.Equal("So how did it start?", Words(text, read.Turns[0]).Single());
    }

    [Fact]
    public void Times_beside_labels_are_kept_and_are_not_words()
    {
        const string text = "P1 [00:12:31]: I came in May.\nINT (12:40): What did you find at 10:30?\nP1 [01:02:03]: We found nobody.";
        var read = Read(text);
        Assert.Equal([new TimeSpan(0, 12, 31), new(0, 12, 40), new(1, 2, 3)], read.Turns.Select(turn => turn.Time!.Value));
        Assert.Equal(["[00:12:31]", "(12:40)", "[01:02:03]"], read.Times.Select(time => time.Span.Of(text)));
        Assert.Equal("What did you find at 10:30?", Words(text, read.Turns[1]).Single());
    }

    [Theory]
    [InlineData("The plan has three parts.\nAim: to narrow the gap.\nNote: figures are rounded.\nSource: the council.\nAim: to reach more people.\nNote: not all were asked.")]
    [InlineData("Access\nThe list is long.\nOutcomes\nThe list is longer.\nAccess\nIt was long last year.\nOutcomes\nNothing changed.")]
    [InlineData("We met at 10: we were three.\nAt 10: we began the work.\nThen we stopped at 11: it was late.")]
    [InlineData("R1: Boards should name one inequality.\nR2: Boards should name one group.\nR3: Boards should publish the figures.")]
    [InlineData("Lead: the board\nMeasure: rate of admission\nLead: the council\nMeasure: share of homes\nLead: the trust\nMeasure: waits")]
    [InlineData("I remember it well.\nOne thing: it rained.\nAnother thing: it rained again.")]
    [InlineData("")]
    public void A_text_without_speakers_gives_none_and_says_so(string text)
    {
        var read = Read(text);
        Assert.False(read.HasSpeakers);
        Assert.Empty(read.Turns);
        Assert.Equal(0, read.Confidence);
        Assert.Contains(read.Reasons, reason => reason.Contains("No speakers", StringComparison.Ordinal));
    }

    [Fact]
    public void A_labelled_note_within_a_transcript_is_words()
    {
        const string text = "INT: What then?\nP1: We wrote it down.\nNote: nobody read it, I think.\nINT: Nobody?\nP1: No.";
        var read = Read(text);
        Assert.Equal(["INT", "P1"], read.Speakers.Select(s => s.Label));
        Assert.Equal(["We wrote it down.", "Note: nobody read it, I think."], Words(text, read.Turns[1]));
    }

    [Fact]
    public void A_cover_sheet_is_not_a_turn()
    {
        const string text = """
            Interview transcript
            Date: 4 May 2023
            Interviewer: Ruth Okoro
            Participant: GP 4
            Duration: 44 minutes
            INT: What is your role?
            GP4: I am a partner. I have been here nine years.
            INT: And before?
            GP4: I was a locum.
            """;
        var read = Read(text);
        Assert.Equal(["INT", "GP4"], read.Speakers.Select(s => s.Label));
        Assert.Equal(5, read.NonSpeech.Count(one => one.Kind == NonSpeechKind.FrontMatter));
        Assert.Equal("What is your role?", Words(text, read.Turns[0]).Single());
    }

    [Fact]
    public void Stage_directions_on_their_own_are_not_words_and_asides_stay_in_them()
    {
        const string text = "INT: Ready?\nP1: I am (laughs) ready.\n[Recording paused]\nINT: Shall we go on?\n[laughter]\nP1: Yes.\nEnd of interview";
        var read = Read(text);
        Assert.Equal(4, read.Turns.Count);
        Assert.Equal(
            [(NonSpeechKind.Aside, "(laughs)"), (NonSpeechKind.StageDirection, "[Recording paused]"), (NonSpeechKind.StageDirection, "[laughter]"), (NonSpeechKind.StageDirection, "End of interview")],
            read.NonSpeech.Select(one => (one.Kind, one.Text)));
        Assert.Equal("I am (laughs) ready.", Words(text, read.Turns[1]).Single());
        Assert.Equal(["Yes."], Words(text, read.Turns[3]));
    }

    [Fact]
    public void Labels_that_differ_by_typing_are_proposed_to_merge_and_merged_when_accepted()
    {
        const string text = """
            Interviewer: How is it?
            Participant 1: We manage.
            Interveiwer: Only that?
            Participant 1: I said we manage.
            INT: What would help?
            participant 2: More of us.
            Interviewer: And you?
            P1: I would like time.
            Interviewer: Time?
            Participant 1: Yes.
            """;
        var read = Read(text);
        Assert.Contains(read.Merges, merge => (merge.From, merge.Into) == ("Interveiwer", "Interviewer") && merge.Confidence >= 0.8);
        Assert.Contains(read.Merges, merge => (merge.From, merge.Into) == ("INT", "Interviewer"));
        Assert.Contains(read.Merges, merge => (merge.From, merge.Into) == ("P1", "Participant 1"));
        Assert.DoesNotContain(read.Merges, merge => merge.From.EndsWith('2') || merge.Into.EndsWith('2'));
        var merged = TranscriptReading.Propose(Blocks(text), new TranscriptHints { Merge = read.Merges.ToDictionary(merge => merge.From, merge => merge.Into) });
        Assert.Equal(["Interviewer", "Participant 1", "participant 2"], merged.Speakers.Select(s => s.Label));
        Assert.Equal(5, merged.Speakers[0].Turns);
    }

    [Fact]
    public void Spellings_by_case_and_spaces_are_one_speaker()
    {
        var read = Read("INT: Well?\nGP 2: I think so.\nInt: Why?\nGP2: We tried.\nINT: And?\ngp 2: It failed.");
        Assert.Equal(["INT", "GP 2"], read.Speakers.Select(s => s.Label));
        Assert.Equal(["GP 2", "GP2", "gp 2"], read.Speakers[1].Spellings);
    }

    [Fact]
    public void A_group_interview_has_several_participants()
    {
        var read = Read("Moderator: What do you see?\nP1: I see people waiting.\nP2: I see people who stopped waiting.\nP1: Yes.\nModerator: Why is that?\nP3: We never rang them.\nP2: No.");
        Assert.True(read.IsGroup);
        Assert.Equal(["P1", "P2", "P3"], read.Speakers.Where(s => s.Role == SpeakerRole.Participant).Select(s => s.Label));
    }

    [Fact]
    public void Without_role_labels_the_one_who_asks_is_the_interviewer()
    {
        var read = Read("Ruth: Could you tell me about your work?\nImran: I run a clinic for people without homes.\nRuth: What makes that hard?\nImran: Hours, mostly. We close at five.\nRuth: Who comes?\nImran: Anyone who hears of us.");
        var ruth = read.Speakers.Single(s => s.Label == "Ruth");
        Assert.Equal(SpeakerRole.Interviewer, ruth.Role);
        Assert.Contains(ruth.Reasons, reason => reason.Contains("more often", StringComparison.Ordinal));
    }

    [Fact]
    public void Labels_run_together_in_one_block_still_open_turns()
    {
        const string text = "INT: How long? P1: Nine years. INT: And before?\nP1: I was a locum. INT: Where?\nP1: In the north.";
        var read = Read(text);
        Assert.Equal(["INT", "P1", "INT", "P1", "INT", "P1"], read.Turns.Select(turn => turn.Speaker));
        Assert.Equal("Nine years.", Words(text, read.Turns[1]).Single());
    }

    [Fact]
    public void Speakers_named_by_the_format_are_trusted()
    {
        var blocks = Blocks("Good morning.\nAnd welcome.\nThank you.");
        var read = TranscriptReading.Propose(blocks, [], [(blocks[0].Span, "Chair"), (blocks[1].Span, "Chair"), (blocks[2].Span, "Ruth")]);
        Assert.Equal(["Chair", "Ruth"], read.Turns.Select(turn => turn.Speaker));
        Assert.Equal(2, read.Turns[0].Words.Count);
        Assert.Null(read.Turns[0].Label);
    }

    [Fact]
    public void Emphasised_names_need_no_colon()
    {
        const string text = "Ruth I came in May.\nImran We met, didn't we?\nRuth Yes, I think so.\nImran I remember.";
        var blocks = Blocks(text);
        var bold = blocks.Select(block => new TextSpan(block.Span.Start, block.Span.Start + block.Text.IndexOf(' ', StringComparison.Ordinal))).ToArray();
        Assert.Equal(["Ruth", "Imran"], TranscriptReading.Propose(blocks, new TranscriptHints { Emphasis = bold }).Speakers.Select(s => s.Label));
        Assert.False(TranscriptReading.Propose(blocks).HasSpeakers);
    }

    [Fact]
    public void Timed_captions_without_names_give_times_and_no_turns()
    {
        const string text = "00:00:03.120 Good morning everybody and welcome\n00:00:09.120 we are live today\n00:00:15.280 you are very welcome\n00:00:20.400 and a good discussion";
        var read = Read(text);
        Assert.False(read.HasSpeakers);
        Assert.Equal(4, read.Times.Count);
        Assert.Equal(new TimeSpan(0, 0, 0, 9, 120), read.Times[1].Value);
        Assert.Equal("00:00:03.120", read.Times[0].Span.Of(text));
    }

    [Fact]
    public void A_known_speaker_is_found_once_only_and_a_denied_one_never()
    {
        const string text = "INT: Who came?\nP1: I did.\nThe porter: And me.\nINT: Thank you.";
        Assert.Equal(["INT", "P1", "The porter"], TranscriptReading.Propose(Blocks(text), ["The porter"]).Speakers.Select(s => s.Label));
        Assert.Equal(["INT", "P1"], Read(text).Speakers.Select(s => s.Label));
        Assert.DoesNotContain(TranscriptReading.Propose(Blocks(text), new TranscriptHints { NotSpeakers = ["P1"] }).Speakers, s => s.Label == "P1");
    }

    [Fact]
    public void Whatever_the_text_turns_are_in_order_and_hold_their_words() =>
        Gen.Select(OneOf("INT", "P1", "GP 2", "Ruth", "Note", ""), OneOf(": ", " - ", "\t", " ", ":", " [00:12] "), Gen.String[Gen.Char[" aI?.:[](\t10é😀"], 0, 25])
            .Select((label, delimiter, words) => label + delimiter + words.Replace('\n', ' ')).List[0, 14].Sample(lines =>
            {
                var text = string.Join('\n', lines);
                var read = Read(text);
                var at = 0;
                foreach (var turn in read.Turns)
                {
                    if (turn.Span.Start < at || turn.Words.Count == 0 || turn.Words.Any(span => span.IsEmpty || !turn.Span.Contains(span))) return false;
                    if (turn.Words.Zip(turn.Words.Skip(1), (a, b) => a.End <= b.Start).Contains(false)) return false;
                    at = turn.Span.End;
                }
                return at <= text.Length && read.Speakers.Count == read.Turns.Select(turn => turn.Speaker).Distinct().Count();
            });

    [Fact]
    public void Somebody_with_a_full_name_may_speak_once()
    {
        var read = Read("Chair: Who would like to begin?\nRuth Okoro: I would.\nChair: Please do.\nImran Shah: May I add something?\nRuth Okoro: Yes, of course.\nChair: Thank you.");
        Assert.Equal(["Chair", "Ruth Okoro", "Imran Shah"], read.Speakers.Select(s => s.Label));
    }

    [Fact]
    public void Real_captions_give_times_and_real_policy_documents_give_nobody()
    {
        var shared = Shared();
        var captions = Read(File.ReadAllText(Path.Combine(shared, "corpus/interviews/nhse-2025-09-23-board-meeting-captions.txt")));
        Assert.False(captions.HasSpeakers);
        Assert.InRange(captions.Times.Count, 1_400, 1_411);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(shared, "corpus/policy"), "*.md"))
        {
            var read = Read(File.ReadAllText(file));
            Assert.True(!read.HasSpeakers, $"{Path.GetFileName(file)}: {string.Join(", ", read.Speakers.Select(s => s.Label))}");
        }
    }

    private static string Shared()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "..", "shared");
            if (File.Exists(Path.Combine(folder.FullName, "Throughline.slnx")) && Directory.Exists(Path.Combine(found, "corpus"))) return found;
        }
        Assert.Skip("The folder shared/corpus is not beside the repository.");
        return "";
    }

    // Columns of a table set with spaces: matching must not grow with the square of the white space.
    [Fact]
    public void Long_white_space_is_read_as_fast_as_words()
    {
        var line = "Code" + new string(' ', 20_000) + "Memo" + new string(' ', 20_000) + "( 12";
        Assert.False(Read(string.Join('\n', Enumerable.Repeat(line, 50))).HasSpeakers);
    }

    [Fact]
    public void Blocks_out_of_order_are_refused() =>
        Assert.Throws<ArgumentException>(() => TranscriptReading.Propose([(new TextSpan(5, 6), "a"), (new TextSpan(0, 1), "b")]));

    private static Gen<string> OneOf(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static TranscriptProposal Read(string text) => TranscriptReading.Propose(Blocks(text));

    private static List<(TextSpan Span, string Text)> Blocks(string text)
    {
        var (blocks, at) = (new List<(TextSpan, string)>(), 0);
        foreach (var line in text.Split('\n'))
        {
            blocks.Add((new(at, at + line.Length), line));
            at += line.Length + 1;
        }
        return blocks;
    }

    private static string[] Words(string text, ProposedTurn turn) => [.. turn.Words.Select(span => span.Of(text))];
}
