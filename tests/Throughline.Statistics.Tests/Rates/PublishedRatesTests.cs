using Throughline.Statistics.Rates;

namespace Throughline.Statistics.Tests.Rates;

/// <summary>Every rate of the reference material whose form is closed.</summary>
public class PublishedRatesTests
{
    private static readonly double[] Both = [0.95, 0.998];

    [Fact]
    public void Byar_and_Wilson_limits_are_those_of_the_reference()
    {
        var file = new Fixture("cases/equity/phe/Byars_Wilson__testdata_B_W.csv");
        var found = new Differences();
        for (var row = 0; row < file.Count; row++)
        {
            var confidence = double.Parse(file.Text(row, "confidence").TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture) / 100;
            var x = file.Number(row, "x")!.Value;
            var (lower, upper) = file.Text(row, "method").StartsWith("Byar", StringComparison.Ordinal)
                ? (PoissonCount.Of(x, confidence, CountInterval.Byar).Lower, PoissonCount.Of(x, confidence, CountInterval.Byar).Upper)
                : CrudeRates.Proportion(x, file.Number(row, "n")!.Value, [confidence]).Value is { } share ? (share.Lower!.Value, share.Upper!.Value) : default;
            if (file.Number(row, "lowercl") is { } expected) found.Relative($"{row} lower", expected, lower);
            else Assert.True(double.IsNaN(lower));
            found.Relative($"{row} upper", file.Number(row, "uppercl")!.Value, upper);
        }
        found.Holds(25);
    }

    [Theory]
    [InlineData("Proportion__testdata_Prop", true), InlineData("Rate__testdata_Rate", false)]
    [InlineData("Proportion__testdata_Prop_g", true), InlineData("Rate__testdata_Rate_g", false)]
    public void Proportions_and_rates_are_those_of_the_reference(string name, bool proportions)
    {
        var file = new Fixture($"cases/equity/phe/{name}.csv");
        var found = new Differences();
        var refused = 0;
        for (var row = 0; row < file.Count; row++)
        {
            var (x, n) = (file.Number(row, "Numerator") ?? double.NaN, file.Number(row, "Denominator") ?? double.NaN);
            var multiplier = file.Number(row, "multiplier")!.Value;
            var single = name.EndsWith("_g", StringComparison.Ordinal);
            var figure = proportions ? CrudeRates.Proportion(x, n, Both, multiplier) : CrudeRates.Rate(x, n, Both, multiplier);
            if (file.Number(row, "value") is not { } value)
            {
                Assert.IsType<StatisticRefused>(figure.Error);
                refused++;
                continue;
            }
            found.Relative($"{row} value", value, figure.Value.Value);
            foreach (var (column, interval) in single ? [("", 0)] : new[] { ("95_0", 0), ("99_8", 1) })
            {
                if (single && file.Text(row, "confidence") == "99.8%") continue;
                found.Relative($"{row} lower {column}", file.Number(row, $"lower{column}cl")!.Value, figure.Value.Intervals[interval].Lower);
                found.Relative($"{row} upper {column}", file.Number(row, $"upper{column}cl")!.Value, figure.Value.Intervals[interval].Upper);
            }
        }
        found.Holds(20);
        Assert.True(name.EndsWith("_g", StringComparison.Ordinal) || refused >= 3);
    }

