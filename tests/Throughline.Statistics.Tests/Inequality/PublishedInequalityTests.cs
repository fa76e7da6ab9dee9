using System.Text.Json;
using Throughline.Statistics.Inequality;

namespace Throughline.Statistics.Tests.Inequality;

/// <summary>Every inequality measure of the reference material whose form is closed, and simulated limits within their noise.</summary>
public class PublishedInequalityTests
{
    [Fact]
    public void Slope_indices_of_361_areas_are_those_of_the_reference()
    {
        var areas = new Fixture("cases/equity/phe/LE_testdata.csv");
        var expected = new Fixture("cases/equity/phe/peer_run_sii_LE_data.csv");
        var byArea = Enumerable.Range(0, areas.Count).ToLookup(row => (areas.Text(row, "Sex"), areas.Text(row, "GeoCode")));
        var found = new Differences();
        for (var row = 0; row < expected.Count; row++)
        {
            var rows = byArea[(expected.Text(row, "Sex"), expected.Text(row, "GeoCode"))].OrderBy(i => areas.Number(i, "Decile")).ToArray();
            var figure = Slope.Index(new Groups([.. rows.Select(i => areas.Number(i, "Pop")!.Value)], [.. rows.Select(i => areas.Number(i, "LifeExp")!.Value)], [.. rows.Select(i => areas.Number(i, "SE")!.Value)])).Value;
            var name = $"{expected.Text(row, "GeoCode")} {expected.Text(row, "Sex")}";
            found.Relative(name + " slope", expected.Number(row, "sii")!.Value, figure.Absolute.Value);
            found.Relative(name + " relative", expected.Number(row, "rii")!.Value, figure.Relative!.Value);
            found.Relative(name + " start", expected.Number(row, "intercept")!.Value, figure.AtMostDeprived);
            // Limits of 2,000 draws: a 2.5 % quantile of so many normal draws has a standard error of about 0.06 of a standard error; 0.3 is five of those.
            var (error, relativeError) = (figure.Absolute.StandardError!.Value, figure.Relative.StandardError!.Value);
            found.Absolute(name + " lower", expected.Number(row, "sii_lower95_0cl")!.Value, figure.Absolute.Lower, 0.3 * error);
            found.Absolute(name + " upper", expected.Number(row, "sii_upper95_0cl")!.Value, figure.Absolute.Upper, 0.3 * error);
            found.Absolute(name + " relative lower", expected.Number(row, "rii_lower95_0cl")!.Value, figure.Relative.Lower, 0.3 * relativeError);
            found.Absolute(name + " relative upper", expected.Number(row, "rii_upper95_0cl")!.Value, figure.Relative.Upper, 0.3 * relativeError);
        }
        found.Holds(5_000);
    }

    /// <summary>Fifths of standardised rates with limits. The file gives no expected index; what its least squares line is can be worked out another way.</summary>
    [Fact]
    public void Slopes_over_standardised_rates_are_the_least_squares_lines()
    {
        var file = new Fixture("cases/equity/phe/DSR_testdata.csv");
        var found = new Differences();
        foreach (var rows in Enumerable.Range(0, file.Count).GroupBy(row => file.Text(row, "Period")).Select(g => g.OrderBy(row => file.Number(row, "Quintile")).ToArray()))
        {
            double[] people = [.. rows.Select(row => file.Number(row, "total_pop")!.Value)], values = [.. rows.Select(row => file.Number(row, "value")!.Value)];
            double[] errors = [.. rows.Select(row => (file.Number(row, "uppercl")!.Value - file.Number(row, "lowercl")!.Value) / (2 * 1.959963984540054))];
            var figure = Slope.Index(new Groups(people, values, errors)).Value;
            // The normal equations of a weighted line, and the variance of a sum of independent groups.
            var total = people.Sum();
            double[] ranks = [.. people.Select((p, i) => (people.Take(i).Sum() + p / 2) / total)];
            var middle = people.Zip(ranks, (p, r) => p * r).Sum() / total;
            var spread = people.Zip(ranks, (p, r) => p * (r - middle) * (r - middle)).Sum();
            double[] pulls = [.. people.Zip(ranks, (p, r) => p * (r - middle) / spread)];
            var slope = pulls.Zip(values, (c, v) => c * v).Sum();
            var error = Math.Sqrt(pulls.Zip(errors, (c, e) => c * c * e * e).Sum());
            found.Relative($"{file.Text(rows[0], "Period")} slope", slope, figure.Absolute.Value);
            found.Relative($"{file.Text(rows[0], "Period")} error", error, figure.Absolute.StandardError);
            found.Relative($"{file.Text(rows[0], "Period")} lower", slope - 1.959963984540054 * error, figure.Absolute.Lower);
            var mean = people.Zip(values, (p, v) => p * v).Sum() / total;
            found.Relative($"{file.Text(rows[0], "Period")} start", mean - middle * slope, figure.AtMostDeprived);
            found.Relative($"{file.Text(rows[0], "Period")} relative", (mean + (1 - middle) * slope) / (mean - middle * slope), figure.Relative!.Value);
        }
        found.Holds(30);
    }

