using System.Text;
using CsCheck;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using static Throughline.Files.Tests.Fixtures;

namespace Throughline.Files.Tests;

public class SheetTests
{
    private static Result<IReadOnlyList<Sheet>> Read(string name, byte[] bytes) => SheetReader.Read(name, bytes, ReadLimits.Default, null, TestContext.Current.CancellationToken);

    private static Sheet Csv(string text, string name = "survey.csv") => Read(name, Utf8(text)).Value.Single();

    [Theory]
    [InlineData("Case,Answer\n1,\"long, \"\"quoted\"\"\nwords\"\n2,short\n")]
    [InlineData("Case;Answer\r\n1;\"long, \"\"quoted\"\"\r\nwords\"\r\n2;short\r\n")]
    [InlineData("sep=;\nCase;Answer\n1;\"long, \"\"quoted\"\"\nwords\"\n2;short\n")]
    [InlineData("Case\tAnswer\n1\t\"long, \"\"quoted\"\"\nwords\"\n2\tshort\n")]
    [InlineData("\uFEFFCase|Answer\n1|\"long, \"\"quoted\"\"\nwords\"\n2|short")]
    public void The_delimiter_is_found_out_and_quotes_hold_anything(string text)
    {
        var sheet = Csv(text);
        Assert.Equal("survey", sheet.Name);
        Assert.Equal(["Case", "Answer"], sheet.Columns);
        Assert.Equal([["1", "long, \"quoted\"\nwords"], ["2", "short"]], sheet.Rows.Select(row => row.Cells));
        Assert.Equal(2, sheet.Rows[1].Line - sheet.Rows[0].Line);
    }

