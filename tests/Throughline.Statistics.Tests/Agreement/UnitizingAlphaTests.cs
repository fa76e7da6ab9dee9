using CsCheck;
using Throughline.Statistics.Agreement;

namespace Throughline.Statistics.Tests.Agreement;

public class UnitizingAlphaTests
{
    // Krippendorff (2004), Content Analysis, 2nd ed., p. 254: two observers over [150, 450), categories c and k.
    [Fact]
    public void The_published_example_of_1995_alpha()
    {
        IReadOnlyList<CategorisedUnit>[] units =
        [
            [new(75, 145, 'c'), new(220, 250, 'c'), new(30, 90, 'k'), new(150, 200, 'k')],
            [new(70, 150, 'c'), new(205, 225, 'c'), new(250, 270, 'c'), new(30, 90, 'k'), new(150, 200, 'k')],
        ];
        var alpha = UnitizingAlpha.Compute1995(300, units);
        Assert.Equal(0.0144, alpha.PerCategory[0].ObservedDisagreement, 0.00005);
        Assert.Equal(0.0532, alpha.PerCategory[0].ExpectedDisagreement, 0.00005);
        Assert.Equal(0.7286, alpha.PerCategory[0].Alpha.Value, 0.00005);
        Assert.Equal((0.0, 1.0), (alpha.PerCategory[1].ObservedDisagreement, alpha.PerCategory[1].Alpha.Value));
        Assert.Equal(0.0490, alpha.PerCategory[1].ExpectedDisagreement, 0.00005);
        Assert.Equal(0.8591, alpha.Overall.Value, 0.0005);
    }

    [Theory]
    [InlineData('A', 0.03125)]
    [InlineData('B', 2.26736)]
    [InlineData('C', 0.02777)]
    [InlineData('D', 0.38715)]
    public void The_observed_disagreements_of_1995_are_as_published(char example, double observed) =>
        Assert.Equal(observed, Of1995(1).PerCategory.Single(c => c.Category == example).ObservedDisagreement, 0.00001);

    [Fact]
    public void The_limits_for_a_fine_continuum_are_as_published()
    {
        var alphas = Of1995(50_000).PerCategory;
        // The printed C was computed with a sign since corrected, hence the wider tolerance.
        double[] published = [0.553, -0.926, 0.679, 0.066];
        for (var i = 0; i < published.Length; i++) Assert.Equal(published[i], alphas[i].Alpha.Value, 0.015);
    }

    [Fact]
    public void A_unit_that_one_of_three_marked_is_as_chance_would_have_it() =>
        Assert.Equal(0, UnitizingAlpha.Compute1995(20, [[new(0, 1, 1)], [], []]).Overall.Value, 12);

    [Fact]
    public void Without_units_the_alphas_are_undefined()
    {
        Assert.Equal(UndefinedReason.NoUnits, UnitizingAlpha.Compute1995(20, [[], [], []]).Overall.WhyUndefined!.Reason);
        var family = UnitizingAlpha.Compute2016(20, [[], []]);
        Assert.Equal(UndefinedReason.NoVariation, family.Unitizing.WhyUndefined!.Reason);
        Assert.Equal(UndefinedReason.NoPairs, family.Coding.WhyUndefined!.Reason);
        Assert.Equal(UndefinedReason.FewerThanTwoAnalysts, UnitizingAlpha.Compute2016(20, [[]]).Unitizing.WhyUndefined!.Reason);
    }

    // By hand. L 10; units [2,6) and [3,8). ℓ_φφ 8, ℓ_cc 6, ℓ_φc = ℓ_cφ 3, total 20; Σ s = 4² + 5² + 6 + 5 = 52;
    // ε_φc = 20 · 99 / 348; α = 1 − 6 / (2 · 1980 / 348).
    [Fact]
    public void The_alpha_of_2016_worked_by_hand()
    {
        var family = UnitizingAlpha.Compute2016(10, [[new(2, 6, 0)], [new(3, 8, 0)]]);
        Assert.Equal(1 - 6 * 348 / 3960.0, family.Unitizing.Value, 12);
        Assert.Equal(family.Unitizing, family.Binary);
        Assert.Equal(UndefinedReason.NoVariation, family.Coding.WhyUndefined!.Reason);
        // Of 9 positions in the marginal of the category 6 pair with a unit of the other.
        Assert.Equal(6 / 9.0, family.PerCategory[0].Coverage.Value, 12);
    }

