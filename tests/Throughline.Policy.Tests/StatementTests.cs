using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Representations;
using Throughline.Policy.Clarity;
using Throughline.Policy.Readings;
using Throughline.Policy.Statements;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Policy.Tests;

public sealed class StatementTests
{
    private const string Text = "The plan has three parts. Inequalities in access have grown. We must mend the roof.\nPeople in the poorest streets die younger. Boats are late. Disparities in dentistry remain.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private sealed record Scene(TestWorkbench Bench, Acting By, Acting Other, SourceId Source) : IAsyncDisposable
    {
        public T Get<T>() where T : notnull => Bench.Get<T>();
        public async Task<IReadOnlyList<ListStatements.Row>> ListAsync(Acting? reader = null) => await Get<ListStatements.Handler>().RunAsync(reader ?? By, null, Cancel);
        public ValueTask DisposeAsync() => Bench.DisposeAsync();
    }

    private static async Task<Scene> MakeAsync(Engine engine, bool propose = true)
    {
        var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var other = by with { Analyst = (await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom", Cancel)).Value };
        var source = await bench.AddTextAsync(by, "Plan", Text, SourceKind.Document);
        if (propose) Assert.Equal(new ProposeStatements.Answer(3, 0, 0), (await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Value);
        return new(bench, by, other, source);
    }

    private static async Task<RepresentationId> ReadAsync(Scene scene, Acting by, ListStatements.Row statement, params FieldAnswer[] answers) =>
        (await scene.Get<MakeRepresentation.Handler>().RunAsync(by, new(statement.Excerpt.Node, Answers: answers), Cancel)).Value;

    private static FieldAnswer Kind(string term, FieldState state = FieldState.Stated) => new("kind", state, ["checkland-2025.kind." + term]);

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Proposing_adds_what_is_new_and_leaves_what_was_decided(Engine engine)
    {
        await using var scene = await MakeAsync(engine);
        var rows = await scene.ListAsync();
        Assert.Equal(["Inequalities in access have grown.", "People in the poorest streets die younger.", "Disparities in dentistry remain."], rows.Select(r => r.Text));
        Assert.All(rows, r => Assert.Equal(Standing.Proposed, r.Standing));
        Assert.Equal("inequality.inequality", rows[0].Entries[0]);
        Assert.True((await scene.Get<ChangeStatement.Handler>().RejectAsync(scene.By, rows[2].Id, Cancel)).Succeeded);
        Assert.True((await scene.Get<ChangeStatement.Handler>().AcceptAsync(scene.By, rows[0].Id, Cancel)).Succeeded);
        Assert.Equal(new ProposeStatements.Answer(0, 3, 0), (await scene.Get<ProposeStatements.Handler>().RunAsync(scene.By, scene.Source, Cancel)).Value);
        Assert.Equal([Standing.Accepted, Standing.Proposed, Standing.Rejected], (await scene.ListAsync()).Select(r => r.Standing));
        Assert.True((await scene.Get<Undo>().UndoAsync(scene.By, Cancel)).Succeeded);
        Assert.Equal(Standing.Proposed, (await scene.ListAsync())[0].Standing);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Statements_are_added_extended_split_and_merged(Engine engine)
    {
        await using var scene = await MakeAsync(engine);
        var change = scene.Get<ChangeStatement.Handler>();
        var roof = Text.IndexOf("We must", StringComparison.Ordinal);
        var added = (await change.AddAsync(scene.By, scene.Source, null, new(roof, roof + 22), Cancel)).Value;
        Assert.IsType<Refused>((await change.AddAsync(scene.By, scene.Source, null, new(roof + 3, roof + 9), Cancel)).Error);
        var first = (await scene.ListAsync())[0];
        Assert.IsType<Refused>((await change.MoveAsync(scene.By, first.Id, new(first.Span.Start, roof + 5), Cancel)).Error);
        Assert.True((await change.MergeAsync(scene.By, first.Id, added, Cancel)).Succeeded);
        var merged = (await scene.ListAsync())[0];
        Assert.Equal("Inequalities in access have grown. We must mend the roof.", merged.Text);
        Assert.Equal(Standing.Accepted, merged.Standing);
        Assert.True((await change.SplitAsync(scene.By, merged.Id, roof, Cancel)).Succeeded);
        Assert.Equal(["Inequalities in access have grown.", "We must mend the roof."], (await scene.ListAsync()).Take(2).Select(r => r.Text));
        Assert.True((await change.MoveAsync(scene.By, merged.Id, new(0, first.Span.End), Cancel)).Succeeded);
        Assert.StartsWith("The plan has", (await scene.ListAsync())[0].Text, StringComparison.Ordinal);
        Assert.IsType<Refused>((await change.SplitAsync(scene.By, merged.Id, 0, Cancel)).Error);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Readers_are_blind_until_both_have_finished_and_then_agree(Engine engine)
    {
        await using var scene = await MakeAsync(engine);
        var together = scene.Get<ReadTogether.Handler>();
        Assert.IsType<Refused>((await scene.Get<AssignReadings.Handler>().RunAsync(scene.By, null, [scene.By.Analyst, scene.Other.Analyst], Cancel)).Error);
        Assert.Equal(3, (await scene.Get<ChangeStatement.Handler>().AcceptAllAsync(scene.By, scene.Source, Cancel)).Value);
        Assert.IsType<Refused>((await scene.Get<AssignReadings.Handler>().RunAsync(scene.By, null, [scene.By.Analyst], Cancel)).Error);
        Assert.Equal(3, (await scene.Get<AssignReadings.Handler>().RunAsync(scene.By, null, [scene.By.Analyst, scene.Other.Analyst], Cancel)).Value.Given);
        var rows = await scene.ListAsync();
        await ReadAsync(scene, scene.By, rows[0], Kind("access-to-care") with { Note = "canary-of-ruth" });
        await ReadAsync(scene, scene.By, rows[1], Kind("life-expectancy"));
        Assert.IsType<Refused>((await scene.Get<FinishReading.Handler>().RunAsync(scene.By, rows[2].Id, Cancel)).Error);
        foreach (var row in rows.Take(2)) Assert.True((await scene.Get<FinishReading.Handler>().RunAsync(scene.By, row.Id, Cancel)).Succeeded);

        var closed = await together.RunAsync(scene.Other, null, Cancel);
        Assert.Empty(closed.Statements);
        Assert.Equal(3, closed.StillClosed);
        Assert.All(await scene.ListAsync(scene.Other), r => Assert.Null(r.Mine));
        Assert.Empty(await scene.Get<ListRepresentations.Handler>().RunAsync(scene.Other, new(), Cancel));
        Assert.Equal(0, (await scene.Get<ReadClarity.Handler>().RunAsync(scene.Other, ClarityOf.Analyst, scene.By.Analyst, Cancel)).Documents[0].Read);

        await ReadAsync(scene, scene.Other, rows[0], Kind("access-to-care"));
        await ReadAsync(scene, scene.Other, rows[1], Kind("health-status"));
        foreach (var row in rows.Take(2)) Assert.True((await scene.Get<FinishReading.Handler>().RunAsync(scene.Other, row.Id, Cancel)).Succeeded);
        var open = await together.RunAsync(scene.Other, null, Cancel);
        Assert.Equal((2, 1, 1, 2), (open.Statements.Count, open.StillClosed, open.ToSettle, open.Readers));
        var kind = open.Fields[0];
        Assert.Equal(1, kind.Percent.Value);
        Assert.False(kind.Alpha.IsDefined); // every state is the same: nothing beyond chance can be told
        Assert.Equal(1, kind.Differences);
        Assert.InRange(kind.Terms.Value, -1, 0.99);

        Assert.IsType<Refused>((await together.AgreeAsync(scene.By, rows[1].Id, [], "So.", Cancel)).Error);
        Assert.True((await together.AgreeAsync(scene.By, rows[1].Id, [Kind("life-expectancy")], "Dying is about length of life.", Cancel)).Succeeded);
        var settled = (await together.RunAsync(scene.Other, null, Cancel)).Statements[1];
        Assert.Equal("Ruth", settled.AgreedBy);
        Assert.Equal(2, settled.Sides.Count); // both originals stay
        Assert.Equal("Dying is about length of life.", settled.Why);
        var clarity = (await scene.Get<ReadClarity.Handler>().RunAsync(scene.By, ClarityOf.Consensus, null, Cancel)).Documents[0];
        Assert.Equal((3, 1, 1), (clarity.Statements, clarity.Read, clarity.Fields[0].Stated));
        Assert.IsType<Refused>((await together.AgreeAsync(scene.By, rows[1].Id, [], "So.", Cancel)).Error);
        Assert.True((await together.ReopenAsync(scene.By, rows[1].Id, Cancel)).Succeeded);
        Assert.Null((await together.RunAsync(scene.Other, null, Cancel)).Statements[1].Agreed);
        Assert.IsType<Refused>((await scene.Get<ChangeStatement.Handler>().MoveAsync(scene.By, rows[1].Id, new(rows[1].Span.Start, rows[1].Span.End - 1), Cancel)).Error);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_preview_from_suggestions_is_apart_and_says_so(Engine engine)
    {
        await using var scene = await MakeAsync(engine);
        var preview = await scene.Get<ReadClarity.Handler>().RunAsync(scene.By, ClarityOf.Suggestions, null, Cancel);
        Assert.True(preview.IsPreview);
        Assert.Equal((3, 3), (preview.Documents[0].Statements, preview.Documents[0].Read));
        Assert.Equal(2, preview.Documents[0].Fields[0].Stated);
        Assert.Empty((await scene.Get<ReadClarity.Handler>().RunAsync(scene.By, ClarityOf.Consensus, null, Cancel)).Documents);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Statements_that_count_once_are_counted_once(Engine engine)
    {
        await using var scene = await MakeAsync(engine);
        var change = scene.Get<ChangeStatement.Handler>();
        await change.AcceptAllAsync(scene.By, scene.Source, Cancel);
        var rows = await scene.ListAsync();
        Assert.True((await change.CountWithAsync(scene.By, rows[2].Id, rows[0].Id, Cancel)).Succeeded);
        Assert.IsType<Refused>((await change.CountWithAsync(scene.By, rows[0].Id, rows[1].Id, Cancel)).Error);
        Assert.IsType<Refused>((await change.CountWithAsync(scene.By, rows[1].Id, rows[2].Id, Cancel)).Error);
        Assert.Equal(2, (await scene.Get<ReadClarity.Handler>().RunAsync(scene.By, ClarityOf.Consensus, null, Cancel)).Documents[0].Statements);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_counted_with_a_statement_that_is_left_out_goes_on_counting_once_and_undo_ties_it_as_it_was(Engine engine)
    {
        await using var scene = await MakeAsync(engine);
        var change = scene.Get<ChangeStatement.Handler>();
        var rows = await scene.ListAsync();
        Assert.Contains("only proposed", Assert.IsType<Refused>((await change.CountWithAsync(scene.By, rows[1].Id, rows[0].Id, Cancel)).Error).Message, StringComparison.Ordinal);
        await change.AcceptAllAsync(scene.By, scene.Source, Cancel);
        foreach (var follower in rows.Skip(1)) Assert.True((await change.CountWithAsync(scene.By, follower.Id, rows[0].Id, Cancel)).Succeeded);
        async Task<(IEnumerable<StatementId?> With, int Counted)> CountsAsync() => ((await scene.ListAsync()).Select(r => r.CountsWith), (await scene.Get<ReadClarity.Handler>().RunAsync(scene.By, ClarityOf.Consensus, null, Cancel)).Documents.Sum(d => d.Statements));
        StatementId?[] tied = [null, rows[0].Id, rows[0].Id];
        var before = await CountsAsync();
        Assert.Equal(tied, before.With);
        Assert.Equal(1, before.Counted);

        Assert.True((await change.RejectAsync(scene.By, rows[0].Id, Cancel)).Succeeded);
        var after = await CountsAsync();
        Assert.Equal([null, null, rows[1].Id], after.With);
        Assert.Equal(1, after.Counted);
        Assert.Contains("left out", Assert.IsType<Refused>((await change.CountWithAsync(scene.By, rows[1].Id, rows[0].Id, Cancel)).Error).Message, StringComparison.Ordinal);
        Assert.True((await scene.Get<Undo>().UndoAsync(scene.By, Cancel)).Succeeded);
        Assert.Equal(tied, (await CountsAsync()).With);

        // The last that is left counts by itself, and may be read.
        Assert.True((await change.RejectAsync(scene.By, rows[1].Id, Cancel)).Succeeded);
        Assert.True((await change.RejectAsync(scene.By, rows[0].Id, Cancel)).Succeeded);
        // What was left out before would count with it, were it taken in again.
        Assert.Equal([null, rows[2].Id, null], (await CountsAsync()).With);
        Assert.Equal(1, (await scene.Get<AssignReadings.Handler>().RunAsync(scene.By, null, [scene.By.Analyst, scene.Other.Analyst], Cancel)).Value.Given);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_counts_with_a_statement_of_a_document_in_the_bin_counts_once_without_it_and_with_it_again(Engine engine)
    {
        await using var scene = await MakeAsync(engine);
        var (change, bin) = (scene.Get<ChangeStatement.Handler>(), scene.Get<BinSource.Handler>());
        var newer = await scene.Bench.AddTextAsync(scene.By, "Newer plan", "Inequalities in access have grown.", SourceKind.Document);
        Assert.True((await scene.Get<ProposeStatements.Handler>().RunAsync(scene.By, newer, Cancel)).Succeeded);
        foreach (var source in new[] { scene.Source, newer }) Assert.True((await change.AcceptAllAsync(scene.By, source, Cancel)).Succeeded);
        var rows = await scene.ListAsync();
        foreach (var follower in rows.Take(2)) Assert.True((await change.CountWithAsync(scene.By, follower.Id, rows[3].Id, Cancel)).Succeeded);
        Assert.Equal([rows[3].Id, rows[3].Id, null, null], (await scene.ListAsync()).Select(r => r.CountsWith));

        Assert.True((await bin.RunAsync(scene.By, newer, true, Cancel)).Succeeded);
        Assert.Equal([null, rows[0].Id, null], (await scene.ListAsync()).Select(r => r.CountsWith));
        Assert.Equal(2, (await scene.Get<ReadClarity.Handler>().RunAsync(scene.By, ClarityOf.Consensus, null, Cancel)).Documents[0].Statements);
        Assert.Contains("in the bin", Assert.IsType<Refused>((await change.CountWithAsync(scene.By, rows[2].Id, rows[3].Id, Cancel)).Error).Message, StringComparison.Ordinal);
        Assert.True((await bin.RunAsync(scene.By, newer, false, Cancel)).Succeeded);
        Assert.Equal([rows[3].Id, rows[3].Id, null, null], (await scene.ListAsync()).Select(r => r.CountsWith));

        // A third joins them while the first is away: the one that stood in for it leads from then on.
        Assert.True((await bin.RunAsync(scene.By, newer, true, Cancel)).Succeeded);
        Assert.True((await change.CountWithAsync(scene.By, rows[2].Id, rows[0].Id, Cancel)).Succeeded);
        Assert.Equal([null, rows[0].Id, rows[0].Id], (await scene.ListAsync()).Select(r => r.CountsWith));
        Assert.True((await bin.RunAsync(scene.By, newer, false, Cancel)).Succeeded);
        Assert.Equal([null, rows[0].Id, rows[0].Id, rows[0].Id], (await scene.ListAsync()).Select(r => r.CountsWith));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task The_register_says_what_a_document_is(Engine engine)
    {
        await using var scene = await MakeAsync(engine, propose: false);
        var describe = scene.Get<DescribeDocument.Handler>();
        var older = await scene.Bench.AddTextAsync(scene.By, "Older plan", "Words.", SourceKind.Document);
        Assert.True((await describe.RunAsync(scene.By, scene.Source, new("The town", new(2025, 1, 30), "in force", "Dentistry", "https://example.org", older), Cancel)).Succeeded);
        Assert.IsType<Refused>((await describe.RunAsync(scene.By, scene.Source, new("", null, "", "", "", scene.Source), Cancel)).Error);
        var rows = await describe.ListAsync(scene.By.Project, Cancel);
        Assert.Equal(("The town", older), (rows[0].Said!.Publisher, rows[0].Said!.Supersedes));
        Assert.Null(rows[1].Said);
        // An erased document leaves no line and no tie behind.
        await using var db = await scene.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        Assert.Equal(1, await db.Set<PolicyDocument>().CountAsync(Cancel));
    }

    [Fact]
    public async Task A_project_without_statements_has_nothing_to_compare()
    {
        await using var scene = await MakeAsync(Engine.Sqlite, propose: false);
        var answer = await scene.Get<ReadTogether.Handler>().RunAsync(scene.By, null, Cancel);
        Assert.Empty(answer.Statements);
        Assert.All(answer.Fields, f => Assert.False(f.Percent.IsDefined));
        Assert.IsType<Refused>((await scene.Get<ChangeStatement.Handler>().AcceptAllAsync(scene.By, scene.Source, Cancel)).Error);
    }
}
