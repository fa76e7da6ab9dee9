using System.Diagnostics;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Throughline.Coding;
using Throughline.Exchange.Archives;
using Throughline.Files;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Text;

namespace Throughline.Words.Tests;

public class ErasingTests
{
    private const string Canary = "Zéphyrine Quokkavale";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task An_erased_name_is_in_no_byte_and_no_row_and_the_chain_still_verifies(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, source, coding) = await PlantAsync(bench);
        Assert.NotEmpty(await TracesAsync(bench)); // The search for traces finds what is there.
        Assert.NotEmpty(await ArchivedAsync(bench, by, ArchiveForm.Full));
        var subject = EraseSubject.OfName(Canary.ToUpperInvariant()).Value;
        var preview = (await bench.Get<EraseWords.Handler>().PreviewAsync(by, subject, Cancel)).Value;
        foreach (var what in new[] { "title or file name", "text, revision 1", "text, revision 2", "beside the text, revision 1", "original file", "session record", "speaker's name", "case's name", "value of a case", "memo", "code",
            "project's title and question", "analyst's own name", "analyst's stance", "values of the change log", "line of a job", "line of the pseudonym map", "recent search", "suggestion" })
            Assert.Contains(preview.Held, h => h.What == what);

        var erased = await bench.Get<EraseWords.Handler>().RunAsync(by, new(subject, EraseReason.Withdrawn), Cancel);
        Assert.True(erased.Succeeded, erased.Error?.Message);
        Assert.Empty(erased.Value.Still);
        Assert.Null(erased.Value.Left);
        Assert.Equal(1, erased.Value.Changed["original files"]);
        Assert.Empty(await TracesAsync(bench));

