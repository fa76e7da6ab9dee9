using System.Text;
using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Exchange.Archives;
using Throughline.Exchange.Reports;
using Throughline.Exchange.Tables;
using Throughline.Framing.Representations;
using Throughline.Policy.Clarity;
using Throughline.Policy.Readings;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Policy.Tests;

/// <summary>What a policy analysis shows outside its own pages: on the thread, in searches, in the report, in the public export, in tables.</summary>
public sealed class ElsewhereTests
{
    private const string Older = "Inequalities in access have grown.\nPeople in the poorest streets die younger.\nDisparities in dentistry remain.";
    private const string Newer = "Inequalities in access have grown again.\nPeople in the poorest streets die younger.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private sealed record Made(TestWorkbench Bench, Acting By, Acting Other, SourceId Plan, SourceId Newer, IReadOnlyList<ListStatements.Row> Rows);

    private static async Task<Made> MakeAsync(Engine engine)
    {
        var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var other = by with { Analyst = (await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom", Cancel)).Value };
        var (plan, newer) = (await bench.AddTextAsync(by, "Plan 2019", Older, SourceKind.Document), await bench.AddTextAsync(by, "Plan 2024", Newer, SourceKind.Document));
        foreach (var source in new[] { plan, newer })
        {
            Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
            Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, source, Cancel)).Succeeded);
        }
        return new(bench, by, other, plan, newer, await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel));
    }

    private static EditTheory.Request Theory(string problem, params StatementId[] statements) => new(problem, ["Care is far away"], ["Bring clinics nearer"], [], [], "", "", statements);

    private static async Task<RepresentationId> ReadAsync(Made made, Acting who, int row, string kind, string? note = null) =>
        (await made.Bench.Get<MakeRepresentation.Handler>().RunAsync(who, new(made.Rows[row].Excerpt.Node, Answers: [new("kind", FieldState.Stated, ["checkland-2025.kind." + kind], null, note), FieldAnswer.Silent(RepresentationField.Group)]), Cancel)).Value;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Theories_lead_on_the_thread_to_their_statements_drafts_and_later_documents_both_ways(Engine engine)
    {
        var made = await MakeAsync(engine);
        await using var bench = made.Bench;
        var (edit, thread) = (bench.Get<EditTheory.Handler>(), bench.Get<IEnumerable<IThreadContributor>>().Single(c => c.Kinds.Contains("theory")));
        var first = (await edit.AddAsync(made.By, made.Plan, Theory("Access is unequal", made.Rows[0].Id), Cancel)).Value;
        var second = (await edit.AddAsync(made.By, made.Plan, Theory("Lives are shorter"), Cancel)).Value;
        var later = (await edit.AddAsync(made.By, made.Newer, Theory("Access is unequal still", made.Rows[3].Id), Cancel)).Value;
        var follow = bench.Get<FollowTheories.Handler>();
        Assert.True((await follow.AddAsync(made.By, first, later, default, TheoryFate.Restated, "", Cancel)).Succeeded);
        Assert.True((await follow.AddAsync(made.By, second, null, made.Newer, TheoryFate.Dropped, "", Cancel)).Succeeded);

        Task<IReadOnlyList<ThreadEdge>> Ties(NodeRef node) => thread.TiesAsync(made.Other, node, Cancel);
        var restated = new ThreadEdge(later.Node, first.Node, "restates");
        Assert.Contains(restated, await Ties(first.Node));
        Assert.Contains(restated, await Ties(later.Node));
        Assert.Contains(new(first.Node, made.Rows[0].Id.Node, "rests on"), await Ties(made.Rows[0].Id.Node));
        var dropped = new ThreadEdge(made.Newer.Node, second.Node, "has no more of");
        Assert.Contains(dropped, await Ties(second.Node));
        Assert.Contains(dropped, await Ties(made.Newer.Node));
        // A theory that names no statement still leads to its document.
        Assert.Contains(new(second.Node, made.Plan.Node, "is told of"), await Ties(second.Node));
        Assert.Contains(new(second.Node, made.Plan.Node, "is told of"), await Ties(made.Plan.Node));

        var slip = (await bench.Get<RecordSlippage.Handler>().AddAsync(made.By, new(made.Plan, "inequalities", "access", "length of life", made.Rows[0].Id, made.Rows[1].Id), Cancel)).Value;
        Assert.Contains(new(slip.Node, made.Rows[1].Id.Node, "is seen in"), await Ties(made.Rows[1].Id.Node));
        Assert.Equal(2, (await Ties(slip.Node)).Count);
        Assert.Contains("“inequalities”: access, and length of life", Assert.Single(await thread.DescribeAsync(made.Other, [slip.Node], Cancel)).Label, StringComparison.Ordinal);

        // What is told of a statement that is being read blind is told to nobody else.
        Assert.True((await bench.Get<Assign.Handler>().RunAsync(made.By, made.Rows[0].Excerpt.Node, [made.By.Analyst, made.Other.Analyst], Cancel)).Succeeded);
        Assert.DoesNotContain(await Ties(later.Node), e => e.To == first.Node);
        Assert.Empty(await Ties(slip.Node));
        Assert.Empty(await thread.DescribeAsync(made.Other, [slip.Node, first.Node], Cancel));
        Assert.Contains(restated, await thread.TiesAsync(made.By, later.Node, Cancel));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_was_agreed_leads_to_its_drafts_and_two_agreements_on_one_draft_leave_the_list_readable(Engine engine)
    {
        var made = await MakeAsync(engine);
        await using var bench = made.Bench;
        var edit = bench.Get<EditTheory.Handler>();
        var mine = (await edit.AddAsync(made.By, made.Plan, Theory("Access is unequal"), Cancel)).Value;
        var theirs = (await edit.AddAsync(made.Other, made.Plan, Theory("Access is unequal"), Cancel)).Value;
        var agreed = (await bench.Get<SettleTheories.Handler>().AgreeAsync(made.By, [mine, theirs], Theory("Access is unequal"), "", Cancel)).Value;
        var thread = bench.Get<IEnumerable<IThreadContributor>>().Single(c => c.Kinds.Contains("theory"));
        Assert.Equal([mine, theirs], (await thread.TiesAsync(made.Other, agreed.Node, Cancel)).Where(e => e.Kind == "was agreed from").Select(e => TheoryId.From(e.To.Id)).OrderBy(id => id != mine));
        Assert.Contains(new(agreed.Node, theirs.Node, "was agreed from"), await thread.TiesAsync(made.By, theirs.Node, Cancel));
        // As two copies leave it that each settled the same drafts and were merged.
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
        {
            var twice = new ProgrammeTheory { Id = TheoryId.New(), Project = made.By.Project, Source = made.Plan, Origin = TheoryOrigin.Agreed, Number = 2, Problem = "Access is unequal too", Analyst = made.Other.Analyst, MadeAt = DateTime.UnixEpoch };
            db.Add(twice);
            db.Add(new TheoryDraft { Agreed = twice.Id, Draft = mine, Source = made.Plan, Analyst = made.Other.Analyst });
            await db.SaveChangesAsync(Cancel);
        }
        var all = await bench.Get<ListTheories.Handler>().RunAsync(made.By, null, Cancel);
        Assert.Equal(4, all.Count);
        Assert.NotNull(all.Single(t => t.Id == mine).AgreedAs);
        Assert.True((await bench.Get<SettleTheories.Handler>().ReopenAsync(made.By, agreed, Cancel)).Succeeded);
        Assert.Equal("Access is unequal too", (await bench.Get<ListTheories.Handler>().RunAsync(made.By, null, Cancel)).Single(t => t.Origin == TheoryOrigin.Agreed).Problem);
    }

    [Fact]
    public async Task A_theory_can_be_changed_after_a_statement_it_rests_on_was_left_out()
    {
        var made = await MakeAsync(Engine.Sqlite);
        await using var bench = made.Bench;
        var edit = bench.Get<EditTheory.Handler>();
        var id = (await edit.AddAsync(made.By, made.Plan, Theory("Access is unequal", made.Rows[0].Id, made.Rows[1].Id), Cancel)).Value;
        Assert.True((await bench.Get<ChangeStatement.Handler>().RejectAsync(made.By, made.Rows[0].Id, Cancel)).Succeeded);
        var theory = Assert.Single(await bench.Get<ListTheories.Handler>().RunAsync(made.By, null, Cancel));
        Assert.Equal([made.Rows[1].Id], theory.Statements.Select(s => s.Id));
        Assert.True((await edit.ChangeAsync(made.By, id, EditTheory.Request.Of(theory) with { Unanswered = "Who pays?" }, Cancel)).Succeeded);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Readings_and_theories_are_found_by_their_words_and_what_is_closed_is_not(Engine engine)
    {
        var made = await MakeAsync(engine);
        await using var bench = made.Bench;
        await ReadAsync(made, made.By, 0, "access-to-care", "The quarrelsome part is who pays.");
        Assert.True((await bench.Get<EditTheory.Handler>().AddAsync(made.By, made.Plan, Theory("Clinics are remote", made.Rows[0].Id), Cancel)).Succeeded);
        var (readings, theories, search) = (bench.Get<FindReadings.Handler>(), bench.Get<FindTheories.Handler>(), bench.Get<SearchSources.Handler>());

        var found = Assert.Single((await readings.RunAsync(made.Other, "quarrel* NEAR/4 pays", 10, false, Cancel)).Value.Rows);
        Assert.Equal("kind", Assert.Single(found.Where).Field.Name);
        Assert.Equal(1, (await readings.RunAsync(made.Other, "\"access to care\"", 10, false, Cancel)).Value.Count);
        Assert.Equal(0, (await readings.RunAsync(made.Other, "NOT nowhere", 10, false, Cancel)).Value.Count);
        Assert.Equal(0, (await readings.RunAsync(made.Other, "source:Plan* quarrelsome", 10, false, Cancel)).Value.Count);
        Assert.False((await readings.RunAsync(made.Other, "(open", 10, false, Cancel)).Succeeded);
        Assert.Equal([TheoryPart.Problem], Assert.Single((await theories.RunAsync(made.Other, "remote", Cancel)).Value).Where.Select(w => w.Part));

        async Task<IReadOnlyList<string>> AskAsync(Acting who, string query) => [.. (await search.PageAsync(who, query, 0, 20, Cancel)).Value.Passages.Select(p => p.Text)];
        Assert.Equal([made.Rows[0].Text], await AskAsync(made.Other, "reading:access-to-care"));
        Assert.Equal([made.Rows[0].Text], await AskAsync(made.Other, "reading:\"Access to care\" grown"));
        Assert.Equal([made.Rows[0].Text], await AskAsync(made.Other, "reading:quarrelsome"));
        Assert.Empty(await AskAsync(made.Other, "reading:life-expectancy"));
        Assert.Contains("No reading gives", Assert.Single((await search.PageAsync(made.Other, "reading:life-expectancy", 0, 20, Cancel)).Value.Notices), StringComparison.Ordinal);

        Assert.True((await bench.Get<Assign.Handler>().RunAsync(made.By, made.Rows[0].Excerpt.Node, [made.By.Analyst, made.Other.Analyst], Cancel)).Succeeded);
        Assert.Equal(0, (await readings.RunAsync(made.Other, "quarrelsome", 10, false, Cancel)).Value.Count);
        Assert.Empty((await theories.RunAsync(made.Other, "remote", Cancel)).Value);
        Assert.Empty(await AskAsync(made.Other, "reading:access-to-care"));
        Assert.Equal(1, (await readings.RunAsync(made.By, "quarrelsome", 10, false, Cancel)).Value.Count);
        Assert.Single(await AskAsync(made.By, "reading:quarrelsome"));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Readings_of_what_was_left_out_are_in_no_list_search_table_or_figure_unless_they_are_asked_for(Engine engine)
    {
        var made = await MakeAsync(engine);
        await using var bench = made.Bench;
        var (list, find, search, export) = (bench.Get<ListRepresentations.Handler>(), bench.Get<FindReadings.Handler>(), bench.Get<SearchSources.Handler>(), bench.Get<ExportTables.Handler>());
        var gone = await ReadAsync(made, made.By, 0, "access-to-care", "The quarrelsome part.");
        var kept = await ReadAsync(made, made.By, 1, "life-expectancy");
        Assert.True((await bench.Get<LinkRepresentations.Handler>().AddAsync(made.By, new(kept, gone, RepresentationTie.Restates), Cancel)).Succeeded);
        async Task<string> SaidAsync()
        {
            var found = (await find.RunAsync(made.Other, "quarrelsome", 10, leftOut: false, Cancel)).Value;
            var passages = (await search.PageAsync(made.Other, "reading:access-to-care", 0, 20, Cancel)).Value.Passages.Count;
            var shape = (await bench.Get<CountShape.Handler>().RunAsync(made.Other, new(), Cancel)).Value;
            using var csv = new MemoryStream();
            var rows = (await export.RunAsync(made.Other, "readings", TableFormat.Csv, csv, Cancel)).Value;
            var ties = await bench.Get<ReadLinks.Handler>().AmongAsync(made.Other, await list.RunAsync(made.Other, new(), Cancel), Cancel);
            return $"listed {(await list.RunAsync(made.Other, new(), Cancel)).Count}, found {found.Count} and {found.LeftOut}, passages {passages}, counted {shape.Readings} and {shape.LeftOut}, rows {rows}, ties {ties.Count}, column {Encoding.UTF8.GetString(csv.ToArray()).Contains("Left out", StringComparison.Ordinal)}";
        }
        const string With = "listed 2, found 1 and 0, passages 1, counted 2 and 0, rows 2, ties 1, column False", Without = "listed 1, found 0 and 1, passages 0, counted 1 and 1, rows 1, ties 0, column False";
        Assert.Equal(With, await SaidAsync());
        Assert.True((await bench.Get<ChangeStatement.Handler>().RejectAsync(made.By, made.Rows[0].Id, Cancel)).Succeeded);
        Assert.Equal(Without, await SaidAsync());

        // Asked for, and marked as left out.
        Assert.Equal([(gone, true), (kept, false)], (await list.RunAsync(made.Other, new(LeftOut: true), Cancel)).Select(r => (r.Id, r.IsLeftOut)));
        Assert.True(Assert.Single(await list.RunAsync(made.Other, new(Id: gone), Cancel)).IsLeftOut);
        Assert.True(Assert.Single((await find.RunAsync(made.Other, "quarrelsome", 10, leftOut: true, Cancel)).Value.Rows).Reading.IsLeftOut);
        using (var csv = new MemoryStream())
        {
            Assert.Equal(2, (await export.RunAsync(made.Other, "readings", TableFormat.Csv, csv, leftOut: true, Cancel)).Value);
            var lines = Encoding.UTF8.GetString(csv.ToArray()).Split('\n');
            Assert.Contains(",Held on,Left out,", lines[0], StringComparison.Ordinal);
            Assert.Contains(",yes,", lines[1], StringComparison.Ordinal);
            Assert.DoesNotContain(",yes,", lines[2], StringComparison.Ordinal);
        }
        var thread = bench.Get<IEnumerable<IThreadContributor>>().Single(t => t.Kinds.Contains("representation"));
        Assert.Equal("Reading, by Ruth, left out", Assert.Single(await thread.DescribeAsync(made.Other, [gone.Node], Cancel)).KindLabel);

        Assert.True((await bench.Get<Undo>().UndoAsync(made.By, Cancel)).Succeeded);
        Assert.Equal(With, await SaidAsync());
    }

    [Fact]
    public async Task What_all_read_alike_is_recorded_at_once_and_what_differs_waits()
    {
        var made = await MakeAsync(Engine.Sqlite);
        await using var bench = made.Bench;
        Assert.True((await bench.Get<AssignReadings.Handler>().RunAsync(made.By, made.Plan, [made.By.Analyst, made.Other.Analyst], Cancel)).Succeeded);
        var together = bench.Get<ReadTogether.Handler>();
        Assert.Contains("no statement that all have read alike", (await together.AgreeAlikeAsync(made.By, made.Plan, Cancel)).Error!.Message, StringComparison.Ordinal);
        for (var row = 0; row < 2; row++)
            foreach (var who in new[] { made.By, made.Other })
            {
                await ReadAsync(made, who, row, row == 1 && who == made.Other ? "life-expectancy" : "access-to-care");
                Assert.True((await bench.Get<FinishReading.Handler>().RunAsync(who, made.Rows[row].Id, Cancel)).Succeeded);
            }
        Assert.Equal(1, (await together.RunAsync(made.By, made.Plan, Cancel)).ReadAlike);
        Assert.Equal(1, (await together.AgreeAlikeAsync(made.By, made.Plan, Cancel)).Value);
        var after = await together.RunAsync(made.Other, made.Plan, Cancel);
        Assert.Equal((0, 1), (after.ReadAlike, after.ToSettle));
        Assert.Equal(FieldState.Stated, after.Statements[0].Agreed!["kind"].State);
        Assert.Equal([("Ruth", 2), ("Tom", 2), ("readings that count", 1)], (await bench.Get<ReadClarity.Handler>().BesideAsync(made.By, Cancel)).Select(s => (s.Name, s.Documents.Sum(d => d.Read))));
    }

    [Fact]
    public async Task The_analysis_comes_out_as_tables_without_proposals_or_closed_readings()
    {
        var made = await MakeAsync(Engine.Sqlite);
        await using var bench = made.Bench;
        await ReadAsync(made, made.By, 0, "access-to-care");
        Assert.True((await bench.Get<EditTheory.Handler>().AddAsync(made.By, made.Plan, Theory("=Access, unequal", made.Rows[0].Id), Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().CountWithAsync(made.By, made.Rows[4].Id, made.Rows[1].Id, Cancel)).Succeeded);
        Assert.Equal(made.Rows[1].Alike, made.Rows[4].Alike);
        async Task<(int Rows, string Text)> TableAsync(Acting who, string kind)
        {
            using var to = new MemoryStream();
            return ((await bench.Get<ExportTables.Handler>().RunAsync(who, kind, TableFormat.Csv, to, Cancel)).Value, Encoding.UTF8.GetString(to.ToArray()));
        }
        foreach (var kind in ExportTables.Kinds) Assert.NotEmpty((await TableAsync(made.Other, kind)).Text);
        Assert.Equal(5, (await TableAsync(made.Other, "statements")).Rows);
        Assert.Contains("\"'=Access, unequal\"", (await TableAsync(made.Other, "theories")).Text, StringComparison.Ordinal);
        // Statements that count once with another are left out of clarity: four of five.
        Assert.Equal((24 * 2 * 2, true), (await TableAsync(made.Other, "clarity") is var clear ? clear.Rows : 0, clear.Text.Contains("Plan 2019,1,Ruth,kind,Kind of inequality,1,0,0,0,1,3,1,100,0,0,0", StringComparison.Ordinal)));
        Assert.True((await bench.Get<Assign.Handler>().RunAsync(made.By, made.Rows[0].Excerpt.Node, [made.By.Analyst, made.Other.Analyst], Cancel)).Succeeded);
        Assert.Equal(0, (await TableAsync(made.Other, "readings")).Rows);
        Assert.Equal(0, (await TableAsync(made.Other, "theories")).Rows);
        Assert.DoesNotContain("Ruth", (await TableAsync(made.Other, "clarity")).Text, StringComparison.Ordinal);
        Assert.Contains("There is no table", (await bench.Get<ExportTables.Handler>().RunAsync(made.By, "nothing", TableFormat.Csv, new MemoryStream(), Cancel)).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readings_are_in_the_report_and_the_public_export_as_counts_and_obey_blindness_and_consent()
    {
        var made = await MakeAsync(Engine.Sqlite);
        await using var bench = made.Bench;
        for (var row = 0; row < 4; row++) await ReadAsync(made, made.By, row, row == 0 ? "access-to-care" : "outcomes-of-care", "A word of our own.");
        async Task<(string Html, IReadOnlyList<ReportFlag> Flags)> ReportAsync(Acting who) => (await bench.Get<BuildReport.Handler>().RunAsync(who, new(new HashSet<ReportSection> { ReportSection.Readings }), Cancel)).Value is var built ? (HtmlReport.Write(built.Document), built.Flags) : default;
        async Task<string> PublicAsync(Acting who)
        {
            using var to = new MemoryStream();
            Assert.True((await bench.Get<PublishProject.Handler>().RunAsync(who, new(), to, Cancel)).Succeeded);
            to.Position = 0;
            using var zip = new System.IO.Compression.ZipArchive(to);
            if (zip.GetEntry("tables/readings.csv") is not { } entry) return "";
            using var text = new StreamReader(entry.Open());
            return await text.ReadToEndAsync(Cancel);
        }
        var (html, flags) = await ReportAsync(made.Other);
        Assert.Contains("4 readings by 1 analyst, of passages in 2 sources", html, StringComparison.Ordinal);
        Assert.Contains("outcomes of care 3; access to care 1", html, StringComparison.Ordinal);
        Assert.DoesNotContain("A word of our own", html, StringComparison.Ordinal);
        Assert.Empty(flags);
        var open = await PublicAsync(made.Other);
        Assert.Contains("kind,All readings,Access to care,checkland-2025.kind.access-to-care,1,0,1,4", open, StringComparison.Ordinal);
        Assert.DoesNotContain("poorest", open, StringComparison.Ordinal);

        Assert.True((await bench.Get<Assign.Handler>().RunAsync(made.By, made.Rows[0].Excerpt.Node, [made.By.Analyst, made.Other.Analyst], Cancel)).Succeeded);
        Assert.Contains("3 readings by 1 analyst", (await ReportAsync(made.Other)).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("access-to-care", await PublicAsync(made.Other), StringComparison.Ordinal);
        Assert.Contains("4 readings by 1 analyst", (await ReportAsync(made.By)).Html, StringComparison.Ordinal);

        await ReadAsync(made, made.Other, 0, "outcomes-of-care");
        foreach (var who in new[] { made.By, made.Other }) Assert.True((await bench.Get<FinishReading.Handler>().RunAsync(who, made.Rows[0].Id, Cancel)).Succeeded);
        await ReadAsync(made, made.Other, 1, "outcomes-of-care");
        Assert.True((await bench.Get<EditTheory.Handler>().AddAsync(made.By, made.Plan, Theory("Access is unequal"), Cancel)).Succeeded);
        html = (await ReportAsync(made.By)).Html;
        Assert.Contains("1 statement was read by more than one analyst, each without sight of the others", html, StringComparison.Ordinal);
        Assert.Contains("1 statement was read openly by more than one analyst", html, StringComparison.Ordinal);
        Assert.Contains("Agreement by field", html, StringComparison.Ordinal);
        // One statement, its states alike: nothing has an interval, and what has none says why.
        Assert.Contains("100 % [undefined]", html, StringComparison.Ordinal);
        Assert.Contains("Only one unit was compared", html, StringComparison.Ordinal);
        Assert.Contains("In brackets an interval of 95 %", html, StringComparison.Ordinal);
        Assert.Contains("“Undefined”: Every value compared is the same", html, StringComparison.Ordinal);
        Assert.Contains("Not applicable", html, StringComparison.Ordinal);
        Assert.Contains("Programme theories of each document", html, StringComparison.Ordinal);
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
        {
            db.Add(new SessionRecord { Source = made.Plan, Consent = Consent.Withdrawn });
            db.Add(new SessionRecord { Source = made.Newer, Consent = Consent.Limited });
            await db.SaveChangesAsync(Cancel);
        }
        (html, flags) = await ReportAsync(made.By);
        Assert.Contains("1 reading by 1 analyst", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Agreement by field", html, StringComparison.Ordinal);
        Assert.DoesNotContain("openly", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Programme theories of each document", html, StringComparison.Ordinal);
        Assert.Equal([ReportFlagKind.ConsentWithdrawn, ReportFlagKind.ConsentLimited], flags.Select(f => f.Kind));
        Assert.Equal("", await PublicAsync(made.By));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task The_shape_follows_the_years_of_the_register_and_the_versions_of_one_programme(Engine engine)
    {
        var made = await MakeAsync(engine);
        await using var bench = made.Bench;
        await ReadAsync(made, made.By, 0, "access-to-care");
        await ReadAsync(made, made.By, 3, "life-expectancy");
        var (register, shapes) = (bench.Get<DescribeDocument.Handler>(), bench.Get<CountShape.Handler>());
        Assert.Equal(["No date"], (await shapes.RunAsync(made.By, new("year"), Cancel)).Value.Sets.Select(s => s.Label));
        Assert.True((await register.RunAsync(made.By, made.Newer, new("", new(2024, 3, 1), "", "", "", made.Plan), Cancel)).Succeeded);
        Assert.True((await register.RunAsync(made.By, made.Plan, new("", new(2019, 1, 7), "", "", "", null), Cancel)).Succeeded);
        Assert.Equal(["2019", "2024"], (await shapes.RunAsync(made.By, new("year"), Cancel)).Value.Sets.Select(s => s.Label));
        var versions = Assert.Single(DescribeDocument.Versions(await register.ListAsync(made.By.Project, Cancel)));
        Assert.Equal([made.Plan, made.Newer], versions.Select(v => v.Source));
        Assert.Equal(["Plan 2019", "Plan 2024"], (await shapes.RunAsync(made.By, new("source", [.. versions.Select(v => v.Source)]), Cancel)).Value.Sets.Select(s => s.Label));
        // Two that each claim to take the other's place are no chain, and go round no ring.
        Assert.True((await register.RunAsync(made.By, made.Plan, new("", null, "", "", "", made.Newer), Cancel)).Succeeded);
        Assert.Empty(DescribeDocument.Versions(await register.ListAsync(made.By.Project, Cancel)));
    }
}
