using Throughline.Files;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Text;

namespace Throughline.Sources.Tests;

public class SessionReadingTests
{
    [Theory]
    [InlineData("Date: 5 February 2025\nLength: 47 minutes\nMode: telephone\nInterviewer: Ruth Adeyemi\nParticipants: P3, a link worker",
        "People=P3, a link worker|Date=2025-02-05|Minutes=47|Mode=Telephone|AskedBy=Ruth Adeyemi")]
    [InlineData("Interview 3: nurse\nDate of interview: 3rd December 2024\nDuration: 1 hour 12 mins\nInterviewed by: Tom Hale\nConsent: given, verbal", "Date=2024-12-03|Minutes=72|Consent=Given|AskedBy=Tom Hale")]
    [InlineData("Date\n16 October 2024\nLength\n25 minutes\nMode\nvideo call\nInterviewed by\nTom Hale\nTranscript", "Date=2024-10-16|Minutes=25|Mode=Online|AskedBy=Tom Hale")]
    [InlineData("INTERVIEW TRANSCRIPT\nDATE:\n2024-11-04\nDURATION:\n00:41:40\nLOCATION:\nMicrosoft Teams", "Date=2024-11-04|Minutes=42|Mode=Online")]
    [InlineData("Date: 04/03/2025 | Duration: 38:20 | Format: in person", "Date=2025-03-04|Minutes=38|Mode=InPerson")]
    [InlineData("Focus group 2: carers\nDate: March 14, 2024\nModerator: A. Osei\nPresent: Ann; Imran; Joan", "Kind=Group|People=Ann; Imran; Joan|Date=2024-03-14|AskedBy=A. Osei")]
    [InlineData("Interview with a practice nurse, 14 March 2024, by telephone, 47 minutes", "Date=2024-03-14|Minutes=47|Mode=Telephone")]
    [InlineData("Recorded on: 7 May 2024, half an hour\nWho asked, and why: The study team; the third nurse asked.", "Date=2024-05-07|Minutes=30|Why=The study team; the third nurse asked.")]
    [InlineData("Consent: limited: no place is to be quoted", "Consent=Limited")]
    [InlineData("Consent: given, verbal; the practice not to be named", "Consent=Given")]
    [InlineData("Consent: given, verbal; not to be quoted in teaching", "Consent=Limited")]
    [InlineData("Consent: given at the start, withdrawn on 4 June 2024", "Consent=Withdrawn")]
    [InlineData("Consent: given; four weeks to withdraw any part", "Consent=Given")]
    [InlineData("Consent: not yet given", "")]
    [InlineData("Date: 31 February 2025\nLength: long\nMode: relaxed", "")]
    [InlineData("A plan for the valley\nIt was agreed that people wait too long.", "")]
    public void What_stands_above_the_first_turn_is_read(string front, string expected)
    {
        var text = front + "\nINT: How did it start?";
        Assert.Equal(expected, Shown(SessionReading.Read(Lines(text), text, front.Length + 1, 0, null)));
    }

