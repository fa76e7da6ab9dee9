using System.Globalization;
using System.Text;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Equity;

/// <summary>A value on the map, in up to five steps of one hue, with the table beside it.</summary>
internal static class MapChart
{
    private const int MostAreas = 8000, MostClasses = 5, High = 560, Wide = 640;

    /// <summary>The picture, and what it was drawn from.</summary>
    /// <param name="Value">The column that is shown, or the share of people in Core20.</param>
    /// <param name="Level">The column of larger areas; null where the table's own areas are drawn.</param>
    /// <param name="Steps">What each step spans, the lowest first.</param>
    /// <param name="Rows">The highest value first; a step is counted from 1, the lowest.</param>
    /// <param name="Unknown">Areas of the table without an outline.</param>
    /// <param name="Empty">Outlines without a value, by their rows.</param>
    internal sealed record Mapped(Chart Chart, string Value, string? Level, string Vintage, IReadOnlyList<(double Least, double Most)> Steps, IReadOnlyList<(string Code, string Name, double Value, int Step)> Rows, IReadOnlyList<string> Unknown, IReadOnlyList<int> Empty);

    public static Result<Chart> Of(MakeChart.Made made, Dataset outlines, IReadOnlyDictionary<ColumnRole, string> outlineColumns, LongTable shapes)
    {
        var mapped = Make(made, outlines, outlineColumns, shapes);
        return mapped.Succeeded ? mapped.Value.Chart : mapped.Error;
    }