    [Fact]
    public void Directly_standardised_rates_are_those_of_the_reference()
    {
        var esp2013 = new Fixture("data/esp2013.csv");
        var standard = esp2013.Column(esp2013.Count > 0 ? StandardColumn() : "");
        // An empty count in this file stands for none.
        var areas = new Fixture("cases/equity/phe/DSR_ISR__testdata_multiarea.csv");
        var older = new Fixture("cases/equity/phe/DSR_ISR__testdata_1976.csv");
        var repeated = new Fixture("cases/equity/phe/DSR_ISR__testdata_nonindepe.csv");
        var expected = new Fixture("cases/equity/phe/DSR_ISR__testresults_DSR.csv");
        var found = new Differences();
        for (var row = 0; row < expected.Count; row++)
        {
            var area = expected.Text(row, "area");
            var multiplier = expected.Text(row, "statistic").Contains("10000", StringComparison.Ordinal) && !expected.Text(row, "statistic").Contains("100000", StringComparison.Ordinal) ? 10_000 : 100_000;
            Result<Estimate> figure;
            if (area == "testdata_1976") figure = DirectRate.Of(older.Column("count"), older.Column("pop"), older.Column("esp1976"), Both, multiplier);
            else if (expected.Text(row, "method").Contains("non-independent", StringComparison.Ordinal))
            {
                var rows = repeated.Where(i => repeated.Text(i, "area") == area).ToArray();
                double[] people = [.. rows.SelectMany(i => Enumerable.Range(1, 4).Select(k => repeated.Number(i, $"f{k}") ?? 0))];
                figure = DirectRate.OfRepeated(people, [.. rows.Select(i => repeated.Number(i, "pop")!.Value)], standard, Both, multiplier);
            }
            else
            {
                var rows = areas.Where(i => areas.Text(i, "area") == area).ToArray();
                figure = DirectRate.Of([.. rows.Select(i => areas.Number(i, "count") ?? 0)], [.. rows.Select(i => areas.Number(i, "pop")!.Value)], standard, Both, multiplier);
            }
            if (expected.Number(row, "value") is not { } value)
            {
                Assert.Equal(RefusalReason.TooFewEvents, Assert.IsType<StatisticRefused>(figure.Error).Reason);
                continue;
            }
            // The rows for events that are not independent have 8 decimals; the rest have full digits.
            var tolerance = expected.Text(row, "method").Contains("non-independent", StringComparison.Ordinal) ? 1e-8 : 0;
            found.Absolute($"{area} value", value, figure.Value.Value, Math.Max(tolerance, 1e-9 * value));
            for (var i = 0; i < 2; i++)
            {
                // The file's 99.8 % limits for the 1976 standard stand a decimal place too high: the 95 % ones, of the same formula, do not.
                var slip = area == "testdata_1976" && i == 1 ? 10 : 1;
                var (lower, upper) = (expected.Number(row, i == 0 ? "lower95_0cl" : "lower99_8cl")!.Value / slip, expected.Number(row, i == 0 ? "upper95_0cl" : "upper99_8cl")!.Value / slip);
                found.Absolute($"{area} lower {i}", lower, figure.Value.Intervals[i].Lower, Math.Max(tolerance, 1e-9 * lower));
                found.Absolute($"{area} upper {i}", upper, figure.Value.Intervals[i].Upper, Math.Max(tolerance, 1e-9 * upper));
            }
        }
        found.Holds(45);

        static string StandardColumn()
        {
            using var reader = new StreamReader(SharedFolder.Require("data/esp2013.csv"));
            return reader.ReadLine()!.Split(',').Select(name => name.Trim('"')).Last();
        }
    }

