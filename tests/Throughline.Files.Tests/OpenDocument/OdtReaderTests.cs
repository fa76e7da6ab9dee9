using static Throughline.Files.Tests.Fixtures;

namespace Throughline.Files.Tests;

public class OdtReaderTests
{
    private static ReadDocument Read(string body, string styles = "") => new OdtReader().Read("a.odt", Odt(body, styles)).Value;

    [Fact]
    public void White_space_in_the_file_is_layout_and_only_marked_spaces_are_kept() =>
        Assert.Equal(["One two  three four"], Read("<text:p>One\n    two<text:s text:c=\"2\"/>three<text:tab/>four</text:p>").Lines());

    [Fact]
    public void Headings_lists_and_sections_keep_their_kind()
    {
        const string styles = "<text:list-style style:name=\"L\"><text:list-level-style-number text:level=\"1\" style:num-format=\"a\" style:num-suffix=\")\"/></text:list-style><style:style style:name=\"P1\" style:family=\"paragraph\" style:parent-style-name=\"Title\"/><style:style style:name=\"Title\" style:family=\"paragraph\"/>";
        var read = Read("<text:p text:style-name=\"P1\">Named</text:p><text:section><text:h text:outline-level=\"3\">Deep</text:h></text:section><text:list text:style-name=\"L\"><text:list-item><text:p>x</text:p></text:list-item><text:list-item text:start-value=\"4\"><text:p>y</text:p></text:list-item></text:list>", styles);
        Assert.Equal(["Heading 1: Named", "Heading 3: Deep", "ListItem 1: x", "ListItem 1: y"], read.Shown());
        Assert.Equal(["x=a)", "y=d)"], read.Marked(MarkKind.ParagraphNumber));
    }

    [Fact]
    public void A_spreadsheets_worth_of_repeated_rows_costs_nothing() =>
        Assert.Equal(["TableCell 1.1.1: a", "TableCell 1.1.3: c", "TableCell 1.1000001.1: z"],
            Read("<table:table><table:table-row table:number-rows-repeated=\"2000000000\"><table:table-cell table:number-columns-repeated=\"2\"><text:p>a</text:p></table:table-cell><table:table-cell><text:p>c</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>z</text:p></table:table-cell></table:table-row></table:table>").Shown());

    [Fact]
    public void A_document_under_a_password_says_so()
    {
        var zip = Zip(("mimetype", Utf8("application/vnd.oasis.opendocument.text")), ("content.xml", [1, 2, 3]),
            ("META-INF/manifest.xml", Utf8("<m:manifest xmlns:m=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>")));
        Assert.Contains("protected by a password", new OdtReader().Read("a.odt", zip).Refusal(), StringComparison.Ordinal);
    }
}
