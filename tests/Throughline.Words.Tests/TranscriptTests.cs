using Microsoft.EntityFrameworkCore;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Words.Tests;

public class TranscriptTests
{
    private const string Talk = """
        Interviewer: How did you come to work in this part of the city?
        Amina Yusuf: I grew up two streets from the surgery, so I know what people mean when they say it is far.
        Interviewer: What does far mean to them?
        Amina: Two buses, and the second one does not run after six in the evening.
        Aim: to be seen on the same day, that is what they ask for.
        Interviewer: And what do they get?
        Amina Yusuf: They get a text message. I think we can do better than that, don't you?
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_the_analyst_confirms_merges_and_unticks_is_stored_and_can_be_undone(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "Interview 1", Talk.ReplaceLineEndings("\n"));
        var proposed = (await bench.Get<ProposeTurns.Handler>().RunAsync(by.Project, source, Cancel)).Value;
        Assert.False(proposed.IsConfirmed);
        Assert.Contains(proposed.Rows, r => r is { Label: "Interviewer", IsSpeaker: true, IsInterviewer: true });

        var confirmed = await bench.Get<ConfirmTurns.Handler>().RunAsync(by, source, proposed.Revision,
        [
            new("Interviewer", true, null, "Ruth Adeyemi", true), new("Amina Yusuf", true, null, "Practice nurse", false), new("Amina", true, "Amina Yusuf", null, false), new("Aim", false, null, null, false),
        ], Cancel);
        Assert.Equal(new(2, 6), confirmed.Value);
        var read = await ReadAsync();
        Assert.Equal(["Ruth Adeyemi", "Practice nurse"], read.Speakers.Select(s => s.Name));
        Assert.Equal([true, false], read.Speakers.Select(s => s.IsInterviewer));
        Assert.Equal([0, 1, 0, 1, 0, 1], read.Turns.Select(t => t.Speaker));
        Assert.Equal("Two buses, and the second one does not run after six in the evening.\nAim: to be seen on the same day, that is what they ask for.", read.Text[read.Turns[3].WordsStart..read.Turns[3].Span.End]);
        Assert.True((await bench.Get<ProposeTurns.Handler>().RunAsync(by.Project, source, Cancel)).Value.IsConfirmed);

        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Empty((await ReadAsync()).Turns);
        Assert.True((await bench.Get<Undo>().RedoAsync(by, Cancel)).Succeeded);
        Assert.Equal(6, (await ReadAsync()).Turns.Count);
        Assert.True((await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel)).Holds);

        async Task<ReadSource.Reading> ReadAsync() => (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, Cancel)).Value;
    }

    [Fact]
    public async Task Confirming_again_keeps_the_speakers_that_cases_are_tied_to()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "Interview 1", Talk.ReplaceLineEndings("\n"));
        var revision = (await bench.Get<ProposeTurns.Handler>().RunAsync(by.Project, source, Cancel)).Value.Revision;
        var confirm = bench.Get<ConfirmTurns.Handler>();
        ConfirmTurns.Decision interviewer = new("Interviewer", true, null, null, true), full = new("Amina Yusuf", true, null, null, false);
        Assert.True((await confirm.RunAsync(by, source, revision, [interviewer, full, new("Amina", true, null, null, false)], Cancel)).Succeeded);
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
        {
            var @case = new Case { Id = CaseId.New(), Project = by.Project, Name = "Nurse 1" };
            db.Add(@case);
            db.Add(new CaseTie { Id = CaseTieId.New(), Case = @case.Id, Source = source, Speaker = await db.Speakers.Where(s => s.Source == source && s.Label == "Amina").Select(s => s.Id).SingleAsync(Cancel) });
            await db.SaveChangesAsync(Cancel);
        }
        var refused = await confirm.RunAsync(by, source, revision, [interviewer, full, new("Amina", false, null, null, false)], Cancel);
        Assert.Contains("Nurse 1", Assert.IsType<Refused>(refused.Error).Message, StringComparison.Ordinal);
        Assert.True((await confirm.RunAsync(by, source, revision, [interviewer, full, new("Amina", true, "Amina Yusuf", null, false)], Cancel)).Succeeded);
        await using var after = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var tie = await after.CaseTies.SingleAsync(Cancel);
        Assert.Equal("Amina Yusuf", (await after.Speakers.SingleAsync(s => s.Id == tie.Speaker, Cancel)).Label);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_session_record_is_checked_kept_and_undone(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "Interview 1", Talk.ReplaceLineEndings("\n"));
        var record = bench.Get<RecordSession.Handler>();
        var request = new RecordSession.Request(SessionKind.Individual, "One nurse", new(2024, 5, 9), 41, SessionMode.InPerson, Consent.Limited, "", "Ruth Adeyemi", "to learn how people reach care");
        Assert.Contains("does not cover", (await record.RunAsync(by, source, request, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("2000", (await record.RunAsync(by, source, request with { Minutes = 2000 }, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.True((await record.RunAsync(by, source, request with { ConsentNote = "Not for teaching." }, Cancel)).Succeeded);
        Assert.Equal("9 May 2024, 41 minutes · asked by Ruth Adeyemi, to learn how people reach care · consent limited", (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, Cancel)).Value.About);
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Equal("", (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, Cancel)).Value.About);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_a_transcript_says_of_its_session_is_proposed_and_not_kept(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "Interview 1", "Date: 9 May 2024\nLength: 41 minutes\nInterviewed by: Ruth Adeyemi\n" + Talk.ReplaceLineEndings("\n"));
        var propose = bench.Get<ProposeSession.Handler>();
        Assert.Equal([new DateOnly(2024, 5, 9), 41, "Ruth Adeyemi"], (await propose.RunAsync(by.Project, source, Cancel)).Select(f => f.Value));
        Assert.Null((await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, Cancel)).Value.Session);

        // What the record holds is the analyst's; what it leaves open is still proposed.
        Assert.True((await bench.Get<RecordSession.Handler>().RunAsync(by, source, new(SessionKind.Individual, "", null, 40, SessionMode.Telephone, Consent.Given, "", "", ""), Cancel)).Succeeded);
        Assert.Equal([SessionPart.Date, SessionPart.AskedBy], (await propose.RunAsync(by.Project, source, Cancel)).Select(f => f.Part));
        var plan = await bench.AddTextAsync(by, "A plan", "Date: 9 May 2024\nLead: the board\nPeople wait too long.");
        Assert.True((await bench.Get<RenameSource.Handler>().RunAsync(by, plan, null, SourceKind.Document, Cancel)).Succeeded);
        Assert.Empty(await propose.RunAsync(by.Project, plan, Cancel));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_record_of_consent_alone_says_nothing_of_kind_and_mode(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "Interview 1", "Mode: telephone\nLength: 41 minutes\n" + Talk.ReplaceLineEndings("\n"));
        var fresh = new SessionRecord();
        Assert.Equal((SessionKind.NotRecorded, SessionMode.NotRecorded, Consent.NotRecorded), (fresh.Kind, fresh.Mode, fresh.Consent));
        Assert.True((await bench.Get<RecordSession.Handler>().RunAsync(by, source, new(fresh.Kind, "", null, 41, fresh.Mode, Consent.Given, "", "", ""), Cancel)).Succeeded);
        var kept = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, Cancel)).Value.Session!;
        Assert.Equal((SessionKind.NotRecorded, SessionMode.NotRecorded, Consent.Given), (kept.Kind, kept.Mode, kept.Consent));
        // What was never recorded is still proposed.
        var open = (await bench.Get<ProposeSession.Handler>().RunAsync(by.Project, source, Cancel)).Select(f => f.Part).ToList();
        Assert.Contains(SessionPart.Mode, open);
        Assert.DoesNotContain(SessionPart.Minutes, open);
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        Assert.Equal("NotRecorded", await db.Database.SqlQueryRaw<string>("SELECT \"Kind\" AS \"Value\" FROM source_session").SingleAsync(Cancel));
    }
}
