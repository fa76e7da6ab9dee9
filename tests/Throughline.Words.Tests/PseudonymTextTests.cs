using Throughline.Sources;
using Throughline.Text;

namespace Throughline.Words.Tests;

public class PseudonymTextTests
{
    [Fact]
    public void A_map_that_is_written_is_read_back_as_it_was()
    {
        const string Letters = "aB \"\",,'[]é\n";
        var random = new Random(7);
        string Word()
        {
            var word = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Letters[random.Next(Letters.Length)])).Trim();
            return word.Length > 0 ? word : "x";
        }
        for (var round = 0; round < 500; round++)
        {
            var map = Enumerable.Range(0, random.Next(0, 5)).Select(_ => new NamedPseudonym(Word(), Word())).ToList();
            var typed = PseudonymText.Write(map);
            var read = PseudonymText.Read(typed);
            Assert.True(read.Succeeded, typed);
            Assert.Equal(map, read.Value);
        }
    }

    [Theory]
    [InlineData("Ann Lee, Marion", "Ann Lee", "Marion")]
    [InlineData("  Ann Lee ,\t[nurse] ", "Ann Lee", "[nurse]")]
    [InlineData("\"Lee, Ann\", Marion", "Lee, Ann", "Marion")]
    [InlineData("Ann \"Annie\" Lee, Marion", "Ann \"Annie\" Lee", "Marion")]
    [InlineData("\"\"\"Annie\"\" Lee\", \"[nurse, north]\"", "\"Annie\" Lee", "[nurse, north]")]
    [InlineData("Oduya", "Oduya", "")]
    public void A_line_is_a_name_and_its_pseudonym(string line, string name, string pseudonym)
    {
        var read = PseudonymText.Read($"\r\n{line}\r\n   \r\n");
        Assert.Equal([new NamedPseudonym(name, pseudonym)], read.Value);
    }

    [Theory]
    [InlineData("Tom, Will\nLee, Ann, Marion", "Line 2, Lee, Ann, Marion: it has more than one comma.")]
    [InlineData("\"Lee, Ann, Marion\nTom, Will", "Line 1, \"Lee, Ann, Marion: a quote is opened and never closed.")]
    [InlineData("\"Annie\" Lee, Marion", "Line 1, \"Annie\" Lee, Marion: words follow a closed quote.")]
    public void What_could_be_read_in_two_ways_is_refused_with_its_line(string typed, string said)
    {
        var read = PseudonymText.Read(typed);
        Assert.IsType<NameMapInvalid>(read.Error);
        Assert.StartsWith(said, read.Error.Message, StringComparison.Ordinal);
    }
}
