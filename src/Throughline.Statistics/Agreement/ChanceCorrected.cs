using Throughline.Statistics.Rates;

namespace Throughline.Statistics.Agreement;

/// <summary>An agreement coefficient of the form (observed − expected) / (1 − expected), with its parts.</summary>
/// <param name="Value">The coefficient: 1 is complete agreement, 0 is what chance gives, below 0 is less than chance.</param>
/// <param name="Observed">Observed agreement, 0 to 1.</param>
/// <param name="Expected">Agreement expected by chance, 0 to 1.</param>
/// <param name="Units">The units that were compared.</param>
public sealed record AgreementFigure(Coefficient Value, Coefficient Observed, Coefficient Expected, long Units)
{
    internal static AgreementFigure None(UndefinedReason reason, long units = 0) =>
        new(Coefficient.None(reason), Coefficient.None(reason), Coefficient.None(reason), units);

    internal static AgreementFigure Of(double observed, double expected, long units) => new(
        1 - expected <= 1e-15 ? Coefficient.None(UndefinedReason.NoVariation) : Coefficient.Of((observed - expected) / (1 - expected)),
        Coefficient.Of(observed), Coefficient.Of(expected), units);
}

/// <summary>How much a disagreement between two ordered values counts in a weighted kappa.</summary>
public enum KappaWeights
{
    /// <summary>All disagreements count alike: the plain kappa.</summary>
    None,
    /// <summary>A disagreement counts by the distance of its values.</summary>
    Linear,
    /// <summary>A disagreement counts by the squared distance of its values.</summary>
    Quadratic,
}

/// <summary>Percent agreement and the chance-corrected coefficients for nominal judgements.</summary>
public static class ChanceCorrected
{
    /// <summary>Percent agreement: the mean over units of the share of pairs of analysts who agree.</summary>
    /// <param name="ratings">Units with fewer than two judgements are left out.</param>
    /// <returns>0 to 1. With two analysts, the plain share of units on which they agree; with complete data, also Holsti's mean pairwise agreement.</returns>
    /// <remarks>P̄ = (1/N) Σᵤ Σ_c n_uc (n_uc − 1) / (mᵤ (mᵤ − 1)). Fleiss (1971), Psychological Bulletin 76(5):378-382, doi:10.1037/h0031619;
    /// for missing judgements Gwet (2014), Handbook of Inter-Rater Reliability. O(patterns × analysts²).</remarks>
    public static Coefficient PercentAgreement(Ratings ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var (sum, units) = (0.0, 0L);
        for (var p = 0; p < ratings.Patterns; p++)
        {
            var (agreeing, judged) = AgreeingPairs(ratings.Pattern(p));
            if (judged < 2) continue;
            sum += ratings.Weights[p] * (agreeing / (judged * (judged - 1.0)));
            units += ratings.Weights[p];
        }
        return units > 0 ? Coefficient.Of(sum / units) : Coefficient.None(NothingToCompare(ratings));
    }

    /// <summary>The share of units on which all analysts who judged it agree.</summary>
    /// <param name="ratings">Units with fewer than two judgements are left out.</param>
    /// <returns>0 to 1.</returns>
    public static Coefficient AllAgree(Ratings ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var (alike, units) = (0L, 0L);
        for (var p = 0; p < ratings.Patterns; p++)
        {
            var (agreeing, judged) = AgreeingPairs(ratings.Pattern(p));
            if (judged < 2) continue;
            if (agreeing == judged * (judged - 1)) alike += ratings.Weights[p];
            units += ratings.Weights[p];
        }
        return units > 0 ? Coefficient.Of(alike / (double)units) : Coefficient.None(NothingToCompare(ratings));
    }