        var read = await CorrectionTests.ReadAsync(bench, by, source);
        Assert.StartsWith($"{new string('█', 9)} {new string('█', 10)}".Replace(' ', '█'), read.Text, StringComparison.Ordinal);
        Assert.Equal(coding, Assert.Single(await bench.Get<ListCodings.Handler>().RunAsync(by, source, Cancel), c => !c.IsSuggestion).Id);
        Assert.Equal("the second bus", await CorrectionTests.CodedAsync(bench, by, source));
        var verified = await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel);
        Assert.True(verified.Holds, string.Join("\n", verified.Faults.Select(f => f.Message)));
        Assert.True(verified.ErasedValues > 0);
        Assert.Empty(await ArchivedAsync(bench, by));
        Assert.Contains("gone for good", (await bench.Get<Undo>().UndoAsync(by, Cancel)).Error!.Message, StringComparison.Ordinal);
        if (engine == Engine.Sqlite)
        {
            await bench.Get<Database>().BackUpAsync(bench.Folder.File("after"), "test", Cancel);
            Assert.Empty(await TracesAsync(bench));
        }
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task An_erased_source_is_gone_and_what_quoted_it_was_listed_and_decided(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "Interview", "Interviewer: What is far?\nNurse: Quokkavale is two long buses away from here, every day.");
        var other = await bench.AddTextAsync(by, "Other", "Nothing in common.");
        var coding = await CorrectionTests.CodeAsync(bench, by, source, "two long buses");
        var memo = bench.Get<WriteMemo.Handler>();
        var quotes = (await memo.AddAsync(by, new(new("project", by.Project.Value), "He says it is two long buses away, which is the point."), Cancel)).Value;
        var thought = (await memo.AddAsync(by, new(coding.Node, "Distance again."), Cancel)).Value;
        var handler = bench.Get<EraseWords.Handler>();
        var preview = (await handler.PreviewAsync(by, EraseSubject.Of(source), Cancel)).Value;
        Assert.Equal([quotes.Value], preview.ToDecide.Select(q => q.Node.Id));
        Assert.Contains(preview.Quoting, q => q is { Kind: "coding", Label: "Distance" });
        Assert.Contains(preview.Quoting, q => q.Node.Id == thought.Value && !q.HoldsWords);

        var undecided = await handler.RunAsync(by, new(EraseSubject.Of(source), EraseReason.Mistake), Cancel);
        Assert.Contains("Nothing was erased", undecided.Error!.Message, StringComparison.Ordinal);
        var erased = await handler.RunAsync(by, new(EraseSubject.Of(source), EraseReason.Mistake, [quotes.Node]), Cancel);
        Assert.True(erased.Succeeded, erased.Error?.Message);
        Assert.Equal((1, 1, 1, 1), (erased.Value.Changed["codings"], erased.Value.Changed["excerpts"], erased.Value.Changed["memos"], erased.Value.Changed["original files"]));
        Assert.Equal([other], (await bench.Get<ListSources.Handler>().RunAsync(by.Project, false, Cancel)).Select(s => s.Id));
        Assert.Equal([thought], (await bench.Get<ListMemos.Handler>().RunAsync(by, null, Cancel)).Select(m => m.Id));
        Assert.Empty(await TracesAsync(bench, "Quokkavale"));
        Assert.True((await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel)).Holds);
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var entry = await db.Set<LogEntry>().AsNoTracking().Where(e => e.Action == "erase.source").SingleAsync(Cancel);
        Assert.Contains("\"why\":\"Mistake\"", entry.Details, StringComparison.Ordinal);
        Assert.Equal(0, entry.Rows);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task An_erased_speakers_turns_stay_and_their_words_go(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        const string Text = "Interviewer: What is far to you both?\nP1: I would say that Quokkavale is far.\nP2: I do not think so, and I said as much.\nInterviewer: Why is that?\nP1: Because Quokkavale has no bus.";
        var source = await bench.AddTextAsync(by, "Group", Text);
        var revision = (await CorrectionTests.ReadAsync(bench, by, source)).Revision;
        Assert.True((await bench.Get<ConfirmTurns.Handler>().RunAsync(by, source, revision, [new("Interviewer", true, null, null, true), new("P1", true, null, null, false), new("P2", true, null, null, false)], Cancel)).Succeeded);
        Assert.True((await bench.Get<CorrectText.Handler>().ParagraphAsync(by, source, revision, 3, "Interviewer: Why would that be?", Cancel)).Succeeded);
        await CorrectionTests.CodeAsync(bench, by, source, "I do not think so");
        var speaker = (await CorrectionTests.ReadAsync(bench, by, source)).Speakers.Single(s => s.Label == "P1").Id;
        var erased = await bench.Get<EraseWords.Handler>().RunAsync(by, new(EraseSubject.Of(speaker), EraseReason.Withdrawn, []), Cancel);
        Assert.True(erased.Succeeded, erased.Error?.Message);
        Assert.Equal(2, erased.Value.Changed["turns"]);
        var read = await CorrectionTests.ReadAsync(bench, by, source);
        Assert.StartsWith("P1: [erased]", read.Text.Split('\n')[1], StringComparison.Ordinal);
        Assert.Equal("P2: I do not think so, and I said as much.", read.Text.Split('\n')[2]);
        Assert.Equal(5, read.Turns.Count);
        Assert.False(read.HasOriginal);
        Assert.Equal("I do not think so", await CorrectionTests.CodedAsync(bench, by, source));
        Assert.Empty(await TracesAsync(bench, "Quokkavale"));
        Assert.True((await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel)).Holds);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_name_that_only_the_kept_originals_properties_hold_is_found_and_goes_with_the_file(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var source = await ImportAsync("interview.docx", "Quokkavale");
        var other = await ImportAsync("other.docx", "Somebody else");
        var subject = EraseSubject.OfName("Quokkavale").Value;
        var preview = (await bench.Get<EraseWords.Handler>().PreviewAsync(by, subject, Cancel)).Value;
        Assert.Equal([source.Value], preview.Held.Where(h => h.What == "original file").Select(h => h.Source!.Value));
        var erased = await bench.Get<EraseWords.Handler>().RunAsync(by, new(subject, EraseReason.Withdrawn), Cancel);
        Assert.True(erased.Succeeded, erased.Error?.Message);
        Assert.Equal(1, erased.Value.Changed["original files"]);
        Assert.False((await CorrectionTests.ReadAsync(bench, by, source)).HasOriginal);
        Assert.True((await CorrectionTests.ReadAsync(bench, by, other)).HasOriginal);
        Assert.Equal("INT: What is far?\nP1: Two buses.", (await CorrectionTests.ReadAsync(bench, by, source)).Text);
        Assert.Empty(await TracesAsync(bench, "Quokkavale"));

        async Task<SourceId> ImportAsync(string name, string author)
        {
            using var packed = new MemoryStream();
            using (var zip = new System.IO.Compression.ZipArchive(packed, System.IO.Compression.ZipArchiveMode.Create, true))
                foreach (var (part, xml) in new[]
                {
                    ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"),
                    ("_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/><Relationship Id=\"b\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>"),
                    ("docProps/core.xml", $"<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:creator>{author}</dc:creator></cp:coreProperties>"),
                    ("word/document.xml", "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>INT: What is far?</w:t></w:r></w:p><w:p><w:r><w:t>P1: Two buses.</w:t></w:r></w:p></w:body></w:document>"),
                })
                {
                    await using var stream = await zip.CreateEntry(part).OpenAsync(Cancel);
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(xml), Cancel);
                }
            var bytes = packed.ToArray();
            var document = bench.Get<ReadFile>().Read(name, bytes, ReadLimits.Default, null, Cancel).Value;
            return (await bench.Get<AddSource.Handler>().RunAsync(by, new(name, bytes, document, "Interview", SourceKind.Transcript), Cancel)).Value;
        }
    }

    [Fact]
    public async Task The_worked_examples_pseudonyms_take_every_name_of_the_map_out_of_its_transcripts()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        foreach (var path in Directory.EnumerateFiles(RepositoryRoot.PathTo("samples/transcripts")).Order(StringComparer.Ordinal))
        {
            var bytes = await File.ReadAllBytesAsync(path, Cancel);
            await bench.Get<AddSource.Handler>().RunAsync(by, new(Path.GetFileName(path), bytes, bench.Get<ReadFile>().Read(path, bytes, ReadLimits.Default, null, Cancel).Value, Path.GetFileName(path), SourceKind.Transcript), Cancel);
        }
        var map = bench.Get<PseudonymMap.Handler>().ReadFile("pseudonyms.csv", await File.ReadAllBytesAsync(RepositoryRoot.PathTo("samples/pseudonyms.csv"), Cancel), Cancel).Value;
        Assert.True(map.Count > 20);
        var apply = bench.Get<ApplyPseudonyms.Handler>();
        var preview = (await apply.PreviewAsync(by, map, NameCase.Any, Cancel)).Value;
        // Every name of the map is somebody in the transcripts, so the example shows what the preview is for.
        Assert.All(map, line => Assert.Contains(preview.Replacements, r => line.Name.Contains(r.Name, StringComparison.OrdinalIgnoreCase) || r.Name.Contains(line.Name, StringComparison.OrdinalIgnoreCase)));
        var outcome = (await apply.RunAsync(by, new(map), Cancel)).Value;
        Assert.Equal(preview.Replacements.Count, outcome.Replaced);
        // One transcript names nobody of the map: its file stays.
        Assert.Equal(outcome.Sources, outcome.OriginalsDropped);
        foreach (var source in await bench.Get<ListSources.Handler>().RunAsync(by.Project, false, Cancel))
        {
            var text = (await CorrectionTests.ReadAsync(bench, by, source.Id)).Text;
            foreach (var line in map) Assert.DoesNotMatch($@"(?i)(?<![\p{{L}}\p{{N}}]){System.Text.RegularExpressions.Regex.Escape(line.Name)}(?![\p{{L}}\p{{N}}])", text);
        }
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Pseudonyms_make_a_revision_and_leave_the_names_nowhere_but_in_the_map(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "Will Quokkavale", "QUOKKAVALE'S bus will not come.\nWill waits for Quokkavale's bus, he said.");
        await CorrectionTests.CodeAsync(bench, by, source, "Will waits for Quokkavale's bus");
        await bench.Get<WriteMemo.Handler>().AddAsync(by, new(source.Node, "Quokkavale is tired of it."), Cancel);
        NamedPseudonym[] map = [new("Quokkavale", "Marlow"), new("Will", "Tom")];
        var apply = bench.Get<ApplyPseudonyms.Handler>();
        var preview = (await apply.PreviewAsync(by, map, NameCase.Any, Cancel)).Value;
        Assert.Equal(["QUOKKAVALE", "will", "Will", "Quokkavale"], preview.Replacements.Select(r => r.Name));
        Assert.Contains(preview.Elsewhere, h => h is { What: "memo", Times: 1 });
        // The verb is no name: an analyst says so.
        var outcome = await apply.RunAsync(by, new(map, Refused: [(source, preview.Replacements[1].Start)]), Cancel);
        Assert.True(outcome.Succeeded, outcome.Error?.Message);
        Assert.Equal((3, 1, 1), (outcome.Value.Replaced, outcome.Value.Sources, outcome.Value.OriginalsDropped));
        var read = await CorrectionTests.ReadAsync(bench, by, source);
        Assert.Equal((2, "Tom Marlow", "Marlow'S bus will not come.\nTom waits for Marlow's bus, he said."), (read.RevisionNumber, read.Title, read.Text));
        Assert.Equal("Tom waits for Marlow's bus", await CorrectionTests.CodedAsync(bench, by, source));
        Assert.Equal("Marlow is tired of it.", Assert.Single(await bench.Get<ListMemos.Handler>().RunAsync(by, null, Cancel)).Text);
        var earlier = await bench.Get<ListRevisions.Handler>().RunAsync(by.Project, source, Cancel);
        Assert.Equal("██████████'S bus will not come.\n████ waits for ██████████'s bus, he said.", (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, earlier[1].Id, Cancel)).Value.Text);
        Assert.Equal(map, await bench.Get<PseudonymMap.Handler>().ReadAsync(by.Project, Cancel));
        await bench.Get<PseudonymMap.Handler>().WriteAsync(by, [], Cancel);
        await bench.Get<EraseWords.Handler>().RunAsync(by, new(EraseSubject.OfName("Quokkavale").Value, EraseReason.Other), Cancel); // what the log kept of the map itself
        Assert.Empty(await TracesAsync(bench, "Quokkavale"));
        Assert.True((await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel)).Holds);
    }

    [Fact]
    public async Task A_map_that_is_applied_adds_to_the_one_kept_or_stands_in_its_place()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var (maps, apply) = (bench.Get<PseudonymMap.Handler>(), bench.Get<ApplyPseudonyms.Handler>());
        await bench.AddTextAsync(by, "One", "Quokkavale waits for Will.");
        Assert.True((await maps.WriteAsync(by, [new("Zebedee", "Anna"), new("will", "Jim")], Cancel)).Succeeded);
        Assert.True((await apply.RunAsync(by, new([new("Quokkavale", "Marlow"), new("Will", "Tom")]), Cancel)).Succeeded);
        Assert.Equal([new("Zebedee", "Anna"), new("will", "Tom"), new NamedPseudonym("Quokkavale", "Marlow")], await maps.ReadAsync(by.Project, Cancel));
        NamedPseudonym[] whole = [new("Will", "Tom"), new("Oduya", "Lee")];
        Assert.True((await apply.RunAsync(by, new(whole, WholeMap: true), Cancel)).Succeeded);
        Assert.Equal(whole, await maps.ReadAsync(by.Project, Cancel));
        Assert.True((await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel)).Holds);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_title_that_a_pseudonym_makes_too_long_is_cut_within_no_character(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var letters = new string('a', 293);
        var source = await bench.AddTextAsync(by, $"Will {letters}🚌", "Nobody is named here.");
        Assert.True((await bench.Get<ApplyPseudonyms.Handler>().RunAsync(by, new([new("Will", "Tommy")]), Cancel)).Succeeded);
        Assert.Equal($"Tommy {letters}…", (await CorrectionTests.ReadAsync(bench, by, source)).Title);
    }

    [Fact]
    public async Task Kept_originals_stay_and_a_wrong_map_is_refused()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "One", "Quokkavale waits.");
        var apply = bench.Get<ApplyPseudonyms.Handler>();
        var letters = new string('a', 38);
        Assert.EndsWith($"; \"{letters}…\" has more.", (await bench.Get<PseudonymMap.Handler>().WriteAsync(by, [new($"{letters}🚌{new string('b', 200)}", "Marlow")], Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("itself holds", (await apply.RunAsync(by, new([new("Quokkavale", "Quokkavale A")]), Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.Equal((0, 1), (await apply.RunAsync(by, new([new("Quokkavale", "Marlow")], KeepOriginals: true), Cancel)).Value switch { var o => (o.OriginalsDropped, o.OriginalsKept) });
        Assert.True((await CorrectionTests.ReadAsync(bench, by, source)).HasOriginal);
    }

    [Fact]
    public async Task Earlier_backups_are_listed_and_deleted_only_by_their_own_names()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        await bench.Get<Database>().BackUpAsync(bench.Get<Database>().BackupFolder, "test", Cancel);
        var scrub = bench.Get<Scrub>();
        var backup = Assert.Single(scrub.Backups());
        Assert.Equal(0, scrub.Delete(["../throughline.db", "no.db"]));
        Assert.True(File.Exists(bench.Address.Value));
        Assert.Equal(1, scrub.Delete([backup.Name]));
        Assert.Empty(scrub.Backups());
    }

    /// <summary>Puts the name wherever a name can come to lie, by the product's own use cases where there are some.</summary>
    private static async Task<(Acting, SourceId, CodingId)> PlantAsync(TestWorkbench bench)
    {
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth", $"What does {Canary} say?"), Cancel)).Value.Acting;
        await bench.Get<AddAnalyst.Handler>().RunAsync(by, Canary, Cancel);
        await bench.Get<ChangeAnalyst.Handler>().RunAsync(by, by.Analyst, null, $"I once worked with {Canary}.", Cancel);
        var text = $"{Canary}: the second bus never comes, I told them so.\nInterviewer: Who is that?\n{Canary.ToLowerInvariant()}: Me. Is there another one?";
        var document = CorrectionTests.Lines(text) with { Marks = [new(new(0, 0), MarkKind.RunningHeader, $"Talk with {Canary}")], Cautions = [new(new(0, 5), CautionKind.Other, $"Look at {Canary}.")], OtherOrder = CorrectionTests.Lines($"{Canary} in another order.", "layout order") };
        var original = Encoding.UTF8.GetBytes(text.Normalize(NormalizationForm.FormD));
        var source = (await bench.Get<AddSource.Handler>().RunAsync(by, new($"{Canary}.txt", original, document, $"Talk with {Canary}", SourceKind.Transcript), Cancel)).Value;
        var proposed = (await bench.Get<ProposeTurns.Handler>().RunAsync(by.Project, source, Cancel)).Value;
        Assert.True((await bench.Get<ConfirmTurns.Handler>().RunAsync(by, source, proposed.Revision, [new("Interviewer", true, null, null, true), new(Canary, true, null, Canary, false)], Cancel)).Succeeded);
        await bench.Get<RecordSession.Handler>().RunAsync(by, source, new(SessionKind.Individual, Canary, null, null, SessionMode.Online, Consent.Given, "", "", ""), Cancel);
        var coding = await CorrectionTests.CodeAsync(bench, by, source, "the second bus", $"In vivo: {Canary}");
        await bench.Get<CorrectText.Handler>().ParagraphAsync(by, source, proposed.Revision, 1, "Interviewer: Who is it?", Cancel);
        var memo = bench.Get<WriteMemo.Handler>();
        var id = (await memo.AddAsync(by, new(coding.Node, $"{Canary} again."), Cancel)).Value;
        await memo.RemoveAsync(by, (await memo.AddAsync(by, new(source.Node, $"Taken away: {Canary}."), Cancel)).Value, Cancel);
        Assert.NotEqual(default, id);
        await bench.Get<PseudonymMap.Handler>().WriteAsync(by, [new(Canary, "Marlow")], Cancel);
        await bench.Get<Coding.RecentSearches.Handler>().KeepAsync(by, Canary, Cancel);
        var job = (await bench.Get<Jobs>().StartAsync(by, "import", $"{Canary}.zip", "{}", [($"{Canary}.doc", Encoding.UTF8.GetBytes(Canary))], Cancel)).Value;
        await bench.Get<Jobs>().RunHereAsync(job, Cancel);
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var @case = new Case { Id = CaseId.New(), Project = by.Project, Name = Canary };
        var attribute = new CaseAttribute { Id = AttributeId.New(), Project = by.Project, Name = "Manager" };
        db.Add(@case);
        db.Add(attribute);
        db.Add(new CaseValue { Case = @case.Id, Attribute = attribute.Id, Value = $"  {Canary}  " });
        var one = await db.Codings.AsNoTracking().SingleAsync(c => c.Id == coding, Cancel);
        db.Add(new CodedPassage { Id = CodingId.New(), Project = by.Project, Code = one.Code, Excerpt = one.Excerpt, Source = source, Analyst = by.Analyst, IsSuggestion = true, SuggestedBy = Canary });
        Assert.True((await bench.Get<ChangeLog>().SaveAsync(db, by, new(SourceActions.Renamed, source.Node), Cancel)).Succeeded);
        return (by, source, coding);
    }

    /// <summary>Where the name, in any of its forms, stands in the bytes on disk, or in the dump of the database.</summary>
    private static async Task<IReadOnlyList<string>> TracesAsync(TestWorkbench bench, string name = Canary)
    {
        var needles = NeedlesOf(name);
        if (bench.Address.Engine == Engine.PostgreSql)
        {
            var dump = await DumpAsync(bench.Address.Value);
            return needles.Any(needle => dump.AsSpan().IndexOf(needle) >= 0) ? ["the dump"] : [];
        }
        var traces = new List<string>();
        foreach (var file in Directory.EnumerateFiles(bench.Folder.FullPath, "*", SearchOption.AllDirectories))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, Cancel);
            if (needles.Any(needle => bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf(needle) >= 0)) traces.Add(Path.GetFileName(file));
        }
        return traces;
    }

    /// <summary>A name's forms in the bytes in which they may be written.</summary>
    private static List<byte[]> NeedlesOf(string name) =>
        [.. name.Split(' ').SelectMany(part => new[] { part, part.ToLowerInvariant(), part.ToUpperInvariant(), part.Normalize(NormalizationForm.FormD), part.ToLowerInvariant().Normalize(NormalizationForm.FormD), Folding.Key(part), System.Text.Json.JsonSerializer.Serialize(part).Trim('"') }).Distinct()
            .SelectMany(form => new[] { Encoding.UTF8.GetBytes(form), Encoding.Unicode.GetBytes(form), Encoding.BigEndianUnicode.GetBytes(form), Encoding.Latin1.GetBytes(form), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(form))) })];

    /// <summary>Where the name stands in the archives made now, both forms of them unless one is asked for: in a part, or in a part's name.</summary>
    private static async Task<IReadOnlyList<string>> ArchivedAsync(TestWorkbench bench, Acting by, params ArchiveForm[] forms)
    {
        var needles = NeedlesOf(Canary);
        var traces = new List<string>();
        foreach (var form in forms.Length > 0 ? forms : [ArchiveForm.Full, ArchiveForm.Deidentified])
        {
            using var packed = new MemoryStream();
            var made = await bench.Get<ArchiveProject.Handler>().RunAsync(by, new(form, form == ArchiveForm.Deidentified ? [Canary] : null), packed, Cancel);
            Assert.True(made.Succeeded, made.Error?.Message);
            using var archive = new System.IO.Compression.ZipArchive(packed, System.IO.Compression.ZipArchiveMode.Read);
            Assert.NotEmpty(archive.Entries);
            foreach (var entry in archive.Entries)
            {
                using var part = new MemoryStream();
                await part.WriteAsync(Encoding.UTF8.GetBytes(entry.FullName + "\n"), Cancel);
                await using (var stream = await entry.OpenAsync(Cancel)) await stream.CopyToAsync(part, Cancel);
                if (needles.Any(needle => part.GetBuffer().AsSpan(0, (int)part.Length).IndexOf(needle) >= 0)) traces.Add($"{form}: {entry.FullName}");
            }
        }
        return traces;
    }

    private static async Task<byte[]> DumpAsync(string connection)
    {
        var at = new NpgsqlConnectionStringBuilder(connection);
        var program = Directory.Exists("/usr/lib/postgresql") ? Directory.EnumerateFiles("/usr/lib/postgresql", "pg_dump", SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault() ?? "pg_dump" : "pg_dump";
        var start = new ProcessStartInfo(program, ["--host", at.Host!, "--port", $"{at.Port}", "--username", at.Username!, "--no-password", at.Database!]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (at.Password is not null) start.Environment["PGPASSWORD"] = at.Password;
        using var process = Process.Start(start)!;
        using var dump = new MemoryStream();
        var complaint = process.StandardError.ReadToEndAsync(Cancel);
        await process.StandardOutput.BaseStream.CopyToAsync(dump, Cancel);
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, await complaint);
        return dump.ToArray();
    }
}
