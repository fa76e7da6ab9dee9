using System.Diagnostics;
using System.Text.Json.Nodes;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Search.Tests;

public sealed class SearchCommandTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<(int Exit, string Out, string Error)> RunAsync(TestWorkbench bench, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "throughline.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["THROUGHLINE_DATABASE"] = bench.Address.Value;
        start.Environment["HOME"] = start.Environment["XDG_DATA_HOME"] = bench.Folder.FullPath;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        var error = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await output, error);
    }

    [Fact]
    public async Task Search_prints_lines_for_people_and_json_of_the_documented_shape()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        await bench.AddTextAsync(by, "Interview 7", "Introductions.\nIt means the conditions people are living in. Damp, wages, whether there is a bus.");

        var lines = await RunAsync(bench, "search", "Trial", "damp", "--kwic", "3");
        Assert.Equal((0, ""), (lines.Exit, lines.Error));
        Assert.Equal("1  Interview 7\n¶2             … are living in. [Damp], wages, whether there …\n\n1 hit in 1 passage of 1 source.\n", lines.Out.ReplaceLineEndings("\n"));

        var json = JsonNode.Parse((await RunAsync(bench, "search", "Trial", "damp", "--json")).Out)!;
        Assert.Equal(["query", "passages", "hits", "sources", "complete", "notices", "results"], json.AsObject().Select(p => p.Key));
        Assert.Equal(["source", "title", "paragraph", "page", "speaker", "start", "end", "left", "found", "right"], json["results"]![0]!.AsObject().Select(p => p.Key));
        Assert.Equal("Damp", json["results"]![0]!["found"]!.GetValue<string>());
        Assert.True(json["complete"]!.GetValue<bool>());

        var wrong = await RunAsync(bench, "search", "Trial", "damp AND (", "--json");
        Assert.Equal((1, ""), (wrong.Exit, wrong.Out));
        Assert.Contains("(at character ", wrong.Error, StringComparison.Ordinal);
    }
}