    internal static Result<Mapped> Make(MakeChart.Made made, Dataset outlines, IReadOnlyDictionary<ColumnRole, string> outlineColumns, LongTable shapes)
    {
        made.Used["boundaries"] = outlines.Id.Value.ToString("D");
        var level = made.Ask["level"];
        if (made.Take("value", made.OffersCore20 ? ChartColumns.Core20Share : null, made.There.Numbers.Count > 0 ? made.There.Numbers[0] : null) is not { } value) return made.Lacking("value");
        var vintage = level is null ? made.Dataset.Vintage : made.Ask["vintage"] ?? VintageOf(made, level);
        if (level is null && !AreaCodes.Same(vintage, outlines.Vintage))
        {
            // The table may hold the level that the outlines are of.
            level = made.There.Levels.FirstOrDefault(l => VintageOf(made, l) is { Length: > 0 } own && AreaCodes.Same(own, outlines.Vintage));
            if (level is not null) vintage = outlines.Vintage;
        }
        if (level is not null) made.Used["level"] = level;
        if (CarryAreas.WhyApart(level is null ? made.Dataset.Name : $"{made.Dataset.Name}, {level}", vintage, outlines.Name, outlines.Vintage) is { } apart) return apart;
        var values = ValuesOf(made, value, level);
        if (!values.Succeeded) return values.Error;
        var code = outlineColumns[ColumnRole.Area];
        var name = outlineColumns.GetValueOrDefault(ColumnRole.Label);
        var known = values.Value.ToDictionary(v => v.Code, v => v, StringComparer.Ordinal);
        var drawn = Enumerable.Range(0, shapes.Count).Where(row => made.Ask["within"] is null || known.ContainsKey(shapes.Text(row, code))).ToList();
        if (drawn.Count > MostAreas) return new TableUnfit(outlines.FileName, null, null, string.Create(CultureInfo.InvariantCulture, $"\"{outlines.Name}\" has {drawn.Count:N0} areas; a map on a page draws at most {MostAreas:N0}. Choose one place to look within, or a larger level."));
        var outlined = drawn.Select(row => shapes.Text(row, code)).ToHashSet(StringComparer.Ordinal);
        var unknown = values.Value.Where(v => !outlined.Contains(v.Code)).Select(v => v.Code).ToList();
        var matched = drawn.Where(row => known.ContainsKey(shapes.Text(row, code))).ToList();
        if (matched.Count == 0) return new TableUnfit(outlines.FileName, null, values.Value.Count > 0 ? values.Value[0].Code : null, $"No area of \"{made.Dataset.Name}\" is in column \"{code}\" of \"{outlines.FileName}\"; the first is {(values.Value.Count > 0 ? FirstOf(made.Table, level ?? made.Area, values.Value[0].Code) : "none")}. Are these the boundaries of other areas?");
        var sorted = matched.Select(row => known[shapes.Text(row, code)].Value).Order().ToArray();
        var steps = Steps(sorted);
        int ClassOf(double v) => steps.FindLastIndex(s => v >= s.Least);
        string NameOf(int row) => name is not null && shapes.Text(row, name) is { Length: > 0 } words ? words : shapes.Text(row, code);
        var ranked = matched.OrderByDescending(row => known[shapes.Text(row, code)].Value).ThenBy(row => shapes.Text(row, code), StringComparer.Ordinal).ToList();
        var (top, bottom) = (ranked[0], ranked[^1]);
        var unit = value == ChartColumns.Core20Share ? " %" : "";
        var isShare = value == ChartColumns.Core20Share;
        // Only the index's own numbers are credited to the index.
        var isOfIndex = isShare || made.IsOfIndex(value);
        var isSum = level is not null && IsSum(made, value);
        var (head, why) = isShare ? made.Begin(made.Population!, made.Population, ranked: true) : made.Begin(value, ChartWords.PeopleIn(value) is null ? null : value, ranked: isOfIndex);
        var sentence = head is null ? null : string.Create(CultureInfo.InvariantCulture, $"{head} {(isShare ? "the share of people living in Core20 areas" : isSum ? $"the sum of column \"{value}\"" : level is not null ? $"the mean of column \"{value}\" over {(made.Used.ContainsKey("population") ? "people" : "areas")}" : $"column \"{value}\"")} runs over {matched.Count:N0} areas ({vintage}) from {FigureWords.Number(known[shapes.Text(bottom, code)].Value)}{unit} in {NameOf(bottom)} to {FigureWords.Number(known[shapes.Text(top, code)].Value)}{unit} in {NameOf(top)}. Counted from all areas, so there is no interval.{(isOfIndex ? $" {FigureWords.AreasNotPersons}" : "")}");
        string Draw(bool alone) => Picture(alone, drawn, shapes, row => known.TryGetValue(shapes.Text(row, code), out var v) ? (ClassOf(v.Value), $"{NameOf(row)}: {FigureWords.Number(v.Value)}{unit}") : (-1, $"{NameOf(row)}: no value"), value, steps, unit, ranked, row => (NameOf(row), FigureWords.Number(known[shapes.Text(row, code)].Value) + unit));
        var left = (unknown.Count > 0 ? $" {unknown.Count} {(unknown.Count == 1 ? "area of the table has" : "areas of the table have")} no outline: {CarryAreas.Some(unknown)}." : "") + (drawn.Count > matched.Count ? $" {drawn.Count - matched.Count} {(drawn.Count - matched.Count == 1 ? "outline has no value, and is" : "outlines have no value, and are")} dashed." : "");
        SheetToWrite table = new("Map", ["Area", "Name", value, "Step (1 lowest)"], [.. ranked.Select(row => (IReadOnlyList<SheetCell>)[shapes.Text(row, code), NameOf(row), known[shapes.Text(row, code)].Value, ClassOf(known[shapes.Text(row, code)].Value) + 1])]);
        List<int> empty = [.. drawn.Where(row => !known.ContainsKey(shapes.Text(row, code)))];
        var tells = made.IsCount(value) || (ChartWords.PeopleIn(value) is { } whom && whom != ChartWords.Everybody);
        double[] counts = tells ? [.. matched.Select(row => known[shapes.Text(row, code)].Value)] : [];
        var chart = made.Chart($"Map of {value}", sentence, why, Draw,
            [table],
            [.. ChartWords.SmallNumbers(counts, i => ($"\"{NameOf(matched[i])}\"", 0), "areas") is { } small ? new[] { small } : [], .. isOfIndex ? OfIndex(made, value, level, values.Value, matched.Count, (NameOf(top), known[shapes.Text(top, code)])) : [], new("Large areas fill the map", $"Colour covers ground, not people: of {matched.Count} areas drawn the largest stand out whoever lives there. Read the table beside it.", "Dorling (1996), Area cartograms: their use and creation, Concepts and Techniques in Modern Geography 59")],
            $"{(steps.Count == 1 ? "One step" : $"{steps.Count} steps with as many areas each as equal values allow")}, of one hue{(steps.Count < MostClasses ? ": there are too few areas, or too few different values, for five" : "")}. Areas of {vintage}; outlines \"{outlines.Name}\" of {outlines.Vintage}.{(level is not null && !isShare ? isSum ? " A larger area's count is the sum of its areas'." : $" A larger area's value is the mean of its areas{(made.Used.ContainsKey("population") ? ", weighted by people" : ", each weighing alike")}." : "")}{left}") with
        {
            // A mean tells no count of people; a share is of people who are published anyway.
            Safe = tells ? [(table, new([value], ["Area", "Name"]))] : null,
        };
        return new Mapped(chart, value, level, vintage, steps, [.. ranked.Select(row => (shapes.Text(row, code), NameOf(row), known[shapes.Text(row, code)].Value, ClassOf(known[shapes.Text(row, code)].Value) + 1))], unknown, empty);
    }

