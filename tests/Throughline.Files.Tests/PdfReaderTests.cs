using System.Globalization;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace Throughline.Files.Tests;

public class PdfReaderTests
{
    /// <summary>Draws text at places (points from the left and the foot of an A4 page, 595 by 842).</summary>
    private sealed class Drawing : IDisposable
    {
        private readonly PdfDocumentBuilder _builder = new();
        private readonly PdfDocumentBuilder.AddedFont _plain, _bold;
        private PdfPageBuilder _page = null!;

        public Drawing()
        {
            _plain = _builder.AddStandard14Font(Standard14Font.Helvetica);
            _bold = _builder.AddStandard14Font(Standard14Font.HelveticaBold);
        }

        public Drawing Page() { _page = _builder.AddPage(PageSize.A4); return this; }

        public Drawing Put(double x, double y, string text, double size = 10, bool bold = false)
        {
            _page.AddText(text, size, new PdfPoint(x, y), bold ? _bold : _plain);
            return this;
        }

        /// <summary>Lines below one another, 12 points apart.</summary>
        public Drawing Lines(double x, double y, params string[] lines)
        {
            for (var i = 0; i < lines.Length; i++) Put(x, y - 12 * i, lines[i]);
            return this;
        }

        public Drawing Picture()
        {
            // One grey pixel.
            _page.AddPng(Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="), new PdfRectangle(50, 50, 500, 700));
            return this;
        }

        public byte[] Build()
        {
            var bytes = _builder.Build();
            Dispose();
            return bytes;
        }

        public void Dispose() => _builder.Dispose();
    }

    private static ReadDocument Read(Drawing drawing) => Corpus.Read(new PdfReader(), "drawn.pdf", drawing.Build());

    private static Error Refusal(ReadOnlyMemory<byte> content) => Corpus.Try(new PdfReader(), "file.pdf", content).Error ?? throw new InvalidOperationException("It was read.");

    private static readonly string[] Numbers = ["None", "One", "Two", "Three", "Four"];

    private static readonly string[] Prose =
    [
        "The board had heard all of this before, and said so at some length in the", "minutes of the meeting, which nobody read until the year was nearly out and the",
        "plan was already printed. What the plan left out was the question of who decides.",
    ];

    [Fact]
    public void Lines_become_paragraphs_and_larger_or_bold_lines_headings()
    {
        var document = Read(new Drawing().Page().Put(60, 780, "A plan for the town", 20).Put(60, 740, "Who decides", bold: true).Lines(60, 722, Prose).Lines(60, 670, "Nobody does.").Lines(60, 640, Prose));
        Assert.Equal([BlockKind.Heading, BlockKind.Heading, BlockKind.Paragraph, BlockKind.Paragraph, BlockKind.Paragraph], document.Blocks.Select(block => block.Kind));
        Assert.Equal([1, 2], document.Blocks.Take(2).Select(block => block.Level));
        Assert.Equal(string.Join(" ", Prose), document.Lines()[2]);
        Assert.Equal(4, document.Marks.Of(MarkKind.JoinedLine).Count());
        Assert.Equal("content order", document.Order);
        Assert.Null(document.OtherOrder);
    }

    [Fact]
    public void A_hyphen_at_a_lines_end_goes_or_stays_by_the_documents_own_words()
    {
        var document = Read(new Drawing().Page().Lines(60, 780,
            "Inequalities of health are what the long-term plan of the town is about, and inequal-", "ities of income are what it leaves to others, as the plans of other towns do in the long-", "term view of the matter that they take when they are asked."));
        Assert.Equal("Inequalities of health are what the long-term plan of the town is about, and inequalities of income are what it leaves to others, as the plans of other towns do in the long-term view of the matter that they take when they are asked.", document.Text);
        Assert.Equal("-", Assert.Single(document.Marks.Of(MarkKind.LineHyphen)).Value);
    }

    [Fact]
    public void Headers_footers_and_folios_are_taken_out_and_kept_as_marks_and_give_the_page_labels()
    {
        var drawing = new Drawing();
        for (var page = 1; page <= 4; page++)
            drawing.Page().Put(60, 810, "A plan for the town").Lines(60, 760, [.. Prose.Select(line => $"{line} {Numbers[page]}")]).Put(60, 700, $"And that was all of {page}.").Put(290, 30, (page + 8).ToString(CultureInfo.InvariantCulture));
        var document = Read(drawing);
        Assert.DoesNotContain("A plan for the town", document.Text, StringComparison.Ordinal);
        Assert.Equal(["A plan for the town", "A plan for the town", "A plan for the town", "A plan for the town"], document.Marks.Of(MarkKind.RunningHeader).Select(mark => mark.Value));
        Assert.Equal(["9", "10", "11", "12"], document.Marks.Of(MarkKind.RunningFooter).Select(mark => mark.Value));
        Assert.Equal(["9", "10", "11", "12"], document.Pages.Select(page => page.Label));
        Assert.Equal(8, document.Blocks.Count);
    }

