namespace Throughline.Files;

/// <summary>A file cannot be read. The message says what is wrong with it, that nothing was kept, and what to do.</summary>
public sealed record FileUnreadable(string FileName, string Message) : Error(Message);

/// <summary>How much a reader may take before it refuses.</summary>
/// <param name="MaxBytes">Of one file.</param>
/// <param name="MaxExpandedBytes">Of all that one compressed file unpacks to.</param>
/// <param name="MaxRatio">Unpacked bytes over packed bytes, above 1 MB unpacked.</param>
/// <param name="MaxEntries">Files in one archive.</param>
/// <param name="MaxDepth">Nesting of elements in markup, and of archives in archives (1: none).</param>
/// <param name="MaxCharacters">Of stored text.</param>
public sealed record ReadLimits(
    long MaxBytes = 100L << 20,
    long MaxExpandedBytes = 1L << 30,
    int MaxRatio = 200,
    int MaxEntries = 10_000,
    int MaxDepth = 256,
    int MaxCharacters = 50_000_000)
{
    public static readonly ReadLimits Default = new();
}

/// <summary>Progress that is also told how much there is in all, by readers that know before they start.</summary>
public interface IReadProgress : IProgress<int>
{
    /// <summary>Told once, before the first report.</summary>
    void OutOf(int total);
}

/// <summary>One format's reader. Pure: bytes in, a document or a refusal out; nothing is kept between calls.</summary>
public interface IFileReader
{
    /// <summary>Lower-case name endings with the dot, such as ".docx".</summary>
    IReadOnlyCollection<string> Extensions { get; }

    /// <param name="fileName">Only its ending and, in messages, its words matter.</param>
    /// <param name="progress">Told pages, paragraphs or rows done so far, now and then; may be null.</param>
    Result<ReadDocument> Read(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel);
}
