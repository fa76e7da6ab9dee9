using System.Globalization;
using Throughline.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;
using UglyToad.PdfPig.Tokens;

namespace Throughline.Files;

/// <summary>Reads born-digital PDF: paragraphs, headings, lists, tables and pages, without what stands in the margins.</summary>
/// <remarks>
/// <para>The document is in the order in which the file draws ("content order"). Where reading by layout gives another text, that is
/// kept in <see cref="ReadDocument.OtherOrder"/>.</para>
/// <para>Running headers, footers and folios, hyphens that only break a line, and numbers printed down the margin are taken out and
/// kept as marks. Where paragraphs carry printed numbers, each numbered paragraph is one block.</para>
/// </remarks>
public sealed class PdfReader : IFileReader
{
    public IReadOnlyCollection<string> Extensions { get; } = [".pdf"];

    public Result<ReadDocument> Read(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel) =>
        Guarded.Read(fileName, "a PDF", content, limits, () => Pages(fileName, content, limits, progress, cancel));

    private static ReadDocument Pages(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel)
    {
        var head = content.Span[..Math.Min(1024, content.Length)];
        if (head.IndexOf("%PDF-"u8) < 0)
            throw new UnreadableException(FileKind.Of(content) is { } kind
                ? $"\"{fileName}\" is named as a PDF but is {kind.Words}. {Guarded.NothingKept} Give it the ending of what it is, or export it again as PDF."
                : $"\"{fileName}\" is named as a PDF but does not start as one. {Guarded.NothingKept} Check that it opens in a PDF viewer, and export it again.");
        var tail = content.Span[Math.Max(0, content.Length - 4096)..];
        if (tail.IndexOf("%%EOF"u8) < 0 && tail.IndexOf("startxref"u8) < 0)
            throw new UnreadableException(string.Create(CultureInfo.InvariantCulture, $"\"{fileName}\" is cut short: the end of the PDF is missing after {content.Length:N0} bytes. {Guarded.NothingKept} Download or copy it again."));

        List<PdfPageText> pages;
        var properties = new List<(string, string?)>();
        Dictionary<int, string> labels;
        try
        {
            using var document = PdfDocument.Open(content, Options());
            var count = document.NumberOfPages;
            if (count == 0) throw new UnreadableException($"\"{fileName}\" has no pages. {Guarded.NothingKept} Export it again.");
            (progress as IReadProgress)?.OutOf(count);
            PdfForms.Check(document, cancel);
            labels = LabelsOf(document, count);
            var information = document.Information;
            properties.AddRange([("Title", information.Title), ("Author", information.Author), ("Subject", information.Subject), ("Created", information.CreationDate)]);
            pages = ReadPages(document, content, count, progress, cancel);
        }
        catch (PdfDocumentEncryptedException)
        {
            throw new UnreadableException($"\"{fileName}\" is encrypted: it opens only with a password. {Guarded.NothingKept} Open it with the password, save or print it to a new PDF without one, and import that.");
        }
        catch (Exception fault) when (fault is not (UnreadableException or OperationCanceledException or OutOfMemoryException) && !(fault is AggregateException many && many.InnerExceptions.Any(e => e is OperationCanceledException)))
        {
            // The library raises many kinds of exception on a damaged file; all mean that the file cannot be read.
            throw new UnreadableException($"\"{fileName}\" is damaged and cannot be read as a PDF ({Sentence(fault)}). {Guarded.NothingKept} Open it in a PDF viewer and print it to a new PDF, or get another copy.");
        }

        var empty = pages.Where(page => page.Runs.Count == 0).ToList();
        if (pages.Sum(page => page.Runs.Sum(run => run.Letters)) < 3 * (pages.Count(page => page.Pictures > 0) + 1) && pages.Exists(page => page.Pictures > 0))
            throw new UnreadableException(string.Create(CultureInfo.InvariantCulture, $"\"{fileName}\" has no text: its {pages.Count:N0} {(pages.Count == 1 ? "page is a picture" : "pages are pictures")}, as a scanner makes them. {Guarded.NothingKept} Run text recognition (OCR) on it, check the result, and import that."));
        if (empty.Count == pages.Count)
            throw new UnreadableException(string.Create(CultureInfo.InvariantCulture, $"\"{fileName}\" has no text on its {pages.Count:N0} {(pages.Count == 1 ? "page" : "pages")}. {Guarded.NothingKept} If you can see words there, they are drawn as shapes: run text recognition (OCR) on it and import the result."));

        var margins = PdfMargins.TakeFrom(pages);
        cancel.ThrowIfCancellationRequested();
        var first = Build(false);
        var other = Build(true);
        return other.Text == first.Text ? first : first with { OtherOrder = other };

        ReadDocument Build(bool byLayout)
        {
            var built = new PdfText(pages, margins, labels, byLayout).Build(limits, properties, cancel);
            return built with { Order = byLayout ? "layout order" : "content order", Repairs = RepairFinder.Find(built) };
        }
    }