    private static string FirstOf(LongTable table, string column, string code) => $"\"{code}\" (line {table.Line(Enumerable.Range(0, table.Count).First(row => table.Text(row, column) == code))} of \"{table.FileName}\")";

    /// <summary>What to bear in mind where the index is shown: an area is not a person, health is inside, and another cut into areas shows another map.</summary>
    private static List<FigureWarning> OfIndex(MakeChart.Made made, string value, string? level, IReadOnlyList<(string Code, double Value, double People)> values, int drawn, (string Name, (string Code, double Value, double People) Of) top)
    {
        var (isShare, unit) = (value == ChartColumns.Core20Share, value == ChartColumns.Core20Share ? " %" : "");
        var warnings = new List<FigureWarning>();
        if (isShare) warnings.AddRange(AreaCharts.Warnings(made, values.Sum(v => v.Value / 100 * v.People), values.Sum(v => v.People)));
        else
        {
            var living = level is not null && made.Used.ContainsKey("population") ? string.Create(CultureInfo.InvariantCulture, $", {top.Of.People:N0} people") : "";
            warnings.Add(new("An area is not a person", $"\"{value}\" is one number for each area: the {FigureWords.Number(top.Of.Value)} of {top.Name} is told of everybody who lives there{living}, whatever their own circumstances.", AreaCharts.AreasSource));
            // A domain by itself holds no other.
            if (!AreaCharts.IsOfDomain(value) && AreaCharts.HealthInside(made) is { } health) warnings.Add(health);
        }
        var other = made.There.Levels.FirstOrDefault(l => l != level);
        if ((other is not null || level is not null) && ValuesOf(made, value, other) is { Succeeded: true, Value: { Count: > 1 } elsewhere })
            warnings.Add(new("The scale of areas decides", string.Create(CultureInfo.InvariantCulture, $"The highest of the same numbers is {FigureWords.Number(elsewhere.Max(v => v.Value))}{unit} among {elsewhere.Count:N0} {(other is null ? "areas of the table" : AreaCharts.LevelName(other))}, and {FigureWords.Number(top.Of.Value)}{unit} among the {drawn:N0} areas drawn here. What is seen as one place at one scale is many at another."), AreaCharts.ScaleSource));
        return warnings;
    }

    /// <summary>What each step spans, the lowest first: fewer steps than half the areas, but two where two values differ; equal values are never parted, and no step is empty.</summary>
    internal static List<(double Least, double Most)> Steps(double[] sorted)
    {
        var wanted = Math.Clamp((sorted.Length - 1) / 2, 2, MostClasses);
        double[] starts = [.. Enumerable.Range(0, wanted).Select(c => sorted[c * sorted.Length / wanted]).Distinct()];
        return [.. starts.Select((least, c) => (least, c == starts.Length - 1 ? sorted[^1] : sorted.Last(v => v < starts[c + 1])))];
    }

    /// <summary>The shade of a step among so many: the darkest for the highest, the lightest for the lowest.</summary>
    private static int Hue(int step, int of) => of == 1 ? MostClasses / 2 : step * (MostClasses - 1) / (of - 1);

    // Counts, and people themselves, are added up: their mean over people is nobody's number.
    private static bool IsSum(MakeChart.Made made, string value) => value != ChartColumns.Core20Share && (made.IsCount(value) || ChartWords.PeopleIn(value) is not null);

    /// <summary>A value for each area; for each larger area the sum of a count, or the people's mean of another value.</summary>
    internal static Result<IReadOnlyList<(string Code, double Value, double People)>> ValuesOf(MakeChart.Made made, string value, string? level)
    {
        int[] all = [.. Enumerable.Range(0, made.Table.Count)];
        if (value != ChartColumns.Core20Share) all = [.. all.Where(row => made.Table.Text(row, value).Length > 0)];
        var reading = new Reading(made.Table);
        double[] people = [.. all.Select(_ => 1.0)], values;
        var sums = level is not null && IsSum(made, value);
        if (value == ChartColumns.Core20Share)
        {
            if (made.Population is not { } population) return made.Lacking("population");
            var deciles = Core20OfTable.Deciles(made.Table, made.Decile);
            if (!deciles.Succeeded) return deciles.Error;
            (people, values) = (reading.Counts(population, all, "population"), [.. all.Select(row => deciles.Value[row] <= 2 ? 100.0 : 0)]);
        }
        else
        {
            values = reading.Numbers(value, all, "value");
            if (level is not null && !sums && made.Population is { } population) people = reading.Counts(population, all, "population");
        }
        if (reading.Problem is not null) return reading.Problem;
        return all.Select((row, i) => (Code: made.Table.Text(row, level ?? made.Area), Value: values[i], People: people[i])).Where(v => v.Code.Length > 0)
            .GroupBy(v => v.Code, StringComparer.Ordinal).Where(g => g.Sum(v => v.People) > 0).Select(g => (g.Key, sums ? g.Sum(v => v.Value) : g.Sum(v => v.Value * v.People) / g.Sum(v => v.People), g.Sum(v => v.People))).ToList();
    }

