namespace Throughline.Statistics.Distributions;

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    private static readonly double RootTwoPi = Math.Sqrt(2 * Math.PI);

    public static double Density(double x) => Math.Exp(-x * x / 2) / RootTwoPi;

    /// <summary>P(Z ≤ x), with full relative precision in the lower tail.</summary>
    public static double Cumulative(double x)
    {
        var half = x * x / 2;
        if (x < 0) return Gamma.Upper(0.5, half) / 2;
        return 1 - Gamma.Upper(0.5, half) / 2;
    }

    /// <summary>The x with P(Z ≤ x) = p, for 0 &lt; p &lt; 1.</summary>
    /// <remarks>A rational start (Abramowitz and Stegun 26.2.23, error below 4.5e-4), then Halley's steps on the tail probability, which treble the digits each time.</remarks>
    public static double Quantile(double p)
    {
        if (p is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "A probability lies between 0 and 1.");
        if (p == 0.5) return 0;
        var tail = Math.Min(p, 1 - p);
        var t = Math.Sqrt(-2 * Math.Log(tail));
        var x = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
        for (var step = 0; step < 4; step++)
        {
            var error = (Cumulative(x) - tail) / Density(x);
            x -= error / (1 + x * error / 2);
        }
        return p < 0.5 ? x : -x;
    }

    /// <summary>How many standard errors a two-sided interval of this confidence reaches to either side.</summary>
    public static double Reach(double confidence) => -Quantile((1 - confidence) / 2);

    /// <summary>One draw, by the polar method of Marsaglia.</summary>
    public static double Draw(Random random)
    {
        while (true)
        {
            var (u, v) = (2 * random.NextDouble() - 1, 2 * random.NextDouble() - 1);
            var s = u * u + v * v;
            if (s is > 0 and < 1) return u * Math.Sqrt(-2 * Math.Log(s) / s);
        }
    }
}