    private static ParsingOptions Options() => new() { UseLenientParsing = true, SkipMissingFonts = true, ClipPaths = false };

    private static string Sentence(Exception fault)
    {
        var message = (fault is AggregateException { InnerException: { } inner } ? inner : fault).Message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        return Cut.To(message, 120);
    }

    /// <summary>Long documents are read from both ends of the page list at once, each half through its own view of the same bytes.</summary>
    private static List<PdfPageText> ReadPages(PdfDocument document, ReadOnlyMemory<byte> content, int count, IProgress<int>? progress, CancellationToken cancel)
    {
        var pages = new PdfPageText[count];
        var done = 0;
        void Range(PdfDocument from, int first, int last)
        {
            for (var number = first; number <= last; number++)
            {
                cancel.ThrowIfCancellationRequested();
                pages[number - 1] = PdfPageText.Of(from.GetPage(number));
                var now = Interlocked.Increment(ref done);
                if (now % 10 == 0 || now == count) progress?.Report(now);
            }
        }
        var workers = Math.Min(Math.Min(Environment.ProcessorCount, 4), count / 40);
        if (workers < 2) Range(document, 1, count);
        else
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancel }, worker =>
            {
                int first = (int)((long)count * worker / workers) + 1, last = (int)((long)count * (worker + 1) / workers);
                if (worker == 0) { Range(document, first, last); return; }
                using var own = PdfDocument.Open(content, Options());
                Range(own, first, last);
            });
        return [.. pages];
    }

    /// <summary>The labels the file itself gives its pages (PDF 32000-1, 12.4.2); empty where it gives none.</summary>
    private static Dictionary<int, string> LabelsOf(PdfDocument document, int count)
    {
        var labels = new Dictionary<int, string>();
        if (!Resolve(document, document.Structure.Catalog.CatalogDictionary, "PageLabels", out DictionaryToken? tree)) return labels;
        var ranges = new SortedDictionary<int, DictionaryToken>();
        Collect(document, tree!, ranges, 0);
        foreach (var (start, range) in ranges)
        {
            var next = ranges.Keys.Where(key => key > start).DefaultIfEmpty(count).First();
            var style = Resolve(document, range, "S", out NameToken? name) ? name!.Data : "";
            var prefix = Resolve(document, range, "P", out StringToken? given) ? given!.Data : "";
            var from = Resolve(document, range, "St", out NumericToken? number) ? number!.Int : 1;
            for (var page = start; page < Math.Min(next, count); page++)
            {
                var label = prefix + Styled(style, from + page - start);
                if (label.Length > 0) labels[page + 1] = label;
            }
        }
        return labels;
    }

    private static void Collect(PdfDocument document, DictionaryToken node, SortedDictionary<int, DictionaryToken> ranges, int depth)
    {
        if (depth > 16) return;
        if (Resolve(document, node, "Nums", out ArrayToken? numbers))
            for (var i = 0; i + 1 < numbers!.Length; i += 2)
                if (numbers.Data[i] is NumericToken { Int: >= 0 } key && Follow(document, numbers.Data[i + 1]) is DictionaryToken range) ranges[key.Int] = range;
        if (Resolve(document, node, "Kids", out ArrayToken? kids))
            foreach (var kid in kids!.Data)
                if (Follow(document, kid) is DictionaryToken child) Collect(document, child, ranges, depth + 1);
    }

    private static bool Resolve<T>(PdfDocument document, DictionaryToken dictionary, string key, out T? value) where T : class, IToken
    {
        value = dictionary.TryGet(NameToken.Create(key), out var token) ? Follow(document, token) as T : null;
        return value is not null;
    }

    private static IToken? Follow(PdfDocument document, IToken? token) => token is IndirectReferenceToken reference ? document.Structure.GetObject(reference.Data)?.Data : token;

    private static string Styled(string style, int number) => style switch
    {
        "D" => number.ToString(CultureInfo.InvariantCulture),
        "r" => Roman(number),
        "R" => Roman(number).ToUpperInvariant(),
        "a" => new string((char)('a' + (number - 1) % 26), (number - 1) / 26 + 1),
        "A" => new string((char)('A' + (number - 1) % 26), (number - 1) / 26 + 1),
        _ => "",
    };

    private static string Roman(int number)
    {
        if (number is < 1 or > 3999) return number.ToString(CultureInfo.InvariantCulture);
        (int, string)[] parts = [(1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")];
        var roman = "";
        foreach (var (value, letters) in parts)
            for (; number >= value; number -= value) roman += letters;
        return roman;
    }
}