    [Fact]
    public void Indirectly_standardised_ratios_and_rates_are_those_of_the_reference()
    {
        var reference = new Fixture("cases/equity/phe/DSR_ISR__refdata.csv");
        var areas = new Fixture("cases/equity/phe/DSR_ISR__testdata_multiarea.csv");
        var gaps = new Fixture("cases/equity/phe/DSR_ISR__testdata_err2.csv");
        var expected = new Fixture("cases/equity/phe/DSR_ISR__testresults_ISR.csv");
        var found = new Differences();
        for (var row = 0; row < expected.Count; row++)
        {
            var area = expected.Text(row, "area");
            var file = area.StartsWith("Area", StringComparison.Ordinal) ? gaps : areas;
            var rows = file.Where(i => file.Text(i, "area") == area).ToArray();
            var statistic = expected.Text(row, "statistic");
            var multiplier = double.Parse(statistic.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
            var figure = IndirectRate.Of(rows.Sum(i => file.Number(i, "count") ?? 0), [.. rows.Select(i => file.Number(i, "pop")!.Value)],
                reference.Column("refcount"), reference.Column("refpop"), Both, multiplier, multiplier).Value;
            var one = statistic.Contains("ratio", StringComparison.Ordinal) ? figure.Ratio : figure.Rate;
            found.Relative($"{row} expected", expected.Number(row, "expected")!.Value, figure.Expected);
            found.Relative($"{row} value", expected.Number(row, "value")!.Value, one.Value);
            found.Relative($"{row} lower", expected.Number(row, "lower95_0cl")!.Value, one.Intervals[0].Lower);
            found.Relative($"{row} upper", expected.Number(row, "upper95_0cl")!.Value, one.Intervals[0].Upper);
            if (expected.Number(row, "ref_rate") is { } rate && !statistic.Contains("ratio", StringComparison.Ordinal)) found.Relative($"{row} reference", rate, figure.ReferenceRate);
            if (expected.Number(row, "lower99_8cl") is not { } wide) continue;
            found.Relative($"{row} wide lower", wide, one.Intervals[1].Lower);
            found.Relative($"{row} wide upper", expected.Number(row, "upper99_8cl")!.Value, one.Intervals[1].Upper);
        }
        found.Holds(80);
    }

    [Fact]
    public void Proportions_of_the_child_measurement_programme_are_those_published()
    {
        var file = new Fixture("cases/equity/phe/NCMP_testdata.csv");
        var found = new Differences();
        for (var row = 0; row < file.Count; row++)
        {
            var share = CrudeRates.Proportion(file.Number(row, "Count")!.Value, file.Number(row, "Measured")!.Value, Both, 100).Value;
            found.Relative($"{row} value", file.Number(row, "Rate")!.Value, share.Value);
            found.Relative($"{row} lower", file.Number(row, "LCL")!.Value, share.Lower);
            found.Relative($"{row} upper", file.Number(row, "UCL")!.Value, share.Upper);
            // The file's standard error is the width of these limits over twice the quantile.
            found.Relative($"{row} error", file.Number(row, "SE")!.Value, (share.Upper - share.Lower) / (2 * 1.959963984540054));
        }
        found.Holds(960);
    }

    [Fact]
    public void Directly_standardised_rates_are_those_the_package_gives_in_full_digits()
    {
        var standard = new Fixture("data/esp2013.csv").Column("esp2013");
        var areas = new Fixture("cases/equity/phe/DSR_ISR__testdata_multiarea.csv");
        var peer = new Fixture("cases/equity/phe/peer_run_dsr_multiarea_esp2013.csv");
        var found = new Differences();
        for (var row = 0; row < peer.Count; row++)
        {
            var rows = areas.Where(i => areas.Text(i, "area") == peer.Text(row, "area")).ToArray();
            // An empty count stands for none.
            double[] counts = [.. rows.Select(i => areas.Number(i, "count") ?? 0)], people = [.. rows.Select(i => areas.Number(i, "pop")!.Value)];
            found.Same("events", peer.Number(row, "total_count"), (double?)counts.Sum());
            found.Same("people", peer.Number(row, "total_pop"), (double?)people.Sum());
            var rate = DirectRate.Of(counts, people, standard, Both);
            if (peer.Number(row, "value") is not { } value)
            {
                Assert.Equal(RefusalReason.TooFewEvents, Assert.IsType<StatisticRefused>(rate.Error).Reason);
                continue;
            }
            found.Relative("value", value, rate.Value.Value);
            foreach (var (i, column) in new[] { (0, "95_0"), (1, "99_8") })
            {
                found.Relative("lower " + column, peer.Number(row, $"lower{column}cl")!.Value, rate.Value.Intervals[i].Lower);
                found.Relative("upper " + column, peer.Number(row, $"upper{column}cl")!.Value, rate.Value.Intervals[i].Upper);
            }
        }
        found.Holds(16);
    }

    [Fact]
    public void A_reference_beside_each_band_and_events_from_another_table_give_the_same_indirect_ratio()
    {
        // The same areas with the reference in their own rows, and with the events of each area in a table of their own.
        var areas = new Fixture("cases/equity/phe/DSR_ISR__testdata_multiarea_isr.csv");
        var totals = new Fixture("cases/equity/phe/DSR_ISR__testdata_multiarea_lookup.csv");
        var expected = new Fixture("cases/equity/phe/DSR_ISR__testresults_ISR.csv");
        var found = new Differences();
        for (var row = 0; row < expected.Count; row++)
        {
            var (area, statistic) = (expected.Text(row, "area"), expected.Text(row, "statistic"));
            if (area.StartsWith("Area", StringComparison.Ordinal)) continue; // of other inputs, in the test above
            var rows = areas.Where(i => areas.Text(i, "area") == area).ToArray();
            var observed = totals.Number(totals.Where(i => totals.Text(i, "area") == area).Single(), "total_count")!.Value;
            found.Relative($"{area} observed", rows.Sum(i => areas.Number(i, "count") ?? 0), observed);
            var multiplier = double.Parse(statistic.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
            // One band of the smallest area has nothing but the reference's people: it expects nobody.
            double[] Of(string column) => [.. rows.Select(i => areas.Number(i, column) ?? 0)];
            var figure = IndirectRate.Of(observed, Of("pop"), Of("refcount"), Of("refpop"), Both, multiplier, multiplier).Value;
            var one = statistic.Contains("ratio", StringComparison.Ordinal) ? figure.Ratio : figure.Rate;
            found.Relative($"{row} value", expected.Number(row, "value")!.Value, one.Value);
            found.Relative($"{row} lower", expected.Number(row, "lower95_0cl")!.Value, one.Intervals[0].Lower);
            found.Relative($"{row} upper", expected.Number(row, "upper95_0cl")!.Value, one.Intervals[0].Upper);
            if (expected.Number(row, "lower99_8cl") is not { } wide) continue;
            found.Relative($"{row} wide lower", wide, one.Intervals[1].Lower);
            found.Relative($"{row} wide upper", expected.Number(row, "upper99_8cl")!.Value, one.Intervals[1].Upper);
        }
        found.Holds(60);
    }

    [Theory, InlineData("err1", "count", 5), InlineData("err3", "pop", 1), InlineData("err4", "stdpop", 5)]
    public void What_the_reference_refuses_is_refused_with_its_row(string name, string column, int at)
    {
        var file = new Fixture($"cases/equity/phe/DSR_ISR__testdata_{name}.csv");
        Assert.True(file.Number(at, column) < 0);
        var refused = Assert.IsType<StatisticRefused>(DirectRate.Of(file.Column("count"), file.Column("pop"), file.Column("stdpop"), Both).Error);
        Assert.Equal((RefusalReason.Negative, at), (refused.Reason, refused.Row));
        if (column != "stdpop") return;
        // The same rows are sound with that one put right.
        double[] mended = [.. file.Column("stdpop").Select(Math.Abs)];
        Assert.True(DirectRate.Of(file.Column("count"), file.Column("pop"), mended, Both).Succeeded);
    }

    [Fact]
    public void A_band_without_people_is_refused_by_direct_standardisation_alone()
    {
        var file = new Fixture("cases/equity/phe/DSR_ISR__testdata_err2.csv");
        var rows = file.Where(i => file.Text(i, "area") == "Area1").ToArray();
        double[] counts = [.. rows.Select(i => file.Number(i, "count")!.Value)], people = [.. rows.Select(i => file.Number(i, "pop")!.Value)];
        var refused = Assert.IsType<StatisticRefused>(DirectRate.Of(counts, people, new Fixture("data/esp2013.csv").Column("esp2013"), Both).Error);
        Assert.Equal((RefusalReason.ZeroDenominator, 1), (refused.Reason, refused.Row));
    }
}
