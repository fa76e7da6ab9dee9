using Microsoft.EntityFrameworkCore;
using Throughline.Exchange.Logs;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Exchange.Tests;

public class LogTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Engine, string> Tampered
    {
        get
        {
            var data = new TheoryData<Engine, string>();
            foreach (var engine in new[] { Engine.Sqlite, Engine.PostgreSql })
                foreach (var how in new[] { "changed", "deleted", "swapped", "truncated", "value", "sealed" }) data.Add(engine, how);
            return data;
        }
    }

    [Theory, MemberData(nameof(Tampered))]
    public async Task What_is_changed_deleted_swapped_or_cut_off_in_the_database_is_named(Engine engine, string how)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var fixture = await Fixture.MakeAsync(bench);
        var project = fixture.Ruth.Project;
        var sound = await bench.Get<VerifyLog>().RunAsync(project, Cancel);
        Assert.True(sound.Holds, string.Join("\n", sound.Faults.Select(f => f.Message)));
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
        {
            var entries = db.Set<LogEntry>().Where(e => e.Project == project);
            switch (how)
            {
                case "changed": await entries.Where(e => e.Seq == 5).ExecuteUpdateAsync(set => set.SetProperty(e => e.Details, "{\"a\":1}"), Cancel); break;
                case "deleted": await entries.Where(e => e.Seq == 5).ExecuteDeleteAsync(Cancel); break;
                case "swapped":
                    await entries.Where(e => e.Seq == 5).ExecuteUpdateAsync(set => set.SetProperty(e => e.Seq, 1000), Cancel);
                    await entries.Where(e => e.Seq == 6).ExecuteUpdateAsync(set => set.SetProperty(e => e.Seq, 5), Cancel);
                    await entries.Where(e => e.Seq == 1000).ExecuteUpdateAsync(set => set.SetProperty(e => e.Seq, 6), Cancel);
                    break;
                case "truncated": await entries.Where(e => e.Seq > sound.Entries - 2).ExecuteDeleteAsync(Cancel); break;
                case "value": await db.Set<LogValue>().Where(v => v.Project == project && v.Seq == 5 && v.Ordinal == 0).ExecuteUpdateAsync(set => set.SetProperty(v => v.After, "{}"), Cancel); break;
                // An entry that calls itself sealed, though no archive brought it, is a changed one.
                case "sealed": await entries.Where(e => e.Seq == 5).ExecuteUpdateAsync(set => set.SetProperty(e => e.Action, Chain.Sealed), Cancel); break;
            }
        }
        var found = await bench.Get<VerifyLog>().RunAsync(project, Cancel);
        Assert.False(found.Holds);
        var (kind, words) = how switch
        {
            "changed" => (LogFaultKind.Changed, "Entry 5 ("),
            "sealed" => (LogFaultKind.Changed, "Entry 5 (sealed) has been changed"),
            "deleted" => (LogFaultKind.Missing, "Entry 5 is missing."),
            "swapped" => (LogFaultKind.Swapped, "Entries 5 and 6 have been swapped."),
            "truncated" => (LogFaultKind.Truncated, $"The end is missing: the log should have {sound.Entries} entries and has {sound.Entries - 2}."),
            _ => (LogFaultKind.ValuesChanged, "A value of entry 5"),
        };
        Assert.Contains(found.Faults, f => f.Kind == kind && f.Message.StartsWith(words, StringComparison.Ordinal));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task The_log_is_filtered_and_hides_what_is_closed(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var fixture = await Fixture.MakeAsync(bench);
        var read = bench.Get<ReadLog.Handler>();
        var codings = await read.RunAsync(fixture.Ruth, new(Analyst: fixture.Omar.Analyst, Action: "coding"), Cancel);
        var one = Assert.Single(codings.Entries);
        Assert.Equal("coding.add", one.Action);
        Assert.NotEmpty(await read.ValuesAsync(fixture.Ruth, one.Seq, Cancel));
        Assert.Empty((await read.RunAsync(fixture.Ruth, new(To: new DateOnly(2001, 1, 1)), Cancel)).Entries);
        var first = await read.RunAsync(fixture.Ruth, new(Take: 3), Cancel);
        Assert.True(first.More);
        Assert.Equal(first.Entries[^1].Seq - 1, (await read.RunAsync(fixture.Ruth, new(Take: 3, Before: first.Entries[^1].Seq), Cancel)).Entries[0].Seq);

        await bench.Get<Assign.Handler>().RunAsync(fixture.Ruth, fixture.Interview1.Node, [fixture.Ruth.Analyst, fixture.Omar.Analyst], Cancel);
        var closed = await read.RunAsync(fixture.Ruth, new(Analyst: fixture.Omar.Analyst, Action: "coding"), Cancel);
        Assert.Empty(closed.Entries);
        Assert.True(closed.SomeAreClosed);
        Assert.Empty(await read.ValuesAsync(fixture.Ruth, one.Seq, Cancel));
        using var export = new MemoryStream();
        await read.ExportAsync(fixture.Ruth, new(), "csv", export, Cancel);
        Assert.DoesNotContain(one.Hash + "\r\n", System.Text.Encoding.UTF8.GetString(export.ToArray()), StringComparison.Ordinal);
    }
}
