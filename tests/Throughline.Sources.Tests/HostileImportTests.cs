using System.Text;
using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Sources.Tests;

/// <summary>Bad files, end to end: one clear message each, nothing kept, and the good ones beside them come in.</summary>
public class HostileImportTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<Jobs.Row> ImportAsync(TestWorkbench bench, Acting by, params ImportFiles.Incoming[] files)
    {
        var started = await bench.Get<ImportFiles.Handler>().RunAsync(by, files, new(), Cancel);
        return await bench.Get<Jobs>().RunHereAsync(started.Value, Cancel);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Every_bad_file_is_refused_with_its_reason_and_the_batch_goes_on(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var docx = Made.Docx([.. Enumerable.Range(1, 60).Select(i => $"Paragraph {i} of a document that is cut.")]);
        (ImportFiles.Incoming File, string Says)[] bad =
        [
            (new("Empty.txt", []), "0 bytes"),
            (new("Photo.docx", [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0]), "PNG picture"),
            (new("Locked.pdf", Made.EncryptedPdf()), "password"),
            (new("Scan.pdf", Made.ScannedPdf()), "text recognition"),
            (new("Cut.docx", docx[..(docx.Length * 2 / 3)]), "missing"),
            (new("Bomb.zip", Made.Zip(("zeros.txt", new byte[64 << 20]))), "far more"),
            (new("Escape.zip", Made.Zip(("../../etc/cron.d/evil.txt", Made.Utf8("x")))), "leads outside"),
            (ImportFiles.Incoming.TooLarge("Huge.pdf", 200L << 20, ReadLimits.Default), "too large"),
            (new("Tool.exe", [(byte)'M', (byte)'Z', .. new byte[200]]), "program"),
            (new("Binary.txt", [.. Enumerable.Range(0, 4000).Select(i => (byte)(i * 7 % 29))]), "not text"),
            (new("Table.csv", Made.Utf8("a,b\n1,2\n1,2,3,4\n")), "3"),
        ];
        var good = new ImportFiles.Incoming("Last.txt", Made.Interview());
        var job = await ImportAsync(bench, by, [.. bad.Select(b => b.File), good]);

        Assert.Equal(JobState.Done, job.State);
        foreach (var ((file, says), line) in bad.Zip(job.Lines))
        {
            Assert.True(line.State == JobLineState.Refused, $"{file.Path} is {line.State}: {line.Message}");
            Assert.True(line.Message.Contains(says, StringComparison.Ordinal), $"{file.Path}: {line.Message}");
            Assert.True(line.Message.Contains("Nothing", StringComparison.Ordinal), $"{file.Path} does not say what was kept: {line.Message}");
        }
        Assert.Equal(JobLineState.Done, job.Lines[^1].State);
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        Assert.Equal("Last", (await db.Sources.SingleAsync(Cancel)).Title);
        Assert.Equal(1, await db.Revisions.CountAsync(Cancel));
        Assert.Equal(1, await db.Originals.CountAsync(Cancel));
        Assert.Equal(0, await db.Set<JobFile>().CountAsync(Cancel));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Odd_but_readable_files_come_in_clean(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var entities = Made.Docx("Before.");
        var job = await ImportAsync(bench, by,
            new("Script.html", Made.Utf8("<!doctype html><html><head><title>T</title><script>steal()</script></head><body onload=\"steal()\"><p>Waits are <b>longer</b> in the east.</p><script>alert(1)</script></body></html>")),
            new("Mixed.txt", [.. Made.Utf8("The café said so. "), .. Encoding.Latin1.GetBytes("The na\u00efve clerk did not. "), .. Made.Utf8("Then it was naïve again, and we said it to everyone who would listen.")]),
            new("Nul.txt", Made.Utf8("We sa\0id that the clinic was shut, and that nobody had told the people who live there.")),
            new("Surrogate.txt", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("A lone "), 0x00, 0xD8, .. Encoding.Unicode.GetBytes(" surrogate stood here.")]),
            new("Hebrew.txt", Made.Utf8("שלום לכולם, זה טקסט מימין לשמאל.\n\nAnd cafe\u0301 with a combining accent.")),
            new("Word document.pdf", Made.Docx("It is a Word document all the same.")),
            new("Essay.txt", Made.Utf8("An account without speakers.\n\nIt goes on for a while: nobody is named, and nobody asks.")));
        Assert.All(job.Lines, l => Assert.True(l.State == JobLineState.Done, $"{l.Name}: {l.Message}"));
        Assert.NotEmpty(entities);

        var texts = new Dictionary<string, ReadSource.Reading>();
        foreach (var row in await bench.Get<ListSources.Handler>().RunAsync(by.Project, bin: false, Cancel)) texts[row.FileName] = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, row.Id, null, Cancel)).Value;
        Assert.Equal("Waits are longer in the east.", texts["Script.html"].Text);
        Assert.Contains("café", texts["Mixed.txt"].Text, StringComparison.Ordinal);
        Assert.Contains("naïve clerk", texts["Mixed.txt"].Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', texts["Nul.txt"].Text);
        Assert.DoesNotContain(texts["Surrogate.txt"].Text, c => char.IsSurrogate(c));
        Assert.Contains("café", texts["Hebrew.txt"].Text, StringComparison.Ordinal);
        Assert.Contains("שלום", texts["Hebrew.txt"].Text, StringComparison.Ordinal);
        Assert.Equal("It is a Word document all the same.", texts["Word document.pdf"].Text);
        Assert.Contains(texts["Word document.pdf"].Structure.Cautions, c => c.Message.Contains("Word document", StringComparison.Ordinal));
        Assert.Equal(SourceKind.Document, texts["Essay.txt"].Kind);
        Assert.Empty(texts["Essay.txt"].Speakers);
    }

    [Fact]
    public async Task Markup_entities_are_never_expanded()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var secret = bench.Folder.File("secret.txt");
        await File.WriteAllTextAsync(secret, "the secret words", Cancel);
        var xml = $"<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY x SYSTEM \"file://{secret}\"><!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>&x;&b;</w:t></w:r></w:p></w:body></w:document>";
        var docx = Made.Zip(
            ("[Content_Types].xml", Made.Utf8("<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>")),
            ("_rels/.rels", Made.Utf8("<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>")),
            ("word/document.xml", Made.Utf8(xml)));
        var job = await ImportAsync(bench, by, new ImportFiles.Incoming("Entities.docx", docx));
        Assert.Equal(JobLineState.Refused, job.Lines[0].State);
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        Assert.Equal(0, await db.Sources.CountAsync(Cancel));
    }

    [Fact]
    public async Task Two_hundred_megabytes_sent_to_the_server_are_counted_let_go_and_named()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        using var body = new MultipartFormDataContent
        {
            { new StreamContent(new Zeros(200L << 20)), "file", "Recording of the board.txt" },
            { new ByteArrayContent(Made.Interview()), "file", "../../Small.txt" },
        };
        (await client.PostAsync($"/api/projects/{by.Project.Value:D}/imports", body, Cancel)).EnsureSuccessStatusCode();
        await Wait.UntilAsync(async () => !(await JobAsync()).IsOpen, "The import did not end.");
        var job = await JobAsync();
        Assert.Equal([("Recording of the board.txt", JobLineState.Refused), ("Small.txt", JobLineState.Done)], job.Lines.Select(l => (l.Name, l.State)));
        Assert.StartsWith("The file is too large. It has 209.7 MB; at most 104.9 MB can be read at once. Nothing from this file was kept.", job.Lines[0].Message, StringComparison.Ordinal);

        async Task<Jobs.Row> JobAsync() => Assert.Single(await bench.Get<Jobs>().ListAsync(by.Project, Cancel));
    }

    /// <summary>So many zero bytes, held nowhere.</summary>
    private sealed class Zeros(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var now = (int)Math.Min(count, _left);
            Array.Clear(buffer, offset, now);
            _left -= now;
            return now;
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
