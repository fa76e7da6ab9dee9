using System.Text;

namespace Throughline.Files.Tests;

public class HtmlReaderTests
{
    private static ReadDocument Read(string html) => new HtmlReader().Read("a.html", Encoding.UTF8.GetBytes(html)).Value;

    [Fact]
    public void Only_what_a_reader_sees_is_text()
    {
        var read = Read("<!doctype html><html><head><title>Waits</title><style>p{}</style><script>alert('x')</script></head><body><nav>Home</nav><p>Real&nbsp;words &amp; <b>bold</b>\n   ones<script>steal()</script></p><template><p>no</p></template><noscript>no</noscript><div hidden>no</div><p style='display: none'>no</p><button>Press</button><!-- no --><p onclick='x()'>More<img src=x onerror=alert(1) alt='A chart'></p><svg><text>no</text></svg></body></html>");
        Assert.Equal(["Real\u00A0words & bold ones", "More"], read.Lines());
        Assert.Equal(["=picture: A chart"], read.Marked(MarkKind.Note));
        Assert.Equal("Waits", read.Properties["title"]);
    }

    [Fact]
    public void Headings_lists_and_tables_keep_their_kind_and_place()
    {
        var read = Read("<h2>Top</h2>loose words<ol start=3><li>three<ul><li>inner</li></ul></li><li>four</li></ol><table><caption>Waits</caption><tr><th>Ward<th>Weeks<tr><td rowspan=2>East<td>19<tr><td>20<tr><td colspan=2>all</table><blockquote><p>said</p></blockquote><pre>a\n  b</pre>");
        Assert.Equal(["Heading 2: Top", "Paragraph: loose words", "ListItem 1: three", "ListItem 2: inner", "ListItem 1: four", "Caption: Waits",
            "TableCell 1.1.1 head: Ward", "TableCell 1.1.2 head: Weeks", "TableCell 1.2.1: East", "TableCell 1.2.2: 19", "TableCell 1.3.2: 20", "TableCell 1.4.1: all", "Paragraph: said", "Paragraph: a", "Paragraph: b"], read.Shown());
        Assert.Equal(["three=3", "four=4"], read.Marked(MarkKind.ParagraphNumber));
    }

    [Fact]
    public void Links_keep_words_and_address_but_no_script_is_an_address()
    {
        var read = Read("<p>See <a href='https://example.org/?a=1&amp;b=2'>the  page</a>, <a href='javascript:alert(1)'>not this</a> <a href='#top'>up</a><del>old</del></p>");
        Assert.Equal(["See the page, not this up"], read.Lines());
        Assert.Equal(["the page=https://example.org/?a=1&b=2"], read.Marked(MarkKind.Link));
        Assert.Equal(["=old"], read.Marked(MarkKind.Deleted));
    }

    [Theory]
    [InlineData("<meta charset=\"windows-1251\"><p>", 1251, "Привет")]
    [InlineData("<meta http-equiv=Content-Type content='text/html; charset=shift_jis'><p>", 932, "日本語")]
    [InlineData("<p>", 1252, "café “x”")]
    [InlineData("<meta charset=iso-8859-1><p>", 1252, "it’s")]
    [InlineData("<p>", 65001, "Łódź")]
    public void The_encoding_is_found_out(string before, int codePage, string words)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.UTF8;
        Assert.Equal(words, new HtmlReader().Read("a.html", [.. Encoding.ASCII.GetBytes(before), .. encoding.GetBytes(words)]).Value.Text);
    }

    [Fact]
    public void A_byte_order_mark_is_not_text_and_mixed_bytes_are_told()
    {
        Assert.Equal("Łódź", new HtmlReader().Read("a.html", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("<p>Łódź")]).Value.Text);
        Assert.Equal("Łódź", new HtmlReader().Read("a.html", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("<p>Łódź")]).Value.Text);
        var mixed = new HtmlReader().Read("a.html", [.. Encoding.UTF8.GetBytes("<p>Łódź caf"), 0xE9]).Value;
        Assert.Equal("Łódź café", mixed.Text);
        Assert.Contains(mixed.Cautions, caution => caution.Kind == CautionKind.MixedEncoding);
    }

    [Theory]
    [InlineData("<a href=x>", 60_000)]
    [InlineData("<p><i>", 20_000)]
    [InlineData("<b><p>", 30_000)]
    [InlineData("</p></b>", 100_000)]
    [InlineData("<li>", 100_000)]
    public void Tags_that_never_end_cost_little(string tag, int times)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        soon.CancelAfter(TimeSpan.FromMinutes(3));
        var result = new HtmlReader().Read("a.html", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(tag, times)) + "words"), ReadLimits.Default, null, soon.Token);
        if (result.Succeeded) Assert.Equal("words", result.Value.Kept().Text);
        else Assert.Contains("deep", result.Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<div>", 100_000)]
    [InlineData("<b>", 100_000)]
    [InlineData("<table><tr><td>", 50_000)]
    [InlineData("<table><tr><td>", 100)]
    public void Endless_nesting_is_refused_and_does_not_bring_the_program_down(string tag, int times)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        soon.CancelAfter(TimeSpan.FromMinutes(3));
        var result = new HtmlReader().Read("a.html", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(tag, times)) + "words"), ReadLimits.Default, null, soon.Token);
        Assert.Contains("more than 256 deep", result.Refusal(), StringComparison.Ordinal);
    }
}
