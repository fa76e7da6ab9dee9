using static Throughline.Files.Tests.Fixtures;

namespace Throughline.Files.Tests;

public class DocxReaderTests
{
    private static readonly DocxReader Reader = new();

    [Fact]
    public void Deletions_are_kept_beside_the_text_and_insertions_in_it()
    {
        var read = Reader.Docx($"<w:p>{R("We ")}<w:del><w:r><w:delText>will</w:delText></w:r></w:del><w:del><w:r><w:delText> not</w:delText></w:r></w:del><w:ins>{R("may")}</w:ins>{R(" act.")}</w:p>");
        Assert.Equal(["We may act."], read.Lines());
        Assert.Equal(["=will not"], read.Marked(MarkKind.Deleted));
        Assert.Equal(3, read.Marks.Single().Span.Start);
    }

    [Fact]
    public void A_deleted_paragraph_mark_joins_what_follows() =>
        Assert.Equal(["One two", "three"], Reader.Docx($"<w:p><w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr>{R("One ")}</w:p>{P("two")}{P("three")}").Lines());

    [Fact]
    public void Moved_words_stand_where_they_went()
    {
        var read = Reader.Docx($"<w:p><w:moveFrom>{R("Here. ")}</w:moveFrom>{R("First.")}</w:p><w:p><w:moveTo>{R("Here. ")}</w:moveTo></w:p>");
        Assert.Equal(["First.", "Here."], read.Lines());
        Assert.Equal(["=Here. "], read.Marked(MarkKind.Deleted));
    }

    [Fact]
    public void A_field_gives_its_result_and_not_its_code()
    {
        static string Step(string kind) => $"<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>";
        var read = Reader.Docx($"<w:p>{R("See ")}{Step("begin")}<w:r><w:instrText> HYPERLINK \"https://example.org/a\" \\l \"b\" </w:instrText></w:r>{Step("separate")}{R("the page")}{Step("end")}{R(" on ")}{Step("begin")}<w:r><w:instrText>IF </w:instrText></w:r>{Step("begin")}<w:r><w:instrText>PAGE</w:instrText></w:r>{Step("separate")}{R("7")}{Step("end")}<w:r><w:instrText> = 7 \"x\"</w:instrText></w:r>{Step("separate")}{R("seven")}{Step("end")}.</w:p><w:p><w:fldSimple w:instr=\"AUTHOR\">{R("A. Byrne")}</w:fldSimple></w:p>");
        Assert.Equal(["See the page on seven", "A. Byrne"], read.Lines());
        Assert.Equal(["the page=https://example.org/a"], read.Marked(MarkKind.Link));
    }

    [Fact]
    public void A_field_that_never_ends_does_not_swallow_the_rest() =>
        Assert.Equal(["Before", "After"], Reader.Docx($"<w:p>{R("Before")}<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r></w:p>{P("After")}").Lines());

    [Fact]
    public void A_link_keeps_its_words_even_where_its_address_is_malformed()
    {
        var body = $"<w:p>{R("Write to ")}<w:hyperlink r:id=\"h1\">{R("us")}</w:hyperlink>{R(" now")}</w:p>";
        var read = Reader.Read("a.docx", DocxWith(body, "<Relationship Id=\"h1\" Type=\"x/hyperlink\" Target=\"mailto:us@@exa mple,org;http:\\\\\" TargetMode=\"External\"/>")).Value;
        Assert.Equal(["Write to us now"], read.Lines());
        Assert.Equal(["us=mailto:us@@exa mple,org;http:\\\\"], read.Marked(MarkKind.Link));
    }

    [Fact]
    public void Tabs_breaks_hyphens_and_signs_become_text()
    {
        var read = Reader.Docx("<w:p><w:r><w:t>COVID</w:t><w:noBreakHyphen/><w:t>19</w:t><w:tab/><w:t>co</w:t><w:softHyphen/><w:t>operate</w:t><w:tab/></w:r><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/><w:sym w:font=\"Symbol\" w:char=\"F0B3\"/></w:r><w:r><w:rPr><w:rFonts w:ascii=\"Symbol\"/></w:rPr><w:t>\uF062</w:t></w:r></w:p>");
        Assert.Equal(["COVID-19 cooperate ✓≥β"], read.Lines());
        Assert.Equal(["=\u00AD"], read.Marked(MarkKind.LineHyphen));
    }

