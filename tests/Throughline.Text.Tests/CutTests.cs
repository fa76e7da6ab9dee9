using System.Globalization;
using CsCheck;

namespace Throughline.Text.Tests;

/// <summary>Words that are too long for their place end at a word, with an ellipsis, and never within a character as it is read.</summary>
public sealed class CutTests
{
    private const string Family = "👩‍👩‍👧‍👦", Acute = "e\u0301", Flag = "🏴󠁧󠁢󠁷󠁬󠁳󠁿";

    [Theory]
    [InlineData("Health inequalities", 19, "Health inequalities")]
    [InlineData("Health inequalities", 18, "Health inequaliti…")]
    [InlineData("Health inequalities have grown", 27, "Health inequalities have…")]
    [InlineData("Health inequalities have grown", 25, "Health inequalities have…")]
    [InlineData("Health inequalities have grown", 12, "Health…")]
    [InlineData("A disproportionate burden", 10, "A disprop…")]
    [InlineData("", 1, "")]
    [InlineData("long", 1, "…")]
    public void It_ends_at_a_word_where_half_of_the_room_is_kept(string text, int most, string cut) => Assert.Equal(cut, Cut.To(text, most));

    [Theory]
    [InlineData("Health inequalities have grown", 18, "…have grown")]
    [InlineData("burden disproportionate", 10, "…ortionate")]
    [InlineData("Health inequalities have grown", 12, "…have grown")]
    [InlineData("have grown", 10, "have grown")]
    [InlineData("long", 1, "…")]
    public void Its_end_begins_at_a_word_by_the_same_rule(string text, int most, string cut) => Assert.Equal(cut, Cut.ToLast(text, most));

    [Theory]
    [InlineData("abcd😀", 6, "abcd😀")]
    [InlineData("abcd😀fg", 6, "abcd…")]
    [InlineData("abcd😀fg", 7, "abcd😀…")]
    [InlineData("caf" + Acute + "bar", 5, "caf…")]
    [InlineData("caf" + Acute + "bar", 6, "caf" + Acute + "…")]
    [InlineData("ab " + Family + " c", 8, "ab…")]
    [InlineData("abcdefgh" + Flag + "i", 12, "abcdefgh…")]
    public void What_is_read_as_one_character_stays_whole(string text, int most, string cut) => Assert.Equal(cut, Cut.To(text, most));

    [Theory]
    [InlineData("Ann said that Tom was late", 14, 17, 40, "Ann said that Tom was late")]
    [InlineData("Ann said that Tom was late again", 14, 17, 8, "…that Tom was…")]
    [InlineData("abc😀Tom😀abc", 5, 8, 5, "abc😀Tom😀abc")]
    [InlineData("abcd😀Tom😀abcd", 6, 9, 5, "…cd😀Tom😀ab…")]
    [InlineData("a😀bcdTombcd😀a", 6, 9, 5, "…bcdTombcd…")]
    [InlineData("a" + Family + "bTomb" + Family + "a", 13, 16, 5, "…bTomb…")]
    [InlineData("a" + Acute + "bcdTombc" + Acute + "dd", 6, 9, 5, "…bcdTombc" + Acute + "…")]
    public void Words_stand_among_whole_characters(string text, int start, int end, int each, string around) => Assert.Equal(around, Cut.Around(text, new(start, end), each));

    [Fact]
    public void A_cut_fits_begins_or_ends_as_the_text_and_holds_whole_characters() =>
        Gen.Select(TokensTests.OneOf("a", "b c", " ", Acute, "😀", Family, Flag, "\u0301", "한", "\n").Array[0, 40], Gen.Int[1, 60]).Sample((parts, most) =>
        {
            var text = string.Concat(parts);
            var (first, last) = (Cut.To(text, most), Cut.ToLast(text, most));
            if (text.Length <= most)
            {
                Assert.Equal((text, text), (first, last));
                return;
            }
            Assert.InRange(first.Length, 1, most);
            Assert.InRange(last.Length, 1, most);
            Assert.StartsWith(first[..^1], text, StringComparison.Ordinal);
            Assert.EndsWith(last[1..], text, StringComparison.Ordinal);
            int[] ends = [.. StringInfo.ParseCombiningCharacters(text), text.Length];
            Assert.Contains(first.Length - 1, ends);
            Assert.Contains(text.Length - last.Length + 1, ends);
        });

    [Fact]
    public void No_room_at_all_is_a_broken_promise()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Cut.To("a", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cut.ToLast("a", 0));
    }
}
