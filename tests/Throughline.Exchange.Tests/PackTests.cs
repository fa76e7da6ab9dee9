using System.IO.Compression;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Exchange.Archives;
using Throughline.Exchange.Logs;
using Throughline.Exchange.Packs;
using Throughline.Framing.Representations;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Exchange.Tests;

/// <summary>Two laptops, one project: each analyst works on a copy, and their packs bring the copies together.</summary>
public class PackTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite, Engine.PostgreSql), InlineData(Engine.PostgreSql, Engine.Sqlite)]
    public async Task Packs_merged_in_either_order_on_either_engine_give_the_same_project(Engine first, Engine second)
    {
        await using var one = await TestWorkbench.OpenAsync(first);
        var fixture = await Fixture.MakeAsync(one);
        await fixture.WriteThemeAsync();
        await using var two = await CopyAsync(one, fixture.Ruth, second);
        await using var third = await CopyAsync(one, fixture.Ruth, first);
        await using var fourth = await CopyAsync(one, fixture.Ruth, second);
        var (ruth, omar) = (fixture.Ruth, fixture.Omar);

        // Ruth, on the first: new codings, one moved, one taken away, a memo rewritten, a new code, a reading.
        var ownCodings = await OwnCodingsAsync(one, ruth, fixture.Interview1);
        Must(await one.Get<ChangeCoding.Handler>().RunAsync(ruth, ownCodings[0], new(Span: Fixture.SpanOf(Fixture.First, "the line is engaged")), Cancel));
        Must(await one.Get<RemoveCodings.Handler>().RunAsync(ruth, [ownCodings[1]], Cancel));
        var waiting = Must(await one.Get<AddCode.Handler>().RunAsync(ruth, new("Access > Waiting"), Cancel));
        await fixture.CodeAsync(ruth, fixture.Interview1, "By then the day's places are gone", waiting, fixture.Phone);
        var memo = (await one.Get<ListMemos.Handler>().RunAsync(ruth, fixture.Phone.Node, Cancel)).Single(m => m.Analyst == ruth.Analyst);
        Must(await one.Get<WriteMemo.Handler>().ChangeAsync(ruth, memo.Id, "The telephone sorts people, and so does the clock.", Cancel));
        await ReadAsync(one, ruth, fixture.Policy);

        // Omar, on the second: the same words with the same code, his own code, a memo gone and another written, a reading of the same sentence.
        var copy = fixture.On(two);
        await copy.CodeAsync(omar, fixture.Interview1, "By then the day's places are gone", fixture.Phone);
        var buses = Must(await two.Get<AddCode.Handler>().RunAsync(omar, new("Buses"), Cancel));
        await copy.CodeAsync(omar, fixture.Interview2, "The buses.", buses);
        var gone = (await two.Get<ListMemos.Handler>().RunAsync(omar, fixture.Interview1.Node, Cancel)).Single();
        Must(await two.Get<WriteMemo.Handler>().RemoveAsync(omar, gone.Id, Cancel));
        Must(await two.Get<WriteMemo.Handler>().AddAsync(omar, new(buses.Node, "Late."), Cancel));
        await ReadAsync(two, omar, fixture.Policy);

        var (ruths, omars) = (await PackAsync(one, ruth), await PackAsync(two, omar));
        var preview = Must(await one.Get<MergePack.Handler>().PreviewAsync(ruth, new MemoryStream(omars), new(), Cancel));
        var before = await RowsAsync(one, ruth.Project);
        Assert.Equal(2, preview.Added["codings"]);
        Assert.Equal(1, preview.TakenAway);
        Assert.Equal(before, await RowsAsync(one, ruth.Project));

        var merged = await MergeAsync(one, ruth, omars);
        Assert.Equal(preview.Added, merged.Added);
        Assert.Empty(merged.Conflicts);
        Assert.Empty(merged.Notes);
        var other = await MergeAsync(two, omar, ruths);
        Assert.Equal((1, 1), (other.Changed, other.TakenAway));
        foreach (var (bench, packs) in new[] { (third, new[] { ruths, omars }), (fourth, new[] { omars, ruths }) })
            foreach (var pack in packs) Assert.Empty((await MergeAsync(bench, ruth, pack)).Conflicts);

        var expected = await RowsAsync(one, ruth.Project);
        Assert.NotEqual(before, expected);
        foreach (var bench in new[] { two, third, fourth })
        {
            var rows = await RowsAsync(bench, ruth.Project);
            foreach (var table in expected.Keys) Assert.Equal(expected[table], rows[table]);
            var log = await bench.Get<VerifyLog>().RunAsync(ruth.Project, Cancel);
            Assert.True(log.Holds, string.Join("\n", log.Faults.Select(f => f.Message)));
        }

        // Again, and with packs made after the merge: nothing is changed, and nothing is written to the log.
        foreach (var bench in new[] { one, two, third, fourth })
        {
            var entries = (await bench.Get<VerifyLog>().RunAsync(ruth.Project, Cancel)).Entries;
            foreach (var pack in new[] { omars, ruths, await PackAsync(one, omar), await PackAsync(two, ruth) })
            {
                var again = await MergeAsync(bench, ruth, pack);
                Assert.True(again.IsNothing, PackWords.Sentence(again, false));
                Assert.Empty(again.Conflicts);
            }
            Assert.Equal(entries, (await bench.Get<VerifyLog>().RunAsync(ruth.Project, Cancel)).Entries);
        }

        // What goes on from there travels too: the coding is moved a second time.
        Must(await one.Get<ChangeCoding.Handler>().RunAsync(ruth, ownCodings[0], new(Span: Fixture.SpanOf(Fixture.First, "engaged until ten")), Cancel));
        Assert.Empty((await MergeAsync(fourth, ruth, await PackAsync(one, ruth))).Conflicts);
        Assert.Equal((await RowsAsync(one, ruth.Project))["source_excerpt"], (await RowsAsync(fourth, ruth.Project))["source_excerpt"]);
        // An older pack takes nothing back.
        Assert.True((await MergeAsync(fourth, ruth, ruths)).IsNothing);
        Assert.Equal((await RowsAsync(one, ruth.Project))["source_excerpt"], (await RowsAsync(fourth, ruth.Project))["source_excerpt"]);
        var undone = await fourth.Get<Undo>().UndoAsync(ruth, Cancel);
        Assert.Contains("not taken back as one", undone.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_both_copies_changed_is_listed_and_left_until_somebody_takes_the_packs()
    {
        await using var one = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(one);
        var second = Must(await one.Get<WriteMemo.Handler>().AddAsync(fixture.Ruth, new(fixture.Distance.Node, "How far is far?"), Cancel));
        var third = Must(await one.Get<WriteMemo.Handler>().AddAsync(fixture.Ruth, new(fixture.Interview1.Node, "Third."), Cancel));
        await using var two = await CopyAsync(one, fixture.Ruth, Engine.Sqlite);
        var memo = (await one.Get<ListMemos.Handler>().RunAsync(fixture.Ruth, fixture.Phone.Node, Cancel)).Single();

        // The same analyst worked on both copies.
        Must(await one.Get<WriteMemo.Handler>().ChangeAsync(fixture.Ruth, memo.Id, "As it is on the first.", Cancel));
        Must(await two.Get<WriteMemo.Handler>().ChangeAsync(fixture.Ruth, memo.Id, "As it is on the second.", Cancel));
        Must(await one.Get<WriteMemo.Handler>().RemoveAsync(fixture.Ruth, second, Cancel));
        Must(await two.Get<WriteMemo.Handler>().ChangeAsync(fixture.Ruth, second, "Half an hour.", Cancel));
        Must(await one.Get<WriteMemo.Handler>().ChangeAsync(fixture.Ruth, third, "Rewritten.", Cancel));
        Must(await two.Get<WriteMemo.Handler>().RemoveAsync(fixture.Ruth, third, Cancel));

        var pack = await PackAsync(two, fixture.Ruth);
        var before = await RowsAsync(one, fixture.Ruth.Project);
        var kept = await MergeAsync(one, fixture.Ruth, pack);
        Assert.Equal(["changed here, and taken away on the other copy", "changed on both copies", "taken away here, and changed on the other copy"], kept.Conflicts.Select(c => c.Why).Order(StringComparer.Ordinal));
        Assert.Equal("Interview 1", kept.Conflicts.Single(c => c.Why.StartsWith("changed here", StringComparison.Ordinal)).Where);
        Assert.Equal(before["coding_memo"], (await RowsAsync(one, fixture.Ruth.Project))["coding_memo"]);

        Assert.All((await MergeAsync(one, fixture.Ruth, pack, takeTheirs: true)).Conflicts, c => Assert.True(c.TookTheirs));
        Assert.Equal((await RowsAsync(two, fixture.Ruth.Project))["coding_memo"], (await RowsAsync(one, fixture.Ruth.Project))["coding_memo"]);
        // What was here stays in the log, and the other copy learns that it was decided.
        Assert.Contains((await one.Get<ReadLog.Handler>().ValuesAsync(fixture.Ruth, (await one.Get<VerifyLog>().RunAsync(fixture.Ruth.Project, Cancel)).Entries, Cancel)), v => v.Before?.Contains("As it is on the first.", StringComparison.Ordinal) == true);
        Assert.Empty((await MergeAsync(two, fixture.Ruth, await PackAsync(one, fixture.Ruth))).Conflicts);
    }

    [Fact]
    public async Task A_colleagues_pack_stays_closed_until_both_have_finished_and_agreement_reads_from_it()
    {
        await using var one = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(one);
        var (ruth, omar) = (fixture.Ruth, fixture.Omar);
        await using var two = await CopyAsync(one, ruth, Engine.Sqlite);
        // Given out on Omar's copy alone: Ruth's copy learns of it from the pack, and closes it to her.
        Must(await two.Get<Assign.Handler>().RunAsync(omar, fixture.Interview2.Node, [ruth.Analyst, omar.Analyst], Cancel));
        var copy = fixture.On(two);
        await copy.CodeAsync(omar, fixture.Interview2, "The buses.", fixture.Distance);
        Must(await two.Get<WriteMemo.Handler>().AddAsync(omar, new(fixture.Interview2.Node, "Canarymemo"), Cancel));
        Must(await two.Get<FinishAssignment.Handler>().RunAsync(omar, fixture.Interview2.Node, Cancel));
        var pack = await PackAsync(two, omar);

        foreach (var isPreview in new[] { true, false })
        {
            var handler = one.Get<MergePack.Handler>();
            var said = Must(isPreview ? await handler.PreviewAsync(ruth, new MemoryStream(pack), new(), Cancel) : await handler.RunAsync(ruth, new MemoryStream(pack), new(), Cancel));
            Assert.Empty(said.Added);
            Assert.Equal((2, 2, 1), (said.Closed, said.GivenOut, said.Finished));
            Assert.DoesNotContain("memo", PackWords.Sentence(said, isPreview), StringComparison.Ordinal);
        }
        Assert.DoesNotContain(await one.Get<ListMemos.Handler>().RunAsync(ruth, null, Cancel), m => m.Text == "Canarymemo");
        using (var archive = new MemoryStream())
        {
            Must(await one.Get<ArchiveProject.Handler>().RunAsync(ruth, new(), archive, Cancel));
            Assert.DoesNotContain("Canarymemo", TextOf(archive.ToArray()), StringComparison.Ordinal);
        }
        var last = (await one.Get<VerifyLog>().RunAsync(ruth.Project, Cancel)).Entries;
        for (var seq = 1L; seq <= last; seq++) Assert.DoesNotContain(await one.Get<ReadLog.Handler>().ValuesAsync(ruth, seq, Cancel), v => v.After?.Contains("Canarymemo", StringComparison.Ordinal) == true);
        // Ruth's own pack carries nothing of it back out.
        Assert.DoesNotContain("Canarymemo", TextOf(await PackAsync(one, ruth)), StringComparison.Ordinal);

        await fixture.CodeAsync(ruth, fixture.Interview2, "The buses.", fixture.Distance);
        Must(await one.Get<FinishAssignment.Handler>().RunAsync(ruth, fixture.Interview2.Node, Cancel));
        Assert.Contains(await one.Get<ListMemos.Handler>().RunAsync(ruth, null, Cancel), m => m.Text == "Canarymemo");
        var agreement = Must(await one.Get<ReadAgreement.Handler>().RunAsync(ruth, fixture.Interview2, Cancel));
        Assert.Equal("The buses.".Length, agreement.Codes.Single(c => c.Code == fixture.Distance).BothCharacters);
        // And the other copy agrees, to the figure.
        await MergeAsync(two, omar, await PackAsync(one, ruth));
        var theirs = Must(await two.Get<ReadAgreement.Handler>().RunAsync(omar, fixture.Interview2, Cancel));
        Assert.Equal(agreement.Codes.Select(c => (c.Code, c.BothCharacters, c.AnyCharacters)), theirs.Codes.Select(c => (c.Code, c.BothCharacters, c.AnyCharacters)));
    }

    [Fact]
    public async Task A_text_corrected_since_is_said_and_passages_wait_for_a_place_or_are_left_out()
    {
        await using var one = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(one);
        await using var two = await CopyAsync(one, fixture.Ruth, Engine.Sqlite);
        var copy = fixture.On(two);
        await copy.CodeAsync(fixture.Omar, fixture.Interview2, "The buses.", fixture.Distance);
        var pack = await PackAsync(two, fixture.Omar);
        RevisionId revision;
        await using (var db = await one.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel)) revision = (await db.Sources.SingleAsync(s => s.Id == fixture.Interview2, Cancel)).Current;

        Must(await one.Get<CorrectText.Handler>().ParagraphAsync(fixture.Ruth, fixture.Interview2, revision, 0, "INT: And what has changed?", Cancel));
        var merged = await MergeAsync(one, fixture.Ruth, pack);
        Assert.Equal(1, merged.Added["codings"]);
        Assert.Contains("“Interview 2” has been corrected here since", Assert.Single(merged.Notes), StringComparison.Ordinal);
        Assert.Single(await one.Get<ListLost.Handler>().RunAsync(fixture.Ruth, fixture.Interview2, Cancel));
        var again = await MergeAsync(one, fixture.Ruth, pack);
        Assert.True(again.IsNothing);
        Assert.Empty(again.Conflicts);

        // The other way round: the passage stands on a text that the second copy has never had.
        await fixture.CodeCorrectedAsync(fixture.Ruth, fixture.Interview2, "INT: And what has changed?\n" + Fixture.Second.Split('\n')[1], "And what has changed?", fixture.Distance);
        var refused = await MergeAsync(two, fixture.Omar, await PackAsync(one, fixture.Ruth));
        Assert.Empty(refused.Added);
        Assert.Contains("a text that this copy does not have", string.Join(" ", refused.Notes), StringComparison.Ordinal);
        Assert.True((await two.Get<VerifyLog>().RunAsync(fixture.Ruth.Project, Cancel)).Holds);
    }

    public static TheoryData<string, string> Spoilt => new()
    {
        { "another project's", "is of another project, \"Naming the gap\"" },
        { "cut short", "cut short" },
        { "newer", "newer version" },
        { "an archive", "not a pack of one analyst's work" },
        { "a row changed", "is not as it was written" },
        { "another analyst's row", "is another analyst's" },
        { "another project's row", "belongs to another project" },
    };

    [Theory, MemberData(nameof(Spoilt))]
    public async Task A_pack_that_does_not_belong_or_is_spoilt_is_refused_and_changes_nothing(string how, string says)
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(bench);
        var pack = await PackAsync(bench, fixture.Omar);
        var into = fixture.Ruth;
        if (how == "another project's") into = (await Fixture.MakeAsync(bench, "Another")).Ruth;
        var spoilt = how switch
        {
            "cut short" => pack[..(pack.Length / 2)],
            "newer" => ArchiveTests.Changed(pack, manifest: m => m["version"] = 2),
            "a row changed" => ArchiveTests.Changed(pack, ("tables/coding_memo.jsonl", t => t.Replace("laughed", "frowned", StringComparison.Ordinal))),
            "another analyst's row" => ArchiveTests.Changed(pack, ("tables/coding_memo.jsonl", t => t.Replace(fixture.Omar.Analyst.Value.ToString("D"), fixture.Ruth.Analyst.Value.ToString("D"), StringComparison.Ordinal)), rehash: true),
            "another project's row" => ArchiveTests.Changed(pack, ("tables/coding_memo.jsonl", t => t.Replace(fixture.Ruth.Project.Value.ToString("D"), Guid.CreateVersion7().ToString("D"), StringComparison.Ordinal)), rehash: true),
            "an archive" => await ArchiveAsync(bench, fixture.Ruth),
            _ => pack,
        };
        var before = await RowsAsync(bench, into.Project);
        var merged = await bench.Get<MergePack.Handler>().RunAsync(into, new MemoryStream(spoilt), new(), Cancel);
        Assert.False(merged.Succeeded);
        Assert.Contains(says, merged.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(before, await RowsAsync(bench, into.Project));
        if (how == "an archive") Assert.Contains("throughline pack merge", (await bench.Get<RestoreArchive.Handler>().RunAsync(new MemoryStream(pack), Cancel)).Error!.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_pack_is_made_and_merged_on_the_page_of_archives(bool dark)
    {
        await using var one = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(one);
        var memo = (await one.Get<ListMemos.Handler>().RunAsync(fixture.Ruth, fixture.Phone.Node, Cancel)).Single();
        await using var two = await CopyAsync(one, fixture.Ruth, Engine.Sqlite);
        await fixture.On(two).CodeAsync(fixture.Ruth, fixture.Interview2, "The buses.", fixture.Distance);
        Must(await two.Get<WriteMemo.Handler>().ChangeAsync(fixture.Ruth, memo.Id, "As it is on the second.", Cancel));
        Must(await one.Get<WriteMemo.Handler>().ChangeAsync(fixture.Ruth, memo.Id, "As it is on the first.", Cancel));
        var path = one.Folder.File("ruth.throughline-pack");
        await File.WriteAllBytesAsync(path, await PackAsync(two, fixture.Ruth), Cancel);
        var cut = one.Folder.File("cut.throughline-pack");
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(path, Cancel))[..900], Cancel);
        await using var server = await one.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{server.BaseUrl}/p/{fixture.Ruth.Project.Value:D}/backups");
            var packs = page.GetByRole(AriaRole.Region, new() { Name = "Work apart on two copies" });
            await Tab.ChooseFilesAsync(packs.GetByLabel("Choose a pack to merge"), cut);
            await Expect(packs.GetByRole(AriaRole.Alert)).ToContainTextAsync("“cut.throughline-pack” was refused.");
            await Tab.ChooseFilesAsync(packs.GetByLabel("Choose a pack to merge"), path);
            var coming = packs.GetByRole(AriaRole.Group, new() { Name = "What is in ruth.throughline-pack" });
            await Expect(coming).ToContainTextAsync("would bring: 1 coding.");
            await Expect(coming.GetByRole(AriaRole.Listitem)).ToContainTextAsync("memo, “As it is on the second.”: changed on both copies; left as it is here.");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync(dark ? "packs-dark" : "packs-light", fullPage: true);
            await coming.GetByRole(AriaRole.Checkbox).CheckAsync();
            await Expect(coming.GetByRole(AriaRole.Listitem)).ToContainTextAsync("the pack’s was taken.");
            await coming.GetByRole(AriaRole.Button, new() { Name = "Merge it" }).ClickAsync();
            await Expect(packs.GetByRole(AriaRole.Status)).ToContainTextAsync("brought: 1 coding; 1 changed.");
            await packs.GetByRole(AriaRole.Button, new() { Name = "Make my pack" }).ClickAsync();
            var link = packs.GetByRole(AriaRole.Link, new() { Name = "Download Naming the gap Ruth Adeyemi.throughline-pack" });
            var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
            await download.SaveAsAsync(one.Folder.File("back.throughline-pack"));
        }, new() { Dark = dark });
        Assert.Equal("As it is on the second.", (await one.Get<ListMemos.Handler>().RunAsync(fixture.Ruth, fixture.Phone.Node, Cancel)).Single().Text);
        Assert.True((await MergeAsync(two, fixture.Ruth, await File.ReadAllBytesAsync(one.Folder.File("back.throughline-pack"), Cancel))).IsNothing);
    }

    private static async Task ReadAsync(TestWorkbench bench, Acting by, SourceId source) =>
        Must(await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(null, source, Span: Fixture.SpanOf(Fixture.Plan, "We will open two hundred more places a week."), Answers: [new("measure", FieldState.Stated, [], "places a week", "Said by " + by.Analyst.Value)]), Cancel));

    private static async Task<List<CodingId>> OwnCodingsAsync(TestWorkbench bench, Acting by, SourceId source)
    {
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        return await db.Codings.Where(c => c.Source == source && c.Analyst == by.Analyst).OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(Cancel);
    }

    private static async Task<byte[]> ArchiveAsync(TestWorkbench bench, Acting by)
    {
        using var stream = new MemoryStream();
        Must(await bench.Get<ArchiveProject.Handler>().RunAsync(by, new(), stream, Cancel));
        return stream.ToArray();
    }

    private static async Task<TestWorkbench> CopyAsync(TestWorkbench from, Acting by, Engine engine)
    {
        var copy = await TestWorkbench.OpenAsync(engine);
        Must(await copy.Get<RestoreArchive.Handler>().RunAsync(new MemoryStream(await ArchiveAsync(from, by)), Cancel));
        return copy;
    }

    private static async Task<byte[]> PackAsync(TestWorkbench bench, Acting by)
    {
        using var stream = new MemoryStream();
        Must(await bench.Get<MakePack.Handler>().RunAsync(by, stream, Cancel));
        return stream.ToArray();
    }

    private static async Task<MergePack.Merged> MergeAsync(TestWorkbench bench, Acting by, byte[] pack, bool takeTheirs = false) =>
        Must(await bench.Get<MergePack.Handler>().RunAsync(by, new MemoryStream(pack), new(takeTheirs), Cancel));

    /// <summary>Every row of the project but the log's, by table, in the order of keys.</summary>
    private static async Task<SortedDictionary<string, List<string>>> RowsAsync(TestWorkbench bench, ProjectId project)
    {
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var all = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var table in ProjectRows.Tables(db.Model).Where(t => !t.Name.StartsWith("log_", StringComparison.Ordinal) && t.Name != "project"))
        {
            var rows = all[table.Name] = [];
            await foreach (var row in ProjectRows.ReadAsync(db, table, project, Cancel)) rows.Add(ProjectRows.ToJson(table, row).ToJsonString());
            rows.Sort(StringComparer.Ordinal);
        }
        return all;
    }

    private static string TextOf(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        var text = new StringBuilder();
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            text.AppendLine(reader.ReadToEnd());
        }
        return text.ToString();
    }

    private static T Must<T>(Result<T> result)
    {
        Assert.True(result.Succeeded, result.Error?.Message);
        return result.Value;
    }
}
