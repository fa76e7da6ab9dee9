namespace Throughline.Files;

/// <summary>Reads any file a reader is there for: chosen by its ending, checked by its first bytes.</summary>
/// <remarks>A file whose bytes say plainly what it is (a Word document named .pdf) is read as what it is, with a caution that says so:
/// the words are what the analyst came for, and the name is the smaller mistake. Plain text has no such bytes and goes by its ending.</remarks>
public sealed class ReadFile
{
    private readonly Dictionary<string, IFileReader> _readers = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="ArgumentException">Two readers claim one ending.</exception>
    public ReadFile(IEnumerable<IFileReader> readers)
    {
        foreach (var reader in readers)
            foreach (var extension in reader.Extensions)
                if (!_readers.TryAdd(extension, reader)) throw new ArgumentException($"Two readers claim \"{extension}\".", nameof(readers));
    }

    /// <summary>One of each reader there is: pdf, md, txt, docx, odt, rtf, html, captions, and tables as text.</summary>
    public static IReadOnlyList<IFileReader> AllReaders => [new PdfReader(), new MarkdownReader(), new PlainTextReader(), new DocxReader(), new OdtReader(), new RtfReader(), new HtmlReader(), new CaptionReader(), new SheetTextReader()];

    /// <summary>The endings that can be read, in alphabetical order.</summary>
    public IReadOnlyList<string> Extensions => [.. _readers.Keys.Order(StringComparer.Ordinal)];

    /// <summary>A document, or a refusal whose message stands by itself. Throws only when cancelled.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Result<ReadDocument> Read(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel)
    {
        if (content.IsEmpty) return Guarded.Refuse(fileName, Guarded.Empty(fileName));
        if (content.Length > limits.MaxBytes) return Guarded.Refuse(fileName, Guarded.TooLarge(fileName, content.Length, limits));
        cancel.ThrowIfCancellationRequested();
        var ending = Path.GetExtension(fileName);
        try
        {
            var kind = FileKind.Of(content);
            if (kind is { Extension: null }) return Guarded.Refuse(fileName, kind.Refusal(fileName));
            if (kind is { Extension: ".zip" } && !_readers.ContainsKey(".zip") && !IsPackedFormat(ending))
                return Guarded.Refuse(fileName, $"\"{fileName}\" is a zip archive, not one document. {Guarded.NothingKept} Add it as a zip, so that each file in it is read, or unpack it first.");
            _readers.TryGetValue(ending, out var byName);
            var reader = byName;
            string? caution = null;
            if (kind is not null && kind.Extension != ".zip" && !IsTextThatMayQuote(kind, ending)
                && (!_readers.TryGetValue(kind.Extension!, out var byContent) || byContent != byName))
            {
                reader = byContent;
                caution = ending.Length == 0 ? $"The file has no ending. It is {kind.Words} and was read as one."
                    : $"The file's name ends in {ending}, but it is {kind.Words} and was read as one.";
            }
            if (reader is null) return Guarded.Refuse(fileName, NoReader(fileName, ending, kind));
            var read = reader.Read(fileName, content, limits, progress, cancel);
            if (!read.Succeeded) return read;
            var document = NumbersInLine.TakeOut(read.Value);
            return caution is null ? document : document with { Cautions = [new Caution(new(0, 0), CautionKind.Other, caution), .. document.Cautions] };
        }
        catch (Exception fault) when (Guarded.IsBadData(fault))
        {
            return Guarded.Refuse(fileName, Guarded.Damaged(fileName, ending.Length > 1 ? $"a {ending} file" : "a file"));
        }
    }

    /// <summary>How many of a file's first bytes tell what it is, where they tell it at all.</summary>
    public const int TellingBytes = 4096;

    /// <summary>Why a file is refused for what it is, from its name and first bytes alone, in the words of <see cref="Read"/>; null where it has to be read. So a folder's recordings are never read whole.</summary>
    /// <param name="start">The first <see cref="TellingBytes"/> bytes, or all of a shorter file.</param>
    public string? RefusalByStart(string fileName, ReadOnlyMemory<byte> start)
    {
        if (start.IsEmpty) return null;
        // Packages and old office files tell what they are further in, and a zip is unpacked.
        if (start.Span.StartsWith("PK"u8) || start.Span.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0])) return null;
        var (kind, ending) = (FileKind.Of(start), Path.GetExtension(fileName));
        if (kind is { Extension: null }) return kind.Refusal(fileName);
        if (_readers.ContainsKey(ending) || ending.Equals(".zip", StringComparison.OrdinalIgnoreCase) || (kind is not null && _readers.ContainsKey(kind.Extension!))) return null;
        return NoReader(fileName, ending, kind);
    }

    private string NoReader(string fileName, string ending, FileKind? kind) => ending.Length == 0
        ? $"\"{fileName}\" has no ending that says what it is. {Guarded.NothingKept} What can be read: {Listed()}."
        : kind?.Extension is not null ? kind.Refusal(fileName).TrimEnd() + $" What can be read: {Listed()}."
        : $"\"{fileName}\" ends in {ending}, which cannot be read here. {Guarded.NothingKept} What can be read: {Listed()}. {Hint(ending)}".TrimEnd();

    // Such a package without its telling parts is a damaged document, which its own reader explains best.
    private static bool IsPackedFormat(string ending) => ending.ToLowerInvariant() is ".docx" or ".docm" or ".xlsx" or ".xlsm" or ".odt";

    // A text file may begin with markup it talks about; only a name that promises another format is put right.
    private static bool IsTextThatMayQuote(FileKind kind, string ending) =>
        kind.Extension is ".html" or ".vtt" && ending.ToLowerInvariant() is ".txt" or ".md" or ".markdown" or ".csv" or ".tsv";

    private static string Hint(string ending) => ending.ToLowerInvariant() switch
    {
        ".doc" or ".dot" or ".wps" or ".pages" or ".wpd" => "Save it as .docx and add that.",
        ".xls" or ".ods" or ".numbers" => "Save it as .xlsx or .csv and add that.",
        ".ppt" or ".pptx" or ".odp" or ".key" => "Save it as .pdf and add that.",
        ".mp3" or ".m4a" or ".wav" or ".mp4" or ".mov" => "Transcribe it and add the transcript.",
        _ => "",
    };

    private string Listed() => string.Join(", ", Extensions);
}
