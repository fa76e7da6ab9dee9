using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Exchange.Archives;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Exchange.Tests;

public class ArchiveTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite, Engine.Sqlite), InlineData(Engine.Sqlite, Engine.PostgreSql), InlineData(Engine.PostgreSql, Engine.Sqlite), InlineData(Engine.PostgreSql, Engine.PostgreSql)]
    public async Task A_project_comes_back_row_for_row_on_either_engine(Engine from, Engine into)
    {
        await using var bench = await TestWorkbench.OpenAsync(from);
        var fixture = await Fixture.MakeAsync(bench);
        await fixture.WriteThemeAsync();
        await Fixture.MakeAsync(bench, "Another project"); // its rows must not travel
        var archive = await MakeAsync(bench, fixture.Ruth);

        await using var other = await TestWorkbench.OpenAsync(into);
        await Fixture.MakeAsync(other, "A third project");
        var restored = await other.Get<RestoreArchive.Handler>().RunAsync(new MemoryStream(archive), Cancel);
        Assert.True(restored.Succeeded, restored.Error?.Message);
        Assert.True(restored.Value.Log.Holds, string.Join("\n", restored.Value.Log.Faults.Select(f => f.Message)));

        var (before, after) = (await RowsAsync(bench, fixture.Ruth.Project), await RowsAsync(other, fixture.Ruth.Project));
        Assert.Equal(before.Keys, after.Keys);
        foreach (var table in before.Keys.Where(t => !t.StartsWith("log_", StringComparison.Ordinal))) Assert.Equal(before[table], after[table]);
        Assert.NotEmpty(before["source_original"]);
        Assert.NotEmpty(before["coding_quotation"]);
        // The log is the same but for the entry that says it was restored.
        Assert.Equal(before["log_entry"], after["log_entry"].SkipLast(1));
        Assert.Contains("project.restore", after["log_entry"][^1], StringComparison.Ordinal);
        Assert.Equal(before["log_value"], after["log_value"]);
        Assert.True((await bench.Get<VerifyLog>().RunAsync(fixture.Ruth.Project, Cancel)).Holds);
        Assert.True((await other.Get<VerifyLog>().RunAsync(fixture.Ruth.Project, Cancel)).Holds);
    }

    internal static async Task<byte[]> MakeAsync(TestWorkbench bench, Acting by, ArchiveForm form = ArchiveForm.Full, string[]? names = null)
    {
        using var stream = new MemoryStream();
        var made = await bench.Get<ArchiveProject.Handler>().RunAsync(by, new(form, names), stream, Cancel);
        Assert.True(made.Succeeded, made.Error?.Message);
        return stream.ToArray();
    }

    internal static async Task<SortedDictionary<string, List<string>>> RowsAsync(TestWorkbench bench, ProjectId project)
    {
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var all = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var table in ProjectRows.Tables(db.Model))
        {
            var rows = all[table.Name] = [];
            await foreach (var row in ProjectRows.ReadAsync(db, table, project, Cancel))
                rows.Add(ProjectRows.ToJson(table, row).ToJsonString() + string.Concat(table.FileProperties.Select(p => Convert.ToBase64String(ProjectRows.FileOf(table, row, p) ?? []))));
        }
        return all;
    }
}
