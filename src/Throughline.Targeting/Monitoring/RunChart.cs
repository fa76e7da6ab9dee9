namespace Throughline.Targeting.Monitoring;

/// <summary>Whether points over time vary as chance alone would have them.</summary>
/// <param name="Median">Of the values the chart is centred on.</param>
/// <param name="Useful">Points that do not lie on the median.</param>
/// <param name="LongestRun">The most useful points in a row on one side.</param>
/// <param name="MostRun">More than this many in a row is a shift.</param>
/// <param name="Crossings">How often the line crosses the median.</param>
/// <param name="FewestCrossings">Fewer than this is a shift or trend.</param>
/// <param name="IsUnusual">Either rule is broken.</param>
/// <param name="Why">Why the rules say nothing here; null where they say something.</param>
public sealed record RunChart(double Median, int Useful, int LongestRun, int MostRun, int Crossings, int FewestCrossings, bool IsUnusual, string? Why)
{
    /// <summary>The fewest useful points from which the rules are used.</summary>
    public const int FewestPoints = 10;

    /// <summary>The rules' source.</summary>
    public const string Source = "Anhøj and Olesen (2014), Run charts revisited, PLoS ONE 9(11):e113825, doi:10.1371/journal.pone.0113825";

    /// <summary>The two rules of Anhøj and Olesen: an unusually long run, log2(n) + 3 rounded to the nearest whole, or unusually few crossings, the 5 % quantile of a binomial of n − 1 halves.</summary>
    /// <param name="values">In order of time, finite.</param>
    /// <param name="centre">How many values, from the first, make the median: those up to the baseline; all where fewer than two are given.</param>
    public static RunChart Of(IReadOnlyList<double> values, int centre = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0) return new(double.NaN, 0, 0, 0, 0, 0, false, "There are no points.");
        var by = values.Take(centre >= 2 ? Math.Min(centre, values.Count) : values.Count).Order().ToArray();
        var median = by.Length % 2 == 1 ? by[by.Length / 2] : (by[by.Length / 2 - 1] + by[by.Length / 2]) / 2;
        var sides = values.Where(v => v != median).Select(v => v > median).ToArray();
        int longest = 0, run = 0, crossings = 0;
        for (var i = 0; i < sides.Length; i++)
        {
            run = i > 0 && sides[i] == sides[i - 1] ? run + 1 : 1;
            if (i > 0 && sides[i] != sides[i - 1]) crossings++;
            longest = Math.Max(longest, run);
        }
        if (sides.Length < FewestPoints) return new(median, sides.Length, longest, 0, crossings, 0, false, $"There are {sides.Length} points off the median; the rules need {FewestPoints}.");
        var (most, fewest) = (MostRunOf(sides.Length), FewestCrossingsOf(sides.Length));
        return new(median, sides.Length, longest, most, crossings, fewest, longest > most || crossings < fewest, null);
    }

    internal static int MostRunOf(int useful) => (int)Math.Round(Math.Log2(useful) + 3, MidpointRounding.ToEven);

    internal static int FewestCrossingsOf(int useful)
    {
        // The smallest k with P(X ≤ k) ≥ 0.05 for X binomial (n − 1, ½).
        var trials = useful - 1;
        double term = Math.Pow(0.5, trials), sum = term;
        var k = 0;
        while (sum < 0.05)
        {
            k++;
            term *= (double)(trials - k + 1) / k;
            sum += term;
        }
        return k;
    }
}
