using Throughline.Text;

namespace Throughline.Files;

/// <summary>What reading a file gives: the stored text before any accepted repair, and all that was known beside it.</summary>
/// <remarks>
/// <para>The text is NFC with LF line ends and no BOM: the blocks' texts joined by one LF, with no LF inside a block.
/// Markup is gone; what was taken out lies in <see cref="Marks"/>.</para>
/// <para>Positions count UTF-16 code units of <see cref="Text"/>.</para>
/// </remarks>
public sealed record ReadDocument
{
    /// <summary>The stored text.</summary>
    public required string Text { get; init; }

    /// <summary>The blocks in order; block n ends one code unit before block n + 1 starts. Empty for an empty text.</summary>
    public required IReadOnlyList<Block> Blocks { get; init; }

    /// <summary>What was taken out of the text or changed by rule while reading, in order of position.</summary>
    public IReadOnlyList<Mark> Marks { get; init; } = [];

    /// <summary>Where each known page starts, in order. Empty where pages are not known.</summary>
    public IReadOnlyList<PageStart> Pages { get; init; } = [];

    /// <summary>Changes to the text that an analyst may accept, in order, not overlapping.</summary>
    public IReadOnlyList<Repair> Repairs { get; init; } = [];

    /// <summary>Places that reading could not put right by rule, such as woven columns, each with a sentence for the analyst.</summary>
    public IReadOnlyList<Caution> Cautions { get; init; } = [];

    /// <summary>The same document read in its other order, where a layout allows two and they differ; otherwise null.</summary>
    public ReadDocument? OtherOrder { get; init; }

    /// <summary>"content order" or "layout order" for a PDF; null elsewhere.</summary>
    public string? Order { get; init; }

    /// <summary>Title and other properties the file states of itself; empty where it states none.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
}

public enum BlockKind { Paragraph, Heading, ListItem, TableCell, Caption, Footnote, Cue }

/// <summary>One block of the stored text.</summary>
/// <param name="Span">Its place, without the LF that follows it.</param>
/// <param name="Level">Heading level 1 to 6, or list depth from 1; 0 elsewhere.</param>
/// <param name="Table">The table's number in the document from 1, for a cell; else 0.</param>
/// <param name="Row">Row in the table from 1; else 0. Header rows are row 1 where <paramref name="IsHeader"/>.</param>
/// <param name="Column">Column in the table from 1; else 0.</param>
public sealed record Block(TextSpan Span, BlockKind Kind, int Level = 0, int Table = 0, int Row = 0, int Column = 0, bool IsHeader = false);

public enum MarkKind
{
    /// <summary>A link's address. The span covers the words that stay.</summary>
    Link,
    /// <summary>Two printed lines were joined here; the value is what stood between them in the file.</summary>
    JoinedLine,
    /// <summary>A hyphen that only broke a line was taken out here; the value is what was taken out.</summary>
    LineHyphen,
    /// <summary>A running header, taken out here; the value is its words.</summary>
    RunningHeader,
    /// <summary>A running footer or a folio line, taken out here; the value is its words.</summary>
    RunningFooter,
    /// <summary>A printed line number, taken out; the value is the number.</summary>
    LineNumber,
    /// <summary>A printed paragraph number, taken out; the value is the number. The span covers the paragraph it numbers.</summary>
    ParagraphNumber,
    /// <summary>A time printed or timed beside the words; the value is hh:mm:ss.fff. The span covers the timed words.</summary>
    Time,
    /// <summary>A speaker named by the format itself (a caption's voice); the value is the name. The span covers the words.</summary>
    Speaker,
    /// <summary>A note, comment or image description kept beside the text; the value is its words.</summary>
    Note,
    /// <summary>Words the file marks as deleted, kept out of the text; the value is the words.</summary>
    Deleted,
    /// <summary>Characters that were not text (NUL, lone surrogate), replaced or taken out; the value says what.</summary>
    Character,
}

/// <summary>Something kept beside the text. A mark at a point has an empty span.</summary>
public sealed record Mark(TextSpan Span, MarkKind Kind, string Value);

/// <summary>A page, by the label printed on it or else its number in the file, and where it starts in the text.</summary>
public sealed record PageStart(int Position, string Label);

public enum RepairKind { LostLetters, FolioLine, LeftOverHyphen }

/// <summary>A proposed change: <paramref name="Span"/> of the text becomes <paramref name="Replacement"/>.</summary>
/// <param name="Reason">One sentence for the analyst, with the evidence from the document itself.</param>
public sealed record Repair(TextSpan Span, string Replacement, RepairKind Kind, string Reason);

public enum CautionKind { WovenColumns, WovenTable, DamagedText, MixedEncoding, Other }

/// <summary>A place to look at with one's own eyes.</summary>
public sealed record Caution(TextSpan Span, CautionKind Kind, string Message);