    [Fact]
    public void A_sentence_runs_on_over_the_pages_end_and_the_page_starts_inside_its_block()
    {
        var document = Read(new Drawing().Page().Lines(60, 780, Prose[0], Prose[1]).Page().Lines(60, 780, "plan was already printed.", "And so on."));
        Assert.Equal($"{Prose[0]} {Prose[1]} plan was already printed.", document.Lines()[0]);
        Assert.Equal(document.Text.IndexOf("plan was", StringComparison.Ordinal), document.Pages[1].Position);
    }

    [Fact]
    public void Numbers_printed_beside_paragraphs_are_marks_over_the_paragraphs_they_number()
    {
        var drawing = new Drawing().Page();
        var y = 780.0;
        for (var number = 1; number <= 8; number++)
        {
            drawing.Put(40, y, number.ToString(CultureInfo.InvariantCulture), 8);
            drawing.Lines(60, y, number % 2 == 0 ? Prose : [$"Dan: Question {number}?"]);
            y -= number % 2 == 0 ? 54 : 24;
        }
        var document = Read(drawing);
        Assert.Equal(8, document.Blocks.Count);
        Assert.Equal(Enumerable.Range(1, 8).Select(number => number.ToString(CultureInfo.InvariantCulture)), document.Marks.Of(MarkKind.ParagraphNumber).Select(mark => mark.Value));
        Assert.Equal(document.Blocks.Select(block => block.Span), document.Marks.Of(MarkKind.ParagraphNumber).Select(mark => mark.Span));
    }

    [Fact]
    public void Numbers_printed_beside_every_line_are_line_numbers()
    {
        var drawing = new Drawing().Page().Lines(60, 780, [.. Prose, .. Prose]);
        for (var i = 0; i < 6; i++) drawing.Put(40, 780 - 12 * i, (i + 1).ToString(CultureInfo.InvariantCulture), 8);
        var document = Read(drawing);
        Assert.Equal(6, document.Marks.Of(MarkKind.LineNumber).Count());
        Assert.DoesNotContain("1 ", document.Text, StringComparison.Ordinal);
        Assert.Equal(string.Join(" ", Prose.Concat(Prose)), document.Text.Replace('\n', ' '));
    }

    [Fact]
    public void Columns_drawn_line_by_line_keep_both_orders()
    {
        string[] left = ["The first column tells of the", "board and of what it did in", "the spring, which was little,", "and of what it said, which", "was a great deal more."];
        string[] right = ["The second column is about", "roads, and about who should", "pay for them when the money", "that was promised by others", "does not come in time."];
        var drawing = new Drawing().Page();
        for (var i = 0; i < left.Length; i++) drawing.Put(60, 780 - 12 * i, left[i]).Put(320, 780 - 12 * i, right[i]);
        var document = Read(drawing);
        Assert.NotNull(document.OtherOrder);
        Assert.Equal("layout order", document.OtherOrder.Order);
        Assert.Equal([string.Join(" ", left), string.Join(" ", right)], document.OtherOrder.Lines());
    }

    [Fact]
    public void A_grid_of_short_pieces_is_a_table()
    {
        string[][] rows = [["Area", "Gap", "Year"], ["North", "4.2", "2023"], ["South East", "6.1", "2024"], ["West", "3.0", "2024"]];
        var drawing = new Drawing().Page().Lines(60, 800, Prose);
        for (var i = 0; i < rows.Length; i++)
            for (var j = 0; j < 3; j++) drawing.Put(60 + 150 * j, 740 - 14 * i, rows[i][j], bold: i == 0);
        var document = Read(drawing);
        var cells = document.Blocks.Where(block => block.Kind == BlockKind.TableCell).ToList();
        Assert.Equal(rows.SelectMany(row => row), cells.Select(cell => cell.Span.Of(document.Text)));
        Assert.Equal((1, 3, 1), (cells[6].Table, cells[6].Row, cells[6].Column));
        Assert.All(cells.Take(3), cell => Assert.True(cell.IsHeader));
    }

