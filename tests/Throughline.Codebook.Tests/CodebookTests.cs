using System.Text;
using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Framing.Frameworks;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Codebook.Tests;

public class CodebookTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<Acting> ProjectAsync(TestWorkbench bench) => (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;

    private static async Task<CodeId> CodeAsync(TestWorkbench bench, Acting by, string path, string definition = "") => (await bench.Get<AddCode.Handler>().RunAsync(by, new(path, Definition: definition), Cancel)).Value;

    private static async Task<CodingId> PutAsync(TestWorkbench bench, Acting by, SourceId source, CodeId code, int start, int end)
    {
        var id = CodingId.New();
        var put = await bench.Get<AddCodings.Handler>().RunAsync(by, new(source, null, new(start, end), [new(code, id)]), Cancel);
        Assert.True(put.Succeeded, put.Error?.Message);
        return id;
    }

    private static async Task<string[]> PathsAsync(TestWorkbench bench, Acting by) => [.. (await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel)).Where(c => !c.IsRetired).Select(c => $"{c.Path} {c.Passages}")];

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Merging_keeps_codings_memos_children_and_definitions_and_can_be_undone(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var tom = by with { Analyst = (await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom Hale", Cancel)).Value };
        var source = await bench.AddTextAsync(by, "One", "It means the conditions people are living in.");
        var stays = await CodeAsync(bench, by, "Labels", "Names for people");
        var goes = await CodeAsync(bench, by, "Names", "What people are called");
        var child = await CodeAsync(bench, by, "Names > Euphemisms");
        var same = await PutAsync(bench, by, source, stays, 0, 8);
        var doubled = await PutAsync(bench, by, source, goes, 0, 8);
        await PutAsync(bench, tom, source, goes, 0, 8);
        await PutAsync(bench, by, source, goes, 9, 20);
        await bench.Get<WriteMemo.Handler>().AddAsync(by, new(doubled.Node, "Why twice?"), Cancel);
        await bench.Get<WriteMemo.Handler>().AddAsync(by, new(goes.Node, "Too like Labels."), Cancel);
        var before = await PathsAsync(bench, by);

        var outcome = (await bench.Get<MergeCodes.Handler>().RunAsync(by, stays, [goes], Cancel)).Value;
        Assert.Equal(new MergeCodes.Outcome(2, 1), outcome);
        // Three codings on two passages: Tom's stands beside the one on the same words.
        Assert.Equal(["Labels 2", "Labels > Euphemisms 0"], await PathsAsync(bench, by));
        Assert.Equal([2, 1], (await bench.Get<CodePassages.Handler>().OfCodeAsync(by, stays, Cancel)).Select(p => p.Codings.Count));
        var rows = await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel);
        var labels = rows.Single(c => c.Id == stays);
        Assert.Equal("Names for people\n\nFrom “Names”: What people are called", labels.Definition);
        Assert.True(labels.ToReview);
        Assert.Equal(stays, rows.Single(c => c.Id == goes).MergedInto);
        Assert.Equal(["Too like Labels."], (await bench.Get<ListMemos.Handler>().RunAsync(by, stays.Node, Cancel)).Select(m => m.Text));
        Assert.Equal(["Why twice?"], (await bench.Get<ListMemos.Handler>().RunAsync(by, same.Node, Cancel)).Select(m => m.Text));
        Assert.IsType<Refused>((await bench.Get<RetireCodes.Handler>().RunAsync(by, [goes], retire: false, Cancel)).Error);

        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Equal(before, await PathsAsync(bench, by));
        Assert.Equal(["Too like Labels."], (await bench.Get<ListMemos.Handler>().RunAsync(by, goes.Node, Cancel)).Select(m => m.Text));
        Assert.Equal(goes, (await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel)).Single(c => c.Id == child).Parent);
        Assert.True((await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel)).Holds);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Splitting_sends_the_chosen_passages_and_leaves_the_rest(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var source = await bench.AddTextAsync(by, "One", "It means the conditions people are living in.");
        var words = await CodeAsync(bench, by, "Words for people");
        await CodeAsync(bench, by, "Last");
        var (one, two, three) = (await PutAsync(bench, by, source, words, 0, 2), await PutAsync(bench, by, source, words, 3, 8), await PutAsync(bench, by, source, words, 9, 12));
        Assert.Equal(["It", "means", "the"], (await bench.Get<CodePassages.Handler>().OfCodeAsync(by, words, Cancel)).Select(p => p.Words));

        var split = bench.Get<SplitCode.Handler>();
        Assert.IsType<Refused>((await split.RunAsync(by, new(words, [new([one], "Labels"), new([one], "Euphemisms")]), Cancel)).Error);
        Assert.IsType<CodeNameTaken>((await split.RunAsync(by, new(words, [new([one], "last")]), Cancel)).Error);
        Assert.Equal(2, (await split.RunAsync(by, new(words, [new([one, three], "Labels", Definition: "Names"), new([two], "Euphemisms")]), Cancel)).Value.Count);
        Assert.Equal(["Words for people 0", "Labels 2", "Euphemisms 1", "Last 0"], await PathsAsync(bench, by));
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Equal(["Words for people 3", "Last 0"], await PathsAsync(bench, by));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Many_codes_move_at_once_but_never_under_themselves(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var (a, b, c) = (await CodeAsync(bench, by, "A"), await CodeAsync(bench, by, "B"), await CodeAsync(bench, by, "C"));
        var inner = await CodeAsync(bench, by, "A > Inner");
        var move = bench.Get<MoveCodes.Handler>();
        Assert.IsType<Refused>((await move.RunAsync(by, new([a], inner), Cancel)).Error);
        Assert.True((await move.RunAsync(by, new([a, inner, b], c), Cancel)).Succeeded);
        Assert.Equal(["C 0", "C > A 0", "C > A > Inner 0", "C > B 0"], await PathsAsync(bench, by));
        Assert.True((await move.RunAsync(by, new([b], c, a), Cancel)).Succeeded);
        Assert.Equal(["C 0", "C > B 0", "C > A 0", "C > A > Inner 0"], await PathsAsync(bench, by));
        await CodeAsync(bench, by, "Inner");
        Assert.IsType<CodeNameTaken>((await move.RunAsync(by, new([inner], null), Cancel)).Error);
        Assert.Equal(4, (await bench.Get<RetireCodes.Handler>().RunAsync(by, [c, a], retire: true, Cancel)).Value);
        Assert.Equal(["Inner 0"], await PathsAsync(bench, by));
        Assert.Equal(3, (await bench.Get<RetireCodes.Handler>().RunAsync(by, [inner], retire: false, Cancel)).Value);
        Assert.Equal(["C 0", "C > A 0", "C > A > Inner 0", "Inner 0"], await PathsAsync(bench, by));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_frozen_version_tells_what_changed_since_and_which_sources_to_look_at_again(Engine engine)
    {
        var clock = new FakeClock();
        await using var bench = await TestWorkbench.OpenAsync(engine, clock);
        var by = await ProjectAsync(bench);
        var source = await bench.AddTextAsync(by, "One", "It means the conditions people are living in.");
        var (renamed, moved, redefined, merged, retired) = (await CodeAsync(bench, by, "Renamed"), await CodeAsync(bench, by, "Moved"), await CodeAsync(bench, by, "Redefined", "before"), await CodeAsync(bench, by, "Merged"), await CodeAsync(bench, by, "Retired"));
        await PutAsync(bench, by, source, redefined, 0, 8);
        clock.Advance(TimeSpan.FromHours(1));
        var first = (await bench.Get<FreezeCodebook.Handler>().RunAsync(by, "After the pilot", "", Cancel)).Value;
        clock.Advance(TimeSpan.FromHours(1));
        var change = bench.Get<ChangeCode.Handler>();
        await change.RunAsync(by, renamed, new(Name: "Another name"), Cancel);
        await change.RunAsync(by, redefined, new(Definition: "after"), Cancel);
        await bench.Get<MoveCodes.Handler>().RunAsync(by, new([moved], renamed), Cancel);
        await bench.Get<MergeCodes.Handler>().RunAsync(by, renamed, [merged], Cancel);
        await bench.Get<RetireCodes.Handler>().RunAsync(by, [retired], retire: true, Cancel);
        await CodeAsync(bench, by, "Added");
        var second = (await bench.Get<FreezeCodebook.Handler>().RunAsync(by, null, null, Cancel)).Value;

        foreach (var newer in new CodebookVersionId?[] { second, null })
        {
            var compared = (await bench.Get<CompareCodebooks.Handler>().RunAsync(by, first, newer, Cancel)).Value;
            Assert.Equal(
                ["Added Added", "Merged Merged into “Another name”", "Moved Another name > Moved from the top", "Redefined Redefined definition", "Removed Retired retired", "Renamed Another name from “Renamed”"],
                compared.Differences.Select(d => $"{d.Change} {d.Path} {d.What}".TrimEnd()).Order(StringComparer.Ordinal));
            Assert.Equal(("definition", "before", "after"), Assert.Single(compared.Differences.Single(d => d.Change == CompareCodebooks.Change.Redefined).Fields));
            var again = Assert.Single(compared.CodedEarlier);
            Assert.Equal((source, 1, 1, (int?)null), (again.Source, again.Passages, again.Affected, again.Version));
        }
        Assert.Equal(["Version 2", "After the pilot"], (await bench.Get<ListCodebookVersions.Handler>().RunAsync(by.Project, Cancel)).Select(v => v.Name));
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Single(await bench.Get<ListCodebookVersions.Handler>().RunAsync(by.Project, Cancel));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task The_worked_examples_codebook_comes_in_and_goes_out_as_it_was(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var file = await File.ReadAllBytesAsync(RepositoryRoot.PathTo("samples/codebook.csv"), Cancel);
        var import = bench.Get<ImportCodebook.Handler>();
        var report = (await import.RunAsync(by, "codebook.csv", file, Cancel)).Value;
        Assert.Equal((0, 0), (report.Refused, report.ParentsMade));
        Assert.Empty(report.Rows.SelectMany(row => row.Notes.Select(note => $"line {row.Line}, {row.Path}: {note}")));
        var codes = await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel);
        Assert.Equal(report.Added, codes.Count);
        var drift = codes.Single(c => c.Path == "Drift > The aim moves");
        Assert.Equal((CodeOrigin.Abductive, 20), (drift.Origin, drift.Colour));
        Assert.StartsWith("Revises lifestyle drift", drift.OriginNote, StringComparison.Ordinal);
        var catalogue = bench.Get<FrameworkCatalogue>();
        Assert.Empty(codes.Where(c => c.FrameworkTerm is { } term && catalogue.FindTerm(term) is null).Select(c => $"{c.Path}: {c.FrameworkTerm}"));
        Assert.Empty(codes.Where(c => c.Origin == CodeOrigin.Framework && c.FrameworkTerm is null).Select(c => c.Path));

        foreach (var xlsx in new[] { false, true })
        {
            using var written = new MemoryStream();
            var sheet = await bench.Get<ExportCodebook.Handler>().RunAsync(by, withRetired: false, Cancel);
            if (xlsx) Assert.True(Files.SheetWriter.WriteXlsx(written, [sheet]).Succeeded);
            else Files.SheetWriter.WriteCsv(written, sheet);
            var again = (await import.RunAsync(by, xlsx ? "c.xlsx" : "c.csv", written.ToArray(), Cancel)).Value;
            Assert.Equal((0, 0, codes.Count, 0), (again.Added, again.Updated, again.Unchanged, again.Refused));
        }
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Empty(await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel));
    }

    [Fact]
    public async Task Each_row_of_an_import_is_reported()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        await CodeAsync(bench, by, "Old", "was");
        var report = (await bench.Get<ImportCodebook.Handler>().RunAsync(by, "c.csv", Encoding.UTF8.GetBytes("path,definition,colour,origin,mood\nold,is,,,\nNew > Leaf,,99,guesswork,\n,x,,,\nNew > leaf,,,,\n=1+1,,,,\n"), Cancel)).Value;
        Assert.Equal([(2, ImportCodebook.RowResult.Updated), (3, ImportCodebook.RowResult.Added), (4, ImportCodebook.RowResult.Refused), (5, ImportCodebook.RowResult.Refused), (6, ImportCodebook.RowResult.Added)], report.Rows.Select(r => (r.Line, r.Result)));
        Assert.Equal(2, report.Rows[1].Notes.Count);
        Assert.Equal(1, report.ParentsMade);
        Assert.Contains(report.Warnings, w => w.Contains("\"mood\"", StringComparison.Ordinal));
        var codes = await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel);
        Assert.Equal("is", codes.Single(c => c.Name == "Old").Definition);
        Assert.True(codes.Single(c => c.Name == "New").IsGroup);
        using var csv = new MemoryStream();
        Files.SheetWriter.WriteCsv(csv, await bench.Get<ExportCodebook.Handler>().RunAsync(by, false, Cancel));
        Assert.Contains("'=1+1", Encoding.UTF8.GetString(csv.ToArray()), StringComparison.Ordinal);
        Assert.IsType<CodebookFileInvalid>((await bench.Get<ImportCodebook.Handler>().RunAsync(by, "x.csv", Encoding.UTF8.GetBytes("a,b\n1,2\n"), Cancel)).Error);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_framework_becomes_a_code_tree_whose_terms_outlive_a_rename(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        var load = bench.Get<LoadFramework.Handler>();
        var framework = bench.Get<FrameworkCatalogue>().Find("alderwick-2024")!;
        var branch = framework.Terms[0];
        var part = (await load.RunAsync(by, new(framework.Id, branch.Id), Cancel)).Value;
        Assert.Equal(branch.WithDescendants().Count(), part.Added);
        var whole = (await load.RunAsync(by, new(framework.Id), Cancel)).Value;
        Assert.Equal(branch.WithDescendants().Count(), whole.Skipped);
        Assert.Equal(framework.AllTerms().Count() - whole.Skipped + 1, whole.Added);
        var codes = await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel);
        var leaf = branch.Children[0];
        var code = codes.Single(c => c.FrameworkTerm == leaf.Id);
        Assert.Equal((leaf.Name, leaf.Definition, CodeOrigin.Framework), (code.Name, code.Definition, code.Origin));
        Assert.True((await bench.Get<ChangeCode.Handler>().RunAsync(by, code.Id, new(Name: "Wide"), Cancel)).Succeeded);
        Assert.Equal(leaf.Id, (await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel)).Single(c => c.Id == code.Id).FrameworkTerm);
    }

    [Fact]
    public async Task A_terms_name_that_a_code_has_already_is_cut_within_no_character_to_say_where_it_comes_from()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        var letters = new string('a', 112);
        var name = $"{letters}🚌bbbbbb";
        var added = await bench.Get<AddFramework.Handler>().RunAsync(by, "mine.yaml", $"id: mine\ntitle: Ours too\ncitation: {{authors: A B, year: 2024, title: T}}\nversion: 1.0.0\nkind: typology\nterms:\n  - id: mine.one\n    name: {name}\n    definition: The first.\n  - id: mine.two\n    name: {name}\n    definition: The second.\n", Cancel);
        Assert.True(added.Succeeded, added.Error?.Message);
        Assert.True((await bench.Get<LoadFramework.Handler>().RunAsync(by, new("mine"), Cancel)).Succeeded);
        Assert.Equal([name, $"{letters}… (mine)"], (await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel)).Where(c => c.FrameworkTerm is "mine.one" or "mine.two").OrderBy(c => c.FrameworkTerm).Select(c => c.Name));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_project_may_have_a_framework_of_its_own(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench);
        const string yaml = "id: mine\ntitle: Ours\ncitation: {authors: A B, year: 2024, title: T}\nversion: 1.0.0\nkind: typology\nterms:\n  - id: mine.one\n    name: One\n    definition: The first.\n";
        var add = bench.Get<AddFramework.Handler>();
        Assert.True((await add.RunAsync(by, "mine.yaml", yaml, Cancel)).Succeeded);
        Assert.Contains("already used", (await add.RunAsync(by, "mine.yaml", yaml, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("line 1", (await add.RunAsync(by, "bad.yaml", "id: bad\n", Cancel)).Error!.Message, StringComparison.Ordinal);
        var shelf = await bench.Get<ListFrameworks.Handler>().RunAsync(by.Project, Cancel);
        Assert.Equal("One", shelf.FindTerm("mine.one")!.Value.Term.Name);
        Assert.Equal(2, (await bench.Get<LoadFramework.Handler>().RunAsync(by, new("mine"), Cancel)).Value.Added);
        Assert.True((await bench.Get<RemoveFramework.Handler>().RunAsync(by, shelf.All[0].Own!.Value, Cancel)).Succeeded);
        Assert.Equal("mine.one", (await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel)).Single(c => c.Name == "One").FrameworkTerm);
    }

    [Fact]
    public async Task What_another_coded_blind_is_in_no_count_list_or_split()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        var tom = by with { Analyst = (await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom Hale", Cancel)).Value };
        var source = await bench.AddTextAsync(by, "One", "It means the conditions people are living in.");
        Assert.True((await bench.Get<Assign.Handler>().RunAsync(by, source.Node, [by.Analyst, tom.Analyst], Cancel)).Succeeded);
        var code = await CodeAsync(bench, by, "Aim");
        var other = await CodeAsync(bench, by, "Purpose");
        var hidden = await PutAsync(bench, tom, source, other, 0, 8);
        Assert.Empty(await bench.Get<CodePassages.Handler>().OfCodeAsync(by, other, Cancel));
        Assert.IsType<Refused>((await bench.Get<SplitCode.Handler>().RunAsync(by, new(other, [new([hidden], "Seen")]), Cancel)).Error);
        Assert.Equal(new MergeCodes.Outcome(0, 0), (await bench.Get<MergeCodes.Handler>().RunAsync(by, code, [other], Cancel)).Value);
        Assert.Equal(["Aim 1"], await PathsAsync(bench, tom));
    }

    [Fact]
    public async Task An_abductive_code_says_what_it_revises()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        var code = await CodeAsync(bench, by, "The aim moves");
        Assert.False((await bench.Get<ChangeCode.Handler>().RunAsync(by, code, new(Origin: CodeOrigin.Abductive), Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeCode.Handler>().RunAsync(by, code, new(Origin: CodeOrigin.Abductive, OriginNote: "Revises lifestyle drift."), Cancel)).Succeeded);
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Equal(CodeOrigin.Inductive, (await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel)).Single().Origin);
    }
}
