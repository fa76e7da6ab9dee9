using System.Text;
using Microsoft.EntityFrameworkCore;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Sources.Tests;

public class ImportFilesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<Acting> ProjectAsync(TestWorkbench bench) => (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;

    private static Task<Jobs.Row> ImportAsync(TestWorkbench bench, Acting by, params (string Name, byte[] Content)[] files) => ImportAsync(bench, by, new ImportFiles.Options(), files);

    private static async Task<Jobs.Row> ImportAsync(TestWorkbench bench, Acting by, ImportFiles.Options options, params (string Name, byte[] Content)[] files)
    {
        var started = await bench.Get<ImportFiles.Handler>().RunAsync(by, [.. files.Select(f => new ImportFiles.Incoming(f.Name, f.Content))], options, Cancel);
        return await bench.Get<Jobs>().RunHereAsync(started.Value, Cancel);
    }

    private static async Task<int> RowsAsync<T>(TestWorkbench bench) where T : class
    {
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        return await db.Set<T>().CountAsync(Cancel);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Each_file_is_a_line_and_a_source_with_its_original_and_a_bad_one_leaves_nothing(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var interview = Made.Interview();
        var job = await ImportAsync(bench, by, ("Nurse_14.txt", interview), ("notes/Broken.docx", Made.Docx("One.", "Two.")[..700]), ("Plan.docx", Made.Docx("The plan", "Waits are longer in the east of the town.")), ("Report.pdf", Made.Pdf(3)));

        Assert.Equal(JobState.Done, job.State);
        Assert.Equal([JobLineState.Done, JobLineState.Refused, JobLineState.Done, JobLineState.Done], job.Lines.Select(l => l.State));
        Assert.Equal("24 turns, 2 speakers", job.Lines[0].Message);
        Assert.Contains("Nothing", job.Lines[1].Message, StringComparison.Ordinal);
        Assert.StartsWith("3 pages", job.Lines[3].Message, StringComparison.Ordinal);
        var rows = await bench.Get<ListSources.Handler>().RunAsync(by.Project, bin: false, Cancel);
        Assert.Equal([(1, "Nurse 14", SourceKind.Transcript), (2, "Plan", SourceKind.Document), (3, "Report", SourceKind.Document)], rows.Select(r => (r.Number, r.Title, r.Kind)));
        Assert.Equal(3, await RowsAsync<Revision>(bench));
        Assert.Equal(3, await RowsAsync<Original>(bench));
        Assert.Equal(0, await RowsAsync<JobFile>(bench));
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var first = rows[0].Id;
        Assert.Equal(interview, (await db.Originals.SingleAsync(o => o.Source == first, Cancel)).Content);
        Assert.Equal(first.Node, job.Lines[0].Subject);
        Assert.True((await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel)).Holds);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Speakers_and_turns_are_a_proposal_over_the_text_as_it_stands(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        await ImportAsync(bench, by, ("P3.txt", Made.Interview(5)));
        var row = Assert.Single(await bench.Get<ListSources.Handler>().RunAsync(by.Project, bin: false, Cancel));
        var reading = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, row.Id, null, Cancel)).Value;
        Assert.False(row.TurnsConfirmed);
        Assert.Equal("P3", row.Title);
        Assert.Equal([("INT", true), ("P1", false)], reading.Speakers.Select(s => (s.Label, s.IsInterviewer)));
        Assert.Equal(Enumerable.Range(1, 10), reading.Turns.Select(t => t.Number));
        Assert.All(reading.Turns, t => Assert.StartsWith(reading.Speakers[t.Speaker].Label + ": ", t.Span.Of(reading.Text), StringComparison.Ordinal));
        Assert.All(reading.Turns, t => Assert.StartsWith(t.Speaker == 0 ? "Can you" : "I think", reading.Text[t.WordsStart..], StringComparison.Ordinal));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task The_same_file_is_known_by_its_bytes_whatever_it_is_called(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var file = Made.Interview();
        var first = await ImportAsync(bench, by, ("A.txt", file), ("Copy of A.txt", file));
        Assert.Equal([JobLineState.Done, JobLineState.Known], first.Lines.Select(l => l.State));
        Assert.Equal("here already as source 1, “A”", first.Lines[1].Message);
        Assert.Equal(first.Lines[0].Subject, first.Lines[1].Subject);

        await bench.Get<BinSource.Handler>().RunAsync(by, new(first.Lines[0].Subject!.Value.Id), intoBin: true, Cancel);
        var again = await ImportAsync(bench, by, ("B.txt", file));
        Assert.Equal("here already as source 1, “A”, which is in the bin", Assert.Single(again.Lines).Message);
        Assert.Equal(1, await RowsAsync<Source>(bench));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_zip_gives_each_of_its_files_a_line(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var job = await ImportAsync(bench, by, ("May.zip", Made.Zip(("a/One.txt", Made.Interview()), ("Two.docx", Made.Docx("Waits are longer.")), ("photo.jpg", [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3]), ("__MACOSX/._One.txt", [1]))));
        Assert.Equal(["May.zip/a/One.txt", "May.zip/Two.docx", "May.zip/photo.jpg"], job.Lines.Select(l => l.Name));
        Assert.Equal([JobLineState.Done, JobLineState.Done, JobLineState.Refused], job.Lines.Select(l => l.State));
        Assert.Contains("picture", job.Lines[2].Message, StringComparison.Ordinal);
        Assert.Equal(["One", "Two"], (await bench.Get<ListSources.Handler>().RunAsync(by.Project, bin: false, Cancel)).Select(r => r.Title));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Accepted_repairs_are_revision_2_and_revision_1_stays_what_parsing_gave(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var damaged = Made.Utf8(string.Join("\n\n", Enumerable.Range(1, 12).Select(i => $"In year {i} we will meet.")) + "\n\nThen we wil rest, and Jones et al agree.\n");
        var plain = await ImportAsync(bench, by, ("Plain.md", damaged));
        var proposed = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, new(plain.Lines[0].Subject!.Value.Id), null, Cancel)).Value;
        Assert.NotEmpty(proposed.Structure.Repairs);
        Assert.Equal(1, proposed.RevisionNumber);
        Assert.EndsWith("proposed", plain.Lines[0].Message, StringComparison.Ordinal);

        var repaired = await ImportAsync(bench, by, new ImportFiles.Options(AcceptRepairs: true), ("Mended.md", [.. damaged, (byte)'\n']));
        var source = new SourceId(repaired.Lines[0].Subject!.Value.Id);
        var mended = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, Cancel)).Value;
        Assert.Equal(2, mended.RevisionNumber);
        Assert.Empty(mended.Structure.Repairs);
        Assert.EndsWith("made", repaired.Lines[0].Message, StringComparison.Ordinal);
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var revisions = await db.Revisions.Where(r => r.Source == source).OrderBy(r => r.Number).ToListAsync(Cancel);
        Assert.Equal([(1, "imported"), (2, "repairs accepted")], revisions.Select(r => (r.Number, r.Reason)));
        Assert.Equal(proposed.Text, revisions[0].Text);
        Assert.Equal(AddSource.HashOf(mended.Text), revisions[1].Sha256);
        Assert.EndsWith("Then we wil rest, and Jones et al agree.", revisions[0].Text, StringComparison.Ordinal);
        Assert.EndsWith("Then we will rest, and Jones et al agree.", revisions[1].Text, StringComparison.Ordinal);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_survey_gives_cases_attributes_and_answers_tied_to_their_cases(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var csv = Made.Utf8("Respondent,Sector,Age,Joined,What gets in the way?,Anything else?\nR1,NHS,34,3/4/2024,\"Money.\nAnd time, above all.\",\nR2,Council,51,2024-05-09,Nobody says which inequality,\"Thanks, no\"\nR3,NHS,,,,\n");
        var plan = new SurveyPlan("Respondent", [new("Sector", AttributeType.Category), new("Age", AttributeType.Number), new("Joined", AttributeType.Date)], ["What gets in the way?", "Anything else?"]);
        var job = await ImportAsync(bench, by, new ImportFiles.Options(Survey: plan), ("Survey.csv", csv));

        Assert.Equal((JobLineState.Done, "3 cases, 3 answers, 3 attributes"), (job.Lines[0].State, job.Lines[0].Message));
        var rows = await bench.Get<ListSources.Handler>().RunAsync(by.Project, bin: false, Cancel);
        Assert.Equal([(1, "R1 · What gets in the way?"), (2, "R2 · What gets in the way?"), (3, "R2 · Anything else?")], rows.Select(r => (r.Number, r.Title)));
        Assert.All(rows, r => Assert.Equal(SourceKind.Answer, r.Kind));
        var first = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, rows[0].Id, null, Cancel)).Value;
        Assert.Equal("Money.\nAnd time, above all.", first.Text);
        Assert.Equal(["Money.", "And time, above all."], first.Structure.Blocks.Select(b => b.Span.Of(first.Text)));
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
        {
            var ties = await (from t in db.CaseTies join c in db.Cases on t.Case equals c.Id join s in db.Sources on t.Source equals s.Id orderby s.Number select new { c.Name, s.Number }).ToListAsync(Cancel);
            Assert.Equal([("R1", 1), ("R2", 2), ("R2", 3)], ties.Select(t => (t.Name, t.Number)));
            var values = await (from v in db.CaseValues join c in db.Cases on v.Case equals c.Id join a in db.Attributes on v.Attribute equals a.Id orderby c.Name, a.Order select new { Case = c.Name, Attribute = a.Name, v.Value }).ToListAsync(Cancel);
            Assert.Equal([("R1", "Sector", "NHS"), ("R1", "Age", "34"), ("R1", "Joined", "2024-04-03"), ("R2", "Sector", "Council"), ("R2", "Age", "51"), ("R2", "Joined", "2024-05-09"), ("R3", "Sector", "NHS")], values.Select(v => (v.Case, v.Attribute, v.Value)));
            // One answer's original holds no other answer's words.
            var second = rows[1].Id;
            Assert.DoesNotContain("Thanks", Encoding.UTF8.GetString((await db.Originals.SingleAsync(o => o.Source == second, Cancel)).Content), StringComparison.Ordinal);
        }

        var again = await ImportAsync(bench, by, new ImportFiles.Options(Survey: plan), ("Survey.csv", csv));
        Assert.Equal(JobLineState.Known, again.Lines[0].State);
        Assert.Equal(3, await RowsAsync<Source>(bench));
        Assert.True((await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel)).Holds);
    }

    [Theory]
    [InlineData("Respondent,Age\nR1,34\nR1,35\n", "line 3 names the case \"R1\" that line 2 names too")]
    [InlineData("Respondent,Age\nR1,34\n,35\n", "line 3 names no case")]
    [InlineData("Respondent,Age\nR1,about 30\n", "line 2: \"about 30\" is not a number, and \"Age\" is one")]
    [InlineData("Name,Age\nR1,34\n", "has no column \"Respondent\"")]
    [InlineData("Respondent,Age\nR1,34\nR2,35,what,is,this\n", "3")]
    public async Task A_survey_that_does_not_fit_its_mapping_is_refused_whole_with_its_lines(string csv, string expected)
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        var job = await ImportAsync(bench, by, new ImportFiles.Options(Survey: new("Respondent", [new("Age", AttributeType.Number)], [])), ("Survey.csv", Made.Utf8(csv)));
        Assert.Equal(JobLineState.Refused, job.Lines[0].State);
        Assert.Contains(expected, job.Lines[0].Message, StringComparison.Ordinal);
        Assert.Equal(0, await RowsAsync<Case>(bench));
        Assert.Equal(0, await RowsAsync<CaseAttribute>(bench));
    }

    [Fact]
    public async Task A_survey_row_that_is_too_short_is_taken_in_and_named_by_its_line()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        var job = await ImportAsync(bench, by, new ImportFiles.Options(Survey: new("Respondent", [new("Sector", AttributeType.Category)], ["Why"])), ("Survey.csv", Made.Utf8("Respondent,Sector,Why\nR1,NHS,Because of the money\nR2,Council\n")));
        Assert.Equal(JobLineState.Done, job.Lines[0].State);
        Assert.Contains("Line 3", job.Lines[0].Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, await RowsAsync<Case>(bench));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task The_projects_map_of_names_is_applied_before_anything_is_kept(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        await bench.Get<PseudonymMap.Handler>().WriteAsync(by, [new("Marjorie Quill", "Anna"), new("Marjorie", "Anna")], Cancel);
        var named = Made.Utf8("INT: What do you do, Marjorie?\n\nP1: I am Marjorie Quill and I run the desk, you know.\n\nINT: And how is it, what do you think?\n\nP1: It was Marjorie’s desk before I came, they said.\n");
        var job = await ImportAsync(bench, by, ("Marjorie Quill.txt", named), ("Other.txt", Made.Interview(3)));

        Assert.Equal("Anna.txt", job.Lines[0].Name);
        Assert.Equal("4 turns, 2 speakers, 3 names replaced", job.Lines[0].Message);
        Assert.EndsWith(", no name replaced", job.Lines[1].Message, StringComparison.Ordinal);
        var rows = await bench.Get<ListSources.Handler>().RunAsync(by.Project, bin: false, Cancel);
        Assert.Equal([("Anna", "Anna.txt"), ("Other", "Other.txt")], rows.Select(r => (r.Title, r.FileName)));
        var reading = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, rows[0].Id, null, Cancel)).Value;
        Assert.Equal(1, reading.RevisionNumber);
        Assert.Contains("I am Anna and I run the desk", reading.Text, StringComparison.Ordinal);
        Assert.Contains("It was Anna’s desk", reading.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Marjorie", reading.Text + reading.Structure.ToJson(), StringComparison.OrdinalIgnoreCase);
        Assert.All(reading.Turns, t => Assert.StartsWith(reading.Speakers[t.Speaker].Label + ": ", t.Span.Of(reading.Text), StringComparison.Ordinal));
        // The file that holds the name is dropped; the other is kept.
        Assert.False(reading.HasOriginal);
        Assert.True((await bench.Get<ReadSource.Handler>().RunAsync(by.Project, rows[1].Id, null, Cancel)).Value.HasOriginal);

        var kept = await ImportAsync(bench, by, new ImportFiles.Options(KeepOriginals: true), ("Kept.txt", [.. named, (byte)'\n']));
        Assert.True((await bench.Get<ReadSource.Handler>().RunAsync(by.Project, new(kept.Lines[0].Subject!.Value.Id), null, Cancel)).Value.HasOriginal);

        var survey = await ImportAsync(bench, by, new ImportFiles.Options(Survey: new("Respondent", [], ["Why"])), ("Survey.csv", Made.Utf8("Respondent,Why\nR1,Because Marjorie asked\nR2,Marjorie and Marjorie Quill\n")));
        Assert.Equal("2 cases, 2 answers, 3 names replaced", survey.Lines[0].Message);

        // A heading is the end of an answer's title, or an attribute's name; a column that does not come in counts for nothing.
        var headed = new ImportFiles.Options(Survey: new("Respondent", [new("Marjorie’s team", AttributeType.Category)], ["What Marjorie Quill said"]));
        var heads = Made.Utf8("Respondent,Marjorie’s team,What Marjorie Quill said,Staff notes\nR3,North,Come in,Marjorie rang Marjorie\n");
        var named3 = await ImportAsync(bench, by, headed, ("Heads.csv", heads));
        Assert.Equal("1 case, 1 answer, 1 attribute, 2 names replaced", named3.Lines[0].Message);
        Assert.Equal(JobLineState.Known, (await ImportAsync(bench, by, headed, ("Heads.csv", heads))).Lines[0].State);
        Assert.Contains("R3 · What Anna said", (await bench.Get<ListSources.Handler>().RunAsync(by.Project, bin: false, Cancel)).Select(r => r.Title));
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        Assert.Equal(["Anna’s team"], await db.Attributes.Select(a => a.Name).ToListAsync(Cancel));
        Assert.DoesNotContain(await db.Set<Job>().Select(j => j.Payload).ToListAsync(Cancel), payload => payload.Contains("Marjorie", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain((await db.Set<Original>().Select(o => o.Content).ToListAsync(Cancel)).Select(Encoding.UTF8.GetString), row => row.Contains("R3", StringComparison.Ordinal) && row.Contains("Marjorie", StringComparison.Ordinal));
        // Headings that come to be alike are numbered; one without a name keeps its own.
        var alike = await ImportAsync(bench, by, new ImportFiles.Options(Survey: new("Respondent", [new("Marjorie’s score", AttributeType.Number)], ["Marjorie said", "Anna said"])), ("Alike.csv", Made.Utf8("Respondent,Marjorie said,Anna said,Anna’s score,Marjorie’s score\nR4,No,Yes,1,2\n")));
        Assert.Equal((JobLineState.Done, "1 case, 2 answers, 1 attribute, 2 names replaced"), (alike.Lines[0].State, alike.Lines[0].Message));
        var answers = (await bench.Get<ListSources.Handler>().RunAsync(by.Project, bin: false, Cancel)).Where(r => r.Title.StartsWith("R4 · ", StringComparison.Ordinal)).ToDictionary(r => r.Title, r => r.Id);
        foreach (var (title, words) in new[] { ("R4 · Anna said", "Yes"), ("R4 · Anna said (2)", "No") })
            Assert.Equal(words, (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, answers[title], null, Cancel)).Value.Text);
        Assert.Equal("2", await (from v in db.CaseValues join a in db.Attributes on v.Attribute equals a.Id where a.Name == "Anna’s score (2)" select v.Value).SingleAsync(Cancel));
        Assert.DoesNotContain(await db.Set<Job>().Select(j => j.Payload).ToListAsync(Cancel), payload => payload.Contains("Marjorie", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task An_answer_with_a_long_heading_is_known_again_by_its_title()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        var heading = string.Concat(Enumerable.Repeat("How far ", 50)).Trim();
        var (options, table) = (new ImportFiles.Options(Survey: new("Respondent", [], [heading])), Made.Utf8($"Respondent,{heading}\nR1,Two miles\n"));
        Assert.Equal(JobLineState.Done, (await ImportAsync(bench, by, options, ("Survey.csv", table))).Lines[0].State);
        // Projects hold titles that were cut so.
        Assert.Equal($"R1 · {string.Concat(Enumerable.Repeat("How far ", 36))}How…", Assert.Single(await bench.Get<ListSources.Handler>().RunAsync(by.Project, bin: false, Cancel)).Title);
        Assert.Equal(JobLineState.Known, (await ImportAsync(bench, by, options, ("Survey.csv", table))).Lines[0].State);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Asked_to_stop_between_files_it_keeps_what_is_done_and_begins_no_other(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var jobs = bench.Get<Jobs>();
        var files = Enumerable.Range(1, 200).Select(i => new ImportFiles.Incoming($"Interview {i}.txt", Made.Interview(40, $"clinic {i}"))).ToList();
        var id = (await bench.Get<ImportFiles.Handler>().RunAsync(by, files, new(), Cancel)).Value;
        var running = jobs.RunHereAsync(id, Cancel);
        await Wait.UntilAsync(async () => (await jobs.FindAsync(id, Cancel))!.Finished >= 2, "No two files were brought in.");
        await jobs.StopAsync(by.Project, id, Cancel);
        var job = await running;
        Assert.Equal(JobState.Stopped, job.State);
        var done = job.Lines.Count(l => l.State == JobLineState.Done);
        Assert.InRange(done, 2, 199);
        Assert.Equal(200 - done, job.Lines.Count(l => l.State == JobLineState.Waiting));
        Assert.Equal(done, await RowsAsync<Source>(bench));
        Assert.Equal(0, await RowsAsync<JobFile>(bench));
    }

    [Fact]
    public async Task A_job_whose_progress_nobody_can_be_told_any_more_is_stopped_and_waited_for()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        var jobs = bench.Get<Jobs>();
        var files = Enumerable.Range(1, 400).Select(i => new ImportFiles.Incoming($"Interview {i}.txt", Made.Interview(40, $"clinic {i}"))).ToList();
        var id = (await bench.Get<ImportFiles.Handler>().RunAsync(by, files, new(), Cancel)).Value;
        var closed = await Assert.ThrowsAsync<IOException>(() => jobs.RunHereAsync(by.Project, id, _ => throw new IOException("Broken pipe"), Cancel));
        Assert.Equal("Broken pipe", closed.Message);
        var job = (await jobs.FindAsync(id, Cancel))!;
        Assert.Equal(JobState.Stopped, job.State);
        Assert.Equal(job.Lines.Count(l => l.State == JobLineState.Done), await RowsAsync<Source>(bench));
    }

    [Fact]
    public async Task Asked_to_stop_inside_a_long_file_it_says_which_page_it_is_at_and_keeps_nothing_of_it()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        var jobs = bench.Get<Jobs>();
        var id = (await bench.Get<ImportFiles.Handler>().RunAsync(by, [new("Board papers.pdf", Made.Pdf(1500))], new(), Cancel)).Value;
        var running = jobs.RunHereAsync(id, Cancel);
        string at;
        do
        {
            await Task.Delay(20, Cancel);
            at = (await jobs.FindAsync(id, Cancel))!.Lines[0].Message;
        }
        while (!at.StartsWith("page", StringComparison.Ordinal) && !running.IsCompleted);
        await jobs.StopAsync(by.Project, id, Cancel);
        var job = await running;
        Assert.Matches(@"^page [\d,]+ of 1,500$", at);
        Assert.Equal(JobState.Stopped, job.State);
        Assert.Equal(0, await RowsAsync<Source>(bench));
        Assert.Equal(0, await RowsAsync<Revision>(bench));
    }

    [Fact]
    public async Task A_database_at_its_page_limit_says_so_and_holds_no_half_of_a_file()
    {
        await using var roomy = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var pages = new FileInfo(roomy.Address.Value).Length / 4096;
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite, maxPages: pages + 60);
        var by = await ProjectAsync(bench);
        // The file itself still fits while it waits; with its text and turns beside it, it does not.
        var job = await ImportAsync(bench, by, ("Long.txt", Made.Interview(400)));
        Assert.Equal(JobState.Failed, job.State);
        Assert.Contains("no room left", job.Message, StringComparison.Ordinal);
        Assert.Equal(0, await RowsAsync<Source>(bench));
        Assert.Equal(0, await RowsAsync<Turn>(bench));
        Assert.Equal(0, await RowsAsync<Revision>(bench));

        var tooMuch = await bench.Get<ImportFiles.Handler>().RunAsync(by, [new("Longer.txt", Made.Interview(4000))], new(), Cancel);
        Assert.IsType<StorageFull>(tooMuch.Error);
        var small = await ImportAsync(bench, by, ("Short.txt", Made.Utf8("Waits are longer in the east.")));
        Assert.Equal(JobState.Done, small.State);
    }
}
