using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Words.Tests;

public class CommandTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pseudonyms_and_erase_print_json_of_the_documented_shapes()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "One", "Oduya waits for Quokkavale.");
        await bench.Get<Database>().BackUpAsync(bench.Get<Database>().BackupFolder, "test", Cancel);
        var names = bench.Folder.File("names.csv");
        await File.WriteAllTextAsync(names, "name,pseudonym\nOduya,Marlow\n", Cancel);

        var (exit, preview, _) = await RunAsync(bench, "pseudonyms", "apply", "Trial", names, "--preview", "--json");
        Assert.Equal((0, """{"source":1,"title":"One","start":0,"before":"","name":"Oduya","after":" waits for Quokkavale.","pseudonym":"Marlow"}"""), (exit, JsonNode.Parse(preview)!["replacements"]![0]!.ToJsonString()));
        (exit, var applied, _) = await RunAsync(bench, "pseudonyms", "apply", "Trial", names, "--json");
        Assert.Equal((0, "replaced,sources,originalsDropped,originalsKept,changed,left", 1), (exit, KeysOf(applied), JsonNode.Parse(applied)!["replaced"]!.GetValue<int>()));

        (exit, var erased, _) = await RunAsync(bench, "erase", "Trial", "name", "Quokkavale", "--why", "withdrawn", "--delete-backups", "--json");
        Assert.Equal((0, "erased,changed,quoting,stillHeld,backupsDeleted,backupsLeft,left", 1), (exit, KeysOf(erased), JsonNode.Parse(erased)!["backupsDeleted"]!.GetValue<int>()));
        Assert.Equal("Marlow waits for ██████████.", (await CorrectionTests.ReadAsync(bench, by, source)).Text);
        (exit, _, var complaint) = await RunAsync(bench, "erase", "Trial", "speaker", "P9");
        Assert.Equal(1, exit);
        Assert.Contains("no speaker \"P9\"", complaint, StringComparison.Ordinal);
        (exit, var gone, _) = await RunAsync(bench, "erase", "Trial", "source", "1", "--why", "mistake", "--json");
        Assert.Equal((0, "source 1, \"One\""), (exit, JsonNode.Parse(gone)!["erased"]!.GetValue<string>()));

        // Without a reason it goes all the same, and the log says that none of those was stated.
        await bench.AddTextAsync(by, "Two", "Bilby waits.");
        Assert.Equal(0, (await RunAsync(bench, "erase", "Trial", "name", "Bilby")).Exit);
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        Assert.Contains("\"other\"", (await db.Set<LogEntry>().AsNoTracking().OrderByDescending(e => e.Seq).FirstAsync(Cancel)).Details, StringComparison.OrdinalIgnoreCase);
    }

    private static string KeysOf(string json) => string.Join(',', JsonNode.Parse(json)!.AsObject().Select(p => p.Key));

    private static async Task<(int Exit, string Out, string Error)> RunAsync(TestWorkbench bench, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "throughline.dll"), .. args, "--database", bench.Address.Value]) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = System.Text.Encoding.UTF8 };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(Cancel);
        var output = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, output, await error);
    }
}
