namespace Throughline.Statistics.Distributions;

/// <summary>Student's t.</summary>
internal static class StudentT
{
    /// <summary>How many standard errors a two-sided interval of this confidence reaches with so many degrees of freedom.</summary>
    /// <remarks>Solves P(|T| &gt; t) = 1 − confidence by Newton's steps from the normal, kept inside a bracket.</remarks>
    public static double Reach(double confidence, double freedom)
    {
        var tails = 1 - confidence;
        var t = Math.Max(Normal.Reach(confidence), 1e-3);
        var scale = Math.Exp(Gamma.Log((freedom + 1) / 2) - Gamma.Log(freedom / 2)) / Math.Sqrt(freedom * Math.PI);
        var (low, high) = (0.0, double.PositiveInfinity);
        for (var step = 0; step < 200; step++)
        {
            var error = tails - BothTails(t, freedom); // rises with t
            if (error > 0) high = t;
            else low = t;
            var slope = 2 * scale * Math.Pow(1 + t * t / freedom, -(freedom + 1) / 2);
            var next = t - error / slope;
            if (!(next > low && next < high)) next = double.IsInfinity(high) ? 2 * t : (low + high) / 2;
            if (Math.Abs(next - t) <= 1e-15 * t) return next;
            t = next;
        }
        return t;
    }

    /// <summary>P(|T| &gt; t).</summary>
    public static double BothTails(double t, double freedom) => IncompleteBeta(freedom / (freedom + t * t), t * t / (freedom + t * t), freedom / 2, 0.5);

    // The regularised incomplete beta function, y = 1 − x given apart so that neither loses digits, by its continued fraction (Abramowitz and Stegun 26.5.8), Lentz's way.
    private static double IncompleteBeta(double x, double y, double a, double b)
    {
        if (x <= 0) return 0;
        if (y <= 0) return 1;
        if (x > (a + 1) / (a + b + 2)) return 1 - IncompleteBeta(y, x, b, a);
        const double Tiny = 1e-300;
        var front = Math.Exp(Gamma.Log(a + b) - Gamma.Log(a) - Gamma.Log(b) + a * Math.Log(x) + b * Math.Log(y)) / a;
        var (c, d) = (1.0, 1 - (a + b) * x / (a + 1));
        if (Math.Abs(d) < Tiny) d = Tiny;
        d = 1 / d;
        var h = d;
        for (var m = 1; m < 10_000; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            var step = 1.0;
            foreach (var part in (ReadOnlySpan<double>)[even, odd])
            {
                d = 1 + part * d;
                if (Math.Abs(d) < Tiny) d = Tiny;
                c = 1 + part / c;
                if (Math.Abs(c) < Tiny) c = Tiny;
                d = 1 / d;
                step = d * c;
                h *= step;
            }
            if (Math.Abs(step - 1) < 1e-16) break;
        }
        return front * h;
    }
}
