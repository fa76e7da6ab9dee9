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

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_project_that_is_here_already_is_left_alone(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var fixture = await Fixture.MakeAsync(bench);
        var archive = await MakeAsync(bench, fixture.Ruth);
        var before = await RowsAsync(bench, fixture.Ruth.Project);
        var again = await bench.Get<RestoreArchive.Handler>().RunAsync(new MemoryStream(archive), Cancel);
        Assert.IsType<Refused>(again.Error);
        Assert.Contains("is here already", again.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(before, await RowsAsync(bench, fixture.Ruth.Project));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task An_archive_made_by_one_analyst_holds_nothing_of_the_others_closed_reading_and_its_log_still_verifies(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var fixture = await Fixture.MakeAsync(bench);
        await bench.Get<Assign.Handler>().RunAsync(fixture.Ruth, fixture.Interview2.Node, [fixture.Ruth.Analyst, fixture.Omar.Analyst], Cancel);
        var only = (await bench.Get<AddCode.Handler>().RunAsync(fixture.Omar, new("Timetables"), Cancel)).Value;
        await fixture.CodeAsync(fixture.Omar, fixture.Interview2, "The buses.", only);
        await bench.Get<WriteMemo.Handler>().AddAsync(fixture.Omar, new(fixture.Interview2.Node, "Closedmemo: the timetable is the barrier."), Cancel);
        Guid closedExcerpt;
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel)) closedExcerpt = (await db.Codings.SingleAsync(c => c.Code == only, Cancel)).Excerpt.Value;

        var archive = await MakeAsync(bench, fixture.Ruth);
        var text = AllText(archive);
        Assert.DoesNotContain("Closedmemo", text, StringComparison.Ordinal);
        // The excerpt's id would say which words were chosen.
        Assert.DoesNotContain(closedExcerpt.ToString("D"), text, StringComparison.Ordinal);
        Assert.Contains("Closedmemo", AllText(await MakeAsync(bench, fixture.Omar)), StringComparison.Ordinal);

        await using var other = await TestWorkbench.OpenAsync(engine);
        var restored = await other.Get<RestoreArchive.Handler>().RunAsync(new MemoryStream(archive), Cancel);
        Assert.True(restored.Succeeded, restored.Error?.Message);
        Assert.True(restored.Value.Log.Holds, string.Join("\n", restored.Value.Log.Faults.Select(f => f.Message)));
        Assert.Equal(2, restored.Value.Log.SealedEntries);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_deidentified_archive_is_made_only_when_no_known_name_is_in_it(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var fixture = await Fixture.MakeAsync(bench);
        var archive = bench.Get<ArchiveProject.Handler>();
        var blind = await archive.RunAsync(fixture.Ruth, new(ArchiveForm.Deidentified), Stream.Null, Cancel);
        Assert.Contains("no list of names", blind.Error!.Message, StringComparison.Ordinal);

        await bench.Get<PseudonymMap.Handler>().WriteAsync(fixture.Ruth, [new("Zebedee Quill", "[neighbour]")], Cancel);
        await bench.Get<WriteMemo.Handler>().AddAsync(fixture.Ruth, new(fixture.Phone.Node, "It was ZEBEDEE QUILL's idea."), Cancel);
        var refused = await archive.RunAsync(fixture.Ruth, new(ArchiveForm.Deidentified), Stream.Null, Cancel);
        var found = Assert.IsType<NotDeidentified>(refused.Error).Found;
        Assert.Equal("ZEBEDEE QUILL", Assert.Single(found).Name);
        Assert.Contains("coding memo, Text", found[0].Where, StringComparison.Ordinal);

        var memo = (await bench.Get<ListMemos.Handler>().RunAsync(fixture.Ruth, fixture.Phone.Node, Cancel))[0];
        Assert.True((await bench.Get<WriteMemo.Handler>().ChangeAsync(fixture.Ruth, memo.Id, "It was [neighbour]'s idea.", Cancel)).Succeeded);
        var bytes = await MakeAsync(bench, fixture.Ruth, ArchiveForm.Deidentified);
        // The log still knows the old memo and the key of names; neither leaves.
        Assert.DoesNotContain("quill", AllText(bytes), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("originals/", AllText(bytes), StringComparison.Ordinal);
        await using var other = await TestWorkbench.OpenAsync(engine);
        var restored = await other.Get<RestoreArchive.Handler>().RunAsync(new MemoryStream(bytes), Cancel);
        Assert.True(restored.Succeeded, restored.Error?.Message);
        Assert.True(restored.Value.Log.Holds, string.Join("\n", restored.Value.Log.Faults.Select(f => f.Message)));
        Assert.True(restored.Value.Log.ErasedValues > 0);
    }

    [Fact]
    public async Task A_public_export_holds_no_source_text_and_is_not_restored()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(bench);
        using var stream = new MemoryStream();
        var made = await bench.Get<PublishProject.Handler>().RunAsync(fixture.Ruth, new(PublicMemos.Codes), stream, Cancel);
        Assert.True(made.Succeeded, made.Error?.Message);
        var text = AllText(stream.ToArray());
        Assert.Contains("Getting through by telephone.", text, StringComparison.Ordinal);
        Assert.Contains("The telephone sorts people", text, StringComparison.Ordinal);
        Assert.DoesNotContain("engaged until ten", text, StringComparison.Ordinal); // also a code's example
        Assert.DoesNotContain("She laughed here", text, StringComparison.Ordinal);
        // One receptionist is fewer than three people.
        Assert.DoesNotContain("receptionist", text, StringComparison.Ordinal);
        stream.Position = 0;
        var restored = await bench.Get<RestoreArchive.Handler>().RunAsync(stream, Cancel);
        Assert.Contains("public export", restored.Error!.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Spoilt => new()
    {
        { "cut short", "cut short" },
        { "no zip", "not a Throughline archive" },
        { "another program's", "another program's" },
        { "newer", "newer version" },
        { "a row changed", "is not as it was written" },
        { "a row and its hash changed", "change log in this archive is not as it was" },
        { "a file missing", "is missing" },
        { "a file added", "not in its manifest" },
        { "another project's row", "belongs to another project" },
        { "an unknown table", "does not know" },
        { "a lie about size", "where the manifest says" },
    };

    [Theory, MemberData(nameof(Spoilt))]
    public async Task A_spoilt_archive_is_refused_and_leaves_nothing(string how, string says)
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(bench);
        var archive = await MakeAsync(bench, fixture.Ruth);
        var spoilt = how switch
        {
            "cut short" => archive[..(archive.Length * 2 / 3)],
            "no zip" => Encoding.UTF8.GetBytes("Not a zip at all, only words."),
            "another program's" => Changed(archive, manifest: m => m["format"] = "other"),
            "newer" => Changed(archive, manifest: m => m["version"] = 2),
            "a row changed" => Changed(archive, ("tables/coding_memo.jsonl", t => t.Replace("laughed", "frowned", StringComparison.Ordinal))),
            "a row and its hash changed" => Changed(archive, ("tables/log_entry.jsonl", t => t.Replace("memo.add", "memo.bad", StringComparison.Ordinal)), rehash: true),
            "a file missing" => Changed(archive, drop: "tables/coding_memo.jsonl"),
            "a file added" => Changed(archive, add: "../../evil.txt"),
            "another project's row" => Changed(archive, ("tables/coding_memo.jsonl", t => t.Replace(fixture.Ruth.Project.Value.ToString("D"), Guid.CreateVersion7().ToString("D"), StringComparison.Ordinal)), rehash: true),
            "an unknown table" => Changed(archive, manifest: m => m["files"]!.AsArray().Add(new JsonObject { ["name"] = "tables/later.jsonl", ["bytes"] = 0, ["sha256"] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", ["rows"] = 0 }), add: "tables/later.jsonl"),
            "a lie about size" => Changed(archive, manifest: m => m["files"]![0]!["bytes"] = 5),
            _ => throw new ArgumentOutOfRangeException(nameof(how)),
        };
        await using var other = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var restored = await other.Get<RestoreArchive.Handler>().RunAsync(new MemoryStream(spoilt), Cancel);
        Assert.False(restored.Succeeded);
        Assert.Contains(says, restored.Error!.Message, StringComparison.Ordinal);
        Assert.All(await RowsAsync(other, fixture.Ruth.Project), table => Assert.Empty(table.Value));
    }

    /// <summary>The archive with one file, its manifest, or its list of files changed.</summary>
    internal static byte[] Changed(byte[] archive, (string Name, Func<string, string> Change)? file = null, Action<JsonNode>? manifest = null, string? drop = null, string? add = null, bool rehash = false)
    {
        var files = new Dictionary<string, byte[]>();
        using (var zip = new ZipArchive(new MemoryStream(archive)))
            foreach (var entry in zip.Entries)
            {
                using var stream = entry.Open();
                using var content = new MemoryStream();
                stream.CopyTo(content);
                files[entry.FullName] = content.ToArray();
            }
        var stated = JsonNode.Parse(files["manifest.json"])!;
        if (file is { } f)
        {
            var changed = f.Change(Encoding.UTF8.GetString(files[f.Name]));
            Assert.NotEqual(changed, Encoding.UTF8.GetString(files[f.Name]));
            files[f.Name] = Encoding.UTF8.GetBytes(changed);
            if (rehash)
            {
                var row = stated["files"]!.AsArray().Single(x => x!["name"]!.GetValue<string>() == f.Name)!;
                (row["bytes"], row["sha256"]) = (files[f.Name].Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(files[f.Name])));
            }
        }
        manifest?.Invoke(stated);
        files["manifest.json"] = Encoding.UTF8.GetBytes(stated.ToJsonString());
        if (drop is not null) files.Remove(drop);
        if (add is not null) files[add] = [];
        using var made = new MemoryStream();
        using (var zip = new ZipArchive(made, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in files)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(content);
            }
        return made.ToArray();
    }

    /// <summary>Every file's name and every file's text.</summary>
    private static string AllText(byte[] archive)
    {
        var all = new StringBuilder();
        using var zip = new ZipArchive(new MemoryStream(archive));
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            all.Append(entry.FullName).Append('\n').Append(reader.ReadToEnd()).Append('\n');
        }
        return all.ToString();
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
