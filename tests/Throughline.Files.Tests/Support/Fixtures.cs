using System.IO.Compression;
using System.Text;

namespace Throughline.Files.Tests;

/// <summary>Files made by code, and documents shown so that a test can be read.</summary>
internal static class Fixtures
{
    public static byte[] Data(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Throughline.slnx"))) folder = folder.Parent;
        return File.ReadAllBytes(Path.Combine(folder!.FullName, "tests", "Throughline.Files.Tests", "data", path));
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Zip(params (string Name, byte[] Bytes)[] entries)
    {
        var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, true))
            foreach (var (name, bytes) in entries)
                using (var stream = zip.CreateEntry(name, CompressionLevel.SmallestSize).Open()) stream.Write(bytes);
        return packed.ToArray();
    }

    public const string W = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\"";
    private const string Rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>A docx around the body's markup. Parts: name in word/ to content, related by their name's stem.</summary>
    public static byte[] Docx(string body, params (string Part, string Xml)[] parts) => DocxWith(body, "", parts);

    public static byte[] DocxWith(string body, string relationships, params (string Part, string Xml)[] parts)
    {
        var related = string.Concat(parts.Where(p => !p.Part.StartsWith("docProps/", StringComparison.Ordinal)).Select((p, i) => $"<Relationship Id=\"p{i}\" Type=\"{Rel}/{Kind(p.Part)}\" Target=\"{p.Part}\"/>"));
        var root = string.Concat(parts.Where(p => p.Part.StartsWith("docProps/", StringComparison.Ordinal)).Select((p, i) => $"<Relationship Id=\"d{i}\" Type=\"{Rel}/{(p.Part.Contains("app", StringComparison.Ordinal) ? "extended-properties" : "core-properties")}\" Target=\"{p.Part}\"/>"));
        return Zip([
            ("[Content_Types].xml", Utf8("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>")),
            ("_rels/.rels", Utf8($"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{Rel}/officeDocument\" Target=\"word/document.xml\"/>{root}</Relationships>")),
            ("word/_rels/document.xml.rels", Utf8($"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{related}{relationships}</Relationships>")),
            .. parts.Select(p => (p.Part.StartsWith("docProps/", StringComparison.Ordinal) ? p.Part : "word/" + p.Part, Utf8(p.Xml))),
            ("word/document.xml", Utf8($"<?xml version=\"1.0\"?><w:document {W}><w:body>{body}</w:body></w:document>")),
        ]);
    }

    private static string Kind(string part) => new([.. part.TakeWhile(char.IsAsciiLetter)]);

    public static string P(string words, string properties = "") => $"<w:p>{(properties.Length > 0 ? $"<w:pPr>{properties}</w:pPr>" : "")}{R(words)}</w:p>";

    public static string R(string words) => $"<w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r>";

    public static byte[] Odt(string body, string styles = "") => Zip(
        ("mimetype", Utf8("application/vnd.oasis.opendocument.text")),
        ("content.xml", Utf8($"""<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>""")));

    public static Result<ReadDocument> Read(this IFileReader reader, string name, byte[] bytes, ReadLimits? limits = null) =>
        reader.Read(name, bytes, limits ?? ReadLimits.Default, null, TestContext.Current.CancellationToken);

    public static ReadDocument Docx(this DocxReader reader, string body, params (string Part, string Xml)[] parts) => reader.Read("test.docx", Docx(body, parts)).Value;

    /// <summary>Every promise of the contract that can be checked without knowing the file.</summary>
    public static ReadDocument Kept(this ReadDocument read)
    {
        Assert.True(read.Text.IsNormalized(NormalizationForm.FormC));
        Assert.DoesNotContain('\r', read.Text);
        Assert.DoesNotContain('\0', read.Text);
        Assert.Equal(read.Text, string.Join('\n', read.Blocks.Select(block => block.Span.Of(read.Text))));
        Assert.All(read.Blocks, block => Assert.DoesNotContain('\n', block.Span.Of(read.Text)));
        Assert.All(read.Marks, mark => Assert.InRange(mark.Span.End, 0, read.Text.Length));
        Assert.Equal(read.Marks.Select(mark => mark.Span.Start).Order(), read.Marks.Select(mark => mark.Span.Start));
        Assert.All(read.Pages, page => Assert.InRange(page.Position, 0, read.Text.Length));
        return read;
    }

    public static string[] Lines(this ReadDocument read) => [.. read.Kept().Blocks.Select(block => block.Span.Of(read.Text))];

    public static string[] Shown(this ReadDocument read) => [.. read.Kept().Blocks.Select(block =>
        $"{block.Kind}{(block.Level > 0 ? $" {block.Level}" : "")}{(block.Table > 0 ? $" {block.Table}.{block.Row}.{block.Column}{(block.IsHeader ? " head" : "")}" : "")}: {block.Span.Of(read.Text)}")];

    public static string[] Marked(this ReadDocument read, MarkKind kind) => [.. read.Marks.Where(mark => mark.Kind == kind).Select(mark => $"{mark.Span.Of(read.Text)}={mark.Value}")];

    /// <summary>The refusal, which must be a whole message: what is wrong, and that nothing was kept.</summary>
    public static string Refusal<T>(this Result<T> result)
    {
        Assert.False(result.Succeeded);
        var refusal = Assert.IsType<FileUnreadable>(result.Error);
        Assert.Contains("Nothing from this file was kept.", refusal.Message, StringComparison.Ordinal);
        return refusal.Message;
    }
}
