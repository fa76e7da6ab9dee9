using Throughline.Statistics.Distributions;

namespace Throughline.Statistics.Rates;

/// <summary>How limits of a count are found.</summary>
public enum CountInterval
{
    /// <summary>Exact below 10 events, Byar's approximation from 10: the rule of the English public health profiles.</summary>
    ExactBelowTen,
    /// <summary>Exact, whatever the count.</summary>
    Exact,
    /// <summary>Byar's approximation, whatever the count; below 2 it may give no lower limit.</summary>
    Byar,
}

/// <summary>Limits of the mean of a Poisson count.</summary>
/// <remarks>Exact (Garwood 1936, Biometrika 28:437-442): half the α/2 quantile of χ² with 2x degrees of freedom, and half the 1 − α/2 quantile with 2x + 2.
/// Byar: x (1 − 1/(9x) − z/(3√x))³ and (x + 1)(1 − 1/(9(x + 1)) + z/(3√(x + 1)))³; Breslow and Day (1987), Statistical Methods in Cancer Research II, p. 69.
/// At 10 events and 95 % the two differ by less than 0.2 %.</remarks>
public static class PoissonCount
{
    /// <summary>Limits of one count.</summary>
    /// <param name="count">Events, 0 or more; need not be whole (events may be shared out).</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <param name="method">Exact, Byar's, or the rule that chooses by the count.</param>
    /// <returns>Lower and upper limits of the expected count. The lower limit of no events is 0; Byar's is NaN where its cube would be negative.</returns>
    public static Limits Of(double count, double confidence, CountInterval method = CountInterval.ExactBelowTen)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new Cutter(confidence, method).Of(count);
    }

    /// <summary>Limits for many counts of one confidence: the normal quantile and the exact limits of 0 to 9 events are found once.</summary>
    internal sealed class Cutter
    {
        private readonly double _tail, _reach;
        private readonly CountInterval _method;
        private readonly Limits[] _small = new Limits[10];

        public Cutter(double confidence, CountInterval method)
        {
            (_tail, _reach, _method) = ((1 - confidence) / 2, Normal.Reach(confidence), method);
            for (var count = 0; count < _small.Length && method != CountInterval.Byar; count++) _small[count] = Exact(count);
        }

        public Limits Of(double count)
        {
            if (_method == CountInterval.Byar || (_method == CountInterval.ExactBelowTen && count >= 10)) return Byar(count);
            return count < _small.Length && count == Math.Floor(count) ? _small[(int)count] : Exact(count);
        }

        private Limits Exact(double count) => new(count > 0 ? Gamma.Quantile(count, _tail) : 0, Gamma.Quantile(count + 1, _tail, upper: true));

        private Limits Byar(double count)
        {
            var root = 1 - 1 / (9 * count) - _reach / (3 * Math.Sqrt(count));
            var next = count + 1;
            var rise = 1 - 1 / (9 * next) + _reach / (3 * Math.Sqrt(next));
            return new(count == 0 ? 0 : root < 0 ? double.NaN : count * root * root * root, next * rise * rise * rise);
        }
    }
}
