using System.Diagnostics;
using System.Text;
using static Throughline.Files.Tests.Fixtures;

namespace Throughline.Files.Tests;

/// <summary>Files whose size or shape is the attack: each must end in a document or a refusal, soon and in bounded memory.</summary>
public class HugeFileTests
{
    private static string Many(string unit, int count) => new StringBuilder(unit.Length * count).Insert(0, unit, count).ToString();

    private static byte[] NestedZip(int levels)
    {
        var inner = Zip(("a.txt", Utf8("words")));
        for (var i = 0; i < levels; i++) inner = Zip(($"{i}.zip", inner));
        return inner;
    }

    private static string Line(int i) => $"Line {i} of a very long text";

    private static readonly Dictionary<string, (string File, Func<byte[]> Make)> Files = new()
    {
        ["empty runs"] = ("a.docx", () => Docx("<w:p>" + Many("<w:r/>", 1_000_000) + R("words") + "</w:p>")),
        ["empty paragraphs"] = ("a.docx", () => Docx(P("words") + Many("<w:p/>", 500_000))),
        ["md quotes"] = ("a.md", () => Utf8(new string('>', 100_000) + " words")),
        ["md quotes on lines"] = ("a.md", () => Utf8(string.Join('\n', Enumerable.Range(1, 600).Select(i => new string('>', i) + " words")))),
        ["md open brackets"] = ("a.md", () => Utf8(new string('[', 100_000) + "words")),
        ["md bracket pairs"] = ("a.md", () => Utf8(Many("[a](", 100_000))),
        ["md link chains"] = ("a.md", () => Utf8(Many("![[](", 50_000) + "a")),
        ["md nested brackets"] = ("a.md", () => Utf8(new string('[', 50_000) + "a" + new string(']', 50_000))),
        ["md emphasis"] = ("a.md", () => Utf8(Many("*a _b ", 100_000))),
        ["md emphasis closers"] = ("a.md", () => Utf8(Many("a**b_ ", 100_000))),
        ["md backticks even"] = ("a.md", () => Utf8(Many("` `` ", 200_000))),
        ["md html"] = ("a.md", () => Utf8(Many("<a ", 200_000))),
        ["md html comment"] = ("a.md", () => Utf8("a " + Many("<!-- ", 200_000))),
        ["md cdata"] = ("a.md", () => Utf8("a " + Many("<![CDATA[ ", 100_000))),
        ["md entities"] = ("a.md", () => Utf8(Many("&#x1F600; &amp ", 200_000))),
        ["md references"] = ("a.md", () => Utf8(string.Join("\n", Enumerable.Range(0, 50_000).Select(i => $"[r{i}]: http://e.org/{i}")) + "\n\n" + Many("[x][y] ", 100_000))),
        ["md lists"] = ("a.md", () => Utf8(string.Join("\n", Enumerable.Range(0, 250).Select(i => new string(' ', i * 2) + "- a")))),
        ["md pipes"] = ("a.md", () => Utf8(Many("|", 300_000))),
        ["md numbers"] = ("a.md", () => Utf8(string.Join("\n\n", Enumerable.Range(0, 60_000)))),
        ["md same lines"] = ("a.md", () => Utf8(Many("The very same line again and again\n\n", 60_000))),
        ["md repeated lines in threes"] = ("a.md", () => Utf8(string.Concat(Enumerable.Range(0, 60_000).Select(i => $"Line {i % 10_000} of a very long text\n\n")))),
        ["md autolinks"] = ("a.md", () => Utf8(Many("http://a.", 100_000))),
        ["md lost letters"] = ("a.md", () => Utf8(string.Join(' ', Enumerable.Range(0, 60_000).Select(i => $"wil al{(char)('a' + i % 26)}{(char)('a' + i / 26 % 26)}{(char)('a' + i / 676 % 26)}l o{(char)('a' + i % 26)}{(char)('a' + i / 26 % 26)}{(char)('a' + i / 676 % 26)}ed")))),
        ["md hyphens"] = ("a.md", () => Utf8(Many("inequal- ities ", 200_000))),
        ["md hyphens with no space before"] = ("a.md", () => Utf8(Many("a- ", 10) + new string('a', 300_000) + Many("- b", 10))),
        ["txt line ends"] = ("a.txt", () => Utf8(new string('\n', 5_000_000) + "a")),
        ["txt numbers"] = ("a.txt", () => Utf8(string.Join("\n\n", Enumerable.Range(0, 200_000).Select(i => i % 9000)))),
        ["txt mixed bytes"] = ("a.txt", () => [.. Enumerable.Range(0, 200_000).SelectMany(i => (byte[])[(byte)'a', 0xE9, (byte)' ', 0xC3, 0xA9, (byte)'\n'])]),
        ["txt combining"] = ("a.txt", () => Utf8("a" + new string('\u0301', 2_000_000))),
        ["txt combining out of order"] = ("a.txt", () => Utf8("a" + Many("\u0301\u0323", 200_000))),
        ["txt label"] = ("a.txt", () => Utf8(Many("Aa ", 200_000) + ":")),
        ["txt times"] = ("a.txt", () => Utf8(Many("00:00:01\n", 300_000) + "a")),
        ["txt NUL"] = ("a.txt", () => [.. Utf8("words "), .. new byte[20], .. Utf8(Many(" and more words", 100))]),
        ["txt utf-32"] = ("a.txt", () => [.. Encoding.UTF32.GetPreamble(), .. Encoding.UTF32.GetBytes("wörds")]),
        ["txt utf-32 big-endian"] = ("a.txt", () => [0, 0, 0xFE, 0xFF, .. new UTF32Encoding(true, false).GetBytes("wörds")]),
        ["txt utf-7"] = ("a.txt", () => Utf8("+/v8-w+APY-rds")),
        ["txt one LF"] = ("a.txt", () => Utf8("\n")),
        ["md one LF"] = ("a.md", () => Utf8("\n")),
        ["html one LF"] = ("a.html", () => Utf8("\n")),
        ["csv one LF"] = ("a.csv", () => Utf8("\n")),
        ["vtt one LF"] = ("a.vtt", () => Utf8("\n")),
        ["rtf one LF"] = ("a.rtf", () => Utf8("\n")),
        ["pdf one LF"] = ("a.pdf", () => Utf8("\n")),
        ["docx one LF"] = ("a.docx", () => Utf8("\n")),
        ["csv huge cell"] = ("a.csv", () => Utf8("A,B\n\"" + new string('x', 49_000_000) + "\",1\n")),
        ["csv huge cell of lines"] = ("a.csv", () => Utf8("A,B\n\"" + Many("x\n", 10_000_000) + "\",1\n")),
        ["csv quotes"] = ("a.csv", () => Utf8("A\n" + Many("\"", 5_000_001))),
        ["csv many columns"] = ("a.csv", () => Utf8(new string(',', 5_000_000))),
        ["csv rows"] = ("a.csv", () => Utf8("A\n" + Many("1\n", 1_000_000))),
        ["rtf groups"] = ("a.rtf", () => Utf8("{\\rtf1 " + Many("{\\b a}", 1_000_000) + "}")),
        ["rtf open groups"] = ("a.rtf", () => Utf8("{\\rtf1 " + Many("{", 1_000_000) + "}")),
        ["rtf binary"] = ("a.rtf", () => Utf8("{\\rtf1 words \\bin2147483647 x}")),
        ["rtf words"] = ("a.rtf", () => Utf8("{\\rtf1 " + Many("\\u-3 ?", 1_000_000) + "}")),
        ["html unclosed"] = ("a.html", () => Utf8(Many("<b>", 1_000_000))),
        ["html unclosed paragraphs"] = ("a.html", () => Utf8(Many("<p>a", 400_000))),
        ["html unclosed table"] = ("a.html", () => Utf8(Many("<table>", 400_000))),
        ["html unclosed a"] = ("a.html", () => Utf8(Many("<a href=x><b>", 300_000))),
        ["html attributes"] = ("a.html", () => Utf8("<p " + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"a{i}=1 ")) + ">words")),
        ["html long attribute"] = ("a.html", () => Utf8("<p title=\"" + new string('a', 20_000_000) + "\">words")),
        ["html colspan"] = ("a.html", () => Utf8("<table>" + Many("<tr><td colspan=1000 rowspan=65534>a", 3000))),
        ["html entities"] = ("a.html", () => Utf8("<p>" + Many("&notanentity", 300_000))),
        ["html lists"] = ("a.html", () => Utf8(Many("<ul><li>", 100_000))),
        ["vtt overlapping"] = ("a.vtt", () => Utf8("WEBVTT\n\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"00:00:{i % 60:00}.000 --> 01:00:00.000\n{Line(i)}\n\n")))),
        ["vtt same words"] = ("a.vtt", () => Utf8("WEBVTT\n\n" + Many("00:00:01.000 --> 01:00:00.000\nthe same words\n\n", 50_000))),
        ["vtt one cue of lines"] = ("a.vtt", () => Utf8("WEBVTT\n\n00:00:01.000 --> 01:00:00.000\n" + Many("a\n", 500_000))),
        ["vtt tags"] = ("a.vtt", () => Utf8("WEBVTT\n\n00:00:01.000 --> 01:00:00.000\n" + Many("<v ", 300_000))),
        ["vtt backwards"] = ("a.vtt", () => Utf8("WEBVTT\n\n00:09.000 --> 00:01.000\nwords\n\n00:02.000 --> 99:99:99.000\nmore\n")),
        ["odt spaces"] = ("a.odt", () => Odt("<text:p>a" + Many("<text:s text:c=\"2000000000\"/>", 100) + "b</text:p>")),
        ["odt repeated rows"] = ("a.odt", () => Odt("<table:table><table:table-row table:number-rows-repeated=\"1000000000\"><table:table-cell table:number-columns-repeated=\"1000000000\"><text:p>a</text:p></table:table-cell></table:table-row></table:table>")),
        ["nested zips"] = ("a.zip", () => NestedZip(50)),
        ["huge picture in docx"] = ("a.docx", () => Zip(("[Content_Types].xml", Utf8("<Types/>")), ("word/document.xml", Utf8($"<w:document {W}><w:body>{P("words")}</w:body></w:document>")), ("word/media/a.png", new byte[150_000_000]))),
    };

    public static TheoryData<string> Names => [.. Files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_made_to_overwhelm_gives_a_document_or_a_refusal_soon(string name)
    {
        var (file, make) = Files[name];
        var bytes = make();
        GC.Collect();
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        soon.CancelAfter(TimeSpan.FromMinutes(5));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        var read = new ReadFile(ReadFile.AllReaders).Read(file, bytes, ReadLimits.Default, null, soon.Token);
        // Alone each takes under five seconds; the rest is for a busy machine.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4L << 30);
        if (read.Succeeded) Assert.Empty(DocumentLaws.Broken(read.Value));
        else read.Refusal();
    }
}