    [Fact]
    public void Encodings_are_found_out()
    {
        Assert.Equal("Zoë’s", Read("a.csv", CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes("Name\nZoë’s\n")).Value[0].Rows[0].Cells[0]);
        Assert.Equal("Łódź", Read("a.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("Name\nŁódź\n")]).Value[0].Rows[0].Cells[0]);
        var mixed = Read("a.csv", [.. Utf8("Name\nŁódź\ncaf"), 0xE9]).Value[0];
        Assert.Equal("café", mixed.Rows[1].Cells[0]);
        Assert.Contains("Bytes that are not UTF-8 as the rest is: 1.", mixed.Warnings.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_too_long_is_refused_by_its_line_and_one_too_short_is_told()
    {
        var refusal = Read("a.csv", Utf8("A,B\n1,2\n1,2,3\n4,5\n6,7,8\n")).Refusal();
        Assert.Contains("line 3 has 3 cells and the heading 2, and so with line 5", refusal, StringComparison.Ordinal);
        var sheet = Csv("A,B,C\n1,2\n\n3,4,5\n6,7,8,,\n");
        Assert.Equal([["1", "2", ""], ["3", "4", "5"], ["6", "7", "8"]], sheet.Rows.Select(row => row.Cells));
        Assert.Equal([2, 4, 5], sheet.Rows.Select(row => row.Line));
        Assert.StartsWith("Line 2 has 2 cells and the heading 3", sheet.Warnings.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_last_column_without_a_name_is_still_a_column() =>
        Assert.Equal(["A", "B", "Column C"], Csv("A,B,\n1,2,x\n").Columns);

    [Fact]
    public void A_quotation_mark_that_never_closes_is_refused_by_its_line() =>
        Assert.Contains("opens a quotation mark in line 3", Read("a.csv", Utf8("A,B\n1,2\n3,\"four\n5,6\n")).Refusal(), StringComparison.Ordinal);

    [Fact]
    public void Columns_without_a_name_or_with_one_twice_get_one() =>
        Assert.Equal(["Age", "Column B", "Age (2)"], Csv("Age,,age\n1,2,3\n").Columns.Select(name => name == "age (2)" ? "Age (2)" : name));

    [Fact]
    public void A_workbook_is_read_with_dates_truths_formulas_and_every_sheet()
    {
        const string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        byte[] book = Zip(("[Content_Types].xml", Utf8("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>")),
            ("_rels/.rels", Utf8($"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{rel}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")),
            ("xl/_rels/workbook.xml.rels", Utf8($"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" Type=\"{rel}/worksheet\" Target=\"worksheets/one.xml\"/><Relationship Id=\"b\" Type=\"{rel}/worksheet\" Target=\"/xl/worksheets/two.xml\"/><Relationship Id=\"s\" Type=\"{rel}/sharedStrings\" Target=\"strings.xml\"/><Relationship Id=\"t\" Type=\"{rel}/styles\" Target=\"styles.xml\"/></Relationships>")),
            ("xl/workbook.xml", Utf8($"<workbook xmlns=\"{main}\" xmlns:r=\"{rel}\"><sheets><sheet name=\"Answers\" sheetId=\"1\" r:id=\"a\"/><sheet name=\"Notes\" sheetId=\"2\" state=\"hidden\" r:id=\"b\"/></sheets></workbook>")),
            ("xl/strings.xml", Utf8($"<sst xmlns=\"{main}\"><si><t>Case</t></si><si><r><t>Ans</t></r><r><t>wer</t></r><rPh><t>no</t></rPh></si><si><t>a_x000D_b_x005F_x0041_</t></si></sst>")),
            ("xl/styles.xml", Utf8($"<styleSheet xmlns=\"{main}\"><numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-809]d mmmm yyyy;@\"/><numFmt numFmtId=\"165\" formatCode=\"[h]:mm\"/><numFmt numFmtId=\"166\" formatCode=\"0.0&quot; days&quot;\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"166\"/><xf numFmtId=\"21\"/></cellXfs></styleSheet>")),
            ("xl/worksheets/one.xml", Utf8($"<worksheet xmlns=\"{main}\"><sheetData><row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c></row><row r=\"3\"><c r=\"A3\"><v>0.30000000000000004</v></c><c r=\"B3\" t=\"s\"><v>2</v></c></row>"
                + "<row r=\"5\"><c r=\"A5\" s=\"1\"><v>45421</v></c><c r=\"B5\" s=\"2\"><v>45421.604166666664</v></c></row><row r=\"6\"><c r=\"A6\" s=\"3\"><v>59</v></c><c r=\"B6\" s=\"4\"><v>1.5</v></c></row><row r=\"7\"><c r=\"A7\" s=\"5\"><v>3.5</v></c><c r=\"B7\" s=\"6\"><v>0.5</v></c></row>"
                + "<row r=\"8\"><c r=\"A8\" t=\"b\"><v>1</v></c><c r=\"B8\" t=\"str\"><f>\"x\"&amp;\"y\"</f><v>xy</v></c></row><row r=\"9\"><c r=\"A9\" t=\"e\"><v>#N/A</v></c><c r=\"B9\"><f>1+1</f></c></row><row r=\"10\"><c t=\"inlineStr\"><is><t>in</t></is></c><c r=\"D10\"><v>12345678901</v></c></row></sheetData></worksheet>")),
            ("xl/worksheets/two.xml", Utf8($"<worksheet xmlns=\"{main}\"><sheetData><row><c t=\"inlineStr\"><is><t>Only a heading</t></is></c></row></sheetData></worksheet>")));
        var sheets = Read("book.xlsx", book).Value;
        Assert.Equal(["Answers", "Notes"], sheets.Select(sheet => sheet.Name));
        Assert.Equal([false, true], sheets.Select(sheet => sheet.IsHidden));
        Assert.Equal(["Case", "Answer", "Column C", "Column D"], sheets[0].Columns);
        Assert.Equal(["3: 0.3|a\nb_x0041_||", "5: 2024-05-09|2024-05-09T14:30:00||", "6: 1900-02-28|36:00:00||", "7: 3.5|12:00:00||", "8: TRUE|xy||", "9: #N/A|||", "10: in|||12345678901"],
            sheets[0].Rows.Select(row => $"{row.Line}: {string.Join('|', row.Cells)}"));
        Assert.Contains("Cells with a formula whose result was not saved: 1.", sheets[0].Warnings.Single(), StringComparison.Ordinal);
        var text = new SheetTextReader().Read("book.xlsx", book).Value.Shown();
        Assert.Equal(["Heading 1: Answers", "TableCell 1.1.1 head: Case"], text[..2]);
        Assert.Equal("TableCell 2.1.1 head: Only a heading", text[^1]);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+44 20", "'+44 20")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData(" =1", "' =1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("'=1", "''=1")]
    [InlineData("-5", "-5")]
    [InlineData("+3.25", "+3.25")]
    [InlineData("-1e-5", "-1e-5")]
    [InlineData("- and so on", "'- and so on")]
    [InlineData("plain = 1", "plain = 1")]
    [InlineData("it's", "it's")]
    [InlineData("'tis", "'tis")]
    public void What_a_spreadsheet_would_run_is_written_as_words(string words, string written)
    {
        var csv = new MemoryStream();
        SheetWriter.WriteCsv(csv, new("t", ["Words", "N"], [[words, -5]]), withMark: false);
        Assert.Equal($"Words,N\r\n{written},-5\r\n", Encoding.UTF8.GetString(csv.ToArray()));
    }

    [Fact]
    public void A_written_workbook_is_valid_holds_no_formula_and_is_read_back()
    {
        var book = new MemoryStream();
        var written = SheetWriter.WriteXlsx(book, [
            new("Codes: all/new", ["Name", "Count", "Name"], [["=HYPERLINK(\"http://x\")", 3, "line\nbreak"], ["a\0b\uFFFFc_x0041_", 2.5, new string('x', 40_000)], ["\uD800lone", -1, "  spaced  "]]),
            new("codes: ALL/new", [], []), new("History", ["日本"], [["😀"]])]);
        Assert.True(written.Succeeded);
        book.Position = 0;
        using (var open = SpreadsheetDocument.Open(book, false))
        {
            Assert.Empty(new OpenXmlValidator().Validate(open, TestContext.Current.CancellationToken).Select(error => $"{error.Path?.XPath}: {error.Description}"));
            Assert.DoesNotContain(open.WorkbookPart!.WorksheetParts, part => part.Worksheet!.Descendants<DocumentFormat.OpenXml.Spreadsheet.CellFormula>().Any());
            Assert.Equal(["Codes_ all_new", "codes_ ALL_new (2)", "History (2)"], open.WorkbookPart.Workbook!.Sheets!.Cast<DocumentFormat.OpenXml.Spreadsheet.Sheet>().Select(sheet => sheet.Name!.Value));
        }
        var read = Read("a.xlsx", book.ToArray()).Value;
        Assert.Equal(["=HYPERLINK(\"http://x\")", "3", "line\nbreak"], read[0].Rows[0].Cells);
        Assert.Equal("abc_x0041_", read[0].Rows[1].Cells[0]);
        Assert.EndsWith("more characters; csv and json hold them whole]", read[0].Rows[1].Cells[2], StringComparison.Ordinal);
        Assert.Equal("\uFFFDlone", read[0].Rows[2].Cells[0]);
        Assert.Equal("😀", read[1].Rows[0].Cells[0]);
        var tooMany = SheetWriter.WriteXlsx(new MemoryStream(), [new("t", ["A"], [.. Enumerable.Repeat<IReadOnlyList<SheetCell>>([], 1_048_576)])]);
        Assert.Contains("at most 1,048,575", tooMany.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_is_missing_or_not_finite_is_an_empty_cell()
    {
        using var csv = new MemoryStream();
        SheetWriter.WriteCsv(csv, new("t", ["A", "B", "C"], [[(double?)null, double.NaN, 1.5]]), withMark: false);
        Assert.EndsWith(",,1.5", System.Text.Encoding.UTF8.GetString(csv.ToArray()).TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_back_the_same() =>
        Gen.Int[0, 17].Array[0, 8].Select(letters => string.Concat(letters.Select(at => "=+-@'\",;\né5._xab01"[at])).Trim()).Array[2].Array[1, 6].Sample(rows =>
        {
            SheetToWrite sheet = new("t", ["One column", "Another"], [.. rows.Select(row => (IReadOnlyList<SheetCell>)[.. row.Select(words => (SheetCell)words)])]);
            var expected = rows.Where(row => row.Any(words => words.Length > 0)).ToList();
            var csv = new MemoryStream();
            SheetWriter.WriteCsv(csv, sheet);
            Assert.Equal(expected, Read("t.csv", csv.ToArray()).Value[0].Rows.Select(row => row.Cells));
            var book = new MemoryStream();
            Assert.True(SheetWriter.WriteXlsx(book, [sheet]).Succeeded);
            Assert.Equal(expected, Read("t.xlsx", book.ToArray()).Value[0].Rows.Select(row => row.Cells));
        }, iter: 300);
}
