using System.Text;
using CsCheck;

namespace Throughline.Text.Tests;

public class MaskerTests
{
    private static NameMap Map(params (string Name, string Pseudonym)[] entries)
    {
        var map = NameMap.Of(entries.Select(entry => new NamedPseudonym(entry.Name, entry.Pseudonym)));
        Assert.True(map.Succeeded, map.Error?.Message);
        return map.Value;
    }

    private static readonly NameMap Names = Map(("Sarah Ahmed", "[nurse]"), ("Sarah", "[nurse]"), ("Ahmed Khan", "[GP]"), ("James", "[porter]"), ("Zoë", "[carer]"), ("O'Brien", "[chair]"),
        ("J. R. Lee", "[clerk]"), ("St Mary's", "[hospital]"), ("Okonkwo-Hughes", "[director]"), ("山田", "[医師]"), ("McDonald", "[cook]"));

    [Theory]
    [InlineData("Sarah Ahmed left; Sarah stayed.", "[nurse] left; [nurse] stayed.")]
    [InlineData("Sarah's and Sarah’s and James' and SARAH'S", "[nurse]'s and [nurse]’s and [porter]' and [nurse]'S")]
    [InlineData("SARAH sarah Sarah\nAhmed", "[nurse] [nurse] [nurse]")]
    [InlineData("Sarahs planned; Jameson; unsarah", "Sarahs planned; Jameson; unsarah")]
    [InlineData("Sarah Ahmed Khan", "[nurse] [GP]")]
    [InlineData("Sarah, Ahmed", "[nurse], Ahmed")]
    [InlineData("a Sarah-led, pre-Sarah team", "a [nurse]-led, pre-[nurse] team")]
    [InlineData("Zoe and Zoe\u0308 and ZOË", "[carer] and [carer] and [carer]")]
    [InlineData("O’Brien, O'Brien's, OBrien", "[chair], [chair]'s, [chair]")]
    [InlineData("J.R. Lee, J R Lee, J. R. Lee’s", "[clerk], [clerk], [clerk]’s")]
    [InlineData("at St. Mary's and St Mary’s too", "at [hospital] and [hospital] too")]
    [InlineData("Okonkwo Hughes, Okonkwo-Hughes, Okonkwo", "[director], [director], Okonkwo")]
    [InlineData("sarah.ahmed@example.org and SarahAhmed_2.docx", "[nurse]@example.org and [nurse]_2.docx")]
    [InlineData("McDonald, MCDONALD; Donald", "[cook], [cook]; Donald")]
    [InlineData("山田さん", "[医師]さん")]
    [InlineData("“Sarah”…(James)", "“[nurse]”…([porter])")]
    [InlineData("", "")]
    public void Names_give_way_to_pseudonyms(string text, string masked) => Assert.Equal(masked, Masker.Replace(text, Names).Text);

    [Fact]
    public void A_name_that_is_also_a_word_may_be_held_to_its_capital()
    {
        var map = Map(("Will", "[son]"), ("May Day", "[ward]"));
        Assert.Equal("I will, [son]; [son]; may day; [ward]", Masker.Replace("I will, Will; WILL; may day; May Day", map, NameCase.Capitals).Text);
    }

    [Fact]
    public void A_replacement_may_be_left_out()
    {
        var masked = Masker.Replace("Sarah met Sarah", Names, accept: (span, _) => span.Start > 0);
        Assert.Equal("Sarah met [nurse]", masked.Text);
        Assert.Equal(new TextSpan(10, 17), Assert.Single(masked.Replacements).New);
    }

    [Theory]
    [InlineData("", "x", "no letters")]
    [InlineData("--", "x", "no letters")]
    [InlineData("Ann", " ", "no pseudonym")]
    [InlineData("Sarah", "[other]", "two pseudonyms")]
    [InlineData("Ann", "Sarah's friend", "holds the mapped name \"Sarah\"")]
    public void A_map_that_cannot_be_used_is_refused(string name, string pseudonym, string reason)
    {
        var map = NameMap.Of([new("Sarah", "[nurse]"), new(name, pseudonym)]);
        Assert.Contains(reason, Assert.IsType<NameMapInvalid>(map.Error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Erasing_moves_nothing_and_keeps_blocks_apart()
    {
        Assert.Equal("█████'s list; █████\n█████ Khan", Masker.Erase("Sarah's list; Sarah\nAhmed Khan", ["Sarah Ahmed", "Sarah"]));
        Assert.Equal("████████████████ left", Masker.Erase("Sarah Ahmed Khan left", ["Sarah Ahmed", "Ahmed Khan"]));
        Assert.Equal("xxxx ok", Masker.Erase("Zoe\u0308 ok", ["Zoë"], 'x'));
    }

    [Fact]
    public void A_name_written_decomposed_is_found() => Assert.Equal([new TextSpan(4, 11)], Masker.Find("the Canari\u0301 is", ["canarí"]));

    private static readonly Gen<string> Texts =
        Gen.OneOf(TokensTests.OneOf("Sarah", "Ahmed", "Khan", "James", "Zoë", "Zoe\u0308", "山田", "McDonald", "J.R.", "J", "R", "Lee", "'s", "’s", "'", " ", " ", "-", "_", ".", "\n", "x", "2", "👍", "\uD800", "SARAH", "\u0301", "\u00AD", "\u200D"), TokensTests.Texts)
            .Array[0, 15].Select(string.Concat);

    [Fact]
    public void After_masking_no_name_is_left_and_the_map_tells_where_all_went() => Texts.Sample(text =>
    {
        var masked = Masker.Replace(text, Names);
        Assert.Empty(Masker.Find(masked.Text, Names));
        Assert.Equal((text.Length, masked.Text.Length), (masked.Map.OldLength, masked.Map.NewLength));
        foreach (var replacement in masked.Replacements)
        {
            Assert.Equal(replacement.Entry.Pseudonym, replacement.New.Of(masked.Text));
            Assert.Equal(replacement.New, masked.Map.Forward(replacement.Old));
        }
        for (var i = 0; i < text.Length; i++)
            if (masked.Map.Keeps(new(i, i + 1))) Assert.Equal(text[i], masked.Text[masked.Map.Forward(new TextSpan(i, i + 1)).Start]);
    });

    [Fact]
    public void After_erasing_no_name_is_left_in_any_normal_form() => Texts.Sample(text =>
    {
        string[] names = [.. Names.Entries.Select(entry => entry.Name)];
        var erased = Masker.Erase(text, names);
        Assert.Equal(text.Length, erased.Length);
        Assert.Empty(Masker.Find(erased, names));
        var whole = new StringBuilder();
        foreach (var rune in erased.EnumerateRunes()) whole.Append(rune.ToString());
        Assert.Empty(Masker.Find(whole.ToString().Normalize(NormalizationForm.FormD), names));
        Assert.Equal(text.Count(unit => unit == '\n'), erased.Count(unit => unit == '\n'));
    });
}
