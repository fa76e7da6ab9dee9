using System.Text.Json;
using Throughline.Statistics.Agreement;

namespace Throughline.Statistics.Tests.Agreement;

/// <summary>Every value of the reference file that a coefficient of ours answers, to the file's own tolerance.</summary>
public class ReferenceCasesTests
{
    // Gamma (Mathet et al.) aligns units by optimisation and samples; it is not one of our coefficients.
    private static readonly string[] NotOurs = ["gamma"];

    // The source gives chance agreement by a formula of its own, without saying which.
    private static readonly string[] NotCoefficients = ["chance_agreement_stated"];

    [Fact]
    public void Every_published_value_in_the_reference_file_is_reproduced()
    {
        var failures = new List<string>();
        var (cases, values, otherKinds) = (0, 0, 0);
        foreach (var entry in Load().EnumerateArray())
        {
            var id = entry.GetProperty("id").GetString()!;
            var kind = entry.GetProperty("kind").GetString()!;
            if (NotOurs.Contains(kind))
            {
                otherKinds++;
                continue;
            }
            cases++;
            var tolerance = entry.GetProperty("tolerance").GetDouble();
            foreach (var expected in entry.GetProperty("expected").EnumerateObject())
            {
                if (NotCoefficients.Contains(expected.Name)) continue;
                if (expected.Name == "per_category")
                {
                    var alpha = Unitizing(entry.GetProperty("input"));
                    foreach (var category in expected.Value.EnumerateObject())
                    {
                        var ours = alpha.PerCategory.Single(one => one.Category == category.Name[0]);
                        foreach (var part in category.Value.EnumerateObject())
                        {
                            values++;
                            var partTolerance = entry.TryGetProperty("per_key_tolerance", out var special) && special.TryGetProperty(part.Name, out var own)
                                ? own.GetDouble() : tolerance;
                            var value = part.Name switch
                            {
                                "D_o" => ours.ObservedDisagreement,
                                "D_e" => ours.ExpectedDisagreement,
                                _ => ours.Alpha.Value,
                            };
                            if (Math.Abs(value - part.Value.GetDouble()) > partTolerance) failures.Add($"{id} {category.Name} {part.Name}: {value}, not {part.Value}");
                        }
                    }
                    continue;
                }
                values++;
                var coefficient = Answer(kind, expected.Name, entry.GetProperty("input"));
                if (expected.Value.ValueKind == JsonValueKind.String)
                {
                    if (coefficient.IsDefined) failures.Add($"{id} {expected.Name}: {coefficient}, not undefined");
                }
                else if (!coefficient.IsDefined || Math.Abs(coefficient.Value - expected.Value.GetDouble()) > tolerance)
                {
                    failures.Add($"{id} {expected.Name}: {coefficient}, not {expected.Value}");
                }
            }
            if (kind.StartsWith("unitizing", StringComparison.Ordinal) || !entry.TryGetProperty("recomputed", out var recomputed)) continue;
            foreach (var exact in recomputed.EnumerateObject())
            {
                values++;
                var coefficient = Answer(kind, exact.Name, entry.GetProperty("input"));
                if (!coefficient.IsDefined || Math.Abs(coefficient.Value - exact.Value.GetDouble()) > 1e-10) failures.Add($"{id} {exact.Name} recomputed: {coefficient}, not {exact.Value}");
            }
        }
        Assert.Empty(failures);
        Assert.True(cases >= 20 && values >= 70 && otherKinds < cases, $"Only {cases} cases with {values} values were looked at.");
    }

