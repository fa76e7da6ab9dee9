using static Throughline.Files.Tests.Fixtures;

namespace Throughline.Files.Tests;

/// <summary>Files made to do harm, each refused with a message or read harmlessly.</summary>
public class HostileTests
{
    private static readonly ReadFile Reader = new(ReadFile.AllReaders);

    private static Result<ReadDocument> Read(string name, byte[] bytes, ReadLimits? limits = null) => Reader.Read(name, bytes, limits ?? ReadLimits.Default, null, TestContext.Current.CancellationToken);

    private static byte[] MainPart(string xml) => Zip(("[Content_Types].xml", Utf8("<Types/>")), ("word/document.xml", Utf8(xml)));

    [Fact]
    public void Entities_are_never_expanded_and_nothing_outside_is_read()
    {
        const string laughs = "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>";
        const string outside = "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
        foreach (var dtd in (string[])[laughs, outside])
        {
            Assert.Contains("is damaged", Read("a.docx", MainPart($"<?xml version=\"1.0\"?>{dtd}<w:document {W}><w:body>{P("&x;")}</w:body></w:document>")).Refusal(), StringComparison.Ordinal);
            Assert.Contains("is damaged", Read("a.odt", Zip(("mimetype", Utf8("application/vnd.oasis.opendocument.text")), ("content.xml", Utf8($"<?xml version=\"1.0\"?>{dtd}<d>&x;&c;</d>")))).Refusal(), StringComparison.Ordinal);
        }
        Assert.Contains("is damaged", Read("a.docx", Docx(P("words"), ("styles.xml", $"{laughs}<d>&c;</d>"))).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_inside_a_document_is_stopped() =>
        Assert.Contains("unpacks to far more than a document holds", Read("a.docx", Docx(P(new string(' ', 30 << 20)))).Refusal(), StringComparison.Ordinal);

    [Fact]
    public void A_part_that_leads_outside_is_refused()
    {
        Assert.Contains("leads outside it", Read("a.docx", Zip(("[Content_Types].xml", Utf8("<Types/>")), ("word/document.xml", Utf8("<x/>")), ("word/../../evil.dll", [1]))).Refusal(), StringComparison.Ordinal);
        Assert.Contains("names a part outside itself", Read("a.docx", DocxWith(P("x"), "<Relationship Id=\"e\" Type=\"x/styles\" Target=\"../../../etc/passwd\"/>")).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_without_its_main_part_says_so() =>
        Assert.Contains("the part that holds its text is missing", Read("a.docx", Zip(("[Content_Types].xml", Utf8("<Types/>")), ("word/styles.xml", Utf8("<x/>")))).Refusal(), StringComparison.Ordinal);

    [Fact]
    public void Endless_depth_is_refused()
    {
        Assert.Contains("deep", Read("a.docx", MainPart($"<w:document {W}><w:body>" + string.Concat(Enumerable.Repeat("<w:sdt>", 50_000)))).Refusal(), StringComparison.Ordinal);
        Assert.Contains("deep", Read("a.odt", Odt(string.Concat(Enumerable.Repeat("<text:section>", 50_000)))).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Characters_that_are_not_text_are_taken_out_and_told()
    {
        var read = Read("a.html", Utf8("<p>one\0two\u0001 &#xD800; &#0; \uFEFFthree \u202Eright\u202C e\u0301\u0323")).Value.Kept();
        Assert.DoesNotContain('\uFEFF', read.Text);
        Assert.Contains(read.Marks, mark => mark.Kind == MarkKind.Character);
        var rtf = Read("a.rtf", Utf8("{\\rtf1 lone \\u-10179? here}")).Value.Kept();
        Assert.Equal("lone \uFFFD here", rtf.Text);
        Assert.Equal("lone surrogate U+D83D replaced", rtf.Marks.Single().Value);
    }

    [Fact]
    public void Text_beyond_the_limit_is_refused() =>
        Assert.Contains("more than 1,000 characters", Read("a.html", Utf8("<p>" + new string('a', 2000)), ReadLimits.Default with { MaxCharacters = 1000 }).Refusal(), StringComparison.Ordinal);

    [Fact]
    public void A_worksheet_that_claims_a_far_corner_does_not_fill_the_memory()
    {
        const string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        var rows = string.Concat(Enumerable.Range(1, 20_000).Select(row => $"<row r=\"{row}\"><c r=\"{(row == 1 ? "XFD" : "A")}{row}\"><v>1</v></c></row>"));
        var book = Zip(("[Content_Types].xml", Utf8("<Types/>")), ("xl/_rels/workbook.xml.rels", Utf8($"<Relationships><Relationship Id=\"a\" Type=\"{rel}/worksheet\" Target=\"s.xml\"/></Relationships>")),
            ("xl/workbook.xml", Utf8($"<workbook xmlns=\"{main}\" xmlns:r=\"{rel}\"><sheets><sheet name=\"S\" r:id=\"a\"/></sheets></workbook>")), ("xl/s.xml", Utf8($"<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>")));
        Assert.Contains("too large a table", Read("a.xlsx", book).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_read_stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        foreach (var (name, bytes) in Seeds.All)
            if (name is not "survey.csv") Assert.Throws<OperationCanceledException>(() => Reader.Read(name, bytes, ReadLimits.Default, null, cancelled.Token));
    }

    /// <summary>Bytes changed, cut, doubled and swapped at random: a document or a refusal, in good time, nothing else.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Random_damage_gives_a_document_or_a_refusal(string name)
    {
        var seed = Seeds.All.Single(file => file.Name == name).Bytes;
        var random = new Random(20_260_101);
        int read = 0, refused = 0;
        for (var turn = 0; turn < 600; turn++)
        {
            var bytes = Seeds.Damage(seed, random, turn);
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            soon.CancelAfter(TimeSpan.FromMinutes(3));
            var before = GC.GetAllocatedBytesForCurrentThread();
            var result = Reader.Read(name, bytes, ReadLimits.Default, null, soon.Token);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400L << 20);
            if (result.Succeeded)
            {
                result.Value.Kept();
                read++;
            }
            else
            {
                result.Refusal();
                refused++;
            }
        }
        Assert.True(refused > 0 || name is "page.html" or "survey.csv" or "talk.vtt" or "talk.srt", $"{read} read, {refused} refused");
        Assert.True(read > 0, $"{read} read, {refused} refused");
    }

    public static TheoryData<string> Names => [.. Seeds.All.Select(file => file.Name)];
}

/// <summary>One good file of each format, and ways to spoil it.</summary>
internal static class Seeds
{
    public static readonly (string Name, byte[] Bytes)[] All =
    [
        ("plan.docx", Data("office/plan.docx")),
        // the parts unpacked: damage reaches the markup rather than the packing
        ("stored.docx", Stored(Data("office/plan.docx"))),
        ("plan.odt", Data("office/plan.odt")),
        ("stored.odt", Stored(Data("office/plan.odt"))),
        ("plan.rtf", Data("office/plan.rtf")),
        ("page.html", Utf8("<!doctype html><meta charset=utf-8><title>T</title><h1>Waits</h1><p>See <a href='https://example.org'>this</a>&amp;<b>that</b><br>Then</p><ol><li>a<ul><li>b</ul></ol><table><tr><th>x<th>y<tr><td rowspan=3 colspan=2>é<td>2</table><pre>a\nb</pre>")),
        ("talk.vtt", Utf8("WEBVTT\n\n1\n00:00.000 --> 00:02.000\n<v Ann>Hello</v> there\n\n2\n00:02.000 --> 00:04.000\nthere\nand more\n\nNOTE x\n\n00:04.000 --> 00:05.000 line:0\n<i>bye</i> &amp; so\n")),
        ("talk.srt", Utf8("1\n00:00:00,000 --> 00:00:02,000\nHello there\n\n2\n00:00:02,000 --> 00:00:04,000\n{\\an8}and <b>more</b>\n\n")),
        ("survey.csv", Utf8("Case,Age,\"Why, then?\"\n1,34,\"He said \"\"no\"\"\nand left\"\n2,51,é\n3,,\n")),
        ("book.xlsx", Book()),
        ("stored.xlsx", Stored(Book())),
    ];

    private static byte[] Book()
    {
        var book = new MemoryStream();
        SheetWriter.WriteXlsx(book, [new("Answers", ["Case", "Age", "Answer"], [["1", 34, "=no"], ["2", 51, "yes"]]), new("Other", ["A"], [["b"]])]);
        return book.ToArray();
    }

    private static byte[] Stored(byte[] packed)
    {
        var stored = new MemoryStream();
        using (var from = new System.IO.Compression.ZipArchive(new MemoryStream(packed)))
        using (var to = new System.IO.Compression.ZipArchive(stored, System.IO.Compression.ZipArchiveMode.Create, true))
            foreach (var entry in from.Entries)
            {
                using var into = to.CreateEntry(entry.FullName, System.IO.Compression.CompressionLevel.NoCompression).Open();
                using var part = entry.Open();
                part.CopyTo(into);
            }
        return stored.ToArray();
    }

    public static byte[] Damage(byte[] seed, Random random, int turn)
    {
        var bytes = seed.ToArray();
        switch (turn % 6)
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
            case 2:
                for (var i = 0; i < 20; i++) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 3:
                var (from, length) = (random.Next(bytes.Length), random.Next(200));
                return [.. bytes[..from], .. bytes[Math.Min(bytes.Length, from + length)..]];
            case 4:
                var at = random.Next(bytes.Length);
                var piece = bytes[at..Math.Min(bytes.Length, at + random.Next(300))];
                var into = random.Next(bytes.Length);
                return [.. bytes[..into], .. Enumerable.Repeat(piece, random.Next(1, 30)).SelectMany(x => x), .. bytes[into..]];
            default:
                var noise = new byte[random.Next(1, 50)];
                random.NextBytes(noise);
                var place = random.Next(bytes.Length);
                return [.. bytes[..place], .. noise, .. bytes[place..]];
        }
    }
}
