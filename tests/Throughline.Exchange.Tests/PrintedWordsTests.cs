using Throughline.Coding;

namespace Throughline.Exchange.Tests;

public class PrintedWordsTests
{
    private const string Said = "They ring at eight, and the line is engaged until ten; by then the places are gone.";

    [Theory]
    [InlineData("They ring at eight […] by then the places are gone.")]
    [InlineData("[Patients] ring at eight, and the line is engaged […]")]
    [InlineData("[…] the line is engaged until ten; by then the [early] places are gone.")]
    [InlineData("[...] by then the places are gone.")]
    [InlineData("[T]hey ring at eight, and the line is engaged until ten; by then the places are gone.")]
    public void All_outside_brackets_is_what_was_said_in_order(string printed) => Assert.True(PrintedWords.Check(Said, printed).Succeeded);

    [Theory]
    [InlineData("They rang at eight […]", "rang")]
    [InlineData("They ring at eight.", "was not said there")]
    [InlineData("the line is engaged until ten", "left out without a mark")]
    [InlineData("by then the places are gone. […] They ring at eight", "without a mark")]
    [InlineData("They ring [at eight", "not closed")]
    [InlineData("They ring at] eight", "never opened")]
    public void Anything_else_is_refused_with_the_words(string printed, string says)
    {
        var checkedWords = PrintedWords.Check(Said, printed);
        Assert.False(checkedWords.Succeeded);
        Assert.Contains(says, checkedWords.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_words_themselves_are_no_edit() => Assert.Null(PrintedWords.Check(Said, "They ring at eight,\n and the line is engaged until ten; by then the places are gone.").Value);
}