    /// <summary>Cohen's kappa of two analysts, each with their own habits of choosing.</summary>
    /// <param name="ratings">Two analysts; units that either did not judge are left out.</param>
    /// <param name="weights">Plain, or weighted by the distance of ordered values (of their <see cref="Ratings.Values"/>).</param>
    /// <remarks>κ = (p_o − p_e) / (1 − p_e), p_e = Σ_c p_c· p_·c. Cohen (1960), Educ Psychol Meas 20(1):37-46, doi:10.1177/001316446002000104.
    /// Weighted: agreement weights 1 − |i − j|/(range) or 1 − (i − j)²/(range)². Cohen (1968), Psychological Bulletin 70(4):213-220, doi:10.1037/h0026256.
    /// O(patterns + categories²).</remarks>
    public static AgreementFigure CohenKappa(Ratings ratings, KappaWeights weights = KappaWeights.None)
    {
        var (table, units, problem) = PairTable(ratings);
        if (problem is { } reason) return AgreementFigure.None(reason);
        var values = ratings.ValueSpan;
        var (rows, columns) = Margins(table, values.Length);
        var (observed, expected) = (0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = 0; j < values.Length; j++)
            {
                var weight = AgreementWeight(values, i, j, weights);
                observed += weight * table[i * values.Length + j] / units;
                expected += weight * ((double)rows[i] / units) * ((double)columns[j] / units);
            }
        }
        return AgreementFigure.Of(observed, expected, units);
    }

    /// <summary>The largest kappa that these two analysts' own totals allow.</summary>
    /// <remarks>κ_max = (Σ_c min(p_c·, p_·c) − p_e) / (1 − p_e). Cohen (1960), p. 42-43.</remarks>
    public static Coefficient CohenKappaMaximum(Ratings ratings)
    {
        var (table, units, problem) = PairTable(ratings);
        if (problem is { } reason) return Coefficient.None(reason);
        var (rows, columns) = Margins(table, ratings.Values.Count);
        var (best, expected) = (0.0, 0.0);
        for (var i = 0; i < rows.Length; i++)
        {
            best += Math.Min(rows[i], columns[i]) / (double)units;
            expected += (double)rows[i] / units * ((double)columns[i] / units);
        }
        return AgreementFigure.Of(best, expected, units).Value;
    }

    /// <summary>Scott's pi of two analysts, who are taken to share one habit of choosing.</summary>
    /// <param name="ratings">Two analysts; units that either did not judge are left out.</param>
    /// <remarks>π = (p_o − p_e) / (1 − p_e), p_e = Σ_c ((p_c· + p_·c) / 2)². Scott (1955), Public Opinion Quarterly 19(3):321-325, doi:10.1086/266577.</remarks>
    public static AgreementFigure ScottPi(Ratings ratings)
    {
        var (table, units, problem) = PairTable(ratings);
        if (problem is { } reason) return AgreementFigure.None(reason);
        var (rows, columns) = Margins(table, ratings.Values.Count);
        var (observed, expected) = (0.0, 0.0);
        for (var i = 0; i < rows.Length; i++)
        {
            observed += table[i * rows.Length + i] / (double)units;
            expected += Math.Pow((rows[i] + columns[i]) / (2.0 * units), 2);
        }
        return AgreementFigure.Of(observed, expected, units);
    }

    /// <summary>Fleiss' kappa: Scott's pi for any fixed number of judgements of a unit.</summary>
    /// <param name="ratings">Every unit with the same number of judgements, two or more.</param>
    /// <remarks>κ = (P̄ − P̄_e) / (1 − P̄_e), P̄_e = Σ_c p_c². Fleiss (1971), Psychological Bulletin 76(5):378-382, doi:10.1037/h0031619.</remarks>
    public static AgreementFigure FleissKappa(Ratings ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        if (ratings.Units == 0) return AgreementFigure.None(UndefinedReason.NoUnits);
        var judged = 0;
        for (var p = 0; p < ratings.Patterns; p++)
        {
            var here = AgreeingPairs(ratings.Pattern(p)).Judged;
            if (p > 0 && here != judged) return AgreementFigure.None(UndefinedReason.UnequalRatings, ratings.Units);
            judged = here;
        }
        if (judged < 2) return AgreementFigure.None(UndefinedReason.NoPairs, ratings.Units);
        var expected = 0.0;
        foreach (var share in Shares(ratings, everyJudgement: true)) expected += share * share;
        return AgreementFigure.Of(PercentAgreement(ratings).Value, expected, ratings.Units);
    }

    /// <summary>Bennett's S (Brennan and Prediger's kappa): chance gives every category alike.</summary>
    /// <param name="ratings">Units with fewer than two judgements are left out.</param>
    /// <param name="categories">How many categories could be chosen; at least those that occur. Null: those that occur.</param>
    /// <remarks>S = (p_o − 1/q) / (1 − 1/q). Bennett, Alpert and Goldstein (1954), Public Opinion Quarterly 18(3):303-308, doi:10.1086/266520;
    /// Brennan and Prediger (1981), Educ Psychol Meas 41(3):687-699, doi:10.1177/001316448104100307.</remarks>
    public static AgreementFigure BennettS(Ratings ratings, int? categories = null)
    {
        var observed = PercentAgreement(ratings);
        if (!observed.IsDefined) return AgreementFigure.None(observed.WhyUndefined.Reason);
        var q = categories ?? ratings.Values.Count;
        ArgumentOutOfRangeException.ThrowIfLessThan(q, ratings.Values.Count, nameof(categories));
        return AgreementFigure.Of(observed.Value, 1.0 / q, ratings.Units);
    }

    /// <summary>Gwet's AC1, steadier than kappa when nearly all judgements fall in one category.</summary>
    /// <param name="ratings">Units with fewer than two judgements count only towards the categories' shares.</param>
    /// <remarks>p_e = Σ_c π_c (1 − π_c) / (q − 1), π_c the mean share of category c over the units. Gwet (2008), Br J Math Stat Psychol 61(1):29-48, doi:10.1348/000711006X126600.</remarks>
    public static AgreementFigure GwetAc1(Ratings ratings)
    {
        var observed = PercentAgreement(ratings);
        if (!observed.IsDefined) return AgreementFigure.None(observed.WhyUndefined.Reason);
        var shares = Shares(ratings, everyJudgement: false);
        if (shares.Length < 2) return new(Coefficient.None(UndefinedReason.NoVariation), observed, Coefficient.None(UndefinedReason.NoVariation), ratings.Units);
        var expected = 0.0;
        foreach (var share in shares) expected += share * (1 - share) / (shares.Length - 1);
        return AgreementFigure.Of(observed.Value, expected, ratings.Units);
    }

    /// <summary>One kappa over many codes: the mean observed and mean expected agreement, corrected once.</summary>
    /// <param name="perCode">One figure a code. Those with nothing to compare are left out.</param>
    /// <remarks>κ_pooled = (p̄_o − p̄_e) / (1 − p̄_e). De Vries, Elliott, Kanouse and Teleki (2008), Field Methods 20(3):272-282, doi:10.1177/1525822X08317166.</remarks>
    public static AgreementFigure Pooled(IEnumerable<AgreementFigure> perCode)
    {
        ArgumentNullException.ThrowIfNull(perCode);
        var (observed, expected, count, units) = (0.0, 0.0, 0, 0L);
        foreach (var figure in perCode)
        {
            if (figure.Observed.OrNull is not { } o || figure.Expected.OrNull is not { } e) continue;
            observed += o;
            expected += e;
            units = Math.Max(units, figure.Units);
            count++;
        }
        return count == 0 ? AgreementFigure.None(UndefinedReason.NoUnits) : AgreementFigure.Of(observed / count, expected / count, units);
    }

    /// <summary>The plain bootstrap of a coefficient over whole units.</summary>
    /// <param name="ratings">What the coefficient is of.</param>
    /// <param name="coefficient">Which, such as <see cref="PercentAgreement"/>.</param>
    /// <param name="random">Seeded by the caller, so that a report can be made again.</param>
    /// <param name="draws">How many, at least 1.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <returns>The interval; or the <see cref="Undefined"/> that the coefficient itself is, and where one unit was compared or all draws are the same. Draws in which it is undefined are left out and counted.</returns>
    /// <remarks>As <see cref="KrippendorffAlpha.BootstrapUnits"/>: whole units are drawn with replacement, as one multinomial over the distinct patterns of judgement, and the coefficient is worked out
    /// anew. Where a coefficient stands at its limit, draws of units that all agree agree too, and the interval would be a point: it is undefined then. Efron and Tibshirani (1993), An Introduction to the Bootstrap, ch. 13.</remarks>
    public static Result<BootstrapInterval> BootstrapUnits(Ratings ratings, Func<Ratings, Coefficient> coefficient, Random random, int draws = 1000, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(coefficient);
        KrippendorffAlpha.CheckBootstrap(random, draws, confidence);
        if (coefficient(ratings) is { IsDefined: false } none) return none.WhyUndefined;
        var probabilities = new double[ratings.Patterns];
        for (var p = 0; p < probabilities.Length; p++) probabilities[p] = ratings.Weights[p] / (double)ratings.Units;
        var (counts, values, used) = (new long[probabilities.Length], new double[draws], 0);
        Undefined? why = null;
        for (var d = 0; d < draws; d++)
        {
            BinomialDraw.Multinomial(random, ratings.Units, probabilities, counts);
            var drawn = coefficient(ratings.Drawn(counts));
            if (drawn.IsDefined) values[used++] = drawn.Value;
            else why = drawn.WhyUndefined;
        }
        return used == 0 ? why! : BootstrapInterval.Of(BootstrapMethod.Units, confidence, values, used, draws - used, Compared(ratings));
    }

    /// <summary>The interval of percent agreement: over whole units as <see cref="BootstrapUnits"/>; Wilson's where every draw is the same because all units agree, or none does.</summary>
    /// <param name="ratings">As for <see cref="PercentAgreement"/>.</param>
    /// <param name="random">Seeded by the caller, so that a report can be made again.</param>
    /// <param name="draws">How many, at least 1.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <returns>The interval; or why there is none, as where one unit was compared.</returns>
    /// <remarks>Where all of n units agree, the share is n of n, and Wilson's lower limit n / (n + z²): of 2 units 0.34, of 20 units 0.84 (95 %). See <see cref="CrudeRates.Proportion"/>.</remarks>
    public static Result<BootstrapInterval> PercentAgreementInterval(Ratings ratings, Random random, int draws = 1000, double confidence = 0.95)
    {
        var drawn = BootstrapUnits(ratings, PercentAgreement, random, draws, confidence);
        return drawn.Error is Undefined { Reason: UndefinedReason.DrawsAlike } && PercentAgreement(ratings).Value is var share and (0 or 1) ? BootstrapInterval.Whole(share, Compared(ratings), confidence) : drawn;
    }

    /// <summary>Units that two analysts or more have judged.</summary>
    private static long Compared(Ratings ratings)
    {
        var units = 0L;
        for (var p = 0; p < ratings.Patterns; p++)
            if (AgreeingPairs(ratings.Pattern(p)).Judged > 1) units += ratings.Weights[p];
        return units;
    }

    private static UndefinedReason NothingToCompare(Ratings ratings) =>
        ratings.Units == 0 ? UndefinedReason.NoUnits : UndefinedReason.NoPairs;

    private static (int Agreeing, int Judged) AgreeingPairs(ReadOnlySpan<int> pattern)
    {
        var (agreeing, judged) = (0, 0);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] < 0) continue;
            judged++;
            for (var j = i + 1; j < pattern.Length; j++)
                if (pattern[j] == pattern[i]) agreeing += 2;
        }
        return (agreeing, judged);
    }

    private static double[] Shares(Ratings ratings, bool everyJudgement)
    {
        var shares = new double[ratings.Values.Count];
        var total = 0.0;
        for (var p = 0; p < ratings.Patterns; p++)
        {
            var pattern = ratings.Pattern(p);
            var judged = AgreeingPairs(pattern).Judged;
            if (judged == 0) continue;
            var weight = everyJudgement ? ratings.Weights[p] : ratings.Weights[p] / (double)judged;
            foreach (var category in pattern)
                if (category >= 0) shares[category] += weight;
            total += weight * judged;
        }
        for (var i = 0; i < shares.Length; i++) shares[i] /= total;
        return shares;
    }

    private static (long[] Table, long Units, UndefinedReason? Problem) PairTable(Ratings ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        if (!ratings.WhoIsKnown) return ([], 0, UndefinedReason.AnalystsNotKnown);
        if (ratings.Analysts != 2) return ([], 0, UndefinedReason.NotTwoAnalysts);
        if (ratings.Units == 0) return ([], 0, UndefinedReason.NoUnits);
        var (size, units) = (ratings.Values.Count, 0L);
        var table = new long[size * size];
        for (var p = 0; p < ratings.Patterns; p++)
        {
            var pattern = ratings.Pattern(p);
            if (pattern[0] < 0 || pattern[1] < 0) continue;
            table[pattern[0] * size + pattern[1]] += ratings.Weights[p];
            units += ratings.Weights[p];
        }
        return units == 0 ? (table, 0, UndefinedReason.NoPairs) : (table, units, null);
    }

    private static (long[] Rows, long[] Columns) Margins(long[] table, int size)
    {
        var (rows, columns) = (new long[size], new long[size]);
        for (var i = 0; i < table.Length; i++)
        {
            rows[i / size] += table[i];
            columns[i % size] += table[i];
        }
        return (rows, columns);
    }

    private static double AgreementWeight(ReadOnlySpan<double> values, int i, int j, KappaWeights weights)
    {
        if (i == j) return 1;
        if (weights == KappaWeights.None) return 0;
        var distance = Math.Abs(values[i] - values[j]) / (values[^1] - values[0]);
        return weights == KappaWeights.Linear ? 1 - distance : 1 - distance * distance;
    }
}
