using CsCheck;
using Throughline.Statistics.Agreement;

namespace Throughline.Statistics.Tests.Agreement;

public class CharacterAgreementTests
{
    // Krippendorff (1995), p. 57. A program that leaves the uncoded text out gives 0.429, 0.556 and 0.542.
    [Theory]
    [InlineData('A', 0.385)]
    [InlineData('B', 0.385)]
    [InlineData('C', 0.314)]
    public void Kappa_over_characters_counts_uncoded_text(char example, double kappa)
    {
        var agreement = CharacterAgreement.Compute(Krippendorff1995.Length, Krippendorff1995.Spans(example));
        Assert.Equal(kappa, agreement.Kappa.Value.Value, 0.0005);
        Assert.Equal("Cohen's kappa", agreement.KappaName);
        Assert.Equal(24, agreement.Units);
        Assert.Equal(0.314, ChanceCorrected.ScottPi(agreement.Ratings).Value.Value, 0.0005);
    }

    [Fact]
    public void Alpha_over_characters_of_example_A_is_as_published() =>
        Assert.Equal(0.329, CharacterAgreement.Compute(24, Krippendorff1995.Spans('A')).Alpha.Alpha.Value, 0.0005);

    [Fact]
    public void When_both_coded_everything_kappa_and_alpha_are_undefined_and_say_why()
    {
        var agreement = CharacterAgreement.Compute(24, Krippendorff1995.Spans('D'));
        Assert.Equal(1, agreement.PercentAgreement.Value);
        Assert.Equal(UndefinedReason.NoVariation, agreement.Kappa.Value.WhyUndefined!.Reason);
        Assert.Equal(UndefinedReason.NoVariation, agreement.Alpha.Alpha.WhyUndefined!.Reason);
    }

    [Fact]
    public void An_empty_text_has_no_agreement()
    {
        var agreement = CharacterAgreement.Compute(0, [[], []]);
        Assert.Equal(UndefinedReason.NoUnits, agreement.PercentAgreement.WhyUndefined!.Reason);
        Assert.Equal(UndefinedReason.NoUnits, agreement.Alpha.Alpha.WhyUndefined!.Reason);
    }

    [Fact]
    public void A_span_beyond_the_text_is_refused() =>
        Assert.Throws<ArgumentException>(() => CharacterAgreement.Compute(10, [[(5, 11)], []]));

    [Fact]
    public void Disagreements_are_listed_with_who_coded_what()
    {
        var agreement = CharacterAgreement.Compute(20, [[(0, 8), (4, 10)], [(5, 12)]]);
        Assert.Equal([(0, 5), (10, 12)], agreement.Disagreements.Select(d => (d.Start, d.End)));
        Assert.Equal([true, false], agreement.Disagreements[0].Coded);
        Assert.Equal([false, true], agreement.Disagreements[1].Coded);
        Assert.Equal([10, 7], agreement.CodedByEach);
        Assert.Equal((5, 8), (agreement.CodedByAll, agreement.CodedByNone));
    }

    [Fact]
    public void The_figures_are_those_of_one_judgement_a_character()
    {
        var spans = Gen.Select(Gen.Int[0, 40], Gen.Int[0, 40], (a, b) => (Math.Min(a, b), Math.Max(a, b))).List[0, 6];
        spans.List[2, 4].Sample(analysts =>
        {
            var swept = CharacterAgreement.Compute(40, analysts);
            var cells = new int[40 * analysts.Count];
            for (var a = 0; a < analysts.Count; a++)
                foreach (var (start, end) in analysts[a])
                    for (var at = start; at < end; at++) cells[at * analysts.Count + a] = 1;
            var counted = Ratings.FromCategories(analysts.Count, cells);
            return Near(swept.Alpha.Alpha, KrippendorffAlpha.Of(counted, MeasurementLevel.Nominal).Alpha)
                && Near(swept.PercentAgreement, ChanceCorrected.PercentAgreement(counted))
                && swept.Disagreements.Sum(d => d.End - d.Start) + swept.CodedByAll + swept.CodedByNone == 40;
        });
    }

    [Fact]
    public void Codes_overlap_freely_and_are_combined_by_their_disagreements()
    {
        IReadOnlyList<IReadOnlyList<(int, int)>> trust = [[(0, 10)], [(0, 12)]];
        IReadOnlyList<IReadOnlyList<(int, int)>> access = [[(5, 20)], [(5, 20)]];
        IReadOnlyList<IReadOnlyList<(int, int)>> unused = [[], []];
        var all = CharacterAgreement.ComputeAll(100, [("trust", trust), ("access", access), ("unused", unused)]);
        var (t, a) = (all.PerCode[0].Agreement, all.PerCode[1].Agreement);
        Assert.Equal(1, a.Alpha.Alpha.Value, 12);
        Assert.False(all.PerCode[2].Agreement.Alpha.Alpha.IsDefined);
        Assert.Equal(
            1 - t.Alpha.ObservedDisagreement.Value / (t.Alpha.ExpectedDisagreement.Value + a.Alpha.ExpectedDisagreement.Value),
            all.CombinedAlpha.Alpha.Value, 12);
        Assert.InRange(all.PooledKappa.Value.Value, t.Kappa.Value.Value, 1);
    }

    [Fact]
    public void A_turn_is_coded_when_any_of_its_words_are_and_uncoded_turns_count()
    {
        (int, int)[] turns = [(0, 10), (11, 20), (21, 30), (31, 40), (41, 50)];
        var agreement = TurnAgreement.Compute(turns, [[(5, 15)], [(2, 3), (25, 26)]]);
        // First analyst: turns 1 and 2; second: turns 1 and 3. Two-by-two table 1, 1, 1, 2.
        Assert.Equal(0.6, agreement.PercentAgreement.Value, 12);
        Assert.Equal((0.6 - (0.16 + 0.36)) / (1 - 0.52), agreement.Kappa.Value.Value, 12);
        Assert.Equal([(11, 20), (21, 30)], agreement.Disagreements.Select(d => (d.Start, d.End)));
        Assert.Equal(5, agreement.Units);
    }

    [Fact]
    public void A_span_between_turns_codes_none()
    {
        var agreement = TurnAgreement.Compute([(0, 10), (20, 30)], [[(10, 20)], [(0, 5)]]);
        Assert.Equal([0, 1], agreement.CodedByEach);
    }

    private static bool Near(Coefficient one, Coefficient other) =>
        one.IsDefined == other.IsDefined && (!one.IsDefined || Math.Abs(one.Value - other.Value) < 1e-12);
}
