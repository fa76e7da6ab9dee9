using CsCheck;
using Throughline.Statistics.Distributions;

namespace Throughline.Statistics.Tests.Distributions;

public class QuantileFunctionTests
{
    // Known to 16 digits: z of 97.5 % and 99.9 %; t of 97.5 % with 1 and 10 degrees (tan(0.475π); tables); χ²/2 by closed forms.
    [Fact]
    public void Known_quantiles_come_out_to_fourteen_digits()
    {
        Assert.Equal(1.959963984540054, Normal.Reach(0.95), 1e-14);
        Assert.Equal(3.090232306167813, Normal.Reach(0.998), 1e-14);
        Assert.Equal(Math.Tan(0.475 * Math.PI), StudentT.Reach(0.95, 1), 1e-11);
        // Ten degrees: P(|T| ≤ t) = sin θ (1 + cos²θ/2 + 3cos⁴θ/8 + 5cos⁶θ/16 + 35cos⁸θ/128), tan θ = t/√10 (Abramowitz and Stegun 26.7.4).
        var angle = Math.Atan(StudentT.Reach(0.95, 10) / Math.Sqrt(10));
        var c = Math.Pow(Math.Cos(angle), 2);
        Assert.Equal(0.95, Math.Sin(angle) * (1 + c * (1 / 2.0 + c * (3 / 8.0 + c * (5 / 16.0 + c * 35 / 128.0)))), 1e-14);
        // With two degrees of freedom t = √(2 (c² / (1 − c²))) for a two-sided confidence c.
        Assert.Equal(Math.Sqrt(2 * 0.95 * 0.95 / (1 - 0.95 * 0.95)), StudentT.Reach(0.95, 2), 1e-12);
        // One event: P(X ≤ x) = 1 − e^−x.
        Assert.Equal(-Math.Log(1 - 0.025), Gamma.Quantile(1, 0.025), 1e-15);
        Assert.Equal(-Math.Log(0.025), Gamma.Quantile(1, 0.025, upper: true), 1e-13);
        Assert.Equal(5.571643390938898, Gamma.Quantile(2, 0.025, upper: true), 1e-13);
    }

    [Fact]
    public void The_quantile_of_a_probability_has_that_probability() =>
        Gen.Select(Gen.Double[1e-9, 1 - 1e-9], Gen.Double[0.3, 60]).Sample((p, a) =>
            Math.Abs(Normal.Cumulative(Normal.Quantile(p)) - p) < 1e-13 * Math.Max(p, 1e-2)
            && Math.Abs(Gamma.Lower(a, Gamma.Quantile(a, p)) - p) < 1e-12
            && Math.Abs(Gamma.Upper(a, Gamma.Quantile(a, p, upper: true)) - p) < 1e-12
            && Math.Abs(StudentT.BothTails(StudentT.Reach(p, a), a) - (1 - p)) < 1e-11);
}
