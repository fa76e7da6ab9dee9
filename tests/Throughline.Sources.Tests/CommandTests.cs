using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Sources.Tests;

public class CommandTests
{
    private const string Wil = "In year 1 we will meet.\n\nIn year 2 we will meet.\n\nIn year 3 we will meet.\n\nIn year 4 we will meet.\n\nIn year 5 we will meet.\n\nIn year 6 we will meet.\n\nIn year 7 we will meet.\n\nIn year 8 we will meet.\n\nIn year 9 we will meet.\n\nIn year 10 we will meet.\n\nThen we wil rest.\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The value's shape: its keys, and the kinds of what they hold.</summary>
    private static string ShapeOf(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject o => "{" + string.Join(", ", o.Select(p => $"{p.Key}: {ShapeOf(p.Value)}")) + "}",
        JsonArray a => "[" + (a.Count == 0 ? "" : ShapeOf(a[0])) + "]",
        _ => node.GetValueKind() switch { JsonValueKind.String => Guid.TryParse(node.GetValue<string>(), out _) ? "id" : "string", JsonValueKind.Number => "number", _ => "bool" },
    };

    [Fact]
    public async Task Import_sources_and_text_print_json_of_the_documented_shapes()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (database, home) = (bench.Address.Value, bench.Folder.FullPath);
        var interviews = Directory.CreateDirectory(bench.Folder.File("interviews")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(interviews, "P1.txt"), Made.Interview(), Cancel);
        await File.WriteAllBytesAsync(Path.Combine(interviews, ".hidden.txt"), Made.Interview(3), Cancel);
        var plan = bench.Folder.File("Plan.md");
        await File.WriteAllTextAsync(plan, Wil, Cancel);
        Assert.Equal(0, (await Program.RunAsync(database, home, "project", "create", "Trial", "--analyst", "Ruth")).Exit);

        var import = await Program.RunAsync(database, home, "import", "Trial", interviews, plan, "--json");
        Assert.Equal((0, ""), (import.Exit, import.Error));
        var imported = JsonNode.Parse(import.Out)!;
        Assert.Equal("{job: id, state: string, message: null, files: [{name: string, state: string, message: string, source: id}]}", ShapeOf(imported));
        Assert.Equal(["interviews/P1.txt", "Plan.md"], imported["files"]!.AsArray().Select(f => f!["name"]!.GetValue<string>()));
        Assert.Equal("done", imported["state"]!.GetValue<string>());

        var sources = await Program.RunAsync(database, home, "sources", "Trial", "--json");
        var listed = JsonNode.Parse(sources.Out)!;
        Assert.Equal("[{id: id, number: number, title: string, kind: string, file: string, revision: number, characters: number, words: number, turns: number, speakers: number, turnsConfirmed: bool, consent: null, date: null, importedAt: string, binnedAt: null}]", ShapeOf(listed));
        Assert.Equal("transcript", listed[0]!["kind"]!.GetValue<string>());