    // By hand. Two units each, [0,4) and [4,10): first a, b; second a, a. Coincidences aa 8, ab = ba 6, total 20.
    // s_a = 16 + 16 + 36, s_b = 36; denominator 400 − 104 = 296; ε_ab = 20 · 14 · 6 / 296.
    [Fact]
    public void The_coding_alpha_of_2016_worked_by_hand()
    {
        var family = UnitizingAlpha.Compute2016(10, [[new(0, 4, 0), new(4, 10, 1)], [new(0, 4, 0), new(4, 10, 0)]]);
        Assert.Equal(1 - 6 / (20 * 84 / 296.0), family.Coding.Value, 12);
        Assert.Equal(1, family.PerCategory[0].Coverage.Value, 12);
        Assert.Equal(UndefinedReason.NoVariation, family.Binary.WhyUndefined!.Reason);
    }

    [Fact]
    public void Units_of_one_position_give_the_plain_alpha_over_positions() =>
        Gen.Int[0, 3].Array[60].Sample(cells =>
        {
            // 0 is a gap; every unit is one position long, so a unit's self-pairing is that of a single value.
            var analysts = Enumerable.Range(0, 3).Select(a =>
                (IReadOnlyList<CategorisedUnit>)[.. Enumerable.Range(0, 20).Where(at => cells[at * 3 + a] > 0).Select(at => new CategorisedUnit(at, at + 1, cells[at * 3 + a]))]).ToArray();
            var plain = KrippendorffAlpha.Of(Ratings.FromCategories(3, cells), MeasurementLevel.Nominal).Alpha;
            var family = UnitizingAlpha.Compute2016(20, analysts).Unitizing;
            return plain.IsDefined == family.IsDefined && (!plain.IsDefined || Math.Abs(plain.Value - family.Value) < 1e-12);
        });

    [Fact]
    public void Complete_agreement_is_1_in_every_alpha()
    {
        IReadOnlyList<CategorisedUnit> units = [new(3, 9, 1), new(9, 14, 2), new(20, 31, 1)];
        var family = UnitizingAlpha.Compute2016(50, [units, units, units]);
        Assert.Equal([1.0, 1.0, 1.0, 1.0, 1.0],
            [family.Unitizing.Value, family.Binary.Value, family.Coding.Value, .. family.PerCategory.Select(c => c.Alpha.Value)], (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(1, UnitizingAlpha.Compute1995(50, [units, units, units]).Overall.Value, 12);
    }

    [Fact]
    public void Overlapping_codes_are_compared_each_on_its_own_and_then_together()
    {
        IReadOnlyList<CategorisedUnit>[] units = [[new(0, 10, 1), new(5, 20, 2)], [new(0, 12, 1), new(5, 20, 2)]];
        Assert.Throws<ArgumentException>(() => UnitizingAlpha.Compute2016(100, units));
        var (first, second, combined) = UnitizingAlpha.ComputePerCode(100, units);
        Assert.Equal(1, first.PerCategory[1].Alpha.Value, 12);
        Assert.Equal(1, second[1].Alpha.Value, 12);
        Assert.InRange(combined.Value, second[0].Alpha.Value, 1);
        Assert.Equal(UnitizingAlpha.Compute2016(100, [[new(0, 10, 1)], [new(0, 12, 1)]]).Unitizing, second[0].Alpha);
    }

    private static AlphaU Of1995(int scale) => UnitizingAlpha.Compute1995(Krippendorff1995.Length * scale,
        [.. Enumerable.Range(0, 2).Select(analyst => (IReadOnlyList<CategorisedUnit>)
            [.. Krippendorff1995.Units.Where(u => u.Analyst == analyst).Select(u => new CategorisedUnit(u.Unit.Start * scale, u.Unit.End * scale, u.Unit.Category))])]);
}