    private static JsonElement Load()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("cases/agreement/agreement_cases.json")));
        return document.RootElement.GetProperty("cases").Clone();
    }

    private static Coefficient Answer(string kind, string name, JsonElement input)
    {
        if (kind.StartsWith("unitizing", StringComparison.Ordinal)) return Unitizing(input).Overall;
        var ratings = Read(kind, input);
        return name switch
        {
            "percent_agreement" or "holsti_cr" => ChanceCorrected.PercentAgreement(ratings),
            "all_coders_agree" => ChanceCorrected.AllAgree(ratings),
            "cohen_kappa" => ChanceCorrected.CohenKappa(ratings).Value,
            "cohen_expected" => ChanceCorrected.CohenKappa(ratings).Expected,
            "cohen_kappa_max" => ChanceCorrected.CohenKappaMaximum(ratings),
            "scott_pi" => ChanceCorrected.ScottPi(ratings).Value,
            "fleiss_kappa" => ChanceCorrected.FleissKappa(ratings).Value,
            "bennett_s_brennan_prediger" => ChanceCorrected.BennettS(ratings).Value,
            "gwet_ac1" => ChanceCorrected.GwetAc1(ratings).Value,
            "krippendorff_alpha_nominal" => KrippendorffAlpha.Of(ratings, MeasurementLevel.Nominal).Alpha,
            "krippendorff_alpha_ordinal" => KrippendorffAlpha.Of(ratings, MeasurementLevel.Ordinal).Alpha,
            "krippendorff_alpha_interval" => KrippendorffAlpha.Of(ratings, MeasurementLevel.Interval).Alpha,
            "krippendorff_alpha_ratio" => KrippendorffAlpha.Of(ratings, MeasurementLevel.Ratio).Alpha,
            "observed_disagreement_nominal" => KrippendorffAlpha.Of(ratings, MeasurementLevel.Nominal).ObservedDisagreement,
            "expected_disagreement_nominal" => KrippendorffAlpha.Of(ratings, MeasurementLevel.Nominal).ExpectedDisagreement,
            "pairwise_percent_agreement" => Coefficient.Of(1 - KrippendorffAlpha.Of(ratings, MeasurementLevel.Nominal).ObservedDisagreement.Value),
            _ => throw new NotSupportedException($"The reference file asks for {name}, which this test does not know."),
        };
    }

    private static Ratings Read(string kind, JsonElement input)
    {
        if (kind == "contingency") return Ratings.FromTable([.. input.GetProperty("table").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(cell => cell.GetInt64())]);
        JsonElement[][] rows = [.. input.GetProperty("data").EnumerateArray().Select(row => row.EnumerateArray().ToArray())];
        if (kind == "count_table") return Ratings.FromCounts(rows[0].Length, [.. rows.SelectMany(row => row).Select(cell => cell.GetInt32())]);
        var cells = rows.SelectMany(row => row).ToArray();
        return cells.Any(cell => cell.ValueKind == JsonValueKind.String)
            ? Ratings.FromLabels(rows[0].Length, [.. cells.Select(cell => cell.GetString())])
            : Ratings.FromCategories(rows[0].Length, [.. cells.Select(cell => cell.ValueKind == JsonValueKind.Null ? int.MinValue : cell.GetInt32())]);
    }

    private static AlphaU Unitizing(JsonElement input)
    {
        var (begin, length) = (input.GetProperty("continuum_begin").GetInt32(), input.GetProperty("continuum_length").GetInt32());
        var analysts = input.GetProperty("observers").GetInt32();
        var units = Enumerable.Range(0, analysts).Select(_ => new List<CategorisedUnit>()).ToArray();
        if (input.TryGetProperty("units", out var given))
        {
            foreach (var unit in given.EnumerateArray())
            {
                var start = unit[0].GetInt32() - begin;
                units[unit[2].GetInt32()].Add(new(start, start + unit[1].GetInt32(), unit[3].GetString()![0]));
            }
        }
        else
        {
            // The file refers to the four examples of Krippendorff (1995), p. 57, stretched.
            var scale = input.GetProperty("scale").GetInt32();
            foreach (var (analyst, unit) in Krippendorff1995.Units) units[analyst].Add(new(unit.Start * scale, unit.End * scale, unit.Category));
        }
        return UnitizingAlpha.Compute1995(length, units);
    }
}