    [Fact]
    public void A_soft_break_begins_a_new_block_unless_the_line_was_only_wrapped()
    {
        static string Broken(params string[] lines) => $"<w:p><w:r>{string.Join("<w:br/>", lines.Select(line => $"<w:t>{line}</w:t>"))}</w:r></w:p>";
        var read = Reader.Docx(Broken("INT: Why did you stay?", "P4: My mother was ill that winter and", "there was nobody else.", "Amina Farah 0:03", "so we went on"));
        Assert.Equal(["INT: Why did you stay?", "P4: My mother was ill that winter and there was nobody else.", "Amina Farah 0:03", "so we went on"], read.Lines());
        Assert.Single(read.Marked(MarkKind.JoinedLine));
    }

    [Fact]
    public void A_heading_is_known_by_its_base_style_in_any_language_and_by_its_outline()
    {
        var styles = $"<w:styles {W}><w:style w:type=\"paragraph\" w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"Eigene\"><w:name w:val=\"Kapitel\"/><w:basedOn w:val=\"berschrift1\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"A\"><w:name w:val=\"Abschnitt\"/><w:basedOn w:val=\"B\"/><w:pPr><w:outlineLvl w:val=\"2\"/></w:pPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"B\"><w:name w:val=\"Kreis\"/><w:basedOn w:val=\"A\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"T\"><w:name w:val=\"Title\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"C\"><w:name w:val=\"caption\"/></w:style></w:styles>";
        static string Styled(string style, string words) => P(words, $"<w:pStyle w:val=\"{style}\"/>");
        Assert.Equal(["Heading 1: a", "Heading 3: b", "Heading 3: c", "Heading 1: d", "Caption: e", "Heading 2: f", "Paragraph: g"],
            Reader.Docx(Styled("Eigene", "a") + Styled("A", "b") + Styled("B", "c") + Styled("T", "d") + Styled("C", "e") + P("f", "<w:outlineLvl w:val=\"1\"/>") + P("g", "<w:outlineLvl w:val=\"9\"/>"), ("styles.xml", styles)).Shown());
    }

    [Fact]
    public void Generated_clause_numbers_are_paragraph_numbers_and_not_words()
    {
        static string Level(int level, string format, string text, int start = 1) => $"<w:lvl w:ilvl=\"{level}\"><w:start w:val=\"{start}\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl>";
        var numbering = $"<w:numbering {W}><w:abstractNum w:abstractNumId=\"0\">{Level(0, "decimal", "%1.")}{Level(1, "decimal", "%1.%2")}{Level(2, "lowerLetter", "(%3)")}</w:abstractNum><w:abstractNum w:abstractNumId=\"1\">{Level(0, "bullet", "•")}</w:abstractNum>"
            + "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num><w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"7\"/></w:lvlOverride></w:num></w:numbering>";
        static string Item(int num, int level, string words) => P(words, $"<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{num}\"/></w:numPr>");
        var read = Reader.Docx(Item(1, 0, "One") + Item(1, 1, "One one") + Item(1, 1, "One two") + Item(1, 2, "a") + Item(1, 2, "b") + Item(1, 0, "Two") + Item(1, 1, "Two one") + Item(2, 0, "dot") + Item(3, 0, "Seven") + Item(3, 0, "Eight") + Item(0, 0, "none"), ("numbering.xml", numbering));
        Assert.Equal(["One=1", "One one=1.1", "One two=1.2", "a=(a)", "b=(b)", "Two=2", "Two one=2.1", "Seven=7", "Eight=8"], read.Marked(MarkKind.ParagraphNumber));
        Assert.Equal(["ListItem 1: One", "Paragraph: One one", "Paragraph: One two", "ListItem 3: a"], read.Shown()[..4]);
        Assert.Equal(["ListItem 1: dot", "ListItem 1: Seven", "ListItem 1: Eight", "Paragraph: none"], read.Shown()[^4..]);
    }

