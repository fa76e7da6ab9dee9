using System.Globalization;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace Throughline.Exchange.Reports;

/// <summary>A report as docx: real styles, headings that a table of contents takes up, header rows that repeat, page numbers, in British English.</summary>
/// <remarks>Faces are those that Word and LibreOffice both have or stand in for without moving a line: Times New Roman for what was said, Arial for the rest.</remarks>
public static class DocxReport
{
    private const string Said = "Times New Roman", Speaks = "Arial", Ink = "1D1B18", Quiet = "5B544B", Thread = "A9152F", RuleColour = "C2B9A9";
    private const int Letter = 102, Beside = 160; // of a table's words: a wide letter of its bold, and what stands beside them in a cell
    private const int Width = 9354; // A4 less margins of 22.5 mm, in twentieths of a point

    public static void Write(Stream to, ReportDocument report)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var file = WordprocessingDocument.Create(to, WordprocessingDocumentType.Document);
        file.PackageProperties.Title = Clean(report.Title);
        file.PackageProperties.Creator = "Throughline";
        file.PackageProperties.Language = "en-GB";
        var main = file.AddMainDocumentPart();
        main.AddNewPart<StyleDefinitionsPart>().Styles = StylesOf();
        main.AddNewPart<DocumentSettingsPart>().Settings = new Settings(
            new Zoom { Percent = "100" },
            new Compatibility(new CompatibilitySetting { Name = CompatSettingNameValues.CompatibilityMode, Uri = "http://schemas.microsoft.com/office/word", Val = "15" }),
            new ThemeFontLanguages { Val = "en-GB" });
        var footer = main.AddNewPart<FooterPart>();
        footer.Footer = new Footer(new Paragraph(new ParagraphProperties(new ParagraphStyleId { Val = "Footer" }),
            Words(report.Title), new W.Run(new TabChar()), Words("Page "), Field("PAGE"), Words(" of "), Field("NUMPAGES")));
        var body = new Body();
        var writing = new Writing(report, body);
        writing.Run();
        body.Append(new SectionProperties(
            new FooterReference { Type = HeaderFooterValues.Default, Id = main.GetIdOfPart(footer) },
            new PageSize { Width = 11906, Height = 16838 },
            new PageMargin { Top = 1304, Bottom = 1304, Left = 1276, Right = 1276, Header = 624, Footer = 624, Gutter = 0 }));
        main.Document = new Document(body);
    }

    private sealed class Writing(ReportDocument report, Body body)
    {
        private int _bookmark, _drawing;

        public void Run()
        {
            body.Append(Styled("Title", Words(report.Title)));
            if (report.Question.Length > 0) body.Append(Styled("Subtitle", Words(report.Question)));
            body.Append(Styled("Made", Words(report.Made)));
            foreach (var block in report.Blocks.Take(report.Front)) Add(block);
            if (report.Front > 0) body.Append(new Paragraph(new W.Run(new Break { Type = BreakValues.Page })));
            Contents();
            foreach (var block in report.Blocks.Skip(report.Front)) Add(block);
        }

        /// <summary>A field that Word refreshes on F9, holding the headings already.</summary>
        private void Contents()
        {
            var headings = report.Blocks.OfType<ReportHeading>().Where(h => h.Level <= 2).ToList();
            if (headings.Count < 3) return;
            for (var i = 0; i < headings.Count; i++)
            {
                var line = new Paragraph(new ParagraphProperties(new ParagraphStyleId { Val = $"TOC{headings[i].Level}" }));
                if (i == 0)
                {
                    line.Append(new W.Run(new FieldChar { FieldCharType = FieldCharValues.Begin }));
                    line.Append(new W.Run(new FieldCode(" TOC \\o \"1-2\" \\h \\n \\z \\u ") { Space = SpaceProcessingModeValues.Preserve }));
                    line.Append(new W.Run(new FieldChar { FieldCharType = FieldCharValues.Separate }));
                }
                line.Append(new Hyperlink(Words(headings[i].Text)) { Anchor = NameOf(headings[i].Anchor), History = true });
                if (i == headings.Count - 1) line.Append(new W.Run(new FieldChar { FieldCharType = FieldCharValues.End }));
                body.Append(line);
            }
        }

        private void Add(ReportBlock block)
        {
            switch (block)
            {
                case ReportHeading heading:
                    body.Append(Styled($"Heading{heading.Level}", Anchored(heading.Anchor, [Words(heading.Text)])));
                    break;
                case ReportParagraph paragraph:
                    var style = paragraph.Look switch { ParagraphLook.Said => "SaidText", ParagraphLook.Quiet => "Quiet", ParagraphLook.Term => "Term", _ => "BodyText" };
                    var runs = paragraph.Runs.SelectMany(Of).ToArray();
                    body.Append(Styled(style, paragraph.Anchor is { } anchor ? Anchored(anchor, runs) : runs));
                    break;
                case ReportQuotation quotation:
                    body.Append(Styled("Quote", Anchored(quotation.Anchor, [Words("“" + quotation.Words + "”")])));
                    body.Append(Styled("QuoteSource", Words(quotation.Attribution.Length > 0 ? quotation.Attribution + " · " : ""), new Hyperlink(Words(quotation.Citation)) { Anchor = NameOf(quotation.LeadsTo), History = true }));
                    break;
                case ReportTable table:
                    body.Append(Styled("Caption", Words(table.Caption)));
                    body.Append(TableOf(table));
                    body.Append(Styled("AfterTable"));
                    break;
                case ReportDrawing drawing:
                    body.Append(Styled("Caption", Words(drawing.Caption)));
                    body.Append(Styled("Drawing", DocxDrawing.Of(drawing, ++_drawing, Width, Speaks, Ink)));
                    break;
                default: throw new InvalidOperationException($"A report has no way to print a {block.GetType().Name}.");
            }
        }

        private static Table TableOf(ReportTable table)
        {
            var widths = WidthsOf(table);
            var made = new Table(
                new TableProperties(
                    new TableStyle { Val = "ReportTable" },
                    new TableWidth { Width = Width.ToString(CultureInfo.InvariantCulture), Type = TableWidthUnitValues.Dxa },
                    new TableLayout { Type = TableLayoutValues.Fixed },
                    new TableLook { FirstRow = true, LastRow = false, FirstColumn = false, LastColumn = false, NoHorizontalBand = true, NoVerticalBand = true },
                    new TableCaption { Val = Clean(table.Caption) }),
                new TableGrid(widths.Select(w => new GridColumn { Width = w.ToString(CultureInfo.InvariantCulture) })));
            made.Append(Row([.. table.Columns.Select(c => (IReadOnlyList<Run>)[c.Name])], isHeader: true));
            foreach (var row in table.Rows) made.Append(Row(row, isHeader: false));
            return made;

            TableRow Row(IReadOnlyList<IReadOnlyList<Run>> cells, bool isHeader)
            {
                var properties = new TableRowProperties(new CantSplit());
                if (isHeader) properties.Append(new TableHeader());
                var row = new TableRow(properties);
                for (var i = 0; i < table.Columns.Count; i++)
                {
                    var paragraphs = new List<Paragraph>();
                    foreach (var run in i < cells.Count ? cells[i].Prepend(Reports.Run.Break) : [Reports.Run.Break])
                    {
                        if (run != Reports.Run.Break)
                        {
                            paragraphs[^1].Append(Of(run));
                            continue;
                        }
                        var layout = new ParagraphProperties(new ParagraphStyleId { Val = isHeader ? "TableHead" : "TableText" });
                        if (table.Columns[i].IsNumber) layout.Append(new Justification { Val = JustificationValues.Right });
                        paragraphs.Add(new Paragraph(layout));
                    }
                    var cell = new TableCell(new TableCellProperties(new TableCellWidth { Width = widths[i].ToString(CultureInfo.InvariantCulture), Type = TableWidthUnitValues.Dxa },
                        new TableCellVerticalAlignment { Val = isHeader ? TableVerticalAlignmentValues.Bottom : TableVerticalAlignmentValues.Top }));
                    cell.Append(paragraphs);
                    row.Append(cell);
                }
                return row;
            }
        }

        /// <summary>The page's width parted by the columns' weights, but none narrower than its longest word where the page has room for that. In twentieths of a point.</summary>
        private static List<int> WidthsOf(ReportTable table)
        {
            var least = table.Columns.Select((column, i) => Math.Min(Width / 3, Beside + table.Rows.Where(row => i < row.Count).SelectMany(row => row[i]).Select(run => run.Text).Append(column.Name)
                .SelectMany(text => text.Split([' ', '-', '/', '\u2013'])).Max(word => word.Length) * Letter)).ToList();
            // More words than the page is wide: the short keep their room, and the longest break.
            if (least.Sum() > Width)
            {
                var most = Width / least.Count;
                for (var room = 0; room != most;)
                {
                    room = most;
                    most = (Width - least.Where(width => width <= room).Sum()) / Math.Max(1, least.Count(width => width > room));
                }
                return [.. least.Select(width => Math.Min(width, most))];
            }
            var held = new bool[least.Count];
            while (true)
            {
                var free = Width - least.Where((_, i) => held[i]).Sum();
                var weight = table.Columns.Where((_, i) => !held[i]).Sum(c => c.Weight);
                var narrow = Enumerable.Range(0, least.Count).Where(i => !held[i] && free * table.Columns[i].Weight / weight < least[i]).ToList();
                if (narrow.Count == 0) return [.. least.Select((width, i) => held[i] ? width : (int)(free * table.Columns[i].Weight / weight))];
                foreach (var i in narrow) held[i] = true;
            }
        }

        private OpenXmlElement[] Anchored(string anchor, OpenXmlElement[] inside)
        {
            var id = (++_bookmark).ToString(CultureInfo.InvariantCulture);
            return [new BookmarkStart { Id = id, Name = NameOf(anchor) }, .. inside, new BookmarkEnd { Id = id }];
        }

        private static IEnumerable<OpenXmlElement> Of(Run run)
        {
            var properties = new RunProperties();
            if (run.IsSaid) properties.Append(new RunFonts { Ascii = Said, HighAnsi = Said, ComplexScript = Said });
            if (run.IsBold) properties.Append(new Bold());
            if (run.IsItalic) properties.Append(new Italic());
            if (run.IsQuiet) properties.Append(new Color { Val = Quiet });
            else if (run.IsRaised) properties.Append(new Color { Val = Thread });
            if (run.IsRaised) properties.Append(new VerticalTextAlignment { Val = VerticalPositionValues.Superscript });
            var made = Words(run.Text, properties);
            yield return run.To is { } anchor ? new Hyperlink(made) { Anchor = NameOf(anchor), History = true } : made;
        }
    }

    // A bookmark's name has at most 40 letters, digits and underlines.
    private static string NameOf(string anchor)
    {
        var name = "t_" + string.Concat(anchor.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return name.Length <= 40 ? name : name[..8] + "_" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(anchor)))[..24];
    }

    private static Paragraph Styled(string style, params OpenXmlElement[] inside)
    {
        var paragraph = new Paragraph(new ParagraphProperties(new ParagraphStyleId { Val = style }));
        paragraph.Append(inside);
        return paragraph;
    }

    private static W.Run Words(string text, RunProperties? properties = null)
    {
        var run = new W.Run();
        if (properties is { HasChildren: true }) run.Append(properties);
        run.Append(new W.Text(Clean(text)) { Space = SpaceProcessingModeValues.Preserve });
        return run;
    }

    private static SimpleField Field(string code) => new(new W.Run(new W.Text("1"))) { Instruction = $" {code} " };

    /// <summary>What XML has no place for is shown as a replacement character rather than lost.</summary>
    internal static string Clean(string text)
    {
        var clean = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) clean.Append(text[i]).Append(text[++i]);
            else clean.Append(XmlConvert.IsXmlChar(text[i]) && !char.IsSurrogate(text[i]) ? text[i] is '\n' or '\r' or '\t' ? ' ' : text[i] : '\uFFFD');
        }
        return clean.ToString();
    }

    private static Styles StylesOf()
    {
        var styles = new Styles(new DocDefaults(
            new RunPropertiesDefault(new RunPropertiesBaseStyle(
                new RunFonts { Ascii = Speaks, HighAnsi = Speaks, EastAsia = Speaks, ComplexScript = Speaks },
                new Color { Val = Ink }, new FontSize { Val = "20" }, new FontSizeComplexScript { Val = "20" },
                new Languages { Val = "en-GB", EastAsia = "en-GB", Bidi = "ar-SA" })),
            new ParagraphPropertiesDefault(new ParagraphPropertiesBaseStyle(new SpacingBetweenLines { After = "0", Line = "276", LineRule = LineSpacingRuleValues.Auto }))));
        styles.Append(Paragraphs("Normal", "Normal", null, isDefault: true));
        styles.Append(new Style(new StyleName { Val = "Default Paragraph Font" }, new UIPriority { Val = 1 }, new SemiHidden(), new UnhideWhenUsed()) { Type = StyleValues.Character, StyleId = "DefaultParagraphFont", Default = true });
        styles.Append(Paragraphs("Title", "Title", "Normal", size: 44, bold: true, before: 0, after: 80, line: 252, next: "Subtitle", keepNext: true));
        styles.Append(Paragraphs("Subtitle", "Subtitle", "Normal", size: 28, face: Said, before: 0, after: 160, line: 264, next: "BodyText"));
        styles.Append(Paragraphs("Made", "Made by and when", "Normal", size: 18, colour: Quiet, after: 360));
        styles.Append(Paragraphs("Heading1", "heading 1", "Normal", size: 32, bold: true, before: 480, after: 120, next: "BodyText", keepNext: true, outline: 0, line: 252));
        styles.Append(Paragraphs("Heading2", "heading 2", "Normal", size: 24, bold: true, before: 320, after: 80, next: "BodyText", keepNext: true, outline: 1, line: 252));
        styles.Append(Paragraphs("Heading3", "heading 3", "Normal", size: 20, bold: true, before: 240, after: 40, next: "BodyText", keepNext: true, outline: 2));
        styles.Append(Paragraphs("BodyText", "Body Text", "Normal", after: 140));
        styles.Append(Paragraphs("SaidText", "What was said", "Normal", size: 22, face: Said, after: 80));
        styles.Append(Paragraphs("Quiet", "Quiet", "Normal", size: 17, colour: Quiet, after: 160));
        styles.Append(Paragraphs("Term", "Term", "Normal", before: 240, after: 40, keepNext: true));
        styles.Append(Paragraphs("Quote", "Quote", "Normal", size: 23, face: Said, before: 120, after: 20, indent: 397, keepNext: true, keepLines: true, next: "QuoteSource", leftRule: true));
        styles.Append(Paragraphs("QuoteSource", "Quotation source", "Normal", size: 17, colour: Quiet, after: 200, indent: 397, leftRule: true));
        styles.Append(Paragraphs("Caption", "caption", "Normal", size: 18, colour: Quiet, before: 160, after: 80, keepNext: true));
        styles.Append(Paragraphs("TableText", "Table text", "Normal", size: 17, before: 40, after: 40, line: 252));
        styles.Append(Paragraphs("TableHead", "Table head", "TableText", size: 17, bold: true, before: 40, after: 40, line: 252, keepNext: true));
        styles.Append(Paragraphs("Drawing", "Drawing", "Normal", after: 240, line: 240));
        styles.Append(Paragraphs("AfterTable", "After a table", "Normal", size: 12, after: 120));
        styles.Append(Paragraphs("TOC1", "toc 1", "Normal", size: 20, after: 40, next: "Normal", before: 60));
        styles.Append(Paragraphs("TOC2", "toc 2", "Normal", size: 18, colour: Quiet, after: 20, indent: 284, next: "Normal"));
        var footer = Paragraphs("Footer", "footer", "Normal", size: 16, colour: Quiet);
        footer.StyleParagraphProperties!.Tabs = new Tabs(new TabStop { Val = TabStopValues.Right, Position = Width });
        styles.Append(footer);
        styles.Append(new Style(new StyleName { Val = "Normal Table" }, new UIPriority { Val = 99 }, new SemiHidden(), new UnhideWhenUsed(),
            new StyleTableProperties(new TableIndentation { Width = 0, Type = TableWidthUnitValues.Dxa },
                new TableCellMarginDefault(new TopMargin { Width = "0", Type = TableWidthUnitValues.Dxa }, new TableCellLeftMargin { Width = 108, Type = TableWidthValues.Dxa }, new BottomMargin { Width = "0", Type = TableWidthUnitValues.Dxa }, new TableCellRightMargin { Width = 108, Type = TableWidthValues.Dxa })))
        { Type = StyleValues.Table, StyleId = "TableNormal", Default = true });
        styles.Append(new Style(new StyleName { Val = "Report table" }, new BasedOn { Val = "TableNormal" }, new UIPriority { Val = 59 },
            new StyleTableProperties(
                new TableBorders(
                    new TopBorder { Val = BorderValues.Single, Size = 4, Space = 0, Color = RuleColour }, new BottomBorder { Val = BorderValues.Single, Size = 4, Space = 0, Color = RuleColour },
                    new InsideHorizontalBorder { Val = BorderValues.Single, Size = 4, Space = 0, Color = "DDD7CB" }),
                new TableCellMarginDefault(new TopMargin { Width = "0", Type = TableWidthUnitValues.Dxa }, new TableCellLeftMargin { Width = 57, Type = TableWidthValues.Dxa }, new BottomMargin { Width = "0", Type = TableWidthUnitValues.Dxa }, new TableCellRightMargin { Width = 85, Type = TableWidthValues.Dxa })),
            new TableStyleProperties(new StyleTableCellProperties(new TableCellBorders(new BottomBorder { Val = BorderValues.Single, Size = 12, Space = 0, Color = Ink }))) { Type = TableStyleOverrideValues.FirstRow })
        { Type = StyleValues.Table, StyleId = "ReportTable", CustomStyle = true });
        return styles;
    }

    private static Style Paragraphs(string id, string name, string? basedOn, int size = 0, string? face = null, bool bold = false, string? colour = null, int before = 0, int after = 0, int line = 0, int indent = 0,
        string? next = null, bool keepNext = false, bool keepLines = false, int? outline = null, bool leftRule = false, bool isDefault = false)
    {
        var style = new Style { Type = StyleValues.Paragraph, StyleId = id, Default = isDefault ? true : null };
        style.Append(new StyleName { Val = name });
        if (basedOn is not null) style.Append(new BasedOn { Val = basedOn });
        if (next is not null) style.Append(new NextParagraphStyle { Val = next });
        style.Append(new PrimaryStyle());
        var layout = new StyleParagraphProperties();
        if (keepNext) layout.Append(new KeepNext());
        if (keepLines) layout.Append(new KeepLines());
        if (leftRule) layout.Append(new ParagraphBorders(new LeftBorder { Val = BorderValues.Single, Size = 12, Space = 12, Color = Thread }));
        if (before > 0 || after > 0 || line > 0)
        {
            var spacing = new SpacingBetweenLines { Before = Text(before), After = Text(after) };
            if (line > 0) (spacing.Line, spacing.LineRule) = (Text(line), LineSpacingRuleValues.Auto);
            layout.Append(spacing);
        }
        if (indent > 0) layout.Append(new Indentation { Left = Text(indent) });
        if (outline is { } level) layout.Append(new OutlineLevel { Val = level });
        style.Append(layout);
        var runs = new StyleRunProperties();
        if (face is not null) runs.Append(new RunFonts { Ascii = face, HighAnsi = face, ComplexScript = face });
        if (bold) runs.Append(new Bold());
        if (colour is not null) runs.Append(new Color { Val = colour });
        if (size > 0) runs.Append(new FontSize { Val = Text(size) }, new FontSizeComplexScript { Val = Text(size) });
        style.Append(runs);
        return style;

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
