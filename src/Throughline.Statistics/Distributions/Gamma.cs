namespace Throughline.Statistics.Distributions;

/// <summary>The gamma function's logarithm, and the gamma distribution of shape a and scale 1.</summary>
internal static class Gamma
{
    // Lanczos (1964), SIAM J Numer Anal B 1:86-96, with g = 7 and nine terms (Godfrey): relative error near 1e-15.
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>ln Γ(x) for x above 0.</summary>
    public static double Log(double x)
    {
        if (x < 0.5) return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - Log(1 - x);
        x -= 1;
        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++) sum += Lanczos[i] / (x + i);
        var t = x + 7.5;
        return 0.5 * Math.Log(2 * Math.PI) + (x + 0.5) * Math.Log(t) - t + Math.Log(sum);
    }

    /// <summary>P(X ≤ x): the lower regularised incomplete gamma function.</summary>
    public static double Lower(double a, double x) => x <= 0 ? 0 : x < a + 1 ? Series(a, x) : 1 - Fraction(a, x);

    /// <summary>P(X &gt; x): the upper one, without the loss of 1 − Lower.</summary>
    public static double Upper(double a, double x) => x <= 0 ? 1 : x < a + 1 ? 1 - Series(a, x) : Fraction(a, x);

    /// <summary>The x with <see cref="Lower"/> = p, or with <see cref="Upper"/> = p where <paramref name="upper"/>; 0 &lt; p &lt; 1.</summary>
    /// <remarks>From Wilson and Hilferty's cube root, Newton's steps kept inside a bracket.</remarks>
    public static double Quantile(double a, double p, bool upper = false)
    {
        var z = upper ? -Normal.Quantile(p) : Normal.Quantile(p);
        var x = a * Math.Pow(Math.Max(1 - 1 / (9 * a) + z / (3 * Math.Sqrt(a)), 1e-3), 3);
        var (low, high) = (0.0, double.PositiveInfinity);
        for (var step = 0; step < 200; step++)
        {
            var error = upper ? p - Upper(a, x) : Lower(a, x) - p;
            if (error > 0) high = x;
            else low = x;
            var next = x - error / Math.Exp((a - 1) * Math.Log(x) - x - Log(a));
            if (!(next > low && next < high)) next = double.IsInfinity(high) ? 2 * x : (low + high) / 2;
            if (Math.Abs(next - x) <= 1e-15 * x) return next;
            x = next;
        }
        return x;
    }

    private static double Front(double a, double x) => Math.Exp(a * Math.Log(x) - x - Log(a));

    private static double Series(double a, double x)
    {
        var (term, sum) = (1 / a, 1 / a);
        for (var n = 1; n < 100_000; n++)
        {
            term *= x / (a + n);
            sum += term;
            if (term < sum * 1e-17) break;
        }
        return sum * Front(a, x);
    }

    // Lentz's way through the continued fraction (Abramowitz and Stegun 6.5.31).
    private static double Fraction(double a, double x)
    {
        const double Tiny = 1e-300;
        var b = x + 1 - a;
        var c = 1 / Tiny;
        var d = 1 / b;
        var h = d;
        for (var n = 1; n < 100_000; n++)
        {
            var an = -n * (n - a);
            b += 2;
            d = an * d + b;
            if (Math.Abs(d) < Tiny) d = Tiny;
            c = b + an / c;
            if (Math.Abs(c) < Tiny) c = Tiny;
            d = 1 / d;
            var step = d * c;
            h *= step;
            if (Math.Abs(step - 1) < 1e-16) break;
        }
        return h * Front(a, x);
    }
}