    [Fact]
    public void List_items_are_blocks_of_their_own()
    {
        var document = Read(new Drawing().Page().Lines(60, 780, "They asked for:", "- evening hours at the surgery and at the chemist's, which is the one thing that all of the", "  people whom we met had in common,", "- a bus,", "- and an answer."));
        Assert.Equal(3, document.Blocks.Count(block => block.Kind == BlockKind.ListItem));
        Assert.EndsWith("people whom we met had in common,", document.Lines()[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Refusals_say_what_is_wrong_and_what_to_do()
    {
        Assert.Contains("empty", Refusal(Array.Empty<byte>()).Message, StringComparison.Ordinal);
        Assert.Contains("a PNG picture", Refusal(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10 }).Message, StringComparison.Ordinal);
        Assert.Contains("does not start as one", Refusal("Only words"u8.ToArray()).Message, StringComparison.Ordinal);
        var whole = new Drawing().Page().Lines(60, 780, Prose).Build();
        Assert.Contains("cut short", Refusal(whole.AsMemory(0, whole.Length / 2)).Message, StringComparison.Ordinal);
        Assert.Contains("damaged", Refusal("%PDF-1.7\nnothing in it\nstartxref\n0\n%%EOF"u8.ToArray()).Message, StringComparison.Ordinal);
        var scanned = Refusal(new Drawing().Page().Picture().Page().Picture().Build()).Message;
        Assert.Contains("no text", scanned, StringComparison.Ordinal);
        Assert.Contains("OCR", scanned, StringComparison.Ordinal);
        var encrypted = Refusal(File.ReadAllBytes(Corpus.Own("pdf", "encrypted.pdf"))).Message;
        Assert.Contains("encrypted", encrypted, StringComparison.Ordinal);
        Assert.Contains("password", encrypted, StringComparison.Ordinal);
        Assert.Contains("too large: it has 1 kB and at most 100 B", Corpus.Try(new PdfReader(), "file.pdf", whole, ReadLimits.Default with { MaxBytes = 100 }).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_writer_is_read()
    {
        var document = Corpus.Read(new PdfReader(), Corpus.Own("pdf", "plain.pdf"));
        Assert.Equal(["These words need a password."], document.Lines());
    }

    [Fact]
    public void A_file_that_only_its_owner_may_change_is_read()
    {
        var document = Corpus.Read(new PdfReader(), Corpus.Own("pdf", "owner-password.pdf"));
        Assert.Equal(["Anybody may read these words; only the owner may change them."], document.Lines());
    }

    /// <summary>A page that says something and draws /X, object 6, and the forms from there on: what each draws, and what its own names stand for.</summary>
    private static byte[] Forms(params (string Content, string Names)[] forms)
    {
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> /Contents 4 0 R >>",
            Stream("", "BT /F 12 Tf 60 780 Td (Words on the page.) Tj ET /X Do"), "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            .. forms.Select(form => Stream($"/Type /XObject /Subtype /Form /BBox [0 0 595 842] {(form.Names.Length > 0 ? $"/Resources << /Font << /F 5 0 R >> /XObject << {form.Names} >> >>" : "")}", form.Content)),
        ];
        var file = "%PDF-1.4\n";
        var places = new List<int>();
        foreach (var (i, one) in objects.Index())
        {
            places.Add(file.Length);
            file += $"{i + 1} 0 obj\n{one}\nendobj\n";
        }
        var table = $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n" + string.Concat(places.Select(place => $"{place:D10} 00000 n \n"));
        return System.Text.Encoding.Latin1.GetBytes($"{file}{table}trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{file.Length}\n%%EOF\n");

        static string Stream(string dictionary, string content) => $"<< {dictionary} /Length {content.Length} >>\nstream\n{content}\nendstream";
    }

    [Fact]
    public void Forms_within_forms_are_read()
    {
        var document = Corpus.Read(new PdfReader(), "forms.pdf", Forms(("BT /F 12 Tf 60 740 Td (Words of a form.) Tj ET /Y Do", "/X 6 0 R /Y 7 0 R"), ("BT /F 12 Tf 60 700 Td (Words of a form in it.) Tj ET", "/Y 6 0 R")));
        Assert.Equal("Words on the page. Words of a form. Words of a form in it.", string.Join(' ', document.Lines()));
    }

    // Each of these overflows the stack, or never ends, in a reader that follows them.
    [Theory]
    [InlineData("/X Do", "/X 6 0 R", "/X Do", "", "without end")] // itself
    [InlineData("/Y Do", "/Y 7 0 R", "/X Do", "/X 6 0 R", "without end")] // one another
    [InlineData("/#59 % a remark\n Do", "/Y 7 0 R", "/X Do", "", "without end")] // through a name of the page's
    public void Forms_that_draw_one_another_are_refused(string first, string names, string second, string others, string why)
    {
        var refusal = Refusal(Forms((first, names), (second, others))).Message;
        Assert.Contains("damaged", refusal, StringComparison.Ordinal);
        Assert.Contains(why, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Forms_that_each_draw_the_next_twice_are_refused() =>
        Assert.Contains("more often than can be followed", Refusal(Forms([.. Enumerable.Range(7, 40).Select(next => ("/Z Do /Z Do", $"/Z {next} 0 R")), ("", "")])).Message, StringComparison.Ordinal);

    private sealed class CancelAt(int report, CancellationTokenSource source) : IProgress<int>
    {
        public int Last { get; private set; }

        public void Report(int value)
        {
            Last = value;
            if (value >= report) source.Cancel();
        }
    }

    [Fact]
    public void Cancelling_in_the_middle_stops_at_a_page()
    {
        var drawing = new Drawing();
        for (var page = 0; page < 60; page++) drawing.Page().Lines(60, 780, Prose);
        using var source = new CancellationTokenSource();
        var progress = new CancelAt(10, source);
        Assert.ThrowsAny<OperationCanceledException>(() => new PdfReader().Read("long.pdf", drawing.Build(), ReadLimits.Default, progress, source.Token));
        Assert.InRange(progress.Last, 10, 30);
    }

    [Fact]
    public void A_page_without_text_among_others_is_said()
    {
        var document = Read(new Drawing().Page().Lines(60, 780, Prose).Page().Picture());
        Assert.Contains("Page 2", Assert.Single(document.Cautions).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("P1.pdf", 95, 5)]
    [InlineData("P2.pdf", 166, 8)]
    [InlineData("P3.pdf", 122, 6)]
    [InlineData("P4.pdf", 110, 6)]
    public void Each_numbered_paragraph_of_the_real_interviews_is_one_block_with_its_number(string name, int paragraphs, int pages)
    {
        var document = Corpus.Read(new PdfReader(), Corpus.Shared("corpus", "interviews", name));
        Assert.Equal(paragraphs, document.Blocks.Count);
        var numbers = document.Marks.Of(MarkKind.ParagraphNumber).ToList();
        Assert.Equal(Enumerable.Range(1, paragraphs).Select(number => number.ToString(CultureInfo.InvariantCulture)), numbers.Select(mark => mark.Value));
        Assert.Equal(document.Blocks.Select(block => block.Span), numbers.Select(mark => mark.Span));
        Assert.Equal("Interview", document.Lines()[0]);
        Assert.All(document.Lines().Skip(1), line => Assert.Matches("^(Dan|Participant): ", line));
        Assert.Equal(Enumerable.Range(1, pages).Select(page => page.ToString(CultureInfo.InvariantCulture)), document.Pages.Select(page => page.Label));
        Assert.Equal(pages, document.Marks.Of(MarkKind.RunningFooter).Count());
    }

    [Fact]
    public void The_fourteenth_paragraph_of_the_first_interview_can_be_cited()
    {
        var document = Corpus.Read(new PdfReader(), Corpus.Shared("corpus", "interviews", "P1.pdf"));
        var mark = document.Marks.Single(m => m.Kind == MarkKind.ParagraphNumber && m.Value == "14");
        Assert.Equal("Dan: Okay.", mark.Span.Of(document.Text));
    }

    [Fact]
    public void The_real_code_system_is_a_table_of_three_columns()
    {
        var document = Corpus.Read(new PdfReader(), Corpus.Shared("corpus", "interviews", "code-system.pdf"));
        var cells = document.Blocks.Where(block => block.Kind == BlockKind.TableCell).ToList();
        Assert.Equal([1, 2, 3], cells.Select(cell => cell.Column).Distinct().Order());
        Assert.Equal(["Code System", "Memo", "Frequency"], cells.Where(cell => cell.Row == 1).Select(cell => cell.Span.Of(document.Text)));
        // The frequencies of the codes add up to the total that the first row states.
        var counts = cells.Where(cell => cell is { Column: 3, Row: > 1 }).Select(cell => int.Parse(cell.Span.Of(document.Text), CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(counts[0], counts.Skip(1).Sum());
    }

    [Fact]
    public void The_real_standard_has_its_headers_out_and_its_headings_in()
    {
        var document = Corpus.Read(new PdfReader(), Corpus.Shared("cases", "refi", "REFI-QDA-1-5.pdf"));
        Assert.Equal(60, document.Pages.Count);
        Assert.Equal("60", document.Pages[^1].Label);
        Assert.Equal(60, document.Marks.Of(MarkKind.RunningHeader).Count());
        Assert.Contains(document.Blocks, block => block.Kind == BlockKind.Heading && block.Span.Of(document.Text) == "1 Scope");
        Assert.Contains(document.Blocks, block => block.Kind == BlockKind.ListItem && block.Span.Of(document.Text).StartsWith("• Users may not want", StringComparison.Ordinal));
        Assert.NotNull(document.OtherOrder);
    }
}
