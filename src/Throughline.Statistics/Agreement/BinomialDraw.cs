namespace Throughline.Statistics.Agreement;

/// <summary>Exact binomial and multinomial draws in time that does not grow with the number of trials.</summary>
/// <remarks>Few expected successes: inversion by counting. Otherwise the transformed rejection method BTRS of Hörmann (1993),
/// J Stat Comput Simul 46(1-2):101-110, doi:10.1080/00949659308811496.</remarks>
internal static class BinomialDraw
{
    /// <summary>How many of <paramref name="trials"/> succeed, each with probability <paramref name="p"/>.</summary>
    public static long Next(Random random, long trials, double p)
    {
        if (trials == 0 || p <= 0) return 0;
        if (p >= 1) return trials;
        if (p > 0.5) return trials - Next(random, trials, 1 - p);
        return trials * p < 10 ? ByInversion(random, trials, p) : ByRejection(random, trials, p);
    }

    /// <summary>Shares out <paramref name="trials"/> among cells of the given probabilities, which need not add up to 1 exactly.</summary>
    public static void Multinomial(Random random, long trials, ReadOnlySpan<double> probabilities, Span<long> counts)
    {
        var (left, rest) = (trials, 0.0);
        foreach (var p in probabilities) rest += p;
        for (var i = 0; i < probabilities.Length; i++)
        {
            counts[i] = i == probabilities.Length - 1 ? left : Next(random, left, rest > 0 ? Math.Min(1, probabilities[i] / rest) : 0);
            left -= counts[i];
            rest -= probabilities[i];
        }
    }

    // Waiting times between successes are geometric: expected work is trials × p + 1.
    private static long ByInversion(Random random, long trials, double p)
    {
        var scale = Math.Log(1 - p);
        var (count, at) = (0L, 0.0);
        while (true)
        {
            at += Math.Floor(Math.Log(1 - random.NextDouble()) / scale) + 1;
            if (at > trials) return count;
            count++;
        }
    }

    private static long ByRejection(Random random, long trials, double p)
    {
        var (n, q) = ((double)trials, 1 - p);
        var spread = Math.Sqrt(n * p * q);
        var b = 1.15 + 2.53 * spread;
        var a = -0.0873 + 0.0248 * b + 0.01 * p;
        var c = n * p + 0.5;
        var alpha = (2.83 + 5.1 / b) * spread;
        var vr = 0.92 - 4.2 / b;
        var mode = Math.Floor((n + 1) * p);
        var odds = p / q;
        while (true)
        {
            var u = random.NextDouble() - 0.5;
            var v = random.NextDouble();
            var us = 0.5 - Math.Abs(u);
            var k = Math.Floor((2 * a / us + b) * u + c);
            if (k < 0 || k > n) continue;
            if (us >= 0.07 && v <= vr) return (long)k;
            var height = Math.Log(v * alpha / (a / (us * us) + b));
            var bound = (mode + 0.5) * Math.Log((mode + 1) / (odds * (n - mode + 1)))
                + (n + 1) * Math.Log((n - mode + 1) / (n - k + 1))
                + (k + 0.5) * Math.Log(odds * (n - k + 1) / (k + 1))
                + StirlingTail(mode) + StirlingTail(n - mode) - StirlingTail(k) - StirlingTail(n - k);
            if (height <= bound) return (long)k;
        }
    }

    // What Stirling's formula leaves out of log k!.
    private static double StirlingTail(double k)
    {
        ReadOnlySpan<double> first =
        [
            0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.0207906721037650, 0.0166446911898211,
            0.0138761288230707, 0.0118967099458917, 0.0104112652619720, 0.0092554621827127, 0.0083305634333631,
        ];
        if (k < 10) return first[(int)k];
        var inverse = 1 / (k + 1);
        var square = inverse * inverse;
        return (1.0 / 12 - (1.0 / 360 - square / 1260) * square) * inverse;
    }
}
