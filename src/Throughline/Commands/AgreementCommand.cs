using System.CommandLine;
using System.Globalization;
using Throughline.Equity;
using Throughline.Statistics.Agreement;

namespace Throughline.Commands;

internal static class AgreementCommand
{
    private static readonly string[] UnitNames = ["unit", "units", "item", "subject", "segment", "statement", "id"], AnalystNames = ["analyst", "coder", "rater", "reader", "observer", "annotator"], ValueNames = ["value", "code", "category", "rating", "label", "judgement"];

    public static Command Build(Cli cli)
    {
        var file = EquityCommand.File();
        var unit = EquityCommand.Column("--unit", "The column that names units. Long form needs it; in wide form it is no analyst's.");
        var analyst = EquityCommand.Column("--analyst", "Long form: the column of analysts.");
        var value = EquityCommand.Column("--value", "Long form: the column of values.");
        var analysts = EquityCommand.Columns("--analysts", "Wide form: the columns of analysts. Without it, all but that of --unit.");
        var sets = new Option<string?>("--sets") { Description = "Cells hold several terms, parted by this; a cell of the word none is an empty set. Gives alpha by MASI distance.", HelpName = "SEPARATOR" };
        var draws = new Option<int>("--draws") { Description = "Bootstrap draws for alpha's interval; 0 for none.", HelpName = "N", DefaultValueFactory = _ => 1000 };
        var seed = new Option<int>("--seed") { Description = "The seed of the draws.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var command = new Command("agreement", """
            Agreement of analysts from a table: rows are units and columns analysts, or one row for each unit and analyst (long form). An empty cell or NA is a unit not judged.
            A first column named unit, item, subject, segment, statement or id names the units; columns named unit, analyst (or coder, rater, reader) and value (or code, category, rating) are known as long form.

            Examples:
              throughline agreement readings.csv --json
              throughline agreement readings.csv --unit statement --analyst reader --value kind --sets ";"
            """) { file, unit, analyst, value, analysts, sets, draws, seed };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var read = await EquityCommand.ReadAsync(parsed.GetRequiredValue(file), cancel);
            if (!read.Succeeded) return read.Error;
            if (parsed.GetValue(draws) < 0) return new Error($"{parsed.GetValue(draws)} draws make no interval. Give 0 for none.");
            var table = read.Value;
            var shaped = Shape(table, parsed.GetValue(unit), parsed.GetValue(analyst), parsed.GetValue(value), EquityCommand.Listed(parsed.GetValue(analysts)));
            if (!shaped.Succeeded) return shaped.Error;
            return parsed.GetValue(sets) is { Length: > 0 } separator ? OfSets(table, shaped.Value, separator, parsed.GetValue(draws), parsed.GetValue(seed)) : OfValues(table, shaped.Value, parsed.GetValue(draws), parsed.GetValue(seed));
        }));
        return command;
    }

    private sealed record Judgements(string Form, string? UnitColumn, IReadOnlyList<string> Analysts, IReadOnlyList<string> Units, string?[] Cells);

    private static Result<Judgements> Shape(LongTable table, string? unit, string? analyst, string? value, string[] analysts)
    {
        string? Known(string[] names) => table.Columns.FirstOrDefault(column => names.Contains(column, StringComparer.OrdinalIgnoreCase));
        if (analyst is not null || value is not null || (analysts.Length == 0 && Known(AnalystNames) is not null && Known(ValueNames) is not null && (unit ?? Known(UnitNames)) is not null))
        {
            (unit, analyst, value) = (unit ?? Known(UnitNames), analyst ?? Known(AnalystNames), value ?? Known(ValueNames));
            if (unit is null || analyst is null || value is null) return new TableUnfit(table.FileName, null, null, $"\"{table.FileName}\" in long form needs a column of units, of analysts and of values: give --unit, --analyst and --value.");
            if (table.Missing([unit, analyst, value]) is { } missing) return missing;
            var rows = Enumerable.Range(0, table.Count).ToArray();
            string[] units = [.. rows.Select(row => table.Text(row, unit)).Distinct(StringComparer.Ordinal)], people = [.. rows.Select(row => table.Text(row, analyst)).Distinct(StringComparer.Ordinal)];
            var (unitAt, analystAt) = (units.Index().ToDictionary(u => u.Item, u => u.Index, StringComparer.Ordinal), people.Index().ToDictionary(a => a.Item, a => a.Index, StringComparer.Ordinal));
            if ((long)units.Length * people.Length > 50_000_000) return new TableUnfit(table.FileName, null, null, $"{units.Length} units by {people.Length} analysts are too many to compare. Is \"{analyst}\" the column of analysts?");
            var cells = new string?[units.Length * people.Length];
            var lines = new int[cells.Length];
            foreach (var row in rows)
            {
                var at = unitAt[table.Text(row, unit)] * people.Length + analystAt[table.Text(row, analyst)];
                if (lines[at] > 0)
                    return new TableUnfit(table.FileName, table.Line(row), table.Text(row, value), $"\"{table.FileName}\", line {table.Line(row)}: {table.Text(row, analyst)} judged the unit \"{table.Text(row, unit)}\" in line {lines[at]} already. For several terms of one unit, part them in one cell and give --sets.");
                (lines[at], cells[at]) = (table.Line(row), Judged(table.Text(row, value)));
            }
            return new Judgements("long", unit, people, units, cells);
        }
        unit ??= analysts.Length == 0 && UnitNames.Contains(table.Columns[0], StringComparer.OrdinalIgnoreCase) ? table.Columns[0] : null;
        string[] columns = analysts.Length > 0 ? analysts : [.. table.Columns.Where(column => !string.Equals(column, unit, StringComparison.OrdinalIgnoreCase))];
        if (table.Missing([.. columns, .. unit is null ? [] : new[] { unit }]) is { } absent) return absent;
        return new Judgements("wide", unit, columns, [.. Enumerable.Range(0, table.Count).Select(row => unit is null ? $"line {table.Line(row)}" : table.Text(row, unit))],
            [.. Enumerable.Range(0, table.Count).SelectMany(row => columns.Select(column => Judged(table.Text(row, column))))]);
    }

    private static string? Judged(string text) => text.Length == 0 || text == "NA" ? null : text;

    private static Result<Said> OfValues(LongTable table, Judgements given, int draws, int seed)
    {
        var analysts = given.Analysts.Count;
        var numbers = new double[given.Cells.Length];
        var numeric = given.Cells.Any(cell => cell is not null);
        for (var i = 0; i < numbers.Length && numeric; i++)
        {
            numbers[i] = double.NaN;
            if (given.Cells[i] is { } text) numeric = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) && double.IsFinite(numbers[i]);
        }
        var ratings = numeric ? Ratings.FromNumbers(analysts, numbers) : Ratings.FromLabels(analysts, given.Cells);
        var (kappa, alpha) = (ChanceCorrected.CohenKappa(ratings), KrippendorffAlpha.Of(ratings, MeasurementLevel.Nominal));
        var coefficients = new List<(string Key, string Words, Coefficient Value)>
        {
            ("percentAgreement", "percent agreement, as a share", ChanceCorrected.PercentAgreement(ratings)), ("allAgree", "units on which all agree, as a share", ChanceCorrected.AllAgree(ratings)),
            ("cohenKappa", "Cohen's kappa", kappa.Value), ("cohenKappaMaximum", "the largest kappa these two's totals allow", ChanceCorrected.CohenKappaMaximum(ratings)), ("scottPi", "Scott's pi", ChanceCorrected.ScottPi(ratings).Value), ("fleissKappa", "Fleiss' kappa", ChanceCorrected.FleissKappa(ratings).Value),
            ("bennettS", "Bennett's S (Brennan and Prediger)", ChanceCorrected.BennettS(ratings).Value), ("gwetAc1", "Gwet's AC1", ChanceCorrected.GwetAc1(ratings).Value),
            ("krippendorffAlphaNominal", "Krippendorff's alpha, nominal", alpha.Alpha),
            ("cohenKappaObserved", "agreement observed, of Cohen's kappa", kappa.Observed), ("cohenKappaExpected", "agreement expected by chance, of Cohen's kappa", kappa.Expected),
            ("observedDisagreement", "disagreement observed, of alpha nominal", alpha.ObservedDisagreement), ("expectedDisagreement", "disagreement expected by chance, of alpha nominal", alpha.ExpectedDisagreement),
        };
        if (numeric)
        {
            coefficients.Add(("cohenKappaLinear", "Cohen's kappa, linear weights", ChanceCorrected.CohenKappa(ratings, KappaWeights.Linear).Value));
            coefficients.Add(("cohenKappaQuadratic", "Cohen's kappa, quadratic weights", ChanceCorrected.CohenKappa(ratings, KappaWeights.Quadratic).Value));
            coefficients.Add(("krippendorffAlphaOrdinal", "Krippendorff's alpha, ordinal", KrippendorffAlpha.Of(ratings, MeasurementLevel.Ordinal).Alpha));
            coefficients.Add(("krippendorffAlphaInterval", "Krippendorff's alpha, interval", KrippendorffAlpha.Of(ratings, MeasurementLevel.Interval).Alpha));
            if (ratings.Values.Count > 0 && ratings.Values[0] >= 0) coefficients.Add(("krippendorffAlphaRatio", "Krippendorff's alpha, ratio", KrippendorffAlpha.Of(ratings, MeasurementLevel.Ratio).Alpha));
        }
        var interval = draws == 0 ? null : KrippendorffAlpha.BootstrapUnits(ratings, MeasurementLevel.Nominal, new Random(seed), draws) is { Succeeded: true } drawn ? drawn.Value : null;
        return Tell(table, given, numeric, coefficients, interval, "krippendorffAlphaNominal", seed, ByCategory(numeric ? given with { Cells = [.. numbers.Select(n => double.IsNaN(n) ? null : n.ToString("R", CultureInfo.InvariantCulture))] } : given));
    }

    /// <summary>The most categories that are told one by one: a column of measured numbers has too many to be categories.</summary>
    private const int MostCategories = 40;

    /// <summary>Each category against all the others: how often it was given, and how far analysts agree on giving it.</summary>
    private static List<OfCategory> ByCategory(Judgements given)
    {
        var categories = given.Cells.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (categories.Count is 0 or > MostCategories) return [];
        return [.. categories.Select(category =>
        {
            int[] cells = [.. given.Cells.Select(cell => cell is null ? -1 : cell == category ? 1 : 0)];
            var ratings = Ratings.FromCategories(given.Analysts.Count, cells);
            return new OfCategory(category, cells.Count(cell => cell == 1), ChanceCorrected.PercentAgreement(ratings), ChanceCorrected.CohenKappa(ratings).Value, KrippendorffAlpha.Of(ratings, MeasurementLevel.Nominal).Alpha);
        })];
    }

    private sealed record OfCategory(string Category, int Given, Coefficient Percent, Coefficient Kappa, Coefficient Alpha);

    private static Result<Said> OfSets(LongTable table, Judgements given, string separator, int draws, int seed)
    {
        IReadOnlySet<string>?[] sets = [.. given.Cells.Select(cell => cell is null ? null
            : string.Equals(cell, "none", StringComparison.OrdinalIgnoreCase) ? new HashSet<string>() : cell.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal))];
        var analysts = given.Analysts.Count;
        var masi = SetAlpha.Of(analysts, sets);
        var coefficients = new List<(string, string, Coefficient)>
        {
            ("krippendorffAlphaMasi", "Krippendorff's alpha, MASI distance", masi.Alpha), ("krippendorffAlphaJaccard", "Krippendorff's alpha, Jaccard distance", SetAlpha.Of(analysts, sets, SetDistance.Jaccard).Alpha),
            ("krippendorffAlphaNominal", "Krippendorff's alpha, whole sets", SetAlpha.Of(analysts, sets, SetDistance.Nominal).Alpha),
            ("observedDisagreement", "disagreement observed, of alpha by MASI distance", masi.ObservedDisagreement), ("expectedDisagreement", "disagreement expected by chance, of alpha by MASI distance", masi.ExpectedDisagreement),
        };
        var interval = draws == 0 ? null : SetAlpha.BootstrapUnits(analysts, sets, new Random(seed), SetDistance.Masi, draws) is { Succeeded: true } drawn ? drawn.Value : null;
        return Tell(table, given, false, coefficients, interval, "krippendorffAlphaMasi", seed);
    }

    private static Result<Said> Tell(LongTable table, Judgements given, bool numeric, List<(string Key, string Words, Coefficient Value)> coefficients, BootstrapInterval? interval, string of, int seed, IReadOnlyList<OfCategory>? categories = null) => new Said(new
    {
        file = table.FileName,
        form = given.Form,
        unitColumn = given.UnitColumn,
        units = given.Units.Count,
        analysts = given.Analysts,
        values = numeric ? "numbers" : "labels",
        coefficients = coefficients.ToDictionary(one => one.Key, one => new { value = one.Value.OrNull, why = one.Value.WhyUndefined?.Message }),
        categories = categories?.Select(c => new { category = c.Category, given = c.Given, percentAgreement = Figure(c.Percent), cohenKappa = Figure(c.Kappa), krippendorffAlpha = Figure(c.Alpha) }),
        bootstrap = interval is null ? null : new { of, confidence = interval.Confidence, lower = interval.Lower, upper = interval.Upper, draws = interval.Draws, undefinedDraws = interval.UndefinedDraws, seed },
    }, string.Join("\n", [$"{given.Units.Count} units, {given.Analysts.Count} analysts: {string.Join(", ", given.Analysts)}", .. coefficients.Select(one => $"{one.Words}: {one.Value}"),
        .. (categories ?? []).Select(c => $"{c.Category} against the rest: given {c.Given} times, percent agreement {c.Percent}, kappa {c.Kappa}, alpha {c.Alpha}"),
        .. interval is null ? [] : new[] { FormattableString.Invariant($"95 % of {interval.Draws} bootstrap draws of {of}: {interval.Lower:0.000} to {interval.Upper:0.000}") }]));

    private static object Figure(Coefficient value) => new { value = value.OrNull, why = value.WhyUndefined?.Message };
}