    [Fact]
    public void Labelled_slope_cases_are_those_of_the_reference()
    {
        var file = new Fixture("cases/equity/phe/SII__testdata_SII.csv");
        var found = new Differences();
        var refusals = new List<string>();
        foreach (var rows in Enumerable.Range(0, file.Count).GroupBy(row => (Test: file.Text(row, "TestDescription"), Area: file.Text(row, "Area"))).Select(group => group.OrderBy(i => file.Number(i, "Quantile")).ToArray()))
        {
            var first = rows.Single(i => file.Number(i, "Quantile") == 1);
            var test = file.Text(first, "TestDescription");
            double Get(int i, string column) => file.Number(i, column) ?? double.NaN;
            double[] people = [.. rows.Select(i => Get(i, "Population"))], values = [.. rows.Select(i => Get(i, "Value"))];
            double[] errors = [.. rows.Select(i => Get(i, "StandardError"))];
            var type = file.Number(first, "ValueType");
            var transformed = test.Contains("transform", StringComparison.Ordinal);
            var scale = !transformed ? SlopeScale.Linear : type == 1 ? SlopeScale.Log : SlopeScale.Logit;
            // The file's standard errors are on the scale of the value's own interval: logarithm for rates, log-odds for proportions.
            if (!transformed && type == 1) for (var i = 0; i < errors.Length; i++) errors[i] *= values[i];
            if (!transformed && type == 2) for (var i = 0; i < errors.Length; i++) errors[i] *= values[i] * (1 - values[i]);
            var confidences = file.Text(first, "Confidence").Trim('c', '(', ')').Split(',').Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture) / 100).ToArray();
            if (test.Contains("98%", StringComparison.Ordinal)) confidences = test.Contains("95%", StringComparison.Ordinal) ? [0.95, 0.98] : [0.98];
            if (test.Contains("(95 and 98)", StringComparison.Ordinal)) confidences = [0.95, 0.98];
            var result = Slope.Index(new Groups(people, values, errors), confidences, scale, ErrorScale.OfTransformed);
            if (file.Number(first, "sii") is not { } sii)
            {
                if (!result.Succeeded) refusals.Add(test);
                continue;
            }
            var figure = result.Value;
            var multiplier = test.Contains("x 100", StringComparison.Ordinal) ? 100 : test.Contains("x -100", StringComparison.Ordinal) ? -100 : test.Contains("negative multiplier", StringComparison.Ordinal) ? -1 : 1;
            var name = $"{test} {file.Text(first, "Area")}";
            found.Relative(name + " slope", sii, multiplier * figure.Absolute.Value);
            // A negative multiplier there stands for "higher is worse" and turns the ratio round.
            if (file.Number(first, "rii") is { } rii) found.Relative(name + " relative", rii, multiplier < 0 ? 1 / figure.Relative!.Value : figure.Relative!.Value);
            if (file.Number(first, "Intercept") is { } start) found.Relative(name + " start", start, figure.AtMostDeprived);
            for (var c = 0; c < confidences.Length; c++)
            {
                if (file.Number(first, $"sii_lowercl_{c + 1}") is { } lower)
                {
                    var own = figure.Absolute.Intervals[c];
                    var (from, to) = multiplier < 0 ? (own.Upper, own.Lower) : (own.Lower, own.Upper);
                    // 100,000 draws, on another scale than the line's for rates and proportions: the file's own tolerance of 5 %.
                    found.Relative($"{name} lower {c}", lower, multiplier * from, 0.05);
                    found.Relative($"{name} upper {c}", file.Number(first, $"sii_uppercl_{c + 1}")!.Value, multiplier * to, 0.05);
                }
                if (file.Number(first, $"rii_lowercl_{c + 1}") is { } low)
                {
                    var own = figure.Relative!.Intervals[c];
                    var (from, to) = multiplier < 0 ? (1 / own.Upper, 1 / own.Lower) : (own.Lower, own.Upper);
                    found.Relative($"{name} relative lower {c}", low, from, 0.02);
                    found.Relative($"{name} relative upper {c}", file.Number(first, $"rii_uppercl_{c + 1}")!.Value, to, 0.02);
                }
            }
        }
        found.Holds(200);
        foreach (var wrong in (string[])["negative populations", "negative counts/standard error", "missing value field", "missing populations, counts or values"])
            Assert.Contains(refusals, test => test.Contains(wrong, StringComparison.Ordinal));
    }

    [Fact]
    public void Simulated_limits_lie_about_the_exact_ones()
    {
        double[] people = [900, 1100, 1000, 950, 1050], values = [70, 73, 75, 76, 79], errors = [0.8, 0.6, 0.7, 0.9, 0.5];
        foreach (var (scale, shown) in new[] { (SlopeScale.Linear, values), (SlopeScale.Log, values), (SlopeScale.Logit, values.Select(v => v / 100).ToArray()) })
        {
            double[] scaled = scale == SlopeScale.Logit ? [.. errors.Select(e => e / 100)] : errors;
            var exact = Slope.Index(new Groups(people, shown, scaled), [0.95, 0.998], scale).Value;
            var drawn = Slope.Simulated(new Groups(people, shown, scaled), new Random(20261122), 100_000, [0.95, 0.998], scale).Value;
            for (var c = 0; c < 2; c++)
            {
                Assert.Equal(exact.Absolute.Intervals[c].Lower!.Value, drawn.Absolute.Intervals[c].Lower!.Value, 0.06 * exact.Absolute.StandardError!.Value);
                Assert.Equal(exact.Relative!.Intervals[c].Upper!.Value, drawn.Relative!.Intervals[c].Upper!.Value, 0.06 * exact.Relative.StandardError!.Value);
            }
            Assert.Equal(exact.Absolute.Value, drawn.Absolute.Value);
        }
    }

    [Fact]
    public void Ordered_group_measures_are_those_of_the_reference()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("cases/equity/healthequal/case_A_ordered.json")));
        var input = document.RootElement.GetProperty("case_A_ordered");
        double[] Numbers(string name) => [.. input.GetProperty(name).EnumerateArray().Select(x => x.GetDouble())];
        var (values, errors, people) = (Numbers("est"), Numbers("se"), Numbers("pop"));
        var found = new Differences();
        void Like(string measure, Estimate ours, double factor = 1, bool errorOfLog = false, double tolerance = 1e-9)
        {
            var peer = input.GetProperty("peer").GetProperty(measure);
            found.Relative(measure, peer.GetProperty("estimate").GetDouble(), ours.Value);
            found.Relative(measure + " error", peer.GetProperty("se").GetDouble() * factor, errorOfLog ? ours.StandardError / ours.Value : ours.StandardError, tolerance);
            found.Relative(measure + " lower", peer.GetProperty("lowerci").GetDouble(), ours.Lower, tolerance);
            found.Relative(measure + " upper", peer.GetProperty("upperci").GetDouble(), ours.Upper, tolerance);
        }
        Like("d", Summary.Of(new Groups(people, values, errors), InequalityMeasure.Difference).Value.Figure);
        Like("r", Summary.Of(new Groups(people, values, errors), InequalityMeasure.Ratio).Value.Figure, errorOfLog: true);
        // Without the groups' errors the peer takes the scatter about a regression, and so do we when none are given.
        Like("aci", Concentration.OfGroups(new Groups(people, values), ConcentrationKind.Generalised).Value.Index);
        Like("rci", Concentration.OfGroups(new Groups(people, values)).Value.Index);
        var scatter = Slope.FromScatter(new Groups(people, values)).Value;
        // The peer takes its derivatives by small steps, which leaves some 2e-8 in the errors.
        Like("sii_linear", scatter.Absolute, 100, tolerance: 3e-8);
        Like("rii_linear", scatter.Relative!, errorOfLog: true, tolerance: 3e-8);
        var (risk, fraction) = Summary.Attributable(0.60 * 105, 105, people.Zip(values, (n, v) => n * v / 100).Sum(), people.Sum(), 100).Value;
        Like("par", risk);
        // The peer's error of the fraction is 100 times too small beside its percentage; its digits are those of ours.
        found.Relative("paf", input.GetProperty("peer").GetProperty("paf").GetProperty("estimate").GetDouble(), fraction.Value);
        found.Relative("paf error", 100 * input.GetProperty("peer").GetProperty("paf").GetProperty("se").GetDouble(), fraction.StandardError);
        found.Relative("par by groups", risk.Value, Summary.Of(new Groups(people, values), InequalityMeasure.AttributableRisk, new() { Reference = 4 }).Value.Figure.Value);
        found.Relative("paf by groups", fraction.Value, Summary.Of(new Groups(people, values), InequalityMeasure.AttributableFraction, new() { Reference = 4 }).Value.Figure.Value);
        found.Holds(30);
    }

    [Fact]
    public void Concentration_indices_over_persons_are_those_of_the_reference()
    {
        var file = new Fixture("cases/equity/rineq/housing500.csv");
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("cases/equity/rineq/rineq_ci_cases.json")));
        var (income, weights) = (file.Column("income"), file.Column("wt"));
        var found = new Differences();
        foreach (var entry in document.RootElement.EnumerateArray())
        {
            var (outcome, method, weighted) = (entry.GetProperty("outcome").GetString()!, entry.GetProperty("method").GetString()!, entry.GetProperty("weighted").GetBoolean());
            var values = file.Column(outcome);
            var kind = entry.GetProperty("type").GetString() switch { "CI" => ConcentrationKind.Standard, "CIg" => ConcentrationKind.Generalised, "CIc" => ConcentrationKind.Erreygers, _ => ConcentrationKind.Wagstaff };
            // Bounds are arguments: the observed range of the body mass index, which the peer takes for its bounds, gives the peer's number.
            var bounds = outcome == "bmi" ? new Bounds(values.Min(), values.Max()) : Bounds.Share;
            var variance = method switch { "linreg_delta" => ConcentrationVariance.RegressionDelta, "linreg_convenience" => ConcentrationVariance.Convenient, _ => ConcentrationVariance.Kakwani };
            var figure = Concentration.OfPersons(income, values, weighted ? weights : default, kind, bounds, variance).Value.Index;
            var name = $"{outcome} {entry.GetProperty("type")} {method} {(weighted ? "weighted" : "")}";
            // With weights the peer's regressions and its covariance take the unbiased weighted covariance for the index itself, (1 − 1/n) / (1 − Σw²) times the index by its definition, which its direct method gives.
            var total = weights.Sum();
            var factor = weighted && method != "direct" ? (1 - 1.0 / file.Count) / (1 - weights.Sum(w => w * w / total / total)) : 1;
            found.Relative(name, entry.GetProperty("ci").GetDouble(), figure.Value * factor, 1e-9);
            if (method == "cov_convenience") continue; // a variance that is wrong in the peer
            if (method == "direct" && weighted) continue; // see the next test
            found.Relative(name + " variance", entry.GetProperty("variance").GetDouble(), figure.StandardError * figure.StandardError, 1e-9);
        }
        found.Holds(90);
    }

    [Fact]
    public void The_peers_direct_variance_with_weights_leaves_the_weights_out_of_its_curve()
    {
        var file = new Fixture("cases/equity/rineq/housing500.csv");
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("cases/equity/rineq/rineq_ci_cases.json")));
        var found = new Differences();
        foreach (var outcome in (string[])["bmi", "high.bmi"])
        {
            var expected = document.RootElement.EnumerateArray().Single(entry => entry.GetProperty("outcome").GetString() == outcome && entry.GetProperty("type").GetString() == "CI"
                && entry.GetProperty("method").GetString() == "direct" && entry.GetProperty("weighted").GetBoolean());
            var (values, weights, income) = (file.Column(outcome), file.Column("wt"), file.Column("income"));
            var order = Enumerable.Range(0, file.Count).OrderBy(i => income[i]).ToArray();
            var total = weights.Sum();
            var mean = values.Zip(weights, (y, w) => y * w).Sum() / total;
            var index = expected.GetProperty("ci").GetDouble();
            var (rank, curve, squares, right, rightCurve) = (0.0, 0.0, 0.0, 0.0, 0.0);
            foreach (var i in order)
            {
                var r = (rank + weights[i] / 2) / total;
                rank += weights[i];
                var next = curve + values[i] / values.Sum();
                squares += Math.Pow(values[i] / mean * (2 * r - 1 - index) + 2 - curve - next, 2) / file.Count;
                curve = next;
                var rightNext = rightCurve + weights[i] * values[i] / total / mean;
                right += weights[i] / total * Math.Pow(values[i] / mean * (2 * r - 1 - index) + 2 - rightCurve - rightNext, 2);
                rightCurve = rightNext;
            }
            found.Relative(outcome + " the peer's way", expected.GetProperty("variance").GetDouble(), (squares - Math.Pow(1 + index, 2)) / file.Count);
            var ours = Concentration.OfPersons(income, values, weights, variance: ConcentrationVariance.Kakwani).Value.Index.StandardError!.Value;
            found.Relative(outcome + " with weights throughout", (right - Math.Pow(1 + index, 2)) / file.Count, ours * ours);
            Assert.True(Math.Abs(ours * ours / expected.GetProperty("variance").GetDouble() - 1) > 0.05);
        }
        found.Holds(4);
    }
}
