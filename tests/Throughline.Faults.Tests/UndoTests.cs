namespace Throughline.Faults.Tests;

/// <summary>Walks all actions that the composition declares: each refuses undo with its reason, or undo puts every logged row back as it was.</summary>
public class UndoTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Every_declared_action_is_undone_and_done_again_or_says_why_not(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var faults = new List<string>();
        foreach (var action in bench.Get<IEnumerable<LogAction>>().OrderBy(a => a.Name, StringComparer.Ordinal))
        {
            if (Scenarios.All.TryGetValue(action.Name, out var scenario)) faults.AddRange((await TryAsync(bench, action, scenario)).Select(fault => $"{action.Name}: {fault}"));
            else if (action.CannotUndo is null) faults.Add($"{action.Name}: nothing here performs it. Add it to {nameof(Scenarios)}, or say in its {nameof(LogAction)} why it cannot be undone.");
            if (action.CannotUndo is { } reason && (reason.Length < 20 || !reason.EndsWith('.'))) faults.Add($"{action.Name}: \"{reason}\" does not tell a person why, and what to do instead.");
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Fact]
    public async Task Every_scenario_is_of_an_action_that_is_declared()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var declared = bench.Get<IEnumerable<LogAction>>().Select(a => a.Name).ToHashSet();
        Assert.DoesNotContain(Scenarios.All.Keys, name => !declared.Contains(name));
    }

    private static async Task<List<string>> TryAsync(TestWorkbench bench, LogAction action, Scenario scenario)
    {
        var faults = new List<string>();
        var scene = await Scene.MakeAsync(bench, Cancel);
        var act = await scenario.Prepare(scene);
        var before = await LoggedRows.ReadAsync(bench, Cancel);
        var last = await bench.Get<CurrentSeq>().OfAsync(scene.By.Project, Cancel);
        await act();
        var after = await LoggedRows.ReadAsync(bench, Cancel);
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
        {
            var written = await db.Set<LogEntry>().Where(e => e.Project == scene.By.Project && e.Seq > last).OrderBy(e => e.Seq).Select(e => e.Action).ToListAsync(Cancel);
            if (written is not [var only] || only != action.Name) return [$"the log got {(written.Count == 0 ? "nothing" : string.Join(", ", written))} instead of it"];
        }

        var undo = bench.Get<Undo>();
        var undone = await undo.UndoAsync(scene.By, Cancel);
        if (action.CannotUndo is { } reason)
        {
            if (undone.Succeeded || undone.Error.Message != reason) faults.Add($"undo should be refused with its reason, and gave: {(undone.Succeeded ? "done" : undone.Error.Message)}");
            return faults;
        }
        if (before.SetEquals(after)) faults.Add("nothing changed, so nothing was tried");
        if (!undone.Succeeded) return [$"undo was refused: {undone.Error.Message}"];
        await CompareAsync(before, "undo");

        var redone = await undo.RedoAsync(scene.By, Cancel);
        if (scenario.CannotRedo)
        {
            if (redone.Succeeded) faults.Add("redo was expected to be refused");
            await CompareAsync(before, "the refused redo");
        }
        else
        {
            if (!redone.Succeeded) return [.. faults, $"redo was refused: {redone.Error.Message}"];
            await CompareAsync(after, "redo");
            var again = await undo.UndoAsync(scene.By, Cancel);
            if (!again.Succeeded) return [.. faults, $"the second undo was refused: {again.Error.Message}"];
            await CompareAsync(before, "the second undo");
        }
        var verified = await bench.Get<VerifyLog>().RunAsync(scene.By.Project, Cancel);
        faults.AddRange(verified.Faults.Select(f => f.Message));
        return faults;

        async Task CompareAsync(SortedSet<string> wanted, string what)
        {
            var difference = LoggedRows.Difference(wanted, await LoggedRows.ReadAsync(bench, Cancel));
            if (difference.Length > 0) faults.Add($"after {what}:\n{difference}");
        }
    }
}
