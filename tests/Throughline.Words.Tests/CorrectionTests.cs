using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Files;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Text;

namespace Throughline.Words.Tests;

public class CorrectionTests
{
    private const string First = "The pratice closed in spring.\nPeople living in the valley walk to the bus. They wait there.\nNobody asked them what they need.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_corrected_paragraph_makes_a_revision_and_codings_move_with_their_words(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, source) = await BeginAsync(bench);
        await CodeAsync(bench, by, source, "walk to the bus");
        var before = await ReadAsync(bench, by, source);
        var corrected = await bench.Get<CorrectText.Handler>().ParagraphAsync(by, source, before.Revision, 0, "The practice, which was the last one, closed in spring.", Cancel);
        Assert.Equal(new(1, 0, 0, 0), corrected.Value.Excerpts);
        Assert.Equal("walk to the bus", await CodedAsync(bench, by, source));
        var after = await ReadAsync(bench, by, source);
        Assert.Equal((2, "The practice, which was the last one, closed in spring."), (after.RevisionNumber, after.Text.Split('\n')[0]));
        Assert.Equal(3, after.Structure.Blocks.Count);

        var stale = await bench.Get<CorrectText.Handler>().ParagraphAsync(by, source, before.Revision, 0, "Again.", Cancel);
        Assert.Contains("changed since", stale.Error!.Message, StringComparison.Ordinal);
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.Equal(First, (await ReadAsync(bench, by, source)).Text);
        Assert.Equal("walk to the bus", await CodedAsync(bench, by, source));
        var redone = await bench.Get<Undo>().RedoAsync(by, Cancel);
        Assert.Contains("Make the correction again on the source's page.", Assert.IsType<Refused>(redone.Error).Message, StringComparison.Ordinal);
        Assert.True((await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel)).Holds);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_passage_whose_words_were_taken_out_waits_for_a_decision(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, source) = await BeginAsync(bench);
        await CodeAsync(bench, by, source, "Nobody asked them what they need.");
        var revised = await bench.Get<CorrectText.Handler>().ParagraphAsync(by, source, (await ReadAsync(bench, by, source)).Revision, 2, "", Cancel);
        Assert.Equal(new(0, 0, 0, 1), revised.Value.Excerpts);
        Assert.Null(await CodedAsync(bench, by, source));
        var lost = Assert.Single(await bench.Get<ListLost.Handler>().RunAsync(by, source, Cancel));
        Assert.Equal(("Nobody asked them what they need.", 1), (lost.Words, lost.Revision));
        var decide = bench.Get<DecideExcerpt.Handler>();
        Assert.Contains("does not stand", (await decide.PlaceAtWordsAsync(by, lost.Excerpt, revised.Value.Revision, "something else entirely here", Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.True((await decide.PlaceAtWordsAsync(by, lost.Excerpt, revised.Value.Revision, "They wait there.", Cancel)).Succeeded);
        Assert.Equal("They wait there.", await CodedAsync(bench, by, source));
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.True((await decide.KeepAsync(by, lost.Excerpt, Cancel)).Succeeded);
        Assert.True(Assert.Single(await bench.Get<ListLost.Handler>().RunAsync(by, source, Cancel)).IsKept);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_corrected_file_takes_the_texts_place(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, source) = await BeginAsync(bench);
        await CodeAsync(bench, by, source, "walk to the bus");
        var bytes = System.Text.Encoding.UTF8.GetBytes("A title\n\n" + First.Replace("\n", "\n\n", StringComparison.Ordinal).Replace("pratice", "practice", StringComparison.Ordinal));
        var revised = await bench.Get<CorrectText.Handler>().FileAsync(by, source, (await ReadAsync(bench, by, source)).Revision, "interview.txt", bytes, Cancel);
        Assert.Equal(2, revised.Value.Number);
        Assert.Equal("walk to the bus", await CodedAsync(bench, by, source));
        var compared = (await bench.Get<ListRevisions.Handler>().CompareAsync(by.Project, source, 1, 2, Cancel)).Value;
        Assert.Contains(compared.Differences, d => d.New.Contains("A title", StringComparison.Ordinal));
        Assert.Contains(compared.Differences, d => d.Old == "" && d.New == "c");
        Assert.Equal([2, 1], (await bench.Get<ListRevisions.Handler>().RunAsync(by.Project, source, Cancel)).Select(r => r.Number));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Repairs_are_accepted_one_by_one_and_then_in_bulk(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        const string Text = "All inequal- ities are shal here.\nWe recal ed them.";
        var document = new ReadDocument
        {
            Text = Text,
            Blocks = [new(new(0, 33), BlockKind.Paragraph), new(new(34, Text.Length), BlockKind.Paragraph)],
            Repairs = [new(new(11, 13), "", RepairKind.LeftOverHyphen, "One word."), new(new(26, 26), "l", RepairKind.LostLetters, "shall"), new(new(42, 43), "l", RepairKind.LostLetters, "recalled")],
        };
        var source = (await bench.Get<AddSource.Handler>().RunAsync(by, new("plan.txt", [1], document, "Plan", SourceKind.Document), Cancel)).Value;
        await CodeAsync(bench, by, source, "shal here");
        var one = await bench.Get<AcceptRepairs.Handler>().RunAsync(by, new(source, (await ReadAsync(bench, by, source)).Revision, [0]), Cancel);
        Assert.Equal(2, one.Value.Number);
        Assert.Equal("shal here", await CodedAsync(bench, by, source));
        Assert.Equal(2, (await ReadAsync(bench, by, source)).Structure.Repairs.Count);
        Assert.True((await bench.Get<AcceptRepairs.Handler>().RunAsync(by, new(source, one.Value.Revision), Cancel)).Succeeded);
        var read = await ReadAsync(bench, by, source);
        Assert.Equal("All inequalities are shall here.\nWe recalled them.", read.Text);
        Assert.Equal("shall here", await CodedAsync(bench, by, source));
        Assert.Empty(read.Structure.Repairs);
        Assert.Contains("No repair", (await bench.Get<AcceptRepairs.Handler>().RunAsync(by, new(source, read.Revision), Cancel)).Error!.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task The_other_order_is_chosen_and_chosen_back(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var document = Lines("Left one goes on here.\nRight one stands there.\nLeft two is last.", "content order") with { OtherOrder = Lines("Left one goes on here.\nLeft two is last.\nRight one stands there.", "layout order") };
        var source = (await bench.Get<AddSource.Handler>().RunAsync(by, new("plan.pdf", [1], document, "Plan", SourceKind.Document), Cancel)).Value;
        await CodeAsync(bench, by, source, "Right one stands there.");
        var order = bench.Get<ChooseOrder.Handler>();
        Assert.Equal("layout order", (await order.ReadAsync(by.Project, source, Cancel))!.Order);
        Assert.True((await order.RunAsync(by, source, (await ReadAsync(bench, by, source)).Revision, Cancel)).Succeeded);
        var read = await ReadAsync(bench, by, source);
        Assert.Equal(("layout order", document.OtherOrder!.Text), (read.Structure.Order, read.Text));
        Assert.Equal("Right one stands there.", await CodedAsync(bench, by, source));
        Assert.True((await order.RunAsync(by, source, read.Revision, Cancel)).Succeeded);
        Assert.Equal(document.Text, (await ReadAsync(bench, by, source)).Text);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_comes_in_later_has_the_names_of_the_map_replaced_as_at_import(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, source) = await BeginAsync(bench);
        await bench.Get<PseudonymMap.Handler>().WriteAsync(by, [new("Marjorie Quill", "Anna"), new("Marjorie", "Anna")], Cancel);
        var file = System.Text.Encoding.UTF8.GetBytes((First.Replace("Nobody asked", "Marjorie Quill’s neighbour asked", StringComparison.Ordinal) + "\nMarjorie did.").Replace("\n", "\n\n", StringComparison.Ordinal));
        var corrected = await bench.Get<CorrectText.Handler>().FileAsync(by, source, (await ReadAsync(bench, by, source)).Revision, "mended.txt", file, Cancel);
        Assert.Equal(2, corrected.Value.NamesReplaced);
        var read = await ReadAsync(bench, by, source);
        Assert.EndsWith("Anna’s neighbour asked them what they need.\nAnna did.", read.Text, StringComparison.Ordinal);
        Assert.Equal(read.Text.Length, read.Structure.Blocks[^1].Span.End);

        var typed = await bench.Get<CorrectText.Handler>().ParagraphAsync(by, source, read.Revision, 3, "Anna and Marjorie did.", Cancel);
        Assert.Equal(1, typed.Value.NamesReplaced);
        read = await ReadAsync(bench, by, source);
        Assert.EndsWith("\nAnna and Anna did.", read.Text, StringComparison.Ordinal);
        var same = await bench.Get<CorrectText.Handler>().ParagraphAsync(by, source, read.Revision, 3, "Anna and Marjorie did.", Cancel);
        Assert.Contains("1 name replaced", same.Error!.Message, StringComparison.Ordinal);

        // A word of the map that stands in a text already is left there by a correction beside it: somebody may have said that it is no name.
        await bench.Get<PseudonymMap.Handler>().WriteAsync(by, [new("Anna", "Ruth")], Cancel);
        var beside = await bench.Get<CorrectText.Handler>().ParagraphAsync(by, source, read.Revision, 3, "Anna and Anna did, and Anna too.", Cancel);
        Assert.Equal(1, beside.Value.NamesReplaced);
        Assert.EndsWith("\nAnna and Anna did, and Ruth too.", (await ReadAsync(bench, by, source)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_of_cases_and_one_of_codings_come_in_under_pseudonyms()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _) = await BeginAsync(bench);
        await bench.Get<PseudonymMap.Handler>().WriteAsync(by, [new("Marjorie Quill", "Anna"), new("Nobody", "Somebody")], Cancel);
        var job = await bench.Get<ImportFiles.Handler>().RunAsync(by, [new("Marjorie Quill.txt", System.Text.Encoding.UTF8.GetBytes("Marjorie Quill keeps the key. It hangs by the door."))], new(), Cancel);
        await bench.Get<Jobs>().RunHereAsync(job.Value, Cancel);

        var table = System.Text.Encoding.UTF8.GetBytes("case,source,works with,not taken\nMarjorie Quill,Marjorie Quill.txt,Marjorie Quill,x\nOther,Interview 1,,\n");
        var seen = (await bench.Get<ImportCases.Handler>().PreviewAsync(by, new("people.csv", table), Cancel)).Value;
        ImportCases.Mapping[] mappings = [.. seen.Mappings.Select(m => m.Column == "not taken" ? m with { Holds = ImportCases.Holds.Nothing } : m)];
        var report = (await bench.Get<ImportCases.Handler>().RunAsync(by, new("people.csv", table, mappings), Cancel)).Value;
        Assert.Equal((3, 2, 2), (report.NamesReplaced!.Value, report.CasesAdded, report.TiesMade));
        Assert.Equal(["Anna", "Other"], report.Rows.Select(r => r.Case));
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
        {
            Assert.Equal("Anna", (await db.Set<CaseValue>().SingleAsync(Cancel)).Value);
            Assert.Equal(["Anna", "Other"], await db.Set<Case>().OrderBy(c => c.Name).Select(c => c.Name).ToListAsync(Cancel));
        }

        // Headings that come to be alike stay two columns.
        var scores = System.Text.Encoding.UTF8.GetBytes("case,Marjorie Quill score,Anna score\nThird,1,2\n");
        var proposed = (await bench.Get<ImportCases.Handler>().PreviewAsync(by, new("scores.csv", scores), Cancel)).Value.Mappings;
        ImportCases.Mapping[] asGiven = [new("case", ImportCases.Holds.Case), new("Marjorie Quill score", ImportCases.Holds.Attribute, "Marjorie Quill score"), new("Anna score", ImportCases.Holds.Attribute, "Anna score")];
        Assert.Equal(["case", "Anna score (2)", "Anna score"], proposed.Select(m => m.Column));
        foreach (var given in new[] { null, asGiven })
        {
            var both = (await bench.Get<ImportCases.Handler>().RunAsync(by, new("scores.csv", scores, given), Cancel)).Value;
            Assert.Equal(["Anna score (2)", "Anna score"], both.Mappings.Skip(1).Select(m => m.Attribute));
            Assert.Empty(both.Conflicts);
        }
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
            Assert.Equal([("Anna score", "2"), ("Anna score (2)", "1")], (await (from v in db.Set<CaseValue>() join a in db.Set<CaseAttribute>() on v.Attribute equals a.Id where a.Name.StartsWith("Anna score") orderby a.Name select new { a.Name, v.Value }).ToListAsync(Cancel)).Select(v => (v.Name, v.Value)));

        var codings = System.Text.Encoding.UTF8.GetBytes("source,code,segment,memo\nMarjorie Quill.txt,Keys,Marjorie Quill keeps the key.,Ask Marjorie Quill\n");
        var brought = (await bench.Get<ImportCodings.Handler>().RunAsync(by, "codings.csv", codings, Cancel)).Value;
        Assert.Equal((ImportCodings.Outcome.Placed, 2), (Assert.Single(brought.Rows).Outcome, brought.NamesReplaced!.Value));
        Assert.Equal("Ask Anna", Assert.Single(await bench.Get<ListMemos.Handler>().RunAsync(by, null, Cancel)).Text);
    }

    [Fact]
    public async Task What_was_there_before_the_map_is_found_under_the_words_that_a_file_has()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _) = await BeginAsync(bench);
        var import = bench.Get<ImportCodings.Handler>();
        const string text = "Marjorie Quill keeps the key. They will change it soon.";
        var job = await bench.Get<ImportFiles.Handler>().RunAsync(by, [new("Keys.txt", System.Text.Encoding.UTF8.GetBytes(text))], new(), Cancel);
        await bench.Get<Jobs>().RunHereAsync(job.Value, Cancel);
        var codings = System.Text.Encoding.UTF8.GetBytes("source,code,segment\nKeys.txt,Will to change,Marjorie Quill keeps the key.\nKeys.txt,Needs > Will to change,They will change it soon.\n");
        Assert.All((await import.RunAsync(by, "codings.csv", codings, Cancel)).Value.Rows, row => Assert.Equal(ImportCodings.Outcome.Placed, row.Outcome));
        var table = System.Text.Encoding.UTF8.GetBytes("case,will\nMarjorie Quill,much\n");
        Assert.Equal(1, (await bench.Get<ImportCases.Handler>().RunAsync(by, new("people.csv", table), Cancel)).Value.CasesAdded);
        await bench.Get<PseudonymMap.Handler>().WriteAsync(by, [new("Marjorie Quill", "Anna"), new("Will", "Tom")], Cancel);

        var again = (await import.RunAsync(by, "codings.csv", codings, Cancel)).Value;
        Assert.Equal([ImportCodings.Outcome.AlreadyThere, ImportCodings.Outcome.AlreadyThere], again.Rows.Select(row => row.Outcome));
        Assert.Equal(0, again.CodesMade);
        var cases = (await bench.Get<ImportCases.Handler>().RunAsync(by, new("people.csv", table), Cancel)).Value;
        Assert.Equal((0, 0), (cases.CasesAdded, cases.ValuesWritten));
        Assert.Empty(cases.NewAttributes);
        // What is made new has the pseudonym.
        var other = System.Text.Encoding.UTF8.GetBytes("source,code,segment,memo\nKeys.txt,Will alone,They will change it soon.,Ask Will\n");
        Assert.Equal(1, (await import.RunAsync(by, "codings.csv", other, Cancel)).Value.CodesMade);
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        Assert.Equal(["Needs", "Tom alone", "Will to change", "Will to change"], await db.Set<Code>().OrderBy(c => c.Name).Select(c => c.Name).ToListAsync(Cancel));
        Assert.Equal("Ask Tom", (await db.Set<Memo>().SingleAsync(Cancel)).Text);
    }

    internal static ReadDocument Lines(string text, string? order = null)
    {
        var blocks = new List<Block>();
        var start = 0;
        foreach (var line in text.Split('\n'))
        {
            blocks.Add(new(new(start, start + line.Length), BlockKind.Paragraph));
            start += line.Length + 1;
        }
        return new() { Text = text, Blocks = blocks, Order = order };
    }

    private static async Task<(Acting, SourceId)> BeginAsync(TestWorkbench bench)
    {
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        return (by, await bench.AddTextAsync(by, "Interview 1", First));
    }

    internal static async Task<ReadSource.Reading> ReadAsync(TestWorkbench bench, Acting by, SourceId source) => (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, Cancel)).Value;

    internal static async Task<CodingId> CodeAsync(TestWorkbench bench, Acting by, SourceId source, string words, string name = "Distance")
    {
        var read = await ReadAsync(bench, by, source);
        var start = read.Text.IndexOf(words, StringComparison.Ordinal);
        var codes = await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel);
        var code = codes.FirstOrDefault(c => c.Name == name)?.Id ?? (await bench.Get<AddCode.Handler>().RunAsync(by, new(name), Cancel)).Value;
        var id = CodingId.New();
        Assert.True((await bench.Get<AddCodings.Handler>().RunAsync(by, new(source, read.Revision, new TextSpan(start, start + words.Length), [new(code, id)]), Cancel)).Succeeded);
        return id;
    }

    /// <summary>The first coded passage's words in the current text; null when none has a place there.</summary>
    internal static async Task<string?> CodedAsync(TestWorkbench bench, Acting by, SourceId source)
    {
        var read = await ReadAsync(bench, by, source);
        return await bench.Get<ListCodings.Handler>().RunAsync(by, source, Cancel) is [var row, ..] ? read.Text[row.Start..row.End] : null;
    }
}
