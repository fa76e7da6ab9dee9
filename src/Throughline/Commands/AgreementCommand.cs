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
        var spans = EquityCommand.Columns("--units", "The analysts chose the units themselves: the columns of start, end (one past the last) and category. A row is a unit that one analyst marked; a row with these three empty names an analyst who marked nothing. Gives Krippendorff's alpha for unitizing.");
        var length = new Option<int?>("--length") { Description = "With --units: how long the text or recording is, in the same positions.", HelpName = "N" };
        var begin = new Option<int>("--begin") { Description = "With --units: the first position.", HelpName = "N", DefaultValueFactory = _ => 0 };
        var draws = new Option<int>("--draws") { Description = "Bootstrap draws for the intervals of percent agreement, Cohen's kappa and alpha; 0 for none.", HelpName = "N", DefaultValueFactory = _ => 1000 };
        var seed = new Option<int>("--seed") { Description = "The seed of the draws.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var command = new Command("agreement", """
            Agreement of analysts from a table: rows are units and columns analysts, or one row for each unit and analyst (long form). An empty cell or NA is a unit not judged.
            A first column named unit, item, subject, segment, statement or id names the units; columns named unit, analyst (or coder, rater, reader) and value (or code, category, rating) are known as long form.

            Examples:
              throughline agreement readings.csv --json
              throughline agreement readings.csv --unit statement --analyst reader --value kind --sets ";"
              throughline agreement marked.csv --units start,end,category --length 12000
            """) { file, unit, analyst, value, analysts, sets, spans, length, begin, draws, seed };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var read = await EquityCommand.ReadAsync(parsed.GetRequiredValue(file), cancel);
            if (!read.Succeeded) return read.Error;
            if (parsed.GetValue(draws) < 0) return new Error($"{parsed.GetValue(draws)} draws make no interval. Give 0 for none.");
            var table = read.Value;
            if (EquityCommand.Listed(parsed.GetValue(spans)) is { Length: > 0 } columns) return OfUnits(table, columns, parsed.GetValue(analyst), parsed.GetValue(begin), parsed.GetValue(length));
            if (parsed.GetValue(length) is not null) return new Error("--length is of units that the analysts chose themselves. Give --units with the columns of start, end and category too.");
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
        var intervals = new Dictionary<string, Result<BootstrapInterval>>(StringComparer.Ordinal);
        if (draws > 0)
        {
            // A seed of its own for each, so that one figure can be made again without the others.
            intervals["percentAgreement"] = ChanceCorrected.PercentAgreementInterval(ratings, new Random(seed), draws);
            intervals["cohenKappa"] = ChanceCorrected.BootstrapUnits(ratings, of => ChanceCorrected.CohenKappa(of).Value, new Random(seed), draws);
            intervals["krippendorffAlphaNominal"] = KrippendorffAlpha.BootstrapUnits(ratings, MeasurementLevel.Nominal, new Random(seed), draws);
        }
        return Tell(table, given, numeric, coefficients, intervals, "krippendorffAlphaNominal", seed, ByCategory(numeric ? given with { Cells = [.. numbers.Select(n => double.IsNaN(n) ? null : n.ToString("R", CultureInfo.InvariantCulture))] } : given));
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
        var intervals = new Dictionary<string, Result<BootstrapInterval>>(StringComparer.Ordinal);
        if (draws > 0) intervals["krippendorffAlphaMasi"] = SetAlpha.BootstrapUnits(analysts, sets, new Random(seed), SetDistance.Masi, draws);
        return Tell(table, given, false, coefficients, intervals, "krippendorffAlphaMasi", seed);
    }

    /// <summary>Agreement of analysts who chose the units themselves: where they begin and end, and what they are.</summary>
    private static Result<Said> OfUnits(LongTable table, string[] columns, string? analyst, int begin, int? length)
    {
        if (columns.Length != 3) return new Error($"--units names three columns, those of start, end and category; \"{string.Join(',', columns)}\" names {columns.Length}.");
        if (length is not > 0) return new Error(length is null ? "Give --length: how long the text or recording is. What nobody marked counts too." : $"A length of {length} holds no unit. Give --length above 0.");
        analyst ??= table.Columns.FirstOrDefault(column => AnalystNames.Contains(column, StringComparer.OrdinalIgnoreCase));
        if (analyst is null) return new TableUnfit(table.FileName, null, null, $"\"{table.FileName}\" needs a column of analysts: give --analyst.");
        var (start, end, category) = (columns[0], columns[1], columns[2]);
        if (table.Missing([analyst, start, end, category]) is { } missing) return missing;
        var (people, categories, units) = (new List<string>(), new List<string>(), new List<List<CategorisedUnit>>());
        for (var row = 0; row < table.Count; row++)
        {
            var who = table.Text(row, analyst);
            if (who.Length == 0) return new TableUnfit(table.FileName, table.Line(row), null, $"\"{table.FileName}\", line {table.Line(row)}: nobody is named in \"{analyst}\".");
            if (!people.Contains(who))
            {
                people.Add(who);
                units.Add([]);
            }
            var kind = table.Text(row, category);
            if (kind.Length + table.Text(row, start).Length + table.Text(row, end).Length == 0) continue;
            if (kind.Length == 0) return new TableUnfit(table.FileName, table.Line(row), null, $"\"{table.FileName}\", line {table.Line(row)}: the unit has no category in \"{category}\".");
            var (from, to) = (table.Number(row, start), table.Number(row, end));
            if (!from.Succeeded) return from.Error;
            if (!to.Succeeded) return to.Error;
            if (from.Value % 1 != 0 || to.Value % 1 != 0 || from.Value < begin || to.Value <= from.Value || to.Value - begin > length)
                return new TableUnfit(table.FileName, table.Line(row), null, string.Create(CultureInfo.InvariantCulture, $"\"{table.FileName}\", line {table.Line(row)}: the unit runs from {from.Value} to {to.Value}; it must be whole positions, the end above the start, between {begin} and {(long)begin + length.Value}."));
            if (!categories.Contains(kind)) categories.Add(kind);
            units[people.IndexOf(who)].Add(new((int)(from.Value - begin), (int)(to.Value - begin), categories.IndexOf(kind)));
        }
        var (first, later, combined) = UnitizingAlpha.ComputePerCode(length.Value, units);
        var byCategory = first.PerCategory.Select(one => (Name: categories[one.Category], Given: units.Sum(mine => mine.Count(unit => unit.Category == one.Category)), one.Alpha, one.ObservedDisagreement, one.ExpectedDisagreement, Later: later.First(l => l.Category == one.Category).Alpha)).OrderBy(one => one.Name, StringComparer.Ordinal).ToList();
        return new Said(new
        {
            file = table.FileName,
            form = "units",
            units = units.Sum(mine => mine.Count),
            analysts = people,
            begin,
            length,
            coefficients = new { krippendorffAlphaU = Figure(first.Overall), krippendorffAlphaU2016 = Figure(combined) },
            categories = byCategory.Select(one => new { category = one.Name, given = one.Given, krippendorffAlphaU = Figure(one.Alpha), observedDisagreement = one.ObservedDisagreement, expectedDisagreement = one.ExpectedDisagreement, krippendorffAlphaU2016 = Figure(one.Later) }),
        }, string.Join("\n", [$"{CommandFiles.Count(units.Sum(mine => mine.Count), "unit")} in a length of {length}, {CommandFiles.Count(people.Count, "analyst")}: {string.Join(", ", people)}", $"Krippendorff's alpha for unitizing (1995): {first.Overall}", $"Krippendorff's alpha for unitizing (2016), categories together: {combined}",
            .. byCategory.Select(one => $"{one.Name}: marked {one.Given} times, alpha of 1995 {one.Alpha}, of 2016 {one.Later}")]));
    }

    private static BootstrapInterval? Whole(Result<BootstrapInterval> drawn) => drawn.Succeeded ? drawn.Value : null;

    private static Result<Said> Tell(LongTable table, Judgements given, bool numeric, List<(string Key, string Words, Coefficient Value)> coefficients, Dictionary<string, Result<BootstrapInterval>> intervals, string of, int seed, IReadOnlyList<OfCategory>? categories = null)
    {
        object? Drawn(string key) => intervals.TryGetValue(key, out var drawn) ? new { lower = Whole(drawn)?.Lower, upper = Whole(drawn)?.Upper, draws = Whole(drawn)?.Draws, undefinedDraws = Whole(drawn)?.UndefinedDraws, method = Whole(drawn) is { } one ? one.Method == BootstrapMethod.Wilson ? "wilson" : "bootstrap" : null, why = drawn.Error?.Message } : null;
        return new Said(new
        {
            file = table.FileName,
            form = given.Form,
            unitColumn = given.UnitColumn,
            units = given.Units.Count,
            analysts = given.Analysts,
            values = numeric ? "numbers" : "labels",
            coefficients = coefficients.ToDictionary(one => one.Key, one => new { value = one.Value.OrNull, why = one.Value.WhyUndefined?.Message, interval = Drawn(one.Key) }),
            categories = categories?.Select(c => new { category = c.Category, given = c.Given, percentAgreement = Figure(c.Percent), cohenKappa = Figure(c.Kappa), krippendorffAlpha = Figure(c.Alpha) }),
            bootstrap = intervals.TryGetValue(of, out var main) ? new { of, confidence = Whole(main)?.Confidence, lower = Whole(main)?.Lower, upper = Whole(main)?.Upper, draws = Whole(main)?.Draws, undefinedDraws = Whole(main)?.UndefinedDraws, seed, why = main.Error?.Message } : null,
        }, string.Join("\n", [$"{CommandFiles.Count(given.Units.Count, "unit")}, {CommandFiles.Count(given.Analysts.Count, "analyst")}: {string.Join(", ", given.Analysts)}", .. coefficients.Select(one => $"{one.Words}: {one.Value}"),
            .. (categories ?? []).Select(c => $"{c.Category} against the rest: given {c.Given} times, percent agreement {c.Percent}, kappa {c.Kappa}, alpha {c.Alpha}"),
            .. coefficients.Where(one => intervals.ContainsKey(one.Key)).Select(one => intervals[one.Key] is { Succeeded: true, Value: var interval }
                ? interval.Method == BootstrapMethod.Wilson ? string.Create(CultureInfo.InvariantCulture, $"95 % interval of {one.Words}, by Wilson's method since every draw is the same: {interval.Lower:0.000} to {interval.Upper:0.000}")
                : string.Create(CultureInfo.InvariantCulture, $"95 % of {interval.Draws} bootstrap draws of {one.Words}: {interval.Lower:0.000} to {interval.Upper:0.000}{(interval.UndefinedDraws > 0 ? $" ({interval.UndefinedDraws} more draws were undefined)" : "")}")
                : $"no interval of {one.Words}: {intervals[one.Key].Error!.Message}")]));
    }

    private static object Figure(Coefficient value) => new { value = value.OrNull, why = value.WhyUndefined?.Message };
}