    [Fact]
    public void A_table_gives_cells_with_their_places_and_a_nested_one_its_own()
    {
        static string Cell(string inner, string properties = "") => $"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>";
        var nested = $"<w:tbl><w:tr>{Cell(P("inner"))}</w:tr></w:tbl>{P("after it")}";
        var read = Reader.Docx($"<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{Cell(P("Both"), "<w:gridSpan w:val=\"2\"/>")}{Cell(P("Third"))}</w:tr><w:sdt><w:sdtContent><w:tr>{Cell(P(""))}{Cell(P("b") + P("b2"))}{Cell(nested)}</w:tr></w:sdtContent></w:sdt><w:tr><w:trPr><w:del/></w:trPr>{Cell(P("gone"))}</w:tr></w:tbl>");
        Assert.Equal(["TableCell 1.1.1 head: Both", "TableCell 1.1.3 head: Third", "TableCell 1.2.2: b", "TableCell 1.2.2: b2", "TableCell 2.1.1: inner", "TableCell 1.2.3: after it"], read.Shown());
        Assert.Equal(["=gone"], read.Marked(MarkKind.Deleted).Select(mark => mark.Trim()));
    }

    [Fact]
    public void Boxes_smart_tags_controls_and_mathematics_keep_their_words()
    {
        var box = "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:docPr descr=\"A map of the wards\"/><wps:txbx><w:txbxContent>" + P("In the box") + "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>" + P("In the box") + "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>";
        var read = Reader.Docx($"<w:p>{R("A ")}<w:smartTag><w:smartTagPr/>{R("place")}</w:smartTag>{box}<w:sdt><w:sdtPr/><w:sdtContent>{R(" filled in")}</w:sdtContent></w:sdt></w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{P("Click here")}</w:sdtContent></w:sdt><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>{R("Seen")}</w:p>");
        Assert.Equal(["A place filled in", "In the box", "Seen"], read.Lines());
        Assert.Equal(["=picture: A map of the wards", "=hidden: secret"], read.Marked(MarkKind.Note));
    }

    [Fact]
    public void A_ticked_form_box_and_a_chosen_entry_are_read()
    {
        static string Form(string inner) => $"<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData>{inner}</w:ffData></w:fldChar></w:r><w:r><w:instrText>FORM</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
        Assert.Equal(["☒ Yes ☐ No rural"], Reader.Docx($"<w:p>{Form("<w:checkBox><w:default w:val=\"0\"/><w:checked/></w:checkBox>")}{R(" Yes ")}{Form("<w:checkBox><w:default w:val=\"0\"/></w:checkBox>")}{R(" No ")}{Form("<w:ddList><w:result w:val=\"1\"/><w:listEntry w:val=\"urban\"/><w:listEntry w:val=\"rural\"/></w:ddList>")}</w:p>").Lines());
    }

    [Fact]
    public void Notes_are_blocks_at_the_end_in_the_order_they_are_referred_to()
    {
        var notes = $"<w:footnotes {W}><w:footnote w:id=\"-1\" w:type=\"separator\">{P("-----")}</w:footnote><w:footnote w:id=\"5\">{P("Fifth.")}</w:footnote><w:footnote w:id=\"2\">{P("Second.")}{P("More.")}</w:footnote></w:footnotes>";
        var ends = $"<w:endnotes {W}><w:endnote w:id=\"1\">{P("At the end.")}</w:endnote></w:endnotes>";
        var read = Reader.Docx($"<w:p>{R("A")}<w:r><w:footnoteReference w:id=\"5\"/></w:r>{R(" b")}<w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:endnoteReference w:id=\"1\"/></w:r></w:p>", ("footnotes.xml", notes), ("endnotes.xml", ends));
        Assert.Equal(["Paragraph: A b", "Footnote: Fifth.", "Footnote: Second.", "Footnote: More.", "Footnote: At the end."], read.Shown());
        Assert.Equal(["Fifth.=1", "Second.\nMore.=2", "At the end.=1"], read.Marked(MarkKind.ParagraphNumber));
        Assert.Equal(["=Footnote 1", "=Footnote 2", "=Endnote 1"], read.Marked(MarkKind.Note));
    }

    [Fact]
    public void A_comment_spans_its_words_even_across_paragraphs()
    {
        var comments = $"<w:comments {W}><w:comment w:id=\"0\" w:author=\"J. Lund\">{P("Really?")}</w:comment></w:comments>";
        var read = Reader.Docx($"<w:p>{R("One ")}<w:commentRangeStart w:id=\"0\"/>{R("two")}</w:p><w:p>{R("three")}<w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r>{R(" four")}</w:p>", ("comments.xml", comments));
        Assert.Equal(["two\nthree=J. Lund: Really?"], read.Marked(MarkKind.Note));
    }

    [Fact]
    public void Pages_are_told_only_where_as_many_are_marked_as_the_document_has()
    {
        const string app = "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"><Application>Microsoft Office Word</Application><Pages>{0}</Pages></Properties>";
        var body = P("One") + $"<w:p><w:r><w:t>runs </w:t><w:lastRenderedPageBreak/><w:t>over</w:t></w:r></w:p><w:p><w:r><w:br w:type=\"page\"/></w:r></w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>Three</w:t></w:r></w:p>";
        Assert.Equal([new(0, "1"), new(9, "2"), new(14, "3")], Reader.Docx(body, ("docProps/app.xml", app.Replace("{0}", "3", StringComparison.Ordinal))).Pages);
        Assert.Empty(Reader.Docx(body, ("docProps/app.xml", app.Replace("{0}", "4", StringComparison.Ordinal))).Pages);
        Assert.Empty(Reader.Docx(body).Pages);
    }

    [Fact]
    public void Headers_are_marks_at_the_start_of_their_section()
    {
        var body = P("One", "<w:sectPr><w:headerReference r:id=\"p0\"/></w:sectPr>") + P("Two") + "<w:sectPr><w:headerReference r:id=\"p1\"/></w:sectPr>";
        var read = Reader.Docx(body, ("header1.xml", $"<w:hdr {W}>{P("Part A")}</w:hdr>"), ("header2.xml", $"<w:hdr {W}>{P("Part B")}</w:hdr>"));
        Assert.Equal([(0, "Part A"), (4, "Part B")], read.Marks.Select(mark => (mark.Span.Start, mark.Value)));
        Assert.Equal(["One", "Two"], read.Lines());
    }

    [Fact]
    public void Accents_are_composed_and_marks_keep_their_places_through_it()
    {
        var read = Reader.Docx($"<w:p>{R("Cafe\u0301 re\u0301sume\u0301 ")}<w:del><w:r><w:delText>old</w:delText></w:r></w:del>{R("new\u200F \u05E9\u05DC\u05D5\u05DD")}</w:p>");
        Assert.Equal(["Café résumé new\u200F \u05E9\u05DC\u05D5\u05DD"], read.Lines());
        Assert.Equal(12, read.Marks.Single().Span.Start);
    }

    [Fact]
    public void The_strict_vocabulary_is_read_too()
    {
        var zip = Docx(P("Strict words"));
        var strict = Zip(("_rels/.rels", Utf8("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument\" Target=\"/word/document.xml\"/></Relationships>")), ("[Content_Types].xml", Utf8("<Types/>")),
            ("word/document.xml", Utf8("<w:document xmlns:w=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><w:body><w:p><w:r><w:t>Strict words</w:t></w:r></w:p></w:body></w:document>")));
        Assert.Equal(Reader.Read("a.docx", zip).Value.Text, Reader.Read("a.docx", strict).Value.Text);
    }

    [Fact]
    public void A_file_cut_short_says_how_much_is_missing_and_where_the_text_stops()
    {
        var random = new Random(7);
        var body = string.Concat(Enumerable.Range(0, 400).Select(i => P($"Paragraph {i} {string.Concat(Enumerable.Range(0, 40).Select(_ => (char)('a' + random.Next(26))))}")));
        var whole = Docx(body);

        var sized = Data("office/plan.docx");
        Assert.Matches("^The file ends in the middle. It is a Word document", Reader.Read("Group 17.docx", whole[..(whole.Length * 3 / 4)]).Refusal());
        Assert.Matches("The text after paragraph [1-9][0-9]* cannot be read", Reader.Read("Group 17.docx", whole[..(whole.Length * 3 / 4)]).Refusal());
        Assert.Matches("^The file ends in the middle. It is a Word document. Only its first .* are here", Reader.Read("Group 17.docx", sized[..(sized.Length / 2)]).Refusal());
        Assert.Matches("^The file ends in the middle", Reader.Read("Group 17.docx", sized[..^10]).Refusal());
        // a stretch lost from the middle: the end still says how long the whole was
        Assert.Contains("4 kB of its 9 kB are missing", Reader.Read("Group 17.docx", [.. sized[..2000], .. sized[6000..]]).Refusal(), StringComparison.Ordinal);
    }
}
