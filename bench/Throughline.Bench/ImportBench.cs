using System.Diagnostics;
using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace Throughline.Bench;

/// <summary>What an analyst waits for when bringing a large file in: reading, storing and indexing, as the import's job does it.</summary>
internal static class ImportBench
{
    private const int Rounds = 5, Paragraphs = 3_000, Interviews = 6, InterviewWords = 10_000, InterviewCodes = 60, WordsCoded = 25;

    public static async Task RunAsync(DatabaseAddress address, int pages)
    {
        await using var services = new ServiceCollection().AddThroughline(address).BuildServiceProvider();
        var ready = await services.GetRequiredService<Database>().PrepareAsync(CancellationToken.None);
        if (!ready.Succeeded) throw new InvalidOperationException(ready.Error.Message);
        var by = (await services.GetRequiredService<CreateProject.Handler>().RunAsync(new("Large", "Analyst"), CancellationToken.None)).Value.Acting;
        await MeasureAsync(services, by, $"PDF, {pages:N0} pages", "pdf", round => Pdf(pages, round));
        await MeasureAsync(services, by, $"docx, {Paragraphs:N0} paragraphs", "docx", Docx);
        var interviews = await InterviewsAsync(services, by);
        foreach (var rows in (int[])[303, 3_000]) await CodingsAsync(services, by, interviews, rows);
    }

    private static async Task<string[]> InterviewsAsync(IServiceProvider services, Acting by)
    {
        var texts = Enumerable.Range(0, Interviews).Select(i => new MadeUpText(40 + i, vocabulary: 8_000).Text(InterviewWords)).ToArray();
        var job = await services.GetRequiredService<ImportFiles.Handler>().RunAsync(by, [.. texts.Select((text, i) => new ImportFiles.Incoming($"Interview {i}.txt", Encoding.UTF8.GetBytes(text)))], new(false, null, null, false), CancellationToken.None);
        if (!job.Succeeded) throw new InvalidOperationException(job.Error.Message);
        await services.GetRequiredService<Jobs>().RunHereAsync(job.Value, CancellationToken.None);
        return texts;
    }

    /// <summary>Codings of another program as it writes them out: a source's name, a code and the words, which are found again.</summary>
    private static async Task CodingsAsync(IServiceProvider services, Acting by, string[] interviews, int rows)
    {
        var random = new Random(rows);
        var words = interviews.Select(text => text.Split('\n').Select(line => line.Split(' ')).Where(line => line.Length > WordsCoded).ToArray()).ToArray();
        var taken = new List<double>();
        var placed = 0;
        for (var round = 0; round <= Rounds; round++)
        {
            var csv = new StringBuilder("source,code,segment\n");
            for (var row = 0; row < rows; row++)
            {
                var interview = random.Next(Interviews);
                var line = words[interview][random.Next(words[interview].Length)];
                var segment = string.Join(' ', line.Skip(random.Next(line.Length - WordsCoded)).Take(WordsCoded));
                csv.Append(CultureInfo.InvariantCulture, $"Interview {interview}.txt,Theme {row % 6} > Code {row % InterviewCodes},\"{segment}\"\n");
            }
            var watch = Stopwatch.StartNew();
            var report = await services.GetRequiredService<ImportCodings.Handler>().RunAsync(by, "codings.csv", Encoding.UTF8.GetBytes(csv.ToString()), CancellationToken.None);
            if (round > 0) taken.Add(watch.Elapsed.TotalSeconds);
            if (!report.Succeeded) throw new InvalidOperationException(report.Error.Message);
            placed += report.Value.Count(ImportCodings.Outcome.Placed) + report.Value.Count(ImportCodings.Outcome.AlreadyThere);
        }
        taken.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} codings onto {Interviews} interviews of {InterviewWords:N0} words: imported in median {taken[taken.Count / 2]:N2} s, fastest {taken[0]:N2} s, slowest {taken[^1]:N2} s; {placed:N0} of {rows * (Rounds + 1):N0} placed by their words"));
    }

    private static async Task MeasureAsync(IServiceProvider services, Acting by, string what, string extension, Func<int, byte[]> make)
    {
        var taken = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var content = make(round);
            var watch = Stopwatch.StartNew();
            var job = await services.GetRequiredService<ImportFiles.Handler>().RunAsync(by, [new($"{round}.{extension}", content)], new(false, null, null, false), CancellationToken.None);
            if (!job.Succeeded) throw new InvalidOperationException(job.Error.Message);
            var done = await services.GetRequiredService<Jobs>().RunHereAsync(job.Value, CancellationToken.None);
            if (round > 0) taken.Add(watch.Elapsed.TotalSeconds);
            if (done.Lines[0].State != JobLineState.Done) throw new InvalidOperationException(done.Lines[0].Message);
            if (round == 0) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {content.Length / 1e6:N1} MB; {done.Lines[0].Message}"));
        }
        taken.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  imported in median {taken[taken.Count / 2]:N2} s, fastest {taken[0]:N2} s, slowest {taken[^1]:N2} s, after one round to warm up"));
    }

    /// <summary>Pages of 40 lines of eleven words, with a running header and a page number.</summary>
    private static byte[] Pdf(int pages, int seed)
    {
        var text = new MadeUpText(seed, vocabulary: 8_000);
        using var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.TimesRoman);
        for (var page = 1; page <= pages; page++)
        {
            var drawn = builder.AddPage(UglyToad.PdfPig.Content.PageSize.A4);
            drawn.AddText("A report on waits and need", 9, new PdfPoint(70, 810), font);
            drawn.AddText(page.ToString(CultureInfo.InvariantCulture), 9, new PdfPoint(290, 30), font);
            var words = text.Text(440).Replace('\n', ' ').Split(' ');
            for (var line = 0; line < 40; line++) drawn.AddText(string.Join(' ', words.Skip(line * 11).Take(11)), 11, new PdfPoint(70, 770 - 16 * line), font);
        }
        return builder.Build();
    }

    private static byte[] Docx(int seed)
    {
        var text = new MadeUpText(seed, vocabulary: 8_000);
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var main = document.AddMainDocumentPart();
            main.Document = new Document(new Body(Enumerable.Range(0, Paragraphs).Select(_ => new Paragraph(new Run(new DocumentFormat.OpenXml.Wordprocessing.Text(text.Text(20)))))));
        }
        return stream.ToArray();
    }
}