        var text = await Program.RunAsync(database, home, "text", "Trial", "2", "--json");
        var shape = ShapeOf(JsonNode.Parse(text.Out));
        Assert.Equal("{source: id, number: number, title: string, revision: number, sha256: string, characters: number, words: number, order: null, blocks: [{start: number, end: number, kind: string, level: number, table: number, row: number, column: number, isHeader: bool}], pages: [], marks: [], repairs: [{start: number, end: number, was: string, replacement: string, kind: string, reason: string}], cautions: [], text: string}", shape);
    }

    [Fact]
    public async Task Text_prints_the_stored_bytes_and_their_hash_with_and_without_repairs()
    {
        using var folder = new TempFolder();
        var file = folder.File("Plan.md");
        await File.WriteAllTextAsync(file, "\uFEFF" + Wil.Replace("\n", "\r\n", StringComparison.Ordinal), Cancel);
        var expected = Wil.Replace("\n\n", "\n", StringComparison.Ordinal).TrimEnd();

        var plain = await Program.RunAsync(folder.File("none.db"), folder.FullPath, "text", "--file", file);
        Assert.Equal((0, ""), (plain.Exit, plain.Error));
        Assert.Equal(Encoding.UTF8.GetBytes(expected), plain.Out);
        var mended = await Program.RunAsync(folder.File("none.db"), folder.FullPath, "text", "--file", file, "--accept-repairs");
        Assert.Equal(expected.Replace("wil ", "will ", StringComparison.Ordinal), Encoding.UTF8.GetString(mended.Out));
        var json = JsonNode.Parse((await Program.RunAsync(folder.File("none.db"), folder.FullPath, "text", "--file", file, "--json")).Out)!;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(plain.Out)), json["sha256"]!.GetValue<string>());
        Assert.Equal("Plan.md", json["file"]!.GetValue<string>());
        Assert.False(File.Exists(folder.File("none.db")));
    }

    [Fact]
    public async Task What_import_brought_in_text_gives_back_revision_by_revision()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (database, home) = (bench.Address.Value, bench.Folder.FullPath);
        var plan = bench.Folder.File("Plan.md");
        await File.WriteAllTextAsync(plan, Wil, Cancel);
        await Program.RunAsync(database, home, "project", "create", "Trial", "--analyst", "Ruth");
        await Program.RunAsync(database, home, "import", "Trial", plan, "--accept-repairs");
        var first = await Program.RunAsync(database, home, "text", "Trial", "Plan", "--revision", "1");
        var current = await Program.RunAsync(database, home, "text", "Trial", "Plan");
        var fromFile = await Program.RunAsync(database, home, "text", "--file", plan);
        Assert.Equal(fromFile.Out, first.Out);
        Assert.EndsWith("Then we will rest.", Encoding.UTF8.GetString(current.Out), StringComparison.Ordinal);
        var none = await Program.RunAsync(database, home, "text", "Trial", "Plan", "--revision", "3");
        Assert.Equal(1, none.Exit);
        Assert.Contains("no revision 3; it has 1, 2", none.Error, StringComparison.Ordinal);
        Assert.Empty(none.Out);
    }

    [Fact]
    public async Task A_refused_file_makes_the_command_fail_and_the_others_come_in()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (database, home) = (bench.Address.Value, bench.Folder.FullPath);
        await Program.RunAsync(database, home, "project", "create", "Trial", "--analyst", "Ruth");
        await File.WriteAllBytesAsync(bench.Folder.File("empty.txt"), [], Cancel);
        await File.WriteAllBytesAsync(bench.Folder.File("P1.txt"), Made.Interview(), Cancel);
        var import = await Program.RunAsync(database, home, "import", "Trial", bench.Folder.File("empty.txt"), bench.Folder.File("P1.txt"));
        Assert.Equal(1, import.Exit);
        var lines = Encoding.UTF8.GetString(import.Out).TrimEnd().Split('\n');
        Assert.StartsWith("empty.txt: refused. ", lines[0], StringComparison.Ordinal);
        Assert.Equal("P1.txt: 24 turns, 2 speakers", lines[1]);
        var missing = await Program.RunAsync(database, home, "import", "Trial", bench.Folder.File("nowhere.txt"));
        Assert.Equal(1, missing.Exit);
        Assert.Contains("There is no file or folder", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_survey_is_mapped_by_options()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (database, home) = (bench.Address.Value, bench.Folder.FullPath);
        await Program.RunAsync(database, home, "project", "create", "Trial", "--analyst", "Ruth");
        await File.WriteAllTextAsync(bench.Folder.File("survey.csv"), "Resp,Age,Sector,Why\nR1,34,NHS,Money above all\nR2,51,Council,Nobody says which\n", Cancel);
        var import = await Program.RunAsync(database, home, "import", "Trial", bench.Folder.File("survey.csv"), "--case", "Resp", "--attributes", "Age:number,Sector", "--answers", "Why");
        Assert.Equal((0, "survey.csv: 2 cases, 2 answers, 2 attributes\n"), (import.Exit, Encoding.UTF8.GetString(import.Out)));
        var text = await Program.RunAsync(database, home, "text", "Trial", "R2 · Why");
        Assert.Equal("Nobody says which", Encoding.UTF8.GetString(text.Out));
    }

    [Fact]
    public async Task A_folders_recordings_are_refused_by_their_first_bytes_and_what_has_no_room_is_not_read()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (database, home) = (bench.Address.Value, bench.Folder.FullPath);
        await Program.RunAsync(database, home, "project", "create", "Trial", "--analyst", "Ruth");
        var folder = Directory.CreateDirectory(bench.Folder.File("field")).FullName;
        // Ten recordings of 90 MB together hold more than one import may; they take no room of the interview after them.
        for (var i = 0; i < 10; i++)
        {
            await using var sound = File.Create(Path.Combine(folder, $"call {i}.mp3"));
            await sound.WriteAsync("ID3"u8.ToArray(), Cancel);
            sound.SetLength(90L << 20);
        }
        await File.WriteAllBytesAsync(Path.Combine(folder, "P1.txt"), Made.Interview(), Cancel);
        await File.WriteAllBytesAsync(Path.Combine(folder, "notes.xyz"), Made.Utf8("Notes."), Cancel);
        var import = await Program.RunAsync(database, home, "import", "Trial", folder);
        var lines = Encoding.UTF8.GetString(import.Out).TrimEnd().Split('\n');
        Assert.Equal((1, 12), (import.Exit, lines.Length));
        Assert.Equal(10, lines.Count(l => l.Contains("is a sound recording, which cannot be read here. ", StringComparison.Ordinal) && l.EndsWith("Transcribe it and add the transcript.", StringComparison.Ordinal)));
        Assert.Contains("field/P1.txt: 24 turns, 2 speakers", lines);
        Assert.Contains(lines, l => l.Contains("\"notes.xyz\" ends in .xyz, which cannot be read here.", StringComparison.Ordinal));
        Assert.Contains("call 2.mp3", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_feed_in_a_files_name_is_a_blank_in_its_title_and_no_second_line()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("No file can be so called on Windows.");
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (database, home) = (bench.Address.Value, bench.Folder.FullPath);
        await Program.RunAsync(database, home, "project", "create", "Trial", "--analyst", "Ruth");
        var odd = bench.Folder.File("Ward\n7\u0007 nurse.txt");
        await File.WriteAllBytesAsync(odd, Made.Interview(), Cancel);
        var import = await Program.RunAsync(database, home, "import", "Trial", odd);
        Assert.Equal("Ward\\n7\\u0007 nurse.txt: 24 turns, 2 speakers", Encoding.UTF8.GetString(import.Out).TrimEnd());
        var listed = JsonNode.Parse((await Program.RunAsync(database, home, "sources", "Trial", "--json")).Out)!.AsArray()[0]!;
        Assert.Equal(("Ward 7 nurse", "Ward\n7\u0007 nurse.txt"), (listed["title"]!.GetValue<string>(), listed["file"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("mysql://h/x", "\"mysql://h/x\" is an address of a kind that is not read here.")]
    [InlineData("sqlite:///work.db", "give its path, such as work.db")]
    [InlineData("mongodb://ruth:secret@h/x", "\"mongodb://…@h/x\" is an address")]
    public async Task An_address_of_another_kind_of_database_is_refused_and_makes_no_folder(string address, string said)
    {
        using var folder = new TempFolder();
        var refused = await Program.RunAsync(folder.File("none.db"), folder.FullPath, "project", "list", "--database", address);
        Assert.Equal((1, ""), (refused.Exit, Encoding.UTF8.GetString(refused.Out)));
        Assert.Contains(said, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(address[..(address.IndexOf(':', StringComparison.Ordinal) + 1)]));
        Assert.Equal(folder.File("a b.db"), DatabaseAddress.Parse(new Uri(folder.File("a b.db")).AbsoluteUri).Value.Value);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_sentence()
    {
        using var folder = new TempFolder();
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var refused = await Program.RunAsync(folder.File("work.db"), folder.FullPath, "serve", "--no-browser", "--port", port);
        taken.Stop();
        Assert.Equal(1, refused.Exit);
        Assert.StartsWith($"Port {port} on this machine cannot be used: ", refused.Error, StringComparison.Ordinal);
        Assert.Single(refused.Error.TrimEnd().Split('\n'));
        var none = await Program.RunAsync(folder.File("work.db"), folder.FullPath, "serve", "--no-browser", "--port", "99999");
        Assert.Equal((1, "A port is a number from 0 to 65535; this is 99999. Choose another with --port, or leave it out."), (none.Exit, none.Error.TrimEnd()));
    }
}
