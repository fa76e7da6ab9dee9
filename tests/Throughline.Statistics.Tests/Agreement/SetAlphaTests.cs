using Throughline.Statistics.Agreement;

namespace Throughline.Statistics.Tests.Agreement;

public class SetAlphaTests
{
    private static HashSet<string> Set(string terms) => [.. terms.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    // Passonneau (2006): the weights 1, 2/3, 1/3 and 0 of MASI, times Jaccard.
    [Theory]
    [InlineData("a b", "b a", 0.0), InlineData("a", "a b", 1 - 0.5 * 2 / 3), InlineData("a b", "b c", 1 - 1.0 / 3 / 3), InlineData("a", "b", 1.0)]
    [InlineData("", "", 0.0), InlineData("", "a", 1.0), InlineData("a b c", "a b c d", 1 - 0.75 * 2 / 3)]
    public void Masi_counts_shared_terms_and_how_the_sets_lie(string one, string other, double distance)
    {
        Assert.Equal(distance, SetAlpha.Between(Set(one), Set(other)), 12);
        Assert.Equal(distance, SetAlpha.Between(Set(other), Set(one)), 12);
    }

    // With one term a set, sets are categories and every distance is nominal: the 2011 example of Krippendorff gives 0.743.
    [Fact]
    public void Sets_of_one_term_give_the_nominal_alpha()
    {
        int?[] cells = [1, 1, null, 1, 2, 2, 3, 2, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 1, 2, 3, 4, 4, 4, 4, 4, 1, 1, 2, 1, 2, 2, 2, 2, null, 5, 5, 5, null, null, 1, 1, null, null, 3, null];
        IReadOnlySet<string>?[] sets = [.. cells.Select(cell => cell is { } n ? Set($"t{n}") : null)];
        foreach (var distance in Enum.GetValues<SetDistance>()) Assert.Equal(0.743421052631579, SetAlpha.Of(4, sets, distance).Alpha.Value, 12);
    }

    // Worked by hand: units {a}{a}, {a}{a b}, {b}{b}; D_o = (2 · 2/3)/6, expected over 6·5 pairs of a a a ab b b.
    [Fact]
    public void Alpha_of_a_small_table_by_hand()
    {
        var sets = new[] { "a", "a", "a", "a b", "b", "b" }.Select(IReadOnlySet<string>? (terms) => Set(terms)).ToArray();
        var observed = 2 * (2 / 3.0) / 6;
        var expected = (2 * (3 * 1 * (2 / 3.0) + 3 * 2 * 1.0 + 1 * 2 * (2 / 3.0))) / (6 * 5);
        Assert.Equal(1 - observed / expected, SetAlpha.Of(2, sets).Alpha.Value, 12);
    }

    [Fact]
    public void Undefined_cases_are_said()
    {
        Assert.Equal(UndefinedReason.NoUnits, SetAlpha.Of(2, []).Alpha.WhyUndefined!.Reason);
        Assert.Equal(UndefinedReason.NoPairs, SetAlpha.Of(2, [Set("a"), null]).Alpha.WhyUndefined!.Reason);
        Assert.Equal(UndefinedReason.NoVariation, SetAlpha.Of(2, [Set(""), Set(""), Set(""), Set("")]).Alpha.WhyUndefined!.Reason);
        Assert.Equal(UndefinedReason.NoPairs, Assert.IsType<Undefined>(SetAlpha.BootstrapUnits(2, [Set("a"), null], new Random(1)).Error).Reason);
    }

    [Fact]
    public void The_bootstrap_lies_about_alpha_and_is_the_same_for_a_seed()
    {
        var random = new Random(5);
        string[] words = ["a", "b", "c"];
        IReadOnlySet<string>?[] cells = [.. Enumerable.Range(0, 200).SelectMany(_ =>
        {
            var truth = words.Where(_ => random.Next(2) == 0).ToHashSet();
            return new[] { truth, random.Next(4) == 0 ? [.. words.Where(_ => random.Next(2) == 0)] : truth };
        })];
        var alpha = SetAlpha.Of(2, cells).Alpha.Value;
        var (one, two) = (SetAlpha.BootstrapUnits(2, cells, new Random(9)).Value, SetAlpha.BootstrapUnits(2, cells, new Random(9)).Value);
        Assert.Equal(one.Lower, two.Lower);
        Assert.True(one.Lower < alpha && alpha < one.Upper && one.Upper - one.Lower < 0.3);
    }
}
