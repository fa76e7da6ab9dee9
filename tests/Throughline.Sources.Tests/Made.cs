using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Throughline.Testing;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace Throughline.Sources.Tests;

/// <summary>Small files for these tests, made here, good and bad.</summary>
internal static class Made
{
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>An interview of questions and answers, long enough to be taken for one.</summary>
    public static byte[] Interview(int turns = 12, string about = "the clinic")
    {
        var text = new StringBuilder();
        for (var i = 0; i < turns; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"INT: Can you tell me what you think about {about}, and how it was for you, part {i + 1}?\n\nP1: I think it means the conditions people are living in, you know. We said that {about} was shut on day {i + 1}, and I told them so.\n\n");
        return Utf8(text.ToString());
    }

    public static byte[] Docx(params string[] paragraphs)
    {
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var main = document.AddMainDocumentPart();
            main.Document = new Document(new Body(paragraphs.Select(p => new Paragraph(new Run(new DocumentFormat.OpenXml.Wordprocessing.Text(p))))));
        }
        return stream.ToArray();
    }

    public static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }

    /// <summary>A born-digital PDF of pages of running words.</summary>
    public static byte[] Pdf(int pages, int lines = 40)
    {
        var random = new Random(7);
        string[] words = ["people", "living", "in", "the", "places", "where", "waits", "are", "longest", "said", "that", "money", "follows", "need", "only", "on", "paper", "and", "services", "close", "first", "there"];
        using var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.TimesRoman);
        for (var page = 1; page <= pages; page++)
        {
            var drawn = builder.AddPage(UglyToad.PdfPig.Content.PageSize.A4);
            for (var line = 0; line < lines; line++)
                drawn.AddText(string.Join(' ', Enumerable.Range(0, 11).Select(_ => words[random.Next(words.Length)])), 11, new PdfPoint(70, 770 - 16 * line), font);
        }
        return builder.Build();
    }

    /// <summary>A page that is a picture, as a scanner makes it.</summary>
    public static byte[] ScannedPdf()
    {
        using var builder = new PdfDocumentBuilder();
        var page = builder.AddPage(UglyToad.PdfPig.Content.PageSize.A4);
        var png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
        page.AddPng(png, new PdfRectangle(0, 0, 595, 842));
        return builder.Build();
    }

    public static byte[] EncryptedPdf() => File.ReadAllBytes(RepositoryRoot.PathTo("tests/Throughline.Files.Tests/data/pdf/encrypted.pdf"));
}
