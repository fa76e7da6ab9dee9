using System.Text;
using static Throughline.Files.Tests.Fixtures;

namespace Throughline.Files.Tests;

public class ReadFileTests
{
    private static readonly ReadFile Reader = new(ReadFile.AllReaders);

    private static Result<ReadDocument> Read(string name, byte[] bytes, ReadLimits? limits = null) => Reader.Read(name, bytes, limits ?? ReadLimits.Default, null, TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("plan.pdf", "The file's name ends in .pdf, but it is a Word document and was read as one.")]
    [InlineData("plan.doc", "The file's name ends in .doc, but it is a Word document and was read as one.")]
    [InlineData("plan.odt", "The file's name ends in .odt, but it is a Word document and was read as one.")]
    [InlineData("plan", "The file has no ending. It is a Word document and was read as one.")]
    public void A_file_with_a_wrong_ending_is_read_as_what_it_is_and_says_so(string name, string caution)
    {
        var read = Read(name, Docx(P("words"))).Value;
        Assert.Equal("words", read.Text);
        Assert.Equal(caution, read.Cautions.Single().Message);
    }

    [Fact]
    public void Each_reader_is_found_by_its_ending_in_any_case()
    {
        Assert.Equal("words", Read("A.DOCX", Docx(P("words"))).Value.Text);
        Assert.Equal("words", Read("A.Html", Utf8("<p>words")).Value.Text);
        Assert.Equal("A\n1", Read("a.csv", Utf8("A\n1\n")).Value.Text);
        Assert.Equal([".csv", ".docm", ".docx", ".htm", ".html", ".markdown", ".md", ".odt", ".pdf", ".rtf", ".srt", ".text", ".tsv", ".txt", ".vtt", ".xhtml", ".xlsm", ".xlsx"], Reader.Extensions);
        Assert.Throws<ArgumentException>(() => new ReadFile([new DocxReader(), new DocxReader()]));
    }

    private static byte[] Ole(string stream) => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[1000], .. Encoding.Unicode.GetBytes(stream), .. new byte[100]];

    [Fact]
    public void What_cannot_be_read_is_named_with_what_to_do_instead()
    {
        Assert.Contains("is empty: it holds 0 bytes", Read("a.docx", []).Refusal(), StringComparison.Ordinal);
        Assert.Contains("too large: it has 200 MB and at most 104.9 MB", Read("a.docx", new byte[200_000_000]).Refusal(), StringComparison.Ordinal);
        Assert.Contains("old kind (.doc), which cannot be read here. Nothing from this file was kept. Open it in Word or LibreOffice, save it as .docx", Read("a.doc", Ole("WordDocument")).Refusal(), StringComparison.Ordinal);
        Assert.Contains("protected by a password", Read("a.docx", Ole("EncryptedPackage")).Refusal(), StringComparison.Ordinal);
        Assert.Contains("old kind (.xls)", Read("a.xls", Ole("Workbook")).Refusal(), StringComparison.Ordinal);
        Assert.Contains("a PNG picture", Read("scan.docx", [0x89, .. "PNG\r\n\x1a\n"u8, .. new byte[50]]).Refusal(), StringComparison.Ordinal);
        Assert.Contains("a zip archive, not one document", Read("a.zip", Zip(("a.txt", Utf8("x")))).Refusal(), StringComparison.Ordinal);
        Assert.Contains("ends in .xyz, which cannot be read here", Read("a.xyz", Utf8("words")).Refusal(), StringComparison.Ordinal);
        Assert.Contains(".docx, .htm", Read("a.xyz", Utf8("words")).Refusal(), StringComparison.Ordinal);
        Assert.Contains("no ending that says what it is", Read("README", Utf8("words")).Refusal(), StringComparison.Ordinal);
        Assert.Contains("a program", Read("a.txt", [.. "MZ"u8, .. new byte[200]]).Refusal(), StringComparison.Ordinal);
        Assert.Contains("PDF", Read("a.docx", Utf8("%PDF-1.7 and so on")).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Words_named_as_a_document_are_refused_as_damaged() =>
        Assert.Contains("is damaged: it begins as a Word document but", Read("a.docx", Zip(("[Content_Types].xml", []), ("word/document.xml", Utf8("<w:document")))).Refusal(), StringComparison.Ordinal);

    [Fact]
    public void A_reader_that_stumbles_over_bad_data_gives_a_refusal_and_our_own_faults_go_through()
    {
        Assert.Contains("is damaged", new ReadFile([new Stumbles(new FormatException())]).Read("a.odd", Utf8("x"), ReadLimits.Default, null, TestContext.Current.CancellationToken).Refusal(), StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => new ReadFile([new Stumbles(new OperationCanceledException())]).Read("a.odd", Utf8("x"), ReadLimits.Default, null, TestContext.Current.CancellationToken));
        Assert.Throws<NotImplementedException>(() => new ReadFile([new Stumbles(new NotImplementedException())]).Read("a.odd", Utf8("x"), ReadLimits.Default, null, TestContext.Current.CancellationToken));
    }

    private sealed class Stumbles(Exception over) : IFileReader
    {
        public IReadOnlyCollection<string> Extensions => [".odd"];

        public Result<ReadDocument> Read(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel) => throw over;
    }
}
