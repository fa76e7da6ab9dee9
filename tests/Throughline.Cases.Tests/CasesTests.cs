using System.Text;
using Microsoft.EntityFrameworkCore;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Text;

namespace Throughline.Cases.Tests;

public class CasesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<Acting> ProjectAsync(TestWorkbench bench, string pattern = "{role}, {site}") =>
        (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi", AttributionPattern: pattern), Cancel)).Value.Acting;

    private static ReadOnlyMemory<byte> Csv(string text) => Encoding.UTF8.GetBytes(text);

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task The_worked_examples_cases_come_in_with_their_types_and_what_they_own(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var director = await bench.AddTextAsync(by, "01-nhs-director-system-a", "SD: It means waits.\nTH: Whose?");
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
        {
            db.Add(new Speaker { Id = SpeakerId.New(), Source = director, Label = "SD", Name = "SD" });
            await db.SaveChangesAsync(Cancel);
        }
        var file = await File.ReadAllBytesAsync(RepositoryRoot.PathTo("samples/cases.csv"), Cancel);
        var import = bench.Get<ImportCases.Handler>();

        var preview = (await import.PreviewAsync(by, new("cases.csv", file), Cancel)).Value;
        Assert.Empty((await bench.Get<ReadCases.Handler>().RunAsync(by.Project, Cancel)).Rows);
        var report = (await import.RunAsync(by, new("cases.csv", file), Cancel)).Value;
        Assert.Equal(preview.CasesAdded, report.CasesAdded);

        var grid = await bench.Get<ReadCases.Handler>().RunAsync(by.Project, Cancel);
        Assert.Equal(["level", "role", "sector", "site", "years_in_post", "interviewed_on", "setting", "population", "trusts", "upper_tier_councils", "percent_most_deprived_fifth"], grid.Columns.Select(c => c.Name));
        Assert.Equal(
            [AttributeType.Category, AttributeType.Category, AttributeType.Category, AttributeType.Category, AttributeType.Number, AttributeType.Date, AttributeType.Text, AttributeType.Number, AttributeType.Number, AttributeType.Number, AttributeType.Number],
            grid.Columns.Select(c => c.Type));
        var one = grid.Rows.Single(r => r.Name == "NHS director A");
        string Value(string name) => one.Values.GetValueOrDefault(grid.Columns.Single(c => c.Name == name).Id, "");
        Assert.Equal(("NHS director", "NHS", "System A", "2", "2024-10-16"), (Value("role"), Value("sector"), Value("site"), Value("years_in_post"), Value("interviewed_on")));
        Assert.Equal(CaseKind.Participant, one.Kind);
        Assert.Equal(CaseKind.Place, grid.Rows.Single(r => r.Name == "System A").Kind);
        Assert.Equal(CaseKind.Organisation, grid.Rows.Single(r => r.Name == "National Office for Integrated Care").Kind);
        Assert.Equal(1, report.TiesMade);
        var tie = Assert.Single((await bench.Get<ReadCase.Handler>().RunAsync(by.Project, one.Id, Cancel)).Value.Ties);
        Assert.Equal((ReadCase.TieScope.Speaker, "SD"), (tie.Scope, tie.Speaker));
        Assert.All(report.Rows.Where(r => r.Case == "GP B"), r => Assert.Contains("There is no source", Assert.Single(r.Notes), StringComparison.Ordinal));

        // Again: nothing is new, nothing is doubled; then what is there goes out and comes in as it was.
        var again = (await import.RunAsync(by, new("cases.csv", file), Cancel)).Value;
        Assert.Equal((0, 0, 0, 0), (again.CasesAdded, again.CasesUpdated, again.ValuesWritten, again.TiesMade));
        var sheet = await bench.Get<ExportCases.Handler>().RunAsync(by.Project, Cancel);
        using var csv = new MemoryStream();
        Files.SheetWriter.WriteCsv(csv, sheet);
        var back = (await import.PreviewAsync(by, new("back.csv", csv.ToArray()), Cancel)).Value;
        Assert.Equal((0, 0, 0, 0), (back.CasesAdded, back.CasesUpdated, back.ValuesWritten, back.TiesMade));

        // One undo takes the whole import back.
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Empty((await bench.Get<ReadCases.Handler>().RunAsync(by.Project, Cancel)).Rows);
        Assert.True((await bench.Get<Undo>().RedoAsync(by, Cancel)).Succeeded);
        Assert.Equal(grid.Rows.Count, (await bench.Get<ReadCases.Handler>().RunAsync(by.Project, Cancel)).Rows.Count);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task An_import_updates_what_is_there_and_lists_every_difference_with_its_line(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var import = bench.Get<ImportCases.Handler>();
        await import.RunAsync(by, new("a.csv", Csv("case,role,years\nGP 1,GP,3\nNurse 1,Nurse,4\nGP 9,GP,1\n")), Cancel);

        var report = (await import.RunAsync(by, new("b.csv", Csv("case,role,years\nGP 1,gp,5\nnurse 1,Nurse,many\n,GP,1\nGP 2,GP,2\nGP 2,Nurse,2\n")), Cancel)).Value;
        Assert.Equal((1, 1, 1), (report.CasesAdded, report.CasesUpdated, report.CasesUnchanged));
        Assert.Contains(report.Conflicts, c => c is { Line: 2, Case: "GP 1", Attribute: "years", Before: "3", InFile: "5", Taken: "5" });
        Assert.Contains(report.Conflicts, c => c is { Line: 6, Case: "GP 2", Attribute: "role", InFile: "Nurse", Taken: "GP" });
        Assert.Equal(2, report.Conflicts.Count);
        Assert.Contains("\"many\" is not a number", report.Rows.Single(r => r.Line == 3).Notes.Single(), StringComparison.Ordinal);
        Assert.Equal(ImportCases.RowResult.Refused, report.Rows.Single(r => r.Line == 4).Result);

        var kept = (await import.RunAsync(by, new("c.csv", Csv("case,years\nGP 1,9\n"), KeepExisting: true), Cancel)).Value;
        Assert.Equal("5", Assert.Single(kept.Conflicts).Taken);
        Assert.Equal(0, kept.ValuesWritten);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Many_cells_at_once_take_what_fits_and_give_back_what_does_not(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var one = (await bench.Get<AddCase.Handler>().RunAsync(by, "GP 1", CaseKind.Participant, Cancel)).Value;
        var two = (await bench.Get<AddCase.Handler>().RunAsync(by, "GP 2", CaseKind.Participant, Cancel)).Value;
        var years = (await bench.Get<AddAttribute.Handler>().RunAsync(by, "years", AttributeType.Number, Cancel)).Value;
        var seen = (await bench.Get<AddAttribute.Handler>().RunAsync(by, "seen on", AttributeType.Date, Cancel)).Value;
        var sector = (await bench.Get<AddAttribute.Handler>().RunAsync(by, "sector", AttributeType.Category, Cancel)).Value;
        var set = bench.Get<SetCaseValues.Handler>();

        var outcome = (await set.RunAsync(by, [new(one, years, "1,520"), new(two, years, "twelve"), new(one, seen, "9 May 2024"), new(two, seen, "09/05/2024"), new(one, sector, "NHS")], Cancel)).Value;
        Assert.Equal(4, outcome.Written);
        Assert.Equal("twelve", Assert.Single(outcome.Refused).Cell.Text);
        await set.RunAsync(by, [new(two, sector, "nhs")], Cancel);
        var grid = await bench.Get<ReadCases.Handler>().RunAsync(by.Project, Cancel);
        Assert.Equal(["1520", "2024-05-09", "NHS"], new[] { years, seen, sector }.Select(a => grid.Rows[0].Values[a]));
        Assert.Equal("2024-05-09", grid.Rows[1].Values[seen]);
        Assert.Equal(["NHS"], grid.Columns.Single(c => c.Id == sector).Choices);

        var retype = await bench.Get<ChangeAttribute.Handler>().RunAsync(by, sector, new(Type: AttributeType.Number), Cancel);
        Assert.Contains("\"NHS\" (GP 1)", retype.Error!.Message, StringComparison.Ordinal);
        Assert.True((await bench.Get<ChangeAttribute.Handler>().RunAsync(by, years, new(Name: "years in post", Type: AttributeType.Text, Place: 2), Cancel)).Succeeded);
        Assert.Equal(["seen on", "sector", "years in post"], (await bench.Get<ReadCases.Handler>().RunAsync(by.Project, Cancel)).Columns.Select(c => c.Name));

        Assert.Equal(1, (await bench.Get<RemoveAttribute.Handler>().RunAsync(by, years, Cancel)).Value);
        Assert.Equal(2, (await bench.Get<RemoveCases.Handler>().RunAsync(by, [one, two], Cancel)).Value);
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Equal("1520", (await bench.Get<ReadCases.Handler>().RunAsync(by.Project, Cancel)).Rows.Single(r => r.Id == one).Values[years]);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_passage_is_attributed_by_span_then_speaker_then_source(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, "{role}:{arm}{practice}");
        var text = "Q: And you?\nP1: We ring them twice.\nP2: Nobody rings.\nA note by the practice.";
        var source = await bench.AddTextAsync(by, "Group 1", text);
        var (asks, first, second) = (SpeakerId.New(), SpeakerId.New(), SpeakerId.New());
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
        {
            db.AddRange(new Speaker { Id = asks, Source = source, Label = "Q", IsInterviewer = true }, new Speaker { Id = first, Source = source, Label = "P1", Order = 1 }, new Speaker { Id = second, Source = source, Label = "P2", Order = 2 });
            db.AddRange(Turn(asks, "Q:", 1), Turn(first, "P1:", 2), Turn(second, "P2:", 3));
            await db.SaveChangesAsync(Cancel);
        }
        await bench.Get<ImportCases.Handler>().RunAsync(by, new("c.csv", Csv("case,kind,role,arm,practice,source,speaker\nG1,participant,GP,C,1,Group 1,P1\nG2,participant,GP,C,1,,\nN1,participant,Nurse,C,,Group 1,P2\nPractice 1,organisation,Practice,C,1,Group 1,\n")), Cancel);
        var grid = await bench.Get<ReadCases.Handler>().RunAsync(by.Project, Cancel);
        var span = new TextSpan(text.IndexOf("rings", StringComparison.Ordinal), text.IndexOf("rings", StringComparison.Ordinal) + 5);
        Assert.True((await bench.Get<TieCase.Handler>().RunAsync(by, new(grid.Rows.Single(r => r.Name == "G2").Id, source, Span: span), Cancel)).Succeeded);

        var excerpts = new[] { "ring them", "Nobody", "rings", "A note", "And you?\nP1: We ring them twice." };
        var ids = new List<ExcerptId>();
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
        {
            foreach (var words in excerpts)
            {
                var at = text.IndexOf(words, StringComparison.Ordinal);
                ids.Add((await db.AddExcerptAsync(by.Project, source, null, new(at, at + words.Length), Cancel)).Value.Id);
            }
            await db.SaveChangesAsync(Cancel);
        }
        await using var reading = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var answers = await Attribution.ForAsync(reading, by, ids, Cancel);
        Assert.Equal(["GP:C1", "Nurse:C[practice not recorded]", "GP:C1", "Practice:C1", "GP:C1"], ids.Select(id => answers[id].Text));
        Assert.Equal(["G1", "N1", "G2", "Practice 1", "G1"], ids.Select(id => answers[id].CaseName));
        Assert.Equal(["practice"], answers[ids[1]].MissingFields);
        Assert.Equal((2, true), (answers[ids[0]].SharedBy, answers[ids[0]].IsSmallGroup));
        Assert.Equal((1, true), (answers[ids[1]].SharedBy, answers[ids[1]].IsSmallGroup));
        Assert.Equal((null, false), (answers[ids[3]].SharedBy, answers[ids[3]].IsSmallGroup));

        await bench.Get<ChangeProject.Handler>().RunAsync(by, new(SmallestGroup: 2), Cancel);
        Assert.False((await Attribution.ForAsync(reading, by, [ids[0]], Cancel))[ids[0]].IsSmallGroup);

        Turn Turn(SpeakerId speaker, string label, int number)
        {
            var start = text.IndexOf(label, StringComparison.Ordinal);
            var end = text.IndexOf('\n', start);
            return new() { Id = TurnId.New(), Source = source, Speaker = speaker, Number = number, Start = start, WordsStart = start + label.Length + 1, End = end < 0 ? text.Length : end };
        }
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_is_not_recorded_tells_nobody_apart_and_a_pattern_s_own_words_are_nobody_s(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, "Interview, {role}, {site}");
        var ids = new List<ExcerptId>();
        foreach (var title in new[] { "One", "Two", "Three" })
        {
            var source = await bench.AddTextAsync(by, title, "We ring them twice.");
            await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
            ids.Add((await db.AddExcerptAsync(by.Project, source, null, new(0, 7), Cancel)).Value.Id);
            await db.SaveChangesAsync(Cancel);
        }
        Assert.True((await bench.Get<ImportCases.Handler>().RunAsync(by, new("c.csv", Csv("case,kind,role,site,source\nA,participant,Leader,Harbour,One\nB,participant,leader,,Two\nC,participant,,,Three\nD,participant,Leader,Moor,\n")), Cancel)).Succeeded);
        await using var reading = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var answers = await Attribution.ForAsync(reading, by, ids, Cancel);
        // "Leader" fits A, B and D; who has nothing recorded is told by the source's title.
        Assert.Equal([("Interview, Leader, Harbour", 1), ("Interview, Leader", 3), ("Three", null)], ids.Select(id => (answers[id].Text, answers[id].SharedBy)));
        Assert.Equal(["role", "site"], answers[ids[2]].MissingFields);
    }

    [Theory]
    [InlineData("{role}, {site}", "NHS leader, ICS A")]
    [InlineData("{Role} at {SITE}", "NHS leader at ICS A")]
    [InlineData("{role} ({site})", "NHS leader (ICS A)")]
    [InlineData("{role}, {years_in_post}", "NHS leader")]
    [InlineData("{years_in_post}, {role}", "NHS leader")]
    [InlineData("{role}, {years_in_post} years in post, {site}", "NHS leader, ICS A")]
    [InlineData("{role} with {years_in_post} years", "NHS leader")]
    [InlineData("{years_in_post} at {site}", "ICS A")]
    [InlineData("{role} ({years_in_post}), {site}", "NHS leader, ICS A")]
    [InlineData("{role} ({site}, {years_in_post} years)", "NHS leader (ICS A)")]
    [InlineData("{years_in_post} ({site})", "ICS A")]
    [InlineData("{role} for {years_in_post} ({site})", "NHS leader (ICS A)")]
    [InlineData("Interview, {role} · {years_in_post}", "Interview, NHS leader")]
    [InlineData("{role}:{years_in_post}", "NHS leader")]
    [InlineData("{role} (of {site}; {years_in_post}", "NHS leader (of ICS A")]
    [InlineData("{years_in_post}", "")]
    [InlineData("Nurse {years_in_post}, {sector}", "")]
    // Left out here, what is printed would read as whole.
    [InlineData("{role}:{site}{years_in_post}", "NHS leader:ICS A[years in post not recorded]")]
    [InlineData("{role} with {years_in_post} years at {site}", "NHS leader with [years in post not recorded] years at ICS A")]
    public void What_is_not_recorded_is_left_out_with_what_joins_it(string pattern, string expected) =>
        Assert.Equal(expected, AttributionPattern.Parse(pattern).Value.Fill(field => AttributionPattern.Key(field) switch { "role" => "NHS leader", "site" => "ICS A", _ => null }));

    [Theory, InlineData(""), InlineData("{role"), InlineData("role}"), InlineData("{}")]
    public void A_pattern_with_broken_braces_is_refused(string pattern) => Assert.IsType<AttributionPatternInvalid>(AttributionPattern.Parse(pattern).Error);

    [Theory]
    [InlineData(AttributeType.Number, "1,520,000", "1520000")]
    [InlineData(AttributeType.Number, "-3.50", "-3.50")]
    [InlineData(AttributeType.Number, "1,5", null)]
    [InlineData(AttributeType.Number, "12 years", null)]
    [InlineData(AttributeType.Date, "9 May 2024", "2024-05-09")]
    [InlineData(AttributeType.Date, "31/2/2024", null)]
    [InlineData(AttributeType.Date, "May 2024", null)]
    [InlineData(AttributeType.Category, "  NHS ", "NHS")]
    [InlineData(AttributeType.Text, "", "")]
    public void A_value_is_kept_in_one_form_or_refused(AttributeType type, string typed, string? kept)
    {
        var read = CaseValueRules.Parse(type, "it", typed);
        Assert.Equal(kept, read.Succeeded ? read.Value : null);
        if (!read.Succeeded) Assert.Contains(typed, read.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1;2;30", AttributeType.Number), InlineData("007;008", AttributeType.Text), InlineData("9 May 2024;2024-05-10", AttributeType.Date)]
    [InlineData("NHS;Council;NHS", AttributeType.Category), InlineData("a town;a port", AttributeType.Text), InlineData(";", AttributeType.Text)]
    public void A_columns_type_is_guessed_from_all_its_values(string values, AttributeType expected) => Assert.Equal(expected, CaseValueRules.Guess(values.Split(';')));

    [Fact]
    public async Task A_file_that_holds_formulas_comes_in_as_words_and_goes_out_harmless()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        await bench.Get<ImportCases.Handler>().RunAsync(by, new("a.csv", Csv("case,note\nGP 1,\"=HYPERLINK(\"\"http://x\"\")\"\n")), Cancel);
        using var csv = new MemoryStream();
        Files.SheetWriter.WriteCsv(csv, await bench.Get<ExportCases.Handler>().RunAsync(by.Project, Cancel));
        Assert.Contains("'=HYPERLINK", Encoding.UTF8.GetString(csv.ToArray()), StringComparison.Ordinal);
        var again = (await bench.Get<ImportCases.Handler>().RunAsync(by, new("b.csv", csv.ToArray()), Cancel)).Value;
        Assert.Empty(again.Conflicts);
    }

    [Fact]
    public async Task A_table_without_a_case_or_that_is_no_table_is_refused()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        var import = bench.Get<ImportCases.Handler>();
        Assert.False((await import.RunAsync(by, new("empty.csv", Csv("")), Cancel)).Succeeded);
        Assert.False((await import.RunAsync(by, new("a.csv", Csv("a,b\n1,2\n"), [new("a", ImportCases.Holds.Attribute, "a")]), Cancel)).Succeeded);
        Assert.False((await import.RunAsync(by, new("a.csv", Csv("case,source\nx,y\n"), [new("case", ImportCases.Holds.Case), new("gone", ImportCases.Holds.Kind)]), Cancel)).Succeeded);
    }
}