    // Larger areas of a table whose vintage has a remark, as in "LSOA 2021, invented", bear it too.
    private static string VintageOf(MakeChart.Made made, string level) => AreaCodes.OfHeading(level)?.Vintage is { Length: > 0 } own
        ? own + (made.Dataset.Vintage.IndexOf(',', StringComparison.Ordinal) is >= 0 and var remark ? made.Dataset.Vintage[remark..] : "") : "";

    private static string Picture(bool alone, List<int> drawn, LongTable shapes, Func<int, (int Step, string Says)> of, string value, List<(double Least, double Most)> steps, string unit, List<int> ranked, Func<int, (string Name, string Value)> told)
    {
        var all = drawn.SelectMany(row => shapes.Outlines![row].Rings).SelectMany(ring => ring);
        var (west, east, south, north) = (double.MaxValue, double.MinValue, double.MaxValue, double.MinValue);
        foreach (var (x, y) in all) (west, east, south, north) = (Math.Min(west, x), Math.Max(east, x), Math.Min(south, y), Math.Max(north, y));
        // Degrees of longitude are shorter than those of latitude by the cosine of the latitude; metres are alike.
        var squeeze = Math.Abs(north) <= 90 && Math.Abs(east) <= 180 ? Math.Cos((south + north) / 2 * Math.PI / 180) : 1;
        var scale = Math.Min((Wide - 20) / Math.Max(1e-9, (east - west) * squeeze), (High - 20) / Math.Max(1e-9, north - south));
        var pen = new Pen(alone, High, $"Map of {value}");
        var path = new StringBuilder();
        foreach (var row in drawn)
        {
            path.Clear();
            foreach (var ring in shapes.Outlines![row].Rings)
            {
                var (before, points) = ((X: double.NaN, Y: double.NaN), 0);
                foreach (var (x, y) in ring)
                {
                    var at = (X: Math.Round(10 + (x - west) * squeeze * scale, 1), Y: Math.Round(High - 10 - (y - south) * scale, 1));
                    if (at == before) continue;
                    path.Append(CultureInfo.InvariantCulture, $"{(points++ == 0 ? 'M' : 'L')}{at.X} {at.Y}");
                    before = at;
                }
                if (points > 0) path.Append('Z');
            }
            var (step, says) = of(row);
            if (path.Length > 0) pen.Shape(path.ToString(), step < 0 ? step : Hue(step, steps.Count), says);
        }
        const int Left = Wide + 20;
        pen.Text(Left, 20, Cut.To(value, 40), "head");
        for (var c = steps.Count - 1; c >= 0; c--)
        {
            var y = 34 + 20 * (steps.Count - 1 - c);
            var (least, most) = (FigureWords.Number(steps[c].Least), FigureWords.Number(steps[c].Most));
            pen.Bar(Left, y, 16, 14, Hue(c, steps.Count));
            pen.Text(Left + 24, y + 12, $"{(least == most ? least : $"{least} to {most}")}{unit}", "name");
        }
        pen.Bar(Left, 34 + 20 * steps.Count, 16, 14, -1);
        pen.Text(Left + 24, 46 + 20 * steps.Count, "no value", "soft");
        pen.Text(Left, 190, "Highest", "head");
        for (var i = 0; i < Math.Min(8, ranked.Count); i++) Beside(pen, 208 + 18 * i, told(ranked[i]));
        if (ranked.Count > 8)
        {
            pen.Text(Left, 372, "Lowest", "head");
            for (var i = 0; i < Math.Min(8, ranked.Count - 8); i++) Beside(pen, 390 + 18 * i, told(ranked[^(i + 1)]));
        }
        return pen.Done();

        static void Beside(Pen pen, int y, (string Name, string Value) line)
        {
            pen.Text(Left, y, Cut.To(line.Name, 34), "name");
            pen.Text(Pen.Width - 4, y, line.Value, "name", "end");
        }
    }
}
