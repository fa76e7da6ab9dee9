using Throughline.Web.Parts;

namespace Throughline.Web.Tests;

public sealed class PagedTextTests
{
    private const string Text = "First page.\nIt goes on and ends\nin a sentence. Last.";

    private static readonly PagedText Paged = new(Text, new([], [], [new(0, "412"), new(Text.IndexOf("in a", StringComparison.Ordinal), "413"), new(Text.IndexOf("Last", StringComparison.Ordinal), "414")], [], [], null));

    [Fact]
    public void Each_page_is_named_on_a_line_of_its_own_where_it_begins() =>
        Assert.Equal("──── page 412 ────\nFirst page.\nIt goes on and ends\n──── page 413 ────\nin a sentence. \n──── page 414 ────\nLast.", Paged.Shown);

    [Fact]
    public void Whatever_is_selected_is_found_in_the_text_itself()
    {
        foreach (var words in new[] { "First", "goes on", "in a sentence.", "Last." })
        {
            var at = Paged.Shown.IndexOf(words, StringComparison.Ordinal);
            Assert.Equal(words, Paged.Selected(at, at + words.Length)!.Value.Of(Text).ToString());
        }
        Assert.Equal("ends\nin a", Over("ends", "in a"));
        Assert.Equal(Text, Paged.Selected(0, Paged.Shown.Length)!.Value.Of(Text).ToString());
        // From the middle of a page's name on, the text begins at that page.
        Assert.Equal("in a", Over("413", "in a"));

        static string Over(string from, string to) => Paged.Selected(Paged.Shown.IndexOf(from, StringComparison.Ordinal), Paged.Shown.IndexOf(to, StringComparison.Ordinal) + to.Length)!.Value.Of(Text).ToString();
    }

    [Fact]
    public void The_name_of_a_page_is_no_selection()
    {
        var at = Paged.Shown.IndexOf("page 413", StringComparison.Ordinal);
        Assert.Null(Paged.Selected(at, at + 8));
        Assert.Null(Paged.Selected(at, at));
    }

    [Fact]
    public void A_text_without_pages_is_shown_as_it_is() => Assert.Equal(Text, new PagedText(Text, new([], [], [], [], [], null)).Shown);
}
