namespace Throughline.Exchange.Reports;

/// <summary>A written report before it is docx or html: both are made from this alone, so both say the same.</summary>
/// <param name="Title">Stands at its head.</param>
/// <param name="Question">The research question; empty where there is none.</param>
/// <param name="Made">When, and by whom: one line under the title.</param>
public sealed record ReportDocument(string Title, string Question, string Made, IReadOnlyList<ReportBlock> Blocks)
{
    /// <summary>How many blocks at the beginning stand on a page of their own, before the contents.</summary>
    public int Front { get; init; }
}

/// <summary>A stretch of words.</summary>
/// <param name="IsSaid">A person said or wrote it: set in the serif face.</param>
/// <param name="To">The anchor it leads to within the report.</param>
public sealed record Run(string Text, bool IsBold = false, bool IsItalic = false, bool IsSaid = false, bool IsQuiet = false, bool IsRaised = false, string? To = null)
{
    /// <summary>Ends a paragraph within a table's cell.</summary>
    public static readonly Run Break = new("\n");

    public static implicit operator Run(string text) => new(text);
}

public abstract record ReportBlock;

/// <param name="Level">1 to 3.</param>
public sealed record ReportHeading(int Level, string Text, string Anchor) : ReportBlock;

public enum ParagraphLook { Body, Said, Quiet, Term }

/// <param name="Anchor">What leads here; null where nothing does.</param>
public sealed record ReportParagraph(IReadOnlyList<Run> Runs, ParagraphLook Look = ParagraphLook.Body, string? Anchor = null) : ReportBlock;

/// <summary>A quotation as printed, with whose it is and where it stands.</summary>
public sealed record ReportQuotation(string Words, string Attribution, string Citation, string Anchor, string LeadsTo) : ReportBlock;

/// <param name="Weight">The column's share of the width.</param>
public sealed record ReportColumn(string Name, double Weight = 1, bool IsNumber = false);

/// <summary>A table with one header row, repeated on each page. A cell has as many paragraphs as <see cref="Run.Break"/> parts it into.</summary>
public sealed record ReportTable(string Caption, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<IReadOnlyList<IReadOnlyList<Run>>> Rows) : ReportBlock;

/// <summary>A drawing of boxes of words and arrows between them: a picture in html, shapes that can be changed in docx.</summary>
/// <param name="Says">The drawing in words, for whoever does not see it.</param>
/// <param name="Width">In the drawing's own units, which are made to fit the page's width.</param>
/// <param name="Line">From one line of words to the next.</param>
/// <param name="Svg">The same as one svg element.</param>
public sealed record ReportDrawing(string Caption, string Says, int Width, int Height, int Line, IReadOnlyList<DrawnBox> Boxes, IReadOnlyList<DrawnArrow> Arrows, string Svg) : ReportBlock;

/// <param name="IsHead">Words without a frame, in bold, that name what stands below.</param>
public sealed record DrawnBox(int X, int Y, int Width, int Height, IReadOnlyList<string> Lines, bool IsHead = false);

/// <summary>Straight down or straight across.</summary>
public sealed record DrawnArrow(int X, int Y, int ToX, int ToY);