    [Theory]
    [InlineData("01-nhs-director-system-a.docx", "Date=2024-10-16|Minutes=25|Mode=Online|Consent=Given|AskedBy=Tom Hale")]
    [InlineData("02-council-leader-system-b.txt", "Date=2024-11-04|Minutes=22|Mode=InPerson|Consent=Given|AskedBy=Ruth Adeyemi")]
    [InlineData("03-director-of-public-health-system-c.md", "Date=2024-11-21|Minutes=20|Mode=Online|Consent=Given|AskedBy=Ruth Adeyemi")]
    [InlineData("04-gp-system-b.docx", "Date=2024-12-03|Minutes=19|Mode=InPerson|Consent=Given|AskedBy=Tom Hale")]
    [InlineData("05-practice-nurse-system-a.vtt", "Minutes=21")]
    [InlineData("06-link-worker-system-b.odt", "Date=2025-03-11|Minutes=20|Mode=Online|Consent=Given|AskedBy=Tom Hale")]
    [InlineData("07-voluntary-sector-lead-system-c.rtf", "Date=2025-01-28|Minutes=21|Mode=InPerson|Consent=Given|AskedBy=Ruth Adeyemi")]
    [InlineData("08-finance-lead.pdf", "Date=2025-02-05|Minutes=19|Mode=Online|Consent=Limited|AskedBy=Tom Hale")]
    [InlineData("09-group-practice-team-system-a.txt", "Kind=Group|Date=2024-11-19|Minutes=31|Mode=InPerson|Consent=Given|AskedBy=Ruth Adeyemi")]
    [InlineData("10-group-place-partnership-system-b.docx", "Kind=Group|Date=2025-01-23|Minutes=29|Mode=InPerson|Consent=Given|AskedBy=Tom Hale")]
    public async Task The_worked_example_is_read(string file, string expected)
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), TestContext.Current.CancellationToken)).Value.Acting;
        var bytes = await File.ReadAllBytesAsync(RepositoryRoot.PathTo($"samples/transcripts/{file}"), TestContext.Current.CancellationToken);
        var document = bench.Get<ReadFile>().Read(file, bytes, ReadLimits.Default, null, TestContext.Current.CancellationToken).Value;
        var source = (await bench.Get<AddSource.Handler>().RunAsync(by, new(file, bytes, document, file, SourceKind.Transcript), TestContext.Current.CancellationToken)).Value;
        Assert.Equal(expected, Shown((await bench.Get<ProposeSession.Handler>().RunAsync(by.Project, source, TestContext.Current.CancellationToken)).Where(f => f.Part is not (SessionPart.Why or SessionPart.People))));
    }

    /// <summary>As long as it says it is: what is said in the turns, without labels, headers and session records.</summary>
    [Theory]
    [InlineData("01-nhs-director-system-a.docx", 2500)]
    [InlineData("02-council-leader-system-b.txt", 2500)]
    [InlineData("03-director-of-public-health-system-c.md", 2500)]
    [InlineData("04-gp-system-b.docx", 2500)]
    [InlineData("05-practice-nurse-system-a.vtt", 2500)]
    [InlineData("06-link-worker-system-b.odt", 2500)]
    [InlineData("07-voluntary-sector-lead-system-c.rtf", 2500)]
    [InlineData("08-finance-lead.pdf", 2500)]
    [InlineData("09-group-practice-team-system-a.txt", 4000)]
    [InlineData("10-group-place-partnership-system-b.docx", 4000)]
    public async Task The_worked_examples_sessions_have_the_words_of_a_real_one(string file, int least)
    {
        var bytes = await File.ReadAllBytesAsync(RepositoryRoot.PathTo($"samples/transcripts/{file}"), TestContext.Current.CancellationToken);
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), TestContext.Current.CancellationToken)).Value.Acting;
        var job = (await bench.Get<ImportFiles.Handler>().RunAsync(by, [new(file, bytes)], new(), TestContext.Current.CancellationToken)).Value;
        await bench.Get<Jobs>().RunHereAsync(job, TestContext.Current.CancellationToken);
        var source = Assert.Single(await bench.Get<ListSources.Handler>().RunAsync(by.Project, false, TestContext.Current.CancellationToken)).Id;
        var read = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, TestContext.Current.CancellationToken)).Value;
        var words = read.Turns.Sum(turn => read.Text[turn.WordsStart..turn.Span.End].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.True(words >= least, $"{file} has {words} words in {read.Turns.Count} turns.");
    }

    [Fact]
    public void What_is_said_in_the_turns_is_not_of_the_session()
    {
        const string Text = "Interview 1\nINT: When was that?\nP1: Date: 4 May 2020, for 20 minutes, by telephone.";
        Assert.Empty(SessionReading.Read(Lines(Text), Text, 12, 0, null));
    }

    [Fact]
    public void A_date_in_figures_says_how_it_was_read_and_every_finding_says_where()
    {
        const string Text = "Interview 1\nDate: 04/03/2025";
        var found = Assert.Single(SessionReading.Read(Lines(Text), Text, null, 0, null));
        Assert.Equal(("04/03/2025", 2, "Read as day, month, year."), (found.Words, found.Paragraph, found.Reason));
        Assert.Equal("", Assert.Single(SessionReading.Read(Lines("Date: 14/03/2025"), "Date: 14/03/2025", null, 0, null)).Reason);
    }

    [Fact]
    public void Turns_and_printed_times_say_what_no_line_says()
    {
        var found = SessionReading.Read(Lines("So, shall we begin?"), "So, shall we begin?", 0, 3, new TimeSpan(0, 19, 10));
        Assert.Equal([SessionKind.Group, 20], found.Select(f => f.Value));
        Assert.Equal("3 people answer in the turns as proposed.", found[0].Reason);
        Assert.Contains("0:19:10", found[1].Reason, StringComparison.Ordinal);
    }

    private static string Shown(IEnumerable<SessionFinding> found) =>
        string.Join('|', found.Select(f => $"{f.Part}={(f.Value is DateOnly day ? day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : f.Value)}"));

    private static TextStructure Lines(string text)
    {
        var blocks = new List<Block>();
        var start = 0;
        foreach (var line in text.Split('\n'))
        {
            blocks.Add(new(new TextSpan(start, start + line.Length), BlockKind.Paragraph));
            start += line.Length + 1;
        }
        return new(blocks, [], [], [], [], null);
    }
}
